"""The demo area: some hundred invented households in the middle of the work, built through the store as a team would have done it.

Promise: what people state is there in every kind, from several people and over weeks, with edits, withdrawals and open
conflicts. Nothing is calculated: what was paid are round sums. Hidden: the order of the days; entries are written in
the evening of the day they are about, each person in turn, so that the store's clock only goes forward.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from desktop.casework import people
from desktop.casework.inventing import (
    AREA,
    CLAUSES,
    CLERK,
    DEMANDS,
    FIRST,
    GRIEVANCES,
    LEAD,
    PLAN,
    PLOTS,
    PROMISES,
    SECOND,
    TEAM,
    WISHES,
    Family,
    Inventor,
)
from desktop.domain.identity import device_prefix, new_id, provisional_number
from desktop.domain.records import (
    Agreement,
    Appraisal,
    Area,
    Assignment,
    Confirmation,
    Explanation,
    Grievance,
    GrievanceEvent,
    Handover,
    House,
    Household,
    Payment,
    Person,
    Promise,
    PromiseOutcome,
    Record,
    Service,
    Staff,
    UnregisteredPart,
    Visit,
    Wish,
)
from desktop.domain.stages import Stage, stage
from desktop.store import opening, queries
from desktop.store.drafts import keep_draft
from desktop.store.store import DEFAULT_ZONE, Store

PASSPHRASE = "yan shi pian qu"  # noqa: S105  said aloud: everything in a demo is invented
HOUSEHOLDS = 412

R = TypeVar("R", bound=Record)

_DAYS = 18
_SHARES = {  # how many of the 412 households of the pictures have come how far
    Stage.REGISTERED: 16,
    Stage.VISITED: 109,
    Stage.SERVED: 139,
    Stage.SIGNED: 52,
    Stage.PAID: 55,
    Stage.MOVED: 41,
}
_PARTS = ("house", "area", "wishes")
_EVENING = {CLERK: time(18), FIRST: time(18, 30), SECOND: time(19, 15), LEAD: time(20)}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """What was built: how many records of each kind, how many households at each stage, and who opens it."""

    folder: Path
    people: tuple[str, ...]
    records: dict[str, int]
    stages: dict[Stage, int]


@dataclass(frozen=True, slots=True)
class _Deed:
    """What one person wrote down on one day, as one entry; edits are made of what stands in the store by then."""

    day: date
    who: str
    write: Callable[[Store], Sequence[Record]]


class _Watch:
    """The clock of the story."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self) -> None:
        self.now += timedelta(seconds=4)


