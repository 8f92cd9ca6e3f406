import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import golden
import pytest
import shipped
from packs import COVER, day, item, notice, number, option, pack, parameter, proofed, rows, table
from packs import given as facts_of

from desktop.domain.errors import Refused
from desktop.i18n import Language, word
from desktop.policy.calculation import Calculation, Disagreement, calculate
from desktop.policy.engine import Engine, compile_pack
from desktop.policy.facts import Facts
from desktop.policy.pack import Mode, Pack, Weight
from desktop.policy.tree import Given, Outcome

AREA = number("面积", "㎡")


def calculated(whole: Pack, **values: object) -> Calculation:
    typed = proofed(whole)
    return calculate(typed, compile_pack(typed), Facts(facts_of(whole, **values), b""))


def plan(**more: Any) -> Pack:
    return pack(
        [AREA, number("比例", "%")],
        [
            item("价值", "面积 × 4280元/㎡"),
            item("份额", "比例", "%", None),
            item("三分", "面积 ÷ 3", "㎡", None),
            item("补助", "价值 × 份额", when="比例 > 0", otherwise="没有比例"),
            item("够大", "面积 > 50㎡", "", None),
        ],
        [option("钱", "价值", "补助"), option("房", "价值", "-补助", when="面积 > 60㎡")],
        notices=[notice("方案.钱 > 100元", "要批准", Weight.APPROVE), notice("面积 > 900㎡", "太大")],
        **more,
    )


def test_the_result_has_the_form_that_is_stored() -> None:
    result = calculated(plan(), 面积="62.40", 比例="12.5").result()
    assert result["options"][0] == {  # pyright: ignore[reportIndexIssue]
        "name": "钱",
        "total": "300456.00",
        "in_words": "叁拾万零肆佰伍拾陆元整",
        "items": [
            {"name": "价值", "amount": "267072.00", "clause": "一", "formula": "面积 × 4280元/㎡",
             "numbers": "62.40 ㎡ × 4,280 元/㎡", "status": "counted", "reason": "", "sign": "+"},
            {"name": "补助", "amount": "33384.00", "clause": "一", "formula": "价值 × 份额",
             "numbers": "267,072.00 元 × 12.50%", "status": "counted", "reason": "", "sign": "+"},
        ],
    }  # fmt: skip
    assert result["helpers"] == [
        {"name": "份额", "value": "12.5", "unit": "%"},
        {"name": "三分", "value": "20.8", "unit": "㎡"},
        {"name": "够大", "value": True, "unit": ""},
    ]
    assert result["notices"] == [{"level": "approve", "text": "要批准", "clause": "一"}]


def test_an_absent_option_is_left_out_and_a_line_that_does_not_apply_says_why() -> None:
    result: Any = calculated(plan(), 面积="10").result()
    assert [way["name"] for way in result["options"]] == ["钱"]
    line = result["options"][0]["items"][1]
    assert (line["amount"], line["status"], line["reason"], line["numbers"]) == (
        "0.00", "not applicable", "没有比例", "",
    )  # fmt: skip
    assert result["helpers"][1]["value"] == "10/3"


def test_what_an_option_takes_off_bears_its_sign() -> None:
    result: Any = calculated(plan(), 面积="100", 比例="10").result()
    assert [(line["sign"], line["amount"]) for line in result["options"][1]["items"]] == [
        ("+", "428000.00"), ("-", "42800.00"),
    ]  # fmt: skip
    assert result["options"][1]["total"] == "385200.00"


def test_another_currency_has_its_own_decimals_and_no_capitals() -> None:
    cover = replace(COVER, currency="JPY", minor_digits=0)
    whole = pack([AREA], [item("价值", "面积 × 3元/㎡", digits=0)], cover=cover)
    result: Any = calculated(whole, 面积="1.50").result()
    assert (result["options"][0]["total"], result["options"][0]["in_words"]) == ("5", "")


@dataclass(frozen=True)
class Wrong:
    """An engine that is wrong by a fen, or in what applies."""

    engine: Engine
    by: Fraction = Fraction(0)
    applies: Mapping[str, bool] | None = None

    def run(self, given: Given) -> Outcome:
        told = self.engine.run(given)
        totals = {name: total + self.by for name, total in told.totals.items()}
        return replace(told, totals=totals, applies=self.applies or told.applies)


