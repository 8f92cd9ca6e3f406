"""A whole run of entries is taken back at once as it would be one by one; what was written on top is never touched."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import stores
from builders import a_household, a_person, a_visit, a_wish
from replica import LIFE, Model, Replica, StoreReplica
from stores import NewStore

from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.identity import new_id
from desktop.domain.records import House, Household, Person, Record, Visit, Wish
from desktop.store import checking, opening, queries, vault
from desktop.store.store import Store, Undone
from desktop.store.writing import Batch

NUMBERS = [f"DY-{n:03}" for n in range(250)]  # more than are taken back at a time
BECAUSE = "wrong file"


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store("area")


def taken_in(store: Store, *batches: tuple[Record, ...]) -> Callable[[], Undone]:
    """Saves these records, an entry each time, and gives what takes all of it back."""
    before = store.end
    store.save_all(Batch(records, "ledger.xlsx, row 3") for records in batches)
    first, last = before.seq + 1, store.end.seq
    return lambda: store.undo_all(store.end.origin, first, last, because=BECAUSE)


def living(store: Store) -> dict[str, int]:
    return {name: number for name, number in queries.counts(store).items() if number and name != "entries"}


def owner_of(store: Store, household: Household) -> Person:
    (person,) = store.records(Person, household=household.id)
    return person


def test_all_that_was_created_is_withdrawn_and_all_that_was_edited_is_as_before(store: Store) -> None:
    old = a_household(number="old", lane="示例里 3 巷")
    store.save(old, a_person(household=old.id, name="旧示例"))
    was, owner = store.records(Household, id=old.id)[0], owner_of(store, old)
    before = living(store)
    take_back = taken_in(
        store,
        (replace(was, lane="示例里 9 巷", note="新"), replace(owner, name="新示例"), a_wish(household=old.id)),
        *map(stores.a_family, NUMBERS),
    )
    assert take_back() == Undone(1 + len(NUMBERS), {})
    assert living(store) == before
    assert store.records(Household, id=old.id) == (was,)
    assert owner_of(store, old) == owner
    gone = store.records(Household, number=NUMBERS[-1])[0]
    assert (gone.withdrawn, gone.withdrawn_reason) == (True, BECAUSE)
    assert not queries.found(store, NUMBERS[-1])
    assert not queries.conflicts_open(store)


def test_what_was_taken_back_is_what_a_rebuild_makes_of_it(store: Store) -> None:
    taken_in(store, *map(stores.a_family, NUMBERS[:3]))()
    before = store.digest()
    store.rebuild()
    assert store.digest() == before
    store.close()
    assert checking.check(store.folder, stores.unlocked(store.folder)).is_whole


def edits_it(store: Store, home: Household) -> None:
    store.save(replace(home, lane="示例里 9 巷"))


def adds_a_value(store: Store, home: Household) -> None:
    store.save(replace(owner_of(store, home), relation="户主"))


def visits_it(store: Store, home: Household) -> None:
    store.save(a_visit(household=home.id))


def withdraws_a_wish(store: Store, home: Household) -> None:
    store.withdraw(store.records(Wish, household=home.id)[0], because="said otherwise")


@pytest.mark.parametrize("work", [edits_it, adds_a_value, visits_it, withdraws_a_wish])
def test_a_household_on_which_somebody_worked_stays_whole(
    store: Store, work: Callable[[Store, Household], None]
) -> None:
    take_back = taken_in(store, *map(stores.a_family, NUMBERS[:3]))
    home = store.records(Household, number=NUMBERS[1])[0]
    work(store, home)
    case = stores.everything(store)
    undone = take_back()
    assert (undone.entries, list(undone.standing.values())) == (2, [frozenset({home.id})])
    assert [each.number for each in store.records(Household, withdrawn=None)] == [NUMBERS[1]]
    of_home = {row: record for row, record in case.items() if getattr(record, "household", row) == home.id}
    assert {row: stores.everything(store)[row] for row in of_home} == of_home


def test_who_only_looked_at_a_number_wrote_nothing_on_top(store: Store) -> None:
    take_back = taken_in(store, stores.a_family("DY-01"))
    store.reveal(owner_of(store, store.records(Household)[0]), "phone", because="to call")
    assert take_back().standing == {}


def test_an_edit_of_an_old_household_is_taken_back_though_others_worked_on_it(store: Store) -> None:
    home = a_household(lane="示例里 3 巷")
    store.save(home)
    take_back = taken_in(store, (replace(store.records(Household)[0], lane="示例里 9 巷"),))
    store.save(a_visit(household=home.id))
    store.save(replace(store.records(Household)[0], address_note="蓝色铁门"))
    assert take_back() == Undone(1, {})
    (shown,) = store.records(Household)
    assert (shown.lane, shown.address_note, shown.withdrawn) == ("示例里 3 巷", "蓝色铁门", None)
    assert store.records(Visit)[0].withdrawn is None


def test_entries_about_one_household_are_taken_back_together(store: Store) -> None:
    home, *others = stores.a_family("DY-01")
    take_back = taken_in(store, (home,), *((other,) for other in others))
    assert take_back() == Undone(4, {})
    assert all(record.withdrawn for kind in (Household, Person, House, Wish) for record in store.records(kind))


def test_taking_back_twice_changes_nothing_more(store: Store) -> None:
    take_back = taken_in(store, *map(stores.a_family, NUMBERS[:2]))
    take_back()
    before = store.digest()
    assert take_back().entries == 0
    assert store.digest() == before


def test_at_once_shows_the_same_as_one_by_one(new_store: NewStore) -> None:
    old, *new = (stores.a_family(number) for number in NUMBERS[:3])
    shown: list[dict[bytes, Record]] = []
    for name in ("at once", "one by one"):
        store = new_store(name)
        store.save(*old)
        seq = store.end.seq
        taken_in(store, *new, (replace(store.records(Household)[0], note="新"),))
        if name == "at once":
            store.undo_all(store.end.origin, seq + 1, seq + 3, because="undo")
        else:
            for each in range(seq + 1, seq + 4):
                store.undo(store.end.origin, each)
        of_staff = {store.opened.person, *(row for row in stores.everything(store) if row not in _ids(old, *new))}
        shown.append({row: held for row, held in stores.everything(store).items() if row not in of_staff})
    assert shown[0] == shown[1]


def _ids(*families: tuple[Record, ...]) -> set[bytes]:
    return {record.id for family in families for record in family}


@pytest.mark.parametrize("because", ["", "  "])
def test_taking_a_run_of_entries_back_needs_a_reason(store: Store, because: str) -> None:
    store.save(a_household())
    with pytest.raises(Refused):
        store.undo_all(store.end.origin, store.end.seq, store.end.seq, because=because)


def test_what_another_person_took_in_is_theirs_to_take_back(store: Store) -> None:
    taken_in(store, *map(stores.a_family, NUMBERS[:2]))
    origin, last, folder = store.end.origin, store.end.seq, store.folder
    vault.add(folder, store.opened, "何示例", Role.CLERK, stores.PASSPHRASE)
    store.close()
    with opening.open_store(folder, vault.unlock(folder, stores.PASSPHRASE, "何示例"), clock=stores.noon) as theirs:
        before = theirs.digest()
        with pytest.raises(Refused):
            theirs.undo_all(origin, last - 1, last, because=BECAUSE)
        assert theirs.digest() == before


def test_a_whole_run_that_is_stopped_takes_nothing_back(store: Store) -> None:
    first = store.end.seq + 1
    for number in ("DY-1", "DY-2"):
        store.save(*stores.a_family(number))
    before, told = store.digest(), list[tuple[int, int]]()

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.undo_all(store.end.origin, first, store.end.seq, because=BECAUSE, progress=stop)
    assert told == [(2, 2)]
    assert store.digest() == before


def _replica(kind: str, folder: Path) -> Replica:
    return Model() if kind == "model" else StoreReplica(folder)


@pytest.mark.usefixtures("cheap_vault")
@pytest.mark.parametrize("kind", ["model", "store"])
def test_a_creation_is_withdrawn_not_blanked_though_others_wrote_on_its_row(kind: str, tmp_path: Path) -> None:
    """Found by random histories: another's withdrawal made the row look as if it had been there before."""
    here, there = (_replica(kind, tmp_path / name) for name in ("here", "there"))
    row = new_id()
    created = here.create(row)
    here.send(there, [created])
    withdrawn = there.withdraw(there.read(row))
    assert withdrawn
    there.send(here, [withdrawn])
    undone = here.undo(created)
    view = here.view()
    assert view[row, LIFE].heads == {undone}
    assert view[row, LIFE].value
    assert {shown.value for (_, group), shown in view.items() if group != LIFE} == {
        f"new {group}" for (_, group) in view if group != LIFE
    }
