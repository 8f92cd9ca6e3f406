"""One cell says one thing, or nothing, or is a problem; it is never guessed at.

All persons are invented: division 999999 and phones 100-xxxx-xxxx do not exist.
"""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import money
from desktop.domain.errors import Level
from desktop.domain.fields import RECORDS, Field, Kind
from desktop.domain.identity import mask, mask_id, mask_phone
from desktop.domain.values import fits, written
from desktop.exchange import cell
from desktop.exchange.cell import Reading
from desktop.exchange.workbook import Cell

TODAY = date(2026, 11, 18)


def field(name: str) -> Field:
    """Find a field by `record.field`."""
    record, _, of_record = name.partition(".")
    return RECORDS[record].field[of_record]


AREA, SHARE, YEAR = field("house.registered_gross"), field("person.share"), field("house.year_built")
PEOPLE, ON_FLOOR, FACTOR = field("household.people_count"), field("house.on_floor"), field("unregistered_part.factor")
AMOUNT, PRICE = field("appraisal.amount"), field("appraisal.unit_price")
DAY, DISPUTED, GROUPS = field("wish.said_on"), field("household.title_disputed"), field("person.special_groups")
CHOICE, ROLE, STATE = field("wish.choice"), field("person.role"), field("unregistered_part.state")
TENURE, SEX = field("house.tenure"), field("person.sex")
NAME, ID, PHONE, BANK = (field(f"person.{name}") for name in ("name", "id_number", "phone", "bank_account"))
DOOR, NOTE, ADDRESS = field("household.door"), field("household.note"), field("household.address")
FIELDS = [each for record in RECORDS.values() for each in record.fields]


def read(asked: Field, held: Cell, unit: str = "") -> Reading:
    return cell.read(asked, held, unit=unit, today=TODAY)


def proposed(asked: Field, held: Cell, unit: str = "") -> str | None:
    """What is proposed for a cell that is not understood; the proposal itself must be understood."""
    reading = read(asked, held, unit)
    assert reading.value is None
    assert reading.problem is not None
    assert reading.problem.level is Level.ERROR
    if reading.problem.proposal is not None:
        again = read(asked, reading.problem.proposal, unit)
        assert again.value is not None
        assert again.problem is None
    return reading.problem.proposal


# Numbers


@pytest.mark.parametrize(
    ("held", "area"),
    [
        (62.4, "62.4"),
        (62.400000000000006, "62.4"),
        (0.1 + 0.2, "0.3"),
        (43, "43"),
        (0, "0"),
        ("62.40", "62.40"),
        (" 69.42 ", "69.42"),
        ("'62.4", "62.4"),
        ("５９．３１", "59.31"),
        ("\u300059.31\u00a0", "59.31"),
        ("\u202d59.31\u202c", "59.31"),
        ("1,234.5", "1234.5"),
        ("１，２３４．５", "1234.5"),
        ("1，234", "1234"),
        ("158.15㎡", "158.15"),
        ("158.15 m²", "158.15"),
        ("158.15m2", "158.15"),
        ("158.15M2", "158.15"),
        ("158.15平方米", "158.15"),
        ("158.15平米", "158.15"),
        ("158.15 平方", "158.15"),
        ("1亩", "666.667"),
        ("0.3亩", "200"),
        ("３亩", "2000"),
    ],
)
def test_an_area_is_understood_as_offices_write_it(held: Cell, area: str) -> None:
    assert read(AREA, held) == Reading(Decimal(area))


@pytest.mark.parametrize(("held", "area"), [("1", "666.667"), (0.15, "100"), ("0.15", "100"), ("62.4㎡", "62.4")])
def test_the_titles_unit_counts_unless_the_cell_has_its_own(held: Cell, area: str) -> None:
    assert read(AREA, held, "亩") == Reading(Decimal(area))


@pytest.mark.parametrize(
    ("held", "unit", "fen"),
    [
        (390070, "", 39_007_000),
        ("390,070.00", "", 39_007_000),
        ("390,070.00元", "", 39_007_000),
        ("￥390070", "", 39_007_000),
        ("¥ 390,070.5", "", 39_007_050),
        ("390070圆", "", 39_007_000),
        ("39.007万元", "", 39_007_000),
        ("39.007 万", "元", 39_007_000),
        (39.007, "万元", 39_007_000),
        ("￥39.007万", "", 39_007_000),
        ("￥390070", "万元", 39_007_000),
    ],
)
def test_money_is_understood_to_the_fen(held: Cell, unit: str, fen: int) -> None:
    assert read(AMOUNT, held, unit) == Reading(fen)


