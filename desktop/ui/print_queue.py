"""The list of what can be printed, at the left of the print page: ticked, narrowed, looked at one after the other.

Promise: Space and a touch of the box tick, arrows only look; what is ticked stays ticked while the list is narrowed.
Hidden: ticks are kept by what is asked for, so that they outlive a list that is read anew.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import pill, theme
from desktop.ui.day_list import BOX, ROW, DayList
from desktop.ui.household_painting import paint_tick
from desktop.ui.line_table import mark_chosen
from desktop.ui.notices import Voice
from desktop.ui.print_notes import Notes
from desktop.ui.print_rows import Asked, Line, Narrowed, spoken
from desktop.ui.still_box import StillBox
from desktop.ui.today_painting import paint_text, two_lines

WIDTH = 296
_EDGE, _GAP, _BETWEEN = 12, 8, 6
_LANE, _BUILDING = "lane", "building"

_Index = QModelIndex | QPersistentModelIndex


class QueuePane(QFrame):
    """The card. It tells which line is looked at, and that other ones are ticked."""

    looked_at = Signal(object)  # a Line
    ticks_changed = Signal()
    narrowed = Signal(object)  # a Narrowed
    opened = Signal(object)  # the Line on which Enter was pressed

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._all: Sequence[Line] = ()
        self.ticked: dict[Asked, None] = {}
        self.setProperty("part", "card")
        word = voice.word
        self._box = TickBox("tick-all", word("Tick all"))
        self._told = theme.label("", "strong")
        self._only = theme.button(word("Printable only"), "link", "only-printable", "filter")
        self._places = QWidget()
        self._place = StillBox()
        self._place.setObjectName("print-place")
        self._place.setAccessibleName(word("Lane or building"))
        theme.let_touch(self._place)
        self.list = DayList(
            "print-queue", word("What can be printed"), partial(spoken, voice), Painter(self.ticked), has_boxes=True
        )
        self.notes = Notes(voice)
        self._narrowed = Narrowed()
        self._is_of_households = True
        self._lay_out()
        self._connect()

    # What is shown

    def show_lines(self, lines: Sequence[Line], narrowed: Narrowed, looked_at: Asked | None) -> None:
        """Lists these; the one that is looked at stays so where it is among them."""
        self._all, self._narrowed = lines, narrowed
        at = next((place for place, line in enumerate(lines) if line.asked == looked_at), 0)
        self.list.show_rows(lines, at)
        word = self._voice.word
        with QSignalBlocker(self._only):
            self._only.setChecked(narrowed.only_printable)
        self._only.setText(word("Show all of them") if narrowed.only_printable else word("Printable only"))
        self._tell_ticks()

    def offer_places(self, lanes: Mapping[str, int], buildings: Mapping[str, int], of: int) -> None:
        """The lanes and buildings to choose from, with how many households each has; none where it is not asked."""
        box, word = self._place, self._voice.word
        kept = box.currentData()
        blocked = QSignalBlocker(box)
        box.clear()
        box.addItem(self._voice.words("All of the area · {n} household", "All of the area · {n} households", of), "")
        for kind, places in ((_LANE, lanes), (_BUILDING, buildings)):
            for name, number in places.items():
                box.addItem(word("{place} · {n}", place=name, n=number), f"{kind} {name}")
        box.setCurrentIndex(max(box.findData(kept), 0))
        blocked.unblock()
        self._places.setVisible(self._is_of_households and box.count() > 1)

    def remark(self, lines: Sequence[Line]) -> None:
        """The same lines, of which more is known."""
        if lines != self._all:
            self._all = self.list.lines.rows = lines
            self.list.viewport().update()

    @property
    def lines(self) -> Sequence[Line]:
        return self._all

    def add(self, part: QWidget) -> None:
        """Puts something below the notes."""
        self._column.addWidget(part)

    def begin(self, *, is_of_households: bool) -> None:
        """Another list comes; of a household's papers all can be printed, and none lies anywhere."""
        self._is_of_households = is_of_households
        self.ticked.clear()
        self._place.setCurrentIndex(0)
        self._only.setVisible(is_of_households)
        self._places.setVisible(is_of_households and self._place.count() > 1)

    def ticked_lines(self) -> list[Line]:
        """In the order of the list."""
        return [line for line in self._all if line.asked in self.ticked]

    def current(self) -> Line | None:
        return self.list.current()

    def go_to(self, asked: Asked) -> None:
        """Looks at another line."""
        at = next((place for place, line in enumerate(self._all) if line.asked == asked), -1)
        if at >= 0:
            self.list.setCurrentIndex(self.list.lines.index(at))

    def tick(self, asked: Collection[Asked], *, is_on: bool) -> None:
        for each in asked:
            if is_on:
                self.ticked[each] = None
            else:
                self.ticked.pop(each, None)
        self._tell_ticks()

    # Inside

    def _turn(self, line: Line) -> None:
        if line.is_printable:
            self.tick([line.asked], is_on=line.asked not in self.ticked)

    def _turn_all(self) -> None:
        may = [line.asked for line in self._all if line.is_printable]
        self.tick(may, is_on=not all(each in self.ticked for each in may))

    def _tell_ticks(self) -> None:
        may = [line.asked for line in self._all if line.is_printable]
        here = sum(each in self.ticked for each in may)
        some = Qt.CheckState.PartiallyChecked if here else Qt.CheckState.Unchecked
        self._box.show_state(Qt.CheckState.Checked if here and here == len(may) else some)
        self._box.setEnabled(bool(may))
        words = self._voice.words
        homes = words("{n} chosen", "{n} chosen", here)
        papers = words("{n} paper chosen", "{n} papers chosen", here)
        self._told.setText(homes if self._is_of_households else papers)
        self.list.viewport().update()
        self.ticks_changed.emit()

    def _narrow(self) -> None:
        kind, name = (self._place.currentData() or " ").split(" ", 1)
        self.narrowed.emit(
            Narrowed(name if kind == _LANE else None, name if kind == _BUILDING else None, self._only.isChecked())
        )

    def _lay_out(self) -> None:
        self._only.setCheckable(True)
        head = QFrame()
        head.setProperty("part", "row")
        head.setMinimumHeight(theme.high(theme.ROW))
        across = QHBoxLayout(head)
        across.setContentsMargins(4, 0, 8, 0)
        across.setSpacing(0)
        for part in (self._box, self._told):
            across.addWidget(part)
        across.addStretch()
        across.addWidget(self._only)
        below = QHBoxLayout(self._places)
        below.setContentsMargins(_EDGE, 6, _EDGE, 6)
        below.addWidget(self._place)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for part in (head, self._places):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addWidget(self.notes)

    def _connect(self) -> None:
        self._box.clicked.connect(self._turn_all)
        self._only.toggled.connect(self._narrow)
        self._place.activated.connect(self._narrow)
        self.list.ticked.connect(self._turn)
        self.list.chosen.connect(self.looked_at)
        self.list.entered_at.connect(self.opened)


