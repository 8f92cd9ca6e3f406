"""The papers of visits, out of the store: records, explanations, promises, slips of who was not met, and the notice.

Promise: a record that was printed keeps its number, and what its code stands for is what was signed. Hidden: which of
these papers is one of a row, and what their check codes are over.
"""

from collections.abc import Sequence
from dataclasses import replace

from desktop.casework import signing, visiting
from desktop.casework.papers.contact import contact_record
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.stamping import stamp
from desktop.casework.visiting import Contact
from desktop.domain.errors import Refused
from desktop.domain.records import Household, Printing, Visit
from desktop.i18n import word
from desktop.sheets import visit_record, wording
from desktop.store.sealing import key_missing
from desktop.store.store import Store

_SHOWN = 16  # letters of a content's fingerprint


def visit(store: Store, subject: Subject) -> Made:
    """The record of one contact as it stands, with its corrections. Refused where nobody was met."""
    home, language = subject.home, subject.language
    contacts = visiting.contacts(store, home.id)
    contact = _meant([each for each in contacts if each.visit.manner != "not_met"], subject.row)
    number, version = _number(store, home, contacts, contact), 1 + len(contact.before)
    record = contact_record(store, subject, contact, _place_of(contacts, contact), number)
    code = stamp(
        store,
        (
            f"{visit_record.title(language)} {number}",
            word("household {household} · version {n}", language, household=home.number or "", n=version),
            wording.hours(record.began, record.ended, language),
            word("content {digest}", language, digest=_digest(store, contact.visit)[:_SHOWN]),
        ),
    )
    told = visit_record.paper(replace(record, stamp=code), language)
    return Made("visit", subject, told, contact.visit.id, number, version, code)


def _meant(contacts: Sequence[Contact], row: bytes | None) -> Contact:
    """The contact of this row, corrected since or not; of none the newest."""
    for each in contacts:
        if row is None or row in {each.visit.id, *(before.id for before in each.before)}:
            return each
    raise Refused("There is nothing yet of which this paper could be printed.", "Write it down first.")


def _place_of(contacts: Sequence[Contact], contact: Contact) -> int:
    """Which contact with the household it was, in the order in which they were written down first."""
    return 1 + sorted(map(_first, contacts)).index(_first(contact))


def _first(contact: Contact) -> bytes:
    return min(each.id for each in (contact.visit, *contact.before))


def _number(store: Store, home: Household, contacts: Sequence[Contact], contact: Contact) -> str:
    """ZF-0127-07: what it was printed under, else the next that no other record of this household has."""
    printed = {
        row.of_row: row.number
        for row in store.records(Printing, household=home.id, paper="visit")
        if row.number and not row.withdrawn
    }
    rows = {each.id for each in (contact.visit, *contact.before)}
    if known := next((number for row, number in printed.items() if row in rows), None):
        return known
    taken, which = {*printed.values()}, _place_of(contacts, contact)
    while (number := f"ZF-{(home.number or '').rpartition('-')[2]}-{which:02}") in taken:
        which += 1
    return number


def _digest(store: Store, row: Visit) -> str:
    """The fingerprint of what stands on the record, as it is signed."""
    try:
        return signing.content_digest(row, signing.belonging(store, row))
    except ValueError:
        raise key_missing() from None
