"""The first look at a whole bundle: what it brings, which households begin in it, whose chains part from those here.

Promise: nothing is written, and what it finds does not depend on the order of the chunks. Hidden: of a chain that parts
(a copy of its store was used) the first entry is told that is another one here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from desktop.domain.errors import Refused
from desktop.exchange.bundle import Incoming
from desktop.exchange.content import Apart, Entries, Have, KeptApart, Keys, Scope, Sealed, Told, Unknown, Wanted
from desktop.exchange.header import damaged
from desktop.store import provenance
from desktop.store.connection import Connection
from desktop.store.journal import Body, Entry

FARTHEST = 1 << 40
"""So many entries no store writes; a number beyond would leave no room for those that come after it."""

_DECODE = msgspec.msgpack.Decoder(Body).decode


class Fork(NamedTuple):
    """The first entry of an origin that is another one than here."""

    origin: bytes
    seq: int
    hash: bytes


@dataclass(slots=True)
class Survey:
    """What a bundle holds. `made` names by household the origin that begins it here."""

    keys: dict[bytes, list[bytes]] = field(default_factory=dict[bytes, list[bytes]])
    made: dict[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    forks: dict[bytes, Fork] = field(default_factory=dict[bytes, Fork])
    scope: Scope | None = None
    wanted: tuple[tuple[bytes, str], ...] = ()
    have: tuple[str, ...] = ()
    apart: tuple[Apart, ...] = ()
    unknown: set[str] = field(default_factory=set[str])
    entries: int = 0
    told: int = 0
    pieces: int = 0

    def add(self, content: object, connection: Connection) -> None:
        match content:
            case Entries():
                self._add_entries(content, connection)
            case Told(bodies):
                self.told += len(bodies)
            case Keys(keys):
                for household, some in keys.items():
                    known = self.keys.setdefault(household, [])
                    known += (key for key in some if key not in known)
            case Scope() | Wanted() | Have() | KeptApart():
                self._add_word(content)
            case Sealed():
                self.pieces += 1
            case Unknown(kind):
                self.unknown.add(kind)
            case _:
                raise TypeError(content)

    def _add_word(self, content: Scope | Wanted | Have | KeptApart) -> None:
        match content:
            case Scope():
                self.scope = content
            case Wanted(pieces):
                self.wanted += pieces
            case Have(digests):
                self.have += digests
            case KeptApart(ops):
                self.apart += ops

    def _add_entries(self, content: Entries, connection: Connection) -> None:
        self.entries += len(content.entries)
        origin = content.entries[0].origin
        if origin not in self.forks and (found := _fork(origin, content, connection)):
            self.forks[origin] = found
        for entry in content.entries:
            for op in _said(entry.body).ops:
                if op.row == op.household and op.group == "number" and not op.ctx:
                    self.made.setdefault(op.row, origin)


def surveyed(incoming: Incoming, connection: Connection) -> Survey:
    """What a bundle holds; Refused where it is not whole. What its entries say is judged as they are taken in."""
    found = Survey()
    ends = provenance.last_seqs(connection, incoming.header.ranges)
    for origin, (_, last) in incoming.header.ranges.items():
        if last > ends.get(origin, 0) + FARTHEST:
            raise Refused(
                "Its entries bear numbers that no computer reaches ({seq}). Nothing was taken in.",
                "Keep the file, and let the office look at the computer that it came from with: ruhu check",
                seq=last,
            )
    for content in incoming.contents():
        found.add(content, connection)
    return found


def _fork(origin: bytes, content: Entries, connection: Connection) -> Fork | None:
    first, last = content.entries[0], content.entries[-1]
    known = provenance.hashes(connection, origin, first.seq - 1, last.seq)
    before = known.get(first.seq - 1)
    if before is not None and before != first.prev_hash:
        return Fork(origin, first.seq - 1, first.prev_hash)
    return next(
        (
            Fork(origin, entry.seq, entry.hash)
            for entry in content.entries
            if known.get(entry.seq, entry.hash) != entry.hash
        ),
        None,
    )


def _said(body: bytes) -> Body:
    try:
        return _DECODE(body)
    except (msgspec.DecodeError, RecursionError):
        raise damaged("body") from None


def entries_of(incoming: Incoming) -> Iterator[Entry]:
    """Its entries alone, chain by chain."""
    for content in incoming.contents():
        if isinstance(content, Entries):
            yield from content.entries


def told_of(incoming: Incoming) -> Iterator[bytes]:
    """What it tells of entries that it doesn't bring."""
    for content in incoming.contents():
        if isinstance(content, Told):
            yield from content.bodies


def pieces_of(incoming: Incoming) -> Iterator[Sealed]:
    """Its evidence."""
    for content in incoming.contents():
        if isinstance(content, Sealed):
            yield content
