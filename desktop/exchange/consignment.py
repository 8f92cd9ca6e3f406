"""What an export is about to write: to whom, which part of all there is, and the load with what is noted of it.

Promise: what a plan names is what the bundle brings. Hidden: evidence is looked through before it goes; a piece whose
file is damaged stays here and hinders no other.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop import __version__
from desktop.domain.fields import SCHEMA
from desktop.domain.records import Area
from desktop.exchange.header import Header
from desktop.exchange.packing import Load, Piece, Sealing
from desktop.exchange.station import Station
from desktop.store import evidence
from desktop.store import folder as place
from desktop.store.connection import Connection
from desktop.store.deliveries import PieceKey
from desktop.store.evidence import State
from desktop.store.store import Store

Told = Callable[[], object]
"""Is called at every step; what it raises stops the work."""

PROGRAM = f"Ruhu {__version__}"
SCHEMA_NOW = SCHEMA


RECORDS_ONLY = "records_only"
"""Among what an export counts: it was to take no evidence."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A store that is about to send: one view of it, open until all is written, and what it is on the wire."""

    store: Store
    connection: Connection
    station: Station


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is to open a bundle besides the office; `device` is empty for the office itself."""

    device: bytes
    name: str
    box: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part of what there is to send; `is_all_again` takes along what is thought to be there already."""

    has_records: bool = True
    has_pieces: bool = True
    is_all_again: bool = False


EVERYTHING = Wish()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a bundle will bring; its number and its evidence (`going`) are still to be added.

    `noted` writes down what it grants.
    """

    envelope: Header
    load: Load
    ranges: Mapping[bytes, tuple[int, int]]
    going: Collection[PieceKey]
    counts: Mapping[str, int]
    at_rev: int
    noted: Callable[[Connection], object] = lambda _connection: None


def sealing(station: Station, addressee: Addressee) -> Sealing:
    """Opened by the addressee, the office, its escrow, and by who sends it."""
    trust = station.trust
    boxes = dict.fromkeys((addressee.box, trust.box, trust.escrow, station.box))
    return Sealing(station.signing, tuple(boxes), station.identity)


def office_name(store: Store) -> str:
    """How the office calls itself on its papers; nothing where it is not known yet."""
    return next((area.office or area.name or "" for area in store.records(Area)), "")


def here(store: Store, named: Iterable[PieceKey]) -> tuple[set[PieceKey], set[PieceKey]]:
    """Of these pieces of evidence those whose file lies here, and those that lack it."""
    found: tuple[set[PieceKey], set[PieceKey]] = set(), set()
    for key in named:
        found[not _file(store, key).exists()].add(key)
    return found


def named(connection: Connection) -> set[PieceKey]:
    """All evidence that a record names."""
    return {(piece.household, piece.fingerprint) for piece in evidence.pieces(connection)}


def whole(sender: Sender, wanted: Collection[PieceKey], told: Told) -> tuple[list[Piece], int]:
    """These pieces as they travel, looked through one by one, and how many are damaged and stay; `told` may stop it."""
    store = sender.store
    found: list[Piece] = []
    pieces = (evidence.Piece(b"", household, digest) for household, digest in sorted(wanted))
    for piece, state in evidence.states(sender.connection, store.folder, store.opened.key, pieces):
        told()
        if state is State.WHOLE:
            found.append(Piece(piece.household, piece.fingerprint, _file(store, _key(piece)).read_bytes))
    return found, len(wanted) - len(found)


def size_of(store: Store, pieces: Iterable[PieceKey]) -> int:
    """Bytes of these pieces as they travel."""
    return place.size_of(*(_file(store, key) for key in pieces))


def _key(piece: evidence.Piece) -> PieceKey:
    return piece.household, piece.fingerprint


def _file(store: Store, key: PieceKey) -> Path:
    return evidence.file_of(store.folder, store.opened.key, *key)
