"""Who works in a store: a person's key slot and staff record come and go together.

Hidden: the record stays when the slot goes, since the journal names who wrote.
"""

from collections.abc import Mapping
from dataclasses import replace

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Staff
from desktop.store import folder as place
from desktop.store import vault
from desktop.store.opening import enlist
from desktop.store.store import Store
from desktop.store.vault import Unlocked


def admit(store: Store, name: str, role: Role, passphrase: str) -> Unlocked:
    """Gives a person a key slot with this passphrase, and a staff record with the key that signs in their name.

    In a store of the field the slot alone, whatever the role: the office enlists, and says what the person may do.
    """
    person = vault.add(store.folder, store.opened, name, role, passphrase)
    if is_office(store):
        enlist(store, person)
    return person


def is_office(store: Store) -> bool:
    """Tell whether a store is the office's own, not one of its field."""
    return place.card(store.folder).kind == place.OFFICE


def staff(store: Store) -> tuple[Staff, ...]:
    """Who works in the area, by name."""
    return tuple(sorted((row for row in store.records(Staff) if not row.withdrawn), key=lambda row: row.name or ""))


def reach(store: Store, name: str, texts: Mapping[str, str | None]) -> tuple[Staff, bool]:
    """Writes in which team a person is, and by which number reached: papers say it. Tells whether anything is other."""
    found = next((row for row in staff(store) if row.name == name), None)
    if found is None:
        names = ", ".join(row.name or "" for row in staff(store))
        raise Refused("Nobody called {name} works here.", "Name one of these: {names}", name=name, names=names)
    wanted = replace(found, **texts)
    return wanted, store.save(wanted).entry is not None


def dismiss(store: Store, name: str) -> None:
    """Takes a person's key slot away; what that person wrote stays, and the staff record with it."""
    vault.remove(store.folder, store.opened, vault.slot_of(store.folder, name).person)
