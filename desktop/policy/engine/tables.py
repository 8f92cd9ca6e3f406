"""How the engine asks tables and versions: everything that can be known is laid out as whole numbers beforehand.

Promise: a lookup is one question to a dictionary; a tier, a slice, a version a few comparisons or a search by halves.
Hidden: that days cut a table into the tables of their versions, and that a quotient is compared by its whole part.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import TypeVar, cast

from desktop.policy.engine.source import ABSENT, Figure, Show, Source, Stair, apart, is_plain, literal
from desktop.policy.pack import Mode, Place, Value, Version
from desktop.policy.tree import Grid, Look, Reason, Row, Step

T = TypeVar("T")
U = TypeVar("U")

Mask = tuple[bool, ...]
"""Which keys of a row are `*`."""
Key = tuple[int, ...]
"""The number of the version where there are several, then the keys that are not `*`."""
Same = tuple[Hashable, ...]
"""Tells what is laid out once, however often it is asked."""
Span = tuple[int | None, int | None, tuple[int, ...]]
"""From and up to whole numbers (None: without end), with what stands there."""


@dataclass
class Codes:
    """Values as whole numbers: numbers × 10^scale, days counted, choices as they come up."""

    choices: dict[str, int] = field(default_factory=dict[str, int])

    def code(self, value: Value, scale: int = 0) -> int:
        """Give the number of a value. Raises ValueError where the scale does not hold it."""
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, str):
            return self.choices.setdefault(value, len(self.choices))
        if isinstance(value, date):
            return value.toordinal()
        factor, rest = divmod(10**scale, value.denominator)
        if rest:
            raise ValueError(f"{value} has more than {scale} decimals")
        return value.numerator * factor


def scale_of(values: Iterable[Value | None]) -> int:
    """Count the decimals that hold all of these; each has finitely many."""
    scale = 0
    for value in values:
        while isinstance(value, Fraction) and 10**scale % value.denominator:
            scale += 1
    return scale


def version(source: Source, codes: Codes, versions: Sequence[Version], day: str, place: Place) -> Figure:
    """Give a parameter's value on a day; "": its only one."""
    scale = scale_of(one.value for one in versions)
    if not day:
        return Figure(literal(codes.code(versions[0].value, scale)), "", scale)
    spans: list[Span] = [
        (one.since and one.since.toordinal(), one.until and one.until.toordinal(), (codes.code(one.value, scale),))
        for one in sorted(versions, key=lambda one: one.since or date.min)
    ]
    return Figure(source.stairs(day, _stairs(spans), str, (Reason.NO_VERSION, place)), "", scale)


