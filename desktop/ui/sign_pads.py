"""Paper for one character, to be drawn or to be marked on a photo; and how a name looks with it.

Promise: what is seen is what is kept. Pen, finger and mouse draw and move alike; the mark on a photo goes with the
arrows too, and becomes larger and smaller with + and −.
"""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.ink import Ink, paint_drawing
from desktop.ui.notices import Voice

_LEAST, _USUAL = 180, 260  # pixels along a pad
_THIN, _THICK = 0.055, 0.085  # of ink, as shares of the pad's side
_KEPT = 480  # pixels along the picture of a drawing
_AT_FIRST, _SMALLEST, _STEP, _GROWTH = 0.9, 0.05, 0.02, 1.15  # of the mark, as shares of the photo's shorter side


class SignPad(Ink):
    """A square for one character, always as large. Keys do nothing here: whoever uses keys alone takes a picture."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setObjectName("sign-pad")
        self.setAccessibleName(voice.word("Paper for one character, for pen, finger or mouse"))
        self.setFixedSize(_USUAL, _USUAL)
        self._widths = _THIN * _USUAL, _THICK * _USUAL

    def picture(self) -> QImage:
        """What was drawn, black on white, in the square that was seen."""
        picture = QImage(_KEPT, _KEPT, QImage.Format.Format_Grayscale8)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_drawing(painter, self._drawing, QRectF(picture.rect()), QColor(Qt.GlobalColor.black), self._widths)
        painter.end()
        return picture

    def _paint_below(self, painter: QPainter) -> None:
        square = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.fillRect(square, QColor(theme.colour("surface")))
        painter.setPen(QPen(QColor(theme.colour("control")), 1))
        painter.drawRect(square)
        painter.setPen(QPen(QColor(theme.colour("line_2")), 1, Qt.PenStyle.DashLine))
        middle = square.center()
        painter.drawLine(QPointF(square.left(), middle.y()), QPointF(square.right(), middle.y()))
        painter.drawLine(QPointF(middle.x(), square.top()), QPointF(middle.x(), square.bottom()))


class CutPad(QWidget):
    """A photo with a square mark, in which the character is looked for."""

    changed = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._photo = QPixmap()
        self._invitation = voice.word("Choose, drop or paste a photo or scan of the character, as on the ID card.")
        self._middle, self._side = QPointF(0.5, 0.5), _AT_FIRST  # shares of the photo, and of its shorter side
        self.setObjectName("sign-cut")
        self.setAccessibleName(voice.word("The photo. Arrows move the mark, + and − make it larger and smaller."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(_LEAST, _LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.SizeAllCursor)

    def sizeHint(self) -> QSize:
        return QSize(_USUAL, _USUAL)

    def show_photo(self, photo: QPixmap) -> None:
        self._photo = photo
        self._middle, self._side = QPointF(0.5, 0.5), _AT_FIRST
        self.update()
        self.changed.emit()

    def grow(self, *, is_larger: bool) -> None:
        """Makes the mark larger or smaller."""
        self._side = min(max(self._side * (_GROWTH if is_larger else 1 / _GROWTH), _SMALLEST), 1.0)
        self._settle()

    def part(self) -> tuple[float, float, float, float]:
        """Where the mark stands on the photo: left, top, right, bottom, as shares of it."""
        wide, high = self._shares()
        left, top = self._middle.x() - wide / 2, self._middle.y() - high / 2
        return left, top, left + wide, top + high

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._move_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if event.key() in steps:
            x, y = steps[Qt.Key(event.key())]
            self._middle += QPointF(x * _STEP, y * _STEP)
            self._settle()
        elif event.text() in ("+", "=", "-", "−"):
            self.grow(is_larger=event.text() in "+=")
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._photo.isNull():
            painter.setFont(theme.font(theme.FIELD))
            painter.setPen(QColor(theme.colour("ink_2")))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._invitation)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = self._area()
        painter.drawPixmap(area, self._photo, QRectF(self._photo.rect()))
        left, top, right, bottom = self.part()
        mark = QRectF(
            area.left() + left * area.width(),
            area.top() + top * area.height(),
            (right - left) * area.width(),
            (bottom - top) * area.height(),
        )
        painter.setPen(QPen(QColor(theme.colour("surface")), 5))
        painter.drawRect(mark)
        painter.setPen(QPen(QColor(theme.colour("focus")), 3))
        painter.drawRect(mark)

    def _area(self) -> QRectF:
        """Where the whole photo is seen."""
        size = self._photo.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(
            (self.width() - size.width()) / 2, (self.height() - size.height()) / 2, size.width(), size.height()
        )

    def _shares(self) -> tuple[float, float]:
        wide, high = max(self._photo.width(), 1), max(self._photo.height(), 1)
        side = self._side * min(wide, high)
        return side / wide, side / high

    def _move_to(self, where: QPointF) -> None:
        area = self._area()
        if not area.isEmpty():
            self._middle = QPointF((where.x() - area.left()) / area.width(), (where.y() - area.top()) / area.height())
            self._settle()

    def _settle(self) -> None:
        """The mark stays on the photo."""
        wide, high = self._shares()
        x = min(max(self._middle.x(), wide / 2), 1 - wide / 2)
        y = min(max(self._middle.y(), high / 2), 1 - high / 2)
        self._middle = QPointF(x, y)
        self.update()
        self.changed.emit()


class NameLine(QWidget):
    """A name as it is printed: each character that no type has from its picture, as high as the others."""

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self._signs: Mapping[str, QPixmap] = {}
        self.setObjectName("name-line")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_name(self, parts: tuple[str, ...], signs: Mapping[str, QPixmap], said: str) -> None:
        """The parts of a name in their order; of those in `signs` the picture is shown."""
        self._words, self._signs = parts, signs
        self.setAccessibleName(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, QFontMetrics(theme.font(theme.HERO)).height() + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        font = theme.font(theme.HERO)
        painter.setFont(font)
        painter.setPen(QColor(theme.colour("ink")))
        metrics, x = QFontMetrics(font), 0
        size = font.pixelSize()
        top = (self.height() - metrics.height()) // 2 + metrics.ascent() - round(size * 0.88)
        for part in self._words:
            picture = self._signs.get(part)
            if picture is not None:
                painter.drawPixmap(QRectF(x, top, size, size), picture, QRectF(picture.rect()))
                x += size
                continue
            painter.drawText(x, (self.height() - metrics.height()) // 2 + metrics.ascent(), part)
            x += metrics.horizontalAdvance(part)
