"""How the engine gives each node of the typed tree its meaning in whole numbers.

Promise: what a branch, `and` or `or` does not ask is not reckoned; all else is reckoned from left to right.
Hidden: that scales are known beforehand, so that a sum is an addition, and only quotients carry a second number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cmp_to_key
from math import gcd
from typing import Any

from desktop.domain.money import Rounding
from desktop.policy import engine_days, tree
from desktop.policy.engine_source import ABSENT, Figure, Lines, Source, literal, whole
from desktop.policy.engine_tables import Codes, Question, scale_of, version
from desktop.policy.interval import Interval
from desktop.policy.tree import Node, Proofed, Reason

_SIGNS = {"=": "=="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MOST_ELIFS = 8
_LONGEST_CHOICE = 300  # characters


@dataclass
class Formulas:
    """Writes formulas; `facts`, `amounts` and `totals` are what already has a name.

    `columns` are those of the row that an aggregate is at.
    """

    proofed: Proofed
    source: Source
    codes: Codes
    facts: dict[str, Figure] = field(default_factory=dict[str, Figure])
    lists: dict[str, str] = field(default_factory=dict[str, str])
    amounts: dict[str, Figure] = field(default_factory=dict[str, Figure])
    totals: dict[str, Figure] = field(default_factory=dict[str, Figure])
    columns: dict[str, Figure] = field(default_factory=dict[str, Figure])

    def figure(self, node: Node) -> Figure:
        return _WAYS[type(node)](self, node)

    def plain(self, node: Node) -> str:
        """Write a day, a truth or a choice."""
        return self.figure(node).top

    def apart(self, node: Node) -> tuple[Lines, Figure]:
        """Write it aside, for a place where it may not be asked."""
        with self.source.aside() as lines:
            figure = self.figure(node)
        return lines, figure

    def rounded(self, figure: Figure, digits: int, rounding: Rounding, *, is_signed: bool) -> Figure:
        """Round to so many decimals; nothing is done to what has no more."""
        source, down = self.source, figure.scale - digits
        if not figure.bottom and down <= 0:
            return figure
        top = source.product(figure.top, str(10 ** max(-down, 0)))
        bottom = source.product(figure.bottom, str(10 ** max(down, 0)))
        count = source.rounded(top, bottom, rounding, is_signed=is_signed)
        return Figure(source.product(count, str(10 ** max(-digits, 0))), "", max(digits, 0))

    def alike(self, *figures: Figure) -> tuple[Figure, ...]:
        """Bring figures to one scale; each keeps its own bottom."""
        scale = max(figure.scale for figure in figures)
        return tuple(
            Figure(self.source.product(figure.top, str(10 ** (scale - figure.scale))), figure.bottom, scale)
            for figure in figures
        )

    def compared(self, sign: str, left: Figure, right: Figure) -> str:
        left, right = self.alike(left, right)
        one, other = self.source.product(left.top, right.bottom), self.source.product(right.top, left.bottom)
        return self.source.fit(f"({one} {sign} {other})")

    def held(self, figure: Figure) -> Figure:
        """Give names or numbers, to be used more than once."""
        return Figure(self.source.atom(figure.top), figure.bottom and self.source.atom(figure.bottom), figure.scale)

    def added(self, terms: Iterable[tuple[int, Figure]]) -> Figure:
        terms = tuple(terms)
        figures = [self.held(figure) if figure.bottom else figure for _, figure in terms]
        total = Figure("")
        for sign, figure in zip((sign for sign, _ in terms), self.alike(*figures), strict=True):
            total = self._added(total, "-" if sign < 0 else "+", figure)
        return total

    def _added(self, total: Figure, operator: str, figure: Figure) -> Figure:
        source = self.source
        if not total.top:
            return figure if operator == "+" else Figure(f"(-{figure.top})", figure.bottom, figure.scale)
        if total.bottom == figure.bottom:
            return Figure(source.joined(operator, total.top, figure.top), total.bottom, figure.scale)
        one, other = source.product(total.top, figure.bottom), source.product(figure.top, total.bottom)
        bottom = source.atom(source.product(total.bottom, figure.bottom))
        return Figure(source.joined(operator, one, other), bottom, figure.scale)

    def day_of(self, name: str) -> str:
        return self.facts[name].top if name else ""

    def question(self, table: str, node: Node) -> Question:
        grid = self.proofed.grids[table]
        return Question(self.source, self.codes, grid, self.day_of(grid.table.by), node.place)


def is_never_negative(node: Node) -> bool:
    return isinstance(node.type.span, Interval) and node.type.span.low >= 0


def _is_positive(node: Node) -> bool:
    span = node.type.span
    return isinstance(span, Interval) and (span.low > 0 or (span.low == 0 and span.is_low_open))


def _constant(formulas: Formulas, node: tree.Constant) -> Figure:
    scale = scale_of([node.value])
    return Figure(literal(formulas.codes.code(node.value, scale)), "", scale)


def _setting(formulas: Formulas, node: tree.Setting) -> Figure:
    source = formulas.source
    parameter = next(one for one in formulas.proofed.pack.parameters if one.name == node.name)
    with source.aside() as lines:
        figure = version(source, formulas.codes, parameter.versions, formulas.day_of(parameter.by), node.place)
    source.put(lines)
    if lines or whole(figure.top) is not None:
        return figure
    return Figure(source.once(figure.top, same=("setting", node.name)), "", figure.scale)


def _add(formulas: Formulas, node: tree.Add) -> Figure:
    return formulas.added([(sign, formulas.figure(term)) for sign, term in node.terms])


def _times(formulas: Formulas, node: tree.Times) -> Figure:
    left, right = formulas.figure(node.left), formulas.figure(node.right)
    top = formulas.source.product(left.top, right.top)
    bottom = formulas.source.product(left.bottom, right.bottom) if left.bottom or right.bottom else ""
    return Figure(top, bottom, left.scale + right.scale)


def _over(formulas: Formulas, node: tree.Over) -> Figure:
    source, left, right = formulas.source, formulas.figure(node.left), formulas.figure(node.right)
    if not _is_positive(node.right):
        right = formulas.held(right)
        sign = source.hold(f"-1 if {right.top} < 0 else 1")
        left = Figure(source.product(sign, left.top), left.bottom, left.scale)
        right = Figure(source.product(sign, right.top), right.bottom, right.scale)
    down = left.scale - right.scale
    top = source.product(source.product(left.top, right.bottom), str(10 ** max(-down, 0)))
    bottom = source.product(left.bottom, right.top)
    return Figure(top, "" if bottom == "1" else source.atom(bottom), max(down, 0))


def _compare(formulas: Formulas, node: tree.Compare) -> Figure:
    found = _moving(formulas, node.left, node.right, node.sign)
    found = found or _moving(formulas, node.right, node.left, _MIRRORED.get(node.sign, ""))
    if found:
        return found
    left, right = formulas.figure(node.left), formulas.figure(node.right)
    return Figure(formulas.compared(_SIGNS.get(node.sign, node.sign), left, right))


def _moving(formulas: Formulas, moved: Node, fixed: Node, sign: str) -> Figure | None:
    """Compare a row's day, so many months later, with a fact: instead the fact moves, once for all rows."""
    if not (isinstance(moved, tree.Shift) and isinstance(fixed, tree.Fact)):
        return None
    if not (moved.is_months and isinstance(moved.day, tree.Column) and isinstance(moved.by, tree.Constant)):
        return None
    if sign not in _MIRRORED or not _is_in_calendar(moved):
        return None
    months = formulas.codes.code(moved.by.value) * moved.sign
    latest = formulas.facts[fixed.name].top + (" - 1" if sign in {"<", ">="} else "")
    latest = f"{formulas.source.function(engine_days.last_before)}({latest}, {months})"
    latest = formulas.source.once(latest, same=latest)
    return Figure(f"({formulas.plain(moved.day)} {'<=' if sign in {'<', '<='} else '>'} {latest})")


