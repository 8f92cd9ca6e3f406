"""The simpler designs of the wire that lose something (sync.md §9), as permanent mutants.

Each history holds as the wire is, and breaks when its mutant is switched on. Random walks miss some of them, so every
one has a script.
"""

from collections.abc import Callable

import pytest
from wire import AREA, FIELD, OFFICE, Id, ModelWorld, Mutant, Register, World

A_PLACE, A_NOTE, A_TEAM = Register("A", "place"), Register("A", "note"), Register("A", "assigned")
B_PLACE, B_NOTE, B_TEAM = Register("B", "place"), Register("B", "note"), Register("B", "assigned")
PACK = Register(AREA, "pack")
FAR = 1_000_000


def up(world: World, at: str, to: str = OFFICE) -> None:
    for part in world.send_up(at, to):
        world.take(to, part)


def down(world: World, to: str) -> None:
    for part in world.send_down(to):
        world.take(to, part)


def meet(world: World, at: str) -> None:
    up(world, at)
    down(world, at)


def begun(world: World) -> None:
    """A household of W1 that everybody concerned knows."""
    for device in FIELD:
        meet(world, device)
    world.write(OFFICE, {A_PLACE: "first", A_NOTE: "first"})
    world.write(OFFICE, {A_TEAM: "W1"})
    for device in FIELD:
        meet(world, device)


def value(world: World, at: str, register: Register) -> str | None:
    shown = world.view(at).get(register)
    return shown.value if shown else None


def heads(world: World, at: str, register: Register) -> set[Id]:
    return set(world.view(at)[register].heads)


def agree(world: World, at: str) -> None:
    """After they met twice a device shows of its scope what the office shows, and nothing else."""
    meet(world, at)
    meet(world, at)
    scope = world.scope(at) | {AREA}
    assert world.view(at) == {r: shown for r, shown in world.view(OFFICE).items() if r.household in scope}
    assert world.refused() == 0


def a_restored_office_asks_for_everything_again(world: World) -> None:
    world.back_up(OFFICE)
    world.write("W1", {A_PLACE: "a"})
    meet(world, "W1")
    world.restore(OFFICE)
    agree(world, "W1")
    assert value(world, OFFICE, A_PLACE) == "a"


def an_office_restored_twice_from_one_copy_has_two_epochs(world: World) -> None:
    world.back_up(OFFICE)
    world.restore(OFFICE)
    meet(world, "W1")
    world.write("W1", {A_PLACE: "a"})
    meet(world, "W1")
    world.restore(OFFICE)
    agree(world, "W1")
    assert value(world, OFFICE, A_PLACE) == "a"


def a_mark_is_about_one_epoch(world: World) -> None:
    world.back_up(OFFICE)
    for word in ("a", "b", "c"):
        world.write(OFFICE, {A_NOTE: word})
    meet(world, "W1")
    up(world, "W1")
    world.restore(OFFICE)
    meet(world, "W1")
    world.write(OFFICE, {PACK: "second"})
    agree(world, "W1")
    assert value(world, "W1", PACK) == "second"


def a_restored_device_is_sent_what_it_lost(world: World) -> None:
    world.back_up("W1")
    world.write(OFFICE, {PACK: "second"})
    meet(world, "W1")
    up(world, "W1")
    world.restore("W1")
    agree(world, "W1")
    assert value(world, "W1", PACK) == "second"


def a_restored_office_learns_its_own_lost_edit(world: World) -> None:
    world.back_up(OFFICE)
    lost = world.write(OFFICE, {A_PLACE: "a"})
    down(world, "W1")
    world.restore(OFFICE)
    agree(world, "W1")
    assert heads(world, OFFICE, A_PLACE) == {lost}


def what_an_office_of_before_said_comes_back_though_it_came_late(world: World) -> None:
    world.back_up(OFFICE)
    lost = world.write(OFFICE, {A_PLACE: "a"})
    late = world.send_down("W1")
    world.restore(OFFICE)
    meet(world, "W1")
    for part in late:
        world.take("W1", part)
    agree(world, "W1")
    assert heads(world, OFFICE, A_PLACE) == {lost}


