"""The header of a bundle: who sends what to whom, signed as one text before anything that it announces is believed.

Promise: what `decoded` returns keeps to every limit named here, says each thing once, and holds no letter that could
show a name as something it is not. Hidden: identifiers stand in the JSON as hexadecimal digits and are bytes here.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NoReturn, cast

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.store import cipher
from desktop.store.cipher import SigningKey

READER = 1
"""What this program reads: a bundle whose `min_reader` is higher stays sealed."""

MAGIC = b"ruhu\0bundle\0\x01"
MOST_FILE = (4 << 30) - 1
"""Bytes; an old stick (FAT32) holds no larger file."""
MOST_HEADER = 1 << 20  # bytes
MOST_RAW = 32 << 20
"""Bytes that a chunk of records may have when it is unpacked."""
MOST_PIECE = 64 << 20
"""Bytes of one sealed piece of evidence."""
MOST_PARTS = 9999
MOST_LETTERS = 120
"""Of a name."""
GREATEST = (1 << 63) - 1
ORIGIN, ID, HASH, SIGNATURE = 8, 16, 32, 64
"""How many bytes these have."""

NEWER = N_("This file was written by a newer version of Ruhu ({program}). It stays sealed; nothing was taken in.")
DAMAGED = N_("This file is damaged: it is not as it was written ({why}). Nothing was taken in.")
FORGED = N_("The signature of this file is not that of its sender. Nothing was taken in.")
NOT_FOR_US = N_("This file is sealed for somebody else: this store can't open it. Nothing was taken in.")
REWRAPPED = N_("This file was sealed again for this store by somebody, not by its sender. Nothing was taken in.")
NO_BUNDLE = N_("This is no file of Ruhu for exchange. Nothing was taken in.")
TOO_MUCH = N_("Reading this file took too much memory or time, and was stopped. Nothing was taken in.")
STOPPED = N_(
    "The program that reads the file was stopped or crashed before it was done. That says nothing about the file; it "
    "waits here unopened, and nothing was taken in."
)
"""By these messages the window and the command line know what kind of refusal it is."""

_KINDS = re.compile(r"[a-z_]{1,30}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_AGE = re.compile(r"age1[02-9ac-hj-np-z]{10,2000}")
_NO_SIGN = re.compile(r"[^\S ]")
# With these a name can look like another. What only a later Unicode knows, or an office drew itself, may stand.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


if TYPE_CHECKING:
    Hex = bytes
else:

    class Hex(bytes):
        """As what bytes are read from their hexadecimal digits; the header that holds them makes plain ones of them."""


class Party(Struct, frozen=True):
    """A sender or a receiver; `device` is empty for the office."""

    device: Hex = b""
    name: str = ""

    def __post_init__(self) -> None:
        _set(self, device=bytes(self.device))


class Mark(Struct, frozen=True):
    """What a device took in last of the office: up to this revision, of this epoch."""

    epoch: int = 0
    revision: int = 0


class Claim(Struct, frozen=True):
    """What another device said in its bundle `number`, as a lead hands it on: what it took in last of the office."""

    origin: Hex
    device: Hex
    number: int
    mark: Mark

    def __post_init__(self) -> None:
        _set(self, origin=bytes(self.origin), device=bytes(self.device))


class Checkpoint(Struct, frozen=True):
    """A device's word that its journal's entry `seq` has this hash, and so for all entries before it."""

    origin: Hex
    seq: int
    hash: Hex
    certificate: bytes = b""
    signature: Hex = b""

    def __post_init__(self) -> None:
        _set(self, origin=bytes(self.origin), hash=bytes(self.hash), signature=bytes(self.signature))

    def signed(self) -> bytes:
        """What the signature is over."""
        return b"ruhu checkpoint\0" + self.origin + self.seq.to_bytes(8, "big") + self.hash


class Chunk(Struct, frozen=True):
    """What comes after the header: its kind, the SHA-256 and length of the bytes there, and their length unpacked.

    `household` and `digest` are those of a piece of evidence, else empty.
    """

    kind: str
    sha256: Hex
    stored: int
    raw: int
    household: Hex = b""
    digest: str = ""

    def __post_init__(self) -> None:
        _set(self, sha256=bytes(self.sha256), household=bytes(self.household))


class Header(Struct, frozen=True):
    """All that a bundle's part says of itself.

    Whoever writes a bundle fills in what is said up to `counts`; `packing.write` adds what is below it for each part.

    `mark`, `sights` ([revision, own seq at the time]) and `claims` are of bundles that go up; `from_revision`,
    `to_revision`, `for_origin`, `heard` (the number of the newest bundle that came from it), `acks` ({origin: (seq,
    hash)}) and `forked` of those that go down. From
    `from_revision` to `to_revision` is what all parts together bring: a mark moves when the last missing part came.
    `counts` are of the whole bundle, too.
    """

    kind: Literal["up", "down"]
    number: int
    written: int
    program: str
    schema: int
    sender: Party
    receiver: Party
    origin: Hex
    epoch: int = 0
    certificate: bytes = b""
    mark: Mark = Mark()
    from_revision: int = 0
    to_revision: int = 0
    for_origin: Hex = b""
    heard: int = 0
    acks: dict[Hex, tuple[int, Hex]] = {}
    forked: tuple[tuple[Hex, int], ...] = ()
    sights: tuple[tuple[int, int], ...] = ()
    claims: tuple[Claim, ...] = ()
    counts: dict[str, int] = {}

    min_reader: int = READER
    bundle: Hex = b""
    part: int = 1
    parts: int = 1
    recipients: tuple[str, ...] = ()
    ranges: dict[Hex, tuple[int, int]] = {}
    checkpoints: tuple[Checkpoint, ...] = ()
    chunks: tuple[Chunk, ...] = ()

    def __post_init__(self) -> None:
        _set(
            self,
            origin=bytes(self.origin),
            for_origin=bytes(self.for_origin),
            bundle=bytes(self.bundle),
            acks={bytes(origin): (seq, bytes(end)) for origin, (seq, end) in self.acks.items()},
            forked=tuple((bytes(origin), after) for origin, after in self.forked),
            ranges={bytes(origin): span for origin, span in self.ranges.items()},
        )


class _Version(Struct):
    min_reader: int
    program: str = ""


def encoded(header: Header | Chunk) -> bytes:
    """A header as it stands in the file, or what it says of one chunk."""
    return msgspec.json.encode(_in_digits(msgspec.to_builtins(header, builtin_types=(bytes,))))


def signature(key: SigningKey, encoded: bytes) -> bytes:
    return cipher.signed(key, MAGIC + encoded)


def require_signed(public: bytes, signature: bytes, encoded: bytes) -> None:
    """Refused where this is not the signature, by the key's owner, of an encoded header."""
    if not cipher.is_signed(public, MAGIC + encoded, signature):
        raise Refused(FORGED, "Ask the sender for the file again, and tell the office.")


