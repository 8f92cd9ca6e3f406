"""One line of a card: painted, so that many stand on a page, and a button, so that every key and finger opens it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.ui import icons, pill, theme

_HEIGHT, _SIDE, _ICON, _GAP, _PAD, _SEE = 44, 16, 14, 6, 10, 40


EVIDENCE = "evidence"
"""What a target is of that opens a piece of evidence, or, with a field, what proves that fact."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a line. `stretch` is its share of the width, `look` name, value, strong or second.

    `tone` makes a badge of it, with its icon; a part that `wraps` is read whole, in as many rows as it needs.
    """

    text: str
    stretch: int = 1
    look: str = "value"
    is_right: bool = False
    icon: str = ""
    tone: str | None = None
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a line opens: a row of a kind of record (None: a new one), and the field to begin with."""

    record: str
    row: bytes | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and what it opens; one without a target is only read. `evidence` opens what proves it, in these words."""

    parts: Sequence[Part]
    target: Target | None = None
    evidence: tuple[Target, str] | None = None

    @property
    def told(self) -> str:
        """What a screen reader says."""
        return " ".join(part.text for part in self.parts if part.text)


class LedgerLine(QAbstractButton):
    """The line as it is seen."""

    explained = Signal()  # F1

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self.setAccessibleName(line.told)
        self.setEnabled(line.target is not None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if line.target else Qt.FocusPolicy.NoFocus)
        wraps = any(part.wraps for part in line.parts)
        size = QSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum if wraps else QSizePolicy.Policy.Fixed
        )
        size.setHeightForWidth(wraps)
        self.setSizePolicy(size)
        if line.target is not None:
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.see = self._way_to_evidence(line.evidence[1]) if line.evidence else None
        self.setToolTip(line.told if sum(len(part.text) for part in line.parts) > 30 else "")  # noqa: PLR2004

    def sizeHint(self) -> QSize:
        return QSize(200, theme.high(_HEIGHT))

    def heightForWidth(self, width: int) -> int:
        wanted = theme.high(_HEIGHT)
        for part, area in self._areas(width, wanted):
            if part.wraps:
                room = QRect(0, 0, int(area.width()), 1000)
                words = QFontMetrics(_dress(part.look)[0]).boundingRect(room, Qt.TextFlag.TextWordWrap, part.text)
                wanted = max(wanted, words.height() + 2 * _PAD)
        return wanted

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.see is not None:
            self.see.setGeometry(self.width() - _SIDE // 2 - _SEE, (self.height() - _SEE) // 2, _SEE, _SEE)

    def _way_to_evidence(self, words: str) -> QToolButton:
        made = QToolButton(self)
        made.setObjectName("line-evidence")
        made.setProperty("look", "flat")
        made.setIcon(icons.icon("photo", theme.colour("brand")))
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAccessibleName(words)
        made.setToolTip(words)
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_F1:
            self.explained.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.isDown() or (self.underMouse() and self.isEnabled()):
            painter.fillRect(self.rect(), QColor(theme.colour("brand_soft" if self.isDown() else "sunken")))
        painter.setPen(QPen(QColor(theme.colour("line")), 1))
        painter.drawLine(_SIDE, self.height() - 1, self.width() - _SIDE, self.height() - 1)
        for part, area in self._areas(self.width(), self.height()):
            _paint(painter, part, area)

    def _areas(self, width: int, height: int) -> Iterator[tuple[Part, QRectF]]:
        whole = sum(part.stretch for part in self.line.parts)
        left, room = float(_SIDE), width - 2 * _SIDE
        for part in self.line.parts:
            share = room * part.stretch / whole
            is_last = part is self.line.parts[-1]
            beside = _SEE if is_last and self.line.evidence else _GAP  # the columns of all lines stay below each other
            yield part, QRectF(left, 0, share - beside, height - 1)
            left += share


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
    if part.wraps:
        painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextWordWrap, part.text)
        return
    short = painter.fontMetrics().elidedText(part.text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, short)


def _dress(look: str) -> tuple[QFont, str]:
    match look:
        case "name":
            return theme.font(theme.BODY), "ink_2"
        case "strong":
            return theme.font(theme.FIELD, is_bold=True), "ink"
        case "second":
            return theme.font(theme.CAPTION), "ink_3"
        case _:
            return theme.font(theme.FIELD), "ink"


class LedgerLines(QWidget):
    """Lines one below the other."""

    opened = Signal(object)  # the Target of a line that was pressed
    explained = Signal(object)  # the Target of a line of which somebody asks where it comes from

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_lines(self, lines: Sequence[Line], *, between: Sequence[QWidget] = ()) -> None:
        """Shows these instead of those that are there; the Tab key comes to them from one widget to the other."""
        there = self.findChildren(LedgerLine)
        at_hand = next((old.line.target for old in there if old.hasFocus()), None)
        for old in there:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        made = [LedgerLine(line) for line in lines]
        stops: list[QWidget] = []
        for each in made:
            each.clicked.connect(partial(self.opened.emit, each.line.target))
            each.explained.connect(partial(self.explained.emit, each.line.target))
            self._column.addWidget(each)
            stops.append(each)
            if each.see is not None and each.line.evidence is not None:
                each.see.clicked.connect(partial(self.opened.emit, each.line.evidence[0]))
                stops.append(each.see)
        for one, other in pairwise([*between[:1], *stops, *between[1:]]):
            QWidget.setTabOrder(one, other)
        again = next((each for each in made if at_hand is not None and each.line.target == at_hand), None)
        if again is not None:
            again.setFocus()
