from dataclasses import replace

import stores
from builders import a_household, a_visit
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from seeing import NewArea, cells, column, is_said, part, press, typed, unlocked

from desktop.domain.records import House
from desktop.ui.household_list import _PAGE
from desktop.ui.main_window import MainWindow

NUMBER, OWNERS, ADDRESS, STAGE, MISSING, CONFLICT = range(6)


def test_the_households_are_listed_by_number(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    second, first = stores.a_family("DY-03-0127"), stores.a_family("DY-03-0009")
    table = unlocked(qtbot, window, new_area(*second, *first))
    assert column(table, NUMBER) == ["DY-03-0009", "DY-03-0127"]
    assert column(table, OWNERS) == ["马示例", "马示例"]
    qtbot.waitUntil(lambda: is_said(window, "2 households"))
    assert is_said(window, "encrypted on this computer")


def test_how_far_a_household_is_comes_when_nothing_else_waits(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    visited = stores.a_family("DY-03-0009")
    visit = a_visit(household=visited[0].id)
    table = unlocked(qtbot, window, new_area(*visited, visit, a_household(number="DY-03-0127")))
    qtbot.waitUntil(lambda: column(table, STAGE) == ["2 visited", "1 registered"])
    assert column(table, MISSING)[1].endswith("things missing")


def test_a_household_with_an_open_conflict_is_marked(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(*stores.a_family("DY-03-0009"), *stores.a_family("DY-03-0127"))
    with stores.opened(folder) as store:
        house = store.records(House)[0]
        for certificate in ("甲", "乙"):  # both from one page, as two teams would
            store.save(replace(house, certificate_number=certificate))
    table = unlocked(qtbot, window, folder)
    assert column(table, CONFLICT) == ["in conflict", ""]


def test_what_is_typed_narrows_the_list(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*stores.a_family("DY-03-0009"), *stores.a_family("DY-03-0127")))
    qtbot.keyClick(table, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    search = part(window, QLineEdit, "search")
    assert search.hasFocus()
    qtbot.keyClicks(search, "0127")
    assert column(table, NUMBER) == ["DY-03-0127"]
    assert is_said(window, "1 household found")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    assert table.hasFocus()
    assert table.currentIndex().row() == 0


def test_chinese_from_an_input_method_narrows_it_too(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*stores.a_family("DY-03-0009"), a_household(number="DY-03-0127")))
    composed = QInputMethodEvent()
    composed.setCommitString("马示")
    QApplication.sendEvent(part(window, QLineEdit, "search"), composed)
    assert column(table, NUMBER) == ["DY-03-0009"]


def test_escape_brings_all_households_back(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*stores.a_family("DY-03-0009"), *stores.a_family("DY-03-0127")))
    search = typed(qtbot, window, "search", "0127")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert table.hasFocus()
    assert len(cells(table)) == 2


def test_a_search_without_a_hit_says_so_and_offers_all(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*stores.a_family("DY-03-0127")))
    typed(qtbot, window, "search", "nobody")
    assert is_said(window, "No household is found by “nobody”.")
    assert not table.isVisible()
    press(qtbot, window, "all")
    assert table.isVisible()
    assert len(cells(table)) == 1


def test_an_area_without_households_says_how_to_begin(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area())
    assert is_said(window, "No household is written down yet.")


def test_a_number_given_twice_is_not_torn_by_the_end_of_a_page(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    wanted = [f"DY-03-{min(n, _PAGE):04}" for n in range(1, _PAGE + 3)]
    assert wanted[_PAGE - 1 :] == ["DY-03-0200"] * 3
    table = unlocked(qtbot, window, new_area(*(a_household(number=number) for number in wanted)))
    assert len(cells(table)) < len(wanted), "only the first page is read at once"
    qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(cells(table)) == len(wanted))
    assert column(table, NUMBER) == wanted
