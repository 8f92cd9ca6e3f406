"""A ledger taken in and written out, against its parser alone and its rows inserted raw.

Raw twice: the rows of the file into one table of its columns, and all rows that the import keeps of them (entries, ops,
records, what they are found by) into tables like the store's, without its guards.
"""

import argparse
import multiprocessing
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, TypeVar

import figures
import python_calamine as calamine
import raw
from district import id_number, name, number
from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, select

from desktop.domain.identity import new_id
from desktop.exchange import intake, ledger, outgoing, workbook
from desktop.exchange.intake import Outcome
from desktop.exchange.workbook import Cell, OutSheet
from desktop.store import opening, schema, search, vault
from desktop.store.spelling import folded
from desktop.store.store import Store

SMALL = 1000
ROUNDS = 3
REFERENCE = "the parser alone and a raw executemany of the same rows"
KEPT = "the parser alone and a raw executemany of all rows that are kept"

_TITLES = (
    *("户号", "户主", "身份证号码", "联系电话", "房屋坐落", "产权证号", "结构", "建成年份", "用途"),
    *("证载面积（㎡）", "未登记面积", "合计面积", "家庭人口", "安置意愿", "登记日期", "备注"),
)
_PASSPHRASE = "invented words for benchmarks"
_RAW = Table(
    "raw",
    MetaData(),
    Column("id", LargeBinary, primary_key=True),
    *(Column(f"column_{n}", Text) for n in range(len(_TITLES))),
    sqlite_with_rowid=False,
)
_WRITTEN = select(schema.documents.c.doc, schema.documents.c.text)

T = TypeVar("T")


class Reference(NamedTuple):
    """Seconds: the parser alone, then raw and as durable the rows of the file, or all rows that are kept of them."""

    parse: float
    file: float
    kept: float


class Stages(NamedTuple):
    """Seconds."""

    read: float
    understand: float
    plan: float
    write: float


class Import(NamedTuple):
    """A file taken in, and once more: seconds, and the bytes that the process held at most."""

    stages: Stages
    again: float
    peak: int | None


class Export(NamedTuple):
    """The same store written out: rows per second, and the bytes that the process held before and at most."""

    rate: float
    before: int | None
    peak: int | None


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures; no figure fails.")
    parser.add_argument("--households", type=int, default=100_000, metavar="N", help="100000 by default")
    n = parser.parse_args().households
    with tempfile.TemporaryDirectory(prefix="ruhu-bench-") as named:
        room = Path(named)
        os.environ["RUHU_HOME"] = str(room / "home")
        figures.heading(f"take in and write out a ledger of {n:,} rows", room)
        small = [_measured(room / f"small {nth}", SMALL) for nth in range(ROUNDS)]
        reference, taken = _measured(room / "large", n)
        exported = _alone(_exported, room / "large")
        _tell(n, reference, taken)
    slow = median(sum(each.stages) / SMALL for _, each in small)
    figures.rate(f"take in {SMALL:,} rows", 1 / slow, "rows")
    figures.ratio(f"a row of {n:,} costs", sum(taken.stages) / n / slow, f"a row of {SMALL:,}", limit=2)
    figures.rate("write out", exported.rate, "rows")
    figures.amount("memory of the export, at most", exported.peak)
    figures.amount("memory before it begins", exported.before)


def _measured(folder: Path, rows: int) -> tuple[Reference, Import]:
    """The reference, its part about the file timed before and after, and the import."""
    folder.mkdir()
    workbook.write(folder / "ledger.xlsx", [OutSheet("台账", _TITLES, _rows(rows))])
    before = _alone(_of_file, folder)
    taken = _alone(_taken_in, folder)
    parse, file = (sum(times) / 2 for times in zip(before, _alone(_of_file, folder), strict=True))
    return Reference(parse, file, _alone(_of_kept, folder)), taken


def _tell(n: int, of: Reference, taken: Import) -> None:
    total, reference, kept = sum(taken.stages), of.parse + of.file, of.parse + of.kept
    figures.rate(REFERENCE, n / reference, "rows")
    figures.rate(KEPT, n / kept, "rows")
    figures.rate(f"take in {n:,} rows", n / total, "rows")
    figures.ratio("that is", total / reference, REFERENCE, limit=8)
    figures.ratio("that is", total / kept, KEPT)
    for stage, seconds in taken.stages._asdict().items():
        figures.share(stage, seconds / total)
    figures.rate("the same file again, nothing written", n / taken.again, "rows")
    figures.ratio("that is", taken.again / reference, REFERENCE)
    figures.amount("memory of the import, at most", taken.peak)