def a_store_that_only_took_in_is_known_to_be_put_back(world: World) -> None:
    for at in (OFFICE, "L1"):
        world.back_up(at)
    world.write("W1", {A_PLACE: "a"})
    up(world, "W1", "L1")
    meet(world, "W1")
    for at in (OFFICE, "L1"):
        world.put_back(at)
    agree(world, "W1")
    agree(world, "L1")
    assert value(world, OFFICE, A_PLACE) == "a"


def only_the_office_acknowledges(world: World) -> None:
    world.back_up("L1")
    written = world.write("W1", {A_PLACE: "a"})
    up(world, "W1", "L1")
    world.restore("L1")
    up(world, "W1", "L1")
    up(world, "L1")
    assert heads(world, OFFICE, A_PLACE) == {written}


def a_bundle_after_a_hole_leaves_the_mark(world: World) -> None:
    world.back_up("W1")
    world.write(OFFICE, {PACK: "second"})
    meet(world, "W1")
    up(world, "W1")
    late = world.send_down("W1")
    world.restore("W1")
    for part in late:
        world.take("W1", part)
    agree(world, "W1")


def a_part_leaves_the_mark(world: World) -> None:
    up(world, "W1")
    world.write(OFFICE, {A_PLACE: "a"})
    world.write(OFFICE, {PACK: "second"})
    for n in (0, 1):
        world.write(OFFICE, {A_NOTE: f"{n}"})
        world.take("W1", world.send_down("W1")[n])
    agree(world, "W1")


def two_edits_stand_side_by_side(world: World) -> None:
    first, second = world.write("W1", {A_PLACE: "a"}), world.write("L1", {A_PLACE: "b"})
    up(world, "W1", "L1")
    up(world, "L1")
    assert heads(world, OFFICE, A_PLACE) == heads(world, "L1", A_PLACE) == {first, second}
    agree(world, "W1")
    assert world.view("W1")[A_PLACE].in_conflict


def a_restored_device_writes_as_a_new_origin(world: World) -> None:
    world.back_up("W1")
    first = world.write("W1", {A_PLACE: "a"})
    meet(world, "W1")
    world.restore("W1")
    second = world.write("W1", {A_PLACE: "b"})
    agree(world, "W1")
    assert heads(world, OFFICE, A_PLACE) == {first, second}


def what_a_device_wrote_between_two_restores_is_its_own(world: World) -> None:
    world.back_up("W1")
    world.write("W1", {A_NOTE: "lost"})
    world.restore("W1")
    written = world.write("W1", {A_PLACE: "a"})  # in a name that no bundle told yet
    world.back_up("W1")
    world.write("W1", {A_NOTE: "lost too"})
    world.restore("W1")
    agree(world, "W1")
    assert heads(world, OFFICE, A_PLACE) == {written}


def an_edit_that_is_missing_makes_no_false_conflict(world: World) -> None:
    world.write("W1", {A_PLACE: "a"})
    up(world, "W1", "L1")
    world.write("L1", {A_NOTE: "first half of what the lead wrote"})
    last = world.write("L1", {A_PLACE: "b"})
    world.take(OFFICE, world.send_up("L1", OFFICE)[1])
    assert heads(world, OFFICE, A_PLACE) == {last}


def a_correction_wins_though_its_clock_is_behind(world: World) -> None:
    world.shift_clock("W1", 2 * FAR)
    world.shift_clock("L1", FAR)
    world.write("W1", {A_PLACE: "a"})
    meet(world, "W1")
    corrected, beside = world.write(OFFICE, {A_PLACE: "b"}), world.write("L1", {A_PLACE: "c"})
    meet(world, "L1")
    assert heads(world, OFFICE, A_PLACE) == {corrected, beside}
    assert value(world, OFFICE, A_PLACE) == value(world, "L1", A_PLACE) == "b"


