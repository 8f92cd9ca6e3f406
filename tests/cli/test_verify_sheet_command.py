"""The verdict of `ruhu verify-sheet` in words, facts and exit codes."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import stores
from plans import a_known_household, a_plan, issued, locked
from terminal import Ruhu

from desktop.casework import calculation, household_facts, policy
from desktop.casework.papers import making, releasing
from desktop.casework.papers.made import Made
from desktop.casework.papers.releasing import Way
from desktop.casework.policy import Draft
from desktop.domain.records import Household
from desktop.store.store import Store


@pytest.fixture
def sheet(area: Path, tmp_path: Path) -> tuple[Made, Path]:
    """The first sheet of the area's household, and its file."""
    with issued(stores.opened(area), policy.read(a_plan(tmp_path / "plan"))) as store:
        a_known_household(store)
        lock(store)
        made = making.made(store, "sheet", store.records(Household)[0])
        pdf = releasing.bound(store, made)
        releasing.register(store, made, pdf, Way.PRINTER)
    file = tmp_path / "sheet.pdf"
    file.write_bytes(pdf.content)
    return made[0], file


def lock(store: Store, floor: int = 3) -> None:
    def given(draft: Draft) -> Mapping[str, object]:
        return household_facts.said(draft.sound().pack, [f"楼层={floor}"])

    locked(
        store, calculation.reckon(store, store.records(Household)[0], given), reason="楼层不同" if floor == 1 else ""
    )


def code_of(made: Made) -> str:
    assert made.stamp
    return made.stamp.code


def test_the_newest_ends_with_0_by_code_and_by_file(ruhu: Ruhu, sheet: tuple[Made, Path]) -> None:
    made, file = sheet
    by_code, by_file = ruhu("verify-sheet", code_of(made)), ruhu("verify-sheet", file)
    assert "The code is genuine, and that of the newest paper." in by_code.out
    assert "This is the newest paper, and it is genuine." in by_file.out
    assert all("您得" in said.out for said in (by_code, by_file))
    assert "byte for byte" in by_file.out


def test_facts_for_scripts(ruhu: Ruhu, sheet: tuple[Made, Path]) -> None:
    made, file = sheet
    (paper,) = ruhu("verify-sheet", file, "--json").facts["papers"]
    assert (paper["outcome"], paper["paper"], paper["number"], paper["version"]) == ("same", "sheet", made.number, 1)
    assert (paper["code"], paper["is_very_file"], paper["printed_by"]) == (code_of(made), True, stores.CLERK)


def test_an_older_one_ends_with_1_and_says_what_moved(ruhu: Ruhu, area: Path, sheet: tuple[Made, Path]) -> None:
    with stores.opened(area) as store:
        lock(store, floor=1)
    said = ruhu("verify-sheet", code_of(sheet[0]), ends=1)
    assert "a later one took its place" in said.out
    assert "拿钱: was 您得" in said.out
    assert "Why: 楼层不同" in said.out


def test_without_a_store_it_shows_the_words_and_that_it_can_not_tell(
    ruhu: Ruhu, sheet: tuple[Made, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUHU_STORE")
    said = ruhu("verify-sheet", sheet[1], ends=1)
    assert "can't be told here" in said.out
    assert sheet[0].number in said.out


def test_a_forged_one_ends_with_1(ruhu: Ruhu, sheet: tuple[Made, Path]) -> None:
    assert sheet[0].stamp
    said = ruhu("verify-sheet", sheet[0].stamp.text.replace("1", "2", 1), ends=1)
    assert "The code doesn't belong to its words" in said.out


@pytest.mark.usefixtures("sheet")
def test_a_slip_and_a_missing_file_say_what_to_do(ruhu: Ruhu, tmp_path: Path) -> None:
    assert "Look at row" in ruhu("verify-sheet", "AAAAA-BBBBB-CCCCC", ends=1).err
    assert "3 rows" in ruhu("verify-sheet", "AAAAA", ends=1).err
    assert "nothing.pdf" in ruhu("verify-sheet", tmp_path / "nothing.pdf", ends=1).err
    (tmp_path / "text.pdf").write_text("nothing", "utf-8")
    assert "no PDF and no photo" in ruhu("verify-sheet", tmp_path / "text.pdf", ends=1).err
