"""The counts of each team or lane as a table: every number can be gone to, and opens its households.

Promise: rows stand in the order of their names, whatever their numbers are (ui.md: a fixed order, never a ranking).
Hidden: what is overdue has an icon beside its number, since colour never speaks alone.
"""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QScroller,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.domain.progress import By, Group, Measure, Selection
from desktop.domain.stages import Stage
from desktop.i18n import N_
from desktop.ui import icons, theme
from desktop.ui.notices import Voice
from desktop.ui.page import Place
from desktop.ui.progress_within import group_name, place
from desktop.ui.table_model import Column, TableModel

_OWED = {
    Measure.PROMISES: N_("promise overdue"),
    Measure.REPLIES: N_("answer overdue"),
    Measure.RIGHTS: N_("Rights, 7 days"),
    Measure.UNPAID: N_("Moved, not paid"),
}
_NAME, _SHORT_NAME, _NARROW = 168, 120, 1100
_PADDING, _ICON, _BAR = 8, 14, 3
_HEAD, _WORDS = 56, 62
_BREAKS = re.compile(r"[0-9]+ |[\u4e00-\u9fff]+? ?|[^\s\u4e00-\u9fff]+ ?")  # after each of these a line may end
_RISKS = frozenset({Measure.PROMISES, Measure.REPLIES, Measure.UNPAID})

_Index = QModelIndex | QPersistentModelIndex


class _Counted(Column, frozen=True):
    """A column of numbers."""

    measure: Measure = Measure.HOUSEHOLDS
    stage: Stage | None = None


def _column(heading: str, measure: Measure, stage: Stage | None = None) -> _Counted:
    def text(group: Group) -> str:
        return str(group.counts.number(measure, stage))

    return _Counted(heading, text, is_at_right=True, measure=measure, stage=stage)


def _columns(voice: Voice, by: Callable[[], By]) -> Sequence[Column]:
    word = voice.word
    reached = [_column(f"{int(stage)} {word(stage.label)}", Measure.REACHED, stage) for stage in list(Stage)[1:]]
    owed = [_column(word(told), measure) for measure, told in _OWED.items()]
    return (
        Column("", lambda group: group_name(voice, by(), group.name), is_strong=True),
        _column(word("Households"), Measure.HOUSEHOLDS),
        *reached,
        *owed,
    )


class GroupTable(QTableView):
    """The table. A press, or Enter, opens the households of a number."""

    wanted = Signal(object)  # a Place

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice, self._by = voice, By.TEAM
        self.setObjectName("progress-groups")
        self.lines = _Groups(_columns(voice, lambda: self._by), self)
        self.setModel(self.lines)
        self.setItemDelegate(_NumberPainter(self))
        self.setProperty("look", "plain")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.high(theme.ROW))
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setFixedHeight(theme.high(_HEAD))
        header.setMinimumSectionSize(30)
        header.setProperty("look", "slim")
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._open)

    def show_groups(self, by: By, groups: Sequence[Group]) -> None:
        """Shows these, at the number that was the current one."""
        index = self.currentIndex()
        at = (index.row(), index.column()) if index.isValid() and by is self._by else (0, 1)
        self._by = by
        self.setAccessibleName(self._voice.word("By team" if by is By.TEAM else "By lane"))
        self.lines.fill(iter([groups]))
        if groups:
            self.setCurrentIndex(self.lines.index(min(at[0], len(groups) - 1), at[1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_narrow = event.size().width() < theme.broad(_NARROW)
        self.horizontalHeader().resizeSection(0, theme.broad(_SHORT_NAME if is_narrow else _NAME))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.copied())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def copied(self) -> str:
        """The whole table with its headings, as a table program takes it."""
        columns = self.lines.columns
        rows = [self.lines.row(self.lines.index(at, 0)) for at in range(self.lines.rowCount())]
        lines = [[column.heading for column in columns], *([column.text(row) for column in columns] for row in rows)]
        return "\n".join("\t".join(line) for line in lines)

    def _open(self, index: _Index) -> None:
        if (asked := self.asked(index)) is not None:
            self.wanted.emit(asked)

    def asked(self, index: _Index) -> Place | None:
        """Where the number of a cell leads to; None where it is no number, or nothing stands behind it."""
        column = self.lines.columns[index.column()] if index.isValid() else None
        if not isinstance(column, _Counted):
            return None
        group: Group = self.lines.row(index)
        if not group.counts.number(column.measure, column.stage):
            return None
        return place(Selection(column.measure, column.stage, self._by, group.name))


class _Groups(TableModel):
    """Says of each number also what it counts and of whom; headings stand in as many lines as they need."""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        said = super().headerData(section, orientation, role)
        return _folded(said) if role == Qt.ItemDataRole.DisplayRole and isinstance(said, str) else said

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) and index.column():
            name, column = self.columns[0], self.columns[index.column()]
            row = self.row(index)
            return f"{name.text(row)} · {column.heading} {column.text(row)}"
        return super().data(index, role)


def _folded(heading: str) -> str:
    """A heading in lines that have room over a number."""
    measured, lines = QFontMetrics(theme.font(theme.SECONDARY, is_bold=True)), [""]
    for part in _BREAKS.findall(heading):
        longer = lines[-1] + part
        if lines[-1] and measured.horizontalAdvance(longer.rstrip()) > theme.broad(_WORDS):
            lines.append(part)
        else:
            lines[-1] = longer
    return "\n".join(line.rstrip() for line in lines)


class _NumberPainter(QStyledItemDelegate):
    """Paints the cells: what can be opened in the ink of a link, what is overdue with an icon."""

    def __init__(self, table: GroupTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        column, group, area = self._table.lines.columns[index.column()], self._table.lines.row(index), option.rect
        now = self._table.currentIndex()
        painter.save()
        if index.row() == now.row():
            painter.fillRect(area, QColor(theme.colour("brand_soft")))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(theme.colour("line")))
        if index.row() == now.row() and index.column() == now.column() and self._table.hasFocus():
            painter.setPen(QPen(QColor(theme.colour("focus")), _BAR))
            painter.drawRect(area.adjusted(2, 2, -3, -4))
        if isinstance(column, _Counted):
            self._paint_number(painter, area, column, group)
        else:
            self._paint_words(painter, area, column.text(group), is_left=True, is_bold=True, ink="ink")
        painter.restore()

    def _paint_number(self, painter: QPainter, area: QRect, column: _Counted, group: Group) -> None:
        number = group.counts.number(column.measure, column.stage)
        is_risk = bool(number) and column.measure in _RISKS
        ink = "risk" if is_risk else "brand" if number else "ink_3"
        if is_risk:
            box = QRectF(area.right() - _PADDING - _ICON, area.center().y() - _ICON / 2, _ICON, _ICON)
            icons.paint(painter, "warn", theme.colour("risk"), box)
            area = area.adjusted(0, 0, -_ICON - 4, 0)
        self._paint_words(painter, area, column.text(group), is_left=False, is_bold=bool(number), ink=ink)

    @staticmethod
    def _paint_words(painter: QPainter, area: QRect, text: str, *, is_left: bool, is_bold: bool, ink: str) -> None:
        painter.setFont(theme.font(theme.FIELD, is_bold=is_bold))
        painter.setPen(QColor(theme.colour(ink)))
        side = Qt.AlignmentFlag.AlignLeft if is_left else Qt.AlignmentFlag.AlignRight
        box = area.adjusted(_PADDING, 0, -_PADDING, -1)
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, short)
