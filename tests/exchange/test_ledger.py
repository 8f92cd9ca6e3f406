from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import TODAY
from hypothesis import given
from hypothesis import strategies as st
from ledgers import LAYOUTS, Counted, a_book, appraisals, id_number, name, phone

from desktop.domain.errors import Level
from desktop.exchange import ledger, workbook
from desktop.exchange.ledger import Fate, Ledger
from desktop.exchange.line import Place, column_letter, column_number
from desktop.exchange.stated import Stated
from desktop.exchange.workbook import Cell, Sheet, Span, Workbook

TITLES = ("户号", "户主", "身份证号", "坐落", "证载面积")


def understood(book: Workbook, *held_back: Place) -> Ledger:
    return ledger.read(book, ledger.headings(book), TODAY, held_back)


def stated_in(*rows: Sequence[Cell]) -> tuple[Stated, ...]:
    return understood(a_book(*rows)).households


def fates(found: Ledger) -> dict[Fate, int]:
    return ledger.fates(found, [stated for stated in found.households if stated.is_refused])


def places(found: Sequence[Stated]) -> set[tuple[str, int, str]]:
    """The cells of the households' findings."""
    return {
        (each.place.sheet, each.place.row, each.place.column) for stated in found for each in stated.findings
    }  # fmt: skip


def messages(found: Ledger) -> list[str]:
    return [each.finding.message for each in found.findings]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_counted_as_a_clerk_counts_it(layout: str, tmp_path: Path) -> None:
    make, suffix = LAYOUTS[layout]
    file = tmp_path / f"{layout}{suffix}"
    counted = make(file)
    found = understood(workbook.read(file))
    rows = fates(found)
    refused = sum(stated.is_refused for stated in found.households)
    assert (
        Counted(
            imported=rows[Fate.HOUSEHOLD],
            others=rows[Fate.OTHER],
            refused=rows[Fate.REFUSED],
            households=len(found.households) - refused,
            findings=frozenset(places(found.households)),
        )
        == counted
    )
    assert sum(rows.values()) == found.source_rows


def test_a_firms_list_is_read_under_two_rows_of_titles(tmp_path: Path) -> None:
    appraisals(tmp_path / "list.xlsx")
    found = understood(workbook.read(tmp_path / "list.xlsx"))
    assert fates(found) == {Fate.HOUSEHOLD: 6, Fate.OTHER: 1, Fate.REFUSED: 0}
    assert [stated.appraisals[None]["report_number"][-2] for stated in found.households] == [*"111222"]
    assert found.households[1].appraisals[None] == {
        "report_number": "示例评字〔2026〕1号",
        "unit_price": 520_100,
        "amount": 33_448_100,
        "appraised_on": date(2026, 10, 30),
    }


def test_the_people_of_a_household_are_told_apart(tmp_path: Path) -> None:
    LAYOUTS["a_row_per_person"][0](tmp_path / "people.xlsx")
    *_, last = understood(workbook.read(tmp_path / "people.xlsx")).households
    assert [(person["name"], person["role"]) for person in last.people] == [
        (name(50), "owner"),
        (name(51), "family"),
        (name(52), "family"),
    ]
    assert [person["phone"] for person in last.people] == [phone(serial) for serial in (50, 51, 52)]
    assert last.houses == [{"registered_gross": Decimal("85.00")}]


def test_a_lane_that_is_merged_over_households_is_said_of_each(tmp_path: Path) -> None:
    LAYOUTS["a_lane_merged"][0](tmp_path / "lanes.xlsx")
    found = understood(workbook.read(tmp_path / "lanes.xlsx")).households
    assert [(stated.household["lane"], stated.household["door"]) for stated in found] == [
        (f"示例里{lane}巷", f"{door}号") for lane in (1, 2) for door in (1, 2, 3, 4)
    ]


