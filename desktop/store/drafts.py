"""Drafts: what is being typed, kept at once and outside the journal, until finishing it writes one entry.

A draft is one local row of one person; its fields are whatever was typed, acceptable or not. It never travels and is
no part of a store's digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import delete, select

from desktop.domain.identity import new_id
from desktop.store.schema import drafts
from desktop.store.store import Store
from desktop.store.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
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
    """Keeps what was typed so far, durably; returns the draft's id, which is also given to keep it again."""
    row: dict[str, Any] = {
        "id": draft or new_id(),
        "person": store.opened.person,
        "record": record,
        "household": household,
        "fields": msgspec.msgpack.encode(dict(fields)),
        "kept_at": int(store.now().timestamp() * 1000),
    }
    with store.writing() as connection:
        connection.execute(upsert(drafts, *row).values(row))
    return row["id"]


def drafts_of(store: Store, person: bytes | None = None) -> tuple[Draft, ...]:
    """The open drafts of a person (of everybody when None: one user's work can be found by another), newest first."""
    query = select(drafts).order_by(drafts.c.kept_at.desc())
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
    """Throws a draft away: the person's own decision."""
    with store.writing() as connection:
        connection.execute(delete(drafts).where(drafts.c.id == draft))
