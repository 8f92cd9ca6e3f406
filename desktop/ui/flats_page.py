"""The area's flats to choose from: which is free, which is kept, for whom, since when; a list of them is taken in here.

Promise: a flat is given to one household at a time, and given back with a reason; where two households were given one,
both stand there until the office decides. Hidden: the flats are read beside the window.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import flats
from desktop.casework.flats import Standing
from desktop.casework.household_ledger import flat_said
from desktop.domain.fields import OFFICE
from desktop.domain.records import Flat, Household
from desktop.exchange.intake import Taken
from desktop.store import queries
from desktop.store.store import Store
from desktop.ui import flat_rows, theme, today_words
from desktop.ui.flat_bars import Contest, Filters, Foot, For, StatePainter
from desktop.ui.flat_intake import FlatIntake
from desktop.ui.flat_rows import Choice
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job
from desktop.ui.line_table import LineTable
from desktop.ui.page import Heading, Page, Place
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.workspace import Workspace

_PATIENCE = 400  # ms without a word
_LEAST = 96  # pixels of the list: its titles and a line
_LISTS = (".xlsx", ".xlsm", ".xls", ".csv")
_RECORDS = {"flat", "household", "person", "intake", "agreement", "staff"}
_LIST, _INTAKE = range(2)
_SEEN, _EMPTY, _UNHIT = range(3)


class FlatsPage(Page):
    """The page. A place's household looks for a flat, its part names the way for which, and its row is a flat."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("flats-page")
        voice = self._voice = workspace.voice
        self._rows: tuple[Standing, ...] | None = None
        self._choice = Choice()
        self._home: queries.Listed | None = None
        self._way = ""
        self._wanted_row: bytes | None = None
        self._job: Job | None = None
        self._may = workspace.may_write("flat", "holder")
        self._may_import = workspace.may_write("flat", "flat")
        self._filters = Filters(voice)
        self._contest, self._for = (
            Contest(voice, may_decide=self._may and workspace.role in OFFICE),
            For(workspace, self),
        )
        self.table = LineTable(
            "flats", voice.word("Flats of the area"), flat_rows.columns(voice, lambda: self._choice.household)
        )
        self.table.setItemDelegateForColumn(flat_rows.STATE, StatePainter(voice, self.table))
        self._empty, self._unhit = Blank("key", "filled", "import-flats-first"), Blank("filter", "large", "all-flats")
        self._pages, self._seen = QStackedWidget(), QStackedWidget()
        self._intake, self._reason, self._foot = FlatIntake(workspace), ReasonBar(voice), Foot(voice)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        voice = self._voice
        title = voice.word("Flats to choose from")
        if self._pages.currentIndex() == _INTAKE:
            return Heading(voice.word("Take in a list of flats"), above=Place("flats"), above_title=title)
        about = voice.words("{n} flat", "{n} flats", len(self._rows)) if self._rows else ""
        if self._home is None:
            return Heading(title, about, Place("policies"), voice.word("Policies"))
        called = voice.word("for {name}", name=today_words.called(voice, self._home))
        above = Place("compensation", self._home.id)
        return Heading(title, called, above, voice.word("Compensation sum"), hides_search=True)

    def show_place(self, place: Place) -> None:
        home = place.household
        found = self.workspace.read(lambda store: queries.listed(store, [home]), ()) if home else ()
        if home != self._choice.household:
            self._filters.clear()
            self._choice = Choice(household=home)
        self._home, self._way, self._wanted_row = next(iter(found), None), place.part, place.row
        self._reason.hide()
        self._for.hide()
        self._pages.setCurrentIndex(_LIST)
        self._read()

    def place(self) -> Place:
        row = self._current()
        return Place("flats", self._home.id if self._home else None, self._way, row.flat.id if row else None)

    def panes(self) -> Sequence[QWidget]:
        if self._pages.currentIndex() == _INTAKE:
            return [self._intake]
        return [self._filters, self._for, self._contest, self._seen, self._reason, self._foot]

    def step_back(self) -> bool:
        if self._reason.let_be():
            return True
        if self._pages.currentIndex() == _INTAKE:
            if not self._intake.stop() or not self.workspace.held:
                self._leave_intake()
            return True
        if not self._for.isHidden():
            self._leave_for()
            return True
        if self._filters.is_narrowed:
            self._filters.clear()
            self._narrow()
            self.table.setFocus()
            return True
        return False

    def leave(self) -> None:
        self._intake.stop()

    # What is read

    def _read(self) -> None:
        if self._job is not None:
            self._job.leave()
        store = self.workspace.store
        job = self._job = self.workspace.job(lambda _progress: flats.standings(store), self)
        job.done.connect(self._take)
        if self._rows is None:
            self._patience.start()
        job.start()

    def _take(self, rows: tuple[Standing, ...]) -> None:
        self._job = None
        self._patience.stop()
        self._rows = rows
        self._filters.say("")
        self._narrow()
        self.headed.emit()
        if self.hasFocus():
            (self.table if rows else self._empty).setFocus()

    def _narrow(self) -> None:
        """Shows the flats that are looked for; the one that had the keyboard keeps it where it is among them."""
        rows = self._rows
        if rows is None:
            return
        before = self._wanted_row or (chosen.flat.id if (chosen := self._current()) else None)
        self._wanted_row = None
        self._choice = Choice(self._filters.quick, self._filters.typed, self._home.id if self._home else None)
        self._filters.show_counts(flat_rows.counted(rows, self._choice), has_home=self._home is not None)
        found = flat_rows.chosen(rows, self._choice)
        self.table.lines.fill(iter([found]))
        places = {row.flat.id: place for place, row in enumerate(found)}
        if found:
            place = places.get(before or b"", 0)
            self.table.selectRow(place)
            self.table.scrollTo(self.table.lines.index(place, 0))
        elif not rows:
            self._say_empty()
        else:
            word = self._voice.word
            self._unhit.say(word("No flat is like that"), word("See all, or type another room."), word("All flats"))
        self.table.setColumnHidden(flat_rows.COEFFICIENT, all(row.flat.coefficient is None for row in rows))
        self._filters.setVisible(bool(rows))
        self._seen.setCurrentIndex(_SEEN if found else _EMPTY if not rows else _UNHIT)
        self._tell_row()

    def _say_empty(self) -> None:
        word = self._voice.word
        about = word("The office takes them in from its Excel list: building, unit, room, layout, area, coefficient.")
        self._empty.say(word("No flats are listed yet"), about, word("Take in a list") if self._may_import else "")

    def _take_changes(self, rows: frozenset[tuple[str, bytes]], _source: object) -> None:
        if self.isVisible() and any(record in _RECORDS for record, _ in rows):
            self._read()

    # The chosen flat

    def _current(self) -> Standing | None:
        row = self.table.current()
        return row if isinstance(row, Standing) else None

    def _tell_row(self) -> None:
        row = self._current() if self._seen.currentIndex() == _SEEN else None
        self._contest.show_row(row if row and row.claims else None, is_named=self._home is None)
        self._foot.show_row(row, self._home, may=self._may, may_import=self._may_import and bool(self._rows))

    def _open(self) -> None:
        """Enter: the household that holds it; a free one is looked at in the sum, or kept."""
        row = self._current()
        if row is None:
            return
        if row.claims:
            self._contest.take_keyboard()
        elif row.holder is not None and self._home is None:
            self._open_holder()
        elif self._foot.primary.isVisible():
            self._foot.primary.click()

    def _open_holder(self) -> None:
        row = self._current()
        if row is not None and row.holder is not None:
            self.wanted.emit(Place("household", row.holder.id))

    def _do_primary(self) -> None:
        row = self._current()
        if row is None:
            return
        if self._home is not None:
            self.wanted.emit(Place("compensation", self._home.id, self._way, row.flat.id))
        elif self._may:
            self._for.ask(flat_said(row.flat))

    def _keep(self, household: bytes) -> None:
        """Keeps the chosen flat for a household; that can be taken back."""
        row, home = self._current(), self.workspace.store.get(Household, household)
        if row is None or home is None:
            return
        kept = self.workspace.read(lambda store: flats.to_hold(store, row.flat, home), None)
        if kept is None:
            self._read()  # it is somebody else's by now, which was said
            return
        told = self._voice.word("{flat} kept for {number}", flat=flat_said(kept), number=home.number or "")
        if self.workspace.save(kept, told=told, source=self) is not None:
            self._leave_for()

    def _ask_why_back(self) -> None:
        row = self._current()
        if row is None:
            return
        word = self._voice.word
        about = word("Why is {flat} given back?", flat=flat_said(row.flat))
        self._reason.ask(about, word("Give it back"), lambda because: self._give_back(row, because))

    def _give_back(self, row: Standing, because: str) -> None:
        free = self.workspace.read(lambda store: flats.to_give_back(store, row.flat), None)
        if free is not None:
            told = self._voice.word("{flat} given back", flat=flat_said(free))
            self.workspace.save(free, because=because, told=told, source=self)
        self.table.setFocus()

    def _ask_why_decided(self, household: bytes | None) -> None:
        row = self._current()
        if row is None:
            return
        word = self._voice.word
        about = word("Why is {flat} decided so?", flat=flat_said(row.flat))
        self._reason.ask(about, word("Decide it"), lambda because: self._decide(row, household, because))

    def _decide(self, row: Standing, household: bytes | None, because: str) -> None:
        def decided(store: Store) -> Flat:
            home = store.get(Household, household) if household else None
            flats.decide(store, row.flat, home, because=because)
            return store.get(Flat, row.flat.id) or row.flat

        self.workspace.carry_out(decided, source=self)
        self._read()
        self.table.setFocus()

    def _leave_for(self) -> None:
        self._for.hide()
        self.table.setFocus()

    # A list is taken in

    def _choose_file(self) -> None:
        word = self._voice.word
        kinds = " ".join(f"*{kind}" for kind in _LISTS)
        chosen, _ = QFileDialog.getOpenFileName(
            self, word("Take in a list of flats"), str(Path.home()), f"{word('Lists of flats')} ({kinds})"
        )
        if chosen:
            self._pages.setCurrentIndex(_INTAKE)
            self.headed.emit()
            self._intake.begin(Path(chosen))

    def _leave_intake(self) -> None:
        self._pages.setCurrentIndex(_LIST)
        self.headed.emit()
        (self.table if self._rows else self._empty).setFocus()

    def _end_intake(self, taken: Taken) -> None:
        self._leave_intake()
        if taken.intake is not None:
            self.workspace.changed.emit(frozenset({("intake", taken.intake)}), self)
            self.workspace.kept.emit()
        self._read()
        words = self._voice.words
        self.workspace.said.emit(words("{n} flat was taken in.", "{n} flats were taken in.", taken.entries))

    # How it looks

    def _lay_out(self) -> None:
        listed = QFrame()
        listed.setProperty("part", "card")
        inside = QVBoxLayout(listed)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        for part in (listed, self._empty, self._unhit):
            self._seen.addWidget(part)
        self._seen.setMinimumHeight(
            theme.high(_LEAST)
        )  # what is said of no flats needs more, and is not seen with a list
        for stack in (self._seen, self._pages):
            stack.setProperty("part", "inset")
        whole = QWidget()
        column = QVBoxLayout()
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        for part in (self._filters, self._for, self._contest):
            column.addWidget(part)
        column.addWidget(self._seen, 1)
        around = QVBoxLayout(whole)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addLayout(column, 1)
        for part in (self._reason, self._foot):
            around.addWidget(part)
        for part in (whole, self._intake):
            self._pages.addWidget(part)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._pages)
        self.table.installEventFilter(self)

    def _connect(self) -> None:
        word = self._voice.word
        self._patience.timeout.connect(lambda: self._filters.say(word("Looking through the flats …")))
        self._filters.changed.connect(self._narrow)
        self._filters.down_wanted.connect(self.table.setFocus)
        self._filters.opened.connect(self._open)
        self.table.chosen.connect(self._tell_row)
        self.table.opened.connect(self._open)
        self._contest.decided.connect(self._ask_why_decided)
        self._contest.wanted.connect(lambda home: self.wanted.emit(Place("household", home)))
        self._for.chosen.connect(self._keep)
        self._for.left.connect(self._leave_for)
        self._unhit.wanted.connect(self.step_back)
        self._empty.wanted.connect(self._choose_file)
        self._foot.primary.clicked.connect(self._do_primary)
        self._foot.keep.clicked.connect(lambda: self._keep(self._home.id) if self._home else None)
        self._foot.back.clicked.connect(self._ask_why_back)
        self._foot.open_holder.clicked.connect(self._open_holder)
        self._foot.take_in.clicked.connect(self._choose_file)
        self._intake.another_wanted.connect(self._choose_file)
        self._intake.taken.connect(self._end_intake)
        self._intake.left.connect(self._leave_intake)
        self.workspace.changed.connect(self._take_changes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Who types a room over the list looks for it."""
        is_typed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isalnum()
        if is_typed and isinstance(event, QKeyEvent) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._filters.begin(event.text())
            return True
        return super().eventFilter(watched, event)
