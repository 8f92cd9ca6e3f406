"""What waits for what was not yet said or done: a promise for its outcome, a moved family for its payment, a question.

Promise: it is a function of the rows alone, whatever came first; there are few of these at any time, however many
there were. Hidden: one thing can answer several, so all that have the same key are looked at anew together.
"""

from collections.abc import Collection, Mapping

import msgspec
from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    Text,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    select,
)

from desktop.store.connection import Prepared
from desktop.store.schema import rows, waiting

Kept = Mapping[str, Collection[bytes]]
"""Rows by their record."""

Keys = dict[str, set[bytes]]
"""By the record that waits, what is looked at anew."""

_WANTED: BindParameter[bytes] = bindparam("wanted", expanding=True)


class _Wait(msgspec.Struct, frozen=True):
    """What waits, since which day, and what ends it: the record whose link is the same as the key."""

    record: str
    key: str
    since: str
    ended_by: str
    link: str

    def keys_of(self, record: str) -> Prepared:
        table = rows[record]
        column = table.c[self.key if record == self.record else self.link]
        return Prepared(select(column).where(table.c.id.in_(_WANTED), column.is_not(None)))

    def forgotten(self) -> Prepared:
        is_it = waiting.c.record == literal_column(f"'{self.record}'"), waiting.c.key == bindparam("of_key")
        return Prepared(delete(waiting).where(*is_it))

    def found(self) -> Prepared:
        table, answer = rows[self.record], rows[self.ended_by]
        key, lives = table.c[self.key], literal_column("1", Integer)
        is_answered = exists().where(answer.c[self.link] == key, answer.c.withdrawn.is_distinct_from(lives))
        query = select(literal_column(f"'{self.record}'", Text), key, table.c.id, table.c[self.since]).where(
            key == bindparam("of_key"), table.c.withdrawn.is_distinct_from(lives), ~is_answered
        )
        return Prepared(insert(waiting).from_select(["record", "key", "row", "since"], query))


_WAITS = (
    _Wait("promise", "id", "due_on", "promise_outcome", "promise"),
    _Wait("handover", "household", "handed_over_on", "payment", "household"),
    _Wait("question", "id", "due", "question_answer", "question"),
)
_KEYS = {record: (wait.record, wait.keys_of(record)) for wait in _WAITS for record in (wait.record, wait.ended_by)}
_ANEW = {wait.record: (wait.forgotten(), wait.found()) for wait in _WAITS}

CONCERNED = frozenset(_KEYS)
"""The records by which anything begins or ends to wait."""


def keys(connection: Connection, kept: Kept) -> Keys:
    """What these rows are about, as they stand now: asked before and after they are written."""
    found: Keys = {}
    for record, ids in kept.items():
        waits, query = _KEYS[record]
        found.setdefault(waits, set()).update(key for (key,) in query.run_for(connection, ids))
    return found


def look_anew(connection: Connection, kept: Kept, before: Keys) -> None:
    """Finds what waits and what does not any more, after these rows were written that were about these keys before."""
    for record, after in keys(connection, kept).items():
        for statement in _ANEW[record]:
            statement.run_rows(connection, [(key,) for key in before[record] | after])
