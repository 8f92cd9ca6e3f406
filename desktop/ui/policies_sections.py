"""The views of a plan: what each lists, and what is said of the one that is chosen.

Promise: everything that stands in a plan is read here, and what one part names of another is one press away.
Hidden: nothing; how it is drawn is in `policies_view.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.policy.examples import Result
from desktop.policy.pack import Clause, Example, Item, Mode, Notice, Option, Parameter, Table, Version
from desktop.policy.units import Unit
from desktop.ui.policies_words import PlanWords
from desktop.ui.table_model import Column

NUMBER, COUNTED = 0, 4
"""Columns of the items."""
ITEMS, CLAUSES, TABLES, PARAMETERS, EXAMPLES, NOTICES = (
    "items",
    "clauses",
    "tables",
    "parameters",
    "examples",
    "notices",
)
_CLAUSE, _TOTAL, _BADGE, _LETTER = 128, 140, 20, 12  # wide
_LONG = 160  # characters, from which a clause stands behind all else


@dataclass(frozen=True)
class Link:
    """The way to another part of the plan."""

    text: str
    section: str
    name: str


@dataclass(frozen=True)
class Grid:
    """A small table of its own: what it is called, its titles, whether each is of numbers, and its rows."""

    name: str
    titles: Sequence[str]
    are_numbers: Sequence[bool]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Told:
    """What is said of what is chosen. Of `lines`, each with its label, those of `strong` come in the bold font."""

    title: str
    about: str = ""
    lines: Sequence[tuple[str, str]] = ()
    strong: str = ""
    links: Sequence[Link] = ()
    grid: Grid | None = None


@dataclass(frozen=True)
class Section:
    """A view: its rows and columns, what is said of a row, by which name it is found, and what more is searched.

    `first` is the row that is chosen at the beginning.
    """

    name: str
    title: str
    rows: Sequence[Any]
    columns: Sequence[Column]
    told: Callable[[Any], Told]
    key: Callable[[Any], str]
    more: Callable[[Any], str] = field(default=lambda _row: "")
    first: int = 0


def sections(say: PlanWords, results: Callable[[], Mapping[str, Result]]) -> Sequence[Section]:
    """All views of a plan; `results` tells what came of its examples so far."""
    return (
        _items(say),
        _clauses(say),
        _tables(say),
        _parameters(say),
        _examples(say, results),
        _notices(say),
    )


def _items(say: PlanWords) -> Section:
    word, pack = say.voice.word, say.pack
    items = sorted(pack.items, key=lambda item: item.order)
    numbers: dict[str, int] = {}
    for item in items:
        if not say.is_helper(item):
            numbers[item.name] = len(numbers) + 1
    badges = sum(_BADGE + _LETTER * len(letters) for letters in say.initials)
    columns = (
        Column(word("No."), lambda item: str(numbers.get(item.name, "")), width=52),
        Column(word("Compensation item"), lambda item: item.label, is_strong=True),
        Column(word("Clause"), lambda item: item.clause, width=_CLAUSE),
        Column(word("Formula"), lambda item: item.formula.text),
        Column(word("Counted by"), say.counted_words, width=max(_CLAUSE, badges)),
    )
    return Section(ITEMS, word("Items"), items, columns, lambda item: _item_told(say, item), lambda item: item.name,
                   lambda item: f"{item.name} {item.plain}",
                   next((n for n, item in enumerate(items) if item.name in numbers), 0))  # fmt: skip


def _item_told(say: PlanWords, item: Item) -> Told:
    word, clause = say.voice.word, say.clauses.get(item.clause)
    plain = item.plain or (clause.plain if clause else "")
    text = clause.text if clause else ""
    formula = f"{item.name} = {item.formula.text}" + (f" ({unit})" if (unit := say.unit(item.unit)) else "")
    whole = (word("Clause text"), text)
    lines = [
        (word("Plain words"), plain),
        *([whole] if len(text) < _LONG else []),
        (word("Formula"), formula),
        (word("Only if"), item.when.text if item.when else ""),
        (word("Otherwise"), item.otherwise),
        (word("At least"), item.least.text if item.least else ""),
        (word("At most"), item.most.text if item.most else ""),
        (word("Rounding"), say.rounding(item)),
        (word("Counted by"), say.counted_words(item)),
        *((each.name, _versions(say, each)) for each in say.parameters_of(item)),
        *((each.label, f"{each.name} = {each.formula.text}") for each in say.items_of(item)),
        (word("Facts asked"), say.voice.listed(map(say.fact, say.inputs_of(item)))),
        *([whole] if len(text) >= _LONG else []),
    ]
    links = [
        *([Link(clause.id, CLAUSES, clause.id)] if clause else []),
        *(Link(table.name, TABLES, table.name) for table in say.tables_of(item)),
    ]
    return Told(item.label, say.aside(item.clause), _said(lines), word("Plain words"), links)


def _versions(say: PlanWords, parameter: Parameter) -> str:
    return "\n".join(say.version(parameter, version) for version in parameter.versions)


def _clauses(say: PlanWords) -> Section:
    word = say.voice.word
    columns = (
        Column(word("Clause"), lambda clause: clause.id, width=_CLAUSE, is_strong=True),
        Column(word("Clause text"), lambda clause: clause.text),
        Column(word("Plain words"), lambda clause: clause.plain),
    )
    return Section(CLAUSES, word("Clauses"), say.pack.clauses, columns, lambda clause: _clause_told(say, clause),
                   lambda clause: clause.id, lambda clause: say.clause(clause.id))  # fmt: skip


def _clause_told(say: PlanWords, clause: Clause) -> Told:
    word = say.voice.word
    lines = [(word("Plain words"), clause.plain), (word("Clause text"), clause.text)]
    items = [item for item in say.pack.items if item.clause == clause.id]
    tables = [table for table in say.pack.tables if table.clause == clause.id]
    parameters = {each.name for each in say.pack.parameters for one in each.versions if one.clause == clause.id}
    links = [
        *(Link(say.called(item), ITEMS, item.name) for item in items),
        *(Link(table.name, TABLES, table.name) for table in tables),
        *(Link(name, PARAMETERS, name) for name in sorted(parameters)),
    ]
    if not links:
        lines.append((word("Used by"), word("no item: it is there to be explained")))
    return Told(clause.id, say.aside(clause.id), _said(lines), word("Plain words"), links)


def _tables(say: PlanWords) -> Section:
    word, pack = say.voice.word, say.pack
    columns = (
        Column(word("Table"), lambda table: table.name, is_strong=True),
        Column(word("How it is asked"), say.mode),
        Column(word("Rows"), lambda table: str(len(table.rows)), width=72, is_at_right=True),
        Column(word("Clause"), lambda table: table.clause, width=_CLAUSE),
    )
    return Section(TABLES, word("Tables"), pack.tables, columns, lambda table: _table_told(say, table),
                   lambda table: table.name)  # fmt: skip


def _table_told(say: PlanWords, table: Table) -> Told:
    word = say.voice.word
    about = (say.mode(table), word("by {date}", date=table.by) if table.by else "", say.aside(table.clause))
    links = [Link(say.called(item), ITEMS, item.name) for item in say.using(table.name)]
    if table.clause in say.clauses:
        links.insert(0, Link(table.clause, CLAUSES, table.clause))
    return Told(table.name, " · ".join(filter(None, about)), links=links, grid=_grid(say, table))


def _grid(say: PlanWords, table: Table) -> Grid:
    """A table as it stands in the plan: keys, bounds in words, values with their units, and from when till when."""
    word, keys = say.voice.word, table.keys or 0
    has_bounds = table.mode is not Mode.LOOKUP
    is_dated = any(row.since or row.until for row in table.rows)
    key_units, value_units = (
        _each(table.key_units, keys + has_bounds),
        _each(table.value_units, len(table.titles) - keys),
    )
    titles = [
        *map(say.titled, table.titles[:keys], key_units),
        *([say.titled(word("From where to where"), key_units[keys])] if has_bounds else []),
        *map(say.titled, table.titles[keys:], value_units),
        *([word("Holds")] if is_dated else []),
    ]
    rows = [
        (
            *(word("every other") if key == "*" else key for key in row.keys),
            *([say.bounds(row)] if has_bounds else []),
            *map(say.amount, row.values),
            *([say.span(row.since, row.until)] if is_dated else []),
        )
        for row in table.rows
    ]
    first = keys + has_bounds
    return Grid(table.name, titles, [first <= n < first + len(value_units) for n in range(len(titles))], rows)


def _each(units: Sequence[Unit], columns: int) -> Sequence[Unit | None]:
    """The unit of each column: its own, or the one for all, or none."""
    if len(units) == columns:
        return units
    return [units[0] if len(units) == 1 else None] * columns


def _parameters(say: PlanWords) -> Section:
    word = say.voice.word
    rows = [(parameter, version) for parameter in say.pack.parameters for version in parameter.versions]
    columns = (
        Column(word("Parameter"), lambda row: row[0].name, is_strong=True),
        Column(word("Value"), lambda row: say.value(*row), width=136, is_at_right=True),
        Column(word("Holds"), lambda row: say.span(row[1].since, row[1].until)),
        Column(word("By"), lambda row: row[0].by, width=96),
        Column(word("Clause"), lambda row: row[1].clause, width=_CLAUSE),
    )
    return Section(PARAMETERS, word("Parameters"), rows, columns, lambda row: _parameter_told(say, *row),
                   lambda row: row[0].name)  # fmt: skip


def _parameter_told(say: PlanWords, parameter: Parameter, version: Version) -> Told:
    word, clause = say.voice.word, say.clauses.get(version.clause)
    lines = [
        (word("Value"), _versions(say, parameter)),
        (word("Plain words"), clause.plain if clause else ""),
        (word("Clause text"), clause.text if clause else ""),
    ]
    links = [
        *([Link(clause.id, CLAUSES, clause.id)] if clause else []),
        *(Link(say.called(item), ITEMS, item.name) for item in say.using(parameter.name)),
    ]
    return Told(parameter.name, say.aside(version.clause), _said(lines), word("Value"), links)


def _examples(say: PlanWords, results: Callable[[], Mapping[str, Result]]) -> Section:
    word, options = say.voice.word, [option for option in say.pack.options if option.is_choice]

    def total(option: Option) -> Callable[[Example], str]:
        return lambda example: next(
            (say.total(option, one.value) for one in example.totals if one.name == option.name), ""
        )

    columns = (
        Column(word("Example"), lambda example: example.name, is_strong=True),
        Column(word("Source"), lambda example: example.source),
        *(Column(option.label, total(option), width=_TOTAL, is_at_right=True) for option in options),
        Column(word("Reckoned again"), lambda example: say.result(results().get(example.name)), width=116),
    )
    return Section(EXAMPLES, word("Examples"), say.pack.examples, columns, lambda example: _example_told(say, example),
                   lambda example: example.name)  # fmt: skip


def _example_told(say: PlanWords, example: Example) -> Told:
    word, labels = say.voice.word, {item.name: item.label for item in say.pack.items}
    options = {option.name: option for option in say.pack.options}
    of = options.__getitem__
    rows = (
        *((word("total, expected"), of(one.name).label, say.total(of(one.name), one.value)) for one in example.totals),
        *((word("item, expected"), labels[one.name], say.amount(one.value)) for one in example.items),
        *((word("fact, given"), one.name, say.amount(one.value)) for one in example.inputs),
    )
    titles = (word("Kind"), word("Item or fact"), word("Amount or answer"))
    return Told(example.name, example.source, grid=Grid("example", titles, (False, False, True), rows))


def _notices(say: PlanWords) -> Section:
    word = say.voice.word
    columns = (
        Column(word("Level"), lambda notice: say.weight(notice.weight), width=148),
        Column(word("Text"), lambda notice: notice.text, is_strong=True),
        Column(word("Shown if"), lambda notice: notice.when.text),
        Column(word("Clause"), lambda notice: notice.clause, width=_CLAUSE),
    )
    return Section(NOTICES, word("Notices"), say.pack.notices, columns, lambda notice: _notice_told(say, notice),
                   lambda notice: notice.text)  # fmt: skip


def _notice_told(say: PlanWords, notice: Notice) -> Told:
    word, clause = say.voice.word, say.clauses.get(notice.clause)
    lines = [
        (word("Level"), say.weight(notice.weight)),
        (word("Shown if"), notice.when.text),
        (word("Plain words"), clause.plain if clause else ""),
        (word("Clause text"), clause.text if clause else ""),
    ]
    links = [Link(clause.id, CLAUSES, clause.id)] if clause else []
    return Told(notice.text, say.aside(notice.clause), _said(lines), links=links)


def _said(lines: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    return [(label, text) for label, text in lines if text]
