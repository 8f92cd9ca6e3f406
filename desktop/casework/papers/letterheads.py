"""Whose papers these are and whom a household asks, out of the store.

Promise: a household's own person is named before the one who prints; a number that nobody wrote down is left out.
"""

from desktop.domain.records import Area, Household, Staff
from desktop.sheets.letterhead import Letterhead
from desktop.store import agenda
from desktop.store.store import Store


def letterhead(store: Store, household: Household | None = None) -> Letterhead:
    """The area as its papers name it, with who works with this household, or who has the store open."""
    area = next(iter(store.records(Area)), Area())
    person = _in_charge(store, household) or _at_work(store)
    return Letterhead(
        area=area.project or area.name or "",
        office=area.office or "",
        office_address=area.office_address or "",
        window_phone=area.window_phone or "",
        contact=(person.name if person else store.opened.name) or "",
        contact_phone=(person.phone if person else "") or "",
    )


def _in_charge(store: Store, household: Household | None) -> Staff | None:
    if household is None:
        return None
    assigned = agenda.in_charge(store, [household.id]).get(household.id)
    staff = store.get(Staff, assigned.staff) if assigned and assigned.staff else None
    return staff if staff and not staff.withdrawn else None


def _at_work(store: Store) -> Staff | None:
    return next((row for row in store.records(Staff, name=store.opened.name) if not row.withdrawn), None)
