"""`ruhu rights` and `ruhu grievance`: until when a household may object, and what it complains of."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import stores
from terminal import NUMBER, Ruhu

from desktop.casework import area_rules
from desktop.domain.records import Grievance, GrievanceEvent
from desktop.domain.working_days import Period, Unit, end
from desktop.sheets import pictured
from desktop.store.store import DEFAULT_ZONE

pytestmark = pytest.mark.usefixtures("stated")

TODAY = datetime.now(ZoneInfo(DEFAULT_ZONE)).date()  # the command's own clock
REVIEW_ENDS = end(TODAY, Period(10, Unit.DAYS), area_rules.country()).day


@pytest.fixture
def served(stated: Path, ruhu: Ruhu, tmp_path: Path) -> Path:
    lines = [
        {"record": "service", "household": NUMBER, "document": "appraisal_report", "document_number": "PG-1",
         "served_at": f"{TODAY}T00:00:00+08:00", "manner": "handed", "servers": ["陈示例", "何示例"]},
        {"record": "told", "household": NUMBER, "term": "review", "told_on": str(TODAY), "told_by": "何示例"},
    ]  # fmt: skip
    file = tmp_path / "served.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    ruhu("record", file, "--because", "登记表")
    return stated


@pytest.mark.usefixtures("served")
def test_one_households_remedies_are_told_with_their_last_day(ruhu: Ruhu) -> None:
    facts = ruhu("rights", "--household", NUMBER, "--json").facts
    review, expert, *_ = facts["remedies"]
    assert (review["term"], review["start"], review["last_day"]) == ("review", str(TODAY), str(REVIEW_ENDS))
    assert (review["told_on"], review["told_by"], review["begun"]) == (str(TODAY), "何示例", True)
    assert (expert["begun"], expert["last_day"], expert["told_on"]) == (False, None, None)
    said = ruhu("rights", "--household", NUMBER).out
    assert f"Have the appraisal reviewed  {TODAY}" in said
    assert "not yet told" in said


@pytest.mark.usefixtures("served")
def test_the_area_is_asked_whose_time_ends_first(ruhu: Ruhu) -> None:
    (soonest,) = ruhu("rights", "--json").facts["soonest"]
    assert (soonest["household"], soonest["term"]) == (NUMBER, "review")
    assert NUMBER in ruhu("rights").out


def test_an_area_in_which_nothing_runs_says_so(ruhu: Ruhu) -> None:
    assert "No clock runs." in ruhu("rights").out


def test_a_grievance_without_a_name_and_a_household_gets_a_slip(ruhu: Ruhu, stated: Path) -> None:
    facts = ruhu("grievance", "add", "--words", "打电话没有人接。", "--manner", "anonymous", "--json").facts
    assert facts["slip"].endswith("-0001")
    with stores.opened(stated) as store:
        (row,) = store.records(Grievance)
        assert (row.household, row.raised_by, row.slip_number) == (None, None, facts["slip"])
        assert row.due_on is not None
        assert row.due_on - TODAY >= timedelta(days=60)
    assert ruhu("grievance", "add", "--words", "又打了一次。", "--json").facts["slip"].endswith("-0002")


@pytest.mark.parametrize("whose", [(), ("--household", NUMBER)])
def test_a_slip_is_a_pdf_that_stands_in_the_register(
    ruhu: Ruhu, stated: Path, tmp_path: Path, whose: tuple[str, ...]
) -> None:
    said = ("grievance", "add", "--words", "打电话没有人接。", *whose, "--json")
    slip = ruhu(*said).facts["slip"]
    file = Path(ruhu("grievance", "print", slip, "-o", tmp_path / "slips", "--json").facts["file"])
    text = pictured.page_text(file.read_bytes(), 0)
    assert slip in text
    assert "打电话没有人接。" in text
    (printed,) = ruhu("prints", "list", "--json").facts["prints"]
    assert (printed["paper"], printed["number"]) == ("grievance", slip)
    assert stated.is_dir()


def test_a_grievance_is_open_until_the_household_accepts(ruhu: Ruhu, stated: Path) -> None:
    slip = ruhu("grievance", "add", "--household", NUMBER, "--words", "厢房没有算。", "--json").facts["slip"]
    due = ruhu("grievance", "list", "--json").facts["concerns"][0]["due_on"]
    for step, standing in (("note", "open"), ("answer", "answered"), ("not_accepted", "open"), ("accepted", "closed")):
        facts = ruhu("grievance", "answer", slip, "--step", step, "--words", "去看过。", "--json").facts
        assert (facts["standing"], facts["due_on"]) == (standing, due)
    assert "No grievance and no request is open." in ruhu("grievance", "list").out
    assert slip in ruhu("grievance", "list", "--everything").out
    with stores.opened(stated) as store:
        assert len(store.records(GrievanceEvent)) == 4


def test_an_answer_says_something_and_comes_after_the_grievance(ruhu: Ruhu) -> None:
    slip = ruhu("grievance", "add", "--words", "厢房没有算。", "--json").facts["slip"]
    assert "in a few words" in ruhu("grievance", "answer", slip, ends=1).err
    assert "nothing was done about it before" in ruhu(
        *("grievance", "answer", slip, "--words", "去看过。", "--on", "2020-01-01"), ends=1
    ).err  # fmt: skip
    assert ruhu("grievance", "list", "--json").facts["concerns"][0]["standing"] == "open"


def test_who_gives_no_name_is_not_named(ruhu: Ruhu) -> None:
    named = ("grievance", "add", "--words", "厢房没有算。", "--manner", "anonymous", "--by", "马示例")
    assert "without a name" in ruhu(*named, ends=1).err


def test_a_slip_that_nobody_has_is_refused(ruhu: Ruhu) -> None:
    assert "No grievance has the slip 诉-X" in ruhu("grievance", "answer", "诉-X", "--words", "a", ends=1).err


def test_a_manner_or_a_day_that_is_none_is_refused(ruhu: Ruhu) -> None:
    assert "choices" in ruhu("grievance", "add", "--words", "a", "--manner", "shouted", ends=1).err
    assert "A day is written as" in ruhu("grievance", "add", "--words", "a", "--on", "11-18", ends=2).err
