"""How it is printed, at the right of the print page: on which printer, how often, together with what, and the sums.

Promise: how a printer is stands there in words, also that there is none. Hidden: a number that was typed is within
what a person prints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import N_, Language
from desktop.ui import icons, print_printer, theme
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.evidence_picture import tool
from desktop.ui.notices import Voice
from desktop.ui.print_rows import CARD, RECEIPTS, REVIEW
from desktop.ui.print_sending import Receipts
from desktop.ui.still_box import StillBox

WIDTH = 272
MOST_COPIES = 9
TOGETHER: Mapping[str, str] = {
    CARD: N_("Plain card of the policy"),
    REVIEW: N_("Application for review, blank"),
    RECEIPTS: N_("List to sign on receipt"),
}
"""What can be printed with the sheets."""
_EDGE, _TWO = 16, 2


@dataclass(frozen=True, slots=True)
class Sums:
    """What will come out: lines of what and how many, the sum, and what the buttons say; empty where nothing does.

    `in_pdf` is how that differs in a PDF.
    """

    lines: Sequence[tuple[str, str]] = ()
    total: str = ""
    verb: str = ""
    save_verb: str = ""
    in_pdf: str = ""
    is_ready: bool = False


class WaysPane(QFrame):
    """The card of what is chosen."""

    changed = Signal()  # the copies, or what is printed together
    printer_chosen = Signal()
    dialog_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self.place = ""  # the lane or the building that is listed, as the list to sign on receipt says
        word = voice.word
        self._printer = StillBox()
        self._printer.setObjectName("printer")
        self._printer.setAccessibleName(word("Printer"))
        self._printer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._printer.setMinimumContentsLength(3)
        theme.let_touch(self._printer)
        self._state = theme.label("", "second")
        self._state_icon = pictured("ok", "ok", 16)
        self._dialog = theme.button(word("Settings…"), "link", "print-dialog")
        self._dialog.setAccessibleName(word("The system's own settings of the printer"))
        self._asked = theme.label("", "label")
        self._less = tool(word("One copy less"), "copies-less", "remove")
        self._copies = QLineEdit("1")
        self._more = tool(word("One copy more"), "copies-more", "add")
        self._whose = theme.label("", "second")
        self._both = _check(word("Both sides of the paper"), "both-sides")
        self._are_together = theme.label(word("Printed together with it"), "label")
        self._together = {key: _check(word(told), f"with-{key}") for key, told in TOGETHER.items()}
        self._sums = QGridLayout()
        self._sum_labels: list[QLabel] = []
        self.setProperty("part", "card")
        self._lay_out()
        self._connect()

    # What is chosen

    @property
    def printer(self) -> str:
        """The printer's name; empty where there is none."""
        return self._printer.currentData() or ""

    @property
    def is_both_sides(self) -> bool:
        """Whether both sides of the paper are printed; no where the printer does not turn it by itself."""
        return not self._both.isHidden() and self._both.isChecked()

    @property
    def copies(self) -> int:
        return int(self._copies.text() or 1)

    @property
    def together(self) -> frozenset[str]:
        return frozenset(key for key, box in self._together.items() if not box.isHidden() and box.isChecked())

    def offer_printers(self, names: Sequence[str]) -> None:
        """The printers that there are now."""
        kept = self.printer
        with QSignalBlocker(self._printer):
            self._printer.clear()
            for name in names:
                self._printer.addItem(icons.icon("print", theme.colour("ink")), name, name)
            if not names:
                self._printer.addItem(self._voice.word("No printer is set up on this computer"), "")
            self._printer.setCurrentIndex(max(self._printer.findData(kept), 0))
        self._dialog.setEnabled(bool(names))
        if self.printer != kept:
            self._take_printer()
        self._show_state()

    def choose_printer(self, name: str, *, is_both_sides: bool) -> None:
        """Shows this one as chosen."""
        self._printer.setCurrentIndex(max(self._printer.findData(name), 0))
        with QSignalBlocker(self._both):
            self._both.setChecked(is_both_sides)
        self._show_state()

    def ask_copies(self, copies: int, asked: str) -> None:
        """What the number is of, and how many."""
        self._asked.setText(asked)
        self._copies.setAccessibleName(asked)
        self._copies.setText(str(copies))
        self._say_whose()

    @property
    def receipts(self) -> Receipts | None:
        """The list to sign on receipt, where it is wanted."""
        if RECEIPTS not in self.together:
            return None
        return Receipts(self._voice.word("Papers to hand over"), Language(self._voice.language), self.place)

    def offer_together(self, offered: Sequence[str]) -> None:
        for key, box in self._together.items():
            box.setVisible(key in offered)
        self._are_together.setVisible(bool(offered))

    def tick_together(self, ticked: frozenset[str]) -> None:
        """Shows these as ticked; nobody pressed them."""
        for key, box in self._together.items():
            with QSignalBlocker(box):
                box.setChecked(key in ticked)

    def show_sums(self, sums: Sums) -> None:
        """How many sheets of paper that makes, line by line."""
        for label in self._sum_labels:
            self._sums.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._sum_labels = []
        for row, (what, number) in enumerate(sums.lines):
            self._add_sum(row, theme.label(what), theme.label(number, "bold"))
        if sums.total:
            total = theme.label(sums.total, "strong")
            self._add_sum(len(sums.lines), theme.label(self._voice.word("In all"), "bold"), total)

    # Inside

    def _add_sum(self, row: int, what: QLabel, number: QLabel) -> None:
        what.setWordWrap(True)
        self._sums.addWidget(what, row, 0, Qt.AlignmentFlag.AlignTop)
        self._sums.addWidget(number, row, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._sum_labels += [what, number]

    def _step(self, by: int) -> None:
        self._copies.setText(str(min(max(self.copies + by, 1), MOST_COPIES)))
        self._change()

    def _change(self) -> None:
        self._say_whose()
        self.changed.emit()

    def _say_whose(self) -> None:
        self._whose.setText(self._voice.word("One for the household, one for the file") if self.copies == _TWO else "")
        self._whose.setVisible(self.copies == _TWO)

    def _take_printer(self) -> None:
        self._both.setChecked(bool(self.printer) and print_printer.usually_both_sides(self.printer))
        self._show_state()

    def _show_state(self) -> None:
        word = self._voice.word
        self._both.setVisible(bool(self.printer) and print_printer.may_both_sides(self.printer))
        if self.printer:
            tone, said = print_printer.state_of(self.printer)
            told = word(said)
        else:
            tone, told = "info", word("Save a PDF, and print it where there is one.")
        icon = {"ok": "ok", "info": "info"}.get(tone, "warn")
        self._state_icon.setPixmap(icons.pixmap(icon, theme.colour(tone), 16, self.devicePixelRatioF()))
        self._state.setText(told)

    def _lay_out(self) -> None:
        word = self._voice.word
        self._copies.setObjectName("copies")
        self._copies.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._copies.setValidator(QIntValidator(1, MOST_COPIES, self))
        self._copies.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        for button in (self._less, self._more):
            theme.relook(button, look="")
        state = QHBoxLayout()
        state.setSpacing(4)
        state.addWidget(self._state_icon)
        state.addWidget(self._state, 1)
        state.addWidget(self._dialog)
        copies = QHBoxLayout()
        copies.setSpacing(8)
        copies.addWidget(self._less)
        copies.addWidget(self._copies, 1)
        copies.addWidget(self._more)
        rule = QFrame()
        rule.setProperty("part", "row")
        rule.setFixedHeight(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_EDGE, 8, _EDGE, 8)
        column.setSpacing(4)
        column.addWidget(theme.label(word("Printer"), "label"))
        column.addWidget(self._printer)
        column.addLayout(state)
        column.addWidget(self._both)
        column.addWidget(self._asked)
        column.addLayout(copies)
        column.addWidget(self._whose)
        column.addWidget(self._are_together)
        for box in self._together.values():
            column.addWidget(box)
        column.addWidget(rule)
        self._sums.setColumnStretch(0, 1)
        self._sums.setSpacing(6)
        column.addLayout(self._sums)
        column.addStretch(1)
        head = QFrame()
        head.setProperty("part", "row")
        head.setMinimumHeight(theme.high(theme.ROW))
        across = QHBoxLayout(head)
        across.setContentsMargins(_EDGE, 0, _EDGE, 0)
        across.addWidget(theme.label(word("How it is printed"), "strong"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(scrolling(inside), 1)

    def _connect(self) -> None:
        self._printer.activated.connect(self._take_printer)
        self._printer.activated.connect(self.printer_chosen)
        self._dialog.clicked.connect(self.dialog_wanted)
        self._less.clicked.connect(lambda: self._step(-1))
        self._more.clicked.connect(lambda: self._step(1))
        self._copies.textEdited.connect(self._change)
        for box in (self._both, *self._together.values()):
            box.toggled.connect(lambda _on: self.changed.emit())


def _check(words: str, name: str) -> QCheckBox:
    made = QCheckBox(words)
    made.setObjectName(name)
    return made
