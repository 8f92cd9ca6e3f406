"""Makes a store and opens one: the only place where a folder becomes a `Store`.

Promise: a store comes into being whole or not at all; a copied or restored one takes a new origin before it writes,
and one that is older than what this computer saw last is not opened in silence. An origin is only gone on with in the
very folder, and by the very user of this computer, where its end was seen: so no origin ever writes one entry twice.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS, Role
from desktop.domain.identity import go_on_after, new_id
from desktop.domain.records import Area, Staff
from desktop.i18n import N_
from desktop.store import certified, drafts, journal, migrations, vault
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.cipher import Untold
from desktop.store.folder import End, Home
from desktop.store.journal import NO_HASH, entry_hash
from desktop.store.schema import entries, facts
from desktop.store.store import DEFAULT_ZONE, Clock, Store, utc_now
from desktop.store.vault import Unlocked
from desktop.store.writing import JournalEnd, is_refused_in_part, merges_logged

_ORIGIN_BYTES = 8
_NEWEST = database.Prepared(text(" UNION ALL ".join(f"SELECT max(id) FROM {record}" for record in RECORDS)))  # noqa: S608  our own names

COPIED = N_("This store was copied or moved here, or is new to you. It goes on as one of its own; nothing is lost.")
MISSING = N_(
    "The ledger in {folder} is older than this computer saw it last: {missing} entries are missing. "
    "Its newest file (ledger.db-wal) was lost, or an old copy was put in its place. Nothing was changed."
)
OLDER = N_("This store was put back to an older state. It goes on from there as one of its own.")


class Made(Untold, frozen=True):
    """A new store, and the code of its recovery sheet: to be printed now, kept nowhere."""

    store: Store
    code: str


def create(
    folder: Path, area: str, person: str, passphrase: str, *, kind: str = place.OFFICE, clock: Clock = utc_now
) -> Made:
    """Makes an office store with its own key, its area, and its first person, a clerk.

    One of the field has no area and nobody on its staff: both come from the office, which also says what its first
    person may do. The folder must be new or empty.
    """
    folder = folder.absolute()
    place.require_safe_place(folder)
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            "The folder {folder} is not empty. Nothing was written.",
            "Name a folder that doesn't exist yet.",
            folder=folder,
        )
    with database.words_for_failures(folder, disk=folder), place.built_beside(folder) as unfinished:
        opened, code = _make(unfinished, place.Card(new_id(), area, kind), person, passphrase)
        with _open(unfinished, opened, clock=clock) as store:
            if kind == place.OFFICE:
                store.enlist(Area(name=area, zone=DEFAULT_ZONE), because="store made")
        if folder.exists():
            folder.rmdir()
        place.take_place(unfinished, folder)
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


def lost_ends(connection: Connection, folder: Path) -> Iterator[tuple[End, int]]:
    """The ends that this computer saw last in the folder and that it holds no more; how many entries are missing."""
    logged = merges_logged(connection)
    for seen in place.ends_seen(folder):
        known = journal.entry(connection, seen.origin, seen.seq)
        lost = seen.seq - _last_seq(connection, seen.origin)
        if (seen.seq and (known is None or known.hash != seen.hash)) or logged < seen.merges:
            yield seen, max(lost, seen.merges - logged, 1)


def become(connection: Connection, origin: bytes) -> None:
    """Makes this the origin in whose name the store writes from now on."""
    connection.execute(delete(facts).where(facts.c.name == "origin"))
    connection.execute(insert(facts), {"name": "origin", "value": origin})


def new_origin() -> bytes:
    return os.urandom(_ORIGIN_BYTES)


def _make(folder: Path, card: place.Card, person: str, passphrase: str) -> tuple[Unlocked, str]:
    place.lay_out(folder, card)
    is_field = card.kind == place.FIELD
    opened, code = vault.create(folder, card.store, person, Role.CLERK, passphrase, is_field=is_field)
    origin = new_origin()
    with database.connected(place.database(folder), opened.key) as engine:
        migrations.make(engine)
        with database.writing(engine, folder) as connection:
            become(connection, origin)
    place.sync_folder(folder)
    place.note_end(folder, origin, 0, NO_HASH)
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
        if read_only:
            migrations.bring_up(engine, folder, opened.key, read_only=True)
            end, notice = _end_to_show(engine, folder), None
        else:
            end, notice = _end_to_go_on_from(folder, opened, older_is_fine=older_is_fine)
            migrations.bring_up(engine, folder, opened.key)
            _go_on_from(engine, folder, end, notice)
        notices = tuple(filter(None, (notice, None if read_only else _of_drafts(engine))))
        opened = _as_certified(engine, opened)
        store = Store(folder, engine, opened, end, lock=lock, clock=clock, read_only=read_only, notices=notices)
        if not read_only:
            _number_on(engine)
            if place.card(folder).kind == place.OFFICE:
                enlist(store, opened)
        undone.pop_all()
    return store


def _as_certified(engine: Engine, opened: Unlocked) -> Unlocked:
    """Who a person is in a store of the field, the office says; who only reads is shown what can be read."""
    try:
        with engine.connect() as connection:
            return certified.as_certified(certified.people(connection), opened)
    except (DatabaseError, dbapi2.DatabaseError):
        return opened


def _of_drafts(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return drafts.NEWER if drafts.has_newer(connection) else None


def _number_on(engine: Engine) -> None:
    """New rows come after all that are there: of several that say the same the last counts, not a clock's (R48)."""
    with engine.connect() as connection:
        found: list[bytes] = [row for (row,) in _NEWEST.run(connection) if row]
    go_on_after(max(found, default=b""))


