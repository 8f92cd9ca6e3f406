"""A household's compensation: its facts under the plan in use, kept with all they rest on, and reckoned anew.

Promise: nothing is calculated from facts with a gap, and nothing is kept on which the two evaluators differ; what was
kept gives the same bytes whenever it is reckoned anew, or it is said what differs and why.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from desktop.casework import policy
from desktop.casework.household_facts import Gap, Gathered, gather
from desktop.casework.policy import Draft
from desktop.domain import money
from desktop.domain.errors import Finding, Refused
from desktop.domain.records import Calculation, Household
from desktop.i18n import N_
from desktop.policy import calculation, facts
from desktop.policy.calculation import Disagreement
from desktop.store.store import Saved, Store


class Incomplete(Refused):
    """Facts are missing or unclear: all of them, and what is told besides."""

    def __init__(self, gathered: Gathered) -> None:
        super().__init__(
            N_("{n} facts of this household are missing or unclear. Nothing was calculated."),
            N_("Fill them in where it is said, then calculate again."),
            findings=tuple(Finding(gap.name, gap.message, values=gap.values) for gap in gathered.gaps),
            n=len(gathered.gaps),
        )
        self.gaps: tuple[Gap, ...] = gathered.gaps
        self.notes: tuple[Gap, ...] = gathered.notes


@dataclass(frozen=True)
class Reckoned:
    """A household's calculation with what its facts were read from."""

    household: Household
    calculation: calculation.Calculation
    gathered: Gathered


def reckon(
    store: Store,
    household: Household,
    given: Callable[[Draft], Mapping[str, object]] | None = None,
    *,
    draft: Draft | None = None,
    on: date | None = None,
) -> Reckoned:
    """Calculate a household under the plan in use, or another; `given` says what the ledger does not hold.

    Incomplete where facts are missing or unclear; Refused where there is no plan, or these facts have no result.
    """
    day = on or store.today()
    used = draft or policy.of_record(policy.pack_in_use(store, day))
    pack = used.sound().pack
    found = gather(store, household, pack, given(used) if given else {}, day)
    if found.facts is None:
        raise Incomplete(found)
    return Reckoned(household, calculation.calculate(used.sound(), used.engine, found.facts), found)


def keep(store: Store, reckoned: Reckoned, *, because: str = "") -> Saved:
    """Keep a calculation as the household's next version, which supersedes the one before.

    Refused where its plan is not issued here. Both evaluators agreed, or there would be no `Reckoned`.
    """
    done = reckoned.calculation
    plan = policy.issued(store, done.pack.id)
    if plan is None or plan.withdrawn:
        raise Refused(
            "This plan is not issued in this area, so that the calculation can't be kept.",
            "Issue the plan first: ruhu policy issue",
        )
    held = [each for each in store.records(Calculation, household=reckoned.household.id) if not each.withdrawn]
    superseded = {each.supersedes for each in held}
    last = max((each for each in held if each.id not in superseded), key=_version, default=None)
    row = Calculation(
        household=reckoned.household.id,
        version=max(map(_version, held), default=0) + 1,
        pack=done.pack.id,
        totals=_totals(done),
        supersedes=last.id if last else None,
        engine=done.pack.cover.engine,
        facts_sha256=done.facts.sha256,
        trace_sha256=done.trace.sha256,
        sources=_sources(store, reckoned.gathered.registers),
        facts=done.facts.canonical.decode(),
        trace=done.trace.canonical().decode(),
    )
    return store.save(row, because=because)


def _version(row: Calculation) -> int:
    return row.version or 0


def _totals(done: calculation.Calculation) -> str:
    """Each option's total in the smallest unit of the money."""
    scale = 10**done.pack.cover.minor_digits
    totals = {option: total * scale for option, total in done.outcome.totals.items()}
    if any(total.denominator != 1 for total in totals.values()):
        message = "a total is finer than the money"
        raise ValueError(message)
    return _json({option: int(total) for option, total in totals.items()})


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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Reckoning anew


class Outcome(StrEnum):
    """What came of a calculation that was reckoned anew."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Replay:
    """A kept calculation, what came of it, and why where it is not the same; `why` is a message id."""

    row: Calculation
    number: str
    outcome: Outcome
    why: str = ""
    values: Mapping[str, object] | None = None


def recompute(store: Store, progress: Callable[[int, int], object] = lambda _done, _all: None) -> Iterator[Replay]:
    """Reckon every kept calculation anew under the plan that it was kept with, withdrawn and superseded ones too."""
    rows = store.records(Calculation)
    numbers = {home.id: home.number or "" for home in store.records(Household)}
    drafts: dict[str, Draft | str] = {}
    for done, row in enumerate(rows, 1):
        yield _replay(store, row, numbers.get(row.household or b"", ""), drafts)
        progress(done, len(rows))


def _replay(store: Store, row: Calculation, number: str, drafts: dict[str, Draft | str]) -> Replay:
    draft = _draft(store, row.pack or "", drafts)
    if isinstance(draft, str):
        return Replay(row, number, Outcome.UNKNOWN, draft)
    held = store.unsealed(row, "words")
    if "facts" not in held or "trace" not in held:
        return Replay(row, number, Outcome.UNKNOWN, N_("its facts are sealed, and their key is not here"))
    text, trace = str(held["facts"]), str(held["trace"])
    try:
        again = facts.read(draft.sound().pack, facts.parse(text.encode()))
        done = calculation.calculate(draft.sound(), draft.engine, again)
    except Disagreement:
        return Replay(row, number, Outcome.DIFFERENT, N_("the two evaluators differ"))
    except Refused as refused:
        return Replay(row, number, Outcome.DIFFERENT, refused.what, refused.values)
    return _compared(row, number, done, text, trace)


def _draft(store: Store, pack: str, drafts: dict[str, Draft | str]) -> Draft | str:
    """The plan with this id, or why it can't be used; read once."""
    if pack not in drafts:
        found = policy.issued(store, pack)
        try:
            drafts[pack] = policy.of_record(found) if found else N_("its plan is not in this store")
        except Refused:
            drafts[pack] = N_("its plan is damaged")
    return drafts[pack]


def _compared(row: Calculation, number: str, done: calculation.Calculation, text: str, trace: str) -> Replay:
    was = cast("dict[str, int]", json.loads(row.totals or "{}"))
    now = cast("dict[str, int]", json.loads(_totals(done)))
    digits = done.pack.cover.minor_digits
    for option in sorted({*was, *now}):
        if was.get(option) != now.get(option):
            values = {
                "option": option,
                "was": _amount(was.get(option), digits),
                "now": _amount(now.get(option), digits),
            }
            return Replay(row, number, Outcome.DIFFERENT, N_("{option}: {was} was kept, and {now} comes out"), values)
    faults = {
        N_("the facts are written otherwise than they were kept"): done.facts.canonical.decode() != text
        or done.facts.sha256 != row.facts_sha256,
        N_("the account of the calculation is another one than was kept"): done.trace.canonical().decode() != trace
        or done.trace.sha256 != row.trace_sha256,
    }
    why = next((each for each, holds in faults.items() if holds), "")
    return Replay(row, number, Outcome.DIFFERENT if why else Outcome.SAME, why)


def _amount(total: int | None, digits: int) -> str:
    return "—" if total is None else money.shown(total, digits)
