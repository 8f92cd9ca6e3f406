"""Values that stand beside each other: what was written of one register by several who had not seen each other.

Promise: every value that stands is told with who wrote it and when, the one that is shown first. Hidden: equal values
are told once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from desktop.domain.merging import shown
from desktop.store import history
from desktop.store.projection import KnownOp, Projector, known_op
from desktop.store.schema import conflicts, ops
from desktop.store.sources import sources
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Version:
    """One value of a group in its written forms, None where the household's key is not here."""

    group: str
    forms: Mapping[str, Any] | None
    actor: bytes
    when: datetime


@dataclass(frozen=True, slots=True)
class Contest:
    """One register that waits for a decision; `life` is withdrawn against edited, or against brought back."""

    record: str
    row: bytes
    group: str
    versions: tuple[Version, ...]


def contests(store: Store, household: bytes) -> tuple[Contest, ...]:
    """All that waits for a decision in a household."""
    query = select(conflicts).where(conflicts.c.household == household).order_by(conflicts.c.row, conflicts.c.grp)
    with store.reading() as connection:
        waiting = connection.execute(query).all()
        projector = store.projector(connection)
        heads = projector.heads({each.row for each in waiting})
        return tuple(
            Contest(each.record, each.row, each.grp, tuple(_versions(connection, projector, heads[each.row, each.grp])))
            for each in waiting
        )


def written_since(store: Store, row: bytes, groups: Iterable[str], seen: int) -> tuple[Version, ...]:
    """What was written of these groups of a record after a revision, as it stands now."""
    query = select(ops).where(ops.c.row == row, ops.c.grp.in_(list(groups)), ops.c.rev > seen, ops.c.head == 1)
    with store.reading() as connection:
        found = [known_op(each) for each in connection.execute(query)]
        projector = store.projector(connection)
        return tuple(_version(connection, projector, op) for op in found)


def _versions(connection: Connection, projector: Projector, heads: tuple[KnownOp, ...]) -> Iterator[Version]:
    by_mark = {op.mark: op for op in sorted(heads, key=lambda op: op.stamp, reverse=True)}
    first = shown(heads)
    for op in sorted(by_mark.values(), key=lambda op: op.mark != first.mark):
        yield _version(connection, projector, op)


def _version(connection: Connection, projector: Projector, op: KnownOp) -> Version:
    place = op.origin, op.seq
    body = sources(connection, [place])[place].body
    return Version(op.group, projector.forms(op), body.actor, history.moment(body))
