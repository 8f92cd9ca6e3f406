"""What a figure of a sum rests on: the figures before it, and each fact as it was used.

Promise: every fact of the household behind a figure is named, also one that only another figure reads. Hidden: nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.casework.explaining import facts_behind
from desktop.policy.calculation import Calculation
from desktop.policy.trace import Leaf, Origin


@dataclass(frozen=True, slots=True)
class Behind:
    """Another figure of the plan, or a fact, by its name; `told` is what it says, where it says one thing."""

    name: str
    label: str
    told: str
    is_item: bool


def behind(done: Calculation, item: str) -> list[Behind]:
    """The figures that one reads, in its order; then all facts behind it, in the plan's order."""
    return [*_figures(done, item), *_facts(done, item)]


def _figures(done: Calculation, item: str) -> Iterator[Behind]:
    labels = {each.name: each.label or each.name for each in done.pack.items}
    line = next(each for each in done.trace.lines if each.item == item)
    for leaf in {each.name: each for each in line.leaves if each.origin is Origin.ITEM}.values():
        if leaf.name in labels:
            yield Behind(leaf.name, labels[leaf.name], leaf.shown, is_item=True)


def _facts(done: Calculation, item: str) -> Iterator[Behind]:
    leaves = (leaf for line in done.trace.lines for leaf in line.leaves)
    read: dict[str, Leaf] = {leaf.name: leaf for leaf in leaves if leaf.origin is Origin.FACT}
    names = facts_behind(done.pack, [item])
    for one in done.pack.inputs:
        if one.name in names and not one.is_of_area:
            told = read[one.name].shown if one.name in read else ""
            yield Behind(one.name, one.label or one.name, told, is_item=False)
