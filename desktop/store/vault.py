"""Who can open a store: the key slots in `slots.json`, each of which alone gives the store's one key.

Promise: the key is never on disk in clear; a slot edited by one byte opens nothing; a change is there whole or not at
all; wrong passphrases cost time, never the store. Who holds the folder need not wait: Argon2id stands against that.
Only the office lets people in and out and makes sheets, and the store never ends up without somebody of the office.
Hidden: what a slot seals (the store's key, then the person's signing key), and how a passphrase or sheet unseals it.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.domain import recovery_code
from desktop.domain.errors import Level, Refused
from desktop.domain.fields import RECORDS, Role
from desktop.domain.identity import clean_name, name_findings, new_id
from desktop.domain.passphrase import chosen_secret, secret_of
from desktop.i18n import N_
from desktop.store import attempts, cipher
from desktop.store.cipher import Cipher, SigningKey
from desktop.store.folder import write_durably

Clock = Callable[[], float]
_Id = Annotated[bytes, Meta(min_length=16, max_length=16)]

NEWER = N_("A newer version of the program wrote the key slots of this store. Nothing was changed.")

_SLOTS = "slots.json"
_FORMAT = 1
_MOST_PASSES = 100
_OFFICE = RECORDS["staff"].group["staff"].writers  # who says who works here also says who opens


class Kind(StrEnum):
    """What opens a slot."""

    PASSPHRASE = "passphrase"  # noqa: S105  a word, not a secret
    RECOVERY = "recovery"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one Argon2id derivation costs. The bounds refuse a hostile file before anything is allocated."""

    memory: Annotated[int, Meta(ge=128, le=256 * 1024)]  # KiB
    passes: Annotated[int, Meta(ge=1, le=_MOST_PASSES)]
    lanes: Annotated[int, Meta(ge=1, le=16)]


FLOOR = Cost(memory=64 * 1024, passes=3, lanes=4)  # RFC 9106 §4, second recommended option
TARGET_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Slot:
    """One way into the store. All but `sealed` stands in clear and is bound to it, so that none of it can be edited.

    A recovery slot has no cost (160 random bits need none) and no public key; it bears the name of who keeps the sheet.
    """

    kind: Kind
    person: _Id
    name: str
    role: Role
    created: Annotated[datetime, Meta(tz=True)]
    salt: _Id
    public: bytes | None = None
    cost: Cost | None = None
    sealed: Annotated[bytes, Meta(min_length=cipher.NONCE + cipher.KEY + cipher.TAG)] = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An open store: its key, and who opened it with the key that signs in that person's name."""

    store: bytes
    person: bytes
    name: str
    role: Role
    key: bytes = field(repr=False)
    signing: SigningKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Ring:
    store: _Id
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """The file: a ring under its digest, which tells a damaged file from a wrong passphrase."""

    format: Annotated[int, Meta(ge=1)]
    sha256: str
    ring: msgspec.Raw


def create(
    folder: Path, store: bytes, name: str, role: Role, passphrase: str, *, now: Clock = time.time
) -> tuple[Unlocked, str]:
    """Make the key of a new store (an id of 16 bytes), its first person's slot, and the code of its recovery sheet."""
    if (folder / _SLOTS).exists():
        raise Refused(
            "This folder already holds the key slots of a store. Nothing was changed.",
            "Choose an empty folder, or open the store that is there.",
        )
    first = Unlocked(store, new_id(), _new_name(name, ()), role, os.urandom(cipher.KEY), cipher.new_signing_key())
    slot = _passphrase_slot(first, passphrase, now)
    sheet, code = _recovery_slot(first, now)
    _keep(folder, _Ring(store, (slot, sheet)))
    return first, code


def slots(folder: Path) -> tuple[Slot, ...]:
    """List who and what can open the store; nothing is unlocked for it."""
    return _ring(folder).slots


def slot_of(folder: Path, name: str | None) -> Slot:
    """Find the slot that a person's passphrase opens; the name may be left out where only one person has one."""
    return _slot_of(_ring(folder), name)


def store_number(store: bytes) -> str:
    """Name a store on paper, so that a sheet is not tried on another one: the random end of its id."""
    return store[-2:].hex().upper()


def unlock(folder: Path, passphrase: str, name: str | None = None, *, now: Clock = time.time) -> Unlocked:
    """Open the store with one person's passphrase; the name may be left out where only one person has a slot."""
    ring = _ring(folder)
    slot = _slot_of(ring, name)
    attempts.require_no_wait(folder, now())
    content = _unsealed(ring.store, slot, secret_of(passphrase))
    if content is None:
        raise attempts.count_wrong(folder, now())
    attempts.forget(folder)
    key, private = content[: cipher.KEY], content[cipher.KEY :]
    return Unlocked(ring.store, slot.person, slot.name, slot.role, key, cipher.signing_key(private))


