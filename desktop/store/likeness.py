"""Which households share what a household is known by: the blocks in which those are found that are perhaps one.

Promise: it takes a few scans of the area, however many are alike, and nothing is unsealed: what is sealed is compared
by its mark. Withdrawn households and those that go on under another are in no block. Hidden: the keys, and that what
more than a few share is an office's phone or a lane's name and tells nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, literal_column, select

from desktop.domain.four_clear import HOLDERS
from desktop.domain.identity import clean_number
from desktop.store.connection import Prepared
from desktop.store.schema import found_by, ops, rows
from desktop.store.spelling import folded
from desktop.store.united import unions

MOST = 20
"""Households under one key; more of them share something else."""

_home, _person, _house = rows["household"], rows["person"], rows["house"]
_PLACE = ("building", "lane", "door", "unit", "room")


@dataclass(slots=True)
class Home:
    """What a household is known by in clear, and by which records of it the rest is."""

    id: bytes
    number: str
    address: str
    place: tuple[str, ...]  # building, lane, door, unit, room
    names: set[str] = field(default_factory=set[str])  # of owners, tenants and heirs

    @property
    def street(self) -> str:
        """The lane, or where there is none the building."""
        return self.place[1] or self.place[0]

    @property
    def door(self) -> str:
        return self.place[2] or self.place[4]


@dataclass(frozen=True, slots=True)
class Block:
    """Households that share a key; `kind` is id, member, number, certificate, dialled, phone, place or sound."""

    kind: str
    homes: tuple[Home, ...]


_Keyed = Iterable[tuple[Any, bytes]]
"""Keys, each with a household that has it."""


def blocks(
    connection: Connection, spelled: Callable[[str], str], among: Collection[bytes] | None = None
) -> Iterator[Block]:
    """The blocks of all households, or those in which one of `among` is, the strongest kinds first.

    `spelled` writes a name or a place as it is compared.
    """
    yield from _Gathering(connection, spelled, among).blocks()


class _Gathering:
    """Reads households and people once, and asks for the rest by their keys."""

    def __init__(self, connection: Connection, spelled: Callable[[str], str], among: Collection[bytes] | None) -> None:
        self._connection, self._among = connection, among
        self._homes = {
            row.id: Home(
                row.id,
                clean_number(row.number or ""),
                spelled(row.address or ""),
                tuple(spelled(part or "") for part in row[3:]),
            )
            for row in connection.execute(_HOMES.where(unions(connection).is_counted()))
        }
        self._people: list[_Person] = []
        for person in connection.execute(_PEOPLE):
            if home := self._homes.get(person.household):
                is_holder = person.role in HOLDERS
                name = spelled(person.name or "")
                if is_holder and name:
                    home.names.add(name)
                self._people.append(_Person(person.id, home.id, name, is_holder, person.id_number, person.phone))

    def blocks(self) -> Iterator[Block]:
        holders = [person for person in self._people if person.is_holder]
        marks = self._marks("identity", ((person.id_mask, person) for person in self._people))
        yield from self._shared("id", ((mark, each.home) for mark, each in marks if each.is_holder))
        yield from self._shared("number", ((home.number, home.id) for home in self._homes.values()))
        yield from self._shared("certificate", self._certificates())
        dialled = self._marks("phone", ((person.phone_mask, person) for person in holders))
        yield from self._shared("dialled", ((mark, each.home) for mark, each in dialled))
        yield from self._shared("phone", (((each.name, each.phone_mask), each.home) for each in holders if each.called))
        yield from self._shared("place", self._places())
        yield from self._shared("member", ((mark, each.home) for mark, each in marks))
        yield from self._shared("sound", self._sounds(holders))

    def _shared(self, kind: str, keyed: _Keyed) -> Iterator[Block]:
        """The blocks of a kind; of what is nobody's key, none."""
        held = list(keyed)
        wanted = None if self._among is None else {key for key, home in held if home in self._among}
        having: defaultdict[Any, dict[bytes, None]] = defaultdict(dict)
        for key, home in held:
            if key and (wanted is None or key in wanted):
                having[key][home] = None
        for homes in having.values():
            if 1 < len(homes) <= MOST:
                yield Block(kind, tuple(self._homes[home] for home in homes))

    def _marks(self, group: str, masked: "Iterable[tuple[str | None, _Person]]") -> "list[tuple[bytes, _Person]]":
        """The marks of what is sealed, of those who share what its mask shows: the others share nothing."""
        by_mask: defaultdict[str, list[_Person]] = defaultdict(list)
        for mask, person in masked:
            if mask:
                by_mask[mask].append(person)
        people = {
            person.id: person
            for several in by_mask.values()
            if len({each.home for each in several}) > 1
            for person in several
        }
        return [(mark, people[row]) for row, mark in _MARKS[group].run_for(self._connection, people)]

    def _certificates(self) -> _Keyed:
        for household, number in self._connection.execute(_CERTIFICATES):
            if household in self._homes:
                yield folded(number), household

    def _places(self) -> _Keyed:
        for home in self._homes.values():
            where = {home.address} | ({"".join(home.place)} if home.door else set[str]())
            yield from (((name, place), home.id) for name in home.names for place in where if place)

    def _sounds(self, holders: "Iterable[_Person]") -> _Keyed:
        """A name's sound in a lane; of the index of names, which has them in every reading."""
        people = {person.id: self._homes[person.home] for person in holders if self._homes[person.home].street}
        for key, row in self._connection.execute(_SOUNDS):
            if home := people.get(row):
                yield (key, home.street), home.id


@dataclass(frozen=True, slots=True)
class _Person:
    id: bytes
    home: bytes
    name: str
    is_holder: bool
    id_mask: str | None
    phone_mask: str | None

    @property
    def called(self) -> bool:
        return bool(self.name and self.phone_mask and any(map(str.isdigit, self.phone_mask)))


def _lives(table: Any) -> ColumnElement[bool]:
    return table.c.withdrawn.is_distinct_from(1)


_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_HOMES = select(_home.c.id, _home.c.number, _home.c.address, *(_home.c[name] for name in _PLACE)).where(_lives(_home))
_PEOPLE = select(
    *(_person.c[name] for name in ("id", "household", "name", "role", "id_number", "phone")),
).where(_lives(_person))
_CERTIFICATES = select(_house.c.household, _house.c.certificate_number).where(
    _lives(_house), _house.c.certificate_number.is_not(None)
)
_SOUNDS = select(found_by.c.key, found_by.c.row).where(
    found_by.c.key >= "pinyin:", found_by.c.key < "pinyin;", found_by.c.grp == "name", found_by.c.current == 1
)
_MARKS = {
    group: Prepared(
        select(ops.c.row, ops.c.mark).where(
            ops.c.row.in_(_WANTED), ops.c.grp == literal_column(f"'{group}'"), ops.c.head == literal_column("1")
        )
    )
    for group in ("identity", "phone")
}
