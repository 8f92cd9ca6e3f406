"""Which households share what a household is known by: the blocks in which those are found that are perhaps one.

Promise: it takes a few scans of the area, however many are alike, and nothing is unsealed: what is sealed is compared
by its mark. Withdrawn households and those that go on under another are in no block. Hidden: the keys, and that what
more than a few share is an office's phone or a lane's name and tells nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

import msgspec
from msgspec import field
from sqlalchemy import BindParameter, ColumnElement, Connection, Executable, bindparam, literal_column, select

from desktop.domain.four_clear import HOLDERS
from desktop.domain.identity import clean_number
from desktop.store.connection import Prepared
from desktop.store.schema import found_by, ops, rows
from desktop.store.spelling import folded, readings
from desktop.store.united import unions

MOST = 20
"""Households under one key; more of them share something else."""

_home, _person, _house = rows["household"], rows["person"], rows["house"]
_PLACE = ("building", "lane", "door", "unit", "room")


class Home(msgspec.Struct):
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


class Block(msgspec.Struct, frozen=True):
    """Households that share a key; `kind` is id, member, number, certificate, dialled, phone, place or sound."""

    kind: str
    homes: tuple[Home, ...]


def blocks(
    connection: Connection,
    spelled: Callable[[str], str],
    among: Collection[bytes] | None = None,
    within: Collection[bytes] | None = None,
) -> Iterator[Block]:
    """The blocks of all households, or those in which one of `among` is, the strongest kinds first.

    Of `within` alone no other household is read. `spelled` writes a name or a place as it is compared.
    """
    if within is None and among is not None and len(among) <= _FEW:
        within = _candidates(connection, among)
    yield from _Gathering(connection, spelled, among, within).blocks()


class _Gathering:
    """Reads households and people once, all or these `candidates`, and asks for the rest by their keys."""

    def __init__(
        self,
        connection: Connection,
        spelled: Callable[[str], str],
        among: Collection[bytes] | None,
        candidates: Collection[bytes] | None,
    ) -> None:
        self._connection, self._among, self._candidates = connection, among, candidates
        plain = cache(spelled)  # of lanes and doors there are few
        kept = unions(connection).kept
        self._homes = {
            row: Home(
                row, clean_number(number or ""), spelled(address or ""), tuple([plain(each or "") for each in place])
            )
            for row, number, address, *place in self._asked(_HOMES)
            if row not in kept
        }
        self._people: list[_Person] = []
        for row, household, name, role, id_mask, phone_mask in self._asked(_PEOPLE):
            if home := self._homes.get(household):
                person = _Person(row, home, spelled(name or ""), role in HOLDERS, id_mask, phone_mask)
                self._people.append(person)
                if person.is_holder and person.name:
                    home.names.add(person.name)

    def blocks(self) -> Iterator[Block]:
        holders = [person for person in self._people if person.is_holder]
        held = self._marks("identity", [(person.id_mask, person) for person in holders])
        yield from self._shared("id", [(mark, each.home) for mark, each in held])
        yield from self._shared("number", [(home.number, home) for home in self._homes.values()])
        yield from self._shared("certificate", self._certificates())
        dialled = self._marks("phone", [(person.phone_mask, person) for person in holders])
        yield from self._shared("dialled", [(mark, each.home) for mark, each in dialled])
        called = [((each.name, each.phone_mask), each.home) for each in holders if each.name and each.phone_mask]
        yield from self._shared("phone", called)
        yield from self._shared("place", self._places())
        in_lanes = [
            ((each.id_mask, each.home.street), each) for each in self._people if each.home.street and each.id_mask
        ]
        members = self._marks("identity", in_lanes)
        yield from self._shared("member", [((mark, each.home.street), each.home) for mark, each in members])
        yield from self._shared("sound", self._sounds(holders))

    def _asked(self, query: Executable) -> Sequence[Any]:
        """The rows of all households, or of the candidates alone."""
        asked = _ASKED[query]
        return (
            asked.all.run(self._connection)
            if self._candidates is None
            else asked.of(self._connection, self._candidates)
        )

    def _shared(self, kind: str, held: Sequence[tuple[Any, Home]]) -> Iterator[Block]:
        """The blocks of a kind; of what is nobody's key, none."""
        wanted = None if self._among is None else {key for key, home in held if home.id in self._among}
        first: dict[Any, Home] = {}
        having: dict[Any, dict[bytes, Home]] = {}
        for key, home in held:
            if key and (wanted is None or key in wanted) and first.setdefault(key, home) is not home:
                having.setdefault(key, {first[key].id: first[key]})[home.id] = home
        for homes in having.values():
            if len(homes) <= MOST:
                yield Block(kind, tuple(homes.values()))

    def _marks(self, group: str, masked: "Sequence[tuple[Any, _Person]]") -> "list[tuple[bytes, _Person]]":
        """The marks of what is sealed, of those who share what its mask shows: the others share nothing."""
        first: dict[Any, _Person] = {}
        people: dict[bytes, _Person] = {}
        for mask, person in masked:
            if mask and (known := first.setdefault(mask, person)).home is not person.home:
                people[known.id] = known
                people[person.id] = person
        # In the order of their ids, in which they lie on the disk.
        return [(mark, people[row]) for row, mark in _MARKS[group].run_for(self._connection, sorted(people))]

    def _certificates(self) -> list[tuple[str, Home]]:
        found = self._asked(_CERTIFICATES)
        return [(folded(number), self._homes[home]) for home, number in found if home in self._homes]

    def _places(self) -> list[tuple[tuple[str, str], Home]]:
        return [
            ((name, place), home)
            for home in self._homes.values()
            if home.names
            for place in ({home.address, "".join(home.place)} if home.door else {home.address})
            if place
            for name in home.names
        ]

    def _sounds(self, holders: "Iterable[_Person]") -> list[tuple[tuple[str, str], Home]]:
        """A name's sound in a lane; of the index of names, which has them in every reading."""
        people = {person.id: person.home for person in holders if person.home.street}
        if self._candidates is None:
            found = _SOUNDS.run(self._connection)
            return [((key, people[row].street), people[row]) for key, row in found if row in people]
        names = {person.id: person.name for person in holders}
        return [((key, home.street), home) for row, home in people.items() for key in _sounds_of(names[row])]


