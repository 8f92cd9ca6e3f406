"""Remedies told and not told, what stands for what, and what the office owes an answer."""

from datetime import date, timedelta

import pytest
import stores
from builders import TODAY, a_grievance, a_household, a_person, a_service, at
from hypothesis import given
from hypothesis import strategies as st

from desktop.casework import area_rules, household_rights, writing_down
from desktop.casework.household_rights import Standing, Way
from desktop.domain import rights
from desktop.domain.four_clear import Case
from desktop.domain.records import (
    AreaDay,
    Grievance,
    GrievanceEvent,
    Household,
    PrivacyRequest,
    PrivacyRequestEvent,
    Record,
    Service,
    Told,
)
from desktop.domain.rights import Side
from desktop.store.store import Store

HOME = a_household()
OWNER = a_person(household=HOME.id)
LAW = rights.rules(area_rules.country())


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(HOME, OWNER)
    return store


def report(day: date, number: str = "1") -> Service:
    return a_service(household=HOME.id, document="appraisal_report", document_number=number, served_at=at(9, day=day))


def case_of(*records: Record) -> Case:
    return Case.of(HOME, [OWNER, *records])


def steps(of: Grievance, *names: str) -> list[GrievanceEvent]:
    return [
        GrievanceEvent(grievance=of.id, step=name, stated_on=TODAY + timedelta(days=n)) for n, name in enumerate(names)
    ]


# Remedies


def test_the_last_telling_counts_and_a_withdrawn_one_does_not(store: Store) -> None:
    told = [
        Told(household=HOME.id, term="review", told_on=TODAY - timedelta(days=n), told_by=f"何示例{n}")
        for n in (3, 1, 0)
    ]
    store.save(report(TODAY - timedelta(days=4)), *told)
    store.withdraw(store.records(Told, told_on=TODAY)[0], because="记错户")
    (review, *_) = household_rights.rights_of(store, case_of(*store.records(Service))).remedies
    assert review.told is not None
    assert review.told.told_by == "何示例1"
    assert not review.needs_telling(TODAY)


def test_a_right_that_began_anew_has_to_be_told_anew(store: Store) -> None:
    for number, day in (("1", TODAY - timedelta(days=5)), ("2", TODAY - timedelta(days=2))):
        store.save(report(day, number))
        found = household_rights.rights_of(store, case_of(*store.records(Service)))
        (review,) = [each for each in found.remedies if each.clock.term.name == "review"]
        assert (review.clock.start, review.told, found.untold) == (day, None, 1)
        assert [each.term.name for each in household_rights.untold(store, HOME.id, found.clocks)] == ["review"]
        store.save(Told(household=HOME.id, term="review", told_on=day, told_by="何示例"))
        assert household_rights.rights_of(store, case_of(*store.records(Service))).untold == 0
        assert not household_rights.untold(store, HOME.id, found.clocks)


def test_only_what_runs_needs_telling_now(store: Store) -> None:
    found = household_rights.rights_of(store, case_of(report(TODAY - timedelta(days=4))))
    assert [each.clock.term.name for each in found.remedies if each.needs_telling(TODAY)] == ["review"]
    assert found.untold == 1
    passed = household_rights.rights_of(store, case_of(report(TODAY - timedelta(days=40))))
    assert passed.untold == 0


def test_every_remedy_is_the_households_and_stands_once_in_the_order_of_the_law(store: Store) -> None:
    served = [report(TODAY), a_service(household=HOME.id, document="compensation_decision", document_number="2")]
    found = household_rights.rights_of(store, case_of(*served)).remedies
    names = [each.clock.term.name for each in found]
    assert names == sorted({*names}, key=[*rights.TERMS].index)
    assert {each.clock.term.side for each in found} == {Side.HOUSEHOLD}
    assert names[-2:] == ["compensation_reconsideration", "compensation_litigation"]


# Services


@pytest.mark.parametrize(
    ("changes", "way"),
    [
        ({}, Way.BY_HAND),
        ({"receiver": "马样本", "receiver_relation": "本人"}, Way.BY_HAND),
        ({"receiver": "马样本", "receiver_relation": "儿子"}, Way.TO_ANOTHER),
        ({"receiver": None}, Way.HANDED),
        ({"refused": True, "manner": "left"}, Way.REFUSED),
        ({"manner": "left"}, Way.LEFT),
        ({"manner": "mailed"}, Way.MAILED),
        ({"manner": "published"}, Way.PUBLISHED),
    ],
)
def test_how_a_document_came_to_the_household(store: Store, changes: dict[str, object], way: Way) -> None:
    (handed,) = household_rights.rights_of(store, case_of(a_service(household=HOME.id, **changes))).services
    assert handed.way is way


def test_the_newest_report_stands_for_the_earlier_and_alone_starts_the_clock(store: Store) -> None:
    early, late = report(TODAY - timedelta(days=9)), report(TODAY - timedelta(days=2), "2")
    second_copy = report(TODAY, "2")
    copy, newer, older = household_rights.rights_of(store, case_of(early, late, second_copy)).services
    assert [each.is_replaced for each in (copy, newer, older)] == [False, False, True]
    assert [bool(each.starts) for each in (copy, newer, older)] == [False, True, False]


