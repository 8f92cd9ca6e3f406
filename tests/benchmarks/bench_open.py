"""What it takes until a store can be used: the file alone, the whole store, and before both the passphrase."""

import tempfile
from collections.abc import Callable, Mapping
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
        with tempfile.TemporaryDirectory(dir=made.folder.parent) as room:
            measured = _in_turn(_ways(made, Path(room) / "plain.db"))
        passphrase = [figures.seconds(made.unlocked) for _ in range(5)]
    for what, times in measured.items():
        figures.times(what, times, is_felt=what == WHOLE)
    figures.ratio("the raw key", median(measured[CIPHER]) / median(measured[PLAIN]), PLAIN)
    figures.ratio("the whole store", median(measured[WHOLE]) / median(measured[CIPHER]), CIPHER)
    figures.times("apart, the passphrase before it", passphrase)


def _in_turn(ways: Mapping[str, Callable[[], Any]]) -> Mapping[str, list[float]]:
    measured: dict[str, list[float]] = {what: [] for what in ways}
    for _ in range(ROUNDS):
        for what, way in ways.items():
            measured[what].append(_until_open(way))
    return measured


def _ways(made: District, plain: Path) -> Mapping[str, Callable[[], Any]]:
    """What opens the store, its file alone, and a plain file of the same tables and guards."""
    file, opened = place.database(made.folder), made.unlocked()
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
    """Without a key, the same library writes plain SQLite."""
    engine = create_engine(f"sqlite:///{file}", module=dbapi2)
    migrations.make(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()


if __name__ == "__main__":
    main()
