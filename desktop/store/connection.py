"""The encrypted database's connection: SQLCipher under SQLAlchemy Core, durable writes, and its failures in words.

The decision hidden here is how the key reaches the file (raw, in the first statement) and how a transaction begins: a
writing one takes the lock at once, so that what it read can't change before it writes.
"""

import errno
import os
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from types import NoneType
from typing import Any

from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Executable,
    QueuePool,
    create_engine,
    delete,
    event,
    insert,
    make_url,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.util import LRUCache
from sqlcipher3 import dbapi2

from desktop.domain.errors import Refused
from desktop.store.folder import free_space
from desktop.store.schema import gate
from desktop.store.vault import subkey

_PATIENCE = "busy_timeout=5000"
_PRAGMAS = (
    "synchronous=FULL",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "cache_size=-65536",
    _PATIENCE,
)
_FULL = ("SQLITE_FULL", "ENOSPC", "EDQUOT")
_FULL_SAID = "database or disk is full"  # all that the driver says of it in a backup: there it gives no name
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "NO_TEXT")
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_DISK = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")
_SPARE = 16 << 20
_AT_ONCE = 512

# Without an adapter the driver looks for one in three places at every value of these types (1.3 µs each, measured).
dbapi2.register_adapter(bytes, bytes)
dbapi2.register_adapter(NoneType, dict[None, None]().get)  # as a lambda, quicker


def connect(file: Path, store_key: bytes, *, read_only: bool = False) -> Engine:
    """The engine of an encrypted database; the file is not touched before the first connection."""
    mode = "rwc" if not read_only else "ro&immutable=1" if _never_changes(file) else "ro"
    place = f"file:{_quoted(file)}?mode={mode}"
    sqlite, compiled = _sqlite()
    pool = QueuePool(
        lambda: sqlite.connect(place, uri=True, check_same_thread=False),
        dialect=sqlite,
        use_lifo=True,  # what another one wrote empties a connection's cache: the one that wrote last goes on
    )
    engine = Engine(
        pool,
        sqlite,
        make_url("sqlite://"),
        hide_parameters=True,  # they hold what families said, and error texts end in logs
        execution_options={"compiled_cache": compiled},
    )
    key = subkey(store_key, "database").hex()

    @event.listens_for(engine, "connect", insert=True)
    def _unlock(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA key=\"x'{key}'\"")
        connection.execute("PRAGMA cipher_log_level=NONE")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.connection.cursor().execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    @event.listens_for(engine, "commit")
    def _require_sound(connection: Connection) -> None:
        if not is_sound(connection.connection.driver_connection):
            raise damaged(file.parent, "HMAC")

    @event.listens_for(engine, "rollback")  # of a commit that was refused, too
    def _let_go(connection: Connection) -> None:
        if not is_sound(connection.connection.driver_connection):
            connection.invalidate()  # SQLCipher reads nothing more through it, not even what is sound

    return engine


@cache
def _sqlite() -> tuple[Dialect, LRUCache[Any, Any]]:
    """What all engines share: to open a store takes two, and what one compiled the next need not (5 of 15 ms)."""
    with create_engine("sqlite://", module=dbapi2).connect() as connection:
        return connection.dialect, LRUCache(500)


def _never_changes(file: Path) -> bool:
    """Tell whether a database lies whole on a read-only medium, where SQLite could not make the -shm beside it."""
    wal = file.with_name(file.name + "-wal")
    is_whole = not wal.exists() or not wal.stat().st_size
    return is_whole and hasattr(os, "statvfs") and bool(os.statvfs(file.parent).f_flag & os.ST_RDONLY)


@contextmanager
def connected(file: Path, store_key: bytes, *, read_only: bool = False) -> Generator[Engine]:
    """The engine of an encrypted database for one job; every connection is closed at its end."""
    engine = connect(file, store_key, read_only=read_only)
    try:
        yield engine
    finally:
        engine.dispose()


def fold_in(engine: Engine) -> None:
    """Brings what lies in the log beside the database into it, as far as nobody reads an older state; waits for nobody.

    SQLite does it at a commit, but for what a reader was there meanwhile. What the disk refuses stays in the log.
    """
    with suppress(dbapi2.DatabaseError), closing(engine.raw_connection()) as pooled:
        connection: Any = pooled.driver_connection
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()  # others write meanwhile
        connection.execute("PRAGMA busy_timeout=0")
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA {_PATIENCE}")


def is_sound(connection: Any) -> bool:
    """Tell whether every page that this driver's connection read was what had been written.

    SQLCipher reads a damaged page as zeros; where a long value ends on it, SQLite notices nothing. Only this status
    tells (6 µs).
    """
    status = connection.execute("PRAGMA cipher_status").fetchone()
    return status == ("1",)


@contextmanager
def writing(engine: Engine, folder: Path) -> Generator[Connection]:
    """One transaction with the gate open: all of it or nothing; what the disk says no to is Refused."""
    with words_for_failures(folder), engine.connect().execution_options(writing=True) as connection, connection.begin():
        _OPEN_GATE.run(connection, open=1)
        yield connection
        _SHUT_GATE.run(connection)


