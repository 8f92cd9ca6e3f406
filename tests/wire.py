"""The wire between stores as an in-memory model (sync.md §3, §7), and the simpler designs that lose something.

An office, leads and field devices exchange bundles that somebody carries: lost, late, repeated, crossed, in parts. Of
the product only the semilattice of `desktop.domain.merging` is used. What should be true is kept by `Truth`, which
knows explicit sets and nothing else.
"""

import copy
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import count
from typing import Any, NamedTuple, Protocol, Self

from desktop.domain.fields import Merge
from desktop.domain.merging import (
    Context,
    Span,
    State,
    context,
    heads_of,
    next_stamp,
    parted,
    shown,
    state,
    superseded_by_edit,
    with_own_past,
)

OFFICE = "office"
TEAM_OF = {"W1": "L1", "W2": "L1", "W3": "L2"}
"""By worker the lead of the team."""

LEADS = tuple(sorted(set(TEAM_OF.values())))
FIELD = (*LEADS, *TEAM_OF)
NODES = (OFFICE, *FIELD)

MERGE_OF = {"place": Merge.REVIEW, "note": Merge.LATEST, "assigned": Merge.OWNED, "pack": Merge.OWNED}
"""The groups of a household, and of the area (that is the household without a name): by their way of merging."""

AREA = ""


class Mutant(Enum):
    """Simpler designs of the wire; each must make a test fail (sync.md §9)."""

    NO_NEW_EPOCH = auto()
    EPOCHS_ARE_COUNTED = auto()
    OFFICE_BY_NAME = auto()
    DEVICE_BY_NAME = auto()
    NO_ORPHANS = auto()
    PUT_BACK_UNNOTICED = auto()
    LEADS_ACKNOWLEDGE = auto()
    MARK_ALWAYS_MOVES = auto()
    A_PART_MOVES_THE_MARK = auto()
    LOSERS_DROPPED = auto()
    SAME_ORIGIN_AFTER_RESTORE = auto()
    PARENT_POINTER = auto()
    NO_STAMP_FLOOR = auto()
    ACKNOWLEDGED_BEYOND_A_GAP = auto()
    OLD_SCOPE_APPLIES = auto()
    EVICTED_UNACKNOWLEDGED = auto()
    EVICTED_WITH_KEYS = auto()
    NO_KEYS_WITH_A_GRANT = auto()
    GRANTS_STAY = auto()
    GRANTED_UNSEEN = auto()
    JUDGED_BY_THE_MARK = auto()
    JUDGED_BY_TODAY = auto()
    JUDGED_ONCE = auto()
    SENT_ONCE = auto()
    SCOPE_WITHOUT_OWN = auto()
    LATE_WORD_IS_NEW = auto()
    ACKNOWLEDGED_WITHOUT_HASH = auto()
    BRANCH_KEEPS_CONTEXT = auto()
    REVOKED_BY_SENDER = auto()
    REFUSED_IS_SUPERSEDED = auto()


class Id(NamedTuple):
    """An entry's place."""

    origin: bytes
    seq: int


class Register(NamedTuple):
    """What is written and merged as a whole."""

    household: str
    group: str


@dataclass(frozen=True, eq=False)
class Op:
    """One write of one register."""

    register: Register
    value: str
    origin: bytes
    seq: int
    stamp: int
    ctx: Context

    @property
    def mark(self) -> bytes:
        return self.value.encode()

    @property
    def id(self) -> Id:
        return Id(self.origin, self.seq)

    def __deepcopy__(self, _: object) -> Self:
        return self  # nothing of it ever changes


@dataclass(frozen=True)
class Entry:
    """Ops that were written together, with their place in the chain."""

    origin: bytes
    seq: int
    before: bytes
    hash: bytes
    ops: tuple[Op, ...]

    def __deepcopy__(self, _: object) -> Self:
        return self


@dataclass(frozen=True)
class Shown:
    """What a store shows of one register."""

    heads: frozenset[Id]
    value: str
    in_conflict: bool


class Place(NamedTuple):
    """The ops of one entry about one household, as they come down."""

    origin: bytes
    seq: int
    household: str


@dataclass(frozen=True)
class Told:
    """What somebody else wrote, on the office's word of an epoch."""

    ops: tuple[Op, ...]
    epoch: int


@dataclass(frozen=True)
class Branch:
    """What of an origin lies beyond an entry, where another branch of it is the office's."""

    after: int
    name: bytes

    @classmethod
    def of(cls, first: "Entry") -> Self:
        """The branch that begins with this entry has one name everywhere."""
        return cls(first.seq - 1, hashlib.sha256(first.origin + first.hash).digest()[:8])


