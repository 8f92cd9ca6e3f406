"""Certificates: what the office says of a device, its keys, and one line for each person who works on it.

Promise: nothing of a certificate is believed before the office's signature below it is; a forged one, one of another
office, one that ran out and one that a newer one replaced are each refused in words of their own. Hidden: the form of
the signed bytes. A certificate names the office's own keys too, so that a device learns newer ones with it.
"""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.exchange.keys import Id, OfficeKeys, Public, Recipient, Trust
from desktop.store import cipher

LARGEST = 64 * 1024
"""Bytes of a certificate, its signature included."""

MOST_PEOPLE = 32

_SIGNED = b"ruhu certificate\0"
_SIGNATURE = 64
_Name = Annotated[str, Meta(max_length=200)]
_Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]


class Scope(StrEnum):
    """Whose households a person writes about, and so which ones a device is sent."""

    ASSIGNED = "assigned"
    TEAM = "team"
    AREA = "area"


SCOPE_OF = {Role.WORKER: Scope.ASSIGNED, Role.LEAD: Scope.TEAM}
"""The scope of a role where nothing else is said; that of the others is the area."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the office says of one person who works on the device; `person` is the id of the staff record."""

    person: Id
    name: _Name
    role: Role
    scope: Scope
    until: _Day
    public: Public


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the office says of a device; of several the one of the highest number counts."""

    device: Id
    store: Id
    name: _Name
    team: _Name
    number: Annotated[int, Meta(ge=1, lt=1 << 31)]
    issued: Annotated[int, Meta(ge=0, lt=1 << 50)]  # milliseconds UTC
    until: _Day
    signing: Public
    box: Recipient
    lines: Annotated[tuple[Line, ...], Meta(max_length=MOST_PEOPLE)]
    office: Trust

    def line(self, person: bytes) -> Line | None:
        """What it says of a person."""
        return next((line for line in self.lines if line.person == person), None)

    def is_in_force(self, day: date) -> bool:
        return day.isoformat() <= self.until


def issue(keys: OfficeKeys, said: Certificate) -> bytes:
    """Sign what the office says of a device."""
    body = msgspec.msgpack.encode(replace(said, office=keys.trust))
    return body + cipher.signed(keys.signing, _SIGNED + body)


def verified(content: bytes, root: bytes) -> Certificate:
    """What a certificate says that this office's key signed; Refused where another office, or nobody, did."""
    body, signature = _parts(content)
    if not cipher.is_signed(root, _SIGNED + body, signature):
        told = _decoded(body)
        if told is not None and told.office.root != root and _is_by(told, body, signature):
            raise Refused(
                "This certificate is one of another office. Nothing was taken in.",
                "Ask the office that this computer belongs to, or make a new store for the other one.",
            )
        raise _forged()
    told = _decoded(body)
    if told is None or told.office.root != root:
        raise _forged()
    return told


def first(content: bytes) -> Certificate:
    """What a certificate says, and signs, of an office that is not trusted yet: people compare its words first."""
    body, signature = _parts(content)
    told = _decoded(body)
    if told is None or not _is_by(told, body, signature):
        raise _forged()
    return told


def require_in_force(told: Certificate, day: date) -> None:
    """Refused where a certificate has run out."""
    if not told.is_in_force(day):
        raise Refused(
            "The certificate of {device} ran out on {until}. What was written stays here and is kept.",
            "Ask the office for a new one: ruhu enrol request",
            device=told.name,
            until=told.until,
        )


def require_newer(told: Certificate, number: int) -> None:
    """Refused where a certificate of a higher number is known; the same one again is fine."""
    if told.number < number:
        raise Refused(
            "This certificate of {device} is number {number}; number {known} came after it. Nothing was taken in.",
            "Take the office's newest file for this computer.",
            device=told.name,
            number=told.number,
            known=number,
        )


def text(content: bytes) -> str:
    """A certificate as it stands in a record and in a header."""
    return base64.b64encode(content).decode()


def from_text(written: str) -> bytes:
    """A certificate out of its text; Refused where it is none."""
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raise _forged() from None


def _parts(content: bytes) -> tuple[bytes, bytes]:
    if not _SIGNATURE < len(content) <= LARGEST:
        raise _forged()
    return content[:-_SIGNATURE], content[-_SIGNATURE:]


def _decoded(body: bytes) -> Certificate | None:
    try:
        told = msgspec.msgpack.decode(body, type=Certificate)
        for day in (told.until, *(line.until for line in told.lines)):
            date.fromisoformat(day)
    except (msgspec.DecodeError, ValueError, RecursionError):  # ValueError: also of a day that no calendar has
        return None
    return told


def _is_by(told: Certificate, body: bytes, signature: bytes) -> bool:
    return cipher.is_signed(told.office.root, _SIGNED + body, signature)


def _forged() -> Refused:
    return Refused(
        "This certificate is damaged, or the office did not sign it. Nothing was taken in.",
        "Ask the office for the file again, and take it from the office's own hands.",
    )
