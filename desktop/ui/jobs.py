"""Work that takes longer than a blink, beside the window: one job, its progress, and its one end.

Promise: every signal arrives in the window's thread, and a job's bug is raised there like any other. Hidden: how a job
is stopped; it learns so the next time that it tells its progress.
"""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QThreadPool, Signal

from desktop.domain.errors import Refused

Progress = Callable[[int, int], None]
"""What work calls with how many of how many steps are done."""


class Stopped(Exception):
    """Raised inside the work once nobody wants it any more."""


class Job(QObject):
    """One piece of work. Its owner outlives it: the window stops and awaits its jobs before it closes."""

    progressed = Signal(int, int)
    done = Signal(object)  # what the work returned
    refused = Signal(object)  # Refused, or what the system said no to (OSError)
    stopped = Signal()
    _failed = Signal(object)

    def __init__(self, work: Callable[[Progress], object], owner: QObject) -> None:
        super().__init__(owner)
        self._work = work
        self._is_unwanted = threading.Event()
        self._failed.connect(self._raise)

    def start(self) -> None:
        for end in (self.done, self.refused, self.stopped, self._failed):
            end.connect(self.deleteLater)
        QThreadPool.globalInstance().start(self._run)

    def stop(self) -> None:
        """Lets the work end at its next step; `stopped` tells when it has."""
        self._is_unwanted.set()

    def _run(self) -> None:
        try:
            result = self._work(self._tell_progress)
        except Stopped:
            self.stopped.emit()
        except (Refused, OSError) as refused:
            self.refused.emit(refused)
        except Exception as bug:  # noqa: BLE001  whatever it is, it is raised again where it is seen
            self._failed.emit(bug)
        else:
            self.done.emit(result)

    def _tell_progress(self, done: int, of: int) -> None:
        if self._is_unwanted.is_set():
            raise Stopped
        self.progressed.emit(done, of)

    @staticmethod
    def _raise(bug: Exception) -> None:
        raise bug


def stop_all(owner: QObject) -> None:
    """Stops the jobs of a window and its pages, and waits for them."""
    for job in owner.findChildren(Job):
        job.stop()
    QThreadPool.globalInstance().waitForDone()
