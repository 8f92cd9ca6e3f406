"""One person's day: who is awaited, what to say first, what we promised, whose time runs out, what is to be corrected.

Promise: what the office owes comes first, then the household's rights, then the rest; nothing is weighed or guessed.
Hidden: whose matter something is. A worker's are the households that were handed to them, and the whole area where
nobody was handed any; who leads answers for the whole area.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from desktop.casework import area_rules, people, questioning
from desktop.casework.questioning import Asked
from desktop.domain import appointments, rights
from desktop.domain.errors import Finding
from desktop.domain.fields import Role
from desktop.domain.four_clear import Case
from desktop.domain.records import Appointment, Area, Explanation, Household, Promise, Staff, Visit
from desktop.domain.rights import Clock, Rules, Side, State
from desktop.domain.stages import findings_against_office
from desktop.store import agenda, queries, remedies, standing
from desktop.store.queries import Listed
from desktop.store.store import Store
from desktop.store.united import unions_of, with_others

SOON = 7
"""Days; a right that ends within them is one to speak of now."""
MOST = 200
"""How many promises and clocks are listed; how many there are is told."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """One household of the day. `was_missed`: at the last visit nobody was met; `is_done`: somebody was there today."""

    appointment: Appointment
    household: Listed
    has_hour: bool
    is_done: bool
    was_missed: bool
    wants_no_visit: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """What we promised a household, and how many days ago it was due."""

    promise: Promise
    household: Listed
    days_late: int


@dataclass(frozen=True, slots=True)
class Running:
    """A right whose time runs: of one household, or of the whole area (None); and when it was told, if it was."""

    household: Listed | None
    clock: Clock
    told_on: date | None
    is_awaited: bool  # the household is one of the day


@dataclass(frozen=True, slots=True)
class Returned:
    """What the office asks of a household, and waits for."""

    asked: Asked
    household: Listed


@dataclass(frozen=True, slots=True)
class Yesterday:
    """What was done: visits, those at which nobody was met, and at how many of these a notice was left."""

    visits: int
    not_met: int
    notices: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """What the office has not said that it holds, and since when."""

    entries: int
    since: date | None


@dataclass(frozen=True, slots=True)
class Today:
    """The day as it stands at a moment."""

    now: datetime
    unpaid: tuple[tuple[Listed, Finding], ...]
    awaited: tuple[Awaited, ...]
    owed: tuple[Owed, ...]
    owed_in_all: int
    running: tuple[Running, ...]
    running_in_all: int
    soon: int  # of how many households a right ends within the next days
    yesterday: Yesterday
    unsent: Unsent | None  # None in the office's own store
    returned: tuple[Returned, ...]
    returned_in_all: int

    @property
    def day(self) -> date:
        return self.now.date()

    @property
    def next(self) -> Awaited | None:
        """The first household where nobody was yet."""
        return next((each for each in self.awaited if not each.is_done), None)


@dataclass(frozen=True, slots=True)
class Brief:
    """What to know before a door: rights that were not told, what was not understood, what we owe, what to bring."""

    untold: tuple[Clock, ...]
    unclear: tuple[Explanation, ...]
    promised: tuple[Promise, ...]
    wants_purpose_notice: bool
    sheet: int | None  # the version of a sheet that is calculated and was not served


def today_of(store: Store, name: str | None = None) -> Today:
    """The day of this person, of whoever opened the store where nobody is named."""
    return _Gathering(store, name or store.opened.name).today()


def brief_of(store: Store, household: bytes) -> Brief | None:
    """What to know before this household's door; None where it is not known."""
    case = queries.case_of(store, household)
    if case is None:
        return None
    told = agenda.told(store, [household])
    return Brief(
        untold=tuple(
            each
            for each in clocks_of(store, case)
            if each.state(store.today()) in (State.RUNNING, State.LAST_DAY)
            and not _is_told(told.get((household, each.term.name)), each)
        ),
        unclear=_unclear(store.records(Explanation, household=with_others(store, household))),
        promised=agenda.promises_open(store, household),
        wants_purpose_notice=not any(visit.purpose_notice for visit in case.visits),
        sheet=_unserved(case),
    )


