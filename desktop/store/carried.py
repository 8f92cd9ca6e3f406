"""On which computer a change was written, and with which bundle it came here.

Promise: what is not known is not guessed: a change that came down from the office is said to have come with that
bundle, on whichever laptop it was written. Hidden: the log of merges knows the revisions that each bundle brought.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, select

from desktop.store import provenance
from desktop.store.journal import Place
from desktop.store.schema import merges, rows

DOWN = "down"


class Brought(msgspec.Struct, frozen=True):
    """The bundle that brought something: `kind` "down" from the office, else from a computer called `sender`."""

    kind: str
    number: int
    sender: str
    at: datetime


class Carried(msgspec.Struct, frozen=True):
    """`computer` and `team` are empty where they are not known; without a bundle it was written here."""

    computer: str = ""
    team: str = ""
    bundle: Brought | None = None


def carried(connection: Connection, arrived: Mapping[Place, int]) -> dict[Place, Carried]:
    """How each of these entries came here; they are told with the revision at which they did."""
    devices = provenance.devices(connection)
    wanted = {devices[origin] for origin, _ in arrived if origin in devices}
    table = rows["device"]
    query = select(table.c.id, table.c.name, table.c.team).where(table.c.id.in_(wanted))
    known = {row.id: (row.name or "", row.team or "") for row in connection.execute(query)}
    brought = _Brought(connection)
    return {
        place: Carried(*known.get(devices.get(place[0], b""), ("", "")), brought.at(revision))
        for place, revision in arrived.items()
    }


class _Brought:
    """The merges that were not taken back, by the revisions that each brought; no revision is of two."""

    def __init__(self, connection: Connection) -> None:
        columns = (merges.c[name] for name in ("from_rev", "to_rev", "kind", "number", "sender_name", "at"))
        query = select(*columns).where(merges.c.undone_at.is_(None)).order_by(merges.c.from_rev, merges.c.n)
        self._merges = connection.execute(query).all()
        self._begins = [row.from_rev for row in self._merges]

    def at(self, revision: int) -> Brought | None:
        place = bisect_left(self._begins, revision) - 1
        row = self._merges[place] if place >= 0 else None
        if row is None or row.to_rev < revision:
            return None
        return Brought(row.kind, row.number, row.sender_name, datetime.fromtimestamp(row.at / 1000, UTC))
