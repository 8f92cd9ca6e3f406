"""How much of a clock is left, painted: a ring in lists, a bar on panels; the words stand beside it.

Promise: what runs, what has passed and what has no known start are told apart without colours too: a filled part, an
empty outline, a dashed one.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.rights import State
from desktop.ui import theme

_TURN = 16 * 360  # Qt counts in sixteenths of a degree
_TOP = 16 * 90
_LEAST = 0.04  # of it, so that a last day is seen to run
_BAR = 8
_THIN = 1.5
_DASHES = (2.0, 1.6)


def paint_ring(painter: QPainter, area: QRectF, state: State, share: float) -> None:
    """Paints a ring that fills this square: what is left runs clockwise from the top."""
    thick = max(area.width() / 6, 3.0)
    ring = area.adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_track(state, thick))
    painter.drawEllipse(ring)
    if state in (State.RUNNING, State.LAST_DAY):
        pen = QPen(QColor(theme.colour("rights")), thick)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(ring, _TOP, -round(_TURN * max(share, _LEAST)))
    painter.restore()


class ClockBar(QWidget):
    """The same as a bar; it says nothing itself."""

    def __init__(self) -> None:
        super().__init__()
        self._state, self._share = State.UNKNOWN, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_left(self, state: State, share: float) -> None:
        self._state, self._share = state, share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, _BAR + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        round_end = bar.height() / 2
        if self._state in (State.PASSED, State.UNKNOWN):
            painter.setPen(_track(self._state, _THIN))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.colour("rights_track")))
        painter.drawRoundedRect(bar, round_end, round_end)
        if self._state in (State.RUNNING, State.LAST_DAY):
            bar.setWidth(max(bar.width() * max(self._share, _LEAST), bar.height()))
            painter.setBrush(QColor(theme.colour("rights")))
            painter.drawRoundedRect(bar, round_end, round_end)


def _track(state: State, thick: float) -> QPen:
    """The pen of what is over: thin and grey where all is, thin and dashed where nobody knows since when it runs."""
    match state:
        case State.PASSED:
            return QPen(QColor(theme.colour("line_2")), _THIN)
        case State.UNKNOWN:
            pen = QPen(QColor(theme.colour("rights")), _THIN)
            pen.setDashPattern(_DASHES)
            return pen
        case _:
            return QPen(QColor(theme.colour("rights_track")), thick)
