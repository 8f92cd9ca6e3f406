"""Work that takes longer than a blink, beside the window: one job, its progress, and its one end.

Promise: every signal arrives in the window's thread, and a job's bug is raised there like any other; of a job whose
owner closes nothing arrives any more, since what it would be told to may read from what is closed. Hidden: how a job is
stopped; it learns so the next time that it tells its progress.
"""

import threading
from collections.abc import Callable
from typing import cast

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
    _ended = Signal(str, object)  # from the work's thread: how it ended, and with what

    def __init__(self, work: Callable[[Progress], object], owner: QObject) -> None:
        super().__init__(owner)
        self._work = work
        self._is_unwanted = threading.Event()
        self._is_left = False
        self._ended.connect(self._tell_end)

    def start(self) -> None:
        QThreadPool.globalInstance().start(self._run)

    def stop(self) -> None:
        """Lets the work end at its next step; `stopped` tells when it has."""
        self._is_unwanted.set()

    def leave(self) -> None:
        """Lets the work end at its next step; nobody is told any more."""
        self._is_left = True
        self.stop()

    def _run(self) -> None:
        try:
            result = self._work(self._tell_progress)
        except Stopped:
            self._ended.emit("stopped", None)
        except (Refused, OSError) as refused:
            self._ended.emit("refused", refused)
        except Exception as bug:  # noqa: BLE001  whatever it is, it is raised again where it is seen
            self._ended.emit("failed", bug)
        else:
            self._ended.emit("done", result)

    def _tell_end(self, how: str, value: object) -> None:
        self.deleteLater()
        match how:
            case "failed":
                raise cast("Exception", value)
            case _ if self._is_left:
                return
            case "stopped":
                self.stopped.emit()
            case "refused":
                self.refused.emit(value)
            case _:
                self.done.emit(value)

    def _tell_progress(self, done: int, of: int) -> None:
        if self._is_unwanted.is_set():
            raise Stopped
        self.progressed.emit(done, of)


def stop_all(owner: QObject) -> None:
    """Stops the jobs of a window and its pages, and waits for them; what they found is dropped."""
    for job in owner.findChildren(Job):
        job.leave()
    QThreadPool.globalInstance().waitForDone()