def _is_in_calendar(node: Node) -> bool:
    span = node.type.span
    return isinstance(span, Interval) and span.low >= 1 and span.high <= engine_days.LAST


def _every(formulas: Formulas, node: tree.Every) -> Figure:
    return Figure(_decided(formulas, node.parts, "and", "if {}"))


def _some(formulas: Formulas, node: tree.Some) -> Figure:
    return Figure(_decided(formulas, node.parts, "or", "if not {}"))


def _decided(formulas: Formulas, parts: Sequence[Node], operator: str, goes_on: str) -> str:
    """Ask one part after the other, until one decides."""
    source = formulas.source
    (lines, first), *others = [formulas.apart(part) for part in parts]
    source.put(lines)
    if not any(lines for lines, _ in others):
        return source.joined(operator, first.top, *(figure.top for _, figure in others))
    decided = source.hold(first.top)
    for lines, figure in others:
        with source.block(goes_on.format(decided)):
            source.put(lines)
            source.line(f"{decided} = {figure.top}")
    return decided


def _not(formulas: Formulas, node: tree.Not) -> Figure:
    return Figure(f"(not {formulas.plain(node.part)})")


def _branch(formulas: Formulas, node: tree.Branch) -> Figure:
    source = formulas.source
    conditions = [(lines, figure.top) for lines, figure in (formulas.apart(asked) for asked, _ in node.cases)]
    values = [formulas.apart(value) for value in (*(value for _, value in node.cases), node.otherwise)]
    scale = max(figure.scale for _, figure in values)
    for place, (lines, figure) in enumerate(values):
        with source.aside() as more:
            source.put(lines)
            top = source.product(figure.top, str(10 ** (scale - figure.scale)))
        values[place] = more, Figure(top, figure.bottom, scale)
    source.put(conditions[0][0])
    conditions[0] = [], conditions[0][1]
    is_quotient = any(figure.bottom for _, figure in values)
    if not is_quotient and not any(lines for lines, _ in (*conditions, *values)):
        *tops, expression = (figure.top for _, figure in values)
        for (_, condition), top in reversed(list(zip(conditions, tops, strict=True))):
            expression = f"({top} if {condition} else {expression})"
        if len(expression) <= _LONGEST_CHOICE:
            return Figure(source.fit(expression), "", scale)
    result = Figure(source.name(), source.name() if is_quotient else "", scale)

    def take(place: int) -> None:
        lines, figure = values[place]
        source.put(lines)
        source.assign(result, figure)

    if len(conditions) <= _MOST_ELIFS and not any(lines for lines, _ in conditions):
        for place, (_, condition) in enumerate(conditions):
            with source.block(f"{'elif' if place else 'if'} {condition}"):
                take(place)
        with source.block("else"):
            take(len(conditions))
    else:
        _numbered(source, conditions, take)
    return result


