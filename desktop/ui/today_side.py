"""Beside the day: what the office asks, what we promised, what the households may do, what lies here, the grievances.

Promise: what is owed stands above what runs; nothing here is red that is the household's time.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.casework.today import Running, Today
from desktop.ui import theme, today_words
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.cards import card, headed, titled
from desktop.ui.day_list import DayList
from desktop.ui.questions_card import QuestionsCard
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.today_painting import RunningPainter
from desktop.ui.today_promises import PromisesCard
from desktop.ui.workspace import Workspace

_TWO_ROWS = 112  # of each list are seen at the least


class Side(QWidget):
    """The column. It tells which row's household is to be looked at."""

    look_wanted = Signal(object)  # Owed or Running
    grievances_wanted = Signal()
    conflicts_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        voice = self._voice = workspace.voice
        self._store = workspace.store
        self.questions = QuestionsCard(workspace)
        self.promises = PromisesCard(workspace)
        self.rights = DayList(
            "rights",
            voice.word("The households' time"),
            self._spoken,
            RunningPainter(voice, workspace.store),
            has_boxes=False,
        )
        self._soon = theme.label("", "second")
        self._no_right = theme.label(voice.word("No right of a household is running out."), "second")
        self._unsent, self._since = theme.label("", "bold"), theme.label("", "second")
        self._grievances = theme.button(voice.word("Grievances"), "link", "to-all-grievances", "grievance")
        self._conflicts = theme.button("", "link", "to-conflicts-of-day", "conflict")
        self._no_right.hide()  # until it is known
        self._conflicts.hide()
        for listed in (self.questions.list, self.promises.list, self.rights):
            listed.setMinimumHeight(theme.high(_TWO_ROWS))
            listed.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        lead_keyboard(self, self.promises)
        self._lay_out()
        self._connect()

    def show_day(self, found: Today) -> None:
        words = self._voice.words
        self.questions.show_returned(found.returned, found.returned_in_all)
        self.promises.show_owed(found.owed, found.owed_in_all)
        self.rights.show_rows(found.running, self.rights.currentIndex().row())
        self.rights.setVisible(bool(found.running))
        self._no_right.setVisible(not found.running)
        soon = words("{n} household within 7 days", "{n} households within 7 days", found.soon)
        self._soon.setText(soon if found.soon else "")
        unsent, since = today_words.unsent(self._voice, found)
        self._unsent.setText(unsent)
        self._since.setText(since)

    def show_conflicts(self, number: int) -> None:
        """How many wait for a decision of who works here; without any there is no way to them."""
        self._conflicts.setText(self._voice.words("{n} conflict", "{n} conflicts", number))
        self._conflicts.setVisible(bool(number))

    def _spoken(self, row: Running) -> str:
        voice, day = self._voice, self._store.today()
        title, told = voice.word(row.clock.term.title), today_words.whether_told(voice, row, day)[0]
        return voice.listed((today_words.whose(voice, row), title, today_words.until(voice, row, day), told))

    def _lay_out(self) -> None:
        rights = card(
            headed(pictured("rights", "rights", 20), titled(self.rights), self._soon), self._no_right, self.rights
        )
        below = QFrame()
        below.setProperty("part", "card")
        lines = QVBoxLayout()
        lines.setSpacing(2)
        for line in (self._unsent, self._since):
            line.setWordWrap(True)
            lines.addWidget(line)
        across = QHBoxLayout(below)
        across.setContentsMargins(16, 8, 8, 8)
        across.setSpacing(12)
        across.addWidget(pictured("stick", "warn"))
        across.addLayout(lines, 1)
        across.addWidget(self._conflicts)
        across.addWidget(self._grievances)
        content = QWidget()
        content.setProperty("part", "canvas")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.questions, 2)
        column.addWidget(self.promises, 2)
        column.addWidget(rights, 3)
        column.addWidget(below)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolling(content))

    def _connect(self) -> None:
        self.promises.look_wanted.connect(self.look_wanted)
        self.rights.touched.connect(self.look_wanted)
        self.rights.entered_at.connect(self.look_wanted)
        self._grievances.clicked.connect(self.grievances_wanted)
        self._conflicts.clicked.connect(self.conflicts_wanted)