def unlock_by_code(folder: Path, code: str) -> bytes:
    """Give the store's key to whoever holds the valid recovery sheet."""
    ring = _ring(folder)
    secret = recovery_code.read(code)
    sheet = _sheet_of(ring)
    key = _unsealed(ring.store, sheet, secret)
    if key is None:
        raise Refused(
            "The code was typed right, but this sheet is an older one or belongs to another store. Nothing is lost.",
            "Take the recovery sheet of {date} for store {store}.",
            date=sheet.created.date().isoformat(),
            store=store_number(ring.store),
        )
    return key


def add(folder: Path, opened: Unlocked, name: str, role: Role, passphrase: str, *, now: Clock = time.time) -> Unlocked:
    """Give one more person a slot and a signing key of their own; Refused unless the office does it."""
    _require_office(opened)
    ring = _ring_of(folder, opened)
    person = replace(
        opened, person=new_id(), name=_new_name(name, ring.slots), role=role, signing=cipher.new_signing_key()
    )
    _keep(folder, replace(ring, slots=(*ring.slots, _passphrase_slot(person, passphrase, now))))
    return person


def change(folder: Path, opened: Unlocked, passphrase: str, *, now: Clock = time.time) -> None:
    """Give this person a new passphrase; the signing key stays."""
    ring = _ring_of(folder, opened)
    slot = _passphrase_slot(opened, passphrase, now)
    _keep(folder, replace(ring, slots=(*_without(ring, Kind.PASSPHRASE, opened.person), slot)))


def remove(folder: Path, opened: Unlocked, person: bytes) -> None:
    """Take a person's slot away; only the office does. Backups and copies made before still open with it."""
    _require_office(opened)
    ring = _ring_of(folder, opened)
    people = [slot for slot in ring.slots if slot.kind is Kind.PASSPHRASE]
    gone = next((slot for slot in people if slot.person == person), None)
    if gone is None:
        raise Refused("This person has no slot in this store. Nothing was changed.", "Look the people up in the slots.")
    if not any(slot != gone and (slot.role in _OFFICE or gone.role not in _OFFICE) for slot in people):
        raise Refused(
            "This is the last person who can open this store and let others in. Nothing was changed.",
            "Add another clerk first.",
        )
    if any(slot.kind is Kind.RECOVERY and slot.person == person for slot in ring.slots):
        raise Refused(
            "The valid recovery sheet is in this person's name and would still open the store. Nothing was changed.",
            "Print a new recovery sheet in another person's name first.",
        )
    _keep(folder, replace(ring, slots=_without(ring, Kind.PASSPHRASE, person)))


def replace_sheet(folder: Path, opened: Unlocked, *, now: Clock = time.time) -> str:
    """Make the code of a new recovery sheet, kept by this person of the office; older sheets are void."""
    _require_office(opened)
    ring = _ring_of(folder, opened)
    sheet, code = _recovery_slot(opened, now)
    _keep(folder, replace(ring, slots=(*_without(ring, Kind.RECOVERY), sheet)))
    return code


def recover(
    folder: Path, code: str, name: str | None, passphrase: str, *, now: Clock = time.time
) -> tuple[Unlocked, str]:
    """Open with the recovery sheet: a new passphrase and signing key for this person, and the code of a new sheet.

    The old signing key is lost with the passphrase that sealed it; the old sheet is void. The new one stays with who
    kept the old one. A sheet kept outside the office gets nobody in but its keeper.
    """
    key = unlock_by_code(folder, code)
    ring = _ring(folder)
    old, keeper = _slot_of(ring, name), _sheet_of(ring)
    if keeper.person != old.person:
        _require_office(keeper)
    person = Unlocked(ring.store, old.person, old.name, old.role, key, cipher.new_signing_key())
    slot = _passphrase_slot(person, passphrase, now)
    sheet, new_code = _recovery_slot(replace(person, person=keeper.person, name=keeper.name, role=keeper.role), now)
    others = (other for other in ring.slots if other != old and other.kind is not Kind.RECOVERY)
    _keep(folder, replace(ring, slots=(*others, slot, sheet)))
    attempts.forget(folder)
    return person, new_code


def subkey(key: bytes, purpose: str) -> bytes:
    """Derive the 32 bytes for one purpose ("database", "search" …) from the store's key."""
    return cipher.derived(key, b"ruhu " + purpose.encode())


def _passphrase_slot(person: Unlocked, passphrase: str, now: Clock) -> Slot:
    secret = chosen_secret(passphrase)
    slot = replace(_new_slot(Kind.PASSPHRASE, person, now), public=person.signing.public, cost=_tuned())
    return _sealed(person.store, slot, secret, person.key + person.signing.private)


def _recovery_slot(holder: Unlocked, now: Clock) -> tuple[Slot, str]:
    secret = recovery_code.new_secret()
    slot = _sealed(holder.store, _new_slot(Kind.RECOVERY, holder, now), secret, holder.key)
    return slot, recovery_code.written(secret)


