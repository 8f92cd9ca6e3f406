"""The functions of the policy language: what each asks of its arguments, and what its result can be (policy.md §2).

Promise: a call that does not fit is told with the form that does. Hidden: how each function bounds its result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from math import floor, inf, isfinite
from typing import cast

from desktop.domain.errors import Level
from desktop.domain.money import Rounding
from desktop.i18n import N_
from desktop.policy import interval, tree
from desktop.policy.interval import Interval
from desktop.policy.language import FUNCTIONS as FUNCTIONS_OF
from desktop.policy.language import Call, Name, Number, Sum, Syntax, Text
from desktop.policy.pack import Flaw, Kind, Mode
from desktop.policy.proofing.grid import Draft
from desktop.policy.proofing.meaning import TRUTH, UNEQUAL, Function, Meaning, Narrow, are_known, with_unit
from desktop.policy.proofing.span import rounded_span, span_of, union
from desktop.policy.tree import Node, Type
from desktop.policy.units import DAYS, MONTHS, NONE, YEARS, Unit
from desktop.policy.vocabulary import MODES, ROUNDINGS

RULES = {
    "足月": "full",
    "full": "full",
    "进一": "started",
    "started": "started",
    "按日": "thirtieths",
    "thirtieths": "thirtieths",
}
_MOST_ROUNDING = 12
_COUNT = Type(Kind.NUMBER, NONE, 0, interval.FROM_ZERO)
_FOLDS = {
    "sum": ({1}, "合计(list, e)"),
    "count": ({0, 1}, "计数(list, c)"),
    "any": ({1}, "任一(list, c)"),
    "all": ({1}, "全部(list, c)"),
    "largest": ({1}, "最大项(list, e)"),
    "smallest": ({1}, "最小项(list, e)"),
    "sum_top": ({2}, "前几合计(list, n, e)"),
    "largest_by": ({2}, "分类最大(list, column, e)"),
}


def _branch(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    arguments = syntax.arguments
    if len(arguments) % 2 == 0 or len(arguments) == 1:
        return meaning.flaw(syntax.at, N_("A value is missing in 若/if."), N_("Write 若(condition, value, otherwise)."))
    conditions: list[Node | None] = []
    values: list[Node | None] = []
    for condition, value in zip(arguments[:-1:2], arguments[1::2], strict=True):
        asked = meaning.condition(condition, narrow)
        conditions.append(asked)
        values.append(meaning.node(value, meaning.narrowed(condition, asked, narrow, truth=True)))
        narrow = meaning.narrowed(condition, asked, narrow, truth=False)
    values.append(meaning.node(arguments[-1], narrow))
    fitted = meaning.alike(syntax, values)
    if not are_known(conditions) or not fitted:
        return None
    reachable = [
        node
        for node, condition in zip(fitted, (*conditions, None), strict=True)
        if condition is None or True in cast("frozenset[bool]", condition.type.span)
    ]
    cases = tuple(zip(conditions, fitted[:-1], strict=True))
    return tree.Branch(union(fitted, reachable), meaning.at(syntax), cases, fitted[-1])


def _extreme(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    nodes = meaning.alike(syntax, [meaning.node(part, narrow) for part in syntax.arguments])
    if not nodes:
        return None
    if nodes[0].type.kind not in {Kind.NUMBER, Kind.DATE}:
        return meaning.flaw(
            syntax.at, N_("Only numbers and days have a largest and a smallest."), N_("Compare numbers, or days.")
        )
    is_most = syntax.function == "max"
    span = (interval.most if is_most else interval.least)(span_of(node) for node in nodes)
    return tree.Extreme(replace(union(nodes), span=span), meaning.at(syntax), is_most, tuple(nodes))


def _mean(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    nodes = meaning.fitted(syntax.at, [meaning.number(part, narrow) for part in syntax.arguments], UNEQUAL)
    if not nodes:
        return None
    span = interval.exactly(0)
    for node in nodes:
        span += span_of(node)
    type_ = Type(Kind.NUMBER, nodes[0].type.unit, None, span / interval.exactly(len(nodes)))
    return tree.Mean(type_, meaning.at(syntax), tuple(nodes))


def _clamp(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    if not meaning.counted(syntax, 3, "夹(x, low, high)"):
        return None
    nodes = meaning.alike(syntax, [meaning.node(part, narrow) for part in syntax.arguments])
    if not nodes:
        return None
    if nodes[0].type.kind not in {Kind.NUMBER, Kind.DATE}:
        return meaning.flaw(
            syntax.at, N_("Only numbers and days have a largest and a smallest."), N_("Compare numbers, or days.")
        )
    part, low, high = nodes
    span = interval.least((interval.most((span_of(part), span_of(low))), span_of(high)))
    return tree.Clamp(replace(union(nodes), span=span), meaning.at(syntax), part, low, high)


def _absolute(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    if not meaning.counted(syntax, 1, "绝对值(x)") or not (part := meaning.number(syntax.arguments[0], narrow)):
        return None
    span = interval.most((span_of(part), -span_of(part)))
    span = interval.most((span, interval.exactly(0))) if span.low < 0 else span
    return tree.Absolute(replace(part.type, span=span), meaning.at(syntax), part)


def _look(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    found = _table(meaning, syntax)
    if not found:
        return None
    made, column = found
    if made.table.mode != syntax.function:
        return meaning.flaw(
            syntax.at,
            N_("The table “{table}” is a {mode}, and this asks it as a {asked}."),
            N_("Write the function of its mode."),
            table=made.table.name,
            mode=MODES.both(made.table.mode),
            asked=MODES.both(syntax.function),
        )
    nodes = [meaning.node(part, narrow) for part in syntax.arguments[1:]]
    if not are_known(nodes):
        return None
    is_lookup = made.table.mode is Mode.LOOKUP
    nodes = [with_unit(node, made.key_unit(place)) for place, node in enumerate(nodes)]
    keys, of = (nodes, None) if is_lookup else (nodes[:-1], nodes[-1] if nodes else None)
    if not is_lookup and (of is None or not _is_measured(meaning, of, syntax)):
        return None if of else meaning.flaw(syntax.at, N_("What is to be looked up is missing."), N_("Add it."))
    if message := made.ask([key.type for key in keys], of and of.type):
        unit = next((node.type.unit for node in nodes if node.type.kind is Kind.NUMBER), NONE)
        return meaning.flaw(
            syntax.at,
            message,
            _remedy(made, keys, unit),
            form=_form(made, syntax.function),
            expected=made.keys,
            given=len(keys),
            unit=unit,
        )
    type_ = list(made.columns.values())[column]
    if made.table.mode is Mode.LADDER and of:
        type_ = _ladder_type(type_, of.type, made.bound_decimals)
    return tree.Look(type_, meaning.at(syntax), made.table.name, column, tuple(keys), of)


def _remedy(made: Draft, keys: Sequence[Node], unit: Unit) -> str:
    """What to do where a call does not fit its table."""
    if len(keys) != made.keys:
        return N_("Write {form}.")
    if unit.powers and not made.table.key_units:
        return N_("Write 键单位 {unit} (key_unit) into row 1 of the table.")
    return N_("Check the arguments against the table.")


def _form(made: Draft, function: str) -> str:
    """The call that fits the table, by the titles of its keys."""
    keys = [made.key_title(column) for column in range(made.keys)]
    return f"{FUNCTIONS_OF[function]}({', '.join([made.table.name, *keys, *(['x'] if function != 'lookup' else [])])})"


def _is_measured(meaning: Meaning, of: Node, syntax: Call) -> bool:
    is_number = of.type.kind is Kind.NUMBER
    if is_number or (of.type.kind is Kind.DATE and syntax.function == "tier"):
        return True
    meaning.flaws.append(
        Flaw(of.place, N_("Only a number, or in a tier a day, lies in a row."), N_("Check the last argument."))
    )
    return False


def _ladder_type(value: Type, of: Type, bound_decimals: int) -> Type:
    """Type the sum over the slices: none below 0, so it lies between all at the least and all at the most rate."""
    measured = interval.most((cast("Interval", of.span), interval.exactly(0)))
    rates = cast("Interval", value.span) | interval.exactly(0)
    span = measured * rates
    rate = cast("Interval", value.span)
    if measured.low > 0 and (rate.low > 0 or rate.high < 0):
        span = measured * rate
    scale = None if of.scale is None else max(of.scale, bound_decimals) + (value.scale or 0)
    return Type(Kind.NUMBER, value.unit * of.unit, scale, span)


def _table(meaning: Meaning, syntax: Call) -> tuple[Draft, int] | None:
    """Give the table that a call names first, and the place of the value column that it means."""
    if not syntax.arguments or not isinstance(first := syntax.arguments[0], Name):
        meaning.flaw(syntax.at, N_("The first argument is the name of a table."), N_("Write it without quotes."))
        return None
    name, _, title = first.name.partition(".")
    if name in meaning.names.declared - set(meaning.names.drafts):
        meaning.flaw(first.at, N_("“{name}” is not a table."), N_("Write the name of a table."), name=name)
        return None
    if name not in meaning.names.drafts:
        meaning.unknown(replace(first, name=name), list(meaning.names.drafts))
        return None
    made = meaning.names.drafts[name]
    titles = list(made.columns)
    if not title and len(titles) == 1:
        return made, 0
    if title in titles:
        return made, titles.index(title)
    meaning.flaw(
        first.at,
        N_("The table “{table}” has no value column “{column}”.")
        if title
        else N_("The table “{table}” has several value columns."),
        N_("Write one of: {proposal}."),
        table=name,
        column=title,
        proposal=" ".join(f"{name}.{one}" for one in titles),
    )
    return None


def _fold(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    first, *others = syntax.arguments
    if meaning.columns is not None:
        return meaning.flaw(
            syntax.at, N_("Inside a list no other list can be asked."), N_("Make an item of its own of it.")
        )
    if not isinstance(first, Name) or first.name not in meaning.names.lists:
        return meaning.flaw(
            first.at,
            N_("The first argument is the name of a list."),
            N_("The lists are: {lists}."),
            lists=" ".join(meaning.names.lists) or "—",
        )
    counts, form = _FOLDS[syntax.function]
    if len(others) not in counts:
        return meaning.flaw(syntax.at, N_("The number of arguments does not fit."), N_("Write {form}."), form=form)
    inside = replace(meaning, columns=meaning.names.lists[first.name])
    make = partial(tree.Fold, place=meaning.at(syntax), function=syntax.function, list=first.name)
    match syntax.function, others:
        case "count", []:
            return make(_COUNT)
        case "count" | "any" | "all", [asked]:
            condition = inside.condition(asked, narrow)
            return condition and make(_COUNT if syntax.function == "count" else TRUTH, part=condition)
        case "largest" | "smallest", [asked]:
            part = inside.node(asked, narrow)
            return make(part.type, part=part) if part and _is_sized(meaning, part) else None
        case _:
            part = inside.number(others[-1], narrow)
            return part and _added(meaning, inside, make(_total_type(part), part=part), others[:-1], narrow)


def _added(meaning: Meaning, inside: Meaning, fold: tree.Fold, second: Sequence[Syntax], narrow: Narrow) -> Node | None:
    """Read what sum_top and largest_by ask besides the part that they add."""
    match fold.function, second:
        case "sum_top", [count]:
            most = _whole(meaning, count, narrow)
            return most and replace(fold, most=most)
        case "largest_by", [column]:
            by = inside.node(column, narrow)
            if by and not isinstance(by, tree.Column):
                return meaning.flaw(
                    column.at,
                    N_("The second argument is a column of the list."),
                    N_("Write its name without the list's."),
                )
            return by and replace(fold, by=by)
        case _:
            return fold


def _total_type(part: Node) -> Type:
    span = span_of(part)
    return replace(
        part.type, span=Interval(Fraction(0) if span.low >= 0 else -inf, Fraction(0) if span.high <= 0 else inf)
    )


def _is_sized(meaning: Meaning, part: Node) -> bool:
    if part.type.kind in {Kind.NUMBER, Kind.DATE}:
        return True
    meaning.flaws.append(
        Flaw(part.place, N_("Only numbers and days have a largest and a smallest."), N_("Compare numbers, or days."))
    )
    return False


def _whole(meaning: Meaning, syntax: Syntax, narrow: Narrow) -> Node | None:
    node = meaning.number(syntax, narrow)
    if node and (node.type.scale != 0 or node.type.unit != NONE):
        return meaning.flaw(syntax.at, N_("Here stands a whole number without a unit."), N_("Write 1, 2, 3 …."))
    return node


def _months(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    match syntax.arguments:
        case (_, _, Text(word)):
            rule = RULES.get(word)
        case _:
            rule = None
    if not rule:
        return meaning.flaw(
            syntax.at,
            N_("月数/months needs its rule: there is none by default."),
            N_("Write 月数(from, to, “足月”), “进一” or “按日”."),
        )
    days = _two_days(meaning, syntax, narrow)
    if not days:
        return None
    length = span_of(days[1]) + -span_of(days[0])
    divisor = 30 if rule == "thirtieths" else 28
    high = Fraction(length.high) / divisor + 1 if isfinite(length.high) else inf
    low = max(Fraction(0), Fraction(length.low) / 31 - 1) if isfinite(length.low) else Fraction(0)
    type_ = Type(Kind.NUMBER, MONTHS, None if rule == "thirtieths" else 0, Interval(low, high))
    return tree.Months(type_, meaning.at(syntax), rule, *days)


def _days(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    if not meaning.counted(syntax, 2, "天数(a, b)") or not (days := _two_days(meaning, syntax, narrow)):
        return None
    return tree.Days(Type(Kind.NUMBER, DAYS, 0, span_of(days[1]) + -span_of(days[0])), meaning.at(syntax), *days)


def _age(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    if not meaning.counted(syntax, 2, "年龄(birth, on)") or not (days := _two_days(meaning, syntax, narrow)):
        return None
    length = span_of(days[1]) + -span_of(days[0])
    high = Fraction(floor(Fraction(length.high) / 365)) if isfinite(length.high) else inf
    return tree.Age(Type(Kind.NUMBER, YEARS, 0, Interval(Fraction(0), high)), meaning.at(syntax), *days)


def _two_days(meaning: Meaning, syntax: Call, narrow: Narrow) -> tuple[Node, Node] | None:
    nodes = [meaning.node(part, narrow) for part in syntax.arguments[:2]]
    if not are_known(nodes):
        return None
    for node in nodes:
        if node.type.kind is not Kind.DATE:
            meaning.flaws.append(
                Flaw(
                    node.place,
                    N_("Here stands a day, and this is not one."),
                    N_("Write a day like 2025-09-30, or what gives one."),
                )
            )
            return None
    return nodes[0], nodes[1]


def _round(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    if not meaning.counted(syntax, 3, "取整(x, 2, “四舍五入”)"):
        return None
    part = meaning.number(syntax.arguments[0], narrow)
    digits = _literal(syntax.arguments[1])
    mode = syntax.arguments[2]
    way = ROUNDINGS.english(mode.value) if isinstance(mode, Text) else ""
    rounding = Rounding(way) if way in ROUNDINGS and way != "none" else None
    if digits is None or abs(digits) > _MOST_ROUNDING or not rounding:
        return meaning.flaw(
            syntax.at,
            N_("取整/round needs its digits and its way as they are written."),
            N_("Write 取整(x, 2, “四舍五入”), “银行家”, “进” or “舍”."),
        )
    if not part:
        return None
    type_ = replace(part.type, scale=max(digits, 0), span=rounded_span(span_of(part), digits, rounding))
    return tree.Round(type_, meaning.at(syntax), part, digits, rounding)


def _step(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    is_up = syntax.function == "ceil_to"
    if not meaning.counted(syntax, 2, "进到(x, 10㎡)" if is_up else "退到(x, 10㎡)"):
        return None
    part = meaning.number(syntax.arguments[0], narrow)
    second = syntax.arguments[1]
    if isinstance(second, Name) and second.name.partition(".")[0] in meaning.names.drafts:
        return part and _table_step(meaning, syntax, part, second, is_up=is_up)
    step = meaning.number(second, narrow)
    fitted = meaning.fitted(syntax.at, [part, step], UNEQUAL)
    if not fitted:
        return None
    part, step = fitted
    if span_of(step).low < 0 or 0 in span_of(step):
        return meaning.flaw(second.at, N_("A step is above 0."), N_("Check it, or narrow the input by its min."))
    reach = interval.most((span_of(step), interval.exactly(0))) | interval.exactly(0)
    span = span_of(part) + (reach if is_up else -reach)
    return tree.Step(replace(step.type, span=span), meaning.at(syntax), part, is_up, step)


def _table_step(meaning: Meaning, syntax: Call, part: Node, second: Name, *, is_up: bool) -> Node | None:
    name, _, title = second.name.partition(".")
    made = meaning.names.drafts[name]
    title = title or (next(iter(made.columns)) if len(made.columns) == 1 else "")
    titles = list(made.table.titles)
    if title not in titles:
        return meaning.flaw(
            second.at,
            N_("The table “{table}” has no column “{column}”."),
            N_("Write one of: {proposal}."),
            table=name,
            column=title,
            proposal=" ".join(f"{name}.{one}" for one in titles),
        )
    type_ = made.steps(title)
    if not type_:
        return meaning.flaw(
            second.at,
            N_("The column “{column}” holds no numbers."),
            N_("Name a column whose cells are the steps."),
            column=title,
        )
    if type_.unit != part.type.unit:
        return meaning.flaw(syntax.at, UNEQUAL, N_("Check the units."), first=part.type.unit, second=type_.unit)
    return tree.Step(type_, meaning.at(syntax), part, is_up, table=name, column=title)


def _bare(meaning: Meaning, syntax: Call, narrow: Narrow) -> Node | None:
    if not meaning.counted(syntax, 1, "数值(x)") or not (part := meaning.number(syntax.arguments[0], narrow)):
        return None
    meaning.flaw(
        syntax.at,
        N_("The unit “{unit}” is dropped here."),
        N_("Say in the clause why, and check the result's unit."),
        Level.WARNING,
        unit=part.type.unit,
    )
    return tree.Bare(replace(part.type, unit=NONE), meaning.at(syntax), part)


def _literal(syntax: Syntax) -> int | None:
    """Give the whole number that is written here."""
    match syntax:
        case Number(value, 0, unit) if unit == NONE:
            return int(value)
        case Sum(((-1, Number(value, 0, unit)),)) if unit == NONE:
            return -int(value)
        case _:
            return None


FUNCTIONS: Mapping[str, Function] = {
    "if": _branch,
    "max": _extreme,
    "min": _extreme,
    "mean": _mean,
    "clamp": _clamp,
    "abs": _absolute,
    **dict.fromkeys(("lookup", "tier", "ladder"), _look),
    **dict.fromkeys(_FOLDS, _fold),
    "months": _months,
    "days": _days,
    "age": _age,
    "round": _round,
    **dict.fromkeys(("ceil_to", "floor_to"), _step),
    "number": _bare,
}
