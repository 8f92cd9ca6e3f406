"""Whose rights end within days: one answer for the list of households and the page of progress (R40).

Promise: the last day counts. Hidden: most were served on few days, so that each clock is reckoned once.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache

from desktop.casework import area_rules
from desktop.domain import rights
from desktop.domain.rights import Start, Term
from desktop.store import agenda, remedies
from desktop.store.store import Store

SOON = 7
"""Days; a right that ends within them is one to speak of now."""


def ending_soon(store: Store, households: Collection[bytes] | None = None) -> dict[bytes, Sequence[Start]]:
    """By household, of all or of these, which of its own rights end within the next days."""
    rules, today = area_rules.rules_of(store), store.today()

    @cache
    def is_soon(term: Term, day: date | None) -> bool:
        return 0 <= rights.clock(Start(term, day), rules).days_left(today) <= SOON

    begun = remedies.begun(store, rights.earliest_starts(rules, today), households)
    found = ((home, [each for each in starts if is_soon(each.term, each.day)]) for home, starts in begun.items())
    return {home: starts for home, starts in found if starts}


def untold(store: Store, ending: Mapping[bytes, Sequence[Start]]) -> frozenset[bytes]:
    """Those of these that were not told of such a right since it began."""
    told = agenda.told(store, ending.keys())
    return frozenset(
        home
        for home, starts in ending.items()
        for start in starts
        if (day := told.get((home, start.term.name))) is None or (start.day is not None and day < start.day)
    )
