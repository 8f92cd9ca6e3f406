from dataclasses import replace
from fractions import Fraction
from itertools import islice, product
from typing import Any

import pytest
import shipped
from hypothesis import given, settings
from hypothesis import strategies as st
from packs import choice, item, number, option, pack, parameter, proofed, rows
from packs import given as facts_of

from desktop.i18n import Language
from desktop.policy.calculation import Calculation, calculate
from desktop.policy.difference import Cause, Difference, difference, told
from desktop.policy.engine import compile_pack
from desktop.policy.facts import Facts
from desktop.policy.pack import Pack

AREA = number("面积", "㎡", label="登记面积")
PEOPLE = rows("人员", number("年龄", "岁", 0, most="120"))


def plan(rate: str = "20", version: str = "1", *, more: Any = (), most: str = "1000") -> Pack:
    one = pack(
        [replace(AREA, most=Fraction(most)), number("租期", "月", 0, most="60"), PEOPLE,
         choice("结构", "砖混", "砖木"), *more],
        [
            item("搬迁", "面积 × 标准"),
            item("安置", "面积 × 租期 × 2元/㎡·月"),
            item("老人", "计数(人员, 年龄 >= 70岁) × 100元"),
        ],
        [option("钱", "搬迁", "老人"), option("房", "搬迁", "安置", "老人", when="面积 > 5㎡")],
        parameters=[parameter("标准", rate, "元/㎡")],
        pack_id=version * 64,
    )  # fmt: skip
    return replace(one, cover=replace(one.cover, version=version))


def calculated(whole: Pack, **values: object) -> Calculation:
    typed = proofed(whole)
    return calculate(typed, compile_pack(typed), Facts(facts_of(whole, **values), b""))


def steps(found: Difference) -> list[tuple[Cause, list[tuple[str, str, str]], dict[str, Fraction]]]:
    return [
        (change.cause, [(shift.label, shift.before, shift.after) for shift in change.what],
         {move.option: move.amount for move in change.moves if move.amount})
        for change in found.changes
    ]  # fmt: skip


def assert_exact(found: Difference, before: Calculation, after: Calculation) -> None:
    """The steps of each option add up to what its total moved, and each step's items to the step."""
    old, new = before.outcome.totals, after.outcome.totals
    for name in {*old, *new}:
        moved = [move for change in found.changes if change.cause is not Cause.CHOICE
                 for move in change.moves if move.option == name]  # fmt: skip
        assert sum((move.amount for move in moved), Fraction(0)) == new.get(name, 0) - old.get(name, 0)
        for move in moved:
            assert move.rounding + sum((amount for _, amount in move.items), Fraction(0)) == move.amount


def test_each_change_is_traced_to_the_fact_that_caused_it() -> None:
    before = calculated(plan(), 面积="10", 租期=6, 人员=[{"年龄": 60}])
    after = calculated(plan(), 面积="12.50", 租期=9, 人员=[{"年龄": 71}])
    found = difference(before, after)
    assert steps(found) == [
        (Cause.FACTS, [("登记面积", "10.00 ㎡", "12.50 ㎡")], {"钱": 50, "房": 80}),
        (Cause.FACTS, [("租期", "6 月", "9 月")], {"房": 75}),
        (Cause.FACTS, [("人员", "年龄 60 年", "年龄 71 年")], {"钱": 100, "房": 100}),
    ]
    assert found.changes[0].moves[1].items == (("搬迁", 50), ("安置", 30))
    assert_exact(found, before, after)


def test_what_moves_no_money_is_folded() -> None:
    before = calculated(plan(), 面积="10", 结构="砖混")
    found = difference(before, calculated(plan(), 面积="11", 结构="砖木"))
    assert [change.what[0].label for change in found.moving] == ["登记面积"]
    assert [change.what[0].label for change in found.folded] == ["结构"]


def test_the_same_facts_under_the_same_plan_have_nothing_to_tell() -> None:
    one = calculated(plan(), 面积="10")
    assert difference(one, calculated(plan(), 面积="10")).changes == ()


def test_then_comes_the_plan_and_then_the_choice() -> None:
    before = calculated(plan(), 面积="10", 租期=6)
    after = calculated(plan("25", "2"), 面积="11", 租期=6)
    found = difference(before, after, ("钱", "房"))
    assert steps(found) == [
        (Cause.FACTS, [("登记面积", "10.00 ㎡", "11.00 ㎡")], {"钱": 20, "房": 32}),
        (Cause.POLICY, [("", "1", "2")], {"钱": 55, "房": 55}),
        (Cause.CHOICE, [("", "钱", "房")], {"钱": 132}),
    ]
    assert found.amount("钱") == after.outcome.totals["房"] - before.outcome.totals["钱"]


def test_an_option_that_comes_is_told_although_it_was_not_there() -> None:
    before, after = calculated(plan(), 面积="5"), calculated(plan(), 面积="6")
    move = difference(before, after).changes[0].moves[1]
    assert (move.before, move.after, move.amount) == (None, 120, 120)


def test_a_fact_that_has_no_sum_by_itself_is_told_with_the_next() -> None:
    whole = pack(
        [number("低", "元"), number("高", "元"), number("面积", "㎡")],
        [item("补", "夹(面积 × 1元/㎡, 低, 高)")],
    )
    before, after = calculated(whole, 低=1, 高=5, 面积=9), calculated(whole, 低=7, 高=8, 面积=9)
    found = difference(before, after)
    assert steps(found) == [(Cause.FACTS, [("低", "1.00 元", "7.00 元"), ("高", "5.00 元", "8.00 元")], {"合计": 3})]


