"""The search for a household, from anywhere in the window."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from desktop.ui import icons, theme
from desktop.ui.workspace import Workspace

_WIDTH = 392


class SearchField(QLineEdit):
    """One line in the top bar, with the households that it finds below it."""

    chosen = Signal(bytes)  # the id of a household

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        word = workspace.voice.word
        self.setObjectName("search")
        self.setProperty("look", "search")
        self.setFixedWidth(_WIDTH)
        self.setPlaceholderText(word("Name, pinyin initials, address, number"))
        self.setAccessibleName(word("Search for a household"))
        self.addAction(icons.icon("search", theme.colour("ink_3")), QLineEdit.ActionPosition.LeadingPosition)
        key = theme.label("Ctrl K", "key")
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 10, 0)
        beside.addWidget(key, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextMargins(0, 0, key.sizeHint().width(), 0)

    def begin(self) -> None:
        """Takes the keyboard, to type over what was searched for before."""
        self.setFocus()
        self.selectAll()
