"""A card of the page of a visit: a numbered title, a line about it, and what is filled in below."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.visiting import Known
from desktop.ui import theme
from desktop.ui.notices import Voice

_SIDE, _GAP = 16, 10

State = Mapping[str, Any]
"""What stands in a block, in what a draft can hold."""


class Block(QFrame):
    """One of the blocks. Whatever is changed in it by a person, it tells."""

    changed = Signal()

    def __init__(self, voice: Voice, title: str, about: str = "", *, part: str = "card") -> None:
        super().__init__()
        self.voice = voice
        self.setProperty("part", part)
        head = QFrame()
        head.setProperty("part", "rights-head" if part == "rights" else "row")
        head.setMinimumHeight(theme.high(44))
        self.head = QHBoxLayout(head)
        self.head.setContentsMargins(_SIDE, 2, _SIDE, 2)
        self.head.setSpacing(8)
        self.about = theme.label(about, "second")
        self.head.addWidget(theme.label(title, "rights" if part == "rights" else "strong"))
        self.head.addWidget(self.about, 1)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(_SIDE, 10, _SIDE, 12)
        self.column.setSpacing(_GAP)
        around = QVBoxLayout(self)
        around.setContentsMargins(1, 1, 1, 1)
        around.setSpacing(0)
        around.addWidget(head)
        around.addLayout(self.column)
        around.addStretch(1)

    def begin(self, known: Known) -> None:
        """Shows what is known before anything is noted."""
        raise NotImplementedError

    def state(self) -> State:
        """What stands here, for a draft."""
        raise NotImplementedError

    def put(self, state: State) -> None:
        """Shows what a draft holds."""
        raise NotImplementedError


def captioned(caption: str, *parts: QWidget) -> QVBoxLayout:
    """Parts below a line that says what they are."""
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(theme.label(caption, "second"))
    for each in parts:
        column.addWidget(each)
    return column
