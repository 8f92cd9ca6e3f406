"""What is typed meets what was written."""

import pytest

from desktop.store.spelling import digits_of, folded, joined, number_typed, readings


@pytest.mark.parametrize("written", ["DY-03-0127", "ｄｙ 03 0127", "dy·03·0127", "DY_03_0127"])
def test_blanks_signs_and_widths_make_no_other_text(written: str) -> None:
    assert folded(written) == "dy030127"


@pytest.mark.parametrize("written", ["100-0000-6021", "+86 100 0000 6021", "008610000006021", "１００００００６０２１"])
def test_a_phone_has_the_same_digits_with_and_without_the_countrys_code(written: str) -> None:
    assert digits_of(written) == "10000006021"


@pytest.mark.parametrize("written", ["8612", "861234567", "999999195603070026"])
def test_a_number_that_only_begins_so_has_no_countrys_code(written: str) -> None:
    assert digits_of(written) == written


@pytest.mark.parametrize(
    ("word", "digits"),
    [("6021", "6021"), ("002x", "002x"), ("e12345678", "12345678"), ("021", ""), ("dy030127", ""), ("和平路1299", "")],
)
def test_a_number_is_typed_in_digits_with_a_letter_before_them_at_most(word: str, digits: str) -> None:
    assert number_typed(word) == digits


def test_words_in_latin_letters_that_stand_together_are_one_name() -> None:
    assert [*joined(["wang", "fang", "和平路", "li", "3"])] == ["wangfang", "和平路", "li", "3"]


def test_a_surname_is_read_as_a_surname_and_as_usual() -> None:
    assert {"".join(syllables) for syllables in readings("单示")} >= {"shanshi", "danshi"}
