"""The tables of a pack, their cells read as values, and what is wrong with their rows.

Promise: what a formula can ask of a table is known before any household is asked: gaps, overlaps, missing keys and
cells, rows that nobody can reach. Hidden: how the kinds of key columns follow from the calls, and how validity by
days cuts a table into the tables of its days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor, inf

from desktop.domain.errors import Level
from desktop.i18n import N_
from desktop.policy import interval
from desktop.policy.interval import Interval
from desktop.policy.pack import Flaw, Kind, Mode, Place, Table, TableRow, Value
from desktop.policy.reading.lines import AS_PERCENT, MAYBE_A_PART, looks_like_a_part
from desktop.policy.tree import Grid, Row, Span, Type
from desktop.policy.units import NONE, Unit
from desktop.policy.vocabulary import TYPES
from desktop.policy.written import TRUTHS, day, meant_day, number

ANY = "*"
_MOST_KEYS = 2_000  # of one column, and of all together: what is told one by one
_MOST_TOLD = 20  # keys of one table that are named as missing


@dataclass
class Draft:
    """A table while the formulas are read: each call tells what it asks, then the rows are judged."""

    table: Table
    keys: int
    by: Interval  # the days that can be asked
    columns: Mapping[str, Type]
    flaws: list[Flaw]
    kinds: list[Type | None] = field(default_factory=list["Type | None"])  # of the key columns, from the calls
    bounds: Type | None = None
    asked: list[tuple[tuple[Span, ...], Span | None]] = field(
        default_factory=list["tuple[tuple[Span, ...], Span | None]"]
    )

    @property
    def sheet(self) -> str:
        return self.table.sheet

    def place(self, row: int = 1, column: str = "") -> Place:
        return Place(self.sheet, row, column)

    def key_unit(self, column: int) -> Unit:
        """Give the unit of a key column, or of the bounds behind the last."""
        units = self.table.key_units
        return units[0] if len(units) == 1 else units[column] if column < len(units) else NONE

    def key_title(self, column: int) -> str:
        return self.table.titles[column]

    def ask(self, keys: Sequence[Type], of: Type | None) -> str:
        """Take down what a call asks; gives a message id where its kinds don't fit those of an earlier call, or ""."""
        if len(keys) != self.keys:
            return N_("The table has {expected} key columns, and {given} are given.")
        for column, key in enumerate(keys):
            known = self.kinds[column]
            if known and (known.kind, known.unit) != (key.kind, key.unit):
                return N_("Another formula asks this table by something else.")
            if key.kind is Kind.NUMBER and key.unit != self.key_unit(column):
                return N_("A key has the unit “{unit}”, and the table says another (key_unit).")
            choices = key.choices | known.choices if known else key.choices
            unit = self.key_unit(column) if key.kind is Kind.NUMBER else key.unit  # tells where % is written
            self.kinds[column] = Type(key.kind, unit, key.scale, interval.EVERYTHING, choices)
        if of:
            if self.bounds and (self.bounds.kind, self.bounds.unit) != (of.kind, of.unit):
                return N_("Another formula asks this table by something else.")
            if of.kind is Kind.NUMBER and of.unit != self.key_unit(self.keys):
                return N_("What is looked up has the unit “{unit}”, and the table says another (key_unit).")
            scale = None if of.scale is None or (self.bounds and self.bounds.scale is None) else of.scale
            unit = self.key_unit(self.keys) if of.kind is Kind.NUMBER else of.unit
            self.bounds = Type(of.kind, unit, scale and max(scale, (self.bounds and self.bounds.scale) or 0))
        self.asked.append((tuple(key.span for key in keys), of.span if of else None))
        return ""

    @property
    def bound_decimals(self) -> int:
        """Count the decimals that the bounds need, as far as they can be read."""
        unit = self.key_unit(self.keys)
        texts = [text for row in self.table.rows for text in (row.low, row.high)]
        return max((found[1] for text in texts if (found := number(text, unit))), default=0)

    def steps(self, title: str) -> Type | None:
        """Type a column whose numbers are steps, a value column or one of the keys; None where it holds none."""
        if title in self.columns:
            return self.columns[title] if self.columns[title].kind is Kind.NUMBER else None
        place = self.table.titles.index(title)
        unit = self.key_unit(place)
        cells = [row.keys[place] if self.table.keys is not None else row.values[place] for row in self.table.rows]
        found = [number(cell, unit) for cell in cells if cell.strip() != ANY]
        numbers = [one for one in found if one]
        if not numbers or len(numbers) < len(found):
            return None
        self.kinds[place] = self.kinds[place] or Type(Kind.NUMBER, unit)
        span = interval.hull(interval.exactly(value) for value, _ in numbers)
        return Type(Kind.NUMBER, unit, max(scale for _, scale in numbers), span)

    @property
    def is_discrete(self) -> bool:
        """Tell whether only days or whole numbers are asked: then 以内 3 and 以上 4 leave no gap."""
        return self.table.mode is Mode.TIER and self.bounds is not None and self.bounds.scale == 0

    def span(self, row: Row) -> Interval:
        """Give what lies in the row's tier; where only whole ones are asked, each as the stretch up to the next."""
        low = -inf if row.low is None else _position(row.low)
        high = inf if row.high is None else _position(row.high)
        if self.table.mode is Mode.LADDER and row.low is None:
            low = Fraction(0)
        own = Interval(low, high, not row.is_low_included or low == -inf, not row.is_high_included or high == inf)
        return _stretched(own) if self.is_discrete else own

    def asked_span(self, span: Span | None) -> Interval:
        """Give what is asked, told as `span` tells rows."""
        own = span if isinstance(span, Interval) else interval.EVERYTHING
        return _stretched(own) if self.is_discrete else own


