"""What of a household's ledger a plan can ask for: the closed list behind the column `field` of its inputs.

A plan that asks for more than one flat names what each is for: `flat(换房).area`.

Promise: a field that is not on the list, of another kind or in another unit than the input, is told with its cell and
never converted. Hidden: the list is made from the table of fields, so that both always agree.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum

from desktop.domain.fields import RECORDS, Field
from desktop.domain.fields import Kind as FieldKind
from desktop.i18n import N_
from desktop.policy import units
from desktop.policy.pack import Flaw, Input, Kind, Pack
from desktop.policy.units import NoUnit, Unit

AREA = "area"
"""Of a house: its recognised area."""
AGE, GROUP = "age", "group"
"""Of a person: the completed years on the day of the calculation. Of a hardship: what it is."""
MONEY, ANY = "money", "any"
"""In a unit: the plan's own money; whatever the plan says."""


class Shape(StrEnum):
    """How a field is taken: of the one record, each row of a list, added over it, of the area, of a flat chosen."""

    ONE = "one"
    LIST = "list"
    COLUMN = "column"
    SUM = "sum"
    OF_AREA = "area"
    OF_FLAT = "flat"


@dataclass(frozen=True, slots=True)
class LedgerField:
    """`record` and `field` as in the table of fields (an empty field: the list itself); `unit` may be MONEY or ANY."""

    name: str
    shape: Shape
    record: str
    field: str
    kind: Kind
    unit: str = ""

    @property
    def list(self) -> str:
        """The list that a column or a sum is of."""
        return self.name.removeprefix("sum(").partition(".")[0]


_HARDSHIPS = "special_groups"
LISTS = {
    "houses": "house",
    "unregistered_parts": "unregistered_part",
    "fixtures": "fixture",
    "appraisals": "appraisal",
    "people": "person",
    _HARDSHIPS: "person",
}
"""Each list by its name, with the record of its rows; the last has a row for each hardship of a person."""
_SINGLE = ("household", "house", "appraisal")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "household": ("people_count",),
    "house": (
        "tenure", "registered_gross", "registered_net", "measured_area", "recognised_area", "structure", "storeys",
        "on_floor", "year_built", "certified_use", "actual_use", "status",
    ),
    "unregistered_part": ("name", "measured_area", "state", "factor", "recognised_area", "structure"),
    "fixture": ("name", "quantity", "unit_price", "amount"),
    "appraisal": ("unit_price", "amount", "appraised_on"),
    "person": ("role", "share", "sex", "birth_date"),
    "flat": ("area", "on_floor", "storeys", "coefficient", "unit_price", "layout"),
}  # fmt: skip
_KINDS = {
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.WHOLE: Kind.NUMBER,
    FieldKind.MONEY: Kind.NUMBER,
    FieldKind.YESNO: Kind.YESNO,
    FieldKind.CHOICE: Kind.CHOICE,
    FieldKind.TEXT: Kind.CHOICE,
    FieldKind.DATE: Kind.DATE,
}
_UNITS = {
    ("appraisal", "unit_price"): f"{MONEY}/㎡",
    ("flat", "unit_price"): f"{MONEY}/㎡",
    ("fixture", "unit_price"): ANY,  # of whatever the fixture is counted in
    ("fixture", "quantity"): ANY,
}
_LIKENESS = 0.5
_FOR_WHAT = re.compile(r"flat\((?P<what>[^().]+)\)\.(?P<field>[a-z_]+)")


def _unit(record: str, field: Field) -> str:
    plain = MONEY if field.kind is FieldKind.MONEY else field.unit
    return _UNITS.get((record, field.name), plain)


def _all() -> Iterator[LedgerField]:
    for record in _SINGLE:
        for name in _FIELDS[record]:
            yield _field(f"{record}.{name}", Shape.ONE, record, name)
        if record == "house":
            yield _field(f"{record}.{AREA}", Shape.ONE, record, "recognised_area")
    for list_, record in LISTS.items():
        yield LedgerField(list_, Shape.LIST, record, list_ if list_ == _HARDSHIPS else "", Kind.LIST)
        yield from _of_list(list_, record)
    yield _field("area.notice_on", Shape.OF_AREA, "area", "notice_on")
    for name in _FIELDS["flat"]:
        yield _field(f"flat.{name}", Shape.OF_FLAT, "flat", name)


