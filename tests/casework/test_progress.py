"""How far an area has come and what is owed: by the same rules as the list, the day and the grievances' page."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_grievance, a_grievance_event, a_handover, a_household, a_service, a_visit
from stations import LEAD, OFFICE, WORKER, Founded

from desktop.casework import demo, household_rights, progress, sameness
from desktop.casework import today as gathering
from desktop.casework.household_rights import Standing
from desktop.casework.inventing import LEAD as DEMO_LEAD
from desktop.casework.inventing import PASSPHRASE
from desktop.domain.fields import Role
from desktop.domain.progress import By, Measure, Selection
from desktop.domain.records import Assignment, Handover, Household, Promise, PromiseOutcome, Staff, Told
from desktop.domain.stages import Stage
from desktop.store import agenda, opening, standing, vault
from desktop.store.store import Store

YESTERDAY, LONG_AGO = TODAY - timedelta(days=1), TODAY - timedelta(days=90)


@pytest.fixture(scope="module")
def demo_area(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("demo")
    with stores.cheaply(folder / "home"):
        demo.build(folder / "area", PASSPHRASE, today=date(2026, 11, 22), households=90)
        opened = vault.unlock(folder / "area", PASSPHRASE, DEMO_LEAD)
        with closing(opening.open_store(folder / "area", opened, read_only=True)) as store:
            yield store


def test_the_demo_area_is_counted_as_list_day_and_grievances_have_it(demo_area: Store) -> None:
    board, today = progress.board_of(demo_area), demo_area.today()
    listed = standing.standings(demo_area)
    assert board.whole.households == len(listed)
    assert {at: board.whole.number(Measure.AT, at) for at in Stage} == {
        at: sum(each.stage is at for each in listed) for at in Stage
    }
    assert board.whole.number(Measure.UNPAID) == len(agenda.moved_unpaid(demo_area)) > 0
    due = agenda.promises_due(demo_area, today - timedelta(days=1))
    assert board.whole.late_promises == len(due) > 0
    assert progress.households_of(demo_area, Selection(Measure.PROMISES)) == {each.household for each in due}
    concerns = household_rights.concerns_of(demo_area)
    late = [each for each in concerns if each.standing(today) is Standing.LATE]
    assert board.waiting == sum(each.is_owed(today) for each in concerns) > 0
    assert board.whole.late_replies + board.nobodys == len(late)
    assert board.whole.number(Measure.RIGHTS) == gathering.today_of(demo_area, DEMO_LEAD).soon > 0


def test_every_number_of_the_demo_area_opens_that_many_households(demo_area: Store) -> None:
    board = progress.board_of(demo_area)
    for by in By:
        for group in board.groups(by):
            for measure in (Measure.HOUSEHOLDS, Measure.OVERDUE, Measure.UNTOLD):
                opened = progress.households_of(demo_area, Selection(measure, None, by, group.name))
                assert len(opened) == group.counts.number(measure)
    signed = Selection(Measure.REACHED, Stage.SIGNED)
    assert len(progress.households_of(demo_area, signed)) == board.whole.reached(Stage.SIGNED) > 0


# One by one


@pytest.fixture
def store(new_store: stores.NewStore) -> Iterator[Store]:
    with new_store("area") as store:
        yield store


def with_team(store: Store, home: Household, name: str, team: str | None) -> None:
    """Hands a household to somebody of this team."""
    person = next((each for each in store.records(Staff) if each.name == name), None)
    if person is None:
        person = Staff(name=name, role=Role.WORKER)
        store.enlist(person, because="来了")
        store.save(replace(store.records(Staff, name=name)[0], team=team))
    store.save(Assignment(household=home.id, staff=person.id))


def test_a_household_counts_for_the_team_of_who_looks_after_it_now(store: Store) -> None:
    home, nobodys = a_household(number="1"), a_household(number="2", lane=None)
    store.save(home, nobodys)
    with_team(store, home, "何示例", "一组")
    with_team(store, home, "周示例", "二组")
    board = progress.board_of(store)
    assert [(each.name, each.counts.households) for each in board.teams] == [("二组", 1), (None, 1)]
    assert [(each.name, each.counts.households) for each in board.lanes] == [("示例里 3 巷", 1), (None, 1)]
    assert progress.households_of(store, Selection(by=By.TEAM, name=None)) == {nobodys.id}
    store.withdraw(store.records(Household)[0], because="重复")
    assert progress.board_of(store).whole.households == 1


def test_what_is_due_today_is_not_overdue_and_what_was_answered_neither(store: Store) -> None:
    home = a_household()
    kept, late, due = (
        Promise(household=home.id, promise="送一份图纸", promised_by="何示例", due_on=day)
        for day in (YESTERDAY, YESTERDAY, TODAY)
    )
    outcome = PromiseOutcome(household=home.id, promise=kept.id, state="kept", stated_on=YESTERDAY)
    open_one, answered, nobodys = (
        a_grievance(household=each, raised_on=LONG_AGO, due_on=YESTERDAY) for each in (home.id, home.id, None)
    )
    answer = a_grievance_event(household=home.id, grievance=answered.id, step="answer", stated_on=TODAY)
    due_today = a_grievance(household=home.id, raised_on=LONG_AGO, due_on=TODAY)
    store.save(home, kept, late, due, outcome, open_one, answered, answer, nobodys, due_today)
    board = progress.board_of(store)
    assert (board.whole.late_promises, board.whole.late_replies, board.nobodys, board.waiting) == (1, 1, 1, 3)
    assert board.whole.number(Measure.OVERDUE) == 1


def test_a_right_that_ends_within_a_week_is_told_or_not(store: Store) -> None:
    soon, later, told = (a_household(number=number) for number in "123")
    day = TODAY - timedelta(days=5)
    for home, at in ((soon, 5), (later, 0), (told, 5)):
        store.save(
            home,
            a_service(
                household=home.id,
                document="appraisal_report",
                document_number="1",
                served_at=stores.noon() - timedelta(days=at),
            ),
        )
    store.save(Told(household=told.id, term="review", told_on=day, told_by="何示例"))
    assert progress.households_of(store, Selection(Measure.RIGHTS)) == {soon.id, told.id}
    assert progress.households_of(store, Selection(Measure.UNTOLD)) == {soon.id}


def test_a_family_that_moved_unpaid_is_no_longer_counted_once_it_is_paid(store: Store) -> None:
    home = a_household()
    handover = a_handover(household=home.id)
    store.save(home, a_visit(household=home.id), handover)
    board = progress.board_of(store)
    assert board.whole.number(Measure.UNPAID) == board.whole.number(Measure.OVERDUE) == 1
    passed_over = {stage for stage, number in board.whole.passed_over.items() if number}
    assert passed_over == {Stage.CLEAR, Stage.SERVED, Stage.SIGNED, Stage.PAID}
    store.withdraw(store.records(Handover)[0], because="记错了")
    assert not progress.board_of(store).whole.number(Measure.UNPAID)


def test_what_is_owed_to_a_united_household_is_owed_to_the_kept_one(store: Store) -> None:
    kept, other = a_household(number="1"), a_household(number="2")
    promises = [
        Promise(household=home.id, promise="送一份图纸", promised_by="何示例", due_on=YESTERDAY)
        for home in (kept, other)
    ]
    late = a_grievance(household=other.id, raised_on=LONG_AGO, due_on=YESTERDAY)
    served = a_service(
        household=other.id,
        document="appraisal_report",
        document_number="1",
        served_at=stores.noon() - timedelta(days=5),
    )
    store.save(kept, other, *promises, late, served)
    with_team(store, other, "何示例", "一组")
    sameness.unite(store, kept.id, other.id, because="同一户登记了两次")
    board = progress.board_of(store)
    assert board.whole.households == 1
    assert (board.whole.late_promises, board.whole.late_replies) == (2, 1)
    assert [(each.name, each.counts.households) for each in board.teams] == [("一组", 1)]
    for measure in (Measure.PROMISES, Measure.REPLIES, Measure.RIGHTS, Measure.UNTOLD):
        assert progress.households_of(store, Selection(measure)) == {kept.id}


# Up to when it is known


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return Founded.by(tmp_path_factory.mktemp("founded"), (LEAD, WORKER))


@pytest.mark.usefixtures("cheap_vault")
def test_an_office_and_a_lead_say_up_to_when_and_whose_word_is_missing(founded: Founded, tmp_path: Path) -> None:
    with founded.laid_out(tmp_path / "district") as district:
        home = district.household(OFFICE, "1")
        first = progress.board_of(district.office)
        assert (first.until, [each.name for each in first.short]) == (None, [LEAD, WORKER])
        district.assign(WORKER, home)
        district.exchange()
        known = progress.board_of(district.office)
        assert known.until is not None
        assert not known.short
        at_lead = progress.board_of(district[LEAD])
        assert at_lead.until is not None
        assert [each.name for each in at_lead.heard] == [""]  # the office
        district.clocks[OFFICE].now += timedelta(days=8)
        silent = progress.board_of(district.office)
        assert [each.name for each in silent.short] == [LEAD, WORKER]
        assert silent.until == known.until
