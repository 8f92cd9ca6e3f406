"""What is shown to a household in big letters, card by card: the ways, how each is reckoned, its rights.

Promise: the ways have one width and one weight, and none is marked; each card can be read aloud as it stands. Hidden:
how many of them fit side by side.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.casework.household_ledger import flat_said
from desktop.casework.showing import Part, Shown, Told, Way
from desktop.domain import rights
from desktop.domain.records import Flat
from desktop.domain.rights import Clock, State
from desktop.i18n import N_
from desktop.ui import clock_words, theme
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.notices import Voice

_GAP, _INSIDE, _LEAST = 16, 24, 230
_TOTALS = (46, 40, 34, 28, 24, 20)  # pixels: the largest that all have room for
_PLAIN = {  # the plain word first, the official one beside it (ui.md §5)
    "货币补偿": N_("Take the money"),
    "产权调换": N_("Swap for a new flat"),
    "组合": N_("Smaller flat and money"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One of them: its title, a line about it, what is seen, and what is said when it is read aloud."""

    title: str
    about: str
    body: QWidget
    spoken: str


@dataclass(frozen=True, slots=True)
class Table:
    """At which the cards are read: in whose language, on which day; `turn_to` shows the card in a place."""

    voice: Voice
    clocks: Sequence[Clock]  # of the household's own rights
    today: date
    turn_to: Callable[[int], None]


def cards(table: Table, shown: Shown | None, clause: Told | None) -> list[Card]:
    """All cards of a household: a clause where one was asked for, the ways, each of them, its rights."""
    found = [_clause(table.voice, clause)] if clause else []
    found.append(_ways(table, shown, len(found) + 1))
    if shown is not None:
        found += [_reckoning(table.voice, shown, way) for way in shown.ways if way.parts]
    found.append(_rights(table))
    return found


def _clause(voice: Voice, told: Told) -> Card:
    body, column = _sheet()
    column.addWidget(_text(told.plain or told.text, "view-title"))
    column.addSpacing(_GAP)
    if told.plain:
        column.addWidget(_text(told.text, "view"))
    column.addStretch()
    title = voice.word("What the plan says")
    return Card(title, told.where, scrolling(body), _said(title, told.plain or told.text))


# The ways


def _ways(table: Table, shown: Shown | None, first: int) -> Card:
    """The ways side by side; `first` is the place of the card that tells of the first of them."""
    voice = table.voice
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(_GAP)
    if shown is None:
        title, about = voice.word("Nothing can be reckoned yet"), ""
        sheet, inside = _sheet()
        inside.addWidget(_text(voice.word("No compensation plan is in use yet."), "view"))
        inside.addStretch()
        column.addWidget(sheet, 1)
        spoken = _said(title, voice.word("No compensation plan is in use yet."))
    else:
        title, about = _ways_title(voice, shown), _ways_about(voice, shown)
        places = {way.name: first + place for place, way in enumerate(way for way in shown.ways if way.parts)}
        boxes = [
            WayBox(voice, shown, way, partial(table.turn_to, places[way.name]) if way.name in places else None)
            for way in shown.ways
        ]
        column.addWidget(scrolling(SideBySide(boxes)), 1)
        spoken = _said(title, about, *(_way_said(voice, shown, way) for way in shown.ways))
    explained = [way for way in shown.ways if way.parts] if shown else []
    column.addWidget(_band(table, first + len(explained)))
    return Card(title, about, body, spoken)


def _ways_title(voice: Voice, shown: Shown) -> str:
    return voice.words("Your one choice", "Your {n} choices: you decide", len(shown.ways))


def _ways_about(voice: Voice, shown: Shown) -> str:
    if shown.missing:
        missing = voice.listed(shown.missing)
        return voice.word("Still being looked into: {missing}. It is reckoned once that is known.", missing=missing)
    by = voice.word("By the plan {plan}.", plan=shown.plan)
    kept = voice.word("Version {version} of your sums.", version=shown.version) if shown.version else ""
    return " ".join(filter(None, (by, kept, _stale_said(voice, shown))))


def _stale_said(voice: Voice, shown: Shown) -> str:
    """That the sum is not the last word, since the household must not take it for that."""
    if not shown.is_stale:
        return ""
    if not shown.changed:
        return voice.word("Something changed since then: it is reckoned anew, and you get a new sheet.")
    facts = voice.listed(shown.changed)
    return voice.word("This changed since then: {facts}. It is reckoned anew, and you get a new sheet.", facts=facts)


