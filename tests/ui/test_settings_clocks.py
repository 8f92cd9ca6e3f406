"""The periods of the area in the settings: read by everybody, set by the office with a reason, in favour alone."""

from pathlib import Path

import pytest
import stores
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from seeing import NewArea, is_said
from settling import Hands

from desktop.casework import area_rules, people
from desktop.domain.fields import Role
from desktop.domain.records import AreaClock
from desktop.domain.working_days import Period, Unit
from desktop.store import opening, vault
from desktop.store.store import Store
from desktop.ui.main_window import MainWindow


def at_the_area(hands: Hands, folder: Path) -> Store:
    hands.open(folder)
    hands.press("section-area")
    shell = hands.window.shell
    assert shell is not None
    assert shell.page is not None
    return shell.page.workspace.store


def put(hands: Hands, name: str, text: str) -> None:
    hands.type(name, "")
    field = next(each for each in hands.window.findChildren(QLineEdit, name) if each.isVisible())
    field.clear()
    hands.qtbot.keyClicks(field, text)


def test_the_office_sets_the_period_of_an_answer_with_a_reason(hands: Hands, new_area: NewArea) -> None:
    store = at_the_area(hands, new_area())
    put(hands, "length-grievance", "15")
    assert hands.button("set-grievance").text() == "Set it: 15 days"
    assert not hands.button("set-grievance").isEnabled(), "without a reason nothing is set"
    put(hands, "reason-grievance", "the area agreed on it")
    hands.press("set-grievance")
    assert area_rules.rules_of(store).periods["grievance"] == Period(15, Unit.DAYS)
    assert hands.says("the law: 60 days; here: the area agreed on it")
    put(hands, "length-grievance", "60")
    put(hands, "reason-grievance", "back to the law")
    hands.qtbot.keyClick(hands.window.focusWidget(), Qt.Key.Key_Return)
    assert area_rules.clocks_set(store) == {}
    assert [row.withdrawn_reason for row in store.records(AreaClock)] == ["back to the law"]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("review", "9", "an area may only give the household more"),
        ("grievance", "61", "an area may only give it less"),
        ("publication", "x", "Write the number alone."),
    ],
)
def test_what_is_not_in_favour_is_said_beside_it_and_not_set(
    hands: Hands, new_area: NewArea, name: str, typed: str, said: str
) -> None:
    store = at_the_area(hands, new_area())
    put(hands, f"length-{name}", typed)
    assert hands.says(said)
    assert not hands.is_seen(f"set-{name}")
    assert store.records(AreaClock) == ()


def test_of_two_that_met_in_a_merge_one_stays(hands: Hands, new_area: NewArea) -> None:
    store = at_the_area(hands, new_area(*(AreaClock(clock="review", length=n, reason="定") for n in (20, 15))))
    put(hands, "length-review", "12")
    put(hands, "reason-review", "again")
    hands.press("set-review")
    assert area_rules.rules_of(store).periods["review"].length == 12


def test_who_is_not_of_the_office_reads_them(window: MainWindow, qtbot: QtBot, new_store: stores.NewStore) -> None:
    with new_store("area") as store:
        people.admit(store, "何示例", Role.WORKER, stores.PASSPHRASE)
        folder = store.folder
    mine = opening.open_store(folder, vault.unlock(folder, stores.PASSPHRASE, "何示例"), clock=stores.noon)
    window.activateWindow()
    with qtbot.waitActive(window):
        window.show_store(mine)
    hands = Hands(qtbot, window, pytest.MonkeyPatch())
    hands.press("to-settings", "section-area")
    assert not [each for each in window.findChildren(QLineEdit, "length-grievance") if each.isVisible()]
    assert is_said(window, "60 days")
    assert any("信访工作条例" in label.text() for label in window.findChildren(QLabel))
