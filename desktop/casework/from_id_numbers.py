"""What ID numbers tell of people who were written down before that was filled in with the number.

Promise: only what nobody stated is written, an entry for each household, and its reason says where it comes from.
"""

from collections import defaultdict

from desktop.domain.records import Household, Person
from desktop.i18n import N_
from desktop.store import queries, told_by_number
from desktop.store.store import Store
from desktop.store.writing import Batch

BECAUSE = N_("from the ID number")


def completed(store: Store, household: Household) -> list[Person]:
    """The people of a household of whom their number tells what is not written down, with it."""
    return told_by_number.completed(store, store.records(Person, household=household.id))


def write_all(store: Store, household: Household | None = None) -> int:
    """Writes it down of one household, or of all that are at work; tells of how many people."""
    if household is not None:
        people = completed(store, household)
    else:
        at_work = {*queries.counted_ids(store)}
        people = told_by_number.completed(
            store, [person for person in store.records(Person) if person.household in at_work]
        )
    of_homes: defaultdict[bytes | None, list[Person]] = defaultdict(list)
    for person in people:
        of_homes[person.household].append(person)
    store.save_all(Batch(each, BECAUSE) for each in of_homes.values())
    return len(people)
