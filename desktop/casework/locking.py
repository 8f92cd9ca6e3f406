"""A sum is looked through by a second person, and locked: from then on it never changes, a new version takes its place.

Promise: what is locked is exactly what the second person signed, reckoned anew at that moment by both evaluators from
what the ledger says; and everything that stands in the way is told at once. Hidden: the form of what is signed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop.casework import calculation as reckoning
from desktop.casework import policy
from desktop.casework.calculation import Reckoned
from desktop.casework.flats import is_contested
from desktop.casework.household_ledger import flat_said
from desktop.domain.errors import Finding, Refused
from desktop.domain.fields import RECORDS, Merge, Role
from desktop.domain.records import CLASSES, Calculation, CalculationCheck, Flat, Household, Staff
from desktop.i18n import N_
from desktop.policy import facts
from desktop.policy.calculation import Calculation as Done
from desktop.policy.pack import Weight
from desktop.store import certified, cipher, queries, signers
from desktop.store.queries import Conflict
from desktop.store.store import Store
from desktop.store.vault import Unlocked

_FORM = "ruhu checked sum 1"
_MAY_CHECK = RECORDS["calculation_check"].groups[0].writers


@dataclass(frozen=True, slots=True)
class Obstacles:
    """All that keeps a sum from being locked. `check` is the second person's word for it, where there is one."""

    reasons: tuple[Finding, ...]
    check: CalculationCheck | None

    @property
    def is_free(self) -> bool:
        return not self.reasons and self.check is not None


def check(store: Store, reckoned: Reckoned, second: Unlocked) -> CalculationCheck:
    """Write down that a second person looked through a sum, signed with that person's own key.

    Refused where something other than the check itself stands in the way, or this person may not check.
    """
    with store.reading() as connection:
        second = certified.as_certified(certified.people(connection), second)
    if second.role not in _MAY_CHECK:
        raise Refused("{name} reads, and can't check a sum.", "Ask a colleague, a lead or a checker.", name=second.name)
    _require_none(_reasons(store, reckoned))
    done = reckoned.calculation
    row = CalculationCheck(
        household=reckoned.household.id,
        pack=done.pack.id,
        totals=totals_said(done),
        facts_sha256=done.facts.sha256,
        trace_sha256=done.trace.sha256,
        checked_at=store.now(),
        checked_by=second.name,
        public_key=second.signing.public.hex(),
    )
    row = replace(row, signature=cipher.signed(second.signing, _statement(row)).hex())
    store.save(row)
    return row


def obstacles(store: Store, reckoned: Reckoned) -> Obstacles:
    """Look at everything that a sum must meet before this person may lock it."""
    return Obstacles(tuple(_reasons(store, reckoned)), _check_of(store, reckoned))


def lock(store: Store, reckoned: Reckoned, *, reason: str = "") -> Calculation:
    """Lock a sum as the household's next version. It is reckoned anew first, from what the ledger says now.

    `reason` says why there is another version, and is asked for where there was one. Refused, with all reasons, where
    anything stands in the way, or the facts are no longer those that were checked.
    """
    now = _again(store, reckoned)
    found = obstacles(store, now)
    if found.check is None:
        missing = Finding("check", N_("No second person has checked exactly this sum."))
        _require_none((*found.reasons, missing))
    _require_none(found.reasons)
    before = reckoning.versions(store, now.household.id)
    if before and not reason.strip():
        raise Refused("Why there is another version is not said.", "Say what changed, or what was wrong before.")
    row = _row(store, now, before)
    store.save(replace(row, check=found.check.id if found.check else None, reason=reason.strip() or None))
    return store.get(Calculation, row.id) or row


def next_version(store: Store, household: bytes) -> int:
    """The number of the next version; that of a withdrawn one, which may stand on a paper, is not used again."""
    return max((row.version or 0 for row in store.records(Calculation, household=household)), default=0) + 1


def is_valid(store: Store, row: CalculationCheck) -> bool:
    """Tell whether a check is what its person signed, with a key that is that person's here."""
    return _signer(store, row) is not None and cipher.is_signed(
        bytes.fromhex(row.public_key or ""), _statement(row), bytes.fromhex(row.signature or "")
    )


def totals_said(done: Done) -> str:
    """Each option's total in the smallest unit of the money, as it is kept: JSON, by the option's name."""
    scale = 10**done.pack.cover.minor_digits
    totals = {option: total * scale for option, total in done.outcome.totals.items()}
    if any(total.denominator != 1 for total in totals.values()):
        fault = "a total is finer than the money"
        raise ValueError(fault)
    return _json({option: int(total) for option, total in totals.items()})


# What stands in the way


def _reasons(store: Store, reckoned: Reckoned) -> Iterator[Finding]:
    yield from _of_plan(store, reckoned.calculation)
    yield from _of_household(store, reckoned.household)
    yield from _of_flats(store, reckoned)


def _of_plan(store: Store, done: Done) -> Iterator[Finding]:
    plan = policy.issued(store, done.pack.id)
    if plan is None or plan.withdrawn:
        yield Finding("pack", N_("This plan is not issued in this area: ruhu policy issue"))
    elif policy.pack_in_use(store).pack != done.pack.id:
        yield Finding("pack", N_("Another plan is in use in this area now. Calculate under that one."))
    for place in done.outcome.notices:
        notice = done.pack.notices[place]
        if notice.weight is Weight.REFUSE:
            yield Finding("notice", "{text}", values={"text": notice.text})


