"""The trace of a calculation: every line of the money, how it came about, and what else it could have been.

Promise: the same facts under the same pack give the same bytes, and no number in them is a float.
Hidden: the form of those bytes. What was touched on the way is told beside them, and is not among them.
"""

import dataclasses
import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, cast

from desktop.policy.pack import Place, Value, Weight
from desktop.policy.wording import exact


class Status(StrEnum):
    """Whether a line applies to this household."""

    COUNTED = "counted"
    NOT_APPLICABLE = "not applicable"


class Origin(StrEnum):
    """Where a value comes from."""

    FACT = "fact"
    AREA = "area fact"
    PARAMETER = "parameter"
    ITEM = "item"
    TOTAL = "total"
    CELL = "table cell"


class Mark(NamedTuple):
    """Something that a calculation went through.

    `kind` with `which`, at the place of an item: `applies` bool, `nonzero` True, `floor` and `cap` whether it was hit;
    of an option: `present` bool; of a notice: `holds` bool; of a parameter's row: `version` its number from 0;
    of a table's row (without column): `tier` 0; of a table's row and title: `cell` its column from 0;
    of a node: `branch` the case of an if (their number for otherwise), `every` and `some` the part that decided or -1,
    `truth` bool of any other condition, `most` and `least` the part that won, `clamp` low, part or high.
    """

    place: Place
    kind: str
    which: int | str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that was not reckoned here: `place` is where it is declared or stands, `shown` how a person reads it.

    `since` and `until` are those of a parameter's or a table row's version.
    """

    origin: Origin
    name: str
    value: Value
    shown: str
    place: Place
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: what went in, what came out, and what it could have been (`rejected`).

    `kind`: when (the item's condition) · add times over max min mean clamp abs · if lookup tier slice · sum sum_top
    largest_by largest smallest count · full started thirtieths days age later earlier · round ceil_to floor_to ·
    floor cap (the item's). The part of `if` is the condition that held (none: otherwise), its rejected ones are those
    that did not, each told as it truly is; of `lookup` and `tier` the table, the keys, what was asked and the bounds
    that hold it; of `round` the value, the way and the decimals.
    """

    kind: str
    place: Place
    parts: tuple[str, ...]
    result: str
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """An item: `exact` stands after its least and most, before its rounding. `reason` tells why it does not apply.

    `running` gives, for each option there that counts it, the sum so far in printing order.
    """

    order: Fraction
    item: str
    label: str
    clause: str
    place: Place
    formula: str
    numbers: str
    steps: tuple[Step, ...]
    leaves: tuple[Leaf, ...]
    exact: Value
    rounding: str
    digits: int
    amount: Value
    shown: str
    unit: str
    status: Status
    reason: str
    running: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """An option. One that is absent has no total, and `reason` tells why."""

    name: str
    place: Place
    is_there: bool
    reason: str
    steps: tuple[Step, ...]
    leaves: tuple[Leaf, ...]
    exact: Fraction | None
    rounding: str
    digits: int
    total: Fraction | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A notice, and the true words by which it holds or does not."""

    weight: Weight
    text: str
    clause: str
    place: Place
    is_held: bool
    because: str
    steps: tuple[Step, ...]
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Trace:
    """Lines stand in printing order, options and notices as in the pack."""

    pack: str
    engine: int
    lines: tuple[Line, ...]
    options: tuple[Way, ...]
    notices: tuple[Remark, ...]
    touched: frozenset[Mark] = frozenset()

    def canonical(self) -> bytes:
        plain = {field: _plain(getattr(self, field)) for field in ("pack", "engine", "lines", "options", "notices")}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Place):
        return f"{value.sheet}/{value.row}/{value.column}/{value.character}"
    if isinstance(value, tuple):
        return [_plain(one) for one in cast("tuple[object, ...]", value)]
    record = cast("Line", value)
    return {field.name: _plain(getattr(record, field.name)) for field in dataclasses.fields(record)}