def draft(table: Table, keys: int, by: Interval, flaws: list[Flaw]) -> Draft:
    """Read the value columns of a table with so many key columns."""
    titles = table.titles[keys:]
    units = table.value_units
    if len(units) not in {0, 1, len(titles)}:
        flaws.append(
            Flaw(
                Place(table.sheet, 1, "value_unit"),
                N_("There are {units} units for {columns} value columns."),
                N_("Write one unit for all, or one for each, with bars between."),
                values={"units": len(units), "columns": len(titles)},
            )
        )
        units = units[:1]
    if not titles:
        flaws.append(
            Flaw(Place(table.sheet, 2), N_("The table has no value column."), N_("Add one behind the key columns."))
        )
    columns = {
        title: _column(table, keys, place, units[0] if len(units) == 1 else units[place] if units else NONE, flaws)
        for place, title in enumerate(titles)
    }
    made = Draft(table, keys, by, columns, flaws)
    made.kinds = [None] * keys
    return made


def finished(made: Draft) -> Grid:
    """Read the rows with the kinds that the calls gave, and judge them; flaws are added to the draft's."""
    kinds = [kind or _guessed(made, column) for column, kind in enumerate(made.kinds)]
    bounds = None if made.table.mode is Mode.LOOKUP else made.bounds or _guessed_bounds(made)
    before = len(made.flaws)
    rows = [row for line in made.table.rows if (row := _row(made, line, kinds, bounds))]
    if bounds:
        rows.sort(key=lambda row: -inf if row.low is None else _position(row.low))
    keys = tuple(_with_scale(kind, (row.keys[column] for row in rows)) for column, kind in enumerate(kinds))
    bounds = bounds and _with_scale(bounds, (end for row in rows for end in (row.low, row.high)))
    grid = Grid(made.table, tuple(rows), keys, bounds, made.columns)
    if len(made.flaws) == before and len(rows) == len(made.table.rows) and made.asked:
        _judge(made, grid)
    return grid


def _column(table: Table, keys: int, place: int, unit: Unit, flaws: list[Flaw]) -> Type:
    """Type a value column: of numbers; or of days or of yes and no where each cell is."""
    title = table.titles[keys + place]
    offset = place if table.keys is not None else keys + place
    cells = [(row, row.values[offset].strip()) for row in table.rows]
    for row, text in cells:
        if not text:
            flaws.append(
                Flaw(
                    Place(table.sheet, row.row, title),
                    N_("This cell of the table is empty."),
                    N_("Write its value; where nothing is owed, write 0."),
                )
            )
    cells = [(row, text) for row, text in cells if text]
    if not unit.powers and cells:
        if all(text in TRUTHS for _, text in cells):
            return Type(Kind.YESNO, span=frozenset(TRUTHS[text] for _, text in cells))
        days = [found for _, text in cells if (found := day(text))]
        if len(days) == len(cells):
            return Type(Kind.DATE, span=interval.hull(interval.exactly(day.toordinal()) for day in days))
    numbers = [number(text, unit) for _, text in cells]
    for (row, text), found in zip(cells, numbers, strict=True):
        if looks_like_a_part(text, unit):
            flaws.append(
                Flaw(Place(table.sheet, row.row, title), MAYBE_A_PART, AS_PERCENT, Level.WARNING,
                     {"text": text, "proposal": f"{shown(Fraction(text.strip()) * 100)}%"})
            )  # fmt: skip
        if not found:
            flaws.append(
                Flaw(
                    Place(table.sheet, row.row, title),
                    N_("“{text}” is not a number."),
                    N_("Write a number; its unit stands in row 1 (value_unit)."),
                    values={"text": text[:40]},
                )
            )
    found = [one for one in numbers if one]
    span = interval.hull(interval.exactly(value) for value, _ in found) if found else interval.EVERYTHING
    return Type(Kind.NUMBER, unit, max((scale for _, scale in found), default=0), span)


