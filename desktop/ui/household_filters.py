"""What narrows the list of households: quick filters with counts, the seven stages, lane and plot, and the order.

Promise: a chip says how many it would leave, and none is offered that would leave nothing. Hidden: chips flow into as
many lines as the window's width asks for.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QFontMetrics, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from desktop.domain.stages import Stage
from desktop.i18n import N_
from desktop.ui import icons, theme
from desktop.ui.flow import FlowLayout
from desktop.ui.household_columns import LONG_PARTS, SHORT_PARTS
from desktop.ui.household_painting import paint_part, paint_stage
from desktop.ui.household_rows import PARTS, QUICK, Choice, Counts, Order
from desktop.ui.notices import Voice
from desktop.ui.still_box import StillBox

_EVERY = "every"
_QUICK = {  # name: its word, its icon and the colour of it; the parts have boxes
    _EVERY: (N_("All"), "household", "brand"),
    "rights": (N_("Rights, 7 days"), "rights", "rights"),
    "missing": (N_("With gaps"), "document", "warn"),
    "conflict": (N_("In conflict"), "conflict", "warn"),
    "grievance": (N_("Open grievance"), "grievance", "info"),
    "unpaid": (N_("Moved, not paid"), "money", "risk"),
    "again": (N_("Explain again"), "refresh", "info"),
    "nobodys": (N_("With nobody"), "assign", "warn"),
}
_EXCEPTIONS = ("rights", "conflict", "grievance", "unpaid", "again", "nobodys")  # not offered where there are none
_ORDERS = {
    Order.PLACE: N_("By lane and door"),
    Order.NUMBER: N_("By number"),
    Order.NAME: N_("By name"),
}
_ICON, _BOX, _GAP = 18, 20, 4
_COMBO, _CHIP, _SIGN = 134, 56, 48


class Filters(QFrame):
    """The card above the list."""

    chosen = Signal(object)  # a Choice
    order_chosen = Signal(object)  # an Order

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._choice, self._counts = Choice(), Counts(0, {}, {}, 0)
        self._ordered = Order.PLACE, 0
        self._is_narrow, self._is_short, self._is_unnamed, self._are_letters = False, False, False, True
        self._upper, self._lower = QHBoxLayout(), QHBoxLayout()
        self._chips, self._stage_chips = FlowLayout(8), FlowLayout(8)
        self._quick = {name: self._quick_chip(name) for name in (_EVERY, *QUICK)}
        self._stages = {stage: self._stage_chip(stage) for stage in Stage}
        self._within, self._within_told = theme.button("", "chip", "within", "progress"), ""
        self._withdrawn = theme.button(voice.word("Also withdrawn"), "chip", "also-withdrawn", "withdraw")
        self._lane = self._combo("lane", voice.word("All lanes"), voice.word("Lane"))
        self._plot = self._combo("plot", voice.word("All plots"), voice.word("Plot"))
        self._order = theme.button("", "link", "order", "sort")
        self._orders = {order: voice.word(told) for order, told in _ORDERS.items()}
        self.setProperty("part", "card")
        for part in (self._withdrawn, self._within):
            part.setCheckable(True)
        self._make_orders()
        self._lay_out()
        self._connect()
        self.setEnabled(False)

    def show_choice(self, choice: Choice, counts: Counts) -> None:
        """Shows what is chosen, and how many each other choice would leave."""
        self._choice, self._counts = choice, counts
        self._fit()
        for combo, value in ((self._lane, choice.lane), (self._plot, choice.plot)):
            combo.setCurrentIndex(max(combo.findData(value), 0))
        self._show_words()
        self.setEnabled(True)

    def name_within(self, told: str) -> None:
        """Says what the number of the progress page counts to which the list is narrowed."""
        self._within_told = told

    def offer_places(self, lanes: Sequence[str], plots: Sequence[str]) -> None:
        """Offers the lanes and plots that there are."""
        for combo, names in ((self._lane, lanes), (self._plot, plots)):
            while combo.count() > 1:
                combo.removeItem(1)
            for name in names:
                combo.addItem(name, name)
            combo.setHidden(not names)
        self._fit()

    def show_order(self, order: Order, listed: int) -> None:
        """Says how the rows are ordered, and how many there are to scroll through."""
        self._ordered = order, listed
        self._show_words()

    def told(self, kept: Choice) -> Iterator[str]:
        """What is chosen in words, without what this other choice has as well."""
        choice, word = self._choice, self._voice.word
        if choice.within != kept.within:
            yield self._within_told
        if choice.quick != kept.quick:
            yield self._quick_word(choice.quick)
        if choice.stage is not None and choice.stage != kept.stage:
            yield word(choice.stage.label)
        if choice.lane and choice.lane != kept.lane:
            yield choice.lane
        if choice.plot and choice.plot != kept.plot:
            yield word("plot {plot}", plot=choice.plot)

    # Inside

    def _quick_word(self, name: str) -> str:
        if name in PARTS:
            return self._voice.word("{part} missing", part=self._voice.word(LONG_PARTS[name]))
        return self._voice.word(_QUICK[name][0])

    def _show_words(self) -> None:
        """Where there is little room, a stage is its digit until it is chosen, and other words a sign."""
        choice, counts = self._choice, self._counts
        for name, chip in self._quick.items():
            is_chosen = choice.quick == ("" if name == _EVERY else name)
            number = counts.every if name == _EVERY else counts.quick.get(name, 0)
            is_short = name in PARTS and self._are_letters
            self._show_chip(chip, self._quick_word(name), number, is_chosen=is_chosen, is_short=is_short)
            chip.setHidden(name in _EXCEPTIONS and not number and not is_chosen)
        for stage, chip in self._stages.items():
            is_chosen = choice.stage is stage
            is_short = self._is_short and not is_chosen
            number, word = counts.stages.get(stage, 0), self._voice.word(stage.label)
            self._show_chip(chip, word, number, is_chosen=is_chosen, is_short=is_short)
            chip.setAccessibleName(f"{int(stage)} {word} {number}")
        self._show_chip(self._within, self._within_told, counts.every, is_chosen=choice.within is not None)
        bold = QFontMetrics(theme.font(theme.BODY, is_bold=True))  # as it is when it is chosen; Qt reckons with plain
        self._within.setMinimumWidth(bold.horizontalAdvance(self._within.text()) + _CHIP)
        self._within.setVisible(choice.within is not None)
        also, is_short = self._voice.word("Also withdrawn"), self._is_short and not choice.with_withdrawn
        self._show_chip(self._withdrawn, also, counts.withdrawn, is_chosen=choice.with_withdrawn, is_short=is_short)
        self._withdrawn.setVisible(bool(counts.withdrawn) or choice.with_withdrawn)
        order, listed = self._ordered
        number = self._voice.words("{n} household", "{n} households", listed)
        self._order.setText("" if self._is_unnamed else f"{self._orders[order]} · {number}")
        self._order.setAccessibleName(self._voice.pair(self._voice.word("Order"), self._orders[order]))
        self._order.setToolTip(self._orders[order] if self._is_unnamed else "")

    def _show_chip(self, chip: QPushButton, word: str, number: int, *, is_chosen: bool, is_short: bool = False) -> None:
        chip.setText(str(number) if is_short else f"{word} {number}")
        chip.setAccessibleName(f"{word} {number}")
        chip.setToolTip(word if is_short else "")
        chip.setChecked(is_chosen)
        chip.setEnabled(bool(number) or is_chosen or chip is self._quick[_EVERY])

    def _quick_chip(self, name: str) -> QPushButton:
        chip = theme.button("", "chip", f"quick-{name}")
        chip.setCheckable(True)
        if name in PARTS:
            letter = self._voice.word(SHORT_PARTS[name])
            chip.setIcon(_drawn(lambda painter, box: _paint_missing(painter, box, letter)))
            chip.setIconSize(_drawn_size())
        else:
            _, icon, colour = _QUICK[name]
            chip.setIcon(icons.icon(icon, theme.colour(colour)))
            chip.setIconSize(QSize(_ICON, _ICON))
        return chip

    def _stage_chip(self, stage: Stage) -> QPushButton:
        chip = theme.button("", "chip", f"stage-{int(stage)}")
        chip.setCheckable(True)
        chip.setIcon(_drawn(lambda painter, box: paint_stage(painter, box, stage)))
        chip.setIconSize(_drawn_size())
        return chip

    def _combo(self, name: str, every: str, spoken: str) -> QComboBox:
        combo = StillBox()
        theme.let_touch(combo)
        combo.setObjectName(name)
        combo.setAccessibleName(spoken)
        combo.addItem(every)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setFixedWidth(theme.broad(_COMBO))
        combo.setMaxVisibleItems(12)
        return combo

    def _make_orders(self) -> None:
        menu, group = QMenu(self._order), QActionGroup(self._order)
        for order, told in self._orders.items():
            action = menu.addAction(told)
            action.setObjectName(f"order-{order.value}")
            group.addAction(action)
            action.triggered.connect(partial(self.order_chosen.emit, order))
        self._order.setMenu(menu)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Says the words of each line where they have room in it."""
        upper, parts, lower, order = self._widths()
        combos = sum(theme.broad(_COMBO) for combo in (self._lane, self._plot) if not combo.isHidden())
        is_narrow = upper + combos > self.width()
        beside = combos if is_narrow else 0
        is_short, is_unnamed = (width + beside + _SIGN > self.width() for width in (lower, lower + order))
        are_letters = upper + parts + (0 if is_narrow else combos) > self.width()
        fitted = is_narrow, is_short, is_unnamed, are_letters
        if fitted != (self._is_narrow, self._is_short, self._is_unnamed, self._are_letters):
            self._is_narrow, self._is_short, self._is_unnamed, self._are_letters = fitted
            self._place_combos()
            self._show_words()

    def _widths(self) -> tuple[int, int, int, int]:
        """The lines with their words, whatever is chosen: chips that are pressed stay where they are.

        Those of the missing parts and of the order are told apart, since a letter or a sign does as well.
        """
        measured, word = self.fontMetrics(), self._voice.word
        chip = _CHIP + measured.horizontalAdvance("000")
        is_rare = not self._counts.quick.get("nobodys")  # most never see it
        words = [word(told) for name, (told, _, _) in _QUICK.items() if name != "nobodys" or not is_rare]
        upper = sum(map(measured.horizontalAdvance, words)) + chip * (len(self._quick) - is_rare)
        parts = sum(measured.horizontalAdvance(self._quick_word(name)) for name in PARTS)
        words = [*(word(stage.label) for stage in Stage), word("Also withdrawn")]
        lower = sum(map(measured.horizontalAdvance, words)) + chip * len(words)
        order = measured.horizontalAdvance(self._orders[Order.PLACE] * 2)
        return upper, parts, lower, order

    def _lay_out(self) -> None:
        for chip in (self._within, *self._quick.values()):
            self._chips.addWidget(chip)
        for chip in (*self._stages.values(), self._withdrawn):
            self._stage_chips.addWidget(chip)
        self._upper.addLayout(self._chips, 1)
        self._lower.addLayout(self._stage_chips, 1)
        for line in (self._upper, self._lower):
            line.setSpacing(8)
        self._place_combos()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(self._upper)
        column.addLayout(self._lower)

    def _place_combos(self) -> None:
        """Lane and plot stand in the upper line, as long as the chips leave them room there."""
        for part in (self._lane, self._plot, self._order):
            self._upper.removeWidget(part)
            self._lower.removeWidget(part)
        for combo in (self._lane, self._plot):
            (self._lower if self._is_narrow else self._upper).addWidget(combo, 0, Qt.AlignmentFlag.AlignTop)
        self._lower.addWidget(self._order, 0, Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        for name, chip in self._quick.items():
            chip.clicked.connect(partial(self._choose_quick, "" if name == _EVERY else name))
        for stage, chip in self._stages.items():
            chip.clicked.connect(partial(self._choose_stage, stage))
        self._within.clicked.connect(lambda: self._choose(within=None))
        self._withdrawn.clicked.connect(lambda on: self._choose(with_withdrawn=on))
        self._lane.activated.connect(lambda at: self._choose(lane=self._lane.itemData(at)))
        self._plot.activated.connect(lambda at: self._choose(plot=self._plot.itemData(at)))

    def _choose_quick(self, name: str, *_is_on: bool) -> None:
        self._choose(quick="" if name == self._choice.quick else name)

    def _choose_stage(self, stage: Stage, *_is_on: bool) -> None:
        self._choose(stage=None if stage is self._choice.stage else stage)

    def _choose(self, **changed: object) -> None:
        self.chosen.emit(replace(self._choice, **changed))


def _paint_missing(painter: QPainter, box: QRect, letter: str) -> None:
    painter.setFont(theme.font(theme.CAPTION, is_bold=True))
    paint_part(painter, box, letter, is_clear=False)


def _drawn(paint: Callable[[QPainter, QRect], None]) -> QIcon:
    """A box as an icon, sharp on the screens that there are."""
    made, size = QIcon(), _drawn_size()
    for ratio in icons.RATIOS:
        drawn = QPixmap(size * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        paint(painter, QRect(0, 0, size.height(), size.height()))
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            made.addPixmap(drawn, mode)
    return made


def _drawn_size() -> QSize:
    """A box with a gap before the text."""
    box = _BOX + theme.worn().step
    return QSize(box + _GAP, box)
