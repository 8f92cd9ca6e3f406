"""The book of what went out, and of what is known to have arrived: exports, acknowledgements, marks, grants, evidence.

Promise: nothing is ever marked as sent; what is to be sent follows from what the office says that it holds. Hidden: an
epoch is one incarnation of the office's ledger. What was said in an older one counts no more, since the office may have
been put back to a state of before.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Insert, RowMapping, Table, and_, delete, func, insert, select, update

from desktop.store.facts import fact, keep_fact
from desktop.store.schema import acknowledged, checkpoints, exports, granted, marks, merges, parked, pieces
from desktop.store.upsert import upsert

ACKNOWLEDGED, WANTED = "acknowledged", "wanted"
"""What can be known of a piece of evidence on its way: the office holds it, or asks for it."""

PieceKey = tuple[bytes, str]
"""(household, digest) of a piece of evidence"""

_AT_ONCE = 500
_MOST_ORIGINS = 200
_MOST_SIGHTS = 2000  # of which a header has room for all
_NO_CLOCK_IS_SO_FAR_OFF = 100 * 366 * 86_400_000  # milliseconds
_ENCODE = msgspec.msgpack.Encoder().encode


class Export(msgspec.Struct, frozen=True):
    """A bundle that was written here.

    `ranges` are the entries that it brought, by origin; `at` is in milliseconds, `at_rev` this store's revision then.
    `receiver` is empty for the office.
    """

    n: int
    origin: bytes
    at: int
    receiver: bytes
    receiver_name: str
    bundle: bytes
    parts: int
    ranges: Mapping[bytes, tuple[int, int]]
    pieces: Collection[PieceKey]
    counts: Mapping[str, int]
    size: int
    at_rev: int


class Arrived(msgspec.Struct, frozen=True):
    """A file that was taken in; `bundle` is one for all its parts."""

    n: int
    at: int
    kind: str
    bundle: bytes
    part: int
    parts: int
    number: int
    sender: bytes
    sender_name: str
    origin: bytes
    written: int


class Held(msgspec.Struct, frozen=True):
    """How far the office holds an origin: up to this entry, which has this hash."""

    seq: int
    hash: bytes


class Taken(msgspec.Struct, frozen=True, array_like=True):
    """How far a field store took in what the office sent down.

    `epoch` is the newest that it knows, since its own revision `since`. `revision` is the office's up to which it has
    everything. `sights` are the office's revisions whose list of households `origin` went by, each with its own last
    seq by then.
    """

    epoch: int = 0
    since: int = 0
    revision: int = 0
    origin: bytes = b""
    sights: tuple[tuple[int, int], ...] = ()

    def and_now(self, epoch: int, first: int, last: int, *, revision: int) -> "Taken":
        """The same after everything from one of the office's revisions to another was taken in; `revision` is ours.

        An older epoch, or a hole before `first`, moves nothing on. A newer epoch counts its revisions anew.
        """
        if epoch < self.epoch:
            return self
        now = self if epoch == self.epoch else Taken(epoch, revision)
        return msgspec.structs.replace(now, revision=max(now.revision, last)) if first <= now.revision else now

    def and_saw(self, scope_of: int, *, origin: bytes, own_seq: int) -> "Taken":
        """The same after the list of households of one of the office's revisions was gone by, from `own_seq` on."""
        before = self.sights if self.origin == origin else ()
        return msgspec.structs.replace(self, origin=origin, sights=(*before, (scope_of, own_seq))[-_MOST_SIGHTS:])


class Report(msgspec.Struct, frozen=True):
    """What an incarnation of a device said in its newest bundle, `number`: up to where it took in what came down.

    It came `at` a moment of ours (milliseconds), whatever the device's clock said. `sights` are pairs of one of our
    revisions and its own last seq when it took that in.
    """

    origin: bytes
    device: bytes
    epoch: int
    revision: int
    number: int
    at: int
    sights: tuple[tuple[int, int], ...] = ()


class Signed(msgspec.Struct, frozen=True):
    """A device's word that a chain is whole up to an entry (`header.Checkpoint` as it is kept)."""

    origin: bytes
    seq: int
    hash: bytes
    device: bytes
    certificate: bytes
    signature: bytes


