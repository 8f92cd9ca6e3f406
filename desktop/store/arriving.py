"""Takes in what other stores wrote: whole entries, and what came down of entries that are not here.

Promise: a merge is one transaction, and what its rehearsal counts is what it does; what is known already changes
nothing (merge(A, A) = A); it writes no entry, but stands in the log of merges, and can be taken back as long as nothing
was built on it. Hidden: what does not reach the rows (refused ops, households that are elsewhere, a second branch of an
origin), and what a merge notes so that it can be taken back.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.memory import uncollected
from desktop.store import facts, journal
from desktop.store.journal import Body, Entry, WrittenOp, revision
from desktop.store.projection import KnownOp, Projector, fingerprint
from desktop.store.schema import (
    conflicts,
    entries,
    exports,
    forks,
    household_keys,
    merges,
    ops,
    parked,
    received,
    refused_ops,
    rows,
    stubs,
    unguarded,
)
from desktop.store.sealing import Secrets
from desktop.store.store import Store, require_same
from desktop.store.writing import Written, keep_entries

T = TypeVar("T")

Judge = Callable[[Body, WrittenOp], str | None]
"""Tells why an op must not reach the rows, as a message id; None where it may."""

Progress = Callable[[int], None]
"""Hears how many entries were read; what it raises ends the merge, and nothing was taken in."""

_AT_ONCE = 1000
_PLACE = ("origin", "seq", "row", "grp")  # of an op
_BRANCH = 8
_KEPT_FACTS = ("mark", "epoch", "scope")  # which a merge sets, and its undoing sets back


def everything_is_fine(_body: Body, _op: WrittenOp) -> None:
    """The judge of stores that trust each other."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a verified bundle brings.

    Entries come chain by chain, in the order of their seqs; `received` are bodies with some of their ops. Keys are by
    household; `here_again` are the households that come back from elsewhere. Of a parked origin nothing is taken.
    What is refused of bodies waits for a person, unless for a reason that is `unkept`; for the reason `until_entered`
    until its entry comes. `epoch` is that of the office whose word the bodies are; `begin` is done before any is taken.
    """

    entries: Iterable[Entry] = ()
    received: Iterable[bytes] = ()
    keys: Mapping[bytes, Collection[bytes]] = field(default_factory=dict[bytes, Collection[bytes]])
    judge: Judge = everything_is_fine
    parked: Collection[bytes] = ()
    here_again: Collection[bytes] = ()
    epoch: int = 0
    unkept: Collection[str] = ()
    until_entered: str = ""
    begin: Callable[[Connection], None] = lambda _connection: None


@dataclass(frozen=True, slots=True)
class MergeLine:
    """Where a bundle comes from, for the log. `sender` is a device, nothing for the office; moments in milliseconds."""

    at: int
    kind: str = "up"
    bundle: bytes = b""
    part: int = 1
    parts: int = 1
    number: int = 0
    sender: bytes = b""
    sender_name: str = ""
    origin: bytes = b""
    written: int = 0
    file_digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Stub:
    """What stays of a household that is with another team now."""

    number: str | None
    door: str | None
    team: str | None
    since: str | None


@dataclass(frozen=True, slots=True)
class RefusedOp:
    """An op whose entry is kept and that doesn't reach the rows; why, as a message id."""

    origin: bytes
    seq: int
    row: bytes
    group: str
    household: bytes
    reason: str


@dataclass(slots=True)
class HouseholdChange:
    """How much a merge brings to a household: rows that are new, rows that changed, conflicts that opened."""

    new: int = 0
    changed: int = 0
    conflicts: int = 0


