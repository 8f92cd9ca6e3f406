"""Bundles in any order, late, lost, again, by several roads: nothing is lost and nothing is taken in twice."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pictures
import pytest
from builders import a_person, at
from stations import LEAD, OFFICE, SECOND, WORKER, District
from tracing import sample

from desktop.casework import receiving
from desktop.domain.records import Evidence, Household, Person
from desktop.store import deliveries, evidence, excerpts, journal, merge_log, refusing
from desktop.store import folder as place

ORDERS = [pytest.param(7, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]


class Stopped(Exception):
    """What somebody who presses Stop raises."""


def state(district: District, name: str = OFFICE) -> tuple[str, int]:
    """What a store shows, and how many entries it holds."""
    return district[name].digest(), len(district[name].entries_since({}))


def require_whole(district: District, name: str = OFFICE) -> None:
    """What is shown is what the journal says."""
    before = district[name].digest()
    district[name].rebuild()
    assert district[name].digest() == before


def test_the_same_bundle_twenty_times_changes_nothing(district: District) -> None:
    home = district.household(WORKER, "DY-01")
    files = district.up(WORKER)
    (first,) = district.take(OFFICE, files)
    after = state(district)
    for _ in range(19):
        (again,) = district.take(OFFICE, files)
        assert (again.is_known, again.merged.entries, again.merged.known) == (True, 0, first.merged.entries)
    assert state(district) == after
    assert len(merge_log.log(district.office)) == 1
    answer = district.down(WORKER)
    district.take(WORKER, answer)
    settled = state(district, WORKER)
    for _ in range(19):
        district.take(WORKER, answer)
    assert state(district, WORKER) == settled
    assert district.shown(WORKER, home) is not None


@pytest.fixture
def six(district: District) -> Sequence[Path]:
    """Six bundles of two workers and their lead, each about what the others did not bring: the office had said so."""
    files: list[Path] = []
    home = district.household(WORKER, "DY-01")
    for n, name in enumerate((WORKER, WORKER, SECOND, WORKER, SECOND)):
        if n == 1:
            district[WORKER].save(a_person(household=home.id))
        district.household(name, f"DY-1{n}")
        if n == 3:
            district.edit(WORKER, home, lane=f"第{n}巷")
        files += district.up(name)
        district.take(OFFICE, files[-1:])
        district.take(name, district.down(name))
    district.take(LEAD, district.down(LEAD))
    district.edit(LEAD, home, lane="组长巷", note="组长说")
    files += district.up(LEAD)
    district.take(OFFICE, files[-1:])
    return files


def ends(district: District) -> dict[bytes, tuple[int, bytes]]:
    """How far the office holds each origin."""
    with district.office.reading() as connection:
        return excerpts.ends(connection)


@pytest.mark.parametrize("number", ORDERS)
def test_six_bundles_in_any_order_come_to_the_same(number: int | None, district: District, six: Sequence[Path]) -> None:
    wanted, whole = district.office.digest(), ends(district)
    for order in sample(list(permutations(six)), number):
        office = district.as_founded(OFFICE)
        district.take(OFFICE, order)
        assert (office.digest(), ends(district)) == (wanted, whole), [file.name for file in order]
        assert refusing.refused(office) == []
    require_whole(district)


def test_a_child_that_comes_before_its_parent_is_there_when_the_parent_comes(
    district: District, six: Sequence[Path]
) -> None:
    """A person before the household; an acknowledgement never says more than is held without a gap."""
    office = district.as_founded(OFFICE)
    origin = district[WORKER].end.origin
    district.take(OFFICE, [six[1]])
    assert [person.name for person in office.records(Person)] == ["马示例"]
    assert office.records(Household, number="DY-01") == ()
    assert origin not in ends(district)
    district.take(OFFICE, [six[0]])
    assert [home.number for home in office.records(Household, number="DY-01")] == ["DY-01"]
    assert ends(district)[origin][0] == 4


def test_a_bundle_that_is_lost_for_ever_is_made_up_for_by_the_next(district: District) -> None:
    homes = [district.household(WORKER, "DY-01")]
    district.exchange(WORKER)
    homes.append(district.household(WORKER, "DY-02"))
    (lost,) = district.up(WORKER)
    lost.unlink()
    homes.append(district.household(WORKER, "DY-03"))
    (taken,) = district.take(OFFICE, district.up(WORKER))
    assert taken.merged.entries == 2
    assert all(district.shown(OFFICE, home) for home in homes)
    require_whole(district)


def test_an_answer_that_is_lost_or_comes_again_or_a_year_late_loses_nothing(district: District) -> None:
    home = district.household(WORKER, "DY-01")
    district.take(OFFICE, district.up(WORKER))
    first = district.down(WORKER)
    district.edit(OFFICE, home, lane="一巷")
    district.down(WORKER)[0].unlink()
    district.edit(OFFICE, home, note="办公室说")
    third = district.down(WORKER)
    (taken,) = district.take(WORKER, third)
    assert not taken.settled.has_hole, "the lost one was acknowledged by nobody, so its content came again"
    shown = district.shown(WORKER, home)
    assert shown is not None
    assert (shown.lane, shown.note) == ("一巷", "办公室说")
    district.edit(WORKER, home, lane="二巷")
    district.take(OFFICE, district.up(WORKER))
    after = state(district, WORKER)
    district.clocks[WORKER].now = at(12, day=at(12).date().replace(year=2027))
    (late,) = district.take(WORKER, first)
    assert not late.settled.has_hole
    assert state(district, WORKER)[0] == after[0]
    with district[WORKER].reading() as connection:
        held = deliveries.acknowledgements(connection)[district[WORKER].end.origin]
    assert held.seq == 1, "an old answer takes back nothing that a newer one said"
    district.exchange(WORKER)
    assert district[WORKER].get(Household, home.id).lane == "二巷"  # pyright: ignore[reportOptionalMemberAccess]


def test_an_answer_that_is_early_acknowledges_what_was_held_by_then(district: District) -> None:
    district.household(WORKER, "DY-01")
    one = district.up(WORKER)
    district.household(WORKER, "DY-02")
    early = district.down(WORKER)
    district.take(OFFICE, one)
    district.take(WORKER, early)
    (taken,) = district.take(OFFICE, district.up(WORKER))
    assert (taken.merged.entries, taken.merged.known) == (1, 1), "it still sends what nobody acknowledged"


def test_three_roads_may_cross(district: District) -> None:
    """Straight to the office, by the lead, and on a stick that turns up last."""
    home = district.household(WORKER, "DY-01")
    stick = district.up(WORKER)
    by_lead = district.up(WORKER, to=LEAD)
    district.take(LEAD, by_lead)
    district.edit(LEAD, home, lane="组长巷")
    district.edit(WORKER, home, note="走访后")
    straight = district.up(WORKER)
    forwarded = district.up(LEAD)
    for files in (straight, forwarded, stick, by_lead):
        district.take(OFFICE, files)
    shown = district.shown(OFFICE, home)
    assert shown is not None
    assert (shown.lane, shown.note) == ("组长巷", "走访后")
    assert refusing.refused(district.office) == []
    assert len(district.office.records(Household)) == 1
    require_whole(district)


def test_an_import_that_was_stopped_is_taken_up_after_another_one(district: District) -> None:
    district.household(WORKER, "DY-01")
    first = district.up(WORKER)
    district.household(SECOND, "DY-02")
    second = district.up(SECOND)
    before = state(district)

    def stop(_done: int, _of: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        receiving.merge(district.office, first, stop)
    assert state(district) == before
    receiving.merge(district.office, second)
    receiving.merge(district.office, first)
    assert sorted(home.number or "" for home in district.office.records(Household)) == ["DY-01", "DY-02"]
    require_whole(district)


def test_what_a_merge_wrote_goes_into_the_ledger_itself_once_nobody_reads_what_was_before(district: District) -> None:
    log = place.database(district.office.folder).with_name("ledger.db-wal")
    district.household(WORKER, "DY-01")
    district.take(OFFICE, district.up(WORKER))
    assert log.stat().st_size == 0
    with district.office.reading() as before:
        revision = journal.revision(before)
        district.household(WORKER, "DY-02")
        district.take(OFFICE, district.up(WORKER))
        assert journal.revision(before) == revision
        assert log.stat().st_size > 0
    district.household(WORKER, "DY-03")
    district.take(OFFICE, district.up(WORKER))
    assert log.stat().st_size == 0


def test_a_merge_is_taken_back_whole_as_long_as_nothing_was_built_on_it(district: District) -> None:
    district.household(WORKER, "DY-01")
    before = state(district)
    receiving.merge(district.office, district.up(WORKER))
    receiving.undo(district.office)
    assert state(district) == before
    (arrived,) = receiving.found(district.office, [district.office.folder / "inbox"])
    receiving.merge(district.office, arrived.files)
    assert len(district.office.records(Household)) == 1


def test_a_photo_of_two_households_is_sent_for_the_one_that_lacks_it(district: District) -> None:
    """What the office has is told by the content alone; what it asks for counts more."""
    homes = [district.household(WORKER, number) for number in ("DY-01", "DY-02")]
    photo, store = pictures.a_photo(), district[WORKER]
    for home in homes:
        digest = evidence.keep(store, home.id, photo)
        store.save(Evidence(household=home.id, kind="photo", digest=digest, media_type="image/jpeg"))
    district.exchange(WORKER)
    office = district.office
    evidence.file_of(office.folder, office.opened.key, homes[1].id, digest).unlink()
    district.exchange(WORKER)
    district.take(OFFICE, district.up(WORKER))
    assert evidence.read(office, homes[1].id, digest) == photo
