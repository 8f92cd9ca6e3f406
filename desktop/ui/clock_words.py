"""What is said of a clock: until when, and how much is left; never red, and never a guess (ui.md §5)."""

from collections.abc import Iterable
from datetime import date

from desktop.domain.rights import Clock, State
from desktop.domain.working_days import Period, Unit
from desktop.i18n import N_
from desktop.ui.notices import Voice

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def left(voice: Voice, clock: Clock, today: date) -> str:
    """How much is left, in a few words."""
    match clock.state(today):
        case State.RUNNING:
            return voice.words("{n} day left", "{n} days left", clock.days_left(today))
        case State.LAST_DAY:
            return voice.word("ends today")
        case State.PASSED:
            return voice.word("passed")
        case State.UNKNOWN:
            return voice.word("from receipt")


def counted(voice: Voice, clock: Clock, today: date) -> str:
    """Since when it runs, how long, and until when."""
    runs_from, length = voice.word(clock.term.runs_from), period(voice, clock.period)
    if clock.start is None or clock.end is None:
        return voice.word("{event}: the day is not written down, {length}", event=runs_from, length=length)
    message = (
        N_("{start} {event}, {length}, was until {last}")
        if clock.state(today) is State.PASSED
        else N_("{start} {event}, {length}, until {last}")
    )
    start = short_day(clock.start, today.year)
    return voice.word(message, start=start, event=runs_from, length=length, last=day(voice, clock.end.day, today.year))


def spoken(voice: Voice, clock: Clock, today: date) -> str:
    """All of it in one line, for those who hear it."""
    said = voice.listed((left(voice, clock, today), counted(voice, clock, today)))
    return voice.pair(voice.word(clock.term.title), said)


def still_open(voice: Voice, following: Clock | None, today: date) -> str:
    """What can be done when something has passed."""
    if following is None:
        return voice.word("A later compensation decision can be taken to reconsideration and to court.")
    title = voice.word(following.term.title)
    if following.end is None:
        return voice.word("Still open: {title}", title=title)
    until = day(voice, following.end.day, today.year)
    return voice.word("Still open: {title}, until {last}", title=title, last=until)


def uncertain(voice: Voice, clocks: Iterable[Clock]) -> str:
    """Of which years no holidays are known, where that matters to one of these."""
    years = sorted({each.end.day.year for each in clocks if each.end and not each.end.is_certain})
    if not years:
        return ""
    told = voice.listed(str(year) for year in years)
    return voice.word("The holidays of {years} are not known here: counted by weekends alone.", years=told)


def period(voice: Voice, length: Period) -> str:
    """So many days, working days or months."""
    match length.unit:
        case Unit.DAYS:
            return voice.words("{n} day", "{n} days", length.length)
        case Unit.WORKING_DAYS:
            return voice.words("{n} working day", "{n} working days", length.length)
        case Unit.MONTHS:
            return voice.words("{n} month", "{n} months", length.length)


def day(voice: Voice, on: date, year: int) -> str:
    """A day with its weekday, and with its year where that is another."""
    return f"{short_day(on, year)} {weekday(voice, on)}"


def weekday(voice: Voice, on: date) -> str:
    return voice.word(_WEEKDAYS[on.weekday()])


def short_day(on: date, year: int) -> str:
    return f"{on:%m-%d}" if on.year == year else f"{on:%Y-%m-%d}"
