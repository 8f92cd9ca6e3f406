"""`ruhu area`: clocks and days are set with a reason, shown with their article, and never against a household."""

from pathlib import Path

import pytest
import stores
from terminal import Ruhu

from desktop.domain.rights import RULED

BECAUSE = ("--because", "片区议定")


def lengths(ruhu: Ruhu) -> dict[str, int]:
    return {each["name"]: each["length"] for each in ruhu("area", "show", "--json").facts["clocks"]}


def by_law() -> dict[str, int]:
    return {name: term.period.length for name, term in RULED.items()}


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
        ("grievance=61", "an area may only give it less. Name 1 to 60"),
        ("data_request=31", "Name 1 to 30"),
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
        ("set", "--fact", "签约率"),
        ("set", "--notice", "soon"),
        ("set", "--fact", "签约率=1%", "--since", "soon"),
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


# Facts that plans ask for


def facts_set(ruhu: Ruhu) -> list[tuple[str, str, str | None, str | None]]:
    told = ruhu("area", "show", "--json").facts["facts"]
    return [(each["name"], each["value"], each["unit"], each["since"]) for each in told]


@pytest.mark.usefixtures("area")
def test_facts_are_set_with_their_unit_from_a_day_on(ruhu: Ruhu) -> None:
    said = ruhu(
        "area", "set", "--fact", "签约率=61.20%", "--fact", "区片价=4600 元/㎡", "--fact", "期限止=2026-12-31", *BECAUSE
    )
    assert "签约率: 61.20% (片区议定)" in said.out
    ruhu("area", "set", "--fact", "签约率=70%", "--since", "2026-12-01", *BECAUSE)
    assert facts_set(ruhu) == [
        ("区片价", "4600", "元/㎡", None),
        ("期限止", "2026-12-31", None, None),
        ("签约率", "61.20", "%", None),
        ("签约率", "70", "%", "2026-12-01"),
    ]
    assert "签约率: 70%, since 2026-12-01 (片区议定)" in ruhu("area", "show").out


@pytest.mark.usefixtures("area")
def test_a_fact_is_corrected_on_its_day_and_taken_back_by_its_name(ruhu: Ruhu) -> None:
    ruhu("area", "set", "--fact", "签约率=61.20%", *BECAUSE)
    assert "Nothing was changed" in ruhu("area", "set", "--fact", "签约率=61.20%", *BECAUSE).out
    ruhu("area", "set", "--fact", "签约率=61.30%", "--because", "数错了")
    assert facts_set(ruhu) == [("签约率", "61.30", "%", None)]
    ruhu("area", "unset", "--fact", "签约率", *BECAUSE)
    assert facts_set(ruhu) == []
    assert "Nothing was changed" in ruhu("area", "unset", "--fact", "签约率", *BECAUSE).out


@pytest.mark.usefixtures("area")
def test_the_day_of_the_notice_is_set(ruhu: Ruhu) -> None:
    ruhu("area", "set", "--notice", "2026-10-09", *BECAUSE)
    assert ruhu("area", "show", "--json").facts["area"]["notice_on"] == "2026-10-09"


@pytest.mark.usefixtures("area")
def test_of_facts_and_clocks_that_are_set_together_all_or_none_hold(ruhu: Ruhu) -> None:
    ruhu("area", "set", "--fact", "签约率=61.20%", "--clock", "review=9", *BECAUSE, ends=1)
    assert facts_set(ruhu) == []


def test_it_speaks_chinese(area: Path, ruhu: Ruhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    said = ruhu("area", "set", "--store", area, "--clock", "review=15", *BECAUSE).out
    assert "申请复核评估：15 天（法定 10 天）" in said
    shown = ruhu("area", "show").out
    assert "20 个工作日" in shown
    assert "6 个月" in shown
    assert "最少 10" in ruhu("area", "set", "--clock", "review=9", *BECAUSE, ends=1).err


@pytest.mark.usefixtures("area")
def test_a_slip_names_the_day_by_the_areas_own_period(ruhu: Ruhu) -> None:
    ruhu("area", "set", "--clock", "grievance=15", *BECAUSE)
    told = ruhu(
        "grievance", "add", "--words", "路灯坏了", "--manner", "anonymous", "--on", "2026-11-02", "--json"
    ).facts
    assert told["due_on"] == "2026-11-17"


@pytest.mark.usefixtures("area")
def test_what_the_papers_say_of_the_area_is_set_and_taken_off(ruhu: Ruhu) -> None:
    told = ruhu("area", "describe", "--set", "office=示例区征收办", "--set", "court=示例市中级人民法院", "--json").facts
    assert told["changed"]
    again = ruhu("area", "describe", "--set", "office=示例区征收办")
    assert "Nothing was changed" in again.out
    ruhu("area", "describe", "--set", "court=")
    shown = ruhu("area", "show", "--json").facts["area"]
    assert shown["office"] == "示例区征收办"
    assert "court" not in shown


@pytest.mark.parametrize("text", ["office", "name=别的片区", "notice_on=2026-11-01", "x=1"])
@pytest.mark.usefixtures("area")
def test_only_what_papers_say_is_described(ruhu: Ruhu, text: str) -> None:
    assert "one of project" in " ".join(ruhu("area", "describe", "--set", text, ends=2).err.split())


@pytest.mark.usefixtures("area")
def test_a_zone_that_there_is_not_is_refused(ruhu: Ruhu) -> None:
    assert "no such time zone" in ruhu("area", "describe", "--set", "zone=Asia/Nowhere", ends=1).err


@pytest.mark.usefixtures("area")
def test_papers_can_say_by_which_number_somebody_is_reached(ruhu: Ruhu) -> None:
    told = ruhu("area", "staff", "--person", stores.CLERK, "--team", "一组", "--phone", "0000-1234567", "--json").facts
    assert told == {
        "changed": True, "name": stores.CLERK, "role": "clerk", "team": "一组", "phone": "0000-1234567",
    }  # fmt: skip
    assert "0000-1234567" in ruhu("area", "staff").out
    ruhu("area", "staff", "--person", stores.CLERK, "--phone", "")
    assert ruhu("area", "staff", "--json").facts["staff"][0]["phone"] is None
    assert "works here" in ruhu("area", "staff", "--person", "谁也不是", "--team", "一组", ends=1).err
    ruhu("area", "staff", "--person", stores.CLERK, ends=2)
