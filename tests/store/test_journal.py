"""What comes from elsewhere is judged before it is kept: what no Ruhu writes changes nothing and locks nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import stores
from builders import a_household, a_person
from damage import refusal
from stores import NewStore, accept

from desktop.domain.fields import SCHEMA
from desktop.domain.merging import LAST_STAMP
from desktop.domain.records import Household, Person
from desktop.store import history, journal, opening
from desktop.store.journal import Body, Entry, WrittenOp
from desktop.store.store import Store

HOME, ORIGIN = b"h" * 16, b"forger--"
NUMBER = WrittenOp("household", HOME, "number", HOME, {"number": "DY-01"}, {})
BEYOND = 1 << 63


def entry_of(*ops: WrittenOp, **body: Any) -> Entry:
    """An entry of another origin, whole and well chained, whatever it says."""
    told = Body(ORIGIN, 1, 1 << 57, 1 << 40, 480, b"p" * 16, "", SCHEMA, list(ops))
    return journal.sealed_entry(msgspec.structs.replace(told, **body), journal.NO_HASH)


def of_house(group: str, **forms: Any) -> WrittenOp:
    return WrittenOp("house", b"r" * 16, group, HOME, forms, {})


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store("area")


@pytest.mark.parametrize(
    "entry",
    [
        entry_of(NUMBER, stamp=BEYOND),
        entry_of(NUMBER, stamp=0),
        entry_of(NUMBER, seq=BEYOND),
        entry_of(NUMBER, seq=0),
        entry_of(NUMBER, wall=BEYOND),
        entry_of(NUMBER, wall=-1),
        entry_of(NUMBER, offset=9999),
        entry_of(NUMBER, msgspec.structs.replace(NUMBER, value={"number": "DY-02"})),
        entry_of(msgspec.structs.replace(NUMBER, ctx={ORIGIN: 1})),
        entry_of(msgspec.structs.replace(NUMBER, value={"number": 1})),
        entry_of(msgspec.structs.replace(NUMBER, value={"number": {"a": 1}})),
        entry_of(msgspec.structs.replace(NUMBER, value={"colour": {1: 2}})),
        entry_of(of_house("registered_area", registered_gross="1.23456")),
        entry_of(of_house("registered_area", registered_gross="9" * 20)),
        entry_of(of_house("structure", year_built=BEYOND)),
        entry_of(of_house("structure", year_built="1986")),
        entry_of(WrittenOp("household", HOME, "life", HOME, {"withdrawn": "yes"}, {})),
        entry_of(WrittenOp("visit", b"r" * 16, "visit", HOME, {"began_at": "noon"}, {})),
    ],
    ids=range(18),
)
def test_an_entry_that_no_ruhu_writes_is_refused_whole(store: Store, entry: Entry) -> None:
    before = store.digest()
    assert "Nothing was taken in" in refusal(lambda: accept(store, [entry], {})).what
    assert store.digest() == before
    assert store.save(a_household()).entry is not None


def test_the_fields_of_the_refused_are_those_of_the_table(store: Store) -> None:
    """Else their entries would be refused for nothing: what no field is known for is not judged."""
    good = entry_of(
        NUMBER,
        of_house("registered_area", registered_gross="1.234"),
        of_house("structure", year_built=1986),
        WrittenOp("household", HOME, "life", HOME, {}, {}),
        WrittenOp("visit", b"v" * 16, "visit", HOME, {"began_at": "2026-11-18T01:41:00.123Z+08:00"}, {}),
    )
    assert accept(store, [good], {}) == 1
    assert store.records(Household)[0].number == "DY-01"
    assert all(journal.RECORDS[op.record].group.get(op.group) for op in good.read().ops)


def test_the_same_entry_twice_in_one_file_is_taken_in_once(store: Store) -> None:
    assert accept(store, [entry_of(NUMBER), entry_of(NUMBER)], {}) == 1
    fork = entry_of(NUMBER, reason="something else")
    assert "twice" in refusal(lambda: accept(store, [fork], {})).what


def test_an_entry_in_the_place_of_this_stores_next_one_is_refused(store: Store) -> None:
    next_one = entry_of(NUMBER, origin=store.end.origin, seq=store.end.seq + 1)
    assert "a copy of its store" in refusal(lambda: accept(store, [next_one], {})).what
    assert store.save(a_household()).entry is not None


@pytest.fixture
def years_apart(tmp_path: Path, cheap_vault: None) -> Iterator[list[Store]]:
    """Three stores whose clocks stand five years apart."""
    del cheap_vault  # it must come first
    made: list[Store] = []
    for n in range(3):
        later = timedelta(days=5 * 365 * n)
        folder = tmp_path / f"store-{n}"
        clock = lambda later=later: stores.noon() + later  # noqa: E731
        made.append(opening.create(folder, stores.AREA, stores.CLERK, stores.PASSPHRASE, clock=clock).store)
    yield made
    for store in made:
        store.close()


@pytest.mark.parametrize("stamp", [BEYOND - 1, LAST_STAMP + 1, LAST_STAMP])
def test_a_stamp_that_no_clock_reaches_locks_no_register(years_apart: list[Store], stamp: int) -> None:
    forged = entry_of(NUMBER, WrittenOp("household", HOME, "note", HOME, {}, {}), stamp=stamp)
    for store in years_apart:
        accept(store, [forged], {})
    for n, store in enumerate(years_apart):
        for edit in range(2):
            (read,) = store.records(Household)
            store.save(replace(read, number=f"DY-{n}-{edit}"))
            assert store.records(Household)[0].number == f"DY-{n}-{edit}"
    for here in years_apart:
        for there in years_apart:
            accept(here, [entry for entry in there.entries_since({}) if entry.origin != here.end.origin], there.keys())
    before = years_apart[0].digest()
    for store in years_apart:
        store.rebuild()
        assert store.digest() == before


@pytest.mark.parametrize(
    ("group", "plain"),
    [
        ("name", b""),
        ("name", b"\xc1"),
        ("name", msgspec.msgpack.encode({"name": {"a": 1}})),
        ("name", msgspec.msgpack.encode(["name"])),
        ("phone", msgspec.msgpack.encode({"phone": 10000006021})),
        ("life", b"\xc1"),
    ],
)
def test_what_was_sealed_and_is_no_value_counts_as_unknown(new_store: NewStore, group: str, plain: bytes) -> None:
    one, other = new_store("one"), new_store("other")
    household, person = a_household(id=HOME), a_person(id=b"r" * 16, household=HOME)
    one.save(household, person)
    with one.writing() as connection:
        place = b"\0".join((b"person", person.id, group.encode()))
        sealed = one.secrets.seal(connection, HOME, place, plain)
    forged = entry_of(WrittenOp("person", person.id, group, HOME, sealed, {}), stamp=LAST_STAMP)
    accept(other, [*one.entries_since({}), forged], one.keys())
    (read,) = other.records(Person)
    assert read.name == (None if group == "name" else person.name)
    assert read.phone is None if group == "phone" else read.phone
    assert len([*history.steps(other, HOME)]) == len(one.entries_since({})[-1].read().ops) + 1
    before = other.digest()
    other.rebuild()
    assert other.digest() == before


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(40)])
def test_what_is_no_sealed_value_counts_as_unknown(new_store: NewStore, sealed: bytes) -> None:
    store = new_store("area")
    store.save(a_household(id=HOME), a_person(id=b"r" * 16, household=HOME))
    accept(store, [entry_of(WrittenOp("person", b"r" * 16, "name", HOME, sealed, {}), stamp=LAST_STAMP)], {})
    assert store.records(Person)[0].name is None


@pytest.mark.parametrize("key", [b"", b"k" * 16, b"k" * 33])
def test_what_is_no_key_is_not_taken_in(store: Store, key: bytes) -> None:
    assert "Nothing was taken in" in refusal(lambda: accept(store, [], {HOME: [key]})).what
    store.save(a_household(id=HOME), a_person(household=HOME))
