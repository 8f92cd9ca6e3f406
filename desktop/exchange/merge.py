"""Takes a part of a bundle into a store: who may send it, whose computers wrote it, and what of it reaches the rows.

Promise: a part is taken in whole, in one transaction, or nothing of it; a rehearsal does the same and leaves no trace,
so that what a preview counts is what happens. A part that came before changes nothing. Hidden: the file is read more
than once, first to learn what it is about (which households begin in it, whose chains part), then into the store.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.exchange import bundle, certificates, settling
from desktop.exchange.bundle import Incoming
from desktop.exchange.certificates import Certificate
from desktop.exchange.content import Entries
from desktop.exchange.ground import Known, authors
from desktop.exchange.header import FORGED, Header
from desktop.exchange.judging import RETURNED, UNPROVEN, Judge, Orphans, may_bring_keys, why_undecided
from desktop.exchange.reconsidering import reconsidered
from desktop.exchange.settling import Settled
from desktop.exchange.station import Station, station
from desktop.exchange.survey import Fork, Survey, pieces_of, surveyed, told_of
from desktop.i18n import N_
from desktop.store import arriving, cipher, deliveries, forking, journal, merge_log, opening, provenance, refusing
from desktop.store.arriving import Arrival, Merged
from desktop.store.connection import Connection
from desktop.store.deliveries import Parked, Signed
from desktop.store.journal import Body, Branch, Entry, WrittenOp, revision
from desktop.store.merge_log import MergeLine
from desktop.store.queries import Conflict
from desktop.store.store import Store

OWN = N_("This store wrote this file itself. Nothing was taken in.")
ANOTHERS = N_("This file is for {receiver}. Nothing was taken in.")
OTHER_TEAM = N_("This file comes from {sender}, of another team. Nothing was taken in.")
TWO_DEVICES = N_(
    "Two computers write under one name ({origin}): {sender}, and one that is known. Nothing was taken in."
)
"""By these messages the window and the command line know what kind of refusal it is."""

Progress = Callable[[int, int], object]
"""Is told how many of how many entries were read; what it raises ends the merge, and nothing was taken in."""


class Home(NamedTuple):
    """What a household is called."""

    number: str = ""
    address: str = ""


Look = Callable[[Connection, Mapping[bytes, Home], int], object]
"""Is shown the store as it is with a part in it, before a rehearsal is rolled back: the households that the part is
about, and the revision before it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a part brought, or would.

    `homes` are households that it is about, `conflicts` those that it opens, `forks` chains set apart, `newer` kinds of
    content for a newer program; `is_known` tells that it came before.
    """

    header: Header
    merged: Merged
    settled: Settled
    homes: Mapping[bytes, Home]
    conflicts: tuple[Conflict, ...]
    forks: tuple[Fork, ...]
    newer: tuple[str, ...]
    is_known: bool


def take_in(
    store: Store,
    file: Path,
    file_digest: bytes,
    *,
    rehearse: bool = False,
    let_in: Parked | None = None,
    look: Look = lambda _connection, _homes, _before: None,
    progress: Progress = lambda _done, _of: None,
) -> Taken:
    """Takes a verified file in. Refused where it is not for this store, or not from somebody who may send it.

    A chain of it that parts from the one here is set apart; where a person has it `let_in`, it counts beside that one,
    from then on also what comes of it later.
    """
    store.require_writable()
    with store.reading() as known:
        us = station(known)
        opened = partial(bundle.opened, file, [us.identity], partial(_key_of, us))
        with opened() as incoming:
            header = incoming.header
            require_ours(known, us, header, store.opened.role)
            signers = _signers(known, us, header)
            found = surveyed(incoming, known)
        is_known = merge_log.is_merged(known, file_digest) and let_in is None
        counting = deliveries.let_in(known)
        if let_in is not None:
            counting.add((let_in.origin, let_in.seq, let_in.hash))
        beside = {origin: fork for origin, fork in found.forks.items() if fork in counting}
        part = _Part(header, found, signers, beside, opened)
        work = _Work(
            store,
            us,
            part,
            file_digest=file_digest,
            before=revision(known),
            let_in=let_in,
            look=look,
            is_rehearsal=rehearse or is_known,
        )
        merged = arriving.merge(
            store,
            work.arrival(known),
            work.line,
            work.finish,
            rehearse=work.is_rehearsal,
            progress=partial(_report, progress, max(found.entries + found.told, 1)),
        )
    if not work.is_rehearsal:
        store.fold_in()
    if work.told.must_go_on_as_another and not work.is_rehearsal:
        store.go_on_as(opening.new_origin())
    return Taken(
        header,
        merged,
        work.told,
        work.homes,
        tuple(Conflict(work.records[row, group], row, group, home) for row, group, home in merged.conflicts_new),
        tuple(fork for origin, fork in found.forks.items() if origin not in beside),
        tuple(sorted(found.unknown)),
        is_known,
    )


_Signers = Mapping[bytes, tuple[Signed, Certificate]]


@dataclass(frozen=True, slots=True)
class _Part:
    """One file, as often as it is read. `beside` are its chains that part and count all the same."""

    header: Header
    found: Survey
    signers: _Signers
    beside: Mapping[bytes, Fork]
    opened: Callable[[], AbstractContextManager[Incoming]]


class _Work:
    """One merge at work: what it takes, and what it settles besides."""

    def __init__(
        self,
        store: Store,
        us: Station,
        part: _Part,
        *,
        file_digest: bytes,
        before: int,
        let_in: Parked | None,
        look: Look,
        is_rehearsal: bool,
    ) -> None:
        self._store = store
        self._us = us
        self._part = part
        self._file_digest = file_digest
        self._before = before
        self._let_in = let_in
        self._look = look
        self._at = int(store.now().timestamp() * 1000)
        self.is_rehearsal = is_rehearsal
        self.told = Settled()
        self.homes: dict[bytes, Home] = {}
        self.records: dict[tuple[bytes, str], str] = {}

    @property
    def line(self) -> MergeLine:
        """How it stands in the log; a chain that is let in later is no second merge of its file."""
        return _line(self._part.header, self._at, self._file_digest if self._let_in is None else b"")

    def arrival(self, known: Connection) -> Arrival:
        header = self._part.header
        arrival = _arrival(self._store, known, self._us, self._part)
        if header.kind == "down":
            return replace(arrival, begin=partial(settling.part, self._store, header, self.told))
        if self._us.is_office:
            self.told.must_go_on_as_another = settling.was_put_back(known, header, self._store.end.origin)
        return arrival

    def finish(self, connection: Connection) -> None:
        """What belongs to the merge besides its ops."""
        with self._part.opened() as again:
            pieces = pieces_of(again) if self._part.found.pieces else ()
            settling.take_pieces(connection, self._store, pieces, self.told, rehearse=self.is_rehearsal)
        if self._part.header.kind == "down":
            settling.settle_down(connection, self._store, self._part.header, self._part.found, self.told)
        else:
            self._finish_up(connection)
        if self._let_in is not None:
            deliveries.note_let_in(connection, self._let_in.origin, self._let_in.seq, self._let_in.hash)
        concerned = provenance.concerned_since(connection, self._before)
        self.homes.update((household, Home(*named)) for household, named in concerned.items())
        self.records.update(provenance.records_in_conflict(connection))
        self._look(connection, self.homes, self._before)

    def _finish_up(self, connection: Connection) -> None:
        part = self._part
        signed = {origin: each for origin, (each, _) in part.signers.items()}
        settling.settle_up(
            connection, self._us, part.header, part.found, signers=signed, at=self._at, file_digest=self._file_digest
        )
        self.told.missing = settling.missing_parts(connection, part.header)
        if self._us.is_office:
            refusing.release(connection, self._store.secrets, reconsidered(connection))


def _report(progress: Progress, total: int, done: int) -> None:
    progress(done, total)


def _key_of(us: Station, header: Header) -> bytes:
    """By whom a header must be signed: the office, or the device of its certificate."""
    if header.kind == "down":
        return us.trust.root
    certificate = certificates.verified(header.certificate, us.trust.root)
    if (certificate.device, certificate.name) != (header.sender.device, header.sender.name):
        raise Refused(FORGED, "Ask the sender for the file again, and tell the office.")
    return certificate.signing


def require_ours(connection: Connection, us: Station, header: Header, role: Role) -> None:
    """Refused where a bundle is not for this store, or comes from somebody who sends nothing here."""
    receiver = header.receiver.name or "—"
    if header.sender.device == us.device:
        raise Refused(OWN, "Bring it to {receiver}.", receiver=receiver)
    if us.is_office and header.kind == "up":
        return  # also on its way to a lead: three roads may cross
    is_for_us = not us.is_office and header.receiver.device == us.device
    if not is_for_us or (header.kind == "up" and role is not Role.LEAD):
        raise Refused(ANOTHERS, "Bring it there; it stays sealed.", receiver=receiver)
    if header.kind == "up" and us.certificate is not None:
        teams = provenance.teams_of_devices(connection)
        sender = certificates.verified(header.certificate, us.trust.root)
        if teams.get(sender.device, sender.team) != us.certificate.team:
            raise Refused(
                OTHER_TEAM, "Let it be sent to the office, or to that team's lead.", sender=header.sender.name
            )


def _signers(connection: Connection, us: Station, header: Header) -> _Signers:
    """By origin whose device vouches for its chain. Refused where it is forged, or the origin is known as another's."""
    bound = provenance.devices(connection)
    found: dict[bytes, tuple[Signed, Certificate]] = {}
    if header.kind == "up":
        _require_own(connection, bound, header.origin, header.sender.device, header.sender.name)
    for point in header.checkpoints:
        sealed = point.certificate or header.certificate
        certificate = certificates.verified(sealed, us.trust.root)
        if not cipher.is_signed(certificate.signing, point.signed(), point.signature):
            raise Refused(FORGED, "Ask the sender for the file again, and tell the office.")
        _require_own(connection, bound, point.origin, certificate.device, certificate.name)
        found[bytes(point.origin)] = settling.signed(point, certificate, sealed), certificate
    return found


