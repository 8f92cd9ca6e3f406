"""A meeting or a posted notice is written down once for all; who has to be told again is a filter of the list."""

from collections.abc import Callable
from datetime import date

import pytest
import stores
from builders import a_household, a_person
from issued import a_plan
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTableView
from pytestqt.qtbot import QtBot
from seeing import cells, is_said, part, unlocked

from desktop.casework import area_rules
from desktop.domain.records import AreaFact, Explanation, Record
from desktop.store.drafts import drafts_of
from desktop.store.store import Store
from desktop.store.writing import Batch
from desktop.ui.household_list import HouseholdList
from desktop.ui.jobs import Job
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

STREET = [a_household(number=f"DY-{n:04}", lane="示例里 3 巷", door=str(n)) for n in range(1, 5)]
PEOPLE = [a_person(household=home.id, name=f"示例{home.door}", id_number=None) for home in STREET]
CLAUSE, NEXT = "方案第十二条", "方案第十三条"

Opened = Callable[..., Store]


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, new_store: stores.NewStore) -> Opened:
    """The list of households of an area in which a plan was issued."""

    def open_with(*records: Record) -> Store:
        with new_store("area") as store:
            store.save(*STREET, *PEOPLE)
            store.save_all(Batch([each]) for each in (records or (a_plan(),)))
            rate = AreaFact(name="片区签约率", value="61.20", unit="%")
            area_rules.set_rules(store, {}, {}, [rate], notice_on=date(2026, 10, 9), because="公示")
        unlocked(qtbot, window, store.folder)
        rest(qtbot, window)
        assert window.shell is not None
        return window.shell._workspace.store

    return open_with


def rest(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(3):
        qtbot.waitUntil(lambda: not window.findChildren(Job), timeout=20_000)
        QApplication.processEvents()


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    (button,) = [each for each in window.findChildren(QAbstractButton, name) if each.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def write(window: MainWindow, name: str, text: str) -> QLineEdit:
    field = part(window, QLineEdit, name)
    field.setFocus()
    field.clear()
    field.insert(text)
    field.textEdited.emit(text)
    return field


def tick_first(qtbot: QtBot, window: MainWindow, number: int) -> None:
    table = part(window, QTableView, "households")
    table.setFocus()
    for _ in range(number):
        qtbot.keyClick(table, Qt.Key.Key_Space)
        qtbot.keyClick(table, Qt.Key.Key_Down)


def here(window: MainWindow) -> str:
    assert window.shell is not None
    assert window.shell.page is not None
    return window.shell.page.place().page


def test_a_meeting_is_written_down_once_for_those_who_are_ticked_and_those_who_came_besides(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    store = opened()
    tick_first(qtbot, window, 2)
    press(qtbot, window, "explain-ticked")
    rest(qtbot, window)
    assert is_said(window, "2 households ticked")
    before = store.end.seq
    write(window, "many-others", "DY-0004")
    press(qtbot, window, f"clause-{CLAUSE}")
    press(qtbot, window, f"clause-{NEXT}")
    press(qtbot, window, "write-many")
    assert is_said(window, "Choose how it was explained.")
    press(qtbot, window, "way-meeting")
    press(qtbot, window, "write-many")
    assert is_said(window, "Say where.")
    qtbot.keyClick(write(window, "many-place", "社区会议室"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rows = store.records(Explanation)
    assert len(rows) == 6
    assert {row.household for row in rows} == {STREET[0].id, STREET[1].id, STREET[3].id}
    assert {row.explained_to for row in rows} == {"at a meeting: 社区会议室"}
    assert {row.understood for row in rows} == {None}, "what one said is written down with that one alone"
    assert store.end.seq == before + 1
    assert here(window) == "households"
    assert drafts_of(store) == ()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert all(row.withdrawn for row in store.records(Explanation))


def test_a_number_that_is_nobodys_is_said_and_nothing_is_written(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    store = opened()
    assert window.shell is not None
    window.shell.go(Place("policies"))
    rest(qtbot, window)
    press(qtbot, window, "explain-to-many")
    rest(qtbot, window)
    assert here(window) == "explain_many"
    write(window, "many-others", "DY-9999")
    press(qtbot, window, f"clause-{CLAUSE}")
    press(qtbot, window, "way-posting")
    write(window, "many-place", "巷口")
    press(qtbot, window, "write-many")
    assert is_said(window, "No household has the number DY-9999.")
    assert store.records(Explanation) == ()
    window.shell.step_back()
    assert here(window) == "policies", "Esc leads back to where one came from"
    press(qtbot, window, "explain-to-many")
    rest(qtbot, window)
    assert part(window, QLineEdit, "many-place").text() == "巷口", "what was typed is kept"
    write(window, "many-others", "DY-0001")
    press(qtbot, window, "write-many")
    assert [row.explained_to for row in store.records(Explanation)] == ["by a posted notice: 巷口"]


def test_without_a_plan_it_is_said_why_and_nothing_can_be_written(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    opened(a_household(number="DY-0009"))
    tick_first(qtbot, window, 1)
    press(qtbot, window, "explain-ticked")
    rest(qtbot, window)
    assert is_said(window, "No plan is in use in this area")
    assert not part(window, QAbstractButton, "write-many").isEnabled()


def test_who_has_to_be_told_again_is_a_filter_of_the_list(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    plan = a_plan()
    told = [
        Explanation(household=home.id, pack=pack, clause=CLAUSE, explained_on=date(2026, 11, 3))
        for home, pack in zip(STREET[:2], ("一个不在这里的方案", plan.pack), strict=True)
    ]
    store = opened(plan, *told)
    page = part(window, HouseholdList, "household-list")
    (chip,) = [each for each in window.findChildren(QAbstractButton, "quick-again") if each.isVisible()]
    assert chip.text() == "Explain again 1"
    press(qtbot, window, "quick-again")
    assert len(cells(page.table)) == 1
    window.shell._workspace.save(  # type: ignore[union-attr]
        Explanation(household=STREET[0].id, pack=plan.pack, clause=CLAUSE, explained_on=store.today())
    )
    rest(qtbot, window)
    assert is_said(window, "No household fits"), "once it was told again it is not asked for any more"
