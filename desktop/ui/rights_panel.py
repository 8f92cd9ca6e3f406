"""The household's rights beside its ledger: each with a bar of the time that is left, in a colour of their own.

Promise: what has passed stays and says what is still open; a start that nobody wrote down is said to be unknown.
"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain import rights
from desktop.domain.rights import Clock, State
from desktop.ui import clock_words, icons, theme
from desktop.ui.boxes import scrolling
from desktop.ui.clock import ClockBar
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill


class RightsPanel(QFrame):
    """A card of clocks."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self.setProperty("part", "rights")
        self.setObjectName("rights-panel")
        self._rows: list[RightsRow] = []
        self._none = theme.label(voice.word("No report and no decision was served yet: no clock runs."), "second")
        self._uncertain = theme.label("", "second")
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(16, 12, 16, 12)
        self._inside.setSpacing(12)
        for part in (self._none, self._uncertain):
            self._inside.addWidget(part)
        self._inside.addStretch()
        content = QWidget()
        content.setLayout(self._inside)
        self._seen = scrolling(content)
        self._seen.setObjectName("rights-list")
        self._seen.setAccessibleName(voice.word("The household's rights"))
        self._seen.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that keys scroll it, and it is read aloud
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._seen, 1)

    def show_clocks(self, clocks: Sequence[Clock], today: date) -> None:
        """Shows these clocks as they stand today."""
        while len(self._rows) < len(clocks):
            row = RightsRow(self._voice)
            self._inside.insertWidget(len(self._rows), row)
            self._rows.append(row)
        following = rights.next_open(clocks, today)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(clocks))
            if place < len(clocks):
                row.show_clock(clocks[place], following, today)
        self._none.setVisible(not clocks)
        told = clock_words.uncertain(self._voice, clocks)
        self._seen.setAccessibleDescription("\n".join(clock_words.spoken(self._voice, each, today) for each in clocks))
        self._uncertain.setText(told)
        self._uncertain.setVisible(bool(told))

    def _head(self) -> QFrame:
        sign = QLabel()
        sign.setPixmap(icons.pixmap("rights", theme.colour("rights"), 20, self.devicePixelRatioF()))
        head = QFrame()
        head.setProperty("part", "rights-head")
        head.setFixedHeight(theme.high(44))
        across = QHBoxLayout(head)
        across.setContentsMargins(16, 0, 16, 0)
        across.setSpacing(8)
        across.addWidget(sign)
        across.addWidget(theme.label(self._voice.word("The household's rights"), "rights"))
        across.addStretch()
        return head


class RightsRow(QWidget):
    """One clock: what can be done, how much time is left, since when it counts."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._title, self._left, self._passed = theme.label("", "bold"), theme.label("", "rights"), Pill()
        self._bar, self._counted = ClockBar(), theme.label("", "second")
        self._title.setWordWrap(True)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._title, 1)
        for part in (self._left, self._passed):
            first.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(first)
        column.addWidget(self._bar)
        column.addWidget(self._counted)

    def show_clock(self, clock: Clock, following: Clock | None, today: date) -> None:
        """Shows one clock; `following` is what is still open where this one has passed."""
        voice, state = self._voice, clock.state(today)
        has_passed = state is State.PASSED
        self._title.setText(voice.word(clock.term.title))
        left = clock_words.left(voice, clock, today)
        self._left.setText("" if has_passed else left)
        self._passed.say(left if has_passed else "", icon="clock")
        self._bar.show_left(state, clock.share_left(today))
        counted = clock_words.counted(voice, clock, today)
        self._counted.setText(
            f"{counted}\n{clock_words.still_open(voice, following, today)}" if has_passed else counted
        )
        self.setAccessibleName(clock_words.spoken(voice, clock, today))
