"""What a ledger states: its rows become households, and every source row is accounted for.

Promise: a row below the header is a household's, is none (a subtotal, a note, a blank), or is refused, and each cell
that was not understood is named with its place, what was read and what is proposed. Hidden: tables, cards, a sheet per
lane; whatever the layout, it ends in lines.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from desktop.domain.errors import Finding, Level
from desktop.exchange import cards, cell
from desktop.exchange.heading import Certainty, Heading, column_letter, heading_of
from desktop.exchange.line import (
    CellFinding,
    Line,
    Place,
    Said,
    column_number,
    lines_of,
    lines_of_cards,
)
from desktop.exchange.stated import Gathering, Stated
from desktop.exchange.vocabulary import field_of, meaning
from desktop.exchange.workbook import Cell, Sheet, Workbook
from desktop.i18n import N_
from desktop.memory import uncollected

_LANE = re.compile(r"[巷路街里弄组村院栋幢胡同]")


class Fate(Enum):
    """What became of a source row."""

    HOUSEHOLD = "household"
    OTHER = "not_household"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that holds a ledger: its header (None for cards) and how many source rows it has."""

    sheet: str
    heading: Heading | None
    source_rows: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A file as it was understood. `other_rows` are the source rows that are no household's."""

    name: str
    digest: str
    tables: tuple[Table, ...]
    households: tuple[Stated, ...]
    other_rows: int
    findings: tuple[CellFinding, ...]

    @property
    def source_rows(self) -> int:
        return sum(table.source_rows for table in self.tables)


def headings(
    book: Workbook, said: Mapping[str, str] | None = None, rows: Mapping[str, int] | None = None
) -> dict[str, Heading]:
    """The headers of a file by sheet, as proposed, or as `said` of titles; a hidden sheet is not read.

    `rows` are those of titles by sheet, counted as Excel does, where a person says so.
    """
    at = {name: row - 1 for name, row in (rows or {}).items()}
    shown = (sheet for sheet in book.sheets if not sheet.is_hidden)
    tables = (sheet for sheet in shown if sheet.name in at or not cards.are_in(sheet))
    found = ((sheet.name, heading_of(sheet, said, at.get(sheet.name))) for sheet in tables)
    return {name: heading for name, heading in found if heading}


@uncollected()
def read(
    book: Workbook,
    known: Mapping[str, Heading],
    today: date,
    held_back: Collection[Place] = (),
    *,
    apart: bool = False,
) -> Ledger:
    """All that a file states, under these headers; `apart`: each row is a statement of its own.

    `today` is said of a wish that has no date; `held_back` are rows that somebody leaves out this time.
    """
    tables: list[Table] = []
    lines: list[Line] = []
    findings: list[CellFinding] = []
    others = 0
    for sheet in book.sheets:
        heading = known.get(sheet.name)
        if sheet.is_hidden or (heading is None and not cards.are_in(sheet)):
            findings += _unread(sheet)
            continue
        found = lines_of(sheet, heading, today) if heading else lines_of_cards(sheet, today)
        lane = _lane(sheet, heading) if len(known) > 1 else None
        speaking = [line for line in found if line.said or line.findings]
        others += len(found) - len(speaking)
        lines += (_in_lane(line, lane) if lane else line for line in speaking)
        tables.append(Table(sheet.name, heading, len(found)))
        findings += _unmapped(sheet.name, heading) if heading else ()
        findings += _undated(found)
        findings += () if heading else _beside_cards(sheet)
    gathered = Gathering(today, apart=apart)
    for line in lines:
        gathered.add(line, is_held_back=line.place in held_back)
    return Ledger(book.name, book.digest, tuple(tables), tuple(gathered.households), others, tuple(findings))


def corrected(book: Workbook, corrections: Mapping[Place, str]) -> Workbook:
    """The file as if these cells held these texts; the file itself stays as it is."""
    return replace(book, sheets=tuple(_corrected(sheet, corrections) for sheet in book.sheets))


