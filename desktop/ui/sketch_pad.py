"""Squared paper for a sketch of plot and door: lines by hand or straight along the squares, and words beside them.

Promise: what is seen is what is kept, and each step can be taken back, clearing too. Pen, finger, mouse and keys draw
alike: the arrows move a cross from square to square, the space bar begins a line and ends it. Hidden: a line's width
stands where a signature has the pressure; the paper has one size whatever the window's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QKeySequence, QPainter, QPen

from desktop.domain import strokes as form
from desktop.domain.strokes import Drawing
from desktop.ui import theme
from desktop.ui.ink import TENTHS, Ink, fit, paint_drawing
from desktop.ui.notices import Voice

STRAIGHT, FREE, WORDS = "straight", "free", "words"
WIDTHS = {"thin": 180, "wall": form.PRESSED}
"""Of a line, as the hardness of a press."""

_WIDE, _HIGH, _SQUARE, _STEP = 14000, 7000, 500, 250  # of the paper, of its squares, and of half a square
_PIXELS = QSize(2000, 1000)  # of the picture that is kept
_LETTERS, _LEAST, _LONG = 36, 300, 4
_MIDDLE = QPointF(_WIDE / 2, _HIGH / 2)
_LEVEL = 0.12  # a line that leans by less is level, or upright
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class Label:
    """Words on the paper, and where their middle is."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """All that stands on the paper; `strokes` as they are kept."""

    strokes: str = ""
    labels: tuple[Label, ...] = ()


class SketchPad(Ink):
    """The paper. `tool` is what a touch does, `width_name` how wide a line is, `words` what is written by a touch."""

    _widths = 2.0, 10.0  # pixels of the paper

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self.tool, self.width_name, self.words = STRAIGHT, "wall", ""
        self._labels: tuple[Label, ...] = ()
        self._steps = [Sketch()]
        self._cross: QPointF | None = None  # where the keys are, once they are used
        self._from: QPointF | None = None  # where a line of theirs began
        self.setObjectName("sketch-pad")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(_LEAST, _LEAST * 2 // 3)
        self.setAccessibleName(voice.word("Paper. Arrows move, the space bar begins a line and ends it."))
        self.changed.connect(self._keep_step)
        self._tell()

    @property
    def sketch(self) -> Sketch:
        return Sketch(self.strokes(), self._labels)

    @property
    def is_empty(self) -> bool:
        return self.sketch == Sketch()

    @property
    def may_undo(self) -> bool:
        return len(self._steps) > 1

    def show_sketch(self, sketch: Sketch) -> None:
        """Shows what was drawn before. ValueError where its strokes are none."""
        self.show_strokes(sketch.strokes)
        self._labels = sketch.labels
        self._steps = [sketch]
        self._cross = self._from = None
        self._tell()

    def undo(self) -> None:
        """Takes the last step back, be it a line, words, or that all was cleared."""
        if self.may_undo:
            self._steps.pop()
            before, steps = self._steps[-1], self._steps
            self.show_sketch(before)
            self._steps = steps
            self.changed.emit()

    def clear(self) -> None:
        if not self.is_empty:
            self.show_strokes("")
            self._labels = ()
            self.changed.emit()
            self._tell()

    def picture(self) -> QImage:
        """The sketch on white paper with pale squares, in few colours."""
        image = QImage(_PIXELS, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, QRectF(image.rect()), squares=QColor("#DDE5E3"), ink=QColor("black"))
        painter.end()
        return image.convertToFormat(QImage.Format.Format_Indexed8)

    def sizeHint(self) -> QSize:
        return QSize(_WIDE // TENTHS, _HIGH // TENTHS)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo) and self.may_undo:
            event.accept()  # the window's own undo is for what was saved
            if event.type() == QEvent.Type.ShortcutOverride:
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif step is not None:
            far = _LONG if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._move(step[0] * far, step[1] * far)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._mark()
        else:
            super().keyPressEvent(event)

    # Inside

    def _paper(self) -> Drawing:
        return Drawing(_WIDE, _HIGH)

    def _begin(self, by: int, where: QPointF, pressure: int) -> None:
        self._cross = self._from = None
        if self.tool == WORDS:
            self._write(self._on_paper(where))
        else:
            super()._begin(by, where, pressure)

    def _end(self, by: int, where: QPointF, pressure: int) -> None:
        if self._by == by and self.tool == STRAIGHT:
            self._add(where, pressure)
            if len(self._stroke) == 1:  # a touch is no line
                self._stroke, self._by = [], None
                self.update()
                return
        super()._end(by, where, pressure)

    def _add(self, where: QPointF, _pressure: int) -> None:
        if self.tool == STRAIGHT:
            del self._stroke[1:]
            where = self._seen_at(self._straight(self._on_paper(where)))
        super()._add(where, WIDTHS[self.width_name])

    def _write(self, place: QPointF) -> None:
        """Writes the words with their middle there; nothing where none are typed."""
        text = self.words.strip()
        if text and not self.is_locked:
            self._labels = (*self._labels, Label(round(place.x()), round(place.y()), text))
            self.changed.emit()
            self._tell()

    def _on_paper(self, where: QPointF) -> QPointF:
        scale, left, top = fit(self._drawing, QRectF(self.rect()))
        x, y = (where.x() - left) / scale, (where.y() - top) / scale
        return QPointF(min(max(x, 0), _WIDE), min(max(y, 0), _HIGH))

    def _seen_at(self, place: QPointF) -> QPointF:
        scale, left, top = fit(self._drawing, QRectF(self.rect()))
        return QPointF(place.x() * scale + left, place.y() * scale + top)

    def _straight(self, place: QPointF) -> QPointF:
        """The nearest corner or middle of a square; level or upright with where the line began, if it nearly is."""
        x, y = (round(each / _STEP) * _STEP for each in (place.x(), place.y()))
        if self._stroke:
            begun = self._stroke[0]
            across, down = abs(x - begun.x), abs(y - begun.y)
            if down <= across * _LEVEL:
                y = begun.y
            elif across <= down * _LEVEL:
                x = begun.x
        return QPointF(x, y)

    def _move(self, across: int, down: int) -> None:
        at = self._cross or _MIDDLE
        x, y = at.x() + across * _STEP, at.y() + down * _STEP
        self._cross = QPointF(min(max(x, 0), _WIDE), min(max(y, 0), _HIGH))
        self._tell()

    def _mark(self) -> None:
        """A line begins or ends at the cross, or the words stand there."""
        cross = self._cross or _MIDDLE
        if self.tool == WORDS:
            self._write(cross)
        elif self._from is None:
            self._from = cross
        else:
            begun, self._from = self._from, None
            super()._begin(0, self._seen_at(begun), 0)
            super()._end(0, self._seen_at(cross), 0)
        self._cross = cross
        self._tell()

    def _keep_step(self) -> None:
        if self._steps[-1] != self.sketch:
            self._steps.append(self.sketch)

    def _tell(self) -> None:
        voice, drawn = self._voice, len(self._drawing.strokes)
        said = [voice.words("{n} line", "{n} lines", drawn), *(label.text for label in self._labels)]
        if self._cross is not None:
            column, row = (f"{each / _SQUARE:g}" for each in (self._cross.x(), self._cross.y()))
            said.append(voice.word("square {column}, {row}", column=column, row=row))
        self.setAccessibleDescription(voice.listed(said))
        super()._tell()

    def _paint_below(self, painter: QPainter) -> None:
        scale, left, top = fit(self._drawing, QRectF(self.rect()))
        paper = QRectF(left, top, _WIDE * scale, _HIGH * scale)
        painter.fillRect(QRectF(self.rect()), QColor(theme.colour("canvas")))
        painter.fillRect(paper, QColor(theme.colour("surface")))
        squares, ink = QColor(theme.colour("line")), QColor(theme.colour("ink"))
        self._paint(painter, paper, squares=squares, ink=ink, with_strokes=False)
        if self._cross is None:
            return
        at = self._seen_at(self._cross)
        painter.setPen(QPen(QColor(theme.colour("focus")), 2))
        for across, down in ((14, 0), (0, 14)):
            painter.drawLine(at - QPointF(across, down), at + QPointF(across, down))
        if self._from is not None:
            painter.drawLine(self._seen_at(self._from), at)

    def _paint(
        self, painter: QPainter, area: QRectF, *, squares: QColor, ink: QColor, with_strokes: bool = True
    ) -> None:
        """Paints the paper into an area of its shape."""
        scale = area.width() / _WIDE
        painter.setPen(QPen(squares, 1))
        for n in range(_WIDE // _SQUARE + 1):
            x = area.left() + n * _SQUARE * scale
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for n in range(_HIGH // _SQUARE + 1):
            y = area.top() + n * _SQUARE * scale
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        if with_strokes:
            paint_drawing(painter, self._drawing, area, ink, self._widths)
        _paint_labels(painter, self._labels, area, ink)


def _paint_labels(painter: QPainter, labels: Sequence[Label], area: QRectF, ink: QColor) -> None:
    scale = area.width() / _WIDE
    font = QFont(theme.font(theme.BODY, is_bold=True))
    font.setPixelSize(max(round(_LETTERS * TENTHS * scale), 1))
    painter.setFont(font)
    painter.setPen(ink)
    for label in labels:
        room = painter.fontMetrics().boundingRect(label.text)
        box = QRectF(0, 0, room.width() + 4, room.height())
        box.moveCenter(QPointF(area.left() + label.x * scale, area.top() + label.y * scale))
        box.moveLeft(min(max(box.left(), area.left()), area.right() - box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.text)
