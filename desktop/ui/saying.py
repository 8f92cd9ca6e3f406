"""A page that says one thing in its middle, such as what is awaited, or why there is nothing to see."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui import theme

_EDGE = 48


class Saying(QWidget):
    """What counts first, and a line about it."""

    def __init__(self) -> None:
        super().__init__()
        self._said, self._more = theme.label("", "lead"), theme.label("", "second")
        middle = QVBoxLayout(self)
        middle.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        middle.addStretch(2)
        for label in (self._said, self._more):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            middle.addWidget(label)
        middle.addStretch(3)

    def say(self, first: str, more: str = "") -> None:
        self._said.setText(first)
        self._more.setText(more)
