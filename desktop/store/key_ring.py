"""The key slots of a store as they lie in `slots.json`: each alone gives the store's one key.

Promise: a slot that was edited opens nothing, and a change of the file is there whole or not at all. Hidden: the form
of the file, and how a slot's clear part is bound to what it seals.
"""

import hashlib
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.i18n import N_
from desktop.store import cipher
from desktop.store.cipher import Cipher
from desktop.store.folder import write_durably

Id = Annotated[bytes, Meta(min_length=16, max_length=16)]

NEWER = N_("A newer version of the program wrote the key slots of this store. Nothing was changed.")

MOST_PASSES = 100

_SLOTS = "slots.json"
_FORMAT = 1


class Kind(StrEnum):
    """What opens a slot."""

    PASSPHRASE = "passphrase"  # noqa: S105  a word, not a secret
    RECOVERY = "recovery"
    OFFICE = "office"


class Cost(msgspec.Struct, frozen=True):
    """What one Argon2id derivation costs. The bounds refuse a hostile file before anything is allocated."""

    memory: Annotated[int, Meta(ge=128, le=256 * 1024)]  # KiB
    passes: Annotated[int, Meta(ge=1, le=MOST_PASSES)]
    lanes: Annotated[int, Meta(ge=1, le=16)]


class Slot(cipher.Untold, frozen=True):
    """One way into the store. All but `sealed` stands in clear and is bound to it, so that none of it can be edited.

    A recovery slot has no cost (160 random bits need none) and no public key; it bears the name of who keeps the sheet.
    The office's bears the device's id and name; its public key is none, but tells whether a key is this store's.
    """

    kind: Kind
    person: Id
    name: str
    role: Role
    created: Annotated[datetime, Meta(tz=True)]
    salt: Id
    public: bytes | None = None
    cost: Cost | None = None
    sealed: Annotated[bytes, Meta(min_length=cipher.NONCE + cipher.KEY + cipher.TAG)] = b""


class Ring(msgspec.Struct, frozen=True):
    """All ways into a store.

    In one of the field (`is_field`) anybody who opens it lets a colleague in; what people may do there, and who leaves,
    is said by the office's certificate alone.
    """

    store: Id
    slots: tuple[Slot, ...]
    is_field: bool = False

    def of(self, kind: Kind) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.kind is kind)

    def without(self, kind: Kind, person: bytes | None = None) -> tuple[Slot, ...]:
        """The other slots than those of this kind, or than this person's of it."""
        return tuple(slot for slot in self.slots if slot.kind is not kind or person not in {None, slot.person})


class _Written(msgspec.Struct, frozen=True):
    """The file: a ring under its digest, which tells a damaged file from a wrong passphrase."""

    format: Annotated[int, Meta(ge=1)]
    sha256: str
    ring: msgspec.Raw


def exist(folder: Path) -> bool:
    """Tell whether key slots lie in a folder."""
    return (folder / _SLOTS).exists()


def read(folder: Path) -> Ring:
    """The key slots in a folder; Refused where there are none, or they are damaged or a newer program's."""
    try:
        return _read((folder / _SLOTS).read_bytes())
    except FileNotFoundError:
        raise Refused(
            "There are no key slots (slots.json) in this folder.",
            "Choose the folder of a store; if it is one, put slots.json back from a backup of it.",
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(
            "The key slots (slots.json) are damaged. The records are still there, locked.",
            "Put slots.json back from a backup of this store; the passphrases and the sheet of that day open it.",
        ) from None


def keep(folder: Path, ring: Ring) -> None:
    """Writes the key slots of a folder anew."""
    content = msgspec.json.encode(ring)
    written = _Written(_FORMAT, hashlib.sha256(content).hexdigest(), msgspec.Raw(content))
    write_durably(folder / _SLOTS, msgspec.json.encode(written))


def sealed(store: bytes, slot: Slot, secret: bytes, content: bytes) -> Slot:
    """The slot, holding this content under a secret."""
    return replace(slot, sealed=_cipher(slot, secret).seal(content, clear_part(store, slot)))


def unsealed(store: bytes, slot: Slot, secret: bytes) -> bytes | None:
    """What the slot holds; None where this secret doesn't open it, or where it was edited."""
    return _cipher(slot, secret).unseal(slot.sealed, clear_part(store, slot))


def clear_part(store: bytes, slot: Slot) -> bytes:
    """What stands in clear of a slot, and of which store it is one."""
    return msgspec.json.encode((store, replace(slot, sealed=b"")))


def stretched(cost: Cost, salt: bytes, secret: bytes) -> bytes:
    """The key that a secret becomes at this cost."""
    return cipher.stretched(secret, salt, memory=cost.memory, passes=cost.passes, lanes=cost.lanes)


def _cipher(slot: Slot, secret: bytes) -> Cipher:
    if slot.cost is None:
        return Cipher(cipher.derived(secret, b"ruhu recovery", slot.salt))
    return Cipher(stretched(slot.cost, slot.salt, secret))


def _read(content: bytes) -> Ring:
    written = msgspec.json.decode(content, type=_Written)
    if written.format > _FORMAT:
        raise Refused(
            NEWER,
            "Open the store with the newest version of the program.",
        )
    if hashlib.sha256(written.ring).hexdigest() != written.sha256:
        raise msgspec.DecodeError
    return msgspec.json.decode(written.ring, type=Ring)
