import unicodedata
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from builders import a_person, at
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.fields import RECORDS, Field, Kind
from desktop.domain.records import Sealed
from desktop.domain.values import are_forms, fits, group_values, mask_of, read_record, value, written

FIELD = {kind: Field("any", "任意", kind, digits=4) for kind in Kind}
PERSON = RECORDS["person"]

texts = st.text("aé e\u0301ﬁ각\u1112\u1161·\u3000\n\x1f马\U0002c0b6")
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1800, 1, 1), datetime(9999, 12, 30), timezones=zones)  # noqa: DTZ001  the zone is drawn
VALUES: dict[Kind, st.SearchStrategy[object]] = {
    Kind.TEXT: texts,
    Kind.NUMBER: st.decimals(-(10**15), 10**15, places=4),
    Kind.WHOLE: st.integers(),
    Kind.MONEY: st.integers(),
    Kind.DATE: st.dates(),
    Kind.INSTANT: instants,
    Kind.YESNO: st.booleans(),
    Kind.CHOICE: st.sampled_from(["cash", "swap"]),
    Kind.LIST: st.lists(texts).map(tuple),
    Kind.LINK: st.binary(min_size=16, max_size=16),
}
WRONG_FORMS: dict[Kind, tuple[object, ...]] = {
    Kind.TEXT: (7, True, b"x", ["x"]),
    Kind.NUMBER: (7, 7.5, True, "", "7,5", "NaN", "sNaN", "Infinity", "-inf", "1E+999999", "1_000", "７"),
    Kind.WHOLE: ("7", 7.0, True),
    Kind.MONEY: ("7.00", 7.0, True),
    Kind.DATE: (20261118, "", "2026-11-31", "18.11.2026", "2026-11-18T09:00:00"),
    Kind.INSTANT: (
        0,
        "",
        "2026-11-18T09:00:00",
        "2026-11-18T01:41:00.123Z+25:00",
        "2026-13-18T01:41:00.123Z+08:00",
        "0001-01-01T00:00:00.000Z-14:00",
    ),
    Kind.YESNO: (1, 0, "true"),
    Kind.CHOICE: (7, True, ["cash"]),
    Kind.LIST: ("x", {"x": 1}, [7], [["x"]]),
    Kind.LINK: ("x", 7),
}


@given(st.sampled_from(Kind), st.data())
def test_a_form_reads_back_as_what_is_written_the_same(kind: Kind, data: st.DataObject) -> None:
    form = written(FIELD[kind], data.draw(VALUES[kind]))
    assert written(FIELD[kind], value(FIELD[kind], form)) == form


@given(st.sampled_from([Kind.NUMBER, Kind.WHOLE, Kind.MONEY, Kind.DATE, Kind.YESNO, Kind.LINK]), st.data())
def test_an_exact_value_reads_back_as_itself(kind: Kind, data: st.DataObject) -> None:
    drawn = data.draw(VALUES[kind])
    assert value(FIELD[kind], written(FIELD[kind], drawn)) == drawn


@given(instants)
def test_an_instant_keeps_its_millisecond_and_its_offset(instant: datetime) -> None:
    again = value(FIELD[Kind.INSTANT], written(FIELD[Kind.INSTANT], instant))
    assert again == instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    assert again.utcoffset() == instant.utcoffset()


@given(instants, instants)
def test_instants_sort_by_time_whatever_their_offsets(one: datetime, other: datetime) -> None:
    forms = [str(written(FIELD[Kind.INSTANT], instant)) for instant in (one, other)]
    first, second = (value(FIELD[Kind.INSTANT], form) for form in sorted(forms))
    assert first <= second


def test_an_instant_is_written_in_utc_with_the_offset_of_its_place() -> None:
    assert written(FIELD[Kind.INSTANT], at(9, 41)) == "2026-11-18T01:41:00.000Z+08:00"
    west = at(9, 41).astimezone(timezone(timedelta(hours=-3, minutes=-30)))
    assert written(FIELD[Kind.INSTANT], west) == "2026-11-18T01:41:00.000Z-03:30"


def test_an_instant_as_people_write_it_is_read_too() -> None:
    assert value(FIELD[Kind.INSTANT], "2026-11-18T09:41+08:00") == at(9, 41)


def test_an_instant_without_its_offset_is_not_written() -> None:
    with pytest.raises(ValueError, match="offset"):
        written(FIELD[Kind.INSTANT], at(9).replace(tzinfo=None))


@given(VALUES[Kind.NUMBER], st.integers(0, 6))
def test_trailing_zeros_make_no_difference(number: Decimal, zeros: int) -> None:
    padded = Decimal(f"{number:f}" + "0" * zeros)
    assert written(FIELD[Kind.NUMBER], padded) == written(FIELD[Kind.NUMBER], number)


@pytest.mark.parametrize(
    ("number", "form"), [("62.400", "62.4"), ("1E+3", "1000"), ("-0.00", "0"), ("0.0001", "0.0001"), ("-7.0", "-7")]
)
def test_a_number_is_written_plainly(number: str, form: str) -> None:
    assert written(FIELD[Kind.NUMBER], Decimal(number)) == form


