"""Writes a row, or over the one that has its key: the form that SQLite and PostgreSQL share.

Hidden: SQLAlchemy has it for each database apart, and at the start PostgreSQL's half alone costs 30 ms to import.
"""

from typing import Any, ClassVar

from sqlalchemy import ClauseElement, Insert, Table, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import SyntaxExtension
from sqlalchemy.sql.visitors import InternalTraversal


def upsert(table: Table, *changed: str) -> Insert:
    """An insert that changes these columns of the row which has the same primary key; without any it leaves it."""
    return insert(table).ext(_OnConflict([column.name for column in table.primary_key], list(changed)))


class _OnConflict(SyntaxExtension, ClauseElement):
    """What stands behind the values."""

    __visit_name__ = "on_conflict"
    _traverse_internals: ClassVar = [  # pyright: ignore[reportIncompatibleVariableOverride]  its own subclasses do so
        ("key", InternalTraversal.dp_string_list),
        ("changed", InternalTraversal.dp_string_list),
    ]

    def __init__(self, key: list[str], changed: list[str]) -> None:
        self.key, self.changed = key, changed

    def apply_to_insert(self, insert_stmt: Insert) -> None:
        insert_stmt.apply_syntax_extension_point(lambda before: [*before, self], "post_values")


@compiles(_OnConflict)
def _say(clause: _OnConflict, compiler: Any, **_: Any) -> str:
    quoted = compiler.preparer.quote
    changes = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in clause.changed)
    does = f"UPDATE SET {changes}" if changes else "NOTHING"
    return f"ON CONFLICT ({', '.join(map(quoted, clause.key))}) DO {does}"
