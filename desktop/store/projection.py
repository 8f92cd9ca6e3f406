"""Ops become rows: the one path for local edits, received entries and `rebuild`.

Its promise: the projection is a function of the set of known ops alone, whatever their order or batching; `rebuild`
is the oracle that proves it. What a newer program wrote (unknown records, groups, fields) is kept as ops and shown
after the upgrade.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, zip_longest
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # this form can be said on both databases

from desktop.domain.fields import RECORDS, Merge, Privacy
from desktop.domain.merging import State, is_contested, join, shown, state
from desktop.store import search
from desktop.store.connection import Prepared
from desktop.store.journal import Body, WrittenOp, entry_rows
from desktop.store.schema import PROJECTED, columns_of, conflicts, documents, emptying, ops, rows
from desktop.store.sealing import Secrets

LIFE = "life"
_BATCH = 2000
_CHUNK = 500

Register = tuple[bytes, str]
"""(row id, group)"""

Heads = dict[Register, tuple["KnownOp", ...]]


class KnownOp(msgspec.Struct, frozen=True):
    """One op as this store knows it.

    `value` is the encoded group, sealed where `sealed`; `rev` is when it arrived here.
    """

    record: str
    row: bytes
    group: str
    household: bytes
    origin: bytes
    seq: int
    stamp: int
    ctx: dict[bytes, int]
    saw: dict[bytes, list[int]] | None
    value: bytes
    sealed: bool
    mark: bytes
    rev: int

    @property
    def register(self) -> Register:
        return self.row, self.group


_ENCODE = msgspec.msgpack.Encoder(order="sorted").encode
_ENCODE_VECTOR = msgspec.msgpack.encode  # already sorted by origin
_DECODE_FORMS = msgspec.msgpack.Decoder(dict[str, Any]).decode
_DECODE_SIGHT = msgspec.msgpack.Decoder(dict[bytes, list[int]]).decode
_DECODE_VECTOR = msgspec.msgpack.Decoder(dict[bytes, int]).decode

_IS_HEAD = ops.c.head == bindparam("head")
_HEADS = Prepared(select(ops).where(ops.c.row == bindparam("of_row"), _IS_HEAD))
_LIVES = Prepared(
    select(ops).where(ops.c.household == bindparam("of_household"), ops.c.grp == bindparam("of_grp"), _IS_HEAD)
)
_THIS_OP = tuple(ops.c[name] == bindparam(f"of_{name}") for name in ("row", "grp", "origin", "seq"))
_UNHEAD = Prepared(update(ops).where(*_THIS_OP).values(head=bindparam("head")))
_KEEP = Prepared(insert(ops))
_SETTLE = Prepared(
    delete(conflicts).where(conflicts.c.row == bindparam("of_row"), conflicts.c.grp == bindparam("of_grp"))
)
_OPEN_CONFLICT = Prepared(upsert(conflicts).on_conflict_do_nothing())


class Projector:
    """Writes ops into one database's projection; must run inside a transaction whose gate is open."""

    def __init__(self, connection: Connection, secrets: Secrets, *, keys_in: Connection | None = None) -> None:
        self._connection = connection
        self._secrets = secrets
        self._keys_in = keys_in or connection
        self._read: dict[bytes, Heads] = {}

    def known(self, body: Body, op: WrittenOp, rev: int) -> KnownOp:
        """An op of an entry, with the mark by which equal values are recognised."""
        sealed = isinstance(op.value, bytes)
        value = op.value if isinstance(op.value, bytes) else _ENCODE(op.value)
        plain = self._plain_bytes(op.record, op.row, op.group, op.household, value) if sealed else value
        return KnownOp(
            record=op.record,
            row=op.row,
            group=op.group,
            household=op.household,
            origin=body.origin,
            seq=body.seq,
            stamp=body.stamp,
            ctx=op.ctx,
            saw=op.saw,
            value=value,
            sealed=sealed,
            mark=self._mark(op.group, plain if plain is not None else value),
            rev=rev,
        )

    def written(self, record: str, row: bytes, group: str, household: bytes, forms: dict[str, Any]) -> Any:
        """The value of a new op: in clear where the group is open, else sealed."""
        if RECORDS[record].group[group].privacy is Privacy.OPEN:
            return forms
        return self._secrets.seal(self._keys_in, household, _place(record, row, group), _ENCODE(forms))

    def forms(self, op: KnownOp) -> dict[str, Any] | None:
        """The written values of an op; None where its household's key is not here."""
        if not op.sealed:
            return _DECODE_FORMS(op.value)
        plain = self._plain_bytes(op.record, op.row, op.group, op.household, op.value)
        return None if plain is None else _DECODE_FORMS(plain)

    def heads(self, row_ids: Iterable[bytes]) -> Heads:
        """The heads of all registers of these rows."""
        found: Heads = {}
        for row in row_ids:
            if row not in self._read:  # a save asks twice: what it changes, and what it supersedes
                self._read[row] = _by_register(_HEADS.run(self._connection, of_row=row, head=1))
            found |= self._read[row]
        return found

    def project(self, incoming: Sequence[KnownOp]) -> None:
        """Adds ops that are not known yet, and brings rows, conflicts and search to what all ops now say."""
        before = self.heads({op.row for op in incoming})
        self._read.clear()
        after = dict(before)
        for op in incoming:
            after[op.register] = join(after.get(op.register, ()), op)
        touched = dict.fromkeys(op.register for op in incoming)
        replaced = [op for register in touched for op in before.get(register, ())]
        self._write_ops(incoming, replaced, after)
        changed = [heads for register in touched if (heads := after[register]) != before.get(register)]
        self._fill_rows([heads for heads in changed if heads[0].group != LIFE])
        self._list_conflicts([heads for heads in changed if heads[0].group != LIFE], before)
        self._index([*replaced, *incoming], after)
        self._judge_lives({op.household for op in incoming})

    def rebuild(self, source: Connection) -> None:
        """Recomputes everything from the entries of `source`: this same database, or the one that this checks."""
        for statement in (each for table in PROJECTED for each in emptying(table)):
            self._connection.exec_driver_sql(statement)
        search.clear(self._connection)
        batches = self._known_ops(source)
        while batch := list(islice(batches, _BATCH)):
            self.project(batch)

    def _known_ops(self, source: Connection) -> Iterator[KnownOp]:
        for rev, entry in entry_rows(source):
            body = entry.read()
            for op in body.ops:
                yield self.known(body, op, rev)

    def _plain_bytes(self, record: str, row: bytes, group: str, household: bytes, sealed: bytes) -> bytes | None:
        return self._secrets.unseal(self._keys_in, household, _place(record, row, group), sealed)

    def _mark(self, group: str, plain: bytes) -> bytes:
        if group == LIFE:  # two withdrawals are one, whatever their reasons
            plain = b"withdrawn" if _DECODE_FORMS(plain).get("withdrawn") else b""
        return hashlib.blake2b(plain, key=self._secrets.marks, digest_size=16).digest()

    def _write_ops(self, incoming: Iterable[KnownOp], before: Iterable[KnownOp], heads: Heads) -> None:
        superseded = [
            {"of_row": op.row, "of_grp": op.group, "of_origin": op.origin, "of_seq": op.seq, "head": 0}
            for op in before
            if op not in heads[op.register]
        ]
        _UNHEAD.run_all(self._connection, superseded)
        _KEEP.run_all(self._connection, [_op_row(op, is_head=op in heads[op.register]) for op in incoming])

    def _fill_rows(self, registers: Iterable[tuple[KnownOp, ...]]) -> None:
        """Writes the shown value of each register into its row's columns."""
        values: dict[tuple[str, bytes], dict[str, Any]] = defaultdict(dict)
        for heads in registers:
            op = shown(heads)
            if op.record in RECORDS and op.group in RECORDS[op.record].group:
                values[op.record, op.row] |= self._columns(op)
        self._upsert(values)

    def _columns(self, op: KnownOp) -> dict[str, Any]:
        return columns_of(RECORDS[op.record].group[op.group], self.forms(op) or {})

    def _upsert(self, values: dict[tuple[str, bytes], dict[str, Any]]) -> None:
        by_shape: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
        for (record, row), columns in values.items():
            by_shape[record, tuple(columns)].append({"id": row, **columns})
        for (record, names), filled in by_shape.items():
            _upsert(record, names).run_all(self._connection, filled)

    def _list_conflicts(self, registers: Iterable[tuple[KnownOp, ...]], before: Heads) -> None:
        for heads in registers:
            op = shown(heads)
            if len(heads) > 1 or len(before.get(op.register, ())) > 1:
                self._list_conflict(op, is_open=state(heads) is State.CONCURRENT and _is_reviewed(op))

    def _list_conflict(self, op: KnownOp, *, is_open: bool) -> None:
        if is_open:
            _OPEN_CONFLICT.run(self._connection, row=op.row, grp=op.group, record=op.record, household=op.household)
        else:
            _SETTLE.run(self._connection, of_row=op.row, of_grp=op.group)

    def _judge_lives(self, households: Iterable[bytes]) -> None:
        """Withdrawn, or contested and so still here: that depends on every register of the row or household."""
        for lives in self._lives(households).values():
            op = shown(lives)
            withdrawals = [life for life in lives if self._is_withdrawal(life)]
            is_open = state(lives) is State.CONCURRENT or (bool(withdrawals) and self._is_contested(withdrawals))
            columns = self._columns(op)
            if is_open:
                columns = dict.fromkeys(columns)
            self._upsert({(op.record, op.row): columns})
            self._list_conflict(op, is_open=is_open)
            heads = self.heads([op.row])
            self._index([head for group in heads.values() for head in group], {} if columns["withdrawn"] else heads)

    def _index(self, known: Iterable[KnownOp], heads: Heads) -> None:
        """Makes the values of these ops findable: those of heads as today's, the others as former ones."""
        values = [
            search.Value(
                op.record,
                op.row,
                op.group,
                op.household,
                self.forms(op) or {},
                is_current=op in heads.get(op.register, ()),
            )
            for op in known
            if search.is_searched(op.record, op.group)
        ]
        search.index(self._connection, self._secrets.search, values)

    def _lives(self, households: Iterable[bytes]) -> Heads:
        found: Heads = {}
        for household in households:
            found |= _by_register(_LIVES.run(self._connection, of_household=household, of_grp=LIFE, head=1))
        return {register: lives for register, lives in found.items() if lives[0].record in RECORDS}

    def _is_withdrawal(self, life: KnownOp) -> bool:
        return bool((self.forms(life) or {}).get("withdrawn"))

    def _is_contested(self, withdrawals: Sequence[KnownOp]) -> bool:
        op = withdrawals[0]
        sights = (withdrawal.saw or {} for withdrawal in withdrawals)
        return is_contested(sights, living_heads(self._connection, op.record, op.row, op.household))


