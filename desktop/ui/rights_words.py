"""What is said of a household's remedies, of what it was served, and of what it complains of and asks for.

Promise: the household's own words stand as they were said; late is said of the office alone, never of the household.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from desktop.casework.household_rights import Concern, Handed, Remedy, Standing, Way
from desktop.domain import money
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case
from desktop.domain.records import Grievance, Instalment, PrivacyRequest
from desktop.domain.rights import State
from desktop.i18n import N_
from desktop.ui import clock_words, ledger_summary
from desktop.ui.ledger_line import Line, Part, Target
from desktop.ui.notices import Voice
from desktop.ui.workspace import Workspace

LINKS = frozenset({"house", "grievance", "data_request", "instalment"})
"""Fields of entry pages that point to another record of the household."""

_WAYS = {
    Way.BY_HAND: (N_("household signed"), "ok", "ok"),
    Way.HANDED: (N_("handed over"), "", "document"),
    Way.MAILED: (N_("by post"), "", "document"),
    Way.PUBLISHED: (N_("published"), "", "document"),
}
_CALLED = 24  # letters of what is told by its words


def _part_said(voice: Voice, part: Instalment) -> str:
    return voice.pair(voice.word("Part {n}", n=part.place or ""), money.shown(part.amount or 0))


def links(workspace: Workspace, case: Case, field: str, linked: bytes | None) -> Sequence[tuple[bytes, str]]:
    """What a field of this household can point to, each as it is called."""
    voice = workspace.voice
    match field:
        case "house":
            return ledger_summary.houses_of(voice, case, linked)
        case "grievance":
            return [(each.id, _called(each.slip_number or "", each.words or "")) for each in case.grievances]
        case "instalment":
            parts = workspace.read(lambda store: store.records(Instalment, household=case.household.id), ())
            signed = {row.id for row in case.agreements if row.state == "signed"}  # a draft is not paid
            kept = (each for each in parts if (each.agreement in signed and not each.withdrawn) or each.id == linked)
            return [(each.id, _part_said(voice, each)) for each in kept]
        case _:
            home = case.household.id
            asked = workspace.read(lambda store: store.records(PrivacyRequest, household=home), ())
            kept = (each for each in asked if not each.withdrawn)
            return [(each.id, _called(ledger_summary.said(voice, each, "wants"), each.words or "")) for each in kept]


def since(voice: Voice, remedy: Remedy, today: date) -> str:
    """Since when a remedy's time runs."""
    event = voice.word(remedy.clock.term.runs_from)
    if remedy.clock.start is not None:
        return f"{clock_words.short_day(remedy.clock.start, today.year)} {event}"
    if remedy.has_begun:
        return voice.word("{event}: the day is not written down", event=event)
    return voice.word("the day of: {event}", event=event)


def last_day(voice: Voice, remedy: Remedy, today: date) -> str:
    """The last valid day with its weekday; of an unknown start that receipt counts."""
    ends = remedy.clock.end
    return clock_words.day(voice, ends.day, today.year) if ends else voice.word("from receipt")


def told(voice: Voice, remedy: Remedy, today: date) -> tuple[str, str]:
    """When the household was told, and by whom."""
    row = remedy.told
    if row is None or row.told_on is None:
        has_passed = remedy.clock.state(today) is State.PASSED
        return voice.word("was never told") if has_passed else voice.word("not yet told"), ""
    by = voice.word("by {name}", name=row.told_by or "—")
    return clock_words.short_day(row.told_on, today.year), (
        voice.listed((by, voice.word("form left"))) if row.form_left else by
    )


def spoken(voice: Voice, remedy: Remedy, today: date) -> str:
    """All of a remedy in one line, for those who hear it."""
    left = clock_words.left(voice, remedy.clock, today) if remedy.has_begun else voice.word("not begun")
    when = [since(voice, remedy, today), clock_words.period(voice, remedy.clock.period)]
    ends = [last_day(voice, remedy, today), left]
    said = voice.listed(filter(None, (*when, *ends, *told(voice, remedy, today))))
    return voice.pair(voice.word(remedy.clock.term.title), said)