def _guessed(made: Draft, column: int) -> Type:
    """Type a key column that no formula asks by."""
    unit = made.key_unit(column)
    cells = [row.keys[column] if made.table.keys is not None else row.values[column] for row in made.table.rows]
    is_number = all(number(cell, unit) for cell in cells if cell.strip() != ANY)
    return Type(Kind.NUMBER, unit) if is_number else Type(Kind.CHOICE)


def _guessed_bounds(made: Draft) -> Type:
    """Type the bounds that no formula asks by."""
    ends = [text for row in made.table.rows for text in (row.low, row.high) if text.strip()]
    is_date = any(day(text.strip()) or meant_day(text) for text in ends)
    return Type(Kind.DATE) if is_date else Type(Kind.NUMBER, made.key_unit(made.keys))


def _row(made: Draft, line: TableRow, kinds: Sequence[Type], bounds: Type | None) -> Row | None:
    texts = line.values if made.table.keys is None else (*line.keys, *line.values)
    values = [_read(text, type_) for text, type_ in zip(texts[made.keys :], made.columns.values(), strict=True)]
    if None in values:
        return None  # told with its column
    problems = len(made.flaws)
    keys = tuple(
        None if texts[column].strip() == ANY else _value(made, line, made.key_title(column), texts[column], kind)
        for column, kind in enumerate(kinds)
    )
    low = _bound(made, line, "from", line.low, bounds)
    high = _bound(made, line, "to", line.high, bounds)
    if len(made.flaws) > problems:
        return None
    return Row(
        keys, low, line.is_low_included, high, line.is_high_included,
        tuple(value for value in values if value is not None), line.since, line.until, line.row,
    )  # fmt: skip


def _bound(made: Draft, line: TableRow, title: str, text: str, bounds: Type | None) -> Fraction | date | None:
    if bounds is None or not text.strip():
        return None
    value = _value(made, line, title, text, bounds)
    return None if isinstance(value, bool | str) else value


def _value(made: Draft, line: TableRow, title: str, text: str, type_: Type) -> Value | None:
    """Read a key or a bound as a value of the kind, or add a flaw."""
    found = _read(text, type_)
    if found is None and type_.kind is Kind.DATE and (meant := meant_day(text)):
        made.flaws.append(
            Flaw(made.place(line.row, title), N_("“{text}” is no day."), N_("Write {proposal}."),
                 values={"text": text.strip(), "proposal": meant})
        )  # fmt: skip
    elif found is None:
        made.flaws.append(
            Flaw(
                made.place(line.row, title),
                N_("“{text}” does not fit what the formulas ask by here ({kind})."),
                N_("Write a value of that kind, or * for every other."),
                values={"text": text.strip()[:40], "kind": TYPES.both(type_.kind)},
            )
        )
    return found


def _read(text: str, type_: Type) -> Value | None:
    """Read one cell as a value of the kind; None where it is not one."""
    text = text.strip()
    match type_.kind:
        case Kind.NUMBER:
            read = number(text, type_.unit)
            return read[0] if read else None
        case Kind.DATE:
            return day(text)
        case Kind.YESNO:
            return TRUTHS.get(text)
        case _:
            return text or None


def _with_scale(type_: Type, values: Iterable[Value | None]) -> Type:
    """Give the type with the decimals that its cells need."""
    numbers = [value for value in values if isinstance(value, Fraction)]
    return Type(
        type_.kind, type_.unit, max((decimals(value) for value in numbers), default=0), type_.span, type_.choices
    )


