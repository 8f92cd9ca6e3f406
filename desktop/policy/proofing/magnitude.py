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


def sized(typed: TypedItem, amounts: Mapping[str, Size]) -> tuple[int, Size]:
    """Count the digits of the largest number on the way to an item's value, and size the value itself.

    `amounts` are the sizes of the items before it.
    """
    way: list[Size] = []
    values = [_size(node, amounts, way) for node in (typed.formula, typed.least, typed.most) if node]
    if typed.when:
        _size(typed.when, amounts, way)
    own = _largest(values)
    digits = max(size.digits for size in way)
    return digits, Size(own.above + abs(typed.digits)) if typed.rounding else own


def _size(node: Node, amounts: Mapping[str, Size], way: list[Size]) -> Size:
    """Size a node's value; all that is reckoned for it is added to `way`."""
    parts = [_size(part, amounts, way) for part in tree.children(node)]
    together = _brought_together(parts, node)
    own = together if node.type.kind is Kind.NUMBER else Size(_DAYS)
    match node:
        case tree.Amount():
            own = amounts.get(node.name, Size(0))
        case tree.Constant() | tree.Fact() | tree.Column() | tree.Setting() | tree.Total():
            own = Size(_digits(node))
        case tree.Times():
            own = Size(sum(part.above for part in parts), sum(part.below for part in parts))
        case tree.Over():
            left, right = parts
            scale = (node.left.type.scale or 0) + (node.right.type.scale or 0)
            own = Size(left.above + right.below + scale, left.below + right.above + scale)
        case tree.Fold(function="largest" | "smallest"):
            own = _largest(parts)
        case tree.Fold() if node.function != "count":
            part = _largest(parts)
            below = part.below * MOST_ROWS
            own = Size(part.above + len(str(MOST_ROWS)) + below, below)
        case tree.Look():
            found = _largest(parts)
            own = Size(found.above + _digits(node), found.below)
        case tree.Round():
            own = Size(parts[0].above + abs(node.digits))
        case tree.Fold() | tree.Months() | tree.Days() | tree.Age():
            own = Size(_DAYS + _digits(node), _DAYS if node.type.scale is None else 0)
        case _:
            pass
    way += (together, own)
    return own


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
