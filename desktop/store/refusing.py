"""Ops whose entries are kept and that do not reach the rows: refused, until a person lets them in.

Promise: nothing that was refused is lost, and one that is let in is as if it had arrived now.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Connection, func, insert, select, update

from desktop.store import facts, journal
from desktop.store.journal import revision
from desktop.store.projection import Projector
from desktop.store.schema import entries, received, refused_ops
from desktop.store.sealing import Secrets
from desktop.store.store import Store
from desktop.store.writing import merges_logged

PLACE = ("origin", "seq", "row", "grp")
"""What tells an op from all others."""


class RefusedOp(msgspec.Struct, frozen=True):
    """An op whose entry is kept and that doesn't reach the rows; why, as a message id."""

    origin: bytes
    seq: int
    row: bytes
    group: str
    household: bytes
    reason: str


def refused(store: Store) -> list[RefusedOp]:
    """All ops that wait for a person, as they came."""
    with store.reading() as connection:
        return refused_in(connection)


def refused_in(connection: Connection) -> list[RefusedOp]:
    """The same, in the middle of a transaction."""
    columns = (refused_ops.c[name] for name in (*PLACE, "household", "reason"))
    query = select(*columns).where(refused_ops.c.released.is_(None))
    return [RefusedOp(*row) for row in connection.execute(query.order_by(refused_ops.c.merge, refused_ops.c.seq))]


def known_end(connection: Connection, origin: bytes) -> int:
    """The last seq of an origin that is known here, from its entries or from what came of them; of the own one sure."""
    own = origin == facts.fact(connection, "origin")
    tables = (entries,) if own else (entries, received)
    ends = (connection.execute(select(func.max(each.c.seq)).where(each.c.origin == origin)).scalar() for each in tables)
    return max(end or 0 for end in ends)


def with_all_they_saw(connection: Connection, found: Iterable[RefusedOp]) -> list[RefusedOp]:
    """Those of these ops whose entries are here, and nothing is lacking of what they say that they had seen.

    Of what this store writes itself nobody can have seen more than was there when they came.
    """
    own, ends = facts.fact(connection, "origin") or b"", dict[bytes, int]()

    def is_here(origin: bytes, seq: int, came: int) -> bool:
        if origin == own:
            mine = select(func.max(entries.c.seq)).where(entries.c.origin == own, entries.c.rev < came)
            return seq <= (connection.execute(mine).scalar() or 0)
        end = ends.setdefault(origin, known_end(connection, origin))
        return seq <= end or not end

    def has_seen(op: RefusedOp) -> bool:
        place = entries.c.origin == op.origin, entries.c.seq == op.seq
        came = connection.execute(select(entries.c.rev).where(*place)).scalar()
        entry = journal.entry(connection, op.origin, op.seq)
        said = [each for each in entry.read().ops if (each.row, each.group) == (op.row, op.group)] if entry else []
        return came is not None and all(
            is_here(origin, seq, came) for each in said for origin, seq in journal.seen_by(each)
        )

    return [op for op in found if has_seen(op)]


def release(connection: Connection, secrets: Secrets, released: Iterable[RefusedOp]) -> None:
    """Lets these ops reach the rows after all, as if they had arrived now."""
    households: set[bytes] = set()
    for op in released:
        place = zip(PLACE, (op.origin, op.seq, op.row, op.group), strict=True)
        let = update(refused_ops).where(*(refused_ops.c[name] == value for name, value in place))
        connection.execute(let.values(released=revision(connection) + 1))
        households.add(op.household)
    if households:
        Projector(connection, secrets).project_anew(households)


def refuse(connection: Connection, secrets: Secrets, found: Iterable[RefusedOp]) -> None:
    """Takes ops out of the rows again, or lets them not in: the office refused them, as the merge tells that is on."""
    n = merges_logged(connection) + 1
    known = {tuple(row) for row in connection.execute(select(*(refused_ops.c[name] for name in PLACE)))}
    new = [op for op in found if (op.origin, op.seq, op.row, op.group) not in known]
    if new:
        connection.execute(insert(refused_ops), [columns(op, n) for op in new])
        Projector(connection, secrets).project_anew({op.household for op in new})


def columns(op: RefusedOp, n: int) -> dict[str, Any]:
    """An op as it is kept, refused with this merge."""
    named = {"grp" if name == "group" else name: value for name, value in asdict(op).items()}
    return {**named, "merge": n, "released": None}
