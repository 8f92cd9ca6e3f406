"""`ruhu ledger` and `ruhu appraisal` as a person and a script meet them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import stores
from damage import contents
from ledgers import LAYOUTS, OLD_BINARY, appraisals
from openpyxl import Workbook, load_workbook
from terminal import Ruhu

from desktop.domain.records import Appraisal, Household, Look

pytestmark = pytest.mark.usefixtures("area")

COUNTS = {"rows": {"source", "imported", "not_household", "refused"}, "households": {"new", "changed", "same"}}
FINDING = {"sheet", "row", "column", "read", "problem", "proposal"}


def laid_out(layout: str, folder: Path) -> Path:
    make, suffix = LAYOUTS[layout]
    file = folder / f"{layout}{suffix}"
    make(file)
    return file


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    return laid_out("damaged", tmp_path)


def mapping(file: Path, **meanings: str) -> Path:
    file.write_text(json.dumps(meanings, ensure_ascii=False), "utf-8")
    return file


def test_an_import_answers_with_every_row_household_and_finding(ruhu: Ruhu, damaged: Path) -> None:
    said = ruhu("ledger", "import", damaged, "--json").facts
    assert {name: {*said[name]} for name in COUNTS} == COUNTS
    assert said["rows"] == {"source": 14, "imported": 11, "not_household": 0, "refused": 3}
    assert said["households"] == {"new": 11, "changed": 0, "same": 0}
    assert all({*finding} == FINDING for finding in said["findings"])
    assert {
        "sheet": "台账",
        "row": 12,
        "column": "E",
        "read": "62,4O",
        "problem": "This can't be read as one number. Write one number in digits, such as 62.40.",
        "proposal": "62.40",
    } in said["findings"]


@pytest.mark.parametrize("layout", ["sample", "cards", "english_csv", "old_binary", "a_sheet_per_lane"])
def test_the_source_rows_are_the_sum_of_the_others(layout: str, ruhu: Ruhu, tmp_path: Path) -> None:
    rows = ruhu("ledger", "import", laid_out(layout, tmp_path), "--dry-run", "--json").facts["rows"]
    assert rows["source"] == rows["imported"] + rows["not_household"] + rows["refused"]


def test_the_second_time_all_is_the_same_and_nothing_is_written(ruhu: Ruhu, damaged: Path, area: Path) -> None:
    first = ruhu("ledger", "import", damaged, "--json").facts
    with stores.opened(area) as store:
        before = store.digest(), store.end
    again = ruhu("ledger", "import", damaged, "--json").facts
    assert (first["entries"], again["entries"]) == (11, 0)
    assert again["rows"] == first["rows"]
    assert again["households"] == {"new": 0, "changed": 0, "same": 11}
    assert "nothing in it is new" in ruhu("ledger", "import", damaged).out
    with stores.opened(area) as store:
        assert (store.digest(), store.end) == before


def test_a_dry_run_writes_nothing(ruhu: Ruhu, damaged: Path, area: Path) -> None:
    before = contents(area)
    said = ruhu("ledger", "import", damaged, "--dry-run", "--json").facts
    assert said["households"]["new"] == 11
    assert said["entries"] == 0
    assert contents(area) == before
    assert "Nothing was written: this was a look." in ruhu("ledger", "import", damaged, "--dry-run").out


def test_a_changed_cell_is_an_edit_whose_reason_names_the_file_and_the_row(
    ruhu: Ruhu, damaged: Path, tmp_path: Path
) -> None:
    ruhu("ledger", "import", damaged)
    book = load_workbook(damaged)
    book["台账"]["E3"] = 61.75
    book.save(tmp_path / "later.xlsx")
    said = ruhu("ledger", "import", tmp_path / "later.xlsx", "--json").facts
    assert said["households"] == {"new": 0, "changed": 1, "same": 10}
    assert "later.xlsx · 3" in ruhu("journal", "show", "--household", "D-1").out


def test_findings_go_to_standard_error_the_heaviest_first(ruhu: Ruhu, damaged: Path) -> None:
    said = ruhu("ledger", "import", damaged)
    assert said.out.splitlines() == [
        "14 rows: 11 of households, 0 that are none, 3 refused.",
        "Households: 11 new, 0 changed, 0 the same.",
        "What is new or changed is written now.",
    ]
    assert said.err.splitlines()[-1].startswith("台账 G14 “90”: The total is not the sum")
    assert "台账 E12 “62,4O”: This can't be read as one number." in said.err


def test_it_speaks_chinese(ruhu: Ruhu, damaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    said = ruhu("ledger", "import", damaged)
    assert "共 14 行：住户的 11 行" in said.out
    assert "台账 E12 “62,4O”：这里读不出一个数" in said.err
    assert not re.search("[A-Za-z]{4,}", (said.out + said.err).replace("Excel", ""))


def test_probable_duplicates_are_listed(ruhu: Ruhu, tmp_path: Path) -> None:
    file = laid_out("repeated", tmp_path)
    assert ruhu("ledger", "import", file, "--dry-run", "--json").facts["duplicates"] == [
        {"first": "R-3", "second": "R-3", "reason": "the same household number"}
    ]
    assert "Perhaps one household: R-3 and R-3" in ruhu("ledger", "import", file).out


def test_a_mapping_says_what_columns_mean_and_is_remembered(ruhu: Ruhu, area: Path, tmp_path: Path) -> None:
    file = laid_out("wide", tmp_path)
    said = mapping(tmp_path / "map.json", 自定7栏="household.note")
    ruhu("ledger", "import", file, "--map", said)
    with stores.opened(area) as store:
        assert store.records(Household, number="W-3")[0].note == "3/7"
    columns = ruhu("ledger", "import", file, "--dry-run", "--json").facts["columns"]
    assert {"sheet": "宽表", "title": "自定7栏", "means": "household.note", "certainty": "sure"} in columns


@pytest.mark.usefixtures("area")
def test_titles_that_are_not_found_stand_where_the_command_says(ruhu: Ruhu, tmp_path: Path) -> None:
    file, mapping = tmp_path / "strange.csv", tmp_path / "map.json"
    file.write_text("各组上报,\n甲,乙\nH-1,马示例\n", "utf-8")
    mapping.write_text('{"甲": "household.number", "乙": "person.name"}', "utf-8")
    assert "--titles-at" in ruhu("ledger", "import", file, ends=1).err
    for told in ("strange", "strange=x", "strange=9", "=2"):
        assert "Nothing was read." in ruhu("ledger", "import", file, "--titles-at", told, ends=1).err
    told = ruhu("ledger", "import", file, "--titles-at", "strange=2", "--map", mapping, "--json").facts
    assert told["households"] == {"new": 1, "changed": 0, "same": 0}


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ('{"户号": "x.y"}', "names what no column can mean: x.y"),
        ('{"户名": "household.note"}', "columns that the file doesn't have: 户名"),
        ('["户号"]', "is not a mapping"),
        ('{"户号": 3}', "is not a mapping"),
        ("户号,number", "is not a mapping"),
    ],
)
def test_a_mapping_that_is_none_is_refused_with_what_to_write(
    written: str, what: str, ruhu: Ruhu, area: Path, tmp_path: Path
) -> None:
    file = laid_out("wide", tmp_path)
    (tmp_path / "map.json").write_text(written, "utf-8")
    before = contents(area)
    refused = ruhu("ledger", "import", file, "--map", tmp_path / "map.json", "--json", ends=1).refused
    assert what in refused["what"]
    assert "JSON" in refused["remedy"] or "--json" in refused["remedy"]
    assert contents(area) == before


def not_a_ledger(folder: Path) -> dict[str, Path]:
    """Files that are no ledger, by what is said of them."""
    book = Workbook()
    book.worksheets[0].append(["本月工作小结"])
    book.save(folder / "summary.xlsx")
    (folder / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (folder / "half.xls").write_bytes(OLD_BINARY.read_bytes()[:2000])
    (folder / "empty.csv").write_bytes(b"")
    return {
        "No ledger was found": folder / "summary.xlsx",
        "is no table that can be read": folder / "picture.xlsx",
        "is damaged": folder / "half.xls",
        "is empty": folder / "empty.csv",
        "There is no file": folder / "nowhere.xlsx",
        "is a folder": folder,
    }


def test_what_is_no_ledger_is_refused_with_a_remedy_and_nothing_is_written(
    ruhu: Ruhu, area: Path, tmp_path: Path
) -> None:
    before = contents(area)
    for what, file in not_a_ledger(tmp_path).items():
        refused = ruhu("ledger", "import", file, "--json", ends=1).refused
        assert what in refused["what"]
        assert refused["remedy"]
    assert contents(area) == before


def test_files_are_listed_newest_first_and_taken_back(ruhu: Ruhu, damaged: Path, tmp_path: Path) -> None:
    assert "No file was taken in yet." in ruhu("ledger", "list").out
    ruhu("ledger", "import", damaged)
    ruhu("ledger", "import", laid_out("english_csv", tmp_path))
    second, first = ruhu("ledger", "list", "--json").facts["intakes"]
    assert (first["file"], first["households"]) == ("damaged.xlsx", 11)
    assert first["rows"] == {"source": 14, "imported": 11, "not_household": 0, "refused": 3}
    assert second["file"] == "english_csv.csv"
    back = ruhu("ledger", "withdraw", first["id"], "--because", "拿错了", "--json").facts
    assert back == {"taken_back": 11, "left": 0}
    assert len(ruhu("household", "list", "--json").facts["households"]) == 8
    assert "withdrawn" in ruhu("ledger", "list").out
    assert "already" in ruhu("ledger", "withdraw", first["id"], "--because", "拿错了", ends=1).err


def test_taking_back_needs_an_id_and_a_reason(ruhu: Ruhu, damaged: Path) -> None:
    ruhu("ledger", "import", damaged)
    (about,) = ruhu("ledger", "list", "--json").facts["intakes"]
    assert "--because" in ruhu("ledger", "withdraw", about["id"], ends=2).err
    assert "not the id" in ruhu("ledger", "withdraw", "3", "--because", "拿错了", ends=1).err


def test_a_household_that_was_edited_since_is_said_to_stay(ruhu: Ruhu, damaged: Path, tmp_path: Path) -> None:
    ruhu("ledger", "import", damaged)
    (about,) = ruhu("ledger", "list", "--json").facts["intakes"]
    visit: dict[str, Any] = {"record": "person", "household": "D-1", "name": "何示例", "role": "family"}
    (tmp_path / "person.jsonl").write_text(json.dumps(visit), "utf-8")
    ruhu("record", tmp_path / "person.jsonl")
    said = ruhu("ledger", "withdraw", about["id"], "--because", "拿错了")
    assert "10 households were taken back." in said.out
    assert "1 household stays: something was written there since." in said.out


def test_an_export_is_masked_and_comes_back_as_the_same(ruhu: Ruhu, damaged: Path, area: Path, tmp_path: Path) -> None:
    ruhu("ledger", "import", damaged)
    before = contents(area)
    said = ruhu("ledger", "export", tmp_path / "out.xlsx", "--json").facts
    assert said == {"file": str(tmp_path / "out.xlsx"), "households": 11, "rows": 11, "masked": True}
    assert contents(area) == before
    again = ruhu("ledger", "import", tmp_path / "out.xlsx", "--json").facts
    assert again["households"] == {"new": 0, "changed": 0, "same": 11}


def test_sensitive_values_go_out_only_with_a_reason(ruhu: Ruhu, damaged: Path, area: Path, tmp_path: Path) -> None:
    ruhu("ledger", "import", damaged)
    out = tmp_path / "out.xlsx"
    for words in (["--unmask"], ["--because", "核对"], ["--unmask", "--because", " "]):
        assert "--because REASON together" in ruhu("ledger", "export", out, *words, ends=2).err
    assert not out.exists()
    said = ruhu("ledger", "export", out, "--unmask", "--because", "街道办核对")
    assert "Nothing is masked in it." in said.out
    with stores.opened(area) as store:
        assert len(store.records(Look)) == 1


def test_an_export_never_writes_over_a_file(ruhu: Ruhu, tmp_path: Path) -> None:
    (tmp_path / "out.xlsx").write_bytes(b"of somebody")
    assert "is there already" in ruhu("ledger", "export", tmp_path / "out.xlsx", ends=1).err
    assert (tmp_path / "out.xlsx").read_bytes() == b"of somebody"
    assert ".xlsx" in ruhu("ledger", "export", tmp_path / "out.csv", ends=2).err


def test_a_firms_list_is_taken_in_for_households_that_are_there(ruhu: Ruhu, area: Path, tmp_path: Path) -> None:
    appraisals(tmp_path / "list.xlsx")
    first = ruhu("appraisal", "import", tmp_path / "list.xlsx", "--json").facts
    assert first["rows"] == {"source": 7, "imported": 0, "not_household": 1, "refused": 6}
    ruhu("ledger", "import", laid_out("other_titles", tmp_path))
    said = ruhu("appraisal", "import", tmp_path / "list.xlsx", "--json").facts
    assert said["households"] == {"new": 0, "changed": 6, "same": 0}
    again = ruhu("appraisal", "import", tmp_path / "list.xlsx", "--json").facts
    assert again["households"] == {"new": 0, "changed": 0, "same": 6}
    with stores.opened(area) as store:
        assert [each.amount for each in store.records(Appraisal)][:2] == [32_448_100, 33_448_100]
