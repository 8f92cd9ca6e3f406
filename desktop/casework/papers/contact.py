"""What stands on the record of one contact: all that was written down of it, in the words of its paper.

Promise: nothing that was written down later, and no wish that was said at another time, stands on it. Hidden: what
belongs to a contact without naming it is what was written down in the same entry; which rights ran on that day.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from desktop.casework import area_rules, household_rights, visiting
from desktop.casework.dwelling import place
from desktop.casework.papers import explained
from desktop.casework.papers.bodies import with_bodies
from desktop.casework.papers.corrections import corrections, written_at
from desktop.casework.papers.household_signed import signatures
from desktop.casework.papers.letterheads import letterhead
from desktop.casework.papers.made import Subject
from desktop.casework.papers.register import Step, prints
from desktop.casework.visiting import TOPICS, Contact
from desktop.domain import rights
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case
from desktop.domain.records import (
    Appointment,
    Explanation,
    Household,
    Person,
    PrintingEvent,
    Promise,
    Record,
    Service,
    Staff,
    Told,
    Visit,
    Wish,
)
from desktop.domain.rights import TERMS, Clock, Side, Start, State
from desktop.i18n import word
from desktop.sheets import wording
from desktop.sheets.remedy_words import Right
from desktop.sheets.visit_record import Pledge, Question, VisitRecord
from desktop.store import queries
from desktop.store.store import Store

_R = TypeVar("_R", bound=Record)

_SCANS = frozenset({"thumb_print", "proxy"})  # they stand where it is signed


def contact_record(store: Store, subject: Subject, contact: Contact, which: int, number: str) -> VisitRecord:
    """The record; it has no check code yet."""
    home, language, visit = subject.home, subject.language, contact.visit
    case = queries.case_of(store, home.id) or Case(household=home, zone=store.zone())
    began = contact.began_at.astimezone(store.zone())
    rows = _explanations(store, contact)
    told = explained.explained(store, rows, language)
    signed, earlier = signatures(store, visit)
    wish = max(beside(store, Wish, _rows(contact)), key=lambda row: row.id, default=None)
    asked = (*told.questions, *((Question("", visit.answers),) if visit.answers else ()))
    return VisitRecord(
        whose=letterhead(store, home),
        household=home.number or "",
        number=number,
        which=which,
        version=1 + len(contact.before),
        began=began,
        ended=visit.ended_at.astimezone(store.zone()) if visit.ended_at else None,
        manner=visit.manner or "",
        place=visit.place or (place(home) if visit.manner == "home" else ""),
        met=_met(visit, case.people, language),
        went=went(store, visit.visitors, language),
        spoken=_spoken(visit, rows, case.people, language),
        recorder=visit.recorder or "",
        said=visit.demands or "",
        wish=(wish.choice or "") if wish else "",
        situation=visit.situation or "",
        difficulties=visit.difficulties or "",
        topics=_topics(visit, language),
        explained=visit.explained or "",
        plan=told.plan,
        clauses=told.clauses,
        questions=asked,
        promises=[_pledge(each.promise) for each in contact.promises],
        rights=_rights(store, case, contact.told, began.date()),
        told=frozenset(each.term or "" for each in contact.told),
        left=[*_left(store, contact, began.date(), language)],
        photos=[*_photos(store, contact, language)],
        next_contact=_next(store, home, contact, language),
        signed=signed,
        is_copy_given=has_copy(store, visit),
        why_no_copy=visit.copy_reason or _why_not_printed(store, visit),
        entered_on=_entered_on(store, contact),
        corrections=corrections(store, contact, language),
        earlier=earlier,
    )


def copies(store: Store, household: bytes | None) -> frozenset[bytes]:
    """The visits of which the household has the record: their own words, or those of the register of prints, say so."""
    if household is None:
        return frozenset()
    said = {each.id for each in store.records(Visit, household=household, copy_handed=1)}
    given = [each.row for each in prints(store, [household]) if each.step is Step.HANDED]
    return frozenset(said | {row.of_row for row in given if row.paper == "visit" and row.of_row})


def has_copy(store: Store, visit: Visit) -> bool:
    """Whether the household has the record of this visit."""
    return visit.id in copies(store, visit.household)


def _why_not_printed(store: Store, visit: Visit) -> str:
    """What the register says of the last print of it, where that did not come out."""
    held = prints(store, [visit.household]) if visit.household else ()
    last = next((each for each in held if (each.row.paper, each.row.of_row) == ("visit", visit.id)), None)
    if last is None or last.step is not Step.NOT_PRINTED:
        return ""
    events = store.records(PrintingEvent, printing=last.row.id, step=Step.NOT_PRINTED)
    return max(events, key=lambda each: each.id).note or ""


def went(store: Store, visitors: Sequence[str], language: str) -> str:
    """Who went there, with their team where it is one."""
    teams = {each.team for each in store.records(Staff) if each.name in visitors and not each.withdrawn}
    names, team = wording.listed(visitors, language), next(iter(teams)) if len(teams) == 1 else None
    return word("{names} ({about})", language, names=names, about=team) if names and team else names


def beside(store: Store, kind: type[_R], visits: Iterable[Visit]) -> list[_R]:
    """What was written down in one entry with these visits, and was not withdrawn."""
    held = list(visits)
    entries = {queries.creation_of(store, each.id) for each in held}
    rows = store.records(kind, household=held[0].household)
    return [row for row in rows if not vars(row)["withdrawn"] and queries.creation_of(store, row.id) in entries]


def _rows(contact: Contact) -> tuple[Visit, ...]:
    return contact.visit, *contact.before


def _topics(visit: Visit, language: str) -> str:
    told = (word(TOPICS[each], language) if each in TOPICS else each for each in visit.topics)
    return wording.listed(told, language)


def _pledge(row: Promise) -> Pledge:
    return Pledge(row.promise or "", row.promised_by or "", row.due_on)


def _explanations(store: Store, contact: Contact) -> list[Explanation]:
    held = store.records(Explanation, visit=[each.id for each in _rows(contact)])
    return sorted((each for each in held if not each.withdrawn), key=lambda each: each.id)


def _met(visit: Visit, people: Sequence[Person], language: str) -> str:
    """Who was met, each with what is known of them, and how many were there where that is more."""
    names = [name for name in (visit.met_whom or "").split("、") if name]
    told = wording.listed((person_met(name, people, language) for name in names), language)
    if visit.present and visit.present > len(names):
        told = "  ".join(filter(None, (told, word("{n} people were there", language, n=visit.present))))
    return told


def person_met(name: str, people: Sequence[Person], language: str) -> str:
    """A name with the person's role and relation; of who speaks for the household, the paper that says so."""
    person = next((each for each in people if each.name == name), None)
    if person is None:
        return name
    role = wording.choice(RECORDS["person"].field["role"], person.role, language) if person.role else ""
    paper = person.agent_document or ""
    if person.role == "agent" and not paper:
        paper = word("no letter of authority", language)
    about = " · ".join(filter(None, (person.relation if person.relation != role else "", role, paper)))
    return word("{names} ({about})", language, names=name, about=about) if about else name


