"""What is never cut by the end of a page, what is repeated, and that nothing of a paper is left out."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from looking import Seen, look, texts_of, words_of

from desktop.sheets import press
from desktop.sheets.page import (
    Box,
    Cell,
    Columns,
    Gap,
    Heading,
    Paper,
    Piece,
    Rule,
    Rules,
    Side,
    Table,
    Text,
    Together,
    signature,
)


def printed(*pieces: Piece, is_landscape: bool = False) -> bytes:
    return press.printed(Paper("题", "foot", "en", pieces, is_landscape=is_landscape))


def pages_with(pdf: bytes, words: str) -> list[int]:
    return [number for number, page in enumerate(texts_of(pdf)) if any(words in each.words for each in page)]


def labels(count: int, lines: int = 1) -> str:
    """A text of so many lines, each with its row's own number."""
    return "\n".join(f"r{count}." for _ in range(lines))


heights = st.lists(st.integers(1, 12), min_size=20, max_size=60)


@settings(max_examples=20, deadline=None)
@given(heights, st.booleans())
def test_a_row_is_on_one_page_and_the_titles_are_on_each(lines: list[int], is_landscape: bool) -> None:  # noqa: FBT001
    rows: list[list[Piece]] = [["No.", "What"], *([str(n), labels(n, high)] for n, high in enumerate(lines))]
    pdf = printed(Table(rows, (60, None), heads=1), is_landscape=is_landscape)
    pages = texts_of(pdf)
    for number, high in enumerate(lines):
        held = [sum(each.words == f"r{number}." for each in page) for page in pages]
        assert max(held) == high
        assert sum(held) == high
    assert all(page[0].words == "No." for page in pages)
    look(pdf)


def test_a_row_higher_than_a_page_is_printed_whole_nevertheless() -> None:
    pdf = printed(
        Table([["T", "T"], ["1", labels(1, 3)], ["2", labels(2, 130)], ["3", labels(3)]], (60, None), heads=1)
    )
    assert "".join(words_of(pdf)).count("r2.") == 130
    assert len(texts_of(pdf)) == 3
    assert all(page[0].words == "T" for page in texts_of(pdf))
    look(pdf)


@pytest.mark.parametrize("lines", range(20, 70, 7))
def test_a_signature_and_its_line_are_on_one_page(lines: int) -> None:
    pdf = printed(Text(labels(0, lines)), signature("signed", "on the day"))
    assert pages_with(pdf, "signed") == pages_with(pdf, "on the day")


@pytest.mark.parametrize("lines", range(35, 55))
def test_a_heading_is_not_the_last_on_its_page(lines: int) -> None:
    for follows in (
        Text("after"),
        Table([["after"], ["x"]], (None,), heads=1),
        Box(["after"]),
        Columns(["after", "b"]),
    ):
        pdf = printed(Text(labels(0, lines)), Gap(3), Heading("title", 1, "remark"), follows)
        assert pages_with(pdf, "title") == pages_with(pdf, "after")


@pytest.mark.parametrize("lines", range(40, 52, 2))
def test_a_box_is_whole_and_one_higher_than_a_page_is_cut_between_lines(lines: int) -> None:
    pdf = printed(Text(labels(0, lines)), Box([labels(1, 9)]))
    assert len(pages_with(pdf, "r1.")) == 1
    large = printed(Text(labels(0, lines)), Box([labels(1, 90), "end"]))
    assert "".join(words_of(large)).count("r1.") == 90
    look(large)


def test_what_belongs_together_and_is_higher_than_a_page_is_printed_nevertheless() -> None:
    pdf = printed("before", Together([labels(1, 100), Rule(), "end"]))
    assert "".join(words_of(pdf)).count("r1.") == 100
    look(pdf)


def test_neither_are_its_rows_cut() -> None:
    rows = [[str(n), labels(n, 1 + n % 5)] for n in range(60)]
    pages = texts_of(printed(Together([Heading("long"), Table(rows, (60, None)), "after it"])))
    assert len(pages) > 1
    for n in range(60):
        assert max(sum(each.words == f"r{n}." for each in page) for page in pages) == 1 + n % 5


