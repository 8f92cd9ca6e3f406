"""What became of a household: every change of it and its records, newest first, in pages.

Promise: a household with 10,000 changes opens at once, and screen, command line and print read the same lines (R40);
every version known to either side stays readable (R25). Hidden: an outline is read without any value; values, and the
entries that say who and why, are read for the lines that are looked at.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, select, tuple_

from desktop.domain import identity
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.merging import Span, State, is_covered, join, state
from desktop.store import deliveries, journal
from desktop.store.journal import Break, Entry, Place, moment, revision
from desktop.store.projection import LIFE, KnownOp, Projector, Register, known_op
from desktop.store.schema import conflicts, ops, received
from desktop.store.sources import Source, came_down, entry_of, households_since, sources
from desktop.store.store import Store
from desktop.store.told_by_number import FILLED_IN
from desktop.store.undoing import UNDO, undoing
from desktop.store.united import unions

PAGE = 200
LOOK = "look"
_CHUNK = 500
_LAST_BUNDLES = 500

_Key = tuple[bytes, str, bytes, int]  # of an op


class Trace(msgspec.Struct, frozen=True, gc=False):
    """One op without its value."""

    row: bytes
    group: str
    origin: bytes
    seq: int
    record: str
    household: bytes
    stamp: int
    ctx: dict[bytes, Span]
    mark: bytes
    is_head: bool
    rev: int

    @property
    def register(self) -> Register:
        return self.row, self.group

    @property
    def key(self) -> _Key:
        return self.row, self.group, self.origin, self.seq


class Line(msgspec.Struct, frozen=True):
    """One change: an entry's of one group, or (`is_first`) all that the first entry about a record said of it.

    `had_conflict` tells that it stood beside another value, `decides` that it settled such a conflict.
    """

    ops: tuple[Trace, ...]
    is_first: bool
    had_conflict: bool
    decides: bool

    @property
    def record(self) -> str:
        return self.ops[0].record

    @property
    def row(self) -> bytes:
        return self.ops[0].row

    @property
    def place(self) -> Place:
        return self.ops[0].origin, self.ops[0].seq

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(op.group for op in self.ops)


class Outline(msgspec.Struct, frozen=True):
    """All changes of some households, newest arrival first: `lines` without the `looks` at sensitive values.

    Of what is `confirmed` the entry itself is not here: the office said so, and signed that.
    """

    lines: tuple[Line, ...]
    looks: tuple[Line, ...]
    registers: Mapping[Register, Sequence[Trace]]  # each in the order in which they supersede each other
    confirmed: frozenset[Place] = frozenset()


class Step(msgspec.Struct, frozen=True):
    """One change of one group in the history: who, when, why, from what to what.

    The values are written ones, None where the household's key is gone. `is_head` tells the value of today and the
    losers that stand beside it.
    """

    record: str
    row: bytes
    group: str
    household: bytes
    actor: bytes
    when: datetime
    reason: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    is_head: bool
    origin: bytes
    seq: int
    is_entry: bool = True  # else the office said so, and signed that at `confirmed_at`
    confirmed_at: datetime | None = None
    is_as_in_number: bool = False  # a person's ID number of then says the same


class Later(msgspec.Struct, frozen=True):
    """The entry that replaced a value, or withdrew what a line wrote down."""

    actor: bytes
    when: datetime
    reason: str


class Delivery(msgspec.Struct, frozen=True):
    """What is known of an entry's way to the office: `bundle` is 0 where none has taken it out yet."""

    is_confirmed: bool
    bundle: int
    at: datetime | None


class Told(msgspec.Struct, frozen=True):
    """A line with its values, and what became of it."""

    line: Line
    steps: tuple[Step, ...]
    later: Later | None

    @property
    def was_undone(self) -> bool:
        return self.later is not None and self.later.reason == UNDO

    @property
    def is_correction(self) -> bool:
        """Whether something that was known became something else, or a record corrects another."""
        if self.line.is_first:
            return any((step.after or {}).get("corrects") for step in self.steps)
        return any(
            step.group != LIFE and step.reason != UNDO and _differs(step.before or {}, step.after or {})
            for step in self.steps
        )


