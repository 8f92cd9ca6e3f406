"""A finance office's list of payments: its titles, and which of its rows the store knows already.

Promise: a payment is never taken twice: the same reference number for the same household is one payment, and without
one the same day, amount, payee and part are. Hidden: that 金额 and 日期 mean other things in a ledger.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from desktop.domain import checks
from desktop.domain.errors import Finding, Level, Refused
from desktop.domain.fields import Role
from desktop.domain.records import Agreement, Instalment, Payment
from desktop.exchange.heading import Certainty, Heading
from desktop.exchange.intake import Kind, Outcome, Plan, Planned, Progress
from desktop.exchange.ledger import Ledger, fates
from desktop.exchange.recognising import Known
from desktop.exchange.stated import Stated
from desktop.exchange.vocabulary import LEFT_OUT, OF_PAYMENT, payment_meaning
from desktop.exchange.workbook import Workbook
from desktop.i18n import N_
from desktop.memory import uncollected
from desktop.store import queries
from desktop.store.queries import Listed
from desktop.store.store import Store

_CHUNK = 500
_SEARCHED_ROWS = 40
_OTHERWISE = N_("This reference number is written down for the household already, with another amount or day.")
_TWICE = N_("This row stands in the file twice; it was taken once.")
_PERHAPS = N_("A payment of this amount on this day is written down already. Look whether this is another one.")
_ANOTHERS = N_("In the store this household's owner is somebody else. Look which is right.")
_SEVERAL = N_("Several households are called so. Add the household number to the row.")
_NOBODYS = N_("No household of the store is meant by this row. Register it first.")
_FINER = N_("This amount is finer than the fen. Write what was paid.")
_NO_PART = N_("The agreement with this household has no such part. Correct it, or leave it empty.")


def titles(book: Workbook) -> dict[str, str]:
    """What texts at the head of a file mean where it is a list of payments."""
    texts = {
        " ".join(held.split())
        for sheet in book.sheets
        for row in sheet.rows[:_SEARCHED_ROWS]
        for held in row
        if isinstance(held, str)
    }
    return {text: means for text in texts if (means := payment_meaning(text))}


def heading_of(heading: Heading, said: Mapping[str, str]) -> Heading:
    """A header as that of a list of payments: what is not about them is left out."""
    own = {column.title: means for column in heading.columns if (means := payment_meaning(column.title))}
    mapped = heading.mapped({**own, **said})
    columns = (
        column
        if column.means in OF_PAYMENT or column.certainty is Certainty.UNKNOWN
        else replace(column, means=LEFT_OUT, certainty=Certainty.SURE)
        for column in mapped.columns
    )
    return replace(mapped, columns=tuple(columns))


@uncollected()
def plan(store: Store, ledger: Ledger, progress: Progress = lambda _done, _all: None) -> Plan:
    """What taking in this list would do; nothing is written, and what is written goes through `intake.take_in`.

    Refused where nobody of the office asks.
    """
    if store.opened.role is not Role.CLERK:
        raise Refused("Payments are the office's to take in. Nothing was read.", "Ask the area's clerk.")
    revision = queries.revision_of(store)
    planning = _Planning(store, Known.of(store, ledger.households))
    planned: list[Planned] = []
    for done, stated in enumerate(ledger.households):
        planned.append(planning.planned(stated))
        if done % _CHUNK == 0:
            progress(done, len(ledger.households))
    refused = [each.stated for each in planned if each.outcome is Outcome.REFUSED]
    found = [*ledger.findings, *(each for stated in ledger.households for each in stated.findings)]
    return Plan(Kind.PAYMENT, ledger, tuple(planned), fates(ledger, refused), tuple(found), (), revision)


class _Planning:
    """Tells what a row makes of it: a payment, or one that the store or an earlier row knows already."""

    def __init__(self, store: Store, known: Known) -> None:
        self._known = known
        self._today = store.today()
        self._held: dict[bytes, list[Payment]] = defaultdict(list)
        for row in store.records(Payment):
            if not row.withdrawn and row.household:
                self._held[row.household].append(row)
        self._of_file: set[bytes] = set()
        self._parts = _parts(store)

    def planned(self, stated: Stated) -> Planned:
        home, problem = self._household(stated)
        rounded = [each for each in stated.findings if _is_rounded(each.finding)]
        if rounded:
            stated.findings = [each for each in stated.findings if each not in rounded]
            problem = Finding("amount", _FINER)
        payment, told = (None, problem) if home is None or problem else self._payment(stated, home.id)
        found = [told] if told else []
        found += checks.findings(payment, self._today) if payment else ()
        stated.findings += map(stated.finding, found)
        number = home.number if home else stated.household.get("number")
        if stated.is_refused or any(each.level is Level.ERROR for each in found):
            return Planned(stated, Outcome.REFUSED, number)
        if payment is None:
            return Planned(stated, Outcome.SAME, number)
        self._of_file.add(payment.id)
        self._held[payment.household or b""].append(payment)
        return Planned(stated, Outcome.NEW, number, (payment,))

    def _household(self, stated: Stated) -> tuple[Listed | None, Finding | None]:
        """The household that a row means, or why it is not known which."""
        if stated.is_refused:
            return None, None
        found = self._known.paid(stated)
        if len(found) == 1:
            is_theirs = not stated.owner or not found[0].owners or stated.owner in found[0].owners
            return found[0], None if is_theirs else Finding("name", _ANOTHERS)
        if found:
            return None, Finding("number", _SEVERAL)
        return None, Finding("number", _NOBODYS)

    def _payment(self, stated: Stated, household: bytes) -> tuple[Payment | None, Finding | None]:
        """The payment that a row states, None where it is known; and what is to be said of it, an error or not."""
        place = stated.instalment
        if place is not None and (household, place) not in self._parts:
            return None, Finding("place", _NO_PART)
        part = None if place is None else self._parts[household, place]
        payment = Payment.of({**stated.payment, "household": household, "instalment": part})
        held = self._held.get(household, [])
        if payment.reference:
            same = [row for row in held if row.reference == payment.reference]
            if same and (same[0].amount, same[0].paid_on) != (payment.amount, payment.paid_on):
                return None, Finding("reference", _OTHERWISE)
        else:
            same = [row for row in held if _is_same(row, payment)]
        if same:
            return None, Finding("reference", _TWICE, Level.WARNING) if same[0].id in self._of_file else None
        is_like = any((row.amount, row.paid_on) == (payment.amount, payment.paid_on) for row in held)
        return payment, Finding("amount", _PERHAPS, Level.WARNING) if is_like else None


def _is_rounded(finding: Finding) -> bool:
    return finding.field == "amount" and finding.level is Level.WARNING


def _is_same(row: Payment, other: Payment) -> bool:
    """Tell whether two payments are one, as far as can be told without a reference number."""
    told = ("paid_on", "amount", "payee", "instalment", "reference")
    return all(getattr(row, name) == getattr(other, name) for name in told)


def _parts(store: Store) -> dict[tuple[bytes, int], bytes]:
    """The parts of the agreements that hold, by household and place."""
    signed: dict[bytes, Agreement] = {}
    for row in sorted(store.records(Agreement, state="signed"), key=lambda row: (row.stated_on or date.min, row.id)):
        if not row.withdrawn:
            signed[row.household or b""] = row
    ids = {row.id for row in signed.values()}
    return {
        (part.household or b"", part.place or 0): part.id
        for part in store.records(Instalment)
        if part.agreement in ids and not part.withdrawn
    }