class TickBox(QAbstractButton):
    """A box like those of the rows, for all of them."""

    def __init__(self, name: str, about: str) -> None:
        super().__init__()
        self._state = Qt.CheckState.Unchecked
        self.setObjectName(name)
        self.setAccessibleName(about)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_state(self, state: Qt.CheckState) -> None:
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(BOX, theme.high(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_tick(painter, self.rect(), self._state)


class Painter(QStyledItemDelegate):
    """A box, the name, the end of the number, and how far its paper is."""

    def __init__(self, ticked: Mapping[Asked, None]) -> None:
        super().__init__()
        self._ticked = ticked

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, theme.high(theme.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line, cell = index.data(ROW), option.rect
        painter.save()
        if QStyle.StateFlag.State_Selected in option.state:
            painter.fillRect(cell, QColor(theme.colour("brand_soft")))
            mark_chosen(painter, option)
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, QColor(theme.colour("line")))
        if line.is_printable:
            state = Qt.CheckState.Checked if line.asked in self._ticked else Qt.CheckState.Unchecked
            paint_tick(painter, QRect(cell.left(), cell.top(), BOX, cell.height()), state)
        self._paint_words(painter, cell, line)
        painter.restore()

    def _paint_words(self, painter: QPainter, cell: QRect, line: Line) -> None:
        text, tone, icon = line.badge
        left, right = cell.left() + BOX, cell.right() - _EDGE
        if text:
            wide, high = pill.width_of(text, icon), theme.high(pill.HEIGHT)
            box = QRectF(right - wide, cell.center().y() - high / 2, wide, high)
            pill.paint(painter, box, text, tone, icon)
            right = int(box.left()) - _GAP
        area = QRect(left, cell.top(), right - left, cell.height())
        if line.about and _wide(line) > area.width():  # else several visits look the same
            above, below = two_lines(cell, left, right)
            paint_text(painter, above, line.title, theme.FIELD, is_bold=True)
            paint_text(painter, below, line.about, theme.SECONDARY, "ink_2")
            return
        end = paint_text(painter, area, line.title, theme.FIELD, is_bold=True)
        area.setLeft(end + _BETWEEN)
        paint_text(painter, area, line.about, theme.SECONDARY, "ink_2")


def _wide(line: Line) -> int:
    """How wide what a line says is beside each other."""
    title = QFontMetrics(theme.font(theme.FIELD, is_bold=True)).horizontalAdvance(line.title)
    return title + _BETWEEN + QFontMetrics(theme.font(theme.SECONDARY)).horizontalAdvance(line.about)
