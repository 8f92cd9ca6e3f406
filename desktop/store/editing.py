"""What a save changes: records against what their author had seen, group by group.

An edit is measured against the row as it was read (`Record.seen`), not as it stands: what arrived in between is
neither reverted nor superseded, it becomes a concurrent head.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, literal_column, select

from desktop.domain.errors import Refused
from desktop.domain.fields import Group, RecordType, Role
from desktop.domain.merging import heads_of, shown, sight, superseded_by_edit
from desktop.domain.records import Household, Look, Record, Sealed
from desktop.domain.values import group_values, groups_stated
from desktop.store.connection import Prepared
from desktop.store.projection import LIFE, KnownOp, Projector, Register, known_op
from desktop.store.schema import conflicts, ops, rows
from desktop.store.sealing import key_missing

Heads = Mapping[Register, tuple[KnownOp, ...]]


class Change(msgspec.Struct, frozen=True, gc=False):
    """One register's new value, the heads it supersedes, and on a withdrawal what its author had seen."""

    record: str
    row: bytes
    group: str
    household: bytes
    forms: dict[str, Any]
    superseded: tuple[KnownOp, ...] = ()
    saw: dict[bytes, list[int]] | None = None


def changes_of(
    connection: Connection,
    projector: Projector,
    records: Sequence[Record],
    role: Role | None,
    *,
    decided: Collection[str] = (),
) -> list[Change]:
    """The changes that these records make; whether they are withdrawn is no part of it (`life_change`).

    `decided` names groups whose every seen head is settled, changed or not; role None writes as the store itself.
    Refused: a group that the role doesn't write, a row that never changes, what is withdrawn, purged or united.
    """
    heads: dict[bytes, dict[str, tuple[KnownOp, ...]]] = {}
    for (row, group), ops_of in projector.heads([record.id for record in records]).items():
        heads.setdefault(row, {})[group] = ops_of
    homes = {household_of(record) for record in records}
    if projector.purged(homes):
        raise _purged()
    withdrawn = withdrawn_of(connection, "household", projector.lives(homes))
    united = dict(_UNITED.run_for(connection, homes))
    changes: list[Change] = []
    for record in records:
        known = _as_seen(connection, record, heads.get(record.id, {}))
        found = list(_changes(projector, record, known, decided))
        require_right(record.record_type(), found, role)
        if found and record.id in heads:
            _require_editable(connection, record, found, was_withdrawn=LIFE in heads[record.id])
        if found and household_of(record) in withdrawn and not isinstance(record, Look):
            raise _withdrawn()
        if household_of(record) in united and not all(map(_goes_on, found)):
            raise _united(connection, household_of(record), united[household_of(record)])
        changes += found
    return changes


def life_change(
    connection: Connection,
    projector: Projector,
    record: Record,
    role: Role,
    forms: dict[str, Any],
    *,
    is_decision: bool = False,
) -> list[Change]:
    """The withdrawal of a record as it was read, or its return (no forms); nothing where it stands so already.

    Refused in an open conflict unless it decides it: somebody edited what somebody else withdrew.
    """
    kind = record.record_type()
    all_heads = {group: heads for (_, group), heads in projector.heads([record.id]).items()}
    known = _as_seen(connection, record, all_heads)
    if not is_decision and _LIFE_CONFLICT.run(connection, of_row=record.id, of_grp=LIFE):
        raise Refused(
            "Somebody edited this record while somebody else withdrew it. Both stand until that is decided.",
            "Let the area's lead decide it, with a reason.",
        )
    if not is_decision and bool(getattr(record, "withdrawn", None)) == bool(forms):
        return []
    change = Change(kind.name, record.id, LIFE, household_of(record), forms, known.get(LIFE, ()))
    require_right(kind, [change], role)
    home = household_of(record)
    if not is_decision and not _goes_on(change):
        for household, kept in _UNITED.run_for(connection, [home]):
            raise _united(connection, household, kept)
    if forms and _GOING_ON.run(connection, kept=record.id):
        raise Refused(
            "Another household goes on under this one. Nothing was changed.",
            "Separate the two first, or withdraw the other one instead.",
        )
    return with_sights(projector, [change], record.seen)


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
    kind, household = record.record_type(), household_of(record)
    asked = (groups_stated(record) | known.keys()) - {LIFE}
    for group in (group for group in kind.groups if group.name in asked):
        heads = known.get(group.name, ())
        forms = group_values(record, group.fields)
        if not (heads or forms):
            continue
        if group.name not in decided and _is_as_before(projector, group, heads, forms):
            continue
        if heads and projector.was_closed(record.id, group.name, record.seen):
            if forms:
                raise _was_closed()
            continue
        was = _shown_forms(projector, heads)
        if was is None:
            if all(isinstance(form, Sealed) for form in forms.values()):
                continue
            raise key_missing()
        stated = {name: was[name] if isinstance(form, Sealed) else form for name, form in forms.items()}
        forms = {name: form for name, form in was.items() if name not in kind.field} | stated  # a newer program's stay
        if forms == was and group.name not in decided:
            continue
        superseded = heads if group.name in decided else superseded_by_edit(heads, group.merge)
        yield Change(kind.name, record.id, group.name, household, forms, superseded)


