from datetime import date, timedelta
from decimal import Decimal

import pytest
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
)

from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case, four_clear
from desktop.domain.records import Record
from desktop.domain.stages import (
    Circumstance,
    Progress,
    Stage,
    circumstances,
    findings_against_office,
    stage,
    steps,
)

PARTS = ("house", "area", "compensation", "wishes")
YESTERDAY = TODAY - timedelta(days=1)


def a_case(*records: Record, **household: object) -> Case:
    return Case.of(a_household(**household), records)


def a_clear_case(*more: Record) -> Case:
    confirmations = [a_confirmation(part=part) for part in PARTS]
    return a_case(a_person(), a_house(), a_wish(), a_calculation(), *confirmations, *more)


def missing(case: Case) -> dict[str, list[str]]:
    return {part.name: [gap.field for gap in part.missing] for part in four_clear(case) if part.missing}


def progress(case: Case) -> str:
    """Every step by a sign: done is its digit, a gap is !, ahead is a dot."""
    signs = {Progress.GAP: "!", Progress.AHEAD: "."}
    return "".join(signs.get(step.progress, str(step.stage)) for step in steps(case))


def test_the_parts_are_those_of_the_table_in_its_order() -> None:
    choices = RECORDS["confirmation"].field["part"].choices
    assert tuple(part.name for part in four_clear(a_case())) == tuple(key for key, _ in choices) == PARTS


def test_everything_is_missing_in_a_new_case() -> None:
    assert missing(a_case()) == {
        "house": ["person", "house", "confirmation"],
        "area": ["house", "confirmation"],
        "compensation": ["calculation", "confirmation"],
        "wishes": ["wish", "confirmation"],
    }


def test_a_case_with_all_known_and_confirmed_is_clear() -> None:
    assert missing(a_clear_case()) == {}


def test_every_missing_thing_says_why_in_words() -> None:
    case = a_case(
        a_house(structure=None), an_unregistered_part(state=None), a_fixture(name="水井", amount=None, unit_price=None)
    )
    reasons = [gap.message.format_map(gap.values) for part in four_clear(case) for gap in part.missing]
    assert "House 1: the structure is not known." in reasons
    assert "东厢房: not determined yet." in reasons
    assert "水井: neither the amount nor quantity and unit price are known." in reasons


def test_a_confirmation_counts_for_its_own_part() -> None:
    case = a_case(a_person(), a_house(), a_confirmation(part="house", confirmed_on=YESTERDAY))
    house, area, *_ = four_clear(case)
    assert house.is_clear
    assert house.confirmation
    assert house.confirmation.confirmed_on == YESTERDAY
    assert not area.is_clear
    assert area.confirmation is None


def test_the_latest_confirmation_is_shown() -> None:
    latest = a_confirmation(part="wishes", confirmed_on=TODAY)
    case = a_case(latest, a_confirmation(part="wishes", confirmed_on=YESTERDAY))
    assert four_clear(case)[3].confirmation == latest


@pytest.mark.parametrize(
    ("unknown", "field"),
    [
        ({"certificate_number": None}, "certificate_number"),
        ({"structure": None}, "structure"),
        ({"certified_use": None}, "actual_use"),
    ],
)
def test_a_house_is_known_by_certificate_structure_and_use(unknown: dict[str, None], field: str) -> None:
    assert missing(a_clear_case(a_house(**unknown))) == {"house": [field]}


def test_a_house_without_certified_use_is_known_by_its_actual_one() -> None:
    assert missing(a_clear_case(a_house(certified_use=None, actual_use="商铺"))) == {}


@pytest.mark.parametrize("role", ["owner", "tenant", "heir"])
def test_somebody_holds_the_house(role: str) -> None:
    confirmed = a_confirmation(part="house")
    assert "house" not in missing(a_case(a_house(), confirmed, a_person(role=role)))
    assert missing(a_case(a_house(), confirmed, a_person(role="family")))["house"] == ["person"]


