"""What the tests of all pages look at and press."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import stores
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.main_window import MainWindow

NewArea = Callable[..., Path]
"""The fixture `new_area`."""

_W = TypeVar("_W", bound=QWidget)


def part(window: QWidget, kind: type[_W], name: str) -> _W:
    return window.findChildren(kind, name)[0]


def typed(qtbot: QtBot, window: MainWindow, name: str, text: str) -> QLineEdit:
    """A field after somebody has typed this into it."""
    field = part(window, QLineEdit, name)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    return field


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(part(window, QPushButton, name), Qt.MouseButton.LeftButton)


def unlocked(qtbot: QtBot, window: MainWindow, folder: Path) -> QTableView:
    """The list of households, opened with the right passphrase."""
    window.show_locked(folder)
    field = typed(qtbot, window, "passphrase", stores.PASSPHRASE)
    with qtbot.waitSignal(window.opened, timeout=20_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    return part(window, QTableView, "households")


def cells(table: QTableView) -> list[list[str]]:
    """What a screen reader says of each row."""
    model = table.model()
    indexes = [[model.index(row, column) for column in range(model.columnCount())] for row in range(model.rowCount())]
    return [[index.data(Qt.ItemDataRole.AccessibleTextRole) for index in row] for row in indexes]


def column(table: QTableView, number: int) -> list[str]:
    return [row[number] for row in cells(table)]


def words_on(window: MainWindow) -> Sequence[str]:
    """All texts that are seen now."""
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def is_said(window: MainWindow, text: str) -> bool:
    return any(text in words for words in words_on(window))
