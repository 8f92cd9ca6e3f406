"""Backups: one self-contained file each, made while the store is in use, read back before it counts.

A `.ruhu-backup` is a plain zip (stored, not compressed) of `store.toml`, `slots.json` and a clean copy of the
encrypted ledger. Its name bears the moment and the store's mark, so that several stores can share one place. Evidence
is kept by content and never changes, so it is copied once, beside the backups of a chosen place. Old backups open
with the slots of their day.
"""

import errno
import os
import re
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine

from desktop.domain.errors import Refused
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store import vault

SUFFIX = ".ruhu-backup"
_PARTS = ("store.toml", "slots.json", "ledger.db")
_NAME = re.compile(r"(\d{8}-\d{6})-([0-9a-f]{8})" + re.escape(SUFFIX))
_MARK_BYTES = 4
_HALF_WRITTEN = (".new", ".part")  # how the names of such files end
_ABANDONED = 3600  # seconds
_PAGES_AT_ONCE = 4096
_NO_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)

Keep = Callable[[list[datetime]], set[datetime]]
Progress = Callable[[int, int], None]


class Backup(msgspec.Struct, frozen=True):
    """One backup file, when it was made (local time of that computer), and the mark of its store: the end of the id."""

    file: Path
    made: datetime
    size: int
    mark: str


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


ALL: Keep = set
LAST_THREE: Keep = last_three
DAILY_WEEKLY_MONTHLY: Keep = daily_weekly_monthly


