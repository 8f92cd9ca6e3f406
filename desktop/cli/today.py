"""`ruhu today`: one person's day, as the window's first page shows it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from desktop.casework import today as gathering
from desktop.casework.today import Awaited, Brief, Owed, Running, Today
from desktop.cli.command import Answer, Door, command
from desktop.cli.question import about_words
from desktop.cli.usage import group
from desktop.cli.words import Voice, table
from desktop.domain.fields import RECORDS
from desktop.domain.identity import id_text
from desktop.i18n import N_
from desktop.store.queries import Listed

commands = group()

_STATE, _MANNER = (RECORDS["appointment"].field[name] for name in ("state", "manner"))


@command(commands, "today", N_("Who is awaited, what to say first, what we promised, whose time runs out."))
def show_today(door: Door) -> Answer:
    with door.opened(read_only=True) as store:
        found = gathering.today_of(store)
        brief = gathering.brief_of(store, found.next.household.id) if found.next else None
    return Answer(_facts(found, brief), [*_lines(door.voice, found, brief)])


# How the day is told


def _facts(found: Today, brief: Brief | None) -> dict[str, Any]:
    return {
        "day": found.day.isoformat(),
        "moved_unpaid": [_named(home) for home, _ in found.unpaid],
        "awaited": [_awaited_facts(each) for each in found.awaited],
        "next": found.next
        and {
            **_named(found.next.household),
            "untold": [each.term.name for each in brief.untold] if brief else [],
            "explain_again": [each.clause for each in brief.unclear] if brief else [],
            "promised": [each.promise for each in brief.promised] if brief else [],
        },
        "promises": [
            {
                **_named(each.household),
                "id": id_text(each.promise.id),
                "promise": each.promise.promise,
                "by": each.promise.promised_by,
                "due_on": each.promise.due_on and each.promise.due_on.isoformat(),
                "days_late": each.days_late,
            }
            for each in found.owed
        ],
        "promises_in_all": found.owed_in_all,
        "rights": [_running_facts(each, found.day) for each in found.running],
        "households_with_rights": found.running_in_all,
        "yesterday": {"visits": found.yesterday.visits, "not_met": found.yesterday.not_met},
        "returned": [
            {
                **_named(each.household),
                "id": id_text(each.asked.question.id),
                "record": each.asked.question.asked_record,
                "field": each.asked.question.asked_field,
                "words": each.asked.question.question,
                "due": each.asked.question.due and each.asked.question.due.isoformat(),
                "overdue": each.asked.is_overdue(found.day),
            }
            for each in found.returned
        ],
        "not_sent": {
            "entries": found.unsent.entries if found.unsent else 0,
            "since": found.unsent.since.isoformat() if found.unsent and found.unsent.since else None,
        },
    }


def _named(household: Listed) -> dict[str, Any]:
    return {"household": id_text(household.id), "number": household.number, "owners": household.owners}


def _awaited_facts(each: Awaited) -> dict[str, Any]:
    appointment = each.appointment
    return {
        **_named(each.household),
        "id": id_text(appointment.id),
        "at": appointment.planned_at and appointment.planned_at.isoformat(),
        "has_hour": each.has_hour,
        "manner": appointment.manner,
        "state": appointment.state,
        "purpose": appointment.purpose,
        "done": each.is_done,
        "wants_no_visit": each.wants_no_visit,
    }


def _running_facts(each: Running, today: date) -> dict[str, Any]:
    return {
        **(_named(each.household) if each.household else {"household": None}),
        "right": each.clock.term.name,
        "last_day": each.clock.end.day.isoformat() if each.clock.end else None,
        "days_left": each.clock.days_left(today),
        "told_on": each.told_on and each.told_on.isoformat(),
    }


def _lines(voice: Voice, found: Today, brief: Brief | None) -> Iterator[str]:
    word = voice.word
    for home, finding in found.unpaid:
        yield f"! {voice.pair(_called(voice, home), word(finding.message, **finding.values))}"
    yield voice.words("{n} household awaited on {day}", "{n} households awaited on {day}", len(found.awaited),
                      day=found.day)  # fmt: skip
    if found.awaited:
        yield from table([_awaited_cells(voice, each) for each in found.awaited])
    if found.next and brief:
        yield voice.pair(voice.word("next household"), _called(voice, found.next.household))
        yield from _brief_lines(voice, found, brief)
    yield from _returned_lines(voice, found)
    yield from _owed_lines(voice, found)
    yield from _running_lines(voice, found)
    if number := found.unsent.entries if found.unsent else 0:
        yield voice.words("{n} entry has not reached the office", "{n} entries have not reached the office", number)


def _awaited_cells(voice: Voice, each: Awaited) -> list[str]:
    at = each.appointment.planned_at
    hour = f"{at:%H:%M}" if at and each.has_hour else voice.word("any time")
    state = voice.word("written down") if each.is_done else voice.choice(_STATE, each.appointment.state or "")
    home = each.household
    manner = voice.choice(_MANNER, each.appointment.manner or "home")
    return [hour, home.number or "", _called(voice, home), home.address or "", manner, state,
            each.appointment.purpose or ""]  # fmt: skip


def _brief_lines(voice: Voice, found: Today, brief: Brief) -> Iterator[str]:
    for clock in brief.untold:
        yield "  " + voice.word(
            "Tell first: {right}, {left} (latest {day})",
            right=voice.word(clock.term.title),
            left=_left(voice, clock.days_left(found.day)),
            day=clock.end.day if clock.end else "",
        )
    for each in brief.unclear:
        yield "  " + voice.word("Explain again: {clause}", clause=each.clause or "")
    for promise in brief.promised:
        yield "  " + voice.word(
            "We promised: {promise} (latest {day})", promise=promise.promise or "", day=promise.due_on or ""
        )


def _returned_lines(voice: Voice, found: Today) -> Iterator[str]:
    if found.returned:
        yield voice.word("Returned for correction")
    rows = [
        [
            str(each.asked.question.due or ""),
            each.household.number or "",
            _called(voice, each.household),
            about_words(voice, each.asked.question),
            each.asked.question.question or voice.word("(its words can't be read here)"),
        ]
        for each in found.returned
    ]
    yield from (f"  {line}" for line in table(rows) if rows)


def _owed_lines(voice: Voice, found: Today) -> Iterator[str]:
    if found.owed:
        yield voice.word("What we promised")
    yield from (f"  {line}" for line in table([_owed_cells(voice, each) for each in found.owed]) if found.owed)


def _owed_cells(voice: Voice, each: Owed) -> list[str]:
    late = voice.words("{n} day late", "{n} days late", each.days_late) if each.days_late else voice.word("today")
    return [late, each.household.number or "", _called(voice, each.household), each.promise.promise or ""]


def _running_lines(voice: Voice, found: Today) -> Iterator[str]:
    if not found.running:
        return
    yield voice.word("The households' time")
    rows: list[list[str]] = []
    for each in found.running:
        whose = _called(voice, each.household) if each.household else voice.word("The whole area")
        told = voice.word("told") if each.told_on else voice.word("not yet told")
        last = str(each.clock.end.day) if each.clock.end else ""
        left = _left(voice, each.clock.days_left(found.day))
        rows.append([last, left, whose, voice.word(each.clock.term.title), told if each.household else ""])
    yield from (f"  {line}" for line in table(rows))


def _left(voice: Voice, days: int) -> str:
    return voice.words("{n} day left", "{n} days left", days) if days else voice.word("ends today")


def _called(voice: Voice, household: Listed) -> str:
    return voice.listed(filter(None, household.owners)) or household.number or voice.word("no number")
