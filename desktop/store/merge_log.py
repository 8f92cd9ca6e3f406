"""The log of merges: what was taken in and when, and the last one taken back.

Promise: a merge is taken back whole as long as nothing was written, exported or taken in since, and what it touched is
then compared with what it was. Hidden: what a merge notes for that, besides the entries and ops that it brought.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from desktop.domain.errors import Refused
from desktop.memory import uncollected
from desktop.store import elsewhere, facts
from desktop.store.journal import revision
from desktop.store.projection import Projector, fingerprint
from desktop.store.schema import (
    entries,
    exports,
    forks,
    household_keys,
    merges,
    ops,
    parked,
    received,
    refused_ops,
    stubs,
    unguarded,
)
from desktop.store.store import Store
from desktop.store.writing import merges_logged

_WENT_UP = merges.c.undone_at.is_(None), merges.c.kind == "up", merges.c.file_digest != b""
_AT_ONCE = 100
_KEPT_FACTS = ("mark", "epoch", "scope")  # which a merge sets, and its undoing sets back


class MergeLine(msgspec.Struct, frozen=True):
    """Where a bundle comes from, for the log. `sender` is a device, nothing for the office; moments in milliseconds."""

    at: int
    kind: str = "up"
    bundle: bytes = b""
    part: int = 1
    parts: int = 1
    number: int = 0
    sender: bytes = b""
    sender_name: str = ""
    origin: bytes = b""
    written: int = 0
    file_digest: bytes = b""


class Logged(msgspec.Struct, frozen=True):
    """A line of the log of merges."""

    n: int
    line: MergeLine
    counts: dict[str, int]
    undone_at: int | None
    from_rev: int
    to_rev: int
    own_seq: int


class Before(msgspec.Struct, array_like=True, frozen=True):
    """What is put back, besides entries and ops, when a merge is taken back; `exports` tells whether one came since.

    Of the households that were touched it is compared what they were; `by` is the person who took it in.
    """

    keys: list[tuple[bytes, bytes]]
    stubs: list[list[Any]]
    forks: list[list[Any]]
    facts: dict[str, bytes | None]
    exports: int
    touched: list[bytes] = []
    by: bytes = b""


class Standing(NamedTuple):
    """How a store stood before a merge; of what it showed, the households that are touched."""

    rev: int
    own_seq: int
    digest: str = ""


class Touched:
    """The households that a merge touches, and what the store showed of them before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.households: set[bytes] = set()
        self._before = 0

    def note(self, households: Iterable[bytes]) -> None:
        """To be told before anything of them changes."""
        new = {*households} - self.households
        self._before += fingerprint(self._connection, new)
        self.households |= new

    @property
    def digest(self) -> str:
        return f"{self._before:x}"


def log(store: Store) -> list[Logged]:
    """All merges, the last first."""
    with store.reading() as connection:
        return [*map(_logged, connection.execute(select(merges).order_by(merges.c.n.desc())))]


def lately(store: Store, most: int) -> tuple[list[tuple[Logged, bytes]], bool]:
    """The merges of the last bundles that went up and were not taken back, the last first; whether there are earlier.

    Each with the person who took it in; nobody where that was not noted yet. All parts of a bundle are among them,
    however long ago the first ones came.
    """
    with store.reading() as connection:
        found = _last_bundles(connection, most + 1)
        rows = [*_of_bundles(connection, found[:most])]
    rows.sort(key=lambda row: row.n, reverse=True)
    return [(_logged(row), msgspec.msgpack.decode(row.before, type=Before).by) for row in rows], len(found) > most


def parts_of(store: Store, bundle: bytes) -> set[int]:
    """The parts of a bundle that were taken in, and not taken back."""
    query = select(merges.c.part).where(merges.c.bundle == bundle, merges.c.undone_at.is_(None))
    with store.reading() as connection:
        return {*connection.execute(query).scalars()}


def is_merged(connection: Connection, file_digest: bytes) -> bool:
    """Whether a file with this digest was taken in, and not taken back."""
    query = select(merges.c.n).where(merges.c.file_digest == file_digest, merges.c.undone_at.is_(None))
    return connection.execute(query).first() is not None


def undoable(store: Store) -> Logged | None:
    """The last merge, where it can still be taken back."""
    with store.reading() as connection:
        row = connection.execute(select(merges).order_by(merges.c.n.desc()).limit(1)).first()
        if row is None or row.undone_at is not None or row.own_seq != store.end.seq:
            return None
        before = msgspec.msgpack.decode(row.before, type=Before)
        is_last = row.to_rev == revision(connection) and before.exports == _exported(connection)
    return _logged(row) if is_last else None


