"""Backups: one self-contained file each, made while the store is in use, read back before it counts.

A `.ruhu-backup` is a plain zip (stored, not compressed) of `store.toml`, `slots.json` and a clean copy of the encrypted ledger. Evidence is kept
by content and never changes, so it is copied once, beside the backups of a chosen place. Old backups open with the slots of their day.
"""

import errno
import hashlib
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from desktop.domain.errors import Refused
from desktop.store import connection as database
from desktop.store import folder as place

SUFFIX = ".ruhu-backup"
_PARTS = ("store.toml", "slots.json", "ledger.db")
_NAME = re.compile(r"(\d{8}-\d{6})(-\d+)?" + re.escape(SUFFIX))

Keep = Callable[[list[datetime]], set[datetime]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup file and when it was made (local time of that computer)."""

    file: Path
    made: datetime
    size: int


def last_three(made: Iterable[datetime]) -> set[datetime]:
    """Which of these backups stay inside the store's folder."""
    return set(sorted(made)[-3:])


def daily_weekly_monthly(made: Iterable[datetime]) -> set[datetime]:
    """Which of these backups stay at a chosen place: the newest of 7 days, of 4 weeks and of 6 months."""
    newest_first = sorted(made, reverse=True)
    kept: set[datetime] = set()
    for count, period in ((7, "%Y-%m-%d"), (4, "%G-%V"), (6, "%Y-%m")):
        newest: dict[str, datetime] = {}
        for moment in newest_first:
            newest.setdefault(moment.strftime(period), moment)
        kept.update(list(newest.values())[:count])
    return kept


LAST_THREE: Keep = last_three
DAILY_WEEKLY_MONTHLY: Keep = daily_weekly_monthly


def back_up(  # noqa: PLR0913  what is copied, where to, and how many stay
    engine: Engine,
    store_key: bytes,
    folder: Path,
    to: Path,
    *,
    keep: Keep,
    made: datetime | None = None,
    progress: Progress | None = None,
) -> Backup:
    """Writes one backup of an open store into a folder, reads it back, then lets go of those that `keep` doesn't name.

    Refused when the disk lacks room (nothing is left behind), or when what was written reads back differently.
    """
    made = (made or datetime.now().astimezone()).replace(microsecond=0)
    to.mkdir(parents=True, exist_ok=True)
    needed = sum((folder / name).stat().st_size for name in _PARTS) * 2 + (1 << 20)
    if place.free_space(to) < needed:
        raise _no_room(to, needed)
    target = _free_name(to, made)
    copy = to / (target.name + ".db.new")
    zipped = to / (target.name + ".new")
    try:
        _copy_ledger(engine, store_key, copy, progress)
        _zip(folder, copy, zipped)
        _require_same(zipped, copy)
        zipped.replace(target)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise _no_room(to, needed) from error
    finally:
        copy.unlink(missing_ok=True)
        zipped.unlink(missing_ok=True)
    place.sync_folder(to)
    _let_go(to, keep)
    return Backup(target, made, target.stat().st_size)


def back_up_evidence(folder: Path, to: Path) -> int:
    """Copies the evidence that a chosen place doesn't hold yet; returns how many pieces."""
    copied = 0
    for piece in (folder / "evidence").rglob("*"):
        target = to / "evidence" / piece.relative_to(folder / "evidence")
        if piece.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(target.name + ".new")
            shutil.copyfile(piece, temporary)
            temporary.replace(target)
            copied += 1
    return copied


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The backups in a folder, oldest first."""
    found = [
        Backup(file, datetime.strptime(match[1], "%Y%m%d-%H%M%S").astimezone(), file.stat().st_size)
        for file in folder.glob(f"*{SUFFIX}")
        if (match := _NAME.fullmatch(file.name))
    ]
    return tuple(sorted(found, key=lambda backup: (backup.made, backup.file.name)))


def unpack(file: Path, to: Path) -> None:
    """Lays a backup out as a store's folder, which must not exist. Refused, and nothing left, when the file is damaged or no backup."""
    try:
        with zipfile.ZipFile(file) as backup:
            if sorted(backup.namelist()) != sorted(_PARTS):
                raise _no_backup(file)
            to.mkdir(parents=True)
            for name in _PARTS:
                with backup.open(name) as packed, (to / name).open("wb") as written:
                    shutil.copyfileobj(packed, written, 1 << 20)
                    written.flush()
                    os.fsync(written.fileno())
    except (zipfile.BadZipFile, EOFError, FileNotFoundError) as error:
        shutil.rmtree(to, ignore_errors=True)
        raise _no_backup(file) from error
    place.lay_out(to, place.card(to))


def _copy_ledger(engine: Engine, store_key: bytes, copy: Path, progress: Progress | None) -> None:
    """A consistent copy under the same key, page by page, while others read and write; every page of it is read back."""

    def told(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    copies = database.connect(copy, store_key)
    try:
        with engine.connect() as source, copies.connect() as target:
            _driver(source).backup(_driver(target), pages=4096, progress=told)
            _driver(target).execute("PRAGMA journal_mode=DELETE")
            damaged = _driver(target).execute("PRAGMA cipher_integrity_check").fetchall()
    finally:
        copies.dispose()
    if damaged:
        raise Refused(
            "The backup reads back differently from what was written; it was thrown away. The store is untouched.",
            "Use another disk for backups, and look at this one: ruhu check",
        )


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _zip(folder: Path, copy: Path, zipped: Path) -> None:
    with zipped.open("wb") as written:
        with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as backup:
            for name in _PARTS:
                backup.write(copy if name == "ledger.db" else folder / name, name)
        written.flush()
        os.fsync(written.fileno())


def _require_same(zipped: Path, copy: Path) -> None:
    """Reads the written file back: what it holds must be what was copied."""
    with zipfile.ZipFile(zipped) as backup:
        with backup.open("ledger.db") as packed, copy.open("rb") as source:
            same = hashlib.file_digest(packed, "sha256").digest() == hashlib.file_digest(source, "sha256").digest()
        if not same or backup.testzip() is not None:
            raise Refused(
                "The backup reads back differently from what was written; it was thrown away. The store is untouched.",
                "Use another disk for backups, and look at this one: ruhu check",
            )


def _free_name(to: Path, made: datetime) -> Path:
    stem = made.strftime("%Y%m%d-%H%M%S")
    more = chain([""], (f"-{n}" for n in count(2)))
    return next(file for end in more if not (file := to / f"{stem}{end}{SUFFIX}").exists())


def _let_go(to: Path, keep: Keep) -> None:
    backups = backups_in(to)
    kept = keep([backup.made for backup in backups])
    for backup in backups:
        if backup.made not in kept:
            backup.file.unlink()


def _no_room(to: Path, needed: int) -> Refused:
    return Refused(
        "There is no room for a backup in {folder} ({free} MB free). The store is untouched, older backups are kept.",
        "Free at least {needed} MB there, or choose another place.",
        folder=to,
        free=place.free_space(to) >> 20,
        needed=-(-needed // (1 << 20)),
    )


def _no_backup(file: Path) -> Refused:
    return Refused(
        "The file {file} is not a whole backup of a store. Nothing was changed.",
        "Choose another backup; the store's own last three lie in its folder backups.",
        file=file,
    )
