"""What is told of a paper that was looked at: the verdict first, what it rests on, and what its code says to compare.

Promise: the words are large and plain enough for the family beside; no colour speaks without its icon and sentence.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.casework.papers import verdict_words
from desktop.casework.papers.paper_now import Moved
from desktop.casework.papers.verdict_words import PAPER, Sentence
from desktop.casework.papers.verifying import Outcome, Verdict
from desktop.ui import screen_reader, theme
from desktop.ui.boxes import pictured
from desktop.ui.notices import Voice
from desktop.ui.page import Place

_TONES = {  # of the band, and its icon
    Outcome.SAME: ("ok", "ok"),
    Outcome.OLDER: ("warn", "history"),
    Outcome.WITHDRAWN: ("warn", "withdraw"),
    Outcome.UNKNOWN: ("info", "help"),
    Outcome.NOT_FOUND: ("info", "search"),
    Outcome.ALTERED: ("risk", "risk"),
    Outcome.FORGED: ("risk", "risk"),
    Outcome.UNTOLD: ("info", "lock"),
}
_ICON = 28


class VerdictCard(QFrame):
    """One paper. `number` tells it from others of the same file; of the only one what comes next is filled."""

    wanted = Signal(object)  # a Place

    def __init__(self, voice: Voice, verdict: Verdict, number: int, *, is_only: bool) -> None:
        super().__init__()
        has_home = verdict.known is not None and verdict.known.household is not None
        self.has_next = is_only and has_home and verdict.outcome is Outcome.OLDER
        self.setObjectName(f"verdict-{number}")
        self.setProperty("part", "card")
        self._voice, self._verdict = voice, verdict
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addWidget(self._head())
        if moved := verdict.now.moved:
            column.addLayout(self._moved(moved))
        across = QHBoxLayout()
        across.setSpacing(24)
        if verdict.words:
            across.addLayout(self._words(), 1)
        across.addLayout(self._rests_on(), 1)
        column.addLayout(across)
        if ways := list(self._ways(number)):
            row = QHBoxLayout()
            row.setSpacing(8)
            for way in ways:
                row.addWidget(way)
            row.addStretch()
            column.addLayout(row)

    def announce(self) -> None:
        """Says the verdict to a screen reader."""
        screen_reader.tell(self)

    def _head(self) -> QFrame:
        word, outcome = self._voice.word, self._verdict.outcome
        tone, icon = _TONES[outcome]
        band = QFrame()
        band.setProperty("verdict", tone)
        first = theme.label(word(verdict_words.head(self._verdict)), "lead")
        more = theme.label(word(verdict_words.REMEDIES[outcome]), "plain")
        self.setAccessibleName(first.text())
        self.setAccessibleDescription(more.text())
        lines = QVBoxLayout()
        lines.setSpacing(4)
        for line in (first, more):
            lines.addWidget(_selectable(line))
        across = QHBoxLayout(band)
        across.setContentsMargins(16, 12, 16, 12)
        across.setSpacing(14)
        across.addWidget(pictured(icon, tone, _ICON), 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(lines, 1)
        return band

    def _moved(self, moved: tuple[Moved, ...]) -> QGridLayout:
        """What each way or line was on the paper, and is now."""
        word = self._voice.word
        is_forged = self._verdict.outcome is Outcome.FORGED
        before = word("When it was printed") if is_forged else word("On the paper")
        after = word("On the paper") if is_forged else word("Now")
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        has_labels = any(each.label for each in moved)
        for place, head in enumerate((before, after), has_labels):
            grid.addWidget(theme.label(head, "label"), 0, place)
        for row, each in enumerate(moved, 1):
            not_open = word("not open")
            if has_labels:
                grid.addWidget(_selectable(theme.label(each.label, "strong")), row, 0)
            grid.addWidget(_selectable(theme.label(each.before or not_open, "plain")), row, has_labels)
            grid.addWidget(_selectable(theme.label(each.after or not_open, "strong")), row, 1 + has_labels)
        grid.setColumnStretch(1 + has_labels, 1)
        return grid

    def _words(self) -> QVBoxLayout:
        """What the code says, to be held against the paper."""
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(theme.label(self._voice.word("What its code says"), "label"))
        for line in self._verdict.words:
            column.addWidget(_selectable(theme.label(line, "strong")))
        if self._verdict.code:
            column.addWidget(_selectable(theme.label(self._verdict.code, "second")))
        column.addStretch()
        return column

    def _rests_on(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(theme.label(self._voice.word("What this rests on"), "label"))
        for line in self._lines():
            column.addWidget(_selectable(theme.label(line, "plain")))
        column.addStretch()
        return column

    def _lines(self) -> Iterator[str]:
        voice, known = self._voice, self._verdict.known
        if known is not None:
            kind = voice.choice(PAPER, known.kind)
            home = known.household.number if known.household else ""
            yield " · ".join(filter(None, (kind, known.number or home or "")))
        for each in verdict_words.told(self._verdict):
            yield self._said(each)
        if not self._verdict.amounts and not self._verdict.is_very_file and known is not None:
            yield voice.word("The amounts on the paper were not looked at: hold them against the words of the code.")
        if self._verdict.outcome is Outcome.FORGED:
            yield voice.word("The words and the code were reckoned with the key of this area.")

    def _said(self, each: Sentence) -> str:
        return self._voice.word(each.message, **each.values)

    def _ways(self, number: int) -> Iterator[QWidget]:
        known = self._verdict.known
        if known is None or known.household is None:
            return
        word, home = self._voice.word, known.household
        if self._verdict.outcome in (Outcome.OLDER, Outcome.SAME):
            row = None if known.kind in ("sheet", "card", "agreement") else known.row
            say = word("Print the newest one…") if self._verdict.outcome is Outcome.OLDER else word("Print it again…")
            place = Place("print", home.id, known.kind, row)
            yield self._way(say, f"verdict-{number}-print", "print", place, "filled" if self.has_next else "large")
        told = word("Show household {number}", number=home.number or "")
        yield self._way(told, f"verdict-{number}-household", "household", Place("household", home.id), "large")

    def _way(self, said: str, name: str, icon: str, place: Place, look: str) -> QWidget:
        way = theme.button(said, look, name, icon)
        way.clicked.connect(lambda: self.wanted.emit(place))
        return way


def _selectable(label: QLabel) -> QLabel:
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
