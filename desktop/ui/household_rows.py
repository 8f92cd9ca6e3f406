"""The households of the list: which there are, which of them a choice lets through, how many each choice would leave.

Promise: 100,000 of them are filtered and counted before the finger is off the chip. Hidden: all that a choice can ask
of a household is one number, and households with equal numbers are counted together.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, tzinfo
from enum import StrEnum
from typing import Any, Self

import msgspec
from msgspec.structs import replace

from desktop.casework import area_rules, ending_rights
from desktop.domain import rights
from desktop.domain.fields import RECORDS
from desktop.domain.progress import Selection
from desktop.domain.rights import Clock, Rules
from desktop.domain.stages import Circumstance, Stage
from desktop.store import agenda, queries, spelling, standing
from desktop.store.queries import Listed
from desktop.store.standing import Line, Standing
from desktop.store.store import Store

PARTS = ("house", "area", "compensation", "wishes")
QUICK = ("rights", "missing", *PARTS, "conflict", "grievance", "unpaid", "again", "nobodys")
"""What a quick filter may ask for: a right that ends soon, what is missing, what waits for the office, who has to be
told again after a new version of the plan, and whom nobody looks after."""

_BITS = {name: 1 << at for at, name in enumerate(QUICK)}
_WITHDRAWN = 1 << len(QUICK)
_STAGE = len(QUICK) + 1  # the bits from here on
_KEPT = 4000
_FEW = 100  # of which is asked by name
_MAY_ASSIGN = RECORDS["assignment"].group["assignment"].writers


class Order(StrEnum):
    PLACE = "place"
    NUMBER = "number"
    NAME = "name"


class Choice(msgspec.Struct, frozen=True):
    """What the list is narrowed to. `quick` is one of QUICK, or empty; `within` is a number of the progress page."""

    quick: str = ""
    within: Selection | None = None
    stage: Stage | None = None
    lane: str | None = None
    plot: str | None = None
    with_withdrawn: bool = False

    def leaves(self, mark: int) -> bool:
        """Whether a household of this mark stays."""
        return (
            (self.with_withdrawn or not mark & _WITHDRAWN)
            and (not self.quick or bool(mark & _BITS[self.quick]))
            and (self.stage is None or mark >> _STAGE == self.stage)
        )


class Counts(msgspec.Struct, frozen=True):
    """How many each choice would leave, of those in the lane and plot that are chosen."""

    every: int
    quick: Mapping[str, int]
    stages: Mapping[Stage, int]
    withdrawn: int


class Rows(msgspec.Struct, frozen=True):
    """All households of the area by place, withdrawn ones too, as of a state of the store."""

    revision: int
    homes: Sequence[Standing]
    marks: Sequence[int]
    lanes: tuple[str, ...]
    plots: tuple[str, ...]
    living: int  # how many are not withdrawn
    again: frozenset[bytes] = frozenset()  # who has to be told again, once that is known
    within: Collection[bytes] = ()  # those behind the number of the progress page, where the list is narrowed to one

    @classmethod
    def read(cls, store: Store, within: Collection[bytes] = ()) -> Self:
        revision = queries.revision_of(store)
        homes = standing.standings(store, withdrawn=True)
        due, free = ending_rights.ending_soon(store), nobodys(store, homes)
        lanes, plots = (standing.places(homes, kind) for kind in ("lane", "plot"))
        marks = [_mark(home, is_due=home.id in due, is_nobodys=home.id in free) for home in homes]
        return cls(revision, homes, marks, lanes, plots, _living(homes), within=within)

    @property
    def is_any_marked(self) -> bool:
        """Whether there is one that something is to be said of besides its stage."""
        said = _BITS["conflict"] | _BITS["grievance"] | _BITS["unpaid"] | _WITHDRAWN
        return any(mark & said for mark in set(self.marks))

    def chosen(self, choice: Choice) -> list[Standing]:
        """Those that the choice leaves, by place."""
        fitting = set(filter(choice.leaves, set(self.marks)))
        return [home for home, mark in self._lying(choice) if mark in fitting]

    def counts(self, choice: Choice) -> Counts:
        is_anywhere = choice.lane is None and choice.plot is None and choice.within is None
        seen = Counter(self.marks if is_anywhere else (mark for _, mark in self._lying(choice)))

        def left(**changed: object) -> int:
            asked = replace(choice, **changed)
            return sum(number for mark, number in seen.items() if asked.leaves(mark))

        every = left(quick="", stage=None)
        return Counts(
            every=every,
            quick={name: left(quick=name) for name in QUICK},
            stages={stage: left(stage=stage) for stage in Stage},
            withdrawn=left(quick="", stage=None, with_withdrawn=True)
            - left(quick="", stage=None, with_withdrawn=False),
        )

    def _lying(self, choice: Choice) -> Iterable[tuple[Standing, int]]:
        """The households in the lane and plot that are chosen, and behind the number that is, with their marks."""
        lane, plot = choice.lane, choice.plot
        every: Iterable[tuple[Standing, int]] = zip(self.homes, self.marks, strict=True)
        if choice.within is not None:
            every = (each for each in every if each[0].id in self.within)
        if lane is None and plot is None:
            return every
        return (
            (home, mark)
            for home, mark in every
            if (lane is None or home.lane == lane) and (plot is None or home.plot == plot)
        )

    def with_again(self, again: frozenset[bytes]) -> "Rows":
        """The same, with who has to be told again."""
        bit = _BITS["again"]
        marks = [
            mark | bit if home.id in again else mark & ~bit for home, mark in zip(self.homes, self.marks, strict=True)
        ]
        return replace(self, marks=marks, again=again)

    def with_changed(
        self, changed: Iterable[Standing], due: Collection[bytes], free: Collection[bytes], revision: int
    ) -> "Rows | None":
        """The same with these as they stand now, where they were; None where one is new.

        Of `due` a right ends soon; `free` are those that nobody looks after.
        """
        known = {home.id: home for home in changed}
        marked = {home: _mark(now, is_due=home in due, is_nobodys=home in free) for home, now in known.items()}
        homes = [known.pop(home.id, home) for home in self.homes]
        if known:
            return None
        bit = _BITS["again"]
        marked = {home: mark | bit if home in self.again else mark for home, mark in marked.items()}
        marks = [marked.get(home.id, mark) for home, mark in zip(homes, self.marks, strict=True)]
        return replace(self, revision=revision, homes=homes, marks=marks, living=_living(homes))


def _living(homes: Iterable[Standing]) -> int:
    return sum(not home.is_withdrawn for home in homes)


def nobodys(store: Store, homes: Sequence[Standing]) -> frozenset[bytes]:
    """Those of these that nobody looks after, for who hands households over; they alone are to be told."""
    if store.opened.role not in _MAY_ASSIGN:
        return frozenset()
    wanted = [home.id for home in homes if not home.is_withdrawn]
    held = agenda.looked_after(store, wanted if len(wanted) <= _FEW else None)
    return frozenset(home for home in wanted if home not in held)


def _mark(home: Standing, *, is_due: bool, is_nobodys: bool) -> int:
    missing = [part for part in PARTS if part not in home.clear]
    mark = home.stage << _STAGE | sum(_BITS[part] for part in missing)
    if is_due:
        mark |= _BITS["rights"]
    if missing:
        mark |= _BITS["missing"]
    if home.has_conflict:
        mark |= _BITS["conflict"]
    if home.is_moved_unpaid:
        mark |= _BITS["unpaid"]
    if is_nobodys:
        mark |= _BITS["nobodys"]
    if Circumstance.OPEN_GRIEVANCE in home.circumstances:
        mark |= _BITS["grievance"]
    return mark | _WITHDRAWN if home.is_withdrawn else mark


def ordered(homes: Sequence[Standing], order: Order, spelt: Mapping[bytes, str]) -> Sequence[Standing]:
    """These in another order than by place; those without what they are ordered by come last."""
    match order:
        case Order.PLACE:
            return homes
        case Order.NUMBER:
            return sorted(homes, key=lambda home: (not home.number, home.number or "", home.id))
        case Order.NAME:
            return sorted(homes, key=lambda home: (home.id not in spelt, spelt.get(home.id, ""), home.number or ""))


def spelt_names(store: Store) -> Mapping[bytes, str]:
    """By what each household is ordered when it is ordered by name: the pinyin of its first owner or tenant."""
    return {
        household: f"{' '.join(next(iter(spelling.readings(name)), ()))} {name}"
        for household, name in queries.first_owners(store).items()
    }


class Texts:
    """What the rows say in words, fetched for those that are seen; a few screens of them are kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._listed: dict[bytes, Listed] = {}
        self._lines: dict[bytes, Line] = {}
        self._rules: Rules | None = None

    def forget(self, households: Iterable[bytes] | None = None) -> None:
        """Drops what is known of these, or of all and of the area."""
        if households is None:
            self._rules = None
        for kept in (self._listed, self._lines):
            for household in list(kept) if households is None else households:
                kept.pop(household, None)

    def learn_names(self, households: Iterable[bytes]) -> None:
        """Fetches names and addresses: 2 ms for a screen."""
        _bound(self._listed)
        if wanted := [each for each in households if each not in self._listed]:
            self._listed |= {line.id: line for line in queries.listed(self._store, wanted)}

    def learn_lines(self, households: Iterable[bytes]) -> bool:
        """Fetches what is missing, what runs and the last contact, half a millisecond each.

        Tells whether any was not known.
        """
        _bound(self._lines)
        wanted = [each for each in households if each not in self._lines]
        if wanted:
            self._lines |= standing.lines(self._store, wanted)
            self._rules = self._rules or area_rules.rules_of(self._store)
        return bool(wanted)

    def knows_lines(self, households: Iterable[bytes]) -> bool:
        return all(each in self._lines for each in households)

    def listed(self, household: bytes) -> Listed | None:
        """Names and address, fetched now where they are not known."""
        if household not in self._listed:
            self.learn_names([household])
        return self._listed.get(household)

    def line(self, household: bytes) -> Line | None:
        """None until it was learnt."""
        return self._lines.get(household)

    def clock(self, household: bytes) -> Clock | None:
        """The clock of the household's own to speak of first; None also until its line was learnt."""
        line, rules = self._lines.get(household), self._rules
        if line is None or rules is None:
            return None
        return rights.foremost((rights.clock(each, rules) for each in line.begun), self.today())

    def today(self) -> date:
        return self._store.today()

    def zone(self) -> tzinfo:
        return self._store.zone()


def _bound(kept: dict[bytes, Any]) -> None:
    if len(kept) > _KEPT:
        kept.clear()
