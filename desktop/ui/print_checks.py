"""What a look before printing found: beside the page where there is room, else in a line below it.

Promise: what is not as it should be is told with what to do; that all is well is told too.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.casework.papers.checking import Check
from desktop.ui import theme
from desktop.ui.boxes import pictured
from desktop.ui.notices import Notice, Voice

_WIDTH = 206


class Checked:
    """Both places; the page puts them where they belong."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._found: Sequence[Check] | None = None
        self._is_beside = True
        self._rows: list[QWidget] = []
        self.beside, self.below = QWidget(), QFrame()
        self.beside.setFixedWidth(theme.broad(_WIDTH))
        self._title = theme.label(voice.word("Looked at before printing"), "bold")
        self._well, self._wrong = Notice("ok"), Notice("warn")
        self._list = QVBoxLayout(self.beside)
        self._list.setContentsMargins(4, 12, 12, 12)
        self._list.setSpacing(12)
        self._list.addStretch(1)
        self._list.addWidget(self._title)
        self._list.addStretch(1)
        line = QVBoxLayout(self.below)
        line.setContentsMargins(8, 4, 8, 4)
        for notice in (self._well, self._wrong):
            line.addWidget(notice)
        self._settle()

    def show_found(self, found: Sequence[Check] | None) -> None:
        """None while nobody looked."""
        if found == self._found:
            return
        self._found = found
        for old in self._rows:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [_row(self._voice, each) for each in found or ()]
        for place, row in enumerate(self._rows):
            self._list.insertWidget(2 + place, row)
        self._settle()

    def turn(self, *, is_beside: bool) -> None:
        """Where it is told from now on."""
        self._is_beside = is_beside
        self._settle()

    def _settle(self) -> None:
        found, words = self._found or (), self._voice.words
        self.beside.setVisible(bool(found) and self._is_beside)
        self.below.setVisible(bool(found) and not self._is_beside)
        wrong = [each for each in found if not each.is_fine]
        well = words(
            "Looked at before printing: {n} thing, as it should be",
            "Looked at before printing: {n} things, all as they should be",
            len(found),
        )
        self._well.say(well if found and not wrong else "")
        self._wrong.say("\n".join(_wrong_said(self._voice, each) for each in wrong))


def _wrong_said(voice: Voice, check: Check) -> str:
    return " ".join(
        filter(
            None, (voice.pair(voice.word(check.message), voice.word("not as it should be")), voice.word(check.remedy))
        )
    )


def _row(voice: Voice, check: Check) -> QWidget:
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(8)
    tone = "ok" if check.is_fine else "warn"
    across.addWidget(pictured(tone, tone, 20), 0, Qt.AlignmentFlag.AlignTop)
    told = QLabel(voice.word(check.message) if check.is_fine else _wrong_said(voice, check))
    told.setWordWrap(True)
    told.setTextFormat(Qt.TextFormat.PlainText)
    across.addWidget(told, 1)
    return row
