import ast
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import packs
import pytest
from packs import choice, day, item, notice, number, option, parameter, rows, table, yesno

from desktop.domain.money import Rounding
from desktop.policy import engine, facts, reading
from desktop.policy.engine import Engine, calendar
from desktop.policy.explanation import explain
from desktop.policy.pack import Input, Mode, Pack, Parameter, Table, Value
from desktop.policy.tree import Outcome, Reason, Unreckoned

F = Fraction
ROOT = Path(__file__).resolve().parents[2]
PACKS = [ROOT / "resources" / "packs" / "demo", *sorted(path.parent for path in ROOT.glob("tests/cases/*/items.csv"))]

X = number("x", decimals=2, least="-1000")
Y = number("y", decimals=1, least="-1000")
N = number("n", decimals=0, least="-1000")
NUMBERS = (X, Y, N)
DAYS = (day("since", "1900-01-01", "2100-12-31"), day("until", "1900-01-01", "2100-12-31"), N)
PEOPLE = (
    rows("kin", number("age", decimals=0, most="150"), choice("group", "a", "b", "c"), number("due", decimals=2)),
    N,
)
SIGNS = ("=", "≠", "<", "≤", ">", "≥")
FAMILY = [
    {"age": 71, "group": "a", "due": "10.50"},
    {"age": 34, "group": "b", "due": "7"},
    {"age": 8, "group": "a", "due": "12.25"},
    {"age": 8, "group": "b", "due": "0.01"},
]


def run(whole: Pack, **values: object) -> Outcome:
    """Reckon one household, and see that the explanation says the same."""
    proofed, given = packs.proofed(whole), packs.given(whole, **values)
    outcome = engine.compile_pack(proofed).run(given)
    assert outcome == explain(proofed, given)[0]
    return outcome


def value(
    formula: str, inputs: Sequence[Input] = NUMBERS, unit: str = "", *, tables: Sequence[Table] = (),
    parameters: Sequence[Parameter] = (), **values: object,
) -> Value:  # fmt: skip
    """Reckon one formula, without rounding."""
    whole = packs.pack(inputs, [item("result", formula, unit, None)], tables=tables, parameters=parameters)
    return run(whole, **values).values["result"]


def refusal(whole: Pack, **values: object) -> Unreckoned:
    """Reckon what has no result; the explanation gives the same reason at the same place."""
    proofed, given = packs.proofed(whole), packs.given(whole, **values)
    with pytest.raises(Unreckoned) as caught:
        engine.compile_pack(proofed).run(given)
    with pytest.raises(Unreckoned) as explained:
        explain(proofed, given)
    assert (caught.value.reason, caught.value.place) == (explained.value.reason, explained.value.place)
    return caught.value


def reason(
    formula: str, inputs: Sequence[Input], unit: str = "", *, tables: Sequence[Table] = (),
    parameters: Sequence[Parameter] = (), **values: object,
) -> Reason:  # fmt: skip
    whole = packs.pack(inputs, [item("result", formula, unit, None)], tables=tables, parameters=parameters)
    return refusal(whole, **values).reason


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x + y − n", F("7.16")),
        ("−x", F("-1.26")),
        ("x − (y − n)", F("-4.64")),
        ("−x − y", F("0.84")),
        ("x × y × n", F("21.168")),
        ("x ÷ 3", F("0.42")),
        ("n ÷ 3 + n ÷ 7 + x", F(-80, 21) + F("1.26")),
        ("x − n ÷ 3 − 1 ÷ 3", F("1.26") + F(7, 3)),
        ("n ÷ −4", 2),
        ("−1 ÷ 3 × 3", -1),
        ("x ÷ 0.01", 126),
        ("n ÷ (n − 5000)", F(8, 5008)),
        ("(x ÷ 3) ÷ (y ÷ 7 − 500)", F("0.42") / F("-500.3")),
        ("最大(x, y, n)", F("1.26")),
        ("最小(x, y, n)", -8),
        ("最大(n ÷ 3, n ÷ 4, −1000)", -2),
        ("最小(n ÷ 3, x, −2)", F(-8, 3)),
        ("均值(x, y, n)", F("-8.84") / 3),
        ("均值(x ÷ 3, n ÷ 7)", (F("0.42") - F(8, 7)) / 2),
        ("绝对值(n ÷ 3)", F(8, 3)),
        ("绝对值(x)", F("1.26")),
        ("夹(n, −1.5, 1.5)", F("-1.5")),
        ("夹(x, n, 1.2)", F("1.2")),
        ("夹(x ÷ 3, 0, 1)", F("0.42")),
        ("夹(n, n ÷ 3, 5)", F(-8, 3)),
        ("夹(n, n, n)", -8),
        ("x × 20%", F("0.252")),
        ("10 ÷ 30%", F(100, 3)),
        ("数值(12.50元) × n", -100),
    ],
)
def test_numbers_are_exact(formula: str, expected: Fraction) -> None:
    assert value(formula, x="1.26", y="-2.1", n="-8") == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x = 1.26", True),
        ("x ≠ 1.26", False),
        ("x ÷ 3 = 0.42", True),
        ("x ÷ 3 > n ÷ 7", True),
        ("n ≤ −8.0", True),
        ("n ≥ −7.99", False),
        ("非 x < y", True),
        ("x > 0 且 y < 0 且 n < 0", True),
        ("x < 0 或 y < 0 或 n > 0", True),
        ("非 (x < 0 或 非 n < 0)", True),
        ("若(x > y, n = −8, 否)", True),
    ],
)
def test_conditions(formula: str, *, expected: bool) -> None:
    assert value(formula, x="1.26", y="-2.1", n="-8") is expected


