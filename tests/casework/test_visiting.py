"""What stands of a contact that was corrected, by one person or by two."""

from dataclasses import replace

import pytest
import stores
from builders import a_household, a_visit

from desktop.casework import visiting
from desktop.domain.identity import new_id
from desktop.domain.records import Visit
from desktop.store import queries
from desktop.store.store import Store

HOME = a_household()


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    opened = new_store("area")
    opened.save(HOME)
    return opened


def corrected(visit: Visit, words: str) -> Visit:
    return replace(visit, id=new_id(), seen=None, corrects=visit.id, demands=words, correction_reason="记错了")


def test_two_corrections_of_one_visit_are_one_contact_and_both_are_found(store: Store) -> None:
    visit = a_visit(household=HOME.id, demands="5.60")
    one, other = corrected(visit, "6.50"), corrected(visit, "6.05")
    store.save(visit)
    store.save(one)
    store.save(other)
    (contact,) = visiting.contacts(store, HOME.id)
    assert (contact.visit.id, [each.id for each in contact.before]) == (other.id, [visit.id, one.id])
    case = queries.case_of(store, HOME.id)
    assert case is not None
    assert [each.id for each in case.visits] == [other.id]


def test_where_one_of_two_corrections_is_corrected_again_the_latest_stands(store: Store) -> None:
    visit = a_visit(household=HOME.id, demands="5.60")
    one, other = corrected(visit, "6.50"), corrected(visit, "6.05")
    last = corrected(one, "6.51")
    for each in (visit, one, other, last):
        store.save(each)
    (contact,) = visiting.contacts(store, HOME.id)
    assert (contact.visit.id, [each.id for each in contact.before]) == (last.id, [one.id, visit.id, other.id])
