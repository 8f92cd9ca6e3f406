"""What of the journal travels: runs of entries as they are kept, and what entries say of some households alone.

Promise: an entry goes byte for byte, and of an op that must not reach the rows, or whose household is elsewhere, no
excerpt ever tells. Hidden: an excerpt is cut out of its entry by the ops that are known here, so that refused ones and
looks at sensitive values stay behind, and a second branch of a chain bears its own name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import msgspec
from sqlalchemy import BindParameter, ColumnElement, Connection, and_, bindparam, func, select

from desktop.domain.fields import RECORDS, Privacy
from desktop.store import journal
from desktop.store.connection import Prepared
from desktop.store.facts import fact
from desktop.store.journal import Body, Branch, Entry, Place
from desktop.store.projection import PURGE
from desktop.store.schema import entries, ops, received, rows

_AT_ONCE = 200  # households, or rows that are of none
_PLACES = 2000
_LOOK = "look"
_HOUSEHOLD = "household"
OF_NO_HOUSEHOLD = tuple(name for name, kind in RECORDS.items() if name != _HOUSEHOLD and _HOUSEHOLD not in kind.field)
"""The records that are about no household: an area's settings, who works there, policies, flats."""

_WANTED: BindParameter[bytes] = bindparam("wanted", expanding=True)
_WROTE = Prepared(select(ops.c.row, ops.c.origin, ops.c.seq, ops.c.rev).where(ops.c.row.in_(_WANTED)))

_Known = dict[tuple[bytes, Place], set[tuple[bytes, str]]]


class Run(msgspec.Struct, frozen=True):
    """Entries of an origin without a gap, from one seq to another."""

    origin: bytes
    first: int
    last: int


def ends(connection: Connection) -> dict[bytes, tuple[int, bytes]]:
    """How far each origin is held without a gap from its beginning, with the hash there; not where that is missing.

    Of a million entries that takes half a second (measured), since counting them tells whether there are gaps.
    """
    query = select(entries.c.origin, func.min(entries.c.seq), func.max(entries.c.seq), func.count())
    found: dict[bytes, tuple[int, bytes]] = {}
    for origin, first, last, number in connection.execute(query.group_by(entries.c.origin)).all():
        if first == 1:
            end = last if number == last else _end_of_run(connection, origin, 1)
            found[origin] = end, _hash(connection, origin, end)
    return found


def next_run(connection: Connection, origin: bytes, after: int) -> Run | None:
    """The first entries of an origin beyond a seq that lie here without a gap between them; None where none do."""
    query = select(func.min(entries.c.seq), func.max(entries.c.seq), func.count())
    first, last, number = connection.execute(query.where(entries.c.origin == origin, entries.c.seq > after)).one()
    if first is None:
        return None
    return Run(origin, first, last if number == last - first + 1 else _end_of_run(connection, origin, first))


def origins(connection: Connection) -> tuple[bytes, ...]:
    """Whose entries lie here."""
    return tuple(connection.execute(select(entries.c.origin).distinct().order_by(entries.c.origin)).scalars())


def numbers(connection: Connection) -> dict[bytes, int]:
    """How many entries of each origin lie here."""
    query = select(entries.c.origin, func.count()).group_by(entries.c.origin)
    return dict(connection.execute(query).all())


def is_held(connection: Connection, origin: bytes, seq: int, its_hash: bytes) -> bool:
    """Whether the entry at this place is the one with this hash, or none is here.

    Where none is of the origin in whose name this store writes now, somebody else writes in it too: another laptop of
    one image. Then its entry says nothing of those that are here.
    """
    query = select(entries.c.hash).where(entries.c.origin == origin, entries.c.seq == seq)
    found = connection.execute(query).scalar()
    return found == its_hash if found is not None else origin != fact(connection, "origin")


def entries_of(connection: Connection, run: Run) -> Iterator[Entry]:
    """The entries of a run in their order, as a stream."""
    query = select(entries).where(entries.c.origin == run.origin, entries.c.seq.between(run.first, run.last))
    for row in connection.execution_options(yield_per=500).execute(query.order_by(entries.c.seq)):
        yield Entry(row.origin, row.seq, row.prev_hash, row.hash, row.body)


def of_households(
    connection: Connection, households: Iterable[bytes], after: int = 0, *, but_of: bytes = b""
) -> Iterator[Body]:
    """What is known of these households, each entry's part about each apart; what came after a revision alone.

    Not what one origin wrote, `but_of`.
    """
    return _bodies(connection, _about(households, after, but_of))


def of_orders_to_destroy(connection: Connection, households: Iterable[bytes], after: int) -> Iterator[Body]:
    """Of these households only the orders to destroy what is about them."""
    for wanted in _about(households, after, b""):
        yield from _bodies(connection, [and_(wanted, ops.c.record == PURGE)])


def of_no_household(connection: Connection, after: int = 0, *, but_of: bytes = b"") -> Iterator[Body]:
    """The same of all that is about no household."""
    return _bodies(connection, _about_none(connection, after, but_of))


def number_of_households(
    connection: Connection, households: Iterable[bytes], after: int = 0, *, but_of: bytes = b""
) -> int:
    """How many bodies `of_households` gives."""
    return sum(_number(connection, wanted) for wanted in _about(households, after, but_of))


