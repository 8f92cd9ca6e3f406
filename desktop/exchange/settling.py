"""What a bundle settles besides rows: acknowledgements, marks, checkpoints, evidence, scope.

Promise: all of it stands or falls with the merge that it belongs to, pieces of evidence alone lie on the disk before;
what an older epoch or an older bundle says of acknowledgements and scope is never believed again. Hidden: a mark moves
on only when no part is missing and nothing before it is, so that an old bundle leaves no hole.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from desktop.domain.fields import LEADS
from desktop.exchange import certificates
from desktop.exchange.certificates import Certificate
from desktop.exchange.content import Apart, Scope, Sealed
from desktop.exchange.header import GREATEST, Checkpoint, Header
from desktop.exchange.station import Station
from desktop.exchange.survey import Survey
from desktop.store import deliveries, elsewhere, evidence, excerpts, forking, leaving, provenance, refusing
from desktop.store.connection import Connection
from desktop.store.deliveries import ACKNOWLEDGED, WANTED, Held, Parked, Report, Signed
from desktop.store.elsewhere import Stub
from desktop.store.evidence import State
from desktop.store.facts import fact, keep_fact
from desktop.store.journal import revision
from desktop.store.refusing import RefusedOp
from desktop.store.store import Store

_SCOPED = "scope"
_LOOKED_BACK = 50  # exports


@dataclass(slots=True)
class Settled:
    """What became of all that.

    `missing` are the parts of the bundle that are not here yet; `has_hole` tells that something before it never came,
    `is_stale` that the office has begun a new epoch since. `left` and `kept_back` are households that are with another
    team now; the latter stay until the office holds all of theirs.
    """

    missing: tuple[int, ...] = ()
    has_hole: bool = False
    is_stale: bool = False
    pieces: int = 0
    pieces_refused: int = 0
    left: set[bytes] = field(default_factory=set[bytes])
    kept_back: set[bytes] = field(default_factory=set[bytes])
    must_go_on_as_another: bool = False


def missing_parts(connection: Connection, header: Header) -> tuple[int, ...]:
    """The parts of a bundle that are still missing once this one is taken in."""
    here = {each.part for each in deliveries.arrived(connection) if each.bundle == header.bundle} | {header.part}
    return tuple(part for part in range(1, header.parts + 1) if part not in here)


def take_pieces(
    connection: Connection, store: Store, pieces: Iterable[Sealed], told: Settled, *, rehearse: bool
) -> None:
    """Keeps each piece whose content is what its digest says; another one is told, and never acknowledged."""
    for piece in pieces:
        state = evidence.take_sealed(store, connection, piece.household, piece.digest, piece.sealed, rehearse=rehearse)
        if state is State.WHOLE:
            told.pieces += 1
        elif state is not None:
            told.pieces_refused += 1


# Up


def settle_up(
    connection: Connection,
    us: Station,
    header: Header,
    found: Survey,
    *,
    signers: Mapping[bytes, Signed],
    at: int,
    file_digest: bytes,
) -> None:
    """Notes who vouches for which chain, what the device told of itself, and the chains that part."""
    forks = found.forks
    deliveries.keep_checkpoints(connection, [each for origin, each in signers.items() if origin not in forks])
    deliveries.park(
        connection,
        [
            Parked(fork.origin, fork.seq, fork.hash, signers[fork.origin].device, file_digest, at)
            for fork in forks.values()
        ],
    )
    if us.is_office:
        deliveries.keep_epoch(connection, fact(connection, "origin") or b"", at, heard=header.mark.epoch)
    if header.part == 1:  # it alone tells what the device lacks
        deliveries.note_wanted(connection, header.origin, found.wanted)
    mark = header.mark
    report = Report(
        *(header.origin, bytes(header.sender.device), mark.epoch, mark.revision),
        *(header.number, at, tuple(header.sights)),
    )
    if report.origin not in forks:
        deliveries.note_report(connection, report)
    for claimed in _claimed(connection, us, header, at):
        if claimed.origin not in forks:
            deliveries.note_claim(connection, claimed)


def _claimed(connection: Connection, us: Station, header: Header, at: int) -> Iterator[Report]:
    """What a lead says of the devices of its team; none can have taken in what is not here yet."""
    sender = certificates.verified(header.certificate, us.trust.root)
    if not any(line.role in LEADS for line in sender.lines):
        return
    bound, teams = provenance.devices(connection), provenance.teams_of_devices(connection)
    epoch = deliveries.epoch_of_office(connection, fact(connection, "origin") or b"") if us.is_office else GREATEST
    now = (epoch, revision(connection))
    for claim in header.claims:
        is_its_chain = bound.get(claim.origin) == claim.device != us.device
        if is_its_chain and teams.get(claim.device) == sender.team and (claim.mark.epoch, claim.mark.revision) <= now:
            yield Report(claim.origin, claim.device, claim.mark.epoch, claim.mark.revision, claim.number, at)


def was_put_back(connection: Connection, header: Header, origin: bytes) -> bool:
    """Whether a device knows more of this office than the office itself does, which so was put back unnoticed.

    By what the device says in the office's own epoch: it took in what is not here yet, or its chain goes on from an
    acknowledgement of what is not here.
    """
    if header.mark.epoch != deliveries.epoch_of_office(connection, origin):
        return False
    first, _ = header.ranges.get(header.origin, (1, 1)) if header.parts == 1 else (1, 1)
    run = excerpts.next_run(connection, header.origin, 0)
    held = run.last if run is not None and run.first == 1 else 0
    return header.mark.revision > revision(connection) or first > held + 1


def signed(point: Checkpoint, certificate: Certificate, sealed: bytes) -> Signed:
    """A checkpoint as it is kept."""
    return Signed(point.origin, point.seq, point.hash, certificate.device, sealed, point.signature)


# Down


def settle_down(connection: Connection, store: Store, header: Header, found: Survey, told: Settled) -> None:
    """Believes what the office says in its newest epoch, and lets go what is with others now."""
    before = deliveries.taken(connection)
    told.missing = missing_parts(connection, header)
    told.is_stale = header.epoch < before.epoch
    if told.is_stale:
        return
    known = before.revision if header.epoch == before.epoch else 0
    told.has_hole = header.from_revision > known
    _acknowledge(connection, header, found, is_new=header.epoch > before.epoch)
    until = header.to_revision if not told.missing else header.from_revision  # a part alone moves no mark
    now = before.and_now(header.epoch, header.from_revision, until, revision=revision(connection))
    if found.scope is not None and _is_newest(connection, header):
        now = now.and_saw(header.to_revision, origin=store.end.origin, own_seq=store.end.seq)
    deliveries.keep_taken(connection, now)
    if found.scope is not None and _is_newest(connection, header):
        keep_fact(connection, _SCOPED, msgspec.msgpack.encode((header.epoch, header.to_revision)))
        _keep_apart(connection, store, found.apart)
        leaving.destroy(connection, store)
        _let_go(connection, store, found.scope, told)
    if told.has_hole:  # what lacks its beginning is shown when that comes: else somebody would fill it in anew
        halves = dict.fromkeys(leaving.half(connection), Stub(None, None, None, None))
        elsewhere.evict(connection, store.secrets, halves)


def _keep_apart(connection: Connection, store: Store, apart: Iterable[Apart]) -> None:
    """Shows what the office refused as little as it does; and of what was written here what it has let in since.

    That it does not tell, since it is here.
    """
    found = [RefusedOp(op.origin, op.seq, op.row, op.group, op.household, op.reason) for op in apart]
    refusing.refuse(connection, store.secrets, found)
    still = {(op.origin, op.seq, op.row, op.group) for op in found}
    foreign = deliveries.foreign_origins(connection)
    own = (op for op in refusing.refused_in(connection) if op.origin not in foreign)
    let = [op for op in own if (op.origin, op.seq, op.row, op.group) not in still]
    refusing.release(connection, store.secrets, let)


def part(store: Store, header: Header, told: Settled, connection: Connection) -> None:
    """Of a chain that the office holds otherwise, what is here goes on under another name.

    Before anything of the office's branch is taken in, which else would pass for what is here.
    """
    if header.epoch < deliveries.taken(connection).epoch:
        return
    for origin, after in header.forked:
        seq, end = header.acks.get(origin, (0, b""))
        is_the_offices = seq > after and provenance.hashes(connection, origin, seq, seq).get(seq) == end
        if not is_the_offices:
            forking.fork(connection, store.secrets, origin, after)
        told.must_go_on_as_another |= origin == store.end.origin
    seq, _ = header.acks.get(store.end.origin, (0, b""))
    told.must_go_on_as_another |= seq > store.end.seq  # a copy of this store writes under its name


def back_again(connection: Connection, header: Header, scope: Scope | None) -> tuple[bytes, ...]:
    """The households that were with others, and are this device's again."""
    if scope is None or not _is_newest(connection, header):
        return ()
    gone = elsewhere.stubs_of(connection)
    return tuple(household for household in gone if scope.is_all or household in scope.households)


