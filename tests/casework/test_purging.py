"""A purge is ordered by two people of the office, told before, and carried out when nothing is open."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_grievance, a_grievance_event, a_handover, a_household, a_payment, a_person, a_service, at
from msgspec import structs
from stations import SECOND, WORKER, Founded

from desktop.casework import people, purging
from desktop.casework.papers import register
from desktop.casework.purging import State
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import Agreement, Person, Printing, PrivacyRequest, Purge
from desktop.store import purging as shelf
from desktop.store import queries
from desktop.store.store import Store
from desktop.store.vault import Unlocked

HOME = a_household(number="DY-1")
GROUND, WHY = "个人信息保护法 第四十七条", "住户说不用，已当面告知"
IN_A_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(HOME, a_person(household=HOME.id))
    return store


@pytest.fixture
def second(store: Store) -> Unlocked:
    return people.admit(store, "林示例", Role.CLERK, stores.PASSPHRASE)


def set_clock(store: Store, day: date) -> None:
    vars(store)["_clock"] = lambda: datetime.combine(day, at(12).timetz())


def ordered(store: Store, not_handed: str = WHY) -> Purge:
    return purging.order(store, HOME.id, ground=GROUND, applies_from=IN_A_WEEK, not_handed=not_handed)


def confirmed(store: Store, second: Unlocked) -> None:
    first = ordered(store)
    store.opened = second
    purging.confirm(store, first)


def only(store: Store) -> purging.Order:
    (found,) = purging.orders(store)
    return found


def name(store: Store) -> str | None:
    (person,) = store.records(Person, household=HOME.id)
    return person.name


def test_two_people_of_the_office_sign_and_it_is_carried_out_on_its_day(store: Store, second: Unlocked) -> None:
    first = ordered(store)
    assert only(store).state is State.PROPOSED
    with pytest.raises(Refused, match="second person"):
        purging.confirm(store, first)
    with pytest.raises(Refused, match="already"):
        ordered(store)
    store.opened = second
    purging.confirm(store, first)
    with pytest.raises(Refused, match="wait for a confirmation"):
        purging.confirm(store, first)
    assert only(store).state is State.TOLD
    assert purging.apply_due(store) == (), "it is told for a week"
    assert name(store) == "马示例"

    set_clock(store, IN_A_WEEK)
    (done,) = purging.apply_due(store)
    assert done.household == HOME.id
    assert name(store) is None
    assert only(store).state is State.DONE
    assert only(store).first.ground == GROUND, "its legal ground stays"
    assert purging.apply_due(store) == ()
    assert [line.number for line in queries.households(store)] == ["DY-1"], "counts stay"
    with pytest.raises(Refused, match="nothing brings it back"):
        purging.take_back(store, first, because="弄错了")


def test_on_another_computer_it_is_carried_out_as_well(
    store: Store, second: Unlocked, new_store: stores.NewStore
) -> None:
    """It was offline for a year, and first hears of it then."""
    confirmed(store, second)
    with new_store("laptop") as laptop:
        stores.accept(laptop, store.entries_since({}), store.keys())
        set_clock(laptop, TODAY + timedelta(days=365))
        assert [each.household for each in purging.apply_due(laptop)] == [HOME.id]
        assert name(laptop) is None


def test_nothing_is_destroyed_while_the_clock_is_in_doubt(store: Store, second: Unlocked) -> None:
    confirmed(store, second)
    set_clock(store, TODAY + timedelta(days=3650))
    assert purging.apply_due(store) == ()
    assert name(store) == "马示例"


def test_it_is_refused_while_anything_is_open(store: Store, second: Unlocked) -> None:
    grievance = a_grievance(household=HOME.id)
    handover = a_handover(household=HOME.id)
    store.save(grievance, a_service(household=HOME.id, document="appraisal_report"), handover)
    store.save(PrivacyRequest(household=HOME.id, wants="delete", raised_on=TODAY, words="请删除"))
    store.save(Agreement(household=HOME.id, state="signed", stated_on=TODAY, agreed_amount=50_000_000))
    with pytest.raises(Refused) as refused:
        ordered(store)
    about = [each.field for each in refused.value.findings]
    assert about == ["remedy", "grievance", "payment", "payment"], "a wish to be forgotten stands not in its own way"

    store.save(a_payment(household=HOME.id, amount=50_000_000))
    store.save(a_grievance_event(household=HOME.id, grievance=grievance.id, step="accepted"))
    set_clock(store, TODAY + timedelta(days=30))
    later = TODAY + timedelta(days=40)
    first = purging.order(store, HOME.id, ground=GROUND, applies_from=later, not_handed=WHY)
    store.opened = second
    purging.confirm(store, first)
    store.save(a_grievance(household=HOME.id, raised_on=TODAY + timedelta(days=30)))
    set_clock(store, later)
    assert purging.apply_due(store) == ()
    assert (only(store).state, [each.field for each in only(store).reasons]) == (State.WAITS, ["grievance"])


def test_the_household_was_given_its_whole_file_or_it_is_said_why_not(store: Store) -> None:
    with pytest.raises(Refused, match="whole file"):
        ordered(store, not_handed="")
    store.save(
        Printing(
            household=HOME.id,
            paper="file",
            written_language="zh_CN",
            copies=1,
            printed_at=at(10),
            way="printer",
            code="ABCD-1234",
        )
    )
    (printing,) = store.records(Printing)
    with pytest.raises(Refused, match="whole file"):
        ordered(store, not_handed="")
    register.note(store, printing, register.Step.HANDED, TODAY)
    assert ordered(store, not_handed="").file_offered == "handed 2026-11-18 ABCD-1234"


def test_nobody_else_orders_it_and_no_order_is_carried_out_that_was_changed(store: Store, second: Unlocked) -> None:
    for said in (
        lambda: purging.order(store, HOME.id, ground=" ", applies_from=IN_A_WEEK, not_handed=WHY),
        lambda: purging.order(store, HOME.id, ground=GROUND, applies_from=TODAY, not_handed=WHY),
    ):
        with pytest.raises(Refused):
            said()
    first = ordered(store)
    one = store.opened
    store.opened = structs.replace(second, role=Role.LEAD)
    for said in (lambda: ordered(store), lambda: purging.confirm(store, first)):
        with pytest.raises(Refused, match="Only the office"):
            said()
    # somebody who got past all this writes the confirmation themselves
    store.opened = one
    forged = replace(first, id=new_id(), seen=None, confirms=first.id, ordered_by=second.person)
    store.save(forged)
    assert only(store).state is State.UNSIGNED
    set_clock(store, IN_A_WEEK)
    assert purging.apply_due(store) == ()
    purging.take_back(store, first, because="要重新来")
    assert purging.orders(store) == ()


def test_it_reaches_a_laptop_that_has_the_household_no_more(tmp_path: Path, ruhu_home: Path) -> None:
    """What it wrote itself lies sealed in its chain, and it had kept the key to send that again."""
    founded = Founded.by(tmp_path / "founded", (WORKER, SECOND))
    with stores.cheaply(ruhu_home), founded.laid_out(tmp_path / "district") as district:
        home = district.household(WORKER, "DY-9")
        district.exchange(WORKER)
        district.assign(SECOND, home)
        district.exchange(WORKER, SECOND)
        district.exchange(WORKER)
        assert district.shown(WORKER, home) is None
        office, laptop = district.office, district[WORKER]
        assert home.id in set(laptop.keys())
        days = office.today() + timedelta(days=7)
        first = purging.order(office, home.id, ground=GROUND, applies_from=days, not_handed=WHY)
        office.opened = people.admit(office, "林示例", Role.CLERK, stores.PASSPHRASE)
        purging.confirm(office, first)
        district.exchange(WORKER)
        before = laptop.digest()
        laptop.rebuild()
        assert laptop.digest() == before
        district.clocks[WORKER].now += timedelta(days=8)
        assert [each.household for each in purging.apply_due(laptop)] == [home.id]
        assert shelf.is_purged(laptop, home.id)
        district.exchange(WORKER)
        assert district.shown(WORKER, home) is None
