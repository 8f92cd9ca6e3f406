"""Writes a bundle: one or more signed and sealed `.ruhu` files, of which each can be taken in alone.

Promise: what `write` returned for lies on the disk under its name, was read back whole through the sender's own key and
compared with what was meant; where that fails, no file of it bears a real name. Nothing plain touches a disk. Memory
holds one chunk, one piece of evidence, and at most `_HELD` bytes of packed records. Hidden: where the parts divide.
"""

import hashlib
import os
import secrets
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import IO

import zstandard
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msgspec import structs

from desktop.domain.errors import Refused
from desktop.exchange import bundle, header, stick
from desktop.exchange.content import (
    LEVEL,
    Entries,
    Have,
    KeptApart,
    Keys,
    Records,
    Scope,
    Told,
    Wanted,
    packed,
    portions,
)
from desktop.exchange.header import ID, MAGIC, MOST_FILE, MOST_HEADER, MOST_PARTS, MOST_PIECE, Checkpoint, Chunk, Header
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.cipher import SigningKey
from desktop.store.journal import Entry
from desktop.store.spelling import readings

SPLIT = 90 << 20
"""Bytes of a part, where nothing else is wished: what chats and old sticks still carry."""

_RAW = 4 << 20  # bytes of records in a chunk before they are packed
_LEAST_RAW = 4096
_HELD = 16 << 20
_POINT = 700  # bytes of a checkpoint in a header, beside its certificate
_FRAME = 2048  # bytes of a file beside header and chunks
_SEALS = 4000  # of so many bytes one is age's
_LONGEST, _SLUG = 60, 20  # letters of a file's name, and of the place in it
_COUNTED = "entries", "told", "evidence"


@dataclass(frozen=True, slots=True)
class Segment:
    """Entries of one origin that follow each other in seq order, and who vouches for the last of them.

    `attest` gives the checkpoint at an entry. Of an own journal it signs one at the end of each part; of a forwarded
    one (`is_whole`) it gives the stored checkpoint at the last entry, and the segment stays in one part. A bundle has
    one segment of an origin. `entries` is read once, as a stream.
    """

    origin: bytes
    entries: Iterable[Entry]
    attest: Callable[[Entry], Checkpoint]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence that goes along. `sealed` gives the same bytes each time: it is asked twice."""

    household: bytes
    digest: str
    sealed: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Load:
    """All that a bundle is to bring. `keys` go in every part; scope, wanted, have and apart in the first."""

    segments: Iterable[Segment] = ()
    told: Iterable[bytes] = ()
    keys: Mapping[bytes, Collection[bytes]] = field(default_factory=dict[bytes, Collection[bytes]])
    scope: Scope | None = None
    wanted: Wanted | None = None
    have: Have | None = None
    apart: KeptApart | None = None
    pieces: Iterable[Piece] = ()


@dataclass(frozen=True, slots=True)
class Sealing:
    """With what a bundle is signed and sealed.

    `recipients` are age's (`age1…`): the receiver, the office, its escrow, and the sender itself, whose `identity`
    (`AGE-SECRET-KEY-1…`) reads back what was written.
    """

    key: SigningKey = field(repr=False)
    recipients: tuple[str, ...]
    identity: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Written:
    """What lies there now: the files in the order of their parts, the headers, bytes of all files."""

    files: tuple[Path, ...]
    headers: tuple[Header, ...]
    size: int
    entries: int
    told: int
    pieces: int


def write(
    folder: Path,
    name: str,
    envelope: Header,
    load: Load,
    sealing: Sealing,
    *,
    room: Path,
    split: int = SPLIT,
    progress: stick.Progress = lambda _done, _of: None,
) -> Written:
    """Writes a bundle into a folder (a stick, mostly), as files named by `file_name(name, …)`.

    `name` is the area's or team's, in any script. `envelope` is the header as far as its docstring says. `room` is a
    folder on this computer's own disk for what doesn't fit in memory (it is sealed, and gone at the end). Refused where
    the disk lacks room, refuses or was pulled out, and where what was written reads back differently.
    """
    place.require_possible(folder)
    with tempfile.SpooledTemporaryFile(_HELD, dir=str(room)) as spooled:
        with database.words_for_failures(room, disk=room):
            plans = _divided(envelope, load, _Shelf(spooled), min(split, MOST_FILE), progress)
        headers = tuple(_headers(envelope, sealing, plans))
        names = _names(folder, name, headers[0])
        parts = [
            stick.Part(each, plan.size, _Content(told, plan, sealing.key))
            for each, told, plan in zip(names, headers, plans, strict=True)
        ]
        files = stick.lay_down(
            folder, parts, sealing.recipients, lambda n, file: _reread(file, headers[n], plans[n], sealing), progress
        )
    counts = sum((plan.counts for plan in plans), Counter[str]())
    size = sum(file.stat().st_size for file in files)
    return Written(files, headers, size, *(counts[kind] for kind in _COUNTED))


def file_name(name: str, number: int, part: int, parts: int, mark: str = "") -> str:
    """How a part's file is called: at most 60 letters that every disk and chat program leaves alone."""
    spelled = "".join(next(iter(readings(name)), ())).lower()
    slug = "".join(sign for sign in spelled if sign.isascii() and sign.isalnum())
    tail = f"-{number:04}{mark}" + (f"-{part}of{parts}" if parts > 1 else "") + ".ruhu"
    return f"ruhu-{slug[: min(_SLUG, _LONGEST - len('ruhu-') - len(tail))] or 'area'}{tail}"


