"""A person's day: who is awaited and in which order, what to say first, what is owed, whose time runs out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import stores
from builders import HERE, TODAY, a_calculation, a_household, a_person, a_service, a_visit, at

from desktop.casework import household_rights, today
from desktop.domain import appointments
from desktop.domain.fields import Role
from desktop.domain.records import (
    Appointment,
    Assignment,
    Explanation,
    Handover,
    Household,
    Promise,
    Record,
    Staff,
    Told,
)
from desktop.store.store import Store

ME, OTHER = "何示例", "周示例"


@pytest.fixture
def store(new_store: stores.NewStore) -> Iterator[Store]:
    """An area with two who go to the households, and one household handed to each."""
    with new_store("area") as store:
        staff = [Staff(name=name, role=Role.WORKER) for name in (ME, OTHER)]
        for each in staff:
            store.enlist(each, because="来了")
        yield store


def homes_of(store: Store, *doors: tuple[str, str], who: str = ME) -> list[Household]:
    """Households in these lanes and doors, handed to somebody."""
    (staff,) = store.records(Staff, name=who)
    made = [a_household(number=f"{who[0]}-{n}", lane=lane, door=door) for n, (lane, door) in enumerate(doors)]
    for home in made:
        store.save(home, a_person(household=home.id, name=f"示例{home.door}"))
        store.save(Assignment(household=home.id, staff=staff.id))
    return made


def awaited(home: Household, hour: int | None, **changes: object) -> Appointment:
    when = at(hour) if hour is not None else appointments.moment(TODAY, None, HERE)
    usual = {"household": home.id, "planned_at": when, "manner": "home", "state": "agreed", "visitors": (ME,)}
    return Appointment.of(usual | changes)


def test_the_hour_comes_first_and_then_the_walk_by_lane_and_door(store: Store) -> None:
    far, near, noon, early = homes_of(store, ("十巷", "3"), ("2 巷", "11"), ("9 巷", "1"), ("9 巷", "2"))
    later_door = homes_of(store, ("2 巷", "9"), who=OTHER)[0]
    store.save(
        awaited(far, None, state="planned"),
        awaited(near, None, state="planned"),
        awaited(later_door, None, state="planned"),
        awaited(noon, 14),
        awaited(early, 9),
    )
    found = today.today_of(store, ME)
    assert [each.household.id for each in found.awaited] == [each.id for each in (early, noon, later_door, near, far)]


def test_what_was_put_off_or_cancelled_is_not_of_the_day(store: Store) -> None:
    kept, put_off, given_up = homes_of(store, ("1 巷", "1"), ("1 巷", "2"), ("1 巷", "3"))
    first, second, third = awaited(kept, 10), awaited(put_off, 11), awaited(given_up, 12)
    store.save(first, second, third)
    tomorrow = at(9, day=TODAY + timedelta(days=1))
    store.save(appointments.moved(second, tomorrow, is_agreed=True, reason="去医院"))
    store.save(appointments.cancelled(third, "不在家"))
    assert [each.household.id for each in today.today_of(store, ME).awaited] == [kept.id]


def test_a_day_is_of_those_who_are_named_or_else_of_who_looks_after_the_household(store: Store) -> None:
    (mine,), (theirs,) = homes_of(store, ("1 巷", "1")), homes_of(store, ("1 巷", "2"), who=OTHER)
    store.save(
        awaited(mine, 9, visitors=()),
        awaited(theirs, 10, visitors=()),
        awaited(theirs, 11),
        awaited(mine, 12, visitors=(OTHER,)),
    )
    hours = [each.appointment.planned_at for each in today.today_of(store, ME).awaited]
    assert hours == [at(9), at(11)]


def test_the_next_one_is_the_first_where_nobody_was_today(store: Store) -> None:
    first, second = homes_of(store, ("1 巷", "1"), ("1 巷", "2"))
    store.save(awaited(first, 9), awaited(second, 10))
    store.save(a_visit(household=first.id, began_at=at(9, 5), ended_at=None))
    found = today.today_of(store, ME)
    assert [each.is_done for each in found.awaited] == [True, False]
    assert found.next is not None
    assert found.next.household.id == second.id


def test_a_right_is_told_or_not_and_a_new_report_makes_it_untold_again(store: Store) -> None:
    (home,) = homes_of(store, ("1 巷", "1"))
    four_days_ago = at(9, day=TODAY - timedelta(4))
    report = {"household": home.id, "document": "appraisal_report"}
    store.save(a_service(**report, document_number="示例 1", served_at=four_days_ago))
    assert [each.term.name for each in (today.brief_of(store, home.id) or pytest.fail("none")).untold] == ["review"]
    store.save(Told(household=home.id, term="review", told_on=TODAY - timedelta(3), told_by=ME))
    (running,) = today.today_of(store, ME).running
    assert (running.told_on, running.clock.days_left(TODAY)) == (TODAY - timedelta(3), 6)
    assert not (today.brief_of(store, home.id) or pytest.fail("none")).untold
    store.save(a_service(**report, document_number="示例 2", served_at=at(9)))
    (running,) = today.today_of(store, ME).running
    assert running.told_on is None


def test_the_soonest_right_comes_first_and_what_has_passed_is_not_running(store: Store) -> None:
    made = homes_of(store, *(("1 巷", str(n)) for n in range(4)))
    for home, back in zip(made, (2, 9, 40, 5), strict=True):
        when = at(9, day=TODAY - timedelta(back))
        store.save(a_service(household=home.id, document="appraisal_report", document_number="示例", served_at=when))
    found = today.today_of(store, ME)
    assert [each.household and each.household.id for each in found.running] == [made[1].id, made[3].id, made[0].id]
    assert found.soon == 2


def test_what_was_not_understood_is_explained_again_until_it_is(store: Store) -> None:
    (home,) = homes_of(store, ("1 巷", "1"))

    def explained(clause: str, understood: str, back: int) -> Record:
        day = TODAY - timedelta(back)
        return Explanation(household=home.id, pack="示例", clause=clause, explained_on=day, understood=understood)

    store.save(
        explained("第五条", "needs_another_visit", 5), explained("第五条", "understood", 3),
        explained("第九条", "understood", 5), explained("第九条", "needs_another_visit", 3),
    )  # fmt: skip
    brief = today.brief_of(store, home.id)
    assert brief is not None
    assert [each.clause for each in brief.unclear] == ["第九条"]
    assert brief.wants_purpose_notice
    store.save(a_visit(household=home.id, began_at=at(9), ended_at=None, purpose_notice=True))
    after = today.brief_of(store, home.id)
    assert after is not None
    assert not after.wants_purpose_notice


def test_a_promise_is_of_who_gave_it_and_the_longest_overdue_comes_first(store: Store) -> None:
    (home,) = homes_of(store, ("1 巷", "1"))

    def promised(who: str, back: int) -> Promise:
        return Promise(household=home.id, due_on=TODAY - timedelta(back), promised_by=who, promise=f"{back} 天前")

    store.save(promised(ME, 0), promised(ME, 4), promised(OTHER, 9), promised(ME, -1))
    found = today.today_of(store, ME)
    assert [each.days_late for each in found.owed] == [4, 0]
    assert found.owed_in_all == 2


def test_nothing_of_a_withdrawn_household_is_left_to_be_done(store: Store) -> None:
    (home,) = homes_of(store, ("1 巷", "1"))
    promise = Promise(household=home.id, due_on=TODAY - timedelta(days=3), promised_by=ME, promise="调航拍图")
    store.save(promise, a_service(household=home.id, document="appraisal_report"), awaited(home, 15))
    before = today.today_of(store, ME)
    assert (before.owed_in_all, before.running_in_all, before.soon) == (1, 1, 0)
    assert household_rights.ending_soonest(store, 5)
    store.withdraw(store.records(Household, id=home.id)[0], because="重复登记")
    found = today.today_of(store, ME)
    assert (found.owed, found.owed_in_all) == ((), 0)
    assert (found.running, found.running_in_all, found.soon, found.awaited) == ((), 0, 0, ())
    assert not household_rights.ending_soonest(store, 5)


def test_who_leads_answers_for_the_whole_area(store: Store) -> None:
    store.enlist(Staff(name="组示例", role=Role.LEAD), because="来了")
    (mine,), (theirs,) = homes_of(store, ("1 巷", "1")), homes_of(store, ("1 巷", "2"), who=OTHER)
    store.save(*(Handover(household=home.id, handed_over_on=TODAY) for home in (mine, theirs)))
    assert [home.id for home, _ in today.today_of(store, "组示例").unpaid] == [mine.id, theirs.id]
    assert [home.id for home, _ in today.today_of(store, ME).unpaid] == [mine.id]


def test_yesterday_counts_visits_and_those_at_which_nobody_was_met(store: Store) -> None:
    (home,) = homes_of(store, ("1 巷", "1"))
    usual = {"household": home.id, "began_at": at(9, day=TODAY - timedelta(1)), "ended_at": None, "visitors": (ME,)}
    nobody = usual | {"manner": "not_met", "met_whom": None, "present": None}
    store.save(a_visit(**usual), a_visit(**nobody, notice_left=True), a_visit(**usual | {"visitors": (OTHER,)}))
    assert today.today_of(store, ME).yesterday == today.Yesterday(2, 1, 1)


def test_a_household_that_asked_not_to_be_visited_says_so(store: Store) -> None:
    (home,) = homes_of(store, ("1 巷", "1"))
    store.save(a_household(number="何-9", contact_wish="do_not_come"), awaited(home, 9))
    (quiet,) = store.records(Household, number="何-9")
    store.save(awaited(quiet, 10))
    assert [each.wants_no_visit for each in today.today_of(store, ME).awaited] == [False, True]


def test_a_sheet_that_was_not_served_is_to_be_brought(store: Store) -> None:
    (home,) = homes_of(store, ("1 巷", "1"))
    store.save(a_calculation(household=home.id, version=2))
    assert (today.brief_of(store, home.id) or pytest.fail("none")).sheet == 2
    store.save(a_service(household=home.id))
    assert (today.brief_of(store, home.id) or pytest.fail("none")).sheet is None


def test_everything_written_on_a_laptop_is_not_sent_yet(store: Store) -> None:
    assert today.today_of(store, ME).unsent is None, "the office's own store is the office's"
    stores.as_a_laptop_s(store.folder)
    found = today.today_of(store, ME)
    assert found.unsent == today.Unsent(store.end.seq, TODAY)