@dataclass(slots=True)
class Merged:
    """What a merge brought, or a rehearsal would: `n` is its line in the log.

    `rows_new` and `rows_changed` are by record; a conflict is (row, group, household).
    """

    n: int = 0
    entries: int = 0
    received: int = 0
    known: int = 0
    refused: list[RefusedOp] = field(default_factory=list[RefusedOp])
    rows_new: Counter[str] = field(default_factory=Counter[str])
    rows_changed: Counter[str] = field(default_factory=Counter[str])
    conflicts_new: list[tuple[bytes, str, bytes]] = field(default_factory=list[tuple[bytes, str, bytes]])
    conflicts_settled: int = 0
    households: dict[bytes, HouseholdChange] = field(default_factory=dict[bytes, HouseholdChange])


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the log of merges."""

    n: int
    line: MergeLine
    counts: dict[str, int]
    undone_at: int | None
    from_rev: int
    to_rev: int
    own_seq: int


class _Before(msgspec.Struct, array_like=True, frozen=True):
    """What is put back, besides entries and ops, when a merge is taken back; `exports` tells whether one came since.

    Of the households that were touched it is compared what they were.
    """

    keys: list[tuple[bytes, bytes]]
    stubs: list[list[Any]]
    forks: list[list[Any]]
    facts: dict[str, bytes | None]
    exports: int
    touched: list[bytes] = []


class _Standing(NamedTuple):
    """How a store stood before a merge; of what it showed, the households that are touched."""

    rev: int
    own_seq: int
    digest: str = ""


class _Touched:
    """The households that a merge touches, and what the store showed of them before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.households: set[bytes] = set()
        self._before = 0

    def note(self, households: Iterable[bytes]) -> None:
        """To be told before anything of them changes."""
        new = {*households} - self.households
        self._before += fingerprint(self._connection, new)
        self.households |= new

    @property
    def digest(self) -> str:
        return f"{self._before:x}"


class _Conflict(NamedTuple):
    row: bytes
    group: str
    household: bytes


Finish = Callable[[Connection], None]
"""What else belongs to a merge: acknowledgements, marks, checkpoints, households that go elsewhere."""


def merge(
    store: Store,
    arrival: Arrival,
    line: MergeLine,
    finish: Finish = lambda _connection: None,
    *,
    rehearse: bool = False,
    progress: Progress = lambda _done: None,
) -> Merged:
    """Takes an arrival in, in one transaction; a rehearsal does the same and leaves no trace.

    Refused when an entry was altered, says what no Ruhu writes, or another entry holds its place (a fork that is not
    parked).
    """
    with uncollected(), store.taking_in(rehearse=rehearse) as (connection, projector):
        before = _noted(connection)
        was = _Standing(revision(connection), store.end.seq)
        open_before, keys_before = _open_conflicts(connection), _key_ids(connection, arrival.keys)
        taking = _Taking(connection, projector, arrival, _next(connection))
        touched = taking.touched
        touched.note((*arrival.keys, *arrival.here_again))
        arrival.begin(connection)
        come_back(connection, store.secrets, arrival.here_again)
        projector.except_anew()
        projector.rebuild_households(store.secrets.receive(connection, arrival.keys))
        done = 0
        for some in _some(entry for entry in arrival.entries if entry.origin not in arrival.parked):
            taking.entries(some, store.end.origin)
            progress(done := done + len(some))
        taking.settle()
        for some in _some(arrival.received):
            taking.received(some)
            progress(done := done + len(some))
        finish(connection)
        merged = taking.merged
        _tell_conflicts(connection, open_before, merged)
        if not rehearse:
            keys = sorted(_key_ids(connection, arrival.keys) - keys_before)
            note = msgspec.structs.replace(before, keys=keys, touched=sorted(touched.households))
            _log(connection, line, merged, note, was._replace(digest=touched.digest))
    return merged


def undo_merge(store: Store) -> Logged:
    """Takes the last merge back, whole; what was before is compared by its digest.

    Refused when there is none, or when anything was written, exported or taken in since.
    """
    last = undoable(store)
    if last is None:
        raise Refused(
            "The last merge can't be taken back any more: something was written, exported or merged since. "
            "Nothing was changed.",
            "What is wrong with it is put right by new entries: look at the households that it changed.",
        )
    with uncollected(), store.taking_in() as (connection, projector):
        row = connection.execute(select(merges).where(merges.c.n == last.n)).one()
        before = msgspec.msgpack.decode(row.before, type=_Before)
        _put_back(connection, projector, row, before)
        store.secrets.forget()
        if f"{fingerprint(connection, before.touched):x}" != row.digest:
            raise Refused(
                "Without this merge the store would not be what it was before. Nothing was changed.",
                "Look at the store with: ruhu check",
            )
        connection.execute(update(merges).where(merges.c.n == last.n).values(undone_at=_now(store)))
    return last


