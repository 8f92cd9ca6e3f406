"""Who looks after which household: handed over by lane or number, with a day until which something is to be done.

Promise: what is to change is known before anything does, a household always has one who answers for it, and who had it
before stays in its history. Hidden: a household's newest assignment is the one that holds; handing over edits it, so
that no clock decides which of two is the later.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.casework import people
from desktop.domain.errors import Refused
from desktop.domain.fields import RECORDS
from desktop.domain.records import Assignment, Staff
from desktop.store import agenda, queries
from desktop.store.store import Store
from desktop.store.writing import Batch

MAY_ASSIGN = RECORDS["assignment"].group["assignment"].writers


@dataclass(frozen=True, slots=True)
class Handover:
    """What an order to hand over comes to: the rows to be written, and what is so already.

    `before` counts by person (None: nobody) who had the households that change hands.
    """

    to: Staff
    written: tuple[Assignment, ...]
    same: int
    before: Mapping[bytes | None, int]


@dataclass(frozen=True, slots=True)
class Share:
    """The households of one person, and until when the first of them is due; of nobody where `staff` is None."""

    staff: Staff | None
    households: int
    deadline: date | None


def person_named(store: Store, name: str) -> Staff:
    """Who of the staff this is. Refused where nobody is, or several are."""
    found = [row for row in people.staff(store) if row.name == name]
    if len(found) != 1:
        names = ", ".join(row.name or "" for row in people.staff(store))
        raise Refused("Nobody called {name} works here.", "Name one of these: {names}", name=name, names=names)
    return found[0]


def of_lane(store: Store, lane: str) -> tuple[bytes, ...]:
    """The households of a lane, withdrawn ones left out. Refused where there is none."""
    found = tuple(home.id for home in queries.counted(store, lane=lane))
    if not found:
        raise Refused(
            "No household lies in the lane {lane}. Nothing was changed.",
            "Name the lane as the ledger writes it, or a household by its number.",
            lane=lane,
        )
    return found


def planned(store: Store, households: Collection[bytes], to: Staff, deadline: date | None = None) -> Handover:
    """What it would change to hand these households to this person; without a day the one they have stays.

    Refused where the role doesn't hand households over.
    """
    _require_right(store)
    held = agenda.in_charge(store, households)
    written: list[Assignment] = []
    before: Counter[bytes | None] = Counter()
    for household in dict.fromkeys(households):
        now = held.get(household) or Assignment(household=household)
        row = now if now.household == household else Assignment(household=household)
        wanted = replace(row, staff=to.id, deadline=deadline or now.deadline)
        if wanted != row:
            written.append(wanted)
            before[now.staff] += now.staff != to.id
    return Handover(to, tuple(written), len({*households}) - len(written), +before)


def hand_over(store: Store, handover: Handover, *, because: str = "") -> int:
    """Writes what was planned, an entry for each household, all or none; returns how many."""
    _require_right(store)
    store.save_all(Batch([row], because) for row in handover.written)
    return len(handover.written)


def holder_of(store: Store, household: bytes) -> tuple[Staff, date | None] | None:
    """Who looks after a household, and until when something is to be done; None where nobody does."""
    row = agenda.in_charge(store, [household]).get(household)
    person = store.get(Staff, row.staff) if row is not None and row.staff else None
    return (person, row.deadline) if row is not None and person is not None else None


def shares(store: Store) -> Sequence[Share]:
    """How many households each of the staff looks after, by name, and how many nobody does; withdrawn ones count not.

    It is a count and nothing more: who has more is not said to do more.
    """
    living = {*queries.counted_ids(store)}
    held = {home: row for home, row in agenda.in_charge(store).items() if home in living and row.staff}
    number = Counter(row.staff for row in held.values())
    first: dict[bytes | None, date] = {}
    for row in held.values():
        if row.deadline is not None:
            first[row.staff] = min(row.deadline, first.get(row.staff, row.deadline))
    known = {row.id: row for row in store.records(Staff)}
    named = sorted((known[staff] for staff in number if staff in known), key=lambda row: (row.name or "", row.id))
    found = [Share(row, number[row.id], first.get(row.id)) for row in named]
    return [*found, Share(None, len(living) - sum(each.households for each in found), None)]


def _require_right(store: Store) -> None:
    if store.opened.role not in MAY_ASSIGN:
        raise Refused(
            "Households are handed over by the area's lead or the office. Nothing was changed.",
            "Ask them to do it.",
        )
