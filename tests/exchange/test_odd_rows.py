"""What offices do to their ledgers, row by row: nothing of it is taken for something else in silence."""

from datetime import date
from decimal import Decimal
from typing import Any

from desktop.exchange import ledger
from desktop.exchange.ledger import Ledger
from desktop.exchange.stated import Stated
from desktop.exchange.workbook import Sheet, Workbook

FIRST_ID, SECOND_ID = "999999195603070026", "999999195001010018"


def read(*rows: list[Any]) -> Ledger:
    book = Workbook("invented.xlsx", "", (Sheet("台账", rows),))
    return ledger.read(book, ledger.headings(book), date(2026, 11, 22))


def only(found: Ledger) -> Stated:
    (stated,) = found.households
    return stated


def test_the_unit_above_the_header_is_that_of_its_amounts() -> None:
    stated = only(read(["金额单位：人民币万元"], ["户号", "户主", "评估总价"], ["K1", "马示例", 42.5]))
    assert stated.appraisals[None]["amount"] == 42_500_000


def test_an_area_above_the_header_in_mu_is_read_in_mu() -> None:
    stated = only(read(["台账（面积单位：亩）"], ["户号", "户主", "证载面积"], ["K1", "马示例", 0.09]))
    assert stated.houses[0]["registered_gross"] == Decimal(60)


def test_a_price_without_a_unit_is_not_guessed_where_the_ledger_is_in_ten_thousands() -> None:
    stated = only(read(["单位：万元"], ["户号", "户主", "评估单价", "评估总价"], ["K1", "马示例", 5200, 42.5]))
    assert stated.is_refused


def test_a_table_on_its_side_has_a_household_in_each_column() -> None:
    rows = [["字段", "第1户", "第2户"], ["户号", "T-1", "T-2"], ["户主", "马示例", "王样本"], ["坐落", "1号", "2号"]]
    assert [stated.household["number"] for stated in read(*rows).households] == ["T-1", "T-2"]


def test_a_card_gives_its_units_and_names_what_it_does_not_know() -> None:
    rows = [["户号", "K-1"], ["户主", "马示例"], ["实测面积（亩）", 0.09], ["建房审批号", "示审1号"], ["坐落", "1号"]]
    found = read(*rows)
    assert only(found).houses[0]["measured_area"] == Decimal(60)
    assert {(each.place.column, each.place.row) for each in found.findings} == {("A", 4), ("B", 4)}


def test_a_second_table_on_the_sheet_has_its_own_columns() -> None:
    first = [["户号", "户主", "坐落", "证载面积"], ["1", "马示例", "示例里1号", 60], [], ["二组"]]
    found = read(*first, ["户号", "承租人", "电话", "实测面积"], ["3", "李样本", "100-0000-0001", 30])
    assert found.households[1].household == {"number": "3"}
    assert found.households[1].people[0]["phone"] == "100-0000-0001"
    assert found.other_rows == 3


def test_columns_about_somebody_else_are_left_out() -> None:
    rows = [["户主", "坐落", "代理人", None, "安置房", None], [None, None, "姓名", "电话", "坐落", "建筑面积"]]
    stated = only(read(*rows, ["马示例", "示例里1号", "王样本", "100-0000-0009", "新区1号", 95.5]))
    assert [person["name"] for person in stated.people] == ["马示例"]
    assert "phone" not in stated.people[0]
    assert not stated.houses


def test_titles_that_only_end_like_a_known_one_are_not_taken_for_it() -> None:
    titles = ["户号", "户主", "配偶身份证号", "包抓干部电话", "协议编号", "签约日期", "装修评估总价"]
    stated = only(read(titles, ["1", "马示例", FIRST_ID, "100-0000-0001", "XY-1", "2026-10-01", 30000]))
    assert stated.household == {"number": "1"}
    assert stated.people == [{"role": "owner", "name": "马示例"}]
    assert not stated.wish
    assert not stated.appraisals


def test_beside_the_householder_a_bare_name_is_the_members() -> None:
    titles = ["户号", "户主姓名", "姓名", "与户主关系", "身份证号"]
    rows = [["1", "马示例", "马示例", "本人", FIRST_ID], ["1", "马示例", "王样本", "妻", SECOND_ID]]
    people = only(read(titles, *rows)).people
    assert [(each["name"], each["id_number"]) for each in people] == [("马示例", FIRST_ID), ("王样本", SECOND_ID)]


def test_relatives_at_the_same_address_are_one_household() -> None:
    titles = ["坐落", "姓名", "与户主关系", "身份证号"]
    rows = [["1号", "马示例", "户主", FIRST_ID], ["1号", "王样本", "妻", SECOND_ID], ["1号", "马模拟", "子", None]]
    assert [each["role"] for each in only(read(titles, *rows)).people] == ["owner", "family", "family"]


def test_sums_and_notes_in_odd_places_are_no_households() -> None:
    titles = ["社区", "网格", "户主", "坐落", "证载面积"]
    odd: list[list[Any]] = [
        ["示例社区", "一网格", "小计", "1户", 60],
        ["示例社区", "合 计 户 数", 1, None, 60],
        ["社区负责人（签字）", None, "单位盖章"],
        ["注", "面积以产权证为准"],
        ["说明", "本表一式两份", "由各组填写"],
        ["示例里2巷", "共1户"],
        ["总户数：1"],
        ["平均", None, None, None, 60],
    ]
    found = read(titles, ["示例社区", "一网格", "马示例", "示例里1号", 60], *odd)
    assert len(found.households) == 1
    assert found.other_rows == len(odd)


def test_a_column_without_a_title_is_named() -> None:
    found = read(["户号", "户主", None, "坐落"], ["1", "马示例", "100-0000-0001", "示例里1号"])
    assert [each.place.column for each in found.findings] == ["C"]


def test_a_ditto_mark_is_no_address() -> None:
    found = read(["户号", "户主", "坐落"], ["1", "马示例", "示例里1号"], ["2", "王样本", "同上"])
    assert [stated.is_refused for stated in found.households] == [False, True]


def test_two_houses_of_a_household_have_an_appraisal_each() -> None:
    titles = ["户号", "产权人", "产权证号", "评估单价", "报告编号"]
    found = read(titles, ["K1", "马示例", "示例证1", 5000, "R1"], ["K1", "马示例", "示例证2", 4000, "R1"])
    prices = {number: said["unit_price"] for number, said in only(found).appraisals.items()}
    assert prices == {"示例证1": 500_000, "示例证2": 400_000}
    assert not only(found).is_refused
