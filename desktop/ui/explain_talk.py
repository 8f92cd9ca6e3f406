"""Beside a clause: what the household asked and what was answered, in its words; and how and to whom it was explained.

Promise: what was asked before stays to be read, and is never typed over; how it was explained is asked once, and goes
along from clause to clause.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.fields import RECORDS
from desktop.domain.records import Explanation
from desktop.ui import inputs, theme
from desktop.ui.boxes import scrolling
from desktop.ui.notices import Voice
from desktop.ui.tab_order import lead_keyboard

WORDS = ("questions", "answers")
MANNER = ("explained_to", "spoken_language", "interpreter", "read_aloud_by")
OTHERS = "others"
_SIDE, _GAP, _WORDS = 16, 8, 64


class Talk(QFrame):
    """The column. Whatever a person types in it, it tells."""

    changed = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._before = QWidget()
        self._inside = QVBoxLayout()
        self._lay_out()

    def show_before(self, explanations: Sequence[tuple[Explanation, str]]) -> None:
        """What was asked of this clause before, the newest first, and how each was signed."""
        self._inside.removeWidget(self._before)
        self._before.hide()
        self._before.deleteLater()
        self._before = QWidget()
        column = QVBoxLayout(self._before)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for each, signed in explanations:
            for text, look in (*self._told(each), *([(signed, "caption")] if signed else [])):
                label = theme.label(text, look)
                label.setWordWrap(True)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                column.addWidget(label)
        self._inside.insertWidget(1, self._before)
        self._before.setHidden(not explanations)

    def state(self) -> dict[str, str]:
        """What stands in each field."""
        return {name: inputs.typed(field).strip() for name, field in self.fields.items()}

    def put(self, state: Mapping[str, str]) -> None:
        """Shows these; nobody typed them."""
        for name, field in self.fields.items():
            with QSignalBlocker(field):
                inputs.put(field, state.get(name, ""))

    def let_write(self, *, may: bool) -> None:
        for field in self.fields.values():
            field.setReadOnly(not may)

    def mark_others(self, finding: str) -> None:
        """What is wrong with the other households; nothing where all is well."""
        self._finding.setText(finding)
        self._finding.setVisible(bool(finding))
        theme.relook(self.fields[OTHERS], wrong=bool(finding))
        if finding:
            self.fields[OTHERS].setFocus()

    def _told(self, each: Explanation) -> list[tuple[str, str]]:
        said = [str(each.explained_on or ""), each.explained_to or "", each.spoken_language or ""]
        helped = [each.interpreter or "", each.read_aloud_by or ""]
        lines = [(self._voice.listed(filter(None, (*said, *helped))), "caption")]
        if each.questions:
            lines.append((self._voice.word("Asked: {words}", words=each.questions), "plain"))
        if each.answers:
            lines.append((self._voice.word("Answered: {words}", words=each.answers), "second"))
        return lines

    def _lay_out(self) -> None:
        word, kind = self._voice.word, RECORDS["explanation"].field
        self._inside.setContentsMargins(_SIDE, 10, _SIDE, 12)
        self._inside.setSpacing(_GAP)
        self._inside.addWidget(theme.label(word("What the household asks"), "strong"))
        self._inside.addWidget(self._before)
        prompts = {"questions": word("What did they ask? In their words"), "answers": word("What was answered")}
        for name in WORDS:
            field = self.fields[name] = QPlainTextEdit()
            field.setTabChangesFocus(True)
            field.setPlaceholderText(prompts[name])
            field.setFixedHeight(theme.high(_WORDS))
            self._name(field, name, prompts[name])
            field.textChanged.connect(self.changed)
            self._inside.addWidget(field)
        self._inside.addSpacing(_GAP)
        self._inside.addWidget(theme.label(word("How it is explained"), "strong"))
        grid = QGridLayout()
        grid.setVerticalSpacing(_GAP)
        titles = {name: self._voice.label(kind[name]) for name in MANNER} | {OTHERS: word("Other households here")}
        for place, (name, title) in enumerate(titles.items()):
            line = self.fields[name] = QLineEdit()
            self._name(line, name, title)
            line.textEdited.connect(self.changed)
            grid.addWidget(theme.label(title, "label"), place, 0)
            grid.addWidget(line, place, 1)
        self.fields[OTHERS].setToolTip(
            word("Their numbers: of them it is written down that it was explained, no more.")
        )
        self._finding = theme.label("", "wrong")
        self._finding.setWordWrap(True)
        self._finding.hide()
        self._inside.addLayout(grid)
        self._inside.addWidget(self._finding)
        about = theme.label(word("Their numbers: of them it is written down that it was explained, no more."), "second")
        self._inside.addWidget(about)
        self._inside.addStretch()
        page = QWidget()
        page.setLayout(self._inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(scrolling(page))
        lead_keyboard(self, self.fields["questions"])

    def _name(self, field: QWidget, name: str, title: str) -> None:
        field.setObjectName(name)
        field.setAccessibleName(title)
