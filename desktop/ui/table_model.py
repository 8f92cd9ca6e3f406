"""The one table: rows shown in columns, fetched page by page, so that 100,000 of them open at once.

Promise: a column is a specification and no code of a table. Hidden: when the next page is fetched; Qt asks for it when
the last row comes near.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.ui import theme

_Index = QModelIndex | QPersistentModelIndex


class Column(msgspec.Struct, frozen=True):
    """What a column shows of a row. `width` is in pixels; the columns without one share what is left."""

    heading: str
    text: Callable[[Any], str]
    width: int = 0
    is_strong: bool = False
    is_at_right: bool = False
    gives_way: bool = False  # is left out where the others have no room


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
            return _aligned(self.columns[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, row = self.columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return column.text(row)
            case Qt.ItemDataRole.FontRole if column.is_strong:
                return theme.font(theme.FIELD, is_bold=True)
            case Qt.ItemDataRole.TextAlignmentRole if column.is_at_right:
                return _aligned(column)
            case _:
                return None


def _aligned(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_at_right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
