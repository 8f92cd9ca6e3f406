"""The simpler designs that lose something (sync.md §9), as permanent mutants.

Each scenario holds on model and store and fails on its mutant. Random walks miss some of them, so every one has a
script. Mutants that need a bundle come with the bundle.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from replica import Id, Model, Mutant, Replica, Shown, StoreReplica, highest_seqs, parent_pointer

from desktop.domain import merging
from desktop.domain.identity import new_id
from desktop.store import editing, opening, projection, writing

ROW = new_id()
PLACE = (ROW, "place")
Replicas = Sequence[Any]
YEAR = timedelta(days=365)


def _shared(replicas: Replicas) -> Id:
    """A row that all replicas know."""
    made = replicas[0].create(ROW)
    for other in replicas[1:]:
        replicas[0].send(other, [made])
    return made


def _edit(replica: Any, value: str) -> Id:
    entry = replica.save(replica.read(ROW), "place", value)
    assert entry is not None
    return entry


def _shows(replica: Any) -> Shown:
    return replica.view()[PLACE]


def two_edits_stand_side_by_side(replicas: Replicas) -> None:
    _shared(replicas)
    first, second = _edit(replicas[0], "a"), _edit(replicas[1], "b")
    replicas[0].send(replicas[1], [first])
    replicas[1].send(replicas[0], [second])
    assert _shows(replicas[0]).heads == _shows(replicas[1]).heads == {first, second}
    assert _shows(replicas[0]).in_conflict


def a_restored_device_writes_as_a_new_origin(replicas: Replicas) -> None:
    _shared(replicas)
    copy_of = replicas[0].back_up()
    first = _edit(replicas[0], "a")
    replicas[0].send(replicas[1], [first])
    replicas[0].restore(copy_of)
    second = _edit(replicas[0], "b")
    assert second != first
    replicas[0].send(replicas[1], [second])
    assert _shows(replicas[1]).heads == {first, second}


def a_correction_wins_though_its_clock_is_behind(replicas: Replicas) -> None:
    _shared(replicas)
    replicas[0].shift_clock(10 * YEAR)
    replicas[2].shift_clock(5 * YEAR)
    wrong = _edit(replicas[0], "a")
    replicas[0].send(replicas[1], [wrong])
    corrected, beside = _edit(replicas[1], "b"), _edit(replicas[2], "c")
    replicas[1].send(replicas[2], [corrected])
    assert _shows(replicas[2]).heads == {corrected, beside}
    assert _shows(replicas[2]).value == "b"


def a_lost_edit_makes_no_false_conflict(replicas: Replicas) -> None:
    _shared(replicas)
    first = _edit(replicas[0], "a")
    replicas[0].send(replicas[1], [first])
    second = _edit(replicas[1], "b")
    replicas[1].send(replicas[2], [first, second])
    third = _edit(replicas[2], "c")
    replicas[2].send(replicas[0], [third])
    assert _shows(replicas[0]) == Shown(frozenset({third}), "c", in_conflict=False)


def a_stale_page_overwrites_nothing_it_has_not_seen(replicas: Replicas) -> None:
    _shared(replicas)
    page = replicas[0].read(ROW)
    arrived = _edit(replicas[1], "b")
    replicas[1].send(replicas[0], [arrived])
    saved = replicas[0].save(page, "place", "a")
    assert _shows(replicas[0]).heads == {arrived, saved}
    assert _shows(replicas[0]).in_conflict


def a_late_edit_is_not_covered_by_what_never_saw_it(replicas: Replicas) -> None:
    _shared(replicas)
    page = replicas[0].read(ROW)
    late = _edit(replicas[0], "a")
    early = replicas[0].save(page, "place", "b")
    replicas[0].send(replicas[1], [early])
    over_early = _edit(replicas[1], "c")
    replicas[0].send(replicas[1], [late])
    assert _shows(replicas[1]).heads == {late, over_early}
    assert _shows(replicas[1]).in_conflict


def an_edit_settles_no_conflict(replicas: Replicas) -> None:
    two_edits_stand_side_by_side(replicas)
    _edit(replicas[0], "c")
    assert _shows(replicas[0]).in_conflict
    decided = replicas[0].decide(replicas[0].read(ROW), "place", "b")
    assert _shows(replicas[0]) == Shown(frozenset({decided}), "b", in_conflict=False)


def what_is_shown_does_not_depend_on_arrival(replicas: Replicas) -> None:
    _shared(replicas)
    replicas[0].shift_clock(YEAR)
    later, earlier = _edit(replicas[0], "a"), _edit(replicas[1], "b")
    replicas[0].send(replicas[1], [later])
    replicas[1].send(replicas[0], [earlier])
    assert _shows(replicas[0]).value == _shows(replicas[1]).value == "a"


SCENARIO_OF: dict[Mutant, Callable[[Replicas], None]] = {
    Mutant.LOSERS_DROPPED: two_edits_stand_side_by_side,
    Mutant.SAME_ORIGIN_AFTER_RESTORE: a_restored_device_writes_as_a_new_origin,
    Mutant.NO_STAMP_FLOOR: a_correction_wins_though_its_clock_is_behind,
    Mutant.PARENT_POINTER: a_lost_edit_makes_no_false_conflict,
    Mutant.HIGHEST_SEQ: a_late_edit_is_not_covered_by_what_never_saw_it,
    Mutant.STALE_PAGE_SUPERSEDES: a_stale_page_overwrites_nothing_it_has_not_seen,
    Mutant.EDIT_SETTLES: an_edit_settles_no_conflict,
    Mutant.LAST_ARRIVED_IS_SHOWN: what_is_shown_does_not_depend_on_arrival,
}

# How each mutant is switched on in the store: the place, its name, and the simpler design.
IN_STORE: dict[Mutant, tuple[Any, str, Any]] = {
    Mutant.LOSERS_DROPPED: (projection, "join", lambda heads, op: (merging.shown(merging.join(heads, op)),)),
    Mutant.SAME_ORIGIN_AFTER_RESTORE: (opening, "_origin_to_go_on_as", lambda _, __, last, **___: (last, None)),
    Mutant.NO_STAMP_FLOOR: (writing, "next_stamp", lambda wall, last, _: merging.next_stamp(wall, last, [])),
    Mutant.PARENT_POINTER: (projection, "context", parent_pointer),
    Mutant.HIGHEST_SEQ: (projection, "context", highest_seqs),
    Mutant.STALE_PAGE_SUPERSEDES: (editing, "_as_seen", lambda _connection, _record, heads: heads),
    Mutant.EDIT_SETTLES: (editing, "superseded_by_edit", lambda heads, _: heads),
    Mutant.LAST_ARRIVED_IS_SHOWN: (projection, "shown", lambda heads: max(heads, key=lambda head: head.rev)),
}


@pytest.fixture
def stores(tmp_path: Path, cheap_vault: None) -> Iterator[list[Replica]]:
    del cheap_vault  # it must come first
    made = [StoreReplica(tmp_path / f"store-{n}") for n in range(3)]
    yield list(made)
    for replica in made:
        replica.store.close()


@pytest.mark.parametrize("mutant", Mutant)
def test_the_model_keeps_its_promise(mutant: Mutant) -> None:
    SCENARIO_OF[mutant]([Model() for _ in range(3)])


@pytest.mark.parametrize("mutant", Mutant)
def test_the_mutated_model_breaks_it(mutant: Mutant) -> None:
    with pytest.raises(AssertionError):
        SCENARIO_OF[mutant]([Model(frozenset({mutant})) for _ in range(3)])


@pytest.mark.parametrize("mutant", Mutant)
def test_real_stores_keep_the_promise(mutant: Mutant, stores: list[Replica]) -> None:
    SCENARIO_OF[mutant](stores)


@pytest.mark.parametrize("mutant", Mutant)
def test_mutated_stores_break_it(mutant: Mutant, stores: list[Replica], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*IN_STORE[mutant])
    with pytest.raises((AssertionError, Exception)):
        SCENARIO_OF[mutant](stores)
