"""Where all households stand, for the list and its filters, against a raw scan of the households in the same database.

The district's households are at their first visit. Here most have come further: their records are put straight into
the rows of a copy, without a journal, which the list does not read.
"""

import tracemalloc
from collections.abc import Iterator, Sequence
from itertools import product
from statistics import median
from typing import Any

import figures
from district import district
from sqlalchemy import insert

from desktop.domain.identity import new_id
from desktop.store import queries
from desktop.store.schema import rows
from desktop.store.standing import lines, standings
from desktop.store.store import Store

ROUNDS, REFRESHED = 5, 100
SCREEN, PAGE = 20, 200
SCAN = "a raw scan of the household table"
DAY = "2026-11-18"
STATES = ("negotiation", "signed")
PARTS = ("house", "area", "compensation", "wishes")


def main() -> None:
    with district() as made, made.copied("standing") as copy, copy.open() as store:
        homes = [home.id for home in queries.households(store)]
        _go_on(store, homes)
        figures.heading(f"where {made.households:,} encrypted households stand", made.folder)
        scans, all_of_them = [], []
        for _ in range(ROUNDS):
            scans.append(figures.seconds(_scan, store))
            all_of_them.append(figures.seconds(standings, store))
        figures.times(SCAN, scans)
        figures.times("where all of them stand, in order", all_of_them, is_felt=True)
        figures.ratio("  that is", median(all_of_them) / median(scans), SCAN)
        _refresh(store, homes)
        tracemalloc.start()
        held = standings(store)
        kept, peak = tracemalloc.get_traced_memory()
    figures.amount(f"{len(held):,} standings hold", kept, f"limit 60 MB; {peak / (1 << 20):,.0f} MB while made")


def _refresh(store: Store, homes: Sequence[bytes]) -> None:
    """What is asked again after a save, and while the list is scrolled."""
    ways = {
        "where one stands, after a save": (standings, 1),
        f"the lines of a screen of {SCREEN}": (lines, SCREEN),
        f"the lines of a page of {PAGE}": (lines, PAGE),
    }
    measured: dict[str, list[float]] = {what: [] for what in ways}
    for n in range(REFRESHED):
        first = n * 7919 % max(1, len(homes) - PAGE)
        for what, (ask, many) in ways.items():
            measured[what].append(figures.seconds(ask, store, homes[first : first + many]))
    for what, times in measured.items():
        figures.times(what, times, is_felt=True)


def _scan(store: Store) -> int:
    with store.reading() as connection:
        raw: Any = connection.connection.driver_connection
        return len(raw.execute("SELECT * FROM household").fetchall())


def _go_on(store: Store, homes: Sequence[bytes]) -> None:
    """Two of three households have their sheet, fewer an agreement, fewer their money."""
    print("they come further …", flush=True)
    with store.writing() as connection:
        for record, made in _further(homes):
            connection.execute(insert(rows[record]), [{"id": new_id(), **row} for row in made])


def _further(homes: Sequence[bytes]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    served = [home for n, home in enumerate(homes) if n % 3]
    confirmed = product((home for n, home in enumerate(homes) if n % 8), PARTS)
    words = {"facts": "住" * 700, "trace": "算" * 1400}  # as long as those of a household with two houses
    yield "confirmation", [{"household": home, "part": part, "confirmed_on": DAY} for home, part in confirmed]
    yield "wish", [{"household": home, "said_on": DAY, "choice": "undecided"} for home in homes[::2]]
    yield "unregistered_part", [{"household": home, "name": "煤棚", "state": "undetermined"} for home in homes[::3]]
    yield "appraisal", [{"household": home, "unit_price": 520_000} for home in served]
    yield "calculation", [{"household": home, "version": 1, **words} for home in served]
    yield "service", [{"household": home, "document": "sheet"} for home in served]
    agreed = product(served[::2], STATES)
    yield "agreement", [{"household": home, "state": state, "stated_on": DAY} for home, state in agreed]
    yield "payment", [{"household": home, "paid_on": DAY, "amount": 39_007_000} for home in served[::3]]
    yield "handover", [{"household": home, "handed_over_on": DAY} for home in served[::5]]
    yield "grievance", [{"household": home, "raised_on": DAY} for home in homes[::10]]


if __name__ == "__main__":
    main()