def _of_list(list_: str, record: str) -> Iterator[LedgerField]:
    if list_ == _HARDSHIPS:
        yield LedgerField(f"{list_}.{GROUP}", Shape.COLUMN, record, _HARDSHIPS, Kind.CHOICE)
        return
    names = {name: name for name in _FIELDS[record]} | ({AREA: "recognised_area"} if record == "house" else {})
    for name, field in names.items():
        column = _field(f"{list_}.{name}", Shape.COLUMN, record, field)
        yield column
        if column.unit == "㎡" or name == "amount":
            yield replace(column, name=f"sum({column.name})", shape=Shape.SUM)
    if list_ == "people":
        yield LedgerField(f"{list_}.{AGE}", Shape.COLUMN, record, "birth_date", Kind.NUMBER, "年")


def _field(name: str, shape: Shape, record: str, field: str) -> LedgerField:
    known = RECORDS[record].field[field]
    return LedgerField(name, shape, record, field, _KINDS[known.kind], _unit(record, known))


FIELDS: Mapping[str, LedgerField] = {each.name: each for each in _all()}
"""Every field by the name that a plan writes."""


def known_field(name: str) -> LedgerField | None:
    """Give the field that a plan means, also where it names what a flat is for; None where there is none."""
    found = _FOR_WHAT.fullmatch(name)
    return FIELDS.get(f"flat.{found['field']}" if found else name)


def flat_for(name: str) -> str:
    """Give what the flat behind a field is for, as the plan names it; "" where it asks for one flat alone."""
    found = _FOR_WHAT.fullmatch(name)
    return found["what"] if found else ""


def is_asked(one: Input) -> bool:
    """Tell whether the household is asked for a fact; those of a flat only as long as it looks at none."""
    return not one.is_of_area and (not one.field or one.field.startswith("flat"))


def flats_asked(pack: Pack) -> tuple[str, ...]:
    """Give what the plan asks a flat for, in its order; "" stands for the one flat of a plan that names nothing."""
    asked = (one for one in pack.inputs if (known := known_field(one.field)) and known.shape is Shape.OF_FLAT)
    return tuple(dict.fromkeys(flat_for(one.field) for one in asked))


def flaws(pack: Pack) -> tuple[Flaw, ...]:
    """Find the inputs whose field is not in the ledger, or not what the input says that it is."""
    found = [_flaw(pack, one, "") for one in pack.inputs]
    found += [_flaw(pack, column, one.field, of=one.name) for one in pack.inputs for column in one.columns]
    return tuple(filter(None, found))


def _flaw(pack: Pack, one: Input, list_: str, *, of: str = "") -> Flaw | None:
    if not one.field:
        return None
    place = replace(one.place, column="field")
    known = known_field(one.field)
    if known is None:
        near = _labelled(one.field, list_) or get_close_matches(one.field, FIELDS, 1, _LIKENESS)
        remedy = N_("Do you mean “{proposal}”?") if near else N_("See which there are: ruhu policy fields")
        proposal = near[0] if near else ""
        return Flaw(place, N_("The ledger has no field “{word}”."), remedy,
                    values={"word": one.field, "proposal": proposal})  # fmt: skip
    if (known.shape is Shape.COLUMN) != bool(of) or (of and known.list != list_):
        return Flaw(place, N_("The field “{word}” does not belong to this list."),
                    N_("Columns of a list take columns of the same list of the ledger."),
                    values={"word": one.field})  # fmt: skip
    if (known.shape is Shape.OF_AREA) != one.is_of_area:
        return Flaw(place, N_("Either the input or its field “{word}” is of the area, and the other is not."),
                    N_("Of the area are the fields that begin with “area.”, and no others."),
                    values={"word": one.field})  # fmt: skip
    if known.kind is not one.kind:
        return Flaw(place, N_("The field “{word}” is of another type: {kind}."),
                    N_("Write this type, or another field."),
                    values={"word": one.field, "kind": str(known.kind)})  # fmt: skip
    wanted = unit_of(pack, known)
    if wanted is not None and (wanted, wanted.is_percent) != (one.unit, one.unit.is_percent):
        return Flaw(place, N_("The field “{word}” is in {unit}, and the input is not."), N_("Nothing is converted."),
                    values={"word": one.field, "unit": str(wanted) or "1"})  # fmt: skip
    return None


def _labelled(label: str, list_: str) -> list[str]:
    """Give the field that the ledger calls so, of the list where it is one of its columns."""
    shape = Shape.COLUMN if list_ else Shape.ONE
    return [
        each.name
        for each in FIELDS.values()
        if each.shape is shape
        and (not list_ or each.list == list_)
        and RECORDS[each.record].field[each.field].label == label
    ][:1]


def unit_of(pack: Pack, known: LedgerField) -> Unit | None:
    """Give the unit in which a field comes into a pack; None where it is whatever the pack says."""
    if known.unit == ANY or known.kind is not Kind.NUMBER:
        return None
    try:
        return units.parse(known.unit.replace(MONEY, pack.cover.money_unit), pack.units)
    except NoUnit:
        return units.NONE
