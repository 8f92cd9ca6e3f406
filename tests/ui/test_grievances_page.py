"""Grievances of the area in the window: one of nobody's household is taken down, answered and settled (H07)."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_grievance, a_household, a_person
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFrame, QPlainTextEdit
from pytestqt.qtbot import QtBot
from seeing import is_said

from desktop.casework import household_rights, people
from desktop.casework.household_rights import Standing
from desktop.domain.fields import Role
from desktop.domain.records import Grievance, GrievanceEvent, Record
from desktop.store import drafts, opening, vault
from desktop.store.store import Store
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

ME = "何示例"
Opened = Callable[..., Store]


@pytest.fixture
def opened(new_store: stores.NewStore, window: MainWindow, qtbot: QtBot) -> Opened:
    """An area with these records, opened by a worker at noon, on the page of grievances."""

    def open_as(*records: Record, role: Role = Role.WORKER) -> Store:
        with new_store("area") as store:
            people.admit(store, ME, role, stores.PASSPHRASE)
            if records:
                store.save(*records)
            folder: Path = store.folder
        mine = opening.open_store(folder, vault.unlock(folder, stores.PASSPHRASE, ME), clock=stores.noon)
        window.activateWindow()
        with qtbot.waitActive(window):
            window.show_store(mine)
        go(window, qtbot)
        return mine

    return open_as


def go(window: MainWindow, qtbot: QtBot) -> None:
    assert window.shell is not None
    window.shell.go(Place("grievances"))
    qtbot.waitUntil(lambda: is_said(window, "matter"))
    qtbot.waitUntil(lambda: all(each.isVisible() for each in window.findChildren(QFrame, "concern")))  # Qt's next turn


def press(window: MainWindow, qtbot: QtBot, name: str) -> None:
    (button,) = [each for each in window.findChildren(QAbstractButton, name) if each.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def write(window: MainWindow, words: str, name: str = "words") -> None:
    (field,) = [each for each in window.findChildren(QPlainTextEdit, name) if each.isVisible()]
    field.setFocus()
    field.insertPlainText(words)


def choose(window: MainWindow, qtbot: QtBot, name: str, key: str) -> None:
    (box,) = [each for each in window.findChildren(QComboBox, name) if each.isVisible()]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(key)):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    box.activated.emit(box.currentIndex())  # what the list of choices does when it is open


def standing(store: Store) -> Standing:
    (concern,) = household_rights.concerns_of(store, closed=True)
    return concern.standing(store.today())


def take_down(window: MainWindow, qtbot: QtBot) -> None:
    press(window, qtbot, "take-down")
    write(window, "路灯坏了三天")
    choose(window, qtbot, "manner", "anonymous")
    press(window, qtbot, "finish")
    qtbot.waitUntil(lambda: is_said(window, "路灯坏了三天"))


def test_ctrl_enter_writes_it_down_from_the_words(window: MainWindow, qtbot: QtBot, opened: Opened) -> None:
    store = opened()
    press(window, qtbot, "take-down")
    choose(window, qtbot, "manner", "spoken")
    write(window, "路灯三天没亮")
    (words,) = [each for each in window.findChildren(QPlainTextEdit, "words") if each.isVisible()]
    qtbot.keyClick(words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [each.words for each in store.records(Grievance)] == ["路灯三天没亮"]


def test_one_without_a_name_gets_its_slip_is_answered_and_accepted(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    store = opened()
    take_down(window, qtbot)
    (row,) = store.records(Grievance)
    assert (row.household, row.manner, row.raised_by, row.taken_by) == (None, "anonymous", None, ME)
    assert row.slip_number
    assert row.due_on == date(2027, 1, 18), "60 days end on a Sunday"
    assert is_said(window, f"Slip {row.slip_number}: to be answered by 2027-01-18.")
    assert is_said(window, "of no household")

    for step, words, after in (
        ("note", "问过供电所", Standing.OPEN),
        ("answer", "明天来修", Standing.ANSWERED),
        ("accepted", "行", Standing.CLOSED),
    ):
        press(window, qtbot, f"step-{row.id.hex()}")
        choose(window, qtbot, "step", step)
        write(window, words)
        press(window, qtbot, "finish")
        assert standing(store) is after
        qtbot.waitUntil(lambda words=words, after=after: after is Standing.CLOSED or is_said(window, words))
    assert {each.household for each in store.records(GrievanceEvent)} == {None}
    qtbot.waitUntil(lambda: is_said(window, "0 matters"))
    press(window, qtbot, "also-settled")
    qtbot.waitUntil(lambda: is_said(window, "路灯坏了三天"))
    assert (store.get(Grievance, row.id) or row).due_on == row.due_on, "no note moved the day"


def test_what_was_begun_and_left_is_gone_on_with(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    store = opened()
    press(window, qtbot, "take-down")
    write(window, "垃圾没人")
    assert window.shell is not None
    window.shell.step_back()
    (draft,) = drafts.drafts_of(store)
    assert draft.household is None
    press(window, qtbot, "take-down")
    (field,) = [each for each in window.findChildren(QPlainTextEdit, "words") if each.isVisible()]
    assert field.toPlainText() == "垃圾没人"
    choose(window, qtbot, "manner", "spoken")
    press(window, qtbot, "finish")
    assert [each.words for each in store.records(Grievance)] == ["垃圾没人"]
    assert drafts.drafts_of(store) == ()


def test_a_households_own_leads_to_its_rights(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    home = a_household()
    row = a_grievance(household=home.id, raised_on=TODAY - timedelta(days=70), due_on=None, words="没算东厢房")
    opened(home, a_person(household=home.id), row)
    assert is_said(window, "马示例 DY-03-0127")
    press(window, qtbot, f"step-{row.id.hex()}")
    assert window.shell is not None
    assert window.shell.page is not None
    assert window.shell.page.place() == Place("household", home.id, "rights")


def test_who_only_looks_takes_nothing_down(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    opened(a_grievance(household=None, words="路灯坏了"), role=Role.AUDITOR)
    assert not [each for each in window.findChildren(QAbstractButton, "take-down") if each.isVisible()]
    qtbot.waitUntil(lambda: is_said(window, "路灯坏了"))
