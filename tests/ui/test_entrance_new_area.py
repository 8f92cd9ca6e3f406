"""A new area is made by somebody who has only a keyboard; the recovery sheet is in their hands before they go on."""

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import stores
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from seeing import is_said, part, press, typed

from desktop import paths
from desktop.domain import recovery_code
from desktop.domain.records import Area
from desktop.store import folder as place
from desktop.store import vault
from desktop.ui.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("cheap_vault")


def test_with_the_keyboard_alone_a_new_area_is_made_and_opened(qtbot: QtBot, window: MainWindow) -> None:
    keys(qtbot, part(window, QAbstractButton, "new"), Qt.Key.Key_Space)
    assert part(window, QLineEdit, "area").hasFocus()
    assert not part(window, QPushButton, "to-passphrase").isEnabled()
    compose(stores.AREA)
    keys(qtbot, None, Qt.Key.Key_Return)
    compose(stores.CLERK)
    keys(qtbot, None, Qt.Key.Key_Return)
    qtbot.keyClicks(focused(), stores.PASSPHRASE)
    keys(qtbot, None, Qt.Key.Key_Return)
    qtbot.keyClicks(focused(), stores.PASSPHRASE)
    keys(qtbot, None, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_said(window, "Print the recovery sheet"))
    sheet = the_sheet()
    keys(qtbot, part(window, QLineEdit, "row"), *wanted_row(window, sheet))
    with qtbot.waitSignal(window.opened):
        keys(qtbot, part(window, QLineEdit, "row"), Qt.Key.Key_Return)
    folder = paths.data_folder() / stores.AREA
    assert place.card(folder).area == stores.AREA
    assert sheet.exists(), "it was not said to be printed"
    window.close()
    with stores.opened(folder) as store:
        assert [area.name for area in store.records(Area)] == [stores.AREA]
    assert vault.unlock_by_code(folder, code_on(sheet)) == stores.unlocked(folder).key


def test_what_is_still_missing_is_said_beside_the_grey_button(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "new")
    assert is_said(window, "The area's name is needed.")
    typed(qtbot, window, "area", "East")
    assert is_said(window, "Your name is needed.")
    typed(qtbot, window, "person", "Chen")
    press(qtbot, window, "to-passphrase")
    typed(qtbot, window, "new-passphrase", "mima mima mima")
    assert is_said(window, "A stronger passphrase is needed.")
    typed(qtbot, window, "new-passphrase", stores.PASSPHRASE)
    assert is_said(window, "Type it once more to go on.")
    typed(qtbot, window, "again", "qingjiao zixinge")
    assert is_said(window, "The two are not the same.")
    assert not part(window, QPushButton, "keep-passphrase").isEnabled()
    typed(qtbot, window, "again", stores.PASSPHRASE)
    assert part(window, QPushButton, "keep-passphrase").isEnabled()


def test_going_back_keeps_the_names(qtbot: QtBot, window: MainWindow) -> None:
    to_passphrase(qtbot, window)
    press(qtbot, window, "pane-back")
    assert part(window, QLineEdit, "area").text() == "East"
    assert part(window, QLineEdit, "person").text() == "Chen"


def test_a_passphrase_is_in_dots_until_the_eye_is_pressed(qtbot: QtBot, window: MainWindow) -> None:
    to_passphrase(qtbot, window)
    field = typed(qtbot, window, "new-passphrase", "qingjiao")
    assert field.echoMode() == QLineEdit.EchoMode.Password
    press(qtbot, window, "new-passphrase-eye")
    assert field.echoMode() == QLineEdit.EchoMode.Normal
    qtbot.keyClick(field, Qt.Key.Key_F8, Qt.KeyboardModifier.AltModifier)
    assert field.echoMode() == QLineEdit.EchoMode.Password


