"""Ops become rows: the one path for local edits, received entries and `rebuild`.

Its promise: the projection is a function of the set of known ops alone, whatever their order or batching; `rebuild`
is the oracle that proves it. What a newer program wrote (unknown records, groups, fields) is kept as ops and shown
after the upgrade.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import islice, zip_longest
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, insert, literal_column, select, update

from desktop.domain.fields import RECORDS, Merge, Privacy
from desktop.domain.merging import Span, State, context, is_contested, join, rank, shown, state, with_own_past
from desktop.store import journal, search, waiting
from desktop.store.blanking import without_people
from desktop.store.connection import Prepared
from desktop.store.journal import Body, Branch, WrittenOp, canonical, is_of_kind
from desktop.store.schema import (
    columns_of,
    conflicts,
    documents,
    emptying,
    ops,
    projected,
    refused_ops,
    rows,
    stubs,
)
from desktop.store.sealing import Secrets
from desktop.store.upsert import upsert

LIFE, PURGE = "life", "purge"
_BATCH = 2000
_CHUNK = 500

Register = tuple[bytes, str]
"""(row id, group)"""

Heads = dict[Register, tuple["KnownOp", ...]]

_Placed = tuple[Register, "KnownOp"]

GROUPS = {(record.name, group.name): group for record in RECORDS.values() for group in record.groups}
"""Every group of the table of fields by the names of its record and its own."""


class KnownOp(msgspec.Struct, frozen=True, gc=False):
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
    ctx: dict[bytes, Span]
    saw: dict[bytes, list[int]] | None
    value: bytes
    sealed: bool
    mark: bytes
    rev: int

    @property
    def register(self) -> Register:
        return self.row, self.group


_ENCODE_VECTOR = msgspec.msgpack.encode  # already sorted by origin
_DECODE_FORMS = msgspec.msgpack.Decoder(dict[str, Any]).decode
_DECODE_SIGHT = msgspec.msgpack.Decoder(dict[bytes, list[int]]).decode
_DECODE_VECTOR = msgspec.msgpack.Decoder(dict[bytes, Span]).decode

_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_IS_HEAD = ops.c.head == literal_column("1")
_HEADS = Prepared(select(ops).where(ops.c.row.in_(_WANTED), _IS_HEAD))
_LIVES = Prepared(select(ops).where(ops.c.row.in_(_WANTED), ops.c.grp == literal_column(f"'{LIFE}'"), _IS_HEAD))
_OF_HOUSEHOLDS = Prepared(select(ops).where(ops.c.household.in_(_WANTED), _IS_HEAD))
_THIS_OP = tuple(ops.c[name] == bindparam(f"of_{name}") for name in ("row", "grp", "origin", "seq"))
_OF_ORIGIN = Prepared(select(ops.c.seq).where(*_THIS_OP[:3]))
_REFUSED_OF_ORIGIN = Prepared(
    select(refused_ops.c.seq).where(
        *(refused_ops.c[name] == bindparam(f"of_{name}") for name in ("row", "grp", "origin")),
        refused_ops.c.released.is_(None),
    )
)
_HEADS_OF = Prepared(
    select(ops.c.household, ops.c.row, ops.c.grp, ops.c.origin, ops.c.seq, ops.c.mark).where(
        ops.c.household.in_(_WANTED), _IS_HEAD
    )
)
_CONFLICTS_OF = Prepared(
    select(conflicts.c.household, conflicts.c.row, conflicts.c.grp).where(conflicts.c.household.in_(_WANTED))
)
_UNHEAD = Prepared(update(ops).where(*_THIS_OP).values(head=bindparam("head")))
_KEEP = Prepared(insert(ops))
_SETTLE = Prepared(
    delete(conflicts).where(conflicts.c.row == bindparam("of_row"), conflicts.c.grp == bindparam("of_grp"))
)
_REFUSED = [refused_ops.c[name] for name in ("origin", "seq", "row", "grp", "released")]
_KEYS_OF = Prepared(select(ops.c.origin, ops.c.seq, ops.c.row, ops.c.grp).where(ops.c.row.in_(_WANTED)))
_FORGOTTEN = tuple(Prepared(delete(table).where(table.c.row == bindparam("of_row"))) for table in (conflicts, ops))
_OPEN_CONFLICT = Prepared(upsert(conflicts))


class _Exceptions(msgspec.Struct, frozen=True):
    """What is known here and does not reach the rows: refused ops by their places, households that are elsewhere.

    A refused op reaches them with the revision at which a person let it through.

    And the origins of which a branch is here, whose ops bear its name.
    """

    refused: Mapping[tuple[bytes, int, bytes, str], int | None]
    elsewhere: Collection[bytes]
    branches: Mapping[bytes, Branch]


class Projector:
    """Writes ops into one database's projection; must run inside a transaction whose gate is open."""

    def __init__(self, connection: Connection, secrets: Secrets, *, keys_in: Connection | None = None) -> None:
        self._connection = connection
        self._secrets = secrets
        self._keys_in = keys_in or connection
        self._read: dict[bytes, Heads] = {}
        self._lives: dict[bytes, tuple[KnownOp, ...]] = {}
        self._plain: dict[tuple[str, bytes, str, bytes, bytes], bytes] = {}
        self._purged: Collection[bytes] = ()  # of the households that are being projected
        self._marks = hashlib.blake2b(key=secrets.marks, digest_size=16)

    def known(self, body: Body, op: WrittenOp, rev: int) -> KnownOp:
        """An op of an entry, with the mark by which equal values are recognised."""
        sealed = isinstance(op.value, bytes)
        value = op.value if isinstance(op.value, bytes) else canonical(op.value)
        return KnownOp(
            record=op.record,
            row=op.row,
            group=op.group,
            household=op.household,
            origin=body.origin,
            seq=body.seq,
            stamp=rank(body.stamp, body.wall),
            ctx=op.ctx,
            saw=op.saw,
            value=value,
            sealed=sealed,
            mark=self._mark_of_value(op, value, sealed=sealed),
            rev=rev,
        )

    def provide_keys(self, households: Iterable[bytes]) -> None:
        """A household's first op of any kind makes its key: copies of the store then know the same one."""
        self._secrets.provide(self._keys_in, households)

    def written(self, record: str, row: bytes, group: str, household: bytes, forms: dict[str, Any]) -> Any:
        """The value of a new op: in clear where the group is open, else sealed."""
        if GROUPS[record, group].privacy is Privacy.OPEN:
            return forms
        plain = canonical(forms)
        sealed = self._secrets.seal(self._keys_in, household, _place(record, row, group), plain)
        self._plain[record, row, group, household, sealed] = plain
        return sealed

    def context(
        self,
        row: bytes,
        group: str,
        superseded: Collection[KnownOp],
        origin: bytes,
        seq: int,
        *,
        has_refused: bool,
    ) -> dict[bytes, Span]:
        """What the next op of an origin on a register supersedes that replaces these heads.

        Nothing of the origin that is refused: its author sees it as little, and it may be let in later.
        """
        if not superseded:
            return {}
        register = {"of_row": row, "of_grp": group, "of_origin": origin}
        is_all = superseded == self._read.get(row, {}).get((row, group))  # then no own op stands beside them
        own = [] if is_all else [*_OF_ORIGIN.run(self._connection, **register)]
        if has_refused:
            own += _REFUSED_OF_ORIGIN.run(self._connection, **register)
        return with_own_past(context(superseded), origin, seq, (each for (each,) in own))

    def forms(self, op: KnownOp) -> dict[str, Any] | None:
        """The written values of an op; None where its household's key is not here."""
        if not op.sealed:
            return _DECODE_FORMS(op.value)
        plain = self._plain_bytes(op.record, op.row, op.group, op.household, op.value)
        return None if plain is None else _DECODE_FORMS(plain)

    def values_of(
        self, row_ids: Collection[bytes], groups: Collection[str], *, everything: bool
    ) -> Iterator[tuple[bytes, str, dict[str, Any]]]:
        """(row, group, value) of the heads in these groups, or of all ops; nothing in the value without its key."""
        query = select(ops).where(ops.c.row.in_(row_ids), ops.c.grp.in_(groups), ops.c.head >= (0 if everything else 1))
        for op in map(known_op, self._connection.execute(query)):
            yield op.row, op.group, self.forms(op) or {}

    def heads(self, row_ids: Iterable[bytes]) -> Heads:
        """The heads of all registers of these rows."""
        wanted = tuple(row_ids)
        lacking: dict[bytes, Heads] = {row: {} for row in wanted if row not in self._read}
        for register, heads in _by_register(_HEADS.run_for(self._connection, lacking)).items():
            lacking[register[0]][register] = heads
        self._read |= lacking  # a save asks twice: what it changes, and what it supersedes
        return {register: heads for row in wanted for register, heads in self._read[row].items()}

    def lives(self, row_ids: Collection[bytes]) -> dict[bytes, tuple[KnownOp, ...]]:
        """The heads of the lives of those of these rows that were ever withdrawn."""
        lacking = [row for row in row_ids if row not in self._lives]
        found = _by_register(_LIVES.run_for(self._connection, lacking))
        self._lives |= {row: found.get((row, LIFE), ()) for row in lacking}  # a save asks for its households' twice
        return {row: heads for row in row_ids if (heads := self._lives[row])}

    def project(self, incoming: Sequence[KnownOp]) -> None:
        """Adds ops that are not known yet, and brings rows, conflicts and search to what all ops now say."""
        before = self.heads({op.row for op in incoming})
        self._read.clear()
        concerned = _of_records(incoming, waiting.CONCERNED)
        about = waiting.keys(self._connection, concerned)
        after = dict(before)
        arrived = [(op.register, op) for op in incoming]
        for register, op in arrived:
            after[register] = join(after.get(register, ()), op)
        about_homes = {op.household for heads in after.values() for op in heads} | {op.household for op in incoming}
        self._purged = self.purged(about_homes)
        touched = dict(arrived)
        replaced = [(register, op) for register in touched for op in before.get(register, ())]
        self._write_ops(arrived, replaced, after)
        valued = [register for register in touched if register[1] != LIFE and after[register] != before.get(register)]
        self._fill_rows([after[register] for register in valued])
        at_odds = [register for register in valued if len(after[register]) > 1 or len(before.get(register, ())) > 1]
        self._list_conflicts(after[register] for register in at_odds)
        self._index([*replaced, *arrived], after)
        self._judge_lives(after, {op.household for op in incoming})
        waiting.look_anew(self._connection, concerned, about)
        self._lives.clear()
        self._plain.clear()

    def rebuild(self, source: Connection) -> None:
        """Recomputes everything from the entries of `source`: this same database, or the one that this checks."""
        for statement in (each for table in projected() for each in emptying(table)):
            self._connection.exec_driver_sql(statement)
        search.clear(self._connection)
        for batch in self._batches(source):
            self.project(batch)

    def reaching(self, body: Body, rev: int, *, came_down: bool = False) -> Iterator[KnownOp]:
        """The ops of an entry that reach the rows: not the refused ones, nor those of a household that is elsewhere.

        But for an order to destroy what is about it: that holds wherever it was.
        What came down of a forked origin is of the branch that the office holds.
        """
        branch = None if came_down else self._exceptions.branches.get(body.origin)
        said = journal.on_branch(body, branch) if branch is not None and body.seq > branch.after else body
        for op in said.ops:
            since = self._exceptions.refused.get((body.origin, body.seq, op.row, op.group), rev)
            if since is not None and (op.household not in self._exceptions.elsewhere or op.record == PURGE):
                yield self.known(said, op, max(rev, since))

    def was_judged(self, body: Body, op: WrittenOp) -> bool:
        """Whether this op stood among those that must not reach the rows, also where it was let in since."""
        return (body.origin, body.seq, op.row, op.group) in self._exceptions.refused

    def is_refused(self, body: Body, op: WrittenOp) -> bool:
        """Whether this op stands among them."""
        return self._exceptions.refused.get((body.origin, body.seq, op.row, op.group), 0) is None

    def except_anew(self) -> None:
        """Looks again at what does not reach the rows, after that was changed."""
        self.__dict__.pop("_exceptions", None)

    def unknown(self, arrived: Iterable[KnownOp]) -> list[KnownOp]:
        """Those of these ops that are not here yet, each once."""
        all_of = {_key(op): op for op in arrived}
        known = {*_KEYS_OF.run_for(self._connection, {op.row for op in all_of.values()})}
        return [op for key, op in all_of.items() if key not in known]

    def forget_households(self, households: Iterable[bytes]) -> list[bytes]:
        """Takes all rows with an op about these households out of the projection; returns all their households."""
        return sorted({op.household for household in households for op in self._forgotten(household)})

    def project_anew(self, households: Iterable[bytes]) -> None:
        """Recomputes all rows with an op about these households from the journal and what came down."""
        wanted = {*households}
        wanted |= {*self.forget_households(wanted)}
        for batch in self._batches(self._connection, wanted):
            self.project(batch)

    def rebuild_households(self, households: Iterable[bytes]) -> None:
        """Recomputes what the ops of these households say, after a key came that may open more of them.

        Who has a row open that was read before saw nothing there, and says nothing of it (`was_closed`).
        """
        for household in sorted(households):
            known = self._forgotten(household)
            anew = [*map(self._marked_anew, known)]
            late = {op.register for op, before in zip(anew, known, strict=True) if op.mark != before.mark}
            last = journal.revision(self._connection)
            self._secrets.opened_late.update((register, last) for register in late)
            self.project(anew)

    def purged(self, households: Iterable[bytes]) -> set[bytes]:
        """Those of these households of which what was about their people was destroyed."""
        return self._secrets.purged(self._keys_in, households)

    def blank_households(self, households: Iterable[bytes], destroy: Callable[[], None]) -> None:
        """Recomputes what the ops of these households say, after `destroy` took their keys away."""
        known = {_key(op): op for household in sorted(households) for op in self._forgotten(household)}
        destroy()
        self._plain.clear()
        self.project([self._marked_anew(op) for op in sorted(known.values(), key=lambda op: op.rev)])

    def was_closed(self, row: bytes, group: str, seen: int | None) -> bool:
        """Whether a value could not be read yet at this revision, since its household's key came later."""
        return seen is not None and seen <= self._secrets.opened_late.get((row, group), -1)

    def closed_households(self) -> set[bytes]:
        """The households with a sealed head that no known key opens."""
        sealed = select(ops).where(ops.c.head == 1, ops.c.sealed == 1).order_by(ops.c.household)
        heads = map(known_op, self._connection.execution_options(yield_per=_CHUNK).execute(sealed))
        closed = {op.household for op in heads if self.forms(op) is None}
        return closed - self.purged(closed)

    def _marked_anew(self, op: KnownOp) -> KnownOp:
        return msgspec.structs.replace(op, mark=self._mark_of_value(op, op.value, sealed=op.sealed))

    def _batches(self, source: Connection, of: Collection[bytes] | None = None) -> Iterator[list[KnownOp]]:
        """What reaches the rows, of these households or of all, some at a time: entries, then what came down alone."""
        entered = (op for rev, entry in journal.entry_rows(source) for op in self.reaching(entry.read(), rev))
        came = (op for rev, body in journal.received_bodies(source) for op in self.reaching(body, rev, came_down=True))
        for arrived, only_new in ((entered, list[KnownOp]), (came, self.unknown)):
            wanted = (op for op in arrived if of is None or op.household in of)
            while batch := [*islice(wanted, _BATCH)]:
                yield only_new(batch)

    @cached_property
    def _exceptions(self) -> _Exceptions:
        here = self._keys_in  # a scratch database has none
        return _Exceptions(
            {tuple(row[:4]): row.released for row in here.execute(select(*_REFUSED))},
            {*here.execute(select(stubs.c.household)).scalars()},
            journal.branches(here),
        )

    def _forgotten(self, household: bytes) -> list[KnownOp]:
        """Takes all rows with an op about a household out of the projection; returns all their ops."""
        touched = select(ops.c.row).where(ops.c.household == household)
        query = select(ops).where(ops.c.row.in_(touched)).order_by(ops.c.rev)
        known = [*map(known_op, self._connection.execute(query))]
        concerned = _of_records(known, waiting.CONCERNED)
        about = waiting.keys(self._connection, concerned)
        search.forget(
            self._connection,
            self._secrets.search,
            [
                search.Value(op.record, op.row, op.group, op.household, self.forms(op) or {}, False)  # noqa: FBT003
                for op in known
                if search.is_searched(op.record, op.group)
            ],
        )
        for record, of_rows in _of_records(known, rows).items():
            _no_row(record).run_rows(self._connection, [(row,) for row in of_rows])
        for forgotten in _FORGOTTEN:
            forgotten.run_rows(self._connection, [(row,) for row in {op.row for op in known}])
        waiting.look_anew(self._connection, concerned, about)
        self._read.clear()
        self._lives.clear()
        return known

    def _plain_bytes(self, record: str, row: bytes, group: str, household: bytes, sealed: bytes) -> bytes | None:
        known = self._plain.get((record, row, group, household, sealed))
        plain = known or self._secrets.unseal(self._keys_in, household, _place(record, row, group), sealed)
        return plain if known or plain is None or _is_readable(record, group, plain) else None

    def mark_of(self, group: str, forms: dict[str, Any]) -> bytes:
        """The mark that a head with these values bears."""
        return self._mark(group, canonical(forms))

    def _mark_of_value(self, op: WrittenOp | KnownOp, value: bytes, *, sealed: bool) -> bytes:
        if not sealed:
            return self._mark(op.group, value)
        plain = self._plain_bytes(op.record, op.row, op.group, op.household, value)
        if plain is None:
            return self._mark_of_bytes(value)
        self._plain[op.record, op.row, op.group, op.household, value] = plain  # its row and the search ask for it soon
        return self._mark(op.group, plain)

    def _mark(self, group: str, plain: bytes) -> bytes:
        if group == LIFE:  # two withdrawals are one, whatever their reasons
            plain = b"withdrawn" if _DECODE_FORMS(plain).get("withdrawn") else b""
        return self._mark_of_bytes(plain)

    def _mark_of_bytes(self, content: bytes) -> bytes:
        mark = self._marks.copy()
        mark.update(content)
        return mark.digest()

    def _write_ops(self, arrived: Iterable[_Placed], before: Iterable[_Placed], heads: Heads) -> None:
        superseded = [
            {"of_row": op.row, "of_grp": op.group, "of_origin": op.origin, "of_seq": op.seq, "head": 0}
            for register, op in before
            if op not in heads[register]
        ]
        _UNHEAD.run_all(self._connection, superseded)
        _KEEP.run_rows(self._connection, [_op_row(op, is_head=op in heads[register]) for register, op in arrived])

    def _fill_rows(self, registers: Iterable[tuple[KnownOp, ...]]) -> None:
        """Writes the shown value of each register into its row's columns."""
        values: dict[tuple[str, bytes], dict[str, Any]] = defaultdict(dict)
        for heads in registers:
            op = shown(heads)
            if (op.record, op.group) in GROUPS:
                values[op.record, op.row] |= self._columns(op)
        self._upsert(values)

    def _columns(self, op: KnownOp) -> dict[str, Any]:
        return columns_of(op.record, op.group, self._seen(op))

    def _seen(self, op: KnownOp) -> dict[str, Any]:
        """What a row shows of an op; of a household that was purged only what says nothing of its people."""
        forms = self.forms(op) or {}
        return without_people(op.record, op.group, forms) if op.household in self._purged else forms

    def _upsert(self, values: dict[tuple[str, bytes], dict[str, Any]]) -> None:
        by_shape: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
        for (record, row), columns in values.items():
            by_shape[record, tuple(columns)].append({"id": row, **columns})
        for (record, names), filled in by_shape.items():
            _upsert(record, names).run_all(self._connection, filled)

    def _list_conflicts(self, registers: Iterable[tuple[KnownOp, ...]]) -> None:
        for heads in registers:
            op = shown(heads)
            self._list_conflict(op, is_open=state(heads) is State.CONCURRENT and is_reviewed(op.record, op.group))

    def _list_conflict(self, op: KnownOp, *, is_open: bool) -> None:
        if is_open and op.household not in self._purged:
            _OPEN_CONFLICT.run(self._connection, row=op.row, grp=op.group, record=op.record, household=op.household)
        else:
            _SETTLE.run(self._connection, of_row=op.row, of_grp=op.group)

    def _judge_lives(self, after: Heads, households: Collection[bytes]) -> None:
        """Withdrawn, or contested and so still here: that depends on every register of the row or household."""
        known = {row: heads for (row, group), heads in after.items() if group == LIFE}
        known |= self.lives([household for household in households if household not in known])
        lives = [heads for heads in known.values() if (heads[0].record, LIFE) in GROUPS]
        if not lives:
            return
        edits = self.living_heads({heads[0].row: heads[0].record for heads in lives})
        values: dict[tuple[str, bytes], dict[str, Any]] = {}
        for heads in lives:
            op = shown(heads)
            sights = [life.saw or {} for life in heads if (self.forms(life) or {}).get("withdrawn")]
            is_open = state(heads) is State.CONCURRENT or (bool(sights) and is_contested(sights, edits[op.row]))
            columns = self._columns(op)
            values[op.record, op.row] = dict.fromkeys(columns) if is_open else columns
            self._list_conflict(op, is_open=is_open)
        self._upsert(values)
        of_rows = self.heads(row for _, row in values)
        gone = {row for (_, row), columns in values.items() if columns["withdrawn"]}
        here = {register: heads for register, heads in of_rows.items() if register[0] not in gone}
        self._index([(register, op) for register, heads in of_rows.items() for op in heads], here)

    def living_heads(self, lives: Mapping[bytes, str]) -> dict[bytes, list[KnownOp]]:
        """By row the heads that its withdrawal must have seen: its own, or all of a household; no looks, no lives.

        Lives are told by their row, with its record.
        """
        found: dict[bytes, list[KnownOp]] = {row: [] for row in lives}
        homes = [row for row, record in lives.items() if record == "household"]
        for op in map(known_op, _OF_HOUSEHOLDS.run_for(self._connection, homes)):
            found[op.household].append(op)
        for (row, _), heads in self.heads(lives.keys() - homes).items():
            found[row] += heads
        return {row: [op for op in heads if op.group != LIFE and op.record != "look"] for row, heads in found.items()}

    def _index(self, known: Iterable[_Placed], heads: Heads) -> None:
        """Makes the values of these ops findable: those of heads as today's, the others as former ones."""
        values = [
            search.Value(op.record, op.row, op.group, op.household, self._seen(op), op in heads.get(register, ()))
            for register, op in known
            if search.is_searched(op.record, op.group)
        ]
        if values:
            search.index(self._connection, self._secrets.search, values)


