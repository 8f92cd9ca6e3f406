"""What the examples of a pack must touch: each item, tier, side of a branch, cap and floor, and each cell of a table.

Promise: what can be reached and never was is told with its place. Hidden: which sides can't be reached at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from desktop.i18n import N_
from desktop.policy import tree
from desktop.policy.interval import Interval
from desktop.policy.pack import Kind, Mode, Place
from desktop.policy.trace import Mark
from desktop.policy.tree import Node, Proofed, Span, TypedItem


@dataclass(frozen=True)
class Gap:
    """Something that no example touches.

    `kind`: item, branch (a side of a condition), bound (a cap or floor), tier, or cell, which a person may confirm.
    """

    kind: str
    place: Place
    message: str
    values: Mapping[str, object]


def needed(proofed: Proofed) -> Iterator[tuple[Mark, Gap]]:
    """Give each thing that an example must touch, with the gap that it leaves."""
    for typed in proofed.items:
        yield from _of_item(typed)
        for root in (typed.when, typed.formula, typed.least, typed.most):
            for node in nodes(root):
                yield from _sides(node)
    for option in proofed.options:
        for node in nodes(option.when):
            yield from _sides(node)
    yield from _rows(proofed)


def _of_item(typed: TypedItem) -> Iterator[tuple[Mark, Gap]]:
    item = typed.item
    name = {"name": item.name}
    if typed.type.kind in {Kind.NUMBER, Kind.YESNO}:
        gap = Gap("item", item.place, N_("No example has “{name}” other than 0."), name)
        yield Mark(item.place, "nonzero", True), gap  # noqa: FBT003  the mark's value
    if typed.when and len(_truths(typed.when)) > 1:
        for applies in (True, False):
            message = N_("In no example “{name}” applies.") if applies else N_("In every example “{name}” applies.")
            yield Mark(item.place, "applies", applies), Gap("branch", typed.when.place, message, name)
    own = typed.formula.type.span
    if typed.least and _can_bind(own, typed.least.type.span, is_floor=True):
        gap = Gap("bound", typed.least.place, N_("No example reaches the least of “{name}”."), name)
        yield Mark(item.place, "floor", True), gap  # noqa: FBT003  the same
    if typed.most and _can_bind(own, typed.most.type.span, is_floor=False):
        gap = Gap("bound", typed.most.place, N_("No example reaches the most of “{name}”."), name)
        yield Mark(item.place, "cap", True), gap  # noqa: FBT003  the same


def _can_bind(own: Span, bound: Span, *, is_floor: bool) -> bool:
    """Tell whether a floor or cap can ever change an amount, by what is known of both."""
    if not isinstance(own, Interval) or not isinstance(bound, Interval):
        return True
    return own.low <= bound.high if is_floor else own.high >= bound.low


def _sides(node: Node) -> Iterator[tuple[Mark, Gap]]:
    """Give the sides of a node that can be reached by what is known of its parts."""
    match node:
        case tree.Branch():
            yield from _branches(node)
        case tree.Every(parts=parts):
            message = N_("In no example part {side} of this 且/and decides.")
            yield from _deciding(node, "every", parts, message, is_decided_by=False)
            if True in _truths(node):
                gap = Gap("branch", node.place, N_("In no example all parts of this 且/and hold."), {})
                yield Mark(node.place, "every", -1), gap
        case tree.Some(parts=parts):
            message = N_("In no example part {side} of this 或/or decides.")
            yield from _deciding(node, "some", parts, message, is_decided_by=True)
            if False in _truths(node):
                gap = Gap("branch", node.place, N_("In every example a part of this 或/or holds."), {})
                yield Mark(node.place, "some", -1), gap
        case tree.Extreme() | tree.Clamp():
            yield from _winners(node)
        case _:
            pass


def _winners(node: tree.Extreme | tree.Clamp) -> Iterator[tuple[Mark, Gap]]:
    if isinstance(node, tree.Clamp):
        message = N_("No example reaches the side “{side}” of this 夹/clamp.")
        for which in ("low", "part", "high"):
            yield Mark(node.place, "clamp", which), Gap("bound", node.place, message, {"side": which})
        return
    kind = "most" if node.is_most else "least"
    message = N_("In no example part {side} of this 最大/最小 is the one.")
    for place, part in enumerate(node.parts):
        if _can_win(part, node.parts, is_most=node.is_most):
            yield Mark(node.place, kind, place), Gap("bound", node.place, message, {"side": place + 1})


def _branches(node: tree.Branch) -> Iterator[tuple[Mark, Gap]]:
    message = N_("No example goes into branch {side} of this 若/if.")
    for place, (condition, _) in enumerate(node.cases):
        if True in _truths(condition):
            yield Mark(node.place, "branch", place), Gap("branch", node.place, message, {"side": place + 1})
        if False not in _truths(condition):
            return
    last = len(node.cases)
    yield Mark(node.place, "branch", last), Gap("branch", node.place, message, {"side": last + 1})


def _deciding(
    node: Node, kind: str, parts: Iterable[Node], message: str, *, is_decided_by: bool
) -> Iterator[tuple[Mark, Gap]]:
    for place, part in enumerate(parts):
        if is_decided_by in _truths(part):
            yield Mark(node.place, kind, place), Gap("branch", node.place, message, {"side": place + 1})


def _truths(node: Node) -> frozenset[bool]:
    return cast("frozenset[bool]", node.type.span)


def _can_win(part: Node, parts: Iterable[Node], *, is_most: bool) -> bool:
    own = cast("Interval", part.type.span)
    others = [cast("Interval", other.type.span) for other in parts if other is not part]
    return all(own.high > other.low if is_most else own.low < other.high for other in others)


def _rows(proofed: Proofed) -> Iterator[tuple[Mark, Gap]]:
    """Give the tiers and cells of the tables."""
    for table in proofed.grids.values():
        for row in table.rows:
            place = Place(table.table.sheet, row.number)
            if table.mode is not Mode.LOOKUP:
                yield Mark(place, "tier", 0), Gap("tier", place, N_("No example lies in this row."), {})
            for column, title in enumerate(table.columns):
                cell = replace(place, column=title)
                yield Mark(cell, "cell", column), Gap("cell", cell, N_("No example asks this cell."), {})


def nodes(root: Node | None) -> Iterator[Node]:
    """Give a typed tree's nodes."""
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(tree.children(node))
