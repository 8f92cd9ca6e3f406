"""Which clocks have begun, asked of all households at once, are those that the domain finds in each."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_household, a_service, at
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import rights
from desktop.domain.records import Household, Record, Service
from desktop.domain.rights import Start
from desktop.domain.working_days import Calendar
from desktop.store import queries, remedies
from desktop.store.store import Store

RULES = rights.rules(Calendar({}, frozenset({2025, 2026, 2027})))
EVER = dict.fromkeys(rights.STARTING, date(2000, 1, 1))
GONE = {"withdrawn": True, "withdrawn_reason": "录错了"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all invented households: each has its own."""
    folder: Path = tmp_path_factory.mktemp("shared")
    with stores.cheaply(folder / "home"), stores.made(folder / "area") as store:
        yield store


def derived(store: Store, household: bytes) -> tuple[Start, ...]:
    """What the domain says has begun on a known day."""
    case = queries.case_of(store, household)
    assert case is not None
    return tuple(each for each in rights.own_starts(case) if each.day)


services = st.builds(
    lambda document, number, back, life: {
        "document": document,
        "document_number": number,
        "served_at": at(10, day=TODAY - timedelta(days=back)),
        **life,
    },
    st.sampled_from([*rights.STARTING, "sheet", "decision_notice"]),
    st.sampled_from([None, "示例 1", "示例 2"]),
    st.integers(0, 40),
    st.sampled_from([{}, {}, {}, GONE]),
)


@given(street=st.lists(st.lists(services, max_size=5), min_size=1, max_size=5))
def test_what_has_begun_for_any_household_is_what_the_domain_says(
    shared: Store, street: list[list[dict[str, object]]]
) -> None:
    homes = [a_household() for _ in street]
    records: list[Record] = [*homes]
    for home, served in zip(homes, street, strict=True):
        records += [a_service(household=home.id, **each) for each in served]
    shared.save(*records)
    wanted = {home.id: starts for home in homes if (starts := derived(shared, home.id))}
    assert remedies.begun(shared, EVER, [home.id for home in homes]) == wanted
    everybody = remedies.begun(shared, EVER)
    assert {home: starts for home, starts in everybody.items() if home in {each.id for each in homes}} == wanted


@given(back=st.integers(0, 400), document=st.sampled_from([*rights.STARTING]))
def test_nothing_that_still_runs_is_left_out(shared: Store, back: int, document: str) -> None:
    home = a_household()
    served = a_service(household=home.id, document=document, served_at=at(10, day=TODAY - timedelta(days=back)))
    shared.save(home, served)
    lately = remedies.begun(shared, rights.earliest_starts(RULES, TODAY))
    if any(rights.clock(each, RULES).days_left(TODAY) >= 0 for each in derived(shared, home.id)):
        assert lately[home.id] == derived(shared, home.id)


def test_a_copy_that_is_served_again_brings_the_first_service_along(new_store: stores.NewStore) -> None:
    store = new_store("area")
    home = a_household()
    days = (TODAY - timedelta(days=200), TODAY - timedelta(days=1))
    store.save(
        home, *(a_service(household=home.id, document="appraisal_report", served_at=at(9, day=day)) for day in days)
    )
    (start,) = remedies.begun(store, rights.earliest_starts(RULES, TODAY))[home.id]
    assert start.day == days[0]


def test_a_service_counts_on_the_day_of_its_place(new_store: stores.NewStore) -> None:
    store = new_store("area")
    home = a_household()
    store.save(home, a_service(household=home.id, document="appraisal_report", served_at=at(7, day=date(2026, 11, 10))))
    (start,) = remedies.begun(store, EVER)[home.id]
    assert start.day == date(2026, 11, 10), "in UTC it was the evening before"


def test_households_that_were_served_nothing_lately_are_not_told(new_store: stores.NewStore) -> None:
    store = new_store("area")
    home = a_household()
    old = a_service(household=home.id, document="appraisal_report", served_at=at(9, day=TODAY - timedelta(days=200)))
    store.save(home, old)
    assert remedies.begun(store, rights.earliest_starts(RULES, TODAY)) == {}
    assert len(store.records(Household)) == len(store.records(Service)) == 1
