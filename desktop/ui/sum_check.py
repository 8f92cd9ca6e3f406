"""A second person checks a sum at this computer: who it is, and the passphrase that signs in that person's name.

Promise: the passphrase opens that person's key for this one signature, and is kept nowhere.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.store import certified, vault
from desktop.store.vault import Kind, Slot, Unlocked
from desktop.ui import theme
from desktop.ui.jobs import Job
from desktop.ui.notices import Notice, told
from desktop.ui.passphrase_field import PassphraseField
from desktop.ui.still_box import StillBox
from desktop.ui.workspace import Workspace

_SIDE, _GAP, _FIELD = 16, 12, 150


class CheckPane(QFrame):
    """It tells that a colleague was let in to sign, or that nobody wants to now."""

    opened = Signal(object)  # Unlocked
    left = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setProperty("part", "hero")
        self._workspace = workspace
        self._job: Job | None = None
        word = workspace.voice.word
        self._people = StillBox()
        theme.let_touch(self._people)
        self._people.setObjectName("checker")
        self._people.setAccessibleName(word("Who checks"))
        self._passphrase = PassphraseField(workspace.voice, "checker-passphrase", word("Passphrase of who checks"))
        self._passphrase.setPlaceholderText(self._passphrase.accessibleName())
        self._sign = theme.button(word("Checked: sign"), "filled", "sign-check", "signature")
        self._not_now = theme.button(word("Not checked now"), "large", "leave-check")
        self._about, self._notice = theme.label("", "second"), Notice()
        title = theme.label(
            word("A colleague looks through every figure, then signs with their own passphrase"), "strong"
        )
        title.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        self._people.setMinimumWidth(theme.broad(180))
        self._passphrase.setMinimumWidth(theme.broad(_FIELD))
        row.addWidget(self._people)
        row.addWidget(self._passphrase, 1)
        row.addWidget(self._not_now)
        row.addWidget(self._sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 10, _SIDE, 10)
        column.setSpacing(8)
        for part in (title, self._about, self._notice):
            column.addWidget(part)
        column.addLayout(row)
        self._sign.clicked.connect(self._try)
        self._passphrase.returnPressed.connect(self._try)
        self._not_now.clicked.connect(self.left)

    def ask(self) -> None:
        """Begins anew, with everybody who may check on this computer."""
        word = self._workspace.voice.word
        people = _who_may(self._workspace)
        self._people.clear()
        for slot in people:
            self._people.addItem(slot.name, slot.name)
        nobody = word(
            "Nobody else has a key on this computer. Add one in the settings, or check with ruhu calculate --check."
        )
        self._about.setText("" if people else nobody)
        self._about.setVisible(not people)
        self._passphrase.clear()
        self._passphrase.hide_typed()
        self._notice.say("")
        for part in (self._people, self._passphrase, self._sign):
            part.setEnabled(bool(people))
        (self._passphrase if len(people) == 1 else self._people if people else self._not_now).setFocus()

    def stop(self) -> None:
        """Nobody signs any more what was seen before: a passphrase that is still being tried opens nothing."""
        job, self._job = self._job, None
        if job is not None:
            job.leave()
        self._passphrase.clear()

    def _try(self) -> None:
        folder, name, typed = self._workspace.store.folder, self._people.currentData(), self._passphrase.text()
        self._notice.say("")
        self._let(may_try=False)
        job = self._job = Job(lambda _progress: vault.unlock(folder, typed, name), self)
        job.done.connect(self._take)
        job.refused.connect(self._refuse)
        job.start()

    def _take(self, second: Unlocked) -> None:
        self._job = None
        self._let(may_try=True)
        self._passphrase.clear()
        self.opened.emit(second)

    def _refuse(self, refused: Refused | OSError) -> None:
        self._job = None
        self._let(may_try=True)
        self._notice.say(told(self._workspace.voice, refused))
        self._passphrase.setFocus()
        self._passphrase.selectAll()

    def _let(self, *, may_try: bool) -> None:
        for part in (self._people, self._passphrase, self._sign):
            part.setEnabled(may_try)


def _who_may(workspace: Workspace) -> Sequence[Slot]:
    store = workspace.store
    with store.reading() as connection:
        known = certified.slots(connection, store.folder)
    return [
        slot
        for slot in known
        if slot.kind is Kind.PASSPHRASE and slot.person != store.opened.person and slot.role is not Role.AUDITOR
    ]
