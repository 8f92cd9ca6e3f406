"""Where a person is on a short way: numbered steps in a row, and a bar of a few parts that fills.

Promise: a step that is done bears a tick, the one that is worked on is bold; neither is told by colour alone. Hidden:
where there is no room for all words, only those of the present step are shown.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import icons, theme
from desktop.ui.notices import Voice

_CIRCLE, _LINE, _GAP, _EDGE = 26, 40, 8, 6


class Steps(QWidget):
    """The steps of a way, of which one is worked on; they count from 0."""

    def __init__(self, voice: Voice, words: Sequence[str], at: int) -> None:
        super().__init__()
        self._words, self._at = words, at
        told = voice.word("Step {n} of {of}: {step}", n=at + 1, of=len(words), step=words[at])
        self.setAccessibleName(told)
        self.setFixedHeight(theme.high(_CIRCLE + 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = [theme.font(theme.BODY, is_bold=number <= self._at) for number in range(len(self._words))]
        widths = [QFontMetrics(font).horizontalAdvance(word) for font, word in zip(fonts, self._words, strict=True)]
        circle = theme.high(_CIRCLE)
        rest = 2 * _EDGE + len(self._words) * (circle + _GAP) + (len(self._words) - 1) * (_LINE + 2 * 18)
        is_roomy = rest + sum(widths) <= self.width()
        x = float(_EDGE)
        for number, (word, font, width) in enumerate(zip(self._words, fonts, widths, strict=True)):
            if number:
                painter.setPen(QPen(QColor(theme.colour("brand" if number <= self._at else "line_2")), 2))
                painter.drawLine(QPointF(x, self.height() / 2), QPointF(x + _LINE, self.height() / 2))
                x += _LINE + 18
            self._paint_circle(painter, QRectF(x, (self.height() - circle) / 2, circle, circle), number)
            x += circle + _GAP
            if is_roomy or number == self._at:
                painter.setFont(font)
                painter.setPen(QColor(theme.colour(_INKS[(number > self._at) - (number < self._at)])))
                painter.drawText(QRectF(x, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, word)
                x += width + 18 - _GAP * (not is_roomy)
            else:
                x += 10

    def _paint_circle(self, painter: QPainter, area: QRectF, number: int) -> None:
        is_done, is_now = number < self._at, number == self._at
        painter.setPen(QPen(QColor(theme.colour("brand" if is_done or is_now else "line_2")), 3 if is_now else 2))
        painter.setBrush(QColor(theme.colour("brand" if is_done else "surface")))
        painter.drawEllipse(area.adjusted(2, 2, -2, -2))
        if is_done:
            icons.paint(painter, "check", theme.colour("on_dark"), area.adjusted(6, 6, -6, -6))
            return
        painter.setFont(theme.font(theme.SECONDARY, is_bold=is_now))
        painter.setPen(QColor(theme.colour("brand" if is_now else "ink_2")))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(number + 1))


_INKS = {-1: "ok", 0: "brand_pressed", 1: "ink_2"}  # of a step that is done, is worked on, is to come


class Gauge(QWidget):
    """A bar of a few parts, of which some are full. What it means stands beside it in words."""

    def __init__(self, of: int) -> None:
        super().__init__()
        self._full, self._of, self._tone = 0, of, "ok"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def fill(self, full: int, tone: str = "ok") -> None:
        self._full, self._tone = full, tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._of * 44, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - 4 * (self._of - 1)) / self._of
        for number in range(self._of):
            painter.setBrush(QColor(theme.colour(self._tone if number < self._full else "line")))
            painter.drawRoundedRect(QRectF(number * (width + 4), 0, width, 8), 4, 4)
