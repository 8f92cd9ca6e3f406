"""Stores that are restored, copied or lost, clocks that are wrong, people and teams that change: nothing is lost."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from builders import at
from stations import LEAD, OFFICE, SECOND, WORKER, District

from desktop import paths
from desktop.casework import certifying, enrolment, held_back, receiving, revoking
from desktop.domain.records import Household
from desktop.exchange import judging
from desktop.store import deliveries, elsewhere, journal, queries, refusing

IN_TEN_YEARS, TEN_YEARS_AGO = at(12).replace(year=2036), at(12).replace(year=2016)
FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)


def numbers(district: District, name: str = OFFICE) -> list[str]:
    """The households that a store shows."""
    return sorted(home.number or "" for home in district[name].records(Household))


@pytest.mark.parametrize("is_exported", [False, True], ids=["before", "after"])
def test_a_device_that_is_put_back_before_or_after_an_export_goes_on_and_gets_its_work_back(
    district: District, *, is_exported: bool
) -> None:
    district.household(WORKER, "DY-01")
    copy = None if is_exported else district.copied(WORKER, "copy")
    home = district.household(WORKER, "DY-02")
    files = district.up(WORKER)
    copy = copy or district.copied(WORKER, "copy")
    district.household(WORKER, "DY-03")
    district.take(OFFICE, district.up(WORKER))
    origin = district[WORKER].end.origin
    district.put_back(WORKER, copy)
    assert district[WORKER].end.origin != origin, "the same origin would write one entry twice"
    district.household(WORKER, "DY-04")
    district.take(OFFICE, files)
    district.exchange(WORKER)
    assert numbers(district) == numbers(district, WORKER) == ["DY-01", "DY-02", "DY-03", "DY-04"]
    district.edit(WORKER, home, lane="新巷")
    district.exchange(WORKER)
    assert [row.lane for row in district.office.records(Household, number="DY-02")] == ["新巷"]
    assert refusing.refused(district.office) == []


def test_a_copy_on_another_computer_and_the_original_are_both_used(district: District) -> None:
    district.household(WORKER, "DY-01")
    folder = district.copied(WORKER, "copy")
    district.open("copy", folder)
    assert len({district[name].end.origin for name in (WORKER, "copy")}) == 2
    for n, name in enumerate((WORKER, "copy", WORKER, "copy")):
        district.household(name, f"DY-1{n}")
        district.take(OFFICE, district.up(name))
    assert numbers(district) == ["DY-01", "DY-10", "DY-11", "DY-12", "DY-13"]
    assert refusing.refused(district.office) == []


@pytest.mark.parametrize("laptops", [4, pytest.param(20, marks=pytest.mark.faults)])
def test_one_picture_on_many_laptops_is_one_device_with_as_many_origins(laptops: int, district: District) -> None:
    district.household(WORKER, "DY-000")
    names = [f"clone-{n}" for n in range(laptops)]
    for name in names:
        district.open(name, district.copied(WORKER, name))
        district.household(name, f"DY-1{name[6:]:>02}")
        district.take(OFFICE, district.up(name))
    assert len({district[name].end.origin for name in names}) == laptops
    assert len(numbers(district)) == laptops + 1
    assert refusing.refused(district.office) == []


def test_a_lost_configuration_costs_nothing_but_the_origin(district: District) -> None:
    district.household(WORKER, "DY-01")
    origin = district[WORKER].end.origin
    district[WORKER].close()
    shutil.rmtree(paths.config_folder())
    store = district.open(WORKER)
    assert store.end.origin != origin
    district.household(WORKER, "DY-02")
    district.exchange(WORKER)
    assert numbers(district) == ["DY-01", "DY-02"]


def test_a_chain_that_parts_is_set_apart_whole_and_the_device_goes_on_as_another(district: District) -> None:
    """A picture of a whole computer is put back: nothing there tells that more was written since."""
    home = district.household(WORKER, "DY-01")
    district.exchange(WORKER)
    picture = district.pictured(WORKER)
    district.household(WORKER, "DY-02")
    district.edit(WORKER, home, lane="先巷")
    district.exchange(WORKER)
    origin = district[WORKER].end.origin
    district.put_on(WORKER, picture)
    assert district[WORKER].end.origin == origin
    district.household(WORKER, "DY-03")
    district.edit(WORKER, home, lane="后巷")
    other = district.household(SECOND, "DY-04")

    receipt = receiving.merge(district.office, district.up(WORKER))
    assert receipt.told.forks == (origin,)
    district.take(OFFICE, district.up(SECOND))
    assert district.shown(OFFICE, other) is not None, "the rest goes on"
    assert numbers(district) == ["DY-01", "DY-02", "DY-04"]
    (waiting,) = held_back.waiting(district.office).chains
    assert waiting.device_name == WORKER

    district.take(WORKER, district.down(WORKER))
    assert district[WORKER].end.origin != origin, "told by the office, it takes a new origin"
    district.household(WORKER, "DY-05")
    district.exchange(WORKER)
    assert {"DY-03", "DY-05"} <= set(numbers(district, WORKER))

    held_back.let_chain_in(district.office, waiting, because="两台都真的走访了")
    district.exchange(WORKER)
    assert numbers(district) == ["DY-01", "DY-02", "DY-03", "DY-04", "DY-05"]
    lanes = {name: _heads(district, name, home) for name in (OFFICE, WORKER)}
    assert lanes[OFFICE] == lanes[WORKER]
    assert len(lanes[OFFICE]) == 2, "both stand, as a conflict that somebody decides"
    assert held_back.waiting(district.office).chains == ()


def _heads(district: District, name: str, home: Household) -> set[object]:
    """The lanes that are said to be a household's."""
    with district[name].reading() as connection:
        projector = district[name].projector(connection)
        return {(projector.forms(op) or {}).get("lane") for op in projector.heads([home.id])[home.id, "place"]}


