"""The order that what is about the people of a household shall never be read again (销毁个人信息).

Promise: two different people of the office sign it, each with their own key; it names its legal ground, is refused
while a remedy, a grievance or a payment is open, is told for some days before it is carried out, and the household was
offered its whole file first (H12). Whoever carries it out looks at all of that once more. Hidden: the form of what is
signed. Copies in backups and in sealed files that came in stay until those are replaced.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from desktop.casework import clocks, household_rights
from desktop.casework.household_rights import Standing
from desktop.casework.papers import register
from desktop.domain.errors import Finding, Refused
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case, latest
from desktop.domain.records import Household, PrivacyRequest, Purge
from desktop.domain.rights import State as ClockState
from desktop.domain.stages import findings_against_office
from desktop.i18n import N_
from desktop.store import cipher, purging, queries
from desktop.store.store import Store
from desktop.store.united import unions_of

TOLD_BEFORE = 7
"""Days for which an order is told before it is carried out, at the least."""
HANDED = "handed"
"""How the words begin that say on which day, and by which print, the household was given its whole file."""

MAY_ORDER = RECORDS["purge"].groups[0].writers
_FORM = "ruhu purge 1"
_HEX = frozenset("0123456789abcdef")


class State(StrEnum):
    """How far an order came; the value is the message id that says it."""

    PROPOSED = N_("waits for a second person of the office")
    TOLD = N_("will be carried out")
    WAITS = N_("waits until nothing of the household is open")
    DONE = N_("carried out")
    UNSIGNED = N_("not signed by two people of the office: it is not carried out")


@dataclass(frozen=True, slots=True)
class Order:
    """An order, the second person's confirmation, how far it came, and what stands in its way."""

    first: Purge
    second: Purge | None
    state: State
    reasons: tuple[Finding, ...] = ()

    @property
    def household(self) -> bytes:
        return self.first.household or b""

    @property
    def applies_from(self) -> date:
        return self.first.applies_from or date.max


def order(store: Store, household: bytes, *, ground: str, applies_from: date, not_handed: str = "") -> Purge:
    """Orders it as the first person; without `not_handed` the register of prints must say that the file was given.

    Refused, with all that stands in the way.
    """
    _require_office(store)
    if not ground.strip():
        raise Refused(
            "The legal ground is not said. Nothing was ordered.", "Name the law or the decision, with its article."
        )
    if applies_from < store.latest_day() + timedelta(days=TOLD_BEFORE):
        raise Refused(
            "It must be told {days} days before. Nothing was ordered.",
            "Name a later day from which it is carried out.",
            days=TOLD_BEFORE,
        )
    if any(each.household == household for each in orders(store)):
        raise Refused("There is an order for this household already.", "Look at it with: ruhu purge list")
    _require_nothing_open(store, household)
    row = Purge(
        household=household,
        ground=ground.strip(),
        ordered_on=store.today(),
        applies_from=applies_from,
        file_offered=not_handed.strip() or _handed(store, household),
        ordered_by=store.opened.person,
    )
    row = replace(row, order_signature=cipher.signed(store.opened.signing, _statement(row)).hex())
    store.save(row, because=ground.strip())
    return row


def confirm(store: Store, first: Purge) -> Purge:
    """Confirms an order as the second person: only then it holds. Refused for the first, and as an order would be."""
    _require_office(store)
    if first.ordered_by == store.opened.person:
        raise Refused("A second person confirms it. Nothing was changed.", "Ask another person of the office.")
    held = next((each for each in orders(store) if each.first.id == first.id), None)
    if held is None or held.second is not None or held.state is not State.PROPOSED:
        raise Refused(
            "This order doesn't wait for a confirmation. Nothing was changed.", "Look at it with: ruhu purge list"
        )
    if held.applies_from < store.latest_day() + timedelta(days=TOLD_BEFORE):
        raise Refused(
            "It must be told {days} days before, and its day is too near by now. Nothing was changed.",
            "Take it back, and order it again for a later day.",
            days=TOLD_BEFORE,
        )
    _require_nothing_open(store, held.household)
    row = replace(
        Purge(household=first.household, confirms=first.id),
        ground=first.ground,
        ordered_on=store.today(),
        applies_from=first.applies_from,
        file_offered=first.file_offered,
        ordered_by=store.opened.person,
    )
    row = replace(row, order_signature=cipher.signed(store.opened.signing, _statement(row, first)).hex())
    store.save(row, because=first.ground or "")
    return row


