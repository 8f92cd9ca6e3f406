"""Files of Excel and what they hold: sheets of cells, and nothing about households.

Promise: a file is read wholly or Refused, in bounded time and memory, whatever is in it; a file is written whole or not
at all. Hidden: what is foreign is opened by a child process (`desktop.exchange.reading`), since a parser that dies of
it must not take the window along.
"""

import os
import stat
import subprocess
import threading
import zipfile
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import BinaryIO, TypeAlias

from desktop import aside
from desktop.domain.errors import Refused
from desktop.exchange import reading
from desktop.exchange.parts import LIMITS, Fault, Limits, Unreadable
from desktop.exchange.reading import End, Message, Rows, Top, Unread
from desktop.exchange.writing import OutSheet, write_sheets
from desktop.i18n import N_
from desktop.memory import uncollected
from desktop.store.connection import words_for_failures
from desktop.store.folder import sync_folder

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
"""A formula has its cached value, an error is text ("#N/A"), a text stays exactly as it is; an empty cell is None."""

Progress = Callable[[int, int], None]
"""Called with the rows read so far, and how many the sheets opened so far have; what it raises ends the reading."""


@dataclass(frozen=True, slots=True)
class Span:
    """Merged cells, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from Excel's row 1 and column A on; all places count from 0.

    A row ends with its last cell that is not empty, so rows differ in length; the last row has such a cell.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[Span, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a file holds. `name` is the file's without its folder, `digest` its SHA-256."""

    name: str
    digest: str
    sheets: tuple[Sheet, ...]


_AS_XLSX = N_("Open it in Excel or WPS, save it as .xlsx, and choose that file.")
_ROWS_ALONE = N_("Copy the ledger's rows alone into a new workbook, save it as .xlsx, and choose that file.")
_WORDS = {
    Fault.EMPTY: (N_("The file {file} is empty."), N_("Choose another file, or ask for it once more.")),
    Fault.NO_TABLE: (N_("The file {file} is no table that can be read (.xlsx, .xls, .csv)."), _AS_XLSX),
    Fault.LOCKED: (
        N_("The file {file} is locked with a password."),
        N_("Open it in Excel or WPS with its password, save it without one as .xlsx, and choose that file."),
    ),
    Fault.DAMAGED: (N_("The file {file} is damaged. Nothing was taken in."), _AS_XLSX),
    Fault.TOO_BIG: (N_("The file {file} holds far more than a ledger. Nothing was taken in."), _ROWS_ALONE),
    Fault.BROKE_OFF: (
        N_("Reading {file} broke off: it is damaged, or needs far more memory than a ledger. Nothing was taken in."),
        _ROWS_ALONE,
    ),
    Fault.TOO_SLOW: (N_("Reading {file} took too long and was stopped. Nothing was taken in."), _ROWS_ALONE),
}


@uncollected()
def read(path: Path, limits: Limits = LIMITS, progress: Progress = lambda _done, _of: None) -> Workbook:
    """What an .xlsx, .xlsm, .xls or .csv file holds. Refused where it is none, locked, damaged, too big or too slow."""
    try:
        with _opened(path) as file, closing(_told(file, limits)) as messages:
            return _gathered(messages, path, progress)
    except Unreadable as unreadable:
        what, remedy = _WORDS[unreadable.fault]
        raise Refused(what, remedy, file=path.name) from unreadable


def _gathered(messages: Iterable[Message], path: Path, progress: Progress) -> Workbook:
    sheets: list[tuple[Top, list[Sequence[Cell]]]] = []
    done = of = 0
    for message in messages:
        match message:
            case Top():
                sheets.append((message, []))
                of += message.height
            case Rows():
                sheets[-1][1].extend(message.rows)
                done += len(message.rows)
            case End():
                return Workbook(path.name, message.digest, tuple(_sheet(top, rows, path) for top, rows in sheets))
            case Unread():
                raise Unreadable(message.fault)
        progress(done, of)
    raise Unreadable(Fault.BROKE_OFF)


def write(path: Path, sheets: Sequence[OutSheet]) -> None:
    """Write the sheets into one .xlsx file, in the place of what is there; Refused where the disk says no.

    Rows may raise, for instance to stop: then no file is left, and the one before stays.
    """
    temporary = path.with_name(f"{path.name}.new")
    try:
        with temporary.open("wb") as file:
            write_sheets(file, sheets)
            file.flush()
            os.fsync(file.fileno())
        _require_whole(temporary)
        temporary.replace(path)
        sync_folder(path.parent)
    except PermissionError as error:
        raise _kept_from(path, error) from error
    except OSError:
        with words_for_failures(path.parent, disk=path.parent):
            raise
    finally:
        temporary.unlink(missing_ok=True)


def _require_whole(file: Path) -> None:
    """Read the written file back: each part must have its checksum."""
    try:
        with zipfile.ZipFile(file) as written:
            damaged = written.testzip()
    except zipfile.BadZipFile:
        damaged = file.name
    if damaged is not None:
        raise Refused(
            "The file reads back differently from what was written; it was thrown away. The ledger is untouched.",
            "Write it to another disk, and look at this one.",
        )


def _opened(path: Path) -> BinaryIO:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            raise Refused(
                "{file} is a folder or a device, and no file.", "Choose an .xlsx, .xls or .csv file.", file=path.name
            )
        return path.open("rb")
    except FileNotFoundError:
        raise Refused("There is no file {file}.", "See where it lies, and choose it again.", file=path) from None
    except OSError as error:
        raise _kept_from(path, error) from error


def _kept_from(path: Path, error: OSError) -> Refused:
    return Refused(
        "The system keeps the file {file} from being read or written ({reason}).",
        "Close it in Excel or WPS, see that you may use this folder, then try again.",
        file=path.name,
        reason=error.strerror,
    )


def _told(file: BinaryIO, limits: Limits) -> Generator[Message]:
    """What the child tells of a file; it tells no End where it died. Unreadable where it is too slow."""
    with subprocess.Popen(  # noqa: S603  our own program
        reading.command(limits),
        cwd=aside.PLACE,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would show one for a moment
    ) as child:
        deadline = monotonic() + limits.seconds
        watch = threading.Timer(limits.seconds, child.kill)
        watch.start()
        try:
            yield from reading.received(child)
            if monotonic() >= deadline:
                raise Unreadable(Fault.TOO_SLOW)
        finally:
            watch.cancel()
            child.kill()
            watch.join()


def _sheet(top: Top, rows: list[Sequence[Cell]], path: Path) -> Sheet:
    while rows and not rows[-1]:
        rows.pop()
    return Sheet(
        top.name or path.stem,
        rows,
        tuple(Span(*place) for place in top.merged),
        frozenset(top.hidden_columns),
        frozenset(top.hidden_rows),
        top.is_hidden,
    )
