"""Where one figure of a sum comes from: clause, formula, every step, and each fact with its paper (ui.md rule 5).

Promise: nothing is left out that the auditor's reading of the sum holds, and each fact is one key from where it is
changed.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.policy.difference import Told
from desktop.policy.statement import Entry
from desktop.ui import theme
from desktop.ui.flow import FlowLayout
from desktop.ui.notices import Voice
from desktop.ui.sum_path import Behind
from desktop.ui.tab_order import follow_layout

_SIDE, _GAP, _TITLE = 24, 8, 150


class SumDetail(QFrame):
    """It stands where the sum stood until somebody goes back. It tells what behind a figure is to be shown."""

    left = Signal()
    wanted = Signal(object)  # Behind

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        self._title = theme.label("", "title")
        self._title.setWordWrap(True)
        self._back = theme.button(voice.word("Back to the sum"), "", "leave-figure", "back")
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setObjectName("figure")
        head = QHBoxLayout()
        head.setContentsMargins(_SIDE, 12, _SIDE, 8)
        head.addWidget(self._title, 1)
        head.addWidget(self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        self._back.clicked.connect(self.left)

    def show_entry(self, entry: Entry, behind: Sequence[Behind] = ()) -> None:
        """All of one item, and what it rests on, each to be gone to."""
        word = self._voice.word
        rows = [*entry.rows]
        steps = [step for step, _ in entry.steps]
        rejected = [said for _, others in entry.steps for said in others]
        if steps:
            rows.append((word("Step by step"), "\n".join(steps)))
        if rejected:
            rows.append((word("What did not apply"), "\n".join(rejected)))
        self._show(f"{entry.item}   {entry.amount}", rows, behind)

    def show_changes(self, title: str, changes: Sequence[Told]) -> None:
        """Every step from an earlier version to this one, those that moved no money at the end."""
        word = self._voice.word
        rows: list[tuple[str, str]] = []
        for change in changes:
            if change.is_folded:
                continue
            lines = ["；".join(change.what) if self._voice.language.startswith("zh") else "; ".join(change.what)]
            for option, amount, items in change.moved:
                lines.append(f"{option}  {amount}")
                lines += [f"    {item}  {moved}" for item, moved in items]
            rows.append((change.cause, "\n".join(lines)))
        quiet = [what for change in changes if change.is_folded for what in change.what]
        if quiet:
            rows.append((word("Changed, but moved no money"), "\n".join(quiet)))
        self._show(title, rows or [("", word("Nothing changed."))])

    def _show(self, title: str, rows: Iterable[tuple[str, str]], behind: Sequence[Behind] = ()) -> None:
        self._title.setText(title)
        first: QWidget = self._back
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_SIDE, 4, _SIDE, 16)
        column.setSpacing(_GAP)
        if behind:
            column.addWidget(theme.label(self._voice.word("It rests on; Enter goes there"), "label"))
            buttons = [self._to(each) for each in behind]
            first = buttons[0]
            flow = FlowLayout(_GAP)
            for button in buttons:
                flow.addWidget(button)
            column.addLayout(flow)
        for name, text in rows:
            across = QHBoxLayout()
            titled = theme.label(name, "label")
            titled.setFixedWidth(theme.broad(_TITLE))
            titled.setWordWrap(True)
            titled.setAlignment(Qt.AlignmentFlag.AlignTop)
            told = QLabel(text)
            told.setProperty("look", "plain")
            told.setWordWrap(True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            across.addWidget(titled)
            across.addWidget(told, 1)
            column.addLayout(across)
        column.addStretch()
        self._scroll.setWidget(inside)
        follow_layout(self)
        first.setFocus()

    def _to(self, each: Behind) -> QPushButton:
        icon = "calculator" if each.is_item else "forward"
        button = theme.button(f"{each.label} {each.told}".strip(), name=f"behind-{each.name}", icon=icon)
        button.clicked.connect(partial(self._want, each))
        return button

    def _want(self, each: Behind, *_is_on: bool) -> None:
        self.wanted.emit(each)
