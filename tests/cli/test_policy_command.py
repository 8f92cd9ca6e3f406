"""`ruhu policy`: a plan is begun, checked, tried, built, compared, confirmed and issued in words that a clerk reads."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import stores
from plans import COVERED, a_plan
from terminal import Ruhu

from desktop.casework import demo_area

CHECKER = "核对示例"


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return a_plan(tmp_path / "plan")


@pytest.fixture
def office(area: Path, ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The area with a checker beside its clerk."""
    monkeypatch.setenv("RUHU_NEW_PASSPHRASE", stores.PASSPHRASE)
    ruhu("vault", "add", "--person", CHECKER, "--role", "checker")
    return area


def by(who: str) -> tuple[str, str]:
    return "--as", who


# Begun, checked


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_new_workbook_is_a_plan_without_a_flaw_that_its_examples_touch_wholly(
    tmp_path: Path, ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("RUHU_LANGUAGE", language)
    file = tmp_path / "plan.xlsx"
    assert str(file) in ruhu("policy", "new", file).out
    assert ruhu("policy", "check", file, "--json").facts == []
    facts = ruhu("policy", "examples", file, "--json").facts
    assert facts["gaps"] == []
    assert all(each["ok"] for each in facts["examples"])


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path, ruhu: Ruhu, plan: Path) -> None:
    file = tmp_path / "there.xlsx"
    file.write_bytes(b"mine")
    ruhu("policy", "new", file, ends=1)
    ruhu("policy", "new", tmp_path / "there.csv", ends=1)
    ruhu("policy", "build", plan, "-o", file, ends=1)
    assert file.read_bytes() == b"mine"


def test_every_field_of_the_ledger_is_listed(ruhu: Ruhu) -> None:
    facts = {each["field"]: each for each in ruhu("policy", "fields", "--json").facts}
    assert facts["appraisal.unit_price"] == {
        "field": "appraisal.unit_price", "shape": "one", "record": "appraisal", "type": "number", "unit": "money/㎡",
    }  # fmt: skip
    told = ruhu("policy", "fields").out
    assert all(re.search(rf"^{re.escape(name)} ", told, re.MULTILINE) for name in facts)


def test_a_plan_in_order_is_told_so(ruhu: Ruhu, plan: Path) -> None:
    assert ruhu("policy", "check", plan).out.strip() == "No errors."
    assert ruhu("policy", "check", demo_area.PACK, "--json").facts == []


def test_each_flaw_is_a_line_with_its_cell_and_a_proposal(
    ruhu: Ruhu, tmp_path: Path, chinese: Callable[[], None]
) -> None:
    spoiled = a_plan(tmp_path / "spoiled", ("items", "面积 × 单价", "面积 × 单介"),
                     ("inputs", "house.tenure", "house.tenur"))  # fmt: skip
    assert ruhu("policy", "check", spoiled, "--json", ends=1).facts == [
        {
            "sheet": "inputs", "row": 4, "column": "field", "character": 0, "level": "error",
            "message": "The ledger has no field “house.tenur”.", "remedy": "Do you mean “house.tenure”?",
        },
        {
            "sheet": "items", "row": 2, "column": "formula", "character": 6, "level": "error",
            "message": "The name “单介” is not known.", "remedy": "Did you mean “单价”?",
        },
    ]  # fmt: skip
    assert "[items] row 2, formula, character 6: " in ruhu("policy", "check", spoiled, ends=1).out
    chinese()
    lines = ruhu("policy", "check", spoiled, ends=1).out.splitlines()
    assert lines[1] == "【补偿项目】第2行 公式 第6个字符：不认识的名称“单介”，是不是“单价”？"
    assert lines[0] == "【输入项】第4行 台账字段：台账里没有字段“house.tenur”，是不是“house.tenure”？"
    assert lines[2] == "2 处错"


def test_an_example_that_does_not_come_out_is_an_error_of_the_plan(ruhu: Ruhu, tmp_path: Path) -> None:
    wrong = a_plan(tmp_path / "wrong", ("examples", "一,input,面积,60\n", "一,input,面积,61\n"))
    found = ruhu("policy", "check", wrong, "--json", ends=1).facts
    assert {(each["sheet"], each["column"], each["level"]) for each in found} == {("examples", "value", "error")}
    assert "should be" in ruhu("policy", "check", wrong, ends=1).out


def test_why_an_example_can_not_be_reckoned_is_told_in_the_language_of_the_clerk(
    ruhu: Ruhu, tmp_path: Path, chinese: Callable[[], None]
) -> None:
    wrong = a_plan(tmp_path / "wrong", ("examples", "一,input,面积,60\n", "一,input,面积,60.555\n"))
    chinese()
    assert ruhu("policy", "check", wrong, ends=1).out.startswith("【算例】第2行 算例：“面积”的小数超过 2 位，")


def test_a_hint_is_no_error(ruhu: Ruhu, tmp_path: Path) -> None:
    lonely = a_plan(tmp_path / "lonely", ("items", "5,楼层差价", "9,没人要,,第一条,,面积,㎡,none,,,,,\n5,楼层差价"))
    (hint,) = ruhu("policy", "check", lonely, "--json").facts
    assert hint["level"] == "warning"
    assert "a hint, no error" in ruhu("policy", "check", lonely).out


