"""What a household was promised, open promises first; which records it has; and how to be in contact next."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.visiting import Pledge
from desktop.domain.records import Household
from desktop.ui import theme, visit_words
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.workspace import Workspace

_EDGE = 16


class PromisedTo(QFrame):
    """The card."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._workspace, self._voice = workspace, workspace.voice
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(_EDGE, 12, _EDGE, 12)
        self._inside.setSpacing(8)
        content = QWidget()
        content.setLayout(self._inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(scrolling(content))

    def show_pledges(self, pledges: Sequence[Pledge], home: Household | None, given: int, met: int) -> None:
        """`given` of the records of the `met` contacts were given to the household."""
        while (item := self._inside.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        words = self._voice.words
        still_open = [each for each in pledges if each.is_open]
        settled = [each for each in pledges if not each.is_open]
        self._say(words("{n} promise open", "{n} promises open", len(still_open)), "promise", "warn", still_open)
        self._say(words("{n} promise settled", "{n} promises settled", len(settled)), "ok", "ok", settled)
        if met:
            self._inside.addWidget(self._head(self._voice.word("Records given to the household"), "document", "brand"))
            told = self._voice.word("{given} of {met}", given=given, met=met)
            self._inside.addWidget(theme.label(told, "plain"))
        if home is not None and home.contact_wish:
            wish = self._voice.choice(home.record_type().field["contact_wish"], home.contact_wish)
            self._inside.addWidget(self._head(self._voice.word("How to be in contact next"), "person", "brand"))
            self._inside.addWidget(theme.label(wish, "plain"))
        self._inside.addStretch()

    def _say(self, title: str, icon: str, tone: str, pledges: Sequence[Pledge]) -> None:
        self._inside.addWidget(self._head(title, icon, tone))
        for each in pledges:
            what, who, until = visit_words.pledged(self._voice, each, self._workspace.store.today().year)
            box = QFrame()
            box.setProperty("part", "row")
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 2, 0, 6)
            column.setSpacing(2)
            line = theme.label(what, "plain")
            line.setWordWrap(True)
            column.addWidget(line)
            last = self._voice.word("latest {day}", day=until) if each.is_open else until
            column.addWidget(theme.label(f"{who} · {last}", "second"))
            self._inside.addWidget(box)

    def _head(self, title: str, icon: str, tone: str) -> QWidget:
        head = QWidget()
        across = QHBoxLayout(head)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        across.addWidget(pictured(icon, tone, 20))
        across.addWidget(theme.label(title, "strong"), 1)
        return head
