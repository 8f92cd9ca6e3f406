"""A third evaluator, written as simply as the language can be told: it walks the cells as they are written.

It knows nothing of types, units, decimals or the other two evaluators, and trusts that the pack was proofed.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

from desktop.domain.money import Rounding
from desktop.policy.language import (
    Call,
    Comparison,
    Day,
    Joined,
    Name,
    Not,
    Number,
    Product,
    Sum,
    Syntax,
    Text,
    Truth,
    parse,
)
from desktop.policy.pack import Item, Mode, Pack, Table, TableRow
from desktop.policy.tree import Given
from desktop.policy.units import Unit

WORDS = {"四舍五入": "half_up", "银行家": "half_even", "进": "up", "舍": "down"}


class NoResultError(Exception):
    """The calculation refuses."""


class Naive:
    """One household under one pack."""

    def __init__(self, pack: Pack, given: Given) -> None:
        self.pack, self.given = pack, given
        self.items = {item.name: item for item in pack.items}
        self.tables = {table.name: table for table in pack.tables}
        self.parameters = {parameter.name: parameter for parameter in pack.parameters}
        self.known: dict[str, Any] = {}
        self.row: dict[str, Any] = {}

    def totals(self) -> dict[str, Fraction]:
        for name in self.items:
            self.item(name)
        found: dict[str, Fraction] = {}
        for option in self.pack.options:
            if option.when is None or self.cell(option.when.text):
                total = sum((sign * self.item(name) for name, sign in option.signs.items()), Fraction(0))
                found[option.name] = rounded(total, option.digits, option.rounding) if option.rounding else total
        return found

    def item(self, name: str) -> Any:
        if name not in self.known:
            row, self.row = self.row, {}
            self.known[name] = self.amount(self.items[name])
            self.row = row
        return self.known[name]

    def amount(self, item: Item) -> Any:
        if item.when and not self.cell(item.when.text):
            return Fraction(0)
        value = self.cell(item.formula.text)
        low = self.cell(item.least.text) if item.least else None
        high = self.cell(item.most.text) if item.most else None
        if low is not None and high is not None and low > high:
            raise NoResultError
        value = value if low is None else max(value, low)
        value = value if high is None else min(value, high)
        return rounded(value, item.digits + item.unit.decimals, item.rounding) if item.rounding else value

    def cell(self, text: str) -> Any:
        return self.ask(parse(text, self.pack.units))

    def ask(self, one: Syntax) -> Any:
        match one:
            case Number(value) | Day(value) | Text(value) | Truth(value):
                return value
            case Name(name):
                return self.name(name)
            case Sum(terms):
                return self.sum(terms)
            case Product("*", left, right):
                return self.ask(left) * self.ask(right)
            case Product(_, left, right):
                return self.ask(left) / self.ask(right)
            case Comparison(sign, left, right):
                a, b = self.ask(left), self.ask(right)
                return {"=": a == b, "!=": a != b}[sign] if sign in {"=", "!="} else {
                    "<": lambda: a < b, "<=": lambda: a <= b, ">": lambda: a > b, ">=": lambda: a >= b
                }[sign]()  # fmt: skip
            case Joined(word, parts):
                return (all if word == "and" else any)(self.ask(part) for part in parts)
            case Not(part):
                return not self.ask(part)
            case Call(function, arguments):
                return getattr(self, f"call_{function}")(*arguments)

    def name(self, name: str) -> Any:
        if name in self.row:
            return self.row[name]
        if name in self.given:
            return self.given[name]
        if name in self.items:
            return self.item(name)
        parameter = self.parameters[name]
        if not parameter.by:
            return parameter.versions[0].value
        return next(one.value for one in self.valid(parameter.versions, parameter.by))

    def valid(self, rows: Iterable[Any], by: str) -> Sequence[Any]:
        if not by:
            return list(rows)
        day: Any = self.given[by]
        found = [row for row in rows if (row.since or date.min) <= day <= (row.until or date.max)]
        if not found:
            raise NoResultError
        return found

    def sum(self, terms: Sequence[tuple[int, Syntax]]) -> Any:
        total = self.ask(terms[0][1]) if terms[0][0] > 0 else -self.ask(terms[0][1])
        for sign, term in terms[1:]:
            value = self.ask(term)
            if isinstance(total, date):
                is_months = isinstance(term, Number) and term.unit == Unit((("月", 1),))
                total = moved(total, sign * int(value)) if is_months else total + timedelta(days=sign * int(value))
            else:
                total += sign * value
        return total

    def call_if(self, *arguments: Syntax) -> Any:
        for condition, value in zip(arguments[:-1:2], arguments[1::2], strict=True):
            if self.ask(condition):
                return self.ask(value)
        return self.ask(arguments[-1])

    def call_max(self, *parts: Syntax) -> Any:
        return max(self.ask(part) for part in parts)

    def call_min(self, *parts: Syntax) -> Any:
        return min(self.ask(part) for part in parts)

    def call_mean(self, *parts: Syntax) -> Any:
        return sum((self.ask(part) for part in parts), Fraction(0)) / len(parts)

    def call_clamp(self, *parts: Syntax) -> Any:
        value, low, high = (self.ask(part) for part in parts)
        if low > high:
            raise NoResultError
        return min(max(value, low), high)

    def call_abs(self, part: Syntax) -> Any:
        return abs(self.ask(part))

    def call_number(self, part: Syntax) -> Any:
        return self.ask(part)

    def call_round(self, part: Syntax, digits: Syntax, mode: Syntax) -> Any:
        assert isinstance(mode, Text)
        return rounded(self.ask(part), int(self.ask(digits)), Rounding(WORDS.get(mode.value, mode.value)))

    def call_days(self, since: Syntax, until: Syntax) -> Any:
        return Fraction((self.ask(until) - self.ask(since)).days)

    def call_months(self, since: Syntax, until: Syntax, rule: Syntax) -> Any:
        first, last = self.ask(since), self.ask(until)
        if last < first:
            raise NoResultError
        assert isinstance(rule, Text)
        if rule.value in {"按日", "thirtieths"}:
            return Fraction((last - first).days, 30)
        months = 0
        while moved(first, months) < last:
            months += 1
        is_full = rule.value in {"足月", "full"}
        return Fraction(months - (is_full and moved(first, months) > last))

    def call_age(self, birth: Syntax, on: Syntax) -> Any:
        first, last = self.ask(birth), self.ask(on)
        if last < first:
            raise NoResultError
        years = 0
        while moved(first, 12 * (years + 1)) <= last:
            years += 1
        return Fraction(years)

    def call_ceil_to(self, part: Syntax, step: Syntax) -> Any:
        return self.step(
            part, step, ceil, lambda value, steps: min((one for one in steps if one >= value), default=None)
        )

    def call_floor_to(self, part: Syntax, step: Syntax) -> Any:
        return self.step(
            part, step, floor, lambda value, steps: max((one for one in steps if one <= value), default=None)
        )

    def step(self, part: Syntax, step: Syntax, whole: Callable[[Any], int], pick: Callable[..., Any]) -> Any:
        value = self.ask(part)
        if isinstance(step, Name) and (name := step.name.partition("."))[0] in self.tables:
            table = self.tables[name[0]]
            place = table.titles.index(name[2]) if name[2] else -1
            rows = self.valid(table.rows, table.by)
            found = pick(value, [plain((*row.keys, *row.values)[place]) for row in rows])
            if found is None:
                raise NoResultError
            return found
        size = self.ask(step)
        return whole(value / size) * size

    def rows(self, first: Syntax, keys: Sequence[Any]) -> tuple[Table, int, list[TableRow]]:
        assert isinstance(first, Name)
        name, _, title = first.name.partition(".")
        table = self.tables[name]
        column = table.titles.index(title) if title else len(table.titles) - 1
        rows = [row for row in self.valid(table.rows, table.by) if all(map(fits, (*row.keys, *row.values), keys))]
        if not rows:
            raise NoResultError
        stars = min([cell == "*" for cell in (*row.keys, *row.values)[: len(keys)]] for row in rows)
        rows = [row for row in rows if [cell == "*" for cell in (*row.keys, *row.values)[: len(keys)]] == stars]
        return table, column, rows

    def call_lookup(self, first: Syntax, *keys: Syntax) -> Any:
        _, column, rows = self.rows(first, [self.ask(key) for key in keys])
        return plain((*rows[0].keys, *rows[0].values)[column])

    def call_tier(self, first: Syntax, *arguments: Syntax) -> Any:
        *keys, value = (self.ask(one) for one in arguments)
        _, column, rows = self.rows(first, keys)
        for row in rows:
            low, high = (plain(end) if end else None for end in (row.low, row.high))
            is_above = low is None or value > low or (row.is_low_included and value == low)
            if is_above and (high is None or value < high or (row.is_high_included and value == high)):
                return plain((*row.keys, *row.values)[column])
        raise NoResultError

    def call_ladder(self, first: Syntax, *arguments: Syntax) -> Any:
        *keys, value = (self.ask(one) for one in arguments)
        table, column, rows = self.rows(first, keys)
        assert table.mode is Mode.LADDER
        ends = [plain(row.high) if row.high else value for row in rows]
        if value > max(ends):
            raise NoResultError
        total = Fraction(0)
        for row, high in zip(rows, ends, strict=True):
            low = plain(row.low) if row.low else Fraction(0)
            total += max(min(value, high) - low, Fraction(0)) * plain((*row.keys, *row.values)[column])
        return total

    def each(self, first: Syntax, part: Syntax | None) -> list[Any]:
        assert isinstance(first, Name)
        found: list[Any] = []
        rows: Any = self.given.get(first.name, ())
        for self.row in rows:
            found.append(True if part is None else self.ask(part))
        self.row = {}
        return found

    def call_sum(self, first: Syntax, part: Syntax) -> Any:
        return sum(self.each(first, part), Fraction(0))

    def call_count(self, first: Syntax, part: Syntax | None = None) -> Any:
        return Fraction(sum(self.each(first, part)))

    def call_any(self, first: Syntax, part: Syntax) -> Any:
        return any(self.each(first, part))

    def call_all(self, first: Syntax, part: Syntax) -> Any:
        return all(self.each(first, part))

    def call_largest(self, first: Syntax, part: Syntax) -> Any:
        return max(self.some(first, part))

    def call_smallest(self, first: Syntax, part: Syntax) -> Any:
        return min(self.some(first, part))

    def some(self, first: Syntax, part: Syntax) -> list[Any]:
        if found := self.each(first, part):
            return found
        raise NoResultError

    def call_sum_top(self, first: Syntax, count: Syntax, part: Syntax) -> Any:
        most = max(int(self.ask(count)), 0)
        return sum(sorted(self.each(first, part), reverse=True)[:most], Fraction(0))

    def call_largest_by(self, first: Syntax, column: Syntax, part: Syntax) -> Any:
        best: dict[Any, Any] = {}
        for key, value in zip(self.each(first, column), self.each(first, part), strict=True):
            best[key] = max(best.get(key, value), value)
        return sum(best.values(), Fraction(0))


def rounded(value: Fraction, digits: int, rounding: Rounding) -> Fraction:
    scaled = abs(value) * Fraction(10) ** digits
    whole = floor(scaled)
    rest = scaled - whole
    match rounding:
        case Rounding.UP:
            whole += rest > 0
        case Rounding.HALF_UP:
            whole += rest >= Fraction(1, 2)
        case Rounding.HALF_EVEN:
            whole += rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)
        case Rounding.DOWN:
            pass
    return (whole if value > 0 else -whole) / Fraction(10) ** digits


def moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except ValueError:
        raise NoResultError from None


def plain(cell: str) -> Any:
    """A cell's value as it looks; the unit's percent is not known here, so such tables are not asked of this one."""
    if cell in {"是", "否", "yes", "no", "true", "false"}:
        return cell in {"是", "yes", "true"}
    try:
        return Fraction(cell)
    except ValueError:
        pass
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return cell


def fits(cell: str, key: Any) -> bool:
    return cell == "*" or plain(cell) == key
