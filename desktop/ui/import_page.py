"""A ledger of an office on its way in: read, looked through, taken in, and taken back if that was wrong.

Promise: nothing is written before the button says how much, and the file itself is never changed. Hidden: what a person
said of a file is kept until another file is read, also when the page is left.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import importing
from desktop.casework.importing import Said
from desktop.domain.errors import Refused
from desktop.exchange import intake
from desktop.exchange.intake import Kind, Plan, Taken, Withdrawn
from desktop.exchange.line import Place as Cell
from desktop.exchange.workbook import Workbook
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.store import Store
from desktop.ui import theme
from desktop.ui.import_plan import PlanView
from desktop.ui.import_rows import Preview, preview
from desktop.ui.import_steps import DoneView, Footer, TroubleView, WorkView
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import Notice, told
from desktop.ui.page import Heading, Page, Place
from desktop.ui.workspace import Workspace

_LEDGERS = "*.xlsx *.xlsm *.xls *.csv"
_PATIENCE = 400  # ms without a word: most is done by then
_SHEET = Template("""
QTableView { border: none; border-radius: 0; }
QScrollBar:horizontal { background: $sunken; height: 12px; border: none; }
QScrollBar::handle:horizontal { background: $control; border-radius: 4px; min-width: 40px; margin: 2px; }
QComboBox {
    background: $surface; border: 1px solid $control; border-radius: 6px; padding: 0 10px; min-height: 36px;
}
QComboBox::drop-down { border: none; width: 24px; }
QComboBox[look="doubtful"] { border: 2px solid $warn; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $control; selection-background-color: $brand_soft; selection-color: $ink;
}
QFrame[part="tiles"] { border: none; border-bottom: 1px solid $line; }
QFrame[part="tile"] { border: none; border-right: 1px solid $line; }
QFrame[part="panel"] { border: none; border-top: 1px solid $line; }
QFrame[part="footer"] { background: $surface; border: none; border-top: 1px solid $line; }
QScrollArea, QWidget[part="lines"] { background: $surface; border: none; }
QLabel[look="number"] { font-size: 20px; font-weight: 700; }
QPushButton[look="link"] { border: none; background: transparent; color: $brand; padding: 0 8px; }
""")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan with what was said for it, and its rows."""

    said: Said
    plan: Plan
    preview: Preview