def what_lies_beyond_a_gap_is_not_acknowledged(world: World) -> None:
    world.write("W1", {A_PLACE: "a"})
    world.write("W1", {A_NOTE: "b"})
    world.take(OFFICE, world.send_up("W1", OFFICE)[1])
    down(world, "W1")
    agree(world, "W1")
    assert value(world, OFFICE, A_PLACE) == "a"


def the_scope_of_an_older_bundle_counts_no_more(world: World) -> None:
    world.write(OFFICE, {A_NOTE: "a"})
    late = world.send_down("W1")
    world.write(OFFICE, {A_TEAM: "W3"})
    down(world, "W1")
    assert value(world, "W1", A_PLACE) is None
    for part in late:
        world.take("W1", part)
    assert {register for register in world.view("W1") if register.household} == set()


def what_is_not_acknowledged_stays_in_sight(world: World) -> None:
    world.write("W1", {A_PLACE: "a"})
    world.write(OFFICE, {A_TEAM: "W3"})
    down(world, "W1")
    assert value(world, "W1", A_PLACE) == "a"
    agree(world, "W1")
    assert value(world, "W1", A_PLACE) is None


def what_was_written_here_can_always_be_read_by_the_office(world: World) -> None:
    world.back_up(OFFICE)
    world.write("W1", {B_PLACE: "b", B_NOTE: "b"})
    meet(world, "W1")
    world.write(OFFICE, {B_TEAM: "W3"})
    down(world, "W1")
    meet(world, "W1")
    assert value(world, "W1", B_NOTE) is None
    world.restore(OFFICE)
    meet(world, "W1")
    meet(world, "W1")
    assert value(world, OFFICE, B_NOTE) == "b"


def a_household_comes_with_its_key(world: World) -> None:
    world.write(OFFICE, {B_PLACE: "b", B_NOTE: "b"})
    world.write(OFFICE, {B_TEAM: "W1"})
    down(world, "W1")
    assert value(world, "W1", B_NOTE) == "b"


def a_household_that_comes_back_comes_whole(world: World) -> None:
    world.write(OFFICE, {A_TEAM: "W3"})
    meet(world, "W1")
    meet(world, "W1")
    up(world, "W1")
    world.write(OFFICE, {A_TEAM: "W1"})
    agree(world, "W1")
    assert value(world, "W1", A_PLACE) == "first"


def a_household_whose_bundle_was_lost_comes_again(world: World) -> None:
    world.write(OFFICE, {B_PLACE: "b", B_NOTE: "b"})
    meet(world, "W1")
    up(world, "W1")
    world.write(OFFICE, {B_TEAM: "W1"})
    world.send_down("W1")
    down(world, "W1")
    assert value(world, "W1", B_PLACE) == "b"


def who_has_a_scope_list_may_write_in_it(world: World) -> None:
    world.write(OFFICE, {B_PLACE: "b", B_NOTE: "b"})
    world.back_up("W1")
    world.write(OFFICE, {PACK: "second"})
    meet(world, "W1")
    up(world, "W1")
    world.write(OFFICE, {B_TEAM: "W1"})
    ahead = world.send_down("W1")
    world.restore("W1")
    for part in ahead:
        world.take("W1", part)
    world.write("W1", {B_PLACE: "a"})
    up(world, "W1")
    assert world.refused() == 0
    assert value(world, OFFICE, B_PLACE) == "a"


def what_was_right_when_it_was_written_is_right(world: World) -> None:
    world.write("W1", {A_PLACE: "a"})
    world.write(OFFICE, {A_TEAM: "W3"})
    world.send_down("W1")
    up(world, "W1")
    assert world.refused() == 0
    assert value(world, OFFICE, A_PLACE) == "a"


