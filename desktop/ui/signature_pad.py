"""The signature pad: paper with a line to sign on, what is said below it, and the ways to write again.

Promise: keys do nothing here: whoever uses keys alone has the choices beside the pad.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.ui import theme
from desktop.ui.ink import Ink
from desktop.ui.notices import Voice

_HIGH, _LEAST = 190, 120


class Pad(Ink):
    """The paper."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self.setObjectName("signature-pad")
        self.setMinimumHeight(_LEAST)
        self.setAccessibleName(voice.word("Signature pad, for pen, finger or mouse"))
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(300, _HIGH)

    def _paint_below(self, painter: QPainter) -> None:
        low = self.height() - 8
        painter.setPen(QPen(QColor(theme.colour("control")), 1, Qt.PenStyle.DashLine))
        painter.drawLine(12, low, self.width() - 12, low)

    def _tell(self) -> None:
        written = len(self._drawing.strokes)
        voice = self._voice
        told = voice.words("{n} stroke is written.", "{n} strokes are written.", written)
        self.setAccessibleDescription(told if written else voice.word("Nothing is written yet."))
        super()._tell()


class SignaturePad(QFrame):
    """The paper with what is said below it, and the ways to write again."""

    changed = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "popup")
        self.pad = Pad(voice)
        self._said = theme.label("", "caption")
        self._undo = theme.button(voice.word("Undo a stroke"), "link", "undo-stroke", "undo")
        self._again = theme.button(voice.word("Sign again"), "link", "sign-again", "refresh")
        below = QHBoxLayout()
        below.setContentsMargins(12, 0, 8, 0)
        below.setSpacing(8)
        below.addWidget(self._said)
        below.addStretch()
        for part in (self._undo, self._again):
            below.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.pad, 1)
        column.addLayout(below)
        self._undo.clicked.connect(self.pad.undo)
        self._again.clicked.connect(self.pad.clear)
        self.pad.changed.connect(self._offer)
        self.pad.changed.connect(self.changed)
        self._offer()

    def strokes(self) -> str:
        return self.pad.strokes()

    def show_strokes(self, text: str) -> None:
        """Shows what was written before; nothing, where that is no strokes, such as those of a newer program."""
        try:
            self.pad.show_strokes(text)
        except ValueError:
            self.pad.show_strokes("")
        self._offer()

    def say(self, text: str) -> None:
        """What stands below the line: who signed, and when."""
        self._said.setText(text)

    def lock(self) -> None:
        """Only shows what was written."""
        self.pad.is_locked = True
        self.pad.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # so that a finger scrolls over it
        self.pad.setCursor(Qt.CursorShape.ArrowCursor)
        self.pad.setMinimumHeight(0)
        self._offer()

    def _offer(self) -> None:
        may = bool(self.pad.strokes()) and not self.pad.is_locked
        for part in (self._undo, self._again):
            part.setEnabled(may)
            part.setHidden(self.pad.is_locked)