def decimals(value: Fraction) -> int:
    """Count the decimals of a number that has finitely many."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return places


def _judge(made: Draft, grid: Grid) -> None:
    """Find overlaps, gaps, missing keys, choices that nobody declared, and rows that nobody reaches."""
    _undeclared(made, grid)
    reached: set[int] = set()
    told: set[tuple[object, ...]] = set()
    for on in _days(made, grid):
        rows = [row for row in grid.rows if on is None or _is_valid(row, on)]
        groups = _groups(rows)
        for group in groups.values():
            _overlaps(made, grid, group, told)
        for spans, of in dict.fromkeys(made.asked):
            for keys in _combinations(spans, rows):
                found = _matching(groups, keys)
                if not found:
                    _missing(made, grid, keys, on, told)
                elif of is None:
                    reached.add(found[0].number)
                else:
                    asked = made.asked_span(of)
                    reached |= {row.number for row in found if not (made.span(row) & asked).is_empty}
                    _gaps(made, grid, found, asked, told)
            reached |= _within(made, rows, spans, of)
    for row in grid.rows:
        if row.number not in reached:
            made.flaws.append(
                Flaw(made.place(row.number), N_("No formula can ever reach this row."),
                     N_("Check its keys and bounds, or remove it."), Level.WARNING)
            )  # fmt: skip


def _undeclared(made: Draft, grid: Grid) -> None:
    for column, type_ in enumerate(grid.keys):
        for row in grid.rows:
            key = row.keys[column]
            if type_.choices and isinstance(key, str) and key not in type_.choices:
                near = get_close_matches(key, sorted(type_.choices), 1, 0)
                made.flaws.append(
                    Flaw(
                        made.place(row.number, made.key_title(column)),
                        N_("The choice “{choice}” is not declared."),
                        N_("Did you mean “{proposal}”?"),
                        values={"choice": key, "proposal": near[0]},
                    )
                )


def _days(made: Draft, grid: Grid) -> list[date | None]:
    """Give one day of each stretch of days on which the same rows hold, within those that can be asked."""
    if not made.table.by:
        return [None]
    cuts = {row.since for row in grid.rows if row.since}
    cuts |= {row.until + timedelta(days=1) for row in grid.rows if row.until and row.until < date.max}
    first = min(cuts, default=date(2000, 1, 1)) - timedelta(days=1)
    low = first if made.by.low == -inf else date.fromordinal(int(made.by.low))
    return [low, *sorted(cut for cut in cuts if cut > low and cut.toordinal() in made.by)]


def _is_valid(row: Row, day: date) -> bool:
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)


def _groups(rows: Iterable[Row]) -> dict[tuple[Value | None, ...], list[Row]]:
    groups: dict[tuple[Value | None, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(row.keys, []).append(row)
    return groups


def _matching(groups: Mapping[tuple[Value | None, ...], list[Row]], keys: tuple[Value, ...]) -> list[Row]:
    """Give the rows for these keys: exact ones first, then `*`, from the left, going back where a path ends nowhere."""
    paths = product(*((key, None) for key in keys))
    return next((groups[path] for path in paths if path in groups), list[Row]())


def _combinations(spans: Sequence[Span], rows: Sequence[Row]) -> Iterator[tuple[Value, ...]]:
    """Give the keys that can be asked, where they can be told one by one; of others only those that rows name."""
    columns: list[list[Value]] = []
    for column, span in enumerate(spans):
        named = [row.keys[column] for row in rows]
        columns.append(_values(span, [value for value in named if value is not None]))
    size = 1
    for values in columns:
        size *= len(values)
    if size <= _MOST_KEYS * 10:
        yield from product(*columns)


def _values(span: Span, named: list[Value]) -> list[Value]:
    if not isinstance(span, Interval):
        return sorted(span, key=str)
    if named and isinstance(named[0], date):
        days = [value for value in named if isinstance(value, date) and value.toordinal() in span]
        return list(dict.fromkeys(days))
    numbers = [value for value in named if isinstance(value, Fraction)]
    if span.high - span.low < _MOST_KEYS and all(value.denominator == 1 for value in numbers) and numbers:
        return [Fraction(whole) for whole in range(ceil(span.low), floor(span.high) + 1) if whole in span]
    return list(dict.fromkeys(value for value in numbers if value in span))


def _within(made: Draft, rows: Iterable[Row], spans: Sequence[Span], of: Span | None) -> set[int]:
    """Give the rows with a `*` that a key which can't be told one by one may reach."""
    found: set[int] = set()
    for row in rows:
        fits = all(own is None or _holds(span, own) for own, span in zip(row.keys, spans, strict=True))
        is_open = any(own is None and isinstance(span, Interval) for own, span in zip(row.keys, spans, strict=True))
        if fits and is_open and (of is None or not (made.span(row) & made.asked_span(of)).is_empty):
            found.add(row.number)
    return found


def _holds(span: Span, value: Value) -> bool:
    if isinstance(span, Interval):
        return _position(value) in span if isinstance(value, Fraction | date) else False
    return value in span


