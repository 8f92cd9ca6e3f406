"""What a household can do when it does not agree, as papers say it: to whom, since when, and until which day.

Promise: a last day is never guessed: where nobody wrote down since when it runs, it counts from the day of receipt; one
that has passed is said to have passed and stays on the paper. Hidden: the words for each remedy, formal and plain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from desktop.domain.rights import Clock, State
from desktop.domain.working_days import Period, Unit
from desktop.i18n import N_, word, words
from desktop.sheets import wording
from desktop.sheets.page import bold


@dataclass(frozen=True, slots=True)
class Right:
    """A remedy with its clock, and the body that decides on it, where the area has written that down."""

    clock: Clock
    body: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """`formal` and `plain` hold {remedy}, the part that stands out; `formal_to` and `plain_to` hold {body} too."""

    remedy: str
    formal: str
    plain: str
    plain_remedy: str
    formal_to: str = ""
    plain_to: str = ""


_RECONSIDERATION, _LAWSUIT = N_("administrative reconsideration"), N_("administrative lawsuit")
_RECONSIDER, _SUE = N_("ask for reconsideration"), N_("sue")
_WORDS: Mapping[str, _Words] = {
    "draft_comments": _Words(
        N_("comment in writing"),
        N_("You do not agree with the draft plan: {remedy}"),
        N_("You do not agree with the draft plan: {remedy}"),
        N_("say it in writing"),
    ),
    "review": _Words(
        N_("review of the appraisal"),
        N_("You do not agree with the appraisal: ask the appraiser in writing for a {remedy}"),
        N_("You think the appraisal is too low: have the appraiser {remedy} (review of the appraisal)"),
        N_("look again"),
    ),
    "expert_review": _Words(
        N_("expert opinion"),
        N_("You do not agree with the answer to the review: ask the expert committee for an {remedy}"),
        N_("You do not agree with the appraiser's answer: {remedy} (expert opinion)"),
        N_("ask the expert committee"),
    ),
    "decision_reconsideration": _Words(
        _RECONSIDERATION,
        N_("You do not accept the expropriation decision: ask for {remedy}"),
        N_("You do not accept the expropriation decision: {remedy}"),
        _RECONSIDER,
        N_("You do not accept the expropriation decision: ask {body} for {remedy}"),
        N_("You do not accept the expropriation decision: {remedy}, at {body}"),
    ),
    "decision_litigation": _Words(
        _LAWSUIT,
        N_("You do not accept the expropriation decision: bring an {remedy}"),
        N_("You do not accept the expropriation decision: {remedy} at the court"),
        _SUE,
        N_("You do not accept the expropriation decision: bring an {remedy} to {body}"),
        N_("You do not accept the expropriation decision: {remedy} at the court, {body}"),
    ),
    "compensation_reconsideration": _Words(
        _RECONSIDERATION,
        N_("You do not accept the compensation decision: ask for {remedy}"),
        N_("You do not accept the compensation decision: {remedy}"),
        _RECONSIDER,
        N_("You do not accept the compensation decision: ask {body} for {remedy}"),
        N_("You do not accept the compensation decision: {remedy}, at {body}"),
    ),
    "compensation_litigation": _Words(
        _LAWSUIT,
        N_("You do not accept the compensation decision: bring an {remedy}"),
        N_("You do not accept the compensation decision: {remedy} at the court"),
        _SUE,
        N_("You do not accept the compensation decision: bring an {remedy} to {body}"),
        N_("You do not accept the compensation decision: {remedy} at the court, {body}"),
    ),
}


def formal(right: Right, language: str) -> str:
    """To whom the household turns, in the words of the law."""
    told = _WORDS[right.clock.term.name]
    message = told.formal_to if right.body and told.formal_to else told.formal
    return word(message, language, remedy=bold(word(told.remedy, language)), body=right.body)


def plain(right: Right, language: str) -> str:
    """The same in everyday words."""
    told = _WORDS[right.clock.term.name]
    message = told.plain_to if right.body and told.plain_to else told.plain
    return word(message, language, remedy=bold(word(told.plain_remedy, language)), body=right.body)


def since(clock: Clock, language: str) -> str:
    """What it runs from, on which day, and how long: 收到报告（2026-11-10）起 10 天内."""
    length, event = period(clock.period, language), word(clock.term.runs_from, language)
    if clock.start is None:
        return word("within {length} from: {event}", language, length=length, event=event)
    return word(
        "within {length} from: {event} ({day})", language, length=length, event=event, day=clock.start.isoformat()
    )


def until(clock: Clock, today: date, language: str) -> str:
    """The last valid day; that it has passed; or that it counts from the day of receipt."""
    if clock.end is None:
        return word("from receipt", language)
    last = clock.end.day.isoformat()
    if clock.state(today) is State.PASSED:
        return word("ended on {day}", language, day=last)
    return bold(word("latest {day}", language, day=last))


def until_day_of_week(clock: Clock, today: date, language: str) -> str:
    """The same with the weekday, which is easier to keep."""
    if clock.end is None:
        return word("within {length} from receipt", language, length=period(clock.period, language))
    last = wording.day(clock.end.day, language, today.year)
    if clock.state(today) is State.PASSED:
        return word("ended on {day}", language, day=last)
    return bold(word("latest {day}", language, day=last))


def period(length: Period, language: str) -> str:
    """So many days, working days or months."""
    match length.unit:
        case Unit.DAYS:
            return words("{n} day", "{n} days", length.length, language)
        case Unit.WORKING_DAYS:
            return words("{n} working day", "{n} working days", length.length, language)
        case Unit.MONTHS:
            return words("{n} month", "{n} months", length.length, language)


def uncertain(clocks: Iterable[Clock], language: str) -> str:
    """Of which years no holidays are known, where that matters to one of these; nothing where to none."""
    years = sorted({each.end.day.year for each in clocks if each.end and not each.end.is_certain})
    if not years:
        return ""
    told = wording.listed(map(str, years), language)
    return word("The holidays of {years} are not known here: counted by weekends alone.", language, years=told)