def test_a_member_of_whom_only_the_name_is_known_is_no_title_row() -> None:
    rows = (TITLES, ("H-1", "马示例", None, "示例里1号", 60), (None, "马样本", None, None, None))
    merged = tuple(Span(1, column, 2, column) for column in (0, 3, 4))
    (stated,) = understood(Workbook("台账.xlsx", "", (Sheet("台账", rows, merged),))).households
    assert [person["name"] for person in stated.people] == ["马示例", "马样本"]


def test_a_sheets_name_tells_the_lane(tmp_path: Path) -> None:
    LAYOUTS["a_sheet_per_lane"][0](tmp_path / "lanes.xlsx")
    found = understood(workbook.read(tmp_path / "lanes.xlsx"))
    assert [stated.household["lane"] for stated in found.households] == [
        f"示例里{lane}巷" for lane in (1, 2, 3) for _ in range(5)
    ]


def test_a_sheet_that_was_not_read_is_named(tmp_path: Path) -> None:
    LAYOUTS["a_sheet_per_lane"][0](tmp_path / "lanes.xlsx")
    found = understood(workbook.read(tmp_path / "lanes.xlsx"))
    unread = {each.place.sheet: each.finding.message for each in found.findings if each.finding.values}
    assert "No header was found" in unread.pop("填表说明")
    assert "hidden" in unread.pop("旧表")
    assert not unread


def test_every_column_that_nobody_knows_is_named(tmp_path: Path) -> None:
    LAYOUTS["wide"][0](tmp_path / "wide.xlsx")
    found = understood(workbook.read(tmp_path / "wide.xlsx"))
    assert [each.place for each in found.findings] == [Place("宽表", 1, column_letter(2 + n)) for n in range(60)]


def test_a_card_is_a_household_with_all_its_labels(tmp_path: Path) -> None:
    LAYOUTS["cards"][0](tmp_path / "cards.xlsx")
    stated = understood(workbook.read(tmp_path / "cards.xlsx")).households[2]
    assert stated.household == {"number": "K-2", "address": "示例里7巷2号"}
    assert stated.houses == [{"registered_gross": Decimal("52.50"), "structure": "砖木"}]
    assert stated.wish == {"choice": "swap", "said_on": date(2026, 10, 3)}


def test_two_houses_of_one_owner_are_one_household() -> None:
    first, second = ("R-2", name(2), id_number(2), "示例里2号", 62), ("R-2", name(2), id_number(2), "示例里8号", 28)
    (stated,) = stated_in(TITLES, first, second)
    assert stated.household["address"] == "示例里2号"
    assert [(house.get("elsewhere"), house["registered_gross"]) for house in stated.houses] == [
        (None, 62),
        ("示例里8号", 28),
    ]


def test_one_number_of_two_families_is_two_households() -> None:
    first, second = stated_in(TITLES, ("R-3", name(3), None, "示例里3号", 63), ("R-3", name(4), None, "示例里4号", 64))
    assert (first.owner, second.owner) == (name(3), name(4))
    assert not first.is_refused | second.is_refused


def test_a_householder_without_a_number_is_known_again_by_the_id_number() -> None:
    titles = ("户主", "身份证号", "坐落", "产权证号", "证载面积")
    first, second = (
        (name(1), id_number(1), "示例里1号", "示例证1", 60),
        (name(1), id_number(1), "示例里1号", "示例证2", 30),
    )
    (stated,) = stated_in(titles, first, second)
    assert [house["certificate_number"] for house in stated.houses] == ["示例证1", "示例证2"]


def test_two_householders_of_one_name_and_place_stay_two() -> None:
    first, second = stated_in(
        TITLES, (None, name(1), id_number(1), "示例里1号", 60), (None, name(1), id_number(2), "示例里1号", 30)
    )
    assert first.people[0]["id_number"] != second.people[0]["id_number"]


def test_a_row_that_contradicts_an_earlier_one_refuses_its_household() -> None:
    (stated,) = stated_in(TITLES, ("H-1", name(1), None, "示例里1号", 60), ("H-1", name(1), None, "示例里1号", 61))
    assert stated.is_refused
    assert places([stated]) == {("台账", 3, "E")}


