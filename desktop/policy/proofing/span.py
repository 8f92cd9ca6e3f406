"""What nodes of the typed tree can be together: their spans, decimals and what a comparison of them can come to.

Promise: no value that can occur is ever left out; what can't occur may be left in.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import inf, isfinite
from typing import cast

from desktop.domain.money import Rounding, rounded
from desktop.policy import interval
from desktop.policy.interval import Interval
from desktop.policy.tree import Node, Span, Type

BOTH = frozenset({True, False})
OPPOSITES = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_FINEST = 10
"""Beyond so many decimals an open end stays open."""


def rounded_span(span: Interval, digits: int, rounding: Rounding) -> Interval:
    """Round the ends, which are then reached."""
    low, high = (rounded(Fraction(end), digits, rounding) if isfinite(end) else end for end in (span.low, span.high))
    return Interval(low, high)


def span_of(node: Node) -> Interval:
    return cast("Interval", node.type.span)


def widest(nodes: Sequence[Node], *factors: Node) -> int | None:
    """Give the decimals of a sum of the nodes, and of its product with the factors; None where one is a quotient."""
    scales = [node.type.scale for node in (*nodes, *factors)]
    if None in scales:
        return None
    whole = cast("list[int]", scales)
    return max(whole[: len(nodes)]) + sum(whole[len(nodes) :])


def union(nodes: Sequence[Node], reachable: Sequence[Node] | None = None) -> Type:
    """Type what is one of the nodes; only the reachable ones add to what it can be."""
    first = nodes[0].type
    spans = [node.type.span for node in (reachable or nodes)]
    if isinstance(first.span, Interval):
        span: Span = interval.hull(cast("Interval", one) for one in spans)
    else:
        span = frozenset[bool]().union(*cast("list[frozenset[bool]]", spans))
    choices = frozenset[str]().union(*(node.type.choices for node in nodes))
    return Type(first.kind, first.unit, widest(nodes), span, choices)


def both(one: Span, other: Span) -> Span:
    if isinstance(one, Interval) and isinstance(other, Interval):
        return one & other
    return cast("frozenset[str]", one) & cast("frozenset[str]", other)


def outcomes(sign: str, left: Span, right: Span) -> frozenset[bool]:
    """Give what a comparison can come to."""
    if sign in {"!=", ">", ">="}:
        return frozenset(not truth for truth in outcomes(OPPOSITES[sign], left, right))
    if not isinstance(left, Interval) or not isinstance(right, Interval):
        one, other = cast("frozenset[str]", left), cast("frozenset[str]", right)
        can = {True} if one & other else set[bool]()
        return frozenset(can | ({False} if len(one | other) > 1 else set()))
    if sign == "=":
        is_one = left.low == left.high == right.low == right.high
        return frozenset({not (left & right).is_empty, is_one}) if is_one or (left & right).is_empty else BOTH
    difference = left + -right
    if sign == "<":
        never, always = difference.low >= 0, difference.high < 0 or (difference.high == 0 and difference.is_high_open)
    else:
        never, always = difference.low > 0 or (difference.low == 0 and difference.is_low_open), difference.high <= 0
    return frozenset({False}) if never else frozenset({True}) if always else BOTH


def limited(sign: str, own: Span, other: Span, scale: int | None) -> Span:
    """Give what is left of a value that compares so with another; whole steps of its decimals close open ends."""
    if not isinstance(own, Interval) or not isinstance(other, Interval):
        one, two = cast("frozenset[str]", own), cast("frozenset[str]", other)
        return one & two if sign == "=" else one - two if len(two) == 1 else one
    step = Fraction(1, 10**scale) if scale is not None and scale < _FINEST else None
    match sign:
        case "=":
            return own & other
        case "<" | "<=":
            limit = Interval(-inf, other.high, is_high_open=other.is_high_open or sign == "<")
            return _closed(own & limit, step)
        case ">" | ">=":
            limit = Interval(other.low, inf, is_low_open=other.is_low_open or sign == ">")
            return _closed(own & limit, step)
        case _:
            is_low = other.low == other.high == own.low
            is_high = other.low == other.high == own.high
            return _closed(Interval(own.low, own.high, own.is_low_open or is_low, own.is_high_open or is_high), step)


def _closed(span: Interval, step: Fraction | None) -> Interval:
    """Move open ends to the next value with so many decimals."""
    if step is None or span.is_empty:
        return span
    low, high = span.low, span.high
    if isfinite(low):
        low = -(-Fraction(low) // step) * step
        low += step if span.is_low_open and low == span.low else 0
    if isfinite(high):
        high = Fraction(high) // step * step
        high -= step if span.is_high_open and high == span.high else 0
    return Interval(low, high, span.is_low_open and not isfinite(low), span.is_high_open and not isfinite(high))
