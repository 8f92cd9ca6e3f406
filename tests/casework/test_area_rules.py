"""The country's calendar is that of its notices, and what an area sets besides stands once."""

from datetime import date, timedelta

import pytest
import stores
from stores import NewStore

from desktop.casework import area_rules
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import AreaClock, AreaDay
from desktop.domain.rights import Side
from desktop.domain.working_days import DayKind, Period, Unit, end
from desktop.store import opening, vault
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store("area")


# The country's calendar


@pytest.mark.parametrize(
    ("year", "rest", "worked_off"),
    [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)],  # as the notices add up
)
def test_a_year_has_as_many_holidays_as_its_notice(year: int, rest: int, worked_off: int) -> None:
    kinds = [kind for day, kind in area_rules.country().kinds.items() if day.year == year]
    assert (kinds.count(DayKind.REST), kinds.count(DayKind.WORK)) == (rest, worked_off)
    assert year in area_rules.country().years


def test_only_weekends_are_worked_off_and_every_holiday_has_its_name() -> None:
    assert all(day.isoweekday() > 5 for day, kind in area_rules.country().kinds.items() if kind is DayKind.WORK)
    for file in area_rules.CALENDARS.glob("*.csv"):
        heading, *rows = file.read_text("utf-8").splitlines()
        assert heading == "date,kind,name"
        assert rows == sorted(rows)
        assert len({row.split(",")[0] for row in rows}) == len(rows)
        assert all(row.startswith(file.stem) and row.split(",")[2] for row in rows)


def test_spring_festival_pushes_an_end_to_the_day_after_it() -> None:
    ten_days = Period(10, Unit.DAYS)
    assert end(date(2026, 2, 6), ten_days, area_rules.country()).day == date(2026, 2, 24)
    assert end(date(2026, 2, 4), ten_days, area_rules.country()).day == date(2026, 2, 14), "a Saturday worked off"
    assert end(date(2025, 1, 18), ten_days, area_rules.country()).day == date(2025, 2, 5)


def test_of_a_year_without_a_notice_nothing_is_made_up() -> None:
    country = area_rules.country()
    assert country.years == {2024, 2025, 2026}
    assert not [day for day in country.kinds if day.year not in country.years]


# What the area sets


def test_what_is_set_holds_and_is_journaled_with_its_reason(store: Store) -> None:
    assert area_rules.set_rules(store, {"review": 15}, {date(2026, 11, 20): DayKind.REST}, because="片区议定")
    rules = area_rules.rules_of(store)
    assert rules.periods["review"] == Period(15, Unit.DAYS)
    assert not rules.calendars[Side.HOUSEHOLD].is_working(date(2026, 11, 20))
    assert area_rules.clocks_set(store)["review"].reason == "片区议定"
    assert not area_rules.set_rules(store, {"review": 15}, {}, because="片区议定")


def test_a_clock_is_set_anew_in_its_own_row(store: Store) -> None:
    area_rules.set_rules(store, {"review": 15}, {}, because="片区议定")
    area_rules.set_rules(store, {"review": 12}, {}, because="再议")
    assert [row.length for row in store.records(AreaClock)] == [12]


def test_of_two_that_met_in_a_merge_the_next_setting_leaves_one(store: Store) -> None:
    store.save(*(AreaClock(clock="review", length=length, reason="两处都定") for length in (20, 15)))
    assert area_rules.rules_of(store).periods["review"].length == 20
    area_rules.set_rules(store, {"review": 12}, {}, because="再议")
    assert area_rules.rules_of(store).periods["review"].length == 12


@pytest.mark.parametrize("setting", [{"review": 9}, {"publication": 21}, {"review": 15, "expert_review": 1}])
def test_what_is_not_in_favour_is_refused_and_nothing_is_set(store: Store, setting: dict[str, int]) -> None:
    with pytest.raises(Refused) as refused:
        area_rules.set_rules(store, setting, {}, because="片区议定")
    assert [found.field for found in refused.value.findings] == ["length"]
    assert store.records(AreaClock) == ()


def test_what_is_taken_back_lets_the_law_hold_again(store: Store) -> None:
    day = date(2026, 11, 20)
    area_rules.set_rules(store, {"review": 15}, {day: DayKind.REST}, because="片区议定")
    assert area_rules.unset_rules(store, ["review"], [day], because="写错了")
    assert area_rules.rules_of(store).periods["review"].length == 10
    assert area_rules.rules_of(store).calendars[Side.HOUSEHOLD].is_working(day)
    assert not area_rules.unset_rules(store, ["review"], [day], because="写错了")
    assert all(row.withdrawn_reason == "写错了" for row in (*store.records(AreaClock), *store.records(AreaDay)))


def test_only_the_office_sets_clocks_and_days(store: Store) -> None:
    worker = vault.add(store.folder, store.opened, "何示例", Role.WORKER, stores.PASSPHRASE)
    opening.enlist(store, worker)
    store.close()
    with opening.open_store(store.folder, worker, clock=stores.noon) as opened:
        for clocks, days in (({"review": 15}, {}), ({}, {stores.TODAY + timedelta(days=1): DayKind.REST})):
            with pytest.raises(Refused):
                area_rules.set_rules(opened, clocks, days, because="片区议定")
        assert area_rules.rules_of(opened).periods["review"].length == 10
