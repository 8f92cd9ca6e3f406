"""The household that comes next, or was chosen: when and where, what to say first, and how to begin.

Promise: one filled button, which says what it does. Hidden: lines that are not needed leave no gap.
"""

from datetime import date, datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.casework.today import Awaited, Brief
from desktop.ui import icons, theme, today_words
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill

_MOST = 5  # lines; more is on the household's page
_ICON = 18


class Hero(QFrame):
    """`can_visit`: there is a page to write a visit down on; else the button opens the household."""

    start_wanted = Signal()
    look_wanted = Signal()
    move_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, voice: Voice, *, can_visit: bool, may_plan: bool) -> None:
        super().__init__()
        self._voice = voice
        self._can_visit = can_visit
        self.setProperty("part", "hero")
        self.setObjectName("next-household")
        word = voice.word
        self._when, self._how = Pill(), theme.label("", "second")
        self._name, self._where = theme.label("", "hero"), theme.label("", "second")
        self._name.setWordWrap(True)
        self._lines = [BriefLine() for _ in range(_MOST)]
        self._start = theme.button(
            word("Begin the visit  F2") if can_visit else word("Look at this household  F2"),
            "filled",
            "start-visit",
            "door" if can_visit else "household",
        )
        self._about = theme.label(word("Opens the record, with the time filled in"), "caption")
        self._about.setWordWrap(True)
        self._move = theme.button(word("Another time"), name="move-appointment", icon="calendar")
        self._cancel = theme.button(word("Cancel it"), name="cancel-appointment", icon="close")
        self._look = theme.button(word("Look at this household"), name="look-at-household")
        hidden = () if can_visit else (self._about, self._look)
        for part in (*hidden, *(() if may_plan else (self._move, self._cancel))):
            part.hide()
        self._lay_out()
        self._start.clicked.connect(self.start_wanted)
        self._look.clicked.connect(self.look_wanted)
        self._move.clicked.connect(self.move_wanted)
        self._cancel.clicked.connect(self.cancel_wanted)

    def show_household(self, awaited: Awaited, brief: Brief | None, today: date) -> None:
        """Shows who is meant and what to say first."""
        voice, household = self._voice, awaited.household
        name = today_words.called(voice, household)
        hour = today_words.hour(voice, awaited) if awaited.has_hour else ""
        self._name.setText("  ".join(filter(None, (hour, name))))
        self._where.setText(" · ".join(filter(None, (household.address, household.number))))
        self._how.setText(today_words.purpose(voice, awaited))
        lines = list(today_words.brief_lines(voice, brief, today)) if brief else []
        if awaited.wants_no_visit:
            lines.insert(0, ("info", voice.word("The household asked that nobody comes. Call first.")))
        for place, line in enumerate(self._lines):
            line.say(*lines[place]) if place < len(lines) else line.say("", "")
        self.setAccessibleDescription("\n".join(text for _, text in lines))

    def tell_time(self, awaited: Awaited, now: datetime, *, is_next: bool) -> None:
        """Says how long until then."""
        self._when.say(*today_words.approach(self._voice, awaited, now, is_next=is_next))

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._when)
        first.addWidget(self._how, 1)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addLayout(first)
        for part in (self._name, self._where, *self._lines):
            left.addWidget(part)
        left.addStretch()
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._start)
        right.addWidget(self._about)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        for part in (self._move, self._cancel):
            beside.addWidget(part)
        right.addLayout(beside)
        right.addWidget(self._look)
        right.addStretch()
        across = QHBoxLayout(self)
        across.setContentsMargins(18, 14, 18, 14)
        across.setSpacing(16)
        across.addLayout(left, 1)
        across.addLayout(right)


class BriefLine(QWidget):
    """An icon and a line of words; hidden without any."""

    def __init__(self) -> None:
        super().__init__()
        self._sign, self._text = QLabel(), theme.label("", "plain")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._sign.setFixedSize(QSize(_ICON, theme.high(_ICON + 4)))
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        across.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self._text, 1)
        self.hide()

    def say(self, icon: str, text: str) -> None:
        tone = {"rights": "rights", "info": "warn"}.get(icon, "brand")
        if text:
            self._sign.setPixmap(icons.pixmap(icon, theme.colour(tone), _ICON, self.devicePixelRatioF()))
            theme.relook(self._text, look="rights" if icon == "rights" else "plain")
        self._text.setText(text)
        self.setHidden(not text)
