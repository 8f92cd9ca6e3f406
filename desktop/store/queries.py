"""What can be asked of a store: nouns that answer with frozen rows.

One query is behind screen, print and export (R40).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, func, select, tuple_

from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case
from desktop.domain.merging import is_covered
from desktop.domain.records import CLASSES, Household, Staff
from desktop.store import journal, search
from desktop.store.journal import Body
from desktop.store.projection import KnownOp, known_op
from desktop.store.schema import conflicts, ops, rows
from desktop.store.store import Store, revision


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
        hits = search.found(connection, store.secrets.search, wanted, everything=everything)
        lines = {line.id: line for line in _listed(connection, [hit.household for hit in hits])}
    return tuple(Found(lines[hit.household], hit.matched, hit.is_current) for hit in hits if hit.household in lines)


def households_numbered(store: Store, number: str) -> tuple[Household, ...]:
    """The households with this number: several, where two teams gave it twice (R29)."""
    return store.records(Household, number=number)


def case_of(store: Store, household: bytes) -> Case | None:
    """A household with everything of it that is not withdrawn."""
    of = store.get(Household, household)
    if of is None:
        return None
    kinds = (kind for name, kind in CLASSES.items() if "household" in RECORDS[name].field)
    return Case.of(of, (record for kind in kinds for record in store.records(kind, household=household)))


def conflicts_open(store: Store) -> tuple[Conflict, ...]:
    """All registers that wait for a decision, by household."""
    query = select(conflicts).order_by(conflicts.c.household, conflicts.c.row, conflicts.c.grp)
    with store.reading() as connection:
        return tuple(Conflict(row.record, row.row, row.grp, row.household) for row in connection.execute(query))


def history(store: Store, household: bytes) -> tuple[Step, ...]:
    """Every change of a household and its records, newest first."""
    query = select(ops).where(ops.c.household == household).order_by(ops.c.rev.desc(), ops.c.row, ops.c.grp)
    with store.reading() as connection:
        projector = store.projector(connection)
        known = [known_op(row) for row in connection.execute(query)]
        registers = projector.heads(list({op.row: None for op in known})).values()
        heads = {(op.register, op.origin, op.seq) for heads in registers for op in heads}
        forms = {(op.register, op.origin, op.seq): projector.forms(op) for op in known}
        bodies = dict(_bodies(connection, known))
    steps: list[Step] = []
    for op in known:
        body = bodies[op.origin, op.seq]
        before = max((old for old in known if _is_before(old, op)), key=lambda old: old.stamp, default=None)
        place = (op.register, op.origin, op.seq)
        steps.append(
            Step(
                record=op.record,
                row=op.row,
                group=op.group,
                actor=body.actor,
                when=moment(body),
                reason=body.reason,
                before=forms[before.register, before.origin, before.seq] if before else {},
                after=forms[place],
                is_head=place in heads,
                origin=op.origin,
                seq=op.seq,
            )
        )
    return tuple(steps)


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


def _is_before(old: KnownOp, op: KnownOp) -> bool:
    return old.register == op.register and is_covered(old, op.ctx)


def _bodies(connection: Connection, known: Iterable[KnownOp]) -> Iterator[tuple[tuple[bytes, int], Body]]:
    for origin, seq in dict.fromkeys((op.origin, op.seq) for op in known):
        if entry := journal.entry(connection, origin, seq):
            yield (origin, seq), entry.read()


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