def decoded(encoded: bytes) -> Header:
    """The header of these bytes; Refused where it is a newer program's, damaged, or says what no Ruhu writes."""
    try:
        json.loads(encoded, object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number)
        version = msgspec.json.decode(encoded, type=_Version)
        if version.min_reader > READER:
            raise newer(plain(version.program))
        header = msgspec.json.decode(encoded, type=Header, dec_hook=_read)
    except (ValueError, RecursionError):  # msgspec's and json's are ValueErrors
        raise damaged("header") from None
    if not _is_sound(header):
        raise damaged("header")
    return header


def newer(program: str) -> Refused:
    """`program` is the version that wrote it, where that can be told."""
    return Refused(NEWER, "Install the newer version on this computer, then open the file again.", program=program)


def damaged(why: str) -> Refused:
    """`why` is a word for those who look after the program: what of the file it was."""
    return Refused(DAMAGED, "Copy the file from the sender's stick again, or ask the sender for it again.", why=why)


def plain(name: str) -> str:
    """A name as it may stand in a header: short, on one line, with no letter that is not seen."""
    seen = "".join(filter(_is_seen, _NO_SIGN.sub(" ", name)))
    return unicodedata.normalize("NFC", seen)[:MOST_LETTERS].strip()


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in _HIDDEN


