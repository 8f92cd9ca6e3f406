"""Takes in what others send: found on a stick, looked at, previewed, merged, taken back.

Promise: a file is copied into the store's folder before it is opened, and opened first in a process of its own; the
store is as it was, or everything of a part is in it. Hidden: a file that is for somebody else is left where it lies,
one that is damaged or forged goes into quarantine with the reason, one of a newer program stays sealed in the inbox,
and so does one whose reader died before it could say anything.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from operator import itemgetter
from pathlib import Path

from desktop.casework import enrolment, people, purging
from desktop.casework.differences import Difference, Looking
from desktop.casework.enrolment import Adopted
from desktop.casework.purging import Order
from desktop.casework.sameness import Pair
from desktop.domain.errors import Refused
from desktop.exchange import bundle, certificates, inbox, verifying
from desktop.exchange.header import DAMAGED, FORGED, NEWER, NO_BUNDLE, NOT_FOR_US, REWRAPPED, STOPPED, TOO_MUCH, Header
from desktop.exchange.merge import ANOTHERS, OTHER_TEAM, OWN, TWO_DEVICES, Home, Taken, require_ours, take_in
from desktop.exchange.station import station
from desktop.i18n import N_
from desktop.store import merge_log
from desktop.store.arriving import HouseholdChange
from desktop.store.merge_log import Logged
from desktop.store.queries import Conflict
from desktop.store.refusing import RefusedOp
from desktop.store.store import Store

Progress = Callable[[int, int], object]
"""Is told how much of how much is done; what it raises stops the work, and nothing was taken in."""

FORK = N_("A chain in this file parts from the one that is here: a copy of its store was used. It waits for a person.")

_LEFT_WHERE_IT_LIES = frozenset({NOT_FOR_US, ANOTHERS, OWN, OTHER_TEAM})
_WRONG = frozenset({DAMAGED, FORGED, REWRAPPED, TOO_MUCH, TWO_DEVICES})


class State(StrEnum):
    """How a bundle that was found stands."""

    READY = "ready"
    ANOTHERS = "another's"
    NEWER = "newer_program"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"  # its reader was, before it was done: it can be tried again
    MERGED = "merged"


_STAYS = {NEWER: State.NEWER, STOPPED: State.STOPPED}
"""What leaves a file sealed in the inbox."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A bundle that was found, with those of its parts that are here.

    `files` are where they can be read: copies of the store's own, unless they are for somebody else. `missing` parts
    are neither here nor taken in. `said` is why it can't be taken in. `counts` are of all parts together. `sender` is
    the device, nothing for the office; `people` work on it.
    """

    files: tuple[Path, ...]
    state: State
    bundle: bytes = b""
    kind: str = ""
    sender: bytes = b""
    sender_name: str = ""
    team: str = ""
    people: tuple[str, ...] = ()
    receiver_name: str = ""
    number: int = 0
    written: datetime | None = None
    parts: int = 1
    missing: tuple[int, ...] = ()
    said: Refused | None = None
    counts: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class Concerned:
    """A household that a merge changes: its number, where it lives, who lives there, and how much of it is new."""

    household: bytes
    number: str
    address: str
    change: HouseholdChange
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a bundle in would do, told by doing it without leaving a trace; of all its parts together.

    `known` are entries that are here already. `refused` don't reach the rows and wait for the office. `forks` are
    chains set apart, by origin. `newer` is what only a newer program reads. `left` households go out of sight here,
    `kept_back` will later. `has_hole`: something before it never came, and is asked for. `differences` are those of the
    first households, which others are asked for with `differences`. `alike` are households that it brings or changes
    and that are perhaps one with another.
    """

    files: tuple[Path, ...]
    kind: str
    sender_name: str
    number: int
    written: datetime
    parts: int
    missing: tuple[int, ...] = ()
    entries: int = 0
    received: int = 0
    known: int = 0
    pieces: int = 0
    pieces_refused: int = 0
    refused: tuple[RefusedOp, ...] = ()
    rows_new: Mapping[str, int] = field(default_factory=dict[str, int])
    rows_changed: Mapping[str, int] = field(default_factory=dict[str, int])
    conflicts_new: tuple[Conflict, ...] = ()
    conflicts_settled: int = 0
    households: tuple[Concerned, ...] = ()
    differences: Mapping[bytes, tuple[Difference, ...]] = field(default_factory=dict[bytes, tuple[Difference, ...]])
    alike: tuple[Pair, ...] = ()
    forks: tuple[bytes, ...] = ()
    newer: tuple[str, ...] = ()
    left: frozenset[bytes] = frozenset()
    kept_back: frozenset[bytes] = frozenset()
    has_hole: bool = False
    is_stale: bool = False

    @property
    def is_nothing_new(self) -> bool:
        return not (self.entries or self.received or self.pieces or self.refused or self.forks)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What taking it in did.

    `adopted` where this device's certificate was renewed with it; `purged` are orders to destroy that were due now.
    """

    told: Preview
    merges: tuple[int, ...]
    can_undo: bool
    adopted: Adopted | None = None
    went_on_as_another: bool = False
    purged: tuple[Order, ...] = ()


def found(store: Store, paths: Iterable[Path], progress: Progress = lambda _done, _of: None) -> tuple[Arrived, ...]:
    """The bundles in these files and folders (sticks), the newest first; each part was verified in another process."""
    tidy(store)
    files = list(dict.fromkeys(_files(paths)))
    looked: list[tuple[int, Arrived]] = []
    for n, file in enumerate(files):
        looked.append(_looked_at(store, file, _share(progress, n, len(files))))
    return _together(store, looked)


def preview(store: Store, files: Sequence[Path], progress: Progress = lambda _done, _of: None) -> Preview:
    """What taking these parts of one bundle in would do. Refused where one can't be taken in."""
    looking = Looking(store, seeks_alike=people.is_office(store))
    return previewed(store, files, _rehearsed(store, files, looking, progress), looking)