@pytest.mark.parametrize("name", ["nothing.xlsx", "plan/cover.csv"])
def test_what_is_no_plan_is_refused(ruhu: Ruhu, plan: Path, name: str) -> None:
    assert ruhu("policy", "check", plan.parent / name, ends=1).err


# Tried


def test_examples_tell_what_comes_out_and_what_none_touches(ruhu: Ruhu, plan: Path) -> None:
    facts = ruhu("policy", "examples", plan, "--json").facts
    assert [(each["name"], each["ok"]) for each in facts["examples"]] == [("一", True), ("二", True), ("三", True)]
    assert facts["coverage"]["cell"] == {"hit": 1, "of": 2}
    assert [(gap["kind"], gap["sheet"], gap["row"]) for gap in facts["gaps"]] == [("cell", "table_补助", 4)]
    floor = {each["value"]: each["side"] for each in facts["proposals"] if each["input"] == "楼层"}
    assert floor == {"2": 0}
    assert "the second person confirms it" in ruhu("policy", "examples", plan).out


def test_an_example_that_does_not_come_out_is_told_with_its_cell(ruhu: Ruhu, tmp_path: Path) -> None:
    wrong = a_plan(tmp_path / "wrong", ("examples", "301410", "301411"))
    facts = ruhu("policy", "examples", wrong, "--json", ends=1).facts
    (flaw,) = facts["examples"][0]["differences"]
    assert (flaw["sheet"], flaw["row"]) == ("examples", 10)
    assert "301411" in flaw["message"]
    assert "301410" in flaw["message"]
    assert "! 一" in ruhu("policy", "examples", wrong, ends=1).out


def test_what_no_example_touches_is_not_good(ruhu: Ruhu, tmp_path: Path) -> None:
    untouched = a_plan(tmp_path / "untouched", ("examples", "一,input,签约率,95", "一,input,签约率,80"),
                       ("examples", "301410", "300410"))  # fmt: skip
    facts = ruhu("policy", "examples", untouched, "--json", ends=1).facts
    assert {"item", "branch"} <= {gap["kind"] for gap in facts["gaps"]}


# Built, compared


def test_a_plan_is_the_same_bytes_whatever_it_was_built_from(ruhu: Ruhu, tmp_path: Path, plan: Path) -> None:
    made = [tmp_path / name for name in ("a.policy", "b.xlsx", "c.policy", "folder", "d.policy")]
    built = [ruhu("policy", "build", one, "-o", to, "--json").facts["pack"]
             for one, to in zip([plan, *made], made, strict=False)]  # fmt: skip
    assert len(set(built)) == 1
    assert len({made[place].read_bytes() for place in (0, 2, 4)}) == 1
    assert "same plan" in ruhu("policy", "diff", made[0], made[1]).out


def test_a_plan_with_errors_is_not_built(ruhu: Ruhu, tmp_path: Path) -> None:
    spoiled = a_plan(tmp_path / "spoiled", ("items", "面积 × 单价", "面积 × 单介"))
    refused = ruhu("policy", "build", spoiled, "-o", tmp_path / "x.policy", "--json", ends=1).refused
    assert len(refused["findings"]) == 1
    assert not (tmp_path / "x.policy").exists()


def test_what_changed_is_told_by_name(ruhu: Ruhu, tmp_path: Path, plan: Path, chinese: Callable[[], None]) -> None:
    newer = a_plan(
        tmp_path / "newer",
        ("cover", "version,1", "version,2"),
        ("table_补助", "残疾,500", "残疾,600\n重病,900"),
        ("inputs", "低保|残疾", "低保|残疾|重病"),
        ("items", "1,房款,,第一条,,面积 × 单价,元,half_up", "1,房款,,第一条,,面积 × 单价,元,down"),
        ("examples", "二,input,楼层,1\n", ""),
        ("clauses", "第一条,示例方案,第一条", "第二条,示例方案,第二条,新的。,新的。\n第一条,示例方案,第一条"),
    )
    changes = ruhu("policy", "diff", plan, newer, "--json").facts["changes"]
    assert [(each["sheet"], each["name"], each["change"], each.get("column")) for each in changes] == [
        ("cover", "version", "changed", "value"),
        ("clauses", "第二条", "added", None),
        ("inputs", "困难.类别", "changed", "choices"),
        ("table_补助", "残疾", "changed", "金额"),
        ("table_补助", "重病", "added", None),
        ("items", "房款", "changed", "round"),
        ("examples", "二 · input · 楼层", "removed", None),
    ]
    chinese()
    told = ruhu("policy", "diff", plan, newer).out
    assert "【补偿项目】改了：房款 · 取整：四舍五入 → 舍" in told
    assert "【条款】加了：第二条" in told
    assert "【封面】改了：版本 · 数值：1 → 2" in told
    assert "【算例】删了：二 · 输入 · 楼层" in told
    assert "【表_补助】改了：残疾 · 金额：500 → 600" in told


