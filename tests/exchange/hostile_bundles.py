"""What a sender who holds a key of the area could make to harm its reader, or that is not what it says."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import bundles
import msgspec
import zstandard
from bundles import FORWARDED, HOUSEHOLD, OWN, Opened
from msgspec import structs

from desktop.exchange import header
from desktop.exchange.header import MOST_HEADER, Chunk
from desktop.store.journal import Entry

MIB = 1 << 20


def chunk_of(stored: bytes, kind: str, raw: int) -> dict[str, Any]:
    told = Chunk(kind, hashlib.sha256(stored).digest(), len(stored), raw)
    return json.loads(header.encoded(told))


def instead(kind: str, raw: bytes, **lies: Any) -> Callable[[Opened], object]:
    """Has the first chunk of a kind hold something else; `lies` are told of it."""

    def alter(found: Opened) -> None:
        at = next(n for n, chunk in enumerate(found.header["chunks"]) if chunk["kind"] == kind)
        stored = packed(raw)
        found.header["chunks"][at] = chunk_of(stored, kind, len(raw)) | lies
        found.chunks[at] = stored

    return alter


def claiming(raw: bytes, claimed: int) -> bytes:
    """A zstd frame that claims to hold so many bytes (RFC 8878, 3.1.1.1)."""
    stored = bytearray(packed(raw))
    assert stored[4] >> 6 == 2, "its size stands there in four bytes"
    at = 5 if stored[4] & 32 else 6
    stored[at : at + 4] = claimed.to_bytes(4, "little")
    assert zstandard.get_frame_parameters(bytes(stored)).content_size == claimed
    return bytes(stored)


def packed(raw: bytes, **settings: Any) -> bytes:
    return zstandard.ZstdCompressor(**settings).compress(raw)


def framed(frame: Callable[[], bytes], raw: int) -> Callable[[Opened], object]:
    """Has the keys' chunk be a frame that is made when it is wanted."""

    def alter(found: Opened) -> None:
        stored = frame()
        found.header["chunks"][0], found.chunks[0] = chunk_of(stored, "keys", raw), stored

    return alter


def says(**values: Any) -> Callable[[Opened], object]:
    return lambda found: found.header.update(values)


def says_of_first(**values: Any) -> Callable[[Opened], object]:
    return lambda found: found.header["chunks"][0].update(values)


def as_text(text: bytes) -> Callable[[Opened], object]:
    """Puts this before the end of the header as it is."""

    def alter(found: Opened) -> None:
        found.told = found.written()[:-1] + b"," + text + b"}"

    return alter


def of_length(length: int) -> Callable[[Opened], object]:
    def alter(found: Opened) -> None:
        found.length = length

    return alter


def drop_entries(found: Opened) -> None:
    at = next(n for n, chunk in enumerate(found.header["chunks"]) if chunk["kind"] == "entries")
    del found.header["chunks"][at], found.chunks[at]


def rows(*entries: Entry, **changed: Any) -> bytes:
    """Entries as they travel, the last one changed."""
    held: list[list[Any]] = [[each.origin, each.seq, b"", each.body] for each in entries]
    held[0][2] = entries[0].prev_hash
    names = "origin", "seq", "prev_hash", "body"
    held[-1] = [changed.get(name, value) for name, value in zip(names, held[-1], strict=True)]
    return msgspec.msgpack.encode(held)


