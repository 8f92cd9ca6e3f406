"""The ways of a sum beside each other: a row for each item, a column for each way, and above them what they come to.

Promise: all ways are equally wide, and none is marked. Hidden: how much of a formula fits beside its amount.
"""

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QScroller,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.casework.side_by_side import Cell, Items, SideBySide, Way
from desktop.ui import pill, theme
from desktop.ui.line_table import mark_chosen
from desktop.ui.notices import Voice
from desktop.ui.table_model import Column, TableModel

_HEAD, _ROW, _FIRST, _PAD, _GAP = 78, 44, 172, 14, 8
_TOTALS = (theme.TOTAL, 20, 18, 16, 14)
_NOTHING = SideBySide((), (), "", 2)
_Index = QModelIndex | QPersistentModelIndex


class SumTable(QTableView):
    """It tells which figure has the keyboard, and that one is to be opened."""

    chosen = Signal(object, int)  # the row's Items, and the place of the way; -1 in the first column
    opened = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self.sums, self.is_old = _NOTHING, False
        self.setObjectName("sum")
        self.setAccessibleName(voice.word("The ways of this household, item by item"))
        self.setProperty("look", "plain")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_Painter(self, voice))
        self.setHorizontalHeader(_Head(self, voice))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.doubleClicked.connect(self.opened)

    def show_sums(self, sums: SideBySide, *, is_old: bool = False) -> None:
        """Shows a sum; `is_old`: one that no longer holds, since a fact is being typed. What was chosen stays."""
        place = self.currentIndex().row(), self.currentIndex().column()
        self.sums, self.is_old = sums, is_old
        told = (Column(_said_way(way), partial(_said_cell, self._voice, n, way)) for n, way in enumerate(sums.ways))
        model = TableModel([Column("", _label), *told], self)
        model.fill(iter([sums.lines]))
        before = self.model()
        self.setModel(model)
        if before is not None:
            before.deleteLater()
        self.verticalHeader().setDefaultSectionSize(theme.high(_ROW))
        self._share()
        self.selectionModel().currentChanged.connect(self._tell_chosen)
        if sums.lines:
            row = place[0] if 0 <= place[0] < len(sums.lines) else 0
            self.setCurrentIndex(model.index(row, max(place[1], 0)))

    def items(self) -> Items | None:
        """The row that has the keyboard."""
        row = self.currentIndex().row()
        return self.sums.lines[row] if 0 <= row < len(self.sums.lines) else None

    def way(self) -> int:
        return self.currentIndex().column() - 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.copied())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def copied(self) -> str:
        """The whole sum with its headings, as a table program takes it."""
        heads = ["", *(way.label for way in self.sums.ways)]
        rows = [[each.label, *(cell.amount if cell else "" for cell in each.cells)] for each in self.sums.lines]
        totals = ["", *(f"{way.direction} {way.total}".strip() for way in self.sums.ways)]
        return "\n".join("\t".join(line) for line in (heads, *rows, totals))

    def _share(self) -> None:
        """The ways share what the first column leaves, to the pixel."""
        count = len(self.sums.ways)
        if not count or self.model() is None:
            return
        first = theme.broad(_FIRST)
        rest = self.viewport().width() - first
        header = self.horizontalHeader()
        header.resizeSection(0, first + rest % count)
        for n in range(count):
            header.resizeSection(n + 1, rest // count)

    def _tell_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.sums.lines[index.row()], index.column() - 1)
            self.viewport().update()