def _names(folder: Path, name: str, first: Header) -> list[str]:
    """Names that are free in the folder."""
    marks = ("", *(f"-{first.bundle[:size].hex()}" for size in (2, 4)))
    numbers = range(1, first.parts + 1)
    choices = [[file_name(name, first.number, part, first.parts, mark) for part in numbers] for mark in marks]
    return next((each for each in choices if not any((folder / one).exists() for one in each)), choices[-1])


# What goes into which part


@dataclass(frozen=True, slots=True)
class _Packed:
    """A chunk, how its bytes are had, how many bytes of a header tell of it, how many things it holds.

    Of entries the ends of their run, too.
    """

    chunk: Chunk
    stored: Callable[[], bytes]
    told: int
    count: int = 1
    run: tuple[Segment, Entry, Entry] | None = None


@dataclass(slots=True)
class _Part:
    """What one file will hold, and how long it and its header will be."""

    size: int
    header: int
    chunks: list[_Packed] = field(default_factory=list[_Packed])

    def add(self, group: Iterable[_Packed]) -> None:
        for each in group:
            self.chunks.append(each)
            self.size += each.chunk.stored + each.told
            self.header += each.told

    def has_room(self, group: Iterable[_Packed], most: int) -> bool:
        told = sum(each.told for each in group)
        stored = sum(each.chunk.stored for each in group)
        return self.size + told + stored <= most and self.header + told <= MOST_HEADER

    @property
    def counts(self) -> Counter[str]:
        return sum((Counter({each.chunk.kind: each.count}) for each in self.chunks), Counter[str]())


