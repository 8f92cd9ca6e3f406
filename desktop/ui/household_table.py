"""The table of households: painted rows, ticks, and the keys that go with them.

Promise: of 100,000 rows only those that are seen are asked for words. Hidden: what is ticked is kept by household, so
it outlives filters and orders; the words that cost a case come when scrolling has come to rest.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QScroller, QTableView, QWidget

from desktop.store.standing import Standing
from desktop.ui import theme
from desktop.ui.household_columns import (
    CONTACT,
    FOUR_CLEAR,
    MARKS,
    NAME,
    OPENS,
    PLACE,
    RIGHTS,
    STAGE,
    TICK,
    columns,
)
from desktop.ui.household_painting import HOME, RowPainter, paint_tick
from desktop.ui.household_rows import Order, Texts
from desktop.ui.notices import Voice
from desktop.ui.table_model import TableModel

_REST = 60  # ms after the last scroll
_WIDTHS = {  # of columns, and where there is little room; what is missing takes the rest
    TICK: (48, 44),
    NAME: (190, 160),
    PLACE: (148, 116),
    STAGE: (140, 128),
    FOUR_CLEAR: (122, 118),
    RIGHTS: (130, 130),
    CONTACT: (118, 0),  # gives way
    MARKS: (128, 104),
    OPENS: (36, 28),
}
_NARROW = 1000
_ORDERED_BY = {NAME: Order.NAME, PLACE: Order.PLACE}

_Index = QModelIndex | QPersistentModelIndex


class HouseholdModel(TableModel):
    """The households, and which of them are ticked."""

    def __init__(self, voice: Voice, texts: Texts, year: int, owner: QWidget) -> None:
        self.ticked: dict[bytes, None] = {}
        self._all_told = voice.word("Tick all")
        self.shown = columns(voice, texts, year, self.ticked.__contains__)
        super().__init__(self.shown, owner)

    @property
    def homes(self) -> Sequence[Standing]:
        return self._rows

    def fill_with(self, homes: Sequence[Standing]) -> None:
        self.fill(iter([homes]))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if section == TICK and orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.AccessibleTextRole:
            return self._all_told
        return super().headerData(section, orientation, role)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == TICK:
            is_ticked = self._rows[index.row()].id in self.ticked
            return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        if role == HOME:
            return self._rows[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.shown[index.column()].spoken(self._rows[index.row()])
        return super().data(index, role)


class TickHeader(QHeaderView):
    """The heading, with a box for all rows, and an arrow at the column by which they are ordered."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, owner)
        self.ticks = Qt.CheckState.Unchecked
        self.setObjectName("households-heading")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(theme.broad(_WIDTHS[OPENS][1]))  # else larger text makes each as wide as a word
        self.setFixedHeight(theme.high(40))

    def sizeHint(self) -> QSize:
        return QSize(0, theme.high(40))  # Qt would ask for all headings each time, 900 times until first seen

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's own name
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        if logicalIndex == TICK:
            paint_tick(painter, rect, self.ticks)


