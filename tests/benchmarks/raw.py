"""The reference: rows put just as durably into an encrypted file of the same kind, and nothing else done."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, insert
from sqlalchemy.dialects import sqlite

from desktop.store import connection as database

Rows = Mapping[str, Sequence[tuple[Any, ...]]]
"""What is inserted: rows by the statement that takes them."""


@contextmanager
def file(folder: Path, *tables: Table) -> Iterator[Any]:
    """The driver's own connection to a new file with these tables."""
    engine = database.connect(folder / "raw.db", bytes(32))
    made = MetaData()
    for table in tables:
        table.to_metadata(made)
    made.create_all(engine)
    connection = engine.raw_connection()
    try:
        yield connection.driver_connection
    finally:
        connection.close()
        engine.dispose()


def insertion(table: Table) -> str:
    """The statement that inserts one row of all columns."""
    return str(insert(table).compile(dialect=sqlite.dialect()))


def write(connection: Any, rows: Rows) -> None:
    """Inserts all of it in one transaction, and returns when it is on the disk."""
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    for statement, many in rows.items():
        cursor.executemany(statement, many)
    connection.commit()
