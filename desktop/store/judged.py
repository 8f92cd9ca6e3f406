"""What the office judged of pairs of households (同一户): the newest word on each pair, who said it, when and why.

Promise: what was taken back counts no more, so that the word before it stands again. A word holds for what was known
here when it came: what binds a united household and came later is told, until there is a newer word. Hidden: later is
what has a higher revision, whenever it was written.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from desktop.domain.fields import RECORDS
from desktop.store.journal import moment
from desktop.store.schema import ops, rows
from desktop.store.sources import sources

BINDING = frozenset({"signed", "decision"})
"""The states of an agreement that bind."""

_CHUNK = 500
_sameness = rows["sameness"]


class Judged(msgspec.Struct, frozen=True):
    """A word on a pair, by its record."""

    row: bytes
    verdict: str


class Said(msgspec.Struct, frozen=True):
    """Who wrote a record first, when and why."""

    actor: bytes
    when: datetime
    because: str


def judgements(connection: Connection) -> dict[frozenset[bytes], Judged]:
    """The newest word on each pair."""
    columns = (_sameness.c.id, _sameness.c.household, _sameness.c.other, _sameness.c.verdict)
    query = select(*columns).where(_sameness.c.withdrawn.is_distinct_from(1)).order_by(_sameness.c.id)
    return {
        frozenset((household, other)): Judged(row, verdict)
        for row, household, other, verdict in connection.execute(query)
        if household and other and verdict
    }


def bound_since(
    connection: Connection, links: Mapping[bytes, bytes], words: Mapping[frozenset[bytes], Judged]
) -> dict[bytes, tuple[str, ...]]:
    """By united household what binds it and came after the newest word on it and the one that it was united with.

    `links` names that one. What it is, is told by kind: a state of an agreement, or the record.
    """
    bound = _binding(connection, links)
    pairs = {household: frozenset((household, links[household])) for household, _, _ in bound}
    judged = {household: words[both].row for household, both in pairs.items() if both in words}
    came = _revisions(connection, {*judged.values(), *(row for _, row, _ in bound)})
    found: dict[bytes, dict[str, None]] = {}
    for household, row, kind in bound:
        if came.get(row, 0) > came.get(judged.get(household, b""), 0):
            found.setdefault(household, {})[kind] = None
    return {household: tuple(kinds) for household, kinds in found.items()}


def united_on(connection: Connection, households: Iterable[bytes]) -> dict[bytes, datetime]:
    """When each of these households was united with another, by the clock of who wrote that."""
    wanted, of_group = list(households), RECORDS["household"].group_of["same_as"].name
    places: dict[bytes, tuple[bytes, int]] = {}
    for start in range(0, len(wanted), _CHUNK):
        is_of = ops.c.row.in_(wanted[start : start + _CHUNK]), ops.c.grp == of_group, ops.c.head == 1
        found = connection.execute(select(ops.c.row, ops.c.origin, ops.c.seq).where(*is_of).order_by(ops.c.stamp))
        places |= {row: (origin, seq) for row, origin, seq in found}
    told = sources(connection, frozenset(places.values()))
    return {row: moment(told[place].body) for row, place in places.items() if place in told}


def said(connection: Connection, written: Iterable[bytes]) -> dict[bytes, Said]:
    """By record who wrote it first, when and why."""
    wanted = list(written)
    first: dict[bytes, tuple[bytes, int]] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(ops.c.row, ops.c.origin, ops.c.seq).where(ops.c.row.in_(wanted[start : start + _CHUNK]))
        for row, origin, seq in connection.execute(query.order_by(ops.c.stamp)):
            first.setdefault(row, (origin, seq))
    told = sources(connection, frozenset(first.values()))
    return {
        row: Said(told[place].body.actor, moment(told[place].body), told[place].body.reason)
        for row, place in first.items()
        if place in told
    }


# Inside


def _binding(connection: Connection, households: Collection[bytes]) -> list[tuple[bytes, bytes, str]]:
    """What binds these households, as (household, row, kind); of agreements only the newest one counts."""
    agreements = _own(connection, "agreement", households)
    newest = {row.household: row for row in sorted(agreements, key=lambda row: (row.stated_on or "", row.id))}
    found = [(household, row.id, row.state) for household, row in newest.items() if row.state in BINDING]
    for record in ("payment", "handover"):
        found += [(row.household, row.id, record) for row in _own(connection, record, households)]
    return found


def _own(connection: Connection, record: str, households: Collection[bytes]) -> Iterator[Row[Any]]:
    """The rows of this kind that these households have themselves."""
    table, wanted = rows[record], list(households)
    for start in range(0, len(wanted), _CHUNK):
        is_of = table.c.household.in_(wanted[start : start + _CHUNK])
        yield from connection.execute(select(table).where(is_of, table.c.withdrawn.is_distinct_from(1)))


def _revisions(connection: Connection, written: Collection[bytes]) -> dict[bytes, int]:
    """By record the revision with which the newest of it came here."""
    wanted, found = list(written), dict[bytes, int]()
    for start in range(0, len(wanted), _CHUNK):
        query = select(ops.c.row, func.max(ops.c.rev)).where(ops.c.row.in_(wanted[start : start + _CHUNK]))
        found |= dict(connection.execute(query.group_by(ops.c.row)).all())
    return found
