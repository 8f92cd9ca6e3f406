"""A store of which nobody knows a passphrase is opened by the office: a question goes there in a file, an answer back.

Promise: neither file opens anything alone. The answer is locked for a key that is drawn for this one question, and that
lies in the folder under the new passphrase, which its person chose when asking. An answer to another question, of
another store, or with another key than the store's own changes nothing. Hidden: the form of both files.
"""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from desktop.domain.errors import Refused
from desktop.domain.passphrase import chosen_secret, secret_of
from desktop.store import age, attempts, cipher, key_ring, vault
from desktop.store.folder import write_durably
from desktop.store.key_ring import Id, Kind, Ring, Slot
from desktop.store.vault import Clock, Unlocked

ASK, ANSWER = b"ruhu\0ask\0\x01", b"ruhu\0answer\0\x01"
"""The first bytes of the two files."""

LARGEST = 16 * 1024
"""Bytes of either file."""

_PENDING = "asked.json"
_Name = Annotated[str, Meta(max_length=200)]
_Recipient = Annotated[str, Meta(pattern=r"^age1[02-9ac-hj-np-z]{58}\Z")]


class Asked(cipher.Untold, frozen=True):
    """What a locked device asks: who of it wants in, the key that the answer is to be locked for, and its slot.

    The slot is what the office opens; the names are what the device says of itself.
    """

    store: Id
    device: Id
    device_name: _Name
    person: _Name
    recipient: _Recipient
    slot: Annotated[bytes, Meta(max_length=4096)]


class _Answer(cipher.Untold, frozen=True):
    key: Annotated[bytes, Meta(min_length=cipher.KEY, max_length=cipher.KEY)]
    store: Id
    asked: Annotated[bytes, Meta(min_length=32, max_length=32)]


class _Pending(msgspec.Struct, frozen=True):
    """The question that waits for its answer: its digest, and its one-time key under the new passphrase."""

    asked: bytes
    lock: Slot


def ask(folder: Path, name: str | None, passphrase: str) -> bytes:
    """The file that asks the office to let this person in with a new passphrase; an earlier question is void."""
    ring = key_ring.read(folder)
    office = _office_of(ring)
    person = vault.slot_of(folder, name)
    identity, recipient = age.new_box()
    said = Asked(ring.store, office.person, office.name, person.name, recipient, office.sealed)
    content = ASK + msgspec.msgpack.encode(said)
    bare = replace(person, kind=Kind.OFFICE, salt=os.urandom(16), public=None, cost=vault.tuned())
    lock = key_ring.sealed(ring.store, bare, chosen_secret(passphrase), identity.encode())
    pending = msgspec.json.encode(_Pending(hashlib.sha256(content).digest(), lock))
    write_durably(folder / _PENDING, pending)
    return content


def asks(folder: Path) -> str | None:
    """Who asked the office and waits for its answer; None where nobody does."""
    pending = _pending(folder)
    return pending.lock.name if pending else None


def read(content: bytes) -> Asked:
    """What a device asks. Refused where the file is none that asks."""
    if content.startswith(ASK) and len(content) <= LARGEST:
        with suppress(msgspec.DecodeError, ValueError, RecursionError):
            return msgspec.msgpack.decode(content[len(ASK) :], type=Asked)
    raise _unreadable()


def answer(content: bytes, identity: str) -> bytes:
    """The file that opens the device that asked, made with the office's (or its escrow's) identity of age.

    Refused where the device's slot is not for this office, or is not what the question says.
    """
    said = read(content)
    held = age.opened(said.slot, identity)
    if held is None or len(held) != cipher.KEY + 32 or held[cipher.KEY :] != said.store + said.device:
        raise Refused(
            "This computer's lock is not one that this office can open, or the file is damaged. Nothing was changed.",
            "Take the question to the office that enrolled the computer; or open it with its recovery sheet.",
        )
    told = _Answer(held[: cipher.KEY], said.store, hashlib.sha256(content).digest())
    try:
        return ANSWER + age.locked(msgspec.msgpack.encode(told), [said.recipient])
    except ValueError:  # its last letters are a checksum
        raise _unreadable() from None


def open_by(folder: Path, content: bytes, passphrase: str, *, now: Clock = time.time) -> tuple[Unlocked, str]:
    """Open with the office's answer and the passphrase that was chosen when asking; it is the person's from now on.

    The code of a new recovery sheet comes with it. The signing key is new, so that the office certifies it again.
    """
    ring, pending = key_ring.read(folder), _pending(folder)
    if pending is None:
        raise Refused(
            "This computer asked nothing that this file answers, or used the answer already. Nothing was changed.",
            "Ask the office first: ruhu vault ask",
        )
    attempts.require_no_wait(folder, now())
    identity = key_ring.unsealed(ring.store, pending.lock, secret_of(passphrase))
    if identity is None:
        raise attempts.count_wrong(folder, now())
    told = _told(content, identity.decode())
    is_for_this = (told.store, told.asked) == (ring.store, pending.asked)
    if not is_for_this or _office_of(ring).public != vault.mark_of(told.key):
        raise _another()
    old = vault.slot_of(folder, pending.lock.name)
    opened = vault.renew(folder, ring, old, told.key, passphrase, now=now)
    (folder / _PENDING).unlink()  # the one-time key is used once
    return opened


def _told(content: bytes, identity: str) -> _Answer:
    if content.startswith(ANSWER) and len(content) <= LARGEST:
        plain = age.opened(content[len(ANSWER) :], identity)
        if plain is not None:
            with suppress(msgspec.DecodeError, ValueError, RecursionError):
                return msgspec.msgpack.decode(plain, type=_Answer)
    raise _another()


def _unreadable() -> Refused:
    return Refused(
        "This file doesn't ask the office to open a computer, or it is damaged. Nothing was changed.",
        "Write it anew on the locked computer: ruhu vault ask",
    )


def _another() -> Refused:
    return Refused(
        "This file doesn't answer what this computer asked last, or it is damaged. Nothing was changed.",
        "Take the answer to the newest question, or ask the office again: ruhu vault ask",
    )


def _office_of(ring: Ring) -> Slot:
    office = next(iter(ring.of(Kind.OFFICE)), None)
    if office is None:
        raise Refused(
            "The office has no key to this store: it was never enrolled there. Nothing was changed.",
            "Open it with a person's passphrase or with the recovery sheet.",
        )
    return office


def _pending(folder: Path) -> _Pending | None:
    try:
        return msgspec.json.decode((folder / _PENDING).read_bytes(), type=_Pending)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
