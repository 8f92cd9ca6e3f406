"""The facts of a household for a plan: all that is missing or unclear is told at once, and nothing is made up."""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from builders import a_fixture, a_house, a_household, a_person, an_appraisal, an_unregistered_part
from plans import a_plan
from stores import NewStore

from desktop.casework import area_rules, from_id_numbers, household_facts, policy
from desktop.casework.household_facts import Gathered
from desktop.casework.household_ledger import TAKE_OVER
from desktop.domain.errors import Refused
from desktop.domain.records import AreaFact, House, Household, Person, Record
from desktop.policy.pack import Pack
from desktop.store import history
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")

ON = date(2026, 11, 18)
HOME = a_household()
WHOLE: tuple[Record, ...] = (
    HOME,
    a_house(household=HOME.id, recognised_area=Decimal("62.40")),
    an_appraisal(household=HOME.id, unit_price=428_050, report_number="PG-0127", appraisal_source="评估报告"),
    a_person(household=HOME.id, special_groups=("低保",)),
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return policy.read(a_plan(tmp_path_factory.mktemp("plans") / "plan")).sound().pack


@pytest.fixture
def store(new_store: NewStore) -> Store:
    store = new_store("area")
    rate = AreaFact(name="签约率", value="61.20", unit="%")
    area_rules.set_rules(store, {}, {}, [rate], notice_on=date(2026, 10, 9), because="公示")
    return store


def gathered(store: Store, pack: Pack, *records: Record, **given: object) -> Gathered:
    if records:
        store.save(*records)
    (home,) = (each for each in store.records(Household) if each.number == HOME.number)
    return household_facts.gather(store, home, pack, {"楼层": "3"} | given, ON)


def gaps(found: Gathered) -> dict[str, str]:
    return {gap.name: gap.message.format_map(gap.values) for gap in found.gaps}


def with_field(folder: Path, *changes: tuple[str, str, str]) -> Pack:
    shutil.rmtree(folder, ignore_errors=True)
    return policy.read(a_plan(folder, *changes)).sound().pack


def test_a_whole_ledger_gives_all_facts_and_tells_their_papers(store: Store, pack: Pack) -> None:
    found = gathered(store, pack, *WHOLE)
    assert found.gaps == ()
    assert found.facts is not None
    assert found.facts.canonical.decode() == (
        '{"inputs":{"产别":"私有","人员":[{"出生日期":"1956-03-07"}],"公告日":"2026-10-09","单价":"4280.5",'
        '"困难":[{"类别":"低保"}],"楼层":"3","签约率":"61.2","面积":"62.4"}}'
    )
    assert found.origins["面积"] == "产权证"
    assert found.origins["单价"] == "评估报告 PG-0127"
    assert {group for _, group in found.registers} == {
        "recognised_area", "appraisal", "certificate", "birth_date", "special", "area_fact", "area",
    }  # fmt: skip


def test_all_that_is_missing_is_told_at_once(new_store: NewStore, pack: Pack) -> None:
    store = new_store("empty")
    store.save(HOME)
    found = household_facts.gather(store, HOME, pack, {}, ON)
    assert found.facts is None
    assert set(gaps(found)) == {"面积", "单价", "产别", "人员", "签约率", "公告日", "楼层"}
    remedies = {gap.name: gap.remedy for gap in found.gaps}
    assert "--set" in remedies["楼层"]
    assert "ruhu area set --fact" in remedies["签约率"]
    assert "--notice" in remedies["公告日"]
    assert "ledger" in remedies["面积"]
    assert {gap.name: (gap.record, gap.field) for gap in found.gaps}["面积"] == ("house", "recognised_area")


def test_of_several_houses_none_is_chosen(store: Store, pack: Pack, tmp_path: Path) -> None:
    found = gathered(store, pack, *WHOLE, a_house(household=HOME.id, recognised_area=Decimal(20)))
    assert gaps(found).keys() == {"面积", "产别"}
    assert "has 2" in gaps(found)["面积"]
    of_all = with_field(
        tmp_path / "sum", ("inputs", "house.recognised_area", "sum(houses.area)"), ("inputs", "house.tenure", "")
    )
    summed = gathered(store, of_all, 产别="私有")
    assert summed.facts is not None
    assert summed.facts.given["面积"] == Decimal("82.40")


def test_a_house_that_is_not_known_makes_the_sum_unknown(store: Store, tmp_path: Path) -> None:
    of_all = with_field(tmp_path / "sum", ("inputs", "house.recognised_area", "sum(houses.area)"),
                        ("inputs", "house.tenure", ""))  # fmt: skip
    found = gathered(store, of_all, *WHOLE, a_house(household=HOME.id, recognised_area=None), 产别="私有")
    assert gaps(found) == {"面积": "House 2: it is not known."}


def test_more_decimals_than_the_plan_takes_are_told_and_never_rounded(store: Store, pack: Pack) -> None:
    _, house, *others = WHOLE
    found = gathered(store, pack, HOME, replace(house, recognised_area=Decimal("62.405")), *others)
    assert gaps(found).keys() == {"面积"}
    assert "62.405" in gaps(found)["面积"]


@pytest.mark.parametrize(
    ("state", "area", "said"),
    [
        ("undetermined", None, "东厢房: not determined yet."),
        ("recognised", None, "东厢房: it is not known."),
        ("not_recognised", None, None),
        ("removed_by_owner", None, None),
        ("recognised", Decimal(12), None),
    ],
)
def test_a_part_counts_as_it_was_determined(
    store: Store, tmp_path: Path, state: str, area: Decimal | None, said: str | None
) -> None:
    parts = with_field(
        tmp_path / "parts", ("inputs", "house.recognised_area", "sum(unregistered_parts.recognised_area)")
    )
    part = an_unregistered_part(household=HOME.id, state=state, recognised_area=area)
    found = gathered(store, parts, *WHOLE, part)
    assert gaps(found) == ({"面积": said} if said else {})
    if found.facts is not None:
        assert found.facts.given["面积"] == (area or 0)


def test_no_parts_and_no_fixtures_are_nothing_and_that_is_known(store: Store, tmp_path: Path) -> None:
    for field in ("sum(unregistered_parts.recognised_area)", "sum(unregistered_parts.measured_area)"):
        asks = with_field(tmp_path / "parts", ("inputs", "house.recognised_area", field))
        found = gathered(store, asks, *(() if store.records(Household) else WHOLE))
        assert found.facts is not None
        assert found.facts.given["面积"] == 0


def test_money_comes_in_yuan_and_a_fixture_without_an_amount_by_its_price(store: Store, tmp_path: Path) -> None:
    asks = with_field(tmp_path / "fixtures", ("inputs", "", "附属物,number,元,2,0,1000000,,,,,sum(fixtures.amount),\n"))
    doors = (a_fixture(household=HOME.id), a_fixture(household=HOME.id, amount=None, unit_price=105_05))
    found = gathered(store, asks, *WHOLE, *doors)
    assert found.facts is not None
    assert found.facts.given["附属物"] == Decimal("1810.10")
    unknown = a_fixture(household=HOME.id, name="水井", amount=None, unit_price=None)
    assert gaps(gathered(store, asks, unknown)) == {"附属物": "水井: it is not known."}


def test_a_count_in_another_unit_is_not_converted(store: Store, tmp_path: Path) -> None:
    lines = "附属物,list,,,,,,,,,fixtures,\n附属物.数量,number,台,2,0,100,,,,,fixtures.quantity,\n"
    asks = with_field(tmp_path / "fixtures", ("inputs", "", lines))
    found = gathered(store, asks, *WHOLE, a_fixture(household=HOME.id, unit="套"))
    assert gaps(found).keys() == {"附属物[1].数量"}


def test_an_open_conflict_is_unclear(store: Store, pack: Pack) -> None:
    gathered(store, pack, *WHOLE)
    house = store.records(House)[0]
    for area in (Decimal(60), Decimal(70)):
        store.save(replace(house, recognised_area=area))
    found = gathered(store, pack)
    assert gaps(found).keys() == {"面积"}
    assert "decision" in gaps(found)["面积"]


def test_a_disputed_title_and_area_are_told_and_stop_nothing_yet(store: Store, pack: Pack) -> None:
    _, house, *others = WHOLE
    home = replace(HOME, title_disputed=True)
    found = gathered(store, pack, home, replace(house, area_disputed=True), *others)
    assert found.facts is not None
    told = [note.message.format_map(note.values) for note in found.notes]
    assert [each for each in told if "title" in each]
    assert [each for each in told if "area" in each]


def test_a_choice_that_the_plan_does_not_know_is_told_but_what_is_said_of_a_person_stays_masked(
    store: Store, tmp_path: Path
) -> None:
    asks = with_field(tmp_path / "other", ("inputs", "私有|公房", "有证|无证"), ("inputs", "低保|残疾", "残疾"),
                      ("items", '产别 = "私有"', '产别 = "有证"'), ("table_补助", "低保,300\n", ""),
                      ("examples", "一,input,困难[1].类别,低保", "一,input,困难[1].类别,残疾"))  # fmt: skip
    found = gathered(store, asks, *WHOLE)
    assert "私有" in gaps(found)["产别"]
    assert "低保" not in gaps(found)["困难[1].类别"]


def test_a_ledger_may_say_a_choice_in_the_words_of_either_language(store: Store, tmp_path: Path) -> None:
    asks = with_field(tmp_path / "english", ("inputs", "私有|公房", "private|public"),
                      ("items", '产别 = "私有"', '产别 = "private"'))  # fmt: skip
    found = gathered(store, asks, *WHOLE)
    assert found.facts is not None
    assert found.facts.given["产别"] == "private"


def test_what_stands_in_the_ledger_is_not_said_besides(store: Store, pack: Pack) -> None:
    found = gathered(store, pack, *WHOLE, 面积="70", 签约率="99", 公告日="2026-01-01")
    assert gaps(found).keys() == {"面积", "签约率", "公告日"}


def test_what_is_said_wrongly_is_told_together_with_what_is_missing(store: Store, pack: Pack) -> None:
    found = gathered(store, pack, HOME, 楼层="31", 楼层数="2")
    assert {"面积", "楼层", "楼层数"} <= gaps(found).keys()
    assert "above" in gaps(found)["楼层"]


def test_a_default_of_the_plan_holds_where_the_ledger_says_nothing_and_is_told(store: Store, tmp_path: Path) -> None:
    asks = with_field(tmp_path / "default", ("inputs", "面积,number,㎡,2,0,1000,,,", "面积,number,㎡,2,0,1000,,0,"))
    _, house, *others = WHOLE
    found = gathered(store, asks, HOME, replace(house, recognised_area=None), *others)
    assert found.facts is not None
    assert [note.name for note in found.notes] == ["面积"]


@pytest.mark.parametrize(
    ("birth", "age"),
    [("1966-11-18", 60), ("1966-11-19", 59), ("2025-11-18", 1), ("2024-02-29", 2)],
)
def test_an_age_is_of_the_day_of_the_calculation(store: Store, tmp_path: Path, birth: str, age: int) -> None:
    asks = with_field(tmp_path / "age", ("inputs", "", "人员.年龄,number,年,0,0,150,,,,,people.age,\n"))
    *others, person = WHOLE
    found = gathered(store, asks, *others, replace(person, birth_date=date.fromisoformat(birth), id_number=None))
    assert found.facts is not None
    assert f'"年龄":"{age}"' in found.facts.canonical.decode()


def test_what_the_id_number_tells_is_said_to_be_taken_from_there_and_is(store: Store, pack: Pack) -> None:
    *others, person = WHOLE
    known = replace(person, birth_date=None, sex=None)
    other = a_person(household=HOME.id, name="马示例甲", birth_date=None, id_number=None, special_groups=())
    found = gathered(store, pack, *others, known, other)
    assert gaps(found) == {
        "人员[1].出生日期": "马示例: it is not written down, but the ID number tells it.",
        "人员[2].出生日期": "马示例甲: it is not known.",
    }
    assert [gap.remedy == TAKE_OVER for gap in found.gaps] == [True, False]
    assert from_id_numbers.write_all(store) == 1
    assert gaps(gathered(store, pack)).keys() == {"人员[2].出生日期"}
    (step, *_) = history.steps(store, HOME.id)
    assert (step.group, step.reason, step.is_as_in_number) == ("birth_date", "from the ID number", True)
    assert from_id_numbers.write_all(store) == 0


def test_a_fact_of_the_area_holds_from_its_day_on(store: Store, pack: Pack) -> None:
    rates = [AreaFact(name="签约率", value=value, unit="%", since=date(2026, 11, day)) for value, day in
             (("70", 10), ("80", 18), ("90", 19))]  # fmt: skip
    area_rules.set_rules(store, {}, {}, rates, because="公示")
    found = gathered(store, pack, *WHOLE)
    assert found.facts is not None
    assert found.facts.given["签约率"] == Decimal("0.8")


@pytest.mark.parametrize("unit", ["", "元"])
def test_a_fact_of_the_area_is_in_the_plans_unit(store: Store, pack: Pack, unit: str) -> None:
    area_rules.set_rules(store, {}, {}, [AreaFact(name="签约率", value="70", unit=unit or None)], because="公示")
    assert gaps(gathered(store, pack, *WHOLE)).keys() == {"签约率"}


def test_columns_that_the_ledger_lacks_are_said_row_by_row(store: Store, tmp_path: Path) -> None:
    asks = with_field(tmp_path / "grades", ("inputs", "", "困难.等级,choice,,,,,一级|二级,,,,,\n"))
    assert gaps(gathered(store, asks, *WHOLE)).keys() == {"困难[1].等级"}
    found = gathered(store, asks, 困难=[{"等级": "二级"}])
    assert found.facts is not None
    assert found.facts.given["困难"] == ({"类别": "低保", "等级": "二级"},)
    assert gaps(gathered(store, asks, 困难=[])).keys() == {"困难"}
    assert gaps(gathered(store, asks, 困难=[{"等级": "二级", "类别": "残疾"}])).keys() == {"困难[1].类别"}


def test_a_withdrawn_household_is_not_calculated(store: Store, pack: Pack) -> None:
    gathered(store, pack, *WHOLE)
    store.withdraw(store.records(Household)[0], because="登记了两次")
    with pytest.raises(Refused):
        gathered(store, pack)


def test_who_was_withdrawn_is_not_counted(store: Store, pack: Pack) -> None:
    gathered(store, pack, *WHOLE, a_person(household=HOME.id, name="马示例甲", special_groups=("残疾",)))
    store.withdraw(store.records(Person)[1], because="不是这一户的")
    found = gathered(store, pack)
    assert found.facts is not None
    assert found.facts.given["困难"] == ({"类别": "低保"},)


def test_said_values_are_read_as_the_plan_declares_them(pack: Pack) -> None:
    assert household_facts.said(pack, ["楼层=3", "签约率=61.20%", "困难[1].类别=低保"]) == {
        "楼层": "3",
        "签约率": "61.2",
        "困难": [{"类别": "低保"}],
    }
    with pytest.raises(Refused):
        household_facts.said(pack, ["楼层"])
    with pytest.raises(Refused):
        household_facts.said(pack, ["楼层=3", "楼层=4"])