def may_be_correction(line: Line) -> bool:
    """Whether a line can be a correction, as far as an outline tells."""
    if line.is_first:
        return line.record in _CORRECTING
    return line.ops[0].group != LIFE and bool(line.ops[0].ctx)


def outline(store: Store, household: bytes) -> Outline:
    """All changes of a household, and of those that go on under it, without values."""
    with store.reading() as connection:
        return _outline(connection, unions(connection).all_of([household]))


def told(store: Store, of: Outline, lines: Sequence[Line]) -> tuple[Told, ...]:
    """These lines of an outline with their values; the fewer the quicker."""
    with store.reading() as connection:
        return tuple(_told(connection, store.projector(connection), of, lines))


def steps(store: Store, household: bytes) -> Iterator[Step]:
    """Every change of a household and its records, newest first, read as far as somebody asks."""
    found = outline(store, household)
    lines = sorted((*found.lines, *found.looks), key=_by_arrival)
    for start in range(0, len(lines), PAGE):
        for each in told(store, found, lines[start : start + PAGE]):
            yield from each.steps


def latest(store: Store, number: int) -> tuple[Step, ...]:
    """What the entries that arrived last changed, newest first."""
    with store.reading() as connection:
        first = revision(connection) - number
        found = _outline(connection, list(households_since(connection, first)))
        lines = [line for line in (*found.lines, *found.looks) if line.ops[0].rev > first]
        read = _told(connection, store.projector(connection), found, sorted(lines, key=_by_arrival))
        return tuple(step for each in read for step in each.steps)


def is_undoable(store: Store, place: Place) -> bool:
    """Whether the person who opened the store can take this entry back now."""
    if store.read_only:
        return False
    with store.reading() as connection:
        body = journal.bodies(connection, place[0], place[1], place[1])
        try:
            (changes,) = undoing(connection, store.projector(connection), store.opened, body)
        except Refused:
            return False
        return bool(changes)


def linked(store: Store, place: Place) -> tuple[Entry | None, Entry, Entry | None] | None:
    """An entry between the one before and the one after it in its chain; None where only its content came here."""
    origin, seq = place
    with store.reading() as connection:
        this = entry_of(connection, place)
        if this is None:
            return None
        return entry_of(connection, (origin, seq - 1)), this, entry_of(connection, (origin, seq + 1))


def delivery_of(store: Store, place: Place) -> Delivery:
    """Whether the office holds an entry, and with which bundle it went out first."""
    origin, seq = place
    with store.reading() as connection:
        held = deliveries.acknowledgements(connection).get(origin)
        bundles = deliveries.exported(connection, _LAST_BUNDLES)
    took = [each for each in bundles if (span := each.ranges.get(origin)) is not None and span[0] <= seq <= span[1]]
    first = took[-1] if took else None
    at = datetime.fromtimestamp(first.at / 1000, UTC) if first is not None else None
    return Delivery(held is not None and held.seq >= seq, first.n if first is not None else 0, at)


def written_at(store: Store, place: Place) -> datetime:
    """When an entry was written, whether it lies here or its content came down; by the clock that wrote it."""
    with store.reading() as connection:
        return moment(sources(connection, [place])[place].body)


def looked_through(
    store: Store, after: int = 0, told: Callable[[int, int], None] = lambda _looked_at, _of: None
) -> tuple[int, tuple[Break, ...]]:
    """The store's revision now, and what is broken of the chains of the entries that arrived after another."""
    with store.reading() as connection:
        now = revision(connection)
        return now, journal.breaks(connection, after, lambda looked_at: told(looked_at, now - after))


# Inside

