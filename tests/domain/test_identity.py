"""Slips in numbers and names are noticed and never repeated; masks and ids tell no more than they should.

All ID numbers are invented: division 999999 does not exist.
"""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import identity
from desktop.domain.errors import Finding, Level, Refused

TODAY = date(2026, 11, 18)
dates = st.dates(date(1850, 1, 1), TODAY)
orders = st.integers(1, 999)


def full_number(born: date, order: int, division: str = "999999") -> str:
    """Make an ID number whose check character is found by trying: weighted from the right, the sum is 1 modulo 11."""
    body = f"{division}{born:%Y%m%d}{order:03}"
    weights = [pow(2, place, 11) for place in range(17, -1, -1)]
    for check, value in zip("0123456789X", range(11), strict=True):
        digits = [*map(int, body), value]
        if sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 1:
            return body + check
    raise AssertionError


def only(findings: tuple[Finding, ...]) -> Finding:
    assert len(findings) == 1
    return findings[0]


@given(dates, orders)
def test_a_right_number_has_no_finding_and_tells_birth_and_sex(born: date, order: int) -> None:
    number = full_number(born, order)
    assert not [each for each in identity.id_number_findings(number, TODAY) if each.level is Level.ERROR]
    assert identity.birth_date(number) == born
    assert identity.sex(number) == ("male" if order % 2 else "female")


def test_a_number_of_15_digits_from_an_old_paper_is_right() -> None:
    assert identity.id_number_findings("999999800229001", TODAY) == ()
    assert identity.birth_date("999999800229001") == date(1980, 2, 29)
    assert identity.sex("999999800229001") == "male"
    assert only(identity.id_number_findings("999999790229001", TODAY)).message.endswith("Compare it with the card.")


OLD, NEW = "999999195603070026", full_number(date(1965, 3, 7), 3)  # a woman's, and a man's of another year
SAYS_OLD = {"birth_date": date(1956, 3, 7), "sex": "female"}
SAYS_NEW = {"birth_date": date(1965, 3, 7), "sex": "male"}
OLD_HELD = {"id_kind": "resident", "id_number": OLD}
STATED = {"birth_date": date(1957, 1, 1), "sex": "male"}


@pytest.mark.parametrize(
    ("said", "held", "told"),
    [
        ({"id_number": OLD}, {}, SAYS_OLD),
        ({"id_number": OLD, "id_kind": "resident"}, {"birth_date": None, "sex": None}, SAYS_OLD),
        ({"id_number": OLD, **STATED}, {}, {}),
        ({"id_number": OLD, "birth_date": None}, {}, {"sex": "female"}),  # emptied in the same breath
        ({"id_number": OLD}, STATED, {}),
        ({"id_number": NEW}, OLD_HELD | SAYS_OLD, SAYS_NEW),
        ({"id_number": NEW}, OLD_HELD | SAYS_OLD | {"sex": "male"}, {"birth_date": date(1965, 3, 7)}),
        ({"id_number": NEW}, OLD_HELD | STATED, {}),
        ({"id_number": NEW}, OLD_HELD | {"id_kind": "passport"} | SAYS_OLD, {}),
        ({"id_number": OLD}, OLD_HELD | SAYS_OLD, {}),
        ({"name": "马示例"}, OLD_HELD, {}),  # of the number nothing is stated
        ({"id_kind": "resident"}, {"id_kind": "other", "id_number": OLD}, SAYS_OLD),
        ({"id_number": OLD, "id_kind": "passport"}, {}, {}),
        ({"id_number": OLD[:-1] + "7"}, {}, {}),  # its check character is wrong
        ({"id_number": f" {OLD}"}, {}, {}),
        ({"id_number": "999999800229001"}, {}, {}),  # nothing vouches for one of an old paper
        ({"id_number": full_number(date(1990, 3, 7), 0)[:15] + "000"}, {}, {}),  # as Excel cuts it
        ({"id_number": None}, OLD_HELD | SAYS_OLD, {}),
    ],
)
def test_a_number_tells_only_what_nobody_states(
    said: dict[str, object], held: dict[str, object], told: dict[str, object]
) -> None:
    assert identity.told_besides(said, held, TODAY) == told


@given(dates, orders, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_an_error(born: date, order: int, place: int, step: int) -> None:
    number = full_number(born, order)
    digit = 10 if number[place] == "X" else int(number[place])
    changed = number[:place] + str((digit + step) % 10) + number[place + 1 :]
    finding = only(identity.id_number_findings(changed, TODAY))
    assert finding.level is Level.ERROR
    assert finding.proposal is None


FEMALE = "99999919800224002X"


@pytest.mark.parametrize(
    "typed",
    [
        "99999919800224002x",
        "999999 19800224 002X",
        "９９９９９９１９８００２２４００２Ｘ",
        "999999\u300019800224\u00a0002ｘ",
    ],
)
def test_blanks_full_width_digits_and_a_small_x_are_repaired(typed: str) -> None:
    finding = only(identity.id_number_findings(typed, TODAY))
    assert finding.proposal == FEMALE
    assert identity.id_number_findings(FEMALE, TODAY) == ()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "has 18 characters"),
        ("9999991980022900", "has 18 characters"),
        ("9999991980022900XX", "all digits"),
        ("٩٩٩٩٩٩١٩٨٠٠٢٢٩٠٠٢X", "all digits"),
        (full_number(date(1980, 2, 29), 2, "000000"), "000000"),
        ("999999198002310021", "no date of birth"),
        (full_number(date(2026, 11, 19), 2), "no date of birth"),
        (full_number(date(1849, 12, 31), 2), "no date of birth"),
        ("999999198002290021", "is wrong"),
        ("999999198002013000", "Excel"),
        ("9.99999198002290E+17", "Excel"),
    ],
)
def test_each_slip_is_told_without_repeating_the_number(typed: str, message: str) -> None:
    finding = only(identity.id_number_findings(typed, TODAY, field="agent_id"))
    assert message in finding.message
    assert (finding.field, finding.level, finding.proposal) == ("agent_id", Level.ERROR, None)
    assert not typed or typed not in repr(finding)


