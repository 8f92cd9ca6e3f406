"""The papers of a household's rights, out of the store: service receipts, grievance slips, forms for the remedies.

Promise: days come from the clocks that the window shows; nobody's reasons are filled in. Hidden: how a paper gets a
number where its record has none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.casework import area_rules, household_rights
from desktop.casework.dwelling import place
from desktop.casework.papers import numbering
from desktop.casework.papers.bodies import body, with_bodies
from desktop.casework.papers.letterheads import letterhead
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.stamping import stamp
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import HOLDERS, Case
from desktop.domain.records import Area, Grievance, Household, Service
from desktop.domain.rights import Clock, State
from desktop.i18n import word
from desktop.sheets import grievance_slip, remedy_forms, service_receipt, wording
from desktop.sheets.grievance_slip import GrievanceSlip
from desktop.sheets.remedy_forms import RemedyForm
from desktop.sheets.service_receipt import ServiceReceipt
from desktop.store import queries
from desktop.store.store import Store

_MARKS: Mapping[str, str] = {
    "review": "复核",
    "expert_review": "鉴定",
    "decision_reconsideration": "复议",
    "decision_litigation": "诉讼",
    "compensation_reconsideration": "补偿复议",
    "compensation_litigation": "补偿诉讼",
}
"""How the number of a form begins, by its remedy."""

_ANSWERS: Mapping[str, str] = {"review": "review_answer", "expert_review": "expert_opinion"}
"""By remedy the clock of those who answer."""


def service(store: Store, subject: Subject) -> Made:
    """The receipt of one service."""
    home, language = subject.home, subject.language
    case = case_of(store, home)
    handed = next(
        (each for each in household_rights.rights_of(store, case).services if each.service.id == subject.row), None
    )
    if handed is None:
        raise _nothing()
    row, at = handed.service, handed.at
    which = 1 + [each.id for each in store.records(Service, household=home.id)].index(row.id)
    number = numbering.number(store, home, "service", {row.id}, prefix=f"送-{home.number or ''}", place=which)
    document = wording.choice(RECORDS["service"].field["document"], row.document or "", language)
    lines = (
        f"{service_receipt.title(language)} {number}",
        word("household {household}", language, household=home.number or ""),
        " ".join(filter(None, (document, row.document_number))),
        wording.hours(at, None, language) if at else "",
        word("was not taken", language) if row.refused else "",
    )
    code = stamp(store, filter(None, lines))
    rows = ServiceReceipt(
        whose=letterhead(store, home),
        household=home.number or "",
        number=number,
        addressees=holders(case),
        address=place(home),
        document=row.document or "",
        document_number=row.document_number or "",
        served_at=at,
        manner=row.manner or "",
        place=row.place or "",
        receiver=row.receiver or "",
        receiver_relation=row.receiver_relation or "",
        is_refused=bool(row.refused),
        refusal_reason=row.refusal_reason or "",
        witness=row.witness or "",
        servers=row.servers,
        rights=with_bodies(store, handed.starts),
        stamp=code,
    )
    return Made("service", subject, service_receipt.paper(rows, language), row.id, number, stamp=code)


def grievance(store: Store, subject: Subject) -> Made:
    """The slip of one grievance, with or without a household."""
    row = store.get(Grievance, subject.row) if subject.row else None
    language, home = subject.language, subject.household
    if row is None or row.withdrawn or row.household != (home.id if home else None):
        raise _nothing()
    number = row.slip_number or ""
    lines = (
        f"{grievance_slip.title(language)} {number}",
        word("household {household}", language, household=home.number) if home and home.number else "",
        word("raised on {day}", language, day=row.raised_on.isoformat()) if row.raised_on else "",
        word("answer at the latest on {day}", language, day=row.due_on.isoformat()) if row.due_on else "",
    )
    code = stamp(store, filter(None, lines))
    rows = GrievanceSlip(
        whose=letterhead(store, home),
        number=number or "—",
        household=(home.number or "") if home else "",
        address=place(home) if home else "",
        raised_on=row.raised_on,
        manner=row.manner or "",
        raised_by=row.raised_by or "",
        words=row.words or "",
        taken_by=row.taken_by or "",
        due_on=row.due_on,
        stamp=code,
    )
    return Made("grievance", subject, grievance_slip.paper(rows, language), row.id, number, stamp=code)


@dataclass(frozen=True, slots=True)
class Form:
    """A form that can be printed: for which remedy by its term, its number, and until when it can be handed in."""

    term: str
    number: str
    clock: Clock


def forms_of(store: Store, home: Household) -> tuple[Form, ...]:
    """The forms for all remedies of a household, in their order, those that have passed too."""
    found = household_rights.rights_of(store, case_of(store, home)).remedies
    return tuple(
        Form(each.clock.term.name, _form_number(each.clock.term.name, home), each.clock)
        for each in found
        if each.clock.term.name in _MARKS
    )


def remedies(store: Store, subject: Subject) -> Iterator[Made]:
    """A form for each remedy that the household still has, or will have."""
    case = case_of(store, subject.home)
    found = household_rights.rights_of(store, case)
    for remedy in found.remedies:
        if remedy.clock.term.name in _MARKS and remedy.clock.state(found.today) is not State.PASSED:
            yield _form(store, subject, case, remedy.clock)


def remedy(store: Store, subject: Subject, term: str) -> Made:
    """The form for one remedy, by the name of its term; also where its time has passed."""
    case = case_of(store, subject.home)
    for each in household_rights.rights_of(store, case).remedies:
        if each.clock.term.name == term and term in _MARKS:
            return _form(store, subject, case, each.clock)
    raise Refused("The household does not have this remedy.", "Choose one of those that stand at its rights.")


def _form(store: Store, subject: Subject, case: Case, clock: Clock) -> Made:
    home, language, term = subject.home, subject.language, clock.term.name
    number = _form_number(term, home)
    receiver, papers = _receiver(store, case, term, language), [*_papers(store, case, term)]
    lines = (
        f"{remedy_forms.title(term, language)} {number}",
        word("household {household}", language, household=home.number or ""),
        receiver,
        *papers,
        word("latest {day}", language, day=clock.end.day.isoformat()) if clock.end else "",
    )
    code = stamp(store, filter(None, lines))
    rows = RemedyForm(
        whose=letterhead(store, home),
        household=home.number or "",
        number=number,
        clock=clock,
        on=store.today(),
        to=receiver,
        holders=holders(case),
        address=place(home),
        papers=papers,
        answered_within=area_rules.rules_of(store).periods.get(_ANSWERS.get(term, "")),
        stamp=code,
    )
    return Made("remedies", subject, remedy_forms.paper(rows, language), None, number, stamp=code)


def _form_number(term: str, home: Household) -> str:
    return f"{_MARKS[term]}-{home.number or ''}"


def _receiver(store: Store, case: Case, term: str, language: str) -> str:
    """To whom a remedy goes, where it was written down."""
    area = next(iter(store.records(Area)), Area())
    if term == "review":
        return next((row.appraiser for row in reversed(case.appraisals) if row.appraiser), "")
    if term == "expert_review":
        return word("the local expert committee on property appraisal", language)
    return body(area, term)


def _papers(store: Store, case: Case, term: str) -> Iterator[str]:
    """The numbers of what a remedy is about, in the order in which its form names them."""
    if term.startswith("decision"):
        area = next(iter(store.records(Area)), Area())
        yield area.decision_number or ""
        return
    if term.startswith("compensation"):
        yield _served(case, "compensation_decision")
        return
    reports = (row.report_number for row in reversed(case.appraisals) if row.report_number)
    yield _served(case, "appraisal_report") or next(reports, "")
    if term == "expert_review":
        yield _served(case, "review_answer")


def _served(case: Case, document: str) -> str:
    """The number of the latest document of a kind that was served."""
    rows = [row for row in case.services if row.document == document and row.served_at]
    row = max(rows, key=lambda each: (each.served_at, each.id), default=None)
    return (row.document_number if row else "") or ""


def case_of(store: Store, home: Household) -> Case:
    """A household with all that is known of it."""
    return queries.case_of(store, home.id) or Case(household=home, zone=store.zone())


def holders(case: Case) -> tuple[str, ...]:
    """The names of the owners or tenants, as they were written down."""
    return tuple(person.name for person in case.people if person.role in HOLDERS and person.name)


def _nothing() -> Refused:
    return Refused("There is nothing yet of which this paper could be printed.", "Write it down first.")


def remedy_of(number: str) -> str:
    """For which remedy a form is, by its number."""
    return next((term for term, mark in _MARKS.items() if number.startswith(f"{mark}-")), "")
