"""A row of the exchange page's lists: a number or an icon, two lines, and a badge; and how it is painted and heard."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import icons, theme
from desktop.ui.day_list import ROW, DayList
from desktop.ui.line_table import mark_chosen
from desktop.ui.today_painting import paint_badge, paint_text, two_lines

HIGH = 62
_EDGE, _GAP, _ICON = 16, 12, 20

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says, and `of` what. `badge` is words, tone and icon.

    Where there is something `beside` the lower line, both stand in columns, and `between` is what is heard of that. A
    row without an upper line heads the columns of those below it, each in two lines.
    """

    of: object
    upper: str
    lower: str = ""
    badge: tuple[str, str, str] = ("", "", "")
    number: str = ""
    icon: str = ""
    tone: str = "ink_2"
    beside: str = ""
    between: str = "·"

    @property
    def lower_line(self) -> str:
        """The lower line, with what stands beside it."""
        return f"{self.lower} {self.between} {self.beside}" if self.beside else self.lower


def row_list(name: str, accessible: str, *, shows_chosen: bool = False, is_slim: bool = False) -> DayList:
    """A list of such rows. `shows_chosen`: also while the keyboard is elsewhere, since more is told of that row.

    In a slim list the badge stands in the lower line, so that the upper one can be read.
    """
    painter = _RowPainter(shows_chosen=shows_chosen, is_slim=is_slim)
    return DayList(name, accessible, spoken, painter, has_boxes=False)


def spoken(row: Row) -> str:
    return ", ".join(filter(None, (row.number, row.upper, row.lower_line.replace("\n", " "), row.badge[0])))


def row_high() -> int:
    return theme.high(HIGH) + 2 * theme.worn().step


class _RowPainter(QStyledItemDelegate):
    """Paints the rows."""

    def __init__(self, *, shows_chosen: bool, is_slim: bool) -> None:
        super().__init__()
        self._shows_chosen, self._is_slim = shows_chosen, is_slim

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, row_high())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: QRect = option.rect
        row: Row = index.data(ROW)
        painter.save()
        is_seen = self._shows_chosen or QStyle.StateFlag.State_HasFocus in option.state
        if QStyle.StateFlag.State_Selected in option.state and is_seen:
            painter.fillRect(cell.adjusted(0, 0, 0, -1), QColor(theme.colour("brand_soft")))
            mark_chosen(painter, option)
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, QColor(theme.colour("line")))
        low = cell.height() * 2 // 5
        place = cell.adjusted(0, low, 0, 0) if self._is_slim else cell.adjusted(0, 0, 0, -low) if row.beside else cell
        right = (paint_badge(painter, place, row.badge) if row.badge[0] else cell.right() - _EDGE) - _GAP
        left = self._paint_mark(painter, cell, row)
        upper, lower = two_lines(cell, left, right)
        if self._is_slim:
            upper.setRight(cell.right() - _EDGE)
        if not row.lower:
            upper = QRect(left, cell.top(), right - left, cell.height())
        paint_text(painter, upper, row.upper, theme.FIELD)
        if row.beside:
            lower.setRight(cell.right() - _EDGE)
            self._paint_columns(painter, upper, lower, row)
        else:
            paint_text(painter, lower, row.lower, theme.SECONDARY, "ink_2")
        painter.restore()

    @staticmethod
    def _paint_columns(painter: QPainter, upper: QRect, lower: QRect, row: Row) -> None:
        """Both values, or whose they are; each column as wide in all rows, whatever their badges take."""
        half = (lower.width() - _GAP) // 2
        for text, start in ((row.lower, lower.left()), (row.beside, lower.left() + half + _GAP)):
            first, _, second = text.partition("\n")
            if second:
                paint_text(painter, QRect(start, upper.top(), half, upper.height()), first, theme.SECONDARY, "ink_2")
            value = QRect(start, lower.top(), half, lower.height())
            paint_text(painter, value, second or first, theme.SECONDARY, is_bold=bool(second))

    @staticmethod
    def _paint_mark(painter: QPainter, cell: QRect, row: Row) -> int:
        """The number, or the icon; returns where the lines begin."""
        left = cell.left() + _EDGE
        if row.number:
            bold = QFontMetrics(theme.font(theme.STRONG, is_bold=True))
            wide = max(bold.horizontalAdvance("0000"), bold.horizontalAdvance(row.number))
            at = QRect(left, cell.top(), wide + 2, cell.height())
            paint_text(painter, at, row.number, theme.STRONG, is_bold=True)
            return at.right() + 2 * _GAP
        if row.icon:
            square = QRectF(left, cell.center().y() - _ICON / 2, _ICON, _ICON)
            icons.paint(painter, row.icon, theme.colour(row.tone), square)
            return left + _ICON + _GAP
        return left
