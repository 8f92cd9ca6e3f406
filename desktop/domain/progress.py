"""How far the households of an area have come, and what is owed to them: counted, by team and by lane.

Promise: a count and the households that are shown when it is opened are told by one and the same question. Hidden:
there is no order of merit; teams and lanes stand in the order of their names, whatever their numbers are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from desktop.domain.stages import Stage


class Measure(StrEnum):
    """What is counted of households; the stages among them take a stage."""

    HOUSEHOLDS = "households"
    AT = "at"  # stand at this stage
    REACHED = "reached"  # stand at this stage or at a later one
    PASSED_OVER = "passed_over"  # stand at a later one, and the record of this one is missing
    PROMISES = "promises"  # were promised something that is overdue
    REPLIES = "replies"  # wait for an answer that is overdue
    UNPAID = "unpaid"  # moved out and were not paid
    OVERDUE = "overdue"  # any of these three
    RIGHTS = "rights"  # have a right that ends within days
    UNTOLD = "untold"  # and were not told of it


OF_STAGES = frozenset({Measure.AT, Measure.REACHED, Measure.PASSED_OVER})
"""The measures that take a stage."""


class By(StrEnum):
    TEAM = "team"
    LANE = "lane"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one household stands. `lane` and `team` are None where nobody wrote them down.

    `late_promises` and `late_replies` count things, not days.
    """

    household: bytes
    stage: Stage
    passed_over: tuple[Stage, ...] = ()
    lane: str | None = None
    team: str | None = None
    late_promises: int = 0
    late_replies: int = 0
    has_right_ending: bool = False
    is_untold: bool = False
    is_moved_unpaid: bool = False

    @property
    def is_overdue(self) -> bool:
        return bool(self.late_promises or self.late_replies or self.is_moved_unpaid)


@dataclass(frozen=True, slots=True)
class Selection:
    """A question: of which households of the area, or of this lane or team, something is so.

    A team or lane whose `name` is None stands for those without one.
    """

    measure: Measure = Measure.HOUSEHOLDS
    stage: Stage | None = None
    by: By | None = None
    name: str | None = None

    def fits(self, stand: Stand) -> bool:
        if self.by is not None and self.name != (stand.team if self.by is By.TEAM else stand.lane):
            return False
        match self.measure:
            case Measure.AT:
                return stand.stage is self.stage
            case Measure.REACHED:
                return self.stage is not None and stand.stage >= self.stage
            case Measure.PASSED_OVER:
                return self.stage in stand.passed_over
            case _:
                return _IS_SO[self.measure](stand)


_IS_SO: Mapping[Measure, Callable[[Stand], bool]] = {
    Measure.HOUSEHOLDS: lambda _stand: True,
    Measure.PROMISES: lambda stand: stand.late_promises > 0,
    Measure.REPLIES: lambda stand: stand.late_replies > 0,
    Measure.UNPAID: lambda stand: stand.is_moved_unpaid,
    Measure.OVERDUE: lambda stand: stand.is_overdue,
    Measure.RIGHTS: lambda stand: stand.has_right_ending,
    Measure.UNTOLD: lambda stand: stand.is_untold,
}


def chosen(stands: Iterable[Stand], selection: Selection) -> list[Stand]:
    """The households that a number stands for."""
    return [each for each in stands if selection.fits(each)]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of some households stand where, and of how many something is so.

    `late_promises` and `late_replies` are things: several may be of one household.
    """

    at: Mapping[Stage, int]
    passed_over: Mapping[Stage, int]
    so: Mapping[Measure, int]
    late_promises: int
    late_replies: int

    @classmethod
    def of(cls, stands: Iterable[Stand]) -> Self:
        at, passed_over = Counter[Stage](), Counter[Stage]()
        so = Counter[Measure]()
        promises = replies = 0
        for stand in stands:
            at[stand.stage] += 1
            if stand.passed_over:
                passed_over.update(stand.passed_over)
            if stand.is_overdue:
                so.update(each for each in _OVERDUE if _IS_SO[each](stand))
                promises += stand.late_promises
                replies += stand.late_replies
            if stand.has_right_ending:
                so.update(each for each in _RIGHTS if _IS_SO[each](stand))
        return cls(at, passed_over, so, promises, replies)

    @property
    def households(self) -> int:
        return sum(self.at.values())

    def reached(self, stage: Stage) -> int:
        return sum(number for at, number in self.at.items() if at >= stage)

    def number(self, measure: Measure, stage: Stage | None = None) -> int:
        """How many households `Selection(measure, stage)` fits."""
        match measure:
            case Measure.HOUSEHOLDS:
                return self.households
            case Measure.AT:
                return self.at.get(stage, 0) if stage else 0
            case Measure.REACHED:
                return self.reached(stage) if stage else 0
            case Measure.PASSED_OVER:
                return self.passed_over.get(stage, 0) if stage else 0
            case _:
                return self.so.get(measure, 0)


_OVERDUE = (Measure.PROMISES, Measure.REPLIES, Measure.UNPAID, Measure.OVERDUE)
_RIGHTS = (Measure.RIGHTS, Measure.UNTOLD)


@dataclass(frozen=True, slots=True)
class Group:
    """The counts of one team or lane; of the households without one where `name` is None."""

    name: str | None
    counts: Counts


def grouped(stands: Iterable[Stand], by: By, order: Callable[[str], str]) -> tuple[Group, ...]:
    """The counts of each team or lane, by name; those without one come last."""
    lists: dict[str | None, list[Stand]] = {}
    for stand in stands:
        lists.setdefault(stand.team if by is By.TEAM else stand.lane, []).append(stand)
    names = sorted(lists, key=lambda name: (name is None, order(name or "")))
    return tuple(Group(name, Counts.of(lists[name])) for name in names)
