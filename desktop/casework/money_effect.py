"""What a household's sum would be with each of the values that stand beside each other.

Promise: each sum is the one that would come out if that value held, by the same code that calculates any; where it
can't be told, why not. Hidden: what the household was asked besides is taken as it was said last, of its newest locked
sum.
"""

from dataclasses import dataclass, replace

from desktop.casework import calculation, policy
from desktop.casework.calculation import Incomplete, Reckoned
from desktop.casework.deciding import Standing, sealed, with_forms
from desktop.casework.household_facts import Gap
from desktop.casework.household_ledger import Ledger, Supposed
from desktop.casework.policy import Draft
from desktop.casework.side_by_side import Way, side_by_side
from desktop.domain import money
from desktop.domain.errors import Refused
from desktop.domain.records import Flat, Household, Record
from desktop.i18n import N_, Language
from desktop.policy.calculation import Calculation
from desktop.store import queries
from desktop.store.store import Store

NOT_OF_ONE = N_("Whose a flat is changes the sums of several households: calculate each of them.")


@dataclass(frozen=True, slots=True)
class Total:
    """What a way comes to: in its words, and in the smallest unit with its sign, None where `reason` says why not.

    `difference` is against the first version's, both where either has none; `direction` says who pays.
    """

    way: str
    label: str
    direction: str
    total: str
    amount: int | None
    difference: int | None
    difference_said: str
    reason: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What the sum is if one version holds: the ways of the plan in its order; else the gaps or the refusal say why.

    `others` are further registers of the household that wait for a decision, each taken as it is shown.
    """

    totals: tuple[Total, ...] = ()
    money_unit: str = ""
    others: int = 0
    gaps: tuple[Gap, ...] = ()
    refused: Refused | None = None

    @property
    def is_known(self) -> bool:
        return bool(self.totals)


def effects(store: Store, standing: Standing, language: Language | str = Language.CHINESE) -> tuple[Effect, ...]:
    """What each version of a register would make of the household's sum, in their order; none where no sum may change.

    Of a record that one withdrew and another edited: first if it stays, then if it is withdrawn.
    """
    if not standing.is_money:
        return ()
    supposed = _suppositions(standing)
    household = store.get(Household, standing.household)
    if household is None:
        return (Effect(refused=Refused(NOT_OF_ONE, "See who looks at it: ruhu flats list")),) * len(supposed)
    try:
        draft = policy.of_record(policy.pack_in_use(store, store.today()))
    except Refused as refused:
        return (Effect(refused=refused),) * len(supposed)
    reckoned = [_reckoned(store, household, standing, draft, record) for record in supposed]
    first = next((each.sum for each in reckoned[:1]), None)
    return tuple(_effect(each, first, language) for each in reckoned)


# Inside


@dataclass(frozen=True, slots=True)
class _Try:
    """A sum with how many others were taken as shown; or why there is none."""

    sum: Reckoned | None = None
    others: int = 0
    why: Refused | None = None


def _reckoned(store: Store, household: Household, standing: Standing, draft: Draft, record: Record | None) -> _Try:
    """The sum with this record; where other registers wait as well, with those as they are shown."""
    if record is None:
        return _Try(why=sealed())
    this = frozenset({(standing.row, standing.group)})
    others = frozenset((each.row, each.group) for each in queries.conflicts_open(store, household.id)) - this
    given, flats = _last_said(store, household.id, draft)

    def tried(decided: frozenset[tuple[bytes, str]]) -> Reckoned:
        ledger = Ledger(store, household, store.today(), supposing=Supposed(record, decided))
        return calculation.reckon_from(ledger, household, draft, given, flats)

    try:
        return _Try(tried(this))
    except Refused as refused:
        if not others:
            return _Try(why=refused)
    try:
        return _Try(tried(this | others), len(others))
    except Refused as refused:
        return _Try(why=refused)


def _effect(tried: _Try, first: Reckoned | None, language: Language | str) -> Effect:
    if isinstance(tried.why, Incomplete):
        return Effect(gaps=tried.why.gaps)
    if tried.sum is None:
        return Effect(refused=tried.why)
    done = tried.sum.calculation
    told = side_by_side(done, language, flats=tried.sum.flats)
    totals = tuple(_total(done, first.calculation if first else None, way) for way in told.ways)
    return Effect(totals, told.money, tried.others)


def _suppositions(standing: Standing) -> list[Record | None]:
    """The record as it would be with each version; None where that one is sealed."""
    record = standing.seen.record
    if standing.is_life:
        return [replace(record, withdrawn=None), replace(record, withdrawn=True)]
    forms = (side.version.forms for side in standing.versions)
    return [None if each is None else with_forms(record, standing, each) for each in forms]


def _last_said(store: Store, household: bytes, draft: Draft) -> tuple[dict[str, object], dict[str, Flat]]:
    """What was asked of the household, and at which flats it looked, by its newest locked sum."""
    locked = next(iter(calculation.versions(store, household)), None)
    held = calculation.facts_of(store, locked) if locked else None
    if locked is None or held is None:
        return {}, {}
    flats = calculation.flats_of(store, locked)
    return calculation.said_of(draft.sound().pack, held, flats), flats


def _total(done: Calculation, first: Calculation | None, way: Way) -> Total:
    scale = 10**done.pack.cover.minor_digits
    amounts = [each.outcome.totals.get(way.name) if each else None for each in (done, first)]
    here, there = (None if each is None else int(each * scale) for each in amounts)
    difference = None if here is None or there is None else here - there
    said = ""
    if difference:
        said = ("+" if difference > 0 else "") + money.shown(difference, done.pack.cover.minor_digits)
    return Total(way.name, way.label, way.direction, way.total, here, difference, said, way.reason)
