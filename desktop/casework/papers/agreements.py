"""The agreement of a household as a paper: a draft to be signed, or the signed one once more.

Promise: a draft that could not be signed as it is is not printed; drafts with other terms are other versions, and what
was signed bears the version that it was drafted as. Hidden: that a version once printed keeps its number and its
wording, also when other drafts arrive from other machines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from desktop.casework import agreement as agreeing
from desktop.casework import calculation as reckoning
from desktop.casework import flats, policy
from desktop.casework.agreement import State, Terms
from desktop.casework.dwelling import place
from desktop.casework.household_ledger import flat_said
from desktop.casework.papers import paper_texts, stamping
from desktop.casework.papers.letterheads import letterhead
from desktop.casework.papers.made import Made, Subject
from desktop.casework.papers.paper_texts import Wording
from desktop.domain import money
from desktop.domain.check_code import Stamp
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import HOLDERS, Case
from desktop.domain.records import (
    Agreement,
    Area,
    Calculation,
    Flat,
    House,
    Household,
    Person,
    Printing,
    Sealed,
    UnregisteredPart,
)
from desktop.i18n import Language, word
from desktop.policy import statement
from desktop.policy.pack import Pack
from desktop.policy.statement import Statement
from desktop.sheets import agreement_paper as sheet
from desktop.sheets import wording as said
from desktop.store import queries
from desktop.store.store import Store

_ORDER = ("owner", "co_owner", "tenant", "heir", "guardian", "agent")
_MIXED = ("组合", "混合", "mixed", "combin")
_SWAP = ("调换", "换房", "安置", "置换", "swap", "exchange")
_DIGEST = 16  # of the wording's digest, on the paper


@dataclass(frozen=True, slots=True)
class _Found:
    """What an agreement is made of. `first` is the earliest row with the same terms: the paper is always that one's."""

    subject: Subject
    row: Agreement
    terms: Terms
    first: Agreement
    version: int
    calculation: Calculation
    told: Statement
    taken: tuple[Flat, ...]
    wording: Wording


def agreement(store: Store, subject: Subject) -> Made:
    """The agreement that was signed, else the newest draft; or the one of the subject's row."""
    found = _found(store, subject)
    stamp = stamping.stamp(store, _lines(found))
    return Made(
        "agreement",
        subject,
        sheet.paper(_rows(store, found, stamp), subject.language),
        row=found.first.id,
        number=found.row.number or "",
        version=found.version,
        stamp=stamp,
        text_digest=found.wording.digest,
    )


def kind_of(pack: Pack, option: str, taken: Sequence[Flat]) -> str:
    """Which kind of agreement a way of a plan asks for: cash, swap or mixed."""
    way = next((each for each in pack.options if each.name == option), None)
    name = f"{option} {way.label if way else ''}".lower()
    if any(sign in name for sign in _MIXED):
        return "mixed"
    return "swap" if taken or any(sign in name for sign in _SWAP) else "cash"


def _found(store: Store, subject: Subject) -> _Found:
    row = _row(store, subject)
    terms = agreeing.terms_of(store, row)
    if row.state != State.SIGNED:
        _require_signable(store, subject.home, terms)
    calculation = store.get(Calculation, row.calculation or b"")
    plan = policy.issued(store, (calculation.pack if calculation else "") or "")
    done = reckoning.restored(store, calculation, policy.of_record(plan)) if calculation and plan else None
    told = _told(statement.household(done, subject.language), done.pack, row) if done else None
    if calculation is None or done is None or told is None:
        raise Refused(
            "The sum of this agreement can't be told here: its plan or the key of its facts is missing.",
            "Print it where the household was worked on.",
        )
    taken = flats.of_option(done.pack, row.option or "", reckoning.flats_of(store, calculation))
    first, version = _first(store, row, terms)
    wording = _wording(store, first, kind_of(done.pack, row.option or "", taken), subject.language)
    return _Found(subject, row, terms, first, version, calculation, told, taken, wording)


