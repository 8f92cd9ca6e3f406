"""Which day a cell of a ledger means.

Promise: a day is read only from a spelling that can mean no other; for the rest there are the days that may be meant.
Hidden: the spellings of offices, what Excel counts days from, and which number is a year and no count of days.
"""

import math
import re
from collections.abc import Iterator
from datetime import date, timedelta

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}) ?[-/.年] ?([0-9]{{1,2}}) ?[-/.月] ?([0-9]{{1,2}}) ?[日号]?{_TIME}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[ \-/]([A-Za-z]{3,9})[.,]?[ \-/]([0-9]{2}|[0-9]{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})[. ] ?([0-9]{1,2}),? ([0-9]{4})")
_NUMBER = re.compile(r"[0-9]{1,8}(\.[0-9]{1,20})?")
_SHORT_YEAR = re.compile(r"(民国)?([0-9]{1,3})年 ?([0-9]{1,2})月 ?([0-9]{1,2})[日号]?")
_ANY_ORDER = re.compile(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})")

_COMPACT = range(10_000_000, 100_000_000)  # 20261026
_COUNTED = range(2101, 73_416)  # 1905-10-01 to 2100-12-31; a smaller number is rather a year, or 98.5 for a month
_DAY_ZERO = date(1899, 12, 30)  # of Excel's count since March 1900
_BEFORE_THE_ERA = 1911  # 民国 1 is 1912
_SHORT, _FULL = 2, 4  # digits of a year


def day_of(text: str) -> date | None:
    """Read a day from half-width text, if it can mean one only."""
    if match := _YEAR_FIRST.fullmatch(text):
        return _if_any(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _if_any(int(match[3]), _month(match[1]), int(match[2]))
    if (match := _DAY_FIRST.fullmatch(text)) and len(match[3]) == _FULL:
        return _if_any(int(match[3]), _month(match[2]), int(match[1]))
    return day_of_number(float(text)) if _NUMBER.fullmatch(text) else None


def day_of_number(number: float) -> date | None:
    """Read a number like 20261026, or days as Excel (1900 system) counts them."""
    whole = int(number) if math.isfinite(number) else 0
    if whole == number and whole in _COMPACT:
        year, rest = divmod(whole, 10_000)
        return _if_any(year, *divmod(rest, 100))
    return _DAY_ZERO + timedelta(whole) if whole in _COUNTED else None


def likely_days(text: str, today: date) -> set[date]:
    """Find every day that a text may mean."""
    return {day for day in _meanings(text, today) if day}


def _meanings(text: str, today: date) -> Iterator[date | None]:
    yield day_of(text)
    if match := _DAY_FIRST.fullmatch(text):
        yield from (_if_any(year, _month(match[2]), int(match[1])) for year in _years(match[3], today))
    if match := _SHORT_YEAR.fullmatch(text):
        years = [int(match[2]) + _BEFORE_THE_ERA] if match[1] else _years(match[2], today)
        yield from (_if_any(year, int(match[3]), int(match[4])) for year in years)
    if match := _ANY_ORDER.fullmatch(text):
        first, middle, last = match.groups()
        for full, month, day in ((first, middle, last), (last, middle, first), (last, first, middle)):
            yield from (_if_any(year, int(month), int(day)) for year in _years(full, today))


def _years(text: str, today: date) -> list[int]:
    """Find the years that these digits may mean: of two digits those of a life until now, and the next ten."""
    if len(text) == _FULL:
        return [int(text)]
    both = (1900 + int(text), 2000 + int(text)) if len(text) == _SHORT else ()
    return [year for year in both if today.year - 100 < year <= today.year + 10]


def _month(name: str) -> int:
    """1 to 12 by an English name or its beginning, 0 for any other word."""
    return next((n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower())), 0)


def _if_any(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