def _require_own(connection: Connection, bound: Mapping[bytes, bytes], origin: bytes, device: bytes, name: str) -> None:
    """Refused where another device is known to write under this origin, or this store or the office itself does."""
    holder = bound.get(origin)
    if holder != device and (holder is not None or provenance.is_ours(connection, origin)):
        raise Refused(TWO_DEVICES, "Let the office look at both with: ruhu check", origin=origin.hex(), sender=name)


def _arrival(store: Store, known: Connection, us: Station, part: _Part) -> Arrival:
    header, found = part.header, part.found
    if header.kind == "down":
        again = settling.back_again(known, header, found.scope)
        return Arrival(received=_told(part), keys=found.keys, here_again=again, epoch=header.epoch)
    epoch = deliveries.epoch_of_office(known, store.end.origin) if us.is_office else 0
    of = authors(known, us, header, part.signers, epoch)
    bound = provenance.devices(known) | {origin: author.device for origin, author in of.items()}
    coming = {origin: last for origin, (_, last) in header.ranges.items()}
    ground = Known(known, us.device, found.made, bound, coming)
    was_another = us.is_office and bool(provenance.former_origins(known, store.end.origin, bound))
    is_restored = us.is_office and (was_another or deliveries.has_begun_anew(known))
    orphans = Orphans(ground, of[header.origin], is_restored=is_restored)
    court = _Court(part, ground, Judge(of, ground, store.today()), orphans)
    parked = frozenset(found.forks)
    ground.prepare((), found.keys)
    keys = {
        home: brought
        for home, brought in found.keys.items()
        if not store.secrets.has_key(known, home) or may_bring_keys(ground, of.values(), home)
    }
    return Arrival(
        *(court.entries(), court.told(), keys, court.judge, court.may_decide, parked),
        unkept=frozenset({UNPROVEN}),
        until_entered=RETURNED,
        begin=ground.use,
    )


