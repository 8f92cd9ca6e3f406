"""What the window says when something happened: worded in the reader's language, in one band.

Promise: what happened and what is safe first, then what to do. Hidden: how the system's own refusals are worded.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from desktop.domain.errors import Refused
from desktop.domain.fields import Field, RecordType
from desktop.ui import screen_reader, theme
from desktop.ui.boxes import pictured


class Voice(Protocol):
    """Says things in the window's language, and names fields and their values."""

    @property
    def language(self) -> str: ...
    def word(self, message: str, /, **values: object) -> str: ...
    def words(self, singular: str, plural: str, n: int, /, **values: object) -> str: ...
    def label(self, named: Field | RecordType) -> str: ...
    def choice(self, field: Field, chosen: str) -> str: ...
    def shown(self, field: Field, value: Any) -> str: ...
    def listed(self, texts: Iterable[str]) -> str: ...
    def pair(self, label: str, text: str) -> str: ...


def told(voice: Voice, refused: Refused | OSError) -> str:
    """A refusal in words."""
    if isinstance(refused, OSError):
        refused = Refused(
            "{file} can't be used: {reason}.",
            "Look whether it is there, and whether you may read and write it.",
            file=refused.filename or "",
            reason=refused.strerror or "",
        )
    return "\n".join(voice.word(text, **refused.values) for text in (refused.what, refused.remedy))


class Notice(QLabel):
    """A band of words, hidden until there is something to say. `tone` is risk or info."""

    def __init__(self, tone: str = "risk") -> None:
        super().__init__()
        self.setProperty("notice", tone)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def say(self, text: str) -> None:
        """Shows the text, also to a screen reader; without one the band goes away."""
        self.setText(text)
        self.setVisible(bool(text))
        if text:
            screen_reader.tell(self)


class Warned(QFrame):
    """A band that says what was left out, with a button to what mends it; hidden until there is something to say."""

    wanted = Signal(object)  # a Place

    def __init__(self) -> None:
        super().__init__()
        self._leads_to: object = None
        self._words = theme.label("")
        self._way = theme.button("", "link", "warned-way")
        self.setProperty("band", "warn")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        across = QHBoxLayout(self)
        across.setContentsMargins(12, 4, 8, 4)
        across.setSpacing(8)
        across.addWidget(pictured("warn", "warn", 20))
        across.addWidget(self._words, 1)
        across.addWidget(self._way)
        self._way.clicked.connect(lambda: self.wanted.emit(self._leads_to))
        self.hide()

    def say(self, words: str, way: str = "", leads_to: object = None) -> None:
        """Shows the words, also to a screen reader; without any the band goes away."""
        self._leads_to = leads_to
        self._words.setText(words)
        self._way.setText(way)
        self._way.setVisible(bool(way))
        self.setVisible(bool(words))
        if words:
            screen_reader.tell(self._words)
