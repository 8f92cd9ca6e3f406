"""Brings a database file to the version of this program: a backup, then all steps in one transaction.

Rows are a projection, so a step that only adds records or fields is `_recomputed`: the tables are made anew and
filled from the journal. A file of a newer version is refused untouched.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine

from desktop.domain.errors import Refused
from desktop.store import backup
from desktop.store import connection as database
from desktop.store.schema import DOCUMENT_WORDS, VERSION, guards, metadata

Step = Callable[[Connection], None]

STEPS: Mapping[int, Step] = {}
"""By the version that it starts from, what brings a file to the next one."""


def make(engine: Engine) -> None:
    """Makes the tables and guards of a new database."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        metadata.create_all(connection)
        connection.execute(DOCUMENT_WORDS)
        for guard in guards():
            connection.exec_driver_sql(guard)
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")


def require_known(connection: Connection, folder: Path, newest: int = VERSION) -> int:
    """The version of the file; Refused where it is newer than this program knows."""
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > newest:
        raise Refused(
            "The ledger in {folder} was written by a newer version of Ruhu ({version}, here {known}). "
            "Nothing was changed.",
            "Install the newer version on this computer.",
            folder=folder,
            version=version,
            known=newest,
        )
    return version


def bring_up(
    engine: Engine, folder: Path, store_key: bytes, *, read_only: bool = False, steps: Mapping[int, Step] = STEPS
) -> None:
    """Runs the steps that the file lacks, after a backup; killed half-way, it is the old file."""
    newest = max((*steps, VERSION - 1)) + 1
    with engine.connect() as connection:
        version = require_known(connection, folder, newest)
    if version == newest:
        return
    if read_only:
        raise Refused(
            "The ledger in {folder} is of an older version of Ruhu, and was opened for reading only.",
            "Open it once for writing: it is backed up and brought up to date.",
            folder=folder,
        )
    backup.back_up(engine, store_key, folder, folder / "backups", keep=backup.LAST_THREE)
    with database.writing(engine, folder) as connection:
        for step in range(version, newest):
            steps[step](connection)
        connection.exec_driver_sql(f"PRAGMA user_version={newest}")
