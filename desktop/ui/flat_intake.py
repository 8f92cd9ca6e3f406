"""A list of flats on its way in: what each of its rows makes of the flats that are known, before it is written.

Promise: nothing is written before the button says how many flats, and with a refused row nothing at all until somebody
says that such rows stay out. Hidden: the file is read, and compared, beside the window.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import importing
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.exchange import flat_list
from desktop.exchange.flat_list import FlatPlan, Listed
from desktop.exchange.intake import Outcome, Taken
from desktop.exchange.line import CellFinding
from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.cards import card, headed
from desktop.ui.choosing import chip
from desktop.ui.import_steps import TroubleView, WorkView
from desktop.ui.jobs import Job, Progress
from desktop.ui.line_table import LineTable
from desktop.ui.notices import Voice, told
from desktop.ui.table_model import Column
from desktop.ui.workspace import Workspace

_PATIENCE = 400  # ms without a word
_OUTCOMES = {
    Outcome.NEW: N_("new flat"),
    Outcome.CHANGED: N_("something changes"),
    Outcome.SAME: N_("as it is known"),
    Outcome.REFUSED: N_("can't be taken in"),
}
_FIRST = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.SAME)


class FlatIntake(QWidget):
    """It tells that another file is wanted, that a list was taken in, and that nobody wants to now."""

    another_wanted = Signal()
    taken = Signal(object)  # Taken
    left = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._voice = voice = workspace.voice
        word = voice.word
        self._plan: FlatPlan | None = None
        self._job: Job | None = None
        self._work, self._trouble, self._seen = WorkView(voice), TroubleView(voice), QStackedWidget()
        self._name, self._counted = theme.label("", "strong"), theme.label("", "second")
        columns = [
            Column(word("Row"), _place_said, 110),
            Column(word("Flat"), lambda row: row.name, 140, is_strong=True),
            Column(word("What comes of it"), lambda row: word(_OUTCOMES[row.outcome]), 170),
            Column(word("What is said"), self._said_of),
        ]
        self._rows = LineTable("flats-to-take-in", word("Rows of the list"), columns)
        self._without = chip("", "without-refused")
        self._another = theme.button(word("Choose another file"), "large", "another-list", "folder")
        self._leave = theme.button(word("Let it be"), "link", "leave-list")
        self._take = theme.button("", "filled", "take-flats-in", "import")
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    def begin(self, file: Path) -> None:
        """Reads a file and plans what taking it in would do."""
        store = self._workspace.store
        self._plan = None
        self._begin_job(
            lambda progress: flat_list.plan(store, importing.read(file, progress), progress),
            self._show_plan,
            self._voice.word("Reading the list of flats"),
        )

    def stop(self) -> bool:
        """Whether something was being read, which is not any more; what is being written is awaited."""
        if self._job is None or self._workspace.held:
            return bool(self._workspace.held)
        self._end()
        return True

    # Inside

    def _begin_job(self, work: Callable[[Progress], object], then: Callable[..., None], telling: str) -> None:
        self._end()
        job = self._job = Job(work, self)
        self._work.begin(telling)
        self._seen.setCurrentWidget(self._work)
        self._patience.start()
        job.progressed.connect(self._work.tell)
        job.done.connect(lambda result: self._finish(job, lambda: then(result)))
        job.refused.connect(lambda refused: self._finish(job, lambda: self._refuse(refused)))
        job.stopped.connect(lambda: self._finish(job, self.left.emit))
        job.start()

    def _finish(self, job: Job, then: Callable[[], None]) -> None:
        if job is self._job:
            self._job = None
            self._patience.stop()
            self._let_go()
            then()

    def _end(self) -> None:
        job, self._job = self._job, None
        self._patience.stop()
        if job is not None:
            job.leave()

    def _let_go(self) -> None:
        if self._workspace.held:
            self._workspace.held = ""
            self._workspace.said.emit("")

    def _refuse(self, refused: Refused | OSError) -> None:
        self._trouble.say(told(self._voice, refused))
        self._seen.setCurrentWidget(self._trouble)
        self._trouble.take_keyboard()

    def _show_plan(self, plan: FlatPlan) -> None:
        self._plan = plan
        word, words = self._voice.word, self._voice.words
        self._name.setText(plan.file)
        self._counted.setText(
            word(
                "{source} rows: {new} new, {changed} changed, {same} the same, {refused} refused; {others} no flats.",
                source=len(plan.rows) + plan.other_rows,
                new=plan.number_of(Outcome.NEW),
                changed=plan.number_of(Outcome.CHANGED),
                same=plan.number_of(Outcome.SAME),
                refused=plan.number_of(Outcome.REFUSED),
                others=plan.other_rows,
            )
        )
        self._rows.lines.fill(iter([sorted(plan.rows, key=lambda row: _FIRST.index(row.outcome))]))
        if plan.rows:
            self._rows.selectRow(0)
        refused = plan.number_of(Outcome.REFUSED)
        self._without.setText(words("Leave {n} refused row out", "Leave {n} refused rows out", refused))
        self._without.setChecked(False)
        self._without.setVisible(bool(refused))
        number = len(plan.written)
        self._take.setText(
            words("Take {n} flat in", "Take {n} flats in", number) if number else word("Nothing in it is new")
        )
        self._seen.setCurrentIndex(0)
        self._tell_ready()
        (self._take if self._take.isEnabled() else self._without if refused else self._another).setFocus()

    def _tell_ready(self) -> None:
        plan = self._plan
        is_free = plan is not None and (self._without.isChecked() or not plan.number_of(Outcome.REFUSED))
        self._take.setEnabled(plan is not None and bool(plan.written) and is_free)

    def _take_in(self) -> None:
        plan, store = self._plan, self._workspace.store
        if plan is None or self._job is not None or not self._take.isEnabled():
            return
        word, without = self._voice.word, self._without.isChecked()
        self._workspace.held = word(
            "The list of flats is being taken in. Until that is done or stopped, nothing else can be done here."
        )
        self._begin_job(
            lambda progress: flat_list.take_in(store, plan, without_refused=without, progress=progress),
            self._show_taken,
            word("Taking the list of flats in"),
        )

    def _show_taken(self, taken: Taken) -> None:
        self._plan = None
        self.taken.emit(taken)

    def _said_of(self, row: Listed) -> str:
        """What is wrong with a row, else what changes by it."""
        voice = self._voice
        wrong = [_finding_said(voice, each) for each in self._findings(row)]
        if wrong:
            return "; ".join(wrong)
        return voice.listed(_changes(voice, row)) if row.outcome is Outcome.CHANGED else ""

    def _findings(self, row: Listed) -> Sequence[CellFinding]:
        plan = self._plan
        same = (row.place.sheet, row.place.row)
        return [each for each in plan.findings if (each.place.sheet, each.place.row) == same] if plan else ()

    def _lay_out(self) -> None:
        whole, foot = QWidget(), QFrame()
        foot.setProperty("part", "foot")
        foot.setMinimumHeight(theme.high(theme.FOOTER))
        across = QHBoxLayout(foot)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        safe = theme.label(self._voice.word("Whose a flat is stays as it is. A backup is made first."), "second")
        safe.setWordWrap(True)
        across.addWidget(safe, 1)
        for part in (self._leave, self._another, self._without, self._take):
            across.addWidget(part)
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 12, 16, 12)
        inside.addWidget(card(headed(self._name, self._counted), self._rows))
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inside, 1)
        column.addWidget(foot)
        for part in (whole, self._work, self._trouble):
            self._seen.addWidget(part)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._seen)

    def _connect(self) -> None:
        self._without.toggled.connect(self._tell_ready)
        self._take.clicked.connect(self._take_in)
        self._another.clicked.connect(self.another_wanted)
        self._trouble.another_wanted.connect(self.another_wanted)
        self._leave.clicked.connect(self.left)
        self._work.stop_wanted.connect(lambda: self._job.stop() if self._job else None)
        self._patience.timeout.connect(self._work.show_itself)


def _place_said(row: Listed) -> str:
    return f"{row.place.sheet} {row.place.row}"


def _finding_said(voice: Voice, found: CellFinding) -> str:
    return voice.word(found.finding.message, **found.finding.values)


def _changes(voice: Voice, row: Listed) -> Iterator[str]:
    fields = RECORDS["flat"].field
    for each in row.differences:
        field = fields[each.field]
        was = "—" if each.before is None else voice.shown(field, each.before)
        now = "—" if each.after is None else voice.shown(field, each.after)
        yield f"{voice.label(field)} {was} → {now}"