class Question:
    """One question to a table, which is asked on a day ("": it has no versions)."""

    def __init__(self, source: Source, codes: Codes, grid: Grid, day: str, place: Place) -> None:
        self._source, self._codes, self._grid, self._place = source, codes, grid, place
        self._day, (self._versions, self._stairs) = day, _versions(grid, is_dated=bool(day))
        self._is_versioned = len(self._versions) > 1
        if day and not self._is_versioned:
            self._by_version(str)

    def look(self, node: Look, keys: Sequence[Figure], of: Figure | None) -> Figure:
        parts = [self._key(column, figure) for column, figure in enumerate(keys)]
        names, scales = [name for name, _ in parts], [scale for _, scale in parts]
        groups = self._groups(scales)
        scale = scale_of(row.values[node.column] for row in self._grid.rows)
        same = (node.column, *scales)
        if of is None:
            coded = _each(groups, lambda rows: self._codes.code(rows[0].values[node.column], scale))
            return Figure(self._chosen(coded, names, same), "", scale)
        bounds = scale_of(end for row in self._grid.rows for end in (row.low, row.high))
        position, factor = self._position(of, bounds)
        if self._grid.mode is Mode.TIER:
            stairs = _each(groups, lambda rows: _stairs([self._tier(row, node.column, factor, scale) for row in rows]))
            top = self._climbed(stairs, (names, (*same, factor)), position, str, Reason.NO_TIER)
            return Figure(top, "", scale)
        common = max(bounds, of.scale)
        rate, offset = common - of.scale + scale, common + scale
        stairs = _each(groups, lambda rows: self._slices(rows, node.column, factor, (rate, offset)))
        of = Figure(self._source.atom(of.top), of.bottom and self._source.atom(of.bottom), of.scale)

        def show(slope: str, constant: str) -> str:
            constant = self._source.product(constant, of.bottom)
            slope = self._source.product(slope, of.top)
            return slope if constant == "0" else self._source.joined("+", slope, constant)

        same = (*same, factor, rate, offset)
        return Figure(self._climbed(stairs, (names, same), position, show, Reason.NO_TIER), of.bottom, offset)

    def step(self, node: Step, part: Figure) -> Figure:
        """Go up or down to a value of the column, of values or of keys."""
        column = self._grid.table.titles.index(node.column)
        scale = scale_of(_cell(row, column) for row in self._grid.rows)
        position, factor = self._position(part, scale)

        def steps(rows: Sequence[Row]) -> list[Stair]:
            cells = sorted({cell for row in rows if isinstance(cell := _cell(row, column), Fraction)})
            codes = [(self._codes.code(cell, scale),) for cell in cells]
            if node.is_up:
                return [(floor(cell * factor), code) for cell, code in zip(cells, codes, strict=True)]
            ends = [*(ceil(cell * factor) - 1 for cell in cells), None]
            return list(zip(ends, (None, *codes), strict=True))

        rows = {(number,) if self._is_versioned else (): rows for number, rows in enumerate(self._versions)}
        stairs = _each({(): rows}, steps)
        same = "step", column, node.is_up, factor
        top = self._climbed(stairs, ([], same), position, str, Reason.NO_STEP)
        return Figure(top, "", scale)

    def _key(self, column: int, figure: Figure) -> tuple[str, int]:
        """Give a name for a key and the scale of its numbers; a quotient between two of them is no number."""
        if not figure.bottom:
            return self._source.atom(figure.top), figure.scale
        scale = scale_of(row.keys[column] for row in self._grid.rows)
        top, bottom = self._scaled(figure, scale)
        return self._source.hold(f"{top} // {bottom} if {top} % {bottom} == 0 else {ABSENT}"), scale

    def _position(self, figure: Figure, scale: int) -> tuple[str, Fraction]:
        """Give a whole number that lies to all bounds of the scale as the figure does, and what it counts in.

        Of a quotient it is twice the whole part, and one more between two: so it meets no bound by mistake.
        """
        if not figure.bottom:
            return self._source.atom(figure.top), Fraction(10**figure.scale)
        top, bottom = self._scaled(figure, scale)
        return self._source.hold(f"2 * ({top} // {bottom}) + ({top} % {bottom} > 0)"), Fraction(2 * 10**scale)

    def _scaled(self, figure: Figure, scale: int) -> tuple[str, str]:
        up, down = max(scale - figure.scale, 0), max(figure.scale - scale, 0)
        top = self._source.product(figure.top, str(10**up))
        return self._source.atom(top), self._source.atom(self._source.product(figure.bottom, str(10**down)))

    def _groups(self, scales: Sequence[int]) -> "dict[Mask, dict[Key, list[Row]]]":
        groups: dict[Mask, dict[Key, list[Row]]] = {}
        for number, rows in enumerate(self._versions):
            for row in rows:
                own = [(key, scale) for key, scale in zip(row.keys, scales, strict=True) if key is not None]
                if any(scale_of([key]) > scale for key, scale in own):
                    continue  # what is asked never has so many decimals
                key = ((number,) if self._is_versioned else ()) + tuple(self._codes.code(*one) for one in own)
                mask = tuple(key is None for key in row.keys)
                groups.setdefault(mask, {}).setdefault(key, []).append(row)
        return groups

    def _by_version(self, show: Show) -> str:
        """Show what the number of the day's version stands for."""
        return self._source.stairs(self._day, self._stairs, show, (Reason.NO_VERSION, self._place))

    def _chosen(self, groups: "Mapping[Mask, Mapping[Key, object]]", parts: Sequence[str], same: Same) -> str:
        """Ask for the keys: exact ones first, then `*`, from the left."""
        chosen, is_certain = "", False
        version = [self._source.atom(self._by_version(str))] if self._is_versioned else []
        for mask, group in sorted(groups.items()):
            names = [*version, *(name for name, is_any in zip(parts, mask, strict=True) if not is_any)]
            is_certain = not names
            if names:
                flat = {key[0] if len(names) == 1 else key: value for key, value in group.items()}
                asks = self._source.keep(flat.get, (self._grid.table.name, mask, *same))
                expression = f"{asks}({names[0]})" if len(names) == 1 else f"{asks}(({', '.join(names)}))"
            else:
                only = group[()]
                expression = literal(only) if isinstance(only, int) else self._source.keep(only)
            if not chosen:
                chosen = self._source.hold(expression)
            else:
                with self._source.block(f"if {chosen} is {ABSENT}"):
                    self._source.line(f"{chosen} = {expression}")
        chosen = chosen or self._source.hold(ABSENT)
        if not is_certain:
            self._source.refuse_if(f"{chosen} is {ABSENT}", Reason.NO_KEY, self._place)
        return chosen

    def _climbed(
        self,
        groups: Mapping[Mask, Mapping[Key, list[Stair]]],
        by: tuple[Sequence[str], Same],
        position: str,
        show: Show,
        reason: Reason,
    ) -> str:
        only = list(groups.values())
        if len(only) == 1 and () in only[0]:
            return self._source.stairs(position, only[0][()], show, (reason, self._place))
        if self._is_versioned and not by[0] and all(is_plain(stairs) for stairs in only[0].values()):

            def of_version(number: str) -> str:
                return self._source.stairs(position, only[0][int(number),], show, (reason, self._place))

            return self._by_version(of_version)
        kept = _each(groups, apart)
        width = max((len(columns) for group in kept.values() for columns in group.values()), default=2)
        names = [self._source.name() for _ in range(width)]
        self._source.line(f"{', '.join(names)} = {self._chosen(kept, *by)}")
        return self._source.climbed(position, names, show, (reason, self._place))

    def _tier(self, row: Row, column: int, factor: Fraction, scale: int) -> Span:
        low, high = _ordered(row.low), _ordered(row.high)
        if low is not None:
            low = ceil(low * factor) if row.is_low_included else floor(low * factor) + 1
        if high is not None:
            high = floor(high * factor) if row.is_high_included else ceil(high * factor) - 1
        return low, high, (self._codes.code(row.values[column], scale),)

    def _slices(self, rows: Sequence[Row], column: int, factor: Fraction, scales: tuple[int, int]) -> list[Stair]:
        """Give slope and constant of the sum over the slices, from bound to bound."""
        total, reached = Fraction(0), None
        stairs: list[Stair] = []
        for row in rows:
            rate, low, high = cast(
                "tuple[Fraction, Fraction, Fraction | None]", (row.values[column], row.low or Fraction(0), row.high)
            )
            if reached is None or low > reached:
                stairs.append((floor(low * factor), (0, self._codes.code(total, scales[1]))))
            stair = self._codes.code(rate, scales[0]), self._codes.code(total - low * rate, scales[1])
            if high is None:
                return [*stairs, (None, stair)]
            stairs.append((floor(high * factor), stair))
            total, reached = total + (high - low) * rate, high
        return stairs


