"""What a row still shows of a household whose personal data was destroyed.

Promise: chain, counts and fen stay; nothing stays that says who they were or where they lived. Hidden: texts and lists
go, days, choices and amounts stay, and so do the numbers by which the office accounts for what it paid.
"""

from collections.abc import Mapping
from typing import Any

from desktop.domain.fields import RECORDS, Kind

_OF_THE_OFFICE = frozenset({"calculation", "calculation_check", "sheet", "agreement", "instalment", "payment", "purge"})
_STAYING = frozenset({("household", "number"), ("household", "plot"), ("printing", "code"), ("printing", "number")})
_LIFE = "life"


def without_people(record: str, group: str, forms: Mapping[str, Any]) -> dict[str, Any]:
    """The written values of a group that stay."""
    kind = RECORDS.get(record)
    if kind is None or record in _OF_THE_OFFICE:
        return dict(forms)
    return {
        name: form
        for name, form in forms.items()
        if group == _LIFE
        or (record, name) in _STAYING
        or (name in kind.field and kind.field[name].kind not in (Kind.TEXT, Kind.LIST))
    }
