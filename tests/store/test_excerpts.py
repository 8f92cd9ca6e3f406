from collections.abc import Iterable
from dataclasses import replace

import builders
import pytest
import stores

from desktop.domain.records import AreaFact, Household, Look, Person
from desktop.store import excerpts, journal
from desktop.store.excerpts import Run
from desktop.store.journal import Body, revision
from desktop.store.store import Store


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    return new_store("store")


def ops_of(bodies: Iterable[Body]) -> list[tuple[bytes, int, bytes, str]]:
    return sorted((body.origin, body.seq, op.row, op.group) for body in bodies for op in body.ops)


def filled(store: Store) -> tuple[Household, Household]:
    first, *of_first = stores.a_family("DY-03-0127")
    second, *of_second = stores.a_family("DY-03-0128")
    store.save(first, *of_first, second, because="登记")
    store.save(*of_second, AreaFact(name="签约率", value="0.5", reason="示例"))
    store.save(Look(household=first.id, row=of_first[0].id, field="phone"))
    found = store.records(Household)
    return found[0], found[1]


def test_what_is_told_of_households_and_of_none_is_all_that_the_journal_says_but_for_looks(store: Store) -> None:
    first, second = filled(store)
    with store.reading() as connection:
        told = {home: [*excerpts.of_households(connection, [home])] for home in (first.id, second.id)}
        of_none = [*excerpts.of_no_household(connection)]
        written = [entry.read() for _, entry in journal.entry_rows(connection)]
        number = excerpts.number_of_households(connection, told), excerpts.number_of_no_household(connection)
    assert number == (sum(map(len, told.values())), len(of_none))
    kept = [body for body in written if all(op.record != "look" for op in body.ops)]
    assert ops_of([*told[first.id], *told[second.id], *of_none]) == ops_of(kept)
    for home, bodies in told.items():
        assert {op.household for body in bodies for op in body.ops} == {home}
    assert {op.record for body in of_none for op in body.ops} == {"area", "staff", "area_fact"}
    whole = {(body.origin, body.seq): body for body in written}
    for body in told[first.id]:
        assert journal.require_sound(journal.encoded(body)) == body
        assert (body.stamp, body.actor, body.reason) == (
            whole[body.origin, body.seq].stamp,
            whole[body.origin, body.seq].actor,
            whole[body.origin, body.seq].reason,
        )


def test_after_a_revision_only_what_came_later_is_told(store: Store) -> None:
    first, second = filled(store)
    with store.reading() as connection:
        before = revision(connection)
    person = next(each for each in store.records(Person, household=second.id))
    store.save(replace(person, name="马示例二"))
    with store.reading() as connection:
        (body,) = excerpts.of_households(connection, [first.id, second.id], before)
        assert ops_of([body]) == [(store.end.origin, store.end.seq, person.id, "name")]
        assert [*excerpts.of_no_household(connection, before)] == []
        assert [*excerpts.of_households(connection, [])] == []
        assert excerpts.changed(connection, [first.id, second.id], before) == {second.id}


def test_gaps_of_an_origin_are_found_and_runs_between_them_are_read_whole(
    store: Store, new_store: stores.NewStore
) -> None:
    other = new_store("other")
    for n in range(9):
        other.save(builders.a_household(number=f"DY-{n}"))
    written = [entry for entry in other.entries_since({}) if entry.origin == other.end.origin]
    last = len(written)
    lacking = {3, 4, last - 1}
    stores.accept(store, [entry for entry in written if entry.seq not in lacking], other.keys())
    with store.reading() as connection:
        assert set(excerpts.origins(connection)) == {store.end.origin, other.end.origin}
        ends = excerpts.ends(connection)
        assert ends == {
            store.end.origin: (store.end.seq, store.end.hash),
            other.end.origin: (2, written[1].hash),
        }
        assert excerpts.next_run(connection, other.end.origin, 0) == Run(other.end.origin, 1, 2)
        run = excerpts.next_run(connection, other.end.origin, 2)
        assert run == Run(other.end.origin, 5, last - 2)
        assert run
        assert [*excerpts.entries_of(connection, run)] == written[4 : last - 2]
        assert excerpts.next_run(connection, other.end.origin, last - 2) == Run(other.end.origin, last, last)
        assert excerpts.next_run(connection, other.end.origin, last) is None
        assert excerpts.is_held(connection, other.end.origin, 2, written[1].hash)
        assert not excerpts.is_held(connection, other.end.origin, 2, written[0].hash)
        assert excerpts.is_held(connection, other.end.origin, 3, b"not here")
    stores.accept(store, [entry for entry in written if entry.seq != 1], other.keys())
    with store.reading() as connection:
        assert excerpts.ends(connection)[other.end.origin] == (last, written[-1].hash)


def test_an_origin_whose_beginning_is_missing_has_no_end(store: Store, new_store: stores.NewStore) -> None:
    other = new_store("other")
    other.save(builders.a_household())
    stores.accept(store, other.entries_since({other.end.origin: 1}), other.keys())
    with store.reading() as connection:
        assert other.end.origin not in excerpts.ends(connection)
        assert excerpts.next_run(connection, other.end.origin, 0) == Run(other.end.origin, 2, other.end.seq)


def test_keys_travel_for_the_households_that_are_told_alone(store: Store) -> None:
    first, second = filled(store)
    everything = store.keys()
    with store.reading() as connection:
        assert store.secrets.export(connection, [first.id]) == {first.id: everything[first.id]}
        assert store.secrets.export(connection, [first.id, second.id, bytes(16)]) == {
            home: everything[home] for home in (first.id, second.id)
        }
