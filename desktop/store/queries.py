"""What can be asked of a store: nouns that answer with frozen rows.

One query is behind screen, print and export (R40).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, func, select, tuple_

from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case
from desktop.domain.merging import is_covered
from desktop.domain.records import CLASSES, Household, Record, Staff
from desktop.store import journal, search
from desktop.store.journal import Body
from desktop.store.projection import KnownOp, Projector, Register, known_op
from desktop.store.schema import conflicts, ops, rows
from desktop.store.store import Store
from desktop.store.writing import revision


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of households. `owners` are the names of owners and tenants."""

    id: bytes
    number: str | None
    address: str | None
    owners: tuple[str, ...]
    is_withdrawn: bool
    has_conflict: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A household that a search found, and by which value."""

    household: Listed
    matched: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """One register that waits for a decision. `life` is withdrawn against edited."""

    record: str
    row: bytes
    group: str
    household: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one group in the history: who, when, why, from what to what.

    The values are written ones, None where the household's key is gone. `is_head` tells the value of today and the
    losers that stand beside it.
    """

    record: str
    row: bytes
    group: str
    household: bytes
    actor: bytes
    when: datetime
    reason: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    is_head: bool
    origin: bytes
    seq: int


def households(
    store: Store, *, after: Listed | Household | None = None, limit: int | None = None, withdrawn: bool = False
) -> tuple[Listed, ...]:
    """Households by number, and one number's by id, from the one after `after`; withdrawn ones only when asked."""
    query = select(_home.c.id).order_by(_home.c.number, _home.c.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(_home.c.number, _home.c.id) > (after.number or "", after.id))
    if not withdrawn:
        query = query.where(_home.c.withdrawn.is_distinct_from(1))
    with store.reading() as connection:
        return tuple(_listed(connection, list(connection.execute(query).scalars())))


def found(store: Store, wanted: str, *, everything: bool = False) -> tuple[Found, ...]:
    """At most 200 households by name, pinyin, number, address, or the tail of an ID or phone number, best first."""
    with store.reading() as connection:
        written = partial(store.projector(connection).values_of, everything=everything)
        hits = search.found(search.Asked(connection, store.secrets.search, written, everything), wanted)
        lines = {line.id: line for line in _listed(connection, [hit.household for hit in hits])}
    return tuple(Found(lines[hit.household], hit.matched, hit.is_current) for hit in hits if hit.household in lines)


def households_numbered(store: Store, number: str) -> tuple[Household, ...]:
    """The households with this number: several, where two teams gave it twice (R29)."""
    return store.records(Household, number=number)


def case_of(store: Store, household: bytes) -> Case | None:
    """A household with everything of it that is not withdrawn."""
    return cases(store, [household]).get(household)


def cases(store: Store, households: Sequence[bytes]) -> dict[bytes, Case]:
    """These households with everything of them that is not withdrawn."""
    found: dict[bytes, Case] = {}
    kinds = [kind for name, kind in CLASSES.items() if "household" in RECORDS[name].field]
    for start in range(0, len(households), _CHUNK):
        chunk = list(households[start : start + _CHUNK])
        held: dict[bytes, list[Record]] = {home: [] for home in chunk}
        for record in (record for kind in kinds for record in store.records(kind, household=chunk)):
            held[getattr(record, "household")].append(record)  # noqa: B009  only these kinds have one
        found |= {home.id: Case.of(home, held[home.id]) for home in store.records(Household, id=chunk)}
    return found


def households_by_id_number(store: Store, numbers: Iterable[str]) -> dict[str, tuple[bytes, ...]]:
    """The households in which somebody has one of these ID numbers: compared by their marks, none is unsealed."""
    with store.reading() as connection:
        projector = store.projector(connection)
        wanted = {
            projector.mark_of("identity", {"id_kind": "resident", "id_number": number}): number for number in numbers
        }
        query = select(ops.c.mark, ops.c.household).where(ops.c.grp == "identity", ops.c.head == 1)
        found: dict[str, tuple[bytes, ...]] = {}
        for mark, household in connection.execution_options(yield_per=_CHUNK).execute(query):
            if mark in wanted:
                found[wanted[mark]] = (*found.get(wanted[mark], ()), household)
    return found


