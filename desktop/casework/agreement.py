"""The agreement with a household: what was agreed, in which parts it is paid, and what of it reached the household.

Promise: nothing is signed but a way of the sum that is locked and still holds, and its parts add up to the fen; what
the office owes is told from the records alone, also what was unpaid when a household moved out (H08).
Hidden: which payment stands for which part.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import cast

from desktop.casework import calculation as reckoning
from desktop.casework import flats, policy
from desktop.casework.flats import Hold
from desktop.casework.household_ledger import flat_said
from desktop.domain import money
from desktop.domain.errors import Finding, Refused
from desktop.domain.four_clear import latest
from desktop.domain.records import Agreement, Calculation, Flat, Handover, Household, Instalment, Payment, Person
from desktop.i18n import N_
from desktop.policy.pack import Option
from desktop.store.store import Store

_OWNERS = ("owner", "co_owner")
_WHOLE = 100  # per cent


class State(StrEnum):
    """Where the agreement stands; the value is that of the record, `label` the message id of its name."""

    NEGOTIATION = "negotiation"
    SIGNED = "signed"
    DISPUTED = "disputed"
    DECISION = "decision"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    State.NEGOTIATION: N_("talked about"),
    State.SIGNED: N_("agreement signed"),
    State.DISPUTED: N_("no agreement reached"),
    State.DECISION: N_("compensation decision"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the agreed money in the smallest unit: when it is due at the latest, or after what."""

    amount: int
    due_on: date | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is signed: a way of the locked sum, the paper's number, its day, until when the house is handed over."""

    option: str
    number: str
    signed_on: date
    hand_over_by: date | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """A part of the agreement and how much of it is paid; `is_late`: its last day is over."""

    part: Instalment
    paid: int
    is_late: bool

    @property
    def left(self) -> int:
        return (self.part.amount or 0) - self.paid


@dataclass(frozen=True, slots=True)
class Account:
    """An agreement with all that was paid on it, in the smallest unit; `shares` by co-owner, to the fen."""

    agreement: Agreement
    owed: tuple[Owed, ...]
    paid: int
    shares: tuple[tuple[Person, int], ...]

    @property
    def left(self) -> int:
        return max(self.agreement.agreed_amount or 0, 0) - self.paid


def agreements(store: Store, household: bytes) -> tuple[Agreement, ...]:
    """All steps of the agreement, the newest first; those that were withdrawn are not among them."""
    held = [row for row in store.records(Agreement, household=household) if not row.withdrawn]
    return tuple(sorted(held, key=lambda row: (row.stated_on or date.min, row.id), reverse=True))


def note(store: Store, household: Household, state: State, on: date, *, number: str = "", words: str = "") -> Agreement:
    """Write down where the agreement stands: negotiation, disputed, or a compensation decision with its number."""
    if state is State.SIGNED:
        fault = "an agreement is signed with its terms"
        raise ValueError(fault)
    _require_day(store, on)
    row = Agreement(
        household=household.id,
        state=state.value,
        stated_on=on,
        number=number.strip() or None,
        note=words.strip() or None,
    )
    store.save(row)
    return store.get(Agreement, row.id) or row


def obstacles(store: Store, household: Household, terms: Terms) -> tuple[Finding, ...]:
    """Everything that keeps these terms from being signed."""
    return tuple(_obstacles(store, household, terms))


def sign(store: Store, household: Household, terms: Terms) -> Agreement:
    """Write down a signed agreement, its parts, and the flats that go with it, in one entry.

    Other flats that were kept for the household are free again. Refused, with all reasons, where anything is amiss.
    """
    found = obstacles(store, household, terms)
    if found:
        raise Refused(
            "These terms can't be signed as they are. Nothing was written.", "See to what is told.", findings=found
        )
    row = reckoning.versions(store, household.id)[0]
    agreement, *parts = _written(household, row, terms, State.SIGNED)
    store.save(agreement, *parts, *_flats_after(store, household, row, terms.option))
    return store.get(Agreement, agreement.id) or agreement


def draft(store: Store, household: Household, terms: Terms) -> Agreement:
    """Write down the terms of a paper that is to be signed; the flats stay whose they are.

    Refused, with all reasons, where it could not be signed so.
    """
    found = obstacles(store, household, terms)
    if found:
        raise Refused(
            "No agreement can be drafted with these terms. Nothing was written.", "See to what is told.", findings=found
        )
    rows = _written(household, reckoning.versions(store, household.id)[0], terms, State.NEGOTIATION)
    store.save(*rows)
    return store.get(Agreement, rows[0].id) or rows[0]


