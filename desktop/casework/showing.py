"""What a household sees of its own compensation: the ways side by side, and each of them line by line.

Promise: no way is proposed, and what is not known is missing, never 0. Where facts are still missing the ways stand
there all the same, each line with its plain words and without an amount. Hidden: whether it is what was kept last or is
reckoned now.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from desktop.casework import calculation as reckoning
from desktop.casework import policy
from desktop.casework.calculation import Incomplete
from desktop.casework.flats import of_option
from desktop.casework.policy import Draft
from desktop.casework.side_by_side import why_absent
from desktop.domain.errors import Refused
from desktop.domain.records import Flat, Household
from desktop.i18n import Language
from desktop.policy import calculation, statement
from desktop.policy.pack import Clause, Item, Option, Pack
from desktop.policy.statement import clause_said
from desktop.policy.trace import Status
from desktop.store.store import Store

Given = Callable[[Draft], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a way. `amount` with its sign; without one it is still being looked into, or `reason` tells why not."""

    item: str
    plain: str
    because: str
    how: str
    amount: str
    reason: str
    counts: bool  # more than nothing


@dataclass(frozen=True, slots=True)
class Way:
    """One way. `total` without its sign, since `pays` tells who pays; none where it isn't known yet, or not open."""

    name: str
    label: str
    total: str
    pays: bool
    reason: str
    parts: tuple[Part, ...]
    flats: tuple[Flat, ...] = ()  # that this way takes


@dataclass(frozen=True, slots=True)
class Shown:
    """All of it. `missing` names what is still being looked into; `version` the kept calculation, where it is one.

    `is_stale` where that is to be reckoned anew; `changed` are its facts that are others by now.
    """

    ways: tuple[Way, ...]
    money: str
    plan: str
    missing: tuple[str, ...] = ()
    version: int | None = None
    is_stale: bool = False
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A clause of the plan in use: where it stands, in plain words, and as it is written."""

    where: str
    plain: str
    text: str


def compensation(
    store: Store,
    household: Household,
    language: Language | str,
    given: Given | None = None,
    flats: Mapping[str, Flat] | None = None,
) -> Shown | None:
    """What the household may see; None where no plan is in use. Refused where these facts have no result.

    What was said and which flats are looked at go before what was locked last.
    """
    kept = None if given else _kept(store, household, language)
    if kept is not None:
        return kept
    try:
        draft = policy.of_record(policy.pack_in_use(store, store.today()))
    except Refused:
        return None
    if draft.pack is None or draft.proofed is None:
        return None
    try:
        done = reckoning.reckon(store, household, given, draft=draft, flats=flats).calculation
        return _reckoned(done, None, flats or {}, language)
    except Incomplete as incomplete:
        return _unknown(draft.pack, tuple(dict.fromkeys(gap.label for gap in incomplete.gaps)))


def clause(store: Store, id_: str) -> Told | None:
    """A clause of the plan in use by its id."""
    try:
        pack = policy.of_record(policy.pack_in_use(store, store.today())).pack
    except Refused:
        return None
    found = next((each for each in pack.clauses if each.id == id_), None) if pack else None
    return Told(clause_said(found, found.id), found.plain, found.text) if found else None


def _kept(store: Store, household: Household, language: Language | str) -> Shown | None:
    """The sum that was locked last, with the flats that it was locked with; None where there is none to be read."""
    for row in reckoning.versions(store, household.id)[:1]:
        plan = policy.issued(store, row.pack or "")
        try:
            done = reckoning.restored(store, row, policy.of_record(plan)) if plan else None
        except Refused:
            return None
        if done is None:
            return None
        since, shown = (
            reckoning.since(store, row),
            _reckoned(done, row.version, reckoning.flats_of(store, row), language),
        )
        return replace(shown, is_stale=since.is_stale, changed=since.facts) if since else shown
    return None


def _reckoned(
    done: calculation.Calculation, version: int | None, flats: Mapping[str, Flat], language: Language | str
) -> Shown:
    pack = done.pack
    told = {option.name: each for option, each in zip(_counted(done), statement.household(done, language), strict=True)}

    def absent(option: Option) -> Way:
        reason = why_absent(done, option.name, flats, language)
        return Way(option.name, option.label or option.name, "", pays=False, reason=reason, parts=())

    ways = tuple(
        _way(done, option, told[option.name], flats) if option.name in told else absent(option)
        for option in pack.options
        if option.is_choice
    )
    return Shown(ways, pack.cover.money_unit, _named(pack), version=version)


def _counted(done: calculation.Calculation) -> list[Option]:
    return [option for option in done.pack.options if option.name in done.outcome.totals]


def _way(done: calculation.Calculation, option: Option, told: statement.Statement, flats: Mapping[str, Flat]) -> Way:
    items = {item.name: item for item in done.pack.items}
    lines = [each for each in done.trace.lines if each.item in option.signs and isinstance(each.amount, Fraction)]
    parts = tuple(
        Part(
            row.item,
            _plain(done.pack, items[line.item]),
            row.because,
            row.short if row.applies else "",
            row.amount if row.applies else "",
            "" if row.applies else line.reason,
            counts=line.status is Status.COUNTED and line.amount != 0,
        )
        for line, row in zip(lines, told.rows, strict=True)
    )
    taken = of_option(done.pack, option.name, flats) if flats else ()
    return Way(option.name, told.option, told.total, done.outcome.totals[option.name] < 0, "", parts, taken)


def _unknown(pack: Pack, missing: tuple[str, ...]) -> Shown:
    """The ways of a plan, with what each counts, before anything can be reckoned."""
    clauses = {each.id: each for each in pack.clauses}
    ways = tuple(
        Way(
            option.name,
            option.label or option.name,
            "",
            pays=False,
            reason="",
            parts=tuple(
                Part(
                    item.label or item.name,
                    _plain(pack, item),
                    clause_said(clauses.get(item.clause), item.clause),
                    "",
                    "",
                    "",
                    counts=True,
                )
                for item in pack.items
                if item.name in option.signs
            ),
        )
        for option in pack.options
        if option.is_choice
    )
    return Shown(ways, pack.cover.money_unit, _named(pack), missing)


def _plain(pack: Pack, item: Item) -> str:
    """What an item is, in the plan's plain words: its own, else its clause's."""
    found: Clause | None = next((each for each in pack.clauses if each.id == item.clause), None)
    return item.plain or (found.plain if found else "")


def _named(pack: Pack) -> str:
    return f"{pack.cover.name} {pack.cover.version}".strip()
