"""The way in with the recovery sheet: its eight rows, a new passphrase, a new sheet.

Promise: a mistyped row is named as soon as it is typed; nothing changes before the new passphrase is chosen, and then
the old passphrase and the old sheet are void together. Hidden: in which order the old is voided and the new is made.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.domain import recovery_code
from desktop.store import folder as place
from desktop.store import vault
from desktop.store.vault import Unlocked
from desktop.ui import theme
from desktop.ui.boxes import band, fact
from desktop.ui.code_rows import CodeRows
from desktop.ui.doorway import Doorway
from desktop.ui.jobs import Progress
from desktop.ui.notices import Voice
from desktop.ui.pane import Pane
from desktop.ui.passphrase_pane import PassphrasePane
from desktop.ui.sheet_pane import Handed, SheetPane, handed
from desktop.ui.steps import Gauge

_ACROSS = 4


class Recovering(QObject):
    """Leads through the steps on the right side of a doorway."""

    recovered = Signal(object, object)  # the folder of the store, and who opens it
    left_again = Signal()

    def __init__(self, doorway: Doorway, voice: Voice) -> None:
        super().__init__(doorway)
        self._doorway, self._voice = doorway, voice
        word = voice.word
        self._steps = (word("Copy the 8 rows"), word("New passphrase"), word("New recovery sheet"))
        self._folder, self._person = Path(), ""

    def ask_rows(self, folder: Path, person: str, others: str) -> None:
        """Asks for the sheet of this store; `person` gets the new passphrase, `others` can let people in."""
        self._folder, self._person = folder, person
        pane = RowsPane(self._voice, folder, self._steps, others)
        pane.left_again.connect(self.left_again)
        pane.agreed.connect(self._ask_passphrase)
        self._show(pane)

    def _ask_passphrase(self, code: str) -> None:
        word = self._voice.word
        go = word("Void the old, make the new sheet")
        pane = PassphrasePane(self._voice, go, steps=self._steps, at=1)
        pane.chosen.connect(lambda passphrase: self._recover(pane, code, passphrase))
        pane.left_again.connect(self.left_again)
        self._show(pane)

    def _recover(self, pane: Pane, code: str, passphrase: str) -> None:
        folder, person, language, word = self._folder, self._person, self._voice.language, self._voice.word
        named = word("Recovery sheet {area}", area=place.card(folder).area)

        def make() -> tuple[Unlocked, str]:
            return vault.recover(folder, code, person, passphrase)

        def work(_progress: Progress) -> Handed:
            return handed(folder, named, language, make)

        pane.work(work, self._hand_over, telling=word("Making the new keys"))

    def _hand_over(self, made: Handed) -> None:
        pane = SheetPane(self._voice, made, self._steps, 2)
        pane.printed.connect(lambda: self.recovered.emit(made.folder, made.unlocked))
        self._show(pane)

    def _show(self, pane: Pane) -> None:
        self._doorway.show_pane(pane)
        pane.begin()


class RowsPane(Pane):
    """Asks for the eight rows of the sheet."""

    agreed = Signal(str)  # the code, which opens the store

    def __init__(self, voice: Voice, folder: Path, steps: tuple[str, ...], others: str) -> None:
        word = voice.word
        about = word(
            "Capitals or not, hyphens or not. Whether it is 0 or O, 1 or I or L doesn't matter. "
            "All 8 can be pasted at once."
        )
        super().__init__(voice, word("Copy the recovery sheet, row by row"), about, steps, 0)
        self._folder = folder
        self._rows = CodeRows(voice, recovery_code.ROWS, _ACROSS)
        self._gauge, self._told = Gauge(recovery_code.ROWS), theme.label("", "second")
        self.first = self._rows
        self.go.setObjectName("recover")
        self.go.setText(word("Open, choose a new passphrase"))
        self._lay_out(others)
        self.go.clicked.connect(self._try)
        self._rows.changed.connect(self._look)
        self._rows.completed.connect(self.go.setFocus)
        self._look()

    def _look(self) -> None:
        lacking = self._rows.lacking
        right = recovery_code.ROWS - lacking
        self._gauge.fill(right)
        word = self.voice.word
        named = self.voice.listed(map(str, self._rows.wrong))
        if named:
            self._told.setText(word("Row {rows} is not as on the sheet: compare letter by letter.", rows=named))
        else:
            self._told.setText(word("{n} of 8 rows agree. Each is checked as soon as it is typed.", n=right))
        self.need(
            "" if not lacking else self.voice.words("{n} row is still needed.", "{n} rows are still needed.", lacking)
        )

    def _try(self) -> None:
        folder, code = self._folder, self._rows.code

        def work(_progress: Progress) -> str:
            vault.unlock_by_code(folder, code)
            return code

        self.work(work, self.agreed.emit, telling=self.voice.word("Trying the sheet on this store"))

    def _lay_out(self, others: str) -> None:
        word = self.voice.word
        self.body.addWidget(self._rows)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._gauge)
        line.addWidget(self._told, 1)
        self.body.addLayout(line)
        self.body.addWidget(theme.label(word("After that"), "bold"))
        facts = QHBoxLayout()
        facts.setSpacing(12)
        facts.addWidget(fact("key", word("The old passphrase is void"), word("You choose a new one at once")))
        facts.addWidget(fact("print", word("This sheet is void"), word("A new one is printed")))
        facts.addWidget(fact("history", word("The history says so"), word("One entry: key renewed")))
        self.body.addLayout(facts)
        self._lay_out_last_resort(others)

    def _lay_out_last_resort(self, others: str) -> None:
        word = self.voice.word
        first = (
            word("The sheet can't be found either?") + " " + word("Don't set the computer up anew, and delete nothing.")
        )
        more = word(
            "Without a passphrase or the sheet nobody opens the records, and neither can we. "
            "An older backup opens with the passphrase of its day."
        )
        if others:
            more = word("Somebody else of the office can let you in anew: {names}.", names=others)
        self.body.addWidget(band("info", "help", first, more))
