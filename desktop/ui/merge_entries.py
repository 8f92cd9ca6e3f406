"""The bundles of the merge page, in words: whose, which, when, and how each stands.

Promise: how a bundle stands is told by icon, words and colour, and a gap in a sequence that nothing is lost by. Hidden:
files for others are one row, and so is what was not let in; what is wrong with a file has a row of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from desktop.casework.held_back import Waiting
from desktop.casework.inbound import Inbound, Merged, Numbered, Step
from desktop.casework.receiving import Arrived, Preview, State
from desktop.domain.errors import Refused
from desktop.exchange.header import DAMAGED, FORGED, REWRAPPED, TOO_MUCH
from desktop.exchange.merge import TWO_DEVICES
from desktop.i18n import N_
from desktop.ui import clock_words, exchange_words
from desktop.ui.exchange_painting import Row
from desktop.ui.notices import Voice

_TITLES = {
    **dict.fromkeys((FORGED, REWRAPPED, TWO_DEVICES), N_("Origin unknown")),
    **dict.fromkeys((DAMAGED, TOO_MUCH), N_("A damaged file")),
}
Rehearsals = Mapping[bytes, Preview | Refused | OSError]
"""By bundle what was found by trying it, or why it can't be tried."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A file that can't be taken in, and why: it is in quarantine, of a newer program, or its reader was stopped."""

    key: object
    why: Refused
    state: State = State.UNREADABLE


@dataclass(frozen=True, slots=True)
class Others:
    """Files for somebody else."""

    found: tuple[Arrived, ...]


Entry = Arrived | Merged | Apart | Others | Waiting
"""What a row is of; `Waiting` is what was not let in of bundles that were taken in."""


def key_of(entry: object) -> object:
    """By what an entry is known when the list is made anew."""
    match entry:
        case Arrived() | Merged():
            return entry.bundle
        case Apart():
            return entry.key
        case Others() | Waiting():
            return type(entry)
        case _:
            return None


def entries(arrived: Sequence[Arrived], inbound: Inbound, tried: Rehearsals) -> Iterator[Entry]:
    """Bundles with something to decide first, then those that can be taken in or tried again, that were, or can't be.

    Last come those of earlier, as many as were asked for.
    """
    ready = [each for each in arrived if each.state is State.READY]
    others = tuple(each for each in arrived if each.state is State.ANOTHERS)
    here = {each.bundle for each in ready}
    merged, earlier = ([each for each in some if each.bundle not in here] for some in (inbound.merged, inbound.earlier))
    yield from (each for each in merged if each.to_decide)
    yield from sorted(ready, key=lambda each: (not _opens_conflicts(each, tried), bool(each.missing), _moment(each)))
    for each in arrived:
        if each.state is State.STOPPED and each.said is not None:
            yield Apart(each.files, each.said, each.state)
    yield from (each for each in merged if not each.to_decide)
    for waiting in reversed(inbound.waiting.apart):
        yield Apart(waiting.file, waiting.why)
    for each in arrived:
        if each.state is State.NEWER and each.said is not None:
            yield Apart(each.files, each.said, each.state)
        elif each.state is State.UNREADABLE and each.said is not None and not _is_apart(each, inbound):
            yield Apart(each.files, each.said)
    if inbound.waiting.ops or inbound.waiting.chains:
        yield inbound.waiting
    if others:
        yield Others(others)
    yield from earlier


def row(voice: Voice, entry: Entry, tried: Rehearsals, moment: "Moments", *, may_try: bool) -> Row:
    """How an entry stands in the list; where nothing can be tried, no more is known than who signed it."""
    word, words = voice.word, voice.words
    match entry:
        case Arrived():
            named = f"{exchange_words.sent_by(voice, entry)} {exchange_words.number(entry.number)}"
            told = word("signature checked · {when}", when=moment(entry.written))
            badge = _ready(voice, entry, tried.get(entry.bundle)) if may_try else ("", "", "")
            return Row(entry, named, told, badge, icon="shield", tone="ok")
        case Merged():
            named = f"{called(voice, entry)} {exchange_words.number(entry.number)}"
            by = word("merged by {who}", who=entry.by) if entry.by else word("merged")
            badge = (word("merged"), "brand", "check")
            if entry.to_decide:
                number = len(entry.to_decide)
                badge = (words("{n} to decide", "{n} to decide", number), "warn", "conflict")
            return Row(entry, named, f"{moment(entry.at)} · {by}", badge, icon="shield", tone="ok")
        case Apart() if entry.state is State.STOPPED:
            what = word("its reader was stopped: that says nothing about the file")
            return Row(entry, word("Not read to the end"), what, (word("can be tried again"), "warn", "refresh"),
                       icon="document", tone="warn")  # fmt: skip
        case Apart() if entry.state is State.NEWER:
            what = word("not opened: this program is older than the file")
            return Row(entry, word("Of a newer program"), what, (word("stays sealed"), "warn", "lock"),
                       icon="document", tone="warn")  # fmt: skip
        case Apart():
            what = word(entry.why.what, **entry.why.values)
            title = word(_TITLES.get(entry.why.what, N_("A file that can't be taken in")))
            return Row(entry, title, what, (word("in quarantine"), "risk", "risk"), icon="risk", tone="risk")
        case Waiting():
            number = len(entry.ops) + len(entry.chains)
            told = words("{n} change waits for your word", "{n} changes wait for your word", number)
            return Row(entry, word("Not let in"), told, (word("to look at"), "warn", "warn"),
                       icon="remove", tone="warn")  # fmt: skip
        case Others():
            number = sum(len(each.files) for each in entry.found)
            told = words("{n} file, left where it lies", "{n} files, left where they lie", number)
            return Row(entry, word("For others"), told, icon="assign")


def called(voice: Voice, merged: Merged) -> str:
    """Who sent what was taken in."""
    return exchange_words.whose(voice, merged.sender.name, merged.sender.team, merged.sender.people)


class Moments:
    """Moments in the area's time, in short."""

    def __init__(self, zone: tzinfo, year: int) -> None:
        self._zone, self._year = zone, year

    def __call__(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        local = moment.astimezone(self._zone)
        return f"{clock_words.short_day(local.date(), self._year)} {local:%H:%M}"


def sequence_line(voice: Voice, steps: Sequence[Numbered]) -> str:
    """What is to be known of a sequence: what is missing of it, and that nothing is lost where nothing is."""
    word, number = voice.word, exchange_words.number
    lacking = [each for each in steps if each.step is Step.PARTS]
    unseen = [each for each in steps if each.step is Step.UNSEEN]
    if lacking:
        parts = voice.listed(map(str, lacking[-1].parts))
        return voice.words("{number} lacks part {parts}: ask for it", "{number} lacks parts {parts}: ask for them",
                           len(lacking[-1].parts), number=number(lacking[-1].number), parts=parts)  # fmt: skip
    if unseen:
        healed = unseen[-1].healed_by
        return word("{number} never came; what was in it is in {later}", number=number(unseen[-1].number),
                    later=number(healed) if healed else word("the next"))  # fmt: skip
    return word("in order, none is missing") if steps else ""


def before_line(voice: Voice, steps: Sequence[Numbered], number: int) -> str:
    """How a bundle follows the one before it."""
    word = voice.word
    before = next((each for each in steps if each.number == number - 1), None)
    named = exchange_words.number(number - 1)
    if before is None:
        return "" if number > 1 else word("the first one")
    match before.step:
        case Step.MERGED:
            return word("{number} before it was taken in, in order", number=named)
        case Step.READY:
            return word("{number} before it is here too", number=named)
        case Step.PARTS:
            return word("{number} before it lacks a part", number=named)
        case Step.UNSEEN:
            return word("{number} before it never came: what was in it is in this one", number=named)


def _ready(voice: Voice, each: Arrived, tried: Preview | Refused | OSError | None) -> tuple[str, str, str]:
    word, words = voice.word, voice.words
    if each.missing:
        parts = voice.listed(map(str, each.missing))
        waits = words("waits for part {parts}", "waits for parts {parts}", len(each.missing), parts=parts)
        return waits, "warn", "hourglass"
    if isinstance(tried, Refused | OSError):
        return word("can't be taken in"), "risk", "risk"
    if tried is None:
        return word("being read"), "", "hourglass"
    if tried.conflicts_new:
        number = len(tried.conflicts_new)
        return words("{n} to decide", "{n} to decide", number), "warn", "conflict"
    return word("can be merged"), "ok", "check"


def _opens_conflicts(each: Arrived, tried: Rehearsals) -> bool:
    found = tried.get(each.bundle)
    return isinstance(found, Preview) and bool(found.conflicts_new)


def _moment(each: Arrived) -> float:
    return each.written.timestamp() if each.written else 0


def _is_apart(each: Arrived, inbound: Inbound) -> bool:
    names = {waiting.file.name for waiting in inbound.waiting.apart}
    return any(file.name in names for file in each.files)