@pytest.mark.parametrize(
    ("shares", "gaps"),
    [
        (("50", "50"), {}),
        (("33.33", "33.33", "33.33"), {}),
        (("33.3333", "33.3333", "33.3333"), {}),
        (("50", "40"), {"house": ["share"]}),
        (("50", None), {"house": ["share"]}),
    ],
)
def test_the_shares_of_co_owners_make_a_whole(shares: tuple[str | None, ...], gaps: dict[str, list[str]]) -> None:
    owners = [a_person(role="co_owner", share=share and Decimal(share)) for share in shares]
    known = [a_house(), a_wish(), a_calculation(), *(a_confirmation(part=part) for part in PARTS)]
    assert missing(a_case(*owners, *known)) == gaps


def test_what_is_disputed_is_not_clear() -> None:
    assert "title_disputed" in missing(a_case(title_disputed=True))["house"]
    assert missing(a_clear_case(a_house(area_disputed=True))) == {"area": ["area_disputed"]}


def test_a_house_without_recognised_area_is_missing_it() -> None:
    assert missing(a_clear_case(a_house(recognised_area=None))) == {"area": ["recognised_area"]}


@pytest.mark.parametrize("state", [None, "undetermined"])
def test_an_undetermined_part_is_missing_its_state(state: str | None) -> None:
    assert missing(a_clear_case(an_unregistered_part(state=state, recognised_area=None))) == {"area": ["state"]}


@pytest.mark.parametrize("state", ["recognised", "recognised_with_factor"])
def test_a_recognised_part_is_missing_its_area(state: str) -> None:
    part = an_unregistered_part(state=state, recognised_area=None)
    assert missing(a_clear_case(part)) == {"area": ["recognised_area"]}


@pytest.mark.parametrize("state", ["not_recognised", "removed_by_owner"])
def test_a_part_that_does_not_count_is_known(state: str) -> None:
    assert missing(a_clear_case(an_unregistered_part(state=state, recognised_area=None))) == {}


def test_a_household_may_have_unregistered_parts_only() -> None:
    case = a_case(a_person(), an_unregistered_part(), a_confirmation(part="house"), a_confirmation(part="area"))
    assert set(missing(case)) == {"compensation", "wishes"}


def test_a_fixture_is_known_by_its_amount_or_by_quantity_and_price() -> None:
    by_amount = a_fixture(quantity=None, unit_price=None)
    by_price = a_fixture(amount=None)
    assert missing(a_clear_case(by_amount, by_price)) == {}
    assert missing(a_clear_case(a_fixture(amount=None, quantity=None))) == {"compensation": ["amount"]}


def test_an_appraisal_names_its_result() -> None:
    assert missing(a_clear_case(an_appraisal())) == {}
    assert missing(a_clear_case(an_appraisal(unit_price=None))) == {"compensation": ["amount"]}


@pytest.mark.parametrize("choice", ["cash", "swap", "mixed", "undecided", "rather_not_say"])
def test_every_choice_is_an_answer(choice: str) -> None:
    case = a_case(a_wish(choice=choice), a_confirmation(part="wishes"))
    assert "wishes" not in missing(case)


def test_withdrawn_records_do_not_count() -> None:
    gone = {"withdrawn": True, "withdrawn_reason": "记错了户"}
    case = a_case(a_visit(**gone), a_payment(**gone), a_handover(**gone))
    assert stage(case) is Stage.REGISTERED
    assert findings_against_office(case) == ()


def test_a_corrected_visit_gives_way_to_its_correction() -> None:
    typed = a_visit()
    correction = a_visit(manner="not_met", corrects=typed.id)
    assert a_case(typed, correction).visits == (correction,)
    assert stage(a_case(typed, correction)) is Stage.REGISTERED


def test_a_withdrawn_correction_brings_the_first_record_back() -> None:
    typed = a_visit()
    assert a_case(typed, a_visit(corrects=typed.id, withdrawn=True)).visits == (typed,)


