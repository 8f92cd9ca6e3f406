"""What disks, thieves and other programs do to a store's files."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def leave_as_killed(store: Store) -> None:
    """Closes a store and puts its files back as they were before: as a killed program leaves them."""
    copy = store.folder.with_name("as killed")
    shutil.copytree(store.folder, copy)
    store.close()
    shutil.rmtree(store.folder)
    copy.rename(store.folder)


@contextmanager
def past_the_gate(folder: Path) -> Iterator[Connection]:
    """Writes into a closed store's database as somebody does who has the key and no respect."""
    engine = database.connect(place.database(folder), stores.unlocked(folder).key)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("INSERT INTO gate VALUES (1)")
        yield connection
        connection.exec_driver_sql("DELETE FROM gate")
    engine.dispose()


def pages(folder: Path) -> dict[str, list[int]]:
    """The numbers of a closed ledger's pages by what they are in SQLite's file format."""
    key = subkey(stores.unlocked(folder).key, "database")
    content = place.database(folder).read_bytes()
    plain = {n + 1: _decrypted(key, n + 1, content[n * PAGE : (n + 1) * PAGE]) for n in range(len(content) // PAGE)}
    trunk = int.from_bytes(plain[1][32:36], "big")
    free: dict[int, str] = {}
    while trunk:
        count = int.from_bytes(plain[trunk][4:8], "big")
        free |= {int.from_bytes(plain[trunk][at : at + 4], "big"): "free" for at in range(8, 8 + 4 * count, 4)}
        free[trunk] = "free list"
        trunk = int.from_bytes(plain[trunk][:4], "big")
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, page in plain.items():
        kind = "header" if number == 1 else free.get(number) or _KINDS.get(page[0], "overflow")
        found[kind].append(number)
    return found


def _decrypted(key: bytes, number: int, page: bytes) -> bytes:
    initial = page[PAGE - _RESERVED : PAGE - _RESERVED + _IV]
    encrypted = page[_SALT if number == 1 else 0 : PAGE - _RESERVED]
    plain = Cipher(AES(key), CBC(initial)).decryptor().update(encrypted)
    return b"SQLite format 3\0" + plain if number == 1 else plain
