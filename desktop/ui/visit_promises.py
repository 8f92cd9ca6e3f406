"""What we promise: what, who does it, and by which day; nothing that is begun is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QToolButton,
    QVBoxLayout,
)

from desktop.casework.visiting import Known
from desktop.ui import icons, theme
from desktop.ui.boxes import bring_to_sight
from desktop.ui.moment_field import DayField
from desktop.ui.notices import Voice
from desktop.ui.visit_block import Block, State

_KEY = "Ctrl+D"


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise as it was typed; a field that is empty is lacking."""

    what: str
    who: str
    due: date | None


class _Line(QFrame):
    """One promise while it is typed."""

    typed = Signal()

    def __init__(self, voice: Voice, place: int, known: Known) -> None:
        super().__init__()
        word = voice.word
        self._me = known.me
        self.what, self._who = QLineEdit(), QLineEdit(known.me)
        self._due = DayField(voice, f"promise-due-{place}", word("By which day"))
        self._due.begin(known.now.date())
        self.gone = QToolButton()
        self.gone.setObjectName(f"remove-promise-{place}")
        self.gone.setProperty("look", "flat")
        self.gone.setIcon(icons.icon("close", theme.colour("ink_2")))
        self.gone.setAccessibleName(word("Take this promise away"))
        for edit, name, about in (
            (self.what, "promise", word("What we promise to do")),
            (self._who, "promise-who", word("Who does it")),
        ):
            edit.setObjectName(f"{name}-{place}")
            edit.setAccessibleName(about)
            edit.setPlaceholderText(about)
            edit.textEdited.connect(self.typed)
        self.what.returnPressed.connect(self._go_to_who)
        self._propose(known.staff)
        self._who.setMaximumWidth(theme.wide(10))
        below = QHBoxLayout()
        below.setSpacing(8)
        for part in (self._who, theme.label(word("latest")), self._due):
            below.addWidget(part)
        below.addStretch()
        rows = QGridLayout(self)  # filled in the order in which Tab comes to its parts
        rows.setContentsMargins(0, 0, 0, 6)
        rows.setHorizontalSpacing(8)
        rows.setVerticalSpacing(6)
        rows.addWidget(self.what, 0, 0)
        rows.addLayout(below, 1, 0, 1, 2)
        rows.addWidget(self.gone, 0, 1)
        self._due.typed.connect(self.typed)

    @property
    def is_empty(self) -> bool:
        return not self.what.text().strip() and not self._due.text().strip() and self._who.text().strip() == self._me

    @property
    def promised(self) -> Promised:
        return Promised(self.what.text().strip(), self._who.text().strip(), self._due.day)

    def texts(self) -> list[str]:
        return [self.what.text(), self._who.text(), self._due.text()]

    def put(self, texts: Sequence[str]) -> None:
        what, who, due = texts
        self.what.setText(what)
        self.what.setCursorPosition(0)
        self._who.setText(who)
        self._due.put(due)

    def _go_to_who(self) -> None:
        self._who.setFocus()
        bring_to_sight(self._who)

    def mark(self) -> bool:
        """Marks what is lacking, and goes to the first of it; whether anything is."""
        typed = self.promised
        theme.relook(self.what, wrong=not typed.what)
        theme.relook(self._who, wrong=not typed.who)
        self._due.mark(is_wrong=typed.due is None)
        edits = ((self.what, typed.what), (self._who, typed.who), (self._due.edit, typed.due))
        lacking = next((edit for edit, has in edits if not has), None)
        if lacking is not None:
            lacking.setFocus()
        return lacking is not None

    def _propose(self, staff: Sequence[str]) -> None:
        completer = QCompleter(list(staff), self._who)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = cast("QListView", completer.popup())
        popup.setItemDelegate(QStyledItemDelegate(popup))  # its own knows no style sheet
        popup.setProperty("look", "proposed")
        self._who.setCompleter(completer)
        completer.activated.connect(self.typed)


class Promises(Block):
    """Block 4."""

    def __init__(self, voice: Voice) -> None:
        word = voice.word
        super().__init__(voice, word("4 What we promise"), word("what, who and by which day"))
        self._known: Known | None = None
        self._lines: list[_Line] = []
        self._made = 0
        self._add = theme.button(word("Add a promise"), "link", "add-promise", "add")
        self._add.setToolTip(_KEY)
        key = theme.label(_KEY, "key")
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        across = QHBoxLayout()
        across.setSpacing(8)
        across.addWidget(self._add)
        across.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        across.addStretch()
        self.column.addLayout(self._rows)
        self.column.addLayout(across)
        self._add.clicked.connect(self.add)

    @property
    def promised(self) -> tuple[Promised, ...]:
        """Those in which something was typed."""
        return tuple(each.promised for each in self._lines if not each.is_empty)

    def begin(self, known: Known) -> None:
        self._known = known
        self.put({})

    def state(self) -> State:
        return {"promises": [each.texts() for each in self._lines if not each.is_empty]}

    def put(self, state: State) -> None:
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = []
        for texts in state.get("promises", ()):
            self._new_line().put(texts)

    def add(self) -> None:
        """Begins another promise."""
        line = self._new_line()
        line.what.setFocus(Qt.FocusReason.OtherFocusReason)

    def mark(self) -> bool:
        """Marks what is lacking in those that were begun; whether anything is."""
        marked = [line.mark() for line in reversed(self._lines) if not line.is_empty]
        return any(marked)

    def _new_line(self) -> _Line:
        known = self._known
        assert known is not None  # noqa: S101  for the type checker
        self._made += 1
        line = _Line(self.voice, self._made - 1, known)
        line.typed.connect(self.changed)
        line.gone.clicked.connect(lambda: self._remove(line))
        self._lines.append(line)
        self._rows.addWidget(line)
        return line

    def _remove(self, line: _Line) -> None:
        self._lines.remove(line)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._add.setFocus()
        self.changed.emit()