@pytest.mark.parametrize(
    ("n", "formula", "expected"),
    [
        (0, "若(n = 0, 5, 10 ÷ 最大(1, n))", 5),
        (4, "若(n = 0, 5, n = 1, 6, 10 ÷ 最大(1, n))", F("2.5")),
        (1, "若(n = 0, 5, n = 1, 6.25, 7)", F("6.25")),
        (0, "若(n > 0, 取整(1 ÷ n, 2, “进”), −1)", -1),
        (3, "若(n > 0, 取整(1 ÷ n, 2, “进”), −1)", F("0.34")),
    ],
)
def test_a_branch_is_its_first_true_case(n: int, formula: str, expected: Fraction) -> None:
    assert value(formula, (number("n", decimals=0),), n=n) == expected


def test_many_cases_are_no_deeper_than_one() -> None:
    cases = ", ".join(f"查表(t, n) = {place}, {place}.5" for place in range(120))
    one = table("t", Mode.LOOKUP, ["n", "v"], ["*", "7"], *([str(n), str(n)] for n in range(40, 60)), keys=1)
    inputs = (number("n", decimals=0, least="50", most="60"),)
    assert value(f"若({cases}, −1)", inputs, tables=[one], n=57) == F("57.5")
    assert value(f"若({cases}, −1)", inputs, tables=[one], n=60) == F("7.5")


@pytest.mark.parametrize(
    "opening", ["若(n > {0}, n + 1, ", "若(查表(t, n) = {0}, 1, ", "最大(n ÷ 7, −", "1 ÷ 最大(1, n + "]
)
def test_the_deepest_formulas_compile(opening: str) -> None:
    depth = 19
    formula = "".join(opening.format(900 + level) for level in range(depth)) + "n" + ")" * depth
    one = table("t", Mode.LOOKUP, ["n", "v"], ["*", "7"], keys=1)
    value(formula, (number("n", decimals=0),), tables=[one] if "查表" in opening else (), n=3)


def test_what_is_not_asked_is_not_reckoned() -> None:
    none = table("t", Mode.LOOKUP, ["n", "v"], ["5", "7"], keys=1)
    inputs = number("n", decimals=0, least="5", most="5", default=F(5)), rows("kin", number("age", decimals=0))
    for formula in (
        "若(计数(kin) = 0, 0, 最大项(kin, age))",
        "若(计数(kin) > 0 且 最大项(kin, age) > 3, 1, 0)",
    ):
        assert value(formula, inputs) == 0
    assert value("若(计数(kin) = 0 或 最小项(kin, age) > 3, 1, 0)", inputs) == 1
    assert value("若(n = 5, 查表(t, n), 1)", inputs, tables=[none], n=5) == 7


HALVES = ["2.345", "2.335", "-2.345", "-2.335", "2.3451", "-2.3451", "-0.004", "0.005", "-0.005", "0"]


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("四舍五入", ["2.35", "2.34", "-2.35", "-2.34", "2.35", "-2.35", "0", "0.01", "-0.01", "0"]),
        ("银行家", ["2.34", "2.34", "-2.34", "-2.34", "2.35", "-2.35", "0", "0", "0", "0"]),
        ("进", ["2.35", "2.34", "-2.35", "-2.34", "2.35", "-2.35", "-0.01", "0.01", "-0.01", "0"]),
        ("舍", ["2.34", "2.33", "-2.34", "-2.33", "2.34", "-2.34", "0", "0", "0", "0"]),
    ],
)
def test_rounding_is_the_same_on_both_sides_of_zero(rounding: str, expected: list[str]) -> None:
    inputs = (number("x", decimals=4, least="-1000"), N)
    found = [value(f"取整(x, 2, “{rounding}”)", inputs, x=x) for x in HALVES]
    assert found == [F(one) for one in expected]
    found = [value(f"取整(x ÷ 3, 2, “{rounding}”)", inputs, x=F(x) * 3) for x in HALVES]
    assert found == [F(one) for one in expected]


