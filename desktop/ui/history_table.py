"""The list of changes: what its columns say, and how a line is painted.

Hidden: marks stand as icon and word, the further ones as icons where there is no room, and with their words in the tip
and for a screen reader.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.store.history import Told
from desktop.ui import icons, pill, theme
from desktop.ui.history_words import Mark, Names
from desktop.ui.line_table import mark_chosen
from desktop.ui.notices import Voice
from desktop.ui.table_model import Column, TableModel

WHEN, WHO, TITLE, BEFORE, ARROW, AFTER, WHY, MARKS = range(8)
_PADDING, _BETWEEN, _BADGE, _ICON = 8, 6, 24, 16

_Index = QModelIndex | QPersistentModelIndex


def change_columns(voice: Voice, names: Callable[[], Names]) -> Sequence[Column]:
    """What is said of a change."""
    word = voice.word
    return (
        Column(word("When"), lambda told: names().when(told.steps[0]), width=108),
        Column(word("Author"), lambda told: names().who(told.steps[0]), width=88),
        Column(word("Which field"), lambda told: names().title(told), is_strong=True),
        Column(word("Before"), lambda told: names().before(told), width=110, is_at_right=True),
        Column("", lambda _told: "→", width=32),
        Column(word("After"), lambda told: names().after(told), is_strong=True),
        Column(word("Why"), lambda told: names().why(told.steps[0]), gives_way=True),
        Column(
            word("Marks"),
            lambda told: voice.listed(mark.word for mark in names().marks(told)),
            width=_marks_width(word("affects amount")),
            is_at_right=True,
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
        if column in (WHEN, BEFORE, WHY):
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, QColor(theme.colour("ink_2")))
        if column == AFTER and _told(index).was_undone:
            option.font.setStrikeOut(True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if index.column() not in (ARROW, MARKS):
            super().paint(painter, option, index)
            if index.column() == WHEN:
                mark_chosen(painter, option)
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


def _told(index: _Index) -> Told:
    model = index.model()
    if not isinstance(model, TableModel):
        raise TypeError(model)
    return model.row(index)


def _middle(area: QRectF, size: int) -> QRectF:
    return QRectF(area.center().x() - size / 2, area.center().y() - size / 2, size, size)
