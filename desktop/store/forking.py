"""Two branches of one origin: copies of a store that wrote under one name without knowing of each other.

What is here of the branch that the office does not hold goes by a name of its own, the same on every store.
"""

import hashlib

from sqlalchemy import Connection, insert, select

from desktop.store import journal
from desktop.store.projection import Projector
from desktop.store.schema import forks, ops
from desktop.store.sealing import Secrets

_BRANCH = 8


def branch_name(origin: bytes, first_hash: bytes) -> bytes:
    """What the branch of a forked origin is called everywhere that begins with the entry of this hash."""
    return hashlib.sha256(b"ruhu branch\0" + origin + first_hash).digest()[:_BRANCH]


def fork(connection: Connection, secrets: Secrets, origin: bytes, after: int) -> None:
    """What is here of an origin beyond an entry is another branch than the office holds: it gets its own name."""
    first = journal.entry(connection, origin, after + 1)
    if first is None or connection.execute(select(forks.c.origin).where(forks.c.origin == origin)).first():
        return
    name = branch_name(origin, first.hash)
    connection.execute(insert(forks), {"origin": origin, "after": after, "branch": name})
    concerned = select(ops.c.household).where(ops.c.origin == origin, ops.c.seq > after).distinct()
    Projector(connection, secrets).project_anew(connection.execute(concerned).scalars().all())
