"""The list of changes: painted lines, fetched page by page, and the keys that go with them.

Promise: what is seen can be copied with its headings. Hidden: how a line is painted; marks stand as icon and word, the
further ones as icons where there is no room, and with their words in the tip and for a screen reader.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QScroller,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.store.history import Told
from desktop.ui import icons, pill, theme
from desktop.ui.history_words import Mark, Names
from desktop.ui.notices import Voice
from desktop.ui.table_model import Column, TableModel

WHEN, WHO, TITLE, BEFORE, ARROW, AFTER, WHY, MARKS = range(8)
_AT_RIGHT = {(BEFORE, MARKS + 1), (MARKS, MARKS + 1)}  # of the columns of changes
_PADDING, _BETWEEN, _BADGE, _ICON = 8, 6, 24, 16
_BAR = 4  # of what is chosen
_LEAST = 100  # for each of the columns that share what is left

_Index = QModelIndex | QPersistentModelIndex


def change_columns(voice: Voice, names: Callable[[], Names]) -> Sequence[Column]:
    """What is said of a change."""
    word = voice.word
    return (
        Column(word("When"), lambda told: names().when(told.steps[0]), width=108),
        Column(word("Author"), lambda told: names().who(told.steps[0]), width=88),
        Column(word("Which field"), lambda told: names().title(told), is_strong=True),
        Column(word("Before"), lambda told: names().before(told), width=110),
        Column("", lambda _told: "→", width=32),
        Column(word("After"), lambda told: names().after(told), is_strong=True),
        Column(word("Why"), lambda told: names().why(told.steps[0])),
        Column(
            word("Marks"),
            lambda told: voice.listed(mark.word for mark in names().marks(told)),
            width=_marks_width(word("affects amount")),
        ),
    )


def look_columns(voice: Voice, names: Callable[[], Names]) -> Sequence[Column]:
    """What is said of somebody's look at a sensitive value."""
    word = voice.word
    return (
        Column(word("When"), lambda told: names().when_exactly(told.steps[0]), width=160),
        Column(word("Who looked"), lambda told: names().who(told.steps[0]), width=120),
        Column(word("What was looked at"), lambda told: names().field_looked_at(told), is_strong=True),
        Column(word("Why"), lambda told: names().why(told.steps[0]) or word("no reason given")),
    )


def _marks_width(longest: str) -> int:
    """One mark in words and one as an icon, in the standard size of text."""
    wide = pill.width_of(longest, "money") + pill.width_of("", "money") + _BETWEEN + 2 * _PADDING + _ICON
    return wide * theme.FIELD // (theme.FIELD + theme.worn().step)


class LinePainter(QStyledItemDelegate):
    """Paints the cells of a change: what was before in the paler ink, an arrow, and marks."""

    def __init__(self, marks: Callable[[Told], Sequence[Mark]], owner: QTableView) -> None:
        super().__init__(owner)
        self._marks = marks

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        column = index.column()
        if column == BEFORE:
            option.displayAlignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if column in (WHEN, BEFORE, WHY):
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, QColor(theme.colour("ink_2")))
        if column == AFTER and _told(index).was_undone:
            option.font.setStrikeOut(True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if index.column() not in (ARROW, MARKS):
            super().paint(painter, option, index)
            if index.column() == WHEN and QStyle.StateFlag.State_Selected in option.state:
                bar = QRectF(option.rect.left(), option.rect.top(), _BAR, option.rect.height() - 1)
                painter.fillRect(bar, QColor(theme.colour("brand")))  # also seen where pale fills are not
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, option.widget)
        area = QRectF(option.rect).adjusted(0, 0, 0, -1)
        painter.save()
        if index.column() == ARROW:
            icons.paint(painter, "arrow-right", theme.colour("ink_3"), _middle(area, _ICON))
        else:
            self._paint_marks(painter, area.adjusted(_PADDING, 0, -_PADDING, 0), self._marks(_told(index)))
        painter.restore()

    @staticmethod
    def _paint_marks(painter: QPainter, area: QRectF, marks: Sequence[Mark]) -> None:
        """From the right, the weightiest first; the others as icons as far as there is room."""
        right, high = area.right(), theme.high(_BADGE)
        for n, mark in enumerate(marks):
            word = "" if n else mark.word
            wide = min(pill.width_of(word, mark.icon), area.width())
            if right - wide < area.left():
                break
            box = QRectF(right - wide, area.center().y() - high / 2, wide, high)
            pill.paint(painter, box, word, mark.tone, mark.icon)
            right = box.left() - _BETWEEN


class LineModel(TableModel):
    """The lines; what stands at the right has its heading there."""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and (section, len(self.columns)) in _AT_RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)


class LineTable(QTableView):
    """A list of told lines. It tells which one is chosen, and that one is to be opened."""

    chosen = Signal(object)  # a Told
    opened = Signal()

    def __init__(self, name: str, accessible: str, columns: Sequence[Column]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.lines = LineModel(columns, self)
        self.setModel(self.lines)
        self.setProperty("look", "plain")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.high(theme.ROW))
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for place, column in enumerate(columns):
            is_fixed = bool(column.width)
            header.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Fixed if is_fixed else QHeaderView.ResizeMode.Stretch
            )
            if is_fixed:
                header.resizeSection(place, _wide(column.width))
        self._shared = [place for place, column in enumerate(columns) if not column.width]
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)

    def current(self) -> Told | None:
        index = self.currentIndex()
        return _told(index) if index.isValid() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves the reasons to the panel where the values would have no room."""
        if WHY in self._shared:
            rest = event.size().width() - sum(_wide(column.width) for column in self.lines.columns)
            self.setColumnHidden(WHY, rest < _wide(_LEAST) * len(self._shared))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.copied())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.lines.rowCount():
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else self.lines.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def copied(self) -> str:
        """The chosen lines with their headings, as a table program takes them."""
        shown = [column for column in self.lines.columns if column.heading]
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        told = [self.lines.row(self.lines.index(row, 0)) for row in chosen]
        lines = [[column.heading for column in shown], *([column.text(each) for column in shown] for each in told)]
        return "\n".join("\t".join(" ".join(text.split()) for text in line) for line in lines)

    def _tell_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(_told(index))


def _wide(pixels: int) -> int:
    """The width of the design with room for larger text."""
    return pixels * (theme.FIELD + theme.worn().step) // theme.FIELD


def _told(index: _Index) -> Told:
    model = index.model()
    if not isinstance(model, TableModel):
        raise TypeError(model)
    return model.row(index)


def _middle(area: QRectF, size: int) -> QRectF:
    return QRectF(area.center().x() - size / 2, area.center().y() - size / 2, size, size)
