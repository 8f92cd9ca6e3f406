"""A household's compensation: its facts under the plan in use, what was locked of it, and what changed since.

Promise: nothing is calculated from facts with a gap, and a locked sum is told from exactly the facts and the plan that
it was locked with. Hidden: which facts stand in the ledger and which were asked of the household.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from desktop.casework import policy
from desktop.casework.household_facts import Gap, Gathered, gather, gather_from
from desktop.casework.household_ledger import Ledger
from desktop.casework.ledger_fields import Shape, flat_for, known_field
from desktop.casework.policy import Draft
from desktop.domain.errors import Finding, Refused
from desktop.domain.records import Calculation, Flat, Household
from desktop.i18n import N_
from desktop.policy import calculation, difference, facts
from desktop.policy.difference import Difference
from desktop.policy.pack import Input, Kind, Pack
from desktop.store import queries
from desktop.store.store import Store
from desktop.store.united import unions_of


class Incomplete(Refused):
    """Facts are missing or unclear: all of them, and what is told besides."""

    def __init__(self, gathered: Gathered) -> None:
        super().__init__(
            N_("{n} facts of this household are missing or unclear. Nothing was calculated."),
            N_("Fill them in where it is said, then calculate again."),
            findings=tuple(Finding(gap.name, gap.message, values=gap.values) for gap in gathered.gaps),
            n=len(gathered.gaps),
        )
        self.gathered = gathered
        self.gaps: tuple[Gap, ...] = gathered.gaps
        self.notes: tuple[Gap, ...] = gathered.notes


@dataclass(frozen=True)
class Reckoned:
    """A household's calculation, what its facts were read from, and the flats that it looks at, by what for."""

    household: Household
    calculation: calculation.Calculation
    gathered: Gathered
    flats: Mapping[str, Flat] = field(default_factory=dict[str, Flat])


def reckon(
    store: Store,
    household: Household,
    given: Callable[[Draft], Mapping[str, object]] | None = None,
    *,
    draft: Draft | None = None,
    flats: Mapping[str, Flat] | None = None,
) -> Reckoned:
    """Calculate a household under the plan in use, or another; `given` says what the ledger does not hold.

    Incomplete where facts are missing or unclear; Refused where there is no plan, or these facts have no result.
    """
    day = store.today()
    used = draft or policy.of_record(policy.pack_in_use(store, day))
    return reckon_from(Ledger(store, household, day), household, used, given(used) if given else {}, flats or {})


def reckon_from(
    ledger: Ledger, household: Household, draft: Draft, given: Mapping[str, object], flats: Mapping[str, Flat]
) -> Reckoned:
    """Calculate from a ledger that was read before, such as at each key while an answer is typed."""
    found = gather_from(ledger, draft.sound().pack, given, flats)
    if found.facts is None:
        raise Incomplete(found)
    done = calculation.calculate(draft.sound(), draft.engine, found.facts)
    return Reckoned(household, done, found, flats)


# What was locked


def versions(store: Store, household: bytes) -> tuple[Calculation, ...]:
    """The household's locked sums, the newest first; those that were withdrawn are not among them."""
    held = [row for row in store.records(Calculation, household=household) if not row.withdrawn]
    return tuple(sorted(held, key=lambda row: (row.version or 0, row.id), reverse=True))


def facts_of(store: Store, row: Calculation) -> Mapping[str, object] | None:
    """The facts that a sum was locked with, as `facts.read` takes them; None where their key is not here."""
    held = store.unsealed(row, "words").get("facts")
    return None if held is None else facts.parse(str(held).encode())


def restored(store: Store, row: Calculation, draft: Draft) -> calculation.Calculation | None:
    """A locked sum in all its lines, reckoned anew from its own facts under its own plan; None where they are sealed.

    Refused where these facts have no result any more, which a damaged row alone can bring about.
    """
    held = facts_of(store, row)
    if held is None:
        return None
    return calculation.calculate(draft.sound(), draft.engine, facts.read(draft.sound().pack, held))


