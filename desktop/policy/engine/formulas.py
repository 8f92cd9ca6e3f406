"""The engine's formulas while they are written: what has a name already, and the arithmetic that all nodes share.

Promise: a scale is never lost; what needs the same one is brought to it. Hidden: that only quotients carry a bottom.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.domain.money import Rounding
from desktop.policy.engine.source import Figure, Lines, Source
from desktop.policy.engine.tables import Codes, Question
from desktop.policy.interval import Interval
from desktop.policy.tree import Node, Proofed


@dataclass
class Formulas:
    """Writes formulas; `facts`, `lists`, `amounts` and `totals` are what already has a name.

    `ways` tells how each kind of node is written, `columns` are those of the row that an aggregate is at.
    """

    proofed: Proofed
    source: Source
    codes: Codes
    ways: "Mapping[type[Node], Way]"
    facts: dict[str, Figure] = field(default_factory=dict[str, Figure])
    lists: dict[str, str] = field(default_factory=dict[str, str])
    amounts: dict[str, Figure] = field(default_factory=dict[str, Figure])
    totals: dict[str, Figure] = field(default_factory=dict[str, Figure])
    columns: dict[str, Figure] = field(default_factory=dict[str, Figure])

    def figure(self, node: Node) -> Figure:
        return self.ways[type(node)](self, node)

    def plain(self, node: Node) -> str:
        """Write a day, a truth or a choice."""
        return self.figure(node).top

    def apart(self, node: Node) -> tuple[Lines, Figure]:
        """Write it aside, for a place where it may not be asked."""
        with self.source.aside() as lines:
            figure = self.figure(node)
        return lines, figure

    def rounded(self, figure: Figure, digits: int, rounding: Rounding, *, is_signed: bool) -> Figure:
        """Round to so many decimals; nothing is done to what has no more."""
        source, down = self.source, figure.scale - digits
        if not figure.bottom and down <= 0:
            return figure
        top = source.product(figure.top, str(10 ** max(-down, 0)))
        bottom = source.product(figure.bottom, str(10 ** max(down, 0)))
        count = source.rounded(top, bottom, rounding, is_signed=is_signed)
        return Figure(source.product(count, str(10 ** max(-digits, 0))), "", max(digits, 0))

    def alike(self, *figures: Figure) -> tuple[Figure, ...]:
        """Bring figures to one scale; each keeps its own bottom."""
        scale = max(figure.scale for figure in figures)
        return tuple(
            Figure(self.source.product(figure.top, str(10 ** (scale - figure.scale))), figure.bottom, scale)
            for figure in figures
        )

    def compared(self, sign: str, left: Figure, right: Figure) -> str:
        left, right = self.alike(left, right)
        one, other = self.source.product(left.top, right.bottom), self.source.product(right.top, left.bottom)
        return self.source.fit(f"({one} {sign} {other})")

    def held(self, figure: Figure) -> Figure:
        """Give names or numbers, to be used more than once."""
        return Figure(self.source.atom(figure.top), figure.bottom and self.source.atom(figure.bottom), figure.scale)

    def added(self, terms: Iterable[tuple[int, Figure]]) -> Figure:
        terms = tuple(terms)
        figures = [self.held(figure) if figure.bottom else figure for _, figure in terms]
        total = Figure("")
        for sign, figure in zip((sign for sign, _ in terms), self.alike(*figures), strict=True):
            total = self._added(total, "-" if sign < 0 else "+", figure)
        return total

    def _added(self, total: Figure, operator: str, figure: Figure) -> Figure:
        source = self.source
        if not total.top:
            return figure if operator == "+" else Figure(f"(-{figure.top})", figure.bottom, figure.scale)
        if total.bottom == figure.bottom:
            return Figure(source.joined(operator, total.top, figure.top), total.bottom, figure.scale)
        one, other = source.product(total.top, figure.bottom), source.product(figure.top, total.bottom)
        bottom = source.atom(source.product(total.bottom, figure.bottom))
        return Figure(source.joined(operator, one, other), bottom, figure.scale)

    def day_of(self, name: str) -> str:
        return self.facts[name].top if name else ""

    def question(self, table: str, node: Node) -> Question:
        grid = self.proofed.grids[table]
        return Question(self.source, self.codes, grid, self.day_of(grid.table.by), node.place)


def is_never_negative(node: Node) -> bool:
    return isinstance(node.type.span, Interval) and node.type.span.low >= 0


def scale_of_fact(proofed: Proofed, name: str) -> int:
    """Give the decimals of an input, or of a list's column as `list.column`."""
    return proofed.facts[name].scale or 0


Way = Callable[[Formulas, Any], Figure]
"""Writes one kind of node."""