def undoable(store: Store) -> Logged | None:
    """The last merge, where it can still be taken back."""
    with store.reading() as connection:
        row = connection.execute(select(merges).order_by(merges.c.n.desc()).limit(1)).first()
        if row is None or row.undone_at is not None or row.own_seq != store.end.seq:
            return None
        before = msgspec.msgpack.decode(row.before, type=_Before)
        is_last = row.to_rev == revision(connection) and before.exports == _exported(connection)
    return _logged(row) if is_last else None


def log(store: Store) -> list[Logged]:
    """All merges, the last first."""
    with store.reading() as connection:
        return [*map(_logged, connection.execute(select(merges).order_by(merges.c.n.desc())))]


def is_merged(connection: Connection, file_digest: bytes) -> bool:
    """Whether a file with this digest was taken in, and not taken back."""
    query = select(merges.c.n).where(merges.c.file_digest == file_digest, merges.c.undone_at.is_(None))
    return connection.execute(query).first() is not None


def refused(store: Store) -> list[RefusedOp]:
    """All ops that wait for a person, as they came."""
    with store.reading() as connection:
        return refused_in(connection)


def refused_in(connection: Connection) -> list[RefusedOp]:
    """The same, in the middle of a transaction."""
    columns = (refused_ops.c[name] for name in (*_PLACE, "household", "reason"))
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
        place = zip(_PLACE, (op.origin, op.seq, op.row, op.group), strict=True)
        let = update(refused_ops).where(*(refused_ops.c[name] == value for name, value in place))
        connection.execute(let.values(released=revision(connection) + 1))
        households.add(op.household)
    if households:
        Projector(connection, secrets).project_anew(households)


def entrusted_after_all(connection: Connection, reason: str) -> list[RefusedOp]:
    """Ops refused for this reason whose author was entrusted with the household by what came back to this office.

    It was put back to a state of before, and the order that a household is to be somebody's can come after the work.
    """
    return [op for op in refused_in(connection) if op.reason == reason and _is_entrusted(connection, op)]


def refuse(connection: Connection, secrets: Secrets, found: Iterable[RefusedOp]) -> None:
    """Takes ops out of the rows again, or lets them not in: the office refused them, as the merge tells that is on."""
    n = _next(connection)
    known = {tuple(row) for row in connection.execute(select(*(refused_ops.c[name] for name in _PLACE)))}
    new = [op for op in found if (op.origin, op.seq, op.row, op.group) not in known]
    if new:
        connection.execute(insert(refused_ops), [_refused_columns(op, n) for op in new])
        Projector(connection, secrets).project_anew({op.household for op in new})


def evict(connection: Connection, secrets: Secrets, gone: Mapping[bytes, Stub]) -> None:
    """Takes households that are elsewhere now out of sight; a stub of each stays, and is found.

    Their keys, and what came down of them, stay until `let_go`.
    """
    if gone:
        connection.execute(delete(stubs).where(stubs.c.household.in_([*gone])))
        is_entry = select(entries.c.rev).where(entries.c.origin == ops.c.origin, entries.c.seq == ops.c.seq).exists()
        written = select(ops.c.household).where(ops.c.household.in_([*gone]), is_entry).distinct()
        wrote = {*connection.execute(written).scalars()}
        lines = [{"household": id_, "wrote": int(id_ in wrote), **_columns(stub)} for id_, stub in gone.items()]
        connection.execute(insert(stubs), lines)
        Projector(connection, secrets).forget_households(gone)


def come_back(connection: Connection, secrets: Secrets, households: Collection[bytes]) -> None:
    """Shows households again that were elsewhere: what of them is still here."""
    back = [id_ for id_ in households if id_ in stubs_of(connection)]
    if back:
        connection.execute(delete(stubs).where(stubs.c.household.in_(back)))
        Projector(connection, secrets).project_anew(back)


