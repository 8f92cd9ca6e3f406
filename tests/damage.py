"""What disks, thieves and other programs do to a store's files."""

import os
import shutil
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import stores
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from sqlalchemy import Connection

from desktop.domain.errors import Refused
from desktop.store import connection as database
from desktop.store import folder as place
from desktop.store.store import Store
from desktop.store.vault import subkey

PAGE = 4096
_SALT, _IV, _RESERVED = 16, 16, 80  # SQLCipher 4
_KINDS = {2: "index interior", 5: "table interior", 10: "index leaf", 13: "table leaf"}


def refusal(job: Callable[[], object]) -> Refused:
    """What a job is refused with."""
    with pytest.raises(Refused) as refused:
        job()
    return refused.value


def flip(file: Path, at: int) -> None:
    """Flips one bit of a file."""
    overwrite(file, at, bytes([file.read_bytes()[at] ^ 1]))


def overwrite(file: Path, at: int, content: bytes) -> None:
    with file.open("r+b") as written:
        written.seek(at)
        written.write(content)


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder but those that SQLite makes anew at each opening."""
    files = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return {name: content for name, content in files.items() if content and not name.endswith("-shm")}


@contextmanager
def readers_die() -> Iterator[list[int]]:
    """Kills each process in which this one begins to read a bundle, as an overloaded computer does: their ids."""
    killed, is_over = list[int](), threading.Event()

    def watch() -> None:
        while not is_over.wait(0.002):
            for child in (each for each in _children() if each not in killed):
                if b"desktop.exchange.verifying" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(child, signal.SIGKILL)
                    killed.append(child)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield killed
    finally:
        is_over.set()
        watching.join()


def _children() -> list[int]:
    """Those of all threads of this process."""
    found: list[int] = []
    for listed in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # the thread ended meanwhile
            found += map(int, listed.read_text().split())
    return found


def leave_as_killed(store: Store) -> None:
    """Closes a store and puts its files back as they were before: as a killed program leaves them."""
    copy = store.folder.with_name("as killed")
    shutil.copytree(store.folder, copy)
    store.close()
    for file in store.folder.glob("ledger.db*"):
        file.unlink()
    for file in copy.glob("ledger.db*"):
        file.rename(store.folder / file.name)
    shutil.rmtree(copy)


@contextmanager
def with_the_key(folder: Path) -> Iterator[Connection]:
    """Writes into a closed store's database as somebody does who has the key and no respect."""
    engine = database.connect(place.database(folder), stores.unlocked(folder).key)
    try:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


@contextmanager
def past_the_gate(folder: Path) -> Iterator[Connection]:
    """The same, by somebody who knows how the guards are kept quiet."""
    with with_the_key(folder) as connection:
        connection.exec_driver_sql("INSERT INTO gate VALUES (1)")
        yield connection
        connection.exec_driver_sql("DELETE FROM gate")


def at_page(number: int) -> int:
    """Where in the middle of this page something is flipped."""
    return (number - 1) * PAGE + 37 * number % PAGE


def pages(folder: Path) -> dict[str, list[int]]:
    """The numbers of a closed ledger's pages by what they are in SQLite's file format."""
    plain = _plain_pages(folder)
    trunk = _integer(plain[1], 32, 4)
    free: dict[int, str] = {}
    while trunk:
        count = _integer(plain[trunk], 4, 4)
        free |= {_integer(plain[trunk], at, 4): "free" for at in range(8, 8 + 4 * count, 4)}
        free[trunk] = "free list"
        trunk = _integer(plain[trunk], 0, 4)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, page in plain.items():
        kind = "header" if number == 1 else free.get(number) or _KINDS.get(page[0], "overflow")
        found[kind].append(number)
    return found


def leaves(folder: Path, table: str) -> list[int]:
    """The numbers of a table's leaf pages in a closed ledger, in the order of the rows."""
    with past_the_gate(folder) as connection:
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).scalar_one()
    return list(_leaves(_plain_pages(folder), root))


def _leaves(plain: dict[int, bytes], number: int) -> Iterator[int]:
    page = plain[number]
    if "leaf" in _KINDS[page[0]]:
        yield number
        return
    cells = [_integer(page, at, 2) for at in range(12, 12 + 2 * _integer(page, 3, 2), 2)]
    for child in (*(_integer(page, cell, 4) for cell in cells), _integer(page, 8, 4)):
        yield from _leaves(plain, child)


def _integer(page: bytes, at: int, size: int) -> int:
    return int.from_bytes(page[at : at + size], "big")


def _plain_pages(folder: Path) -> dict[int, bytes]:
    key = subkey(stores.unlocked(folder).key, "database")
    content = place.database(folder).read_bytes()
    return {n + 1: _decrypted(key, n + 1, content[n * PAGE : (n + 1) * PAGE]) for n in range(len(content) // PAGE)}


def _decrypted(key: bytes, number: int, page: bytes) -> bytes:
    initial = page[PAGE - _RESERVED : PAGE - _RESERVED + _IV]
    encrypted = page[_SALT if number == 1 else 0 : PAGE - _RESERVED]
    plain = Cipher(AES(key), CBC(initial)).decryptor().update(encrypted)
    return b"SQLite format 3\0" + plain if number == 1 else plain
