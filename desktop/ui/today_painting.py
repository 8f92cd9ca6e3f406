"""How the rows of the day are painted: a household awaited, a promise with its box, a right with its ring."""

from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.casework.today import Awaited, Owed, Running
from desktop.store.store import Store
from desktop.ui import clock, icons, pill, theme, today_words
from desktop.ui.day_list import BOX, MORE, ROW
from desktop.ui.household_painting import paint_tick
from desktop.ui.line_table import mark_chosen
from desktop.ui.notices import Voice
from desktop.ui.today_words import Badge

_EDGE, _GAP = 16, 12
_RING = 40
_SIGN = 20
_LINE = 22

_Index = QModelIndex | QPersistentModelIndex


class DayPainter(QStyledItemDelegate):
    """What the three have in common: the row's fill and line, two lines of text, and a badge at the right."""

    high = 56

    def __init__(self, voice: Voice, store: Store) -> None:
        super().__init__()
        self.voice, self._store = voice, store

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, theme.high(self.high) + 2 * theme.worn().step)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: QRect = option.rect
        painter.save()
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, QColor(theme.colour("line")))
        self.paint_row(painter, option, cell, index.data(ROW))
        painter.restore()

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, cell: QRect, row: object) -> None:
        raise NotImplementedError

    def today(self) -> date:
        return self._store.today()


def paint_badge(painter: QPainter, cell: QRect, badge: Badge) -> int:
    """At the right end; returns where it begins. In too little room its words give way to those of the row."""
    text, tone, icon = badge
    width, height = min(pill.width_of(text, icon), cell.width() // 2), theme.high(pill.HEIGHT)
    box = QRectF(cell.right() - _EDGE - width, cell.center().y() - height / 2, width, height)
    pill.paint(painter, box, text, tone, icon)
    return int(box.left())


def paint_text(
    painter: QPainter, area: QRect, text: str, pixels: int, ink: str = "ink", *, is_bold: bool = False
) -> int:
    """One line, cut where there is no room; returns where it ends."""
    painter.setFont(theme.font(pixels, is_bold=is_bold))
    metrics = painter.fontMetrics()
    short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(area.width(), 0))
    painter.setPen(QColor(theme.colour(ink)))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, short)
    return area.left() + metrics.horizontalAdvance(short)


def two_lines(cell: QRect, left: int, right: int) -> tuple[QRect, QRect]:
    """The places of the two lines of a row."""
    high = theme.high(_LINE)
    middle = cell.center().y()
    return QRect(left, middle - high + 1, right - left, high), QRect(left, middle + 1, right - left, high)


class AwaitedPainter(DayPainter):
    """The hour, who and where, what for, and whether it was agreed."""

    high = 62

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, cell: QRect, row: object) -> None:
        if not isinstance(row, Awaited):
            return
        voice = self.voice
        if QStyle.StateFlag.State_Selected in option.state:
            painter.fillRect(cell.adjusted(0, 0, 0, -1), QColor(theme.colour("brand_soft")))
            mark_chosen(painter, option)
        right = paint_badge(painter, cell, today_words.standing(voice, row)) - _GAP
        hour = today_words.hour(voice, row)
        size = theme.LEAD if row.has_hour else theme.SECONDARY
        broad = QFontMetrics(theme.font(theme.LEAD, is_bold=True)).horizontalAdvance("00:00")
        at = QRect(cell.left() + _EDGE, cell.top(), broad + 4, cell.height())
        paint_text(painter, at, hour, size, "ink" if row.has_hour else "ink_2", is_bold=row.has_hour)
        left = at.right() + _GAP
        middle = left + (cell.right() - left) * 2 // 5
        upper, lower = two_lines(cell, left, middle - _GAP)
        name = today_words.called(voice, row.household)
        end = paint_text(painter, upper, name, theme.FIELD, is_bold=True)
        upper.setLeft(end + 6)
        paint_text(painter, upper, row.household.number or "", theme.SECONDARY, "ink_2")
        paint_text(painter, lower, row.household.address or "", theme.SECONDARY, "ink_2")
        rest = QRect(middle, cell.top(), right - middle, cell.height())
        paint_text(painter, rest, today_words.purpose(voice, row), theme.FIELD)


class OwedPainter(DayPainter):
    """A box, what was promised, to whom and by whom, how late it is, and at the end a sign that there is more to do."""

    def __init__(self, voice: Voice, store: Store, *, has_more: bool = False) -> None:
        super().__init__(voice, store)
        self._has_more = has_more

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, cell: QRect, row: object) -> None:
        if not isinstance(row, Owed):
            return
        paint_tick(painter, QRect(cell.left() + 4, cell.top(), BOX, cell.height()), Qt.CheckState.Unchecked)
        end = cell.adjusted(0, 0, -(MORE - _EDGE), 0) if self._has_more else cell
        right = paint_badge(painter, end, today_words.lateness(self.voice, row)) - _GAP
        if self._has_more:
            sign = QRectF(cell.right() - MORE / 2 - _SIGN / 2, cell.center().y() - _SIGN / 2, _SIGN, _SIGN)
            icons.paint(painter, "menu", theme.colour("ink_2"), sign)
        upper, lower = two_lines(cell, cell.left() + BOX + 4, right)
        paint_text(painter, upper, row.promise.promise or "", theme.FIELD)
        paint_text(painter, lower, today_words.about_promise(self.voice, row), theme.SECONDARY, "ink_2")
        if QStyle.StateFlag.State_Selected in option.state:
            mark_chosen(painter, option)


class RunningPainter(DayPainter):
    """A ring with the days in it, whose right it is and which, until when, and whether it was told."""

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, cell: QRect, row: object) -> None:
        if not isinstance(row, Running):
            return
        voice, today = self.voice, self.today()
        size = theme.high(_RING)
        ring = QRectF(cell.left() + _EDGE, cell.center().y() - size / 2, size, size)
        clock.paint_ring(painter, ring, row.clock.state(today), row.clock.share_left(today))
        painter.setFont(theme.font(theme.SECONDARY, is_bold=True))
        painter.setPen(QColor(theme.colour("rights")))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(row.clock.days_left(today)))
        right = paint_badge(painter, cell, today_words.whether_told(voice, row, today)) - _GAP
        upper, lower = two_lines(cell, int(ring.right()) + _GAP, right)
        end = paint_text(painter, upper, today_words.whose(voice, row), theme.FIELD, is_bold=True)
        upper.setLeft(end + 6)
        paint_text(painter, upper, voice.word(row.clock.term.title), theme.FIELD)
        paint_text(painter, lower, today_words.until(voice, row, today), theme.SECONDARY, "ink_2")
        if QStyle.StateFlag.State_Selected in option.state:
            mark_chosen(painter, option)
