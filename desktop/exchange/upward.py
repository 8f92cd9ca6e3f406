"""What goes up: all that the office is not known to hold, from every chain that lies here.

Promise: nothing is marked as sent, so that a lost bundle heals with the next; what another device wrote goes on byte
for byte, vouched for by its own word. Hidden: a chain that is not the one that the office holds goes whole, so that
it sees where the two part; what came down in an older epoch goes back, in case the office lost it; and a lead hands on
how far each laptop is, so that the office need not tell it everything each time.
"""

from collections.abc import Mapping
from functools import partial

from msgspec import structs

from desktop.exchange import consignment
from desktop.exchange.consignment import EVERYTHING, RECORDS_ONLY, Addressee, Plan, Sender, Wish
from desktop.exchange.content import Wanted
from desktop.exchange.header import Checkpoint, Claim, Header, Mark, Party
from desktop.exchange.packing import Load, Segment
from desktop.exchange.station import Station
from desktop.store import cipher, deliveries, excerpts, journal
from desktop.store.connection import Connection
from desktop.store.deliveries import ACKNOWLEDGED, WANTED, Held, PieceKey, Signed, Taken
from desktop.store.excerpts import Run
from desktop.store.journal import Branch, Entry, revision
from desktop.store.store import Store


def planned(sender: Sender, addressee: Addressee, wish: Wish = EVERYTHING) -> Plan:
    """What the next bundle of a device brings."""
    store, connection = sender.store, sender.connection
    taken, acks = deliveries.taken(connection), deliveries.acknowledgements(connection)
    runs = unacknowledged(store, connection, acks) if wish.has_records else {}
    orphans = [*excerpts.orphans(connection, _ends(acks), taken.epoch)] if wish.has_records else []
    going, missing = pieces_to_send(store, connection, is_all_again=wish.is_all_again)
    missing |= deliveries.wanted_by(connection, *(each.origin for each in deliveries.reports(connection)))
    about = {household for household, _ in orphans}.union(*(excerpts.concerned(connection, run) for run in runs))
    load = Load(
        segments=[_segment(sender, run, word) for run, word in runs.items()],
        told=[body for _, body in orphans],
        keys=store.secrets.export(connection, sorted(about.union(household for household, _ in going))),
        wanted=Wanted(tuple(sorted(missing))) if missing else None,
    )
    entries = sum(run.last - run.first + 1 for run in runs)
    return Plan(
        envelope=_envelope(sender, addressee, taken),
        load=load,
        ranges={run.origin: (run.first, run.last) for run in runs},
        going=going,
        counts={"entries": entries, "told": len(orphans), "households": len(about)},
        at_rev=revision(connection),
    )


def unacknowledged(store: Store, connection: Connection, acks: Mapping[bytes, Held]) -> dict[Run, Signed | None]:
    """By run of entries that the office is not known to hold the word of their device on it; of own ones none."""
    foreign = deliveries.foreign_origins(connection) - {store.end.origin}
    parted = journal.branches(connection)
    found: dict[Run, Signed | None] = {}
    for origin in excerpts.origins(connection):
        run = excerpts.next_run(connection, origin, _known_end(connection, origin, acks, parted))
        if run is None:
            continue
        if origin not in foreign:
            found[run] = None
        elif (word := deliveries.checkpoint(connection, origin, run.first, run.last)) is not None:
            found[Run(origin, run.first, word.seq)] = word
    return found


def _known_end(
    connection: Connection, origin: bytes, acks: Mapping[bytes, Held], parted: Mapping[bytes, Branch]
) -> int:
    """How far the office's chain of an origin and the one here are known to be one."""
    held = acks.get(origin)
    if origin in parted:
        return parted[origin].after
    return held.seq if held is not None and excerpts.is_held(connection, origin, held.seq, held.hash) else 0


def pieces_to_send(
    store: Store, connection: Connection, *, is_all_again: bool = False
) -> tuple[set[PieceKey], set[PieceKey]]:
    """The evidence that goes along, and that which a record names and no file here holds: the office may have it.

    What was in the last bundle that took evidence is waited for, unless all is to go again or the office asks for it.
    """
    held, missing = consignment.here(store, consignment.named(connection))
    held -= deliveries.pieces_in(connection, ACKNOWLEDGED)
    with_pieces = (each for each in deliveries.exported(connection) if not each.counts.get(RECORDS_ONLY))
    last = next(with_pieces, None) if not is_all_again else None
    waited_for = set(last.pieces) - deliveries.pieces_in(connection, WANTED) if last else set[PieceKey]()
    return held - waited_for, missing


def _segment(sender: Sender, run: Run, word: Signed | None) -> Segment:
    entries = excerpts.entries_of(sender.connection, run)
    if word is None:
        return Segment(run.origin, entries, partial(_signed, sender.station))
    checkpoint = Checkpoint(word.origin, word.seq, word.hash, word.certificate, word.signature)
    return Segment(run.origin, entries, lambda _last: checkpoint, is_whole=True)


def _signed(station: Station, last: Entry) -> Checkpoint:
    said = Checkpoint(last.origin, last.seq, last.hash)  # of the certificate that the header brings
    return structs.replace(said, signature=cipher.signed(station.signing, said.signed()))


def _ends(acks: Mapping[bytes, Held]) -> dict[bytes, int]:
    return {origin: held.seq for origin, held in acks.items()}


def _envelope(sender: Sender, addressee: Addressee, taken: Taken) -> Header:
    store, station = sender.store, sender.station
    if station.certificate is None:
        raise ValueError("the office sends nothing up")
    sights = taken.sights if taken.origin == store.end.origin else ((taken.revision, 0),) * bool(taken.revision)
    return Header(
        kind="up",
        number=0,
        written=int(store.now().timestamp() * 1000),
        program=consignment.PROGRAM,
        schema=consignment.SCHEMA_NOW,
        sender=Party(station.device, station.certificate.name),
        receiver=Party(addressee.device, addressee.name),
        origin=store.end.origin,
        epoch=taken.epoch,
        certificate=station.sealed_certificate,
        mark=Mark(taken.epoch, taken.revision),
        sights=sights,
        claims=tuple(
            Claim(report.origin, report.device, report.number, Mark(report.epoch, report.revision))
            for report in deliveries.reports(sender.connection)
            if report.device != station.device
        ),
    )
