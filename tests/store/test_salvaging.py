"""A damaged ledger gives every row that lies on a sound page, whoever wrote it and wherever the damage is."""

import shutil
from pathlib import Path

import pytest
import stores
from damage import at_page, flip, leaves, with_the_key
from sqlalchemy import Table, select

from desktop.store import checking, salvaging
from desktop.store import folder as place
from desktop.store.schema import drafts, entries, household_keys

FAMILIES = 60
ENTRIES_ON_A_PAGE, KEYS_ON_A_PAGE = 12, 50  # at most


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with the entries of two origins, one for each of many families."""
    room = tmp_path_factory.mktemp("sound")
    with stores.cheaply(room / "home"):
        stores.made(room / "area").close()
        shutil.copytree(room / "area", room / "copy")
        with stores.opened(room / "area") as store, stores.opened(room / "copy") as copy:
            for n in range(FAMILIES):
                store.save(*stores.a_family(f"A-{n:03}"))
                copy.save(*stores.a_family(f"B-{n:03}"))
            stores.accept(store, copy.entries_since({}), copy.keys())
    return room / "area"


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "area")
    return tmp_path / "area"


def test_between_damaged_pages_the_entries_of_every_origin_are_read(folder: Path) -> None:
    before = held(folder, entries)
    origins = {entry[0] for entry in before}
    assert len(origins) == 2
    last = len(leaves(folder, "entries")) - 1
    spoil(folder, "entries", 1, last // 3, last // 2, last - 1)
    found, is_all = read(folder, entries)
    assert not is_all
    assert found < before
    assert len(before - found) <= 4 * ENTRIES_ON_A_PAGE
    assert {entry[0] for entry in found} == origins
    after = checking.repair(folder, stores.unlocked(folder)).after
    assert after.entries == len(found)
    assert after.troubles


def test_between_damaged_pages_the_keys_of_households_are_read(folder: Path) -> None:
    before = held(folder, household_keys)
    spoil(folder, "household_keys", 0, -1)
    spoil(folder, "entries", 1, -1)
    found, is_all = read(folder, household_keys)
    assert not is_all
    assert found < before
    assert len(before - found) <= 2 * KEYS_ON_A_PAGE


@pytest.mark.parametrize("table", [entries, household_keys, drafts])
def test_of_a_sound_table_all_is_read(folder: Path, table: Table) -> None:
    spoil(folder, "house", 0)
    assert read(folder, table) == (held(folder, table), True)


def spoil(folder: Path, table: str, *leaf: int) -> None:
    pages = leaves(folder, table)
    for number in leaf:
        flip(folder / "ledger.db", at_page(pages[number]))


def read(folder: Path, table: Table) -> tuple[set[tuple[object, ...]], bool]:
    found, is_all = salvaging.readable(place.database(folder), stores.unlocked(folder).key, table)
    return {tuple(row.values()) for row in found}, is_all


def held(folder: Path, table: Table) -> set[tuple[object, ...]]:
    with with_the_key(folder) as connection:
        return {tuple(row) for row in connection.execute(select(table))}
