"""`ruhu calculate` and `ruhu recompute`: a sum from facts or from a ledger, what lacks for it, and what was kept."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import stores
from plans import a_plan
from terminal import Ruhu

from desktop.casework import demo_area
from desktop.domain.records import House, Household
from desktop.paths import RESOURCES
from desktop.store import opening, vault

CASES = Path(__file__).parents[1] / "cases"
CHECKER, NUMBER = "核对示例", "DY-03-0127"
LEDGER: list[dict[str, Any]] = [
    {"record": "household", "number": NUMBER, "address": "示例里 3 巷 17 号"},
    {"record": "person", "household": NUMBER, "name": "马示例", "role": "owner", "birth_date": "1956-03-07",
     "special_groups": ["低保"]},
    {"record": "house", "household": NUMBER, "recognised_area": "62.40", "recognised_area_source": "产权证",
     "tenure": "private"},
    {"record": "appraisal", "household": NUMBER, "unit_price": 428000, "report_number": "PG-0127"},
]  # fmt: skip
AREA = ("--fact", "签约率=61.20%", "--notice", "2026-10-09", "--because", "公示")
CLERK = ("--as", stores.CLERK)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return a_plan(tmp_path / "plan")


@pytest.fixture
def office(area: Path, ruhu: Ruhu, tmp_path: Path, plan: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An area with one household, in which the plan is issued."""
    monkeypatch.setenv("RUHU_NEW_PASSPHRASE", stores.PASSPHRASE)
    ruhu("vault", "add", "--person", CHECKER, "--role", "checker")
    ruhu("policy", "confirm", plan, "--as", CHECKER)
    ruhu("policy", "issue", plan, *CLERK)
    file = tmp_path / "ledger.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LEDGER), "utf-8")
    ruhu("record", file, *CLERK)
    ruhu("area", "set", *AREA, *CLERK)
    return area


def facts_file(folder: Path, inputs: Mapping[str, object]) -> Path:
    file = folder / "facts.json"
    file.write_text(json.dumps({"inputs": inputs}, ensure_ascii=False), "utf-8")
    return file


# Without a store


def test_facts_and_a_plan_give_the_sums_of_the_pictures(ruhu: Ruhu) -> None:
    facts = ruhu("calculate", "--pack", demo_area.PACK, "--facts", CASES / "facts" / "demo.json", "--json").facts
    assert facts.keys() == {"pack", "engine", "facts_sha256", "trace_sha256", "options", "helpers", "notices"}
    assert {option["name"]: option["total"] for option in facts["options"]} == {
        "货币补偿": "390070.00",
        "产权调换": "-10486.80",
        "组合": "143599.60",
    }
    first = facts["options"][0]
    assert first["in_words"] == "叁拾玖万零柒拾元整"
    assert first["items"][0].keys() == {
        "name", "amount", "clause", "formula", "numbers", "status", "reason", "sign",
    }  # fmt: skip


def test_without_json_the_household_reads_it_line_by_line(ruhu: Ruhu) -> None:
    told = ruhu("calculate", "--pack", demo_area.PACK, "--facts", CASES / "facts" / "demo.json").out
    assert "住户得 390,070.00 元  叁拾玖万零柒拾元整" in told
    assert "62.40 ㎡ × 4,280.00 元/㎡ = 267,072.00 元" in told
    assert "没有合法经营用房" in told


@pytest.mark.parametrize("case", sorted(file.stem for file in (CASES / "facts").glob("*.json") if file.stem != "demo"))
def test_every_published_plan_calculates_on_the_command_line(ruhu: Ruhu, case: str) -> None:
    facts = ruhu("calculate", "--pack", CASES / case, "--facts", CASES / "facts" / f"{case}.json", "--json").facts
    assert facts["options"]


def test_a_built_plan_gives_the_same_bytes_as_its_folder(ruhu: Ruhu, tmp_path: Path, plan: Path) -> None:
    said = {"面积": "60", "单价": "5000", "产别": "私有", "签约率": "95", "公告日": "2026-10-09", "楼层": 3}
    file = facts_file(tmp_path, said)
    ruhu("policy", "build", plan, "-o", tmp_path / "plan.policy")
    ruhu("policy", "build", plan, "-o", tmp_path / "plan.xlsx")
    outs = {
        ruhu("calculate", "--pack", pack, "--facts", file, "--json").out
        for pack in (plan, tmp_path / "plan.policy", tmp_path / "plan.xlsx")
    }
    assert len(outs) == 1


