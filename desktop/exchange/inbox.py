"""Where files from outside wait: copied into the store's folder, known by their content, apart when something is wrong.

Promise: a file is in the inbox whole or not at all, and once however often it comes; what is wrong with one lies beside
it in quarantine, without personal data. Files stay sealed. Hidden: a file's name is its SHA-256.
"""

import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from desktop.domain.errors import Refused
from desktop.exchange import bundle
from desktop.exchange.header import MOST_FILE
from desktop.store import connection as database
from desktop.store import folder as place

UNFINISHED = ".new"

_AT_ONCE = 1 << 20
_SPARE = 1 << 20
_ABANDONED = 86400  # seconds
_NAME = re.compile(r"[0-9a-f]{64}\.ruhu")
_SAFE = re.compile(r"[0-9a-f]{16,64}|[0-9]+(\.[0-9]+)*")
"""What a reason may keep of its values, beside numbers and the program's own word for the place: ids and versions."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file in quarantine, why (message id, remedy and values of a Refused), and since when."""

    file: Path
    why: Refused
    at: datetime


class _Reason(Struct, frozen=True):
    """What lies beside a file in quarantine."""

    what: str
    remedy: str
    at: datetime
    values: dict[str, int | str] = {}


def take_in(folder: Path, file: Path) -> Path:
    """Copies a file into the inbox of a store's folder, and returns when it is on the disk; the same again is one.

    Refused where it is no bundle by its first bytes, can't be read, or the disk lacks room.
    """
    needed = _size(file) + _SPARE
    with database.words_for_failures(folder, disk=folder, needed=needed):
        if place.free_space(folder) < needed:
            raise database.disk_full(folder, needed)
        return _copied(file, _in(folder, "inbox"))


def sealed(folder: Path) -> tuple[Path, ...]:
    """The files in the inbox, the oldest first."""
    return _files(_in(folder, "inbox"))


def set_apart(folder: Path, file: Path, why: Refused, at: datetime) -> Path:
    """Moves a file of the inbox into quarantine with the reason; its new place."""
    reason = _Reason(why.what, why.remedy, at, _harmless(why.values))
    with database.words_for_failures(folder, disk=folder):
        target = _in(folder, "quarantine") / file.name
        place.write_durably(_reason_of(target), msgspec.json.encode(reason))
        _move(file, target)
    return target


def apart(folder: Path) -> tuple[Waiting, ...]:
    """What is in quarantine, the oldest first."""
    return tuple(_waiting(file) for file in _files(_in(folder, "quarantine")))


def put_back(folder: Path, file: Path) -> Path:
    """Moves a file from quarantine into the inbox, to be looked at again; its new place."""
    with database.words_for_failures(folder, disk=folder):
        target = _in(folder, "inbox") / file.name
        _move(file, target)
        _reason_of(file).unlink(missing_ok=True)
    return target


def let_go(file: Path) -> None:
    """Removes a file of the inbox that was taken in, or of quarantine with its reason."""
    folder = file.parent.parent
    with database.words_for_failures(folder, disk=folder):
        for left in (file, _reason_of(file)):
            left.unlink(missing_ok=True)


def _in(folder: Path, name: str) -> Path:
    """A subfolder of the store, which has it since it was made; made anew where somebody removed it."""
    within = folder / name
    within.mkdir(0o700, parents=True, exist_ok=True)
    return within


def _size(file: Path) -> int:
    """How long a file from outside is; Refused where it is no bundle."""
    try:
        if file.is_file() and bundle.is_bundle(file) and file.stat().st_size <= MOST_FILE:
            return file.stat().st_size
    except OSError as error:
        raise bundle.unread(file, error) from None
    raise bundle.no_bundle()


def _read(file: Path, stream: BinaryIO) -> bytes:
    try:
        return stream.read(_AT_ONCE)
    except OSError as error:
        raise bundle.unread(file, error) from None


def _copied(file: Path, inbox: Path) -> Path:
    _clear(inbox)
    digest = hashlib.sha256()
    descriptor, name = tempfile.mkstemp(suffix=UNFINISHED, dir=inbox)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as written, file.open("rb") as read:
            while piece := _read(file, read):
                digest.update(piece)
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        target = inbox / f"{digest.hexdigest()}.ruhu"
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    place.sync_folder(inbox)
    return target


def _move(file: Path, target: Path) -> None:
    file.replace(target)
    for each in (target.parent, file.parent):
        place.sync_folder(each)


def _files(folder: Path) -> tuple[Path, ...]:
    found = [(file.stat().st_mtime_ns, file) for file in folder.iterdir() if _NAME.fullmatch(file.name)]
    return tuple(file for _, file in sorted(found))


def _reason_of(file: Path) -> Path:
    return file.with_suffix(".json")


def _waiting(file: Path) -> Waiting:
    """A file with its reason; where that is lost or damaged, the file waits without one."""
    try:
        reason = msgspec.json.decode(_reason_of(file).read_bytes(), type=_Reason)
        values: dict[str, Any] = {**reason.values}
        why = Refused(reason.what, reason.remedy, **values)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, LookupError, ValueError, TypeError):
        at = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        return Waiting(file, Refused("This file waits here, and why is no longer known.", "Open it again."), at)
    return Waiting(file, why, reason.at)


def _harmless(values: Mapping[str, object]) -> dict[str, int | str]:
    """The values of a reason, those left out that may name a person or a place."""
    return {
        name: value if isinstance(value, int) else str(value) if name == "why" or _SAFE.fullmatch(str(value)) else "…"
        for name, value in values.items()
    }


def _clear(inbox: Path) -> None:
    """Removes what a job left half-copied that was killed."""
    for left in inbox.glob(f"*{UNFINISHED}"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
