"""The load checks of a pack: its records become the typed pack that both evaluators walk, or flaws, all at once.

Promise: a pack without errors can be reckoned for every household whose facts are accepted, up to the few reasons of
`tree.Reason`. Hidden: the order of reckoning, and which check stands behind which message.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from graphlib import CycleError, TopologicalSorter
from math import inf

from desktop.domain.errors import Level
from desktop.i18n import N_
from desktop.policy import interval, language, tree
from desktop.policy.interval import Interval
from desktop.policy.language import Call, CellError, Name, Syntax
from desktop.policy.pack import (
    Cell,
    Cover,
    Flaw,
    Input,
    Item,
    Kind,
    Mode,
    Option,
    Pack,
    Parameter,
    Place,
    Table,
)
from desktop.policy.proofing import grid, magnitude
from desktop.policy.proofing.function import FUNCTIONS
from desktop.policy.proofing.grid import Draft
from desktop.policy.proofing.meaning import TOTALS, TRUTH, Meaning, Names, Narrow, with_unit, written
from desktop.policy.proofing.span import BOTH, rounded_span, union
from desktop.policy.tree import Node, Proofed, Type, TypedItem, TypedNotice, TypedOption
from desktop.policy.units import NONE, Unit
from desktop.policy.vocabulary import rank

MOST_NODES = 20_000
"""Of all formulas of a pack together."""


@dataclass(frozen=True)
class _Read:
    """The formulas of an item as trees; None where there is none, or where it has a flaw."""

    formula: Syntax | None
    when: Syntax | None
    least: Syntax | None
    most: Syntax | None

    def names(self) -> frozenset[str]:
        trees = (self.formula, self.when, self.least, self.most)
        return frozenset(name for tree in trees if tree for name in named(tree))


@dataclass
class _Proof:
    """The checks of one pack under way."""

    pack: Pack
    flaws: list[Flaw]
    nodes: int = 0

    def __post_init__(self) -> None:
        self.money = Unit(((self.pack.cover.money_unit, 1),))
        self.counted = {name for option in self.pack.options for name in option.signs}
        self.sizes: dict[str, magnitude.Size] = {}
        self.broken: set[str] = set()  # items with an error of their own, about which nothing else is said

    def proofed(self) -> Proofed | None:
        pack = self.pack
        read = {item.name: self._parsed_item(item) for item in pack.items}
        option_conditions = {option.name: self._parsed(option.when) for option in pack.options}
        notice_conditions = [self._parsed(notice.when) for notice in pack.notices]
        trees = [tree for one in read.values() for tree in (one.formula, one.when, one.least, one.most)]
        trees += [*option_conditions.values(), *notice_conditions]
        asked = [tree for tree in trees if tree]
        names = self._names(asked)
        items = [typed for item in self._ordered(read) if (typed := self._item(item, read[item.name], names))]
        options = [self._option(option, option_conditions[option.name], names) for option in pack.options]
        self._unused(asked)
        notices = self._notices(notice_conditions, names)
        grids = {name: grid.finished(made) for name, made in names.drafts.items()}
        if any(flaw.level is Level.ERROR for flaw in self.flaws):
            return None
        facts = dict(names.facts) | {
            f"{name}.{column}": type_ for name, columns in names.lists.items() for column, type_ in columns.items()
        }
        settings = dict(names.settings)
        return Proofed(pack, tuple(items), tuple(options), tuple(notices), grids, settings, facts)

    def _parsed_item(self, item: Item) -> _Read:
        cells = (item.formula, item.when, item.least, item.most)
        formula, when, least, most = (self._parsed(cell) for cell in cells)
        if any(cell and not tree for cell, tree in zip(cells, (formula, when, least, most), strict=True)):
            self.broken.add(item.name)
        return _Read(formula, when, least, most)

    def _parsed(self, cell: Cell | None) -> Syntax | None:
        """Read a cell into its tree, or tell its flaw; counts the nodes of the pack."""
        if cell is None:
            return None
        try:
            read = language.parse(cell.text, self.pack.units)
        except CellError as error:
            place = replace(cell.place, character=error.at)
            self.flaws.append(Flaw(place, error.message, error.remedy, values=error.values))
            return None
        before, self.nodes = self.nodes, self.nodes + sum(1 for _ in walked(read))
        if before <= MOST_NODES < self.nodes:
            self.flaws.append(
                Flaw(cell.place, N_("The formulas of the pack have more than {most} parts."),
                     N_("Put what repeats into tables and helper items."), values={"most": MOST_NODES})
            )  # fmt: skip
        return read if self.nodes <= MOST_NODES else None

    def _names(self, asked: Iterable[Syntax]) -> Names:
        pack = self.pack
        facts = {one.name: _input_type(one) for one in pack.inputs if one.kind is not Kind.LIST}
        lists = {
            one.name: {column.name: _input_type(column) for column in one.columns}
            for one in pack.inputs
            if one.kind is Kind.LIST
        }
        settings = {one.name: _parameter_type(one) for one in pack.parameters}
        things = (*pack.inputs, *pack.parameters, *pack.tables, *pack.items)
        self._versions(facts)
        drafts = self._drafts(asked, facts)
        return Names(facts, lists, settings, drafts, frozenset(one.name for one in things))

    def _versions(self, facts: Mapping[str, Type]) -> None:
        """Tell the days before the first and after the last version of a parameter that can be asked."""
        for one in self.pack.parameters:
            by = facts.get(one.by)
            if not one.versions or not by or by.kind is not Kind.DATE or not isinstance(by.span, Interval):
                continue
            asked = _within(by.span, self.pack.cover)
            first, last = one.versions[0], one.versions[-1]
            before = Interval(asked.low, _end(first.since, -inf), is_high_open=True)
            after = Interval(_end(last.until, inf), asked.high, is_low_open=True)
            for version, gap in ((first, before & asked), (last, after & asked)):
                if not gap.is_empty:
                    self._add(
                        version.place,
                        N_("No version of “{name}” holds from {since} to {until}."),
                        N_("Let them follow day on day."),
                        name=one.name,
                        since=_day_said(gap.low + 1 if gap.is_low_open else gap.low),
                        until=_day_said(gap.high - 1 if gap.is_high_open else gap.high),
                    )

    def _drafts(self, asked: Iterable[Syntax], facts: Mapping[str, Type]) -> dict[str, Draft]:
        """Begin the tables; a lookup that does not say how many keys it has has as many as its calls give."""
        given: dict[str, set[int]] = {}
        for one in asked:
            for part in walked(one):
                match part:
                    case Call("lookup", (Name(name), *keys)):
                        given.setdefault(name.partition(".")[0], set()).add(len(keys))
                    case _:
                        pass
        drafts: dict[str, Draft] = {}
        for table in self.pack.tables:
            keys = table.keys
            if keys is None:
                counts = given.get(table.name) or {_likely_keys(table)}
                keys = min(max(counts), len(table.titles))
                if len(counts) > 1:
                    self.flaws.append(
                        Flaw(Place(table.sheet, 1, "keys"),
                             N_("The formulas ask this table by different numbers of keys."),
                             N_("Give the same number of keys everywhere."))
                    )  # fmt: skip
            by = facts.get(table.by)
            days = by.span if by and by.kind is Kind.DATE and isinstance(by.span, Interval) else interval.EVERYTHING
            drafts[table.name] = grid.draft(table, keys, _within(days, self.pack.cover), self.flaws)
        return drafts

    def _ordered(self, read: Mapping[str, _Read]) -> list[Item]:
        """Give the items in an order in which each comes after those that it names; a cycle is told with its path."""
        items = {item.name: item for item in self.pack.items}
        needs = {name: sorted(one.names() & items.keys()) for name, one in read.items()}
        while True:
            try:
                order = list(TopologicalSorter(needs).static_order())
                return [items[name] for name in order]
            except CycleError as error:
                path: list[str] = error.args[1][::-1]
                first = items[path[0]]
                self.flaws.append(
                    Flaw(first.formula.place, N_("The item depends on itself: {path}."),
                         N_("Take one of these names out of the formula of the other."),
                         values={"path": " → ".join(path)})
                )  # fmt: skip
                for name in path:
                    self.broken.add(name)
                    needs[name] = []

    def _item(self, item: Item, read: _Read, names: Names) -> TypedItem | None:
        """Type an item; one with an error is left out, and nothing is said of those that name it."""
        if item.name in self.broken or not read.formula:
            return None
        at = partial(Meaning, names, FUNCTIONS, flaws=self.flaws)
        before = len(self.flaws)
        narrow: Narrow = {}
        when: Node | None = None
        if item.when and read.when:
            asker = at(place=item.when.place)
            when = asker.condition(read.when, {})
            narrow = asker.narrowed(read.when, when, {}, truth=True)
        formula = at(place=item.formula.place).node(read.formula, narrow)
        bounds: list[Node | None] = [
            at(place=cell.place).node(one, narrow) if cell and one else None
            for cell, one in ((item.least, read.least), (item.most, read.most))
        ]
        if formula and self._fits(item, formula, item.formula.place, is_formula=True):
            formula = with_unit(formula, item.unit)
            bounds = [bound and with_unit(bound, item.unit) for bound in bounds]
            for bound in bounds:
                if bound:
                    self._fits(item, bound, replace(bound.place, character=0), kind=formula.type.kind)
            self._rounding(item, formula)
            self._order(*bounds)
        if formula is None or any(flaw.level is Level.ERROR for flaw in self.flaws[before:]):
            return None
        least, most = bounds
        typed = _finished(item, formula, when, least, most)
        if not self._is_bounded(typed):
            return None
        names.amounts[item.name] = typed.type
        return typed

    def _is_bounded(self, typed: TypedItem) -> bool:
        """Tell whether an item's numbers keep to a length that can be reckoned and written."""
        way, own = magnitude.sized(typed, self.sizes)
        self.sizes[typed.item.name] = own
        if way <= magnitude.MOST_ON_THE_WAY and max(own.digits, typed.type.scale or 0) <= magnitude.MOST:
            return True
        return self._add(
            typed.item.formula.place,
            N_("The result can have more than {most} digits."),
            N_("Round it, or the items that it is reckoned from."),
            most=magnitude.MOST,
        )

    def _fits(
        self, item: Item, node: Node, place: Place, *, kind: Kind | None = None, is_formula: bool = False
    ) -> bool:
        """Tell whether a formula or bound gives what the item's unit says."""
        is_number = node.type.kind is Kind.NUMBER
        if is_formula and node.type.kind is Kind.CHOICE:
            return self._add(place, N_("An item can't be a choice."), N_("Use the choice where it is asked."))
        if kind and node.type.kind is not kind:
            return self._add(
                place, N_("The bound is of another kind than the formula."), N_("Give both the same kind.")
            )
        expected = item.unit if is_number else NONE
        given = with_unit(node, expected).type.unit
        if given == expected and (is_number or not item.unit.powers):
            return True
        message = N_("The result has the unit “{given}”, and the item says “{expected}”.")
        remedy = N_("Check the formula or the item's unit.")
        if not is_number:
            message = N_("The result is no number, and the item has the unit “{expected}”.")
            remedy = N_("Write a formula that gives a number, or empty the unit.")
        elif not item.unit.powers:
            message = N_("The result has the unit “{given}”, and the item says none.")
        elif not given.powers:
            message = N_("The result has no unit, and the item says “{expected}”.")
            if isinstance(node, tree.Constant):
                remedy = N_("Write the unit behind the number: {proposal}.")
        return self._add(
            place, message, remedy, given=given, expected=item.unit, proposal=written(node, item.unit),
        )  # fmt: skip

    def _rounding(self, item: Item, formula: Node) -> None:
        """Check what an option counts: money, rounded, to no more decimals than there are coins."""
        place = partial(Place, "items", item.place.row)
        kind = formula.type.kind
        if kind is not Kind.NUMBER and item.rounding:
            self._add(place("round"), N_("Only numbers are rounded."), N_("Write “none”."))
        if kind is Kind.DATE and (item.when or item.least or item.most):
            self._add(place("when"), N_("An item that is a day always applies."), N_("Leave when, min and max empty."))
        if kind is Kind.YESNO and (item.least or item.most):
            self._add(place("min"), N_("Only numbers and days have a min and a max."), N_("Leave them empty."))
        if item.name not in self.counted:
            return
        if kind is not Kind.NUMBER or item.unit != self.money:
            self._add(place("unit"), N_("An option counts this item, and it is not money."),
                      N_("Write the unit {money}, or correct the money unit on the cover."),
                      money=self.money)  # fmt: skip
        elif not item.rounding:
            self._add(place("round"), N_("An option counts this item, and it is not rounded."),
                      N_("Write how: half_up, half_even, up or down."))  # fmt: skip
        elif item.digits > self.pack.cover.minor_digits:
            self._add(place("digits"), N_("The amount is rounded to more decimals than there are coins ({most})."),
                      N_("Write {most} or less."), most=self.pack.cover.minor_digits)  # fmt: skip
        if not item.clause:
            self._add(place("clause"), N_("The item has no clause."), N_("Write the clause that it stands on."))

    def _order(self, least: Node | None, most: Node | None) -> None:
        """Check that a min can be below its max."""
        spans = [bound.type.span for bound in (least, most) if bound and isinstance(bound.type.span, Interval)]
        if least and len(spans) == len((least, most)) and spans[0].low > spans[1].high:
            place = replace(least.place, character=0)
            self._add(place, N_("The minimum is above the maximum."), N_("Exchange them."))

    def _option(self, option: Option, when: Syntax | None, names: Names) -> TypedOption:
        node = None
        if option.when and when:
            node = Meaning(names, FUNCTIONS, option.when.place, self.flaws).condition(when, {})
        return TypedOption(option, node)

    def _notices(self, conditions: Iterable[Syntax | None], names: Names) -> list[TypedNotice]:
        digits = self.pack.cover.minor_digits
        total = Type(Kind.NUMBER, self.money, max(digits, 0))
        names = replace(names, totals={option.name: total for option in self.pack.options})
        found: list[TypedNotice] = []
        for notice, condition in zip(self.pack.notices, conditions, strict=True):
            if condition is None:
                continue
            node = Meaning(names, FUNCTIONS, notice.when.place, self.flaws).condition(condition, {})
            if node:
                found.append(TypedNotice(notice, node, tuple(dict.fromkeys(_totals(condition)))))
        return found

    def _unused(self, asked: Iterable[Syntax]) -> None:
        used = {name for one in asked for name in named(one)}
        for item in self.pack.items:
            if item.name not in self.counted and item.name not in used:
                self.flaws.append(
                    Flaw(item.place, N_("No option counts the item “{name}”, and nothing names it."),
                         N_("Mark it in the options, or remove it."), Level.WARNING, {"name": item.name})
                )  # fmt: skip
        for table in self.pack.tables:
            if table.name not in used:
                self.flaws.append(
                    Flaw(Place(table.sheet, 1), N_("No formula asks the table “{name}”."), N_("Ask it, or remove it."),
                         Level.WARNING, {"name": table.name})
                )  # fmt: skip

    def _add(self, place: Place, message: str, remedy: str, **values: object) -> bool:
        self.flaws.append(Flaw(place, message, remedy, values=values))
        return False


