from pathlib import Path

import pytest
import stores
from damage import refusal
from ledgers import LAYOUTS, a_book, id_number, name
from stores import NewStore

from desktop.casework import importing
from desktop.casework.importing import Said
from desktop.domain.records import Household
from desktop.exchange import workbook
from desktop.exchange.heading import Certainty, Column
from desktop.exchange.intake import Kind, Outcome, Plan
from desktop.exchange.line import Place
from desktop.exchange.vocabulary import LEFT_OUT
from desktop.exchange.workbook import Cell, Workbook
from desktop.store.store import Store

TITLES = ("户号", "户主", "坐落", "证载面积", "网格员")


def book(*rows: tuple[Cell, ...], titles: tuple[str, ...] = TITLES) -> Workbook:
    held = rows or (("H-1", name(1), "示例里1号", 60, "何示例"), ("H-2", name(2), "示例里2号", "约61", "何示例"))
    return a_book(titles, *held)


def planned(store: Store, read: Workbook, said: Said | None = None) -> Plan:
    return importing.planned(store, read, Kind.LEDGER, said)


def columns(plan: Plan) -> dict[str, Column]:
    (table,) = plan.ledger.tables
    assert table.heading is not None
    return {column.title: column for column in table.heading.columns}


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store("area")


def test_what_a_person_says_of_a_column_is_remembered_for_the_same_header(store: Store) -> None:
    importing.taken_in(store, planned(store, book(), Said({"网格员": "household.address_note"})))
    again = planned(store, book(("H-3", name(3), "示例里3号", 63, "周示例")))
    assert (columns(again)["网格员"].means, columns(again)["网格员"].certainty) == (
        "household.address_note",
        Certainty.SURE,
    )
    importing.taken_in(store, again)
    assert store.records(Household, number="H-3")[0].address_note == "周示例"
    other = planned(store, book(("H-4", name(4), "示例里4号", "周示例"), titles=("户号", "户主", "坐落", "网格员")))
    assert columns(other)["网格员"].means == LEFT_OUT


def test_a_table_whose_titles_nobody_knows_is_taken_in_when_a_person_says_where_and_what_they_are(store: Store) -> None:
    strange = a_book(("各组上报",), ("甲", "乙"), ("H-1", name(1)))
    assert planned(store, strange).ledger.tables == ()
    said = Said({"甲": "household.number", "乙": "person.name"}, title_rows={"台账": 2})
    importing.taken_in(store, planned(store, strange, said))
    assert [home.number for home in store.records(Household)] == ["H-1"]


@pytest.mark.parametrize("where", [{"台账": 0}, {"台账": 4}, {"别的表": 1}])
def test_titles_where_no_row_is_are_refused(store: Store, where: dict[str, int]) -> None:
    refused = refusal(lambda: planned(store, book(), Said(title_rows=where)))
    assert "has no row" in refused.what


def test_what_nobody_said_is_asked_again(store: Store) -> None:
    importing.taken_in(store, planned(store, book()))
    assert columns(planned(store, book()))["网格员"].certainty is Certainty.UNKNOWN


def test_what_is_said_now_goes_before_what_was_said_then(store: Store) -> None:
    importing.taken_in(store, planned(store, book(), Said({"网格员": "household.address_note"})))
    again = planned(store, book(), Said({"网格员": "household.note", "证载面积": "house.measured_area"}))
    assert columns(again)["网格员"].means == "household.note"
    assert columns(again)["证载面积"].means == "house.measured_area"


def test_two_columns_of_one_title_are_remembered_as_the_first(store: Store) -> None:
    titles = ("户号", "户主", "备注", "备注")
    importing.taken_in(store, planned(store, book(("H-1", name(1), "甲", "乙"), titles=titles)))
    importing.taken_in(store, planned(store, book(("H-2", name(2), "丙", "丁"), titles=titles)))
    assert [home.note for home in store.records(Household)] == ["甲", "丙"]


def test_a_header_of_which_nothing_is_known_is_found_by_what_is_said_of_it(store: Store) -> None:
    titles, rows = ("甲", "乙", "丙"), (("H-1", name(1), "示例里1号"), ("H-2", name(2), "示例里2号"))
    read = book(*rows, titles=titles)
    assert not planned(store, read).ledger.tables
    said = Said({"甲": "household.number", "乙": "person.name", "丙": "household.address"})
    assert [each.number for each in planned(store, read, said).households] == ["H-1", "H-2"]


def test_a_mapping_that_names_nonsense_is_refused(store: Store) -> None:
    refused = refusal(lambda: planned(store, book(), Said({"网格员": "household.wrong"})))
    assert refused.values["unknown"] == "household.wrong"


def test_a_mapping_of_a_column_that_is_not_there_is_refused(store: Store) -> None:
    refused = refusal(lambda: planned(store, book(), Said({"网络员": "household.note"})))
    assert refused.values["missing"] == "网络员"
    assert "--dry-run --json" in refused.remedy


def test_a_correction_lets_a_refused_row_in_and_a_row_can_be_left_out(store: Store) -> None:
    plan = planned(store, book())
    assert [each.outcome for each in plan.households] == [Outcome.NEW, Outcome.REFUSED]
    place, proposal = plan.findings[-1].place, plan.findings[-1].finding.proposal
    assert (place, proposal) == (Place("台账", 3, "D"), "61")
    said = Said(corrections={place: proposal or ""}, left_out=[Place("台账", 2)])
    assert [each.outcome for each in planned(store, book(), said).households] == [Outcome.REFUSED, Outcome.NEW]


def test_the_refused_rows_go_out_with_their_problems_and_come_back_corrected(store: Store, tmp_path: Path) -> None:
    LAYOUTS["damaged"][0](tmp_path / "damaged.xlsx")
    read = importing.read(tmp_path / "damaged.xlsx")
    plan = planned(store, read)
    assert importing.export_refused(plan, read, tmp_path / "refused.xlsx", "en") == 3
    importing.taken_in(store, plan)
    (sheet,) = workbook.read(tmp_path / "refused.xlsx").sheets
    titles, *rows = sheet.rows
    assert list(titles[:5]) == ["sheet", "row", "problems", "户号", "产权人"]
    assert [(row[0], row[1], row[3]) for row in rows] == [("台账", n, f"D-{n}") for n in (12, 13, 15)]
    assert "62.40" in str(rows[0][2])
    mended = [*rows[0][:7], 62.4, *rows[0][8:]]
    back = planned(store, a_book(titles, mended))
    assert [(each.outcome, each.number) for each in back.households] == [(Outcome.NEW, "D-12")]


def test_the_whole_way_of_a_file_tells_its_progress(store: Store, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    LAYOUTS["english_csv"][0](tmp_path / "in.csv")
    read = importing.read(tmp_path / "in.csv", lambda done, of: told.append((done, of)))
    plan = importing.planned(store, read, Kind.LEDGER, progress=lambda done, of: told.append((done, of)))
    importing.taken_in(store, plan, lambda done, of: told.append((done, of)))
    assert told[-2:] == [(8, 8), (0, 8)]
    assert all(done <= of for done, of in told)


def test_the_same_file_leaves_no_trace(store: Store) -> None:
    read = book(("H-1", name(1), "示例里1号", 60, id_number(1)))
    importing.taken_in(store, planned(store, read))
    before = stores.everything(store), store.end
    assert importing.taken_in(store, planned(store, read)).intake is None
    assert (stores.everything(store), store.end) == before