def take_back(store: Store, first: Purge, *, because: str) -> None:
    """Takes an order back before it was carried out. Refused without a reason, and when it is done."""
    _require_office(store)
    if purging.is_purged(store, first.household or b""):
        raise Refused(
            "This was carried out already; nothing brings it back.", "What was kept elsewhere is in no store."
        )
    held = store.get(Purge, first.id)
    if held is not None:
        store.withdraw(held, because=because)


def orders(store: Store) -> tuple[Order, ...]:
    """All orders that were not taken back, those that are carried out first before the others."""
    rows = [row for row in store.records(Purge) if not row.withdrawn]
    seconds = {row.confirms: row for row in rows if row.confirms is not None}
    found = (_order(store, row, seconds.get(row.id)) for row in rows if row.confirms is None)
    return tuple(sorted(found, key=lambda each: (each.applies_from, each.first.id)))


def order_of(store: Store, household: bytes) -> Order | None:
    """The order for a household, if there is one."""
    rows = [row for row in store.records(Purge, household=household) if not row.withdrawn]
    first = next((row for row in rows if row.confirms is None), None)
    second = next((row for row in rows if first is not None and row.confirms == first.id), None)
    return _order(store, first, second) if first is not None else None


def apply_due(store: Store) -> tuple[Order, ...]:
    """Carries out what is due and signed, and returns it; what stands in an order's way makes it wait.

    Nothing is carried out while the clock of this computer is in doubt: what is destroyed stays destroyed.
    """
    if store.read_only or clocks.doubt(store.last_moment(), store.now()) is not None:
        return ()
    due = [each for each in orders(store) if each.state is State.TOLD and each.applies_from <= store.today()]
    if due:
        with store.writing() as connection:
            purging.purge(connection, store.secrets, [each.household for each in due])
    if due or purging.purged(store):
        purging.remove_files(store)
    return tuple(due)


def obstacles(store: Store, household: bytes) -> tuple[Finding, ...]:
    """All that is still open of a household, and so stands in the way."""
    return tuple(_obstacles(store, household))


# Inside


def _order(store: Store, first: Purge, second: Purge | None) -> Order:
    household = first.household or b""
    if purging.is_purged(store, household):
        return Order(first, second, State.DONE)
    if not _is_signed(store, first) or (second is not None and not _is_signed(store, second, first)):
        return Order(first, second, State.UNSIGNED)
    if second is None:
        return Order(first, second, State.PROPOSED)
    reasons = obstacles(store, household)
    is_due = (first.applies_from or date.max) <= store.today()
    return Order(first, second, State.WAITS if reasons and is_due else State.TOLD, reasons)


def _is_signed(store: Store, row: Purge, first: Purge | None = None) -> bool:
    """Whether one person of the office signed this, and who confirms is another than who ordered."""
    is_other = first is None or (row.ordered_by != first.ordered_by and _says_the_same(row, first))
    signature = row.order_signature or ""
    if not is_other or row.ordered_by is None or len(signature) % 2 or not _HEX.issuperset(signature):
        return False
    said, signed = _statement(row, first), bytes.fromhex(signature)
    keys = purging.signing_keys(store, row.ordered_by)
    return any(cipher.is_signed(bytes.fromhex(key), said, signed) for key in keys)