def drafts(store: Store, household: bytes) -> tuple[Agreement, ...]:
    """The drafts that were written down, the newest first."""
    held = [row for row in agreements(store, household) if row.state == State.NEGOTIATION and row.option]
    return tuple(sorted(held, key=lambda row: row.id, reverse=True))


def terms_of(store: Store, row: Agreement) -> Terms:
    """The terms that were drafted or signed."""
    parts = parts_of(store, row)
    return Terms(
        row.option or "",
        row.number or "",
        row.stated_on or date.min,
        row.hand_over_by,
        tuple(Part(part.amount or 0, part.due_on, part.condition or "") for part in parts),
    )


def parts_of(store: Store, row: Agreement) -> tuple[Instalment, ...]:
    """The parts of the money of a draft or a signed agreement, in their order."""
    held = store.records(Instalment, agreement=row.id)
    return tuple(sorted((part for part in held if not part.withdrawn), key=lambda part: part.place or 0))


def choices(store: Store, row: Calculation) -> dict[str, int]:
    """What each way comes to that a household can choose; a plan's own subtotals are none."""
    plan = policy.issued(store, row.pack or "")
    ways = policy.of_record(plan).sound().pack.options if plan else ()
    subtotals = {each.name for each in ways if not each.is_choice}
    return {name: amount for name, amount in row.amounts().items() if name not in subtotals}


def account(store: Store, household: bytes) -> Account | None:
    """What was agreed with a household and what of it is paid; None where nothing is signed."""
    signed = latest(
        (row for row in agreements(store, household) if row.state == State.SIGNED), lambda row: row.stated_on
    )
    if signed is None:
        return None
    parts = parts_of(store, signed)
    payments = [row for row in store.records(Payment, household=household) if not row.withdrawn]
    return Account(
        signed,
        tuple(_owed(parts, payments, store.today())),
        sum(row.amount or 0 for row in payments),
        shares(store.records(Person, household=household), max(signed.agreed_amount or 0, 0)),
    )


def who_signed(store: Store) -> list[Household]:
    """The households with whom an agreement is signed, by number."""
    signed = {row.household for row in store.records(Agreement, state=State.SIGNED.value) if not row.withdrawn}
    return sorted((home for home in store.records(Household) if home.id in signed), key=lambda home: home.number or "")


def shares(people: Iterable[Person], amount: int) -> tuple[tuple[Person, int], ...]:
    """An amount by co-owner, by largest remainder to the smallest unit; one owner without a share has all of it.

    Empty where the shares that are written down do not make up the whole: then nobody is told an amount.
    """
    owners = [row for row in people if not row.withdrawn and row.role in _OWNERS]
    owners.sort(key=lambda row: (_OWNERS.index(row.role or ""), row.id))
    weights = (
        [Fraction(_WHOLE)]
        if len(owners) == 1 and owners[0].share is None
        else [Fraction(row.share or 0) for row in owners]
    )
    if not owners or sum(weights) != _WHOLE:
        return ()
    return tuple(zip(owners, money.shares(amount, weights), strict=True))


def against_office(store: Store, household: bytes) -> tuple[Finding, ...]:
    """What the office owes beyond its day, and what was unpaid when the household moved out (H08)."""
    found = account(store, household)
    if found is None:
        return ()
    late = [
        Finding(
            "payment",
            N_("Part {n} was due on {date} and is not paid: {amount} are missing."),
            values={"n": each.part.place, "date": each.part.due_on, "amount": money.shown(each.left)},
        )
        for each in found.owed
        if each.is_late
    ]
    moved = [row for row in store.records(Handover, household=household) if not row.withdrawn and row.handed_over_on]
    if moved and found.left > 0 and not late:
        late.append(
            Finding(
                "payment",
                N_("The household moved out on {date}, and {amount} are not paid yet."),
                values={
                    "date": min(cast("date", row.handed_over_on) for row in moved),
                    "amount": money.shown(found.left),
                },
            )
        )
    return tuple(late)


# Inside


def _written(
    household: Household, row: Calculation, terms: Terms, state: State
) -> tuple[Agreement, *tuple[Instalment, ...]]:
    amount = row.amounts()[terms.option]
    agreement = Agreement(
        household=household.id,
        state=state.value,
        number=terms.number.strip(),
        stated_on=terms.signed_on,
        calculation=row.id,
        option=terms.option,
        agreed_amount=amount,
        hand_over_by=terms.hand_over_by,
    )
    parts = (
        Instalment(
            household=household.id,
            agreement=agreement.id,
            place=place,
            amount=part.amount,
            due_on=part.due_on,
            condition=part.condition.strip() or None,
        )
        for place, part in enumerate(terms.parts or ([Part(amount)] if amount > 0 else []), 1)
    )
    return agreement, *parts


