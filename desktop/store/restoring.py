"""Brings a backup back, tries whether one would, or moves a store; what was there stays until the new one is whole."""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import msgspec
from filelock import FileLock

from desktop.domain.errors import Refused
from desktop.store import backup, journal, migrations
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.journal import NO_HASH
from desktop.store.opening import become, new_origin
from desktop.store.store import Store
from desktop.store.vault import Unlocked

Unlock = Callable[[Path], Unlocked]
"""Opens the vault of the folder it is given: a backup opens with the slots of its own day."""
_State = dict[Path, tuple[int, int]]


class Tried(msgspec.Struct, frozen=True):
    """What a trial found in a backup: its entries, how many more are here by now, and how many are there alone.

    There alone are those from before an older state was brought back here.
    """

    entries: int
    since: int
    only_there: int


def restore(backup_file: Path, folder: Path, unlock: Unlock) -> Path | None:
    """Puts a backup's store into this folder; returns where what was there is set aside, None where there was nothing.

    The backup is unpacked beside, unlocked and read through before anything moves, and goes on as a new origin. Refused
    where the folder holds anything but this store.
    """
    folder = folder.resolve()
    place.require_safe_place(folder)
    needed = 2 * place.size_of(backup_file) + place.size_of(folder / "evidence")
    with database.words_for_failures(folder, disk=folder, needed=needed), place.built_beside(folder) as unpacked:
        backup.unpack(backup_file, unpacked)
        _require_free_or_same(folder, place.card(unpacked).store)
        opened = unlock(unpacked)
        _require_readable(unpacked, opened, backup_file)
        origin = new_origin()
        ledger = place.database(unpacked)
        with database.connected(ledger, opened.key) as engine, database.writing(engine, unpacked) as connection:
            become(connection, origin)
        for beside in _beside(backup_file, place.card(unpacked).store):
            backup.back_up_evidence(beside, unpacked)
        set_aside = _put_in_place(unpacked, folder)
    place.forget_ends(folder)
    place.note_end(folder, origin, 0, NO_HASH)
    return set_aside


def _beside(backup_file: Path, store: bytes) -> Iterator[Path]:
    """The folders whose evidence is the backup's: its own, and the store that a backup in `backups` lies in."""
    yield backup_file.parent
    around = backup_file.resolve().parent.parent
    with suppress(Refused):
        if place.card(around).store == store:
            yield around


def try_out(backup_file: Path, store: Store) -> Tried:
    """Lays a backup of this store out beside it, reads all of it, compares its end with what is here, removes it.

    Refused where it is damaged, or where its entries are not those of this store.
    """
    folder = store.folder
    needed = 2 * place.size_of(backup_file)
    with (
        database.words_for_failures(folder, disk=folder, needed=needed),
        place.built_beside(folder.with_name(f"{folder.name}-trial")) as unpacked,
    ):
        backup.unpack(backup_file, unpacked)
        _require_readable(unpacked, store.opened, backup_file)
        ledger = place.database(unpacked)
        with (
            database.connected(ledger, store.opened.key, read_only=True) as engine,
            engine.connect() as there,
            store.reading() as here,
        ):
            ends, now = journal.last_seqs(there), journal.last_seqs(here)
            common = [(origin, min(seq, now[origin])) for origin, seq in ends.items() if origin in now]
            is_ours = all(journal.entry(there, *end) == journal.entry(here, *end) for end in common)
            is_whole = is_ours and not journal.breaks(there)
        shutil.rmtree(unpacked)
    if not is_whole:
        raise Refused(
            "What this backup holds is not what was written here. Nothing was changed.",
            "Make a new backup, then check the store.",
        )
    both = sum(seq for _, seq in common)
    return Tried(sum(ends.values()), sum(now.values()) - both, sum(ends.values()) - both)


