from datetime import date, datetime, timedelta, timezone
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
    at,
)
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.checks import findings
from desktop.domain.errors import Finding, Level
from desktop.domain.fields import RECORDS, Kind
from desktop.domain.records import CLASSES, Area, Calculation, Person, Record, Sealed, Staff, Visit
from desktop.domain.values import group_values, read_record

TOMORROW = TODAY + timedelta(days=1)
SOUND = (
    a_household(),
    a_person(),
    a_house(),
    an_unregistered_part(),
    a_fixture(),
    an_appraisal(),
    a_wish(),
    a_confirmation(),
    a_visit(),
    a_calculation(),
    a_service(),
    an_agreement(),
    a_payment(),
    a_handover(),
    a_grievance(),
    a_grievance_event(),
)


def errors(record: Record) -> set[str]:
    return {found.field for found in findings(record, TODAY) if found.level is Level.ERROR}


def warnings(record: Record) -> set[str]:
    return {found.field for found in findings(record, TODAY) if found.level is Level.WARNING}


def only(record: Record) -> Finding:
    (found,) = findings(record, TODAY)
    return found


@pytest.mark.parametrize("record", SOUND, ids=lambda record: type(record).__name__)
def test_nothing_is_found_in_a_sound_record(record: Record) -> None:
    assert findings(record, TODAY) == ()


@pytest.mark.parametrize("name", RECORDS)
def test_an_empty_record_lacks_just_what_is_required(name: str) -> None:
    assert errors(CLASSES[name]()) == {field.name for field in RECORDS[name].fields if field.required}


def test_all_problems_are_found_at_once() -> None:
    assert errors(a_person(name=" ", role="boss", share=Decimal(120), id_number="1", birth_date=TOMORROW)) == {
        "name",
        "role",
        "share",
        "id_number",
        "birth_date",
    }


WRONG_KIND: dict[Kind, tuple[object, ...]] = {
    Kind.TEXT: (7, b"x", ("x",)),
    Kind.NUMBER: (7, 7.5, "7", True),
    Kind.WHOLE: (True, 7.0, "7", Decimal(7)),
    Kind.MONEY: (True, 7.0, "7", Decimal(7)),
    Kind.DATE: (at(9), "2026-11-18", 7),
    Kind.INSTANT: (TODAY, "2026-11-18T09:00", 7),
    Kind.YESNO: (1, 0, "yes"),
    Kind.CHOICE: (7, "no such choice"),
    Kind.LIST: ("x", ["x"], (7,)),
    Kind.LINK: ("x" * 16, b"x", bytes(17)),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_value_of_another_kind_is_refused_in_every_field(name: str) -> None:
    for field in RECORDS[name].fields:
        for value in WRONG_KIND[field.kind]:
            assert field.name in errors(CLASSES[name].of({field.name: value})), (field.name, value)


@pytest.mark.parametrize("name", RECORDS)
def test_a_sealed_value_is_never_a_finding(name: str) -> None:
    sealed = CLASSES[name].of({field.name: Sealed("••••••") for field in RECORDS[name].fields})
    assert findings(sealed, TODAY) == ()


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x85", "\ud800", "\u202e", "\u2066", "\u200f", "\u2028", "\ufeff"])
def test_a_sign_that_cannot_be_printed_is_refused(sign: str) -> None:
    assert errors(a_household(address=f"示例{sign}里")) == {"address"}
    assert errors(a_wish(words=f"还得{sign}商量")) == {"words"}
    assert errors(a_visit(visitors=("陈示例", sign))) == {"visitors"}


def test_only_words_have_lines() -> None:
    assert findings(a_wish(words="还得商量。\n\t再说。"), TODAY) == ()
    assert errors(a_household(address="示例里\n3 巷")) == {"address"}


def test_rare_characters_are_welcome() -> None:
    assert findings(a_person(name="\U0002c0b6㛃·䶮"), TODAY) == ()


def test_a_text_may_be_long_only_where_people_speak() -> None:
    assert findings(a_household(address="里" * 200, note="话" * 10_000), TODAY) == ()
    assert errors(a_household(address="里" * 201, note="话" * 10_001)) == {"address", "note"}
    assert findings(a_calculation(facts="x" * 100_000), TODAY) == ()


def test_a_choice_is_proposed_by_its_label() -> None:
    assert only(a_wish(choice="货币补偿")).proposal == "cash"
    assert only(a_wish(choice="货币")).proposal is None


def test_no_sensitive_choice_is_proposed() -> None:
    assert only(a_person(id_kind="护照", id_number=None)).proposal is None


def test_numbers_below_zero_are_refused_but_for_the_basement() -> None:
    assert errors(a_house(recognised_area=Decimal("-0.01"))) == {"recognised_area"}
    assert errors(a_fixture(quantity=Decimal(-1), unit_price=-1, amount=-1)) == {"quantity", "unit_price", "amount"}
    assert findings(a_house(on_floor=-1), TODAY) == ()


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "1E15", "1E+999999", "1.0001", "1E-999999"])
def test_a_number_that_no_column_holds_is_refused(number: str) -> None:
    assert errors(a_house(measured_area=Decimal(number))) == {"measured_area"}


