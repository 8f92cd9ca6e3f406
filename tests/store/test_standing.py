"""Where all households stand, asked at once, is what the domain derives of each."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any

import pytest
import stores
from builders import (
    TODAY,
    a_calculation,
    a_confirmation,
    a_fixture,
    a_grievance,
    a_grievance_event,
    a_handover,
    a_house,
    a_household,
    a_payment,
    a_person,
    a_service,
    a_visit,
    a_wish,
    an_agreement,
    an_appraisal,
    an_unregistered_part,
    at,
)
from hypothesis import given
from hypothesis import strategies as st

from desktop.casework import demo
from desktop.casework.inventing import CLERK, HOUSEHOLDS, PASSPHRASE
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case, four_clear
from desktop.domain.identity import new_id
from desktop.domain.records import Calculation, Grievance, Household, Record, Visit
from desktop.domain.stages import Progress, Stage, circumstances, findings_against_office, stage, steps
from desktop.store import opening, queries, vault
from desktop.store.standing import Standing, lines, natural, places, standings
from desktop.store.store import Store

PARTS = ("house", "area", "compensation", "wishes")
YESTERDAY = TODAY - timedelta(days=1)
GONE = {"withdrawn": True, "withdrawn_reason": "录错了"}


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    return new_store("area")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all invented households: each has its own."""
    folder = tmp_path_factory.mktemp("shared")
    with stores.cheaply(folder / "home"), stores.made(folder / "area") as store:
        yield store


