"""Plans a household for a day, or another day and hour for one that is planned, above the list of the day.

Promise: nothing is planned without a household, and nothing is put off without a reason; who is awaited on that day
already is said so, and may be put off instead. Hidden: how an hour may be typed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.casework import visiting
from desktop.domain import appointments
from desktop.domain.fields import RECORDS
from desktop.domain.records import Appointment
from desktop.store import queries
from desktop.ui import clock_words, inputs, theme, today_words
from desktop.ui.band import Band
from desktop.ui.search_field import SearchField
from desktop.ui.still_box import StillBox
from desktop.ui.workspace import Workspace

_DAY = RECORDS["promise"].field["due_on"]
_MANNER = RECORDS["appointment"].field["manner"]
_HOUR = re.compile(r"(?a)(\d{1,2})\s*(?:[:：.点时h]?\s*(\d{2})?)分?")
_LAST_HOUR, _LAST_MINUTE = 23, 59
_PADDING = 16


@dataclass(frozen=True, slots=True)
class Planned:
    """What was asked for; `replaces` the appointment that it is put in place of."""

    household: bytes
    at: datetime
    is_agreed: bool
    manner: str
    words: str  # what for, or why another time
    replaces: Appointment | None


def hour_of(text: str) -> time | None:
    """An hour as people type it: 9, 9:30, 0930, 9点半; None where it is none."""
    plain = text.strip().replace("半", "30")
    if re.fullmatch(r"(?a)\d{4}", plain):
        plain = f"{plain[:2]}:{plain[2:]}"
    match = _HOUR.fullmatch(plain)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour <= _LAST_HOUR and minute <= _LAST_MINUTE else None


class PlanBar(QFrame):
    """Hidden until `add` or `move`. Enter does it, Esc (by the page's `let_be`) or the button beside lets it be."""

    planned = Signal(object)  # Planned
    began = Signal()  # until
    left = Signal()

    def __init__(self, workspace: Workspace, over: QWidget) -> None:
        super().__init__()
        self._workspace = workspace
        self._household: bytes | None = None
        self._replaces: Appointment | None = None
        self.setProperty("part", "card")
        self.setObjectName("plan")
        word = workspace.voice.word
        self._about = theme.label("", "bold")
        self._search = SearchField(workspace, over, key="")
        self._search.setObjectName("plan-household")
        self._other = theme.button(word("Another household"), "link", "plan-other")
        self._day = self._edit("plan-day", word("Day"), 7)
        self._hour = self._edit("plan-hour", word("Hour"), 5)
        self._hour.setPlaceholderText(word("any time"))
        self._agreed = theme.button(word("agreed with the household"), "chip", "plan-agreed")
        self._agreed.setCheckable(True)
        bold = QFontMetrics(theme.font(theme.BODY, is_bold=True))
        self._agreed.setMinimumWidth(bold.horizontalAdvance(self._agreed.text()) + 2 * _PADDING)
        self._manner = StillBox()
        self._manner.setObjectName("plan-manner")
        self._manner.setAccessibleName(workspace.voice.label(_MANNER))
        theme.let_touch(self._manner)
        for key, _ in _MANNER.choices:
            self._manner.addItem(workspace.voice.choice(_MANNER, key), key)
        self._words = self._edit("plan-words", "")
        self._wrong = theme.label("", "wrong")
        self._twin: Appointment | None = None  # of the same household on the same day
        self._already = Band("info", "calendar", word("Put that one off instead"), "plan-move-instead")
        self._go = theme.button("", "filled", "plan-go", "calendar")
        self._leave = theme.button(word("Let it be"), "link", "plan-leave")
        self._lay_out()
        self._connect()
        self.hide()

    def add(self) -> None:
        """Asks for a household and when."""
        word = self._workspace.voice.word
        self._household = None
        self._begin(None, self._workspace.store.today(), "", word("Add to the day"))
        self._ask_words(word("What for"))
        self._take(None)
        self._search.setFocus()

    def move(self, appointment: Appointment, called: str, hour: str) -> None:
        """Asks for another day and hour for this one, and why."""
        word = self._workspace.voice.word
        day = appointment.planned_at.astimezone(self._workspace.store.zone()).date() if appointment.planned_at else None
        self._household = appointment.household
        self._begin(appointment, day or self._workspace.store.today(), hour, word("Put it there"))
        self._ask_words(word("Why another time"))
        self._manner.setCurrentIndex(max(self._manner.findData(appointment.manner), 0))
        self._agreed.setChecked(appointment.state == appointments.AGREED)
        self._about.setText(word("Another time for {name}", name=called))
        for part in (self._search, self._other):
            part.hide()
        self._hour.setFocus()
        self._hour.selectAll()

    def let_be(self) -> bool:
        """Whether anything was asked."""
        was_asked = self.isVisible()
        self._end()
        return was_asked

    # Inside

    def _end(self) -> None:
        if self.isVisible():
            self.hide()
            self.left.emit()

    def _begin(self, replaces: Appointment | None, day: date, hour: str, verb: str) -> None:
        self._replaces = replaces
        self._day.setText(day.isoformat())
        self._hour.setText(hour)
        self._words.clear()
        self._agreed.setChecked(False)
        self._say("")
        self._look_for_twin()
        self._go.setText(verb)
        self.show()
        self.began.emit()

    def _ask_words(self, asked: str) -> None:
        self._words.setPlaceholderText(asked)
        self._words.setAccessibleName(asked)

    def _take(self, household: bytes | None) -> None:
        """Says which household is meant, or asks for it."""
        voice = self._workspace.voice
        self._household = household
        line = next(iter(queries.listed(self._workspace.store, [household])), None) if household else None
        said = " · ".join(filter(None, (today_words.called(voice, line), line.number))) if line else ""
        self._about.setText(said or voice.word("Which household?"))
        self._search.setVisible(household is None)
        self._other.setVisible(household is not None)
        self._say("")
        self._look_for_twin()
        (self._search if household is None else self._hour).setFocus()

    def _look_for_twin(self) -> None:
        """Says whether the household is awaited on the typed day already; that hinders nothing."""
        voice, store = self._workspace.voice, self._workspace.store
        day, home = inputs.read(_DAY, self._day.text(), store.today()).value, self._household
        read = self._workspace.read
        coming = read(lambda store: visiting.coming_appointments(store, home), ()) if home and day else ()
        zone, own = store.zone(), self._replaces.id if self._replaces else None
        on_day = (each for each in coming if each.planned_at and each.planned_at.astimezone(zone).date() == day)
        twin = self._twin = next((each for each in on_day if each.id != own), None)
        if twin is None or twin.planned_at is None or not isinstance(day, date):
            self._already.say("")
            return
        at = twin.planned_at.astimezone(zone)
        hour = f"{at:%H:%M}" if appointments.has_hour(twin, zone) else voice.word("any time")
        when = f"{clock_words.day(voice, day, store.today().year)} {hour}"
        told = voice.word("This household is planned for {when} already", when=when)
        self._already.say(told, has_way=self._replaces is None)

    def _move_twin(self) -> None:
        """Puts the one that is there off instead, to the hour that was typed."""
        twin, hour = self._twin, self._hour.text()
        if twin is not None and twin.household is not None:
            line = next(iter(queries.listed(self._workspace.store, [twin.household])), None)
            self.move(twin, today_words.called(self._workspace.voice, line) if line else "", hour)

    def _do(self) -> None:
        word, today = self._workspace.voice.word, self._workspace.store.today()
        reading = inputs.read(_DAY, self._day.text(), today)
        hour = hour_of(self._hour.text()) if self._hour.text().strip() else None
        words = self._words.text().strip()
        if self._household is None:
            self._fail(word("Choose the household first."), self._search)
        elif not isinstance(reading.value, date):
            self._fail(word("Name the day, such as {example}.", example=today.isoformat()), self._day)
        elif reading.value < today:
            self._fail(word("This day has passed."), self._day)
        elif hour is None and self._hour.text().strip():
            self._fail(word("This is no hour. Type it as 9:30, or leave it empty."), self._hour)
        elif hour is None and self._agreed.isChecked():
            self._fail(word("What was agreed has an hour. Type it, such as 9:30."), self._hour)
        elif self._replaces is not None and not words:
            self._fail(word("Say why in a few words."), self._words)
        else:
            at = appointments.moment(reading.value, hour, self._workspace.store.zone())
            manner = self._manner.currentData()
            self.planned.emit(Planned(self._household, at, self._agreed.isChecked(), manner, words, self._replaces))
            self._end()

    def _fail(self, why: str, at: QWidget) -> None:
        self._say(why)
        at.setFocus()

    def _say(self, why: str) -> None:
        self._wrong.setText(why)
        self._wrong.setVisible(bool(why))

    def _edit(self, name: str, accessible: str, letters: int = 0) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(name)
        edit.setAccessibleName(accessible)
        if letters:
            edit.setFixedWidth(theme.wide(letters) + 24)
        return edit

    def _lay_out(self) -> None:
        self._hour.setInputMethodHints(Qt.InputMethodHint.ImhTime)
        self._day.setInputMethodHints(Qt.InputMethodHint.ImhDate)
        first = QHBoxLayout()
        first.setSpacing(12)
        for part in (self._about, self._search, self._other):
            first.addWidget(part)
        first.addStretch()
        first.addWidget(self._leave)
        asked = QHBoxLayout()
        asked.setSpacing(8)
        for part in (self._day, self._hour, self._agreed, self._manner):
            asked.addWidget(part)
        asked.addStretch()
        last = QHBoxLayout()
        last.setSpacing(12)
        last.addWidget(self._words, 1)
        last.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(asked)
        column.addWidget(self._already)
        column.addLayout(last)
        column.addWidget(self._wrong)

    def _connect(self) -> None:
        does: Callable[[], None] = self._do
        self._search.chosen.connect(self._take)
        self._search.left.connect(self.let_be)
        self._other.clicked.connect(lambda: self._take(None))
        self._go.clicked.connect(does)
        self._leave.clicked.connect(self.let_be)
        self._day.textEdited.connect(self._look_for_twin)
        self._already.wanted.connect(self._move_twin)
        for edit in (self._day, self._hour, self._words):
            edit.returnPressed.connect(does)