# Exports and arrivals


def exported(connection: Connection, newest: int | None = None) -> tuple[Export, ...]:
    """The bundles written here, the newest first."""
    query = select(exports).order_by(exports.c.n.desc()).limit(newest)
    return tuple(_export(row) for row in connection.execute(query).mappings())


def last_sent(connection: Connection) -> dict[bytes, int]:
    """By receiver this store's revision when something was written for it last."""
    query = select(exports.c.receiver, func.max(exports.c.at_rev)).group_by(exports.c.receiver)
    return dict(connection.execute(query).all())


def next_number(connection: Connection) -> int:
    return (connection.execute(select(func.max(exports.c.n))).scalar() or 0) + 1


def log_export(connection: Connection, export: Export) -> None:
    packed = {
        "ranges": _ENCODE(export.ranges),
        "pieces": _ENCODE([*export.pieces]),
        "counts": _ENCODE(export.counts),
    }
    row = {column.name: getattr(export, column.name) for column in exports.columns}
    connection.execute(insert(exports), row | packed)


def arrived(connection: Connection) -> tuple[Arrived, ...]:
    """What was taken in and not undone, in its order."""
    names = Arrived.__struct_fields__
    query = select(*(merges.c[name] for name in names)).where(merges.c.undone_at.is_(None)).order_by(merges.c.n)
    return tuple(Arrived(*row) for row in connection.execute(query))


# Of a field store: what the office said


def taken(connection: Connection) -> Taken:
    kept = fact(connection, "mark")
    return msgspec.msgpack.decode(kept, type=Taken) if kept else Taken()


def keep_taken(connection: Connection, now: Taken) -> None:
    keep_fact(connection, "mark", _ENCODE(now))


def acknowledgements(connection: Connection) -> dict[bytes, Held]:
    """By origin how far the office holds it, as its newest epoch says."""
    query = select(acknowledged.c.origin, acknowledged.c.seq, acknowledged.c.hash)
    return {origin: Held(seq, hash_) for origin, seq, hash_ in connection.execute(query)}


def acknowledge(connection: Connection, epoch: int, held: Mapping[bytes, Held]) -> None:
    """Notes what the office says in this epoch: an older one says nothing, a newer one makes all of before void."""
    known = connection.execute(select(func.max(acknowledged.c.epoch))).scalar() or 0
    if epoch < known:
        return
    if epoch > known:
        connection.execute(delete(acknowledged))
    before = acknowledgements(connection)
    new = [
        {"origin": origin, "epoch": epoch, "seq": end.seq, "hash": end.hash}
        for origin, end in held.items()
        if end.seq > (before[origin].seq if origin in before else 0)
    ]
    if new:
        connection.execute(_put(acknowledged), new)


# Of evidence


def pieces_in(connection: Connection, state: str) -> set[PieceKey]:
    query = select(pieces.c.household, pieces.c.digest).where(pieces.c.state == state)
    return {(household, digest) for household, digest in connection.execute(query)}


def wanted_of(connection: Connection, household: bytes) -> frozenset[str]:
    """The digests of a household's evidence for whose files the office asks."""
    query = select(pieces.c.digest).where(pieces.c.household == household, pieces.c.state == WANTED)
    return frozenset(connection.execute(query).scalars())


def note_pieces(connection: Connection, state: str, epoch: int, named: Iterable[PieceKey]) -> None:
    """Notes of these pieces that the office holds them, or asks for them."""
    new = [{"household": home, "digest": digest, "state": state, "epoch": epoch} for home, digest in set(named)]
    if new:
        connection.execute(_put(pieces), new)


def forget_pieces(connection: Connection, *, before: int) -> None:
    """Forgets what was said of evidence in epochs before this one."""
    connection.execute(delete(pieces).where(pieces.c.epoch < before))


def wanted_by(connection: Connection, *origins: bytes) -> set[PieceKey]:
    """The evidence that incarnations of devices asked for last."""
    kept = (fact(connection, f"wanted {origin.hex()}") for origin in origins)
    return {key for each in kept if each for key in msgspec.msgpack.decode(each, type=tuple[PieceKey, ...])}


