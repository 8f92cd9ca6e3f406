"""The bundles that came, at the left of the merge page, and below them the sequence of whoever sent the chosen one.

Promise: what was chosen stays chosen when the list is made anew. Hidden: the strip goes away where a row has no sender.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.inbound import Numbered
from desktop.ui import duplicates_words, merge_entries, theme
from desktop.ui.exchange_painting import Row, row_list
from desktop.ui.flow import FlowLayout
from desktop.ui.merge_entries import Entry
from desktop.ui.merge_strip import SequenceStrip
from desktop.ui.notices import Voice

_HEAD = 44


class BundleList(QFrame):
    """The card."""

    chosen = Signal(object)  # an Entry, or None
    entered = Signal()  # Enter on it
    anew_wanted = Signal()
    files_wanted = Signal()
    conflicts_wanted = Signal()
    duplicates_wanted = Signal()
    earlier_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        word = voice.word
        self.setProperty("part", "card")
        self.list = row_list("bundles", word("Received"), shows_chosen=True, is_slim=True)
        self._none = theme.label(word("No bundle is here. Plug a stick in, or drop the files on this page."), "second")
        self._anew = theme.button(word("Read again"), "link", "read-again", "refresh")
        self._files = theme.button("", "link", "choose-bundles", "folder")
        self._files.setAccessibleName(word("Choose files…"))
        self._files.setToolTip(word("Choose files…"))
        self._conflicts = theme.button("", "link", "to-conflicts", "conflict")
        self._duplicates = theme.button("", "link", "to-pairs", "people")
        self._earlier = theme.button(word("Show earlier bundles"), "link", "show-earlier", "history")
        self._foot = QWidget()
        self._sender, self._said = theme.label("", "bold"), theme.label("", "second")
        self._strip = SequenceStrip(voice)
        self._key: object = None
        self._is_chosen = False  # by a person: until then the first is, whichever that becomes
        self._lay_out()
        self._connect()

    @property
    def entry(self) -> Entry | None:
        """The chosen one."""
        row = self.list.current()
        return row.of if row is not None else None

    def fit(self, width: int, *, is_narrow: bool, is_low: bool) -> None:
        """Where there is little room, the folder alone stands for choosing files, and whose sequence it is goes."""
        self.setFixedWidth(width)
        self._sender.setHidden(is_low)
        self._files.setText("" if is_narrow else self._voice.word("Files…"))

    def show_rows(self, rows: Sequence[Row], key: object = None, first: object = None) -> None:
        """Shows these; the row of this key is chosen, else the one that somebody chose, else the one of `first`."""
        self._is_chosen |= key is not None
        wanted = (self._key if self._is_chosen else first) if key is None else key
        at = next((n for n, row in enumerate(rows) if merge_entries.key_of(row.of) == wanted), 0)
        self.list.blockSignals(True)  # noqa: FBT003  it is told once, below
        self.list.show_rows(rows, at)
        self.list.blockSignals(False)  # noqa: FBT003
        self.list.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self._tell()

    def show_sequence(self, whose: str, steps: Sequence[Numbered], said: str) -> None:
        """Shows what came of one sender; nothing where nobody is known."""
        self._foot.setVisible(bool(steps))
        self._sender.setText(self._voice.word("What came of {whose}", whose=whose))
        self._said.setText(said)
        self._strip.show_steps(steps)

    def show_ways(self, conflicts: int, pairs: int, again: int) -> None:
        """Leads to all that waits to be decided, whichever bundle it came with; or else to what was decided before."""
        word, words = self._voice.word, self._voice.words
        waiting = words("All {n} to decide", "All {n} to decide", conflicts)
        alike = duplicates_words.waiting(self._voice, pairs, again)
        self._conflicts.setText(waiting if conflicts else word("What was decided"))
        self._duplicates.setText(alike or word("Which were judged one or two"))

    def offer_earlier(self, *, has_earlier: bool) -> None:
        """The way to bundles that are not listed; where there are no more, there is none."""
        self._earlier.setEnabled(True)
        self._earlier.setVisible(has_earlier)

    def _ask_for_earlier(self) -> None:
        self._earlier.setEnabled(False)
        self.list.setFocus()
        self.earlier_wanted.emit()

    def look_busy(self, *, is_busy: bool) -> None:
        self._anew.setEnabled(not is_busy)

    def _choose(self) -> None:
        self._is_chosen = True
        self._tell()

    def _tell(self) -> None:
        self._key = merge_entries.key_of(self.entry) if self.list.lines.rows else None
        self.chosen.emit(self.entry if self.list.lines.rows else None)

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("part", "row")
        head.setMinimumHeight(theme.high(_HEAD))
        across = QHBoxLayout(head)
        across.setContentsMargins(16, 0, 8, 0)
        across.setSpacing(8)
        across.addWidget(theme.label(self._voice.word("Received"), "bold"), 1)
        across.addWidget(self._files)
        across.addWidget(self._anew)
        self._none.setContentsMargins(16, 12, 16, 12)
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(16, 10, 16, 12)
        foot.setSpacing(4)
        for part in (self._sender, self._said, self._strip):
            foot.addWidget(part)
        self._sender.setWordWrap(True)
        line = QFrame()
        line.setProperty("part", "row")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        column.addStretch()
        ways = FlowLayout(8)
        for way in (self._earlier, self._conflicts, self._duplicates):
            ways.addWidget(way)
        beside = QVBoxLayout()
        beside.setContentsMargins(12, 0, 12, 0)
        beside.addLayout(ways)
        column.addLayout(beside)
        column.addWidget(line)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _row: self._choose())
        self.list.entered_at.connect(lambda _row: self.entered.emit())
        self._anew.clicked.connect(self.anew_wanted)
        self._files.clicked.connect(self.files_wanted)
        self._conflicts.clicked.connect(self.conflicts_wanted)
        self._duplicates.clicked.connect(self.duplicates_wanted)
        self._earlier.clicked.connect(self._ask_for_earlier)
