"""Invented bundles: who sends them, what they bring, and what hostile hands make of them."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import pyrage
from msgspec import structs
from pyrage import x25519

from desktop.domain.fields import SCHEMA, Role
from desktop.exchange import bundle, certificates, keys, packing, verifying
from desktop.exchange.certificates import Certificate, Line, Scope
from desktop.exchange.content import Content, Gone, Have, Wanted
from desktop.exchange.content import Scope as Holding
from desktop.exchange.header import MAGIC, SIGNATURE, Checkpoint, Header, Mark, Party
from desktop.exchange.keys import DeviceKeys, Escrow, OfficeKeys
from desktop.exchange.packing import Load, Piece, Sealing, Segment, Written
from desktop.store import cipher
from desktop.store.journal import NO_HASH, Body, Entry, WrittenOp, sealed_entry

OWN, FORWARDED = b"own-----", b"forward-"
HOUSEHOLD, OTHER = b"household-number", b"another-one-here"
DIGEST = "ab" * 32
NOTE = "示例：不能落在盘上的一句话"
_MOMENT = 1_790_000_000_000


@dataclass(frozen=True)
class Office:
    """An office and one device of its field."""

    keys: OfficeKeys
    escrow: Escrow
    device: DeviceKeys

    @classmethod
    def founded(cls) -> "Office":
        return cls(*keys.found_office(), keys.new_device())

    @cached_property
    def certificate(self) -> bytes:
        person = Line(b"p" * 16, "陈示例", Role.WORKER, Scope.ASSIGNED, "2030-01-01", self.device.public)
        said = Certificate(
            device=self.device.device,
            store=b"s" * 16,
            name="东一组 2 号本",
            team="东一组",
            number=1,
            issued=_MOMENT,
            until="2030-01-01",
            signing=self.device.public,
            box=self.device.box,
            lines=(person,),
            office=self.keys.trust,
        )
        return certificates.issue(self.keys, said)

    @property
    def sealing(self) -> Sealing:
        """How the device seals what goes up."""
        recipients = self.keys.box, self.keys.escrow, self.device.box
        return Sealing(self.device.signing, recipients, self.device.identity)

    @property
    def down(self) -> Sealing:
        """How the office seals what goes down to the device."""
        recipients = self.device.box, self.keys.box, self.keys.escrow
        return Sealing(self.keys.signing, recipients, self.keys.identity)

    def attest(self, entry: Entry) -> Checkpoint:
        """The device's own word for its journal up to an entry."""
        said = Checkpoint(entry.origin, entry.seq, entry.hash, self.certificate)
        return structs.replace(said, signature=cipher.signed(self.device.signing, said.signed()))

    @property
    def envelope(self) -> Header:
        return Header(
            kind="up",
            number=42,
            written=_MOMENT,
            program="0.8",
            schema=SCHEMA,
            sender=Party(self.device.device, "东一组 2 号本"),
            receiver=Party(b"", "示例指挥部"),
            origin=OWN,
            certificate=self.certificate,
            mark=Mark(1, 7),
            sights=((7, 3),),
            counts={"records": 4},
        )

    @property
    def answer(self) -> Header:
        """The envelope of what goes down."""
        return Header(
            kind="down",
            number=7,
            written=_MOMENT,
            program="0.8",
            schema=SCHEMA,
            sender=Party(b"", "示例指挥部"),
            receiver=Party(self.device.device, "东一组 2 号本"),
            origin=b"office--",
            epoch=1,
            from_revision=0,
            to_revision=9,
            for_origin=OWN,
            acks={OWN: (3, bytes(32))},
            forked=((FORWARDED, 2),),
        )

    def read(self, file: Path, identity: str = "") -> tuple[Header, list[Content]]:
        """All that a file holds, as the office reads it."""
        with bundle.opened(file, [identity or self.keys.identity], verifying.signer(self.keys.root)) as incoming:
            return incoming.header, [*incoming.contents()]