def note_wanted(connection: Connection, origin: bytes, wanted: Collection[PieceKey]) -> None:
    keep_fact(connection, f"wanted {origin.hex()}", _ENCODE([*wanted]) if wanted else None)


# Of the office: what devices reported, and what they were sent


def epoch_of_office(connection: Connection, origin: bytes) -> int:
    """The epoch of the office's store that writes under this origin; another one than any before until it is kept."""
    number, known = _epoch(connection)
    return number if origin in known else number + 1


def has_begun_anew(connection: Connection) -> bool:
    """Whether the office ever began another epoch than its first: it may have lost what it once knew."""
    return len(_epoch(connection)[1]) > 1


def keep_epoch(connection: Connection, origin: bytes, now: int, *, heard: int = 0) -> int:
    """The same, begun now (milliseconds) where the store never wrote under this origin: it was put back, or copied.

    Two who open one store take turns as origins of their own, and begin nothing by that. An epoch also begins where a
    device has heard of a later one (`heard`): then this store was put back to a state of before that. That no two
    stores begin the same, put back from one copy, is what the clock is good for.
    """
    number, known = _epoch(connection)
    if origin not in known or number < heard < now + _NO_CLOCK_IS_SO_FAR_OFF:
        number = max(number + 1, heard + 1, now)
        keep_fact(connection, "epoch", _ENCODE((number, [*known[-_MOST_ORIGINS:], origin])))
    return number


def reports(connection: Connection, device: bytes | None = None) -> tuple[Report, ...]:
    """What devices, or one of them, reported under each of their origins, the newest last."""
    query = select(marks).order_by(marks.c.at, marks.c.number)
    if device is not None:
        query = query.where(marks.c.device == device)
    return tuple(_report(row) for row in connection.execute(query).mappings())


def note_report(connection: Connection, report: Report) -> None:
    """Notes it, unless that or a newer one of its origin came before.

    An origin's first report takes over what its device was granted until then.
    """
    under_its_id = granted.c.origin == report.device
    connection.execute(update(granted).where(under_its_id).values(origin=report.origin))
    known = connection.execute(select(marks.c.number).where(marks.c.origin == report.origin)).scalar()
    if known is None or report.number > known:
        row = {column.name: getattr(report, column.name) for column in marks.columns}
        connection.execute(_put(marks), [row | {"sights": _ENCODE(report.sights)}])


def note_claim(connection: Connection, claimed: Report) -> None:
    """Notes what another says of a device, where that is further on: under its own number its next word replaces it."""
    known = next((each for each in reports(connection, claimed.device) if each.origin == claimed.origin), None)
    if known is None:
        note_report(connection, replace(claimed, number=0))
    elif (claimed.epoch, claimed.revision) > (known.epoch, known.revision):
        further = update(marks).where(marks.c.origin == claimed.origin)
        connection.execute(further.values(epoch=claimed.epoch, revision=claimed.revision))


def grants(connection: Connection, origin: bytes) -> dict[bytes, int]:
    """The households that an incarnation of a device has, with the revision at which it was sent them whole."""
    query = select(granted.c.household, granted.c.revision).where(granted.c.origin == origin, granted.c.until.is_(None))
    return dict(connection.execute(query).all())


def taken_away(connection: Connection, origin: bytes, after: int) -> set[bytes]:
    """The households that it had, and that it was told after this revision that it has no more."""
    query = select(granted.c.household).where(granted.c.origin == origin, granted.c.until > after)
    return set(connection.execute(query).scalars())


def grant(connection: Connection, origin: bytes, households: Iterable[bytes], *, epoch: int, revision: int) -> None:
    new = [
        {"origin": origin, "household": household, "epoch": epoch, "revision": revision, "until": None}
        for household in households
    ]
    if new:
        connection.execute(_put(granted), new)


def take_away(connection: Connection, origin: bytes, households: Iterable[bytes], *, revision: int) -> None:
    """Notes that a device was told that these are its own no more."""
    which = and_(granted.c.origin == origin, granted.c.until.is_(None))
    for some in _chunks(households):
        connection.execute(update(granted).where(which, granted.c.household.in_(some)).values(until=revision))


# Chains that part


