"""A list of the day: rows of any kind, painted, chosen, touched and entered, and ticked where they have a box.

Promise: a touch and Enter are told apart, Space ticks; each row can be heard. Hidden: where in a row the box lies.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QScroller, QStyledItemDelegate

ROW = Qt.ItemDataRole.UserRole
BOX = 48
"""How wide the place of a row's box is."""
MORE = 48
"""How wide the place at a row's end is where there is more to do with it."""

_Index = QModelIndex | QPersistentModelIndex


class DayModel(QAbstractListModel):
    """The rows; `spoken` tells one to those who hear it."""

    def __init__(self, spoken: Callable[[Any], str], owner: QObject) -> None:
        super().__init__(owner)
        self._spoken = spoken
        self.rows: Sequence[Any] = ()

    def fill(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == ROW:
            return self.rows[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._spoken(self.rows[index.row()])
        return None


class DayList(QListView):
    """The view. `has_boxes` where a row can be ticked, `has_more` where more can be done with it at its end."""

    chosen = Signal(object)  # the row that is the current one now
    touched = Signal(object)
    entered_at = Signal(object)  # Enter
    ticked = Signal(object)
    more_wanted = Signal(object)

    def __init__(
        self,
        name: str,
        accessible: str,
        spoken: Callable[[Any], str],
        painter: QStyledItemDelegate,
        *,
        has_boxes: bool,
        has_more: bool = False,
    ) -> None:
        super().__init__()
        self._has_boxes, self._has_more = has_boxes, has_more
        self.lines = DayModel(spoken, self)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setProperty("look", "plain")
        self.setModel(self.lines)
        painter.setParent(self)
        self.setItemDelegate(painter)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.clicked.connect(self._take_click)
        self._pressed_at = QPoint()

    def show_rows(self, rows: Sequence[Any], current: int = -1) -> None:
        """Shows these; the current one is told where it is another than before."""
        self.lines.fill(rows)
        if rows:
            self.setCurrentIndex(self.lines.index(min(max(current, 0), len(rows) - 1)))

    def sizeHint(self) -> QSize:
        """As high as it must be, where that is said: beside others it takes its share of what room there is."""
        hint = super().sizeHint()
        return QSize(hint.width(), self.minimumHeight() or hint.height())

    def current(self) -> Any:
        index = self.currentIndex()
        return self.lines.rows[index.row()] if index.isValid() else None

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(self.lines.rows[current.row()])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if row is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_at.emit(row)
        elif row is not None and event.key() == Qt.Key.Key_Space and self._has_boxes:
            self.ticked.emit(row)
        elif row is not None and event.key() == Qt.Key.Key_Menu and self._has_more:
            self.more_wanted.emit(row)
        else:
            super().keyPressEvent(event)

    def _take_click(self, index: QModelIndex) -> None:
        row = self.lines.rows[index.row()]
        if self._has_boxes and self._pressed_at.x() < BOX:
            self.ticked.emit(row)
        elif self._has_more and self._pressed_at.x() > self.viewport().width() - MORE:
            self.more_wanted.emit(row)
        else:
            self.touched.emit(row)