def clocks_of(store: Store, case: Case) -> tuple[Clock, ...]:
    """The household's own rights, soonest first."""
    rules = area_rules.rules_of(store)
    own = (rights.clock(each, rules) for each in rights.own_starts(case) if each.term.side is Side.HOUSEHOLD)
    return tuple(sorted(own, key=lambda each: each.end.day if each.end else date.max))


def _is_told(told_on: date | None, clock: Clock) -> bool:
    """A right that began anew has to be told anew."""
    return told_on is not None and (clock.start is None or told_on >= clock.start)


def _unclear(explained: Sequence[Explanation]) -> tuple[Explanation, ...]:
    """What was to be explained again, and was not understood since: the last word on each clause counts."""
    last: dict[str | None, Explanation] = {}
    living = (each for each in explained if not each.withdrawn)
    for each in sorted(living, key=lambda each: (each.explained_on or date.min, each.id)):
        last[each.clause] = each
    return tuple(each for each in last.values() if each.understood == "needs_another_visit")


def _unserved(case: Case) -> int | None:
    """The version of the last calculation, where no sheet was served."""
    version = max((each.version or 0 for each in case.calculations), default=0)
    is_served = any(service.document == "sheet" for service in case.services)
    return version if version and not is_served else None


class _Gathering:
    """Asks the store, once each."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._now = store.now()
        self._zone = store.zone()
        self._united = unions_of(store)
        self._homes = self._looked_after()

    def today(self) -> Today:
        store, day = self._store, self._now.date()
        visits = agenda.visits(store, self._moment(day - timedelta(days=1)), self._moment(day + timedelta(days=1)))
        met = (each.household for each in visits if each.household and self._day_of(each) == day)
        seen = frozenset(map(self._united.goes_on, met))
        due = self._due(day)
        rules = area_rules.rules_of(store)
        expected = self._expected(day)
        running = sorted(self._clocks(rules, day), key=lambda each: (_end(each[1]), each[0] or b""))
        unpaid = [home for home in agenda.moved_unpaid(store) if self._homes is None or home in self._homes]
        shown, returned = running[:MOST], questioning.open_questions(store, self._homes)
        homes = {each.household for each in (*expected, *due[:MOST])} | {*unpaid} | {home for home, _ in shown}
        homes |= {each.question.household for each in returned[:MOST]}
        lines = queries.lines_of(store, _ids([*homes]))
        awaited = tuple(self._awaited(expected, lines, seen))
        return Today(
            now=self._now,
            unpaid=tuple(self._unpaid(unpaid, lines)),
            awaited=awaited,
            owed=tuple(
                Owed(each, lines[each.household], (day - each.due_on).days)
                for each in due[:MOST]
                if each.household in lines and each.due_on
            ),
            owed_in_all=len(due),
            running=tuple(sorted((*self._running(shown, lines, awaited), *self._of_area(rules, day)), key=_last_day)),
            running_in_all=len({home for home, _ in running}),
            soon=len({home for home, clock in running if clock.days_left(day) <= SOON}),
            yesterday=self._yesterday([each for each in visits if self._day_of(each) != day]),
            unsent=None if people.is_office(store) else Unsent(*agenda.unconfirmed(store)),
            returned=tuple(
                Returned(each, lines[each.question.household])
                for each in returned[:MOST]
                if each.question.household in lines
            ),
            returned_in_all=len(returned),
        )

    def _looked_after(self) -> Collection[bytes] | None:
        """The households of a worker; None for all of the area."""
        staff = [each for each in self._store.records(Staff, name=self._name) if not each.withdrawn]
        if any(each.role == Role.LEAD for each in staff):
            return None
        homes = frozenset[bytes]().union(*(agenda.assigned(self._store, each.id) for each in staff))
        return homes or None

    def _is_mine(self, named: Collection[str], household: bytes | None) -> bool:
        """Where nobody is named, it is the matter of who looks after the household."""
        if named:
            return self._name in named
        return self._homes is None or self._united.goes_on(household or b"") in self._homes

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)

    def _expected(self, day: date) -> list[Appointment]:
        found = agenda.appointments(self._store, self._moment(day), self._moment(day + timedelta(days=1)))
        return [
            each
            for each in found
            if each.state != appointments.CANCELLED and self._is_mine(each.visitors, each.household)
        ]

    def _due(self, day: date) -> list[Promise]:
        """What was promised in this person's name, the longest overdue first; of who leads, by anybody."""
        due = agenda.promises_due(self._store, day)
        mine = (each for each in due if self._homes is None or each.promised_by == self._name)
        return sorted(mine, key=lambda each: (each.due_on or day, each.id))

    def _clocks(self, rules: Rules, day: date) -> Iterator[tuple[bytes, Clock]]:
        begun = remedies.begun(self._store, rights.earliest_starts(rules, day), self._homes)
        known: dict[tuple[str, date | None], Clock] = {}  # most were served on few days
        for home, starts in begun.items():
            for start in starts:
                place = start.term.name, start.day
                clock = known[place] if place in known else known.setdefault(place, rights.clock(start, rules))
                if clock.state(day) in (State.RUNNING, State.LAST_DAY):
                    yield home, clock

    def _running(
        self, shown: Sequence[tuple[bytes, Clock]], lines: Mapping[bytes, Listed], awaited: Sequence[Awaited]
    ) -> Iterator[Running]:
        told = agenda.told(self._store, {home for home, _ in shown})
        of_today = {each.household.id for each in awaited if not each.is_done}
        for home, clock in shown:
            if home in lines and not lines[home].is_withdrawn:
                told_on = told.get((home, clock.term.name))
                yield Running(lines[home], clock, told_on if _is_told(told_on, clock) else None, home in of_today)

    def _of_area(self, rules: Rules, day: date) -> Iterator[Running]:
        for area in self._store.records(Area):
            if area.notice_on is not None:
                starts = rights.area_starts(area, Case(household=Household()))
                clocks = (rights.clock(start, rules) for start in starts)
                yield from (
                    Running(None, each, area.notice_on, is_awaited=False) for each in clocks if each.days_left(day) >= 0
                )

    def _awaited(
        self, expected: Sequence[Appointment], lines: Mapping[bytes, Listed], seen: Collection[bytes]
    ) -> Iterator[Awaited]:
        """By the hour; those without one after them, as one walks by lane and door."""
        homes = list(dict.fromkeys(lines[home].id for each in expected if (home := each.household) and home in lines))
        walk = {each.id: place for place, each in enumerate(standing.standings(self._store, _ids(homes)))}
        said = standing.lines(self._store, _ids(homes))
        wishes = {each.id: each.contact_wish for each in self._store.records(Household, id=_ids(homes))}

        def order(each: Appointment) -> tuple[bool, datetime, int, bytes]:
            hour = appointments.has_hour(each, self._zone)
            return not hour, each.planned_at or self._now, walk.get(home_of(each), 0), each.id

        def home_of(each: Appointment) -> bytes:
            return self._united.goes_on(each.household or b"")

        for each in sorted(expected, key=order):
            home = home_of(each)
            if home in walk:  # what was withdrawn is not walked to
                last = said[home].last_contact
                at = each.planned_at.astimezone(self._zone) if each.planned_at else None
                yield Awaited(
                    replace(each, planned_at=at),
                    lines[each.household or home],
                    has_hour=appointments.has_hour(each, self._zone),
                    is_done=home in seen,
                    was_missed=last is not None and last.manner == "not_met",
                    wants_no_visit=wishes.get(home) == "do_not_come",
                )

    def _unpaid(self, homes: Sequence[bytes], lines: Mapping[bytes, Listed]) -> Iterator[tuple[Listed, Finding]]:
        for home, case in queries.cases(self._store, homes[:MOST]).items():
            yield from ((lines[home], finding) for finding in findings_against_office(case))

    def _day_of(self, visit: Visit) -> date | None:
        return visit.began_at.astimezone(self._zone).date() if visit.began_at else None

    def _yesterday(self, visits: Sequence[Visit]) -> Yesterday:
        found = [each for each in visits if self._name in each.visitors or each.recorder == self._name]
        missed = [each for each in found if each.manner == "not_met"]
        return Yesterday(len(found), len(missed), sum(bool(each.notice_left) for each in missed))


def _end(clock: Clock) -> date:
    return clock.end.day if clock.end else date.max


def _last_day(running: Running) -> date:
    return _end(running.clock)


def _ids(homes: Sequence[bytes | None]) -> list[bytes]:
    return [home for home in homes if home]
