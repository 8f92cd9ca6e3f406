"""The seven stages of a household in one line: done, passed over, now, ahead; a gap is shown, never hidden.

Where there is little room, only the stage of now and the gaps are named.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.stages import Progress, Stage, Step
from desktop.ui import icons, theme
from desktop.ui.notices import Voice

_DOT, _LINE, _GAP = 22, 16, 6


class Stepper(QWidget):
    """Paints where a household stands. `missing` is how much the four-clear stage still lacks."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._steps: Sequence[Step] = ()
        self._missing = 0
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[Step], missing: int) -> None:
        self._steps, self._missing = steps, missing
        self.setAccessibleName(self._voice.word("Stages"))
        self.setAccessibleDescription(self._voice.listed(self._told(step) for step in steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._whole(is_brief=False), theme.high(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._whole(is_brief=True), theme.high(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, left = self.height() / 2, 1.0
        is_brief = self.width() < self._whole(is_brief=False)
        for place, step in enumerate(self._steps):
            if place:
                is_reached = step.progress is not Progress.AHEAD
                painter.setPen(QPen(QColor(theme.colour("brand" if is_reached else "line_2")), 2))
                painter.drawLine(int(left + _GAP), int(middle), int(left + _GAP + _LINE), int(middle))
                left += _LINE + 2 * _GAP
            self._paint(painter, step, left, middle, is_brief=is_brief)
            left += self._width(step, is_brief=is_brief)

    def _whole(self, *, is_brief: bool) -> int:
        widths = [self._width(step, is_brief=is_brief) for step in self._steps]
        return sum(widths) + max(len(widths) - 1, 0) * (_LINE + 2 * _GAP)

    def _paint(self, painter: QPainter, step: Step, left: float, middle: float, *, is_brief: bool) -> None:
        dot = QRectF(left, middle - _DOT / 2, _DOT, _DOT)
        fill, line, ink = self._colours(step)
        painter.setPen(QPen(QColor(theme.colour(line)), 3 if step.stage == self._now else 2))
        painter.setBrush(QColor(theme.colour(fill)))
        painter.drawEllipse(dot.adjusted(1.5, 1.5, -1.5, -1.5))
        is_plain_done = step.progress is Progress.DONE and step.stage != self._now
        if is_plain_done:
            icons.paint(painter, "check", theme.colour("on_dark"), dot.adjusted(4, 4, -4, -4))
        else:
            painter.setPen(QColor(theme.colour(ink)))
            painter.setFont(theme.font(theme.CAPTION, is_bold=True))
            sign = "!" if step.progress is Progress.GAP else str(int(step.stage))
            painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, sign)
        if is_brief and not self._is_named(step):
            return
        painter.setFont(self._font(step))
        painter.setPen(QColor(theme.colour("ink_2" if is_plain_done else ink)))
        words = QRectF(left + _DOT + _GAP, 0, self.width(), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._word(step))

    @property
    def _now(self) -> Stage | None:
        done = [step.stage for step in self._steps if step.progress is Progress.DONE]
        return max(done, default=None)

    def _colours(self, step: Step) -> tuple[str, str, str]:
        """Fill, line and ink of a step."""
        if step.progress is Progress.GAP:
            return "warn_soft", "warn", "warn"
        if step.stage == self._now:
            return "surface", "brand", "brand"
        if step.progress is Progress.DONE:
            return "brand", "brand", "on_dark"
        return "surface", "line_2", "ink_3"

    def _word(self, step: Step) -> str:
        name = self._voice.word(step.stage.label)
        if step.stage is Stage.CLEAR and self._missing and step.progress is not Progress.AHEAD:
            return self._voice.words("{name}: {n} missing", "{name}: {n} missing", self._missing, name=name)
        return name

    def _told(self, step: Step) -> str:
        said = {
            Progress.DONE: self._voice.word("done"),
            Progress.GAP: self._voice.word("passed over"),
            Progress.AHEAD: self._voice.word("ahead"),
        }
        return f"{int(step.stage)} {self._word(step)} {said[step.progress]}"

    def _is_named(self, step: Step) -> bool:
        """Whether its name stands beside it also where there is little room."""
        return step.progress is Progress.GAP or step.stage == self._now

    def _font(self, step: Step) -> QFont:
        return theme.font(theme.SECONDARY, is_bold=self._is_named(step))

    def _width(self, step: Step, *, is_brief: bool) -> int:
        if is_brief and not self._is_named(step):
            return _DOT
        return _DOT + _GAP + QFontMetrics(self._font(step)).horizontalAdvance(self._word(step)) + 2
