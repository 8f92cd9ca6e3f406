"""The page of progress: what is owed first, every number opens its households, and nothing is a ranking."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_grievance, a_handover, a_household, a_person, a_service, a_visit, an_agreement
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from seeing import is_said, part, press, words_on
from stations import LEAD, WORKER, Founded

from desktop.domain.fields import Role
from desktop.domain.records import Assignment, GrievanceEvent, Household, Promise, Record, Staff
from desktop.store.store import Store
from desktop.store.writing import Batch
from desktop.ui.household_list import HouseholdList
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.progress_page import ProgressPage

YESTERDAY = TODAY - timedelta(days=1)
TEAMS = {"何示例": "二组", "周示例": "一组"}


def a_home(number: str, lane: str, *owed: Record) -> list[Record]:
    home = a_household(number=number, lane=lane)
    rows = [replace(each, household=home.id) for each in (a_person(name=f"示例{number}"), *owed)]
    return [home, *rows]


def a_promise(due_on: date = YESTERDAY) -> Promise:
    return Promise(promise="送一份图纸", promised_by="何示例", due_on=due_on)


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    """Five households: two that we owe something, one that moved unpaid, one that signed, one of which nothing is."""
    store = new_store("area")
    late = a_grievance(raised_on=TODAY - timedelta(days=90), due_on=YESTERDAY)
    homes = [
        a_home("1", "十巷", a_visit(), a_promise(), a_promise()),
        a_home("2", "2 巷", a_visit(), a_promise(), late),
        a_home("3", "2 巷", a_visit(), a_handover()),
        a_home("4", "十巷", a_visit(), a_service(), an_agreement(state="signed")),
        a_home("5", "十巷", a_promise(TODAY)),
    ]
    store.save_all(Batch(each) for each in homes)
    for name, team in TEAMS.items():
        person = Staff(name=name, role=Role.WORKER)
        store.enlist(person, because="来了")
        store.save(replace(store.records(Staff, name=name)[0], team=team))
    staff = [store.records(Staff, name=name)[0].id for name in TEAMS]
    store.save(*(Assignment(household=home[0].id, staff=staff[n % 2]) for n, home in enumerate(homes[:4])))
    return store


@pytest.fixture
def page(window: MainWindow, store: Store) -> ProgressPage:
    window.show_store(store)
    return gone_to(window)


def gone_to(window: MainWindow) -> ProgressPage:
    assert window.shell is not None
    window.shell.go(Place("progress"))
    assert isinstance(window.shell.page, ProgressPage)
    return window.shell.page


def shown(window: MainWindow) -> list[str]:
    """The numbers of the households in the list."""
    assert window.shell is not None
    assert isinstance(window.shell.page, HouseholdList)
    return sorted(home.number or "" for home in window.shell.page.table.rows.homes)


def text(window: MainWindow, name: str) -> str:
    return part(window, QPushButton, name).text()


OPENED = {
    "progress-promises": ("2", ["1", "2"]),
    "progress-replies": ("1", ["2"]),
    "progress-unpaid": ("1", ["3"]),
    "progress-reached-2": ("4", ["1", "2", "3", "4"]),
    "progress-short-3": ("3 short", ["1", "2", "3"]),
    "progress-over-3": ("2 skipped", ["3", "4"]),
    "see-overdue": ("Look at these 3 households", ["1", "2", "3"]),
}


def test_a_number_opens_the_households_that_it_counts(window: MainWindow, page: ProgressPage, qtbot: QtBot) -> None:
    assert window.shell is not None
    for name, (number, numbers) in OPENED.items():
        assert text(window, name) == number
        press(qtbot, window, name)
        assert shown(window) == numbers
        assert text(window, "within").endswith(f" {len(numbers)}"), "the list says why it is narrow"
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        assert window.shell.page is page
    press(qtbot, window, "see-overdue")
    assert isinstance(window.shell.page, HouseholdList)
    qtbot.keyClick(window.shell.page.table, Qt.Key.Key_Return)
    assert window.shell.page.place().page == "household"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert shown(window) == ["1", "2", "3"], "from a household one comes back to the same list"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.shell.page is page


def test_what_is_owed_is_said_before_what_was_gained(window: MainWindow, page: ProgressPage) -> None:
    said = words_on(window)
    assert said.index("Moved before paid") < said.index("Agreements signed")
    assert is_said(window, "First what we owe: 3 households")
    assert is_said(window, "3 promises overdue, 1 answer overdue, 1 moved before paid")
    assert is_said(window, "households, 3 promises")
    assert page.heading().about.startswith(f"{stores.AREA} · 5 households · data until 11-18 12:0")


def test_teams_stand_by_name_and_a_cell_opens_by_key_and_by_touch(
    window: MainWindow, page: ProgressPage, qtbot: QtBot
) -> None:
    table = page.table
    rows = table.copied().splitlines()
    assert rows[0].split("\t")[1:3] == ["Households", "2 visited"]
    assert [row.split("\t")[:3] for row in rows[1:]] == [
        ["一组", "2", "2"],
        ["二组", "2", "2"],
        ["(no team yet)", "1", "0"],
    ]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == table.copied()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert shown(window) == ["1", "3"]
    assert text(window, "within") == "二组 · all households 2"
    gone_to(window)
    nothing = table.lines.index(2, 2)
    assert table.asked(nothing) is None
    qtbot.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.lines.index(0, 8)).center()
    )
    assert shown(window) == ["2"]
    press(qtbot, window, "within")
    assert len(shown(window)) == 5


def test_lanes_stand_as_people_count_them(window: MainWindow, page: ProgressPage, qtbot: QtBot) -> None:
    press(qtbot, window, "progress-by-lane")
    rows = page.table.copied().splitlines()[1:]
    assert [row.split("\t")[:2] for row in rows] == [["2 巷", "2"], ["十巷", "3"]]
    assert page.place() == Place("progress", part="lane")


def test_what_is_written_meanwhile_is_counted_at_once_also_in_the_list(
    window: MainWindow, page: ProgressPage, store: Store, qtbot: QtBot
) -> None:
    (grievance,) = store.records(type(a_grievance()))
    answer = GrievanceEvent(
        household=grievance.household, grievance=grievance.id, step="answer", stated_on=TODAY, words="已答复。"
    )
    press(qtbot, window, "progress-replies")
    assert shown(window) == ["2"]
    page.workspace.save(answer)
    assert shown(window) == []
    gone_to(window)
    assert text(window, "progress-replies") == "0"
    assert not part(window, QPushButton, "progress-replies").isEnabled()
    home = store.records(Household, number="3")[0]
    page.workspace.withdraw(home, because="重复", told="")
    assert text(window, "progress-unpaid") == "0"


def test_an_area_without_households_says_what_to_do(
    window: MainWindow, new_store: stores.NewStore, qtbot: QtBot
) -> None:
    window.show_store(new_store("area"))
    gone_to(window)
    assert is_said(window, "No household is written down yet.")
    assert not part(window, QPushButton, "see-overdue").isVisible(), "one filled button"
    press(qtbot, window, "progress-import")
    assert window.shell is not None
    assert window.shell.page is not None
    assert window.shell.page.place().page == "import"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return Founded.by(tmp_path_factory.mktemp("founded"), (LEAD, WORKER))


@pytest.mark.usefixtures("cheap_vault")
def test_whose_word_is_missing_is_said_and_led_to(
    founded: Founded, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    with founded.laid_out(tmp_path / "district") as district:
        district.assign(WORKER, district.household("office", "1"))
        district.exchange(LEAD)
        window.show_store(district.office)
        page = gone_to(window)
        assert is_said(window, "Not all that the teams wrote is here: the numbers may be too low.")
        assert is_said(window, "一组: nothing came yet")
        assert "data until 11-18 12:00" in page.heading().about
        press(qtbot, window, "progress-came")
        assert window.shell is not None
        assert window.shell.page is not None
        assert window.shell.page.place().page == "devices"
        window.show_start()
