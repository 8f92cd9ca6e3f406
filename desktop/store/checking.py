"""Check and repair: what is wrong with a store, in words, and the way back (R14).

The journal is the truth, rows are computed from it; so a repair is a recomputation, and where pages of the file are
damaged a new file out of every entry that can still be read. Nothing is thrown away: the damaged file is set aside.
"""

import os
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count
from pathlib import Path

import msgspec
from msgspec import field
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, func, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.store import backup, evidence, journal, migrations, salvaging, sources, vault
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.evidence import Piece, State
from desktop.store.facts import keep_fact
from desktop.store.journal import NO_HASH, Break
from desktop.store.opening import become, lost_ends, new_origin
from desktop.store.projection import Projector, differences
from desktop.store.schema import (
    VERSION,
    documents,
    drafts,
    entries,
    guards,
    household_keys,
    kept,
    received,
)
from desktop.store.sealing import Secrets
from desktop.store.vault import Unlocked

Progress = Callable[[str], None]

STEPS = (
    N_("pages of the file"),
    N_("guards"),
    N_("chain of the journal"),
    N_("rows against the journal"),
    N_("evidence"),
)


class Trouble(msgspec.Struct, frozen=True):
    """One thing that is wrong: a message id with its values, and the row it is about, if it is about one."""

    message: str
    values: dict[str, object] = field(default_factory=dict[str, object])
    table: str | None = None
    row: bytes | None = None


class Report(msgspec.Struct, frozen=True):
    """What a check found. `entries` were read, `has_damaged_pages` tells that the file itself is broken.

    So many pieces of evidence were read through, and so many more files are loose: no record names them (yet). Of so
    many that others took in, the file has not come here: it comes with photos, and is asked for.
    """

    troubles: tuple[Trouble, ...]
    entries: int
    has_damaged_pages: bool
    pieces: int = 0
    loose: int = 0
    awaited: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.troubles

    @property
    def is_ledger_whole(self) -> bool:
        """Nothing is wrong but with evidence, which can't be computed anew."""
        return all(trouble.message in _OF_EVIDENCE.values() for trouble in self.troubles)


class Repaired(msgspec.Struct, frozen=True):
    """What a repair did: what was wrong, what still is (entries lost), and where a damaged file was set aside."""

    before: Report
    after: Report
    set_aside: Path | None


def check(folder: Path, opened: Unlocked, *, progress: Progress = lambda _: None) -> Report:
    """Looks at everything and changes nothing. Refused while another program has the store."""
    folder = folder.absolute()
    place.require_whole(folder, opened.store)
    with database.words_for_failures(folder, disk=folder), place.held(folder):
        return _checked(folder, opened, progress)


def repair(folder: Path, opened: Unlocked, *, progress: Progress = lambda _: None) -> Repaired:
    """Puts back the guards and recomputes every row; with damaged pages, makes a new file of all that can be read.

    What is whole is left alone. Refused, and nothing changed, when nothing can be read any more: then a backup is the
    way back.
    """
    folder = folder.absolute()
    with database.words_for_failures(folder, disk=folder), place.held(folder):
        if _repaired_file(folder).exists() and not place.database(folder).exists():
            _exchange(folder)  # what a repair that was killed had begun
        _remove(_repaired_file(folder))  # or had not, and by now it may lack what was written since
        place.require_whole(folder, opened.store)
        before = _checked(folder, opened, progress)
        if before.is_ledger_whole:
            return Repaired(before, before, None)
        if not before.has_damaged_pages:
            _recompute(folder, opened)
            return Repaired(before, _checked(folder, opened, progress), None)
        lost = _salvage(folder, opened)
        set_aside = _exchange(folder)
        after = _checked(folder, opened, progress)
        return Repaired(before, replace(after, troubles=(*lost, *after.troubles)), set_aside)


def _engine(folder: Path, opened: Unlocked, *, read_only: bool = False) -> AbstractContextManager[Engine]:
    return database.connected(place.database(folder), opened.key, read_only=read_only)


