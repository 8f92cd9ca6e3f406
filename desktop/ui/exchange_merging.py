"""A bundle on its way in: previewed, merged, and taken back as long as that is offered.

Promise: nothing is written before the preview was seen; a merge is awaited or stopped, and nothing else is written
meanwhile. Hidden: what was merged may be about anything, so all pages are told that anything may have changed.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.casework import receiving
from desktop.casework.receiving import Arrived, Preview, Receipt
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.ui import exchange_told
from desktop.ui.exchange_preview import PreviewView
from desktop.ui.jobs import Job, Progress
from desktop.ui.workspace import Workspace


class Merging(QObject):
    """Previews, merges and takes back."""

    shown = Signal()  # there is something to see
    left = Signal()  # and not any more
    merged = Signal()  # or taken back

    def __init__(self, workspace: Workspace, view: PreviewView, owner: QObject) -> None:
        super().__init__(owner)
        self._workspace, self._voice, self._store = workspace, workspace.voice, workspace.store
        self._view = view
        self._job: Job | None = None
        self._arrived: Arrived | None = None
        self.is_renewed = False  # a certificate came: who works here may do something else by now
        self._connect()

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def preview(self, arrived: Arrived) -> None:
        """Rehearses what this would bring, and shows it."""
        store, self._arrived = self._store, arrived
        self._begin(
            lambda tell: receiving.preview(store, arrived.files, tell),
            self._show_preview,
            self._voice.word("Reading the bundle, and trying what it would bring"),
            is_writing=False,
        )

    def let_be(self) -> bool:
        """Stops what only looks; whether there was anything to leave."""
        if self._workspace.held:
            self._workspace.said.emit(self._workspace.held)
            return True
        if self._job is not None:
            self._job.stop()
            return True
        return False

    # Inside

    def _show_preview(self, preview: Preview) -> None:
        self._view.show_preview(exchange_told.previewed(self._voice, self._store, self._arrived, preview))
        self._view.take_keyboard()

    def _merge(self) -> None:
        store, arrived = self._store, self._arrived
        if arrived is None:
            return
        self._begin(
            lambda tell: receiving.merge(store, arrived.files, tell),
            self._show_receipt,
            self._voice.word("Taking it in"),
            is_writing=True,
        )

    def _show_receipt(self, receipt: Receipt) -> None:
        self.is_renewed = receipt.adopted is not None
        self._view.show_preview(exchange_told.received(self._voice, self._store, self._arrived, receipt))
        self._view.take_keyboard()
        self.tell_changed()

    def _undo(self) -> None:
        store = self._store

        def undo(tell: Progress) -> object:
            tell(0, 0)
            return receiving.undo(store)

        self._begin(undo, self._show_undone, self._voice.word("Taking it back"), is_writing=True)

    def _show_undone(self, _nothing: object) -> None:
        self._workspace.said.emit(
            self._voice.word("Taken back: the store is as it was before, compared by its digest.")
        )
        self.tell_changed()
        self.left.emit()

    def tell_changed(self) -> None:
        """Tells all pages that anything may have changed."""
        self._workspace.changed.emit(frozenset((name, b"") for name in RECORDS), self)
        self._workspace.kept.emit()
        self.merged.emit()

    # The one job

    def _begin(
        self, work: Callable[[Progress], object], then: Callable[..., None], telling: str, *, is_writing: bool
    ) -> None:
        if self._job is not None:
            return
        job = self._job = Job(work, self)
        word = self._voice.word
        held = word("A bundle is being taken in. Until that is done or stopped, nothing else can be done here.")
        self._workspace.held = held if is_writing else ""
        job.progressed.connect(self._view.tell)
        job.done.connect(lambda result: self._end(then, result))
        job.refused.connect(self._refuse)
        job.stopped.connect(self._stopped)
        job.destroyed.connect(lambda: self._forget(job))  # it ended by a bug, which the window has told
        self._view.begin(telling)
        self.shown.emit()
        job.start()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
        else:
            self._view.end()

    def _end(self, then: Callable[..., None], result: object) -> None:
        self._settle()
        then(result)

    def _refuse(self, refused: Refused | OSError) -> None:
        self._settle()
        self._view.end()
        self._workspace.refused.emit(refused)
        self.left.emit()
        self.merged.emit()  # where it lies may be another place by now

    def _stopped(self) -> None:
        self._settle()
        self._view.end()
        self._workspace.said.emit(self._voice.word("Stopped: nothing was taken in."))
        self.left.emit()

    def _forget(self, job: Job) -> None:
        """Nothing is shown: the page may be gone with it."""
        if job is self._job:
            self._job, self._workspace.held = None, ""

    def _settle(self) -> None:
        self._job = None
        if self._workspace.held:
            self._workspace.held = ""
            self._workspace.said.emit("")

    def _connect(self) -> None:
        self._view.merge_wanted.connect(self._merge)
        self._view.undo_wanted.connect(self._undo)
        self._view.left.connect(self.left)
        self._view.stop_wanted.connect(self._stop)
