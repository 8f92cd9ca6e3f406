"""What can be asked: one query is behind screen, print and export (R40)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import stores
from builders import a_household, a_person, a_visit, a_wish
from sqlalchemy import event

from desktop.domain.records import Household, Person
from desktop.store import history, journal, queries
from desktop.store.store import Store

NewStore = Callable[[str], Store]


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store("area")


def _household(store: Store, number: str) -> Household:
    (found,) = queries.households_numbered(store, number)
    return found


def test_households_are_listed_by_number_with_their_owners(store: Store) -> None:
    for number in ("B-2", "A-1", "C-3"):
        household = a_household(number=number)
        family = a_person(household=household.id, name="家人示例", role="family", id_kind=None, id_number=None)
        store.save(household, a_person(household=household.id, name=f"户主示例{number[0]}"), family)
    listed = queries.households(store)
    assert [(line.number, line.owners) for line in listed] == [
        ("A-1", ("户主示例A",)),
        ("B-2", ("户主示例B",)),
        ("C-3", ("户主示例C",)),
    ]
    assert queries.households(store, after=listed[0], limit=1) == listed[1:2]


def test_withdrawn_households_are_listed_only_when_asked(store: Store) -> None:
    store.save(a_household(number="A-1"))
    store.withdraw(_household(store, "A-1"), because="entered twice")
    assert queries.households(store) == ()
    assert [line.is_withdrawn for line in queries.households(store, withdrawn=True)] == [True]


def test_a_number_given_twice_is_two_households(store: Store) -> None:
    store.save(a_household(number="A-1"), a_household(number="A-1"))
    assert len(queries.households_numbered(store, "A-1")) == 2
    first, second = queries.households(store)
    assert queries.households(store, after=first) == (second,)


def test_a_case_holds_what_lives_of_one_household(store: Store) -> None:
    household, other = a_household(number="A-1"), a_household(number="B-2")
    person, gone = a_person(household=household.id), a_person(household=household.id, name="走了示例")
    store.save(household, other, person, gone, a_visit(household=household.id), a_wish(household=other.id))
    read = store.get(Person, gone.id)
    assert read is not None
    store.withdraw(read, because="moved away")
    case = queries.case_of(store, household.id)
    assert case is not None
    assert [one.id for one in case.people] == [person.id]
    assert (len(case.visits), case.wishes) == (1, ())
    assert queries.case_of(store, b"n" * 16) is None


def test_history_tells_who_when_from_what_to_what_and_why(store: Store) -> None:
    household = a_household(number="A-1")
    store.save(household, because="first visit")
    store.save(replace(_household(store, "A-1"), number="A-2"), because="wrong sign on the door")
    newest, *_ = history.steps(store, household.id)
    assert (newest.before, newest.after) == ({"number": "A-1"}, {"number": "A-2"})
    assert (newest.reason, newest.actor, newest.is_head) == ("wrong sign on the door", store.opened.person, True)
    assert newest.when == stores.noon()
    assert [step.is_head for step in history.steps(store, household.id) if step.group == "number"] == [True, False]


def test_the_latest_changes_are_told_with_what_was_before_them(store: Store) -> None:
    store.save(a_household(number="A-1"), a_household(number="B-2"), because="first visit")
    store.save(replace(_household(store, "A-1"), number="A-3"), because="wrong sign on the door")
    (step,) = history.latest(store, 1)
    assert (step.before, step.after) == ({"number": "A-1"}, {"number": "A-3"})
    assert step.household == _household(store, "A-3").id
    assert [each.reason for each in history.latest(store, 2)][1:] == ["first visit"] * (
        len(history.latest(store, 2)) - 1
    )


def test_the_latest_changes_take_as_many_questions_for_many_households_as_for_one(store: Store) -> None:
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda _a, _b, statement, *_: asked.append(statement))
    numbers: list[int] = []
    for households in (1, 50):
        store.save(*(a_household(number=f"{households}-{n}") for n in range(households)))
        asked.clear()
        history.latest(store, 1)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] > 0


def test_both_sides_of_a_conflict_stay_readable(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    household = a_household(number="A-1")
    one.save(household)
    stores.accept(other, one.entries_since({}), one.keys())
    one.save(replace(_household(one, "A-1"), lane="一巷"))
    other.save(replace(_household(other, "A-1"), lane="二巷"))
    stores.accept(one, other.entries_since({}), other.keys())
    (conflict,) = queries.conflicts_open(one)
    assert (conflict.record, conflict.group, conflict.household) == ("household", "place", household.id)
    heads = [step.after for step in history.steps(one, household.id) if step.group == "place" and step.is_head]
    assert {forms["lane"] for forms in heads if forms} == {"一巷", "二巷"}
    assert queries.households(one)[0].has_conflict


def test_counts_leave_out_what_is_withdrawn(store: Store) -> None:
    store.save(a_household(number="A-1"), a_household(number="B-2"))
    store.withdraw(_household(store, "A-1"), because="entered twice")
    counts = queries.counts(store)
    assert (counts["household"], counts["person"]) == (1, 0)
    assert counts["entries"] == len(store.entries_since({}))


def test_the_chain_holds_and_its_first_break_is_named(store: Store) -> None:
    for number in ("A-1", "B-2", "C-3"):
        store.save(a_household(number=number))
    with store.reading() as connection:
        assert journal.breaks(connection) == ()
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_update_entries")
        connection.exec_driver_sql("UPDATE entries SET body = CAST(body || x'00' AS BLOB) WHERE seq = 4")
    with store.reading() as connection:
        (broken,) = journal.breaks(connection)
    assert (broken.seq, broken.what) == (4, "altered")
