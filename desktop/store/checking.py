"""Check and repair: what is wrong with a store, in words, and the way back (R14).

The journal is the truth, rows are computed from it; so a repair is a recomputation, and where pages of the file are damaged a new file out of
every entry that can still be read. Nothing is thrown away: the damaged file is set aside.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, takewhile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.store import backup, journal, migrations, vault
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.journal import Break
from desktop.store.projection import Projector, differences
from desktop.store.schema import drafts, entries, facts, guards, household_keys
from desktop.store.sealing import Secrets
from desktop.store.vault import Unlocked

Progress = Callable[[str], None]

_STEPS = (N_("pages of the file"), N_("guards"), N_("chain of the journal"), N_("rows against the journal"))


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong: a message id with its values, and the row it is about, if it is about one."""

    message: str
    values: dict[str, object] = field(default_factory=dict[str, object])
    table: str | None = None
    row: bytes | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. `entries` were read, `has_damaged_pages` tells that the file itself is broken."""

    troubles: tuple[Trouble, ...]
    entries: int
    has_damaged_pages: bool

    @property
    def is_whole(self) -> bool:
        return not self.troubles


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did: what was wrong before, what still is (entries that could not be read), where a damaged file was set aside."""

    before: Report
    after: Report
    set_aside: Path | None


def check(folder: Path, opened: Unlocked, *, progress: Progress = lambda _: None) -> Report:
    """Looks at everything and changes nothing. Refused while another program has the store."""
    folder = folder.absolute()
    place.card(folder)
    with _held(folder), _engine(folder, opened, read_only=True) as engine:
        return _checked(engine, folder, opened, progress)


def repair(folder: Path, opened: Unlocked, *, progress: Progress = lambda _: None) -> Repaired:
    """Puts back the guards and recomputes every row; with damaged pages, makes a new file of all that can still be read.

    Refused, and nothing changed, when nothing can be read any more: then a backup is the way back.
    """
    folder = folder.absolute()
    place.card(folder)
    with _held(folder):
        with _engine(folder, opened, read_only=True) as engine:
            before = _checked(engine, folder, opened, progress)
        if before.has_damaged_pages:
            set_aside = _salvage(folder, opened)
        else:
            set_aside = None
            with _engine(folder, opened) as engine:
                backup.back_up(engine, opened.key, folder, folder / "backups", keep=backup.LAST_THREE)
                _recompute(engine, folder, opened)
        with _engine(folder, opened, read_only=True) as engine:
            return Repaired(before, _checked(engine, folder, opened, progress), set_aside)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    lock = place.locked(folder)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _engine(folder: Path, opened: Unlocked, *, read_only: bool = False) -> Iterator[Engine]:
    engine = database.connect(place.database(folder), opened.key, read_only=read_only)
    try:
        yield engine
    finally:
        engine.dispose()


def _checked(engine: Engine, folder: Path, opened: Unlocked, progress: Progress) -> Report:
    progress(_STEPS[0])
    damage = tuple(_damaged_pages(engine))
    slots = tuple(_slot_troubles(folder))
    if damage:
        return Report((*slots, *damage), 0, has_damaged_pages=True)
    with engine.connect() as connection:
        progress(_STEPS[1])
        troubles = [*slots, *_guard_troubles(connection)]
        progress(_STEPS[2])
        breaks = journal.breaks(connection)
        troubles += map(_chain_trouble, breaks)
        number = connection.execute(select(entries.c.rev)).scalars().all()
        progress(_STEPS[3])
        if not any(found.what == "unreadable" for found in breaks):
            troubles += _row_troubles(connection, folder, opened)
    return Report(tuple(troubles), len(number), has_damaged_pages=False)


def _damaged_pages(engine: Engine) -> Iterator[Trouble]:
    try:
        with engine.connect() as connection:
            broken = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
            if not broken:
                broken = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    except (DatabaseError, dbapi2.DatabaseError) as error:
        yield Trouble(N_("The file can't be read at its beginning ({name})."), {"name": database.sqlite_name(error)})
        return
    for line in broken:
        if line != "ok":
            yield Trouble(N_("The file is damaged: {line}."), {"line": line})


def _slot_troubles(folder: Path) -> Iterator[Trouble]:
    try:
        vault.slots(folder)
    except Refused as refused:
        yield Trouble(refused.what, dict(refused.values))


def _guard_troubles(connection: Connection) -> Iterator[Trouble]:
    held = set(connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).scalars())
    wanted = set(guards())
    if missing := wanted - held:
        yield Trouble(N_("{n} guards of the ledger are missing: somebody wrote past the program."), {"n": len(missing)})
    if foreign := held - wanted:
        yield Trouble(N_("{n} triggers are in the ledger that Ruhu didn't make."), {"n": len(foreign)})
    if connection.execute(text("SELECT count(*) FROM gate")).scalar():
        yield Trouble(N_("The gate of the ledger stands open: somebody wrote past the program."))


