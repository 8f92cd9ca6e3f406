"""A sheet while its cells arrive, from a workbook or a file of text: what may stand in it, and how much.

Promise: however a file is made, no more than so many rows, columns and characters are kept, and what is left out is
told with its cell. Hidden: the limits.
"""

import re

from desktop.i18n import N_
from desktop.policy.pack import Flaw, Place
from desktop.policy.vocabulary import Sheet, canonical

MOST_BYTES = 16 << 20  # of all sheets together
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 200, 20_000, 200
MOST_AREA = 1_000_000  # rows × columns of all sheets together
LONGEST = 32_767  # characters of a cell, as in Excel
MOST_FLAWS = 100  # of a sheet: who mends them reads it again
TOO_LONG = N_("The cell is longer than {most} characters."), N_("Write it shorter, or in two rows.")
_UNSEEN = re.compile(  # also what turns the order of signs, so that one reads another formula than there is
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)

Told = tuple[int, int, str, str, dict[str, object]]
"""Row and column from 1 (0: none), message, remedy, values."""


class Full(Exception):
    """The sheet is told to be too big; nothing more of it is taken."""


class Cells:
    """The rows of one sheet; its flaws name columns by their titles, which may come after them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows: list[tuple[str, ...]] = []
        self._row: list[str] = []
        self._told: list[Told] = []
        self.last = (0, 0)  # row and column, of those that hold something

    def put(self, row: int, column: int, text: str) -> None:
        """Take a cell, row by row. Raises Full."""
        if row > MOST_ROWS:
            self.tell(
                MOST_ROWS, 0, N_("The sheet has more than {most} rows."), N_("Keep only the rows of the plan."),
                most=MOST_ROWS,
            )  # fmt: skip
            raise Full
        if column > MOST_COLUMNS:
            self.tell(
                row, 0, N_("The sheet has more than {most} columns."), N_("Remove what stands beside the plan."),
                most=MOST_COLUMNS,
            )  # fmt: skip
            raise Full
        if len(text) > LONGEST:
            self.tell(row, column, *TOO_LONG, most=LONGEST)
            text = ""
        elif unseen := _UNSEEN.search(text):
            self.tell(
                row, column, N_("The cell holds a sign that nobody sees ({sign})."), N_("Type the cell again."),
                sign=f"U+{ord(unseen[0]):04X}",
            )  # fmt: skip
            text = _UNSEEN.sub("", text)
        self.last = (max(self.last[0], row), max(self.last[1], column))
        if self.area > MOST_AREA:
            self.tell(
                row, 0, N_("The sheet is too big: {rows} rows of {columns} columns."),
                N_("Remove what does not belong to the plan."), rows=self.last[0], columns=self.last[1],
            )  # fmt: skip
            raise Full
        while len(self._rows) < row - 1:
            self._rows.append(tuple(self._row))
            self._row = []
        self._row.extend([""] * (column - len(self._row)))
        self._row[column - 1] = text

    @property
    def area(self) -> int:
        return self.last[0] * self.last[1]

    def tell(self, row: int, column: int, message: str, remedy: str = "", **values: object) -> None:
        if len(self._told) < MOST_FLAWS:
            self._told.append((row, column, message, remedy, values))

    def sheet(self) -> Sheet:
        return Sheet(self._name, (*self._rows, tuple(self._row)) if self._row else tuple(self._rows))

    def flaws(self) -> list[Flaw]:
        """Give what was told; a column that has no title is named by its letters."""
        titles = canonical([self.sheet()])[0].titles if self._told else ()

        def title(column: int) -> str:
            if not column:
                return ""
            return (titles[column - 1] if column <= len(titles) else "") or letter(column)

        return [
            Flaw(Place(self._name, row, title(column)), message, remedy, values=values)
            for row, column, message, remedy, values in self._told
        ]


def letter(column: int) -> str:
    """Give the letters of a column, of which the first is 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