def _end_to_show(engine: Engine, folder: Path) -> JournalEnd:
    """Who only reads needs no end; so what can be read is shown though the end can't."""
    try:
        with engine.connect() as connection:
            return _journal_end(connection, folder, _origin(connection))
    except (DatabaseError, dbapi2.DatabaseError, Refused):
        return JournalEnd(b"", 0, NO_HASH, 0)


def _end_to_go_on_from(folder: Path, opened: Unlocked, *, older_is_fine: bool) -> tuple[JournalEnd, str | None]:
    """Where this store goes on, and what must be said where that is as a new origin; Refused where a person must look.

    Looks through a connection that only reads: one that writes would tidy the remains of a damaged ledger.db-wal away.
    """
    ledger = place.database(folder)
    with database.connected(ledger, opened.key, read_only=True) as engine, engine.connect() as connection:
        migrations.require_known(connection, folder)
        last = _origin(connection)
        _journal_end(connection, folder, last)  # refused where it is damaged
        origin, notice = _origin_to_go_on_as(connection, folder, last, older_is_fine=older_is_fine)
        return _journal_end(connection, folder, origin), notice


def _origin_to_go_on_as(
    connection: Connection, folder: Path, last: bytes, *, older_is_fine: bool
) -> tuple[bytes, str | None]:
    missing = sum(missing for _, missing in lost_ends(connection, folder))
    if missing and not older_is_fine:
        raise _older(folder, missing)
    home = Home.of(folder)
    own = {seen.origin: seen.seq for seen in place.ends_seen(folder) if seen.home.is_same(home)}
    if missing or not own:
        return new_origin(), OLDER if missing else COPIED
    return last if last in own else max(own, key=own.__getitem__), None  # another user wrote last


def _older(folder: Path, missing: int) -> Refused:
    return Refused(
        MISSING,
        "Put the missing file back; or bring back a backup with: ruhu restore; or go on from this state with: "
        "ruhu restore --as-it-is",
        folder=folder,
        missing=missing,
    )


def _go_on_from(engine: Engine, folder: Path, end: JournalEnd, notice: str | None) -> None:
    with engine.connect() as connection:
        is_new = _origin(connection) != end.origin
    if is_new:
        with database.writing(engine, folder) as connection:
            become(connection, end.origin)
    if notice == OLDER:  # the loss is accepted
        place.forget_ends(folder)
    place.note_end(folder, end.origin, end.seq, end.hash, end.merges)


def _origin(connection: Connection) -> bytes:
    return connection.execute(select(facts.c.value).where(facts.c.name == "origin")).scalar_one()


def _journal_end(connection: Connection, folder: Path, origin: bytes) -> JournalEnd:
    last = journal.entry(connection, origin, _last_seq(connection, origin))
    if last is None:
        return JournalEnd(origin, 0, NO_HASH, 0, merges_logged(connection))
    if entry_hash(last.prev_hash, last.body) != last.hash:
        raise database.damaged(folder, f"entry {last.seq}")
    beside = merges_logged(connection), is_refused_in_part(connection, origin)
    return JournalEnd(origin, last.seq, last.hash, last.read().stamp, *beside)


def _last_seq(connection: Connection, origin: bytes) -> int:
    return connection.execute(select(func.max(entries.c.seq)).where(entries.c.origin == origin)).scalar() or 0


def enlist(store: Store, opened: Unlocked) -> None:
    """Whoever has a slot here has a staff record with the key they sign with, also after a recovery or a kill."""
    key = opened.signing.public.hex()
    known = store.get(Staff, opened.person)
    if known is None:
        staff = Staff(id=opened.person, name=opened.name, role=opened.role, public_key=key)
        store.enlist(staff, because="key slot made")
    elif known.public_key != key:
        store.enlist(replace(known, public_key=key), because="signing key renewed")
