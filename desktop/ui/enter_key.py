"""Enter presses what has the keyboard, in every window of the program.

Promise: one press does one thing. Hidden: how it is known what had the keyboard as the key went down.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget


class EnterPresses(QObject):
    """Lets Enter press the button of a window that has the keyboard, also where Qt itself would want Space.

    Not one to which the same press has just given it: work that a field's Enter began would be stopped by it at once.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._had: QWidget | None = None  # the keyboard as the key went down
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:  # comes before each key, and from whatever has the keyboard
            self._had = self._window.focusWidget()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            had, self._had = self._had, None
            focused = self._window.focusWidget()
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and focused is had and isinstance(focused, QAbstractButton):
                focused.click()
                return True
        return super().eventFilter(watched, event)
