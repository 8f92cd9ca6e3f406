"""The histories of the wire on real stores, keys and files, and with a simpler design put in the product's place.

A design that loses something in the model loses it here too: that shows that the histories reach what they are about.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from real_wire import District, RealWorld
from sqlalchemy import Connection, delete
from stores import cheaply
from test_wire_mutants import HISTORY_OF, OTHERS, begun
from wire import Mutant, World, parent_pointer

from desktop.domain import merging
from desktop.exchange import downward, ground, judging, merge, packing, scope, settling, upward
from desktop.store import arriving, deliveries, elsewhere, excerpts, journal, leaving, opening, projection, writing
from desktop.store.deliveries import Report, Taken
from desktop.store.schema import entries, household_keys, received
from desktop.store.sealing import Secrets

IN_PARTS = {
    Mutant.A_PART_MOVES_THE_MARK,
    Mutant.ACKNOWLEDGED_BEYOND_A_GAP,
    Mutant.PARENT_POINTER,
    Mutant.JUDGED_ONCE,
}
"""Whose histories lose one part of a bundle: each entry goes in a file of its own then."""

IN_EVERY_RUN = {
    Mutant.LOSERS_DROPPED,
    Mutant.SAME_ORIGIN_AFTER_RESTORE,
    Mutant.NO_NEW_EPOCH,
    Mutant.OFFICE_BY_NAME,
    Mutant.DEVICE_BY_NAME,
    Mutant.NO_STAMP_FLOOR,
    Mutant.NO_ORPHANS,
    Mutant.LEADS_ACKNOWLEDGE,
    Mutant.PARENT_POINTER,
    Mutant.MARK_ALWAYS_MOVES,
}
"""The simpler designs that sync.md §9 names; on real stores the others are switched on with --long."""

Patch = Callable[[pytest.MonkeyPatch], None]


# How each mutant is switched on in the product


def _put(owner: Any, name: str, instead: Any) -> Patch:
    return lambda patch: patch.setattr(owner, name, instead)


def _unnoticed(mutant: Patch) -> Patch:
    """With an office that doesn't see by what a laptop says that it was put back: else it would heal this."""

    def patched(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(settling, "was_put_back", lambda *_: False)
        mutant(patch)

    return patched


def _acknowledged_without_hash(patch: pytest.MonkeyPatch) -> None:
    """Also where a copy under one's own name is not noticed, which else would send the rest anew."""
    patch.setattr(excerpts, "is_held", lambda *_: True)
    patch.setattr(settling, "part", lambda *_: None)
    patch.setattr(
        settling, "_held_as_here", lambda _, header: {o: deliveries.Held(*end) for o, end in header.acks.items()}
    )


def _no_new_epoch(patch: pytest.MonkeyPatch) -> None:
    def same(connection: Connection, *_: Any, **__: Any) -> int:
        return deliveries._epoch(connection)[0]

    patch.setattr(deliveries, "epoch_of_office", same)
    patch.setattr(deliveries, "keep_epoch", same)


def _counted(connection: Connection, origin: bytes, _now: int, *, heard: int = 0) -> int:
    del heard
    number = deliveries.epoch_of_office(connection, origin)
    deliveries.keep_fact(connection, "epoch", deliveries._ENCODE((number, [origin])))
    return number


def _mark_of_before(self: Taken, epoch: int, first: int, last: int, *, revision: int) -> Taken:
    now = structs.replace(self, epoch=epoch, since=revision) if epoch > self.epoch else self
    return structs.replace(now, revision=max(now.revision, last)) if first <= now.revision else now


def _moved_always(self: Taken, epoch: int, _first: int, last: int, *, revision: int) -> Taken:
    now = self if epoch == self.epoch else Taken(epoch, revision)
    return structs.replace(now, revision=max(now.revision, last))


def _by_name(of_all: Callable[..., tuple[Report, ...]]) -> Callable[..., tuple[Report, ...]]:
    def reports(connection: Connection, device: bytes | None = None) -> tuple[Report, ...]:
        found = of_all(connection, device)
        return (*found[:-1], structs.replace(found[-1], revision=max(each.revision for each in found))) if found else ()

    return reports


def _last(connection: Connection) -> dict[bytes, tuple[int, bytes]]:
    """As `excerpts.ends`, whatever is missing before."""
    found = connection.execute(entries.select().order_by(entries.c.origin, entries.c.seq)).all()
    return {row.origin: (row.seq, row.hash) for row in found}


def _without_keys(connection: Connection, _epoch: int) -> list[bytes]:
    gone = sorted(elsewhere.stubs_of(connection))
    for table in (received, household_keys):
        connection.execute(delete(table).where(table.c.household.in_(gone)))
    return gone


def _of_others_alone(
    device: bytes, team: str, lines: Iterable[scope.Reach], charges: Mapping[bytes, scope.Charge], united: Any
) -> scope.Scope:
    assigned = {home: each for home, each in charges.items() if each.holder}
    return scope.scope_of(device, team, lines, assigned, united)


def _sent_once(patch: pytest.MonkeyPatch) -> None:
    def known_end(connection: Connection, origin: bytes, *_: Any) -> int:
        return max(
            (each.ranges[origin][1] for each in deliveries.exported(connection) if origin in each.ranges), default=0
        )

    patch.setattr(upward, "_known_end", known_end)


def _leads_acknowledge(patch: pytest.MonkeyPatch) -> None:
    """What a lead took in, its team doesn't send again."""
    take = RealWorld.take

    def taken(self: RealWorld, at: str, bundle: Any) -> None:
        take(self, at, bundle)
        if at == "L1" and bundle:
            with self.stores["L1"].reading() as connection:
                held = {origin: deliveries.Held(*end) for origin, end in excerpts.ends(connection).items()}
            with self.stores["W1"].writing() as connection:
                deliveries.acknowledge(connection, deliveries.taken(connection).epoch, held)

    patch.setattr(RealWorld, "take", taken)


def _never_revoked(*known: Any) -> dict[bytes, judging.Author]:
    """Of whoever does not bring the bundle (the lead brings it in this history)."""
    return {origin: replace(author, last=None) for origin, author in ground.authors(*known).items()}


def _newest(*args: Any, **named: Any) -> arriving.Arrival:
    return arriving.Arrival(*args, **named | {"epoch": 1 << 60})


IN_STORE: dict[Mutant, Patch] = {
    Mutant.NO_NEW_EPOCH: _no_new_epoch,
    Mutant.EPOCHS_ARE_COUNTED: _unnoticed(_put(deliveries, "keep_epoch", _counted)),
    Mutant.OFFICE_BY_NAME: _unnoticed(_put(Taken, "and_now", _mark_of_before)),
    Mutant.DEVICE_BY_NAME: _put(deliveries, "reports", _by_name(deliveries.reports)),
    Mutant.NO_ORPHANS: _put(excerpts, "orphans", lambda *_: iter(())),
    Mutant.PUT_BACK_UNNOTICED: _unnoticed(_put(opening, "lost_ends", lambda *_: iter(()))),
    Mutant.LEADS_ACKNOWLEDGE: _leads_acknowledge,
    Mutant.MARK_ALWAYS_MOVES: _put(Taken, "and_now", _moved_always),
    Mutant.A_PART_MOVES_THE_MARK: _put(settling, "missing_parts", lambda *_: ()),
    Mutant.LOSERS_DROPPED: _put(projection, "join", lambda heads, op: (merging.shown(merging.join(heads, op)),)),
    Mutant.SAME_ORIGIN_AFTER_RESTORE: _put(opening, "_origin_to_go_on_as", lambda _, __, last, **___: (last, None)),
    Mutant.PARENT_POINTER: _put(projection, "context", parent_pointer),
    Mutant.NO_STAMP_FLOOR: _put(writing, "next_stamp", lambda wall, last, _: merging.next_stamp(wall, last, [])),
    Mutant.ACKNOWLEDGED_BEYOND_A_GAP: _put(excerpts, "ends", _last),
    Mutant.OLD_SCOPE_APPLIES: _put(settling, "_is_newest", lambda *_: True),
    Mutant.EVICTED_UNACKNOWLEDGED: _put(leaving, "may_go", lambda _, wanted: {*wanted}),
    Mutant.EVICTED_WITH_KEYS: _put(elsewhere, "let_go", _without_keys),
    Mutant.NO_KEYS_WITH_A_GRANT: _put(Secrets, "export", lambda *_: {}),
    Mutant.GRANTS_STAY: _put(deliveries, "take_away", lambda *_, **__: None),
    Mutant.GRANTED_UNSEEN: _put(downward._Reach, "fresh", property(lambda self: {*self.scope} - self.granted.keys())),
    Mutant.JUDGED_BY_TODAY: _put(judging.Grant, "holds_at", lambda self, _revision: self.until is None),
    Mutant.JUDGED_ONCE: _put(
        ground.Known, "maker_of", lambda self, household: self._makers.get(household) or b"nobody"
    ),
    Mutant.SENT_ONCE: _sent_once,
    Mutant.ACKNOWLEDGED_WITHOUT_HASH: _unnoticed(_acknowledged_without_hash),
    Mutant.BRANCH_KEEPS_CONTEXT: _put(journal, "parted", lambda span, _after: (span, 0)),
    Mutant.REVOKED_BY_SENDER: _put(merge, "authors", _never_revoked),
    Mutant.SCOPE_WITHOUT_OWN: _put(downward, "scope_of", _of_others_alone),
    Mutant.LATE_WORD_IS_NEW: _put(merge, "Arrival", _newest),
    Mutant.REFUSED_IS_SUPERSEDED: _put(projection._REFUSED_OF_ORIGIN, "run", lambda *_, **__: ()),
}


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """A household that everybody concerned knows."""
    room = tmp_path_factory.mktemp("district")
    with cheaply(room / "home"):
        world = RealWorld(District.founded(room / "founded"), room / "begun")
        begun(world)
        yield world.as_district()


@pytest.fixture
def world(district: District, tmp_path: Path, request: pytest.FixtureRequest, cheap_vault: None) -> Iterator[RealWorld]:
    del cheap_vault  # it must come first
    world = RealWorld(district, tmp_path / "district")
    yield world
    world.close()
    shutil.rmtree(tmp_path / "district")
    del request


@pytest.mark.parametrize("mutant", Mutant)
def test_the_wire_keeps_its_promise_on_real_stores(
    mutant: Mutant, world: RealWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepare(mutant, world, monkeypatch)
    HISTORY_OF[mutant](world)


@pytest.mark.parametrize("history", OTHERS)
def test_real_stores_keep_this_promise_too(history: Callable[[World], None], world: RealWorld) -> None:
    history(world)
    for store in world.stores.values():
        before = store.digest()
        store.rebuild()
        assert store.digest() == before


@pytest.mark.parametrize(
    "mutant", [pytest.param(each, marks=() if each in IN_EVERY_RUN else pytest.mark.long) for each in IN_STORE]
)
def test_real_stores_with_a_simpler_wire_break_it(
    mutant: Mutant, world: RealWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepare(mutant, world, monkeypatch)
    IN_STORE[mutant](monkeypatch)
    with pytest.raises(AssertionError):
        HISTORY_OF[mutant](world)


def _prepare(mutant: Mutant, world: RealWorld, patch: pytest.MonkeyPatch) -> None:
    if mutant in IN_PARTS:
        world.split = 1
        patch.setattr(packing, "_LEAST_RAW", 1)