@cache
def _upsert(record: str, names: tuple[str, ...]) -> Prepared:
    statement = upsert(rows[record]).values({name: bindparam(name) for name in ("id", *names)})
    changed = {name: statement.excluded[name] for name in names}
    return Prepared(statement.on_conflict_do_update(index_elements=["id"], set_=changed))


def _by_register(held: Iterable[Sequence[Any]]) -> Heads:
    found: Heads = {}
    for op in map(known_op, held):
        found[op.register] = (*found.get(op.register, ()), op)
    return found


def known_op(row: Sequence[Any]) -> KnownOp:
    """The op of a row of the table `ops`."""
    at, group, origin, seq, record, household, stamp, ctx, saw, value, sealed, mark, _, rev = row
    return KnownOp(
        record=record,
        row=at,
        group=group,
        household=household,
        origin=origin,
        seq=seq,
        stamp=stamp,
        ctx=_DECODE_VECTOR(ctx) if ctx else {},
        saw=_DECODE_SIGHT(saw) if saw else None,
        value=value,
        sealed=bool(sealed),
        mark=mark,
        rev=rev,
    )


def living_heads(connection: Connection, record: str, row: bytes, household: bytes) -> Iterator[KnownOp]:
    """The heads that a withdrawal must have seen: the row's own, or all of a household; no looks, no lives."""
    query = select(ops).where(ops.c.head == 1, ops.c.grp != LIFE, ops.c.record != "look")
    of_row = ops.c.household == household if record == "household" else ops.c.row == row
    return (known_op(row) for row in connection.execute(query.where(of_row)))


