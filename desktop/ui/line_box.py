"""A choice whose lines say two things: a name, and a line about it below, with an icon; as on the exchange page.

Promise: both are heard by those who hear it. Hidden: the box paints itself as its list does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
)

from desktop.ui import icons, theme
from desktop.ui.line_table import mark_chosen
from desktop.ui.still_box import StillBox
from desktop.ui.today_painting import paint_text

HIGH = 52
_EDGE, _ICON, _ARROW, _LINE = 14, 20, 36, 20
_LINE_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """What can be chosen. `tone` is the icon's colour; `label` stands above the name instead of `about` below it."""

    value: object
    name: str
    about: str = ""
    icon: str = ""
    tone: str = "ink"
    label: str = ""


class LineBox(StillBox):
    """The box. It keeps what was chosen when its lines are told anew, where that is still among them."""

    def __init__(self, name: str, accessible: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setItemDelegate(_LinePainter(self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.currentIndexChanged.connect(self._tell)

    @property
    def line(self) -> Line | None:
        """What is chosen."""
        return self.currentData(_LINE_ROLE)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Offers these; nothing is told where the same stay."""
        if [self.itemData(at, _LINE_ROLE) for at in range(self.count())] == list(lines):
            return
        kept = self.line.value if self.line else None
        was_blocked = self.blockSignals(True)  # noqa: FBT003  as Qt has it
        self.clear()
        for line in lines:
            self.addItem(line.name)
            self.setItemData(self.count() - 1, line, _LINE_ROLE)
            told = ", ".join(filter(None, (line.label, line.name, line.about)))
            self.setItemData(self.count() - 1, told, Qt.ItemDataRole.AccessibleTextRole)
        self.blockSignals(was_blocked)
        self.choose(kept)

    def choose(self, value: object) -> None:
        """Shows the line of this value, or the first."""
        at = next((at for at in range(self.count()) if self.itemData(at, _LINE_ROLE).value == value), 0)
        self.setCurrentIndex(at)
        self._tell()
        self.update()

    def _tell(self) -> None:
        line = self.line
        told = ", ".join(filter(None, (line.name, line.about))) if line else ""
        self.setAccessibleDescription(told)
        self.setToolTip(told)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFixedHeight(_high())  # the style sheet has given it the height of a plain box

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = ""  # pyright: ignore[reportAttributeAccessIssue]
        option.currentIcon = QIcon()  # pyright: ignore[reportAttributeAccessIssue]
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if self.line is not None:
            inside = self.rect().adjusted(0, 0, -_ARROW, 0)
            _paint(painter, inside, self.line, is_enabled=self.isEnabled())


class _LinePainter(QStyledItemDelegate):
    """The lines of the list."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, _high())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        area: QRect = option.rect
        painter.save()
        if QStyle.StateFlag.State_Selected in option.state:
            painter.fillRect(area, QColor(theme.colour("brand_soft")))
            mark_chosen(painter, option)
        _paint(painter, area, index.data(_LINE_ROLE), is_enabled=True)
        painter.restore()


def _paint(painter: QPainter, area: QRect, line: Line, *, is_enabled: bool) -> None:
    left = area.left() + _EDGE
    if line.icon:
        square = QRectF(left, area.center().y() - _ICON / 2 + 0.5, _ICON, _ICON)
        icons.paint(painter, line.icon, theme.colour(line.tone if is_enabled else "ink_3"), square)
        left += _ICON + 10
    high, middle = theme.high(_LINE), area.center().y()
    upper = QRect(left, middle - high + 1, area.right() - left - 4, high)
    lower = QRect(left, middle + 1, area.right() - left - 4, high)
    ink, more = ("ink", "ink_2") if is_enabled else ("ink_3", "ink_3")
    if line.label:
        paint_text(painter, upper, line.label, theme.SECONDARY, more)
        end = paint_text(painter, lower, line.name, theme.FIELD, ink, is_bold=True)
        paint_text(
            painter, QRect(end + 6, lower.top(), lower.right() - end - 6, high), line.about, theme.SECONDARY, more
        )
        return
    if not line.about:
        upper = QRect(left, area.top(), area.right() - left - 4, area.height())
    paint_text(painter, upper, line.name, theme.FIELD, ink, is_bold=True)
    paint_text(painter, lower, line.about, theme.SECONDARY, more)


def _high() -> int:
    return theme.high(HIGH) + 2 * theme.worn().step
