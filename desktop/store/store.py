"""One open store: everything that is written goes through `save`, and everything written can be read again.

Promise: one save is one transaction: checks, rows, and one journal entry derived from what changed. Nobody writes
without leaving an entry, and nothing that was written is ever overwritten without a trace.
"""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from filelock import FileLock
from sqlalchemy import Connection, Engine, func, insert, select

from desktop.domain import checks, values
from desktop.domain.errors import Level, Refused
from desktop.domain.fields import SCHEMA, Role
from desktop.domain.merging import context, next_stamp, shown
from desktop.domain.records import Look, Record
from desktop.store import connection as database
from desktop.store import journal
from desktop.store.connection import Prepared
from desktop.store.editing import Change, changes_of, life_change, withdrawal
from desktop.store.folder import Mirror
from desktop.store.journal import Body, Entry, WrittenOp
from desktop.store.projection import LIFE, Projector, digest
from desktop.store.schema import drafts, entries, rows, values_of
from desktop.store.sealing import Secrets
from desktop.store.undoing import UNDO, undoing
from desktop.store.vault import Unlocked

Clock = Callable[[], datetime]
R = TypeVar("R", bound=Record)

DEFAULT_ZONE = "Asia/Shanghai"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Saved:
    """The entry that a save wrote; None where nothing had changed."""

    entry: Entry | None
    rows: frozenset[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class JournalEnd:
    """Where the own journal stands."""

    origin: bytes
    seq: int
    hash: bytes
    stamp: int


class Store:
    """An open store. Reads return frozen records; one writer at a time, from any thread."""

    def __init__(
        self,
        folder: Path,
        engine: Engine,
        opened: Unlocked,
        end: JournalEnd,
        *,
        lock: FileLock | None,
        clock: Clock,
        read_only: bool = False,
        notices: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder
        self.engine = engine
        self.opened = opened
        self.notices = notices
        self.read_only = read_only
        self._lock = lock
        self._clock = clock
        self._end = end
        self.secrets = Secrets(opened.key)
        self._mirror = Mirror(end.origin)
        self._one_writer = threading.RLock()
        self._zone: ZoneInfo | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database and lets the next program in."""
        self.engine.dispose()
        self._mirror.close()
        if self._lock is not None:
            self._lock.release()

    @property
    def end(self) -> JournalEnd:
        return self._end

    # Reading

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """One consistent view of the store, for queries."""
        with database.words_for_failures(self.folder), self.engine.connect() as connection, connection.begin():
            yield connection

    def projector(self, connection: Connection) -> Projector:
        return Projector(connection, self.secrets)

    def get(self, kind: type[R], row: bytes) -> R | None:
        """One record by its id, withdrawn or not."""
        found = self.records(kind, id=row)
        return found[0] if found else None

    def records(self, kind: type[R], **equal: Any) -> tuple[R, ...]:
        """The records of one kind whose columns have these values, oldest first, withdrawn ones too."""
        record = kind.record_type()
        table = rows[record.name]
        query = select(table).where(*(table.c[name] == value for name, value in equal.items())).order_by(table.c.id)
        with self.reading() as connection:
            seen = revision(connection)
            found = connection.execute(query).mappings().all()
        return tuple(kind(id=row["id"], seen=seen, **values_of(record, dict(row))) for row in found)

    def zone(self) -> ZoneInfo:
        """The area's one zone, in which "today" and all civil dates stand, whatever the laptop says."""
        if self._zone is None:
            with self.reading() as connection:
                self._zone = ZoneInfo(connection.execute(select(rows["area"].c.zone)).scalar() or DEFAULT_ZONE)
        return self._zone

    def now(self) -> datetime:
        return self._clock().astimezone(self.zone())

    def today(self) -> date:
        return self.now().date()

    def digest(self) -> str:
        """Equal stores, equal digest."""
        with self.reading() as connection:
            return digest(connection)

    # Writing

    def save(self, *records: Record, because: str = "", ends_draft: bytes | None = None) -> Saved:
        """Writes these records as one entry in one transaction, and ends the draft they came from.

        Refused with all findings when one of them is not acceptable, and when the role may not write what changed.
        """
        (saved,) = self.save_all([records], because=because, ends_draft=ends_draft)
        return saved

    def save_all(
        self, batches: Iterable[Sequence[Record]], *, because: str = "", ends_draft: bytes | None = None
    ) -> list[Saved]:
        """Writes each batch as one entry, all of them in one transaction."""
        today = self.today()

        def write(connection: Connection, projector: Projector) -> Iterator[Saved]:
            for records in batches:
                _require_acceptable(records, today)
                changes = changes_of(connection, projector, records, self.opened.role)
                yield self._write_entry(connection, projector, changes, because)
            if ends_draft is not None:
                connection.execute(drafts.delete().where(drafts.c.id == ends_draft))

        return self._transaction(write)

    def decide(self, record: Record, *groups: str, because: str) -> Saved:
        """Settles the conflicts of these groups: the record's values supersede every head that was seen.

        For the group "life", whether the record is withdrawn is the decision.
        """
        _require_reason(because)
        if self.opened.role not in (Role.LEAD, Role.CLERK):
            raise Refused(
                "A conflict is decided by the area's lead or the office. Both values stay as they are.",
                "Write down what you know about it; it travels with your next bundle.",
            )

        def changes(connection: Connection, projector: Projector) -> list[Change]:
            role = self.opened.role
            decided = [group for group in groups if group != LIFE]
            found = changes_of(connection, projector, [record], role, decided=decided) if decided else []
            if LIFE in groups:
                forms = withdrawal(because) if getattr(record, "withdrawn", None) else {}
                found += life_change(connection, projector, record, role, forms, is_decision=True)
            return found

        return self._one(changes, because)

    def withdraw(self, record: Record, *, because: str) -> Saved:
        """Takes a record, as it was read, out of sight without deleting it."""
        return self._set_life(record, withdrawal(because), because)

    def revive(self, record: Record, *, because: str) -> Saved:
        """Brings a withdrawn record back."""
        return self._set_life(record, {}, because)

    def undo(self, origin: bytes, seq: int) -> Saved:
        """Takes an own edit back by a new entry with the former values; undo of a creation is withdrawal.

        Refused when somebody else wrote it, or when anything was written on top of it.
        """
        return self._one(
            lambda connection, projector: undoing(connection, projector, self.opened.person, origin, seq), UNDO
        )

    def enlist(self, staff: Record, *, because: str) -> Saved:
        """Writes the record of somebody who has a key slot here; the vault's doing, whatever the role."""
        return self._one(lambda connection, projector: changes_of(connection, projector, [staff], role=None), because)

    def reveal(self, record: Record, field: str, *, because: str = "") -> Any:
        """The clear value of a sensitive field; who looked, at what and why is journaled first (H10).

        An auditor looks only with a reason. None where the value is not known or its key was destroyed.
        """
        if self.opened.role is Role.AUDITOR:
            _require_reason(because)
        kind = record.record_type()
        look = Look(row=record.id, field=field, household=getattr(record, "household", None))
        self.save(look, because=because)
        with self.reading() as connection:
            projector = self.projector(connection)
            heads = projector.heads([record.id]).get((record.id, kind.group_of[field].name), ())
            forms = projector.forms(shown(heads)) if heads else None
        return values.value(kind.field[field], (forms or {}).get(field))

    def accept(self, arrived: Iterable[Entry], keys: Mapping[bytes, bytes]) -> int:
        """Takes in entries of other origins with the household keys that open them; returns how many were new.

        Refused, and nothing taken, when one was altered or another entry holds its place already (a fork).
        """

        def write(connection: Connection, projector: Projector) -> Iterator[int]:
            self.secrets.receive(connection, keys)
            new = [entry for entry in arrived if _is_new(connection, entry)]
            at = revision(connection)
            for offset, entry in enumerate(new, start=1):
                body = journal.require_whole(entry)
                _keep_entry(connection, entry, at + offset)
                projector.project([projector.known(body, op, at + offset) for op in body.ops])
            yield len(new)

        return self._transaction(write)[0]

    def rebuild(self) -> None:
        """Recomputes every row from the journal."""

        def write(connection: Connection, projector: Projector) -> Iterator[None]:
            projector.rebuild(connection)
            yield

        self._transaction(write)

    def entries_since(self, known: Mapping[bytes, int]) -> list[Entry]:
        """The entries beyond these sequence numbers, in the order in which they came here."""
        with self.reading() as connection:
            return [entry for _, entry in journal.entry_rows(connection) if entry.seq > known.get(entry.origin, 0)]

    def keys(self) -> dict[bytes, bytes]:
        """All household keys, to travel inside an encrypted bundle."""
        with self.reading() as connection:
            return self.secrets.export(connection)

    # Inside

    def _set_life(self, record: Record, forms: dict[str, Any], because: str) -> Saved:
        _require_reason(because)
        return self._one(
            lambda connection, projector: life_change(connection, projector, record, self.opened.role, forms), because
        )

    def _one(self, changes: Callable[[Connection, Projector], list[Change]], because: str) -> Saved:
        def write(connection: Connection, projector: Projector) -> Generator[Saved]:
            yield self._write_entry(connection, projector, changes(connection, projector), because)

        return self._transaction(write)[0]

    def _transaction(self, write: Callable[[Connection, Projector], Iterator[Any]]) -> list[Any]:
        if self.read_only:
            raise Refused(
                "The store is open for reading only. Nothing was changed.",
                "Repair or restore it first: ruhu check --repair, or ruhu restore.",
            )
        with self._one_writer:
            before = self._end
            try:
                with database.writing(self.engine, self.folder) as connection:
                    results = list(write(connection, self.projector(connection)))
            except BaseException:
                self._end = before
                self.secrets.forget()
                raise
            self._zone = None if any(_is_about_area(result) for result in results) else self._zone
            if self._end != before:
                self._mirror.write(self.folder, self._end.seq, self._end.hash)
        return results

    def _write_entry(
        self, connection: Connection, projector: Projector, changes: Sequence[Change], because: str
    ) -> Saved:
        if not changes:
            return Saved(None, frozenset())
        now = self.now()
        wall = int(now.timestamp() * 1000)
        overwritten = [op for change in changes for op in change.superseded]
        body = Body(
            origin=self._end.origin,
            seq=self._end.seq + 1,
            stamp=next_stamp(wall, self._end.stamp, overwritten),
            wall=wall,
            offset=int((now.utcoffset() or _NO_OFFSET).total_seconds()) // 60,
            actor=self.opened.person,
            reason=because,
            schema=SCHEMA,
            ops=[_written_op(projector, change) for change in changes],
        )
        entry = journal.sealed_entry(body, self._end.hash)
        rev = revision(connection) + 1
        _keep_entry(connection, entry, rev)
        projector.project([projector.known(body, op, rev) for op in body.ops])
        self._end = JournalEnd(body.origin, body.seq, entry.hash, body.stamp)
        return Saved(entry, frozenset((change.record, change.row) for change in changes))


def revision(connection: Connection) -> int:
    """How many entries have arrived in this store."""
    return _REVISION.run(connection)[0][0] or 0


_NO_OFFSET = timedelta()
_REVISION = Prepared(select(func.max(entries.c.rev)))
_KEEP_ENTRY = Prepared(insert(entries))


def _written_op(projector: Projector, change: Change) -> WrittenOp:
    value = projector.written(change.record, change.row, change.group, change.household, change.forms)
    ctx = context(change.superseded)
    return WrittenOp(change.record, change.row, change.group, change.household, value, ctx, change.saw)


def _keep_entry(connection: Connection, entry: Entry, rev: int) -> None:
    kept = {"origin": entry.origin, "seq": entry.seq, "prev_hash": entry.prev_hash, "hash": entry.hash}
    _KEEP_ENTRY.run(connection, **kept, body=entry.body, rev=rev)


def _is_new(connection: Connection, entry: Entry) -> bool:
    known = journal.entry(connection, entry.origin, entry.seq)
    if known is not None and known.hash != entry.hash:
        raise Refused(
            "Origin {origin} wrote entry {seq} twice, with different content: a copy of its store was used. "
            "Nothing was taken in.",
            "Let the office decide which of the two goes on; both are kept where they are.",
            origin=entry.origin.hex(),
            seq=entry.seq,
        )
    return known is None


def _is_about_area(result: object) -> bool:
    return not isinstance(result, Saved) or any(record == "area" for record, _ in result.rows)


def _require_reason(because: str) -> None:
    if not because.strip():
        raise Refused("This needs a reason that others can read. Nothing was changed.", "Say why in a few words.")


def _require_acceptable(records: Sequence[Record], today: date) -> None:
    if len({record.id for record in records}) != len(records):
        message = "one record twice in one save"
        raise ValueError(message)
    found = [finding for record in records for finding in checks.findings(record, today)]
    errors = tuple(finding for finding in found if finding.level is Level.ERROR)
    if errors:
        raise Refused(
            "{n} values can't be saved as they are. Nothing was written; the draft is kept.",
            "Correct the marked fields, or leave them empty.",
            findings=errors,
            n=len(errors),
        )
