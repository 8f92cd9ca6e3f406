"""The second reference: what no save with our promises can do without, in hand-written statements and nothing else.

The rows of a save are put into another copy of the same store: under the gate and its guards, after a look at what
stands there, sealed, marked and hashed anew. What is left out is what makes them: checks, comparison, merging, words.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

from district import District
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import sqlite

from desktop.domain.fields import RECORDS
from desktop.domain.records import Record
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store import search
from desktop.store.cipher import Cipher
from desktop.store.schema import entries, ops, rows
from desktop.store.store import Store
from desktop.store.upsert import upsert

_CIPHER = Cipher(bytes(32))


@dataclass(frozen=True, slots=True)
class Written:
    """What one save wrote: its entry, its ops, the columns of its row, and the keys that search finds it by."""

    entry: Any
    ops: Sequence[Any]
    filling: str
    columns: Sequence[Any]
    keys: Sequence[Any]


@contextmanager
def file(made: District) -> Iterator[Any]:
    """The driver's own connection to the ledger of a store."""
    made.open().close()  # a kept one may be of an older version
    engine = database.connect(place.database(made.folder), made.unlocked().key)
    connection = engine.raw_connection()
    try:
        yield connection.driver_connection
    finally:
        connection.close()
        engine.dispose()


def written(store: Store, record: Record) -> Written:
    """What the newest entry wrote, which saved this record."""
    kind = record.record_type()
    table = rows[kind.name]
    with store.reading() as connection:
        entry = connection.execute(entries.select().order_by(entries.c.rev.desc()).limit(1)).one()
        of_it = connection.execute(ops.select().where(ops.c.row == record.id, ops.c.rev == entry.rev)).all()
        groups = [op.grp for op in of_it]
        names = [field.name for field in chain.from_iterable(RECORDS[kind.name].group[each].fields for each in groups)]
        columns = connection.execute(
            select(table.c.id, *(table.c[name] for name in names)).where(table.c.id == record.id)
        )
        filling = upsert(table, *names).values({name: bindparam(name) for name in ("id", *names)})
        return Written(
            tuple(entry),
            list(map(tuple, of_it)),
            str(filling.compile(dialect=sqlite.dialect())),
            tuple(columns.one()),
            [key for op in of_it for key in _keys(op)],
        )


def _keys(op: Any) -> Iterator[Any]:
    """Of a number that search finds by its tail: the former one and the new one, each somewhere in the index."""
    if search.is_searched(op.record, op.grp):
        for current in (0, 1):
            yield f"tail:{os.urandom(8).hex()}", op.household, op.row, op.grp, current


def write(connection: Any, saved: Written) -> None:
    """Writes it once more, in one transaction, and returns when it is on the disk."""
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    cursor.execute("INSERT INTO gate VALUES (1)")
    row, household = saved.ops[0][0], saved.ops[0][5]
    cursor.execute("SELECT * FROM ops WHERE row = ? AND head = 1", (row,)).fetchall()
    cursor.execute("SELECT * FROM ops WHERE row = ? AND grp = 'life' AND head = 1", (household,)).fetchall()
    (wrapped,) = cursor.execute("SELECT wrapped FROM household_keys WHERE household = ?", (household,)).fetchone()
    for value in (wrapped, *(op[9] for op in saved.ops if op[10])):  # its key, and each sealed value
        _CIPHER.seal(value, row)
        hashlib.blake2b(value, digest_size=16).digest()
    hashlib.sha256(saved.entry[2] + saved.entry[4]).digest()
    cursor.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", saved.entry)
    for op in saved.ops:
        cursor.execute("UPDATE ops SET head = 0 WHERE row = ? AND grp = ? AND head = 1", op[:2])
        cursor.execute("INSERT INTO ops VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", op)
    cursor.execute(saved.filling, saved.columns)
    for key in saved.keys:
        cursor.execute(
            "INSERT INTO found_by VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET current = excluded.current", key
        )
    cursor.execute("DELETE FROM gate")
    connection.commit()
