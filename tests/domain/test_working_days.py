"""A period ends on the day that the law says: over weekends, holidays, days worked off, month ends and leap years."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.working_days import Calendar, DayKind, End, Period, Unit, end, months_after

REST, WORK = DayKind.REST, DayKind.WORK
DAY = timedelta(days=1)
NATIONAL_DAYS = {date(2026, 10, day): REST for day in range(1, 8)}
YEAR_2026 = Calendar({**NATIONAL_DAYS, date(2026, 9, 20): WORK, date(2026, 10, 10): WORK}, frozenset({2026}))
WEEKENDS = Calendar({}, frozenset(range(1, 9999)))

days = st.dates(date(1950, 1, 1), date(2100, 1, 1))
calendars = st.builds(
    Calendar,
    st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 3, 31)), st.sampled_from(DayKind)),
    st.just(frozenset({2026})),
)
in_winter = st.dates(date(2025, 11, 1), date(2026, 4, 30))
periods = st.builds(Period, st.integers(1, 90), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]))


def of(length: int, unit: Unit = Unit.DAYS) -> Period:
    return Period(length, unit)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 11, 10), date(2026, 11, 20)),  # a Friday
        (date(2026, 11, 11), date(2026, 11, 23)),  # a Saturday: the Monday after
        (date(2026, 11, 12), date(2026, 11, 23)),  # a Sunday
        (date(2026, 9, 10), date(2026, 9, 20)),  # a Sunday that is worked
        (date(2026, 9, 22), date(2026, 10, 8)),  # the second of the national days: the first day after them
        (date(2026, 9, 30), date(2026, 10, 10)),  # a Saturday that is worked
    ],
)
def test_ten_days_from_service_end_on_a_worked_day(start: date, last: date) -> None:
    assert end(start, of(10), YEAR_2026) == End(last, is_certain=True)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 10, 9), 6, date(2027, 4, 9)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_number_or_the_last_day_of_the_month(start: date, months: int, last: date) -> None:
    assert months_after(start, months) == last


def test_a_month_that_ends_on_a_rest_day_ends_on_the_next_worked_one() -> None:
    assert end(date(2026, 4, 2), of(6, Unit.MONTHS), YEAR_2026).day == date(2026, 10, 8)


def test_working_days_leave_out_holidays_and_count_days_worked_off() -> None:
    assert end(date(2026, 9, 30), of(1, Unit.WORKING_DAYS), YEAR_2026).day == date(2026, 10, 8)
    assert end(date(2026, 9, 30), of(3, Unit.WORKING_DAYS), YEAR_2026).day == date(2026, 10, 10)
    assert end(date(2026, 9, 18), of(1, Unit.WORKING_DAYS), YEAR_2026).day == date(2026, 9, 20)


def test_a_year_without_holidays_is_counted_by_weekends_and_says_so() -> None:
    assert end(date(2026, 12, 24), of(10), YEAR_2026) == End(date(2027, 1, 4), is_certain=False)
    assert end(date(2026, 12, 21), of(10), YEAR_2026) == End(date(2026, 12, 31), is_certain=True)
    assert not end(date(2026, 12, 30), of(2, Unit.WORKING_DAYS), YEAR_2026).is_certain


@given(start=in_winter, period=periods, calendar=calendars)
def test_every_end_is_worked(start: date, period: Period, calendar: Calendar) -> None:
    assert calendar.is_working(end(start, period, calendar).day)


@given(start=in_winter, length=st.integers(1, 90), calendar=calendars)
def test_between_the_nominal_day_and_the_end_nobody_works(start: date, length: int, calendar: Calendar) -> None:
    nominal, last = start + length * DAY, end(start, of(length), calendar).day
    assert nominal <= last
    assert not any(calendar.is_working(nominal + n * DAY) for n in range((last - nominal).days))


@given(start=in_winter, length=st.integers(1, 60), calendar=calendars)
def test_so_many_working_days_lie_after_the_start(start: date, length: int, calendar: Calendar) -> None:
    last = end(start, of(length, Unit.WORKING_DAYS), calendar).day
    passed = [start + n * DAY for n in range(1, (last - start).days + 1)]
    assert sum(map(calendar.is_working, passed)) == length


@given(start=in_winter, later=in_winter, period=periods, calendar=calendars)
def test_who_was_served_later_has_no_less_time(start: date, later: date, period: Period, calendar: Calendar) -> None:
    first, second = (end(day, period, calendar).day for day in sorted((start, later)))
    assert first <= second


@given(start=in_winter, length=st.integers(1, 60), more=st.integers(0, 30), calendar=calendars)
def test_a_longer_period_ends_no_sooner(start: date, length: int, more: int, calendar: Calendar) -> None:
    for unit in Unit:
        assert end(start, of(length, unit), calendar).day <= end(start, of(length + more, unit), calendar).day


@given(start=days, months=st.integers(0, 60))
def test_months_keep_the_day_number_where_the_month_has_it(start: date, months: int) -> None:
    last = months_after(start, months)
    assert (last.year - start.year) * 12 + last.month - start.month == months
    longest = monthrange(last.year, last.month)[1]
    assert last.day == min(start.day, longest)


@given(start=days)
def test_a_year_of_months_is_a_leap_year_too(start: date) -> None:
    last = months_after(start, 12)
    assert (last - start).days in (365, 366)
    assert last.day == start.day or (start.month, start.day, last.day) == (2, 29, 28)


@given(start=days, length=st.integers(1, 400))
def test_weekends_push_an_end_two_days_at_most(start: date, length: int) -> None:
    assert (end(start, of(length), WEEKENDS).day - start).days - length <= 2
