"""One household: its header, and below it the tab, entry page or registration that a place names.

Promise: whatever changes, here or elsewhere, is seen at once. Hidden: which widget shows which part.
"""

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.casework import questioning
from desktop.domain import rights
from desktop.domain.fields import RECORDS, Role
from desktop.domain.rights import State
from desktop.store import queries
from desktop.ui import clock_words, elsewhere_words, household_view, ledger_summary, purge_words
from desktop.ui.band import Band
from desktop.ui.duplicates_band import SamenessBands
from desktop.ui.entry_page import EntryPage
from desktop.ui.evidence_intake import of_places
from desktop.ui.evidence_tab import EvidenceTab
from desktop.ui.household_file import HouseholdFile, file_of
from desktop.ui.household_foot import Blank
from desktop.ui.household_header import HouseholdHeader
from desktop.ui.household_history import HouseholdHistory
from desktop.ui.household_ledger import HouseholdLedger
from desktop.ui.household_money import SUM, HouseholdMoney
from desktop.ui.household_visits import HouseholdVisits
from desktop.ui.ledger_line import EVIDENCE, Target
from desktop.ui.next_steps import RIGHTS, VISITS
from desktop.ui.page import Heading, Page, Place
from desktop.ui.question_band import QuestionBand
from desktop.ui.reason_bar import ReasonBar
from desktop.ui.registration_page import RegistrationPage
from desktop.ui.rights_tab import RightsTab
from desktop.ui.watched_folder import Offer
from desktop.ui.workspace import Workspace

LEDGER, HISTORY, NEW = "ledger", "history", "new"
VISIT, EXPLAIN = "visit", "explanation"  # each with a page of its own
MONEY = "money"
_TABS = (LEDGER, VISITS, MONEY, EVIDENCE, RIGHTS, HISTORY)
_OF_MONEY = frozenset({"payment", "handover"})
_OF_RIGHTS = frozenset({"service", "grievance", "grievance_event", "data_request", "data_request_event"})


