"""Photos, scans and drawings as the store keeps them: each content of a household once, sealed, in a file of its own.

Promise: what `keep` returned for lies on the disk and was read back; what `read` gives is what was kept. The file comes
before its record, so that a kill leaves at worst a file that no record names, and nothing throws that away: a draft may
name it. Hidden: a file's name is keyed by the store and bound to the household, so that who holds the folder can't tell
whether a picture of his lies in it, or whether two households have the same one; sizes go in steps of 4 KiB.
"""

import contextlib
import errno
import hashlib
import hmac
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from desktop.domain.errors import Refused
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.schema import rows
from desktop.store.sealing import Secrets, key_missing
from desktop.store.store import Store
from desktop.store.vault import subkey

UNFINISHED = ".new"
"""How the name of a file ends that is still being written."""

_STEP = 4096  # bytes; the disk gives a file no less anyway
_LENGTH = 8  # bytes that tell how long the content is
_SPARE = 1 << 20
_ABANDONED = 86400  # seconds
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class Piece(msgspec.Struct, frozen=True):
    """What a record says lies in the store: content with this fingerprint, of this household."""

    row: bytes
    household: bytes
    fingerprint: str


class Held(msgspec.Struct, frozen=True):
    """What lies in the store for a piece; `is_same` where it is what was taken in."""

    content: bytes
    is_same: bool


class State(StrEnum):
    """What became of a piece. `CLOSED`: it lies there, and the household's key doesn't."""

    WHOLE = "whole"
    MISSING = "missing"
    DAMAGED = "damaged"
    CLOSED = "closed"


