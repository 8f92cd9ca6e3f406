"""Taking own edits back: a new entry with the former values for each; undo of a creation is withdrawal."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, bindparam, select

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.merging import heads_of, is_covered, shown, sight
from desktop.store.connection import Prepared
from desktop.store.editing import Change, require_right, withdrawal, withdrawn_of
from desktop.store.journal import Body, WrittenOp
from desktop.store.projection import LIFE, Heads, KnownOp, Projector, known_op
from desktop.store.schema import ops
from desktop.store.sealing import key_missing
from desktop.store.vault import Unlocked

UNDO = "undo"
"""The reason that an undoing entry bears."""

_HOME = "household"
_STORES_OWN = frozenset({"staff", "printing", "sheet", "check_key"})
_WANTED: BindParameter[bytes] = bindparam("wanted", expanding=True)
_OPS = Prepared(select(ops).where(ops.c.row.in_(_WANTED)))


class _Rows(msgspec.Struct, frozen=True):
    """What is known of the rows that some entries wrote: all ops by row, the heads, and what a withdrawal must see."""

    ops: Mapping[bytes, Sequence[KnownOp]]
    heads: Heads
    living: Mapping[bytes, Sequence[KnownOp]]
    withdrawn: Collection[bytes]


def undoing(
    connection: Connection,
    projector: Projector,
    by: Unlocked,
    bodies: Sequence[Body],
    *,
    because: str = UNDO,
    within: range | None = None,
) -> list[list[Change]]:
    """The changes that take each of these entries back; none for an entry on which something was written.

    With `within`, that is also what others than the entries of its origin with these seqs added to a row or household
    that it created. Refused when another person or the store itself wrote an entry, when it is the trace of a look, and
    when the role doesn't write this.
    """
    if not bodies or any(body.actor != by.person for body in bodies):
        raise Refused("Only an own edit can be taken back. Nothing was changed.", "Ask the person who made it.")
    known: dict[bytes, list[KnownOp]] = defaultdict(list)
    for op in map(known_op, _OPS.run_for(connection, {op.row for body in bodies for op in body.ops})):
        known[op.row].append(op)
    created = [_created(body, known) for body in bodies]
    lives = {
        op.row: op.record
        for body, new in zip(bodies, created, strict=True)
        for op in body.ops
        if op.row in new or op.group == LIFE
    }
    withdrawn = _withdrawn(connection, projector, bodies)
    rows = _Rows(known, projector.heads(known), projector.living_heads(lives), withdrawn)
    found: list[list[Change]] = []
    for body, new in zip(bodies, created, strict=True):
        _require_no_own_record(body, new)
        is_topped = _is_written_over(body, new, rows) or (within is not None and _is_added_to(body, new, rows, within))
        found.append([] if is_topped else list(_former(projector, body, new, rows, because)))
    for change in (change for changes in found for change in changes):
        require_right(RECORDS[change.record], [change], by.role)
    return found


def _created(body: Body, known: Mapping[bytes, Sequence[KnownOp]]) -> set[bytes]:
    """The rows that an entry began: it wrote what such a record never lacks, where nothing stood before.

    What others wrote on such a row since then changes nothing of that.
    """
    return {
        op.row
        for op in body.ops
        if op.group in _needed(op.record)
        and not any(old.group == op.group and is_covered(old, op.ctx) for old in known[op.row])
    }


@cache
def _needed(record: str) -> frozenset[str]:
    """The groups that every record of this kind has from its first entry on."""
    kind = RECORDS.get(record)
    return frozenset(kind.group_of[field.name].name for field in kind.fields if field.required) if kind else frozenset()


def _withdrawn(connection: Connection, projector: Projector, bodies: Iterable[Body]) -> set[bytes]:
    """The rows of these entries, and their households, that are withdrawn: there nothing is edited, nor taken back."""
    kinds: dict[bytes, str] = {}
    for op in (op for body in bodies for op in body.ops):
        kinds |= {op.household: _HOME, op.row: op.record}  # what has no household is its own
    by_kind: dict[str, list[bytes]] = defaultdict(list)
    for row in projector.lives(kinds):
        by_kind[kinds[row]].append(row)
    return {
        row for kind, wanted in by_kind.items() if kind in RECORDS for row in withdrawn_of(connection, kind, wanted)
    }


def _is_written_over(body: Body, created: Collection[bytes], rows: _Rows) -> bool:
    written = [(body.origin, body.seq)]
    edits = (op for op in body.ops if op.row not in created and op.group != LIFE)
    return any([(head.origin, head.seq) for head in rows.heads[op.row, op.group]] != written for op in body.ops) or any(
        op.row in rows.withdrawn or op.household in rows.withdrawn for op in edits
    )


def _is_added_to(body: Body, created: Collection[bytes], rows: _Rows, within: range) -> bool:
    others = (head for row in created for head in (*rows.living[row], *rows.heads.get((row, LIFE), ())))
    return any(head.origin != body.origin or head.seq not in within for head in others)


def _require_no_own_record(body: Body, created: Collection[bytes]) -> None:
    """Refused for what the store wrote: who has a key slot, the area itself, who looked at what (it has no life).

    Nor is a paper taken back that went out, with what tells a genuine one: it is in somebody's hands.
    """
    for op in body.ops:
        kind = RECORDS.get(op.record)
        is_the_stores = op.record in _STORES_OWN or (op.record == "area" and op.row in created)
        if kind is None or is_the_stores or not {op.group, LIFE} <= kind.group.keys():
            raise Refused(
                "This entry is the store's own record, so it can't be taken back. Nothing was changed.",
                "Look at the history of the record and edit it as it stands.",
            )


def _former(
    projector: Projector, body: Body, created: Collection[bytes], rows: _Rows, because: str
) -> Iterator[Change]:
    """What undoes an entry: the values before it, and the withdrawal of the rows that it created."""
    for op in body.ops:
        if op.row not in created:
            forms = _forms_before(projector, op, rows)
            saw = sight(rows.living[op.row]) if op.group == LIFE and forms else None
            yield Change(op.record, op.row, op.group, op.household, forms, rows.heads[op.row, op.group], saw)
    of_created = {op.row: op for op in body.ops if op.row in created}
    for row, op in sorted(of_created.items()):
        heads, saw = rows.heads.get((row, LIFE), ()), sight(rows.living[row])
        yield Change(op.record, row, LIFE, op.household, withdrawal(because), heads, saw)


def _forms_before(projector: Projector, op: WrittenOp, rows: _Rows) -> dict[str, Any]:
    before = heads_of(old for old in rows.ops[op.row] if old.group == op.group and is_covered(old, op.ctx))
    forms = projector.forms(shown(before)) if before else {}
    if forms is None:
        raise key_missing()
    return forms
