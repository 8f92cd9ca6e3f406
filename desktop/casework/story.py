"""What happens with an invented household, from its registration on: who went there, what was said, how far it came."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

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
from desktop.casework.writing_down import completed
from desktop.domain.identity import device_prefix, new_id, slip_number
from desktop.domain.records import (
    Agreement,
    Appraisal,
    Assignment,
    Confirmation,
    Explanation,
    Grievance,
    GrievanceEvent,
    Handover,
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
    """What happens with each household, from its registration on; `beside` tells who comes along with whom."""

    def __init__(
        self,
        inventor: Inventor,
        days: Sequence[date],
        staff: Mapping[str, bytes],
        plan: str,
        beside: Callable[[str], str] = lambda who: LEAD if who != LEAD else SECOND,
    ) -> None:
        self._inventor = inventor
        self._days = days
        self._staff = staff
        self._beside = beside
        self._slips: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
        self._forgotten: int | None = None
        self._plan = plan  # the id of the one that is explained

    def course(self, n: int, goal: Stage, family: Family, who: str) -> Course:
        """The way of a household; those that come far are visited early."""
        first = self._inventor.between(1, _EARLY if goal >= Stage.SIGNED else _USUAL if goal >= Stage.SERVED else _LATE)
        return Course(n, family, who, goal, first, first + self._inventor.between(1, 2))

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
        yield from self._first_visit(family, course.first, who)
        yield from self._second_visit(family, course.second, who)
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
            yield Deed(self._days[day], course.who, lambda store, part=part: [_determined(store, part)])
        yield self._deed(day, course.who, self._appraisal(course.family, day))

    def is_forgotten(self, course: Course) -> bool:
        """Whether the household moves and is not paid: the first one that moves, a finding against the office."""
        if course.goal is Stage.MOVED and self._forgotten is None:
            self._forgotten = course.n
        return course.n == self._forgotten

    def papers(self, course: Course) -> Iterator[Deed]:
        """What happens after the visits, as far as this household comes, with sums that nobody reckoned."""
        if course.goal >= Stage.SERVED:
            yield from self.appraisal(course)
            yield from self._after_the_visits(course)

    def _deed(self, day: int, who: str, *records: Record) -> Deed:
        return Deed(self._days[day], who, lambda _store: records)

    def _first_visit(self, family: Family, day: int, who: str) -> Iterator[Deed]:
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

    def _second_visit(self, family: Family, day: int, who: str) -> Iterator[Deed]:
        invent = self._inventor
        visit = self._visit(family, day, who, manner=invent.one_of(("home", "home", "office", "telephone")))
        explanation = Explanation(
            household=family.household.id,
            visit=visit.id,
            pack=self._plan,
            clause=invent.one_of(CLAUSES),
            explained_on=self._days[day],
            understood=invent.one_of(("understood", "understood", "needs_another_visit")),
            explained_to=family.holder,
        )
        confirmed = [self._confirmation(family, day, part) for part in _CONFIRMED if invent.chance(0.75)]
        wish = [self._wish(family, day)] if invent.chance(0.3) else []
        yield self._deed(day, who, visit, explanation, *confirmed, *wish)
        if invent.chance(0.12):
            yield self._new_phone(family.people[0], day + 1, who)
        if family.parts and invent.chance(0.2):
            yield self._measured_again(family.parts[0], day + 1, who)

    def _after_the_visits(self, course: Course) -> Iterator[Deed]:
        invent, family, who, goal, n = self._inventor, course.family, course.who, course.goal, course.n
        household, day = family.household.id, self.appraised(course)
        day += invent.between(1, 2)
        sheet = self._service(family, day, who)
        yield self._deed(day, who, sheet)
        yield from self._papers_served(sheet, day, who, n if goal is Stage.SERVED else 0)
        if goal < Stage.SIGNED:
            if invent.chance(0.1):
                disputed = Agreement(household=household, state="disputed", stated_on=self._days[day])
                yield self._deed(day, who, disputed)
            return
        day += invent.between(1, 2)
        number = f"示例协议-{family.household.number}"
        signed = Agreement(household=household, state="signed", number=number, stated_on=self._days[day])
        yield self._deed(day, who, signed)
        is_forgotten = self.is_forgotten(course)
        if goal >= Stage.PAID and not is_forgotten:
            day += invent.between(1, 2)
            amount = invent.between(20, 60) * 1_000_000
            yield self._deed(day, CLERK, Payment(household=household, paid_on=self._days[day], amount=amount))
        if goal is Stage.MOVED:
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
            "visitors": (who, self._beside(who)),
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

    def _outcome(self, family: Family, day: int, who: str, promise: Promise) -> Iterator[Deed]:
        """What became of a promise; some are still open, and late."""
        state = self._inventor.one_of(("kept", "kept", "kept", "not_kept", None))
        if state:
            household, on = family.household.id, self._days[day]
            outcome = PromiseOutcome(household=household, promise=promise.id, state=state, stated_on=on)
            yield self._deed(day, who, outcome)

    def _grievance(self, family: Family, day: int, who: str) -> Iterator[Deed]:
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
        slip = next(self._slips[who])

        def with_slip(store: Store) -> Sequence[Record]:
            return [replace(raised, slip_number=slip_number(device_prefix(store.end.origin), slip))]

        yield Deed(self._days[day], who, with_slip)
        step = self._inventor.one_of(("note", "answer", "accepted", None))
        if step:
            on = self._days[day + 3]
            event = GrievanceEvent(
                household=household, grievance=raised.id, step=step, stated_on=on, words="已经去看过。"
            )
            yield self._deed(day + 3, who, event)

    def _rights_told(self, family: Family, day: int, who: str, n: int) -> Iterator[Deed]:
        """Two of three households were told what they can do; by the household's number, not by chance."""
        household, on = family.household.id, self._days[day]
        for term, form_left in (("decision_reconsideration", True), ("decision_litigation", None), ("review", True)):
            if n % 3 and (term != "review" or n % 2):
                told = Told(household=household, term=term, told_on=on, told_by=who, form_left=form_left)
                yield self._deed(day, who, told)

    def _data_request(self, family: Family, day: int, who: str, n: int) -> Iterator[Deed]:
        """A few want to see, correct or delete what is kept of them; some were answered."""
        if n % _ASKS:
            return
        wants, words = DATA_REQUESTS[n // _ASKS % len(DATA_REQUESTS)]
        household, on = family.household.id, self._days[day]
        request = PrivacyRequest(household=household, wants=wants, raised_on=on, raised_by=family.holder, words=words)
        yield Deed(on, who, lambda store: [replace(completed(store, request), taken_by=who)])
        if n // _ASKS % 2:
            done = self._days[day + 2]
            event = PrivacyRequestEvent(household=household, data_request=request.id, step="done", stated_on=done)
            yield self._deed(day + 2, who, replace(event, words="打印给本人看过。"))

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
            document_number=f"{family.household.number}-01",
            served_at=self._inventor.at(self._days[day]),
            manner="left" if refused else "handed",
            refused=refused or None,
            servers=(who, self._beside(who)),
            receiver=None if refused else family.holder,
            refusal_reason="面积还没有谈好。" if refused else None,
            witness="示例社区王示例" if refused else None,
        )

    def _papers_served(self, sheet: Service, day: int, who: str, n: int) -> Iterator[Deed]:
        """The appraisal's report: with the sheet, in the last days, or not written down; to some the review's answer.

        By the household's number and not by chance, so that all else stays as it was invented.
        """
        last = len(self._days) - 1
        match n % 3:
            case 0:
                yield self._deed(day, who, _another_paper(sheet, "appraisal_report", sheet.served_at))
            case 1:
                late = max(day, last - n // 3 % 7)
                yield self._deed(late, who, _another_paper(sheet, "appraisal_report", self._days[late]))
            case _:
                pass
        if n and n % 9 == 0:
            answered = max(day, last - n // 9 % 5)
            yield self._deed(answered, who, _another_paper(sheet, "review_answer", self._days[answered]))

    def _new_phone(self, person: Person, day: int, who: str) -> Deed:
        phone = self._inventor.phone()
        return Deed(self._days[day], who, lambda store: [_edited(store, person, phone=phone)])

    def _measured_again(self, part: UnregisteredPart, day: int, who: str) -> Deed:
        area = (part.measured_area or Decimal()) + Decimal("0.3")
        measured = {"measured_area": area, "measured_area_source": "再量一次"}
        return Deed(self._days[day], who, lambda store: [_edited(store, part, **measured)])


def _another_paper(sheet: Service, document: str, day: date | None) -> Service:
    """A paper that was served like the sheet, on another day at the same hour."""
    at = sheet.served_at and day and datetime.combine(day, sheet.served_at.timetz())
    number = f"{_PAPERS[document]} {(sheet.document_number or '').removesuffix('-01')}"
    return replace(sheet, id=new_id(), document=document, document_number=number, served_at=at)


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
