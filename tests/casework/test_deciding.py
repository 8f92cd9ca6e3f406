"""Conflicts: what waits is told with all that speaks for each value, and who may decides on what they saw."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import stations
import stores
from builders import a_fixture, a_house, a_household, a_person
from stations import LEAD, OFFICE, WORKER, District, Founded

from desktop.casework import deciding, flats, questioning
from desktop.casework.deciding import Choice, Standing, Way
from desktop.cli.words import Voice
from desktop.domain.errors import Refused
from desktop.domain.fields import LEADS, Role
from desktop.domain.records import Assignment, Evidence, Flat, House, Person, Record, Sealed, Staff
from desktop.store import contests, queries
from desktop.store.contests import Filter
from desktop.store.store import Store

HOME = a_household(number="DY-01", lane="示例里 3 巷")
HOUSE = a_house(household=HOME.id, measured_area=Decimal("60.00"))
VOICE = Voice("zh_CN")


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(HOME, HOUSE, a_person(household=HOME.id, bank_account="6222000011112222"), because="登记")
    return store


def contested(store: Store, record: Record, *values: dict[str, Any], because: str = "看过") -> Record:
    """What several wrote of a record who had not seen each other; the last is shown."""
    before = store.get(type(record), record.id)
    assert before is not None
    for each in values:
        store.save(replace(before, **each), because=because)
    return before


def the_one(store: Store) -> Standing:
    (place,) = contests.registers(store, Filter())
    return deciding.contest(store, *place)


def now(store: Store, record: Record) -> Any:
    return store.get(type(record), record.id)


def total(store: Store, **wanted: Any) -> int:
    return deciding.open_contests(store, Filter(**wanted)).total


# What stands beside each other


def test_each_value_is_told_with_what_proves_it_and_the_last_common_one_beside(store: Store) -> None:
    photo = Evidence(household=HOME.id, kind="photo", digest="ab" * 32, media_type="image/jpeg", size=5, caption="山墙")
    store.save(photo)
    contested(
        store,
        HOUSE,
        {"measured_area": Decimal(61), "measured_area_source": "航拍图"},
        {"measured_area": Decimal(62), "measured_area_source": "复量", "measured_area_evidence": ("山墙", "纸质图 7")},
    )
    standing = the_one(store)
    first, other = standing.versions
    assert [each.values and each.values["measured_area"] for each in (first, other)] == [62, 61]
    assert (first.source, first.elsewhere, [each.id for each in first.papers]) == ("复量", ("纸质图 7",), [photo.id])
    assert (other.source, other.papers, other.by, other.version.reason) == ("航拍图", (), stores.CLERK, "看过")
    assert standing.base is not None
    assert standing.base.values == {"measured_area": 60}
    assert next(each.name for each in standing.fields) == "measured_area"
    assert (standing.is_money, standing.may_decide, standing.home and standing.home.number) == (
        True,
        frozenset({Role.CLERK}),
        "DY-01",
    )


def test_lists_are_narrowed_paged_and_counted(store: Store) -> None:
    other = a_household(number="DY-02", lane="示例里 4 巷")
    part = a_fixture(household=other.id)
    team = Staff(name="组员示例", role="worker", team="二组")
    store.save(other, part, a_person(household=other.id, name="贺样本"))
    store.enlist(team, because="来了")
    store.save(Assignment(household=other.id, staff=team.id))
    contested(store, HOUSE, {"encumbrance": "抵押"}, {"encumbrance": "出租"})
    contested(store, HOUSE, {"structure": "砖木"}, {"structure": "混合"})
    before = contested(store, part, {"quantity": Decimal(3), "amount": 240_000})
    store.withdraw(before, because="不是他家的")

    assert total(store) == 3
    assert [total(store, is_money=each) for each in (True, False)] == [2, 1]
    assert [total(store, is_life=each) for each in (True, False)] == [1, 2]
    assert [total(store, text=each) for each in ("DY-01", "贺样本", "hyb", "谁也不是")] == [2, 1, 1, 0]
    assert [total(store, lane="示例里 4 巷"), total(store, team="二组"), total(store, household=HOME.id)] == [1, 1, 2]
    assert [total(store, record="house"), total(store, record="house", group="structure")] == [2, 1]
    pages = [deciding.open_contests(store, Filter(), n, size=2) for n in (1, 2, 3)]
    assert [(len(page.lines), page.total, page.pages) for page in pages] == [(2, 3, 2), (1, 3, 2), (0, 3, 2)]
    told = [(line.contest.row, line.contest.group) for page in pages for line in page.lines]
    assert tuple(told) == contests.registers(store, Filter())
    (line,) = deciding.open_contests(store, Filter(is_life=True)).lines
    assert (line.name, line.home and line.home.owners) == (part.name, ("贺样本",))


# The decision


def test_a_value_that_is_not_shown_holds_once_it_is_chosen_and_is_found_with_who_and_why(store: Store) -> None:
    contested(store, HOUSE, {"measured_area": Decimal(61)}, {"measured_area": Decimal(62)})
    standing = the_one(store)
    deciding.decide(store, [Choice(standing, standing.versions[1])], because="两人复核")
    assert now(store, HOUSE).measured_area == 61
    assert total(store) == 0
    (found,) = deciding.decided(store, Filter(text="DY-01", is_money=True)).lines
    assert (found.version.reason, found.version.actor, found.holds) == ("两人复核", store.opened.person, True)
    assert {(each.forms or {})["measured_area"] for each in found.replaced} == {"61", "62"}
    store.save(replace(now(store, HOUSE), measured_area=Decimal(63)), because="又量过")
    (found,) = deciding.decided(store, Filter()).lines
    assert not found.holds
    assert (
        deciding.decided(store, Filter(is_money=False)).total == deciding.decided(store, Filter(lane="别处")).total == 0
    )


def test_neither_brings_the_last_common_value_back_and_asks_the_team_in_the_same_entry(store: Store) -> None:
    contested(store, HOUSE, {"measured_area": Decimal(61)}, {"measured_area": Decimal(62)})
    standing = the_one(store)
    words = deciding.asking_words(VOICE, standing)
    assert "61" in words
    assert "62" in words
    end = store.end.seq
    settled = deciding.decide(store, [Choice(standing, Way.NEITHER, words)], because="都量错了")
    assert now(store, HOUSE).measured_area == 60
    assert store.end.seq == end + 1
    (asked,) = questioning.open_questions(store)
    assert (asked.question, asked.is_open) == (settled.questions[0], True)
    assert (asked.question.asked_row, asked.question.asked_field) == (HOUSE.id, "measured_area")


def test_neither_leaves_empty_what_was_empty_and_is_refused_where_that_can_not_be(store: Store) -> None:
    contested(store, HOUSE, {"encumbrance": "抵押"}, {"encumbrance": "出租"})
    standing = the_one(store)
    deciding.decide(store, [Choice(standing, Way.NEITHER, "再问一次")], because="说法不一")
    assert now(store, HOUSE).encumbrance is None
    twice = a_person(household=HOME.id)
    store.save(twice)
    person = store.get(Person, twice.id)
    assert person is not None
    contested(store, person, {"name": "马样本"}, {"name": "马虚构"})
    standing = the_one(store)
    bare = replace(standing, base=None)
    with pytest.raises(Refused, match="Nothing that could come back"):
        deciding.decide(store, [Choice(bare, Way.NEITHER, "？")], because="都不对")
    assert total(store) == 1


def test_a_sealed_value_is_chosen_without_being_shown(store: Store) -> None:
    (person,) = store.records(Person)
    accounts = ("6222000011113333", "6222000011114444")
    contested(store, person, *({"bank_account": each} for each in accounts))
    standing = the_one(store)
    shown, other = standing.versions
    assert isinstance((other.values or {})["bank_account"], Sealed)
    assert not any(each in deciding.asking_words(VOICE, standing) for each in (*accounts, "3333", "4444"))
    deciding.decide(store, [Choice(standing, other)], because="看了卡")
    assert store.unsealed(now(store, person), "bank")["bank_account"] == accounts[0]
    assert shown.version.place != other.version.place


def test_whether_a_withdrawn_record_stays_is_decided(store: Store) -> None:
    for takes, is_withdrawn in ((Way.STAYS, None), (Way.WITHDRAWN, True)):
        part = a_fixture(household=HOME.id)
        store.save(part)
        before = contested(store, part, {"quantity": Decimal(3), "amount": 240_000})
        store.withdraw(before, because="不是他家的")
        standing = the_one(store)
        assert [(edit.version.group, (edit.values or {})["quantity"]) for edit in standing.edits] == [("item", 3)]
        with pytest.raises(Refused, match="can't be decided so"):
            deciding.decide(store, [Choice(standing, standing.versions[0])], because="看过")
        deciding.decide(store, [Choice(standing, takes)], because="看过")
        assert now(store, part).withdrawn is is_withdrawn
        assert total(store) == 0
    assert deciding.decided(store, Filter(is_life=True)).total == 2


def test_many_that_move_no_money_are_decided_for_one_reason_and_money_alone(store: Store) -> None:
    contested(store, HOUSE, {"encumbrance": "抵押"}, {"encumbrance": "出租"})
    contested(store, HOUSE, {"elsewhere": "示例里东"}, {"elsewhere": "示例里西"})
    contested(store, HOUSE, {"structure": "砖木"}, {"structure": "混合"})
    found = deciding.standings(store, contests.registers(store, Filter()))
    with pytest.raises(Refused, match="one by one"):
        deciding.decide(store, [Choice(each, each.versions[0]) for each in found], because="看过")
    free = [each for each in found if not each.is_money]
    with pytest.raises(Refused, match="needs a reason"):
        deciding.decide(store, [Choice(each, each.versions[1]) for each in free], because=" ")
    deciding.decide(store, [Choice(each, each.versions[1]) for each in free], because="看过")
    house = now(store, HOUSE)
    assert (house.encumbrance, house.elsewhere, total(store)) == ("抵押", "示例里东", 1)
    assert {each.version.reason for each in deciding.decided(store, Filter()).lines} == {"看过"}


def test_what_arrived_meanwhile_stays_beside_what_was_chosen(store: Store) -> None:
    before = contested(store, HOUSE, {"measured_area": Decimal(61)}, {"measured_area": Decimal(62)})
    standing = the_one(store)
    store.save(replace(before, measured_area=Decimal(63)), because="刚到")
    settled = deciding.decide(store, [Choice(standing, standing.versions[1])], because="看过")
    assert settled.still_open == ((HOUSE.id, "measured_area"),)
    again = the_one(store)
    assert {(each.values or {})["measured_area"] for each in again.versions} == {61, 63}
    deciding.decide(store, [Choice(again, again.versions[0])], because="看过")
    with pytest.raises(Refused, match="decided meanwhile"):
        deciding.decide(store, [Choice(standing, standing.versions[0])], because="看过")


def test_whose_a_flat_is_the_office_decides(store: Store) -> None:
    other, flat = a_household(number="DY-02"), Flat(building="2", unit="2", room="101")
    store.save(other, flat)
    free = store.get(Flat, flat.id)
    assert free is not None
    for home in (HOME, other):
        store.save(flats.held(free, home, flats.Hold.RESERVED, store))
    assert [each.name for each in deciding.open_contests(store, Filter()).lines] == ["2-2-101"]
    standing = the_one(store)
    assert (standing.is_money, standing.home) == (True, None)
    mine = next(each for each in standing.versions if (each.values or {})["held_by"] == HOME.id)
    deciding.decide(store, [Choice(standing, mine)], because="先来")
    assert now(store, flat).held_by == HOME.id
    (line,) = deciding.decided(store, Filter(record="flat")).lines
    assert (line.home, line.name) == (None, "2-2-101"), "it is of no household, and told by its own name"


# Over bundles


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return Founded.by(tmp_path_factory.mktemp("district"), (LEAD, WORKER))


@pytest.fixture
def district(founded: Founded, tmp_path: Path, cheap_vault: None) -> Iterator[District]:  # noqa: ARG001
    with founded.laid_out(tmp_path / "district") as laid_out:
        yield laid_out


def test_a_decision_travels_and_each_decides_what_is_theirs(district: District) -> None:
    """With whose computer and bundle each value came; the office decides money, a lead the rest, a worker nothing."""
    office = district.office
    home = district.household(OFFICE, "DY-01")
    house = a_house(household=home.id, measured_area=Decimal("60.00"))
    office.save(house)
    district.assign(WORKER, home)
    district.exchange()
    for by, area, note in ((OFFICE, 61, "抵押"), (WORKER, 62, "出租")):
        held = district[by].get(House, house.id)
        assert held is not None
        district[by].save(replace(held, measured_area=Decimal(area), encumbrance=note), because="看过")
    district.take(OFFICE, district.up(WORKER))

    standing = deciding.contest(office, house.id, "measured_area")
    ways = {(each.values or {})["measured_area"]: each for each in standing.versions}
    assert (ways[61].computer, ways[61].bundle) == ("", None)
    assert (ways[62].computer, ways[62].team, ways[62].by) == (WORKER, "一组", stations.PEOPLE[WORKER])
    assert ways[62].bundle is not None
    assert (ways[62].bundle.kind, ways[62].bundle.sender) == ("up", WORKER)
    district.take(WORKER, district.down(WORKER))
    district.take(LEAD, district.down(LEAD))

    at_worker = deciding.contest(district[WORKER], house.id, "encumbrance")
    assert at_worker.may_decide == LEADS
    with pytest.raises(Refused, match="the area's lead or the office"):
        deciding.decide(district[WORKER], [Choice(at_worker, at_worker.versions[0])], because="看过")
    lead = district[LEAD]
    money = deciding.contest(lead, house.id, "measured_area")
    with pytest.raises(Refused, match="decided by the office"):
        deciding.decide(lead, [Choice(money, money.versions[0])], because="看过")
    note = deciding.contest(lead, house.id, "encumbrance")
    rented = next(each for each in note.versions if (each.values or {})["encumbrance"] == "出租")
    deciding.decide(lead, [Choice(note, rented)], because="看了合同")
    deciding.decide(office, [Choice(standing, Way.NEITHER, "再量一次")], because="量法不同")
    district.exchange()
    district.exchange()

    shown = {
        (each.encumbrance, each.measured_area) for by in (OFFICE, LEAD, WORKER) for each in district[by].records(House)
    }
    assert shown == {("出租", Decimal(60))}
    for by in (OFFICE, LEAD, WORKER):
        assert queries.conflicts_open(district[by]) == ()
        told = {(each.version.group, each.version.reason) for each in deciding.decided(district[by], Filter()).lines}
        assert told == {("encumbrance", "看了合同"), ("measured_area", "量法不同")}
        assert [each.question.question for each in questioning.open_questions(district[by])] == ["再量一次"]