def _set(struct: Struct, **values: object) -> None:
    for name, value in values.items():
        force_setattr(struct, name, value)


def _in_digits(value: Any) -> Any:
    """The same value, bytes as hexadecimal digits; a certificate alone stands there as msgspec writes bytes."""
    match value:
        case bytes():
            return value.hex()
        case list() | tuple():
            return [_in_digits(each) for each in cast("Iterable[Any]", value)]
        case dict():
            held = cast("dict[Any, Any]", value).items()
            return {_in_digits(key): one if key == "certificate" else _in_digits(one) for key, one in held}
        case _:
            return value


def _read(kind: type, value: Any) -> Any:
    if kind is Hex and isinstance(value, str) and (read := bytes.fromhex(value)).hex() == value:
        return Hex(read)
    raise ValueError(kind)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise ValueError(len(pairs))
    return held


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _is_sound(header: Header) -> bool:
    """Whether every value is within its bounds; the types hold already."""
    counted = (
        *(header.number, header.written, header.schema, header.epoch, header.mark.epoch, header.mark.revision),
        *(header.from_revision, header.to_revision, header.heard, *header.counts.values()),
        *(number for pair in header.sights for number in pair),
        *(seq for seq, _ in header.acks.values()),
        *(after for _, after in header.forked),
        *(number for claim in header.claims for number in (claim.number, claim.mark.epoch, claim.mark.revision)),
    )
    return (
        all(0 <= number <= GREATEST for number in counted)
        and all(map(_is_plain, (header.program, header.sender.name, header.receiver.name)))
        and len(header.sender.device) in (0, ID)
        and len(header.receiver.device) in (0, ID)
        and len(header.bundle) == ID
        and 1 <= header.part <= header.parts <= MOST_PARTS
        and len(header.for_origin) in (0, ORIGIN)
        and _is_origin(header.origin, *header.acks, *(origin for origin, _ in header.forked))
        and all(len(claim.origin) == ORIGIN and len(claim.device) == ID for claim in header.claims)
        and all(len(end) == HASH for _, end in header.acks.values())
        and all(map(_AGE.fullmatch, header.recipients))
        and all(_KINDS.fullmatch(name) for name in header.counts)
        and _is_attested(header)
        and all(map(_is_possible, header.chunks))
    )


def _is_plain(name: str) -> bool:
    return len(name) <= MOST_LETTERS and all(map(_is_seen, name))


def _is_origin(*origins: bytes) -> bool:
    return all(len(origin) == ORIGIN for origin in origins)


def _is_attested(header: Header) -> bool:
    """Whether the checkpoints are those of the ends of the ranges."""
    ends = [(point.origin, point.seq) for point in header.checkpoints]
    return (
        _is_origin(*header.ranges)
        and all(0 < first <= last <= GREATEST for first, last in header.ranges.values())
        and sorted(ends) == sorted((origin, last) for origin, (_, last) in header.ranges.items())
        and all(len(point.hash) == HASH and len(point.signature) == SIGNATURE for point in header.checkpoints)
    )


def _is_possible(chunk: Chunk) -> bool:
    is_piece = chunk.kind == "evidence"
    most = MOST_PIECE if is_piece else MOST_RAW
    return (
        bool(_KINDS.fullmatch(chunk.kind))
        and len(chunk.sha256) == HASH
        and 0 < chunk.raw <= most
        and 0 < chunk.stored <= MOST_PIECE
        and is_piece == (len(chunk.household) == ID)
        and is_piece == bool(_DIGEST.fullmatch(chunk.digest))
        and (is_piece or not (chunk.household or chunk.digest))
        and (not is_piece or chunk.raw == chunk.stored)
    )
