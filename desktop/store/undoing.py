"""Taking an own edit back: a new entry with the former values; undo of a creation is withdrawal."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, func, select

from desktop.domain.errors import Refused
from desktop.domain.merging import heads_of, is_covered, shown
from desktop.store import journal
from desktop.store.editing import Change, with_sight, withdrawal
from desktop.store.journal import Body, WrittenOp
from desktop.store.projection import LIFE, KnownOp, Projector, Register, known_op
from desktop.store.schema import ops

UNDO = "undo"
"""The reason that an undoing entry bears."""


def undoing(connection: Connection, projector: Projector, person: bytes, origin: bytes, seq: int) -> list[Change]:
    """The changes that take an entry back. Refused when another person wrote it, or anything was written on top."""
    entry = journal.entry(connection, origin, seq)
    body = entry.read() if entry else None
    if body is None or body.actor != person:
        raise Refused("Only an own edit can be taken back. Nothing was changed.", "Ask the person who made it.")
    heads = projector.heads(list({op.row: None for op in body.ops}))
    if any([(head.origin, head.seq) for head in heads[op.row, op.group]] != [(origin, seq)] for op in body.ops):
        raise Refused(
            "Something was written on top of this edit, so it can't be taken back. Nothing was changed.",
            "Look at the history of the record and edit it as it stands.",
        )
    return list(_former(connection, projector, body, heads))


def _former(
    connection: Connection, projector: Projector, body: Body, heads: Mapping[Register, tuple[KnownOp, ...]]
) -> Iterator[Change]:
    """What undoes an entry: the values before it, and the withdrawal of the rows that it created."""
    created = {op.row for op in body.ops if not _known_before(connection, op.row, body)}
    for op in body.ops:
        if op.row not in created:
            before = heads_of(_superseded(connection, op))
            forms = (projector.forms(shown(before)) if before else None) or {}
            change = Change(op.record, op.row, op.group, op.household, forms, heads[op.row, op.group])
            yield with_sight(connection, change, None) if op.group == LIFE else change
    for row in sorted(created):
        op = next(op for op in body.ops if op.row == row)
        change = Change(op.record, row, LIFE, op.household, withdrawal(UNDO), heads.get((row, LIFE), ()))
        yield with_sight(connection, change, None)


def _superseded(connection: Connection, op: WrittenOp) -> list[KnownOp]:
    query = select(ops).where(ops.c.row == op.row, ops.c.grp == op.group)
    return [known for row in connection.execute(query) if is_covered(known := known_op(row), op.ctx)]


def _known_before(connection: Connection, row: bytes, body: Body) -> bool:
    others = select(func.count()).select_from(ops).where(ops.c.row == row)
    return bool(connection.execute(others.where((ops.c.origin != body.origin) | (ops.c.seq < body.seq))).scalar())
