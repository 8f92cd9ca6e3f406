"""How many digits the numbers of a pack can grow to, before any household is asked.

Promise: a pack that is accepted is reckoned in bounded time and memory, also by products of products and by quotients,
which nothing rounds on the way. Hidden: how digits are counted; rather too many than too few.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from desktop.policy import tree
from desktop.policy.facts import MOST_ROWS
from desktop.policy.interval import Interval
from desktop.policy.language import MOST_DIGITS
from desktop.policy.pack import Kind
from desktop.policy.tree import Node, TypedItem

MOST = 4_000
"""Digits of a result; Python writes numbers of up to 4,300."""
MOST_ON_THE_WAY = 40_000

_DAYS = 8  # the digits of a day's number, and of any count of days


@dataclass(frozen=True)
class Size:
    """The most digits of a number's numerator, and of its denominator: 0 where that is a power of ten."""

    above: int
    below: int = 0

    @property
    def digits(self) -> int:
        return max(self.above, self.below)


def sized(typed: TypedItem, amounts: Mapping[str, Size]) -> tuple[Size, Size]:
    """Size the largest number on the way to an item's value, and the value itself; `amounts` those of items before."""
    nodes = [node for node in (typed.when, typed.formula, typed.least, typed.most) if node]
    way = _largest([_size(node, amounts) for node in nodes])
    return way, Size(way.above + abs(typed.digits)) if typed.rounding else way


def _size(node: Node, amounts: Mapping[str, Size]) -> Size:
    """Size the largest number on the way to a node's value."""
    parts = [_size(part, amounts) for part in tree.children(node)]
    match node:
        case tree.Amount():
            return amounts.get(node.name, Size(0))
        case tree.Constant() | tree.Fact() | tree.Column() | tree.Setting() | tree.Total():
            return Size(_digits(node))
        case tree.Times():
            return Size(sum(part.above for part in parts), sum(part.below for part in parts))
        case tree.Over():
            left, right = parts
            scale = (node.left.type.scale or 0) + (node.right.type.scale or 0)
            return Size(left.above + right.below + scale, left.below + right.above + scale)
        case tree.Fold():
            part = _largest(parts)
            below = part.below * MOST_ROWS
            return Size(part.above + len(str(MOST_ROWS)) + below, below)
        case tree.Look():
            found = _largest(parts)
            return Size(found.above + _digits(node), found.below)
        case tree.Round():
            return Size(parts[0].above + abs(node.digits), parts[0].below)
        case tree.Months() | tree.Days() | tree.Age() | tree.Shift():
            return Size(_DAYS, 2)
        case _:
            return _brought_together(parts, node)


def _brought_together(parts: list[Size], node: Node) -> Size:
    """Size numbers that are added or compared: on one denominator."""
    below = sum(part.below for part in parts)
    above = max((part.above + below - part.below for part in parts), default=0)
    return Size(above + (node.type.scale or 0) + len(str(len(parts))), below)


def _largest(sizes: Iterable[Size]) -> Size:
    found = list(sizes)
    return Size(max((one.above for one in found), default=0), max((one.below for one in found), default=0))


def _digits(node: Node) -> int:
    """Count the digits of a number that was not reckoned."""
    span = node.type.span
    if node.type.kind is not Kind.NUMBER or not isinstance(span, Interval):
        return 1
    ends = [len(str(int(abs(end)))) if isfinite(end) else MOST_DIGITS for end in (span.low, span.high)]
    return max(ends) + (node.type.scale or 0)
