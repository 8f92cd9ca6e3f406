"""The settings of an open area, and what tests press there."""

from collections.abc import Callable
from pathlib import Path

import pytest
import stores
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from seeing import is_said

from desktop.ui.main_window import MainWindow


class Hands:
    """A person at the settings, who sees and presses only what is seen."""

    def __init__(self, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.window, self._monkeypatch = qtbot, window, monkeypatch

    def open(self, folder: Path) -> None:
        """Unlocks a store, which comes back to where this person was."""
        self.window.show_locked(folder)
        field = self.type("passphrase", stores.PASSPHRASE)
        with self.qtbot.waitSignal(self.window.opened, timeout=20_000):
            self.qtbot.keyClick(field, Qt.Key.Key_Return)
        self.press("to-settings")

    def button(self, name: str) -> QAbstractButton:
        (found,) = [each for each in self.window.findChildren(QAbstractButton, name) if each.isVisible()]
        return found

    def is_seen(self, name: str) -> bool:
        return any(each.isVisible() for each in self.window.findChildren(QAbstractButton, name))

    def press(self, *names: str) -> None:
        for name in names:
            self.qtbot.waitUntil(lambda name=name: self.is_seen(name))
            self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str) -> QLineEdit:
        (field,) = [each for each in self.window.findChildren(QLineEdit, name) if each.isVisible()]
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        return field

    def wait_for(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: is_said(self.window, text), timeout=20_000)

    def wait(self, until: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(until, timeout=20_000)

    def says(self, text: str) -> bool:
        return is_said(self.window, text)

    def status(self) -> list[str]:
        return [label.text() for label in self.window.statusBar().findChildren(QLabel)]

    def choose(self, chosen: Path) -> None:
        """What the next chooser of a folder or a file gives."""
        self._monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(chosen))
        for name in ("getSaveFileName", "getOpenFileName"):
            self._monkeypatch.setattr(QFileDialog, name, lambda *_: (str(chosen), ""))
