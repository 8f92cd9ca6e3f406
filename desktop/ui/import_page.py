"""A ledger of an office on its way in: read, looked through, taken in, and taken back if that was wrong.

Promise: nothing is written before the button says how much, and the file itself is never changed. Hidden: what a person
said of a file is kept until another file is read, also when the page is left.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout

from desktop.casework import importing
from desktop.casework.importing import Said
from desktop.domain.errors import Refused
from desktop.domain.records import Intake
from desktop.exchange import intake
from desktop.exchange.intake import Taken, Withdrawn
from desktop.exchange.line import Place as Cell
from desktop.exchange.workbook import Workbook
from desktop.i18n import N_
from desktop.store import queries
from desktop.ui.import_plan import PlanView
from desktop.ui.import_preparing import Prepared, prepare
from desktop.ui.import_start import StartView, files_of_before
from desktop.ui.import_steps import DoneView, Footer, TroubleView, WorkView
from desktop.ui.import_titles import TitlesView
from desktop.ui.jobs import Job, Progress
from desktop.ui.notices import told
from desktop.ui.page import Heading, Page, Place
from desktop.ui.workspace import Workspace

LEDGERS = (".xlsx", ".xlsm", ".xls", ".csv")
_PATIENCE = 400  # ms without a word: most is done by then


View = StartView | TitlesView | WorkView | TroubleView | PlanView | DoneView


class ImportPage(Page):
    """The page. `begin` reads a file; a place names it by its path."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._voice = voice = workspace.voice
        self._store = workspace.store
        self._file: Path | None = None
        self._book: Workbook | None = None
        self._said = Said()
        self._prepared: Prepared | None = None
        self._written: bytes | None = None  # the row of the intake that can be taken back
        self._job: Job | None = None
        self._about = ""
        self._may_write = workspace.may_write("household", "number")
        self._start, self._titles = StartView(voice, may_write=self._may_write), TitlesView(voice)
        self._work, self._trouble = WorkView(voice), TroubleView(voice)
        self._plan, self._done = PlanView(voice), DoneView(voice)
        self._stack = QStackedWidget()
        self._seen: View = self._start
        self._footer = Footer(voice, may_write=self._may_write)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    def heading(self) -> Heading:
        word = self._voice.word
        about, above = self._about, Place("households")
        return Heading(word("Import a ledger"), about, above, word("Households"), hides_search=True)

    def show_place(self, place: Place) -> None:
        """Reads the file that the place names, or lets a person choose one."""
        if place.part:
            self.begin(Path(place.part))
        else:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._tell_about("")
        self._start.show_files(files_of_before(self._store))
        self._show(self._start)
        self._start.take_keyboard()

    def place(self) -> Place:
        is_chosen = self._file is not None and self._seen is not self._start
        return Place("import", part=str(self._file) if is_chosen else "")

    def step_back(self) -> bool:
        """What is being written is stopped, or awaited; from choosing the row of titles Esc goes back to the plan."""
        if self._seen is self._titles and self._has_plan():
            self._return()
            return True
        return bool(self.workspace.held)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes to what is seen."""
        super().focusInEvent(event)
        self._seen.take_keyboard()

    def leave(self) -> None:
        if not self.workspace.held:
            self._stop()

    # A file is chosen or dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (file := self._dropped(event)) is not None:
            event.acceptProposedAction()
            self.begin(file)

    def _dropped(self, event: QDropEvent) -> Path | None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        is_ledger = len(files) == 1 and files[0].suffix.lower() in LEDGERS and not self.workspace.held
        return files[0] if is_ledger else None

    def _choose_file(self) -> None:
        word = self._voice.word
        place = str(self._file or Path.home())
        kinds = " ".join(f"*{kind}" for kind in LEDGERS)
        chosen, _ = QFileDialog.getOpenFileName(self, word("Import a ledger"), place, f"{word('Ledgers')} ({kinds})")
        if chosen:
            self.begin(Path(chosen))

    def begin(self, file: Path) -> None:
        """Reads a file and plans what taking it in would do."""
        self._file = file
        self._prepared = self._written = None
        self._tell_about(file.name)
        self._begin_job(lambda progress: importing.read(file, progress), self._plan_book, N_("Reading the file"))

    # Reading and planning

    def _plan_book(self, book: Workbook) -> None:
        if self._book is None or book.digest != self._book.digest:
            self._said = Said()
            self._plan.forget()
            self._titles.forget()
        self._book = book
        self._plan_anew()

    def _plan_anew(self) -> None:
        store, book, said = self._store, self._book, self._said
        if book is None:
            return
        self._begin_job(
            lambda progress: prepare(store, book, said, progress),
            self._show_plan,
            N_("Comparing with the store"),
        )

    def _show_plan(self, prepared: Prepared) -> None:
        self._prepared = prepared
        tables = prepared.plan.ledger.tables
        if not tables:
            self._ask_titles()
            return
        words = self._voice.words
        sheet = tables[0].sheet if len(tables) == 1 else words("{n} sheet", "{n} sheets", len(tables))
        rows = words("{n} row", "{n} rows", prepared.plan.ledger.source_rows)
        name = prepared.plan.ledger.name
        self._tell_about(" · ".join((name, rows) if sheet == Path(name).stem else (name, sheet, rows)))
        self._plan.show_plan(prepared.plan, prepared.preview)
        is_new = self._stack.currentWidget() is not self._plan
        self._show(self._plan)
        if is_new:
            self._plan.take_keyboard()

    def _has_plan(self) -> bool:
        return self._prepared is not None and bool(self._prepared.plan.ledger.tables)

    def _ask_titles(self) -> None:
        """Lets a person say where the titles stand; a file without any row is none to go on with."""
        if self._book is None:
            return
        if self._titles.show_book(self._book, is_missed=not self._has_plan()):
            self._show(self._titles)
            self._titles.take_keyboard()
        else:
            word = self._voice.word
            told = word("There is no row in {file}.", file=self._book.name)
            self._show(self._trouble)
            self._trouble.say(f"{told}\n{word('See whether it is the right file.')}")

    def _say_titles(self, sheet: str, row: int) -> None:
        """What was said of the columns before was said of other titles."""
        self._say_of_file(replace(self._said, mapping={}, title_rows={**self._said.title_rows, sheet: row}))

    def _map(self, mapping: dict[str, str]) -> None:
        self._say_of_file(replace(self._said, mapping={**self._said.mapping, **mapping}))

    def _correct(self, place: Cell, text: str) -> None:
        self._say_of_file(replace(self._said, corrections={**self._said.corrections, place: text}))

    def _leave_out(self, place: Cell, is_left_out: bool) -> None:  # noqa: FBT001  Qt's signal gives it by its place
        others = frozenset(self._said.left_out) - {place}
        self._say_of_file(replace(self._said, left_out=others | {place} if is_left_out else others))

    def _say_of_file(self, said: Said) -> None:
        self._said = said
        self._plan_anew()

    # Writing

    def _take_in(self) -> None:
        store, prepared = self._store, self._prepared
        if prepared is None or not prepared.plan.written:
            return
        self._begin_job(
            lambda progress: importing.taken_in(store, prepared.plan, progress),
            self._show_taken,
            N_("Taking in"),
            held=N_("The ledger is being taken in. Until that is done or stopped, nothing else can be done here."),
        )

    def _show_taken(self, taken: Taken) -> None:
        self._written = taken.intake
        if self._prepared is not None:
            self._done.show_taken(self._prepared.plan)
        self._show(self._done)
        self._tell_changed(taken.intake)

    def _ask_why_back(self, about: Intake) -> None:
        """Asks why a file of before is taken back."""
        self._prepared, self._written = None, about.id
        self._show(self._done)
        self._done.show_earlier(about)

    def _take_back(self, because: str) -> None:
        store, row = self._store, self._written
        if row is None:
            return
        self._begin_job(
            lambda progress: intake.withdraw(store, row, because, progress),
            self._show_withdrawn,
            N_("Taking back"),
            held=N_("The import is being taken back. Until that is done, nothing else can be done here."),
        )

    def _show_withdrawn(self, back: Withdrawn) -> None:
        row, self._written = self._written, None
        self._done.show_withdrawn(back)
        self._show(self._done)
        self._tell_changed(row)

    def _tell_changed(self, row: bytes | None) -> None:
        if row is not None:
            self.workspace.changed.emit(frozenset({("intake", row)}), self)
            self.workspace.kept.emit()

    def _ask_where_to_export(self) -> None:
        word, book, prepared, read = self._voice.word, self._book, self._prepared, self._file
        if book is None or prepared is None or read is None:
            return
        name = word("{file}, to correct.xlsx", file=read.stem)
        chosen, _ = QFileDialog.getSaveFileName(
            self, word("Save the rows to correct"), str(read.with_name(name)), "Excel (*.xlsx)"
        )
        if not chosen:
            return
        file = Path(chosen).with_suffix(".xlsx")
        language = self._voice.language
        job = self.workspace.job(lambda _progress: importing.export_refused(prepared.plan, book, file, language), self)
        job.done.connect(lambda rows: self._tell_exported(rows, file))
        job.start()

    def _tell_exported(self, rows: int, file: Path) -> None:
        words = self._voice.words
        self.workspace.said.emit(
            words("{n} row to correct is in {file}.", "{n} rows to correct are in {file}.", rows, file=file)
        )

    # The one job

    def _begin_job(
        self, work: Callable[[Progress], object], then: Callable[..., None], telling: str, *, held: str = ""
    ) -> None:
        """Starts the page's one job; what an earlier one still brings counts no more. `held` is why all else waits."""
        self._stop()
        job = self._job = Job(work, self)
        self.workspace.held = self._voice.word(held) if held else ""
        job.progressed.connect(lambda done, of: self._tell(job, done, of))
        job.done.connect(lambda result: self._end(job, lambda: then(result)))
        job.refused.connect(lambda refused: self._end(job, lambda: self._refuse(refused)))
        job.stopped.connect(lambda: self._end(job, self._return))
        job.destroyed.connect(lambda: self._end(job, self._return))  # it ended by a bug, which the window has told
        if held or not self._has_plan():
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
        if self.workspace.held:
            self.workspace.held = ""
            self.workspace.said.emit("")

    def _tell(self, job: Job, done: int, of: int) -> None:
        if job is not self._job:
            return
        self._work.tell(done, of)
        if self._is_slow():
            self._footer.say(self._voice.word("The plan is made anew: {done} of {of}…", done=done, of=of))

    def _is_slow(self) -> bool:
        return not self._patience.isActive() and self._seen is self._plan

    def _begin_telling(self) -> None:
        if self._seen is self._work:
            self._work.show_itself()
        self._footer.say(self._voice.word("The plan is made anew…"))

    def _end(self, job: Job, then: Callable[[], None]) -> None:
        if job is self._job:
            self._settle()
            then()

    def _refuse(self, refused: Refused | OSError) -> None:
        self._return()
        if self._prepared is None and self._written is None:
            self._show(self._trouble)
            self._trouble.say(told(self._voice, refused))
            return
        self.workspace.refused.emit(refused)
        prepared = self._prepared
        if prepared is None or self._written is not None:
            return
        if queries.revision_of(self._store) != prepared.plan.revision:
            self._plan_anew()

    def _return(self) -> None:
        """Back to the plan that there is, as it was said."""
        if self._written is not None:
            self._show(self._done)
        elif self._prepared is not None:
            self._said = self._prepared.said
            self._show_plan(self._prepared)
        else:
            self._said = Said()
            self._begin_anew()

    def _leave(self) -> None:
        """Goes back to the households, but not while something is written: that is stopped, or awaited."""
        if not self.workspace.held:
            self._stop()
            self.wanted.emit(Place("households"))

    def _tell_about(self, text: str) -> None:
        self._about = text
        self.headed.emit()

    # What is seen

    def _show(self, view: View) -> None:
        self._seen = view
        self._stack.setCurrentWidget(view)
        self._footer.hide()
        if self._prepared is not None and view in (self._plan, self._done):
            self._footer.show_numbers(self._prepared.preview, is_done=view is self._done)

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        for view in (self._start, self._titles, self._work, self._trouble, self._plan, self._done):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self._footer)

    def _connect(self) -> None:
        self._start.file_wanted.connect(self._choose_file)
        self._start.back_wanted.connect(self._ask_why_back)
        self._titles.said.connect(self._say_titles)
        self._titles.another_wanted.connect(self._choose_file)
        self._footer.take_wanted.connect(self._take_in)
        self._footer.export_wanted.connect(self._ask_where_to_export)
        self._work.stop_wanted.connect(self._stop_work)
        self._trouble.another_wanted.connect(self._choose_file)
        self._plan.said.connect(self._map)
        self._plan.corrected.connect(self._correct)
        self._plan.left_out.connect(self._leave_out)
        self._plan.titles_wanted.connect(self._ask_titles)
        self._done.withdrawn.connect(self._take_back)
        self._done.left.connect(self._leave)
        for key, does in (("F8", self._plan.show_next_flaw), ("Ctrl+Return", self._footer.take)):
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        self._patience.timeout.connect(self._begin_telling)
