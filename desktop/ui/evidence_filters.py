"""What narrows a household's evidence: its kinds with their counts, one fact, whose it was, what proves nothing yet.

Promise: a chip says how many it would leave, and none is offered that would leave nothing.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.domain.fields import RECORDS
from desktop.ui import icons, theme
from desktop.ui.choosing import chip
from desktop.ui.flow import FlowLayout
from desktop.ui.notices import Voice

ALL, FACT, LOOSE, UNITED = "all", "fact", "loose", "united"
_KINDS = RECORDS["evidence"].field["kind"]


class EvidenceFilters(QWidget):
    """One of them holds."""

    chosen = Signal(str)  # a kind, or one of the above

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self.setObjectName("evidence-filters")
        self.setAccessibleName(voice.word("Which evidence is shown"))
        self._words = {ALL: voice.word("All"), **{key: voice.choice(_KINDS, key) for key, _ in _KINDS.choices}}
        self._chips = {
            key: chip(words, f"filter-{key}") for key, words in (*self._words.items(), (UNITED, ""), (FACT, ""))
        }
        self._loose: QPushButton = theme.button("", "chip", f"filter-{LOOSE}", "warn")
        self._loose.setCheckable(True)
        self._loose.setIcon(icons.icon("warn", theme.colour("warn")))
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()

    @property
    def held(self) -> str:
        return next(key for key, button in self._buttons().items() if button.isChecked())

    def show_counts(self, counts: Mapping[str, int], named: Mapping[str, str], held: str) -> None:
        """Shows how many there are of each; `named` is what the chips of one fact and of united households say."""
        held = held if counts.get(held) or held == ALL else ALL
        for key, button in self._buttons().items():
            word = self._words.get(key) or named.get(key) or self._voice.word("not linked")
            button.setText(f"{word} {counts.get(key, 0)}")
            button.setVisible(bool(counts.get(key)) or key == ALL)
            self._group.setExclusive(False)
            button.setChecked(False)  # a chip that is ticked is wider, which its tick reckons
            button.setChecked(key == held)
            self._group.setExclusive(True)

    def _buttons(self) -> Mapping[str, QPushButton]:
        return {**self._chips, LOOSE: self._loose}

    def _lay_out(self) -> None:
        flow = FlowLayout(8)
        chips = QWidget()
        chips.setLayout(flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        for button in self._chips.values():
            flow.addWidget(button)
        across = QHBoxLayout(self)
        across.setContentsMargins(12, 8, 12, 8)
        across.setSpacing(8)
        across.addWidget(chips, 1)
        across.addWidget(self._loose, 0, Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        for key, button in self._buttons().items():
            self._group.addButton(button)
            button.clicked.connect(lambda _checked, key=key: self.chosen.emit(key))
