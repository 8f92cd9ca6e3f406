"""What the pages before a store is open are built of: icons, boxes that say one thing, coloured bands, what scrolls."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import icons, theme

_ICON = 24
_RING = 6  # around what has the keyboard, with its gap


def pictured(icon: str, colour: str = "brand", size: int = _ICON) -> QLabel:
    """An icon on a page."""
    picture = QLabel()
    picture.setPixmap(icons.pixmap(icon, theme.colour(colour), size, picture.devicePixelRatio()))
    picture.setFixedWidth(size)
    return picture


def fact(icon: str, title: str, about: str) -> QFrame:
    """A box that says one thing: an icon, the thing, and a line about it."""
    box = QFrame()
    box.setProperty("part", "card")
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    across = QHBoxLayout(box)
    across.setContentsMargins(16, 12, 16, 12)
    across.setSpacing(12)
    across.addWidget(pictured(icon))
    across.addLayout(two_lines(title, about), 1)
    return box


def band(tone: str, icon: str, first: str, more: str) -> QFrame:
    """A coloured band with an icon; what counts most stands first, and bold. `tone` is ok, info or warn."""
    box = QFrame()
    box.setProperty("band", tone)
    across = QHBoxLayout(box)
    across.setContentsMargins(12, 10, 12, 10)
    across.setSpacing(12)
    across.addWidget(pictured(icon, tone, 20), 0, Qt.AlignmentFlag.AlignTop)
    lines = QVBoxLayout()
    lines.setSpacing(2)
    for text, is_bold in [(first, True), (more, False)][: 2 if more else 1]:
        line = QLabel(text)
        line.setWordWrap(True)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line.setFont(theme.font(theme.SECONDARY, is_bold=is_bold))
        lines.addWidget(line)
    across.addLayout(lines, 1)
    return box


def two_lines(title: str, about: str) -> QLayout:
    """A title with a line about it, if there is one, in the middle of their height."""
    lines = QVBoxLayout()
    lines.setSpacing(2)
    edges = (Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignTop)  # a stretch would let the box grow
    for text, look, edge in zip((title, about), ("strong", "second"), edges, strict=True):
        if text:
            line = theme.label(text, look)
            line.setWordWrap(True)
            line.setAlignment(edge if about else Qt.AlignmentFlag.AlignVCenter)
            lines.addWidget(line)
    return lines


def scrolling(content: QWidget) -> QScrollArea:
    """What scrolls up and down where there is too little room, by touch too."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
    return area


def bring_to_sight(part: QWidget | None) -> None:
    """Scrolls to what was given the keyboard without Tab, which does so by itself."""
    above = part.parentWidget() if part else None
    while part is not None and above is not None:
        if isinstance(above, QScrollArea) and (inside := above.widget()) is not None:
            above.ensureWidgetVisible(part)  # of a field that is where the cursor stands, and not all of it
            middle = part.mapTo(inside, part.rect().center())
            half = min(part.height(), above.viewport().height()) // 2
            above.ensureVisible(middle.x(), middle.y(), 0, half + _RING)
        above = above.parentWidget()


def breakable(place: Path) -> str:
    """A path that may be broken into lines after each of its folders."""
    return str(place).replace("/", "/\u200b").replace("\\", "\\\u200b")
