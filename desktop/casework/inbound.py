"""What the office has to do with what came: bundles taken in lately and what each leaves to decide, and what waits.

Promise: who sent is called by team and person, as people call them; what is lost for good is told apart from what comes
with the next bundle. Hidden: a bundle's parts are lines of their own in the log of merges, and one bundle here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from desktop.casework import certifying, held_back, receiving
from desktop.casework.differences import Looking
from desktop.casework.held_back import Waiting
from desktop.casework.receiving import Arrived, Concerned, Preview, Progress, Receipt, State
from desktop.domain.errors import Refused
from desktop.exchange.merge import Home
from desktop.store import brought, deliveries, merge_log, queries
from desktop.store.arriving import HouseholdChange
from desktop.store.merge_log import Logged
from desktop.store.queries import Conflict
from desktop.store.store import Store

_LOOKED_AT = 60  # bundles
_LEAST = 4  # that are shown also where nothing is left to do with them
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Sender:
    """A laptop, its team, and who works on it."""

    device: bytes
    name: str
    team: str = ""
    people: tuple[str, ...] = ()
    is_in_use: bool = False  # its certificate was not revoked, so that it can be sent to


@dataclass(frozen=True, slots=True)
class Merged:
    """A bundle that was taken in: when and by whom, what of it waits for a decision, and whether it can be taken back.

    `spans` are from which revision to which its parts came. `has_receipt`: its sender was sent to afterwards.
    """

    bundle: bytes
    sender: Sender
    number: int
    at: datetime
    by: str
    counts: Mapping[str, int]
    spans: tuple[tuple[int, int], ...]
    to_decide: tuple[Conflict, ...]
    can_undo: bool
    has_receipt: bool


class Step(StrEnum):
    """How a number of a sender's sequence stands."""

    MERGED = "merged"
    READY = "ready"
    PARTS = "parts"  # some are still missing
    UNSEEN = "unseen"  # what was in it comes with the next