def test_facts_may_be_said_one_by_one(ruhu: Ruhu, plan: Path) -> None:
    said = ["面积=60", "单价=5000", "产别=私有", "签约率=95%", "公告日=2026-10-09", "楼层=3", "困难[1].类别=低保"]
    words = [word for each in said for word in ("--set", each)]
    facts = ruhu("calculate", "--pack", plan, *words, "--json").facts
    assert facts["options"][0]["total"] == "301310.00"


def test_facts_that_are_wrong_are_all_told(ruhu: Ruhu, plan: Path, tmp_path: Path) -> None:
    file = facts_file(tmp_path, {"面积": "60.123", "单价": 5000.5, "产别": "借的", "面机": "1"})
    refused = ruhu("calculate", "--pack", plan, "--facts", file, "--json", ends=1).refused
    assert {found["field"] for found in refused["findings"]} == {
        "面积", "单价", "产别", "面机", "签约率", "公告日", "楼层",
    }  # fmt: skip


def test_a_plan_with_errors_calculates_nothing(ruhu: Ruhu, tmp_path: Path) -> None:
    spoiled = a_plan(tmp_path / "spoiled", ("items", "面积 × 单价", "面积 × 单介"))
    assert "ruhu policy check" in ruhu("calculate", "--pack", spoiled, "--set", "面积=1", ends=1).err


@pytest.mark.parametrize("words", [(), ("--pack", "x"), ("--facts", "x"), ("--household", NUMBER)])
def test_a_call_without_facts_or_household_is_wrong(ruhu: Ruhu, words: tuple[str, ...]) -> None:
    assert "ruhu calculate --help" in ruhu("calculate", *words, ends=2).err


# Out of a ledger


@pytest.mark.usefixtures("office")
def test_a_household_is_calculated_from_its_ledger(ruhu: Ruhu) -> None:
    facts = ruhu("calculate", "--household", NUMBER, "--set", "楼层=3", "--json", *CLERK).facts
    assert facts["options"][0]["total"] == "267482.00"
    assert facts["household"] == NUMBER
    assert facts["origins"]["面积"] == "产权证"
    assert facts["origins"]["单价"] == "PG-0127"
    told = ruhu("calculate", "--household", NUMBER, "--set", "楼层=3", *CLERK).out
    assert "267,482.00" in told
    assert NUMBER in told


@pytest.mark.usefixtures("office")
def test_what_is_missing_is_told_with_where_to_fill_it_in(
    ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "more.jsonl"
    lines = [{"record": "house", "household": NUMBER, "recognised_area": "10"}]
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    ruhu("record", file, *CLERK)
    facts = ruhu("calculate", "--household", NUMBER, "--json", *CLERK, ends=1).facts
    assert {each["input"] for each in facts["missing"]} == {"面积", "产别", "楼层"}
    area = next(each for each in facts["missing"] if each["input"] == "面积")
    assert (area["record"], area["field"]) == ("house", "recognised_area")
    assert "has 2" in area["message"]
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    told = ruhu("calculate", "--household", NUMBER, *CLERK, ends=1).out
    assert "这一户有 3 项事实缺着或者不清楚" in told
    assert "房屋 · 认定面积" in told
    assert "楼层：还不知道" in told


@pytest.mark.usefixtures("office")
def test_another_plan_is_tried_on_a_household(ruhu: Ruhu, tmp_path: Path) -> None:
    other = a_plan(tmp_path / "other", ("table_补助", "低保,300", "低保,400"), ("examples", "301410", "301510"))
    facts = ruhu("calculate", "--pack", other, "--household", NUMBER, "--set", "楼层=3", "--json", *CLERK).facts
    assert facts["options"][0]["total"] == "267582.00"


def test_what_an_amount_builds_on_is_shown_before_it(ruhu: Ruhu) -> None:
    told = ruhu("calculate", "--pack", CASES / "jinan_home", "--facts", CASES / "facts" / "jinan_home.json").out
    assert "29 天 + 1 天 = 30 天" in told
    assert told.index("期限的第几天: 30 天") < told.index("房屋补偿")


def test_an_option_that_does_not_apply_is_named_with_why(ruhu: Ruhu, tmp_path: Path) -> None:
    facts = facts_file(tmp_path, {"认定面积": "62.40", "评估单价": "4280", "签约日": "2026-01-15"})
    told = ruhu("calculate", "--pack", RESOURCES / "packs" / "template-zh_CN", "--facts", facts).out
    assert "房屋产权调换 does not apply: 选定的调换面积 0.00 ㎡ ≤ 0 ㎡" in told


@pytest.mark.usefixtures("office")
def test_a_fact_of_the_area_that_no_plan_asks_for_is_told(ruhu: Ruhu) -> None:
    told = ruhu("area", "set", "--fact", "签约比率=95%", "--because", "统计", *CLERK)
    assert "asks the area for no “签约比率”. It asks for: 签约率" in told.err
    assert "takes “签约率” in %" in ruhu("area", "set", "--fact", "签约率=95", "--because", "统计", *CLERK).err
    assert not ruhu("area", "set", "--fact", "签约率=95%", "--because", "统计", *CLERK).err


def test_without_an_issued_plan_it_is_said_how_one_is_issued(ruhu: Ruhu, area: Path, tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LEDGER), "utf-8")
    ruhu("record", file)
    assert "ruhu policy issue" in ruhu("calculate", "--store", area, "--household", NUMBER, ends=1).err


