"""What disks, thieves and other programs do to a store's files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import stores
from sqlalchemy import Connection

from desktop.domain.errors import Refused
from desktop.store import connection as database
from desktop.store import folder as place

PAGE = 4096


def flip(file: Path, at: int) -> None:
    """Flips one bit of a file."""
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


@contextmanager
def past_the_gate(folder: Path) -> Iterator[Connection]:
    """Writes into a closed store's database as somebody does who has the key and no respect."""
    engine = database.connect(place.database(folder), stores.unlocked(folder).key)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("INSERT INTO gate VALUES (1)")
        yield connection
        connection.exec_driver_sql("DELETE FROM gate")
    engine.dispose()


def refusal(job: Callable[[], object]) -> Refused:
    """What a job is refused with."""
    with pytest.raises(Refused) as refused:
        job()
    return refused.value
