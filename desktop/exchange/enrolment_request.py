"""The file with which a laptop asks the office for a certificate: its keys, and who works on it.

Promise: it holds no secret and nothing of any household; what is read from it was signed with the very keys that it
names, so that whoever compared their six words has compared all of it. Hidden: its form, known by its first bytes.
"""

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.domain.errors import Level, Refused
from desktop.domain.fields import Role
from desktop.domain.identity import clean_name, name_findings
from desktop.exchange import six_words
from desktop.exchange.certificates import MOST_PEOPLE
from desktop.exchange.keys import DeviceKeys, Id, Public, Recipient
from desktop.exchange.six_words import SixWords
from desktop.store import cipher

MAGIC = b"ruhu\0request\0\x01"
LARGEST = 64 * 1024

_SIGNED = b"ruhu request\0"
_SIGNATURE = 64
_Name = Annotated[str, Meta(max_length=200)]


class Wish(StrEnum):
    """What a device asks for."""

    ENROL = "enrol"
    UPDATE = "update"  # it has a certificate: a colleague was let in, a signing key renewed, or it runs out


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person who has a key slot on the device; `person` is the id of the staff record where one is known there."""

    person: Id
    name: _Name
    role: Role
    public: Public


@dataclass(frozen=True, slots=True)
class Request:
    """What a device asks for, and who works on it."""

    wish: Wish
    device: Id
    store: Id
    name: _Name
    team: _Name
    signing: Public
    box: Recipient
    made: Annotated[int, Meta(ge=0, lt=1 << 50)]
    number: Annotated[int, Meta(ge=0, lt=1 << 30)]
    """Of the certificate that the device has; 0 where it has none."""
    people: Annotated[tuple[Applicant, ...], Meta(min_length=1, max_length=MOST_PEOPLE)]

    @property
    def words(self) -> SixWords:
        """The six words of the device's keys."""
        return words_of(self.device, self.signing, self.box)


def words_of(device: bytes, signing: bytes, box: str) -> SixWords:
    """The six words that stand for a device's keys."""
    return six_words.of(b"ruhu device words\0" + device + signing + box.encode())


def office_words(root: bytes) -> SixWords:
    """The six words that stand for an office's key."""
    return six_words.of(b"ruhu office words\0" + root)


def write(keys: DeviceKeys, said: Request) -> bytes:
    """The file of a request."""
    body = msgspec.msgpack.encode(replace(said, device=keys.device, signing=keys.public, box=keys.box))
    return MAGIC + body + cipher.signed(keys.signing, _SIGNED + body)


def is_request(start: bytes) -> bool:
    """Tell by its first bytes whether a file is a request."""
    return start.startswith(MAGIC)


def read(content: bytes) -> Request:
    """What a request asks for; Refused where it is none, or is not whole as the device wrote it."""
    if not is_request(content):
        raise Refused(
            "This file is no request of a laptop that wants to enrol. Nothing was changed.",
            "Choose the file that the laptop wrote: ruhu enrol request",
        )
    body, signature = content[len(MAGIC) : -_SIGNATURE], content[-_SIGNATURE:]
    told = _decoded(body) if len(content) <= LARGEST else None
    if told is None or not cipher.is_signed(told.signing, _SIGNED + body, signature):
        raise Refused(
            "This request is damaged: it is not as the laptop wrote it. Nothing was changed.",
            "Write it anew on the laptop, and copy it again.",
        )
    return told


def _decoded(body: bytes) -> Request | None:
    try:
        told = msgspec.msgpack.decode(body, type=Request)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    people = told.people
    are_several = len({each.person for each in people}) == len({each.public for each in people}) == len(people)
    is_plain = all(_is_plain(name) for name in (told.name, told.team))
    return told if are_several and is_plain and all(_is_name(each.name) for each in people) else None


def _is_name(name: str) -> bool:
    faults = [finding for finding in name_findings(name) if finding.level is Level.ERROR]
    return not faults and clean_name(name) == name


def _is_plain(name: str) -> bool:
    """One line of letters: nothing that would hide, turn or break what stands beside it on the screen."""
    return all(unicodedata.category(letter)[0] not in "CZ" or letter == " " for letter in name)
