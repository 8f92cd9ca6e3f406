"""The values of a conflict as cards beside each other: who wrote what, when, on what ground, and what sum comes of it.

Promise: the cards are of one width and weight, none before the others, and none is chosen before somebody chooses.
Hidden: a card is one button; all that stands on it is read out as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import theme

_RADIO, _DOT, _EDGE, _GAP, _RADIUS = 20, 10, 16, 12, 8
_LEAST = 250  # pixels that a card needs to be read
_SHORT = 12  # letters of a value that is shown large
_ACROSS = 3
_LARGE = 2  # pixels that letters are larger, from where on little stands beside a value


@dataclass(frozen=True, slots=True)
class Sum:
    """What a way would come to: `total` is an amount, or in words why it is not known; `more` how it differs."""

    way: str
    total: str
    more: str = ""
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """What a card says. `lines` are further fields of the value, as label and text; `grounds` what it rests on."""

    who: str
    when: str
    value: str
    unit: str = ""
    lines: Sequence[tuple[str, str]] = ()
    grounds: Sequence[str] = ()
    sums: Sequence[Sum] = ()

    @property
    def spoken(self) -> str:
        """All of it but the sums, which may come later."""
        value = f"{self.value} {self.unit}".strip()
        more = (f"{name} {text}" for name, text in self.lines)
        return ", ".join(filter(None, (self.who, self.when, value, *more, *self.grounds)))


class RadioCard(QAbstractButton):
    """A card that is chosen: a ring with a dot, a thick edge and another fill."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addSpacing(_RADIO + 8)
        self._key = theme.label("", "key")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(_EDGE, 10, _EDGE, 10)
        self.column.setSpacing(6)
        self.column.addLayout(self._head)

    def show_key(self, key: str) -> None:
        """The key that chooses it."""
        self._key.setText(key)
        self._key.setVisible(bool(key))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on, border = self.isChecked(), theme.worn().border
        thick = 2 if is_on else border
        ink = theme.colour("brand" if is_on else "control" if self.isEnabled() else "line")
        painter.setPen(QPen(QColor(ink), thick))
        painter.setBrush(QColor(theme.colour("sunken" if is_on or self.isDown() else "surface")))
        half = thick / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), _RADIUS, _RADIUS)
        if self.isEnabled() or is_on:
            _paint_radio(painter, QRectF(_EDGE, self._radio_top(), _RADIO, _RADIO), is_on=is_on)

    def _radio_top(self) -> float:
        head = self._head.geometry()
        return head.top() + (head.height() - _RADIO) / 2


