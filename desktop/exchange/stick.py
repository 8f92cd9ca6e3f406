"""Lays sealed files down on a stick: written beside their names, on the disk, read back, and only then named.

Promise: a file under its real name is whole and was read back from the disk; where anything fails, or somebody stops
it, none of the job's files bears a real name and what was begun is removed as far as the disk still answers. Hidden:
age draws the content through a reader, so that nothing plain is anywhere but in memory.
"""

import contextlib
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage
from pyrage import x25519

from desktop.store import connection as database
from desktop.store import folder as place

UNFINISHED = ".new"

_SPARE = 1 << 20
_AT_ONCE = 1 << 20
_TOLD = 1 << 18  # bytes between two calls of the progress, or more
_ABANDONED = 86400  # seconds

Progress = Callable[[int, int], object]
"""Is told how many bytes of how many are done; what it raises stops the rest, and nothing of the job stays."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file to be: its name, about how many bytes, and what is sealed in it."""

    name: str
    size: int
    content: Callable[[], Iterable[bytes]]


def lay_down(
    folder: Path,
    parts: Sequence[Part],
    recipients: Sequence[str],
    reread: Callable[[int, Path], Iterable[int]],
    progress: Progress,
) -> tuple[Path, ...]:
    """Writes all parts, or none.

    `reread` is given each part's number and file when it is on the disk, refuses where that is not what was meant, and
    tells from time to time how many more bytes are as they should be.
    """
    size = sum(part.size for part in parts)
    needed = size + _SPARE
    with database.words_for_failures(folder, disk=folder, needed=needed):
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        if place.free_space(folder) < needed:
            raise database.disk_full(folder, needed)
        files = [folder / part.name for part in parts]
        told = _Tally(2 * size, progress)
        with _beside(files) as unfinished:
            for n, (part, file) in enumerate(zip(parts, unfinished, strict=True)):
                _seal(part.content(), file, recipients, told)
                _forget(file)
                for done in reread(n, file):
                    told.add(done)
            progress(told.of, told.of)  # the last moment at which it can be stopped: then they get their names
    return tuple(files)


class _Tally:
    """How much is done, told not too often."""

    def __init__(self, of: int, progress: Progress) -> None:
        self.of = of
        self._done = self._told = 0
        self._progress = progress

    def add(self, count: int) -> None:
        self._done += count
        if self._done - self._told >= _TOLD:
            self._told = self._done
            self._progress(min(self._done, self.of), self.of)


class _Source:
    """Reads a stream of bytes as age wants them, and keeps what failed: age hands on only its text."""

    def __init__(self, content: Iterable[bytes], told: _Tally) -> None:
        self._content = iter(content)
        self._left = memoryview(b"")
        self._told = told
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._left:
                self._left = memoryview(next(self._content, b""))
                if not self._left:
                    return b""
            taken, self._left = self._left[:size], self._left[size:]
            self._told.add(len(taken))
        except BaseException as failure:
            self.failure = failure
            raise
        return bytes(taken)


class _Sink:
    """Writes into a file, and keeps what failed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.failure: BaseException | None = None

    def write(self, content: bytes) -> int:
        try:
            return self._file.write(content)
        except BaseException as failure:
            self.failure = failure
            raise

    def flush(self) -> None:
        """The file is flushed when all of it is written."""


def _seal(content: Iterable[bytes], file: Path, recipients: Sequence[str], told: _Tally) -> None:
    """Writes the content for these readers into a new file, and returns when it is on the disk."""
    source = _Source(content, told)
    readers = [x25519.Recipient.from_str(each) for each in recipients]
    with file.open("wb", buffering=_AT_ONCE) as written:  # for all eyes: who takes the stick is another user elsewhere
        sink = _Sink(written)
        try:
            pyrage.encrypt_io(source, sink, readers)
        except BaseException:
            if failure := source.failure or sink.failure:
                raise failure from None
            raise
        written.flush()
        os.fsync(written.fileno())


def _forget(file: Path) -> None:
    """Has the system read a file from the disk when it is read next, not from its memory, where it can be told so."""
    if hasattr(os, "posix_fadvise"):
        with file.open("rb") as written:
            os.posix_fadvise(written.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def _beside(files: Sequence[Path]) -> Generator[list[Path]]:
    """New files that take these names, which are free, at the end: all of them or none."""
    unfinished = [file.with_name(file.name + UNFINISHED) for file in files]
    named: list[Path] = []
    try:
        yield unfinished
        for new, file in zip(unfinished, files, strict=True):
            new.replace(file)
            named.append(file)
        place.sync_folder(files[0].parent)
    except BaseException:
        for left in (*unfinished, *named):
            with contextlib.suppress(OSError):  # the stick is out: then nothing can be removed
                left.unlink()
        raise


def _clear(folder: Path) -> None:
    """Removes what an earlier job left half-written that was killed."""
    for left in _half_written(folder):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()


def _half_written(folder: Path) -> Iterator[Path]:
    return folder.glob(f"ruhu-*.ruhu{UNFINISHED}")
