from dataclasses import replace
from decimal import Decimal

import pytest
import stores
from builders import a_house, a_household, a_person, an_unregistered_part

from desktop.domain.records import House
from desktop.store import queries
from desktop.store.contests import contests, written_since
from desktop.store.store import Store

HOME = a_household()
HOUSE = a_house(household=HOME.id, measured_area=Decimal("62.40"))


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(HOME, HOUSE)
    return store


def seen(store: Store) -> House:
    house = store.get(House, HOUSE.id)
    assert house is not None
    return house


def test_two_who_had_not_seen_each_other_are_both_told_the_shown_value_first(store: Store) -> None:
    before = seen(store)
    store.save(replace(before, measured_area=Decimal("60.00")))
    store.save(replace(before, measured_area=Decimal("61.00")))
    (contest,) = contests(store, HOME.id)
    assert (contest.record, contest.row, contest.group) == ("house", HOUSE.id, "measured_area")
    assert [(each.forms or {})["measured_area"] for each in contest.versions] == ["61", "60"]
    assert {each.actor for each in contest.versions} == {store.opened.person}
    assert seen(store).measured_area == Decimal("61.00")


def test_one_after_the_other_is_no_contest(store: Store) -> None:
    store.save(replace(seen(store), measured_area=Decimal("60.00")))
    store.save(replace(seen(store), measured_area=Decimal("61.00")))
    assert not contests(store, HOME.id)


def test_a_withdrawal_beside_an_edit_is_told(store: Store) -> None:
    before = seen(store)
    store.save(replace(before, measured_area=Decimal("60.00")))
    store.withdraw(before, because="torn down")
    (contest,) = contests(store, HOME.id)
    assert contest.group == "life"
    assert [(each.forms or {})["withdrawn_reason"] for each in contest.versions] == ["torn down"]


def test_what_was_written_since_is_told_by_group(store: Store) -> None:
    before = seen(store)
    store.save(replace(before, measured_area=Decimal("60.00")))
    store.save(replace(seen(store), structure="砖木"))
    assert before.seen is not None
    (since,) = written_since(store, HOUSE.id, ["measured_area"], before.seen)
    assert (since.forms or {})["measured_area"] == "60"
    now = seen(store).seen
    assert now is not None
    assert not written_since(store, HOUSE.id, ["measured_area"], now)


def test_what_was_withdrawn_stands_beside_the_household(store: Store) -> None:
    part = an_unregistered_part(household=HOME.id)
    store.save(part, a_person(household=HOME.id))
    store.withdraw(store.records(type(part))[0], because="counted twice")
    found = queries.case_with_withdrawn(store, HOME.id)
    assert found is not None
    case, withdrawn = found
    assert (case.unregistered_parts, [each.id for each in withdrawn]) == ((), [part.id])
