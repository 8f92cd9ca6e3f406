"""What the chunks of a bundle hold, and how it becomes bytes: MessagePack lists under zstd, evidence as it is sealed.

Promise: `unpacked` gives values of the right types within the limits of `header`, or Refused; no byte is believed
beyond its signed length. Hidden: of a segment only the first entry of a chunk brings its predecessor's hash, the others
follow from it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import zstandard
from msgspec import Struct

from desktop.exchange.header import GREATEST, HASH, ID, ORIGIN, Chunk, damaged
from desktop.memory import uncollected
from desktop.store.journal import Entry, entry_hash

LEVEL = 3
_WINDOW = 8 << 20  # bytes that unpacking may look back; at our level it is 2 MiB
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PER_ITEM = 40  # bytes that an item takes beside its largest part, more or less
_KEY = 32


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of one origin that follow each other; their hashes were computed from their bytes."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Bodies that came down or come back, each with ops of one household, as the table `told` keeps them."""

    bodies: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """Households' keys."""

    keys: Mapping[bytes, tuple[bytes, ...]]


class Gone(Struct, array_like=True, frozen=True):
    """A household that left the receiver's scope, and with whom it is now since when (an ISO date, or empty)."""

    household: bytes
    number: str
    door: str
    team: str
    since: str


class Scope(Struct, array_like=True, frozen=True):
    """Which households the receiver holds: everything, or these."""

    is_all: bool
    households: tuple[bytes, ...] = ()
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Evidence that the office asks for: (household, digest)."""

    pieces: tuple[tuple[bytes, str], ...]


@dataclass(frozen=True, slots=True)
class Have:
    """Digests of evidence that the office durably holds."""

    digests: tuple[str, ...]


class Apart(Struct, array_like=True, frozen=True):
    """What somebody wrote that the office keeps, and lets reach no rows; why, as a message id."""

    origin: bytes
    seq: int
    row: bytes
    group: str
    household: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class KeptApart:
    """All that the office keeps apart of what the receiver has, or may still get."""

    ops: tuple[Apart, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A piece of evidence as it lies in the store's evidence folder, sealed under its household's key."""

    household: bytes
    digest: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Unknown:
    """A chunk of a kind that only a newer program knows; it was skipped."""

    kind: str


Content = Entries | Told | Keys | Scope | Wanted | Have | KeptApart | Sealed | Unknown
Records = Entries | Told | Keys | Scope | Wanted | Have | KeptApart
"""Content that travels packed."""

_Item = TypeVar("_Item")

_ENCODE = msgspec.msgpack.Encoder().encode
_ENTRIES = msgspec.msgpack.Decoder(list[tuple[bytes, int, bytes, bytes]]).decode
_TOLD = msgspec.msgpack.Decoder(tuple[bytes, ...]).decode
_KEYS = msgspec.msgpack.Decoder(list[tuple[bytes, tuple[bytes, ...]]]).decode
_SCOPE = msgspec.msgpack.Decoder(Scope).decode
_WANTED = msgspec.msgpack.Decoder(tuple[tuple[bytes, str], ...]).decode
_HAVE = msgspec.msgpack.Decoder(tuple[str, ...]).decode
_APART = msgspec.msgpack.Decoder(tuple[Apart, ...]).decode


def packed(content: Records, pack: zstandard.ZstdCompressor) -> tuple[str, int, bytes]:
    """The kind of a chunk, its length before packing, and its bytes."""
    match content:
        case Entries(entries):
            first, *others = entries
            rows = [(first.origin, first.seq, first.prev_hash, first.body)]
            kind, value = "entries", rows + [(each.origin, each.seq, b"", each.body) for each in others]
        case Told(bodies):
            kind, value = "told", bodies
        case Keys(keys):
            kind, value = "keys", [(household, tuple(held)) for household, held in keys.items()]
        case Scope():
            kind, value = "scope", content
        case Wanted(pieces):
            kind, value = "wanted", pieces
        case Have(digests):
            kind, value = "have", digests
        case KeptApart(ops):
            kind, value = "apart", ops
    raw = _ENCODE(value)
    return kind, len(raw), pack.compress(raw)