def _versions(grid: Grid, *, is_dated: bool) -> tuple[list[list[Row]], list[Stair]]:
    """Give the rows of each version, and which of them is for which day."""
    if not is_dated:
        return [list(grid.rows)], []
    cuts = {row.since.toordinal() for row in grid.rows if row.since}
    cuts |= {row.until.toordinal() + 1 for row in grid.rows if row.until}
    firsts = [0, *sorted(cuts)]
    versions: list[list[Row]] = []
    spans: list[Span] = []
    for first, following in zip(firsts, [*firsts[1:], None], strict=True):
        rows = [row for row in grid.rows if _holds(row, first)]
        if rows and rows not in versions:
            versions.append(rows)
        if rows:
            spans.append((first or None, following and following - 1, (versions.index(rows),)))
    return versions or [[]], _stairs(spans)


def _holds(row: Row, day: int) -> bool:
    return (row.since is None or row.since.toordinal() <= day) and (row.until is None or day <= row.until.toordinal())


def _stairs(spans: Iterable[Span]) -> list[Stair]:
    """Give the stairs of what stands from low to high; nothing stands in gaps, below and above."""
    stairs: list[Stair] = []
    for low, high, values in spans:
        if low is not None and (not stairs or (stairs[-1][0] is not None and low > stairs[-1][0] + 1)):
            stairs.append((low - 1, None))
        if low is None or high is None or low <= high:
            stairs.append((high, values))
    return stairs or [(None, None)]


def _each(groups: Mapping[Mask, Mapping[Key, T]], make: Callable[[T], U]) -> dict[Mask, dict[Key, U]]:
    return {mask: {key: make(group) for key, group in of.items()} for mask, of in groups.items()}


def _cell(row: Row, column: int) -> Value | None:
    return (*row.keys, *row.values)[column]


def _ordered(end: Fraction | date | None) -> Fraction | None:
    return Fraction(end.toordinal()) if isinstance(end, date) else end
