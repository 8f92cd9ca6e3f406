"""What the merge rule promises, as an in-memory model, and the real store behind the same few verbs.

The machine of `test_state_machine.py` and the scripted scenarios drive either of them and hold it against `Truth`,
which knows no version vectors: it keeps, for every write, the explicit set of writes that its author had seen and
replaced.
"""

import copy
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import select
from stores import accept

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Merge
from desktop.domain.merging import (
    Context,
    Span,
    State,
    context,
    heads_of,
    is_contested,
    is_covered,
    next_stamp,
    shown,
    sight,
    state,
    superseded_by_edit,
    with_own_past,
)
from desktop.domain.records import Household
from desktop.store import opening, vault
from desktop.store.journal import Entry
from desktop.store.opening import open_store
from desktop.store.projection import LIFE
from desktop.store.schema import conflicts
from desktop.store.store import Store

FIELD_OF = {"number": "number", "place": "lane", "address_note": "address_note"}
"""All groups that a row has, by the one field that is used of each: two reviewed ones, and one of which the latest is
shown. A withdrawal tells what it has seen by entries, and an entry writes several groups: none may be left out.
"""

GROUPS = (*FIELD_OF, LIFE)
START = datetime(2026, 11, 22, 9, tzinfo=UTC)
PASSPHRASE = "yi er san si wu liu"


class Id(NamedTuple):
    """An entry's place."""

    origin: bytes
    seq: int


Register = tuple[bytes, str]


@dataclass(frozen=True)
class Shown:
    """What a replica shows of one register."""

    heads: frozenset[Id]
    value: object
    in_conflict: bool


class Replica(Protocol):
    """One store of several; the verbs return the entry that they wrote, None where nothing changed."""

    def create(self, row: bytes) -> Id: ...
    def read(self, row: bytes) -> Any: ...
    def save(self, page: Any, group: str, value: str) -> Id | None: ...
    def withdraw(self, page: Any) -> Id | None: ...
    def revive(self, page: Any) -> Id | None: ...
    def decide(self, page: Any, group: str, value: str) -> Id: ...
    def decide_life(self, page: Any, *, withdrawn: bool) -> Id: ...
    def undo(self, entry: Id) -> Id: ...
    def stamp_of(self, entry: Id) -> int: ...
    def send(self, to: Any, entries: Iterable[Id]) -> None: ...
    def shift_clock(self, by: timedelta) -> None: ...
    def back_up(self) -> Any: ...
    def restore(self, copy_of: Any) -> None: ...
    def view(self) -> Mapping[Register, Shown]: ...
    def rebuilt_view(self) -> Mapping[Register, Shown]: ...
    def origin_now(self) -> bytes: ...


class Mutant(Enum):
    """Simpler designs that lose something; each must make a test fail (sync.md §9)."""

    LOSERS_DROPPED = auto()
    SAME_ORIGIN_AFTER_RESTORE = auto()
    NO_STAMP_FLOOR = auto()
    PARENT_POINTER = auto()
    HIGHEST_SEQ = auto()
    STALE_PAGE_SUPERSEDES = auto()
    EDIT_SETTLES = auto()
    LAST_ARRIVED_IS_SHOWN = auto()


@dataclass(frozen=True)
class ModelOp:
    """An op as the rule sees it."""

    row: bytes
    group: str
    value: object
    origin: bytes
    seq: int
    stamp: int
    ctx: Context
    saw: Mapping[bytes, list[int]] | None = None

    @property
    def mark(self) -> bytes:
        return repr(self.value).encode()

    @property
    def id(self) -> Id:
        return Id(self.origin, self.seq)


_origins = count(1)


