"""The rights of one household as people work with them: remedies, what was served, what it complains of and asks for.

Promise: every remedy is there, told or not, begun or not; a note never moves the day of an answer, and only the
household closes its grievance. Hidden: which records make up one line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from heapq import nsmallest

from desktop.casework import area_rules
from desktop.domain import rights
from desktop.domain.four_clear import HOLDERS, Case, latest
from desktop.domain.records import (
    Area,
    Grievance,
    GrievanceEvent,
    Household,
    PrivacyRequest,
    PrivacyRequestEvent,
    Service,
    Told,
)
from desktop.domain.rights import REPLIES, STARTING, Clock, Rules, Side, Start, State
from desktop.domain.stages import HOUSEHOLDS_WORD
from desktop.domain.working_days import End
from desktop.store import remedies
from desktop.store.store import Store
from desktop.store.united import with_others

_SELF = frozenset({"本人", "户主本人"})
_ANSWERS = frozenset({"answer", "done", "refused"})
_REPLACED = frozenset({"sheet", *STARTING})  # a later one of them stands for the earlier


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that the household can do, and the last time that it was told so since it began.

    `clock` has neither start nor end where nothing has begun yet, or where nobody wrote down the day.
    """

    clock: Clock
    has_begun: bool
    told: Told | None

    def needs_telling(self, today: date) -> bool:
        """Whether it runs and the household was never told: what has not begun can be told later, what passed can't."""
        return self.told is None and self.has_begun and self.clock.state(today) is not State.PASSED


class Way(StrEnum):
    """How a document came to the household, and whether it still counts."""

    BY_HAND = "by_hand"  # to the household itself
    TO_ANOTHER = "to_another"
    HANDED = "handed"  # nobody wrote down to whom
    REFUSED = "refused"
    LEFT = "left"
    MAILED = "mailed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Handed:
    """A document that was served, when by the area's clock; `starts` is what runs from it."""

    service: Service
    at: datetime | None
    way: Way
    is_replaced: bool
    starts: tuple[Clock, ...]


class Standing(StrEnum):
    """How far a grievance or a request came."""

    OPEN = "open"  # the office owes an answer
    LATE = "late"
    ANSWERED = "answered"  # the household has not said yet what it thinks of the answer
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Concern:
    """A grievance or a request about personal data, with its steps, oldest first."""

    record: Grievance | PrivacyRequest
    clock: Clock
    steps: tuple[GrievanceEvent | PrivacyRequestEvent, ...]

    def is_owed(self, today: date) -> bool:
        """Whether the office has yet to answer."""
        return self.standing(today) in (Standing.OPEN, Standing.LATE)

    def standing(self, today: date) -> Standing:
        said = [each for each in self.steps if each.step != "note"]
        word = latest((each for each in said if each.step in HOUSEHOLDS_WORD), lambda each: each.stated_on)
        if word is not None and word.step == "accepted":
            return Standing.CLOSED
        last = latest(said, lambda each: each.stated_on)
        if last is not None and last.step in _ANSWERS:
            return Standing.ANSWERED if isinstance(self.record, Grievance) else Standing.CLOSED
        return Standing.LATE if self.clock.state(today) is State.PASSED else Standing.OPEN


@dataclass(frozen=True, slots=True)
class HouseholdRights:
    """All of it at one moment."""

    remedies: tuple[Remedy, ...]
    services: tuple[Handed, ...]  # newest first
    concerns: tuple[Concern, ...]  # those that are open first, then newest first
    today: date

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """The clocks of the household's remedies that have begun."""
        return tuple(each.clock for each in self.remedies if each.has_begun)

    @property
    def untold(self) -> int:
        return sum(each.needs_telling(self.today) for each in self.remedies)


def begun(store: Store, case: Case) -> tuple[Start, ...]:
    """What has begun for a household, its own first."""
    area = next(iter(store.records(Area)), Area())
    return (*rights.own_starts(case), *rights.area_starts(area, case))


def clocks_of(store: Store, case: Case) -> tuple[Clock, ...]:
    """The clocks that run for a household, its own ones first."""
    starts = begun(store, case)
    rules = area_rules.rules_of(store) if starts else None
    return tuple(rights.clock(each, rules) for each in starts) if rules else ()


