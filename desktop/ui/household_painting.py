"""How a row of the list of households is painted, and its boxes wherever else they stand.

Promise: a frame of it costs little more than plain text. Hidden: each cell is painted here, since the style sheet's way
takes three times as long; fonts and colours are looked up once, for a page is made anew when the theme changes.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.domain.rights import State
from desktop.domain.stages import Stage
from desktop.store.standing import Standing
from desktop.ui import household_columns as columns
from desktop.ui import icons, pill, theme
from desktop.ui.clock import paint_ring
from desktop.ui.household_columns import SHORT_PARTS, HouseholdColumn
from desktop.ui.household_rows import PARTS, Texts
from desktop.ui.notices import Voice

HOME = Qt.ItemDataRole.UserRole + 1
"""What a cell's whole household is asked for by."""

_PADDING, _GAP, _TICK, _BAR = 12, 8, 22, 4
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine

_Index = QModelIndex | QPersistentModelIndex


class RowPainter(QStyledItemDelegate):
    """Paints a cell of a household itself: the style sheet's way takes three times as long."""

    def __init__(
        self,
        shown: Sequence[HouseholdColumn],
        texts: Texts,
        is_ticked: Callable[[bytes], bool],
        voice: Voice,
        owner: QTableView,
    ) -> None:
        super().__init__(owner)
        self._columns, self._texts = shown, texts
        self._is_ticked = is_ticked
        self._voice = voice
        self._view = owner
        self._letters = {part: voice.word(letter) for part, letter in SHORT_PARTS.items()}
        self._colours: dict[str, QColor] = {}
        self._fonts = {
            columns.NAME: theme.font(theme.FIELD, is_bold=True),
            columns.STAGE: theme.font(theme.BODY),
            columns.PLACE: theme.font(theme.BODY),
            columns.MISSING: theme.font(theme.SECONDARY),
            columns.RIGHTS: theme.font(theme.SECONDARY, is_bold=True),
            columns.CONTACT: theme.font(theme.SECONDARY),
        }
        self._small = theme.font(theme.SECONDARY)
        self._digit = theme.font(theme.SECONDARY, is_bold=True)
        self._letter = theme.font(theme.CAPTION, is_bold=True)
        self._box = 22 + theme.worn().step
        self._measures: dict[QFont, QFontMetrics] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        at, cell = index.column(), option.rect
        home: Standing = index.data(HOME)
        self._paint_ground(painter, cell, home, at, is_current=self._view.currentIndex().row() == index.row())
        match at:
            case columns.TICK:
                state = Qt.CheckState.Checked if self._is_ticked(home.id) else Qt.CheckState.Unchecked
                paint_tick(painter, cell, state)
            case columns.STAGE:
                box = QRect(cell.left() + _PADDING, cell.center().y() - self._box // 2, self._box, self._box)
                paint_stage(painter, box, home.stage)
                self._paint_text(painter, cell.adjusted(self._box + _GAP, 0, 0, 0), at, home)
            case columns.FOUR_CLEAR:
                self._paint_parts(painter, cell, home)
            case columns.RIGHTS:
                self._paint_clock(painter, cell, home)
            case columns.MARKS:
                self._paint_marks(painter, cell, home)
            case columns.OPENS:
                arrow = icons.pixmap("forward", theme.colour("ink_2"), 16, self._view.devicePixelRatioF())
                painter.drawPixmap(cell.left() + _GAP, cell.center().y() - 8, arrow)
            case _:
                self._paint_text(painter, cell, at, home)

    def _paint_ground(self, painter: QPainter, cell: QRect, home: Standing, at: int, *, is_current: bool) -> None:
        if is_current or self._is_ticked(home.id):
            painter.fillRect(cell, self._colour("brand_soft" if is_current else "sunken"))
        if is_current and at == columns.TICK:
            painter.fillRect(cell.left(), cell.top(), _BAR, cell.height(), self._colour("brand"))
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, self._colour("line"))

    def _paint_text(self, painter: QPainter, cell: QRect, at: int, home: Standing) -> None:
        column = self._columns[at]
        font = self._fonts[at]
        area = cell.adjusted(_PADDING, 0, -_GAP, -1)
        second = column.second(home)
        room = area.width() - (self._measured(self._small).horizontalAdvance(second) + _GAP if second else 0)
        is_place = at == columns.PLACE  # of a long address the door matters most
        mode = Qt.TextElideMode.ElideLeft if is_place else Qt.TextElideMode.ElideRight
        measured = self._measured(font)
        text = measured.elidedText(column.text(home), mode, max(room, 0))
        painter.setFont(font)
        painter.setPen(self._colour("ink" if at in (columns.NAME, columns.PLACE, columns.STAGE) else "ink_2"))
        painter.drawText(area, _MIDDLE, text)
        if second:
            area.setLeft(area.left() + measured.horizontalAdvance(text) + _GAP)
            painter.setFont(self._small)
            painter.setPen(self._colour("ink_3"))
            painter.drawText(area, _MIDDLE, second)

    def _paint_parts(self, painter: QPainter, cell: QRect, home: Standing) -> None:
        painter.setFont(self._letter)
        box = QRect(cell.left() + _PADDING, cell.center().y() - self._box // 2, self._box, self._box)
        nothing_begun = home.stage is Stage.REGISTERED and not home.clear
        for part in PARTS:
            paint_part(painter, box, self._letters[part], is_clear=part in home.clear, is_pale=nothing_begun)
            box.translate(self._box + 4, 0)

    def _paint_clock(self, painter: QPainter, cell: QRect, home: Standing) -> None:
        clock = self._texts.clock(home.id)
        if clock is None:
            self._paint_text(painter, cell, columns.RIGHTS, home)
            return
        today = self._texts.today()
        state = clock.state(today)
        ring = QRectF(cell.left() + _PADDING, cell.center().y() - self._box / 2, self._box, self._box)
        paint_ring(painter, ring, state, clock.share_left(today))
        words = cell.adjusted(_PADDING + self._box + _GAP, 0, -4, -1)
        font = self._small if state in (State.PASSED, State.UNKNOWN) else self._fonts[columns.RIGHTS]
        text = self._columns[columns.RIGHTS].text(home)
        painter.setFont(font)
        painter.setPen(self._colour("ink_3" if state is State.PASSED else "rights"))
        painter.drawText(
            words, _MIDDLE, self._measured(font).elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        )

    def _paint_marks(self, painter: QPainter, cell: QRect, home: Standing) -> None:
        said = [*columns.marks(self._voice, home)]
        if not said:
            return
        height = theme.high(24)
        more = f" +{len(said) - 1}" if len(said) > 1 else ""
        text = said[0].text + more
        width = min(pill.width_of(text), cell.width() - _PADDING)
        painter.save()
        area = QRectF(cell.left() + _GAP, cell.center().y() - height / 2, width, height)
        pill.paint(painter, area, text, said[0].tone)
        painter.restore()

    def _colour(self, name: str) -> QColor:
        if name not in self._colours:
            self._colours[name] = QColor(theme.colour(name))
        return self._colours[name]

    def _measured(self, font: QFont) -> QFontMetrics:
        if font not in self._measures:
            self._measures[font] = QFontMetrics(font)
        return self._measures[font]


def paint_stage(painter: QPainter, box: QRect, at: Stage) -> None:
    """The digit of a stage in its box."""
    painter.setPen(QPen(QColor(theme.colour("control")), 1))
    painter.setBrush(QColor(theme.STAGES[at - 1]))
    painter.drawRect(box.adjusted(0, 0, -1, -1))
    if at is Stage.REGISTERED:
        theme.paint_hatching(painter, box.adjusted(1, 1, -2, -2))
    painter.setFont(theme.font(theme.SECONDARY, is_bold=True))
    painter.setPen(QColor(theme.colour("on_dark" if at >= theme.FIRST_DARK_STAGE else "ink")))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(int(at)))