def back_up(
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

    Only backups of this store are let go, and never the one just made. Refused when the disk lacks room (nothing is
    left behind), when it can't be written, or when what was written reads back differently.
    """
    place.require_possible(to)
    mark = place.card(folder).store[-_MARK_BYTES:].hex()
    needed = 2 * place.size_of(*(folder / name for name in (*_PARTS, "ledger.db-wal"))) + (1 << 20)
    if place.free_space(to) < needed:
        raise database.disk_full(to, needed)
    with database.words_for_failures(folder, disk=to, needed=needed):
        to.mkdir(parents=True, exist_ok=True)
        target, made = _free_name(to, made or datetime.now().astimezone(), mark)
        try:
            _write(engine, store_key, folder, target, progress)
        finally:
            _clear(to, target.name)
        _let_go(to, keep, mark, target)
        return Backup(target, made, target.stat().st_size, mark)


def back_up_evidence(folder: Path, to: Path) -> int:
    """Copies the evidence that a folder doesn't hold yet; returns how many pieces.

    Refused where the disk lacks room for all of it.
    """
    shelf = folder / "evidence"
    found = (piece for piece in shelf.rglob("*") if piece.is_file() and piece.suffix not in _HALF_WRITTEN)
    targets = ((piece, to / "evidence" / piece.relative_to(shelf)) for piece in found)
    missing = [(piece, target) for piece, target in targets if not target.exists()]
    needed = sum(piece.stat().st_size for piece, _ in missing) + (1 << 20)
    if missing and place.free_space(to) < needed:
        raise database.disk_full(to, needed)
    with database.words_for_failures(folder, disk=to, needed=needed):
        for piece, target in missing:
            place.copy_durably(piece, target)
    return len(missing)


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The backups in a folder, oldest first."""
    found = filter(None, map(_backup, folder.glob(f"*{SUFFIX}")))
    return tuple(sorted(found, key=lambda backup: (backup.made, backup.file.name)))


def _backup(file: Path) -> Backup | None:
    """The backup of this name; None where the name is none of ours."""
    match = _NAME.fullmatch(file.name)
    if match is None or not file.is_file():
        return None
    try:
        made = datetime.fromisoformat(match[1]).astimezone()
    except (ValueError, OverflowError):
        return None
    return Backup(file, made, file.stat().st_size, match[2])


def label(file: Path) -> tuple[place.Card, tuple[vault.Slot, ...]]:
    """Whose store a backup is of, and who and what opens it; the ledger in it is not looked at."""
    with tempfile.TemporaryDirectory() as beside:
        _unpack(file, Path(beside), _PARTS[:2])
        return place.card(Path(beside)), vault.slots(Path(beside))


def unpack(file: Path, to: Path) -> None:
    """Lays a backup out in a new folder; Refused when the file is missing, damaged or no backup."""
    _unpack(file, to, _PARTS)
    place.lay_out(to, place.card(to))


def _unpack(file: Path, to: Path, parts: Iterable[str]) -> None:
    if not file.is_file():
        raise Refused(
            "There is no file {file}. Nothing was changed.",
            "Name a backup, a file whose name ends with .ruhu-backup; they are listed by: ruhu backup --list",
            file=file,
        )
    try:
        with zipfile.ZipFile(file) as backup:
            if sorted(backup.namelist()) != sorted(_PARTS):
                raise _no_backup(file)
            for name in parts:
                with backup.open(name) as packed, open(to / name, "wb", opener=place.private) as written:
                    shutil.copyfileobj(packed, written, 1 << 20)
                    written.flush()
                    os.fsync(written.fileno())
    except _NO_ZIP as error:
        raise _no_backup(file) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the file's beginning
            raise
        raise _no_backup(file) from error


def _write(engine: Engine, store_key: bytes, folder: Path, target: Path, progress: Progress | None) -> None:
    copy = target.with_name(target.name + ".db.new")
    zipped = target.with_name(target.name + ".new")
    _copy_ledger(engine, store_key, folder, copy, progress)
    _zip(folder, copy, zipped)
    _require_readable(zipped)
    zipped.replace(target)
    place.sync_folder(target.parent)


def _copy_ledger(engine: Engine, store_key: bytes, folder: Path, copy: Path, progress: Progress | None) -> None:
    """A copy of one moment under the same key, made while others read and write; every page of it is read back."""

    def told(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with database.connected(copy, store_key) as copies, engine.connect() as source, copies.connect() as target:
        source.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # holds the moment; else each save starts anew
        _driver(source).backup(_driver(target), pages=_PAGES_AT_ONCE, progress=told)
        if not database.is_sound(_driver(source)):  # else damaged pages would be copied as sound ones of zeros
            raise database.damaged(folder, "HMAC")
        _driver(target).execute("PRAGMA journal_mode=DELETE")
        if _driver(target).execute("PRAGMA cipher_integrity_check").fetchall():
            raise _altered()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _zip(folder: Path, copy: Path, zipped: Path) -> None:
    with zipped.open("wb") as written:
        with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as backup:
            for name in _PARTS:
                backup.write(copy if name == "ledger.db" else folder / name, name)
        written.flush()
        os.fsync(written.fileno())


def _require_readable(zipped: Path) -> None:
    """Reads the written file back: what it holds must be what was copied."""
    try:
        with zipfile.ZipFile(zipped) as backup:
            is_whole = backup.testzip() is None
    except zipfile.BadZipFile:
        is_whole = False
    if not is_whole:
        raise _altered()


def _altered() -> Refused:
    return Refused(
        "The backup reads back differently from what was written; it was thrown away. The store is untouched.",
        "Use another disk for backups, and look at this one: ruhu check",
    )


def _free_name(to: Path, made: datetime, mark: str) -> tuple[Path, datetime]:
    """The file of a backup made now, or as many seconds later as there are backups of this very second."""
    made = made.replace(microsecond=0)
    while (file := to / f"{made:%Y%m%d-%H%M%S}-{mark}{SUFFIX}").exists():
        made += timedelta(seconds=1)
    return file, made


def _clear(to: Path, name: str) -> None:
    """Removes what this backup needed on its way, and what an earlier one left that was killed."""
    for left in to.glob(f"*{SUFFIX}.*"):
        if left.name.startswith(name) or time.time() - left.stat().st_mtime > _ABANDONED:
            left.unlink()


def _let_go(to: Path, keep: Keep, mark: str, newest: Path) -> None:
    """The newest stays even where the clock was set back and all others are of a later day."""
    ours = [backup for backup in backups_in(to) if backup.mark == mark]
    kept = keep([backup.made for backup in ours])
    for backup in ours:
        if backup.made not in kept and backup.file != newest:
            backup.file.unlink()


def _no_backup(file: Path) -> Refused:
    return Refused(
        "The file {file} is not a whole backup of a store. Nothing was changed.",
        "Choose another backup; the store's own last three lie in its folder backups.",
        file=file,
    )