def test_a_lead_that_is_put_back_after_it_forwarded_loses_nothing_of_its_team(district: District) -> None:
    district.household(WORKER, "DY-01")
    copy = district.copied(LEAD, "copy")
    district.take(LEAD, district.up(WORKER, to=LEAD))
    district.household(LEAD, "DY-02")
    district.take(OFFICE, district.up(LEAD))
    district.household(WORKER, "DY-03")
    district.take(LEAD, district.up(WORKER, to=LEAD))
    district.put_back(LEAD, copy)
    assert numbers(district, LEAD) == []
    district.household(LEAD, "DY-04")
    district.take(OFFICE, district.up(LEAD))
    with district[WORKER].reading() as connection:
        assert deliveries.acknowledgements(connection) == {}, "a lead acknowledges nothing: so all is sent again"
    district.take(LEAD, district.up(WORKER, to=LEAD))
    district.take(OFFICE, district.up(LEAD))
    district.exchange()
    wanted = ["DY-01", "DY-02", "DY-03", "DY-04"]
    assert numbers(district) == numbers(district, LEAD) == wanted


def test_an_office_that_is_put_back_to_last_week_learns_what_it_lost(district: District) -> None:
    home = district.household(WORKER, "DY-01")
    district.exchange(WORKER)
    copy = district.copied(OFFICE, "copy")
    lost = district.household(OFFICE, "DY-02")
    district.assign(WORKER, lost, home)
    district.edit(OFFICE, home, lane="办公室改")
    district.household(WORKER, "DY-03")
    district.exchange(WORKER)
    district.edit(WORKER, home, note="一周后")
    district.exchange(WORKER)
    district.put_back(OFFICE, copy)
    assert numbers(district) == ["DY-01"]
    district.exchange(WORKER)
    district.exchange(WORKER)
    waiting = refusing.refused(district.office)
    assert {op.reason for op in waiting} == {judging.RETURNED}, "what entrusts comes back as a person says so"
    held_back.release(district.office, waiting, because="it is ours")
    district.exchange(WORKER)
    assert numbers(district) == numbers(district, WORKER) == ["DY-01", "DY-02", "DY-03"]
    for name in (OFFICE, WORKER):
        shown = district.shown(name, home)
        assert shown is not None
        assert (shown.lane, shown.note) == ("办公室改", "一周后")
    assert refusing.refused(district.office) == []


