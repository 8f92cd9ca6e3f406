"""Issued plans as rows of a store: the demo's, or one that was changed, without the way that leads there."""

import base64
import zlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from desktop import paths
from desktop.casework import policy
from desktop.domain.records import IssuedPack
from desktop.policy import book

DEMO = paths.RESOURCES / "packs" / "demo"


@cache
def _read(folder: Path) -> tuple[str, str]:
    """What rests in its row: its id, and all of it."""
    draft = policy.read(folder)
    assert draft.pack is not None
    return draft.pack.id, base64.b64encode(zlib.compress(book.packed(draft.sheets))).decode()


def a_plan(folder: Path = DEMO, **changes: object) -> IssuedPack:
    """The plan in this folder as it rests in a store once it is issued, with other fields where they are given."""
    id_, content = _read(folder)
    fields: Mapping[str, object] = {
        "name": "演示片区房屋征收补偿方案",
        "version": "1",
        "pack": id_,
        "valid_from": date(2020, 1, 1),
        "valid_to": date(2035, 12, 31),
        "issued_on": date(2026, 11, 2),
        "content": content,
    }
    return IssuedPack.of({**fields, **changes})
