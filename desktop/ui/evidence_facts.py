"""What a piece of evidence proves, as chips: a tap links it to a fact of the ledger, another takes the link away.

Promise: nothing is linked by itself. Hidden: the facts stand in the order of the ledger whatever is linked, so that the
keyboard stays where it is; those that are not linked are shown when somebody asks, or where none is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.flow import FlowLayout
from desktop.ui.notices import Voice

Key = tuple[bytes, str]


@dataclass(frozen=True, slots=True)
class Provable:
    """A fact of the household: whether the shown piece proves it, and whether this person may say so."""

    key: Key
    words: str
    is_linked: bool
    may_link: bool


class FactChips(QWidget):
    """It tells which fact was tapped, and whether it is to be linked."""

    toggled = Signal(object, bool)

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._chips: dict[Key, QPushButton] = {}
        self._facts: Sequence[Provable] = ()
        self._is_open = False
        self._more = theme.button(voice.word("Link another fact"), "link", "link-more", "add")
        self._nothing = theme.label(voice.word("No fact of this household is known yet."), "second")
        self._flow = FlowLayout(8)
        chips = QWidget()
        chips.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._nothing, chips):
            column.addWidget(part)
        self._more.clicked.connect(self._open)

    def show_facts(self, facts: Sequence[Provable], *, is_other: bool) -> None:
        """Shows the facts beside a piece; of another one than before, only what it proves."""
        self._facts = facts
        if is_other:
            self._is_open = not any(each.is_linked for each in facts)
        if [*self._chips] != [each.key for each in facts]:
            self._make_anew()
        for each in facts:
            button = self._chips[each.key]
            button.setText(each.words)
            button.setAccessibleName(self._voice.pair(self._voice.word("Proves"), each.words))
            button.setChecked(each.is_linked)
            button.setIcon(icons.icon("link" if each.is_linked else "add", theme.colour("brand")))
            button.setEnabled(each.may_link)
        self._nothing.setVisible(not facts)
        self._show()

    def _make_anew(self) -> None:
        for button in self._chips.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._flow.removeWidget(self._more)
        self._chips = {}
        for n, each in enumerate(self._facts):
            button = theme.button(each.words, "chip", f"fact-{n}")
            button.setCheckable(True)
            button.clicked.connect(lambda is_on, key=each.key: self.toggled.emit(key, is_on))
            self._chips[each.key] = button
            self._flow.addWidget(button)
        self._flow.addWidget(self._more)

    def _open(self) -> None:
        self._is_open = True
        self._show()
        first = next((self._chips[each.key] for each in self._facts if not each.is_linked and each.may_link), None)
        if first is not None:
            first.setFocus()

    def _show(self) -> None:
        for each in self._facts:
            self._chips[each.key].setVisible(each.is_linked or (self._is_open and each.may_link))
        self._more.setVisible(not self._is_open and any(each.may_link and not each.is_linked for each in self._facts))
        self._flow.invalidate()
        self.updateGeometry()
