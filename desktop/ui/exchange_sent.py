"""What was sent lately: each bundle with its day, how much was in it, and whether the office has it, and has asked.

Promise: sent is not received, and is never called so. Hidden: the newest stand first, and all of them can be scrolled
through.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.casework import sending
from desktop.casework.sending import Sent, State
from desktop.ui import clock_words, exchange_words, theme
from desktop.ui.cards import card, headed
from desktop.ui.exchange_painting import Row, row_high, row_list
from desktop.ui.notices import Voice

_LEAST = 2  # rows


class SentCard(QWidget):
    """The card."""

    wanted = Signal(object)  # a Sent, to be looked at

    def __init__(self, voice: Voice, *, is_office: bool) -> None:
        super().__init__()
        self._voice, self._is_office = voice, is_office
        self.list = row_list("sent", voice.word("Sent lately"))
        self._none = theme.label(voice.word("Nothing was sent from here yet."), "second")
        self._number = theme.label("", "second")
        self._number.setWordWrap(False)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.list.setMinimumHeight(_LEAST * row_high())
        self._none.setMinimumHeight(row_high())
        head = headed(theme.label(voice.word("Sent lately"), "bold"), self._number)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(head, self._none, self.list))
        self.list.touched.connect(lambda row: self.wanted.emit(row.of))
        self.list.entered_at.connect(lambda row: self.wanted.emit(row.of))

    def show_sent(self, sent: Sequence[Sent], year: int) -> None:
        """Shows these, the newest first."""
        voice = self._voice
        self.list.show_rows([self._row(each, year) for each in sent], self.list.currentIndex().row())
        self.list.setVisible(bool(sent))
        self._none.setVisible(not sent)
        number = voice.words("{n} bundle in all", "{n} bundles in all", len(sent))
        self._number.setText(number if sent else "")

    def _row(self, each: Sent, year: int) -> Row:
        voice = self._voice
        at = f"{clock_words.short_day(each.at.date(), year)} {each.at:%H:%M}"
        pieces = voice.words("{n} photo or signature", "{n} photos and signatures", each.pieces) if each.pieces else ""
        entries = voice.words("{n} entry", "{n} entries", each.entries) if each.entries or not pieces else ""
        whom = exchange_words.whose(voice, each.receiver_name, each.team, each.people) if self._is_office else ""
        upper = " · ".join(filter(None, (at, whom, entries, pieces)))
        message, values = sending.told(each)
        number = exchange_words.number(each.number)
        return Row(each, upper, voice.word(message, **values), self._badge(each), number=number)

    def _badge(self, each: Sent) -> tuple[str, str, str]:
        match each.state:
            case State.RETURNED:
                return self._voice.words("{n} sent back", "{n} sent back", each.returned), "info", "grievance"
            case State.RECEIVED:
                return self._voice.word("received"), "ok", "ok"
            case State.WAITING:
                return self._voice.word("waits for the receipt"), "warn", "hourglass"
