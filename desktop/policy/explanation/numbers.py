"""What is read, added, multiplied, compared and chosen on a walk, in exact fractions.

Promise: each node means what `tree.py` says.
Hidden: how a condition is told: as itself where it holds, else as its opposite.
"""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from desktop.domain.money import rounded
from desktop.policy import tree
from desktop.policy.explanation.walk import (
    ATOM,
    PRODUCT,
    SUM,
    Meanings,
    Term,
    Walk,
    declared_column,
    holds,
    joined,
    label_of,
    named,
    read,
    shown_each,
    told_each,
)
from desktop.policy.pack import Parameter
from desktop.policy.trace import Leaf, Origin
from desktop.policy.tree import Given, Node, Reason, Unreckoned

_SIGNS: Mapping[str, tuple[Callable[[Any, Any], bool], str, str]] = {
    "=": (operator.eq, "=", "≠"),
    "!=": (operator.ne, "≠", "="),
    "<": (operator.lt, "<", "≥"),
    "<=": (operator.le, "≤", ">"),
    ">": (operator.gt, ">", "≤"),
    ">=": (operator.ge, "≥", "<"),
}
"""Each comparison, its sign, and the sign of its opposite."""


def _constant(node: tree.Constant, walk: Walk) -> Term:
    return read(walk.shown(node.value, node.type), node.value)


def _fact(node: tree.Fact, walk: Walk) -> Term:
    declared, value = walk.names.inputs[node.name], walk.given[node.name]
    assert not isinstance(value, tuple)  # noqa: S101  a list is only folded
    origin = Origin.AREA if declared.is_of_area else Origin.FACT
    leaf = Leaf(origin, node.name, value, walk.shown(value, node.type), declared.place)
    return named(walk.note(leaf), value, declared.label or node.name)


def _column(node: tree.Column, walk: Walk) -> Term:
    declared, value = declared_column(node, walk), walk.cells[node.name]
    leaf = Leaf(Origin.FACT, f"{walk.where}.{node.name}", value, walk.shown(value, node.type), declared.place)
    return named(walk.note(leaf), value, label_of(node, walk))


def _setting(node: tree.Setting, walk: Walk) -> Term:
    parameter = walk.names.parameters[node.name]
    number = version_of(parameter, walk.given)
    if number < 0:
        raise Unreckoned(Reason.NO_VERSION, node.place)
    version = parameter.versions[number]
    walk.mark(version.place, "version", number)
    shown = walk.shown(version.value, node.type)
    leaf = Leaf(Origin.PARAMETER, node.name, version.value, shown, version.place, version.since, version.until)
    return named(walk.note(leaf), version.value, node.name)


def _amount(node: tree.Amount, walk: Walk) -> Term:
    item, type_ = walk.names.items[node.name]
    value = walk.values[node.name]
    leaf = Leaf(Origin.ITEM, node.name, value, walk.shown(value, type_), item.place)
    return named(walk.note(leaf), value, node.name)


def _total(node: tree.Total, walk: Walk) -> Term:
    value = walk.totals[node.name]
    place = next(one.place for one in walk.names.proofed.pack.options if one.name == node.name)
    return read(walk.note(Leaf(Origin.TOTAL, node.name, value, walk.shown(value, node.type), place)), value)


def version_of(parameter: Parameter, given: Given) -> int:
    """Give the number of the version that holds, or -1."""
    if not parameter.by:
        return 0
    day = given[parameter.by]
    for number, version in enumerate(parameter.versions):
        if holds(version.since, version.until, day):
            return number
    return -1


def _add(node: tree.Add, walk: Walk) -> Term:
    terms = [(sign, walk.reckon(part)) for sign, part in node.terms]
    value = sum((sign * term.value for sign, term in terms), Fraction(0))
    text = joined([(sign, term.text, term.rank) for sign, term in terms])
    shown = [
        (sign, walk.shown(term.value, part.type), SUM if term.value < 0 else ATOM)
        for (sign, term), (_, part) in zip(terms, node.terms, strict=True)
    ]
    walk.step("add", node, [joined(shown)], walk.shown(value, node.type))
    return Term(value, text, SUM)


def _times(node: tree.Times, walk: Walk) -> Term:
    left, right = walk.reckon(node.left), walk.reckon(node.right)
    return _product(node, walk, "times", (left, right), left.value * right.value)


def _over(node: tree.Over, walk: Walk) -> Term:
    left, right = walk.reckon(node.left), walk.reckon(node.right)
    return _product(node, walk, "over", (left, right), Fraction(left.value) / right.value)


def _product(node: tree.Times | tree.Over, walk: Walk, kind: str, terms: tuple[Term, Term], value: Fraction) -> Term:
    left, right = terms
    sign = " × " if kind == "times" else " ÷ "
    text = _wrapped(left, PRODUCT) + sign + _wrapped(right, PRODUCT if kind == "times" else ATOM)
    parts = walk.shown(left.value, node.left.type), walk.shown(right.value, node.right.type)
    walk.step(kind, node, parts, walk.shown(value, node.type))
    return Term(value, text, PRODUCT)


def _wrapped(term: Term, rank: int) -> str:
    return term.text if term.rank >= rank else f"({term.text})"