def flats_of(store: Store, row: Calculation) -> dict[str, Flat]:
    """The flats that a sum was locked with, by what the plan asks them for."""
    named = [each.rpartition("=") for each in row.flats]
    found = {what: store.get(Flat, bytes.fromhex(id_)) for what, _, id_ in named}
    return {what: flat for what, flat in found.items() if flat is not None}


def said_of(pack: Pack, held: Mapping[str, object], flats: Mapping[str, Flat]) -> dict[str, object]:
    """What was asked of the household among the facts of a sum: all that stands in no ledger."""
    return {
        one.name: said
        for one in pack.inputs
        if not one.is_of_area and (said := _said(one, held.get(one.name), flats)) is not None
    }


def texts_of(said: Mapping[str, object]) -> dict[str, str]:
    """What was said, as it is typed: 是 for yes, and a column of a list's row as `困难情况[1].等级`."""
    texts: dict[str, str] = {}
    for name, value in said.items():
        if isinstance(value, list):
            for place, row in enumerate(cast("list[dict[str, object]]", value), 1):
                texts |= {f"{name}[{place}].{column}": _text(cell) for column, cell in row.items()}
        else:
            texts[name] = _text(value)
    return texts


def _text(value: object) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _said(one: Input, held: object, flats: Mapping[str, Flat]) -> object:
    known = known_field(one.field)
    if known is None or (known.shape is Shape.OF_FLAT and flat_for(one.field) not in flats):
        return held
    columns = {column.name for column in one.columns if not column.field}
    if one.kind is not Kind.LIST or not columns or not isinstance(held, list):
        return None
    return [
        {name: value for name, value in row.items() if name in columns} for row in cast("list[dict[str, object]]", held)
    ]


def why(store: Store, household: Household, version: int, now: calculation.Calculation) -> Difference:
    """Tell why a sum is another one than a locked version, in steps that add up. Refused where that can't be told."""
    row = next((each for each in versions(store, household.id) if each.version == version), None)
    if row is None:
        raise Refused(
            "This household has no locked version {version}.",
            "Leave --against out to see which version is locked.",
            version=version,
        )
    plan = policy.issued(store, row.pack or "")
    was = restored(store, row, policy.of_record(plan)) if plan else None
    if was is None:
        raise Refused(
            "Version {version} can't be reckoned anew here: its plan or the key of its facts is missing.",
            "Look at it where the household was worked on.",
            version=version,
        )
    return difference.difference(was, now)


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since a sum was locked: the labels of the facts that did, and whether another plan is in use now.

    `united` are the numbers of the households that have come to go on under this one, or do so no more: what they say
    otherwise may be owed as well, and is looked through before the sum is locked anew.
    """

    facts: tuple[str, ...]
    is_older_plan: bool
    united: tuple[str, ...] = ()

    @property
    def is_stale(self) -> bool:
        return bool(self.facts or self.united) or self.is_older_plan


def since(store: Store, row: Calculation) -> Since | None:
    """Look whether a sum still rests on what the ledger says today (sync.md §2); None where that can't be told here."""
    plan, held = policy.issued(store, row.pack or ""), facts_of(store, row)
    household = store.get(Household, row.household or b"")
    if plan is None or held is None or household is None or household.same_as:
        return None
    pack, flats = policy.of_record(plan).sound().pack, flats_of(store, row)
    now = gather(store, household, pack, said_of(pack, held, flats), store.today(), flats=flats)
    was = facts.read(pack, held).given
    if now.facts is None:
        changed = [gap.label for gap in now.gaps]
    else:
        changed = [one.label or one.name for one in pack.inputs if now.facts.given[one.name] != was[one.name]]
    try:
        is_older = policy.pack_in_use(store).pack != row.pack
    except Refused:
        is_older = False
    return Since(tuple(dict.fromkeys(changed)), is_older, _united_since(store, row))


def _united_since(store: Store, row: Calculation) -> tuple[str, ...]:
    """The households by which this one is another than it was when the sum was locked."""
    read: list[list[Any]] = json.loads(row.sources) if row.sources else []
    then = {bytes.fromhex(each[0]) for each in read if each[1] == "same_as"}
    now = frozenset(unions_of(store).others.get(row.household or b"", ()))
    return tuple(sorted(line.number or "—" for line in queries.listed(store, [*(then ^ now)])))
