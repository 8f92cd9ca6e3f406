"""What waits is what the rows say, in whatever order it came to be, and a rebuild finds the same."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_household, a_payment
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.domain.identity import new_id
from desktop.domain.records import Handover, Household, Payment, Promise, PromiseOutcome, Record
from desktop.store import checking
from desktop.store.schema import waiting
from desktop.store.store import Store

Step = tuple[str, int, int]
KINDS = {"promise": Promise, "outcome": PromiseOutcome, "handover": Handover, "payment": Payment}

steps = st.lists(
    st.tuples(st.sampled_from([*KINDS, "withdraw", "revive"]), st.integers(0, 3), st.integers(0, 7)), max_size=12
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all invented histories; it is whole at the end of them all."""
    folder: Path = tmp_path_factory.mktemp("shared")
    with stores.cheaply(folder / "home"):
        with stores.made(folder / "area") as store:
            yield store
        assert checking.check(store.folder, stores.unlocked(store.folder)).is_whole


def made(kind: str, home: bytes, promise: bytes) -> Record:
    match kind:
        case "promise":
            return Promise(id=promise, household=home, due_on=TODAY, promised_by="何示例", promise="来量煤棚")
        case "outcome":
            return PromiseOutcome(household=home, promise=promise, state="kept", stated_on=TODAY)
        case "handover":
            return Handover(household=home, handed_over_on=TODAY)
        case _:
            return a_payment(household=home)


def living(store: Store, kind: type[Record], home: bytes) -> list[Record]:
    return [each for each in store.records(kind, household=home) if not getattr(each, "withdrawn", None)]


def expected(store: Store, homes: list[bytes]) -> set[tuple[str, bytes]]:
    found: set[tuple[str, bytes]] = set()
    answered = {getattr(each, "promise", None) for home in homes for each in living(store, PromiseOutcome, home)}
    for home in homes:
        found |= {("promise", each.id) for each in living(store, Promise, home) if each.id not in answered}
        if not living(store, Payment, home):
            found |= {("handover", each.id) for each in living(store, Handover, home)}
    return found


def found(store: Store) -> set[tuple[str, bytes]]:
    with store.reading() as connection:
        return {(row.record, row.row) for row in connection.execute(select(waiting))}


@given(walk=steps)
def test_what_waits_is_what_the_rows_say(shared: Store, walk: list[Step]) -> None:
    before = found(shared)
    homes = [a_household() for _ in range(2)]
    ids = [home.id for home in homes]
    promises = [new_id() for _ in range(4)]
    rows: list[Record] = []
    shared.save(*homes)
    for what, which, whose in walk:
        if what in KINDS and not (what == "promise" and shared.get(Promise, promises[which])):
            rows.append(made(what, ids[whose % 2], promises[which]))
            shared.save(rows[-1])
        elif rows and what not in KINDS:
            row = rows[whose % len(rows)]
            held = shared.get(type(row), row.id)
            assert held is not None
            (shared.withdraw if what == "withdraw" else shared.revive)(held, because="录错了")
        assert found(shared) - before == expected(shared, ids)


def test_a_payment_that_comes_before_the_handover_ends_its_wait_too(new_store: stores.NewStore) -> None:
    with new_store("area") as here, new_store("there") as there:
        home = a_household()
        there.save(home)
        stores.accept(here, there.entries_since({}), there.keys())
        there.save(Handover(household=home.id, handed_over_on=TODAY))
        assert found(there)
        here.save(a_payment(household=home.id))
        stores.accept(there, here.entries_since({}), here.keys())
        stores.accept(here, there.entries_since({}), there.keys())
        assert found(here) == found(there) == set()


def test_a_withdrawn_household_still_waits_and_is_not_told_of(new_store: stores.NewStore) -> None:
    with new_store("area") as store:
        home = a_household()
        store.save(home, Handover(household=home.id, handed_over_on=TODAY))
        before = found(store)
        store.withdraw(store.records(Household)[0], because="录错了")
        store.save(replace(a_household(), number="DY-2"))
        assert found(store) == before != set()