def test_a_price_per_square_metre_is_a_unit_price_and_no_amount() -> None:
    assert read(PRICE, 3500, "元/㎡") == Reading(350_000)
    assert read(PRICE, "3500元/平方米") == Reading(350_000)
    assert proposed(AMOUNT, "3500元/㎡") is None
    assert proposed(AMOUNT, 3500, "元/㎡") is None


@pytest.mark.parametrize(
    ("asked", "held", "number"),
    [
        (YEAR, 1985, 1985),
        (YEAR, 1985.0, 1985),
        (YEAR, "2005", 2005),
        (YEAR, "1985年", 1985),
        (YEAR, "1978 年建", 1978),
        (YEAR, "１９７８年", 1978),
        (PEOPLE, "4人", 4),
        (PEOPLE, "4 口", 4),
        (PEOPLE, "4名", 4),
        (ON_FLOOR, "3层", 3),
        (ON_FLOOR, "3楼", 3),
        (ON_FLOOR, "-1层", -1),
        (ON_FLOOR, "－1", -1),
        (ON_FLOOR, -1, -1),
    ],
)
def test_a_count_is_understood_with_its_unit(asked: Field, held: Cell, number: int) -> None:
    assert read(asked, held) == Reading(number)


@pytest.mark.parametrize(
    ("held", "proposal"),
    [
        ("62,4O", "62.40"),
        ("62,40", "62.40"),
        ("62，4", "62.4"),
        ("l2.5", "12.5"),
        ("l2.5㎡", "12.5㎡"),
        ("62。4", "62.4"),
        ("约60", "60"),
        ("大约 60 ㎡", "60㎡"),
        ("60左右", "60"),
        ("60㎡左右", "60㎡"),
        ("60多", "60"),
        ("62.4(含阳台)", "62.4"),
        ("62.4（含阳台）", "62.4"),
        ("62.4㎡（有争议）", "62.4㎡"),
        ("62.4.", "62.4"),
    ],
)
def test_a_slip_in_a_number_is_a_problem_with_a_proposal(held: str, proposal: str) -> None:
    assert proposed(AREA, held) == proposal


@pytest.mark.parametrize(
    ("asked", "held", "proposal"),
    [
        (PEOPLE, "五口人", "5口人"),
        (ON_FLOOR, "二层", "2层"),
        (ON_FLOOR, "第3层", "3层"),
        (YEAR, "建于1978年", "1978年"),
    ],
)
def test_a_number_in_words_is_proposed_in_digits(asked: Field, held: str, proposal: str) -> None:
    assert proposed(asked, held) == proposal


@pytest.mark.parametrize(
    "held",
    [
        *("60+12", "60/58", "60 58", "60、58", "60-58", "60~70", "60~~70", "60多70", "60(约)58", "62.4(+12)", "二三"),
        *("62.4.5", "1,2345", "1.5E+2", "3间", "62.4(亩)", "62.4²", "①", "土房", "(62.4)", "=60+12"),
        *("#REF!", "#N/A", "#VALUE!", "########"),
        *(-62.4, "-62.4", "−62.4", True, False, date(2026, 3, 5), datetime(2026, 3, 5), time(3, 5), timedelta(1)),  # noqa: DTZ001  as Excel has it
        *(
            10**15,
            1e300,
            math.nan,
            math.inf,
            "1234567890123456",
            "9" * 30_000,
            "约" * 30_000 + "9",
            "()" * 15_000 + "9",
        ),
    ],
)
def test_what_is_not_one_number_is_a_problem_without_a_proposal(held: Cell) -> None:
    assert proposed(AREA, held) is None


@pytest.mark.parametrize(("asked", "held"), [(YEAR, "80年代"), (YEAR, "1978年5月"), (PEOPLE, 2.5), (PEOPLE, "4户")])
def test_what_is_not_one_whole_number_is_a_problem_without_a_proposal(asked: Field, held: Cell) -> None:
    assert proposed(asked, held) is None


def test_a_number_too_fine_for_its_field_is_rounded_with_a_warning() -> None:
    for asked, held, value in ((AREA, 87.12345, Decimal("87.123")), (AMOUNT, 1234.565, 123_457), (AMOUNT, "0.001", 0)):
        reading = read(asked, held)
        assert reading.value == value
        assert reading.problem is not None
        assert reading.problem.level is Level.WARNING


