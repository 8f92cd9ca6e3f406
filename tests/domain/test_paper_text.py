"""A paper's wording is read by few rules; what is wrong with it is told by line, with what to write instead."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import paper_text
from desktop.domain.errors import Finding, Refused
from desktop.domain.paper_text import Part, Place
from desktop.i18n import Language
from desktop.paths import FORMS
from desktop.sheets import agreement_paper

PLACES = (Place("owner", "产权人"), Place("sum", "合计", is_block=True, is_required=True))
GOOD = "# 协议\n\n甲方付给 {产权人}\n以下补偿。\n\n## 一、补偿\n\n{合计}\n\n- 一式两份。\n2. 各执一份。\n"


def lines_found(text: str) -> list[tuple[object, str | None]]:
    with pytest.raises(Refused) as refused:
        paper_text.read(text, PLACES, "zh_CN")
    return [(found.values["line"], found.proposal) for found in refused.value.findings]


def test_a_text_is_read_into_its_pieces() -> None:
    told = paper_text.read(GOOD, PLACES, "zh_CN")
    assert told.title == "协议"
    assert [(piece.part, piece.words, piece.sign) for piece in told.pieces] == [
        (Part.PARAGRAPH, "甲方付给 {owner}以下补偿。", ""),
        (Part.HEADING, "一、补偿", ""),
        (Part.PLACE, "sum", ""),
        (Part.ITEM, "一式两份。", ""),
        (Part.ITEM, "各执一份。", "2."),
    ]


def test_lines_of_one_english_paragraph_are_joined_by_a_blank() -> None:
    told = paper_text.read("# A\n\none\ntwo\n\n{sum}\n", PLACES, "en")
    assert told.pieces[0].words == "one two"


@pytest.mark.parametrize(
    ("was", "now", "line", "proposal"),
    [
        ("{产权人}", "{产权}", 3, "{产权人}"),
        ("{产权人}", "{完全不认识的}", 3, "产权人 合计"),
        ("{产权人}", "{产权人", 3, "{……}"),
        ("{产权人}", "产权人}", 3, "{……}"),
        ("{产权人}", "{}", 3, "产权人 合计"),
        ("{产权人}", "{合计}", 3, "{合计}"),
        ("{合计}", "没有", 11, "{合计}"),
        ("# 协议", "协议", 1, "# ……"),
        ("# 协议", "## 协议", 1, "# ……"),
        ("## 一", "### 一", 6, "## 一、补偿"),
        ("## 一", "# 一", 6, "## 一、补偿"),
        ("- 一", "* 一", 10, "- 一式两份。"),
        ("- 一", "> 一", 10, "一式两份。"),
        ("- 一", "| 一", 10, "一式两份。"),
        ("以下", "**以下", 4, "**以下补偿。**"),
        ("以下", "以\u202e下", 4, None),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_a_proposal(was: str, now: str, line: int, proposal: str) -> None:
    found = lines_found(GOOD.replace(was, now, 1))
    assert (line, proposal) in found


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_lines() -> None:
    found = lines_found("协议\n\n{产权}\n\n### 一\n")
    assert [line for line, _ in found] == [1, 3, 5, 5]


def test_an_empty_text_is_refused() -> None:
    assert lines_found("")
    assert lines_found("\n\n")


def test_what_makes_no_difference_on_paper_makes_none_to_the_digest() -> None:
    assert paper_text.digest(GOOD) == paper_text.digest("\n" + GOOD.replace("\n", " \r\n") + "\n\n")
    assert paper_text.digest(GOOD) != paper_text.digest(GOOD.replace("两", "三"))


def test_a_text_of_an_old_windows_is_read_too() -> None:
    assert paper_text.plain(GOOD.encode("gb18030")) == GOOD
    assert paper_text.plain(b"\xef\xbb\xbf" + GOOD.encode()) == GOOD
    with pytest.raises(Refused):
        paper_text.plain(b"\xff\xfe\x00\x81\xff")


@given(st.text("#-{}*_ 合计产权人a1.\n\u202e", max_size=80))
def test_any_text_is_read_or_refused_with_lines_that_it_has(text: str) -> None:
    found: tuple[Finding, ...] = ()
    try:
        assert paper_text.read(text, PLACES, "zh_CN").title
    except Refused as refused:
        found = refused.findings or pytest.fail("refused without a reason")
    assert all(1 <= int(str(each.values["line"])) <= text.count("\n") + 2 for each in found)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ["cash", "swap", "mixed"])
def test_the_texts_that_come_with_the_program_are_sound(kind: str, language: Language) -> None:
    file: Path = FORMS / "papers" / f"agreement_{kind}.{language}.md"
    told = paper_text.read(file.read_text("utf-8"), agreement_paper.places(kind), language)
    assert told.title
    assert file.read_text("utf-8") == paper_text.tidy(file.read_text("utf-8"))