class _Shelf:
    """Where packed records lie until they are written: in memory, and what is too much for it on the disk.

    There it is sealed with a key that is nowhere else.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._cipher = ChaCha20Poly1305(ChaCha20Poly1305.generate_key())
        self._count = 0

    def put(self, content: bytes) -> Callable[[], bytes]:
        """Lays it there; how it is had again."""
        nonce = self._count.to_bytes(12, "big")
        self._count += 1
        at = self._file.seek(0, os.SEEK_END)
        size = self._file.write(self._cipher.encrypt(nonce, content, None))

        def take() -> bytes:
            self._file.seek(at)
            return self._cipher.decrypt(nonce, self._file.read(size), None)

        return take


def _divided(envelope: Header, load: Load, shelf: _Shelf, split: int, progress: stick.Progress) -> list[_Part]:
    """All chunks, in the parts that hold them: records first, evidence after. How many is known at the end."""
    raw = max(min(_RAW, split // 2), _LEAST_RAW)
    pack = zstandard.ZstdCompressor(LEVEL)
    keys = {household: tuple(held) for household, held in load.keys.items()}
    runs = portions(keys.items(), lambda item: 32 * len(item[1]), raw)
    in_each = [_shelved(Keys(dict(run)), pack, shelf) for run in runs]
    in_first = [
        _shelved(each, pack, shelf) for each in (load.scope, load.wanted, load.have, load.apart) if each is not None
    ]
    point = _POINT + 4 * len(envelope.certificate) // 3
    groups = chain(
        *(_segment(each, pack, shelf, raw, point) for each in load.segments),
        ([_shelved(Told(run), pack, shelf, len(run))] for run in portions(load.told, len, raw)),
        ([_piece(each)] for each in load.pieces),
    )
    told = len(header.encoded(envelope)) + _FRAME
    most = split - split // _SEALS
    last = _Part(told, told)
    last.add(in_each + in_first)
    parts, is_begun = [last], False
    for group in groups:
        progress(0, 1)
        if is_begun and not last.has_room(group, most):
            last = _Part(told, told)
            last.add(in_each)
            parts.append(last)
        last.add(group)
        is_begun = True
    if len(parts) > MOST_PARTS:
        raise Refused(
            "This would become {parts} files, and nobody carries so many. Nothing was written.",
            "Let each be larger: ruhu bundle export --split-mb 1000",
            parts=len(parts),
        )
    return parts


def _segment(
    segment: Segment, pack: zstandard.ZstdCompressor, shelf: _Shelf, raw: int, point: int
) -> Iterator[list[_Packed]]:
    """The groups of chunks of a segment that must not be parted; `point` is how long an own checkpoint is."""

    def shelved(run: tuple[Entry, ...]) -> _Packed:
        done = _shelved(Entries(run), pack, shelf, len(run))
        return replace(done, told=done.told + point, run=(segment, run[0], run[-1]))

    chunks = map(shelved, portions(segment.entries, lambda entry: len(entry.body), raw))
    if segment.is_whole:
        yield from filter(None, [[*chunks]])
    else:
        yield from ([each] for each in chunks)


def _shelved(content: Records, pack: zstandard.ZstdCompressor, shelf: _Shelf, count: int = 1) -> _Packed:
    kind, raw, stored = packed(content, pack)
    chunk = Chunk(kind, hashlib.sha256(stored).digest(), len(stored), raw)
    return _Packed(chunk, shelf.put(stored), _length(chunk), count)


def _piece(piece: Piece) -> _Packed:
    sealed = piece.sealed()
    digest, size = hashlib.sha256(sealed).digest(), len(sealed)
    if size > MOST_PIECE:
        raise Refused(
            "A piece of evidence has more than {most} MB and can't travel. Nothing was written.",
            "Take the photo or paper in again, smaller; then write the file again.",
            most=MOST_PIECE >> 20,
        )

    def same() -> bytes:
        again = piece.sealed()
        if hashlib.sha256(again).digest() != digest:
            raise differs()
        return again

    chunk = Chunk("evidence", digest, size, size, piece.household, piece.digest)
    return _Packed(chunk, same, _length(chunk))


def _length(chunk: Chunk) -> int:
    """How many bytes of a header tell of a chunk."""
    return len(header.encoded(chunk)) + 1


# What each part says of itself, and how it is read back


def _headers(envelope: Header, sealing: Sealing, plans: list[_Part]) -> Iterator[Header]:
    sender, receiver = (
        structs.replace(each, name=header.plain(each.name)) for each in (envelope.sender, envelope.receiver)
    )
    of_all = structs.replace(
        envelope,
        sender=sender,
        receiver=receiver,
        bundle=secrets.token_bytes(ID),
        parts=len(plans),
        recipients=sealing.recipients,
    )
    for number, plan in enumerate(plans, 1):
        runs: dict[bytes, tuple[Segment, Entry, Entry]] = {}
        for segment, first, last in (each.run for each in plan.chunks if each.run):
            begun = runs[segment.origin][1] if segment.origin in runs else first
            runs[segment.origin] = segment, begun, last
        yield structs.replace(
            of_all,
            part=number,
            ranges={origin: (first.seq, last.seq) for origin, (_, first, last) in runs.items()},
            checkpoints=tuple(segment.attest(last) for segment, _, last in runs.values()),
            chunks=tuple(each.chunk for each in plan.chunks),
        )


@dataclass(frozen=True, slots=True)
class _Content:
    """What is sealed in a part, as a stream."""

    header: Header
    plan: _Part
    key: SigningKey

    def __call__(self) -> Iterator[bytes]:
        told = header.encoded(self.header)
        if len(told) > MOST_HEADER:
            raise Refused(
                "What this file would say of itself is longer than any store reads ({length} bytes). Nothing was "
                "written.",
                "Tell those who look after the program; the area has too many computers for one file.",
                length=len(told),
            )
        yield MAGIC + len(told).to_bytes(4, "big") + told + header.signature(self.key, told)
        for each in self.plan.chunks:
            yield each.stored()


def _reread(file: Path, meant: Header, plan: _Part, sealing: Sealing) -> Iterator[int]:
    """Reads a written part through the sender's own key; Refused where it is not what was meant."""
    counts = Counter[str]()
    try:
        with bundle.opened(file, [sealing.identity], lambda _header: sealing.key.public) as incoming:
            if incoming.header != meant:
                raise differs()
            for chunk, content in zip(meant.chunks, incoming.contents(), strict=True):
                match content:
                    case Entries(many) | Told(many):
                        counts[chunk.kind] += len(many)
                    case _:
                        counts[chunk.kind] += 1
                yield chunk.stored
    except Refused as why:
        raise differs() from why
    if counts != plan.counts:
        raise differs()


def differs() -> Refused:
    return Refused(
        "The file reads back differently from what was written; it was thrown away. The store is untouched.",
        "Use another stick, and look at this one; if it happens again, look at the store with: ruhu check",
    )
