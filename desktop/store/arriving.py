"""Takes in what other stores wrote: whole entries, and what came down of entries that are not here.

Promise: a merge is one transaction, and what its rehearsal counts is what it does; what is known already changes
nothing (merge(A, A) = A); it writes no entry, but stands in the log of merges, and can be taken back as long as nothing
was built on it. Hidden: what does not reach the rows (refused ops, households that are elsewhere, a second branch of an
origin), and what a merge notes so that it can be taken back.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import field
from sqlalchemy import Connection, delete, insert, select, update

from desktop.memory import uncollected
from desktop.store import elsewhere, journal, merge_log, refusing, settlements
from desktop.store.journal import Body, Entry, WrittenOp, revision
from desktop.store.merge_log import MergeLine, Standing, Touched
from desktop.store.projection import KnownOp, Projector, Register
from desktop.store.refusing import RefusedOp
from desktop.store.schema import (
    conflicts,
    entries,
    household_keys,
    received,
    refused_ops,
)
from desktop.store.store import Store, require_same
from desktop.store.writing import Written, keep_entries, merges_logged

T = TypeVar("T")

Judge = Callable[[Body, WrittenOp], str | None]
"""Tells why an op must not reach the rows, as a message id; None where it may."""

Progress = Callable[[int], None]
"""Hears how many entries were read; what it raises ends the merge, and nothing was taken in."""

_AT_ONCE = 1000


def everything_is_fine(_body: Body, _op: WrittenOp) -> None:
    """The judge of stores that trust each other."""


class Arrival(msgspec.Struct, frozen=True):
    """What a verified bundle brings.

    Entries come chain by chain, in the order of their seqs; `received` are bodies with some of their ops. `judge` is
    asked of each op, `may_decide` at the end of those that decide between several values. Keys are by household;
    `here_again` are the households that come back from elsewhere. Of a parked origin nothing is taken. What is refused
    of bodies waits for a person, unless for a reason that is `unkept`; for the reason `until_entered` until its entry
    comes. `epoch` is that of the office whose word the bodies are; `begin` is done before any is taken.
    """

    entries: Iterable[Entry] = ()
    received: Iterable[bytes] = ()
    keys: Mapping[bytes, Collection[bytes]] = field(default_factory=dict[bytes, Collection[bytes]])
    judge: Judge = everything_is_fine
    may_decide: Judge = everything_is_fine
    parked: Collection[bytes] = ()
    here_again: Collection[bytes] = ()
    epoch: int = 0
    unkept: Collection[str] = ()
    until_entered: str = ""
    begin: Callable[[Connection], None] = lambda _connection: None


class HouseholdChange(msgspec.Struct):
    """How much a merge brings to a household: rows that are new, rows that changed, conflicts that opened."""

    new: int = 0
    changed: int = 0
    conflicts: int = 0


class Merged(msgspec.Struct):
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
        before = merge_log.noted(connection)
        was = Standing(revision(connection), store.end.seq)
        open_before, keys_before = _open_conflicts(connection), _key_ids(connection, arrival.keys)
        taking = _Taking(connection, projector, arrival, merges_logged(connection) + 1)
        touched = taking.touched
        touched.note((*arrival.keys, *arrival.here_again))
        arrival.begin(connection)
        elsewhere.come_back(connection, store.secrets, arrival.here_again)
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
        taking.judge_decisions(was.rev)
        finish(connection)
        merged = taking.merged
        _tell_conflicts(connection, open_before, merged)
        if not rehearse:
            keys = sorted(_key_ids(connection, arrival.keys) - keys_before)
            known = {"keys": keys, "touched": sorted(touched.households), "by": store.opened.person}
            note = msgspec.structs.replace(before, **known)
            merge_log.write_down(connection, line, _counts(merged), note, was._replace(digest=touched.digest))
    return merged


class _Taking:
    """One merge at work: what it takes, batch by batch, and what it brought so far."""

    def __init__(self, connection: Connection, projector: Projector, arrival: Arrival, n: int) -> None:
        self.merged = Merged(n)
        self.touched = Touched(connection)
        self._connection = connection
        self._projector = projector
        self._judge, self._may_decide = arrival.judge, arrival.may_decide
        self._epoch = arrival.epoch
        self._unkept, self._until_entered = arrival.unkept, arrival.until_entered
        self._has_received = connection.execute(select(received.c.rev).limit(1)).first() is not None
        self._apart: set[tuple[bytes, int, bytes, str]] = set()  # what came down and waits for a person from now on
        self._shadowed: set[bytes] = set()
        self._decided: set[Register] = set()
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

    def judge_decisions(self, since: int) -> None:
        """Takes what decides between values without the right to out of the rows again, now that all of it is here."""

        def why_not(body: Body, op: WrittenOp) -> str | None:
            reason = self._may_decide(body, op)
            return None if reason is None or self._is_settled(body, op) else reason

        if found := [*settlements.wrong(self._connection, self._decided, since, why_not)]:
            self._set_apart(found)
            self._projector.project_anew({op.household for op in found})

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
            self._connection.execute(insert(refused_ops), refusing.columns(found, self.merged.n))
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
            place = zip(refusing.PLACE, (said.origin, said.seq, op.row, op.group), strict=True)
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
            self._set_apart(found)

    def _set_apart(self, found: Sequence[RefusedOp]) -> None:
        self._connection.execute(insert(refused_ops), [refusing.columns(op, self.merged.n) for op in found])
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
        """Tells new rows from changed ones, and what may be decided, before these ops are projected."""
        heads = self._projector.heads({op.row for op in arrived})
        self._decided.update(settlements.suspects(heads, arrived))
        here = {row for row, _ in heads}
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


def _counts(merged: Merged) -> dict[str, int]:
    return {
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


def _tell_conflicts(connection: Connection, before: set[_Conflict], merged: Merged) -> None:
    now = _open_conflicts(connection)
    for conflict in sorted(now - before):
        merged.conflicts_new.append(conflict)
        merged.households.setdefault(conflict.household, HouseholdChange()).conflicts += 1
    gone = elsewhere.stubs_of(connection)  # with it a household takes its conflicts along, open as they are
    merged.conflicts_settled = sum(each.household not in gone for each in before - now)


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
