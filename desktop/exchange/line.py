"""One source row, or card, as cells that were read: what it says by meaning, and what was not understood.

Promise: every row below a header becomes a line, and every cell that was not understood is named with its place and
what was read. Hidden: which rows are no household's (subtotals, notes, blanks), and how merged cells go on.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from desktop.domain.errors import Finding, Level, Refused
from desktop.domain.fields import RECORDS, Field
from desktop.domain.identity import id_from_text
from desktop.exchange import cards, cell
from desktop.exchange.cell import Reading
from desktop.exchange.heading import Column, Grid, Heading, column_letter, heading_at
from desktop.exchange.vocabulary import LEFT_OUT, ROW_IDS, SPECIAL
from desktop.exchange.workbook import Cell, Sheet
from desktop.i18n import N_

_SUBTOTAL = re.compile(
    r"(.{0,12}(小计|合计|总计|累计|共计)(户数)?([:：(（\d].*)?|总?户数[:：]?.*|(本页|全页|以上)?共\d+户.*|平均[值数]?"
    r"|(sub|grand)?totals?([:：(（\d].*)?|sum)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(填表|填报|制表|审核|复核|备注|说明|注|附注|单位负责人|经办人|签字|note|remark|preparedby)(人|说明|s)?([:：1１]|$)",
    re.IGNORECASE,
)
_SIGNED = re.compile("负责人|盖章|签章|签字")
_UNIT_ABOVE = re.compile(r"单位\s*[:：]\s*(?:人民币)?\s*(万元|千元|元|亩|公顷|㎡|m2|m²|平方米)")
_UNCERTAIN = "?"
_STATED_ON = re.compile(r"(填报|填表|制表|调查|登记|统计)?(日期|时间|date)\s*[:：]\s*(\S.*)", re.IGNORECASE)
_SHARED = frozenset({"household.plot", "household.building", "household.lane", "household.unit", "household.note"})
_YES_NO = RECORDS["household"].field["title_disputed"]
_AREA = RECORDS["house"].field["measured_area"]
_KEPT = 1000  # different readings of one column
_NEEDLESS = frozenset({"id_number"})  # a household comes in without it; what else is not understood holds its row back


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the file as Excel names it; a card's or a whole row's finding has no column."""

    sheet: str
    row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class CellFinding:
    """What is wrong with a cell, or to be looked at: its place, what was read, the problem with its proposal."""

    place: Place
    read: str
    finding: Finding


class Said(NamedTuple):
    """A value, the column of the cell that says it, and what was read there."""

    value: Any
    column: str
    read: str


@dataclass(frozen=True, slots=True)
class Line:
    """One source row (or card): what its cells say by meaning, and what was found about them.

    `goes_on` tells that the file itself joins it to the household of the line before, by merged or left-out cells.
    """

    place: Place
    said: Mapping[str, Said]
    findings: tuple[CellFinding, ...] = ()
    goes_on: bool = False

    @property
    def is_faulty(self) -> bool:
        return any(
            found.finding.level is Level.ERROR and found.finding.field not in _NEEDLESS for found in self.findings
        )

    def value(self, means: str) -> Any:
        said = self.said.get(means)
        return said.value if said else None

    def finding(self, name: str, finding: Finding) -> CellFinding:
        """A finding about the cell that says a field; about the whole line where none does."""
        said = next((said for means, said in self.said.items() if means.rpartition(".")[2] == name), None)
        place = replace(self.place, column=said.column) if said else self.place
        return CellFinding(place, said.read if said else "", finding)


def column_number(letters: str) -> int:
    """The place of a column that Excel names so: A is 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


class _Answer(NamedTuple):
    """What was read in a cell, what it says, and what is wrong with it."""

    read: str
    said: Said | None
    problem: Finding | None


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What is asked of a column's cells. What few texts say again and again is read, and held, once."""

    place: int
    letter: str
    means: str
    field: Field
    unit: str
    known: dict[tuple[type, Cell], _Answer]

    @classmethod
    def of(cls, column: Column, unit_above: str = "") -> "_Asked":
        field = _YES_NO if column.means.startswith(SPECIAL) else column.field or _AREA
        unit = column.unit or (unit_above if field.unit and cell.is_unit_of(field, unit_above) else "")
        if field.name == "unit_price" and not column.unit:
            unit = _UNCERTAIN if unit not in ("", field.unit) else ""
        return cls(column.place, column_letter(column.place), column.means, field, unit, {})

    def answer(self, held: Cell, today: date) -> _Answer:
        key = type(held), held
        if known := self.known.get(key):
            return known
        if len(self.known) >= _KEPT:
            self.known.clear()
        read = held if isinstance(held, str) else cell.shown(held)
        is_id = self.means in ROW_IDS
        value, problem, _ = _read_id(read) if is_id else cell.read(self.field, held, unit=self.unit, today=today)
        answer = _Answer(read, None if value is None else Said(value, self.letter, read), problem)
        self.known[key] = answer
        return answer