@pytest.mark.parametrize(
    ("digits", "rounding", "x", "expected"),
    [
        (-1, "四舍五入", "-15", "-20"),
        (-1, "银行家", "25", "20"),
        (-2, "进", "0.0001", "100"),
        (-2, "舍", "-199.99", "-100"),
        (0, "四舍五入", "2.5", "3"),
        (4, "四舍五入", "2.5", "2.5"),
        (6, "进", "2.5", "2.5"),
    ],
)
def test_rounding_to_tens_and_to_more_decimals_than_there_are(
    digits: int, rounding: str, x: str, expected: str
) -> None:
    inputs = (number("x", decimals=4, least="-1000"), N)
    assert value(f"取整(x, {digits}, “{rounding}”)", inputs, x=x) == F(expected)
    assert value(f"取整(x ÷ 7, {digits}, “{rounding}”)", inputs, x=F(x) * 7) == F(expected)


@pytest.mark.parametrize("rounding", [None, *Rounding])
@pytest.mark.parametrize("digits", [0, 2, 3])
def test_amounts_round_to_the_digits_of_the_money(rounding: Rounding | None, digits: int) -> None:
    cover = replace(packs.COVER, minor_digits=digits)
    items = [item("part", "x × 1元 ÷ 3", rounding=rounding, digits=digits)]
    whole = packs.pack(NUMBERS, items, [option("all", "part" if rounding else "")] if rounding else (), cover=cover)
    for x in ("1", "-1", "0.5", "-7.5", "22.35"):
        run(whole, x=x)


def test_least_and_most_come_before_rounding() -> None:
    items = [item("kept", "x × 1元", least="1.005元", most="y × 1元")]
    whole = packs.pack(NUMBERS, items)
    assert run(whole, x="0.5", y="3").values == {"kept": F("1.01")}
    assert run(whole, x="5", y="1.1").values == {"kept": F("1.1")}
    assert run(whole, x="-5", y="1.1").totals == {"合计": F("1.01")}
    assert refusal(whole, y="1").reason is Reason.CROSSED


def test_what_rounds_below_zero_after_its_most_rounds_away_from_zero() -> None:
    whole = packs.pack(NUMBERS, [item("owed", "绝对值(x) × 1元", most="n × 0.005元")])
    assert run(whole, x="9", n="-1").values == {"owed": F("-0.01")}


def test_an_item_that_does_not_apply_is_zero_and_asks_nothing() -> None:
    inputs = (rows("kin", number("age", decimals=0)), X)
    items = [
        item("oldest", "最大项(kin, age)", "", None, when="计数(kin) > 0"),
        item("third", "x ÷ 3", "", None, when="x > 5"),
        item("sum", "oldest × 1元 + third × 1元"),
    ]
    outcome = run(packs.pack(inputs, items), x="2")
    assert outcome.values == {"oldest": 0, "third": 0, "sum": 0}
    assert outcome.applies == {"oldest": False, "third": False, "sum": True}
    assert run(packs.pack(inputs, items), x="7", kin=[{"age": 3}]).totals == {"合计": F("5.33")}


def test_helpers_may_be_days_truths_and_quotients() -> None:
    items = [
        item("later", "since + 1月", "", None),
        item("is_late", "later > until", "", None),
        item("none", "n > 3", "", None, when="n > 5"),
        item("third", "n ÷ 3", "", None),
        item("part", "third × third × 1元"),
    ]
    outcome = run(packs.pack(DAYS, items), since="2024-01-31", until="2024-02-28", n=5)
    assert outcome.values["later"] == date(2024, 2, 29)
    assert outcome.values["is_late"] is True
    assert outcome.values["none"] is False
    assert outcome.values["third"] == F(5, 3)
    assert outcome.values["part"] == F("2.78")


def test_percent_is_a_hundredth() -> None:
    inputs = (number("rate", "%", decimals=2, most="100"), X)
    whole = packs.pack(
        inputs,
        [
            item("share", "rate ÷ 3", "%", digits=1),
            item("sum", "x × rate × 1元"),
        ],
        [option("all", "sum")],
        parameters=[parameter("unused", "17.5", "%")],
    )
    outcome = run(whole, rate="17.25", x="200")
    assert outcome.values == {"share": F("0.058"), "sum": F("34.5")}
    assert value("rate × 3 + 17.5%", inputs, rate="17.25") == F("0.6925")


def test_options_add_and_subtract_round_and_may_be_absent() -> None:
    items = [item("a", "x × 1元"), item("b", "y × 1元"), item("c", "n × 0.005元")]
    options = [
        option("sum", "a", "b", "-c"),
        option("tens", "a", "b", "c", rounding=Rounding.HALF_UP, digits=-1),
        option("only", "-b", when="n > 0"),
        option("none_of_a", "b", "c", when="x = 0"),
    ]
    notices = [
        notice("方案.only < 0元", "one"),
        notice("n = 0", "two"),
        notice("方案.sum > 5元 且 方案.tens > 0元", "three"),
    ]
    whole = packs.pack(NUMBERS, items, options, notices=notices)
    outcome = run(whole, x="5.25", y="-0.2", n="-1")
    assert outcome.totals == {"sum": F("5.06"), "tens": 10}
    assert outcome.notices == (2,)
    outcome = run(whole, x="-15.05", y="0.1", n="3")
    assert outcome.totals == {"sum": F("-14.97"), "tens": -10, "only": F("-0.1")}
    assert outcome.notices == (0,)
    assert run(whole).totals == {"sum": 0, "tens": 0, "none_of_a": 0}
    assert run(whole).notices == (1,)