@contextmanager
def words_for_failures(folder: Path, *, disk: Path | None = None, needed: int = _SPARE) -> Generator[None]:
    """Says a full disk, a damaged file and one that is held in words; every other failure stays what it is.

    `disk` is where other files than the ledger are written: then the system's own refusals are said too. `needed` is
    how many bytes that takes.
    """
    try:
        yield
    except (OSError, DatabaseError, dbapi2.DatabaseError) as error:
        if isinstance(error, OSError) and disk is None:
            raise
        name = name_of(error)
        refuses = name.startswith(_DISK) or isinstance(error, OSError)
        if name.startswith(_FULL) or (refuses and free_space(disk or folder) < needed):
            raise disk_full(disk or folder, needed) from None
        if name.startswith(_DAMAGED):
            raise damaged(folder, name) from None
        if name.startswith(_BUSY):
            raise Refused(
                "Another program holds the ledger in {folder}. Nothing was written; everything saved before is still "
                "there.",
                "Wait until it is done or close it, then try again.",
                folder=folder,
            ) from None
        if refuses:
            raise Refused(
                "The disk of {folder} refused ({name}). Nothing was written; everything saved before is still there.",
                "Look whether the disk is full ({needed} MB are needed), write-protected or unplugged, then try again.",
                folder=disk or folder,
                name=name,
                needed=_megabytes(needed),
            ) from None
        raise


def name_of(error: BaseException) -> str:
    """SQLite's or the system's own name of a failure; a name without values, unlike the error's text."""
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    origin = getattr(error, "orig", None) or error
    if str(origin) == _FULL_SAID:
        return _FULL[0]
    is_the_drivers = isinstance(origin, dbapi2.OperationalError)  # it met bytes that are no UTF-8
    return str(getattr(origin, "sqlite_errorname", "NO_TEXT" if is_the_drivers else ""))


def disk_full(folder: Path, needed: int) -> Refused:
    """`needed` in bytes."""
    return Refused(
        "There is too little room on the disk of {folder} ({free} MB free). Nothing was written; everything saved "
        "before is still there.",
        "Free at least {needed} MB on it, then try again.",
        folder=folder,
        free=free_space(folder) >> 20,
        needed=_megabytes(needed),
    )


def _megabytes(size: int) -> int:
    return -(-size // (1 << 20))


def damaged(folder: Path, name: str) -> Refused:
    return Refused(
        "The ledger in {folder} can't be read everywhere ({name}): the disk or the file is damaged.",
        "Don't go on writing. Look with: ruhu check --store {folder}; bring back the last good copy with: ruhu restore",
        folder=folder,
        name=name,
    )


class Prepared:
    """A Core statement compiled once per dialect and run on the driver's own cursor, for the path of every save.

    Typing and wrapping each execution anew costs several times the statement itself (measured); rows are plain tuples.
    """

    def __init__(self, statement: Executable) -> None:
        self.statement: Any = statement
        self._compiled: dict[tuple[str, int], tuple[str, list[str]]] = {}

    def run(self, connection: Connection, **values: Any) -> Sequence[Any]:
        """Executes it with these values of its parameters; all rows of the answer."""
        sql, names = self._text(connection.dialect)
        cursor = connection.connection.cursor()
        cursor.execute(sql, tuple([values[name] for name in names]))
        return cursor.fetchall() if cursor.description else ()

    def run_all(self, connection: Connection, many: Collection[Mapping[str, Any]]) -> None:
        """Executes it once for each set of values, of two at least."""
        _, names = self._text(connection.dialect)
        self.run_rows(connection, [*map(itemgetter(*names), many)])

    def run_rows(self, connection: Connection, many: Sequence[Sequence[Any]]) -> None:
        """Executes it once for each row of values, in the order of its parameters: of an insert, of the columns."""
        if many:
            sql, _ = self._text(connection.dialect)
            connection.connection.cursor().executemany(sql, many)

    def run_for(self, connection: Connection, wanted: Iterable[bytes]) -> list[Any]:
        """Executes a query whose one parameter, `wanted`, expands; all rows of the answer for as many as there are."""
        found: list[Any] = []
        left = iter(wanted)
        while chunk := list(islice(left, _AT_ONCE)):
            size = 1 << (len(chunk) - 1).bit_length()  # so that a few texts serve any number
            sql, _ = self._text(connection.dialect, size)
            cursor = connection.connection.cursor()
            cursor.execute(sql, (*chunk, *chunk[-1:] * (size - len(chunk))))
            found += cursor.fetchall()
        return found

    def _text(self, dialect: Dialect, size: int = 0) -> tuple[str, list[str]]:
        """The statement, and its parameters' names in their order."""
        if (dialect.name, size) not in self._compiled:
            statement = self.statement.params(wanted=[b""] * size) if size else self.statement
            kind: Any = type(dialect)
            said = dialect if dialect.positional else kind(paramstyle="format")
            compiled = statement.compile(dialect=said, compile_kwargs={"render_postcompile": bool(size)})
            self._compiled[dialect.name, size] = str(compiled), list(compiled.positiontup)
        return self._compiled[dialect.name, size]


_OPEN_GATE = Prepared(insert(gate).values(open=1))
_SHUT_GATE = Prepared(delete(gate))


def _quoted(file: Path) -> str:
    return str(file.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
