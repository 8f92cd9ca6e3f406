"""What lies here alone is counted from the chains, the bundles that were written, and the receipts."""

import stores
from builders import a_household
from sqlalchemy import func, insert, literal, select

from desktop.store import deliveries
from desktop.store.deliveries import Export, Held, Taken
from desktop.store.schema import entries
from desktop.store.store import Store
from desktop.store.unsent import Unsent, unsent


def wrote(store: Store, n: int, last: int) -> None:
    with store.writing() as connection:
        rev = deliveries.next_number(connection)
        ranges = {store.end.origin: (1, last)}
        export = Export(n, store.end.origin, 1000 + n, b"", "示例", bytes([n]) * 16, 1, ranges, (), {}, 10, rev)
        deliveries.log_export(connection, export)


def test_what_no_bundle_carried_out_is_counted(new_store: stores.NewStore) -> None:
    with new_store("store") as store:
        before = store.end.seq
        assert unsent(store) == Unsent(before, 0)
        wrote(store, 1, before)
        assert unsent(store) == Unsent(0, 1001)
        store.save(a_household(number="DY-1"))
        store.save(a_household(number="DY-2"))
        assert unsent(store) == Unsent(2, 1001)
        with store.writing() as connection:
            held = {store.end.origin: Held(store.end.seq - 1, b"h" * 32)}
            deliveries.acknowledge(connection, 1, held)
        assert unsent(store) == Unsent(1, 1001), "what the office holds needs no bundle any more"


def test_what_went_out_before_the_office_was_put_back_is_to_go_out_again(new_store: stores.NewStore) -> None:
    with new_store("store") as store:
        wrote(store, 1, store.end.seq)
        with store.writing() as connection:
            deliveries.keep_taken(connection, Taken(epoch=2, since=9))
        assert unsent(store) == Unsent(store.end.seq, 1001)


def test_of_a_chain_that_is_held_in_part_that_part_counts(new_store: stores.NewStore) -> None:
    with new_store("store") as store:
        before = unsent(store).entries
        columns = (literal(b"laptop"), literal(7), entries.c.prev_hash, entries.c.hash, entries.c.body)
        with store.writing() as connection:
            rev = connection.execute(select(func.max(entries.c.rev))).scalar_one()
            of_a_laptop = select(*columns, literal(rev + 1)).where(entries.c.rev == rev)
            connection.execute(insert(entries).from_select(entries.c.keys(), of_a_laptop))
        assert unsent(store).entries == before + 1
