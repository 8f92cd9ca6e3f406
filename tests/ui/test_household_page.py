from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import desk
import pytest
import stores
from builders import TODAY, a_fixture, a_house, a_household, a_person, a_wish, an_unregistered_part
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTabBar
from pytestqt.qtbot import QtBot

from desktop.domain.fields import Role
from desktop.domain.four_clear import Part, four_clear
from desktop.domain.identity import mask_phone
from desktop.domain.records import Confirmation, Fixture, House, Household, Look, Person, UnregisteredPart, Wish
from desktop.store import drafts, history, opening, queries, vault
from desktop.ui.stepper import Stepper

HOME = a_household()
OWNER = a_person(household=HOME.id)
HOUSE = a_house(household=HOME.id)


@pytest.fixture
def at(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    store.save(HOME, OWNER, HOUSE)
    opened = desk.opened(qtbot, store)
    yield opened
    opened.close()


def test_a_household_is_shown_with_its_stage_and_all_that_is_missing(at: Desk) -> None:
    at.go(HOME)
    missing = sum(len(part.missing) for part in desk_parts(at))
    assert at.shell.findChildren(QTabBar, "tabs")[0].tabText(0) == f"Four-clear ledger · {missing} missing"
    assert at.says(OWNER.name or "")
    assert at.shell.findChildren(Stepper)[0].accessibleDescription().startswith("1 registered done")
    assert "wishes: confirm it with them" in " ".join(at.lines())


def test_a_group_is_written_when_the_keyboard_leaves_it(at: Desk) -> None:
    at.go(HOME)
    at.open_line("structure, built")
    at.write("structure", "砖木")
    at.tab()
    assert stored_house(at).structure == HOUSE.structure, "the year is of the same group"
    at.write("measured_area", "62.4")
    assert stored_house(at).structure == "砖木"
    at.tab()
    at.tab()
    at.tab()
    assert stored_house(at).measured_area == Decimal("62.4")
    step, other = list(history.steps(at.store, HOME.id))[:2]
    assert (step.group, other.group) == ("measured_area", "structure"), "an entry for each"


def test_numbers_are_read_as_people_write_them(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("measured_area", "６２．４０ 平方米")
    at.press("finish")
    assert stored_house(at).measured_area == Decimal("62.4")


def test_what_is_wrong_stands_beside_its_field_and_is_kept_as_a_draft(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("year_built", "96")
    at.press("finish")
    assert stored_house(at).year_built == HOUSE.year_built
    (draft,) = drafts.drafts_of(at.store)
    assert draft.fields["typed"] == {"year_built": "96"}
    at.open_line("Go on typing: house")
    assert at.field("year_built").text() == "96"
    assert "Nothing was built in that year" in at.finding("year_built")
    assert at.field("year_built").accessibleDescription().startswith("Nothing was built")
    at.write("year_built", "1996")
    at.press("finish")
    assert stored_house(at).year_built == 1996
    assert not drafts.drafts_of(at.store)


def test_what_was_typed_can_be_thrown_away(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("year_built", "96")
    at.press("forget")
    assert at.field("year_built").text() == str(HOUSE.year_built)
    at.press("finish")
    assert not drafts.drafts_of(at.store)


def test_a_proposal_is_taken_with_one_press(at: Desk) -> None:
    at.go(HOME, "fixture")
    at.write("name", "葡萄架")
    at.write("quantity", "2")
    at.write("unit_price", "100")
    at.write("amount", "300")
    at.tab()
    assert "not quantity × unit price" in at.finding("amount")
    label = next(each for each in at.shell.findChildren(QLabel, "finding_amount") if each.isVisible())
    label.linkActivated.emit("200.00")
    at.settle()
    (fixture,) = at.store.records(Fixture)
    assert fixture.amount == 20_000


def test_a_new_record_is_written_once_it_has_what_it_needs(at: Desk) -> None:
    at.go(HOME)
    at.press("add-person")
    at.write("name", "马示例乙")
    at.tab()
    assert len(at.store.records(Person)) == 1, "who is this person? the role is needed"
    at.choose("role", "family")
    at.write("relation", "女儿")
    at.press("finish")
    added = at.store.records(Person)[-1]
    assert (added.name, added.role, added.relation, added.household) == ("马示例乙", "family", "女儿", HOME.id)
    assert any("马示例乙" in line for line in at.lines())


def test_a_fixture_takes_unit_and_price_of_the_area(at: Desk) -> None:
    at.store.save(a_fixture(household=HOME.id, name="葡萄架", unit="架", unit_price=30_000))
    at.go(HOME, "fixture")
    at.write("name", "葡萄架")
    at.tab()
    at.settle()
    assert (at.field("unit").text(), at.field("unit_price").text()) == ("架", "300.00")


def test_an_edit_is_taken_back_by_one_key(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("encumbrance", "抵押")
    at.press("finish")
    assert stored_house(at).encumbrance == "抵押"
    assert at.says("Changed: house 抵押或租赁") or at.says("Changed: house encumbrance")
    at.qtbot.keyClick(at.shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert stored_house(at).encumbrance == HOUSE.encumbrance


def test_a_record_is_withdrawn_with_a_reason_and_comes_back_by_undoing(at: Desk) -> None:
    part = an_unregistered_part(household=HOME.id, name="煤棚")
    at.store.save(part)
    at.go(HOME)
    at.open_line("煤棚")
    at.press("withdraw")
    at.write("reason", "记错了")
    at.press("with-reason")
    assert at.store.records(UnregisteredPart)[0].withdrawn
    assert not any("煤棚" in line for line in at.lines())
    at.workspace.undo()
    at.settle()
    assert any("煤棚" in line for line in at.lines())


def test_a_wish_is_a_new_record_each_time(at: Desk) -> None:
    at.store.save(a_wish(household=HOME.id, words="想要一楼", said_on=TODAY.replace(day=1)))
    at.go(HOME)
    at.press("add-wish")
    assert at.field("said_on").text() == str(TODAY)
    at.choose("choice", "rather_not_say")
    assert len(at.store.records(Wish)) == 1, "only the person says that it is finished"
    at.press("finish")
    assert [wish.choice for wish in at.store.records(Wish)][-1] == "rather_not_say"
    assert at.says("rather not say")
    assert any("想要一楼" in line for line in at.lines()), "what was said before stays"


def test_a_wish_without_an_answer_is_asked_for_and_kept(at: Desk) -> None:
    at.go(HOME, "wish")
    at.press("finish")
    assert not at.store.records(Wish)
    assert "needed" in at.finding("choice")


def test_a_part_is_confirmed_from_its_card(at: Desk) -> None:
    at.go(HOME)
    at.press("confirm-area")
    at.choose("manner", "read_aloud")
    at.press("finish")
    (confirmation,) = at.store.records(Confirmation)
    assert (confirmation.part, confirmation.confirmed_on, confirmation.manner) == ("area", TODAY, "read_aloud")


def test_a_masked_value_is_shown_only_after_that_was_written_down(at: Desk) -> None:
    at.go(HOME, "person", OWNER.id)
    assert at.field("phone").text() == masked(OWNER.phone)
    at.press("reveal_phone")
    assert at.field("phone").text() == OWNER.phone
    assert [(look.row, look.field) for look in at.store.records(Look)] == [(OWNER.id, "phone")]


def test_an_untouched_masked_value_stays_what_it_is(at: Desk) -> None:
    at.go(HOME, "person", OWNER.id)
    at.write("relation", "本人")
    at.press("finish")
    person = at.store.get(Person, OWNER.id)
    assert person is not None
    assert person.relation == "本人"
    assert at.store.unsealed(person, "phone") == {"phone": OWNER.phone}


def test_a_new_phone_is_typed_over_the_mask(at: Desk) -> None:
    at.go(HOME, "person", OWNER.id)
    at.write("phone", "100-0000-1234")
    at.press("finish")
    person = at.store.get(Person, OWNER.id)
    assert person is not None
    assert at.store.unsealed(person, "phone") == {"phone": "100-0000-1234"}
    assert not at.store.records(Look), "nobody looked at the old one"


@pytest.mark.parametrize("at_start", [True, False])
def test_what_is_typed_beside_a_mask_replaces_it(at: Desk, *, at_start: bool) -> None:
    at.go(HOME, "person", OWNER.id)
    phone = at.field("phone")
    phone.setFocus()
    phone.setCursorPosition(0 if at_start else len(phone.text()))
    at.qtbot.keyClicks(phone, "100-0000-1234")
    assert phone.text() == "100-0000-1234"
    at.press("finish")
    person = at.store.get(Person, OWNER.id)
    assert person is not None
    assert at.store.unsealed(person, "phone") == {"phone": "100-0000-1234"}


def test_a_mask_is_no_choice(at: Desk) -> None:
    at.go(HOME, "person", OWNER.id)
    at.press("reveal_id_number")
    (kinds,) = at.shell.findChildren(QComboBox, "id_kind")
    assert kinds.findText("•", Qt.MatchFlag.MatchContains) < 0


def test_the_first_missing_thing_is_one_press_away(at: Desk) -> None:
    at.go(HOME)
    first = next(missing for part in desk_parts(at) for missing in part.missing)
    at.press("primary")
    assert at.shell.focusWidget().objectName() == {"confirmation": "part"}.get(first.field, first.field)


def test_what_another_page_changed_is_seen(at: Desk) -> None:
    at.go(HOME)
    person = at.store.get(Person, OWNER.id)
    assert person is not None
    at.workspace.save(replace(person, name="马示例丙"))
    at.settle()
    assert any("马示例丙" in line for line in at.lines())


def test_escape_leads_back_step_by_step(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.qtbot.keyClick(at.shell, Qt.Key.Key_Escape)
    assert at.shell.page is not None
    assert at.shell.page.place().part == "ledger"


def test_typing_survives_a_kill_at_any_moment(at: Desk) -> None:
    at.go(HOME, "house", HOUSE.id)
    at.write("encumbrance", "抵押给示例银行")
    at.qtbot.waitUntil(lambda: bool(drafts.drafts_of(at.store)), timeout=3000)
    assert drafts.drafts_of(at.store)[0].fields["typed"] == {"encumbrance": "抵押给示例银行"}


def test_who_may_not_write_reads_and_copies(qtbot: QtBot, new_store: stores.NewStore) -> None:
    store = new_store("area")
    store.save(HOME, OWNER, HOUSE)
    auditor = vault.add(store.folder, store.opened, "孙示例", Role.AUDITOR, "songshu heliu qiche denglong")
    opening.enlist(store, auditor)
    folder = store.folder
    store.close()
    with opening.open_store(folder, vault.unlock(folder, "songshu heliu qiche denglong", "孙示例")) as read:
        at = desk.opened(qtbot, read)
        at.go(HOME)
        assert not at.shell.findChildren(QPushButton, "add-person")
        at.go(HOME, "person", OWNER.id)
        assert at.field("name").isReadOnly()
        at.press("reveal_phone")
        assert at.field("phone").text() == masked(OWNER.phone), "an auditor says why first"
        at.write("reason", "抽查")
        at.press("with-reason")
        assert at.field("phone").text() == OWNER.phone
        at.close()


def test_several_houses_are_told_apart(at: Desk) -> None:
    at.store.save(a_house(household=HOME.id, elsewhere="示例里 9 巷"))
    at.go(HOME)
    told = " ".join(at.lines())
    assert "house 1" in told
    assert "house 2 示例里 9 巷" in told


def test_no_household_without_a_name_breaks_the_page(at: Desk) -> None:
    bare = Household(number="DY-09-0001")
    at.store.save(bare)
    at.go(bare)
    assert at.says("DY-09-0001")


def desk_parts(at: Desk) -> tuple[Part, ...]:
    case = queries.case_of(at.store, HOME.id)
    assert case is not None
    return four_clear(case)


def stored_house(at: Desk) -> House:
    house = at.store.get(House, HOUSE.id)
    assert house is not None
    return house


def masked(value: object) -> str:
    return mask_phone(str(value))