def test_a_unit_that_the_field_cannot_have_is_a_problem_in_every_cell() -> None:
    assert proposed(AREA, 62.4, "万元") is None
    assert proposed(AREA, "62.4元") is None
    assert read(FACTOR, 0.7) == Reading(Decimal("0.7"))


def test_a_share_that_excel_may_have_divided_is_asked_about() -> None:
    assert proposed(SHARE, 0.5) == "50%"
    assert proposed(SHARE, 1, "%") == "100%"
    assert read(SHARE, 50, "%") == Reading(Decimal(50))
    assert read(SHARE, "0.5%") == Reading(Decimal("0.5"))
    assert read(SHARE, "33.3333％") == Reading(Decimal("33.3333"))


# Dates


@pytest.mark.parametrize(
    "held",
    [
        *(
            "2026-10-26",
            "2026/10/26",
            "2026.10.26",
            "2026年10月26日",
            "2026 年 10 月 26 日",
            "2026年10月26号",
            "20261026",
        ),
        *("２０２６年１０月２６日", "２０２６－１０－２６", "２０２６／１０／２６", "'2026-10-26 "),
        *("26-Oct-2026", "26 October 2026", "Oct 26 2026", "Oct 26, 2026", "oct. 26, 2026", "26/OCT/2026"),
        *("2026-10-26 00:00:00", "2026-10-26T09:41", "2026/10/26 9:41:07"),
        *(date(2026, 10, 26), datetime(2026, 10, 26, 9, 41), 46321, 46321.0, 46321.75, 20261026, 20261026.0, "46321"),  # noqa: DTZ001  as Excel has it
    ],
)
def test_a_day_is_understood_as_offices_write_it(held: Cell) -> None:
    assert read(DAY, held) == Reading(date(2026, 10, 26))


@pytest.mark.parametrize(("held", "day"), [("2026-1-5", date(2026, 1, 5)), ("1998.05.6", date(1998, 5, 6))])
def test_a_day_needs_no_leading_zeros(held: str, day: date) -> None:
    assert read(DAY, held) == Reading(day)


@pytest.mark.parametrize(
    ("held", "proposal"),
    [
        ("民国35年5月6日", "1946-05-06"),
        ("98.5.6", "1998-05-06"),
        ("85年5月6日", "1985-05-06"),
        ("26年10月26日", "2026-10-26"),
        ("26-Oct-26", "2026-10-26"),
        ("26/10/2026", "2026-10-26"),
        ("10/26/2026", "2026-10-26"),
        ("05/05/2026", "2026-05-05"),
        ("2O26-l0-26", "2026-10-26"),
        ("2026。10。26", "2026-10-26"),
        ("2026,10,26", "2026-10-26"),
        ("2026年10月26日（星期一）", "2026-10-26"),
        ("约1998-5-6", "1998-05-06"),
    ],
)
def test_a_day_that_is_not_quite_sure_is_proposed(held: str, proposal: str) -> None:
    assert proposed(DAY, held) == proposal


@pytest.mark.parametrize(
    "held",
    [
        *("05/06/2026", "05/06/07", "30年5月6日", "民国五年", "2026年10月", "2026-10", "2026.10", "2026", "1985.05"),
        *("2026-02-30", "2026-13-01", "26-Foo-2026", "20261326", "下周", "2026-10-26、2026-10-27", "10月26日"),
        *(1985, 2026.1, 1985.05, 98.5, 85, 60, 0, -5, 73_416, 198505, 1e300, math.nan, math.inf, True),
        *(time(9, 41), timedelta(1), "#N/A", "9" * 30_000),
    ],
)
def test_what_is_not_one_day_is_a_problem_without_a_proposal(held: Cell) -> None:
    assert proposed(DAY, held) is None


def test_excels_own_count_of_days_is_read_at_its_ends() -> None:
    assert read(DAY, 2101) == Reading(date(1905, 10, 1))
    assert read(DAY, 73_415) == Reading(date(2100, 12, 31))


# Words


@pytest.mark.parametrize(
    "held", ["是", "有", "对", "√", "✓", "Y", "y", "yes", "YES", "1", " 是 ", 1, 1.0, True, "TRUE"]
)
def test_yes_is_understood(held: Cell) -> None:
    assert read(DISPUTED, held) == Reading(value=True)


