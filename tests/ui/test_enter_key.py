from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.enter_key import EnterPresses


@dataclass
class Asking:
    """A field whose Enter begins some work, and the button that stops it."""

    window: QWidget = field(default_factory=QWidget)
    why: QLineEdit = field(default_factory=QLineEdit)
    stop: QPushButton = field(default_factory=QPushButton)
    stopped: int = 0

    def __post_init__(self) -> None:
        EnterPresses(self.window)
        self.why.returnPressed.connect(self.stop.setFocus)
        self.stop.clicked.connect(self._stop)
        lines = QVBoxLayout(self.window)
        lines.addWidget(self.why)
        lines.addWidget(self.stop)

    def _stop(self) -> None:
        self.stopped += 1


@pytest.fixture
def asking(qtbot: QtBot) -> Asking:
    asking = Asking()
    qtbot.addWidget(asking.window)
    asking.window.show()
    qtbot.waitActive(asking.window)
    return asking


def test_enter_presses_the_button_that_has_the_keyboard(qtbot: QtBot, asking: Asking) -> None:
    asking.stop.setFocus()
    qtbot.keyClick(asking.stop, Qt.Key.Key_Return)
    assert asking.stopped == 1


@pytest.mark.parametrize("is_auto_default", [True, False])
def test_the_enter_that_began_something_does_not_stop_it(
    qtbot: QtBot, asking: Asking, *, is_auto_default: bool
) -> None:
    asking.stop.setAutoDefault(is_auto_default)
    asking.why.setFocus()
    qtbot.keyClick(asking.why, Qt.Key.Key_Return)
    assert asking.stop.hasFocus()
    assert asking.stopped == 0
    qtbot.keyClick(asking.stop, Qt.Key.Key_Return)
    assert asking.stopped == 1


def test_other_keys_press_nothing(qtbot: QtBot, asking: Asking) -> None:
    asking.stop.setFocus()
    qtbot.keyClick(asking.stop, Qt.Key.Key_A)
    assert asking.stopped == 0
