"""The tables: one per record, derived from `domain.fields`; the journal and its ops; local ones that never travel.

Rows, ops, conflicts and search are a projection of the journal. Guard triggers abort every write of theirs unless a
row of `gate` is open, which only the store's own transactions open and close. Numbers rest as whole numbers of their
last declared decimal, so that SQL compares and adds them exactly; sensitive fields rest as their mask.
"""

import json
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    delete,
    text,
)

from desktop.domain.fields import RECORDS, Field, Kind, Privacy, RecordType
from desktop.domain.records import Sealed
from desktop.domain.values import mask_of, value

VERSION = 10
"""The version of the database file; migrations.py brings older ones here."""

_metadata = MetaData()

_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Ordered by its bytes, as SQLite orders every text."""

_ASKED_FOR: dict[str, tuple[str, ...]] = {
    "household": ("number",),
    "appointment": ("planned_at",),
    "visit": ("began_at",),
    "service": ("document", "served_at"),
    "printing": ("code",),
}
"""Columns by which rows of all households are asked for: what a day holds, else as slow as the area is large."""

_TYPES = {
    Kind.TEXT: _TEXT,
    Kind.CHOICE: _TEXT,
    Kind.DATE: _TEXT,
    Kind.INSTANT: _TEXT,
    Kind.LIST: _TEXT,
    Kind.NUMBER: BigInteger,
    Kind.WHOLE: BigInteger,
    Kind.MONEY: BigInteger,
    Kind.YESNO: SmallInteger,
    Kind.LINK: LargeBinary,
}


def _row_table(record: RecordType) -> Table:
    columns: list[Column[Any]] = [Column("id", LargeBinary, primary_key=True)]
    for field in record.fields:
        sensitive = record.group_of[field.name].privacy is Privacy.SENSITIVE
        columns.append(Column(field.name, _TEXT if sensitive else _TYPES[field.kind]))
    indexed: list[tuple[str, ...]] = [(field.name,) for field in record.fields if field.kind is Kind.LINK]
    if record.name in _ASKED_FOR:
        indexed.append(_ASKED_FOR[record.name])
    indexes = [Index(f"{record.name}_by_{'_and_'.join(names)}", *names) for names in indexed]
    return Table(record.name, _metadata, *columns, *indexes, sqlite_with_rowid=False)


class _RowTables(Mapping[str, Table]):
    """Each is made when it is asked for first: all of them would take 15 ms of every start, which needs a few."""

    def __init__(self) -> None:
        self._made: dict[str, Table] = {}
        self._one_maker = Lock()

    def __getitem__(self, name: str) -> Table:
        if name not in self._made:
            with self._one_maker:
                if name not in self._made:
                    self._made[name] = _row_table(RECORDS[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in RECORDS

    def __iter__(self) -> Iterator[str]:
        return iter(RECORDS)

    def __len__(self) -> int:
        return len(RECORDS)


rows = _RowTables()
"""The row table of each record, by the record's name."""

