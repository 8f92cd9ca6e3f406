"""How the lines of the page on policies are painted: a version with its state, an item with the options that count it.

Promise: screen readers hear in words what badges say. Hidden: where in a line everything stands.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.casework.policy import State
from desktop.policy.pack import Item
from desktop.ui import pill, theme
from desktop.ui.line_table import mark_chosen
from desktop.ui.notices import Voice
from desktop.ui.policies_plan import Plan
from desktop.ui.policies_sections import COUNTED, NUMBER
from desktop.ui.policies_words import PlanWords
from desktop.ui.table_model import TableModel

VERSION = 62  # the height of its line
STATES = {
    State.IN_USE: ("ok", "ok"),
    State.AHEAD: ("info", "clock"),
    State.SUPERSEDED: ("", "undo"),
    State.EXPIRED: ("warn", "clock"),
    State.WITHDRAWN: ("", "withdraw"),
}
"""Tone and icon of each."""
_SIDE, _PAD, _SQUARE, _GAP, _INSIDE = 16, 8, 22, 4, 5

_Index = QModelIndex | QPersistentModelIndex


class VersionPainter(QStyledItemDelegate):
    """A version in two lines, with its state at the right."""

    def __init__(self, voice: Voice, owner: QAbstractItemView) -> None:
        super().__init__(owner)
        self._voice = voice

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(option.rect.width(), theme.high(VERSION))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        plan: Plan = _row(index)
        _paint_empty(self, painter, option, index)
        mark_chosen(painter, option)
        painter.save()
        word = self._voice.word
        tone, icon = STATES[plan.state]
        area = QRectF(option.rect).adjusted(_SIDE, 0, -_SIDE, -1)
        wide = pill.width_of(word(plan.state), icon)
        high = theme.high(pill.HEIGHT)
        badge = QRectF(area.right() - wide, area.center().y() - high / 2, wide, high)
        pill.paint(painter, badge, word(plan.state), tone, icon)
        area.setRight(badge.left() - _GAP)
        lines = (
            (version_said(self._voice, plan), theme.STRONG, True, "ink"),
            (_since(self._voice, plan), theme.CAPTION, False, "ink_2"),
        )
        for n, (text, size, is_bold, ink) in enumerate(lines):
            half = QRectF(area.left(), area.top() + n * area.height() / 2, area.width(), area.height() / 2)
            where = Qt.AlignmentFlag.AlignTop if n else Qt.AlignmentFlag.AlignBottom
            painter.setFont(theme.font(size, is_bold=is_bold))
            painter.setPen(QColor(theme.colour(ink)))
            short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(half.width()))
            painter.drawText(half.adjusted(0, 1 - n, 0, 1 - n), where, short)
        painter.restore()


class RowPainter(QStyledItemDelegate):
    """A line of a plan, with a bar where it is chosen; its first column is paler where that is but a number."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        if index.column() == 0:
            mark_chosen(painter, option)


class ItemPainter(RowPainter):
    """An item, with a badge for each option; a helper, which none counts, is paler."""

    def __init__(self, say: PlanWords, owner: QAbstractItemView) -> None:
        super().__init__(owner)
        self._say = say
        self._letters = say.initials

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        is_helper = self._say.is_helper(_row(index))
        if is_helper:
            option.font.setBold(False)
        if is_helper or index.column() == NUMBER:
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, QColor(theme.colour("ink_2")))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if index.column() != COUNTED:
            super().paint(painter, option, index)
            return
        _paint_empty(self, painter, option, index)
        painter.save()
        area = QRectF(option.rect).adjusted(_PAD, 0, -_PAD, -1)
        item: Item = _row(index)
        if self._say.is_helper(item):
            painter.setFont(theme.font(theme.SECONDARY))
            painter.setPen(QColor(theme.colour("ink_2")))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self._say.voice.word("helper"))
        else:
            self._paint_badges(painter, area, [sign for _, sign in self._say.counted(item)])
        painter.restore()

    def _paint_badges(self, painter: QPainter, area: QRectF, signs: Sequence[int]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SECONDARY, is_bold=True))
        high, left = theme.high(_SQUARE), area.left()
        half = theme.worn().border / 2
        for letters, sign in zip(self._letters, signs, strict=True):
            wide = max(high, painter.fontMetrics().horizontalAdvance(letters) + 2 * _INSIDE)
            box = QRectF(left, area.center().y() - high / 2, wide, high)
            painter.setPen(QPen(QColor(theme.colour("brand" if sign else "line_2")), theme.worn().border))
            painter.setBrush(QColor(theme.colour("brand_soft" if sign else "surface")))
            painter.drawRoundedRect(box.adjusted(half, half, -half, -half), 4, 4)
            painter.setPen(QColor(theme.colour("brand_pressed" if sign else "ink_3")))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters if sign else "—")
            left += wide + _GAP


def version_said(voice: Voice, plan: Plan) -> str:
    return voice.word("Version no. {version}", version=plan.version)


def version_told(voice: Voice) -> Callable[[Plan], str]:
    """What a screen reader says of a version."""
    return lambda plan: voice.listed([version_said(voice, plan), voice.word(plan.state), _since(voice, plan)])


def _since(voice: Voice, plan: Plan) -> str:
    since, until = plan.row.valid_from, plan.row.valid_to
    if plan.state is State.EXPIRED and until:
        return voice.word("until {until}", until=until)
    return voice.word("from {since}", since=since) if since else ""


def _paint_empty(painted: QStyledItemDelegate, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
    """The cell with its fill and lines, without its words."""
    cell = QStyleOptionViewItem(option)
    painted.initStyleOption(cell, index)
    cell.text = ""
    option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, option.widget)


def _row(index: _Index) -> Any:
    model = index.model()
    if not isinstance(model, TableModel):
        raise TypeError(model)
    return model.row(index)
