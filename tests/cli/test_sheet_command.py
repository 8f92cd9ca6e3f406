"""`ruhu sheet` and `ruhu prints`: papers into a folder, and the register that says where they are."""

from pathlib import Path

import pytest
import stores
from builders import a_household, a_visit
from plans import a_known_household, a_plan, issued, locked
from terminal import Ruhu

from desktop.casework import calculation, household_facts, policy
from desktop.domain.records import Household
from desktop.sheets import pictured

NUMBER, OTHER = "DY-03-0127", "DY-03-0128"
CLERK = ("--as", stores.CLERK)


@pytest.fixture
def area(new_store: stores.NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One household with a locked sum and a visit, another with neither."""
    with issued(new_store("area"), policy.read(a_plan(tmp_path / "plan"))) as store:
        home = a_known_household(store)
        done = calculation.reckon(store, home, lambda draft: household_facts.said(draft.sound().pack, ["楼层=3"]))
        locked(store, done)
        store.save(a_household(number=OTHER), a_visit(household=home.id))
        assert {each.number for each in store.records(Household)} == {NUMBER, OTHER}
        monkeypatch.setenv("RUHU_STORE", str(store.folder))
    return tmp_path / "papers"


def test_a_households_sheet_is_a_pdf_that_stands_in_the_register(ruhu: Ruhu, area: Path) -> None:
    facts = ruhu("sheet", "--household", NUMBER, "-o", area, *CLERK, "--json").facts
    ((made,), left) = facts["files"], facts["left_out"]
    assert left == []
    (paper,) = made["papers"]
    assert (paper["paper"], paper["version"], paper["language"]) == ("sheet", 1, "zh_CN")
    text = pictured.page_text(Path(made["file"]).read_bytes(), 0)
    assert paper["code"] in text
    ((printed,),) = ruhu("prints", "list", *CLERK, "--json").facts.values()
    assert (printed["code"], printed["step"], printed["number"]) == (paper["code"], "printed", paper["number"])


def test_a_household_without_a_locked_sum_is_refused_with_the_reason(ruhu: Ruhu, area: Path) -> None:
    said = ruhu("sheet", "--household", OTHER, "-o", area, *CLERK, ends=1)
    assert "lock" in said.err.lower()


def test_of_all_those_without_are_told_and_the_others_printed(ruhu: Ruhu, area: Path) -> None:
    facts = ruhu("sheet", "--all", "-o", area, *CLERK, "--json").facts
    assert [each["number"] for each in facts["left_out"]] == [OTHER]
    assert all(each["what"] and each["remedy"] for each in facts["left_out"])
    assert len([*area.glob("*.pdf")]) == 1


def test_several_papers_of_a_household_are_one_file(ruhu: Ruhu, area: Path) -> None:
    chosen = ("--paper", "sheet", "--paper", "card", "--paper", "visit")
    facts = ruhu("sheet", "--household", NUMBER, *chosen, "--language", "en", "-o", area, *CLERK, "--json").facts
    ((made,),) = (facts["files"],)
    assert [(each["paper"], each["language"]) for each in made["papers"]] == [
        ("sheet", "en"),
        ("card", "en"),
        ("visit", "en"),
    ]
    assert pictured.page_count(Path(made["file"]).read_bytes()) == made["pages"]


def test_all_in_one_is_never_written_over(ruhu: Ruhu, area: Path) -> None:
    ruhu("sheet", "--all", "--in-one", "all.pdf", "-o", area, *CLERK)
    before = (area / "all.pdf").read_bytes()
    ruhu("sheet", "--all", "--in-one", "all.pdf", "-o", area, *CLERK, ends=1)
    assert (area / "all.pdf").read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("--household", NUMBER, "--all"),
        (),
        ("--household", NUMBER, "--paper", "napkin"),
        ("--household", NUMBER, "--language", "fr"),
    ],
)
def test_what_is_not_clear_is_a_wrong_call(ruhu: Ruhu, area: Path, words: tuple[str, ...]) -> None:
    ruhu("sheet", *words, "-o", area, *CLERK, ends=2)


def test_blank_forms_are_numbered_and_registered(ruhu: Ruhu, area: Path) -> None:
    wanted = ("--blank", 2, "--paper", "visit", "--paper", "not_met", "-o", area)
    first, second = (ruhu("sheet", *wanted, *CLERK, "--json").facts["files"][0]["papers"] for _ in range(2))
    numbers = [each["number"] for each in (*first, *second)]
    assert len({*numbers}) == 8
    assert {each["paper"] for each in first} == {"visit", "not_met"}
    ruhu("sheet", "--blank", 1, "--paper", "sheet", "-o", area, *CLERK, ends=1)


def test_an_unknown_lane_is_refused(ruhu: Ruhu, area: Path) -> None:
    ruhu("sheet", "--lane", "没有这条巷", "-o", area, *CLERK, ends=1)


def test_where_a_print_went_is_written_down(ruhu: Ruhu, area: Path) -> None:
    ruhu("sheet", "--household", NUMBER, "-o", area, *CLERK)
    ((printed,),) = ruhu("prints", "list", *CLERK, "--json").facts.values()
    ruhu("prints", "note", printed["id"], "handed", "--receiver", "马示例", *CLERK)
    told = ruhu("prints", "list", "--household", NUMBER, *CLERK).out
    assert "the household has it: 马示例" in told
    ruhu("prints", "note", printed["id"], "handed", *CLERK, ends=1)
    ruhu("prints", "note", printed["id"], "lost", *CLERK, ends=2)
    assert ruhu("prints", "list", "--to-collect", *CLERK, "--json").facts == {"prints": []}
