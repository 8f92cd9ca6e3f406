"""Writes a bundle and keeps it in the book: up from a device, down from the office to one.

Promise: a bundle stands in the book once its files are safely there, and a failed export leaves what is to be sent as
it was (R01). Hidden: what a bundle grants is noted before it is written. Noted in vain it changes nothing, while a
device that took in what nobody noted would have its work refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from desktop.exchange import consignment, downward, packing, upward
from desktop.exchange.consignment import EVERYTHING, RECORDS_ONLY, Addressee, Plan, Sender, Wish
from desktop.exchange.downward import Recipient
from desktop.exchange.header import MOST_FILE
from desktop.exchange.packing import SPLIT
from desktop.exchange.station import Station, station
from desktop.store import deliveries
from desktop.store.deliveries import Export
from desktop.store.store import Store

Progress = Callable[[int, int], object]
"""Is told how much of how much is written; what it raises stops the rest, and nothing of the bundle stays."""


@dataclass(frozen=True, slots=True)
class Done:
    """A bundle that lies there; `damaged` pieces of evidence stayed behind, since their files here are."""

    export: Export
    files: tuple[Path, ...]
    damaged: int


def export(
    store: Store,
    folder: Path,
    to: Addressee | Recipient,
    wish: Wish = EVERYTHING,
    *,
    split: int = SPLIT,
    progress: Progress = lambda _done, _of: None,
) -> Done:
    """Writes what is to be sent into a folder; `split` in bytes, 0 for one file. Refused where the disk refuses."""
    store.require_writable()
    if isinstance(to, Recipient):
        with store.writing() as writing:
            deliveries.keep_epoch(writing, store.end.origin, int(store.now().timestamp() * 1000))
    with store.reading() as connection:
        sender = Sender(store, connection, station(connection))
        plan = planned(sender, to, wish)
        number = deliveries.next_number(connection)
        with store.writing() as writing:
            plan.noted(writing)
        pieces, damaged = consignment.whole(sender, plan.going if wish.has_pieces else (), lambda: progress(0, 1))
        counts = {**plan.counts, "pieces": len(pieces)}
        written = packing.write(
            folder,
            _file_name(sender.station, to),
            structs.replace(plan.envelope, number=number, counts=counts),
            replace(plan.load, pieces=pieces),
            consignment.sealing(sender.station, _addressee(to)),
            room=store.folder / "outbox",
            split=split or MOST_FILE,
            progress=progress,
        )
    line = Export(
        n=number,
        origin=store.end.origin,
        at=plan.envelope.written,
        receiver=plan.envelope.receiver.device,
        receiver_name=plan.envelope.receiver.name,
        bundle=written.headers[0].bundle,
        parts=len(written.files),
        ranges=plan.ranges,
        pieces=[(piece.household, piece.digest) for piece in pieces],
        counts={
            **counts,
            "epoch": plan.envelope.epoch,
            "until": plan.envelope.to_revision,
            RECORDS_ONLY: int(not wish.has_pieces),
        },
        size=written.size,
        at_rev=plan.at_rev,
    )
    try:
        with store.writing() as writing:
            deliveries.log_export(writing, line)
    except BaseException:
        for file in written.files:
            file.unlink(missing_ok=True)
        raise
    return Done(line, written.files, damaged)


def planned(sender: Sender, to: Addressee | Recipient, wish: Wish = EVERYTHING) -> Plan:
    """What the next bundle to somebody brings."""
    return downward.planned(sender, to, wish) if isinstance(to, Recipient) else upward.planned(sender, to, wish)


def _addressee(to: Addressee | Recipient) -> Addressee:
    if isinstance(to, Addressee):
        return to
    return Addressee(to.certificate.device, to.certificate.name, to.certificate.box)


def _file_name(own: Station, to: Addressee | Recipient) -> str:
    """Of many files in one folder each is called by the device that it comes from, or goes to."""
    if isinstance(to, Recipient):
        return f"to {to.certificate.name}"
    return own.certificate.name if own.certificate is not None else ""
