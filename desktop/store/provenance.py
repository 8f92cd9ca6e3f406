"""Where what came from elsewhere comes from: whose device writes under an origin, what it knew, which homes it had.

It answers what the judge of arriving entries asks (`exchange/judging.py`). Hidden: devices, certificates and
revocations are ordinary records, so the certificates of before lie in the ops that newer ones cover.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec
from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, func, literal_column, select

from desktop.store import deliveries, excerpts, forking, journal
from desktop.store.connection import Prepared
from desktop.store.facts import fact
from desktop.store.journal import Body
from desktop.store.schema import checkpoints, conflicts, entries, granted, marks, merges, ops, received, rows

Span = tuple[int, int | None]
"""From which revision on, and until which."""

_FORMS = msgspec.msgpack.Decoder(dict[str, object]).decode
_WANTED: BindParameter[bytes] = bindparam("wanted", expanding=True)
_NUMBER: ColumnElement[str] = literal_column("'number'")
_HOME = rows["household"]
_DOORS = Prepared(select(_HOME.c.id, _HOME.c.number, _HOME.c.lane, _HOME.c.door).where(_HOME.c.id.in_(_WANTED)))
_HOMES = Prepared(select(ops.c.row, ops.c.household).where(ops.c.row.in_(_WANTED)).distinct())
_MAKERS = Prepared(
    select(ops.c.row, ops.c.origin)
    .where(ops.c.row.in_(_WANTED), ops.c.grp == _NUMBER, ops.c.ctx.is_(None))
    .order_by(ops.c.rev)
)


class Worker(msgspec.Struct, frozen=True):
    """What somebody is in the area, as the ledger says now."""

    role: str | None
    team: str | None


class Issued(msgspec.Struct, frozen=True):
    """A certificate as its record holds it (base64), since the revision with which it came here."""

    device: bytes
    number: int
    certificate: str
    revision: int


def certificates(connection: Connection) -> dict[bytes, list[Issued]]:
    """All certificates that were ever issued, by device in the order of their numbers."""
    enrolled = select(rows["device"].c.id)  # by their key: to look through all ops takes seconds
    query = select(ops.c.row, ops.c.value, ops.c.rev).where(
        ops.c.row.in_(enrolled), ops.c.grp == "device", ops.c.sealed == 0
    )
    found: dict[bytes, list[Issued]] = defaultdict(list)
    for row, value, rev in connection.execute(query):
        forms = _FORMS(value)
        number, certificate = forms.get("number"), forms.get("certificate")
        if isinstance(number, int) and isinstance(certificate, str):
            found[row].append(Issued(row, number, certificate, rev))
    return {device: sorted(issued, key=lambda each: (each.number, each.revision)) for device, issued in found.items()}


def revocations(connection: Connection) -> dict[bytes, dict[bytes, int]]:
    """By revoked device the last seq that is accepted of each of its origins; of one that is not named, none."""
    table = rows["revocation"]
    query = select(table.c.device, table.c.last_entries).where(table.c.withdrawn.is_distinct_from(1))
    found: dict[bytes, dict[bytes, int]] = {}
    for device, last in connection.execute(query):
        places = (place.partition(":") for place in msgspec.json.decode(last or "[]", type=list[str]))
        accepted = {bytes.fromhex(origin): int(seq) for origin, _, seq in places}
        known = found.setdefault(device, accepted)
        for origin in known.keys() | accepted.keys():  # of two revocations the stricter one holds
            known[origin] = min(known.get(origin, 0), accepted.get(origin, 0))
    return found


def devices(connection: Connection) -> dict[bytes, bytes]:
    """By origin the device that writes under it: the one whose checkpoint came first."""
    found: dict[bytes, bytes] = {}
    for table in (marks, checkpoints):
        found |= dict(connection.execute(select(table.c.origin, table.c.device)).all())
    branches = {forking.branch_name(origin, begins): origin for origin, _, begins in deliveries.let_in(connection)}
    return found | {branch: found[origin] for branch, origin in branches.items() if origin in found}


def is_ours(connection: Connection, origin: bytes) -> bool:
    """Whether this store writes or wrote under an origin that no device is known to have, or the office does."""
    here = select(entries.c.seq).where(entries.c.origin == origin).limit(1)
    sent_down = select(merges.c.n).where(merges.c.kind == "down", merges.c.origin == origin).limit(1)
    is_known = any(connection.execute(query).first() is not None for query in (here, sent_down))
    return is_known or origin == fact(connection, "origin")


def is_entered(connection: Connection, origin: bytes, seq: int) -> bool:
    """Whether the entry of this place is here, or could only be one that this store writes itself."""
    here = select(entries.c.rev).where(entries.c.origin == origin, entries.c.seq == seq)
    return connection.execute(here).first() is not None or origin == fact(connection, "origin")


def former_origins(connection: Connection, own: bytes, devices: Iterable[bytes]) -> set[bytes]:
    """Under which origins the office wrote before: it was put back to a state of before, or moved."""
    return {*excerpts.origins(connection)} - {own, *devices}


def grants(connection: Connection, origins: Iterable[bytes]) -> dict[bytes, list[Span]]:
    """By household from which revision on these incarnations of a device had it, and until which."""
    found: dict[bytes, list[Span]] = defaultdict(list)
    query = select(granted.c.household, granted.c.revision, granted.c.until).where(granted.c.origin.in_(list(origins)))
    for household, since, until in connection.execute(query):
        found[household].append((since, until))
    return found


def assigned(connection: Connection) -> dict[bytes, set[bytes]]:
    """By person the households that were ever handed to them, whoever looks after them now."""
    query = select(ops.c.household, ops.c.value).where(
        ops.c.row.in_(select(rows["assignment"].c.id)), ops.c.grp == "assignment", ops.c.sealed == 0
    )
    found: dict[bytes, set[bytes]] = defaultdict(set)
    for household, value in connection.execute(query):
        staff = _FORMS(value).get("staff")
        if isinstance(staff, bytes):
            found[staff].add(household)
    return found


def households(connection: Connection) -> dict[bytes, bytes | None]:
    """All that the ledger has, each with the one that it was united with."""
    home = rows["household"]
    return dict(connection.execute(select(home.c.id, home.c.same_as)).all())


def doors(connection: Connection, wanted: Iterable[bytes]) -> dict[bytes, tuple[str, str]]:
    """By household its number and its door, as far as they are known."""
    found = _DOORS.run_for(connection, wanted)
    return {home: (number or "", " ".join(filter(None, (lane, door)))) for home, number, lane, door in found}


def homes(connection: Connection, wanted: Iterable[bytes]) -> dict[bytes, bytes]:
    """By row the household that it is known to belong to; nothing for a row that is not known."""
    return dict(_HOMES.run_for(connection, wanted))


def numbered_by(connection: Connection, origins: Collection[bytes]) -> set[bytes]:
    """The households whose number was written under one of these origins, first or later: `makers` tells of few which.

    That stands in the index of a household's ops; of 100,000 the ops themselves take long to read.
    """
    is_its_number = ops.c.household == _HOME.c.id, ops.c.row == _HOME.c.id, ops.c.grp == _NUMBER
    query = select(_HOME.c.id, ops.c.origin).where(*is_its_number)
    return {home for home, origin in connection.execute(query) if origin in origins}


def makers(connection: Connection, households: Iterable[bytes]) -> dict[bytes, bytes]:
    """By household the origin that wrote it down; nothing for one whose beginning is not here."""
    found: dict[bytes, bytes] = {}
    for row, origin in _MAKERS.run_for(connection, households):
        found.setdefault(row, origin)
    return found


def teams(connection: Connection) -> dict[bytes, frozenset[str]]:
    """By household the teams of those who look after it."""
    assignment, staff = rows["assignment"], rows["staff"]
    query = (
        select(assignment.c.household, staff.c.team)
        .join(staff, staff.c.id == assignment.c.staff)
        .where(assignment.c.withdrawn.is_distinct_from(1), staff.c.team.is_not(None))
    )
    found: dict[bytes, set[str]] = defaultdict(set)
    for household, team in connection.execute(query):
        found[household].add(team)
    return {household: frozenset(each) for household, each in found.items()}


def people(connection: Connection) -> dict[bytes, Worker]:
    """Who works in the area, by the rows of their staff records."""
    staff = rows["staff"]
    found = connection.execute(select(staff.c.id, staff.c.role, staff.c.team))
    return {person: Worker(role, team) for person, role, team in found}


def came_of(connection: Connection, household: bytes) -> list[Body]:
    """What came about a household without the entries that say it."""
    bodies = connection.execute(select(received.c.body).where(received.c.household == household)).scalars()
    return [journal.require_sound(body) for body in bodies]


def teams_of_devices(connection: Connection) -> dict[bytes, str]:
    """By device its team, where it has one."""
    table = rows["device"]
    query = select(table.c.id, table.c.team).where(table.c.team.is_not(None))
    return dict(connection.execute(query).all())


def rivals(connection: Connection) -> dict[tuple[bytes, str], dict[tuple[bytes, int], bytes]]:
    """The heads of all registers that are in conflict, by their places, with the marks of their values."""
    is_open = (conflicts.c.row == ops.c.row) & (conflicts.c.grp == ops.c.grp)
    query = select(ops.c.row, ops.c.grp, ops.c.origin, ops.c.seq, ops.c.mark).join(conflicts, is_open)
    found: dict[tuple[bytes, str], dict[tuple[bytes, int], bytes]] = defaultdict(dict)
    for row, group, origin, seq, mark in connection.execute(query.where(ops.c.head == 1)):
        found[row, group][origin, seq] = mark
    return found


def records_in_conflict(connection: Connection) -> dict[tuple[bytes, str], str]:
    """By register in conflict the record that it is of."""
    query = select(conflicts.c.row, conflicts.c.grp, conflicts.c.record)
    return {(row, group): record for row, group, record in connection.execute(query)}


def concerned_since(connection: Connection, before: int) -> dict[bytes, tuple[str, str]]:
    """The households about which anything arrived after a revision, each with its number and its address."""
    home = rows["household"]
    of_these = select(ops.c.household).where(ops.c.rev > before).distinct()
    query = select(home.c.id, home.c.number, home.c.address).where(home.c.id.in_(of_these))
    return {id_: (number or "", address or "") for id_, number, address in connection.execute(query)}


def last_seqs(connection: Connection, origins: Iterable[bytes]) -> dict[bytes, int]:
    """The highest seq that is here of each of these origins."""
    query = select(entries.c.origin, func.max(entries.c.seq)).where(entries.c.origin.in_(list(origins)))
    return dict(connection.execute(query.group_by(entries.c.origin)).all())


def hashes(connection: Connection, origin: bytes, first: int, last: int) -> Mapping[int, bytes]:
    """The hashes of those entries of an origin, from one seq to another, that are here."""
    query = select(entries.c.seq, entries.c.hash).where(entries.c.origin == origin, entries.c.seq.between(first, last))
    return dict(connection.execute(query).all())


def ends(connection: Connection, origins: Iterable[bytes]) -> dict[bytes, int]:
    """How far each of these origins is held without a gap from its beginning; 0 where its beginning is missing."""
    held = excerpts.ends(connection)
    return {origin: held[origin][0] if origin in held else 0 for origin in origins}
