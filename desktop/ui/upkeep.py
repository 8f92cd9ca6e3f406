"""Work that needs the store to itself: it is closed, checked, repaired or moved, and opened again where it is then.

Promise: who had it open need not unlock it again, whatever came of the work, unless it can't be opened any more.
Hidden: the key is kept in memory meanwhile, and nothing else of the store.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.store import checking, opening, restoring
from desktop.store.checking import Repaired, Report
from desktop.store.store import Store
from desktop.store.vault import Unlocked
from desktop.ui import theme
from desktop.ui.backing_up import now
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Voice
from desktop.ui.settings_card import beside

_WIDTH, _UNSEEN = 640, 400


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Work on the closed store of a folder, and what is said meanwhile; `to` is where the store is afterwards."""

    title: str
    work: Callable[[Path, Unlocked, Progress], object]
    to: Path | None = None
    can_stop: bool = False


@dataclass(frozen=True, slots=True)
class Upkept:
    """How it ended: where the store is, and what was found, what was refused, or None."""

    folder: Path
    at: datetime
    found: Report | Repaired | Refused | OSError | None


def checked() -> Upkeep:
    return Upkeep(N_("Checking everything that was ever written"), _check, can_stop=True)


def repaired() -> Upkeep:
    return Upkeep(N_("Repairing: every row is computed again from the journal"), _repair)


def moved(to: Path) -> Upkeep:
    return Upkeep(N_("Moving: copied, compared file by file, and only then taken away here"), partial(_move, to), to)


def reopened(upkept: Upkept, opened: Unlocked, *, was_read_only: bool) -> Store:
    """The store after the work; one that was only read is written to again when a repair has made that possible."""
    if was_read_only and not isinstance(upkept.found, Repaired):
        return opening.open_store(upkept.folder, opened, read_only=True)
    try:
        return opening.open_store(upkept.folder, opened)
    except Refused:
        if not was_read_only:
            raise
        return opening.open_store(upkept.folder, opened, read_only=True)


class UpkeepPage(QWidget):
    """What is seen instead of the store while the work goes on."""

    ended = Signal(object)  # Upkept

    def __init__(self, voice: Voice, upkeep: Upkeep, folder: Path, opened: Unlocked) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._upkeep, self._folder, self._opened = upkeep, folder, opened
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(voice.word("Progress"))
        self._stop = theme.button(voice.word("Stop"), name="stop-upkeep")
        safe = theme.label(voice.word("All that was written is saved. The area opens again by itself."), "second")
        title = theme.label(voice.word(upkeep.title), "strong")
        title.setWordWrap(True)
        self._box = QFrame()
        self._box.setProperty("part", "card")
        self._box.setFixedWidth(_WIDTH)
        self._box.hide()
        column = QVBoxLayout(self._box)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(16)
        for part in (title, self._bar, safe, beside(self._stop)):
            column.addWidget(part)
        self._stop.setVisible(upkeep.can_stop)
        around = QVBoxLayout(self)
        around.addStretch(2)
        around.addWidget(self._box, 0, Qt.AlignmentFlag.AlignHCenter)
        around.addStretch(3)

    def begin(self) -> None:
        """Starts the work; nothing is seen of it while it is quick."""
        upkeep, folder, opened = self._upkeep, self._folder, self._opened
        job = Job(lambda progress: upkeep.work(folder, opened, progress), self)
        job.progressed.connect(self._tell)
        job.done.connect(lambda found: self._end(upkeep.to or folder, found))
        job.refused.connect(lambda refused: self._end(folder, refused))
        job.stopped.connect(lambda: self._end(folder, None))
        self._stop.clicked.connect(job.stop)
        QTimer.singleShot(_UNSEEN, self, self._box.show)
        job.start()

    def _tell(self, done: int, of: int) -> None:
        self._bar.setRange(0, of)
        self._bar.setValue(done)

    def _end(self, folder: Path, found: Report | Repaired | Refused | OSError | None) -> None:
        self.ended.emit(Upkept(folder, now(), found))


def _check(folder: Path, opened: Unlocked, progress: Progress) -> Report:
    steps = count()
    return checking.check(folder, opened, progress=lambda _step: progress(next(steps), len(checking.STEPS)))


def _repair(folder: Path, opened: Unlocked, _progress: Progress) -> Repaired:
    return checking.repair(folder, opened)


def _move(to: Path, folder: Path, _opened: Unlocked, _progress: Progress) -> None:
    restoring.move(folder, to)
