"""Brings a backup back, or moves a store; what was there stays until the new one is whole."""

import errno
import hashlib
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from desktop.domain.errors import Refused
from desktop.store import backup, migrations
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.vault import Unlocked

Unlock = Callable[[Path], Unlocked]
"""Opens the vault of the folder it is given: a backup opens with the slots of its own day."""


def restore(backup_file: Path, folder: Path, unlock: Unlock) -> Path | None:
    """Puts a backup's store into this folder; returns where what was there is set aside, None where there was nothing.

    The backup is unpacked beside, unlocked and read through before anything moves. Opened next, the store notices
    that it is older, and takes a new origin (`opening.open_store(older_is_fine=True)`).
    """
    folder = folder.absolute()
    place.require_safe_place(folder)
    unpacked = folder.with_name(folder.name + ".restoring")
    needed = 2 * place.size_of(backup_file) + place.size_of(folder / "evidence")
    with database.words_for_failures(folder, disk=folder, needed=needed), _cleared(unpacked):
        backup.unpack(backup_file, unpacked)
        _require_readable(unpacked, unlock(unpacked), backup_file)
        backup.back_up_evidence(backup_file.parent, unpacked)
        return _put_in_place(unpacked, folder)


def move(folder: Path, to: Path) -> None:
    """Moves a store into a new folder: copied, compared file by file, and only then taken away here."""
    folder, to = folder.absolute(), to.absolute()
    place.card(folder)
    place.require_safe_place(to)
    if to.exists() or to.is_relative_to(folder):
        raise Refused(
            "The folder {to} exists already, or lies in the store itself. Nothing was moved.",
            "Name a folder elsewhere that doesn't exist yet.",
            to=to,
        )
    unfinished = to.with_name(to.name + ".new")
    lock = place.locked(folder)
    try:
        with database.words_for_failures(folder, disk=to, needed=place.size_of(folder)), _cleared(unfinished):
            _copy(folder, unfinished)
            _require_same(folder, unfinished)
            unfinished.replace(to)
            place.sync_folder(to.parent)
    finally:
        lock.release()
    gone = _free_name(folder, "moved")
    folder.replace(gone)  # at once, so that a kill leaves no half store under its name
    shutil.rmtree(gone)


@contextmanager
def _cleared(unfinished: Path) -> Generator[None]:
    """A folder that is not there before, and not left behind by a failure."""
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        yield
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _put_in_place(unpacked: Path, folder: Path) -> Path | None:
    if not folder.exists():
        unpacked.replace(folder)
        place.sync_folder(folder.parent)
        return None
    lock = place.locked(folder)
    try:
        backup.back_up_evidence(folder, unpacked)
    finally:
        lock.release()
    set_aside = _free_name(folder, "before-restore")
    folder.replace(set_aside)
    try:
        unpacked.replace(folder)
    except OSError:
        set_aside.replace(folder)
        raise
    place.sync_folder(folder.parent)
    return set_aside


def _copy(folder: Path, to: Path) -> None:
    for each in folder.rglob("*"):
        target = to / each.relative_to(folder)
        if each.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif each.name != "lock":
            place.copy_durably(each, target)


def _require_readable(folder: Path, opened: Unlocked, backup_file: Path) -> None:
    engine = database.connect(place.database(folder), opened.key, read_only=True)
    try:
        with database.words_for_failures(backup_file), engine.connect() as connection:
            migrations.require_known(connection, backup_file)
            damaged = connection.exec_driver_sql("PRAGMA cipher_integrity_check").first()
    finally:
        engine.dispose()
    if damaged:
        raise Refused("This backup is damaged. Nothing was changed.", "Choose another backup.")


def _require_same(folder: Path, copy: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "lock":
            twin = copy / file.relative_to(folder)
            with file.open("rb") as here, twin.open("rb") as there:
                if hashlib.file_digest(here, "sha256").digest() != hashlib.file_digest(there, "sha256").digest():
                    raise OSError(errno.EIO, "reads back differently")


def _free_name(folder: Path, why: str) -> Path:
    return next(free for n in count(1) if not (free := folder.with_name(f"{folder.name}.{why}-{n}")).exists())
