"""What is returned for correction is seen on the page of the day and above the household, and answered from both."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import stores
from builders import a_house, a_household, a_person
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from seeing import is_said, part, press, typed

from desktop.casework import assignment, people, questioning
from desktop.casework.questioning import State
from desktop.domain.fields import Role
from desktop.domain.records import House
from desktop.store import opening, vault
from desktop.store.store import Store
from desktop.ui.day_list import DayList
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

ME = "何示例"
HOME = a_household(number="DY-0001", lane="示例里 3 巷", door="1", address="示例里 3 巷 1 号")
OTHER = a_household(number="DY-0002", lane="示例里 5 巷", door="2", address="示例里 5 巷 2 号")
HOUSE = a_house(household=HOME.id, measured_area=Decimal("62.40"))
ASKED, REPLY = "面积和测绘图不一样，请核对。", "又量了一遍，没有错。"
Opened = Callable[..., Store]


@pytest.fixture
def opened(new_store: stores.NewStore, window: MainWindow, qtbot: QtBot) -> Opened:
    """An area whose office asks about one household; a worker looks after it, and opens the window."""

    def open_as(role: Role = Role.WORKER) -> Store:
        with new_store("area") as store:
            people.admit(store, ME, role, stores.PASSPHRASE)
            store.save(HOME, OTHER, HOUSE, a_person(household=HOME.id), a_person(household=OTHER.id, name="他示例"))
            me = assignment.person_named(store, ME)
            assignment.hand_over(store, assignment.planned(store, [HOME.id], me))
            about = {"record": "house", "row": HOUSE.id, "field": "measured_area"}
            questioning.ask(store, HOME.id, ASKED, **about)
            questioning.ask(store, OTHER.id, "不归我管的。")
            folder: Path = store.folder
        mine = opening.open_store(folder, vault.unlock(folder, stores.PASSPHRASE, ME), clock=stores.noon)
        window.activateWindow()
        with qtbot.waitActive(window):
            window.show_store(mine)
        return mine

    return open_as


def rows(window: MainWindow) -> list[str]:
    listed = part(window, DayList, "questions")
    return [
        str(listed.lines.data(listed.lines.index(row), Qt.ItemDataRole.AccessibleTextRole))
        for row in range(listed.lines.rowCount())
    ]


def go(window: MainWindow, place: Place) -> None:
    assert window.shell is not None
    window.shell.go(place)


def here(window: MainWindow) -> Place:
    assert window.shell is not None
    assert window.shell.page is not None
    return window.shell.page.place()


def give_reason(qtbot: QtBot, window: MainWindow, words: str) -> None:
    """Types into the one reason that is asked for now."""
    (field,) = [each for each in window.findChildren(QLineEdit, "reason") if each.isVisible()]
    field.setText(words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def states(store: Store) -> list[State]:
    return [each.state for each in questioning.of_household(store, HOME.id)]


def test_a_question_is_seen_today_and_leads_to_its_field(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    opened()
    assert rows(window) == ["马示例 DY-0001, house measured area, " + ASKED + ", 陈示例 asked on 11-18, latest 11-23"]
    assert is_said(window, "Returned for correction")
    qtbot.keyClick(part(window, DayList, "questions"), Qt.Key.Key_Return)
    at = here(window)
    assert (at.page, at.household, at.part, at.row) == ("household", HOME.id, "house", HOUSE.id)
    assert window.focusWidget().objectName() == "measured_area"


def test_a_reply_typed_today_ends_it_and_can_be_taken_back(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    store = opened()
    press(qtbot, window, "question-reply")
    assert not part(window, QPushButton, "question-write").isEnabled()
    typed(qtbot, window, "question-words", "")
    part(window, QLineEdit, "question-words").setText(REPLY)
    press(qtbot, window, "question-write")
    assert states(store) == [State.REPLIED]
    assert not part(window, DayList, "questions").isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert states(store) == [State.OPEN]
    assert len(rows(window)) == 1
    press(qtbot, window, "question-reply")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not part(window, QLineEdit, "question-words").isVisible(), "Esc lets it be"


def test_above_the_household_it_stands_until_it_is_answered(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    store = opened()
    go(window, Place("household", HOME.id))
    assert is_said(window, f"house measured area: {ASKED}")
    assert is_said(window, ME), "who looks after it"
    assert not part(window, QPushButton, "band-take-back").isVisible(), "only who may ask takes a question back"
    press(qtbot, window, "question-go")
    assert window.focusWidget().objectName() == "measured_area"
    go(window, Place("household", HOME.id))
    house = store.get(House, HOUSE.id)
    assert house is not None
    assert window.shell is not None
    assert window.shell.page is not None
    window.shell.page.workspace.save(replace(house, measured_area=Decimal("61.20")))
    assert states(store) == [State.CORRECTED]
    assert not part(window, QPushButton, "question-go").isVisible()
    go(window, Place("today"))
    assert not part(window, DayList, "questions").isVisible()


def test_a_lead_returns_what_others_wrote_and_takes_it_back(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    store = opened(Role.LEAD)
    assert len(rows(window)) == 2, "who leads answers for the whole area"
    go(window, Place("household", HOME.id, "history"))
    press(qtbot, window, "band-take-back")
    give_reason(qtbot, window, "已经当面说清")
    assert states(store) == [State.WITHDRAWN]
    press(qtbot, window, "return-for-correction")
    give_reason(qtbot, window, "写得不清楚")
    asked = questioning.open_questions(store, {HOME.id})
    assert [(each.question.question, each.by) for each in asked] == [("写得不清楚", ME)]
    assert is_said(window, "写得不清楚")