def _of_household(store: Store, household: Household) -> Iterator[Finding]:
    now = store.get(Household, household.id)
    if now is None or now.withdrawn:
        yield Finding("household", N_("This household was withdrawn."))
    elif now.same_as:
        yield Finding("same_as", N_("This household goes on under another: its sum is locked there."))
    elif now.title_disputed:
        yield Finding("title_disputed", N_("The title is disputed: nothing is locked until that is settled."))
    waiting = [found for found in queries.conflicts_open(store, household.id) if _counts(store, found)]
    if waiting:
        message = N_("Values of this household that wait for a decision: {n}. Decide them first.")
        yield Finding("conflict", message, values={"n": len(waiting)})


def _counts(store: Store, found: Conflict) -> bool:
    """What stands beside each other in a record that was withdrawn since counts nothing, and can't be decided there."""
    record = store.get(CLASSES[found.record], found.row)
    is_there = record is not None and not getattr(record, "withdrawn", None)
    return is_there and RECORDS[found.record].group[found.group].merge is Merge.REVIEW


def _of_flats(store: Store, reckoned: Reckoned) -> Iterator[Finding]:
    for looked_at in reckoned.flats.values():
        flat = store.get(Flat, looked_at.id) or looked_at
        named = {"flat": flat_said(flat)}
        if is_contested(store, flat):
            yield Finding("flat", N_("Whose the flat {flat} is waits for a decision of the office."), values=named)
        elif flat.withdrawn or flat.held_by not in (None, reckoned.household.id):
            message = N_("The flat {flat} is taken by another household, or no longer to be had.")
            yield Finding("flat", message, values=named)


def _check_of(store: Store, reckoned: Reckoned) -> CalculationCheck | None:
    """The last word of another person on exactly this sum."""
    done = reckoned.calculation
    same = {
        "pack": done.pack.id,
        "totals": totals_said(done),
        "facts_sha256": done.facts.sha256,
        "trace_sha256": done.trace.sha256,
    }
    needs_lead = any(done.pack.notices[place].weight is Weight.APPROVE for place in done.outcome.notices)
    for row in sorted(store.records(CalculationCheck, household=reckoned.household.id), key=lambda row: row.id)[::-1]:
        signer = _signer(store, row)
        is_other = signer is not None and signer.id != store.opened.person
        is_enough = not needs_lead or (signer is not None and signer.role != Role.WORKER)
        is_same = all(getattr(row, name) == value for name, value in same.items())
        if not row.withdrawn and is_same and is_other and is_enough and is_valid(store, row):
            return row
    return None


def _signer(store: Store, row: CalculationCheck) -> Staff | None:
    """Whose key a check was signed with, among those who work here or did."""
    person = signers.staff_of_key(store, row.public_key)
    return store.get(Staff, person) if person else None


def _require_none(found: Iterator[Finding] | tuple[Finding, ...]) -> None:
    if reasons := tuple(found):
        raise Refused(
            "This sum can't be locked yet. Nothing was written.",
            "See to what is told, then calculate again.",
            findings=reasons,
        )


# What is kept


def _again(store: Store, reckoned: Reckoned) -> Reckoned:
    """The same sum from what the ledger says now. Refused where it is another one."""
    pack, household = reckoned.calculation.pack, store.get(Household, reckoned.household.id)
    plan = policy.issued(store, pack.id)
    if plan is None or household is None:
        _require_none(_reasons(store, reckoned))
    flats = {what: store.get(Flat, flat.id) or flat for what, flat in reckoned.flats.items()}
    held = reckoned.calculation.facts.canonical
    told = reckoning.said_of(pack, facts.parse(held), flats)
    now = reckoning.reckon(
        store,
        household or reckoned.household,
        lambda _draft: told,
        draft=policy.of_record(plan) if plan else None,
        flats=flats,
    )
    if now.calculation.facts.canonical != held:
        raise Refused(
            "The ledger has changed since this was calculated. Nothing was locked.",
            "Look at the new sum, and have it checked again.",
        )
    return now


def _row(store: Store, reckoned: Reckoned, before: tuple[Calculation, ...]) -> Calculation:
    done = reckoned.calculation
    return Calculation(
        household=reckoned.household.id,
        version=next_version(store, reckoned.household.id),
        pack=done.pack.id,
        totals=totals_said(done),
        supersedes=before[0].id if before else None,
        engine=done.pack.cover.engine,
        facts_sha256=done.facts.sha256,
        trace_sha256=done.trace.sha256,
        sources=_sources(store, reckoned.gathered.registers),
        flats=tuple(f"{what}={flat.id.hex()}" for what, flat in reckoned.flats.items()),
        facts=done.facts.canonical.decode(),
        trace=done.trace.canonical().decode(),
    )


def _sources(store: Store, registers: frozenset[tuple[bytes, str]]) -> str:
    """The entries that the facts were read from: row, group, origin, seq."""
    with store.reading() as connection:
        heads = store.projector(connection).heads({row for row, _ in registers})
    return _json(
        [
            [row.hex(), group, head.origin.hex(), head.seq]
            for row, group in sorted(registers)
            for head in sorted(heads.get((row, group), ()), key=lambda op: (op.origin, op.seq))
        ]
    )


def _statement(row: CalculationCheck) -> bytes:
    """What the second person signs: whose sum, under which plan, from which facts, with which account, and when."""
    at = row.checked_at.isoformat(timespec="milliseconds") if row.checked_at else ""
    told = (row.household or b"").hex(), row.pack, row.totals, row.facts_sha256, row.trace_sha256, at, row.checked_by
    return _json([_FORM, *told]).encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
