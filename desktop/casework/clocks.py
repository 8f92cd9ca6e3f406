"""Which entries were written by a clock that can't be right (R48).

Promise: it is told, while it lasts and after, and never acted upon, since no order depends on a clock.

Hidden: what "can't be right" means. The entries of one origin follow each other, so that its clock only goes forward;
nothing was written before the program existed; and an entry that is a day ahead of the next one, or of now, was
written by a clock that was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from desktop.i18n import N_

FIRST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
_BACK = timedelta(minutes=1)  # what a time server corrects is no fault
_AHEAD = timedelta(days=1)
_LONG = timedelta(days=400)


class ClockFault(StrEnum):
    """What is wrong with an entry's time; the value is the message id that says it."""

    TOO_EARLY = N_("the clock stood before this program existed")
    AHEAD = N_("the clock was far ahead")
    WENT_BACK = N_("the clock had gone back")


class ClockDoubt(StrEnum):
    """Why the clock of this computer is doubted now; the value is the message id that says it."""

    BEHIND = N_("The clock of this computer stands at {now}, before {last}, when something was written down here")
    LONG_AFTER = N_("The clock of this computer stands at {now}; what was written down last here is of {last}")


def doubt(last: datetime | None, now: datetime) -> ClockDoubt | None:
    """Why a clock that says `now` is doubted, where something was written at `last`; None where it is not.

    A store may lie unused for long, so that what is long after need not be wrong.
    """
    if last is None:
        return None
    if now < last - _BACK:
        return ClockDoubt.BEHIND
    return ClockDoubt.LONG_AFTER if now > last + _LONG else None


@dataclass(frozen=True, slots=True)
class Moment:
    """When an entry was written, by the clock of the machine that wrote it."""

    origin: bytes
    seq: int
    when: datetime


def clock_faults(moments: Iterable[Moment], now: datetime) -> dict[tuple[bytes, int], ClockFault]:
    """The entries (origin, seq) that can't have been written when they say, each with what is worst about it."""
    origins: dict[bytes, list[Moment]] = defaultdict(list)
    for moment in moments:
        origins[moment.origin].append(moment)
    return {
        (origin, seq): fault
        for origin, written in origins.items()
        for seq, fault in _faults(sorted(written, key=lambda moment: moment.seq), now)
    }


def _faults(written: list[Moment], now: datetime) -> Iterator[tuple[int, ClockFault]]:
    times = [moment.when for moment in written]
    for moment, before, after in zip(written, [times[0], *times], [*times[1:], now], strict=False):
        latest = min(after, now) if after >= FIRST_DAY else now
        if moment.when < FIRST_DAY:
            yield moment.seq, ClockFault.TOO_EARLY
        elif moment.when > latest + _AHEAD:
            yield moment.seq, ClockFault.AHEAD
        elif moment.when < before - _BACK:
            yield moment.seq, ClockFault.WENT_BACK
