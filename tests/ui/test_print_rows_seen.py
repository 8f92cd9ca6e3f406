"""What is seen of a line of the list of papers where there is little room."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from desktop.ui.print_queue import Painter
from desktop.ui.print_rows import Asked, Line

WIDE, HIGH = 283, 44
_PRINTED = ("11-30 已印", "brand", "check")


def seen(about: str, width: int = WIDE) -> QImage:
    """A visit of that day, whose record was printed."""
    line = Line(Asked(b"home", "visit"), "入户走访记录", about, _PRINTED, is_printable=True, is_due=False)
    image = QImage(width, HIGH, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    Painter({})._paint_words(painter, QRect(0, 0, width, HIGH), line)
    painter.end()
    return image


@pytest.mark.usefixtures("qapp")
def test_two_visits_are_told_apart_also_when_both_were_printed() -> None:
    assert seen("11-12") != seen("11-11")
    assert seen("11-12", 2 * WIDE) != seen("11-11", 2 * WIDE)
