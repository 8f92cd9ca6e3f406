import json
import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
import shipped
from hypothesis import HealthCheck, assume, given, settings
from packs import choice, day, item, notice, number, option, pack, parameter, proofed, rows, table, yesno
from packs import given as facts_of
from random_packs import households
from random_packs import packs as random_packs
from random_packs import proofed as proofed_sheets

from desktop.policy import facts
from desktop.policy.explanation import explain
from desktop.policy.pack import Input, Mode, Pack, Place, Table, Value
from desktop.policy.trace import Line, Mark, Origin, Status, Trace
from desktop.policy.tree import Proofed, Reason, Unreckoned
from desktop.policy.vocabulary import Sheet
from desktop.policy.wording import brief, words_of

AREA = number("面积", "㎡")
PRICE = number("单价", "元/㎡", most="100000")
POOR = yesno("低保")
SIGNED = day("签约日", least="2026-01-01")
PEOPLE = rows("人员", number("年龄", "岁", 0, most="120"), choice("等级", "一", "二", "三"))
TIERS = table(
    "奖励", Mode.TIER, ("元",), ("", "incl", "30", "incl", "100"), ("30", "excl", "60", "incl", "200"),
    ("60", "excl", "", "incl", "300"), key_units="㎡", value_units="元",
)  # fmt: skip
LADDER = table(
    "超价", Mode.LADDER, ("价",), ("", "incl", "10", "incl", "4600"), ("10", "excl", "", "incl", "5200"),
    key_units="㎡", value_units="元/㎡",
)  # fmt: skip


def traced(whole: Pack, **values: object) -> Trace:
    return explain(proofed(whole), facts_of(whole, **values))[1]


def line(formula: str, *inputs: Input, tables: tuple[Table, ...] = (), more: Mapping[str, Any] | None = None,
         **values: object) -> Line:  # fmt: skip
    """Reckon one item of money and give its line."""
    whole = pack(inputs or (AREA, PRICE, POOR, SIGNED, PEOPLE), [item("补", formula, **(more or {}))], tables=tables,
                 parameters=[parameter("标准", "12.5", "元/㎡·月")])  # fmt: skip
    return traced(whole, **values).lines[0]


def test_a_formula_is_told_with_its_numbers_and_units() -> None:
    told = line("面积 × 标准 × 若(低保, 12月, 6月)", 面积="74.40")
    assert told.numbers == "74.40 ㎡ × 12.5 元/㎡·月 × 6 月"
    assert brief(told.numbers, "元") == "74.40 × 12.5 × 6 月"
    assert told.shown == "5,580.00 元"


def test_each_step_is_one_operation() -> None:
    told = line("面积 × 标准 × 若(低保, 12月, 6月)", 面积="74.40", 低保=True)
    assert [(step.kind, step.parts, step.result) for step in told.steps] == [
        ("times", ("74.40 ㎡", "12.5 元/㎡·月"), "930.00 元/月"),
        ("if", ("低保 = 是",), "12 月"),
        ("times", ("930.00 元/月", "12 月"), "11,160.00 元"),
    ]


def test_a_rejected_branch_is_told_as_it_truly_is() -> None:
    told = line("若(签约日 <= 2026-03-01, 8000元, 签约日 <= 2026-04-01, 4000元, 0元)", 签约日="2026-05-05")
    assert told.steps[0].parts == ()
    assert told.steps[0].rejected == ("签约日 2026-05-05 > 2026-03-01", "签约日 2026-05-05 > 2026-04-01")
    assert told.amount == 0


@pytest.mark.parametrize(("area", "numbers", "rejected"), [
    ("20", "30 ㎡ × 100.00 元/㎡", "面积 20.00 ㎡"),
    ("40", "40.00 ㎡ × 100.00 元/㎡", "30 ㎡"),
])  # fmt: skip
def test_the_larger_stands_in_the_formula_and_the_other_is_told(area: str, numbers: str, rejected: str) -> None:
    told = line("最大(面积, 30㎡) × 单价", 面积=area, 单价=100)
    assert told.numbers == numbers
    assert told.steps[0].rejected == (rejected,)


def test_a_cap_tells_what_it_cut_off() -> None:
    told = line("面积 × 单价", more={"most": "20000元", "least": "800元"}, 面积="100", 单价=300)
    assert told.numbers == "20,000 元"
    assert [(step.kind, step.result, step.rejected) for step in told.steps[-2:]] == [
        ("floor", "30,000.00 元", ("800 元",)),
        ("cap", "20,000 元", ("30,000.00 元",)),
    ]