def let_go(connection: Connection, epoch: int) -> list[bytes]:
    """Destroys what came down of the households that are elsewhere, and their keys; returns those households.

    Only once no merge is taken back any more. A key stays where entries that are here need it to be read by whoever
    they are sent to again; what the office did not tell in its newest epoch stays, until it has it again.
    """
    gone = {row.household: bool(row.wrote) for row in connection.execute(select(stubs.c.household, stubs.c.wrote))}
    for household, wrote in sorted(gone.items()):
        connection.execute(delete(received).where(received.c.household == household, received.c.epoch >= epoch))
        is_left = connection.execute(select(received.c.rev).where(received.c.household == household).limit(1)).first()
        if not wrote and is_left is None:
            is_key = household_keys.c.wrapped != b""  # and not the mark that one was destroyed for ever
            connection.execute(delete(household_keys).where(household_keys.c.household == household, is_key))
    return sorted(gone)


def stubs_of(connection: Connection) -> dict[bytes, Stub]:
    """The households that are elsewhere now."""
    return {row.household: Stub(row.number, row.door, row.team, row.since) for row in connection.execute(select(stubs))}


def branch_name(origin: bytes, first_hash: bytes) -> bytes:
    """What the branch of a forked origin is called everywhere that begins with the entry of this hash."""
    return hashlib.sha256(b"ruhu branch\0" + origin + first_hash).digest()[:_BRANCH]


def fork(connection: Connection, secrets: Secrets, origin: bytes, after: int) -> None:
    """What is here of an origin beyond an entry is another branch than the office holds: it gets its own name."""
    first = journal.entry(connection, origin, after + 1)
    if first is None or connection.execute(select(forks.c.origin).where(forks.c.origin == origin)).first():
        return
    name = branch_name(origin, first.hash)
    connection.execute(insert(forks), {"origin": origin, "after": after, "branch": name})
    concerned = select(ops.c.household).where(ops.c.origin == origin, ops.c.seq > after).distinct()
    Projector(connection, secrets).project_anew(connection.execute(concerned).scalars().all())


