"""What goes out to the office and what comes back, by a stick that somebody carries (mockup 07).

Promise: nothing that is here is deleted or hidden by an export, and nothing that came is taken in before its preview
was seen. Hidden: the sticks are looked for every few seconds while the page is seen; files are looked into beside the
window, and again only where they are others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop import paths
from desktop.casework import held_back, sending
from desktop.casework.held_back import Waiting, WaitingChain, WaitingOp
from desktop.casework.receiving import Arrived
from desktop.casework.sending import Outgoing, Sent, State
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.exchange import inbox
from desktop.exchange.station import station
from desktop.store import folder as place_of
from desktop.store import queries, unsent
from desktop.store.store import Store
from desktop.ui import exchange_finding, theme
from desktop.ui.beside import Beside
from desktop.ui.boxes import scrolling
from desktop.ui.exchange_exporting import Exporting
from desktop.ui.exchange_incoming import IncomingCard
from desktop.ui.exchange_merging import Merging
from desktop.ui.exchange_outgoing import OutgoingCard
from desktop.ui.exchange_preview import PreviewView
from desktop.ui.exchange_sent import SentCard
from desktop.ui.exchange_waiting import WaitingCard
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import told
from desktop.ui.on_stick import on_a_stick
from desktop.ui.page import Heading, Page, Place
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.workspace import Workspace

_LOOKED = 3000  # ms
_SIDE = 498
_OFFICE = "office"


class _Side(QWidget):
    """What stands beside what goes out; it scrolls where there is little room."""

    def __init__(self, incoming: IncomingCard, waiting: WaitingCard, sent: SentCard) -> None:
        super().__init__()
        self._first = incoming
        self.setProperty("part", "canvas")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a drawer takes the keyboard when it opens
        inside = QWidget()
        inside.setProperty("part", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(incoming)
        column.addWidget(waiting)
        column.addWidget(sent, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolling(inside))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._first.take_keyboard()


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read at once; `fresh` are entries that no bundle has carried out yet."""

    outgoing: Outgoing
    sent: Sequence[Sent]
    fresh: int
    waiting: Waiting


