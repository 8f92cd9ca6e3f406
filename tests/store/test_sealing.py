"""A household's words stay readable wherever its keys are, in whatever order keys and entries come."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import stores
from builders import a_household, a_person
from damage import past_the_gate, refusal
from stores import NewStore, accept

from desktop.domain.errors import Refused
from desktop.domain.records import Household, Look, Person
from desktop.store import checking, queries
from desktop.store.store import Store

OTHER_NAME = "别的名字"


def exchanged(one: Store, other: Store) -> None:
    for here, there in ((one, other), (other, one)):
        accept(here, there.entries_since({}), there.keys())


def names(store: Store) -> list[str | None]:
    return [person.name for person in store.records(Person)]


def lose_keys(folder: Path) -> None:
    with past_the_gate(folder) as connection:
        connection.exec_driver_sql("DELETE FROM household_keys")


def troubles(folder: Path) -> list[str]:
    return [trouble.message for trouble in checking.check(folder, stores.unlocked(folder)).troubles]


@pytest.fixture
def copies(new_store: NewStore, tmp_path: Path) -> Iterator[tuple[Callable[[], tuple[Store, Store]], bytes]]:
    """Opens a store with one household, of which only open groups are written, and a copy of it; and the household."""
    household = a_household(address_note=None)
    with new_store("area") as store:
        store.save(household)
    with ExitStack() as open_ones:

        def both() -> tuple[Store, Store]:
            shutil.copytree(store.folder, tmp_path / "copy")
            one, other = (open_ones.enter_context(stores.opened(tmp_path / name)) for name in ("area", "copy"))
            return one, other

        yield both, household.id


def test_copies_of_a_store_seal_a_household_under_one_key(
    copies: tuple[Callable[[], tuple[Store, Store]], bytes],
) -> None:
    both, household = copies
    one, other = both()
    for store in (one, other):
        store.save(a_person(household=household))
    assert one.keys()[household] == other.keys()[household]


def test_two_keys_of_one_household_both_open_it_everywhere(
    copies: tuple[Callable[[], tuple[Store, Store]], bytes], tmp_path: Path
) -> None:
    both, household = copies
    lose_keys(tmp_path / "area")  # as a file of version 1 has it: no key before the first sealed value
    one, other = both()
    one.save(a_person(household=household))
    other.save(a_person(household=household, name=OTHER_NAME, id_number=None, id_kind=None, phone="100-0000-7777"))
    exchanged(one, other)
    exchanged(one, other)
    assert len(one.keys()[household]) == 2
    assert one.digest() == other.digest()
    for store in (one, other):
        assert sorted(map(str, names(store))) == sorted(["马示例", OTHER_NAME])
        assert [store.reveal(person, "phone") for person in store.records(Person)] == ["100-0000-6021", "100-0000-7777"]
        store.save(a_person(household=household))
    exchanged(one, other)
    assert one.digest() == other.digest()
    assert None not in names(one)


def test_two_stores_that_took_in_the_same_file_read_each_other(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    household = a_household(id=b"h" * 16)
    for store in (one, other):
        store.save(household, a_person(id=b"p" * 16, household=household.id))
    exchanged(one, other)
    assert one.digest() == other.digest()
    assert queries.conflicts_open(one) == ()
    assert names(one) == ["马示例"]


def test_where_the_key_of_sealed_values_is_missing_no_new_one_is_made(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    household = a_household()
    one.save(household, a_person(household=household.id))
    accept(other, one.entries_since({}), keys={})
    refused = refusal(lambda: other.save(a_person(household=household.id, name=OTHER_NAME)))
    assert "Ask the office" in refused.remedy
    assert other.keys().get(household.id) is None
    accept(other, [], one.keys())
    other.save(a_person(household=household.id, name=OTHER_NAME))
    assert names(other) == ["马示例", OTHER_NAME]


def test_looking_where_the_key_is_missing_is_journaled_and_shows_nothing(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    household = a_household()
    one.save(household, a_person(household=household.id))
    accept(other, one.entries_since({}), keys={})
    assert other.reveal(other.records(Person)[0], "phone") is None
    assert len(other.records(Look)) == 1


def test_a_key_that_comes_after_its_entries_opens_them_at_once(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    household = a_household()
    one.save(household, a_person(household=household.id))
    for store in (one, other):
        accept(other, one.entries_since({}), keys={})
        store.save(replace(store.records(Household)[0], lane=f"{store.folder.name} 巷"))
    accept(other, one.entries_since({}), keys={})
    assert (names(other), queries.found(other, "马示例")) == ([None], ())
    accept(one, other.entries_since({}), other.keys())
    accept(other, [], one.keys())
    assert names(other) == ["马示例"]
    assert [found.household.number for found in queries.found(other, "6021")] == [household.number]
    assert other.digest() == one.digest()
    other.close()
    assert checking.check(other.folder, stores.unlocked(other.folder)).is_whole


def test_a_conflict_between_equal_sealed_values_closes_when_their_key_comes(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    household = a_household(id=b"h" * 16)
    for store in (one, other):
        store.save(household, a_person(id=b"p" * 16, household=household.id))
    accept(other, one.entries_since({}), keys={})
    assert {conflict.record for conflict in queries.conflicts_open(other)} == {"person"}
    accept(other, [], one.keys())
    assert queries.conflicts_open(other) == ()


def test_a_value_that_none_of_the_known_keys_opens_is_told_by_a_check(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    household = a_household(id=b"h" * 16)
    one.save(household, a_person(household=household.id))
    other.save(household, a_person(household=household.id))
    accept(other, one.entries_since({}), keys={})
    assert other.keys().get(household.id)
    other.close()
    assert [message for message in troubles(other.folder) if "The keys of" in message]
    with stores.opened(other.folder) as again:
        accept(again, [], one.keys())
    assert troubles(other.folder) == []


def test_without_any_of_its_keys_a_household_is_closed_for_good(new_store: NewStore) -> None:
    store = new_store("area")
    store.save(*stores.a_family("DY-01"))
    store.close()
    lose_keys(store.folder)
    with stores.opened(store.folder) as purged:
        purged.rebuild()
        assert names(purged) == [None]


def test_what_could_not_be_read_is_not_emptied_when_the_key_has_come_meanwhile(new_store: NewStore) -> None:
    one, other = new_store("one"), new_store("other")
    home = a_household(note="院里有狗", contact_wish="telephone")
    one.save(home)
    accept(other, one.entries_since({}), {})
    page = other.records(Household)[0]
    assert (page.note, page.contact_wish) == (None, None)
    accept(other, [], one.keys())
    other.save(replace(page, lane="示例里 9 巷"))
    with pytest.raises(Refused, match="could not be read yet"):
        other.save(replace(page, note="新"))
    (now,) = other.records(Household)
    assert (now.lane, now.note, now.contact_wish) == ("示例里 9 巷", "院里有狗", "telephone")
    other.save(replace(now, note=None))
    assert other.records(Household)[0].note is None
