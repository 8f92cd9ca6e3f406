import pytest
import stores
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from desktop.store import deliveries
from desktop.store.deliveries import ACKNOWLEDGED, WANTED, Export, Held, Report, Signed, Taken
from desktop.store.store import Store

ONE, OTHER = b"origin-1", b"origin-2"
HOME, ELSEWHERE = bytes(15) + b"\1", bytes(15) + b"\2"
DEVICE = bytes(15) + b"\7"


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    return new_store("store")


def exported(n: int, **changes: object) -> Export:
    usual = {
        "n": n,
        "origin": ONE,
        "at": 1000 + n,
        "receiver": b"",
        "receiver_name": "示例征收办",
        "bundle": n.to_bytes(16, "big"),
        "parts": 2,
        "ranges": {ONE: (3, 7), OTHER: (1, 2)},
        "pieces": ((HOME, "a" * 64),),
        "counts": {"entries": 7},
        "size": 4096,
        "at_rev": 9,
    }
    return Export(**(usual | changes))  # pyright: ignore[reportArgumentType]


def test_exports_are_numbered_and_told_the_newest_first(store: Store) -> None:
    with store.writing() as connection:
        assert deliveries.next_number(connection) == 1
        for n in (1, 2):
            deliveries.log_export(connection, exported(n))
    with store.reading() as connection:
        assert deliveries.exported(connection) == (exported(2), exported(1))
        assert deliveries.exported(connection, newest=1) == (exported(2),)
        assert deliveries.next_number(connection) == 3


def acknowledged(connection: Connection, epoch: int, **ends: int) -> dict[bytes, int]:
    names = {"one": ONE, "other": OTHER}
    deliveries.acknowledge(connection, epoch, {names[name]: Held(seq, b"h%d" % seq) for name, seq in ends.items()})
    return {origin: held.seq for origin, held in deliveries.acknowledgements(connection).items()}


def test_acknowledgements_only_grow_within_an_epoch_and_a_newer_one_voids_them(store: Store) -> None:
    with store.writing() as connection:
        assert acknowledged(connection, 1, one=5, other=3) == {ONE: 5, OTHER: 3}
        assert acknowledged(connection, 1, one=4) == {ONE: 5, OTHER: 3}
        assert acknowledged(connection, 1, one=6) == {ONE: 6, OTHER: 3}
        assert deliveries.acknowledgements(connection)[ONE] == Held(6, b"h6")
        assert acknowledged(connection, 2, one=2) == {ONE: 2}
        assert acknowledged(connection, 1, one=9, other=9) == {ONE: 2}


def test_evidence_that_the_office_holds_or_asks_for_is_forgotten_with_its_epoch(store: Store) -> None:
    with store.writing() as connection:
        deliveries.note_pieces(connection, ACKNOWLEDGED, 1, [(HOME, "a"), (HOME, "b")])
        deliveries.note_pieces(connection, WANTED, 2, [(HOME, "b"), (ELSEWHERE, "b")])
        assert deliveries.pieces_in(connection, ACKNOWLEDGED) == {(HOME, "a")}
        assert deliveries.pieces_in(connection, WANTED) == {(HOME, "b"), (ELSEWHERE, "b")}
        deliveries.forget_pieces(connection, before=2)
        assert deliveries.pieces_in(connection, ACKNOWLEDGED) == set()
        deliveries.note_wanted(connection, ONE, [(HOME, "c")])
        deliveries.note_wanted(connection, OTHER, [])
        assert deliveries.wanted_by(connection, ONE, OTHER) == {(HOME, "c")}
        deliveries.note_wanted(connection, ONE, [])
        assert deliveries.wanted_by(connection, ONE) == set()


def test_the_offices_epoch_is_another_one_whenever_its_origin_is_or_a_device_heard_of_a_later_one(store: Store) -> None:
    with store.writing() as connection:
        assert deliveries.epoch_of_office(connection, ONE) == 1
        assert deliveries.keep_epoch(connection, ONE, 1000) == 1000
        assert deliveries.keep_epoch(connection, ONE, 2000, heard=1000) == 1000
        assert deliveries.epoch_of_office(connection, ONE) == 1000
        assert deliveries.epoch_of_office(connection, OTHER) == 1001
        assert deliveries.keep_epoch(connection, OTHER, 500) == 1001
        assert deliveries.keep_epoch(connection, OTHER, 600, heard=4000) == 4001
        assert deliveries.keep_epoch(connection, OTHER, 600, heard=1 << 62) == 4001


def test_two_people_who_take_turns_in_one_store_begin_no_epoch_by_that(store: Store) -> None:
    with store.writing() as connection:
        begun = [deliveries.keep_epoch(connection, origin, now) for now, origin in enumerate([ONE, OTHER] * 3, 1000)]
        assert begun == [1000, *[1001] * 5]


def test_two_stores_put_back_from_one_copy_begin_different_epochs(store: Store) -> None:
    with store.writing() as connection:
        deliveries.keep_epoch(connection, ONE, 1000)
        begun = {deliveries.keep_epoch(connection, ONE, 1000)}
        for now, origin in ((2000, b"origin-3"), (3000, b"origin-4")):
            deliveries.keep_fact(connection, "epoch", None)
            deliveries.keep_epoch(connection, ONE, 1000)
            begun.add(deliveries.keep_epoch(connection, origin, now))
        assert begun == {1000, 2000, 3000}