def _mean(node: tree.Mean, walk: Walk) -> Term:
    terms = [walk.reckon(part) for part in node.parts]
    value = sum((term.value for term in terms), Fraction(0)) / len(terms)
    walk.step("mean", node, shown_each(node.parts, terms, walk), walk.shown(value, node.type))
    return Term(value, f"({joined([(1, term.text, term.rank) for term in terms])}) ÷ {len(terms)}", PRODUCT)


def _absolute(node: tree.Absolute, walk: Walk) -> Term:
    term = walk.reckon(node.part)
    if term.value >= 0:
        return term
    walk.step("abs", node, [walk.shown(term.value, node.part.type)], walk.shown(-term.value, node.type))
    return Term(-term.value, f"|{term.text}|")


def _round(node: tree.Round, walk: Walk) -> Term:
    term = walk.reckon(node.part)
    value = rounded(term.value, node.digits, node.rounding)
    shown = walk.shown(value, node.type)
    digits = node.digits - node.type.unit.decimals
    walk.step("round", node, [walk.shown(term.value, node.part.type), str(node.rounding), str(digits)], shown)
    return read(shown, value)


def _bare(node: tree.Bare, walk: Walk) -> Term:
    term = walk.reckon(node.part)
    is_plain = isinstance(node.part, tree.Constant | tree.Fact | tree.Column | tree.Setting | tree.Amount)
    return read(walk.shown(term.value, node.type), term.value) if is_plain else term


def _branch(node: tree.Branch, walk: Walk) -> Term:
    rejected: list[str] = []
    held: list[str] = []
    chosen = node.otherwise
    for condition, value in node.cases:
        asked = walk.reckon(condition)
        if asked.value:
            held, chosen = [asked.text], value
            break
        rejected.append(asked.text)
    walk.mark(node.place, "branch", len(rejected))
    term = walk.reckon(chosen)
    walk.step("if", node, held, walk.shown(term.value, node.type), rejected)
    if isinstance(term.value, bool):
        return Term(term.value, walk.names.words.both.join((*rejected, *held, term.text)))
    return term


def _extreme(node: tree.Extreme, walk: Walk) -> Term:
    terms = [walk.reckon(part) for part in node.parts]
    best = (max if node.is_most else min)(term.value for term in terms)
    won = next(place for place, term in enumerate(terms) if term.value == best)
    walk.mark(node.place, "most" if node.is_most else "least", won)
    parts = told_each(node.parts, terms, walk)
    result = walk.shown(best, node.type)
    walk.step("max" if node.is_most else "min", node, parts, result, [*parts[:won], *parts[won + 1 :]])
    return terms[won]


def _clamp(node: tree.Clamp, walk: Walk) -> Term:
    parts = node.part, node.low, node.high
    part, low, high = terms = [walk.reckon(one) for one in parts]
    if low.value > high.value:
        raise Unreckoned(Reason.CROSSED, node.place)
    which = "low" if part.value < low.value else "high" if part.value > high.value else "part"
    walk.mark(node.place, "clamp", which)
    won = {"part": 0, "low": 1, "high": 2}[which]
    shown = told_each(parts, terms, walk)
    result = walk.shown(terms[won].value, node.type)
    walk.step("clamp", node, shown, result, [*shown[:won], *shown[won + 1 :]])
    return terms[won]


def _compare(node: tree.Compare, walk: Walk) -> Term:
    left, right = walk.reckon(node.left), walk.reckon(node.right)
    ask, sign, opposite = _SIGNS[node.sign]
    is_true = ask(left.value, right.value)
    said = f"{_said(node.left, left, walk)} {sign if is_true else opposite} {_said(node.right, right, walk)}"
    return Term(is_true, said)


def _said(node: Node, term: Term, walk: Walk) -> str:
    """Write one side of a comparison, with the name of what is only read."""
    label = label_of(node, walk)
    return f"{label} {walk.shown(term.value, node.type)}" if label else term.text


def _every(node: tree.Every, walk: Walk) -> Term:
    return _decided(node, walk, "every", is_decided_by=False)


def _some(node: tree.Some, walk: Walk) -> Term:
    return _decided(node, walk, "some", is_decided_by=True)


def _decided(node: tree.Every | tree.Some, walk: Walk, kind: str, *, is_decided_by: bool) -> Term:
    said: list[str] = []
    for place, part in enumerate(node.parts):
        term = walk.reckon(part)
        if term.value is is_decided_by:
            walk.mark(node.place, kind, place)
            return term
        said.append(term.text)
    walk.mark(node.place, kind, -1)
    return Term(not is_decided_by, walk.names.words.both.join(said))


def _not(node: tree.Not, walk: Walk) -> Term:
    term = walk.reckon(node.part)
    return Term(not term.value, term.text)


MEANINGS: Meanings = {
    tree.Constant: _constant,
    tree.Fact: _fact,
    tree.Column: _column,
    tree.Setting: _setting,
    tree.Amount: _amount,
    tree.Total: _total,
    tree.Add: _add,
    tree.Times: _times,
    tree.Over: _over,
    tree.Mean: _mean,
    tree.Absolute: _absolute,
    tree.Round: _round,
    tree.Bare: _bare,
    tree.Branch: _branch,
    tree.Extreme: _extreme,
    tree.Clamp: _clamp,
    tree.Compare: _compare,
    tree.Every: _every,
    tree.Some: _some,
    tree.Not: _not,
}