def build(
    folder: Path,
    passphrase: str,
    *,
    today: date,
    households: int = HOUSEHOLDS,
    seed: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> Demo:
    """Builds the demo area in a new folder; its story ends on the day before `today`."""
    zone = ZoneInfo(DEFAULT_ZONE)
    days = _working_days(today)
    watch = _Watch(datetime.combine(days[0], time(8), zone))
    made = opening.create(folder, AREA, CLERK, passphrase, clock=watch)
    with made.store as store:
        opened = {CLERK: store.opened}
        for name, role in TEAM.items():
            if name != CLERK:
                opened[name] = people.admit(store, name, role, passphrase)
        _describe_area(store, days[0])
        staff = {row.name or "": row.id for row in store.records(Staff)}
    inventor = Inventor(seed, today, zone)
    evenings = _evenings(_Story(inventor, days, staff), households)
    for done, ((day, who), deeds) in enumerate(evenings):
        watch.now = datetime.combine(day, _EVENING[who], zone)
        with opening.open_store(folder, opened[who], clock=watch) as store:
            store.save_all(_in_turn(store, watch, deeds))
        progress(done + 1, len(evenings))
    watch.now = datetime.combine(days[-1], time(21), zone)
    with opening.open_store(folder, opened[LEAD], clock=watch) as store:
        _incidents(store, watch, inventor)
        return _counted(store, tuple(opened))


def _working_days(today: date) -> list[date]:
    """The last days before today, without Sundays."""
    days = (today - timedelta(days=back) for back in range(2 * _DAYS, 0, -1))
    return [day for day in days if day.isoweekday() < 7][-_DAYS:]  # noqa: PLR2004  Sunday


def _describe_area(store: Store, first_day: date) -> None:
    (area,) = store.records(Area)
    store.save(
        replace(
            area,
            project="示例征收项目",
            decision_number="示例征决〔2026〕1 号",
            notice_on=first_day - timedelta(days=14),
        )
    )


def _in_turn(store: Store, watch: _Watch, deeds: Sequence[_Deed]) -> Iterator[Sequence[Record]]:
    for deed in deeds:
        watch.tick()
        yield deed.write(store)


def _evenings(story: "_Story", households: int) -> list[tuple[tuple[date, str], list[_Deed]]]:
    """All deeds by day and person, in the order in which they are written down."""
    by_evening: dict[tuple[date, str], list[_Deed]] = defaultdict(list)
    for n, goal in enumerate(_goals(households), 1):
        for deed in story.of_household(n, goal):
            by_evening[deed.day, deed.who].append(deed)
    return sorted(by_evening.items(), key=lambda item: (item[0][0], _EVENING[item[0][1]]))


def _goals(households: int) -> Iterator[Stage]:
    """How far each household comes: mixed, in the shares of the pictures."""
    wanted = [goal for goal, share in _SHARES.items() for _ in range(share)]
    for n in range(households):
        yield wanted[n * 89 % len(wanted)]  # 89 and 412 have no common factor: every place is met once


class _Story:
    """What happens with each household, from its registration on."""

    def __init__(self, inventor: Inventor, days: Sequence[date], staff: Mapping[str, bytes]) -> None:
        self._inventor = inventor
        self._days = days
        self._staff = staff

    def of_household(self, n: int, goal: Stage) -> Iterator[_Deed]:
        """All deeds of the n-th household, in the order of its days."""
        family = self._inventor.family(n)
        who = (FIRST, FIRST, SECOND, SECOND, LEAD)[n % PLOTS]
        yield self._deed(0, CLERK, family.household, *family.people, family.house)
        yield self._deed(0, LEAD, self._assignment(family, who))
        if goal is Stage.REGISTERED:
            yield self._deed(2, who, self._visit(family, 2, who, manner="not_met", present=None, met_whom=None))
            return
        first = self._inventor.between(1, 4)
        second = first + self._inventor.between(1, 2)
        yield from self._first_visit(family, first, who)
        yield from self._second_visit(family, second, who)
        if goal >= Stage.SERVED:
            yield from self._after_the_visits(family, second + 1, who, goal)

    def _deed(self, day: int, who: str, *records: Record) -> _Deed:
        return _Deed(self._days[day], who, lambda _store: records)

    def _first_visit(self, family: Family, day: int, who: str) -> Iterator[_Deed]:
        invent = self._inventor
        visit = self._visit(family, day, who, difficulties=invent.one_of((None, None, "老人卧床。", "孩子要中考。")))
        heard: list[Record] = [visit, self._wish(family, day)] if invent.chance(0.8) else [visit]
        if invent.chance(0.4):
            promise = self._promise(family, day, who, visit)
            heard.append(promise)
            yield from self._outcome(family, day + 3, who, promise)
        yield self._deed(day, who, *heard, *family.parts, *family.fixtures)
        if invent.chance(0.08):
            yield from self._grievance(family, day, who)
        if invent.chance(0.03):
            correction = {
                "corrects": visit.id,
                "correction_reason": "见到的人记错了。",
                "met_whom": family.people[-1].name,
            }
            yield self._deed(day + 1, who, replace(visit, id=new_id(), **correction))

    def _second_visit(self, family: Family, day: int, who: str) -> Iterator[_Deed]:
        invent = self._inventor
        visit = self._visit(family, day, who, manner=invent.one_of(("home", "home", "office", "telephone")))
        explanation = Explanation(
            household=family.household.id,
            visit=visit.id,
            pack=PLAN,
            clause=invent.one_of(CLAUSES),
            explained_on=self._days[day],
            understood=invent.one_of(("understood", "understood", "needs_another_visit")),
            explained_to=family.holder,
        )
        confirmed = [self._confirmation(family, day, part) for part in _PARTS if invent.chance(0.75)]
        wish = [self._wish(family, day)] if invent.chance(0.3) else []
        yield self._deed(day, who, visit, explanation, *confirmed, *wish)
        if invent.chance(0.12):
            yield self._new_phone(family.people[0], day + 1, who)
        if family.parts and invent.chance(0.2):
            yield self._measured_again(family.parts[0], day + 1, who)

    def _after_the_visits(self, family: Family, day: int, who: str, goal: Stage) -> Iterator[_Deed]:
        invent = self._inventor
        household = family.household.id
        yield self._deed(day, who, self._appraisal(family, day))
        day += invent.between(1, 2)
        yield self._deed(day, who, self._service(family, day, who))
        if goal < Stage.SIGNED:
            if invent.chance(0.1):
                disputed = Agreement(household=household, state="disputed", stated_on=self._days[day])
                yield self._deed(day, who, disputed)
            return
        day += invent.between(1, 2)
        number = f"示例协议-{family.household.number}"
        signed = Agreement(household=household, state="signed", number=number, stated_on=self._days[day])
        yield self._deed(day, who, signed)
        is_forgotten = goal is Stage.PAID and invent.chance(0.04)  # moved, and not paid: a finding against the office
        if goal >= Stage.PAID and not is_forgotten:
            day += invent.between(1, 2)
            amount = invent.between(20, 60) * 1_000_000
            yield self._deed(day, CLERK, Payment(household=household, paid_on=self._days[day], amount=amount))
        if goal is Stage.MOVED or is_forgotten:
            day += invent.between(1, 2)
            yield self._deed(day, who, Handover(household=household, handed_over_on=self._days[day], taken_over_by=who))

    def _assignment(self, family: Family, who: str) -> Assignment:
        return Assignment(
            household=family.household.id,
            staff=self._staff[who],
            department="示例街道",
            deadline=self._days[-1] + timedelta(days=30),
            duties=("入户", "讲政策", "办手续"),
        )

    def _visit(self, family: Family, day: int, who: str, **stated: Any) -> Visit:
        began = self._inventor.at(self._days[day])
        usual: dict[str, Any] = {
            "household": family.household.id,
            "manner": "home",
            "began_at": began,
            "ended_at": began + timedelta(minutes=self._inventor.between(8, 50)),
            "visitors": (who, LEAD if who != LEAD else SECOND),
            "recorder": who,
            "present": self._inventor.between(1, 3),
            "met_whom": family.holder,
            "copy_handed": True if stated.get("manner") != "not_met" else None,
            "demands": self._inventor.one_of((None, *DEMANDS)) if stated.get("manner") != "not_met" else None,
        }
        return Visit(**usual | stated)

    def _wish(self, family: Family, day: int) -> Wish:
        choice, words = self._inventor.one_of(WISHES)
        household = family.household.id
        return Wish(household=household, said_on=self._days[day], choice=choice, said_by=family.holder, words=words)

    def _confirmation(self, family: Family, day: int, part: str) -> Confirmation:
        return Confirmation(
            household=family.household.id,
            part=part,
            confirmed_on=self._days[day],
            manner=self._inventor.one_of(("signed", "read_aloud")),
            confirmed_by=family.holder,
        )

    def _promise(self, family: Family, day: int, who: str, visit: Visit) -> Promise:
        return Promise(
            household=family.household.id,
            visit=visit.id,
            due_on=self._days[day] + timedelta(days=3),
            promised_by=who,
            promise=self._inventor.one_of(PROMISES),
        )

    def _outcome(self, family: Family, day: int, who: str, promise: Promise) -> Iterator[_Deed]:
        """What became of a promise; some are still open, and late."""
        state = self._inventor.one_of(("kept", "kept", "kept", "not_kept", None))
        if state:
            household, on = family.household.id, self._days[day]
            outcome = PromiseOutcome(household=household, promise=promise.id, state=state, stated_on=on)
            yield self._deed(day, who, outcome)

    def _grievance(self, family: Family, day: int, who: str) -> Iterator[_Deed]:
        household = family.household.id
        raised = Grievance(
            household=household,
            raised_on=self._days[day],
            manner="spoken",
            taken_by=who,
            due_on=self._days[day] + timedelta(days=15),
            raised_by=family.holder,
            words=self._inventor.one_of(GRIEVANCES),
        )
        yield self._deed(day, who, raised)
        step = self._inventor.one_of(("note", "answer", "accepted", None))
        if step:
            on = self._days[day + 3]
            event = GrievanceEvent(
                household=household, grievance=raised.id, step=step, stated_on=on, words="已经去看过。"
            )
            yield self._deed(day + 3, who, event)

    def _appraisal(self, family: Family, day: int) -> Appraisal:
        return Appraisal(
            household=family.household.id,
            house=family.house.id,
            unit_price=self._inventor.between(42, 60) * 10_000,
            appraiser="示例评估公司",
            report_number=f"示例评字 {family.household.number}",
            appraised_on=self._days[day],
        )

    def _service(self, family: Family, day: int, who: str) -> Service:
        refused = self._inventor.chance(0.05)
        return Service(
            household=family.household.id,
            document="sheet",
            document_number=f"{family.household.number}-1",
            served_at=self._inventor.at(self._days[day]),
            manner="left" if refused else "handed",
            refused=refused or None,
            servers=(who, LEAD if who != LEAD else FIRST),
            receiver=None if refused else family.holder,
            refusal_reason="面积还没有谈好。" if refused else None,
            witness="示例社区王示例" if refused else None,
        )

    def _new_phone(self, person: Person, day: int, who: str) -> _Deed:
        phone = self._inventor.phone()
        return _Deed(self._days[day], who, lambda store: [_edited(store, person, phone=phone)])

    def _measured_again(self, part: UnregisteredPart, day: int, who: str) -> _Deed:
        area = (part.measured_area or Decimal()) + Decimal("0.3")
        measured = {"measured_area": area, "measured_area_source": "再量一次"}
        return _Deed(self._days[day], who, lambda store: [_edited(store, part, **measured)])


def _edited(store: Store, record: R, **changes: Any) -> R:
    """The record as it stands in the store, with these changes."""
    return replace(_standing(store, record), **changes)


def _standing(store: Store, record: R) -> R:
    known = store.get(type(record), record.id)
    if known is None:
        message = f"{record!r} was not written yet"
        raise LookupError(message)
    return known


def _incidents(store: Store, watch: _Watch, inventor: Inventor) -> None:
    """What happens now and then: two pages that were open at once, a household registered twice, somebody who looks."""
    households = store.records(Household)
    houses = [house for household in households[:40] for house in store.records(House, household=household.id)]
    for house in houses[5:36:15]:
        for area, source in ((Decimal("61.5"), "产权证"), (Decimal("63.2"), "现场复核")):
            watch.tick()
            store.save(replace(house, recognised_area=area, recognised_area_source=source))
    first, second = households[:2]
    watch.tick()
    twice = Household(number=first.number, address=first.address, note="另一组也登记了。")
    store.save(twice, Household(number=second.number, address=second.address))
    watch.tick()
    store.withdraw(_standing(store, twice), because="重复登记")
    watch.tick()
    owner = store.records(Person, household=first.id)[0]
    store.reveal(owner, "phone", because="回访")
    watch.tick()
    number = provisional_number(device_prefix(store.end.origin), 1)
    store.save(Household(number=number, address=f"示例里 9 巷 {inventor.between(61, 80)} 号"))
    store.save(Grievance(raised_on=store.today(), manner="anonymous", words=GRIEVANCES[2]))
    started = {"manner": "home", "met_whom": owner.name}
    keep_draft(store, "visit", started, household=first.id)


def _counted(store: Store, opened_by: tuple[str, ...]) -> Demo:
    cases = (queries.case_of(store, line.id) for line in queries.households(store))
    reached = Counter(stage(case) for case in cases if case)
    numbers = {name: number for name, number in queries.counts(store).items() if number}
    return Demo(store.folder, opened_by, numbers, {at: reached[at] for at in Stage})
