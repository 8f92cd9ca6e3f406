"""Who the people of a field store are to the office: what its certificate says of each signing key.

Promise: nobody is more on a device than the newest certificate that it took in says; whom it doesn't name only reads.
Hidden: it rests as a fact of this store that never travels, and also remembers whose a key slot was once, so that a
person whose signing key was renewed is not taken for a new one.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from desktop.domain.fields import Role
from desktop.store import vault
from desktop.store.facts import fact, keep_fact
from desktop.store.key_ring import Slot
from desktop.store.vault import Unlocked

_FACT = "people"


class Certified(msgspec.Struct, array_like=True, frozen=True):
    """A person whom a certificate names, or named once: then `public` is empty.

    `slot` is the id of the key slot on this device, `person` that of the staff record.
    """

    slot: bytes
    person: bytes
    name: str
    role: Role
    public: bytes


def people(connection: Connection) -> tuple[Certified, ...]:
    """Everybody whom a certificate of this device ever named; nobody in a store of the office."""
    kept = fact(connection, _FACT)
    return msgspec.msgpack.decode(kept, type=tuple[Certified, ...]) if kept else ()


def keep(connection: Connection, named: Sequence[Certified]) -> None:
    """Keeps these as those whom the newest certificate names; others of before are named no more."""
    now = {each.person for each in named}
    before = [replace(each, public=b"") for each in people(connection) if each.person not in now]
    keep_fact(connection, _FACT, msgspec.msgpack.encode([*before, *named]))


def as_certified(known: Iterable[Certified], opened: Unlocked) -> Unlocked:
    """Whoever opened, as the person whom the certificate names with that signing key; else as the slot says."""
    line = next((each for each in known if each.public == opened.signing.public), None)
    return opened if line is None else replace(opened, person=line.person, name=line.name, role=line.role)


def slots(connection: Connection, folder: Path) -> tuple[Slot, ...]:
    """The key slots of a store, people's with the person and role that the certificate says; names as they open."""
    lines = {each.public: each for each in people(connection) if each.public}
    return tuple(
        replace(slot, person=line.person, role=line.role) if (line := lines.get(slot.public or b"")) else slot
        for slot in vault.slots(folder)
    )