def _checked(folder: Path, opened: Unlocked, progress: Progress) -> Report:
    needed = place.size_of(place.database(folder)) + (1 << 20)  # for the rows that are compared
    if place.free_space(folder) < needed:
        raise database.disk_full(folder, needed)
    with _engine(folder, opened, read_only=True) as engine:
        progress(STEPS[0])
        slots = tuple(_slot_troubles(folder))
        if damage := tuple(_damaged_pages(engine)):
            return Report((*slots, *damage), 0, has_damaged_pages=True)
        migrations.bring_up(engine, folder, opened.key, read_only=True)
        with engine.connect() as connection:
            progress(STEPS[1])
            troubles = [*slots, *_guard_troubles(connection)]
            progress(STEPS[2])
            breaks = journal.breaks(connection)
            troubles += [*map(chain_trouble, breaks), *_end_troubles(connection, folder)]
            number = connection.execute(select(func.count()).select_from(entries)).scalar_one()
            progress(STEPS[3])
            if not _is_altered(breaks):
                troubles += _row_troubles(connection, folder, opened)
            troubles += _missing_parts(connection, opened)
            progress(STEPS[4])
            named = evidence.pieces(connection)
            states = [*evidence.states(connection, folder, opened.key, named)]
            missing = [piece.row for piece, state in states if state is State.MISSING]
            awaited = sources.written_elsewhere(connection, missing)
            troubles += _evidence_troubles(states, awaited)
    loose = evidence.loose(folder, opened.key, named)
    return Report(
        tuple(troubles), number, has_damaged_pages=False, pieces=len(named), loose=loose, awaited=len(awaited)
    )


def _damaged_pages(engine: Engine) -> Iterator[Trouble]:
    try:
        with engine.connect() as connection:
            broken = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
            if not broken:
                broken = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    except (DatabaseError, dbapi2.DatabaseError) as error:
        yield Trouble(N_("The file can't be read at its beginning ({name})."), {"name": database.name_of(error)})
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


def chain_trouble(found: Break) -> Trouble:
    """A broken chain in words."""
    return Trouble(_CHAIN_WORDS[found.what], {"seq": found.seq, "origin": found.origin.hex()})


def _end_troubles(connection: Connection, folder: Path) -> Iterator[Trouble]:
    for end, missing in lost_ends(connection, folder):
        what = N_("The last {missing} entries of origin {origin}, which this computer saw here, are missing.")
        yield Trouble(what, {"missing": missing, "origin": end.origin.hex()})


def _row_troubles(connection: Connection, folder: Path, opened: Unlocked) -> Iterator[Trouble]:
    """Rows that are not what the journal says, found by recomputing everything beside the store."""
    with _scratch(folder) as scratch, scratch.connect().execution_options(writing=True) as beside, beside.begin():
        beside.exec_driver_sql("INSERT INTO gate VALUES (1)")
        Projector(beside, Secrets(opened.key), keys_in=connection).rebuild(connection)
        for table, row in differences(connection, beside):
            what = N_("A row of {table} is not what the journal says: {row}.")
            yield Trouble(what, {"table": table, "row": row.hex()}, table, row)


def _missing_parts(connection: Connection, opened: Unlocked) -> Iterator[Trouble]:
    if n := len(Projector(connection, Secrets(opened.key)).closed_households()):
        yield Trouble(N_("The keys of {n} households are missing: what is sealed under them can't be read."), {"n": n})
    found = select(func.count()).select_from(documents).where(text("doc NOT IN (SELECT rowid FROM document_words)"))
    if n := connection.execute(found).scalar():
        yield Trouble(N_("{n} texts are missing from what is searched."), {"n": n})


_OF_EVIDENCE = {
    State.MISSING: N_("The file of a piece of evidence is missing: {row}."),
    State.DAMAGED: N_("The file of a piece of evidence is not what was taken in: {row}."),
}


def _evidence_troubles(states: Iterable[tuple[Piece, State]], awaited: Collection[bytes]) -> Iterator[Trouble]:
    for piece, state in states:
        if (what := _OF_EVIDENCE.get(state)) and piece.row not in awaited:
            yield Trouble(what, {"row": piece.row.hex()}, "evidence", piece.row)


@contextmanager
def _scratch(folder: Path) -> Generator[Engine]:
    """An empty database beside the store, under a key that nobody keeps."""
    file = folder / "check.db"
    _remove(file)
    try:
        with database.connected(file, os.urandom(32)) as engine:
            migrations.make(engine)
            yield engine
    finally:
        _remove(file)


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _recompute(folder: Path, opened: Unlocked) -> None:
    with _engine(folder, opened) as engine:
        with engine.connect() as connection:
            _require_unaltered(connection, folder)
        backup.back_up(engine, opened.key, folder, folder / "backups", keep=backup.ALL)
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in triggers:
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
            connection.exec_driver_sql("DELETE FROM gate")
            for guard in guards():
                connection.exec_driver_sql(guard)
        with database.writing(engine, folder) as connection:
            Projector(connection, Secrets(opened.key)).rebuild(connection)