@pytest.mark.parametrize("held", ["否", "无", "没有", "×", "N", "n", "no", "No", "0", 0, 0.0, False, "FALSE"])
def test_no_is_understood(held: Cell) -> None:
    assert read(DISPUTED, held) == Reading(value=False)


def test_an_answer_that_is_neither_yes_nor_no_is_a_problem() -> None:
    assert proposed(DISPUTED, "兄弟有分歧") is None
    assert proposed(DISPUTED, "是（兄弟间）") == "是"
    assert proposed(DISPUTED, 2) is None


@pytest.mark.parametrize(
    ("asked", "words", "key"),
    [
        (CHOICE, "货币 货币补偿 要钱 现金 cash CASH", "cash"),
        (CHOICE, "调换 产权调换 房屋安置 要房 swap", "swap"),
        (CHOICE, "组合 混合 货币+调换 货币＋调换 mixed", "mixed"),
        (CHOICE, "未定 没想好 考虑中 还没想好 undecided", "undecided"),
        (CHOICE, "不愿说 不想说 rather_not_say", "rather_not_say"),
        (TENURE, "私有 私房 私产 private", "private"),
        (TENURE, "公房 直管公房 承租 public", "public"),
        (SEX, "男 男性 M male", "male"),
        (SEX, "女 女性 F female", "female"),
        (ROLE, "户主 产权人 本人 owner", "owner"),
        (ROLE, "共有人 co_owner", "co_owner"),
        (ROLE, "承租人 公房承租人 tenant", "tenant"),
        (ROLE, "配偶 妻 夫 子 女 父 母 长子 次女 儿媳 家庭成员 family", "family"),
        (ROLE, "租客 租户 居住人 occupant", "occupant"),
        (STATE, "待认定 undetermined", "undetermined"),
        (STATE, "合法 已认定 recognised", "recognised"),
        (STATE, "按系数认定", "recognised_with_factor"),
        (STATE, "不予认定 违建", "not_recognised"),
        (STATE, "自行拆除 已自拆", "removed_by_owner"),
    ],
)
def test_a_choice_is_understood_by_label_key_and_common_word(asked: Field, words: str, key: str) -> None:
    assert {word: read(asked, word) for word in words.split()} == dict.fromkeys(words.split(), Reading(key))


def test_a_choice_may_have_blanks_in_it() -> None:
    assert read(CHOICE, "产权 调换") == read(CHOICE, "产权\n调换") == Reading("swap")
    assert read(CHOICE, "rather not say") == Reading("rather_not_say")


def test_an_unknown_choice_is_a_problem() -> None:
    assert proposed(CHOICE, "不同意货币补偿") is None
    assert proposed(CHOICE, "货币补偿（含奖励）") == "货币补偿"
    assert proposed(SEX, 1) is None


def test_no_word_stands_for_two_choices() -> None:
    for name, others in cell._CHOICES.items():
        words = [word for each in others.values() for word in each.split()]
        assert len(words) == len(set(words)), name
        for asked in (each for each in FIELDS if each.name == name):
            own = [word for key, label in asked.choices for word in (key, label)]
            assert not set(own) & set(words), name


@pytest.mark.parametrize("asked", [AREA, PEOPLE, AMOUNT, DAY, CHOICE, GROUPS, NAME, ID, PHONE, DOOR, NOTE])
@pytest.mark.parametrize(
    "held", [None, "", " ", "\u3000\n", "'", "-", "/", "—", "——", "–", "无", "空", "暂无", "N/A", "none"]
)
def test_an_empty_word_says_nothing(asked: Field, held: Cell) -> None:
    assert read(asked, held) == Reading()


@pytest.mark.parametrize("held", ["不详", "未知", "待定", "待认定", "未测", "待查"])
def test_an_unknown_number_or_day_says_nothing(held: str) -> None:
    for asked in (AREA, PEOPLE, AMOUNT, DAY, ID, PHONE):
        assert read(asked, held) == Reading()


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        (ID, mask_id("99999919800224002X")),
        (PHONE, mask_phone("100-4867-0795")),
        (BANK, mask("6222")),
        (DAY, mask("1980-02-24")),
        (GROUPS, mask("低保")),
        (ID, "999999********002X"),
        (PHONE, "100＊＊＊＊0795"),
        (PHONE, "100xxxx0795"),
    ],
)
def test_a_mask_says_nothing_and_is_known_as_one(asked: Field, held: str) -> None:
    assert read(asked, held) == Reading(is_mask=True)