def test_trailing_zeros_are_no_decimals() -> None:
    assert findings(a_house(measured_area=Decimal("62.4000000")), TODAY) == ()


def test_a_record_does_not_point_to_itself() -> None:
    household = a_household()
    assert errors(a_household(id=household.id, same_as=household.id)) == {"same_as"}


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (a_person(birth_date=TOMORROW), "birth_date"),
        (an_appraisal(appraised_on=TOMORROW), "appraised_on"),
        (a_wish(said_on=TOMORROW), "said_on"),
        (a_confirmation(confirmed_on=TOMORROW), "confirmed_on"),
        (a_visit(began_at=at(0, day=TOMORROW), ended_at=None), "began_at"),
        (a_service(served_at=at(0, day=TOMORROW)), "served_at"),
        (an_agreement(stated_on=TOMORROW), "stated_on"),
        (a_payment(paid_on=TOMORROW), "paid_on"),
        (a_handover(handed_over_on=TOMORROW), "handed_over_on"),
        (a_grievance(raised_on=TOMORROW), "raised_on"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_has_happened_in_the_future(record: Record, field: str) -> None:
    assert errors(record) == {field}


def test_what_is_due_may_lie_ahead() -> None:
    assert findings(a_grievance(due_on=TOMORROW), TODAY) == ()


def test_an_instant_counts_by_the_day_of_its_own_place() -> None:
    east = timezone(timedelta(hours=14))
    assert errors(a_service(served_at=datetime(2026, 11, 19, 0, 30, tzinfo=east))) == {"served_at"}
    west = timezone(timedelta(hours=-10))
    assert findings(a_service(served_at=datetime(2026, 11, 18, 23, 30, tzinfo=west)), TODAY) == ()


def test_an_instant_without_its_offset_is_refused() -> None:
    assert errors(a_service(served_at=at(9).replace(tzinfo=None))) == {"served_at"}


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "Asia", "../etc/passwd", "/"])
def test_a_time_zone_that_does_not_exist_is_refused(zone: str) -> None:
    assert errors(Area(name="示例片区", zone=zone)) == {"zone"}
    assert errors(Area(name="示例片区", zone="Asia/Urumqi")) == set()


def test_a_year_of_three_digits_is_refused() -> None:
    assert errors(a_wish(said_on=date(202, 11, 18))) == {"said_on"}
    assert errors(a_service(served_at=datetime.min.replace(tzinfo=timezone(timedelta(hours=14))))) == {"served_at"}


def test_withdrawing_needs_a_reason_and_nothing_else() -> None:
    assert errors(a_wish(withdrawn=True)) == {"withdrawn_reason"}
    assert errors(a_wish(withdrawn=True, withdrawn_reason=" ")) == {"withdrawn_reason"}
    assert findings(a_wish(withdrawn=True, withdrawn_reason="记错了户", said_on=TOMORROW), TODAY) == ()


def test_a_wrong_id_number_is_refused_and_never_repeated() -> None:
    wrong = "999999195603070027"
    found = only(a_person(id_number=wrong))
    assert (found.field, found.level) == ("id_number", Level.ERROR)
    assert wrong not in str(found)


def test_another_kind_of_document_has_its_own_numbers() -> None:
    assert findings(a_person(id_kind="passport", id_number="X00000000"), TODAY) == ()


def test_a_number_of_no_stated_kind_is_an_id_number() -> None:
    assert errors(a_person(id_kind=None, id_number="X00000000")) == {"id_number"}


def test_an_id_number_with_blanks_around_it_is_compared_all_the_same() -> None:
    assert findings(a_person(id_number=" 999999195603070026 "), TODAY) == ()


def test_birth_date_and_sex_are_compared_with_the_id_number() -> None:
    assert warnings(a_person(birth_date=date(1956, 7, 3), sex="male")) == {"birth_date", "sex"}


def test_a_phone_that_can_hardly_be_dialled_is_kept_with_a_warning() -> None:
    assert warnings(a_person(phone="12")) == {"phone"}


@pytest.mark.parametrize("share", ["0", "100.0001", "-1"])
def test_a_share_outside_its_bounds_is_refused(share: str) -> None:
    assert errors(a_person(share=Decimal(share))) == {"share"}


@pytest.mark.parametrize("share", ["0.0001", "33.3333", "100"])
def test_a_share_within_its_bounds_is_fine(share: str) -> None:
    assert findings(a_person(share=Decimal(share)), TODAY) == ()


def test_an_agent_needs_scope_and_document() -> None:
    assert warnings(a_person(role="agent")) == {"agent_scope", "agent_document"}
    assert findings(a_person(role="agent", agent_scope="签协议", agent_document="委托书 1 号"), TODAY) == ()


def test_the_name_of_staff_is_a_name() -> None:
    assert errors(Staff(name="陈\u200b示例", role="worker")) == {"name"}


