"""What a pen, a finger or a mouse writes, kept as strokes with pressure and time, and how strokes are painted.

Promise: what is seen is what is kept; a hand that rests beside the pen writes nothing, and nothing scrolls away under
it. Hidden: once a pen wrote, fingers are the palm of the hand that holds it; a drawing keeps the size of the paper that
it was begun on, and is shown in any other.
"""

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QScrollPrepareEvent,
    QShowEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy, QWidget

from desktop.domain import strokes as form
from desktop.domain.strokes import Drawing, Point
from desktop.ui import theme

TENTHS = 10
"""Of a pixel: what places on paper are told in."""
_EVEN = form.PRESSED // 2  # the pressure of what tells none
_THIN, _THICK = 1.4, 4.6  # pixels of ink, pressed lightly and hard
_BROAD = 60.0  # pixels: what touches in more than this is no finger
_TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel})
_PEN, _MOUSE = -1, -2  # what writes, where a finger is its number


class Ink(QWidget):
    """Paper that is written on. `changed` tells each whole stroke, and what is taken away again."""

    changed = Signal()
    _widths = _THIN, _THICK

    def __init__(self) -> None:
        super().__init__()
        self._drawing = self._paper()
        self._stroke: list[Point] = []
        self._by: int | None = None  # what is writing now
        self._is_by_pen = False  # the drawing
        self._since, self._before = QElapsedTimer(), 0
        self.is_locked = False
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def strokes(self) -> str:
        """What was written, as it is kept; nothing where nobody wrote."""
        return form.written(self._drawing)

    def show_strokes(self, text: str) -> None:
        """Shows what was written before. ValueError where that is no strokes."""
        self._drawing = form.read(text) if text else self._paper()
        self._before = max((stroke[-1].at for stroke in self._drawing.strokes), default=0)
        self._stroke, self._by, self._is_by_pen = [], None, False
        self._since.invalidate()
        self._tell()

    def clear(self) -> None:
        self.show_strokes("")
        self.changed.emit()

    def undo(self) -> None:
        """Takes the last stroke away."""
        self._drawing = replace(self._drawing, strokes=self._drawing.strokes[:-1])
        if not self._drawing.strokes:
            self.show_strokes("")
        self._tell()
        self.changed.emit()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and event.type() in _TOUCHES:
            self._touch(event)
            event.accept()  # a palm too: nothing is made a mouse of it
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QAbstractScrollArea):
                above.viewport().installEventFilter(self)  # once, however often it is said
            above = above.parentWidget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What scrolls by touch does not where the finger writes."""
        if isinstance(event, QScrollPrepareEvent) and isinstance(watched, QWidget):
            where = self.mapFrom(watched, event.startPos())
            if self.isVisible() and not self.is_locked and QRectF(self.rect()).contains(where):
                event.ignore()
                return True
        return False

    def tabletEvent(self, event: QTabletEvent) -> None:
        pressure = round(event.pressure() * form.PRESSED)
        match event.type():
            case QEvent.Type.TabletPress:
                self._stroke = []  # of the palm that came down first
                self._begin(_PEN, event.position(), pressure)
            case QEvent.Type.TabletMove:
                self._go_on(_PEN, event.position(), pressure)
            case _:
                self._end(_PEN, event.position(), pressure)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._by is None:
            self._begin(_MOUSE, event.position(), _EVEN)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(_MOUSE, event.position(), _EVEN)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end(_MOUSE, event.position(), _EVEN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_below(painter)
        paint_drawing(painter, self._seen(), QRectF(self.rect()), QColor(theme.colour("ink")), self._widths)

    # Inside

    def _touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            if self._by is not None and self._by >= 0:
                self._stroke, self._by = [], None
                self.update()
            return
        for touch in event.points():
            where, pressure = touch.position(), round(touch.pressure() * form.PRESSED) or _EVEN
            match touch.state():
                case QEventPoint.State.Pressed:
                    if self._by is None and not self._is_by_pen and not _is_palm(touch):
                        self._begin(touch.id(), where, pressure)
                case QEventPoint.State.Released:
                    self._end(touch.id(), where, pressure)
                case QEventPoint.State.Updated:
                    self._go_on(touch.id(), where, pressure)
                case _:
                    pass

    def _begin(self, by: int, where: QPointF, pressure: int) -> None:
        if self.is_locked or len(self._drawing.strokes) >= form.MOST_STROKES:
            return
        if not self._drawing.strokes and not self._stroke:
            self._drawing = self._paper()
        if not self._since.isValid():
            self._since.start()
        self._by, self._is_by_pen = by, self._is_by_pen or by == _PEN
        self._add(where, pressure)

    def _go_on(self, by: int, where: QPointF, pressure: int) -> None:
        if self._by == by:
            self._add(where, pressure)

    def _end(self, by: int, where: QPointF, pressure: int) -> None:
        if self._by != by:
            return
        self._add(where, pressure or (self._stroke[-1].pressure if self._stroke else _EVEN))  # a pen that is lifted
        self._by = None
        if self._stroke:
            self._drawing = replace(self._drawing, strokes=(*self._drawing.strokes, tuple(self._stroke)))
            self._stroke = []
            self._tell()
            self.changed.emit()

    def _add(self, where: QPointF, pressure: int) -> None:
        if self._drawing.points + len(self._stroke) >= form.MOST_POINTS:
            return
        scale, left, top = fit(self._drawing, QRectF(self.rect()))
        x = min(max(round((where.x() - left) / scale), 0), self._drawing.width)
        y = min(max(round((where.y() - top) / scale), 0), self._drawing.height)
        if self._stroke and (self._stroke[-1].x, self._stroke[-1].y) == (x, y):
            return
        at = min(self._before + self._since.elapsed(), form.LONGEST)
        self._stroke.append(Point(x, y, min(max(pressure, 0), form.PRESSED), at))
        self.update()

    def _seen(self) -> Drawing:
        now = (tuple(self._stroke),) if self._stroke else ()
        return replace(self._drawing, strokes=(*self._drawing.strokes, *now))

    def _paper(self) -> Drawing:
        """What is begun with: nothing, on paper as large as it is seen."""
        width, height = (min(max(each, 1) * TENTHS, form.SIZE) for each in (self.width(), self.height()))
        return Drawing(width, height)

    def _paint_below(self, painter: QPainter) -> None:
        """What the paper has before anybody writes."""

    def _tell(self) -> None:
        """Another drawing is seen."""
        self.update()


def paint_drawing(
    painter: QPainter, drawing: Drawing, area: QRectF, ink: QColor, widths: tuple[float, float] = (_THIN, _THICK)
) -> None:
    """Paints strokes into an area, as large as they fit, thicker where the pen was pressed."""
    thin, thick = widths
    painter.save()
    scale, left, top = fit(drawing, area)
    painter.translate(left, top)
    painter.scale(scale, scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in drawing.strokes:
        for path, pressure in _pieces(stroke):
            width = (thin + (thick - thin) * pressure / form.PRESSED) * TENTHS
            pen = QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPath(path)
    painter.restore()


def _pieces(stroke: form.Stroke) -> list[tuple[QPainterPath, int]]:
    """A stroke as a smooth line, in pieces of one pressure each: from middle to middle of its points."""
    places = [QPointF(point.x, point.y) for point in stroke]
    if len(places) == 1:
        places.append(places[0] + QPointF(0.1, 0))  # a dot is seen too
    middles = [places[0], *((one + other) * 0.5 for one, other in pairwise(places)), places[-1]]
    pieces: list[tuple[QPainterPath, int]] = []
    for place, (start, end) in enumerate(pairwise(middles)):
        pressure = stroke[min(place, len(stroke) - 1)].pressure
        if not pieces or pieces[-1][1] != pressure:
            pieces.append((QPainterPath(start), pressure))
        pieces[-1][0].quadTo(places[min(place, len(places) - 1)], end)
    return pieces


def fit(drawing: Drawing, area: QRectF) -> tuple[float, float, float]:
    """How a drawing stands in an area: its scale, and where its left and its top are."""
    scale = min(area.width() / drawing.width, area.height() / drawing.height) or 1
    left = area.left() + (area.width() - drawing.width * scale) / 2
    return scale, left, area.top() + (area.height() - drawing.height * scale) / 2


def _is_palm(touch: QEventPoint) -> bool:
    broad = touch.ellipseDiameters()
    return max(broad.width(), broad.height()) > _BROAD
