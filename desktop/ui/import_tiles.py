"""How many rows of a file have which outcome, and their sum.

Promise: the tiles add up to all rows of the file. Hidden: what is no household's row, as titles, has one too.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel

from desktop.exchange.ledger import Fate
from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.boxes import pictured
from desktop.ui.import_rows import OUTCOMES, Sign
from desktop.ui.notices import Voice

_TILES: Mapping[Any, Sign] = {**OUTCOMES, Fate.OTHER: Sign(N_("titles and blanks"), "remove")}
_ICON, _IN_A_LINE = 20, 46  # pixels, letters


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
        self._tiles = [_Tile(sign, self._numbers[kind], voice.word(sign.words)) for kind, sign in _TILES.items()]
        for tile in self._tiles:
            across.addWidget(tile, 1)
        self._sum = theme.label("", "strong")
        self._sum.setContentsMargins(12, 0, 12, 0)
        across.addWidget(self._sum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for tile in self._tiles:
            tile.turn(is_upright=self.width() < theme.wide(_IN_A_LINE))

    def minimumSizeHint(self) -> QSize:
        """Narrower than one line: the words go below the numbers then."""
        return QSize(0, super().minimumSizeHint().height())

    def show_numbers(self, numbers: Mapping[Any, int]) -> None:
        for kind, label in self._numbers.items():
            label.setText(f"{numbers.get(kind, 0):,}")
        self._sum.setText(self._voice.words("= {n} row", "= {n} rows", sum(numbers.values())))


class _Tile(QFrame):
    """A number with its icon and its words, which stand below where they don't fit beside it."""

    def __init__(self, sign: Sign, number: QLabel, words: str) -> None:
        super().__init__()
        self.setProperty("part", "pane")
        self._about = theme.label(words, "second")
        self._about.setWordWrap(False)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(pictured(sign.icon, sign.tone or "ink_2", _ICON))
        first.addWidget(number, 1)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(12, 10, 4, 10)
        self._lines.setSpacing(4)
        self._lines.addLayout(first)
        self._lines.addWidget(self._about, 1)

    def turn(self, *, is_upright: bool) -> None:
        direction = QBoxLayout.Direction
        self._lines.setDirection(direction.TopToBottom if is_upright else direction.LeftToRight)