_CORRECTING = {name for name, kind in RECORDS.items() if "corrects" in kind.field}
_RANK = attrgetter("stamp", "origin")
_DECODE_CONTEXT = msgspec.msgpack.Decoder(dict[bytes, Span]).decode
_NOTHING_SEEN: dict[bytes, Span] = {}
_LIGHT = select(
    ops.c.row,
    ops.c.grp,
    ops.c.origin,
    ops.c.seq,
    ops.c.record,
    ops.c.household,
    ops.c.stamp,
    ops.c.ctx,
    ops.c.mark,
    ops.c.head,
    ops.c.rev,
)
_KEY = tuple_(ops.c.row, ops.c.grp, ops.c.origin, ops.c.seq)


def _outline(connection: Connection, households: Sequence[bytes]) -> Outline:
    traces: list[Trace] = []
    at_odds: set[Register] = set()
    for start in range(0, len(households), _CHUNK):
        chunk = households[start : start + _CHUNK]
        traces += map(_trace, connection.execute(_LIGHT.where(ops.c.household.in_(chunk))))
        open_ones = select(conflicts.c.row, conflicts.c.grp).where(conflicts.c.household.in_(chunk))
        at_odds |= {(row, group) for row, group in connection.execute(open_ones)}
    registers: dict[Register, list[Trace]] = defaultdict(list)
    for op in sorted(traces, key=_RANK):
        registers[op.register].append(op)
    contested, deciding = _conflicts(registers, at_odds)
    lines = [
        Line(of, is_first, _is_any(of, contested), _is_any(of, deciding))
        for of, is_first in _changes(traces, registers)
    ]
    lines.sort(key=_by_arrival)
    looks = tuple(line for line in lines if line.record == LOOK)
    confirmed = _confirmed(connection, households, {line.place for line in lines})
    return Outline(tuple(line for line in lines if line.record != LOOK), looks, registers, confirmed)


def _confirmed(connection: Connection, households: Sequence[bytes], places: Collection[Place]) -> frozenset[Place]:
    """Those of these places of which only what the office said is here."""
    came: set[Place] = set()
    for start in range(0, len(households), _CHUNK):
        chunk = households[start : start + _CHUNK]
        query = select(received.c.origin, received.c.seq).where(received.c.household.in_(chunk))
        came |= {(origin, seq) for origin, seq in connection.execute(query)}
    return frozenset(came_down(connection, came & {*places}))


def _trace(held: Sequence[Any]) -> Trace:
    row, group, origin, seq, record, household, stamp, ctx, mark, head, rev = held
    seen = _DECODE_CONTEXT(ctx) if ctx else _NOTHING_SEEN
    return Trace(row, group, origin, seq, record, household, stamp, seen, mark, bool(head), rev)


def _changes(
    traces: Iterable[Trace], registers: Mapping[Register, Sequence[Trace]]
) -> Iterator[tuple[tuple[Trace, ...], bool]]:
    """The ops of each line, and whether it is the first about its record."""
    first: dict[bytes, Trace] = {}
    for ops_of in registers.values():
        earliest = ops_of[0]
        known = first.setdefault(earliest.row, earliest)
        if _RANK(earliest) < _RANK(known):
            first[earliest.row] = earliest
    made: dict[bytes, list[Trace]] = defaultdict(list)
    for op in traces:
        if (op.origin, op.seq) == (first[op.row].origin, first[op.row].seq):
            made[op.row].append(op)
        else:
            yield (op,), False
    for of in made.values():
        yield tuple(sorted(of, key=lambda op: op.group)), True


def _conflicts(
    registers: Mapping[Register, Sequence[Trace]], at_odds: Collection[Register]
) -> tuple[set[_Key], set[_Key]]:
    """The ops that stood beside another value, and those that settled it."""
    contested = {op.key for register in at_odds for op in registers.get(register, ()) if op.is_head}
    deciding: set[_Key] = set()
    for ops_of in registers.values():
        if all(before.rev < op.rev and is_covered(before, op.ctx) for before, op in pairwise(ops_of)):
            continue  # one after the other, as most are
        heads: tuple[Trace, ...] = ()
        for op in ops_of:
            before, heads = heads, join(heads, op)
            if len(heads) > 1 and state(heads) is State.CONCURRENT:
                contested |= {head.key for head in heads}
            elif len(before) > 1 and heads == (op,) and state(before) is State.CONCURRENT:
                deciding.add(op.key)
    return contested, deciding


