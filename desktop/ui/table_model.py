"""The one table: rows shown in columns, fetched page by page, so that 100,000 of them open at once.

Promise: a column is a specification and no code of a table. Hidden: when the next page is fetched; Qt asks for it when
the last row comes near.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import theme

BADGE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex
_PADDING, _GAP, _HEIGHT = 12, 8, 22


@dataclass(frozen=True, slots=True)
class Badge:
    """A small box with a digit or a word, before the cell's text. Colours are theme's."""

    text: str
    fill: str
    line: str
    ink: str
    is_hatched: bool = False


def _no_badge(_row: Any) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Column:
    """What a column shows of a row. `width` is in pixels; the columns without one share what is left."""

    heading: str
    text: Callable[[Any], str]
    width: int = 0
    badge: Callable[[Any], Badge | None] = _no_badge
    is_strong: bool = False


class TableModel(QAbstractTableModel):
    """Rows of any kind, in these columns."""

    def __init__(self, columns: Sequence[Column], owner: QObject) -> None:
        super().__init__(owner)
        self.columns = columns
        self._rows: list[Any] = []
        self._pages: Iterator[Sequence[Any]] = iter(())
        self._is_whole = True

    def fill(self, pages: Iterator[Sequence[Any]]) -> None:
        """Shows the rows of these pages instead; a page is taken when it is needed."""
        self.beginResetModel()
        self._pages = pages
        self._rows = list(next(pages, ()))
        self._is_whole = not self._rows
        self.endResetModel()

    def tell_learnt(self) -> None:
        """Lets the view show anew what its columns tell now."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    def row(self, index: _Index) -> Any:
        """What stands at a place of the table."""
        return self._rows[index.row()]

    def canFetchMore(self, _parent: _Index) -> bool:
        return not self._is_whole

    def fetchMore(self, _parent: _Index) -> None:
        page = next(self._pages, ())
        self._is_whole = not page
        if page:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(page) - 1)
            self._rows.extend(page)
            self.endInsertRows()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, row = self.columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return column.text(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                badge = column.badge(row)
                return " ".join(filter(None, (badge.text if badge else "", column.text(row))))
            case Qt.ItemDataRole.FontRole if column.is_strong:
                return theme.font(theme.FIELD, is_bold=True)
            case Qt.ItemDataRole.UserRole:
                return column.badge(row)
            case _:
                return None


class BadgePainter(QStyledItemDelegate):
    """Paints a cell's badge before its text."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        badge: Badge | None = index.data(BADGE)
        if badge is None:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, option.widget)
        painter.save()
        box = _paint_box(painter, badge, option.rect)
        painter.setFont(cell.font)
        painter.setPen(QColor(theme.colour("ink")))
        rest = option.rect.adjusted(0, 0, -_PADDING, -2)  # the line below the row is not its own
        rest.setLeft(box.right() + _GAP)
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, short)
        painter.restore()


def _paint_box(painter: QPainter, badge: Badge, cell: QRect) -> QRect:
    painter.setFont(theme.font(theme.SECONDARY, is_bold=True))
    width = max(_HEIGHT, painter.fontMetrics().horizontalAdvance(badge.text) + 2 * _GAP)
    box = QRect(cell.left() + _PADDING, cell.center().y() - _HEIGHT // 2, width, _HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(badge.line), 1))
    painter.setBrush(QColor(badge.fill))
    painter.drawRoundedRect(box, 4, 4)
    if badge.is_hatched:
        theme.paint_hatching(painter, box.adjusted(1, 1, -1, -1))
    painter.setPen(QColor(badge.ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, badge.text)
    return box
