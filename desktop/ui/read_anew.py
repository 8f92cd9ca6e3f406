"""What a page shows of a whole area, read again where anything was written since, or another day has begun.

Promise: one reading at a time, and none where nothing is new. Hidden: a small area is read at once, before the first
screen, a large one beside the window.
"""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.store import queries
from desktop.store.store import Store
from desktop.ui.jobs import Progress
from desktop.ui.workspace import Workspace

AT_ONCE = 600
"""How many households are looked through before the first screen, which takes less than a job's way there and back."""

_PATIENCE = 400  # ms without a word


class ReadAnew(QObject):
    """Reads by `gather` for a page."""

    found = Signal(object)  # what was read
    lasts = Signal()  # longer than without a word

    def __init__(self, workspace: Workspace, page: QWidget, gather: Callable[[Store], object]) -> None:
        super().__init__(page)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._workspace, self._page, self._gather = workspace, page, gather
        self._read_at: tuple[int, date] | None = None  # the store's revision and the day
        self._is_reading = False
        self.is_slow = False  # it is being read, and that was said
        self._patience.timeout.connect(self._tell)

    def catch_up(self) -> bool:
        """Reads where something is new; False where nothing is, or it is being read already."""
        store = self._workspace.store
        stands = queries.revision_of(store), store.today()
        if self._is_reading or stands == self._read_at:
            return False
        self._read_at = stands
        if queries.number_of_households(store, AT_ONCE + 1) <= AT_ONCE:
            found = self._workspace.read(self._gather, None)
            if found is not None:
                self.found.emit(found)
            return True
        self._is_reading = True
        self._patience.start()
        gather = self._gather

        def read(_tell: Progress) -> object:
            return gather(store)

        job = self._workspace.job(read, self._page)
        job.done.connect(self._take)
        job.refused.connect(self._end)
        job.start()
        return True

    def _take(self, found: object) -> None:
        self._end()
        self.found.emit(found)
        self.catch_up()

    def _end(self) -> None:
        self._is_reading = self.is_slow = False
        self._patience.stop()

    def _tell(self) -> None:
        self.is_slow = True
        self.lasts.emit()
