"""Four-clear completeness (四清): what is still missing before a household's situation is known and confirmed.

Promise: every missing thing is named with its reason, and nothing is guessed: a part is clear when what belongs to it
is known, and it was confirmed with the household. Hidden: which records make a part known.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Self, TypeVar

from desktop.domain.chains import last_of_each
from desktop.domain.errors import Finding, Level
from desktop.domain.records import (
    Agreement,
    Appraisal,
    Calculation,
    Confirmation,
    Fixture,
    Grievance,
    GrievanceEvent,
    Handover,
    House,
    Household,
    Payment,
    Person,
    Record,
    Service,
    UnregisteredPart,
    Visit,
    Wish,
)

_R = TypeVar("_R", bound=Record)

HOLDERS = frozenset({"owner", "co_owner", "tenant", "heir"})  # an heir owns from the death on (Civil Code art. 230)
ROUNDED = Decimal("0.01")  # three thirds, each written as 33.33 %, are a whole
_NO_HOUSE = Finding("house", "No house is recorded.", Level.WARNING)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One household with its living records, each kind in the order of creation.

    `zone` is the area's: in it stand the days of what happened at an instant, whatever offset was written down with it.
    """

    household: Household
    people: tuple[Person, ...] = ()
    houses: tuple[House, ...] = ()
    unregistered_parts: tuple[UnregisteredPart, ...] = ()
    fixtures: tuple[Fixture, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    wishes: tuple[Wish, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    visits: tuple[Visit, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    services: tuple[Service, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    payments: tuple[Payment, ...] = ()
    handovers: tuple[Handover, ...] = ()
    grievances: tuple[Grievance, ...] = ()
    grievance_events: tuple[GrievanceEvent, ...] = ()
    zone: tzinfo | None = None

    def day_of(self, instant: datetime) -> date:
        """The civil day in the area; where no area is known, as it was written down."""
        return (instant.astimezone(self.zone) if self.zone else instant).date()

    @classmethod
    def of(cls, household: Household, records: Iterable[Record], zone: tzinfo | None = None) -> Self:
        """Sort the records of one household by kind; withdrawn, corrected and superseded ones are left out."""
        records = tuple(records)
        rows = sorted((row for row in records if not getattr(row, "withdrawn", None)), key=lambda row: row.id)
        replaced = {row.supersedes for row in rows if isinstance(row, Calculation)}

        def living(kind: type[_R]) -> tuple[_R, ...]:
            return tuple(row for row in rows if isinstance(row, kind) and row.id not in replaced)

        return cls(
            household=household,
            people=living(Person),
            houses=living(House),
            unregistered_parts=living(UnregisteredPart),
            fixtures=living(Fixture),
            appraisals=living(Appraisal),
            wishes=living(Wish),
            confirmations=living(Confirmation),
            visits=last_of_each((row for row in records if isinstance(row, Visit)), lambda visit: visit.corrects),
            calculations=living(Calculation),
            services=living(Service),
            agreements=living(Agreement),
            payments=living(Payment),
            handovers=living(Handover),
            grievances=living(Grievance),
            grievance_events=living(GrievanceEvent),
            zone=zone,
        )


def latest(rows: Iterable[_R], day: Callable[[_R], date | None]) -> _R | None:
    """The row of the latest day; of one day, the one made last."""
    return max(rows, key=lambda row: (day(row) or date.min, row.id), default=None)


@dataclass(frozen=True)
class Part:
    """One of the four parts: what it still lacks, and its latest confirmation.

    `field` of a missing thing is the field that is not known, or the record that is not there.
    """

    name: str
    missing: tuple[Finding, ...]
    confirmation: Confirmation | None

    @property
    def is_clear(self) -> bool:
        return not self.missing


def four_clear(case: Case) -> tuple[Part, ...]:
    """The four parts, in the order of the paper: house, area, compensation, wishes."""
    return tuple(_part(case, name, unknown) for name, unknown in _UNKNOWN.items())


def _part(case: Case, name: str, unknown: Callable[[Case], Iterator[Finding]]) -> Part:
    missing = list(unknown(case))
    confirmation = latest((row for row in case.confirmations if row.part == name), lambda row: row.confirmed_on)
    if confirmation is None:
        missing.append(Finding("confirmation", "This part was not confirmed with the household.", Level.WARNING))
    return Part(name, tuple(missing), confirmation)


def _unknown_of_house(case: Case) -> Iterator[Finding]:
    yield from _unknown_of_title(case)
    if not case.houses and not case.unregistered_parts:
        yield _NO_HOUSE
    for n, house in enumerate(case.houses, 1):
        if house.certificate_number is None:
            yield Finding(
                "certificate_number",
                "House {n}: the certificate number is not known. If there is no certificate, write that.",
                Level.WARNING,
                values={"n": n},
            )
        if house.structure is None:
            yield Finding("structure", "House {n}: the structure is not known.", Level.WARNING, values={"n": n})
        if house.certified_use is None and house.actual_use is None:
            yield Finding("actual_use", "House {n}: the use is not known.", Level.WARNING, values={"n": n})


def _unknown_of_title(case: Case) -> Iterator[Finding]:
    if case.household.title_disputed:
        yield Finding("title_disputed", "The title is disputed.", Level.WARNING)
    holders = [person for person in case.people if person.role in HOLDERS]
    if not holders:
        yield Finding("person", "No owner or public-housing tenant is recorded.", Level.WARNING)
    if any(person.role == "co_owner" for person in holders):
        yield from _unknown_of_shares([person.share for person in holders])


def _unknown_of_shares(shares: list[Decimal | None]) -> Iterator[Finding]:
    known = [share for share in shares if share is not None]
    whole = sum(known)
    if len(known) < len(shares):
        yield Finding("share", "The share of an owner is not known.", Level.WARNING)
    elif abs(whole - 100) > ROUNDED * len(known):
        yield Finding("share", "The shares add up to {whole} %, not to 100 %.", Level.WARNING, values={"whole": whole})


def _unknown_of_area(case: Case) -> Iterator[Finding]:
    if not case.houses and not case.unregistered_parts:
        yield _NO_HOUSE
    for n, house in enumerate(case.houses, 1):
        if house.recognised_area is None:
            yield Finding(
                "recognised_area", "House {n}: the recognised area is not known.", Level.WARNING, values={"n": n}
            )
        if house.area_disputed:
            yield Finding("area_disputed", "House {n}: the area is disputed.", Level.WARNING, values={"n": n})
    for part in case.unregistered_parts:
        named = {"name": part.name}
        if part.state in (None, "undetermined"):
            yield Finding("state", "{name}: not determined yet.", Level.WARNING, values=named)
        elif part.state in ("recognised", "recognised_with_factor") and part.recognised_area is None:
            yield Finding("recognised_area", "{name}: the recognised area is not known.", Level.WARNING, values=named)


def _unknown_of_compensation(case: Case) -> Iterator[Finding]:
    for fixture in case.fixtures:
        if fixture.amount is None and (fixture.quantity is None or fixture.unit_price is None):
            yield Finding(
                "amount",
                "{name}: neither the amount nor quantity and unit price are known.",
                Level.WARNING,
                values={"name": fixture.name},
            )
    for n, appraisal in enumerate(case.appraisals, 1):
        if appraisal.amount is None and appraisal.unit_price is None:
            yield Finding(
                "amount",
                "Appraisal {n}: neither the amount nor the unit price is known.",
                Level.WARNING,
                values={"n": n},
            )
    if not case.calculations:
        yield Finding("calculation", "The compensation was not calculated yet.", Level.WARNING)


def _unknown_of_wishes(case: Case) -> Iterator[Finding]:
    """Undecided and rather not say are answers like any other."""
    if not case.wishes:
        yield Finding("wish", "The household was not asked for its wishes.", Level.WARNING)


_UNKNOWN: dict[str, Callable[[Case], Iterator[Finding]]] = {
    "house": _unknown_of_house,
    "area": _unknown_of_area,
    "compensation": _unknown_of_compensation,
    "wishes": _unknown_of_wishes,
}