def test_the_tab_key_goes_from_one_passphrase_to_the_other(qtbot: QtBot, window: MainWindow) -> None:
    to_passphrase(qtbot, window)
    field = typed(qtbot, window, "new-passphrase", "qingjiao")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert part(window, QLineEdit, "again").hasFocus()


def test_enter_goes_on_once_the_passphrase_is_good_enough(qtbot: QtBot, window: MainWindow) -> None:
    to_passphrase(qtbot, window)
    qtbot.keyClick(typed(qtbot, window, "new-passphrase", "qingjiao"), Qt.Key.Key_Return)
    assert part(window, QLineEdit, "new-passphrase").hasFocus()
    qtbot.keyClick(typed(qtbot, window, "new-passphrase", stores.PASSPHRASE), Qt.Key.Key_Return)
    assert part(window, QLineEdit, "again").hasFocus()


def test_nothing_leads_past_the_sheet(qtbot: QtBot, window: MainWindow) -> None:
    make(qtbot, window)
    assert not part(window, QPushButton, "demo").isEnabled()
    typed(qtbot, window, "row", wanted_row(window, the_sheet()))
    qtbot.keyClick(part(window, QLineEdit, "row"), Qt.Key.Key_Tab)
    assert part(window, QCheckBox, "is-printed").hasFocus()
    qtbot.keyClick(part(window, QCheckBox, "is-printed"), Qt.Key.Key_Tab)
    assert part(window, QPushButton, "begin").hasFocus(), "what is below comes last"


def test_where_no_program_shows_the_sheet_that_is_said(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    make(qtbot, window)
    press(qtbot, window, "print-sheet")
    assert is_said(window, f"No program of this computer shows {the_sheet()}.")


def test_a_dangerous_place_is_refused_and_a_better_one_offered(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "OneDrive").mkdir()
    to_passphrase(qtbot, window)
    typed(qtbot, window, "new-passphrase", stores.PASSPHRASE)
    typed(qtbot, window, "again", stores.PASSPHRASE)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "OneDrive"))
    press(qtbot, window, "other-place")
    assert is_said(window, "where records get lost")
    assert not part(window, QPushButton, "keep-passphrase").isEnabled()
    press(qtbot, window, "better-place")
    assert part(window, QLineEdit, "folder").text() == str(paths.data_folder() / "East")
    assert part(window, QPushButton, "keep-passphrase").isEnabled()


def test_the_sheets_file_is_deleted_when_it_is_printed(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()) or True)
    make(qtbot, window)
    press(qtbot, window, "print-sheet")
    assert shown == [str(the_sheet())]
    typed(qtbot, window, "row", "AAAAA")
    assert is_said(window, "This is not row")
    assert not part(window, QPushButton, "begin").isEnabled()
    typed(qtbot, window, "row", wanted_row(window, the_sheet()).lower())
    keys(qtbot, part(window, QCheckBox, "is-printed"), Qt.Key.Key_Space)
    assert part(window, QPushButton, "begin").text() == "Delete the file, open East"
    with qtbot.waitSignal(window.opened):
        press(qtbot, window, "begin")
    assert not list(paths.data_folder().glob("*.pdf"))


def test_the_sheet_goes_to_a_stick_and_not_to_a_cloud(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(qtbot, window)
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "stick").mkdir()
    save_to(tmp_path / "OneDrive" / "sheet.pdf", monkeypatch)
    press(qtbot, window, "save-sheet")
    assert is_said(window, "OneDrive would pass the sheet on to others.")
    first = the_sheet()
    save_to(tmp_path / "stick" / "sheet.pdf", monkeypatch)
    press(qtbot, window, "save-sheet")
    assert not first.exists()
    assert code_on(tmp_path / "stick" / "sheet.pdf")