def test_rows_that_only_moved_are_no_change(ruhu: Ruhu, tmp_path: Path, plan: Path) -> None:
    moved = a_plan(tmp_path / "moved", ("table_补助", "低保,300\n残疾,500\n", "残疾,500\n低保,300\n"))
    facts = ruhu("policy", "diff", plan, moved, "--json").facts
    assert facts["changes"] == []
    assert facts["old"] != facts["new"]
    assert "Only the order" in ruhu("policy", "diff", plan, moved).out


# Confirmed, issued


@pytest.mark.usefixtures("office")
def test_a_plan_is_confirmed_by_one_and_issued_by_another(ruhu: Ruhu, plan: Path) -> None:
    unconfirmed = ruhu("policy", "issue", plan, "--json", *by(stores.CLERK), ends=1).facts
    assert not unconfirmed["issued"]
    assert [each["field"] for each in unconfirmed["reasons"]] == ["confirmation"]
    assert [gap["kind"] for gap in unconfirmed["gaps"]] == ["cell"]
    confirmed = ruhu("policy", "confirm", plan, "--json", *by(CHECKER)).facts
    assert confirmed["cells"] == 1
    issued = ruhu("policy", "issue", plan, "--json", *by(stores.CLERK)).facts
    assert issued == {"issued": True, "pack": confirmed["pack"], "version": "1"}
    (listed,) = ruhu("policy", "list", "--json", *by(CHECKER)).facts
    assert (listed["state"], listed["issued_by"], listed["confirmed_by"]) == ("in_use", stores.CLERK, [CHECKER])
    assert listed["pack"] == confirmed["pack"]
    told = ruhu("policy", "list", *by(CHECKER)).out
    assert "in use" in told
    assert confirmed["pack"][:12] in told


@pytest.mark.usefixtures("office")
def test_what_needs_an_example_is_told_apart_and_already_when_it_is_confirmed(ruhu: Ruhu, tmp_path: Path) -> None:
    untouched = a_plan(tmp_path / "untouched", ("examples", "一,input,签约率,95", "一,input,签约率,80"),
                       ("examples", "301410", "300410"))  # fmt: skip
    needed = "The plan can only be issued when examples touch this:"
    said = ruhu("policy", "issue", untouched, *by(stores.CLERK), ends=1).err
    assert said.index(needed) < said.index("An example for this, or the second person confirms it")
    assert needed in ruhu("policy", "confirm", untouched, *by(CHECKER)).out
    said = ruhu("policy", "issue", untouched, *by(stores.CLERK), ends=1).err
    assert needed in said
    assert "second person" not in said


@pytest.mark.usefixtures("office")
def test_who_confirms_does_not_issue(ruhu: Ruhu, plan: Path) -> None:
    ruhu("policy", "confirm", plan, *by(stores.CLERK))
    ruhu("policy", "issue", plan, *by(stores.CLERK), ends=1)
    ruhu("policy", "issue", plan, *by(CHECKER), ends=1)
    assert "No plan was issued yet." in ruhu("policy", "list", *by(CHECKER)).out


@pytest.mark.usefixtures("office")
def test_all_that_stands_in_the_way_of_issuing_is_told_at_once(ruhu: Ruhu, tmp_path: Path) -> None:
    wrong = a_plan(tmp_path / "wrong", ("examples", "301410", "301411"), ("cover", "示例片区", "别处片区"))
    facts = ruhu("policy", "issue", wrong, "--json", *by(stores.CLERK), ends=1).facts
    assert len(facts["examples"]) == 1
    assert {each["field"] for each in facts["reasons"]} == {"area", "confirmation"}
    told = ruhu("policy", "issue", wrong, *by(stores.CLERK), ends=1).err
    assert "301411" in told
    assert "别处片区" in told
    ruhu("policy", "confirm", wrong, *by(CHECKER), ends=1)


@pytest.mark.usefixtures("office")
def test_a_next_version_names_the_one_before(ruhu: Ruhu, plan: Path, tmp_path: Path) -> None:
    ruhu("policy", "confirm", plan, *by(CHECKER))
    first = ruhu("policy", "issue", plan, "--json", *by(stores.CLERK)).facts["pack"]
    changes = (("cover", "version,1", "version,2"), ("examples", "", COVERED))
    orphan = a_plan(tmp_path / "orphan", *changes)
    ruhu("policy", "confirm", orphan, *by(CHECKER))
    assert first in ruhu("policy", "issue", orphan, *by(stores.CLERK), ends=1).err
    second = a_plan(tmp_path / "second", *changes, ("cover", "supersedes,", f"supersedes,{first}"))
    ruhu("policy", "confirm", second, *by(CHECKER))
    ruhu("policy", "issue", second, *by(stores.CLERK))
    states = [(each["version"], each["state"]) for each in ruhu("policy", "list", "--json", *by(CHECKER)).facts]
    assert states == [("2", "in_use"), ("1", "superseded")]


def test_a_store_is_needed_where_one_is_changed(ruhu: Ruhu, plan: Path) -> None:
    for verb in ("confirm", "issue"):
        assert "--store" in ruhu("policy", verb, plan, ends=2).err
