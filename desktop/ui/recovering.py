"""The way in with the recovery sheet: its eight rows, a new passphrase, a new sheet.

Promise: a mistyped row is named as soon as it is typed; nothing changes before the new passphrase is chosen, and then
the old passphrase and the old sheet are void together. Hidden: what of a pasted code belongs into which row.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit

from desktop.domain import recovery_code
from desktop.store import folder as place
from desktop.store import vault
from desktop.store.vault import Unlocked
from desktop.ui import icons, theme
from desktop.ui.boxes import band, fact
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
        self._rows = [_Row(self, number) for number in range(1, recovery_code.ROWS + 1)]
        self._gauge, self._told = Gauge(recovery_code.ROWS), theme.label("", "second")
        self.first = self._rows[0]
        self.go.setObjectName("recover")
        self.go.setText(word("Open, choose a new passphrase"))
        self._lay_out(others)
        self.go.clicked.connect(self._try)
        self._look()

    def take(self, number: int, text: str) -> None:
        """Puts what was typed or pasted into a row where it belongs, here and in those after it."""
        size = recovery_code.ROW_LETTERS
        parts = recovery_code.rows(text)
        pieces = [part[at : at + size] for part in parts for at in range(0, len(part), size)]
        start = 0 if len(pieces) >= recovery_code.ROWS else number - 1
        for row, piece in zip(self._rows[start:], pieces or [""], strict=False):
            row.put(piece)
        self._look()
        last = min(start + len(pieces), len(self._rows)) - 1
        if pieces and self._rows[last].is_whole() and not self._rows[last].is_wrong():
            following = self._rows[last + 1] if last + 1 < len(self._rows) else self.go
            following.setFocus()

    def back_from(self, number: int) -> None:
        """Goes to the row before an empty one."""
        if number > 1:
            self._rows[number - 2].setFocus()

    def _look(self) -> None:
        wrong = set(recovery_code.faults([row.text() for row in self._rows]))
        for row in self._rows:
            row.judge(is_right=row.number not in wrong)
        right = len(self._rows) - len(wrong)
        self._gauge.fill(right)
        word = self.voice.word
        named = self.voice.listed(str(row.number) for row in self._rows if row.is_wrong())
        if named:
            self._told.setText(word("Row {rows} is not as on the sheet: compare letter by letter.", rows=named))
        else:
            self._told.setText(word("{n} of 8 rows agree. Each is checked as soon as it is typed.", n=right))
        self.need(
            "" if not wrong else self.voice.words("{n} row is still needed.", "{n} rows are still needed.", len(wrong))
        )

    def _try(self) -> None:
        folder, code = self._folder, "-".join(row.text() for row in self._rows)

        def work(_progress: Progress) -> str:
            vault.unlock_by_code(folder, code)
            return code

        self.work(work, self.agreed.emit, telling=self.voice.word("Trying the sheet on this store"))

    def _lay_out(self, others: str) -> None:
        word = self.voice.word
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for row in self._rows:
            down, across = divmod(row.number - 1, _ACROSS)
            grid.addWidget(theme.label(row.accessibleName(), "label"), 2 * down, across)
            grid.addWidget(row, 2 * down + 1, across)
            grid.setColumnStretch(across, 1)
        self.body.addLayout(grid)
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


class _Row(QLineEdit):
    """One row of the sheet."""

    def __init__(self, pane: RowsPane, number: int) -> None:
        super().__init__()
        self._pane, self.number, self._is_right = pane, number, False
        self.setObjectName(f"row-{number}")
        self.setProperty("look", "large")
        self.setFont(theme.font(theme.TITLE, is_bold=True))
        self.setAccessibleName(pane.voice.word("Row {n}", n=number))
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferUppercase
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhLatinOnly
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self._mark = self.addAction(icons.icon("ok", theme.colour("ok")), QLineEdit.ActionPosition.TrailingPosition)
        self._mark.setVisible(False)
        self.textEdited.connect(lambda text: pane.take(number, text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self._pane.back_from(self.number)
            return
        super().keyPressEvent(event)

    def put(self, piece: str) -> None:
        if piece != self.text():
            at = self.cursorPosition()
            self.setText(piece)
            self.setCursorPosition(at)

    def is_whole(self) -> bool:
        return len(self.text()) >= recovery_code.ROW_LETTERS

    def is_wrong(self) -> bool:
        return self.is_whole() and not self._is_right

    def judge(self, *, is_right: bool) -> None:
        self._is_right = is_right
        name, colour = ("ok", "ok") if is_right else ("warn", "risk")
        self._mark.setIcon(icons.icon(name, theme.colour(colour)))
        self._mark.setVisible(self.is_whole())
        theme.relook(self, wrong=self.is_wrong())
        word = self._pane.voice.word
        self.setAccessibleDescription(
            "" if not self.is_whole() else word("agrees") if is_right else word("not as on the sheet")
        )