def served_line(voice: Voice, handed: Handed, today: date) -> Line:
    """A document that was served, in one line."""
    row = handed.service
    at = f"{clock_words.short_day(handed.at.date(), today.year)} {handed.at:%H:%M}" if handed.at else ""
    what = " ".join(filter(None, (ledger_summary.said(voice, row, "document"), row.document_number)))
    starts = [voice.word("a clock runs from it")] if handed.starts else []
    by = voice.listed((*row.servers, *starts))
    text, tone, icon = _way(voice, handed)
    parts = (Part(at, 4, "second"), Part(what, 10, "strong"), Part(by, 5, "second"))
    return Line((*parts, Part(text, 8, is_right=True, icon=icon, tone=tone)), Target("service", row.id))


def _way(voice: Voice, handed: Handed) -> tuple[str, str, str]:
    row = handed.service
    if handed.is_replaced:
        return voice.word("replaced"), "", "undo"
    if handed.way in (Way.REFUSED, Way.LEFT):
        said = voice.word("refused") if handed.way is Way.REFUSED else voice.word("left there")
        if not row.witness:
            return voice.word("{how}, no witness", how=said), "warn", "risk"
        return voice.word("{how}, witness {name}", how=said, name=row.witness), "", "people"
    if handed.way is Way.TO_ANOTHER:
        who = " ".join(filter(None, (row.receiver_relation, row.receiver)))
        return voice.word("signed for by {who}", who=who), "ok", "ok"
    text, tone, icon = _WAYS[handed.way]
    return voice.word(text), tone, icon


def title(voice: Voice, concern: Concern) -> str:
    """The slip's number, or what is asked for."""
    row = concern.record
    if isinstance(row, PrivacyRequest):
        return voice.pair(voice.label(RECORDS["data_request"]), ledger_summary.said(voice, row, "wants"))
    return row.slip_number or voice.label(RECORDS["grievance"])


def raised(voice: Voice, concern: Concern, today: date) -> str:
    """When and how it was raised, by whom, and who answers for it."""
    row = concern.record
    day = clock_words.short_day(row.raised_on, today.year) if row.raised_on else ""
    how = ledger_summary.said(voice, row, "manner") if isinstance(row, Grievance) else ""
    who = voice.word("taken by {name}", name=row.taken_by) if row.taken_by else ""
    return " · ".join(filter(None, (day, how, row.raised_by, who)))


def quoted(voice: Voice, text: str | None) -> str:
    return voice.word("“{words}”", words=text or "—")


def state(voice: Voice, concern: Concern, today: date) -> tuple[str, str, str]:
    """How far it came: words, tone and icon of its badge."""
    until = clock_words.day(voice, concern.clock.end.day, today.year) if concern.clock.end else "—"
    match concern.standing(today):
        case Standing.CLOSED if isinstance(concern.record, PrivacyRequest):
            return voice.word("answered"), "ok", "ok"
        case Standing.CLOSED:
            return voice.word("the household accepts it"), "ok", "ok"
        case Standing.ANSWERED:
            return voice.word("answered, the household's word is open"), "info", "grievance"
        case Standing.LATE:
            days = -concern.clock.days_left(today)
            return voice.words("we are {n} day late", "we are {n} days late", days), "risk", "clock"
        case Standing.OPEN if concern.clock.state(today) is State.LAST_DAY:
            return voice.word("answer by {day}, today", day=until), "warn", "clock"
        case Standing.OPEN:
            left = voice.words("{n} day left", "{n} days left", concern.clock.days_left(today))
            return voice.word("answer by {day}, {left}", day=until, left=left), "warn", "clock"


def steps(voice: Voice, concern: Concern, today: date) -> Iterator[str]:
    """Each step with its day, oldest first."""
    for step in concern.steps:
        day = clock_words.short_day(step.stated_on, today.year) if step.stated_on else ""
        did = f"{day} {ledger_summary.said(voice, step, 'step')}".strip()
        yield voice.pair(did, step.words) if step.words else did


def _called(first: str, words: str) -> str:
    short = words if len(words) <= _CALLED else f"{words[:_CALLED]}…"
    return " ".join(filter(None, (first, short)))
