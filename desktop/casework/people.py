"""Who works in a store: a person's key slot and staff record come and go together.

Hidden: who may let others in, by the table of fields: those who may write a staff record.
"""

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Role
from desktop.domain.identity import clean_name
from desktop.store import vault
from desktop.store.opening import enlist
from desktop.store.store import Store
from desktop.store.vault import Unlocked


def admit(store: Store, name: str, role: Role, passphrase: str) -> Unlocked:
    """Gives a person a key slot with this passphrase, and a staff record with the key that signs in their name."""
    _require_right(store)
    person = vault.add(store.folder, store.opened, name, role, passphrase)
    enlist(store, person)
    return person


def dismiss(store: Store, name: str) -> None:
    """Takes a person's key slot away; what that person wrote stays, and the staff record with it."""
    _require_right(store)
    people = [slot for slot in vault.slots(store.folder) if slot.kind is vault.Kind.PASSPHRASE]
    found = next((slot for slot in people if slot.name == clean_name(name)), None)
    if found is None:
        names = ", ".join(slot.name for slot in people)
        raise Refused("Nobody of this name opens this store.", "It is opened by: {names}.", names=names)
    vault.remove(store.folder, found.person)


def _require_right(store: Store) -> None:
    writers = RECORDS["staff"].group["staff"].writers
    if store.opened.role not in writers:
        raise Refused(
            "The role {role} doesn't say who opens this store. Nothing was changed.",
            "Ask the office.",
            role=store.opened.role,
        )