STARS = table(
    "t", Mode.LOOKUP, ["k", "m", "v", "w"],
    ["a", "1", "10", "0.5"], ["a", "2", "20", "0.25"], ["*", "1", "30", "1"], ["*", "3", "40", "1.125"],
    ["b", "*", "50", "3"], ["*", "*", "60", "4"],
    keys=2,
)  # fmt: skip


@pytest.mark.parametrize(
    ("k", "m", "expected"),
    [("a", 1, 10), ("a", 2, 20), ("a", 3, 40), ("b", 1, 50), ("c", 1, 30), ("c", 3, 40), ("a", 4, 60), ("c", 9, 60)],
)
def test_keys_are_matched_exactly_first_and_go_back(k: str, m: int, expected: int) -> None:
    inputs = (choice("k", "a", "b", "c"), number("m", decimals=0))
    assert value("查表(t.v, k, m)", inputs, tables=[STARS], k=k, m=m) == expected


def test_several_columns_and_decimals_of_keys() -> None:
    inputs = (choice("k", "a", "b", "c"), number("m", decimals=2))
    assert value("查表(t.w, k, m)", inputs, tables=[STARS], k="a", m="3") == F("1.125")
    assert value("查表(t.w, k, m)", inputs, tables=[STARS], k="a", m="2.00") == F("0.25")
    assert value("查表(t.w, k, m)", inputs, tables=[STARS], k="a", m="2.01") == 4
    assert value("查表(t.w, k, m ÷ 3)", inputs, tables=[STARS], k="a", m="6") == F("0.25")
    assert value("查表(t.w, k, m ÷ 3)", inputs, tables=[STARS], k="a", m="6.01") == 4


def test_a_key_with_no_row_refuses() -> None:
    one = table("t", Mode.LOOKUP, ["k", "v"], ["1.5", "7"], ["2", "8"], keys=1)
    assert value("查表(t, x)", tables=[one], x="1.5") == 7
    assert value("查表(t, n)", tables=[one], n="2") == 8
    assert reason("查表(t, x)", NUMBERS, tables=[one], x="1.51") is Reason.NO_KEY
    assert reason("查表(t, n)", NUMBERS, tables=[one], n="1") is Reason.NO_KEY
    assert reason("查表(t, x ÷ 7)", NUMBERS, tables=[one], x="1") is Reason.NO_KEY


def test_tables_of_truths_and_days_and_of_yes_and_no() -> None:
    truths = table("t", Mode.LOOKUP, ["k", "v"], ["yes", "no"], ["no", "yes"], keys=1)
    assert value("查表(t, k)", (yesno("k"),), tables=[truths], k=True) is False
    days = table("t", Mode.LOOKUP, ["k", "v"], ["2024-02-29", "2025-01-01"], ["*", "2026-01-01"], keys=1)
    assert value("查表(t, since) + 1天", DAYS, tables=[days], since="2024-02-29") == date(2025, 1, 2)
    assert value("查表(t, since) + 1天", DAYS, tables=[days], since="2024-02-28") == date(2026, 1, 2)


SOME = [["", "", "0", "excl", "1"], ["0", "incl", "10", "incl", "2"], ["10", "excl", "20", "excl", "3.5"],
        ["20", "incl", "", "", "-4"]]  # fmt: skip
MANY = [["", "", "0", "excl", "-7"], *([str(n), "incl", str(n + 1), "excl", f"{n}.5"] for n in range(15)),
        ["15", "incl", "16", "incl", "99"], ["16", "excl", "", "", "100"]]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "x", "expected"),
    [
        (SOME, "-0.01", "1"), (SOME, "0", "2"), (SOME, "10", "2"), (SOME, "10.01", "3.5"), (SOME, "19.99", "3.5"),
        (SOME, "20", "-4"), (MANY, "-1", "-7"), (MANY, "0", "0.5"), (MANY, "0.99", "0.5"), (MANY, "14.99", "14.5"),
        (MANY, "15", "99"), (MANY, "16", "99"), (MANY, "16.01", "100"), (MANY, "999", "100"),
    ],
)  # fmt: skip
def test_a_tier_holds_its_bounds_as_its_words_tell(lines: list[list[str]], x: str, expected: str) -> None:
    one = table("t", Mode.TIER, ["v"], *lines)
    assert value("查档(t, x)", tables=[one], x=x) == F(expected)
    assert value("查档(t, n ÷ 7 + x)", tables=[one], x=x) == F(expected)
    for near in (F(1, 3), F(-1, 3)):
        value("查档(t, x + n ÷ 3000)", tables=[one], x=x, n=near * 3)


