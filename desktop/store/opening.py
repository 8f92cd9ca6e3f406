"""Makes a store and opens one: the only place where a folder becomes a `Store`.

Promise: a store comes into being whole or not at all; a copied or restored one takes a new origin before it writes,
and one that is older than what this computer saw last is not opened in silence.
"""

import os
import shutil
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import Area, Staff
from desktop.i18n import N_
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store import journal, migrations, vault
from desktop.store.folder import Mirror
from desktop.store.journal import NO_HASH, entry_hash
from desktop.store.schema import entries, facts
from desktop.store.store import DEFAULT_ZONE, Clock, JournalEnd, Store, utc_now
from desktop.store.vault import Unlocked

ORIGIN_BYTES = 8

COPIED = N_("This store was copied or moved here. It goes on as one of its own; nothing is lost.")
OLDER = N_("This store was put back to an older state. It goes on from there as one of its own.")


@dataclass(frozen=True, slots=True)
class Made:
    """A new store, and the code of its recovery sheet: to be printed now, kept nowhere."""

    store: Store
    code: str = field(repr=False)


def create(folder: Path, area: str, person: str, passphrase: str, *, clock: Clock = utc_now) -> Made:
    """Makes an office store with its own key, its area, and its first person, a clerk.

    The folder must be new or empty.
    """
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
    try:
        with database.words_for_failures(folder, disk=folder):
            opened, code = _make(unfinished, area, person, passphrase)
            with _open(unfinished, opened, clock=clock) as store:
                store.enlist(Area(name=area, zone=DEFAULT_ZONE), because="store made")
            _note(store.end, folder)
            if folder.exists():
                folder.rmdir()
            unfinished.replace(folder)
            place.sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return Made(_open(folder, opened, clock=clock), code)


def open_store(
    folder: Path, opened: Unlocked, *, clock: Clock = utc_now, read_only: bool = False, older_is_fine: bool = False
) -> Store:
    """Opens a store whose vault is unlocked.

    Refused when another program has it, when it lies in an unsafe place, was written by a newer program, is damaged,
    or is older than what this computer saw last (unless `older_is_fine`: then it takes a new origin).
    """
    folder = folder.absolute()
    if not read_only:
        place.require_safe_place(folder)
    place.require_whole(folder, opened.store)
    return _open(folder, opened, clock=clock, read_only=read_only, older_is_fine=older_is_fine)


def missing_entries(connection: Connection, origin: bytes, folder: Path) -> int:
    """How many entries of this origin the folder held when this computer saw it last, and holds no more."""
    seen = Mirror(origin).read()
    if seen is None or seen.folder != str(folder) or not seen.seq:
        return 0
    known = journal.entry(connection, origin, seen.seq)
    if known is not None and known.hash.hex() == seen.hash:
        return 0
    return max(seen.seq - _last_seq(connection, origin), 1)


def _make(folder: Path, area: str, person: str, passphrase: str) -> tuple[Unlocked, str]:
    store_id = new_id()
    place.lay_out(folder, place.Card(store_id, area))
    opened, code = vault.create(folder, store_id, person, Role.CLERK, passphrase)
    engine = database.connect(place.database(folder), opened.key)
    try:
        migrations.make(engine)
        origin = os.urandom(ORIGIN_BYTES)
        with engine.begin() as connection:
            connection.execute(insert(facts), {"name": "origin", "value": origin})
    finally:
        engine.dispose()
    place.sync_folder(folder)
    _note(JournalEnd(origin, 0, NO_HASH, 0), folder)
    return opened, code


