"""What a process holds in memory with the district's store open: after opening, after a list of all, after searches."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import figures
from district import SURNAMES, District, district

from desktop.store import queries

PAGE = 200
PROGRAM = "the program before it opens a store"


def main() -> None:
    with district() as made:
        figures.heading(f"memory with {made.households:,} households", made.folder)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
            held, peak = alone.submit(_held, made).result()
    first = held[PROGRAM]
    for what, memory in held.items():
        figures.amount(what, memory, f"{memory / first:.2f} × {PROGRAM}" if memory and first else "")
    figures.amount("at most, with the passphrase's derivation", peak)


def _held(made: District) -> tuple[dict[str, int | None], int | None]:
    """The memory of this process after each step, and at most."""
    held = {PROGRAM: figures.resident()}
    with made.open() as store:
        held["store open"] = figures.resident()
        queries.households(store, limit=PAGE)
        held[f"a list of {PAGE} households"] = figures.resident()
        for surname in SURNAMES:
            queries.found(store, surname)
        held[f"{len(SURNAMES)} searches"] = figures.resident()
        everything = queries.households(store)
        held[f"a list of all {len(everything):,} households"] = figures.resident()
    return held, figures.peak()


if __name__ == "__main__":
    main()
