"""Who has forgotten the passphrase gets in with the sheet, and with nothing else."""

from functools import partial
from pathlib import Path

import pytest
import stores
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from seeing import is_said, part, press, typed
from test_entrance_new_area import code_on, the_sheet, wanted_row

from desktop.domain import recovery_code
from desktop.store import journal, opening, vault
from desktop.store.opening import Made
from desktop.ui.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("cheap_vault")

NEW = "banma chahu denglong huafen"


@pytest.fixture
def area(tmp_path: Path) -> Made:
    made = opening.create(tmp_path / "area", stores.AREA, stores.CLERK, stores.PASSPHRASE)
    made.store.close()
    return made


def test_with_the_sheet_one_gets_in_and_the_old_ways_are_void(qtbot: QtBot, window: MainWindow, area: Made) -> None:
    folder = area.store.folder
    window.show_locked(folder)
    press(qtbot, window, "use-sheet")
    for number, row in enumerate(recovery_code.rows(area.code), 1):
        assert part(window, QLineEdit, f"row-{number}").hasFocus(), "each row leads to the next"
        qtbot.keyClicks(QApplication.focusWidget(), row.lower().replace("0", "o").replace("1", "l"))
    assert part(window, QPushButton, "recover").hasFocus()
    qtbot.keyClick(part(window, QPushButton, "recover"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_said(window, "Choose a passphrase"))
    stores.unlocked(folder)  # nothing has changed so far
    typed(qtbot, window, "new-passphrase", NEW)
    qtbot.keyClick(typed(qtbot, window, "again", NEW), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_said(window, "Print the recovery sheet"))
    code = code_on(the_sheet())
    typed(qtbot, window, "row", wanted_row(window, the_sheet()))
    with qtbot.waitSignal(window.opened):
        press(qtbot, window, "begin")
    window.close()
    assert vault.unlock_by_code(folder, code)
    for void in (partial(vault.unlock_by_code, folder, area.code), partial(stores.unlocked, folder)):
        with pytest.raises(vault.Refused):
            void()
    with opening.open_store(folder, vault.unlock(folder, NEW)) as store, store.reading() as connection:
        newest = journal.entry(connection, store.end.origin, store.end.seq)
    assert newest is not None
    assert newest.read().reason == "signing key renewed"


def test_a_mistyped_row_is_named_at_once(qtbot: QtBot, window: MainWindow, area: Made) -> None:
    window.show_locked(area.store.folder)
    press(qtbot, window, "use-sheet")
    first, second, *_ = recovery_code.rows(area.code)
    typed(qtbot, window, "row-1", first)
    field = typed(qtbot, window, "row-2", second[:-1] + ("Z" if second[-1] != "Z" else "Y"))
    assert is_said(window, "Row 2 is not as on the sheet")
    assert field.hasFocus(), "nothing leads on from a wrong row"
    assert field.accessibleDescription() == "not as on the sheet"
    assert is_said(window, "7 rows are still needed.")


def test_rows_that_changed_places_are_named(qtbot: QtBot, window: MainWindow, area: Made) -> None:
    window.show_locked(area.store.folder)
    press(qtbot, window, "use-sheet")
    first, second, *rest = recovery_code.rows(area.code)
    paste(qtbot, window, "row-1", " ".join((second, first, *rest)))
    assert is_said(window, "Row 1, 2 is not as on the sheet")


@pytest.mark.parametrize("between", ["-", " ", "\n", "－", ""])
def test_all_rows_can_be_pasted_into_any(qtbot: QtBot, window: MainWindow, area: Made, between: str) -> None:
    window.show_locked(area.store.folder)
    press(qtbot, window, "use-sheet")
    paste(qtbot, window, "row-3", between.join(recovery_code.rows(area.code)))
    assert part(window, QPushButton, "recover").isEnabled()
    assert part(window, QPushButton, "recover").hasFocus()


def test_backspace_in_an_empty_row_leads_to_the_one_before(qtbot: QtBot, window: MainWindow, area: Made) -> None:
    window.show_locked(area.store.folder)
    press(qtbot, window, "use-sheet")
    part(window, QLineEdit, "row-2").setFocus()
    qtbot.keyClick(part(window, QLineEdit, "row-2"), Qt.Key.Key_Backspace)
    assert part(window, QLineEdit, "row-1").hasFocus()


def test_an_old_sheet_is_told_from_the_valid_one(qtbot: QtBot, window: MainWindow, area: Made) -> None:
    folder = area.store.folder
    vault.replace_sheet(folder, stores.unlocked(folder))
    window.show_locked(folder)
    press(qtbot, window, "use-sheet")
    paste(qtbot, window, "row-1", area.code)
    press(qtbot, window, "recover")
    qtbot.waitUntil(lambda: is_said(window, "this sheet is an older one or belongs to another store. Nothing is lost."))
    assert is_said(window, f"for store {vault.store_number(area.store.opened.store)}")
    assert part(window, QLineEdit, "row-1").text(), "what was typed is still there"


def test_escape_goes_back_to_the_passphrase(qtbot: QtBot, window: MainWindow, area: Made) -> None:
    window.show_locked(area.store.folder)
    press(qtbot, window, "use-sheet")
    qtbot.keyClick(part(window, QLineEdit, "row-1"), Qt.Key.Key_Escape)
    assert part(window, QLineEdit, "passphrase").hasFocus()


def paste(qtbot: QtBot, window: MainWindow, name: str, text: str) -> None:
    QApplication.clipboard().setText(text)
    field = part(window, QLineEdit, name)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
