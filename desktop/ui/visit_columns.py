"""The blocks of a visit in columns. Hidden: three of them where there is room; else the third goes below the first."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.ui import theme

_NARROW = 1010  # of the page: 1180 of the window, less the rail and the margins
_GAP = 12
_BROAD, _SIDE, _END = 372, 524, 330


class Columns(QWidget):
    """`columns` are three: the blocks of each from above."""

    def __init__(self, columns: Sequence[Sequence[QWidget]]) -> None:
        super().__init__()
        self._columns = [_stacked(column) for column in columns]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._is_narrow: bool | None = None
        self.spread(_NARROW)

    def spread(self, room: int) -> None:
        """Lays them out for a page of this width; their own hangs on whether the page scrolls."""
        is_narrow = room < theme.broad(_NARROW)
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        who, talk, end = self._columns
        places = ((who, 0, 0, 1), (talk, 0, 1, 2), (end, 1, 0, 1)) if is_narrow else ()
        for each in self._columns:
            self._grid.removeWidget(each)
        for column, row, across, rows in places or ((who, 0, 0, 1), (talk, 0, 1, 1), (end, 0, 2, 1)):
            self._grid.addWidget(column, row, across, rows, 1)
        for place, share in enumerate((_BROAD, _SIDE, 0 if is_narrow else _END)):
            self._grid.setColumnStretch(place, share)


def _stacked(blocks: Sequence[QWidget]) -> QWidget:
    column = QWidget()
    inside = QVBoxLayout(column)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(_GAP)
    for block in blocks:
        inside.addWidget(block)
    inside.addStretch(1)
    return column