class ValueCard(RadioCard):
    """One of the values."""

    def __init__(self, name: str, told: Told, key: str, *, is_slim: bool = False) -> None:
        super().__init__(name)
        self.told, self._is_slim = told, is_slim
        self._sums = QGridLayout()
        self._sums.setContentsMargins(0, 0, 0, 0)
        self._sums.setHorizontalSpacing(8)
        self._sums.setVerticalSpacing(2)
        self._sums.setColumnStretch(0, 1)
        self._line = QFrame()
        self._line.setProperty("part", "row")
        self._line.setFixedHeight(1)
        self._lay_out()
        self.show_key(key)
        self.show_sums(told.sums)

    def show_sums(self, sums: Sequence[Sum]) -> None:
        """What each way would come to with this value."""
        while (item := self._sums.takeAt(0)) is not None:
            if (label := item.widget()) is not None:
                label.hide()
                label.deleteLater()
        for row, each in enumerate(sums):
            if not each.is_known:
                self._sums.addWidget(_seen(" ".join(filter(None, (each.way, each.total))), "second"), row, 0, 1, 3)
                continue
            self._sums.addWidget(_seen(each.way, "second"), row, 0)
            self._sums.addWidget(_seen(each.total, "strong", is_right=True), row, 1)
            if each.more:
                self._sums.addWidget(_seen(each.more, "second", is_right=True), row, 2)
        self._line.setVisible(bool(sums))
        spoken = (f"{each.way} {each.total} {each.more}".strip() for each in sums)
        self.setAccessibleName(", ".join((self.told.spoken, *spoken)))
        self.updateGeometry()

    def _lay_out(self) -> None:
        told = self.told
        self._head.addWidget(_seen(told.who, "strong"))
        self._head.addWidget(_seen(told.when, "second"), 1)
        self._head.addWidget(self._key, 0, Qt.AlignmentFlag.AlignTop)
        middle = QBoxLayout(QBoxLayout.Direction.TopToBottom if self._is_slim else QBoxLayout.Direction.LeftToRight)
        middle.setSpacing(4 if self._is_slim else 12)
        middle.addLayout(self._value(), 0 if self._is_slim else 3)
        if told.grounds:
            grounds = _seen("\n".join(told.grounds), "second", is_right=not self._is_slim)
            middle.addWidget(grounds, 0 if self._is_slim else 2, Qt.AlignmentFlag.AlignTop)
        if self._is_slim:
            middle.addStretch()
        self.column.addLayout(middle, 1)
        self.column.addWidget(self._line)
        self.column.addLayout(self._sums)

    def _value(self) -> QVBoxLayout:
        told, column = self.told, QVBoxLayout()
        column.setSpacing(2)
        value = QLabel(told.value)
        value.setProperty("look", "view-title" if len(told.value) <= _SHORT else "lead")
        _dress(value)
        across = QHBoxLayout()
        across.setSpacing(6)
        across.addWidget(value, 0 if told.unit else 1)
        if told.unit:
            across.addWidget(_seen(told.unit, "second"), 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(across)
        for name, text in told.lines:
            column.addWidget(_seen(f"{name}  {text}", "second"))
        column.addStretch()
        return column


class NoneCard(RadioCard):
    """None of the values for now."""

    def __init__(self, name: str, title: str, about: str) -> None:
        super().__init__(name)
        self._title, self._about = _seen("", "strong"), _seen("", "second")
        self._title.setWordWrap(False)
        self._head.addWidget(self._title)
        self._head.addWidget(self._about, 1)
        self._head.addWidget(self._key)
        self.say(title, about)

    def say(self, title: str, about: str) -> None:
        self._title.setText(title)
        self._about.setText(about)
        self.setAccessibleName(f"{title}, {about}")


class Cards(QWidget):
    """The cards, beside each other as far as there is room, and one for none of them below."""

    chosen = Signal(int)  # a place among the values; -1 for none of them

    def __init__(self, accessible: str) -> None:
        super().__init__()
        self.setAccessibleName(accessible)
        self.values: list[ValueCard] = []
        self.none = NoneCard("choose-none", "", "")
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP)
        self._across = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addLayout(self._grid)
        column.addWidget(self.none)
        self.none.clicked.connect(lambda: self.choose(-1))

    @property
    def place(self) -> int | None:
        """The chosen one's place; -1 for none of the values, None before anything is chosen."""
        if self.none.isChecked():
            return -1
        return next((place for place, card in enumerate(self.values) if card.isChecked()), None)

    def show_values(self, told: Sequence[Told], *, may_choose: bool) -> None:
        """Shows these, none of them chosen."""
        for card in self.values:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.values = []
        for place, each in enumerate(told):
            card = ValueCard(
                f"choose-{place + 1}",
                each,
                str(place + 1) if may_choose else "",
                is_slim=len(told) == _ACROSS or theme.worn().step > _LARGE,
            )
            card.clicked.connect(lambda _on, at=place: self.choose(at))
            card.setEnabled(may_choose)
            self.values.append(card)
        self._across = 0
        self._spread()
        self.none.setChecked(False)
        self.none.setEnabled(may_choose)
        self.none.show_key(str(len(told) + 1) if may_choose else "")

    def choose(self, place: int) -> None:
        """As if somebody had touched it; what is chosen stays so."""
        for at, card in [*enumerate(self.values), (-1, self.none)]:
            card.setChecked(at == place)
        self.chosen.emit(place)

    def mark(self, place: int | None) -> None:
        """Shows which one is chosen, and tells nobody."""
        for at, card in [*enumerate(self.values), (-1, self.none)]:
            card.setChecked(at == place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        """As many beside each other as can be read; of four there are two and two."""
        room = max((self.width() + _GAP) // (theme.broad(_LEAST) + _GAP), 1)
        wanted = len(self.values) if len(self.values) <= _ACROSS else 2
        across = max(min(wanted, room), 1)
        if across == self._across:
            return
        self._across = across
        for place, card in enumerate(self.values):
            self._grid.addWidget(card, place // across, place % across)
        for column in range(_ACROSS):
            self._grid.setColumnStretch(column, 1 if column < across else 0)


def _seen(text: str, look: str, *, is_right: bool = False) -> QLabel:
    made = theme.label(text, look)
    if is_right:
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    _dress(made)
    return made


def _dress(label: QLabel) -> None:
    """A press on the words is a press on the card."""
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def _paint_radio(painter: QPainter, ring: QRectF, *, is_on: bool) -> None:
    painter.setPen(QPen(QColor(theme.colour("brand" if is_on else "control")), 2))
    painter.setBrush(QColor(theme.colour("brand" if is_on else "surface")))
    painter.drawEllipse(ring.adjusted(1, 1, -1, -1))
    if is_on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colour("surface")))
        inset = (_RADIO - _DOT) / 2 + 0.5
        painter.drawEllipse(ring.adjusted(inset, inset, -inset, -inset))