def test_a_row_of_bare_numbers_belongs_to_no_household() -> None:
    first, *_ = stated_in(TITLES, ("H-1", name(1), None, "示例里1号", 60), (None, None, None, None, 624.0))
    assert not first.is_refused
    assert [line.place.row for line in first.lines] == [2]


@pytest.mark.parametrize(
    ("row", "is_enough"),
    [
        (("H-1", None, None, None, 60), True),
        ((None, None, None, "示例里1号", 60), True),
        ((None, None, id_number(1), None, 60), True),
        ((None, name(1), None, None, 60), False),
    ],
)
def test_a_row_names_its_household_by_number_place_or_id_number_and_never_by_a_name_alone(
    row: tuple[Cell, ...], *, is_enough: bool
) -> None:
    (stated,) = stated_in(TITLES, row)
    assert stated.is_refused is not is_enough
    assert bool(stated.findings) is not is_enough


def test_a_row_is_held_back_when_somebody_says_so() -> None:
    book = a_book(TITLES, ("H-1", name(1), None, "示例里1号", 60), ("H-2", name(2), None, "示例里2号", 61))
    found = understood(book, Place("台账", 3))
    assert fates(found) == {Fate.HOUSEHOLD: 1, Fate.OTHER: 0, Fate.REFUSED: 1}


def test_a_correction_is_read_instead_of_the_cell_and_the_file_stays() -> None:
    book = a_book(TITLES, ("H-1", name(1), None, "示例里1号", "六十"), ("H-2",))
    mended = ledger.corrected(book, {Place("台账", 2, "E"): "60", Place("台账", 3, "E"): "61"})
    assert [stated.houses for stated in understood(mended).households] == [
        [{"registered_gross": Decimal(60)}],
        [{"registered_gross": Decimal(61)}],
    ]
    assert book.sheets[0].rows[1][4] == "六十"


def test_a_damaged_id_number_is_found_and_never_taken() -> None:
    (stated,) = stated_in(TITLES, ("H-1", name(1), 999999199003070000, "示例里1号", 60))
    assert "id_number" not in stated.people[0]
    assert places([stated]) == {("台账", 2, "C")}
    assert not stated.is_refused


def test_a_person_without_a_name_is_a_householder_nobody_named() -> None:
    (stated,) = stated_in(("户号", "户主", "电话"), ("H-1", None, "100-0000-0001"))
    assert stated.owner == ""


def test_the_day_of_a_wish_is_that_of_its_cell_else_of_the_ledger_else_today() -> None:
    titles, row = ("户号", "户主", "意愿"), ("H-1", name(1), "货币")
    (of_ledger,) = stated_in(("填报日期：2026年10月26日",), titles, row)
    undated = understood(a_book(titles, row))
    (of_cell,) = stated_in(("填报日期：2026年10月26日",), (*titles, "登记日期"), (*row, "2026.10.9"))
    assert of_ledger.wish["said_on"] == date(2026, 10, 26)
    assert of_cell.wish["said_on"] == date(2026, 10, 9)
    assert undated.households[0].wish["said_on"] == TODAY
    assert any("today's was taken" in message for message in messages(undated))


def test_yes_in_a_column_of_one_special_group_names_that_group() -> None:
    rows = (("户号", "户主", "低保", "是否残疾"), ("H-1", name(1), "是", "否"), ("H-2", name(2), "√", "是"))
    first, second = stated_in(*rows)
    assert first.people[0]["special_groups"] == ("低保",)
    assert second.people[0]["special_groups"] == ("低保", "残疾")