def _new_slot(kind: Kind, person: Unlocked, now: Clock) -> Slot:
    created = datetime.fromtimestamp(int(now()), UTC).astimezone()  # its date is the sheet's
    return Slot(kind, person.person, person.name, person.role, created, salt=os.urandom(16))


def _sealed(store: bytes, slot: Slot, secret: bytes, content: bytes) -> Slot:
    return replace(slot, sealed=_cipher(slot, secret).seal(content, _clear_part(store, slot)))


def _unsealed(store: bytes, slot: Slot, secret: bytes) -> bytes | None:
    """What the slot holds; None where this secret doesn't open it, or where it was edited."""
    return _cipher(slot, secret).unseal(slot.sealed, _clear_part(store, slot))


def _clear_part(store: bytes, slot: Slot) -> bytes:
    return msgspec.json.encode((store, replace(slot, sealed=b"")))


def _cipher(slot: Slot, secret: bytes) -> Cipher:
    if slot.cost is None:
        return Cipher(cipher.derived(secret, b"ruhu recovery", slot.salt))
    return Cipher(_stretched(slot.cost, slot.salt, secret))


def _stretched(cost: Cost, salt: bytes, secret: bytes) -> bytes:
    return cipher.stretched(secret, salt, memory=cost.memory, passes=cost.passes, lanes=cost.lanes)


def _tuned() -> Cost:
    """Take as many passes as this machine does in the target time; the quicker of two tries, as others use it too."""
    passes = round(FLOOR.passes * TARGET_SECONDS / min(_floor_seconds(), _floor_seconds()))
    return replace(FLOOR, passes=min(max(passes, FLOOR.passes), _MOST_PASSES))


def _floor_seconds() -> float:
    start = time.perf_counter()
    _stretched(FLOOR, bytes(16), b"")
    return time.perf_counter() - start


def _new_name(name: str, taken: Iterable[Slot]) -> str:
    wrong = tuple(finding for finding in name_findings(name) if finding.level is Level.ERROR)
    if wrong:
        raise Refused(
            "This name can't be used here. Nothing was changed.",
            "Type the name of the person who will open the store.",
            findings=wrong,
        )
    plain = clean_name(name)
    if any(slot.name == plain and slot.kind is not Kind.RECOVERY for slot in taken):
        raise Refused(
            "Somebody of this name already opens this store. Nothing was changed.",
            "Add something that tells the two apart, such as the team.",
        )
    return plain


def _slot_of(ring: _Ring, name: str | None) -> Slot:
    people = [slot for slot in ring.slots if slot.kind is Kind.PASSPHRASE]
    names = ", ".join(slot.name for slot in people)
    if name is None:
        if len(people) != 1:
            raise Refused("More than one person opens this store: {names}.", "Say who you are: --as NAME", names=names)
        return people[0]
    plain = clean_name(name)
    if any(slot.kind is Kind.OFFICE and slot.name == plain for slot in ring.slots):
        raise Refused(
            "This version of the program cannot yet open a store by the office's slot. Nothing is lost.",
            "Open it with a person's passphrase or with the recovery sheet.",
        )
    found = next((slot for slot in people if slot.name == plain), None)
    if found is None:
        raise Refused("Nobody of this name opens this store.", "It is opened by: {names}.", names=names)
    return found


def _sheet_of(ring: _Ring) -> Slot:
    sheet = next((slot for slot in ring.slots if slot.kind is Kind.RECOVERY), None)
    if sheet is None:
        raise Refused("No recovery sheet was made for this store.", "Open it with a person's passphrase.")
    return sheet


def _require_office(person: Unlocked | Slot) -> None:
    if person.role not in _OFFICE:
        raise Refused(
            "The role {role} doesn't say who opens this store. Nothing was changed.",
            "Ask the office.",
            role=person.role,
        )


def _without(ring: _Ring, kind: Kind, person: bytes | None = None) -> tuple[Slot, ...]:
    return tuple(slot for slot in ring.slots if slot.kind is not kind or person not in {None, slot.person})


def _ring_of(folder: Path, opened: Unlocked) -> _Ring:
    ring = _ring(folder)
    if ring.store != opened.store:
        raise ValueError("these are the slots of another store")
    return ring


def _ring(folder: Path) -> _Ring:
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


def _read(content: bytes) -> _Ring:
    written = msgspec.json.decode(content, type=_Written)
    if written.format > _FORMAT:
        raise Refused(
            NEWER,
            "Open the store with the newest version of the program.",
        )
    if hashlib.sha256(written.ring).hexdigest() != written.sha256:
        raise msgspec.DecodeError
    return msgspec.json.decode(written.ring, type=_Ring)


def _keep(folder: Path, ring: _Ring) -> None:
    content = msgspec.json.encode(ring)
    written = _Written(_FORMAT, hashlib.sha256(content).hexdigest(), msgspec.Raw(content))
    write_durably(folder / _SLOTS, msgspec.json.encode(written))
