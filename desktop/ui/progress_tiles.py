"""What is owed to the households of an area before what was gained: five numbers, each of which opens its households.

Promise: what is overdue stands first, and a family that moved before it was paid is never a small thing. Hidden: what
stands beside a number goes below it where there is little room.
"""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.casework.progress import Board
from desktop.domain.progress import Measure, Selection
from desktop.domain.stages import Stage
from desktop.i18n import N_
from desktop.ui import icons, theme
from desktop.ui.flow import FlowLayout
from desktop.ui.notices import Voice
from desktop.ui.page import Place
from desktop.ui.progress_within import place

_OWED = {  # the question: its icon, its colour where there is any, its words
    Selection(Measure.PROMISES): ("promise", "risk", N_("Promises overdue")),
    Selection(Measure.REPLIES): ("grievance", "risk", N_("Answers overdue")),
    Selection(Measure.RIGHTS): ("clock", "rights", N_("Rights that end within 7 days")),
    Selection(Measure.UNPAID): ("shield", "risk", N_("Moved before paid")),
    Selection(Measure.REACHED, Stage.SIGNED): ("signature", "brand", N_("Agreements signed")),
}
_ICON, _NARROW, _TOUCHED, _IN_TWO_LINES = 20, 150, 40, 3


class Tiles(QWidget):
    """A tile for each question."""

    wanted = Signal(object)  # a Place

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._tiles = {asked: _Tile(voice, *told) for asked, told in _OWED.items()}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._across = 0
        for asked, tile in self._tiles.items():
            name = asked.measure.value
            tile.figure.setObjectName(f"progress-{name}")
            tile.beside.setObjectName(f"progress-{name}-beside")
            tile.figure.clicked.connect(partial(self.wanted.emit, place(asked)))
        self._beside(Measure.RIGHTS).clicked.connect(partial(self.wanted.emit, place(Selection(Measure.UNTOLD))))
        self._beside(Measure.REPLIES).clicked.connect(partial(self.wanted.emit, Place("grievances")))
        self._spread(len(self._tiles))

    def show_board(self, board: Board) -> None:
        voice, whole = self._voice, board.whole
        for asked, tile in self._tiles.items():
            tile.show_number(whole.number(asked.measure, asked.stage), is_good=asked.stage is not None)
        said = {
            Measure.PROMISES: voice.words("households, {n} promise", "households, {n} promises", whole.late_promises),
            Measure.UNPAID: voice.word("first paid, then moved"),
            Measure.REACHED: voice.words("of {n} household", "of {n} households", whole.households),
        }
        for asked, tile in self._tiles.items():
            tile.plain.setText(said.get(asked.measure, _unit(voice, whole.number(asked.measure))))
        untold = whole.number(Measure.UNTOLD)
        self._beside(Measure.RIGHTS).setText(voice.words("{n} untold", "{n} untold", untold))
        self._beside(Measure.RIGHTS).setVisible(bool(untold))
        waiting = voice.words("{n} to answer", "{n} to answer", board.waiting)
        if board.nobodys:
            waiting = voice.words("{n} more of no household", "{n} more of no household", board.nobodys)
        self._beside(Measure.REPLIES).setText(waiting)
        self._beside(Measure.REPLIES).setVisible(bool(board.waiting))
        self._fit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # pyright: ignore[reportArgumentType]
        self._fit()

    def _fit(self) -> None:
        """All in one line, or in two where the words would not have room."""
        widest = max(tile.least() for tile in self._tiles.values())
        across = len(self._tiles)
        self._spread(across if widest * across + 12 * (across - 1) <= self.width() else _IN_TWO_LINES)

    def _spread(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for at, tile in enumerate(self._tiles.values()):
            self._grid.addWidget(tile, at // across, at % across)
        for column in range(len(self._tiles)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def _beside(self, measure: Measure) -> QPushButton:
        return self._tiles[Selection(measure)].beside


def _unit(voice: Voice, number: int) -> str:
    """Households, without their number: that stands before it, larger."""
    return voice.words("{n} household", "{n} households", number).replace(str(number), "", 1).strip()


class _Tile(QFrame):
    """An icon, what is counted, the number, and what is to be said beside it."""

    def __init__(self, voice: Voice, icon: str, tone: str, words: str) -> None:
        super().__init__()
        self._voice, self._icon, self._tone = voice, icon, tone
        self._words = voice.word(words)
        self.setProperty("part", "card")
        self._picture = QLabel()
        self._picture.setFixedWidth(_ICON)
        self._title = theme.label(self._words, "second")
        self._title.setWordWrap(False)
        self.figure = theme.button("", "figure")
        self.beside = theme.button("", "link")
        self.plain = theme.label("", "second")
        self.plain.setWordWrap(False)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._picture)
        first.addWidget(self._title, 1)
        second = FlowLayout(8)
        for part in (self.figure, self.plain, self.beside):
            part.setMinimumHeight(_TOUCHED)
            second.addWidget(part)
        self.beside.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 8, 4)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)

    def show_number(self, number: int, *, is_good: bool) -> None:
        """Nothing owed has the colour of what is in order; the words say so, too."""
        is_fine = not number and not is_good
        tone = "ok" if is_fine else self._tone
        self._picture.setPixmap(icons.pixmap(self._icon, theme.colour(tone), _ICON, self.devicePixelRatio()))
        said = self._voice.words("{n} household", "{n} households", number)
        self.figure.setText(str(number))
        self.figure.setAccessibleName(self._voice.pair(self._words, said))
        self.figure.setEnabled(bool(number))
        theme.relook(self.figure, tone=tone if number else "")

    def least(self) -> int:
        """How wide it is with its words in one line."""
        title = self._title.fontMetrics().horizontalAdvance(self._words) + _ICON + 8
        beside = self.beside.sizeHint().width() + 8 if self.beside.text() else 0
        line = self.figure.sizeHint().width() + 8 + self.plain.sizeHint().width() + beside
        return max(title, line, _NARROW) + 24