def number_of_no_household(connection: Connection, after: int = 0, *, but_of: bytes = b"") -> int:
    """How many bodies `of_no_household` gives."""
    return sum(_number(connection, wanted) for wanted in _about_none(connection, after, but_of))


def changed(connection: Connection, households: Iterable[bytes], after: int) -> set[bytes]:
    """Those of these households of which something came after a revision."""
    found: set[bytes] = set()
    for some in _chunks(households):
        query = select(ops.c.household).where(ops.c.household.in_(some), ops.c.record != _LOOK, ops.c.rev > after)
        found.update(connection.execute(query.distinct()).scalars())
    return found


def sealed_of_no_household(connection: Connection) -> set[bytes]:
    """The rows that are about no household and sealed all the same, each under a key of its own."""
    tables = (rows[name] for name in OF_NO_HOUSEHOLD if _is_sealed(name))
    return {row for table in tables for row in connection.execute(select(table.c.id)).scalars()}


def concerned(connection: Connection, run: Run) -> set[bytes]:
    """The households that the entries of a run are about."""
    return {op.household for entry in entries_of(connection, run) for op in entry.read().ops}


def last_said(connection: Connection, wanted: Iterable[bytes]) -> dict[bytes, Body]:
    """By row the entry that last wrote it, as far as it is known here."""
    last: dict[bytes, tuple[int, Place]] = {}
    for row, origin, seq, rev in _WROTE.run_for(connection, wanted):
        last[row] = max(last.get(row, (0, (origin, seq))), (rev, (origin, seq)))
    said = journal.said_at(connection, {place for _, place in last.values()})
    return {row: said[place] for row, (_, place) in last.items() if place in said}


def orphans(connection: Connection, held: Mapping[bytes, int], epoch: int) -> Iterator[tuple[bytes, bytes]]:
    """(household, body) of what came down in epochs before this one alone, and beyond what the office holds now.

    An office that was put back to a state of before learns its own lost edits so.
    """
    came_before = received.c.epoch < epoch
    for origin in connection.execute(select(received.c.origin).where(came_before).distinct()).scalars().all():
        query = select(received.c.household, received.c.body).where(
            received.c.origin == origin, received.c.seq > held.get(origin, 0), came_before
        )
        for row in connection.execute(query.order_by(received.c.seq, received.c.rev)).all():
            yield row.household, row.body


def _about(households: Iterable[bytes], after: int, but_of: bytes) -> Iterator[ColumnElement[bool]]:
    for some in _chunks(households):
        yield and_(ops.c.household.in_(some), ops.c.record != _LOOK, ops.c.rev > after, ops.c.origin != but_of)


def _about_none(connection: Connection, after: int, but_of: bytes) -> Iterator[ColumnElement[bool]]:
    for table in map(rows.__getitem__, OF_NO_HOUSEHOLD):
        for some in _chunks(connection.execute(select(table.c.id)).scalars().all()):
            yield and_(ops.c.row.in_(some), ops.c.rev > after, ops.c.origin != but_of)


def _number(connection: Connection, wanted: ColumnElement[bool]) -> int:
    places = select(ops.c.household, ops.c.origin, ops.c.seq).where(wanted).distinct()
    return connection.execute(select(func.count()).select_from(places.subquery())).scalar_one()


def _bodies(connection: Connection, wanted: Iterable[ColumnElement[bool]]) -> Iterator[Body]:
    branches = journal.branches(connection)
    for each in wanted:
        yield from _cut(connection, each, branches)


def _cut(connection: Connection, wanted_ops: ColumnElement[bool], branches: Mapping[bytes, Branch]) -> Iterator[Body]:
    known: _Known = defaultdict(set)
    query = select(ops.c.household, ops.c.origin, ops.c.seq, ops.c.row, ops.c.grp).where(wanted_ops)
    for household, origin, seq, row, group in connection.execute(query):
        known[household, (origin, seq)].add((row, group))
    left = iter(sorted(known))
    while some := list(islice(left, _PLACES)):
        said = journal.said_at(connection, {place for _, place in some})
        for household, place in some:
            if place in said:
                body, wanted = _named(said[place], place, branches), known[household, place]
                told = [op for op in body.ops if (op.row, op.group) in wanted and op.household == household]
                if told:
                    yield msgspec.structs.replace(body, ops=told)


def _named(body: Body, place: Place, branches: Mapping[bytes, Branch]) -> Body:
    return body if body.origin == place[0] else journal.on_branch(body, branches[body.origin])


def _is_sealed(record: str) -> bool:
    return any(group.privacy is not Privacy.OPEN for group in RECORDS[record].groups)


def _end_of_run(connection: Connection, origin: bytes, first: int) -> int:
    following = entries.alias()
    is_followed = select(following.c.seq).where(
        following.c.origin == entries.c.origin, following.c.seq == entries.c.seq + 1
    )
    query = select(func.min(entries.c.seq)).where(
        entries.c.origin == origin, entries.c.seq >= first, ~is_followed.exists()
    )
    return connection.execute(query).scalar_one()


def _hash(connection: Connection, origin: bytes, seq: int) -> bytes:
    return connection.execute(
        select(entries.c.hash).where(entries.c.origin == origin, entries.c.seq == seq)
    ).scalar_one()


def _chunks(wanted: Iterable[bytes]) -> Iterator[list[bytes]]:
    left = iter(wanted)
    while some := list(islice(left, _AT_ONCE)):
        yield some
