"""What a sheet says of a household, as the ledger had it when the sheet was issued; kept with the sheet.

Promise: a later print of an issued sheet says the same, whatever was corrected since. Hidden: which records a sheet is
told from, and the form in which they are kept, of which a newer program may know more. Nothing sensitive is among them.
"""

import json
from datetime import tzinfo
from typing import Any

from desktop.domain.fields import Field, Kind
from desktop.domain.four_clear import Case
from desktop.domain.identity import id_from_text, id_text
from desktop.domain.records import CLASSES, Household, Record, Sealed
from desktop.domain.values import value, written


def kept(case: Case) -> str:
    """The records of a case that its sheet is told from, as JSON."""
    records = (case.household, *case.people, *case.houses, *case.unregistered_parts, *case.appraisals)
    return json.dumps([_form(record) for record in records], ensure_ascii=False, separators=(",", ":"))


def case(text: str, zone: tzinfo) -> Case:
    """The household as it was kept."""
    home, *records = (_record(form) for form in json.loads(text) if form["record"] in CLASSES)
    assert isinstance(home, Household)  # noqa: S101  it is kept first
    return Case.of(home, records, zone)


def _form(record: Record) -> dict[str, Any]:
    known = {field.name: (field, getattr(record, field.name)) for field in record.record_type().fields}
    told = {name: _plain(field, held) for name, (field, held) in known.items() if not isinstance(held, Sealed)}
    filled = {name: form for name, form in told.items() if form is not None}
    return {"record": record.record_type().name, "id": id_text(record.id), **filled}


def _record(form: dict[str, Any]) -> Record:
    kind = CLASSES[form.pop("record")]
    row, fields = id_from_text(form.pop("id")), kind.record_type().field
    return kind(id=row, **{name: _value(fields[name], held) for name, held in form.items() if name in fields})


def _plain(field: Field, held: Any) -> Any:
    form = written(field, held)
    return id_text(form) if isinstance(form, bytes) else form


def _value(field: Field, form: Any) -> Any:
    return value(field, id_from_text(form) if field.kind is Kind.LINK else form)
