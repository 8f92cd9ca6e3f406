"""What a household's sum would be with each value, before anybody decides; and what a decision does to a locked one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import a_fixture, an_appraisal
from plans import a_known_household, locked

from desktop.casework import calculation, deciding, household_facts, locking, money_effect
from desktop.casework.calculation import Reckoned
from desktop.casework.deciding import Choice, Standing
from desktop.casework.money_effect import Effect
from desktop.casework.policy import Draft
from desktop.domain.errors import Refused
from desktop.domain.records import Appraisal, Calculation, House, Household, Person
from desktop.store import contests
from desktop.store.contests import Filter
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def store(planned: Store) -> Store:
    a_known_household(planned, special_groups=("低保",))
    return planned


def reckoned(store: Store) -> Reckoned:
    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, ["楼层=3"])

    return calculation.reckon(store, store.records(Household)[0], given)


def contested_area(store: Store) -> House:
    (house,) = store.records(House)
    for area in ("60.00", "65.50"):
        store.save(replace(house, recognised_area=Decimal(area)), because="量过")
    return house


def waiting(store: Store) -> list[Standing]:
    return [*deciding.standings(store, contests.registers(store, Filter()))]


def sums(effects: tuple[Effect, ...]) -> list[tuple[int | None, int | None]]:
    return [(total.amount, total.difference) for effect in effects for total in effect.totals]


def test_both_sums_are_those_that_would_come_out_with_what_was_said_last(store: Store) -> None:
    locked(store, reckoned(store))
    house = contested_area(store)
    (standing,) = waiting(store)
    effects = money_effect.effects(store, standing)
    assert [each.is_known for each in effects] == [True, True]
    assert [(each.version.forms or {})["recognised_area"] for each in standing.versions] == ["65.5", "60"]
    price, beside = 428_000, 41_000  # fen a square metre; for the poor, the old, the floor
    expected = [int(Decimal(area) * price) + beside for area in ("65.50", "60.00")]
    assert sums(effects) == [(expected[0], 0), (expected[1], expected[1] - expected[0])]
    assert effects[1].totals[0].difference_said == "\u221223,540.00"

    deciding.decide(store, [Choice(standing, standing.versions[1])], because="复核过")
    done = reckoned(store).calculation
    assert store.get(House, house.id) is not None
    assert int(done.outcome.totals["拿钱"] * 100) == expected[1], "what comes out then is what was told"


def test_why_a_sum_can_not_be_told_is_said(store: Store) -> None:
    contested_area(store)
    (standing,) = waiting(store)
    effects = money_effect.effects(store, standing)
    assert [each.is_known for each in effects] == [False, False]
    assert {gap.name for each in effects for gap in each.gaps} == {"楼层"}, "nobody was asked yet"


def test_a_sealed_value_moves_the_sum_and_is_not_told(store: Store) -> None:
    locked(store, reckoned(store))
    (person,) = store.records(Person)
    for groups in (("低保", "残疾"), ()):
        store.save(replace(person, special_groups=groups, special_note="看过"), because="看过证")
    (standing,) = waiting(store)
    first, second = money_effect.effects(store, standing)
    assert (first.totals[0].amount or 0) - (second.totals[0].amount or 0) == -80_000
    assert second.totals[0].difference == 80_000


def test_of_several_that_wait_the_others_are_taken_as_they_are_shown(store: Store) -> None:
    locked(store, reckoned(store))
    contested_area(store)
    (appraisal,) = store.records(Appraisal)
    for price in (400_000, 430_000):
        store.save(replace(appraisal, unit_price=price), because="又估")
    found = {each.group: money_effect.effects(store, each) for each in waiting(store)}
    assert [each.others for each in found["appraisal"]] == [1, 1]
    difference = found["appraisal"][1].totals[0].difference
    assert difference == -int(Decimal("65.50") * 30_000), "with the area that is shown"


def test_a_record_that_perhaps_stays_is_reckoned_with_and_without(store: Store) -> None:
    locked(store, reckoned(store))
    (home,) = store.records(Household)
    (appraisal,) = store.records(Appraisal)
    store.save(replace(appraisal, report_number="PG-2"), because="又一份")
    store.withdraw(appraisal, because="作废")
    other = an_appraisal(household=home.id, unit_price=500_000)
    store.save(other)
    (standing,) = waiting(store)
    stays, withdrawn = money_effect.effects(store, standing)
    assert [gap.name for gap in stays.gaps] == ["单价"], "the plan asks for one, and there would be two"
    assert withdrawn.totals[0].amount == int(Decimal("62.40") * 500_000) + 41_000


def test_nothing_is_locked_while_a_value_waits_and_a_locked_sum_is_stale_after_it_is_decided(store: Store) -> None:
    row = locked(store, reckoned(store))
    done = reckoned(store)
    house = contested_area(store)
    with pytest.raises(Refused) as refused:
        locking.lock(store, done, reason="又算")
    assert refused.value.findings or "changed" in refused.value.what
    assert [each.field for each in locking.obstacles(store, done).reasons] == ["conflict"]
    (standing,) = waiting(store)
    deciding.decide(store, [Choice(standing, standing.versions[0])], because="复核过")
    assert locking.obstacles(store, reckoned(store)).reasons == ()
    since = calculation.since(store, row)
    assert since is not None
    assert (since.is_stale, since.facts) == (True, ("认定面积",))
    assert store.get(Calculation, row.id) is not None
    assert house.recognised_area == Decimal("62.40")
    assert store.today() == date(2026, 11, 18)


def test_what_waits_in_a_record_that_was_withdrawn_keeps_nothing_from_being_locked(store: Store) -> None:
    (home,) = store.records(Household)
    part = a_fixture(household=home.id)
    store.save(part)
    before = store.get(type(part), part.id)
    assert before is not None
    for quantity in (3, 4):
        store.save(replace(before, quantity=Decimal(quantity), amount=quantity * 80_000))
    assert [each.field for each in locking.obstacles(store, reckoned(store)).reasons] == ["conflict"]
    store.withdraw(store.records(type(part))[0], because="数重了")
    assert locking.obstacles(store, reckoned(store)).reasons == ()
    (standing,) = waiting(store)
    (line,) = deciding.open_contests(store, Filter()).lines
    assert standing.is_withdrawn
    assert line.is_withdrawn
    with pytest.raises(Refused, match="was withdrawn"):
        deciding.decide(store, [Choice(standing, standing.versions[0])], because="看过")