def test_a_fact_that_the_old_plan_does_not_take_comes_with_the_new_one() -> None:
    before = calculated(plan(most="50"), 面积="10")
    after = calculated(plan("20", "2", more=[number("楼层", "层", 0)]), 面积="60", 楼层=3)
    assert steps(difference(before, after)) == [
        (
            Cause.POLICY,
            [("", "1", "2"), ("登记面积", "10.00 ㎡", "60.00 ㎡"), ("楼层", "", "3 层")],
            {"钱": 1000, "房": 1000},
        )
    ]


def test_a_fact_that_is_no_longer_asked_goes_with_the_old_plan() -> None:
    before = calculated(plan("20", "1", more=[number("楼层", "层", 0)]), 面积="10", 楼层=3)
    found = difference(before, calculated(plan("20", "2"), 面积="10"))
    assert steps(found) == [(Cause.POLICY, [("", "1", "2"), ("楼层", "3 层", "")], {})]
    assert found.folded == found.changes


@pytest.mark.parametrize(("then", "now", "said"), [
    ([70, 30], [70, 5, 30], [("", "年龄 5 年")]),
    ([70, 30], [30], [("年龄 70 年", "")]),
    ([70, 30], [71, 30], [("年龄 70 年", "年龄 71 年")]),
    ([], [71, 72], [("", "年龄 71 年"), ("", "年龄 72 年")]),
])  # fmt: skip
def test_rows_that_come_and_go_are_told_by_themselves(then: list[int], now: list[int], said: list[Any]) -> None:
    one = calculated(plan(), 面积="1", 人员=[{"年龄": age} for age in then])
    other = calculated(plan(), 面积="1", 人员=[{"年龄": age} for age in now])
    (change,) = difference(one, other).changes
    assert [(shift.before, shift.after) for shift in change.what] == said


def test_an_option_s_own_rounding_is_told_apart_from_its_items() -> None:
    whole = pack([AREA], [item("补", "面积 × 1元/㎡")], [option("钱", "补", rounding="down", digits=0)])
    before, after = calculated(whole, 面积="1.90"), calculated(whole, 面积="2.20")
    (move,) = difference(before, after).changes[0].moves
    assert (move.amount, move.items, move.rounding) == (1, (("补", Fraction("0.3")),), Fraction("0.7"))


def test_it_is_said_in_both_languages() -> None:
    before = calculated(plan(), 面积="10", 人员=[{"年龄": 71}])
    after = calculated(plan("19", "2"), 面积="12")
    found = difference(before, after, ("钱", "房"))
    assert [(row.cause, row.what, row.moved[:1]) for row in told(found, Language.CHINESE)] == [
        ("数", ("登记面积：10.00 ㎡ → 12.00 ㎡",), (("钱", "+40.00", (("搬迁", "+40.00"),)),)),
        ("数", ("人员：去掉 年龄 71 年",), (("钱", "−100.00", (("老人", "−100.00"),)),)),
        ("方案", ("第 1 版 → 第 2 版",), (("钱", "−12.00", (("搬迁", "−12.00"),)),)),
        ("选法", ("钱 → 房",), ()),
    ]
    assert told(found, Language.ENGLISH)[2].what == ("version 1 → 2",)


@pytest.mark.parametrize("name", [name for name in shipped.FOLDERS if len(shipped.households(name)) > 1])
def test_the_steps_add_up_between_any_two_examples_of_a_pack(name: str) -> None:
    count = len(shipped.households(name))
    for one, other in islice(product(range(count), range(count)), 0, None, max(1, count * count // 40)):
        before, after = shipped.calculation(name, one), shipped.calculation(name, other)
        assert_exact(difference(before, after), before, after)


FACTS = st.fixed_dictionaries({
    "面积": st.decimals(0, 50, places=2),
    "租期": st.integers(0, 60),
    "人员": st.lists(st.fixed_dictionaries({"年龄": st.integers(60, 80)}), max_size=4),
    "结构": st.sampled_from(["砖混", "砖木"]),
})  # fmt: skip


@settings(max_examples=4 * settings().max_examples)
@given(FACTS, FACTS, st.sampled_from(["20", "21.35"]), st.sampled_from(["1", "2"]))
def test_the_steps_add_up_for_random_facts_and_plans(
    then: dict[str, Any], now: dict[str, Any], rate: str, version: str
) -> None:
    before = calculated(plan(most="30"), **then | {"面积": min(then["面积"], 30)})
    after = calculated(plan(rate, version) if version == "2" else plan(most="30"), **now | (
        {} if version == "2" else {"面积": min(now["面积"], 30)}))  # fmt: skip
    assert_exact(difference(before, after), before, after)


def test_the_demo_household_reads_why_its_second_version_is_higher() -> None:
    """The mockup's words: the side room was recognised, the arbour was added."""
    typed, engine, known = shipped.proofed("demo"), shipped.engine("demo"), shipped.households("demo")[0]
    fixtures: Any = known.given["附属物清单"]
    then = {**known.given, "认定面积": Fraction(0), "附属物清单": fixtures[:2]}
    found = difference(calculate(typed, engine, Facts(then, b"")), calculate(typed, engine, known))
    cash = [
        (row.what, next(moved for moved in row.moved if moved[0] == "货币补偿"))
        for row in told(found, Language.CHINESE)
    ]
    assert cash == [
        (("认定面积：0.00 ㎡ → 12.00 ㎡",), ("货币补偿", "+57,600.00", (
            ("房屋价值 · 认定面积", "+51,360.00"), ("搬迁费", "+240.00"), ("临时安置费", "+864.00"),
            ("货币补偿补助", "+5,136.00"),
        ))),
        (("附属物：新增 名称 “葡萄架”，数量 1.00",), ("货币补偿", "+1,200.00", (("附属物", "+1,200.00"),))),
    ]  # fmt: skip
    assert found.amount("货币补偿") == 58800
