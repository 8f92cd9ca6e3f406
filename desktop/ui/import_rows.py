"""The rows of a file before they are taken in: what becomes of each, what changes, which cells were not understood.

Promise: 100,000 rows open at once, and no column shows what is sensitive. Hidden: what the store has already and holds
no error is folded away; where several records of a household change, a change belongs to the row that says its value.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from desktop.domain.errors import Level
from desktop.domain.fields import RECORDS, Privacy
from desktop.exchange.intake import Outcome, Plan, Planned
from desktop.exchange.line import CellFinding, Line, Place, column_letter
from desktop.exchange.vocabulary import LEFT_OUT, MEMBER, ROW_IDS, SPECIAL, TOTAL_AREA, field_of
from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.meaning import names_of_meanings
from desktop.ui.notices import Voice
from desktop.ui.table_model import Column, TableModel

MARK, SIGN = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
FIGURE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_Index = QModelIndex | QPersistentModelIndex
_AREA = " ㎡"  # stands in the heading, and so not in the cells

_ALWAYS = ("household.number", "person.name")
_FIRST = (
    *_ALWAYS,
    *("household.address", "household.door", "house.registered_gross", "house.recognised_area", "house.structure"),
)
_WIDTHS = {"household.number": 8, "household.address": 12}  # in letters
_WIDTH, _ROW_WIDTH, _OUTCOME_WIDTH = 7, 2, 6  # a row's number takes half a letter more for each digit


@dataclass(frozen=True, slots=True)
class Sign:
    """What a badge says: words, an icon, and a tone of the theme (empty for a plain one)."""

    words: str
    icon: str
    tone: str = ""


OUTCOMES = {
    Outcome.NEW: Sign(N_("new"), "add", "ok"),
    Outcome.CHANGED: Sign(N_("changed"), "pencil", "info"),
    Outcome.SAME: Sign(N_("the same"), "check"),
    Outcome.REFUSED: Sign(N_("to correct"), "risk", "risk"),
}
_LEFT_OUT = Sign(N_("left out this time"), "remove")


@dataclass(frozen=True, slots=True)
class Row:
    """A source row of a household. `at` counts all of them; `letters` are the columns of its sheet by meaning."""

    at: int
    planned: Planned
    line: Line
    findings: tuple[CellFinding, ...]
    letters: Mapping[str, str]
    is_left_out: bool

    @property
    def is_first(self) -> bool:
        """Whether the household begins here."""
        return self.line is self.planned.stated.lines[0]

    @property
    def has_error(self) -> bool:
        return any(found.finding.level is Level.ERROR for found in self.findings)

    def finding_at(self, means: str) -> CellFinding | None:
        """What is wrong with the cell of this meaning; a card has no columns, so there its field tells which it is."""
        letter = self.letters.get(means)
        name = means.rpartition(".")[2]
        hits = (
            found
            for found in self.findings
            if (found.place.column == letter if letter else found.place.column and found.finding.field == name)
        )
        return next(hits, None)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell to be looked at, and its row (None for what is said of a whole sheet)."""

    row: Row | None
    found: CellFinding

    @property
    def is_error(self) -> bool:
        return self.found.finding.level is Level.ERROR


@dataclass(frozen=True, slots=True)
class Preview:
    """All rows of households, the flaws with errors first, and how many source rows have which outcome."""

    rows: tuple[Row, ...]
    flaws: tuple[Flaw, ...]
    number: Mapping[Outcome, int]

    @property
    def written(self) -> int:
        """The source rows that taking in would write."""
        return sum(self.number.get(each, 0) for each in (Outcome.NEW, Outcome.CHANGED))

    @property
    def folded(self) -> tuple[Row, ...]:
        """The rows that somebody should see first."""
        return tuple(row for row in self.rows if row.planned.outcome is not Outcome.SAME or row.has_error)


def preview(plan: Plan, left_out: frozenset[Place]) -> Preview:
    """A plan row by row; `left_out` are the rows that somebody leaves out."""
    letters = {table.sheet: _letters(table.heading.columns) for table in plan.ledger.tables if table.heading}
    rows: list[Row] = []
    for planned in plan.households:
        lines = planned.stated.lines
        found: list[list[CellFinding]] = [[] for _ in lines]
        for each in planned.stated.findings:
            found[_line_of(lines, each)].append(each)
        is_left_out = any(line.place in left_out for line in lines)
        for line, findings in zip(lines, found, strict=True):
            own = letters.get(line.place.sheet, {})
            rows.append(Row(len(rows), planned, line, tuple(findings), own, is_left_out))
    titles = {(table.sheet, table.heading.bottom + 1) for table in plan.ledger.tables if table.heading}
    at = {(row.line.place.sheet, row.line.place.row): row for row in rows}
    of_sheets = [(each, (each.place.sheet, each.place.row)) for each in plan.ledger.findings]
    flaws = [*_flaws(rows), *(Flaw(at.get(place), each) for each, place in of_sheets if place not in titles)]
    flaws.sort(key=lambda flaw: not flaw.is_error)
    return Preview(tuple(rows), tuple(flaws), Counter(row.planned.outcome for row in rows))


