"""What is told of a paper that was verified, in sentences for the staff who hold it and the family beside them.

Promise: what it is first, then what that rests on, then what to do; what wasn't looked at is not said to be right. Each
is a message and its values, worded by whoever shows it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from desktop.casework.papers.paper_now import Moved
from desktop.casework.papers.verifying import Outcome, Verdict
from desktop.domain.fields import RECORDS
from desktop.i18n import N_


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message and its values."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


HEADS: Mapping[Outcome, str] = {
    Outcome.SAME: N_("This is the newest paper, and it is genuine."),
    Outcome.OLDER: N_("This paper is genuine, but older: a later one took its place."),
    Outcome.WITHDRAWN: N_("This paper is genuine, but it was withdrawn: it no longer counts."),
    Outcome.UNKNOWN: N_("This paper is genuine, but this computer can't tell whether it is the newest."),
    Outcome.NOT_FOUND: N_("This computer knows no paper with this code."),
    Outcome.ALTERED: N_("The code is genuine, but other amounts stand on this paper."),
    Outcome.FORGED: N_("The code doesn't belong to its words: this paper was altered, or is not of this area."),
    Outcome.UNTOLD: N_("Whether this paper is genuine can't be told here."),
}
_CODE_ALONE = N_("The code is genuine, and that of the newest paper.")
REMEDIES: Mapping[Outcome, str] = {
    Outcome.SAME: N_("Compare the words of the code with the paper in your hand: they must be the same."),
    Outcome.OLDER: N_("Print the newest one, and collect this one back."),
    Outcome.WITHDRAWN: N_("Ask whoever keeps the household for the paper that counts now."),
    Outcome.UNKNOWN: N_("Ask the office, or look again when the other teams' records have come in."),
    Outcome.NOT_FOUND: N_(
        "Another team may have printed it, whose records are not here yet. A picture of its QR code tells whether it "
        "is genuine."
    ),
    Outcome.ALTERED: N_("Don't rely on its amounts. Keep the paper, and take it to the office."),
    Outcome.FORGED: N_("Don't rely on its amounts. Keep the paper, and take it to the office."),
    Outcome.UNTOLD: N_("Open the store of the area, on a computer of its team or office, and look there."),
}
PAPER = RECORDS["printing"].field["paper"]
"""The field whose choices name the kinds of papers."""


def head(verdict: Verdict) -> str:
    """What it is; where only its code was looked at, no more is said than what the code tells."""
    is_seen = verdict.is_very_file or verdict.amounts
    return _CODE_ALONE if verdict.outcome is Outcome.SAME and not is_seen else HEADS[verdict.outcome]


def told(verdict: Verdict) -> Iterator[Sentence]:
    """What the verdict rests on, most important first."""
    yield from _became(verdict)
    yield from _looked_at(verdict)
    yield from _came_from(verdict)


def moved(each: Moved) -> Sentence:
    """What changed of a way or of a line."""
    if not each.label:
        return Sentence(N_("It said: {before}. Now: {after}."), {"before": each.before, "after": each.after})
    if not each.before:
        return Sentence(N_("{way}: is open now, {after}"), {"way": each.label, "after": each.after})
    if not each.after:
        return Sentence(N_("{way}: was {before}, is no longer open"), {"way": each.label, "before": each.before})
    return Sentence(
        N_("{way}: was {before}, is now {after}"), {"way": each.label, "before": each.before, "after": each.after}
    )


def _became(verdict: Verdict) -> Iterator[Sentence]:
    now = verdict.now
    if now.is_withdrawn and now.reason:
        yield Sentence(N_("Withdrawn because: {reason}"), {"reason": now.reason})
    if now.version is not None and now.since is not None:
        yield Sentence(N_("Version {n} took its place on {day}."), {"n": now.version, "day": now.since})
    elif now.version is not None and verdict.known and now.version != verdict.known.version:
        yield Sentence(N_("Version {n} took its place."), {"n": now.version})
    elif verdict.outcome is Outcome.OLDER:
        yield Sentence(N_("What it tells of was added to or corrected since."))
    if now.reason and not now.is_withdrawn:
        yield Sentence(N_("Why: {reason}"), {"reason": now.reason})
    if now.unclear is not None:
        yield Sentence(now.unclear.what, now.unclear.values)


def _looked_at(verdict: Verdict) -> Iterator[Sentence]:
    if verdict.is_very_file:
        yield Sentence(N_("This very file was made here, byte for byte."))
    elif verdict.lacking:
        yield Sentence(
            N_("These amounts should stand on it, and don't: {amounts}"), {"amounts": " · ".join(verdict.lacking)}
        )
    elif verdict.strange:
        yield Sentence(
            N_("These amounts stand on it, and not on the paper as it is made here: {amounts}"),
            {"amounts": " · ".join(verdict.strange)},
        )
    elif verdict.amounts:
        yield Sentence(N_("{n} amounts of its text were compared: all are there."), {"n": verdict.amounts})
    if verdict.unseen:
        yield Sentence(
            N_("The file is long: its last {n} pages, and the last paper before them, were not looked at."),
            {"n": verdict.unseen},
        )


def _came_from(verdict: Verdict) -> Iterator[Sentence]:
    known = verdict.known
    if known is None:
        return
    if known.day is not None:
        yield Sentence(N_("Printed on {day} by {person}."), {"day": known.day, "person": verdict.by})
    else:
        yield Sentence(N_("It stands in no register here; what it says is what the records here say."))
