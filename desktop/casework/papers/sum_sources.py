"""Where the numbers of a sum come from: facts, standards of the plan, and what was reckoned on the way.

Promise: whatever a line that applies was reckoned from is among them, named, with its unit and with what it rests on.
Hidden: of a list, such as the people of a household, only those rows and columns are told that a line needs which
applies; so nobody's birth date stands on a paper that pays nothing for it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from desktop.casework.explaining import facts_behind
from desktop.i18n import N_, Language, word
from desktop.policy import statement, units
from desktop.policy.calculation import Calculation
from desktop.policy.language import folded
from desktop.policy.pack import Input, Kind, Pack
from desktop.policy.statement import clause_said
from desktop.policy.trace import Leaf, Line, Origin, Status, Step
from desktop.policy.wording import words_of
from desktop.sheets import wording
from desktop.sheets.sum_table import Source

_MOST_STEPS = 4
_ROW_IN = re.compile(r"(\w+)\[(\d+)\]\.?")
_ROW = re.compile(r"^([^\[]+)\[(\d+)\]\.(?:\S+ (?=“))?")
_AREA = "㎡"
_LOOKED_UP = frozenset({"lookup", "tier"})
_LIMITS = frozenset({"floor", "cap"})
_SHOWN = frozenset({"when", "times", "slice", "sum", "round", *_LOOKED_UP})

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FROM = {"≤": N_("{value} or more"), "<": N_("more than {value}"), "date": N_("from {value} on")}
_UNTIL = {"≤": N_("not more than {value}"), "<": N_("less than {value}"), "date": N_("until {value}")}


@dataclass(frozen=True, slots=True)
class Sources:
    facts: tuple[Source, ...]
    standards: tuple[Source, ...]
    reckoned: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """A leaf of a line; `is_needed` where the line, or one that builds on it, applies."""

    line: Line
    leaf: Leaf
    is_needed: bool


def sources(done: Calculation, numbers: Mapping[str, int], language: Language | str) -> Sources:
    """What stands behind the lines; `numbers` gives each item that a way counts the number of its row."""
    return _Sources(done, numbers, language).found()


class _Sources:
    def __init__(self, done: Calculation, numbers: Mapping[str, int], language: Language | str) -> None:
        self._done, self._pack, self._numbers, self._language = done, done.pack, numbers, language
        self._money = words_of(done.pack).unit(units.parse(done.pack.cover.money_unit, done.pack.units))
        self._lines = {line.item: line for line in done.trace.lines}
        self._needed = self._behind(name for name in numbers if self._lines[name].status is Status.COUNTED)
        self._seen = self._behind(iter(numbers))
        self._built_on: dict[str, set[str]] = {}
        for name in self._seen:
            for leaf in self._lines[name].leaves:
                if leaf.origin is Origin.ITEM:
                    self._built_on.setdefault(leaf.name, set()).add(name)

    def found(self) -> Sources:
        return Sources(
            tuple(self._gathered(self._facts())),
            tuple(self._gathered(self._standards())),
            tuple(self._gathered(self._grounds())),
        )

    def _behind(self, names: Iterator[str]) -> set[str]:
        """These items and all that they build on."""
        found, waiting = set[str](), [*names]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [leaf.name for leaf in self._lines[name].leaves if leaf.origin is Origin.ITEM]
        return found

    def _uses(self) -> Iterator[_Use]:
        for line in self._done.trace.lines:
            if line.item in self._seen:
                for leaf in line.leaves:
                    yield _Use(line, leaf, line.item in self._needed)

    def _gathered(self, told: Iterator[tuple[Source, str]]) -> Iterator[Source]:
        """Each source once, with the numbers of all rows that rest on it."""
        used: dict[Source, set[int]] = {}
        for source, item in told:
            used.setdefault(source, set()).update(self._rows_of(item))
        for source, rows in used.items():
            yield replace(source, used_in=tuple(sorted(rows)))

    def _rows_of(self, item: str) -> set[int]:
        """The rows of an item, and of those that build on it."""
        own = {self._numbers[item]} if item in self._numbers else set[int]()
        return own.union(*(self._rows_of(name) for name in self._built_on.get(item, ())))

    # Facts

    def _facts(self) -> Iterator[tuple[Source, str]]:
        """In the order in which the plan asks for them."""
        given = [use for use in self._uses() if use.leaf.origin in (Origin.FACT, Origin.AREA)]
        for one in self._pack.inputs:
            for use in given:
                if use.leaf.name == one.name:
                    yield Source(one.label or one.name, _bare(use.leaf.shown), one.evidence), use.line.item
            if one.kind is Kind.LIST:
                rows = [use for use in given if use.is_needed and use.leaf.name.startswith(f"{one.name}[")]
                yield from self._rows(one, rows) if self._done.facts.given[one.name] else self._empty(one)

    def _empty(self, one: Input) -> Iterator[tuple[Source, str]]:
        """A list without rows, for the lines that look into it."""
        told = Source(one.label or one.name, word("nothing", self._language), one.evidence)
        asked = re.compile(rf"(?<!\w){re.escape(one.name)}(?!\w)")
        for item in self._pack.items:
            cells = (item.when, item.formula, item.least, item.most)
            if item.name in self._seen and any(asked.search(folded(cell.text)) for cell in cells if cell):
                yield told, item.name

    def _rows(self, one: Input, uses: Sequence[_Use]) -> Iterator[tuple[Source, str]]:
        """The rows of a list, each with its columns that are needed."""
        cells: dict[int, dict[str, str]] = {}
        for use in uses:
            row, _, column = use.leaf.name.removeprefix(f"{one.name}[").partition("].")
            cells.setdefault(int(row), {})[column] = _bare(use.leaf.shown)
        for row, columns in sorted(cells.items()):
            held = [each for each in one.columns if each.name in columns]
            chosen = [columns[each.name] for each in held if each.kind is Kind.CHOICE]
            rest = [(each.label or each.name, columns[each.name]) for each in held if each.kind is not Kind.CHOICE]
            is_one = len(rest) == 1  # then its name goes before it, where there is more room
            called = " ".join((f"{one.label or one.name} {row}", *chosen, *([rest[0][0]] if is_one else [])))
            told = [value if is_one else f"{label} {value}" for label, value in rest]
            source = Source(called, wording.listed(told, self._language), one.evidence)
            for use in uses:
                if use.leaf.name.startswith(f"{one.name}[{row}]."):
                    yield source, use.line.item

    # Standards

    def _standards(self) -> Iterator[tuple[Source, str]]:
        for use in self._uses():
            if use.leaf.origin is Origin.PARAMETER:
                yield Source(use.leaf.name, use.leaf.shown, self._clause_of(use.leaf)), use.line.item
            elif use.leaf.origin is Origin.CELL and use.is_needed:
                yield self._cell(use), use.line.item

    def _clause_of(self, leaf: Leaf) -> str:
        one = next(each for each in self._pack.parameters if each.name == leaf.name)
        clause = next((version.clause for version in one.versions if version.place == leaf.place), "")
        days = [
            *([word("from {value} on", self._language, value=leaf.since.isoformat())] if leaf.since else []),
            *([word("until {value}", self._language, value=leaf.until.isoformat())] if leaf.until else []),
        ]
        return wording.listed(filter(None, (_clause(self._pack, clause), *days)), self._language)

    def _cell(self, use: _Use) -> Source:
        """A cell of a table, with what it was looked up by."""
        name, shown = use.leaf.name, use.leaf.shown
        table = next((each for each in self._pack.tables if each.name == name), None)
        looked_up = [step for step in use.line.steps if step.kind in _LOOKED_UP and step.parts[0] == name]
        by = [*self._asked(step for step in looked_up if step.result == shown)]
        by += [
            word(
                "{keys} ({bounds})", self._language, keys=step.parts[0], bounds=_between(step.parts[2], self._language)
            )
            for step in use.line.steps
            if step.kind == "slice" and step.parts[1] == shown
        ]
        clause = _clause(self._pack, table.clause) if table else ""
        return Source(name, shown, wording.listed(filter(None, (clause, *by)), self._language))

    def _asked(self, steps: Iterable[Step]) -> Iterator[str]:
        """What a table was asked, and for tiers the bounds that hold it, once for all that they hold."""
        asked_by: dict[str, list[str]] = {}
        for step in steps:
            asked = [_ROW.sub(self._row_called, part).replace("“", "").replace("”", "") for part in step.parts[1:]]
            bounds = asked.pop() if step.kind == "tier" else ""
            keys = asked_by.setdefault(bounds, [])
            keys += [key for key in asked if key not in keys]
        for bounds, keys in asked_by.items():
            told = wording.listed(keys, self._language)
            yield (
                word("{keys} ({bounds})", self._language, keys=told, bounds=_between(bounds, self._language))
                if bounds
                else told
            )

    def _row_called(self, found: re.Match[str]) -> str:
        """附属物清单[2].名称 is said 附属物 2 名称, and 人员[4] 家庭成员 4."""
        one = next((each for each in self._pack.inputs if each.name == found[1]), None)
        return f"{one.label or one.name if one else found[1]} {found[2]}{'' if found[0].endswith(']') else ' '}"

    # What was reckoned

    def _grounds(self) -> Iterator[tuple[Source, str]]:
        """What is reckoned on the way, and what builds on it; then what a line itself reckons before it multiplies."""
        names = self._ground_names()
        for name, (row, _) in zip(names, statement.of_items(self._done, names, self._language), strict=True):
            how = row.how if len(row.how) <= _MOST_STEPS else row.how[-1:]
            said = [_ROW_IN.sub(self._row_called, step) for step in how]
            source = Source(row.item, row.amount, self._steps((*said, row.because)))
            for line in self._done.trace.lines:
                if line.item in self._seen and any(_is_item(leaf, name) for leaf in line.leaves):
                    yield source, line.item
        for line in self._done.trace.lines:
            if line.item in self._numbers and line.status is Status.COUNTED and (before := self._before(line)):
                yield Source(line.label or line.item, line.shown, self._steps(before)), line.item

    def _steps(self, told: Iterable[str]) -> str:
        return ("；" if wording.is_chinese(self._language) else "; ").join(told)

    def _before(self, line: Line) -> list[str]:
        """The steps of a line that its formula with numbers does not show, such as which of two areas was taken."""
        hidden = [step for step in line.steps if self._is_hidden(step)]
        if len(hidden) > _MOST_STEPS:
            return []
        return [_ROW_IN.sub(self._row_called, statement.step_said(step, self._language)) for step in hidden]

    def _is_hidden(self, step: Step) -> bool:
        if step.kind in _LIMITS:
            return step.result != step.parts[0]
        is_money = step.result.endswith(f" {self._money}")
        return step.kind not in _SHOWN and step.place.column != "when" and not is_money

    def _ground_names(self) -> list[str]:
        return [
            line.item
            for line in self._done.trace.lines
            if line.item in self._seen and line.item not in self._numbers and self._may_be_told(line)
        ]

    def _may_be_told(self, line: Line) -> bool:
        return line.item in self._needed or not any("[" in leaf.name for leaf in line.leaves)


def assumed_days(done: Calculation, names: Collection[str]) -> tuple[tuple[str, date], ...]:
    """The days that were said of the household alone, in no ledger and no fact of the area, and that items rest on."""
    behind = facts_behind(done.pack, names)
    given = ((one, done.facts.given.get(one.name)) for one in done.pack.inputs)
    return tuple(
        (one.label or one.name, day)
        for one, day in given
        if one.name in behind and not one.field and not one.is_of_area and isinstance(day, date)
    )


def area_told(done: Calculation, names: Mapping[str, int]) -> tuple[tuple[tuple[str, str], ...], str, str]:
    """How many square metres are compensated: what is added with its names, what it comes to, and how that is called.

    Empty where the plan adds none up; then the areas themselves are told.
    """
    lines = {line.item: line for line in done.trace.lines}
    behind = {leaf.name for name in names for leaf in lines[name].leaves if leaf.origin is Origin.ITEM}
    labels = {one.name: one.label or one.name for one in done.pack.inputs}
    labels |= {item.name: item.label or item.name for item in done.pack.items}
    for line in done.trace.lines:
        if line.item in behind and line.unit == _AREA and line.steps and line.steps[-1].kind == "add":
            told = tuple((labels.get(leaf.name, leaf.name), leaf.shown) for leaf in line.leaves)
            is_sum = (
                isinstance(line.amount, Fraction)
                and sum((leaf.value for leaf in line.leaves if isinstance(leaf.value, Fraction)), Fraction(0))
                == line.amount
            )
            return (told if is_sum else ()), line.shown, line.label
    return tuple(_areas(done)), "", ""


def _areas(done: Calculation) -> Iterator[tuple[str, str]]:
    for one in done.pack.inputs:
        value = done.facts.given.get(one.name)
        if str(one.unit) == _AREA and isinstance(value, Fraction) and _is_of_house(one.field):
            yield one.label or one.name, words_of(done.pack).shown(value, done.proofed.facts[one.name])


def _is_of_house(field: str) -> bool:
    return field.startswith(("house.", "sum(house", "sum(unregistered"))


def _is_item(leaf: Leaf, name: str) -> bool:
    return leaf.origin is Origin.ITEM and leaf.name == name


def _between(bounds: str, language: Language | str) -> str:
    """30 ㎡ < … ≤ 60 ㎡ in words, as somebody reads it who never met these signs."""
    low, _, high = bounds.partition("…")
    told: list[str] = []
    for part, messages in ((low, _FROM), (high, _UNTIL)):
        value = part.strip("<≤ ")
        if value:
            message = messages["date" if _DATE.fullmatch(value) and "≤" in part else "≤" if "≤" in part else "<"]
            told.append(word(message, language, value=value))
    return wording.listed(told, language)


def _bare(shown: str) -> str:
    """A choice without its quotation marks."""
    return shown.strip('“”"')


def _clause(pack: Pack, id_: str) -> str:
    return clause_said(next((each for each in pack.clauses if each.id == id_), None), id_)