def test_a_ladder_is_told_by_its_slices() -> None:
    told = line("累进(超价, 面积)", tables=(LADDER,), 面积="14.20")
    assert told.numbers == "10.00 ㎡ × 4,600 元/㎡ + 4.20 ㎡ × 5,200 元/㎡"
    assert told.amount == 67840


def test_a_tier_tells_its_bounds_and_those_it_passed() -> None:
    told = line("查档(奖励, 面积)", tables=(TIERS,), 面积="60")
    assert told.steps[0].parts == ("奖励", "面积 60.00 ㎡", "30 ㎡ < … ≤ 60 ㎡")
    assert told.steps[0].rejected == ("… ≤ 30 ㎡", "60 ㎡ < …")
    assert told.leaves[-1].place == Place("table_奖励", 4, "元")
    assert told.leaves[-1].origin is Origin.CELL


def test_a_quotient_that_never_ends_stays_a_fraction() -> None:
    told = line("面积 ÷ 3 × 单价", 面积="100", 单价=30)
    assert told.numbers == "100.00 ㎡ ÷ 3 × 30.00 元/㎡"
    assert told.steps[0].result == "100/3 ㎡"
    assert told.exact == told.amount == 1000


def test_what_is_less_than_nothing_or_a_sum_stands_in_parentheses() -> None:
    told = line("10元 − (面积 − 30㎡) × 单价 ÷ (2 × 3)", 面积="36", 单价=10)
    assert told.numbers == "10 元 − (36.00 ㎡ − 30 ㎡) × 10.00 元/㎡ ÷ (2 × 3)"
    assert told.amount == 0


def test_a_line_that_does_not_apply_says_why_in_the_words_of_the_pack() -> None:
    told = line("面积 × 单价", more={"when": "低保", "otherwise": "没有低保证"}, 面积="1", 单价=1)
    assert (told.status, told.reason, told.numbers) == (Status.NOT_APPLICABLE, "没有低保证", "")


@pytest.mark.parametrize(("when", "reason"), [
    ("面积 > 60㎡", "面积 40.00 ㎡ ≤ 60 ㎡"),
    ("低保 且 面积 > 60㎡", "低保 = 否"),
    ("低保 或 面积 > 60㎡", "低保 = 否 且 面积 40.00 ㎡ ≤ 60 ㎡"),
    ("非 (面积 < 60㎡)", "面积 40.00 ㎡ < 60 ㎡"),
    ("面积 + 10㎡ = 60㎡", "40.00 ㎡ + 10 ㎡ ≠ 60 ㎡"),
    ("任一(人员, 年龄 >= 70岁)", "人员[1].年龄 30 年 < 70 年 且 人员[2].年龄 5 年 < 70 年"),
    ("全部(人员, 年龄 >= 18岁)", "人员[2].年龄 5 年 < 18 年"),
    ('任一(人员, 等级 = "二")', "人员[1].等级 “一” ≠ “二” 且 人员[2].等级 “一” ≠ “二”"),
    ("签约日 + 1月 <= 2026-01-15", "2026-02-01 > 2026-01-15"),
])  # fmt: skip
def test_without_its_words_the_condition_tells_why_with_its_numbers(when: str, reason: str) -> None:
    told = line("100元", more={"when": when}, 面积="40", 人员=[{"年龄": 30}, {"年龄": 5}])
    assert told.reason == reason


def test_leaves_tell_where_each_value_comes_from() -> None:
    rate = number("签约率", "%", is_of_area=True)
    cover = parameter(
        "标准", "", "元", by="签约日", versions=[("5", "2026-01-01", "2026-06-30"), ("7.50", "2026-07-01", "")]
    )
    whole = pack([AREA, SIGNED, rate], [item("一份", "标准 × 2"), item("补", "一份 × 签约率")], parameters=[cover])
    trace = traced(whole, 签约日="2026-07-01", 签约率="17.5")
    one, two = trace.lines
    assert [(leaf.origin, leaf.name, leaf.shown, leaf.since) for leaf in one.leaves] == [
        (Origin.PARAMETER, "标准", "7.50 元", date(2026, 7, 1))
    ]
    assert [(leaf.origin, leaf.shown) for leaf in two.leaves] == [(Origin.ITEM, "15.00 元"), (Origin.AREA, "17.50%")]
    assert two.numbers == "15.00 元 × 17.50%"


