"""What is said of two households that are perhaps one: who they are, how alike, what was judged, what comes of it.

Promise: likeness is told by a word and a sign, never as a number of how sure one may be. Hidden: of two long numbers
the ends are told where they tell the households apart.
"""

from collections.abc import Sequence
from datetime import tzinfo
from difflib import SequenceMatcher

from desktop.casework.sameness import About, Beside, Likeness, Line, Pair, Proposal, Side, Verdict
from desktop.domain.fields import RECORDS
from desktop.i18n import N_
from desktop.ui import clock_words
from desktop.ui.notices import Voice

Badge = tuple[str, str, str]
"""Words, tone and icon."""

Spans = tuple[tuple[int, int], ...]
"""Places in a text, each from a letter to before another."""

_SIGNS = {  # tone and icon
    Likeness.SAME: ("ok", "ok"),
    Likeness.NEAR: ("warn", "help"),
    Likeness.DIFFERENT: ("risk", "risk"),
    Likeness.ONE_EMPTY: ("ink_2", "remove"),
}
_HIDDEN = {"bank_account": N_("not the same account"), "account_holder": N_("not the same holder")}
_ANOTHER = N_("not the same")
"""What is said of values that differ and of which the masks look alike."""
_JUDGED = {
    None: (N_("to judge"), "warn", "help"),
    Verdict.LATER: (N_("asked"), "info", "hourglass"),
    Verdict.ONE: (N_("is one"), "brand", "check"),
    Verdict.TWO: (N_("are two"), "", "separate"),
}


def called(voice: Voice, side: Side) -> str:
    """Whose household it is; its number where nobody is named."""
    return voice.listed(side.owners) or side.number or voice.word("without a number")


def titled(voice: Voice, side: Side) -> str:
    """Whose it is, with its number."""
    return " ".join(filter(None, (voice.listed(side.owners), side.number))) or voice.word("without a number")


def both(voice: Voice, pair: Pair) -> str:
    """The two of a pair."""
    return voice.word("{one} and {other}", one=called(voice, pair.one), other=called(voice, pair.other))


def numbers(pair: Pair) -> tuple[str, str]:
    """Both numbers, as short as they can be told apart."""
    one, other = pair.one.number, pair.other.number
    short, other_short = (number.rsplit("-", 1)[-1] for number in (one, other))
    return (short, other_short) if short != other_short else (one, other)


def judged(voice: Voice, pair: Pair) -> Badge:
    """What was judged of a pair."""
    if pair.is_late:
        return voice.word("to look at again"), "warn", "warn"
    words, tone, icon = _JUDGED[pair.verdict]
    return voice.word(words), tone, icon


def about(voice: Voice, pair: Pair, zone: tzinfo, year: int) -> str:
    """The line below a pair: why it is one, or who judged it, when and why."""
    if pair.is_open:
        late, reasons = (map(voice.word, told[:1]) for told in (pair.late, pair.reasons))
        return " · ".join((*late, *dict.fromkeys(filter(None, numbers(pair))), *(() if pair.is_late else reasons)))
    day = clock_words.short_day(pair.on.astimezone(zone).date(), year) if pair.on else ""
    return " · ".join(filter(None, (f"{day} {pair.by}".strip(), pair.because)))


def spoken(voice: Voice, pair: Pair, zone: tzinfo, year: int) -> str:
    """A pair as it is read out."""
    told = (both(voice, pair), judged(voice, pair)[0], about(voice, pair, zone, year))
    return ", ".join(filter(None, told))


def likeness(voice: Voice, line: Line) -> Badge:
    """How two values are alike."""
    return voice.word(line.said), *_SIGNS[line.likeness]


def summary(voice: Voice, found: Beside) -> str:
    """How many lines are how alike, the alike ones first."""
    told = (
        voice.words("{n} the same", "{n} the same", found.number_of(Likeness.SAME)),
        voice.words("{n} nearly the same", "{n} nearly the same", found.number_of(Likeness.NEAR)),
        voice.words("{n} different", "{n} different", found.number_of(Likeness.DIFFERENT)),
        voice.words("{n} empty on one side", "{n} empty on one side", found.number_of(Likeness.ONE_EMPTY)),
    )
    return voice.listed(each for each, alike in zip(told, Likeness, strict=True) if found.number_of(alike))


