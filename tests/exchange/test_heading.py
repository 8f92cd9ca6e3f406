from collections.abc import Sequence
from pathlib import Path

import pytest
from damage import refusal
from hypothesis import given
from hypothesis import strategies as st
from ledgers import LAYOUTS, a_book

from desktop.exchange import ledger, workbook
from desktop.exchange.heading import Certainty, Heading, heading_of
from desktop.exchange.vocabulary import LEFT_OUT, field_of, meaning, meanings, require_meanings
from desktop.exchange.workbook import Cell, Sheet, Span

FAMILY = ("马示例", "示例里1号", 62.4)


def heading(
    *rows: Sequence[Cell], merged: Sequence[Span] = (), hidden_columns: frozenset[int] = frozenset()
) -> Heading:
    found = heading_of(Sheet("台账", rows, tuple(merged), hidden_columns))
    assert found is not None
    return found


def means(found: Heading) -> dict[str, str]:
    return {column.title: column.means for column in found.columns}


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("户主姓名", "person.name"),
        ("被征收人", "person.name"),
        ("户 主", "person.name"),
        ("Owner", "person.name"),
        ("房屋坐落", "household.address"),
        ("House Address", "household.address"),
        ("户号", "household.number"),
        ("Household No.", "household.number"),
        ("公民身份号码", "person.id_number"),
        ("证载面积（平方米）", "house.registered_gross"),
        ("建筑面积：", "house.registered_gross"),
        ("未登记面积", "unregistered_part.measured_area"),
        ("建成年份", "house.year_built"),
        ("安置意愿", "wish.choice"),
        ("评估总价", "appraisal.amount"),
        ("序号", LEFT_OUT),
    ],
)
def test_the_titles_of_offices_are_known(title: str, meant: str) -> None:
    assert meaning(title) == meant


def test_every_label_of_the_papers_that_one_record_has_is_known() -> None:
    labels = [label for each, label in meanings().items() if "." in each]
    for meant, label in meanings().items():
        if labels.count(label) == 1 and "." in meant:
            known = meaning(label)
            assert known == meant or known in meanings(), label
            assert known is not None, label


@pytest.mark.parametrize(
    ("layout", "rows"),
    [
        ("other_titles", (2, 2)),
        ("a_row_per_person", (0, 0)),
        ("two_rows_of_titles_csv", (0, 1)),
        ("english_csv", (0, 0)),
        ("old_binary", (3, 3)),
        ("sample", (2, 3)),
    ],
)
def test_the_header_is_found_wherever_it_stands(layout: str, rows: tuple[int, int], tmp_path: Path) -> None:
    make, suffix = LAYOUTS[layout]
    file = tmp_path / f"{layout}{suffix}"
    make(file)
    (found,) = ledger.headings(workbook.read(file)).values()
    assert (found.top, found.bottom) == rows


def test_a_title_of_two_rows_bears_both_and_its_unit() -> None:
    found = heading(
        ("户主", "坐落", "面积（㎡）", None, "评估（万元）"),
        (None, None, "证载", "未登记", "评估总价"),
        FAMILY,
        merged=[Span(0, 0, 1, 0), Span(0, 1, 1, 1), Span(0, 2, 0, 3)],
    )
    assert (found.top, found.bottom) == (0, 1)
    assert means(found)["面积（㎡）/未登记"] == "unregistered_part.measured_area"
    assert [column.unit for column in found.columns] == ["", "", "㎡", "㎡", "万元"]


def test_instructions_and_empty_sheets_have_no_header() -> None:
    for rows in ((), (("本表由各组填写。",), ("面积保留两位小数。",)), ((None,), (None, None)), (("户主",),)):
        assert heading_of(Sheet("填表说明", rows)) is None


def test_a_header_of_which_nothing_is_known_stands_where_a_person_says() -> None:
    sheet = Sheet("花名册", (("各组上报",), ("甲", "乙", "丙"), ("H-1", "马示例", 60)))
    assert heading_of(sheet) is None
    said = heading_of(sheet, row=1)
    assert said is not None
    assert (said.top, said.bottom) == (1, 1)
    assert [(column.title, column.certainty) for column in said.columns] == [
        (title, Certainty.UNKNOWN) for title in "甲乙丙"
    ]


def test_titles_that_name_no_household_are_no_header() -> None:
    assert heading_of(Sheet("汇总", (("建筑面积", "用途", "结构"), (100, "住宅", "砖混")))) is None


def test_a_column_that_nobody_knows_is_left_out_by_name() -> None:
    found = heading(("户主", "坐落", "网格员"), FAMILY)
    assert found.columns[2].title == "网格员"
    assert (found.columns[2].means, found.columns[2].certainty) == (LEFT_OUT, Certainty.UNKNOWN)


