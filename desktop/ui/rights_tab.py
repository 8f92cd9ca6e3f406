"""The tab of a household's rights: its remedies, what it was served, and what it complains of and asks for.

Promise: every remedy says until when, since when and whether the household was told; nothing is counted here. Hidden:
what stands beside each other where there is room, and below each other where there is none.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.casework.household_rights import HouseholdRights, rights_of
from desktop.domain.four_clear import Case
from desktop.domain.records import Told
from desktop.domain.rights import Term
from desktop.ui import rights_words, theme
from desktop.ui.boxes import scrolling
from desktop.ui.cards import with_ways
from desktop.ui.concern_list import ConcernList
from desktop.ui.household_file import HouseholdFile
from desktop.ui.ledger_line import LedgerLines, Target
from desktop.ui.page import Place
from desktop.ui.remedy_table import RemedyTable
from desktop.ui.workspace import Workspace

_ROOM = 1010  # for two cards beside each other


class RightsTab(QWidget):
    """The tab. It tells which record is to be opened, or begun, and which paper printed."""

    wanted = Signal(object)  # a Target
    explained = Signal(object)  # F1: a Target
    print_wanted = Signal(object)  # a Place, of the print page

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        word = workspace.voice.word
        self._case: Case | None = None
        self._remedies = RemedyTable(workspace.voice)
        self._served = theme.label("", "caption")
        self._services = LedgerLines()
        self._no_service = theme.label(word("Nothing was served yet. A service starts the clocks above."), "second")
        self._receipts = theme.button(word("Print receipts"), "link", "print-service", "print")
        self._serve = theme.button(word("Write a service down"), "link", "add-service", "add")
        self._raised = theme.label("", "caption")
        self._concerns = ConcernList(workspace)
        self._grieve = theme.button(word("Grievance"), "link", "add-grievance", "add")
        self._ask = theme.button(word("Data request"), "link", "add-data_request", "add")
        self._lay_out()
        self._connect()

    def show_file(self, file: HouseholdFile) -> None:
        """Shows the rights of a household as they stand now."""
        self._case = file.case
        found = self._workspace.read(lambda store: rights_of(store, file.case), None)
        if found is None:
            return
        self._remedies.show_remedies(found, may_tell=self._may(file, "told"))
        self._show_services(found)
        self._concerns.show_concerns(found, may_step=self._may(file, "grievance_event"))
        for record, button in (("service", self._serve), ("grievance", self._grieve), ("data_request", self._ask)):
            button.setVisible(self._may(file, record))

    def go_to_slip(self, row: bytes | None) -> None:
        """The keyboard goes to where the slip of a grievance is printed."""
        self._concerns.go_to_slip(row)

    def _may(self, file: HouseholdFile, record: str) -> bool:
        return self._workspace.may_write(record, record) and not file.is_withdrawn

    def _show_services(self, found: HouseholdRights) -> None:
        voice = self._workspace.voice
        self._services.show_lines([rights_words.served_line(voice, each, found.today) for each in found.services])
        self._no_service.setVisible(not found.services)
        self._receipts.setVisible(bool(found.services))
        self._served.setText(voice.words("{n} document", "{n} documents", len(found.services)))
        owed = sum(each.is_owed(found.today) for each in found.concerns)
        told = voice.words("{n} matter", "{n} matters", len(found.concerns))
        waiting = voice.words("{n} waits for our answer", "{n} wait for our answer", owed)
        self._raised.setText(voice.listed((told, waiting)) if owed else told)

    def _tell(self, term: Term) -> None:
        """Writes down that the household was told of a remedy today."""
        if self._case is None:
            return
        store, voice = self._workspace.store, self._workspace.voice
        row = Told(household=self._case.household.id, term=term.name, told_on=store.today(), told_by=store.opened.name)
        self._workspace.save(row, told=voice.word("Told today: {right}", right=voice.word(term.title)))

    def _print(self, kind: str, row: bytes | None = None) -> None:
        """Shows a paper of this household as it is printed; the kind of a form is the name of its remedy."""
        if self._case is not None:
            self.print_wanted.emit(Place("print", self._case.household.id, kind, row))

    def _lay_out(self) -> None:
        content = QWidget()
        word = self._workspace.voice.word
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(12)
        below = QWidget()
        at_left = QHBoxLayout(below)
        at_left.setContentsMargins(16, 4, 16, 8)
        at_left.addWidget(self._receipts)
        at_left.addStretch()
        services = with_ways(
            "document", word("Served"), self._served, (self._serve,), (self._no_service, self._services, below)
        )
        rule = word("A note never moves the day of the answer; it stays open until the household accepts.")
        concerns = with_ways(
            "grievance",
            word("Grievances and requests"),
            self._raised,
            (self._grieve, self._ask),
            (self._concerns, theme.label(rule, "second")),
        )
        for card in (services, concerns):
            self._below.addWidget(card, 1)
        inside = QVBoxLayout(content)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(12)
        inside.addWidget(self._remedies)
        inside.addLayout(self._below, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolling(content))

    def _connect(self) -> None:
        self._remedies.told.connect(self._tell)
        self._services.opened.connect(self.wanted)
        self._services.explained.connect(self.explained)
        self._concerns.wanted.connect(self.wanted)
        self._concerns.slip_wanted.connect(lambda row: self._print("grievance", row.id))
        self._remedies.form_wanted.connect(self._print)
        self._receipts.clicked.connect(lambda: self._print("service"))
        for record, button in (("service", self._serve), ("grievance", self._grieve), ("data_request", self._ask)):
            button.clicked.connect(lambda _checked=False, record=record: self.wanted.emit(Target(record)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_broad = event.size().width() >= theme.broad(_ROOM)
        self._below.setDirection(QBoxLayout.Direction.LeftToRight if is_broad else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)
