"""One change at large, beside the list: from what to what, who, why, and its place in the chain of entries.

Promise: what is not sure is never shown as sure. Hidden: how the chain is drawn; its words and the digits of the
hashes say the same as its colours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import N_
from desktop.store.journal import Entry
from desktop.ui import icons, pill, theme
from desktop.ui.history_words import Mark, Valued
from desktop.ui.notices import Voice
from desktop.ui.pill import Pill
from desktop.ui.tab_order import lead_keyboard

_DIGITS = 4
_BOX, _GAP = 48, 24
_SHORT = 18  # signs that stand side by side
_ICON = 20
_ROOM, _SPACE, _MARKS = 300, 8, 6  # for marks side by side, between them, and more than there are


class Chain(StrEnum):
    """What is known of the chain up to an entry; the value is the message id that says it."""

    UNKNOWN = N_("being checked")
    HOLDS = N_("the chain holds")
    BROKEN = N_("the chain is broken")
    CONFIRMED = N_("confirmed by the office")


_TONES = {
    Chain.UNKNOWN: ("", "hourglass"),
    Chain.HOLDS: ("ok", "shield"),
    Chain.BROKEN: ("risk", "risk"),
    Chain.CONFIRMED: ("info", "shield"),
}
_LINKS = {
    Chain.UNKNOWN: N_("Whether they are linked is being checked."),
    Chain.HOLDS: N_("Linked to the one before and the one after."),
    Chain.BROKEN: N_("The chain is broken here or before; this entry is not sure."),
    Chain.CONFIRMED: N_("It came down from the office, which signed it. Its chain lies with the office."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the panel says of a change. `undo` are the words of the way back, empty where there is none."""

    number: int
    entries: Sequence[Entry | None]  # between its neighbours; none where the entry itself is not here
    title: str
    before: str
    after: str
    about: Sequence[tuple[str, str]]
    marks: Sequence[Mark]
    values: Sequence[Valued]
    is_first: bool
    undo: str
    may_return: bool = False  # for correction, to whoever looks after the household


