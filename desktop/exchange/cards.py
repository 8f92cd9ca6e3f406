"""Ledgers that are no table: cards with a label on the left and its value on the right.

Promise: each card is one household, wherever its labels stand. Hidden: a card ends where a label of its begins again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop.exchange.heading import Certainty, Column, Grid, unit_in
from desktop.exchange.vocabulary import LEFT_OUT, meaning
from desktop.exchange.workbook import Cell, Sheet

_LEAST_LABELS = 3
_SEARCHED_ROWS = 60


@dataclass(frozen=True, slots=True)
class Pair:
    """A label's meaning and the value beside it; `row` is 0-based, the column's place is the value's."""

    row: int
    column: Column
    held: Cell


@dataclass(frozen=True, slots=True)
class Card:
    """One household's labels and values; `row` is its first."""

    row: int
    pairs: tuple[Pair, ...]


def are_in(sheet: Sheet) -> bool:
    """Whether a sheet holds cards: the first has at least three labels with something beside them, in as many rows."""
    top = replace(sheet, rows=sheet.rows[:_SEARCHED_ROWS])
    first = next(iter(cards_of(top)), None)
    return first is not None and len({pair.row for pair in first.pairs}) >= _LEAST_LABELS


def cards_of(sheet: Sheet) -> tuple[Card, ...]:
    """The cards of a sheet, from top to bottom; or from left to right, where labels stand in the first column alone."""
    grid = Grid(sheet)
    if rows := _labelled_rows(grid):
        return tuple(_column_card(grid, rows, place) for place in range(1, grid.width) if _holds(grid, rows, place))
    found: list[list[Pair]] = []
    for pair in _pairs(grid):
        if not found or pair.column.means in {known.column.means for known in found[-1]}:
            found.append([])
        found[-1].append(pair)
    return tuple(Card(pairs[0].row, tuple(pairs)) for pairs in found)


def strange(sheet: Sheet) -> list[tuple[int, int]]:
    """The places (0-based) of what is neither a label nor its value; a title alone in its row is no matter."""
    grid = Grid(sheet)
    known = {(pair.row, pair.column.place) for card in cards_of(sheet) for pair in card.pairs}
    found: list[tuple[int, int]] = []
    for row, cells in enumerate(sheet.rows):
        held = [place for place, cell in enumerate(cells) if cell not in (None, "")]
        found += [(row, at) for at in held if len(held) > 1 and (row, at) not in known and not _label(grid, row, at)]
    return found


def _label(grid: Grid, row: int, place: int) -> str | None:
    held = grid.cell(row, place)
    return meaning(held) if isinstance(held, str) else None


def _labelled_rows(grid: Grid) -> list[int]:
    """The rows of a table that stands on its side: a label first, then a value for each of several households."""
    rows = [row for row in range(len(grid.sheet.rows)) if _label(grid, row, 0)]
    wide = [row for row in rows if sum(grid.cell(row, place) not in (None, "") for place in range(1, grid.width)) > 1]
    has_labels_inside = any(_label(grid, row, place) for row in rows for place in range(1, grid.width))
    return rows if len(wide) >= _LEAST_LABELS and not has_labels_inside else []


def _holds(grid: Grid, rows: Sequence[int], place: int) -> bool:
    return any(grid.cell(row, place) not in (None, "") for row in rows)


def _column_card(grid: Grid, rows: Sequence[int], place: int) -> Card:
    pairs = (_pair(grid, row, 0, place) for row in rows if grid.cell(row, place) not in (None, ""))
    return Card(rows[0], tuple(pair for pair in pairs if pair.column.means != LEFT_OUT))


def _pair(grid: Grid, row: int, label: int, place: int) -> Pair:
    title = str(grid.cell(row, label))
    means = _label(grid, row, label) or LEFT_OUT
    return Pair(row, Column(place, title, unit_in(title), means, Certainty.SURE), grid.cell(row, place))


def _pairs(grid: Grid) -> Iterator[Pair]:
    for row in range(len(grid.sheet.rows)):
        place = 0
        while place < grid.width:
            span = grid.span(row, place)
            beside = (span.right if span else place) + 1
            means = _label(grid, row, place)
            if means is None or means == LEFT_OUT or beside >= grid.width:
                place += 1
                continue
            if grid.cell(row, beside) is not None and _label(grid, row, beside) is None:
                yield _pair(grid, row, place, beside)
            place = beside + 1