class HouseholdTable(QTableView):
    """The view. It tells which household is to be opened, that ticks changed, and what is to be copied."""

    opened = Signal(bytes)
    ticks_changed = Signal()
    copy_wanted = Signal()
    order_wanted = Signal(object)  # an Order

    def __init__(self, voice: Voice, texts: Texts, year: int) -> None:
        super().__init__()
        self._texts = texts
        self._is_narrow = False
        self.rows = HouseholdModel(voice, texts, year, self)
        self.heading = TickHeader(self)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self.setObjectName("households")
        self.setAccessibleName(voice.word("Households"))
        self._dress(voice)
        self._set_widths()
        self._connect()

    def show_homes(self, homes: Sequence[Standing]) -> None:
        """Shows these, at the household that was the current one if it is among them."""
        index = self.currentIndex()
        current = self.rows.homes[index.row()].id if index.isValid() and self.rows.homes else None
        place = self.verticalScrollBar().value()
        self.rows.fill_with(homes)
        at = next((row for row, home in enumerate(homes) if home.id == current), None)
        self.setCurrentIndex(self.rows.index(at or 0, NAME) if homes else QModelIndex())
        if at is not None and place <= self.verticalScrollBar().maximum():
            self.verticalScrollBar().setValue(place)
            self.scrollTo(self.currentIndex())
        self._tell_ticks()

    def current(self) -> Standing | None:
        index = self.currentIndex()
        return self.rows.homes[index.row()] if index.isValid() else None

    def go_to(self, household: bytes) -> None:
        """Makes this the current row, if it is listed."""
        at = next((row for row, home in enumerate(self.rows.homes) if home.id == household), -1)
        if at >= 0:
            self._go_to(at)

    def untick_all(self) -> None:
        self.rows.ticked.clear()
        self._tell_ticks()

    def tick_all(self) -> None:
        """Ticks all rows that are listed, or none where all are."""
        ids = [home.id for home in self.rows.homes]
        if all(each in self.rows.ticked for each in ids):
            for each in ids:
                del self.rows.ticked[each]
        else:
            self.rows.ticked.update(dict.fromkeys(ids))
        self._tell_ticks()

    def tick(self, rows: Iterable[int], *, is_on: bool) -> None:
        for row in rows:
            home = self.rows.homes[row].id
            if is_on:
                self.rows.ticked[home] = None
            else:
                self.rows.ticked.pop(home, None)
        self._tell_ticks()

    def seen(self) -> Sequence[Standing]:
        """The households that are on the screen."""
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        return self.rows.homes[first : last + 1 if last >= 0 else None]

    # What Qt tells

    def paintEvent(self, event: QPaintEvent) -> None:
        seen = [home.id for home in self.seen()]
        self._texts.learn_names(seen)
        if not self._texts.knows_lines(seen):
            self._rest.start()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (self.width() < theme.broad(_NARROW)) != self._is_narrow:
            self._is_narrow = not self._is_narrow
            self._set_widths()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.tick_all()
        elif row >= 0 and key == Qt.Key.Key_Space:
            self.tick([row], is_on=self.rows.homes[row].id not in self.rows.ticked)
        elif row >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.rows.homes[row].id)
        elif row >= 0 and is_shifted and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._extend(row, row + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(0 if key == Qt.Key.Key_Home else len(self.rows.homes) - 1)
        else:
            super().keyPressEvent(event)

    # Inside

    def _extend(self, row: int, to: int) -> None:
        if 0 <= to < len(self.rows.homes):
            self.tick([row, to], is_on=True)
            self._go_to(to)
        else:
            self.tick([row], is_on=True)

    def _go_to(self, row: int) -> None:
        if self.rows.homes:
            self.setCurrentIndex(self.rows.index(row, NAME))

    def _click(self, index: QModelIndex) -> None:
        row = index.row()
        if index.column() == TICK:
            self.tick([row], is_on=self.rows.homes[row].id not in self.rows.ticked)
        elif QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            self.tick([row], is_on=True)
        else:
            self.opened.emit(self.rows.homes[row].id)

    def _click_heading(self, at: int) -> None:
        if at == TICK:
            self.tick_all()
        elif at in _ORDERED_BY:
            self.order_wanted.emit(_ORDERED_BY[at])

    def _tell_ticks(self) -> None:
        here = sum(home.id in self.rows.ticked for home in self.rows.homes) if self.rows.ticked else 0
        some = Qt.CheckState.PartiallyChecked if here else Qt.CheckState.Unchecked
        self.heading.ticks = Qt.CheckState.Checked if here and here == len(self.rows.homes) else some
        self.heading.viewport().update()
        self.viewport().update()
        self.ticks_changed.emit()

    def _learn_lines(self) -> None:
        if self._texts.learn_lines([home.id for home in self.seen()]):
            self.viewport().update()

    def _dress(self, voice: Voice) -> None:
        self.setModel(self.rows)
        self.setItemDelegate(RowPainter(self.rows.shown, self._texts, self.rows.ticked.__contains__, voice, self))
        self.setHorizontalHeader(self.heading)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.high(theme.ROW))
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def _set_widths(self) -> None:
        for at in range(len(self.rows.columns)):
            width = _WIDTHS.get(at, (0, 0))[self._is_narrow]
            if at == CONTACT:
                self.setColumnHidden(at, self._is_narrow)
            mode = QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
            self.heading.setSectionResizeMode(at, mode)
            if width:
                self.heading.resizeSection(at, theme.broad(width))

    def _connect(self) -> None:
        self.clicked.connect(self._click)
        self.heading.sectionClicked.connect(self._click_heading)
        self._rest.timeout.connect(self._learn_lines)
