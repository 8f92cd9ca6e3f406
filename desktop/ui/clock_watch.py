"""Says that the clock of this computer can't be right, as long as it can't (R48).

Promise: nothing is changed and nothing is kept back by it. Hidden: what was written last is remembered, since the next
entry of a wrong clock would make it look right.
"""

from datetime import datetime

from PySide6.QtCore import QTimer

from desktop.casework import clocks
from desktop.casework.clocks import ClockDoubt
from desktop.store.store import Store
from desktop.ui.band import Band
from desktop.ui.workspace import Workspace

_MINUTE = 60_000


class ClockWatch(Band):
    """A band for the open store; once it has its place it is told to look."""

    def __init__(self, workspace: Workspace) -> None:
        word = workspace.voice.word
        super().__init__("warn", "clock", word("The clock is right"), "clock-is-right")
        self._workspace = workspace
        self._last: datetime | None = workspace.read(Store.last_moment, None)
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self.look)
        self._minute.start()
        workspace.kept.connect(self.look)
        self.wanted.connect(self._believe)

    def look(self) -> None:
        """Compares the clock with what was written down."""
        word, now = self._workspace.voice.word, self._workspace.store.now()
        found = clocks.doubt(self._last, now)
        if found is None:
            self._last = max(self._last or now, now)
            self.say("")
            return
        more = (
            word("Set it right. What is written meanwhile keeps its order, and the history says what its clock said.")
            if found is ClockDoubt.BEHIND
            else word("If it is ahead, set it right before anything is written: days and periods are counted by it.")
        )
        last = self._last.astimezone(self._workspace.store.zone()) if self._last else now
        self.say(
            word(found, now=f"{now:%Y-%m-%d %H:%M}", last=f"{last:%Y-%m-%d %H:%M}"),
            more,
            has_way=found is ClockDoubt.LONG_AFTER,
        )

    def _believe(self) -> None:
        """A person says that so much time has passed."""
        self._last = self._workspace.store.now()
        self.look()
