"""The facts that a sum rests on: those of the ledger, locked, each with its paper; and what the household is asked.

Promise: a fact of the ledger is changed there alone, and is one press away; what is not known stays empty and says why.
Hidden: which input a fact is asked with.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.casework.household_facts import Gathered
from desktop.casework.ledger_fields import Shape, flat_for, is_asked, known_field
from desktop.domain.records import Flat
from desktop.policy.pack import Input, Kind, Pack
from desktop.ui import theme
from desktop.ui.ledger_line import Target
from desktop.ui.notices import Voice
from desktop.ui.sum_fact_rows import FactRow, FlatPick

WIDTH = 252
_SIDE = 16


@dataclass(frozen=True, slots=True)
class Said:
    """What the household was asked: texts by input (`困难情况[1].等级` in a list), and the flats it looks at."""

    texts: Mapping[str, str]
    flats: Mapping[str, bytes]


class FactsPane(QFrame):
    """It tells that an answer changed, and which record of the ledger somebody wants to see."""

    changed = Signal()
    ledger_wanted = Signal(object)  # a Target
    keep_wanted = Signal(bytes)  # a flat, to be kept for the household
    flats_wanted = Signal(str)  # all flats, for the way that is named

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice, self._may_keep = voice, False
        self._rows: list[FactRow] = []
        self._in_order: list[QWidget] = []
        self._picks: dict[str, FlatPick] = {}
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = theme.label(voice.word("What it rests on"), "strong")
        head.setContentsMargins(_SIDE, 10, _SIDE, 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._scroll, 1)

    def show_plan(
        self, pack: Pack, flats: Sequence[Flat] | None, said: Said, rows: Mapping[str, int], *, may_keep: bool = False
    ) -> None:
        """Makes a row for each fact that the plan asks for; `rows` tells how many rows a list of the ledger has.

        `flats` are those to be had; None where the area lists none at all, and a flat is said in numbers. `may_keep`:
        this person may keep a flat for the household.
        """
        self._may_keep = may_keep
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(_SIDE, 0, _SIDE, 12)
        column.setSpacing(8)
        self._rows, self._picks = [], {}
        made = [row for one in pack.inputs for row in self._rows_for(one, flats, said, rows)]
        word = self._voice.word
        asked = [row for row in made if row.is_asked]
        for title, part in (
            (word("Asked of the household"), asked),
            (word("Out of the ledger, where it is changed"), [row for row in made if row not in asked]),
        ):
            if part:
                head = theme.label(title, "bold")
                head.setWordWrap(True)
                column.addWidget(head)
            for row in part:
                column.addWidget(row)
        column.addStretch()
        self._scroll.setWidget(inside)
        self._in_order = [part for row in (*asked, *(row for row in made if row not in asked)) for part in row.ways_in]

    def fields(self) -> Sequence[QWidget]:
        """What the keyboard comes to, from above."""
        return self._in_order

    def fill(self, found: Gathered) -> None:
        """Shows what was found, and what is missing; what is being typed stays."""
        gaps = {gap.name: gap for gap in found.gaps}
        own = {row.name for row in self._rows}
        for row in self._rows:
            of_rows = (gap for name, gap in gaps.items() if name.startswith(f"{row.name}[") and name not in own)
            row.show_fact(found, gaps.get(row.name) or next(of_rows, None))
        for pick in self._picks.values():
            pick.show_gap(next((gap for name, gap in gaps.items() if name in pick.inputs), None))

    def said(self) -> Said:
        texts = {row.name: text for row in self._rows if row.is_asked and (text := row.text())}
        return Said(texts, {what: id_ for what, pick in self._picks.items() if (id_ := pick.flat())})

    def say_lost(self, lost: Mapping[str, str]) -> None:
        """Tells, by what a flat is for, which one is not to be had any more; till another one is looked at."""
        for what, flat in lost.items():
            if what in self._picks:
                self._picks[what].say_lost(flat)

    def target(self, name: str) -> Target | None:
        """Where in the ledger the fact of this name is changed; None where it is not changed there."""
        return next((row.target for row in self._rows if row.name == name), None)

    def go_to(self, name: str) -> None:
        """Gives the keyboard to the fact of this name, or to the flat that it is taken from."""
        row = next((row.field for row in self._rows if row.name == name), None)
        pick = next((pick for pick in self._picks.values() if name in pick.inputs), None)
        found = row or (pick.box if pick else None)
        if found is not None:
            self._scroll.ensureWidgetVisible(found)
            found.setFocus()

    def go_to_first_gap(self) -> None:
        """Gives the keyboard to the first fact that is missing or unclear."""
        gap = next((each for each in (*self._rows, *self._picks.values()) if each.has_gap), None)
        if gap is not None:
            self._scroll.ensureWidgetVisible(gap)
            gap.ways_in[0].setFocus()

    def first_asked(self) -> QWidget | None:
        """Where the keyboard goes first: what is asked and not answered yet."""
        open_ = (row.field for row in self._rows if row.is_asked and not row.text())
        return next(open_, next(iter(self._in_order), None))

    # Inside

    def _rows_for(
        self, one: Input, flats: Sequence[Flat] | None, said: Said, rows: Mapping[str, int]
    ) -> Iterator[FactRow | FlatPick]:
        known = known_field(one.field)
        if known is not None and known.shape is Shape.OF_FLAT and flats is not None:
            what = flat_for(one.field)
            if what in self._picks:
                self._picks[what].inputs.add(one.name)
                return
            pick = self._picks[what] = FlatPick(
                self._voice, what, one.name, flats, said.flats.get(what), may_keep=self._may_keep
            )
            pick.changed.connect(self.changed)
            pick.keep_wanted.connect(self.keep_wanted)
            pick.all_wanted.connect(lambda what=what: self.flats_wanted.emit(what))
            yield pick
            return
        if one.kind is Kind.LIST:
            yield self._made(one, one, "")
            for column in one.columns:
                if not column.field:
                    for place in range(rows.get(one.name, 0)):
                        name = f"{one.name}[{place + 1}].{column.name}"
                        yield self._made(one, column, name, text=said.texts.get(name, ""))
            return
        asked = is_asked(one)
        yield self._made(one, one, one.name if asked else "", text=said.texts.get(one.name, ""))

    def _made(self, of: Input, one: Input, asked_as: str, *, text: str = "") -> FactRow:
        row = FactRow(self._voice, of, one, asked_as, text)
        row.changed.connect(self.changed)
        row.ledger_wanted.connect(self.ledger_wanted)
        self._rows.append(row)
        return row