class ChainStrip(QWidget):
    """An entry between its neighbours, each with its number and the first digits of its hash."""

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._entries: tuple[Entry | None, ...] = ()
        self._chain = Chain.UNKNOWN

    def show_entries(self, entries: Sequence[Entry | None], chain: Chain) -> None:
        self._entries, self._chain = tuple(entries), chain
        said = (self._number(entry) + " " + entry.hash.hex()[:_DIGITS] for entry in entries if entry is not None)
        self.setAccessibleName(self._voice.listed(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, theme.high(_BOX))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = (self.width() - 2 * _GAP) / 3
        boxes = [QRectF(n * (wide + _GAP) + 1, 1, wide - 2, self.height() - 2) for n in range(3)]
        for entry, box in zip(self._entries, boxes, strict=False):
            self._paint_box(painter, entry, box, is_this=box is boxes[1])
        self._paint_links(painter, boxes)

    def _paint_box(self, painter: QPainter, entry: Entry | None, box: QRectF, *, is_this: bool) -> None:
        painter.setBrush(QColor(theme.colour("brand_soft" if is_this else "surface")))
        pen = QPen(QColor(theme.colour("brand" if is_this else "line_2")), 2 if is_this else 1)
        pen.setStyle(Qt.PenStyle.SolidLine if entry else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(box, 4, 4)
        if entry is None:
            painter.setFont(theme.font(theme.CAPTION))
            painter.setPen(QColor(theme.colour("ink_3")))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._voice.word("none"))
            return
        upper, lower = QRectF(box), QRectF(box)
        upper.setBottom(box.center().y())
        lower.setTop(box.center().y())
        painter.setFont(theme.font(theme.CAPTION, is_bold=True))
        painter.setPen(QColor(theme.colour("ink")))
        painter.drawText(upper.adjusted(0, 3, 0, 0), Qt.AlignmentFlag.AlignCenter, self._number(entry))
        painter.setFont(theme.font(theme.CAPTION))
        painter.setPen(QColor(theme.colour("ink_2")))
        painter.drawText(lower.adjusted(0, 0, 0, -3), Qt.AlignmentFlag.AlignCenter, f"{entry.hash.hex()[:_DIGITS]}…")

    def _paint_links(self, painter: QPainter, boxes: Sequence[QRectF]) -> None:
        """Whole where the chain holds, torn where it is broken, thin while nobody knows."""
        tone = {Chain.HOLDS: "ok", Chain.BROKEN: "risk"}.get(self._chain, "line_2")
        pen = QPen(QColor(theme.colour(tone)), 1 if self._chain is Chain.UNKNOWN else 3)
        pen.setStyle(Qt.PenStyle.DotLine if self._chain is Chain.BROKEN else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        for n, (left, right) in enumerate(pairwise(boxes)):
            if self._entries[n : n + 2].count(None) == 0:
                y = left.center().y()
                painter.drawLine(QPointF(left.right() + 2, y), QPointF(right.left() - 2, y))

    def _number(self, entry: Entry) -> str:
        return self._voice.word("No. {n}", n=entry.seq)


class EntryPanel(QFrame):
    """The panel. It says what it is given, and tells what is wanted of the change that it shows."""

    undo_wanted = Signal()
    only_wanted = Signal()
    correction_wanted = Signal()
    left = Signal()  # with the key that goes back to the list

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        word = voice.word
        self._number = theme.label("", "strong")
        self._state = Pill()
        self._field = theme.label("", "label")
        self._before, self._after = theme.label("", "plain"), theme.label("", "title")
        self._arrow = theme.label("")
        self._values = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._marks = QGridLayout()
        self._rows = QGridLayout()
        self._linked = theme.label("", "second")
        self._strip = ChainStrip(voice)
        self._only = theme.button(word("Only this field"), name="only-field", icon="filter")
        self._undo = theme.button("", name="undo-entry", icon="undo")
        self._content = QScrollArea()
        self._return = theme.button(word("Return for correction"), name="return-for-correction", icon="inbox")
        self._lay_out()
        self._only.clicked.connect(self.only_wanted)
        self._return.clicked.connect(self.correction_wanted)
        self._undo.clicked.connect(self.undo_wanted)
        back = QShortcut(QKeySequence(Qt.Key.Key_Left), self._content)
        back.setContext(Qt.ShortcutContext.WidgetShortcut)
        back.activated.connect(self.left)

    def say(self, shown: Shown, chain: Chain) -> None:
        """Shows another change."""
        self._number.setText(self._voice.word("No. {n}", n=shown.number))
        self._field.setText(shown.title)
        self._before.setText(shown.before)
        self._after.setText(shown.after)
        is_short = len(shown.before) + len(shown.after) <= _SHORT
        way = QBoxLayout.Direction
        self._values.setDirection(way.LeftToRight if is_short else way.TopToBottom)
        self._arrow.setPixmap(icons.pixmap("arrow-right" if is_short else "down", theme.colour("ink_3"), _ICON, 2))
        _empty(self._marks)
        wide = sum(pill.width_of(mark.word, mark.icon) + _SPACE for mark in shown.marks)
        across = 2 if wide > _ROOM else len(shown.marks)
        for n, mark in enumerate(shown.marks):
            self._marks.addWidget(Pill(mark.word, mark.tone, mark.icon), n // across, n % across)
        self._fill_rows([*shown.about, *self._field_rows(shown)])
        self._undo.setText(shown.undo)
        self._undo.setVisible(bool(shown.undo))
        self._return.setVisible(shown.may_return)
        self.say_chain(shown.entries, chain)
        self._content.verticalScrollBar().setValue(0)

    def say_chain(self, entries: Sequence[Entry | None], chain: Chain) -> None:
        """Shows what is known of the chain by now."""
        tone, icon = _TONES[chain]
        self._state.say(self._voice.word(chain), tone, icon)
        self._linked.setText(self._voice.word(_LINKS[chain]))
        self._linked.setWordWrap(True)
        self._strip.setVisible(bool(entries))
        self._strip.show_entries(entries, chain)

    def _field_rows(self, shown: Shown) -> Iterable[tuple[str, str]]:
        """Every further field of the change."""
        for each in shown.values:
            yield each.label, each.after if shown.is_first else f"{each.before} → {each.after}"

    def _fill_rows(self, rows: Iterable[tuple[str, str]]) -> None:
        _empty(self._rows)
        for n, (about, text) in enumerate(rows):
            name, said = theme.label(about, "label"), theme.label(text, "")
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            for part in (name, said):
                part.setWordWrap(True)
                part.setTextFormat(Qt.TextFormat.PlainText)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._rows.addWidget(name, n, 0)
            self._rows.addWidget(said, n, 1)

    def _lay_out(self) -> None:
        for part in (self._field, self._before, self._after):
            part.setWordWrap(True)
            part.setTextFormat(Qt.TextFormat.PlainText)
        self._values.setSpacing(8)
        for part, stretch in ((self._before, 0), (self._arrow, 0), (self._after, 1)):
            self._values.addWidget(part, stretch)
        self._rows.setColumnMinimumWidth(0, theme.high(64))
        self._rows.setColumnStretch(1, 1)
        self._marks.setSpacing(_SPACE)
        self._marks.setColumnStretch(_MARKS, 1)
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(6)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._field)
        for inner in (self._values, self._marks, self._rows):
            column.addLayout(inner)
        column.addStretch()
        column.addWidget(self._linked)
        column.addWidget(self._strip)
        self._content.setObjectName("entry")
        self._content.setAccessibleName(self._voice.word("The chosen change"))
        self._content.setWidgetResizable(True)
        self._content.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._content.setWidget(page)
        lead_keyboard(self, self._content)
        around = QVBoxLayout(self)
        around.setContentsMargins(1, 1, 1, 1)
        around.setSpacing(0)
        around.addWidget(_bar("head", self._number, None, self._state))
        around.addWidget(self._content, 1)
        around.addWidget(_bar("foot", self._only, self._undo, self._return, None))


def _bar(look: str, *parts: QWidget | None) -> QFrame:
    """Parts side by side; None is what takes the room that is left."""
    bar = QFrame()
    bar.setProperty("part", look)
    across = QHBoxLayout(bar)
    across.setContentsMargins(16, 8, 12, 8)
    across.setSpacing(8)
    for part in parts:
        across.addStretch() if part is None else across.addWidget(part)
    return bar


def _empty(layout: QGridLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if isinstance(widget, QLabel | Pill):
            widget.hide()
            widget.deleteLater()