def _row(store: Store, subject: Subject) -> Agreement:
    held = agreeing.agreements(store, subject.home.id)
    named = next((row for row in held if row.id == subject.row), None)
    if subject.row is not None and named is None:
        raise Refused("This agreement was withdrawn, or is not this household's.", "Print the one that counts now.")
    if named and not named.option and named.state != State.SIGNED:
        raise Refused(
            "No terms of an agreement were written down at this step yet, so there is nothing to print.",
            "On the household's page choose “Draft” under “Compensation sum”, and give the way, the number and the "
            "parts.",
        )
    signed = next((row for row in held if row.state == State.SIGNED), None)
    row = named or signed or next(iter(agreeing.drafts(store, subject.home.id)), None)
    if row is None:
        raise Refused(
            "No agreement was drafted with this household yet.",
            "Draft it first: choose the way, the number and the parts.",
        )
    if not row.option or not row.calculation:
        raise Refused(
            "This agreement was written down without its sum, so that it can't be printed.",
            "Look for the paper that was signed, and keep its scan as evidence.",
        )
    return row


def _require_signable(store: Store, home: Household, terms: Terms) -> None:
    found = agreeing.obstacles(store, home, terms)
    if found:
        raise Refused(
            "This draft can't be signed as it is, and was not printed.",
            "See to what is told, then draft it anew.",
            findings=found,
        )


def _first(store: Store, row: Agreement, terms: Terms) -> tuple[Agreement, int]:
    """The first row with the terms of this one, and its version: that of its print, else its place among them all."""
    held = sorted(
        (each for each in store.records(Agreement, household=row.household) if each.option), key=lambda each: each.id
    )
    distinct: list[tuple[Agreement, tuple[bytes | None, Terms]]] = []
    for each in held:
        key = each.calculation, replace(agreeing.terms_of(store, each), signed_on=date.min)
        if all(key != other for _, other in distinct):
            distinct.append((each, key))
    wanted = row.calculation, replace(terms, signed_on=date.min)
    place, first = next((n, each) for n, (each, key) in enumerate(distinct, 1) if key == wanted)
    printed = _printed(store, first)
    return first, (printed.version if printed and printed.version else place)


def _printed(store: Store, first: Agreement) -> Printing | None:
    rows = store.records(Printing, household=first.household, of_row=first.id)
    return next((row for row in rows if not row.withdrawn and row.text_digest), None)


def _wording(store: Store, first: Agreement, kind: str, language: Language) -> Wording:
    """The wording in use; of what was printed already, the one that it was printed with."""
    name = f"agreement_{kind}"
    rows = store.records(Printing, household=first.household, of_row=first.id, written_language=str(language))
    printed = next((row.text_digest for row in rows if row.text_digest and not row.withdrawn), None)
    if printed is None:
        return paper_texts.in_use(store, name, language)
    found = paper_texts.by_digest(store, name, language, printed)
    if found is None:
        raise Refused(
            "The wording with which this agreement was printed before is not here. Nothing was printed.",
            "Copy the paper that was printed, or draft the agreement anew.",
        )
    return found


def _told(statements: Sequence[Statement], pack: Pack, row: Agreement) -> Statement | None:
    label = next((each.label or each.name for each in pack.options if each.name == row.option), None)
    return next((each for each in statements if each.option == label), None)


def _lines(found: _Found) -> Iterator[str]:
    """What nobody may change afterwards."""
    subject, first, told = found.subject, found.first, found.told
    language = subject.language
    yield word("Compensation agreement", language)
    yield word("No. {number} · version {version} · {day}", language,
               number=first.number, version=found.version, day=f"{first.stated_on:%Y-%m-%d}")  # fmt: skip
    yield word("Household {number} · sum version {version}", language,
               number=subject.home.number or "", version=found.calculation.version)  # fmt: skip
    yield f"{told.option} {told.direction} {told.total}"
    due = "\n".join(f"{part.amount} {part.due_on or ''} {part.condition}" for part in found.terms.parts)
    agreed = sha256(f"{first.hand_over_by}\n{due}".encode()).hexdigest()[:_DIGEST]
    yield word("Terms {digest}", language, digest=agreed)
    yield word("Wording {digest}", language, digest=found.wording.digest[:_DIGEST])


