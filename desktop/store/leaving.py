"""Households that leave a device: which may go already, what lies here of them, and what goes with them at last.

Promise: nothing leaves that the office does not hold, nor while somebody has a draft about it. Hidden: a household's
keys and pictures are destroyed with the merge after the one that took it out of sight, so that this one can be undone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

import msgspec
from sqlalchemy import Connection, and_, func, select

from desktop.store import deliveries, elsewhere, evidence
from desktop.store.deliveries import ACKNOWLEDGED, Held
from desktop.store.elsewhere import Stub
from desktop.store.facts import fact, keep_fact
from desktop.store.schema import drafts, entries, forks, ops, rows
from desktop.store.store import Store

_PIECES_LEFT = "pieces left"
_AT_ONCE = 500
_PIECES = msgspec.msgpack.Decoder(list[tuple[bytes, str]])


def households(connection: Connection) -> set[bytes]:
    """The households that are shown here."""
    return {*connection.execute(select(rows["household"].c.id)).scalars()}


def half(connection: Connection) -> set[bytes]:
    """The households of which something is here, and not what they began with."""
    table = rows["household"]
    return {*connection.execute(select(table.c.id).where(table.c.number.is_(None))).scalars()}


def may_go(connection: Connection, wanted: Collection[bytes]) -> set[bytes]:
    """Those of these households of which the office holds every entry and piece of evidence, and nobody has a draft."""
    held = deliveries.acknowledgements(connection)
    sent = deliveries.pieces_in(connection, ACKNOWLEDGED)
    going = {*wanted} - {*connection.execute(select(drafts.c.household).distinct()).scalars()}
    kept_back: set[bytes] = set()
    for some in _chunks(going):
        kept_back |= _unacknowledged(connection, some, held)
        kept_back |= {
            household for household, digest in _made_here(connection, some) if (household, digest) not in sent
        }
    return going - kept_back


def stub_of(connection: Connection, household: bytes) -> Stub:
    """What stays of a household of which nobody told with whom it is now."""
    table = rows["household"]
    number, door = connection.execute(select(table.c.number, table.c.door).where(table.c.id == household)).one()
    return Stub(number, door, None, None)


def pieces_named(connection: Connection, digests: Iterable[str]) -> set[tuple[bytes, str]]:
    """The pieces of evidence with these fingerprints that records here name."""
    table = rows["evidence"]
    found: set[tuple[bytes, str]] = set()
    left = iter(digests)
    while some := list(islice(left, _AT_ONCE)):
        query = select(table.c.household, table.c.id, table.c.digest).where(table.c.digest.in_(some))
        found |= {(household or row, digest) for household, row, digest in connection.execute(query)}
    return found


def leave(connection: Connection, store: Store, gone: Mapping[bytes, Stub]) -> None:
    """Takes households out of sight, each with its stub."""
    named = [piece for some in _chunks(gone) for piece in _pieces(connection, some)]
    before = fact(connection, _PIECES_LEFT)
    keep_fact(connection, _PIECES_LEFT, msgspec.msgpack.encode([*(_PIECES.decode(before) if before else ()), *named]))
    elsewhere.evict(connection, store.secrets, gone)


def destroy(connection: Connection, store: Store) -> None:
    """Destroys keys and pictures of the households that left with an earlier merge."""
    gone = {*elsewhere.let_go(connection, deliveries.taken(connection).epoch)}
    kept = fact(connection, _PIECES_LEFT)
    for household, digest in _PIECES.decode(kept) if kept else ():
        if household in gone:
            evidence.file_of(store.folder, store.opened.key, household, digest).unlink(missing_ok=True)
    keep_fact(connection, _PIECES_LEFT, None)


def begun_here(connection: Connection) -> set[bytes]:
    """The households that were written down here and that the office may not hold yet: it can't say whose they are."""
    held = deliveries.acknowledgements(connection)
    branches = {row.branch for row in connection.execute(select(forks.c.branch))}
    here = and_(entries.c.origin == ops.c.origin, entries.c.seq == ops.c.seq)
    query = select(ops.c.row, ops.c.origin, ops.c.seq).outerjoin(entries, here)
    begun = query.where(
        ops.c.record == "household",
        ops.c.grp == "number",
        ops.c.ctx.is_(None),
        entries.c.seq.is_not(None) | ops.c.origin.in_(branches),
    )
    found = connection.execute(begun)
    return {row for row, origin, seq in found if origin not in held or held[origin].seq < seq}


def _unacknowledged(connection: Connection, some: Iterable[bytes], held: Mapping[bytes, Held]) -> set[bytes]:
    branched = select(ops.c.household).join(forks, forks.c.branch == ops.c.origin).where(ops.c.household.in_(some))
    here = and_(entries.c.origin == ops.c.origin, entries.c.seq == ops.c.seq)
    query = select(ops.c.household, ops.c.origin, func.max(ops.c.seq)).join(entries, here)
    last = connection.execute(query.where(ops.c.household.in_(some)).group_by(ops.c.household, ops.c.origin))
    lacking = {household for household, origin, seq in last if origin not in held or held[origin].seq < seq}
    return lacking | {*connection.execute(branched).scalars()}


def _pieces(connection: Connection, some: Iterable[bytes]) -> Iterator[tuple[bytes, str]]:
    table = rows["evidence"]
    query = select(table.c.household, table.c.digest).where(table.c.household.in_(some), table.c.digest.is_not(None))
    return ((household, digest) for household, digest in connection.execute(query))


def _made_here(connection: Connection, some: Iterable[bytes]) -> Iterator[tuple[bytes, str]]:
    """The evidence whose entry lies here: nobody else need have its content."""
    table = rows["evidence"]
    here = and_(entries.c.origin == ops.c.origin, entries.c.seq == ops.c.seq)
    query = (
        select(table.c.household, table.c.digest)
        .join(ops, and_(ops.c.row == table.c.id, ops.c.grp == "evidence"))
        .join(entries, here)
        .where(table.c.household.in_(some), table.c.digest.is_not(None))
    )
    return ((household, digest) for household, digest in connection.execute(query))


def _chunks(wanted: Iterable[bytes]) -> Iterator[list[bytes]]:
    left = iter(wanted)
    while some := list(islice(left, _AT_ONCE)):
        yield some
