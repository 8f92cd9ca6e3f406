from pathlib import Path

import pytest
import stores
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QListWidget, QTableView, QWidget
from pytestqt.qtbot import QtBot
from seeing import NewArea, cells, is_said, part, press, typed, unlocked

from desktop import paths
from desktop.casework import demo
from desktop.store import opening
from desktop.ui.main_window import MainWindow


def test_the_right_passphrase_opens_the_list(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*stores.a_family("DY-03-0127")))
    assert table.isVisible()
    assert table.hasFocus()
    assert window.windowTitle() == f"Ruhu 入户 — {stores.AREA}"


def test_a_wrong_passphrase_opens_nothing_and_is_told_in_words(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    window.show_locked(new_area(*stores.a_family("DY-03-0127")))
    field = typed(qtbot, window, "passphrase", "not this one")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_said(window, "wrong 1 times in a row. Nothing is deleted."))
    assert field.hasFocus()
    assert field.selectedText() == field.text(), "the next try types over it"
    assert not part(window, QTableView, "households").isVisible()
    assert cells(part(window, QTableView, "households")) == []


@pytest.mark.usefixtures("cheap_vault")
def test_the_store_is_opened_as_the_person_who_was_chosen(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    demo.build(folder, demo.PASSPHRASE, today=stores.noon().date(), households=5)
    window.show_locked(folder)
    people = part(window, QListWidget, "people")
    people.setFocus()
    qtbot.keyClick(people, Qt.Key.Key_Down)
    chosen = people.currentItem().text().partition(" ")[0]
    with qtbot.waitSignal(window.opened):
        press(qtbot, window, "unlock")
    assert people.currentRow() == 1
    assert is_said(window, chosen)


def test_a_window_leaves_the_store_to_others_who_write(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area()
    unlocked(qtbot, window, folder)
    with stores.opened(folder) as store:
        store.save(*stores.a_family("DY-03-0127"))


def test_locking_keeps_nothing_on_the_screen(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*stores.a_family("DY-03-0127")))
    typed(qtbot, window, "search", "ma")
    qtbot.keyClick(
        part(window, QLineEdit, "search"),
        Qt.Key.Key_L,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
    )
    assert part(window, QLineEdit, "passphrase").isVisible()
    assert part(window, QLineEdit, "passphrase").text() == ""
    assert part(window, QLineEdit, "search").text() == ""
    assert cells(table) == []
    assert not window.statusBar().isVisible()


def test_escape_leaves_a_locked_store_for_the_first_page(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    window.show_locked(new_area())
    qtbot.keyClick(part(window, QLineEdit, "passphrase"), Qt.Key.Key_Escape)
    assert part(window, QAbstractButton, "demo").isVisible()


def test_a_folder_without_a_store_is_told_on_the_first_page(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    press(qtbot, window, "open")
    assert is_said(window, f"There is no store in {tmp_path}.")
    assert part(window, QAbstractButton, "open").isVisible()


@pytest.mark.usefixtures("cheap_vault")
def test_the_demo_area_is_not_built_twice(qtbot: QtBot, window: MainWindow) -> None:
    demo.build(paths.data_folder() / "demo", demo.PASSPHRASE, today=stores.noon().date(), households=5)
    press(qtbot, window, "demo")
    assert is_said(window, "Demo area: everything in it is invented.")
    with qtbot.waitSignal(window.opened):
        qtbot.keyClick(part(window, QLineEdit, "passphrase"), Qt.Key.Key_Return)
    assert is_said(window, "demo area: all data invented")
    qtbot.waitUntil(lambda: is_said(window, "7 households"))


@pytest.mark.usefixtures("cheap_vault")
def test_a_demo_area_that_was_stopped_leaves_nothing(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "demo")
    assert not part(window, QAbstractButton, "demo").isEnabled()
    press(qtbot, window, "stop")
    qtbot.waitUntil(lambda: part(window, QAbstractButton, "demo").isEnabled(), timeout=30_000)
    assert list(paths.data_folder().iterdir()) == []


def test_a_store_of_a_newer_program_is_refused_in_words(window: MainWindow, new_area: NewArea) -> None:
    folder = new_area()
    card = folder / "store.toml"
    card.write_text(card.read_text("utf-8").replace("format = 1", "format = 2"), "utf-8")
    window.show_locked(folder)
    assert is_said(window, "was written by a newer version of Ruhu. Nothing was changed.")


def test_a_ledger_that_is_missing_is_told_beside_the_passphrase(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area()
    (folder / "ledger.db").unlink()
    window.show_locked(folder)
    qtbot.keyClick(typed(qtbot, window, "passphrase", stores.PASSPHRASE), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_said(window, "The ledger itself (ledger.db) is missing"))


def test_whatever_takes_the_keyboard_has_a_name(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area())
    kinds = (QLineEdit, QAbstractButton, QListWidget, QTableView)
    parts: list[QWidget] = [each for kind in kinds for each in window.findChildren(kind) if takes_keyboard(each)]
    named = {QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name) for each in parts}
    assert {"Passphrase", "Search for a household", "Households", "Who are you?", "Look at the demo area"} <= named
    assert "" not in named


def takes_keyboard(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def test_a_store_that_opens_in_the_window_is_closed_with_it(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area()
    unlocked(qtbot, window, folder)
    window.close()
    opening.open_store(folder, stores.unlocked(folder)).close()
    assert not (folder / "ledger.db-wal").exists(), "the last connection to it is gone"
