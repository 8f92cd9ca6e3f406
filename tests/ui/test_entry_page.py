"""Drafts, changes from elsewhere, what was withdrawn and values beside each other, on a household's entry pages."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import desk
import pytest
import stores
from builders import a_fixture, a_house, a_household, a_person, a_wish, an_unregistered_part
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.domain.fields import Role
from desktop.domain.records import Confirmation, House, Household, Person, Record, Sealed, UnregisteredPart, Wish
from desktop.store import drafts, opening, vault
from desktop.ui.ledger_line import LedgerLine
from desktop.ui.page import Place

HOME = a_household()
OWNER = a_person(household=HOME.id)
HOUSE = a_house(household=HOME.id, certificate_evidence=("照片 1,2", "原件"))
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def at(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    store.save(HOME, OWNER, HOUSE)
    opened = desk.opened(qtbot, store)
    yield opened
    opened.close()


def stored(at: Desk, record: Record) -> Record:
    found = at.store.get(type(record), record.id)
    assert found is not None
    return found


def house(at: Desk) -> House:
    found = stored(at, HOUSE)
    assert isinstance(found, House)
    return found


def is_seen(at: Desk, name: str) -> bool:
    return any(each.isVisible() for each in at.shell.findChildren(QAbstractButton, name))


def undo(at: Desk) -> None:
    at.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL)
    at.settle()


# What is written


def test_a_field_that_nobody_typed_into_stays_as_it_is(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("certificate_source", "档案馆")
    at.press("finish")
    assert house(at).certificate_source == "档案馆"
    assert house(at).certificate_evidence == HOUSE.certificate_evidence, "a comma in it is no border"


def test_an_id_number_fills_in_birth_and_sex_and_a_corrected_one_mends_what_repeated_it(at: Desk) -> None:
    at.go(HOME, "person")
    for field, text in {"name": "马示例乙", "id_number": "999999195603070026"}.items():
        at.write(field, text)
    at.choose("role", "family")
    at.field("phone").setFocus()
    assert at.says("from the ID number: birth date")
    assert at.field("birth_date").text() == "1956-03-07"
    at.press("finish")
    added = next(each for each in at.store.records(Person) if each.name == "马示例乙")
    assert (added.sex, at.store.unsealed(added, "birth_date")) == ("female", {"birth_date": "1956-03-07"})
    at.go(HOME, "person", added.id)
    at.write("id_number", "999999196503070031")
    at.tab()
    assert stored(at, added) == replace(added, id_number=Sealed("****0031"), sex="male")
    assert at.store.unsealed(added, "birth_date") == {"birth_date": "1965-03-07"}
    assert at.finding("sex") == "", "what was mended is not found fault with"
    undo(at)
    assert at.store.unsealed(added, "birth_date") == {"birth_date": "1956-03-07"}, "one edit, taken back as one"
    at.go(HOME, "person", OWNER.id)
    at.write("birth_date", "1957-01-01")
    at.write("id_number", "999999196503070031")
    at.press("finish")
    assert at.store.unsealed(OWNER, "birth_date") == {"birth_date": "1957-01-01"}, "what was typed stays"


def test_of_two_groups_the_wrong_one_waits_and_the_other_is_written(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("year_built", "96")
    at.write("measured_area", "60")
    at.write("elsewhere", "示例里")
    assert (house(at).year_built, house(at).measured_area) == (HOUSE.year_built, Decimal(60))
    at.press("finish")
    (draft,) = drafts.drafts_of(at.store)
    assert draft.fields["typed"] == {"year_built": "96"}, "what was written is no draft any more"


def test_what_is_needed_and_emptied_again_is_not_written(at: Desk) -> None:
    at.go(HOME, "person", OWNER.id)
    at.write("name", "")
    at.press("finish")
    found = stored(at, OWNER)
    assert isinstance(found, Person)
    assert found.name == OWNER.name
    at.open_line("Go on typing")
    assert "needed" in at.finding("name")


def test_a_third_house_is_edited_like_any(at: Desk) -> None:
    at.store.save(a_house(household=HOME.id))
    at.go(HOME, "house")
    at.write("structure", "土木")
    at.tab()
    at.write("measured_area", "20")
    at.write("elsewhere", "后院")
    at.press("finish")
    assert any("house 3" in line for line in at.lines())


def test_a_page_is_called_as_its_record_is_called_now(at: Desk) -> None:
    at.go(HOME, "person")
    at.write("name", "马示例乙")
    at.choose("role", "family")
    at.field("relation").setFocus()
    assert at.shell.page is not None
    assert at.shell.page.heading().title == "马示例乙"
    assert at.says("马示例乙")


def test_a_refusal_is_seen_until_something_is_written(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("structure", "土木")
    at.store.withdraw(house(at), because="elsewhere")
    at.press("finish")
    assert at.says("was withdrawn. Nothing was changed.")
    assert drafts.drafts_of(at.store)[0].fields["typed"] == {"structure": "土木"}


# Drafts


def test_a_draft_of_a_confirmation_knows_what_was_to_be_confirmed(at: Desk) -> None:
    at.go(HOME)
    at.press("confirm-area")
    at.choose("manner", "signed")
    at.qtbot.keyClick(at.shell, Qt.Key.Key_Escape)
    at.open_line("Go on typing: confirmation")
    at.press("finish")
    (confirmation,) = at.store.records(Confirmation)
    assert (confirmation.part, confirmation.manner) == ("area", "signed")


def test_two_unfinished_people_are_told_apart_and_each_goes_on(at: Desk) -> None:
    for name in ("马示例甲", "马示例乙"):
        at.go(HOME)
        at.press("add-person")
        at.write("name", name)
    at.go(HOME)
    at.open_line("马示例甲")
    assert at.field("name").text() == "马示例甲"
    at.choose("role", "family")
    at.press("finish")
    assert [person.name for person in at.store.records(Person)] == [OWNER.name, "马示例甲"]
    assert any("马示例乙" in line for line in at.lines())


@pytest.mark.parametrize("way", ["escape", "rail", "tab", "lock"])
def test_whichever_way_one_leaves_what_is_typed_is_kept(at: Desk, way: str) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("year_built", "96")
    match way:
        case "escape":
            at.qtbot.keyClick(at.field("year_built"), Qt.Key.Key_Escape)
        case "rail":
            at.shell.go(Place("household", None, "new"))
        case "tab":
            at.qtbot.keyClick(at.field("year_built"), Qt.Key.Key_1, CONTROL)
        case _:
            at.shell.leave_page()
    at.settle()
    assert drafts.drafts_of(at.store)[0].fields["typed"] == {"year_built": "96"}
    if way in ("escape", "tab"):
        assert any("Go on typing: house" in line for line in at.lines())


def test_what_was_written_while_a_draft_waited_is_told(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("year_built", "96")
    at.go(HOME)
    at.store.save(replace(house(at), structure="土木"))
    at.go(HOME, "house", HOUSE.id)
    assert at.says("Meanwhile: structure: 土木")
    assert at.field("year_built").text() == "96"
    assert at.field("structure").text() == "土木"


# Undoing


def test_what_was_undone_beside_a_field_is_shown_and_makes_no_conflict(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("structure", "土木")
    at.write("measured_area", "60")
    at.write("structure", "砖木")
    at.workspace.undo()
    at.workspace.undo()
    at.settle()
    assert at.field("measured_area").text() == "", "undone"
    assert at.field("structure").text() == "砖木", "still being typed"
    at.press("finish")
    assert house(at).structure == "砖木"
    assert not any("values stand" in line for line in at.lines())


def test_the_key_of_undoing_takes_back_what_was_saved_where_nothing_is_typed(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("encumbrance", "抵押")
    at.field("measured_area").setFocus()
    assert house(at).encumbrance == "抵押"
    undo(at)
    assert house(at).encumbrance is None
    assert at.says("Undone: Changed: house encumbrance")


def test_a_new_record_that_is_undone_is_only_read_on_its_page(at: Desk) -> None:
    at.go(HOME, "fixture")
    at.write("name", "葡萄架")
    at.write("quantity", "2")
    at.field("name").setFocus()
    at.shell.leave_page()
    at.workspace.undo()
    at.settle()
    assert at.says("This is withdrawn")
    assert at.field("name").isReadOnly()


# Withdrawn


def test_what_was_withdrawn_is_seen_below_its_card_and_comes_back_with_a_reason(at: Desk) -> None:
    part = an_unregistered_part(household=HOME.id, name="煤棚")
    at.store.save(part)
    at.store.withdraw(stored(at, part), because="记错了")
    at.go(HOME)
    assert not any("煤棚" in line for line in at.lines())
    at.press("withdrawn-area")
    at.open_line("煤棚")
    assert at.says("记错了")
    assert at.field("name").isReadOnly()
    assert not is_seen(at, "withdraw")
    at.press("revive")
    at.write("reason", "还在")
    at.press("with-reason")
    found = stored(at, part)
    assert isinstance(found, UnregisteredPart)
    assert not found.withdrawn
    assert not at.field("name").isReadOnly()
    at.press("finish")
    assert any("煤棚" in line for line in at.lines())
    assert not is_seen(at, "withdrawn-area")


def test_a_wish_that_was_written_down_wrongly_is_withdrawn(at: Desk) -> None:
    at.store.save(a_wish(household=HOME.id, words="想要一楼"))
    at.go(HOME)
    at.press("open-wish")
    words = next(each for each in at.shell.findChildren(QPlainTextEdit, "words") if each.isVisible())
    assert words.isReadOnly(), "what was said is never changed"
    at.press("withdraw")
    at.write("reason", "是隔壁说的")
    at.press("with-reason")
    assert at.store.records(Wish)[0].withdrawn
    assert not at.says("想要一楼")


def test_escape_leaves_the_question_for_a_reason_first(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.press("withdraw")
    at.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert at.shell.page is not None
    assert at.shell.page.place().part == "house"
    at.qtbot.keyClick(at.shell, Qt.Key.Key_Escape)
    assert at.shell.page.place().part == "ledger"


def test_what_is_typed_is_part_of_what_is_withdrawn(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("structure", "土木")
    at.press("withdraw")
    at.write("reason", "拆了")
    at.press("with-reason")
    assert (house(at).structure, house(at).withdrawn) == ("土木", True)


def test_a_withdrawn_household_is_only_read_and_comes_back_with_a_reason(at: Desk) -> None:
    at.go(HOME, "household", HOME.id)
    at.press("withdraw")
    at.write("reason", "录重了")
    at.press("with-reason")
    assert at.says("This household is withdrawn")
    assert at.says("录重了")
    assert not is_seen(at, "primary")
    assert not is_seen(at, "add-person")
    at.open_line("structure, built")
    assert at.field("structure").isReadOnly()
    at.go(HOME)
    at.press("revive-household")
    at.write("reason", "不是同一户")
    at.press("with-reason")
    found = stored(at, HOME)
    assert isinstance(found, Household)
    assert not found.withdrawn
    assert is_seen(at, "add-person")


# Beside each other


def test_values_that_stand_beside_each_other_are_told_with_who_and_when(at: Desk) -> None:
    before = house(at)
    at.store.save(replace(before, measured_area=Decimal(60)))
    at.store.save(replace(before, measured_area=Decimal(61)))
    at.go(HOME)
    at.open_line("2 values stand: measured area")
    assert at.field("measured_area").hasFocus()
    written = next(words for words in at.words() if "60.00 ㎡" in words)
    assert "61.00 ㎡" in written
    assert at.store.opened.name in written
    assert "until the area's lead or the office decides" in written
    at.press("see-contest")
    assert at.shell.page is not None
    assert at.shell.page.place().part == "history"


# What is missing


def test_of_two_parts_of_one_name_the_one_that_lacks_something_is_opened(at: Desk) -> None:
    sheds = [
        an_unregistered_part(household=HOME.id, name="煤棚", state="not_recognised", recognised_area=None),
        an_unregistered_part(household=HOME.id, name="煤棚", state=None, recognised_area=None),
    ]
    at.store.save(*sheds)
    at.go(HOME)
    at.open_line("煤棚: not determined yet")
    assert at.shell.page is not None
    assert at.shell.page.place().row == sheds[1].id


def test_the_shares_of_several_owners_are_added_up(at: Desk) -> None:
    for name, share in (("马示例甲", "33.33"), ("马示例乙", "33.33")):
        at.store.save(a_person(household=HOME.id, name=name, role="co_owner", share=Decimal(share)))
    at.go(HOME)
    assert any("shares together 66.66 %" in line for line in at.lines())
    at.open_line("share of an owner is not known")
    assert at.field("name").text() == OWNER.name, "of all owners the one without"


def test_a_fact_is_told_with_its_source_and_evidence(at: Desk) -> None:
    at.store.save(replace(house(at), measured_area=Decimal(60), measured_area_source="实测", recognised_area=None))
    at.go(HOME)
    lines = at.lines()
    assert any("照片 1,2, 原件" in line for line in lines)
    assert any("60.00" in line and "实测" in line for line in lines)


def test_the_history_of_a_fact_is_one_key_away(at: Desk) -> None:
    at.go(HOME)
    line = next(each for each in at.shell.findChildren(LedgerLine) if "structure, built" in each.line.told)
    line.setFocus()
    at.qtbot.keyClick(line, Qt.Key.Key_F1)
    assert at.shell.page is not None
    assert at.shell.page.place().part == "history"


def test_a_line_that_has_the_keyboard_keeps_it_when_it_changes(at: Desk) -> None:
    at.go(HOME)
    line = next(each for each in at.shell.findChildren(LedgerLine) if "structure, built" in each.line.told)
    line.setFocus()
    at.workspace.save(replace(house(at), structure="土木"))
    at.settle()
    now = QApplication.focusWidget()
    assert isinstance(now, LedgerLine)
    assert "土木" in now.line.told


# Who may not write


def test_an_auditor_is_offered_nothing_that_would_be_refused(qtbot: QtBot, new_store: stores.NewStore) -> None:
    store = new_store("area")
    store.save(HOME, OWNER, HOUSE, a_fixture(household=HOME.id))
    auditor = vault.add(store.folder, store.opened, "孙示例", Role.AUDITOR, "songshu heliu qiche denglong")
    opening.enlist(store, auditor)
    folder = store.folder
    store.close()
    with opening.open_store(folder, vault.unlock(folder, "songshu heliu qiche denglong", "孙示例")) as read:
        at = desk.opened(qtbot, read)
        at.go(HOME, "person", OWNER.id)
        assert not is_seen(at, "withdraw")
        role = next(each for each in at.shell.findChildren(QComboBox, "role") if each.isVisible())
        role.setFocus()
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Space):
            qtbot.keyClick(role, key)
        qtbot.mouseClick(role, Qt.MouseButton.LeftButton)
        assert (role.currentData(), QApplication.activePopupWidget()) == ("owner", None)
        qtbot.keyClick(role, Qt.Key.Key_C, CONTROL)
        assert QApplication.clipboard().text() == "owner"
        at.go(HOME)
        at.press("phone")
        assert at.field("phone").hasFocus(), "there it is asked why"
        at.close()


def test_a_household_that_this_store_does_not_have_shows_nothing_of_another(at: Desk) -> None:
    at.go(HOME)
    at.go(a_household(number="DY-404"))
    assert not at.says(OWNER.name or "")


def test_a_store_that_is_only_read_shows_everything_and_offers_nothing(
    qtbot: QtBot, new_store: stores.NewStore
) -> None:
    store = new_store("area")
    store.save(HOME, OWNER, HOUSE)
    folder = store.folder
    store.close()
    with stores.opened(folder, read_only=True) as read:
        at = desk.opened(qtbot, read)
        at.go(HOME)
        assert not is_seen(at, "add-person")
        assert not is_seen(at, "primary")
        at.go(HOME, "person", OWNER.id)
        assert at.field("name").isReadOnly()
        at.field("name").selectAll()
        qtbot.keyClick(at.field("name"), Qt.Key.Key_C, CONTROL)
        assert QApplication.clipboard().text() == OWNER.name
        (reveal,) = [each for each in at.shell.findChildren(QAbstractButton, "reveal_phone") if each.isVisible()]
        assert not reveal.isEnabled(), "nobody could write down who looked"
        at.close()
