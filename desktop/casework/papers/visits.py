"""The papers of visits, out of the store: records, explanations, promises, slips of who was not met, and the notice.

Promise: a record that was printed keeps its number, and what its code stands for is what was signed. Hidden: which of
these papers is one of a row, and what their check codes are over.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from desktop.casework import area_rules, household_rights, signing, visiting
from desktop.casework.dwelling import place
from desktop.casework.papers import explained, numbering
from desktop.casework.papers.bodies import with_bodies
from desktop.casework.papers.contact import beside, contact_record, ran
from desktop.casework.papers.corrections import written_at
from desktop.casework.papers.household_signed import signatures
from desktop.casework.papers.letterheads import letterhead
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.stamping import stamp
from desktop.casework.visiting import Contact
from desktop.domain.errors import Refused
from desktop.domain.records import Appointment, Explanation, Household, Staff, Visit
from desktop.i18n import N_, word
from desktop.sheets import explanation_record, not_met_notice, promise_list, purpose_notice, visit_record, wording
from desktop.sheets.explanation_record import ExplanationRecord
from desktop.sheets.not_met_notice import NotMetNotice
from desktop.sheets.promise_list import Promised, PromiseList
from desktop.sheets.purpose_notice import PurposeNotice
from desktop.sheets.signed import Signed
from desktop.sheets.visit_record import Clause, Pledge
from desktop.store import queries, sources
from desktop.store.sealing import key_missing
from desktop.store.store import Store

_SHOWN = 16  # letters of a content's fingerprint
_ALSO = {
    "托邻居转告": N_("asked a neighbour to tell you"),
    "打过电话": N_("telephoned you"),
}  # `visiting.REACHED`, to them


def visit(store: Store, subject: Subject) -> Made:
    """The record of one contact as it stands, with its corrections. Refused where nobody was met."""
    home, language = subject.home, subject.language
    contacts = visiting.contacts(store, home.id)
    contact = _meant([each for each in contacts if each.visit.manner != "not_met"], subject.row)
    number, version = _number(store, home, contacts, contact), 1 + len(contact.before)
    record = contact_record(store, subject, contact, _which(contacts, contact), number)
    row = contact.visit
    lines = (
        f"{visit_record.title(language)} {number}",
        word("household {household} · version {n}", language, household=record.household, n=version),
        wording.hours(record.began, record.ended, language),
        _content(signing.content_digest, row, signing.belonging(store, row), language=language),
    )
    code = stamp(store, lines)
    paper = visit_record.paper(replace(record, stamp=code), language)
    return Made("visit", subject, paper, row.id, number, version, code)


def explanation(store: Store, subject: Subject) -> Made:
    """All that was explained of one plan on the day of the row, or on the last day: what is signed together."""
    home, language = subject.home, subject.language
    days = _explained(store, home)
    meant = [day for day, rows in days.items() if subject.row is None or subject.row in {each.id for each in rows}]
    if not meant:
        raise _nothing()
    day = meant[-1]
    rows, place = days[day], 1 + list(days).index(day)
    number = numbering.number(
        store, home, "explanation", {each.id for each in rows}, prefix=_prefix("JJ", home), place=place
    )
    record = _explanation_record(store, home, rows, language)
    lines = (
        f"{explanation_record.title(language)} {number}",
        word("household {household}", language, household=record.household),
        f"{record.on.isoformat()} {record.plan}",
        _content(signing.digest_of, rows, language=language),
    )
    code = stamp(store, lines)
    paper = explanation_record.paper(replace(record, number=number, stamp=code), language)
    return Made("explanation", subject, paper, rows[0].id, number, stamp=code)


def promises(store: Store, subject: Subject) -> Made:
    """All that was promised, as it stands today. Refused where nothing was."""
    home, language, today = subject.home, subject.language, store.today()
    pledges = visiting.promises(store, home.id)
    if not pledges:
        raise Refused("Nothing was promised to this household yet.", "Write it down with the visit, then print it.")
    phones = _phones(store)
    promised = [_promised(store, each, phones) for each in pledges]
    rows = PromiseList(letterhead(store, home), home.number or "", today, promised, store.now())
    is_open = sum(each.is_open for each in pledges)
    lines = (
        promise_list.title(language),
        word("household {household}", language, household=rows.household),
        word("as of {day}", language, day=today.isoformat()),
        word("{n} not done, {settled} settled", language, n=is_open, settled=len(pledges) - is_open),
    )
    code = stamp(store, lines)
    return Made("promises", subject, promise_list.paper(replace(rows, stamp=code), language), stamp=code)


def not_met(store: Store, subject: Subject) -> Made:
    """The slip of one contact at which nobody was met, or of the last one."""
    home, language, zone = subject.home, subject.language, store.zone()
    contacts = visiting.contacts(store, home.id)
    contact = _meant([each for each in contacts if each.visit.manner == "not_met"], subject.row)
    came, row, phones = contact.began_at.astimezone(zone), contact.visit, _phones(store)
    again = max(beside(store, Appointment, [row]), key=lambda each: each.id, default=None)
    clocks = [each for each in household_rights.clocks_of_all(store) if ran(each, came.date())]
    reached = [each for each in (row.situation or "").split("、") if each]
    rows = NotMetNotice(
        letterhead(store, home),
        home.number or "",
        place(home),
        came,
        [f"{name} {phones.get(name, '')}".rstrip() for name in row.visitors],
        [word(_ALSO[each], language) if each in _ALSO else each for each in reached],
        again.planned_at.astimezone(zone) if again and again.planned_at else None,
        with_bodies(store, clocks),
    )
    lines = (
        not_met_notice.title(language),
        word("household {household}", language, household=rows.household),
        wording.hours(came, None, language),
    )
    code = stamp(store, lines)
    return Made("not_met", subject, not_met_notice.paper(replace(rows, stamp=code), language), row.id, stamp=code)


def purpose(store: Store, subject: Subject) -> Made:
    """The notice on personal data, for a household or to be handed to anybody."""
    home, language, today = subject.household, subject.language, store.today()
    rows = PurposeNotice(
        letterhead(store, home),
        (home.number or "") if home else "",
        today,
        area_rules.rules_of(store).periods["data_request"],
        _beginning(store, today),
    )
    lines = (
        purpose_notice.title(language),
        word("household {household}", language, household=rows.household) if rows.household else "",
        today.isoformat(),
    )
    code = stamp(store, filter(None, lines))
    return Made("purpose", subject, purpose_notice.paper(replace(rows, stamp=code), language), stamp=code)


# Visits


def _meant(contacts: Sequence[Contact], row: bytes | None) -> Contact:
    """The contact of this row, corrected since or not; of none the newest."""
    for each in contacts:
        if row is None or row in {each.visit.id, *(before.id for before in each.before)}:
            return each
    raise _nothing()


def _which(contacts: Sequence[Contact], contact: Contact) -> int:
    """Which contact with the household it was, in the order in which they were written down first."""
    return 1 + sorted(map(_first, contacts)).index(_first(contact))


def _first(contact: Contact) -> bytes:
    return min(each.id for each in (contact.visit, *contact.before))


def _number(store: Store, home: Household, contacts: Sequence[Contact], contact: Contact) -> str:
    """ZF-0127-07."""
    rows = {each.id for each in (contact.visit, *contact.before)}
    return numbering.number(store, home, "visit", rows, prefix=_prefix("ZF", home), place=_which(contacts, contact))


# Explanations


def _explained(store: Store, home: Household) -> dict[tuple[date, str], list[Explanation]]:
    """What was explained on each day of each plan, in the order of the days."""
    days: dict[tuple[date, str], list[Explanation]] = {}
    living = [each for each in store.records(Explanation, household=home.id) if not each.withdrawn]
    for row in sorted(living, key=lambda each: (each.explained_on or date.min, each.id)):
        days.setdefault((row.explained_on or date.min, row.pack or ""), []).append(row)
    return days


def _explanation_record(store: Store, home: Household, rows: Sequence[Explanation], language: str) -> ExplanationRecord:
    told, names = explained.explained(store, rows, language), queries.staff_names(store)
    signed, apart = _signed(store, rows, told.clauses)
    on = rows[0].explained_on or store.today()
    return ExplanationRecord(
        whose=letterhead(store, home),
        household=home.number or "",
        number="",
        on=on,
        told_to=_once((each.explained_to for each in rows), language),
        told_by=_once((names.get(sources.author_of(store, each.id)) for each in rows), language),
        spoken=wording.listed(explained.spoken(rows, language), language),
        plan=told.plan,
        clauses=told.clauses,
        questions=told.questions,
        signed=signed,
        signed_apart=apart,
        created=_beginning(store, on),
    )


def _signed(
    store: Store, rows: Sequence[Explanation], clauses: Sequence[Clause]
) -> tuple[Signed | None, tuple[str, ...]]:
    """How all of it was signed; where only a part was, or apart from each other, the clauses that were."""
    each_signed = [signatures(store, row)[0] for row in rows]
    if all(each == each_signed[0] for each in each_signed):
        return each_signed[0], ()
    signed = {row.clause for row, one in zip(rows, each_signed, strict=True) if one and one.manner != "does_not_want"}
    named = [clause for _, clause in {(row.pack, row.clause): row.clause for row in rows}]
    return None, tuple(clause.called for clause, name in zip(clauses, named, strict=True) if name in signed)


# Promises


def _promised(store: Store, pledge: visiting.Pledge, phones: Mapping[str, str]) -> Promised:
    row, outcome = pledge.promise, pledge.outcome
    visited = store.get(Visit, row.visit) if row.visit else None
    made = visited.began_at.astimezone(store.zone()).date() if visited and visited.began_at else None
    return Promised(
        Pledge(row.promise or "", row.promised_by or "", row.due_on),
        made or written_at(store, row.id).date(),
        phones.get(row.promised_by or "", ""),
        (outcome.state or "") if outcome else "",
        outcome.stated_on if outcome else None,
        (outcome.note or "") if outcome else "",
    )


# What they share


def _content(digest: Callable[..., str], *of: object, language: str) -> str:
    """The fingerprint of what is signed, in a line of the check code. Refused where a part of it is sealed here."""
    try:
        return word("content {digest}", language, digest=digest(*of)[:_SHOWN])
    except ValueError:
        raise key_missing() from None


def _phones(store: Store) -> dict[str, str]:
    return {each.name: each.phone or "" for each in store.records(Staff) if each.name and not each.withdrawn}


def _once(names: Iterable[str | None], language: str) -> str:
    return wording.listed(dict.fromkeys(filter(None, names)), language)


def _prefix(mark: str, home: Household) -> str:
    """ZF-0127 of DY-03-0127."""
    return f"{mark}-{(home.number or '').rpartition('-')[2]}"


def _beginning(store: Store, day: date) -> datetime:
    return datetime.combine(day, time(), store.zone())


def _nothing() -> Refused:
    return Refused("There is nothing yet of which this paper could be printed.", "Write it down first.")
