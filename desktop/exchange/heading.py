"""Where a ledger's header is, and what its columns mean.

Promise: a column is either understood, proposed for somebody to look at, or named as left out; none is dropped in
silence. What a person corrects is remembered under the header's fingerprint, so the same form is never asked about
twice. Hidden: headers of several rows, with merged cells or without.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from desktop.domain.fields import Field
from desktop.exchange.cell import is_unit
from desktop.exchange.vocabulary import LEFT_OUT, MEMBER, field_of, is_foreign, is_own, likely, meaning, plain
from desktop.exchange.workbook import Cell, Sheet, Span

_SEARCHED_ROWS = 40
_TALLEST = 4
_LEAST_KNOWN = 2
_NAMES_A_HOUSEHOLD = {
    "household.number",
    "household.address",
    "household.door",
    "person.name",
    "member.name",
    "household.id",
    "payment.payee",
}

_JUST_A_NAME = {"姓名", "name", "名字"}
_LOOKS_LIKE_A_UNIT = re.compile(r"(元|亩|公顷|分|尺|/(㎡|m2|平方米|亩|月))$")
_UNIT_AT_END = re.compile(r"[^\d\s](㎡|m2|m²|sqm|平方米|平米|亩|万元)$")
_IN_BRACKETS = re.compile(r"[(\[【<{](.*?)[)\]】>}]")


@cache
def column_letter(place: int) -> str:
    """A column as Excel names it: 0 is A."""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters, place = chr(65 + rest) + letters, place - 1
    return letters


class Certainty(Enum):
    """How sure it is what a column means."""

    SURE = "sure"
    LIKELY = "likely"  # somebody should look
    UNKNOWN = "unknown"  # left out until somebody says


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its title (`面积/证载` where it has two rows), the unit its title gives, and what it means.

    `means` is a word of `vocabulary`.
    """

    place: int
    title: str
    unit: str
    means: str
    certainty: Certainty
    is_hidden: bool = False

    @property
    def field(self) -> Field | None:
        """The field that it fills; None where it is left out, or only compared."""
        return field_of(self.means)


@dataclass(frozen=True, slots=True)
class Heading:
    """A table's header: its rows (0-based, `bottom` the last) and its columns."""

    top: int
    bottom: int
    columns: tuple[Column, ...]

    @property
    def fingerprint(self) -> str:
        """The same for two files with the same titles in the same order."""
        return fingerprint(column.title for column in self.columns)

    def mapped(self, mapping: Mapping[str, str]) -> "Heading":
        """With the columns of these titles meaning what a person said; another that meant the same is left out."""
        columns = [
            replace(column, means=mapping[column.title], certainty=Certainty.SURE)
            if column.title in mapping
            else column
            for column in self.columns
        ]
        return replace(self, columns=tuple(_one_each(columns, said=mapping)))


def fingerprint(titles: Iterable[str]) -> str:
    """What a header is remembered by."""
    return hashlib.sha256("\n".join(titles).encode()).hexdigest()


def heading_of(sheet: Sheet, said: Mapping[str, str] | None = None, row: int | None = None) -> Heading | None:
    """The header of a sheet's table: the row among the first 40 that knows most titles, with its neighbours.

    `said` is what a person says that titles mean, so that a header is found of which nothing else is known; `row`, from
    0, is where a person says that the titles stand, whatever is known of them.
    """
    grid, said = Grid(sheet), said or {}
    if row is not None:
        top, bottom = _rows_of_header(grid, row)
        return Heading(top, bottom, tuple(_columns(grid, top, bottom))).mapped(said)
    known = {row: len(set(grid.meanings(row, said))) for row in range(min(len(sheet.rows), _SEARCHED_ROWS))}
    best = max(known, key=lambda row: (known[row], -row), default=None)
    if best is None or known[best] < _LEAST_KNOWN:
        return None
    top, bottom = _rows_of_header(grid, best)
    heading = Heading(top, bottom, tuple(_columns(grid, top, bottom))).mapped(said)
    return heading if {column.means for column in heading.columns} & _NAMES_A_HOUSEHOLD else None


