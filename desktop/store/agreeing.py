"""Whether two stores show the same of a household: a fingerprint that is the same in each of them.

Promise: two stores give one fingerprint only where every row, every value that stands, and every conflict of the
household is the same. Hidden: keys and marks differ from store to store and count not, nor does in which order anything
came, nor who looked at what, which does not go down.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from desktop.domain.fields import RECORDS
from desktop.store.journal import canonical
from desktop.store.schema import conflicts, ops, rows
from desktop.store.store import Store

_AT_ONCE = 500  # households
_LOOK = "look"
_OF_HOUSEHOLDS = [
    name for name, record in RECORDS.items() if name != _LOOK and ("household" in record.field or name == "household")
]


def fingerprints(store: Store, households: Collection[bytes]) -> dict[bytes, str]:
    """By household the fingerprint of all that this store shows of it."""
    left = iter(sorted(households))
    found: dict[bytes, str] = {}
    with store.reading() as connection:
        while some := list(islice(left, _AT_ONCE)):
            told: dict[bytes, list[tuple[Any, ...]]] = defaultdict(list)
            for household, *what in _told(connection, some):
                told[household].append(tuple(what))
            found |= {home: hashlib.sha256(canonical(tuple(told[home]))).hexdigest() for home in some}
    return found


def held(store: Store) -> frozenset[bytes]:
    """The households of which this store shows anything."""
    with store.reading() as connection:
        return frozenset(connection.execute(select(rows["household"].c.id)).scalars())


def _told(connection: Connection, households: list[bytes]) -> Iterator[tuple[Any, ...]]:
    """What is shown of these households, of each in one order."""
    heads = select(ops.c.household, ops.c.row, ops.c.grp, ops.c.origin, ops.c.seq).where(
        ops.c.household.in_(households), ops.c.head == 1, ops.c.record != _LOOK
    )
    yield from map(tuple, connection.execute(heads.order_by(ops.c.row, ops.c.grp, ops.c.origin, ops.c.seq)))
    contested = select(conflicts.c.household, conflicts.c.row, conflicts.c.grp)
    contested = contested.where(conflicts.c.household.in_(households))
    yield from map(tuple, connection.execute(contested.order_by(conflicts.c.row, conflicts.c.grp)))
    for name in _OF_HOUSEHOLDS:
        table = rows[name]
        key = table.c.id if name == "household" else table.c.household
        shown = select(key.label("of"), table).where(key.in_(households)).order_by(table.c.id)
        yield from ((of, name, *values) for of, *values in connection.execute(shown))
