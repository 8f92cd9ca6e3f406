"""The sum in front of the family (mockup 05): facts, ways beside each other, why it changed, check and lock.

Promise: what is tried here is written nowhere until it is locked, and only what a second person checked is locked.
Hidden: the plan is read beside the window; each answer is reckoned at once.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import flats, locking, side_by_side
from desktop.casework.household_ledger import flat_said
from desktop.casework.ledger_fields import known_field
from desktop.domain.errors import Finding, Refused
from desktop.domain.records import Calculation, Flat
from desktop.i18n import N_
from desktop.policy import difference, statement
from desktop.policy.calculation import Calculation as Done
from desktop.policy.difference import Difference
from desktop.store.vault import Unlocked
from desktop.ui import household_page, household_view, ledger_summary, sum_path, sum_trial, theme
from desktop.ui.beside import Beside
from desktop.ui.household_file import HouseholdFile, file_of
from desktop.ui.jobs import Job
from desktop.ui.ledger_line import Target
from desktop.ui.notices import Notice
from desktop.ui.notices import told as refusal_said
from desktop.ui.page import Heading, Page, Place
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.sum_check import CheckPane
from desktop.ui.sum_detail import SumDetail
from desktop.ui.sum_facts import WIDTH, FactsPane, Said
from desktop.ui.sum_foot import Foot
from desktop.ui.sum_path import Behind
from desktop.ui.sum_reasons import Basis, WhyChanged
from desktop.ui.sum_table import SumTable
from desktop.ui.sum_trial import Result, Trial
from desktop.ui.typing_pause import TypingPause
from desktop.ui.unfinished import Unfinished
from desktop.ui.workspace import Workspace

_A_MOMENT, _GAP, _BOTTOM = 400, 12, 92


class CompensationPage(Page):
    """The page of one household's sum; a place names the household."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        voice = workspace.voice
        self._file: HouseholdFile | None = None
        self._trial: Trial | None = None
        self._result = Result(None)
        self._before: Calculation | None = None
        self._earlier: Done | None = None
        self._difference: Difference | None = None
        self._has_sums = False  # of this household, so that they may stay while a fact is typed
        self._carried: Said | None = None  # what was said stays, while all else is read anew
        self._path: list[str] = []  # the figures that were opened, one from the other
        self._wanted_flat = "", b""  # the flat that a place names, and what for
        self._job: Job | None = None
        self._draft = Unfinished(workspace, "calculation")
        self._typing = TypingPause(self)
        self._slow = QTimer(self, singleShot=True, interval=_A_MOMENT)
        self._judging = QTimer(self, singleShot=True)
        self._facts, self._table, self._detail = FactsPane(voice), SumTable(voice), SumDetail(voice)
        self._why, self._basis, self._check = WhyChanged(voice), Basis(voice), CheckPane(workspace)
        self._notice = Notice("warn")
        self._to_gap = theme.button(voice.word("Go to the first one"), name="first-gap", icon="forward")
        self._said, self._more = theme.label("", "lead"), theme.label("", "second")
        self._pages, self._seen, self._bottom = QStackedWidget(), QStackedWidget(), QStackedWidget()
        self._reason = ReasonBar(voice)
        self._foot = Foot(workspace)
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        word = self.workspace.voice.word
        if self._file is None:
            return Heading(word("Compensation sum"), above=Place("households"), above_title=word("Households"))
        name = word("Household {name}", name=ledger_summary.called(self._file.case, self.workspace.voice))
        above = Place("household", self._file.case.household.id)
        return Heading(word("Compensation sum"), self._versions_said(), above, name, hides_search=True)

    def show_place(self, place: Place) -> None:
        self._typing.stop()
        self._carried, self._wanted_flat = None, (place.part, place.row or b"")
        home = place.household
        self._file = self.workspace.read(lambda store: file_of(store, home), None) if home else None
        self._trial, self._result, self._has_sums = None, Result(None), False
        self._reason.hide()
        self._leave_check()
        self._seen.setCurrentIndex(0)
        self._say("")
        if self._file is not None:
            self._slow.start()
            store, household = self.workspace.store, self._file.case.household
            self._start(lambda _progress: sum_trial.begin(store, household))

    def place(self) -> Place:
        return Place("compensation", self._file.case.household.id if self._file else None)

    def panes(self) -> Sequence[QWidget]:
        return [self._facts, self._table, self._bottom, self._foot] if self._trial else [self]

    def step_back(self) -> bool:
        if self._reason.let_be():
            return True
        if self._bottom.currentWidget() is self._check:
            self._leave_check()
            return True
        if self._seen.currentWidget() is self._detail:
            self._path = self._path[:-1]
            self._open_item(self._path[-1]) if self._path else self._leave_detail()
            return True
        return self._beside.close_drawer()

    def leave(self) -> None:
        self._judging.stop()
        self._check.stop()
        if self._typing.is_waiting:
            self._typing.stop()
            self._keep()

    # What is read

    def _start(self, work: Any) -> None:
        if self._job is not None:
            self._job.leave()
        job = self._job = Job(work, self)  # not the workspace's: what is refused is said where the sum would stand
        job.done.connect(self._take_trial)
        job.refused.connect(self._take_no_plan)
        job.start()

    def _take_trial(self, trial: Trial) -> None:
        self._job = None
        self._slow.stop()
        self._trial = trial
        home = trial.household.id
        draft = self._draft.take_up(lambda fields: fields.get("household") == home.hex())
        said = trial.said
        if draft is not None:
            flats = {what: bytes.fromhex(id_) for what, id_ in draft.fields.get("flats", {}).items()}
            said = Said(draft.fields.get("texts", {}), flats)
        said, at = self._carried or said, self._keyboard_at() if self._carried else ""
        what, wanted = self._wanted_flat
        if wanted:
            said = Said(said.texts, {**said.flats, what: wanted})
        rows = self.workspace.read(lambda _store: sum_trial.rows_of(trial), dict[str, int]())
        may_keep = self.workspace.may_write("flat", "holder") and self._may_lock
        self._facts.show_plan(trial.pack, trial.open_flats, said, rows, may_keep=may_keep)
        self._facts.say_lost(self.workspace.read(lambda store: sum_trial.lost(store, trial, said), dict[str, str]()))
        before = self._before.id if self._carried and self._before else None
        self._lead_tab()
        self._compare_with(before or (trial.versions[0].id if trial.versions else None))
        self._pages.setCurrentIndex(1)
        self._reckon()
        if wanted:
            self._wanted_flat, at = ("", b""), f"flat-{what}"
            self._typing.start()
        again = self.findChild(QWidget, at) if at else None
        (again or self._facts.first_asked() or self._table).setFocus()

    def _lead_tab(self) -> None:
        """Tab comes to the facts, which are made anew, before the sum, and then to what stands below it."""
        below = (*self._why.ways_on, *self._basis.ways_on, self._foot.shown, self._foot.primary)
        for one, other in pairwise([self, *self._facts.fields(), self._to_gap, self._table, *below]):
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
        self._reason.hide()
        if self._bottom.currentWidget() is self._check:
            self._leave_check()
        store, household = self.workspace.store, self._file.case.household
        self._start(lambda _progress: sum_trial.begin(store, household))

    def _take_no_plan(self, refused: Refused | OSError) -> None:
        self._job, self._trial, self._result = None, None, Result(None)
        self._slow.stop()
        self._tell_standing()
        first, _, more = refusal_said(self.workspace.voice, refused).partition("\n")
        self._say(first, more)

    def _reckon(self) -> None:
        """Shows what was said so far comes to."""
        trial = self._trial
        if trial is None:
            return
        said = self._facts.said()
        self._result = self.workspace.read(lambda _store: sum_trial.result(trial, said), Result(None))
        found = self._result
        if found.found is not None:
            self._facts.fill(found.found)
        if found.reckoned is not None:
            done = found.reckoned.calculation
            language = self.workspace.voice.language
            self._table.show_sums(side_by_side.side_by_side(done, language, self._earlier, found.reckoned.flats))
            self._has_sums = True
        elif self._has_sums:
            self._table.show_sums(self._table.sums, is_old=True)
        else:
            self._table.show_sums(side_by_side.unknown(trial.pack))
        self._tell_row()
        self._judging.start()

    def _judge(self) -> None:
        """Tells why it changed and whether it can be locked, once nobody types: the sum itself does not wait for it."""
        trial, found = self._trial, self._result
        self._judging.stop()
        if trial is None:
            return
        self._result = self.workspace.read(lambda store: sum_trial.judged(store, trial, found), found)
        done = found.reckoned
        self._difference = difference.difference(self._earlier, done.calculation) if self._earlier and done else None
        self._tell_standing()
        self._tell_change()
        self.headed.emit()

    def _compare_with(self, version: bytes | None) -> None:
        """Chooses the version that differences are told against."""
        trial = self._trial
        if trial is None:
            return
        row = self._before = next((each for each in trial.versions if each.id == version), None)
        self._earlier = self.workspace.read(lambda store: sum_trial.compared(store, row), None) if row else None
        self._why.offer(trial.versions, version)

    def _answer(self) -> None:
        if self._bottom.currentWidget() is self._check:  # what is signed is what was looked through
            self._leave_check()
        self._reason.hide()
        self._reckon()
        self._typing.start()

    def _keep(self) -> None:
        """Keeps what was said, for this person to go on with."""
        if self._file is None or not self._may_lock:
            return
        said, home = self._facts.said(), self._file.case.household.id
        flats = {what: id_.hex() for what, id_ in said.flats.items()}
        self._draft.keep({"household": home.hex(), "texts": dict(said.texts), "flats": flats}, household=home)

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
        reasons = [voice.word(each.message, **each.values) for each in self._reasons()]
        self._notice.say("\n".join(reasons))
        self._to_gap.setVisible(found.reckoned is None and found.found is not None)
        version = self._trial.following if self._trial else 1
        self._foot.show_standing(
            found, version, may_lock=self._may_lock, may_check=self._may_check, is_free=not reasons
        )

    def _reasons(self) -> Sequence[Finding]:
        found = self._result
        if found.refused is not None:
            return found.refused.findings or (Finding("", found.refused.what, values=found.refused.values),)
        if found.reckoned is None and found.found is not None:
            message = N_("Facts that are missing or unclear: {n}. They are marked at the left.")
            return (Finding("", message, values={"n": len(found.found.gaps)}),)
        return found.obstacles.reasons if found.obstacles and not found.locked else ()

    def _tell_row(self) -> None:
        row, way = self._table.items(), self._table.way()
        self._basis.show_items(row, way)

    def _tell_change(self) -> None:
        ways, way = self._table.sums.ways, self._table.way()
        one = ways[max(way, 0)] if ways else None
        shown = self._difference if self._before is not None and self._result.reckoned is not None else None
        if one is not None:
            self._why.show_difference(shown, one.name, one.label)

    def _versions_said(self) -> str:
        voice = self.workspace.voice
        if self._trial is None:
            return ""
        told = [voice.word("version {n} locked", n=row.version or "") for row in self._trial.versions[:1]]
        if self._result.locked is None:
            told.insert(0, voice.word("version {n}, a draft", n=self._trial.following))
        return " · ".join(told)

    def _take_row(self) -> None:
        self._tell_row()
        if not self._judging.isActive():
            self._tell_change()

    # What is done

    def _open_figure(self) -> None:
        """Shows where the chosen figure comes from."""
        row, done = self._table.items(), self._result.reckoned
        if row is None or done is None or self._table.is_old:
            return
        cells = [cell for cell in row.cells if cell is not None]
        way = self._table.way()
        cell = row.cells[way] if 0 <= way < len(row.cells) and row.cells[way] else (cells[0] if cells else None)
        if cell is not None and cell.item:
            self._path = [cell.item]
            self._open_item(cell.item)

    def _open_item(self, item: str) -> None:
        done = self._result.reckoned
        if done is None:
            self._leave_detail()
            return
        audit = statement.audit(done.calculation, self.workspace.voice.language, done.gathered.origins)
        place = next(n for n, line in enumerate(done.calculation.trace.lines) if line.item == item)
        self._seen.setCurrentWidget(self._detail)
        entry = audit.entries[place]
        if done.calculation.trace.lines[place].reason:  # what does not apply is no 0
            entry = replace(entry, amount=self.workspace.voice.word("not applicable"))
        self._detail.show_entry(entry, sum_path.behind(done.calculation, item))

    def _open_behind(self, each: Behind) -> None:
        """Another figure, a fact in the ledger, or one that was asked, where it was typed."""
        if each.is_item:
            self._path.append(each.name)
            self._open_item(each.name)
            return
        one = next((one for one in self._trial.pack.inputs if one.name == each.name), None) if self._trial else None
        known = known_field(one.field) if one else None
        if known is not None and known.record not in ("area", "flat"):
            self._show_ledger(Target(known.record, None, known.field))
            return
        self._beside.open_drawer()
        self._facts.go_to(each.name)

    def _open_changes(self) -> None:
        if self._difference is None or self._before is None:
            return
        voice = self.workspace.voice
        title = voice.word("From version {n} to this one", n=self._before.version or "")
        self._detail.show_changes(title, difference.told(self._difference, voice.language))
        self._seen.setCurrentWidget(self._detail)

    def _leave_detail(self) -> None:
        self._path = []
        self._seen.setCurrentIndex(0)
        self._table.setFocus()

    def _ask_to_check(self) -> None:
        """A colleague comes to the keyboard; the one filled button is theirs meanwhile."""
        self._beside.close_drawer()
        self._check.ask()
        self._foot.primary.hide()
        self._bottom.setFixedHeight(self._check.sizeHint().height())
        self._bottom.setCurrentWidget(self._check)

    def _leave_check(self) -> None:
        self._check.stop()
        self._bottom.setCurrentIndex(0)
        self._bottom.setFixedHeight(_low())
        self._foot.primary.show()
        self._table.setFocus()

    def _take_check(self, second: Unlocked) -> None:
        reckoned = self._result.reckoned
        if reckoned is None:
            return
        row = self.workspace.carry_out(lambda store: locking.check(store, reckoned, second), source=self)
        if row is not None:
            self._leave_check()
            self._reckon()
            self._foot.primary.setFocus()

    def _sign_own_check(self) -> None:
        """Signs with the key of who is at the keyboard, and locks nothing."""
        reckoned, word = self._result.reckoned, self.workspace.voice.word
        if reckoned is None:
            return
        row = self.workspace.carry_out(lambda store: locking.check(store, reckoned, store.opened), source=self)
        if row is not None:
            self.workspace.said.emit(word("Signed that exactly this sum was checked. The field team can lock it now."))

    def _do_primary(self) -> None:
        if self._judging.isActive():
            self._judge()
        found, trial = self._result, self._trial
        if found.reckoned is None or trial is None or not self._foot.is_ready:
            return
        if found.locked is not None:
            self.wanted.emit(self.heading().above)
        elif self._may_check:
            self._sign_own_check()
        elif found.obstacles is None or found.obstacles.check is None:
            self._ask_to_check()
        elif trial.versions:
            word = self.workspace.voice.word
            about = word("Why is there another version?")
            self._reason.ask(about, word("Lock it"), self._lock)
        else:
            self._lock("")

    def _lock(self, reason: str) -> None:
        reckoned = self._result.reckoned
        if reckoned is None:
            return
        row = self.workspace.carry_out(lambda store: locking.lock(store, reckoned, reason=reason), source=self)
        if row is not None and self._file is not None:
            self._typing.stop()
            self._draft.drop()
            self.show_place(self.place())

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

    def _show_ledger(self, target: Target) -> None:
        """The fact where it is changed; one of the household itself stands on its first tab."""
        if self._file is not None:
            case = self._file.case
            rows = {
                "house": case.houses,
                "appraisal": case.appraisals,
                "unregistered_part": case.unregistered_parts,
                "fixture": case.fixtures,
                "person": case.people,
            }.get(target.record, ())
            is_new = not rows and self._may_lock  # of who may write nothing is begun
            is_on_tab = target.record == "household" or (len(rows) != 1 and not is_new)  # all of a list stand there
            part, row = household_page.LEDGER if is_on_tab else target.record, rows[0].id if len(rows) == 1 else None
            field = "" if is_on_tab else target.field
            self.wanted.emit(Place("household", self._file.case.household.id, part, row, field))

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
        is_news = source is not self and any(record != "look" for record, _ in changed)
        if is_news and self.isVisible():  # a page that is come back to reads everything anew
            self._renew()

    def _say(self, text: str, more: str = "") -> None:
        self._pages.setCurrentIndex(0)
        self._said.setText(text)
        self._more.setText(more)

    # How it looks

    def _lay_out(self) -> None:
        word = self.workspace.voice.word
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addStretch()
        for part in (self._said, self._more):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            part.setWordWrap(True)
            middle.addWidget(part)
        middle.addStretch()
        card = QFrame()
        card.setProperty("part", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._table)
        for part in (card, self._detail):
            self._seen.addWidget(part)
        below = QWidget()
        across = QHBoxLayout(below)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(_GAP)
        across.addWidget(self._why, 8)
        across.addWidget(self._basis, 5)
        for part in (below, self._check):
            self._bottom.addWidget(part)
        for stack in (self._seen, self._bottom, self._pages):
            stack.setProperty("part", "inset")
        self._bottom.setFixedHeight(_low())
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        above = QHBoxLayout()
        above.setSpacing(_GAP)
        above.addWidget(self._notice, 1)
        above.addWidget(self._to_gap)
        column.addLayout(above)
        column.addWidget(self._seen, 1)
        column.addWidget(self._bottom)
        self._beside = Beside(content, self._facts, theme.broad(WIDTH), word("What it rests on"), is_left=True)
        for part in (empty, self._beside):
            self._pages.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self._pages, self._reason, self._foot):
            whole.addWidget(part, 1 if part is self._pages else 0)

    def _connect(self) -> None:
        word = self.workspace.voice.word
        self._slow.timeout.connect(lambda: self._say(word("The plan is being read …")))
        self._typing.came.connect(self._keep)
        self._facts.changed.connect(self._answer)
        self._facts.ledger_wanted.connect(self._show_ledger)
        self._facts.keep_wanted.connect(self._keep_flat)
        self._facts.flats_wanted.connect(self._show_flats)
        self._detail.wanted.connect(self._open_behind)
        self._to_gap.clicked.connect(self._go_to_gap)
        self._table.chosen.connect(self._take_row)
        self._judging.timeout.connect(self._judge)
        self._table.opened.connect(self._open_figure)
        self._basis.wanted.connect(self._open_figure)
        self._why.all_wanted.connect(self._open_changes)
        self._why.version_wanted.connect(self._compare_again)
        self._detail.left.connect(self._leave_detail)
        self._check.opened.connect(self._take_check)
        self._check.left.connect(self._leave_check)
        self._foot.primary.clicked.connect(self._do_primary)
        self._foot.shown.clicked.connect(self._show_to_household)
        self.workspace.changed.connect(self._take_changes)
        for keys, slot in (("Ctrl+L", self._do_primary), ("F11", self._show_to_household), ("F1", self._open_figure)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _compare_again(self, version: bytes | None) -> None:
        self._compare_with(version)
        self._reckon()


def _low() -> int:
    """How high what stands below the sum is: a box, and two lines of text that grow with the letters."""
    return theme.high(_BOTTOM) + 2 * theme.worn().step
