"""What was locked, reckoned anew: every sum of an area comes out the same under its own plan, or it is said why not.

Promise: nothing is written; what is told is the difference that a person looks for first: amounts before hashes.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from desktop.casework import calculation as reckoning
from desktop.casework import policy
from desktop.casework.locking import totals_said
from desktop.casework.policy import Draft
from desktop.domain import money
from desktop.domain.errors import Refused
from desktop.domain.records import Calculation, Household
from desktop.i18n import N_
from desktop.policy import calculation
from desktop.policy.calculation import Disagreement
from desktop.store.store import Store


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
    try:
        done = reckoning.restored(store, row, draft)
    except Disagreement:
        return Replay(row, number, Outcome.DIFFERENT, N_("the two evaluators differ"))
    except Refused as refused:
        return Replay(row, number, Outcome.DIFFERENT, refused.what, refused.values)
    assert done is not None  # noqa: S101  its facts were just read
    return _compared(row, number, done, str(held["facts"]), str(held["trace"]))


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
    was = row.amounts()
    now = cast("dict[str, int]", json.loads(totals_said(done)))
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
