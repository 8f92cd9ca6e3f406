"""The sum in front of the family (mockup 05): facts, ways beside each other, why it changed, check and lock.

Promise: what is tried here is written nowhere until it is locked, and only what a second person checked is locked.
Hidden: each answer is reckoned at once, and judged when nobody types.
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import flats, from_id_numbers
from desktop.casework.household_ledger import TAKE_OVER, flat_said
from desktop.domain.four_clear import Case
from desktop.domain.records import Flat, Person
from desktop.ui import household_page, household_view, ledger_summary, sum_trial, theme
from desktop.ui.beside import Beside
from desktop.ui.household_file import HouseholdFile, file_of
from desktop.ui.ledger_line import Target
from desktop.ui.notices import Notice, Voice
from desktop.ui.page import Heading, Page, Place
from desktop.ui.sum_facts import WIDTH, FactsPane, Said
from desktop.ui.sum_locking import Locking
from desktop.ui.sum_opening import Opening
from desktop.ui.sum_trial import Result, Trial
from desktop.ui.sum_view import SumView
from desktop.ui.typing_pause import TypingPause
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

_GAP = 12


class CompensationPage(Page):
    """The page of one household's sum; a place names the household."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        voice = workspace.voice
        self._file: HouseholdFile | None = None
        self._trial: Trial | None = None
        self._result = Result(None)
        self._carried: Said | None = None  # what was said stays, while all else is read anew
        self._wanted_flat = "", b""  # the flat that a place names, and what for
        self._draft = Unfinished(workspace, "calculation")
        self._typing = TypingPause(self)
        self._judging = QTimer(self, singleShot=True)
        self._facts, self._locking = FactsPane(voice), Locking(workspace)
        self._view = SumView(workspace, self._locking.check)
        self._notice = Notice("warn")
        self._to_gap = theme.button(voice.word("Go to the first one"), name="first-gap", icon="forward")
        self._take_over = theme.button(voice.word("Take it from the ID numbers"), name="from-id-numbers", icon="person")
        self._opening, self._pages = Opening(workspace), QStackedWidget()
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        word = self.workspace.voice.word
        if self._file is None:
            return Heading(word("Compensation sum"), above=Place("households"), above_title=word("Households"))
        name = word("Household {name}", name=ledger_summary.called(self._file.case, self.workspace.voice))
        above = Place("household", self._file.case.household.id)
        said = _versions_said(self.workspace.voice, self._trial, self._result) if self._trial else ""
        return Heading(word("Compensation sum"), said, above, name, hides_search=True)

    def show_place(self, place: Place) -> None:
        self._typing.stop()
        self._carried, self._wanted_flat = None, (place.part, place.row or b"")
        home = place.household
        self._file = self.workspace.read(lambda store: file_of(store, home), None) if home else None
        self._trial, self._result = None, Result(None)
        self._locking.stop()
        self._view.leave_check()
        self._view.begin()
        self._pages.setCurrentWidget(self._opening)
        self._opening.begin(self._file.case.household if self._file else None)

    def place(self) -> Place:
        return Place("compensation", self._file.case.household.id if self._file else None)

    def to_print(self) -> Place | None:
        return Place("print", self._file.case.household.id, "sheet") if self._file else None

    def panes(self) -> Sequence[QWidget]:
        return [self._facts, self._view.table, self._view.bottom, self._locking.foot] if self._trial else [self]

    def step_back(self) -> bool:
        return self._locking.step_back() or self._view.step_back() or self._beside.close_drawer()

    def leave(self) -> None:
        self._judging.stop()
        self._locking.check.stop()
        if self._typing.is_waiting:
            self._typing.stop()
            self._keep()

    # What is read

    def _take_trial(self, trial: Trial) -> None:
        self._trial = trial
        home = trial.household.id
        draft = self._draft.take_up(lambda fields: fields.get("household") == home.hex())
        said = sum_trial.said_in(draft.fields) if draft is not None else trial.said
        said, at = self._carried or said, self._keyboard_at() if self._carried else ""
        what, wanted = self._wanted_flat
        if wanted:
            said = Said(said.texts, {**said.flats, what: wanted})
        rows = self.workspace.read(lambda _store: sum_trial.rows_of(trial), dict[str, int]())
        may_keep = self.workspace.may_write("flat", "holder") and self._may_lock
        self._facts.show_plan(trial.pack, trial.open_flats, said, rows, may_keep=may_keep)
        self._facts.say_lost(self.workspace.read(lambda store: sum_trial.lost(store, trial, said), dict[str, str]()))
        self._lead_tab()
        self._view.offer(trial.versions)
        self._pages.setCurrentWidget(self._beside)
        self._reckon()
        if wanted:
            self._wanted_flat, at = ("", b""), f"flat-{what}"
            self._typing.start()
        again = self.findChild(QWidget, at) if at else None
        (again or self._facts.first_asked() or self._view.table).setFocus()

    def _lead_tab(self) -> None:
        """Tab comes to the facts, which are made anew, before the sum, and then to what stands below it."""
        below = (*self._view.ways_on, self._locking.foot.shown, self._locking.foot.primary)
        for one, other in pairwise([self, *self._facts.fields(), self._take_over, self._to_gap, *below]):
            QWidget.setTabOrder(one, other)

    def _keyboard_at(self) -> str:
        """The name of what has the keyboard among the facts, which are made anew."""
        at = self.focusWidget()
        return at.objectName() if at is not None and self._facts.isAncestorOf(at) else ""

    def _renew(self) -> None:
        """Reads everything anew and keeps what was said; nobody signs or locks what was seen before."""
        if self._trial is None or self._file is None:
            return
        if self._typing.is_waiting:
            self._typing.stop()
            self._keep()
        self._carried = self._facts.said()
        home = self._file.case.household.id
        self._file = self.workspace.read(lambda store: file_of(store, home), None)
        if self._file is None:
            return
        self._locking.stop()
        self._opening.read(self._file.case.household)

    def _take_no_plan(self) -> None:
        self._trial, self._result = None, Result(None)
        self._view.begin()
        self._tell_standing()
        self._pages.setCurrentWidget(self._opening)

    def _reckon(self) -> None:
        """Shows what was said so far comes to."""
        trial = self._trial
        if trial is None:
            return
        said = self._facts.said()
        self._result = self.workspace.read(lambda _store: sum_trial.result(trial, said), Result(None))
        if self._result.found is not None:
            self._facts.fill(self._result.found)
        self._view.show_sum(trial.pack, self._result.reckoned)
        self._judging.start()

    def _judge(self) -> None:
        """Tells why it changed and whether it can be locked, once nobody types: the sum itself does not wait for it."""
        trial, found = self._trial, self._result
        self._judging.stop()
        if trial is None:
            return
        self._result = self.workspace.read(lambda store: sum_trial.judged(store, trial, found), found)
        self._tell_standing()
        self._view.explain()
        self.headed.emit()

    def _answer(self) -> None:
        self._locking.stop()  # what is signed is what was looked through
        self._reckon()
        self._typing.start()

    def _keep(self) -> None:
        """Keeps what was said, for this person to go on with."""
        if self._file is None or not self._may_lock:
            return
        home = self._file.case.household.id
        self._draft.keep(sum_trial.unfinished(home, self._facts.said()), household=home)

    @property
    def _may_lock(self) -> bool:
        return self._may_write("calculation")

    @property
    def _may_check(self) -> bool:
        """Whether this person looks through the sums that others lock, and locks none."""
        return self._may_write("calculation_check") and not self._may_lock

    def _may_write(self, record: str) -> bool:
        return self.workspace.may_write(record, record) and self._file is not None and not self._file.is_withdrawn

    # What is said of it

    def _tell_standing(self) -> None:
        """Why it can't be locked yet, or who checked it; and what the filled button does."""
        found, voice = self._result, self.workspace.voice
        reasons = [voice.word(each.message, **each.values) for each in found.reasons]
        self._notice.say("\n".join(reasons))
        self._to_gap.setVisible(found.reckoned is None and found.found is not None)
        gaps = found.found.gaps if found.found else ()
        may_fill = self.workspace.may_write("person", "birth_date")
        self._take_over.setVisible(may_fill and any(gap.remedy == TAKE_OVER for gap in gaps))
        version = self._trial.following if self._trial else 1
        self._locking.foot.show_standing(
            found, version, may_lock=self._may_lock, may_check=self._may_check, is_free=not reasons
        )

    # What is done

    def _do_primary(self) -> None:
        if self._judging.isActive():
            self._judge()
        if self._trial is not None:
            self._locking.go_on(self._result, self._trial, may_check=self._may_check)

    def _take_lock(self) -> None:
        self._typing.stop()
        self._draft.drop()
        self.show_place(self.place())

    def _go_on(self) -> None:
        """From what is locked to its sheet, where this person prints; else back to the household."""
        may_print = self.workspace.may_write("printing", "printing")
        self.wanted.emit(self.to_print() if may_print else self.heading().above)

    def _show_to_household(self) -> None:
        """Turns the screen round, with what was said here."""
        trial = self._trial
        if self._file is None or trial is None:
            return
        said = self._facts.said()
        view = household_view.HouseholdView(
            self.workspace,
            self._file,
            self,
            given=lambda draft: sum_trial.given(draft, said),
            flats=sum_trial.looked_at(trial, said),
        )
        view.left.connect(self.setFocus)
        view.showFullScreen()

    def _go_to_gap(self) -> None:
        self._beside.open_drawer()
        self._facts.go_to_first_gap()

    def _take_from_numbers(self) -> None:
        """Writes down what the people's ID numbers tell and nobody stated, which can be taken back."""
        if self._file is None:
            return
        home, voice = self._file.case.household, self.workspace.voice
        people = self.workspace.read(lambda store: from_id_numbers.completed(store, home), list[Person]())
        told = voice.word("From the ID number: {people}", people=voice.listed(each.name or "" for each in people))
        self.workspace.save(*people, because=from_id_numbers.BECAUSE, told=told, source=self)
        self._renew()

    def _show_fact(self, name: str) -> None:
        """A fact in the ledger, or one that was asked, where it was typed."""
        target = self._facts.target(name)
        if target is not None:
            self._show_ledger(target)
            return
        self._beside.open_drawer()
        self._facts.go_to(name)

    def _show_ledger(self, target: Target) -> None:
        if self._file is not None:
            self.wanted.emit(_place_of(self._file.case, target, may_add=self._may_lock))

    def _keep_flat(self, flat: bytes) -> None:
        """Keeps a flat for this household, which can be taken back; one that is another's by now is said to be so."""
        file, store = self._file, self.workspace.store
        row = store.get(Flat, flat)
        if file is None or row is None:
            return
        kept = self.workspace.read(lambda store: flats.to_hold(store, row, file.case.household), None)
        if kept is not None:
            told = self.workspace.voice.word(
                "{flat} kept for {number}", flat=flat_said(kept), number=file.case.household.number or ""
            )
            self.workspace.save(kept, told=told, source=self)
        self._renew()

    def _show_flats(self, what: str) -> None:
        if self._file is not None:
            row = self._facts.said().flats.get(what)
            self.wanted.emit(Place("flats", self._file.case.household.id, what, row))

    def _take_changes(self, changed: frozenset[tuple[str, bytes]], source: object) -> None:
        is_news = source not in (self, self._locking) and any(record != "look" for record, _ in changed)
        if is_news and self.isVisible():  # a page that is come back to reads everything anew
            self._renew()

    # How it looks

    def _lay_out(self) -> None:
        self._pages.setProperty("part", "inset")
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        above = QHBoxLayout()
        above.setSpacing(_GAP)
        above.addWidget(self._notice, 1)
        above.addWidget(self._take_over)
        above.addWidget(self._to_gap)
        column.addLayout(above)
        column.addWidget(self._view, 1)
        title = self.workspace.voice.word("What it rests on")
        self._beside = Beside(content, self._facts, theme.broad(WIDTH), title, is_left=True)
        for part in (self._opening, self._beside):
            self._pages.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self._locking)

    def _connect(self) -> None:
        self._opening.came.connect(self._take_trial)
        self._opening.refused.connect(self._take_no_plan)
        self._typing.came.connect(self._keep)
        self._facts.changed.connect(self._answer)
        self._facts.ledger_wanted.connect(self._show_ledger)
        self._facts.keep_wanted.connect(self._keep_flat)
        self._facts.flats_wanted.connect(self._show_flats)
        self._to_gap.clicked.connect(self._go_to_gap)
        self._take_over.clicked.connect(self._take_from_numbers)
        self._judging.timeout.connect(self._judge)
        self._view.fact_wanted.connect(self._show_fact)
        self._view.compared.connect(self._reckon)
        self._locking.check_wanted.connect(self._beside.close_drawer)
        self._locking.check_begun.connect(self._view.let_check)
        self._locking.check_left.connect(self._view.leave_check)
        self._locking.checked.connect(self._reckon)
        self._locking.locked.connect(self._take_lock)
        self._locking.left.connect(self._go_on)
        self._locking.foot.primary.clicked.connect(self._do_primary)
        self._locking.foot.shown.clicked.connect(self._show_to_household)
        self.workspace.changed.connect(self._take_changes)
        keys_of = {"Ctrl+L": self._do_primary, "F11": self._show_to_household, "F1": self._view.open_figure}
        for keys, slot in keys_of.items():
            QShortcut(QKeySequence(keys), self).activated.connect(slot)


def _versions_said(voice: Voice, trial: Trial, found: Result) -> str:
    told = [voice.word("version {n} locked", n=row.version or "") for row in trial.versions[:1]]
    if found.locked is None:
        told.insert(0, voice.word("version {n}, a draft", n=trial.following))
    return " · ".join(told)


def _place_of(case: Case, target: Target, *, may_add: bool) -> Place:
    """Where a fact is changed; one of the household itself stands on its first tab."""
    rows = {
        "house": case.houses,
        "appraisal": case.appraisals,
        "unregistered_part": case.unregistered_parts,
        "fixture": case.fixtures,
        "person": case.people,
    }.get(target.record, ())
    is_new = not rows and may_add  # of who may write nothing is begun
    is_on_tab = target.record == "household" or (len(rows) != 1 and not is_new)  # all of a list stand there
    part, row = household_page.LEDGER if is_on_tab else target.record, rows[0].id if len(rows) == 1 else None
    return Place("household", case.household.id, part, row, "" if is_on_tab else target.field)