@cache
def _no_row(record: str) -> Prepared:
    return Prepared(delete(rows[record]).where(rows[record].c.id == bindparam("of_row")))


@cache
def _upsert(record: str, names: tuple[str, ...]) -> Prepared:
    return Prepared(upsert(rows[record], *names).values({name: bindparam(name) for name in ("id", *names)}))


def _of_records(known: Iterable[KnownOp], records: Collection[str]) -> dict[str, set[bytes]]:
    """The rows of these records that the ops are about."""
    found: dict[str, set[bytes]] = {}
    for op in known:
        if op.record in records:
            found.setdefault(op.record, set()).add(op.row)
    return found


def _by_register(held: Iterable[Sequence[Any]]) -> Heads:
    found: Heads = {}
    for op in map(known_op, held):
        found[op.register] = (*found.get(op.register, ()), op)
    return found


def _key(op: KnownOp) -> tuple[bytes, int, bytes, str]:
    """What tells an op from all others."""
    return op.origin, op.seq, op.row, op.group


def is_reviewed(record: str, group: str) -> bool:
    """Whether values of a group that stand beside each other wait for a decision."""
    known = GROUPS.get((record, group))
    return known is not None and known.merge is Merge.REVIEW


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


def differences(connection: Connection, scratch: Connection) -> Iterator[tuple[str, bytes]]:
    """(table, row id) of every projected row in which two databases differ."""
    for table in projected():
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
            sha.update(canonical(tuple(row)))
        sha.update(b"\0")
    return sha.hexdigest()


