"""How concurrent writes of one register come together: pure functions over ops, no storage, no clock.

A register is one group of one row. Its known ops form a join-semilattice: the heads are the maximal ones, so
duplicates, order, gaps and detours can't change the result. Causality comes from `ctx` alone; the stamp only ranks
heads among themselves (sync.md §1).
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from typing import Protocol, TypeVar

from desktop.domain.fields import Merge

Span = int | list[int]
"""Seqs of one origin: all up to a number, or runs of them, the first and the last of each in turn."""

Context = Mapping[bytes, Span]
"""By origin the seqs that an op supersedes. Among them may be seqs that wrote other registers."""


class Op(Protocol):
    """One write of one register.

    `ctx` names exactly the ops of this register that it supersedes, known here or not: an op of an origin can arrive
    after a later one of the same, and need not be superseded by it. Equal marks are equal values.
    """

    @property
    def origin(self) -> bytes: ...
    @property
    def seq(self) -> int: ...
    @property
    def stamp(self) -> int: ...
    @property
    def ctx(self) -> Context: ...
    @property
    def mark(self) -> bytes: ...


AnOp = TypeVar("AnOp", bound=Op)


_RANK = attrgetter("stamp", "origin")


LAST_STAMP = 1 << 62
"""No clock reaches it before the year 4199."""


class State(StrEnum):
    """What the heads of a register say together."""

    CLEAN = "clean"
    EQUAL = "equal"
    CONCURRENT = "concurrent"


def is_covered(op: Op, by: Context) -> bool:
    """Whether a context holds this op."""
    return holds(by.get(op.origin, 0), op.seq)


def join(heads: Sequence[AnOp], op: AnOp) -> tuple[AnOp, ...]:
    """The heads after one more op arrives; the same heads when it is known or superseded already."""
    if not heads:
        return (op,)
    if any((head.origin, head.seq) == (op.origin, op.seq) or is_covered(op, head.ctx) for head in heads):
        return tuple(heads)
    return (*(head for head in heads if not is_covered(head, op.ctx)), op)


def heads_of(ops: Iterable[AnOp]) -> tuple[AnOp, ...]:
    """The maximal ones of these ops of one register."""
    heads: tuple[AnOp, ...] = ()
    for op in ops:
        heads = join(heads, op)
    return heads


def shown(heads: Sequence[AnOp]) -> AnOp:
    """The head whose value is shown: always a head, and on every replica the same."""
    return heads[0] if len(heads) == 1 else max(heads, key=_RANK)


def state(heads: Sequence[Op]) -> State:
    """Equal values are no conflict (R24)."""
    if len(heads) == 1:
        return State.CLEAN
    return State.EQUAL if len({head.mark for head in heads}) == 1 else State.CONCURRENT


def context(superseded: Iterable[Op]) -> dict[bytes, Span]:
    """What an op supersedes that replaces these heads: their contexts and themselves, sorted by origin."""
    runs: dict[bytes, list[tuple[int, int]]] = {}
    for head in superseded:
        runs.setdefault(head.origin, []).append((head.seq, head.seq))
        for origin, span in head.ctx.items():
            runs.setdefault(origin, []).extend(_runs(span))
    return {origin: _span(found) for origin, found in sorted(runs.items())}


def with_own_past(ctx: Mapping[bytes, Span], origin: bytes, seq: int, own: Iterable[int]) -> dict[bytes, Span]:
    """A context whose author says of all its earlier seqs which it supersedes, so that it stays one short run.

    `own` are the seqs with which the author's origin wrote this register before.
    """
    past = ctx.get(origin, 0)
    standing = sorted(each for each in own if each < seq and not holds(past, each))
    runs = [(one + 1, other - 1) for one, other in pairwise((0, *standing, seq)) if other - one > 1]
    return dict(sorted({**ctx, origin: _span(runs)}.items())) if runs else dict(ctx)


def is_span(span: Span) -> bool:
    """Whether it is written as `context` writes it: runs in their order, with something between two of them."""
    if isinstance(span, int):
        return span > 0
    is_ordered = len(span) % 2 == 0 and all(one <= other for one, other in pairwise((1, *span)))
    return bool(span) and is_ordered and _span(_runs(span)) == span


def holds(span: Span, seq: int) -> bool:
    """Whether a span has this seq."""
    return span >= seq if isinstance(span, int) else any(first <= seq <= last for first, last in _runs(span))


def last_of(span: Span) -> int:
    """The highest seq that a span has."""
    return span if isinstance(span, int) else span[-1]


def parted(span: Span, after: int) -> tuple[Span, Span]:
    """The seqs of a span up to a number, and those beyond it; 0 where there are none."""
    before = [(first, min(last, after)) for first, last in _runs(span) if first <= after]
    beyond = [(max(first, after + 1), last) for first, last in _runs(span) if last > after]
    return _span(before) or 0, _span(beyond) or 0


def _runs(span: Span) -> list[tuple[int, int]]:
    return [(1, span)] if isinstance(span, int) else list(zip(span[::2], span[1::2], strict=True))


def _span(runs: Iterable[tuple[int, int]]) -> Span:
    ends: list[int] = []
    for first, last in sorted(runs):
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            ends += (first, last)
    match ends:
        case [1, last]:
            return last
        case _:
            return ends


def superseded_by_edit(heads: Sequence[AnOp], merge: Merge) -> tuple[AnOp, ...]:
    """The seen heads that an ordinary edit supersedes.

    An edit of a reviewed group replaces the shown value only: an open conflict stays open until somebody decides it
    with a reason.
    """
    if not heads or merge is not Merge.REVIEW:
        return tuple(heads)
    mark = shown(heads).mark
    return tuple(head for head in heads if head.mark == mark)


def rank(stamp: int, wall_ms: int) -> int:
    """What an op ranks by: its stamp, or where no clock can have made that, the time at which it says it was written.

    Never the time of its receipt: stores that receive an op at different times show the same.
    """
    return stamp if stamp <= LAST_STAMP else wall_ms << 16


def next_stamp(wall_ms: int, last: int, overwritten: Iterable[Op]) -> int:
    """A stamp above the own last one and every overwritten head: with a clock that is behind, no correction loses."""
    floor = max((head.stamp for head in overwritten), default=0)
    return max(wall_ms << 16, last + 1, floor + 1)


Sight = Mapping[bytes, Sequence[int]]
"""What the author of a withdrawal had seen: per origin the seqs of the heads."""


def sight(heads: Iterable[Op]) -> dict[bytes, list[int]]:
    """These heads as they stand on a withdrawal."""
    seen: dict[bytes, set[int]] = {}
    for head in heads:
        seen.setdefault(head.origin, set()).add(head.seq)
    return {origin: sorted(seqs) for origin, seqs in sorted(seen.items())}


def is_contested(withdrawals: Iterable[Sight], heads: Iterable[Op]) -> bool:
    """Whether an edit is here that no withdrawal had seen: then both stand and the row stays visible (R26)."""
    sights = list(withdrawals)
    return any(all(head.seq not in saw.get(head.origin, ()) for saw in sights) for head in heads)
