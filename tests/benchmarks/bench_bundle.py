"""Bundles written and read, against the least that makes such a file: zstd and age over the same bytes.

The entries are those of single saves: their shapes come from a store, their ids and sealed values are drawn anew, so
that they are no smaller than real ones when they are packed.
"""

import argparse
import io
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple, TypeVar

import figures
import msgspec
import pyrage
import zstandard
from district import household
from msgspec import structs
from pyrage import x25519

sys.path.insert(0, str(Path(__file__).parents[1]))

import bundles
from bundles import OWN, Office

from desktop.exchange import bundle, verifying
from desktop.exchange.content import portions
from desktop.exchange.packing import Load, Segment, Written
from desktop.store import journal, opening
from desktop.store.journal import NO_HASH, Body, Entry, WrittenOp, sealed_entry

ROUNDS = 3
REFERENCE = "zstd -3, age and fsync of the same bytes"
SMALLEST = "zstd -19 of the same records in one piece"

T = TypeVar("T")

_SHAPES_OF = 60  # households
_CHUNK = 4 << 20


class Times(NamedTuple):
    """Seconds, in turn."""

    reference: list[float]
    write: list[float]
    read: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures; no figure fails.")
    parser.add_argument("--entries", type=int, default=100_000, metavar="N", help="100000 by default")
    parser.add_argument("--many", type=int, default=1_000_000, metavar="N", help="for the memory; 1000000 by default")
    told, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="ruhu-bench-") as named:
        room = Path(named)
        os.environ["RUHU_HOME"] = str(room / "home")
        figures.heading(f"write and read a bundle of {told.entries:,} entries", room)
        shapes = _alone(partial(_shapes, room))  # a process begins with the memory of its parent, as it is counted
        held = {what: _alone(partial(work, room, shapes, told.many)) for what, work in _LARGE.items()}
        entries = [*_entries(shapes, told.entries)]
        _tell(entries, *_in_turn(entries, room))
        for what, (before, peak) in held.items():
            figures.amount(f"memory of {what} {told.many:,} entries, at most", peak)
            figures.amount("memory before it begins", before)


def _tell(entries: list[Entry], times: Times, written: Written, smallest: int, bare: int) -> None:
    n, reference = len(entries), median(times.reference)
    plain = sum(len(entry.body) for entry in entries)
    figures.rate(REFERENCE, n / reference, "entries")
    figures.rate("write: sign, pack, seal, read back, compare", n / median(times.write), "entries")
    figures.ratio("that is", median(times.write) / reference, REFERENCE)
    figures.rate("read: open, verify, chain", n / median(times.read), "entries")
    figures.ratio("that is", median(times.read) / reference, REFERENCE)
    figures.amount("an entry's body", plain / n)
    figures.amount("an entry in the bundle", written.size / n)
    figures.ratio("a bundle is as large as", written.size / bare, REFERENCE)
    figures.ratio("a bundle is as large as", written.size / smallest, SMALLEST)


def _in_turn(entries: list[Entry], room: Path) -> tuple[Times, Written, int, int]:
    """The times, the last bundle, and how long the smallest and the reference are."""
    office, times = Office.founded(), Times([], [], [])
    raws = [msgspec.msgpack.encode([each.body for each in run]) for run in portions(entries, _size, _CHUNK)]
    done: list[Written] = []
    for nth in range(ROUNDS):
        times.reference.append(figures.seconds(_reference, raws, room / "reference", office))
        times.write.append(figures.seconds(_write, office, room / str(nth), entries, done))
        times.read.append(figures.seconds(_read, office, done[-1].files))
    smallest = len(zstandard.ZstdCompressor(19).compress(b"".join(raws)))
    return times, done[-1], smallest, (room / "reference").stat().st_size


def _size(entry: Entry) -> int:
    return len(entry.body)


def _reference(raws: Iterable[bytes], file: Path, office: Office) -> None:
    pack = zstandard.ZstdCompressor(3)
    plain = io.BytesIO(b"".join(map(pack.compress, raws)))
    with file.open("wb") as written:
        recipients = [x25519.Recipient.from_str(each) for each in office.sealing.recipients]
        pyrage.encrypt_io(plain, written, recipients)
        written.flush()
        os.fsync(written.fileno())


def _written(office: Office, folder: Path, entries: Iterable[Entry]) -> Written:
    return bundles.written(office, folder, Load([Segment(OWN, entries, office.attest)]))


def _write(office: Office, folder: Path, entries: Iterable[Entry], done: list[Written]) -> None:
    done.append(_written(office, folder, entries))


def _read(office: Office, files: Iterable[Path]) -> None:
    for file in files:
        with bundle.opened(file, [office.keys.identity], verifying.signer(office.keys.root)) as incoming:
            for _ in incoming.contents():
                pass


def _shapes(room: Path) -> list[Body]:
    """What saves of single records wrote."""
    with opening.create(room / "store", "示例片区", "陈示例", "invented words for benchmarks").store as store:
        for serial in range(_SHAPES_OF):
            for record in household(serial):
                store.save(record)
        with store.reading() as connection:
            return [entry.read() for _, entry in journal.entry_rows(connection)]


def _entries(shapes: list[Body], number: int) -> Iterator[Entry]:
    """So many of these shapes, in one chain."""
    chance, prev = Random(20261130), NO_HASH  # noqa: S311  the same in each run
    for seq, shape in enumerate(islice(cycle(shapes), number), 1):
        ops = [_drawn_anew(op, chance, seq) for op in shape.ops]
        body = structs.replace(shape, origin=OWN, seq=seq, stamp=shape.stamp + seq, wall=shape.wall + seq, ops=ops)
        entry = sealed_entry(body, prev)
        prev = entry.hash
        yield entry


def _drawn_anew(op: WrittenOp, chance: Random, seq: int) -> WrittenOp:
    value = chance.randbytes(len(op.value)) if isinstance(op.value, bytes) else op.value
    ids = {"row": chance.randbytes(16), "household": (seq // 40).to_bytes(16, "big")}
    return structs.replace(op, **ids, value=value, ctx={OWN: seq - 1} if op.ctx else {})


def _written_many(room: Path, shapes: list[Body], number: int) -> tuple[int | None, int | None]:
    """Memory before and at most."""
    office, before = Office.founded(), figures.resident()
    (room / "office").write_bytes(msgspec.msgpack.encode(office))
    _written(office, room / "many", _entries(shapes, number))
    return before, figures.peak()


def _read_many(room: Path, _shapes: list[Body], _number: int) -> tuple[int | None, int | None]:
    office, before = msgspec.msgpack.decode((room / "office").read_bytes(), type=Office), figures.resident()
    _read(office, sorted((room / "many").iterdir()))
    return before, figures.peak()


_LARGE = {"writing": _written_many, "reading": _read_many}


def _alone(work: Callable[[], T]) -> T:
    """Does the work in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        return alone.submit(work).result()


if __name__ == "__main__":
    main()
