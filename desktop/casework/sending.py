"""What goes out: how much there is to send and to whom, the bundle, and what became of those that were sent.

Promise: sent is not received, and nothing that is here is hidden or deleted by an export. Hidden: an entry counts once,
under what it is mostly about, so that what people see adds up to what they carry.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path

from desktop.casework import certifying, questioning
from desktop.casework.addressees import Receiver, named, receivers
from desktop.casework.questioning import Asked
from desktop.domain.errors import Refused
from desktop.domain.records import Household
from desktop.exchange import consignment
from desktop.exchange import export as bundles
from desktop.exchange.certificates import Certificate
from desktop.exchange.consignment import Plan, Sender, Wish
from desktop.exchange.station import station
from desktop.i18n import N_
from desktop.store import deliveries, excerpts, journal, queries
from desktop.store.deliveries import ACKNOWLEDGED, Export, Held, PieceKey
from desktop.store.excerpts import OF_NO_HOUSEHOLD, Run
from desktop.store.journal import Body
from desktop.store.store import Store

EVIDENCE = N_("Photos and signatures")
"""The line of what goes out that is no entry."""

_VISITS = N_("Visits and appointments")
_LEDGER = N_("Changes to the ledger")
_TALKS = N_("Policy explained, sums, promises, grievances")
_PAPERS = N_("Papers, agreements, payments, moves")
_ANSWERS = N_("Questions of the office, and answers")
_OTHER = N_("Who works where, settings, looks at masked values")
_ABOUT: Mapping[str, tuple[str, ...]] = {  # an entry is counted under the first of these that it has a record of
    _VISITS: ("visit", "appointment"),
    _TALKS: (
        *("explanation", "told", "calculation", "calculation_check", "promise", "promise_outcome", "grievance"),
        *("grievance_event", "data_request", "data_request_event"),
    ),
    _PAPERS: (
        *("sheet", "printing", "printing_event", "service", "agreement", "instalment", "payment", "handover"),
        "signature",
    ),
    _ANSWERS: ("question", "question_answer"),
    _LEDGER: (
        *("household", "person", "house", "unregistered_part", "fixture", "appraisal", "wish", "confirmation"),
        *("evidence", "flat", "intake", "purge"),
    ),
}
_LINES = (_VISITS, _LEDGER, _TALKS, _PAPERS, _ANSWERS, _OTHER)
_NAMED = 3
_LOOKED_AT = 40  # bundles in which a question is looked for

Progress = Callable[[int, int], object]
"""Is told how much of how much is done; what it raises stops the work, and nothing of the bundle stays."""


@dataclass(frozen=True, slots=True)
class OutLine:
    """How much of what goes out (`what` is a message id), about how many households, the first of them by name."""

    what: str
    count: int
    households: int
    names: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the next bundle would bring: its number, the one before it, and `size` in bytes at most.

    In the office all this is of one device, `to`.
    """

    number: int
    follows: int | None
    lines: tuple[OutLine, ...]
    entries: int
    pieces: int
    size: int
    receivers: tuple[Receiver, ...]
    to: Receiver | None


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that lies there; `damaged` pieces of evidence could not go along, since their files here are."""

    number: int
    files: tuple[Path, ...]
    entries: int
    pieces: int
    size: int
    damaged: int = 0


class State(StrEnum):
    """What is known of a bundle that was sent."""

    WAITING = "waiting"
    RECEIVED = "received"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle that was sent. `arrived` are entries of it that the office is known to hold.

    `returned` are questions about its households that wait for an answer; `said` is what the first of them says. From
    the office it went to the `people` of a `team`.
    """

    number: int
    at: datetime
    receiver_name: str
    entries: int
    pieces: int
    size: int
    parts: int
    state: State
    arrived: int
    pieces_arrived: int
    returned: int = 0
    said: str = ""
    ranges: Mapping[bytes, tuple[int, int]] = field(default_factory=dict[bytes, tuple[int, int]])
    team: str = ""
    people: tuple[str, ...] = ()