def test_a_title_that_ends_like_a_known_one_is_only_likely() -> None:
    found = heading(("户主", "坐落", "原住房建筑面积"), FAMILY)
    assert (found.columns[2].means, found.columns[2].certainty) == ("house.registered_gross", Certainty.LIKELY)


def test_of_two_columns_for_one_field_the_second_waits_for_somebody() -> None:
    found = heading(("户主", "坐落", "证载面积", "建筑面积"), (*FAMILY, 63.0))
    assert [column.means for column in found.columns[2:]] == ["house.registered_gross", LEFT_OUT]
    assert found.columns[3].certainty is Certainty.UNKNOWN


def test_a_sure_title_goes_before_a_likely_one_that_stands_earlier() -> None:
    found = heading(("户主", "坐落", "二层建筑面积", "证载面积"), (*FAMILY, 63.0))
    assert [column.means for column in found.columns[2:]] == [LEFT_OUT, "house.registered_gross"]


def test_a_member_is_told_from_the_householder() -> None:
    found = heading(("户主", "身份证号", "家庭成员姓名", "与户主关系", "成员身份证号", "坐落"), ("马示例", None, None))
    assert means(found)["家庭成员姓名"] == "member.name"
    assert means(found)["与户主关系"] == "member.relation"
    assert means(found)["身份证号"] == "person.id_number"


def test_a_hidden_column_is_read_and_marked() -> None:
    found = heading(("户主", "坐落", "证载面积"), FAMILY, hidden_columns=frozenset({2}))
    assert [column.is_hidden for column in found.columns] == [False, False, True]
    assert found.columns[2].means == "house.registered_gross"


def test_a_fingerprint_tells_titles_and_their_order() -> None:
    first = heading(("户主", "坐落", "证载面积"), FAMILY)
    below = heading(("示例街道",), ("户主", "坐落", "证载面积"), ("李示例", "示例里2号", 70))
    turned = heading(("坐落", "户主", "证载面积"), FAMILY)
    assert first.fingerprint == below.fingerprint
    assert first.fingerprint != turned.fingerprint


def test_what_a_person_says_of_a_title_goes_before_what_it_seems_to_mean() -> None:
    found = heading(("户主", "坐落", "网格员"), FAMILY).mapped({"网格员": "household.note"})
    assert means(found) == {"户主": "person.name", "坐落": "household.address", "网格员": "household.note"}
    assert found.columns[2].certainty is Certainty.SURE
    assert found.fingerprint == heading(("户主", "坐落", "网格员"), FAMILY).fingerprint


def test_what_a_person_says_of_one_column_leaves_no_other_with_the_same_meaning() -> None:
    found = heading(("户主", "坐落", "证载面积", "建筑面积"), (*FAMILY, 63.0))
    assert means(found.mapped({"建筑面积": "house.registered_gross"}))["证载面积"] == LEFT_OUT


def test_a_mapping_that_names_nonsense_is_refused_with_what_it_named() -> None:
    refused = refusal(lambda: require_meanings({"网格员": "household.wrong", "备注": "household.note"}))
    assert refused.values["unknown"] == "household.wrong"
    assert "--dry-run --json" in refused.remedy


def test_every_meaning_is_a_field_or_a_word_of_its_own() -> None:
    for each in meanings():
        assert field_of(each) is not None or each.endswith(".id") or "." not in each, each


_CELLS = st.none() | st.sampled_from(["户主", "坐落", "面积", "证载", "合计", "备注", "x", ""]) | st.integers(0, 9)
_SPANS = st.builds(
    lambda top, left, height, width: Span(top, left, top + height, left + width),
    *(st.integers(0, 6) for _ in range(2)),
    *(st.integers(0, 3) for _ in range(2)),
)


@given(rows=st.lists(st.lists(_CELLS, max_size=6), max_size=8), merged=st.lists(_SPANS, max_size=4))
def test_whatever_stands_there_a_header_lies_within_the_sheet_and_every_field_has_one_column(
    rows: list[list[Cell]], merged: list[Span]
) -> None:
    found = heading_of(Sheet("台账", rows, tuple(merged)))
    if found is None:
        return
    assert 0 <= found.top <= found.bottom < len(rows)
    meant = [column.means for column in found.columns if column.means != LEFT_OUT]
    assert len(meant) == len(set(meant))
    assert {column.title for column in found.columns} >= {
        " ".join(cell.split())
        for cell in rows[found.top]
        if found.top == found.bottom and isinstance(cell, str) and cell and not merged
    }


def test_a_book_has_a_header_for_each_sheet_that_is_shown() -> None:
    book = a_book(("户主", "坐落"), FAMILY)
    assert list(ledger.headings(book)) == ["台账"]