def _rows(n: int) -> Iterator[tuple[Cell, ...]]:
    """The same rows in every run, spelled as offices do."""
    chance = random.Random(20261122)  # noqa: S311  spellings, not keys
    for serial in range(n):
        area, more = chance.randint(2000, 15_000) / 100, chance.choice((None, None, None, 8.5, 12.25))
        spelled = chance.choice((area, f"{area:.2f}", f" {area:.2f} ", f"{area:.2f}㎡"))
        day = chance.choice((date(2026, 10, 26), "2026-10-26", "2026.10.26", "2026年10月26日"))
        yield (
            *(number(serial), name(serial), id_number(serial)[0], f"100-{serial // 10_000:04}-{serial % 10_000:04}"),
            *(f"示例里 {serial % 97} 巷 {serial} 号", f"示例房权证第 {serial:06} 号", chance.choice(("砖混", "砖木"))),
            *(chance.choice((1985, "1985年", "1985")), "住宅", spelled, more, area + (more or 0)),
            *(chance.choice((2, "3人")), chance.choice(("货币", "产权调换", "未定")), day, None),
        )


def _of_file(folder: Path) -> tuple[float, float]:
    """Seconds to read a file with the parser alone, and to insert its rows into an encrypted file of one table."""
    read: list[list[Any]] = []

    def parse() -> None:
        file = str(folder / "ledger.xlsx")
        read.extend(calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[1:])

    took = figures.seconds(parse)
    rows = [(new_id(), *map(str, cells)) for cells in read]
    with tempfile.TemporaryDirectory(dir=folder) as room, raw.file(Path(room), _RAW) as plain:
        return took, figures.seconds(raw.write, plain, {raw.insertion(_RAW): rows})


def _of_kept(folder: Path) -> float:
    """Seconds to insert all that the store keeps into an encrypted file of the same tables, in the order of keys."""
    tables = (*schema.projected(), schema.entries, schema.household_keys)
    with (
        _opened(folder) as store,
        store.reading() as kept,
        tempfile.TemporaryDirectory(dir=folder) as room,
        raw.file(Path(room), *tables) as plain,
    ):
        cursor = plain.cursor()
        cursor.execute(str(schema.DOCUMENT_WORDS))
        cursor.execute("BEGIN IMMEDIATE")
        took = 0.0
        for table in tables:
            rows = [tuple(row) for row in kept.execute(select(table).order_by(*table.primary_key))]
            took += figures.seconds(cursor.executemany, raw.insertion(table), rows)
        words = [(doc, search.tokens(folded(written))) for doc, written in kept.execute(_WRITTEN)]
        took += figures.seconds(cursor.executemany, "INSERT INTO document_words (rowid, words) VALUES (?, ?)", words)
        return took + figures.seconds(plain.commit)


def _taken_in(folder: Path) -> Import:
    """Takes the ledger of a folder into a new store beside it, and once more."""
    opening.create(folder / "store", "示例片区", "陈示例", _PASSPHRASE).store.close()
    with _opened(folder) as store:
        stages = _run(store, folder / "ledger.xlsx", Outcome.NEW)
        again = sum(_run(store, folder / "ledger.xlsx", Outcome.SAME))
        return Import(stages, again, figures.peak())


def _run(store: Store, file: Path, expected: Outcome) -> Stages:
    read, book = _timed(lambda: workbook.read(file))
    understand, understood = _timed(lambda: ledger.read(book, ledger.headings(book), store.today()))
    planned, plan = _timed(lambda: intake.plan(store, understood))
    assert {each.outcome for each in plan.households} == {expected}
    write, _ = _timed(lambda: intake.take_in(store, plan))
    return Stages(read, understand, planned, write)


def _exported(folder: Path) -> Export:
    with _opened(folder) as store:
        before = figures.resident()
        took, sent = _timed(lambda: outgoing.export(store, folder / "out.xlsx"))
        return Export(sent.rows / took, before, figures.peak())


def _opened(folder: Path) -> Store:
    return opening.open_store(folder / "store", vault.unlock(folder / "store", _PASSPHRASE))


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    done: list[T] = []
    return figures.seconds(lambda: done.append(work())), done[0]


def _alone(work: Callable[[Path], T], place: Path) -> T:
    """Does the work in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        return alone.submit(work, place).result()


if __name__ == "__main__":
    main()
