"""The clauses that are to be explained to a household, each in two lines with how far it is.

Promise: how far a clause is stands there in words, with an icon and a colour. Hidden: where in a line everything
stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from desktop.casework.explaining import Standing, Told
from desktop.i18n import N_
from desktop.policy import statement
from desktop.ui import pill, theme
from desktop.ui.line_table import LineTable, mark_chosen
from desktop.ui.notices import Voice
from desktop.ui.table_model import Column, TableModel

_LINE, _SIDE, _GAP, _WIDTH = 64, 16, 8, 316
_BEGUN = ("info", "pencil", N_("not written down"))
_LOOKS = {
    Standing.UNTOLD: ("", "clock"),
    Standing.UNDERSTOOD: ("ok", "ok"),
    Standing.ANOTHER_VISIT: ("warn", "undo"),
    Standing.TOLD: ("", "check"),
    Standing.AGAIN: ("info", "refresh"),
}
_STOPS = "。；;"

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """A clause as the list shows it; `begun`: the clauses of which something was typed and is not written down."""

    told: Told
    begun: set[str]

    @property
    def is_begun(self) -> bool:
        return self.told.clause.id in self.begun


def called(told: Told) -> str:
    """What a clause is about, in the first of its plain words."""
    said = told.clause.plain or told.clause.text
    end = min((place for stop in _STOPS if (place := said.find(stop)) > 0), default=len(said))
    return said[:end]


def named(told: Told) -> str:
    """The clause by its document and article."""
    return statement.clause_said(told.clause, told.clause.id)


def badge(voice: Voice, line: Line) -> tuple[str, str, str]:
    """Words, tone and icon of how far it is."""
    if line.is_begun:
        tone, icon, said = _BEGUN
        return voice.word(said), tone, icon
    return (voice.word(line.told.standing), *_LOOKS[line.told.standing])


class ClauseList(LineTable):
    """The list."""

    def __init__(self, voice: Voice) -> None:
        title = voice.word("Clauses to explain")
        super().__init__("clauses", title, [Column(title, _spoken(voice))])
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(_Painter(voice, self))
        self.horizontalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.high(_LINE))

    def show_lines(self, lines: Sequence[Line], chosen: str) -> None:
        """Lists them, and marks the chosen one."""
        self.lines.fill(iter([lines]))
        place = next((n for n, line in enumerate(lines) if line.told.clause.id == chosen), 0)
        self.selectRow(place)
        self.scrollTo(self.lines.index(place, 0))


def in_card(voice: Voice, clauses: ClauseList) -> QFrame:
    """The list below its heading."""
    card, head = QFrame(), QFrame()
    card.setProperty("part", "card")
    card.setFixedWidth(theme.broad(_WIDTH))
    head.setProperty("part", "row")
    head.setMinimumHeight(theme.high(theme.ROW))
    across = QHBoxLayout(head)
    across.setContentsMargins(_SIDE, 4, _SIDE, 4)
    across.addWidget(theme.label(voice.word("Clauses to explain"), "strong"))
    inside = QVBoxLayout(card)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.setSpacing(0)
    inside.addWidget(head)
    inside.addWidget(clauses, 1)
    return card


def _spoken(voice: Voice) -> Callable[[Line], str]:
    return lambda line: voice.listed([called(line.told), named(line.told), badge(voice, line)[0]])


class _Painter(QStyledItemDelegate):
    def __init__(self, voice: Voice, owner: LineTable) -> None:
        super().__init__(owner)
        self._voice = voice

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(option.rect.width(), theme.high(_LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, option.widget)
        mark_chosen(painter, option)
        model = index.model()
        if isinstance(model, TableModel):
            painter.save()
            self._paint_line(painter, option, model.row(index))
            painter.restore()

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        area = QRectF(option.rect).adjusted(_SIDE, 4, -_SIDE + 4, -6)
        is_chosen = QStyle.StateFlag.State_Selected in option.state
        high = theme.high(pill.HEIGHT)
        upper = QRectF(area.left(), area.top(), area.width(), area.height() - high)
        _paint_text(painter, upper, called(line.told), theme.FIELD, "ink", is_bold=is_chosen)
        said, tone, icon = badge(self._voice, line)
        wide = min(pill.width_of(said, icon), area.width() * 0.7)
        lower = QRectF(area.left(), upper.bottom(), area.width() - wide - _GAP, high)
        _paint_text(painter, lower, named(line.told), theme.CAPTION, "ink_2")
        pill.paint(painter, QRectF(area.right() - wide, area.bottom() - high, wide, high), said, tone, icon)


def _paint_text(painter: QPainter, area: QRectF, text: str, size: int, ink: str, *, is_bold: bool = False) -> None:
    painter.setFont(theme.font(size, is_bold=is_bold))
    painter.setPen(QColor(theme.colour(ink)))
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
