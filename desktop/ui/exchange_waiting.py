"""What came and waits for a person: files that were set apart, what was not let in, chains that part; each with why.

Promise: it takes no room while nothing waits; who may let something in is asked for a reason. Hidden: who may not sees
the list with what to do, without the button that would be refused.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.casework import held_back
from desktop.casework.held_back import Waiting, WaitingChain, WaitingOp
from desktop.domain.fields import RECORDS
from desktop.exchange import inbox
from desktop.ui import clock_words, exchange_sections, theme
from desktop.ui.boxes import pictured
from desktop.ui.cards import card, headed
from desktop.ui.exchange_painting import Row, row_high, row_list
from desktop.ui.notices import Voice, told

_ROWS = 2  # are seen without scrolling


class WaitingCard(QWidget):
    """The card. `may_release`: whoever is here lets in what waits."""

    again_wanted = Signal(object)  # a file, to be looked at again
    release_wanted = Signal(object, str)  # a WaitingOp or a WaitingChain, and what it is in words
    release_all_wanted = Signal(object)  # the WaitingOps that came back

    def __init__(self, voice: Voice, *, may_release: bool, rows: int = _ROWS) -> None:
        super().__init__()
        self._voice, self._may_release, self._most = voice, may_release, rows
        self._back: Sequence[WaitingOp] = ()
        word = voice.word
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.list = row_list("waiting", word("Not taken in"), shows_chosen=True)
        self._number, self._told = theme.label("", "second"), theme.label("", "second")
        self._number.setWordWrap(False)
        self._again = theme.button(word("Look at it again"), "link", "look-again", "refresh")
        self._release = theme.button(word("Let it in…"), "link", "release-waiting", "check")
        self._all = theme.button("", "link", "release-returned", "check")
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(16, 8, 16, 4)
        column.setSpacing(0)
        column.addWidget(self._told)
        ways = QHBoxLayout()
        ways.addWidget(self._again)
        ways.addWidget(self._release)
        ways.addWidget(self._all)
        ways.addStretch()
        column.addLayout(ways)
        head = headed(pictured("inbox", "warn", 20), theme.label(word("Not taken in"), "bold"), self._number)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card(head, self.list, foot=below))
        self.list.chosen.connect(self._tell)
        self._again.clicked.connect(self._look_again)
        self._release.clicked.connect(self._ask_release)
        self._all.clicked.connect(lambda: self.release_all_wanted.emit(self._back))
        self.hide()

    def show_waiting(self, waiting: Waiting, zone: tzinfo, year: int) -> None:
        """Shows what waits; files first."""
        rows = [*self._rows(waiting, zone, year)]
        self.list.show_rows(rows, self.list.currentIndex().row())
        self.list.setFixedHeight(min(len(rows), self._most) * row_high() + 2)
        self._back = [op for op in waiting.ops if held_back.is_returned(op)]
        self._all.setText(self._voice.words("Let in the {n} that came back…", "Let in all {n} that came back…",
                                            len(self._back)))  # fmt: skip
        self._all.setVisible(self._may_release and len(self._back) > 1)
        self._number.setText(self._voice.words("{n} set aside", "{n} set aside", len(rows)))
        self.setVisible(bool(rows))

    def _rows(self, waiting: Waiting, zone: tzinfo, year: int) -> Iterator[Row]:
        voice, word = self._voice, self._voice.word

        def at(moment: datetime) -> str:
            local = moment.astimezone(zone)
            return f"{clock_words.short_day(local.date(), year)} {local:%H:%M}"

        for each in reversed(waiting.apart):
            since = word("set apart {when}", when=at(each.at))
            yield Row(each, word(each.why.what, **each.why.values), since, icon="risk", tone="risk")
        for chain in waiting.chains:
            yield Row(
                chain,
                word("A second branch of {device}", device=chain.device_name or word("a device")),
                word("a copy of its store was used"),
                icon="conflict",
                tone="warn",
            )
        for op in waiting.ops:
            record = voice.label(RECORDS[op.record]) if op.record in RECORDS else op.record
            who = " · ".join(filter(None, (op.who, at(op.written), op.device_name)))
            yield Row(op, record, who, icon="remove", tone="warn")

    def _tell(self, chosen: Row) -> None:
        voice, of = self._voice, chosen.of
        self._again.setVisible(isinstance(of, inbox.Waiting))
        is_let_in = isinstance(of, WaitingOp) or (isinstance(of, WaitingChain) and of.file is not None)
        self._release.setVisible(self._may_release and is_let_in)
        if isinstance(of, inbox.Waiting):
            self._told.setText(told(voice, of.why).replace("\n", " "))
        elif isinstance(of, WaitingOp):
            what = exchange_sections.called(voice, of.op.group, of.record)
            self._told.setText(voice.pair(what, voice.word(of.op.reason)))
        elif isinstance(of, WaitingChain):
            self._told.setText(voice.word("Let in, it counts beside the first; where both wrote, both values stay."))

    def _look_again(self) -> None:
        row = self.list.current()
        if row is not None and isinstance(row.of, inbox.Waiting):
            self.again_wanted.emit(row.of.file)

    def _ask_release(self) -> None:
        row = self.list.current()
        if row is not None:
            self.release_wanted.emit(row.of, row.upper)
