"""How many households came how far: seven steps, of each who reached it, who is still one before, who passed it over.

Promise: each number opens its households; a bar is never the only thing that says it. Hidden: a step counts as reached
by whoever came to it or further, so that the bars only fall.
"""

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.progress import Counts, Measure, Selection
from desktop.domain.stages import Stage
from desktop.ui import theme
from desktop.ui.cards import headed
from desktop.ui.flow import FlowLayout
from desktop.ui.household_painting import paint_stage
from desktop.ui.notices import Voice
from desktop.ui.progress_within import place

_BAR, _BOX = 36, 22


class Funnel(QFrame):
    """The card."""

    wanted = Signal(object)  # a Place

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        word = voice.word
        self.setProperty("part", "card")
        self._steps = [_Step(voice, stage) for stage in Stage]
        about = theme.label(word("households that came to a stage or further; short: still one before it"), "second")
        about.setWordWrap(False)
        head = headed(theme.label(word("How far they have come"), "strong"), about, QWidget())
        across = QHBoxLayout()
        across.setContentsMargins(16, 8, 16, 4)
        across.setSpacing(8)
        for step in self._steps:
            across.addWidget(step, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(across)
        for step in self._steps:
            for button, asked in step.asked().items():
                button.clicked.connect(partial(self.wanted.emit, place(asked)))

    def show_counts(self, counts: Counts) -> None:
        for step in self._steps:
            step.show_counts(counts)


class _Step(QWidget):
    """One stage: its bar, how many reached it, its name, and what is missing."""

    def __init__(self, voice: Voice, stage: Stage) -> None:
        super().__init__()
        self._voice, self._stage = voice, stage
        self._name = f"{int(stage)} {voice.word(stage.label)}"
        self._bar = _Bar(stage)
        self._reached, self._short, self._over = (
            theme.button("", look, f"progress-{name}-{int(stage)}")
            for look, name in (("figure", "reached"), ("link", "short"), ("link", "over"))
        )
        label = theme.label(voice.word(stage.label), "plain")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._bar, 1)
        first.addWidget(self._reached, 0, Qt.AlignmentFlag.AlignBottom)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(_Digit(stage))
        second.addWidget(label, 1)
        third = FlowLayout(4)
        for part in (self._short, self._over):
            third.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(first)
        column.addLayout(second)
        column.addLayout(third)
        column.addStretch()

    def asked(self) -> dict[QPushButton, Selection]:
        before = Stage(self._stage - 1) if self._stage > Stage.REGISTERED else None
        return {
            self._reached: Selection(Measure.REACHED, self._stage),
            self._short: Selection(Measure.AT, before),
            self._over: Selection(Measure.PASSED_OVER, self._stage),
        }

    def show_counts(self, counts: Counts) -> None:
        voice, reached = self._voice, counts.reached(self._stage)
        self._bar.show_share(reached / counts.households if counts.households else 0.0)
        short = counts.number(Measure.AT, Stage(self._stage - 1)) if self._stage > Stage.REGISTERED else 0
        over = counts.number(Measure.PASSED_OVER, self._stage)
        said = {
            self._reached: (reached, str(reached)),
            self._short: (short, voice.words("{n} short", "{n} short", short)),
            self._over: (over, voice.words("{n} skipped", "{n} skipped", over)),
        }
        for button, (number, text) in said.items():
            button.setText(text)
            button.setAccessibleName(voice.pair(self._name, text))
            button.setEnabled(bool(number))
            button.setVisible(bool(number) or button is self._reached)


class _Bar(QWidget):
    """How large a share reached a stage; the number stands beside it."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage, self._share = stage, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(24, theme.high(_BAR))

    def show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(QColor(theme.colour("control")), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        high = round((self.height() - 1) * self._share)
        if high:
            painter.setBrush(QColor(theme.colour("brand" if self._stage is Stage.SIGNED else "brand_line")))
            painter.drawRect(QRect(0, self.height() - 1 - high, self.width() - 1, high))


class _Digit(QWidget):
    """The stage in its box, as everywhere."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self.setFixedSize(_BOX + theme.worn().step, _BOX + theme.worn().step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_stage(painter, self.rect(), self._stage)
