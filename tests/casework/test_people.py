"""People come into a store and go: their key slot, their staff record, and who may decide it."""

import pytest
import stores
from builders import a_household

from desktop.casework import people
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Staff
from desktop.store import opening, vault

SECOND = "banma chahu denglong huafen"


def test_who_is_admitted_opens_the_store_and_signs_with_their_own_key(new_store: stores.NewStore) -> None:
    store = new_store("a")
    person = people.admit(store, "何示例", Role.WORKER, SECOND)
    staff = store.get(Staff, person.person)
    assert staff is not None
    assert (staff.name, staff.role) == ("何示例", Role.WORKER)
    assert staff.public_key == person.signing.public.hex()
    store.close()
    with opening.open_store(store.folder, vault.unlock(store.folder, SECOND, "何示例"), clock=stores.noon) as theirs:
        theirs.save(a_household())


def test_who_is_dismissed_no_longer_opens_it_and_stays_in_the_journal(new_store: stores.NewStore) -> None:
    store = new_store("a")
    person = people.admit(store, "何示例", Role.WORKER, SECOND)
    people.dismiss(store, "何示例")
    with pytest.raises(Refused, match="Nobody of this name"):
        vault.unlock(store.folder, SECOND, "何示例")
    assert store.get(Staff, person.person)


def test_a_worker_lets_nobody_in_and_nobody_out(new_store: stores.NewStore) -> None:
    store = new_store("a")
    people.admit(store, "何示例", Role.WORKER, SECOND)
    store.close()
    opened = vault.unlock(store.folder, SECOND, "何示例")
    with opening.open_store(store.folder, opened, clock=stores.noon) as theirs:
        with pytest.raises(Refused, match="doesn't say who opens"):
            people.admit(theirs, "周示例", Role.CLERK, SECOND)
        with pytest.raises(Refused, match="doesn't say who opens"):
            people.dismiss(theirs, stores.CLERK)
    assert [slot.name for slot in vault.slots(store.folder)] == [stores.CLERK, stores.CLERK, "何示例"]


def test_a_name_that_opens_nothing_is_not_dismissed(new_store: stores.NewStore) -> None:
    with pytest.raises(Refused, match="Nobody of this name"):
        people.dismiss(new_store("a"), "何示例")