def heading_at(grid: "Grid", row: int) -> Heading | None:
    """The header of another table that begins in this row of titles; None where it is none."""
    if not _is_below(grid, row):
        return None
    _, bottom = _rows_of_header(grid, row)
    return Heading(row, bottom, tuple(_columns(grid, row, bottom)))


class Grid:
    """A sheet's cells as a reader sees them: a merged cell's text stands in all of it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.width = max(map(len, sheet.rows), default=0)
        self._spans: dict[int, list[Span]] = {}
        for span in sheet.merged:
            for row in range(span.top, min(span.bottom, len(sheet.rows) - 1) + 1):
                self._spans.setdefault(row, []).append(span)

    def span(self, row: int, column: int) -> Span | None:
        """The merged cell that a place belongs to."""
        if row not in self._spans:
            return None
        return next((span for span in self._spans[row] if span.left <= column <= span.right), None)

    def is_merged(self, row: int) -> bool:
        """Whether any cell of a row is part of a merged one."""
        return row in self._spans

    def cell(self, row: int, column: int) -> Cell:
        """What stands at a place itself."""
        held = self.sheet.rows[row] if row < len(self.sheet.rows) else ()
        return held[column] if column < len(held) else None

    def seen(self, row: int, column: int) -> Cell:
        """What a reader sees at a place."""
        span = self.span(row, column)
        return self.cell(span.top, span.left) if span else self.cell(row, column)

    def text(self, row: int, column: int) -> str:
        seen = self.seen(row, column)
        return " ".join(seen.split()) if isinstance(seen, str) else ""

    def meanings(self, row: int, said: Mapping[str, str]) -> Iterator[str]:
        """What the titles in this row mean, of those that are known or of which it is said."""
        for column in range(self.width):
            cell = self.cell(row, column)
            if isinstance(cell, str) and (means := said.get(self.text(row, column)) or meaning(cell)):
                yield means


def _rows_of_header(grid: Grid, best: int) -> tuple[int, int]:
    """The first and the last row: with what is merged down from the best row, the titles below, and groups above."""
    top = bottom = best
    spans = [span for column in range(grid.width) if (span := grid.span(best, column))]
    top = min([best, *(span.top for span in spans if span.bottom - span.top < _TALLEST)])
    bottom = max([best, *(span.bottom for span in spans if span.bottom - span.top < _TALLEST)])
    while bottom - top + 1 < _TALLEST and _is_below(grid, bottom + 1):
        bottom += 1
    if top and _is_above(grid, top - 1):
        top -= 1
    return top, min(bottom, len(grid.sheet.rows) - 1)


def _is_below(grid: Grid, row: int) -> bool:
    """A second row of titles: most of what stands there is a known title, and there are no numbers."""
    cells = [cell for column in range(grid.width) if (cell := grid.cell(row, column)) is not None]
    if not all(isinstance(cell, str) for cell in cells):  # as most rows: no word of theirs need be looked up
        return False
    known = sum(isinstance(cell, str) and meaning(cell) is not None for cell in cells)
    return known >= _LEAST_KNOWN and 2 * known > len(cells)


def _is_above(grid: Grid, row: int) -> bool:
    """A row of groups: one of them is a known title or merged over some columns, not over all as a sheet's title is."""
    texts = [cell for column in range(grid.width) if isinstance(cell := grid.cell(row, column), str)]
    spans = {span for column in range(grid.width) if (span := grid.span(row, column)) and span.top == span.bottom}
    wide = [span for span in spans if span.right > span.left]
    is_whole_title = any(2 * (span.right - span.left) >= grid.width for span in wide)
    return len(texts) >= _LEAST_KNOWN and not is_whole_title and (bool(wide) or any(map(meaning, texts)))


def _columns(grid: Grid, top: int, bottom: int) -> Iterator[Column]:
    """The columns that have a title."""
    found = [_column(grid, place, top, bottom) for place in range(grid.width)]
    below = range(bottom + 1, min(bottom + 1 + _SEARCHED_ROWS, len(grid.sheet.rows)))
    untitled = [
        replace(column, title=f"({column_letter(column.place)})")
        for column in found
        if not column.title and any(grid.cell(row, column.place) not in (None, "") for row in below)
    ]
    titled = _one_each(_members([column for column in found if column.title]))
    return iter(sorted((*titled, *untitled), key=lambda column: column.place))


