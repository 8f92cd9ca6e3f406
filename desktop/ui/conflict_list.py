"""The conflicts as a list of any length: of whom, what, what stands beside what; those that may go together have a box.

Promise: 50,000 of them open as quickly as ten, and Home, End and the scroll bar reach them all. Hidden: only the pages
that are seen are read, beside the window, and how a row is worded is asked when it is seen.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QScroller, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import theme
from desktop.ui.day_list import BOX
from desktop.ui.household_painting import paint_tick
from desktop.ui.line_table import mark_chosen
from desktop.ui.today_painting import paint_badge, paint_text, two_lines

PAGE = 50
"""How many lines are read at once, and stand on a page."""

ROW = Qt.ItemDataRole.UserRole
_KEPT = 20  # pages
_HIGH, _EDGE, _GAP = 64, 16, 12
_DOWN = 3  # of a badge, away from the line above it

Key = tuple[bytes, str]
"""A register: its row and group."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says, and `of` what; `badge` is words, tone and icon, `may_tick` whether it goes with others."""

    key: Key
    upper: str
    lower: str
    badge: tuple[str, str, str] = ("", "", "")
    may_tick: bool = False
    of: object = None

    @property
    def spoken(self) -> str:
        return ", ".join(filter(None, (self.upper, self.lower, self.badge[0])))


class Rows(QAbstractListModel):
    """So many rows, read page by page as they are seen; `worded` makes a row of a line."""

    page_wanted = Signal(int)  # the number of a page, the first is 0
    page_came = Signal(int)

    def __init__(self, worded: Callable[[Any], Row], owner: QObject) -> None:
        super().__init__(owner)
        self._worded = worded
        self._pages: dict[int, Sequence[Row]] = {}
        self._asked: set[int] = set()
        self._total = 0
        self.ticked: dict[Key, None] = {}  # in the order in which they were ticked

    def fill(self, total: int, first: Sequence[Any]) -> None:
        """Shows so many; `first` is the first page of them."""
        self.beginResetModel()
        self._total, self._asked = total, set()
        self._pages = {0: [self._worded(line) for line in first]}
        self.endResetModel()

    def take(self, number: int, lines: Sequence[Any]) -> None:
        """A page that was wanted."""
        self._asked.discard(number)
        while len(self._pages) >= _KEPT:
            del self._pages[next(iter(self._pages))]
        self._pages[number] = [self._worded(line) for line in lines]
        first = number * PAGE
        self.dataChanged.emit(self.index(first), self.index(min(first + PAGE, self._total) - 1))
        self.page_came.emit(number)

    def row(self, at: int) -> Row | None:
        """None while it is not read yet."""
        number, place = divmod(at, PAGE)
        page = self._pages.get(number)
        if page is None and number not in self._asked:
            self._asked.add(number)
            self.page_wanted.emit(number)
        return page[place] if page is not None and place < len(page) else None

    def place_of(self, key: Key) -> int | None:
        """Where a row stands, as far as it was read."""
        read = ((n * PAGE + at, row) for n, page in self._pages.items() for at, row in enumerate(page))
        return next((at for at, row in read if row.key == key), None)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._total

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        match role:
            case _ if role == ROW:
                return self.row(index.row())
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                row = self.row(index.row())
                return row.spoken if row else ""
            case Qt.ItemDataRole.CheckStateRole if (row := self.row(index.row())) and row.may_tick:
                return Qt.CheckState.Checked if row.key in self.ticked else Qt.CheckState.Unchecked
            case _:
                return None


class ConflictList(QListView):
    """The view. A touch or an arrow chooses, Enter goes on to it, Space ticks."""

    chosen = Signal(object)  # the Row that is the current one now
    opened = Signal(object)  # a Row: a touch, or Enter
    ticks_changed = Signal()
    tick_refused = Signal(object)  # a Row that is decided alone
    all_wanted = Signal()  # Ctrl+A

    def __init__(self, accessible: str, worded: Callable[[Any], Row]) -> None:
        super().__init__()
        self.rows = Rows(worded, self)
        self._pressed_at = QPoint()
        self._painter = _RowPainter(self)
        self.setObjectName("conflicts")
        self.setAccessibleName(accessible)
        self.setProperty("look", "plain")
        self.setModel(self.rows)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.clicked.connect(self._take_click)
        self.rows.page_came.connect(self._tell_came)

    def show_boxes(self, *, has_boxes: bool) -> None:
        """Whether there is anything to tick."""
        self._painter.has_boxes = has_boxes
        self.viewport().update()

    def current(self) -> Row | None:
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def go_to(self, at: int) -> None:
        """Chooses a row by its place; the last where there are not so many."""
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(min(max(at, 0), self.rows.rowCount() - 1)))

    def tick(self, keys: Collection[Key]) -> None:
        """Ticks these, and none besides."""
        self.rows.ticked = dict.fromkeys(keys)
        self.viewport().update()
        self.ticks_changed.emit()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        row = self.rows.row(current.row()) if current.isValid() else None
        if row is not None:
            self.chosen.emit(row)

    def _tell_came(self, number: int) -> None:
        """The row that was gone to before it was read."""
        index = self.currentIndex()
        row = self.rows.row(index.row()) if index.isValid() and index.row() // PAGE == number else None
        if row is not None and number:
            self.chosen.emit(row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_wanted.emit()
        elif row is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.opened.emit(row)
        elif row is not None and event.key() == Qt.Key.Key_Space:
            self._toggle(row)
        else:
            super().keyPressEvent(event)

    def _toggle(self, row: Row) -> None:
        if not row.may_tick:
            self.tick_refused.emit(row)
            return
        others = [key for key in self.rows.ticked if key != row.key]
        self.tick(others if row.key in self.rows.ticked else [*others, row.key])

    def _take_click(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row())
        if row is None:
            return
        if self._painter.has_boxes and self._pressed_at.x() < BOX:
            self._toggle(row)
        else:
            self.opened.emit(row)


class _RowPainter(QStyledItemDelegate):
    """Two lines and a badge, after a box where one can be ticked."""

    def __init__(self, owner: ConflictList) -> None:
        super().__init__(owner)
        self._list = owner
        self.has_boxes = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, theme.high(_HIGH) + 2 * theme.worn().step)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: QRect = option.rect
        row: Row | None = index.data(ROW)
        painter.save()
        if QStyle.StateFlag.State_Selected in option.state:
            painter.fillRect(cell.adjusted(0, 0, 0, -1), QColor(theme.colour("brand_soft")))
            mark_chosen(painter, option)
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, QColor(theme.colour("line")))
        if row is not None:
            self._paint_row(painter, cell, row)
        painter.restore()

    def _paint_row(self, painter: QPainter, cell: QRect, row: Row) -> None:
        left = cell.left() + _EDGE
        if self.has_boxes:
            left = cell.left() + BOX
            if row.may_tick:
                is_on = row.key in self._list.rows.ticked
                state = Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked
                paint_tick(painter, QRect(cell.left(), cell.top(), BOX, cell.height()), state)
        upper, lower = two_lines(cell, left, cell.right() - _EDGE)
        if row.badge[0]:
            line = QRect(cell.left(), lower.top() + _DOWN, cell.width(), lower.height())
            lower.setRight(paint_badge(painter, line, row.badge) - _GAP)
        paint_text(painter, upper, row.upper, theme.FIELD, is_bold=True)
        paint_text(painter, lower, row.lower, theme.SECONDARY, "ink_2")
