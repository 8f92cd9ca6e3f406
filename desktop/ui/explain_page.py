"""Explaining the policy to a household (mockup 04): the clauses of the plan in use, one after the other.

Promise: what is written down names the clause and the very version that was on the screen; what was typed and not
written down is kept and found again. Hidden: plans are read beside the window, and kept while the page is there.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import explaining
from desktop.casework.explaining import Numbers, Plans, Standing, Told
from desktop.domain.errors import Refused
from desktop.domain.records import Explanation
from desktop.ui import explain_writing, household_view, ledger_summary, theme
from desktop.ui.beside import Beside
from desktop.ui.explain_clause import ClauseView
from desktop.ui.explain_foot import Foot
from desktop.ui.explain_list import ClauseList, Line, called, in_card
from desktop.ui.explain_signing import Received, SignCard, above, said_of, unsigned
from desktop.ui.explain_talk import MANNER, OTHERS, WORDS, Talk
from desktop.ui.household_file import HouseholdFile, file_of
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import told as refusal_said
from desktop.ui.page import Heading, Page, Place
from desktop.ui.saying import Saying
from desktop.ui.typing_pause import TypingPause
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

_A_MOMENT = 400  # ms
_GAP, _TALK = 12, 336
_WRITTEN = ("explanation", "words")


class ExplainPage(Page):
    """The page. A place names the household, the clause as its part, and as its row the visit at which it is told."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        voice = workspace.voice
        self._file: HouseholdFile | None = None
        self._visit: bytes | None = None
        self._plans: Plans | None = None
        self._told: tuple[Told, ...] = ()
        self._clause, self._begun = "", set[str]()
        self._numbers: dict[str, Numbers | None] = {}
        self._job: Job | None = None
        self._is_typed, self._on = False, workspace.store.today()
        self._manner: Mapping[str, str] = {}
        self._draft = Unfinished(workspace, "explanation")
        self._typing = TypingPause(self)
        self._slow = QTimer(self, singleShot=True, interval=_A_MOMENT)
        self._list, self._view, self._talk = ClauseList(voice), ClauseView(voice), Talk(voice)
        self._nothing, self._foot = Saying(), Foot(voice)
        self._card, self._received = SignCard(voice), Received(workspace)
        self._whole, self._pages = QWidget(), QStackedWidget()
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        word = self.workspace.voice.word
        if self._file is None:
            return Heading(word("Explain the policy"), above=Place("households"), above_title=word("Households"))
        home = self._file.case.household
        name = word("Household {name}", name=ledger_summary.called(self._file.case, self.workspace.voice))
        title = word("Explain the policy")
        if self._visit is not None:
            return Heading(title, name, Place("visit", home.id, "", self._visit), word("Visit"), hides_search=True)
        return Heading(title, "", Place("household", home.id), name, hides_search=True)

    def show_place(self, place: Place) -> None:
        self._typing.stop()
        home = place.household
        self._file = self.workspace.read(lambda store: file_of(store, home), None) if home else None
        self._visit, self._clause = place.row, place.part
        self._on = day = explain_writing.day_of(self.workspace, place.row)
        self._numbers.clear()
        self._manner = {}
        self._is_typed = False
        self._pages.setCurrentIndex(0)
        self._nothing.say("")
        if self._file is not None:
            self._slow.start()
            store = self.workspace.store
            self._start(lambda _progress: explaining.plans_of(store, day), self._take_plans, self._take_no_plan)

    def place(self) -> Place:
        return Place("explain", self._file.case.household.id if self._file else None, self._clause, self._visit)

    def to_print(self) -> Place | None:
        home = self.place().household
        return Place("print", home, "explanation") if home else None

    def panes(self) -> Sequence[QWidget]:
        if self._pages.currentWidget() is self._received:
            return [self._received]
        return [self._list, self._view, self._talk, self._card, self._foot] if self._plans else [self]

    def in_reach(self) -> int:
        return super().in_reach() + self._view.question.height()

    def step_back(self) -> bool:
        if self._pages.currentWidget() is self._received:
            self._show_clauses()
            return True
        if self._beside.close_drawer():
            self._list.setFocus()
            return True
        return False

    def leave(self) -> None:
        self._typing.stop()
        self._keep()

    # What is read

    def _start(
        self,
        work: Callable[[Progress], object],
        done: Callable[[Any], None],
        refused: Callable[[Refused | OSError], object],
    ) -> None:
        if self._job is not None:
            self._job.leave()
        job = self._job = Job(work, self)  # not the workspace's: what is refused is said where the plan would stand
        job.done.connect(done)
        job.refused.connect(refused)
        job.start()

    def _take_plans(self, plans: Plans) -> None:
        self._job = None
        self._slow.stop()
        self._plans = plans
        self._read()
        begun = [line.told.clause.id for line in self._lines() if line.is_begun]
        open_ = [each.clause.id for each in self._told if each.standing is not Standing.UNDERSTOOD]
        known = {each.clause.id for each in self._told}
        if self._clause not in known:
            self._clause = next(iter((*begun, *open_, *(each.clause.id for each in self._told))), "")
        if not self._clause:
            self._nothing.say(self.workspace.voice.word("The plan in use has no clauses."))
            return
        self._pages.setCurrentIndex(1)
        self._list.show_lines(self._lines(), self._clause)
        self._focus()
        self.headed.emit()

    def _take_no_plan(self, refused: Refused | OSError) -> None:
        self._job = None
        self._slow.stop()
        self._nothing.say(*refusal_said(self.workspace.voice, refused).split("\n", 1))

    def _read(self) -> None:
        """Reads what was told to the household by now."""
        plans, file = self._plans, self._file
        if plans is not None and file is not None:
            home = file.case.household.id
            self._told = self.workspace.read(lambda store: explaining.told_to(store, plans, home), self._told)
        self._foot.count(self._told)
        home = file.case.household.id if file else b""
        waiting = len(unsigned(self.workspace, home, self._on))
        is_today = self._on == self.workspace.store.today()
        is_begun = self._received.is_begun(home)
        self._card.tell(waiting, is_today=is_today, is_begun=is_begun, may=self._may_sign)

    def _lines(self) -> list[Line]:
        self._begun = explain_writing.begun(self.workspace, self._file.case.household.id) if self._file else set()
        return [Line(each, self._begun) for each in self._told]

    @property
    def _may_write(self) -> bool:
        may = all(self.workspace.may_write("explanation", group) for group in _WRITTEN)
        return may and self._file is not None and not self._file.is_withdrawn

    # Signing

    @property
    def _may_sign(self) -> bool:
        is_open = self._file is not None and not self._file.is_withdrawn
        return is_open and self.workspace.may_write("signature", "signature")

    def _ask_to_sign(self) -> None:
        """Turns to what is signed: only what was written down is."""
        home = self._file.case.household.id if self._file else b""
        rows = unsigned(self.workspace, home, self._on)
        if rows and self._may_sign:
            self.leave()
            names = {each.clause.id: called(each) for each in self._told}
            self._pages.setCurrentWidget(self._received)
            self._received.begin(home, self._visit, rows, names)

    def _show_clauses(self) -> None:
        self._pages.setCurrentWidget(self._whole)
        self._read()
        self._list.show_lines(self._lines(), self._clause)
        self._focus()

    # The chosen clause

    def _choose(self, line: Line) -> None:
        self.leave()
        self._clause = line.told.clause.id
        self._show(line)

    def _show(self, line: Line) -> None:
        plans = self._plans
        if plans is None:
            return
        clause = line.told.clause.id
        self._view.show_clause(line, plans.versions.get(plans.pack.id, ""))
        self._view.let_write(explain_writing.why_read_only(self.workspace, self._file, may_write=self._may_write))
        self._talk.let_write(may=self._may_write)
        self._talk.show_before([(each, said_of(self.workspace, plans, each)) for each in line.told.explanations])
        self._talk.mark_others("")
        home = self._file.case.household.id if self._file else None
        found = self._draft.take_up(lambda fields: (fields.get("household"), fields.get("clause")) == (home, clause))
        fields: Mapping[str, Any] = found.fields if found else {}
        self._view.answer.choose([fields.get("answer", "")])
        usually = self._manner or explain_writing.usual(self._told, self._file.case.people if self._file else ())
        self._talk.put({**usually, **fields.get("typed", {})})
        self._is_typed = False
        self._foot.say("")
        self._offer_next()
        self._show_numbers(clause)

    def _show_numbers(self, clause: str) -> None:
        plans, file = self._plans, self._file
        if plans is None or file is None:
            return
        if clause in self._numbers:
            self._view.show_numbers(self._numbers[clause])
            return
        store, home = self.workspace.store, file.case.household
        work = lambda _progress: explaining.numbers(store, plans, home, clause)  # noqa: E731
        self._start(work, partial(self._take_numbers, clause), self.workspace.refused.emit)

    def _take_numbers(self, clause: str, numbers: Numbers | None) -> None:
        self._job = None
        self._numbers[clause] = numbers
        if clause == self._clause:
            self._view.show_numbers(numbers)

    # Going on

    def _after(self, step: int = 1) -> Told | None:
        """The clause after this one, or before it."""
        return explain_writing.neighbour(self._told, self._clause, step)

    def _offer_next(self) -> None:
        writes = bool(self._view.answer.only) and self._may_write
        self._foot.offer(self._after(), writes=writes, has_before=self._after(-1) is not None)

    def _go_on(self) -> None:
        """Writes down what the household said of this clause, if it said so, and goes to the next."""
        wrote = bool(self._view.answer.only) and self._may_write
        if wrote and not self._write():
            return
        after = self._after()
        if after is not None:
            self._go_to(after.clause.id)
        elif not wrote and self._file is not None:
            self.wanted.emit(self.heading().above)
        else:
            self._go_to(self._clause)

    def _go_back(self) -> None:
        before = self._after(-1)
        if before is not None:
            self._go_to(before.clause.id)

    def _go_to(self, clause: str) -> None:
        self.leave()
        self._clause = clause
        self._list.show_lines(self._lines(), clause)
        self._focus()

    def _focus(self) -> None:
        """Gives the keyboard to the household's answer, or to the list where nothing can be written."""
        first = self._view.answer.button("understood")
        (first if self._may_write else self._list).setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self) -> bool:
        plans, file = self._plans, self._file
        if plans is None or file is None:
            return False
        others = explain_writing.those_there(self.workspace, self._talk, file.case.household.id)
        if others is None:
            self._keep()
            return False
        typed, answer = self._talk.state(), self._view.answer.only
        told = Explanation(
            household=file.case.household.id,
            clause=self._clause,
            explained_on=self._on,
            visit=self._visit,
            understood=answer or None,
        )
        rows = explain_writing.written_down(self.workspace.store, plans, told, typed, others)
        return self._save(rows, typed)

    def _save(self, rows: Sequence[Explanation], typed: Mapping[str, str]) -> bool:
        told = explain_writing.said_of_writing(self.workspace.voice, self._after(0), len(rows))
        if self.workspace.save(*rows, told=told, source=self, ends_draft=self._draft.id) is None:
            self._keep()
            return False
        self._typing.stop()
        self._is_typed, self._draft.id = False, None
        self._manner = {name: typed[name] for name in (*MANNER, OTHERS)}
        self._view.answer.choose([])
        self._talk.put(self._manner)
        self._read()
        return True

    def _show_to_household(self) -> None:
        """Turns the screen round: this clause first, in big letters."""
        if self._file is not None:
            view = household_view.HouseholdView(self.workspace, self._file, self, clause=self._clause)
            view.left.connect(self._focus)
            view.showFullScreen()

    # Drafts

    def _note_typing(self) -> None:
        self._is_typed = True
        self._offer_next()
        self._typing.start()

    def _keep(self) -> None:
        """Keeps what is chosen and typed of this clause; how it is explained goes along."""
        if not self._is_typed or self._file is None or self._plans is None:
            return
        typed, home = self._talk.state(), self._file.case.household.id
        self._manner = {name: typed[name] for name in (*MANNER, OTHERS)}
        self._is_typed = False
        if not self._view.answer.only and not any(typed[name] for name in WORDS):
            self._draft.drop()
            self._begun.discard(self._clause)
            return
        self._begun.add(self._clause)
        about = {"household": home, "pack": self._plans.pack.id, "clause": self._clause}
        self._draft.keep({**about, "answer": self._view.answer.only, "typed": typed}, household=home)
        now = self.workspace.store.now()
        self._foot.say(self.workspace.voice.word("Draft kept {time}", time=f"{now:%H:%M:%S}"))

    def _take_changes(self, changed: frozenset[tuple[str, bytes]], source: object) -> None:
        kinds = {record for record, _ in changed} - {"look"}
        if self._file is None or not self.isVisible() or source is self or not kinds:
            return
        if "pack" in kinds:
            self.leave()
            self.show_place(self.place())
        elif self._plans is not None:
            self.leave()
            if kinds != {"explanation"}:
                self._numbers.clear()
            self._file = self.workspace.read(lambda store: file_of(store, self.place().household or b""), self._file)
            self._read()
            self._list.show_lines(self._lines(), self._clause)
            if self._pages.currentWidget() is self._received and "explanation" in kinds:
                self._show_clauses()  # what was to be signed is another by now
                self._ask_to_sign()

    # Inside

    def _lay_out(self) -> None:
        voice = self.workspace.voice
        inner = QWidget()
        across = QHBoxLayout(inner)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(_GAP)
        across.addWidget(in_card(voice, self._list))
        across.addWidget(self._view, 1)
        side = above(self._talk, self._card)
        self._beside = Beside(inner, side, theme.broad(_TALK), voice.word("Questions, and how it is explained"))
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._beside, 1)
        column.addWidget(self._foot)
        for page in (self._nothing, self._whole, self._received):
            self._pages.addWidget(page)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._pages)

    def _connect(self) -> None:
        self._list.chosen.connect(self._choose)
        self._view.answered.connect(self._note_typing)
        self._talk.changed.connect(self._note_typing)
        self._typing.came.connect(self._keep)
        self._slow.timeout.connect(lambda: self._nothing.say(self.workspace.voice.word("The plan is being read")))
        self._foot.before_wanted.connect(self._go_back)
        self._foot.next_wanted.connect(self._go_on)
        self._view.show_wanted.connect(self._show_to_household)
        self._card.wanted.connect(self._ask_to_sign)
        self._received.left.connect(self._show_clauses)
        self.workspace.changed.connect(self._take_changes)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self._received).activated.connect(self._received.finish)
        for key, does in (("Ctrl+Up", self._go_back), ("Ctrl+Down", self._go_on), ("F11", self._show_to_household)):
            QShortcut(QKeySequence(key), self).activated.connect(does)
