"""At the foot of the register: where the chosen print is, and where it went; to whom, and on which day.

Promise: one filled button, which writes down what most likely happened next; nothing is said of a paper that its own
record says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.casework.papers.register import Step
from desktop.ui import print_register_rows, theme
from desktop.ui.flow import FlowLayout
from desktop.ui.moment_field import DayField
from desktop.ui.print_register_rows import Entry
from desktop.ui.workspace import Workspace

_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Said:
    """Where papers went, as somebody says."""

    entries: Sequence[Entry]
    step: Step
    on: date
    receiver: str = ""
    words: str = ""


class Foot(QFrame):
    """Hidden while no print is chosen."""

    said = Signal(object)  # Said

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._entry: Entry | None = None
        self._beside: Sequence[Entry] = ()  # printed with it for the same household, and not given either
        self._may_write = workspace.may_write("printing_event", "printing_event")
        word = workspace.voice.word
        self._told = theme.label("", "bold")
        self._receiver = QLineEdit()
        self._receiver.setObjectName("receiver")
        self._receiver.setAccessibleName(word("To whom it was given"))
        self._receiver.setPlaceholderText(word("To whom it was given"))
        self._day = DayField(workspace.voice, "given-on", word("On which day"), is_ahead=False)
        self._handed = theme.button("", "filled", "note-handed", "check")
        self._alone = theme.button(word("Only this one"), "link", "note-handed-alone")
        self._collected = theme.button(word("Write down: collected back"), "filled", "note-collected", "undo")
        self._not_printed = theme.button(word("It did not come out"), "large", "note-not-printed", "close")
        self._wrong = theme.label("", "wrong")
        self._lay_out()
        self._connect()
        self.hide()

    def show_entry(self, entry: Entry | None, beside: Sequence[Entry] = ()) -> None:
        """What can be written down of this print, and of those `beside` it, which most likely went the same way."""
        today = self._workspace.store.today()
        if entry is not None and (self._entry is None or self._entry.printed != entry.printed):
            self._receiver.setText(entry.name if entry.printed.step is Step.PRINTED else "")
            self._day.begin(today)
            self._day.put(f"{today:%m-%d}")
        self._entry, self._beside = entry, beside
        self._wrong.hide()
        self.setVisible(entry is not None)
        if entry is None:
            return
        self._told.setText(print_register_rows.told(self._workspace.voice, entry, today.year))
        step = entry.printed.step
        may_hand = self._may_write and step in (Step.PRINTED, Step.NOT_PRINTED)
        may_collect = self._may_write and step is Step.HANDED
        self._receiver.setVisible(may_hand)
        self._handed.setVisible(may_hand)
        self._alone.setVisible(may_hand and bool(beside))
        words = self._workspace.voice.words
        number = 1 + len(beside)
        self._handed.setText(words("Write down: {n} paper given", "Write down: {n} papers given", number))
        self._collected.setVisible(may_collect)
        self._not_printed.setVisible(self._may_write and step is Step.PRINTED)
        self._day.setVisible(may_hand or may_collect)

    def take_keyboard(self) -> None:
        """Enter in the table goes to what is written down."""
        for part in (self._receiver, self._day.edit, self._told):
            if part.isVisible():
                part.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    # Inside

    def _say(self, step: Step, *, is_alone: bool = False) -> None:
        word, day = self._workspace.voice.word, self._day.day
        if self._entry is None:
            return
        receiver = self._receiver.text().strip()
        if day is None:
            self._day.mark(is_wrong=True)
            self._refuse(word("Say on which day."), self._day.edit)
        elif step is Step.HANDED and not receiver:
            self._refuse(word("Say to whom it was given."), self._receiver)
        else:
            self._wrong.hide()
            is_handed = step is Step.HANDED
            entries = [self._entry, *(self._beside if is_handed and not is_alone else ())]
            self.said.emit(Said(entries, step, day, receiver if is_handed else ""))

    def _refuse(self, why: str, at: QLineEdit) -> None:
        self._wrong.setText(why)
        self._wrong.show()
        at.setFocus()

    def _lay_out(self) -> None:
        self.setProperty("part", "foot")
        self.setMinimumHeight(theme.high(theme.FOOTER))
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._receiver.setFixedWidth(theme.wide(_LETTERS))
        asked, across = QWidget(), FlowLayout(12)
        asked.setLayout(across)
        for part in (self._receiver, self._day, self._handed, self._collected, self._alone, self._not_printed):
            across.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        asked.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        for part in (self._told, self._wrong, asked):
            column.addWidget(part)

    def _connect(self) -> None:
        self._handed.clicked.connect(lambda: self._say(Step.HANDED))
        self._alone.clicked.connect(lambda: self._say(Step.HANDED, is_alone=True))
        self._collected.clicked.connect(lambda: self._say(Step.COLLECTED))
        self._not_printed.clicked.connect(lambda: self._say(Step.NOT_PRINTED))
        self._receiver.returnPressed.connect(lambda: self._say(Step.HANDED))