def differences(
    store: Store,
    files: Sequence[Path],
    households: Collection[bytes],
    progress: Progress = lambda _done, _of: None,
) -> Mapping[bytes, tuple[Difference, ...]]:
    """What taking them in would make different of these households, field by field."""
    looking = Looking(store, households)
    _rehearsed(store, files, looking, progress)
    return looking.differences


def merge(store: Store, files: Sequence[Path], progress: Progress = lambda _done, _of: None) -> Receipt:
    """Takes these parts of one bundle in, one after the other, each whole or not at all.

    What is wrong with a part is Refused once it lies in quarantine; parts before it stay taken in.
    """
    before, looking = store.end.origin, Looking(store)
    taken: list[Taken] = []
    for n, file in enumerate(_in_order(store, files)):
        try:
            part = take_in(store, file, digest_of(file), look=looking, progress=_share(progress, n, len(files)))
        except Refused as refused:
            if refused.what in _WRONG and _is_in(store, file):
                inbox.set_apart(store.folder, file, refused, store.now())
            raise
        taken.append(part)
        if part.forks and _is_in(store, file):
            inbox.set_apart(store.folder, file, _forked(part), store.now())
    is_down = any(each.header.kind == "down" for each in taken)
    adopted = enrolment.take_newest(store) if is_down else None
    purged = purging.apply_due(store)
    tidy(store)
    return Receipt(
        previewed(store, files, taken, looking),
        tuple(each.merged.n for each in taken if not each.is_known),
        merge_log.undoable(store) is not None,
        adopted,
        store.end.origin != before,
        purged,
    )


def undo(store: Store) -> Logged:
    """Takes the last merge back, whole. Refused when anything was written, exported or taken in since."""
    return merge_log.undo(store)


def tidy(store: Store) -> None:
    """Removes what was taken in from the inbox; the last merge's file stays as long as that can be taken back."""
    last = merge_log.undoable(store)
    for file in inbox.sealed(store.folder) if not store.read_only else ():
        digest = digest_of(file)
        if last is not None and last.line.file_digest == digest:
            continue
        if is_merged(store, file):
            inbox.let_go(file)


