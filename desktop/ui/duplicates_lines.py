"""Two households line by line: what is known of each, and in words and by a sign how alike it is.

Promise: where two texts are nearly the same, and in the names, the letters that differ are marked; what is chosen can
be copied with its headings. Hidden: a mark is a fill and a line below it, so that it is seen without colours too.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.casework.sameness import SAYINGS, Beside, Likeness, Line
from desktop.ui import duplicates_words, icons, theme
from desktop.ui.duplicates_words import Spans
from desktop.ui.line_table import LineTable
from desktop.ui.notices import Voice
from desktop.ui.table_model import Column
from desktop.ui.today_painting import paint_text, two_lines
from desktop.ui.workspace import Workspace

_FIELD, _LEFT, _RIGHT, _LIKENESS = range(4)
_NAMED = 112
_ROW, _HEAD, _EDGE, _ICON, _UNDER = 36, 52, 12, 16, 2

_Index = QModelIndex | QPersistentModelIndex


class BesideLines(LineTable):
    """The lines; as high as all of them, since the page scrolls."""

    def __init__(self, workspace: Workspace) -> None:
        voice = workspace.voice
        columns = (
            Column(voice.word("Field"), lambda line: duplicates_words.field(voice, line.record, line.field), _NAMED),
            Column("", lambda line: self._value(line, line.left)),
            Column("", lambda line: self._value(line, line.right)),
            Column(voice.word("Alike?"), lambda line: voice.word(line.said), 1),
        )
        super().__init__("pair-lines", voice.word("The two households beside each other"), columns)
        self.voice, self._store = voice, workspace.store
        self.head = _Head(self)
        self.setHorizontalHeader(self.head)
        for at, column in enumerate(columns):
            is_fixed = bool(column.width)
            mode = QHeaderView.ResizeMode.Fixed if is_fixed else QHeaderView.ResizeMode.Stretch
            self.head.setSectionResizeMode(at, mode)
            if is_fixed:
                self.head.resizeSection(at, _alike(voice))
        self.verticalHeader().setDefaultSectionSize(_row())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_LinePainter(self))

    def show_beside(self, found: Beside) -> None:
        """Shows the two of a pair."""
        voice, zone, year = self.voice, self._store.zone(), self._store.today().year
        pair = found.pair
        sides = tuple(duplicates_words.titled(voice, side) for side in (pair.one, pair.other))
        origins = tuple(duplicates_words.origin(voice, side, zone, year) for side in (found.left, found.right))
        names = (voice.listed(pair.one.owners), voice.listed(pair.other.owners))
        self.head.say(sides, origins, duplicates_words.differing(*names))
        columns = self.lines.columns
        self.lines.columns = (
            columns[_FIELD],
            Column(sides[0], columns[_LEFT].text),
            Column(sides[1], columns[_RIGHT].text),
            columns[_LIKENESS],
        )
        self.lines.fill(iter([found.lines]))
        self.head.resizeSection(_FIELD, self._named(found))
        self.setFixedHeight(theme.high(_HEAD) + len(found.lines) * _row() + 2)

    def _named(self, found: Beside) -> int:
        """As wide as the longest name of a field."""
        words = QFontMetrics(theme.font(theme.SECONDARY))
        names = (duplicates_words.field(self.voice, line.record, line.field) for line in found.lines)
        return max(theme.broad(_NAMED), *(words.horizontalAdvance(name) + 2 * _EDGE + 8 for name in names))

    def _value(self, line: Line, held: object) -> str:
        return duplicates_words.value(self.voice, line.record, line.field, held)


class _Head(QHeaderView):
    """Whose household stands in which column, and where it comes from; where the names differ."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, owner)
        self._sides, self._origins = ("", ""), ("", "")
        self._spans: tuple[Spans, Spans] = (), ()
        self.setObjectName("pair-heading")
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFixedHeight(theme.high(_HEAD))

    def say(self, sides: tuple[str, ...], origins: tuple[str, ...], spans: tuple[Spans, Spans]) -> None:
        self._sides, self._origins, self._spans = (sides[0], sides[1]), (origins[0], origins[1]), spans
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(0, theme.high(_HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's own name
        painter.save()
        painter.fillRect(rect, QColor(theme.colour("surface")))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(theme.colour("line")))
        if logicalIndex in (_LEFT, _RIGHT):
            at = logicalIndex - _LEFT
            painter.fillRect(rect.left(), rect.top(), 1, rect.height(), QColor(theme.colour("line")))
            upper, lower = two_lines(rect, rect.left() + _EDGE, rect.right() - _EDGE)
            font = theme.font(theme.STRONG, is_bold=True)
            paint_marked(painter, upper, self._sides[at], self._spans[at], font)
            paint_text(painter, lower, self._origins[at], theme.CAPTION, "ink_2")
        elif logicalIndex == _LIKENESS:
            painter.fillRect(rect.left(), rect.top(), 1, rect.height(), QColor(theme.colour("line")))
        painter.restore()


class _LinePainter(QStyledItemDelegate):
    """The cells."""

    def __init__(self, owner: BesideLines) -> None:
        super().__init__(owner)
        self._table = owner

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: QRect = option.rect
        line: Line = self._table.lines.row(index)
        painter.save()
        if QStyle.StateFlag.State_Selected in option.state:
            painter.fillRect(cell, QColor(theme.colour("brand_soft")))
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, QColor(theme.colour("line")))
        if index.column() != _FIELD:
            painter.fillRect(cell.left(), cell.top(), 1, cell.height(), QColor(theme.colour("line")))
        inside = cell.adjusted(_EDGE, 0, -_EDGE, -1)
        if index.column() == _FIELD:
            paint_text(painter, inside.adjusted(4, 0, 0, 0), index.data(), theme.SECONDARY, "ink_2")
        elif index.column() == _LIKENESS:
            self._paint_likeness(painter, inside, line)
        else:
            self._paint_value(painter, inside, line, index)
        painter.restore()

    def _paint_value(self, painter: QPainter, inside: QRect, line: Line, index: _Index) -> None:
        held = line.left if index.column() == _LEFT else line.right
        if line.likeness is not Likeness.NEAR:
            paint_text(painter, inside, index.data(), theme.FIELD, "ink_2" if held is None else "ink")
            return
        left, right = (self._table.lines.columns[at].text(line) for at in (_LEFT, _RIGHT))
        spans = duplicates_words.differing(left, right)[index.column() - _LEFT]
        paint_marked(painter, inside, index.data(), spans, theme.font(theme.FIELD))

    def _paint_likeness(self, painter: QPainter, inside: QRect, line: Line) -> None:
        words, tone, icon = duplicates_words.likeness(self._table.voice, line)
        sign = QRectF(inside.left(), inside.center().y() - _ICON / 2 + 0.5, _ICON, _ICON)
        icons.paint(painter, icon, theme.colour(tone), sign)
        words_at = inside.adjusted(_ICON + 6, 0, 0, 0)
        paint_text(painter, words_at, words, theme.BODY, tone, is_bold=True)


def paint_marked(painter: QPainter, area: QRect, text: str, spans: Spans, font: QFont) -> None:
    """A line in which these places are marked; it is cut where there is no room."""
    metrics = QFontMetrics(font)
    short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    high = metrics.height()
    top = area.center().y() - high // 2 + 1
    for start, end in spans:
        left = area.left() + metrics.horizontalAdvance(short[:start])
        wide = metrics.horizontalAdvance(short[start:end])
        painter.fillRect(left, top, wide, high, QColor(theme.colour("match")))
        painter.fillRect(left, top + high - _UNDER, wide, _UNDER, QColor(theme.colour("warn")))
    painter.setFont(font)
    painter.setPen(QColor(theme.colour("ink")))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, short)


def _alike(voice: Voice) -> int:
    """As wide as its longest words."""
    words = QFontMetrics(theme.font(theme.BODY, is_bold=True))
    widest = max(words.horizontalAdvance(voice.word(each)) for each in SAYINGS)
    return widest + _ICON + 6 + 2 * _EDGE + 4


def _row() -> int:
    return theme.high(_ROW) + theme.worn().step
