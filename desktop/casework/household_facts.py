"""The facts of a household as a plan asks for them: out of its ledger, of the area, and what was said besides.

Promise: what is missing, contested or unclear is told all at once, with why and where to fill it in; nothing is
assumed, rounded or converted. Hidden: how what was found becomes the values that `facts.read` takes.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from desktop.casework.household_ledger import Ledger, Row, Taken, Unclear
from desktop.casework.ledger_fields import LedgerField, Shape, flat_for, known_field, unit_of
from desktop.domain.errors import Finding, Refused
from desktop.domain.fields import RECORDS, Field
from desktop.domain.fields import Kind as FieldKind
from desktop.domain.records import Flat, Household
from desktop.i18n import N_
from desktop.policy import facts, units
from desktop.policy.facts import Facts
from desktop.policy.pack import Expected, Input, Kind, Pack, Place
from desktop.policy.units import PERCENT, NoUnit
from desktop.store.store import Store

ASKED = N_("It is asked of the household: say it with --set, or in a facts file.")
OF_AREA = N_("It is a fact of the area: the office sets it with ruhu area set --fact.")
IN_LEDGER = N_("Fill it in in the ledger.")

_TOP = re.compile(r"[^\[.]+")


@dataclass(frozen=True)
class Gap:
    """A fact that is missing or unclear: which input of the plan, why, and what to do about it.

    `record` and `field` name the place in the ledger where it belongs, where there is one.
    """

    name: str
    label: str
    message: str
    remedy: str
    values: Mapping[str, object]
    record: str = ""
    field: str = ""


@dataclass(frozen=True)
class Gathered:
    """What was found for a plan: the facts (None: there are gaps), what is told besides, where each comes from.

    `origins`: by input, the paper that the ledger names for it; `registers`: the rows and groups that it was read from;
    `taken`: what was found by input, as `facts.read` takes it, also where there are gaps.
    """

    facts: Facts | None
    gaps: tuple[Gap, ...]
    notes: tuple[Gap, ...]
    origins: Mapping[str, str]
    registers: frozenset[tuple[bytes, str]]
    taken: Mapping[str, object]


def gather(
    store: Store,
    household: Household,
    pack: Pack,
    given: Mapping[str, object],
    on: date,
    *,
    flats: Mapping[str, Flat] | None = None,
) -> Gathered:
    """Gather the facts of a household for a plan, as of a day; `given` is what was said, as `facts.read` takes it.

    `flats` are those that the household looks at, by what the plan asks a flat for; one that is not among them is
    asked for like any other number.
    """
    return gather_from(Ledger(store, household, on), pack, given, flats or {})


def gather_from(ledger: Ledger, pack: Pack, given: Mapping[str, object], flats: Mapping[str, Flat]) -> Gathered:
    """Gather facts from a ledger that was read before, such as while somebody types."""
    return _Gathering(ledger, pack, given, flats).gathered()


def said(pack: Pack, texts: Iterable[str]) -> dict[str, object]:
    """Give what was said as NAME=VALUE, as `facts.read` takes it. Refused where it is not said so, or twice."""
    cells: list[Expected] = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise Refused("“{text}” names no value.", "Write it as NAME=VALUE, such as 签约日=2026-11-03.", text=text)
        cells.append(Expected(name.strip(), value.strip(), Place("examples", 0)))
    return facts.of_cells(pack, cells)


class _Gathering:
    def __init__(
        self,
        ledger: Ledger,
        pack: Pack,
        given: Mapping[str, object],
        flats: Mapping[str, Flat],
    ) -> None:
        self._ledger, self._pack, self._flats = ledger, pack, flats
        self._given = {unicodedata.normalize("NFC", name): value for name, value in given.items()}
        self._gaps: list[Gap] = []
        self._notes: list[Gap] = []
        self._origins: dict[str, str] = {}

    def gathered(self) -> Gathered:
        raw: dict[str, object] = {}
        for one in self._pack.inputs:
            try:
                found = self._input(one)
            except Unclear as unclear:
                self._gaps.append(_gap(one, unclear))
            else:
                if found is not None:
                    raw[one.name] = found
        raw |= {
            name: value for name, value in self._given.items() if name not in {one.name for one in self._pack.inputs}
        }
        read = self._read(raw)
        self._notes += [_note(each) for each in self._ledger.disputes()]
        found = None if self._gaps else read
        return Gathered(found, tuple(self._gaps), tuple(self._notes), self._origins, self._ledger.registers, raw)

    def _input(self, one: Input) -> object:
        """Give the value of an input; None where it is left to its default."""
        known = known_field(one.field)
        flat = self._flats.get(flat_for(one.field)) if known and known.shape is Shape.OF_FLAT else None
        if known and known.shape is Shape.OF_FLAT and flat is None:
            known = None  # asked for, as long as no flat is chosen
        elif one.field and known is None:
            raise Unclear(N_("The ledger has no field “{word}”."), N_("Correct the plan."), values={"word": one.field})
        if one.name in self._given and (known or one.is_of_area) and one.kind is not Kind.LIST:
            raise Unclear(
                N_("It was said, but it stands in the ledger or is set for the area."),
                N_("Change it there, so that everybody sees it; don't say it here."),
            )
        if known and flat is not None:
            found = self._ledger.of_flat(known, flat)
            self._origins[one.name] = found.origin
            return self._form(one, known, found)
        if known:
            return self._of_ledger(one, known)
        if one.is_of_area:
            return self._of_area(one)
        if one.name in self._given:
            return self._given[one.name]
        if one.default is None and one.kind is not Kind.LIST:
            raise Unclear(N_("It is not known."), ASKED)
        return None

    def _of_ledger(self, one: Input, known: LedgerField) -> object:
        if known.shape is Shape.LIST:
            return self._list(one, known)

        def taken() -> object:
            found = self._ledger.taken(known)
            self._origins[one.name] = found.origin
            return self._form(one, known, found)

        return self._or_default(one, taken)

    def _or_default(self, one: Input, find: Callable[[], object]) -> object:
        """Give what is found, or None where nothing is written and the plan says what then holds, which is told."""
        try:
            return find()
        except Unclear as unclear:
            if not unclear.is_missing or one.default is None:
                raise
            self._notes.append(_gap(one, unclear, N_("The plan says what holds then, and that is taken.")))
            return None

    def _list(self, one: Input, known: LedgerField) -> list[dict[str, object]]:
        rows = self._ledger.rows(known)
        more = self._given.get(one.name)
        said_rows = cast("list[object]", more) if isinstance(more, list) else []
        if more is not None and (len(said_rows) != len(rows) or not all(isinstance(row, dict) for row in said_rows)):
            raise Unclear(
                N_("The ledger has {n} rows here, and what was said has not."),
                N_("Say the columns that the ledger lacks for each row, in the order of the ledger."),
                values={"n": len(rows)},
            )
        found: list[dict[str, object]] = []
        for place, row in enumerate(rows):
            told = cast("dict[str, object]", said_rows[place]) if said_rows else {}
            cells = dict(told)
            for column in one.columns:
                cell = self._cell(one, column, row, place + 1, told)
                if cell is not None:
                    cells[column.name] = cell
            found.append(cells)
        return found

    def _cell(self, one: Input, column: Input, row: Row, place: int, told: Mapping[str, object]) -> object:
        named = replace(column, name=f"{one.name}[{place}].{column.name}")
        try:
            return self._cell_value(named, known_field(column.field), row, place, is_said=column.name in told)
        except Unclear as unclear:
            self._gaps.append(_gap(named, unclear))
            return None

    def _cell_value(self, one: Input, known: LedgerField | None, row: Row, place: int, *, is_said: bool) -> object:
        if known is None:
            if not is_said and one.default is None:
                raise Unclear(N_("It is not known."), ASKED)
            return None
        if is_said:
            raise Unclear(N_("It was said, but it stands in the ledger."), N_("Change it there."))
        return self._or_default(one, lambda: self._form(one, known, self._ledger.of_row(known, row, place)))

    def _form(self, one: Input, known: LedgerField, taken: Taken) -> object:
        """Give a value of the ledger as `facts.read` takes it."""
        field = RECORDS[known.record].field[known.field]
        value = taken.value
        if one.kind is Kind.CHOICE:
            return _chosen(one, field, str(value), known)
        if isinstance(value, bool):
            return value
        if isinstance(value, date):
            return value.isoformat()
        text = _decimal(value, field)
        if len(text.partition(".")[2]) > one.decimals:
            raise Unclear(
                N_("The ledger has {value} here, finer than the {most} decimals that the plan takes."),
                N_("Have it settled and write the settled value into the ledger; nothing is rounded here."),
                values={"value": text, "most": one.decimals},
                known=known,
            )
        if taken.unit is not None:
            self._require_unit(one, taken.unit, known)
        return text

    def _require_unit(self, one: Input, unit: str, known: LedgerField) -> None:
        """A row of the ledger may say its own unit; where the plan has one too, they are the same."""
        if not one.unit.powers or unit_of(self._pack, known) is not None:
            return
        if _parsed(unit, self._pack) != one.unit:
            raise Unclear(
                N_("The ledger counts this in {unit}, and the plan in {asked}."),
                N_("Write it into the ledger as the plan counts it; nothing is converted here."),
                values={"unit": unit, "asked": str(one.unit)},
                known=known,
            )

    def _of_area(self, one: Input) -> object:
        row = self._ledger.area_facts.get(one.name)
        if row is None:
            if one.default is not None:
                return None
            raise Unclear(N_("It is not set for the area."), OF_AREA)
        unit = row.unit or ""
        if one.kind is Kind.NUMBER and not is_in_unit(unit, one, self._pack):
            raise Unclear(
                N_("It is set in {unit} for the area, and the plan takes {asked}."),
                OF_AREA,
                values={"unit": unit or "1", "asked": str(one.unit) or "1"},
            )
        self._origins[one.name] = row.reason or ""
        self._ledger.registers |= {(row.id, "area_fact")}
        return facts.of_cells(self._pack, [Expected(one.name, row.value or "", one.place)])[one.name]

    def _read(self, raw: Mapping[str, object]) -> Facts | None:
        """Read the values; what is found wrong with them joins the gaps, unless more is known of it already."""
        try:
            return facts.read(self._pack, raw)
        except Refused as refused:
            told = {_top(gap.name) for gap in self._gaps}
            self._gaps += [self._of_finding(found) for found in refused.findings if _top(found.field) not in told]
            return None

    def _of_finding(self, found: Finding) -> Gap:
        one = next((each for each in self._pack.inputs if each.name == _top(found.field)), None)
        column = found.field.rpartition(".")[2] if "." in found.field else ""
        of = next((each for each in one.columns if each.name == column), None) if one and column else one
        known = known_field(of.field) if of else None
        remedy = IN_LEDGER if known else OF_AREA if of and of.is_of_area else ASKED if of else ""
        remedy = "" if "example" in found.values else remedy  # which says it all
        record, field = (known.record, known.field) if known else ("", "")
        label = (one.label or one.name) if one else found.field
        return Gap(found.field, label, found.message, remedy, found.values, record, field)


def is_in_unit(unit: str, one: Input, pack: Pack) -> bool:
    """Tell whether a unit as it was written is that of the input."""
    return (_parsed(unit, pack), PERCENT in unit) == (one.unit, one.unit.is_percent)


def _gap(one: Input, unclear: Unclear, remedy: str = "") -> Gap:
    known = unclear.known
    label = one.label or one.name
    return Gap(
        one.name, label, unclear.message, remedy or unclear.remedy, unclear.values,
        known.record if known else "", known.field if known else "",
    )  # fmt: skip


def _note(found: Unclear) -> Gap:
    known = found.known
    record, field = (known.record, known.field) if known else ("", "")
    return Gap("", "", found.message, found.remedy, found.values, record, field)


def _chosen(one: Input, field: Field, value: str, known: LedgerField) -> str:
    """Give the plan's word for a choice of the ledger, which either writes in its own language."""
    words = {value, dict(field.choices).get(value, value), value.replace("_", " ")}
    for choice in one.choices:
        if choice in words:
            return choice
    is_open = field.kind is FieldKind.CHOICE or known.record != "person"  # what is said of a person stays masked
    message = N_("The ledger has “{value}” here, which is none of the plan's choices: {choices}.")
    sealed = N_("What the ledger has here is none of the plan's choices: {choices}.")
    shown = dict(field.choices).get(value, value)
    raise Unclear(
        message if is_open else sealed,
        N_("Write it into the ledger as the plan says it, or let the plan know this choice."),
        values={"choices": " ".join(one.choices)} | ({"value": shown} if is_open else {}),
        known=known,
    )


def _decimal(value: Any, field: Field) -> str:
    number = Decimal(value).scaleb(-field.digits) if field.kind is FieldKind.MONEY else Decimal(value)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _parsed(text: str, pack: Pack) -> object:
    try:
        return units.parse(text, pack.units)
    except NoUnit:
        return None


def _top(name: str) -> str:
    found = _TOP.match(name)
    return found[0] if found else name
