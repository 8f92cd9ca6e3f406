"""The blocks of a visit in columns: three where there is room, one where there is little. Hidden: how two are laid out.

Between the two, the third column goes below the second: what is signed comes after what was said at each width.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.ui import theme

_NARROW = 1010  # of the page: 1180 of the window, less the rail and the margins
_SLIM = 760
_GAP = 12
_MARGINS = 48  # of the page, with its scroll bar
_TWO = 2
_BROAD, _SIDE, _END = 372, 524, 330


class Columns(QWidget):
    """`columns` are three: the blocks of each from above."""

    def __init__(self, columns: Sequence[Sequence[QWidget]]) -> None:
        super().__init__()
        self._columns = [_stacked(column) for column in columns]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._across = 0
        self.spread(_NARROW)

    def spread(self, room: int) -> None:
        """Lays them out for a page of this width; their own hangs on whether the page scrolls."""
        across = 3 if room >= theme.broad(_NARROW) else 2 if room >= theme.broad(_SLIM) else 1
        while across > 1 and self._asked(across) > room - _MARGINS:
            across -= 1
        if across == self._across:
            return
        self._across = across
        who, talk, end = self._columns
        places = {
            3: ((who, 0, 0, 1), (talk, 0, 1, 1), (end, 0, 2, 1)),
            2: ((who, 0, 0, 2), (talk, 0, 1, 1), (end, 1, 1, 1)),
            1: ((who, 0, 0, 1), (talk, 1, 0, 1), (end, 2, 0, 1)),
        }
        for each in self._columns:
            self._grid.removeWidget(each)
        for column, row, place, rows in places[across]:
            self._grid.addWidget(column, row, place, rows, 1)
        self._grid.setRowStretch(1, int(across == _TWO))  # what is left is below all blocks
        for place, share in enumerate((_BROAD, _SIDE, _END)):
            self._grid.setColumnStretch(place, share if place < across else 0)

    def _asked(self, across: int) -> int:
        """How broad so many columns are at least: it hangs on the language and the size of letters."""
        who, talk, end = (each.minimumSizeHint().width() for each in self._columns)
        return who + _GAP + (talk + _GAP + end if across > _TWO else max(talk, end))


def _stacked(blocks: Sequence[QWidget]) -> QWidget:
    column = QWidget()
    inside = QVBoxLayout(column)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(_GAP)
    for block in blocks:
        inside.addWidget(block)
    inside.addStretch(1)
    return column