def _acknowledge(connection: Connection, header: Header, found: Survey, *, is_new: bool) -> None:
    deliveries.acknowledge(connection, header.epoch, _held_as_here(connection, header))
    if is_new:
        deliveries.forget_pieces(connection, before=header.epoch)
    here = leaving.pieces_named(connection, found.have) - {*found.wanted}  # one photo can be of two households
    deliveries.note_pieces(connection, WANTED, header.epoch, found.wanted)
    deliveries.note_pieces(connection, ACKNOWLEDGED, header.epoch, here)


def _held_as_here(connection: Connection, header: Header) -> dict[bytes, Held]:
    """How far the office holds each origin that is here, and holds it as it is here.

    Of an origin of which it has more, that can't be seen in its last hash: a copy may have written the rest. Then it
    counts once a bundle with all that is here was taken in, and nothing in it was found to part.
    """
    found: dict[bytes, Held] = {}
    parted = {origin for origin, _ in header.forked}
    arrived = _taken_in_whole(connection, header)
    ends = excerpts.ends(connection)
    for origin, (seq, end) in header.acks.items():
        last, _ = ends.get(origin, (seq, end))
        if seq <= last and excerpts.is_held(connection, origin, seq, end):
            found[origin] = Held(seq, end)
        elif last < seq and origin not in parted and last <= (reached := arrived.get(origin, 0)) <= seq:
            its_hash = provenance.hashes(connection, origin, reached, reached).get(reached)
            if its_hash is not None:
                found[origin] = Held(reached, its_hash)
    return found