entries = Table(  # by a key of bytes each body would fill a page of its own, nearly half of the whole file (measured)
    "entries",
    _metadata,
    Column("origin", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column(  # order of arrival in this store; never travels
        "rev", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    UniqueConstraint("origin", "seq", name="entries_by_place"),
)

IS_SIGNED = text("substr(body, length(body) - 65, 2) = x'c440'")
"""Of an entry that a person signed: its last part is of 64 bytes. Of one in thousands of the others it is by chance."""

Index("entries_signed", entries.c.rev, sqlite_where=IS_SIGNED)  # few: without it all of them are read for these

ops = Table(
    "ops",
    _metadata,
    Column("row", LargeBinary, primary_key=True),
    Column("grp", _TEXT, primary_key=True),
    Column("origin", LargeBinary, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("record", _TEXT, nullable=False),
    Column("household", LargeBinary, nullable=False),
    Column("stamp", BigInteger, nullable=False),
    Column("ctx", LargeBinary),
    Column("saw", LargeBinary),
    Column("value", LargeBinary, nullable=False),
    Column("sealed", SmallInteger, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    Column("head", SmallInteger, nullable=False),
    Column("rev", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("ops_of_household", ops.c.household)

conflicts = Table(
    "conflicts",
    _metadata,
    Column("row", LargeBinary, primary_key=True),
    Column("grp", _TEXT, primary_key=True),
    Column("record", _TEXT, nullable=False),
    Column("household", LargeBinary, nullable=False, index=True),
    sqlite_with_rowid=False,
)

waiting = Table(  # promises without an outcome, homes handed over without a payment: what `waiting.py` finds
    "waiting",
    _metadata,
    Column("record", _TEXT, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("row", LargeBinary, primary_key=True),
    Column("since", _TEXT),
    sqlite_with_rowid=False,
)

found_by = Table(  # what a household is found by, besides its text: pinyin, numbers, keyed tails
    "found_by",
    _metadata,
    Column("key", _TEXT, primary_key=True),
    Column("household", LargeBinary, primary_key=True),
    Column("row", LargeBinary, primary_key=True),
    Column("grp", _TEXT, primary_key=True),
    Column("current", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)

documents = Table(  # searched text, one document for each written value; its characters stand in `document_words`
    "documents",
    _metadata,
    Column("doc", Integer, primary_key=True),
    Column("household", LargeBinary, nullable=False, index=True),
    Column("row", LargeBinary, nullable=False),
    Column("grp", _TEXT, nullable=False),
    Column("text", _TEXT, nullable=False),
    Column("current", SmallInteger, nullable=False),
    UniqueConstraint("row", "grp", "text", name="documents_by_value"),
)

household_keys = Table(  # several where copies of a store each made one
    "household_keys",
    _metadata,
    Column("household", LargeBinary, primary_key=True),
    Column("key_id", LargeBinary, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

facts = Table(  # of this store alone: its own origin
    "facts",
    _metadata,
    Column("name", _TEXT, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

drafts = Table(
    "drafts",
    _metadata,
    Column("id", LargeBinary, primary_key=True),
    Column("person", LargeBinary, nullable=False, index=True),
    Column("record", _TEXT, nullable=False),
    Column("household", LargeBinary),
    Column("fields", LargeBinary, nullable=False),
    Column("kept_at", BigInteger, nullable=False),
    Column("format", Integer, nullable=False),  # of the fields, as `drafts.py` counts it
    sqlite_with_rowid=False,
)

received = Table(  # of entries that are not here what is about one household: came down from the office, or back to it
    "received",
    _metadata,
    Column("rev", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("origin", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("household", LargeBinary, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("epoch", BigInteger, nullable=False),  # of the office, when it told so last
    Column("merge", BigInteger, nullable=False),
)
Index("received_by_place", received.c.origin, received.c.seq)

refused_ops = Table(  # their entries are kept, so that the chain is whole; they never reach the rows until released
    "refused_ops",
    _metadata,
    Column("origin", LargeBinary, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("row", LargeBinary, primary_key=True),
    Column("grp", _TEXT, primary_key=True),
    Column("household", LargeBinary, nullable=False),
    Column("reason", _TEXT, nullable=False),
    Column("merge", BigInteger, nullable=False),
    Column("released", BigInteger),  # the revision at which a person let it through
    sqlite_with_rowid=False,
)

forks = Table(  # from the entry after `after` on, what this store holds of an origin is another branch of it
    "forks",
    _metadata,
    Column("origin", LargeBinary, primary_key=True),
    Column("after", BigInteger, nullable=False),
    Column("branch", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

stubs = Table(  # households that are with another team now; their ops are not projected
    "stubs",
    _metadata,
    Column("household", LargeBinary, primary_key=True),
    Column("number", _TEXT),
    Column("door", _TEXT),
    Column("team", _TEXT),
    Column("since", _TEXT),
    Column("wrote", SmallInteger, nullable=False),  # entries that are here are about it
    sqlite_with_rowid=False,
)

merges = Table(  # what was taken in, in its order
    "merges",
    _metadata,
    Column("n", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("bundle", LargeBinary, nullable=False),
    Column("part", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("sender", LargeBinary, nullable=False),
    Column("sender_name", _TEXT, nullable=False),
    Column("origin", LargeBinary, nullable=False),
    Column("written", BigInteger, nullable=False),
    Column("file_digest", LargeBinary, nullable=False),
    Column("from_rev", BigInteger, nullable=False),
    Column("to_rev", BigInteger, nullable=False),
    Column("own_seq", BigInteger, nullable=False),
    Column("digest", _TEXT, nullable=False),
    Column("before", LargeBinary, nullable=False),  # what its undoing puts back besides entries and ops
    Column("counts", LargeBinary, nullable=False),
    Column("undone_at", BigInteger),
)
Index("merges_by_bundle", merges.c.bundle)

exports = Table(  # bundles that were written here
    "exports",
    _metadata,
    Column("n", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("origin", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("receiver", LargeBinary, nullable=False),
    Column("receiver_name", _TEXT, nullable=False),
    Column("bundle", LargeBinary, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("ranges", LargeBinary, nullable=False),
    Column("pieces", LargeBinary, nullable=False),
    Column("counts", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at_rev", BigInteger, nullable=False),
)

acknowledged = Table(  # how far the office holds each origin, as its newest epoch says
    "acknowledged",
    _metadata,
    Column("origin", LargeBinary, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

marks = Table(  # what each incarnation of a device reported last
    "marks",
    _metadata,
    Column("origin", LargeBinary, primary_key=True),
    Column("device", LargeBinary, nullable=False, index=True),
    Column("epoch", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sights", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

granted = Table(  # which households an incarnation of a device was sent, and since which revision; some more than once
    "granted",
    _metadata,
    Column("origin", LargeBinary, primary_key=True),
    Column("household", LargeBinary, primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("until", BigInteger),  # the revision with which it was taken from it
    sqlite_with_rowid=False,
)

pieces = Table(  # evidence on its way
    "pieces",
    _metadata,
    Column("household", LargeBinary, primary_key=True),
    Column("digest", _TEXT, primary_key=True),
    Column("state", _TEXT, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

checkpoints = Table(  # what a device signed: that its chain ends here
    "checkpoints",
    _metadata,
    Column("origin", LargeBinary, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("device", LargeBinary, nullable=False, index=True),
    Column("certificate", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

parked = Table(  # second branches of an origin, which wait for a person; their files lie in quarantine
    "parked",
    _metadata,
    Column("origin", LargeBinary, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    Column("device", LargeBinary, nullable=False),
    Column("file_digest", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

headings = Table(  # of ledgers: what a person said their columns mean
    "headings",
    _metadata,
    Column("fingerprint", _TEXT, primary_key=True),
    Column("mapping", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

gate = Table("gate", _metadata, Column("open", Integer, primary_key=True))

_NO_CHANGE = (entries,)
_GUARDED = (entries, received, refused_ops, forks, stubs, household_keys)


def projected() -> tuple[Table, ...]:
    """What `rebuild` recomputes."""
    return (*rows.values(), ops, conflicts, waiting, found_by, documents)


def every_table() -> list[Table]:
    """All tables, by their names."""
    projected()
    return _metadata.sorted_tables


def kept() -> list[Table]:
    """The tables of which nothing is recomputed."""
    recomputed = (*projected(), gate)
    return [table for table in every_table() if table not in recomputed]


def make(connection: Connection) -> None:
    """Makes the tables that are not there, and all guards."""
    _metadata.create_all(connection, every_table())
    connection.execute(DOCUMENT_WORDS)
    for guard in guards():
        connection.exec_driver_sql(guard)


def guards(*tables: Table) -> Iterator[str]:
    """The triggers that keep everything but the store's own transactions out of what the journal answers for.

    Those of these tables; of all where none is named.
    """
    return (
        _guard(table, verb) for table in tables or (*projected(), *_GUARDED) for verb in ("INSERT", "UPDATE", "DELETE")
    )


def emptying(table: Table) -> Iterator[str]:
    """What deletes all rows of a table at once.

    Under a trigger SQLite deletes them one by one, and keeps what they held in memory until the last is gone.
    """
    yield f"DROP TRIGGER IF EXISTS guard_delete_{table.name}"
    yield str(delete(table))
    yield _guard(table, "DELETE")


@contextmanager
def unguarded(connection: Connection, table: Table) -> Generator[None]:
    """Lets rows of a table be deleted that no transaction may delete else."""
    connection.exec_driver_sql(f"DROP TRIGGER guard_delete_{table.name}")
    yield
    connection.exec_driver_sql(_guard(table, "DELETE"))


def _guard(table: Table, verb: str) -> str:
    condition = "" if table in _NO_CHANGE and verb != "INSERT" else " WHEN NOT EXISTS (SELECT 1 FROM gate)"
    return (
        f"CREATE TRIGGER guard_{verb.lower()}_{table.name} BEFORE {verb} ON {table.name}{condition} "
        f"BEGIN SELECT RAISE(ABORT, 'the gate is shut: only the store writes here'); END"
    )


DOCUMENT_WORDS = text(
    "CREATE VIRTUAL TABLE document_words USING fts5(words, content='', contentless_delete=1, tokenize='unicode61')"
)


def columns_of(record: str, group: str, forms: Mapping[str, Any]) -> dict[str, Any]:
    """A group's column values out of its written ones: the one function that fills rows."""
    return {
        name: form if (form := forms.get(name)) is None or filled is None else filled(form)
        for name, filled in _FILLED[record, group]
    }


def scaled(number: str, digits: int) -> int:
    """A decimal text as a whole number of its last declared decimal; more decimals than declared are a ValueError."""
    whole, _, decimals = number.partition(".")
    if len(decimals) > digits:
        message = "more decimals than declared"
        raise ValueError(message)
    return int(whole + decimals.ljust(digits, "0"))


def _filled(field: Field, privacy: Privacy) -> Callable[[Any], Any] | None:
    """What makes a column's value of a written one; None where they are the same."""
    if privacy is Privacy.SENSITIVE:
        return partial(mask_of, field)
    match field.kind:
        case Kind.NUMBER:
            return partial(scaled, digits=field.digits)
        case Kind.LIST:
            return partial(json.dumps, ensure_ascii=False)
        case Kind.YESNO:
            return int
        case _:
            return None


_FILLED = {
    (record.name, group.name): tuple((field.name, _filled(field, group.privacy)) for field in group.fields)
    for record in RECORDS.values()
    for group in record.groups
}


def values_of(record: RecordType, row: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field name out of a row: the one function that reads rows."""
    return {field.name: _value(field, record.group_of[field.name].privacy, row[field.name]) for field in record.fields}


def _value(field: Field, privacy: Privacy, held: Any) -> Any:
    if held is None:
        return value(field, None)
    if privacy is Privacy.SENSITIVE:
        return Sealed(held)
    match field.kind:
        case Kind.NUMBER:
            return Decimal(held).scaleb(-field.digits).normalize() if held else Decimal(0)
        case Kind.LIST:
            return tuple(json.loads(held))
        case Kind.YESNO:
            return bool(held)
        case Kind.WHOLE | Kind.MONEY | Kind.LINK:
            return held
        case _:
            return value(field, held)
