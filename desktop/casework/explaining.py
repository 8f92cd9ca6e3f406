"""What a household was told of the plan in use, in which version, and what must be told again; and its own numbers.

Promise: an explanation names one clause of one issued plan, and only what a later plan left as it was still counts;
own numbers rest on the household's own facts alone, or are said to be the plan's example. Hidden: when a clause has
changed, and which facts the lines of a clause rest on.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast

from desktop.casework import policy
from desktop.casework.calculation import Incomplete, reckon, restored, versions
from desktop.casework.household_facts import ASKED, Gap
from desktop.casework.ledger_fields import FIELDS, is_asked
from desktop.casework.policy import Draft
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Privacy
from desktop.domain.records import Explanation, Household
from desktop.i18n import N_
from desktop.policy import calculation, facts
from desktop.policy.calculation import Calculation as Done
from desktop.policy.language import folded
from desktop.policy.pack import Clause, Item, Kind, Pack
from desktop.policy.revision import revisions
from desktop.policy.vocabulary import TABLE
from desktop.store import explained, queries
from desktop.store.store import Saved, Store
from desktop.store.united import unions_of, with_others

BETWEEN = re.compile(r"[\s,;，、；]+")
"""What people type between the numbers of households."""

_NAME = re.compile(r"\w+")
_NOT_TOLD = {"order"}  # of an item: only where it stands


class Standing(StrEnum):
    """How far a clause is with a household; the value is the message id that says it."""

    UNTOLD = N_("not explained yet")
    UNDERSTOOD = N_("clear to the household")
    ANOTHER_VISIT = N_("explain once more")
    TOLD = N_("explained")  # and the household did not say whether it understood
    AGAIN = N_("tell again: changed")


class Change(StrEnum):
    """What became another in a clause since it was told; the value is the message id that says it."""

    TEXT = N_("the text of the clause")
    PLAIN = N_("the plain words")
    MONEY = N_("how it is calculated")
    UNKNOWN = N_("it was told from a plan that is not in this store")


@dataclass(frozen=True)
class Told:
    """A clause of the plan in use, and what was said of it to one household, the newest first."""

    clause: Clause
    standing: Standing
    explanations: tuple[Explanation, ...] = ()
    version: str = ""  # of the plan in which it was told last; "" where that is not in this store
    changes: tuple[Change, ...] = ()


# Which plans there are


@dataclass(frozen=True)
class Plans:
    """The plan in use, the versions of all plans by their ids, and what changed by clause since each old one."""

    in_use: Draft
    versions: Mapping[str, str]
    changes: Mapping[str, Mapping[str, tuple[Change, ...]]]

    @property
    def pack(self) -> Pack:
        return self.in_use.sound().pack

    def changed_since(self, pack: str) -> Mapping[str, tuple[Change, ...]] | None:
        """What changed by clause from a plan to the one in use; None where that plan can't be read here."""
        return {} if pack == self.pack.id else self.changes.get(pack)


def plans_of(store: Store, on: date | None = None) -> Plans:
    """Read the plan in use on a day (today), and those by which anything was explained.

    Refused where no plan, or more than one, is in use, or it is damaged; an old one that is damaged is left out.
    """
    row = policy.pack_in_use(store, on)
    used = policy.of_record(row)
    issued = policy.packs_of(store, on)
    wanted = explained.packs(store) - {row.pack}
    changed: dict[str, Mapping[str, tuple[Change, ...]]] = {}
    for each in issued:
        if each.pack in wanted:
            with suppress(Refused):
                changed[each.pack or ""] = changes(policy.of_record(each), used)
    return Plans(used, {each.pack or "": each.version or "" for each in issued}, changed)


def changes(then: Draft, now: Draft) -> dict[str, tuple[Change, ...]]:
    """What changed by clause between two plans: its words, or what is calculated by it."""
    found: dict[str, set[Change]] = {}
    packs = [each.sound().pack for each in (then, now)]
    for each in revisions(then.sheets, now.sheets):
        if each.sheet == "clauses":
            is_plain = each.column == "plain"
            found.setdefault(each.name, set()).add(Change.PLAIN if is_plain else Change.TEXT)
        elif each.column not in _NOT_TOLD:
            for clause in {name for pack in packs for name in _clauses_of(pack, each.sheet, each.name)}:
                found.setdefault(clause, set()).add(Change.MONEY)
    return {clause: tuple(change for change in Change if change in told) for clause, told in found.items()}


def _clauses_of(pack: Pack, sheet: str, name: str) -> Iterator[str]:
    """The clauses by which a row of a sheet is told: its own, and those of the items that ask for it."""
    asked = ""
    match sheet:
        case "items" | "options":
            yield from (item.clause for item in pack.items if item.name == name)
        case "notices":
            yield from (notice.clause for notice in pack.notices if notice.text == name)
        case "parameters":
            for each in pack.parameters:
                if name == each.name or name.startswith(f"{each.name} · "):
                    asked = each.name
                    yield from (version.clause for version in each.versions)
        case _ if sheet.startswith(TABLE):
            asked = sheet.removeprefix(TABLE)
            yield from (table.clause for table in pack.tables if table.name == asked)
        case _:
            return
    yield from (item.clause for item in pack.items if asked and asked in _names(item))