@pytest.mark.parametrize(
    "row",
    [
        ("小 计", None, None, None, 624.0),
        ("第2网格小计：", None, None, None, 624.0),
        ("合计", "20户", None, None, 1248.0),
        ("Total", None, None, None, 99),
        ("注：面积以产权证为准。",),
        ("制表人：示例", None, None, "审核：示例"),
        ("示例里3巷",),
        TITLES,
        (None, None),
        ("", "  "),
    ],
)
def test_a_row_that_is_no_households_is_none(row: tuple[Cell, ...]) -> None:
    found = understood(a_book(TITLES, ("H-1", name(1), None, "示例里1号", 60), row, ("H-2", name(2))))
    assert fates(found) == {Fate.HOUSEHOLD: 2, Fate.OTHER: 1, Fate.REFUSED: 0}


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_excel_names_them(place: int, letters: str) -> None:
    assert column_letter(place) == letters
    assert column_number(letters) == place


# Any spelling, any garbage


def wide_digits(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isdigit() else sign for sign in text)


def spelled_ids(number: str) -> st.SearchStrategy[Cell]:
    return st.sampled_from(
        [
            number,
            number.lower(),
            f" {number} ",
            f"'{number}",
            f"{number[:6]} {number[6:14]} {number[14:]}",
            wide_digits(number),
        ]
    )


def spelled_areas(area: Decimal) -> st.SearchStrategy[Cell]:
    return st.sampled_from(
        [float(area), f"{area}", f" {area:,} ", f"{area}㎡", f"{area} 平方米", wide_digits(f"{area}"), f"{area}m2"]
    )


def spelled_days(day: date) -> st.SearchStrategy[Cell]:
    serial = (day - date(1899, 12, 30)).days
    moment = datetime(day.year, day.month, day.day, 9, 30)  # noqa: DTZ001  as Excel holds it
    texts = (
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y年%m月%d日}",
        f"{day:%Y%m%d}",
    )
    return st.sampled_from([day, moment, serial, *texts])


CHOICES = {"cash": ("货币", "货币补偿", "要钱"), "swap": ("调换", "产权调换", "要房"), "undecided": ("未定", "考虑中")}
SPELLED_TITLES = {
    "name": ("户主", "产权人姓名", "被征收人", "Owner"),
    "id_number": ("身份证", "身份证号码", "公民身份号码"),
    "address": ("坐落", "房屋地址", "Address"),
    "area": ("证载面积（㎡）", "建筑面积", "产权面积(平方米)"),
    "choice": ("意愿", "补偿方式", "安置方式"),
    "day": ("登记日期", "填表日期", "调查日期"),
}


@st.composite
def spelled_rows(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[list[Cell]]]:
    """What is meant, and a table that says it in some spelling and order."""
    order = draw(st.permutations([*SPELLED_TITLES]))
    rows: list[list[Cell]] = [[draw(st.sampled_from(SPELLED_TITLES[each])) for each in order]]
    meant: list[dict[str, Any]] = []
    for n in range(draw(st.integers(1, 4))):
        serial = draw(
            st.integers(0, 9999).filter(lambda serial: not id_number(serial).endswith("000"))
        )  # as Excel cuts
        area = Decimal(draw(st.integers(1, 999_999))) / 100
        day = draw(st.dates(date(2020, 1, 1), TODAY))
        choice = draw(st.sampled_from([*CHOICES]))
        told = {"name": name(serial), "id_number": id_number(serial), "address": f"示例里{n}号", "area": area}
        cells = {
            "name": draw(st.sampled_from([name(serial), f" {name(serial)} ", " ".join(name(serial))])),
            "id_number": draw(spelled_ids(id_number(serial))),
            "address": draw(st.sampled_from([f"示例里{n}号", f"示例里{n}号 "])),
            "area": draw(spelled_areas(area)),
            "choice": draw(st.sampled_from(CHOICES[choice])),
            "day": draw(spelled_days(day)),
        }
        meant.append({**told, "choice": choice, "day": day})
        rows.append([cells[each] for each in order])
    return meant, rows