class HouseholdPage(Page):
    """A place names a household and a part: a tab, the kind of a record with its row, or "new"."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        word = workspace.voice.word
        self._file: HouseholdFile | None = None
        self._wanted: bytes | None = None  # the household that was asked for, where it is not here
        self._gone = ""  # what it is called
        self._part = LEDGER
        tabs = (
            word("Four-clear ledger"),
            word("Visits"),
            word("Compensation sum"),
            word("Evidence"),
            word("Rights and grievances"),
            word("History"),
        )
        self._header = HouseholdHeader(workspace, tabs)
        self._ledger = HouseholdLedger(workspace)
        self._offer = Offer(workspace.voice)
        self._withdrawn = Band("info", "withdraw", word("Bring it back"), "revive-household", "undo")
        self._told = Band("info", "info", "", "told")
        self._reason = ReasonBar(workspace.voice)
        self._returned = QuestionBand(workspace, self._reason)
        self._sameness = SamenessBands(workspace, self._reason)
        self._entries: dict[str, EntryPage] = {}
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        for band in (self._withdrawn, self._sameness, self._told, self._returned):
            column.addWidget(band)
        column.addWidget(self._offer)
        column.addWidget(self._stack, 1)
        self._stack.addWidget(self._ledger)
        column.addWidget(self._reason)
        self._connect()

    def heading(self) -> Heading:
        voice = self.workspace.voice
        households = Place("households")
        if self._part == NEW:
            return Heading(voice.word("Register a household"), above=households, above_title=voice.word("Households"))
        if self._file is None:
            return Heading(self._gone, above=households, above_title=voice.word("Households"))
        called = voice.word("Household {name}", name=ledger_summary.called(self._file.case, voice))
        entry = self._entry
        if entry is not None:
            above = Place("household", self._file.case.household.id, _tab_of(self._part))
            return Heading(entry.title, above=above, above_title=called)
        return Heading(called, above=households, above_title=voice.word("Households"))

    def show_place(self, place: Place) -> None:
        self._part = place.part or LEDGER
        self._reason.hide()
        self._file, self._wanted, self._gone = self._file_of(place.household), place.household, ""
        for part in (self._header, self._stack):
            part.setHidden(self._file is None)
        if self._part == NEW:
            self._withdrawn.say("")
            self._returned.hide()
            self._told.say("")
            self._sameness.show_household(None)
            self._registration.begin()
            self._stack.setCurrentWidget(self._registration)
            self._stack.show()
        if self._file is None:  # none is known by this id, such as in a backup of before
            self._tell_elsewhere(place.household)
            return
        self._show_file()
        if self._part in _TABS:
            self._show_part()
        else:
            self._open(Target(self._part, place.row, place.field))

    def place(self) -> Place:
        entry = self._entry
        row = entry.row if entry is not None else None
        return Place("household", self._file.case.household.id if self._file else self._wanted, self._part, row)

    def to_print(self) -> Place | None:
        """The paper that belongs to the tab that is seen."""
        home = self._file.case.household.id if self._file else None
        kind, row = {MONEY: "sheet", RIGHTS: "remedies"}.get(self._part, ""), None
        if self._part == VISITS:
            kind, row = self._visits.paper
        return Place("print", home, kind, row) if home else None

    def panes(self) -> Sequence[QWidget]:
        return [self._header.tabs, self._stack.currentWidget()]

    def step_back(self) -> bool:
        entry = self._entry
        is_stepped = (
            self._reason.let_be()
            or (entry is not None and entry.step_back())
            or (self._part == LEDGER and self._ledger.close_drawer())
            or (self._part == VISITS and self._visits.step_back())
            or (self._part == EVIDENCE and self._evidence.step_back())
            or (self._part == MONEY and self._money.step_back())
            or (self._part == HISTORY and self._history.step_back())
            or (self._part == NEW and self._registration.step_back())
        )
        if is_stepped:
            return True
        if self._file is None or self._part == LEDGER:
            return False
        self._show_tab(_TABS.index(_tab_of(self._part)))
        return True

    def leave(self) -> None:
        entry = self._entry
        if entry is not None:
            entry.leave()
        elif self._part == NEW:
            self._registration.leave()
        elif self._part == EVIDENCE:
            self._evidence.leave()

    # Inside; the parts that not every household is opened for are made when they are first shown

    @cached_property
    def _history(self) -> HouseholdHistory:
        part = HouseholdHistory(self.workspace)
        part.correction_wanted.connect(self._ask_for_correction)
        self._stack.addWidget(part)
        return part

    @cached_property
    def _visits(self) -> HouseholdVisits:
        part = HouseholdVisits(self.workspace)
        part.correct_wanted.connect(partial(self._begin_visit, "correct"))
        part.print_wanted.connect(self._print)
        part.evidence_wanted.connect(lambda row: self._open(Target(EVIDENCE, row)))
        self._stack.addWidget(part)
        return part

    @cached_property
    def _evidence(self) -> EvidenceTab:
        part = EvidenceTab(self.workspace)
        part.drawing.connect(self._tell_primary)
        self._stack.addWidget(part)
        return part

    @cached_property
    def _money(self) -> HouseholdMoney:
        part = HouseholdMoney(self.workspace)
        part.wanted.connect(self._open)
        part.print_wanted.connect(self._print)
        self._stack.addWidget(part)
        return part

    @cached_property
    def _rights(self) -> RightsTab:
        part = RightsTab(self.workspace)
        part.wanted.connect(self._open)
        part.explained.connect(self._explain_line)
        part.print_wanted.connect(self.wanted)
        self._stack.addWidget(part)
        return part

    @cached_property
    def _registration(self) -> RegistrationPage:
        part = RegistrationPage(self.workspace)
        part.registered.connect(lambda home: self.wanted.emit(Place("household", home)))
        part.known_wanted.connect(lambda home: self.wanted.emit(Place("household", home)))
        self._stack.addWidget(part)
        return part

    @cached_property
    def _elsewhere(self) -> Blank:
        part = Blank("assign", "large", "leave-elsewhere")
        part.wanted.connect(lambda: self.wanted.emit(Place("households")))
        self._stack.addWidget(part)
        return part

    @property
    def _entry(self) -> EntryPage | None:
        seen = self._stack.currentWidget()
        return seen if isinstance(seen, EntryPage) else None

    def _open(self, target: Target) -> None:
        """Shows the entry page of a record; a visit has a page of its own."""
        if self._file is None:
            return
        if target.record in (RIGHTS, VISITS):
            self._show_tab(_TABS.index(target.record))
            return
        if target.record == EVIDENCE:
            self._show_evidence(target)
            return
        if target.record == EXPLAIN:
            self._begin_to_explain()
            return
        if target.record == VISIT:
            self._begin_visit(row=target.row)
            return
        if target.record == SUM:
            self.wanted.emit(Place("compensation", self._file.case.household.id))
            return
        self.leave()
        self._ledger.close_drawer()
        if target.record not in self._entries:
            entry = self._entries[target.record] = EntryPage(self.workspace, target.record)
            entry.finished.connect(partial(self._leave_entry, target.record))
            entry.named.connect(self.headed)
            entry.evidence_wanted.connect(self._open)
            entry.explained.connect(self._explain)
            entry.sign_wanted.connect(self._draw_sign)
            entry.conflict_wanted.connect(self._show_conflict)
            self._stack.addWidget(entry)
        entry = self._entries[target.record]
        entry.open(self._file.case, target)
        self._part = target.record
        with QSignalBlocker(self._header.tabs):
            self._header.tabs.setCurrentIndex(_TABS.index(_tab_of(target.record)))
        self._stack.setCurrentWidget(entry)
        self._header.set_primary("")
        self._header.offer_visit("")
        self.headed.emit()

    def _show_evidence(self, target: Target) -> None:
        """Shows a piece, or what proves a fact; without either, what was drawn and not kept."""
        self._show_tab(_TABS.index(EVIDENCE))
        if target.row is None:
            self._evidence.draw()
        else:
            self._evidence.open(target)

    def _show_appeared(self, files: Sequence[Path]) -> None:
        self._show_tab(_TABS.index(EVIDENCE))
        self._evidence.offer(of_places(files))

    def _show_tab(self, place: int) -> None:
        if self._file is None:
            return
        self.leave()
        self._part = _TABS[place]
        self._read()  # what was left may be a draft now
        self._show_part()
        self.headed.emit()

    def _show_part(self) -> None:
        """Shows the tab of this moment."""
        if self._file is None:
            return
        with QSignalBlocker(self._header.tabs):
            self._header.tabs.setCurrentIndex(_TABS.index(self._part))
        if self._part == HISTORY:
            self._history.show_household(self._file.case.household.id)
            self._stack.setCurrentWidget(self._history)
            self._history.setFocus()
        elif self._part == VISITS:
            self._visits.show_household(self._file.case.household.id)
            self._stack.setCurrentWidget(self._visits)
            self._visits.setFocus()
        elif self._part == EVIDENCE:
            self._evidence.show_file(self._file)
            self._stack.setCurrentWidget(self._evidence)
            self._evidence.setFocus()
        elif self._part == MONEY:
            self._money.show_file(self._file)
            self._stack.setCurrentWidget(self._money)
            self._money.setFocus()
        elif self._part == RIGHTS:
            self._rights.show_file(self._file)
            self._stack.setCurrentWidget(self._rights)
            self._rights.setFocus()
        else:
            self._ledger.show_file(self._file)
            self._stack.setCurrentWidget(self._ledger)
            self._ledger.setFocus()
        self._tell_primary()

    def _tell_primary(self) -> None:
        """What this part is for, and a visit: one of them filled, and none where something is drawn."""
        if self._part == EVIDENCE:
            is_drawing = self._evidence.is_drawing
            verb = "" if is_drawing or not self._evidence.may_add else self.workspace.voice.word("Add photos or files")
            self._header.set_primary(verb, is_foremost=bool(verb))
            self._header.offer_visit("") if is_drawing else self._offer_visit()
            return
        if self._part == MONEY:
            self._header.set_primary(self.workspace.voice.word("Open the sum"), is_foremost=True)
            self._offer_visit()
            return
        is_offered = self._part == LEDGER and self._ledger.first_missing() is not None
        is_offered = is_offered and not self.workspace.is_read_only and not (self._file and self._file.is_closed)
        self._header.set_primary(self.workspace.voice.word("Fill in what is missing") if is_offered else "")
        self._offer_visit()

    def _offer_visit(self) -> None:
        """The filled button: a visit, or to go on with the one that this person left open."""
        word, file = self.workspace.voice.word, self._file
        may = self.workspace.may_write("visit", "visit") and file is not None and not file.is_closed
        is_begun = file is not None and any(draft.record == VISIT for draft in file.drafts)
        verb = word("Go on with the visit") if is_begun else word("Begin the visit")
        self._header.offer_visit(verb if may else "")

    def _begin_to_explain(self) -> None:
        """Shows the page on which the policy is explained; it can be read by everybody."""
        if self._file is not None:
            self.wanted.emit(Place("explain", self._file.case.household.id))

    def _show_to_household(self) -> None:
        """Turns the screen round: this household alone, in big letters."""
        if self._file is None:
            return
        view = household_view.HouseholdView(self.workspace, self._file, self)
        view.left.connect(self.setFocus)
        view.showFullScreen()

    def _begin_visit(self, part: str = "", row: bytes | None = None) -> None:
        """Shows the page of a visit, where this person may write one."""
        file = self._file
        if file is not None and not file.is_closed and self.workspace.may_write("visit", "visit"):
            self.wanted.emit(Place(VISIT, file.case.household.id, part, row))

    def _print(self, kind: str, row: bytes) -> None:
        """Shows a paper of this household as it is printed."""
        if self._file is not None:
            self.wanted.emit(Place("print", self._file.case.household.id, kind, row))

    def _draw_sign(self, sign: str) -> None:
        if self._file is not None and self._entry is not None:
            self.wanted.emit(Place("signs", self._file.case.household.id, sign, self._entry.row))

    def _show_conflict(self, row: bytes, group: str) -> None:
        """Where the values that stand of this are looked at side by side, and decided."""
        if self._file is not None:
            self.wanted.emit(Place("conflicts", self._file.case.household.id, group, row))

    def _leave_entry(self, record: str) -> None:
        """Back to the tab of a record; of a grievance Enter prints the slip."""
        row = self._entries[record].row
        self._show_tab(_TABS.index(_tab_of(record)))
        if record == "grievance":
            self._rights.go_to_slip(row)

    def _explain(self, row: bytes | None, group: str) -> None:
        self._show_tab(_TABS.index(HISTORY))
        self._history.focus_field(row, group or None)

    def _explain_line(self, target: Target) -> None:
        kind = RECORDS[target.record]
        self._explain(target.row, kind.group_of[target.field].name if target.field in kind.group_of else "")

    def _do_primary(self) -> None:
        if self._part == EVIDENCE:
            self._evidence.ask_for_files()
            return
        if self._part == MONEY:
            self._open(Target(SUM))
            return
        target = self._ledger.first_missing()
        if target is not None:
            self._open(target)

    def _show_phone(self) -> None:
        found = ledger_summary.phone_of(self._file.case) if self._file else None
        if found is None:
            return
        person, _ = found
        if self.workspace.role is Role.AUDITOR:
            self._open(Target("person", person.id, "phone"))  # where it is asked why
            return
        phone = self.workspace.reveal(person, "phone")
        if phone:
            self._header.show_phone(phone)

    def _tell_elsewhere(self, household: bytes | None) -> None:
        """Says with whom a household is that was handed to another team (R13)."""
        found = self.workspace.read(queries.elsewhere, ()) if self._part != NEW else ()
        here = next((each for each in found if each.id == household), None)
        for band in (self._withdrawn, self._told):
            band.say("")
        self._returned.hide()
        self._sameness.show_household(None)
        if here is not None:
            voice = self.workspace.voice
            self._gone = elsewhere_words.called(here)
            said = voice.pair(self._gone, elsewhere_words.told(voice, here))
            about = voice.word("All that was written of it lies with the office.")
            self._elsewhere.say(said, about, voice.word("Back to the households"))
            self._stack.setCurrentWidget(self._elsewhere)
            self._stack.show()
            self._elsewhere.take_keyboard()

    def _go_to_asked(self, place: Place) -> None:
        if place.page == "household":
            self._open(Target(place.part, place.row, place.field))
        else:
            self.wanted.emit(place)

    def _ask_for_correction(self, target: Target) -> None:
        """Returns what the history shows for correction; what is wrong with it is asked for first."""
        word, file = self.workspace.voice.word, self._file
        if file is None:
            return

        def ask(words: str) -> None:
            asked = partial(
                questioning.asked,
                household=file.case.household.id,
                words=words,
                record=target.record,
                row=target.row,
                field=target.field,
            )
            question = self.workspace.read(asked, None)
            if question is not None:
                self.workspace.save(question, told=word("Returned for correction: {words}", words=words))

        self._reason.ask(word("What is to be corrected?"), word("Return it"), ask)

    def _ask_to_revive(self) -> None:
        voice = self.workspace.voice
        if self._file is not None:
            about = voice.word("Why is “{what}” brought back?", what=ledger_summary.called(self._file.case, voice))
            self._reason.ask(about, voice.word("Bring it back"), self._revive_because)

    def _revive_because(self, because: str) -> None:
        voice = self.workspace.voice
        if self._file is not None:
            told = voice.word("Brought back: {what}", what=ledger_summary.called(self._file.case, voice))
            self.workspace.revive(self._file.case.household, because=because, told=told)

    def _file_of(self, household: bytes | None) -> HouseholdFile | None:
        return self.workspace.read(lambda store: file_of(store, household), None) if household else None

    def _read(self) -> None:
        """Reads the household as it is now."""
        self._file = self._file_of(self._file.case.household.id) if self._file else None
        self._show_file()

    def _show_file(self) -> None:
        """Shows what is said of a household above each of its parts."""
        file, word = self._file, self.workspace.voice.word
        if file is None:
            return
        self._header.show_case(file.case)
        self._header.show_holder(file.holder)
        soonest = rights.foremost(file.clocks, file.today)
        runs = soonest is not None and soonest.state(file.today) in (State.RUNNING, State.LAST_DAY)
        left = clock_words.left(self.workspace.voice, soonest, file.today) if soonest and runs else ""
        self._header.tell_beside(_TABS.index(VISITS), str(len(file.case.visits) or ""))
        version = max((row.version or 0 for row in file.case.calculations), default=0)
        self._header.tell_beside(_TABS.index(MONEY), word("version {n}", n=version) if version else "")
        self._header.tell_beside(_TABS.index(EVIDENCE), str(len(file.evidence) or ""))
        self._header.tell_beside(_TABS.index(RIGHTS), left)
        home = file.case.household
        told = word("This household is withdrawn: it is only read.") if home.withdrawn else ""
        may = self.workspace.may_write("household", "life")
        may_add = self.workspace.may_write(EVIDENCE, EVIDENCE) and not file.is_closed
        whose = ledger_summary.called(file.case, self.workspace.voice)
        self._offer.watch_for(home.id if may_add else None, whose)
        self._withdrawn.say(told, word(home.withdrawn_reason or ""), has_way=may)
        self._sameness.show_household(home.id)
        self._returned.show_asked(file.asked, is_withdrawn=file.is_closed)
        self._told.say(*purge_words.told(self.workspace.voice, file.purge), has_way=False)

    def _take_changes(self, changed: frozenset[tuple[str, bytes]], _source: object) -> None:
        if self._file is not None and self.isVisible() and any(record != "look" for record, _ in changed):
            self._read()
            if self._entry is not None:
                self._entry.show_case(self._file.case)
            elif self._part == LEDGER:
                self._ledger.show_file(self._file)
                self._tell_primary()
            elif self._part == VISITS:
                self._visits.show_household(self._file.case.household.id)
            elif self._part == EVIDENCE:
                self._evidence.show_file(self._file)
            elif self._part == RIGHTS:
                self._rights.show_file(self._file)
            elif self._part == MONEY:
                self._money.show_file(self._file)
            self.headed.emit()

    def _connect(self) -> None:
        self._header.tab_wanted.connect(self._show_tab)
        self._header.primary_wanted.connect(self._do_primary)
        self._header.visit_wanted.connect(self._begin_visit)
        self._header.show_wanted.connect(self._show_to_household)
        self._header.explain_wanted.connect(self._begin_to_explain)
        self._header.print_wanted.connect(lambda: self.wanted.emit(self.to_print()))
        self._header.phone_wanted.connect(self._show_phone)
        self._header.edit_wanted.connect(lambda: self._open(Target("household", field="lane")))
        self._ledger.wanted.connect(self._open)
        self._ledger.explained.connect(self._explain_line)
        self._withdrawn.wanted.connect(self._ask_to_revive)
        self._returned.place_wanted.connect(self._go_to_asked)
        self._sameness.wanted.connect(self.wanted)
        self._offer.wanted.connect(self._show_appeared)
        self.workspace.changed.connect(self._take_changes)
        for place in range(len(_TABS)):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self)
            shortcut.activated.connect(partial(self._show_tab, place))
        QShortcut(QKeySequence("F11"), self).activated.connect(self._show_to_household)
        QShortcut(QKeySequence("F4"), self).activated.connect(self._begin_to_explain)
        for key, part in (("F2", ""), ("F3", "not_met")):
            QShortcut(QKeySequence(key), self).activated.connect(partial(self._begin_visit, part))


def _tab_of(part: str) -> str:
    """The tab from which a part is opened, and to which it goes back."""
    return RIGHTS if part in _OF_RIGHTS else MONEY if part in _OF_MONEY else LEDGER