# What was told


def told_to(store: Store, plans: Plans, household: bytes) -> tuple[Told, ...]:
    """The clauses of the plan in use, in its order, with what was said of each to this household."""
    return _told(plans, store.records(Explanation, household=with_others(store, household)))


def told_to_all(store: Store, plans: Plans) -> dict[bytes, tuple[Told, ...]]:
    """The same for every household to which anything was explained."""
    by_home: dict[bytes, list[Explanation]] = {}
    united = unions_of(store)
    for each in store.records(Explanation):
        by_home.setdefault(united.goes_on(each.household or b""), []).append(each)
    return {home: _told(plans, rows) for home, rows in by_home.items()}


def to_be_told_again(store: Store) -> frozenset[bytes]:
    """The households to which a clause was explained that is another one now; none where no plan is in use."""
    if not explained.packs(store):
        return frozenset()
    try:
        plans = plans_of(store)
    except Refused:
        return frozenset()
    again: set[bytes] = set()
    known = {clause.id for clause in plans.pack.clauses}
    for home, clause, pack in explained.last_by_others(store, plans.pack.id):
        since = plans.changed_since(pack)
        if clause in known and (since is None or clause in since):
            again.add(home)
    return frozenset(again)


def _told(plans: Plans, rows: Sequence[Explanation]) -> tuple[Told, ...]:
    by_clause: dict[str, list[Explanation]] = {}
    for row in sorted(rows, key=lambda row: (row.explained_on or date.min, row.id), reverse=True):
        if not row.withdrawn:
            by_clause.setdefault(row.clause or "", []).append(row)
    return tuple(_standing(plans, clause, tuple(by_clause.get(clause.id, ()))) for clause in plans.pack.clauses)


def _standing(plans: Plans, clause: Clause, rows: tuple[Explanation, ...]) -> Told:
    if not rows:
        return Told(clause, Standing.UNTOLD)
    last = rows[0]
    since = plans.changed_since(last.pack or "")
    changed = (Change.UNKNOWN,) if since is None else since.get(clause.id, ())
    said = {"understood": Standing.UNDERSTOOD, "needs_another_visit": Standing.ANOTHER_VISIT}
    standing = Standing.AGAIN if changed else said.get(last.understood or "", Standing.TOLD)
    return Told(clause, standing, rows, plans.versions.get(last.pack or "", ""), changed)


def those_there(store: Store, numbers: Collection[str]) -> list[bytes]:
    """The households with these numbers, such as those of a meeting. Refused where one names none, or several."""
    found = list[bytes]()
    for number in dict.fromkeys(numbers):
        homes = list(queries.counted(store, number=number))
        if not homes:
            raise Refused("No household has the number {number}.", "Look for it in the list.", number=number)
        if len(homes) > 1:
            raise Refused("Several households have the number {number}.", "Explain it to each alone.", number=number)
        found.append(homes[0].id)
    return found


def explain(
    store: Store, plans: Plans, households: Collection[bytes], clauses: Collection[str], **stated: Any
) -> Saved:
    """Write down that these clauses of the plan in use were explained to these households, in one entry.

    Refused where the plan has no such clause.
    """
    return store.save(*explanations(store, plans, households, clauses, **stated))


def explanations(
    store: Store, plans: Plans, households: Collection[bytes], clauses: Collection[str], **stated: Any
) -> tuple[Explanation, ...]:
    """What is to be written down when these clauses were explained to these households."""
    known = {clause.id for clause in plans.pack.clauses}
    if missing := [clause for clause in clauses if clause not in known]:
        raise Refused(
            "The plan in use has no clause “{clause}”. Nothing was written.",
            "See its clauses with: ruhu explain list",
            clause=missing[0],
        )
    same = {"explained_on": store.today(), **stated, "pack": plans.pack.id}
    return tuple(
        Explanation.of({**same, "household": home, "clause": clause}) for home in households for clause in clauses
    )


# Own numbers


class Source(StrEnum):
    """Whose numbers they are."""

    KEPT = "kept"  # of the household's last kept calculation
    LEDGER = "ledger"  # of the household's ledger
    EXAMPLE = "example"  # of the plan's own example


@dataclass(frozen=True)
class Numbers:
    """A calculation whose `items` stand on a clause; `called`: the version that was kept, or the plan's example.

    `missing`: the facts of the household that these items ask for, and that are not known. `veiled`: those of the
    items whose steps would show what stays sealed of a household, such as a birth date.
    """

    done: Done
    items: frozenset[str]
    source: Source
    called: str = ""
    missing: tuple[Gap, ...] = ()
    veiled: frozenset[str] = frozenset()


def items_on(pack: Pack, clause: str) -> frozenset[str]:
    """The items that stand on a clause, or ask for a parameter or a table that does."""
    named = {each.name for each in pack.tables if each.clause == clause}
    named |= {each.name for each in pack.parameters if any(version.clause == clause for version in each.versions)}
    return frozenset(item.name for item in pack.items if item.clause == clause or named & _names(item))


