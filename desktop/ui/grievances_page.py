"""All grievances and requests of the area, those of nobody's household among them: what we answer, and by when (H07).

Promise: what is due first stands first, and one without a name is taken down, answered and settled here like any other.
Hidden: what belongs to a household is gone on with on that household's own tab of rights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import household_rights, writing_down
from desktop.casework.household_rights import Concern, HouseholdRights
from desktop.domain.fields import Role
from desktop.domain.four_clear import Case
from desktop.domain.records import Grievance, Household
from desktop.store import drafts, queries
from desktop.store.store import Store
from desktop.ui import theme, today_words
from desktop.ui.boxes import scrolling
from desktop.ui.cards import card, headed
from desktop.ui.choosing import chip
from desktop.ui.concern_list import ConcernList
from desktop.ui.entry_page import EntryPage
from desktop.ui.jobs import Job, Progress
from desktop.ui.ledger_line import Target
from desktop.ui.page import OF_NOBODY, Heading, Page, Place
from desktop.ui.workspace import Workspace

GRIEVANCE, STEP = "grievance", "grievance_event"
NEW = "new"
_RECORDS = {GRIEVANCE, STEP, "data_request", "data_request_event", "area_clock", "area_day"}
_COME_FROM_ELSEWHERE = (Role.WORKER, Role.LEAD)  # for the others it is a page of the rail
_MOST = 100  # that are laid out; how many there are is told
_PATIENCE = 400  # ms without a word


@dataclass(frozen=True, slots=True)
class Open:
    """What was read: the concerns, what is due first before the others, and how their households are called."""

    concerns: tuple[Concern, ...]
    of: int
    owed: int
    households: Mapping[bytes, queries.Listed]
    today: date


def read(store: Store, *, closed: bool) -> Open:
    """The first concerns of the area, settled ones too where they are asked for."""
    found = household_rights.concerns_of(store, closed=closed)
    shown, today = tuple(found[:_MOST]), store.today()
    homes = {each.record.household for each in shown if each.record.household}
    lines = queries.lines_of(store, homes)
    return Open(shown, len(found), sum(each.is_owed(today) for each in found), lines, today)


class GrievancesPage(Page):
    """The page. A place's part is NEW to take one down at once."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setObjectName("grievances-page")
        word = workspace.voice.word
        self._found: Open | None = None
        self._job: Job | None = None
        self._written: bytes | None = None  # whose slip is printed next
        self._may = all(workspace.may_write(record, record) for record in (GRIEVANCE, STEP))
        self._list = ConcernList(workspace)
        self._told, self._more = theme.label("", "strong"), theme.label("", "second")
        self._settled = chip(word("Also settled ones"), "also-settled")
        self._verify = theme.button(word("Check a paper"), "link", "to-verify", "qr")
        self._take_down = theme.button(word("Take down one of no household"), "filled", "take-down", "add")
        self._entries: dict[str, EntryPage] = {}
        self._stack, self._whole, self._foot = QStackedWidget(), QWidget(), QFrame()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    # A page

    def heading(self) -> Heading:
        voice, entry = self.workspace.voice, self._entry
        title = voice.word("Grievances and requests")
        if entry is not None:
            return Heading(entry.title, above=Place("grievances"), above_title=title)
        found = self._found
        about = voice.words("{n} waits for our answer", "{n} wait for our answer", found.owed) if found else ""
        if self.workspace.role not in _COME_FROM_ELSEWHERE:
            return Heading(title, about)
        return Heading(title, about, Place("households"), voice.word("Households"))

    def show_place(self, place: Place) -> None:
        if place.part == NEW and self._may:
            self._begin(GRIEVANCE)
        else:
            self._show_list()

    def place(self) -> Place:
        return Place("grievances")

    def panes(self) -> Sequence[QWidget]:
        return [self._entry or self._whole]

    def step_back(self) -> bool:
        entry = self._entry
        if entry is None:
            return False
        if not entry.step_back():
            self._show_list()
        return True

    def leave(self) -> None:
        if self._entry is not None:
            self._entry.leave()

    # What there is

    @property
    def _entry(self) -> EntryPage | None:
        seen = self._stack.currentWidget()
        return seen if isinstance(seen, EntryPage) else None

    def _show_list(self) -> None:
        self.leave()
        self._stack.setCurrentWidget(self._whole)
        self._read()
        (self._take_down if self._may else self._settled).setFocus()
        self.headed.emit()

    def _read(self) -> None:
        if self._job is not None:
            self._job.leave()
        store, closed = self.workspace.store, self._settled.isChecked()

        def work(_progress: Progress) -> Open:
            return read(store, closed=closed)

        self._patience.start()
        self._job = job = self.workspace.job(work, self)
        job.done.connect(self._take)
        job.refused.connect(self._patience.stop)
        job.start()

    def _take(self, found: Open) -> None:
        self._job, self._found = None, found
        self._patience.stop()
        voice = self.workspace.voice
        self._told.setText(voice.words("{n} matter", "{n} matters", found.of))
        rest = found.of - len(found.concerns)
        more = voice.words("{n} more is due later", "{n} more are due later", rest) if rest else ""
        self._more.setText(more or voice.word("what is due first before the others"))
        whose = {
            home: " ".join(filter(None, (today_words.called(voice, line), line.number)))
            for home, line in found.households.items()
        }
        gathered = HouseholdRights((), (), found.concerns, found.today)
        self._list.show_concerns(gathered, may_step=self._may, whose=whose)
        self._list.go_to_slip(self._written)
        self._written = None
        self.headed.emit()

    def _say_slow(self) -> None:
        self._more.setText(self.workspace.voice.word("Looking through the households …"))

    def _take_changes(self, rows: frozenset[tuple[str, bytes]], _source: object) -> None:
        if self.isVisible() and self._entry is None and any(record in _RECORDS for record, _ in rows):
            self._read()

    # One of them

    def _open(self, target: Target) -> None:
        """A household's is opened with that household, nobody's here."""
        about = target.row or bytes.fromhex(target.field)
        known = self._found.concerns if self._found else ()
        concern = next((each for each in known if each.record.id == about), None)
        if concern is None:
            return
        home = concern.record.household
        if home is None:
            self._begin(target.record, target.row, target.field)
        elif target.row is not None:
            self.wanted.emit(Place("household", home, target.record, target.row))
        else:
            self.wanted.emit(Place("household", home, "rights"))

    def _print(self, row: Grievance) -> None:
        """Shows the slip of a grievance as it is printed."""
        home = row.household
        self.wanted.emit(Place("print", home, GRIEVANCE if home else OF_NOBODY, row.id))

    def _begin(self, record: str, row: bytes | None = None, about: str = "") -> None:
        """Opens the entry page of a record that is of no household: a known one, what was begun, or a new one."""
        if record not in self._entries:
            made = self._entries[record] = EntryPage(self.workspace, record)
            made.finished.connect(partial(self._end, record))
            made.named.connect(self.headed)
            self._stack.addWidget(made)
        entry = self._entries[record]
        entry.open(self._nobodys(), Target(record, row or self._begun(record, about), about))
        self._stack.setCurrentWidget(entry)
        self.headed.emit()

    def _begun(self, record: str, about: str) -> bytes | None:
        """What this person began to type of nobody's household, and did not finish."""
        store = self.workspace.store
        mine = () if self.workspace.is_read_only else drafts.drafts_of(store, store.opened.person)
        for draft in mine:
            is_meant = draft.record == record and draft.household is None
            if is_meant and about in ("", draft.fields.get("typed", {}).get(GRIEVANCE)):
                row = draft.fields.get("id")
                return row if isinstance(row, bytes) else None
        return None

    def _nobodys(self) -> Case:
        """What stands in place of a household where there is none."""
        mine = self.workspace.read(lambda store: store.records(Grievance, household=None), ())
        return Case.of(Household(id=writing_down.NOBODY), mine)

    def _end(self, record: str) -> None:
        """Back to the list; of a grievance its slip is said, and Enter prints it."""
        row = self._entries[record].row
        self._show_list()
        written = self.workspace.store.get(Grievance, row) if record == GRIEVANCE and row else None
        if written is not None:
            self._written = row
            word = self.workspace.voice.word
            self.workspace.said.emit(
                word("Slip {slip}: to be answered by {day}.", slip=written.slip_number, day=written.due_on)
            )

    # Making

    def _lay_out(self) -> None:
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)
        column.addStretch()
        shown = card(headed(self._told, self._more, self._verify, self._settled), scrolling(listing))
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 12, 16, 12)
        inside.addWidget(shown)
        self._foot.setProperty("part", "foot")
        self._foot.setMinimumHeight(theme.high(theme.FOOTER))
        across = QHBoxLayout(self._foot)
        across.setContentsMargins(16, 8, 16, 8)
        rule = self.workspace.voice.word(
            "Anybody may complain, also without a name. A household's own are taken down on its tab of rights."
        )
        about = theme.label(rule, "second")
        about.setWordWrap(True)
        across.addWidget(about, 1)
        across.addWidget(self._take_down)
        self._take_down.setVisible(self._may)
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(inside, 1)
        whole.addWidget(self._foot)
        self._stack.addWidget(self._whole)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._stack)

    def _connect(self) -> None:
        self._list.wanted.connect(self._open)
        self._list.slip_wanted.connect(self._print)
        self._settled.toggled.connect(self._read)
        self._verify.clicked.connect(lambda: self.wanted.emit(Place("verify")))
        self._take_down.clicked.connect(lambda: self._begin(GRIEVANCE))
        self._patience.timeout.connect(self._say_slow)
        self.workspace.changed.connect(self._take_changes)
