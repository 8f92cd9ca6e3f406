"""The engine: a pack's typed tree, compiled once to Python over whole numbers, so that it is fast.

Promise: exact, and the same as the explanation to the last fen; the source that is run holds no text of the pack.
Hidden: that amounts are whole numbers of a scale that is known beforehand, and where each stands in what is given back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any, cast

from desktop.policy.engine.formulas import Formulas, is_never_negative, scale_of_fact
from desktop.policy.engine.nodes import WAYS, clamped
from desktop.policy.engine.source import ABSENT, Figure, Source
from desktop.policy.engine.tables import Codes
from desktop.policy.pack import Input, Kind, Value
from desktop.policy.tree import Given, Outcome, Proofed, TypedItem, TypedNotice, TypedOption

Whole = int | tuple[tuple[int, ...], ...]
"""A fact as a whole number, or the rows of a list."""
Prepared = tuple[Whole, ...]
Sign = tuple[str, int]
"""An item that an option adds, 1, or subtracts, -1."""
Reckoned = tuple[int | None, ...]
"""Everything that was reckoned, in the places that the engine knows; None is the total of an absent option."""


Take = Callable[[Any], Whole]
"""Gives a fact as a whole number."""


@dataclass(frozen=True)
class Spot:
    """Where a number stands in what is reckoned: `top` ÷ `bottom` (None: 1) ÷ 10^scale."""

    top: int
    bottom: int | None
    scale: int


@dataclass(frozen=True)
class Engine:
    """`reckon` is the fast way; the places say where in its result the items, options and notices stand."""

    source: str
    reckon: Callable[[Prepared], Reckoned]
    values: Mapping[str, Spot]
    applies: Mapping[str, int | None]  # None: always
    totals: Mapping[str, Spot]
    notices: Sequence[int]
    taking: Sequence[tuple[str, Take]]
    proofed: Proofed
    codes: Codes

    def run(self, given: Given) -> Outcome:
        """Reckon one household. Raises Unreckoned."""
        return self.outcome(self.reckon(self.prepare(given)))

    def prepare(self, given: Given) -> Prepared:
        """Give the facts as whole numbers. Raises ValueError for facts that `facts.read` would have refused."""
        return tuple([take(given[name]) for name, take in self.taking])

    def outcome(self, reckoned: Reckoned) -> Outcome:
        """Give what was reckoned as values."""
        totals = {name: spot for name, spot in self.totals.items() if reckoned[spot.top] is not None}
        return Outcome(
            {typed.item.name: self._value(typed, reckoned) for typed in self.proofed.items},
            {name: place is None or bool(reckoned[place]) for name, place in self.applies.items()},
            {name: _number(spot, reckoned) for name, spot in totals.items()},
            tuple(number for number, place in enumerate(self.notices) if reckoned[place]),
        )

    def _value(self, typed: TypedItem, reckoned: Reckoned) -> Value:
        spot = self.values[typed.item.name]
        whole = cast("int", reckoned[spot.top])
        match typed.type.kind:
            case Kind.YESNO:
                return bool(whole)
            case Kind.DATE:
                return date.fromordinal(whole)
            case Kind.CHOICE:
                return list(self.codes.choices)[whole]
            case _:
                return _number(spot, reckoned)


def compile_pack(proofed: Proofed) -> Engine:
    """Compile a pack that has no errors."""
    source, codes = Source(), Codes()
    writing = _Writing(Formulas(proofed, source, codes, WAYS))
    name = source.name()
    given = source.name()
    with source.block(f"def {name}({given})"):
        writing.facts(given)
        place = len(source.lines)
        for item in proofed.items:
            writing.item(item)
        writing.options(proofed.options)
        for notice in proofed.notices:
            writing.notice(notice)
        source.lines[place:place] = [(1, line) for line in source.early]
        source.line(f"return ({''.join(f'{place}, ' for place in writing.places)})")
    text = "\n".join(" " * depth + line for depth, line in source.lines) + "\n"
    running: dict[str, object] = {"__builtins__": {}, **source.kept}
    exec(compile(text, "<pack>", "exec"), running)  # noqa: S102  it holds names of ours, numbers and operators alone
    reckon = cast("Callable[[Prepared], Reckoned]", running[name])
    return Engine(
        text,
        reckon,
        writing.values,
        writing.applies,
        writing.totals,
        writing.notices,
        _taking(proofed, codes, proofed.pack.inputs),
        proofed,
        codes,
    )


def _taking(proofed: Proofed, codes: Codes, inputs: Sequence[Input], before: str = "") -> list[tuple[str, Take]]:
    """Give for each input, or column of a list, how its value becomes a whole number."""
    takes: list[tuple[str, Take]] = []
    for asked in inputs:
        match asked.kind:
            case Kind.LIST:
                columns = _taking(proofed, codes, asked.columns, f"{asked.name}.")
                takes.append((asked.name, partial(_take_rows, columns)))
            case Kind.NUMBER:
                factor = 10 ** scale_of_fact(proofed, before + asked.name)
                takes.append((asked.name, partial(_take_number, factor)))
            case Kind.CHOICE:
                takes.append((asked.name, codes.choices.__getitem__))
            case Kind.DATE:
                takes.append((asked.name, date.toordinal))
            case Kind.YESNO:
                takes.append((asked.name, int))
    return takes


def _take_rows(columns: Sequence[tuple[str, Take]], rows: Sequence[Mapping[str, Value]]) -> Whole:
    return tuple([tuple([cast("int", take(row[name])) for name, take in columns]) for row in rows])


def _take_number(factor: int, value: Fraction) -> int:
    top, bottom = value.as_integer_ratio()
    if bottom == 1:
        return top * factor
    whole, rest = divmod(top * factor, bottom)
    if rest:
        raise ValueError("a fact has more decimals than its input declares")
    return whole


class _Writing:
    """Writes the one function of a pack, and takes down where in its result each thing stands."""

    def __init__(self, formulas: Formulas) -> None:
        self._formulas, self._source = formulas, formulas.source
        self.places: list[str] = []
        self.values: dict[str, Spot] = {}
        self.applies: dict[str, int | None] = {}
        self.totals: dict[str, Spot] = {}
        self.notices: list[int] = []

    def facts(self, given: str) -> None:
        """Name every input. A choice has the same number in all facts and tables."""
        inputs = self._formulas.proofed.pack.inputs
        names = [self._source.name() for _ in inputs]
        if inputs:
            self._source.line(f"{', '.join(names)}, = {given}")
        for asked, name in zip(inputs, names, strict=True):
            for choice in (*asked.choices, *(choice for column in asked.columns for choice in column.choices)):
                self._formulas.codes.code(choice)
            if asked.kind is Kind.LIST:
                self._formulas.lists[asked.name] = name
            else:
                self._formulas.facts[asked.name] = Figure(name, "", scale_of_fact(self._formulas.proofed, asked.name))

    def item(self, typed: TypedItem) -> None:
        source, name = self._source, typed.item.name
        if typed.when:
            applies = source.hold(self._formulas.plain(typed.when))
            self._formulas.amounts[name] = self._where(applies, lambda: self._amount(typed), Figure("0"))
            self.applies[name] = self._spot(Figure(applies)).top
        else:
            self._formulas.amounts[name] = self._formulas.held(self._amount(typed))
            self.applies[name] = None
        self.values[name] = self._spot(self._formulas.amounts[name])

    def options(self, options: Sequence[TypedOption]) -> None:
        """Write the totals; what all of them count is added once."""
        signs = [set(typed.option.signs.items()) for typed in options]
        common = {one for one in signs[0] if all(one in others for others in signs)} if len(signs) > 1 else set[Sign]()
        shared = self._formulas.held(self._added(common)) if len(common) > 1 else None
        for typed in options:
            left = set(typed.option.signs.items()) - (common if shared else set())
            self._option(typed, shared, left)

    def _option(self, typed: TypedOption, shared: Figure | None, left: Collection[Sign]) -> None:
        formulas, option = self._formulas, typed.option

        def total() -> Figure:
            terms = [shared] if shared else []
            figure = formulas.added([(1, one) for one in [*terms, *([self._added(left)] if left or not terms else [])]])
            if option.rounding:
                figure = formulas.rounded(figure, option.digits, option.rounding, is_signed=True)
            return figure

        if typed.when:
            formulas.totals[option.name] = self._where(formulas.plain(typed.when), total, Figure(ABSENT))
        else:
            formulas.totals[option.name] = formulas.held(total())
        self.totals[option.name] = self._spot(formulas.totals[option.name])

    def notice(self, typed: TypedNotice) -> None:
        totals = [self._formulas.totals[name].top for name in typed.totals]
        there = " and ".join(f"{total} is not {ABSENT}" for total in totals)
        if there:
            holds = self._where(there, lambda: self._formulas.figure(typed.when), Figure("0"))
        else:
            holds = self._formulas.figure(typed.when)
        self.notices.append(self._spot(holds).top)

    def _where(self, condition: str, write: Callable[[], Figure], otherwise: Figure) -> Figure:
        """Write a figure that is reckoned only where the condition holds."""
        source = self._source
        with source.aside() as lines:
            figure = write()
        result = Figure(source.name(), figure.bottom and source.name(), figure.scale)
        with source.block(f"if {condition}"):
            source.put(lines)
            source.assign(result, figure)
        with source.block("else"):
            source.assign(result, otherwise)
        return result

    def _added(self, signs: Collection[Sign]) -> Figure:
        """Add amounts, in the order of the items."""
        terms = [
            (sign, amount)
            for name, amount in self._formulas.amounts.items()
            for sign in (1, -1)
            if (name, sign) in signs
        ]
        return self._formulas.added(terms) if terms else Figure("0")

    def _amount(self, typed: TypedItem) -> Figure:
        """Write formula, least, most, rounding."""
        formulas = self._formulas
        figure = formulas.figure(typed.formula)
        low = formulas.held(formulas.figure(typed.least)) if typed.least else None
        high = formulas.held(formulas.figure(typed.most)) if typed.most else None
        bound = typed.least or typed.most
        if bound:
            figure = clamped(formulas, formulas.held(figure), low, high, bound)
        if typed.rounding is None:
            return figure
        is_signed = not all(is_never_negative(node) for node in (typed.formula, typed.most) if node)
        figure = formulas.rounded(figure, typed.digits, typed.rounding, is_signed=is_signed)
        return formulas.alike(figure, Figure("0", "", max(typed.digits, 0)))[0]

    def _spot(self, figure: Figure) -> Spot:
        self.places.append(figure.top)
        if figure.bottom:
            self.places.append(figure.bottom)
        return Spot(
            len(self.places) - (2 if figure.bottom else 1),
            len(self.places) - 1 if figure.bottom else None,
            figure.scale,
        )


def _number(spot: Spot, reckoned: Reckoned) -> Fraction:
    bottom = 1 if spot.bottom is None else cast("int", reckoned[spot.bottom])
    return Fraction(cast("int", reckoned[spot.top]), bottom * 10**spot.scale)
