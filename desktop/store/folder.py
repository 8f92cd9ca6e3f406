"""One store's folder on this computer: its layout, its lock, and the mirror that tells a copy from the original.

Promise: a folder is opened by one program at a time, never from a place that can change under our feet, and an old or
copied one is noticed before anything is written to it. Nothing is cleared away but what bears our own mark.
"""

import contextlib
import errno
import glob
import json
import os
import shutil
import stat
import tempfile
import time
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Self

import msgspec
from filelock import FileLock, Timeout
from msgspec.structs import replace

from desktop import paths
from desktop.domain.errors import Refused
from desktop.i18n import N_

FORMAT = 1
OFFICE, FIELD = "office", "field"
"""What a store can be: the office's own, or one that works on what the office entrusts to it."""

# What a person can do about these is more than their remedies say; the window knows them by their messages.
IN_USE = N_("The store in {folder} is open in another window or program on this computer.")
UNSAFE = N_("A store can't work in {folder}: it lies on a {kind} place ({recognised}), where records get lost.")

_SHORTEST = 512  # bytes; SQLite takes a shorter file for a new one
_SUBFOLDERS = ("evidence", "backups", "inbox", "quarantine", "outbox")
_MARK = "unfinished"
_MARKED_NAME = 50  # letters of a folder's name in that of the unfinished one, which must not get too long
_ABANDONED = 86400  # seconds
_PRIVATE = 0o700


class Card(msgspec.Struct, frozen=True):
    """What may be read of a store while it is locked (`store.toml`)."""

    store: bytes
    area: str
    kind: str = OFFICE
    format: int = FORMAT
    is_invented: bool = False  # a demo: nobody in it exists


def database(folder: Path) -> Path:
    return folder / "ledger.db"


def lay_out(folder: Path, card: Card) -> None:
    """Makes the subfolders and the card of a new store."""
    for name in _SUBFOLDERS:
        (folder / name).mkdir(_PRIVATE, parents=True, exist_ok=True)
    _write_card(folder, card)


def rename(folder: Path, area: str) -> None:
    """Gives the store's area another name on its card."""
    _write_card(folder, replace(card(folder), area=area))


def mark_invented(folder: Path) -> None:
    """Says on the card that everything in the store is invented."""
    _write_card(folder, replace(card(folder), is_invented=True))


def _write_card(folder: Path, card: Card) -> None:
    lines = {"format": card.format, "store": card.store.hex(), "kind": card.kind, "area": card.area}
    if card.is_invented:
        lines["is_invented"] = True
    card_text = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in lines.items())
    card_text = card_text.replace("\x7f", "\\u007f")  # JSON may leave it as it is, TOML may not
    write_durably(folder / "store.toml", card_text.encode())


