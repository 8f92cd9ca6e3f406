"""How far an area has come, for those who lead it and for the office: what is owed first, then what was gained.

Promise: each number opens the households that it counts, and up to when all is known is said with whose word is
missing. Hidden: a large area is counted beside the window.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import people
from desktop.casework import progress as counting
from desktop.casework.progress import Board, Heard
from desktop.domain.progress import By, Measure, Selection
from desktop.store import folder as place_of
from desktop.ui import theme
from desktop.ui.band import Band
from desktop.ui.boxes import scrolling
from desktop.ui.cards import headed
from desktop.ui.choosing import Segments
from desktop.ui.household_foot import Blank
from desktop.ui.page import Heading, Page, Place
from desktop.ui.progress_funnel import Funnel
from desktop.ui.progress_table import GroupTable
from desktop.ui.progress_tiles import Tiles
from desktop.ui.progress_within import place
from desktop.ui.read_anew import ReadAnew
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.workspace import Workspace

_LEAST_ROWS = 3
_SEGMENTS, _HEAD = 240, 52
_COUNTED, _EMPTY = range(2)


class ProgressPage(Page):
    """The page. A place's part says by what the table counts."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("progress-page")
        self._voice, self._store = workspace.voice, workspace.store
        self._board: Board | None = None
        self._anew = ReadAnew(workspace, self, counting.board_of)
        self._is_office = people.is_office(self._store)
        self._may_write = workspace.may_write("household", "number")
        self._area = place_of.card(self._store.folder).area
        word = self._voice.word
        self._missing = Band("warn", "warn", word("See what came"), "progress-came", "exchange")
        self._tiles, self._funnel = Tiles(self._voice), Funnel(self._voice)
        ways = {By.TEAM.value: word("By team"), By.LANE.value: word("By lane")}
        self._by = Segments("progress-by", word("By team or lane"), ways, is_needed=True)
        self.table = GroupTable(self._voice)
        self._owed, self._which = theme.label("", "bold"), theme.label("", "second")
        self._see = theme.button("", "filled", "see-overdue", "forward")
        self._stack, self._empty = QStackedWidget(), Blank("progress", "filled", "progress-import")
        self._foot = QFrame()
        self._by.choose([By.TEAM.value])
        self._lay_out()
        self._connect()

    def heading(self) -> Heading:
        voice, board = self._voice, self._board
        about = [self._area]
        if board is not None:
            about.append(voice.words("{n} household", "{n} households", board.whole.households))
            if board.elsewhere:
                about.append(voice.words("{n} with another team", "{n} with other teams", board.elsewhere))
            at = board.until or board.now
            about.append(voice.word("data until {time}", time=f"{at:%m-%d %H:%M}"))
        elif self._anew.is_slow:
            about.append(voice.word("Counting the households …"))
        return Heading(voice.word("Progress"), " · ".join(about))

    def show_place(self, place: Place) -> None:
        if place.part in {by.value for by in By}:
            self._by.choose([place.part])
            self._show_groups()
        self._anew.catch_up()

    def place(self) -> Place:
        return Place("progress", part=self._by.only)

    def panes(self) -> Sequence[QWidget]:
        return [self._tiles, self._funnel, self._by, self.table, self._foot]

    # What the store holds

    def _note(self, _changed: object, _source: object) -> None:
        if self.isVisible():
            self._anew.catch_up()

    # What is shown of it

    def _take(self, board: Board) -> None:
        self._board = board
        self._stack.setCurrentIndex(_COUNTED if board.whole.households else _EMPTY)
        self._say_missing(board)
        self._tiles.show_board(board)
        self._funnel.show_counts(board.whole)
        self._show_groups()
        self._show_owed(board)
        self.headed.emit()

    def _say_missing(self, board: Board) -> None:
        """Whose word is missing: what is counted here may be too little because of it."""
        voice, short = self._voice, board.short
        said = voice.listed(self._told_short(each) for each in short)
        self._missing.say(
            voice.word("Not all that the teams wrote is here: the numbers may be too low.") if short else "", said
        )

    def _told_short(self, each: Heard) -> str:
        word = self._voice.word
        name = each.team or each.name or word("the office")
        if each.last is None:
            return word("{name}: nothing came yet", name=name)
        if each.missing:
            numbers = self._voice.listed(f"{number:04}" for number in each.missing)
            return word("{name}: parts of bundle {numbers} are missing", name=name, numbers=numbers)
        if each.gaps:
            return word("{name}: entries are missing, which come with the next bundle", name=name)
        return word("{name}: nothing since {day}", name=name, day=f"{each.last:%m-%d}")

    def _show_groups(self) -> None:
        if self._board is not None:
            by = By(self._by.only)
            self.table.show_groups(by, self._board.groups(by))

    def _show_owed(self, board: Board) -> None:
        voice, whole = self._voice, board.whole
        number = whole.number(Measure.OVERDUE)
        promises, replies, unpaid = whole.late_promises, whole.late_replies, whole.number(Measure.UNPAID)
        said = voice.listed(
            filter(
                None,
                (
                    voice.words("{n} promise overdue", "{n} promises overdue", promises) if promises else "",
                    voice.words("{n} answer overdue", "{n} answers overdue", replies) if replies else "",
                    voice.words("{n} moved before paid", "{n} moved before paid", unpaid) if unpaid else "",
                ),
            )
        )
        owed = voice.words("First what we owe: {n} household", "First what we owe: {n} households", number)
        self._owed.setText(owed if number else voice.word("Nothing that we owe is overdue."))
        self._which.setText(said)
        self._which.setVisible(bool(said))
        self._see.setText(voice.words("Look at this {n} household", "Look at these {n} households", number))
        self._see.setVisible(bool(number))

    def _see_overdue(self) -> None:
        self.wanted.emit(place(Selection(Measure.OVERDUE)))

    def _see_what_came(self) -> None:
        self.wanted.emit(Place("devices" if self._is_office else "exchange"))

    # How it is laid out

    def _lay_out(self) -> None:
        word = self._voice.word
        self._empty.say(
            word("No household is written down yet."),
            word("What is counted here comes by itself from what is written of each household."),
            word("Import a ledger") if self._may_write else "",
        )
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        for part in (self._missing, self._tiles, self._funnel):
            column.addWidget(part)
        column.addWidget(self._groups(), 1)
        for part in (scrolling(main), self._empty):
            self._stack.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self._footed())

    def _groups(self) -> QFrame:
        card = QFrame()
        card.setProperty("part", "card")
        order = theme.label(self._voice.word("by name, not by rank"), "second")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._by.setMaximumWidth(theme.broad(_SEGMENTS))
        head = headed(self._by, order, QWidget())
        head.setMinimumHeight(theme.high(_HEAD))
        column.addWidget(head)
        column.addWidget(self.table, 1)
        self.table.setMinimumHeight(theme.high(52) + _LEAST_ROWS * theme.high(theme.ROW))
        return card

    def _footed(self) -> QFrame:
        self._foot.setProperty("part", "foot")
        self._foot.setFixedHeight(theme.high(theme.FOOTER))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        for line in (self._owed, self._which):
            line.setWordWrap(False)
            words.addWidget(line)
        words.addStretch()
        across = QHBoxLayout(self._foot)
        across.setContentsMargins(16, 0, 16, 0)
        across.addLayout(words, 1)
        across.addWidget(self._see)
        return self._foot

    def _connect(self) -> None:
        lead_keyboard(self, self.table)
        self.workspace.changed.connect(self._note)
        self._anew.found.connect(self._take)
        self._anew.lasts.connect(self.headed)
        for part in (self._tiles, self._funnel, self.table):
            part.wanted.connect(self.wanted)
        self._by.changed.connect(self._show_groups)
        self._see.clicked.connect(self._see_overdue)
        self._missing.wanted.connect(self._see_what_came)
        self._empty.wanted.connect(lambda: self.wanted.emit(Place("import")))
