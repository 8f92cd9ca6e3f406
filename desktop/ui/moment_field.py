"""A day, or a day and a time, as people type them: 11-21 and 9:30; the weekday stands beside it, to be compared."""

from datetime import date, datetime, tzinfo

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.casework import visiting
from desktop.ui import clock_words, theme
from desktop.ui.notices import Voice

_DAY_LETTERS, _TIME_LETTERS = 7, 6


class DayField(QWidget):
    """A day that lies ahead, or behind; what can't be read is marked, and stays as typed."""

    typed = Signal()

    def __init__(self, voice: Voice, name: str, about: str, *, is_ahead: bool = True) -> None:
        super().__init__()
        self._voice, self._is_ahead = voice, is_ahead
        self._today = date.min
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(about)
        self.edit.setPlaceholderText(voice.word("e.g. {example}", example="11-21"))
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.edit.setFixedWidth(theme.wide(_DAY_LETTERS))
        self._weekday = theme.label("", "second")
        self._weekday.setWordWrap(False)
        self._weekday.setMinimumWidth(theme.wide(2) + 8)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        self.row.addWidget(self.edit)
        self.row.addWidget(self._weekday)
        self.edit.textEdited.connect(self._take)

    def begin(self, today: date) -> None:
        """From when on days are read."""
        self._today = today
        self._judge()

    @property
    def day(self) -> date | None:
        return visiting.day_of(self.edit.text(), self._today, is_ahead=self._is_ahead)

    @property
    def is_wrong(self) -> bool:
        """Whether something stands there that is no day."""
        return bool(self.edit.text().strip()) and self.day is None

    def text(self) -> str:
        return self.edit.text()

    def put(self, text: str) -> None:
        """Shows this; nobody typed it."""
        with QSignalBlocker(self.edit):
            self.edit.setText(text)
        self._judge()

    def mark(self, *, is_wrong: bool) -> None:
        theme.relook(self.edit, wrong=is_wrong)

    def _take(self) -> None:
        self._judge()
        self.typed.emit()

    def _judge(self) -> None:
        day = self.day
        told = clock_words.day(self._voice, day, self._today.year).split()[-1] if day else ""
        self._weekday.setText(told)
        if not self.is_wrong:
            self.mark(is_wrong=False)


class MomentField(QWidget):
    """A day and a time of it."""

    typed = Signal()

    def __init__(self, voice: Voice, name: str, about: str, *, is_ahead: bool = True) -> None:
        super().__init__()
        self.day = DayField(voice, f"{name}-day", f"{about}: {voice.word('day')}", is_ahead=is_ahead)
        self.time = QLineEdit()
        self.time.setObjectName(f"{name}-time")
        self.time.setAccessibleName(f"{about}: {voice.word('time')}")
        self.time.setPlaceholderText(voice.word("e.g. {example}", example="9:30"))
        self.time.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.time.setFixedWidth(theme.wide(_TIME_LETTERS))
        self.day.row.insertWidget(2, self.time)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.day)
        self.day.typed.connect(self.typed)
        self.time.textEdited.connect(self._take)

    def begin(self, today: date) -> None:
        self.day.begin(today)

    @property
    def is_empty(self) -> bool:
        return not self.day.text().strip() and not self.time.text().strip()

    def moment(self, zone: tzinfo) -> datetime | None:
        """The moment in the area; None where a part is lacking or is none."""
        day, time = self.day.day, visiting.time_of(self.time.text())
        return datetime.combine(day, time, zone) if day and time else None

    def texts(self) -> list[str]:
        return [self.day.text(), self.time.text()]

    def put(self, texts: list[str]) -> None:
        """Shows this; nobody typed it."""
        day, time = texts or ["", ""]
        self.day.put(day)
        with QSignalBlocker(self.time):
            self.time.setText(time)
        theme.relook(self.time, wrong=False)

    def mark(self, zone: tzinfo) -> bool:
        """Marks what is lacking or can't be read; whether anything is."""
        self.day.mark(is_wrong=self.day.day is None)
        theme.relook(self.time, wrong=visiting.time_of(self.time.text()) is None)
        if self.moment(zone) is not None:
            return False
        (self.day.edit if self.day.day is None else self.time).setFocus()
        return True

    def _take(self) -> None:
        theme.relook(self.time, wrong=False)
        self.typed.emit()