def _corrected(sheet: Sheet, corrections: Mapping[Place, str]) -> Sheet:
    rows: dict[int, list[Cell]] = {}
    for place, text in corrections.items():
        if place.sheet == sheet.name:
            row = rows.setdefault(place.row - 1, list(sheet.rows[place.row - 1]))
            at = column_number(place.column)
            row += [None] * (at + 1 - len(row))
            row[at] = text
    return replace(sheet, rows=[rows.get(at, row) for at, row in enumerate(sheet.rows)]) if rows else sheet


def _lane(sheet: Sheet, heading: Heading | None) -> str | None:
    """The lane that a sheet is about by its name, where no column tells it."""
    told = {column.means for column in heading.columns} if heading else set[str]()
    name = sheet.name.strip()
    return name if _LANE.search(name) and "household.lane" not in told else None


def _in_lane(line: Line, lane: str) -> Line:
    address = line.value("household.address")
    if not line.said or (isinstance(address, str) and lane in address):
        return line
    return replace(line, said={"household.lane": Said(lane, "", lane), **line.said})


def _unread(sheet: Sheet) -> Iterator[CellFinding]:
    """A sheet that was left out is named, unless it is empty."""
    held = sum(any(each not in (None, "") for each in row) for row in sheet.rows)
    if held:
        problem = N_("This sheet is hidden, so it was not read. Show it in Excel if it belongs to the ledger.")
        if not sheet.is_hidden:
            problem = N_("No header was found on this sheet, so it was not read.")
        yield CellFinding(Place(sheet.name, 1), "", Finding("", problem, Level.WARNING, values={"rows": held}))


def _unmapped(sheet: str, heading: Heading) -> Iterator[CellFinding]:
    """The columns that nobody knows, and those that are only likely."""
    for column in heading.columns:
        place = Place(sheet, heading.bottom + 1, column_letter(column.place))
        if column.certainty is Certainty.UNKNOWN and meaning(column.title.rpartition("/")[2]):
            problem = N_("Another column says the same, or this one is about somebody else; it was left out.")
        elif column.certainty is Certainty.UNKNOWN:
            problem = N_("Nobody has said what this column means, so it was left out.")
        elif column.certainty is Certainty.LIKELY:
            problem = N_("Look whether this column means what is proposed.")
        else:
            continue
        asked = field_of(column.means)
        yield CellFinding(
            place, column.title, Finding(asked.name if asked else "", problem, Level.WARNING, column.means)
        )


def _beside_cards(sheet: Sheet) -> Iterator[CellFinding]:
    """What stands among cards and belongs to none of their labels."""
    problem = N_("No label that is known stands before this, so it was left out.")
    for row, at in cards.strange(sheet):
        held = sheet.rows[row][at]
        yield CellFinding(
            Place(sheet.name, row + 1, column_letter(at)), cell.shown(held), Finding("", problem, Level.WARNING)
        )


def _undated(lines: Iterable[Line]) -> Iterator[CellFinding]:
    """Said once: the wishes of this sheet that have no date are today's."""
    line = next((line for line in lines if "wish.choice" in line.said and "wish.said_on" not in line.said), None)
    if line is not None:
        problem = N_("No date stands with this wish, and with others after it perhaps; today's was taken.")
        yield line.finding("choice", Finding("said_on", problem, Level.WARNING))


def fates(ledger: Ledger, refused: Iterable[Stated]) -> dict[Fate, int]:
    """How many source rows had each fate, when these households are refused; the sum is all source rows."""
    held_back = {id(stated) for stated in refused}
    rows = {Fate.HOUSEHOLD: 0, Fate.OTHER: ledger.other_rows, Fate.REFUSED: 0}
    for stated in ledger.households:
        rows[Fate.REFUSED if id(stated) in held_back else Fate.HOUSEHOLD] += len(stated.lines)
    return rows
