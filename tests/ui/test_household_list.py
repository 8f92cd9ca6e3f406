"""The list says where every household stands, narrows, orders and ticks; nothing that was chosen is lost on the way."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import stores
from builders import (
    a_confirmation,
    a_grievance,
    a_handover,
    a_household,
    a_person,
    a_visit,
    a_wish,
)
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QTableView
from pytestqt.qtbot import QtBot
from seeing import NewArea, cells, column, is_said, part, press, unlocked

from desktop.domain.records import House, Household, Record
from desktop.ui import household_list
from desktop.ui.household_columns import CONTACT, FOUR_CLEAR, MARKS, MISSING, NAME, PLACE, STAGE, TICK
from desktop.ui.household_list import HouseholdList
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def a_home(number: str, name: str, lane: int, door: int, *more: Callable[..., Record]) -> tuple[Record, ...]:
    """A household with an owner, in a lane and at a door."""
    lane_name = f"示例里 {lane} 巷"
    address = f"{lane_name} {door} 号"
    home = a_household(number=number, lane=lane_name, door=str(door), address=address, plot=str(lane % 2 + 1))
    return home, a_person(household=home.id, name=name), *(make(household=home.id) for make in more)


def listed(table: QTableView) -> list[str]:
    """The number of each row."""
    return [name.split()[-1] for name in column(table, NAME)]


def chip(window: MainWindow, name: str) -> QPushButton:
    return part(window, QPushButton, name)


def page_of(window: MainWindow) -> HouseholdList:
    return part(window, HouseholdList, "household-list")


def click(qtbot: QtBot, table: QTableView, row: int, at_column: int) -> None:
    place = table.visualRect(table.model().index(row, at_column)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_households_stand_by_lane_and_door_as_people_count(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(*a_home("D-1", "马示例", 10, 1), *a_home("D-2", "王样本", 2, 11), *a_home("D-3", "李虚构", 2, 9))
    table = unlocked(qtbot, window, folder)
    assert listed(table) == ["D-3", "D-2", "D-1"]
    assert is_said(window, f"{stores.AREA} · 3 households")
    assert is_said(window, "encrypted on this computer")


def test_a_row_says_in_words_where_the_household_stands(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(
        *a_home("D-1", "马示例", 1, 1, a_wish, lambda household: a_confirmation(household=household, part="wishes")),
        *a_home("D-2", "王样本", 1, 2, a_visit, lambda household: a_person(household=household, name="王虚构")),
    )
    first, second = cells(unlocked(qtbot, window, folder))
    assert first[NAME] == "马示例 D-1"
    assert first[PLACE] == "示例里 1 巷 1 号"
    assert first[STAGE] == "1 registered"
    assert first[FOUR_CLEAR] == "missing: the house, the area, the compensation; clear: the wishes"
    assert first[CONTACT] == "no contact yet"
    assert second[NAME] == "王样本, 王虚构 D-2"
    assert second[STAGE] == "2 visited"
    assert second[CONTACT] == "11-18 home"
    assert second[MISSING].startswith("No house is recorded +")


def test_an_open_conflict_and_a_family_that_moved_unpaid_are_told(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area(
        *stores.a_family("D-1", door="1"), *a_home("D-2", "王样本", 3, 20, a_handover), *a_home("D-3", "李虚构", 3, 21)
    )
    with stores.opened(folder) as store:
        house = store.records(House)[0]
        for certificate in ("甲", "乙"):  # both from one page, as two teams would
            store.save(replace(house, certificate_number=certificate))
    table = unlocked(qtbot, window, folder)
    assert column(table, MARKS) == ["in conflict", "moved, not paid", ""]
    press(qtbot, window, "quick-unpaid")
    assert listed(table) == ["D-2"]
    assert chip(window, "quick-conflict").isVisible()
    assert not chip(window, "quick-grievance").isVisible(), "a filter of which there is none is not offered"


def test_filters_say_how_many_each_would_leave(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(
        *a_home("D-1", "马示例", 1, 1, a_visit),
        *a_home("D-2", "王样本", 1, 2, a_visit, a_grievance),
        *a_home("D-3", "李虚构", 2, 1),
    )
    table = unlocked(qtbot, window, folder)
    assert chip(window, "quick-every").text() == "All 3"
    assert chip(window, "stage-2").accessibleName() == "2 visited 2"
    assert not chip(window, "stage-7").isEnabled(), "it would leave nothing"
    press(qtbot, window, "stage-2")
    assert listed(table) == ["D-1", "D-2"]
    assert chip(window, "quick-grievance").text() == "Open grievance 1"
    press(qtbot, window, "quick-grievance")
    assert listed(table) == ["D-2"]
    press(qtbot, window, "quick-every")
    assert listed(table) == ["D-1", "D-2"]
    press(qtbot, window, "stage-2")
    assert len(listed(table)) == 3


def test_a_lane_and_a_plot_narrow_the_list_by_keyboard(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(
        qtbot,
        window,
        new_area(*a_home("D-1", "马示例", 10, 1), *a_home("D-2", "王样本", 2, 1), *a_home("D-3", "李", 3, 1)),
    )
    lane = part(window, QComboBox, "lane")
    assert [lane.itemText(at) for at in range(lane.count())][1:] == ["示例里 2 巷", "示例里 3 巷", "示例里 10 巷"]
    lane.setFocus()
    qtbot.keyClick(lane, Qt.Key.Key_Down)
    assert listed(table) == ["D-2"]
    assert chip(window, "quick-every").text() == "All 1"


def test_where_there_is_little_room_a_stage_is_its_digit(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area(*a_home("D-1", "马示例", 1, 1, a_visit)))
    window.resize(1920, 720)
    qtbot.waitUntil(lambda: chip(window, "stage-2").text() == "visited 1")
    window.resize(1093, 600)
    qtbot.waitUntil(lambda: chip(window, "stage-2").text() == "1")
    assert chip(window, "stage-2").accessibleName() == "2 visited 1"
    press(qtbot, window, "stage-2")
    assert chip(window, "stage-2").text() == "visited 1"


def test_no_hit_says_which_filter_to_drop(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(
        *a_home("D-1", "马示例", 1, 1, a_visit), *a_home("D-2", "王样本", 2, 1), *a_home("D-3", "李虚构", 2, 2)
    )
    table = unlocked(qtbot, window, folder)
    press(qtbot, window, "stage-2")
    lane = part(window, QComboBox, "lane")
    lane.setFocus()
    qtbot.keyClick(lane, Qt.Key.Key_End)
    assert not table.isVisible()
    assert is_said(window, "No household fits “visited, 示例里 2 巷”.")
    assert chip(window, "all").text() == "Drop “visited” and see 2"
    press(qtbot, window, "all")
    assert listed(table) == ["D-2", "D-3"]


def test_escape_unticks_first_and_then_drops_the_filters(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*a_home("D-1", "马示例", 1, 1, a_visit), *a_home("D-2", "王样本", 2, 1)))
    press(qtbot, window, "stage-2")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert is_said(window, "1 of 2 households ticked")
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert not is_said(window, "1 of 2 households ticked")
    assert listed(table) == ["D-1"]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert listed(table) == ["D-1", "D-2"]


def test_withdrawn_households_are_listed_when_asked_for(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(*a_home("D-1", "马示例", 1, 1), *a_home("D-2", "王样本", 1, 2))
    with stores.opened(folder) as store:
        store.withdraw(store.records(Household, number="D-2")[0], because="Written down twice.")
    table = unlocked(qtbot, window, folder)
    assert listed(table) == ["D-1"]
    press(qtbot, window, "also-withdrawn")
    assert listed(table) == ["D-1", "D-2"]
    assert column(table, MARKS)[1] == "withdrawn"


def test_ticks_by_key_click_and_heading_say_how_many(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    homes = [record for door in range(1, 6) for record in a_home(f"D-{door}", "马示例", 1, door)]
    table = unlocked(qtbot, window, new_area(*homes))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down, SHIFT)
    assert column(table, TICK) == ["ticked", "", "ticked", "ticked", ""]
    click(qtbot, table, 0, TICK)
    assert is_said(window, "2 of 5 households ticked")
    heading = table.horizontalHeader()
    assert heading.ticks is Qt.CheckState.PartiallyChecked  # pyright: ignore[reportAttributeAccessIssue]
    place = QPoint(heading.sectionViewportPosition(TICK) + 20, heading.height() // 2)
    qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert is_said(window, "5 of 5 households ticked")
    assert chip(window, "export-ticked").accessibleName() == "Export 5 households"
    assert not chip(window, "register").isVisible(), "one filled button at a time"
    press(qtbot, window, "untick")
    assert chip(window, "register").isVisible()


def test_ticks_outlive_a_filter(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*a_home("D-1", "马示例", 1, 1, a_visit), *a_home("D-2", "王样本", 1, 2)))
    qtbot.keyClick(table, Qt.Key.Key_A, CTRL)
    press(qtbot, window, "stage-2")
    assert is_said(window, "2 of 2 households ticked")
    press(qtbot, window, "stage-2")
    assert column(table, TICK) == ["ticked", "ticked"]


def test_enter_and_a_click_open_the_household(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    homes = a_home("D-1", "马示例", 1, 1), a_home("D-2", "王样本", 1, 2)
    table = unlocked(qtbot, window, new_area(*homes[0], *homes[1]))
    page = page_of(window)
    with qtbot.waitSignal(page.wanted) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [Place("household", homes[0][0].id)]
    page.wanted.emit(Place("households"))
    with qtbot.waitSignal(page.wanted) as opened:
        click(qtbot, table, 1, PLACE)
    assert opened.args == [Place("household", homes[1][0].id)]


def test_one_comes_back_to_the_list_as_it_was_left(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    homes = [record for door in range(1, 40) for record in a_home(f"D-{door:02}", "马示例", 1, door, a_visit)]
    table = unlocked(qtbot, window, new_area(*homes, *a_home("D-99", "王样本", 1, 99)))
    press(qtbot, window, "stage-2")
    table.setFocus()
    for _ in range(3):
        qtbot.keyClick(table, Qt.Key.Key_PageDown)
    row, scrolled = table.currentIndex().row(), table.verticalScrollBar().value()
    assert scrolled
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert table.isVisible()
    assert (table.currentIndex().row(), table.verticalScrollBar().value()) == (row, scrolled)
    assert len(listed(table)) == 39


def test_what_is_saved_elsewhere_is_shown_at_once(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*a_home("D-1", "马示例", 1, 1), *a_home("D-2", "王样本", 1, 2)))
    workspace = page_of(window).workspace
    home = workspace.store.records(Household, number="D-2")[0]
    assert workspace.save(a_visit(household=home.id))
    assert column(table, STAGE) == ["1 registered", "2 visited"]
    assert chip(window, "stage-2").accessibleName() == "2 visited 1"
    workspace.save(replace(home, door="0", address="示例里 1 巷 0 号"))
    assert listed(table) == ["D-2", "D-1"]
    workspace.save(*a_home("D-3", "李虚构", 1, 3))
    assert listed(table) == ["D-2", "D-1", "D-3"]


def test_the_order_by_number_and_by_name(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(*a_home("D-2", "王样本", 1, 1), *a_home("D-3", "马示例", 1, 2), *a_home("D-1", "单示例", 1, 3))
    table = unlocked(qtbot, window, folder)
    menu = chip(window, "order").menu()
    by_number, by_name = (
        next(action for action in menu.actions() if action.objectName() == f"order-{name}")
        for name in ("number", "name")
    )
    by_number.trigger()
    assert listed(table) == ["D-1", "D-2", "D-3"]
    by_name.trigger()
    qtbot.waitUntil(lambda: listed(table) == ["D-3", "D-1", "D-2"])  # ma, shan, wang
    assert chip(window, "order").accessibleName() == "Order: By name"
    heading = table.horizontalHeader()
    place = QPoint(heading.sectionViewportPosition(PLACE) + 20, heading.height() // 2)
    qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert listed(table) == ["D-2", "D-3", "D-1"]


def test_copying_takes_what_is_ticked_with_a_heading(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*a_home("D-1", "马示例", 1, 1), *a_home("D-2", "王样本", 1, 2)))
    qtbot.keyClick(table, Qt.Key.Key_C, CTRL)
    qtbot.waitUntil(lambda: is_said(window, "Copied 1 household."))
    heading, row = QGuiApplication.clipboard().text().split("\n")
    assert heading.startswith("Number\tOwners, tenants\tDoor\tHow far")
    assert row.startswith("D-1\t马示例\t示例里 1 巷 1 号\t1 registered")
    qtbot.keyClick(table, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(table, Qt.Key.Key_C, CTRL)
    qtbot.waitUntil(lambda: is_said(window, "Copied 2 households."))
    assert len(QGuiApplication.clipboard().text().split("\n")) == 3


def test_an_area_without_households_says_how_to_begin(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area())
    assert is_said(window, "No household is written down yet.")
    assert chip(window, "import-first").isVisible()
    assert not chip(window, "export").isVisible(), "there is nothing to export"
    with qtbot.waitSignal(page_of(window).wanted) as wanted:
        press(qtbot, window, "register")
    assert wanted.args == [Place("household", part="new")]


def test_a_store_that_is_only_read_offers_no_writing(window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(*a_home("D-1", "马示例", 1, 1))
    window.show_store(stores.opened(folder, read_only=True))
    assert not chip(window, "register").isVisible()
    assert not chip(window, "import").isVisible()
    assert chip(window, "export").isVisible()


def test_a_ledger_that_is_dropped_goes_to_the_import(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, tmp_path: Path
) -> None:
    unlocked(qtbot, window, new_area(*a_home("D-1", "马示例", 1, 1)))
    page = page_of(window)
    ledger = tmp_path / "台账.csv"
    ledger.write_text("户编号,户主\n", "utf-8")
    assert not _dropped(page, tmp_path / "photo.jpg")
    with qtbot.waitSignal(page.wanted) as wanted:
        assert _dropped(page, ledger)
    assert wanted.args == [Place("import", part=str(ledger))]


def test_a_large_area_shows_its_first_rows_before_all_are_counted(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(household_list, "AT_ONCE", 3)
    homes = [record for n in range(6) for record in a_home(f"D-{n}", "马示例", 9 - n, 1)]
    table = unlocked(qtbot, window, new_area(*homes))
    assert listed(table)[0] in ("D-0", "D-5")
    assert table.currentIndex().isValid()
    qtbot.waitUntil(lambda: chip(window, "quick-every").isEnabled())
    assert listed(table) == ["D-5", "D-4", "D-3", "D-2", "D-1", "D-0"]
    workspace = page_of(window).workspace
    workspace.save(*a_home("D-9", "王样本", 0, 1))
    qtbot.waitUntil(lambda: listed(table)[0] == "D-9")


def _dropped(page: HouseholdList, file: Path) -> bool:
    """Whether the page takes a file that is dragged onto it and dropped."""
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(9, 9), copy, files, left, none)
    entered.ignore()
    QApplication.sendEvent(page, entered)
    if entered.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, files, left, none))
    return entered.isAccepted()
