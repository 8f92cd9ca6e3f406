"""Ops that decide between values which stand beside each other, found in what a merge brings.

Promise: one is found in whatever order ops come and in whatever batch, also where the values that it decides between
come with it or after it. Hidden: an edit replaces one value alone, so that whatever replaces two that differ decides.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from desktop.domain.merging import heads_of, is_covered, join
from desktop.store.journal import Body, WrittenOp, said_at
from desktop.store.projection import LIFE, KnownOp, Register, is_reviewed, known_op
from desktop.store.refusing import RefusedOp
from desktop.store.schema import ops

_CHUNK = 500

_Place = tuple[Register, bytes, int]
"""What tells an op from all others."""


def suspects(heads: Mapping[Register, Sequence[KnownOp]], arrived: Iterable[KnownOp]) -> Iterator[Register]:
    """The registers in which one of these ops may decide: it replaces several values, or was replaced before it came.

    `heads` are what stood in them before.
    """
    stand = dict(heads)
    for op in arrived:
        known = stand.get(op.register, ())
        if known and is_reviewed(op.record, op.group):
            replaced = [head for head in known if is_covered(head, op.ctx)]
            if _is_decision(op, replaced) or any(is_covered(op, head.ctx) for head in known):
                yield op.register
        stand[op.register] = join(known, op)


def wrong(
    connection: Connection,
    registers: Collection[Register],
    since: int,
    why_not: Callable[[Body, WrittenOp], str | None],
) -> Iterator[RefusedOp]:
    """The decisions of these registers that their authors must not take, and why not.

    What was here by this revision stays, but for what claimed then already to have seen what came only now. What was
    written on top of a wrong one is judged as if that were not there.
    """
    for some in _all_of(connection, registers):
        judged = [op for known in some for op in (*_new(known, since), *_claiming(known, since))]
        said = said_at(connection, {(op.origin, op.seq) for op in judged})
        reasons: dict[_Place, str] = {}
        for op in judged:
            body = said.get((op.origin, op.seq))
            written = (each for each in body.ops if (each.row, each.group) == op.register) if body else ()
            if body and (reason := next((why_not(body, each) for each in written), None)):
                reasons[_place(op)] = reason
        for op in (op for known in some for op in _unentitled(known, reasons)):
            yield RefusedOp(op.origin, op.seq, op.row, op.group, op.household, reasons[_place(op)])


def _new(known: Iterable[KnownOp], since: int) -> list[KnownOp]:
    return [op for op in known if op.rev > since]


def _claiming(known: Sequence[KnownOp], since: int) -> Iterator[KnownOp]:
    """What was here before, and said then already that it had seen what came only now."""
    before, new = [op for op in known if op.rev <= since], _new(known, since)
    heads = heads_of(before)
    if claimed := [op for op in new if any(is_covered(op, head.ctx) for head in heads)]:
        yield from (op for op in before if any(is_covered(each, op.ctx) for each in claimed))


def _unentitled(known: Sequence[KnownOp], must_not: Collection[_Place]) -> list[KnownOp]:
    """The ops of a register that decide and are among those that must not.

    They come by their rank, so that each follows what it replaces; but one whose stamp is forged claims to have seen
    what ranks above it.
    """
    found: list[KnownOp] = []
    taken: list[KnownOp] = []
    heads: tuple[KnownOp, ...] = ()

    def is_wrong(op: KnownOp, replaced: Iterable[KnownOp]) -> bool:
        return _place(op) in must_not and _is_decision(op, replaced)

    for op in known:
        if any(is_covered(op, head.ctx) for head in heads):
            for each in [each for each in taken if is_covered(op, each.ctx)]:
                if is_wrong(each, heads_of(other for other in (*taken, op) if is_covered(other, each.ctx))):
                    found.append(each)
                    taken.remove(each)
            heads = heads_of(taken)
        if is_wrong(op, [head for head in heads if is_covered(head, op.ctx)]):
            found.append(op)
        else:
            taken.append(op)
            heads = join(heads, op)
    return found


def _is_decision(op: KnownOp, replaced: Iterable[KnownOp]) -> bool:
    """Whether an op decides between these values; who withdraws what is withdrawn already says that it stays so."""
    marks = {head.mark for head in replaced}
    return len(marks) > 1 or (op.group == LIFE and op.mark in marks)


def _place(op: KnownOp) -> _Place:
    return op.register, op.origin, op.seq


def _all_of(connection: Connection, registers: Collection[Register]) -> Iterator[Collection[list[KnownOp]]]:
    """All ops of each of these registers, by their rank; of some rows at a time."""
    wanted, of_rows = {*registers}, sorted({row for row, _ in registers})
    for start in range(0, len(of_rows), _CHUNK):
        query = select(ops).where(ops.c.row.in_(of_rows[start : start + _CHUNK])).order_by(ops.c.stamp, ops.c.origin)
        found: defaultdict[Register, list[KnownOp]] = defaultdict(list)
        for op in map(known_op, connection.execute(query)):
            if op.register in wanted:
                found[op.register].append(op)
        yield found.values()
