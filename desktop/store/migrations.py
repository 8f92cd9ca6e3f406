"""Brings a database file to the version of this program: a backup, then all steps in one transaction.

Rows are a projection, so a step that adds records or fields is `_recomputed`: the tables are made anew and filled from
the journal, and what a newer program wrote, which an older one only kept, is shown. A file of a newer version is
refused untouched.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, insert, select, text

from desktop.domain.errors import Refused
from desktop.i18n import N_
from desktop.store import backup, schema
from desktop.store import connection as database
from desktop.store.projection import Projector
from desktop.store.schema import VERSION, entries, guards, household_keys
from desktop.store.sealing import Secrets

Step = Callable[[Connection, Secrets], None]


def make(engine: Engine) -> None:
    """Makes the tables and guards of a new database."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        schema.make(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")


def _recomputed(connection: Connection, secrets: Secrets) -> None:
    """Makes every projected table anew, and fills it from the journal; makes what local tables are not there."""
    triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    for trigger in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{trigger}"')
    for table in schema.projected():
        table.drop(connection, checkfirst=True)
    connection.exec_driver_sql("DROP TABLE document_words")
    schema.make(connection)
    Projector(connection, secrets).rebuild(connection)


def _to_2(connection: Connection, secrets: Secrets) -> None:
    """A household may have several keys, each under its id; new records and fields; headings are remembered."""
    keys = connection.exec_driver_sql("SELECT household, wrapped FROM household_keys").all()
    connection.exec_driver_sql("DROP TABLE household_keys")
    household_keys.create(connection)
    if keys:
        connection.execute(insert(household_keys), [secrets.row_of(*key) for key in keys])
    _recomputed(connection, secrets)


def _to_3(connection: Connection, _secrets: Secrets) -> None:
    """Entries lie in the order of their arrival, many on a page."""
    connection.exec_driver_sql("ALTER TABLE entries RENAME TO former_entries")
    entries.create(connection)
    former = entries.to_metadata(MetaData(), name="former_entries")
    connection.execute(insert(entries).from_select([*former.c], select(former).order_by(former.c.rev)))
    connection.exec_driver_sql("DROP TABLE former_entries")  # and its guards with it
    for guard in guards(entries):
        connection.exec_driver_sql(guard)


def _to_7(connection: Connection, secrets: Secrets) -> None:
    """Drafts tell how their fields are laid out; new records and fields; what a day asks for is indexed."""
    connection.exec_driver_sql("ALTER TABLE drafts ADD COLUMN format INTEGER NOT NULL DEFAULT 1")
    _recomputed(connection, secrets)


def _to_10(connection: Connection, secrets: Secrets) -> None:
    """New records and fields; what a person signed is indexed."""
    for index in entries.indexes:
        index.create(connection, checkfirst=True)
    _recomputed(connection, secrets)


NEWER = N_(
    "The ledger in {folder} was written by a newer version of Ruhu ({version}, here {known}). Nothing was changed."
)

STEPS: Mapping[int, Step] = {1: _to_2, 2: _to_3, 6: _to_7, 9: _to_10} | dict.fromkeys((3, 4, 5, 7, 8), _recomputed)
"""By the version that it starts from, what brings a file to the next one."""


def require_known(connection: Connection, folder: Path, newest: int = VERSION) -> int:
    """The version of the file; Refused where it is newer than this program knows."""
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > newest:
        raise Refused(
            NEWER,
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
    secrets = Secrets(store_key)
    with database.writing(engine, folder) as connection:
        for step in range(version, newest):
            steps[step](connection, secrets)
        connection.exec_driver_sql(f"PRAGMA user_version={newest}")