def a_household_may_come_after_what_is_about_it(world: World) -> None:
    world.write("W1", {B_PLACE: "b", B_NOTE: "b"})
    world.write("W1", {B_PLACE: "a"})
    first, second = world.send_up("W1", OFFICE)
    world.take(OFFICE, second)
    world.take(OFFICE, first)
    assert world.refused() == 0
    agree(world, "W1")
    assert value(world, "W1", B_PLACE) == "a"


def what_was_lost_on_its_way_comes_again(world: World) -> None:
    world.write("W1", {A_PLACE: "a"})
    world.send_up("W1", OFFICE)
    agree(world, "W1")
    assert value(world, OFFICE, A_PLACE) == "a"


def what_a_device_made_stays_with_it(world: World) -> None:
    world.write("W1", {B_PLACE: "b", B_NOTE: "b"})
    agree(world, "W1")
    agree(world, "L1")
    assert value(world, "W1", B_PLACE) == value(world, "L1", B_PLACE) == "b"


def two_laptops_of_one_image_both_count(world: World) -> None:
    meet(world, "W1")
    world.clone("W1", "W1 again")
    first = world.write("W1", {A_PLACE: "a"})
    for note in ("a", "b"):
        world.write("W1", {A_NOTE: note})  # the office holds more of one than the other has
    world.write("W1 again", {A_PLACE: "b"})
    world.write("W1 again", {A_PLACE: "c"})
    meet(world, "W1")
    for _ in range(2):
        for part in world.send_down("W1"):
            world.take("W1 again", part)
        up(world, "W1 again")
    assert value(world, OFFICE, A_PLACE) == "a"
    assert world.waiting() > 0
    world.let_in()
    assert first in heads(world, OFFICE, A_PLACE)
    assert len(heads(world, OFFICE, A_PLACE)) == len({"a", "c"})
    for at in ("W1", "W1 again"):
        for part in world.send_down("W1"):
            world.take(at, part)
        assert world.view(at)[A_PLACE] == world.view(OFFICE)[A_PLACE]
    last = world.write("W1 again", {A_NOTE: "d"})
    up(world, "W1 again")
    assert heads(world, OFFICE, A_NOTE) == {last}


def what_a_revoked_device_writes_waits_by_whatever_road(world: World) -> None:
    world.write("W1", {A_PLACE: "a"})
    meet(world, "W1")
    world.revoke("W1")
    world.write("W1", {A_PLACE: "b"})
    up(world, "W1", "L1")
    up(world, "L1")
    assert value(world, OFFICE, A_PLACE) == "a"
    assert world.waiting() > 0


def what_a_lead_refused_is_shown_once_the_office_tells_it(world: World) -> None:
    world.write("W2", {B_PLACE: "b", B_NOTE: "b"})
    meet(world, "W2")
    meet(world, "L1")
    world.write(OFFICE, {B_TEAM: "W1"})
    down(world, "W1")
    world.write("W1", {B_PLACE: "a"})
    up(world, "W1", "L1")  # who does not know yet that the household is with W1
    up(world, "W1")
    agree(world, "L1")
    assert value(world, "L1", B_PLACE) == "a"


def what_was_refused_stands_beside_what_came_after(world: World) -> None:
    world.write("W1", {A_NOTE: "keeps it in sight"})
    world.write(OFFICE, {A_TEAM: "W3"})
    down(world, "W1")
    first = world.write("W1", {A_PLACE: "a", A_NOTE: "a"})  # though it is another's now
    up(world, "W1")
    assert value(world, OFFICE, A_PLACE) == "first"
    world.write(OFFICE, {A_TEAM: "W1"})
    down(world, "W1")
    meet(world, "W1")
    assert value(world, "W1", A_PLACE) == "first"
    second = world.write("W1", {A_PLACE: "b"})
    world.back_up("W1")  # for which it is closed, and opened again
    note = world.write("W1", {A_NOTE: "b"})
    up(world, "W1")
    assert heads(world, OFFICE, A_PLACE) == {second}
    world.release()
    agree(world, "W1")
    assert heads(world, OFFICE, A_PLACE) == heads(world, "W1", A_PLACE) == {first, second}
    assert heads(world, OFFICE, A_NOTE) == heads(world, "W1", A_NOTE) == {first, note}
    third = world.write("W1", {A_PLACE: "c"})
    agree(world, "W1")
    assert heads(world, OFFICE, A_PLACE) == {first, third}


