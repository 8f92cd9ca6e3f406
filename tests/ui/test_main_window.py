"""The window locks, comes back to where it was, and leaves nothing of a store behind."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import stores
from builders import a_house, a_household
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from seeing import NewArea, is_said, part, press, typed, unlocked

from desktop import paths, settings
from desktop.cli.words import Voice
from desktop.domain.fields import Role
from desktop.i18n import Language
from desktop.settings import Settings
from desktop.store import drafts, opening, vault
from desktop.ui import theme
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

LOCK = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def quick_window(qapp: QApplication, qtbot: QtBot, qtlog: Any) -> Iterator[MainWindow]:
    """A window that locks after a second without a key."""
    theme.dress(qapp)
    chosen = Settings(Language.ENGLISH, lock_after=1)
    window = MainWindow(qapp, chosen, Voice, partial(settings.change, paths.config_folder()), minute=1000)
    qtbot.addWidget(window)
    with qtlog.disabled():
        window.show()
    yield window
    window.close()


def test_enter_presses_what_has_the_keyboard(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area())
    settings_item = part(window, QToolButton, "to-settings")
    settings_item.setFocus()
    qtbot.keyClick(settings_item, Qt.Key.Key_Return)
    assert window.shell is not None
    assert window.shell.page is not None
    assert window.shell.page.place().page == "settings"


def test_the_right_passphrase_opens_the_list(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*stores.a_family("DY-03-0127")))
    assert table.isVisible()
    assert window.windowTitle() == f"Ruhu 入户 — {stores.AREA}"
    assert is_said(window, "encrypted on this computer")


def test_a_wrong_passphrase_opens_nothing_and_is_told_in_words(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    window.show_locked(new_area())
    field = typed(qtbot, window, "passphrase", "not this one")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_said(window, "Wrong passphrase, 1 in a row so far. Nothing is deleted."))
    assert field.hasFocus()
    assert field.selectedText() == field.text(), "the next try types over it"
    assert window.shell is None


def test_after_five_wrong_ones_the_wait_is_told_also_by_a_new_window(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area()
    window.show_locked(folder)
    for n in range(1, 6):
        qtbot.keyClick(typed(qtbot, window, "passphrase", "not this one"), Qt.Key.Key_Return)
        qtbot.waitUntil(partial(is_said, window, f"Wrong passphrase, {n} in a row"))
    assert is_said(window, "Wait 1 min, or open with the recovery sheet.")
    window.show_start()
    window.show_locked(folder)
    assert is_said(window, "Wait 1 min, or open with the recovery sheet.")


def test_the_store_is_opened_as_the_person_who_was_chosen(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = with_a_second_person(new_area())
    window.show_locked(folder)
    people = part(window, QListWidget, "people")
    assert people.hasFocus(), "nobody knows yet who it is"
    qtbot.keyClick(people, Qt.Key.Key_Down)
    qtbot.keyClick(people, Qt.Key.Key_Return)
    field = typed(qtbot, window, "passphrase", stores.PASSPHRASE)
    with qtbot.waitSignal(window.opened):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert part(window, QToolButton, "user").text().startswith("何示例 · ")
    window.show_locked(folder)
    assert is_said(window, "何示例, it is locked")
    assert part(window, QLineEdit, "passphrase").hasFocus(), "who opened it last is asked first"


def test_locking_keeps_nothing_on_the_screen(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*stores.a_family("DY-03-0127")))
    qtbot.keyClick(table, Qt.Key.Key_L, LOCK)
    assert part(window, QLineEdit, "passphrase").isVisible()
    assert part(window, QLineEdit, "passphrase").text() == ""
    assert window.shell is None
    assert not window.statusBar().isVisible()
    assert is_said(window, "Everything is there.")


def test_a_locked_store_is_closed_also_to_what_was_still_being_read(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area(*(a_household(number=f"DY-{n}") for n in range(40)))
    unlocked(qtbot, window, folder)  # the list begins to read what its lines say
    window.lock()
    qtbot.wait(100)
    assert not (folder / "ledger.db-wal").exists(), "the last connection to it is gone"


def test_nobody_at_the_keyboard_locks_the_window_and_a_draft_survives(
    qtbot: QtBot, quick_window: MainWindow, new_area: NewArea
) -> None:
    window, home = quick_window, a_household(number="DY-1")
    house = a_house(household=home.id)
    folder = new_area(home, house)
    unlocked(qtbot, window, folder)
    assert window.shell is not None
    window.shell.go(Place("household", home.id, "house", house.id))
    typed(qtbot, window, "year_built", "96")
    qtbot.waitUntil(lambda: window.shell is None)
    assert is_said(window, "by itself at ")
    assert is_said(window, "1 unfinished draft is kept: go on with it.")
    with stores.opened(folder, read_only=True) as store:
        (draft,) = drafts.drafts_of(store)
    assert draft.fields["typed"] == {"year_built": "96"}


def test_a_key_holds_the_automatic_lock_up(qtbot: QtBot, quick_window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, quick_window, new_area())
    for _ in range(6):
        QTest.keyClick(quick_window.windowHandle(), Qt.Key.Key_Down)  # as the system brings it
        qtbot.wait(250)
    assert quick_window.shell is not None


def test_a_press_in_a_dialog_holds_the_automatic_lock_up_too(
    qtbot: QtBot, quick_window: MainWindow, new_area: NewArea
) -> None:
    unlocked(qtbot, quick_window, new_area())
    dialog = QDialog(quick_window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    for _ in range(6):
        QTest.mouseClick(dialog.windowHandle(), Qt.MouseButton.LeftButton)
        qtbot.wait(250)
    dialog.close()
    assert quick_window.shell is not None


def test_after_unlocking_one_is_where_one_was(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    home = a_household(number="DY-1")
    folder = with_a_second_person(new_area(home))
    unlock_as(qtbot, window, folder, 0)
    assert window.shell is not None
    window.shell.go(Place("household", home.id))
    window.lock()
    unlock_as(qtbot, window, folder, 0)
    assert household_shown(window) == home.id
    window.lock()
    unlock_as(qtbot, window, folder, 1)
    assert household_shown(window) is None, "somebody else begins at the list"


def test_escape_leaves_a_locked_store_for_the_first_page(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    window.show_locked(new_area())
    qtbot.keyClick(part(window, QLineEdit, "passphrase"), Qt.Key.Key_Escape)
    assert part(window, QAbstractButton, "demo").isVisible()


def test_a_store_that_opens_in_the_window_is_closed_with_it(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area()
    unlocked(qtbot, window, folder)
    window.close()
    opening.open_store(folder, stores.unlocked(folder)).close()
    assert not (folder / "ledger.db-wal").exists(), "the last connection to it is gone"


@pytest.mark.parametrize("choice", ["demo", "open", "new", "from-backup", "use-sheet", "other-person"])
def test_whatever_takes_the_keyboard_has_a_name(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, choice: str
) -> None:
    folder = with_a_second_person(new_area())
    if choice in ("use-sheet", "other-person"):
        window.show_locked(folder)
    press(qtbot, window, choice)
    kinds = (QLineEdit, QAbstractButton, QListWidget, QComboBox, QPlainTextEdit)
    parts: list[QWidget] = [each for kind in kinds for each in window.findChildren(kind) if takes_keyboard(each)]
    nameless = [each for each in parts if not name(each)]
    assert not nameless
    assert not [name(each) for each in parts if not each.objectName()]


def with_a_second_person(folder: Path) -> Path:
    vault.add(folder, stores.unlocked(folder), "何示例", Role.WORKER, stores.PASSPHRASE)
    return folder


def unlock_as(qtbot: QtBot, window: MainWindow, folder: Path, row: int) -> None:
    window.show_locked(folder)
    part(window, QListWidget, "people").setCurrentRow(row)
    with qtbot.waitSignal(window.opened):
        qtbot.keyClick(typed(qtbot, window, "passphrase", stores.PASSPHRASE), Qt.Key.Key_Return)


def household_shown(window: MainWindow) -> bytes | None:
    assert window.shell is not None
    assert window.shell.page is not None
    return window.shell.page.place().household


def takes_keyboard(widget: QWidget) -> bool:
    return widget.isVisible() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
