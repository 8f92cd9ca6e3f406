"""How changes become entries: chained one after the other, kept, and projected together.

The decision hidden here is what an entry's stamp and moment are, and that reading, checking and projecting are done for
many entries at once, as long as no two of them are about one row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, func, insert, select

from desktop.domain import checks
from desktop.domain.errors import Level, Refused
from desktop.domain.fields import SCHEMA, SIGNED, Role
from desktop.domain.merging import next_stamp
from desktop.domain.records import Record
from desktop.store import cipher, journal
from desktop.store.connection import Prepared
from desktop.store.editing import Change, changes_of
from desktop.store.journal import Body, Entry, WrittenOp, revision
from desktop.store.projection import Projector
from desktop.store.schema import entries, merges, refused_ops
from desktop.store.vault import Unlocked

Written = tuple[Entry, Body]
"""An entry, and what it says."""

_AT_ONCE = 4000
_NO_OFFSET = timedelta()
_KEEP_ENTRY = Prepared(insert(entries))


class Batch(msgspec.Struct, frozen=True):
    """Records that are written as one entry, and why."""

    records: Sequence[Record]
    because: str = ""


class JournalEnd(msgspec.Struct, frozen=True):
    """Where the own journal stands, how many merges the store has logged, and whether any own op is refused now."""

    origin: bytes
    seq: int
    hash: bytes
    stamp: int
    merges: int = 0
    has_refused: bool = False


class Pending(msgspec.Struct, frozen=True):
    """An entry to be: what it changes, why, and the moment that it bears. One that changes nothing is never written."""

    changes: Sequence[Change]
    because: str
    at: datetime
    is_decision: bool = False


def merges_logged(connection: Connection) -> int:
    """How many merges this store has seen, those that were taken back too; a file before version 9 knows none."""
    if not connection.dialect.has_table(connection, merges.name):
        return 0
    return connection.execute(select(func.max(merges.c.n))).scalar() or 0


def is_refused_in_part(connection: Connection, origin: bytes) -> bool:
    """Whether anything that an origin wrote must not reach the rows; a file before version 9 refuses nothing."""
    if not connection.dialect.has_table(connection, refused_ops.name):
        return False
    waits = refused_ops.c.origin == origin, refused_ops.c.released.is_(None)
    return connection.execute(select(refused_ops.c.seq).where(*waits).limit(1)).first() is not None


def apart(batches: Iterable[Batch], now: Callable[[], datetime]) -> Iterator[list[tuple[Batch, datetime]]]:
    """Batches with the moment at which each came, some at once, no two of them about one row."""
    together: list[tuple[Batch, datetime]] = []
    rows: set[bytes] = set()
    for batch in batches:
        own = {record.id for record in batch.records}
        if len(own) != len(batch.records):
            message = "one record twice in one save"
            raise ValueError(message)
        if len(rows) >= _AT_ONCE or not rows.isdisjoint(own):
            yield together
            together, rows = [], set()
        together.append((batch, now()))
        rows |= own
    yield together


def pending_of(
    connection: Connection,
    projector: Projector,
    together: Sequence[tuple[Batch, datetime]],
    role: Role,
    today: date,
) -> list[Pending]:
    """The entries that these batches ask for. Refused when anything of theirs can't be saved."""
    records = [record for batch, _ in together for record in batch.records]
    require_acceptable(records, today)
    of_rows: dict[bytes, list[Change]] = {record.id: [] for record in records}
    for change in changes_of(connection, projector, records, role):
        of_rows[change.row].append(change)
    return [
        Pending([change for record in batch.records for change in of_rows[record.id]], batch.because, at)
        for batch, at in together
    ]


def chained(
    projector: Projector, pending: Sequence[Pending], end: JournalEnd, opened: Unlocked
) -> Iterator[Written | None]:
    """The entries of these, each after the one before; None for one that changes nothing."""
    projector.provide_keys({change.household for each in pending for change in each.changes})
    for each in pending:
        if not each.changes:
            yield None
            continue
        body = _body(projector, each, end, opened.person)
        if each.is_decision or any(change.record in SIGNED for change in each.changes):
            told = journal.told_to_sign(body, end.hash)
            body = msgspec.structs.replace(body, signature=cipher.signed(opened.signing, told))
        entry = journal.sealed_entry(body, end.hash)
        end = replace(end, seq=body.seq, hash=entry.hash, stamp=body.stamp)
        yield entry, body


def keep_own(connection: Connection, projector: Projector, written: Sequence[Written]) -> None:
    """Keeps entries that were just written here, and projects them."""
    first = keep_entries(connection, written)
    ops = ((body, op, rev) for rev, (_, body) in enumerate(written, first) for op in body.ops)
    projector.project([projector.known(*each) for each in ops])


def keep_entries(connection: Connection, arrived: Sequence[Written]) -> int:
    """Keeps entries that are not known yet; returns the revision of the first."""
    first = revision(connection) + 1
    _KEEP_ENTRY.run_rows(connection, [_entry_row(entry, rev) for rev, (entry, _) in enumerate(arrived, first)])
    return first


def require_acceptable(records: Iterable[Record], today: date) -> None:
    found = [finding for record in records for finding in checks.findings(record, today)]
    errors = tuple(finding for finding in found if finding.level is Level.ERROR)
    if errors:
        raise Refused(
            "{n} values can't be saved as they are. Nothing was written; the draft is kept.",
            "Correct the marked fields, or leave them empty.",
            findings=errors,
            n=len(errors),
        )


def _body(projector: Projector, pending: Pending, end: JournalEnd, person: bytes) -> Body:
    wall = int(pending.at.timestamp() * 1000)
    overwritten = [op for change in pending.changes for op in change.superseded]
    return Body(
        origin=end.origin,
        seq=end.seq + 1,
        stamp=next_stamp(wall, end.stamp, overwritten),
        wall=wall,
        offset=int((pending.at.utcoffset() or _NO_OFFSET).total_seconds()) // 60,
        actor=person,
        reason=pending.because,
        schema=SCHEMA,
        ops=[_written_op(projector, change, end) for change in pending.changes],
    )


def _written_op(projector: Projector, change: Change, end: JournalEnd) -> WrittenOp:
    value = projector.written(change.record, change.row, change.group, change.household, change.forms)
    own = end.origin, end.seq + 1
    ctx = projector.context(change.row, change.group, change.superseded, *own, has_refused=end.has_refused)
    return WrittenOp(change.record, change.row, change.group, change.household, value, ctx, change.saw)


def _entry_row(entry: Entry, rev: int) -> tuple[object, ...]:
    return entry.origin, entry.seq, entry.prev_hash, entry.hash, entry.body, rev
