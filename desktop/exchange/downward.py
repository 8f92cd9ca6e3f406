"""What goes down to one device: what changed of its households since it last said what it has, and who has which now.

Promise: a device is told of its own households alone (I9), of each of them everything, and the office acknowledges only
what it holds. Hidden: a household that comes new into its scope is told from the beginning, and again in each bundle
until the device says that it took one of them in.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from desktop.domain.errors import Refused
from desktop.exchange import consignment
from desktop.exchange.certificates import Certificate
from desktop.exchange.consignment import EVERYTHING, Plan, Sender, Wish
from desktop.exchange.content import Apart, Gone, Have, KeptApart, Scope, Wanted
from desktop.exchange.header import Header, Party
from desktop.exchange.packing import Load
from desktop.exchange.scope import TEAM, Charge, scope_of
from desktop.store import agenda, deliveries, excerpts, journal, provenance, refusing
from desktop.store.connection import Connection
from desktop.store.deliveries import PieceKey, Report
from desktop.store.journal import Body, revision
from desktop.store.store import Store
from desktop.store.united import unions


@dataclass(frozen=True, slots=True)
class Recipient:
    """A device with its newest certificate, as the office signed it."""

    certificate: Certificate
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Homes:
    """Every household with who has it; since when it is so is known of those that are assigned.

    Who wrote one down that nobody looks after is told as far as the device may get it for that: where it was this one,
    for a lead one of its team. `made` are all those that the device itself wrote down.
    """

    charges: Mapping[bytes, Charge]
    assignments: Mapping[bytes, bytes]
    united: Mapping[bytes, bytes]
    made: frozenset[bytes]


@dataclass(frozen=True)
class _Reach:
    """What a device should have, and what it was sent: `ever` also names what it has no more.

    `origin` is the one under which it reported last, in its bundle `heard`, empty before its first report; what it was
    granted until then stands under its id (`holder`). `team` are the origins of all laptops of its team. It took in
    everything of ours up to the revision `mark`; it is `now`.
    """

    origin: bytes
    heard: int
    team: frozenset[bytes]
    holder: bytes
    epoch: int
    mark: int
    now: int
    scope: frozenset[bytes]
    is_all: bool
    granted: Mapping[bytes, int]
    ever: frozenset[bytes]
    parted: frozenset[bytes]

    @property
    def own(self) -> bytes:
        """The origin whose entries it has itself; of a chain that parts it may have the other branch."""
        return self.origin if self.mark and self.origin not in self.parted else b""

    @cached_property
    def known(self) -> set[bytes]:
        """The households that it has, as it says."""
        return {home for home in self.scope if self.mark and self.granted.get(home, self.mark + 1) <= self.mark}

    @cached_property
    def fresh(self) -> set[bytes]:
        """The households that it is told of from the beginning."""
        return {*self.scope} - self.known


def planned(sender: Sender, to: Recipient, wish: Wish = EVERYTHING) -> Plan:
    """What the next bundle of the office to a device brings. Refused where the device was revoked."""
    store, connection = sender.store, sender.connection
    device = to.certificate.device
    if device in provenance.revocations(connection):
        raise Refused(
            "The certificate of {device} was revoked: nothing is written for it any more.",
            "Enrol the computer anew: ruhu enrol approve",
            device=to.certificate.name,
        )
    homes = _homes(store, connection, to.certificate)
    reach = _reach(sender, to.certificate, homes, is_from_the_start=wish.is_all_again)
    held, missing = consignment.here(store, _of(reach.scope | reach.ever, consignment.named(connection)))
    going, lacking = _pieces(connection, reach, held), _of(reach.scope, missing)
    told_of = reach.fresh | excerpts.changed(connection, reach.known, reach.mark) if wish.has_records else set[bytes]()
    with_keys = told_of | excerpts.sealed_of_no_household(connection) | {household for household, _ in going}
    load = Load(
        told=map(journal.encoded, _bodies(connection, reach)) if wish.has_records else (),
        keys=store.secrets.export(connection, sorted(with_keys)),
        scope=_scope(store, connection, reach, homes) if wish.has_records else None,
        wanted=Wanted(tuple(sorted(lacking))) if lacking else None,
        have=Have(tuple(sorted({digest for _, digest in held}))) if held else None,
        apart=_apart(store, reach) if wish.has_records else None,
    )
    until = reach.now if wish.has_records else reach.mark
    return Plan(
        envelope=_envelope(sender, to, reach, until),
        load=load,
        ranges={},
        going=going,
        counts={"told": _number(connection, reach) if wish.has_records else 0, "households": len(told_of)},
        at_rev=reach.now,
        noted=lambda writing: _note(writing, reach) if wish.has_records else None,
    )


# What a device should have, and has


def _homes(store: Store, connection: Connection, to: Certificate) -> _Homes:
    """Reads no household whole, and of few who wrote them down: there can be 100,000."""
    united, kept = provenance.households(connection), unions(connection).kept
    held = {home: each for home, each in agenda.holders(store).items() if each.staff}
    people, device_teams = provenance.people(connection), provenance.teams_of_devices(connection)
    devices = provenance.devices(connection)
    is_lead = any(line.scope == TEAM for line in to.lines)
    laptops = _laptops(to, device_teams) if is_lead else {to.device}
    numbered = provenance.numbered_by(connection, {origin for origin, of in devices.items() if of in laptops})
    first = provenance.makers(connection, {*numbered, *kept, *kept.values()})
    makers = {home: devices.get(origin) for home, origin in first.items()}
    charges: dict[bytes, Charge] = {}
    for home in united:
        if home in held:
            holder = people.get(held[home].staff or b"")
            charges[home] = Charge(held[home].staff, None, holder.team if holder else None)
        else:
            maker = makers.get(home)
            charges[home] = Charge(None, maker, device_teams.get(maker) if maker else None)
    for other, one in kept.items():
        if one in charges and charges[one].holder is None and charges[one].team is None:
            charges[one] = charges[other]  # nobody had it yet: it goes to where the other one was
    return _Homes(
        charges,
        {home: each.assignment for home, each in held.items()},
        {home: one for home, one in united.items() if one},
        frozenset(home for home, maker in makers.items() if maker == to.device),
    )


def _laptops(to: Certificate, teams: Mapping[bytes, str]) -> set[bytes]:
    """The device, and those of its team."""
    return {to.device, *(device for device, team in teams.items() if team == to.team)}


def _reach(sender: Sender, to: Certificate, homes: _Homes, *, is_from_the_start: bool) -> _Reach:
    connection = sender.connection
    report = next(iter(deliveries.reports(connection, to.device)[-1:]), Report(b"", to.device, 0, 0, 0, 0))
    scope = scope_of(to.device, to.team, to.lines, homes.charges, homes.united)
    epoch = deliveries.epoch_of_office(connection, sender.store.end.origin)
    holder = report.origin or to.device
    granted = deliveries.grants(connection, holder)
    return _Reach(
        origin=report.origin,
        heard=report.number,
        team=_origins_of_team(connection, to),
        holder=holder,
        epoch=epoch,
        mark=report.revision if report.epoch == epoch and not is_from_the_start else 0,
        now=revision(connection),
        scope=frozenset(homes.charges) if scope.is_all else scope.households,
        is_all=scope.is_all,
        granted=granted,
        ever=frozenset(granted.keys() | deliveries.taken_away(connection, holder, after=-1) | homes.made),
        parted=frozenset(chain.origin for chain in deliveries.parked_chains(connection)),
    )


def _origins_of_team(connection: Connection, to: Certificate) -> frozenset[bytes]:
    laptops = _laptops(to, provenance.teams_of_devices(connection))
    return frozenset(each.origin for each in deliveries.reports(connection) if each.device in laptops)


def _note(writing: Connection, reach: _Reach) -> None:
    """What this bundle grants and takes away, so that what the device writes from then on is judged by it."""
    deliveries.grant(writing, reach.holder, reach.scope - reach.granted.keys(), epoch=reach.epoch, revision=reach.now)
    deliveries.take_away(writing, reach.holder, reach.granted.keys() - reach.scope, revision=reach.now)


# What it is told


def _bodies(connection: Connection, reach: _Reach) -> Iterator[Body]:
    """What it knows only through us; what it wrote itself goes back where all is told from the start."""
    own = reach.own
    return chain(
        excerpts.of_no_household(connection, reach.mark, but_of=own),
        excerpts.of_households(connection, sorted(reach.fresh), but_of=own),
        excerpts.of_households(connection, sorted(reach.known), reach.mark, but_of=own),
        excerpts.of_orders_to_destroy(connection, sorted(reach.ever - reach.scope), reach.mark),
    )


def _number(connection: Connection, reach: _Reach) -> int:
    """How many bodies that is."""
    own = reach.own
    return (
        excerpts.number_of_no_household(connection, reach.mark, but_of=own)
        + excerpts.number_of_households(connection, reach.fresh, but_of=own)
        + excerpts.number_of_households(connection, reach.known, reach.mark, but_of=own)
    )


def _scope(store: Store, connection: Connection, reach: _Reach, homes: _Homes) -> Scope:
    if reach.is_all:
        return Scope(is_all=True)
    gone = (reach.ever - reach.scope) & homes.charges.keys()
    return Scope(
        is_all=False, households=tuple(sorted(reach.scope)), gone=tuple(_gone(store, connection, homes, sorted(gone)))
    )


def _gone(store: Store, connection: Connection, homes: _Homes, gone: Sequence[bytes]) -> Iterator[Gone]:
    """Where each is called for, who has it, and since which day of the area."""
    doors = provenance.doors(connection, gone)
    handed = {home: homes.assignments[home] for home in gone if home in homes.assignments}
    said = excerpts.last_said(connection, handed.values())
    teams, devices = provenance.teams_of_devices(connection), provenance.devices(connection)
    makers = provenance.makers(connection, [home for home in gone if home not in handed])
    for home in gone:
        number, door = doors.get(home, ("", ""))
        team = homes.charges[home].team or teams.get(devices.get(makers.get(home, b""), b""))
        last = said.get(handed.get(home, b""))
        since = journal.moment(last).astimezone(store.zone()).date().isoformat() if last is not None else ""
        yield Gone(home, number, door, team or "", since)


def _apart(store: Store, reach: _Reach) -> KeptApart | None:
    """What its team wrote, or others of what it has, and the office refused: it shows it as little as the office."""
    about = reach.scope | reach.ever
    found = (op for op in refusing.refused(store) if op.household in about or op.origin in reach.team)
    ops = tuple(Apart(op.origin, op.seq, op.row, op.group, op.household, op.reason) for op in found)
    return KeptApart(ops) if ops else None


# Evidence


def _pieces(connection: Connection, reach: _Reach, held: Collection[PieceKey]) -> set[PieceKey]:
    """That of households which are new to it, and what it asked for, or its team's lead for it."""
    wanted = deliveries.wanted_by(connection, *reach.team)
    return _of(reach.fresh, held) | (_of(reach.scope, held) & wanted)


def _of(households: Collection[bytes], pieces: Collection[PieceKey]) -> set[PieceKey]:
    return {(household, digest) for household, digest in pieces if household in households}


def _envelope(sender: Sender, to: Recipient, reach: _Reach, until: int) -> Header:
    store, connection = sender.store, sender.connection
    parted = {chain.origin: chain.seq - 1 for chain in reversed(deliveries.parked_chains(connection))}
    return Header(
        kind="down",
        number=0,
        written=int(store.now().timestamp() * 1000),
        program=consignment.PROGRAM,
        schema=consignment.SCHEMA_NOW,
        sender=Party(b"", consignment.office_name(store)),
        receiver=Party(to.certificate.device, to.certificate.name),
        origin=store.end.origin,
        epoch=reach.epoch,
        certificate=to.sealed,
        from_revision=reach.mark,
        to_revision=until,
        for_origin=reach.origin,
        heard=reach.heard,
        acks=excerpts.ends(connection),
        forked=tuple(sorted((origin, after) for origin, after in parted.items())),
    )
