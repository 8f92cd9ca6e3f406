"""On which computer a change was written, and with which bundle it came here.

Promise: what is not known is not guessed: a change that came down from the office is said to have come with that
bundle, on whichever laptop it was written. Hidden: the log of merges knows the revisions that each bundle brought.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from desktop.store import provenance
from desktop.store.journal import Place
from desktop.store.schema import merges, rows

DOWN = "down"


@dataclass(frozen=True, slots=True)
class Brought:
    """The bundle that brought something: `kind` "down" from the office, else from a computer called `sender`."""

    kind: str
    number: int
    sender: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Carried:
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
    brought = {revision: _brought(connection, revision) for revision in {*arrived.values()}}
    return {
        place: Carried(*known.get(devices.get(place[0], b""), ("", "")), brought[revision])
        for place, revision in arrived.items()
    }


def _brought(connection: Connection, revision: int) -> Brought | None:
    within = merges.c.from_rev < revision, merges.c.to_rev >= revision, merges.c.undone_at.is_(None)
    row = connection.execute(select(merges).where(*within).order_by(merges.c.n.desc()).limit(1)).first()
    if row is None:
        return None
    return Brought(row.kind, row.number, row.sender_name, datetime.fromtimestamp(row.at / 1000, UTC))
