"""One open store: everything that is written goes through `save`, and everything written can be read again.

Promise: one save is one transaction: checks, rows, and one journal entry derived from what changed. Nobody writes
without leaving an entry, and nothing that was written is ever overwritten without a trace.
"""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar, cast
from zoneinfo import ZoneInfo

import msgspec
from filelock import FileLock
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, select

from desktop.domain import values
from desktop.domain.amount_facts import affects_amount
from desktop.domain.errors import Refused
from desktop.domain.fields import LEADS, OFFICE, Role
from desktop.domain.merging import shown
from desktop.domain.records import Look, Record
from desktop.memory import uncollected
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store import journal
from desktop.store.editing import Change, changes_of, life_change, withdrawal
from desktop.store.facts import keep_fact
from desktop.store.folder import Mirror
from desktop.store.journal import Entry, revision
from desktop.store.projection import LIFE, Projector, digest
from desktop.store.schema import drafts, rows, values_of
from desktop.store.sealing import Secrets
from desktop.store.undoing import UNDO, undoing
from desktop.store.vault import Unlocked
from desktop.store.writing import (
    Batch,
    JournalEnd,
    Pending,
    Written,
    apart,
    chained,
    is_refused_in_part,
    keep_own,
    merges_logged,
    pending_of,
)

Clock = Callable[[], datetime]
R = TypeVar("R", bound=Record)
T = TypeVar("T")

DEFAULT_ZONE = "Asia/Shanghai"


def utc_now() -> datetime:
    return datetime.now(UTC)


class _Rehearsed(Exception):
    """Ends a transaction that shall leave no trace."""


class Saved(msgspec.Struct, frozen=True):
    """The entry that a save wrote; None where nothing had changed."""

    entry: Entry | None
    rows: frozenset[tuple[str, bytes]]


class Decision(msgspec.Struct, frozen=True):
    """What settles the conflicts of a record in these groups; what is written `beside` it stands in the same entry."""

    record: Record
    groups: tuple[str, ...]
    beside: tuple[Record, ...] = ()