def test_lines_stand_in_printing_order_with_what_each_option_has_come_to() -> None:
    whole = pack(
        [AREA],
        [item("乙", "甲 × 2", order=Fraction(1)), item("甲", "100元", order=Fraction(5)),
         item("面", "面积", "㎡", None, order=Fraction(3))],
        [option("钱", "甲", "乙"), option("房", "甲", "-乙"), option("大", "甲", when="面积 > 100㎡")],
    )  # fmt: skip
    trace = traced(whole, 面积="5")
    assert [told.item for told in trace.lines] == ["乙", "面", "甲"]
    assert trace.lines[0].running == (("钱", 200), ("房", -200))
    assert trace.lines[2].running == (("钱", 300), ("房", -100))
    assert [(way.is_there, way.total, way.reason) for way in trace.options] == [
        (True, 300, ""), (True, -100, ""), (False, None, "面积 5.00 ㎡ ≤ 100 ㎡"),
    ]  # fmt: skip


def test_a_notice_that_names_an_absent_option_does_not_hold() -> None:
    whole = pack([AREA], [item("甲", "100元")], [option("房", "甲", when="面积 > 9㎡")],
                 notices=[notice("方案.房 > 1元", "多")])  # fmt: skip
    assert explain(proofed(whole), facts_of(whole, 面积="9"))[0].notices == ()
    assert explain(proofed(whole), facts_of(whole, 面积="10"))[0].notices == (0,)


def test_an_english_pack_is_told_in_english() -> None:
    whole = pack(
        [number("area", "m2"), yesno("poor")],
        [item("fee", "if(poor and area > 10m2, area * 2yuan/m2, 0yuan)", "yuan")],
    )  # fmt: skip
    told = traced(whole, area="20", poor=True).lines[0]
    assert told.steps[-1].parts == ("poor = yes and area 20.00 m2 > 10 m2",)
    assert told.numbers == "20.00 m2 × 2 yuan/m2"


@pytest.mark.parametrize(("formula", "reason"), [
    ("最大项(人员, 年龄 × 1元/岁)", Reason.EMPTY_LIST),
    ('月数(2026-05-01, 签约日, "足月") × 1元/月', Reason.BACKWARDS),
    ("夹(面积 × 1元/㎡, 50元, 面积 × 2元/㎡)", Reason.CROSSED),
])  # fmt: skip
def test_what_has_no_result_names_the_cell(formula: str, reason: Reason) -> None:
    with pytest.raises(Unreckoned) as refused:
        line(formula, 面积="10", 签约日="2026-01-31")
    assert refused.value.reason is reason
    assert (refused.value.place.sheet, refused.value.place.row, refused.value.place.column) == ("items", 2, "formula")


def marks(formula: str, more: Mapping[str, Any] | None = None, **values: object) -> set[tuple[str, int | str]]:
    whole = pack([AREA, POOR, PEOPLE], [item("补", formula, **(more or {}))], tables=[TIERS, LADDER])
    return {(mark.kind, mark.which) for mark in traced(whole, **values).touched}


@pytest.mark.parametrize(("formula", "more", "values", "expected"), [
    ("若(低保, 1元, 2元)", {}, {"低保": True}, {("branch", 0), ("truth", True), ("nonzero", True)}),
    ("若(低保, 1元, 0元)", {}, {}, {("branch", 1), ("truth", False)}),
    ("若(低保 且 面积 > 5㎡, 1元, 0元)", {}, {"低保": True}, {("every", 1), ("branch", 1), ("truth", True),
                                                                 ("truth", False)}),
    ("若(低保 或 面积 > 5㎡, 1元, 0元)", {}, {"低保": True}, {("some", 0), ("branch", 0), ("truth", True),
                                                                 ("nonzero", True)}),
    ("最大(面积, 30㎡) × 1元/㎡", {}, {"面积": "30"}, {("most", 0), ("nonzero", True)}),
    ("最小(面积, 30㎡) × 1元/㎡", {}, {"面积": "31"}, {("least", 1), ("nonzero", True)}),
    ("夹(面积, 1㎡, 9㎡) × 1元/㎡", {}, {"面积": "10"}, {("clamp", "high"), ("nonzero", True)}),
    ("查档(奖励, 面积)", {}, {"面积": "31"}, {("tier", 0), ("cell", 0), ("nonzero", True)}),
    ("面积 × 1元/㎡", {"most": "5元"}, {"面积": "5"}, {("cap", False), ("nonzero", True)}),
    ("面积 × 1元/㎡", {"least": "5元"}, {"面积": "4"}, {("floor", True), ("nonzero", True)}),
    ("9元", {"when": "低保"}, {}, {("applies", False), ("truth", False)}),
])  # fmt: skip
def test_what_was_gone_through_is_marked(
    formula: str, more: Mapping[str, Any], values: Mapping[str, object], expected: set[tuple[str, int | str]]
) -> None:
    assert marks(formula, more, **values) == expected


