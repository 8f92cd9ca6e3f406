"""Writing many households at once, and recomputing every row from the journal, against raw rows."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from statistics import median
from typing import Any, NamedTuple

import figures
import raw
from district import BATCH, District, district, household
from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, func, select

from desktop.domain.identity import new_id
from desktop.store import folder as place
from desktop.store.schema import ops
from desktop.store.store import Store
from desktop.store.writing import Batch

ROUNDS = 6
COLUMNS = 16
REFERENCE = f"raw executemany of {COLUMNS}-column rows"

_texts = (Column(f"column_{n}", Text) for n in range(1, COLUMNS))
_RAW = Table("raw", MetaData(), Column("id", LargeBinary, primary_key=True), *_texts, sqlite_with_rowid=False)


class Rates(NamedTuple):
    """Per second, in each round."""

    raw_rows: list[float]
    records: list[float]
    ops: list[float]


def main() -> None:
    with district() as made, made.copied() as copy, raw.file(copy.folder, _RAW) as plain:
        figures.heading(f"write and rebuild {made.households:,} households", copy.folder)
        size = place.database(copy.folder).stat().st_size
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
            rebuilt, peak = alone.submit(_rebuild, copy).result()
        with copy.open() as store:
            rates = _in_turn(store, plain, made.households)
    reference, written = median(rates.raw_rows), median(rates.ops)
    figures.rate(REFERENCE, reference, "rows")
    figures.rate("save_all, checked and sealed", median(rates.records), "records")
    figures.rate("the same by what it writes", written, "ops")
    figures.ratio("that is", written / reference, REFERENCE)
    figures.rate("rebuild", rebuilt, "ops")
    figures.ratio("that is", rebuilt / reference, REFERENCE)
    figures.amount("memory of the rebuild, at most", peak)
    figures.amount("the file", size)
    figures.amount("the file, per household", size / made.households)


def _rebuild(copy: District) -> tuple[float, int | None]:
    """Ops per second, and the memory that this process held at most."""
    with copy.open() as store:
        took = figures.seconds(store.rebuild)
        return _count(store) / took, figures.peak()


def _in_turn(store: Store, plain: Any, households: int) -> Rates:
    """Adds more households, and as many raw rows as there are ops in them."""
    rates = Rates([], [], [])
    for first in range(households, households + ROUNDS * BATCH, BATCH):
        batches = [Batch(household(serial), "invented") for serial in range(first, first + BATCH)]
        before = _count(store)
        took = figures.seconds(store.save_all, batches)
        written = _count(store) - before
        rows = [(new_id(), *(f"示例里 {n} 巷" for n in range(1, COLUMNS))) for _ in range(written)]
        rates.raw_rows.append(written / figures.seconds(raw.write, plain, {raw.insertion(_RAW): rows}))
        rates.records.append(sum(len(batch.records) for batch in batches) / took)
        rates.ops.append(written / took)
    return rates


def _count(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(ops)).scalar_one()


if __name__ == "__main__":
    main()