class ImportPage(Page):
    """The page. `begin` reads a file; a place names it by its path."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._voice = voice = workspace.voice
        self._store = workspace.store
        self._file = Path.home()
        self._book: Workbook | None = None
        self._said = Said()
        self._prepared: Prepared | None = None
        self._taken: Taken | None = None
        self._job: Job | None = None
        self._is_writing = False
        self._about = ""
        self._notice, self._news = Notice(), Notice("info")
        self._work, self._trouble = WorkView(voice), TroubleView(voice)
        self._plan, self._done = PlanView(voice), DoneView(voice)
        self._stack = QStackedWidget()
        self._footer = Footer(voice)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    def heading(self) -> Heading:
        word = self._voice.word
        return Heading(word("Import a ledger"), self._about, Place("households"), word("Households"))

    def show_place(self, place: Place) -> None:
        """Reads the file that the place names, or lets a person choose one."""
        file = Path(place.part) if place.part else self.chosen_file()
        if file is not None:
            self.begin(file)
        elif self._book is None:
            self._show(self._trouble)

    def place(self) -> Place:
        return Place("import", part=str(self._file))

    def step_back(self) -> bool:
        """What is being written is stopped, or awaited; only then is the page left."""
        return self._is_writing

    def leave(self) -> None:
        if not self._is_writing:
            self._stop()

    def chosen_file(self) -> Path | None:
        """Lets a person choose a ledger; None where none was chosen."""
        word = self._voice.word
        chosen, _ = QFileDialog.getOpenFileName(
            self, word("Import a ledger"), str(self._file), f"{word('Ledgers')} ({_LEDGERS})"
        )
        return Path(chosen) if chosen else None

    def begin(self, file: Path) -> None:
        """Reads a file and plans what taking it in would do."""
        self._file = file
        self._prepared = self._taken = None
        self._tell_about(file.name)
        self._say("")
        self._start(lambda progress: importing.read(file, progress), self._plan_book, N_("Reading the file"))

    # Reading and planning

    def _plan_book(self, book: Workbook) -> None:
        if self._book is None or book.digest != self._book.digest:
            self._said = Said()
            self._plan.forget()
        self._book = book
        self._plan_anew()

    def _plan_anew(self) -> None:
        store, book, said = self._store, self._book, self._said
        if book is None:
            return
        self._start(
            lambda progress: _prepared(store, book, said, progress),
            self._show_plan,
            N_("Comparing with the store"),
        )

    def _show_plan(self, prepared: Prepared) -> None:
        self._prepared = prepared
        tables = prepared.plan.ledger.tables
        words = self._voice.words
        sheet = tables[0].sheet if len(tables) == 1 else words("{n} sheet", "{n} sheets", len(tables))
        rows = words("{n} row", "{n} rows", prepared.plan.ledger.source_rows)
        self._tell_about(f"{self._file.name} · {sheet} · {rows}")
        self._plan.show_plan(prepared.plan, prepared.preview)
        is_new = self._stack.currentWidget() is not self._plan
        self._show(self._plan)
        if is_new:
            self._plan.take_keyboard()

    def _map(self, mapping: dict[str, str]) -> None:
        self._say_of_file(replace(self._said, mapping={**self._said.mapping, **mapping}))

    def _correct(self, place: Cell, text: str) -> None:
        self._say_of_file(replace(self._said, corrections={**self._said.corrections, place: text}))

    def _leave_out(self, place: Cell, is_left_out: bool) -> None:  # noqa: FBT001  Qt's signal gives it by its place
        others = frozenset(self._said.left_out) - {place}
        self._say_of_file(replace(self._said, left_out=others | {place} if is_left_out else others))

    def _say_of_file(self, said: Said) -> None:
        self._said = said
        self._say("")
        self._plan_anew()

    # Writing

    def _take_in(self) -> None:
        store, prepared = self._store, self._prepared
        if prepared is None:
            return
        self._say("")
        self._start(
            lambda progress: importing.taken_in(store, prepared.plan, progress),
            self._show_taken,
            N_("Taking in"),
            is_writing=True,
        )

    def _show_taken(self, taken: Taken) -> None:
        self._taken = taken
        if self._prepared is not None:
            self._done.show_taken(self._prepared.plan)
        self._show(self._done)
        self.workspace.changed.emit(frozenset({("household", b"")}), self)

    def _take_back(self, because: str) -> None:
        store, taken = self._store, self._taken
        if taken is None or taken.intake is None:
            return
        row = taken.intake
        self._start(
            lambda _progress: intake.withdraw(store, row, because), self._show_withdrawn, N_("Taking back"), is_writing=True
        )

    def _show_withdrawn(self, back: Withdrawn) -> None:
        self._taken = None
        self._done.show_withdrawn(back)
        self._show(self._done)
        self.workspace.changed.emit(frozenset({("household", b"")}), self)

    def _ask_where_to_export(self) -> None:
        word = self._voice.word
        name = word("{file}, to correct.xlsx", file=self._file.stem)
        chosen, _ = QFileDialog.getSaveFileName(
            self, word("Save the rows to correct"), str(self._file.with_name(name)), "Excel (*.xlsx)"
        )
        book, prepared = self._book, self._prepared
        if not chosen or book is None or prepared is None:
            return
        file = Path(chosen).with_suffix(".xlsx")
        job = Job(lambda _progress: importing.export_refused(prepared.plan, book, file, self._voice.language), self)
        job.done.connect(lambda rows: self._tell_exported(rows, file))
        job.refused.connect(lambda refused: self._notice.say(told(self._voice, refused)))
        job.start()

    def _tell_exported(self, rows: int, file: Path) -> None:
        words = self._voice.words
        self._news.say(words("{n} row to correct is in {file}.", "{n} rows to correct are in {file}.", rows, file=file))

    # The one job

    def _start(
        self, work: Callable[[Progress], object], then: Callable[..., None], telling: str, *, is_writing: bool = False
    ) -> None:
        """Starts the page's one job; what an earlier one still brings counts no more."""
        self._stop()
        job = self._job = Job(work, self)
        self._is_writing = is_writing
        job.progressed.connect(lambda done, of: self._tell(job, done, of))
        job.done.connect(lambda result: self._end(job, lambda: then(result)))
        job.refused.connect(lambda refused: self._end(job, lambda: self._refuse(refused)))
        job.stopped.connect(lambda: self._end(job, self._return))
        job.destroyed.connect(lambda: self._end(job, self._return))  # it ended by a bug, which the window has told
        if is_writing or self._prepared is None:
            self._work.begin(self._voice.word(telling))
            self._show(self._work)
        self._footer.setDisabled(True)
        self._patience.start()
        job.start()

    def _stop(self) -> None:
        self._stop_work()
        self._settle()

    def _stop_work(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _settle(self) -> None:
        self._job = None
        self._patience.stop()
        self._is_writing = False

    def _tell(self, job: Job, done: int, of: int) -> None:
        if job is self._job:
            self._work.tell(done, of)

    def _begin_telling(self) -> None:
        self._work.show_itself()
        self._footer.say(self._voice.word("The plan is made anew…"))

    def _end(self, job: Job, then: Callable[[], None]) -> None:
        if job is self._job:
            self._settle()
            then()

    def _refuse(self, refused: Refused | OSError) -> None:
        self._return()
        self._say(told(self._voice, refused))
        store, prepared = self._store, self._prepared
        if prepared is None or self._taken is not None:
            return
        if queries.revision_of(store) != prepared.plan.revision:
            self._plan_anew()

    def _return(self) -> None:
        """Back to the plan that there is, as it was said."""
        if self._taken is not None:
            self._show(self._done)
        elif self._prepared is not None:
            self._said = self._prepared.said
            self._show_plan(self._prepared)
        else:
            self._said = Said()
            self._show(self._trouble)

    def _leave(self) -> None:
        """Goes back to the households, but not while something is written: that is stopped, or awaited."""
        if not self._is_writing:
            self._stop()
            self.wanted.emit(Place("households"))

    def _tell_about(self, text: str) -> None:
        self._about = text
        self.headed.emit()

    # What is seen

    def _show(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        self._footer.hide()
        if self._prepared is not None and view in (self._plan, self._done):
            self._footer.show_numbers(self._prepared.preview, is_done=view is self._done)

    def _say(self, text: str) -> None:
        """Says what went wrong; what was said before is gone."""
        self._notice.say(text)
        self._news.say("")

    def _choose_another(self) -> None:
        if file := self.chosen_file():
            self.begin(file)

    def _lay_out(self) -> None:
        self.setStyleSheet(_SHEET.substitute(theme.worn().colours))
        for view in (self._work, self._trouble, self._plan, self._done):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._notice, self._news):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        column.addWidget(self._footer)

    def _connect(self) -> None:
        self._footer.take_wanted.connect(self._take_in)
        self._footer.export_wanted.connect(self._ask_where_to_export)
        self._work.stop_wanted.connect(self._stop_work)
        self._trouble.another_wanted.connect(self._choose_another)
        self._plan.said.connect(self._map)
        self._plan.corrected.connect(self._correct)
        self._plan.left_out.connect(self._leave_out)
        self._done.withdrawn.connect(self._take_back)
        self._done.left.connect(self._leave)
        next_flaw = QShortcut(QKeySequence("F8"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        next_flaw.activated.connect(self._plan.show_next_flaw)
        self._patience.timeout.connect(self._begin_telling)


def _prepared(store: Store, book: Workbook, said: Said, progress: Progress) -> Prepared:
    progress(0, 0)  # one that is not wanted any more ends here
    plan = importing.planned(store, book, Kind.LEDGER, said, progress)
    if not plan.ledger.tables:
        raise Refused(
            "No ledger was found in {file}: no row of titles such as 户主, 坐落, 面积, and no cards. "
            "Nothing was written.",
            "Look whether it is the right file; name its columns in the first rows.",
            file=book.name,
        )
    return Prepared(said, plan, preview(plan, frozenset(said.left_out)))
