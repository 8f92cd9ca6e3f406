"""What waits is tried again, or let in after all by a clerk of the office, who says why.

Promise: nothing is let in without a reason that is kept. Hidden: what came back after the office was put back to an
older state is let in together, since all of it was the office's own before.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.casework import held_back
from desktop.casework.held_back import WaitingChain, WaitingOp
from desktop.domain.errors import Refused
from desktop.exchange import inbox
from desktop.ui.exchange_waiting import WaitingCard
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.workspace import Workspace


class Releasing(QObject):
    """Does what the card asks for."""

    tried_again = Signal()  # a file is in the inbox again
    released = Signal()  # anything may have changed

    def __init__(self, workspace: Workspace, card: WaitingCard, reason: ReasonBar, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace, self._voice, self._store = workspace, workspace.voice, workspace.store
        self._reason = reason
        card.again_wanted.connect(self._look_again)
        card.release_wanted.connect(self._ask)
        card.release_all_wanted.connect(self._ask_all)

    def _look_again(self, file: Path) -> None:
        """A file that was set apart is tried once more."""
        try:
            inbox.put_back(self._store.folder, file)
        except (Refused, OSError) as refused:
            self._workspace.refused.emit(refused)
        self.tried_again.emit()

    def _ask(self, waiting: WaitingOp | WaitingChain, called: str) -> None:
        word = self._voice.word
        about = word("Why is it let in after all: {what}", what=called)
        self._reason.ask(about, word("Let it in"), lambda reason: self._release(waiting, reason))

    def _ask_all(self, waiting: Sequence[WaitingOp]) -> None:
        words = self._voice.words
        about = words("Why is this {n} change let in", "Why are these {n} changes let in", len(waiting))
        verb = words("Let {n} in", "Let {n} in", len(waiting))
        self._reason.ask(about, verb, lambda reason: self._release_all(waiting, reason))

    def _release(self, waiting: WaitingOp | WaitingChain, because: str) -> None:
        if isinstance(waiting, WaitingOp):
            self._release_all([waiting], because)
        else:
            self._do(lambda: held_back.let_chain_in(self._store, waiting, because=because))

    def _release_all(self, waiting: Sequence[WaitingOp], because: str) -> None:
        self._do(lambda: held_back.release(self._store, [each.op for each in waiting], because=because))

    def _do(self, release: Callable[[], object]) -> None:
        try:
            release()
        except (Refused, OSError) as refused:
            self._workspace.refused.emit(refused)
            return
        self.released.emit()
