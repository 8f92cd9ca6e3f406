"""`ruhu duplicates`: listed, side by side, united, separated, left open; and what is offered is taken over."""

from pathlib import Path

import pictures
import pytest
import stores
from builders import a_house, a_household, a_person
from terminal import Ruhu

WHY = "同一本产权证。"


@pytest.fixture
def twice(area: Path) -> Path:
    """One family twice, with two numbers; and two others with one number."""
    with stores.opened(area) as store:
        for number, name, phone in (("DY-1", "罗示珍", "100-0000-4410"), ("DY-2", "罗示贞", None)):
            home = a_household(number=number, lane="文和里", door="13")
            store.save(
                home,
                a_person(household=home.id, name=name, phone=phone),
                a_house(household=home.id, certificate_number="示例字第 02093 号"),
            )
        store.save(a_household(number="DY-9", lane="甲巷"), a_household(number="DY-9", lane="乙巷"))
    return area


def test_a_pair_is_listed_shown_united_and_separated(twice: Path, ruhu: Ruhu, tmp_path: Path) -> None:
    assert twice.exists()
    listed = ruhu("duplicates", "list", "--json").facts["pairs"]
    assert {each["reasons"][0] for each in listed} == {"the same ID number", "the same household number"}
    shown = ruhu("duplicates", "show", "DY-1", "DY-2").out
    assert "nearly the same" in shown
    assert "4 households are counted now, 3 then" in shown
    facts = ruhu("duplicates", "show", "DY-1", "DY-2", "--json").facts
    phone = next(line for line in facts["lines"] if line["field"] == "phone")
    assert (phone["left"], phone["right"], phone["likeness"]) == ({"sealed": "100****4410"}, None, "one_empty")
    assert not [number for number in ("999999195603070026", "00004410", "0000-4410") if number in shown]

    united = ruhu("duplicates", "unite", "DY-2", "DY-1", "--because", WHY, "--json").facts
    assert (united["verdict"], united["households"], united["because"]) == ("one", 3, WHY)
    assert len(ruhu("household", "list", "--json").facts["households"]) == 3
    assert "goes on under another" in ruhu("household", "list", "--everything").out
    (found,) = ruhu("household", "list", "--search", "罗示珍", "--json").facts["households"]
    assert (found["number"], found["through"]) == ("DY-2", "DY-1")
    assert "It goes on as DY-2" in ruhu("household", "show", "DY-1").out
    assert ruhu("household", "show", "DY-2", "--json").facts["united"] == ["DY-1"]
    assert "goes on as DY-2 already" in ruhu("duplicates", "unite", "DY-2", "DY-1", "--because", WHY, ends=1).err

    offers = ruhu("duplicates", "offered", "DY-2", "--json").facts["offered"]
    which = next(n for n, each in enumerate(offers, 1) if each["group"] == "phone")
    left = ruhu("duplicates", "offered", "DY-2", "--adopt", which, "--json").facts["offered"]
    assert len(left) == len(offers) - 1
    assert "DY-1 says" in ruhu("duplicates", "offered", "DY-2").out
    assert "There is no offer" in ruhu("duplicates", "offered", "DY-2", "--adopt", 99, ends=1).err

    (tmp_path / "gate.jpg").write_bytes(pictures.a_photo())
    assert "goes on as DY-2" in ruhu("evidence", "add", tmp_path / "gate.jpg", "--household", "DY-1", ends=1).err
    ruhu("evidence", "add", tmp_path / "gate.jpg", "--household", "DY-2")
    assert "Whose" in ruhu("evidence", "list", "--household", "DY-2").out
    again = ruhu("duplicates", "confirm", "DY-1", "DY-2", "--because", "又看了一次。", "--json").facts
    assert (again["verdict"], again["because"], again["late"]) == ("one", "又看了一次。", [])
    assert "one household" in ruhu("duplicates", "list", "--decided").out
    ruhu("duplicates", "separate", "DY-1", "DY-2", "--because", "两个院子。")
    (decided,) = ruhu("duplicates", "list", "--decided", "--json").facts["pairs"]
    assert (decided["verdict"], decided["by"], decided["because"]) == ("two", stores.CLERK, "两个院子。")
    assert len(ruhu("household", "list", "--json").facts["households"]) == 4


def test_one_number_twice_is_left_open_and_then_given_anew(twice: Path, ruhu: Ruhu) -> None:
    assert twice.exists()
    pair = next(each for each in ruhu("duplicates", "list", "--json").facts["pairs"] if each["same_number"])
    one, other = pair["one"]["id"], pair["other"]["id"]
    assert one in ruhu("duplicates", "list").out, "by its id, since the number tells nothing"
    postponed = ruhu(
        "duplicates", "postpone", one, other, "--because", "先问问。", "--asking", "请核对户号。", "--json"
    )
    assert postponed.facts["verdict"] == "later"
    assert [each["words"] for each in ruhu("question", "list", "--json").facts["questions"]] == ["请核对户号。"]
    assert ruhu("duplicates", "renumber", other, "--because", "重号", "--json").facts["number"] == "DY-9-2"
    assert not [each for each in ruhu("duplicates", "list", "--json").facts["pairs"] if each["same_number"]]
