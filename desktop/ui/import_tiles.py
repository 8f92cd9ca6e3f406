"""How many rows of a file have which outcome, and their sum.

Promise: the tiles add up to all rows of the file. Hidden: what is no household's row, as titles, has one too.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from desktop.exchange.ledger import Fate
from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.boxes import pictured
from desktop.ui.import_rows import OUTCOMES, Sign
from desktop.ui.notices import Voice

_TILES: Mapping[Any, Sign] = {**OUTCOMES, Fate.OTHER: Sign(N_("titles and blanks"), "remove")}
_ICON = 20


class Tiles(QFrame):
    """A tile for each outcome, and the sum."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self.setProperty("part", "head")
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._numbers = {kind: theme.label("", "title") for kind in _TILES}
        for kind, sign in _TILES.items():
            across.addWidget(_tile(sign, self._numbers[kind], voice.word(sign.words)), 1)
        self._sum = theme.label("", "strong")
        self._sum.setContentsMargins(12, 0, 12, 0)
        across.addWidget(self._sum)

    def show_numbers(self, numbers: Mapping[Any, int]) -> None:
        for kind, label in self._numbers.items():
            label.setText(f"{numbers.get(kind, 0):,}")
        self._sum.setText(self._voice.words("= {n} row", "= {n} rows", sum(numbers.values())))


def _tile(sign: Sign, number: QLabel, words: str) -> QFrame:
    made = QFrame()
    made.setProperty("part", "pane")
    across = QHBoxLayout(made)
    across.setContentsMargins(12, 10, 4, 10)
    across.setSpacing(8)
    about = theme.label(words, "second")
    for part in (pictured(sign.icon, sign.tone or "ink_2", _ICON), number):
        across.addWidget(part)
    across.addWidget(about, 1)
    return made