_CHAIN_WORDS = {
    "altered": N_("Entry {seq} of origin {origin} was altered. What was written before it is sure."),
    "gap": N_("Before entry {seq} of origin {origin} entries are missing. What was written before is sure."),
    "chain": N_("Entry {seq} of origin {origin} doesn't follow the one before it. What was written before is sure."),
    "unreadable": N_("Entry {seq} of origin {origin} can't be read. What was written before it is sure."),
    "misplaced": N_("Entry {seq} of origin {origin} stands in another's place. What was written before it is sure."),
}


def _chain_trouble(found: Break) -> Trouble:
    return Trouble(_CHAIN_WORDS[found.what], {"seq": found.seq, "origin": found.origin.hex()})


def _row_troubles(connection: Connection, folder: Path, opened: Unlocked) -> Iterator[Trouble]:
    """Rows that are not what the journal says, found by recomputing everything beside the store."""
    with _scratch(folder) as scratch, scratch.connect().execution_options(writing=True) as beside, beside.begin():
        beside.exec_driver_sql("INSERT INTO gate VALUES (1)")
        Projector(beside, Secrets(opened.key), keys_in=connection).rebuild(connection)
        for table, row in differences(connection, beside):
            what = N_("A row of {table} is not what the journal says: {row}.")
            yield Trouble(what, {"table": table, "row": row.hex()}, table, row)


@contextmanager
def _scratch(folder: Path) -> Iterator[Engine]:
    """An empty database beside the store, under a key that nobody keeps."""
    file = folder / "check.db"
    _remove(file)
    engine = database.connect(file, os.urandom(32))
    try:
        migrations.make(engine)
        yield engine
    finally:
        engine.dispose()
        _remove(file)


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _recompute(engine: Engine, folder: Path, opened: Unlocked) -> None:
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("DELETE FROM gate")
        for guard in guards():
            connection.exec_driver_sql(guard)
    with database.writing(engine, folder) as connection:
        Projector(connection, Secrets(opened.key)).rebuild(connection)


def _salvage(folder: Path, opened: Unlocked) -> Path:
    """A new file of every entry, key and draft that the damaged one still gives; it goes on as a new origin."""
    found = {table: list(_readable(folder, opened, table)) for table in (entries, household_keys, drafts)}
    if not found[entries]:
        raise Refused(
            "Nothing can be read from the ledger in {folder} any more. The damaged file is untouched.",
            "Bring back a backup with: ruhu restore; the store's own last three lie in its folder backups.",
            folder=folder,
        )
    new = folder / "ledger.db.new"
    _remove(new)
    engine = database.connect(new, opened.key)
    migrations.make(engine)
    with database.writing(engine, folder) as connection:
        for table, readable in found.items():
            if readable:
                connection.execute(insert(table), readable)
        connection.execute(insert(facts), {"name": "origin", "value": os.urandom(8)})
        Projector(connection, Secrets(opened.key)).rebuild(connection)
    engine.dispose()
    ledger = place.database(folder)
    set_aside = next(file for n in count(1) if not (file := folder / f"ledger.db.damaged-{n}").exists())
    for end in ("-wal", "-shm", ""):
        part = ledger.with_name(ledger.name + end)
        if part.exists():
            part.replace(set_aside.with_name(set_aside.name + end))
    new.replace(ledger)
    place.sync_folder(folder)
    return set_aside


def _readable(folder: Path, opened: Unlocked, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table in a damaged file: from its beginning and from its end until each meets the damage, then one by one between."""
    keys = list(table.primary_key)
    names = [key.name for key in keys]
    first = list(_until_damage(folder, opened, table, ascending=True))
    known = {tuple(row[name] for name in names) for row in first}
    backwards = _until_damage(folder, opened, table, ascending=False)
    last = list(takewhile(lambda row: tuple(row[name] for name in names) not in known, backwards))
    yield from first
    yield from reversed(last)
    if table is entries and first and last:
        low, high = first[-1], last[-1]
        if low["origin"] == high["origin"]:
            for seq in range(low["seq"] + 1, high["seq"]):
                wanted = select(table).where(keys[0] == low["origin"], keys[1] == seq)
                yield from _attempt(folder, opened, wanted)


def _until_damage(folder: Path, opened: Unlocked, table: Table, *, ascending: bool) -> Iterator[dict[str, Any]]:
    order = [key if ascending else key.desc() for key in table.primary_key]
    with _engine(folder, opened, read_only=True) as engine:
        try:
            with engine.connect() as connection:
                for row in connection.execution_options(yield_per=1).execute(select(table).order_by(*order)).mappings():
                    yield dict(row)
        except (DatabaseError, dbapi2.DatabaseError):
            return


def _attempt(folder: Path, opened: Unlocked, query: Any) -> Iterator[dict[str, Any]]:
    with _engine(folder, opened, read_only=True) as engine:
        try:
            with engine.connect() as connection:
                yield from map(dict, connection.execute(query).mappings().all())
        except (DatabaseError, dbapi2.DatabaseError):
            return