class _Head(QHeaderView):
    """What each way is called, who pays, and how much: 24 pixels high, as it is read from across a table."""

    def __init__(self, table: SumTable, voice: Voice) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table, self._voice = table, voice
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.high(_HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's own
        painter.save()
        painter.fillRect(rect, QColor(theme.colour("surface")))
        painter.setPen(QColor(theme.colour("line")))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        ways = self._table.sums.ways
        inside = QRectF(rect).adjusted(_PAD, 8, -_PAD, -8)
        if logicalIndex == 0:
            said = self._voice.word("Side by side; nobody has to choose now")
            _write(painter, inside, said, theme.SECONDARY, "ink_2", wraps=True)
        elif logicalIndex <= len(ways):
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
            self._paint_way(painter, inside, ways[logicalIndex - 1])
        painter.restore()

    def _paint_way(self, painter: QPainter, area: QRectF, way: Way) -> None:
        top = QRectF(area.left(), area.top(), area.width(), area.height() * 0.4)
        low = QRectF(area.left(), top.bottom(), area.width(), area.height() - top.height())
        _write(painter, top, way.label, theme.STRONG, "ink", is_bold=True)
        if not way.total:
            _write(painter, low, way.reason, theme.SECONDARY, "ink_2", wraps=True)
            return
        ink = "ink_3" if self._table.is_old else "ink"
        _write(painter, low, way.direction, theme.BODY, ink)
        _write(painter, low, way.total, self._total_size(area.width()), ink, is_bold=True, at_right=True)

    def _total_size(self, room: float) -> int:
        """The largest letters in which every way has room for what it comes to; the same for all."""
        direction = QFontMetrics(theme.font(theme.BODY))

        def fits(size: int) -> bool:
            letters = QFontMetrics(theme.font(size, is_bold=True))
            ways = self._table.sums.ways
            wide = (
                direction.horizontalAdvance(f"{way.direction} ") + letters.horizontalAdvance(way.total) for way in ways
            )
            return max(wide, default=0) <= room

        return next((size for size in _TOTALS if fits(size)), _TOTALS[-1])


class _Painter(QStyledItemDelegate):
    """The item with its clause; the formula in short, and the amount."""

    def __init__(self, table: SumTable, voice: Voice) -> None:
        super().__init__(table)
        self._table, self._voice = table, voice

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = self._table.sums.lines[index.row()]
        painter.save()
        is_row = index.row() == self._table.currentIndex().row()
        painter.fillRect(option.rect, QColor(theme.colour("brand_soft" if is_row else "surface")))
        painter.setPen(QColor(theme.colour("line")))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        area = QRectF(option.rect).adjusted(_PAD, 2, -_PAD, -2)
        if index.column() == 0:
            self._paint_item(painter, option, area, row)
        else:
            painter.drawLine(option.rect.topLeft(), option.rect.bottomLeft())
            is_open = _is_open(self._table.sums.ways[index.column() - 1])
            self._paint_cell(painter, area, row.cells[index.column() - 1], is_open=is_open)
            if index == self._table.currentIndex() and self._table.hasFocus():
                painter.setPen(QColor(theme.colour("focus")))
                painter.drawRect(QRectF(option.rect).adjusted(2, 2, -2, -3))
        painter.restore()

    def _paint_item(self, painter: QPainter, option: QStyleOptionViewItem, area: QRectF, row: Items) -> None:
        mark_chosen(painter, option)
        top = QRectF(area.left(), area.top(), area.width(), area.height() / 2)
        low = top.translated(0, top.height())
        _write(painter, top, row.label, theme.BODY, "ink" if row.applies else "ink_2", is_bold=True)
        if row.has_changed:
            said = self._voice.word("changed")
            wide = pill.width_of(said)
            badge = QRectF(low.right() - wide, low.top() + 1, wide, low.height() - 1)
            pill.paint(painter, badge, said, "ok")
            low.setRight(badge.left() - _GAP)
        _write(painter, low, row.because, theme.CAPTION, "brand")

    def _paint_cell(self, painter: QPainter, area: QRectF, cell: Cell | None, *, is_open: bool) -> None:
        """A figure with its formula; of a way that is not open nothing applies or not: its head says why."""
        ink = "ink_3" if self._table.is_old else "ink"
        if cell is None or not cell.amount:
            said = _without_amount(self._voice, cell) if is_open else ""
            _write(painter, area, said, theme.CAPTION, "ink_3")
            _write(painter, area, "—", theme.BODY, "ink_3", at_right=True)
            return
        wide = QFontMetrics(theme.font(theme.BODY, is_bold=True)).horizontalAdvance(cell.amount) + _GAP
        _write(painter, area, cell.amount, theme.BODY, ink, is_bold=True, at_right=True)
        _write(painter, area.adjusted(0, 0, -wide, 0), cell.short, theme.CAPTION, "ink_2", wraps=True)


def _write(
    painter: QPainter,
    area: QRectF,
    text: str,
    size: int,
    ink: str,
    *,
    is_bold: bool = False,
    at_right: bool = False,
    wraps: bool = False,
) -> None:
    """Text in the middle of an area; what is too long ends in an ellipsis, or takes a second line and then ends so."""
    painter.setFont(theme.font(size, is_bold=is_bold))
    painter.setPen(QColor(theme.colour(ink)))
    side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
    metrics = painter.fontMetrics()
    if wraps and metrics.horizontalAdvance(text) > area.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width() * 1.8))
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, text)
        return
    short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, short)


def _label(row: Items) -> str:
    return f"{row.label}, {row.because}"


def _said_way(way: Way) -> str:
    return f"{way.label} {way.direction} {way.total}" if way.total else f"{way.label}: {way.reason}"


def _is_open(way: Way) -> bool:
    """Whether a way has a sum, or will have one once all facts are known."""
    return bool(way.total) or not way.reason


def _said_cell(voice: Voice, place: int, way: Way, row: Items) -> str:
    """What a screen reader and a pointer hear of a figure."""
    cell = row.cells[place]
    if not _is_open(way):
        return way.reason
    if cell is None or not cell.amount:
        said = _without_amount(voice, cell)
        return voice.pair(said, cell.reason) if cell and cell.reason else said
    return f"{cell.short} = {cell.amount}" if cell.short else cell.amount


def _without_amount(voice: Voice, cell: Cell | None) -> str:
    is_unknown = cell is not None and not cell.item
    return voice.word("not known yet") if is_unknown else voice.word("not applicable")
