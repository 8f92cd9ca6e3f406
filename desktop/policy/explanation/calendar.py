"""How days are counted on a walk: months by three rules, ages, days between, a day so much later.

Promise: each node means what `tree.py` says. Hidden: how months are counted on.
"""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

from desktop.policy import tree
from desktop.policy.explanation.walk import Meanings, Term, Walk, read
from desktop.policy.tree import Reason, Unreckoned


def _months(node: tree.Months, walk: Walk) -> Term:
    return _between(node, walk, node.rule)


def _age(node: tree.Age, walk: Walk) -> Term:
    return _between(node, walk, "age")


def _days(node: tree.Days, walk: Walk) -> Term:
    return _between(node, walk, "days")


def _between(node: tree.Months | tree.Age | tree.Days, walk: Walk, rule: str) -> Term:
    since, until = walk.reckon(node.since).value, walk.reckon(node.until).value
    if until < since and rule != "days":
        raise Unreckoned(Reason.BACKWARDS, node.place)
    value = _span(since, until, rule)
    shown = walk.shown(value, node.type)
    walk.step(rule, node, [since.isoformat(), until.isoformat()], shown)
    return read(shown, value)


def _span(since: date, until: date, rule: str) -> Fraction:
    match rule:
        case "days":
            return Fraction((until - since).days)
        case "thirtieths":
            return Fraction((until - since).days, 30)
        case "full":
            return Fraction(_full(since, until, 1))
        case "age":
            return Fraction(_full(since, until, 12))
        case _:
            full = _full(since, until, 1)
            return Fraction(full if _after(since, full) == _written(until) else full + 1)


def _full(since: date, until: date, months: int) -> int:
    """Give the largest n with since + n·months ≤ until; since is not after until."""
    n = ((until.year - since.year) * 12 + until.month - since.month) // months
    return n if _after(since, n * months) <= _written(until) else n - 1


def _written(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _after(day: date, months: int) -> tuple[int, int, int]:
    """Count months on from a day; a month without such a day ends on its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1] if date.min.year <= year <= date.max.year else 28
    return year, month + 1, min(day.day, last)


def _shift(node: tree.Shift, walk: Walk) -> Term:
    day, by = walk.reckon(node.day).value, walk.reckon(node.by)
    count = node.sign * int(by.value)
    try:
        value = date(*_after(day, count)) if node.is_months else day + timedelta(days=count)
    except (ValueError, OverflowError):
        raise Unreckoned(Reason.NO_DAY, node.place) from None
    kind = "later" if node.sign > 0 else "earlier"
    walk.step(kind, node, [day.isoformat(), walk.shown(by.value, node.by.type)], value.isoformat())
    return Term(value, value.isoformat())


MEANINGS: Meanings = {
    tree.Months: _months,
    tree.Age: _age,
    tree.Days: _days,
    tree.Shift: _shift,
}
