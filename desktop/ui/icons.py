"""The program's own line icons, sharp at any size, in any colour and on any screen.

Promise: an icon is asked for by what it means, and a name without a drawing is a bug that shows itself, never a gap.
Hidden: a drawing is tinted by writing the colour into its text; what it was rendered to is kept in Qt's pixmap cache.
"""

from functools import cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop import paths

DRAWINGS = paths.RESOURCES / "icons"


class _Engine(QIconEngine):
    """Renders at the ratio of the screen that asks, where an icon made of pixmaps would scale the nearest one."""

    def __init__(self, name: str, colour: str, disabled: str, size: int) -> None:
        super().__init__()
        self._made_of = (name, colour, disabled, size)
        self._name = name
        self._colours = {QIcon.Mode.Disabled: disabled, QIcon.Mode.Normal: colour}
        self._size = size

    def clone(self) -> QIconEngine:
        return _Engine(*self._made_of)

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:
        return size.boundedTo(QSize(self._size, self._size))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint(painter, self._name, self._colour(mode), QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        return pixmap(self._name, self._colour(mode), min(size.width(), size.height(), self._size), scale)

    def _colour(self, mode: QIcon.Mode) -> str:
        return self._colours.get(mode, self._colours[QIcon.Mode.Normal])


def icon(name: str, colour: str, size: int = 20, disabled: str | None = None) -> QIcon:
    """For buttons and the like: never larger than `size`, and in the same colour when disabled unless told another."""
    _renderer(name, colour)
    return QIcon(_Engine(name, colour, disabled or colour, size))


def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """A square of `size` logical pixels on a screen that has `ratio` of its own to each."""
    key = f"icons/{name}/{colour}/{size}/{ratio}"
    made = QPixmap()
    if not QPixmapCache.find(key, made):
        renderer = _renderer(name, colour)
        edge = round(size * ratio)
        made = QPixmap(edge, edge)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        renderer.render(painter, QRectF(0, 0, edge, edge))
        painter.end()
        made.setDevicePixelRatio(ratio)
        QPixmapCache.insert(key, made)
    return made


def paint(painter: QPainter, name: str, colour: str, area: QRectF) -> None:
    """Draws straight onto what the painter paints, as large as fits, in the middle of the area."""
    _renderer(name, colour).render(painter, area)


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = (DRAWINGS / f"{name}.svg").read_bytes()  # an unknown name is FileNotFoundError
    renderer = QSvgRenderer(drawing.replace(b"currentColor", colour.encode()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return renderer
