"""Papers before they are printed (mockup 06): who is in the queue, what the paper looks like, how it is printed.

Promise: what is seen is the PDF that is printed, the button says how many sheets come out, and nothing is printed that
is not registered. Hidden: papers are made beside the window, the one that is looked at first.
"""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.casework.writing_down import NOBODY
from desktop.domain.records import Household
from desktop.store import folder as place_of
from desktop.ui import print_printer, print_reading, print_rows
from desktop.ui.household_foot import Blank
from desktop.ui.jobs import Job
from desktop.ui.page import OF_NOBODY, Heading, Page, Place
from desktop.ui.print_desk import PrintDesk
from desktop.ui.print_register import RegisterPane
from desktop.ui.print_rows import SHEET, Asked, Line, Narrowed
from desktop.ui.print_sending import Sending
from desktop.ui.workspace import Workspace

REGISTER = "register"
"""The part of the page that a place names for the register of prints."""
_PATIENCE = 400  # ms without a word
_AT_FIRST = 20  # so many households arrive ticked where nobody chose any


class PrintPage(Page):
    """The page. A place names a household and a kind of its papers, or households by their ids, or the register.

    Or what is of no household, and a row of that.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._household: Household | None = None
        self._name = ""
        self._wanted: Asked | None = None  # the paper that a place names
        self._chosen: frozenset[bytes] | None = None  # the households that a place names
        self._is_of_nobody = False  # what is of no household is listed
        self._lines: Sequence[Line] = ()
        self._narrowed = Narrowed()
        self._reading: Job | None = None
        self._is_outdated = True  # the lines are to be read anew
        self._desk, self._register = PrintDesk(workspace, self), RegisterPane(workspace)
        self._blank = Blank("print", "filled", "print-blank")
        self._stack = QStackedWidget()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        voice = self.workspace.voice
        store = self.workspace.store
        area = place_of.card(store.folder).area
        if self._is_register:
            home = self._register.household
            named = store.get(Household, home) if home else None
            whose = voice.word("Household {name}", name=print_reading.called(self.workspace, named)) if named else area
            return Heading(voice.word("Register of prints"), whose, Place("print"), voice.word("Print"))
        if self._household is not None:
            above = Place("household", self._household.id)
            name = voice.word("Household {name}", name=self._name)
            return Heading(voice.word("Print papers"), "", above, name, hides_search=True)
        if self._is_of_nobody:
            title, about = voice.word("Print papers"), voice.word("of no household")
            if self._wanted is not None:
                return Heading(title, about, Place("grievances"), voice.word("Grievances and requests"))
            return Heading(title, about, Place("print"), voice.word("Print"))
        number = voice.words("{n} household", "{n} households", len(print_rows.chosen(self._lines, self._narrowed)))
        where = self._narrowed.lane or self._narrowed.building or area
        if self._chosen is not None:
            where = voice.word("those that were chosen")
        return Heading(voice.word("Print sheets"), f"{where} · {number}")

    def show_place(self, place: Place) -> None:
        self._desk.offer_printers(print_printer.names())
        if place.part == REGISTER:
            self._show_register(place.household)
            return
        store = self.workspace.store
        home = store.get(Household, place.household) if place.household else None
        is_of_nobody = home is None and place.part == OF_NOBODY
        are_chosen = home is None and place.part and not is_of_nobody
        chosen = frozenset(map(bytes.fromhex, place.part.split(","))) if are_chosen else None
        is_other = (home and home.id) != (self._household and self._household.id) or bool(place.part)
        is_other = is_other or is_of_nobody != self._is_of_nobody
        self._household, self._is_of_nobody = home, is_of_nobody
        self._name = print_reading.called(self.workspace, home) if home else ""
        if is_other:
            self._chosen = chosen
            self._wanted = Asked(home.id, place.part, place.row) if home and place.part else None
            if is_of_nobody and place.row:
                self._wanted = Asked(NOBODY, print_rows.GRIEVANCE, place.row)
            self._begin()
        self._stack.setCurrentWidget(self._desk)
        self._read()

    def place(self) -> Place:
        home = self._household.id if self._household else None
        part = REGISTER if self._is_register else OF_NOBODY if self._is_of_nobody else ""
        return Place("print", home, part)

    def panes(self) -> Sequence[QWidget]:
        seen = self._register if self._is_register else self._desk
        return seen.panes()

    def step_back(self) -> bool:
        """From the register to the queue; then from what was chosen to all of the area."""
        if self._is_register:
            self._leave_register()
            return True
        if self._desk.step_back():
            return True
        if self._is_queue and (self._chosen is not None or self._narrowed.is_of_place):
            self._chosen = None
            self._begin()
            self._read()
            return True
        return False

    def to_print(self) -> Place | None:
        """Ctrl+P presses the button."""
        if not self._is_register:
            self._desk.press()
        return None

    # What is read

    @property
    def _is_register(self) -> bool:
        return self._stack.currentWidget() is self._register

    @property
    def _is_queue(self) -> bool:
        """Whether households are listed, and not papers."""
        return self._household is None and not self._is_of_nobody

    def _begin(self) -> None:
        """Nothing is ticked, and nothing is looked at."""
        self._narrowed, self._lines, self._is_outdated = Narrowed(), (), True
        self._desk.begin(is_queue=self._is_queue)

    def _read(self) -> None:
        """Reads what is in the list, beside the window."""
        if not self._is_outdated:
            self._show()
            return
        if self._reading is not None:
            self._reading.leave()
        home = self._household
        reading = print_reading.papers(self.workspace, home) if home else self._listed()
        self._reading = job = self.workspace.job(reading, self)
        job.done.connect(self._take)
        job.refused.connect(self._patience.stop)
        self._patience.start()
        job.start()

    def _listed(self) -> print_reading.Reading:
        if self._is_of_nobody:
            return print_reading.of_nobody(self.workspace)
        return print_reading.households(self.workspace, self._chosen)

    def _take(self, lines: list[Line]) -> None:
        is_first = not self._lines
        self._reading, self._is_outdated = None, False
        self._patience.stop()
        self._lines = lines
        if self._is_queue:
            self._desk.offer_places(lines)
        if is_first:
            self._narrow_at_first()
            self._tick_at_first()
        else:
            self._desk.untick_printed(lines)
        self._show(is_first=is_first)

    def _narrow_at_first(self) -> None:
        """Those that can be printed stand alone where they would be lost among many others; how many is told below."""
        may = sum(line.is_printable for line in self._lines)
        if self._is_queue and may and len(self._lines) - may > _AT_FIRST:
            self._narrowed = Narrowed(only_printable=True)

    def _tick_at_first(self) -> None:
        """What is due arrives ticked where somebody chose; of a whole area only where it is a few."""
        due = [line.asked for line in print_rows.chosen(self._lines, self._narrowed) if line.is_due]
        if not self._is_queue:
            self._desk.tick([self._wanted_line().asked] if self._lines else [])
        elif self._chosen is not None or self._narrowed.is_of_place or len(due) <= _AT_FIRST:
            self._desk.tick(due)

    def _wanted_line(self) -> Line:
        """The line of the paper that a place named; else the sheet, or the first."""
        wanted = self._wanted
        kinds = print_rows.FORMS if wanted and wanted.kind == print_rows.REMEDIES else [wanted.kind if wanted else ""]
        fits = [line for line in self._lines if line.asked.kind in kinds]
        exact = [line for line in fits if wanted and wanted.row in (None, line.asked.row)]
        sheets = [line for line in self._lines if line.asked.kind == SHEET]
        return next(iter((*exact, *fits, *sheets)), self._lines[0])

    def _show(self, *, is_first: bool = False) -> None:
        lines = print_rows.chosen(self._lines, self._narrowed)
        if self._lines:
            of_place = print_rows.chosen(self._lines, replace(self._narrowed, only_printable=False))
            self._desk.show_lines(lines, of_place, self._narrowed, self._foremost(lines) if is_first else None)
            self._stack.setCurrentWidget(self._desk)
        else:
            self._say_empty()
        self.headed.emit()

    def _foremost(self, lines: Sequence[Line]) -> Asked | None:
        """What is looked at first: the paper that a place named, else the first that is printed."""
        if not self._is_queue:
            return self._wanted_line().asked
        return next((line.asked for line in lines if line.is_due), None)

    def _say_empty(self) -> None:
        word = self.workspace.voice.word
        if self._household is not None:
            self._blank.say(word("There is nothing to print of this household yet."), "", word("Back to the household"))
        else:
            self._blank.say(
                word("There is no household to print for yet."),
                word("A sheet can be printed once a sum is locked."),
                word("Show the households"),
            )
        self._stack.setCurrentWidget(self._blank)
        self._blank.take_keyboard()

    def _leave_empty(self) -> None:
        home = self._household
        self.wanted.emit(Place("household", home.id) if home else Place("households"))

    def _say_that_it_lasts(self) -> None:
        self._blank.say(self.workspace.voice.word("Looking who can be printed…"), "", "")
        self._stack.setCurrentWidget(self._blank)

    def _narrow(self, narrowed: Narrowed) -> None:
        is_other_place = (narrowed.lane, narrowed.building) != (self._narrowed.lane, self._narrowed.building)
        self._narrowed = narrowed
        if is_other_place:
            self._desk.untick_all()
            self._tick_at_first()
        self._show(is_first=is_other_place)

    # The register

    def _show_register(self, household: bytes | None) -> None:
        self._stack.setCurrentWidget(self._register)
        self._register.show_register(household)
        self._register.table.setFocus()
        self.headed.emit()

    def _leave_register(self) -> None:
        self._stack.setCurrentWidget(self._desk)
        self._read()
        self._desk.setFocus()
        self.headed.emit()

    # What changed

    def _take_changes(self, changed: frozenset[tuple[str, bytes]], _source: object) -> None:
        if all(record == "look" for record, _ in changed):
            return
        self._is_outdated = True
        self._desk.forget(is_only_register=all(record.startswith("printing") for record, _ in changed))
        if self.isVisible():
            if self._is_register:
                self._register.renew()
            else:
                self._read()

    def _end(self, sending: Sending) -> None:
        """What came out is not ticked any more."""
        self._desk.untick([asked for group in sending.came_out for asked in group.main])

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        for part in (self._desk, self._blank, self._register):
            self._stack.addWidget(part)
        self.setFocusProxy(self._desk)

    def _connect(self) -> None:
        self.workspace.changed.connect(self._take_changes)
        self._patience.timeout.connect(self._say_that_it_lasts)
        self._stack.currentChanged.connect(lambda: self.setFocusProxy(self._stack.currentWidget()))
        self._blank.wanted.connect(self._leave_empty)
        self._desk.narrowed.connect(self._narrow)
        self._desk.wanted.connect(self.wanted)
        self._desk.register_wanted.connect(lambda: self._show_register(self._household and self._household.id))
        self._desk.sent.connect(self._end)
        self._register.left.connect(self._leave_register)