def _spoken(visit: Visit, rows: Sequence[Explanation], people: Sequence[Person], language: str) -> str:
    met = (visit.met_whom or "").split("、")
    told = explained.spoken(rows, language) or [each.language for each in people if each.name in met and each.language]
    if visit.read_aloud:
        told.append(word("read aloud to the household", language))
    return wording.listed(dict.fromkeys(told), language)


def _rights(store: Store, case: Case, told: Sequence[Told], on: date) -> list[Right]:
    """The remedies whose time ran on that day, and those that the household was told before it began."""
    running = [each for each in household_rights.clocks_of(store, case) if ran(each, on)]
    names = {each.term.name for each in running}
    spoken_of = {each.term for each in told} - names
    rules = area_rules.rules_of(store)
    ahead = [
        rights.clock(Start(term, None), rules)
        for name, term in TERMS.items()
        if name in spoken_of and term.side is Side.HOUSEHOLD
    ]
    return with_bodies(store, (*running, *ahead))


def ran(clock: Clock, on: date) -> bool:
    """Whether it is the household's, had begun by a day, and had not passed."""
    return (
        clock.term.side is Side.HOUSEHOLD
        and (clock.start is None or clock.start <= on)
        and clock.state(on) is not State.PASSED
    )


def _left(store: Store, contact: Contact, on: date, language: str) -> Iterator[str]:
    """The papers that the household has from that day."""
    zone, visit = store.zone(), contact.visit
    documents = RECORDS["service"].field["document"]
    for row in store.records(Service, household=visit.household):
        is_of_day = row.served_at is not None and row.served_at.astimezone(zone).date() == on
        if is_of_day and not row.withdrawn and not row.refused:
            document = wording.choice(documents, row.document or "", language)
            yield " ".join(filter(None, (document, row.document_number)))
    for told in contact.told:
        if told.form_left and (term := TERMS.get(told.term or "")):
            yield word("blank form: {title}", language, title=word(term.title, language))
    if visit.purpose_notice:
        yield word("the notice on personal data", language)
    if has_copy(store, visit):
        yield word("a copy of this record", language)


def _photos(store: Store, contact: Contact, language: str) -> Iterator[str]:
    kinds = RECORDS["evidence"].field["kind"]
    for each in contact.evidence:
        if each.kind not in _SCANS:
            named = each.caption or wording.choice(kinds, each.kind or "", language)
            at = f"{each.taken_at.astimezone(store.zone()):%Y-%m-%d %H:%M}" if each.taken_at else ""
            yield word("{names} ({about})", language, names=named, about=at) if at else named


def _next(store: Store, home: Household, contact: Contact, language: str) -> str:
    """What was agreed then, else how the household wishes to be contacted, where nobody was in contact since."""
    agreed = max(beside(store, Appointment, _rows(contact)), key=lambda row: row.id, default=None)
    told = [contact.visit.next_step or ""]
    if agreed is not None and agreed.planned_at is not None:
        at = agreed.planned_at.astimezone(store.zone())
        how = wording.choice(RECORDS["appointment"].field["manner"], agreed.manner or "", language)
        day = wording.day(at.date(), language, contact.began_at.astimezone(store.zone()).year)
        told.append(word("{how}, {day} {time}", language, how=how, day=day, time=f"{at:%H:%M}"))
    elif home.contact_wish and visiting.contacts(store, home.id)[0].visit.id == contact.visit.id:
        told.append(wording.choice(RECORDS["household"].field["contact_wish"], home.contact_wish, language))
    return wording.listed(filter(None, told), language)


def _entered_on(store: Store, contact: Contact) -> date | None:
    """When it was entered from the paper it was noted on; None where it was written down on the spot."""
    if not contact.was_from_paper:
        return None
    return written_at(store, min(each.id for each in _rows(contact))).date()
