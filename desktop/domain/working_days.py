"""How days are counted: periods in days, working days and months, and the calendar that says which days are worked.

Promise: the day of service is day 0; a period that ends on a rest day ends on the next working day; months end on the
same day number, or on the last day of the month (domain.md §2). An end that rests on a year of which the holidays are
not known says so. Hidden: how make-up working days, holidays and weekends come together.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)
_WORKED = 5  # days of a week
_YEAR = 12


class DayKind(StrEnum):
    """What a day is that is not like its day of the week: a holiday, or one on which a holiday is worked off."""

    REST = "rest"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. Of a year that is not among `years` only the weekends are known."""

    kinds: Mapping[date, DayKind]
    years: frozenset[int]

    def is_working(self, day: date) -> bool:
        kind = self.kinds.get(day)
        return day.isoweekday() <= _WORKED if kind is None else kind is DayKind.WORK

    def with_days(self, days: Iterable[tuple[date, DayKind]]) -> "Calendar":
        """The same with these days, that replace what it said of them."""
        return Calendar({**self.kinds, **dict(days)}, self.years)


class Unit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, working days or months."""

    length: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class End:
    """The last valid day; not certain where it was counted by weekends alone."""

    day: date
    is_certain: bool


def end(start: date, period: Period, calendar: Calendar) -> End:
    """The last day of a period that runs from `start`, which is day 0."""
    match period.unit:
        case Unit.WORKING_DAYS:
            counted = _counted(start, period.length, calendar)
        case Unit.DAYS:
            counted = list(_until_worked(start + period.length * _DAY, calendar))
        case Unit.MONTHS:
            counted = list(_until_worked(months_after(start, period.length), calendar))
    return End(counted[-1], all(day.year in calendar.years for day in counted))


def months_after(start: date, months: int) -> date:
    """The same day number so many months later, or the last day of that month."""
    years, month = divmod(start.month - 1 + months, _YEAR)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _until_worked(day: date, calendar: Calendar) -> Iterator[date]:
    """The day, and those after it up to the next one that is worked."""
    while not calendar.is_working(day):
        yield day
        day += _DAY
    yield day


def _counted(start: date, length: int, calendar: Calendar) -> list[date]:
    """All days after `start` up to the one on which so many were worked."""
    days, left = [start], length
    while left:
        days.append(days[-1] + _DAY)
        left -= calendar.is_working(days[-1])
    return days
