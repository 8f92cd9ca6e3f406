"""How the engine asks the rows of a list: sums, counts, any and all, the largest ones.

Promise: rows are asked in their order, and no further than where it is decided. Hidden: that quotients, which are rare
here, are added by functions of their own.
"""

from collections.abc import Callable, Mapping
from functools import cmp_to_key
from math import gcd

from desktop.policy import tree
from desktop.policy.engine.formulas import Formulas, scale_of_fact
from desktop.policy.engine.source import ABSENT, Figure, Lines, Source
from desktop.policy.tree import Node, Reason


def fold(formulas: Formulas, node: tree.Fold) -> Figure:
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
