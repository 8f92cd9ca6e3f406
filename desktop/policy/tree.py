"""The typed tree of a pack: what both evaluators walk. Nothing in it is text of the pack but names, choices and places.

Promise: each node knows its kind, unit, decimals and what it can be; each way to refuse a calculation is a `Reason`.
Hidden: nothing. An evaluator that gives each node its meaning as told here is a right one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import cast

from desktop.domain.money import Rounding
from desktop.policy.interval import EVERYTHING, Interval
from desktop.policy.pack import Item, Kind, Mode, Notice, Option, Pack, Place, Table, Value
from desktop.policy.units import NONE, Unit


class Reason(StrEnum):
    """Why a calculation refuses although the pack is sound and the facts are well-formed."""

    NO_KEY = "no_key"  # a lookup for which no row stands
    NO_TIER = "no_tier"
    NO_VERSION = "no_version"  # a parameter or table without a row for that day
    NO_STEP = "no_step"  # above the last step, or below the first
    EMPTY_LIST = "empty_list"  # the largest or smallest of nothing
    BACKWARDS = "backwards"  # months or age to a day before the first
    CROSSED = "crossed"  # a least amount above the most
    NO_DAY = "no_day"  # before year 1 or after 9999


Span = Interval | frozenset[bool] | frozenset[str]
"""All that a value can be: an interval of numbers or of days (as ordinals), or a set of truths or choices."""


@dataclass(frozen=True)
class Type:
    """Of a value; `scale`: its decimals in the base, None where it is a quotient; `choices`: all that were declared."""

    kind: Kind
    unit: Unit = NONE
    scale: int | None = 0
    span: Span = EVERYTHING
    choices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Node:
    type: Type
    place: Place


@dataclass(frozen=True)
class Constant(Node):
    value: Value


@dataclass(frozen=True)
class Fact(Node):
    """An input of the household or the area."""

    name: str


@dataclass(frozen=True)
class Column(Node):
    """A column of the row that an aggregate is at."""

    name: str


@dataclass(frozen=True)
class Setting(Node):
    """A parameter: its one value, or the version of the day of its `by` (NO_VERSION)."""

    name: str


@dataclass(frozen=True)
class Amount(Node):
    """The final value of an item."""

    name: str


@dataclass(frozen=True)
class Total(Node):
    """The total of an option that is there; only in notices."""

    name: str


@dataclass(frozen=True)
class Add(Node):
    """Terms with their signs, 1 or -1."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Times(Node):
    left: Node
    right: Node


@dataclass(frozen=True)
class Over(Node):
    """A quotient; the divisor is never 0."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Compare(Node):
    """`sign` is = != < <= > >=; both sides have one kind and unit."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Every(Node):
    """True when all are; from left to right, the first that is false decides and the others are not asked."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Some(Node):
    """True when one is; from left to right, the first that is true decides and the others are not asked."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Node):
    part: Node


@dataclass(frozen=True)
class Branch(Node):
    """The value beside the first true condition; what comes after it is not asked."""

    cases: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True)