def conflicts_open(store: Store) -> tuple[Conflict, ...]:
    """All registers that wait for a decision, by household."""
    query = select(conflicts).order_by(conflicts.c.household, conflicts.c.row, conflicts.c.grp)
    with store.reading() as connection:
        return tuple(Conflict(row.record, row.row, row.grp, row.household) for row in connection.execute(query))


def history(store: Store, household: bytes) -> tuple[Step, ...]:
    """Every change of a household and its records, newest first."""
    with store.reading() as connection:
        return tuple(_steps(connection, store.projector(connection), [household]))


def latest(store: Store, entries: int) -> tuple[Step, ...]:
    """What the entries that arrived last changed, newest first."""
    with store.reading() as connection:
        first = revision(connection) - entries
        bodies = (entry.read() for _, entry in journal.entry_rows(connection, first))
        touched = dict.fromkeys(op.household for body in bodies for op in body.ops)
        return tuple(_steps(connection, store.projector(connection), list(touched), after=first))


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


def moment(body: Body) -> datetime:
    """When an entry was written, by the clock of the laptop that wrote it."""
    zone = timezone(timedelta(minutes=body.offset))
    return datetime.fromtimestamp(body.wall / 1000, zone)


def staff_names(store: Store) -> dict[bytes, str]:
    """The names of those who write here, by their id."""
    return {staff.id: staff.name or "" for staff in store.records(Staff)}


def counts(store: Store) -> dict[str, int]:
    """How many records of each kind are not withdrawn, and how many journal entries there are ("entries")."""
    with store.reading() as connection:
        numbers: dict[str, int] = {
            name: connection.execute(_number_of_living(table)).scalar_one() for name, table in rows.items()
        }
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
            yield Listed(home.id, home.number, home.address, names, bool(home.withdrawn), home.id in disputed)


def _steps(connection: Connection, projector: Projector, households: Sequence[bytes], after: int = 0) -> Iterator[Step]:
    """The changes of these households by the entries that arrived after this one."""
    registers: dict[Register, list[KnownOp]] = {}
    for start in range(0, len(households), _CHUNK):
        for row in connection.execute(select(ops).where(ops.c.household.in_(households[start : start + _CHUNK]))):
            op = known_op(row)
            registers.setdefault(op.register, []).append(op)
    told = [op for known in registers.values() for op in known if op.rev > after]
    told.sort(key=lambda op: (-op.rev, op.register))
    current = projector.heads({op.row for op in told}).values()
    heads = {(op.register, op.origin, op.seq) for known in current for op in known}
    places = dict.fromkeys((op.origin, op.seq) for op in told)
    bodies = {place: entry.read() for place in places if (entry := journal.entry(connection, *place))}
    for op in told:
        body = bodies[op.origin, op.seq]
        covered = (old for old in registers[op.register] if is_covered(old, op.ctx))
        before = max(covered, key=lambda old: old.stamp, default=None)
        yield Step(
            record=op.record,
            row=op.row,
            group=op.group,
            household=op.household,
            actor=body.actor,
            when=moment(body),
            reason=body.reason,
            before=projector.forms(before) if before else {},
            after=projector.forms(op),
            is_head=(op.register, op.origin, op.seq) in heads,
            origin=op.origin,
            seq=op.seq,
        )


_CHUNK = 500
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_home, _person = rows["household"], rows["person"]
_HOMES = select(_home.c.id, _home.c.number, _home.c.address, _home.c.withdrawn).where(_home.c.id.in_(_ids))
_OWNERS = (
    select(_person.c.household, _person.c.name)
    .where(_person.c.household.in_(_ids), _person.c.role.in_(("owner", "co_owner", "tenant")))
    .where(_person.c.withdrawn.is_distinct_from(1))
    .order_by(_person.c.id)
)
_DISPUTED = select(conflicts.c.household).distinct().where(conflicts.c.household.in_(_ids))
