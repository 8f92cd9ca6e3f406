"""Where a household stands, derived from its records and never typed.

Promise: the stage is the highest one whose own record exists, earlier gaps stay visible, and a family that moved before
it was paid has not reached the last one (H08). Hidden: which record stands for which stage.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from desktop.domain.errors import Finding, Level
from desktop.domain.four_clear import Case, four_clear, latest
from desktop.domain.records import Grievance
from desktop.i18n import N_


class Stage(IntEnum):
    """The seven stages of a household, in the order of the law: it is paid before it moves (art. 27)."""

    REGISTERED = 1
    VISITED = 2
    CLEAR = 3
    SERVED = 4
    SIGNED = 5
    PAID = 6
    MOVED = 7

    @property
    def label(self) -> str:
        """The message id of its name."""
        return _LABELS[self]


_LABELS = {
    Stage.REGISTERED: N_("registered"),
    Stage.VISITED: N_("visited"),
    Stage.CLEAR: N_("four-clear"),
    Stage.SERVED: N_("sheet served"),
    Stage.SIGNED: N_("signed"),
    Stage.PAID: N_("paid"),
    Stage.MOVED: N_("moved"),
}
HOUSEHOLDS_WORD = frozenset({"accepted", "not_accepted"})


class Progress(StrEnum):
    """A step of the stepper: done, passed over by a later one, or still ahead."""

    DONE = "done"
    GAP = "gap"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    stage: Stage
    progress: Progress


class Circumstance(StrEnum):
    """What stands beside the stage; the value is the message id of its name."""

    OPEN_GRIEVANCE = N_("open grievance")
    NO_AGREEMENT = N_("no agreement reached")
    COMPENSATION_DECISION = N_("compensation decision")


def stage(case: Case) -> Stage:
    """The highest stage whose own record exists."""
    return max(_reached(case))


def steps(case: Case) -> tuple[Step, ...]:
    """All seven stages; a stage that a later record has passed over is a gap."""
    reached = _reached(case)
    furthest = Stage.MOVED if case.handovers else max(reached)

    def progress(at: Stage) -> Progress:
        if at in reached:
            return Progress.DONE
        return Progress.GAP if at < furthest else Progress.AHEAD

    return tuple(Step(at, progress(at)) for at in Stage)


def circumstances(case: Case) -> tuple[Circumstance, ...]:
    """What else is true of the household at its stage."""
    return tuple(_circumstances(case))


def findings_against_office(case: Case) -> tuple[Finding, ...]:
    """What the office owes: a family that moved unpaid, until it is paid (H08)."""
    days = [row.handed_over_on for row in case.handovers if row.handed_over_on]
    if case.payments or not days:
        return ()
    return (
        Finding(
            "payment",
            "The household moved out on {date} and has not been paid. Pay it now.",
            Level.WARNING,
            values={"date": min(days)},
        ),
    )


def _reached(case: Case) -> frozenset[Stage]:
    exists = {
        Stage.REGISTERED: True,
        Stage.VISITED: any(visit.manner != "not_met" for visit in case.visits),
        Stage.CLEAR: all(part.is_clear for part in four_clear(case)),
        Stage.SERVED: any(service.document == "sheet" for service in case.services),
        Stage.SIGNED: _agreement_state(case) == "signed",
        Stage.PAID: bool(case.payments),
        Stage.MOVED: bool(case.handovers and case.payments),
    }
    return frozenset(at for at, is_reached in exists.items() if is_reached)


def _agreement_state(case: Case) -> str | None:
    agreement = latest(case.agreements, lambda row: row.stated_on)
    return agreement.state if agreement else None


def _circumstances(case: Case) -> Iterator[Circumstance]:
    if any(_is_open(grievance, case) for grievance in case.grievances):
        yield Circumstance.OPEN_GRIEVANCE
    match _agreement_state(case):
        case "disputed":
            yield Circumstance.NO_AGREEMENT
        case "decision":
            yield Circumstance.COMPENSATION_DECISION
        case _:
            pass


def _is_open(grievance: Grievance, case: Case) -> bool:
    """Only the household closes its grievance, by accepting; a note or our answer does not (H07)."""
    events = [row for row in case.grievance_events if row.grievance == grievance.id]
    word = latest((row for row in events if row.step in HOUSEHOLDS_WORD), lambda row: row.stated_on)
    return word is None or word.step != "accepted"