def lines_of(sheet: Sheet, heading: Heading, today: date) -> list[Line]:
    """A line for each row below the header; one that is no household's says nothing."""
    grid = Grid(sheet)
    stated_on = _stated_on(sheet, heading.top, today)
    unit_above = _unit_above(sheet, heading.top)
    titles, columns = _asked(heading, unit_above)
    found: list[Line] = []
    header_until = heading.bottom
    for row in range(heading.bottom + 1, len(sheet.rows)):
        if row <= header_until or (is_aside(sheet.rows[row], titles) and not _goes_on(grid, row, columns)):
            found.append(Line(Place(sheet.name, row + 1), {}))
            continue
        if another := heading_at(grid, row):
            titles, columns = _asked(another, unit_above)
            header_until = another.bottom
            found.append(Line(Place(sheet.name, row + 1), {}))
            continue
        line = _line_of_row(grid, row, columns, today)
        if stated_on and "wish.choice" in line.said and "wish.said_on" not in line.said:
            line = replace(line, said={**line.said, "wish.said_on": Said(stated_on, "", f"{stated_on}")})
        found.append(line)
    return found


def _asked(heading: Heading, unit_above: str) -> tuple[set[str], list[_Asked]]:
    """The titles of a header, and what is asked of its columns."""
    titles = {part for column in heading.columns for part in column.title.split("/")}
    return titles, [_Asked.of(column, unit_above) for column in heading.columns if column.means != LEFT_OUT]


def lines_of_cards(sheet: Sheet, today: date) -> list[Line]:
    """A line for each card."""
    return [
        _line(
            Place(sheet.name, card.row + 1),
            ((pair.row, _Asked.of(pair.column), pair.held) for pair in card.pairs),
            today,
        )
        for card in cards.cards_of(sheet)
    ]


def _line_of_row(grid: Grid, row: int, columns: Sequence[_Asked], today: date) -> Line:
    """Where a cell is merged over several households, as a lane or a report's number, each of them says it."""
    place = Place(grid.sheet.name, row + 1)
    if not grid.is_merged(row):
        return _line(place, ((row, asked, grid.cell(row, asked.place)) for asked in columns), today)
    goes_on = _goes_on(grid, row, columns)
    tops = ((asked, span.top if (span := grid.span(row, asked.place)) else row) for asked in columns)
    held = ((top, asked, grid.cell(top, asked.place)) for asked, top in tops if top == row or not goes_on)
    return replace(_line(place, held, today), goes_on=goes_on)


def _goes_on(grid: Grid, row: int, columns: Sequence[_Asked]) -> bool:
    """Whether a cell that tells one household from the next is merged down into this row."""
    own = (asked for asked in columns if asked.means.startswith("household.") and asked.means not in _SHARED)
    return any(span.top < row for asked in own if (span := grid.span(row, asked.place)))


def _line(place: Place, cells: Iterable[tuple[int, _Asked, Cell]], today: date) -> Line:
    """The line at a place, of cells with their row (0-based) and what is asked of them."""
    said: dict[str, Said] = {}
    findings: list[CellFinding] = []
    for row, asked, held in cells:
        if held is None:
            continue
        answer = asked.answer(held, today)
        if answer.problem:
            findings.append(CellFinding(Place(place.sheet, row + 1, asked.letter), answer.read, answer.problem))
        if answer.said:
            said[asked.means] = answer.said
    return Line(place, said, tuple(findings))


def _read_id(text: str) -> Reading:
    """The id of a record, which Ruhu wrote and nobody types."""
    try:
        return Reading(id_from_text(text)) if text.strip() else Reading()
    except Refused:
        problem = N_("This is not the id of a record. Clear the cell, or copy the id from Ruhu's own export.")
        return Reading(problem=Finding("id", problem))


def is_aside(cells: Sequence[Cell], titles: set[str]) -> bool:
    """A blank row, a subtotal, a note, a lane's or a page's title, or the header once more."""
    held = [each for each in cells if each is not None and each != ""]
    texts = [each.strip() for each in held if isinstance(each, str)]
    if not any(texts) and len(held) == len(texts):
        return True
    first = ["".join(text.split()) for text in texts[:6]]
    if any(map(_SUBTOTAL.fullmatch, first)):
        return True
    if len(texts) == len(held) and (len(held) == 1 or _NOTE.match(first[0]) or _SIGNED.search(first[0])):
        return True
    return len(held) > 1 and len(texts) == len(held) and set(texts) <= titles


def _unit_above(sheet: Sheet, top: int) -> str:
    """The unit of the whole ledger, from the lines above its header."""
    texts = (each for row in sheet.rows[:top] for each in row if isinstance(each, str))
    return next((match[1] for text in texts if (match := _UNIT_ABOVE.search(text))), "")


def _stated_on(sheet: Sheet, top: int, today: date) -> date | None:
    """The date of the whole ledger, from the lines above its header."""
    asked = RECORDS["wish"].field["said_on"]
    for held in (each for row in sheet.rows[:top] for each in row if isinstance(each, str)):
        if (match := _STATED_ON.search(held)) and (reading := cell.read(asked, match[3], today=today)).value:
            return reading.value
    return None