HISTORY_OF: dict[Mutant, Callable[[World], None]] = {
    Mutant.NO_NEW_EPOCH: a_restored_office_asks_for_everything_again,
    Mutant.EPOCHS_ARE_COUNTED: an_office_restored_twice_from_one_copy_has_two_epochs,
    Mutant.OFFICE_BY_NAME: a_mark_is_about_one_epoch,
    Mutant.DEVICE_BY_NAME: a_restored_device_is_sent_what_it_lost,
    Mutant.NO_ORPHANS: a_restored_office_learns_its_own_lost_edit,
    Mutant.LATE_WORD_IS_NEW: what_an_office_of_before_said_comes_back_though_it_came_late,
    Mutant.PUT_BACK_UNNOTICED: a_store_that_only_took_in_is_known_to_be_put_back,
    Mutant.LEADS_ACKNOWLEDGE: only_the_office_acknowledges,
    Mutant.MARK_ALWAYS_MOVES: a_bundle_after_a_hole_leaves_the_mark,
    Mutant.A_PART_MOVES_THE_MARK: a_part_leaves_the_mark,
    Mutant.LOSERS_DROPPED: two_edits_stand_side_by_side,
    Mutant.SAME_ORIGIN_AFTER_RESTORE: a_restored_device_writes_as_a_new_origin,
    Mutant.PARENT_POINTER: an_edit_that_is_missing_makes_no_false_conflict,
    Mutant.NO_STAMP_FLOOR: a_correction_wins_though_its_clock_is_behind,
    Mutant.ACKNOWLEDGED_BEYOND_A_GAP: what_lies_beyond_a_gap_is_not_acknowledged,
    Mutant.OLD_SCOPE_APPLIES: the_scope_of_an_older_bundle_counts_no_more,
    Mutant.EVICTED_UNACKNOWLEDGED: what_is_not_acknowledged_stays_in_sight,
    Mutant.EVICTED_WITH_KEYS: what_was_written_here_can_always_be_read_by_the_office,
    Mutant.NO_KEYS_WITH_A_GRANT: a_household_comes_with_its_key,
    Mutant.GRANTS_STAY: a_household_that_comes_back_comes_whole,
    Mutant.GRANTED_UNSEEN: a_household_whose_bundle_was_lost_comes_again,
    Mutant.JUDGED_BY_THE_MARK: who_has_a_scope_list_may_write_in_it,
    Mutant.JUDGED_BY_TODAY: what_was_right_when_it_was_written_is_right,
    Mutant.JUDGED_ONCE: a_household_may_come_after_what_is_about_it,
    Mutant.SENT_ONCE: what_was_lost_on_its_way_comes_again,
    Mutant.ACKNOWLEDGED_WITHOUT_HASH: two_laptops_of_one_image_both_count,
    Mutant.BRANCH_KEEPS_CONTEXT: two_laptops_of_one_image_both_count,
    Mutant.REVOKED_BY_SENDER: what_a_revoked_device_writes_waits_by_whatever_road,
    Mutant.SCOPE_WITHOUT_OWN: what_a_device_made_stays_with_it,
    Mutant.REFUSED_IS_SUPERSEDED: what_was_refused_stands_beside_what_came_after,
}


def what_the_office_refuses_a_lead_shows_no_more(world: World) -> None:
    world.write("W1", {A_PLACE: "a"})
    meet(world, "W1")
    world.revoke("W1")
    world.write("W1", {A_PLACE: "b"})
    up(world, "W1", "L1")  # who has not heard of it
    assert value(world, "L1", A_PLACE) == "b"
    up(world, "L1")
    down(world, "L1")
    assert value(world, "L1", A_PLACE) == value(world, OFFICE, A_PLACE) == "a"


