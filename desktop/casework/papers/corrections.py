"""What became another in a visit's record: of each correction who made it, when and why, and field by field what stood.

Promise: every correction is told, also one beside which somebody else's stands. Hidden: which fields are compared;
whether and how it was signed is told by the signatures.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from desktop.casework.visiting import TOPICS, Contact
from desktop.domain.fields import RECORDS, Field, Kind
from desktop.domain.records import Visit
from desktop.i18n import word
from desktop.sheets import wording
from desktop.sheets.visit_record import Correction
from desktop.store import history, queries
from desktop.store.store import Store

_KIND = RECORDS["visit"]
_NOT_COMPARED = frozenset(
    {"household", "recorder", "signature", "corrects", "correction_reason", "copy_handed", "copy_reason", "from_paper"}
)


def corrections(store: Store, contact: Contact, language: str) -> tuple[Correction, ...]:
    """The corrections of one contact, the oldest first."""
    rows = {each.id: each for each in (contact.visit, *contact.before)}
    made = [(each, rows[each.corrects]) for each in rows.values() if each.corrects in rows]
    stand = {*chain(rows, contact.visit)}
    told = [
        Correction(
            by=row.recorder or "",
            on=written_at(store, row.id),
            why=row.correction_reason or "",
            changes=[*_changes(store, before, row, language)],
            is_beside=row.id not in stand,
        )
        for row, before in made
    ]
    return tuple(sorted(told, key=lambda each: each.on))


def chain(rows: dict[bytes, Visit], visit: Visit) -> Iterator[bytes]:
    """A visit and what it corrects, back to what was written first, by their ids."""
    seen: set[bytes] = set()
    row: Visit | None = visit
    while row is not None and row.id not in seen:
        seen.add(row.id)
        yield row.id
        row = rows.get(row.corrects or b"")


def written_at(store: Store, row: bytes) -> datetime:
    """When a record was written down first, by the area's clock."""
    return history.written_at(store, queries.creation_of(store, row)).astimezone(store.zone())


def _changes(store: Store, before: Visit, after: Visit, language: str) -> Iterator[tuple[str, str, str]]:
    for group in _KIND.groups:
        for field in group.fields if group.name != "life" else ():
            old, new = vars(before)[field.name], vars(after)[field.name]
            if field.name not in _NOT_COMPARED and old != new:
                shown = _shown(store, field, old, language), _shown(store, field, new, language)
                yield wording.label(field, language), *shown


def _shown(store: Store, field: Field, value: Any, language: str) -> str:
    if value is None or value == ():
        return word("nothing written down", language)
    match field.kind:
        case Kind.CHOICE:
            return wording.choice(field, value, language)
        case Kind.INSTANT:
            return f"{value.astimezone(store.zone()):%Y-%m-%d %H:%M}"
        case Kind.YESNO:
            return word("yes", language) if value else word("no", language)
        case Kind.LIST:
            told = (word(TOPICS[each], language) if each in TOPICS else each for each in value)
            return wording.listed(told, language)
        case _:
            return str(value)
