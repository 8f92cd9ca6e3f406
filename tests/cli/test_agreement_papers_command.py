"""`ruhu agreement draft` and `text`, `ruhu sheet --paper agreement`: from terms to a paper, in the area's own words."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import stores
from looking import words_of
from plans import a_plan
from terminal import Ruhu

from desktop.store.store import DEFAULT_ZONE

pytestmark = pytest.mark.usefixtures("office")

CHECKER, NUMBER, PAPER = "核对示例", "DY-03-0127", "协议示例-1"
SOON = datetime.now(UTC).astimezone(ZoneInfo(DEFAULT_ZONE)).date() + timedelta(days=20)
CLERK = ("--as", stores.CLERK)
LEDGER: list[dict[str, Any]] = [
    {"record": "household", "number": NUMBER, "address": "示例里 3 巷 17 号"},
    {"record": "person", "household": NUMBER, "name": "马示例", "role": "owner", "birth_date": "1990-01-01"},
    {"record": "house", "household": NUMBER, "recognised_area": "62.40", "tenure": "private"},
    {"record": "appraisal", "household": NUMBER, "unit_price": 428000},
]


@pytest.fixture
def office(area: Path, ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An area with one household whose sum is locked."""
    monkeypatch.setenv("RUHU_NEW_PASSPHRASE", stores.PASSPHRASE)
    plan, lines = a_plan(tmp_path / "plan"), tmp_path / "lines.jsonl"
    ruhu("vault", "add", "--person", CHECKER, "--role", "checker")
    ruhu("policy", "confirm", plan, "--as", CHECKER)
    ruhu("policy", "issue", plan, *CLERK)
    lines.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LEDGER), "utf-8")
    ruhu("record", lines, *CLERK)
    ruhu("area", "set", "--fact", "签约率=61.20%", "--notice", "2026-10-09", "--because", "公示", *CLERK)
    ruhu("calculate", "--household", NUMBER, "--set", "楼层=3", "--check", "--as", CHECKER)
    ruhu("calculate", "--household", NUMBER, "--set", "楼层=3", "--lock", *CLERK)
    return area


def draft(ruhu: Ruhu, *words: object) -> Any:
    part = f"267082.00@{SOON}"
    return ruhu("agreement", "draft", NUMBER, "--option", "拿钱", "--number", PAPER, "--part", part, *words, *CLERK)


def test_a_draft_becomes_a_paper_with_a_list_to_sign_on(ruhu: Ruhu, tmp_path: Path) -> None:
    draft(ruhu)
    out = tmp_path / "out"
    ruhu("sheet", "--household", NUMBER, "--paper", "agreement", "-o", out, "--cover", "签收.pdf", *CLERK)
    names = sorted(file.name for file in out.iterdir())
    assert len(names) == 2
    assert "签收.pdf" in names
    (paper,) = (file for file in out.iterdir() if file.name != "签收.pdf")
    told = "".join("".join(words_of(paper.read_bytes())).split())
    assert "267,082.00" in told
    assert PAPER in told
    listed = "".join("".join(words_of((out / "签收.pdf").read_bytes())).split())
    assert NUMBER in listed
    assert "version1×1" in listed


def test_the_whole_file_and_the_archive_go_out_too(ruhu: Ruhu, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = ruhu("sheet", "--household", NUMBER, "--paper", "file", "--paper", "archive", "-o", out, *CLERK)
    assert "not encrypted" in said.err
    (paper,) = out.iterdir()
    told = "".join("".join(words_of(paper.read_bytes())).split())
    assert "全户材料" in told
    assert "归档卷宗" in told


def test_the_areas_own_text_is_set_shown_and_taken_back(ruhu: Ruhu, tmp_path: Path) -> None:
    shown = ruhu("agreement", "text", "show", "agreement_cash", "--json", *CLERK).facts
    assert shown["own"] is False
    file = tmp_path / "own.md"
    file.write_text(shown["content"].replace("# 房屋征收补偿协议", "# 示例区补偿协议", 1), "utf-8")
    ruhu("agreement", "text", "set", "agreement_cash", file, "--because", "区里定的", *CLERK)
    listed = ruhu("agreement", "text", "list", "--json", *CLERK).facts
    assert [each["text"] for each in listed if each["own"]] == ["agreement_cash"]
    draft(ruhu)
    ruhu("sheet", "--household", NUMBER, "--paper", "agreement", "-o", tmp_path / "out", *CLERK)
    (paper,) = (tmp_path / "out").iterdir()
    assert "示例区补偿协议" in words_of(paper.read_bytes())[0]
    ruhu("agreement", "text", "reset", "agreement_cash", "--because", "撤", *CLERK)
    assert ruhu("agreement", "text", "show", "agreement_cash", "--json", *CLERK).facts == shown


def test_a_text_that_is_wrong_is_refused_with_line_and_proposal(ruhu: Ruhu, tmp_path: Path) -> None:
    shown = ruhu("agreement", "text", "show", "agreement_cash", "--json", *CLERK).facts
    file = tmp_path / "own.md"
    file.write_text(shown["content"].replace("{结算}", "{结帐}"), "utf-8")
    refused = ruhu("agreement", "text", "set", "agreement_cash", file, "--because", "改", *CLERK, ends=1)
    line = shown["content"].split("\n").index("{结算}") + 1
    assert f"Line {line}: " in refused.err
    assert "Do you mean {结算}?" in refused.err
