"""What goes out to the office and what comes back, by a stick that somebody carries (mockup 07).

Promise: nothing that is here is deleted or hidden by an export, and nothing that came is taken in before its preview
was seen. Hidden: the sticks are looked for every few seconds while the page is seen. In the office it is the way out
alone; what comes in has a page of its own there (mockup 08).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop import paths
from desktop.casework import held_back, sending
from desktop.casework.held_back import Waiting
from desktop.casework.sending import Outgoing, Sent, State
from desktop.domain.errors import Refused
from desktop.store import folder as place_of
from desktop.store import queries, unsent
from desktop.ui import theme
from desktop.ui.beside import Beside
from desktop.ui.boxes import scrolling
from desktop.ui.exchange_arrivals import dropped, exchanges
from desktop.ui.exchange_exporting import Exporting
from desktop.ui.exchange_outgoing import OutgoingCard
from desktop.ui.exchange_sent import SentCard
from desktop.ui.exchange_way_in import WayIn
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import told
from desktop.ui.on_stick import on_a_stick
from desktop.ui.page import Heading, Page, Place
from desktop.ui.workspace import Workspace

_LOOKED = 3000  # ms
_SIDE = 498
_OFFICE = "office"


class _Side(QWidget):
    """What stands beside what goes out; it scrolls where there is little room."""

    def __init__(self, way_in: WayIn | None, sent: SentCard) -> None:
        super().__init__()
        self._way_in, self._sent = way_in, sent
        self.setProperty("part", "canvas")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a drawer takes the keyboard when it opens
        inside = QWidget()
        inside.setProperty("part", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if way_in is not None:
            column.addWidget(way_in.incoming)
            column.addWidget(way_in.waiting)
        column.addWidget(sent, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolling(inside))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._way_in is not None:
            self._way_in.incoming.take_keyboard()
        else:
            self._sent.list.setFocus()


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
        self._voice, self._store = workspace.voice, workspace.store
        self._is_office = place_of.card(self._store.folder).kind == _OFFICE
        self.setAcceptDrops(not self._is_office)
        self._read_at: object = None
        self._reading: Job | None = None
        self._is_closed = not exchanges(self._store)
        self._closed: Blank | None = None  # what stands in place of what goes out
        self._to: str | None = None  # the device that it goes to, where that is not the office
        may_write = not workspace.is_read_only
        self._outgoing = OutgoingCard(self._voice, is_office=self._is_office, may_write=may_write)
        self._in = None if self._is_office else WayIn(workspace, self)
        self._sent = SentCard(self._voice, is_office=self._is_office)
        self._stack = QStackedWidget()
        self._exporting = Exporting(workspace, self._outgoing, self)
        self._looks = QTimer(self, interval=_LOOKED)
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        word = self._voice.word
        title = word("Take out to the laptops") if self._is_office else word("Exchange with the office")
        waiting = self._in.incoming.told_short() if self._in is not None else ""
        return Heading(title, " · ".join(filter(None, (word("offline, by stick"), waiting))))

    def show_place(self, place: Place) -> None:  # noqa: ARG002  there is but one
        if self._is_closed:
            self._read_at = None  # keys are made without an entry
        self._exporting.settle()
        self._catch_up()
        self._look_for_sticks()
        if self._in is not None:
            self._in.look_at_undo()
        self._take_keyboard()

    def place(self) -> Place:
        return Place("exchange")

    def panes(self) -> Sequence[QWidget]:
        if self._in is None:
            return [*self._outgoing.panes(), self._sent.list]
        if self._is_preview_seen:
            return self._in.preview.panes()
        return [*self._outgoing.panes(), self._in.incoming, self._in.waiting.list, self._sent.list]

    def step_back(self) -> bool:
        """From the preview to the page; what is being taken in is awaited."""
        if self._in is not None and self._in.let_be():
            return True
        if self._is_preview_seen:
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
        self._read_at = None
        self._catch_up()
        self._look_for_sticks()

    def _take_read(self, found: "_Read") -> None:
        self._reading, self._is_closed = None, False
        year = self._store.today().year
        self._outgoing.show_outgoing(found.outgoing, found.fresh, year)
        self._sent.show_sent(found.sent, year)
        if self._in is not None:
            self._in.show_waiting(found.waiting)
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
        if not exchanges(self._store):
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
        self._outgoing.show_sticks(paths.sticks())
        if self._in is not None and not self._is_closed:
            self._in.arrivals.own = self._exporting.files
            self._in.arrivals.look()

    def _show_looked(self) -> None:
        """What was wrong with a file stands among what waits by now; what came is told also where there is no room."""
        if self._in is not None:
            is_ready = self._in.incoming.is_ready
            self._in.incoming.fill(is_filled=is_ready and self._outgoing.wanted is None)
            self._beside.mark(self._in.incoming.ready, self._in.incoming.told_short())
            self.headed.emit()
        self._read_at = None
        self._catch_up()

    # What is chosen

    def _choose_receiver(self, to: str | None) -> None:
        """What goes out to another device is something else."""
        self._to, self._read_at = to, None
        self._catch_up()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), self._voice.word("Where to"), on_a_stick())
        if chosen:
            self._outgoing.take_folder(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        if self._in is not None:
            self._in.arrivals.take_files(dropped(event))

    # What is seen

    @property
    def _is_preview_seen(self) -> bool:
        return self._in is not None and self._stack.currentWidget() is self._in.preview

    def _show_preview(self) -> None:
        if self._in is not None:
            self._beside.close_drawer()
            self._stack.setCurrentWidget(self._in.preview)

    def _show_exchange(self) -> None:
        if self._in is not None and self._in.is_renewed:
            self.renewed.emit()
            return
        self._stack.setCurrentWidget(self._beside)
        self._take_keyboard()

    def _take_keyboard(self) -> None:
        if self._in is not None and self._is_preview_seen:
            self._in.preview.take_keyboard()
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
        word = self._voice.word
        name = word("What came, what was sent") if self._in is not None else word("What was sent")
        self._beside = Beside(self._outgoing, _Side(self._in, self._sent), theme.broad(_SIDE), name)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._stack.addWidget(self._beside)
        whole.addWidget(self._stack, 1)
        if self._in is not None:
            self._stack.addWidget(self._in.preview)
            whole.addWidget(self._in.reason)

    def _connect(self) -> None:
        self.workspace.changed.connect(lambda _rows, _source: self._catch_up() if self.isVisible() else None)
        self._looks.timeout.connect(self._look_for_sticks)
        self._outgoing.folder_wanted.connect(self._choose_folder)
        self._outgoing.receiver_changed.connect(self._choose_receiver)
        self._exporting.written.connect(self._read_anew)
        self._exporting.sticks_changed.connect(self._look_for_sticks)
        self._sent.wanted.connect(self._look_at_sent)
        QShortcut(QKeySequence("Ctrl+E"), self).activated.connect(self._press)
        if self._in is not None:
            self._in.shown.connect(self._show_preview)
            self._in.left.connect(self._show_exchange)
            self._in.looked.connect(self._show_looked)
            self._in.read_anew.connect(self._read_anew)
            self._in.preview.household_wanted.connect(self._look_at)