@pytest.fixture(scope="module", params=[90, pytest.param(HOUSEHOLDS, marks=pytest.mark.long)])
def demo_area(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("demo")
    with stores.cheaply(folder / "home"):
        demo.build(folder / "area", PASSPHRASE, today=date(2026, 11, 22), households=request.param)
        opened = vault.unlock(folder / "area", PASSPHRASE, CLERK)
        with closing(opening.open_store(folder / "area", opened, read_only=True)) as store:
            yield store


def derived(case: Case) -> tuple[object, ...]:
    """What the domain says of a household."""
    clear = tuple(part.name for part in four_clear(case) if part.is_clear)
    passed_over = tuple(step.stage for step in steps(case) if step.progress is Progress.GAP)
    return stage(case), passed_over, clear, circumstances(case), bool(findings_against_office(case))


def told(standing: Standing) -> tuple[object, ...]:
    known = standing.stage, standing.passed_over, standing.clear, standing.circumstances
    return *known, standing.is_moved_unpaid


def the_case(store: Store, household: bytes) -> Case:
    case = queries.case_of(store, household)
    assert case is not None
    return case


def the_standing(store: Store, household: bytes) -> Standing:
    (found,) = standings(store, [household], withdrawn=True)
    return found


def numbers(found: list[Standing]) -> list[str | None]:
    return [each.number for each in found]


# The rule is the domain's


def test_all_households_of_the_demo_area_stand_where_the_domain_says(demo_area: Store) -> None:
    found = standings(demo_area, withdrawn=True)
    cases = queries.cases(demo_area, [each.id for each in found])
    assert len(found) == len(cases) > 90
    assert {each.id: told(each) for each in found} == {home: derived(case) for home, case in cases.items()}
    assert {each.stage for each in found} == {*Stage} - {Stage.CLEAR}


def test_each_alone_and_some_together_stand_where_they_stand_among_all(demo_area: Store) -> None:
    everybody = standings(demo_area)
    assert standings(demo_area, [each.id for each in everybody]) == everybody
    assert [the_standing(demo_area, each.id) for each in everybody[:20]] == everybody[:20]
    assert standings(demo_area, [new_id()]) == standings(demo_area, []) == []


def test_what_waits_for_a_decision_is_in_conflict(demo_area: Store) -> None:
    waiting = {conflict.household for conflict in queries.conflicts_open(demo_area)}
    assert waiting
    assert {each.id for each in standings(demo_area, withdrawn=True) if each.has_conflict} == waiting


def _a(make: Callable[..., Record], **fields: object) -> st.SearchStrategy[Callable[[bytes], Record]]:
    """Records of a kind: each field has one of its values, and sometimes the record was withdrawn."""
    options = {name: st.sampled_from(values) for name, values in fields.items() if isinstance(values, tuple)}
    drawn = st.tuples(st.fixed_dictionaries(options), st.sampled_from(({}, {}, {}, GONE)))
    return drawn.map(lambda both: lambda household: make(household=household, **both[0], **both[1]))


def _choices(record: str, field: str) -> tuple[str, ...]:
    return tuple(key for key, _ in RECORDS[record].field[field].choices)


def _a_house(household: bytes, *, but: dict[str, Any], **life: object) -> Record:
    return a_house(household=household, **but, **life)


def _a_part(household: bytes, *, how: tuple[str | None, Decimal | None, Decimal | None], **life: object) -> Record:
    state, factor, area = how
    return an_unregistered_part(household=household, state=state, factor=factor, recognised_area=area, **life)


def _a_visit(household: bytes, *, manner: str, **changes: object) -> Visit:
    nobody = {"met_whom": None, "present": None} if manner == "not_met" else {}
    return a_visit(household=household, manner=manner, **nobody, **changes)


HALF, AREA = Decimal("0.5"), Decimal("12.00")
HOUSES = (  # all is known, but
    {"certificate_number": None},
    {"structure": None},
    {"certified_use": None},
    {"certified_use": None, "actual_use": "商铺"},
    {"recognised_area": None},
    {"area_disputed": True},
    {"area_disputed": False},
)
STATES = (  # of an unregistered part, with its factor and its recognised area
    *((state, None, None) for state in (None, "undetermined", "recognised", "not_recognised", "removed_by_owner")),
    ("recognised", None, AREA),
    ("recognised_with_factor", HALF, None),
    ("recognised_with_factor", HALF, AREA),
)
SHARES = (None, *map(Decimal, ("100", "50", "49.99", "49.9801", "50.0199", "33.33", "33.34", "25")))
DAYS = (YESTERDAY, TODAY)

_KNOWN = st.one_of(
    _a(a_person, role=_choices("person", "role"), share=SHARES),
    _a(a_person, role=("co_owner",), share=SHARES),
    _a(_a_house, but=({}, *HOUSES)),
    _a(_a_part, how=STATES),
    _a(a_fixture, quantity=(Decimal(2), None), unit_price=(80_000, None), amount=(160_000, None)),
    _a(an_appraisal, unit_price=(520_000, None), amount=(1, None)),
    _a(a_wish, choice=_choices("wish", "choice")),
    _a(a_confirmation, part=PARTS, confirmed_on=DAYS),
    _a(a_calculation),
)
_MET = _a(_a_visit, manner=_choices("visit", "manner"))
_REACHED = st.one_of(
    _a(a_service, document=_choices("service", "document")),
    _a(an_agreement, state=_choices("agreement", "state"), stated_on=DAYS),
    _a(a_payment, paid_on=DAYS),
    _a(a_handover, handed_over_on=DAYS),
)
_GRIEVED = _a(a_grievance, raised_on=DAYS)
_ABOUT = (_KNOWN, _KNOWN, _KNOWN, _MET, _REACHED, _GRIEVED, st.one_of(_KNOWN, _MET, _REACHED, _GRIEVED))
STEP = st.tuples(
    st.sampled_from(_choices("grievance_event", "step")), st.sampled_from(DAYS), st.sampled_from(({}, GONE))
)


def _clear(household: bytes) -> list[Record]:
    known = (a_person, a_house, a_wish, a_calculation)
    return [
        *(make(household=household) for make in known),
        *(a_confirmation(household=household, part=part) for part in PARTS),
    ]


def test_one_record_more_leaves_a_clear_household_where_the_domain_says(store: Store) -> None:
    more = [
        *(partial(_a_house, but=but) for but in HOUSES),
        *(partial(_a_part, how=how) for how in STATES),
        *(
            partial(a_fixture, quantity=quantity, unit_price=price, amount=amount)
            for quantity, price, amount in product((Decimal(2), None), (80_000, None), (160_000, None))
        ),
        *(partial(an_appraisal, unit_price=price, amount=amount) for price, amount in product((1, None), repeat=2)),
    ]
    homes = [a_household() for _ in more]
    for home, make in zip(homes, more, strict=True):
        store.save(home, make(household=home.id), *_clear(home.id))
    found = {each.id: told(each) for each in standings(store)}
    assert found == {home.id: derived(the_case(store, home.id)) for home in homes}


@st.composite
def families(draw: st.DrawFn) -> list[Record]:
    """A household with records of one subject or of all; one of what is known lacks little to be four-clear."""
    home = a_household(title_disputed=draw(st.sampled_from((None, None, False, True))))
    about = draw(st.sampled_from(_ABOUT))
    records = [make(home.id) for make in draw(st.lists(about, max_size=4))]
    if about is _KNOWN:
        lacks = draw(st.sampled_from((None, *range(8))))
        records += [record for n, record in enumerate(_clear(home.id)) if n != lacks]
    for record in tuple(records):
        match record:
            case Visit() if draw(st.booleans()):
                again = draw(_MET)(home.id)
                records.append(replace(again, corrects=record.id, correction_reason="记错了人"))
            case Calculation() if draw(st.booleans()):
                records.append(replace(record, id=new_id(), supersedes=record.id))
            case Grievance():
                for step, day, gone in draw(st.lists(STEP, max_size=3)):
                    of = {"household": home.id, "grievance": record.id}
                    records.append(a_grievance_event(step=step, stated_on=day, **of, **gone))
            case _:
                pass
    return [home, *draw(st.permutations(records))]


@given(street=st.lists(families(), min_size=1, max_size=12))
def test_any_household_stands_where_the_domain_says(shared: Store, street: list[list[Record]]) -> None:
    shared.save(*(record for family in street for record in family))
    homes = [home.id for home, *_ in street]
    found = standings(shared, homes)
    assert {each.id: told(each) for each in found} == {home: derived(the_case(shared, home)) for home in homes}


@pytest.mark.parametrize(
    ("shares", "is_clear"),
    [
        (("33.33", "33.33", "33.33"), True),
        (("33.33", "33.33", "33.31"), True),
        (("33.33", "33.33", "33.3099"), False),
        (("50", "50.02"), True),
        (("50", "50.0201"), False),
        (("50", None), False),
        ((None, None), False),
    ],
)
def test_shares_are_added_exactly(store: Store, shares: tuple[str | None, ...], is_clear: bool) -> None:  # noqa: FBT001
    home = a_household()
    owners = [
        a_person(household=home.id, role="co_owner", share=share and Decimal(share), id_kind=None, id_number=None)
        for share in shares
    ]
    store.save(home, a_house(household=home.id), a_confirmation(household=home.id), *owners)
    assert ("house" in the_standing(store, home.id).clear) is is_clear
    assert told(the_standing(store, home.id)) == derived(the_case(store, home.id))


def test_what_another_household_wrote_changes_nothing(store: Store) -> None:
    home, other = a_household(number="A-1"), a_household(number="B-2")
    visit, grievance = a_visit(household=home.id), a_grievance(household=home.id)
    store.save(
        *(home, other, visit, grievance),
        a_visit(household=other.id, corrects=visit.id, correction_reason="记错了户", manner="telephone"),
        a_grievance_event(household=other.id, grievance=grievance.id, step="accepted"),
    )
    for each in standings(store):
        assert told(each) == derived(the_case(store, each.id))


# Their order, and what a line says


def test_households_come_by_lane_and_door_and_then_by_number(store: Store) -> None:
    nowhere: dict[str, Any] = {"lane": None, "door": None}
    wanted: list[dict[str, Any]] = [
        nowhere | {"building": "88 号院", "unit": "2", "room": "301", "number": "A-7"},
        nowhere | {"building": "88 号院", "unit": "2", "room": "1101", "number": "A-6"},
        {"lane": "示例里 2 巷", "door": "9", "number": "A-10"},
        {"lane": "示例里 2 巷", "door": "10", "number": "A-09"},
        {"lane": "示例里 2 巷", "door": "10", "number": "A-11"},
        nowhere | {"address": "示例里 3 巷 4 号", "number": "A-12"},
        {"lane": "示例里 10 巷", "door": "1", "number": "A-8"},
        nowhere | {"number": "A-5"},
    ]
    store.save(*(a_household(**home) for home in reversed(wanted)))
    assert numbers(standings(store)) == [home["number"] for home in wanted]
    assert places(standings(store), "lane") == ("示例里 2 巷", "示例里 10 巷")
    assert places(standings(store), "building") == ("88 号院",)


@pytest.mark.parametrize(
    "names",
    [
        ("2 巷", "10 巷", "10 巷甲", "88 号院"),
        ("三巷", "九巷", "十巷", "十二巷", "二十巷", "二十一巷", "九十九巷"),
        ("7", "007a", "8", "1" + "0" * 40),
    ],
)
def test_names_are_ordered_as_people_count(names: tuple[str, ...]) -> None:
    assert sorted({*names}, key=natural) == list(names)


def test_withdrawn_households_are_told_only_when_asked(store: Store) -> None:
    home = a_household()
    store.save(home)
    (read,) = store.records(Household)
    store.withdraw(read, because="entered twice")
    assert standings(store) == standings(store, [home.id]) == []
    assert the_standing(store, home.id).is_withdrawn


def test_a_line_names_the_holders_what_is_missing_and_the_last_contact(store: Store) -> None:
    home = a_household(address="示例里 3 巷 17 号")
    of = {"household": home.id}
    family = a_person(**of, name="家人示例", role="family", id_kind=None, id_number=None)
    met, missed = a_visit(**of, began_at=at(9)), _a_visit(home.id, manner="not_met", began_at=at(9, 5), ended_at=None)
    store.save(home, missed, met, family, a_person(**of, name="马示例"), a_house(**of))
    line = lines(store, [home.id])[home.id]
    assert (line.holders, line.address) == (("马示例",), "示例里 3 巷 17 号")
    assert line.parts == four_clear(the_case(store, home.id))
    assert line.last_contact is not None
    assert (line.last_contact.id, line.last_contact.manner) == (missed.id, "not_met")