THREE = [*bundles.entries(OWN, 3)]
_DEEP = 100_000
HOSTILE: dict[str, Callable[[Opened], object]] = {
    # The header
    "a header that is said to be 4 GB": of_length(0xFFFFFFFF),
    "a header that is said to be larger than any": of_length(MOST_HEADER + 1),
    "a header that is said to be empty": of_length(0),
    "a header that is said to be shorter": of_length(100),
    "a header of 2 MB": says(program="0" * (2 * MIB)),
    "a name of 50 MB": lambda found: found.header["sender"].update(name="n" * (50 * MIB)),
    "a name of 1,000 letters": says(receiver={"device": "", "name": "长" * 1000}),
    "a name that turns the text around": says(receiver={"device": "", "name": "\u202e示例"}),
    "a name with a line's end": says(receiver={"device": "", "name": "示例\n示例"}),
    "a name with half a letter": says(receiver={"device": "", "name": "\ud800"}),
    "a name that is a number": says(receiver={"device": "", "name": 5}),
    "half a letter, escaped": as_text(b'"program":"\\ud800"'),
    "a key twice": as_text(b'"number":43'),
    "a key twice in what nobody knows": as_text(b'"new":{"a":1,"a":2}'),
    "NaN": as_text(b'"new":NaN'),
    "Infinity": as_text(b'"new":-Infinity'),
    "a number with a point": says(number=42.5),
    "a number with an exponent": as_text(b'"new":1e400'),
    "2 to the 64": says(number=1 << 64),
    "2 to the 63": says(epoch=1 << 63),
    "a number of 100,000 digits": as_text(b'"new":' + b"9" * 100_000),
    "a number below zero": says(written=-1),
    "no valid UTF-8": as_text(b'"new":"\xff\xfe"'),
    "text in UTF-16": lambda found: setattr(found, "told", found.written().decode().encode("utf-16")),
    "100,000 lists in each other": as_text(b'"new":' + b"[" * _DEEP + b"]" * _DEEP),
    "100,000 objects in each other": as_text(b'"new":' + b'{"a":' * _DEEP + b"1" + b"}" * _DEEP),
    "no object": lambda found: setattr(found, "told", b"[]"),
    "nothing but blanks": lambda found: setattr(found, "told", b" " * 100),
    "two headers": lambda found: setattr(found, "told", found.written() * 2),
    "a path for an id": says(bundle="../../../../etc/passwd"),
    "an id in capitals": says(bundle="AB" * 16),
    "an id that is too short": says(bundle="ab" * 15),
    "an origin that is too long": says(origin="ab" * 9),
    "a device of one byte": says(receiver={"device": "ab", "name": ""}),
    "part 0": says(part=0),
    "part 2 of 1": says(part=2),
    "a million parts": says(parts=1_000_000),
    "a sender's way that nobody knows": says(kind="sideways"),
    "a range without a checkpoint": says(ranges={OWN.hex(): [1, 3], FORWARDED.hex(): [5, 6], "ab" * 8: [1, 2]}),
    "a range that runs backwards": says(ranges={OWN.hex(): [3, 1], FORWARDED.hex(): [5, 6]}),
    "a range that begins before": says(ranges={OWN.hex(): [0, 3], FORWARDED.hex(): [5, 6]}),
    "a range that begins earlier": says(ranges={OWN.hex(): [1, 3], FORWARDED.hex(): [4, 6]}),
    "recipients that are none of age's": says(recipients=["/dev/null", "a" * 70]),
    "a count of what can't be counted": says(counts={"../records": 4}),
    # What it announces
    "a chunk that is said to be 4 GB": says_of_first(stored=1 << 32, raw=1 << 32),
    "a chunk that is said to become 4 GB": says_of_first(raw=1 << 32),
    "a chunk that is said to be longer": lambda found: says_of_first(stored=found.header["chunks"][0]["stored"] + 1)(
        found
    ),
    "a chunk that is said to be shorter": lambda found: says_of_first(stored=found.header["chunks"][0]["stored"] - 1)(
        found
    ),
    "a chunk of no bytes": says_of_first(stored=0),
    "a chunk of fewer than none": says_of_first(stored=-5),
    "a chunk that becomes one byte less": lambda found: says_of_first(raw=found.header["chunks"][0]["raw"] - 1)(found),
    "a chunk whose digest is another": says_of_first(sha256="ab" * 32),
    "a chunk named by a path": says_of_first(kind="../../evidence"),
    "records that name a household": says_of_first(household="ab" * 16),
    "a chunk more": lambda found: found.header["chunks"].append(found.header["chunks"][0]),
    "a chunk less": lambda found: found.header["chunks"].pop(),
    "bytes after the last": lambda found: setattr(found, "tail", b"more"),
    "the chunks of another part": lambda found: found.chunks.__setitem__(0, found.chunks[1]),
    "evidence named by a path": lambda found: found.header["chunks"][-1].update(digest="../" * 21 + "x"),
    "evidence that becomes more": lambda found: found.header["chunks"][-1].update(raw=64 * MIB),
    "evidence of nobody": lambda found: found.header["chunks"][-1].update(household=""),
    "evidence altered": lambda found: found.chunks.__setitem__(-1, bytes(len(found.chunks[-1]))),
    # What the chunks hold
    "a zip bomb": framed(lambda: packed(bytes(512 * MIB)), 32 * MIB),
    "a zip bomb that says it is small": framed(lambda: claiming(bytes(64 * MIB), MIB), MIB),
    "a frame that claims 4 GB": framed(lambda: claiming(bytes(MIB), 0xFFFFFFFF), MIB),
    "a frame that doesn't say how much": framed(lambda: packed(bytes(1000), write_content_size=False), 1000),
    "two frames": framed(lambda: packed(bytes(1000)) * 2, 1000),
    "a window of 128 MB": framed(
        lambda: packed(bytes(20 * MIB), compression_params=zstandard.ZstdCompressionParameters(window_log=27)), 20 * MIB
    ),
    "no frame": framed(lambda: b"nothing that was packed", 1000),
    "keys that are no list": instead("keys", b"\x05"),
    "a list of 10⁹ keys": instead("keys", b"\xdd\x3b\x9a\xca\x00\x92\xc4\x01a\x90"),
    "a list of 10⁹ lists": instead("keys", b"\xdd\x3b\x9a\xca\x00" + b"\x90" * 1000),
    "10⁹ bytes of told": instead("told", b"\x91\xc6\x3b\x9a\xca\x00abc"),
    "100,000 lists in each other in a chunk": instead("told", b"\x91" * _DEEP),
    "a list with something after it": instead("told", b"\x91\xc4\x01ab"),
    "a list that ends before": instead("told", b"\x92\xc4\x01a"),
    "text instead of bytes": instead("told", b"\x91\xa1a"),
    "an extension": instead("told", b"\x91\xd4\x05a"),
    "a household's key of one byte": instead("keys", msgspec.msgpack.encode([(HOUSEHOLD, [b"k"])])),
    "a household twice": instead("keys", msgspec.msgpack.encode([(HOUSEHOLD, [b"k" * 32])] * 2)),
    "a household that is a path": instead("keys", msgspec.msgpack.encode([(b"../../etc/passwd/", [b"k" * 32])])),
    "no entries": instead("entries", b"\x90"),
    "an entry altered": instead(
        "entries", rows(*THREE[:2], structs.replace(THREE[2], body=THREE[2].body[:-1] + b"\x91"))
    ),
    "an entry left out": instead("entries", rows(THREE[0], THREE[2])),
    "an entry twice": instead("entries", rows(THREE[0], THREE[0], THREE[1])),
    "entries in another order": instead("entries", rows(THREE[0], THREE[2], THREE[1])),
    "an entry of another origin": instead("entries", rows(*THREE, origin=FORWARDED)),
    "a jump of 2 to the 40": instead("entries", rows(*THREE, seq=3 + (1 << 40))),
    "a seq of 2 to the 64": instead("entries", rows(*THREE, seq=(1 << 64) - 1)),
    "an entry that names another before it": instead("entries", rows(*THREE, prev_hash=THREE[1].hash)),
    "fewer entries than were announced": instead("entries", rows(*THREE[:2])),
    "more entries than were announced": instead("entries", rows(*bundles.entries(OWN, 4))),
    "no entries, though they were announced": drop_entries,
}