def undo(store: Store) -> Logged:
    """Takes the last merge back, whole; what was before is compared by its digest.

    Refused when there is none, or when anything was written, exported or taken in since.
    """
    last = undoable(store)
    if last is None:
        raise Refused(
            "The last merge can't be taken back any more: something was written, exported or merged since. "
            "Nothing was changed.",
            "What is wrong with it is put right by new entries: look at the households that it changed.",
        )
    with uncollected(), store.taking_in() as (connection, projector):
        row = connection.execute(select(merges).where(merges.c.n == last.n)).one()
        before = msgspec.msgpack.decode(row.before, type=Before)
        _put_back(connection, projector, row, before)
        store.secrets.forget()
        if f"{fingerprint(connection, before.touched):x}" != row.digest:
            raise Refused(
                "Without this merge the store would not be what it was before. Nothing was changed.",
                "Look at the store with: ruhu check",
            )
        connection.execute(update(merges).where(merges.c.n == last.n).values(undone_at=_now(store)))
    return last


def noted(connection: Connection) -> Before:
    """What a merge that begins may change besides entries and ops."""
    return Before(
        keys=[],
        stubs=[[*row] for row in connection.execute(select(stubs))],
        forks=[[*row] for row in connection.execute(select(forks))],
        facts={name: facts.fact(connection, name) for name in _KEPT_FACTS},
        exports=_exported(connection),
    )


def write_down(
    connection: Connection, line: MergeLine, counts: Mapping[str, int], before: Before, at: Standing
) -> None:
    """Adds a line: a merge with what it brought, and what it notes to be taken back."""
    connection.execute(
        insert(merges),
        {
            **asdict(line),
            "n": merges_logged(connection) + 1,
            "from_rev": at.rev,
            "to_rev": revision(connection),
            "own_seq": at.own_seq,
            "digest": at.digest,
            "before": msgspec.msgpack.encode(before),
            "counts": msgspec.msgpack.encode(dict(counts)),
        },
    )


def _last_bundles(connection: Connection, most: int) -> list[bytes]:
    """So many bundles that went up, the last first: no more lines are read than it takes to find these."""
    query = select(merges.c.bundle).where(*_WENT_UP).order_by(merges.c.n.desc())
    found = dict[bytes, None]()
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as lines:
        for named in lines.scalars():
            found[named] = None
            if len(found) == most:
                break
    return [*found]


def _of_bundles(connection: Connection, named: list[bytes]) -> Iterator[Row[Any]]:
    for start in range(0, len(named), _AT_ONCE):
        some = merges.c.bundle.in_(named[start : start + _AT_ONCE])
        yield from connection.execute(select(merges).where(some, *_WENT_UP))


def _logged(row: Row[Any]) -> Logged:
    line = MergeLine(**{name: getattr(row, name) for name in MergeLine.__struct_fields__})
    counts = msgspec.msgpack.decode(row.counts, type=dict[str, int])
    return Logged(row.n, line, counts, row.undone_at, row.from_rev, row.to_rev, row.own_seq)


def _put_back(connection: Connection, projector: Projector, row: Row[Any], before: Before) -> None:
    households = {*connection.execute(select(ops.c.household).where(ops.c.rev > row.from_rev).distinct()).scalars()}
    households |= {household for household, _ in before.keys}
    households |= {*elsewhere.stubs_of(connection)} ^ {household for household, *_ in before.stubs}
    touched = {*projector.forget_households(households), *households}
    with unguarded(connection, entries):
        connection.execute(delete(entries).where(entries.c.rev > row.from_rev))
    connection.execute(delete(received).where(received.c.rev > row.from_rev))
    connection.execute(delete(refused_ops).where(refused_ops.c.merge == row.n))
    connection.execute(update(refused_ops).where(refused_ops.c.released > row.from_rev).values(released=None))
    connection.execute(delete(parked).where(parked.c.file_digest == row.file_digest))
    for household, key_id in before.keys:
        key = household_keys.c.household == household, household_keys.c.key_id == key_id
        connection.execute(delete(household_keys).where(*key))
    for table, were in ((stubs, before.stubs), (forks, before.forks)):
        connection.execute(delete(table))
        if were:
            connection.execute(insert(table), [dict(zip(table.c.keys(), each, strict=True)) for each in were])
    for name, value in before.facts.items():
        facts.keep_fact(connection, name, value)
    projector.except_anew()
    projector.project_anew(touched)


def _exported(connection: Connection) -> int:
    return connection.execute(select(func.max(exports.c.n))).scalar() or 0


def _now(store: Store) -> int:
    return int(store.now().timestamp() * 1000)
