"""How the engine gives each node of the typed tree its meaning in whole numbers.

Promise: what a branch, `and` or `or` does not ask is not reckoned; all else is reckoned from left to right.
Hidden: that scales are known beforehand, so that a sum is an addition, and only quotients carry a second number.
"""

from collections.abc import Callable, Mapping, Sequence

from desktop.policy import tree
from desktop.policy.engine import calendar
from desktop.policy.engine.formulas import Formulas, Way, is_never_negative
from desktop.policy.engine.lists import fold
from desktop.policy.engine.source import Figure, Lines, Source, literal, whole
from desktop.policy.engine.tables import scale_of, version
from desktop.policy.interval import Interval
from desktop.policy.tree import Node, Reason

_SIGNS = {"=": "=="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MOST_ELIFS = 8
_LONGEST_CHOICE = 300  # characters


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
    latest = f"{formulas.source.function(calendar.last_before)}({latest}, {months})"
    latest = formulas.source.once(latest, same=latest)
    return Figure(f"({formulas.plain(moved.day)} {'<=' if sign in {'<', '<='} else '>'} {latest})")


def _is_in_calendar(node: Node) -> bool:
    span = node.type.span
    return isinstance(span, Interval) and span.low >= 1 and span.high <= calendar.LAST


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
    count = formulas.source.function(calendar.full if node.rule == "full" else calendar.started)
    return Figure(f"{count}({since}, {until})")


def _age(formulas: Formulas, node: tree.Age) -> Figure:
    since, until = _days_in_order(formulas, node)
    return Figure(f"{formulas.source.function(calendar.years)}({since}, {until})")


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
        moved = source.hold(f"{source.function(calendar.later)}({day}, {count})")
    else:
        moved = source.hold(source.joined("+" if node.sign > 0 else "-", day, by.top))
    if not _is_in_calendar(node):
        source.refuse_if(f"not 1 <= {moved} <= {calendar.LAST}", Reason.NO_DAY, node.place)
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


WAYS: Mapping[type[Node], Way] = {
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
    tree.Fold: fold,
    tree.Months: _months,
    tree.Days: _days,
    tree.Age: _age,
    tree.Shift: _shift,
    tree.Round: _round,
    tree.Step: _step,
    tree.Bare: _bare,
}
