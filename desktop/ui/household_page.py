"""One household: its header, and below it the tab, entry page or registration that a place names.

Promise: whatever changes, here or elsewhere, is seen at once. Hidden: which widget shows which part.
"""

from collections.abc import Sequence
from functools import cached_property, partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.four_clear import Case
from desktop.store import drafts, queries
from desktop.ui import ledger_summary
from desktop.ui.entry_page import EntryPage
from desktop.ui.household_header import HouseholdHeader
from desktop.ui.household_history import HouseholdHistory
from desktop.ui.household_ledger import HouseholdLedger
from desktop.ui.ledger_line import Target
from desktop.ui.page import Heading, Page, Place
from desktop.ui.registration_page import RegistrationPage
from desktop.ui.workspace import Workspace

LEDGER, HISTORY, NEW = "ledger", "history", "new"
_TABS = (LEDGER, HISTORY)


class HouseholdPage(Page):
    """A place names a household and a part: a tab, the kind of a record with its row, or "new"."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        word = workspace.voice.word
        self._case: Case | None = None
        self._part = LEDGER
        self._header = HouseholdHeader(workspace, (word("Four-clear ledger"), word("History")))
        self._ledger = HouseholdLedger(workspace)
        self._entries: dict[str, EntryPage] = {}
        self._stack = QStackedWidget()
        self._stack.addWidget(self._ledger)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._stack, 1)
        self._connect()

    def heading(self) -> Heading:
        voice = self.workspace.voice
        households = Place("households")
        if self._part == NEW:
            return Heading(voice.word("Register a household"), above=households, above_title=voice.word("Households"))
        if self._case is None:
            return Heading("")
        called = voice.word("Household {name}", name=ledger_summary.called(self._case, voice))
        entry = self._entry
        if entry is not None:
            above = Place("household", self._case.household.id)
            return Heading(entry.title, above=above, above_title=called)
        return Heading(called, above=households, above_title=voice.word("Households"))

    def show_place(self, place: Place) -> None:
        self._part = place.part or LEDGER
        self._header.setHidden(self._part == NEW)
        if self._part == NEW:
            self._case = None
            self._registration.begin()
            self._stack.setCurrentWidget(self._registration)
            return
        self._case = queries.case_of(self.workspace.store, place.household) if place.household else None
        if self._case is None:
            return
        self._show_case()
        if self._part in _TABS:
            self._show_tab(_TABS.index(self._part))
        else:
            self._open(Target(self._part, place.row))

    def place(self) -> Place:
        entry = self._entry
        row = entry.row if entry is not None else None
        return Place("household", self._case.household.id if self._case else None, self._part, row)

    def panes(self) -> Sequence[QWidget]:
        return [self._header.tabs, self._stack.currentWidget()]

    def step_back(self) -> bool:
        if self._ledger.close_drawer():
            return True
        if self._part == HISTORY and self._history.step_back():
            return True
        if self._case is None or self._part == LEDGER:
            return False
        self._stack.currentWidget().setFocus()
        self._to_ledger()
        return True

    def leave(self) -> None:
        entry = self._entry
        if entry is not None:
            entry.leave()
        elif self._part == NEW:
            self._registration.leave()

    # Inside; the parts that not every household is opened for are made when they are first shown

    @cached_property
    def _history(self) -> HouseholdHistory:
        part = HouseholdHistory(self.workspace)
        self._stack.addWidget(part)
        return part

    @cached_property
    def _registration(self) -> RegistrationPage:
        part = RegistrationPage(self.workspace)
        part.registered.connect(lambda home: self.wanted.emit(Place("household", home)))
        part.known_wanted.connect(lambda home: self.wanted.emit(Place("household", home)))
        self._stack.addWidget(part)
        return part

    @property
    def _entry(self) -> EntryPage | None:
        seen = self._stack.currentWidget()
        return seen if isinstance(seen, EntryPage) else None

    def _open(self, target: Target) -> None:
        """Shows the entry page of a record."""
        if self._case is None:
            return
        self.leave()
        if target.record not in self._entries:
            entry = self._entries[target.record] = EntryPage(self.workspace, target.record)
            entry.finished.connect(self._to_ledger)
            entry.explained.connect(self._explain)
            self._stack.addWidget(entry)
        entry = self._entries[target.record]
        entry.open(self._case, target)
        self._part = target.record
        self._stack.setCurrentWidget(entry)
        self._header.set_primary("")
        self.headed.emit()

    def _to_ledger(self) -> None:
        self.leave()
        self._refill()
        self._show_tab(0)

    def _show_tab(self, place: int) -> None:
        if self._case is None:
            return
        self.leave()
        self._part = _TABS[place]
        self._header.tabs.blockSignals(True)  # noqa: FBT003  Qt's own
        self._header.tabs.setCurrentIndex(place)
        self._header.tabs.blockSignals(False)  # noqa: FBT003
        if self._part == HISTORY:
            self._history.show_household(self._case.household.id)
            self._stack.setCurrentWidget(self._history)
            self._history.setFocus()
        else:
            self._stack.setCurrentWidget(self._ledger)
            self._ledger.setFocus()
        self._tell_primary()
        self.headed.emit()

    def _tell_primary(self) -> None:
        is_offered = self._part == LEDGER and self._ledger.first_missing() is not None
        is_offered = is_offered and not self.workspace.is_read_only
        self._header.set_primary(self.workspace.voice.word("Fill in what is missing") if is_offered else "")

    def _explain(self, row: bytes | None, group: str) -> None:
        self._show_tab(_TABS.index(HISTORY))
        self._history.focus_field(row, group)

    def _fill_first(self) -> None:
        target = self._ledger.first_missing()
        if target is not None:
            self._open(target)

    def _show_phone(self) -> None:
        found = ledger_summary.phone_of(self._case) if self._case else None
        if found is not None:
            person, _ = found
            phone = self.workspace.reveal(person, "phone")
            if phone:
                self._header.show_phone(phone)

    def _refill(self) -> None:
        if self._case is not None:
            self._case = queries.case_of(self.workspace.store, self._case.household.id)
            self._show_case()

    def _show_case(self) -> None:
        if self._case is None:
            return
        store = self.workspace.store
        own = drafts.drafts_of(store, store.opened.person)
        self._header.show_case(self._case)
        self._ledger.show_case(self._case, [each for each in own if each.household == self._case.household.id])
        self._tell_primary()

    def _take_changes(self, changed: frozenset[tuple[str, bytes]], _source: object) -> None:
        if self._case is not None and self.isVisible() and any(record != "look" for record, _ in changed):
            self._refill()
            self.headed.emit()

    def _connect(self) -> None:
        self._header.tab_wanted.connect(self._show_tab)
        self._header.primary_wanted.connect(self._fill_first)
        self._header.phone_wanted.connect(self._show_phone)
        self._header.edit_wanted.connect(lambda: self._open(Target("household", field="lane")))
        self._ledger.wanted.connect(self._open)
        self.workspace.changed.connect(self._take_changes)
        for place in range(len(_TABS)):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self)
            shortcut.activated.connect(partial(self._show_tab, place))
