"""The way to a new area: what it is called and who works in it, a passphrase, the recovery sheet.

Promise: the store is there whole or not at all, never in a dangerous place; nothing typed is lost by going back.
"""

from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from desktop.domain import checks
from desktop.domain.errors import Finding, Level
from desktop.domain.identity import name_findings
from desktop.domain.records import Area
from desktop.store import opening
from desktop.store.vault import Unlocked
from desktop.ui import theme
from desktop.ui.boxes import fact
from desktop.ui.doorway import Doorway
from desktop.ui.folder_row import FolderRow
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.pane import Pane
from desktop.ui.passphrase_pane import PassphrasePane
from desktop.ui.sheet_pane import Handed, SheetPane, handed


class NewArea(QObject):
    """Leads through the steps on the right side of a doorway."""

    made = Signal(object, object)  # the folder of the new store, and who opens it
    left_again = Signal()

    def __init__(self, doorway: Doorway, voice: Voice) -> None:
        super().__init__(doorway)
        self._doorway, self._voice = doorway, voice
        self._area = self._person = ""
        word = voice.word
        self._steps = (word("Area and name"), word("Passphrase"), word("Recovery sheet"))

    def ask_names(self) -> None:
        pane = _NamesPane(self._voice, self._steps, self._area, self._person)
        pane.named.connect(self._ask_passphrase)
        pane.back.hide()
        self._show(pane)

    def _ask_passphrase(self, area: str, person: str) -> None:
        self._area, self._person = area, person
        word = self._voice.word
        row = FolderRow(self._voice, area)
        pane = PassphrasePane(self._voice, word("Make {area}", area=area), steps=self._steps, at=1, more=row)
        pane.left_again.connect(self.ask_names)
        facts = QHBoxLayout()
        facts.setSpacing(12)
        facts.addWidget(fact("print", word("Then the recovery sheet is printed"), word("Two pages, to be locked away")))
        facts.addWidget(fact("household", word("Then the area opens, empty"), word("Take a ledger in, or register")))
        pane.body.addLayout(facts)

        def look() -> None:
            pane.look()
            if not row.is_fine():
                pane.need(word("A safe place is needed."))

        def make(passphrase: str) -> None:
            if row.is_fine():
                self._make(pane, row, passphrase)
            else:
                look()

        row.changed.connect(look)
        pane.chosen.connect(make)
        self._show(pane)

    def _make(self, pane: Pane, row: FolderRow, passphrase: str) -> None:
        folder, area, person, language = row.folder, self._area, self._person, self._voice.language
        named = self._voice.word("Recovery sheet {area}", area=area)

        def make() -> tuple[Unlocked, str]:
            made = opening.create(folder, area, person, passphrase)
            made.store.close()
            return made.store.opened, made.code

        def work(_progress: Progress) -> Handed:
            return handed(folder, named, language, make)

        pane.work(work, self._hand_over, telling=self._voice.word("Making the store and its keys"))

    def _hand_over(self, made: Handed) -> None:
        pane = SheetPane(self._voice, made, self._steps, 2)
        pane.printed.connect(lambda: self.made.emit(made.folder, made.unlocked))
        self._show(pane)

    def _show(self, pane: Pane) -> None:
        self._doorway.show_pane(pane)
        pane.begin()


class _NamesPane(Pane):
    """Asks what the area is called, and who works with it first."""

    named = Signal(str, str)

    def __init__(self, voice: Voice, steps: tuple[str, ...], area: str, person: str) -> None:
        word = voice.word
        about = word(
            "A store of its own on this computer, encrypted. You are its first clerk; others are let in later."
        )
        super().__init__(voice, word("Make a new area"), about, steps, 0)
        self._area, self._person = QLineEdit(area), QLineEdit(person)
        self._faults = {name: theme.label("", "wrong") for name in ("area", "person")}
        for field, name, title in (
            (self._area, "area", word("What the area is called, as on its papers")),
            (self._person, "person", word("Your name")),
        ):
            field.setObjectName(name)
            field.setProperty("look", "large")
            field.setAccessibleName(title)
            self.body.addWidget(theme.label(title, "label"))
            self.body.addWidget(field)
            self._faults[name].setWordWrap(True)
            self.body.addWidget(self._faults[name])
            field.textChanged.connect(self._look)
        self.first = self._area
        self.go.setObjectName("to-passphrase")
        self.go.setText(word("Go on to the passphrase"))
        self._area.returnPressed.connect(self._person.setFocus)
        self._person.returnPressed.connect(self.go.click)
        self.go.clicked.connect(lambda: self.named.emit(self._area.text().strip(), self._person.text().strip()))
        self._look()

    def _look(self) -> None:
        area, person, word = self._area.text().strip(), self._person.text().strip(), self.voice.word
        today = datetime.now().astimezone().date()
        is_area_fine = self._find("area", self._area, checks.findings(Area(name=area), today) if area else ())
        is_person_fine = self._find("person", self._person, name_findings(person) if person else ())
        if not area or not is_area_fine:
            self.need(word("The area's name is needed."))
        elif not person or not is_person_fine:
            self.need(word("Your name is needed."))
        else:
            self.need("")

    def _find(self, name: str, field: QLineEdit, found: tuple[Finding, ...]) -> bool:
        faults = [finding for finding in found if finding.level is Level.ERROR]
        self._faults[name].setText("\n".join(self.voice.word(each.message, **each.values) for each in faults))
        self._faults[name].setVisible(bool(faults))
        theme.relook(field, wrong=bool(faults))
        return not faults