def test_whole_numbers_and_days_leave_no_gap_between_tiers() -> None:
    one = table(
        "t", Mode.TIER, ["v"], ["", "", "3", "incl", "1"], ["4", "incl", "7", "incl", "2"], ["8", "incl", "", "", "3"]
    )
    assert [value("查档(t, n)", tables=[one], n=n) for n in (-9, 3, 4, 7, 8)] == [1, 1, 2, 2, 3]
    days = table("t", Mode.TIER, ["v"], ["", "", "2024-02-28", "incl", "5"], ["2024-02-29", "incl", "", "", "6"])
    found = [
        value("查档(t, since)", DAYS, tables=[days], since=one) for one in ("2024-02-28", "2024-02-29", "2024-03-01")
    ]
    assert found == [5, 6, 6]


KEYED = [["a", "", "", "10", "incl", "1"], ["a", "10", "excl", "", "", "2"], ["*", "", "", "5", "excl", "3"],
         ["*", "5", "incl", "", "", "4"]]  # fmt: skip


@pytest.mark.parametrize(("k", "x", "tier", "ladder"), [
    ("a", "10", "1", "10"), ("a", "10.5", "2", "11"), ("b", "4.99", "3", "14.97"), ("c", "5", "4", "15"),
    ("b", "7", "4", "23"), ("b", "-3", "3", "0"),
])  # fmt: skip
def test_tiers_and_ladders_with_keys(k: str, x: str, tier: str, ladder: str) -> None:
    inputs = (choice("k", "a", "b", "c"), X)
    one = table("t", Mode.TIER, ["k", "v"], *KEYED, keys=1)
    assert value("查档(t, k, x)", inputs, tables=[one], k=k, x=x) == F(tier)
    two = table("t", Mode.LADDER, ["k", "v"], *KEYED, keys=1)
    assert value("累进(t, k, x)", inputs, tables=[two], k=k, x=x) == F(ladder)
    assert value("累进(t, k, x ÷ 7)", inputs, tables=[two], k=k, x=F(x) * 7) == F(ladder)


@pytest.mark.parametrize(
    ("x", "expected"), [("-5", 0), ("0", 0), ("2.5", "2.5"), ("3", 3), ("3.01", "3.025"), ("1000", "2491.5")]
)
def test_a_ladder_adds_the_slices(x: str, expected: str) -> None:
    one = table("t", Mode.LADDER, ["v"], ["", "", "3", "incl", "1"], ["3", "excl", "4.5", "incl", "2.5"],
                ["4.5", "excl", "", "", "2.4927170"])  # fmt: skip
    two = table("t", Mode.LADDER, ["v"], ["", "", "3", "incl", "1"], ["3", "excl", "", "", "2.5"])
    assert value("累进(t, x)", tables=[one], x="4.5") == F("6.75")
    assert value("累进(t, x)", tables=[one], x="5.5") == F("6.75") + F("2.492717")
    if x != "1000":
        assert value("累进(t, x)", tables=[two], x=x) == F(expected)


def test_a_ladder_of_many_steps_is_searched_and_ends() -> None:
    lines = [[str(n), "excl", str(n + 1), "incl", f"0.{n:02}"] for n in range(12)]
    one = table("t", Mode.LADDER, ["v"], *lines)
    inputs = (number("x", decimals=2, most="12"), N)
    assert value("累进(t, x)", inputs, tables=[one], x="12") == F("0.66")
    assert value("累进(t, x)", inputs, tables=[one], x="11.5") == F("0.605")
    assert value("累进(t, x ÷ 3)", inputs, tables=[one], x="1") == 0
    assert value("累进(t, x ÷ 3)", inputs, tables=[one], x="4") == F(1, 3) * F("0.01")


def test_a_first_step_above_zero_gives_nothing_below_it() -> None:
    one = table("t", Mode.LADDER, ["v"], ["100", "excl", "200", "incl", "2"], ["200", "excl", "", "", "3"])
    assert [value("累进(t, x)", tables=[one], x=x) for x in (50, 100, 150, 250)] == [0, 0, 100, 350]


def _versioned(one: Table, *versions: tuple[str, str]) -> Table:
    days = [(date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None)
            for since, until in versions]  # fmt: skip
    lines = [replace(row, since=since, until=until) for row, (since, until) in zip(one.rows, days, strict=True)]
    return replace(one, by="since", rows=tuple(lines))


OLD, NEW = ("", "2024-02-29"), ("2024-03-01", "")


