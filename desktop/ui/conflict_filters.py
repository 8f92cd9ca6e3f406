"""What narrows the list of conflicts: those that wait or were decided, a text, a team, a lane, a field, money or not.

Promise: what narrows is seen also while its boxes are folded away. Hidden: the text is looked for when typing pauses.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.fields import RECORDS, Merge
from desktop.store.contests import LIFE, Filter
from desktop.ui import conflict_words, theme
from desktop.ui.choosing import Segments, chip
from desktop.ui.notices import Voice
from desktop.ui.still_box import StillBox

OPEN, DECIDED = "open", "decided"
_PAUSE = 250  # ms
_MONEY = {"": None, "yes": True, "no": False}


class ConflictFilters(QFrame):
    """The head of the list."""

    changed = Signal()
    down_wanted = Signal()  # to the list

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        word = voice.word
        self._household: bytes | None = None
        self._kinds = Segments(
            "which-conflicts",
            word("Which conflicts"),
            {OPEN: word("To decide"), DECIDED: word("Decided")},
            is_needed=True,
        )
        self._text = QLineEdit()
        self._text.setObjectName("conflict-text")
        self._text.setProperty("look", "search")
        self._text.setPlaceholderText(word("Name, number, address"))
        self._text.setAccessibleName(word("Name, number, address"))
        self._text.setClearButtonEnabled(True)
        self._more = chip(word("Narrow"), "narrow-conflicts")
        self._one = theme.button("", "chip", "conflicts-of-one", "close")
        self._boxes = QWidget()
        self._team = self._box("conflict-team", word("Team"), word("All teams"))
        self._lane = self._box("conflict-lane", word("Lane"), word("All lanes"))
        self._field = self._box("conflict-field", word("Which field"), word("All fields"))
        self._money = self._box("conflict-money", word("Money"), word("Money or not"))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._fill()
        self._lay_out()
        self._connect()

    @property
    def is_decided(self) -> bool:
        """Whether what was decided is asked for."""
        return self._kinds.only == DECIDED

    @property
    def is_narrowed(self) -> bool:
        return self.wanted != Filter()

    @property
    def wanted(self) -> Filter:
        record, group = self._field.currentData() or ("", "")
        return Filter(
            text=self._text.text().strip(),
            household=self._household,
            lane=self._lane.currentData() or "",
            team=self._team.currentData() or "",
            record=record,
            group=group,
            is_money=_MONEY[self._money.currentData() or ""],
        )

    def ask_for(self, *, is_decided: bool, household: bytes | None = None, called: str = "") -> None:
        """Asks for all of these, or those of one household; nobody is told."""
        self._kinds.choose([DECIDED if is_decided else OPEN])
        self._household = household
        self._one.setText(called)
        self._one.setAccessibleName(self._voice.word("No longer {household} alone", household=called))
        self._one.setVisible(household is not None)
        with QSignalBlocker(self._text):
            self._text.clear()
        for box in (self._team, self._lane, self._field, self._money):
            box.setCurrentIndex(0)
        self._tell()

    def offer(self, teams: Sequence[str], lanes: Sequence[str]) -> None:
        """Offers the teams and lanes that there are."""
        for box, names in ((self._team, teams), (self._lane, lanes)):
            chosen = box.currentData()
            while box.count() > 1:
                box.removeItem(1)
            for name in names:
                box.addItem(name, name)
            box.setCurrentIndex(max(box.findData(chosen), 0))
            box.setEnabled(bool(names))

    def show_count(self, number: int) -> None:
        """How many there are of what is asked for."""
        for key, told in ((OPEN, self._voice.word("To decide")), (DECIDED, self._voice.word("Decided"))):
            words = f"{told} {number:,}" if key == self._kinds.only else told
            self._kinds.button(key).setText(words)

    def _box(self, name: str, about: str, every: str) -> QComboBox:
        box = StillBox()
        theme.let_touch(box)
        box.setObjectName(name)
        box.setAccessibleName(about)
        box.addItem(every)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMaxVisibleItems(12)
        return box

    def _fill(self) -> None:
        word = self._voice.word
        self._money.addItem(word("Moves money"), "yes")
        self._money.addItem(word("Moves no money"), "no")
        for record, kind in RECORDS.items():
            for name, group in kind.group.items():
                if group.merge is Merge.REVIEW and name not in (LIFE, "household"):
                    self._field.addItem(conflict_words.thing(self._voice, "", record, name), (record, name))
        self._field.addItem(word("Withdrawn or kept"), ("", LIFE))

    def _tell(self) -> None:
        """How many boxes narrow."""
        narrowing = sum(box.currentIndex() > 0 for box in (self._team, self._lane, self._field, self._money))
        self._more.setText(f"{self._voice.word('Narrow')} {narrowing}" if narrowing else self._voice.word("Narrow"))

    def _lay_out(self) -> None:
        self.setProperty("part", "row")
        grid = QGridLayout(self._boxes)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, box in enumerate((self._team, self._lane, self._field, self._money)):
            grid.addWidget(box, place // 2, place % 2)
        self._boxes.hide()
        self._one.hide()
        across = QHBoxLayout()
        across.setSpacing(8)
        across.addWidget(self._text, 1)
        across.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self._kinds)
        column.addLayout(across)
        column.addWidget(self._boxes)
        column.addWidget(self._one, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self._kinds.changed.connect(self.changed)
        self._text.textChanged.connect(lambda _text: self._pause.start())
        self._text.returnPressed.connect(self.down_wanted)
        self._pause.timeout.connect(self.changed)
        self._more.toggled.connect(self._boxes.setVisible)
        self._one.clicked.connect(self._widen)
        for box in (self._team, self._lane, self._field, self._money):
            box.activated.connect(self._take)

    def _take(self) -> None:
        self._tell()
        self.changed.emit()

    def _widen(self) -> None:
        self._household = None
        self._one.hide()
        self._kinds.setFocus()
        self.changed.emit()
