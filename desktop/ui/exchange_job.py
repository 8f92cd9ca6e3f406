"""The one piece of work that a page of bundles does at a time: awaited or stopped, and nothing is written meanwhile.

Promise: however it ends, the window can be used again. Hidden: work that only looks holds nothing up.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.ui.jobs import Job, Progress
from desktop.ui.workspace import Workspace


class OneJob(QObject):
    """The work."""

    began = Signal(str)  # what it is, in words
    progressed = Signal(int, int)
    ended = Signal()  # however
    refused = Signal(object)  # Refused or OSError; nothing of it is said yet
    stopped = Signal()

    def __init__(self, workspace: Workspace, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace = workspace
        self._job: Job | None = None
        self._is_writing = False

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    @property
    def is_writing(self) -> bool:
        return self._job is not None and self._is_writing

    def begin(
        self, work: Callable[[Progress], object], then: Callable[..., None], telling: str, *, is_writing: bool
    ) -> None:
        """Begins it, unless something else is at work; `then` is given what comes of it."""
        if self._job is not None:
            return
        job, self._is_writing = Job(work, self), is_writing
        self._job = job
        word = self._workspace.voice.word
        held = word("A bundle is being taken in. Until that is done or stopped, nothing else can be done here.")
        self._workspace.held = held if is_writing else ""
        job.progressed.connect(self.progressed)
        job.done.connect(lambda result: self._end(lambda: then(result)))
        job.refused.connect(lambda refused: self._end(lambda: self.refused.emit(refused)))
        job.stopped.connect(lambda: self._end(self.stopped.emit))
        job.destroyed.connect(lambda: self._forget(job))  # it ended by a bug, which the window has told
        self.began.emit(telling)
        job.start()

    def stop(self) -> None:
        """Lets it end at its next step."""
        if self._job is not None:
            self._job.stop()

    def leave(self) -> None:
        """Lets what only looks end; nobody is told any more."""
        if self._job is not None and not self._is_writing:
            self._job.leave()
            self._job = None

    def _end(self, tell: Callable[[], None]) -> None:
        self._job = None
        if self._workspace.held:
            self._workspace.held = ""
            self._workspace.said.emit("")
        self.ended.emit()
        tell()

    def _forget(self, job: Job) -> None:
        """Nothing is shown: the page may be gone with it."""
        if job is self._job:
            self._job, self._workspace.held = None, ""
