"""What a sheet said of a household can be told again, also by a program that knows less."""

import json
from decimal import Decimal
from zoneinfo import ZoneInfo

from builders import a_house, a_household, a_person

from desktop.casework.papers import issued_ledger
from desktop.domain.four_clear import Case

ZONE = ZoneInfo("Asia/Shanghai")


def test_a_kept_case_is_told_again_without_what_is_sensitive() -> None:
    home = a_household()
    person, house = a_person(household=home.id), a_house(household=home.id, registered_gross=Decimal("62.40"))
    again = issued_ledger.case(issued_ledger.kept(Case.of(home, [person, house], ZONE)), ZONE)
    assert (again.household.number, again.people[0].name) == (home.number, person.name)
    assert again.houses[0].registered_gross == Decimal("62.40")


def test_what_only_a_newer_program_knows_is_passed_over() -> None:
    kept = json.loads(issued_ledger.kept(Case(household=a_household(), zone=ZONE)))
    newer = [kept[0] | {"colour": "grey"}, {"record": "garden", "id": kept[0]["id"], "trees": 3}]
    again = issued_ledger.case(json.dumps(newer), ZONE)
    assert again.household.number == kept[0]["number"]