def test_a_number_that_excel_may_have_cut_but_fits_is_only_a_warning() -> None:
    finding = only(identity.id_number_findings("999999198002012000", TODAY))
    assert "Excel" in finding.message
    assert finding.level is Level.WARNING


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        (" 王 五 ", "王五"),
        ("王\u3000五", "王五"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("Ayşe  Yılmaz", "Ayşe Yılmaz"),
        ("e\u0301", "é"),
        ("\U0002cc56 \U00030edd", "\U0002cc56\U00030edd"),
    ],
)
def test_a_name_is_written_one_way(typed: str, clean: str) -> None:
    assert identity.clean_name(typed) == clean
    assert identity.clean_name(clean) == clean
    assert identity.name_findings(clean) == ()
    if unicodedata.normalize("NFC", typed).strip() != clean:
        assert only(identity.name_findings(typed)).proposal == clean


@pytest.mark.parametrize(
    "name", ["𬱖", "㛃䶮", "武〇", "བསྟན་འཛིན", "ئايگۈل", "ᠪᠠᠶᠠᠷ", "𑄌", "J. O'Neill-Li", "\U000323af"]
)
def test_a_name_in_any_script_has_no_finding(name: str) -> None:
    assert identity.name_findings(name) == ()


@pytest.mark.parametrize("name", ["王五3", "王五 李六", "王五(户主)", "王五\ue123", "王五?"])
def test_what_is_unusual_in_a_name_is_only_a_warning(name: str) -> None:
    assert only(identity.name_findings(name)).level is Level.WARNING


@pytest.mark.parametrize("name", ["", " \u3000", "王\x00五", "王\u202e五", "王\u200b五", "王\ufeff五", "王" * 61])
def test_a_name_that_cannot_be_printed_or_is_none_is_an_error(name: str) -> None:
    assert only(identity.name_findings(name)).level is Level.ERROR


@given(st.text(max_size=80))
def test_a_proposed_name_is_accepted(text: str) -> None:
    assert identity.clean_name(identity.clean_name(text)) == identity.clean_name(text)
    for finding in identity.name_findings(text):
        if finding.proposal is not None:
            assert all(each.level is Level.WARNING for each in identity.name_findings(finding.proposal))


def test_household_numbers_are_free_text() -> None:
    assert identity.clean_number(" ＤＹ－03－0127  东 ") == "DY-03-0127 东"


def test_a_provisional_number_names_its_device() -> None:
    prefix = identity.device_prefix(bytes.fromhex("3c0ffee512345678"))
    number = identity.provisional_number(prefix, 12)
    assert number == "临-7G7Z-0012"
    assert identity.is_provisional(number)
    assert identity.is_provisional(identity.provisional_number("7K3", 12345))
    assert not identity.is_provisional("DY-03-0127")


@pytest.mark.parametrize("phone", ["10012345678", "+86 100-1234-5678", "(0999) 1234567", "１００１２３４５６７８"])
def test_a_phone_in_a_usual_writing_has_no_finding(phone: str) -> None:
    assert identity.phone_findings(phone) == ()
    assert identity.tail(phone) in {"5678", "4567"}


@pytest.mark.parametrize("phone", ["", "123456", "1" * 21, "100-1234-5678 / 100-8765-4321", "问邻居", "100+12345678"])
def test_what_can_hardly_be_dialled_is_only_a_warning(phone: str) -> None:
    assert only(identity.phone_findings(phone)).level is Level.WARNING


def test_masks_keep_the_ends_that_people_compare() -> None:
    assert identity.mask_phone("13812346021") == "138****6021"
    assert identity.mask_phone("+86 138-1234-6021") == "138****6021"
    assert identity.mask_id("999999 19800229 002x") == "****002X"
    assert identity.tail("99999919800224002x") == "002X"


@given(st.text("0123456789xX -"))
def test_a_mask_tells_nothing_of_what_is_short_or_of_another_kind(text: str) -> None:
    assert identity.mask(text) == identity.mask("")
    assert identity.mask_phone(text[:10]) == identity.mask_id(text[:7]) == identity.mask("")


def test_ids_of_one_millisecond_grow_and_never_meet() -> None:
    with ThreadPoolExecutor(4) as threads:
        batches = list(threads.map(lambda _: [identity.new_id(1_000) for _ in range(2_000)], range(4)))
    assert all(batch == sorted(batch) for batch in batches)
    assert len({row for batch in batches for row in batch}) == 8_000


def test_an_id_is_a_uuid_of_its_time() -> None:
    uuid = UUID(bytes=identity.new_id(1_700_000_000_123))
    assert (uuid.version, uuid.variant) == (7, "specified in RFC 4122")
    assert uuid.int >> 80 == 1_700_000_000_123
    assert identity.new_id() > uuid.bytes


def test_an_id_reads_back_from_its_text() -> None:
    row = identity.new_id()
    assert identity.id_from_text(f" {identity.id_text(row)} ") == row
    with pytest.raises(Refused, match="not the id of a record"):
        identity.id_from_text("DY-03-0127")
