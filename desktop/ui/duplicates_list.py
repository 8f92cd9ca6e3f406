"""The pairs of households that are perhaps one: those that wait first, below them those that were judged.

Promise: which pair is looked at stays so when the list is read anew; each can be heard. Hidden: the heading between the
two is a row that cannot be chosen.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QScroller,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.casework.sameness import Pair
from desktop.ui import duplicates_words, theme
from desktop.ui.line_table import mark_chosen
from desktop.ui.today_painting import paint_badge, paint_text, two_lines
from desktop.ui.workspace import Workspace

_PAIR = Qt.ItemDataRole.UserRole
_HIGH, _SECTION, _EDGE, _GAP = 62, 32, 16, 8

_Index = QModelIndex | QPersistentModelIndex


class PairList(QListWidget):
    """The list."""

    chosen = Signal(object)  # a Pair

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace, self._voice = workspace, workspace.voice
        self.setObjectName("pairs")
        self.setAccessibleName(self._voice.word("Pairs that are perhaps one household"))
        self.setProperty("look", "plain")
        self.setItemDelegate(_PairPainter(workspace, self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.currentItemChanged.connect(self._tell)

    def show_pairs(self, pairs: Sequence[Pair], wanted: Pair | None) -> None:
        """Shows these, the wanted one chosen; nobody chose it by that."""
        self.blockSignals(True)  # noqa: FBT003  as Qt has it
        self.clear()
        for place, pair in enumerate(pairs):
            if not pair.is_open and (place == 0 or pairs[place - 1].is_open):
                self._add_heading()
            self._add(pair)
        self.blockSignals(False)  # noqa: FBT003
        if wanted is not None:
            self.choose(wanted, quietly=True)

    def choose(self, wanted: Pair, *, quietly: bool = False) -> None:
        """Goes to this pair."""
        self.blockSignals(quietly)
        for row in range(self.count()):
            if self.item(row).data(_PAIR) == wanted:
                self.setCurrentRow(row)
        self.blockSignals(False)  # noqa: FBT003

    def _add(self, pair: Pair) -> None:
        store = self._workspace.store
        item = QListWidgetItem()
        item.setData(_PAIR, pair)
        told = duplicates_words.spoken(self._voice, pair, store.zone(), store.today().year)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        item.setToolTip(told)
        self.addItem(item)

    def _add_heading(self) -> None:
        heading = QListWidgetItem(self._voice.word("Judged; all of them can be judged anew"))
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(heading)

    def _tell(self, item: QListWidgetItem | None) -> None:
        pair = item.data(_PAIR) if item is not None else None
        if pair is not None:
            self.chosen.emit(pair)


class _PairPainter(QStyledItemDelegate):
    """Who the two are, below it what makes them alike or what was judged, and at the right how it stands."""

    def __init__(self, workspace: Workspace, owner: PairList) -> None:
        super().__init__(owner)
        self._voice, self._store = workspace.voice, workspace.store

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        high = _SECTION if index.data(_PAIR) is None else _HIGH
        return QSize(0, theme.high(high) + 2 * theme.worn().step)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: QRect = option.rect
        pair: Pair | None = index.data(_PAIR)
        painter.save()
        if pair is None:
            painter.fillRect(cell, QColor(theme.colour("sunken")))
            inside = cell.adjusted(_EDGE, 0, -_EDGE, 0)
            paint_text(painter, inside, index.data(), theme.SECONDARY, "ink_2", is_bold=True)
        elif QStyle.StateFlag.State_Selected in option.state:
            painter.fillRect(cell.adjusted(0, 0, 0, -1), QColor(theme.colour("brand_soft")))
            mark_chosen(painter, option)
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, QColor(theme.colour("line")))
        if pair is not None:
            self._write(painter, cell, pair)
        painter.restore()

    def _write(self, painter: QPainter, cell: QRect, pair: Pair) -> None:
        right = paint_badge(painter, cell, duplicates_words.judged(self._voice, pair)) - _GAP
        upper, lower = two_lines(cell, cell.left() + _EDGE, right)
        about = duplicates_words.about(self._voice, pair, self._store.zone(), self._store.today().year)
        paint_text(painter, upper, duplicates_words.both(self._voice, pair), theme.FIELD, is_bold=True)
        paint_text(painter, lower, about, theme.SECONDARY, "ink_2")