def card(folder: Path) -> Card:
    """The card of the store in this folder; Refused where there is none, or one of a newer program."""
    try:
        held = tomllib.loads((folder / "store.toml").read_text("utf-8"))
        found = msgspec.convert({**held, "store": bytes.fromhex(held["store"])}, Card)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(
            "There is no store in {folder}.", "Name the folder of a store, or make one with: ruhu init", folder=folder
        ) from None
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise Refused(
            "The file store.toml in {folder} is damaged. The ledger itself is untouched.",
            "Put back store.toml from a backup of this store, or bring the backup back into a new folder with: "
            "ruhu restore",
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
    require_possible(folder)
    danger = paths.unsafe_place(folder)
    if danger is not None:
        raise Refused(
            UNSAFE,
            "Use a folder on this computer's own disk; move a store there with: ruhu move {folder} {better}",
            folder=folder,
            kind=danger.kind,
            recognised=danger.recognised,
            better=paths.data_folder() / folder.name,
        )


def require_possible(folder: Path) -> None:
    """Refused where no such folder can be: a file stands there or on the way, or the name is too long."""
    try:
        standing = next(place for place in (folder, *folder.parents) if place.exists())
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise Refused(
            "The name of the folder {folder} is too long. Nothing was changed.", "Shorten it.", folder=folder
        ) from None
    if not standing.is_dir():
        raise Refused(
            "{folder} can't be a folder: {file} is a file. Nothing was changed.",
            "Name another folder.",
            folder=folder,
            file=standing,
        )


@contextmanager
def built_beside(folder: Path) -> Generator[Path]:
    """A new folder to be filled, beside the place that it then takes (`take_place`); gone again where that fails.

    What an earlier job left that was killed goes too, a day later, if it bears our mark.
    """
    prefix = f".{folder.name[:_MARKED_NAME]}.{_MARK}-"
    folder.parent.mkdir(parents=True, exist_ok=True)
    for mark in folder.parent.glob(f"{glob.escape(prefix)}*/{_MARK}"):
        if time.time() - mark.stat().st_mtime > _ABANDONED:
            shutil.rmtree(mark.parent, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    try:
        (unfinished / _MARK).touch()
        yield unfinished
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def take_place(unfinished: Path, folder: Path) -> None:
    """Gives a folder that is filled now its own name, which must be free."""
    (unfinished / _MARK).unlink()
    unfinished.replace(folder)
    sync_folder(folder.parent)


@contextmanager
def held(folder: Path) -> Generator[FileLock]:
    """The folder's lock, for one job; Refused while another program has it."""
    lock = locked(folder)
    try:
        yield lock
    finally:
        lock.release()


def locked(folder: Path) -> FileLock:
    """The acquired lock of this folder; Refused while another program has it."""
    lock = FileLock(folder / "lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise Refused(
            IN_USE,
            "Close it there first, or go on working in that window.",
            folder=folder,
        ) from None
    return lock


private = partial(os.open, mode=0o600)
"""Opens a file; a new one is for its owner's eyes alone."""


def write_durably(file: Path, content: bytes) -> None:
    """Replaces a file whole or not at all, and returns when it is on the disk."""
    temporary = file.with_name(file.name + ".new")
    with open(temporary, "wb", opener=private) as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    temporary.replace(file)
    sync_folder(file.parent)


def copy_durably(source: Path, target: Path) -> None:
    """Copies a file whole or not at all, and returns when it is on the disk; its folder is made where needed.

    The copy is for the same eyes as the source.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(target.name + ".part")
    as_source = partial(os.open, mode=stat.S_IMODE(source.stat().st_mode))
    with source.open("rb") as read, open(temporary, "wb", opener=as_source) as written:
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


class Home(msgspec.Struct, frozen=True):
    """Which folder a store lies in: its path, and the number under which the disk keeps it.

    A folder that was renamed keeps its number; a copy has another, also at the same path.
    """

    store: bytes
    path: bytes
    device: int
    inode: int

    @classmethod
    def of(cls, folder: Path) -> Self:
        status = folder.stat()
        return cls(card(folder).store, os.fsencode(folder.resolve()), status.st_dev, status.st_ino)

    def is_same(self, other: Self) -> bool:
        """Both are one folder. Of the two numbers the device's may change when the computer starts anew."""
        is_numbered_so = (self.store, self.inode) == (other.store, other.inode)
        return is_numbered_so and (self.path == other.path or self.device == other.device)

    def is_in_place_of(self, other: Self) -> bool:
        """Both are one folder, or of one store and at one path."""
        return self.is_same(other) or (self.store, self.path) == (other.store, other.path)


class End(msgspec.Struct, frozen=True):
    """The end of an own journal as this user of this computer last saw it, and where; how many merges were logged."""

    origin: bytes
    home: Home
    seq: int
    hash: bytes
    merges: int = 0


class Mirror:
    """The own journal's end, kept in the user's configuration: what the folder can't know when it is copied.

    Written after each commit and brought to the disk when the store closes: a lagging mirror notices less, it never
    accuses wrongly. So a disk that refuses it hinders nothing. It is never set back: without a mirror, nobody goes on
    as this origin.
    """

    def __init__(self, origin: bytes) -> None:
        self._origin = origin
        self._file = _mirrors() / f"{origin.hex()}.json"
        self._open: tuple[int, Home] | None = None

    def read(self) -> End | None:
        """The end last seen; None where this computer never saw it, or the note is unreadable."""
        return _end(self._file)

    def write(self, folder: Path, seq: int, entry_hash: bytes, merges: int = 0) -> None:
        with contextlib.suppress(OSError, Refused):
            if self._open is None:
                home = Home.of(folder)
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._open = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600), home
            descriptor, home = self._open
            note = msgspec.json.encode(End(self._origin, home, seq, entry_hash, merges))
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, note.ljust(os.fstat(descriptor).st_size))

    def close(self) -> None:
        """Brings the note to the disk."""
        if self._open is not None:
            with contextlib.suppress(OSError):
                os.fsync(self._open[0])
            os.close(self._open[0])
            self._open = None


def note_end(folder: Path, origin: bytes, seq: int, entry_hash: bytes, merges: int = 0) -> None:
    """Notes at once where an own journal stands in this folder."""
    with contextlib.closing(Mirror(origin)) as mirror:
        mirror.write(folder, seq, entry_hash, merges)


def ends_seen(folder: Path) -> tuple[End, ...]:
    """The ends of own journals that were last seen in this folder, or in another at its path."""
    home = Home.of(folder)
    noted = filter(None, map(_end, _mirrors().glob("*.json")))
    return tuple(end for end in noted if home.is_in_place_of(end.home))


def forget_ends(folder: Path) -> None:
    """Misses nothing more of what was seen in this folder, and never goes on as an origin of it."""
    for end in ends_seen(folder):
        with contextlib.suppress(OSError):
            (_mirrors() / f"{end.origin.hex()}.json").unlink()


def _mirrors() -> Path:
    return paths.config_folder() / "mirrors"


def _end(mirror: Path) -> End | None:
    try:
        return msgspec.json.decode(mirror.read_bytes(), type=End)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
