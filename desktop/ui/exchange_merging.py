"""A bundle on its way in: previewed, merged, and taken back as long as that is offered.

Promise: nothing is written before the preview was seen; a merge is awaited or stopped, and nothing else is written
meanwhile. Hidden: what was merged may be about anything, so all pages are told that anything may have changed.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.casework import receiving
from desktop.casework.differences import Difference
from desktop.casework.receiving import Arrived, Preview, Receipt
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.store import merge_log
from desktop.ui import exchange_told
from desktop.ui.exchange_job import OneJob
from desktop.ui.exchange_preview import PreviewView
from desktop.ui.jobs import Progress
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
        self._work = OneJob(workspace, self)
        self._asked = OneJob(workspace, self)  # for what is different of one household
        self._arrived: Arrived | None = None
        self._known: dict[bytes, Sequence[Difference]] = {}
        self.is_renewed = False  # a certificate came: who works here may do something else by now
        self._connect()

    @property
    def is_busy(self) -> bool:
        return self._work.is_busy

    def preview(self, arrived: Arrived) -> None:
        """Rehearses what this would bring, and shows it."""
        store, self._arrived = self._store, arrived
        self._asked.leave()
        self._work.begin(
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
        self._asked.leave()
        if self._work.is_busy:
            self._work.stop()
            return True
        return False

    def look_at_undo(self) -> None:
        """What was written since stands on what was taken in: then it can't be taken back any more."""
        if not self._work.is_busy and merge_log.undoable(self._store) is None:
            self._view.forbid_undo(exchange_told.no_undo(self._voice))

    # Inside

    def _show_preview(self, preview: Preview) -> None:
        self._known = {**preview.differences}
        told = exchange_told.previewed(self._voice, self._store, self._arrived, preview, self._known)
        self._view.show_preview(told)
        self._view.take_keyboard()

    def _ask(self, household: bytes) -> None:
        """What it brings to a household further down is found by trying once more."""
        store, arrived = self._store, self._arrived
        if arrived is not None:
            self._asked.begin(
                lambda tell: receiving.differences(store, arrived.files, [household], tell),
                self._learn,
                "",
                is_writing=False,
            )

    def _learn(self, found: Mapping[bytes, Sequence[Difference]]) -> None:
        self._known |= found
        self._view.refresh()

    def _merge(self) -> None:
        store, arrived = self._store, self._arrived
        if arrived is None:
            return
        self._asked.leave()
        self._work.begin(
            lambda tell: receiving.merge(store, arrived.files, tell),
            self._show_receipt,
            self._voice.word("Taking it in"),
            is_writing=True,
        )

    def _show_receipt(self, receipt: Receipt) -> None:
        self.is_renewed = receipt.adopted is not None
        self._known |= receipt.told.differences
        told = exchange_told.received(self._voice, self._store, self._arrived, receipt, self._known)
        self._view.show_preview(told)
        self._view.take_keyboard()
        self.tell_changed()

    def _undo(self) -> None:
        store = self._store

        def undo(tell: Progress) -> object:
            tell(0, 0)
            return receiving.undo(store)

        self._work.begin(undo, self._show_undone, self._voice.word("Taking it back"), is_writing=True)

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

    def _begin(self, telling: str) -> None:
        self._view.begin(telling)
        self.shown.emit()

    def _refuse(self, refused: Refused | OSError) -> None:
        self._workspace.refused.emit(refused)
        self.left.emit()
        self.merged.emit()  # where it lies may be another place by now

    def _stopped(self) -> None:
        self._workspace.said.emit(self._voice.word("Stopped: nothing was taken in."))
        self.left.emit()

    def _stop(self) -> None:
        if self._work.is_busy:
            self._work.stop()
        else:
            self._view.end()

    def _connect(self) -> None:
        self._work.began.connect(self._begin)
        self._work.progressed.connect(self._view.tell)
        self._work.ended.connect(self._view.end)
        self._work.refused.connect(self._refuse)
        self._work.stopped.connect(self._stopped)
        self._asked.refused.connect(self._workspace.refused)
        self._view.details_wanted.connect(self._ask)
        self._view.merge_wanted.connect(self._merge)
        self._view.undo_wanted.connect(self._undo)
        self._view.left.connect(self.left)
        self._view.stop_wanted.connect(self._stop)
