import re
from fractions import Fraction

import pytest
import shipped

from desktop.i18n import Language
from desktop.policy.statement import Statement, audit, household


def test_the_household_reads_the_demo_area_s_sums() -> None:
    statements = household(shipped.calculation("demo"), Language.CHINESE)
    assert [(way.option, way.direction, way.total, way.in_words) for way in statements] == [
        ("货币补偿", "住户得", "390,070.00", "叁拾玖万零柒拾元整"),
        ("产权调换", "住户添", "10,486.80", "壹万零肆佰捌拾陆元捌角整"),
        ("组合", "住户得", "143,599.60", "壹拾肆万叁仟伍佰玖拾玖元陆角整"),
    ]


def row(statement: Statement, item: str) -> tuple[str, tuple[str, ...], str, str]:
    found = next(row for row in statement.rows if row.item == item)
    return found.short, found.how, found.amount, found.running


def test_each_line_is_told_by_one_operation_after_the_other() -> None:
    cash, swap, mixed = household(shipped.calculation("demo"), Language.CHINESE)
    assert row(cash, "临时安置费") == (
        "74.40 × 12 × 6 月",
        ("74.40 ㎡ × 12 元/㎡·月 = 892.80 元/月", "892.80 元/月 × 6 月 = 5,356.80 元"),
        "5,356.80",
        "350,226.80",
    )
    assert row(swap, "搬迁费")[0] == "74.40 × 20 × 2 次"
    assert row(swap, "减：新房价款")[0] == "74.40 × 4,280.00 + 10.00 × 4,600 + 4.20 × 5,200"
    assert row(swap, "减：新房价款")[2:] == ("−386,272.00", "−10,486.80")
    assert row(mixed, "货币补偿补助")[0] == "19.20 × 4,280.00 × 10%"


def test_where_nobody_is_counted_it_is_said_that_none_fits() -> None:
    cash = household(shipped.calculation("demo"), Language.CHINESE)[0]
    (children,) = (row for row in cash.grounds if row.item == "满六岁、不满十八岁的孩子")
    assert children.how[-1] == "没有符合的：0"


def test_a_line_that_does_not_apply_says_why() -> None:
    cash = household(shipped.calculation("demo"), Language.CHINESE)[0]
    assert row(cash, "停产停业补偿")[1:3] == (("没有合法经营用房",), "—")


def test_what_the_lines_build_on_is_told_before_them() -> None:
    cash = household(shipped.calculation("demo"), Language.CHINESE)[0]
    grounds = {row.item: (row.how, row.amount) for row in cash.grounds}
    assert grounds["补偿面积"] == (("62.40 ㎡ + 12.00 ㎡ = 74.40 ㎡",), "74.40 ㎡")
    assert "组合：没换房的面积" not in grounds


@pytest.mark.parametrize("name", shipped.FOLDERS)
def test_the_household_s_column_adds_up_line_by_line(name: str) -> None:
    for example, _ in enumerate(shipped.households(name)):
        calculation = shipped.calculation(name, example)
        for statement in household(calculation, Language.CHINESE):
            so_far = Fraction(0)
            for each in statement.rows:
                so_far += Fraction(0) if not each.applies else written(each.amount)
                assert written(each.running) == so_far
                assert each.how
                assert all(each.how)


def written(amount: str) -> Fraction:
    return Fraction(amount.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", shipped.FOLDERS)
def test_every_word_of_a_statement_is_there(name: str, language: Language) -> None:
    """No `{place}` stays open, and no English word stands in a Chinese one."""
    for example, _ in enumerate(shipped.households(name)):
        calculation = shipped.calculation(name, example)
        told = [line for way in household(calculation, language) for row in way.rows for line in row.how]
        account = audit(calculation, language)
        told += [text for entry in account.entries for text, _ in entry.steps]
        told += [title for entry in account.entries for title, _ in entry.rows]
        assert not [text for text in told if "{" in text]
        if language is Language.CHINESE and not re.search("eur|xts", name):
            assert not [text for text in told if re.search("[a-zA-Z]{2,}", text)]


def test_the_auditor_reads_clause_cell_exact_value_and_the_other_evaluator_s_amount() -> None:
    calculation = shipped.calculation("demo")
    account = audit(calculation, Language.CHINESE, {"评估单价": "PG-0127"})
    assert (calculation.pack.id, calculation.trace.sha256) == (dict(account.heads)["方案指纹"], account.heads[4][1])
    entry = next(entry for entry in account.entries if entry.item == "房屋价值 · 登记面积")
    rows = dict(entry.rows)
    assert rows["单元格"] == "【补偿项目】第7行 名称"
    assert rows["准确的数"] == "267,072 元"
    assert rows["第二套算法的金额"] == "267,072.00 元"
    assert rows["加到这里：组合"] == "267,072.00"
    assert ("本户的数", "评估单价 4,280.00 元/㎡ · 【输入项】第4行 名称 · PG-0127") in entry.rows
    assert rows["条款原文"].startswith("对被征收房屋价值的补偿")


def test_the_auditor_reads_what_was_rejected() -> None:
    account = audit(shipped.calculation("demo"), Language.CHINESE)
    award = next(entry for entry in account.entries if entry.item == "签约奖励")
    tier, rejected = next(step for step in award.steps if step[0].startswith("查表"))
    assert tier == "查表签约奖励标准，签约日 2026-11-17、2026-11-01 ≤ … ≤ 2026-12-08：8,000 元"
    assert rejected == ("… ≤ 2026-10-31", "2026-12-09 ≤ … ≤ 2027-01-15")