def test_of_a_device_its_newest_report_under_each_origin_is_kept(store: Store) -> None:
    first, second, of_the_former = (
        Report(ONE, DEVICE, 1, 20, 4, 1000, ((20, 3),)),
        Report(ONE, DEVICE, 1, 30, 5, 2000, ((20, 3), (30, 9))),
        Report(OTHER, DEVICE, 1, 10, 2, 500),
    )
    with store.writing() as connection:
        for report in (second, first, of_the_former, Report(b"stranger", HOME, 1, 1, 1, 1)):
            deliveries.note_report(connection, report)
        assert deliveries.reports(connection, DEVICE) == (of_the_former, second)
        assert len(deliveries.reports(connection)) == 3


def test_a_household_that_comes_back_is_granted_anew_and_when_it_was_held_before_stays_known(store: Store) -> None:
    with store.writing() as connection:
        deliveries.grant(connection, ONE, [HOME, ELSEWHERE], epoch=1, revision=10)
        deliveries.take_away(connection, ONE, [HOME], revision=20)
        assert deliveries.grants(connection, ONE) == {ELSEWHERE: 10}
        assert deliveries.taken_away(connection, ONE, after=19) == {HOME}
        assert deliveries.taken_away(connection, ONE, after=20) == set()
        deliveries.grant(connection, ONE, [HOME], epoch=1, revision=30)
        assert deliveries.grants(connection, ONE) == {HOME: 30, ELSEWHERE: 10}
        assert deliveries.taken_away(connection, ONE, after=0) == {HOME}
        assert deliveries.grants(connection, OTHER) == {}


def test_what_a_device_was_granted_before_its_first_report_is_its_first_incarnations(store: Store) -> None:
    with store.writing() as connection:
        deliveries.grant(connection, DEVICE, [HOME], epoch=1, revision=10)
        for origin in (ONE, OTHER):
            deliveries.note_report(connection, Report(origin, DEVICE, 1, 10, 1, 1000))
        assert deliveries.grants(connection, ONE) == {HOME: 10}
        assert deliveries.grants(connection, OTHER) == deliveries.grants(connection, DEVICE) == {}


def test_the_last_checkpoint_within_a_run_of_entries_is_found(store: Store) -> None:
    signed = [Signed(ONE, seq, b"h%d" % seq, DEVICE, b"certificate", b"signature") for seq in (3, 8)]
    with store.writing() as connection:
        deliveries.keep_checkpoints(connection, [*signed, signed[0]])
        assert deliveries.checkpoint(connection, ONE, 1, 9) == signed[1]
        assert deliveries.checkpoint(connection, ONE, 1, 7) == signed[0]
        assert deliveries.checkpoint(connection, ONE, 4, 7) is None
        assert deliveries.foreign_origins(connection) == {ONE}


def test_what_was_taken_in_is_kept(store: Store) -> None:
    now = Taken(epoch=2, since=9, revision=40, origin=ONE, sights=((40, 3),))
    with store.writing() as connection:
        assert deliveries.taken(connection) == Taken()
        deliveries.keep_taken(connection, now)
    with store.reading() as connection:
        assert deliveries.taken(connection) == now


def test_the_mark_stays_before_a_hole_and_after_an_older_epoch() -> None:
    now = Taken().and_now(1, 0, 10, revision=5)
    assert (now.epoch, now.revision) == (1, 10)
    assert now.and_now(1, 15, 20, revision=6) == now
    assert now.and_now(1, 10, 10, revision=6) == now
    assert now.and_now(0, 0, 99, revision=6) == now
    assert now.and_now(1, 8, 20, revision=6).revision == 20


def test_a_newer_epoch_counts_anew() -> None:
    now = Taken(1, 0, 10, ONE, ((10, 4),)).and_now(2, 5, 12, revision=33)
    assert now == Taken(2, 33)
    assert now.and_now(2, 0, 12, revision=40) == Taken(2, 33, 12)


def test_what_was_gone_by_is_known_of_the_origin_that_went_by_it_also_before_a_hole_is_filled() -> None:
    now = Taken(1, 0, 10).and_saw(10, origin=ONE, own_seq=4).and_saw(20, origin=ONE, own_seq=6)
    assert (now.revision, now.sights) == (10, ((10, 4), (20, 6)))
    assert now.and_saw(30, origin=OTHER, own_seq=0) == Taken(1, 0, 10, OTHER, ((30, 0),))


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 30), st.integers(0, 30))))
def test_nothing_is_marked_that_was_not_brought_without_a_hole(files: list[tuple[int, int, int]]) -> None:
    taken, brought = Taken(), dict[int, set[int]]()
    for epoch, one, other in files:
        first, last = sorted((one, other))
        taken = taken.and_now(epoch, first, last, revision=0)
        brought.setdefault(epoch, set()).update(range(first + 1, last + 1))
        assert set(range(1, taken.revision + 1)) <= brought.get(taken.epoch, set())
