"""The sum in front of the family: tried, explained figure by figure, checked by a second person, locked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar, cast

import pytest
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
)
from desktop.i18n import Language
from desktop.store.store import Store
from desktop.ui import jobs
from desktop.ui.compensation_page import CompensationPage
from desktop.ui.household_page import HouseholdPage
from desktop.ui.page import Place
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
        return [f"{way.direction} {way.total}".strip() for way in self.page._table.sums.ways]

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
    workspace = Workspace(store, Voice(Language.ENGLISH))
    shell = Shell(
        workspace,
        {
            "compensation": lambda: CompensationPage(workspace),
            "household": lambda: HouseholdPage(workspace),
        },
    )
    shell.resize(1366, 700)
    qtbot.addWidget(shell)
    shell.show()
    qtbot.waitExposed(shell)
    screen = Screen(qtbot, store, shell)
    screen.show()
    yield screen
    settle()
    shell.leave_page()
    jobs.stop_all(shell)
    shell.close()


def test_before_all_is_known_the_ways_stand_there_without_an_amount(screen: Screen) -> None:
    assert [way.label for way in screen.page._table.sums.ways] == ["货币补偿", "产权调换", "组合"]
    assert screen.totals() == ["", "", ""]
    assert screen.says("Facts that are missing or unclear: 4")
    assert not screen.find(QAbstractButton, "lock-sum").isEnabled()


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
    table = screen.page._table
    assert len({table.columnWidth(n) for n in (1, 2, 3)}) == 1


def test_one_key_shows_where_a_figure_comes_from(screen: Screen) -> None:
    screen.answer()
    table = screen.page._table
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
    assert screen.page._table.is_old
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


def test_a_second_person_checks_it_and_it_is_locked(screen: Screen) -> None:
    screen.answer()
    screen.check_and_lock()
    (row,) = screen.store.records(Calculation)
    (check,) = screen.store.records(CalculationCheck)
    assert (row.version, row.check, check.checked_by) == (1, check.id, "何示例")
    assert screen.says("This is exactly what was locked.")
    assert json.loads(row.totals or "")["货币补偿"] > 0


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
