"""What the page of the day says of a household awaited, a promise and a right.

A badge is its words, tone and icon.

Promise: nothing is red that is the household's time; only what we ourselves are late with is.
"""

from collections.abc import Iterator
from datetime import date, datetime

from desktop.casework.today import SOON, Awaited, Brief, Owed, Running, Today, Yesterday
from desktop.domain.appointments import AGREED
from desktop.domain.fields import RECORDS
from desktop.store.queries import Listed
from desktop.ui import clock_words
from desktop.ui.notices import Voice

Badge = tuple[str, str, str]

_MANNER = RECORDS["appointment"].field["manner"]
_HOUR = 60


def called(voice: Voice, household: Listed) -> str:
    """By those who own or rent it, else by its number."""
    return voice.listed(filter(None, household.owners)) or household.number or voice.word("no number")


def hour(voice: Voice, awaited: Awaited) -> str:
    at = awaited.appointment.planned_at
    return f"{at:%H:%M}" if at is not None and awaited.has_hour else voice.word("any time")


def purpose(voice: Voice, awaited: Awaited) -> str:
    """What for, and where it is not at the door, how."""
    appointment = awaited.appointment
    why = appointment.purpose or (voice.word("nobody was met last time") if awaited.was_missed else "")
    manner = appointment.manner or "home"
    return " · ".join(filter(None, (voice.choice(_MANNER, manner) if manner != "home" else "", why)))


def standing(voice: Voice, awaited: Awaited) -> Badge:
    """Whether it was agreed, or done already; a wish not to be visited stands before that."""
    if awaited.is_done:
        return voice.word("written down"), "ok", "ok"
    if awaited.wants_no_visit and awaited.appointment.manner == "home":
        return voice.word("asked not to be visited"), "warn", "info"
    if awaited.appointment.state == AGREED:
        return voice.word("agreed"), "ok", "ok"
    return voice.word("not agreed yet"), "", "help"


def lateness(voice: Voice, owed: Owed) -> Badge:
    if owed.days_late == 0:
        return voice.word("today"), "warn", "clock"
    return voice.words("{n} day late", "{n} days late", owed.days_late), "risk", "risk"


def about_promise(voice: Voice, owed: Owed) -> str:
    promise = owed.promise
    return " · ".join(filter(None, (called(voice, owed.household), owed.household.number, promise.promised_by)))


def whether_told(voice: Voice, running: Running, today: date) -> Badge:
    if running.household is None:
        return voice.word("published"), "ok", "ok"
    if running.told_on is not None:
        return voice.word("told"), "ok", "ok"
    if running.is_awaited:
        return voice.word("tell it today"), "rights", "clock"
    if running.clock.days_left(today) <= SOON:
        return voice.word("tell it now"), "warn", "info"
    return voice.word("not yet told"), "", "help"


def whose(voice: Voice, running: Running) -> str:
    return called(voice, running.household) if running.household else voice.word("The whole area")


def until(voice: Voice, running: Running, today: date) -> str:
    """The last day with its weekday, and how many are left."""
    end = running.clock.end
    last = clock_words.day(voice, end.day, today.year) if end else ""
    latest = voice.word("latest {day}", day=last)
    return " · ".join((latest, clock_words.left(voice, running.clock, today)))


def approach(voice: Voice, awaited: Awaited, now: datetime, *, is_next: bool) -> Badge:
    """How long until then."""
    if awaited.is_done:
        return voice.word("written down"), "ok", "ok"
    at = awaited.appointment.planned_at
    first = voice.word("next household") if is_next else voice.word("chosen household")
    if at is None or not awaited.has_hour:
        return first, "brand", "clock"
    minutes = round((at - now).total_seconds() / 60)
    if minutes < 0:
        return f"{first} · {voice.word('the hour has come')}", "brand", "clock"
    if minutes < _HOUR:
        return f"{first} · {voice.words('in {n} minute', 'in {n} minutes', minutes)}", "brand", "clock"
    return f"{first} · {voice.words('in {n} hour', 'in {n} hours', minutes // _HOUR)}", "brand", "clock"


def brief_lines(voice: Voice, brief: Brief, today: date) -> Iterator[tuple[str, str]]:
    """What to say first and what to bring, each with its icon; the household's rights before all else."""
    for clock in brief.untold:
        until_day = clock_words.day(voice, clock.end.day, today.year) if clock.end else ""
        yield (
            "rights",
            voice.word(
                "Tell first: {right}, {left} (latest {day})",
                right=voice.word(clock.term.title),
                left=clock_words.left(voice, clock, today),
                day=until_day,
            ),
        )
    for each in brief.unclear:
        told = voice.word("Explain again: {clause}", clause=each.clause or "")
        yield "policy", f"{told}{_asked(voice, each.questions)}"
    for promise in brief.promised:
        due = clock_words.short_day(promise.due_on, today.year) if promise.due_on else ""
        yield "promise", voice.word("We promised: {promise} (latest {day})", promise=promise.promise or "", day=due)
    if bring := voice.listed(_bring(voice, brief)):
        yield "document", voice.word("Bring: {things}", things=bring)


def _asked(voice: Voice, questions: str | None) -> str:
    return voice.word(" (asked last time: “{question}”)", question=questions) if questions else ""


def _bring(voice: Voice, brief: Brief) -> Iterator[str]:
    if brief.sheet:
        yield voice.word("2 copies of sheet version {n}", n=brief.sheet)
    for clock in brief.untold:
        yield voice.word("a blank form for “{right}”", right=voice.word(clock.term.title))
    if brief.wants_purpose_notice:
        yield voice.word("a notice of what the data is for")


def yesterday(voice: Voice, done: Yesterday) -> str:
    if not done.visits:
        return voice.word("Nothing was written down yesterday.")
    said = voice.words("Yesterday {n} visit", "Yesterday {n} visits", done.visits)
    missed = voice.words("nobody met at {n}", "nobody met at {n}", done.not_met) if done.not_met else ""
    left = voice.words("{n} notice left", "{n} notices left", done.notices) if done.notices else ""
    return voice.listed(filter(None, (said, missed, left)))


def unsent(voice: Voice, day: Today) -> tuple[str, str]:
    """How much lies here alone, and since when."""
    unsent = day.unsent
    if unsent is None:
        return voice.word("This is the office's own store"), voice.word("What is written here need not be sent.")
    if unsent.entries == 0:
        return voice.word("The office holds everything"), voice.word("Nothing is kept on this computer alone.")
    first = voice.words(
        "{n} entry has not reached the office", "{n} entries have not reached the office", unsent.entries
    )  # fmt: skip
    about = voice.word("They are kept on this computer alone.")
    if unsent.since is not None:
        told = clock_words.short_day(unsent.since, day.day.year)
        about = voice.word("The first is of {day}. They are kept on this computer alone.", day=told)
    return first, about