@pytest.mark.parametrize("worked", [0, 20])
def test_an_office_that_is_put_back_and_can_not_know_it_is_told_by_a_laptop(worked: int, district: District) -> None:
    """The picture of its whole computer was put back: what the computer knows of the store is as old as the store."""
    home = district.household(WORKER, "DY-01")
    district.exchange(WORKER)
    picture, origin = district.pictured(OFFICE), district.office.end.origin
    district.edit(WORKER, home, note="一次")
    district.exchange(WORKER)
    district.put_on(OFFICE, picture)
    for number in range(worked):
        district.household(OFFICE, f"DY-{number + 10}")
    district.edit(WORKER, home, door="7")
    for _ in range(3):
        district.exchange(WORKER)
    shown = district.shown(OFFICE, home)
    assert shown is not None
    assert (shown.note, shown.door) == ("一次", "7")
    assert district.office.end.origin != origin
    went_on = district.office.end.origin
    district.exchange(WORKER)
    assert district.office.end.origin == went_on, "once"


@pytest.mark.parametrize("clock", [IN_TEN_YEARS, TEN_YEARS_AGO, FIRST_DAY], ids=["+10", "-10", "1970"])
def test_a_wrong_clock_neither_hides_nor_blocks(clock: datetime, district: District) -> None:
    home = district.household(OFFICE, "DY-01")
    district.assign(WORKER, home)
    district.exchange(WORKER)
    district.clocks[WORKER].now = clock
    district.edit(WORKER, home, lane="工作人员改")
    district.exchange(WORKER)
    district.edit(OFFICE, home, lane="办公室再改")
    district.exchange(WORKER)
    for name in (OFFICE, WORKER):
        assert district[name].get(Household, home.id).lane == "办公室再改"  # pyright: ignore[reportOptionalMemberAccess]
    district.edit(WORKER, home, lane="最后")
    district.exchange(WORKER)
    assert district.office.get(Household, home.id).lane == "最后"  # pyright: ignore[reportOptionalMemberAccess]
    assert refusing.refused(district.office) == []


def test_a_day_on_which_the_clocks_go_back_keeps_the_order(district: District) -> None:
    home = district.household(OFFICE, "DY-01")
    district.assign(WORKER, home)
    district.exchange(WORKER)
    twice = datetime.fromisoformat("2026-10-25T02:30:00+02:00")
    for n, moment in enumerate((twice, twice + timedelta(hours=1), twice - timedelta(hours=1))):
        district.clocks[WORKER].now = moment
        district.edit(WORKER, home, lane=f"第 {n} 次")
    district.exchange(WORKER)
    assert district.office.get(Household, home.id).lane == "第 2 次"  # pyright: ignore[reportOptionalMemberAccess]


def test_a_household_goes_with_who_looks_after_it_and_comes_back(district: District) -> None:
    home = district.household(WORKER, "DY-01")
    district.assign(WORKER, home)
    district.exchange(WORKER, SECOND)
    district.household(WORKER, "DY-02")
    district.edit(WORKER, home, lane="走前改")
    district.assign(SECOND, home)
    kept = district.take(WORKER, district.down(WORKER))[0].settled
    assert (kept.left, kept.kept_back) == (set(), {home.id}), "the office doesn't hold its last edit yet"
    district.exchange(WORKER, SECOND)
    assert numbers(district, WORKER) == ["DY-02"]
    with district[WORKER].reading() as connection:
        assert elsewhere.stubs_of(connection)[home.id].number == "DY-01"
    assert district.shown(SECOND, home).lane == "走前改"  # pyright: ignore[reportOptionalMemberAccess]
    district.edit(SECOND, home, lane="交接后改")
    district.exchange(SECOND)
    district.assign(WORKER, home)
    district.exchange(WORKER, SECOND)
    assert numbers(district, SECOND) == []
    assert district.shown(WORKER, home).lane == "交接后改"  # pyright: ignore[reportOptionalMemberAccess]
    assert refusing.refused(district.office) == []


def test_who_leaves_writes_until_the_device_knows_it_and_gets_in_no_more(district: District) -> None:
    home = district.household(WORKER, "DY-01")
    district.exchange(WORKER)
    certifying.leave(district.office, district.staff(WORKER).name or "")
    district.edit(WORKER, home, lane="还不知道")
    district.exchange(WORKER)
    assert district.office.get(Household, home.id).lane == "还不知道"  # pyright: ignore[reportOptionalMemberAccess]
    assert refusing.refused(district.office) == []
    with district[WORKER].reading():
        assert district[WORKER].opened.role == "auditor", "reads and exports, and writes no more"


