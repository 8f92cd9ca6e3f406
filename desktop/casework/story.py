"""What happens with an invented household, from its registration on: who went there, what was said, how far it came."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from desktop.casework import explaining, signing, visiting
from desktop.casework.inventing import (
    CLAUSES,
    CLERK,
    DATA_REQUESTS,
    DEMANDS,
    GRIEVANCES,
    LEAD,
    PROMISES,
    SECOND,
    WISHES,
    Family,
    Inventor,
)
from desktop.casework.visiting import Known, Noted
from desktop.casework.writing_down import completed
from desktop.domain.identity import device_prefix, new_id, slip_number
from desktop.domain.records import (
    Agreement,
    Appraisal,
    Assignment,
    Confirmation,
    Grievance,
    GrievanceEvent,
    Handover,
    Household,
    Payment,
    Person,
    PrivacyRequest,
    PrivacyRequestEvent,
    Promise,
    PromiseOutcome,
    Record,
    Service,
    Told,
    UnregisteredPart,
    Visit,
    Wish,
)
from desktop.domain.stages import Stage
from desktop.store.store import Store

R = TypeVar("R", bound=Record)

_EARLY, _USUAL, _LATE = 4, 5, 10  # by which day somebody went there first
_CONFIRMED = ("house", "area", "wishes")
_ASKS = 20  # one of so many asks for what is kept of it
_PAPERS = {"appraisal_report": "示例评字", "review_answer": "示例复字"}


@dataclass(frozen=True, slots=True)
class Deed:
    """What one person wrote down on one day, as one entry; edits are made of what stands in the store by then."""

    day: date
    who: str
    write: Callable[[Store], Sequence[Record]]


@dataclass(frozen=True, slots=True)
class Course:
    """The way of the n-th household: who looks after it, how far it comes, on which days it is visited."""

    n: int
    family: Family
    who: str
    goal: Stage
    first: int
    second: int


class Story:
    """What happens with each household, from its registration on.

    `beside` tells who comes along with whom, `sheet_number` which sheet is served.
    """

    def __init__(
        self,
        inventor: Inventor,
        days: Sequence[date],
        staff: Mapping[str, bytes],
        beside: Callable[[str], str] = lambda who: LEAD if who != LEAD else SECOND,
        sheet_number: Callable[[Store, Household], str] = lambda _store, home: f"{home.number}-01",
    ) -> None:
        self.inventor = inventor
        self.days = days
        self._staff = staff
        self._beside = beside
        self._sheet_number = sheet_number
        self._plans: explaining.Plans | None = None
        self._slips: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
        self._forgotten: int | None = None

    def course(self, n: int, goal: Stage, family: Family, who: str) -> Course:
        """The way of a household; those that come far are visited early."""
        first = self.inventor.between(1, _EARLY if goal >= Stage.SIGNED else _USUAL if goal >= Stage.SERVED else _LATE)
        return Course(n, family, who, goal, first, first + self.inventor.between(1, 2))

    def registration(self, course: Course) -> Iterator[Deed]:
        """The office registers it, and the lead says who goes there."""
        family = course.family
        yield self._deed(0, CLERK, family.household, *family.people, family.house)
        yield self._deed(0, LEAD, self._assignment(family, course.who))

    def contacts(self, course: Course) -> Iterator[Deed]:
        """All that is heard, told and promised at visits, in the order of its days."""
        family, who, n = course.family, course.who, course.n
        if course.goal is Stage.REGISTERED:
            yield self._deed(2, who, self._visit(family, 2, who, manner="not_met", present=None, met_whom=None))
            return
        yield from self._first_visit(course)
        yield from self._second_visit(course)
        yield from self._rights_told(family, course.second, who, n)
        yield from self._data_request(family, course.second, who, n)

    def appraised(self, course: Course) -> int:
        """On which day the house is appraised: some go there once more on the day before."""
        return course.second + 2

    def appraisal(self, course: Course) -> Iterator[Deed]:
        """After the visits what was not determined yet is, and the house is appraised."""
        day = self.appraised(course)
        undetermined = [part for part in course.family.parts if part.state == "undetermined"]
        for part in undetermined:
            yield Deed(self.days[day], course.who, lambda store, part=part: [_determined(store, part)])
        yield self._deed(day, course.who, self._appraisal(course.family, day))

    def is_forgotten(self, course: Course) -> bool:
        """Whether the household moves and is not paid: the first one that only signs, a finding against the office."""
        if course.goal is Stage.SIGNED and self._forgotten is None:
            self._forgotten = course.n
        return course.n == self._forgotten

    def papers(self, course: Course) -> Iterator[Deed]:
        """What happens after the visits, as far as this household comes, with sums that nobody reckoned."""
        if course.goal >= Stage.SERVED:
            yield from self.appraisal(course)
            yield from self._after_the_visits(course)

    def _deed(self, day: int, who: str, *records: Record) -> Deed:
        return Deed(self.days[day], who, lambda _store: records)

    def _first_visit(self, course: Course) -> Iterator[Deed]:
        invent, family, day, who = self.inventor, course.family, course.first, course.who
        visit = self._visit(family, day, who, difficulties=invent.one_of((None, None, "老人卧床。", "孩子要中考。")))
        wish = self._wish(family, day) if invent.chance(0.8) else None
        promises: tuple[Promise, ...] = ()
        if invent.chance(0.4):
            promises = (self._promise(family, day, who, visit),)
            yield from self._outcome(family, day + 3, who, promises[0])
        signed = self._signed(course, visit, promises)
        noted = Noted(visit=visit, promises=promises, wish=wish)
        yield Deed(
            self.days[day],
            who,
            lambda store: [*_noted(store, family, noted), *signed, *family.parts, *family.fixtures],
        )
        if invent.chance(0.08):
            yield from self._grievance(family, day, who)
        if invent.chance(0.03):
            correction = {
                "corrects": visit.id,
                "correction_reason": "见到的人记错了。",
                "met_whom": family.people[-1].name,
            }
            yield self._deed(day + 1, who, replace(visit, id=new_id(), **correction))

    def _signed(self, course: Course, visit: Visit, promises: Sequence[Promise]) -> Sequence[Record]:
        """Some sign what was written down, some do not want to; by the household's number, not by chance."""
        at = visit.ended_at or visit.began_at
        if course.n % 3 or at is None:
            return ()
        manner = "does_not_want" if course.n % 2 else "signed"
        return [signing.sign(visit, manner, at, beside=promises, signer=course.family.holder)]

    def _second_visit(self, course: Course) -> Iterator[Deed]:
        invent, family, day, who = self.inventor, course.family, course.second, course.who
        visit = self._visit(family, day, who, manner=invent.one_of(("home", "home", "office", "telephone")))
        clause = invent.one_of(CLAUSES)
        understood = invent.one_of(("understood", "understood", "needs_another_visit"))
        confirmed = [self._confirmation(family, day, part) for part in _CONFIRMED if invent.chance(0.75)]
        wish = self._wish(family, day) if invent.chance(0.3) else None

        def write(store: Store) -> Sequence[Record]:
            said = {"explained_on": self.days[day], "understood": understood, "explained_to": family.holder}
            told = explaining.explanations(
                store, self._plans_of(store), [family.household.id], [clause], visit=visit.id, **said
            )
            return [*_noted(store, family, Noted(visit=visit, wish=wish)), *told, *confirmed]

        yield Deed(self.days[day], who, write)
        if invent.chance(0.12):
            yield self._new_phone(family.people[0], day + 1, who)
        if family.parts and invent.chance(0.2):
            yield self._measured_again(family.parts[0], day + 1, who)

    def _plans_of(self, store: Store) -> explaining.Plans:
        """The plan in use, which is one and the same in the whole story."""
        self._plans = self._plans or explaining.plans_of(store)
        return self._plans

    def served(self, course: Course, day: int) -> Iterator[Deed]:
        """The sheet and what comes with it is served; some households say that there will be no agreement."""
        yield from self._papers_served(course, day, self._service(course.family, day, course.who))
        if course.goal is Stage.SERVED and self.inventor.chance(0.1):
            disputed = Agreement(household=course.family.household.id, state="disputed", stated_on=self.days[day])
            yield self._deed(day, course.who, disputed)

    def _after_the_visits(self, course: Course) -> Iterator[Deed]:
        invent, family, who, goal = self.inventor, course.family, course.who, course.goal
        household, day = family.household.id, self.appraised(course) + invent.between(1, 2)
        yield from self.served(course, day)
        if goal < Stage.SIGNED:
            return
        day += invent.between(1, 2)
        number = f"示例协议-{family.household.number}"
        signed = Agreement(household=household, state="signed", number=number, stated_on=self.days[day])
        yield self._deed(day, who, signed)
        if goal >= Stage.PAID:
            day += invent.between(1, 2)
            amount = invent.between(20, 60) * 1_000_000
            yield self._deed(day, CLERK, Payment(household=household, paid_on=self.days[day], amount=amount))
        if goal is Stage.MOVED or self.is_forgotten(course):
            day += invent.between(1, 2)
            yield self._deed(day, who, Handover(household=household, handed_over_on=self.days[day], taken_over_by=who))

    def _assignment(self, family: Family, who: str) -> Assignment:
        return Assignment(
            household=family.household.id,
            staff=self._staff[who],
            department="示例街道",
            deadline=self.days[-1] + timedelta(days=30),
            duties=("入户", "讲政策", "办手续"),
        )

    def _visit(self, family: Family, day: int, who: str, **stated: Any) -> Visit:
        began = self.inventor.at(self.days[day])
        usual: dict[str, Any] = {
            "household": family.household.id,
            "manner": "home",
            "began_at": began,
            "ended_at": began + timedelta(minutes=self.inventor.between(8, 50)),
            "visitors": (who, self._beside(who)),
            "recorder": who,
            "present": self.inventor.between(1, 3),
            "met_whom": family.holder,
            "copy_handed": True if stated.get("manner") != "not_met" else None,
            "demands": self.inventor.one_of((None, *DEMANDS)) if stated.get("manner") != "not_met" else None,
        }
        return Visit(**usual | stated)

    def _wish(self, family: Family, day: int) -> Wish:
        choice, words = self.inventor.one_of(WISHES)
        household = family.household.id
        return Wish(household=household, said_on=self.days[day], choice=choice, said_by=family.holder, words=words)

    def _confirmation(self, family: Family, day: int, part: str) -> Confirmation:
        return Confirmation(
            household=family.household.id,
            part=part,
            confirmed_on=self.days[day],
            manner=self.inventor.one_of(("signed", "read_aloud")),
            confirmed_by=family.holder,
        )

    def _promise(self, family: Family, day: int, who: str, visit: Visit) -> Promise:
        return Promise(
            household=family.household.id,
            visit=visit.id,
            due_on=self.days[day] + timedelta(days=3),
            promised_by=who,
            promise=self.inventor.one_of(PROMISES),
        )

    def _outcome(self, family: Family, day: int, who: str, promise: Promise) -> Iterator[Deed]:
        """What became of a promise; some are still open, and late."""
        state = self.inventor.one_of(("kept", "kept", "kept", "not_kept", None))
        if state:
            household, on = family.household.id, self.days[day]
            outcome = PromiseOutcome(household=household, promise=promise.id, state=state, stated_on=on)
            yield self._deed(day, who, outcome)

    def _grievance(self, family: Family, day: int, who: str) -> Iterator[Deed]:
        household = family.household.id
        raised = Grievance(
            household=household,
            raised_on=self.days[day],
            manner="spoken",
            taken_by=who,
            due_on=self.days[day] + timedelta(days=15),
            raised_by=family.holder,
            words=self.inventor.one_of(GRIEVANCES),
        )
        slip = next(self._slips[who])

        def with_slip(store: Store) -> Sequence[Record]:
            return [replace(raised, slip_number=slip_number(device_prefix(store.end.origin), slip))]

        yield Deed(self.days[day], who, with_slip)
        step = self.inventor.one_of(("note", "answer", "accepted", None))
        if step:
            on = self.days[day + 3]
            event = GrievanceEvent(
                household=household, grievance=raised.id, step=step, stated_on=on, words="已经去看过。"
            )
            yield self._deed(day + 3, who, event)

    def _rights_told(self, family: Family, day: int, who: str, n: int) -> Iterator[Deed]:
        """Two of three households were told what they can do; by the household's number, not by chance."""
        household, on = family.household.id, self.days[day]
        for term, form_left in (("decision_reconsideration", True), ("decision_litigation", None), ("review", True)):
            if n % 3 and (term != "review" or n % 2):
                told = Told(household=household, term=term, told_on=on, told_by=who, form_left=form_left)
                yield self._deed(day, who, told)

    def _data_request(self, family: Family, day: int, who: str, n: int) -> Iterator[Deed]:
        """A few want to see, correct or delete what is kept of them; some were answered."""
        if n % _ASKS:
            return
        wants, words = DATA_REQUESTS[n // _ASKS % len(DATA_REQUESTS)]
        household, on = family.household.id, self.days[day]
        request = PrivacyRequest(household=household, wants=wants, raised_on=on, raised_by=family.holder, words=words)
        yield Deed(on, who, lambda store: [replace(completed(store, request), taken_by=who)])
        if n // _ASKS % 2:
            done = self.days[day + 2]
            event = PrivacyRequestEvent(household=household, data_request=request.id, step="done", stated_on=done)
            yield self._deed(day + 2, who, replace(event, words="打印给本人看过。"))

    def _appraisal(self, family: Family, day: int) -> Appraisal:
        return Appraisal(
            household=family.household.id,
            house=family.house.id,
            unit_price=self.inventor.between(42, 60) * 10_000,
            appraiser="示例评估公司",
            report_number=f"示例评字 {family.household.number}",
            appraised_on=self.days[day],
        )

    def _service(self, family: Family, day: int, who: str) -> Service:
        refused = self.inventor.chance(0.05)
        return Service(
            household=family.household.id,
            document="sheet",
            served_at=self.inventor.at(self.days[day]),
            manner="left" if refused else "handed",
            refused=refused or None,
            servers=(who, self._beside(who)),
            receiver=None if refused else family.holder,
            refusal_reason="面积还没有谈好。" if refused else None,
            witness="示例社区王示例" if refused else None,
        )

    def _papers_served(self, course: Course, day: int, sheet: Service) -> Iterator[Deed]:
        """The sheet; the appraisal's report with it, later, or not written down; to some the answer to a review.

        By the household's number and not by chance, so that all else stays as it was invented.
        """
        home, who, last = course.family.household, course.who, len(self.days) - 1
        n = course.n if course.goal is Stage.SERVED else 0

        def numbered(store: Store) -> Sequence[Record]:
            return [replace(sheet, document_number=self._sheet_number(store, home))]

        yield Deed(self.days[day], who, numbered)
        if n % 3 == 0:
            yield self._deed(day, who, self._another_paper(home, sheet, "appraisal_report", day))
        elif n % 3 == 1:
            late = max(day, last - n // 3 % 7)
            yield self._deed(late, who, self._another_paper(home, sheet, "appraisal_report", late))
        if n and n % 9 == 0:
            answered = max(day, last - n // 9 % 5)
            yield self._deed(answered, who, self._another_paper(home, sheet, "review_answer", answered))

    def _another_paper(self, home: Household, sheet: Service, document: str, day: int) -> Service:
        """A paper that was served like the sheet, on another day at the same hour."""
        at = sheet.served_at and datetime.combine(self.days[day], sheet.served_at.timetz())
        number = f"{_PAPERS[document]} {home.number}"
        return replace(sheet, id=new_id(), document=document, document_number=number, served_at=at)

    def _new_phone(self, person: Person, day: int, who: str) -> Deed:
        phone = self.inventor.phone()
        return Deed(self.days[day], who, lambda store: [_edited(store, person, phone=phone)])

    def _measured_again(self, part: UnregisteredPart, day: int, who: str) -> Deed:
        area = (part.measured_area or Decimal()) + Decimal("0.3")
        measured = {"measured_area": area, "measured_area_source": "再量一次"}
        return Deed(self.days[day], who, lambda store: [_edited(store, part, **measured)])


def _noted(store: Store, family: Family, noted: Noted) -> Sequence[Record]:
    """What is written down of a contact, as the page of a visit has it; nothing was agreed before."""
    now = store.now()
    known = Known(
        household=family.household,
        now=now,
        zone=store.zone(),
        which=1,
        people=family.people,
        met=(family.holder,),
        me=store.opened.name,
        staff=(),
        visitors=noted.visit.visitors,
        clocks=(),
        told=(),
        coming=(),
    )
    return visiting.records(noted, known)


def _determined(store: Store, part: UnregisteredPart) -> UnregisteredPart:
    known = standing(store, part)
    said = {"recognition_document": "示例认定字", "recognition_source": "认定书"}
    return replace(known, state="recognised", recognised_area=known.measured_area, **said)


def _edited(store: Store, record: R, **changes: Any) -> R:
    return replace(standing(store, record), **changes)


def standing(store: Store, record: R) -> R:
    """The record as it stands in the store; it must have been written."""
    known = store.get(type(record), record.id)
    if known is None:
        message = f"{record!r} was not written yet"
        raise LookupError(message)
    return known
