"""What a store knows of itself alone and never tells: its origin, its keys, how far it took in what came down."""

from sqlalchemy import Connection, delete, insert, select

from desktop.store.schema import facts


def fact(connection: Connection, name: str) -> bytes | None:
    """What is kept under this name; None where nothing is."""
    return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()


def keep_fact(connection: Connection, name: str, value: bytes | None) -> None:
    """Keeps it in place of what was there; None keeps nothing."""
    connection.execute(delete(facts).where(facts.c.name == name))
    if value is not None:
        connection.execute(insert(facts), {"name": name, "value": value})
