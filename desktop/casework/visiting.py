"""A contact with a household: what is known before it begins, and what is written down of it, as one entry.

Promise: a record of a contact is never changed: a correction is a new one that names the old and says why. Hidden:
which records a contact leaves behind, and what the household said of how to be contacted does to what was agreed.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from desktop.casework import household_rights
from desktop.domain import appointments, chains, rights
from desktop.domain.errors import Refused
from desktop.domain.four_clear import HOLDERS
from desktop.domain.records import (
    Appointment,
    Evidence,
    Household,
    Person,
    Promise,
    PromiseOutcome,
    Record,
    Staff,
    Told,
    Visit,
    Wish,
)
from desktop.domain.rights import Clock, Side
from desktop.i18n import N_
from desktop.store import queries
from desktop.store.store import Store
from desktop.store.united import with_others

TOPICS: Mapping[str, str] = {
    "复核评估期限": N_("time for a review"),
    "产权调换差价": N_("price difference of a swap"),
    "搭建认定": N_("unregistered parts"),
    "临时安置费": N_("temporary housing"),
    "搬迁费": N_("moving costs"),
    "选房顺序": N_("order of choosing"),
    "困难求助": N_("hardship and help"),
}
"""What is often talked about: as it is written down, and the message id that says it."""

REACHED: Mapping[str, str] = {"托邻居转告": N_("a neighbour tells them"), "打过电话": N_("telephoned")}
"""What else was done where nobody was met: as it is written down, and the message id that says it."""

_MANNER = {"visit": "home", "telephone": "telephone", "office": "office"}
_THERE = frozenset({"home", "office"})
_SPEAKS_FOR = HOLDERS | {"agent", "guardian"}
_ASKED_NOT_TO = "住户请我们别再上门"
_DAY = re.compile(r"(?a)(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})日?")
_TIME = re.compile(r"(?a)(\d{1,2})[:：点时.](\d{2})?分?")
_HALF_A_YEAR = timedelta(days=183)
_LATEST_HOUR, _LATEST_MINUTE = 23, 59


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What nobody has to be asked at the door."""

    household: Household
    now: datetime
    zone: tzinfo
    which: int  # contact it is
    people: tuple[Person, ...]
    met: tuple[str, ...]  # names of those who are usually spoken with
    me: str
    staff: tuple[str, ...]
    visitors: tuple[str, ...]
    clocks: tuple[Clock, ...]  # of the household's own rights that have not passed
    told: tuple[Told, ...]
    coming: tuple[Appointment, ...]  # what was agreed and has not come yet

    @property
    def agreed(self) -> Appointment | None:
        """What was agreed for another day than that of this contact."""
        return next((each for each in self.coming if _day_of(each, self.zone) != self.now.date()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """All that is written down of one contact. `agreed` is replaced by what was agreed now."""

    visit: Visit
    promises: tuple[Promise, ...] = ()
    wish: Wish | None = None
    told: tuple[Told, ...] = ()
    contact_wish: str | None = None
    appointment: Appointment | None = None


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise, and what became of it; None while that is open."""

    promise: Promise
    outcome: PromiseOutcome | None

    @property
    def is_open(self) -> bool:
        return self.outcome is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact as it stands, what it corrected, newest first, what others made of the same, and what came of it."""

    visit: Visit
    before: tuple[Visit, ...]
    promises: tuple[Pledge, ...]
    told: tuple[Told, ...]
    evidence: tuple[Evidence, ...]  # photos and scans that were taken in at it

    @property
    def began_at(self) -> datetime:
        """When it began; the store refuses one without."""
        return self.visit.began_at or datetime.min.replace(tzinfo=UTC)

    @property
    def was_from_paper(self) -> bool:
        """Whether it was entered later, also where it was corrected since."""
        return any(each.from_paper for each in (self.visit, *self.before))


def known(store: Store, household: bytes) -> Known | None:
    """What is known of a household before a contact; None where the store has no such household."""
    case = queries.case_of(store, household)
    if case is None:
        return None
    now, me, homes = store.now(), store.opened.name, with_others(store, household)
    coming = coming_appointments(store, household)
    today = next((each for each in coming if _day_of(each, store.zone()) == now.date()), None)
    return Known(
        household=case.household,
        now=now,
        zone=store.zone(),
        which=len(case.visits) + 1,
        people=case.people,
        met=tuple(each.name for each in case.people if each.name and each.role in _SPEAKS_FOR),
        me=me,
        staff=tuple(sorted({each.name for each in store.records(Staff) if each.name and not each.withdrawn} | {me})),
        visitors=tuple(dict.fromkeys((me, *(today.visitors if today else ())))),
        clocks=tuple(
            each
            for each in household_rights.clocks_of(store, case)
            if each.term.side is Side.HOUSEHOLD and each.state(now.date()) is not rights.State.PASSED
        ),
        told=tuple(each for each in store.records(Told, household=homes) if not each.withdrawn),
        coming=tuple(each for each in coming if each.planned_at and each.planned_at > now),
    )


def _day_of(appointment: Appointment, zone: tzinfo) -> date | None:
    """On which day of the area it is."""
    return appointment.planned_at.astimezone(zone).date() if appointment.planned_at else None


def coming_appointments(store: Store, household: bytes) -> tuple[Appointment, ...]:
    """What is planned or agreed with a household and was neither replaced nor cancelled, by time."""
    counting = appointments.counting(store.records(Appointment, household=with_others(store, household)))
    stand = [each for each in counting if each.state != appointments.CANCELLED and each.planned_at]
    return tuple(sorted(stand, key=lambda each: (each.planned_at, each.id)))


def contacts(store: Store, household: bytes) -> tuple[Contact, ...]:
    """All contacts with a household, and with those that go on there, newest first, each as it was corrected last."""
    homes = with_others(store, household)
    rows = {each.id: each for each in store.records(Visit, household=homes) if not each.withdrawn}
    before = {each.id: each.corrects for each in rows.values()}
    told = [each for each in store.records(Told, household=homes) if not each.withdrawn]
    taken = evidence_of(store, household, [*rows])
    pledges = promises(store, household)
    made: list[Contact] = []
    for visit in chains.last_of_each(rows.values(), lambda each: each.corrects):
        if visit.began_at is None:
            continue
        first = chains.first_of(before, visit.id)
        same = {row for row in rows if chains.first_of(before, row) == first}
        corrected = dict.fromkeys(each.id for each in _before(rows, visit))
        others = sorted(same - {visit.id, *corrected}, reverse=True)  # of somebody else, at the same time
        ids = {visit.id, *corrected, *others}
        made.append(
            Contact(
                visit=visit,
                before=tuple(rows[row] for row in (*corrected, *others)),
                promises=tuple(each for each in pledges if each.promise.visit in ids),
                told=tuple(each for each in told if each.visit in ids),
                evidence=tuple(each for each in taken if each.visit in ids),
            )
        )
    return tuple(sorted(made, key=lambda each: (each.began_at, each.visit.id), reverse=True))


def corrected_by(store: Store, row: bytes | None) -> tuple[bytes, ...]:
    """A visit that is corrected, and those that it corrected itself, by their ids."""
    visit = store.get(Visit, row) if row else None
    if visit is None:
        return ()
    rows = {each.id: each for each in store.records(Visit, household=visit.household)}
    return (visit.id, *(each.id for each in _before(rows, visit)))


def evidence_of(store: Store, household: bytes, visits: Collection[bytes]) -> tuple[Evidence, ...]:
    """What was taken in at these visits, written down or not yet, and was not taken off again."""
    found = store.records(Evidence, household=with_others(store, household), visit=[*visits])
    return tuple(each for each in found if not each.withdrawn)


def promises(store: Store, household: bytes) -> tuple[Pledge, ...]:
    """What was promised to a household, by the day on which it is due, with what became of it."""
    homes = with_others(store, household)
    rows = [each for each in store.records(Promise, household=homes) if not each.withdrawn]
    rows.sort(key=lambda each: (each.due_on or date.max, each.id))
    said = store.records(PromiseOutcome, promise=[each.id for each in rows])
    outcomes = {each.promise: each for each in sorted(said, key=lambda each: each.id) if not each.withdrawn}
    return tuple(Pledge(each, outcomes.get(each.id)) for each in rows)


def _before(rows: Mapping[bytes, Visit], visit: Visit) -> Iterator[Visit]:
    """What a contact corrects, and what that corrected, back to what was written first."""
    seen = {visit.id}
    while (before := rows.get(visit.corrects or b"")) is not None and before.id not in seen:
        visit = before
        seen.add(visit.id)
        yield visit


def records(noted: Noted, before: Known) -> tuple[Record, ...]:
    """Everything that one contact leaves behind, to be saved together.

    Refused where nobody was met, and yet something was wished or told.
    """
    visit, home = noted.visit, before.household
    if visit.manner == "not_met" and (noted.wish or noted.told):
        raise Refused(
            "Nobody was met: nobody said a wish, and nobody was told a right. Nothing was written.",
            "Leave them out, or choose how the household was met.",
        )
    if visit.ended_at and visit.began_at and visit.ended_at.timestamp() < visit.began_at.timestamp():
        visit = replace(visit, ended_at=visit.began_at)  # the clock was set back in between
    written: list[Record] = [visit, *noted.promises, *noted.told]
    if noted.wish is not None:
        written.append(noted.wish)
    if noted.contact_wish and noted.contact_wish != home.contact_wish:
        written.append(replace(home, contact_wish=noted.contact_wish))
    is_there = visit.manner in _THERE  # what was agreed for this day is kept by that, also where they came early
    agreed = before.agreed if is_there else next(iter(before.coming), None)
    if noted.contact_wish == "do_not_come" and agreed is not None and agreed.manner == "home":
        written.append(appointments.cancelled(agreed, _ASKED_NOT_TO))
    elif noted.appointment is not None:
        written.append(replace(noted.appointment, replaces=agreed.id if agreed else None))
    return tuple(written)


def appointment(household: bytes, when: datetime, contact: str, visitors: Sequence[str]) -> Appointment:
    """What was agreed with the household: when, and by which of the ways in which it wishes to be contacted."""
    return Appointment(
        household=household,
        planned_at=when,
        manner=_MANNER.get(contact, "home"),
        state=appointments.AGREED,
        visitors=tuple(visitors),
    )


def day_of(text: str, today: date, *, is_ahead: bool) -> date | None:
    """A day as people type it: 11-21, or 2026-11-21.

    Without a year it is the one that lies ahead, or behind, by no more than half a year; None for all else.
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    for each in [year] if year else (today.year - 1, today.year, today.year + 1):
        try:
            read = date(each, month, day)
        except ValueError:  # 29 February of most years
            continue
        lies = read - today if is_ahead else today - read
        if year or timedelta() <= lies <= _HALF_A_YEAR:
            return read
    return None


def time_of(text: str) -> time | None:
    """A time of day as people type it: 9:30, 9点30, 9点. None for others."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour <= _LATEST_HOUR and minute <= _LATEST_MINUTE else None
