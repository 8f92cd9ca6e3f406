"""What a plan can ask a ledger for is one closed list, and an input that asks for something else is told."""

from pathlib import Path

import pytest
from plans import a_plan

from desktop.casework import ledger_fields, policy
from desktop.casework.ledger_fields import FIELDS, Shape
from desktop.domain.amount_facts import affects_amount
from desktop.domain.fields import RECORDS

CASES = Path(__file__).parents[1] / "cases"
PACKS = Path(__file__).parents[2] / "resources" / "packs"


def flaws(folder: Path, *changes: tuple[str, str, str]) -> list[tuple[int, str, object]]:
    pack = policy.read(a_plan(folder, *changes)).pack
    assert pack is not None
    return [(flaw.place.row, flaw.place.column, flaw.values.get("proposal")) for flaw in ledger_fields.flaws(pack)]


def test_every_field_is_one_of_the_table_of_fields() -> None:
    for each in FIELDS.values():
        assert each.shape is Shape.LIST or each.field in RECORDS[each.record].field, each.name
    assert {"house.recognised_area", "sum(houses.area)", "people", "people.age", "area.notice_on"} <= {*FIELDS}


def test_whatever_a_plan_can_count_is_known_to_move_money() -> None:
    asked = {(each.record, each.field) for each in FIELDS.values() if each.field and each.shape is not Shape.OF_AREA}
    uncounted = [name for name in sorted(asked) if not affects_amount(name[0], RECORDS[name[0]].group_of[name[1]].name)]
    assert not uncounted


def test_nothing_that_names_a_person_or_tells_of_faith_or_people_is_on_the_list() -> None:
    asked = {each.field for each in FIELDS.values() if each.record == "person"}
    assert asked == {"", "role", "share", "sex", "birth_date", "special_groups"}


@pytest.mark.parametrize("folder", sorted(file.parent for root in (CASES, PACKS) for file in root.glob("*/cover.csv")))
def test_the_plans_that_come_with_the_program_ask_for_what_there_is(folder: Path) -> None:
    pack = policy.read(folder).pack
    assert pack is not None
    assert ledger_fields.flaws(pack) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("house.tenure", "house.tenur", (4, "field", "house.tenure")),
        ("house.tenure", "产别", (4, "field", "house.tenure")),
        ("house.recognised_area", "people.age", (2, "field", None)),  # a column of a list
        ("people.birth_date", "fixtures.name", (6, "field", None)),  # of another list
        ("house.tenure", "house.storeys", (4, "field", None)),  # another type
        ("appraisal.unit_price", "appraisal.amount", (3, "field", None)),  # another unit
        ("house.tenure", "area.notice_on", (4, "field", None)),  # of the area
        ("area.notice_on,area", "house.year_built,area", (10, "field", None)),
        ("special_groups.group", "people.role", (8, "field", None)),
    ],
)
def test_a_field_that_does_not_fit_is_told_with_its_cell(
    tmp_path: Path, old: str, new: str, told: tuple[int, str, object]
) -> None:
    assert flaws(tmp_path / "plan", ("inputs", old, new)) == [told]


def test_a_percent_is_not_a_plain_number(tmp_path: Path) -> None:
    asks = "人员.份额,number,{unit},2,0,100,,,,,people.share,\n"
    assert flaws(tmp_path / "right", ("inputs", "", asks.format(unit="%"))) == []
    assert flaws(tmp_path / "wrong", ("inputs", "", asks.format(unit=""))) == [(12, "field", None)]
