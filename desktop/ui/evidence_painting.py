"""How a piece of evidence is painted in the list: its small picture, what it shows, and which fact it proves."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import icons, theme

PICTURE = QSize(134, 82)
PROVES = Qt.ItemDataRole.UserRole + 1  # the words of the second line
TONE = Qt.ItemDataRole.UserRole + 2
"""ok, warn where it proves nothing, risk where it is not what was taken in, info where it is another household's."""

_EDGE, _INSET, _LINES, _ICON = 4, 8, 50, 16
_SIGNS = {"ok": "link", "warn": "warn", "risk": "risk", "info": "merge"}


class TilePainter(QStyledItemDelegate):
    """Paints a tile. The chosen one has a thick edge; what proves nothing yet says so beside a sign of its own."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(PICTURE.width() + 2 * (_EDGE + _INSET), PICTURE.height() + 2 * _INSET + theme.high(_LINES))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile = QRectF(rect).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.setPen(QPen(QColor(theme.colour("brand" if is_chosen else "line")), 3 if is_chosen else 1))
        painter.setBrush(QColor(theme.colour("brand_soft" if is_chosen else "surface")))
        painter.drawRoundedRect(tile, 6, 6)
        inner = tile.adjusted(_INSET, _INSET, -_INSET, -_INSET)
        picture = QRectF(inner.topLeft(), QSize(round(inner.width()), PICTURE.height()))
        icon: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
        icon.paint(painter, picture.toRect())
        below = inner.adjusted(0, PICTURE.height() + 2, 0, 0)
        self._write(painter, below, index)
        painter.restore()

    def _write(self, painter: QPainter, below: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        first, second = QRectF(below), QRectF(below)
        first.setHeight(below.height() / 2)
        second.setTop(first.bottom())
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        tone = index.data(TONE)
        icons.paint(
            painter,
            _SIGNS[tone],
            theme.colour(tone),
            QRectF(second.left(), second.center().y() - _ICON / 2, _ICON, _ICON),
        )
        second.setLeft(second.left() + _ICON + 4)
        lines = (
            (first, theme.font(theme.BODY, is_bold=True), "ink", index.data(Qt.ItemDataRole.DisplayRole)),
            (second, theme.font(theme.SECONDARY), "ink_2" if tone == "ok" else tone, index.data(PROVES)),
        )
        for area, font, ink, text in lines:
            painter.setFont(font)
            painter.setPen(QColor(theme.colour(ink)))
            elided = QFontMetrics(font).elidedText(str(text), Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(area, left, elided)
