"""What is done with sums in the demo district: reckoned, checked by a second person, locked, printed, served, agreed.

Promise: no amount on any paper is invented: each comes out of the plan, from the facts that the team wrote down.
Hidden: which flat a household looks at, so that no two teams give one away twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from desktop.casework import agreement, calculation, flats, household_facts, locking
from desktop.casework.agreement import Part, Terms
from desktop.casework.demo_area import LARGE, SMALL
from desktop.casework.district.desk import Desk
from desktop.casework.papers import making, releasing
from desktop.casework.papers.made import Made
from desktop.casework.story import Course
from desktop.domain.records import Calculation, Flat, Household, Sheet
from desktop.store.store import Store
from desktop.store.vault import Unlocked

CASH, SWAP = "货币补偿", "产权调换"
_FOR = "换房"  # what the plan asks a flat for
_FITTINGS = (12_000, 18_600, 9_500, 24_300)
_BESIDE_IT = ("card", "visit", "explanation")  # what one household is given along with its sheet


@dataclass(frozen=True, slots=True)
class Way:
    """On which days a household gets its sheet, signs and moves out, and whether it takes a flat."""

    course: Course
    sheet_on: int
    signed_on: int | None = None
    moved_on: int | None = None
    swaps: bool = False

    @property
    def household(self) -> bytes:
        return self.course.family.household.id


@dataclass(frozen=True, slots=True)
class Printed:
    """Papers that went into one file."""

    file: Path
    papers: int
    pages: int


class Paperwork:
    """The sums of one laptop; its households choose from a building of their own."""

    def __init__(self, desk: Desk, second: str, building: str, days: Sequence[date]) -> None:
        self._desk = desk
        self._second = second
        self._building = building
        self._days = days
        self._given: set[bytes] = set()
        self.locked = 0
        self.agreements = 0

    def lock(self, store: Store, way: Way, *, reason: str = "") -> Calculation:
        """Reckons a household's sum, has the second person check it, and locks it."""
        home = store.get(Household, way.household) or way.course.family.household
        flat = self._looked_at(store, way)
        said = [f"{name}={text}" for name, text in self._answers(way).items()]
        done = calculation.reckon(
            store, home, lambda draft: household_facts.said(draft.sound().pack, said), flats={_FOR: flat}
        )
        locking.check(store, done, self._checker)
        self._desk.watch.tick()
        row = locking.lock(store, done, reason=reason)
        self.locked += 1
        return row

    def sheets(self, store: Store, ways: Iterable[Way], file: Path, *, whole: Way | None = None) -> Printed | None:
        """Prints the sheets of these households into one file, with all other papers of one of them."""
        papers = [*self._papers(store, ways, whole)]
        if not papers:
            return None
        self._desk.watch.tick()
        done = releasing.into_file(store, papers, file)
        return Printed(done.file, len(done.papers), done.pages)

    def agree(self, store: Store, way: Way) -> None:
        """Signs the agreement with a household: a way of its locked sum, the money in two parts."""
        home = store.get(Household, way.household) or way.course.family.household
        row = calculation.versions(store, home.id)[0]
        option = SWAP if way.swaps else CASH
        amount = row.amounts()[option]
        day = self._days[way.signed_on or 0]
        parts = (Part(amount // 2, condition="签约后"), Part(amount - amount // 2, condition="交房后"))
        until = day + timedelta(days=40)
        number = f"示例协字 {home.number}"
        agreement.sign(store, home, Terms(option, number, day, until, parts if amount > 1 else ()))
        self.agreements += 1

    @property
    def _checker(self) -> Unlocked:
        return self._desk.people[self._second]

    def _answers(self, way: Way) -> dict[str, str]:
        """What the household said, of what stands in no ledger."""
        signs = self._days[-1 if way.signed_on is None else way.signed_on]
        moves = signs + timedelta(days=20) if way.moved_on is None else self._days[way.moved_on]
        return {
            "装修评估值": str(_FITTINGS[way.course.n % len(_FITTINGS)]),
            "唯一住房": "否" if way.course.n % 7 == 0 else "是",
            "签约日": signs.isoformat(),
            "腾房日": moves.isoformat(),
        }

    def _looked_at(self, store: Store, way: Way) -> Flat:
        """A flat of the laptop's own building; a large one that nobody else looked at for who takes it."""
        layout, area = LARGE if way.swaps else SMALL
        found = (
            flat
            for flat in flats.open_to(store, way.household)
            if flat.building == self._building and flat.area == Decimal(area) and flat.layout == layout
        )
        flat = next(each for each in found if not way.swaps or each.id not in self._given)
        if way.swaps:
            self._given.add(flat.id)
        return flat

    def _papers(self, store: Store, ways: Iterable[Way], whole: Way | None) -> Iterator[Made]:
        for way in ways:
            home = store.get(Household, way.household)
            yield from making.made(store, "sheet", home)
            for kind in _BESIDE_IT if way is whole else ():
                yield from making.made(store, kind, home)


def number_of_sheet(store: Store, home: Household) -> str:
    """The number that the household's newest printed sheet bears."""
    printed = [row for row in store.records(Sheet, household=home.id) if not row.withdrawn]
    return max(printed, key=lambda row: row.id).number or ""