def origin(voice: Voice, side: About, zone: tzinfo, year: int) -> str:
    """Where a household comes from, and how often it was visited."""
    came = side.on.astimezone(zone) if side.on else None
    day = clock_words.short_day(came.date(), year) if came else ""
    who = " ".join(filter(None, (side.team, side.by)))
    if side.ledger:
        first = voice.word("from the ledger, {moment}", moment=f"{day} {came:%H:%M}" if came else "").rstrip(", ，")
    else:
        first = voice.word("registered by {who}, {day}", who=who, day=day) if who else day
    visits = voice.words("{n} visit", "{n} visits", side.visits) if side.visits else voice.word("no visit yet")
    return " · ".join(filter(None, (first, visits)))


def waiting(voice: Voice, pairs: int, again: int) -> str:
    """How many pairs wait, `again` of them united ones; nothing where none does."""
    others = pairs - again
    told = (
        voice.words("{n} union to look at again", "{n} unions to look at again", again) if again else "",
        voice.words("{n} perhaps one household", "{n} perhaps one household", others) if others else "",
    )
    return voice.listed(filter(None, told))


def came_late(voice: Voice, pair: Pair) -> tuple[str, str]:
    """What came in for the united one of a pair after they were judged, and what comes of it."""
    united, kept = (pair.one, pair.other) if pair.late_for == pair.one.household else (pair.other, pair.one)
    told = voice.word("To look at again: {reasons}", reasons=voice.listed(map(voice.word, pair.late)))
    return told, voice.word(
        "It is of {number} and counts for {kept} now. Had it been known, they could not have been united so.",
        number=united.number or called(voice, united),
        kept=kept.number or called(voice, kept),
    )


def whence(voice: Voice, found: Beside) -> tuple[str, str]:
    """How two of one number are told apart: by the side on which they stand, and where they come from."""
    left, right = (
        voice.word("from the ledger") if side.ledger else side.team or side.by for side in (found.left, found.right)
    )
    return voice.pair(voice.word("the left one"), left), voice.pair(voice.word("the right one"), right)


def field(voice: Voice, record: str, name: str) -> str:
    return voice.label(RECORDS[record].field[name])


def value(voice: Voice, record: str, name: str, held: object) -> str:
    """A value for people; what is not there is said to be empty."""
    if held is None or held in ("", ()):
        return voice.word("not filled in")
    return voice.shown(RECORDS[record].field[name], held)


def group(voice: Voice, proposal: Proposal) -> str:
    """What an offered value is of."""
    record = proposal.record.record_type().name
    if proposal.is_new:
        return voice.label(RECORDS[record])
    return voice.listed(field(voice, record, name) for name, _, _ in _apart(proposal))


def change(voice: Voice, proposal: Proposal) -> tuple[str, str]:
    """What stands, and what is offered; of several fields each with its name."""
    apart = _apart(proposal)
    record, several = proposal.record.record_type().name, len(apart) > 1

    def said(name: str, held: object) -> str:
        text = value(voice, record, name, held)
        return voice.pair(field(voice, record, name), text) if several else text

    stands = voice.listed(said(name, held) for name, held, _ in apart)
    offered = voice.listed(said(name, held) for name, _, held in apart)
    hidden = [voice.word(_HIDDEN.get(name, _ANOTHER)) for name, held, other in apart if held == other]
    if hidden and not proposal.is_new:
        offered = voice.word("{value} ({remark})", value=offered, remark=voice.listed(dict.fromkeys(hidden)))
    return voice.word("not there") if proposal.is_new else stands, offered


def _apart(proposal: Proposal) -> Sequence[tuple[str, object, object]]:
    """The fields of a group that differ, also where their masks look alike; of one that is offered as a whole, all."""
    return [each for each in proposal.fields if each[0] in proposal.differing] or proposal.fields


def asked_of(voice: Voice, side: About) -> str:
    """Whom a question about them goes to."""
    return side.team or side.by or voice.word("who looks after it")


def judged_by(pair: Pair, zone: tzinfo, year: int) -> str:
    """Who judged a pair, and when."""
    on = pair.on.astimezone(zone) if pair.on else None
    moment = f"{clock_words.short_day(on.date(), year)} {on:%H:%M}" if on else ""
    return " · ".join(filter(None, (pair.by, moment)))


def differing(one: str, other: str) -> tuple[Spans, Spans]:
    """Where two texts differ; nothing where nothing of them is the same, since all of it would be marked."""
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    if not any(step[0] == "equal" for step in steps):
        return (), ()
    apart = [step for step in steps if step[0] != "equal"]
    left = tuple((start, end) for _, start, end, _, _ in apart if end > start)
    right = tuple((start, end) for _, _, _, start, end in apart if end > start)
    return left, right


def first_open(pairs: Sequence[Pair]) -> int:
    """The place of the first pair that waits; the first of all where none does."""
    return next((place for place, each in enumerate(pairs) if each.is_open), 0)