class _Person(msgspec.Struct, frozen=True):
    id: bytes
    home: Home
    name: str
    is_holder: bool
    id_mask: str | None
    phone_mask: str | None


class _Asked(msgspec.Struct, frozen=True):
    """A query of all households, and the same of those that are `wanted`."""

    all: Prepared
    some: Prepared

    def of(self, connection: Connection, households: Iterable[bytes]) -> Sequence[Any]:
        return self.some.run_for(connection, households)


# Who may share anything with a few


def _candidates(connection: Connection, among: Collection[bytes]) -> set[bytes]:
    """These households, and those that may share a key with one of them: found by the index, and by what masks show."""
    keys: set[str] = set()
    for _, number, *_ in _ASKED[_HOMES].of(connection, among):
        keys.add(f"is:{folded(number or '')}")
    for _, number in _ASKED[_CERTIFICATES].of(connection, among):
        keys.add(f"is:{folded(number)}")
    people = _ASKED[_PEOPLE].of(connection, among)
    for _, _, name, role, *_ in people:
        if name and role in HOLDERS:
            keys |= {f"is:{folded(name)}", *_sounds_of(name)}
    found = {*among, *_found(connection, found_by.c.household, found_by.c.key, keys)}
    for place, column in ((4, _person.c.id_number), (5, _person.c.phone)):
        found |= {*_found(connection, _person.c.household, column, {row[place] for row in people if row[place]})}
    return found


def _found(connection: Connection, wanted: Any, column: Any, keys: Collection[str]) -> Iterator[bytes]:
    left = iter(sorted(keys))
    while some := list(islice(left, _FEW)):
        yield from connection.execute(select(wanted).where(column.in_(some))).scalars()


def _sounds_of(name: str) -> set[str]:
    return {"pinyin:" + "".join(syllables) for syllables in readings(name)}


def _lives(table: Any) -> ColumnElement[bool]:
    return table.c.withdrawn.is_distinct_from(literal_column("1"))


_FEW = 200
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_HOMES = select(_home.c.id, _home.c.number, _home.c.address, *(_home.c[name] for name in _PLACE)).where(_lives(_home))
_PEOPLE = select(
    *(_person.c[name] for name in ("id", "household", "name", "role", "id_number", "phone")),
).where(_lives(_person))
_CERTIFICATES = select(_house.c.household, _house.c.certificate_number).where(
    _lives(_house), _house.c.certificate_number.is_not(None)
)
_ASKED: dict[Executable, _Asked] = {
    query: _Asked(Prepared(query), Prepared(query.where(household.in_(_WANTED))))
    for query, household in (
        (_HOMES, _home.c.id),
        (_PEOPLE, _person.c.household),
        (_CERTIFICATES, _house.c.household),
    )
}
_SOUNDS = Prepared(
    select(found_by.c.key, found_by.c.row).where(
        found_by.c.key >= literal_column("'pinyin:'"),
        found_by.c.key < literal_column("'pinyin;'"),
        found_by.c.grp == literal_column("'name'"),
        found_by.c.current == literal_column("1"),
    )
)
_MARKS = {
    group: Prepared(
        select(ops.c.row, ops.c.mark).where(
            ops.c.row.in_(_WANTED), ops.c.grp == literal_column(f"'{group}'"), ops.c.head == literal_column("1")
        )
    )
    for group in ("identity", "phone")
}
