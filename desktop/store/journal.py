"""The journal: every change as one entry, in the exact bytes that were hashed, never re-encoded.

`hash = sha256(prev_hash ‖ body)` chains the entries of one origin (one incarnation of one store). The decision hidden
here is the byte form: msgpack arrays whose meaning is their position; positions are only ever added at the end.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, RowMapping, Select, func, select, tuple_

from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.merging import LAST_STAMP, Span, holds, is_span, last_of, parted
from desktop.domain.values import are_forms
from desktop.store.cipher import Untold
from desktop.store.connection import Prepared
from desktop.store.schema import IS_SIGNED, checkpoints, entries, forks, merges, ops, received

NO_HASH = bytes(32)

canonical = msgspec.msgpack.Encoder(order="sorted").encode
"""The one byte form of a value: equal values are equal bytes."""

_LAST_MERGE = select(func.max(merges.c.n)).scalar_subquery()
_REVISION = Prepared(
    select(
        select(func.max(entries.c.rev)).scalar_subquery(),
        select(func.max(received.c.rev)).scalar_subquery(),
        select(merges.c.to_rev).where(merges.c.n == _LAST_MERGE).scalar_subquery(),
    )
)
_GREATEST = (1 << 63) - 1
_DAY = 24 * 60
_AT_ONCE = 500


Place = tuple[bytes, int]
"""(origin, seq) of an entry."""


class WrittenOp(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One write of one register, as it travels.

    `value` is {field: written value}, or the same sealed under the key of `household`.

    `saw` stands on a withdrawal alone: what its author had seen of the row (of the whole household, when that is
    withdrawn).
    """

    record: str
    row: bytes
    group: str
    household: bytes
    value: dict[str, Any] | bytes
    ctx: dict[bytes, Span]
    saw: dict[bytes, list[int]] | None = None


class Body(msgspec.Struct, array_like=True, frozen=True):
    """What an entry says.

    `wall` is milliseconds UTC for the audit, `offset` the zone's minutes; the order never depends on them. `signature`
    is the actor's own where what is written asks for it (`told_to_sign`).
    """

    origin: bytes
    seq: int
    stamp: int
    wall: int
    offset: int
    actor: bytes
    reason: str
    schema: int
    ops: list[WrittenOp]
    signature: bytes | None = None


def moment(body: Body) -> datetime:
    """When an entry was written, by the clock of the laptop that wrote it."""
    return datetime.fromtimestamp(body.wall / 1000, timezone(timedelta(minutes=body.offset)))


class Entry(Untold, frozen=True):
    """One entry with its place in the chain. `body` is kept and forwarded byte for byte."""

    origin: bytes
    seq: int
    prev_hash: bytes
    hash: bytes
    body: bytes

    def read(self) -> Body:
        return _DECODER.decode(self.body)


class Branch(msgspec.Struct, frozen=True):
    """From the entry after `after` on, an origin's chain as it is here goes by another name."""

    after: int
    name: bytes


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Body)


def sealed_entry(body: Body, prev_hash: bytes) -> Entry:
    """The entry of this body after the entry with this hash."""
    encoded = _ENCODER.encode(body)
    return Entry(body.origin, body.seq, prev_hash, entry_hash(prev_hash, encoded), encoded)


def told_to_sign(body: Body, prev_hash: bytes) -> bytes:
    """What the actor of an entry signs: all that it says, after the entry with this hash."""
    return b"ruhu entry\0" + prev_hash + _ENCODER.encode(msgspec.structs.replace(body, signature=None))


def entry_hash(prev_hash: bytes, body: bytes) -> bytes:
    return hashlib.sha256(prev_hash + body).digest()


def entry_rows(connection: Connection, after: int = 0, until: int | None = None) -> Iterator[tuple[int, Entry]]:
    """(revision, entry) in the order of arrival, streamed, after one revision and up to another."""
    query = select(
        entries.c.rev, entries.c.origin, entries.c.seq, entries.c.prev_hash, entries.c.hash, entries.c.body
    ).where(entries.c.rev > after)
    if until is not None:
        query = query.where(entries.c.rev <= until)
    for row in connection.execution_options(yield_per=500).execute(query.order_by(entries.c.rev)):
        yield row.rev, Entry(row.origin, row.seq, row.prev_hash, row.hash, row.body)


