"""What lies here alone: how many entries no bundle has carried out yet, and when the last one was written.

Promise: read from what is kept in any case, so that it costs nothing to ask after every save. Hidden: what went out
before the office began a new epoch counts no more, since the office may have lost it.
"""

import msgspec
from sqlalchemy import func, select

from desktop.store import deliveries
from desktop.store.schema import entries
from desktop.store.store import Store


class Unsent(msgspec.Struct, frozen=True):
    """How many entries, and the moment of the last bundle in milliseconds; 0 where there was none."""

    entries: int
    exported_at: int


def unsent(store: Store) -> Unsent:
    """Of all chains that this store holds, what stands behind the last bundle and the last receipt.

    Of a laptop's chain a lead holds only a part: counted is what is held.
    """
    with store.reading() as connection:
        ends = dict(
            connection.execute(select(entries.c.origin, func.max(entries.c.seq)).group_by(entries.c.origin)).all()
        )
        since = deliveries.taken(connection).since
        written = deliveries.exported(connection)
        out = {origin: held.seq for origin, held in deliveries.acknowledgements(connection).items()}
        for each in written:
            for origin, (_, last) in each.ranges.items() if each.at_rev >= since else ():
                out[origin] = max(out.get(origin, 0), last)
        number = sum(
            connection.execute(
                select(func.count()).where(entries.c.origin == origin, entries.c.seq > out.get(origin, 0))
            ).scalar_one()
            for origin, end in ends.items()
            if end > out.get(origin, 0)
        )
    return Unsent(number, written[0].at if written else 0)
