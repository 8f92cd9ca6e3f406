"""Who the people of a laptop's request are: new to the office, or somebody of its staff on one more computer.

Promise: nobody is taken for somebody else because of a name; where two are alike, only the office says whether they are
one. Hidden: a person who was never known keeps the id that their key slot has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.casework import people
from desktop.casework.assignment import person_named
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import Staff
from desktop.exchange.certificates import SCOPE_OF, Certificate, Line, Scope
from desktop.exchange.enrolment_request import Applicant, Request
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the office decides about one person of a request; what is left open follows from the role and from before.

    `staff` names who of the staff this is, where the office knows the person already.
    """

    staff: str | None = None
    role: Role | None = None
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a request, as the staff record is to be from now on."""

    asker: Applicant
    staff: Staff
    scope: Scope

    def line(self, until: str) -> Line:
        """What the certificate says of them."""
        role = Role(self.staff.role or Role.WORKER)
        return Line(self.staff.id, self.staff.name or "", role, self.scope, until, self.asker.public)


def people_of(
    store: Store, asked: Request, before: Certificate | None, wanted: Mapping[str, Wanted], team: str | None
) -> Sequence[Person]:
    """Who of the staff each person of a request is; `before` is the device's certificate until now.

    Refused where only the office can know, and where it said something of somebody whom the request doesn't name.
    """
    _require_named(asked, wanted)
    of_all = replace(asked, team=team or asked.team)
    found = [_person(store, of_all, each, before, wanted.get(each.name, Wanted())) for each in asked.people]
    if len({each.staff.id for each in found}) != len(found):
        raise Refused(
            "Two people of this request are one of the staff. Nothing was changed.", "Say who is who: --known"
        )
    return found


def _person(store: Store, asked: Request, asker: Applicant, before: Certificate | None, wanted: Wanted) -> Person:
    known, team, key = _staff_of(store, asker, before, wanted), asked.team or None, asker.public.hex()
    if known is None:
        staff = Staff(id=asker.person, name=asker.name, role=wanted.role or Role.WORKER, team=team, public_key=key)
    else:
        _require_role(known, wanted)
        staff = replace(known, team=known.team or team, public_key=key)  # keys of before stay theirs (`signers.py`)
    line = before.line(staff.id) if before else None
    role = Role(staff.role or Role.WORKER)
    held = line.scope if line is not None and line.role is role else SCOPE_OF.get(role, Scope.AREA)
    return Person(asker, staff, wanted.scope or held)


def _staff_of(store: Store, asker: Applicant, before: Certificate | None, wanted: Wanted) -> Staff | None:
    """Who of the staff this is; None for a new person."""
    if wanted.staff is not None:
        return person_named(store, wanted.staff)
    by_id = store.get(Staff, asker.person)
    if by_id is not None and (by_id.withdrawn or (before is not None and before.line(asker.person))):
        return by_id
    alike = by_id or next((row for row in people.staff(store) if row.name == asker.name), None)
    if alike is not None:
        raise Refused(
            "Somebody called {name} works here already. Nothing was changed.",
            "If it is the same person, say so: --known {name}. If not, let the new one be called differently on the "
            "computer.",
            name=alike.name,
        )
    return None


def _require_named(asked: Request, wanted: Mapping[str, Wanted]) -> None:
    unknown = wanted.keys() - {each.name for each in asked.people}
    if unknown:
        raise Refused(
            "Nobody called {name} stands in this request. Nothing was changed.",
            "It names: {names}",
            name=min(unknown),
            names=", ".join(each.name for each in asked.people),
        )


def _require_role(known: Staff, wanted: Wanted) -> None:
    """A person's role is one on all their devices."""
    if wanted.role not in (None, known.role):
        raise Refused(
            "{name} works as {role} already, on every computer. Nothing was changed.",
            "To change that on all of them: ruhu person role {name}",
            name=known.name,
            role=Role(known.role or Role.WORKER),
        )