def header_of(store: Store, file: Path) -> Header:
    """What a sealed file of this store says of itself, verified."""
    with store.reading() as connection:
        us = station(connection)
    with bundle.opened(file, [us.identity], verifying.signer(us.trust.root)) as incoming:
        return incoming.header


# Inside


def _rehearsed(store: Store, files: Sequence[Path], look: Looking, progress: Progress) -> list[Taken]:
    return [
        take_in(store, file, digest_of(file), rehearse=True, look=look, progress=_share(progress, n, len(files)))
        for n, file in enumerate(_in_order(store, files))
    ]


def is_merged(store: Store, file: Path) -> bool:
    """Whether a file of the inbox or of quarantine was taken in."""
    with store.reading() as connection:
        return merge_log.is_merged(connection, digest_of(file))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (file for file in sorted(path.glob("*")) if file.is_file() and _may_be_one(file))
        else:
            yield path


def _may_be_one(file: Path) -> bool:
    with suppress(OSError):
        return bundle.is_bundle(file)
    return False


def _looked_at(store: Store, file: Path, progress: Progress) -> tuple[int, Arrived]:
    """The number of the part that a file is, and how it stands."""
    try:
        copy = file if _is_in(store, file) else inbox.take_in(store.folder, file)
    except Refused as refused:
        if refused.what != NO_BUNDLE:
            raise
        return 1, Arrived((file,), State.UNREADABLE, said=refused)
    try:
        with store.reading() as connection:
            us = station(connection)
            if merge_log.is_merged(connection, digest_of(copy)):
                return _named(header_of(store, copy), copy, State.MERGED)
        told = verifying.verified(copy, [us.identity], us.trust.root, progress=progress)
        with store.reading() as connection:
            require_ours(connection, us, told.header, store.opened.role)
    except Refused as refused:
        return 1, _unusable(store, file, copy, refused)
    return _named(told.header, copy, State.READY)


def _unusable(store: Store, file: Path, copy: Path, refused: Refused) -> Arrived:
    if refused.what in _STAYS:
        return Arrived((copy,), _STAYS[refused.what], said=refused)
    if refused.what in _LEFT_WHERE_IT_LIES:
        receiver = str(refused.values.get("receiver", ""))
        if copy != file:
            inbox.let_go(copy)
        return Arrived((file,), State.ANOTHERS, said=refused, receiver_name=receiver)
    return Arrived((inbox.set_apart(store.folder, copy, refused, store.now()),), State.UNREADABLE, said=refused)


def _named(header: Header, file: Path, state: State) -> tuple[int, Arrived]:
    """What a header says that was verified."""
    told = certificates.first(header.certificate) if header.kind == "up" else None
    return header.part, Arrived(
        files=(file,),
        state=state,
        bundle=bytes(header.bundle),
        kind=header.kind,
        sender=bytes(header.sender.device) if told else b"",
        sender_name=header.sender.name,
        team=told.team if told else "",
        people=tuple(line.name for line in told.lines) if told else (),
        receiver_name=header.receiver.name,
        number=header.number,
        written=datetime.fromtimestamp(header.written / 1000, UTC),
        parts=header.parts,
        counts=header.counts,
    )


def _together(store: Store, looked: Iterable[tuple[int, Arrived]]) -> tuple[Arrived, ...]:
    """The parts of each bundle as one; it is ready while any of them is."""
    found: list[Arrived] = []
    bundles: dict[bytes, list[tuple[int, Arrived]]] = {}
    for part, each in looked:
        if each.bundle:
            bundles.setdefault(each.bundle, []).append((part, each))
        else:
            found.append(each)
    zone = store.zone()
    for parts in bundles.values():
        ready = [each for each in parts if each[1].state is State.READY] or parts
        first = ready[0][1]
        here = {part for part, _ in parts} | merge_log.parts_of(store, first.bundle)
        missing = tuple(part for part in range(1, first.parts + 1) if part not in here)
        files = tuple(dict.fromkeys(file for _, each in sorted(ready, key=itemgetter(0)) for file in each.files))
        written = first.written.astimezone(zone) if first.written else None
        found.append(replace(first, files=files, missing=missing, written=written))
    return tuple(sorted(found, key=lambda each: (each.state is not State.READY, -_moment(each.written))))


