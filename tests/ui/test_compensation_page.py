"""The sum in front of the family: tried, explained figure by figure, checked by a second person, locked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar, cast

import pytest
import stores
from builders import a_household, a_person
from issued import a_plan
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from stores import NewStore

from desktop.casework import people
from desktop.cli.words import Voice
from desktop.domain.fields import Role
from desktop.domain.records import (
    Appraisal,
    Area,
    AreaFact,
    Calculation,
    CalculationCheck,
    Flat,
    House,
    Household,
    IssuedPack,
    Person,
)
from desktop.i18n import Language
from desktop.store import opening, vault
from desktop.store.store import Store
from desktop.ui import jobs
from desktop.ui.compensation_page import CompensationPage
from desktop.ui.household_page import HouseholdPage
from desktop.ui.page import Place
from desktop.ui.pill import Pill
from desktop.ui.print_page import PrintPage
from desktop.ui.shell import Shell
from desktop.ui.workspace import Workspace

_W = TypeVar("_W", bound=QWidget)
HOME = a_household()
PASSPHRASE = "words of a colleague"
ANSWERS = {"装修评估值": "18600", "签约日": "2026-12-20", "腾房日": "2027-01-05"}

pytestmark = pytest.mark.usefixtures("cheap_vault")


def settle() -> None:
    """Lets everything that was begun come to its end."""
    for _ in range(5):
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()


@dataclass
class Screen:
    qtbot: QtBot
    store: Store
    shell: Shell

    @property
    def page(self) -> CompensationPage:
        return cast("CompensationPage", self.shell.page)

    def show(self) -> None:
        self.shell.go(Place("compensation", HOME.id))
        settle()

    def find(self, kind: type[_W], name: str) -> _W:
        return next(each for each in self.page.findChildren(kind, name) if each.isVisible())

    def write(self, name: str, text: str) -> None:
        field = self.find(QLineEdit, f"fact-{name}")
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        settle()

    def choose(self, name: str, key: Qt.Key) -> None:
        box = self.find(QComboBox, name)
        box.setFocus()
        self.qtbot.keyClick(box, key)
        settle()

    def answer(self) -> None:
        for name, text in ANSWERS.items():
            self.write(name, text)
        self.choose("fact-唯一住房", Qt.Key.Key_Down)

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)
        settle()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.page, key, modifier)
        settle()

    def says(self, text: str) -> bool:
        return any(text in each.text() and each.isVisible() for each in self.page.findChildren(QLabel))

    def totals(self) -> list[str]:
        return [f"{way.direction} {way.total}".strip() for way in self.page._view.table.sums.ways]

    def close(self) -> None:
        settle()
        self.shell.leave_page()
        jobs.stop_all(self.shell)
        self.shell.close()

    def check_and_lock(self) -> None:
        self.press("lock-sum")
        self.find(QComboBox, "checker").setCurrentText("何示例")
        self.qtbot.keyClicks(self.find(QLineEdit, "checker-passphrase"), PASSPHRASE)
        self.press("sign-check")
        self.press("lock-sum")


@pytest.fixture
def screen(qtbot: QtBot, new_store: NewStore) -> Iterator[Screen]:
    store = new_store("sums")
    (area,) = store.records(Area)
    plan = a_plan()
    store.save(
        replace(area, notice_on=date(2026, 10, 9)),
        plan,
        AreaFact(name="片区签约率", value="36.50", unit="%", since=date(2026, 10, 9), reason="公示"),
        Flat(building="2", unit="2", room="101", on_floor=1, storeys=6, area=Decimal("88.60")),
    )
    store.save(
        HOME,
        a_person(household=HOME.id),
        House(household=HOME.id, tenure="private", registered_gross=Decimal("62.40"), registered_area_source="产权证"),
        Appraisal(household=HOME.id, unit_price=428_000, report_number="PG-0127"),
    )
    people.admit(store, "何示例", Role.CHECKER, PASSPHRASE)
    screen = a_screen(qtbot, store)
    screen.show()
    yield screen
    screen.close()


def a_screen(qtbot: QtBot, store: Store) -> Screen:
    workspace = Workspace(store, Voice(Language.ENGLISH))
    pages = {
        "compensation": lambda: CompensationPage(workspace),
        "household": lambda: HouseholdPage(workspace),
        "print": lambda: PrintPage(workspace),
    }
    shell = Shell(workspace, pages)
    shell.resize(1366, 700)
    qtbot.addWidget(shell)
    shell.show()
    qtbot.waitExposed(shell)
    return Screen(qtbot, store, shell)


def test_before_all_is_known_the_ways_stand_there_without_an_amount(screen: Screen) -> None:
    assert [way.label for way in screen.page._view.table.sums.ways] == ["货币补偿", "产权调换", "组合"]
    assert screen.totals() == ["", "", ""]
    assert screen.says("Facts that are missing or unclear: 4")
    assert not screen.find(QAbstractButton, "lock-sum").isEnabled()


def test_what_id_numbers_tell_is_written_down_with_one_press_and_taken_back(screen: Screen) -> None:
    button = screen.page.findChild(QAbstractButton, "from-id-numbers")
    assert button is not None
    assert not button.isVisible()
    (owner,) = screen.store.records(Person)
    screen.store.save(replace(owner, birth_date=None))
    screen.show()
    screen.answer()
    assert screen.totals() == ["", "", ""]
    assert screen.says("it is not written down, but the ID number tells it.")
    screen.press("from-id-numbers")
    assert screen.totals()[0].startswith("住户得 ")
    assert screen.store.unsealed(owner, "birth_date") == {"birth_date": "1956-03-07"}
    assert not button.isVisible()
    assert screen.page.workspace.undo() is not None
    assert screen.store.unsealed(owner, "birth_date") == {}


def test_each_answer_is_reckoned_at_once_and_nothing_is_written(screen: Screen) -> None:
    screen.answer()
    first = screen.totals()
    assert first[0].startswith("住户得 ")
    screen.write("装修评估值", "18700")
    assert screen.totals() != first
    assert screen.store.records(Calculation) == ()


def test_a_flat_opens_the_way_that_takes_one(screen: Screen) -> None:
    screen.answer()
    assert screen.totals()[1] == ""
    screen.choose("flat-换房", Qt.Key.Key_Down)
    assert screen.totals()[1] != ""


def test_all_ways_are_equally_wide(screen: Screen) -> None:
    table = screen.page._view.table
    assert len({table.columnWidth(n) for n in (1, 2, 3)}) == 1


def test_one_key_shows_where_a_figure_comes_from(screen: Screen) -> None:
    screen.answer()
    table = screen.page._view.table
    table.setFocus()
    for row, line in enumerate(table.sums.lines):
        for way, cell in enumerate(line.cells):
            if cell is None or not cell.amount:
                continue
            table.setCurrentIndex(table.model().index(row, way + 1))
            screen.key(Qt.Key.Key_F1)
            assert screen.says(line.because), line.label
            assert screen.says("Step by step") or screen.says("With numbers"), line.label
            screen.page.step_back()


def test_what_is_half_typed_leaves_the_last_sum_in_grey_and_says_what_is_wrong(screen: Screen) -> None:
    screen.answer()
    before = screen.totals()
    screen.write("签约日", "2026-")
    assert screen.totals() == before
    assert screen.page._view.table.is_old
    assert not screen.find(QAbstractButton, "lock-sum").isEnabled()


def test_a_locked_number_leads_to_its_place_in_the_ledger(screen: Screen) -> None:
    field = screen.find(QLineEdit, "fact-登记面积")
    assert field.isReadOnly()
    assert field.text() == "62.4"
    field.setFocus()
    screen.key(Qt.Key.Key_Return)
    assert screen.shell.page is not None
    place = screen.shell.page.place()
    assert (place.page, place.part) == ("household", "house")
    at = QApplication.focusWidget()
    assert at is not None
    assert at.objectName() == "registered_gross"


def test_what_is_missing_of_one_of_the_family_is_marked_and_gone_to(screen: Screen) -> None:
    (person,) = screen.store.records(Person)
    screen.store.save(replace(person, birth_date=None, id_number=None))
    screen.show()
    screen.answer()
    screen.press("first-gap")
    at = QApplication.focusWidget()
    assert at is not None
    assert at.objectName() == "fact-人员"
    assert "出生日期" in at.accessibleDescription()
    screen.key(Qt.Key.Key_Return)
    assert screen.shell.page is not None
    assert (screen.shell.page.place().page, screen.shell.page.place().part) == ("household", "person")


def test_a_second_person_checks_it_and_it_is_locked(screen: Screen) -> None:
    screen.answer()
    screen.check_and_lock()
    (row,) = screen.store.records(Calculation)
    (check,) = screen.store.records(CalculationCheck)
    assert (row.version, row.check, check.checked_by) == (1, check.id, "何示例")
    assert screen.says("This is exactly what was locked.")
    assert json.loads(row.totals or "")["货币补偿"] > 0


def test_what_is_locked_leads_to_its_sheet(screen: Screen) -> None:
    screen.answer()
    screen.check_and_lock()
    screen.press("lock-sum")
    assert isinstance(screen.shell.page, PrintPage)
    assert screen.shell.page.place() == Place("print", HOME.id)


def test_a_wrong_passphrase_of_the_colleague_signs_nothing(screen: Screen) -> None:
    screen.answer()
    screen.press("lock-sum")
    screen.find(QComboBox, "checker").setCurrentText("何示例")
    screen.qtbot.keyClicks(screen.find(QLineEdit, "checker-passphrase"), "something else")
    screen.press("sign-check")
    assert screen.store.records(CalculationCheck) == ()
    screen.page.step_back()
    assert screen.find(QAbstractButton, "lock-sum").isVisible()


def test_a_change_after_the_check_asks_for_another_one(screen: Screen) -> None:
    screen.answer()
    screen.press("lock-sum")
    screen.find(QComboBox, "checker").setCurrentText("何示例")
    screen.qtbot.keyClicks(screen.find(QLineEdit, "checker-passphrase"), PASSPHRASE)
    screen.press("sign-check")
    assert screen.find(QAbstractButton, "lock-sum").text().startswith("Lock version 1")
    screen.write("装修评估值", "20000")
    assert screen.find(QAbstractButton, "lock-sum").text() == "Have version 1 checked"


def test_the_next_version_says_why_it_is_there_and_what_changed(screen: Screen) -> None:
    screen.answer()
    screen.check_and_lock()
    screen.write("装修评估值", "20000")
    assert screen.says("+1,400.00")
    screen.check_and_lock()
    assert [row.version for row in screen.store.records(Calculation)] == [1]
    screen.qtbot.keyClicks(screen.find(QLineEdit, "reason"), "appraised anew")
    screen.press("with-reason")
    first, second = screen.store.records(Calculation)
    assert (second.version, second.supersedes) == (2, first.id)


def test_a_disputed_title_is_said_and_blocks(screen: Screen) -> None:
    (home,) = screen.store.records(Household)
    screen.store.save(replace(home, title_disputed=True))
    screen.show()
    screen.answer()
    assert screen.says("The title is disputed")
    assert not screen.find(QAbstractButton, "lock-sum").isEnabled()


def test_what_was_said_is_there_again_after_the_page_was_left(screen: Screen) -> None:
    screen.answer()
    screen.shell.go(Place("household", HOME.id))
    settle()
    screen.show()
    assert screen.find(QLineEdit, "fact-装修评估值").text() == "18600"
    assert screen.totals()[0] != ""


def hold(screen: Screen, home: bytes) -> None:
    """Somebody gives the flat to a household while the page stands there."""
    (flat,) = screen.store.records(Flat)
    screen.page.workspace.save(replace(flat, state="reserved", held_by=home, held_on=screen.store.today()))
    settle()


def test_a_flat_that_is_looked_at_is_kept_with_one_press(screen: Screen) -> None:
    screen.answer()
    screen.choose("flat-换房", Qt.Key.Key_Down)
    screen.press("keep-换房")
    (flat,) = screen.store.records(Flat)
    assert (flat.held_by, flat.state) == (HOME.id, "reserved")
    assert screen.totals()[1] != "", "it is looked at still"
    assert screen.find(QLineEdit, "fact-装修评估值").text() == "18600"
    assert not any(each.isVisible() for each in screen.page.findChildren(QAbstractButton, "keep-换房"))
    screen.page.workspace.undo()
    settle()
    assert screen.find(QAbstractButton, "keep-换房").isVisible()


def test_a_flat_that_is_somebody_elses_by_now_is_said_to_be_theirs(screen: Screen) -> None:
    other = a_household(number="B-2")
    screen.store.save(other)
    screen.answer()
    screen.choose("flat-换房", Qt.Key.Key_Down)
    hold(screen, other.id)
    assert screen.says("2-2-101 is another household's by now")
    assert screen.totals()[1] == ""
    assert screen.find(QLineEdit, "fact-装修评估值").text() == "18600", "what was said stays"


def test_a_flat_of_the_list_is_looked_at_in_the_sum(screen: Screen) -> None:
    screen.answer()
    (flat,) = screen.store.records(Flat)
    screen.shell.go(Place("compensation", HOME.id, "换房", flat.id))
    settle()
    assert screen.totals()[1] != ""
    assert screen.find(QLineEdit, "fact-装修评估值").text() == "18600"


def test_a_way_without_a_flat_says_so_and_no_formula(screen: Screen) -> None:
    screen.answer()
    reasons = [way.reason for way in screen.page._view.table.sums.ways]
    assert reasons == ["", "No flat is looked at for it yet.", "No flat is looked at for it yet."]


def test_a_change_from_elsewhere_keeps_what_is_being_typed(screen: Screen) -> None:
    screen.answer()
    field = screen.find(QLineEdit, "fact-装修评估值")
    field.setFocus()
    field.selectAll()
    screen.qtbot.keyClicks(field, "19999")
    (house,) = screen.store.records(House)
    screen.page.workspace.save(replace(house, registered_gross=Decimal("70.00")))
    settle()
    assert screen.find(QLineEdit, "fact-装修评估值").text() == "19999"
    assert screen.find(QLineEdit, "fact-登记面积").text() == "70"
    assert QApplication.focusWidget() is screen.find(QLineEdit, "fact-装修评估值")


def test_a_change_elsewhere_while_the_colleague_looks_lets_nobody_sign_the_old_sum(screen: Screen) -> None:
    screen.answer()
    screen.press("lock-sum")
    (house,) = screen.store.records(House)
    screen.page.workspace.save(replace(house, registered_gross=Decimal("70.00")))
    settle()
    assert not any(each.isVisible() for each in screen.page.findChildren(QLineEdit, "checker-passphrase"))
    assert screen.store.records(CalculationCheck) == ()


def test_another_answer_while_the_colleague_looks_lets_nobody_sign_the_old_sum(screen: Screen) -> None:
    screen.answer()
    screen.press("lock-sum")
    screen.write("装修评估值", "20000")
    assert not any(each.isVisible() for each in screen.page.findChildren(QLineEdit, "checker-passphrase"))


def test_a_passphrase_that_is_tried_while_the_page_is_left_signs_nothing(screen: Screen) -> None:
    other = a_household(number="B-2")
    screen.store.save(other, House(household=other.id, tenure="private", registered_gross=Decimal(50)))
    screen.answer()
    screen.press("lock-sum")
    screen.find(QComboBox, "checker").setCurrentText("何示例")
    screen.qtbot.keyClicks(screen.find(QLineEdit, "checker-passphrase"), PASSPHRASE)
    screen.qtbot.keyClick(screen.find(QLineEdit, "checker-passphrase"), Qt.Key.Key_Return)
    screen.shell.go(Place("compensation", other.id))
    settle()
    assert screen.store.records(CalculationCheck) == ()


def test_the_sum_is_locked_once_however_often_the_button_is_pressed(screen: Screen) -> None:
    screen.answer()
    screen.press("lock-sum")
    screen.find(QComboBox, "checker").setCurrentText("何示例")
    screen.qtbot.keyClicks(screen.find(QLineEdit, "checker-passphrase"), PASSPHRASE)
    screen.press("sign-check")
    button = screen.find(QAbstractButton, "lock-sum")
    screen.qtbot.mouseDClick(button, Qt.MouseButton.LeftButton)
    screen.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()
    assert len(screen.store.records(Calculation)) == 1


def test_the_button_tells_the_number_that_the_version_gets(screen: Screen) -> None:
    screen.answer()
    screen.check_and_lock()
    (row,) = screen.store.records(Calculation)
    screen.page.workspace.withdraw(row, because="for another household", told="withdrawn")
    settle()
    screen.write("装修评估值", "20000")
    assert screen.find(QAbstractButton, "lock-sum").text() == "Have version 2 checked"


def test_a_household_that_was_withdrawn_meanwhile_has_no_sum(screen: Screen) -> None:
    screen.answer()
    (home,) = screen.store.records(Household)
    screen.page.workspace.withdraw(home, because="entered twice", told="withdrawn")
    settle()
    assert screen.says("This household was withdrawn")
    assert not screen.find(QAbstractButton, "lock-sum").isEnabled()
    screen.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert screen.store.records(CalculationCheck) == ()


def test_who_checked_a_locked_sum_stands_beside_it(screen: Screen) -> None:
    screen.answer()
    screen.check_and_lock()
    assert any("何示例 checked it" in each.text() for each in screen.page.findChildren(Pill) if each.isVisible())


def test_in_a_figure_each_fact_is_one_key_from_its_place_in_the_ledger(screen: Screen) -> None:
    screen.answer()
    table = screen.page._view.table
    table.setFocus()
    row = next(n for n, line in enumerate(table.sums.lines) if "登记面积" in line.label)
    table.setCurrentIndex(table.model().index(row, 1))
    screen.key(Qt.Key.Key_Return)
    at = QApplication.focusWidget()
    assert at is not None
    assert at.objectName() == "behind-登记面积"
    screen.key(Qt.Key.Key_Space)
    assert screen.shell.page is not None
    assert (screen.shell.page.place().page, screen.shell.page.place().part) == ("household", "house")


def test_in_a_figure_what_was_asked_leads_to_where_it_was_typed(screen: Screen) -> None:
    screen.answer()
    table = screen.page._view.table
    table.setFocus()
    row = next(n for n, line in enumerate(table.sums.lines) if line.label == "装饰装修")
    table.setCurrentIndex(table.model().index(row, 1))
    screen.key(Qt.Key.Key_F1)
    screen.press("behind-装修评估值")
    assert QApplication.focusWidget() is screen.find(QLineEdit, "fact-装修评估值")


def test_a_figure_opens_the_figure_that_it_rests_on_and_comes_back(screen: Screen) -> None:
    screen.answer()
    table = screen.page._view.table
    table.setFocus()
    row = next(n for n, line in enumerate(table.sums.lines) if line.label == "搬迁费")
    table.setCurrentIndex(table.model().index(row, 1))
    screen.key(Qt.Key.Key_F1)
    assert screen.says("搬迁费")
    screen.press("behind-补偿面积")
    assert screen.page._view._path[1:] == ["补偿面积"]
    screen.page.step_back()
    assert len(screen.page._view._path) == 1
    screen.page.step_back()
    assert QApplication.focusWidget() is table


def test_who_only_reads_can_try_a_sum_and_lock_nothing(qtbot: QtBot, screen: Screen) -> None:
    screen.answer()
    screen.check_and_lock()
    folder = screen.store.folder
    screen.store.close()
    with stores.opened(folder, read_only=True) as store:
        reader = a_screen(qtbot, store)
        reader.show()
        assert reader.says("This is exactly what was locked.")
        reader.write("装修评估值", "20000")
        assert reader.totals()[0] != ""
        assert not reader.find(QAbstractButton, "lock-sum").isEnabled()
        reader.close()


def test_who_checks_signs_with_the_own_key_and_locks_nothing(qtbot: QtBot, screen: Screen) -> None:
    folder = screen.store.folder
    screen.store.close()
    with opening.open_store(folder, vault.unlock(folder, PASSPHRASE, "何示例"), clock=stores.noon) as store:
        checker = a_screen(qtbot, store)
        checker.show()
        checker.answer()
        assert checker.find(QAbstractButton, "lock-sum").text() == "Checked: sign"
        checker.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        (check,) = store.records(CalculationCheck)
        assert check.checked_by == "何示例"
        assert store.records(Calculation) == ()
        checker.close()
    with stores.opened(folder) as store:
        worker = a_screen(qtbot, store)
        worker.show()
        worker.answer()
        assert worker.find(QAbstractButton, "lock-sum").text().startswith("Lock version 1")
        worker.close()


def test_who_only_looks_through_can_try_a_sum_and_lock_none(qtbot: QtBot, screen: Screen) -> None:
    people.admit(screen.store, "吴示例", Role.AUDITOR, PASSPHRASE)
    folder = screen.store.folder
    screen.store.close()
    with opening.open_store(folder, vault.unlock(folder, PASSPHRASE, "吴示例"), clock=stores.noon) as store:
        reader = a_screen(qtbot, store)
        reader.show()
        reader.answer()
        assert reader.totals()[0] != ""
        assert reader.says("locked by the field team")
        assert not reader.find(QAbstractButton, "lock-sum").isEnabled()
        assert not any(each.isVisible() for each in reader.page.findChildren(QAbstractButton, "keep-换房"))
        reader.close()


def test_what_was_said_under_an_earlier_plan_is_carried_over_where_it_is_still_asked(screen: Screen) -> None:
    screen.answer()
    screen.shell.go(Place("household", HOME.id))
    settle()
    (old,) = screen.store.records(IssuedPack)
    screen.page.workspace.withdraw(old, because="a slip", told="withdrawn")
    screen.show()
    assert screen.says("plan")
    assert not screen.find(QAbstractButton, "lock-sum").isEnabled()
    screen.store.save(a_plan())
    screen.show()
    assert screen.find(QLineEdit, "fact-装修评估值").text() == "18600"
    assert screen.totals()[0] != ""


def test_the_first_missing_fact_is_one_press_away_also_behind_a_drawer(screen: Screen) -> None:
    screen.shell.resize(1093, 560)
    settle()
    screen.press("first-gap")
    at = QApplication.focusWidget()
    assert at is not None
    assert at.objectName() == "fact-装修评估值"
    assert at.isVisible()
    screen.answer()
    assert not any(each.isVisible() for each in screen.page.findChildren(QAbstractButton, "first-gap"))


def test_tab_goes_through_the_facts_the_sum_and_what_stands_below(screen: Screen) -> None:
    screen.answer()
    at, seen = screen.find(QLineEdit, "fact-装修评估值"), list[str]()
    at.setFocus()
    while (now := QApplication.focusWidget()) is not None and now.objectName() != "lock-sum":
        seen.append(now.objectName())
        assert len(seen) < 60
        screen.key(Qt.Key.Key_Tab)
    wanted = ["fact-唯一住房", "flat-换房", "all-flats-换房", "fact-登记面积", "sum", "figure-more", "show-household"]
    assert [name for name in seen if name in wanted] == wanted


def test_who_looks_at_a_fact_in_the_ledger_comes_back_to_the_sum_by_esc(screen: Screen) -> None:
    screen.answer()
    screen.find(QLineEdit, "fact-登记面积").setFocus()
    screen.key(Qt.Key.Key_Return)
    screen.shell.step_back()
    screen.shell.step_back()
    settle()
    assert isinstance(screen.shell.page, CompensationPage)
    assert screen.find(QLineEdit, "fact-装修评估值").text() == "18600"
    screen.shell.step_back()
    assert isinstance(screen.shell.page, HouseholdPage)
    assert screen.shell._above(screen.shell.page.heading())[0] == Place("households")


def test_what_does_not_apply_is_told_as_such_and_not_as_nothing(screen: Screen) -> None:
    screen.answer()
    table = screen.page._view.table
    table.setFocus()
    row = next(n for n, line in enumerate(table.sums.lines) if line.label == "最低面积保障")
    table.setCurrentIndex(table.model().index(row, 1))
    screen.key(Qt.Key.Key_F1)
    assert screen.says("最低面积保障   not applicable")


def test_a_flat_of_the_list_has_the_keyboard_where_it_is_looked_at(screen: Screen) -> None:
    (flat,) = screen.store.records(Flat)
    screen.shell.go(Place("compensation", HOME.id, "换房", flat.id))
    settle()
    assert QApplication.focusWidget() is screen.find(QComboBox, "flat-换房")


def test_a_way_that_opened_marks_no_row_of_the_others_as_changed(screen: Screen) -> None:
    screen.answer()
    screen.check_and_lock()
    screen.choose("flat-换房", Qt.Key.Key_Down)
    assert screen.totals()[1] != ""
    assert [line.label for line in screen.page._view.table.sums.lines if line.has_changed] == []
    screen.write("装修评估值", "20000")
    assert [line.label for line in screen.page._view.table.sums.lines if line.has_changed] == ["装饰装修"]


def test_who_types_while_a_colleague_was_asked_for_keeps_the_keyboard(screen: Screen) -> None:
    screen.answer()
    screen.press("lock-sum")
    screen.write("装修评估值", "20000")
    assert screen.find(QLineEdit, "fact-装修评估值").text() == "20000"
    assert screen.find(QAbstractButton, "lock-sum").isVisible(), "what was to be checked is no longer this"
