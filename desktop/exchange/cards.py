"""Ledgers that are no table: cards with a label on the left and its value on the right.

Promise: each card is one household, wherever its labels stand. Hidden: a card ends where a label of its begins again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop.exchange.heading import Certainty, Column, Grid
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
    """The cards of a sheet, from top to bottom."""
    cards: list[list[Pair]] = []
    for pair in _pairs(sheet):
        if not cards or pair.column.means in {known.column.means for known in cards[-1]}:
            cards.append([])
        cards[-1].append(pair)
    return tuple(Card(pairs[0].row, tuple(pairs)) for pairs in cards)


def _pairs(sheet: Sheet) -> Iterator[Pair]:
    grid = Grid(sheet)
    for row in range(len(sheet.rows)):
        place = 0
        while place < grid.width:
            label = grid.cell(row, place)
            span = grid.span(row, place)
            beside = (span.right if span else place) + 1
            means = meaning(label) if isinstance(label, str) else None
            if means is None or means == LEFT_OUT or beside >= grid.width:
                place += 1
                continue
            held = grid.cell(row, beside)
            if held is not None and not (isinstance(held, str) and meaning(held)):
                yield Pair(row, Column(beside, str(label), "", means, Certainty.SURE), held)
            place = beside + 1
