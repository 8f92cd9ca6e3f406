"""One household's sum while it is talked over: the plan in use, what was said so far, and what that comes to.

Promise: nothing of it is written but by locking; what can't be reckoned says why, and what was reckoned last stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from desktop.casework import calculation as reckoning
from desktop.casework import flats, household_facts, locking, policy
from desktop.casework.calculation import Incomplete, Reckoned, Since
from desktop.casework.household_facts import Gathered
from desktop.casework.household_ledger import Ledger, flat_said
from desktop.casework.locking import Obstacles
from desktop.casework.policy import Draft
from desktop.domain.errors import Finding, Refused
from desktop.domain.records import Calculation, Flat, Household
from desktop.i18n import N_
from desktop.policy.calculation import Calculation as Done
from desktop.policy.pack import Pack
from desktop.store.store import Store
from desktop.ui.sum_facts import Said


@dataclass(frozen=True)
class Trial:
    """What a page opens with: the plan, the locked versions, what the last one was locked with, and flats to look at.

    `since` tells what changed since the last version was locked; None where there is none, or it can't be told.
    """

    household: Household
    ledger: Ledger
    draft: Draft
    versions: tuple[Calculation, ...]
    said: Said
    open_flats: tuple[Flat, ...] | None  # None where the area lists no flat at all
    since: Since | None
    following: (
        int  # the number of the version that would be locked next; of one that was withdrawn it is not used again
    )

    @cached_property
    def pack(self) -> Pack:
        return self.draft.sound().pack


@dataclass(frozen=True)
class Result:
    """What came of a trial: a sum, or the gaps, or why these facts have none.

    Once it is judged: what stands in the way of locking, and the last version where it is this very sum.
    """

    found: Gathered | None
    reckoned: Reckoned | None = None
    refused: Refused | None = None
    obstacles: Obstacles | None = None
    locked: Calculation | None = None

    @property
    def reasons(self) -> Sequence[Finding]:
        """Why it can't be locked yet."""
        if self.refused is not None:
            return self.refused.findings or (Finding("", self.refused.what, values=self.refused.values),)
        if self.reckoned is None and self.found is not None:
            message = N_("Facts that are missing or unclear: {n}. They are marked at the left.")
            return (Finding("", message, values={"n": len(self.found.gaps)}),)
        return self.obstacles.reasons if self.obstacles and not self.locked else ()


def begin(store: Store, household: Household) -> Trial:
    """Read everything that does not change while somebody types. Refused where no plan is in use."""
    draft = policy.of_record(policy.pack_in_use(store))
    _ = draft.engine  # made once, here, and not at the first key
    versions = reckoning.versions(store, household.id)
    last = next(iter(versions), None)
    held = reckoning.facts_of(store, last) if last else None
    looked_at = reckoning.flats_of(store, last) if last else {}
    names = {one.name for one in draft.sound().pack.inputs}
    known = {name: value for name, value in (held or {}).items() if name in names}
    texts = reckoning.texts_of(reckoning.said_of(draft.sound().pack, known, looked_at))
    return Trial(
        household,
        Ledger(store, household, store.today()),
        draft,
        versions,
        Said(texts, {what: flat.id for what, flat in looked_at.items()}),
        flats.open_to(store, household.id) if flats.flats(store) else None,
        reckoning.since(store, last) if last else None,
        locking.next_version(store, household.id),
    )


def said_in(unfinished: Mapping[str, Any]) -> Said:
    """What was said by then."""
    flats_by_way = {what: bytes.fromhex(id_) for what, id_ in unfinished.get("flats", {}).items()}
    return Said(unfinished.get("texts", {}), flats_by_way)


def unfinished(household: bytes, said: Said) -> Mapping[str, Any]:
    """What a person goes on with, as a draft keeps it; `said_in` reads it."""
    flats_by_way = {what: id_.hex() for what, id_ in said.flats.items()}
    return {"household": household.hex(), "texts": dict(said.texts), "flats": flats_by_way}


def rows_of(trial: Trial) -> dict[str, int]:
    """How many rows each list of the ledger has, that columns of it can be asked for."""
    taken = household_facts.gather_from(trial.ledger, trial.pack, {}, {}).taken
    return {name: len(cast("list[object]", held)) for name, held in taken.items() if isinstance(held, list)}


def result(trial: Trial, said: Said) -> Result:
    """Reckon what was said."""
    try:
        answers = given(trial.draft, said)
        reckoned = reckoning.reckon_from(trial.ledger, trial.household, trial.draft, answers, looked_at(trial, said))
    except Incomplete as incomplete:
        return Result(incomplete.gathered)
    except Refused as refused:
        return Result(None, refused=refused)
    return Result(reckoned.gathered, reckoned)


def judged(store: Store, trial: Trial, found: Result) -> Result:
    """Look what stands in the way of locking, and whether this very sum is locked already."""
    if found.reckoned is None:
        return found
    done = found.reckoned.calculation
    last = next(iter(trial.versions), None)
    is_locked = last is not None and (last.pack, last.trace_sha256) == (done.pack.id, done.trace.sha256)
    return replace(found, obstacles=locking.obstacles(store, found.reckoned), locked=last if is_locked else None)


def given(draft: Draft, said: Said) -> Mapping[str, object]:
    return household_facts.said(draft.sound().pack, [f"{name}={text}" for name, text in said.texts.items()])


def lost(store: Store, trial: Trial, said: Said) -> dict[str, str]:
    """The flats that were looked at and are not to be had any more, by what for."""
    open_ = {flat.id for flat in trial.open_flats or ()}
    gone = {what: store.get(Flat, id_) for what, id_ in said.flats.items() if id_ not in open_}
    return {what: flat_said(flat) for what, flat in gone.items() if flat is not None}


def looked_at(trial: Trial, said: Said) -> dict[str, Flat]:
    by_id = {flat.id: flat for flat in trial.open_flats or ()}
    return {what: by_id[id_] for what, id_ in said.flats.items() if id_ in by_id}


def compared(store: Store, row: Calculation) -> Done | None:
    """An earlier version in all its lines; None where its plan or its facts are not here."""
    plan = policy.issued(store, row.pack or "")
    try:
        return reckoning.restored(store, row, policy.of_record(plan)) if plan else None
    except Refused:
        return None