def outgoing(store: Store, to: str | None = None) -> Outgoing:
    """What there is to send; in the office to one device, where none is named to the first.

    Refused where this store exchanges nothing yet.
    """
    with store.reading() as connection:
        own = station(connection)
        known = receivers(store, own)
        chosen = named(known, to) if known else None
        number, before = deliveries.next_number(connection), deliveries.exported(connection, newest=1)
        plan = bundles.planned(Sender(store, connection, own), chosen.target) if chosen else None
        lines = tuple(_lines(store, plan)) if plan else ()
    return Outgoing(
        number=number,
        follows=before[0].n if before else None,
        lines=lines,
        entries=sum(line.count for line in lines if line.what != EVIDENCE),
        pieces=sum(line.count for line in lines if line.what == EVIDENCE),
        size=sum(line.size for line in lines),
        receivers=known,
        to=chosen,
    )


def export(
    store: Store,
    folder: Path,
    *,
    to: str | None = None,
    data_only: bool = False,
    photos_only: bool = False,
    all_again: bool = False,
    split_mb: int = 90,
    progress: Progress = lambda _done, _of: None,
) -> Exported:
    """Writes the next bundle into a folder: to the office where nobody is named, from the office to a device.

    `split_mb` of 0 is one file. Refused where the disk refuses, and where nobody of this name can open it.
    """
    with store.reading() as connection:
        own = station(connection)
    known = receivers(store, own)
    if to is None and own.is_office and len(known) > 1:
        raise Refused(
            "The office writes a bundle for one device. Nothing was written.",
            "Name one of these: {names}",
            names=", ".join(each.name for each in known),
        )
    wish = Wish(has_records=not photos_only, has_pieces=not data_only, is_all_again=all_again)
    done = bundles.export(store, folder, named(known, to).target, wish, split=split_mb << 20, progress=progress)
    line = done.export
    entries = line.counts.get("entries", line.counts["told"])
    return Exported(line.n, done.files, entries, len(line.pieces), line.size, done.damaged)


def sent(store: Store) -> tuple[Sent, ...]:
    """The bundles that were sent from here, the newest first, and what became of each."""
    with store.reading() as connection:
        written = deliveries.exported(connection)
        if station(connection).is_office:
            newest = {each.device: (each.epoch, each.revision) for each in deliveries.reports(connection)}
            known = {each.row.id: each.certificate for each in certifying.devices(store)}
            return tuple(_whose(_down(store, each, newest), known.get(each.receiver)) for each in written)
        held, with_office = deliveries.acknowledgements(connection), deliveries.pieces_in(connection, ACKNOWLEDGED)
    returned = _returned(store, written)
    return tuple(_with(store, _up(store, each, held, with_office), returned.get(each.n, ())) for each in written)


def told(each: Sent) -> tuple[str, Mapping[str, object]]:
    """What is known of a bundle in a sentence: a message id, and its values."""
    match each.state:
        case State.RETURNED:
            return "{words}", {"words": each.said}
        case State.RECEIVED:
            return N_("All of it has arrived."), {}
        case State.WAITING if each.arrived or each.pieces_arrived:
            done = {"entries": each.arrived, "of": each.entries, "pieces": each.pieces_arrived, "all": each.pieces}
            return N_("Arrived so far: {entries} of {of} entries, {pieces} of {all} photos and signatures."), done
        case State.WAITING:
            return N_("Nothing came back yet that tells of it."), {}


# What there is to send


@dataclass(slots=True)
class _Line:
    """A line as it grows."""

    count: int = 0
    size: int = 0
    households: dict[bytes, None] = field(default_factory=dict[bytes, None])


