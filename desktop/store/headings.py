"""What a person said the columns of a ledger mean, remembered by the header's fingerprint.

It is of this store alone: it never travels, and is no part of a store's digest.
"""

from collections.abc import Mapping

import msgspec
from sqlalchemy import select

from desktop.store.schema import headings
from desktop.store.store import Store
from desktop.store.upsert import upsert

_DECODE = msgspec.msgpack.Decoder(dict[str, str]).decode


def keep(store: Store, fingerprint: str, mapping: Mapping[str, str]) -> None:
    """Remembers what the titles of this header mean, in the place of what was said before."""
    held = msgspec.msgpack.encode(dict(mapping))
    with store.writing() as connection:
        connection.execute(upsert(headings, "mapping").values(fingerprint=fingerprint, mapping=held))


def known(store: Store, fingerprint: str) -> dict[str, str] | None:
    """What the titles of this header mean; None where nobody said it yet."""
    with store.reading() as connection:
        held = connection.execute(select(headings.c.mapping).where(headings.c.fingerprint == fingerprint)).scalar()
    return None if held is None else _DECODE(held)
