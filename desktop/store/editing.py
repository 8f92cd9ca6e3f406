"""What a save changes: records against what their author had seen, group by group.

An edit is measured against the row as it was read (`Record.seen`), not as it stands: what arrived in between is neither reverted nor
superseded, it becomes a concurrent head.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.domain.errors import Refused
from desktop.domain.fields import Group, RecordType, Role
from desktop.domain.merging import heads_of, shown, superseded_by_edit
from desktop.domain.records import Household, Record, Sealed
from desktop.domain.values import group_values
from desktop.store.connection import Prepared
from desktop.store.projection import LIFE, KnownOp, Projector, Register, known_op, living_heads
from desktop.store.schema import ops, rows

Heads = Mapping[Register, tuple[KnownOp, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """One register's new value, the heads it supersedes, and on a withdrawal what its author had seen."""

    record: str
    row: bytes
    group: str
    household: bytes
    forms: dict[str, Any]
    superseded: tuple[KnownOp, ...] = ()
    saw: dict[bytes, int] | None = field(default=None)


def changes_of(
    connection: Connection,
    projector: Projector,
    records: Sequence[Record],
    role: Role | None,
    *,
    decided: Collection[str] = (),
) -> list[Change]:
    """The changes that these records make. `decided` names groups whose every seen head is settled; role None writes as the store itself.

    Refused: a group that the role doesn't write, a row that never changes, a withdrawn row or household.
    """
    heads = projector.heads([record.id for record in records])
    withdrawn = _withdrawn_households(connection, list({household_of(record): None for record in records}))
    changes: list[Change] = []
    for record in records:
        known = _as_seen(connection, record, {group: op for (row, group), op in heads.items() if row == record.id})
        found = list(_changes(projector, record, known, decided))
        _require_right(record, found, known, role, is_withdrawn=household_of(record) in withdrawn)
        changes += [with_sight(connection, change) for change in found]
    return changes


def household_of(record: Record) -> bytes:
    """The household whose key seals the record; a record without one is its own subject."""
    return record.id if isinstance(record, Household) else getattr(record, "household", None) or record.id


def _as_seen(
    connection: Connection, record: Record, heads: dict[str, tuple[KnownOp, ...]]
) -> dict[str, tuple[KnownOp, ...]]:
    if not heads:
        return {}
    if record.seen is None:
        message = f"{record!r} exists: edit the record that was read"
        raise ValueError(message)
    if all(op.rev <= record.seen for group in heads.values() for op in group):
        return heads
    query = select(ops).where(ops.c.row == record.id, ops.c.rev <= record.seen)
    seen: dict[str, list[KnownOp]] = {}
    for op in (known_op(row) for row in connection.execute(query)):
        seen.setdefault(op.group, []).append(op)
    return {group: heads_of(known) for group, known in seen.items()}


def _changes(
    projector: Projector, record: Record, known: Mapping[str, tuple[KnownOp, ...]], decided: Collection[str]
) -> Iterator[Change]:
    kind = record.record_type()
    for group in kind.groups:
        heads = known.get(group.name, ())
        forms = group_values(record, group.fields)
        was = _shown_forms(projector, heads)
        if was is None:
            if all(isinstance(form, Sealed) for form in forms.values()):
                continue
            raise Refused(
                "The key of this household is not on this computer. Nothing was changed.",
                "Ask the office for the household's data again.",
            )
        forms = {name: was[name] if isinstance(form, Sealed) else form for name, form in forms.items()}
        if forms == was and not (group.name in decided and len(heads) > 1):
            continue
        superseded = heads if group.name in decided or group.name == LIFE else superseded_by_edit(heads, group.merge)
        yield Change(kind.name, record.id, group.name, household_of(record), forms, superseded)


def _shown_forms(projector: Projector, heads: tuple[KnownOp, ...]) -> dict[str, Any] | None:
    return projector.forms(shown(heads)) if heads else {}


def _require_right(
    record: Record,
    changes: Sequence[Change],
    known: Mapping[str, tuple[KnownOp, ...]],
    role: Role | None,
    *,
    is_withdrawn: bool,
) -> None:
    kind = record.record_type()
    changed = [kind.group[change.group] for change in changes]
    if role is not None and any(role not in group.writers for group in changed):
        raise _not_yours(kind, role)
    others = [group for group in changed if group.name != LIFE]
    if others and known and kind.is_append:
        raise Refused(
            "A record of what happened is never changed. The one that stands is untouched.",
            "Record a correction that names it, or withdraw it with a reason.",
        )
    is_revived = isinstance(record, Household) and LIFE in (group.name for group in changed)
    if others and _touches_withdrawn(record, others, is_withdrawn=is_withdrawn and not is_revived):
        raise Refused(
            "This record, or its household, was withdrawn. Nothing was changed.",
            "Bring it back first (with a reason), then edit it.",
        )


def _touches_withdrawn(record: Record, changed: Sequence[Group], *, is_withdrawn: bool) -> bool:
    is_look = record.record_type().name == "look"
    return bool(changed) and not is_look and (is_withdrawn or bool(getattr(record, "withdrawn", None)))


def _not_yours(kind: RecordType, role: Role) -> Refused:
    return Refused(
        "The role {role} doesn't write this part of a {record}. Nothing was changed.",
        "Ask somebody whose role does, or propose the change to them.",
        role=role,
        record=kind.name,
    )


def with_sight(connection: Connection, change: Change) -> Change:
    """A withdrawal with what its author had seen; any other change as it is."""
    if change.group != LIFE or not change.forms.get("withdrawn"):
        return change
    saw: dict[bytes, int] = {}
    for op in living_heads(connection, change.record, change.row, change.household):
        saw[op.origin] = max(op.seq, saw.get(op.origin, 0))
    return Change(
        change.record,
        change.row,
        change.group,
        change.household,
        change.forms,
        change.superseded,
        dict(sorted(saw.items())),
    )


def _withdrawn_households(connection: Connection, households: Sequence[bytes]) -> set[bytes]:
    return {household for household in households if _WITHDRAWN.run(connection, of_id=household, withdrawn_1=1)}


_WITHDRAWN = Prepared(
    select(rows["household"].c.id).where(
        rows["household"].c.id == bindparam("of_id"), rows["household"].c.withdrawn == 1
    )
)
