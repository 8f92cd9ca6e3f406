"""The last numbers of a sender's bundles side by side: taken in, here, lacking a part, or never seen.

Promise: each is told by its border and sign too, not by its colour alone, and all of them by words. Hidden: numbers
that were not seen stand as a gap, whatever came after.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.casework.inbound import Numbered, Step
from desktop.ui import exchange_words, theme
from desktop.ui.notices import Voice

_HIGH, _GAP = 28, 4
_TONES = {Step.MERGED: "ok", Step.READY: "info", Step.PARTS: "warn", Step.UNSEEN: "risk"}


class SequenceStrip(QWidget):
    """The strip."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._steps: Sequence[Numbered] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[Numbered]) -> None:
        self._steps = steps
        self.setAccessibleName(self._voice.listed(f"{self._text(each)} {self._word(each)}" for each in steps))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, theme.high(_HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SECONDARY, is_bold=True))
        number = max(len(self._steps), 1)
        wide = (self.width() - (number - 1) * _GAP) / number
        for at, each in enumerate(self._steps):
            self._paint(painter, QRectF(at * (wide + _GAP), 0, wide, self.height()), each)

    def _paint(self, painter: QPainter, area: QRectF, each: Numbered) -> None:
        tone, border = _TONES[each.step], theme.worn().border
        is_gap = each.step is Step.UNSEEN
        pen = QPen(QColor(theme.colour(tone if is_gap else f"{tone}_line")), border)
        if is_gap:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(theme.colour("surface" if is_gap else f"{tone}_soft")))
        painter.drawRoundedRect(area.adjusted(border, border, -border, -border), 4, 4)
        painter.setPen(QColor(theme.colour(tone)))
        text = self._voice.word("gap") if is_gap else self._text(each)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _text(self, each: Numbered) -> str:
        return exchange_words.number(each.number)

    def _word(self, each: Numbered) -> str:
        word = self._voice.word
        match each.step:
            case Step.MERGED:
                return word("taken in")
            case Step.READY:
                return word("can be taken in")
            case Step.PARTS:
                return word("lacks a part")
            case Step.UNSEEN:
                return word("never came")
