"""A household that was handed to another team is still found, and told with whom it is (R13)."""

import stores
from builders import a_household, a_person
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QWidget
from pytestqt.qtbot import QtBot
from seeing import is_said, part, typed, unlocked

from desktop.store import elsewhere, queries
from desktop.store.elsewhere import Stub
from desktop.store.store import Store
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

HERE, GONE = a_household(number="DY-1"), a_household(number="DY-3", door="3 号")


def an_area(store: Store) -> None:
    store.save(HERE, GONE)
    store.save(a_person(household=GONE.id, name="走示例"))
    with store.writing() as connection:
        elsewhere.evict(connection, store.secrets, {GONE.id: Stub("DY-3", "3 号", "二组", "2026-11-17")})


def test_search_and_list_tell_with_whom_it_is(new_store: stores.NewStore, window: MainWindow, qtbot: QtBot) -> None:
    with new_store("area") as store:
        an_area(store)
    unlocked(qtbot, window, store.folder)
    assert is_said(window, "1 household · 1 with another team")
    window.activateWindow()
    field = typed(qtbot, window, "search", "dy-3")
    qtbot.waitUntil(lambda: bool(window.findChildren(QListView, "found-rows")), timeout=20_000)
    found = part(window, QListView, "found-rows").model()
    said = found.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.split("  ") == ["DY-3", "", "3 号", "now with 二组 since 2026-11-17"]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert is_said(window, "DY-3 · 3 号: now with 二组 since 2026-11-17")
    assert window.shell is not None
    assert window.shell.page is not None
    assert not part(window, QWidget, "tabs").isVisible(), "there is nothing of it to be shown"
    assert window.shell.page.heading().title == "DY-3 · 3 号"
    assert window.shell.page.place().household == GONE.id, "who comes back here finds it told again"
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert window.shell.page.place().page == "households"
    window.shell.go(Place("household", HERE.id))
    assert not is_said(window, "now with 二组")


def test_only_number_and_door_are_left_of_it(new_store: stores.NewStore) -> None:
    with new_store("area") as store:
        an_area(store)
        assert queries.found(store, "走示例", everything=True) == ()
        (gone,) = queries.elsewhere(store, "3 号")
        assert (gone.id, gone.number, gone.team, gone.since) == (GONE.id, "DY-3", "二组", "2026-11-17")
        assert queries.elsewhere(store, "DY-1") == ()
        assert [line.number for line in queries.households(store)] == ["DY-1"]
