"""Brings a backup back, or moves a store to a better place; what was there is set aside, never deleted before the new one is whole."""

import hashlib
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

from desktop.domain.errors import Refused
from desktop.store import backup, vault
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.vault import Unlocked

Unlock = Callable[[Path], Unlocked]
"""Opens the vault of the folder it is given: a backup opens with the slots of its own day."""


def restore(backup_file: Path, folder: Path, unlock: Unlock = vault.unlock) -> Path | None:
    """Puts a backup's store into this folder; returns where what was there is set aside, None where there was nothing.

    The backup is unpacked beside, unlocked and read through before anything moves. Opened next, the store notices that it is older, and
    takes a new origin (`opening.open_store(older_is_fine=True)`).
    """
    folder = folder.absolute()
    place.require_safe_place(folder)
    unpacked = folder.with_name(folder.name + ".restoring")
    shutil.rmtree(unpacked, ignore_errors=True)
    try:
        backup.unpack(backup_file, unpacked)
        _require_readable(unpacked, unlock(unpacked))
    except BaseException:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise
    set_aside = None
    if folder.exists():
        lock = place.locked(folder)
        shutil.copytree(folder / "evidence", unpacked / "evidence", dirs_exist_ok=True)
        lock.release()
        set_aside = _free_name(folder, "before-restore")
        folder.replace(set_aside)
    _bring_evidence(backup_file.parent / "evidence", unpacked / "evidence")
    unpacked.replace(folder)
    place.sync_folder(folder.parent)
    return set_aside


def move(folder: Path, to: Path) -> None:
    """Moves a store into a folder that doesn't exist yet: copied, compared file by file, and only then taken away here."""
    folder, to = folder.absolute(), to.absolute()
    place.card(folder)
    place.require_safe_place(to)
    if to.exists():
        raise Refused("The folder {to} exists already. Nothing was moved.", "Name a folder that doesn't exist yet.", to=to)
    lock = place.locked(folder)
    unfinished = to.with_name(to.name + ".new")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, unfinished, ignore=shutil.ignore_patterns("lock"))
        _require_same(folder, unfinished)
        unfinished.replace(to)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise Refused(
            "The store could not be copied to {to} ({reason}). It is unchanged in {folder}.",
            "Free some space there, or name another place.",
            to=to,
            folder=folder,
            reason=error.strerror,
        ) from error
    finally:
        lock.release()
    shutil.rmtree(folder)


def _require_readable(folder: Path, opened: Unlocked) -> None:
    engine = database.connect(place.database(folder), opened.key, read_only=True)
    try:
        with database.words_for_failures(folder), engine.connect() as connection:
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
                    raise OSError(0, "reads back differently")


def _bring_evidence(source: Path, to: Path) -> None:
    for piece in source.rglob("*") if source.is_dir() else ():
        target = to / piece.relative_to(source)
        if piece.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(piece, target)


def _free_name(folder: Path, why: str) -> Path:
    return next(free for n in count(1) if not (free := folder.with_name(f"{folder.name}.{why}-{n}")).exists())