def entry(connection: Connection, origin: bytes, seq: int) -> Entry | None:
    """One entry by its place."""
    query = select(entries).where(entries.c.origin == origin, entries.c.seq == seq)
    row = connection.execute(query).first()
    return Entry(row.origin, row.seq, row.prev_hash, row.hash, row.body) if row else None


def bodies(connection: Connection, origin: bytes, first: int, last: int) -> list[Body]:
    """What the entries of an origin from one seq to another say, in their order."""
    query = select(entries.c.body).where(entries.c.origin == origin, entries.c.seq.between(first, last))
    return [_DECODER.decode(body) for body in connection.execute(query.order_by(entries.c.seq)).scalars()]


def said_at(connection: Connection, places: Collection[Place]) -> dict[Place, Body]:
    """What was written at these places (origin, seq), as far as it is here: whole, or what came down of it."""
    held = branches(connection)
    at = {here: place for place in places if (here := held_at(held, *place)) is not None}
    found = {
        at[row.origin, row.seq]: _DECODER.decode(row.body)
        for row in _in_chunks(connection, select(entries), tuple_(entries.c.origin, entries.c.seq), at)
    }
    lacking = [place for place in places if place not in found]
    came = _in_chunks(connection, select(received), tuple_(received.c.origin, received.c.seq), lacking)
    for row in came:
        body, place = _DECODER.decode(row.body), (row.origin, row.seq)
        before = found[place].ops if place in found else []
        found[place] = msgspec.structs.replace(body, ops=[*before, *body.ops])
    return found


def received_bodies(connection: Connection, after: int = 0) -> Iterator[tuple[int, Body]]:
    """(revision, what it says) of what came down of entries that are not here, in the order of arrival."""
    is_other = select(forks.c.origin).where(forks.c.origin == received.c.origin, forks.c.after < received.c.seq)
    place = entries.c.origin == received.c.origin, entries.c.seq == received.c.seq
    is_here = select(entries.c.rev).where(*place, ~is_other.exists())
    query = select(received.c.rev, received.c.body).where(received.c.rev > after, ~is_here.exists())
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(query.order_by(received.c.rev)):
        yield row.rev, _DECODER.decode(row.body)


def signed_bodies(connection: Connection) -> Iterator[tuple[int, Body, bool]]:
    """(revision, what it says, whether that alone came down) of the entries that bear a person's signature."""
    for table, came_down in ((entries, False), (received, True)):
        query = select(table.c.rev, table.c.body).where(IS_SIGNED).order_by(table.c.rev)
        for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
            body = _DECODER.decode(row.body)
            if body.signature is not None:
                yield row.rev, body, came_down


def branches(connection: Connection) -> dict[bytes, Branch]:
    """The origins of which this store holds a branch of their chain, by origin."""
    return {row.origin: Branch(row.after, row.branch) for row in connection.execute(select(forks))}


def on_branch(body: Body, branch: Branch) -> Body:
    """What an entry of a forked origin says, beyond the fork, in the name of its branch.

    So that no op of it passes for the one that the other branch wrote with the same number.
    """
    origin = body.origin

    def moved(ctx: dict[bytes, Span]) -> dict[bytes, Span]:
        before, beyond = parted(ctx.get(origin, 0), branch.after)
        others = {each: span for each, span in ctx.items() if each != origin}
        return dict(
            sorted(
                {**others, **({origin: before} if before else {}), **({branch.name: beyond} if beyond else {})}.items()
            )
        )

    ops = [
        msgspec.structs.replace(op, ctx=moved(op.ctx), saw=op.saw and _sight_on(op.saw, origin, branch))
        for op in body.ops
    ]
    return msgspec.structs.replace(body, origin=branch.name, ops=ops)