def test_a_table_has_the_rows_of_the_day() -> None:
    inputs = (*DAYS, choice("k", "a", "b"))
    one = table("t", Mode.LOOKUP, ["k", "v"], ["a", "1"], ["*", "2"], ["a", "3"], ["b", "4"], keys=1)
    one = _versioned(one, OLD, OLD, NEW, NEW)
    found = [value("查表(t, k)", inputs, tables=[one], since=since, k=k) for since, k in
             (("2024-02-29", "a"), ("2024-02-29", "b"), ("2024-03-01", "a"), ("2024-03-01", "b"))]  # fmt: skip
    assert found == [1, 2, 3, 4]
    two = table("t", Mode.TIER, ["v"], ["", "", "5", "incl", "1"], ["5", "excl", "", "", "2"], ["", "", "", "", "3"])
    two = _versioned(two, OLD, OLD, NEW)
    found = [value("查档(t, n)", inputs, tables=[two], since=since, n=n) for since, n in
             (("2024-02-29", 5), ("2024-02-29", 6), ("2024-03-01", 5))]  # fmt: skip
    assert found == [1, 2, 3]
    three = replace(two, mode=Mode.LADDER)
    found = [value("累进(t, n)", inputs, tables=[three], since=since, n=7) for since in ("2024-02-29", "2024-03-01")]
    assert found == [9, 21]


def test_a_parameter_has_the_value_of_the_day() -> None:
    one = parameter("p", "", by="since", versions=[("1.5", "", "2024-02-29"), ("2", "2024-03-01", "2024-12-31"),
                                                   ("2.25", "2025-01-01", "")])  # fmt: skip
    found = [
        value("p × 2", DAYS, parameters=[one], since=day)
        for day in ("1950-01-01", "2024-02-29", "2024-03-01", "2025-01-01")
    ]
    assert found == [3, 3, 4, F("4.5")]
    years = [(str(n), f"{2000 + n}-01-01" if n else "", f"{2000 + n}-12-31" if n < 9 else "") for n in range(10)]
    eight = parameter("p", "", by="since", versions=years)
    found = [
        value("p", DAYS, parameters=[eight], since=day)
        for day in ("1950-01-01", "2004-12-31", "2005-01-01", "2020-01-01")
    ]
    assert found == [0, 4, 5, 9]


@pytest.mark.parametrize(
    ("x", "up", "down"),
    [("0", 0, 0), ("0.01", "2.5", 0), ("2.5", "2.5", "2.5"), ("-0.01", 0, "-2.5"), ("-2.51", "-2.5", "-5")],
)
def test_steps_go_up_and_down_the_number_line(x: str, up: str, down: str) -> None:
    assert value("进到(x, 2.5)", x=x) == F(up)
    assert value("退到(x, 2.5)", x=x) == F(down)
    assert value("进到(x ÷ 7, 2.5)", x=F(x) * 7) == F(up)
    assert value("退到(x, 若(x = 500, 1, 15 ÷ 6))", x=x) == F(down)


def test_steps_of_a_table() -> None:
    one = table("t", Mode.LOOKUP, ["k", "v"], ["a", "55.2"], ["b", "45"], ["c", "66.3"], keys=1)
    inputs = (X, N, choice("k", "a", "b", "c"))
    found = [value("进到(x, t.v)", inputs, tables=[one], x=x) for x in ("-3", "45", "45.01", "55.2", "66.3")]
    assert found == [45, 45, F("55.2"), F("55.2"), F("66.3")]
    found = [value("退到(x, t.v)", inputs, tables=[one], x=x) for x in ("45", "55.19", "55.2", "900")]
    assert found == [45, 45, F("55.2"), F("66.3")]
    assert value("进到(n ÷ 7, t.v)", inputs, tables=[one], n=315) == 45
    assert value("进到(n ÷ 7, t.v)", inputs, tables=[one], n=316) == F("55.2")
    assert value("退到(n ÷ 7, t.v)", inputs, tables=[one], n=315) == 45
    assert reason("进到(x, t.v)", inputs, tables=[one], x="66.31") is Reason.NO_STEP
    assert reason("退到(n ÷ 7, t.v)", inputs, tables=[one], n=314) is Reason.NO_STEP


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("合计(kin, due)", F("29.76")),
        ("合计(kin, due ÷ 3)", F("9.92")),
        ("合计(kin, 若(age > 18, due, 0))", F("17.5")),
        ("合计(kin, 1 ÷ 最大(1, age))", F(1, 71) + F(1, 34) + F(2, 8)),
        ("计数(kin)", 4),
        ("计数(kin, age < 18 且 group = “a”)", 1),
        ("任一(kin, age > 70)", True),
        ("任一(kin, age > 71)", False),
        ("全部(kin, age ≥ 8)", True),
        ("全部(kin, group = “a”)", False),
        ("最大项(kin, due)", F("12.25")),
        ("最小项(kin, due)", F("0.01")),
        ("最大项(kin, due ÷ 最大(1, age))", F("12.25") / 8),
        ("最小项(kin, due ÷ 最大(1, age))", F("0.01") / 8),
        ("前几合计(kin, 2, due)", F("22.75")),
        ("前几合计(kin, n, due)", 0),
        ("前几合计(kin, 9, due)", F("29.76")),
        ("前几合计(kin, 2, due ÷ 最大(1, age))", F("12.25") / 8 + F(7, 34)),
        ("分类最大(kin, group, due)", F("19.25")),
        ("分类最大(kin, age, due)", F("29.75")),
        ("分类最大(kin, group, due ÷ 最大(1, age))", F("12.25") / 8 + F(7, 34)),
    ],
)
def test_lists(formula: str, expected: Value) -> None:
    assert value(formula, PEOPLE, kin=FAMILY, n=-1) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("合计(kin, due)", 0), ("合计(kin, due ÷ 3)", 0), ("计数(kin)", 0), ("任一(kin, age > 70)", False),
        ("全部(kin, age > 70)", True), ("前几合计(kin, 3, due)", 0), ("分类最大(kin, group, due)", 0),
        ("分类最大(kin, group, due ÷ 3)", 0),
    ],
)  # fmt: skip
def test_an_empty_list_has_a_sum_but_no_largest(formula: str, expected: Value) -> None:
    assert value(formula, PEOPLE) == expected
    assert reason("最大项(kin, due)", PEOPLE) is Reason.EMPTY_LIST
    assert reason("最小项(kin, due ÷ 3)", PEOPLE) is Reason.EMPTY_LIST