def proof(pack: Pack) -> tuple[Proofed | None, tuple[Flaw, ...]]:
    """Check a pack and give it typed; None where there is an error. The flaws stand in the order of the sheets."""
    work = _Proof(pack, [])
    proofed = work.proofed()
    return proofed, tuple(sorted(work.flaws, key=lambda flaw: (*rank(flaw.place.sheet), flaw.place.row)))


def walked(syntax: Syntax) -> Iterable[Syntax]:
    """Give a tree and all its parts."""
    waiting = [syntax]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(language.parts(one))


def named(syntax: Syntax) -> Iterable[str]:
    """Give the names in a tree; of `table.column` also the table."""
    for part in walked(syntax):
        if isinstance(part, Name):
            yield part.name
            yield part.name.partition(".")[0]


def _totals(syntax: Syntax) -> Iterable[str]:
    for name in named(syntax):
        for start in TOTALS:
            if name.startswith(start):
                yield name.removeprefix(start)


def _finished(item: Item, formula: Node, when: Node | None, least: Node | None, most: Node | None) -> TypedItem:
    """Type the final value: bounds, then rounding, then 0 where the item may not apply."""
    nodes = [node for node in (formula, least, most) if node]
    type_ = formula.type
    digits = item.digits + item.unit.decimals
    if type_.kind is Kind.NUMBER:
        span = type_.span if isinstance(type_.span, Interval) else interval.EVERYTHING
        if least and isinstance(least.type.span, Interval):
            span = interval.most((span, least.type.span))
        if most and isinstance(most.type.span, Interval):
            span = interval.least((span, most.type.span))
        scale = union(nodes).scale
        if item.rounding:
            span, scale = rounded_span(span, digits, item.rounding), max(digits, 0)
        if when and when.type.span != frozenset({True}):
            span |= interval.exactly(0)
        type_ = Type(Kind.NUMBER, item.unit, scale, span)
    elif type_.kind is Kind.YESNO and when:
        type_ = TRUTH
    return TypedItem(item, type_, formula, when, least, most, item.rounding, digits)