# Texts


@pytest.mark.parametrize(
    "held",
    [
        *("99999919800224002X", "99999919800224002x", "99999919800224002X ", "'99999919800224002X"),
        *(
            "999999 19800224 002x",
            "９９９９９９１９８００２２４００２Ｘ",
            "\u202d99999919800224002X\u202c",
            "999999198002\n24002X",
        ),
    ],
)
def test_an_id_number_is_cleaned(held: str) -> None:
    assert read(ID, held) == Reading("99999919800224002X")


def test_an_id_number_of_15_digits_is_kept() -> None:
    for held in ("999999800229001", 999_999_800_229_001, 999999800229001.0):
        assert read(ID, held) == Reading("999999800229001")


@pytest.mark.parametrize(
    "held",
    [
        *(999_999_199_003_070_000, 9.99999199003070e17, 999_999_199_003_070_080),
        *("999999199003070000", "9.99999E+17", "9.99999199003070e+17", "'999999199003070000"),
        "999999198002071000",  # its check digit is right: by chance one in eleven is
    ],
)
def test_an_id_number_that_excel_cut_is_never_a_value(held: Cell) -> None:
    reading = read(ID, held)
    assert proposed(ID, held) is None
    assert reading.problem is not None
    assert reading.problem.message.startswith("Excel ")
    assert "from the card" in reading.problem.message


@pytest.mark.parametrize(
    "held",
    [
        "9999991980022400",  # too short
        "999999198002240021",  # a wrong check digit
        "99999919800230002X",  # no 30 February
        "99999920270224002X",  # not born yet
        *("999999800229001 / 99999919800224002X", "护照", 12, True, date(1980, 2, 24)),
    ],
)
def test_a_wrong_id_number_is_never_a_value(held: Cell) -> None:
    assert proposed(ID, held) is None


@pytest.mark.parametrize(
    ("held", "phone"),
    [
        (10089715052, "10089715052"),
        (10089715052.0, "10089715052"),
        ("100-1883-7080", "100-1883-7080"),
        (" '10068794745 ", "10068794745"),
        ("0000-1234567 转 801", "0000-1234567 转 801"),
    ],
)
def test_a_phone_number_keeps_its_spelling(held: Cell, phone: str) -> None:
    assert read(PHONE, held).value == phone


@pytest.mark.parametrize(
    "held", ["100-1883-7080/100-1883-7081", "10018837080、10018837081", "10018837080\n10018837081"]
)
def test_two_phone_numbers_are_kept_together_with_a_warning(held: str) -> None:
    reading = read(PHONE, held)
    assert reading.value == held.replace("\n", " ")
    assert reading.problem is not None
    assert reading.problem.level is Level.WARNING


@pytest.mark.parametrize("held", [1.0018837080e15, "1.00E+10", "6.22202E+18", 6_222_020_000_000_000_000])
def test_a_number_that_excel_cut_is_no_phone_and_no_account(held: Cell) -> None:
    assert proposed(PHONE, held) is None
    assert proposed(BANK, held) is None


@pytest.mark.parametrize(
    ("held", "name"),
    [
        ("马 示 例", "马示例"),
        (" 马示例\n", "马示例"),
        ("阿依·示例", "阿依·示例"),
        ("阿依•示例", "阿依·示例"),
        ("𬱖示例", "𬱖示例"),
    ],
)
def test_a_name_is_written_one_way(held: str, name: str) -> None:
    assert read(NAME, held) == Reading(name)


def test_an_unusual_name_is_kept_with_a_warning_and_an_impossible_one_is_not() -> None:
    reading = read(NAME, "马示例（已故）")
    assert reading.value == "马示例（已故）"
    assert reading.problem is not None
    assert reading.problem.level is Level.WARNING
    assert proposed(NAME, "马" * 61) is None


