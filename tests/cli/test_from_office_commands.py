"""What came down from the office, and what is with another team, as commands tell it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import stores
from builders import a_household
from terminal import Ruhu

from desktop.store import arriving, elsewhere
from desktop.store.arriving import Arrival
from desktop.store.elsewhere import Stub
from desktop.store.merge_log import MergeLine

HOME, GONE = a_household(number="DY-1"), a_household(number="DY-3", door="3 号")
SIGNED = datetime(2026, 11, 17, 1, tzinfo=UTC)


@pytest.fixture
def field(area: Path, new_store: stores.NewStore) -> Path:
    """A store to which an office told of two households, and took one of them away again."""
    with new_store("office") as office, stores.opened(area, older_is_fine=True) as store:
        office.save(HOME, GONE, because="登记表")
        line = MergeLine(at=0, kind="down", written=int(SIGNED.timestamp() * 1000))
        said = [entry.body for entry in office.entries_since({})]
        arriving.merge(store, Arrival(received=said, keys=office.keys()), line)
        with store.writing() as connection:
            elsewhere.evict(connection, store.secrets, {GONE.id: Stub("DY-3", "3 号", "二组", "2026-11-17")})
    return area


def test_the_history_says_by_whose_signature_it_is_sure(field: Path, ruhu: Ruhu) -> None:
    assert field.exists()
    said = ruhu("journal", "show", "--household", "DY-1").out
    assert "登记表" in said
    assert "confirmed by the office's signature of 2026-11-17" in said
    (entry,) = ruhu("journal", "show", "--household", "DY-1", "--json").facts["entries"]
    assert (entry["is_entry_here"], entry["confirmed_by_office"]) == (False, SIGNED.isoformat())
    assert "登记表" in ruhu("journal", "show").out, "the last that came is told without being asked for"
    assert "The chain holds" in ruhu("journal", "verify").out
    assert ruhu("check").code == 0


def test_a_household_that_is_elsewhere_is_told_with_whom(field: Path, ruhu: Ruhu) -> None:
    assert field.exists()
    assert "DY-3  3 号  now with 二组 since 2026-11-17" in ruhu("household", "list").out
    found = ruhu("household", "list", "--search", "DY-3", "--json").facts
    assert found["households"] == []
    assert [(each["number"], each["team"]) for each in found["elsewhere"]] == [("DY-3", "二组")]
    assert "DY-3 is with 二组 since 2026-11-17" in ruhu("household", "show", "DY-3", ends=1).err
