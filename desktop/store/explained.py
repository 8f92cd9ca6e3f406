"""What was explained last to each household, asked of all of them at once.

Promise: of several explanations of one clause the last counts, as `casework.explaining` has it (a test holds one
against the other). Hidden: what was explained from the plan in use is not read.
"""

from collections.abc import Iterator

from sqlalchemy import func, select

from desktop.store.schema import rows
from desktop.store.store import Store


def is_any(store: Store) -> bool:
    """Whether anything was ever explained."""
    with store.reading() as connection:
        return connection.execute(select(rows["explanation"].c.id).limit(1)).first() is not None


def packs(store: Store) -> frozenset[str]:
    """The plans from which anything was explained."""
    table = rows["explanation"]
    query = select(table.c.pack).where(table.c.withdrawn.is_distinct_from(1)).distinct()
    with store.reading() as connection:
        return frozenset(connection.execute(query).scalars())


def last_by_others(store: Store, pack: str) -> Iterator[tuple[bytes, str, str]]:
    """(household, clause, plan) of all that was explained last from another plan than this one."""
    table = rows["explanation"]
    latest = func.row_number().over(
        partition_by=(table.c.household, table.c.clause), order_by=(table.c.explained_on.desc(), table.c.id.desc())
    )
    lives = table.c.withdrawn.is_distinct_from(1)
    ranked = select(table.c.household, table.c.clause, table.c.pack, latest.label("place")).where(lives).subquery()
    query = select(ranked.c.household, ranked.c.clause, ranked.c.pack).where(
        ranked.c.place == 1, ranked.c.pack != pack
    )  # fmt: skip
    with store.reading() as connection:
        yield from ((home, clause, told_from) for home, clause, told_from in connection.execute(query) if home)