def fingerprint(connection: Connection, households: Iterable[bytes]) -> int:
    """What a store shows of these households as one number, to which more of them are added; of none that is 0."""
    shown_of: dict[bytes, list[tuple[Any, ...]]] = defaultdict(list)
    for query in (_HEADS_OF, _CONFLICTS_OF):
        for household, *told in query.run_for(connection, households):
            shown_of[household].append(tuple(told))
    parts = (canonical((household, sorted(told))) for household, told in shown_of.items())
    return sum(int.from_bytes(hashlib.sha256(part).digest()) for part in parts)


def _op_row(op: KnownOp, *, is_head: bool) -> tuple[Any, ...]:
    ctx = _ENCODE_VECTOR(op.ctx) if op.ctx else None
    saw = _ENCODE_VECTOR(op.saw) if op.saw is not None else None
    place = (op.row, op.group, op.origin, op.seq, op.record, op.household, op.stamp)
    return *place, ctx, saw, op.value, int(op.sealed), op.mark, int(is_head), op.rev


def _is_readable(record: str, group: str, plain: bytes) -> bool:
    """Whether what was sealed elsewhere is a value of this group."""
    try:
        return is_of_kind(record, group, _DECODE_FORMS(plain))
    except msgspec.DecodeError:
        return False


def _place(record: str, row: bytes, group: str) -> bytes:
    return b"\0".join((record.encode(), row, group.encode()))
