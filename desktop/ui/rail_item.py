"""A page's item in the rail: icon, word, and how many things wait there.

Promise: the number is heard too.
"""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton

from desktop.ui import theme

_HIGH, _EDGE, _TOP, _MOST = 20, 6, 4, 999


class RailItem(QToolButton):
    """The item."""

    def __init__(self, name: str, word: str) -> None:
        super().__init__()
        self._word, self._count = word, 0
        self.setObjectName(f"to-{name}")
        self.setProperty("look", "rail")
        self.setCheckable(True)
        self.setText(word)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)

    def count(self, number: int, told: str) -> None:
        """Shows so many, and what they are to those who hear it; 0 shows nothing."""
        self._count = number
        self.setAccessibleName(f"{self._word}, {told}" if number else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        paint_count(QPainter(self), self.rect(), self._count)


def paint_count(painter: QPainter, item: QRect, number: int) -> None:
    """Paints how many things wait, in the upper right of an item, and ends the painting."""
    text = str(number) if number <= _MOST else f"{_MOST}+"
    font = theme.font(theme.CAPTION, is_bold=True)
    high = theme.high(_HIGH)
    wide = max(QFontMetrics(font).horizontalAdvance(text) + 2 * _EDGE, high)
    area = QRectF(min(item.width() // 2 + 4, item.width() - wide - 4), _TOP, wide, high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.colour("count")))
    painter.drawRoundedRect(area, high / 2, high / 2)
    painter.setPen(QColor(theme.colour("on_count")))
    painter.setFont(font)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