# Checked and locked

SUM = ("calculate", "--household", NUMBER, "--set")


def checked_and_locked(ruhu: Ruhu, floor: int, *words: str) -> Any:
    ruhu(*SUM, f"楼层={floor}", "--check", "--as", CHECKER)
    return ruhu(*SUM, f"楼层={floor}", "--lock", *words, "--json", *CLERK).facts


def widened(office: Path, area: str = "70.00") -> None:
    with opening.open_store(office, vault.unlock(office, stores.PASSPHRASE, stores.CLERK)) as store:
        (house,) = store.records(House)
        store.save(replace(house, recognised_area=Decimal(area)), because="复测")


@pytest.mark.usefixtures("office")
def test_a_sum_that_another_checked_is_locked_and_told(ruhu: Ruhu) -> None:
    assert "No sum is locked yet." in ruhu(*SUM, "楼层=3", *CLERK).out
    checked = ruhu(*SUM, "楼层=3", "--check", "--as", CHECKER)
    assert "Checked and signed. Somebody else locks it now" in checked.out
    facts = ruhu(*SUM, "楼层=3", "--json", *CLERK).facts
    assert (facts["checked_by"], facts["locked"], facts["obstacles"]) == (CHECKER, None, [])
    facts = ruhu(*SUM, "楼层=3", "--lock", "--json", *CLERK).facts
    kept = facts["locked"]
    assert (kept["version"], kept["checked_by"], kept["totals"]) == (1, CHECKER, {"拿钱": "267482.00"})
    assert (kept["stale"], kept["changed"]) == (False, [])
    told = ruhu(*SUM, "楼层=3", *CLERK).out
    assert f"Locked: version 1, checked by {CHECKER}: 拿钱 267,482.00" in told
    assert "Nothing that it rests on has changed since." in told


@pytest.mark.usefixtures("office")
def test_what_nobody_else_checked_is_not_locked(ruhu: Ruhu) -> None:
    refused = ruhu(*SUM, "楼层=3", "--lock", "--json", *CLERK, ends=1).refused
    assert [each["field"] for each in refused["findings"]] == ["check"]
    ruhu(*SUM, "楼层=3", "--check", *CLERK)
    assert "No second person" in ruhu(*SUM, "楼层=3", "--lock", *CLERK, ends=1).err
    ruhu(*SUM, "楼层=3", "--check", "--as", CHECKER)
    assert "No second person" in ruhu(*SUM, "楼层=1", "--lock", *CLERK, ends=1).err, "another sum was checked"


def test_all_that_stands_in_the_way_is_told_one_a_line(ruhu: Ruhu, office: Path) -> None:
    with opening.open_store(office, vault.unlock(office, stores.PASSPHRASE, stores.CLERK)) as store:
        (home,) = store.records(Household)
        store.save(replace(home, title_disputed=True))
    told = ruhu(*SUM, "楼层=3", *CLERK).out.splitlines()
    assert "It can't be locked yet:" in told
    assert "  - The title is disputed: nothing is locked until that is settled." in told
    for words in (("--check", "--as", CHECKER), ("--lock", *CLERK)):
        refused = ruhu(*SUM, "楼层=3", *words, "--json", ends=1).refused
        assert "title_disputed" in {each["field"] for each in refused["findings"]}
    both = ruhu(*SUM, "楼层=3", "--lock", *CLERK, ends=1).err.splitlines()
    assert len([line for line in both if line.startswith("  ")]) == 2


