"""The engine's calendar over whole numbers: days are counted from the first of January of year 1, which is 1.

Promise: months end on their last day where the number is missing, so 31 January and one month is the last of February.
Hidden: the reckoning, which is the engine's own; the explanation has another, and neither sees the other's.
"""

from bisect import bisect_right
from functools import lru_cache

LAST = 3_652_059
"""The last day of year 9999."""

_BEFORE_MARCH = 306  # days from 1 March of year 0 to the last day before year 1
_IN_400, _IN_100, _IN_4, _IN_1 = 146_097, 36_524, 1_461, 365
_STARTS = (0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337)
"""Of the months from March on, in days from 1 March; February, of whatever length, is the last."""


@lru_cache(1 << 15)
def month_of(day: int) -> tuple[int, int]:
    """Give the month, counted from March of year 0, and the day within it from 1."""
    centuries, rest = divmod(day + _BEFORE_MARCH - 1, _IN_400)
    century = min(rest // _IN_100, 3)
    rest -= century * _IN_100
    fours, rest = divmod(rest, _IN_4)
    year = min(rest // _IN_1, 3)
    rest -= year * _IN_1
    month = bisect_right(_STARTS, rest) - 1
    return ((centuries * 400 + century * 100 + fours * 4 + year) * 12 + month), rest - _STARTS[month] + 1


def day_of(month: int, number: int) -> int:
    """Give the day of that number in the month, or the month's last day where it has none."""
    start = _start(month)
    return start + min(number, _start(month + 1) - start) - 1


def later(day: int, months: int) -> int:
    """Give the day so many months later; it may lie beyond the calendar."""
    month, number = month_of(day)
    return day_of(month + months, number)


@lru_cache(1 << 12)
def last_before(day: int, months: int) -> int:
    """Give the last day that is, so many months later, not after `day`."""
    month, number = month_of(day)
    is_end = day + 1 == _start(month + 1)
    return day_of(month - months, 31 if is_end else number)


def full(since: int, until: int) -> int:
    """Count the largest n for which n months after `since` is not after `until`, which is not before it."""
    month, number = month_of(since)
    months = month_of(until)[0] - month
    return months if day_of(month + months, number) <= until else months - 1


def started(since: int, until: int) -> int:
    """Count the smallest n for which n months after `since` is not before `until`, which is not before it."""
    month, number = month_of(since)
    months = month_of(until)[0] - month
    return months if day_of(month + months, number) >= until else months + 1


def years(birth: int, day: int) -> int:
    """Count the largest n for which 12·n months after `birth` is not after the day."""
    return full(birth, day) // 12


@lru_cache(1 << 12)
def _start(month: int) -> int:
    """Give the first day of a month."""
    year, place = divmod(month, 12)
    return year * 365 + year // 4 - year // 100 + year // 400 + _STARTS[place] - _BEFORE_MARCH + 1
