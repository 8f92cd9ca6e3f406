"""A household's personal data is destroyed by order: keys, rows, search, evidence; the chain and the amounts stay."""

from dataclasses import replace
from pathlib import Path

import pytest
import stores
from builders import a_house, a_household, a_payment, a_person, a_visit, a_wish
from sqlalchemy import select

from desktop.domain.errors import Refused
from desktop.domain.identity import new_id
from desktop.domain.records import Evidence, House, Household, Payment, Person, Visit
from desktop.store import checking, drafts, evidence, history, journal, purging, queries
from desktop.store.schema import documents, found_by, household_keys
from desktop.store.store import Store

HOME = a_household(number="DY-1", lane="示例里 3 巷", door="17", address="示例里 3 巷 17 号")
NEIGHBOUR = a_household(number="DY-2")
PERSON = a_person(household=HOME.id)
PHOTO = b"\xff\xd8 a photo"


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(HOME, NEIGHBOUR)
    store.save(
        PERSON,
        a_person(household=NEIGHBOUR.id, name="邻示例", phone=None, id_number=None),
        a_house(household=HOME.id),
        a_wish(household=HOME.id),
        a_payment(household=HOME.id),
        a_visit(household=HOME.id),
    )
    digest = evidence.keep(store, HOME.id, PHOTO)
    store.save(
        Evidence(
            household=HOME.id, kind="photo", digest=digest, media_type="image/jpeg", size=len(PHOTO), caption="院门"
        )
    )
    drafts.keep_draft(store, "wish", {"words": "想想"}, household=HOME.id)
    return store


def purged(store: Store) -> None:
    with store.writing() as connection:
        purging.purge(connection, store.secrets, [HOME.id])
    purging.remove_files(store)


def brought(to: Store, store: Store) -> None:
    """All that a store has written comes to another, with its keys."""
    own = [each for each in store.entries_since({}) if each.origin != to.end.origin]
    stores.accept(to, own, store.keys())


def files(store: Store) -> list[Path]:
    return [*(store.folder / "evidence").glob("??/*")]


def seen(store: Store) -> dict[str, object]:
    """Everything that is told of the household, and of its neighbour."""
    with store.reading() as connection:
        found = [connection.execute(select(table.c.household)).scalars().all() for table in (documents, found_by)]
    return {
        "rows": stores.everything(store),
        "digest": store.digest(),
        "search": [sorted(each) for each in found],
        "conflicts": queries.conflicts_open(store),
    }


def test_nothing_says_who_they_were_and_chain_counts_and_amounts_stay(store: Store) -> None:
    keys, chain = store.keys(), store.entries_since({})
    assert len(files(store)) == 1
    purged(store)
    home, person = store.get(Household, HOME.id), store.get(Person, PERSON.id)
    assert home is not None
    assert person is not None
    assert (home.number, home.plot, home.lane, home.door, home.address) == ("DY-1", "3", None, None, None)
    assert (person.name, person.id_number, person.phone, person.sex, person.role) == (None, None, None, None, "owner")
    assert [each.amount for each in store.records(Payment, household=HOME.id)] == [39_007_000]
    (visit,) = store.records(Visit, household=HOME.id)
    assert (visit.manner, visit.visitors, visit.met_whom) == ("home", (), None)
    assert files(store) == []
    assert drafts.drafts_of(store, store.opened.person) == ()
    for word in ("马示例", "mashili", "17 号", "6021"):
        assert not queries.found(store, word, everything=True), word
    assert [each.household.id for each in queries.found(store, "DY-1")] == [HOME.id]
    assert [each.household.id for each in queries.found(store, "邻示例")] == [NEIGHBOUR.id]
    assert store.entries_since({}) == chain
    with store.reading() as connection:
        assert journal.breaks(connection) == ()
    assert store.keys() == {household: known for household, known in keys.items() if household != HOME.id}
    told = [step for step in history.steps(store, HOME.id) if step.group == "name"]
    assert [step.after for step in told] == [None], "its history says when and who, and not what"


def test_a_rebuild_finds_the_same_and_a_check_finds_nothing_wrong(store: Store) -> None:
    purged(store)
    before = seen(store)
    store.rebuild()
    assert seen(store) == before
    purged(store)
    assert seen(store) == before, "twice is once"
    folder = store.folder
    store.close()
    report = checking.check(folder, stores.unlocked(folder))
    assert report.is_whole, report
    assert report.loose == 0


def test_its_keys_are_never_taken_in_or_made_again(store: Store, new_store: stores.NewStore) -> None:
    keys = store.keys()
    with new_store("copy") as copy:
        brought(copy, store)
        purged(store)
        with store.writing() as connection:
            assert store.secrets.receive(connection, keys) == set()
        brought(store, copy)
        assert not store.keys().get(HOME.id)
        person = store.get(Person, PERSON.id)
        assert person is not None
        assert person.name is None
        with pytest.raises(Refused, match="destroyed by order"):
            store.save(replace(person, name="又写了名字"))
        purged(copy)
        assert copy.digest() == store.digest(), "wherever it arrives it does the same"


def test_what_a_store_gets_later_of_a_purged_household_shows_nobody_either(
    store: Store, new_store: stores.NewStore
) -> None:
    """The order is known before the last entries of a laptop come."""
    with new_store("laptop") as laptop:
        brought(laptop, store)
        (house,) = laptop.records(House, household=HOME.id)
        laptop.save(replace(house, structure="砖木"), a_person(household=HOME.id, name="子示例", role="family"))
        purged(store)
        brought(store, laptop)
    assert {each.name for each in store.records(Person, household=HOME.id)} == {None}
    assert not queries.found(store, "子示例", everything=True)
    before = seen(store)
    store.rebuild()
    assert seen(store) == before
    assert len(store.records(Person, household=HOME.id)) == 2, "counts stay"


def test_a_household_that_nothing_is_known_of_is_marked_all_the_same(store: Store) -> None:
    unknown = new_id()
    with store.writing() as connection:
        assert purging.purge(connection, store.secrets, [unknown]) == {unknown}
        assert purging.purge(connection, store.secrets, [unknown]) == set()
    assert purging.is_purged(store, unknown)
    assert purging.purged(store) == {unknown}
    with store.reading() as connection:
        held = connection.execute(select(household_keys.c.wrapped).where(household_keys.c.household == unknown))
        assert held.scalars().all() == [b""]
