"""Makes a store and opens one: the only place where a folder becomes a `Store`.

Promise: a store comes into being whole or not at all; a copied or restored one takes a new origin before it writes, and one that is older
than what this computer saw last is not opened in silence.
"""

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select, update

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import Area, Staff
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store import journal, migrations, vault
from desktop.store.folder import Mirror
from desktop.store.journal import NO_HASH
from desktop.store.schema import entries, facts
from desktop.store.store import DEFAULT_ZONE, Clock, JournalEnd, Store, utc_now
from desktop.store.vault import Unlocked

_ORIGIN_BYTES = 8

COPIED = "This store was copied or moved here. It goes on as one of its own; nothing is lost."
OLDER = "This store was put back to an older state. It goes on from there as one of its own."


@dataclass(frozen=True, slots=True)
class Made:
    """A new store, and the code of its recovery sheet: to be printed now, kept nowhere."""

    store: Store
    code: str


def create(folder: Path, area: str, person: str, passphrase: str, *, clock: Clock = utc_now) -> Made:
    """Makes an office store with its own key, its area, and its first person, a clerk. The folder must be new or empty."""
    folder = folder.absolute()
    place.require_safe_place(folder)
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            "The folder {folder} is not empty. Nothing was written.",
            "Name a folder that doesn't exist yet.",
            folder=folder,
        )
    unfinished = folder.with_name(folder.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    store_id = new_id()
    place.lay_out(unfinished, place.Card(store_id, area))
    opened, code = vault.create(unfinished, store_id, person, Role.CLERK, passphrase)
    engine = database.connect(place.database(unfinished), opened.key)
    with database.words_for_failures(folder):
        migrations.make(engine)
        _write_facts(engine)
    engine.dispose()
    if folder.exists():
        folder.rmdir()
    unfinished.replace(folder)
    place.sync_folder(folder.parent)
    store = _open(folder, opened, clock=clock, is_new=True)
    store.enlist(Area(name=area, zone=DEFAULT_ZONE), because="store made")
    return Made(store, code)


def open_store(
    folder: Path, opened: Unlocked, *, clock: Clock = utc_now, read_only: bool = False, older_is_fine: bool = False
) -> Store:
    """Opens a store whose vault is unlocked.

    Refused when another program has it, when it lies in an unsafe place, was written by a newer program, is damaged, or is older than what
    this computer saw last (unless `older_is_fine`: then it takes a new origin).
    """
    folder = folder.absolute()
    if not read_only:
        place.require_safe_place(folder)
    place.card(folder)
    return _open(folder, opened, clock=clock, read_only=read_only, older_is_fine=older_is_fine)


def _open(
    folder: Path,
    opened: Unlocked,
    *,
    clock: Clock,
    read_only: bool = False,
    older_is_fine: bool = False,
    is_new: bool = False,
) -> Store:
    lock = None if read_only else place.locked(folder)
    engine = database.connect(place.database(folder), opened.key, read_only=read_only)
    try:
        with database.words_for_failures(folder):
            _require_database(folder)
            migrations.bring_up(engine, folder, opened.key, read_only=read_only)
            with engine.connect() as connection:
                end = _journal_end(connection)
                notice = (
                    None if read_only or is_new else _suspicion(connection, folder, end, older_is_fine=older_is_fine)
                )
            if notice is not None:
                end = _with_new_origin(engine, folder)
    except BaseException:
        engine.dispose()
        if lock is not None:
            lock.release()
        raise
    notices = () if notice is None else (notice,)
    store = Store(folder, engine, opened, end, lock=lock, clock=clock, read_only=read_only, notices=notices)
    if not read_only:
        Mirror(end.origin).write(folder, end.seq, end.hash)
        _enlist(store, opened)
    return store


def _require_database(folder: Path) -> None:
    if not place.database(folder).exists():
        raise Refused(
            "The ledger itself (ledger.db) is missing from {folder}.",
            "Put it back, or bring back a backup with: ruhu restore",
            folder=folder,
        )


def _write_facts(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(facts), {"name": "origin", "value": os.urandom(_ORIGIN_BYTES)})


def _journal_end(connection: Connection) -> JournalEnd:
    origin = connection.execute(select(facts.c.value).where(facts.c.name == "origin")).scalar_one()
    seq = connection.execute(select(func.max(entries.c.seq)).where(entries.c.origin == origin)).scalar() or 0
    last = journal.entry(connection, origin, seq)
    return JournalEnd(origin, seq, last.hash, last.read().stamp) if last else JournalEnd(origin, 0, NO_HASH, 0)


def _suspicion(connection: Connection, folder: Path, end: JournalEnd, *, older_is_fine: bool) -> str | None:
    """Why this store must not go on as the origin it says it is; Refused where a person must look first."""
    seen = Mirror(end.origin).read()
    if seen is None or seen.folder != str(folder):
        return COPIED
    known = journal.entry(connection, end.origin, seen.seq) if seen.seq else None
    if seen.seq == 0 or (known is not None and known.hash.hex() == seen.hash):
        return None
    if older_is_fine:
        return OLDER
    raise Refused(
        "The ledger in {folder} is older than this computer saw it last: {missing} entries are missing. "
        "Its newest file (ledger.db-wal) was lost, or an old copy was put in its place. Nothing was changed.",
        "Put the missing file back; or bring back a backup with: ruhu restore; or go on from this state with: "
        "ruhu restore --as-it-is",
        folder=folder,
        missing=max(seen.seq - end.seq, 1),
    )


def _with_new_origin(engine: Engine, folder: Path) -> JournalEnd:
    with database.writing(engine, folder) as connection:
        origin = os.urandom(_ORIGIN_BYTES)
        connection.execute(update(facts).where(facts.c.name == "origin").values(value=origin))
    return JournalEnd(origin, 0, NO_HASH, 0)


def _enlist(store: Store, opened: Unlocked) -> None:
    """Whoever has a slot here has a staff record with the key they sign with: also after a recovery, or a kill in between."""
    key = opened.signing.public_key().public_bytes_raw().hex()
    known = store.get(Staff, opened.person)
    if known is None:
        staff = Staff(id=opened.person, name=opened.name, role=opened.role, public_key=key)
        store.enlist(staff, because="key slot made")
    elif known.public_key != key:
        store.enlist(replace(known, public_key=key), because="signing key renewed")