def _numbered(source: Source, conditions: Sequence[tuple[Lines, str]], take: Callable[[int], None]) -> None:
    """Find the number of the case first, so that many cases don't stand one within the other."""
    number = source.hold("0")
    for place, (lines, condition) in enumerate(conditions, 1):
        with source.block(f"if {number} == 0"):
            source.put(lines)
            with source.block(f"if {condition}"):
                source.line(f"{number} = {place}")
    for place in range(len(conditions) + 1):
        with source.block(f"if {number} == {(place + 1) % (len(conditions) + 1)}"):
            take(place)


def _extreme(formulas: Formulas, node: tree.Extreme) -> Figure:
    figures = formulas.alike(*(formulas.held(formulas.figure(part)) for part in node.parts))
    sign = ">=" if node.is_most else "<="
    best, *others = (formulas.held(figure) for figure in figures)
    for figure in others:
        best = _chosen(formulas, formulas.compared(sign, best, figure), best, figure)
    return best


def _chosen(formulas: Formulas, condition: str, one: Figure, other: Figure) -> Figure:
    """Give one of two figures of the same scale, which both are names or numbers."""
    source = formulas.source
    if not one.bottom and not other.bottom:
        return Figure(source.hold(f"{one.top} if {condition} else {other.top}"), "", one.scale)
    condition = source.hold(condition)
    top = source.hold(f"{one.top} if {condition} else {other.top}")
    bottom = source.hold(f"{one.bottom or 1} if {condition} else {other.bottom or 1}")
    return Figure(top, bottom, one.scale)


def _mean(formulas: Formulas, node: tree.Mean) -> Figure:
    total = formulas.added([(1, formulas.figure(part)) for part in node.parts])
    bottom = formulas.source.product(total.bottom, str(len(node.parts)))
    return Figure(total.top, formulas.source.atom(bottom), total.scale)


