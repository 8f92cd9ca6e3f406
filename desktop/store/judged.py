"""What the office judged of pairs of households (同一户): the newest word on each pair, who said it, when and why.

Promise: what was taken back counts no more, so that the word before it stands again.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from desktop.store.journal import moment
from desktop.store.schema import ops, rows
from desktop.store.sources import sources

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