def test_no_line_of_several_stands_alone() -> None:
    for lines in range(40, 52):
        pages = texts_of(printed(Text(labels(0, lines)), Text(labels(1, 5))))
        held = [sum(each.words == "r1." for each in page) for page in pages]
        assert 1 not in held


def test_a_gap_does_not_open_a_page() -> None:
    for lines in range(46, 50):
        pages = texts_of(printed(Text(labels(0, lines)), Gap(40), "after"))
        if len(pages) == 2:
            assert pages[1][0].words == "after"
            assert pages[1][0].top < 32


def place(pdf: bytes, words: str) -> Seen:
    (found,) = [each for page in texts_of(pdf) for each in page if each.words == words]
    return found


def test_amounts_stand_right_below_each_other() -> None:
    rows = [["item", "12,345,678.90"], ["item", "5.00"], [Cell("all", across=1), "−386,272.00"]]
    pdf = printed(Table(rows, (None, None), sides=(Side.LEFT, Side.RIGHT)))
    assert place(pdf, "5.00").right == pytest.approx(place(pdf, "12,345,678.90").right, abs=0.5)
    assert place(pdf, "−386,272.00").right == pytest.approx(place(pdf, "5.00").right, abs=0.5)


def test_a_cell_over_several_columns_is_as_wide_as_they_are() -> None:
    long = "这一格跨两列，所以一行就够了，不用折行，右边那一列照旧站在它的位置上"
    pdf = printed(Table([["甲", "乙", "丙"], [Cell(long, across=2), "丁"]], (200, 200, None)))
    assert long in words_of(pdf)[0]
    assert place(pdf, "丁").left == pytest.approx(place(pdf, "丙").left, abs=0.5)
    look(pdf)


def test_titles_and_labels_are_bold_without_being_told() -> None:
    pdf = printed(Table([["head", "head2"], ["label", "plain"]], (None, None), heads=1, labels=(0,)))
    assert {words: "Bold" in place(pdf, words).font for words in ("head", "head2", "label", "plain")} == {
        "head": True,
        "head2": True,
        "label": True,
        "plain": False,
    }


def test_columns_open_at_one_height() -> None:
    pdf = printed(Columns([["a", "b", "c"], ["d"]]))
    assert place(pdf, "a").top == place(pdf, "d").top


words = st.text("你好，。ab 3", min_size=1, max_size=80)
pieces: st.SearchStrategy[Piece] = st.recursive(
    st.one_of(words, st.builds(Text, words, size=st.floats(7, 20)), st.builds(Gap, st.floats(0, 80))),
    lambda inner: st.one_of(
        st.builds(Box, st.lists(inner, min_size=1, max_size=4)),
        st.builds(Together, st.lists(inner, min_size=1, max_size=4)),
        st.builds(Columns, st.lists(inner, min_size=1, max_size=3)),
        st.builds(
            lambda cells, rules: Table([cells] * 3, [None] * len(cells), rules, heads=1),
            st.lists(inner, min_size=1, max_size=3),
            st.sampled_from(Rules),
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(pieces, max_size=12))
def test_nothing_of_a_paper_is_left_out_and_nothing_lies_on_anything(told: list[Piece]) -> None:
    pdf = printed(*told, "end")
    look(pdf)
    read = "".join("".join(words_of(pdf)).split())
    for said in all_words(told):
        for line in re.findall("[你好ab3]+", "".join(said.split())):
            assert line[:2] in read
    assert "end" in read


def all_words(told: Iterable[object]) -> Iterable[str]:
    for piece in told:
        match piece:
            case str():
                yield piece
            case Text():
                yield piece.words
            case Box() | Together():
                yield from all_words(piece.pieces)
            case Columns():
                yield from all_words(piece.columns)
            case Table():
                yield from all_words(piece.rows[0])
            case _:
                pass