def _is_as_before(projector: Projector, group: Group, heads: tuple[KnownOp, ...], forms: dict[str, Any]) -> bool:
    """Whether a group is plainly what it was, which is told without unsealing it; what is not plain may be so too."""
    sealed = sum(isinstance(form, Sealed) for form in forms.values())
    if sealed:
        return sealed == len(group.fields)
    return bool(heads) and projector.mark_of(group.name, forms) == shown(heads).mark


def _shown_forms(projector: Projector, heads: tuple[KnownOp, ...]) -> dict[str, Any] | None:
    return projector.forms(shown(heads)) if heads else {}


def require_right(kind: RecordType, changes: Iterable[Change], role: Role | None) -> None:
    """Refused when the role doesn't write one of these changes of a record; role None is the store itself."""
    if role is not None and any(role not in kind.group[change.group].writers for change in changes):
        raise _not_yours(kind, role)


def _require_editable(
    connection: Connection, record: Record, changes: Iterable[Change], *, was_withdrawn: bool
) -> None:
    kind = record.record_type()
    if kind.is_append:
        raise Refused(
            "A record of what happened is never changed. The one that stands is untouched.",
            "Record a correction that names it, or withdraw it with a reason.",
        )
    if any(change.group == "household" for change in changes):  # what it says is sealed and found under that one's
        raise Refused(
            "A record stays with its household. Nothing was changed.",
            "Withdraw it there with a reason, and write it down anew where it belongs.",
        )
    if was_withdrawn and withdrawn_of(connection, kind.name, [record.id]):
        raise _withdrawn()


def _purged() -> Refused:
    return Refused(
        "What was about the people of this household was destroyed by order. Nothing was changed.",
        "Who lives there now is registered as a new household.",
    )


def _withdrawn() -> Refused:
    return Refused(
        "This record, or its household, was withdrawn. Nothing was changed.",
        "Bring it back first (with a reason), then edit it.",
    )


def _goes_on(change: Change) -> bool:
    """Whether it is also written of a household that was united with another: answers to what was begun there."""
    return change.record in _ANSWERS or (change.record, change.group) == ("household", "same_as")


def _united(connection: Connection, household: bytes, kept: bytes) -> Refused:
    numbers = dict(_NUMBERS.run_for(connection, (household, kept)))
    if kept not in numbers:
        return Refused(
            "{number} goes on as a household that is with another team: the office judged that they are one. "
            "Nothing was changed.",
            "Tell that team or the office what there is to write. "
            "If they are two after all, the office separates them.",
            number=numbers.get(household) or "—",
        )
    return Refused(
        "{number} goes on as {kept}: the office judged that they are one household. Nothing was changed.",
        "Write it down there. If they are two after all, the office separates them.",
        number=numbers.get(household) or "—",
        kept=numbers.get(kept) or "—",
    )


def _was_closed() -> Refused:
    return Refused(
        "What stands there could not be read yet when this was opened. Nothing was changed.",
        "Open it again, then edit it.",
    )


def _not_yours(kind: RecordType, role: Role) -> Refused:
    return Refused(
        "The role {role} doesn't write this part of a {record}. Nothing was changed.",
        "Ask somebody whose role does, or propose the change to them.",
        role=role,
        record=kind.name,
    )


def withdrawal(because: str) -> dict[str, Any]:
    """The written values of a life that was withdrawn."""
    return {"withdrawn": True, "withdrawn_reason": because.strip()}


def with_sights(projector: Projector, lives: Sequence[Change], seen: int | None = None) -> list[Change]:
    """Withdrawals with what their author had seen, up to this revision; returns as they are."""
    heads = projector.living_heads({life.row: life.record for life in lives if life.forms})
    return [
        msgspec.structs.replace(life, saw=sight(op for op in heads[life.row] if seen is None or op.rev <= seen))
        if life.forms
        else life
        for life in lives
    ]


def withdrawn_of(connection: Connection, record: str, wanted: Iterable[bytes]) -> set[bytes]:
    """Which of these rows are withdrawn."""
    return {row for (row,) in _withdrawn_rows(record).run_for(connection, wanted)}


@cache
def _withdrawn_rows(record: str) -> Prepared:
    table = rows[record]
    wanted = table.c.id.in_(bindparam("wanted", expanding=True))
    return Prepared(select(table.c.id).where(wanted, table.c.withdrawn == literal_column("1")))


_ANSWERS = frozenset(
    {
        "look",
        "sameness",
        "purge",
        "promise_outcome",
        "grievance_event",
        "data_request_event",
        "question_answer",
        "printing",
        "printing_event",
    }
)
_HOME = rows["household"]
_OF_THESE = _HOME.c.id.in_(bindparam("wanted", expanding=True))
_UNITED = Prepared(select(_HOME.c.id, _HOME.c.same_as).where(_OF_THESE, _HOME.c.same_as.is_not(None)))
_GOING_ON = Prepared(select(_HOME.c.id).where(_HOME.c.same_as == bindparam("kept")))
_NUMBERS = Prepared(select(_HOME.c.id, _HOME.c.number).where(_OF_THESE))
_LIFE_CONFLICT = Prepared(
    select(conflicts.c.row).where(conflicts.c.row == bindparam("of_row"), conflicts.c.grp == bindparam("of_grp"))
)