def test_a_worker_who_moves_to_another_team_is_heard_by_the_new_lead(district: District) -> None:
    district.household(WORKER, "DY-01")
    with pytest.raises(Exception, match="of another team"):
        district.take("lead-2", district.up(WORKER, to="lead-2"))
    known = certifying.device_named(district.office, WORKER)
    certifying.approve(district.office, _request(district), certifying.Terms(team="二组"))
    assert certifying.device_named(district.office, WORKER).certificate.number == known.certificate.number + 1
    district.exchange(WORKER, "lead-2")
    home = district.household(WORKER, "DY-02")
    district.take("lead-2", district.up(WORKER, to="lead-2"))
    assert district.shown("lead-2", home) is not None


def _request(district: District) -> bytes:
    return enrolment.request(district[WORKER])


def test_what_a_revoked_device_writes_for_a_month_waits_for_a_person(district: District) -> None:
    home = district.household(WORKER, "DY-01")
    district.exchange(WORKER)
    office = district.office
    revoking.revoke(office, certifying.device_named(office, WORKER), because="丢了", is_lost=True)
    for day in range(1, 31):
        district.clocks[WORKER].now = at(12) + timedelta(days=day)
        district.edit(WORKER, home, lane=f"第 {day} 天")
    receiving.merge(office, district.up(WORKER))
    assert office.get(Household, home.id).lane == home.lane  # pyright: ignore[reportOptionalMemberAccess]
    waiting = held_back.waiting(office).ops
    assert [(each.op.reason, each.record) for each in waiting] == [(judging.REVOKED, "household")] * 30
    held_back.release(office, [each.op for each in waiting], because="人还在用，本人确认")
    assert office.get(Household, home.id).lane == "第 30 天"  # pyright: ignore[reportOptionalMemberAccess]
    assert held_back.waiting(office).ops == ()
    before = office.digest()
    office.rebuild()
    assert office.digest() == before


def test_two_people_on_one_laptop_each_write_in_their_own_name(district: District) -> None:
    home = district.household(WORKER, "DY-01")
    enrolment.add_person(district[WORKER], "乙示例", "shanhu lingdang qiubo maojin")
    certifying.approve(district.office, _request(district), certifying.Terms())
    district.exchange(WORKER)
    district.edit(WORKER, home, lane="甲写的")
    district.reopened(WORKER, "乙示例", "shanhu lingdang qiubo maojin")
    district.edit(WORKER, home, address_note="乙写的")
    district.exchange(WORKER)
    shown = district.shown(OFFICE, home)
    assert shown is not None
    assert (shown.lane, shown.address_note) == ("甲写的", "乙写的")
    with district.office.reading() as connection:
        seq = district[WORKER].end.seq
        authors = [body.actor for body in journal.bodies(connection, district[WORKER].end.origin, seq - 1, seq)]
    names = queries.staff_names(district.office)
    assert [names[author] for author in authors] == ["何示例", "乙示例"]
    assert refusing.refused(district.office) == []


def test_a_lead_that_holds_the_second_branch_of_a_chain_shows_both(district: District) -> None:
    """The first branch went straight to the office, the second one by the lead."""
    home = district.household(WORKER, "DY-01")
    district.exchange(WORKER, LEAD)
    picture = district.pictured(WORKER)
    district.edit(WORKER, home, lane="先巷")
    district.exchange(WORKER)
    district.put_on(WORKER, picture)
    district.edit(WORKER, home, lane="后巷")
    district.take(LEAD, district.up(WORKER, to=LEAD))
    mine = district.household(LEAD, "DY-02")
    (taken,) = district.take(OFFICE, district.up(LEAD))
    assert len(taken.forks) == 1
    assert district.shown(OFFICE, mine) is not None, "the lead's own work goes on"
    district.take(LEAD, district.down(LEAD))
    assert _heads(district, LEAD, home) == {"先巷", "后巷"}
    district.take(WORKER, district.down(WORKER))
    assert _heads(district, WORKER, home) == {"先巷", "后巷"}
    lead = district[LEAD].digest()
    district[LEAD].rebuild()
    assert district[LEAD].digest() == lead
