"""Six words that two people compare face to face, large; with a tick where this side says that they are the same.

Promise: nothing is ticked beforehand, and that they differ can be said as easily. Hidden: other words take the tick of
those before them along.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.exchange.six_words import SixWords
from desktop.ui import theme
from desktop.ui.notices import Voice


class SixWordsCard(QFrame):
    """The words. `has_tick` is for the side that looks at the other's screen."""

    compared = Signal()  # what was said of them changed
    differ = Signal()

    def __init__(self, voice: Voice, about: str, *, has_tick: bool = False) -> None:
        super().__init__()
        word = voice.word
        self._voice = voice
        self.setProperty("part", "card")
        self._words = theme.label("", "view-title")
        self._words.setObjectName("six-words")
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._same = QCheckBox(word("Compared, the same"))
        self._same.setObjectName("same-words")
        self._other = theme.button(word("They are not the same"), "link", "other-words")
        told = theme.label(about, "second")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(6)
        column.addWidget(told)
        column.addWidget(self._words)
        said = QWidget()
        across = QHBoxLayout(said)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._same)
        across.addStretch()
        across.addWidget(self._other)
        column.addWidget(said)
        said.setVisible(has_tick)
        self._same.toggled.connect(self.compared)
        self._other.clicked.connect(self._say_other)

    @property
    def is_same(self) -> bool:
        """Whether this side said so."""
        return self._same.isChecked()

    def say(self, words: SixWords) -> None:
        """Shows these; what was said of others before is not said of them."""
        text = words.written(self._voice.language)
        self._words.setText(text.replace(" ", "\u2003"))
        self._words.setAccessibleName(text)
        self._same.setChecked(False)

    def take_keyboard(self) -> None:
        self._same.setFocus()

    def _say_other(self) -> None:
        self._same.setChecked(False)
        self.differ.emit()
