"""From a sum to its locked version: a colleague signs that it was checked, then it is locked.

Promise: what is signed and locked is the sum that was seen when the button was pressed. Hidden: which step comes next.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.casework import locking
from desktop.casework.calculation import Reckoned
from desktop.store.vault import Unlocked
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.sum_check import CheckPane
from desktop.ui.sum_foot import Foot
from desktop.ui.sum_trial import Result, Trial
from desktop.ui.workspace import Workspace


class Locking(QWidget):
    """The foot of a sum, and above it the reason that is asked. Its `check` stands where the page gives it room."""

    check_wanted = Signal()  # a colleague comes to the keyboard
    check_begun = Signal()  # and is asked
    check_left = Signal()
    checked = Signal()
    locked = Signal()
    left = Signal()  # nothing is to be locked any more

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._reckoned: Reckoned | None = None
        self._is_checking = False
        self.check, self.foot = CheckPane(workspace), Foot(workspace)
        self._reason = ReasonBar(workspace.voice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._reason)
        column.addWidget(self.foot)
        self.check.opened.connect(self._take_check)
        self.check.left.connect(self.stop)

    def go_on(self, found: Result, trial: Trial, *, may_check: bool) -> None:
        """Does what the filled button says."""
        if found.reckoned is None or not self.foot.is_ready:
            return
        self._reckoned = found.reckoned
        if found.locked is not None:
            self.left.emit()
        elif may_check:
            self._sign_own_check()
        elif found.obstacles is None or found.obstacles.check is None:
            self._ask_to_check()
        elif trial.versions:
            word = self._workspace.voice.word
            self._reason.ask(word("Why is there another version?"), word("Lock it"), self._lock)
        else:
            self._lock("")

    def stop(self) -> None:
        """Nobody signs or locks what was seen before."""
        was_checking, self._is_checking = self._is_checking, False
        self.check.stop()
        self._reason.hide()
        self.foot.primary.show()
        if was_checking:
            self.check_left.emit()

    def step_back(self) -> bool:
        """Signs or locks nothing for now; whether anything was asked."""
        if self._reason.let_be():
            return True
        was_checking = self._is_checking
        if was_checking:
            self.stop()
        return was_checking

    def _ask_to_check(self) -> None:
        """A colleague comes to the keyboard; the one filled button is theirs meanwhile."""
        self.check_wanted.emit()
        self._is_checking = True
        self.check.ask()
        self.foot.primary.hide()
        self.check_begun.emit()

    def _take_check(self, second: Unlocked) -> None:
        if self._signs(second):
            self.stop()
            self.checked.emit()
            self.foot.primary.setFocus()

    def _sign_own_check(self) -> None:
        """Signs with the key of who is at the keyboard, and locks nothing."""
        if self._signs(self._workspace.store.opened):
            word = self._workspace.voice.word
            said = word("Signed that exactly this sum was checked. The field team can lock it now.")
            self._workspace.said.emit(said)

    def _signs(self, second: Unlocked) -> bool:
        reckoned = self._reckoned
        if reckoned is None:
            return False
        row = self._workspace.carry_out(lambda store: locking.check(store, reckoned, second), source=self)
        return row is not None

    def _lock(self, reason: str) -> None:
        reckoned = self._reckoned
        if reckoned is None:
            return
        row = self._workspace.carry_out(lambda store: locking.lock(store, reckoned, reason=reason), source=self)
        if row is not None:
            self.locked.emit()
