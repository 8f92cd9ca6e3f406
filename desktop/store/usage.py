"""What the area's ledger has used before: the texts and prices that are offered while a new one is typed."""

import re
from collections.abc import Iterable

import msgspec
from sqlalchemy import func, select

from desktop.domain.fields import RECORDS, Privacy
from desktop.store.schema import rows
from desktop.store.store import Store

_MOST = 40
_DIGITS = re.compile(r"[0-9]{1,9}")


class Item(msgspec.Struct, frozen=True):
    """How an item was counted and priced most often. `unit_price` is in fen."""

    name: str
    unit: str | None
    unit_price: int | None


def texts(store: Store, record: str, fields: Iterable[str]) -> dict[str, list[str]]:
    """By field the texts that stand most often in it; none of a person's own (`Privacy.OPEN` alone)."""
    kind, table = RECORDS[record], rows[record]
    found: dict[str, list[str]] = {}
    with store.reading() as connection:
        for name in (each for each in fields if kind.group_of[each].privacy is Privacy.OPEN):
            column = table.c[name]
            living = select(column).where(column.is_not(None), table.c.withdrawn.is_distinct_from(1))
            query = living.group_by(column).order_by(func.count().desc(), column)
            found[name] = list(connection.execute(query.limit(_MOST)).scalars())
    return found


def fixture_item(store: Store, name: str) -> Item | None:
    """How fixtures of this name were counted and priced most often; None where there is none yet."""
    table = rows["fixture"]
    query = (
        select(table.c.unit, table.c.unit_price)
        .where(table.c.name == name, table.c.withdrawn.is_distinct_from(1))
        .group_by(table.c.unit, table.c.unit_price)
        .order_by(func.count().desc(), table.c.unit, table.c.unit_price)
    )
    with store.reading() as connection:
        row = connection.execute(query).first()
    return Item(name, row.unit, row.unit_price) if row else None


def highest_number(store: Store, prefix: str, record: str = "household", field: str = "number") -> int:
    """The highest number that stands behind this in a household number, or in another field; 0 where none does.

    Withdrawn ones count too.
    """
    number = rows[record].c[field]
    query = select(number).where(number.between(prefix, f"{prefix}\U0010ffff"))
    with store.reading() as connection:
        ends = (found.removeprefix(prefix) for found in connection.execute(query).scalars())
        return max((int(end) for end in ends if _DIGITS.fullmatch(end)), default=0)
