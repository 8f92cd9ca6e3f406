"""A sum is locked as a second person signed it, and from then on it never changes."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_household
from damage import past_the_gate
from plans import a_colleague, a_known_household, locked

from desktop.casework import calculation, household_facts, locking
from desktop.casework.calculation import Reckoned
from desktop.casework.policy import Draft
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Calculation, CalculationCheck, Flat, House, Household, Staff
from desktop.store import checking
from desktop.store.schema import rows
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def store(planned: Store) -> Store:
    a_known_household(planned)
    return planned


def reckoned(store: Store, floor: int = 3) -> Reckoned:
    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, [f"楼层={floor}"])

    return calculation.reckon(store, store.records(Household)[0], given)


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.field for each in refused.value.findings]


def test_a_sum_is_locked_with_the_check_of_another_person(store: Store) -> None:
    row = locked(store, reckoned(store))
    (check,) = store.records(CalculationCheck)
    assert (row.version, row.check) == (1, check.id)
    assert check.checked_by == "核对示例"
    assert locking.is_valid(store, check)


def test_a_check_stays_valid_when_its_person_signs_with_another_key(store: Store) -> None:
    locked(store, reckoned(store))
    (check,) = store.records(CalculationCheck)
    (staff,) = [row for row in store.records(Staff) if row.public_key == check.public_key]
    store.enlist(replace(staff, public_key="00" * 32), because="signing key renewed")
    assert locking.is_valid(store, check)
    assert not locking.is_valid(store, replace(check, public_key="11" * 32))


def test_unchecked_it_is_not_locked(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        locking.lock(store, reckoned(store))
    assert reasons(refused) == ["check"]
    assert store.records(Calculation) == ()


def test_nobody_checks_their_own_sum(store: Store) -> None:
    locking.check(store, reckoned(store), store.opened)
    with pytest.raises(Refused) as refused:
        locking.lock(store, reckoned(store))
    assert reasons(refused) == ["check"]


def test_who_only_reads_does_not_check(store: Store) -> None:
    with pytest.raises(Refused):
        locking.check(store, reckoned(store), a_colleague(store, role=Role.AUDITOR))


def test_a_check_is_of_one_sum_alone(store: Store) -> None:
    locking.check(store, reckoned(store), a_colleague(store))
    with pytest.raises(Refused) as refused:
        locking.lock(store, reckoned(store, floor=1))
    assert reasons(refused) == ["check"]


def test_a_check_that_its_person_did_not_sign_counts_nothing(store: Store) -> None:
    done = reckoned(store)
    row = locking.check(store, done, a_colleague(store))
    forged = replace(row, id=bytes(15) + b"f", seen=None, checked_by="别人示例")
    store.withdraw(store.get(CalculationCheck, row.id) or row, because="作废")
    store.save(forged)
    assert not locking.is_valid(store, forged)
    with pytest.raises(Refused):
        locking.lock(store, done)


def test_what_changed_after_it_was_checked_is_looked_at_again(store: Store) -> None:
    done = reckoned(store)
    locking.check(store, done, a_colleague(store))
    (house,) = store.records(House)
    store.save(replace(house, recognised_area=Decimal(70)))
    with pytest.raises(Refused, match="changed since"):
        locking.lock(store, done)
    assert store.records(Calculation) == ()


def test_a_disputed_title_keeps_it_from_being_locked_and_from_being_checked(store: Store) -> None:
    done = reckoned(store)
    locking.check(store, done, a_colleague(store))
    (home,) = store.records(Household)
    store.save(replace(home, title_disputed=True))
    for attempt in (
        lambda: locking.lock(store, done),
        lambda: locking.check(store, done, a_colleague(store)),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert reasons(refused) == ["title_disputed"]


def test_another_version_says_why_it_is_there(store: Store) -> None:
    first = locked(store, reckoned(store))
    locking.check(store, reckoned(store), a_colleague(store))
    with pytest.raises(Refused, match="not said"):
        locking.lock(store, reckoned(store))
    second = locked(store, reckoned(store, floor=1), reason="住户换了楼层")
    assert (second.version, second.supersedes) == (2, first.id)
    assert store.unsealed(second, "words")["reason"] == "住户换了楼层"


def test_a_locked_sum_is_stale_once_the_ledger_says_otherwise(store: Store) -> None:
    row = locked(store, reckoned(store))
    assert calculation.since(store, row) == calculation.Since((), is_older_plan=False)
    (house,) = store.records(House)
    store.save(replace(house, recognised_area=Decimal(70)))
    changed = calculation.since(store, row)
    assert changed == calculation.Since(("认定面积",), is_older_plan=False)


def test_a_locked_sum_never_changes(store: Store) -> None:
    row = locked(store, reckoned(store))
    with pytest.raises(Refused):
        store.save(replace(row, totals='{"拿钱":1}'))
    folder, clerk = store.folder, store.opened
    with past_the_gate(folder) as connection:
        connection.execute(rows["calculation"].update().values(totals='{"拿钱":1}'))
    store.close()
    told = checking.check(folder, clerk)
    assert not told.is_whole
    assert row.id.hex() in str(told)


def test_a_flat_that_another_household_took_is_not_locked(store: Store) -> None:
    other = a_household(number="别家")
    flat = Flat(building="2", unit="2", room="101", area=Decimal("88.60"))
    store.save(other, flat)
    held = store.get(Flat, flat.id) or flat
    store.save(replace(held, state="chosen", held_by=other.id))
    done = replace(reckoned(store), flats={"": store.get(Flat, flat.id) or flat})
    with pytest.raises(Refused) as refused:
        locking.check(store, done, a_colleague(store))
    assert reasons(refused) == ["flat"]
