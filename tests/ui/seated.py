"""Somebody before a page in the shell of an open store, without a window around it."""

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.store.store import Store
from desktop.ui.shell import Shell
from desktop.ui.workspace import Workspace

_W = TypeVar("_W", bound=QWidget)


@dataclass
class Seated:
    """The shell, and who sits before it."""

    qtbot: QtBot
    store: Store
    workspace: Workspace
    shell: Shell

    def settle(self) -> None:
        """Lets everything that was begun come to its end."""
        for _ in range(6):
            QThreadPool.globalInstance().waitForDone()
            QApplication.processEvents()

    def find(self, kind: type[_W], name: str) -> _W:
        return next(each for each in self.shell.findChildren(kind, name) if each.isVisible())

    def is_seen(self, name: str) -> bool:
        return any(each.isVisible() for each in self.shell.findChildren(QAbstractButton, name))

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.shell.page, key, modifier)
        self.settle()