class _Taking:
    """One merge at work: what it takes, batch by batch, and what it brought so far."""

    def __init__(self, connection: Connection, projector: Projector, arrival: Arrival, n: int) -> None:
        self.merged = Merged(n)
        self.touched = _Touched(connection)
        self._connection = connection
        self._projector = projector
        self._judge = arrival.judge
        self._epoch = arrival.epoch
        self._unkept, self._until_entered = arrival.unkept, arrival.until_entered
        self._has_received = connection.execute(select(received.c.rev).limit(1)).first() is not None
        self._apart: set[tuple[bytes, int, bytes, str]] = set()  # what came down and waits for a person from now on
        self._shadowed: set[bytes] = set()
        self._new: set[bytes] = set()
        self._changed: set[bytes] = set()

    def entries(self, some: Sequence[Entry], own: bytes) -> None:
        """Keeps those that are new, and projects what of them reaches the rows."""
        new = self._new_ones(some, own)
        came_before = self._came_before(new)
        self._wait_no_more(came_before)
        self._refuse(body for _, body in new)
        later = [each for each in new if each[0].origin in came_before and each[0].seq in came_before[each[0].origin]]
        now = [each for each in new if each not in later] if later else new
        first = keep_entries(self._connection, now)
        arrived = [op for rev, (_, body) in enumerate(now, first) for op in self._projector.reaching(body, rev)]
        self.touched.note(op.household for _, body in new for op in body.ops)
        self._count(arrived)
        self._projector.project(arrived)
        keep_entries(self._connection, later)
        self._shadowed |= {op.household for _, body in later for op in body.ops}
        self.merged.entries += len(new)
        self.merged.known += len(some) - len(new)

    def settle(self) -> None:
        """Projects entries of which something had come down before: they say it with more right."""
        if self._shadowed:
            self._projector.project_anew(self._shadowed)

    def received(self, some: Sequence[bytes]) -> None:
        """Keeps and projects the ops that are not here yet."""
        bodies = [*map(journal.require_sound, some)]
        rev = revision(self._connection)
        kept: list[dict[str, Any]] = []
        projected: list[KnownOp] = []
        for body in bodies:
            told: dict[bytes, list[WrittenOp]] = {}
            for op in body.ops:
                reason = self._judge(body, op)
                if reason is None or self._waits(body, op, reason):
                    told.setdefault(op.household, []).append(op)
            for household, its_ops in told.items():
                said = msgspec.structs.replace(body, ops=its_ops)
                self._let(said, rev + 1)
                new = self._projector.unknown(self._projector.reaching(said, rev + 1, came_down=True))
                names = {(op.row, op.group) for op in new}
                names |= {
                    (op.row, op.group) for op in its_ops if (body.origin, body.seq, op.row, op.group) in self._apart
                }
                if len(names) < len(its_ops):
                    self._told_again(body, household)
                if not names:
                    self.merged.known += 1
                    continue
                rev += 1
                whole = msgspec.structs.replace(said, ops=[op for op in its_ops if (op.row, op.group) in names])
                kept.append(
                    {
                        "rev": rev,
                        "origin": body.origin,
                        "seq": body.seq,
                        "household": household,
                        "body": journal.encoded(whole),
                        "epoch": self._epoch,
                        "merge": self.merged.n,
                    }
                )
                projected += new
        if kept:
            projected = self._each_once(projected)
            self.touched.note(op.household for op in projected)
            self._count(projected)
            self._connection.execute(insert(received), kept)
            self._projector.project(projected)
        self.merged.received += len(kept)

    def _waits(self, body: Body, op: WrittenOp, reason: str) -> bool:
        """Sets an op apart that came down or back, where it is new; whether it is kept, until a person lets it in."""
        found = RefusedOp(body.origin, body.seq, op.row, op.group, op.household, reason)
        if reason in self._unkept:
            self.merged.refused.append(found)
            return False
        is_known = self._projector.was_judged(body, op) or not self._projector.unknown(
            [self._projector.known(body, op, 0)]
        )
        if not is_known:
            self.merged.refused.append(found)
            self._apart.add((body.origin, body.seq, op.row, op.group))
            self._connection.execute(insert(refused_ops), _refused_columns(found, self.merged.n))
            self._projector.except_anew()
        return not is_known

    def _wait_no_more(self, entered: Mapping[bytes, Collection[int]]) -> None:
        """What waited for its entry is judged by that now."""
        for origin, seqs in entered.items() if self._until_entered else ():
            void = refused_ops.c.reason == self._until_entered, refused_ops.c.released.is_(None)
            of_these = delete(refused_ops).where(refused_ops.c.origin == origin, refused_ops.c.seq.in_(sorted(seqs)))
            self._connection.execute(of_these.where(*void))
        self._projector.except_anew()

    def _let(self, said: Body, rev: int) -> None:
        """What was refused here, where less is known, may reach the rows once the office tells it."""
        refused = [op for op in said.ops if self._epoch and self._projector.is_refused(said, op)]
        for op in refused:
            place = zip(_PLACE, (said.origin, said.seq, op.row, op.group), strict=True)
            let = update(refused_ops).where(*(refused_ops.c[name] == value for name, value in place))
            self._connection.execute(let.values(released=rev))
        if refused:
            self._projector.except_anew()

    def _told_again(self, body: Body, household: bytes) -> None:
        """What came before is the office's word of today again."""
        place = received.c.origin == body.origin, received.c.seq == body.seq, received.c.household == household
        again = update(received).where(*place, received.c.epoch < self._epoch)
        self._connection.execute(again.values(epoch=self._epoch))

    def _each_once(self, found: Sequence[KnownOp]) -> list[KnownOp]:
        return [*{(op.origin, op.seq, op.row, op.group): op for op in found}.values()]

    def _new_ones(self, some: Sequence[Entry], own: bytes) -> list[Written]:
        new: dict[tuple[bytes, int], Written] = {}
        bodies = [*map(journal.require_whole, some)]  # a number out of bounds is none that could be asked for
        known = _known_hashes(self._connection, some)
        for entry, body in zip(some, bodies, strict=True):
            place = entry.origin, entry.seq
            there = new[place][0].hash if place in new else known.get(place)
            if there is not None or entry.origin == own:
                require_same(entry, there)
            else:
                new[place] = entry, body
        return [*new.values()]

    def _refuse(self, bodies: Iterable[Body]) -> None:
        found = [
            RefusedOp(body.origin, body.seq, op.row, op.group, op.household, reason)
            for body in bodies
            for op in body.ops
            if (reason := self._judge(body, op)) is not None and not self._is_settled(body, op)
        ]
        if found:
            self._connection.execute(insert(refused_ops), [_refused_columns(op, self.merged.n) for op in found])
            self._projector.except_anew()
            self.merged.refused += found

    def _is_settled(self, body: Body, op: WrittenOp) -> bool:
        """Whether the office has refused or told this op already, whoever brings its entry now."""
        if self._projector.was_judged(body, op):
            return True
        told = received.c.origin == body.origin, received.c.seq == body.seq, received.c.household == op.household
        query = select(received.c.body).where(*told, received.c.epoch > 0)
        said = (journal.require_sound(each) for each in self._connection.execute(query).scalars())
        return any((op.row, op.group) == (each.row, each.group) for one in said for each in one.ops)

    def _came_before(self, new: Sequence[Written]) -> dict[bytes, set[int]]:
        """The entries of which something came down before, by origin."""
        found: dict[bytes, set[int]] = {}
        if self._has_received:
            for origin, (first, last) in _ranges(entry for entry, _ in new).items():
                query = select(received.c.seq).where(received.c.origin == origin, received.c.seq.between(first, last))
                found[origin] = {*self._connection.execute(query).scalars()}
        return found

    def _count(self, arrived: Sequence[KnownOp]) -> None:
        """Tells new rows from changed ones, before these ops are projected."""
        here = {row for row, _ in self._projector.heads({op.row for op in arrived})}
        for op in arrived:
            if op.row in self._new or op.row in self._changed:
                continue
            change = self.merged.households.setdefault(op.household, HouseholdChange())
            if op.row in here:
                self._changed.add(op.row)
                self.merged.rows_changed[op.record] += 1
                change.changed += 1
            else:
                self._new.add(op.row)
                self.merged.rows_new[op.record] += 1
                change.new += 1


