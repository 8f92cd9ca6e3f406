"""The demo area's plan: the engine against a function written by hand, floats, simpleeval; loading; the explanation.

All reckon the same synthetic households, in turn, batch by batch. The hand and the engine agree in everything; floats
are wrong where they miss an item or a total by a fen.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import demo_plan
import figures
from demo_plan import ITEMS, OPTIONS

from desktop.policy import engine, proofing, reading
from desktop.policy.engine import Engine
from desktop.policy.explanation import explain
from desktop.policy.pack import Input, Kind, Pack
from desktop.policy.tree import Given, Proofed

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "packs" / "demo"
HOUSEHOLDS, BATCH, SOME = 100_000, 2_500, 20
EXPLAINED, LOADED = 200, 5
HAND, FLOATS = "written by hand, whole numbers", "written by hand, floats"
ENGINE, SIMPLEEVAL = "the engine", "simpleeval"
MONEY = tuple(place for place, name in enumerate(ITEMS) if not name.endswith(("面积", "天数", "人数")))

Reckoned = Sequence[Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    households: int = parser.parse_args().households
    figures.heading(f"the demo area's plan for {households:,} synthetic households", Path(tempfile.gettempdir()))
    proofed = _load()
    made = engine.compile_pack(proofed)
    speeds: dict[str, list[float]] = {HAND: [], ENGINE: [], FLOATS: [], SIMPLEEVAL: []}
    wrong: dict[str, int] = {HAND: 0, FLOATS: 0, SIMPLEEVAL: 0}
    preparing: list[float] = []
    for place, batch in enumerate(_batches(proofed.pack, households)):
        preparing.append(figures.seconds(lambda given=batch: [made.prepare(one) for one in given]) / len(batch))
        _measure(made, batch, speeds, wrong, is_slow_too=place % SOME == 0)
    for what, seconds in speeds.items():
        figures.rate(what, 1 / median(seconds), "households")
    for what, of in ((ENGINE, HAND), (FLOATS, HAND), (SIMPLEEVAL, HAND), (SIMPLEEVAL, ENGINE)):
        limit = 0.5 if what == ENGINE else None
        figures.ratio(f"  speed of {what}", median(speeds[of]) / median(speeds[what]), of, limit)
    asked = {HAND: households, FLOATS: households, SIMPLEEVAL: len(speeds[SIMPLEEVAL]) * min(BATCH, households)}
    for what, count in wrong.items():
        print(
            f"  {what}: differs from the engine in {count:,} of {asked[what]:,} households, {count / asked[what]:.2%}"
        )
    figures.times("facts of a household to whole numbers", preparing)
    _explain(proofed, households)


def _load() -> Proofed:
    """Load and check the pack, several times."""
    times: dict[str, list[float]] = {"load": [], "check": [], "compile": []}
    for _ in range(LOADED):
        pack: list[Pack | None] = []
        times["load"].append(figures.seconds(lambda into=pack: into.append(reading.load(FOLDER)[0])))
        whole = pack[0]
        if whole is None:
            raise SystemExit("the demo's plan has errors")
        proofed: list[Proofed | None] = []
        times["check"].append(figures.seconds(lambda of=whole, into=proofed: into.append(proofing.proof(of)[0])))
        typed = proofed[0]
        if typed is None:
            raise SystemExit("the demo's plan has errors")
        times["compile"].append(figures.seconds(engine.compile_pack, typed))
    for what, seconds in times.items():
        figures.times(f"{what} the pack", seconds, is_felt=True)
    return typed


def _measure(
    made: Engine, batch: Sequence[Given], speeds: Mapping[str, list[float]], wrong: dict[str, int], *, is_slow_too: bool
) -> None:
    """Time each way over the same households, and count where they differ."""
    prepared = [made.prepare(given) for given in batch]
    whole, floats = [demo_plan.whole(given) for given in batch], [demo_plan.float_of(given) for given in batch]
    exact = [_as_by_hand(made, made.reckon(one)) for one in prepared]
    ways: dict[str, tuple[Callable[[Any], Any], Sequence[Any]]] = {
        HAND: (demo_plan.reckoned, whole),
        ENGINE: (made.reckon, prepared),
        FLOATS: (demo_plan.floated, floats),
    }
    if is_slow_too:
        ways[SIMPLEEVAL] = demo_plan.Formulas().reckoned, floats
    for what, (way, facts) in ways.items():
        speeds[what].append(figures.seconds(_all, way, facts) / len(facts))
        if what != ENGINE:
            is_right = _is_equal if what == HAND else _is_to_the_fen
            wrong[what] += sum(not is_right(way(one), known) for one, known in zip(facts, exact, strict=True))


def _all(way: Callable[[Any], object], facts: Sequence[Any]) -> None:
    for one in facts:
        way(one)


def _as_by_hand(made: Engine, reckoned: Reckoned) -> tuple[Any, ...]:
    """Give what the engine reckoned in the order and the scales of the hand: hundredths, but for days and people."""
    spots = {**{name: made.values[name] for name in ITEMS}, **{name: made.totals[name] for name in OPTIONS}}
    values = [_hundredths(name, reckoned[spot.top], spot.scale) for name, spot in spots.items()]
    return (*values, *(bool(reckoned[place]) for place in made.notices))


def _hundredths(name: str, value: int | None, scale: int) -> int | None:
    return value if value is None or name.endswith(("天数", "人数")) else value * 10 ** (2 - scale)


def _is_equal(found: Reckoned, known: Reckoned) -> bool:
    return tuple(found) == tuple(known)


def _is_to_the_fen(found: Reckoned, known: Reckoned) -> bool:
    places = (*MONEY, *range(len(ITEMS), len(ITEMS) + len(OPTIONS)))
    return all((None if found[place] is None else round(found[place] * 100)) == known[place] for place in places)


def _explain(proofed: Proofed, households: int) -> None:
    givens = next(_batches(proofed.pack, min(EXPLAINED, households)))
    figures.times("explain a household", [figures.seconds(explain, proofed, given) for given in givens], is_felt=True)


def _batches(pack: Pack, households: int) -> Iterator[list[Given]]:
    chance = random.Random(5)  # noqa: S311  the same households every time
    for first in range(0, households, BATCH):
        yield [_household(pack, chance) for _ in range(min(BATCH, households - first))]


def _household(pack: Pack, chance: random.Random) -> Given:
    given: dict[str, Any] = {one.name: _value(one, chance) for one in pack.inputs}
    signed = date(2026, 10, 9) + timedelta(chance.randrange(120))
    given |= {"公告日": date(2026, 10, 9), "签约日": signed, "腾房日": signed + timedelta(chance.randrange(60))}
    return given


def _value(asked: Input, chance: random.Random) -> Any:
    match asked.kind:
        case Kind.LIST:
            many = chance.randrange(5) if asked.name == "人员" else chance.choice((0, 0, 1, 2))
            return tuple({column.name: _value(column, chance) for column in asked.columns} for _ in range(many))
        case Kind.YESNO:
            return chance.random() < 0.5
        case Kind.CHOICE:
            return chance.choice(asked.choices)
        case Kind.DATE:
            return date(1930, 1, 1) + timedelta(chance.randrange(35_000))
        case _:
            return _number(asked, chance)


def _number(asked: Input, chance: random.Random) -> Fraction:
    """Give a likely number with all the decimals that it may have."""
    low, high = _RANGES[asked.name]
    scale = 10**asked.decimals
    return Fraction(chance.randint(low * scale, high * scale), scale * 10**asked.unit.decimals)


_RANGES = {
    "登记面积": (8, 160), "认定面积": (0, 50), "评估单价": (3000, 9000), "装修评估值": (0, 60000), "数量": (1, 40),
    "经营面积": (0, 60), "片区签约率": (80, 100), "换房面积": (0, 120), "换房楼层": (1, 8), "换房楼总层数": (6, 33),
    "组合面积": (0, 90), "组合楼层": (1, 8), "组合楼总层数": (6, 33),
}  # fmt: skip
"""From and up to, as facts are written."""


if __name__ == "__main__":
    main()