def test_other_papers_replace_nothing(store: Store) -> None:
    papers = [
        a_service(household=HOME.id, document="other", document_number=number, served_at=at(hour))
        for number, hour in (("1", 8), ("2", 9))
    ]
    assert not any(each.is_replaced for each in household_rights.rights_of(store, case_of(*papers)).services)


# Grievances and requests


@given(st.lists(st.sampled_from(["note", "answer", "accepted", "not_accepted"]), max_size=6), st.integers(0, 90))
def test_no_step_moves_the_day_and_only_accepting_settles(names: list[str], days: int) -> None:
    raised = a_grievance(household=HOME.id)
    due = household_rights.reply_clock(raised, LAW).end
    found = household_rights.concern(raised, steps(raised, *names), LAW)
    assert found.clock.end == due
    said = [each for each in names if each in ("accepted", "not_accepted")]
    is_settled = bool(said) and said[-1] == "accepted"
    assert (found.standing(TODAY + timedelta(days=days)) is Standing.CLOSED) == is_settled


def test_a_refused_answer_leaves_the_office_owing_one_by_the_same_day() -> None:
    raised = a_grievance(household=HOME.id, due_on=TODAY + timedelta(days=1))
    found = household_rights.concern(raised, steps(raised, "answer", "not_accepted"), LAW)
    assert found.standing(TODAY) is Standing.OPEN
    assert found.standing(TODAY + timedelta(days=2)) is Standing.LATE


def test_an_area_working_longer_answers_sooner_and_its_rest_days_give_the_office_nothing() -> None:
    raised = a_grievance(raised_on=date(2026, 11, 18))
    ends = household_rights.reply_clock(raised, LAW).end
    assert ends is not None
    assert ends.day == date(2027, 1, 18)  # 60 days end on a Sunday
    open_sunday = rights.rules(area_rules.country(), days=[AreaDay(day=date(2027, 1, 17), kind="work")])
    sooner = household_rights.reply_clock(raised, open_sunday).end
    assert sooner is not None
    assert sooner.day == date(2027, 1, 17)


@pytest.mark.parametrize(
    ("step", "standing"), [("note", Standing.OPEN), ("done", Standing.CLOSED), ("refused", Standing.CLOSED)]
)
def test_a_request_about_personal_data_is_settled_by_what_the_office_did(step: str, standing: Standing) -> None:
    asked = PrivacyRequest(household=HOME.id, wants="see", raised_on=TODAY, words="看一看。")
    event = PrivacyRequestEvent(household=HOME.id, data_request=asked.id, step=step, stated_on=TODAY)
    assert household_rights.concern(asked, [event], LAW).standing(TODAY) is standing


def test_each_grievance_of_a_device_has_its_own_slip(store: Store) -> None:
    slips = []
    for _ in range(3):
        row = writing_down.completed(store, a_grievance(household=HOME.id))
        store.save(row)
        slips.append(row.slip_number)
    store.withdraw(store.records(Grievance)[-1], because="记错了")
    slips.append(writing_down.next_slip(store))
    assert [slip[-4:] for slip in slips] == ["0001", "0002", "0003", "0004"]
    assert len({slip[:-4] for slip in slips}) == 1


# The area


def test_whose_time_ends_first_is_the_same_as_asking_each_household(store: Store) -> None:
    homes = [Household(number=f"DY-{n}") for n in range(6)]
    served = [
        a_service(
            household=home.id,
            document=document,
            document_number=str(n),
            served_at=at(9, day=TODAY - timedelta(days=3 * n)),
        )
        for n, home in enumerate(homes)
        for document in ("appraisal_report", "compensation_decision")
    ]
    store.save(*homes, *served)
    asked = [
        (each.clock.days_left(TODAY), home.id, each.clock.term.name)
        for home in homes
        for each in household_rights.rights_of(
            store, Case.of(home, [row for row in served if row.household == home.id])
        ).remedies
        if each.has_begun and each.clock.days_left(TODAY) >= 0
    ]
    found = household_rights.ending_soonest(store, 100)
    told = [(each.clock.days_left(TODAY), each.household, each.clock.term.name) for each in found]
    assert sorted(told) == sorted(asked)
    assert [days for days, _, _ in told] == sorted(days for days, _, _ in told)
    assert household_rights.ending_soonest(store, 2) == found[:2]


def test_grievances_of_no_household_are_listed_too(store: Store) -> None:
    nameless = Grievance(raised_on=TODAY, manner="anonymous", words="没有人接电话。")
    settled = a_grievance(household=HOME.id)
    store.save(nameless, settled, *steps(settled, "accepted")[:1])
    assert [each.record.id for each in household_rights.concerns_of(store)] == [nameless.id]
    assert len(household_rights.concerns_of(store, closed=True)) == 2
