"""Conflicts that were decided: by whom, when, why, from which values to which (R31).

Promise: a decision is found as long as its entry is, wherever it was taken. Hidden: deciding is signed in person, and
the journal finds what is signed without decoding the rest; there is no table of decisions.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from desktop.domain.amount_facts import affects_amount
from desktop.domain.fields import SIGNED
from desktop.domain.merging import State, heads_of, is_covered, join, state
from desktop.store import contests, journal, queries
from desktop.store.contests import Filter, Page, Version
from desktop.store.projection import LIFE, KnownOp, Projector, Register, is_reviewed, known_op
from desktop.store.queries import Listed
from desktop.store.schema import IS_SIGNED, conflicts, entries, ops, rows, stubs
from desktop.store.store import Store
from desktop.store.united import is_asked

_CHUNK = 500


class Decided(msgspec.Struct, frozen=True):
    """A register that was decided. `version` is what was chosen: by whom, when, why; `replaced` are the values before.

    `holds` tells whether it is what stands there today.
    """

    version: Version
    replaced: tuple[Version, ...]
    household: bytes
    home: Listed | None
    name: str
    is_money: bool
    holds: bool


class _Place(NamedTuple):
    """Where a decision stands: `rev` is when it came here."""

    rev: int
    row: bytes
    group: str
    origin: bytes
    seq: int


class _Op(NamedTuple):
    """A decision, what it settled, each value once, and whether it stands itself today."""

    op: KnownOp
    replaced: list[KnownOp]
    holds: bool


def listed(store: Store, wanted: Filter, page: int = 1, size: int = contests.PAGE) -> Page[Decided]:
    """A page of what was decided, the newest arrival first; beyond the last page, none."""
    homes = _homes(store, wanted)
    with store.reading() as connection:
        projector = store.projector(connection)
        found = sorted({*_decisions(connection, projector, wanted, homes)}, reverse=True)
        shown = _ops(connection, found[(page - 1) * size : page * size])
        said = iter(
            contests.versions(connection, projector, [op for each in shown for op in (each.op, *each.replaced)])
        )
        named = contests.names(connection, [(each.op.record, each.op.row) for each in shown])
    lines = {line.id: line for line in queries.listed(store, [*{each.op.household for each in shown}])}
    told = (
        Decided(
            next(said),
            tuple(next(said) for _ in each.replaced),
            each.op.household,
            lines.get(each.op.household),
            named.get(each.op.row, ""),
            affects_amount(each.op.record, each.op.group),
            each.holds,
        )
        for each in shown
    )
    return Page(tuple(told), len(found), page, size)


def settled(
    connection: Connection, projector: Projector, stood: Collection[Register], revision: int
) -> dict[Register, Version | None]:
    """Of registers of which several values stood at a revision, those that wait no more: what was chosen first since.

    None where that is not known: the household went away, or on under another.
    """
    waiting, chosen = set[Register](), dict[Register, KnownOp]()
    of_rows = sorted({row for row, _ in stood})
    for start in range(0, len(of_rows), _CHUNK):
        some = of_rows[start : start + _CHUNK]
        asked = select(conflicts.c.row, conflicts.c.grp).where(
            conflicts.c.row.in_(some), is_asked(conflicts.c.household)
        )
        waiting |= {(row, group) for row, group in connection.execute(asked)}
        for register, said in _in_time(connection, some).items():
            if register in stood and (op := _choice(said, revision)):
                chosen[register] = op
    told = contests.versions(connection, projector, [*chosen.values()])
    found = dict(zip(chosen, told, strict=True))
    return {each: found.get(each) for each in stood if each in found or each not in waiting}


def lives_settled(
    connection: Connection, projector: Projector, of_rows: Collection[bytes], revision: int
) -> dict[bytes, Version]:
    """Of these records of which it was decided after a revision whether they stay: that decision."""
    chosen, wanted = dict[bytes, KnownOp](), sorted(of_rows)
    is_its = (entries.c.origin == ops.c.origin) & (entries.c.seq == ops.c.seq)
    for start in range(0, len(wanted), _CHUNK):
        of_these = ops.c.row.in_(wanted[start : start + _CHUNK]), ops.c.grp == LIFE, ops.c.rev > revision
        query = select(ops).join(entries, is_its).where(*of_these, IS_SIGNED).order_by(ops.c.rev)
        found = [op for op in map(known_op, connection.execute(query)) if op.ctx and op.record not in SIGNED]
        said = journal.said_at(connection, {(op.origin, op.seq) for op in found})
        for op in found:
            if said[op.origin, op.seq].signature is not None:
                chosen.setdefault(op.row, op)
    return dict(zip(chosen, contests.versions(connection, projector, [*chosen.values()]), strict=True))


def _in_time(connection: Connection, of_rows: Sequence[bytes]) -> dict[Register, list[KnownOp]]:
    """All that was written of these rows, register by register, in the order of its arrival."""
    found: dict[Register, list[KnownOp]] = {}
    for op in map(known_op, connection.execute(select(ops).where(ops.c.row.in_(of_rows)).order_by(ops.c.rev))):
        found.setdefault(op.register, []).append(op)
    return found


def _choice(said: Iterable[KnownOp], revision: int) -> KnownOp | None:
    """What first left one value after that revision where several had stood."""
    heads: tuple[KnownOp, ...] = ()
    for op in said:
        were, heads = heads, join(heads, op)
        is_one = state(heads) is not State.CONCURRENT
        if op.rev > revision and were and is_one and state(were) is State.CONCURRENT:
            return op
    return None


def _decisions(
    connection: Connection, projector: Projector, wanted: Filter, homes: set[bytes] | None
) -> Iterator[_Place]:
    """What settled conflicts, of all that reaches the rows and was asked for; some of it twice."""
    branches = journal.branches(connection)
    elsewhere = {*connection.execute(select(stubs.c.household)).scalars()}
    for rev, body, came_down in journal.signed_bodies(connection):
        branch = None if came_down else branches.get(body.origin)
        origin = branch.name if branch is not None and body.seq > branch.after else body.origin
        for op in body.ops:
            is_decision = op.ctx and op.record not in SIGNED and is_reviewed(op.record, op.group)
            if not is_decision or op.household in elsewhere or projector.is_refused(body, op):
                continue
            if contests.is_wanted(wanted, op.record, op.group) and (homes is None or op.household in homes):
                yield _Place(rev, op.row, op.group, origin, body.seq)


def _ops(connection: Connection, places: Sequence[_Place]) -> list[_Op]:
    known: dict[tuple[bytes, str], list[tuple[KnownOp, bool]]] = {}
    for row in connection.execute(select(ops).where(ops.c.row.in_({place.row for place in places}))):
        op = known_op(row)
        known.setdefault(op.register, []).append((op, bool(row.head)))
    found: list[_Op] = []
    for place in places:
        of_register = known.get((place.row, place.group), [])
        for decision, holds in of_register:
            if (decision.origin, decision.seq) == (place.origin, place.seq):
                stood = heads_of(op for op, _ in of_register if is_covered(op, decision.ctx))
                once = {op.mark: op for op in sorted(stood, key=lambda op: op.stamp, reverse=True)}
                found.append(_Op(decision, [*once.values()], holds))
    return found


def _homes(store: Store, wanted: Filter) -> set[bytes] | None:
    """The households that a filter asks for; None where it asks for all, and for what is of none."""
    home = rows["household"]
    conditions = [*contests.of_household(store, wanted, home.c.id)]
    if not conditions:
        return None
    with store.reading() as connection:
        return {*connection.execute(select(home.c.id).where(*conditions)).scalars()}
