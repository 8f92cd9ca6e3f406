"""A switch: on or off, told by its word, its place and its colour."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from desktop.ui import theme
from desktop.ui.notices import Voice

_WIDE, _HIGH, _KNOB, _GAP, _LEAST = 44, 24, 14, 8, 40
_EDGE = 2.0


class Switch(QAbstractButton):
    """Toggled by a click, a touch or the space bar. `about` is what a screen reader says it switches."""

    def __init__(self, voice: Voice, name: str, about: str, *, is_on: bool) -> None:
        super().__init__()
        self._words = voice.word("Off"), voice.word("On")
        self.setObjectName(name)
        self.setAccessibleName(about)
        self.setCheckable(True)
        self.setChecked(is_on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._say(is_on)
        self.toggled.connect(self._say)

    def setChecked(self, is_on: bool) -> None:  # noqa: FBT001  as Qt has it
        super().setChecked(is_on)
        self._say(is_on)

    def _say(self, is_on: bool) -> None:  # noqa: FBT001  as Qt's signal gives it
        self.setText(self._words[is_on])

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.font(theme.BODY, is_bold=True))
        return QSize(max(map(words.horizontalAdvance, self._words)) + _GAP + _WIDE, max(_LEAST, words.height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.width() - _WIDE, (self.height() - _HIGH) / 2, _WIDE, _HIGH)
        ink = "ink_3" if not self.isEnabled() else "brand" if self.isChecked() else "ink_2"
        painter.setFont(theme.font(theme.BODY, is_bold=True))
        painter.setPen(QColor(theme.colour(ink)))
        word = self.rect().adjusted(0, 0, -_WIDE - _GAP, 0)
        painter.drawText(word, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.text())
        rim = "line_2" if not self.isEnabled() else "brand" if self.isChecked() else "control"
        painter.setPen(QPen(QColor(theme.colour(rim)), _EDGE))
        painter.setBrush(QColor(theme.colour(rim if self.isChecked() else "surface")))
        inner = track.adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)
        space = (_HIGH - _KNOB) / 2
        left = track.right() - space - _KNOB if self.isChecked() else track.left() + space
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colour("on_dark" if self.isChecked() else rim)))
        painter.drawEllipse(QRectF(left, track.top() + space, _KNOB, _KNOB))
