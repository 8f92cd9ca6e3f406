"""The households of an area: how far each has come, what is missing, narrowed and ordered, ticked and handed on.

Promise: the first screen is there at once, and what was chosen, ticked and looked at stays until the store is locked.
Hidden: of a large area the first rows by number are shown until a job knows where all households stand.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import ending_rights
from desktop.domain.fields import Role
from desktop.domain.progress import Selection
from desktop.domain.records import CLASSES
from desktop.store import explained, queries, standing
from desktop.store import folder as place_of
from desktop.store.standing import Standing
from desktop.store.store import Store
from desktop.ui import assign_bar, ledger_export, progress_within, told_again
from desktop.ui.household_columns import MARKS, copied
from desktop.ui.household_filters import Filters
from desktop.ui.household_foot import Blank, Foot
from desktop.ui.household_rows import QUICK, Choice, Order, Rows, Texts, nobodys, ordered, spelt_names
from desktop.ui.household_table import HouseholdTable
from desktop.ui.jobs import Job, Progress
from desktop.ui.page import Heading, Page, Place
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.workspace import Workspace

AT_ONCE = 600
"""How many households are counted before the first screen, which takes less than a job's way there and back."""

_FIRST = 60
_PATIENCE = 400  # ms without a word
_AFTER_FIRST_SCREEN = 50  # ms: a job beside it would hold up its painting
_LEDGERS = (".xlsx", ".xlsm", ".xls", ".csv")
_NO_CHOICE = {"quick": "", "stage": None, "lane": None, "plot": None, "within": None}
_OF_MANY = frozenset(("intake", "area_clock", "area_day", "area_fact", "pack", "pack_check"))  # tell of many households
_OF_PLANS = frozenset(("explanation", "pack"))
_LISTED, _EMPTY, _UNHIT = range(3)


