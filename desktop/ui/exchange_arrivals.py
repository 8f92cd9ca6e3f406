"""Watches for bundles: on sticks that are plugged in, among chosen and dropped files, in the inbox since earlier.

Promise: a file is looked into beside the window, once, and again only where it is another one. Hidden: what was written
from here just now is no bundle that came.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop import paths
from desktop.casework.receiving import Arrived
from desktop.domain.errors import Refused
from desktop.exchange import inbox
from desktop.exchange.station import station
from desktop.store.store import Store
from desktop.ui import exchange_finding
from desktop.ui.workspace import Workspace

_LOOKED = 3000  # ms


class Arrivals(QObject):
    """The watch; it looks every few seconds once it is begun."""

    looking = Signal()  # what was found before may not stand any more
    found = Signal(object)  # the bundles: a sequence of Arrived

    def __init__(self, workspace: Workspace, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace, self._store = workspace, workspace.store
        self._files: Sequence[Path] = ()  # that were chosen or dropped
        self._outside: object = None  # the files that were looked into, with their sizes and times
        self._inside: object = None  # and those of the inbox
        self._is_looking = self._is_wanted = False
        self.arrived: Sequence[Arrived] = ()
        self.own: set[Path] = set()
        """What was written from here since the window is open."""
        self._looks = QTimer(self, interval=_LOOKED)
        self._looks.timeout.connect(self.look)

    def begin(self) -> None:
        self._looks.start()

    def rest(self) -> None:
        self._looks.stop()

    def take_files(self, files: Sequence[Path]) -> None:
        """Looks at these too."""
        if files:
            self._files = files
            self.look()

    def look_anew(self) -> None:
        """Looks once more, also where nothing is another one: what is taken in by now may be."""
        self._outside = None
        self.look()

    def look(self) -> None:
        """Looks into what is there now."""
        self._is_wanted |= self._is_looking
        if self._is_looking or self._workspace.held or not exchanges(self._store):
            return
        files = [*self._files, *exchange_finding.bundles_on(paths.sticks(), self.own)]
        outside = [(each, *exchange_finding.stamp(each)) for each in files]
        if (outside, self._sealed()) != (self._outside, self._inside):
            self._outside = outside
            self._look_into(files)

    def _look_into(self, files: Sequence[Path]) -> None:
        store, self._is_looking = self._store, True
        self.looking.emit()
        job = self._workspace.job(lambda _tell: exchange_finding.found(store, files), self)
        job.done.connect(self._tell)
        job.refused.connect(lambda _refused: self._tell(()))
        job.destroyed.connect(self._end)  # it ended by a bug, which the window has told
        job.start()

    def _end(self) -> None:
        self._is_looking = False

    def _tell(self, arrived: Sequence[Arrived]) -> None:
        self._is_looking, self._inside = False, self._sealed()  # each file was copied there
        self.arrived = arrived
        self.found.emit(arrived)
        if self._is_wanted:
            self._is_wanted = False
            self.look()

    def _sealed(self) -> Sequence[Path]:
        return inbox.sealed(self._store.folder)


def exchanges(store: Store) -> bool:
    """Whether it has what it signs and opens with."""
    try:
        with store.reading() as connection:
            station(connection)
    except Refused:
        return False
    return True


def dropped(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    """The files that are dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