def untold(store: Store, household: bytes, clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    """Of these clocks the remedies that run and that the household was never told."""
    today = store.today()
    running = [each for each in clocks if each.term.side is Side.HOUSEHOLD and each.state(today) is not State.PASSED]
    rows = store.records(Told, household=with_others(store, household)) if running else ()
    told = [each for each in rows if not each.withdrawn]
    return tuple(each for each in running if not any(is_of(row, each) for row in told))


def is_of(told: Told, clock: Clock) -> bool:
    """Whether it was this right that was told: one that began anew has to be told anew."""
    return told.term == clock.term.name and (clock.start is None or (told.told_on or date.min) >= clock.start)


def rights_of(store: Store, case: Case) -> HouseholdRights:
    """The rights of a household as they stand today."""
    rules, homes, today = area_rules.rules_of(store), with_others(store, case.household.id), store.today()
    tellings = [each for each in store.records(Told, household=homes) if not each.withdrawn]
    requests = [each for each in store.records(PrivacyRequest, household=homes) if not each.withdrawn]
    events = [each for each in store.records(PrivacyRequestEvent, household=homes) if not each.withdrawn]
    concerns = [
        *(concern(each, case.grievance_events, rules) for each in case.grievances),
        *(concern(each, events, rules) for each in requests),
    ]
    return HouseholdRights(
        tuple(_remedies(begun(store, case), rules, tellings)),
        tuple(_handed(case, rules)),
        tuple(sorted(concerns, key=lambda each: _by_urgency(each, today))),
        today,
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """A remedy of a household that runs, to be told before it ends."""

    household: bytes
    clock: Clock


def ending_soonest(store: Store, limit: int) -> list[Ending]:
    """The households' own remedies that run, of the whole area, the one that ends first before the others."""
    rules, today = area_rules.rules_of(store), store.today()
    begun_lately = remedies.begun(store, rights.earliest_starts(rules, today))
    found = (
        Ending(household, rights.clock(start, rules))
        for household, starts in begun_lately.items()
        for start in starts
        if start.term.side is Side.HOUSEHOLD
    )
    running = (each for each in found if each.clock.state(today) in (State.RUNNING, State.LAST_DAY))
    return nsmallest(limit, running, key=lambda each: (each.clock.days_left(today), each.household))


def clocks_of_all(store: Store) -> tuple[Clock, ...]:
    """The clocks that run for every household of the area alike: those of the decision."""
    area, rules = next(iter(store.records(Area)), Area()), area_rules.rules_of(store)
    return tuple(rights.clock(each, rules) for each in rights.area_starts(area, Case(household=Household())))


def concerns_of(store: Store, *, closed: bool = False) -> list[Concern]:
    """All grievances and requests of the area, those of no household too; settled ones only when asked for."""
    rules, today = area_rules.rules_of(store), store.today()
    kinds = ((Grievance, GrievanceEvent), (PrivacyRequest, PrivacyRequestEvent))
    steps = [each for _, kind in kinds for each in store.records(kind) if not each.withdrawn]
    raised = [each for kind, _ in kinds for each in store.records(kind) if not each.withdrawn]
    by_what: dict[bytes | None, list[GrievanceEvent | PrivacyRequestEvent]] = {}
    for each in steps:
        by_what.setdefault(_about(each), []).append(each)
    found = [concern(each, by_what.get(each.id, ()), rules) for each in raised]
    wanted = [each for each in found if closed or each.standing(today) is not Standing.CLOSED]
    return sorted(wanted, key=lambda each: (each.standing(today) is Standing.CLOSED, each.clock.days_left(today)))


def concern(
    record: Grievance | PrivacyRequest, events: Iterable[GrievanceEvent | PrivacyRequestEvent], rules: Rules
) -> Concern:
    """A grievance or a request with those of these events that are its own, and the day that its slip names."""
    own = [each for each in events if _about(each) == record.id]
    own.sort(key=lambda each: (each.stated_on or date.min, each.id))
    return Concern(record, reply_clock(record, rules), tuple(own))


def reply_clock(record: Grievance | PrivacyRequest, rules: Rules) -> Clock:
    """Until when the office answers: till the day that was told, else by the law and the area's calendar."""
    term = REPLIES[record.record_type().name]
    counted = rights.clock(Start(term, record.raised_on), rules)
    if record.due_on is None or (counted.end and counted.end.day == record.due_on):
        return counted
    return Clock(term, counted.period, record.raised_on, End(record.due_on, is_certain=True))


def _remedies(starts: Iterable[Start], rules: Rules, tellings: Iterable[Told]) -> Iterator[Remedy]:
    found = [(each, True) for each in starts if each.term.side is Side.HOUSEHOLD]
    found += [(Start(term, None), False) for term in rights.not_begun(starts)]
    order = {name: place for place, name in enumerate(rights.TERMS)}
    for start, has_begun in sorted(found, key=lambda each: order[each[0].term.name]):
        clock = rights.clock(start, rules)
        own = (each for each in tellings if is_of(each, clock))
        yield Remedy(clock, has_begun, latest(own, lambda each: each.told_on))


def _handed(case: Case, rules: Rules) -> Iterator[Handed]:
    """Each service, newest first, with what runs from it."""
    by_time = sorted(case.services, key=_when, reverse=True)
    holders = {person.name for person in case.people if person.role in HOLDERS}
    running = {(each.term.name, each.day) for each in rights.own_starts(case)}
    for place, row in enumerate(by_time):
        later = [each for each in by_time[:place] if each.document == row.document]
        is_replaced = row.document in _REPLACED and any(each.document_number != row.document_number for each in later)
        day = case.day_of(row.served_at) if row.served_at else None
        names = [name for name in STARTING.get(row.document or "", ()) if (name, day) in running]
        clocks = tuple(rights.clock(Start(rights.TERMS[name], day), rules) for name in names)
        at = row.served_at.astimezone(case.zone) if row.served_at and case.zone else row.served_at
        yield Handed(row, at, _way(row, holders), is_replaced, clocks)


def _when(service: Service) -> tuple[float, bytes]:
    return service.served_at.timestamp() if service.served_at else 0.0, service.id


def _way(service: Service, holders: set[str | None]) -> Way:
    if service.refused:
        return Way.REFUSED
    match service.manner:
        case "left":
            return Way.LEFT
        case "mailed":
            return Way.MAILED
        case "published":
            return Way.PUBLISHED
        case _ if not service.receiver:
            return Way.HANDED
        case _:
            is_own = service.receiver in holders or service.receiver_relation in _SELF
            return Way.BY_HAND if is_own else Way.TO_ANOTHER


def _about(event: GrievanceEvent | PrivacyRequestEvent) -> bytes | None:
    return event.grievance if isinstance(event, GrievanceEvent) else event.data_request


def _by_urgency(each: Concern, today: date) -> tuple[int, int, bytes]:
    order = {Standing.LATE: 0, Standing.OPEN: 1, Standing.ANSWERED: 2, Standing.CLOSED: 3}
    raised = each.record.raised_on or date.min
    return order[each.standing(today)], -raised.toordinal(), each.record.id
