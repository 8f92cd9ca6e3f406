"""When what is being typed on a page is kept: once the person pauses, and as the keyboard goes on to another field.

Promise: a kill costs no more than the field that was being typed into.
"""

from typing import cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

_PAUSE = 600  # ms


class TypingPause(QObject):
    """To be started with each change on its page, and stopped where everything is kept or written."""

    came = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.came)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._step)

    @property
    def is_waiting(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self._timer.isActive()

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _step(self, before: QWidget | None, _now: QWidget | None) -> None:
        if before is not None and self._timer.isActive() and self._page.isAncestorOf(before):
            self._timer.stop()
            self.came.emit()