def move(folder: Path, to: Path) -> None:
    """Moves a store into a new folder: copied, compared file by file, and only then taken away here."""
    folder, to = folder.resolve(), to.resolve()
    place.card(folder)
    place.require_safe_place(to)
    if to.exists() or to.is_relative_to(folder):
        raise Refused(
            "The folder {to} exists already, or lies in the store itself. Nothing was moved.",
            "Name a folder elsewhere that doesn't exist yet.",
            to=to,
        )
    needed = place.size_of(folder)
    with place.held(folder) as lock, database.words_for_failures(folder, disk=to, needed=needed):
        copied = _state(folder)
        with place.built_beside(to) as unfinished:
            _copy(folder, unfinished)
            _require_same(folder, unfinished, copied)
            _require_unchanged(folder, folder, copied)
            place.take_place(unfinished, to)
        shutil.rmtree(_renamed(folder, "moved", lock, copied))  # so that a kill leaves no half store under its name


def _require_free_or_same(folder: Path, store: bytes) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / "store.toml").exists():
        raise Refused(
            "The folder {folder} is not empty, and holds no store. Nothing was changed.",
            "Name a folder that doesn't exist yet.",
            folder=folder,
        )
    if place.card(folder).store != store:
        raise Refused(
            "The folder {folder} holds another store than this backup. Nothing was changed.",
            "Name the folder of the backup's own store, or one that doesn't exist yet.",
            folder=folder,
        )


def _put_in_place(unpacked: Path, folder: Path) -> Path | None:
    if not folder.exists():
        place.take_place(unpacked, folder)
        return None
    with place.held(folder) as lock:
        seen = _state(folder)
        backup.back_up_evidence(folder, unpacked)
        set_aside = _renamed(folder, "before-restore", lock, seen)
        try:
            place.take_place(unpacked, folder)
        except OSError:
            set_aside.replace(folder)
            raise
    return set_aside


def _renamed(folder: Path, why: str, lock: FileLock, seen: _State) -> Path:
    """The folder under a free name, where nobody writes to it; its own again, and Refused, where anybody just did."""
    free = next(name for n in count(1) if not (name := folder.with_name(f"{folder.name}.{why}-{n}")).exists())
    if os.name == "nt":  # renames no folder in which a file is open
        lock.release()
    folder.replace(free)
    try:
        _require_unchanged(folder, free, seen)
    except Refused:
        free.replace(folder)
        raise
    return free


def _require_unchanged(folder: Path, where: Path, seen: _State) -> None:
    if _state(where) != seen:
        raise Refused(
            "Something was written to {folder} meanwhile. It stays where it is, with what was written.",
            "Close what writes to {folder}, then do it again.",
            folder=folder,
        )


def _state(folder: Path) -> _State:
    """Of each file its size and last change, but for those that also a reader touches."""
    found = {file.relative_to(folder): file.stat() for file in folder.rglob("*") if _is_content(file)}
    return {name: (status.st_size, status.st_mtime_ns) for name, status in found.items() if status.st_size}


def _is_content(file: Path) -> bool:
    return file.is_file() and file.name != "lock" and not file.name.endswith("-shm")


def _copy(folder: Path, to: Path) -> None:
    for each in folder.rglob("*"):
        target = to / each.relative_to(folder)
        if each.is_dir():
            target.mkdir(stat.S_IMODE(each.stat().st_mode), parents=True, exist_ok=True)
        elif each.name != "lock":
            place.copy_durably(each, target)


def _require_readable(folder: Path, opened: Unlocked, backup_file: Path) -> None:
    ledger = place.database(folder)
    with (
        database.words_for_failures(backup_file),
        database.connected(ledger, opened.key, read_only=True) as engine,
        engine.connect() as connection,
    ):
        migrations.require_known(connection, backup_file)
        damaged = connection.exec_driver_sql("PRAGMA cipher_integrity_check").first()
    if damaged:
        raise Refused("This backup is damaged. Nothing was changed.", "Choose another backup.")


def _require_same(folder: Path, copy: Path, names: Iterable[Path]) -> None:
    for name in names:
        with (folder / name).open("rb") as here, (copy / name).open("rb") as there:
            if hashlib.file_digest(here, "sha256").digest() != hashlib.file_digest(there, "sha256").digest():
                raise OSError(errno.EIO, "reads back differently")
