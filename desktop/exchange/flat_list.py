"""A list of an area's flats, out of an office's Excel or CSV file: what it states, against the store, and taking it in.

Promise: nothing is written before it was seen, and with a refused row nothing at all, unless somebody says that such
rows stay out; whose a flat is stays as it is. The same file again changes nothing.
Hidden: what offices call the columns, and that 2幢, 2栋 and 2 are one building.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from desktop.domain import checks
from desktop.domain.errors import Finding, Level, Refused
from desktop.domain.fields import RECORDS, Role
from desktop.domain.records import Flat, Intake
from desktop.exchange import cell
from desktop.exchange.heading import Grid, column_letter, unit_in
from desktop.exchange.intake import Difference, Outcome, Taken, prepare
from desktop.exchange.line import CellFinding, Place, is_aside
from desktop.exchange.vocabulary import LEFT_OUT, meaning, plain
from desktop.exchange.workbook import Sheet, Workbook
from desktop.i18n import N_
from desktop.memory import uncollected
from desktop.store import queries
from desktop.store.store import Store
from desktop.store.writing import Batch

Progress = Callable[[int, int], None]

FIELDS = RECORDS["flat"].group["flat"].fields
_NAMES = ("building", "unit", "room")
_SEARCHED_ROWS = 40
_LEAST_KNOWN = 2
_CHUNK = 500
_OTHER_WORDS = {  # what offices call it, besides its label and its English name
    "building": "幢 | 栋 | 栋号 | 楼栋 | 楼栋号 | 楼号 | 座号 | 安置楼号 | block | building no",
    "unit": "单元号 | unit no",
    "room": "室 | 室号 | 房间号 | 房屋编号 | 户室号 | 安置房号 | flat | flat no | room no",
    "on_floor": "楼层 | 层 | 层次 | 所在楼层 | floor | on floor",
    "storeys": "层数 | 总楼层 | 总层 | floors | storeys in all",
    "layout": "房型 | 户型结构 | 套型 | type | flat type",
    "area": "建筑面积 | 房屋面积 | 套型面积 | 安置面积 | 预测面积 | 实测面积 | 预测建筑面积 | 实测建筑面积 | area sqm",
    "coefficient": "系数 | 层次系数 | 楼层调节系数 | 调节系数 | floor coefficient",
    "unit_price": "安置单价 | 销售单价 | 价格 | 均价 | price | unit price per m2",
}
_COUNTED = re.compile(r"(?<=[0-9A-Z])(号楼|幢|栋|座|楼|单元|室|号|#)$")
_SHEET_OF_BUILDING = re.compile(r"(\w+?)(号楼|幢|栋|座|#)")
_TWICE = N_("An earlier row of this file says otherwise of the same flat. Correct the file.")
_SEVERAL = N_("The store has this flat more than once. Withdraw what is not right, then take the file in.")
_REPEATED = N_("This flat stands in the file twice with the same values; it was taken once.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A source row: the flat that comes of it, what it changes, and what becomes of it. `name` is as people call it."""

    place: Place
    name: str
    outcome: Outcome
    flat: Flat
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class FlatPlan:
    """What taking in a list of flats would do; `other_rows` are those that hold no flat."""

    file: str
    digest: str
    rows: tuple[Listed, ...]
    other_rows: int
    findings: tuple[CellFinding, ...]
    revision: int  # of the store that it was made for

    def number_of(self, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def written(self) -> tuple[Listed, ...]:
        return tuple(row for row in self.rows if row.outcome in (Outcome.NEW, Outcome.CHANGED))


@uncollected()
def plan(store: Store, book: Workbook, progress: Progress = lambda _done, _all: None) -> FlatPlan:
    """What taking in this list would do; nothing is written. Refused where nobody of the office asks, or it is none."""
    if store.opened.role is not Role.CLERK:
        raise Refused("The list of flats is the office's to take in. Nothing was read.", "Ask the area's clerk.")
    revision, today = queries.revision_of(store), store.today()
    tables = [(sheet, _heading(sheet)) for sheet in book.sheets if not sheet.is_hidden]
    if not any(heading for _, heading in tables):
        raise Refused(
            "No list of flats was found in {file}: no row of titles such as 幢号, 房号, 面积. Nothing was written.",
            "Look whether it is the right file, and whether its titles stand in one row.",
            file=book.name,
        )
    planning = _Planning(store, today)
    of = sum(len(sheet.rows) for sheet, heading in tables if heading)
    for sheet, heading in tables:
        if heading is None:
            planning.leave_out(sheet)
            continue
        for row in planning.rows(sheet, heading):
            if row % _CHUNK == 0:
                progress(len(planning.listed) + planning.others, of)
    return FlatPlan(book.name, book.digest, tuple(planning.listed), planning.others, tuple(planning.findings), revision)


def take_in(
    store: Store, plan: FlatPlan, *, without_refused: bool, progress: Progress = lambda _done, _all: None
) -> Taken:
    """Write a plan: a backup, then all of it in one transaction; nothing where nothing is new.

    Refused where a row is refused, unless it is said that those stay out, and where the store has changed since.
    """
    refused, written = plan.number_of(Outcome.REFUSED), plan.written
    if refused and not without_refused:
        raise Refused(
            "{n} rows of {file} can't be taken in. Nothing was written.",
            "Correct them, or say that they stay out: --leave-out-refused",
            n=refused,
            file=plan.file,
        )
    if not written:
        return Taken(None, 0)
    prepare(store, plan.revision)
    about = Intake(
        kind="flat",
        file_name=plan.file,
        file_digest=plan.digest,
        source_rows=len(plan.rows) + plan.other_rows,
        imported_rows=len(plan.rows) - refused,
        other_rows=plan.other_rows,
        refused_rows=refused,
        entries=len(written),
    )

    def batches() -> Iterator[Batch]:
        yield Batch([about], plan.file)
        for done, row in enumerate(written):
            if done % _CHUNK == 0:
                progress(done, len(written))
            yield Batch([row.flat], f"{plan.file} · {row.place.row}")

    store.save_all(batches())
    return Taken(about.id, len(written))


# Reading


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where the titles stand (0-based, `bottom` the last row), the field and the unit of each known column by place."""

    bottom: int
    columns: Mapping[int, tuple[str, str]]
    strange: Mapping[int, str]
    titles: frozenset[str]


@cache
def _meanings() -> dict[str, str]:
    found: dict[str, str] = {}
    for each in FIELDS:
        for name in (each.label, each.english, *_OTHER_WORDS[each.name].split(" | ")):
            found.setdefault(plain(name), each.name)
    return found


def _heading(sheet: Sheet) -> _Heading | None:
    """The row among the first that knows most titles; None where it names no flats."""
    grid = Grid(sheet)
    texts = [
        {column: text for column in range(grid.width) if (text := grid.text(row, column))}
        for row in range(min(len(sheet.rows), _SEARCHED_ROWS))
    ]
    known = [{_meanings()[plain(text)] for text in row.values() if plain(text) in _meanings()} for row in texts]
    best = max(range(len(texts)), key=lambda row: (len(known[row]), -row), default=0)
    if not texts or "room" not in known[best] or len(known[best]) < _LEAST_KNOWN:
        return None
    columns: dict[int, tuple[str, str]] = {}
    for column, text in texts[best].items():
        field = _meanings().get(plain(text))
        if field and field not in {name for name, _ in columns.values()}:
            columns[column] = (field, unit_in(text))
    spans = [span.bottom for column in texts[best] if (span := grid.span(best, column))]
    strange = {
        column: text for column, text in texts[best].items() if column not in columns and meaning(text) != LEFT_OUT
    }
    return _Heading(max([best, *spans]), columns, strange, frozenset(texts[best].values()))


@dataclass(slots=True)
class _Said:
    """What a row says of a flat, and what was found about its cells."""

    values: dict[str, Any]
    read: dict[str, tuple[str, str]]  # by field: the column's letter and what stands there
    findings: list[CellFinding]


class _Planning:
    """Finds each flat again, and tells what a row makes of it."""

    def __init__(self, store: Store, today: date) -> None:
        self._today = today
        self._known: dict[tuple[str, ...], list[Flat]] = defaultdict(list)
        for flat in store.records(Flat):
            if not flat.withdrawn:
                self._known[_key(vars_of(flat))].append(flat)
        self._met: dict[tuple[str, ...], Flat] = {}
        self.listed: list[Listed] = []
        self.findings: list[CellFinding] = []
        self.others = 0

    def leave_out(self, sheet: Sheet) -> None:
        """Name a sheet that holds something, and no flats."""
        if any(each not in (None, "") for row in sheet.rows for each in row):
            problem = N_("No header was found on this sheet, so it was not read.")
            self.findings.append(CellFinding(Place(sheet.name, 1), "", Finding("", problem, Level.WARNING)))

    def rows(self, sheet: Sheet, heading: _Heading) -> Iterator[int]:
        """Go through the rows of a sheet, each told when it is done."""
        grid, titles = Grid(sheet), {*heading.titles}
        for column, text in heading.strange.items():
            place = Place(sheet.name, heading.bottom + 1, column_letter(column))
            problem = N_("Nobody has said what this column means, so it was left out.")
            self.findings.append(CellFinding(place, text, Finding("", problem, Level.WARNING)))
        building = _SHEET_OF_BUILDING.fullmatch(sheet.name.strip())
        has_building = "building" in {field for field, _ in heading.columns.values()}
        for row in range(heading.bottom + 1, len(sheet.rows)):
            if is_aside(sheet.rows[row], titles):
                self.others += 1
            else:
                said = _said(grid, row, heading, self._today)
                if building and not has_building:
                    said.values["building"] = _counted(building[1])
                self._take(Place(sheet.name, row + 1), said)
            yield row

    def _take(self, place: Place, said: _Said) -> None:
        key = _key(said.values)
        known = self._known.get(key, [])
        before = known[0] if known else None
        flat = replace(before, **said.values) if before else Flat(**said.values)
        found = [*said.findings, *(_at(place, said, each) for each in checks.findings(flat, self._today))]
        if len(known) > 1:
            found.append(_at(place, said, Finding("room", _SEVERAL)))
        earlier = self._met.get(key)
        if earlier is not None and vars_of(earlier) != vars_of(flat):
            found.append(_at(place, said, Finding("room", _TWICE)))
        elif earlier is not None:
            found.append(_at(place, said, Finding("room", _REPEATED, Level.WARNING)))
        self.findings += found
        if any(each.finding.level is Level.ERROR for each in found):
            outcome, differences = Outcome.REFUSED, ()
        else:
            differences = () if earlier else _differences(before, flat)
            outcome = Outcome.SAME if not differences else Outcome.CHANGED if before else Outcome.NEW
            self._met.setdefault(key, flat)
        self.listed.append(Listed(place, "-".join(filter(None, key)), outcome, flat, differences))


def vars_of(flat: Flat) -> dict[str, Any]:
    """What a list can say of a flat."""
    return {each.name: getattr(flat, each.name) for each in FIELDS}


def _said(grid: Grid, row: int, heading: _Heading, today: date) -> _Said:
    said = _Said({}, {}, [])
    fields = RECORDS["flat"].field
    for column, (name, unit) in heading.columns.items():
        held = grid.seen(row, column)
        reading = cell.read(fields[name], held, unit=unit, today=today)
        said.read[name] = (column_letter(column), cell.shown(held))
        if reading.problem:
            place = Place(grid.sheet.name, row + 1, column_letter(column))
            said.findings.append(CellFinding(place, cell.shown(held), reading.problem))
        if reading.value is not None:
            said.values[name] = _counted(reading.value) if name in _NAMES else reading.value
    return said


def _counted(text: str) -> str:
    """A building, unit or room without the word that counts it: 2幢 is 2."""
    text = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return _COUNTED.sub("", text)


def _key(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_counted(values.get(name) or "") for name in _NAMES)


def _at(place: Place, said: _Said, finding: Finding) -> CellFinding:
    """A finding about a flat, at the cell that says the field."""
    column, read = said.read.get(finding.field, ("", ""))
    return CellFinding(replace(place, column=column), read, finding)


def _differences(before: Flat | None, after: Flat) -> tuple[Difference, ...]:
    was: Sequence[Any] = [*vars_of(before).values()] if before else [None] * len(FIELDS)
    pairs = zip(FIELDS, was, vars_of(after).values(), strict=True)
    return tuple(Difference("flat", field.name, old, new) for field, old, new in pairs if old != new)
