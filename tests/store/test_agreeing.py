"""What a store shows of a household has a fingerprint that is another one as soon as anything of it is."""

from dataclasses import replace

import stores
from builders import a_household, a_person

from desktop.store import agreeing


def test_a_fingerprint_is_of_its_household_alone(new_store: stores.NewStore) -> None:
    with new_store("area") as store:
        one, other = a_household(number="DY-1"), a_household(number="DY-2")
        person = a_person(household=one.id)
        store.save(one, other, person)
        assert agreeing.held(store) == {one.id, other.id}
        before = agreeing.fingerprints(store, agreeing.held(store))
        assert before[one.id] != before[other.id]
        known = store.get(type(person), person.id)
        assert known is not None
        store.save(replace(known, phone="100-0000-1111"))
        after = agreeing.fingerprints(store, agreeing.held(store))
        assert after[one.id] != before[one.id], "though only what is masked changed"
        assert after[other.id] == before[other.id]
        store.reveal(known, "phone", because="call back")
        assert agreeing.fingerprints(store, [one.id]) == {one.id: after[one.id]}, "a look is not shown"
        store.rebuild()
        assert agreeing.fingerprints(store, agreeing.held(store)) == after
