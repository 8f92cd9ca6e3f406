"""Which household of a store a file means, and which of its records.

Promise: where several may be meant, none is chosen; and what a file made is found again by the same file. Hidden: how
offices name a household (by number, by place and owner, by the owner's ID number), and what tells two records apart
that bear no number.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self, TypeVar

from desktop.domain.four_clear import Case
from desktop.domain.identity import clean_number
from desktop.domain.records import Appraisal, House, Person, Record, UnregisteredPart
from desktop.exchange.duplicates import squeezed
from desktop.exchange.stated import Stated
from desktop.store import queries
from desktop.store.queries import Listed
from desktop.store.store import Store
from desktop.store.united import Unions, unions_of

R = TypeVar("R", bound=Record)
_Value = Callable[[Callable[[str], Any]], Hashable]
"""What is compared, of a record or of a statement, each asked by the name of a field."""

_OF_PLACE = ("plot", "lane", "building", "unit", "door", "room")


@dataclass(slots=True)
class Known:
    """The households of a store by what a file names them by; one that goes on under another means that one."""

    by_id: dict[bytes, Listed] = field(default_factory=dict[bytes, Listed])
    numbered: dict[str, list[Listed]] = field(default_factory=dict[str, list[Listed]])
    owned: dict[str, list[Listed]] = field(default_factory=dict[str, list[Listed]])  # by an owner's name
    placed: dict[tuple[str, str], list[Listed]] = field(default_factory=dict[tuple[str, str], list[Listed]])
    by_id_number: dict[str, tuple[bytes, ...]] = field(default_factory=dict[str, tuple[bytes, ...]])
    id_numbers: dict[bytes, list[str]] = field(default_factory=dict[bytes, list[str]])  # of those that the file names
    united: Unions = field(default_factory=lambda: Unions({}))

    @classmethod
    def of(cls, store: Store, households: Sequence[Stated]) -> Self:
        known = cls(united=unions_of(store))
        for line in queries.households(store, united=True):
            known.by_id[line.id] = line
            known.numbered.setdefault(clean_number(line.number or ""), []).append(line)
            for owner in ("", *dict.fromkeys(line.owners)):
                known.owned.setdefault(owner, []).append(line)
                known.placed.setdefault((squeezed(line.address), owner), []).append(line)
        if known.by_id:
            numbers = {number for stated in households if (number := owners_id_number(stated))}
            known.by_id_number = queries.households_by_id_number(store, numbers)
        for number, rows in known.by_id_number.items():
            for row in rows:
                known.id_numbers.setdefault(row, []).append(number)
        return known

    def meant_by(self, stated: Stated) -> list[Listed]:
        """The households that a file may mean; none where it means a new one."""
        return self._kept(self._named_by(stated))

    def _owners(self, line: Listed) -> tuple[str, ...]:
        """Of one that goes on under another, those of both."""
        kept = self.by_id.get(self.united.goes_on(line.id), line)
        return line.owners if kept is line else (*line.owners, *kept.owners)

    def names_united(self, stated: Stated) -> bool:
        """Whether a row names one that goes on under another."""
        return any(line.id in self.united.kept for line in self._named_by(stated))

    def paid(self, stated: Stated) -> list[Listed]:
        """The households that a row of a list of payments may mean: by number, else by the owner's or payee's name."""
        return self._kept(self._paid(stated))

    def _kept(self, lines: Sequence[Listed]) -> list[Listed]:
        kept = dict.fromkeys(self.united.goes_on(line.id) for line in lines)
        return [self.by_id[row] for row in kept if row in self.by_id]

    def _named_by(self, stated: Stated) -> list[Listed]:
        if (row := stated.household.get("id")) in self.by_id:
            return [self.by_id[row]]
        number, owner, place = stated.household.get("number"), stated.owner, squeezed(address(stated))
        if number:
            lines = self.numbered.get(clean_number(number), [])
            if not owner:
                return lines
            return [line for line in lines if owner in self._owners(line)] or [
                line for line in lines if place and squeezed(line.address) == place
            ]
        lines = self.placed.get((place, owner), []) if place else []
        theirs = self.by_id_number.get(owners_id_number(stated) or "", ())
        if not lines:
            return [self.by_id[row] for row in dict.fromkeys(theirs) if row in self.by_id]
        return [line for line in lines if line.id in theirs] or [
            line for line in lines if line.id not in self.id_numbers or not owners_id_number(stated)
        ]

    def _paid(self, stated: Stated) -> list[Listed]:
        if (row := stated.household.get("id")) in self.by_id:
            return [self.by_id[row]]
        if number := stated.household.get("number"):
            return self.numbered.get(clean_number(number), [])
        name = stated.owner or stated.payment.get("payee", "")
        return self.owned.get(name, []) if name else []


def address(stated: Stated) -> str | None:
    """The address; where the file gives only its parts, those together."""
    home = stated.household
    return home.get("address") or "".join(str(home[name]) for name in _OF_PLACE if home.get(name)) or None


def owners_id_number(stated: Stated) -> str | None:
    return stated.people[0].get("id_number") if stated.people else None


def meant_people(case: Case, stated: Stated) -> list[Person | None]:
    """The person of a household whom each statement means; None for a new one."""
    found = _paired(case.people, stated.people, _id, _named("name"))
    owners = [person for person in case.people if person.role == "owner" and person not in found]
    return [
        owners[0] if same is None and not said.get("name") and len(owners) == 1 else same
        for same, said in zip(found, stated.people, strict=True)
    ]


def meant_houses(case: Case, stated: Stated) -> list[House | None]:
    return _paired(case.houses, stated.houses, _id, _named("certificate_number"), alone=lambda of: (of("elsewhere"),))


def meant_parts(case: Case, stated: Stated) -> list[UnregisteredPart | None]:
    """A file seldom names a part: then it is the one of this area, or the only one that is left."""
    named = any("name" in part for part in stated.parts)
    by = _named("name") if named else _named("measured_area")
    return _paired(case.unregistered_parts, stated.parts, _id, by, alone=None if named else lambda _of: ())


def meant_appraisal(case: Case, said: Mapping[str, Any], house: bytes | None) -> Appraisal | None:
    """The appraisal that already says so, or else the only one of this house under this report."""
    of_house = [each for each in case.appraisals if house is None or each.house in (None, house)]
    same = [each for each in of_house if all(getattr(each, name) == value for name, value in said.items())]
    report = said.get("report_number")
    same = same or [each for each in of_house if report is None or each.report_number in (report, None)]
    return same[0] if len(same) == 1 else None


def _id(of: Callable[[str], Any]) -> Hashable:
    return of("id")


def _named(name: str) -> _Value:
    return lambda of: of(name)


def _paired(
    records: Sequence[R], said: Sequence[Mapping[str, Any]], *by: _Value, alone: _Value | None = None
) -> list[R | None]:
    """The record that each statement means: by the first value that both have, several with one value in their order.

    What is left is meant where one alone on each side has the value `alone`.
    """
    found: list[R | None] = [None] * len(said)
    if not records or not said:
        return found
    for value in by:
        for theirs, ours in _left(records, said, found, value):
            for record, nth in zip(theirs, ours, strict=False):
                found[nth] = record
    for theirs, ours in _left(records, said, found, alone) if alone else ():
        if len(theirs) == len(ours) == 1:
            found[ours[0]] = theirs[0]
    return found


def _left(
    records: Sequence[R], said: Sequence[Mapping[str, Any]], found: Sequence[R | None], value: _Value
) -> list[tuple[list[R], list[int]]]:
    """The records and the places of statements that are not paired yet, together by their value."""
    sides: dict[Hashable, tuple[list[R], list[int]]] = defaultdict(lambda: ([], []))
    taken = {record.id for record in found if record is not None}
    for record in (record for record in records if record.id not in taken):
        sides[value(partial(getattr, record))][0].append(record)
    for nth in (nth for nth, record in enumerate(found) if record is None):
        sides[value(said[nth].get)][1].append(nth)
    sides.pop(None, None)
    return list(sides.values())
