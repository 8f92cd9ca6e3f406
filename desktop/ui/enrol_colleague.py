"""A colleague who works on the same laptop comes in before the office certifies them both.

Promise: the colleague chooses a passphrase of their own, and stands in the request that is written next. Hidden: keys
that were made meanwhile change nothing of the six words.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.casework import enrolment
from desktop.domain.errors import Level
from desktop.domain.identity import name_findings
from desktop.ui import new_laptop, theme
from desktop.ui.enrol_panes import Laptop
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.passphrase_pane import PassphrasePane


class ColleaguePane(PassphrasePane):
    """The name, and the passphrase that the colleague chooses."""

    admitted = Signal()

    def __init__(self, voice: Voice, laptop: Laptop) -> None:
        word = voice.word
        self._name, asked = QLineEdit(), QWidget()
        self._name.setObjectName("colleague")
        self._name.setProperty("look", "large")
        self._name.setAccessibleName(word("The colleague's name"))
        column = QVBoxLayout(asked)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(theme.label(self._name.accessibleName(), "label"))
        column.addWidget(self._name)
        super().__init__(voice, word("Let this person in"), steps=new_laptop.steps(voice), at=1, more=asked)
        self._laptop = laptop
        self.first = self._name
        self.back.hide()
        self._name.textChanged.connect(self.look)
        self.chosen.connect(self._admit)

    def missing(self, *, is_accepted: bool, is_same: bool, is_begun: bool) -> str:
        name = self._name.text().strip()
        if not name or any(each.level is Level.ERROR for each in name_findings(name)):
            return self.voice.word("The colleague's name is needed.")
        return super().missing(is_accepted=is_accepted, is_same=is_same, is_begun=is_begun)

    def _admit(self, passphrase: str) -> None:
        laptop, name = self._laptop, self._name.text().strip()

        def work(_progress: Progress) -> None:
            laptop.within(lambda store: enrolment.add_person(store, name, passphrase))

        self.work(work, lambda _none: self.admitted.emit(), telling=self.voice.word("Making the new keys"))
