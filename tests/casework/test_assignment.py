"""Households are handed to people, and from one to another."""

from datetime import date

import pytest
import stores
from builders import a_household
from msgspec import structs

from desktop.casework import assignment, people
from desktop.casework.papers.letterheads import letterhead
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Assignment, Household
from desktop.store import agenda, history
from desktop.store.store import Store

LANE = "示例里 3 巷"


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    for name in ("孙示例", "李示例"):
        people.admit(store, name, Role.WORKER, stores.PASSPHRASE)
    homes = [a_household(number=f"DY-{n}", lane=LANE) for n in range(4)]
    elsewhere = a_household(number="DY-9", lane="示例里 5 巷")
    store.save(*homes, elsewhere)
    store.withdraw(stored(store, "DY-3"), because="登记重了")
    return store


def stored(store: Store, number: str) -> Household:
    (home,) = store.records(Household, number=number)
    return home


def handed(store: Store, name: str, deadline: date | None = None) -> assignment.Handover:
    found = assignment.planned(store, assignment.of_lane(store, LANE), assignment.person_named(store, name), deadline)
    assignment.hand_over(store, found, because="分户")
    return found


def test_a_lane_is_handed_over_whole_and_who_had_it_stays_in_the_history(store: Store) -> None:
    first = handed(store, "孙示例", date(2026, 12, 20))
    assert (len(first.written), first.same, first.before) == (3, 0, {None: 3})
    sun, li = (assignment.person_named(store, name) for name in ("孙示例", "李示例"))
    assert len(agenda.assigned(store, sun.id)) == 3, "what was withdrawn is not handed over"

    again = handed(store, "孙示例")
    assert (again.written, again.same) == ((), 3), "handing over what is there already writes nothing"

    home = stored(store, "DY-1").id
    one = assignment.planned(store, [home], li)
    assert one.before == {sun.id: 1}
    assert agenda.assigned(store, li.id) == frozenset(), "what is planned is not done yet"
    assignment.hand_over(store, one, because="孙示例调走")
    assert agenda.assigned(store, li.id) == {home}
    assert assignment.holder_of(store, home) == (li, date(2026, 12, 20)), "the day goes along"
    assert letterhead(store, store.get(Household, home)).contact == "李示例"

    steps = [step for step in history.steps(store, home) if step.group == "assignment"]
    assert [(step.reason, (step.before or {}).get("staff")) for step in steps] == [
        ("孙示例调走", sun.id),
        ("分户", None),
    ]
    counted = {each.staff.name if each.staff else None: each.households for each in assignment.shares(store)}
    assert counted == {"孙示例": 2, "李示例": 1, None: 1}


def test_the_newest_of_two_assignments_holds_until_it_is_withdrawn(store: Store) -> None:
    """Two offices may each have written one; and a laptop's clock may stand anywhere."""
    home = stored(store, "DY-1").id
    sun, li = (assignment.person_named(store, name) for name in ("孙示例", "李示例"))
    store.save(Assignment(household=home, staff=sun.id), Assignment(household=home, staff=li.id))
    assert assignment.holder_of(store, home) == (li, None)
    handed(store, "孙示例")
    assert assignment.holder_of(store, home) == (sun, None)
    assert agenda.assigned(store, sun.id) >= {home}
    assert agenda.assigned(store, li.id) == frozenset()


def test_whoever_visits_hands_nothing_over(store: Store) -> None:
    person = assignment.person_named(store, "孙示例")
    store.opened = structs.replace(store.opened, role=Role.WORKER)
    with pytest.raises(Refused, match="lead or the office"):
        assignment.planned(store, [stored(store, "DY-1").id], person)
    with pytest.raises(Refused, match="Nobody called"):
        assignment.person_named(store, "没有这个人")
    with pytest.raises(Refused, match="No household lies"):
        assignment.of_lane(store, "没有这条巷")
