"""What came and was not taken in: sealed for a newer program, or set apart, each with why and what to do.

Promise: it takes no room while nothing waits; nothing here was opened into the store.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.exchange.inbox import Waiting
from desktop.ui import clock_words, theme
from desktop.ui.boxes import pictured
from desktop.ui.cards import card, headed
from desktop.ui.exchange_painting import Row, row_high, row_list
from desktop.ui.notices import Voice, told

_ROWS = 2  # are seen without scrolling


class WaitingCard(QWidget):
    """The card."""

    again_wanted = Signal(object)  # a file

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        word = voice.word
        self.list = row_list("waiting", word("Not taken in"), shows_chosen=True)
        self._number, self._told = theme.label("", "second"), theme.label("", "second")
        self._again = theme.button(word("Look at it again"), "link", "look-again", "refresh")
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(16, 8, 16, 4)
        column.setSpacing(0)
        column.addWidget(self._told)
        column.addWidget(self._again)
        head = headed(pictured("inbox", "warn", 20), theme.label(word("Not taken in"), "bold"), self._number)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card(head, self.list, foot=below))
        self.list.chosen.connect(self._tell)
        self._again.clicked.connect(self._look_again)
        self.hide()

    def show_waiting(self, waiting: Sequence[Waiting], zone: tzinfo, year: int) -> None:
        """Shows these files, the newest first."""
        rows = [self._row(each, each.at.astimezone(zone), year) for each in reversed(waiting)]
        self.list.show_rows(rows, self.list.currentIndex().row())
        self.list.setFixedHeight(min(len(rows), _ROWS) * row_high() + 2)
        self._number.setText(self._voice.words("{n} file", "{n} files", len(rows)))
        self.setVisible(bool(rows))

    def _row(self, each: Waiting, at: datetime, year: int) -> Row:
        what = self._voice.word(each.why.what, **each.why.values)
        since = self._voice.word("since {when}", when=f"{clock_words.short_day(at.date(), year)} {at:%H:%M}")
        return Row(each, what, since, icon="risk", tone="risk")

    def _tell(self, chosen: Row) -> None:
        if isinstance(chosen.of, Waiting):
            self._told.setText(told(self._voice, chosen.of.why).replace("\n", " "))

    def _look_again(self) -> None:
        row = self.list.current()
        if row is not None:
            self.again_wanted.emit(row.of.file)
