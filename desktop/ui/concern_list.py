"""What a household complains of and asks for, each in its own words, with how far it came and its steps.

Promise: late is said of the office alone; a grievance can be gone on with until the household accepts, and after.
"""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.casework.household_rights import Concern, HouseholdRights, Standing
from desktop.domain.records import Grievance
from desktop.ui import rights_words, theme
from desktop.ui.ledger_line import Target
from desktop.ui.pill import Pill
from desktop.ui.workspace import Workspace


class ConcernList(QWidget):
    """The list. It tells which record is to be opened, which step begun, and whose slip is to be printed."""

    wanted = Signal(object)  # a Target
    slip_wanted = Signal(object)  # a Grievance

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._voice = workspace.voice
        self._none = theme.label(
            self._voice.word("Nobody complained or asked for anything. Anybody may, also without a name."), "second"
        )
        self._none.setContentsMargins(16, 10, 16, 10)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._none)

    def show_concerns(
        self, found: HouseholdRights, *, may_step: bool, whose: Mapping[bytes, str] | None = None
    ) -> None:
        """Shows these instead of those that are there; the keyboard stays where it was.

        `whose`: how the households are called where they are of several, or of none.
        """
        there = self.findChildren(QFrame, "concern")
        at_hand = next((each.objectName() for each in self.findChildren(QWidget) if each.hasFocus()), "")
        for old in there:
            self._column.removeWidget(old)
            old.hide()
            old.setObjectName("")
            old.deleteLater()
        for each in found.concerns:
            box = self._box(each, found, may_step=may_step, whose=self._whose(each, whose))
            self._column.addWidget(box)
        self._none.setVisible(not found.concerns)
        again = next((each for each in self.findChildren(QWidget, at_hand) if at_hand and each.isVisibleTo(self)), None)
        if again is not None:
            again.setFocus()

    def go_to_slip(self, row: bytes | None) -> None:
        """The keyboard goes to where the slip of a grievance is printed, if it is listed."""
        for slip in self.findChildren(QPushButton, f"slip-{row.hex()}") if row else ():
            slip.setFocus()

    def _whose(self, concern: Concern, whose: Mapping[bytes, str] | None) -> str:
        home = concern.record.household
        if whose is None:
            return ""
        return whose.get(home, "") if home else self._voice.word("of no household")

    def _box(self, concern: Concern, found: HouseholdRights, *, may_step: bool, whose: str) -> QFrame:
        voice, today = self._voice, found.today
        box = QFrame()
        box.setObjectName("concern")
        box.setProperty("part", "row")
        text, tone, icon = rights_words.state(voice, concern, today)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(theme.label(rights_words.title(voice, concern), "bold"))
        if whose:
            first.addWidget(theme.label(whose, "second"))
        first.addStretch()
        first.addWidget(Pill(text, tone, icon))
        column = QVBoxLayout(box)
        column.setContentsMargins(16, 8, 16, 4)
        column.setSpacing(2)
        column.addLayout(first)
        words = theme.label(rights_words.quoted(voice, concern.record.words), "words")
        words.setWordWrap(True)
        column.addWidget(words)
        for said in (rights_words.raised(voice, concern, today), *rights_words.steps(voice, concern, today)):
            column.addWidget(theme.label(said, "second"))
        column.addLayout(self._buttons(concern, found, may_step=may_step))
        return box

    def _buttons(self, concern: Concern, found: HouseholdRights, *, may_step: bool) -> QHBoxLayout:
        voice, record = self._voice, concern.record
        kind, title = record.record_type().name, rights_words.title(voice, concern)
        offered = [(voice.word("See all of it"), "see", "eye", Target(kind, record.id))]
        if may_step and concern.standing(found.today) is not Standing.CLOSED:
            step = Target(f"{kind}_event", field=record.id.hex())
            offered.insert(0, (self._next(concern, found), "step", "pencil", step))
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, does, icon, target in offered:
            button = theme.button(text, "link", f"{does}-{record.id.hex()}", icon)
            button.setAccessibleName(voice.pair(text, title))
            button.clicked.connect(lambda _checked=False, target=target: self.wanted.emit(target))
            row.addWidget(button)
        if isinstance(record, Grievance):
            slip = theme.button(voice.word("Print the slip"), "link", f"slip-{record.id.hex()}", "print")
            slip.setAccessibleName(voice.pair(slip.text(), title))
            slip.clicked.connect(lambda _checked=False: self.slip_wanted.emit(record))
            row.addWidget(slip)
        row.addStretch()
        return row

    def _next(self, concern: Concern, found: HouseholdRights) -> str:
        """What can be written down next."""
        if concern.standing(found.today) is Standing.ANSWERED:
            return self._voice.word("Write down what the household says to it")
        return self._voice.word("Answer it, or note a step")