class Undone(msgspec.Struct, frozen=True):
    """How many entries were taken back, and the households of those that stay, by seq."""

    entries: int
    standing: dict[int, frozenset[bytes]]


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
        self._latest = datetime.min.replace(tzinfo=UTC)  # that the clock said here

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
        """The records of one kind whose columns have these values (of a list: one of them), oldest first.

        Withdrawn ones too.
        """
        record = kind.record_type()
        table = rows[record.name]
        wanted = (
            table.c[name].in_(cast("list[Any]", value)) if isinstance(value, list) else table.c[name] == value
            for name, value in equal.items()
        )
        query = select(table).where(*wanted).order_by(table.c.id)
        with self.reading() as connection:
            seen = revision(connection)
            found = connection.execute(query).mappings().all()
        return tuple(kind(id=row["id"], seen=seen, **values_of(record, dict(row))) for row in found)

    def zone(self) -> ZoneInfo:
        """The area's one zone, in which "today" and all civil dates stand, whatever the laptop says."""
        if self._zone is None:
            self._zone = ZoneInfo(self._zone_name() or DEFAULT_ZONE)
        return self._zone

    def now(self) -> datetime:
        """Now in the area, with the offset of this moment: Python sees no change of it between two of one zone."""
        now = self._clock().astimezone(self.zone())
        self._latest = max(self._latest, now)
        return now.replace(tzinfo=timezone(now.utcoffset() or timedelta()))

    def today(self) -> date:
        return self.now().date()

    def latest_day(self) -> date:
        """The latest day that has come here: what is past lies not ahead because the clock was set back (R48)."""
        latest = max(self.now(), self._latest, self._written_before)  # the next entry will say what a wrong clock says
        return latest.astimezone(self.zone()).date()

    def last_moment(self) -> datetime | None:
        """When this store wrote its own last entry, by the clock of that moment."""
        with self.reading() as connection:
            last = journal.entry(connection, self.end.origin, self.end.seq)
        return journal.moment(last.read()) if last else None

    @cached_property
    def _written_before(self) -> datetime:
        """When the last own entry of before was written; what is written from here on, `now` has seen."""
        return self.last_moment() or self._latest

    def digest(self) -> str:
        """Equal stores, equal digest."""
        with self.reading() as connection:
            return digest(connection)

    def changes(self, records: Sequence[Record]) -> list[Change]:
        """What a save of these records would change; nothing is written. Refused as the save would be."""
        with self.reading() as connection:
            return changes_of(connection, self.projector(connection), records, self.opened.role)

    def unsealed(self, record: Record, group: str) -> dict[str, Any]:
        """The written values of a sealed group, for the program to compare with; never to be shown (`reveal` does)."""
        with self.reading() as connection:
            projector = self.projector(connection)
            heads = projector.heads([record.id]).get((record.id, group), ())
            return (projector.forms(shown(heads)) if heads else None) or {}

    # Writing

    def require_writable(self) -> None:
        if self.read_only:
            raise Refused(
                "The store is open for reading only. Nothing was changed.",
                "Repair or restore it first: ruhu check --repair, or ruhu restore.",
            )

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """One transaction, when no other thread writes: the verbs' below, and that of a draft, which has no entry."""
        self.require_writable()
        with self._one_writer, database.writing(self.engine, self.folder) as connection:
            yield connection

    @contextmanager
    def taking_in(self, *, rehearse: bool = False) -> Generator[tuple[Connection, Projector]]:
        """One transaction for what others wrote; a rehearsal is rolled back at its end."""
        merges, has_refused = 0, False
        try:
            with suppress(_Rehearsed), self.writing() as connection:
                yield connection, self.projector(connection)
                merges = merges_logged(connection)
                has_refused = is_refused_in_part(connection, self._end.origin)
                if rehearse:
                    raise _Rehearsed  # noqa: TRY301  so that the transaction is rolled back
        except BaseException:
            self.secrets.forget()
            raise
        if rehearse:
            self.secrets.forget()
        else:
            self._end = replace(self._end, merges=merges, has_refused=has_refused)
            self._note_end()
            self._zone = None
            self._name_card()

    def fold_in(self) -> None:
        """After a long write, once nobody reads what was before: else the next save has to do it, and waits."""
        database.fold_in(self.engine)

    def go_on_as(self, origin: bytes) -> None:
        """Writes in the name of another origin from now on."""
        with self.writing() as connection:
            keep_fact(connection, "origin", origin)
        self._end = replace(self._end, origin=origin, seq=0, hash=journal.NO_HASH, has_refused=False)
        self._mirror.close()
        self._mirror = Mirror(origin)
        self._note_end()

    def save(self, *records: Record, because: str = "", ends_draft: bytes | None = None) -> Saved:
        """Writes these records as one entry in one transaction, and ends the draft they came from.

        Refused with all findings when one of them is not acceptable, and when the role may not write what changed.
        """
        saved: list[Saved] = []
        self.save_all([Batch(records, because)], saved.append, ends_draft=ends_draft)
        return saved[0]

    def save_all(
        self,
        batches: Iterable[Batch],
        told: Callable[[Saved], object] = lambda _saved: None,
        *,
        ends_draft: bytes | None = None,
    ) -> None:
        """Writes each batch as one entry, all of them in one transaction; an entry bears the moment of its batch.

        `told` hears of each in turn, before it is sure that all of them can be written.
        """
        today = self.latest_day()

        def write(connection: Connection, projector: Projector) -> Iterator[Saved]:
            for together in apart(batches, self.now):
                pending = pending_of(connection, projector, together, self.opened.role, today)
                yield from self._write_entries(connection, projector, pending)
            if ends_draft is not None:
                connection.execute(drafts.delete().where(drafts.c.id == ends_draft))

        self._transaction(write, told)

    def decide(self, record: Record, *groups: str, because: str) -> Saved:
        """Settles the conflicts of these groups: the record's values supersede every head that was seen.

        For the group "life", whether the record is withdrawn is the decision.
        """
        (saved,) = self.decide_all([Decision(record, groups)], because=because)
        return saved

    def decide_all(self, decisions: Sequence[Decision], *, because: str) -> list[Saved]:
        """Settles the conflicts of several records for one reason, each by an entry of its own, all of them or none.

        Refused for who neither leads nor works in the office, and where money moves, for who is not of the office.
        """
        _require_reason(because)
        for each in decisions:
            _require_deciding(self.opened.role, each)

        def write(connection: Connection, projector: Projector) -> Iterator[list[Saved]]:
            pending = [
                Pending(self._settled(connection, projector, each, because), because, self.now(), is_decision=True)
                for each in decisions
            ]
            yield self._write_entries(connection, projector, pending)

        saved: list[list[Saved]] = []
        self._transaction(write, saved.append)
        return saved[0]

    def withdraw(self, record: Record, *, because: str) -> Saved:
        """Takes a record, as it was read, out of sight without deleting it."""
        return self._set_life(record, withdrawal(because), because)

    def revive(self, record: Record, *, because: str) -> Saved:
        """Brings a withdrawn record back."""
        return self._set_life(record, {}, because)

    def undo(self, origin: bytes, seq: int) -> Saved:
        """Takes an own edit back by a new entry with the former values; undo of a creation is withdrawal.

        Refused when somebody else or the store itself wrote it, when anything was written on top of it, and when the
        role doesn't write this.
        """

        def changes(connection: Connection, projector: Projector) -> list[Change]:
            entry = journal.bodies(connection, origin, seq, seq)
            (found,) = undoing(connection, projector, self.opened, entry)
            if not found:
                raise Refused(
                    "Something was written on top of this edit, so it can't be taken back. Nothing was changed.",
                    "Look at the history of the record and edit it as it stands.",
                )
            return found

        return self._one(changes, UNDO)

    def undo_all(
        self,
        origin: bytes,
        first: int,
        last: int,
        *,
        because: str,
        progress: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> Undone:
        """Takes a whole run of own entries back, such as an intake's, by an entry for each, all in one transaction.

        An entry stays whole where anything was written on top of it, or added to a household or row that it created.
        What `progress` raises ends it, and nothing was taken back.
        """
        _require_reason(because)

        def write(connection: Connection, projector: Projector) -> Iterator[Undone]:
            within = range(first, last + 1)
            for start in within[::_UNDONE_AT_ONCE]:
                bodies = journal.bodies(connection, origin, start, min(start + _UNDONE_AT_ONCE - 1, last))
                found = undoing(connection, projector, self.opened, bodies, because=because, within=within)
                self._write_entries(connection, projector, [Pending(each, because, self.now()) for each in found])
                stay = [body for body, changes in zip(bodies, found, strict=True) if not changes]
                standing = {body.seq: frozenset(op.household for op in body.ops) for body in stay}
                progress(start - first + len(bodies), len(within))
                yield Undone(len(bodies) - len(stay), standing)

        undone: list[Undone] = []
        self._transaction(write, undone.append)
        standing = {seq: households for each in undone for seq, households in each.standing.items()}
        return Undone(sum(each.entries for each in undone), standing)

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

    def rebuild(self) -> None:
        """Recomputes every row from the journal."""

        def write(connection: Connection, projector: Projector) -> Iterator[None]:
            projector.rebuild(connection)
            yield

        self._transaction(write, lambda _none: None)

    def entries_since(self, known: Mapping[bytes, int]) -> list[Entry]:
        """The entries beyond these sequence numbers, in the order in which they came here."""
        with self.reading() as connection:
            return [entry for _, entry in journal.entry_rows(connection) if entry.seq > known.get(entry.origin, 0)]

    def keys(self) -> dict[bytes, list[bytes]]:
        """All keys by household, to travel inside an encrypted bundle."""
        with self.reading() as connection:
            return self.secrets.export(connection)

    # Inside

    def _set_life(self, record: Record, forms: dict[str, Any], because: str) -> Saved:
        _require_reason(because)
        return self._one(
            lambda connection, projector: life_change(connection, projector, record, self.opened.role, forms), because
        )

    def _settled(self, connection: Connection, projector: Projector, decision: Decision, because: str) -> list[Change]:
        role, record = self.opened.role, decision.record
        decided = [group for group in decision.groups if group != LIFE]
        found = changes_of(connection, projector, [record], role, decided=decided) if decided else []
        if LIFE in decision.groups:
            forms = withdrawal(because) if getattr(record, "withdrawn", None) else {}
            found += life_change(connection, projector, record, role, forms, is_decision=True)
        return [*found, *changes_of(connection, projector, decision.beside, role)]

    def _one(self, changes: Callable[[Connection, Projector], list[Change]], because: str) -> Saved:
        def write(connection: Connection, projector: Projector) -> Generator[Saved]:
            pending = Pending(changes(connection, projector), because, self.now())
            yield from self._write_entries(connection, projector, [pending])

        saved: list[Saved] = []
        self._transaction(write, saved.append)
        return saved[0]

    def _transaction(self, write: Callable[[Connection, Projector], Iterator[T]], told: Callable[[T], object]) -> None:
        with self._one_writer:
            before, is_about_area = self._end, False
            try:
                with uncollected(), self.writing() as connection:
                    for result in write(connection, self.projector(connection)):
                        is_about_area = is_about_area or _is_about_area(result)
                        told(result)
            except BaseException:
                self._end = before
                self.secrets.forget()
                raise
            if self._end != before:
                self._note_end()
            if is_about_area:
                self._zone = None
                self._name_card()

    def _note_end(self) -> None:
        self._mirror.write(self.folder, self._end.seq, self._end.hash, self._end.merges)

    def _zone_name(self) -> str | None:
        """Who only reads is shown what can be read, though this can't."""
        try:
            with self.reading() as connection:
                return connection.execute(select(rows["area"].c.zone)).scalar()
        except Refused:
            if not self.read_only:
                raise
            return None

    def _name_card(self) -> None:
        """The area has one name, also while the store is locked; a disk that refuses the card hinders nothing."""
        with self.reading() as connection:
            name = connection.execute(select(rows["area"].c.name).order_by(rows["area"].c.id)).scalar()
        with suppress(OSError, Refused):
            if name and place.card(self.folder).area != name:
                place.rename(self.folder, name)

    def _write_entries(self, connection: Connection, projector: Projector, pending: Sequence[Pending]) -> list[Saved]:
        """Writes an entry for each that changes anything; no two are about one row."""
        chain = list(chained(projector, pending, self._end, self.opened))
        written = [each for each in chain if each]
        if written:
            last, body = written[-1]
            self._end = replace(self._end, seq=last.seq, hash=last.hash, stamp=body.stamp)
            keep_own(connection, projector, written)
        return [_saved(each) for each in chain]


_UNDONE_AT_ONCE = 100


def require_same(entry: Entry, known: bytes | None) -> None:
    """Refused where another entry is known at this place, by its hash, or the store itself never wrote this one."""
    if known != entry.hash:
        raise Refused(
            "Origin {origin} wrote entry {seq} twice, with different content: a copy of its store was used. "
            "Nothing was taken in.",
            "Let the office decide which of the two goes on; both are kept where they are.",
            origin=entry.origin.hex(),
            seq=entry.seq,
        )


def _saved(written: Written | None) -> Saved:
    if written is None:
        return Saved(None, frozenset())
    entry, body = written
    return Saved(entry, frozenset((op.record, op.row) for op in body.ops))


def _is_about_area(result: object) -> bool:
    return not isinstance(result, Saved) or any(record == "area" for record, _ in result.rows)


def _require_deciding(role: Role, decision: Decision) -> None:
    if role not in LEADS:
        raise Refused(
            "A conflict is decided by the area's lead or the office. Both values stay as they are.",
            "Write down what you know about it; it travels with your next bundle.",
        )
    record = decision.record.record_type().name
    if role not in OFFICE and any(affects_amount(record, group) for group in decision.groups):
        raise Refused(
            "A conflict that moves money is decided by the office. Both values stay as they are.",
            "Write down what you know about it; it travels with your next bundle.",
        )


def _require_reason(because: str) -> None:
    if not because.strip():
        raise Refused("This needs a reason that others can read. Nothing was changed.", "Say why in a few words.")