def test_a_house_that_hardly_stands_so_is_shown() -> None:
    assert warnings(a_house(registered_net=Decimal("62.41"))) == {"registered_net"}
    assert warnings(a_house(storeys=2, on_floor=3)) == {"on_floor"}
    assert warnings(a_house(recognised_area_source=" ")) == {"recognised_area_source"}


@pytest.mark.parametrize("year", [86, 2027])
def test_a_house_of_an_impossible_year_is_refused(year: int) -> None:
    assert errors(a_house(year_built=year)) == {"year_built"}


@pytest.mark.parametrize("state", ["undetermined", "not_recognised", "removed_by_owner", None])
def test_only_a_recognised_part_has_a_recognised_area(state: str | None) -> None:
    assert errors(an_unregistered_part(state=state)) == {"recognised_area"}
    assert findings(an_unregistered_part(state=state, recognised_area=None), TODAY) == ()


def test_state_and_factor_of_a_part_agree() -> None:
    assert errors(an_unregistered_part(state="recognised_with_factor")) == {"factor"}
    assert errors(an_unregistered_part(state="recognised_with_factor", factor=Decimal(0))) == {"factor"}
    assert errors(an_unregistered_part(factor=Decimal("0.7"))) == {"factor"}
    assert findings(an_unregistered_part(state="recognised_with_factor", factor=Decimal("0.7")), TODAY) == ()


def test_a_recognised_part_names_its_source() -> None:
    assert warnings(an_unregistered_part(recognition_source=None)) == {"recognition_source"}


def test_an_amount_that_is_not_the_product_is_kept_with_a_proposal() -> None:
    found = only(a_fixture(quantity=Decimal("1.5"), unit_price=33_333, amount=49_999))
    assert (found.field, found.level, found.proposal) == ("amount", Level.WARNING, "500.00")
    assert findings(a_fixture(quantity=Decimal("0.5"), unit_price=1, amount=1), TODAY) == ()
    assert findings(a_fixture(quantity=None, amount=50_000), TODAY) == ()


def test_a_visit_does_not_end_before_it_began() -> None:
    assert errors(a_visit(began_at=at(9, 41), ended_at=at(9, 12))) == {"ended_at"}
    assert findings(a_visit(began_at=at(9, 12), ended_at=at(9, 12)), TODAY) == ()


def test_nobody_is_met_on_a_visit_that_met_nobody() -> None:
    assert errors(a_visit(manner="not_met", signature="signed")) == {"met_whom", "present", "signature"}
    assert findings(a_visit(manner="not_met", met_whom=None, present=0, notice_left=True), TODAY) == ()


def test_a_correction_says_why() -> None:
    assert errors(a_visit(corrects=a_visit().id)) == {"correction_reason"}


def test_no_copy_for_the_household_needs_a_reason() -> None:
    assert warnings(a_visit(copy_handed=False)) == {"copy_reason"}


def test_a_refused_service_needs_reason_and_witness() -> None:
    assert warnings(a_service(refused=True)) == {"refusal_reason", "witness"}
    assert warnings(a_service(manner="left")) == {"witness"}
    assert warnings(a_service(servers=("陈示例",))) == {"servers"}


def test_a_payment_of_nothing_is_none() -> None:
    assert errors(a_payment(amount=0)) == {"amount"}


SECRET = "不可示人"


@given(st.sampled_from(sorted(CLASSES)), st.data())
def test_no_finding_repeats_a_text(name: str, data: st.DataObject) -> None:
    texts = {field.name: f"{SECRET}\x00" for field in RECORDS[name].fields}
    chosen = data.draw(st.sets(st.sampled_from(sorted(texts))))
    for found in findings(CLASSES[name].of({field: texts[field] for field in chosen}), TODAY):
        assert SECRET not in str(found)


texts = st.text("aé e\u0301·\u3000\n\x00\x1f\u202e\ud800马\U0002c0b6")


def _values(kind: Kind) -> st.SearchStrategy[object]:
    numbers = st.decimals(allow_nan=True, allow_infinity=True)
    instants = st.datetimes(timezones=st.just(timezone(timedelta(hours=8))))
    choices: dict[Kind, st.SearchStrategy[object]] = {
        Kind.TEXT: texts,
        Kind.NUMBER: numbers,
        Kind.WHOLE: st.integers(),
        Kind.MONEY: st.integers(),
        Kind.DATE: st.dates(),
        Kind.INSTANT: instants,
        Kind.YESNO: st.booleans(),
        Kind.CHOICE: texts,
        Kind.LIST: st.lists(texts).map(tuple),
        Kind.LINK: st.binary(max_size=17),
    }
    return choices[kind]


@given(st.sampled_from([Person, Visit, Calculation]), st.data())
def test_a_record_without_errors_reads_back_the_same(kind: type[Record], data: st.DataObject) -> None:
    record_type = kind.record_type()
    drawn = {field.name: data.draw(_values(field.kind)) for field in record_type.fields if data.draw(st.booleans())}
    refused = errors(kind.of(drawn))
    record = kind.of({name: value for name, value in drawn.items() if name not in refused})
    forms = group_values(record, record_type.fields)
    again = kind.of({"id": record.id} | read_record(record_type, forms))
    assert group_values(again, record_type.fields) == forms
