"""How a table is asked on a walk: by keys, by tiers, by slices of a ladder, or for its next value.

Promise: each node means what `tree.py` says. Hidden: how a row is found.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from desktop.policy import tree
from desktop.policy.explanation.walk import (
    PRODUCT,
    Meanings,
    Term,
    Walk,
    gathered,
    holds,
    named,
    read,
    told_each,
)
from desktop.policy.pack import Place, Table, Value
from desktop.policy.trace import Leaf, Origin
from desktop.policy.tree import Grid, Node, Reason, Row, Type, Unreckoned


def _look(node: tree.Look, walk: Walk) -> Term:
    grid = walk.names.proofed.grids[node.table]
    keys = [walk.reckon(key) for key in node.keys]
    asked = walk.reckon(node.of) if node.of else None
    rows = _by_keys(_current(grid, node, walk), [key.value for key in keys], 0)
    if not rows:
        raise Unreckoned(Reason.NO_KEY, node.place)
    shown = [node.table, *told_each(node.keys, keys, walk)]
    if asked is None or node.of is None:
        return _picked(node, rows[0], walk, shown)
    if grid.mode == "ladder":
        return _ladder(node, node.of.type, rows, asked.value, walk)
    for row in rows:
        if _is_within(asked.value, row):
            others = [_bounds(one, grid, walk) for one in rows if one is not row]
            walk.mark(Place(grid.table.sheet, row.number), "tier", 0)
            parts = [*shown, *told_each([node.of], [asked], walk), _bounds(row, grid, walk)]
            return _picked(node, row, walk, parts, others)
    raise Unreckoned(Reason.NO_TIER, node.place)


def _picked(node: tree.Look, row: Row, walk: Walk, parts: Sequence[str], rejected: Sequence[str] = ()) -> Term:
    grid = walk.names.proofed.grids[node.table]
    shown = _note(grid, row, tuple(grid.columns)[node.column], walk)
    walk.step("tier" if node.of else "lookup", node, parts, shown, rejected)
    return named(shown, row.values[node.column], grid.table.name)


def _note(grid: Grid, row: Row, title: str, walk: Walk) -> str:
    """Note a cell that is used; give how it is shown."""
    table, place = grid.table, Place(grid.table.sheet, row.number, title)
    value, type_ = _cell(table, row, title), _type_of(grid, title)
    assert value is not None  # noqa: S101  a star is no value
    if title in grid.columns:
        walk.mark(place, "cell", tuple(grid.columns).index(title))
    return walk.note(Leaf(Origin.CELL, table.name, value, walk.shown(value, type_), place, row.since, row.until))


def _ladder(node: tree.Look, type_: Type, rows: Sequence[Row], asked: Fraction, walk: Walk) -> Term:
    """Add each slice of what is asked at its own rate; an open first bound is 0."""
    grid = walk.names.proofed.grids[node.table]
    last = rows[-1].high
    if isinstance(last, Fraction) and asked > last:
        raise Unreckoned(Reason.NO_TIER, node.place)
    title = tuple(grid.columns)[node.column]
    total, texts = Fraction(0), list[str]()
    for row in rows:
        low = row.low if isinstance(row.low, Fraction) else Fraction(0)
        if asked <= low:
            break
        size = (min(asked, row.high) if isinstance(row.high, Fraction) else asked) - low
        rate = row.values[node.column]
        assert isinstance(rate, Fraction)  # noqa: S101  proofed: a ladder's are numbers
        walk.mark(Place(grid.table.sheet, row.number), "tier", 0)
        parts = walk.shown(size, type_), _note(grid, row, title, walk)
        walk.step("slice", node, [*parts, _bounds(row, grid, walk)], walk.shown(size * rate, node.type))
        texts.append(" × ".join(parts))
        total += size * rate
    return gathered(node, walk, [Term(total, text, PRODUCT) for text in texts], total)


def _bounds(row: Row, grid: Grid, walk: Walk) -> str:
    """Write the bounds of a tier: 30 ㎡ < … ≤ 60 ㎡."""
    assert grid.bounds  # noqa: S101  only tiers and ladders have bounds
    low = "" if row.low is None else walk.shown(row.low, grid.bounds) + (" ≤ " if row.is_low_included else " < ")
    high = "" if row.high is None else (" ≤ " if row.is_high_included else " < ") + walk.shown(row.high, grid.bounds)
    return f"{low}…{high}"


def _is_within(asked: Any, row: Row) -> bool:
    is_above = row.low is None or asked > row.low or (row.is_low_included and asked == row.low)
    return is_above and (row.high is None or asked < row.high or (row.is_high_included and asked == row.high))


def _current(grid: Grid, node: Node, walk: Walk) -> list[Row]:
    """Give the rows of the day."""
    by = grid.table.by
    rows = [row for row in grid.rows if not by or holds(row.since, row.until, walk.given[by])]
    if not rows:
        raise Unreckoned(Reason.NO_VERSION, node.place)
    return rows


def _by_keys(rows: list[Row], keys: Sequence[Value], place: int) -> list[Row]:
    """Give the rows whose keys are these, exact ones first; key by key from the left, going back from a dead end."""
    if place == len(keys) or not rows:
        return rows
    exactly = [row for row in rows if row.keys[place] is not None and row.keys[place] == keys[place]]
    return _by_keys(exactly, keys, place + 1) or _by_keys(
        [row for row in rows if row.keys[place] is None], keys, place + 1
    )


def _step(node: tree.Step, walk: Walk) -> Term:
    term = walk.reckon(node.part)
    asked = walk.shown(term.value, node.part.type)
    if node.step:
        step: Fraction = walk.reckon(node.step).value
        count: Fraction = term.value / step
        value = Fraction(ceil(count) if node.is_up else floor(count)) * step
    else:
        value = _stop(node, term.value, walk)
    shown = walk.shown(value, node.type)
    walk.step("ceil_to" if node.is_up else "floor_to", node, [asked], shown)
    return read(shown, value)


def _stop(node: tree.Step, asked: Fraction, walk: Walk) -> Fraction:
    """Find the nearest value of a table's column, and note its cell."""
    grid = walk.names.proofed.grids[node.table]
    cells = [
        (value, row)
        for row in _current(grid, node, walk)
        if isinstance(value := _cell(grid.table, row, node.column), Fraction)
        and (value >= asked if node.is_up else value <= asked)
    ]
    if not cells:
        raise Unreckoned(Reason.NO_STEP, node.place)
    value, row = (min if node.is_up else max)(cells, key=lambda cell: cell[0])
    _note(grid, row, node.column, walk)
    return value


def _cell(table: Table, row: Row, title: str) -> Value | None:
    place = table.titles.index(title)
    return row.keys[place] if place < len(row.keys) else row.values[place - len(row.keys)]


def _type_of(grid: Grid, title: str) -> Type:
    return grid.columns[title] if title in grid.columns else grid.keys[grid.table.titles.index(title)]


MEANINGS: Meanings = {
    tree.Look: _look,
    tree.Step: _step,
}
