"""What the window says when something happened: worded in the reader's language, in one band.

Promise: what happened and what is safe first, then what to do. Hidden: how the system's own refusals are worded.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QLabel

from desktop.domain.errors import Refused
from desktop.domain.fields import Field, RecordType


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
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
