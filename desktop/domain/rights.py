"""The household's rights and the office's duties that end on a day: each with its article, and where it stands.

Promise: a start that is not known is never guessed, and an area changes a period only in the household's favour: the
household's are never shorter than the article, the office's never longer. Hidden: which record starts which clock.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desktop.domain.errors import Finding
from desktop.domain.four_clear import Case, latest
from desktop.domain.records import Area, AreaClock, AreaDay
from desktop.domain.working_days import Calendar, DayKind, End, Period, Unit, end
from desktop.i18n import N_

_MOST_DAYS = {Unit.DAYS: 1, Unit.WORKING_DAYS: 2, Unit.MONTHS: 31}  # of one of them, rest in a row apart
_REST_IN_A_ROW = 60  # days, at the very most
_MOST = {Unit.DAYS: 3650, Unit.WORKING_DAYS: 2500, Unit.MONTHS: 120}  # ten years


class Side(StrEnum):
    """Whose time it is: the household may act within it, or the office must."""

    HOUSEHOLD = "household"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Term:
    """A period of law. `title` says what can or must be done, `runs_from` since when; both are message ids."""

    name: str
    side: Side
    title: str
    runs_from: str
    period: Period
    article: str


def _days(length: int) -> Period:
    return Period(length, Unit.DAYS)


def _months(length: int) -> Period:
    return Period(length, Unit.MONTHS)


_DECREE, _APPRAISING = "国务院令第 590 号", "建房〔2011〕77 号"
_DECISION = f"{_DECREE} 第十四条"
_COMPENSATION = f"{_DECREE} 第二十六条"
_RECONSIDERATION, _LITIGATION = "行政复议法 第二十条", "行政诉讼法 第四十六条"
_RECONSIDER, _SUE = N_("Ask for reconsideration"), N_("Take it to court")
_FROM_NOTICE, _FROM_DECISION = N_("decision published"), N_("compensation decision received")

TERMS: Mapping[str, Term] = {
    term.name: term
    for term in (
        Term(
            "freeze",
            Side.OFFICE,
            N_("Lift the freeze on building and registering"),
            N_("freeze notice"),
            _months(12),
            f"{_DECREE} 第十六条",
        ),
        Term(
            "draft_comments",
            Side.HOUSEHOLD,
            N_("Comment on the draft plan"),
            N_("draft published"),
            _days(30),
            f"{_DECREE} 第十条",
        ),
        Term(
            "review",
            Side.HOUSEHOLD,
            N_("Have the appraisal reviewed"),
            N_("report received"),
            _days(10),
            f"{_DECREE} 第十九条；{_APPRAISING}",
        ),
        Term(
            "review_answer",
            Side.OFFICE,
            N_("Answer the review"),
            N_("request received"),
            _days(10),
            _APPRAISING,
        ),
        Term(
            "expert_review",
            Side.HOUSEHOLD,
            N_("Ask the expert committee"),
            N_("answer received"),
            _days(10),
            f"{_DECREE} 第十九条；{_APPRAISING}",
        ),
        Term(
            "expert_opinion",
            Side.OFFICE,
            N_("Give the experts' opinion"),
            N_("request received"),
            _days(10),
            _APPRAISING,
        ),
        Term(
            "decision_reconsideration",
            Side.HOUSEHOLD,
            _RECONSIDER,
            _FROM_NOTICE,
            _days(60),
            f"{_DECISION}；{_RECONSIDERATION}",
        ),
        Term(
            "decision_litigation",
            Side.HOUSEHOLD,
            _SUE,
            _FROM_NOTICE,
            _months(6),
            f"{_DECISION}；{_LITIGATION}",
        ),
        Term(
            "compensation_reconsideration",
            Side.HOUSEHOLD,
            _RECONSIDER,
            _FROM_DECISION,
            _days(60),
            f"{_COMPENSATION}；{_RECONSIDERATION}",
        ),
        Term(
            "compensation_litigation",
            Side.HOUSEHOLD,
            _SUE,
            _FROM_DECISION,
            _months(6),
            f"{_COMPENSATION}；{_LITIGATION}",
        ),
        Term(
            "publication",
            Side.OFFICE,
            N_("Publish the compensation of each household"),
            N_("agreement or decision"),
            Period(20, Unit.WORKING_DAYS),
            f"{_DECREE} 第二十九条；建房〔2012〕84 号",
        ),
        Term(
            "enforcement",
            Side.OFFICE,
            N_("Ask the court to enforce"),
            N_("remedies lapsed"),
            _months(3),
            f"{_DECREE} 第二十八条",
        ),
    )
}
"""Every period that a record of the case starts, by its name, in the order in which they come up."""


REPLIES: Mapping[str, Term] = {
    term.name: term
    for term in (
        Term(
            "grievance",
            Side.OFFICE,
            N_("Answer the grievance"),
            N_("grievance raised"),
            _days(60),
            "信访工作条例 第三十四条",
        ),
        Term(
            "data_request",
            Side.OFFICE,
            N_("Answer the request about personal data"),
            N_("request received"),
            _days(30),
            "个人信息保护法 第四十五条至第五十条；GB/T 35273—2020 8.7",
        ),
    )
}
"""By the record that somebody brings to the office, within which time it answers.