def test_a_ladder_marks_each_slice_it_fills() -> None:
    whole = pack([AREA], [item("补", "累进(超价, 面积)")], tables=[LADDER])
    cells = {mark for mark in traced(whole, 面积="11").touched if mark.kind == "cell"}
    assert cells == {Mark(Place("table_超价", row, "价"), "cell", 0) for row in (3, 4)}
    assert len({mark for mark in traced(whole, 面积="10").touched if mark.kind == "cell"}) == 1


def test_the_trace_has_the_same_bytes_each_time_and_no_float() -> None:
    for name in shipped.FOLDERS:
        for known in shipped.households(name):
            first, second = (explain(shipped.proofed(name), known.given)[1] for _ in range(2))
            assert first.canonical() == second.canonical()
            json.loads(first.canonical(), parse_float=pytest.fail)
            assert first.canonical() == json.dumps(
                json.loads(first.canonical()), ensure_ascii=False, sort_keys=True, separators=(",", ":")
            ).encode()  # fmt: skip


NUMBER = re.compile(
    r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?:/(?P<under>[0-9][0-9,]*))?(?P<percent>%)?"
    r"(?:[/·][\w/·㎡]+| (?:[^\W\d]|㎡)[\w/·㎡]*)?"
)


def on_a_calculator(numbers: str) -> Fraction:
    """Type a formula with numbers into a pocket calculator."""

    def typed(found: re.Match[str]) -> str:
        number, under = f"Fraction('{found['number']}')", found["under"]
        divided = f"{number}/{under}" if under else number
        return (f"({divided}/100)" if found["percent"] else divided).replace(",", "")

    text = NUMBER.sub(typed, re.sub(r"\|([^|]*)\|", r"abs(\1)", numbers))
    text = text.replace("×", "*").replace("÷", "/").replace("−", "-")
    return Fraction(eval(text, {"Fraction": Fraction, "abs": abs}))  # noqa: S307  our own text, in a test


def assert_recomputable(typed: Proofed, trace: Trace) -> None:
    for told in trace.lines:
        if isinstance(told.exact, Fraction) and told.numbers:
            assert on_a_calculator(told.numbers) == told.exact, (told.item, told.formula, told.numbers)
    for name, total in ((way.name, way.exact) for way in trace.options if way.exact is not None):
        signs = next(one.option.signs for one in typed.options if one.option.name == name)
        assert total == sum((signs.get(told.item, 0) * amount(told.amount) for told in trace.lines), Fraction(0))


def amount(value: Value) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(0)


def test_a_pocket_calculator_gives_every_amount_of_every_pack() -> None:
    for name in shipped.FOLDERS:
        for known in shipped.households(name):
            assert_recomputable(shipped.proofed(name), explain(shipped.proofed(name), known.given)[1])


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(random_packs(), households())
def test_a_pocket_calculator_gives_every_amount_of_random_packs(
    sheets: tuple[Sheet, ...], household: dict[str, object]
) -> None:
    typed = proofed_sheets(sheets)
    assume(typed)
    assert typed
    try:
        trace = explain(typed, facts.read(typed.pack, household).given)[1]
    except Unreckoned:
        return
    assert_recomputable(typed, trace)


def test_a_number_reads_back_as_it_was() -> None:
    words = words_of(shipped.proofed("demo").pack)
    type_ = shipped.proofed("demo").facts["片区签约率"]
    assert words.shown(Fraction("0.925"), type_) == "92.50%"
    assert words.shown(Fraction(1, 3), type_) == "100/3%"
    assert words.shown(Fraction("-0.05"), type_) == "−5.00%"