def numbers(store: Store, plans: Plans, household: Household, clause: str) -> Numbers | None:
    """What a clause comes to: for this household, or in the plan's example; None where nothing is calculated by it."""
    items = items_on(plans.pack, clause)
    if not items:
        return None
    return _of_kept(store, plans, household, items) or _of_ledger(store, plans, household, items)


def _of_kept(store: Store, plans: Plans, household: Household, items: frozenset[str]) -> Numbers | None:
    """By the facts of the last calculation that was kept, where that was by the plan in use."""
    last = next(iter(versions(store, household.id)), None)
    if last is None or last.pack != plans.pack.id:
        return None
    try:
        done = restored(store, last, plans.in_use)
    except Refused:
        return None
    if done is None:
        return None
    return Numbers(done, items, Source.KEPT, str(last.version or ""), veiled=_veiled(plans.pack))


def _of_ledger(store: Store, plans: Plans, household: Household, items: frozenset[str]) -> Numbers | None:
    """By the ledger, those items for which it has all that they rest on; what only others ask for can be anything."""
    pack = plans.pack
    done, gaps = None, ()
    try:
        done = reckon(store, household, draft=plans.in_use).calculation
    except Incomplete as incomplete:
        gaps = incomplete.gaps
    except Refused:
        return _of_example(plans, items, ())
    lacking = (*gaps, *_unasked(pack))
    asked = {item: facts_behind(pack, [item]) for item in items}
    missing = tuple(gap for gap in lacking if any(_input(gap) in names for names in asked.values()))
    whole = frozenset(item for item, names in asked.items() if not any(_input(gap) in names for gap in missing))
    if not any(whole & option.signs.keys() for option in pack.options) and missing:
        return _of_example(plans, items, missing)
    if gaps:
        done = _with_others(store, plans, household, frozenset(gap.name for gap in gaps))
    if done is None:
        return _of_example(plans, items, missing or gaps)
    return Numbers(done, whole, Source.LEDGER, missing=missing, veiled=_veiled(pack))


def _unasked(pack: Pack) -> Iterator[Gap]:
    """What nobody asked the household yet, though the plan says what holds while it is not known."""
    for each in pack.inputs:
        if is_asked(each) and each.kind is not Kind.LIST and each.default is not None:
            yield Gap(each.name, each.label or each.name, N_("It is not known."), ASKED, {})


def _with_others(store: Store, plans: Plans, household: Household, others: frozenset[str]) -> Done | None:
    """A calculation in which these facts, on which nothing rests that is told, are those of the plan's example."""
    said = (facts.of_cells(plans.pack, each.inputs) for each in plans.pack.examples)
    given = next(({name: each[name] for name in others} for each in said if others <= each.keys()), None)
    if given is None:
        return None
    try:
        return reckon(store, household, lambda _draft: given, draft=plans.in_use).calculation
    except Refused:
        return None


def _veiled(pack: Pack) -> frozenset[str]:
    """The items whose steps name a value that stays sealed in the ledger."""
    sealed = {each.name for one in pack.inputs for each in (one, *one.columns) if _is_sealed(each.field)}
    return frozenset(item.name for item in pack.items if sealed & _names(item))


def _is_sealed(field: str) -> bool:
    known = FIELDS.get(field)
    if known is None or known.field not in RECORDS[known.record].group_of:
        return False
    return RECORDS[known.record].group_of[known.field].privacy is Privacy.SENSITIVE


def _of_example(plans: Plans, items: frozenset[str], missing: tuple[Gap, ...]) -> Numbers | None:
    """The plan's first example in which most of these items come to something."""
    best: tuple[int, Numbers] | None = None
    for each in plans.pack.examples:
        try:
            found = facts.read(plans.pack, facts.of_cells(plans.pack, each.inputs))
            done = calculation.calculate(plans.in_use.sound(), plans.in_use.engine, found)
        except Refused:
            continue
        counted = sum(bool(done.outcome.values[name]) for name in items)
        if best is None or counted > best[0]:
            best = counted, Numbers(done, items, Source.EXAMPLE, each.name, missing)
        if counted == len(items):
            break
    return best[1] if best else None


def facts_behind(pack: Pack, items: Collection[str]) -> set[str]:
    """All names that items rest on: through other items, and the days by which parameters and tables choose."""
    leads: dict[str, set[str]] = {item.name: _names(item) for item in pack.items}
    for each in (*pack.parameters, *pack.tables):
        leads.setdefault(each.name, set()).add(each.by)
    found, waiting = set[str](), [*items]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += leads.get(name, ())
    return found


def _names(item: Item) -> set[str]:
    cells = (item.when, item.formula, item.least, item.most)
    return {name for cell in cells if cell for name in cast("list[str]", _NAME.findall(folded(cell.text)))}


def _input(gap: Gap) -> str:
    return _NAME.findall(gap.name)[0] if gap.name else ""
