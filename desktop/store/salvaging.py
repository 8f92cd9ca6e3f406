"""What a damaged ledger still gives: every row that lies on a sound page.

SQLCipher reads nothing more through a connection that met a damaged page. So reading goes on through a new one, from
the next key that must be there: an index tells it, or the ops, which lie on other pages.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Select, Table, select, tuple_
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from desktop.store import connection as database
from desktop.store.schema import entries, household_keys, ops, received

Row = dict[str, Any]
_Query = Select[*tuple[Any, ...]]


def readable(ledger: Path, store_key: bytes, table: Table) -> tuple[list[Row], bool]:
    """The rows of a table in a damaged file, in no order, and whether they are all."""
    keys = [*table.primary_key]
    rows, is_all = _from_both_ends(ledger, store_key, select(table), keys)
    if is_all:
        return rows, True
    found = {_key(row, keys): row for row in rows}
    named = _GONE_ON_FROM.get(table, [])
    begun = {_key(row, named) for row in rows}
    for start in _starts(ledger, store_key, table, rows):
        if start not in begun:
            onward = select(table).where(tuple_(*named) >= start).order_by(*keys)
            rest, _ = _until_damage(ledger, store_key, onward)
            found |= {_key(row, keys): row for row in rest}
            begun |= {_key(row, named) for row in rest}
    return [*found.values()], False


_GONE_ON_FROM = {
    entries: [entries.c.rev],
    received: [received.c.rev],
    household_keys: [household_keys.c.household],
}
_BY_PLACE = {table: [table.c.origin, table.c.seq] for table in (entries, received)}


def _starts(ledger: Path, store_key: bytes, table: Table, rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
    """The keys of the table, or their beginnings, of which an index or the ops tell that they are there."""
    if table not in _GONE_ON_FROM:
        return
    if table in _BY_PLACE:
        named, is_all = _from_both_ends(ledger, store_key, select(table.c.rev), _BY_PLACE[table])
        yield from sorted({(row["rev"],) for row in named})
        if is_all:
            return
    query = select(ops.c.household, ops.c.origin, ops.c.seq).distinct()
    written, _ = _from_both_ends(ledger, store_key, query, [ops.c.household])  # in an index that holds all of it
    if table is household_keys:
        yield from sorted({(op["household"],) for op in written})
        return
    last: dict[bytes, int] = {}
    for row in (*rows, *written):
        last[row["origin"]] = max(last.get(row["origin"], 0), row["seq"])
    known = max((row["rev"] for row in rows), default=0)
    yield from ((rev,) for rev in range(1, max(known, sum(last.values())) + 1))


def _key(row: Row, columns: Iterable[Column[Any]]) -> tuple[Any, ...]:
    return tuple([row[column.name] for column in columns])


def _from_both_ends(
    ledger: Path, store_key: bytes, query: _Query, order: Sequence[Column[Any]]
) -> tuple[list[Row], bool]:
    first, is_all = _until_damage(ledger, store_key, query.order_by(*order))
    if is_all:
        return first, True
    last, _ = _until_damage(ledger, store_key, query.order_by(*(column.desc() for column in order)))
    return [*first, *last], False


def _until_damage(ledger: Path, store_key: bytes, query: _Query) -> tuple[list[Row], bool]:
    """The rows up to the first damaged page, and whether there was none."""
    found: list[Row] = []
    with database.connected(ledger, store_key, read_only=True) as engine:
        try:
            with engine.connect() as connection:
                driver = connection.connection.driver_connection
                for row in connection.execution_options(yield_per=1).execute(query).mappings():
                    if not database.is_sound(driver):
                        return found, False
                    found.append(dict(row))
                return found, database.is_sound(driver)
        except (DatabaseError, dbapi2.DatabaseError):
            return found, False