@dataclass(frozen=True, slots=True)
class Numbered:
    """One number of a sequence, its missing `parts`, and the number that brings what was in it where it never came."""

    number: int
    step: Step
    parts: tuple[int, ...] = ()
    healed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """All of it. `taken` are by device the numbers that came, each with the parts that are missing of it.

    `earlier` are bundles with which nothing is left to do, as many of them as were asked for; `has_earlier` tells
    whether there are more.
    """

    merged: tuple[Merged, ...]
    earlier: tuple[Merged, ...]
    has_earlier: bool
    waiting: Waiting
    taken: Mapping[bytes, Mapping[int, tuple[int, ...]]]
    merged_today: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several bundles: taken in, or refused."""

    arrived: Arrived
    receipt: Receipt | None = None
    refused: Refused | None = None


def inbound(store: Store, earlier: int = 0) -> Inbound:
    """How it stands, with so many of the earlier bundles."""
    merged, has_more = _merged(store, _LOOKED_AT + earlier)
    with store.reading() as connection:
        arrived = deliveries.arrived(connection)
    today = store.today()
    shown = [each for n, each in enumerate(merged) if n < _LEAST or each.to_decide or each.at.date() == today]
    seen = {each.bundle for each in shown}
    rest = [each for each in merged if each.bundle not in seen]
    return Inbound(
        merged=tuple(shown),
        earlier=tuple(rest[:earlier]),
        has_earlier=has_more or len(rest) > earlier,
        waiting=held_back.waiting(store),
        taken=_taken(each for each in arrived if each.kind == "up"),
        merged_today=sum(each.at.date() == today for each in merged),
        conflicts=queries.number_in_conflict(store),
    )


def merge_each(
    store: Store, bundles: Sequence[Arrived], progress: Progress = lambda _done, _of: None
) -> Iterator[Outcome]:
    """Takes these bundles in, in the order in which they were written: so nothing of one is a surprise to the next.

    What is wrong with one lets the others be.
    """
    for each in in_order(bundles):
        try:
            yield Outcome(each, receipt=receiving.merge(store, each.files, progress))
        except Refused as refused:
            yield Outcome(each, refused=refused)


def recalled(store: Store, merged: Merged, households: Collection[bytes] | None = None) -> Preview:
    """What a bundle brought that was taken in, as far as the store tells it later: households, and what changed there.

    What was decided since says so, by whom and when. The differences are those of the first households, or of
    `households`.
    """
    new, changed, found = Counter[str](), Counter[str](), defaultdict[bytes, HouseholdChange](HouseholdChange)
    looking, homes = Looking(store, households), dict[bytes, Home]()
    with store.reading() as connection:
        for since, until in reversed(merged.spans):
            touched = set[bytes]()
            for household, record, is_new in brought.rows_of(connection, since, until):
                touched.add(household)
                (new if is_new else changed)[record] += 1
                found[household].new += is_new
                found[household].changed += not is_new
            named = {line.id: line for line in queries.listed_in(connection, sorted(touched))}
            of_these = {home: Home(line.number or "", line.address or "") for home, line in named.items()}
            looking.look(connection, of_these, since, until)
            homes |= of_these
        looking.look_since(connection, min(until for _, until in merged.spans))
    concerned = (
        Concerned(home, *homes[home], change, looking.names.get(home, ()))
        for home, change in found.items()
        if home in homes
    )
    return Preview(
        files=(),
        kind="up",
        sender_name=merged.sender.name,
        number=merged.number,
        written=merged.at,
        parts=len(merged.spans),
        rows_new=new,
        rows_changed=changed,
        households=tuple(sorted(concerned, key=lambda each: (each.number, each.household))),
        differences=looking.differences,
    )


def in_order(bundles: Iterable[Arrived]) -> list[Arrived]:
    """As they were written."""
    return sorted(bundles, key=lambda each: (each.written.timestamp() if each.written else 0, each.number))


def sequence(
    of: bytes, taken: Mapping[bytes, Mapping[int, tuple[int, ...]]], found: Iterable[Arrived]
) -> list[Numbered]:
    """The last numbers of a sender: taken in, here, or not seen."""
    here = {each.number: each for each in found if each.sender == of and each.state is State.READY}
    known = taken.get(of, {})
    last = max([*known, *here], default=0)
    return [_numbered(number, known, here) for number in range(max(last - _STEPS, 0) + 1, last + 1)]


def senders(store: Store) -> dict[bytes, Sender]:
    """By device what this office calls it, and who works on it."""
    return {
        each.row.id: Sender(
            *(each.row.id, each.name, each.certificate.team, tuple(line.name for line in each.certificate.lines)),
            is_in_use=each.revoked is None,
        )
        for each in certifying.devices(store)
    }


# Inside


def _merged(store: Store, most: int) -> tuple[list[Merged], bool]:
    """The last bundles, and whether there are earlier ones."""
    logged, has_more = merge_log.lately(store, most)
    lines: defaultdict[bytes, list[tuple[Logged, bytes]]] = defaultdict(list)
    for line, by in logged:
        lines[line.line.bundle].append((line, by))
    names, known, last = queries.staff_names(store), senders(store), merge_log.undoable(store)
    with store.reading() as connection:
        opened = brought.still_open(connection, [line.n for line, _ in logged])
        sent = deliveries.last_sent(connection)
    found: list[Merged] = []
    for bundle, some in lines.items():
        (newest, by), line = some[0], some[0][0].line
        to_decide = dict.fromkeys(Conflict(*register) for each, _ in some for register in opened[each.n])
        found.append(
            Merged(
                bundle=bundle,
                sender=known.get(line.sender, Sender(line.sender, line.sender_name)),
                number=line.number,
                at=datetime.fromtimestamp(line.at / 1000, store.zone()),
                by=names.get(by, ""),
                counts=newest.counts,
                spans=tuple((each.from_rev, each.to_rev) for each, _ in some),
                to_decide=tuple(to_decide),
                can_undo=last is not None and last.n == newest.n,
                has_receipt=sent.get(line.sender, -1) >= newest.to_rev,
            )
        )
    return found, has_more


def _taken(arrived: Iterable[deliveries.Arrived]) -> dict[bytes, dict[int, tuple[int, ...]]]:
    found: defaultdict[bytes, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for each in arrived:
        lacking = found[each.sender].get(each.number, tuple(range(1, each.parts + 1)))
        found[each.sender][each.number] = tuple(part for part in lacking if part != each.part)
    return found


def _numbered(number: int, known: Mapping[int, tuple[int, ...]], here: Mapping[int, Arrived]) -> Numbered:
    if number in here:
        missing = here[number].missing
        return Numbered(number, Step.PARTS if missing else Step.READY, missing)
    if number in known:
        return Numbered(number, Step.PARTS if known[number] else Step.MERGED, known[number])
    later = islice(sorted(each for each in {*known, *here} if each > number), 1)
    return Numbered(number, Step.UNSEEN, healed_by=next(later, None))