def _one_each(columns: Sequence[Column], said: Collection[str] = ()) -> Iterator[Column]:
    """Where two mean the same, one has it: of what a person said, of what is sure, of what stands first."""
    taken: dict[str, Column] = {}
    for column in sorted(columns, key=lambda each: (each.title not in said, each.certainty is not Certainty.SURE)):
        taken.setdefault(column.means, column)
    for column in columns:
        is_second = column.means != LEFT_OUT and taken[column.means] is not column
        yield replace(column, means=LEFT_OUT, certainty=Certainty.UNKNOWN) if is_second else column


def _column(grid: Grid, place: int, top: int, bottom: int) -> Column:
    parts = list(dict.fromkeys(filter(None, (grid.text(row, place) for row in range(top, bottom + 1)))))
    if bottom > top and parts and not grid.text(top, place):
        parts = [*_group_to_the_left(grid, place, top), *parts]
    means, certainty = _meaning_of(parts)
    return Column(
        place,
        "/".join(parts),
        next(filter(None, (unit_in(part) for part in reversed(parts))), ""),
        means,
        certainty,
        is_hidden=place in grid.sheet.hidden_columns,
    )


def _group_to_the_left(grid: Grid, place: int, top: int) -> list[str]:
    """The group's title where nothing is merged: it stands over the group's first column alone."""
    texts = (grid.text(top, column) for column in range(place - 1, -1, -1))
    group = next(filter(None, texts), "")
    return [group] if group and meaning(group) is None else []


def _meaning_of(parts: Sequence[str]) -> tuple[str, Certainty]:
    if not parts:
        return LEFT_OUT, Certainty.UNKNOWN
    if known := meaning("".join(parts)) or meaning("".join(reversed(parts))):
        return known, Certainty.SURE
    groups = parts[:-1]
    if any(map(is_foreign, groups)):
        return LEFT_OUT, Certainty.UNKNOWN
    if known := meaning(parts[-1]):
        return known, Certainty.SURE if all(map(is_own, groups)) else Certainty.LIKELY
    perhaps = likely(parts[-1]) or likely("".join(parts))
    return (perhaps, Certainty.LIKELY) if perhaps else (LEFT_OUT, Certainty.UNKNOWN)


def _members(columns: Sequence[Column]) -> list[Column]:
    """Where householder and member both have a name, what stands right of the member's name is about the member."""
    columns = _bare_names(columns)
    places = {column.means: column.place for column in columns}
    member = next((column.place for column in columns if column.means == "member.name"), None)
    if member is None:
        return list(columns)
    if "person.name" not in places:
        return [replace(column, means="person.name") if column.means == "member.name" else column for column in columns]
    return [
        replace(column, means=MEMBER + column.means.partition(".")[2])
        if column.means.startswith("person.") and column.place > member > places["person.name"]
        else column
        for column in columns
    ]


def _bare_names(columns: Sequence[Column]) -> list[Column]:
    """Beside the householder's name, and with a relation, a column that is just called a name is the member's."""
    names = [column for column in columns if column.means == "person.name"]
    bare = [column for column in names if plain(column.title) in _JUST_A_NAME]
    if len(names) == len(bare) or all(column.means != "person.relation" for column in columns):
        return list(columns)
    return [replace(column, means="member.name") if column in bare else column for column in columns]


def unit_in(title: str) -> str:
    """The unit that a title gives in brackets or at its end; what only looks like one too, so that cells ask for it."""
    text = unicodedata.normalize("NFC", title).replace("（", "(").replace("）", ")")
    found: list[str] = _IN_BRACKETS.findall(text)
    inside = [part.strip().removeprefix("单位").lstrip(":： ") for part in found]
    at_end = _UNIT_AT_END.search(text)
    units = [part for part in inside if is_unit(part) or _LOOKS_LIKE_A_UNIT.search(part)]
    return next(iter(units), at_end[1] if at_end else "")
