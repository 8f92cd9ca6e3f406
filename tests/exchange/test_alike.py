"""Which households of a store share what they are known by."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import stores
from builders import a_house, a_household, a_person

from desktop.domain.records import Household, Person, Record
from desktop.exchange import duplicates
from desktop.exchange.duplicates import Alike
from desktop.store.store import Store

IDS = ("999999195603070026", "999999198001010011", "999999197102030041")


def alike(store: Store, *among: bytes) -> tuple[Alike, ...]:
    with store.reading() as connection:
        return duplicates.alike(connection, store.secrets, among or None)


def reasons(store: Store) -> list[tuple[str, ...]]:
    return [each.reasons for each in alike(store)]


def family(number: str, **changes: object) -> tuple[Household, Person]:
    """A household with its owner, of whom little is known."""
    person = {"name": "罗示珍", "id_number": None, "phone": None, "role": "owner"}
    of_person = {name: changes.pop(name) for name in [*changes] if name in person}
    home = a_household(**{"number": number, "plot": None, "lane": None, "door": None} | changes)
    return home, a_person(household=home.id, sex=None, birth_date=None, **person | of_person)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"id_number": IDS[0]}, {"id_number": IDS[0], "name": "马示例"}, ["the same ID number"]),
        ({"id_number": IDS[0]}, {"id_number": IDS[0], "role": "family"}, []),
        (
            {"id_number": IDS[0], "lane": "甲巷"},
            {"id_number": IDS[0], "role": "family", "lane": "甲巷", "name": "马示例"},
            ["somebody of the same ID number, in one lane"],
        ),
        ({"phone": "100-0000-6021"}, {"phone": "100-0000-6021", "name": "马示例"}, ["the same phone"]),
        ({"phone": "100-0000-6021"}, {"phone": "100 0000 6021"}, ["the same name and phone"]),
        ({"address": "示例里 1 号"}, {"address": "示例里１号"}, ["the same name and address"]),
        (
            {"lane": "甲巷", "door": "3"},
            {"lane": "甲巷", "door": "5 号", "name": "罗示贞"},
            ["a name that sounds the same, next door"],
        ),
        ({"lane": "甲巷", "door": "3"}, {"lane": "甲巷", "name": "罗示贞"}, ["a name that sounds the same, next door"]),
        (
            {"lane": "甲巷", "door": "3"},
            {"lane": "甲 巷", "door": "3", "name": "罗示贞"},
            ["a name that sounds the same, at the same door"],
        ),
        ({"lane": "甲巷", "door": "3"}, {"lane": "甲巷", "door": "6", "name": "罗示贞"}, []),
        ({"lane": "甲巷", "door": "3"}, {"lane": "乙巷", "door": "3"}, []),
        ({}, {}, []),
    ],
)  # fmt: skip
def test_what_they_share_tells(
    new_store: stores.NewStore, one: dict[str, object], other: dict[str, object], told: list[str]
) -> None:
    store = new_store("area")
    store.save(*family("DY-1", **one), *family("DY-2", **other))
    assert reasons(store) == ([tuple(told)] if told else [])


def test_who_is_withdrawn_goes_on_under_another_or_shares_with_many_is_left_out(new_store: stores.NewStore) -> None:
    store = new_store("area")
    first, second, third = (family(f"DY-{n}", id_number=IDS[0]) for n in range(3))
    store.save(*first, *second, *third)
    assert len(alike(store)) == 3
    home = store.get(Household, first[0].id)
    assert home is not None
    store.save(replace(home, same_as=second[0].id), because="一户")
    assert len(alike(store)) == 1
    home = store.get(Household, third[0].id)
    assert home is not None
    store.withdraw(home, because="录错了")
    assert alike(store) == ()
    store.save(*(record for n in range(30) for record in family(f"Z-{n}", phone="100-0000-0000", name=f"示{n}")))
    assert alike(store) == (), "thirty have one phone: it is an office's"


def _population(draw: random.Random) -> Iterator[Record]:
    """Families of few names in few lanes, some with a house; several are one."""
    for n in range(90):
        home, owner = family(
            f"DY-{draw.randrange(70)}",
            name=draw.choice("罗马王") + draw.choice(["示珍", "示贞", "例", "试"]),
            id_number=draw.choice([None, None, *IDS]) if n % 3 else None,
            phone=draw.choice([None, "100-0000-{:04}", "100 0000 {:04}"]),
            lane=draw.choice(["甲巷", "乙巷", "丙 巷", None]),
            door=draw.choice([None, str(draw.randrange(30))]),
            address=draw.choice([None, f"示例里 {draw.randrange(9)} 号"]),
            role=draw.choice(["owner", "tenant", "family"]),
        )
        phone = owner.phone and str(owner.phone).format(draw.randrange(6))
        yield from (home, replace(owner, phone=phone))
        if draw.random() < 0.5:
            yield a_house(household=home.id, certificate_number=f"示例第 {draw.randrange(30)} 号")


def test_asked_of_one_household_it_is_the_same_as_asked_of_all(tmp_path: Path, cheap_vault: None) -> None:  # noqa: ARG001
    with stores.made(tmp_path / "area") as store:
        store.save(*_population(random.Random(10)))  # noqa: S311  the same people in every run
        everything = alike(store)
        assert {reason for each in everything for reason in each.reasons} == {*duplicates.ALL_REASONS}
        for home in store.records(Household):
            own = tuple(each for each in everything if home.id in (each.first, each.second))
            assert alike(store, home.id) == own
