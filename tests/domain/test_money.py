"""Money is exact: read back, shared out and rounded without losing a fen."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import Refused
from desktop.domain.money import Rounding, parse, rounded, shares, shown, to_capitals

amounts = st.integers(-(10**18), 10**18)
DECIMAL_MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.UP: ROUND_UP,
    Rounding.DOWN: ROUND_DOWN,
}


def fen_of(capitals: str) -> int:
    """Read capitals as a person does: from left to right, a unit multiplies what is before it."""
    units = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = fen = 0
    for character in capitals.removeprefix("负"):
        match character:
            case "拾" | "佰" | "仟":
                section, digit = section + digit * units[character], 0
            case "万":
                total, section, digit = total + (section + digit) * 10**4, 0, 0
            case "亿":
                total, section, digit = (total + section + digit) * 10**8, 0, 0
            case "元":
                fen, total, section, digit = (total + section + digit) * 100, 0, 0, 0
            case "角":
                fen, digit = fen + digit * 10, 0
            case "分":
                fen, digit = fen + digit, 0
            case "整":
                pass
            case _:
                digit = "零壹贰叁肆伍陆柒捌玖".index(character)
    return -fen if capitals.startswith("负") else fen


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        # published schemes, F8
        ("390,070.00", "叁拾玖万零柒拾元整"),
        ("10,486.80", "壹万零肆佰捌拾陆元捌角整"),
        ("143,599.60", "壹拾肆万叁仟伍佰玖拾玖元陆角整"),
        ("917,108.00", "玖拾壹万柒仟壹佰零捌元整"),
        ("0.05", "伍分"),
        # the examples of the bank's rule, annex 1
        ("1,409.50", "壹仟肆佰零玖元伍角整"),
        ("6,007.14", "陆仟零柒元壹角肆分"),
        ("1,680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107,000.53", "壹拾万柒仟元零伍角叁分"),
        ("16,409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # places left out, and the ends
        ("0.00", "零元整"),
        ("0.30", "叁角整"),
        ("1.05", "壹元零伍分"),
        ("10.00", "壹拾元整"),
        ("100,010.01", "壹拾万零壹拾元零壹分"),
        ("10,000,500.00", "壹仟万零伍佰元整"),
        ("100,000,000.00", "壹亿元整"),
        ("100,001,000.00", "壹亿零壹仟元整"),
        ("1,000,000,010,000.00", "壹万亿零壹万元整"),
        ("100,000,000,000,000.00", "壹佰万亿元整"),
        ("−0.05", "负伍分"),
    ],
)
def test_capitals_follow_the_rule_of_the_bank(amount: str, capitals: str) -> None:
    assert to_capitals(parse(amount)) == capitals


@given(amounts)
def test_capitals_read_back(fen: int) -> None:
    capitals = to_capitals(fen)
    assert fen_of(capitals) == fen
    assert "零零" not in capitals
    assert capitals.endswith("分") == (fen % 10 != 0)


@given(amounts, st.integers(0, 4))
def test_what_is_shown_reads_back(amount: int, minor_digits: int) -> None:
    assert parse(shown(amount, minor_digits), minor_digits) == amount


def test_an_amount_is_shown_with_separators_and_a_true_minus() -> None:
    assert shown(39007000) == "390,070.00"
    assert shown(-1048680) == "−10,486.80"
    assert shown(5) == "0.05"
    assert shown(1200, 0) == "1,200"


@pytest.mark.parametrize("text", ["390070", "390,070.0", "390070.00", " 390,070 ", "390,070.00"])
def test_an_amount_is_read_in_every_usual_writing(text: str) -> None:
    assert parse(text) == 39007000


@pytest.mark.parametrize("text", ["", ".5", "5.", "12,34", "1,0000", "1e5", "٣", "--5", "5 元", "nan"])
def test_what_could_mean_another_amount_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="not an amount"):
        parse(text)


def test_more_decimals_than_the_unit_has_are_refused() -> None:
    with pytest.raises(Refused, match="more than 2 decimals"):
        parse("0.005")
    assert parse("0.005", 3) == 5


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(-3, 4), st.sampled_from(Rounding))
def test_rounding_agrees_with_decimal(value: Decimal, digits: int, mode: Rounding) -> None:
    expected = value.quantize(Decimal(1).scaleb(-digits), rounding=DECIMAL_MODES[mode])
    assert rounded(value, digits, mode) == Fraction(expected)


@given(st.fractions(-1000, 1000), st.integers(-2, 3), st.sampled_from(Rounding))
def test_rounding_mirrors_at_zero(value: Fraction, digits: int, mode: Rounding) -> None:
    assert rounded(-value, digits, mode) == -rounded(value, digits, mode)


@given(amounts, st.lists(st.fractions(0, 100), min_size=1, max_size=50).filter(any))
def test_shares_add_up_and_none_is_a_whole_unit_off(total: int, weights: list[Fraction]) -> None:
    parts = shares(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1
        assert weight or not part


def test_equal_remainders_are_given_in_order() -> None:
    assert shares(100, [1, 1, 1]) == (34, 33, 33)
    assert shares(-101, [1, 1]) == (-51, -50)


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_nothing_is_shared_by_no_weight(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        shares(100, weights)
