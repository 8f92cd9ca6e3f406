"""The page before a store is open: a white pane on the left that asks, the canvas on the right that explains."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui import theme

_PANE, _TILE = 500, 52


class Doorway(QWidget):
    """Two panes, each a column of its own; on the left the program's sign with a headline and a line below it."""

    def __init__(self) -> None:
        super().__init__()
        self.headline = theme.label("", "hero")
        self.subline = theme.label("", "second")
        pane = QFrame()
        pane.setProperty("part", "pane")
        pane.setFixedWidth(_PANE)
        self.left = QVBoxLayout(pane)
        self.left.setContentsMargins(40, 40, 40, 28)
        self.left.setSpacing(12)
        self.left.addLayout(self._sign())
        self.left.addSpacing(24)
        self.right = QVBoxLayout()
        self.right.setContentsMargins(56, 44, 56, 28)
        self.right.setSpacing(12)
        panes = QHBoxLayout(self)
        panes.setContentsMargins(0, 0, 0, 0)
        panes.setSpacing(0)
        panes.addWidget(pane)
        panes.addLayout(self.right, 1)

    def _sign(self) -> QLayout:
        tile = theme.label("户", "tile")
        tile.setFixedSize(_TILE, _TILE)
        tile.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.headline)
        lines.addWidget(self.subline)
        sign = QHBoxLayout()
        sign.setSpacing(12)
        sign.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
        sign.addLayout(lines, 1)
        return sign


def card(heading: str, *parts: QWidget) -> QFrame:
    """A box with a heading."""
    made = QFrame()
    made.setProperty("part", "card")
    column = QVBoxLayout(made)
    column.setContentsMargins(20, 16, 20, 16)
    column.setSpacing(8)
    column.addWidget(theme.label(heading, "strong"))
    for part in parts:
        column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if isinstance(part, QPushButton) else Qt.AlignmentFlag(0))
    return made
