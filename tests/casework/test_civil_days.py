"""What a day, an hour and a period read like, wherever the laptop stands and whatever its clock does (R47, R48).

The rest days of Spring Festival are written here by hand, from the notices of the General Office of the State Council
of 2024-11-12 (国办发明电〔2024〕12 号) and of 2025-11-04, and not read from the program's own calendars.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_household, a_service, a_visit, at
from sqlalchemy import select

from desktop.casework import area_rules, household_rights, today, visiting
from desktop.casework.clocks import ClockDoubt, ClockFault, Moment, clock_faults, doubt
from desktop.casework.visiting import Noted
from desktop.domain import appointments, identity, rights
from desktop.domain.identity import go_on_after, new_id
from desktop.domain.records import (
    Appointment,
    Area,
    Assignment,
    Household,
    Promise,
    PromiseOutcome,
    Record,
    Service,
    Staff,
)
from desktop.domain.rights import Start
from desktop.domain.working_days import Period, Unit
from desktop.store import agenda, history, journal, opening, queries, remedies
from desktop.store.schema import rows
from desktop.store.store import Store

LAPTOPS = ("Asia/Shanghai", "Asia/Urumqi", "UTC", "America/Los_Angeles", "Pacific/Kiritimati")
HALF_PAST_MIDNIGHT = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)  # of the 19th in Shanghai
EVERY = dict.fromkeys(rights.STARTING, date(2000, 1, 1))

Opened = Callable[..., Store]


@pytest.fixture(params=LAPTOPS)
def laptop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone in which the worker's laptop thinks it is."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.fixture
def opened(tmp_path: Path, cheap_vault: None) -> Iterator[Opened]:  # noqa: ARG001  it must come first
    """Opens a store at an instant, in an area of some zone; the clock can be put to another one."""
    made: list[Store] = []

    def open_at(instant: datetime, zone: str = "Asia/Shanghai", *records: Record) -> Store:
        folder = tmp_path / "area"
        if not folder.exists():
            stores.made(folder).close()
        store = opening.open_store(folder, stores.unlocked(folder), clock=lambda: instant)
        made.append(store)
        (area,) = store.records(Area)
        store.save(replace(area, zone=zone), *records, because="片区所在地")
        return store

    yield open_at
    for store in made:
        store.close()


def served_at(instant: datetime, household: Household, document: str = "appraisal_report") -> Service:
    return a_service(household=household.id, document=document, document_number="1", served_at=instant)


# Five zones


def test_a_day_and_an_hour_read_alike_on_every_laptop(laptop: str, opened: Opened) -> None:
    home = a_household()
    due, agreed = date(2026, 11, 19), datetime(2026, 11, 19, 9, 30, tzinfo=UTC) - timedelta(hours=8)
    promise = Promise(household=home.id, promise="带户型图", promised_by=stores.CLERK, due_on=due)
    meeting = Appointment(
        household=home.id, planned_at=agreed, manner="home", state="agreed", visitors=(stores.CLERK,)
    )  # fmt: skip
    report = served_at(datetime(2026, 11, 8, 23, 30, tzinfo=UTC), home)
    store = opened(HALF_PAST_MIDNIGHT, "Asia/Shanghai", home, promise, meeting, report)

    assert store.today() == date(2026, 11, 19), laptop
    assert f"{store.now():%Y-%m-%d %H:%M %z}" == "2026-11-19 00:30 +0800"

    found = today.today_of(store)
    (awaited,) = found.awaited
    assert f"{awaited.appointment.planned_at:%H:%M}" == "09:30"
    assert awaited.has_hour
    (owed,) = found.owed
    assert (owed.promise.due_on, owed.days_late) == (due, 0)

    case = queries.case_of(store, home.id)
    assert case is not None
    (start,) = rights.own_starts(case)
    assert start.day == date(2026, 11, 9), "the morning of the ninth where it was served"
    assert remedies.begun(store, EVERY)[home.id] == (start,)
    (remedy, *_) = household_rights.rights_of(store, case).remedies
    assert remedy.clock.end is not None
    assert remedy.clock.end.day == date(2026, 11, 19)
    assert remedy.clock.state(store.today()) is rights.State.LAST_DAY
    (handed,) = household_rights.rights_of(store, case).services
    assert f"{handed.at:%m-%d %H:%M}" == "11-09 07:30"


def test_what_is_written_down_is_the_same_text_on_every_laptop(laptop: str, opened: Opened) -> None:
    home = a_household()
    promise = Promise(household=home.id, promise="带户型图", promised_by=stores.CLERK, due_on=date(2026, 11, 19))
    store = opened(HALF_PAST_MIDNIGHT, "Asia/Shanghai", home, promise)
    meeting = appointments.moment(date(2026, 11, 20), None, store.zone())
    store.save(Appointment(household=home.id, planned_at=meeting, manner="home", state="planned"))
    with store.reading() as connection:
        days = connection.execute(select(rows["promise"].c.due_on)).scalars().all()
        moments = connection.execute(select(rows["appointment"].c.planned_at)).scalars().all()
    assert (laptop, days, moments) == (laptop, ["2026-11-19"], ["2026-11-19T16:00:00.000Z+08:00"])


@pytest.mark.parametrize(
    ("zone", "now", "served"),
    [
        ("Asia/Shanghai", "2026-11-19 00:30", date(2026, 11, 9)),
        ("Asia/Urumqi", "2026-11-18 22:30", date(2026, 11, 9)),
        ("UTC", "2026-11-18 16:30", date(2026, 11, 8)),
        ("America/Los_Angeles", "2026-11-18 08:30", date(2026, 11, 8)),
        ("Pacific/Kiritimati", "2026-11-19 06:30", date(2026, 11, 9)),
    ],
)
def test_today_and_the_day_of_a_service_are_those_of_the_area(
    opened: Opened, zone: str, now: str, served: date
) -> None:
    home = a_household()
    store = opened(HALF_PAST_MIDNIGHT, zone, home, served_at(datetime(2026, 11, 8, 23, 30, tzinfo=UTC), home))
    assert f"{store.now():%Y-%m-%d %H:%M}" == now
    (start,) = remedies.begun(store, EVERY)[home.id]
    assert start.day == served
    case = queries.case_of(store, home.id)
    assert case is not None
    assert rights.own_starts(case) == (start,)


def test_a_day_that_was_typed_passes_through_no_zone(opened: Opened) -> None:
    home = a_household()
    promise = Promise(household=home.id, promise="带户型图", promised_by=stores.CLERK, due_on=date(2026, 11, 19))
    store = opened(HALF_PAST_MIDNIGHT, "Pacific/Kiritimati", home, promise)
    (area,) = store.records(Area)
    store.save(replace(area, zone="America/Los_Angeles"), because="片区所在地")
    kept = store.get(Promise, promise.id)
    assert kept is not None
    assert kept.due_on == date(2026, 11, 19)


# The hour that is left out, and the one that comes twice


@pytest.mark.parametrize(
    ("began", "ended", "minutes"),
    [
        (datetime(2026, 3, 8, 9, 40, tzinfo=UTC), datetime(2026, 3, 8, 10, 20, tzinfo=UTC), 40),  # 01:40 to 03:20
        (datetime(2026, 11, 1, 8, 50, tzinfo=UTC), datetime(2026, 11, 1, 9, 10, tzinfo=UTC), 20),  # 01:50 to 01:10
        (datetime(2026, 11, 1, 8, 10, tzinfo=UTC), datetime(2026, 11, 1, 10, 10, tzinfo=UTC), 120),  # 01:10 to 02:10
    ],
)
def test_a_visit_over_the_change_of_the_clocks_lasts_as_long_as_it_did(
    opened: Opened, began: datetime, ended: datetime, minutes: int
) -> None:
    home = a_household()
    opened(began, "America/Los_Angeles", home).close()
    store = opened(ended, "America/Los_Angeles")
    begun_at = began.astimezone(store.zone())
    before = visiting.known(store, home.id)
    assert before is not None
    visit = a_visit(household=home.id, began_at=begun_at, ended_at=ended.astimezone(store.zone()))
    store.save(*visiting.records(Noted(visit=visit), before))
    (contact,) = visiting.contacts(store, home.id)
    assert contact.visit.ended_at is not None
    assert contact.visit.ended_at - contact.began_at == timedelta(minutes=minutes)
    assert before.now - begun_at == timedelta(minutes=minutes)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_a_day_of_23_or_25_hours_holds_all_that_is_planned_on_it(opened: Opened, day: date) -> None:
    home = a_household()
    store = opened(datetime(day.year, day.month, day.day, 20, tzinfo=UTC), "America/Los_Angeles", home)
    zone = store.zone()
    hours = ((day, 0, 30), (day, 23, 30), (day + timedelta(1), 0, 30))
    for on, hour, minute in hours:
        planned = datetime(on.year, on.month, on.day, hour, minute, tzinfo=zone)
        store.save(Appointment(household=home.id, planned_at=planned, manner="home", state="agreed"))
    found = [each.appointment.planned_at for each in today.today_of(store).awaited]
    assert [f"{at:%m-%d %H:%M}" for at in found if at] == [f"{day:%m-%d} 00:30", f"{day:%m-%d} 23:30"]


# The turn of the year, and Spring Festival


FESTIVALS = {  # from, to, and the days on which it is worked off
    2025: (date(2025, 1, 28), date(2025, 2, 4), (date(2025, 1, 26), date(2025, 2, 8))),
    2026: (date(2026, 2, 15), date(2026, 2, 23), (date(2026, 2, 14), date(2026, 2, 28))),
}


@pytest.mark.parametrize("year", FESTIVALS)
def test_the_programs_calendar_is_the_notice(year: int) -> None:
    country = area_rules.country()
    first, last, worked = FESTIVALS[year]
    day = first
    while day <= last:
        assert not country.is_working(day), day
        day += timedelta(days=1)
    assert all(country.is_working(each) for each in worked)
    assert year in country.years


@pytest.mark.parametrize(
    ("served", "last"),
    [
        (date(2025, 1, 16), date(2025, 1, 26)),  # a Sunday that is worked
        (date(2025, 1, 18), date(2025, 2, 5)),  # New Year's Eve: the first day after the festival
        (date(2025, 1, 25), date(2025, 2, 5)),  # the last day of the festival
        (date(2025, 1, 29), date(2025, 2, 8)),  # a Saturday that is worked
        (date(2025, 1, 30), date(2025, 2, 10)),  # a Sunday after it
        (date(2026, 2, 4), date(2026, 2, 14)),  # a Saturday that is worked
        (date(2026, 2, 5), date(2026, 2, 24)),  # the first day of the festival
        (date(2026, 2, 13), date(2026, 2, 24)),  # the last day of the festival
        (date(2026, 2, 18), date(2026, 2, 28)),  # a Saturday that is worked
        (date(2026, 2, 19), date(2026, 3, 2)),  # a Sunday after it
        (date(2025, 12, 30), date(2026, 1, 9)),  # over the year
        (date(2025, 12, 22), date(2026, 1, 4)),  # New Year's Day: the Sunday that is worked after it
    ],
)
def test_a_review_around_spring_festival_ends_on_the_day_of_the_law(opened: Opened, served: date, last: date) -> None:
    home = a_household()
    store = opened(at(9, day=date(2026, 3, 20)), "Asia/Shanghai", home, served_at(at(10, day=served), home))
    case = queries.case_of(store, home.id)
    assert case is not None
    (clock,) = household_rights.clocks_of(store, case)
    assert clock.end is not None
    assert (clock.start, clock.end.day, clock.end.is_certain) == (served, last, True)


@pytest.mark.parametrize(
    ("start", "name", "last"),
    [
        (date(2025, 1, 20), "publication", date(2025, 2, 21)),
        (date(2026, 2, 6), "publication", date(2026, 3, 12)),
        (date(2025, 12, 30), "publication", date(2026, 1, 28)),
        (date(2025, 8, 31), "decision_litigation", date(2026, 2, 28)),  # a Saturday that is worked
        (date(2025, 8, 15), "decision_litigation", date(2026, 2, 24)),
        (date(2024, 11, 29), "decision_reconsideration", date(2025, 2, 5)),  # 60 days end on New Year's Eve
        (date(2025, 12, 30), "decision_litigation", date(2026, 6, 30)),
    ],
)
def test_working_days_and_months_over_the_festival_are_counted_as_by_hand(start: date, name: str, last: date) -> None:
    clock = rights.clock(Start(rights.TERMS[name], start), rights.rules(area_rules.country()))
    assert clock.end is not None
    assert (clock.end.day, clock.end.is_certain) == (last, True)


def test_a_clock_that_ends_in_a_year_without_a_calendar_says_so() -> None:
    clock = rights.clock(Start(rights.TERMS["review"], date(2026, 12, 30)), rights.rules(area_rules.country()))
    assert clock.end is not None
    assert (clock.end.day, clock.end.is_certain) == (date(2027, 1, 11), False), "9 January is a Saturday"
    assert clock.period == Period(10, Unit.DAYS)


def test_a_visit_over_new_years_eve_is_of_the_day_on_which_it_began(opened: Opened) -> None:
    home = a_household()
    began = at(23, 50, day=date(2025, 12, 31))
    visit = a_visit(household=home.id, began_at=began, ended_at=began + timedelta(minutes=25))
    store = opened(began + timedelta(minutes=30), "Asia/Shanghai", home, visit)
    assert store.today() == date(2026, 1, 1)
    found = today.today_of(store, "陈示例")
    assert found.yesterday.visits == len([visit])
    (contact,) = visiting.contacts(store, home.id)
    assert contact.visit.ended_at == began + timedelta(minutes=25)


# A clock that is wrong


def test_what_is_written_by_a_clock_that_was_set_back_counts_as_the_later_one(
    tmp_path: Path,
    cheap_vault: None,  # noqa: ARG001  it must come first
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home, meeting = a_household(), new_id()
    with stores.made(tmp_path / "area") as store:
        (first,) = store.records(Staff)
        second = Staff(name="何示例", role="worker")
        promise = Promise(household=home.id, promise="带户型图", promised_by="陈示例", due_on=TODAY)
        planned = Appointment(id=meeting, household=home.id, planned_at=at(14), manner="home", state="agreed")
        store.save(home, promise, planned)
        store.enlist(second, because="来了新人")
        store.save(Assignment(household=home.id, staff=first.id))
        store.save(PromiseOutcome(household=home.id, promise=promise.id, state="not_kept", stated_on=TODAY))
        store.save(appointments.moved(planned, at(15), is_agreed=True, reason="住户有事"))
    a_year_ago = time.time_ns() - 365 * 24 * 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: a_year_ago)
    monkeypatch.setattr("desktop.domain.identity._ids", _another_process())
    folder = tmp_path / "area"
    clock = at(9, 10, day=TODAY - timedelta(days=365))
    with opening.open_store(folder, stores.unlocked(folder), clock=lambda: clock) as store:
        store.save(Assignment(household=home.id, staff=second.id))
        store.save(PromiseOutcome(household=home.id, promise=promise.id, state="kept", stated_on=TODAY))
        store.save(appointments.moved(planned, at(16), is_agreed=True, reason="又改了"))
        assert agenda.assigned(store, second.id) == {home.id}
        assert not agenda.assigned(store, first.id)
        (pledge,) = visiting.promises(store, home.id)
        assert pledge.outcome is not None
        assert pledge.outcome.state == "kept"
        (coming,) = visiting.coming_appointments(store, home.id)
        assert coming.planned_at == at(16)
        (counted,) = agenda.appointments(store, at(0), at(23))
        assert counted == coming
        with store.reading() as connection:
            bodies = [entry.read() for _, entry in journal.entry_rows(connection)]
        moments = [Moment(body.origin, body.seq, history.moment(body)) for body in bodies]
        faults = clock_faults(moments, at(9, 10, day=TODAY + timedelta(days=1)))
        assert set(faults.values()) == {ClockFault.TOO_EARLY}, "the history says so of each"
        assert [body.stamp for body in bodies] == sorted(body.stamp for body in bodies)


def _another_process() -> object:
    return type(identity._ids)()


def test_ids_go_on_after_the_newest_whatever_the_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.domain.identity._ids", _another_process())
    newest = new_id(int(datetime(2031, 1, 1, tzinfo=UTC).timestamp() * 1000))
    monkeypatch.setattr("desktop.domain.identity._ids", _another_process())
    go_on_after(newest)
    made = [new_id() for _ in range(2000)]
    assert made == sorted(made)
    assert made[0] > newest
    go_on_after(made[0])
    assert new_id() > made[-1], "an older one sets nothing back"
    go_on_after(b"\xff" * 16)
    assert made[-1] < new_id() < b"\xff", "what no clock has made is not gone on with"
    full = (int.from_bytes(newest, "big") | (1 << 80) - 1).to_bytes(16, "big")
    go_on_after(full)
    assert len(new_id()) == len(newest)
    assert new_id() > full, "a millisecond that is full is followed by the next"


@pytest.mark.parametrize(
    ("now", "doubted"),
    [
        (at(9, 10), ClockDoubt.BEHIND),  # set back in the middle of a visit that began at 10:00
        (at(10, day=date(2025, 11, 18)), ClockDoubt.BEHIND),
        (at(9, 59, day=TODAY) + timedelta(seconds=30), None),  # what a time server corrects
        (at(10, 1), None),
        (at(10, day=date(2027, 10, 1)), None),  # a store may lie unused
        (at(10, day=date(2031, 1, 1)), ClockDoubt.LONG_AFTER),
    ],
)
def test_a_clock_is_doubted_by_what_was_written_last(now: datetime, doubted: ClockDoubt | None) -> None:
    assert doubt(at(10), now) is doubted
    assert doubt(None, now) is None


def test_a_clock_far_ahead_changes_no_order_and_is_told_once_it_is_right(opened: Opened) -> None:
    home = a_household()
    opened(at(9), "Asia/Shanghai", home).close()
    ahead = opened(at(9, day=date(2036, 5, 1)))
    report = served_at(at(9, day=TODAY), home)
    ahead.save(report)
    case = queries.case_of(ahead, home.id)
    assert case is not None
    (clock,) = household_rights.clocks_of(ahead, case)
    assert clock.state(ahead.today()) is rights.State.PASSED
    ahead.close()
    store = opened(at(11))
    assert doubt(store.last_moment(), store.now()) is ClockDoubt.BEHIND, "a person sees which is wrong"
    store.save(served_at(at(10), home, "sheet"))
    assert doubt(store.last_moment(), store.now()) is None
    with store.reading() as connection:
        bodies = [entry.read() for _, entry in journal.entry_rows(connection)]
    moments = [Moment(body.origin, body.seq, history.moment(body)) for body in bodies]
    assert ClockFault.AHEAD in clock_faults(moments, store.now()).values()
    again = queries.case_of(store, home.id)
    assert again is not None
    (clock,) = household_rights.clocks_of(store, again)
    assert clock.state(store.today()) is rights.State.RUNNING, "what was counted wrongly was never written down"