def _moment(written: datetime | None) -> float:
    return written.timestamp() if written else 0.0


def _in_order(store: Store, files: Sequence[Path]) -> list[Path]:
    """Parts by their number; what lies elsewhere is copied into the inbox first."""
    own = [file if _is_in(store, file) else inbox.take_in(store.folder, file) for file in files]
    return sorted(own, key=lambda file: header_of(store, file).part)


def _is_in(store: Store, file: Path) -> bool:
    return file.parent == store.folder / "inbox"


def digest_of(file: Path) -> bytes:
    return bytes.fromhex(file.stem)  # as the inbox names it


def _share(progress: Progress, n: int, of: int) -> Progress:
    """Progress of one of several files."""
    return lambda done, total: progress(n * total + done, of * total)


def _forked(part: Taken) -> Refused:
    origins = ", ".join(fork.origin.hex() for fork in part.forks)
    return Refused(FORK, "Look at both, and let it in where it should count: ruhu bundle waiting", origin=origins)


def previewed(store: Store, files: Sequence[Path], taken: Sequence[Taken], looking: Looking) -> Preview:
    header, last = taken[0].header, taken[-1].settled
    homes: dict[bytes, Home] = {}
    changes: dict[bytes, HouseholdChange] = {}
    conflicts = tuple(dict.fromkeys(conflict for each in taken for conflict in each.conflicts))
    new, changed = Counter[str](), Counter[str]()
    for each in taken:
        homes |= each.homes
        new += each.merged.rows_new
        changed += each.merged.rows_changed
        for household, change in each.merged.households.items():
            known = changes.setdefault(household, HouseholdChange())
            known.new += change.new
            known.changed += change.changed
    for conflict in conflicts:
        changes.setdefault(conflict.household, HouseholdChange()).conflicts += 1
    named = (
        Concerned(household, *homes.get(household, Home()), change, looking.names.get(household, ()))
        for household, change in changes.items()
        if household in homes
    )
    return Preview(
        files=tuple(files),
        kind=header.kind,
        sender_name=header.sender.name,
        number=header.number,
        written=datetime.fromtimestamp(header.written / 1000, UTC).astimezone(store.zone()),
        parts=header.parts,
        missing=tuple(part for part in last.missing if part not in {each.header.part for each in taken}),
        entries=sum(each.merged.entries for each in taken),
        received=sum(each.merged.received for each in taken),
        known=sum(each.merged.known for each in taken),
        pieces=sum(each.settled.pieces for each in taken),
        pieces_refused=sum(each.settled.pieces_refused for each in taken),
        refused=tuple(op for each in taken for op in each.merged.refused),
        rows_new=new,
        rows_changed=changed,
        conflicts_new=conflicts,
        conflicts_settled=sum(each.merged.conflicts_settled for each in taken),
        households=tuple(sorted(named, key=lambda each: (-each.change.conflicts, each.number, each.household))),
        differences=looking.differences,
        alike=tuple(looking.alike.values()),
        forks=tuple(dict.fromkeys(fork.origin for each in taken for fork in each.forks)),
        newer=tuple(sorted({kind for each in taken for kind in each.newer})),
        left=_union(each.settled.left for each in taken),
        kept_back=_union(each.settled.kept_back for each in taken),
        has_hole=any(each.settled.has_hole for each in taken),
        is_stale=any(each.settled.is_stale for each in taken),
    )


def _union(sets: Iterable[Collection[bytes]]) -> frozenset[bytes]:
    return frozenset(each for some in sets for each in some)
