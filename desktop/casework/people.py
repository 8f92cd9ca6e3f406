"""Who works in a store: a person's key slot and staff record come and go together.

Hidden: the record stays when the slot goes, since the journal names who wrote.
"""

from desktop.domain.fields import Role
from desktop.store import vault
from desktop.store.opening import enlist
from desktop.store.store import Store
from desktop.store.vault import Unlocked


def admit(store: Store, name: str, role: Role, passphrase: str) -> Unlocked:
    """Gives a person a key slot with this passphrase, and a staff record with the key that signs in their name."""
    person = vault.add(store.folder, store.opened, name, role, passphrase)
    enlist(store, person)
    return person


def dismiss(store: Store, name: str) -> None:
    """Takes a person's key slot away; what that person wrote stays, and the staff record with it."""
    vault.remove(store.folder, store.opened, vault.slot_of(store.folder, name).person)