def seen_by(op: WrittenOp) -> Iterator[Place]:
    """Of each origin the last entry that the author of an op says to have seen."""
    yield from ((origin, last_of(span)) for origin, span in op.ctx.items())
    yield from ((origin, max(seqs)) for origin, seqs in (op.saw or {}).items() if seqs)


def _sight_on(saw: dict[bytes, list[int]], origin: bytes, branch: Branch) -> dict[bytes, list[int]]:
    seqs = saw.get(origin, [])
    before, beyond = [seq for seq in seqs if seq <= branch.after], [seq for seq in seqs if seq > branch.after]
    others = {each: seen for each, seen in saw.items() if each != origin}
    return dict(
        sorted({**others, **({origin: before} if before else {}), **({branch.name: beyond} if beyond else {})}.items())
    )


def held_at(held: Mapping[bytes, Branch], origin: bytes, seq: int) -> Place | None:
    """Where the entry of this place is kept; None where what is kept there belongs to another branch."""
    if origin in held and seq > held[origin].after:
        return None
    return next((of for of, branch in held.items() if branch.name == origin), origin), seq


def _in_chunks(
    connection: Connection, query: Select[Any], key: ColumnElement[Any], wanted: Iterable[Place]
) -> Iterator[Row[Any]]:
    left = iter(wanted)
    while some := list(islice(left, _AT_ONCE)):
        yield from connection.execute(query.where(key.in_(some)))


def revision(connection: Connection) -> int:
    """How much has arrived in this store: entries, and what came down of others'.

    What a merge brought that was taken back is counted too: a revision that a page was read at is never another one.
    """
    return max(found or 0 for found in _REVISION.run(connection)[0])


def last_seqs(connection: Connection) -> dict[bytes, int]:
    """The highest sequence number kept of each origin."""
    query = select(entries.c.origin, func.max(entries.c.seq)).group_by(entries.c.origin)
    return {row[0]: row[1] for row in connection.execute(query)}


class Break(msgspec.Struct, frozen=True):
    """The first place of an origin's chain that doesn't hold; everything before it is sure."""

    origin: bytes
    seq: int
    what: str


def breaks(
    connection: Connection, after: int = 0, told: Callable[[int], None] = lambda _looked_at: None
) -> tuple[Break, ...]:
    """The first broken link of each origin's chain: altered bytes, a wrong predecessor, a gap, an unreadable body.

    Of another device's chain a part may be here that begins, or goes on, later: a gap is one where what was written in
    it was known. Only the entries that arrived after a revision are looked at; `told` hears from time to time how many
    were.
    """
    found: list[Break] = []
    query = select(entries).where(entries.c.rev > after).order_by(entries.c.origin, entries.c.seq)
    before: RowMapping | None = None
    broken: bytes | None = None
    for n, row in enumerate(connection.execution_options(yield_per=_AT_ONCE).execute(query).mappings()):
        if n % _AT_ONCE == 0:
            told(n)
        if row["origin"] == broken:
            continue
        if before is None or (before["origin"], before["seq"]) != (row["origin"], row["seq"] - 1):
            before = _place(connection, row["origin"], row["seq"] - 1) if after else None
        what = _broken(row, before)
        if what == "gap" and not _is_missed(connection, row):
            what = _broken_by_itself(row)
        if what is not None:
            found.append(Break(row["origin"], row["seq"], what))
            broken = row["origin"]
        before = row
    return tuple(found)


def _place(connection: Connection, origin: bytes, seq: int) -> RowMapping | None:
    query = select(entries).where(entries.c.origin == origin, entries.c.seq == seq)
    return connection.execute(query).mappings().first()


def _broken(row: RowMapping, before: RowMapping | None) -> str | None:
    if entry_hash(row["prev_hash"], row["body"]) != row["hash"]:
        return "altered"
    if row["seq"] != (before["seq"] + 1 if before else 1):
        return "gap"
    if row["prev_hash"] != (before["hash"] if before else NO_HASH):
        return "chain"
    return _broken_by_itself(row)


