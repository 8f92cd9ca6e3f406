"""What arrived of households since a revision: each register that it touched, with what stood there before and after.

Promise: asked in the middle of a rehearsal and after the merge it tells the same. Hidden: what stood before is worked
out from the ops of then, which stay when newer ones cover them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from desktop.domain.fields import RECORDS
from desktop.domain.merging import heads_of, shown
from desktop.store.journal import Place, moment
from desktop.store.projection import KnownOp, Projector, known_op
from desktop.store.schema import conflicts, merges, ops, rows
from desktop.store.sources import sources
from desktop.store.united import is_asked

LAST = (1 << 63) - 1
"""A revision that none comes after."""

Forms = Mapping[str, Any]


class Wrote(msgspec.Struct, frozen=True):
    """Who wrote a value, of which team (nothing for the office), and when. `is_here`: it stood here already."""

    name: str
    team: str
    when: datetime
    is_here: bool


class Change(msgspec.Struct, frozen=True):
    """A register that is another one now, in written forms. `beside` are values that stand beside the one shown.

    `before` is nothing where nothing stood there, or where it can't be read here; `is_new`: its whole record is. Of one
    that is not, `wrote` tells of the values before, after and beside who wrote each, as far as that is known.
    """

    record: str
    row: bytes
    group: str
    before: Forms
    after: Forms
    beside: tuple[Forms, ...]
    is_new: bool
    wrote: tuple[Wrote | None, ...] = ()


def changes(
    connection: Connection, projector: Projector, households: Collection[bytes], since: int, until: int = LAST
) -> dict[bytes, tuple[Change, ...]]:
    """By household what arrived of it after a revision, or until another, in the order of the table of fields."""
    arrived = ops.c.rev > since, ops.c.rev <= until
    query = select(ops.c.row, ops.c.grp).where(ops.c.household.in_([*households]), *arrived)
    touched = {(row, group) for row, group in connection.execute(query)}
    of_rows = select(ops).where(ops.c.row.in_({row for row, _ in touched}), arrived[1]).order_by(ops.c.rev)
    known: defaultdict[bytes, defaultdict[str, list[KnownOp]]] = defaultdict(lambda: defaultdict(list))
    for op in map(known_op, connection.execute(of_rows)):
        known[op.row][op.group].append(op)
    made: list[tuple[bytes, Change, list[KnownOp | None]]] = []
    for row, groups in known.items():
        is_new = all(op.rev > since for some in groups.values() for op in some)
        for group, some in groups.items():
            if (row, group) in touched and (change := _change(projector, some, since, is_new=is_new)):
                made.append((some[-1].household, *change))
    who = _writers(connection, (op for _, _, said in made for op in said), since)
    found: defaultdict[bytes, list[Change]] = defaultdict(list)
    for household, change, said in made:
        wrote = tuple(who.get((op.origin, op.seq)) if op else None for op in said)
        found[household].append(msgspec.structs.replace(change, wrote=wrote))
    return {household: tuple(sorted(its, key=_place)) for household, its in found.items()}


def rows_of(connection: Connection, since: int, until: int) -> Iterator[tuple[bytes, str, bool]]:
    """(household, record, whether it is new) of each row of which anything arrived after a revision, until another."""
    of_these = select(ops.c.row).where(ops.c.rev > since, ops.c.rev <= until).distinct()
    query = select(ops.c.household, ops.c.record, func.min(ops.c.rev)).where(ops.c.row.in_(of_these))
    for household, record, first in connection.execute(query.group_by(ops.c.row, ops.c.household, ops.c.record)):
        yield household, record, first > since


def still_open(connection: Connection, ns: Collection[int]) -> dict[int, list[tuple[str, bytes, str, bytes]]]:
    """By merge the registers (record, row, group, household) that wait for a decision since it came."""
    spans = connection.execute(select(merges.c.n, merges.c.from_rev, merges.c.to_rev).where(merges.c.n.in_([*ns])))
    arrived = sorted((row.to_rev, row.from_rev, row.n) for row in spans)  # no revision is of two
    ends = [last for last, _, _ in arrived]
    query = (
        select(conflicts.c.record, conflicts.c.row, conflicts.c.grp, conflicts.c.household, ops.c.rev)
        .join(ops, (ops.c.row == conflicts.c.row) & ((ops.c.grp == conflicts.c.grp) | (conflicts.c.grp == "life")))
        .where(ops.c.head == 1, is_asked(conflicts.c.household))
        .order_by(conflicts.c.household, conflicts.c.row, conflicts.c.grp)
    )
    found: dict[int, dict[tuple[str, bytes, str, bytes], None]] = {n: {} for _, _, n in arrived}
    for *register, rev in connection.execute(query) if arrived else ():
        at = bisect_left(ends, rev)
        if at < len(arrived) and arrived[at][1] < rev:
            found[arrived[at][2]][tuple(register)] = None
    return {n: [*registers] for n, registers in found.items()}


def in_conflict(connection: Connection) -> set[bytes]:
    """The households in which anything waits for a decision."""
    return {*connection.execute(select(conflicts.c.household).distinct()).scalars()}


def _change(
    projector: Projector, some: list[KnownOp], since: int, *, is_new: bool
) -> tuple[Change, list[KnownOp | None]] | None:
    """What is another one, and the ops that say what it was, is, and is beside; of a new record they are left out."""
    heads, before = heads_of(some), heads_of(op for op in some if op.rev <= since)
    first, was = shown(heads), shown(before) if before else None
    beside = {op.mark: op for op in heads if op.mark != first.mark}
    if was is not None and was.mark == first.mark and not beside:
        return None
    others = sorted(beside.values(), key=lambda op: -op.stamp)
    change = Change(
        record=first.record,
        row=first.row,
        group=first.group,
        before=(projector.forms(was) if was else None) or {},
        after=projector.forms(first) or {},
        beside=tuple(projector.forms(op) or {} for op in others),
        is_new=is_new,
    )
    return change, [] if is_new else [was, first, *others]


def _writers(connection: Connection, said: Iterator[KnownOp | None], since: int) -> dict[Place, Wrote]:
    """By place who wrote there; a person is called as here at this moment."""
    arrived = {(op.origin, op.seq): op.rev for op in said if op is not None}
    staff = rows["staff"]
    query = select(staff.c.id, staff.c.name, staff.c.team)
    people = {person: (name or "", team or "") for person, name, team in connection.execute(query)}
    return {
        place: Wrote(*people.get(source.body.actor, ("", "")), moment(source.body), arrived[place] <= since)
        for place, source in sources(connection, arrived).items()
    }


def _place(change: Change) -> tuple[Any, ...]:
    kind = RECORDS.get(change.record)
    groups = [*kind.group] if kind else []
    at = groups.index(change.group) if change.group in groups else len(groups)
    return [*RECORDS].index(change.record) if kind else len(RECORDS), change.record, change.row, at
