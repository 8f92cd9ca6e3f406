"""One household as its page shows it, and the first page of the list, against one raw lookup in the same database."""

from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

import figures
from district import district

from desktop.store import history, queries
from desktop.store.store import Store

ROUNDS = 100
PAGE = 200
ROW = "a raw lookup by primary key"


def main() -> None:
    with district() as made, made.open() as store:
        figures.heading(f"read one of {made.households:,} encrypted households", made.folder)
        homes = [home.id for home in queries.households(store)]
        ways = _ways(store)
        measured: dict[str, list[float]] = {what: [] for what in ways}
        for n in range(ROUNDS):
            for what, way in ways.items():
                measured[what].append(figures.seconds(way, homes[n * 7919 % len(homes)]))
    for what, times in measured.items():
        figures.times(what, times, is_felt=what != ROW)
        if what != ROW:
            figures.ratio("  that is", median(times) / median(measured[ROW]), ROW)


def _ways(store: Store) -> Mapping[str, Callable[[bytes], object]]:
    def row(household: bytes) -> None:
        with store.reading() as connection:
            raw: Any = connection.connection.driver_connection
            raw.execute("SELECT * FROM household WHERE id = ?", (household,)).fetchall()

    return {
        ROW: row,
        "a household with everything of it": lambda household: queries.case_of(store, household),
        "its history": lambda household: tuple(history.steps(store, household)),
        f"a list of {PAGE} households": lambda _: queries.households(store, limit=PAGE),
    }


if __name__ == "__main__":
    main()
