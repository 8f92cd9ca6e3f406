"""Drafts: what is being typed, kept at once and outside the journal, until finishing it writes one entry.

A draft is one local row of one person; its fields are whatever was typed, acceptable or not. It never travels and is
no part of a store's digest. Promise: what an older program kept is taken up, what a newer one kept stays as it is, and
is told.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, exists, select

from desktop.domain.identity import new_id
from desktop.i18n import N_
from desktop.store.schema import drafts
from desktop.store.store import Store
from desktop.store.upsert import upsert

FORMAT = 1
"""How the fields of drafts are laid out. Raised where an older program would misread them; older ones are read on."""

NEWER = N_(
    "A newer version of Ruhu kept drafts in this ledger that this version can't read. They stay there: open the ledger "
    "with the newer version to finish them."
)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One unfinished record: its kind, the household it is about if any, and its fields as typed."""

    id: bytes
    person: bytes
    record: str
    household: bytes | None
    fields: Mapping[str, Any]
    kept_at: datetime


def keep_draft(
    store: Store, record: str, fields: Mapping[str, Any], *, household: bytes | None = None, draft: bytes | None = None
) -> bytes:
    """Keeps what was typed so far, durably; returns the draft's id, which is also given to keep it again.

    A draft that a newer program kept is not written over: this one gets an id of its own.
    """
    row: dict[str, Any] = {
        "person": store.opened.person,
        "record": record,
        "household": household,
        "fields": msgspec.msgpack.encode(dict(fields)),
        "kept_at": int(store.now().timestamp() * 1000),
        "format": FORMAT,
    }
    with store.writing() as connection:
        row["id"] = draft if draft and not _is_newer(connection, draft) else new_id()
        connection.execute(upsert(drafts, *row).values(row))
    return row["id"]


def drafts_of(store: Store, person: bytes | None = None) -> tuple[Draft, ...]:
    """The open drafts of a person (of everybody when None: one user's work can be found by another), newest first.

    Those that a newer program kept are not among them.
    """
    query = select(drafts).where(drafts.c.format <= FORMAT).order_by(drafts.c.kept_at.desc())
    if person is not None:
        query = query.where(drafts.c.person == person)
    with store.reading() as connection:
        return tuple(
            Draft(
                id=row.id,
                person=row.person,
                record=row.record,
                household=row.household,
                fields=msgspec.msgpack.decode(row.fields),
                kept_at=datetime.fromtimestamp(row.kept_at / 1000, UTC),
            )
            for row in connection.execute(query)
        )


def drop_draft(store: Store, draft: bytes) -> None:
    """Throws a draft away that could be read: the person's own decision."""
    with store.writing() as connection:
        connection.execute(delete(drafts).where(drafts.c.id == draft, drafts.c.format <= FORMAT))


def has_newer(connection: Connection) -> bool:
    """Tell whether a newer program kept drafts here."""
    return bool(connection.execute(select(exists().where(drafts.c.format > FORMAT))).scalar())


def _is_newer(connection: Connection, draft: bytes) -> bool:
    return bool(connection.execute(select(exists().where(drafts.c.id == draft, drafts.c.format > FORMAT))).scalar())
