"""Where a household lives, in one line, as every paper and page says it."""

from desktop.domain.records import Household


def place(home: Household) -> str:
    """The address that was written down, else its parts in their order."""
    parts = (home.lane, home.door, home.building, home.unit, home.floor, home.room)
    return home.address or " ".join(filter(None, parts))
