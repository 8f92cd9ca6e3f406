"""`ruhu area`: clocks and days are set with a reason, shown with their article, and never against a household."""

from pathlib import Path

import pytest
from terminal import Ruhu

from desktop.domain.rights import TERMS

BECAUSE = ("--because", "片区议定")


def lengths(ruhu: Ruhu) -> dict[str, int]:
    return {each["name"]: each["length"] for each in ruhu("area", "show", "--json").facts["clocks"]}


def by_law() -> dict[str, int]:
    return {name: term.period.length for name, term in TERMS.items()}


@pytest.mark.usefixtures("area")
def test_a_new_area_keeps_to_the_law(ruhu: Ruhu) -> None:
    facts = ruhu("area", "show", "--json").facts
    assert lengths(ruhu) == by_law()
    assert facts["calendar_years"] == [2024, 2025, 2026]
    assert facts["days"] == []
    assert all(clock["article"] and clock["reason"] is None for clock in facts["clocks"])


@pytest.mark.usefixtures("area")
def test_a_clock_is_set_and_shown_with_its_reason(ruhu: Ruhu) -> None:
    assert "15 days (the law: 10 days)" in ruhu("area", "set", "--clock", "review=15", *BECAUSE).out
    assert lengths(ruhu) == {**by_law(), "review": 15}
    shown = ruhu("area", "show").out
    assert "15 days (the law: 10 days; 片区议定)" in shown
    assert "20 working days" in shown
    again = ruhu("area", "set", "--clock", "review=15", *BECAUSE)
    assert "Nothing was changed" in again.out
    told = ruhu("area", "set", "--clock", "review=16", "--clock", "publication=10", *BECAUSE, "--json").facts
    assert told["changed"]
    assert {each["name"]: each["length"] for each in told["clocks"]} == {"review": 16, "publication": 10}


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("review=9", "an area may only give the household more. Name 10 or more"),
        ("decision_litigation=5", "Name 6 or more"),
        ("publication=21", "an area may only give it less. Name 1 to 20"),
        ("publication=0", "Name 1 to 20"),
    ],
)
@pytest.mark.usefixtures("area")
def test_what_is_not_in_a_households_favour_is_refused(ruhu: Ruhu, setting: str, said: str) -> None:
    assert said in ruhu("area", "set", "--clock", setting, *BECAUSE, ends=1).err
    (found,) = ruhu("area", "set", "--clock", setting, *BECAUSE, "--json", ends=1).refused["findings"]
    assert found["field"] == "length"
    assert lengths(ruhu) == by_law()


@pytest.mark.usefixtures("area")
def test_a_reason_is_needed(ruhu: Ruhu) -> None:
    assert "--because" in ruhu("area", "set", "--clock", "review=15", ends=2).err
    ruhu("area", "set", "--clock", "review=15", "--because", " ", ends=1)
    assert lengths(ruhu) == by_law()


@pytest.mark.parametrize(
    "words",
    [
        ("set", "--clock", "review"),
        ("set", "--clock", "review=-3"),
        ("set", "--rest", "tomorrow"),
        ("set",),
        ("unset",),
    ],
)
@pytest.mark.usefixtures("area")
def test_a_wrong_call_is_told_how_it_is_right(ruhu: Ruhu, words: tuple[str, ...]) -> None:
    assert "ruhu area" in ruhu("area", *words, *BECAUSE, ends=2).err


@pytest.mark.usefixtures("area")
def test_a_clock_that_is_none_names_those_there_are(ruhu: Ruhu) -> None:
    for verb, named in (("set", "rewiev=15"), ("unset", "rewiev")):
        refused = ruhu("area", verb, "--clock", named, *BECAUSE, "--json", ends=1).refused
        assert "review" in refused["remedy"]


@pytest.mark.usefixtures("area")
def test_days_say_for_whose_time_they_count(ruhu: Ruhu) -> None:
    said = ruhu("area", "set", "--rest", "2026-12-10", "--rest", "2027-01-01", "--work", "2026-12-12", *BECAUSE).out
    rest, of_2027, work = said.splitlines()
    assert "for the household's time, not for the office's" in rest
    assert "for the office's time, not for the household's" in work
    assert "for everybody" in of_2027
    shown = ruhu("area", "show", "--json").facts["days"]
    assert [(each["day"], each["kind"], each["reason"]) for each in shown] == [
        ("2026-12-10", "rest", "片区议定"),
        ("2026-12-12", "work", "片区议定"),
        ("2027-01-01", "rest", "片区议定"),
    ]


@pytest.mark.usefixtures("area")
def test_what_was_set_is_taken_back(ruhu: Ruhu) -> None:
    ruhu("area", "set", "--clock", "review=15", "--rest", "2026-12-10", *BECAUSE)
    said = ruhu("area", "unset", "--clock", "review", "--day", "2026-12-10", *BECAUSE).out
    assert "10 days (the law: 10 days)" in said
    assert "as in the country's calendar" in said
    assert lengths(ruhu) == by_law()
    assert ruhu("area", "show", "--json").facts["days"] == []
    assert "Nothing was changed" in ruhu("area", "unset", "--clock", "review", *BECAUSE).out


def test_it_speaks_chinese(area: Path, ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    said = ruhu("area", "set", "--store", area, "--clock", "review=15", *BECAUSE).out
    assert "申请复核评估：15 天（法定 10 天）" in said
    shown = ruhu("area", "show").out
    assert "20 个工作日" in shown
    assert "6 个月" in shown
    assert "最少 10" in ruhu("area", "set", "--clock", "review=9", *BECAUSE, ends=1).err
