"""How the rows of a file are painted: what becomes of each, the old value struck out beside the new one, boxed flaws.

Promise: a new value is never cut for the old one's sake. Hidden: everything else is painted as in any table.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import icons, pill, theme
from desktop.ui.import_rows import MARK, SIGN, Mark, Sign

_PADDING, _GAP, _INSET, _ICON = 12, 6, 4, 16

_Index = QModelIndex | QPersistentModelIndex


class RowPainter(QStyledItemDelegate):
    """Paints the cells of a file's rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        hint = super().sizeHint(option, index)
        sign: Sign | None = index.data(SIGN)
        mark: Mark | None = index.data(MARK)
        if sign is not None:
            hint.setWidth(pill.width_of(sign.words, sign.icon) + 2 * _PADDING)
        elif mark is not None and mark.tone:
            hint.setWidth(hint.width() + _ICON + _GAP + 2 * _INSET)
        return hint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        sign: Sign | None = index.data(SIGN)
        mark: Mark | None = index.data(MARK)
        if sign is None and mark is None:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, option.widget)
        painter.save()
        if sign is not None:
            _paint_sign(painter, sign, option)
        elif mark is not None and mark.tone:
            _paint_box(painter, mark, option)
        elif mark is not None:
            _paint_change(painter, mark, option, cell.displayAlignment)
        painter.restore()


def _paint_sign(painter: QPainter, sign: Sign, cell: QStyleOptionViewItem) -> None:
    high = theme.high(pill.HEIGHT)
    top = cell.rect.center().y() - high / 2
    area = QRectF(cell.rect.left() + _PADDING, top, pill.width_of(sign.words, sign.icon), high)
    pill.paint(painter, area, sign.words, sign.tone, sign.icon)


def _paint_box(painter: QPainter, mark: Mark, cell: QStyleOptionViewItem) -> None:
    box = cell.rect.adjusted(_INSET, _INSET, -_INSET, -_INSET - 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.colour(mark.tone)), 2))
    painter.setBrush(QColor(theme.colour("surface")))
    painter.drawRoundedRect(box, 6, 6)
    inside = box.adjusted(_PADDING - _INSET, 0, -_PADDING + _INSET, 0)
    sign = QRectF(inside.left(), inside.center().y() - _ICON / 2, _ICON, _ICON)
    icons.paint(painter, mark.tone, theme.colour(mark.tone), sign)
    inside.setLeft(inside.left() + _ICON + _GAP)
    painter.setFont(theme.font(theme.FIELD, is_bold=True))
    painter.setPen(QColor(theme.colour("ink")))
    short = painter.fontMetrics().elidedText(mark.text, Qt.TextElideMode.ElideRight, inside.width())
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, short)


def _paint_change(painter: QPainter, mark: Mark, cell: QStyleOptionViewItem, where: Qt.AlignmentFlag) -> None:
    """The old value struck out, then the new one."""
    inside = cell.rect.adjusted(_PADDING, 0, -_PADDING, -1)
    old, new = theme.font(theme.FIELD), theme.font(theme.FIELD, is_bold=True)
    old.setStrikeOut(True)
    painter.setFont(new)
    after = painter.fontMetrics().elidedText(mark.text, Qt.TextElideMode.ElideRight, inside.width())
    after_width = painter.fontMetrics().horizontalAdvance(after)
    painter.setFont(old)
    room = inside.width() - after_width - _GAP
    before = painter.fontMetrics().elidedText(mark.before, Qt.TextElideMode.ElideRight, max(room, 0))
    before_width = painter.fontMetrics().horizontalAdvance(before) + _GAP if before else 0
    if where & Qt.AlignmentFlag.AlignRight:
        inside.setLeft(inside.right() - before_width - after_width)
    painter.setPen(QColor(theme.colour("ink_3")))
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, before)
    painter.setFont(new)
    painter.setPen(QColor(theme.colour("info")))
    painter.drawText(inside.adjusted(before_width, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, after)
