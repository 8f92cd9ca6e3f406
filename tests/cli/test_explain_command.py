"""`ruhu explain`: who was told what in which version, and writing down what was explained to one or to many."""

import json
from pathlib import Path

import pytest
import stores
from plans import a_plan
from terminal import Ruhu

CHECKER, NUMBERS = "核对示例", ("DY-03-0127", "DY-03-0128")
CLERK = ("--as", stores.CLERK)


def issue(ruhu: Ruhu, plan: Path) -> str:
    ruhu("policy", "confirm", plan, "--as", CHECKER)
    return ruhu("policy", "issue", plan, "--json", *CLERK).facts["pack"]


@pytest.fixture
def pack(area: Path, ruhu: Ruhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """The id of the plan that is in use in an area with two households."""
    monkeypatch.setenv("RUHU_NEW_PASSPHRASE", stores.PASSPHRASE)
    ruhu("vault", "add", "--person", CHECKER, "--role", "checker")
    file = tmp_path / "ledger.jsonl"
    lines = [json.dumps({"record": "household", "number": number}) for number in NUMBERS]
    file.write_text("\n".join(lines), "utf-8")
    ruhu("record", file, *CLERK)
    return issue(ruhu, a_plan(tmp_path / "plan"))


def test_what_was_explained_to_a_meeting_is_told_of_each_household_with_its_version(ruhu: Ruhu, pack: str) -> None:
    homes = [word for number in NUMBERS for word in ("--household", number)]
    more = ("--to", "马示例", "--language", "维吾尔语", "--interpreter", "阿示例", "--questions", "什么时候给钱？")
    added = ruhu("explain", "add", *homes, "--clause", "第一条", "--understood", "understood", *more, "--json", *CLERK)
    assert added.facts["pack"] == pack
    assert [each["household"] for each in added.facts["explanations"]] == [*NUMBERS]
    told = ruhu("explain", "list", "--json", *CLERK).facts
    assert (told["pack"], told["version"]) == (pack, "1")
    for home in told["households"]:
        (clause,) = home["clauses"]
        assert (clause["clause"], clause["standing"], clause["version"]) == ("第一条", "understood", "1")
        (said,) = clause["explanations"]
        assert (said["pack"], said["interpreter"], said["questions"]) == (pack, "阿示例", "什么时候给钱？")


def test_who_must_be_told_again_is_named_after_a_newer_plan(ruhu: Ruhu, pack: str, tmp_path: Path) -> None:
    ruhu("explain", "add", "--household", NUMBERS[0], "--clause", "第一条", "--on", "2026-11-02", *CLERK)
    assert ruhu("explain", "list", "--again", "--json", *CLERK).facts["households"] == []
    cover = (("cover", "version,1", "version,2"), ("cover", "supersedes,", f"supersedes,{pack}"))
    issue(ruhu, a_plan(tmp_path / "second", *cover, ("clauses", "面积乘单价。", "面积和单价相乘。")))
    (home,) = ruhu("explain", "list", "--again", "--json", *CLERK).facts["households"]
    assert (home["household"], home["clauses"][0]["standing"]) == (NUMBERS[0], "again")
    assert home["clauses"][0]["changed"] == ["the plain words"]
    said = ruhu("explain", "list", "--household", NUMBERS[0], *CLERK).out
    assert "tell again: changed" in said
    assert "2026-11-02, version 1, the plain words" in said


def test_a_summary_counts_the_clauses_of_each_household(ruhu: Ruhu, pack: str) -> None:  # noqa: ARG001
    assert "Nothing was explained yet." in ruhu("explain", "list", *CLERK).out
    said = ruhu("explain", "add", "--household", NUMBERS[0], "--clause", "第一条", *CLERK).out
    assert "Written down: 1 clause, explained to 1 household, in version 1." in said
    assert f"{NUMBERS[0]}  explained: 1" in ruhu("explain", "list", *CLERK).out


def test_what_cannot_be_meant_is_refused_and_nothing_is_written(ruhu: Ruhu, pack: str) -> None:  # noqa: ARG001
    to = ("explain", "add", "--household", NUMBERS[0])
    refused = ruhu(*to, "--clause", "第九条", "--json", *CLERK, ends=1).refused
    assert "第九条" in refused["what"]
    ruhu(*to, "--clause", "第一条", "--understood", "sure", *CLERK, ends=2)
    ruhu(*to, "--clause", "第一条", "--on", "gestern", *CLERK, ends=2)
    assert ruhu("explain", "list", "--json", *CLERK).facts["households"] == []


def test_what_was_explained_on_an_earlier_day_is_of_the_plan_of_that_day(ruhu: Ruhu, pack: str, tmp_path: Path) -> None:
    cover = (("cover", "version,1", "version,2"), ("cover", "supersedes,", f"supersedes,{pack}"))
    valid = ("cover", "valid_from,2026-01-01", "valid_from,2026-11-20")
    newer = issue(ruhu, a_plan(tmp_path / "second", *cover, valid))
    to = ("explain", "add", "--household", NUMBERS[0], "--clause", "第一条", "--json", *CLERK)
    assert ruhu(*to, "--on", "2026-11-19").facts["pack"] == pack
    assert ruhu(*to, "--on", "2026-11-20").facts["pack"] == newer


def test_a_visit_at_which_it_was_explained_is_one_of_the_household(ruhu: Ruhu, pack: str) -> None:  # noqa: ARG001
    visit = ruhu("visit", "add", NUMBERS[1], "--json", *CLERK).facts["visit"]
    to = ("explain", "add", "--clause", "第一条", "--household", NUMBERS[1])
    for wrong in ((*to, "--household", NUMBERS[0], "--visit", visit), (*to, "--visit", "0" * 32)):
        assert "No visit of this household" in ruhu(*wrong, *CLERK, ends=1).err
    assert "Written down" in ruhu(*to, "--visit", visit, *CLERK).out