class WayBox(QFrame):
    """One way."""

    def __init__(self, voice: Voice, shown: Shown, way: Way, explain: Callable[[], object] | None) -> None:
        super().__init__()
        self.setProperty("part", "way")
        self.setObjectName(f"way-{way.name}")
        self.setAccessibleName(_way_said(voice, shown, way))
        self._total, self._unit = theme.label(way.total), theme.label(shown.money, "view-strong")
        self._total.setObjectName("total")
        column = QVBoxLayout(self)
        column.setContentsMargins(_INSIDE, _GAP, _INSIDE, _GAP)
        column.setSpacing(4)
        plain = voice.word(_PLAIN[way.name]) if way.name in _PLAIN else way.label
        column.addWidget(_text(plain, "hero"))
        column.addWidget(_text(way.label if plain != way.label else "", "words"))
        column.addSpacing(8)
        column.addWidget(_text(_direction(voice, way) if way.total else "", "view-second"))
        if way.total:
            across = QHBoxLayout()
            across.setSpacing(6)
            across.addWidget(self._total)
            across.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
            across.addStretch()
            column.addLayout(across)
        else:
            column.addWidget(_text(way.reason or voice.word("still being looked into"), "view-title"))
        for flat in way.flats:
            column.addWidget(_text(flat_told(voice, flat), "view-second"))
        line = QFrame()
        line.setProperty("part", "row")
        line.setFixedHeight(1)
        column.addSpacing(8)
        column.addWidget(line)
        column.addSpacing(8)
        for part in way.parts:
            if part.counts:
                column.addLayout(_beside(_text(part.item, "view"), theme.label(part.amount, "lead")))
        column.addStretch()
        if explain is not None:
            button = theme.button(voice.word("How it is reckoned"), "large", f"explain-{way.name}", "calculator")
            button.setAccessibleName(f"{voice.word('How it is reckoned')}: {way.label}")
            button.clicked.connect(explain)
            column.addWidget(button)

    def show_size(self, pixels: int) -> None:
        """Shows the total in letters of this size."""
        self._total.setFont(theme.font(pixels, is_bold=True))

    def wide(self, pixels: int) -> int:
        """How wide the box is with a total in letters of this size."""
        letters = QFontMetrics(theme.font(pixels, is_bold=True)).horizontalAdvance(self._total.text())
        return letters + self._unit.sizeHint().width() + 2 * _INSIDE + 10


