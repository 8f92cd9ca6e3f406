"""One store's folder on this computer: its layout, its lock, and the mirror that tells a copy from the original.

Promise: a folder is opened by one program at a time, never from a place that can change under our feet, and an old or
copied one is noticed before anything is written to it.
"""

import contextlib
import json
import os
import shutil
import tomllib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from desktop import paths
from desktop.domain.errors import Refused

FORMAT = 1

_SHORTEST = 512  # bytes; SQLite takes a shorter file for a new one
_SUBFOLDERS = ("evidence", "backups", "inbox", "quarantine", "outbox")


@dataclass(frozen=True, slots=True)
class Card:
    """What may be read of a store while it is locked (`store.toml`)."""

    store: bytes
    area: str
    kind: str = "office"
    format: int = FORMAT


def database(folder: Path) -> Path:
    return folder / "ledger.db"


def lay_out(folder: Path, card: Card) -> None:
    """Makes the subfolders and the card of a new store."""
    for name in _SUBFOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    lines = {"format": card.format, "store": card.store.hex(), "kind": card.kind, "area": card.area}
    card_text = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in lines.items())
    write_durably(folder / "store.toml", card_text.encode())


def card(folder: Path) -> Card:
    """The card of the store in this folder; Refused where there is none, or one of a newer program."""
    try:
        held = tomllib.loads((folder / "store.toml").read_text("utf-8"))
        found = Card(bytes.fromhex(held["store"]), held["area"], held["kind"], held["format"])
    except FileNotFoundError:
        raise Refused(
            "There is no store in {folder}.", "Name the folder of a store, or make one with: ruhu init", folder=folder
        ) from None
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise Refused(
            "The file store.toml in {folder} is damaged. The ledger itself is untouched.",
            "Put back store.toml from a backup of this store.",
            folder=folder,
        ) from error
    if found.format > FORMAT:
        raise Refused(
            "The store in {folder} was written by a newer version of Ruhu. Nothing was changed.",
            "Install the newer version on this computer.",
            folder=folder,
        )
    return found


def require_whole(folder: Path, store: bytes) -> None:
    """Refused where the folder's parts are missing, or are not all of the store whose slots were opened."""
    ledger = database(folder)
    if card(folder).store != store:
        raise Refused(
            "The key slots (slots.json) in {folder} are those of another store. The ledger is untouched, and locked.",
            "Put slots.json back from a backup of this store.",
            folder=folder,
        )
    if not ledger.exists() or ledger.stat().st_size < _SHORTEST:
        raise Refused(
            "The ledger itself (ledger.db) is missing from {folder}, or empty.",
            "Put it back, finish a repair with: ruhu check --repair, or bring back a backup with: ruhu restore",
            folder=folder,
        )


def require_safe_place(folder: Path) -> None:
    """Refused on a removable disk, a network share or a synced folder, with a better place (R16, R17)."""
    danger = paths.unsafe_place(folder)
    if danger is not None:
        raise Refused(
            "A store can't work in {folder}: it lies on a {kind} place ({recognised}), where records get lost.",
            "Use a folder on this computer's own disk; move a store there with: ruhu move {folder} {better}",
            folder=folder,
            kind=danger.kind,
            recognised=danger.recognised,
            better=paths.data_folder() / folder.name,
        )


def locked(folder: Path) -> FileLock:
    """The acquired lock of this folder; Refused while another program has it."""
    lock = FileLock(folder / "lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise Refused(
            "The store in {folder} is open in another window or program on this computer.",
            "Close it there first, or go on working in that window.",
            folder=folder,
        ) from None
    return lock


def write_durably(file: Path, content: bytes) -> None:
    """Replaces a file whole or not at all, and returns when it is on the disk."""
    temporary = file.with_name(file.name + ".new")
    with open(temporary, "wb", opener=partial(os.open, mode=0o600)) as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    temporary.replace(file)
    sync_folder(file.parent)


def copy_durably(source: Path, target: Path) -> None:
    """Copies a file whole or not at all, and returns when it is on the disk; its folder is made where needed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + ".part")
    with source.open("rb") as read, temporary.open("wb") as written:
        shutil.copyfileobj(read, written, 1 << 20)
        written.flush()
        os.fsync(written.fileno())
    temporary.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Brings a folder's names onto the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def free_space(folder: Path) -> int:
    """Bytes free on the disk of a folder, which need not exist yet."""
    return shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists())).free


def size_of(*places: Path) -> int:
    """Bytes in these files, and in all files of these folders; what doesn't exist has none."""
    files = (file for place in places for file in (place, *place.rglob("*")))
    return sum(file.stat().st_size for file in files if file.is_file())


@dataclass(frozen=True, slots=True)
class End:
    """The end of the own journal as this computer last saw it, and in which folder."""

    folder: str
    seq: int
    hash: str


class Mirror:
    """The own journal's end, kept in the user's configuration: what the folder can't know when it is copied.

    Written after each commit and brought to the disk when the store closes: a lagging mirror notices less, it never
    accuses wrongly. So a disk that refuses it hinders nothing.
    """

    def __init__(self, origin: bytes) -> None:
        self._file = paths.config_folder() / "mirrors" / f"{origin.hex()}.json"
        self._descriptor: int | None = None

    def read(self) -> End | None:
        """The end last seen; None where this computer never saw it, or the note is unreadable."""
        try:
            held: Any = json.loads(self._file.read_text("utf-8"))
            return End(held["folder"], held["seq"], held["hash"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, folder: Path, seq: int, entry_hash: bytes) -> None:
        note = json.dumps({"folder": str(folder), "seq": seq, "hash": entry_hash.hex()}, ensure_ascii=False)
        with contextlib.suppress(OSError):
            if self._descriptor is None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
            content = note.encode().ljust(os.fstat(self._descriptor).st_size)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, content)

    def close(self) -> None:
        """Brings the note to the disk."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None