@given(texts, st.sampled_from(["", " ", "\n", "\u3000"]))
def test_blanks_around_and_composition_make_no_difference(text: str, blank: str) -> None:
    same = blank + unicodedata.normalize("NFD", text) + blank
    assert written(FIELD[Kind.TEXT], same) == written(FIELD[Kind.TEXT], text)
    assert written(FIELD[Kind.LIST], (same, blank)) == written(FIELD[Kind.LIST], (text,))


@pytest.mark.parametrize("kind", Kind)
def test_what_is_not_known_is_nothing(kind: Kind) -> None:
    unknown = () if kind is Kind.LIST else None
    assert written(FIELD[kind], unknown) is None
    assert value(FIELD[kind], None) == unknown


def test_blank_texts_are_not_known() -> None:
    assert written(FIELD[Kind.TEXT], " \u3000") is None
    assert written(FIELD[Kind.LIST], (" ", "")) is None


def test_no_and_nothing_are_known_values() -> None:
    assert written(FIELD[Kind.YESNO], value=False) is False
    assert written(FIELD[Kind.MONEY], 0) == 0
    assert written(FIELD[Kind.NUMBER], Decimal(0)) == "0"


@pytest.mark.parametrize("kind", Kind)
def test_a_form_of_another_kind_is_a_value_error(kind: Kind) -> None:
    for form in WRONG_FORMS[kind]:
        with pytest.raises(ValueError, match=r"."):
            value(FIELD[kind], form)


@pytest.mark.parametrize("kind", Kind)
def test_a_value_of_another_kind_is_not_written(kind: Kind) -> None:
    for wrong in ("no such thing", 7, 7.5, True, b"x", at(9).date(), at(9), ["x"]):
        if not fits(FIELD[kind], wrong):
            with pytest.raises(ValueError, match=kind):
                written(FIELD[kind], wrong)


def test_a_moment_is_no_day_and_yes_is_no_number() -> None:
    assert not fits(FIELD[Kind.DATE], at(9))
    assert not fits(FIELD[Kind.INSTANT], at(9).date())
    assert not fits(FIELD[Kind.WHOLE], value=True)
    assert not fits(FIELD[Kind.YESNO], 1)


def test_a_number_of_many_digits_is_written_exactly() -> None:
    number = "12345678901234567890123456789012345.5"
    assert written(FIELD[Kind.NUMBER], Decimal(number)) == number


def test_an_error_names_the_field_and_never_its_content() -> None:
    with pytest.raises(ValueError, match="birth_date") as raised:
        read_record(PERSON, {"birth_date": "1956-3-7"})
    assert "1956" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_the_values_of_a_group_leave_out_what_is_not_known_and_keep_what_is_sealed() -> None:
    person = a_person(id_kind=Sealed("••••••"), id_number="999999195603070026", special_note=" ")
    assert group_values(person, PERSON.group["identity"].fields) == {
        "id_kind": Sealed("••••••"),
        "id_number": "999999195603070026",
    }
    assert group_values(person, PERSON.group["special"].fields) == {}


def test_a_record_is_read_by_field_name() -> None:
    forms = {"name": "马示例", "share": "33.3333", "birth_date": "1956-03-07", "special_groups": ["残疾"]}
    assert read_record(PERSON, forms) == {
        "name": "马示例",
        "share": Decimal("33.3333"),
        "birth_date": date(1956, 3, 7),
        "special_groups": ("残疾",),
    }


@pytest.mark.parametrize(
    ("kind", "shown"), [("id_number", "****0026"), ("phone", "100****6021"), ("bank_name", "••••••")]
)
def test_a_mask_shows_no_more_than_a_tail(kind: str, shown: str) -> None:
    forms = {"id_number": "999999195603070026", "phone": "100-0000-6021", "bank_name": "示例银行"}
    assert mask_of(PERSON.field[kind], forms[kind]) == shown


def test_a_mask_of_several_words_does_not_tell_how_many() -> None:
    assert mask_of(PERSON.field["special_groups"], ["残疾"]) == mask_of(
        PERSON.field["special_groups"], ["残疾", "低保"]
    )


@given(st.sampled_from(Kind), st.data())
def test_what_is_written_is_a_form_that_can_be_kept(kind: Kind, data: st.DataObject) -> None:
    form = written(FIELD[kind], data.draw(VALUES[kind].filter(lambda each: not isinstance(each, int | Decimal))))
    assert are_forms([FIELD[kind]], {"any": form})


@pytest.mark.parametrize(("kind", "form"), [(kind, form) for kind, forms in WRONG_FORMS.items() for form in forms])
def test_a_form_of_another_kind_is_none_of_the_field(kind: Kind, form: object) -> None:
    assert not are_forms([FIELD[kind]], {"any": form})
    assert are_forms([FIELD[kind]], {"other": form})


@pytest.mark.parametrize(
    ("kind", "kept", "too_much"),
    [
        (Kind.NUMBER, "99999999999999.9999", "999999999999999.9999"),
        (Kind.NUMBER, "0.0001", "0.00001"),
        (Kind.WHOLE, -(10**18 - 1), -(10**18)),
        (Kind.MONEY, 10**18 - 1, 10**18),
    ],
)
def test_what_does_not_fit_in_64_bits_can_not_be_kept(kind: Kind, kept: object, too_much: object) -> None:
    assert are_forms([FIELD[kind]], {"any": kept})
    assert not are_forms([FIELD[kind]], {"any": too_much})
