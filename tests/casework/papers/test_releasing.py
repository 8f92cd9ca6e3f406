"""Papers go out whole, or not at all, and never without standing in the register."""

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
import stores
from builders import a_household

from desktop.casework.papers import releasing
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.releasing import Way
from desktop.domain.errors import Refused
from desktop.domain.identity import new_id
from desktop.domain.records import Printing, Sheet
from desktop.i18n import Language
from desktop.sheets import pictured
from desktop.sheets.page import NewPage, Paper
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

Papers = Callable[..., Made]


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    return new_store("area")


@pytest.fixture
def made(store: Store) -> Papers:
    """A plain paper of a household of its own."""

    def make(number: str = "DY-01", words: str = "一张纸", **changes: object) -> Made:
        home = a_household(number=number)
        store.save(home)
        subject = Subject(home, None, Language.CHINESE)
        paper = Paper(title="示例", foot="", language="zh_CN", pieces=[words, NewPage(), "第二页"])
        values: dict[str, object] = {"kind": "card", "subject": subject, "paper": paper, "number": number}
        return Made(**{**values, **changes})  # pyright: ignore[reportArgumentType]

    return make


def test_a_file_and_its_line_in_the_register_tell_the_same(store: Store, made: Papers, tmp_path: Path) -> None:
    done = releasing.into_file(store, [made("DY-01"), made("DY-02")], tmp_path / "all.pdf")
    content = done.file.read_bytes()
    assert pictured.page_count(content) == done.pages == 4
    prints = store.records(Printing)
    assert [(row.number, row.pages, row.way) for row in prints] == [("DY-01", 2, "file"), ("DY-02", 2, "file")]
    assert {row.file_digest for row in prints} == {hashlib.sha256(content).hexdigest()}
    assert [*tmp_path.glob(".*")] == []
    assert [(each.number, each.paper.title, each.paper.pieces) for each in done.papers] == [
        ("DY-01", "示例", ()),
        ("DY-02", "示例", ()),
    ]


def test_the_same_paper_again_is_the_same_file(store: Store, made: Papers, tmp_path: Path) -> None:
    one = made()
    first, second = (releasing.into_file(store, [one], tmp_path / f"{n}.pdf") for n in (1, 2))
    assert first.file.read_bytes() == second.file.read_bytes()


def test_a_folder_has_a_file_for_each_household_and_keeps_what_lies_there(
    store: Store, made: Papers, tmp_path: Path
) -> None:
    batches = [[made("DY-01")], [made("DY/02")], [made("DY-01")]]
    done = [*releasing.into_folder(store, batches, tmp_path / "new" / "folder")]
    assert [each.file.name for each in done] == ["DY-01 示例.pdf", "DY_02 示例.pdf", "DY-01 示例 (1).pdf"]
    assert all(each.file.exists() for each in done)


def test_a_paper_with_a_long_title_has_its_file(store: Store, made: Papers, tmp_path: Path) -> None:
    paper = Paper(title="示例" * 100, foot="", language="zh_CN", pieces=["一张纸"])
    done = [*releasing.into_folder(store, [[made("DY-01", paper=paper)], [made("DY-01", paper=paper)]], tmp_path)]
    assert len({each.file for each in done if each.file.exists()}) == len(done)


def test_a_batch_that_is_stopped_registers_what_came_out(store: Store, made: Papers, tmp_path: Path) -> None:
    batches = ([made(f"DY-{n:02}")] for n in range(5))
    assert len([*islice(releasing.into_folder(store, batches, tmp_path), 2)]) == 2
    assert len([*tmp_path.glob("*.pdf")]) == len(store.records(Printing)) == 2


def test_two_batches_at_once_into_one_folder_write_nothing_of_each_other_over(
    store: Store, made: Papers, tmp_path: Path
) -> None:
    batches = [[[made("DY-01")] for _ in range(4)] for _ in range(3)]
    with ThreadPoolExecutor() as threads:
        done = [*threads.map(lambda some: [*releasing.into_folder(store, some, tmp_path / "pdfs")], batches)]
    files = {each.file for some in done for each in some}
    assert len(files) == len([*(tmp_path / "pdfs").iterdir()]) == len(store.records(Printing)) == 12


def test_what_a_killed_batch_left_is_taken_away_by_the_next(store: Store, made: Papers, tmp_path: Path) -> None:
    left, at_work = tmp_path / ".DY-07 示例.pdf.part", tmp_path / ".DY-08 示例.pdf.part"
    for each in (left, at_work):
        each.write_bytes(b"%PDF-")
    os.utime(left, (0, 0))
    (_,) = releasing.into_folder(store, [[made()]], tmp_path)
    assert [*tmp_path.glob(".*")] == [at_work]


def test_what_can_not_be_written_is_said_and_not_registered(store: Store, made: Papers, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("", "utf-8")
    with pytest.raises(Refused):
        releasing.into_file(store, [made()], blocked / "all.pdf")
    with pytest.raises(Refused):
        next(iter(releasing.into_folder(store, [[made()]], blocked / "folder")))
    assert store.records(Printing) == ()


def test_a_sheet_is_kept_with_its_first_print_and_not_again(store: Store, made: Papers, tmp_path: Path) -> None:
    home = a_household(number="DY-09")
    store.save(home)
    calculation = new_id()

    def sheet() -> Sheet:
        return Sheet(household=home.id, number="DY-09-01", version=1, calculation=calculation, issued_on=store.today())

    for n in (1, 2):
        releasing.into_file(store, [made(comes_with=(sheet(),))], tmp_path / f"{n}.pdf")
    assert len(store.records(Sheet)) == 1
    assert len(store.records(Printing)) == 2


def test_a_printer_registers_as_a_file_does(store: Store, made: Papers) -> None:
    one = made()
    releasing.register(store, [one], releasing.bound(store, [one]), Way.PRINTER, copies=3)
    (row,) = store.records(Printing)
    assert (row.way, row.copies, row.printed_by) == ("printer", 3, store.opened.name)


def test_a_sheet_that_was_made_before_another_was_issued_is_that_sheet_or_does_not_go_out(
    store: Store, made: Papers
) -> None:
    home, calculation = a_household(number="DY-09"), new_id()
    store.save(home)

    def sheet(**changes: object) -> Made:
        values = {"household": home.id, "number": "DY-09-01", "calculation": calculation, "issued_on": store.today()}
        row = Sheet.of(values | changes)
        return made(kind="sheet", row=row.id, comes_with=(row,))

    both, other = [sheet(), sheet()], sheet(issued_on=store.today() - timedelta(days=1))
    releasing.register(store, both, releasing.bound(store, both), Way.PRINTER)
    (kept,) = store.records(Sheet)
    assert {row.of_row for row in store.records(Printing)} == {kept.id}
    with pytest.raises(Refused, match="says something else"):
        releasing.register(store, [other], releasing.bound(store, [other]), Way.PRINTER)
    assert len(store.records(Printing)) == len(both)