class SideBySide(QWidget):
    """Boxes of one width, as many side by side as there is room for, with totals in letters of one size."""

    def __init__(self, boxes: Sequence[WayBox]) -> None:
        super().__init__()
        self._boxes = boxes
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._columns = 0
        self._arrange(max(len(boxes), 1))
        self._show_size(_TOTALS[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        least = theme.broad(_LEAST)
        columns = max(1, min(len(self._boxes), (self.width() + _GAP) // (least + _GAP)))
        self._arrange(columns)
        room = (self.width() - _GAP * (columns - 1)) // columns
        self._show_size(next((size for size in _TOTALS if self._fits(size, room)), _TOTALS[-1]))

    def _fits(self, size: int, room: int) -> bool:
        return all(box.wide(size) <= room for box in self._boxes)

    def _show_size(self, size: int) -> None:
        for box in self._boxes:
            box.show_size(size)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for place in range(self._columns):
            self._grid.setColumnStretch(place, 0)
        self._columns = columns
        for place, box in enumerate(self._boxes):
            self._grid.addWidget(box, place // columns, place % columns)
        for place in range(columns):
            self._grid.setColumnStretch(place, 1)


def _direction(voice: Voice, way: Way) -> str:
    return voice.word("You add") if way.pays else voice.word("You receive")


def flat_told(voice: Voice, flat: Flat) -> str:
    """A flat as it is said to a household: where it is, and on which storey."""
    named = flat_said(flat)
    if flat.building and flat.unit and flat.room:
        message = N_("Building {building}, unit {unit}, flat {room}")
        named = voice.word(message, building=flat.building, unit=flat.unit, room=flat.room)
    storey = storey_said(voice, flat)
    return voice.word("{flat}, {storey}", flat=named, storey=storey) if storey else named


def storey_said(voice: Voice, flat: Flat) -> str:
    if flat.on_floor is None:
        return ""
    if flat.storeys is None:
        return voice.word("storey {n}", n=flat.on_floor)
    return voice.word("storey {n} of {of}", n=flat.on_floor, of=flat.storeys)


def _way_said(voice: Voice, shown: Shown, way: Way) -> str:
    plain = voice.word(_PLAIN[way.name]) if way.name in _PLAIN else way.label
    if not way.total:
        return voice.pair(plain, way.reason or voice.word("still being looked into"))
    sums = f"{_direction(voice, way)} {way.total} {shown.money}"
    return voice.pair(plain, voice.listed([sums, *(flat_told(voice, flat) for flat in way.flats)]))


# How each is reckoned


def _reckoning(voice: Voice, shown: Shown, way: Way) -> Card:
    body, column = _sheet()
    column.setSpacing(0)
    for part in way.parts:
        column.addWidget(_line(voice, part))
    column.addStretch()
    title = voice.word("How {way} is reckoned", way=way.label)
    total = f"{_direction(voice, way)} {way.total} {shown.money}" if way.total else _ways_about(voice, shown)
    lines = (" ".join(filter(None, (part.item, part.amount, part.plain))) for part in way.parts if part.counts)
    return Card(title, total, scrolling(body), _said(title, total, *lines))


def _line(voice: Voice, part: Part) -> QFrame:
    """A line of a way, with its plain words below it."""
    row = QFrame()
    row.setProperty("part", "row")
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addLayout(_beside(_text(part.item, "view-strong"), theme.label(part.because, "words"), is_near=True))
    for text in (part.plain, part.reason and voice.pair(voice.word("does not apply"), part.reason)):
        if text:
            words.addWidget(_text(text, "view"))
    sums = QVBoxLayout()
    sums.setSpacing(2)
    for text, look in (("—" if part.reason else part.amount, "view-strong"), (part.how, "words")):
        label = theme.label(text, look)
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        sums.addWidget(label)
    sums.addStretch()
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 12, 0, 12)
    across.setSpacing(_INSIDE)
    across.addLayout(words, 1)
    across.addLayout(sums)
    return row


# The rights


def _band(table: Table, rights_place: int) -> QFrame:
    """The next right with its last day, below the ways."""
    voice, today = table.voice, table.today
    following = rights.next_open(table.clocks, today)
    running = [each for each in table.clocks if each.state(today) in (State.RUNNING, State.LAST_DAY)]
    first = min(running, key=lambda each: each.days_left(today), default=following)
    told = (
        voice.pair(voice.word(first.term.title), last_day(voice, first, today))
        if first is not None
        else voice.word("Whatever you decide, you keep all your rights.")
    )
    band = QFrame()
    band.setProperty("part", "view-rights")
    across = QHBoxLayout(band)
    across.setContentsMargins(20, 10, 12, 10)
    across.setSpacing(_GAP)
    across.addWidget(pictured("rights", "rights", 28))
    across.addWidget(_text(told, "view-strong"), 1)
    button: QPushButton = theme.button(voice.word("Your rights"), "large", "to-rights")
    button.clicked.connect(partial(table.turn_to, rights_place))
    across.addWidget(button)
    return band


def _rights(table: Table) -> Card:
    voice, clocks, today = table.voice, table.clocks, table.today
    body, column = _sheet()
    following = rights.next_open(clocks, today)
    spoken: list[str] = []
    for clock in clocks:
        title, last = voice.word(clock.term.title), last_day(voice, clock, today)
        column.addLayout(_beside(_text(title, "hero"), theme.label(last, "view-strong")))
        more = [clock_words.counted(voice, clock, today), clock.term.article]
        if clock.state(today) is State.PASSED:
            more.append(clock_words.still_open(voice, following, today))
        column.addWidget(_text("\n".join(more), "view-second"))
        column.addSpacing(_GAP)
        spoken.append(voice.pair(title, last))
    if not clocks:
        column.addWidget(_text(voice.word("No report and no decision was served yet: no clock runs."), "view"))
    column.addStretch()
    title = voice.word("Your rights, and until when")
    about = voice.word("Asking for a review or going to court takes nothing away from you. Ask us for the blank forms.")
    return Card(title, about, scrolling(body), _said(title, *spoken, about))


def last_day(voice: Voice, clock: Clock, today: date) -> str:
    """Until when, as it is said to the household: the last day, its weekday, and how many are left."""
    left = clock_words.left(voice, clock, today)
    if clock.end is None or clock.state(today) not in (State.RUNNING, State.LAST_DAY):
        return left
    day = clock.end.day
    weekday = clock_words.weekday(voice, day)
    message = N_("{month}-{day} {weekday}") if day.year == today.year else N_("{year}-{month}-{day} {weekday}")
    said = voice.word(message, year=day.year, month=day.month, day=day.day, weekday=weekday)
    return voice.word("latest {day}, {left}", day=said, left=left)


# Inside


def _sheet() -> tuple[QFrame, QVBoxLayout]:
    sheet = QFrame()
    sheet.setProperty("part", "way")
    column = QVBoxLayout(sheet)
    column.setContentsMargins(_INSIDE, _GAP, _INSIDE, _GAP)
    column.setSpacing(4)
    return sheet, column


def _text(text: str, look: str) -> QLabel:
    """Text in as many lines as it needs; none takes no room."""
    label = theme.label(text, look)
    label.setWordWrap(True)
    if not text:
        label.hide()  # and never shown from here: without a place yet it would be a window of its own
    return label


def _beside(left: QLabel, right: QLabel, *, is_near: bool = False) -> QHBoxLayout:
    across = QHBoxLayout()
    across.setSpacing(_GAP)
    across.addWidget(left, 0 if is_near else 1)
    across.addWidget(right, 0, Qt.AlignmentFlag.AlignBottom if is_near else Qt.AlignmentFlag.AlignTop)
    if is_near:
        across.addStretch()
    return across


def _said(*texts: str) -> str:
    """What is read aloud, sentence by sentence."""
    return "。".join(_without_end(texts))


def _without_end(texts: Iterable[str]) -> Iterator[str]:
    return (text.rstrip("。.") for text in texts if text)
