"""One walk over a pack's tree: what it knows of a household, what it went through, how it writes what it found.

Promise: a value comes with the words that make it so: a pocket calculator that is given `text` shows it.
Hidden: when a text needs parentheses. The compiled engine shares none of this.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from desktop.policy import tree
from desktop.policy.pack import Input, Item, Parameter, Place, Value
from desktop.policy.trace import Leaf, Mark, Step
from desktop.policy.tree import Given, Node, Proofed, Type
from desktop.policy.wording import Words, words_of

ATOM, PRODUCT, SUM = 3, 2, 1


class Term(NamedTuple):
    """A value and how it is written with its numbers; of a condition, what is true: itself, or its opposite.

    `rank` tells how tightly the text holds together.
    """

    value: Any
    text: str
    rank: int = ATOM


@dataclass(frozen=True)
class Names:
    """Where the things are declared that a tree names; the same for every household."""

    proofed: Proofed

    @cached_property
    def words(self) -> Words:
        return words_of(self.proofed.pack)

    @cached_property
    def inputs(self) -> Mapping[str, Input]:
        return {one.name: one for one in self.proofed.pack.inputs}

    @cached_property
    def columns(self) -> Mapping[str, Mapping[str, Input]]:
        return {one.name: {column.name: column for column in one.columns} for one in self.proofed.pack.inputs}

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        return {one.name: one for one in self.proofed.pack.parameters}

    @cached_property
    def items(self) -> Mapping[str, tuple[Item, Type]]:
        return {one.item.name: (one.item, one.type) for one in self.proofed.items}


@dataclass
class Walk:
    """What one household's reckoning knows so far, and what it went through."""

    names: Names
    given: Given
    meanings: "Meanings"
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    totals: dict[str, Fraction] = field(default_factory=dict[str, Fraction])
    touched: set[Mark] = field(default_factory=set[Mark])
    steps: list[Step] = field(default_factory=list[Step])
    leaves: dict[tuple[Place, str], Leaf] = field(default_factory=dict[tuple[Place, str], Leaf])
    where: str = ""  # the row of a list, people[1]
    cells: Mapping[str, Value] = field(default_factory=dict[str, Value])  # of that row

    def reckon(self, node: Node) -> Term:
        """Give the value of a node; raises Unreckoned."""
        term = self.meanings[type(node)](node, self)
        if isinstance(term.value, bool) and not isinstance(node, tree.Every | tree.Some | tree.Not | tree.Constant):
            self.mark(node.place, "truth", term.value)
        return term

    def turn(self) -> tuple[tuple[Step, ...], tuple[Leaf, ...]]:
        """Hand over the steps and leaves of what was just reckoned, and begin anew."""
        told = tuple(self.steps), tuple(self.leaves.values())
        self.steps, self.leaves = [], {}
        return told

    def shown(self, value: Value, type_: Type) -> str:
        return self.names.words.shown(value, type_)

    def mark(self, place: Place, kind: str, which: int | str) -> None:
        self.touched.add(Mark(place, kind, which))

    def step(self, kind: str, node: Node, parts: Sequence[str], result: str, rejected: Sequence[str] = ()) -> None:
        self.steps.append(Step(kind, node.place, tuple(parts), result, tuple(rejected)))

    def note(self, leaf: Leaf) -> str:
        """Note a value that is only read; give how it is shown."""
        self.leaves.setdefault((leaf.place, leaf.name), leaf)
        return leaf.shown


Meanings = Mapping[type[Node], Callable[[Any, Walk], Term]]
"""What is done for each kind of node."""


def read(shown: str, value: Value) -> Term:
    """Give a value; below 0 it needs parentheses among others, and so does a fraction."""
    if isinstance(value, Fraction) and value < 0:
        return Term(value, shown, SUM)
    return Term(value, shown, PRODUCT if isinstance(value, Fraction) and _is_endless(shown) else ATOM)


def _is_endless(shown: str) -> bool:
    return "/" in shown.partition(" ")[0]


def named(shown: str, value: Value, name: str) -> Term:
    return Term(value, f"{name} = {shown}") if isinstance(value, bool) else read(shown, value)


def joined(terms: Sequence[tuple[int, str, int]]) -> str:
    """Write terms with their signs; one that begins with a minus, or is taken off as a sum, stands in parentheses."""
    text = ""
    for sign, part, rank in terms:
        is_wrapped = rank == SUM and (sign < 0 or (text and part.startswith("−")))
        between = (" + " if sign > 0 else " − ") if text else ("" if sign > 0 else "−")
        text += between + (f"({part})" if is_wrapped else part)
    return text


def gathered(
    node: Node,
    walk: Walk,
    terms: Sequence[Term],
    value: Fraction,
    *,
    kind: str = "sum",
    rejected: Sequence[str] = (),
) -> Term:
    """Add terms; of none the value itself is written."""
    shown = walk.shown(value, node.type)
    if not terms:
        return Term(value, shown)
    _, text, rank = terms[0]
    if len(terms) > 1:
        text, rank = joined([(1, text, rank) for _, text, rank in terms]), SUM
    if len(terms) > 1 or rejected:
        walk.step(kind, node, [text], shown, rejected)
    return Term(value, text, rank)


def shown_each(parts: Sequence[Node], terms: Sequence[Term], walk: Walk) -> list[str]:
    return [walk.shown(term.value, part.type) for part, term in zip(parts, terms, strict=True)]


def holds(since: date | None, until: date | None, day: Any) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def told_each(parts: Sequence[Node], terms: Sequence[Term], walk: Walk) -> list[str]:
    """Write values with the names of those that are only read."""
    shown = shown_each(parts, terms, walk)
    return [f"{label_of(part, walk)} {text}".lstrip() for part, text in zip(parts, shown, strict=True)]


def label_of(node: Node, walk: Walk) -> str:
    """Give what a node is called in a condition; nothing where it is reckoned."""
    match node:
        case tree.Fact():
            return walk.names.inputs[node.name].label or node.name
        case tree.Column():
            return f"{walk.where}.{declared_column(node, walk).label or node.name}"
        case tree.Setting() | tree.Amount() | tree.Total():
            return node.name
        case _:
            return ""


def declared_column(node: tree.Column, walk: Walk) -> Input:
    return walk.names.columns[walk.where.partition("[")[0]][node.name]
