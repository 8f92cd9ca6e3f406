"""The conflicts of the area: what waits for a decision and what was decided, narrowed and turned; one shown beside.

Promise: what moves money is decided one by one, the rest also together with one reason; what was decided is found
again, with who, when and why. Hidden: everything is read beside the window, and what is seen is read again where
anything changed.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import deciding
from desktop.casework.deciding import Choice, Settled
from desktop.domain.fields import LEADS
from desktop.store import contests, queries
from desktop.store.contests import LIFE, Filter
from desktop.store.contests import Line as Waiting
from desktop.store.decided import Decided
from desktop.ui import conflict_words, theme, today_words
from desktop.ui.beside import Beside
from desktop.ui.conflict_filters import ConflictFilters
from desktop.ui.conflict_list import PAGE, ConflictList, Key, Row
from desktop.ui.conflict_many import ManyView, Read, reading
from desktop.ui.conflict_reading import Found, first_page, together
from desktop.ui.conflict_view import ConflictView
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job, Progress
from desktop.ui.page import Heading, Page, Place
from desktop.ui.tab_order import lead_keyboard
from desktop.ui.workspace import Workspace

DECIDED = "decided"
"""The part of this page that lists what was decided."""

_PATIENCE = 400  # ms
_SIDE = 356
_LISTED, _EMPTY = range(2)
_MONEY = ("risk", "money")


class ConflictsPage(Page):
    """A place may name a household whose conflicts are listed, and a register: its row, and its group as the part.

    Where what was decided is listed, the group stands as the place's field.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("conflicts-page")
        self._voice, self._store = workspace.voice, workspace.store
        self._may_many = workspace.role in LEADS and not workspace.is_read_only
        self._home: queries.Listed | None = None
        self._found: Found | None = None
        self._wanted: Key | None = None
        self._job: Job | None = None
        self._reading: Job | None = None  # of those that are ticked
        self._again = self._is_slow = False
        self._keeps_place = False
        word = self._voice.word
        self._filters = ConflictFilters(self._voice)
        self.list = ConflictList(word("Conflicts"), self._worded)
        self.view, self._many = ConflictView(workspace, self), ManyView(self._voice, self)
        self._empty, self._lists, self._shown = (
            Blank("ok", "large", "conflicts-way"),
            QStackedWidget(),
            QStackedWidget(),
        )
        self._foot, self._told = QFrame(), theme.label("", "second")
        self._all = theme.button(word("Tick all of these"), "link", "tick-conflicts")
        self._untick = theme.button(word("Untick"), "link", "untick-conflicts", "close")
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        voice, found = self._voice, self._found
        about = ""
        if self._is_slow:
            about = voice.word("Looking for conflicts …")
        elif found is not None and not self._filters.is_decided:
            waiting = voice.words("{n} to decide", "{n} to decide", found.total)
            money = voice.words("{n} moves money", "{n} move money", found.money)
            told = (waiting,) if self._beside.is_narrow else (waiting, money)  # the bar has little room then
            about = voice.listed(told) if found.total else voice.word("none to decide")
        elif found is not None:
            about = voice.words("{n} decided", "{n} decided", found.total)
        if self._home is not None:
            called = voice.word("Household {name}", name=today_words.called(voice, self._home))
            return Heading(voice.word("Conflicts"), about, Place("household", self._home.id), called)
        above = Place("households")  # which stands for the page of the rail from which one came
        return Heading(voice.word("Conflicts"), about, above, voice.word("Households"))

    def show_place(self, place: Place) -> None:
        home = place.household
        listed = self.workspace.read(lambda store: queries.listed(store, [home]), ()) if home else ()
        self._home = next(iter(listed), None)
        is_decided = place.part == DECIDED
        self._wanted = (place.row, place.field if is_decided else place.part) if place.row is not None else None
        called = today_words.called(self._voice, self._home) if self._home else ""
        self._filters.ask_for(is_decided=is_decided, household=home, called=called)
        self.list.tick(())
        self._keeps_place = False
        is_one = self._wanted is not None and not is_decided
        if self._wanted is not None and is_one:
            self._show_one(*self._wanted)
        self._read()
        if not is_one:
            self._beside.open_drawer()
        (self.view if is_one else self.list).setFocus()

    def place(self) -> Place:
        part = DECIDED if self._filters.is_decided else ""
        register = self.view.register
        household = self._home.id if self._home else None
        if register is None or part:
            return Place("conflicts", household, part)
        return Place("conflicts", household, register[1], register[0])

    def to_print(self) -> Place | None:
        return None

    def panes(self) -> Sequence[QWidget]:
        shown = self._many.panes() if self._shown.currentWidget() is self._many else self.view.panes()
        return [self._filters, self.list, *shown]

    def step_back(self) -> bool:
        if self.view.step_back():
            return True
        if self._beside.close_drawer():
            self._shown.currentWidget().setFocus()
            return True
        if self.list.rows.ticked:
            self.list.tick(())
            self.list.setFocus()
            return True
        if self._filters.wanted != self._widest():
            self._filters.ask_for(is_decided=self._filters.is_decided, household=self._widest().household,
                                  called=today_words.called(self._voice, self._home) if self._home else "")  # fmt: skip
            self._read()
            return True
        return False

    def leave(self) -> None:
        self.view.leave()

    # What is read

    def _widest(self) -> Filter:
        return Filter(household=self._home.id if self._home else None)

    def _read(self) -> None:
        """Reads what is asked for; what changed while it was being read, is read once more."""
        if self._job is not None:
            self._again = True
            return
        store, wanted, is_decided = self._store, self._filters.wanted, self._filters.is_decided
        job = self._job = self.workspace.job(lambda _tell: first_page(store, wanted, is_decided=is_decided), self)
        job.done.connect(self._take)
        job.refused.connect(self._end_reading)
        job.destroyed.connect(lambda: self._forget(job))  # it ended by a bug, which the window has told
        self._patience.start()
        job.start()

    def _end_reading(self, _refused: object = None) -> None:
        self._job = None
        self._patience.stop()
        self._tell_slow(is_slow=False)

    def _tell_slow(self, *, is_slow: bool) -> None:
        if is_slow != self._is_slow:
            self._is_slow = is_slow
            self.headed.emit()

    def _forget(self, job: Job) -> None:
        if job is self._job:
            self._end_reading()

    def _take(self, found: Found) -> None:
        self._end_reading()
        if self._again:
            self._again = False
            self._read()
            return
        before = self.list.currentIndex().row()
        self._found = found
        self._filters.offer(found.teams, found.lanes)
        self._filters.show_count(found.total)
        self.list.show_boxes(has_boxes=self._may_many and not self._filters.is_decided)
        self.list.rows.fill(found.total, found.lines)
        self._lists.setCurrentIndex(_LISTED if found.total else _EMPTY)
        self._tell_ticks()
        self.headed.emit()
        if not found.total:
            self._say_empty()
            return
        self._go_on(before)

    def _go_on(self, before: int) -> None:
        """To what was asked for, or where one was; what is being looked at stays."""
        register = self._wanted or (self.view.register if not self._filters.is_decided else None)
        self._wanted = None
        at = self.list.rows.place_of(register) if register else None
        is_shown = register is not None and (at is not None or self.view.register == register)
        self._keeps_place = is_shown and not self._filters.is_decided  # what was decided is read from its row
        if at is not None or not self._keeps_place:
            self.list.go_to(at if at is not None else before)
        self._keeps_place = False

    def _read_page(self, number: int) -> None:
        store, wanted, is_decided = self._store, self._filters.wanted, self._filters.is_decided
        found = self._found
        query = deciding.decided if is_decided else deciding.open_contests
        job = self.workspace.job(lambda _tell: query(store, wanted, number + 1, PAGE).lines, self)

        def take(lines: Sequence[Any]) -> None:
            if found is self._found:
                self.list.rows.take(number, lines)

        job.done.connect(take)
        job.start()

    def _worded(self, line: Waiting | Decided) -> Row:
        people = self._found.people if self._found else {}
        voice = self._voice
        if isinstance(line, Decided):
            key = line.version.row, line.version.group
            badge = ("", "", "") if line.holds else (voice.word("changed since"), "", "pencil")
            return Row(key, *conflict_words.decided_line(voice, line, people), badge, of=line)
        contest = line.contest
        badge = (voice.word("moves money"), *_MONEY) if line.is_money else ("", "", "")
        may = not line.is_money and contest.group != LIFE
        return Row((contest.row, contest.group), *conflict_words.waiting_line(voice, line, people), badge, may, line)

    def _take_changes(self, _rows: object, _source: object) -> None:
        if self.isVisible():
            self._read()

    # What is shown beside

    def _show_row(self, row: Row) -> None:
        """What the keyboard stands on in the list."""
        if self._keeps_place or self.list.rows.ticked:
            return
        self._open(row)

    def _open(self, row: Row) -> None:
        if isinstance(row.of, Decided):
            self._shown.setCurrentWidget(self.view)
            self.view.show_settled(row.of)
        elif self.view.register != row.key or self._shown.currentWidget() is not self.view:
            self._show_one(*row.key)

    def _show_one(self, row: bytes, group: str) -> None:
        self._shown.setCurrentWidget(self.view)
        self.view.show_conflict(row, group)

    def _enter(self, row: Row) -> None:
        self._open(row)
        self._beside.close_drawer()
        self.view.setFocus()

    def _go_next(self) -> None:
        """To the one after this; from the last to the first."""
        at, total = self.list.currentIndex().row() + 1, self.list.rows.rowCount()
        self.list.go_to(at if at < total else 0)
        self.view.setFocus()

    def _take_decided(self, _row: bytes, _group: str) -> None:
        """The next one comes to the place of this one, once the list was read."""
        self.list.setFocus()

    # Several of them

    def _tell_ticks(self) -> None:
        n = len(self.list.rows.ticked)
        words, word = self._voice.words, self._voice.word
        found = self._found
        may = self._may_many and not self._filters.is_decided and found is not None and found.money < found.total
        self._foot.setVisible(may)
        self._untick.setVisible(bool(n))
        self._told.setText(words("{n} ticked", "{n} ticked", n) if n else word("Space ticks what moves no money"))

    def _take_ticks(self) -> None:
        """Shows what can be decided of those that are ticked together."""
        self._tell_ticks()
        keys = [*self.list.rows.ticked]
        if self._reading is not None:
            self._reading.leave()
            self._reading = None
        if not keys:
            if self._shown.currentWidget() is self._many:
                self._shown.setCurrentWidget(self.view)
                if (row := self.list.current()) is not None:
                    self._open(row)
            return
        self.view.leave()
        self._shown.setCurrentWidget(self._many)
        self._many.look_busy(len(keys))
        job = self._reading = self.workspace.job(reading(self._voice, self._store, keys), self)
        job.progressed.connect(self._many.tell_progress)
        job.done.connect(self._take_many)
        job.start()

    def _take_many(self, read: Read) -> None:
        self._reading = None
        self._many.show_read(read)

    def _tick_all(self) -> None:
        """All that is listed and may go together."""
        store, wanted = self._store, self._filters.wanted
        job = self.workspace.job(lambda _tell: together(store, wanted), self)
        job.done.connect(self._take_together)
        job.start()

    def _take_together(self, keys: Sequence[Key]) -> None:
        self.list.tick(keys)
        if not keys:
            self.workspace.said.emit(self._voice.word("Each of these is decided by itself, with its own reason."))

    def _refuse_tick(self, row: Row) -> None:
        word = self._voice.word
        self.workspace.said.emit(
            word("What moves money is decided one by one, with its own reason.")
            if row.badge[0]
            else word("Whether something is withdrawn or kept is decided one by one.")
        )

    def _decide_many(self, choices: Sequence[Choice], reason: str) -> None:
        """All of them or none, beside the window."""
        words, store = self._voice.words, self._store
        if self.workspace.held:
            self.workspace.said.emit(self.workspace.held)
            return
        self.workspace.held = words(
            "{n} decision is being written …", "{n} decisions are being written …", len(choices)
        )
        self._many.setEnabled(False)

        def work(_tell: Progress) -> Settled:
            return deciding.decide(store, choices, because=reason)

        job = self.workspace.job(work, self)
        job.done.connect(partial(self._take_settled, choices))
        job.refused.connect(lambda _refused: self._look_again(choices))
        job.destroyed.connect(self._release)
        job.start()

    def _release(self, _how: object = None) -> None:
        self.workspace.held = ""
        self._many.setEnabled(True)

    def _look_again(self, choices: Sequence[Choice]) -> None:
        """Nothing was decided: those that wait no more are ticked no more."""
        self._release()
        keys = [(each.standing.row, each.standing.group) for each in choices]
        self.list.tick(self.workspace.read(lambda store: contests.still_open(store, keys), ()))

    def _take_settled(self, choices: Sequence[Choice], settled: Settled) -> None:
        self._release()
        self._many.clear()
        words = self._voice.words
        rows = {(each.standing.record, each.standing.row) for each in choices}
        rows |= {("question", each.id) for each in settled.questions}
        self.list.tick(())
        self.workspace.changed.emit(frozenset(rows), None)
        self.workspace.kept.emit()
        done = len(choices) - len(settled.still_open)
        self.workspace.said.emit(words("{n} conflict decided.", "{n} conflicts decided.", done))
        self.list.setFocus()

    # How it looks

    def _say_empty(self) -> None:
        word = self._voice.word
        if self._filters.wanted != self._widest():
            self._empty.say(word("No conflict is like that"), "", word("See all of them"))
        elif self._filters.is_decided:
            self._empty.say(word("Nothing was decided yet"), "", "")
        else:
            self._empty.say(word("Nothing waits for a decision"), "", "")
        if self.view.register is None or self._filters.is_decided:
            self._shown.setCurrentWidget(self.view)
            self.view.show_nothing(
                word("Nothing waits for a decision") if not self._filters.is_decided else "",
                word("Where two have written different values without knowing of each other, both stand here."),
            )

    def _lay_out(self) -> None:
        side = QFrame()
        side.setProperty("part", "card")
        side.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a drawer takes the keyboard when it opens
        lead_keyboard(side, self.list)
        for part in (self.list, self._empty):
            self._lists.addWidget(part)
        for stack in (self._lists, self._shown):
            stack.setProperty("part", "inset")
        self._foot.setProperty("part", "foot")
        ticks = QHBoxLayout(self._foot)
        ticks.setContentsMargins(12, 2, 12, 2)
        ticks.setSpacing(8)
        ticks.addWidget(self._told, 1)
        for part in (self._untick, self._all):
            ticks.addWidget(part)
        column = QVBoxLayout(side)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._filters)
        column.addWidget(self._lists, 1)
        column.addWidget(self._foot)
        for part in (self.view, self._many):
            self._shown.addWidget(part)
        self._beside = Beside(
            self._shown, side, theme.broad(_SIDE), self._voice.word("The list of conflicts"), is_left=True
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._beside)

    def _connect(self) -> None:
        self._filters.changed.connect(self._read)
        self._filters.down_wanted.connect(self.list.setFocus)
        self._patience.timeout.connect(partial(self._tell_slow, is_slow=True))
        self.list.rows.page_wanted.connect(self._read_page)
        self.list.chosen.connect(self._show_row)
        self.list.opened.connect(self._enter)
        self.list.ticks_changed.connect(self._take_ticks)
        self.list.tick_refused.connect(self._refuse_tick)
        self.list.all_wanted.connect(self._all.click)
        self.view.decided.connect(self._take_decided)
        self.view.skipped.connect(self._go_next)
        self.view.household_wanted.connect(lambda home: self.wanted.emit(Place("household", home)))
        self._many.decided.connect(self._decide_many)
        self._many.left.connect(lambda: self.list.tick(()))
        self._all.clicked.connect(self._tick_all)
        self._untick.clicked.connect(lambda: self.list.tick(()))
        self._empty.wanted.connect(self.step_back)
        self.workspace.changed.connect(self._take_changes)
