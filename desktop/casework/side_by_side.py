"""A sum as a page or paper sets it out: the ways beside each other, a row for each item, and how each figure came.

Promise: the ways stand in the plan's order, none before the others; every item of the plan has its row, also where it
does not apply, with the reason (H02). Hidden: which items share a row.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from desktop.casework.flats import lacks_flat
from desktop.domain.records import Flat
from desktop.i18n import N_, Language, word
from desktop.policy import statement
from desktop.policy.calculation import Calculation
from desktop.policy.pack import Option, Pack
from desktop.policy.statement import Row
from desktop.policy.trace import Line, Status


@dataclass(frozen=True, slots=True)
class Way:
    """A column: `direction` says in the plan's words who pays; `reason` why it is not open, then it has no total."""

    name: str
    label: str
    direction: str
    total: str
    in_words: str
    reason: str
    is_household_paying: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: `amount` with its sign, "" where the item does not apply, and `reason` then says why."""

    item: str
    short: str
    amount: str
    how: tuple[str, ...]
    running: str
    reason: str


@dataclass(frozen=True, slots=True)
class Items:
    """A row: its name, clause, plain words, and a cell for each way; None where the way does not count it at all."""

    label: str
    clause: str
    because: str
    plain: str
    cells: tuple[Cell | None, ...]
    has_changed: bool

    @property
    def applies(self) -> bool:
        return any(cell is not None and cell.amount for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SideBySide:
    ways: tuple[Way, ...]
    lines: tuple[Items, ...]
    money: str
    digits: int


_UNKNOWN = Cell("", "", "", (), "", "")


NO_FLAT = N_("No flat is looked at for it yet.")
"""Why a way has no sum whose flat nobody named: a plan would tell it as a number of square metres."""


def side_by_side(
    done: Calculation,
    language: Language | str,
    before: Calculation | None = None,
    flats: Mapping[str, Flat] | None = None,
) -> SideBySide:
    """Set a sum out; `before` is an earlier one, against which rows are marked as changed; `flats` are looked at."""
    pack = done.pack
    options = [option for option in pack.options if option.is_choice]
    told = {option.name: each for option, each in zip(_there(done), statement.household(done, language), strict=True)}
    rows = {name: dict(zip(_counted(done, name), told[name].rows, strict=True)) for name in told}
    return SideBySide(
        tuple(_way(done, option, told.get(option.name), flats or {}, language) for option in options),
        tuple(_lines(done, options, rows, before)),
        pack.cover.money_unit,
        pack.cover.minor_digits,
    )


def unknown(pack: Pack) -> SideBySide:
    """The ways of a plan and what each counts, before anything can be reckoned: no figure, and none is 0."""
    options = [option for option in pack.options if option.is_choice]
    ways = tuple(Way(each.name, each.label or each.name, "", "", "", "", is_household_paying=False) for each in options)
    clauses = {each.id: each for each in pack.clauses}
    lines = tuple(
        Items(
            label,
            item.clause,
            statement.clause_said(clauses.get(item.clause), item.clause),
            item.plain or (clauses[item.clause].plain if item.clause in clauses else ""),
            tuple(_UNKNOWN if any(name in option.signs for name in names) else None for option in options),
            has_changed=False,
        )
        for label, names in _labels(pack, options).items()
        for item in pack.items
        if item.name == names[0]
    )
    return SideBySide(ways, lines, pack.cover.money_unit, pack.cover.minor_digits)


def _labels(pack: Pack, options: list[Option]) -> dict[str, list[str]]:
    """The items that a way counts, by the label that they share, in the plan's order."""
    by_label: dict[str, list[str]] = {}
    for item in pack.items:
        if any(item.name in option.signs for option in options):
            by_label.setdefault(item.label or item.name, []).append(item.name)
    return by_label


def _there(done: Calculation) -> list[Option]:
    return [option for option in done.pack.options if option.name in done.outcome.totals]


def _counted(done: Calculation, option: str) -> list[str]:
    """The items of a way, in the order in which its statement tells them."""
    signs = next(each for each in done.pack.options if each.name == option).signs
    return [line.item for line in done.trace.lines if line.item in signs and isinstance(line.amount, Fraction)]


def why_absent(done: Calculation, option: str, flats: Mapping[str, Flat], language: Language | str) -> str:
    """Why a way of a sum is not open, in words that a household can be told."""
    if lacks_flat(done, option, flats):
        return word(NO_FLAT, language)
    return next(way.reason for way in done.trace.options if way.name == option)


def _way(
    done: Calculation,
    option: Option,
    told: statement.Statement | None,
    flats: Mapping[str, Flat],
    language: Language | str,
) -> Way:
    if told is None:
        reason = why_absent(done, option.name, flats, language)
        return Way(option.name, option.label or option.name, "", "", "", reason, is_household_paying=False)
    total = done.outcome.totals[option.name]
    return Way(option.name, told.option, told.direction, told.total, told.in_words, "", is_household_paying=total < 0)


def _lines(
    done: Calculation,
    options: list[Option],
    rows: dict[str, dict[str, Row]],
    before: Calculation | None,
) -> Iterator[Items]:
    """A row for each label, where the first of its items stands; a way that opened or closed changes none of them."""
    pack = done.pack
    lines = {line.item: line for line in done.trace.lines}
    both = {option.name for option in _there(done)} & {option.name for option in _there(before or done)}
    was, now = _amounts(before or done, both), _amounts(done, both)
    for label, names in _labels(pack, options).items():
        first = next(item for item in pack.items if item.name == names[0])
        clause = next((each for each in pack.clauses if each.id == first.clause), None)
        own = (item.plain for item in pack.items if item.name in names and item.plain)
        plain = next(own, clause.plain if clause else "")
        columns = [_cells(option, names, lines, rows.get(option.name, {})) for option in options]
        for cells in zip_longest(*columns):
            here = [cell.item for cell in cells if cell]
            has_changed = _of(was, here) != _of(now, here)
            yield Items(label, first.clause, statement.clause_said(clause, first.clause), plain, cells, has_changed)


def _cells(option: Option, names: list[str], lines: dict[str, Line], rows: dict[str, Row]) -> list[Cell]:
    """The figures of a way under one label: all that apply, so that the column adds up, or one that says why not."""
    counted = [name for name in names if name in option.signs]
    applying = [name for name in counted if lines[name].status is Status.COUNTED]
    return [_cell(rows.get(name), lines[name]) for name in applying or counted[:1]]


def _cell(row: Row | None, line: Line) -> Cell:
    if row is None:
        return Cell(line.item, "", "", (), "", line.reason)
    if not row.applies:
        return Cell(line.item, "", "", row.how, row.running, line.reason)
    return Cell(line.item, row.short, row.amount, row.how, row.running, "")


def _amounts(done: Calculation, ways: Collection[str]) -> dict[tuple[str, str], Fraction]:
    """What each item brings to each of these ways."""
    return {
        (option.name, name): sign * amount
        for option in _there(done)
        if option.name in ways
        for name, sign in option.signs.items()
        if isinstance(amount := done.outcome.values[name], Fraction)
    }


def _of(amounts: dict[tuple[str, str], Fraction], names: list[str]) -> dict[tuple[str, str], Fraction]:
    return {place: amount for place, amount in amounts.items() if place[1] in names and amount}