def paint_part(painter: QPainter, box: QRect, letter: str, *, is_clear: bool, is_pale: bool = False) -> None:
    """A part of the four: solid where it is clear, dashed where something is missing."""
    tone = "ok" if is_clear else "warn"
    ink = QColor(theme.colour("ink_3" if is_pale else tone))
    line = QPen(QColor(theme.colour("ok_line")) if is_clear else ink, 1)
    if not is_clear:
        line.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(line)
    painter.setBrush(QColor(theme.colour("ok_soft")) if is_clear else Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0, 0, -1, -1))
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def paint_tick(painter: QPainter, cell: QRect, state: Qt.CheckState) -> None:
    """A box to tick: empty, ticked, or with a dash where some are."""
    box = QRectF(cell.left() + _PADDING + 0.5, cell.center().y() - _TICK / 2 + 0.5, _TICK, _TICK)
    is_empty = state is Qt.CheckState.Unchecked
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.colour("control" if is_empty else "brand")), 1.5))
    painter.setBrush(QColor(theme.colour("brand" if state is Qt.CheckState.Checked else "surface")))
    painter.drawRoundedRect(box, 4, 4)
    if state is Qt.CheckState.Checked:
        icons.paint(painter, "check", theme.colour("on_dark"), box.adjusted(3, 3, -3, -3))
    elif not is_empty:
        icons.paint(painter, "tick-dash", theme.colour("brand"), box.adjusted(3, 3, -3, -3))
    painter.restore()
