"""Conflicts that were decided: by whom, when, why, from which values to which (R31).

Promise: a decision is found as long as its entry is, wherever it was taken. Hidden: deciding is signed in person, and
the journal finds what is signed without decoding the rest; there is no table of decisions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from desktop.domain.fields import SIGNED, Merge
from desktop.domain.merging import heads_of, is_covered
from desktop.store import contests, journal, queries
from desktop.store.contests import Filter, Page, Version
from desktop.store.projection import GROUPS, KnownOp, Projector, known_op
from desktop.store.queries import Listed
from desktop.store.schema import ops, rows
from desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Decided:
    """A register that was decided. `version` is what was chosen: by whom, when, why; `replaced` are the values before.

    `holds` tells whether it is what stands there today.
    """

    version: Version
    replaced: tuple[Version, ...]
    household: bytes
    home: Listed | None
    name: str
    is_money: bool
    holds: bool


def listed(store: Store, wanted: Filter, page: int = 1, size: int = contests.PAGE) -> Page[Decided]:
    """A page of what was decided, the newest arrival first; beyond the last page, none."""
    homes = _homes(store, wanted)
    with store.reading() as connection:
        projector = store.projector(connection)
        found = [
            op
            for op in _decisions(connection, projector)
            if contests.is_wanted(wanted, op.record, op.group) and (homes is None or op.household in homes)
        ]
        found.sort(key=lambda op: (-op.rev, op.row, op.group))
        shown = found[(page - 1) * size : page * size]
        chosen = contests.versions(connection, projector, shown)
        before = _replaced(connection, shown)
        replaced = [contests.versions(connection, projector, stood) for stood, _ in before]
        named = contests.names(connection, [(op.record, op.row) for op in shown])
    lines = {line.id: line for line in queries.listed(store, [*{op.household for op in shown}])}
    told = (
        Decided(
            version,
            stood,
            op.household,
            lines.get(op.household),
            named.get(op.row, ""),
            contests.moves_money(op.record, op.group),
            holds,
        )
        for op, version, stood, (_, holds) in zip(shown, chosen, replaced, before, strict=True)
    )
    return Page(tuple(told), len(found), page, size)


def _decisions(connection: Connection, projector: Projector) -> Iterator[KnownOp]:
    """What settled conflicts, of all that reaches the rows."""
    told: set[tuple[bytes, int, bytes, str]] = set()
    for rev, body, came_down in journal.signed_bodies(connection):
        deciding = [op for op in body.ops if op.ctx and op.record not in SIGNED and _is_reviewed(op.record, op.group)]
        if not deciding:
            continue
        for op in projector.reaching(msgspec.structs.replace(body, ops=deciding), rev, came_down=came_down):
            place = op.origin, op.seq, op.row, op.group
            if place not in told:
                told.add(place)
                yield op


def _replaced(connection: Connection, decisions: Sequence[KnownOp]) -> list[tuple[list[KnownOp], bool]]:
    """What each of these settled, each value once, and whether it stands itself today."""
    query = select(ops).where(ops.c.row.in_({op.row for op in decisions}))
    of_register: dict[tuple[bytes, str], list[tuple[KnownOp, bool]]] = {}
    for row in connection.execute(query):
        op = known_op(row)
        of_register.setdefault(op.register, []).append((op, bool(row.head)))
    found: list[tuple[list[KnownOp], bool]] = []
    for decision in decisions:
        known = of_register.get(decision.register, [])
        stood = heads_of(op for op, _ in known if is_covered(op, decision.ctx))
        once = {op.mark: op for op in sorted(stood, key=lambda op: op.stamp, reverse=True)}
        place = decision.origin, decision.seq
        found.append(([*once.values()], any(is_head and (op.origin, op.seq) == place for op, is_head in known)))
    return found


def _homes(store: Store, wanted: Filter) -> set[bytes] | None:
    """The households that a filter asks for; None where it asks for all, and for what is of none."""
    home = rows["household"]
    conditions = [*contests.of_household(store, wanted, home.c.id)]
    if not conditions:
        return None
    with store.reading() as connection:
        return {*connection.execute(select(home.c.id).where(*conditions)).scalars()}


def _is_reviewed(record: str, group: str) -> bool:
    known = GROUPS.get((record, group))
    return known is not None and known.merge is Merge.REVIEW
