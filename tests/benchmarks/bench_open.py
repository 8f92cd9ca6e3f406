"""What it takes until a store can be used: the file alone, the whole store, and before both the passphrase."""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import figures
from district import District, district
from sqlalchemy import create_engine
from sqlcipher3 import dbapi2

from desktop.store import folder as place
from desktop.store import migrations, opening, vault

ROUNDS = 50
PLAIN = "plain SQLite, to its first row"
CIPHER = "SQLCipher with the raw key, to its first row"
WHOLE = "the whole store"


def main() -> None:
    with district() as made:
        figures.heading(f"open a store of {made.households:,} households", made.folder)
        ways = _ways(made)
        measured: dict[str, list[float]] = {what: [] for what in ways}
        for _ in range(ROUNDS):
            for what, way in ways.items():
                measured[what].append(_until_open(way))
        passphrase = [figures.seconds(made.unlocked) for _ in range(5)]
    for what, times in measured.items():
        figures.times(what, times, is_felt=what == WHOLE)
    figures.ratio("the raw key", median(measured[CIPHER]) / median(measured[PLAIN]), PLAIN)
    figures.ratio("the whole store", median(measured[WHOLE]) / median(measured[CIPHER]), CIPHER)
    figures.times("apart, the passphrase before it", passphrase)


def _ways(made: District) -> dict[str, Callable[[], Any]]:
    file, plain = place.database(made.folder), made.folder.with_name("plain.db")
    opened = made.unlocked()
    key = vault.subkey(opened.key, "database").hex()
    _make_plain(plain)
    return {
        PLAIN: lambda: _with_first_row(dbapi2.connect(plain)),
        CIPHER: lambda: _with_first_row(dbapi2.connect(file), f"PRAGMA key=\"x'{key}'\""),
        WHOLE: lambda: opening.open_store(made.folder, opened),
    }


def _until_open(way: Callable[[], Any]) -> float:
    opened: list[Any] = []
    duration = figures.seconds(lambda: opened.append(way()))
    opened[0].close()
    return duration


def _with_first_row(connection: Any, *first: str) -> Any:
    for statement in (*first, "SELECT * FROM area LIMIT 1"):
        connection.execute(statement).fetchall()
    return connection


def _make_plain(file: Path) -> None:
    """The same tables and guards in a file without a key, which to the same library is plain SQLite."""
    file.unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{file}", module=dbapi2)
    migrations.make(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()


if __name__ == "__main__":
    main()
