"""The program's own line icons, sharp at any size, in any colour and on any screen.

Promise: an icon is asked for by what it means, and a name without a drawing is a bug that shows itself, never a gap.
Hidden: a drawing is tinted by writing the colour into its text; what it was rendered to is kept in Qt's pixmap cache.
"""

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop import paths

DRAWINGS = paths.RESOURCES / "icons"

# What screens are set to. An engine that renders when asked would know its screen, but PySide 6.10 crashes when Qt
# copies an engine written in Python.
RATIOS = (1, 1.25, 1.5, 1.75, 2, 2.5, 3)


def icon(name: str, colour: str, size: int = 20, disabled: str | None = None) -> QIcon:
    """For what shows icons of `size`: shown smaller it would blur, and larger it is never shown.

    Disabled it keeps its colour unless told another.
    """
    made = QIcon()
    for ratio in RATIOS:
        shown = pixmap(name, colour, size, ratio)
        made.addPixmap(shown)
        made.addPixmap(pixmap(name, disabled, size, ratio) if disabled else shown, QIcon.Mode.Disabled)
    return made


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