def _says_the_same(row: Purge, first: Purge) -> bool:
    names = ("household", "ground", "applies_from", "file_offered")
    return row.confirms == first.id and all(vars(row)[name] == vars(first)[name] for name in names)


def _statement(row: Purge, first: Purge | None = None) -> bytes:
    """What is signed: whose, on which ground, when, from when on, how the file was offered, by whom; the first's."""
    told = (
        (row.household or b"").hex(),
        row.ground,
        row.ordered_on and row.ordered_on.isoformat(),
        row.applies_from and row.applies_from.isoformat(),
        row.file_offered,
        (row.ordered_by or b"").hex(),
        (row.confirms or b"").hex(),
        first.order_signature if first else "",
    )
    return json.dumps([_FORM, *told], ensure_ascii=False, separators=(",", ":")).encode()


def _require_office(store: Store) -> None:
    if store.opened.role not in MAY_ORDER:
        raise Refused("Only the office orders this. Nothing was changed.", "Ask the office.")


def _require_nothing_open(store: Store, household: bytes) -> None:
    if reasons := obstacles(store, household):
        raise Refused(
            "Something of this household is still open. Nothing was changed.",
            "See to what is told first; until then its data is needed.",
            findings=reasons,
        )


def _obstacles(store: Store, household: bytes) -> Iterator[Finding]:
    case = queries.case_of(store, household)
    if case is None:
        return
    found = household_rights.rights_of(store, case)
    for remedy in found.remedies:
        if remedy.has_begun and remedy.clock.state(found.today) in (ClockState.RUNNING, ClockState.LAST_DAY):
            last = remedy.clock.end.day if remedy.clock.end else None
            message = N_("The household may still do this until {day}: {right}.")
            yield Finding("remedy", message, values={"day": last, "right": remedy.clock.term.title})
    for concern in found.concerns:
        is_wish_to_delete = isinstance(concern.record, PrivacyRequest) and concern.record.wants == "delete"
        if concern.standing(found.today) is not Standing.CLOSED and not is_wish_to_delete:
            day = concern.record.raised_on
            yield Finding("grievance", N_("What it raised on {day} is not settled."), values={"day": day})
    if _is_owed(case):
        yield Finding("payment", N_("What was agreed is not paid in full."))
    yield from findings_against_office(case)
    yield from _of_others(store, household)


def _of_others(store: Store, household: bytes) -> Iterator[Finding]:
    """What goes on under it is the same people's: of that, it is ordered first."""
    others = unions_of(store).others.get(household, ())
    ordered = {row.household for row in store.records(Purge, household=list(others)) if not row.withdrawn}
    for line in queries.listed(store, [other for other in others if other not in ordered]):
        message = N_("{number} goes on under it: order it for that one first.")
        yield Finding("same_as", message, values={"number": line.number or "—"})


def _is_owed(case: Case) -> bool:
    """Whether less was paid than was agreed."""
    signed = latest((row for row in case.agreements if row.state == "signed"), lambda row: row.stated_on)
    agreed = (signed.agreed_amount or 0) if signed is not None else 0
    return sum(row.amount or 0 for row in case.payments) < agreed


def _handed(store: Store, household: bytes) -> str:
    """On which day the household was given its whole file, as the register of prints has it."""
    given = next(
        (
            each
            for each in register.prints(store, [household])
            if each.row.paper == "file" and each.step is register.Step.HANDED
        ),
        None,
    )
    if given is None:
        raise Refused(
            "The register of prints doesn't say that the household was given its whole file. Nothing was ordered.",
            "Print it, hand it over and note that; or say why it was not taken: --not-handed WHY",
        )
    return f"{HANDED} {given.on} {given.row.code or ''}".strip()


def households_of(store: Store, found: tuple[Order, ...]) -> dict[bytes, str]:
    """The numbers of the households that orders are about."""
    return {home.id: home.number or "" for home in store.records(Household, id=[each.household for each in found])}
