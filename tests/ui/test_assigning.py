"""Households are handed to a person in the window: who had them is said first, and it is taken back in one go."""

import pytest
import stores
from builders import a_household, a_person
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView
from pytestqt.qtbot import QtBot
from seeing import part
from settling import Hands

from desktop.casework import people
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import Assignment, Household, Staff
from desktop.store import agenda, opening
from desktop.store.store import Store
from desktop.ui.line_box import LineBox
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture
def area(new_store: stores.NewStore) -> Store:
    """Three households; a worker looks after the first, nobody after the others."""
    store = new_store("office")
    workers = [
        Staff(id=new_id(), name=name, role="worker", team=team)
        for name, team in (("周示例", "一组"), ("马示例", "三组"))
    ]
    homes = [a_household(number=f"YS-000{n}", door=str(n)) for n in (1, 2, 3)]
    people = [a_person(household=home.id, name="王虚构") for home in homes]
    store.save(*workers, *homes, *people, Assignment(household=homes[0].id, staff=workers[0].id))
    return store


def holders(store: Store) -> dict[str | None, str | None]:
    held = agenda.in_charge(store)
    names = {row.id: row.name for row in store.records(Staff)}
    return {
        home.number: names.get(held[home.id].staff or b"") if home.id in held else None
        for home in store.records(Household)
    }


def test_ticked_households_are_handed_to_a_person_with_a_reason_and_taken_back(
    hands: Hands, qtbot: QtBot, window: MainWindow, area: Store
) -> None:
    window.show_store(area)
    table = part(window, QTableView, "households")
    hands.press("quick-nobodys")
    assert table.model().rowCount() == 2
    hands.press("quick-every")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hands.press("assign-ticked")
    box = part(window, LineBox, "assign-to")
    assert hands.says("Who looks after 3 households from now on?")
    assert box.hasFocus()
    assert not hands.button("assign").isEnabled()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.line is not None
    assert box.line.name == "马示例"
    assert hands.says("1 of them was with 周示例 before. 2 of them were with nobody. Say why, for those who had them.")
    assert not hands.button("assign").isEnabled()
    because = hands.type("assign-because", "teams changed")
    hands.type("assign-until", "12-05")
    because.setFocus()
    qtbot.keyClick(because, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.wait_for("3 households go to 马示例")
    assert holders(area) == dict.fromkeys(("YS-0001", "YS-0002", "YS-0003"), "马示例")
    assert not part(window, QPushButton, "assign").isVisible()
    assert not part(window, QPushButton, "quick-nobodys").isVisible()
    qtbot.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.wait_for("Undone: 3 households go to 马示例")
    assert holders(area) == {"YS-0001": "周示例", "YS-0002": None, "YS-0003": None}


def test_esc_lets_it_be_and_who_may_not_hand_over_sees_no_such_button(
    hands: Hands, qtbot: QtBot, window: MainWindow, area: Store
) -> None:
    window.show_store(area)
    table = part(window, QTableView, "households")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    hands.press("assign-ticked")
    qtbot.keyClick(part(window, LineBox, "assign-to"), Qt.Key.Key_Escape)
    assert not hands.is_seen("assign")
    assert hands.is_seen("assign-ticked")
    checker = people.admit(area, "孙示例", Role.CHECKER, "qingjiao banma xiayu suanpan")
    area.close()
    window.show_store(opening.open_store(area.folder, checker, clock=stores.noon))
    table = part(window, QTableView, "households")
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert not hands.is_seen("assign-ticked")


def test_the_households_of_nobody_are_shown_where_a_place_asks_for_them(window: MainWindow, area: Store) -> None:
    window.show_store(area)
    assert window.shell is not None
    window.shell.go(Place("households", part="nobodys"))
    assert part(window, QTableView, "households").model().rowCount() == 2
