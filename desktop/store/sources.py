"""Who wrote a change, when and why: told by its entry, or by what the office sent of an entry that is not here.

Promise: what lies in the chain is told as that, and what only came down is told with the moment of the office's
signature, never as if its chain had been seen.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

import msgspec
from sqlalchemy import Connection, func, select, tuple_

from desktop.store import deliveries, journal, queries
from desktop.store.journal import Body, Entry, Place
from desktop.store.schema import entries, merges, ops, received
from desktop.store.store import Store

_CHUNK = 500
_ENTRY, _RECEIVED = tuple_(entries.c.origin, entries.c.seq), tuple_(received.c.origin, received.c.seq)


class Source(msgspec.Struct, frozen=True):
    """What an entry says, or of it the part that came down.

    `is_entry` tells whether the entry itself lies here; else `confirmed_at` is when the office signed that part, None
    where that is not known any more.
    """

    body: Body
    is_entry: bool = True
    confirmed_at: datetime | None = None


def author_of(store: Store, row: bytes) -> bytes:
    """The person who wrote a record first."""
    place = queries.creation_of(store, row)
    with store.reading() as connection:
        return sources(connection, [place])[place].body.actor


def sources(connection: Connection, places: Collection[Place]) -> dict[Place, Source]:
    """By place where it is known: the entry itself where it lies here, else all that came down of it, put together."""
    came = came_down(connection, places)
    return {
        place: Source(body, place not in came, came.get(place))
        for place, body in journal.said_at(connection, list(places)).items()
    }


def came_down(connection: Connection, places: Iterable[Place]) -> dict[Place, datetime | None]:
    """Those of these places of which no entry is here, but what came down, and when the office signed that."""
    signed: dict[Place, datetime | None] = {}
    for some in _chunks(places):
        query = (
            select(received.c.origin, received.c.seq, func.max(merges.c.written))
            .outerjoin(merges, merges.c.n == received.c.merge)
            .where(_RECEIVED.in_(some))
            .group_by(received.c.origin, received.c.seq)
        )
        for origin, seq, at in connection.execute(query):
            signed[origin, seq] = None if at is None else datetime.fromtimestamp(at / 1000, UTC)
    held = journal.branches(connection)
    at_home = {at: place for place in signed if (at := journal.held_at(held, *place)) is not None}
    for some in _chunks(at_home):
        for origin, seq in connection.execute(select(entries.c.origin, entries.c.seq).where(_ENTRY.in_(some))):
            del signed[at_home[origin, seq]]
    return signed


def entry_of(connection: Connection, place: Place) -> Entry | None:
    """The entry of a change, where it lies here."""
    at = journal.held_at(journal.branches(connection), *place)
    return None if at is None else journal.entry(connection, *at)


def written_elsewhere(connection: Connection, of_rows: Iterable[bytes]) -> set[bytes]:
    """Those of these rows that another device or the office wrote down first."""
    first: dict[bytes, Place] = {}
    wanted = list(of_rows)
    for start in range(0, len(wanted), _CHUNK):
        query = select(ops.c.row, ops.c.origin, ops.c.seq).where(ops.c.row.in_(wanted[start : start + _CHUNK]))
        for row, origin, seq in connection.execute(query.order_by(ops.c.stamp)):
            first.setdefault(row, (origin, seq))
    others, came = deliveries.foreign_origins(connection), came_down(connection, first.values())
    return {row for row, place in first.items() if place[0] in others or place in came}


def households_since(connection: Connection, revision: int) -> Collection[bytes]:
    """The households that what arrived after a revision is about, in the order of arrival."""
    bodies = [
        *((rev, entry.read()) for rev, entry in journal.entry_rows(connection, revision)),
        *journal.received_bodies(connection, revision),
    ]
    bodies.sort(key=lambda each: each[0])
    return dict.fromkeys(op.household for _, body in bodies for op in body.ops).keys()


def _chunks(places: Iterable[Place]) -> Iterator[list[Place]]:
    left = iter(places)
    while some := list(islice(left, _CHUNK)):
        yield some