def _open(
    folder: Path, opened: Unlocked, *, clock: Clock, read_only: bool = False, older_is_fine: bool = False
) -> Store:
    with database.words_for_failures(folder, disk=folder), ExitStack() as undone:
        lock = None if read_only else place.locked(folder)
        if lock is not None:
            undone.callback(lock.release)
        engine = database.connect(place.database(folder), opened.key, read_only=read_only)
        undone.callback(engine.dispose)
        notice = None if read_only else _notice(folder, opened, older_is_fine=older_is_fine)
        migrations.bring_up(engine, folder, opened.key, read_only=read_only)
        end = _end_to_go_on_from(engine, folder, notice, read_only=read_only)
        notices = () if notice is None else (notice,)
        store = Store(folder, engine, opened, end, lock=lock, clock=clock, read_only=read_only, notices=notices)
        if not read_only:
            _note(end, folder)
            enlist(store, opened)
        undone.pop_all()
    return store


def _notice(folder: Path, opened: Unlocked, *, older_is_fine: bool) -> str | None:
    """Why this store must not go on as the origin it says it is; Refused where a person must look first.

    Looks through a connection that only reads: one that writes would tidy the remains of a damaged ledger.db-wal away.
    """
    engine = database.connect(place.database(folder), opened.key, read_only=True)
    try:
        with engine.connect() as connection:
            migrations.require_known(connection, folder)
            end = _journal_end(connection, folder)
            seen = Mirror(end.origin).read()
            missing = missing_entries(connection, end.origin, folder)
    finally:
        engine.dispose()
    if seen is None or seen.folder != str(folder):
        return COPIED
    if not missing:
        return None
    if not older_is_fine:
        raise Refused(
            "The ledger in {folder} is older than this computer saw it last: {missing} entries are missing. "
            "Its newest file (ledger.db-wal) was lost, or an old copy was put in its place. Nothing was changed.",
            "Put the missing file back; or bring back a backup with: ruhu restore; or go on from this state with: "
            "ruhu restore --as-it-is",
            folder=folder,
            missing=missing,
        )
    return OLDER


def _note(end: JournalEnd, folder: Path) -> None:
    with closing(Mirror(end.origin)) as mirror:
        mirror.write(folder, end.seq, end.hash)


def _end_to_go_on_from(engine: Engine, folder: Path, notice: str | None, *, read_only: bool) -> JournalEnd:
    try:
        with engine.connect() as connection:
            end = _journal_end(connection, folder)
    except (DatabaseError, dbapi2.DatabaseError, Refused):
        if read_only:  # writes nothing, so it needs no end, and shows what can be read
            return JournalEnd(b"", 0, NO_HASH, 0)
        raise
    if notice is None:
        return end
    with database.writing(engine, folder) as connection:
        origin = os.urandom(ORIGIN_BYTES)
        connection.execute(update(facts).where(facts.c.name == "origin").values(value=origin))
    if notice == OLDER:  # the loss is accepted: what the old origin lacks is missed no more
        _note(end, folder)
    return JournalEnd(origin, 0, NO_HASH, 0)


def _journal_end(connection: Connection, folder: Path) -> JournalEnd:
    origin = connection.execute(select(facts.c.value).where(facts.c.name == "origin")).scalar_one()
    last = journal.entry(connection, origin, _last_seq(connection, origin))
    if last is None:
        return JournalEnd(origin, 0, NO_HASH, 0)
    if entry_hash(last.prev_hash, last.body) != last.hash:
        raise database.damaged(folder, f"entry {last.seq}")
    return JournalEnd(origin, last.seq, last.hash, last.read().stamp)


def _last_seq(connection: Connection, origin: bytes) -> int:
    return connection.execute(select(func.max(entries.c.seq)).where(entries.c.origin == origin)).scalar() or 0


def enlist(store: Store, opened: Unlocked) -> None:
    """Whoever has a slot here has a staff record with the key they sign with, also after a recovery or a kill."""
    key = opened.signing.public_key().public_bytes_raw().hex()
    known = store.get(Staff, opened.person)
    if known is None:
        staff = Staff(id=opened.person, name=opened.name, role=opened.role, public_key=key)
        store.enlist(staff, because="key slot made")
    elif known.public_key != key:
        store.enlist(replace(known, public_key=key), because="signing key renewed")
