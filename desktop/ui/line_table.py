"""A list of lines that are read, chosen and copied, fetched page by page, with the keys that go with it.

Promise: what is chosen can be copied with its headings. Hidden: the columns share the width, and a column that gives
way is left out where the others would have no room.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QScroller,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.ui import theme
from desktop.ui.table_model import Column, TableModel

_LEAST = 100  # for each of the columns that share what is left
_BAR = 4  # of what is chosen


class LineTable(QTableView):
    """The list. It tells which line is chosen, and that one is to be opened."""

    chosen = Signal(object)  # what stands in the line
    opened = Signal()

    def __init__(self, name: str, accessible: str, columns: Sequence[Column]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.lines = TableModel(columns, self)
        self.setModel(self.lines)
        self.setProperty("look", "plain")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.high(theme.ROW))
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for place, column in enumerate(columns):
            is_fixed = bool(column.width)
            header.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Fixed if is_fixed else QHeaderView.ResizeMode.Stretch
            )
            if is_fixed:
                header.resizeSection(place, theme.broad(column.width))
        self._shared = sum(not column.width for column in columns)
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)

    def current(self) -> Any:
        """What stands in the line that has the keyboard; None where there is none."""
        index = self.currentIndex()
        return self.lines.row(index) if index.isValid() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        rest = event.size().width() - sum(theme.broad(column.width) for column in self.lines.columns)
        for place, column in enumerate(self.lines.columns):
            if column.gives_way:
                self.setColumnHidden(place, rest < theme.broad(_LEAST) * self._shared)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.copied())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.lines.rowCount():
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else self.lines.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def copied(self) -> str:
        """The chosen lines with their headings, as a table program takes them."""
        shown = [column for column in self.lines.columns if column.heading]
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = [self.lines.row(self.lines.index(row, 0)) for row in chosen]
        lines = [[column.heading for column in shown], *([column.text(row) for column in shown] for row in rows)]
        return "\n".join("\t".join(" ".join(text.split()) for text in line) for line in lines)

    def _tell_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.lines.row(index))


def mark_chosen(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paints a bar before a line that is chosen, also seen where pale fills are not."""
    if QStyle.StateFlag.State_Selected in option.state:
        bar = QRectF(option.rect.left(), option.rect.top(), _BAR, option.rect.height() - 1)
        painter.fillRect(bar, QColor(theme.colour("brand")))
