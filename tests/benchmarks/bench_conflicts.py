"""Conflicts of a whole district: a page of those that wait, and of those that were decided, against a raw query."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from statistics import median
from typing import Any

import district
import figures

from desktop.casework import deciding
from desktop.casework.deciding import Choice
from desktop.domain.records import House
from desktop.store import contests, queries
from desktop.store.contests import Filter
from desktop.store.store import Store
from desktop.store.writing import Batch

WAITING, ROUNDS, AT_ONCE, DECIDED = 50_000, 15, 500, 1_000
RAW = "a raw query of the same rows"

_RAW = """
    SELECT c."row", c.grp, h.number, h.address, p.name, o.value, o.stamp, e.body
    FROM (SELECT "row", grp, household FROM conflicts ORDER BY household, "row", grp LIMIT 50 OFFSET ?) c
    JOIN ops o ON o."row" = c."row" AND o.grp = c.grp AND o.head = 1
    JOIN entries e ON e.origin = o.origin AND e.seq = o.seq
    LEFT JOIN household h ON h.id = c.household
    LEFT JOIN person p ON p.household = h.id
"""


def main() -> None:
    with district.district() as made, made.copied() as copy, copy.open() as store:
        waiting = min(WAITING, copy.households)
        print(f"writing {waiting:,} conflicts …", flush=True)
        _contest(store, waiting)
        figures.heading(f"{waiting:,} conflicts in {copy.households:,} encrypted households", copy.folder)
        _measure(store, _pages(waiting), lambda wanted, page: deciding.open_contests(store, wanted, page))
        print(f"deciding {DECIDED:,} of them …", flush=True)
        figures.rate("a decision of many for one reason", DECIDED / _decide(store), "conflicts")
        _measure(store, {"a page of what was decided": (Filter(), 1)}, lambda *asked: deciding.decided(store, *asked))


def _contest(store: Store, waiting: int) -> None:
    """Half of them move money, half don't; each is written by two who had not seen each other."""
    homes = [home.id for home in queries.households(store, limit=waiting)]
    for start in range(0, len(homes), AT_ONCE):
        some = store.records(House, household=homes[start : start + AT_ONCE])
        first = [*{house.household: house for house in reversed(some)}.values()]
        for said in ("一", "二"):
            store.save_all(Batch([changed]) for changed in _changed(first, said))


def _changed(houses: list[House], said: str) -> Iterator[House]:
    for n, house in enumerate(houses):
        yield replace(house, structure=f"砖混{said}") if n % 2 else replace(house, encumbrance=f"抵押{said}")


def _pages(waiting: int) -> Mapping[str, tuple[Filter, int]]:
    last = waiting // contests.PAGE
    return {
        "the first page of all": (Filter(), 1),
        "a page in the middle": (Filter(), last // 2),
        "the last page": (Filter(), last),
        "what moves money": (Filter(is_money=True), 1),
        "of one lane": (Filter(lane="示例里 7 巷"), 1),
        "of one lane, what moves no money": (Filter(lane="示例里 7 巷", is_money=False), 2),
        "of one household's number": (Filter(text=district.number(7)), 1),
        "of a name of three characters": (Filter(text=district.name(4)), 1),
        "of a surname, which thousands have": (Filter(text=district.name(4)[0]), 1),
    }


def _measure(store: Store, pages: Mapping[str, tuple[Filter, int]], page_of: Callable[[Filter, int], object]) -> None:
    raw: list[float] = []
    ours: dict[str, list[float]] = {what: [] for what in pages}
    for n in range(ROUNDS):
        with store.reading() as connection:
            bare: Any = connection.connection.driver_connection
            raw.append(figures.seconds(_fetch, bare, n * contests.PAGE))
        for what, asked in pages.items():
            ours[what].append(figures.seconds(page_of, *asked))
    figures.times(RAW, raw)
    for what, times in ours.items():
        figures.times(what, times, is_felt=True)
        figures.ratio("    that", median(times) / median(raw), RAW)


def _fetch(connection: Any, offset: int) -> None:
    connection.execute(_RAW, (offset,)).fetchall()


def _decide(store: Store) -> float:
    wanted = contests.registers(store, Filter(is_money=False))[:DECIDED]
    choices = [Choice(each, each.versions[0]) for each in deciding.standings(store, wanted)]
    return figures.seconds(deciding.decide, store, choices, because="invented")


if __name__ == "__main__":
    main()