def _input_type(one: Input) -> Type:
    low = _end(one.least, -inf)
    high = _end(one.most, inf)
    match one.kind:
        case Kind.NUMBER:
            return Type(Kind.NUMBER, one.unit, one.decimals + one.unit.decimals, Interval(low, high))
        case Kind.DATE:
            return Type(Kind.DATE, span=Interval(low, high))
        case Kind.YESNO:
            return TRUTH
        case _:
            return Type(Kind.CHOICE, span=frozenset(one.choices), choices=frozenset(one.choices))


def _end(value: object, otherwise: float) -> interval.End:
    if isinstance(value, Fraction):
        return value
    ordinal = getattr(value, "toordinal", None)
    return Fraction(ordinal()) if ordinal else otherwise


def _within(days: Interval, cover: Cover) -> Interval:
    """Give the days on which a pack may be asked: those of the input, else those of the pack."""
    low = days.low if days.low != -inf else _end(cover.valid_from, -inf)
    high = days.high if days.high != inf else _end(cover.valid_to, inf)
    return Interval(low, high)


def _day_said(end: interval.End) -> str:
    return "…" if end in {inf, -inf} else date.fromordinal(int(end)).isoformat()


def _likely_keys(table: Table) -> int:
    """Guess how many keys a table has that nothing asks: all columns but those of the values."""
    return 0 if table.mode is not Mode.LOOKUP else max(len(table.titles) - max(len(table.value_units), 1), 0)


def _parameter_type(one: Parameter) -> Type:
    values = [version.value for version in one.versions]
    if one.kind is Kind.YESNO:
        return Type(Kind.YESNO, span=frozenset(bool(value) for value in values) or BOTH)
    span = interval.hull(interval.exactly(Fraction(_end(value, 0))) for value in values)
    if one.kind is Kind.DATE:
        return Type(Kind.DATE, span=span)
    return Type(Kind.NUMBER, one.unit, max((version.scale for version in one.versions), default=0), span)
