"""The exact evaluator: a walk over a pack's tree that gives each amount together with how it came about.

Promise: it gives the same as the compiled engine, or one of them is wrong; nothing is rounded but where
the pack says so. Hidden: the order of the walk: items are reckoned as they need each other, told as they are printed.
"""

import dataclasses
from collections.abc import Sequence
from fractions import Fraction

from desktop.domain.money import Rounding, rounded
from desktop.policy.explanation import calendar, lists, numbers, tables
from desktop.policy.explanation.walk import Meanings, Names, Term, Walk
from desktop.policy.pack import Kind, Value
from desktop.policy.trace import Line, Remark, Status, Trace, Way
from desktop.policy.tree import (
    Given,
    Node,
    Outcome,
    Proofed,
    Reason,
    TypedItem,
    TypedNotice,
    TypedOption,
    Unreckoned,
)

_MEANINGS: Meanings = {
    **numbers.MEANINGS,
    **tables.MEANINGS,
    **lists.MEANINGS,
    **calendar.MEANINGS,
}


def explain(proofed: Proofed, given: Given) -> tuple[Outcome, Trace]:
    """Reckon a household and tell how; raises Unreckoned."""
    walk = Walk(Names(proofed), given, _MEANINGS)
    reckoned = [_line(typed, walk) for typed in proofed.items]
    ways = tuple(_way(typed, walk) for typed in proofed.options)
    remarks = tuple(_remark(typed, walk) for typed in proofed.notices)
    outcome = Outcome(
        dict(walk.values),
        {line.item: line.status is Status.COUNTED for line in reckoned},
        dict(walk.totals),
        tuple(place for place, remark in enumerate(remarks) if remark.is_held),
    )
    lines = _running(sorted(reckoned, key=lambda line: (line.order, line.place.row)), proofed.options, walk)
    pack = proofed.pack
    return outcome, Trace(pack.id, pack.cover.engine, lines, ways, remarks, frozenset(walk.touched))


def _line(typed: TypedItem, walk: Walk) -> Line:
    item, reason = typed.item, ""
    if typed.when:
        asked = walk.reckon(typed.when)
        walk.mark(item.place, "applies", asked.value)
        walk.step("when", typed.when, [asked.text], walk.names.words.truth(is_true=bool(asked.value)))
        if not asked.value:
            reason = item.otherwise or asked.text
    if reason:
        exact = amount = False if typed.type.kind is Kind.YESNO else Fraction(0)
        numbers = ""
    else:
        term = _held(typed, walk.reckon(typed.formula), walk)
        numbers, exact, amount = term.text, term.value, _rounded(typed, term.value, walk)
        if amount or not isinstance(amount, bool | Fraction):
            walk.mark(item.place, "nonzero", True)  # noqa: FBT003  the mark's value
    walk.values[item.name] = amount
    steps, leaves = walk.turn()
    return Line(
        item.order, item.name, item.label, item.clause, item.place, item.formula.text, numbers, steps, leaves,
        exact, str(typed.rounding or "none"), item.digits, amount, walk.shown(amount, typed.type), str(item.unit),
        Status.NOT_APPLICABLE if reason else Status.COUNTED, reason,
    )  # fmt: skip


def _held(typed: TypedItem, term: Term, walk: Walk) -> Term:
    """Keep a value within the item's least and most, which are asked before the rounding."""
    low = walk.reckon(typed.least) if typed.least else None
    high = walk.reckon(typed.most) if typed.most else None
    if typed.least and low and high and low.value > high.value:
        raise Unreckoned(Reason.CROSSED, typed.least.place)
    if typed.least and low:
        term = _bounded(typed, "floor", typed.least, (term, low), walk)
    if typed.most and high:
        term = _bounded(typed, "cap", typed.most, (term, high), walk)
    return term


def _bounded(typed: TypedItem, kind: str, node: Node, terms: tuple[Term, Term], walk: Walk) -> Term:
    term, bound = terms
    is_hit: bool = term.value < bound.value if kind == "floor" else term.value > bound.value
    walk.mark(typed.item.place, kind, is_hit)
    parts = walk.shown(term.value, typed.type), walk.shown(bound.value, node.type)
    walk.step(kind, node, parts, parts[is_hit], [parts[not is_hit]])
    return bound if is_hit else term


def _rounded(typed: TypedItem, value: Value, walk: Walk) -> Value:
    if typed.rounding is None or not isinstance(value, Fraction):
        return value
    amount = rounded(value, typed.digits, typed.rounding)
    if amount != value:
        exact = dataclasses.replace(typed.type, scale=0)
        parts = walk.shown(value, exact), str(typed.rounding), str(typed.item.digits)
        walk.step("round", typed.formula, parts, walk.shown(amount, typed.type))
    return amount


def _running(lines: Sequence[Line], options: Sequence[TypedOption], walk: Walk) -> tuple[Line, ...]:
    """Write beside each line what each option has come to with it."""
    sums = {typed.option.name: Fraction(0) for typed in options if typed.option.name in walk.totals}
    signs = [typed.option for typed in options if typed.option.name in sums]
    told: list[Line] = []
    for line in lines:
        counting = [option for option in signs if line.item in option.signs]
        for option in counting:
            assert isinstance(line.amount, Fraction)  # noqa: S101  proofed: what is counted is money
            sums[option.name] += option.signs[line.item] * line.amount
        running = tuple((option.name, sums[option.name]) for option in counting)
        told.append(dataclasses.replace(line, running=running) if counting else line)
    return tuple(told)


def _way(typed: TypedOption, walk: Walk) -> Way:
    option, reason = typed.option, ""
    if typed.when:
        asked = walk.reckon(typed.when)
        walk.mark(option.place, "present", asked.value)
        reason = "" if asked.value else asked.text
    exact = None if reason else _sum(typed, walk)
    total = exact
    if exact is not None:
        total = exact if option.rounding is None else rounded(exact, option.digits, Rounding(option.rounding))
        walk.totals[option.name] = total
    steps, leaves = walk.turn()
    return Way(option.name, option.place, not reason, reason, steps, leaves,
               exact, str(option.rounding or "none"), option.digits, total)  # fmt: skip


def _sum(typed: TypedOption, walk: Walk) -> Fraction:
    total = Fraction(0)
    for name, sign in typed.option.signs.items():
        amount = walk.values[name]
        assert isinstance(amount, Fraction)  # noqa: S101  proofed: what is counted is money
        total += sign * amount
    return total


def _remark(typed: TypedNotice, walk: Walk) -> Remark:
    notice = typed.notice
    absent = [name for name in typed.totals if name not in walk.totals]
    if absent:
        is_held, because = False, ", ".join(absent)
    else:
        asked = walk.reckon(typed.when)
        is_held, because = asked.value, asked.text
    walk.mark(notice.place, "holds", is_held)
    steps, leaves = walk.turn()
    return Remark(notice.weight, notice.text, notice.clause, notice.place, is_held, because, steps, leaves)