def test_a_superseded_calculation_gives_way_to_the_later_one() -> None:
    first = a_calculation()
    second = a_calculation(supersedes=first.id, version=2)
    assert a_case(second, first).calculations == (second,)


@pytest.mark.parametrize(
    ("case", "reached", "stepper"),
    [
        (a_case(), Stage.REGISTERED, "1......"),
        (a_case(a_visit(manner="not_met")), Stage.REGISTERED, "1......"),
        (a_case(a_visit(manner="telephone")), Stage.VISITED, "12....."),
        (a_clear_case(a_visit()), Stage.CLEAR, "123...."),
        (a_clear_case(), Stage.CLEAR, "1!3...."),
        (a_case(a_visit(), a_service()), Stage.SERVED, "12!4..."),
        (a_case(a_service(document="appraisal_report")), Stage.REGISTERED, "1......"),
        (a_case(a_visit(), an_agreement()), Stage.SIGNED, "12!!5.."),
        (a_case(an_agreement(state="negotiation")), Stage.REGISTERED, "1......"),
        (a_case(a_payment()), Stage.PAID, "1!!!!6."),
        (a_case(a_payment(), a_handover()), Stage.MOVED, "1!!!!67"),
        (a_case(a_visit(), an_agreement(), a_handover()), Stage.SIGNED, "12!!5!."),
    ],
)
def test_the_stage_is_the_highest_whose_record_exists_and_gaps_are_shown(
    case: Case, reached: Stage, stepper: str
) -> None:
    assert stage(case) is reached
    assert progress(case) == stepper


def test_a_family_that_moved_unpaid_is_a_finding_against_the_office_until_paid() -> None:
    moved = (an_agreement(), a_handover(handed_over_on=date(2026, 11, 2)), a_handover(handed_over_on=TODAY))
    (found,) = findings_against_office(a_case(*moved))
    assert "2026-11-02" in found.message.format_map(found.values)
    assert stage(a_case(*moved)) is Stage.SIGNED
    paid = a_case(*moved, a_payment())
    assert findings_against_office(paid) == ()
    assert stage(paid) is Stage.MOVED


def test_only_the_latest_state_of_the_agreement_counts() -> None:
    signed = an_agreement(stated_on=YESTERDAY)
    disputed = an_agreement(state="disputed", stated_on=TODAY)
    assert stage(a_case(disputed, signed)) is Stage.REGISTERED
    assert circumstances(a_case(disputed, signed)) == (Circumstance.NO_AGREEMENT,)


def test_of_two_states_of_one_day_the_one_written_last_counts() -> None:
    disputed = an_agreement(state="disputed")
    signed = an_agreement()
    assert stage(a_case(signed, disputed)) is Stage.SIGNED


def test_a_compensation_decision_stands_beside_the_stage() -> None:
    case = a_case(a_visit(), an_agreement(state="decision"))
    assert circumstances(case) == (Circumstance.COMPENSATION_DECISION,)
    assert stage(case) is Stage.VISITED


def answered(*words: str) -> Case:
    grievance = a_grievance()
    of_another = a_grievance_event(step="accepted")
    return a_case(grievance, *(a_grievance_event(grievance=grievance.id, step=step) for step in words), of_another)


@pytest.mark.parametrize(
    "words", [(), ("note",), ("answer",), ("answer", "not_accepted"), ("accepted", "not_accepted")]
)
def test_a_grievance_is_open_until_the_household_accepts(words: tuple[str, ...]) -> None:
    assert circumstances(answered(*words)) == (Circumstance.OPEN_GRIEVANCE,)


@pytest.mark.parametrize(
    "words", [("answer", "accepted"), ("answer", "accepted", "note"), ("not_accepted", "accepted")]
)
def test_the_household_closes_its_grievance(words: tuple[str, ...]) -> None:
    assert circumstances(answered(*words)) == ()


def test_every_stage_has_a_name() -> None:
    assert len({at.label for at in Stage}) == 7