def _clamp(formulas: Formulas, node: tree.Clamp) -> Figure:
    part, low, high = (formulas.held(formulas.figure(one)) for one in (node.part, node.low, node.high))
    return clamped(formulas, part, low, high, node)


def clamped(formulas: Formulas, part: Figure, low: Figure | None, high: Figure | None, node: Node) -> Figure:
    """Keep a figure within bounds, of which low may not lie above high."""
    if low and high and not _are_in_order(formulas, low, high):
        formulas.source.refuse_if(formulas.compared(">", low, high), Reason.CROSSED, node.place)
    for bound, sign in ((low, "<"), (high, ">")):
        if bound:
            one, other = (formulas.held(figure) for figure in formulas.alike(bound, part))
            part = _chosen(formulas, formulas.compared(sign, other, one), one, other)
    return part


def _are_in_order(formulas: Formulas, low: Figure, high: Figure) -> bool:
    """Tell whether two numbers are seen to be in order before any household is reckoned."""
    one, other = (whole(figure.top) for figure in formulas.alike(low, high))
    return one is not None and other is not None and one <= other and not (low.bottom or high.bottom)


def _absolute(formulas: Formulas, node: tree.Absolute) -> Figure:
    part = formulas.figure(node.part)
    top = formulas.source.atom(part.top)
    return Figure(formulas.source.fit(f"({top} if {top} >= 0 else -{top})"), part.bottom, part.scale)


def _look(formulas: Formulas, node: tree.Look) -> Figure:
    keys = [formulas.held(formulas.figure(key)) for key in node.keys]
    of = formulas.figure(node.of) if node.of else None
    return formulas.question(node.table, node).look(node, keys, of)


def _months(formulas: Formulas, node: tree.Months) -> Figure:
    since, until = _days_in_order(formulas, node)
    if node.rule == "thirtieths":
        return Figure(f"({until} - {since})", "30")
    count = formulas.source.function(engine_days.full if node.rule == "full" else engine_days.started)
    return Figure(f"{count}({since}, {until})")


def _age(formulas: Formulas, node: tree.Age) -> Figure:
    since, until = _days_in_order(formulas, node)
    return Figure(f"{formulas.source.function(engine_days.years)}({since}, {until})")


def _days_in_order(formulas: Formulas, node: tree.Months | tree.Age) -> tuple[str, str]:
    source = formulas.source
    since, until = source.atom(formulas.plain(node.since)), source.atom(formulas.plain(node.until))
    source.refuse_if(f"{until} < {since}", Reason.BACKWARDS, node.place)
    return since, until


def _days(formulas: Formulas, node: tree.Days) -> Figure:
    since, until = formulas.plain(node.since), formulas.plain(node.until)
    return Figure(formulas.source.joined("-", until, since))


def _shift(formulas: Formulas, node: tree.Shift) -> Figure:
    source, day, by = formulas.source, formulas.plain(node.day), formulas.figure(node.by)
    if by.bottom or by.scale:
        raise ValueError("a day moves by whole months or days")
    if node.is_months:
        count = by.top if node.sign > 0 else f"-{by.top}"
        moved = source.hold(f"{source.function(engine_days.later)}({day}, {count})")
    else:
        moved = source.hold(source.joined("+" if node.sign > 0 else "-", day, by.top))
    if not _is_in_calendar(node):
        source.refuse_if(f"not 1 <= {moved} <= {engine_days.LAST}", Reason.NO_DAY, node.place)
    return Figure(moved)


def _round(formulas: Formulas, node: tree.Round) -> Figure:
    part = formulas.figure(node.part)
    return formulas.rounded(part, node.digits, node.rounding, is_signed=not is_never_negative(node.part))


def _step(formulas: Formulas, node: tree.Step) -> Figure:
    source, part = formulas.source, formulas.figure(node.part)
    if node.step is None:
        return formulas.question(node.table, node).step(node, part)
    part, step = formulas.alike(part, formulas.held(formulas.figure(node.step)))
    top = source.product(part.top, step.bottom)
    bottom = source.atom(source.product(part.bottom, step.top))
    count = f"(-(-{source.atom(top)} // {bottom}))" if node.is_up else f"({top} // {bottom})"
    return Figure(source.product(count, step.top), step.bottom, step.scale)


