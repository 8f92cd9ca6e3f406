"""Households that are with another team now: taken out of sight, not lost.

Promise: a stub stays, which search finds, and what comes back comes back whole. Hidden: they go in two steps, so that
the merge that sent them away can still be taken back; only then their keys and what came down of them are destroyed.
"""

from collections.abc import Collection, Mapping

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Connection, delete, insert, select

from desktop.store.projection import PURGE, Projector
from desktop.store.schema import entries, household_keys, ops, received, rows, stubs
from desktop.store.sealing import Secrets


class Stub(msgspec.Struct, frozen=True):
    """What stays of a household that is with another team now."""

    number: str | None
    door: str | None
    team: str | None
    since: str | None


def stubs_of(connection: Connection) -> dict[bytes, Stub]:
    """The households that are elsewhere now."""
    return {row.household: Stub(row.number, row.door, row.team, row.since) for row in connection.execute(select(stubs))}


def evict(connection: Connection, secrets: Secrets, gone: Mapping[bytes, Stub]) -> None:
    """Takes households that are elsewhere now out of sight; a stub of each stays, and is found.

    Their keys, and what came down of them, stay until `let_go`.
    """
    if gone:
        connection.execute(delete(stubs).where(stubs.c.household.in_([*gone])))
        is_entry = select(entries.c.rev).where(entries.c.origin == ops.c.origin, entries.c.seq == ops.c.seq).exists()
        written = select(ops.c.household).where(ops.c.household.in_([*gone]), is_entry).distinct()
        wrote = {*connection.execute(written).scalars()}
        lines = [{"household": id_, "wrote": int(id_ in wrote), **asdict(stub)} for id_, stub in gone.items()]
        connection.execute(insert(stubs), lines)
        ordered = ordered_away(connection, gone)
        projector = Projector(connection, secrets)
        projector.forget_households(gone)
        if ordered:
            projector.project_anew(ordered)


def come_back(connection: Connection, secrets: Secrets, households: Collection[bytes]) -> None:
    """Shows households again that were elsewhere: what of them is still here."""
    back = [id_ for id_ in households if id_ in stubs_of(connection)]
    if back:
        connection.execute(delete(stubs).where(stubs.c.household.in_(back)))
        Projector(connection, secrets).project_anew(back)


def ordered_away(connection: Connection, households: Collection[bytes]) -> set[bytes]:
    """Those of these households of which there is an order to destroy what is about them."""
    orders = rows[PURGE]
    return {*connection.execute(select(orders.c.household).where(orders.c.household.in_([*households]))).scalars()}


def let_go(connection: Connection, epoch: int) -> list[bytes]:
    """Destroys what came down of the households that are elsewhere, and their keys; returns those households.

    Only once no merge is taken back any more. A key stays where entries that are here need it to be read by whoever
    they are sent to again; what the office did not tell in its newest epoch stays, until it has it again. Where all of
    it is to be destroyed by order, that does so.
    """
    gone = {row.household: bool(row.wrote) for row in connection.execute(select(stubs.c.household, stubs.c.wrote))}
    ordered = ordered_away(connection, gone)
    for household, wrote in sorted(gone.items()):
        if household in ordered:
            continue
        connection.execute(delete(received).where(received.c.household == household, received.c.epoch >= epoch))
        is_left = connection.execute(select(received.c.rev).where(received.c.household == household).limit(1)).first()
        if not wrote and is_left is None:
            is_key = household_keys.c.wrapped != b""  # and not the mark that one was destroyed for ever
            connection.execute(delete(household_keys).where(household_keys.c.household == household, is_key))
    return sorted(gone)