@pytest.mark.parametrize("fault", [{"by": Fraction(1, 100)}, {"applies": {"价值": True}}])
def test_nothing_is_given_where_the_evaluators_differ_by_anything(fault: dict[str, Any]) -> None:
    typed = proofed(plan())
    facts = Facts(facts_of(typed.pack, 面积="12.34"), b"facts")
    wrong: Any = Wrong(compile_pack(typed), **fault)
    with pytest.raises(Disagreement) as bug:
        calculate(typed, wrong, facts)
    assert bug.value.facts is facts
    assert bug.value.engine != bug.value.walk
    assert "12.34" not in str(bug.value)


def test_nothing_is_given_where_only_one_evaluator_refuses() -> None:
    people = rows("人员", number("年龄", "岁", 0, most="120"))
    whole = pack([AREA, people], [item("甲", "最大项(人员, 年龄 × 1元/岁)")])
    sound: Any = compile_pack(proofed(pack([AREA, people], [item("甲", "合计(人员, 年龄 × 1元/岁)")])))
    typed = proofed(whole)
    with pytest.raises(Disagreement):
        calculate(typed, sound, Facts(facts_of(whole), b""))


TIERS = table("奖励", Mode.TIER, ("元",), ("0", "incl", "30", "incl", "100"), key_units="㎡", value_units="元")


@pytest.mark.parametrize(("formula", "said"), [
    ("最大项(人员, 年龄 × 1元/岁)", "【补偿项目】第2行 公式 第1个字符：名单是空的，没有最大或最小的一项，没有算。"),
    ('月数(乙日, 甲日, "足月") × 1元/月', "【补偿项目】第2行 公式 第1个字符：后一个日期早于前一个日期，没有算。"),
    ("夹(面积 × 1元/㎡, 50元, 面积 × 2元/㎡)", "【补偿项目】第2行 公式 第1个字符：最少的数大于最多的数，没有算。"),
])  # fmt: skip
def test_a_refusal_names_the_cell_and_says_what_to_do(formula: str, said: str) -> None:
    whole = pack(
        [AREA, day("甲日", "2026-01-01"), day("乙日", "2026-01-01"), rows("人员", number("年龄", "岁", 0, most="120"))],
        [item("甲", formula)],
    )
    with pytest.raises(Refused) as refused:
        calculated(whole, 甲日="2026-01-01", 乙日="2026-02-01", 面积="10")
    assert word(refused.value.what, Language.CHINESE, **refused.value.values) == said
    assert word(refused.value.remedy, Language.CHINESE, **refused.value.values) != refused.value.remedy


def test_the_way_back_to_a_day_that_has_no_value_is_told() -> None:
    cover = parameter("标准", "", "元", by="日", versions=[("5", "2026-01-01", "2030-12-31")])
    whole = pack([day("日", "2026-01-01")], [item("甲", "标准")], parameters=[cover])
    assert calculated(whole, 日="2026-05-05").outcome.totals == {"合计": 5}


@pytest.mark.parametrize("name", shipped.FOLDERS)
def test_both_evaluators_give_what_the_examples_of_each_pack_say(name: str) -> None:
    for example, known in zip(shipped.proofed(name).pack.examples, shipped.households(name), strict=True):
        outcome = calculate(shipped.proofed(name), shipped.engine(name), known).outcome
        for expected in example.totals:
            absent = expected.value in {"", "不适用", "not applicable"}
            total = None if absent else Fraction(expected.value)
            assert outcome.totals.get(expected.name) == total, (example.name, expected.name)


@pytest.mark.parametrize(("name", "example"), golden.KEPT)
def test_the_trace_is_the_same_to_the_byte_as_it_was(name: str, example: int) -> None:
    calculation = shipped.calculation(name, example)
    kept = golden.path(name, example).read_bytes()
    assert calculation.trace.canonical() + b"\n" == kept
    assert calculation.trace.sha256 == hashlib.sha256(kept.removesuffix(b"\n")).hexdigest()


def test_a_result_is_plain_json_without_floats() -> None:
    text = json.dumps(shipped.calculation("demo").result(), ensure_ascii=False)
    json.loads(text, parse_float=pytest.fail)
    result = json.loads(text)
    assert [(way["total"], way["in_words"]) for way in result["options"]] == [
        ("390070.00", "叁拾玖万零柒拾元整"),
        ("-10486.80", "负壹万零肆佰捌拾陆元捌角整"),
        ("143599.60", "壹拾肆万叁仟伍佰玖拾玖元陆角整"),
    ]