def entries(origin: bytes, number: int, first: int = 1, size: int = 0, seed: int = 1) -> Iterator[Entry]:
    """Entries that follow each other; each has one op, of so many bytes that nothing makes smaller."""
    chance = Random(seed)  # noqa: S311  the same in each run
    prev = NO_HASH if first == 1 else bytes([first % 256]) * 32
    for seq in range(first, first + number):
        value = chance.randbytes(size) if size else {"note": NOTE}
        op = WrittenOp(
            "household", chance.randbytes(16), "note", HOUSEHOLD, value, {origin: seq - 1} if seq > 1 else {}
        )
        said = Body(origin, seq, seq << 16, _MOMENT + seq, 480, b"p" * 16, "量过之后", SCHEMA, [op])
        entry = sealed_entry(said, prev)
        prev = entry.hash
        yield entry


def told(number: int) -> list[bytes]:
    return [entry.body for entry in entries(FORWARDED, number)]


def a_piece(number: int, size: int = 1000) -> Piece:
    """A piece of evidence whose sealed bytes are always the same."""
    sealed = Random(number).randbytes(size)  # noqa: S311  the same in each run
    return Piece(HOUSEHOLD, f"{number:064x}", lambda: sealed)


def a_load(office: Office, *, own: int = 3, size: int = 0, pieces: int = 1) -> Load:
    """Something of every kind that goes up."""
    forwarded = Segment(FORWARDED, entries(FORWARDED, 2, first=5), office.attest, is_whole=True)
    return Load(
        segments=[Segment(OWN, entries(OWN, own, size=size), office.attest), forwarded],
        told=told(2),
        keys={HOUSEHOLD: [b"k" * 32]},
        pieces=[a_piece(number) for number in range(1, pieces + 1)],
    )


def an_answer() -> Load:
    """Something of every kind that goes down."""
    return Load(
        told=told(2),
        keys={HOUSEHOLD: [b"k" * 32, b"l" * 32], OTHER: [b"m" * 32]},
        scope=Holding(
            is_all=False, households=(HOUSEHOLD,), gone=(Gone(OTHER, "DY-07", "示例里 7 号", "西二组", "2026-11-20"),)
        ),
        wanted=Wanted(((HOUSEHOLD, DIGEST),)),
        have=Have((DIGEST,)),
        pieces=[a_piece(1)],
    )


def written(office: Office, folder: Path, load: Load | None = None, **named: Any) -> Written:
    """What the device sends up, in a folder."""
    load = load or a_load(office)
    return packing.write(folder, "东一组", office.envelope, load, office.sealing, room=folder.parent, **named)


@dataclass
class Opened:
    """The plain inside of a file, to be altered and sealed again by somebody who holds a key."""

    header: dict[str, Any]
    signature: bytes
    chunks: list[bytes]
    tail: bytes = b""
    length: int | None = None
    """What is said of the header's length; None for the truth."""
    told: bytes = b""
    """The header as bytes, where no JSON writer would write it so."""
    magic: bytes = field(default=MAGIC)

    @classmethod
    def of(cls, plain: bytes) -> "Opened":
        at = len(MAGIC) + 4
        end = at + int.from_bytes(plain[len(MAGIC) : at], "big")
        header = json.loads(plain[at:end])
        rest, chunks = plain[end + SIGNATURE :], list[bytes]()
        for chunk in header["chunks"]:
            chunks.append(rest[: chunk["stored"]])
            rest = rest[chunk["stored"] :]
        return cls(header, plain[end : end + SIGNATURE], chunks, rest)

    def sign(self, key: cipher.SigningKey) -> None:
        self.signature = cipher.signed(key, MAGIC + self.written())

    def written(self) -> bytes:
        return self.told or json.dumps(self.header, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def plain(self) -> bytes:
        told = self.written()
        length = len(told) if self.length is None else self.length
        return b"".join((self.magic, length.to_bytes(4, "big"), told, self.signature, *self.chunks, self.tail))


def inside(file: Path, identity: str) -> bytes:
    return pyrage.decrypt(file.read_bytes(), [x25519.Identity.from_str(identity)])


def sealed(plain: bytes, recipients: Sequence[str]) -> bytes:
    return pyrage.encrypt(plain, [x25519.Recipient.from_str(each) for each in recipients])


def altered(office: Office, file: Path, alter: Callable[[Opened], object], *, is_signed: bool = True) -> bytes:
    """A file of the device that was opened, altered, signed again by its own key or not, and sealed again."""
    found = Opened.of(inside(file, office.keys.identity))
    alter(found)
    if is_signed:
        found.sign(office.device.signing)
    return sealed(found.plain(), office.sealing.recipients)