def _obstacles(store: Store, household: Household, terms: Terms) -> Iterator[Finding]:
    if not terms.number.strip():
        yield Finding("number", N_("The agreement has no number."))
    if terms.signed_on > store.today():
        yield Finding("signed_on", N_("This day is yet to come."))
    if terms.hand_over_by is not None and terms.hand_over_by < terms.signed_on:
        yield Finding("hand_over_by", N_("The house would be handed over before the agreement."))
    if any(each.state == State.SIGNED for each in agreements(store, household.id)):
        yield Finding("state", N_("An agreement is signed already. Withdraw it first, with the reason."))
    now = store.get(Household, household.id)
    if now is None or now.withdrawn:
        yield Finding("household", N_("This household was withdrawn."))
    row = next(iter(reckoning.versions(store, household.id)), None)
    if row is None:
        yield Finding("calculation", N_("No sum is locked yet."))
        return
    yield from _of_sum(store, household, row, terms)


def _of_sum(store: Store, household: Household, row: Calculation, terms: Terms) -> Iterator[Finding]:
    changed = reckoning.since(store, row)
    if changed is None or changed.facts:
        facts = "、".join(changed.facts) if changed else ""
        yield Finding(
            "calculation", N_("The locked sum no longer holds: {facts}. Lock a new version."), values={"facts": facts}
        )
    amount = row.amounts().get(terms.option)
    if amount is None or not _way(store, row, terms.option):
        yield Finding(
            "option", N_("The locked sum has no way of this name: {option}."), values={"option": terms.option}
        )
        return
    agreed = sum(part.amount for part in terms.parts)
    if terms.parts and (agreed != max(amount, 0) or min(part.amount for part in terms.parts) <= 0):
        yield Finding(
            "parts",
            N_("The parts come to {sum}, and {amount} are agreed."),
            values={"sum": money.shown(agreed), "amount": money.shown(max(amount, 0))},
        )
    for flat in _flats_of(store, row, terms.option):
        if flats.is_contested(store, flat):
            message = N_("Whose the flat {flat} is waits for a decision of the office.")
            yield Finding("flat", message, values={"flat": flat_said(flat)})
        elif flats.hold_of(flat) is not Hold.FREE and flat.held_by != household.id:
            yield Finding("flat", N_("The flat is another household's now. Lock a new version with another one."))


def _way(store: Store, row: Calculation, option: str) -> Option | None:
    """The way of this name, where it is one that a household can choose."""
    plan = policy.issued(store, row.pack or "")
    ways = policy.of_record(plan).sound().pack.options if plan else ()
    return next((each for each in ways if each.name == option and each.is_choice), None)


def _flats_of(store: Store, row: Calculation, option: str) -> tuple[Flat, ...]:
    plan = policy.issued(store, row.pack or "")
    looked_at = reckoning.flats_of(store, row)
    return flats.of_option(policy.of_record(plan).sound().pack, option, looked_at) if plan and looked_at else ()


def _flats_after(store: Store, household: Household, row: Calculation, option: str) -> Sequence[Flat]:
    taken = {flat.id: flat for flat in _flats_of(store, row, option)}
    others = [flat for flat in flats.flats(store) if flat.held_by == household.id and flat.id not in taken]
    return [
        *(flats.held(flat, household, Hold.CHOSEN, store) for flat in taken.values()),
        *(flats.given_back(flat, store) for flat in others),
    ]


def _owed(parts: Sequence[Instalment], payments: Iterable[Payment], today: date) -> Iterator[Owed]:
    """Payments that name a part are its own; the others fill the parts in their order."""
    paid = dict.fromkeys((part.id for part in parts), 0)
    loose = 0
    for payment in payments:
        if payment.instalment in paid:
            paid[payment.instalment] += payment.amount or 0
        else:
            loose += payment.amount or 0
    for part in parts:
        more = min(loose, max((part.amount or 0) - paid[part.id], 0))
        loose -= more
        got = paid[part.id] + more
        is_late = part.due_on is not None and part.due_on < today and got < (part.amount or 0)
        yield Owed(part, got, is_late)


def _require_day(store: Store, on: date) -> None:
    if on > store.today():
        raise Refused("{day} is yet to come. Nothing was written.", "Write it down on the day.", day=on)