class HouseholdList(Page):
    """The page."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("household-list")
        self._voice = voice = workspace.voice
        self._store = workspace.store
        self._rows: Rows | None = None
        self._choice, self._order = Choice(), Order.PLACE
        self._spelt: Mapping[bytes, str] = {}
        self._told_of = 0  # the revision of the store up to which is known what changed
        self._changed: set[bytes] | None = None  # since the rows were read; None for all of them
        self._has_moved = False  # one of those that changed may lie elsewhere now
        self._is_reading = False
        self._asked_within: Selection | None = None  # what the rows are read for
        self._again: Job | None = None  # looks who has to be told again
        self._is_again_known = False
        self._texts = Texts(self._store)
        self._area = place_of.card(self._store.folder).area
        self._year = self._store.today().year
        self._may_write = workspace.may_write("household", "number")
        self._filters = Filters(voice)
        self.table = HouseholdTable(voice, self._texts, self._year)
        self._empty, self._unhit = Blank("household", "large", "import-first"), Blank("filter", "large", "all")
        self._stack = QStackedWidget()
        may_explain = workspace.may_write("explanation", "explanation")
        may_print = workspace.may_write("printing", "printing")
        self._assign: assign_bar.AssignBar | None = None  # made when it is first asked for
        self._foot = Foot(
            voice,
            may_write=self._may_write,
            may_explain=may_explain,
            may_print=may_print,
            may_assign=workspace.may_write("assignment", "assignment"),
        )
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    def heading(self) -> Heading:
        about = self._area
        if self._rows is not None:
            about += " · " + self._voice.words("{n} household", "{n} households", self._rows.living)
            if gone := len(self.workspace.read(queries.elsewhere, ())):
                about += " · " + self._voice.words("{n} with another team", "{n} with other teams", gone)
        if self._choice.within is None:
            return Heading(self._voice.word("Households"), about)
        return Heading(self._voice.word("Households"), about, Place("progress"), self._voice.word("Progress"))

    def show_place(self, place: Place) -> None:
        """Shows the list as it was left, with what changed since; at a household where the place names one.

        Where it names a quick filter or a number of the progress page, narrowed to that.
        """
        if place.part in QUICK:
            self._choice = Choice(quick=place.part)
            self._fill()
        elif place.part:
            self._narrow(place.part)
        self._catch_up()
        if place.household is not None:
            self.table.go_to(place.household)

    def place(self) -> Place:
        return Place("households")

    def to_print(self) -> Place | None:
        """The sheets of those that are ticked; of all where none is."""
        return Place("print", part=",".join(home.id.hex() for home in self._ticked()))

    def step_back(self) -> bool:
        """Unticks, then widens the list to all households, or to those of the page from which it was opened."""
        if self._assign is not None and self._assign.let_be():
            return True
        if self.table.rows.ticked:
            self.table.untick_all()
        elif self._choice != Choice(within=self._choice.within):
            self._choose(Choice(within=self._choice.within))
        else:
            return False
        return True

    # A ledger that is dropped on the list

    def panes(self) -> Sequence[QWidget]:
        return [self._filters, self._stack]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (file := self._dropped(event)) is not None:
            event.acceptProposedAction()
            self.wanted.emit(Place("import", part=str(file)))

    def _dropped(self, event: QDropEvent) -> Path | None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        is_ledger = self._may_write and len(files) == 1 and files[0].suffix.lower() in _LEDGERS
        return files[0] if is_ledger else None

    # What the store holds

    def _note(self, changed: frozenset[tuple[str, bytes]], _source: object) -> None:
        """Remembers which households changed; a list that is seen shows it at once."""
        now = queries.revision_of(self._store)
        households = {home for each in changed if (home := self._household_of(*each)) is not None}
        is_one_entry = now == self._told_of + 1 and not any(record in _OF_MANY for record, _ in changed)
        self._has_moved |= any(record == "household" for record, _ in changed)
        self._told_of = now
        self._is_again_known &= all(record not in _OF_PLANS for record, _ in changed)
        if self._changed is not None and is_one_entry:
            self._changed |= households
        else:
            self._changed = None
        if self.isVisible():
            self._catch_up()

    def _household_of(self, record: str, row: bytes) -> bytes | None:
        if record == "household":
            return row
        held = self._store.get(CLASSES[record], row)
        return getattr(held, "household", None)

    def _catch_up(self) -> None:
        """Shows what changed in the store since the rows were read."""
        if self._is_reading:
            return
        if queries.revision_of(self._store) != self._told_of:
            self._changed = None
        changed, rows = self._changed, self._rows
        if changed is None or rows is None or (changed and self._choice.within is not None):
            self._read()
        elif changed:
            self._changed = set()
            self._texts.forget(changed)
            now = standing.standings(self._store, changed, withdrawn=True)
            due, free = ending_rights.ending_soon(self._store, changed), nobodys(self._store, now)
            renewed = rows.with_changed(now, due, free, self._told_of)
            left = {home.id for home in rows.homes} & changed - {home.id for home in now}  # it goes on under another
            if renewed is not None:
                self._take(renewed)
            if renewed is None or left or self._has_moved:
                self._read()

    def _read(self) -> None:
        """Reads where all households stand: at once where they are few, or else beside the window."""
        self._texts.forget()
        self._changed, self._has_moved = set(), False
        self._told_of = queries.revision_of(self._store)
        if queries.number_of_households(self._store, AT_ONCE + 1) <= AT_ONCE:
            self._take(_rows_of(self._store, self._choice.within))
            return
        if self._rows is None and self._choice.within is None:
            homes = standing.standings(self._store, queries.counted_ids(self._store, _FIRST))
            self.table.show_homes(ordered(homes, Order.NUMBER, {}))
        self._is_reading = True
        self._patience.start()
        store, within = self._store, self._choice.within
        self._asked_within = within

        def read(_tell: Progress) -> Rows:
            return _rows_of(store, within)

        job = self.workspace.job(read, self)
        job.done.connect(self._take_read)
        job.refused.connect(self._end_reading)
        QTimer.singleShot(_AFTER_FIRST_SCREEN, job, job.start)

    def _take_read(self, rows: Rows) -> None:
        self._end_reading()
        if self._asked_within == self._choice.within:
            self._take(rows)
        self._catch_up()

    def _end_reading(self) -> None:
        self._is_reading = False
        self._patience.stop()
        self._foot.news.clear()

    def _take(self, rows: Rows) -> None:
        self._rows = rows = rows.with_again(self._rows.again) if self._rows is not None else rows
        self._look_for_again()
        decides = self.workspace.role in (Role.LEAD, Role.CLERK)  # who looks for what was decided, too
        self._foot.offer_conflicts(is_any=decides or any(home.has_conflict for home in rows.homes))
        self._filters.offer_places(rows.lanes, rows.plots)
        self.table.setColumnHidden(MARKS, not rows.is_any_marked)
        self._fill()
        if self._order is Order.NAME:
            self._spell()
        self.headed.emit()

    def _look_for_again(self) -> None:
        """Looks beside the window who has to be told again; plans are read for it, which takes a while."""
        if self._is_again_known or self._again is not None:
            return
        self._is_again_known = True
        if not self.workspace.read(explained.is_any, otherwise=False):
            self._take_again(frozenset())
            return
        self._again = job = told_again.looking(self)
        job.done.connect(self._take_again)
        job.refused.connect(self._end_again)
        QTimer.singleShot(_AFTER_FIRST_SCREEN, job, job.start)

    def _end_again(self) -> None:
        self._again = None

    def _take_again(self, again: frozenset[bytes]) -> None:
        self._end_again()
        if self._rows is not None and again != self._rows.again:
            self._rows = self._rows.with_again(again)
            self._fill()
        if not self._is_again_known:
            self._look_for_again()

    def _begin_visit(self, part: str) -> None:
        """A visit to the household that has the keyboard."""
        home = self.table.current()
        if home is not None and not home.is_withdrawn and self.workspace.may_write("visit", "visit"):
            self.wanted.emit(Place("visit", home.id, part))

    # What is shown of it

    def _fill(self) -> None:
        if (rows := self._rows) is None:
            return
        homes = ordered(rows.chosen(self._choice), self._order, self._spelt)
        self._filters.show_choice(self._choice, rows.counts(self._choice))
        self._filters.show_order(self._order, len(homes))
        self.table.show_homes(homes)
        self._filters.setVisible(bool(rows.homes))
        self._foot.show_area(has_households=bool(rows.homes))
        if homes:
            self._stack.setCurrentIndex(_LISTED)
        elif not rows.homes:
            self._stack.setCurrentIndex(_EMPTY)
        else:
            self._say_unhit(rows)
            self._stack.setCurrentIndex(_UNHIT)

    def _choose(self, choice: Choice) -> None:
        is_other = (choice.within is None) is not (self._choice.within is None)
        self._choice = choice
        self._fill()
        if is_other:
            self.headed.emit()

    def _narrow(self, part: str) -> None:
        """Narrows the list to the households behind a number of the progress page."""
        self._choice, self._changed = Choice(within=progress_within.selection(part)), None
        self._rows = None
        self.table.show_homes([])  # until these are known nothing else is shown for them
        self._filters.name_within(progress_within.told(self._voice, self._choice.within))

    def _say_unhit(self, rows: Rows) -> None:
        word = self._voice.word
        wider, left = self._wider(rows)
        chosen = self._voice.listed(self._filters.told(Choice()))
        dropped = self._voice.listed(self._filters.told(wider))
        self._unhit.say(
            word("No household fits “{filters}”.", filters=chosen),
            "",
            word("Drop “{filter}” and see {n}", filter=dropped, n=left) if left else word("Show all households"),
        )

    def _wider(self, rows: Rows) -> tuple[Choice, int]:
        """The choice without the one filter that keeps most away."""
        set_ones = [name for name, none in _NO_CHOICE.items() if getattr(self._choice, name) != none]
        wider = (replace(self._choice, **{name: _NO_CHOICE[name]}) for name in set_ones)
        counted = ((choice, len(rows.chosen(choice))) for choice in wider)
        best, left = max(counted, key=lambda counted: counted[1], default=(Choice(), 0))
        return (best, left) if left else (Choice(), 0)

    def _widen(self) -> None:
        if self._rows is not None:
            self._choose(self._wider(self._rows)[0])
            self.table.setFocus()

    def _order_by(self, order: Order) -> None:
        if order is Order.NAME:
            self._spell()
        else:
            self._order = order
            self._fill()

    def _spell(self) -> None:
        """Reads how the names are spelt, which takes a moment, and orders by that."""
        store = self._store

        def spelt(_tell: Progress) -> Mapping[bytes, str]:
            return spelt_names(store)

        self._patience.start()
        job = self.workspace.job(spelt, self)
        job.done.connect(self._take_spelt)
        job.refused.connect(self._end_reading)
        job.start()

    def _take_spelt(self, spelt: Mapping[bytes, str]) -> None:
        self._end_reading()
        self._spelt, self._order = spelt, Order.NAME
        self._fill()

    def _say_that_it_lasts(self) -> None:
        self._foot.news.setText(self._voice.word("Counting the households …"))

    # What is done with it

    def _ticked(self) -> Sequence[Standing]:
        """Those that are ticked, in the order of the list, also where a filter hides them."""
        ticked = self.table.rows.ticked
        everything = self._rows.homes if self._rows is not None else self.table.rows.homes
        return ordered([home for home in everything if home.id in ticked], self._order, self._spelt)

    def _tell_ticks(self) -> None:
        living = self._rows.living if self._rows is not None else len(self.table.rows.homes)
        self._foot.show_ticked(len(self.table.rows.ticked), living)

    def _export(self, households: Sequence[bytes] | None = None) -> None:
        ledger_export.export(self, self.workspace, households)

    def _explain(self) -> None:
        """Explains to all that are ticked at once."""
        self.wanted.emit(Place("explain_many", part=",".join(home.id.hex() for home in self._ticked())))

    def _begin_to_assign(self) -> None:
        """Asks who looks after those that are ticked from now on."""
        if self._assign is None:
            self._assign = assign_bar.AssignBar(self.workspace, self.table, self._foot, self._ticked)
            self._column.addWidget(self._assign)
        self._assign.ask()

    def _print(self) -> None:
        """Shows the sheets of all that are ticked, before they are printed."""
        self.wanted.emit(self.to_print())

    def _copy(self) -> None:
        """Puts what is ticked, or the current row, with its heading where other programs find it."""
        current = self.table.current()
        homes = self._ticked() or ([current] if current else [])
        store, voice, year = self._store, self._voice, self._year

        def work(tell: Progress) -> str:
            return copied(voice, Texts(store), year, homes, tell)

        job = self.workspace.job(work, self)
        job.done.connect(partial(self._put_copied, len(homes)))
        job.start()

    def _put_copied(self, number: int, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.workspace.said.emit(self._voice.words("Copied {n} household.", "Copied {n} households.", number))

    def _lay_out(self) -> None:
        word = self._voice.word
        self._empty.say(
            word("No household is written down yet."),
            word("Import the office's ledger, or drop its file here; or register the households one by one."),
            word("Import a ledger") if self._may_write else "",
        )
        self.setAcceptDrops(self._may_write)
        for part in (self.table, self._empty, self._unhit):
            self._stack.addWidget(part)
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(12)
        inside.addWidget(self._filters)
        inside.addWidget(self._stack, 1)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inside, 1)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        def go(page: str, part: str = "") -> None:
            self.wanted.emit(Place(page, part=part))

        lead_keyboard(self, self.table)
        self.workspace.changed.connect(self._note)
        self._patience.timeout.connect(self._say_that_it_lasts)
        self._filters.chosen.connect(self._choose)
        self._filters.order_chosen.connect(self._order_by)
        self.table.order_wanted.connect(self._order_by)
        self.table.opened.connect(lambda household: self.wanted.emit(Place("household", household)))
        for key, part in (("F2", ""), ("F3", "not_met")):
            QShortcut(QKeySequence(key), self).activated.connect(partial(self._begin_visit, part))
        self.table.ticks_changed.connect(self._tell_ticks)
        self.table.copy_wanted.connect(self._copy)
        self._foot.untick_wanted.connect(self.table.untick_all)
        self._foot.register_wanted.connect(partial(go, "household", "new"))
        self._foot.import_wanted.connect(partial(go, "import"))
        self._empty.wanted.connect(partial(go, "import"))
        self._foot.export_wanted.connect(self._export)
        self._foot.ticked_export_wanted.connect(lambda: self._export([home.id for home in self._ticked()]))
        self._foot.explain_wanted.connect(self._explain)
        self._foot.assign_wanted.connect(self._begin_to_assign)
        self._foot.print_wanted.connect(self._print)
        self._foot.grievances_wanted.connect(partial(go, "grievances"))
        self._foot.conflicts_wanted.connect(partial(go, "conflicts"))
        self._unhit.wanted.connect(self._widen)


def _rows_of(store: Store, within: Selection | None) -> Rows:
    """All rows, with those that are behind a number of the progress page where one is asked for."""
    return Rows.read(store) if within is None else progress_within.rows_of(store, within)