def fingerprint(content: bytes) -> str:
    """What a record of evidence has as its digest: SHA-256, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def keep(store: Store, household: bytes, content: bytes) -> str:
    """Seals content under the key of a household that was saved, and returns its fingerprint once it is on the disk.

    What lies there already, whole, is not written again. Refused where the disk lacks room, or refuses.
    """
    store.require_writable()
    digest = fingerprint(content)
    file = file_of(store.folder, store.opened.key, household, digest)
    needed = len(content) + _SPARE
    with database.words_for_failures(store.folder, disk=store.folder, needed=needed):
        with store.reading() as connection:
            if _found(connection, store.secrets, file, household, digest)[0] is State.WHOLE:
                return digest
            sealed = store.secrets.seal(connection, household, _bound_to(household, digest), _padded(content))
        if place.free_space(store.folder) < needed:
            raise database.disk_full(store.folder, needed)
        _write(file, sealed)
    return digest


def take_sealed(
    store: Store, connection: Connection, household: bytes, digest: str, sealed: bytes, *, rehearse: bool = False
) -> State | None:
    """Keeps a piece as another store sealed it, where its content is what it says; a rehearsal looks at it alone.

    What is not `WHOLE` is not kept; None where it lay here before, whole.
    """
    file = file_of(store.folder, store.opened.key, household, digest)
    if _found(connection, store.secrets, file, household, digest)[0] is State.WHOLE:
        return None
    state, _ = _opened(connection, store.secrets, sealed, household, digest)
    if state is not State.WHOLE or rehearse:
        return state
    needed = len(sealed) + _SPARE
    if place.free_space(store.folder) < needed:
        raise database.disk_full(store.folder, needed)
    with database.words_for_failures(store.folder, disk=store.folder, needed=needed):
        _write(file, sealed)
    return state


def read(store: Store, household: bytes, digest: str) -> bytes:
    """The content with this fingerprint. Refused where it is not here, was damaged, or its key is not here."""
    found = looked_at(store, household, digest)
    if not found.is_same:
        raise _damaged()
    return found.content


def looked_at(store: Store, household: bytes, digest: str) -> Held:
    """What lies there under this fingerprint, also where it is something else: then it can be seen, and proves nothing.

    Refused where nothing can be read.
    """
    file = file_of(store.folder, store.opened.key, household, digest)
    with database.words_for_failures(store.folder, disk=store.folder), store.reading() as connection:
        state, content = _found(connection, store.secrets, file, household, digest)
    match state:
        case State.WHOLE:
            return Held(content, is_same=True)
        case State.CLOSED:
            raise key_missing()
        case State.MISSING:
            raise Refused(
                "The file of this evidence is missing from the store. Its record is still there.",
                "Bring the evidence back from a backup, or take the photo or paper in again.",
            )
        case State.DAMAGED if content:
            return Held(content, is_same=False)
        case State.DAMAGED:
            raise _damaged()


def _damaged() -> Refused:
    return Refused(
        "The file of this evidence is damaged: it is not what was taken in. Its record is still there.",
        "Bring the evidence back from a backup, or take the photo or paper in again.",
    )


def file_of(folder: Path, store_key: bytes, household: bytes, digest: str) -> Path:
    """Where content with this fingerprint lies, whether or not it does."""
    name = hmac.digest(subkey(store_key, "evidence"), _bound_to(household, digest), "sha256").hex()
    return folder / "evidence" / name[:2] / name


def pieces(connection: Connection) -> list[Piece]:
    """What the records name, withdrawn ones too. A digest that somebody typed, and that is none, names nothing."""
    table = rows["evidence"]
    found = connection.execute(select(table.c.id, table.c.household, table.c.digest).order_by(table.c.id))
    return [
        Piece(row, household or row, digest)
        for row, household, digest in found
        if digest and _FINGERPRINT.fullmatch(digest)
    ]


def states(
    connection: Connection, folder: Path, store_key: bytes, named: Iterable[Piece]
) -> Iterator[tuple[Piece, State]]:
    """Reads each piece through."""
    secrets = Secrets(store_key)
    for piece in named:
        file = file_of(folder, store_key, piece.household, piece.fingerprint)
        yield piece, _found(connection, secrets, file, piece.household, piece.fingerprint)[0]


def loose(folder: Path, store_key: bytes, named: Iterable[Piece]) -> int:
    """How many files no record names. They are left alone: a draft, or a record still on its way, may name them."""
    wanted = {file_of(folder, store_key, piece.household, piece.fingerprint) for piece in named}
    return len({file for file in (folder / "evidence").glob("??/*") if file.suffix != UNFINISHED} - wanted)


def _found(connection: Connection, secrets: Secrets, file: Path, household: bytes, digest: str) -> tuple[State, bytes]:
    try:
        sealed = file.read_bytes()
    except FileNotFoundError:
        return State.MISSING, b""
    return _opened(connection, secrets, sealed, household, digest)


def _opened(
    connection: Connection, secrets: Secrets, sealed: bytes, household: bytes, digest: str
) -> tuple[State, bytes]:
    padded = secrets.unseal(connection, household, _bound_to(household, digest), sealed)
    if padded is None:
        return (State.DAMAGED if secrets.has_key(connection, household) else State.CLOSED), b""
    content = padded[_LENGTH : _LENGTH + int.from_bytes(padded[:_LENGTH], "big")]
    return (State.WHOLE if fingerprint(content) == digest else State.DAMAGED), content


def _bound_to(household: bytes, digest: str) -> bytes:
    return b"evidence" + household + digest.encode()


def _padded(content: bytes) -> bytes:
    length = _LENGTH + len(content)
    return len(content).to_bytes(_LENGTH, "big") + content + bytes(-length % _STEP)


def _write(file: Path, sealed: bytes) -> None:
    if not file.parent.exists():
        file.parent.mkdir(0o700, parents=True, exist_ok=True)
        place.sync_folder(file.parent.parent)
    _clear(file.parent)
    descriptor, name = tempfile.mkstemp(suffix=UNFINISHED, dir=file.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(sealed)
            written.flush()
            os.fsync(written.fileno())
        _require_same(unfinished, sealed)
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    place.sync_folder(file.parent)


def _require_same(file: Path, written: bytes) -> None:
    if file.read_bytes() != written:
        raise OSError(errno.EIO, "reads back differently")


def _clear(folder: Path) -> None:
    """Removes what a job left half-written that was killed."""
    for left in folder.glob(f"*{UNFINISHED}"):
        with contextlib.suppress(FileNotFoundError):  # another thread's, done by now
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