def test_any_and_all_stop_where_they_are_decided() -> None:
    one = table("t", Mode.LOOKUP, ["k", "v"], ["10.5", "1"], ["7", "2"], keys=1)
    assert value("任一(kin, 查表(t, due) = 2)", PEOPLE, tables=[one], kin=FAMILY) is True
    assert value("全部(kin, 查表(t, due) = 1)", PEOPLE, tables=[one], kin=FAMILY) is False
    assert reason("任一(kin, 查表(t, due) = 3)", PEOPLE, tables=[one], kin=FAMILY) is Reason.NO_KEY


@pytest.mark.parametrize(
    ("since", "until", "full", "started"),
    [
        ("2024-01-31", "2024-01-31", 0, 0), ("2024-01-31", "2024-02-28", 0, 1), ("2024-01-31", "2024-02-29", 1, 1),
        ("2024-01-31", "2024-03-01", 1, 2), ("2024-02-29", "2025-02-28", 12, 12), ("2023-12-31", "2024-04-30", 4, 4),
        ("2024-02-29", "2028-02-28", 47, 48),
        ("1900-02-28", "2000-02-29", 1200, 1201), ("2024-03-30", "2024-03-31", 0, 1),
    ],
)  # fmt: skip
def test_months_end_on_their_last_day(since: str, until: str, full: int, started: int) -> None:
    assert value("月数(since, until, “足月”)", DAYS, "月", since=since, until=until) == full
    assert value("月数(since, until, “进一”)", DAYS, "月", since=since, until=until) == started
    days = (date.fromisoformat(until) - date.fromisoformat(since)).days
    assert value("月数(since, until, “按日”)", DAYS, "月", since=since, until=until) == F(days, 30)
    assert value("天数(until, since)", DAYS, "天", since=since, until=until) == -days
    assert value("年龄(since, until)", DAYS, "年", since=since, until=until) == full // 12


def test_days_that_go_backwards_refuse() -> None:
    for formula, unit in (
        ("月数(since, until, “按日”)", "月"),
        ("月数(since, until, “进一”)", "月"),
        ("年龄(since, until)", "年"),
    ):
        assert reason(formula, DAYS, unit, since="2024-03-01", until="2024-02-29") is Reason.BACKWARDS


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("since + 1月", "2024-02-29"), ("since + 13月", "2025-02-28"), ("since − 2月", "2023-11-30"),
        ("since + 30天", "2024-03-01"),
        ("since − 31天", "2023-12-31"), ("since + n × 1月", "2023-11-30"), ("since − n × 1月", "2024-03-31"),
        ("since − n × 1天", "2024-02-02"), ("最大(since, until)", "2024-05-05"), ("最小(since, until)", "2024-01-31"),
        ("若(n > 0, since, until)", "2024-05-05"), ("夹(until, since, 2024-04-01)", "2024-04-01"),
    ],
)  # fmt: skip
def test_days_move_and_compare(formula: str, expected: str) -> None:
    assert value(formula, DAYS, since="2024-01-31", until="2024-05-05", n=-2) == date.fromisoformat(expected)


def test_no_day_lies_outside_the_calendar() -> None:
    inputs = (*DAYS[:2], number("n", decimals=0, least="-9999999", most="9999999"))
    assert value("since + n × 1月", inputs, since="1999-12-31", n=96000) == date(9999, 12, 31)
    assert value("since + n × 1天", inputs, since="1900-01-02", n=-693596) == date(1, 1, 1)
    for formula, n in (("since + n × 1月", 99999), ("since + n × 1天", -999999), ("since − n × 1月", 99999)):
        assert reason(formula, inputs, since="1999-12-31", n=n) is Reason.NO_DAY


def test_the_calendar_agrees_with_pythons() -> None:
    days = [*range(1, 800), *range(800, calendar.LAST, 997), calendar.LAST]
    for one in days:
        told = date.fromordinal(one)
        month, number = calendar.month_of(one)
        assert (month, number) == (told.year * 12 + told.month - 3, told.day)
        assert calendar.day_of(month, number) == one
        assert calendar.day_of(month, 31) == one - told.day + monthrange(told.year, told.month)[1]