def _is_missed(connection: Connection, row: RowMapping) -> bool:
    """Whether an entry before this one was here: of another device's chain, where its ops are known by it alone."""
    is_anothers = select(checkpoints.c.seq).where(checkpoints.c.origin == row["origin"]).limit(1)
    if connection.execute(is_anothers).first() is None:
        return True
    before = select(func.max(entries.c.seq)).where(entries.c.origin == row["origin"], entries.c.seq < row["seq"])
    first = (connection.execute(before).scalar() or 0) + 1
    came = select(received.c.rev).where(received.c.origin == ops.c.origin, received.c.seq == ops.c.seq)
    known = select(ops.c.seq).where(ops.c.origin == row["origin"], ops.c.seq.between(first, row["seq"] - 1))
    return connection.execute(known.where(~came.exists()).limit(1)).first() is not None


def _broken_by_itself(row: RowMapping) -> str | None:
    try:
        body = _DECODER.decode(row["body"])
    except msgspec.DecodeError:
        return "unreadable"
    return None if (body.origin, body.seq) == (row["origin"], row["seq"]) else "misplaced"


def require_sound(said: bytes) -> Body:
    """What came down of an entry that is not here. Refused when it says what no Ruhu writes."""
    try:
        body = _DECODER.decode(said)
    except (msgspec.DecodeError, RecursionError):
        raise _unheard_of(0, b"") from None
    if not _is_in_bounds(body) or not all(_is_sound(op, body) for op in body.ops):
        raise _unheard_of(body.seq, body.origin)
    return body


def encoded(body: Body) -> bytes:
    """The bytes of what an entry says, or of some of it."""
    return _ENCODER.encode(body)


def require_whole(entry: Entry) -> Body:
    """The body of an entry that came from elsewhere.

    Refused when its bytes, its hash and its place don't agree, and when it says what no Ruhu writes: a number out of
    bounds, a register twice, a value that is not of its field's kind. What is sealed is judged when it is unsealed.
    """
    body = _decoded(entry)
    if entry_hash(entry.prev_hash, entry.body) != entry.hash or (body.origin, body.seq) != (entry.origin, entry.seq):
        raise _altered(entry)
    if not _is_in_bounds(body) or not all(_is_sound(op, body) for op in body.ops):
        raise _unheard_of(entry.seq, entry.origin)
    return body


def is_of_kind(record: str, group: str, forms: Mapping[str, Any]) -> bool:
    """Tell whether the values of a group are of their fields' kinds; what only a newer program knows is not judged."""
    known = RECORDS[record].group.get(group) if record in RECORDS else None
    return known is None or are_forms(known.fields, forms)


def _is_in_bounds(body: Body) -> bool:
    return (
        0 < body.seq <= _GREATEST
        and 0 < body.stamp <= _GREATEST
        and 0 <= body.wall <= LAST_STAMP >> 16
        and abs(body.offset) < _DAY
        and len({(op.row, op.group) for op in body.ops}) == len(body.ops)
    )


def _is_sound(op: WrittenOp, body: Body) -> bool:
    if not all(map(is_span, op.ctx.values())) or holds(op.ctx.get(body.origin, 0), body.seq):
        return False  # it would supersede itself
    if isinstance(op.value, bytes):
        return True
    try:
        canonical(op.value)
    except TypeError:  # keys within the value that are no text
        return False
    return is_of_kind(op.record, op.group, op.value)


def _decoded(entry: Entry) -> Body:
    try:
        return entry.read()
    except (msgspec.DecodeError, RecursionError) as error:
        raise _altered(entry) from error


def _unheard_of(seq: int, origin: bytes) -> Refused:
    return Refused(
        "Entry {seq} of origin {origin} says what no version of Ruhu writes. Nothing was taken in.",
        "Keep the file, and let the office look at the computer that it came from with: ruhu check",
        seq=seq,
        origin=origin.hex(),
    )


def _altered(entry: Entry) -> Refused:
    return Refused(
        "Entry {seq} of origin {origin} was altered on its way. Nothing was written.",
        "Ask the sender for the file again.",
        seq=entry.seq,
        origin=entry.origin.hex(),
    )
