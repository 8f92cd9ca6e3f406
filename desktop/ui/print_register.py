"""The register of prints, the second pane of the print page: what went out, which version, and where it is now.

Promise: papers that are to be collected back stand first; whom a paper was given is written down in one line at the
foot. Hidden: what a served sheet's own record says is not asked for again.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.casework.papers import register
from desktop.domain.records import PrintingEvent
from desktop.store.store import Store
from desktop.ui import pill, print_register_rows, theme
from desktop.ui.choosing import Segments
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job, Progress
from desktop.ui.line_table import LineTable
from desktop.ui.notices import Voice
from desktop.ui.print_register_foot import Foot, Said
from desktop.ui.print_register_rows import ALL, COLLECT, FILTERS, NOT_GIVEN, STATE, Entry
from desktop.ui.today_painting import paint_text
from desktop.ui.workspace import Workspace

_PATIENCE = 400  # ms
_GAP = 8

_Index = QModelIndex | QPersistentModelIndex


class RegisterPane(QWidget):
    """The pane. `left` where a person goes back to printing."""

    left = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        voice = workspace.voice
        self._entries: Sequence[Entry] = ()
        self.household: bytes | None = None
        self._wanted = ""  # the filter; without one that of the first that has anything
        self._reading: Job | None = None
        year = workspace.store.today().year
        word = voice.word
        self._filters = Segments("register-filter", word("Which prints"), {key: key for key in FILTERS}, is_needed=True)
        self._back = theme.button(word("Back to printing"), "link", "leave-register", "back")
        self.table = LineTable("prints", word("Register of prints"), print_register_rows.columns(voice, year))
        self._empty = Blank("print", "large", "print-something")
        self._stack = QStackedWidget()
        self._foot = Foot(workspace)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    def show_register(self, household: bytes | None) -> None:
        """Reads the register, of a household or of all."""
        self.household = household
        self._wanted = ""
        self._read()

    def panes(self) -> Sequence[QWidget]:
        return [self._filters, self.table, self._foot]

    def renew(self) -> None:
        """Reads it anew, where it was."""
        self._read()

    # Inside

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.leave()
        store, household = self._workspace.store, self.household

        def read(_tell: Progress) -> list[Entry]:
            return print_register_rows.entries(store, household)

        self._reading = job = self._workspace.job(read, self)
        job.done.connect(self._take)
        job.refused.connect(self._patience.stop)
        self._patience.start()
        job.start()

    def _take(self, entries: list[Entry]) -> None:
        self._reading = None
        self._patience.stop()
        self._entries = entries
        word = self._workspace.voice.word
        for key, message in FILTERS.items():
            counted = sum(print_register_rows.fits(entry, key) for entry in entries)
            self._filters.button(key).setText(word(message, n=counted))
        self._filters.setMinimumWidth(
            len(FILTERS) * self._filters.minimumSizeHint().width()
        )  # else they stand in a column
        if not self._wanted:
            kinds = (COLLECT, NOT_GIVEN)
            self._wanted = next((key for key in kinds if any(print_register_rows.fits(e, key) for e in entries)), ALL)
        self._filters.choose([self._wanted])
        self._show()

    def _show(self) -> None:
        current = self.table.current()
        chosen = [entry for entry in self._entries if print_register_rows.fits(entry, self._wanted)]
        self.table.lines.fill(iter([chosen]))
        kept = current.printed.row.id if current is not None else None
        at = next((place for place, entry in enumerate(chosen) if entry.printed.row.id == kept), 0)
        if chosen:
            self.table.selectRow(at)
            self.table.scrollTo(self.table.lines.index(at, 0))
        self._stack.setCurrentWidget(self.table if chosen else self._empty)
        self._say_empty()
        self._show_foot(chosen[at] if chosen else None)

    def _show_foot(self, entry: Entry | None) -> None:
        self._foot.show_entry(entry, print_register_rows.beside(entry, self._entries) if entry else ())

    def _say_empty(self) -> None:
        word = self._workspace.voice.word
        if self._entries:
            said = {
                COLLECT: word("No paper has to be collected back."),
                NOT_GIVEN: word("Every paper that came out was given to somebody."),
            }
            self._empty.say(said.get(self._wanted, ""), "", word("Show all of the register"))
        else:
            self._empty.say(
                word("Nothing was printed yet."),
                word("Each print is written down here by itself."),
                word("Back to printing"),
            )

    def _filter(self) -> None:
        self._wanted = self._filters.only or ALL
        self._show()

    def _leave_empty(self) -> None:
        if self._entries:
            self._wanted = ALL
            self._filters.choose([ALL])
            self._show()
            self.table.setFocus()
        else:
            self.left.emit()

    def _say_that_it_lasts(self) -> None:
        self._empty.say(self._workspace.voice.word("Reading the register…"), "", "")
        self._stack.setCurrentWidget(self._empty)

    def _note(self, said: Said) -> None:
        """Writes down where papers went, all of them or none; it can be taken back."""
        rows = [entry.printed.row for entry in said.entries]

        def noted(store: Store) -> list[PrintingEvent]:
            of = {"receiver": said.receiver, "words": said.words}
            return [register.noted(store, row, said.step, said.on, **of) for row in rows]

        if events := self._workspace.read(noted, list[PrintingEvent]()):
            told = print_register_rows.noted(self._workspace.voice, said.step, len(events))
            self._workspace.save(*events, told=told, source=self)
        self._read()
        self.table.setFocus()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setItemDelegateForColumn(STATE, _StatePainter(self._workspace.voice, self.table))
        card, head = QFrame(), QFrame()
        card.setProperty("part", "card")
        head.setProperty("part", "row")
        head.setMinimumHeight(theme.high(56))
        across = QHBoxLayout(head)
        across.setContentsMargins(12, 8, 12, 8)
        across.addWidget(self._filters)
        across.addStretch(1)
        across.addWidget(self._back)
        for part in (self.table, self._empty):
            self._stack.addWidget(part)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(head)
        inside.addWidget(self._stack, 1)
        around = QVBoxLayout()
        around.setContentsMargins(16, 12, 16, 12)
        around.addWidget(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(around, 1)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self._filters.changed.connect(self._filter)
        self._back.clicked.connect(self.left)
        self._empty.wanted.connect(self._leave_empty)
        self.table.chosen.connect(self._show_foot)
        self.table.opened.connect(self._foot.take_keyboard)
        self._foot.said.connect(self._note)
        self._patience.timeout.connect(self._say_that_it_lasts)


class _StatePainter(QStyledItemDelegate):
    """Where a paper is, as a badge, and beside it who has it."""

    def __init__(self, voice: Voice, table: LineTable) -> None:
        super().__init__(table)
        self._voice, self._table = voice, table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry = self._table.lines.row(index)
        said, tone, icon = print_register_rows.badge(self._voice, entry)
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem  # the line as it is, without its words
        self._table.style().drawPrimitive(panel, option, painter, self._table)
        area, high = option.rect, theme.high(pill.HEIGHT)
        wide = min(pill.width_of(said, icon), area.width() - 2 * _GAP)
        box = QRectF(area.left() + _GAP, area.center().y() - high / 2, wide, high)
        painter.save()
        pill.paint(painter, box, said, tone, icon)
        left = int(box.right()) + _GAP
        rest = QRect(left, area.top(), area.right() - left, area.height())
        paint_text(painter, rest, entry.printed.receiver, theme.SECONDARY, "ink_2")
        painter.restore()