class ExchangePage(Page):
    """The page."""

    renewed = Signal()  # who works here may do something else by now

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("exchange-page")
        self.setAcceptDrops(True)
        self._voice, self._store = workspace.voice, workspace.store
        self._is_office = place_of.card(self._store.folder).kind == _OFFICE
        self._files: Sequence[Path] = ()  # that were chosen or dropped
        self._looked_at: object = None  # the files that were looked into, with their sizes and times
        self._read_at: object = None
        self._reading: Job | None = None
        self._is_closed = not _exchanges(self._store)
        self._closed: Blank | None = None  # what stands in place of what goes out
        self._to: str | None = None  # the device that it goes to, where that is not the office
        may_write = not workspace.is_read_only
        self._outgoing = OutgoingCard(self._voice, is_office=self._is_office, may_write=may_write)
        self._incoming = IncomingCard(self._voice, is_office=self._is_office, may_write=may_write)
        self._sent, self._waiting = (
            SentCard(self._voice, is_office=self._is_office),
            WaitingCard(self._voice, may_release=may_write and self._is_office and workspace.role is Role.CLERK),
        )
        self._reason = ReasonBar(self._voice)
        self._preview, self._stack = PreviewView(self._voice), QStackedWidget()
        self._exporting = Exporting(workspace, self._outgoing, self)
        self._merging = Merging(workspace, self._preview, self)
        self._looks = QTimer(self, interval=_LOOKED)
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        word = self._voice.word
        title = word("Exchange with the devices") if self._is_office else word("Exchange with the office")
        return Heading(title, word("offline, by stick"))

    def show_place(self, place: Place) -> None:  # noqa: ARG002  there is but one
        if self._is_closed:
            self._read_at = None  # keys are made without an entry
        self._catch_up()
        self._look_for_sticks()
        self._take_keyboard()

    def place(self) -> Place:
        return Place("exchange")

    def panes(self) -> Sequence[QWidget]:
        if self._stack.currentWidget() is self._preview:
            return self._preview.panes()
        return [*self._outgoing.panes(), self._incoming, self._waiting.list, self._sent.list]

    def step_back(self) -> bool:
        """From the preview to the page; what is being taken in is awaited."""
        if self._reason.let_be() or self._merging.let_be():
            return True
        if self._stack.currentWidget() is self._preview:
            self._show_exchange()
            return True
        return self._beside.close_drawer()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._looks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._looks.stop()

    # What the store holds

    def _catch_up(self) -> None:
        """Reads what goes out and what was sent, where anything was written since."""
        stands = queries.revision_of(self._store)
        if stands == self._read_at or self._reading is not None:
            return
        self._read_at = stands
        store, to = self._store, self._to

        def read(_tell: Progress) -> _Read:
            return _Read(
                sending.outgoing(store, to),
                sending.sent(store),
                unsent.unsent(store).entries,
                held_back.waiting(store),
            )

        job = self._reading = Job(read, self)
        job.done.connect(self._take_read)
        job.refused.connect(self._close)
        job.destroyed.connect(lambda: self._forget(job))  # it ended by a bug, which the window has told
        job.start()

    def _forget(self, job: Job) -> None:
        if job is self._reading:
            self._reading = None

    def _read_anew(self) -> None:
        self._read_at = self._looked_at = None
        self._catch_up()
        self._look_for_sticks()

    def _take_read(self, found: "_Read") -> None:
        self._reading, self._is_closed = None, False
        year = self._store.today().year
        self._outgoing.show_outgoing(found.outgoing, found.fresh, year)
        self._sent.show_sent(found.sent, year)
        self._waiting.show_waiting(found.waiting, self._store.zone(), year)
        if self._outgoing.isAncestorOf(self.window().focusWidget()):
            self._outgoing.take_keyboard()  # its button can be pressed by now
        self._catch_up()

    def _close(self, refused: Refused | OSError) -> None:
        """Nothing goes out from here yet: why, and what comes first."""
        self._reading, self._is_closed = None, True
        if self._closed is None:
            self._closed = Blank("key", "filled", "to-office-keys")
            self._closed.wanted.connect(lambda: self.wanted.emit(Place("devices")))
            self._outgoing.show_closed(self._closed)
        self._closed.say(*self._why_closed(refused))
        self._closed.take_keyboard()

    def _why_closed(self, refused: Refused | OSError) -> tuple[str, str, str]:
        """What stands in the way, what comes first, and the way there."""
        word = self._voice.word
        if not self._is_office:
            why = word("This laptop has no certificate of its office yet")
            return why, word("Lock the screen and open it again: the way to one is shown first."), ""
        if not _exchanges(self._store):
            first = word("They are made with their escrow sheet. Print it, and put its two pages into two safes.")
            return (
                word("The office has no keys yet, so nothing is exchanged"),
                first,
                word("To the devices and the keys"),
            )
        what, _, remedy = told(self._voice, refused).partition("\n")
        return what, remedy, ""

    def _look_for_sticks(self) -> None:
        """Shows the sticks that are there now, and what lies on them."""
        sticks = paths.sticks()
        self._outgoing.show_sticks(sticks)
        files = [*self._files, *exchange_finding.bundles_on(sticks, self._exporting.files)]
        looked_at = [(each, *exchange_finding.stamp(each)) for each in files]
        if looked_at != self._looked_at and not self._merging.is_busy and not self._is_closed:
            self._looked_at = looked_at
            self._look_into(files)

    def _look_into(self, files: Sequence[Path]) -> None:
        store, year = self._store, self._store.today().year
        self._incoming.look_busy()
        job = self.workspace.job(lambda _tell: exchange_finding.found(store, files), self)
        job.done.connect(lambda found: self._show_looked(found, year))
        job.refused.connect(lambda _refused: self._show_arrived((), year))
        job.start()

    def _show_looked(self, arrived: Sequence[Arrived], year: int) -> None:
        """What was wrong with a file stands among what waits by now."""
        self._show_arrived(arrived, year)
        self._read_at = None
        self._catch_up()

    def _show_arrived(self, arrived: Sequence[Arrived], year: int) -> None:
        self._incoming.show_arrived(arrived, year)
        self._incoming.fill(is_filled=self._incoming.is_ready and self._outgoing.wanted is None)

    # What is chosen

    def _choose_receiver(self, to: str | None) -> None:
        """What goes out to another device is something else."""
        self._to, self._read_at = to, None
        self._catch_up()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), self._voice.word("Where to"), on_a_stick())
        if chosen:
            self._outgoing.take_folder(Path(chosen))

    def _choose_files(self) -> None:
        word = self._voice.word
        chosen, _ = QFileDialog.getOpenFileNames(
            self.window(), word("Choose files…"), on_a_stick(), f"{word('Bundles')} (*.ruhu);;* (*)"
        )
        self._take_files([Path(each) for each in chosen])

    def _take_files(self, files: Sequence[Path]) -> None:
        if files:
            self._files = files
            self._look_for_sticks()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take_files(_dropped(event))

    def _look_again(self, file: Path) -> None:
        """A file that was set apart is tried once more."""
        try:
            inbox.put_back(self._store.folder, file)
        except (Refused, OSError) as refused:
            self.workspace.refused.emit(refused)
        self._read_anew()

    def _ask_release(self, waiting: WaitingOp | WaitingChain, called: str) -> None:
        word = self._voice.word
        about = word("Why is it let in after all: {what}", what=called)
        self._reason.ask(about, word("Let it in"), lambda reason: self._release(waiting, reason))

    def _release(self, waiting: WaitingOp | WaitingChain, because: str) -> None:
        try:
            if isinstance(waiting, WaitingOp):
                held_back.release(self._store, [waiting.op], because=because)
            else:
                held_back.let_chain_in(self._store, waiting, because=because)
        except (Refused, OSError) as refused:
            self.workspace.refused.emit(refused)
            return
        self._merging.tell_changed()

    # What is seen

    def _show_preview(self) -> None:
        self._beside.close_drawer()
        self._stack.setCurrentWidget(self._preview)

    def _show_exchange(self) -> None:
        if self._merging.is_renewed:
            self.renewed.emit()
            return
        self._stack.setCurrentWidget(self._beside)
        self._take_keyboard()

    def _take_keyboard(self) -> None:
        if self._stack.currentWidget() is self._preview:
            self._preview.take_keyboard()
        else:
            self._outgoing.take_keyboard()

    def _press(self) -> None:
        """Ctrl+E: what goes out is written."""
        if self._stack.currentWidget() is self._beside:
            self._outgoing.press()

    def _look_at_sent(self, sent: Sent) -> None:
        """What the office sent back stands on the page of the day."""
        if sent.state is State.RETURNED:
            self.wanted.emit(Place("today"))

    def _look_at(self, household: object) -> None:
        if isinstance(household, bytes):
            self.wanted.emit(Place("household", household))

    def _lay_out(self) -> None:
        side = _Side(self._incoming, self._waiting, self._sent)
        self._beside = Beside(self._outgoing, side, theme.broad(_SIDE), self._voice.word("What came, what was sent"))
        for part in (self._beside, self._preview):
            self._stack.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self._reason)

    def _connect(self) -> None:
        self.workspace.changed.connect(lambda _rows, _source: self._catch_up() if self.isVisible() else None)
        self._looks.timeout.connect(self._look_for_sticks)
        self._outgoing.folder_wanted.connect(self._choose_folder)
        self._outgoing.receiver_changed.connect(self._choose_receiver)
        self._exporting.written.connect(self._read_anew)
        self._exporting.sticks_changed.connect(self._look_for_sticks)
        self._incoming.files_wanted.connect(self._choose_files)
        self._incoming.preview_wanted.connect(self._merging.preview)
        self._merging.shown.connect(self._show_preview)
        self._merging.left.connect(self._show_exchange)
        self._merging.merged.connect(self._read_anew)
        self._waiting.again_wanted.connect(self._look_again)
        self._waiting.release_wanted.connect(self._ask_release)
        self._sent.wanted.connect(self._look_at_sent)
        self._preview.household_wanted.connect(self._look_at)
        QShortcut(QKeySequence("Ctrl+E"), self).activated.connect(self._press)


def _exchanges(store: Store) -> bool:
    """Whether it has what it signs and opens with."""
    try:
        with store.reading() as connection:
            station(connection)
    except Refused:
        return False
    return True


def _dropped(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
