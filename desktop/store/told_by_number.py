"""What a person's ID number tells besides: the birth date and the sex, filled in where nobody states them.

Promise: whoever writes a number down, in the window, a ledger or a file, gets the same; what somebody stated stays.
Hidden: what is sealed is unsealed to be compared, and shown to nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.domain import identity
from desktop.domain.records import Person, Record, Sealed
from desktop.domain.values import value
from desktop.store.store import Store

FILLED_IN = ("birth_date", "sex")
_NUMBER = ("id_kind", "id_number")
_SEALED = {"identity": _NUMBER, "birth_date": ("birth_date",)}
_KIND = Person.record_type()
_CHUNK = 500


def besides(store: Store, said: Mapping[str, Any], before: Record | None = None) -> dict[str, Any]:
    """By field what the number that is stated of a person tells, who was as `before`; nothing that is stated itself."""
    if said.keys().isdisjoint(_NUMBER) or all(name in said for name in FILLED_IN):
        return {}
    held = in_clear(store, [before])[before.id] if isinstance(before, Person) else {}
    return identity.told_besides(said, held, store.today())


def completed(store: Store, people: Sequence[Person]) -> list[Person]:
    """Those of these people of whom their number tells what is not written down, with it; none of the withdrawn."""
    lacking = [
        person for person in people if not person.withdrawn and any(getattr(person, each) is None for each in FILLED_IN)
    ]
    held, today = in_clear(store, lacking), store.today()
    found: list[Person] = []
    for person in lacking:
        clear = held[person.id]
        number = {name: clear[name] for name in _NUMBER if clear[name] is not None}
        told = identity.told_besides(number, {name: clear[name] for name in FILLED_IN}, today)
        found += [replace(person, **told)] if told else []
    return found


def in_clear(store: Store, people: Sequence[Person]) -> dict[bytes, dict[str, Any]]:
    """What of these people is looked at, by row and field; what can't be read here, or is in conflict, stays sealed."""
    held = {person.id: {name: getattr(person, name) for name in (*_NUMBER, *FILLED_IN)} for person in people}
    rows = list(held)
    with store.reading() as connection:
        projector = store.projector(connection)
        for start in range(0, len(rows), _CHUNK):
            for (row, group), ops in projector.heads(rows[start : start + _CHUNK]).items():
                names = _SEALED.get(group, ())
                if len(ops) != 1:
                    held[row] |= dict.fromkeys(names, Sealed(""))
                elif forms := projector.forms(ops[0]):
                    held[row] |= {name: value(_KIND.field[name], forms[name]) for name in names if name in forms}
    return held
