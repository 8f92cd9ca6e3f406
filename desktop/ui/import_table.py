"""The tables of the import: a file's rows as planned, its first rows as they stand, what may be one household.

Promise: a wheel, a finger and the arrow keys move in them, and Tab leaves them. Hidden: how wide columns are is found
by the first rows, since asking all of 100,000 takes minutes.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QScroller, QTableView

from desktop.ui import theme
from desktop.ui.table_model import Column, TableModel

_MEASURED = 30  # rows, by which the width of a column is found
_WIDEST = 20  # letters


def plain_table(model: TableModel, name: str, key: str) -> QTableView:
    """A table that fills a card, of which one row is chosen."""
    table = QTableView()
    table.setObjectName(key)
    table.setAccessibleName(name)
    table.setProperty("look", "plain")
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.high(theme.ROW))
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setResizeContentsPrecision(_MEASURED)  # of a thousand rows it takes 2 s
    QScroller.grabGesture(table.viewport(), QScroller.ScrollerGestureType.TouchGesture)
    return table


def set_widths(table: QTableView, columns: Sequence[Column]) -> None:
    """As wide as a column asks for, and as its heading and what is seen now need."""
    header = table.horizontalHeader()
    for place, column in enumerate(columns):
        needed = max(header.sectionSizeHint(place), table.sizeHintForColumn(place))
        header.resizeSection(place, max(column.width, min(needed, theme.wide(_WIDEST))))
