"""Who can open a store: the key slots in `slots.json`, each of which alone gives the store's one key.

Promise: the key is never on disk in clear; a slot edited by one byte opens nothing; a change is there whole or not at
all; wrong passphrases cost time, never the store. Who holds the folder need not wait: Argon2id stands against that.
Only the office lets people in and out and makes sheets, and the store never ends up without somebody of the office.
In a store of the field whoever opens it lets a colleague in, and who left goes with the office's certificate.
Hidden: what a slot seals (the store's key, then the person's signing key), and how a passphrase or sheet unseals it.
"""

import os
import time
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from desktop.domain import recovery_code
from desktop.domain.errors import Level, Refused
from desktop.domain.fields import RECORDS, Role
from desktop.domain.identity import clean_name, name_findings, new_id
from desktop.domain.passphrase import chosen_secret, secret_of
from desktop.store import age, attempts, cipher, key_ring
from desktop.store.cipher import SigningKey
from desktop.store.key_ring import MOST_PASSES, NEWER, Cost, Kind, Ring, Slot

__all__ = ["NEWER", "Cost", "Kind", "Slot"]

Clock = Callable[[], float]
_OFFICE = RECORDS["staff"].group["staff"].writers  # who says who works here also says who opens

FLOOR = Cost(memory=64 * 1024, passes=3, lanes=4)  # RFC 9106 §4, second recommended option
TARGET_SECONDS = 0.4


class Unlocked(cipher.Untold, frozen=True):
    """An open store: its key, and who opened it with the key that signs in that person's name."""

    store: bytes
    person: bytes
    name: str
    role: Role
    key: bytes
    signing: SigningKey


def create(
    folder: Path,
    store: bytes,
    name: str,
    role: Role,
    passphrase: str,
    *,
    now: Clock = time.time,
    is_field: bool = False,
) -> tuple[Unlocked, str]:
    """Make the key of a new store (an id of 16 bytes), its first person's slot, and the code of its recovery sheet.

    What people may do in a store of the field is said by the office alone: until then they read.
    """
    if key_ring.exist(folder):
        raise Refused(
            "This folder already holds the key slots of a store. Nothing was changed.",
            "Choose an empty folder, or open the store that is there.",
        )
    role = Role.AUDITOR if is_field else role
    first = Unlocked(store, new_id(), _new_name(name, ()), role, os.urandom(cipher.KEY), cipher.new_signing_key())
    slot = _passphrase_slot(first, passphrase, now)
    sheet, code = _recovery_slot(first, now)
    key_ring.keep(folder, Ring(store, (slot, sheet), is_field))
    return first, code


def slots(folder: Path) -> tuple[Slot, ...]:
    """List who and what can open the store; nothing is unlocked for it."""
    return key_ring.read(folder).slots


def slot_of(folder: Path, name: str | None) -> Slot:
    """Find the slot that a person's passphrase opens; the name may be left out where only one person has one."""
    return _slot_of(key_ring.read(folder), name)


def own_slot(folder: Path, opened: Unlocked) -> Slot:
    """The slot by which somebody opened; the office may call them otherwise than it does (`certified.py`)."""
    return _own_slot(_ring_of(folder, opened), opened)


def store_number(store: bytes) -> str:
    """Name a store on paper, so that a sheet is not tried on another one: the random end of its id."""
    return store[-2:].hex().upper()


def unlock(folder: Path, passphrase: str, name: str | None = None, *, now: Clock = time.time) -> Unlocked:
    """Open the store with one person's passphrase; the name may be left out where only one person has a slot."""
    ring = key_ring.read(folder)
    slot = _slot_of(ring, name)
    attempts.require_no_wait(folder, now())
    content = key_ring.unsealed(ring.store, slot, secret_of(passphrase))
    if content is None:
        raise attempts.count_wrong(folder, now())
    attempts.forget(folder)
    key, private = content[: cipher.KEY], content[cipher.KEY :]
    return Unlocked(ring.store, slot.person, slot.name, slot.role, key, cipher.signing_key(private))


def unlock_by_code(folder: Path, code: str) -> bytes:
    """Give the store's key to whoever holds the valid recovery sheet."""
    ring = key_ring.read(folder)
    secret = recovery_code.read(code)
    sheet = _sheet_of(ring)
    key = key_ring.unsealed(ring.store, sheet, secret)
    if key is None:
        raise Refused(
            "The code was typed right, but this sheet is an older one or belongs to another store. Nothing is lost.",
            "Take the recovery sheet of {date} for store {store}.",
            date=sheet.created.date().isoformat(),
            store=store_number(ring.store),
        )
    return key