def _require_unaltered(connection: Connection, folder: Path) -> None:
    if _is_altered(journal.breaks(connection)):
        raise Refused(
            "An entry of the journal in {folder} was altered; rows can't be computed from it. Nothing was changed.",
            "Bring back a backup with: ruhu restore; the store's own last three lie in its folder backups.",
            folder=folder,
        )


def _is_altered(breaks: Sequence[Break]) -> bool:
    """An entry says something else than what was written; where entries are only missing, the others stand."""
    return any(found.what in {"altered", "unreadable", "misplaced"} for found in breaks)


_LOST = {
    entries: N_("Some entries could not be read from the damaged file."),
    received: N_("Some of what came from the office could not be read from the damaged file; it comes again."),
    household_keys: N_("Some households' keys could not be read from the damaged file."),
    drafts: N_("Some drafts could not be read from the damaged file."),
}
_LOST_OF_OTHERS = N_("Some of what was noted of sending and receiving could not be read from the damaged file.")
_HOW_FAR_TAKEN = ("mark", "scope")
"""The facts that say what need not come down again."""


def _salvage(folder: Path, opened: Unlocked) -> tuple[Trouble, ...]:
    """Makes a new file of all that the damaged one still gives and that is not recomputed, as a new origin."""
    _require_this_version(folder, opened)
    found = {table: salvaging.readable(place.database(folder), opened.key, table) for table in kept()}
    if not found[entries][0]:
        raise Refused(
            "Nothing can be read from the ledger in {folder} any more. The damaged file is untouched.",
            "Bring back a backup with: ruhu restore; the store's own last three lie in its folder backups.",
            folder=folder,
        )
    partly = {table for table, (_, is_all) in found.items() if not is_all}
    lost = [Trouble(message) for message in dict.fromkeys(_LOST.get(table, _LOST_OF_OTHERS) for table in partly)]
    new, origin = folder / "ledger.db.new", new_origin()
    _remove(new)
    with database.connected(new, opened.key) as engine:
        migrations.make(engine)
        with database.writing(engine, folder) as connection:
            for table, (readable, _) in found.items():
                if readable:
                    connection.execute(insert(table), readable)
            if partly & {entries, received, household_keys}:
                for name in _HOW_FAR_TAKEN:
                    keep_fact(connection, name, None)  # so that the office sends it all again
            become(connection, origin)
            _require_unaltered(connection, folder)
            lost += _end_troubles(connection, folder)
            Projector(connection, Secrets(opened.key)).rebuild(connection)
    place.forget_ends(folder)
    place.note_end(folder, origin, 0, NO_HASH)
    new.replace(_repaired_file(folder))
    return tuple(lost)


def _require_this_version(folder: Path, opened: Unlocked) -> None:
    """Pages of an older file can't be brought up to date; of one whose first is damaged nothing can be read anyway."""
    version = VERSION
    with (
        suppress(DatabaseError, dbapi2.DatabaseError),
        _engine(folder, opened, read_only=True) as engine,
        engine.connect() as connection,
    ):
        version = migrations.require_known(connection, folder)
    if version != VERSION:
        raise Refused(
            "The damaged ledger in {folder} was written by an older version of Ruhu. It is untouched.",
            "Repair it with that version, or bring back a backup with: ruhu restore",
            folder=folder,
        )


def _repaired_file(folder: Path) -> Path:
    return folder / "ledger.db.repaired"


def _exchange(folder: Path) -> Path:
    """Sets the damaged file aside and puts the repaired one in its place."""
    ledger = place.database(folder)
    free = next(n for n in count(1) if not (folder / f"ledger.db.damaged-{n}").exists())
    set_aside = folder / f"ledger.db.damaged-{free if ledger.exists() else max(free - 1, 1)}"
    for end in ("", "-wal", "-shm"):
        part = ledger.with_name(ledger.name + end)
        if part.exists():
            part.replace(set_aside.with_name(set_aside.name + end))
    _repaired_file(folder).replace(ledger)
    place.sync_folder(folder)
    return set_aside
