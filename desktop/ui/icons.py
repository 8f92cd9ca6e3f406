"""The program's own line icons, sharp at any size, in any colour and on any screen.

Promise: an icon is asked for by what it means, and a name without a drawing is a bug that shows itself, never a gap.
Hidden: a drawing is tinted by writing the colour into its text; what it was rendered to is kept in Qt's pixmap cache.
Qt's own engine of icons draws them, when and as large as they are shown: PySide 6.10 crashes when Qt copies an engine
written in Python.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop import paths

DRAWINGS = paths.RESOURCES / "icons"
_PLAIN = 0  # not compressed

RATIOS = (1, 1.25, 1.5, 1.75, 2, 2.5, 3)  # what screens are set to


def icon(name: str, colour: str, disabled: str | None = None) -> QIcon:
    """Drawn when it is shown, in the size in which it is. Disabled it keeps its colour unless told another."""
    written = QByteArray()  # as Qt itself writes an icon of its engine for SVG: no files, two drawings, no pixmaps
    into = QDataStream(written, QIODevice.OpenModeFlag.WriteOnly)
    into.writeQString("svg")
    for number in (0, _PLAIN, 2):
        into.writeInt32(number)
    for mode, worn in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled or colour)):
        into.writeInt32(mode.value << 4 | QIcon.State.Off.value)
        into.writeBytes(_drawn(name, worn))  # as a QByteArray is written, whose own way loads half of Qt's types
    into.writeInt32(0)
    made = QIcon()
    _ = QDataStream(written) >> made
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
def _drawn(name: str, colour: str) -> bytes:
    drawing = (DRAWINGS / f"{name}.svg").read_bytes()  # an unknown name is FileNotFoundError
    return drawing.replace(b"currentColor", colour.encode())


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    renderer = QSvgRenderer(_drawn(name, colour))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return renderer