def _bare(formulas: Formulas, node: tree.Bare) -> Figure:
    return formulas.figure(node.part)


def _fold(formulas: Formulas, node: tree.Fold) -> Figure:
    return _FOLDS[node.function](formulas, node)


def _rows(formulas: Formulas, node: tree.Fold, *parts: Node | None) -> tuple[str, Lines, list[Figure]]:
    """Give the head of a loop over a list's rows, what comes first in it, and the parts as they are of each row."""
    source = formulas.source
    declared = next(one for one in formulas.proofed.pack.inputs if one.name == node.list)
    names = [source.name() for _ in declared.columns]
    outside, formulas.columns = (
        formulas.columns,
        {
            one.name: Figure(own, "", scale_of_fact(formulas.proofed, f"{node.list}.{one.name}"))
            for one, own in zip(declared.columns, names, strict=True)
        },
    )
    with source.aside() as lines:
        figures = [formulas.held(formulas.figure(part)) for part in parts if part]
    formulas.columns = outside
    return f"for {', '.join(names)}, in {formulas.lists[node.list]}", lines, figures


def _count(formulas: Formulas, node: tree.Fold) -> Figure:
    source = formulas.source
    if node.part is None:
        return Figure(f"{source.function(len)}({formulas.lists[node.list]})")
    head, lines, (part,) = _rows(formulas, node, node.part)
    count = source.hold("0")
    with source.block(head):
        source.put(lines)
        with source.block(f"if {part.top}"):
            source.line(f"{count} += 1")
    return Figure(count)


def _any(formulas: Formulas, node: tree.Fold) -> Figure:
    return _found(formulas, node, "if {}", "01")


def _all(formulas: Formulas, node: tree.Fold) -> Figure:
    return _found(formulas, node, "if not {}", "10")


def _found(formulas: Formulas, node: tree.Fold, finds: str, answers: str) -> Figure:
    source = formulas.source
    head, lines, (part,) = _rows(formulas, node, node.part)
    found = source.hold(answers[0])
    with source.block(head):
        source.put(lines)
        with source.block(finds.format(part.top)):
            source.line(f"{found} = {answers[1]}")
            source.line("break")
    return Figure(found)


def _outermost(formulas: Formulas, node: tree.Fold) -> Figure:
    """Write the largest or the smallest."""
    source, sign = formulas.source, ">" if node.function == "largest" else "<"
    head, lines, (part,) = _rows(formulas, node, node.part)
    best = Figure(source.hold(ABSENT), part.bottom and source.hold("1"), part.scale)
    with source.block(head):
        source.put(lines)
        better = formulas.compared(sign, part, best)
        with source.block(f"if {best.top} is {ABSENT} or {better}"):
            source.assign(best, part)
    source.refuse_if(f"{best.top} is {ABSENT}", Reason.EMPTY_LIST, node.place)
    return best


def _sum(formulas: Formulas, node: tree.Fold) -> Figure:
    source = formulas.source
    head, lines, (part,) = _rows(formulas, node, node.part)
    total = Figure(source.hold("0"), part.bottom and source.hold("1"), part.scale)
    with source.block(head):
        source.put(lines)
        if part.bottom:
            added = f"{source.function(_plus)}({total.top}, {total.bottom}, {part.top}, {part.bottom})"
            source.line(f"{total.top}, {total.bottom} = {added}")
        else:
            source.line(f"{total.top} += {part.top}")
    return total


def _sum_top(formulas: Formulas, node: tree.Fold) -> Figure:
    source = formulas.source
    most = formulas.figure(node.most) if node.most else Figure("0")
    if most.bottom or most.scale:
        raise ValueError("rows are counted in whole numbers")
    most = formulas.held(most)
    head, lines, (part,) = _rows(formulas, node, node.part)
    parts = source.hold("[]")
    with source.block(head):
        source.put(lines)
        source.line(f"{parts} += [{f'({part.top}, {part.bottom})' if part.bottom else part.top}]")
    if not part.bottom:
        return Figure(source.hold(f"{source.function(_top)}({parts}, {most.top})"), "", part.scale)
    return _quotient(source, f"{source.function(_top_quotients)}({parts}, {most.top})", part.scale)