def what_entrusts_may_come_back_after_the_work(world: World) -> None:
    world.write(OFFICE, {B_PLACE: "b", B_NOTE: "b"})
    meet(world, "L1")
    world.back_up(OFFICE)
    world.write(OFFICE, {B_TEAM: "W1"})
    down(world, "W1")
    world.write("W1", {B_PLACE: "a"})
    up(world, "W1", "L1")
    world.restore(OFFICE)
    up(world, "L1")
    meet(world, "W1")
    agree(world, "W1")
    agree(world, "L1")
    assert value(world, OFFICE, B_PLACE) == "a"


def after_a_hole_no_half_of_a_household_is_shown(world: World) -> None:
    meet(world, "W2")
    world.back_up("W2")
    world.write(OFFICE, {B_PLACE: "b", B_NOTE: "b"})
    world.write(OFFICE, {B_TEAM: "W2"})
    meet(world, "W2")
    up(world, "W2")
    world.write(OFFICE, {B_NOTE: "c"})
    ahead = world.send_down("W2")
    world.restore("W2")
    for part in ahead:
        world.take("W2", part)
    assert value(world, "W2", B_NOTE) is None
    agree(world, "W2")
    assert value(world, "W2", B_NOTE) == "c"


def a_lead_goes_by_what_the_office_said_before_the_entry_came(world: World) -> None:
    world.write("W2", {B_PLACE: "b", B_NOTE: "b"})
    meet(world, "W2")
    meet(world, "L1")
    world.back_up("L1")
    world.write(OFFICE, {B_TEAM: "W1"})
    down(world, "W1")
    world.write("W1", {B_PLACE: "a"})
    late = world.send_up("W1", "L1")
    up(world, "W1")
    world.revoke("W1")
    world.write("W1", {B_PLACE: "c"})
    later = world.send_up("W1", "L1")
    up(world, "W1")
    down(world, "L1")
    for part in (*late, *later):
        world.take("L1", part)
    assert value(world, "L1", B_PLACE) == value(world, OFFICE, B_PLACE) == "a"


def a_lead_that_lacks_a_part_of_a_chain_lets_a_household_go(world: World) -> None:
    for note, to in (("a", "L1"), ("b", OFFICE), ("c", "L1"), ("d", OFFICE)):
        world.write("W1", {A_NOTE: note})
        up(world, "W1", to)
        if to == "L1":
            up(world, "W1")
        down(world, "W1")
    world.write(OFFICE, {A_TEAM: "W3"})
    meet(world, "L1")
    meet(world, "L1")
    assert value(world, "L1", A_PLACE) is None


OTHERS = (
    a_lead_that_lacks_a_part_of_a_chain_lets_a_household_go,
    a_lead_goes_by_what_the_office_said_before_the_entry_came,
    after_a_hole_no_half_of_a_household_is_shown,
    what_entrusts_may_come_back_after_the_work,
    what_a_lead_refused_is_shown_once_the_office_tells_it,
    what_the_office_refuses_a_lead_shows_no_more,
    what_a_device_wrote_between_two_restores_is_its_own,
)
"""Histories of what only real stores do."""


@pytest.mark.parametrize("mutant", Mutant)
def test_the_wire_keeps_its_promise(mutant: Mutant) -> None:
    _whole(ModelWorld(), mutant)


@pytest.mark.parametrize("mutant", Mutant)
def test_the_simpler_wire_breaks_it(mutant: Mutant) -> None:
    world = ModelWorld(frozenset({mutant}))
    with pytest.raises(AssertionError):
        _whole(world, mutant)


def test_the_model_knows_whose_a_name_is_that_no_bundle_told() -> None:
    world = ModelWorld()
    begun(world)
    what_a_device_wrote_between_two_restores_is_its_own(world)


def _whole(world: World, mutant: Mutant) -> None:
    begun(world)
    HISTORY_OF[mutant](world)