def _is_entrusted(connection: Connection, op: RefusedOp) -> bool:
    entry = journal.entry(connection, op.origin, op.seq)
    bodies = connection.execute(select(received.c.body).where(received.c.household == op.household)).scalars()
    staff = rows["staff"]
    known = {row.id: row for row in connection.execute(select(staff.c.id, staff.c.role, staff.c.team))}
    actor = entry.read().actor if entry else b""
    leads = known[actor].team if actor in known and known[actor].role == Role.LEAD else None
    waiting = {(each.origin, each.seq, each.row) for each in refused_in(connection) if each.household == op.household}
    said = ((body, each) for body in map(journal.require_sound, bodies) for each in body.ops)
    for told in (each for body, each in said if (body.origin, body.seq, each.row) not in waiting):
        holder = told.value.get("staff") if told.group == "assignment" and isinstance(told.value, dict) else None
        if holder is not None and (holder == actor or (leads and holder in known and known[holder].team == leads)):
            return True
    return False


def _put_back(connection: Connection, projector: Projector, row: Row[Any], before: _Before) -> None:
    households = {*connection.execute(select(ops.c.household).where(ops.c.rev > row.from_rev).distinct()).scalars()}
    households |= {household for household, _ in before.keys}
    households |= {*stubs_of(connection)} ^ {household for household, *_ in before.stubs}
    touched = {*projector.forget_households(households), *households}
    with unguarded(connection, entries):
        connection.execute(delete(entries).where(entries.c.rev > row.from_rev))
    connection.execute(delete(received).where(received.c.rev > row.from_rev))
    connection.execute(delete(refused_ops).where(refused_ops.c.merge == row.n))
    connection.execute(update(refused_ops).where(refused_ops.c.released > row.from_rev).values(released=None))
    connection.execute(delete(parked).where(parked.c.file_digest == row.file_digest))
    for household, key_id in before.keys:
        key = household_keys.c.household == household, household_keys.c.key_id == key_id
        connection.execute(delete(household_keys).where(*key))
    for table, were in ((stubs, before.stubs), (forks, before.forks)):
        connection.execute(delete(table))
        if were:
            connection.execute(insert(table), [dict(zip(table.c.keys(), each, strict=True)) for each in were])
    for name, value in before.facts.items():
        facts.keep_fact(connection, name, value)
    projector.except_anew()
    projector.project_anew(touched)


