"""The way in on a laptop's exchange page: what came back, what waits, and the preview of what is taken in.

Promise: nothing that came is taken in before its preview was seen. Hidden: the office has a page of its own for that.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.casework.held_back import Waiting
from desktop.casework.receiving import Arrived
from desktop.ui.exchange_arrivals import Arrivals
from desktop.ui.exchange_incoming import IncomingCard
from desktop.ui.exchange_merging import Merging
from desktop.ui.exchange_preview import PreviewView
from desktop.ui.exchange_releasing import Releasing
from desktop.ui.exchange_waiting import WaitingCard
from desktop.ui.notices import Voice
from desktop.ui.on_stick import on_a_stick
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.workspace import Workspace


class WayIn(QObject):
    """Its cards and its preview; the page lays them out."""

    shown = Signal()  # the preview is to be seen
    left = Signal()  # and not any more
    read_anew = Signal()  # the store is another one
    looked = Signal()  # what came is known

    def __init__(self, workspace: Workspace, page: QWidget) -> None:
        super().__init__(page)
        self._workspace, self._store, self._page = workspace, workspace.store, page
        voice = workspace.voice
        self.incoming = IncomingCard(voice, may_write=not workspace.is_read_only)
        self.waiting = WaitingCard(voice, may_release=False)
        self.reason = ReasonBar(voice)
        self.preview = PreviewView(voice)
        self.arrivals = Arrivals(workspace, self)
        self._merging = Merging(workspace, self.preview, self)
        self._releasing = Releasing(workspace, self.waiting, self.reason, self)
        self._connect()

    @property
    def is_renewed(self) -> bool:
        """A certificate came: who works here may do something else by now."""
        return self._merging.is_renewed

    def let_be(self) -> bool:
        """Whether there was anything to leave."""
        return self.reason.let_be() or self._merging.let_be()

    def look_at_undo(self) -> None:
        self._merging.look_at_undo()

    def show_waiting(self, waiting: Waiting) -> None:
        self.waiting.show_waiting(waiting, self._store.zone(), self._store.today().year)

    def _show_arrived(self, arrived: Sequence[Arrived]) -> None:
        self.incoming.show_arrived(arrived, self._store.today().year)
        self.looked.emit()

    def _choose_files(self) -> None:
        self.arrivals.take_files(chosen_files(self._page, self._workspace.voice))

    def _read_anew(self) -> None:
        self.arrivals.look_anew()
        self.read_anew.emit()

    def _connect(self) -> None:
        self.arrivals.looking.connect(self.incoming.look_busy)
        self.arrivals.found.connect(self._show_arrived)
        self.incoming.files_wanted.connect(self._choose_files)
        self.incoming.again_wanted.connect(self.arrivals.look_anew)
        self.incoming.preview_wanted.connect(self._merging.preview)
        self._merging.shown.connect(self.shown)
        self._merging.left.connect(self.left)
        self._merging.merged.connect(self._read_anew)
        self._releasing.tried_again.connect(self._read_anew)
        self._releasing.released.connect(self._merging.tell_changed)


def chosen_files(page: QWidget, voice: Voice) -> list[Path]:
    """The bundles that a person picks."""
    chosen, _ = QFileDialog.getOpenFileNames(
        page.window(), voice.word("Choose files…"), on_a_stick(), f"{voice.word('Bundles')} (*.ruhu);;* (*)"
    )
    return [Path(each) for each in chosen]
