"""How concurrent writes of one register come together: pure functions over ops, no storage, no clock.

A register is one group of one row. Its known ops form a join-semilattice: the heads are the maximal ones, so
duplicates, order, gaps and detours can't change the result. Causality comes from `ctx` alone; the stamp only ranks
heads among themselves (sync.md §1).
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import Protocol, TypeVar

from desktop.domain.fields import Merge


class Op(Protocol):
    """One write of one register.

    `ctx` holds per origin the highest seq among all the ops it supersedes; equal marks are equal values.
    """

    @property
    def origin(self) -> bytes: ...
    @property
    def seq(self) -> int: ...
    @property
    def stamp(self) -> int: ...
    @property
    def ctx(self) -> Mapping[bytes, int]: ...
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


def is_covered(op: Op, by: Mapping[bytes, int]) -> bool:
    """Whether a version vector knows this op."""
    return by.get(op.origin, 0) >= op.seq


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


def shown(heads: Iterable[AnOp]) -> AnOp:
    """The head whose value is shown: always a head, and on every replica the same."""
    return max(heads, key=_RANK)


def state(heads: Sequence[Op]) -> State:
    """Equal values are no conflict (R24)."""
    if len(heads) == 1:
        return State.CLEAN
    return State.EQUAL if len({head.mark for head in heads}) == 1 else State.CONCURRENT


def context(superseded: Iterable[Op]) -> dict[bytes, int]:
    """The version vector of an op that supersedes these heads: their contexts and themselves, sorted by origin."""
    vector: dict[bytes, int] = {}
    for head in superseded:
        for origin, seq in (*head.ctx.items(), (head.origin, head.seq)):
            vector[origin] = max(seq, vector.get(origin, 0))
    return dict(sorted(vector.items())) if vector else vector


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
"""What the author of a withdrawal had seen: per origin the seqs of the heads. A version vector would not do: an op
can arrive after a later one of its origin."""


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
