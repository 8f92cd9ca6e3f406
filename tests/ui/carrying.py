"""A person with a stick before the window: at the pages on which bundles go out and come in."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QListView, QPushButton
from pytestqt.qtbot import QtBot
from seeing import is_said

from desktop import paths
from desktop.paths import Stick
from desktop.store.store import Store
from desktop.ui.line_box import LineBox
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place


class Exchanger:
    """Somebody at one of these pages, with sticks that are plugged in and pulled out."""

    def __init__(
        self, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, room: Path, page: str = "exchange"
    ) -> None:
        self.qtbot, self.window, self._monkeypatch, self._page = qtbot, window, monkeypatch, page
        self.stick = room / "KINGSTON"
        self.sticks: list[Stick] = []
        monkeypatch.setattr(paths, "sticks", lambda: list(self.sticks))

    def plug_in(self, folder: Path | None = None) -> None:
        self.stick = folder or self.stick
        self.stick.mkdir(exist_ok=True)
        self.sticks = [Stick(self.stick, "KINGSTON", "vfat")]

    def open(self, store: Store) -> None:
        self.window.show_store(store)
        self.come()

    def come(self) -> None:
        assert self.window.shell is not None
        self.window.shell.go(Place(self._page))

    def button(self, name: str) -> QPushButton:
        (found,) = [each for each in self.window.findChildren(QPushButton, name) if each.isVisible()]
        return found

    def is_offered(self, name: str) -> bool:
        return any(each.isVisible() and each.isEnabled() for each in self.window.findChildren(QPushButton, name))

    def press(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: self.is_offered(name), timeout=20_000)
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def wait_for(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: is_said(self.window, text), timeout=20_000)

    def says(self, text: str) -> bool:
        return is_said(self.window, text)

    def rows(self, name: str) -> list[str]:
        """What is heard of the rows of a list."""
        model = self.shown(name).model()
        return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]

    def shown(self, name: str) -> QListView:
        (found,) = self.window.findChildren(QListView, name)
        return found

    def wait_for_row(self, name: str, text: str) -> None:
        self.qtbot.waitUntil(lambda: any(text in row for row in self.rows(name)), timeout=20_000)

    def choose_row(self, name: str, text: str) -> None:
        """Clicks the first row in which this is heard, once it is there."""
        self.wait_for_row(name, text)
        row = next(n for n, heard in enumerate(self.rows(name)) if text in heard)
        shown = self.shown(name)
        index = shown.model().index(row, 0)
        shown.scrollTo(index)
        at = shown.visualRect(index).center()
        self.qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def choose_files(self, *files: Path) -> None:
        self._monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(each) for each in files], ""))
        self.press("choose-bundles")

    def choose_folder(self, folder: Path) -> None:
        self._monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
        box = self.window.findChildren(LineBox, "place")[0]
        box.setCurrentIndex(box.count() - 1)
