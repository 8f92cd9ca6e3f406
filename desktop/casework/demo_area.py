"""What every demo has in common: its days and clock, what its area says of itself, its flats, its plan, its funnel."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop import paths
from desktop.casework import policy
from desktop.casework.inventing import CHECKER, CLERK, OFFICE
from desktop.casework.story import Deed
from desktop.domain.fields import RECORDS
from desktop.domain.four_clear import Case
from desktop.domain.records import CLASSES, Area, AreaFact, Flat, Household, Record, Staff
from desktop.domain.stages import Stage, stage
from desktop.store import opening, queries
from desktop.store.store import DEFAULT_ZONE, Store
from desktop.store.vault import Unlocked
from desktop.store.writing import Batch

EVIDENCE = paths.RESOURCES / "demo" / "evidence"
PACK = paths.RESOURCES / "packs" / "demo"
DRAWN = {"产权证首页": "scan", "认定书": "scan", "量测图": "sketch"}
"""What a drawn picture is, by its name; the others are photos."""

SMALL, LARGE = ("一室一厅", "55.20"), ("两室一厅", "88.60")
_STOREYS = 6
_DAYS = 18
_SHARES = {  # how many of the 412 households of the pictures have come how far
    Stage.REGISTERED: 16,
    Stage.VISITED: 109,
    Stage.SERVED: 139,
    Stage.SIGNED: 52,
    Stage.PAID: 55,
    Stage.MOVED: 41,
}

Progress = Callable[[int, int], None]


class Watch:
    """The clock of a story."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self) -> None:
        self.now += timedelta(seconds=4)


def this_day() -> date:
    """Today where the demo area lies, whatever this computer's clock is set to."""
    return datetime.now(ZoneInfo(DEFAULT_ZONE)).date()


def working_days(today: date) -> list[date]:
    """The last days before today, without Sundays."""
    days = (today - timedelta(days=back) for back in range(2 * _DAYS, 0, -1))
    return [day for day in days if day.isoweekday() < 7][-_DAYS:]  # noqa: PLR2004  Sunday


def goals(households: int) -> Iterator[Stage]:
    """How far each household comes: mixed, in the shares of the pictures."""
    wanted = [goal for goal, share in _SHARES.items() for _ in range(share)]
    for n in range(households):
        yield wanted[n * 89 % len(wanted)]  # 89 and 412 have no common factor: every place is met once


def describe(store: Store, first_day: date, reached: Mapping[str, tuple[str, str]]) -> None:
    """What the area says of itself, and by person in which team and by which number they are reached."""
    (area,) = store.records(Area)
    people = {row: reached[row.name] for row in store.records(Staff) if row.name and row.name in reached}
    store.save(
        replace(area, decision_number="示例征决〔2026〕1 号", notice_on=first_day - timedelta(days=14), **OFFICE),
        *(replace(row, team=team, phone=phone) for row, (team, phone) in people.items()),
        AreaFact(name="片区签约率", value="36.50", unit="%", since=first_day, reason="签约进度公示"),
    )


def flats_to_choose(buildings: str) -> Iterator[Flat]:
    """Buildings to choose from, six storeys each: on every floor of a unit a large flat and a small one."""
    for building, unit, floor in product(buildings, "123", range(1, _STOREYS + 1)):
        for room, (layout, area) in enumerate((LARGE, SMALL), 1):
            yield Flat(
                building=building,
                unit=unit,
                room=f"{floor}{room:02}",
                on_floor=floor,
                storeys=_STOREYS,
                layout=layout,
                area=Decimal(area),
            )


def issue_the_plan(folder: Path, opened: Mapping[str, Unlocked], watch: Watch) -> str:
    """The compensation plan of the area, by its id: one looked through it, another issued it."""
    plan = policy.read(PACK)
    for who, does in ((CHECKER, policy.confirm), (CLERK, policy.issue)):
        watch.tick()
        with opening.open_store(folder, opened[who], clock=watch) as store:
            does(store, plan)
    return plan.sound().pack.id


def in_turn(store: Store, watch: Watch, deeds: Sequence[Deed]) -> Iterator[Batch]:
    """An entry for each, some seconds after the one before."""
    for deed in deeds:
        watch.tick()
        yield Batch(deed.write(store))


def stages(store: Store) -> dict[Stage, int]:
    """How many households stand at each stage; those that were withdrawn, or go on under another, at none."""
    of: dict[bytes, list[Record]] = defaultdict(list)
    for kind in (kind for name, kind in CLASSES.items() if "household" in RECORDS[name].field):
        for record in store.records(kind):
            of[getattr(record, "household", b"")].append(record)
    living = (home for home in store.records(Household) if not home.withdrawn and not home.same_as)
    reached = Counter(stage(Case.of(home, of[home.id])) for home in living)
    return {at: reached[at] for at in Stage}


def numbers(store: Store) -> dict[str, int]:
    """How many records of each kind there are, and how many entries."""
    return {name: number for name, number in queries.counts(store).items() if number}