def differences(connection: Connection, scratch: Connection) -> Iterator[tuple[str, bytes]]:
    """(table, row id) of every projected row in which two databases differ."""
    for table in PROJECTED:
        row = table.c["id" if "id" in table.c else "row"]
        others = [column for column in table.c if column not in {row, documents.c.doc}]
        query = select(row, *others).order_by(row, *others)
        here = connection.execution_options(yield_per=_CHUNK).execute(query)
        there = scratch.execution_options(yield_per=_CHUNK).execute(query)
        yield from ((table.name, found) for found in sorted(_differing(here, there)))


def _differing(here: Iterable[Row[Any]], there: Iterable[Row[Any]]) -> set[bytes]:
    """The first values of the rows that only one of two equally sorted answers has."""
    only_here: set[Row[Any]] = set()
    only_there: set[Row[Any]] = set()
    for mine, theirs in zip_longest(here, there):
        if mine != theirs:
            only_here ^= {mine} if mine is not None else set[Row[Any]]()
            only_there ^= {theirs} if theirs is not None else set[Row[Any]]()
            both = only_here & only_there
            only_here -= both
            only_there -= both
    return {row[0] for row in only_here | only_there}


def digest(connection: Connection) -> str:
    """The fingerprint of what a store shows: equal stores have equal digests, whatever way their ops came."""
    sha = hashlib.sha256()
    shape = [select(table).order_by(table.c.id) for table in rows.values()]
    heads = select(ops.c.row, ops.c.grp, ops.c.origin, ops.c.seq).where(ops.c.head == 1)
    shape.append(heads.order_by(ops.c.row, ops.c.grp, ops.c.origin, ops.c.seq))
    shape.append(select(conflicts.c.row, conflicts.c.grp).order_by(conflicts.c.row, conflicts.c.grp))
    for query in shape:
        for row in connection.execution_options(yield_per=_CHUNK).execute(query):
            sha.update(_ENCODE(tuple(row)))
        sha.update(b"\0")
    return sha.hexdigest()


def _op_row(op: KnownOp, *, is_head: bool) -> dict[str, Any]:
    return {
        "row": op.row,
        "grp": op.group,
        "origin": op.origin,
        "seq": op.seq,
        "record": op.record,
        "household": op.household,
        "stamp": op.stamp,
        "ctx": _ENCODE_VECTOR(op.ctx) if op.ctx else None,
        "saw": _ENCODE_VECTOR(op.saw) if op.saw is not None else None,
        "value": op.value,
        "sealed": int(op.sealed),
        "mark": op.mark,
        "head": int(is_head),
        "rev": op.rev,
    }


def _is_reviewed(op: KnownOp) -> bool:
    record = RECORDS.get(op.record)
    group = record.group.get(op.group) if record else None
    return group is not None and group.merge is Merge.REVIEW


def _place(record: str, row: bytes, group: str) -> bytes:
    return b"\0".join((record.encode(), row, group.encode()))