EDGES = [date(year, month, day) for year in (1999, 2000, 2024, 2025) for month, day in
         ((1, 29), (1, 30), (1, 31), (2, 28), (3, 1), (3, 30), (4, 30), (12, 31))]  # fmt: skip


@pytest.mark.parametrize("months", [0, 1, 12, 13, 840, -1, -25])
def test_a_row_that_moves_by_months_is_compared_as_if_the_fact_moved(months: int) -> None:
    moved = f"born + {months}月" if months >= 0 else f"born − {-months}月"
    inputs = (rows("kin", day("born", "1900-01-01", "2030-12-31")), day("since", "1900-01-01", "2100-12-31"))
    counts = [
        item(name, f"计数(kin, {moved} {sign} since)", "", None) for name, sign in zip("abcdef", SIGNS, strict=True)
    ]
    whole = packs.pack(inputs, [*counts, item("less", f"计数(kin, since > {moved})", "", None)])
    proofed = packs.proofed(whole)
    made = engine.compile_pack(proofed)
    kin = [{"born": one.isoformat()} for one in [*EDGES, date(2000, 2, 29), date(2024, 2, 29)]]
    for since in [*EDGES, date(2024, 2, 29), date(2070, 2, 28), date(2070, 3, 1), date(2094, 2, 28)]:
        given = packs.given(whole, kin=kin, since=since.isoformat())
        assert made.run(given) == explain(proofed, given)[0]


def _examples(folder: Path) -> tuple[Engine, list[tuple[Outcome, Outcome]]]:
    pack, flaws = reading.load(folder)
    assert pack, flaws
    proofed = packs.proofed(pack)
    made = engine.compile_pack(proofed)
    givens = [facts.read(pack, facts.of_cells(pack, example.inputs)).given for example in pack.examples]
    return made, [(made.run(given), explain(proofed, given)[0]) for given in givens]


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_example_of_every_pack_comes_out_as_it_is_explained(folder: Path) -> None:
    _, outcomes = _examples(folder)
    assert outcomes
    assert all(outcome == explained for outcome, explained in outcomes)


OPERATORS = (ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)
NODES = (
    ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Assign, ast.AugAssign, ast.If, ast.For, ast.Break,
    ast.Return, ast.Expr, ast.Name, ast.Constant, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call,
    ast.Subscript, ast.Tuple, ast.List, ast.Dict,
)  # fmt: skip


def _names(tree: ast.AST) -> Iterable[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name():
                yield node.id
            case ast.arg():
                yield node.arg
            case ast.FunctionDef():
                yield node.name
            case _:
                pass


def test_the_source_holds_names_whole_numbers_and_operators_alone() -> None:
    for folder in PACKS:
        made, _ = _examples(folder)
        tree = ast.parse(made.source)
        strange = [node for node in ast.walk(tree) if not isinstance(node, (*OPERATORS, *NODES))]
        assert not strange
        assert all(name[0] == "v" and name[1:].isdecimal() for name in _names(tree))
        constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        assert all(type(one) is int or one is None for one in constants)
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.keywords]
        assert made.source.isascii()


def test_text_of_the_pack_never_reaches_the_source() -> None:
    evil = "__import__('os').system('true')"
    one = table("t", Mode.LOOKUP, ["k", "v"], [evil, "7"], ["*", "8"], keys=1)
    inputs = (choice("k", "a", evil), X)
    whole = packs.pack(inputs, [item("result", "查表(t, k) × 1元")], [option("sum", "result")], tables=[one])
    made = engine.compile_pack(packs.proofed(whole))
    assert made.run(packs.given(whole, k=evil)).totals == {"sum": 7}
    assert "import" not in made.source
    assert "'" not in made.source


def test_facts_with_more_decimals_than_declared_are_a_bug() -> None:
    whole = packs.pack((X,), [item("result", "x × 1元")])
    made = engine.compile_pack(packs.proofed(whole))
    with pytest.raises(ValueError, match="decimals"):
        made.prepare({"x": F("0.001")})


def test_the_fast_way_gives_whole_numbers() -> None:
    whole = packs.pack(
        (X, Y), [item("a", "x × y × 1元"), item("b", "x ÷ 3", "", None)], [option("sum", "a", when="x > 0")]
    )
    made = engine.compile_pack(packs.proofed(whole))
    reckoned = made.reckon(made.prepare({"x": F("1.25"), "y": F("0.5")}))
    total, part = made.totals["sum"], made.values["b"]
    assert reckoned[total.top] == 63
    assert (total.bottom, total.scale) == (None, 2)
    assert part.bottom is not None
    assert F(reckoned[part.top] or 0, (reckoned[part.bottom] or 0) * 10**part.scale) == F("1.25") / 3
    absent = made.reckon(made.prepare({"x": F(-1), "y": F("0.5")}))
    assert absent[total.top] is None