def _taken_in_whole(connection: Connection, header: Header) -> dict[bytes, int]:
    """By origin how far it went out in bundles of one part that the office is seen to have.

    By what it says of the newest that came to it, or by the own entries in it.
    """
    found: dict[bytes, int] = {}
    for export in deliveries.exported(connection, _LOOKED_BACK):
        last = export.ranges.get(export.origin, (0, 0))[1]
        seq, end = header.acks.get(export.origin, (0, b""))
        is_here = provenance.hashes(connection, export.origin, seq, seq).get(seq) == end
        is_heard = (header.for_origin, header.heard) == (export.origin, export.n)
        if export.parts == 1 and (is_heard or (0 < last <= seq and is_here)):
            for origin, (_, until) in export.ranges.items():
                found[origin] = max(found.get(origin, 0), until)
    return found


def _is_newest(connection: Connection, header: Header) -> bool:
    kept = fact(connection, _SCOPED)
    last = msgspec.msgpack.decode(kept, type=tuple[int, int]) if kept else (0, 0)
    return (header.epoch, header.to_revision) >= last


def _let_go(connection: Connection, store: Store, scope: Scope, told: Settled) -> None:
    if scope.is_all:
        return
    going = leaving.households(connection) - {*scope.households} - leaving.begun_here(connection)
    told.left = leaving.may_go(connection, going)
    told.kept_back = going - told.left
    named = {each.household: each for each in scope.gone}
    stubs = {
        household: Stub(each.number, each.door, each.team, each.since)
        if (each := named.get(household)) is not None
        else leaving.stub_of(connection, household)
        for household in told.left
    }
    leaving.leave(connection, store, stubs)