class Extreme(Node):
    """The largest (`is_most`) or the smallest of numbers or days."""

    is_most: bool
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Mean(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Clamp(Node):
    """`part`, but not below `low` nor above `high` (CROSSED)."""

    part: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class Absolute(Node):
    part: Node


@dataclass(frozen=True)
class Look(Node):
    """A cell of a table: by lookup (NO_KEY), tier (NO_TIER); or the sum over a ladder (NO_TIER above its end).

    `column` counts the value columns from 0. `of` is asked of tiers and ladders. Rows are those of the day of the
    table's `by` (NO_VERSION where there is none at all). Keys are matched exactly first, then by `*`, from the left,
    going back where a path ends nowhere (NO_KEY).
    """

    table: str
    column: int
    keys: tuple[Node, ...]
    of: Node | None = None


@dataclass(frozen=True)
class Fold(Node):
    """An aggregate over the rows of a list, in their order.

    `function`: sum count any all largest smallest sum_top largest_by. `part` is asked of each row (count without a
    condition has none). sum_top adds the `most` largest (0 or fewer: nothing). largest_by adds the largest of each
    class of `by`. any and all stop where they are decided. largest and smallest of no row: EMPTY_LIST.
    """

    function: str
    list: str
    part: Node | None = None
    most: Node | None = None
    by: Node | None = None


@dataclass(frozen=True)
class Months(Node):
    """From a day to another (BACKWARDS where it is before): `rule` full, started or thirtieths."""

    rule: str
    since: Node
    until: Node


@dataclass(frozen=True)
class Days(Node):
    """Days from a to b, the first not counted; may be negative."""

    since: Node
    until: Node


@dataclass(frozen=True)
class Age(Node):
    """The largest n with birth + 12·n months ≤ the day (BACKWARDS)."""

    since: Node
    until: Node


@dataclass(frozen=True)
class Shift(Node):
    """A day so many whole months or days later, or earlier (`sign` -1); NO_DAY beyond the calendar.

    A month that has no such day ends on its last.
    """

    day: Node
    sign: int
    by: Node
    is_months: bool


@dataclass(frozen=True)
class Round(Node):
    part: Node
    digits: int
    rounding: Rounding


@dataclass(frozen=True)
class Step(Node):
    """Up (`is_up`) or down to a multiple of `step`, which is above 0, or to a value of a table's column (NO_STEP)."""

    part: Node
    is_up: bool
    step: Node | None = None
    table: str = ""
    column: str = ""


@dataclass(frozen=True)
class Bare(Node):
    """The number without its unit."""

    part: Node


def children(node: Node) -> Iterator[Node]:
    """Give the nodes that a node is made of, one level down."""
    waiting: list[object] = list(vars(node).values())[::-1]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Node):
            yield one
        elif isinstance(one, tuple):
            waiting.extend(cast("tuple[object, ...]", one)[::-1])


@dataclass(frozen=True)
class Row:
    """A row of a table: a key of None stands for every value without a row of its own; bounds of None are open."""

    keys: tuple[Value | None, ...]
    low: Fraction | date | None
    is_low_included: bool
    high: Fraction | date | None
    is_high_included: bool
    values: tuple[Value, ...]
    since: date | None
    until: date | None
    number: int  # its row in the sheet


@dataclass(frozen=True)
class Grid:
    """A table that is asked, its cells as values. The rows of tiers and ladders stand from low to high."""

    table: Table
    rows: tuple[Row, ...]
    keys: tuple[Type, ...]
    bounds: Type | None
    columns: Mapping[str, Type]  # of the values, by title, in order

    @property
    def mode(self) -> Mode:
        return self.table.mode


@dataclass(frozen=True)
class TypedItem:
    """An item; `type` is of its final value.

    `when` false → 0 of its unit (or no), nothing else asked; then `least` and `most` (CROSSED where least is above
    most; compared before rounding), then rounding to `digits` of its base (None: exact).
    """

    item: Item
    type: Type
    formula: Node
    when: Node | None
    least: Node | None
    most: Node | None
    rounding: Rounding | None
    digits: int


@dataclass(frozen=True)
class TypedOption:
    option: Option
    when: Node | None


@dataclass(frozen=True)
class TypedNotice:
    """A notice that names the total of an absent option does not hold."""

    notice: Notice
    when: Node
    totals: tuple[str, ...]


@dataclass(frozen=True)
class Proofed:
    """A pack without errors, ready for both evaluators; items in the order in which they can be reckoned."""

    pack: Pack
    items: tuple[TypedItem, ...]
    options: tuple[TypedOption, ...]
    notices: tuple[TypedNotice, ...]
    grids: Mapping[str, Grid]
    settings: Mapping[str, Type]
    facts: Mapping[str, Type]  # of inputs, and of the columns of lists as `list.column`

    @property
    def helpers(self) -> tuple[TypedItem, ...]:
        """Items that no option counts."""
        counted = {name for typed in self.options for name in typed.option.signs}
        return tuple(typed for typed in self.items if typed.item.name not in counted)


Given = Mapping[str, Value | tuple[Mapping[str, Value], ...]]
"""What is said of a household: each input's value in its base, a list's rows by their columns' own names."""


@dataclass(frozen=True)
class Outcome:
    """What a calculation gives: final values by item (numbers in their base), and whether each applies.

    `totals` of the options that are there, in money; `notices` that hold, by their place in the pack.
    """

    values: Mapping[str, Value]
    applies: Mapping[str, bool]
    totals: Mapping[str, Fraction]
    notices: tuple[int, ...]


class Unreckoned(Exception):
    """A sound pack and well-formed facts have no result; the place is the node's."""

    def __init__(self, reason: Reason, place: Place) -> None:
        super().__init__(f"{reason} at {place}")
        self.reason, self.place = reason, place
