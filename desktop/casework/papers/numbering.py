"""The numbers of papers whose rows have none of their own: by their place among the rows of a household.

Promise: what was printed keeps its number, whatever is written down late or taken back; and no other row of the
household gets it. Hidden: that the register of prints is what remembers the numbers.
"""

from collections.abc import Collection

from desktop.domain.records import Household, Printing
from desktop.store.store import Store


def number(store: Store, home: Household, kind: str, rows: Collection[bytes], *, prefix: str, place: int) -> str:
    """Under which a paper of one of these rows was printed, else `prefix` with the first place that is free."""
    printed = {
        row.of_row: row.number
        for row in store.records(Printing, household=home.id, paper=kind)
        if row.number and not row.withdrawn
    }
    known = next((printed[row] for row in printed if row in rows), None)
    if known is not None:
        return known
    taken = {*printed.values()}
    while (free := f"{prefix}-{place:02}") in taken:
        place += 1
    return free