def test_a_locked_sum_is_stale_when_a_fact_changes_and_the_next_says_why(ruhu: Ruhu, office: Path) -> None:
    checked_and_locked(ruhu, 3)
    widened(office)
    facts = ruhu(*SUM, "楼层=3", "--json", *CLERK).facts
    assert (facts["locked"]["stale"], facts["locked"]["changed"]) == (True, ["认定面积"])
    assert "these facts changed since: 认定面积" in ruhu(*SUM, "楼层=3", *CLERK).out
    ruhu(*SUM, "楼层=3", "--check", "--as", CHECKER)
    assert "not said" in ruhu(*SUM, "楼层=3", "--lock", *CLERK, ends=1).err
    second = ruhu(*SUM, "楼层=3", "--lock", "--reason", "复测", "--json", *CLERK).facts
    assert second["locked"]["version"] == 2


def test_what_moved_the_sum_is_told_in_steps_that_add_up(ruhu: Ruhu, office: Path) -> None:
    was = checked_and_locked(ruhu, 3)
    widened(office)
    now = ruhu(*SUM, "楼层=1", "--against", 1, "--json", *CLERK).facts
    moved = Decimal(now["options"][0]["total"]) - Decimal(was["options"][0]["total"])
    steps = [move["amount"] for step in now["difference"]["steps"] for move in step["moved"]]
    assert sum(map(Decimal, steps)) == moved == Decimal(now["difference"]["sums"]["拿钱"])
    assert len(steps) == 2, "the area, and the floor"
    told = ruhu(*SUM, "楼层=1", "--against", 1, *CLERK).out
    assert "认定面积: 62.40 ㎡ → 70.00 ㎡" in told
    assert "拿钱 in all: +32,518.00" in told
    assert "no locked version 7" in ruhu(*SUM, "楼层=1", "--against", 7, *CLERK, ends=1).err


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "words",
    [("--check", "--lock"), ("--reason", "换楼层"), ("--flat", "2-2-101", "--flat", "2-2-301"), ("--against", "x")],
)
def test_what_does_not_go_together_is_a_wrong_call(ruhu: Ruhu, words: tuple[str, ...]) -> None:
    assert ruhu(*SUM, "楼层=3", *words, *CLERK, ends=2).err


def test_without_a_household_nothing_is_locked(ruhu: Ruhu, plan: Path) -> None:
    for words in (("--check",), ("--lock",), ("--flat", "2-2-101"), ("--against", 1)):
        assert "--household" in ruhu("calculate", "--pack", plan, "--set", "面积=60", *words, ends=2).err


@pytest.mark.usefixtures("office")
def test_a_plan_without_flats_takes_none(ruhu: Ruhu) -> None:
    assert "asks for no flat" in ruhu(*SUM, "楼层=3", "--flat", "2-2-101", *CLERK, ends=1).err


@pytest.mark.usefixtures("office")
def test_it_says_so_in_chinese(ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    checked_and_locked(ruhu, 3)
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    told = ruhu(*SUM, "楼层=1", "--against", 1, *CLERK).out
    assert "已锁定" in told
    assert not re.search("[A-Za-z]{4,}", told.replace("--check", "")), told


@pytest.mark.usefixtures("office")
def test_what_was_locked_is_reckoned_anew(ruhu: Ruhu) -> None:
    nothing = ruhu("recompute", "--json", *CLERK).facts
    assert (nothing["same"], nothing["calculations"]) == (0, [])
    checked_and_locked(ruhu, 3)
    checked_and_locked(ruhu, 1, "--reason", "住户换了楼层")
    facts = ruhu("recompute", "--json", *CLERK).facts
    assert (facts["same"], facts["different"], facts["unknown"]) == (2, 0, 0)
    assert [(each["household"], each["version"], each["outcome"]) for each in facts["calculations"]] == [
        (NUMBER, 1, "same"),
        (NUMBER, 2, "same"),
    ]
    assert "the same: 2" in ruhu("recompute", *CLERK).out
    shown = ruhu("household", "show", NUMBER, *CLERK, "--json", "--everything").out
    assert "1956-03-07" not in shown, "what a calculation rests on is as masked as the ledger"
