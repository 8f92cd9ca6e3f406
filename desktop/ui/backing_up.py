"""Backups from the window: where they go, when one is due, and the daily one, which goes by itself.

Promise: a place that is not there is never made up on another disk, and the daily backup hinders nobody: it runs beside
the window and, where it can't be made, says so once. Hidden: that it is missed is seen by the newest backup alone.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from desktop import paths
from desktop.domain.errors import Refused
from desktop.paths import Danger
from desktop.settings import Settings
from desktop.store import backup
from desktop.store import folder as place_of
from desktop.store.backup import Backup
from desktop.store.store import Store
from desktop.ui.jobs import Progress
from desktop.ui.workspace import Workspace

_LOOKED = 60_000  # milliseconds
OLD = timedelta(days=3)


def now() -> datetime:
    """The moment by this computer's clock, as the names of backups tell it."""
    return datetime.now().astimezone()


def own_place(store: Store) -> Path:
    """Where backups go while no place was chosen."""
    return store.folder / "backups"


def backups_of(store: Store, place: Path) -> list[Backup]:
    """The backups of this store that lie in a place, oldest first."""
    mark = place_of.card(store.folder).store.hex()
    return [each for each in backup.backups_in(place) if mark.endswith(each.mark)]


def make(store: Store, place: Path | None, progress: Progress) -> Backup:
    """Makes a backup in the chosen place, with the evidence beside it, or in the store's own folder."""
    if place is None:
        return backup.back_up(
            store.engine,
            store.opened.key,
            store.folder,
            own_place(store),
            keep=backup.LAST_THREE,
            progress=progress,
        )
    if not place.is_dir():
        raise Refused(
            "There is no folder {folder}.", "Look whether its disk is there, and its name is right.", folder=place
        )
    made = backup.back_up(
        store.engine, store.opened.key, store.folder, place, keep=backup.DAILY_WEEKLY_MONTHLY, progress=progress
    )
    backup.back_up_evidence(store.folder, place)
    return made


def is_on_same_disk(place: Path, folder: Path) -> bool:
    """Whether a fault of the store's disk takes these backups too."""
    return place.is_dir() and place.stat().st_dev == folder.stat().st_dev


def is_removable(place: Path) -> bool:
    danger = paths.unsafe_place(place)
    return danger is not None and danger.kind is Danger.REMOVABLE


def is_due(at: datetime, newest: datetime | None, hour: int) -> bool:
    """Whether no backup was made since the hour came last."""
    last = at.replace(hour=hour, minute=0, second=0, microsecond=0)
    if last > at:
        last -= timedelta(days=1)
    return newest is None or newest < last


class DailyBackup(QObject):
    """Makes the daily backup of an open store when it is due. `chosen` gives the settings as they are by then."""

    def __init__(self, workspace: Workspace, chosen: Callable[[], Settings], owner: QObject) -> None:
        super().__init__(owner)
        self._workspace, self._chosen = workspace, chosen
        self._failed_at: datetime | None = None
        self._is_busy = False
        self._looks = QTimer(self, interval=_LOOKED)
        self._looks.timeout.connect(self.look)
        self._looks.start()

    def look(self) -> None:
        """Begins a backup if one is due; after one that failed, not before the hour has come again."""
        chosen, store = self._chosen(), self._workspace.store
        place, hour = chosen.backup_place, chosen.backup_hour
        if not chosen.backup_daily or place is None or store.read_only or self._is_busy:
            return
        if self._failed_at is not None and not is_due(now(), self._failed_at, hour):
            return
        self._is_busy = True
        job = self._workspace.job(partial(_make_if_due, store, place, hour), self)
        job.done.connect(self._tell)
        job.refused.connect(self._rest)
        job.stopped.connect(self._rest)
        job.start()

    def _tell(self, made: Backup | None) -> None:
        self._is_busy = False
        if made is None:
            return
        self._workspace.said.emit(self._workspace.voice.word("The daily backup is made: {file}", file=made.file.name))

    def _rest(self) -> None:
        self._is_busy = False
        self._failed_at = now()


def _make_if_due(store: Store, place: Path, hour: int, progress: Progress) -> Backup | None:
    """Looks at the place beside the window too: a disk that sleeps or is far away takes its time."""
    newest = backups_of(store, place)[-1:] if place.is_dir() else []
    if not is_due(now(), newest[0].made if newest else None, hour):
        return None
    return make(store, place, progress)