class Parked(msgspec.Struct, frozen=True):
    """A second branch of an origin, from this entry on, which waits for a person; its file lies apart."""

    origin: bytes
    seq: int
    hash: bytes
    device: bytes
    file_digest: bytes
    at: int


def park(connection: Connection, chains: Iterable[Parked]) -> None:
    rows = [{column.name: getattr(each, column.name) for column in parked.columns} for each in chains]
    if rows:
        connection.execute(_put(parked), rows)


def parked_chains(connection: Connection) -> tuple[Parked, ...]:
    """All second branches that came and that nobody took in, the oldest first."""
    found = connection.execute(select(parked).order_by(parked.c.at, parked.c.origin, parked.c.seq))
    return tuple(Parked(*row) for row in found)


def let_in(connection: Connection) -> set[tuple[bytes, int, bytes]]:
    """The second branches, by origin, first entry and its hash, that a person let count beside the first."""
    kept = fact(connection, "let in")
    return set(msgspec.msgpack.decode(kept, type=list[tuple[bytes, int, bytes]])) if kept else set()


def note_let_in(connection: Connection, origin: bytes, seq: int, its_hash: bytes) -> None:
    keep_fact(connection, "let in", _ENCODE(sorted(let_in(connection) | {(origin, seq, its_hash)})))


class Release(msgspec.Struct, frozen=True):
    """That a person let count what had been refused or set apart: these entries, and why."""

    at: int
    person: bytes
    because: str
    places: tuple[tuple[bytes, int], ...]


def releases(connection: Connection) -> tuple[Release, ...]:
    kept = fact(connection, "releases")
    return msgspec.msgpack.decode(kept, type=tuple[Release, ...]) if kept else ()


def note_release(
    connection: Connection, at: int, person: bytes, because: str, places: Iterable[tuple[bytes, int]]
) -> None:
    new = Release(at, person, because, tuple(dict.fromkeys(places)))
    keep_fact(connection, "releases", _ENCODE((*releases(connection), new)))


# Checkpoints


def keep_checkpoints(connection: Connection, signed: Iterable[Signed]) -> None:
    rows = [{column.name: getattr(each, column.name) for column in checkpoints.columns} for each in signed]
    if rows:
        connection.execute(_put(checkpoints), rows)


def checkpoint(connection: Connection, origin: bytes, first: int, last: int) -> Signed | None:
    """The last word on a chain that was signed between these entries of it."""
    query = select(checkpoints).where(checkpoints.c.origin == origin, checkpoints.c.seq.between(first, last))
    row = connection.execute(query.order_by(checkpoints.c.seq.desc()).limit(1)).mappings().first()
    return Signed(**row) if row else None


def foreign_origins(connection: Connection) -> set[bytes]:
    """The origins of other devices: those whose entries came here with a checkpoint."""
    return set(connection.execute(select(checkpoints.c.origin).distinct()).scalars())


# Inside


def _put(table: Table) -> Insert:
    """Writes a row whole, over the one of its key."""
    return upsert(table, *(column.name for column in table.columns if not column.primary_key))


def _export(row: RowMapping) -> Export:
    unpacked: dict[str, Any] = {
        "ranges": msgspec.msgpack.decode(row["ranges"], type=dict[bytes, tuple[int, int]]),
        "pieces": msgspec.msgpack.decode(row["pieces"], type=tuple[PieceKey, ...]),
        "counts": msgspec.msgpack.decode(row["counts"], type=dict[str, int]),
    }
    values: dict[str, Any] = {**row, **unpacked}
    return Export(**values)


def _report(row: RowMapping) -> Report:
    sights = msgspec.msgpack.decode(row["sights"], type=tuple[tuple[int, int], ...])
    values: dict[str, Any] = {**row, "sights": sights}
    return Report(**values)


def _epoch(connection: Connection) -> tuple[int, list[bytes]]:
    """Its number, and the origins under which this store ever wrote as the office's."""
    kept = fact(connection, "epoch")
    return msgspec.msgpack.decode(kept, type=tuple[int, list[bytes]]) if kept else (0, [])


def _chunks(households: Iterable[bytes]) -> Iterable[list[bytes]]:
    wanted = [*households]
    return (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
