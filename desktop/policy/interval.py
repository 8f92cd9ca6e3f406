"""Exact intervals: what a number, or a day counted from the first of year 1, can be at the least and at the most.

Promise: an interval never leaves out a value that can occur. Hidden: how open ends and infinite ones are reckoned, and
that ends of very many digits are moved outward, so that no formula makes them grow without end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, inf, isfinite

End = Fraction | float
"""A bound; a float only where it is infinite."""

_MOST_BITS = 256
_COARSE = 1 << 64


def _coarse(end: End) -> End:
    """Give an upper end that is not too long to reckon with: itself, the next on a coarse grid above, or infinity."""
    if not isinstance(end, Fraction) or max(end.numerator.bit_length(), end.denominator.bit_length()) <= _MOST_BITS:
        return end
    above = Fraction(ceil(end * _COARSE), _COARSE)
    return above if above.numerator.bit_length() <= _MOST_BITS else inf if end > 0 else Fraction(-(1 << _MOST_BITS))


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`; an open end is not itself among the values."""

    low: End = -inf
    high: End = inf
    is_low_open: bool = False
    is_high_open: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", -_coarse(-self.low))
        object.__setattr__(self, "high", _coarse(self.high))

    @property
    def is_empty(self) -> bool:
        is_open = self.is_low_open or self.is_high_open or not isfinite(self.low)
        return self.low > self.high or (self.low == self.high and is_open)

    def __contains__(self, value: Fraction | int) -> bool:
        above = self.low < value or (self.low == value and not self.is_low_open)
        return above and (value < self.high or (value == self.high and not self.is_high_open))

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.is_high_open, self.is_low_open)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.is_low_open or other.is_low_open,
            self.is_high_open or other.is_high_open,
        )

    def __mul__(self, other: "Interval") -> "Interval":
        corners = [
            (Fraction(0) if 0 in {a, b} else a * b, is_open_a or is_open_b)
            for (a, is_open_a), (b, is_open_b) in product(self._ends, other._ends)
        ]
        low, high = min(corner for corner, _ in corners), max(corner for corner, _ in corners)
        return Interval(low, high, (low, False) not in corners, (high, False) not in corners)

    def __truediv__(self, other: "Interval") -> "Interval":
        """Divide; the divisor does not contain 0."""
        return self * Interval(
            _reciprocal(other.high, -1 if other.high <= 0 else 1),
            _reciprocal(other.low, 1 if other.low >= 0 else -1),
            other.is_high_open or other.high == inf,
            other.is_low_open or other.low == -inf,
        )

    def __and__(self, other: "Interval") -> "Interval":
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high, self.is_open_below(low) or other.is_open_below(low),
                        self.is_open_above(high) or other.is_open_above(high))  # fmt: skip

    def __or__(self, other: "Interval") -> "Interval":
        """Give the least interval that holds both."""
        if self.is_empty or other.is_empty:
            return other if self.is_empty else self
        low, high = min(self.low, other.low), max(self.high, other.high)
        ones = (self, other)
        return Interval(low, high, all(one.low != low or one.is_low_open for one in ones),
                        all(one.high != high or one.is_high_open for one in ones))  # fmt: skip

    @property
    def _ends(self) -> tuple[tuple[End, bool], tuple[End, bool]]:
        return (self.low, self.is_low_open), (self.high, self.is_high_open)

    def is_open_below(self, low: End) -> bool:
        """Tell whether this interval ends there without it."""
        return self.low == low and self.is_low_open

    def is_open_above(self, high: End) -> bool:
        """Tell whether this interval ends there without it."""
        return self.high == high and self.is_high_open


EVERYTHING = Interval()
FROM_ZERO = Interval(Fraction(0))


def exactly(value: Fraction | int) -> Interval:
    return Interval(Fraction(value), Fraction(value))


def hull(intervals: Iterable[Interval]) -> Interval:
    """Give the least interval that holds all of these; of none it is empty."""
    whole = Interval(inf, -inf)
    for one in intervals:
        whole |= one
    return whole


def most(parts: Iterable[Interval]) -> Interval:
    """Give what the largest of one value of each can be."""
    first, *others = parts
    for one in others:
        low, high = max(first.low, one.low), max(first.high, one.high)
        first = Interval(low, high, first.is_open_below(low) or one.is_open_below(low),
                         all(end.high != high or end.is_high_open for end in (first, one)))  # fmt: skip
    return first


def least(parts: Iterable[Interval]) -> Interval:
    """Give what the smallest of one value of each can be."""
    return -most(-one for one in parts)


def _reciprocal(end: End, sign: int) -> End:
    if end == 0:
        return sign * inf
    return Fraction(0) if end in {inf, -inf} else 1 / end