Grievances: 信访工作条例 (issued 2022-02-25, in force since 2022-05-01), art. 34: what art. 31 (6) speaks of is settled
within 60 days of its acceptance; the head of the office may add 30 days at most where it is intricate, and tells who
raised it why. It is counted here from the day on which it was raised, which is never later; nothing is added by itself.
Requests about personal data: 个人信息保护法 art. 45 to 50 want them answered promptly and name no number of days. The
30 are those of the recommended standard GB/T 35273—2020, 8.7, whose text was not at hand and is told second-hand: an
area may set fewer.
"""

RULED: Mapping[str, Term] = {**TERMS, **REPLIES}
"""All periods that an area can set; the names are the choices of `area_clock.clock`."""

_ALWAYS = ("review", "expert_review", "decision_reconsideration", "decision_litigation")
_ORDER = {name: place for place, name in enumerate(TERMS)}
STARTING: Mapping[str, tuple[str, ...]] = {
    "appraisal_report": ("review",),
    "review_answer": ("expert_review",),
    "compensation_decision": ("compensation_reconsideration", "compensation_litigation"),
}
"""By the document that is served, the terms that it starts."""


def length_finding(name: str, length: int) -> Finding | None:
    """Tell why an area can't set a clock to this length, in the unit of its article."""
    term = RULED[name]
    given = term.period.length
    if term.side is Side.HOUSEHOLD and length < given:
        message = N_("The law gives {given}, and an area may only give the household more. Name {given} or more.")
    elif term.side is Side.OFFICE and not 1 <= length <= given:
        message = N_("The law gives the office {given}, and an area may only give it less. Name 1 to {given}.")
    elif length > _MOST[term.period.unit]:
        message, given = N_("This is longer than ten years. Name {given} or less."), _MOST[term.period.unit]
    else:
        return None
    return Finding("length", message, proposal=str(given), values={"given": given})


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in an area: the period of each clock, and the calendar by which either side's is counted."""

    periods: Mapping[str, Period]
    calendars: Mapping[Side, Calendar]


def rules(country: Calendar, clocks: Iterable[AreaClock] = (), days: Iterable[AreaDay] = ()) -> Rules:
    """The country's rules with what the area says besides; what is withdrawn, or not in favour, changes nothing."""
    lengths = {name: [term.period.length] for name, term in RULED.items()}
    for row in clocks:
        is_known = not row.withdrawn and row.clock in RULED and row.length is not None
        if is_known and length_finding(row.clock or "", row.length or 0) is None:
            lengths[row.clock or ""].append(row.length or 0)
    best = {Side.HOUSEHOLD: max, Side.OFFICE: min}
    own = [(row.day, DayKind(row.kind)) for row in days if not row.withdrawn and row.day and row.kind]
    return Rules(
        periods={
            name: Period(best[RULED[name].side](given), RULED[name].period.unit) for name, given in lengths.items()
        },
        calendars={side: country.with_days(_in_favour(side, own, country.years)) for side in Side},
    )


def _in_favour(
    side: Side, own: Iterable[tuple[date, DayKind]], known: frozenset[int]
) -> Iterator[tuple[date, DayKind]]:
    """The area's own days that count for a side: rest days for the household's time, working days for the office's.

    In a year of which the country's calendar is not known they stand for it, and count for both.
    """
    helps = DayKind.REST if side is Side.HOUSEHOLD else DayKind.WORK
    for day, kind in sorted(own, key=lambda each: each[1] is helps):  # of two that contradict each other, what helps
        if kind is helps or day.year not in known:
            yield day, kind


