"""What is agreed with a household, to be typed: a way of the locked sum with its terms, or a step that is none.

Promise: what is refused stays as it was typed, and every reason stands beside it.
"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.casework.agreement import Part, State, Terms
from desktop.domain import money
from desktop.domain.errors import Refused
from desktop.ui import theme
from desktop.ui.moment_field import DayField
from desktop.ui.notices import Notice, Voice
from desktop.ui.still_box import StillBox

_SIDE, _GAP, _MOST = 16, 8, 6  # parts of a payment


class AgreementForm(QFrame):
    """It tells what somebody wants to write down."""

    signed = Signal(object)  # Terms
    drafted = Signal(object)  # Terms of a paper that is yet to be signed
    noted = Signal(object, object, str, str)  # the State, its day, a number, words
    left = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "own")
        self._voice, self._state, self._today = voice, State.SIGNED, date.min
        self._is_draft = False
        word = voice.word
        self._title, self._notice = theme.label("", "strong"), Notice()
        self._way = StillBox()
        theme.let_touch(self._way)
        self._number, self._words = QLineEdit(), QLineEdit()
        self._on = DayField(voice, "agreed-on", word("Day"), is_ahead=False)
        self._hand_over = DayField(voice, "hand-over-by", word("Hand over by"))
        self._parts = [_PartRow(voice, n + 1) for n in range(_MOST)]
        self._more = theme.button(word("Another part"), "link", "add-part", "add")
        self._go = theme.button("", "", "write-agreement", "check")
        self._leave = theme.button(word("Let it be"), "link", "leave-agreement")
        self._labels: dict[QWidget, QLabel] = {}
        for field, name, about in (
            (self._way, "agreed-way", word("Way")),
            (self._number, "agreement-number", word("Number of the paper")),
            (self._words, "agreement-note", word("In a few words")),
        ):
            field.setObjectName(name)
            field.setAccessibleName(about)
        self._lay_out()
        self._connect()
        self.hide()

    def ask_draft(self, ways: Sequence[tuple[str, str]], today: date) -> None:
        """Begins with the terms of a paper that is yet to be signed."""
        word = self._voice.word
        self.ask(State.SIGNED, ways, today)
        self._is_draft = True
        self._title.setText(word("Draft an agreement, to be printed and signed"))
        self._go.setText(word("Write the draft down"))

    def ask(self, state: State, ways: Sequence[tuple[str, str]], today: date, drafted: Terms | None = None) -> None:
        """Begins anew; `ways` are the names of the locked sum's, each with what it comes to.

        What was drafted stands there already: a paper that was signed says nothing else.
        """
        word = self._voice.word
        self._state, self._today, self._is_draft = state, today, False
        titles = {
            State.SIGNED: word("An agreement was signed"),
            State.NEGOTIATION: word("Talked about the agreement"),
            State.DISPUTED: word("No agreement was reached"),
            State.DECISION: word("A compensation decision was made"),
        }
        verbs = {
            State.SIGNED: word("Write the agreement down"),
            State.NEGOTIATION: word("Write this talk down"),
            State.DISPUTED: word("Write the dispute down"),
            State.DECISION: word("Write the decision down"),
        }
        self._title.setText(titles[state])
        self._go.setText(verbs[state])
        self._notice.say("")
        self._way.clear()
        self._way.addItem("—", "")  # none is proposed
        for name, said in ways:
            self._way.addItem(said, name)
        for field in (self._number, self._words):
            field.clear()
        for day in (self._on, self._hand_over):
            day.begin(today)
            day.put("")
        self._on.put(f"{today:%m-%d}")
        for n, row in enumerate(self._parts):
            row.begin(today, is_seen=n == 0)
        is_signed = state is State.SIGNED
        for widget in (self._way, self._hand_over, self._more, *self._parts[:1]):
            self._show(widget, is_seen=is_signed)
        self._show(self._number, is_seen=state in (State.SIGNED, State.DECISION))
        self._show(self._words, is_seen=not is_signed)
        if drafted is not None and is_signed:
            self._put(drafted)
        self.show()
        (self._way if is_signed else self._words).setFocus()

    def _put(self, terms: Terms) -> None:
        self._way.setCurrentIndex(max(self._way.findData(terms.option), 0))
        self._number.setText(terms.number)
        self._hand_over.put(f"{terms.hand_over_by:%Y-%m-%d}" if terms.hand_over_by else "")
        for row, part in zip(self._parts, terms.parts, strict=False):
            row.put(part)
        self._more.setVisible(any(not row.isVisibleTo(self) for row in self._parts))

    def refuse(self, reasons: str) -> None:
        """Says why it was not written."""
        self._notice.say(reasons)

    def _show(self, widget: QWidget, *, is_seen: bool) -> None:
        widget.setVisible(is_seen)
        if widget in self._labels:
            self._labels[widget].setVisible(is_seen)

    def _write(self) -> None:
        word = self._voice.word
        day = self._on.day
        if day is None or self._hand_over.is_wrong or any(row.is_wrong for row in self._parts if row.isVisible()):
            self._notice.say(word("A day or an amount can't be read. Write it like 11-21, and 10000.00."))
            return
        if self._state is not State.SIGNED:
            self.noted.emit(self._state, day, self._number.text(), self._words.text())
            return
        if not self._way.currentData():
            self._notice.say(word("Which way did the household choose?"))
            self._way.setFocus()
            return
        parts = tuple(part for row in self._parts if row.isVisible() and (part := row.part()) is not None)
        terms = Terms(self._way.currentData(), self._number.text(), day, self._hand_over.day, parts)
        (self.drafted if self._is_draft else self.signed).emit(terms)

    def _show_another(self) -> None:
        row = next((row for row in self._parts if not row.isVisible()), None)
        if row is not None:
            row.show()
            row.amount.setFocus()
        self._more.setVisible(any(not row.isVisible() for row in self._parts))

    def _lay_out(self) -> None:
        word = self._voice.word
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(_GAP)
        fields = (
            (self._way, word("Way"), 0, 0),
            (self._number, word("Number of the paper"), 0, 1),
            (self._on, word("Day"), 1, 0),
            (self._hand_over, word("Hand over by"), 1, 1),
            (self._words, word("In a few words"), 2, 0),
        )
        for field, title, row, column in fields:
            label = self._labels[field] = theme.label(title, "label")
            label.setBuddy(field)
            grid.addWidget(label, 2 * row, column)
            grid.addWidget(field, 2 * row + 1, column)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 10, _SIDE, 10)
        column.setSpacing(_GAP)
        for part in (self._title, self._notice):
            column.addWidget(part)
        column.addLayout(grid)
        for row in self._parts:
            column.addWidget(row)
        buttons = QHBoxLayout()
        for button in (self._more, self._leave, self._go):
            if button is self._leave:
                buttons.addStretch()
            buttons.addWidget(button)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._more.clicked.connect(self._show_another)
        self._leave.clicked.connect(self.left)
        self._go.clicked.connect(self._write)
        for field in (self._number, self._words):
            field.returnPressed.connect(self._write)
        for row in self._parts:
            row.amount.textEdited.connect(lambda _text: self._notice.say(""))


class _PartRow(QWidget):
    """A part of the money: how much, until when, after what."""

    def __init__(self, voice: Voice, place: int) -> None:
        super().__init__()
        word = voice.word
        self.amount, self._condition = QLineEdit(), QLineEdit()
        self._due = DayField(voice, f"part-due-{place}", word("Pay by"))
        for field, name, about in (
            (self.amount, f"part-amount-{place}", word("Part {n}: how much", n=place)),
            (self._condition, f"part-condition-{place}", word("After what")),
        ):
            field.setObjectName(name)
            field.setAccessibleName(about)
            field.setPlaceholderText(about)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(_GAP)
        across.addWidget(self.amount, 1)
        across.addWidget(theme.label(word("Pay by"), "label"))
        across.addWidget(self._due)
        across.addWidget(self._condition, 1)
        self.hide()

    def begin(self, today: date, *, is_seen: bool) -> None:
        for field in (self.amount, self._condition):
            field.clear()
        self._due.begin(today)
        self._due.put("")
        self.setVisible(is_seen)

    def put(self, part: Part) -> None:
        """Shows a part that was drafted."""
        self.amount.setText(money.shown(part.amount))
        self._due.put(f"{part.due_on:%Y-%m-%d}" if part.due_on else "")
        self._condition.setText(part.condition)
        self.show()

    @property
    def is_wrong(self) -> bool:
        return self._due.is_wrong or (self._is_begun and self._fen() is None)

    @property
    def _is_begun(self) -> bool:
        """Whether anything is typed of it: a part with a day and no amount is none that can be paid."""
        return any(text.strip() for text in (self.amount.text(), self._condition.text(), self._due.text()))

    def part(self) -> Part | None:
        """The part; None where nothing is typed."""
        fen = self._fen()
        return None if fen is None else Part(fen, self._due.day, self._condition.text())

    def _fen(self) -> int | None:
        try:
            return money.parse(self.amount.text()) if self.amount.text().strip() else None
        except Refused:
            return None
