"""What is signed is a way of the locked sum; its parts, its flats and what is paid of it hang together to the fen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from builders import a_house, a_household, a_person, an_appraisal
from msgspec import structs
from plans import a_known_household, a_plan, issued, locked
from stores import NewStore, accept

from desktop.casework import agreement, calculation, flats, household_facts, locking, policy
from desktop.casework.agreement import Part, State, Terms
from desktop.casework.flats import Hold
from desktop.casework.policy import Draft
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Flat, Handover, House, Household, Instalment, Payment, Person
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

TOTAL = 26_708_200  # 62.40 × 4,280 + 10 for the floor, in fen
WITH_FLATS = (
    ("inputs", "楼层,number,层,0,1,30,,,,,,", "楼层,number,层,0,1,30,,,,,flat.on_floor,"),
    ("inputs", "单价,number", "大小,number,㎡,2,0,300,,0,,,flat.area,\n单价,number"),
)


@pytest.fixture
def store(planned: Store) -> Store:
    return at_work(planned)


def at_work(store: Store) -> Store:
    a_known_household(store, birth_date=date(1990, 1, 1))
    return store


def home(store: Store) -> Household:
    return store.records(Household)[0]


def given(draft: Draft) -> Mapping[str, object]:
    return household_facts.said(draft.sound().pack, ["楼层=3"])


def lock(store: Store) -> None:
    locked(store, calculation.reckon(store, home(store), given))


def terms(store: Store, *parts: Part, option: str = "拿钱") -> Terms:
    return Terms(option, "协议示例-1", store.today(), store.today() + timedelta(days=30), parts)


def fields(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.field for each in refused.value.findings]


def test_a_way_of_the_locked_sum_is_signed_with_its_parts(store: Store) -> None:
    lock(store)
    due = store.today() + timedelta(days=15)
    agreement.sign(
        store, home(store), terms(store, Part(20_000_000, due), Part(TOTAL - 20_000_000, condition="交房后"))
    )
    found = agreement.account(store, home(store).id)
    assert found is not None
    assert (found.agreement.agreed_amount, found.paid, found.left) == (TOTAL, 0, TOTAL)
    assert [(each.part.place, each.left, each.is_late) for each in found.owed] == [
        (1, 20_000_000, False),
        (2, TOTAL - 20_000_000, False),
    ]


@pytest.mark.parametrize("parts", [[TOTAL - 1], [TOTAL, 1], [TOTAL + 1, -1]])
def test_parts_that_miss_the_sum_by_a_fen_are_refused(store: Store, parts: list[int]) -> None:
    lock(store)
    with pytest.raises(Refused) as refused:
        agreement.sign(store, home(store), terms(store, *map(Part, parts)))
    assert fields(refused) == ["parts"]
    assert store.records(Instalment) == ()


def test_without_a_locked_sum_nothing_is_signed(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        agreement.sign(store, home(store), terms(store))
    assert fields(refused) == ["calculation"]


def test_a_sum_that_no_longer_holds_is_not_signed(store: Store) -> None:
    lock(store)
    (house,) = store.records(House)
    store.save(replace(house, recognised_area=Decimal(70)))
    with pytest.raises(Refused) as refused:
        agreement.sign(store, home(store), terms(store))
    assert fields(refused) == ["calculation"]


def test_a_way_that_the_sum_has_not_is_not_signed(store: Store) -> None:
    lock(store)
    with pytest.raises(Refused) as refused:
        agreement.sign(store, home(store), terms(store, option="换房"))
    assert fields(refused) == ["option"]


def test_two_agreements_are_not_signed_at_once(store: Store) -> None:
    lock(store)
    first = agreement.sign(store, home(store), terms(store))
    with pytest.raises(Refused) as refused:
        agreement.sign(store, home(store), terms(store))
    assert fields(refused) == ["state"]
    store.withdraw(first, because="住户反悔")
    assert agreement.sign(store, home(store), terms(store)).id != first.id


def test_payments_fill_the_parts_in_their_order_unless_they_name_one(store: Store) -> None:
    lock(store)
    agreement.sign(store, home(store), terms(store, Part(20_000_000), Part(TOTAL - 20_000_000)))
    second = next(row for row in store.records(Instalment) if row.place == 2)
    store.save(Payment(household=home(store).id, paid_on=store.today(), amount=5_000_000))
    store.save(Payment(household=home(store).id, paid_on=store.today(), amount=1_000, instalment=second.id))
    found = agreement.account(store, home(store).id)
    assert found is not None
    assert [each.paid for each in found.owed] == [5_000_000, 1_000]
    assert found.paid == 5_001_000


def test_what_is_late_and_what_was_unpaid_at_moving_is_told_against_the_office(store: Store) -> None:
    lock(store)
    agreement.sign(store, home(store), terms(store, Part(TOTAL, store.today())))
    assert agreement.against_office(store, home(store).id) == ()
    store.save(Handover(household=home(store).id, handed_over_on=store.today()))
    (found,) = agreement.against_office(store, home(store).id)
    assert found.values["amount"] == "267,082.00"
    store.save(Payment(household=home(store).id, paid_on=store.today(), amount=TOTAL))
    assert agreement.against_office(store, home(store).id) == ()


def test_co_owners_have_their_shares_to_the_fen(store: Store) -> None:
    (only,) = agreement.shares(store.records(Person), 100)
    assert only[1] == 100
    person = only[0]
    store.save(replace(person, share=Decimal("33.3333")))
    assert agreement.shares(store.records(Person), 100) == (), "a third alone is not the whole"
    for share in ("33.3333", "33.3334"):
        store.save(a_person(household=home(store).id, name="共有示例", role="co_owner", share=Decimal(share)))
    found = agreement.shares(store.records(Person), 100)
    assert sum(amount for _, amount in found) == 100
    assert sorted(amount for _, amount in found) == [33, 33, 34]


def test_where_it_stands_is_written_down_step_by_step(store: Store) -> None:
    agreement.note(store, home(store), State.NEGOTIATION, store.today(), words="想再看看")
    agreement.note(store, home(store), State.DISPUTED, store.today())
    assert [row.state for row in agreement.agreements(store, home(store).id)] == ["disputed", "negotiation"]
    with pytest.raises(Refused):
        agreement.note(store, home(store), State.DISPUTED, store.today() + timedelta(days=1))


# Flats


@pytest.fixture
def estate(new_store: NewStore, tmp_path: Path) -> Store:
    """An area whose plan asks for a flat, with two to choose from."""
    store = at_work(issued(new_store("estate"), policy.read(a_plan(tmp_path / "plan", *WITH_FLATS))))
    for room, floor in (("101", 1), ("301", 3)):
        store.save(Flat(building="2", unit="2", room=room, area=Decimal("88.60"), on_floor=floor))
    return store


def test_flats_stand_in_the_order_in_which_people_count(estate: Store) -> None:
    estate.save(Flat(building="10", room="1"), because="安置房源")
    assert [(row.building, row.room) for row in flats.flats(estate)] == [("2", "101"), ("2", "301"), ("10", "1")]


def test_a_plan_takes_the_facts_of_the_flat_that_is_looked_at(estate: Store) -> None:
    looked_at = {"": flats.find(estate, "2-2-301")}
    done = calculation.reckon(estate, home(estate), flats=looked_at)
    assert done.gathered.origins["楼层"] == "2-2-301"
    assert done.calculation.result()["options"][0]["total"] == "267082.00"  # type: ignore[index]
    row = locked(estate, done)
    assert calculation.flats_of(estate, row) == looked_at
    assert calculation.since(estate, row) == calculation.Since((), is_older_plan=False)


def test_signing_chooses_the_flat_and_frees_the_others(estate: Store) -> None:
    first, second = flats.flats(estate)
    flats.hold(estate, first, home(estate))
    locked(estate, calculation.reckon(estate, home(estate), flats={"": second}))
    agreement.sign(estate, home(estate), terms(estate))
    assert [flats.hold_of(row) for row in flats.flats(estate)] == [Hold.FREE, Hold.CHOSEN]


def test_a_flat_is_one_households_at_a_time(estate: Store) -> None:
    first, _ = flats.flats(estate)
    flats.hold(estate, first, home(estate))
    other = a_household(number="别家")
    estate.save(other)
    with pytest.raises(Refused, match="2-2-101"):
        flats.hold(estate, flats.find(estate, "2-2-101"), other)
    assert flats.find(estate, "2-2-101") not in flats.open_to(estate, other.id)
    flats.give_back(estate, flats.find(estate, "2-2-101"), because="住户改主意")
    flats.hold(estate, flats.find(estate, "2-2-101"), other)
    assert flats.find(estate, "2-2-101").held_by == other.id


def test_a_flat_that_two_households_were_given_apart_is_locked_and_signed_for_neither(
    estate: Store, new_store: NewStore
) -> None:
    neighbour = a_household(number="别家")
    estate.save(
        neighbour,
        a_house(household=neighbour.id, recognised_area=Decimal("62.40"), tenure="private"),
        an_appraisal(household=neighbour.id, unit_price=428_000),
        a_person(household=neighbour.id, name="何示例", birth_date=date(1990, 1, 1), id_number=None),
    )
    laptop = new_store("laptop")
    accept(laptop, estate.entries_since({}), estate.keys())
    flats.hold(estate, flats.find(estate, "2-2-301"), home(estate))
    away = laptop.get(Household, neighbour.id)
    assert away is not None
    flats.hold(laptop, flats.find(laptop, "2-2-301"), away)
    locked(estate, calculation.reckon(estate, home(estate), flats={"": flats.find(estate, "2-2-301")}))
    accept(estate, [each for each in laptop.entries_since({}) if each.origin == laptop.end.origin], laptop.keys())
    with pytest.raises(Refused) as refused:
        agreement.sign(estate, home(estate), terms(estate))
    assert fields(refused) == ["flat"]
    for each in (home(estate), neighbour):
        done = calculation.reckon(estate, each, flats={"": flats.find(estate, "2-2-301")})
        assert [found.field for found in locking.obstacles(estate, done).reasons] == ["flat"]
        with pytest.raises(Refused):
            locking.check(estate, done, estate.opened)
    clerk = estate.opened
    estate.opened = structs.replace(clerk, role=Role.LEAD)
    with pytest.raises(Refused, match="The office decides"):
        flats.decide(estate, flats.find(estate, "2-2-301"), neighbour, because="先选的是这一户")
    estate.opened = clerk
    flats.decide(estate, flats.find(estate, "2-2-301"), neighbour, because="先选的是这一户")
    done = calculation.reckon(estate, neighbour, flats={"": flats.find(estate, "2-2-301")})
    assert not locking.obstacles(estate, done).reasons
    other = calculation.reckon(estate, home(estate), flats={"": flats.find(estate, "2-2-301")})
    assert [found.field for found in locking.obstacles(estate, other).reasons] == ["flat"]