def _lines(store: Store, plan: Plan) -> Iterator[OutLine]:
    """The lines that have anything, in the order in which people read them."""
    found: dict[str, _Line] = defaultdict(_Line)
    for body, size in _bodies(plan):
        line = found[_about(body)]
        line.count += 1
        line.size += size
        line.households |= dict.fromkeys(op.household for op in body.ops if op.record not in OF_NO_HOUSEHOLD)
    if plan.going:
        households = dict.fromkeys(household for household, _ in sorted(plan.going))
        found[EVIDENCE] = _Line(len(plan.going), consignment.size_of(store, plan.going), households)
    for what in (*_LINES, EVIDENCE):
        if what in found:
            line = found[what]
            names = tuple(_called(store, [*islice(line.households, _NAMED)]))
            yield OutLine(what, line.count, len(line.households), names, line.size)


def _bodies(plan: Plan) -> Iterator[tuple[Body, int]]:
    for segment in plan.load.segments:
        yield from ((entry.read(), len(entry.body)) for entry in segment.entries)
    for body in plan.load.told:
        yield journal.require_sound(body), len(body)


def _about(body: Body) -> str:
    records = {op.record for op in body.ops}
    return next((what for what, kinds in _ABOUT.items() if not records.isdisjoint(kinds)), _OTHER)


def _called(store: Store, households: Sequence[bytes]) -> Iterator[str]:
    """How people call these households: by who owns them, else by their number."""
    for each in queries.listed(store, households):
        name = next(filter(None, each.owners), None) or each.number
        if name:
            yield name


# What became of it


def _up(store: Store, each: Export, held: Mapping[bytes, Held], with_office: Collection[PieceKey]) -> Sent:
    entries = sum(last - first + 1 for first, last in each.ranges.values())
    arrived = sum(
        max(min(held[origin].seq, last) - first + 1, 0)
        for origin, (first, last) in each.ranges.items()
        if origin in held
    )
    pieces = sum(key in with_office for key in each.pieces)
    is_all = arrived == entries and pieces == len(each.pieces)
    return _sent(store, each, entries, State.RECEIVED if is_all else State.WAITING, (arrived, pieces))


def _down(store: Store, each: Export, reached: Mapping[bytes, tuple[int, int]]) -> Sent:
    counts = each.counts
    is_taken = reached.get(each.receiver, (0, 0)) >= (counts["epoch"], counts["until"])
    told = counts["told"]
    state = State.RECEIVED if is_taken else State.WAITING
    return _sent(store, each, told, state, (told, len(each.pieces)) if is_taken else (0, 0))


def _whose(sent: Sent, told: Certificate | None) -> Sent:
    return replace(sent, team=told.team, people=tuple(line.name for line in told.lines)) if told else sent


def _sent(store: Store, each: Export, entries: int, state: State, arrived: tuple[int, int]) -> Sent:
    return Sent(
        number=each.n,
        at=datetime.fromtimestamp(each.at / 1000, store.zone()),
        receiver_name=each.receiver_name,
        entries=entries,
        pieces=len(each.pieces),
        size=each.size,
        parts=each.parts,
        state=state,
        arrived=arrived[0],
        pieces_arrived=arrived[1],
        ranges=each.ranges,
    )


def _returned(store: Store, written: Sequence[Export]) -> dict[int, list[Asked]]:
    """By bundle the questions that wait for an answer: each is of the newest before it that told of its household."""
    asked = questioning.open_questions(store)
    if not asked:
        return {}
    found: dict[int, list[Asked]] = defaultdict(list)
    with store.reading() as connection:
        for each in written[:_LOOKED_AT]:
            on = datetime.fromtimestamp(each.at / 1000, store.zone()).date()
            runs = (Run(origin, first, last) for origin, (first, last) in each.ranges.items())
            told_of = set[bytes]().union(*(excerpts.concerned(connection, run) for run in runs))
            its = [question for question in asked if question.on >= on and question.question.household in told_of]
            found[each.n] = its
            asked = tuple(question for question in asked if question not in its)
    return found


def _with(store: Store, each: Sent, asked: Sequence[Asked]) -> Sent:
    if not asked:
        return each
    first = asked[0]
    home = store.get(Household, first.question.household) if first.question.household else None
    said = f"{first.by}：{(home and home.number) or ''} {first.question.question or ''}"
    return replace(each, state=State.RETURNED, returned=len(asked), said=" ".join(said.split()))
