"""One line of a card: painted, so that many stand on a page, and a button, so that every key and finger opens it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import icons, pill, theme

_HEIGHT, _SIDE, _ICON, _GAP = 44, 16, 14, 6


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a line. `stretch` is its share of the width, `look` name, value, strong, total, second or words.

    `tone` makes a badge of it, with its icon.
    """

    text: str
    stretch: int = 1
    look: str = "value"
    is_right: bool = False
    icon: str = ""
    tone: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What a line opens: a row of a kind of record (None: a new one), and the field to begin with."""

    record: str
    row: bytes | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and what it opens; one without a target is only read."""

    parts: Sequence[Part]
    target: Target | None = None

    @property
    def told(self) -> str:
        """What a screen reader says."""
        return " ".join(part.text for part in self.parts if part.text)


class LedgerLine(QAbstractButton):
    """The line as it is seen."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self.setAccessibleName(line.told)
        self.setEnabled(line.target is not None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if line.target else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(line.told if sum(len(part.text) for part in line.parts) > 30 else "")  # noqa: PLR2004

    def sizeHint(self) -> QSize:
        return QSize(200, theme.high(_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.isDown():
            painter.fillRect(self.rect(), QColor(theme.colour("brand_soft")))
        painter.setPen(QPen(QColor(theme.colour("line")), 1))
        painter.drawLine(_SIDE, self.height() - 1, self.width() - _SIDE, self.height() - 1)
        whole = sum(part.stretch for part in self.line.parts)
        left, room = float(_SIDE), self.width() - 2 * _SIDE
        for part in self.line.parts:
            width = room * part.stretch / whole
            _paint(painter, part, QRectF(left, 0, width - _GAP, self.height() - 1))
            left += width


def _paint(painter: QPainter, part: Part, area: QRectF) -> None:
    if part.tone is not None and part.text:
        width = min(float(pill.width_of(part.text, part.icon)), area.width())
        left = area.right() - width if part.is_right else area.left()
        height = theme.high(pill.HEIGHT)
        box = QRectF(left, area.center().y() - height / 2, width, height)
        pill.paint(painter, box, part.text, part.tone, part.icon)
        return
    font, ink = _dress(part.look)
    painter.setFont(font)
    painter.setPen(QColor(theme.colour(ink)))
    if part.icon and part.text:
        words = painter.fontMetrics().horizontalAdvance(part.text) + _ICON + _GAP
        left = area.right() - min(words, area.width()) if part.is_right else area.left()
        sign = QRectF(left, area.center().y() - _ICON / 2, _ICON, _ICON)
        icons.paint(painter, part.icon, theme.colour(ink), sign)
        area = QRectF(left + _ICON + _GAP, area.top(), area.right() - left - _ICON - _GAP, area.height())
    side = Qt.AlignmentFlag.AlignRight if part.is_right and not part.icon else Qt.AlignmentFlag.AlignLeft
    short = painter.fontMetrics().elidedText(part.text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, short)


def _dress(look: str) -> tuple[QFont, str]:
    match look:
        case "name":
            return theme.font(theme.BODY), "ink_2"
        case "strong":
            return theme.font(theme.FIELD, is_bold=True), "ink"
        case "total":
            return theme.font(theme.LEAD, is_bold=True), "ink"
        case "second":
            return theme.font(theme.CAPTION), "ink_3"
        case _:
            return theme.font(theme.FIELD), "ink"


class LedgerLines(QWidget):
    """Lines one below the other."""

    opened = Signal(object)  # the Target of a line that was pressed

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_lines(self, lines: Sequence[Line], *, between: Sequence[QWidget] = ()) -> None:
        """Shows these instead of those that are there; the Tab key comes to them from one widget to the other."""
        for old in self.findChildren(LedgerLine):
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        made = [LedgerLine(line) for line in lines]
        for each in made:
            each.clicked.connect(partial(self.opened.emit, each.line.target))
            self._column.addWidget(each)
        for one, other in pairwise([*between[:1], *made, *between[1:]]):
            QWidget.setTabOrder(one, other)