def _missing(made: Draft, grid: Grid, keys: tuple[Value, ...], day: date | None, told: set[tuple[object, ...]]) -> None:
    if (keys,) in told or len(told) > _MOST_TOLD:
        return
    told.add((keys,))
    names = " · ".join(shown(key) for key in keys)
    message = N_("The table has no row for {keys}.") if names else N_("The table has no row for {day}.")
    made.flaws.append(
        Flaw(
            made.place(2, grid.table.titles[0] if keys else "valid_from"),
            N_("The table has no row for {keys} on {day}.") if day and names else message,
            N_("Add the row, or a row with * for every other."),
            values={"keys": names, "day": day.isoformat() if day else ""},
        )
    )


def _overlaps(made: Draft, grid: Grid, rows: list[Row], told: set[tuple[object, ...]]) -> None:
    """Find two rows for one question; `rows` have the same keys and stand from low to high."""
    for one, other in pairwise(rows):
        if grid.mode is Mode.LOOKUP:
            clash: str | None = " · ".join(shown(key) for key in one.keys if key is not None) or ANY
        else:
            meeting = made.span(one) & made.span(other)
            is_clash = not meeting.is_empty and not (grid.mode is Mode.LADDER and meeting.low == meeting.high)
            clash = _shown_end(grid, meeting.low) if is_clash else None
        if clash is not None and (one.number, other.number) not in told:
            told.add((one.number, other.number))
            made.flaws.append(
                Flaw(
                    made.place(other.number, "" if grid.mode is Mode.LOOKUP else "from"),
                    N_("{value} lies in two rows: {first} and {second}."),
                    N_("Remove one of the two.")
                    if grid.mode is Mode.LOOKUP
                    else N_("Let one row include it and the other not: 以内 includes it, 超过 does not."),
                    values={"value": clash, "first": one.number, "second": other.number},
                )
            )


def _gaps(made: Draft, grid: Grid, rows: list[Row], asked: Interval, told: set[tuple[object, ...]]) -> None:
    """Find what can be asked and lies in no tier; `rows` have the same keys and stand from low to high."""
    spans = [made.span(row) for row in rows]
    is_ladder = grid.mode is Mode.LADDER
    gaps = [
        (other, "from", Interval(span.high, above.low, not span.is_high_open, not above.is_low_open))
        for span, (other, above) in zip(spans, zip(rows[1:], spans[1:], strict=True), strict=False)
    ]
    if not is_ladder:
        gaps.append((rows[0], "from", Interval(-inf, spans[0].low, is_high_open=not spans[0].is_low_open)))
    gaps.append((rows[-1], "to", Interval(spans[-1].high, inf, not spans[-1].is_high_open)))
    for row, column, gap in gaps:
        missing = gap & asked
        if missing.is_empty or (is_ladder and missing.low == missing.high) or (row.number, column) in told:
            continue
        told.add((row.number, column))
        made.flaws.append(
            Flaw(
                made.place(row.number, column),
                N_("From {low} to {high} nothing stands in any row."),
                N_("Let the rows follow each other without a gap, or narrow the input by its min and max."),
                values={
                    "low": _shown_end(grid, missing.low),
                    "high": _shown_end(grid, missing.high - (1 if made.is_discrete else 0)),
                },
            )
        )


def _stretched(span: Interval) -> Interval:
    """Give the whole numbers of an interval as the stretch from the first up to the one after the last."""
    low = span.low if span.low == -inf else Fraction(floor(span.low) + 1 if span.is_low_open else ceil(span.low))
    high = span.high if span.high == inf else Fraction(ceil(span.high) if span.is_high_open else floor(span.high) + 1)
    return Interval(low, high, low == -inf, is_high_open=True)


def _position(value: Fraction | date) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(value.toordinal())


def shown(value: Value) -> str:
    """Write a value as a clerk does."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        places = decimals(value)
        whole, part = divmod(abs(value.numerator) * 10**places // value.denominator, 10**places)
        return ("−" if value < 0 else "") + str(whole) + (f".{part:0{places}}" if places else "")
    return value.isoformat() if isinstance(value, date) else value


def _shown_end(grid: Grid, end: interval.End) -> str:
    if end in {inf, -inf}:
        return "∞" if end == inf else "−∞"
    if grid.bounds and grid.bounds.kind is Kind.DATE:
        return date.fromordinal(int(end)).isoformat()
    unit = grid.bounds.unit if grid.bounds else NONE
    return f"{shown(Fraction(end))}{unit}"
