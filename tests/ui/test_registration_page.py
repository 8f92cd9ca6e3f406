from collections.abc import Iterator

import desk
import pytest
import stores
from builders import a_household, a_person
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.casework import registering
from desktop.domain.identity import is_provisional
from desktop.domain.records import Household, Person
from desktop.store import drafts

ID = "999999195603070026"


@pytest.fixture
def at(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    opened = desk.opened(qtbot, store)
    yield opened
    opened.close()


def known(at: Desk, name: str, lane: str, door: str, **of_owner: object) -> Household:
    home = a_household(number=f"DY-{door}", lane=lane, door=door)
    at.store.save(home, a_person(household=home.id, name=name, **of_owner))
    return home


def test_a_household_is_registered_with_its_owner_as_one_entry(at: Desk) -> None:
    at.go(None, "new")
    at.write("name", "马示例")
    at.write("lane", "示例里 3 巷")
    at.write("door", "17 号")
    at.press("register")
    (home,), (owner,) = at.store.records(Household), at.store.records(Person)
    assert is_provisional(home.number or "")
    assert (owner.household, owner.name, owner.role) == (home.id, "马示例", "owner")
    assert at.shell.page is not None
    assert at.shell.page.place().household == home.id, "its page is open"


def test_the_id_number_tells_birth_and_sex_of_whom_is_registered(at: Desk) -> None:
    at.go(None, "new")
    at.write("name", "马示例")
    at.write("id_number", ID)
    at.tab()
    assert at.says("both are kept with it")
    at.press("register")
    (owner,) = at.store.records(Person)
    assert (owner.sex, at.store.unsealed(owner, "birth_date")) == ("female", {"birth_date": "1956-03-07"})


def test_each_gets_the_next_number_of_this_device(at: Desk) -> None:
    for name in ("马示例", "王样本"):
        at.go(None, "new")
        at.write("name", name)
        at.press("register")
    first, second = (home.number or "" for home in at.store.records(Household))
    assert int(second[-4:]) == int(first[-4:]) + 1


def test_numbers_go_on_after_the_highest_whatever_else_stands_there(at: Desk) -> None:
    first = registering.next_number(at.store)
    begins = first.removesuffix("0001")
    for number in (f"{begins}9999", f"{begins}10000", f"{begins}0012甲"):
        at.store.save(a_household(number=number))
    assert registering.next_number(at.store) == f"{begins}10001"


def test_what_is_needed_is_asked_for_only_when_somebody_registers(at: Desk) -> None:
    at.go(None, "new")
    assert at.finding("name") == ""
    at.press("register")
    assert "needed" in at.finding("name")
    assert not at.store.records(Household)
    assert at.field("name").hasFocus()


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"number": "DY-17"}, "the same number"),
        ({"name": "马秀例"}, "the same name"),
        ({"name": "马绣例"}, "a name that sounds the same"),
        ({"id_number": ID}, "the same ID number"),
        ({"lane": "示例里 3 巷", "door": "17"}, "the same door"),
        ({"lane": "示例里 3 巷", "door": "18 号"}, "next door"),
    ],
)
def test_who_may_be_the_same_is_shown_beside_with_the_reason(at: Desk, typed: dict[str, str], reason: str) -> None:
    known(at, "马秀例", "示例里 3 巷", "17", id_kind=None, id_number=ID)  # a kind that nobody chose is a resident's
    known(at, "赵样本", "示例里 8 巷", "40", id_kind=None, id_number=None)
    at.go(None, "new")
    for name, text in typed.items():
        at.write(name, text)
    at.qtbot.waitUntil(lambda: any(reason in line for line in at.lines()), timeout=3000)
    assert not any("赵样本" in line for line in at.lines())


def test_a_match_never_stands_in_the_way(at: Desk) -> None:
    known(at, "马秀例", "示例里 3 巷", "17")
    at.go(None, "new")
    at.write("name", "马秀例")
    at.qtbot.waitUntil(lambda: any("the same name" in line for line in at.lines()), timeout=3000)
    at.press("register")
    assert len(at.store.records(Household)) == 2


def test_a_match_is_one_press_away_and_what_was_typed_waits(at: Desk) -> None:
    home = known(at, "马秀例", "示例里 3 巷", "17")
    at.go(None, "new")
    at.write("name", "马秀例")
    at.qtbot.waitUntil(lambda: any("the same name" in line for line in at.lines()), timeout=3000)
    at.open_line("the same name")
    assert at.shell.page is not None
    assert at.shell.page.place().household == home.id
    at.go(None, "new")
    assert at.field("name").text() == "马秀例"
    at.press("register")
    assert not drafts.drafts_of(at.store)


def test_what_was_typed_is_thrown_away_where_the_household_is_there_already(at: Desk) -> None:
    at.go(None, "new")
    at.write("name", "马秀例")
    at.tab()
    assert drafts.drafts_of(at.store)
    at.press("forget")
    assert at.field("name").text() == ""
    assert not drafts.drafts_of(at.store)
    at.go(None)
    assert not drafts.drafts_of(at.store), "leaving keeps nothing"


def test_where_there_is_no_room_beside_the_foot_says_that_there_are_some(at: Desk) -> None:
    at.shell.resize(1093, 600)
    known(at, "马秀例", "示例里 3 巷", "17")
    at.go(None, "new")
    at.write("name", "马秀例")
    see = at.shell.findChildren(QAbstractButton, "see-likely")[0]
    at.qtbot.waitUntil(see.isVisible, timeout=3000)
    assert see.text() == "1 household may be this one"
    assert not at.lines()
    at.press("see-likely")
    assert any("the same name" in line for line in at.lines())
    at.qtbot.keyClick(at.shell, Qt.Key.Key_Escape)
    assert not at.lines(), "and what was typed is still there"
    assert at.field("name").text() == "马秀例"
