"""Remedies as papers tell them: each with the body that decides on it, where the area has written that down."""

from collections.abc import Iterable

from desktop.domain.records import Area
from desktop.domain.rights import Clock
from desktop.sheets.remedy_words import Right
from desktop.store.store import Store

_BODIES = {"reconsideration": "reconsideration_body", "litigation": "court"}


def with_bodies(store: Store, clocks: Iterable[Clock]) -> list[Right]:
    """These clocks, each with who decides."""
    area = next(iter(store.records(Area)), Area())
    return [Right(each, body(area, each.term.name)) for each in clocks]


def body(area: Area, term: str) -> str:
    """Who decides on a remedy, by the name of its term; nothing of those that no body of the area decides."""
    return vars(area).get(_BODIES.get(term.rpartition("_")[2], "")) or ""
