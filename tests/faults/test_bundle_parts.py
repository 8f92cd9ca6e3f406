"""A bundle of many parts of which some come late, twice, in any order, mixed with another's, or never."""

from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from stations import OFFICE, SECOND, WORKER, District

from desktop.casework import receiving, sending
from desktop.domain.records import Household

ENTRIES = 40
SMALL = 16_000  # bytes of a part


@pytest.fixture
def home(district: District) -> Household:
    """A household with a long history."""
    home = district.household(WORKER, "DY-01")
    chance = Random(8)  # noqa: S311  the same in each run
    for n in range(ENTRIES):
        district.edit(WORKER, home, address_note=f"{n} " + chance.randbytes(800).hex())
    return home


def last_of(district: District, home: Household) -> str:
    shown = district.shown(OFFICE, home)
    return ((shown.address_note if shown else "") or "").partition(" ")[0]


def missing(district: District, files: Iterable[Path]) -> set[tuple[int, ...]]:
    return {each.missing for each in receiving.found(district.office, files)}


def test_parts_come_in_any_order_twice_and_mixed_and_a_missing_one_is_told(district: District, home: Household) -> None:
    other = district.household(SECOND, "DY-02")
    for n in range(ENTRIES):
        district.edit(SECOND, other, address_note=f"{n} " + "示例" * 400)
    parts, mixed = district.up(WORKER, split=SMALL), district.up(SECOND, split=8000)
    assert len(parts) >= 5
    assert len(mixed) >= 2
    third, *others = parts[2], *parts[:2], *parts[3:]
    coming = [*others, *others, *mixed]
    Random(3).shuffle(coming)  # noqa: S311
    district.take(OFFICE, coming)
    assert missing(district, parts[:1]) == {(3,)}
    assert last_of(district, home) == str(ENTRIES - 1)
    district.take(OFFICE, [third, third])
    assert missing(district, parts[:1]) == {()}
    assert last_of(district, other) == str(ENTRIES - 1)
    district.take(WORKER, district.down(WORKER))
    assert sending.outgoing(district[WORKER]).entries == 0


def test_a_part_that_is_lost_for_ever_comes_with_the_next_bundle(district: District, home: Household) -> None:
    parts = district.up(WORKER, split=SMALL)
    district.take(OFFICE, [*parts[:2], *parts[3:]])
    district.take(WORKER, district.down(WORKER))
    district.edit(WORKER, home, address_note="x")
    again = district.up(WORKER)
    district.take(OFFICE, again)
    district.take(WORKER, district.down(WORKER))
    assert sending.outgoing(district[WORKER]).entries == 0
    assert last_of(district, home) == "x"
    before = district.office.digest()
    district.office.rebuild()
    assert district.office.digest() == before
