"""Destroys what is about the people of a household, by order: its keys, what its rows say of them, its evidence.

Promise: what was sealed under those keys can't be read again from this store, also not when its keys come once more or
when everything is recomputed; the chain of entries stays whole. Done twice, it is done once. Hidden: the files go after
the transaction that destroyed the keys; without those they can't be read anyway. Backups of before, and sealed files
that came in, still hold them until they are replaced.
"""

from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, delete, func, select

from desktop.domain.fields import OFFICE
from desktop.store.evidence import file_of
from desktop.store.projection import Projector
from desktop.store.schema import drafts, household_keys, ops
from desktop.store.sealing import Secrets
from desktop.store.store import Store

_FORMS = msgspec.msgpack.Decoder(dict[str, object]).decode


def purge(connection: Connection, secrets: Secrets, households: Collection[bytes]) -> set[bytes]:
    """Destroys the keys of these households in a writing transaction; returns those where they were not yet.

    Their files go with `remove_files`, after the transaction.
    """
    wanted = {*households} - secrets.purged(connection, households)
    if not wanted:
        return set()
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # or the keys would lie on in pages that are free

    def destroy() -> None:
        secrets.destroy(connection, sorted(wanted))
        connection.execute(delete(drafts).where(drafts.c.household.in_(sorted(wanted))))

    Projector(connection, secrets).blank_households(wanted, destroy)
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")
    return wanted


def purged(store: Store) -> frozenset[bytes]:
    """All households whose keys were destroyed."""
    query = select(household_keys.c.household).where(func.length(household_keys.c.key_id) == 0)
    with store.reading() as connection:
        return frozenset(connection.execute(query).scalars())


def is_purged(store: Store, household: bytes) -> bool:
    with store.reading() as connection:
        return bool(store.secrets.purged(connection, [household]))


def remove_files(store: Store) -> int:
    """Removes the evidence of purged households that still lies here, and what the log of the database still held."""
    gone = purged(store)
    query = select(ops.c.household, ops.c.value).where(
        ops.c.record == "evidence", ops.c.grp == "evidence", ops.c.sealed == 0, ops.c.household.in_(sorted(gone))
    )
    with store.reading() as connection:
        named = [(household, _FORMS(value).get("digest")) for household, value in connection.execute(query)]
    files = [file_of(store.folder, store.opened.key, household, str(digest)) for household, digest in named if digest]
    left = [file for file in files if file.exists()]
    for file in left:
        file.unlink(missing_ok=True)
    if gone and store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(left)


def signing_keys(store: Store, person: bytes) -> frozenset[str]:
    """The public keys with which a person signed for the office, today's and former ones, in hexadecimal digits."""
    query = select(ops.c.value).where(
        ops.c.row == person, ops.c.record == "staff", ops.c.grp == "staff", ops.c.sealed == 0
    )
    with store.reading() as connection:
        known = [_FORMS(value) for value in connection.execute(query).scalars()]
    offices = {str(role) for role in OFFICE}
    return frozenset(
        str(each["public_key"]) for each in known if each.get("role") in offices and each.get("public_key")
    )