def portions(items: Iterable[_Item], size: Callable[[_Item], int], most: int) -> Iterator[tuple[_Item, ...]]:
    """The same items in runs of about so many bytes, at least one in each."""
    run: list[_Item] = []
    held = 0
    for item in items:
        needed = size(item) + _PER_ITEM
        if run and held + needed > most:
            yield tuple(run)
            run, held = [], 0
        run.append(item)
        held += needed
    if run:
        yield tuple(run)


def unpacked(chunk: Chunk, stored: bytes) -> Content:
    """What a chunk holds whose length and SHA-256 are as they were signed."""
    if chunk.kind == "evidence":
        return Sealed(chunk.household, chunk.digest, stored)
    if chunk.kind not in _READ:
        return Unknown(chunk.kind)
    try:
        with uncollected():
            return _READ[chunk.kind](_raw(chunk, stored))
    except (ValueError, RecursionError, zstandard.ZstdError):  # msgspec's, and what is out of bounds, are ValueErrors
        raise damaged(chunk.kind) from None


def _raw(chunk: Chunk, stored: bytes) -> bytes:
    """The bytes of records, never more than was signed."""
    frame = zstandard.get_frame_parameters(stored)
    _require(frame.content_size == chunk.raw)  # the frame's own word is what the unpacker goes by
    unpack = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    raw = unpack.decompress(stored, max_output_size=chunk.raw, allow_extra_data=False)
    _require(len(raw) == chunk.raw)
    return raw


def _entries(raw: bytes) -> Entries:
    rows = _ENTRIES(raw)
    _require(bool(rows))
    origin, seq, prev, _ = rows[0]
    _require(len(origin) == ORIGIN, len(prev) == HASH, seq > 0, seq + len(rows) <= GREATEST)
    found: list[Entry] = []
    for n, (of, at, before, body) in enumerate(rows):
        if of != origin or at != seq + n or (n and before):
            raise ValueError(n)
        here = entry_hash(prev, body)
        found.append(Entry(origin, at, prev, here, body))
        prev = here
    return Entries(tuple(found))


def _told(raw: bytes) -> Told:
    return Told(_TOLD(raw))


def _keys(raw: bytes) -> Keys:
    rows = _KEYS(raw)
    held = dict(rows)
    _require(len(held) == len(rows), *(len(household) == ID for household in held))
    _require(*(len(key) == _KEY for keys in held.values() for key in keys))
    return Keys(held)


def _scope(raw: bytes) -> Scope:
    scope = _SCOPE(raw)
    _require(*(len(household) == ID for household in scope.households))
    _require(*(len(each.household) == ID for each in scope.gone))
    return scope


def _wanted(raw: bytes) -> Wanted:
    pieces = _WANTED(raw)
    _require(*(len(household) == ID and bool(_DIGEST.fullmatch(digest)) for household, digest in pieces))
    return Wanted(pieces)


def _have(raw: bytes) -> Have:
    digests = _HAVE(raw)
    _require(*(bool(_DIGEST.fullmatch(digest)) for digest in digests))
    return Have(digests)


def _apart(raw: bytes) -> KeptApart:
    ops = _APART(raw)
    _require(*(len(op.origin) == ORIGIN and len(op.row) == ID and 0 < op.seq < GREATEST for op in ops))
    return KeptApart(ops)


def _require(*holds: bool) -> None:
    if not all(holds):
        raise ValueError(holds.index(False))


_READ: dict[str, Callable[[bytes], Any]] = {
    "entries": _entries,
    "told": _told,
    "keys": _keys,
    "scope": _scope,
    "wanted": _wanted,
    "have": _have,
    "apart": _apart,
}
