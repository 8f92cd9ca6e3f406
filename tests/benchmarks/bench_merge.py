"""A bundle merged into the office, everything included, against the rows that it leaves there and nothing else done.

A tenth of the entries make a household each (8.5 rows), the others are visits. The merge is the one of the window and
the command line: signature, age, zstd, chain, certificate and scope, triggers, conflicts, search, log.

With --grow the office grows to so many households instead, a laptop's bundle of them after the other: what a household
costs then, where so many are there already.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import figures
import raw
from district import household, visit
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parents[1]))

import stores
from stations import OFFICE, WORKER, Founded

from desktop.casework import receiving, sending
from desktop.domain.records import Record
from desktop.store.schema import entries, projected
from desktop.store.store import Store
from desktop.store.writing import Batch

REFERENCE = "executemany of the same rows into the same tables"
LIMIT = 0.15
OF_A_HOUSEHOLD = 10  # entries
SIZES = (1_000, 10_000, 100_000)
OF_A_LAPTOP = 100_000  # households that it brings at most


class Measured(NamedTuple):
    """Seconds of the merge and of the raw rows; how many rows, bytes of the file, and memory at most."""

    merge: float
    raw: float
    rows: int
    size: int
    peak: int | None


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures; no figure fails.")
    parser.add_argument(
        "--entries", type=int, nargs="*", default=SIZES, metavar="N", help="1000 10000 100000 by default"
    )
    parser.add_argument("--grow", type=int, metavar="HOUSEHOLDS", help="to how many an office grows by merges")
    parser.add_argument("--bare", action="store_true", help="of a household its own row alone, not its 8.5")
    options = parser.parse_args()
    if options.grow:
        _grow(options.grow, rows=1 if options.bare else None)
        return
    figures.heading("merge of one bundle into an empty office", Path(tempfile.gettempdir()))
    for n in options.entries:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
            _tell(n, alone.submit(_measured, n).result())


def _tell(n: int, found: Measured) -> None:
    print(f"  {n:,} entries, {found.rows:,} rows")
    figures.rate("    merged", n / found.merge, "entries")
    figures.rate("    by the rows that it leaves", found.rows / found.merge, "rows")
    figures.ratio("    that is", found.raw / found.merge, REFERENCE, LIMIT)
    figures.rate("    the cost of a household", n / OF_A_HOUSEHOLD / found.merge, "households")
    figures.amount("    the file, per entry", found.size / n)
    figures.amount("    memory of the merge, at most", found.peak)


def _measured(n: int) -> Measured:
    with tempfile.TemporaryDirectory(prefix="ruhu-merge-") as room:
        os.environ["RUHU_HOME"] = f"{room}/home"
        founded = Founded.by(Path(room) / "founded", (WORKER,))
        with stores.cheaply(Path(room) / "home"), founded.laid_out(Path(room) / "district") as district:
            district[WORKER].save_all(Batch(records, "invented") for records in islice(_work(), n))
            files = sending.export(district[WORKER], district.stick(), split_mb=4000).files
            office = district[OFFICE]
            took = figures.seconds(receiving.merge, office, files)
            peak = figures.peak()
            rows = _rows(office)
            with raw.file(Path(room), entries, *projected()) as plain:
                least = figures.seconds(raw.write, plain, rows)
            size = sum(file.stat().st_size for file in files)
        return Measured(took, least, sum(map(len, rows.values())), size, peak)


def _grow(most: int, *, rows: int | None) -> None:
    """Tells at each merge what a household costs, of which the first rows are written, and the machine's load."""
    of_each = "its own row alone" if rows == 1 else "8.5 rows"
    figures.heading(
        f"an office that grows to {most:,} households, each an entry with {of_each}", Path(tempfile.gettempdir())
    )
    ends = [end for end in (1_000, 10_000, *range(OF_A_LAPTOP, most, OF_A_LAPTOP)) if end < most] + [most]
    with tempfile.TemporaryDirectory(prefix="ruhu-merge-") as room:
        os.environ["RUHU_HOME"] = f"{room}/home"
        founded = Founded.by(Path(room) / "founded", [f"laptop {end:,}" for end in ends])
        with stores.cheaply(Path(room) / "home"), founded.laid_out(Path(room) / "district") as district:
            for first, end in zip((0, *ends), ends, strict=False):
                laptop = district[f"laptop {end:,}"]
                laptop.save_all(Batch(household(serial)[:rows], "invented") for serial in range(first, end))
                files = sending.export(laptop, district.stick(), split_mb=4000).files
                laptop.close()
                shutil.rmtree(laptop.folder)
                before = _computed()
                took = figures.seconds(receiving.merge, district.office, files)
                _tell_grown(district.office, first, end, took, _computed() - before)
                for file in files:
                    file.unlink()


def _computed() -> float:
    """Seconds for which a core worked for this, its children's too: those tell more where others work beside it."""
    return sum(os.times()[:4])


def _tell_grown(office: Store, first: int, end: int, took: float, computed: float) -> None:
    size = sum(file.stat().st_size for file in office.folder.rglob("*") if file.is_file())
    figures.rate(f"  {end - first:,} more households, where {first:,} are", (end - first) / took, "households")
    figures.rate("    by what a core worked for it", (end - first) / computed, "households")
    figures.amount("    all that lies in the office's folder, each", size / end, f"load {os.getloadavg()[0]:.1f}")
    figures.amount("    memory, at most", figures.peak(), f"{took:,.0f} s")
    sys.stdout.flush()


def _work() -> Iterator[Sequence[Record]]:
    """What the entries say, one after the other."""
    serial = 0
    while True:
        made = household(serial)
        yield made
        yield from ([visit(made[0].id)] for _ in range(OF_A_HOUSEHOLD - 1))
        serial += 1


def _rows(office: Store) -> raw.Rows:
    with office.reading() as connection:
        return {
            raw.insertion(table): [tuple(row) for row in connection.execute(select(table))]
            for table in (entries, *projected())
        }


if __name__ == "__main__":
    main()