# What fills the paper


def _rows(store: Store, found: _Found, stamp: Stamp | None) -> sheet.AgreementPaper:
    subject, row, told = found.subject, found.row, found.told
    home, language = subject.home, subject.language
    case, area = queries.case_of(store, home.id), next(iter(store.records(Area)), Area())
    if case is None:
        raise Refused("This household was withdrawn.", "Bring it back first, with a reason.")
    amount, whose = row.agreed_amount or 0, letterhead(store, home)
    parts = found.terms.parts
    paid = tuple(sheet.Instalment(money.shown(part.amount), part.due_on, part.condition) for part in parts)
    shared = agreeing.shares(store.records(Person, household=home.id), max(amount, 0))
    values = {
        "project": area.project or area.name or "",
        "decision_number": area.decision_number or "",
        "household_number": home.number or "",
        "owners": said.listed((person.name or "" for person in _parties(case) if person.role in HOLDERS), language),
        "address": place(home),
        "office": area.office or "",
        "way": told.option,
        "sheet_version": str(found.calculation.version or ""),
        "court": area.court or "",
        "reconsideration_body": area.reconsideration_body or "",
    }
    return sheet.AgreementPaper(
        whose=whose,
        text=paper_texts.told(found.wording),
        number=row.number or "",
        version=found.version,
        written_on=found.first.stated_on or store.today(),
        stamp=stamp,
        values=values,
        parties=[_party(person, language) for person in _parties(case)],
        houses=[*(_house(house, home, language) for house in case.houses),
                *map(_part, _counted(case.unregistered_parts))],
        items=[sheet.Item(each.item, each.because, each.short, each.amount)
               for each in told.rows if each.applies],
        total=told.total,
        in_words=told.in_words,
        pays_household=None if amount == 0 else amount > 0,
        instalments=paid or (() if amount == 0 else (sheet.Instalment(told.total),)),
        flats=[_flat(flat, language) for flat in found.taken],
        shares=[(person.name or "", _percent(person.share), money.shown(share)) for person, share in shared],
        hand_over_by=row.hand_over_by,
        signed_on=row.stated_on if row.state == State.SIGNED else None,
    )  # fmt: skip


def _parties(case: Case) -> list[Person]:
    held = [person for person in case.people if person.role in _ORDER]
    return sorted(held, key=lambda person: (_ORDER.index(person.role or ""), person.id))


def _party(person: Person, language: Language) -> sheet.Party:
    role = said.choice(RECORDS["person"].field["role"], person.role or "", language)
    number = person.id_number.mask if isinstance(person.id_number, Sealed) else ""
    return sheet.Party(person.name or "", role, _percent(person.share), number)


def _house(house: House, home: Household, language: Language) -> sheet.House:
    year = word("built in {year}", language, year=house.year_built) if house.year_built else None
    about = " · ".join(filter(None, (house.structure, house.certified_use or house.actual_use, year)))
    return sheet.House(
        house.elsewhere or place(home),
        house.certificate_number or "",
        about,
        _area(house.registered_gross),
        _area(house.recognised_area),
    )


def _counted(parts: Sequence[UnregisteredPart]) -> list[UnregisteredPart]:
    return [part for part in parts if part.recognised_area]


def _part(part: UnregisteredPart) -> sheet.House:
    return sheet.House(
        part.name or "", part.recognition_document or "", part.structure or "", "", _area(part.recognised_area)
    )


def _flat(flat: Flat, language: Language) -> sheet.Flat:
    of = {"floor": flat.on_floor, "storeys": flat.storeys}
    floor = word("{floor} of {storeys}", language, **of) if flat.on_floor and flat.storeys else str(flat.on_floor or "")
    price = "" if flat.unit_price is None else money.shown(flat.unit_price)
    return sheet.Flat(flat_said(flat), floor, flat.layout or "", _area(flat.area), price)


def _area(value: Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f} ㎡" if value == round(value, 2) else f"{value.normalize():f} ㎡"


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{share.normalize():f} %"