def _letters(columns: Sequence[Any]) -> dict[str, str]:
    return {column.means: column_letter(column.place) for column in columns if column.means != LEFT_OUT}


def _line_of(lines: Sequence[Line], found: CellFinding) -> int:
    """Which of a household's lines a finding is about; a card's cells stand in rows of their own."""
    rows = [line.place.row for line in lines]
    if found.place.row in rows:
        return rows.index(found.place.row)
    return next((at for at, line in enumerate(lines) if found in line.findings), 0)


def _flaws(rows: Sequence[Row]) -> Iterator[Flaw]:
    """What is left out is not asked about, nor what was only to be looked at and is in the store as it is."""
    for row in rows:
        for found in row.findings:
            is_known = row.planned.outcome is Outcome.SAME and found.finding.level is not Level.ERROR
            if not row.is_left_out and not is_known:
                yield Flaw(row, found)


# What stands in the cells


@dataclass(frozen=True, slots=True)
class Mark:
    """How a cell stands out: it changes from `before`, or is boxed in a tone (risk, warn)."""

    text: str
    before: str = ""
    tone: str = ""


class RowColumn(Column, frozen=True):
    """A column of these rows."""

    mark: Callable[[Any], Mark | None] = lambda _row: None
    sign: Callable[[Any], Sign | None] = lambda _row: None
    is_figure: bool = False


def columns_of(voice: Voice, plan: Plan) -> list[RowColumn]:
    """The row, its outcome, and what the file says that is not sensitive: first that by which a household is known."""
    tables = plan.ledger.tables
    said = [column.means for table in tables if table.heading for column in table.heading.columns]
    if any(table.heading is None for table in tables):  # cards
        said += [means for planned in plan.households for line in planned.stated.lines for means in line.said]
    told = dict.fromkeys((*_ALWAYS, *(means for means in _FIRST if means in said), *said))
    is_one_sheet = len(tables) == 1
    called = names_of_meanings(voice)
    digits = len(str(plan.ledger.source_rows))

    def row_number(row: Row) -> str:
        place = row.line.place
        return str(place.row) if is_one_sheet else f"{place.sheet} {place.row}"

    def outcome(row: Row) -> Sign:
        sign = _LEFT_OUT if row.is_left_out else OUTCOMES[row.planned.outcome]
        return replace(sign, words=voice.word(sign.words))

    return [
        RowColumn(voice.word("Row"), row_number, width=theme.wide(_ROW_WIDTH + (digits + 1) // 2)),
        RowColumn(
            voice.word("Outcome"),
            lambda row: outcome(row).words,
            width=theme.wide(_OUTCOME_WIDTH),
            sign=outcome,
        ),
        *(_column(voice, means, called[means]) for means in told if _is_shown(means)),
    ]


def _is_shown(means: str) -> bool:
    record, _, name = means.replace(MEMBER, "person.").partition(".")
    if means in ROW_IDS or means == LEFT_OUT or means.startswith(SPECIAL) or name == "id":
        return False
    return means == TOTAL_AREA or RECORDS[record].group_of[name].privacy is not Privacy.SENSITIVE


def _column(voice: Voice, means: str, name: str) -> RowColumn:
    field = field_of(means) or RECORDS["house"].field["measured_area"]
    unit = _AREA if field.unit == _AREA.strip() else ""

    def said(value: Any) -> str:
        return "" if value is None else voice.shown(field, value).removesuffix(unit)

    def mark(row: Row) -> Mark | None:
        found = row.finding_at(means)
        if found is not None and found.read:
            return Mark(found.read, tone="risk" if found.finding.level is Level.ERROR else "warn")
        value = _value(row, means)
        for change in row.planned.differences:
            if f"{change.record}.{change.field}" == means and value is not None and change.after == value:
                return Mark(said(value), said(change.before))
        return None

    def text(row: Row) -> str:
        marked = mark(row)
        if marked is None:
            return said(_value(row, means))
        return f"{marked.before} → {marked.text}" if marked.before else marked.text

    return RowColumn(
        name + unit,
        text,
        width=theme.wide(_WIDTHS.get(means, _WIDTH)),
        mark=mark,
        is_figure=bool(field.unit),
    )


def _value(row: Row, means: str) -> Any:
    """What a row says; the number of a new household without one is the one that it will have."""
    if means == "household.number" and row.is_first:
        return row.planned.number
    return row.line.value(means)


class RowsModel(TableModel):
    """Rows with marks, figures to the right."""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_alignment = role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal
        if is_alignment and self._is_figure(section):
            return FIGURE
        return super().headerData(section, orientation, role)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role in (MARK, SIGN) and isinstance(column, RowColumn):
            return (column.mark if role == MARK else column.sign)(self.row(index))
        if role == Qt.ItemDataRole.TextAlignmentRole and self._is_figure(index.column()):
            return FIGURE
        return super().data(index, role)

    def _is_figure(self, section: int) -> bool:
        column = self.columns[section]
        return isinstance(column, RowColumn) and column.is_figure
