"""What can be asked of a store: nouns that answer with frozen rows.

One query is behind screen, print and export (R40).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, func, select, tuple_

from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import HOLDERS, Case
from desktop.domain.records import CLASSES, Household, Record, Staff
from desktop.store import search
from desktop.store.journal import revision
from desktop.store.schema import conflicts, ops, rows, stubs
from desktop.store.spelling import folded
from desktop.store.store import Store
from desktop.store.united import GOES_ON, is_asked, unions, unions_of


class Listed(msgspec.Struct, frozen=True):
    """One line of a list of households. `owners` are the names of owners, tenants and heirs.

    `kept` is the household under which it goes on, where it was united with another.
    """

    id: bytes
    number: str | None
    address: str | None
    owners: tuple[str, ...]
    is_withdrawn: bool
    has_conflict: bool
    kept: bytes | None = None


class Found(msgspec.Struct, frozen=True):
    """A household that a search found, and by which value; by one of the household `through` that goes on under it."""

    household: Listed
    matched: str
    is_current: bool
    through: Listed | None = None


class Elsewhere(msgspec.Struct, frozen=True):
    """What is known here of a household that was handed to another team (R13): all of it lies with the office."""

    id: bytes
    number: str | None
    door: str | None
    team: str | None
    since: str | None


class Conflict(msgspec.Struct, frozen=True):
    """One register that waits for a decision. `life` is withdrawn against edited."""

    record: str
    row: bytes
    group: str
    household: bytes


def households(
    store: Store,
    *,
    after: Listed | Household | None = None,
    limit: int | None = None,
    withdrawn: bool = False,
    united: bool = False,
) -> tuple[Listed, ...]:
    """Households by number, and one number's by id, from the one after `after`.

    Withdrawn ones, and those that go on under another, only when asked.
    """
    query = _by_number(limit)
    if after is not None:
        query = query.where(tuple_(_home.c.number, _home.c.id) > (after.number or "", after.id))
    if not withdrawn:
        query = query.where(_LIVES)
    with store.reading() as connection:
        if not united:
            query = query.where(unions(connection).is_counted())
        return tuple(_listed(connection, list(connection.execute(query).scalars())))


def counted_ids(store: Store, limit: int | None = None) -> list[bytes]:
    """The ids of the households that an area counts, by number; of all, or the first."""
    with store.reading() as connection:
        query = _by_number(limit).where(_LIVES, unions(connection).is_counted())
        return list(connection.execute(query).scalars())


def _by_number(limit: int | None) -> Select[bytes]:
    return select(_home.c.id).order_by(_home.c.number, _home.c.id).limit(limit)


def counted(store: Store, **equal: Any) -> tuple[Household, ...]:
    """The households that an area counts, with these values: neither withdrawn, nor going on under another."""
    kept = unions_of(store).kept
    return tuple(home for home in store.records(Household, **equal) if not home.withdrawn and home.id not in kept)


def number_of_households(store: Store, up_to: int) -> int:
    """How many households there are, withdrawn ones too; counting ends at `up_to`."""
    with store.reading() as connection:
        return connection.execute(
            select(func.count()).select_from(select(_home.c.id).limit(up_to).subquery())
        ).scalar_one()


def listed(store: Store, households: Sequence[bytes]) -> tuple[Listed, ...]:
    """The lines of these households, in this order."""
    with store.reading() as connection:
        return tuple(listed_in(connection, households))


def listed_in(connection: Connection, households: Sequence[bytes]) -> Iterator[Listed]:
    """The same, in the middle of a transaction."""
    return _listed(connection, households)


def lines_of(store: Store, households: Collection[bytes]) -> dict[bytes, Listed]:
    """By each of these households the line of the one under which it goes on; its own where that one is not here."""
    with store.reading() as connection:
        united = unions(connection)
        wanted = {household: united.goes_on(household) for household in households}
        lines = {line.id: line for line in _listed(connection, list({*wanted, *wanted.values()}))}
    found = {household: lines.get(kept) or lines.get(household) for household, kept in wanted.items()}
    return {household: line for household, line in found.items() if line is not None}


def first_owners(store: Store) -> dict[bytes, str]:
    """The name of the owner or tenant who was written down first, by household."""
    query = _ALL_OWNERS.order_by(_person.c.household, _person.c.id)
    first: dict[bytes, str] = {}
    with store.reading() as connection:
        for household, name in connection.execute(query):
            if name:
                first.setdefault(household, name)
    return first


def found(store: Store, wanted: str, *, everything: bool = False) -> tuple[Found, ...]:
    """At most 200 households by name, pinyin, number, address, or the tail of an ID or phone number, best first.

    One that goes on under another leads there.
    """
    with store.reading() as connection:
        written = partial(store.projector(connection).values_of, everything=everything)
        hits = search.found(search.Asked(connection, store.secrets.search, written, everything), wanted)
        united = unions(connection)
        homes = {each for hit in hits for each in (hit.household, united.goes_on(hit.household))}
        lines = {line.id: line for line in _listed(connection, list(homes))}
    best: dict[bytes, Found] = {}
    for hit in hits:
        if (line := lines.get(hit.household)) is not None:
            kept = lines.get(united.goes_on(hit.household))
            found_so = Found(kept or line, hit.matched, hit.is_current, line if kept not in (None, line) else None)
            best.setdefault(found_so.household.id, found_so)
    return tuple(best.values())


def elsewhere(store: Store, wanted: str = "") -> tuple[Elsewhere, ...]:
    """The households that are with another team now, by number; those whose number or door has all words, if any."""
    words = [folded(part) for part in wanted.split()]
    columns = (stubs.c.household, stubs.c.number, stubs.c.door, stubs.c.team, stubs.c.since)
    with store.reading() as connection:
        found = [
            Elsewhere(*row)
            for row in connection.execute(
                select(*columns).where(stubs.c.number.is_not(None)).order_by(stubs.c.number, stubs.c.household)
            )
        ]
    return tuple(
        each for each in found if all(word in folded(f"{each.number or ''} {each.door or ''}") for word in words)
    )


def households_numbered(store: Store, number: str) -> tuple[Household, ...]:
    """The households with this number: several, where two teams gave it twice (R29)."""
    return store.records(Household, number=number)


def case_of(store: Store, household: bytes) -> Case | None:
    """A household with everything of it that is not withdrawn."""
    return cases(store, [household]).get(household)


def cases(store: Store, households: Sequence[bytes]) -> dict[bytes, Case]:
    """These households with everything of them that is not withdrawn; what happened to others that go on there, too."""
    return {home.id: Case.of(home, held, store.zone()) for home, held in _with_records(store, households)}


def case_with_withdrawn(store: Store, household: bytes) -> tuple[Case, tuple[Record, ...]] | None:
    """A household with everything of it, and beside that what was withdrawn of it."""
    for home, held in _with_records(store, [household]):
        return Case.of(home, held, store.zone()), tuple(each for each in held if getattr(each, "withdrawn", None))
    return None


def _with_records(store: Store, households: Sequence[bytes]) -> Iterator[tuple[Household, list[Record]]]:
    kinds = {name: kind for name, kind in CLASSES.items() if "household" in RECORDS[name].field}
    united = unions_of(store)
    for start in range(0, len(households), _CHUNK):
        chunk = list(households[start : start + _CHUNK])
        held: dict[bytes, list[Record]] = {home: [] for home in chunk}
        of_all = united.all_of(chunk)
        for name, kind in kinds.items():
            for record in store.records(kind, household=of_all if name in GOES_ON else chunk):
                home: bytes = getattr(record, "household")  # noqa: B009  only these kinds have one
                places = {home, united.goes_on(home)} if name in GOES_ON else {home}
                for place in places & held.keys():
                    held[place].append(record)
        yield from ((home, held[home.id]) for home in store.records(Household, id=chunk))


def households_by_id_number(store: Store, numbers: Iterable[str]) -> dict[str, tuple[bytes, ...]]:
    """The households in which somebody has one of these ID numbers: compared by their marks, none is unsealed.

    One that is written down without its kind is a resident's, as everywhere.
    """
    with store.reading() as connection:
        projector = store.projector(connection)
        wanted = {
            projector.mark_of("identity", {**kind, "id_number": number}): number
            for number in numbers
            for kind in ({"id_kind": "resident"}, {})
        }
        query = select(ops.c.mark, ops.c.household).where(ops.c.grp == "identity", ops.c.head == 1)
        found: dict[str, tuple[bytes, ...]] = {}
        for mark, household in connection.execution_options(yield_per=_CHUNK).execute(query):
            if mark in wanted:
                found[wanted[mark]] = (*found.get(wanted[mark], ()), household)
    return found


def conflicts_open(store: Store, household: bytes | None = None) -> tuple[Conflict, ...]:
    """All registers that wait for a decision, by household; those of one household where it is named."""
    query = select(conflicts).order_by(conflicts.c.household, conflicts.c.row, conflicts.c.grp)
    if household is not None:
        query = query.where(conflicts.c.household == household)
    with store.reading() as connection:
        return tuple(Conflict(row.record, row.row, row.grp, row.household) for row in connection.execute(query))


def number_in_conflict(store: Store) -> int:
    """How many registers wait for a decision."""
    query = select(func.count()).select_from(conflicts).where(is_asked(conflicts.c.household))
    with store.reading() as connection:
        return connection.execute(query).scalar_one()


def lanes_in_conflict(store: Store) -> tuple[str, ...]:
    """The lanes of households of which something waits for a decision."""
    home = rows["household"]
    waiting = select(conflicts.c.household).where(is_asked(conflicts.c.household))
    query = select(home.c.lane).distinct().where(home.c.lane.is_not(None), home.c.id.in_(waiting))
    with store.reading() as connection:
        return tuple(connection.execute(query.order_by(home.c.lane)).scalars())


def creation_of(store: Store, row: bytes) -> tuple[bytes, int]:
    """The entry, as origin and seq, that wrote a record first."""
    query = select(ops.c.origin, ops.c.seq).where(ops.c.row == row).order_by(ops.c.rev).limit(1)
    with store.reading() as connection:
        origin, seq = connection.execute(query).one()
        return origin, seq


def revision_of(store: Store) -> int:
    """How many entries have arrived in a store: another number, another state."""
    with store.reading() as connection:
        return revision(connection)


def staff_names(store: Store) -> dict[bytes, str]:
    """The names of those who write here, by their id."""
    return {staff.id: staff.name or "" for staff in store.records(Staff)}


def counts(store: Store) -> dict[str, int]:
    """How many records of each kind are not withdrawn, and how many journal entries there are ("entries").

    Households that go on under another are not counted.
    """
    with store.reading() as connection:
        numbers: dict[str, int] = {
            name: connection.execute(_number_of_living(table)).scalar_one() for name, table in rows.items()
        }
        counting = _number_of_living(_home).where(unions(connection).is_counted())
        numbers["household"] = connection.execute(counting).scalar_one()
        return numbers | {"entries": revision(connection)}


def _number_of_living(table: Table) -> Select[int]:
    query = select(func.count()).select_from(table)
    return query.where(table.c.withdrawn.is_distinct_from(1)) if "withdrawn" in table.c else query


def _listed(connection: Connection, ids: Sequence[bytes]) -> Iterator[Listed]:
    """The lines of these households, in this order."""
    for start in range(0, len(ids), _CHUNK):
        chunk = list(ids[start : start + _CHUNK])
        homes = {row.id: row for row in connection.execute(_HOMES, {"ids": chunk})}
        owners: dict[bytes, list[str]] = {}
        for person in connection.execute(_OWNERS, {"ids": chunk}):
            owners.setdefault(person.household, []).append(person.name or "")
        disputed = set(connection.execute(_DISPUTED, {"ids": chunk}).scalars())
        for home in filter(None, map(homes.get, chunk)):
            names = tuple(owners.get(home.id, ()))
            is_withdrawn, has_conflict = bool(home.withdrawn), home.id in disputed
            yield Listed(home.id, home.number, home.address, names, is_withdrawn, has_conflict, home.same_as)


_CHUNK = 500
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_home, _person = rows["household"], rows["person"]
_LIVES = _home.c.withdrawn.is_distinct_from(1)
_HOMES = select(_home.c.id, _home.c.number, _home.c.address, _home.c.withdrawn, _home.c.same_as).where(
    _home.c.id.in_(_ids)
)
_ALL_OWNERS = select(_person.c.household, _person.c.name).where(
    _person.c.role.in_(HOLDERS), _person.c.withdrawn.is_distinct_from(1)
)
_OWNERS = _ALL_OWNERS.where(_person.c.household.in_(_ids)).order_by(_person.c.id)
_DISPUTED = select(conflicts.c.household).distinct().where(conflicts.c.household.in_(_ids))