class _Court:
    """Hands over what a bundle that goes up says, chain by chain, and judges each op by what vouches for it."""

    def __init__(self, part: _Part, ground: Known, judge: Judge, orphans: Orphans) -> None:
        self._part = part
        self._ground = ground
        self._of_chains = judge
        self._of_orphans = orphans
        self._is_told = False  # as long as entries come
        self._verdicts: dict[tuple[bytes, int, bytes, str], str | None] = {}  # of what counts under another name
        self._wholes: dict[tuple[bytes, int], Body] = {}  # under its own name

    def entries(self) -> Iterator[Entry]:
        """The entries, each heard before its ops are judged."""
        with self._part.opened() as incoming:
            for content in incoming.contents():
                if isinstance(content, Entries):
                    bodies = [entry.read() for entry in content.entries]
                    ops = [op for body in bodies for op in body.ops]
                    self._ground.prepare({op.row for op in ops}, {op.household for op in ops})
                    for entry, body in zip(content.entries, bodies, strict=True):
                        self._of_chains.hear(entry, body)
                    yield from content.entries

    def told(self) -> Iterator[bytes]:
        """What comes without a chain of its own here: second branches that count, and what the office may have lost."""
        self._is_told = True
        for whole, branch in _beside(self._part, self._of_chains):
            self._wholes[branch.origin, branch.seq] = whole
            for op in whole.ops:
                self._verdicts[branch.origin, branch.seq, op.row, op.group] = self._of_chains(whole, op)
            yield journal.encoded(branch)
        yield from _told(self._part)

    def judge(self, body: Body, op: WrittenOp) -> str | None:
        """Why an op must not reach the rows."""
        if not self._is_told:
            return self._of_chains(body, op)
        place = body.origin, body.seq, op.row, op.group
        return self._verdicts[place] if place in self._verdicts else self._of_orphans(body, op)

    def may_decide(self, body: Body, op: WrittenOp) -> str | None:
        """Why an op must not reach the rows that decides between several values; without a chain none does."""
        whole = self._wholes.get((body.origin, body.seq), body)
        if whole.origin in self._part.header.ranges:
            return self._of_chains.of_decision(whole, op)
        return self._of_earlier(whole, op) if self._ground.is_entered(whole.origin, whole.seq) else RETURNED

    def _of_earlier(self, body: Body, op: WrittenOp) -> str | None:
        """The same of one that is here already, and on whose chain nothing came now: as its author stands today."""
        return None if self._ground.is_own(body.origin) else why_undecided(body, op, self._ground.role_of(body.actor))


def _beside(part: _Part, judge: Judge) -> Iterator[tuple[Body, Body]]:
    """What the chains say that part and count all the same, each entry also in the name of its branch."""
    if not part.beside:
        return
    with part.opened() as incoming:
        for content in incoming.contents():
            for entry in content.entries if isinstance(content, Entries) else ():
                fork = part.beside.get(entry.origin)
                if fork is not None and entry.seq >= fork.seq:
                    body = entry.read()
                    judge.hear(entry, body)
                    name = forking.branch_name(fork.origin, fork.hash)
                    yield body, journal.on_branch(body, Branch(fork.seq - 1, name))


def _told(part: _Part) -> Iterator[bytes]:
    if part.found.told:
        with part.opened() as incoming:
            yield from told_of(incoming)


def _line(header: Header, at: int, file_digest: bytes) -> MergeLine:
    return MergeLine(
        at=at,
        kind=header.kind,
        bundle=header.bundle,
        part=header.part,
        parts=header.parts,
        number=header.number,
        sender=header.sender.device,
        sender_name=header.sender.name,
        origin=header.origin,
        written=header.written,
        file_digest=file_digest,
    )