def add(folder: Path, opened: Unlocked, name: str, role: Role, passphrase: str, *, now: Clock = time.time) -> Unlocked:
    """Give one more person a slot and a signing key of their own; Refused unless the office does it.

    In a store of the field anybody does: until the office's certificate says more, the colleague only reads.
    """
    ring = _ring_of(folder, opened)
    _require_office(ring, opened)
    role = Role.AUDITOR if ring.is_field else role
    person = replace(
        opened, person=new_id(), name=_new_name(name, ring.slots), role=role, signing=cipher.new_signing_key()
    )
    key_ring.keep(folder, replace(ring, slots=(*ring.slots, _passphrase_slot(person, passphrase, now))))
    return person


def change(folder: Path, opened: Unlocked, passphrase: str, *, now: Clock = time.time) -> None:
    """Give this person a new passphrase; the signing key stays."""
    ring = _ring_of(folder, opened)
    own = _own_slot(ring, opened)
    as_here = replace(opened, person=own.person, name=own.name, role=own.role)
    slot = _passphrase_slot(as_here, passphrase, now)
    key_ring.keep(folder, replace(ring, slots=(*(each for each in ring.slots if each != own), slot)))


def remove(folder: Path, opened: Unlocked, person: bytes) -> None:
    """Take a person's slot away; only the office does. Backups and copies made before still open with it."""
    ring = _ring_of(folder, opened)
    if ring.is_field:
        raise Refused(
            "Who works on this computer is said by the office's certificate. Nothing was changed.",
            "Ask the office: ruhu person leave. The way in goes with the next file that comes from it.",
        )
    _require_office(ring, opened)
    people = ring.of(Kind.PASSPHRASE)
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
    key_ring.keep(folder, replace(ring, slots=ring.without(Kind.PASSPHRASE, person)))


def replace_sheet(folder: Path, opened: Unlocked, *, now: Clock = time.time) -> str:
    """Make the code of a new recovery sheet, kept by this person; older sheets are void.

    Refused unless the office does it; in a store of the field anybody does.
    """
    ring = _ring_of(folder, opened)
    _require_office(ring, opened)
    sheet, code = _recovery_slot(opened, now)
    key_ring.keep(folder, replace(ring, slots=(*ring.without(Kind.RECOVERY), sheet)))
    return code


def recover(
    folder: Path, code: str, name: str | None, passphrase: str, *, now: Clock = time.time
) -> tuple[Unlocked, str]:
    """Open with the recovery sheet: a new passphrase and signing key for this person, and the code of a new sheet.

    The old signing key is lost with the passphrase that sealed it; the old sheet is void. The new one stays with who
    kept the old one. A sheet kept outside the office gets nobody in but its keeper; in a store of the field the office
    certifies the new signing key before it counts, so that it gets anybody in.
    """
    key = unlock_by_code(folder, code)
    ring = key_ring.read(folder)
    old, keeper = _slot_of(ring, name), _sheet_of(ring)
    if keeper.person != old.person:
        _require_office(ring, keeper)
    return renew(folder, ring, old, key, passphrase, now=now)


def renew(
    folder: Path, ring: Ring, old: Slot, key: bytes, passphrase: str, *, now: Clock = time.time
) -> tuple[Unlocked, str]:
    """With the store's key: a new passphrase and signing key for a person, and the code of a new recovery sheet."""
    keeper = next(iter(ring.of(Kind.RECOVERY)), old)
    person = Unlocked(ring.store, old.person, old.name, old.role, key, cipher.new_signing_key())
    slot = _passphrase_slot(person, passphrase, now)
    sheet, code = _recovery_slot(replace(person, person=keeper.person, name=keeper.name, role=keeper.role), now)
    others = (other for other in ring.slots if other != old and other.kind is not Kind.RECOVERY)
    key_ring.keep(folder, replace(ring, slots=(*others, slot, sheet)))
    attempts.forget(folder)
    return person, code