@dataclass
class Model:
    """The rule without SQL: all known ops, and everything derived from them at each question."""

    mutants: frozenset[Mutant] = frozenset()
    origin: bytes = field(default_factory=lambda: next(_origins).to_bytes(8, "big"))
    seq: int = 0
    last: int = 0
    clock: timedelta = timedelta()
    ops: dict[Register, list[ModelOp]] = field(default_factory=dict)

    def create(self, row: bytes) -> Id:
        return self._write([(row, group, f"new {group}", ()) for group in FIELD_OF])

    def read(self, row: bytes) -> Any:
        return row, self._is_withdrawn(row), {op.id for group in GROUPS for op in self.ops.get((row, group), ())}

    def save(self, page: Any, group: str, value: str) -> Id | None:
        row, _, _ = page
        heads = self._heads((row, group)) if Mutant.STALE_PAGE_SUPERSEDES in self.mutants else self._seen(page, group)
        merge = Merge.LATEST if Mutant.EDIT_SETTLES in self.mutants else RECORDS["household"].group[group].merge
        if (shown(heads).value if heads else None) == value:
            return None
        self._require_here(row)
        return self._write([(row, group, value, superseded_by_edit(heads, merge))])

    def withdraw(self, page: Any) -> Id | None:
        return self._set_life(page, withdrawn=True)

    def revive(self, page: Any) -> Id | None:
        return self._set_life(page, withdrawn=None)

    def decide(self, page: Any, group: str, value: str) -> Id:
        self._require_here(page[0])
        return self._write([(page[0], group, value, self._seen(page, group))])

    def decide_life(self, page: Any, *, withdrawn: bool) -> Id:
        return self._write_life(page, withdrawn=withdrawn or None)

    def undo(self, entry: Id) -> Id:
        written = {register: op for register, ops in self.ops.items() for op in ops if op.id == entry}
        if any([head.id for head in self._heads(register)] != [entry] for register in written):
            raise Refused("written on top", "look")
        if {group for _, group in written} not in ({LIFE}, set(FIELD_OF)):
            self._require_here(next(iter(written))[0])
        before = {
            register: heads_of(o for o in self.ops[register] if is_covered(o, op.ctx))
            for register, op in written.items()
        }
        row = next(iter(written))[0]
        if {group for _, group in written} == set(FIELD_OF):
            return self._write([(row, LIFE, True, self._heads((row, LIFE)))], self._sight(row, None))
        changes = [
            (*register, shown(heads).value if heads else None, self._heads(register))
            for register, heads in before.items()
        ]
        return self._write(changes, self._sight(row, None) if changes[0][1] == LIFE and changes[0][2] else None)

    def stamp_of(self, entry: Id) -> int:
        return next(op.stamp for ops in self.ops.values() for op in ops if op.id == entry)

    def send(self, to: "Model", entries: Iterable[Id]) -> None:
        wanted = set(entries)
        for register, ops in list(self.ops.items()):
            for op in ops:
                if op.id in wanted:
                    to.take(register, op)

    def take(self, register: Register, op: ModelOp) -> None:
        known = self.ops.setdefault(register, [])
        if all(other.id != op.id for other in known):
            known.append(op)
        if Mutant.LOSERS_DROPPED in self.mutants:
            self.ops[register] = [shown(heads_of(known))]

    def shift_clock(self, by: timedelta) -> None:
        self.clock += by

    def back_up(self) -> Any:
        return self.seq, self.last, copy.deepcopy(self.ops)

    def restore(self, copy_of: Any) -> None:
        self.seq, self.last, ops = copy_of
        self.ops = copy.deepcopy(ops)
        if Mutant.SAME_ORIGIN_AFTER_RESTORE not in self.mutants:
            self.origin, self.seq, self.last = next(_origins).to_bytes(8, "big"), 0, 0

    def view(self) -> Mapping[Register, Shown]:
        rows = {row for row, _ in self.ops}
        return {(row, group): self._shown(row, group) for row in rows for group in GROUPS if self._heads((row, group))}

    def rebuilt_view(self) -> Mapping[Register, Shown]:
        return self.view()

    def origin_now(self) -> bytes:
        return self.origin

    def _shown(self, row: bytes, group: str) -> Shown:
        heads = self._heads((row, group))
        if group == LIFE:
            value, in_conflict = self._is_withdrawn(row), self._is_life_contested(row)
        else:
            last = self.ops[row, group][-1] if Mutant.LAST_ARRIVED_IS_SHOWN in self.mutants else shown(heads)
            is_reviewed = RECORDS["household"].group[group].merge is Merge.REVIEW
            value, in_conflict = last.value, is_reviewed and state(heads) is State.CONCURRENT
        return Shown(frozenset(op.id for op in heads), value, in_conflict)

    def _heads(self, register: Register) -> tuple[ModelOp, ...]:
        return heads_of(self.ops.get(register, ()))

    def _is_life_contested(self, row: bytes) -> bool:
        lives = self._heads((row, LIFE))
        withdrawals = [life for life in lives if life.value]
        others = [op for group in FIELD_OF for op in self._heads((row, group))]
        unseen = bool(withdrawals) and is_contested((life.saw or {} for life in withdrawals), others)
        return bool(lives) and (state(lives) is State.CONCURRENT or unseen)

    def _is_withdrawn(self, row: bytes) -> bool:
        lives = self._heads((row, LIFE))
        return bool(lives) and bool(shown(lives).value) and not self._is_life_contested(row)

    def _require_here(self, row: bytes) -> None:
        if self._is_withdrawn(row):
            raise Refused("withdrawn", "revive it first")

    def _seen(self, page: Any, group: str) -> tuple[ModelOp, ...]:
        row, _, known = page
        return heads_of(op for op in self.ops.get((row, group), ()) if op.id in known)

    def _sight(self, row: bytes, known: set[Id] | None) -> dict[bytes, list[int]]:
        heads = (op for group in FIELD_OF for op in self._heads((row, group)))
        return sight(op for op in heads if known is None or op.id in known)

    def _set_life(self, page: Any, *, withdrawn: bool | None) -> Id | None:
        row, was, _ = page
        if self._is_life_contested(row):
            raise Refused("contested", "decide it")
        return None if was == bool(withdrawn) else self._write_life(page, withdrawn=withdrawn)

    def _write_life(self, page: Any, *, withdrawn: bool | None) -> Id:
        row, _, known = page
        return self._write(
            [(row, LIFE, withdrawn, self._seen(page, LIFE))], self._sight(row, known) if withdrawn else None
        )

    def _write(self, changes: list[Any], saw: Mapping[bytes, list[int]] | None = None) -> Id:
        overwritten = [head for *_, heads in changes for head in heads]
        self.seq += 1
        wall = int((START + self.clock).timestamp() * 1000)
        floor = [] if Mutant.NO_STAMP_FLOOR in self.mutants else overwritten
        self.last = next_stamp(wall, self.last, floor)
        for row, group, value, heads in changes:
            own = (op.seq for op in self.ops.get((row, group), ()) if op.origin == self.origin)
            ctx = with_own_past(context(heads), self.origin, self.seq, own) if heads else {}
            if Mutant.PARENT_POINTER in self.mutants and heads:
                ctx = parent_pointer(heads)
            if Mutant.HIGHEST_SEQ in self.mutants:
                ctx = highest_seqs(heads)
            self.take((row, group), ModelOp(row, group, value, self.origin, self.seq, self.last, ctx, saw))
        return Id(self.origin, self.seq)