@pytest.mark.parametrize(
    ("asked", "held", "text"),
    [
        (DOOR, 12.0, "12"),
        (DOOR, 12, "12"),
        (DOOR, "'3-5", "3-5"),
        (DOOR, "12号", "12号"),
        (ADDRESS, " 文和里\n1巷\t9号 ", "文和里 1巷 9号"),
        (ADDRESS, "文和里  1巷", "文和里  1巷"),
        (NOTE, "电话停机\r\n\r\n长期在外 ", "电话停机\n\n长期在外"),
        (NOTE, "说：“同意”，\u200e但要先看房。", "说：“同意”，但要先看房。"),
        (NOTE, "'好'他说", "'好'他说"),
        (NOTE, date(2026, 10, 26), "2026-10-26"),
        (NAME, "'Ali", "'Ali"),
        (ADDRESS, "e\u0301", "é"),
    ],
)
def test_a_text_is_kept_without_what_nobody_sees(asked: Field, held: Cell, text: str) -> None:
    assert read(asked, held) == Reading(text)


@pytest.mark.parametrize("held", [date(2026, 3, 5), time(3, 5), True, "#REF!"])
def test_a_door_number_that_excel_turned_into_something_else_is_a_problem(held: Cell) -> None:
    assert proposed(DOOR, held) is None


def test_a_list_is_taken_apart() -> None:
    assert read(GROUPS, "低保、残疾，独居老人;重病\n无") == Reading(("低保", "残疾", "独居老人", "重病"))
    assert read(GROUPS, "、") == read(GROUPS, "否") == Reading()
    assert proposed(GROUPS, "是") is None


def test_a_field_that_no_cell_can_state_is_a_problem() -> None:
    for asked in FIELDS:
        if asked.kind in (Kind.LINK, Kind.INSTANT):
            assert proposed(asked, "2026-10-26T09:41") is None


# Always

cells: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.text(),
    st.text("0123456789.,，、年月日/-~约多()（）㎡亩元万%￥ OlE+*•xX'#是否无一二十第民国"),
    st.from_regex(r"[0-9]{1,3}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?", fullmatch=True),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
units = st.sampled_from(["", "㎡", "亩", "元", "万元", "元/㎡", "人", "年", "层", "%", "?"])


@given(st.sampled_from(FIELDS), cells, units)
def test_any_cell_is_a_fitting_value_or_a_problem_or_nothing(asked: Field, held: Cell, unit: str) -> None:
    reading = read(asked, held, unit)
    assert reading.value is None or fits(asked, reading.value)
    if reading.problem is not None:
        assert (reading.problem.level is Level.ERROR) == (reading.value is None)
        assert not reading.is_mask
    if reading.problem is not None and reading.problem.proposal is not None:
        proposed(asked, held, unit)
    assert isinstance(cell.shown(held), str)


@given(st.decimals(0, 10**12 - 1, places=3))
def test_an_area_that_we_write_reads_back_as_itself(area: Decimal) -> None:
    form = written(AREA, area)
    assert isinstance(form, str)
    for held in (form, float(form), f"{form}㎡", f"{area:,}", f"'{form} "):
        assert read(AREA, held) == Reading(area)


@given(st.integers(0, 10**14))
def test_an_amount_that_we_write_reads_back_as_itself(fen: int) -> None:
    for held in (money.shown(fen), f"￥{money.shown(fen)}元", fen / 100):
        assert read(AMOUNT, held) == Reading(fen)


@given(st.dates(date(1800, 1, 1)))
def test_a_day_that_we_write_reads_back_as_itself(day: date) -> None:
    form = written(DAY, day)
    assert isinstance(form, str)
    for held in (form, day, datetime(day.year, day.month, day.day), f"{day:%Y}年{day.month}月{day.day}日"):  # noqa: DTZ001  as Excel has it
        assert read(DAY, held) == Reading(day)


@pytest.mark.parametrize("asked", [each for each in FIELDS if each.kind is Kind.CHOICE], ids=lambda each: each.label)
def test_every_choice_that_we_write_reads_back_as_itself(asked: Field) -> None:
    for key, label in asked.choices:
        assert read(asked, label) == read(asked, key) == Reading(key)


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (None, ""),
        ("62,4O", "62,4O"),
        (12.0, "12"),
        (62.400000000000006, "62.4"),
        (9.99999e17, "999999000000000000"),
        (math.nan, "nan"),
        (True, "TRUE"),
        (date(2026, 10, 26), "2026-10-26"),
        (datetime(2026, 10, 26, 9, 41), "2026-10-26 09:41:00"),  # noqa: DTZ001  as Excel has it
        (time(9, 41), "09:41:00"),
    ],
)
def test_a_cell_is_shown_as_a_person_sees_it(held: Cell, text: str) -> None:
    assert cell.shown(held) == text
