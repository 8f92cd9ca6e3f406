"""The households of an area in a list, and the search that narrows it while it is typed.

Promise: 100,000 households open at once. Hidden: lines come in pages; where a household stands is derived from all its
records, 8 ms each, so that is done for the lines on the screen alone, when nothing else waits.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.four_clear import four_clear
from desktop.domain.stages import Stage, stage
from desktop.store import queries
from desktop.store.queries import Listed
from desktop.store.store import Store
from desktop.ui import theme
from desktop.ui.notices import Voice
from desktop.ui.page import Heading, Page, Place
from desktop.ui.table_model import Badge, BadgePainter, Column, TableModel
from desktop.ui.workspace import Workspace

_PAGE = 200
_SEARCH_WIDTH = 392


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a household has come, and how much is missing until it is four-clear."""

    stage: Stage
    missing: int


class Standings(QObject):
    """Where households stand: asked for while painting, learnt one by one when the window is idle."""

    learnt = Signal()

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._store: Store | None = None
        self._known: dict[bytes, Standing] = {}
        self._wanted: dict[bytes, None] = {}
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._learn_one)

    def begin(self, store: Store | None) -> None:
        """Forgets everything, and learns from this store from now on."""
        self._store = store
        self._known.clear()
        self.want_nothing()

    def want_nothing(self) -> None:
        """Drops what was asked for: it has left the screen, or will be asked for again."""
        self._wanted.clear()
        self._idle.stop()

    def of(self, household: bytes) -> Standing | None:
        """None until it is learnt."""
        if household not in self._known:
            self._wanted[household] = None
            self._idle.start()
        return self._known.get(household)

    def _learn_one(self) -> None:
        household = next(iter(self._wanted))
        del self._wanted[household]
        if not self._wanted:
            self._idle.stop()
        case = queries.case_of(self._store, household) if self._store else None
        if case is not None:
            self._known[household] = Standing(stage(case), sum(len(part.missing) for part in four_clear(case)))
            self.learnt.emit()


class HouseholdList(Page):
    """The page."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._voice = voice = workspace.voice
        self._store = workspace.store
        self._standings = Standings(self)
        self._model = TableModel(_columns(voice, self._standings.of), self)
        self._about = ""
        self._table = self._table_view()
        self._nothing = theme.label("", "strong")
        self._show_all = theme.button(voice.word("Show all households"), name="all")
        self._import = theme.button(voice.word("Import a ledger"), name="import")
        self._export = theme.button(voice.word("Export the ledger"), name="export")
        self._lay_out()
        self._connect()

    def heading(self) -> Heading:
        return Heading(self._voice.word("Households"), self._about)

    def show_place(self, place: Place) -> None:
        self.refill()

    def place(self) -> Place:
        return Place("households")

    def refill(self) -> None:
        """Lists what the store holds now."""
        self._standings.begin(self._store)
        self._model.fill(_pages(self._store))
        is_empty = not self._model.rowCount()
        self._nothing.setText(self._voice.word("No household is written down yet. Import a ledger of the office."))
        if not is_empty:
            self._table.selectRow(0)
        self._content.setCurrentIndex(int(is_empty))
        self.headed.emit()

    def _table_view(self) -> QTableView:
        table = QTableView()
        table.setObjectName("households")
        table.setAccessibleName(self._voice.word("Households"))
        table.setModel(self._model)
        table.setItemDelegate(BadgePainter(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.ROW)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for place, column in enumerate(self._model.columns):
            header.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            )
            if column.width:
                header.resizeSection(place, column.width)
        return table

    def _lay_out(self) -> None:
        self._content = QStackedWidget()
        self._content.addWidget(_framed(self._table))
        self._content.addWidget(_centred(self._nothing, self._show_all))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._content, 1)

    def _connect(self) -> None:
        self.setFocusProxy(self._table)
        self._table.activated.connect(lambda index: self.wanted.emit(Place("household", self._model.row(index).id)))
        self._import.clicked.connect(lambda: self.wanted.emit(Place("import")))
        self._standings.learnt.connect(self._model.tell_learnt)
        self._table.verticalScrollBar().valueChanged.connect(self._standings.want_nothing)


def _columns(voice: Voice, standing_of: Callable[[bytes], Standing | None]) -> Sequence[Column]:
    def stage_of(line: Listed) -> str:
        standing = standing_of(line.id)
        return voice.word(standing.stage.label) if standing else ""

    def stage_badge(line: Listed) -> Badge | None:
        standing = standing_of(line.id)
        return _stage_badge(standing.stage) if standing else None

    def missing(line: Listed) -> str:
        standing = standing_of(line.id)
        if standing is None:
            return ""
        if not standing.missing:
            return voice.word("clear")
        return voice.words("{n} thing missing", "{n} things missing", standing.missing)

    def conflict(line: Listed) -> Badge | None:
        if not line.has_conflict:
            return None
        warn = theme.colour("warn")
        return Badge(voice.word("in conflict"), theme.colour("warn_soft"), warn, warn)

    return (
        Column(voice.word("Number"), lambda line: line.number or "", width=150),
        Column(voice.word("Owners, tenants"), lambda line: voice.listed(line.owners), is_strong=True),
        Column(voice.word("Address"), lambda line: line.address or ""),
        Column(voice.word("How far"), stage_of, width=180, badge=stage_badge),
        Column(voice.word("Four-clear"), missing, width=150),
        Column(voice.word("Waits for a decision"), lambda _line: "", width=150, badge=conflict),
    )


def _stage_badge(at: Stage) -> Badge:
    ink = theme.colour("on_dark" if at >= theme.FIRST_DARK_STAGE else "ink")
    return Badge(str(int(at)), theme.STAGES[at - 1], theme.colour("control"), ink, is_hatched=at is Stage.REGISTERED)


def _pages(store: Store) -> Iterator[Sequence[Listed]]:
    """All households by number."""
    page = queries.households(store, limit=_PAGE)
    while page:
        yield page
        page = queries.households(store, after=page[-1], limit=_PAGE)


def _framed(table: QTableView) -> QWidget:
    page = QWidget()
    around = QVBoxLayout(page)
    around.setContentsMargins(16, 12, 16, 12)
    around.addWidget(table)
    return page


def _centred(text: QLabel, action: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(16)
    column.addStretch(2)
    for part in (text, action):
        column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(3)
    return page
