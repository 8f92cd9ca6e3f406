"""On an entry page: the household's evidence as chips, to be named for the fact that is being typed.

Promise: a chip is ticked where the list of the fact names its piece, whoever typed the name.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.boxes import scrolling
from desktop.ui.choosing import chip
from desktop.ui.flow import FlowLayout
from desktop.ui.notices import Voice

_ROWS = 48 * 2


class EvidenceNaming(QFrame):
    """Hidden where the fact names no evidence, or the household has none."""

    named = Signal(str, bool)  # the name of a piece, and whether it is evidence for the fact
    wanted = Signal()  # to see it

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self.setObjectName("evidence-naming")
        self._voice = voice
        self._about = theme.label("", "label")
        self._see = theme.button(voice.word("See the evidence"), "link", "see-evidence", "photo")
        self._flow = FlowLayout(8)
        self._chips: dict[str, QPushButton] = {}
        chips = QWidget()
        chips.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        self._area = area = scrolling(chips)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(self._about)
        across.addWidget(area, 1)
        across.addWidget(self._see)
        self._see.clicked.connect(self.wanted)
        self.hide()

    def offer(self, names: Sequence[str]) -> None:
        """The names of the household's pieces."""
        for button in self._chips.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._chips = {}
        for n, name in enumerate(names):
            button = self._chips[name] = chip(name, f"name-evidence-{n}")
            button.clicked.connect(lambda is_on, name=name: self.named.emit(name, is_on))
            self._flow.addWidget(button)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its chips, but for those that are scrolled to."""
        wanted = self._flow.heightForWidth(self._area.viewport().width())
        self._area.setFixedHeight(min(wanted, theme.high(_ROWS)))

    def show_fact(self, fact: str, named: Sequence[str], *, may_name: bool, may_see: bool) -> None:
        """Shows which of them are named for a fact; without one, nothing."""
        self._about.setText(self._voice.word("Evidence for: {fact}", fact=fact))
        for name, button in self._chips.items():
            button.setChecked(name in named)
            button.setEnabled(may_name)
            button.setAccessibleName(self._voice.pair(self._about.text(), name))
        self._see.setVisible(may_see and bool({*named} & self._chips.keys()))
        self.setVisible(bool(fact and self._chips))
        self._flow.invalidate()
        self._fit()
