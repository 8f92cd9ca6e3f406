"""What a clerk writes by habit is told once, at its cell, with what to write instead; words of programs stay out."""

import re
from pathlib import Path

import pytest

from desktop.domain.errors import Level
from desktop.i18n import Language, word
from desktop.policy import book
from desktop.policy.examples import examine
from desktop.policy.explanation import explain
from desktop.policy.pack import Flaw
from desktop.policy.proofing import proof
from desktop.policy.reading import read
from desktop.policy.template import example
from desktop.policy.vocabulary import Sheet
from desktop.policy.wording import told, where

AWARD, AID = "table_奖励档", "table_残疾补助"
FORMULA = "认定面积 × 评估单价"
OVER = "(人员, 查表(残疾补助, 残疾等级))"
ASKED = "认定面积 = 0"
ENGLISH = re.compile(r"\([a-z_]+\)|(from|to)(_word)?[：:]")


def sheets(*changes: tuple[str, str, str]) -> tuple[Sheet, ...]:
    """The example of the template with cells of a sheet changed, each known by what stands in it."""
    found = {sheet.name: [list(row) for row in sheet.rows] for sheet in example(Language.CHINESE)}
    for name, old, new in changes:
        places = [
            (row, column) for row, cells in enumerate(found[name]) for column, cell in enumerate(cells) if cell == old
        ]
        assert places, old
        row, column = places[0]
        found[name][row][column] = new
    return tuple(Sheet(name, tuple(map(tuple, rows))) for name, rows in found.items())


def flaws(*changes: tuple[str, str, str]) -> list[Flaw]:
    pack, found = read(sheets(*changes))
    if pack is None:
        return [*found]
    proofed, more = proof(pack)
    tried = examine(proofed, lambda given: explain(proofed, given)).flaws if proofed and not found else ()
    return [*found, *more, *tried]


def lines(*changes: tuple[str, str, str]) -> list[str]:
    chinese = Language.CHINESE
    return [
        f"{where(flaw.place, chinese)}：{word(flaw.message, chinese, **told(flaw.values, chinese))}"
        f"{word(flaw.remedy, chinese, **told(flaw.values, chinese))}"
        for flaw in flaws(*changes)
        if flaw.level is Level.ERROR
    ]


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (("items", FORMULA, "认定面积 x 评估单价"), "【补偿项目】第2行 公式 第6个字符", "公式里不能写“x”。请写 ×。"),
        (("items", FORMULA, f"SUM({FORMULA})"), "【补偿项目】第2行 公式 第1个字符", "没有“SUM”这个函数。是不是“+”？"),
        (("items", FORMULA, f"IF(1, {FORMULA})"), "【补偿项目】第2行 公式 第1个字符", "没有“IF”这个函数。是不是“若”？"),
        (("notices", ASKED, "认定面积 大于 0㎡"), "【提示】第2行 条件 第6个字符", "公式里不能写“大于”。请写 >。"),
        (
            ("notices", ASKED, "认定面积 > 60"),
            "【提示】第2行 条件 第6个字符",
            "有一个数字没写单位。请在数字后面写上单位：60㎡。",
        ),
        (
            ("items", "最低搬迁费", "2000"),
            "【补偿项目】第3行 最小",
            "结果没有单位，项目上写的是“元”。请在数字后面写上单位：2000元。",
        ),
        (("items", "查档(奖励档, 签约日)", "查档(奖励档)"), "【补偿项目】第4行 公式 第1个字符", "没写查什么。请补上。"),
        (
            ("items", f"合计{OVER}", "合计(人员, 查表(残疾补助))"),
            "【补偿项目】第5行 公式 第8个字符",
            "表有 1 个键列，这里给了 0 个。写成：查表(残疾补助, 残疾等级)。",
        ),
        (("options", "@when", "条件"), "【方案】第2行 项目", "没有“条件”这一行。请写 @条件。"),
        (("options", "货币补偿", "货币 补偿"), "【方案】第1行 货币 补偿", "“货币 补偿”不能作名称。请写 货币补偿。"),
        ((AWARD, "2026-01-31", "2026.1.31"), "【表_奖励档】第3行 上限", "“2026.1.31”不是日期。请写 2026-01-31。"),
        ((AWARD, "incl", "不超过"), "【表_奖励档】第3行 上限词", "这里不能写“不超过”。请写 以内。"),
        ((AID, "三级", "二级"), "【表_残疾补助】第5行", "二级 同时落在两行里：第 4 行和第 5 行。请删掉一个。"),
        (
            ("examples", "294072.00", "294,072元"),
            "【算例】第12行 数值",
            "“294,072元”不能和算出来的比；“货币补偿”算出来是 294072。只写数字，不写逗号和单位。",
        ),
    ],
)
def test_it_is_told_with_what_to_write(change: tuple[str, str, str], place: str, said: str) -> None:
    found = lines(change)
    assert f"{place}：{said}" in found, found
    assert not [each for each in found if ENGLISH.search(each)], found


def test_the_largest_of_an_empty_list_is_said_in_words() -> None:
    condition = next(row[4] for sheet in sheets() if sheet.name == "items" for row in sheet.rows if "计数" in row[4])
    [line] = lines(("items", f"合计{OVER}", f"最大项{OVER}"), ("items", condition, ""))[:1]
    assert line.startswith("【算例】第14行 算例：算例“调换一户”算不出来：名单是空的，取不出最大或最小。")
    assert line.endswith("请改算例，或者改【补偿项目】第 5 行。")


def test_a_floor_below_everything_needs_no_example() -> None:
    pack, _ = read(sheets(("items", "最低搬迁费", "0元"), ("inputs", "0", "10")))
    assert pack
    proofed, _ = proof(pack)
    assert proofed
    found = examine(proofed, lambda given: explain(proofed, given))
    assert not [gap for gap in found.gaps if gap.kind == "bound"]


def test_a_sheet_of_another_name_is_told_which_it_may_be(tmp_path: Path) -> None:
    book.write_folder(example(Language.CHINESE), tmp_path / "plan")
    (tmp_path / "plan" / "manifest").unlink()
    (tmp_path / "plan" / "items.csv").rename(tmp_path / "plan" / "补偿项目表.csv")
    _, found = book.read(tmp_path / "plan")
    assert [flaw.values["proposal"] for flaw in found] == ["补偿项目"]
