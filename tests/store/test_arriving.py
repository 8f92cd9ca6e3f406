"""What other stores wrote is taken in whole or not at all, and can be taken back."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import select
from stores import a_family, numbers

from desktop.domain.errors import Refused
from desktop.domain.records import Household
from desktop.store import elsewhere, forking, journal, merge_log, refusing
from desktop.store.arriving import Arrival, merge
from desktop.store.elsewhere import Stub
from desktop.store.merge_log import MergeLine
from desktop.store.schema import entries, ops, received, refused_ops
from desktop.store.store import Store

LINE = MergeLine(at=1, sender_name="demo laptop")


@pytest.fixture
def both(new_store: Callable[[str], Store]) -> tuple[Store, Store]:
    return new_store("here"), new_store("there")


def everything_of(store: Store) -> Arrival:
    return Arrival(entries=store.entries_since({}), keys=store.keys())


def told(store: Store, number: str) -> list[bytes]:
    """What an office would send down of a household: the ops of its entries, without their chain."""
    (household,) = store.records(Household, number=number)
    bodies = [entry.read() for entry in store.entries_since({})]
    parts = [
        msgspec.structs.replace(body, ops=[op for op in body.ops if op.household == household.id]) for body in bodies
    ]
    return [journal.encoded(part) for part in parts if part.ops]


def is_as_rebuilt(store: Store) -> bool:
    before = store.digest()
    store.rebuild()
    return store.digest() == before


def test_a_rehearsal_counts_what_the_merge_then_does_and_leaves_no_trace(both: tuple[Store, Store]) -> None:
    here, there = both
    there.save(*a_family("0001"))
    before = here.digest()
    rehearsed = merge(here, everything_of(there), LINE, rehearse=True)
    assert here.digest() == before
    assert merge_log.log(here) == []
    merged = merge(here, everything_of(there), LINE)
    assert merged == rehearsed
    assert merged.rows_new["household"] == 1
    assert numbers(here) == ["0001"]
    assert is_as_rebuilt(here)


def test_the_same_again_changes_nothing(both: tuple[Store, Store]) -> None:
    here, there = both
    there.save(*a_family("0001"))
    merge(here, everything_of(there), LINE)
    before = here.digest()
    again = merge(here, everything_of(there), LINE)
    assert (again.entries, here.digest()) == (0, before)


def test_a_merge_is_taken_back_whole(both: tuple[Store, Store]) -> None:
    here, there = both
    here.save(*a_family("0001"))
    merge(there, everything_of(here), LINE)
    (household,) = there.records(Household)
    there.save(replace(household, lane="another"), *a_family("0002"), because="changed")
    before = here.digest()
    merge(here, everything_of(there), LINE)
    assert len(numbers(here)) == 2
    merge_log.undo(here)
    assert here.digest() == before
    assert is_as_rebuilt(here)
    assert here.records(Household)[0].lane != "another"
    with pytest.raises(Refused):
        merge_log.undo(here)
    assert merge(here, everything_of(there), LINE).rows_new["household"] == 1


def test_a_merge_that_something_was_built_on_is_not_taken_back(both: tuple[Store, Store]) -> None:
    here, there = both
    there.save(*a_family("0001"))
    merge(here, everything_of(there), LINE)
    here.save(*a_family("0002"))
    assert merge_log.undoable(here) is None
    with pytest.raises(Refused):
        merge_log.undo(here)
    assert len(numbers(here)) == 2


def test_a_refused_op_stays_in_the_chain_and_out_of_the_rows_until_it_is_released(both: tuple[Store, Store]) -> None:
    here, there = both
    there.save(*a_family("0001"))
    arrival = msgspec.structs.replace(
        everything_of(there), judge=lambda _body, op: "not yours" if op.group == "place" else None
    )
    merged = merge(here, arrival, LINE)
    assert [op.group for op in merged.refused] == ["place"]
    assert here.records(Household)[0].lane is None
    assert is_as_rebuilt(here)
    assert not journal.breaks(here.engine.connect())
    with here.writing() as connection:
        refusing.release(connection, here.secrets, refusing.refused(here))
    assert here.records(Household)[0].lane == there.records(Household)[0].lane
    assert is_as_rebuilt(here)


def test_what_came_down_is_shown_and_its_entry_may_come_later(both: tuple[Store, Store]) -> None:
    here, there = both
    there.save(*a_family("0001"))
    there.save(*a_family("0002"))
    merged = merge(here, Arrival(received=told(there, "0001"), keys=there.keys()), LINE)
    assert (merged.received, numbers(here)) == (1, ["0001"])
    assert is_as_rebuilt(here)
    assert merge(here, Arrival(received=told(there, "0001")), LINE).received == 0
    merge(here, everything_of(there), LINE)
    assert len(numbers(here)) == 2
    assert is_as_rebuilt(here)
    merge_log.undo(here)
    assert numbers(here) == ["0001"]
    assert is_as_rebuilt(here)


def test_a_household_that_goes_elsewhere_leaves_a_stub_and_comes_back_whole(both: tuple[Store, Store]) -> None:
    here, there = both
    there.save(*a_family("0001"))
    there.save(*a_family("0002"))
    both_told = [*told(there, "0001"), *told(there, "0002")]
    merge(here, Arrival(received=both_told, keys=there.keys()), LINE)
    whole = here.digest()
    (gone,) = here.records(Household, number="0002")
    stub = Stub("0002", "12", "second team", "2026-11-30")
    merge(here, Arrival(), LINE, lambda connection: elsewhere.evict(connection, here.secrets, {gone.id: stub}))
    assert numbers(here) == ["0001"]
    assert is_as_rebuilt(here)
    merge_log.undo(here)
    assert here.digest() == whole
    merge(here, Arrival(), LINE, lambda connection: elsewhere.evict(connection, here.secrets, {gone.id: stub}))
    with here.writing() as connection:
        assert elsewhere.let_go(connection, 0) == [gone.id]
        assert not connection.execute(select(received).where(received.c.household == gone.id)).all()
    assert gone.id not in set(here.keys())
    merge(here, Arrival(received=told(there, "0002"), keys=there.keys(), here_again=[gone.id]), LINE)
    assert here.digest() == whole
    assert is_as_rebuilt(here)


def test_a_branch_of_a_forked_origin_goes_by_another_name(both: tuple[Store, Store]) -> None:
    here, _ = both
    here.save(*a_family("0001"))
    fork_at = here.end.seq
    (household,) = here.records(Household)
    here.save(replace(household, lane="of this branch"), because="edited")
    origin = here.end.origin
    here.go_on_as(b"new-born")
    with here.writing() as connection:
        forking.fork(connection, here.secrets, origin, fork_at)
        name = forking.branch_name(origin, journal.entry(connection, origin, fork_at + 1).hash)  # type: ignore[union-attr]
        assert {row.origin for row in connection.execute(select(ops).where(ops.c.seq > fork_at))} == {name}
        assert journal.said_at(connection, [(name, fork_at + 1)])[name, fork_at + 1].reason == "edited"
    assert here.records(Household)[0].lane == "of this branch"
    assert is_as_rebuilt(here)
    (household,) = here.records(Household)
    saved = here.save(replace(household, lane="and on"), because="edited again")
    assert saved.entry is not None
    assert saved.entry.seq == 1
    (op,) = saved.entry.read().ops
    assert name in op.ctx
    assert op.ctx.get(origin, 0) == fork_at


def test_a_fork_that_is_not_parked_is_refused_and_nothing_is_taken(both: tuple[Store, Store]) -> None:
    here, there = both
    there.save(*a_family("0001"))
    merge(here, everything_of(there), LINE)
    *_, last = there.entries_since({})
    other = journal.sealed_entry(msgspec.structs.replace(last.read(), reason="another"), last.prev_hash)
    before = here.digest()
    with pytest.raises(Refused):
        merge(here, Arrival(entries=[other]), LINE)
    assert here.digest() == before
    assert merge(here, Arrival(entries=[other], parked={other.origin}), LINE).entries == 0


def test_nothing_is_written_where_what_listens_stops_it(both: tuple[Store, Store]) -> None:
    here, there = both
    there.save(*a_family("0001"))

    def stop(_done: int) -> None:
        raise KeyboardInterrupt

    before = here.digest()
    with pytest.raises(KeyboardInterrupt):
        merge(here, everything_of(there), LINE, progress=stop)
    assert here.digest() == before
    with here.reading() as connection:
        assert not connection.execute(select(refused_ops)).all()
        assert len(connection.execute(select(entries)).all()) == here.end.seq


def test_a_page_of_before_an_undone_merge_overwrites_nothing_that_came_after(both: tuple[Store, Store]) -> None:
    here, there = both
    here.save(*a_family("0001"))
    merge(there, everything_of(here), LINE)
    there.save(*a_family("0002"))
    merge(here, everything_of(there), LINE)
    (page,) = here.records(Household, number="0001")
    merge_log.undo(here)
    (household,) = here.records(Household)
    here.save(replace(household, lane="of meanwhile"), because="edited")
    here.save(replace(page, lane="of the old page"), because="edited")
    with here.reading() as connection:
        heads = here.projector(connection).heads([household.id])[household.id, "place"]
    assert len(heads) == 2
