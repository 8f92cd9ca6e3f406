"""The day of whoever works here: what is owed first, the next household, the rest of the day, promises and rights.

Promise: what the office owes and what the household may still do stand before what is wanted of it; what changes, here
or elsewhere, is seen at once, and the minutes go on. Hidden: a large area is read beside the window.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import today as gathering
from desktop.casework.today import Awaited, Owed, Returned, Running, Today
from desktop.domain import appointments
from desktop.domain.fields import LEADS, RECORDS
from desktop.domain.records import Appointment
from desktop.store import queries
from desktop.ui import clock_words, question_words, theme, today_words
from desktop.ui.band import Band
from desktop.ui.beside import Beside
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.cards import card, headed
from desktop.ui.day_list import DayList
from desktop.ui.household_foot import Blank
from desktop.ui.page import Heading, Page, Place
from desktop.ui.plan_bar import PlanBar, Planned
from desktop.ui.read_anew import ReadAnew
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.today_hero import Hero
from desktop.ui.today_painting import AwaitedPainter
from desktop.ui.today_side import Side
from desktop.ui.workspace import Workspace

_MINUTE = 60_000
_NOT_MET = "not_met"
_SIDE = 438
_LISTED, _EMPTY = range(2)
_PLAN = "appointment"


class TodayPage(Page):
    """The page. `can_visit`: there is a page to write a visit down on."""

    def __init__(self, workspace: Workspace, *, can_visit: bool = False) -> None:
        super().__init__(workspace)
        self.setObjectName("today-page")
        self._voice, self._store = workspace.voice, workspace.store
        self._today: Today | None = None
        self._anew = ReadAnew(workspace, self, gathering.today_of)
        self._can_visit = can_visit
        self._decides = workspace.role in LEADS
        self._may_plan = workspace.may_write(_PLAN, RECORDS[_PLAN].groups[0].name)
        word = self._voice.word
        self._unpaid = Band("warn", "money", word("Look at it"), "see-unpaid")
        self._plan, self._reason = PlanBar(workspace, self), ReasonBar(self._voice)
        self._hero = Hero(self._voice, can_visit=can_visit, may_plan=self._may_plan)
        self._awaited, self._side = self._list(), Side(workspace)
        self._empty = Blank("today", "filled", "add-first")
        self._stack = QStackedWidget()
        self._stack.setProperty("part", "inset")
        self._left, self._order = theme.label("", "strong"), theme.label("", "second")
        self._add = theme.button(word("Add a household"), "link", "add-to-day", "add")
        self._done = theme.label("", "second")
        if not self._may_plan:
            self._add.hide()
        self._minute = QTimer(self, interval=_MINUTE)
        self._hero.hide()  # until it is known
        self._lay_out()
        self._connect()

    def heading(self) -> Heading:
        day = self._store.today()
        about = clock_words.day(self._voice, day, day.year)
        if self._today is not None:
            number = len(self._today.awaited)
            about += " · " + self._voice.words("{n} household", "{n} households", number)
        return Heading(self._voice.word("Today"), about)

    def show_place(self, place: Place) -> None:
        self._catch_up()
        if place.household is not None:
            self._choose_household(place.household)
        self._take_keyboard()
        self._minute.start()

    def place(self) -> Place:
        chosen: Awaited | None = self._awaited.current()
        return Place("today", chosen.household.id if chosen else None)

    def panes(self) -> Sequence[QWidget]:
        return [self._hero, self._awaited, self._side.questions, self._side.promises, self._side.rights]

    def step_back(self) -> bool:
        asked = (self._plan, self._reason, self._side.questions, self._side.promises)
        return any(each.let_be() for each in asked) or self._beside.close_drawer()

    # What the store holds

    def _catch_up(self) -> None:
        """Shows the day as it is now, where anything was written since it was read, or another day has begun."""
        if not self._anew.catch_up():
            self._tell_time()

    def _say_that_it_lasts(self) -> None:
        if self._today is None:
            self._left.setText(self._voice.word("Looking through the households …"))

    def _take(self, found: Today) -> None:
        before: Awaited | None = self._awaited.current()
        was_next = self._today is not None and before is not None and before == self._today.next
        self._today = found
        self._show_unpaid(found)
        self._show_awaited(found, None if was_next or before is None else before.household.id)
        self._side.show_day(found)
        waiting = self.workspace.read(queries.number_in_conflict, 0) if self._decides else 0
        self._side.show_conflicts(waiting)
        self._done.setText(today_words.yesterday(self._voice, found.yesterday))
        self.headed.emit()

    def _show_unpaid(self, found: Today) -> None:
        """What the office owes stands before everything (H08)."""
        said = [
            self._voice.pair(today_words.called(self._voice, home), self._voice.word(finding.message, **finding.values))
            for home, finding in found.unpaid[:2]
        ]
        number = len(found.unpaid)
        first = self._voice.words(
            "{n} family moved out and was not paid", "{n} families moved out and were not paid", number
        )
        self._unpaid.say(first if number else "", "\n".join(said))

    def _show_awaited(self, found: Today, chosen: bytes | None) -> None:
        has_any = bool(found.awaited)
        self._hero.setVisible(has_any and self._plan.isHidden())
        self._stack.setCurrentIndex(_LISTED if has_any else _EMPTY)
        self._head.setVisible(has_any)
        left = sum(not each.is_done for each in found.awaited)
        words = self._voice.words
        self._left.setText(
            words("{n} household to go today", "{n} households to go today", left) if has_any else ""
        )  # fmt: skip
        self._order.setText(self._voice.word("by the hour, then by lane and door") if has_any else "")
        soon = words(
            "The time of {n} household runs out within 7 days: it can be told first",
            "The time of {n} households runs out within 7 days: they can be told first",
            found.soon,
        )
        add = self._voice.word("Add a household") if self._may_plan else ""
        look = words("Look at this {n} household", "Look at these {n} households", found.soon)
        self._empty.say(
            self._voice.word("Nobody is awaited today"),
            soon if found.soon else "",
            look if found.soon else add,
            add if found.soon else "",
        )
        wanted = chosen or (found.next.household.id if found.next else None)
        at = next((place for place, each in enumerate(found.awaited) if each.household.id == wanted), 0)
        self._awaited.show_rows(found.awaited, at)

    def _choose_household(self, household: bytes) -> None:
        """Shows it again; one that was visited meanwhile gives way to the next."""
        rows = self._awaited.lines.rows
        for place, each in enumerate(rows):
            if each.household.id == household and not each.is_done:
                self._awaited.setCurrentIndex(self._awaited.lines.index(place))

    def _show_chosen(self, chosen: Awaited) -> None:
        brief = self.workspace.read(lambda store: gathering.brief_of(store, chosen.household.id), None)
        self._hero.show_household(chosen, brief, self._store.today())
        self._tell_time()

    def _tell_time(self) -> None:
        chosen: Awaited | None = self._awaited.current()
        if chosen is not None and self._today is not None:
            self._hero.tell_time(chosen, self._store.now(), is_next=chosen == self._today.next)

    def _pass_minute(self) -> None:
        if self.isVisible():
            self._catch_up()

    def _note(self, _changed: object, _source: object) -> None:
        if self.isVisible():
            self._catch_up()

    # What is done here

    def _start(self, part: str) -> None:
        chosen: Awaited | None = self._awaited.current()
        if chosen is not None and self._can_visit:
            self.wanted.emit(Place("visit", chosen.household.id, part))
        elif chosen is not None and not part:
            self._look(chosen)

    def _look(self, row: Awaited | Owed | Running | None) -> None:
        if row is not None and row.household is not None:
            self.wanted.emit(Place("household", row.household.id))

    def _go_to_asked(self, row: Returned) -> None:
        self.wanted.emit(question_words.place_of(row.asked.question))

    def _see_unpaid(self) -> None:
        if self._today is not None and self._today.unpaid:
            homes = self._today.unpaid
            one = Place("household", homes[0][0].id)
            self.wanted.emit(one if len(homes) == 1 else Place("households", part="unpaid"))

    def _ask_to_move(self) -> None:
        chosen: Awaited | None = self._awaited.current()
        if chosen is not None:
            hour = today_words.hour(self._voice, chosen) if chosen.has_hour else ""
            self._plan.move(chosen.appointment, today_words.called(self._voice, chosen.household), hour)

    def _ask_to_cancel(self) -> None:
        chosen: Awaited | None = self._awaited.current()
        if chosen is not None:
            word, called = self._voice.word, today_words.called(self._voice, chosen.household)
            about = word("Why is the visit to {name} cancelled?", name=called)
            self._reason.ask(about, word("Cancel it"), partial(self._cancel, chosen.appointment, called))

    def _cancel(self, appointment: Appointment, called: str, reason: str) -> None:
        told = self._voice.word("Cancelled: {name}", name=called)
        self.workspace.save(appointments.cancelled(appointment, reason), because=reason, told=told, source=self)
        self._awaited.setFocus()

    def _save_planned(self, planned: Planned) -> None:
        word, at = self._voice.word, planned.at
        listed = queries.listed(self._store, [planned.household])
        called = today_words.called(self._voice, listed[0]) if listed else ""
        if planned.replaces is not None:
            made = appointments.moved(planned.replaces, at, is_agreed=planned.is_agreed, reason=planned.words)
            told = word("{name} is planned for {day} now", name=called, day=f"{at:%m-%d}")
        else:
            made = Appointment(
                household=planned.household,
                planned_at=at,
                manner=planned.manner,
                state=appointments.AGREED if planned.is_agreed else appointments.PLANNED,
                visitors=(self._store.opened.name,),
                purpose=planned.words or None,
            )
            told = word("{name} is planned for {day}", name=called, day=f"{at:%m-%d}")
        because = planned.words if planned.replaces is not None else ""
        if self.workspace.save(made, because=because, told=told, source=self) is not None:
            self._choose_household(planned.household)

    def _take_keyboard(self) -> None:
        """Gives it to those who are awaited, or to what can be done where nobody is."""
        if self._stack.currentIndex() == _LISTED:
            self._awaited.setFocus()
        else:
            self._empty.take_keyboard()

    def _go_on_from_nothing(self) -> None:
        """Nobody is awaited: whose time runs out is looked at first."""
        if self._today is not None and self._today.soon:
            self._beside.open_drawer()
            self._side.rights.setFocus()
        else:
            self._plan.add()

    def _begin_planning(self) -> None:
        """What begins something else gives way: one filled button is enough."""
        self._hero.hide()
        self._stack.setVisible(bool(self._awaited.lines.rows))

    def _end_planning(self) -> None:
        self._hero.setVisible(bool(self._awaited.lines.rows))
        self._stack.show()
        self._take_keyboard()

    # How it is laid out

    def _list(self) -> DayList:
        voice = self._voice

        def spoken(row: Awaited) -> str:
            home = row.household
            said = (today_words.hour(voice, row), today_words.called(voice, home), home.number, home.address)
            return voice.listed(
                filter(None, (*said, today_words.purpose(voice, row), today_words.standing(voice, row)[0]))
            )

        painter = AwaitedPainter(voice, self._store)
        return DayList("awaited", voice.word("Households of today"), spoken, painter, has_boxes=False)

    def _lay_out(self) -> None:
        """In the order in which Tab comes to the parts."""
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._unpaid, self._plan, self._hero):
            column.addWidget(part)
        self._head = headed(self._left, self._order, self._add)
        column.addWidget(card(self._head, self._stack, foot=self._footed()), 1)
        for part in (self._awaited, self._empty):
            self._stack.addWidget(part)
        self._beside = Beside(scrolling(main), self._side, theme.broad(_SIDE), self._voice.word("Promises and rights"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._beside, 1)
        column.addWidget(self._reason)

    def _footed(self) -> QWidget:
        foot = QWidget()
        across = QHBoxLayout(foot)
        across.setContentsMargins(16, 10, 16, 10)
        across.setSpacing(12)
        across.addWidget(pictured("history", "ink_2", 20))
        across.addWidget(self._done, 1)
        return foot

    def _connect(self) -> None:
        self.workspace.changed.connect(self._note)
        self._minute.timeout.connect(self._pass_minute)
        self._unpaid.wanted.connect(self._see_unpaid)
        self._awaited.chosen.connect(self._show_chosen)
        self._awaited.entered_at.connect(self._look)
        self._side.look_wanted.connect(self._look)
        self._side.promises.emptied.connect(self._take_keyboard)
        self._side.questions.look_wanted.connect(self._go_to_asked)
        self._side.questions.emptied.connect(self._take_keyboard)
        self._side.grievances_wanted.connect(lambda: self.wanted.emit(Place("grievances")))
        self._side.conflicts_wanted.connect(lambda: self.wanted.emit(Place("conflicts")))
        self._hero.start_wanted.connect(partial(self._start, ""))
        for key, part in (("F2", ""), ("F3", _NOT_MET)):
            QShortcut(QKeySequence(key), self).activated.connect(partial(self._start, part))
        self._hero.look_wanted.connect(lambda: self._look(self._awaited.current()))
        self._hero.move_wanted.connect(self._ask_to_move)
        self._hero.cancel_wanted.connect(self._ask_to_cancel)
        self._add.clicked.connect(self._plan.add)
        self._empty.wanted.connect(self._go_on_from_nothing)
        self._empty.other_wanted.connect(self._plan.add)
        self._plan.planned.connect(self._save_planned)
        self._plan.began.connect(self._begin_planning)
        self._anew.found.connect(self._take)
        self._anew.lasts.connect(self._say_that_it_lasts)
        self._plan.left.connect(self._end_planning)