class State(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    LAST_DAY = "last_day"
    PASSED = "passed"
    UNKNOWN = "unknown"  # since when it runs


@dataclass(frozen=True, slots=True)
class Start:
    """What has begun, and on which day; None where that day is not written down."""

    term: Term
    day: date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """One term of one household, by the rules of its area."""

    term: Term
    period: Period
    start: date | None
    end: End | None

    def state(self, today: date) -> State:
        if self.end is None:
            return State.UNKNOWN
        if self.end.day == today:
            return State.LAST_DAY
        return State.RUNNING if today < self.end.day else State.PASSED

    def days_left(self, today: date) -> int:
        """From today to the last day; below zero so many days ago. Of an unknown one 0."""
        return (self.end.day - today).days if self.end else 0

    def share_left(self, today: date) -> float:
        """How much of the time is left, from 1 down to 0."""
        if self.start is None or self.end is None:
            return 0.0
        return min(max(self.days_left(today) / (self.end.day - self.start).days, 0.0), 1.0)


def clock(start: Start, rules: Rules) -> Clock:
    """What has begun, with its end."""
    period = rules.periods.get(start.term.name, start.term.period)
    ends = None if start.day is None else end(start.day, period, rules.calendars[start.term.side])
    return Clock(start.term, period, start.day, ends)


def own_starts(case: Case) -> tuple[Start, ...]:
    """What has begun for this household alone: the reports, answers and decisions that it was given.

    An appraisal or a decision that nobody wrote down as served has begun on a day that is not known.
    """
    known = begun_by(_services(case))
    names = {each.term.name for each in known}
    agreement = latest(case.agreements, lambda row: row.stated_on)
    papers = {
        "appraisal_report": bool(case.appraisals),
        "compensation_decision": agreement is not None and agreement.state == "decision",
    }
    unknown = [Start(TERMS[name], None) for paper, is_there in papers.items() if is_there for name in STARTING[paper]]
    return tuple(sorted((*known, *(each for each in unknown if each.term.name not in names)), key=_place))


def begun_by(served: Iterable[tuple[str, str | None, date]]) -> tuple[Start, ...]:
    """What these documents started, each with its number and the day of its service.

    The latest of a kind counts, from the day on which it was served first: another copy of it starts nothing anew.
    """
    firsts: dict[tuple[str, str | None], date] = {}
    for document, number, day in served:
        firsts[document, number] = min(day, firsts.get((document, number), day))
    latest_of: dict[str, date] = {}
    for (document, _), day in firsts.items():
        latest_of[document] = max(day, latest_of.get(document, day))
    starts = (Start(TERMS[name], day) for document, day in latest_of.items() for name in STARTING.get(document, ()))
    return tuple(sorted(starts, key=_place))


def area_starts(area: Area, case: Case) -> tuple[Start, ...]:
    """What has begun for every household of the area: the decision counts from its notice.

    Where that is not known it counts from the day on which this household was given it.
    """
    notices = [day for document, _, day in _services(case) if document == "decision_notice"]
    noticed = area.notice_on or min(notices, default=None)
    if noticed is None and area.decision_number is None:
        return ()
    return tuple(Start(TERMS[f"decision_{name}"], noticed) for name in ("reconsideration", "litigation"))


def not_begun(starts: Iterable[Start]) -> tuple[Term, ...]:
    """The remedies that every household has in the end, of which nothing has begun yet."""
    begun = {each.term.name for each in starts}
    return tuple(TERMS[name] for name in _ALWAYS if name not in begun)


def _services(case: Case) -> Iterator[tuple[str, str | None, date]]:
    for row in case.services:
        if row.document and row.served_at:
            yield row.document, row.document_number, case.day_of(row.served_at)


def _place(start: Start) -> int:
    return _ORDER[start.term.name]


def earliest_starts(rules: Rules, today: date) -> dict[str, date]:
    """By document: what it started when it was served before this day has passed."""

    def longest(name: str) -> timedelta:
        period = rules.periods[name]
        return timedelta(days=period.length * _MOST_DAYS[period.unit] + _REST_IN_A_ROW)

    return {document: today - max(map(longest, names)) for document, names in STARTING.items()}


def foremost(clocks: Iterable[Clock], today: date) -> Clock | None:
    """The one to speak of first: what ends soonest, then what has no known start, then what passed last."""
    order = {State.LAST_DAY: 0, State.RUNNING: 0, State.UNKNOWN: 1, State.PASSED: 2}

    def key(each: Clock) -> tuple[int, int]:
        return order[each.state(today)], abs(each.days_left(today))

    return min(clocks, key=key, default=None)


def next_open(clocks: Iterable[Clock], today: date) -> Clock | None:
    """The first remedy of the household that has not passed."""
    return next(
        (each for each in clocks if each.term.side is Side.HOUSEHOLD and each.state(today) is not State.PASSED), None
    )
