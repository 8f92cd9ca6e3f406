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
        assert deliveries.wanted_by(connection, ONE) == ((HOME, "c"),)
        deliveries.note_wanted(connection, ONE, [])
        assert deliveries.wanted_by(connection, ONE) == ()


def test_the_offices_epoch_rises_when_its_origin_becomes_another(store: Store) -> None:
    with store.writing() as connection:
        assert deliveries.epoch_of_office(connection, ONE) == 1
        assert deliveries.keep_epoch(connection, ONE) == 1
        assert deliveries.keep_epoch(connection, ONE) == 1
        assert deliveries.epoch_of_office(connection, OTHER) == 2
        assert deliveries.keep_epoch(connection, OTHER) == 2
        assert deliveries.epoch_of_office(connection, ONE) == 3


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


def moved(taken: Taken, epoch: int, first: int, last: int, **own: int) -> Taken:
    return taken.and_now(epoch, first, last, origin=ONE, own_seq=own.get("seq", 0), revision=own.get("revision", 0))


def test_the_mark_stays_before_a_hole_and_after_an_older_epoch() -> None:
    now = moved(Taken(), 1, 0, 10, seq=4)
    assert now == Taken(1, 0, 10, ONE, ((10, 4),))
    assert moved(now, 1, 15, 20) == now
    assert moved(now, 1, 10, 10) == now
    assert moved(now, 0, 0, 99) == now
    assert moved(now, 1, 8, 20, seq=6) == Taken(1, 0, 20, ONE, ((10, 4), (20, 6)))


def test_a_newer_epoch_begins_anew_and_remembers_what_came_before_it() -> None:
    now = moved(Taken(1, 0, 10, ONE, ((10, 4),)), 2, 5, 12, revision=33)
    assert (now.epoch, now.since, now.revision) == (2, 33, 0)
    assert moved(now, 2, 0, 12, seq=6, revision=40) == Taken(2, 33, 12, ONE, ((10, 4), (12, 6)))


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 30), st.integers(0, 30))))
def test_nothing_is_marked_that_was_not_brought_without_a_hole(files: list[tuple[int, int, int]]) -> None:
    taken, brought = Taken(), dict[int, set[int]]()
    for epoch, one, other in files:
        first, last = sorted((one, other))
        taken = moved(taken, epoch, first, last)
        brought.setdefault(epoch, set()).update(range(first + 1, last + 1))
        assert set(range(1, taken.revision + 1)) <= brought.get(taken.epoch, set())
