"""A badge on a page: icon, words and colour together, since colour never speaks alone."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import icons, theme

HEIGHT = 24
_PADDING, _GAP, _ICON = 8, 4, 14


class Pill(QWidget):
    """`tone` is a status of the theme (ok, warn, risk, info, rights, brand), or empty for a plain one."""

    def __init__(self, text: str = "", tone: str = "", icon: str = "") -> None:
        super().__init__()
        self._text, self._tone, self._icon = text, tone, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        if not text:
            self.hide()  # and never shown from here: without a place on a page yet it would be a window of its own

    def say(self, text: str, tone: str = "", icon: str = "") -> None:
        """Shows other words; without any it goes away."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.setHidden(not text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(width_of(self._text, self._icon), theme.high(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint(painter, QRectF(self.rect()), self._text, self._tone, self._icon)


def width_of(text: str, icon: str = "") -> int:
    """How wide a badge with these words is."""
    words = QFontMetrics(theme.font(theme.SECONDARY, is_bold=True)).horizontalAdvance(text)
    return words + 2 * _PADDING + (_ICON + _GAP if icon else 0)


def paint(painter: QPainter, area: QRectF, text: str, tone: str, icon: str = "") -> None:
    """Paints a badge that fills this area."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = theme.colour(tone or "ink_2")
    fill = theme.colour(f"{tone}_soft" if tone else "surface")
    line = theme.colour(f"{tone}_line" if tone else "line_2")
    border = theme.worn().border
    painter.setPen(QPen(QColor(line), border))
    painter.setBrush(QColor(fill))
    half = border / 2
    painter.drawRoundedRect(area.adjusted(half, half, -half, -half), 4, 4)
    left = area.left() + _PADDING
    if icon:
        icons.paint(painter, icon, ink, QRectF(left, area.center().y() - _ICON / 2, _ICON, _ICON))
        left += _ICON + _GAP
    painter.setFont(theme.font(theme.SECONDARY, is_bold=True))
    painter.setPen(QColor(ink))
    rest = QRectF(left, area.top(), area.right() - left, area.height())
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(rest.width()))
    painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