@dataclass(frozen=True)
class Sight:
    """Up to this seq an origin wrote with the scope list of this revision in hand."""

    epoch: int
    revision: int
    seq: int


@dataclass(frozen=True)
class Claim:
    """What a device says of one incarnation of its store; it goes with its entries wherever they are forwarded."""

    device: str
    written: int
    epoch: int
    mark: int
    sights: tuple[Sight, ...]


@dataclass(frozen=True)
class Up:
    """A part of a bundle to a lead or the office: the log."""

    to: str
    sender: str
    claims: Mapping[bytes, Claim]
    segments: tuple[tuple[Entry, ...], ...]
    told: Mapping[Place, Told]
    keys: frozenset[str]


@dataclass(frozen=True)
class Down:
    """A part of a bundle of the office to one device: what is known of its scope."""

    to: str
    bundle: int
    parts: int
    part: int
    epoch: int
    since: int
    until: int
    told: Mapping[Place, tuple[Op, ...]]
    keys: frozenset[str]
    scope: frozenset[str]
    acks: Mapping[bytes, tuple[int, bytes]]
    refused: frozenset[tuple[Id, Register]]
    forked: Mapping[bytes, int]


_ids = count(1)
_bundles = count(1)


def new_origin() -> bytes:
    return next(_ids).to_bytes(8, "big")


@dataclass
class Node:
    """What every store has: its journal, what it was told, and keys."""

    name: str
    mutants: frozenset[Mutant]
    origin: bytes = field(default_factory=new_origin)
    seq: int = 0
    hash: bytes = bytes(8)
    last: int = 0
    entries: dict[bytes, dict[int, Entry]] = field(default_factory=dict)
    told: dict[Place, Told] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    refused: set[tuple[Id, Register]] = field(default_factory=set)
    epoch: int = 1
    branches: dict[bytes, Branch] = field(default_factory=dict)

    def ops(self) -> Iterator[Op]:
        """Every op that is shown here, once."""
        written = {(op.id, op.register): op for told in self.told.values() for op in told.ops}
        entries = (entry for kept in self.entries.values() for entry in kept.values())
        written |= {(op.id, op.register): op for entry in entries for op in self.said(entry)}
        return (op for key, op in written.items() if key not in self.refused and self.holds(op.register.household))

    def said(self, entry: Entry) -> tuple[Op, ...]:
        """The ops of an entry, in the name of the branch that it stands on."""
        branch = self.branches.get(entry.origin)
        if branch is None or entry.seq <= branch.after:
            return entry.ops
        return tuple(self.on_branch(op, branch) for op in entry.ops)

    def on_branch(self, op: Op, branch: Branch) -> Op:
        before, beyond = parted(op.ctx.get(op.origin, 0), branch.after)
        spans = {op.origin: before, branch.name: beyond}
        ctx = {**op.ctx, **spans} if Mutant.BRANCH_KEEPS_CONTEXT not in self.mutants else op.ctx
        return replace(op, origin=branch.name, ctx={origin: span for origin, span in ctx.items() if span})

    def holds(self, household: str) -> bool:
        """Whether a household is shown here."""
        del household
        return True

    def heads(self, register: Register) -> tuple[Op, ...]:
        return self._heads(op for op in self.ops() if op.register == register)

    def view(self) -> dict[Register, Shown]:
        """What is shown; "?" where the household's key is not here."""
        found: dict[Register, list[Op]] = {}
        for op in self.ops():
            found.setdefault(op.register, []).append(op)
        return {register: self._shown(register, self._heads(ops)) for register, ops in found.items()}

    def known(self) -> set[tuple[Id, Register]]:
        return {(op.id, op.register) for op in self.ops()}

    def wrote(self) -> set[Id]:
        """What this device wrote itself, in all incarnations that it remembers."""
        return {Id(self.origin, seq) for seq in self.entries.get(self.origin, ())}

    def write(self, changes: Mapping[Register, str], wall: int, *, decides: bool = False) -> Id:
        self.keys |= {register.household for register in changes}
        seq, written, overwritten = self.seq + 1, dict[Register, tuple[str, Context]](), list[Op]()
        for register, value in changes.items():
            heads = self.heads(register)
            over = heads if decides else superseded_by_edit(heads, MERGE_OF[register.group])
            ctx = with_own_past(context(over), self.origin, seq, self._own_past(register)) if over else {}
            if Mutant.PARENT_POINTER in self.mutants and over:
                ctx = parent_pointer(over)
            written[register] = value, ctx
            overwritten += over
        floor = [] if Mutant.NO_STAMP_FLOOR in self.mutants else overwritten
        self.seq, self.last = seq, next_stamp(wall, self.last, floor)
        ops = tuple(Op(register, value, self.origin, seq, self.last, ctx) for register, (value, ctx) in written.items())
        entry = Entry(self.origin, seq, self.hash, _hash(self.hash, ops), ops)
        self.hash = entry.hash
        self.keep(entry)
        return Id(self.origin, seq)

    def _own_past(self, register: Register) -> set[int]:
        """With which entries this store wrote a register, also where that is shown nowhere."""
        own = {op.seq for op in self.ops() if op.register == register and op.origin == self.origin}
        if Mutant.REFUSED_IS_SUPERSEDED in self.mutants:
            return own
        return own | {id_.seq for id_, of in self.refused if of == register and id_.origin == self.origin}

    def keep(self, entry: Entry) -> None:
        self.entries.setdefault(entry.origin, {})[entry.seq] = entry

    def became_another(self) -> None:
        """A restored or copied store goes on as a new origin."""
        if Mutant.SAME_ORIGIN_AFTER_RESTORE not in self.mutants:
            self.origin, self.seq, self.hash, self.last = new_origin(), 0, bytes(8), 0

    def contiguous(self, origin: bytes) -> int:
        """Up to which seq every entry of an origin is held."""
        kept = self.entries.get(origin, {})
        if Mutant.ACKNOWLEDGED_BEYOND_A_GAP in self.mutants:
            return max(kept, default=0)
        return next(seq - 1 for seq in count(1) if seq not in kept)

    def _heads(self, ops: Iterable[Op]) -> tuple[Op, ...]:
        heads = heads_of(ops)
        return (shown(heads),) if heads and Mutant.LOSERS_DROPPED in self.mutants else heads

    def _shown(self, register: Register, heads: tuple[Op, ...]) -> Shown:
        is_open = MERGE_OF[register.group] is Merge.REVIEW and state(heads) is State.CONCURRENT
        value = shown(heads).value if register.household in {AREA, *self.keys} else "?"
        return Shown(frozenset(op.id for op in heads), value, is_open)


