"""The way to a new store: what is asked about it, a passphrase, the recovery sheet.

Promise: the store is there whole or not at all, never in a dangerous place; nothing typed is lost by going back.
Hidden: in which order the store, its keys and its sheet are made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit

from desktop.domain.errors import Finding, Level
from desktop.store.opening import Made
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

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """One line that is asked: the field's name and title, what is said while it lacks, what is wrong with an answer.

    Where nothing is said, it may stay empty.
    """

    name: str
    title: str
    lacking: str = ""
    faults: Callable[[str], Sequence[Finding]] = lambda _text: ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to say and to make on the way to a store of one kind; the first answer is what it is called."""

    title: str
    about: str
    asked: tuple[Asked, ...]
    steps: tuple[str, ...]
    at: tuple[int, int, int]  # of the steps: the names, the passphrase, the sheet
    go: Callable[[str], str]
    after: tuple[tuple[str, str, str], ...]  # what comes then: icon, words, more words
    make: Callable[[Path, Sequence[str], str], Made]
    opens: bool = True  # whether the store is worked in at once


class MakingStore(QObject):
    """Leads through the steps on the right side of a doorway."""

    made = Signal(object, object)  # the folder of the new store, and who opens it

    def __init__(self, doorway: Doorway, voice: Voice, plan: Plan) -> None:
        super().__init__(doorway)
        self._doorway, self._voice, self._plan = doorway, voice, plan
        self._typed: Sequence[str] = [""] * len(plan.asked)

    def ask_names(self) -> None:
        pane = _NamesPane(self._voice, self._plan, self._typed)
        pane.named.connect(self._ask_passphrase)
        pane.back.hide()
        self._show(pane)

    def _ask_passphrase(self, typed: Sequence[str]) -> None:
        self._typed, plan = typed, self._plan
        row = FolderRow(self._voice, typed[0])
        pane = PassphrasePane(self._voice, plan.go(typed[0]), steps=plan.steps, at=plan.at[1], more=row)
        pane.left_again.connect(self.ask_names)
        facts = QHBoxLayout()
        facts.setSpacing(12)
        for icon, title, about in plan.after:
            facts.addWidget(fact(icon, title, about))
        pane.body.addLayout(facts)

        def look() -> None:
            pane.look()
            if not row.is_fine():
                pane.need(self._voice.word("A safe place is needed."))

        def make(passphrase: str) -> None:
            if row.is_fine():
                self._make(pane, row, passphrase)
            else:
                look()

        row.changed.connect(look)
        pane.chosen.connect(make)
        self._show(pane)

    def _make(self, pane: Pane, row: FolderRow, passphrase: str) -> None:
        folder, typed, plan, language = row.folder, self._typed, self._plan, self._voice.language
        named = self._voice.word("Recovery sheet {area}", area=typed[0])

        def make() -> tuple[Unlocked, str]:
            made = plan.make(folder, typed, passphrase)
            made.store.close()
            return made.store.opened, made.code

        def work(_progress: Progress) -> Handed:
            return handed(folder, named, language, make)

        pane.work(work, self._hand_over, telling=self._voice.word("Making the store and its keys"))

    def _hand_over(self, made: Handed) -> None:
        plan = self._plan
        pane = SheetPane(self._voice, made, plan.steps, plan.at[2], opens=plan.opens)
        pane.printed.connect(lambda: self.made.emit(made.folder, made.unlocked))
        self._show(pane)

    def _show(self, pane: Pane) -> None:
        self._doorway.show_pane(pane)
        pane.begin()


class _NamesPane(Pane):
    """Asks what the store is called, and who works with it first."""

    named = Signal(object)  # what was typed, line by line

    def __init__(self, voice: Voice, plan: Plan, typed: Sequence[str]) -> None:
        word = voice.word
        super().__init__(voice, plan.title, plan.about, plan.steps, plan.at[0])
        self._asked_for = plan.asked
        self._fields = [QLineEdit(text) for text in typed]
        self._faults: list[QLabel] = []
        for each, field in zip(plan.asked, self._fields, strict=True):
            field.setObjectName(each.name)
            field.setProperty("look", "large")
            field.setAccessibleName(each.title)
            field.setMaxLength(_LONGEST)
            fault = theme.label("", "wrong")
            fault.setWordWrap(True)
            self._faults.append(fault)
            self.body.addWidget(theme.label(each.title, "label"))
            self.body.addWidget(field)
            self.body.addWidget(fault)
            field.textChanged.connect(self._look)
        self.first = self._fields[0]
        self.go.setObjectName("to-passphrase")
        self.go.setText(word("Go on to the passphrase"))
        for field, after in zip(self._fields, self._fields[1:], strict=False):
            field.returnPressed.connect(after.setFocus)
        self._fields[-1].returnPressed.connect(self.go.click)
        self.go.clicked.connect(lambda: self.named.emit(self._texts()))
        self._look()

    def _texts(self) -> list[str]:
        return [field.text().strip() for field in self._fields]

    def _look(self) -> None:
        needed = ""
        for n, (each, text) in enumerate(zip(self._asked_for, self._texts(), strict=True)):
            is_fine = self._find(n, each.faults(text) if text else ())
            if not needed and not (is_fine and (text or not each.lacking)):
                needed = each.lacking
        self.need(needed)

    def _find(self, n: int, found: Sequence[Finding]) -> bool:
        faults = [finding for finding in found if finding.level is Level.ERROR]
        self._faults[n].setText("\n".join(self.voice.word(each.message, **each.values) for each in faults))
        self._faults[n].setVisible(bool(faults))
        theme.relook(self._fields[n], wrong=bool(faults))
        return not faults
