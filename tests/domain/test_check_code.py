"""A paper's check code: plain words that nobody can change, and letters that a hand can copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import check_code
from desktop.domain.errors import Refused

KEY = "07" * 32
LINES = ("分户补偿明细表", "DY-03-0127 第 2 版", "货币补偿 390070.00")
any_line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(lambda s: s.strip())


def test_a_code_is_the_same_for_ever() -> None:
    assert check_code.stamp(KEY, LINES).code == check_code.stamp(KEY, LINES).code == "KG85R-JN7CY-J0WXT"


@given(st.lists(any_line, min_size=1, max_size=6))
def test_what_a_telephone_reads_fits(lines: list[str]) -> None:
    made = check_code.stamp(KEY, lines)
    assert check_code.read(made.text) == made
    assert check_code.fits(KEY, check_code.read(made.text))


def test_a_changed_word_or_another_key_does_not_fit() -> None:
    made = check_code.stamp(KEY, LINES)
    changed = check_code.read(made.text.replace("390070", "590070"))
    assert not check_code.fits(KEY, changed)
    assert not check_code.fits("08" * 32, made)


def test_a_typed_code_is_read_as_a_hand_writes_it() -> None:
    code = check_code.stamp(KEY, LINES).code
    assert check_code.typed(f" {code.lower().replace('-', ' ').replace('0', 'o')} ") == code


def test_a_slip_names_its_row() -> None:
    first, second, third = check_code.stamp(KEY, LINES).code.split("-")
    slipped = second[1] + second[0] + second[2:] if second[0] != second[1] else "Z" + second[1:]
    with pytest.raises(Refused) as refused:
        check_code.typed(f"{first}-{slipped}-{third}")
    assert refused.value.values["rows"] == "2"


@pytest.mark.parametrize("text", ["", "https://example.invalid/pay", "12345-12345-12345", "两行\n都不是"])
def test_another_code_is_no_papers(text: str) -> None:
    with pytest.raises(Refused):
        check_code.read(text)
