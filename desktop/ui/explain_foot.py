"""Below the clauses: how far all of them are, and the one filled button, which says what it writes and what comes then.

Promise: where nothing is written, the button does not say so. Hidden: how much of the next clause fits on it.
"""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.casework.explaining import Standing, Told
from desktop.policy.wording import is_han
from desktop.ui import theme
from desktop.ui.explain_list import called
from desktop.ui.notices import Voice

_EDGE, _GAP, _ROOM = 16, 12, 820
_HAN_LETTERS = 14  # of the next clause on its button


class Foot(QFrame):
    """It tells where somebody wants to go."""

    next_wanted = Signal()
    before_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self._voice = voice
        self._counts, self._news = theme.label("", "plain"), theme.label("", "second")
        self._before = theme.button(voice.word("The clause before"), "large", "clause-before", "up")
        self._next = theme.button("", "filled", "next-clause")
        self._before.setToolTip("Ctrl+↑")
        self._counts.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._counts)
        words.addWidget(self._news)
        words.addStretch()
        across = QHBoxLayout(self)
        across.setContentsMargins(_EDGE, 8, _EDGE, 8)
        across.setSpacing(_GAP)
        across.addLayout(words, 1)
        across.addWidget(self._before)
        across.addWidget(self._next)
        self._key = theme.label("Ctrl ↓", "key")
        across.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        self._news.hide()
        self._before.clicked.connect(self.before_wanted)
        self._next.clicked.connect(self.next_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the list alone says how far the clauses are."""
        super().resizeEvent(event)
        for part in (self._counts, self._key):
            part.setHidden(self.width() < theme.broad(_ROOM))

    def say(self, news: str) -> None:
        """Shows what became of what was typed."""
        self._news.setText(news)
        self._news.setVisible(bool(news))

    def count(self, told: Sequence[Told]) -> None:
        """How many clauses are how far."""
        counts = Counter(each.standing for each in told)
        said = (f"{self._voice.word(each)} {counts[each]}" for each in Standing if counts[each])
        of = self._voice.words("{n} clause", "{n} clauses", len(told))
        self._counts.setText(self._voice.pair(of, self._voice.listed(said)))

    def offer(self, after: Told | None, *, writes: bool, has_before: bool) -> None:
        """Says what the button does: what it writes, and what comes after."""
        word = self._voice.word
        if after is None:
            said = word("Write this clause down") if writes else word("Back to the household")
        else:
            name = _short(called(after))
            said = word("Write down, then: {clause}", clause=name) if writes else word("Next: {clause}", clause=name)
        self._next.setText(said)
        self._before.setEnabled(has_before)


def _short(name: str) -> str:
    most = _HAN_LETTERS if is_han(name) else 2 * _HAN_LETTERS
    return name if len(name) <= most else f"{name[: most - 1]}…"