def _is_any(traces: Iterable[Trace], keys: Collection[_Key]) -> bool:
    return bool(keys) and any(op.key in keys for op in traces)


def _told(connection: Connection, projector: Projector, of: Outline, lines: Sequence[Line]) -> Iterator[Told]:
    before = {op.key: _before(of, op) for line in lines for op in line.ops}
    later = [_later(of, line) for line in lines]
    numbers = {op.key: _number(of, op) for line in lines for op in line.ops if op.group in FILLED_IN}
    wanted = {key for op in before for key in (op, before[op], numbers.get(op)) if key is not None}
    values = _ops(connection, wanted)
    said = sources(connection, {*(line.place for line in lines), *(place for place in later if place is not None)})
    for line, place in zip(lines, later, strict=True):
        made = (
            _step(projector, op, values, (before[op.key], numbers.get(op.key)), said[line.place]) for op in line.ops
        )
        after = said[place].body if place is not None else None
        yield Told(line, tuple(made), Later(after.actor, moment(after), after.reason) if after else None)


def _step(
    projector: Projector,
    op: Trace,
    values: Mapping[_Key, KnownOp],
    beside: tuple[_Key | None, _Key | None],
    said: Source,
) -> Step:
    """`beside` are the value that it replaced, and the ID number by which it may be told."""
    body, (before, number) = said.body, beside
    after = projector.forms(values[op.key])
    told = identity.told_besides((projector.forms(values[number]) or {}) if number else {}, {}, moment(body).date())
    return Step(
        record=op.record,
        row=op.row,
        group=op.group,
        household=op.household,
        actor=body.actor,
        when=moment(body),
        reason=body.reason,
        before=projector.forms(values[before]) if before else {},
        after=after,
        is_head=op.is_head,
        origin=op.origin,
        seq=op.seq,
        is_entry=said.is_entry,
        confirmed_at=said.confirmed_at,
        is_as_in_number=op.group in told and (after or {}).get(op.group) == str(told[op.group]),
    )


def _number(of: Outline, op: Trace) -> _Key | None:
    """The ID number that a person had when this was written, or got with it."""
    known = of.registers.get((op.row, "identity"), ())
    place = bisect_right(known, _RANK(op), key=_RANK)
    return known[place - 1].key if place else None


def _before(of: Outline, op: Trace) -> _Key | None:
    """The value that its author saw: of those that it supersedes, the one that ranks highest."""
    if not op.ctx:
        return None
    known = of.registers[op.register]
    older = (known[n] for n in reversed(range(bisect_left(known, _RANK(op), key=_RANK))))
    return next((old.key for old in older if is_covered(old, op.ctx)), None)


def _later(of: Outline, line: Line) -> Place | None:
    """The entry that replaced the value of a line, or withdrew the record that it made."""
    if line.is_first and line.groups != (LIFE,):
        return next(((op.origin, op.seq) for op in of.registers.get((line.row, LIFE), ())), None)
    (op,) = line.ops[:1]
    if op.is_head:
        return None
    known = of.registers[op.register]
    newer = (known[n] for n in range(bisect_right(known, _RANK(op), key=_RANK), len(known)))
    return next(((new.origin, new.seq) for new in newer if is_covered(op, new.ctx)), None)


def _ops(connection: Connection, keys: Iterable[_Key]) -> dict[_Key, KnownOp]:
    found: dict[_Key, KnownOp] = {}
    wanted = list(keys)
    for start in range(0, len(wanted), _CHUNK):
        for row in connection.execute(select(ops).where(_KEY.in_(wanted[start : start + _CHUNK]))):
            op = known_op(row)
            found[op.row, op.group, op.origin, op.seq] = op
    return found


def _by_arrival(line: Line) -> tuple[int, bytes, str]:
    return -line.ops[0].rev, line.row, line.ops[0].group


def _differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether something that was known became something else."""
    return any(after.get(name) != form for name, form in before.items() if form is not None)
