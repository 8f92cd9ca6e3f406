"""The records of a policy pack: what an office wrote in its workbook, cell by cell, in the words of `policy.md`.

Promise: frozen, in the order of the sheets, and each thing knows the cell that it was read from.
Hidden: nothing; reading is in `reading.py`, meaning in `proofing.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from desktop.domain.errors import Level
from desktop.domain.money import Rounding
from desktop.policy.units import Unit


class Kind(StrEnum):
    """What a value is."""

    NUMBER = "number"
    YESNO = "yesno"
    CHOICE = "choice"
    DATE = "date"
    LIST = "list"


class Mode(StrEnum):
    """How a table is asked."""

    LOOKUP = "lookup"
    TIER = "tier"
    LADDER = "ladder"


class Weight(StrEnum):
    """How much a notice weighs."""

    NOTE = "note"
    APPROVE = "approve"
    REFUSE = "refuse"


Value = Fraction | date | bool | str
"""A number in its base (20 % is 1/5), a civil date, yes or no, a choice."""


@dataclass(frozen=True)
class Place:
    """A cell, and within it a character from 1 (0: the cell as a whole).

    `sheet` is its canonical name (`items`, `table_<name>`), `row` counts from 1, `column` is the canonical title.
    """

    sheet: str
    row: int
    column: str = ""
    character: int = 0


@dataclass(frozen=True)
class Flaw:
    """One thing found wrong in a pack; `message` and `remedy` are message ids filled from `values`."""

    place: Place
    message: str
    remedy: str = ""
    level: Level = Level.ERROR
    values: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True)
class Cell:
    """A formula as it was written, and where."""

    text: str
    place: Place


@dataclass(frozen=True)
class Cover:
    name: str
    area: str
    version: str
    supersedes: str
    valid_from: date | None
    valid_to: date | None
    currency: str
    money_unit: str  # canonical symbol
    minor_digits: int
    engine: int
    note: str


@dataclass(frozen=True)
class Clause:
    id: str
    document: str
    article: str
    text: str
    plain: str
    place: Place


@dataclass(frozen=True)
class Input:
    """A fact that the pack asks for; `least`, `most`, `default` are values in their base (20 % is 1/5)."""

    name: str
    kind: Kind
    unit: Unit
    decimals: int  # of the written number, in percent where the unit is
    least: Fraction | date | None
    most: Fraction | date | None
    choices: tuple[str, ...]
    default: Value | None  # None: required
    label: str
    evidence: str
    field: str
    is_of_area: bool
    place: Place
    columns: tuple["Input", ...] = ()  # of a list, by their own names without the list's


@dataclass(frozen=True)
class Version:
    """A parameter's value from a day to a day, both included; None is open. `scale`: its decimals in the base."""

    value: Fraction | date | bool
    scale: int
    since: date | None
    until: date | None
    clause: str
    place: Place


@dataclass(frozen=True)
class Parameter:
    name: str
    kind: Kind
    unit: Unit
    by: str  # the date input that chooses; "" where there is one version for all days
    versions: tuple[Version, ...]
    place: Place


@dataclass(frozen=True)
class TableRow:
    """A row of a table, its cells still as text: `keys` (`*` for every other), `values`.

    Only tiers and ladders have bounds ("" is open), whose words are already told as included or not.
    """

    keys: tuple[str, ...]
    low: str
    is_low_included: bool
    high: str
    is_high_included: bool
    values: tuple[str, ...]
    since: date | None
    until: date | None
    row: int


@dataclass(frozen=True)
class Table:
    name: str
    mode: Mode
    keys: int | None  # None: as many as its calls give (lookup without `keys`): then all columns stand in `titles`
    key_units: tuple[Unit, ...]  # of each key column, then of the bounds; or one for all; or none
    value_units: tuple[Unit, ...]  # of each value column, or one for all, or none
    clause: str
    by: str
    titles: tuple[str, ...]  # of the key and value columns together, without bounds and validity
    rows: tuple[TableRow, ...]  # where `keys` is None, all their cells stand in `values`
    place: Place

    @property
    def sheet(self) -> str:
        return f"table_{self.name}"


@dataclass(frozen=True)
class Item:
    order: Fraction
    name: str
    label: str
    clause: str
    when: Cell | None
    formula: Cell
    unit: Unit
    rounding: Rounding | None  # None: exact
    digits: int  # in percent where the unit is
    least: Cell | None
    most: Cell | None
    plain: str
    otherwise: str
    place: Place


@dataclass(frozen=True)
class Option:
    """A way to be compensated; `signs` gives 1 or -1 for each item that it counts."""

    name: str
    signs: Mapping[str, int]
    when: Cell | None
    is_choice: bool  # or a subtotal
    label: str
    receives: str
    pays: str
    rounding: Rounding | None  # None: exact
    digits: int
    place: Place


@dataclass(frozen=True)
class Notice:
    when: Cell
    weight: Weight
    text: str
    clause: str
    place: Place


@dataclass(frozen=True)
class Expected:
    """What an example says of one item or option; "" means that the option is absent."""

    name: str
    value: str
    place: Place


@dataclass(frozen=True)
class Example:
    name: str
    source: str
    inputs: tuple[Expected, ...]  # names as written: 建筑面积, 人员[1].年龄
    items: tuple[Expected, ...]
    totals: tuple[Expected, ...]
    place: Place


@dataclass(frozen=True)
class Pack:
    cover: Cover
    units: Mapping[str, str]  # every known spelling with its unit
    clauses: tuple[Clause, ...]
    inputs: tuple[Input, ...]
    parameters: tuple[Parameter, ...]
    tables: tuple[Table, ...]
    items: tuple[Item, ...]
    options: tuple[Option, ...]
    notices: tuple[Notice, ...]
    examples: tuple[Example, ...]
    id: str  # sha256 of the manifest of its canonical form, in hex
