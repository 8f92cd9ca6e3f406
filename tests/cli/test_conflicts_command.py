"""`ruhu conflicts`: what waits is listed and shown, one of it or many are decided, and what was decided is found."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import stores
from terminal import NUMBER, Ruhu

from desktop.domain.records import Fixture, House, Person


@pytest.fixture
def contested(stated: Path) -> Path:
    """Of a house the structure, which moves money, and its encumbrance; a phone's owner's bank; a fixture withdrawn."""
    with stores.opened(stated) as store:
        (house,), (fixture,) = store.records(House), store.records(Fixture)
        person = store.records(Person)[0]
        store.save(replace(person, bank_account="6222000011112222"), because="存折")
        person = store.records(Person)[0]
        for structure, encumbrance, account in (
            ("砖木", "抵押", "6222000011113333"),
            ("混合", "出租", "6222000011114444"),
        ):
            store.save(replace(house, structure=structure), because="现场看过")
            store.save(replace(house, encumbrance=encumbrance), because="问过")
            store.save(replace(person, bank_account=account), because="换了卡")
        store.save(replace(fixture, quantity=Decimal(3), amount=240_000), because="又数一遍")
        store.withdraw(fixture, because="不是他家的")
    return stated


def test_conflicts_are_listed_shown_and_decided(contested: Path, ruhu: Ruhu) -> None:
    assert contested.exists()
    listed = ruhu("conflicts", "list", "--json").facts
    assert (listed["total"], listed["pages"]) == (4, 1)
    ids = {each["group"]: each["id"] for each in listed["conflicts"]}
    assert {*ids} == {"structure", "encumbrance", "bank", "life"}
    out = ruhu("conflicts", "list", "--money").out
    assert "moves money" in out
    assert "2 conflicts wait · page 1 of 1" in out
    assert (
        ruhu("conflicts", "list", "--record", "person", "--no-money", "--text", "马示例", "--json").facts["total"] == 1
    )
    assert ruhu("conflicts", "list", "--page", "2", "--json").facts["conflicts"] == []

    shown = ruhu("conflicts", "show", NUMBER).out
    assert "1  混合" in shown
    assert "before both: 砖混" in shown
    assert "--stays | --withdrawn" in shown
    assert "6222" not in shown.replace("••", ""), "an account is masked"
    (one,) = ruhu("conflicts", "show", ids["structure"], "--json").facts["conflicts"]
    assert [each["value"]["structure"] for each in one["values"]] == ["混合", "砖木"]
    assert one["values"][0]["why"] == "现场看过"
    assert one["may_decide"] == ["clerk"]
    assert [each["refused"] for each in one["sums"]], "no plan is in use: that is said"

    done = ruhu("conflicts", "decide", ids["structure"], "--value", 2, "--because", "两人复核", "--json").facts
    assert done == {"decided": 1, "entries": 1, "still_open": 0, "questions": 0}
    ruhu("conflicts", "decide", ids["life"], "--stays", "--because", "是他家的")
    said = ruhu("conflicts", "decide", "--all", "--no-money", "--record", "house", "--neither", "--because", "再去看")
    assert "1 conflict is decided." in said.out
    assert "The team is asked 1 question." in said.out
    assert "None of them holds for now" in ruhu("question", "list").out
    ruhu("conflicts", "decide", ids["bank"], "--value", "shown", "--because", "看了卡")
    assert "0 conflicts wait" in ruhu("conflicts", "list").out
    assert ruhu("conflicts", "show", NUMBER).out == "Nothing waits for a decision.\n"

    decided = ruhu("conflicts", "list", "--decided", "--json").facts
    assert [(each["group"], each["decided"]["why"]) for each in decided["conflicts"]] == [
        ("bank", "看了卡"),
        ("encumbrance", "再去看"),
        ("life", "是他家的"),
        ("structure", "两人复核"),
    ]
    structure = decided["conflicts"][-1]
    assert structure["decided"]["by"] == stores.CLERK
    assert {each["value"]["structure"] for each in structure["from"]} == {"砖木", "混合"}
    assert "混合 | 砖木 → 砖木" in ruhu("conflicts", "list", "--decided", "--money").out
    assert ruhu("check").out


def test_what_is_not_to_be_decided_so_is_refused(contested: Path, ruhu: Ruhu) -> None:
    assert contested.exists()
    decide = ("conflicts", "decide")
    because = ("--because", "看过")
    (place,) = [
        each["id"] for each in ruhu("conflicts", "list", "--json").facts["conflicts"] if each["group"] == "structure"
    ]
    assert "4 conflicts wait here" in ruhu(*decide, NUMBER, "--value", "1", *because, ends=1).err
    assert "There is no value 3" in ruhu(*decide, place, "--value", "3", *because, ends=1).err
    assert "can't be decided so" in ruhu(*decide, place, "--stays", *because, ends=1).err
    assert "needs a reason" in ruhu(*decide, place, "--value", "1", "--because", " ", ends=1).err
    assert "moves money" in ruhu(*decide, "--all", "--value", "shown", *because, ends=1).err
    assert "doesn't wait" in ruhu(*decide, f"{place.partition('.')[0]}.use", "--value", "1", *because, ends=1).err
    ruhu(*decide, "--all", "--value", "2", *because, ends=2)
    ruhu(*decide, place, *because, ends=2)
    ruhu("conflicts", "list", "--record", "colour", ends=2)
    assert ruhu("conflicts", "list", "--json").facts["total"] == 4