def _noted(connection: Connection) -> _Before:
    return _Before(
        keys=[],
        stubs=[[*row] for row in connection.execute(select(stubs))],
        forks=[[*row] for row in connection.execute(select(forks))],
        facts={name: facts.fact(connection, name) for name in _KEPT_FACTS},
        exports=_exported(connection),
    )


def _log(connection: Connection, line: MergeLine, merged: Merged, before: _Before, at: _Standing) -> None:
    counts = {
        "entries": merged.entries,
        "received": merged.received,
        "known": merged.known,
        "refused": len(merged.refused),
        "new": merged.rows_new.total(),
        "changed": merged.rows_changed.total(),
        "conflicts": len(merged.conflicts_new),
        "settled": merged.conflicts_settled,
        "households": len(merged.households),
    }
    connection.execute(
        insert(merges),
        {
            **_columns(line),
            "n": merged.n,
            "from_rev": at.rev,
            "to_rev": revision(connection),
            "own_seq": at.own_seq,
            "digest": at.digest,
            "before": msgspec.msgpack.encode(before),
            "counts": msgspec.msgpack.encode(counts),
        },
    )


def _logged(row: Row[Any]) -> Logged:
    line = MergeLine(**{name: getattr(row, name) for name in MergeLine.__dataclass_fields__})
    counts = msgspec.msgpack.decode(row.counts, type=dict[str, int])
    return Logged(row.n, line, counts, row.undone_at, row.from_rev, row.to_rev, row.own_seq)


def _tell_conflicts(connection: Connection, before: set[_Conflict], merged: Merged) -> None:
    now = _open_conflicts(connection)
    for conflict in sorted(now - before):
        merged.conflicts_new.append(conflict)
        merged.households.setdefault(conflict.household, HouseholdChange()).conflicts += 1
    merged.conflicts_settled = len(before - now)


def _open_conflicts(connection: Connection) -> set[_Conflict]:
    query = select(conflicts.c.row, conflicts.c.grp, conflicts.c.household)
    return {_Conflict(*row) for row in connection.execute(query)}


def _key_ids(connection: Connection, households: Iterable[bytes]) -> set[tuple[bytes, bytes]]:
    query = select(household_keys.c.household, household_keys.c.key_id)
    found: set[tuple[bytes, bytes]] = set()
    for some in _some(households):
        of_these = query.where(household_keys.c.household.in_(some))
        found |= {(row.household, row.key_id) for row in connection.execute(of_these)}
    return found


def _known_hashes(connection: Connection, some: Iterable[Entry]) -> dict[tuple[bytes, int], bytes]:
    found: dict[tuple[bytes, int], bytes] = {}
    for origin, (first, last) in _ranges(some).items():
        query = select(entries.c.seq, entries.c.hash).where(
            entries.c.origin == origin, entries.c.seq.between(first, last)
        )
        found |= {(origin, seq): digest_ for seq, digest_ in connection.execute(query)}
    return found


def _ranges(some: Iterable[Entry]) -> dict[bytes, tuple[int, int]]:
    found: dict[bytes, tuple[int, int]] = {}
    for entry in some:
        first, last = found.get(entry.origin, (entry.seq, entry.seq))
        found[entry.origin] = min(first, entry.seq), max(last, entry.seq)
    return found


def _some(arrived: Iterable[T]) -> Iterator[list[T]]:
    left = iter(arrived)
    while some := [*islice(left, _AT_ONCE)]:
        yield some


def _next(connection: Connection) -> int:
    return (connection.execute(select(func.max(merges.c.n))).scalar() or 0) + 1


def _exported(connection: Connection) -> int:
    return connection.execute(select(func.max(exports.c.n))).scalar() or 0


def _refused_columns(op: RefusedOp, n: int) -> dict[str, Any]:
    named = {"grp" if name == "group" else name: value for name, value in _columns(op).items()}
    return {**named, "merge": n, "released": None}


def _columns(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _now(store: Store) -> int:
    return int(store.now().timestamp() * 1000)