@given(spelled_rows())
def test_a_value_is_read_whatever_its_spelling(spelled: tuple[list[dict[str, Any]], list[list[Cell]]]) -> None:
    meant, rows = spelled
    found = stated_in(*rows)
    assert not any(stated.is_refused for stated in found)
    assert [
        {
            "name": stated.owner,
            "id_number": stated.people[0].get("id_number"),
            "address": stated.household["address"],
            "area": stated.houses[0]["registered_gross"],
            "choice": stated.wish["choice"],
            "day": stated.wish["said_on"],
        }
        for stated in found
    ] == meant


_TEXTS = st.sampled_from(
    [
        *(
            "H-1",
            "H-2",
            name(1),
            name(2),
            id_number(1),
            "示例里1号",
            "62.40",
            "62,4O",
            "货币",
            "随便",
            "是",
            "小计",
            "注：",
        ),
        *("01a2058f53d276389e57f66df5378cb5", "01a2058f53d276389e57f66dbe906812", "/", "", " "),
    ]
)
GARBAGE: st.SearchStrategy[Cell] = (
    st.none()
    | _TEXTS
    | st.text(max_size=8)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
)
_TITLES_OF_ALL_KINDS = st.sampled_from(
    [
        *("户号", "户主", "身份证号", "坐落", "证载面积（亩）", "未登记面积", "未登记认定面积", "合计", "意愿"),
        *("登记日期", "低保", "与户主关系", "成员姓名", "建成年份", "产权份额", "评估总价（万元）", "备注", "网格员"),
        *("Ruhu 编号", "Ruhu 人员编号", "Ruhu 房屋编号", "Ruhu 未登记编号"),
    ]
)
_SPANS = st.builds(
    lambda top, left, height, width: Span(top, left, top + height, left + width),
    *(st.integers(0, 5) for _ in range(2)),
    *(st.integers(0, 2) for _ in range(2)),
)


@st.composite
def garbage_sheets(draw: st.DrawFn) -> Sheet:
    titles = draw(st.lists(_TITLES_OF_ALL_KINDS, min_size=2, max_size=7, unique=True))
    rows = draw(st.lists(st.lists(GARBAGE, max_size=len(titles) + 1), max_size=6))
    return Sheet("台账", [titles, *rows], tuple(draw(st.lists(_SPANS, max_size=3))))


@given(st.lists(garbage_sheets(), min_size=1, max_size=2))
def test_every_source_row_has_one_fate_whatever_stands_in_it(sheets: list[Sheet]) -> None:
    book = Workbook("台账.xlsx", "", tuple(Sheet(f"台账{n}", each.rows, each.merged) for n, each in enumerate(sheets)))
    found = understood(book)
    rows = [line.place for stated in found.households for line in stated.lines]
    assert len(rows) == len(set(rows))
    assert len(rows) + found.other_rows == found.source_rows == sum(fates(found).values())
    assert sum(table.source_rows for table in found.tables) == sum(
        len(sheet.rows) - table.heading.bottom - 1
        for table in found.tables
        if table.heading
        for sheet in book.sheets
        if sheet.name == table.sheet
    )
    for stated in found.households:
        errors = [each for each in stated.findings if each.finding.level is Level.ERROR]
        assert stated.is_refused <= bool(errors)


def test_amounts_are_counted_in_fen() -> None:
    titles = ("户号", "户主", "评估总价（万元）", "评估单价")
    (stated,) = stated_in(titles, ("H-1", name(1), 32.4481, "5,200元/㎡"))
    assert stated.appraisals[None] == {"amount": 32_448_100, "unit_price": 520_000}


def test_a_moment_of_excel_says_its_day() -> None:
    titles, cell = ("户号", "户主", "意愿", "登记日期"), datetime(2026, 10, 26, 9, 30)  # noqa: DTZ001
    (stated,) = stated_in(titles, ("H-1", name(1), "货币", cell))
    assert stated.wish["said_on"] == date(2026, 10, 26)
    refused = stated_in(titles, ("H-1", name(1), "货币", time(9, 30)), ("H-2", name(2), "货币", timedelta(hours=30)))
    assert all(each.is_refused for each in refused)
