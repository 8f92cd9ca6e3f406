"""`ruhu household`: the list, the search, and one household with everything."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import stores
from terminal import NUMBER, Ruhu

from desktop.domain.records import Household, Person
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("stated")


def with_store(folder: Path) -> Store:
    return stores.opened(folder)


def test_the_list_names_number_address_and_owners(ruhu: Ruhu) -> None:
    said = ruhu("household", "list")
    assert f"{NUMBER}  示例里 3 巷 17 号  马示例" in said.out
    assert "1 household" in said.out
    (line,) = ruhu("household", "list", "--json").facts["households"]
    assert line["number"] == NUMBER
    assert line["owners"] == ["马示例"]


@pytest.mark.parametrize("wanted", ["马示例", "msl", "䶮", "17 号", "0127", "6021", "0026"])
def test_a_household_is_found_by_what_people_know_of_it(ruhu: Ruhu, wanted: str) -> None:
    assert [hit["number"] for hit in ruhu("household", "list", "--search", wanted, "--json").facts["households"]] == [
        NUMBER
    ]


def test_the_list_goes_on_after_a_number(ruhu: Ruhu, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text("\n".join(json.dumps({"record": "household", "number": f"DY-04-{n}"}) for n in range(5)), "utf-8")
    ruhu("record", file)
    first = ruhu("household", "list", "--limit", 2, "--json").facts["households"]
    rest = ruhu("household", "list", "--after", first[-1]["number"], "--json").facts["households"]
    assert [line["number"] for line in (*first, *rest)] == [NUMBER, *(f"DY-04-{n}" for n in range(5))]


def test_a_withdrawn_household_is_listed_only_when_asked(ruhu: Ruhu, stated: Path) -> None:
    with with_store(stated) as store:
        store.withdraw(store.records(Household)[0], because="重复登记")
    assert not ruhu("household", "list", "--json").facts["households"]
    assert "withdrawn" in ruhu("household", "list", "--withdrawn").out
    assert "重复登记" in ruhu("household", "show", NUMBER).out


def test_a_former_name_is_found_only_when_everything_is_asked_for(ruhu: Ruhu, stated: Path) -> None:
    with with_store(stated) as store:
        owner = next(person for person in store.records(Person) if person.role == "owner")
        store.save(replace(owner, name="李示例乙"))
    assert "formerly" not in ruhu("household", "list", "--search", "马示例").out
    assert "formerly" in ruhu("household", "list", "--search", "马示例", "--everything").out


def test_a_household_is_shown_with_all_its_records_and_what_is_missing(ruhu: Ruhu) -> None:
    out = ruhu("household", "show", NUMBER).out
    for text in (
        "马示例䶮",
        "registered gross: 62.40 ㎡",
        "amount: 1,600.00 yuan",
        "想要一楼的房子。",
        "rather not say",
    ):
        assert text in out
    assert "✓ 2 visited" in out
    assert "! 6 paid (passed over)" in out
    assert "House 1: the recognised area is not known." in out


def test_a_record_of_which_nothing_is_known_is_shown_as_such(ruhu: Ruhu, tmp_path: Path) -> None:
    file = tmp_path / "house.jsonl"
    file.write_text(json.dumps({"record": "house", "household": NUMBER}), "utf-8")
    ruhu("record", file)
    assert "  - (nothing known yet)\n" in ruhu("household", "show", NUMBER).out


def test_a_family_that_moved_unpaid_is_a_finding_against_the_office(ruhu: Ruhu) -> None:
    assert "has not been paid. Pay it now." in ruhu("household", "show", NUMBER).out.splitlines()[1]


def test_sensitive_values_stay_masked_in_words_and_in_json(ruhu: Ruhu) -> None:
    for said in (ruhu("household", "show", NUMBER), ruhu("household", "show", NUMBER, "--json")):
        assert "100****6021" in said.out
        assert "100-0000-6021" not in said.out
        assert "9999991956" not in said.out


def test_a_household_is_shown_by_its_id(ruhu: Ruhu) -> None:
    row = ruhu("household", "list", "--json").facts["households"][0]["id"]
    assert NUMBER in ruhu("household", "show", row).out


def test_of_several_with_one_number_the_ids_are_named(ruhu: Ruhu, tmp_path: Path) -> None:
    file = tmp_path / "twice.jsonl"
    file.write_text(json.dumps({"record": "household", "number": NUMBER, "note": "另一组"}), "utf-8")
    assert "already" in ruhu("record", file).err
    said = ruhu("household", "show", NUMBER, ends=1)
    for line in ruhu("household", "list", "--json").facts["households"]:
        assert line["id"] in said.err


def test_an_unknown_household_is_refused(ruhu: Ruhu) -> None:
    assert "household list" in ruhu("household", "show", "DY-99-9999", "--json", ends=1).refused["remedy"]


def test_what_id_numbers_tell_of_people_from_before_is_written_down(ruhu: Ruhu, tmp_path: Path) -> None:
    owner = ruhu("household", "show", NUMBER, "--json").facts["records"]["person"][0]
    file = tmp_path / "before.jsonl"
    file.write_text(json.dumps({"record": "person", "id": owner["id"], "birth_date": None, "sex": None}), "utf-8")
    ruhu("record", file)
    assert ruhu("household", "from-id-numbers", "--json").facts == {"people": 1}
    assert ruhu("household", "from-id-numbers", NUMBER, "--json").facts == {"people": 0}
    now = ruhu("household", "show", NUMBER, "--json").facts["records"]["person"][0]
    assert (now["sex"], now["birth_date"]) == ("female", owner["birth_date"])
    told = ruhu("journal", "show").out
    assert "as in the ID number" in told
    assert "1956-03-07" not in told


def test_what_is_shown_as_json_can_be_recorded_again_but_not_what_is_sealed(ruhu: Ruhu, tmp_path: Path) -> None:
    records = ruhu("household", "show", NUMBER, "--json").facts["records"]
    file = tmp_path / "again.jsonl"
    lines = [{"record": kind, **record} for kind, held in records.items() for record in held if kind != "person"]
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    assert ruhu("record", file, "--json").facts["unchanged"] == len(lines)
    file.write_text(json.dumps({"record": "person", **records["person"][0]}), "utf-8")
    assert {found["field"] for found in ruhu("record", file, "--json", ends=1).refused["findings"]} == {
        "birth_date",
        "id_kind",
        "id_number",
        "phone",
    }


def test_looking_needs_no_lock(ruhu: Ruhu, stated: Path) -> None:
    with with_store(stated):
        ruhu("household", "list")
        ruhu("household", "show", NUMBER)
        ruhu("journal", "verify")
        assert "open in another window" in ruhu("record", stated / "store.toml", ends=1).err