def _largest_by(formulas: Formulas, node: tree.Fold) -> Figure:
    source = formulas.source
    head, lines, (by, part) = _rows(formulas, node, node.by, node.part)
    largest = source.hold("{}")
    with source.block(head):
        source.put(lines)
        if part.bottom:
            known = source.function(_larger)
            source.line(f"{known}({largest}, {by.top}, ({part.top}, {part.bottom}))")
        else:
            with source.block(f"if {by.top} not in {largest} or {part.top} > {largest}[{by.top}]"):
                source.line(f"{largest}[{by.top}] = {part.top}")
    if not part.bottom:
        return Figure(source.hold(f"{source.function(_sum_of_classes)}({largest})"), "", part.scale)
    return _quotient(source, f"{source.function(_sum_of)}({largest})", part.scale)


def _quotient(source: Source, expression: str, scale: int) -> Figure:
    top, bottom = source.name(), source.name()
    source.line(f"{top}, {bottom} = {expression}")
    return Figure(top, bottom, scale)


def _plus(top: int, bottom: int, other_top: int, other_bottom: int) -> tuple[int, int]:
    """Add two quotients, in lowest terms, so that a long list does not make long numbers."""
    top, bottom = top * other_bottom + other_top * bottom, bottom * other_bottom
    common = gcd(top, bottom)
    return top // common, bottom // common


def _top(parts: list[int], most: int) -> int:
    return sum(sorted(parts, reverse=True)[: max(most, 0)])


def _top_quotients(parts: list[tuple[int, int]], most: int) -> tuple[int, int]:
    by_value = cmp_to_key(_difference)
    return _sum_of(dict(enumerate(sorted(parts, key=by_value, reverse=True)[: max(most, 0)])))


def _difference(one: tuple[int, int], other: tuple[int, int]) -> int:
    return one[0] * other[1] - other[0] * one[1]


def _larger(largest: dict[int, tuple[int, int]], by: int, part: tuple[int, int]) -> None:
    """Keep the larger quotient of a class."""
    if by not in largest or _difference(part, largest[by]) > 0:
        largest[by] = part


def _sum_of_classes(largest: dict[int, int]) -> int:
    return sum(largest.values())


def _sum_of(quotients: dict[int, tuple[int, int]]) -> tuple[int, int]:
    top, bottom = 0, 1
    for quotient in quotients.values():
        top, bottom = _plus(top, bottom, *quotient)
    return top, bottom


def scale_of_fact(proofed: Proofed, name: str) -> int:
    """Give the decimals of an input, or of a list's column as `list.column`."""
    return proofed.facts[name].scale or 0


_FOLDS: Mapping[str, Callable[[Formulas, tree.Fold], Figure]] = {
    "sum": _sum,
    "count": _count,
    "any": _any,
    "all": _all,
    "largest": _outermost,
    "smallest": _outermost,
    "sum_top": _sum_top,
    "largest_by": _largest_by,
}

_WAYS: Mapping[type[Node], Callable[[Formulas, Any], Figure]] = {
    tree.Constant: _constant,
    tree.Fact: lambda formulas, node: formulas.facts[node.name],
    tree.Column: lambda formulas, node: formulas.columns[node.name],
    tree.Setting: _setting,
    tree.Amount: lambda formulas, node: formulas.amounts[node.name],
    tree.Total: lambda formulas, node: formulas.totals[node.name],
    tree.Add: _add,
    tree.Times: _times,
    tree.Over: _over,
    tree.Compare: _compare,
    tree.Every: _every,
    tree.Some: _some,
    tree.Not: _not,
    tree.Branch: _branch,
    tree.Extreme: _extreme,
    tree.Mean: _mean,
    tree.Clamp: _clamp,
    tree.Absolute: _absolute,
    tree.Look: _look,
    tree.Fold: _fold,
    tree.Months: _months,
    tree.Days: _days,
    tree.Age: _age,
    tree.Shift: _shift,
    tree.Round: _round,
    tree.Step: _step,
    tree.Bare: _bare,
}
