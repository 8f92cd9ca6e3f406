"""What is said of a contact with a household: how it was, how long, who was there and what came of it."""

from collections.abc import Iterator
from datetime import tzinfo

from desktop.casework.visiting import REACHED, TOPICS, Contact, Pledge
from desktop.domain.fields import RECORDS
from desktop.domain.records import Visit
from desktop.domain.rights import TERMS
from desktop.ui import clock_words
from desktop.ui.notices import Voice

_VISIT = RECORDS["visit"]
ICONS = {"home": "door", "office": "household", "telephone": "phone", "not_met": "help"}
_MINUTE = 60
_COMPARED = ("manner", "began_at", "met_whom", "visitors", "topics", "demands", "signature", "read_aloud")


def manner(voice: Voice, visit: Visit) -> str:
    return voice.choice(_VISIT.field["manner"], visit.manner or "")


def when(voice: Voice, contact: Contact, zone: tzinfo, year: int) -> str:
    """The day, with its weekday."""
    return clock_words.day(voice, contact.began_at.astimezone(zone).date(), year)


def lasted(voice: Voice, visit: Visit) -> str:
    """How, and how long."""
    how = manner(voice, visit)
    if visit.ended_at is None or visit.began_at is None:
        return how
    minutes = int((visit.ended_at - visit.began_at).total_seconds() // _MINUTE)
    return f"{how} {voice.words('{n} min', '{n} min', minutes)}" if minutes else how


def from_to(contact: Contact, zone: tzinfo) -> str:
    """The hours of the day."""
    began, ended = contact.began_at.astimezone(zone), contact.visit.ended_at
    return f"{began:%H:%M}" + (f"–{ended.astimezone(zone):%H:%M}" if ended else "")


def came_of_it(voice: Voice, visit: Visit) -> str:
    """Who was met, and the beginning of what was said or done."""
    if visit.manner == "not_met":
        left = voice.word("Left our contact slip") if visit.notice_left else ""
        return " · ".join(filter(None, (left, _reached(voice, visit))))
    said = visit.demands or visit.situation or visit.explained or "、".join(topics(voice, visit))
    return " · ".join(" ".join(text.split()) for text in (visit.met_whom, said) if text)


def topics(voice: Voice, visit: Visit) -> Iterator[str]:
    """What was talked about, in the reader's language where it is one of those that are often meant."""
    return (voice.word(TOPICS[each]) if each in TOPICS else each for each in visit.topics)


def badge(voice: Voice, contact: Contact) -> tuple[str, str, str]:
    """What is said of it first: words, tone and icon; without any where there is nothing."""
    still_open = sum(each.is_open for each in contact.promises)
    if contact.before:
        return voice.word("corrected"), "info", "pencil"
    if still_open:
        return voice.words("{n} promise open", "{n} promises open", still_open), "warn", "clock"
    if contact.promises:
        return voice.word("promises settled"), "ok", "ok"
    if contact.was_from_paper:
        return voice.word("Entered from paper"), "", "pencil"
    return "", "", ""


def facts(voice: Voice, contact: Contact, *, has_copy: bool) -> Iterator[tuple[str, str]]:
    """What was written down of it, each with its name; what nobody wrote down is left out."""
    visit = contact.visit
    staff = "、".join(visit.visitors)
    recorded = voice.word("written down by {name}", name=visit.recorder) if visit.recorder else ""
    told = voice.listed(voice.word(TERMS[term].title) for each in contact.told if (term := each.term or "") in TERMS)
    rows = (
        (voice.word("Who was met"), visit.met_whom or ""),
        (voice.word("Who went"), " · ".join(filter(None, (staff, recorded)))),
        (voice.word("Talked about"), voice.listed(topics(voice, visit))),
        (voice.word("Explained"), visit.explained or ""),
        (voice.word("Situation"), _reached(voice, visit)),
        (voice.word("Difficulties"), visit.difficulties or ""),
        (voice.word("Rights told"), told),
        (voice.word("Signature"), voice.choice(_VISIT.field["signature"], visit.signature) if visit.signature else ""),
        (voice.word("Left behind"), voice.listed(_left(voice, visit, has_copy=has_copy))),
    )
    return ((name, value) for name, value in rows if value)


def changes(voice: Voice, contact: Contact, zone: tzinfo, year: int) -> Iterator[tuple[str, str, str]]:
    """What the newest correction changed: the field, what stood there, and what stands there now."""
    if not contact.before:
        return
    old, new = contact.before[0], contact.visit
    for name in _COMPARED:
        if getattr(old, name) != getattr(new, name):
            field = _VISIT.field[name]
            yield voice.label(field), _shown(voice, old, name, zone, year), _shown(voice, new, name, zone, year)


def pledged(voice: Voice, pledge: Pledge, year: int) -> tuple[str, str, str]:
    """A promise: what, who, and until when or what became of it."""
    promise, outcome = pledge.promise, pledge.outcome
    last = clock_words.day(voice, promise.due_on, year) if promise.due_on else ""
    if outcome is not None:
        state = voice.choice(RECORDS["promise_outcome"].field["state"], outcome.state or "")
        day = clock_words.short_day(outcome.stated_on, year) if outcome.stated_on else ""
        last = f"{day} {state}"
    return promise.promise or "", promise.promised_by or "", last


def _reached(voice: Voice, visit: Visit) -> str:
    parts = (visit.situation or "").split("、")
    return voice.listed(voice.word(REACHED[each]) if each in REACHED else each for each in parts if each)


def _left(voice: Voice, visit: Visit, *, has_copy: bool) -> Iterator[str]:
    if visit.notice_left:
        yield voice.word("our contact slip")
    if visit.purpose_notice:
        yield voice.word("the notice on personal data")
    if has_copy:
        yield voice.word("a copy of this record")


def _shown(voice: Voice, visit: Visit, name: str, zone: tzinfo, year: int) -> str:
    value = getattr(visit, name)
    match name:
        case "manner":
            return manner(voice, visit)
        case "signature":
            return voice.choice(_VISIT.field[name], value) if value else voice.word("(empty)")
        case "began_at":
            at = value.astimezone(zone)
            return f"{clock_words.short_day(at.date(), year)} {at:%H:%M}"
        case "topics":
            return voice.listed(topics(voice, visit)) or voice.word("(empty)")
        case "visitors":
            return "、".join(value) or voice.word("(empty)")
        case _ if isinstance(value, bool):
            return voice.word("yes") if value else voice.word("no")
        case _:
            return value or voice.word("(empty)")
