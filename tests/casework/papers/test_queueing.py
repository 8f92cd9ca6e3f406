"""The queue of sheets: whom one walks past, and what can be done about each."""

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import TODAY, a_household, at
from plans import a_known_household, locked

from desktop.casework import calculation, household_facts
from desktop.casework.papers import queueing, register
from desktop.casework.papers.queueing import State
from desktop.casework.papers.register import Step
from desktop.domain.records import House, Household, Printing
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def store(planned: Store) -> Store:
    a_known_household(planned)
    return planned


def lock(store: Store, floor: int, reason: str = "") -> None:
    home = known(store)
    done = calculation.reckon(store, home, lambda draft: household_facts.said(draft.sound().pack, [f"楼层={floor}"]))
    locked(store, done, reason=reason)


def known(store: Store) -> Household:
    return store.records(Household)[0]


def print_sheet(store: Store, version: int) -> Printing:
    row = Printing(
        household=known(store).id,
        paper="sheet",
        number=f"DY-03-0127-{version:02}",
        version=version,
        written_language="zh_CN",
        copies=1,
        printed_at=at(12),
        way="printer",
    )
    store.save(row)
    return row


def states(store: Store) -> list[State]:
    return [each.state for each in queueing.queue(store)]


def test_a_sheet_goes_from_unlocked_to_printed_to_a_newer_one(store: Store) -> None:
    assert states(store) == [State.NOT_LOCKED]
    lock(store, 3)
    assert states(store) == [State.READY]
    first = print_sheet(store, 1)
    assert states(store) == [State.PRINTED]
    register.note(store, first, Step.HANDED, TODAY, receiver="马示例")
    lock(store, 1, "住一楼")
    (queued,) = queueing.queue(store)
    assert (queued.state, queued.version, queued.printed_version) == (State.NEWER, 2, 1)
    assert queued.held is not None
    assert queued.held.row.id == first.id


def test_a_print_that_did_not_come_out_is_none(store: Store) -> None:
    lock(store, 3)
    register.note(store, print_sheet(store, 1), Step.NOT_PRINTED, TODAY)
    assert states(store) == [State.READY]


def test_households_stand_as_one_walks_and_none_is_left_out(store: Store) -> None:
    store.save(a_household(number="DY-2", lane="文和里 2 巷", door="1"))
    store.save(a_household(number="DY-10", lane="文和里 10 巷", door="1"))
    numbers = [each.number for each in queueing.queue(store)]
    assert len(numbers) == 3
    assert numbers.index("DY-2") < numbers.index("DY-10")
    chosen = [home.id for home in store.records(Household, number="DY-2")]
    assert [each.number for each in queueing.queue(store, chosen)] == ["DY-2"]


def test_a_sum_whose_facts_changed_is_found(store: Store) -> None:
    lock(store, 3)
    home = known(store).id
    assert [*queueing.stale(store, [home])] == []
    store.save(replace(store.records(House)[0], recognised_area=Decimal("70.00")))
    assert [*queueing.stale(store, [home])] == [home]
