"""What a day holds, asked of all households at once, is what the domain finds in each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_household, a_payment, a_visit, at
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import appointments
from desktop.domain.records import (
    Appointment,
    Assignment,
    Handover,
    Household,
    Payment,
    Promise,
    PromiseOutcome,
    Record,
    Staff,
    Told,
)
from desktop.domain.stages import findings_against_office
from desktop.store import agenda, deliveries, queries
from desktop.store.deliveries import Held
from desktop.store.store import Store

DAY = at(0), at(0, day=TODAY + timedelta(days=1))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all invented chains: each has its own household."""
    folder: Path = tmp_path_factory.mktemp("shared")
    with stores.cheaply(folder / "home"), stores.made(folder / "area") as store:
        yield store


def an_appointment(home: Household, **changes: object) -> Appointment:
    usual = {"household": home.id, "planned_at": at(9, 30), "manner": "home", "state": "agreed"}
    return Appointment.of(usual | changes)


@given(links=st.lists(st.tuples(st.integers(-1, 4), st.sampled_from([False, False, True])), min_size=1, max_size=5))
def test_the_appointments_of_a_day_are_those_that_the_domain_counts(
    shared: Store, links: list[tuple[int, bool]]
) -> None:
    home = a_household()
    made: list[Appointment] = []
    for replaced, _ in links:
        replaces = made[replaced].id if 0 <= replaced < len(made) else None
        made.append(an_appointment(home, replaces=replaces))
    shared.save(home, *made)
    for appointment, (_, is_withdrawn) in zip(shared.records(Appointment, household=home.id), links, strict=True):
        if is_withdrawn:
            shared.withdraw(appointment, because="录错了")
    written = shared.records(Appointment, household=home.id)
    found = {each.id for each in agenda.appointments(shared, *DAY) if each.household == home.id}
    assert found == {each.id for each in appointments.counting(written)}


def test_a_day_begins_and_ends_at_midnight_of_the_area(new_store: stores.NewStore) -> None:
    home = a_household()
    yesterday, first, last, tomorrow = (
        an_appointment(home, planned_at=when)
        for when in (DAY[0] - timedelta(minutes=1), DAY[0], DAY[1] - timedelta(minutes=1), DAY[1])
    )
    with new_store("area") as store:
        store.save(home, yesterday, first, last, tomorrow)
        assert {each.id for each in agenda.appointments(store, *DAY)} == {first.id, last.id}


def test_a_promise_is_due_until_somebody_says_what_became_of_it(new_store: stores.NewStore) -> None:
    home = a_household()

    def promise(days: int) -> Promise:
        due = TODAY + timedelta(days=days)
        return Promise(household=home.id, due_on=due, promised_by="何示例", promise="来量煤棚")

    late, today, tomorrow, kept = promise(-3), promise(0), promise(1), promise(-1)
    outcome = PromiseOutcome(household=home.id, promise=kept.id, state="kept", stated_on=TODAY)
    with new_store("area") as store:
        store.save(home, late, today, tomorrow, kept, outcome)
        assert [each.id for each in agenda.promises_due(store, TODAY)] == [late.id, today.id]
        assert [each.id for each in agenda.promises_open(store, home.id)] == [late.id, today.id, tomorrow.id]
        store.withdraw(store.records(PromiseOutcome)[0], because="点错了")
        assert len(agenda.promises_due(store, TODAY)) == 3


def test_a_family_that_moved_unpaid_is_found_until_it_is_paid(new_store: stores.NewStore) -> None:
    homes = [a_household(number=f"DY-{n}") for n in range(4)]
    records: list[Record] = [*homes]
    records += [Handover(household=home.id, handed_over_on=TODAY) for home in homes[:3]]
    records += [a_payment(household=homes[1].id), a_payment(household=homes[2].id)]
    with new_store("area") as store:
        store.save(*records)
        store.withdraw(store.records(Payment, household=homes[2].id)[0], because="录错了")
        cases = queries.cases(store, [home.id for home in homes])
        owed = {home for home, case in cases.items() if findings_against_office(case)}
        assert {*agenda.moved_unpaid(store)} == owed == {homes[0].id, homes[2].id}
        store.save(Payment(household=homes[0].id, paid_on=TODAY, amount=100))
        assert agenda.moved_unpaid(store) == (homes[2].id,)


def test_a_household_is_looked_after_by_the_last_one_it_was_handed_to(new_store: stores.NewStore) -> None:
    first, second = a_household(number="DY-1"), a_household(number="DY-2")
    with new_store("area") as store:
        me = store.records(Staff)[0].id
        other = Staff(name="何示例", role="worker")
        store.enlist(other, because="来了")
        store.save(first, second)
        for home, staff in ((first, me), (second, me), (second, other.id)):
            store.save(Assignment(household=home.id, staff=staff))
        assert (agenda.assigned(store, me), agenda.assigned(store, other.id)) == ({first.id}, {second.id})
        kept = a_household(number="DY-3")
        store.save(kept, *(replace(each, same_as=kept.id) for each in store.records(Household, id=second.id)))
        taken = Assignment(household=first.id, staff=None)
        store.save(taken)
        told = {home: (each.id, each.staff) for home, each in agenda.in_charge(store).items()}
        assert agenda.holders(store) == told
        assert told[first.id] == (taken.id, None)
        assert told[kept.id] == told[second.id], "what goes on there is looked after by who had it"


def test_visits_are_those_that_stand_after_corrections(new_store: stores.NewStore) -> None:
    home = a_household()
    visit = a_visit(household=home.id, began_at=at(9), ended_at=None)
    correction = a_visit(
        household=home.id, began_at=at(9, 5), ended_at=None, corrects=visit.id, correction_reason="记错了"
    )
    with new_store("area") as store:
        store.save(
            home, visit, a_visit(household=home.id, began_at=at(9, day=TODAY - timedelta(days=1)), ended_at=None)
        )
        store.save(correction)
        assert [each.id for each in agenda.visits(store, *DAY)] == [correction.id]


def test_a_right_was_told_on_the_last_day_on_which_it_was(new_store: stores.NewStore) -> None:
    home = a_household()
    days = [TODAY - timedelta(days=back) for back in (4, 2)]
    with new_store("area") as store:
        store.save(home, *(Told(household=home.id, term="review", told_on=day, told_by="何示例") for day in days))
        assert agenda.told(store, [home.id]) == {(home.id, "review"): days[1]}
        assert agenda.unconfirmed(store) == (store.end.seq, TODAY)
        with store.writing() as connection:
            held = {store.end.origin: Held(store.end.seq - 1, store.end.hash)}
            deliveries.acknowledge(connection, 1, held)
        assert agenda.unconfirmed(store) == (1, TODAY)
