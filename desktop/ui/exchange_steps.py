"""A numbered step of the exchange page: a circle with its number, or a tick once it is settled, and its title.

Promise: settled is told by the tick and by words to those who hear it, not by a colour alone.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.notices import Voice

_CIRCLE, _GAP = 24, 8


class _Mark(QWidget):
    """The circle."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number, self.is_done = number, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.high(_CIRCLE), theme.high(_CIRCLE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colour("brand")))
        area = QRectF(self.rect())
        painter.drawEllipse(area)
        if self.is_done:
            icons.paint(painter, "check", theme.colour("on_dark"), area.adjusted(6, 6, -6, -6))
            return
        painter.setPen(QColor(theme.colour("on_dark")))
        painter.setFont(theme.font(theme.SECONDARY, is_bold=True))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(self._number))


class Step(QWidget):
    """The step: its title, what stands at the right of it, and what is chosen below."""

    def __init__(self, voice: Voice, number: int, title: str, body: QLayout | QWidget, *beside: QWidget) -> None:
        super().__init__()
        self._voice, self._title = voice, title
        self._mark = _Mark(number)
        head = QHBoxLayout()
        head.setSpacing(_GAP)
        head.addWidget(self._mark)
        head.addWidget(theme.label(title, "bold"), 1)
        for part in beside:
            head.addWidget(part)
        inside = QVBoxLayout()
        inside.setContentsMargins(_CIRCLE + _GAP, 0, 0, 0)
        (inside.addLayout if isinstance(body, QLayout) else inside.addWidget)(body)  # pyright: ignore[reportArgumentType]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addLayout(head)
        column.addLayout(inside)
        self.settle(is_done=False)

    def settle(self, *, is_done: bool) -> None:
        """Whether it is settled."""
        self._mark.is_done = is_done
        done = self._voice.word("is settled") if is_done else self._voice.word("is to be chosen")
        self._mark.setAccessibleName(f"{self._title}: {done}")
        self._mark.update()
