"""`ruhu flats`: the office's list comes in whole, a flat is one household's, and two at once wait for a decision."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import stores
from damage import contents
from openpyxl import Workbook
from terminal import NUMBER, Ruhu

from desktop.domain.fields import Role
from desktop.domain.records import Flat, Household, Intake
from desktop.store import opening, vault

pytestmark = pytest.mark.usefixtures("stated")

TITLES = ["序号", "幢号", "单元", "房号", "所在层", "总层数", "户型", "建筑面积（㎡）", "楼层系数", "单价（元/㎡）"]
FLATS: list[list[Any]] = [
    [1, "2幢", "2单元", 101, 1, 18, "两室一厅", 88.6, 0.98, 4280],
    [2, "2幢", "2单元", "201室", 2, 18, "两室一厅", "88.60 ㎡", 1, "4,280.50"],
    [3, "10幢", "1单元", "1803", 18, 18, "三室", 120.125, "1.0150", 4300],
]
COLLEAGUE = "何示例"


def a_list(file: Path, rows: Sequence[Sequence[Any]] = FLATS, titles: Sequence[str] = TITLES) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "房源"
    sheet.append(["示例片区安置房源表"])
    sheet.append([*titles])
    for row in rows:
        sheet.append([*row])
    sheet.append(["合计", None, None, None, None, None, None, 297.325])
    book.save(file)
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return a_list(tmp_path / "flats.xlsx")


def all_flats(area: Path) -> list[Flat]:
    with stores.opened(area) as store:
        return list(store.records(Flat))


def test_a_list_of_the_office_comes_in_with_units_and_counting_words(ruhu: Ruhu, stated: Path, file: Path) -> None:
    said = ruhu("flats", "import", file, "--json").facts
    assert said["flats"] == {"new": 3, "changed": 0, "same": 0}
    assert said["rows"] == {"source": 4, "other": 1, "refused": 0}
    flat = all_flats(stated)[1]
    assert (flat.building, flat.unit, flat.room, flat.on_floor) == ("2", "2", "201", 2)
    assert (flat.area, flat.coefficient, flat.unit_price) == (Decimal("88.60"), Decimal(1), 428_050)
    with stores.opened(stated) as store:
        (about,) = store.records(Intake)
        assert (about.kind, about.source_rows, about.imported_rows, about.entries) == ("flat", 4, 3, 3)
    told = ruhu("flats", "list").out
    assert [line.split()[0] for line in told.splitlines()] == ["flat", "2-2-101", "2-2-201", "10-1-1803", "3"]


def test_the_same_list_twice_writes_nothing(ruhu: Ruhu, stated: Path, file: Path) -> None:
    ruhu("flats", "import", file)
    before = contents(stated)
    again = ruhu("flats", "import", file, "--json").facts
    assert again["flats"] == {"new": 0, "changed": 0, "same": 3}
    assert again["entries"] == 0
    assert "nothing in it is new" in ruhu("flats", "import", file).out
    assert contents(stated) == before


def test_a_look_says_what_would_be_written_and_writes_nothing(ruhu: Ruhu, stated: Path, file: Path) -> None:
    before = contents(stated)
    assert ruhu("flats", "import", file, "--dry-run", "--json").facts["flats"]["new"] == 3
    assert "Nothing was written: this was a look." in ruhu("flats", "import", file, "--dry-run").out
    assert contents(stated) == before


def test_what_changed_is_told_and_who_holds_a_flat_stays(ruhu: Ruhu, stated: Path, file: Path, tmp_path: Path) -> None:
    ruhu("flats", "import", file)
    ruhu("flats", "hold", "2-2-101", "--household", NUMBER)
    rows = [[*FLATS[0][:7], 89.1, *FLATS[0][8:]], *FLATS[1:]]
    later = a_list(tmp_path / "later.xlsx", rows)
    said = ruhu("flats", "import", later, "--json").facts
    assert said["flats"] == {"new": 0, "changed": 1, "same": 2}
    assert said["changes"] == [{"flat": "2-2-101", "row": 3, "field": "area", "before": "88.6", "after": "89.1"}]
    (first,) = [each for each in ruhu("flats", "list", "--json").facts["flats"] if each["flat"] == "2-2-101"]
    assert (first["area"], first["state"], first["household"]) == ("89.1", "reserved", NUMBER)
    assert "later.xlsx · 3" in ruhu("journal", "show").out
    assert len(all_flats(stated)) == 3


FAULTS: dict[str, tuple[list[Any], str, str]] = {
    "without a room": ([4, "3幢", "1单元", None, 1, 6, "", 60, 1, 4000], "D", "needed"),
    "an area in words": ([4, "3幢", "1单元", "101", 1, 6, "", "六十", 1, 4000], "H", "one number"),
    "an area below zero": ([4, "3幢", "1单元", "101", 1, 6, "", -60, 1, 4000], "H", "below zero"),
    "a price in words": ([4, "3幢", "1单元", "101", 1, 6, "", 60, 1, "肆仟元"], "J", "one number"),
    "another value for a flat of the file": ([4, "2", "2", "101", 1, 18, "", 70, 1, 4000], "D", "earlier row"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_refused_row_keeps_all_out_until_it_is_said_to_stay_out(
    ruhu: Ruhu, stated: Path, tmp_path: Path, fault: str
) -> None:
    row, column, problem = FAULTS[fault]
    file = a_list(tmp_path / "faulty.xlsx", [*FLATS, row])
    before = contents(stated)
    said = ruhu("flats", "import", file, "--json", ends=1).facts
    (found,) = [each for each in said["findings"] if each["column"] == column and each["row"] == 6]
    assert problem in found["problem"]
    assert (said["rows"]["refused"], said["entries"]) == (1, 0)
    assert contents(stated) == before
    told = ruhu("flats", "import", file, ends=1)
    assert "--leave-out-refused" in told.out
    assert f"房源 {column}6" in told.err
    assert ruhu("flats", "import", file, "--leave-out-refused", "--json").facts["entries"] == 3
    with stores.opened(stated) as store:
        assert store.records(Intake)[0].refused_rows == 1


def test_a_flat_that_stands_twice_with_the_same_values_is_taken_once(ruhu: Ruhu, tmp_path: Path) -> None:
    said = ruhu("flats", "import", a_list(tmp_path / "twice.xlsx", [*FLATS, FLATS[0]]), "--json").facts
    assert said["entries"] == 3
    assert "taken once" in said["findings"][0]["problem"]


def test_a_column_that_nobody_knows_is_told_and_left_out(ruhu: Ruhu, tmp_path: Path) -> None:
    file = a_list(tmp_path / "more.xlsx", [[*FLATS[0], "张示例"]], [*TITLES, "选房户主"])
    told = ruhu("flats", "import", file)
    assert "选房户主" in told.err
    assert "left out" in told.err
    assert ruhu("flats", "list", "--json").facts["flats"][0]["household"] is None


def test_csv_and_a_sheet_per_building_are_read(ruhu: Ruhu, stated: Path, tmp_path: Path) -> None:
    (tmp_path / "flats.csv").write_bytes("楼号,房间号,面积\n5号楼,301,66.5\n".encode("gb18030"))
    assert ruhu("flats", "import", tmp_path / "flats.csv", "--json").facts["flats"]["new"] == 1
    book = Workbook()
    book.worksheets[0].title = "6幢"
    for line in (["房号", "面积"], ["101", 70]):
        book.worksheets[0].append(line)
    book.save(tmp_path / "sheets.xlsx")
    assert ruhu("flats", "import", tmp_path / "sheets.xlsx", "--json").facts["flats"]["new"] == 1
    assert {flat.building for flat in all_flats(stated)} == {"5", "6"}


def test_what_is_no_list_of_flats_is_refused_with_a_remedy(ruhu: Ruhu, stated: Path, tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["户号", "户主", "面积"])
    book.save(tmp_path / "ledger.xlsx")
    (tmp_path / "empty.csv").write_bytes(b"")
    before = contents(stated)
    for file in (tmp_path / "ledger.xlsx", tmp_path / "empty.csv", tmp_path / "nowhere.xlsx"):
        refused = ruhu("flats", "import", file, "--json", ends=1).refused
        assert refused["what"]
        assert refused["remedy"]
    assert contents(stated) == before


def test_the_list_is_the_offices_alone(ruhu: Ruhu, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_NEW_PASSPHRASE", stores.PASSPHRASE)
    ruhu("vault", "add", "--person", COLLEAGUE, "--role", "worker", "--as", stores.CLERK)
    for words in ((), ("--dry-run",)):
        assert "office's" in ruhu("flats", "import", file, *words, "--as", COLLEAGUE, ends=1).err


def test_a_flat_is_held_and_given_back(ruhu: Ruhu, file: Path) -> None:
    ruhu("flats", "import", file)
    ruhu("record", _another_household(file.parent), "--because", "登记")
    held = ruhu("flats", "hold", "2-2-101", "--household", NUMBER, "--because", "先看着", "--json").facts
    assert (held["flat"], held["state"], held["household"]) == ("2-2-101", "reserved", NUMBER)
    taken = ruhu("flats", "hold", "2-2-101", "--household", "B-2", "--json", ends=1).refused
    assert NUMBER in taken["what"]
    assert "2-2-101" not in ruhu("flats", "list", "--household", "B-2").out
    assert "2-2-101" in ruhu("flats", "list", "--state", "reserved").out
    assert "--because" in ruhu("flats", "free", "2-2-101", ends=2).err
    assert "can be chosen" in ruhu("flats", "free", "2-2-101", "--because", "住户改主意").out
    assert "Nobody holds" in ruhu("flats", "free", "2-2-101", "--because", "再退", ends=1).err
    assert "ruhu flats list" in ruhu("flats", "hold", "9-9-9", "--household", NUMBER, ends=1).err
    assert "not sold" in ruhu("flats", "list", "--state", "sold", ends=2).err


def _another_household(folder: Path) -> Path:
    file = folder / "another.jsonl"
    file.write_text(json.dumps({"record": "household", "number": "B-2"}), "utf-8")
    return file


def test_two_teams_that_give_one_flat_away_wait_for_a_decision(
    ruhu: Ruhu, stated: Path, file: Path, tmp_path: Path
) -> None:
    ruhu("flats", "import", file)
    ruhu("record", _another_household(tmp_path), "--because", "登记")
    both_hold_one(stated, tmp_path / "laptop")
    (flat,) = [each for each in ruhu("flats", "list", "--json").facts["flats"] if each["conflict"]]
    assert flat["flat"] == "2-2-101"
    assert "in conflict" in ruhu("flats", "list").out
    assert "waits for a decision" in ruhu("flats", "hold", "2-2-101", "--household", NUMBER, ends=1).err
    assert "waits for a decision" in ruhu("flats", "free", "2-2-101", "--because", "退", ends=1).err
    ruhu("flats", "hold", "2-2-101", "--household", "B-2", "--decides", "--because", "先选的是这一户")
    (flat,) = [each for each in ruhu("flats", "list", "--json").facts["flats"] if each["flat"] == "2-2-101"]
    assert (flat["conflict"], flat["household"]) == (False, "B-2")
    nothing = ruhu("flats", "hold", "2-2-101", "--household", "B-2", "--decides", "--because", "再定", ends=1)
    assert "waits for a decision" in nothing.err


def both_hold_one(area: Path, laptop: Path) -> None:
    """Gives the flat 2-2-101 to a household here, and on a laptop without a net to the other one."""
    with (
        opening.create(laptop, stores.AREA, COLLEAGUE, stores.PASSPHRASE).store as other,
        opening.open_store(area, vault.unlock(area, stores.PASSPHRASE, stores.CLERK)) as store,
    ):
        stores.accept(other, store.entries_since({}), store.keys())
        for at, number in ((store, NUMBER), (other, "B-2")):
            (home,) = at.records(Household, number=number)
            flat = next(each for each in at.records(Flat) if (each.unit, each.room) == ("2", "101"))
            at.save(replace(flat, state="reserved", held_by=home.id))
        back = [entry for entry in other.entries_since({}) if entry.origin == other.end.origin]
        stores.accept(store, back, other.keys())


def test_ten_thousand_flats_come_in_by_one_file(ruhu: Ruhu, stated: Path, tmp_path: Path) -> None:
    rows = (f"{n // 100 + 1}幢,1,{n % 100 + 1:04},{n % 18 + 1},18,两室,{60 + n % 40}.5,1.0,4280" for n in range(10_000))
    (tmp_path / "many.csv").write_text("\n".join(["幢号,单元,房号,楼层,总层数,户型,面积,系数,单价", *rows]), "utf-8")
    assert ruhu("flats", "import", tmp_path / "many.csv", "--json").facts["entries"] == 10_000
    assert ruhu("flats", "import", tmp_path / "many.csv", "--json").facts["flats"]["same"] == 10_000
    assert len(all_flats(stated)) == 10_000


def test_a_list_is_taken_back(ruhu: Ruhu, file: Path) -> None:
    ruhu("flats", "import", file)
    ruhu("flats", "hold", "2-2-101", "--household", NUMBER)
    (about,) = ruhu("ledger", "list", "--json").facts["intakes"]
    assert about["kind"] == "flat"
    ruhu("ledger", "withdraw", about["id"], "--because", "拿错了")
    assert "1 flat" in ruhu("flats", "list").out, "what somebody holds stays"


def test_it_speaks_chinese(ruhu: Ruhu, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_LANGUAGE", "zh_CN")
    told = ruhu("flats", "import", file).out + ruhu("flats", "list").out
    assert not re.search("[A-Za-z]{4,}", told), told
    assert Role.CLERK.value not in told