def parent_pointer(heads: Sequence[Any]) -> dict[bytes, Span]:
    """A context that forgets what the replaced head had replaced."""
    parent = shown(heads)
    return {parent.origin: [parent.seq, parent.seq]}


def highest_seqs(heads: Sequence[Any]) -> dict[bytes, Span]:
    """A context that is a version vector, as if no op could arrive after a later one of its origin."""
    seen = [
        (origin, span if isinstance(span, int) else span[-1]) for head in heads for origin, span in head.ctx.items()
    ]
    return dict(sorted([*seen, *((head.origin, head.seq) for head in heads)]))


class StoreReplica:
    """A real store in a folder of its own, behind the verbs of the model."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._clock = timedelta()
        self._made = opening.create(folder, "demo area", "demo clerk", PASSPHRASE, clock=self._now)
        self.store: Store = self._made.store

    def create(self, row: bytes) -> Id:
        household = Household(id=row, number="new number", lane="new place", address_note="new address_note")
        return _entry(self.store.save(household, because="made"))

    def read(self, row: bytes) -> Any:
        return self.store.get(Household, row)

    def save(self, page: Any, group: str, value: str) -> Id | None:
        saved = self.store.save(replace(page, **{FIELD_OF[group]: value}), because="edited")
        return _entry(saved) if saved.entry else None

    def withdraw(self, page: Any) -> Id | None:
        saved = self.store.withdraw(page, because="gone")
        return _entry(saved) if saved.entry else None

    def revive(self, page: Any) -> Id | None:
        saved = self.store.revive(page, because="back")
        return _entry(saved) if saved.entry else None

    def decide(self, page: Any, group: str, value: str) -> Id:
        return _entry(self.store.decide(replace(page, **{FIELD_OF[group]: value}), group, because="decided"))

    def decide_life(self, page: Any, *, withdrawn: bool) -> Id:
        return _entry(self.store.decide(replace(page, withdrawn=withdrawn or None), LIFE, because="decided"))

    def undo(self, entry: Id) -> Id:
        return _entry(self.store.undo(*entry))

    def stamp_of(self, entry: Id) -> int:
        return self._entries()[entry].read().stamp

    def send(self, to: "StoreReplica", entries: Iterable[Id]) -> None:
        mine = self._entries()
        accept(to.store, [mine[entry] for entry in entries], self.store.keys())

    def shift_clock(self, by: timedelta) -> None:
        self._clock += by

    def back_up(self) -> Any:
        self.store.close()
        copy_of = self._folder.with_name(f"{self._folder.name}-backup-{self.store.end.seq}")
        shutil.rmtree(copy_of, ignore_errors=True)
        shutil.copytree(self._folder, copy_of)
        self._reopen()
        return copy_of

    def restore(self, copy_of: Any) -> None:
        self.store.close()
        shutil.rmtree(self._folder)
        shutil.copytree(copy_of, self._folder)
        self._reopen()

    def view(self) -> Mapping[Register, Shown]:
        with self.store.reading() as connection:
            open_conflicts = {(row.row, row.grp) for row in connection.execute(select(conflicts))}
            registers = self.store.projector(connection).heads([row.id for row in self._households()])
        rows = {row.id: row for row in self._households()}
        return {
            (row, group): Shown(
                frozenset(Id(op.origin, op.seq) for op in heads),
                bool(rows[row].withdrawn) if group == LIFE else getattr(rows[row], FIELD_OF[group]),
                (row, group) in open_conflicts,
            )
            for (row, group), heads in registers.items()
            if group in GROUPS
        }

    def rebuilt_view(self) -> Mapping[Register, Shown]:
        before = self.store.digest()
        self.store.rebuild()
        assert self.store.digest() == before
        return self.view()

    def origin_now(self) -> bytes:
        return self.store.end.origin

    def _households(self) -> tuple[Household, ...]:
        return self.store.records(Household)

    def _entries(self) -> dict[Id, Entry]:
        return {Id(entry.origin, entry.seq): entry for entry in self.store.entries_since({})}

    def _reopen(self) -> None:
        unlocked = vault.unlock(self._folder, PASSPHRASE)
        self.store = open_store(self._folder, unlocked, clock=self._now, older_is_fine=True)

    def _now(self) -> datetime:
        return START + self._clock


def _entry(saved: Any) -> Id:
    return Id(saved.entry.origin, saved.entry.seq)