@dataclass
class Field(Node):
    """The store of a device: it sends its journal up until the office acknowledges it, and holds what is its own."""

    acked: dict[bytes, int] = field(default_factory=dict)
    mark: int = 0
    scope: frozenset[str] = frozenset()
    scope_of: int = 0
    stubs: set[str] = field(default_factory=set)
    sights: dict[bytes, list[Sight]] = field(default_factory=dict)
    claims: dict[bytes, Claim] = field(default_factory=dict)
    parts: dict[int, set[int]] = field(default_factory=dict)
    sent: dict[bytes, int] = field(default_factory=dict)

    def holds(self, household: str) -> bool:
        return household not in self.stubs

    def became_another(self) -> None:
        """What it wrote under its former name is its own, also where no bundle told of that name yet."""
        if self.origin in self.entries:
            self.claims.setdefault(self.origin, self.claim(0))
        super().became_another()

    def may_write(self) -> frozenset[str]:
        """The scope, and what was written down here first."""
        mine = {at for at, lead in TEAM_OF.items() if lead == self.name} | {self.name}
        origins = {self.origin, *(origin for origin, claim in self.claims.items() if claim.device in mine)}
        made = {
            o.register.household
            for o in self.ops()
            if o.register.group == "place" and not o.ctx and o.origin in origins
        }
        return frozenset((self.scope | made) - self.stubs)

    def claim(self, written: int) -> Claim:
        seen = self.sights.get(self.origin, [])
        since = self.mark if Mutant.JUDGED_BY_THE_MARK in self.mutants else self.scope_of
        now = Sight(self.epoch, since, self.seq)
        return Claim(self.name, written, self.epoch, self.mark, (*seen, now))

    def send_up(self, to: str, written: int) -> list[Up]:
        """All that the office has not acknowledged, in two parts, each of which can be taken in alone."""
        self.claims[self.origin] = self.claim(written)
        start = {origin: self.acked.get(origin, 0) for origin in self.entries}
        start |= {origin: branch.after for origin, branch in self.branches.items()}
        if Mutant.SENT_ONCE in self.mutants:
            start = {origin: max(seq, self.sent.get(origin, 0)) for origin, seq in start.items()}
            self.sent = {origin: max(kept) for origin, kept in self.entries.items()}
        segments = [run for origin in self.entries for run in _runs(self.entries[origin], start[origin])]
        orphans = {place: told for place, told in self.told.items() if self._is_orphan(place, told)}
        if Mutant.NO_ORPHANS in self.mutants:
            orphans = {}
        about = {op.register.household for run in segments for entry in run for op in entry.ops}
        keys = frozenset((about | {place.household for place in orphans}) & self.keys)
        own = [run for run in segments if run[0].origin == self.origin]
        others = tuple(run for run in segments if run[0].origin != self.origin)
        halves = ([run[: len(run) // 2] for run in own], [run[len(run) // 2 :] for run in own])
        first, second = (tuple(run for run in half if run) for half in halves)
        whole = Up(to, self.name, dict(self.claims), (*first, *others), orphans, keys)
        return [whole, replace(whole, segments=second, told={})]

    def take_up(self, bundle: Up) -> None:
        """A lead keeps what its team wrote, to forward it byte for byte."""
        for entry in (entry for run in bundle.segments for entry in run):
            self.keep(entry)
        for place, told in bundle.told.items():
            self._tell(place, told)
        self.keys |= bundle.keys
        self.claims |= newest(self.claims, bundle.claims)
        self._evict()

    def acknowledged(self, acks: Mapping[bytes, int]) -> None:
        """Only what the office says counts; a mutant lets leads say it too."""
        self.acked |= {origin: max(self.acked.get(origin, 0), seq) for origin, seq in acks.items()}

    def take_down(self, bundle: Down) -> None:
        for place, ops in bundle.told.items():
            epoch = max(self.epoch, bundle.epoch) if Mutant.LATE_WORD_IS_NEW in self.mutants else bundle.epoch
            self._tell(place, Told(ops, epoch))
        self.keys |= bundle.keys
        if bundle.epoch >= self.epoch or Mutant.OLD_SCOPE_APPLIES in self.mutants:
            self._take_word(bundle)
        self._evict()

    def _take_word(self, bundle: Down) -> None:
        is_new = bundle.epoch > self.epoch
        acks = {origin: seq for origin, (seq, hash_) in bundle.acks.items() if self._is_true(origin, seq, hash_)}
        if is_new:
            self.acked, self.epoch, self.parts = {}, bundle.epoch, {}
            if Mutant.OFFICE_BY_NAME not in self.mutants:
                self.mark = 0
        self.acknowledged(acks)
        for origin, after in bundle.forked.items():
            first = self.entries.get(origin, {}).get(after + 1)
            if first is not None and acks.get(origin, 0) <= after and origin not in self.branches:
                self.branches[origin] = Branch.of(first)
                if origin == self.origin:
                    self.became_another()
        if is_new or bundle.until >= self.scope_of or Mutant.OLD_SCOPE_APPLIES in self.mutants:
            self.sights.setdefault(self.origin, []).append(self.claim(0).sights[-1])
            self.scope, self.scope_of = bundle.scope, bundle.until
            self.stubs -= self.scope
            self.refused = set(bundle.refused)
        here = self.parts.setdefault(bundle.bundle, set())
        here.add(bundle.part)
        is_whole = len(here) == bundle.parts or Mutant.A_PART_MOVES_THE_MARK in self.mutants
        if is_whole and (bundle.since <= self.mark or Mutant.MARK_ALWAYS_MOVES in self.mutants):
            self.mark = max(self.mark, bundle.until)

    def _is_true(self, origin: bytes, seq: int, hash_: bytes) -> bool:
        """Whether an acknowledgement is about what is here; of a former origin the office may hold more."""
        if Mutant.ACKNOWLEDGED_WITHOUT_HASH in self.mutants:
            return True
        mine = self.entries.get(origin, {}).get(seq)
        return mine.hash == hash_ if mine else origin != self.origin

    def _tell(self, place: Place, told: Told) -> None:
        before = self.told.get(place, Told((), 0))
        self.told[place] = Told(tuple({*before.ops, *told.ops}), max(told.epoch, before.epoch))

    def _is_orphan(self, place: Place, told: Told) -> bool:
        """The office of now may not know what an office of before had told."""
        return told.epoch < self.epoch and place.seq > self.acked.get(place.origin, 0)

    def _evict(self) -> None:
        waits = {
            op.register.household
            for origin, kept in self.entries.items()
            for seq, entry in kept.items()
            if seq > self.acked.get(origin, 0)
            for op in entry.ops
        }
        if Mutant.EVICTED_UNACKNOWLEDGED in self.mutants:
            waits = set()
        here = {op.register.household for op in self.ops()} - {AREA}
        self.stubs |= here - self.scope - waits
        gone = [place for place, told in self.told.items() if place.household in self.stubs]
        for place in gone:
            if not self._is_orphan(place, self.told[place]):
                del self.told[place]
        if Mutant.EVICTED_WITH_KEYS in self.mutants:
            self.keys -= self.stubs


@dataclass
class Office(Node):
    """The store that acknowledges, judges, and tells every device what is in its scope."""

    arrived: dict[tuple[Id, Register], int] = field(default_factory=dict)
    revision: int = 0
    device_of: dict[bytes, str] = field(default_factory=dict)
    claims: dict[bytes, Claim] = field(default_factory=dict)
    granted: dict[tuple[bytes, str], tuple[int, int]] = field(default_factory=dict)
    revoked: dict[str, dict[bytes, int]] = field(default_factory=dict)
    quarantine: list[Entry] = field(default_factory=list)
    parked: dict[bytes, dict[int, Entry]] = field(default_factory=dict)

    def keep(self, entry: Entry) -> None:
        super().keep(entry)
        self._arrive(entry.ops)

    def became_another(self) -> None:
        super().became_another()
        self.raise_epoch()

    def raise_epoch(self, above: int = 0) -> None:
        if Mutant.EPOCHS_ARE_COUNTED in self.mutants:
            self.epoch = max(self.epoch, above) + 1
        elif Mutant.NO_NEW_EPOCH not in self.mutants:
            self.epoch = max(self.epoch + 1, above + 1, next(_ids))

    def take_up(self, bundle: Up) -> None:
        told_of_me = bundle.claims.values()
        if any(claim.epoch > self.epoch for claim in told_of_me) and Mutant.NO_NEW_EPOCH not in self.mutants:
            self.raise_epoch(max(claim.epoch for claim in told_of_me))
        self.keys |= bundle.keys
        for origin, claim in bundle.claims.items():
            self.device_of.setdefault(origin, claim.device)
        self.claims |= newest(self.claims, bundle.claims)
        for place, told in bundle.told.items():
            if place.seq > self.contiguous(place.origin):
                before = self.told.get(place, Told((), 0))
                self.told[place] = Told(tuple({*before.ops, *told.ops}), told.epoch)
                self._arrive(told.ops)
        for run in bundle.segments:
            by = bundle.sender if Mutant.REVOKED_BY_SENDER in self.mutants else self.device_of[run[0].origin]
            self._take_run(run, by)
        self._judge_anew()

    def _take_run(self, run: tuple[Entry, ...], device: str) -> None:
        origin = run[0].origin
        kept = self.entries.get(origin, {})
        if any(entry.seq in kept and kept[entry.seq].hash != entry.hash for entry in run):
            others = {entry.seq: entry for entry in run if entry.seq not in kept or kept[entry.seq].hash != entry.hash}
            self.parked.setdefault(origin, {}).update(others)
            return
        last = self.revoked[device].get(origin, 0) if device in self.revoked else None
        for entry in run:
            if last is not None and entry.seq > last:
                self.quarantine.append(entry)
            elif entry.seq not in self.entries.get(origin, {}):
                self._judge(entry)
                self.keep(entry)

    def let_in(self) -> None:
        """A person lets the second branches count beside the first."""
        for origin, entries in self.parked.items():
            branch = Branch.of(entries[min(entries)])
            self.device_of[branch.name] = self.device_of[origin]
            for entry in entries.values():
                ops = tuple(self.on_branch(op, branch) for op in entry.ops)
                self.told |= {place: Told(said, self.epoch) for place, said in _by_place(ops).items()}
                self._arrive(ops)

    def revoke(self, device: str) -> None:
        origins = [origin for origin, of in self.device_of.items() if of == device]
        self.revoked[device] = {origin: self.contiguous(origin) for origin in origins}

    def _judge(self, entry: Entry) -> None:
        """Ops out of their author's right are kept, and shown nowhere (I8)."""
        self.refused |= {(op.id, op.register) for op in entry.ops if not self._may(entry, op.register)}

    def _judge_anew(self) -> None:
        """What speaks for an op may arrive after it."""
        if Mutant.JUDGED_ONCE in self.mutants:
            return
        for id_, register in sorted(self.refused):
            if self._may(self.entries[id_.origin][id_.seq], register):
                self._let(id_, register)

    def release(self) -> None:
        """A person lets what was refused reach the rows."""
        for id_, register in sorted(self.refused):
            self._let(id_, register)

    def _let(self, id_: Id, register: Register) -> None:
        """It is news for everybody."""
        self.refused.remove((id_, register))
        self.revision += 1
        self.arrived[id_, register] = self.revision

    def _may(self, entry: Entry, register: Register) -> bool:
        household, group = register
        if household == AREA or MERGE_OF[group] is Merge.OWNED:
            return False
        device = self.device_of[entry.origin]
        mine = {device, *(worker for worker, lead in TEAM_OF.items() if lead == device)}
        made = [op for op in (*self.ops(), *entry.ops) if op.register == (household, "place") and not op.ctx]
        if any(self.device_of.get(op.origin) in mine for op in made):
            return True
        ever = [op for op in self.ops() if op.register == (household, "assigned")]
        sight = next((s for s in self.claims[entry.origin].sights if s.seq >= entry.seq), None)
        if sight is None or (sight.epoch != self.epoch and Mutant.JUDGED_BY_TODAY not in self.mutants):
            return any(op.value in mine for op in ever)
        until = self.revision if Mutant.JUDGED_BY_TODAY in self.mutants else sight.revision
        then = self._heads(op for op in ever if self.arrived[op.id, op.register] <= until)
        return bool(then) and shown(then).value in mine

    def scope(self, device: str) -> frozenset[str]:
        """What is assigned to a device or its team, and what one of them made and nobody else has."""
        mine = {device, *(worker for worker, lead in TEAM_OF.items() if lead == device)}
        found: dict[str, str] = {}
        for op in sorted(self.ops(), key=lambda op: self.arrived[op.id, op.register]):
            found.setdefault(op.register.household, self.device_of.get(op.origin, OFFICE))
        if Mutant.SCOPE_WITHOUT_OWN in self.mutants:
            found.clear()
        found |= {r.household: s.value for r, s in self.view().items() if r.group == "assigned"}
        return frozenset(household for household, of in found.items() if of in mine and household != AREA)

    def send_down(self, device: str) -> list[Down]:
        """What the newest incarnation of a device lacks, in two parts."""
        told = [(claim.written, origin) for origin, claim in self.claims.items() if claim.device == device]
        origin = max(told)[1] if told else b""
        mark = self._mark_of(device, origin)
        scope = self.scope(device)
        whole = {h for h in scope if not self._is_granted(origin, h, mark)}
        ops = [
            op
            for op in self.ops()
            if (op.register.household in scope | {AREA} and self.arrived[op.id, op.register] > mark)
            or op.register.household in whole
        ]
        known_keys = self.keys & (scope - whole if Mutant.NO_KEYS_WITH_A_GRANT in self.mutants else scope)
        if Mutant.GRANTS_STAY not in self.mutants:
            self.granted = {of: at for of, at in self.granted.items() if of[0] != origin or of[1] in scope}
        for household in whole if origin else ():
            self.granted[origin, household] = self.epoch, self.revision
        acks = {each: self.contiguous(each) for each in self.entries}
        hashes = {each: (seq, self.entries[each][seq].hash) for each, seq in acks.items() if seq}
        first, second = _by_place(ops[: len(ops) // 2]), _by_place(ops[len(ops) // 2 :])
        number = next(_bundles)
        part = Down(
            device, number, 2, 1, self.epoch, mark, self.revision, first, frozenset(known_keys), scope, hashes,
            frozenset(self.refused), {each: min(chain) - 1 for each, chain in self.parked.items()},
        )  # fmt: skip
        return [part, replace(part, part=2, told=second)]

    def _mark_of(self, device: str, origin: bytes) -> int:
        of = [claim for claim in self.claims.values() if claim.device == device]
        if Mutant.DEVICE_BY_NAME in self.mutants:
            return max((claim.mark for claim in of if claim.epoch == self.epoch), default=0)
        claim = self.claims.get(origin)
        is_of_now = claim and (claim.epoch == self.epoch or Mutant.NO_NEW_EPOCH in self.mutants)
        return claim.mark if claim and is_of_now else 0

    def _is_granted(self, origin: bytes, household: str, mark: int) -> bool:
        granted = self.granted.get((origin, household))
        if granted is None:
            return False
        epoch, revision = granted
        if Mutant.GRANTED_UNSEEN in self.mutants:
            return True
        return epoch == self.epoch and revision <= mark

    def _arrive(self, ops: Iterable[Op]) -> None:
        self.revision += 1
        for op in ops:
            self.arrived.setdefault((op.id, op.register), self.revision)


def parent_pointer(heads: Iterable[Op]) -> dict[bytes, Span]:
    """A context that forgets what the replaced head had replaced."""
    parent = shown(tuple(heads))
    return {parent.origin: [parent.seq, parent.seq] if parent.seq > 1 else 1}


def newest(here: Mapping[bytes, Claim], there: Mapping[bytes, Claim]) -> dict[bytes, Claim]:
    """The claims that say more than what is known of their origins."""
    return {o: claim for o, claim in there.items() if o not in here or here[o].written < claim.written}


def _hash(before: bytes, ops: tuple[Op, ...]) -> bytes:
    return hashlib.sha256(before + repr(ops).encode()).digest()[:8]


def _runs(kept: Mapping[int, Entry], after: int) -> list[tuple[Entry, ...]]:
    """The entries after a seq, in segments without gaps."""
    runs: list[tuple[Entry, ...]] = []
    for seq in sorted(seq for seq in kept if seq > after):
        if runs and runs[-1][-1].seq == seq - 1:
            runs[-1] += (kept[seq],)
        else:
            runs.append((kept[seq],))
    return runs


def _by_place(ops: Iterable[Op]) -> dict[Place, tuple[Op, ...]]:
    found: dict[Place, tuple[Op, ...]] = {}
    for op in ops:
        place = Place(op.origin, op.seq, op.register.household)
        found[place] = (*found.get(place, ()), op)
    return found


# What drives the stores: the same verbs for the model and for real ones


class World(Protocol):
    """Stores, and bundles under way between them."""

    def write(self, at: str, changes: Mapping[Register, str], *, decides: bool = False) -> Id: ...
    def stamp(self, at: str, entry: Id) -> int: ...
    def send_up(self, at: str, to: str) -> list[Any]: ...
    def send_down(self, to: str) -> list[Any]: ...
    def take(self, at: str, bundle: Any) -> None: ...
    def undo(self, at: str) -> bool: ...
    def back_up(self, at: str) -> None: ...
    def restore(self, at: str) -> bool: ...
    def put_back(self, at: str) -> None: ...
    def clone(self, at: str, to: str) -> None: ...
    def revoke(self, device: str) -> None: ...
    def waiting(self) -> int: ...
    def let_in(self) -> None: ...
    def release(self) -> None: ...
    def shift_clock(self, at: str, by: int) -> None: ...
    def view(self, at: str) -> Mapping[Register, Shown]: ...
    def known(self, at: str) -> set[tuple[Id, Register]]: ...
    def scope(self, at: str) -> frozenset[str]: ...
    def holding(self, at: str) -> frozenset[str]: ...
    def refused(self) -> int: ...
    def is_rebuilt(self, at: str) -> bool: ...
    def close(self) -> None: ...


class ModelWorld:
    """All stores of the model."""

    def __init__(self, mutants: frozenset[Mutant] = frozenset()) -> None:
        self.nodes: dict[str, Node] = {OFFICE: Office(OFFICE, mutants)}
        self.nodes |= {name: Field(name, mutants) for name in FIELD}
        self._copies: dict[str, Node] = {}
        self._before_merge: dict[str, Node] = {}
        self._shift = dict.fromkeys(NODES, 0)
        self._ticks = count(1)

    @property
    def office(self) -> Office:
        node = self.nodes[OFFICE]
        assert isinstance(node, Office)
        return node

    def field(self, name: str) -> Field:
        node = self.nodes[name]
        assert isinstance(node, Field)
        return node

    def write(self, at: str, changes: Mapping[Register, str], *, decides: bool = False) -> Id:
        self._before_merge.pop(at, None)
        return self.nodes[at].write(changes, next(self._ticks) + self._shift[at], decides=decides)

    def stamp(self, at: str, entry: Id) -> int:
        return self.nodes[at].entries[entry.origin][entry.seq].ops[0].stamp

    def send_up(self, at: str, to: str) -> list[Any]:
        self._before_merge.pop(at, None)
        return self.field(at).send_up(to, next(self._ticks))

    def send_down(self, to: str) -> list[Any]:
        self._before_merge.pop(OFFICE, None)
        return self.office.send_down(to)

    def take(self, at: str, bundle: Any) -> None:
        node = self.nodes[at]
        self._before_merge[at] = copy.deepcopy(node)
        if isinstance(bundle, Down):
            self.field(at).take_down(bundle)
        elif isinstance(node, Office):
            node.take_up(bundle)
        else:
            self.field(at).take_up(bundle)
            if Mutant.LEADS_ACKNOWLEDGE in node.mutants:
                acks = {origin: node.contiguous(origin) for origin in node.entries}
                self.field(bundle.sender).acknowledged(acks)

    def undo(self, at: str) -> bool:
        before = self._before_merge.pop(at, None)
        if before:
            self.nodes[at] = before
        return before is not None

    def back_up(self, at: str) -> None:
        self._copies[at] = copy.deepcopy(self.nodes[at])

    def restore(self, at: str) -> bool:
        if at not in self._copies:
            return False
        self.nodes[at] = copy.deepcopy(self._copies[at])
        self.nodes[at].became_another()
        self._before_merge.pop(at, None)
        return True

    def put_back(self, at: str) -> None:
        """As `restore`, where nothing was written since the copy."""
        if Mutant.PUT_BACK_UNNOTICED in self.nodes[at].mutants:
            self.nodes[at] = copy.deepcopy(self._copies[at])
        else:
            self.restore(at)

    def clone(self, at: str, to: str) -> None:
        """Another laptop is made of one image with this one: also it takes itself for the first."""
        self.nodes[to] = copy.deepcopy(self.nodes[at])
        self._shift[to] = 0

    def revoke(self, device: str) -> None:
        self.office.revoke(device)

    def waiting(self) -> int:
        """How many chains, and entries of revoked devices, wait for a person."""
        return len(self.office.parked) + len({(entry.origin, entry.seq) for entry in self.office.quarantine})

    def let_in(self) -> None:
        self.office.let_in()

    def release(self) -> None:
        self.office.release()

    def shift_clock(self, at: str, by: int) -> None:
        self._shift[at] = by

    def view(self, at: str) -> Mapping[Register, Shown]:
        return self.nodes[at].view()

    def known(self, at: str) -> set[tuple[Id, Register]]:
        return self.nodes[at].known()

    def scope(self, at: str) -> frozenset[str]:
        return self.office.scope(at)

    def holding(self, at: str) -> frozenset[str]:
        return self.field(at).may_write()

    def refused(self) -> int:
        return len(self.office.refused)

    def is_rebuilt(self, at: str) -> bool:
        """Whether recomputing everything shows the same: here all is recomputed at each question."""
        return at in self.nodes

    def close(self) -> None:
        """Nothing of it lies anywhere."""


# What should be true


@dataclass(frozen=True)
class Write:
    """One write of one register, with every write that its author had replaced."""

    id: Id
    register: Register
    value: str
    stamp: int
    replaced: frozenset[Id]


class Truth:
    """Explicit sets only; nothing of it is shared with the code under test."""

    def __init__(self) -> None:
        self.writes: dict[tuple[Id, Register], Write] = {}

    def add(
        self, entry: Id, changes: Mapping[Register, str], stamp: int, known: set[tuple[Id, Register]], *, decides: bool
    ) -> None:
        for register, value in changes.items():
            heads = self.heads(known, register)
            now = max(heads, key=_rank).value if heads else None
            is_reviewed = MERGE_OF[register.group] is Merge.REVIEW and not decides
            over = [write for write in heads if write.value == now or not is_reviewed]
            assert all(stamp > write.stamp for write in over), "a correction ranks above what it corrects"
            replaced = frozenset(each for write in over for each in {write.id, *write.replaced})
            self.writes[entry, register] = Write(entry, register, value, stamp, replaced)

    def heads(self, known: set[tuple[Id, Register]], register: Register) -> list[Write]:
        here = [write for key, write in self.writes.items() if key in known and key[1] == register]
        return [write for write in here if not any(write.id in other.replaced for other in here)]

    def view(self, known: set[tuple[Id, Register]]) -> dict[Register, Shown]:
        found: dict[Register, Shown] = {}
        for register in {register for _, register in known}:
            heads = self.heads(known, register)
            is_open = MERGE_OF[register.group] is Merge.REVIEW and len({write.value for write in heads}) > 1
            ids = frozenset(write.id for write in heads)
            found[register] = Shown(ids, max(heads, key=_rank).value, is_open)
        return found


def _rank(write: Write) -> tuple[int, bytes]:
    return write.stamp, write.id.origin
