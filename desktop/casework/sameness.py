"""Households that are perhaps one (疑似同一户): looked at side by side, judged by the office, and judged anew.

Promise: nothing is united by itself, no row is deleted, and each judgement stands in the history of both households
with its reason; likeness is told in words, never as a number. What is sensitive is compared and shown masked. Hidden:
what of the two is set beside each other, and when two values are nearly the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from desktop.domain.errors import Finding
from desktop.domain.records import Evidence, Record
from desktop.i18n import N_
from desktop.store.store import Saved, Store


class Verdict(StrEnum):
    """What the office judged of a pair; the value is what is written."""

    ONE = "one"
    TWO = "two"
    LATER = "later"


class Likeness(StrEnum):
    """How two values are alike; the value is the message id that says it."""

    SAME = N_("the same")
    NEAR = N_("nearly the same")
    DIFFERENT = N_("different")
    ONE_EMPTY = N_("one side is empty")


@dataclass(frozen=True, slots=True)
class Side:
    """One household of a pair, as a list names it."""

    household: bytes
    number: str
    owners: tuple[str, ...]
    place: str  # lane and door, or the address


@dataclass(frozen=True, slots=True)
class Pair:
    """Two households that are perhaps one, why, and what was judged of them last; None where nobody did.

    `reasons` are message ids, the strongest first; none where nothing is alike any more. `kept` is the household under
    which a united pair goes on. `has_one_number`: they bear one number, which a new number for one of them ends, too.
    """

    one: Side
    other: Side
    reasons: tuple[str, ...]
    has_one_number: bool = False
    verdict: Verdict | None = None
    kept: bytes | None = None
    by: str = ""
    on: datetime | None = None
    because: str = ""

    @property
    def is_open(self) -> bool:
        return self.verdict in (None, Verdict.LATER)


@dataclass(frozen=True, slots=True)
class Line:
    """A field of both, with how they are alike. Values are those of records, sealed ones masked; None is nothing."""

    record: str
    field: str
    left: Any
    right: Any
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class About:
    """Where a household comes from and what was done there. `ledger` is the file that it came out of."""

    household: bytes
    by: str
    on: datetime | None
    ledger: str
    visits: int
    team: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A pair side by side: `left` is about `pair.one`.

    `proposed` is the household whose number would be kept; `households` are counted now, `afterwards` if it were united.
    `obstacles` by the household that would be kept: what stands in the way of that. `asked` is whom a question about
    them goes to, and about which household it is asked.
    """

    pair: Pair
    lines: tuple[Line, ...]
    left: About
    right: About
    proposed: bytes
    households: int
    afterwards: int
    obstacles: dict[bytes, tuple[Finding, ...]]
    asked: About

    def number_of(self, likeness: Likeness) -> int:
        return sum(line.likeness is likeness for line in self.lines)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a united household says otherwise than the kept one does: taking it over is an ordinary edit of `record`.

    `record` is the kept household's record as it would be, a new one where it has none like it; `fields` are those that
    change, each with the value that stands and the one that is offered (masked where it is sensitive).
    """

    record: Record
    is_new: bool
    group: str
    fields: tuple[tuple[str, Any, Any], ...]
    source: Side
    moves_money: bool


def pairs(store: Store) -> tuple[Pair, ...]:
    """All pairs: first those that wait, the newest households before the others, then those that were judged."""
    raise NotImplementedError


def suspects_of(store: Store, households: Collection[bytes]) -> tuple[Pair, ...]:
    """The pairs that wait for a judgement in which one of these households is."""
    raise NotImplementedError


def pair(store: Store, one: bytes, other: bytes) -> Beside:
    """Two households side by side, whether or not anything speaks for it. Refused where one is not here."""
    raise NotImplementedError


def unite(store: Store, kept: bytes, other: bytes, because: str) -> Saved:
    """Judges that they are one: `other` goes on under the number of `kept`. Refused with all that stands in the way."""
    raise NotImplementedError


def separate(store: Store, one: bytes, other: bytes, because: str) -> Saved:
    """Judges that they are two, also where they had been united; then they are not suspected any more."""
    raise NotImplementedError


def postpone(store: Store, one: bytes, other: bytes, because: str, *, words: str = "") -> Saved:
    """Leaves it open, and asks the team of one of them; `words` are the question, else `because` is."""
    raise NotImplementedError


def renumber(store: Store, household: bytes, number: str, because: str) -> Saved:
    """Gives one of two households that bear one number another. Refused where that number is given already."""
    raise NotImplementedError


def free_number(store: Store, number: str) -> str:
    """A number that nobody bears, made of one that two bear."""
    raise NotImplementedError


def proposals(store: Store, household: bytes) -> tuple[Proposal, ...]:
    """What the households that go on under this one say otherwise than it does."""
    raise NotImplementedError


def adopt(store: Store, proposal: Proposal, because: str = "") -> Saved:
    """Takes an offered value over; the reason of the edit names the household that it comes from."""
    raise NotImplementedError


def united_with(store: Store, household: bytes) -> tuple[Side, ...]:
    """The households that go on under this one."""
    raise NotImplementedError


def counted_as(store: Store, household: bytes) -> Side | None:
    """The household under which this one goes on; None where it stands for itself."""
    raise NotImplementedError