def let_office_in(
    folder: Path, opened: Unlocked, device: bytes, name: str, recipients: Iterable[str], *, now: Clock = time.time
) -> None:
    """Give the office, and its escrow, a way into this store by their keys of age; the one it had is gone."""
    ring = _ring_of(folder, opened)
    office = replace(_new_slot(Kind.OFFICE, opened, now), person=device, name=name, public=mark_of(opened.key))
    sealed = age.locked(opened.key + ring.store + device, recipients)
    key_ring.keep(folder, replace(ring, slots=(*ring.without(Kind.OFFICE), replace(office, sealed=sealed))))


def let_go(folder: Path, opened: Unlocked, publics: Collection[bytes]) -> tuple[str, ...]:
    """Take the slots away that seal these signing keys, of people whom the office certifies no more; their names.

    The last slot stays, so that what was not yet sent can be: who opens with it only reads and exports.
    """
    ring = _ring_of(folder, opened)
    people = ring.of(Kind.PASSPHRASE)
    gone = [slot for slot in people if slot.public in publics][: len(people) - 1]
    if gone:
        key_ring.keep(folder, replace(ring, slots=tuple(slot for slot in ring.slots if slot not in gone)))
    return tuple(slot.name for slot in gone)


def mark_of(key: bytes) -> bytes:
    """What tells a store's key from another without giving it away."""
    return cipher.derived(key, b"ruhu office slot")


def subkey(key: bytes, purpose: str) -> bytes:
    """Derive the 32 bytes for one purpose ("database", "search" …) from the store's key."""
    return cipher.derived(key, b"ruhu " + purpose.encode())


def _passphrase_slot(person: Unlocked, passphrase: str, now: Clock) -> Slot:
    secret = chosen_secret(passphrase)
    slot = replace(_new_slot(Kind.PASSPHRASE, person, now), public=person.signing.public, cost=tuned())
    return key_ring.sealed(person.store, slot, secret, person.key + person.signing.private)


def _recovery_slot(holder: Unlocked, now: Clock) -> tuple[Slot, str]:
    secret = recovery_code.new_secret()
    slot = key_ring.sealed(holder.store, _new_slot(Kind.RECOVERY, holder, now), secret, holder.key)
    return slot, recovery_code.written(secret)


def _new_slot(kind: Kind, person: Unlocked, now: Clock) -> Slot:
    created = datetime.fromtimestamp(int(now()), UTC).astimezone()  # its date is the sheet's
    return Slot(kind, person.person, person.name, person.role, created, salt=os.urandom(16))


def tuned() -> Cost:
    """Take as many passes as this machine does in the target time; the quicker of two tries, as others use it too."""
    passes = round(FLOOR.passes * TARGET_SECONDS / min(_floor_seconds(), _floor_seconds()))
    return replace(FLOOR, passes=min(max(passes, FLOOR.passes), MOST_PASSES))


def _floor_seconds() -> float:
    start = time.perf_counter()
    key_ring.stretched(FLOOR, bytes(16), b"")
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


def _slot_of(ring: Ring, name: str | None) -> Slot:
    people = [slot for slot in ring.slots if slot.kind is Kind.PASSPHRASE]
    names = ", ".join(slot.name for slot in people)
    if name is None:
        if len(people) != 1:
            raise Refused("More than one person opens this store: {names}.", "Say who you are: --as NAME", names=names)
        return people[0]
    plain = clean_name(name)
    found = next((slot for slot in people if slot.name == plain), None)
    if found is None:
        raise Refused("Nobody of this name opens this store.", "It is opened by: {names}.", names=names)
    return found


def _own_slot(ring: Ring, opened: Unlocked) -> Slot:
    found = next((slot for slot in ring.of(Kind.PASSPHRASE) if slot.public == opened.signing.public), None)
    if found is None:
        raise Refused(
            "{name} no longer opens this store. Nothing was changed.",
            "Open it with the passphrase of somebody who does.",
            name=opened.name,
        )
    return found


def _sheet_of(ring: Ring) -> Slot:
    sheet = next(iter(ring.of(Kind.RECOVERY)), None)
    if sheet is None:
        raise Refused("No recovery sheet was made for this store.", "Open it with a person's passphrase.")
    return sheet


def _require_office(ring: Ring, person: Unlocked | Slot) -> None:
    if person.role not in _OFFICE and not ring.is_field:
        raise Refused(
            "The role {role} doesn't say who opens this store. Nothing was changed.",
            "Ask the office.",
            role=person.role,
        )


def _ring_of(folder: Path, opened: Unlocked) -> Ring:
    ring = key_ring.read(folder)
    if ring.store != opened.store:
        raise ValueError("these are the slots of another store")
    return ring