def test_a_sheet_that_cannot_be_written_lets_no_store_be_made(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    to_passphrase(qtbot, window)
    (tmp_path / "file").touch()
    typed(qtbot, window, "new-passphrase", stores.PASSPHRASE)
    typed(qtbot, window, "again", stores.PASSPHRASE)
    monkeypatch.setenv("RUHU_HOME", str(tmp_path / "file"))
    press(qtbot, window, "keep-passphrase")
    qtbot.waitUntil(lambda: is_said(window, "can't be used"))
    assert part(window, QLineEdit, "again").text() == stores.PASSPHRASE


def test_by_touch_alone_a_new_area_is_made_and_opened(qtbot: QtBot, window: MainWindow) -> None:
    """What is typed comes from the keyboard on the screen, into the field that was touched."""
    finger = QTest.createTouchDevice()

    def touch(kind: type[QWidget], name: str) -> None:
        touched = part(window, kind, name)
        middle = touched.rect().center()
        QTest.touchEvent(window, finger).press(0, middle, touched).commit()
        QTest.touchEvent(window, finger).release(0, middle, touched).commit()

    touch(QAbstractButton, "new")
    for name, text in (("area", "East"), ("person", "Chen")):
        touch(QLineEdit, name)
        qtbot.keyClicks(focused(), text)
    touch(QPushButton, "to-passphrase")
    for name in ("new-passphrase", "again"):
        touch(QLineEdit, name)
        qtbot.keyClicks(focused(), stores.PASSPHRASE)
    touch(QPushButton, "keep-passphrase")
    qtbot.waitUntil(lambda: is_said(window, "Print the recovery sheet"))
    touch(QLineEdit, "row")
    qtbot.keyClicks(focused(), wanted_row(window, the_sheet()))
    touch(QCheckBox, "is-printed")
    with qtbot.waitSignal(window.opened):
        touch(QPushButton, "begin")


@pytest.mark.parametrize("choice", ["demo", "open", "new", "from-backup"])
def test_all_that_is_touched_is_large_enough(qtbot: QtBot, window: MainWindow, choice: str) -> None:
    press(qtbot, window, choice)
    touched = (*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit))
    small = [each.objectName() for each in touched if each.isVisible() and min(each.width(), each.height()) < 40]
    assert not small


def to_passphrase(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "new")
    typed(qtbot, window, "area", "East")
    typed(qtbot, window, "person", "Chen")
    press(qtbot, window, "to-passphrase")


def make(qtbot: QtBot, window: MainWindow) -> None:
    to_passphrase(qtbot, window)
    typed(qtbot, window, "new-passphrase", stores.PASSPHRASE)
    typed(qtbot, window, "again", stores.PASSPHRASE)
    press(qtbot, window, "keep-passphrase")
    qtbot.waitUntil(lambda: is_said(window, "Print the recovery sheet"))


def save_to(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: Callable[..., tuple[str, str]] = lambda *_: (str(file), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)


def the_sheet() -> Path:
    (file,) = paths.data_folder().glob("*.pdf")
    return file


def code_on(sheet: Path) -> str:
    """The code as it is read off the paper."""
    with pypdfium2.PdfDocument(sheet) as document:
        text = document[0].get_textpage().get_text_range()
    code = "-".join(re.findall(r"^Row \d ((?:\w ?){5})\s*$", text, re.MULTILINE)).replace(" ", "")
    recovery_code.read(code)
    return code


def wanted_row(window: MainWindow, sheet: Path) -> str:
    asked = part(window, QLineEdit, "row").accessibleName()
    number = int(asked.split("row ")[1].split()[0])
    return recovery_code.rows(code_on(sheet))[number - 1]


def focused() -> QLineEdit:
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    return field


def compose(text: str) -> None:
    """Types as an input method does."""
    composed = QInputMethodEvent()
    composed.setCommitString(text)
    QApplication.sendEvent(focused(), composed)


def keys(qtbot: QtBot, widget: object, *pressed: Qt.Key | str) -> None:
    target = widget if widget is not None else focused()
    for key in pressed:
        (qtbot.keyClicks if isinstance(key, str) else qtbot.keyClick)(target, key)
