"""The flats to choose from: found, kept, given back, decided where two households have one, taken in."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
import stores
from builders import a_household, a_person
from issued import a_plan
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from seated import Seated
from stores import NewStore, accept

from desktop.casework import flats
from desktop.casework.household_ledger import flat_said
from desktop.cli.words import Voice
from desktop.domain.records import Agreement, Flat, Intake
from desktop.i18n import Language
from desktop.store.store import Store
from desktop.ui import jobs, theme
from desktop.ui.compensation_page import CompensationPage
from desktop.ui.flats_page import FlatsPage
from desktop.ui.household_page import HouseholdPage
from desktop.ui.page import Place
from desktop.ui.policies_page import PoliciesPage
from desktop.ui.shell import Shell
from desktop.ui.workspace import Workspace

ONE, OTHER = a_household(number="A-1"), a_household(number="B-2")
LIST = "幢号,单元,房号,楼层,总层数,户型,面积,系数\n2幢,2,101,1,6,两室一厅,90.00,1.0\n9幢,1,101,1,6,一室,50.00,1.0\n"


class Screen(Seated):
    @property
    def page(self) -> FlatsPage:
        return cast("FlatsPage", self.shell.page)

    def go(self, place: Place | None = None) -> None:
        self.shell.go(place or Place("flats"))
        self.settle()

    def type(self, text: str, name: str = "") -> None:
        if name:
            self.find(QLineEdit, name).setFocus()
        for sign in text:
            self.qtbot.keyClicks(QApplication.focusWidget() or self.page, sign)
        self.settle()

    def names(self) -> list[str]:
        model = self.page.table.lines
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def line(self, name: str) -> list[str]:
        model = self.page.table.lines
        return [model.index(self.names().index(name), column).data() for column in range(model.columnCount())]

    def choose(self, name: str) -> None:
        self.page.table.selectRow(self.names().index(name))
        self.page.table.setFocus()
        self.settle()

    def says(self, text: str) -> bool:
        return any(text in each.text() for each in self.shell.findChildren(QLabel) if each.isVisible())

    def flat(self, name: str) -> Flat:
        return next(each for each in flats.flats(self.store) if flat_said(each) == name)


def opened(qtbot: QtBot, store: Store) -> Screen:
    theme.dress(cast("QApplication", QApplication.instance()))
    workspace = Workspace(store, Voice(Language.ENGLISH))
    shell = Shell(
        workspace,
        {
            "flats": lambda: FlatsPage(workspace),
            "policies": lambda: PoliciesPage(workspace),
            "household": lambda: HouseholdPage(workspace),
            "compensation": lambda: CompensationPage(workspace),
        },
    )
    shell.resize(1366, 700)
    qtbot.addWidget(shell)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    return Screen(qtbot, store, workspace, shell)


def a_flat(building: str, unit: str, room: str, **more: object) -> Flat:
    fields = {"building": building, "unit": unit, "room": room, "on_floor": 1, "storeys": 6, "layout": "两室一厅"}
    return Flat.of({**fields, "area": Decimal("88.60"), **more})


def filled(store: Store) -> Store:
    for home, name in ((ONE, "甲示例"), (OTHER, "乙示例")):
        store.save(home, a_person(household=home.id, name=name))
    store.save(
        a_flat("2", "2", "101"),
        a_flat("2", "2", "102"),
        a_flat("10", "1", "101"),
        a_flat("2", "2", "201", state="reserved", held_by=OTHER.id, held_on=store.today()),
    )
    return store


@pytest.fixture
def screen(qtbot: QtBot, new_store: NewStore) -> Iterator[Screen]:
    made = opened(qtbot, filled(new_store("flats")))
    made.go()
    yield made
    made.settle()
    made.shell.leave_page()
    jobs.stop_all(made.shell)
    made.shell.close()


def contest(store: Store, other: Store, name: str) -> None:
    """Another computer gives the flat to the one household while this one gives it to the other."""
    accept(other, store.entries_since({}), store.keys())
    for at, home in ((store, ONE), (other, OTHER)):
        flat = next(each for each in flats.flats(at) if flat_said(each) == name)
        at.save(replace(flat, state="reserved", held_by=home.id, held_on=at.today()))
    accept(store, [each for each in other.entries_since({}) if each.origin == other.end.origin], other.keys())


def test_all_flats_stand_there_in_their_order_with_who_holds_them(screen: Screen) -> None:
    assert screen.names() == ["2-2-101", "2-2-102", "2-2-201", "10-1-101"]
    assert "reserved" in screen.line("2-2-201")
    assert "乙示例 B-2" in screen.line("2-2-201")
    assert "free" in screen.line("2-2-101")


def test_quick_filters_tell_how_many_and_narrow_the_list(screen: Screen) -> None:
    assert screen.find(QAbstractButton, "flats-free").text() == "Free 3"
    screen.press("flats-reserved")
    assert screen.names() == ["2-2-201"]
    screen.key(Qt.Key.Key_Escape)
    assert len(screen.names()) == 4


def test_a_room_that_is_typed_over_the_list_is_found(screen: Screen) -> None:
    screen.choose("2-2-102")
    screen.type("10")
    assert screen.find(QLineEdit, "find-flat").text() == "10"
    screen.type("9999")
    assert screen.names() == []
    assert screen.says("No flat is like that")
    screen.find(QLineEdit, "find-flat").setText("2号楼2单元101")
    assert screen.names() == ["2-2-101"]


def test_a_flat_is_found_by_who_holds_it(screen: Screen) -> None:
    screen.find(QLineEdit, "find-flat").setText("B-2")
    assert screen.names() == ["2-2-201"]


def test_enter_opens_the_household_that_holds_it(screen: Screen) -> None:
    screen.choose("2-2-201")
    screen.key(Qt.Key.Key_Return)
    assert screen.shell.page is not None
    assert screen.shell.page.place().household == OTHER.id


def test_a_flat_is_kept_for_a_household_that_is_searched_for_and_that_is_taken_back(screen: Screen) -> None:
    screen.choose("2-2-101")
    screen.press("flat-primary")
    screen.type("A-1", "flat-household")
    screen.key(Qt.Key.Key_Return)
    flat = screen.flat("2-2-101")
    assert (flat.held_by, flat.state) == (ONE.id, "reserved")
    assert "甲示例 A-1" in screen.line("2-2-101")
    screen.workspace.undo()
    assert flats.hold_of(screen.flat("2-2-101")) is flats.Hold.FREE


def test_a_flat_is_given_back_with_a_reason_alone(screen: Screen) -> None:
    screen.choose("2-2-201")
    screen.press("give-flat-back")
    assert not screen.find(QAbstractButton, "with-reason").isEnabled()
    screen.type("chose another one", "reason")
    screen.press("with-reason")
    assert flats.hold_of(screen.flat("2-2-201")) is flats.Hold.FREE
    assert "free" in screen.line("2-2-201")


def test_a_flat_of_a_signed_agreement_is_not_given_back(screen: Screen) -> None:
    flat = screen.flat("2-2-201")
    screen.store.save(
        replace(flat, state="chosen"), Agreement(household=OTHER.id, state="signed", stated_on=screen.store.today())
    )
    screen.go()
    screen.choose("2-2-201")
    screen.press("give-flat-back")
    screen.type("a mistake", "reason")
    screen.press("with-reason")
    assert flats.hold_of(screen.flat("2-2-201")) is flats.Hold.CHOSEN
    assert screen.says("goes with a signed agreement")


def test_a_flat_that_somebody_else_holds_by_now_is_said_to_be_theirs(screen: Screen) -> None:
    screen.go(Place("flats", ONE.id))
    screen.choose("2-2-101")
    screen.store.save(replace(screen.flat("2-2-101"), state="reserved", held_by=OTHER.id))
    screen.press("keep-flat")
    assert screen.flat("2-2-101").held_by == OTHER.id
    assert screen.says("Nothing was changed")
    assert "another household" in screen.line("2-2-101")


def test_beside_one_household_no_other_one_is_named(screen: Screen) -> None:
    screen.go(Place("flats", ONE.id))
    assert "another household" in screen.line("2-2-201")
    screen.find(QLineEdit, "find-flat").setText("B-2")
    assert screen.names() == []
    screen.find(QLineEdit, "find-flat").clear()
    screen.choose("2-2-201")
    assert not any(map(screen.is_seen, ("open-holder", "give-flat-back", "flat-primary", "keep-flat")))


def test_for_a_household_a_flat_is_kept_with_one_press(screen: Screen) -> None:
    screen.go(Place("flats", ONE.id))
    screen.choose("2-2-102")
    screen.press("keep-flat")
    assert screen.flat("2-2-102").held_by == ONE.id
    assert screen.find(QAbstractButton, "flats-own").text() == "This household's 1"
    assert "this household" in screen.line("2-2-102")


def test_a_flat_is_looked_at_in_the_sum(screen: Screen) -> None:
    screen.go(Place("flats", ONE.id, "换房"))
    screen.choose("2-2-102")
    screen.key(Qt.Key.Key_Return)
    assert screen.shell.page is not None
    assert screen.shell.page.place().page == "compensation"


def test_two_households_in_one_flat_stand_beside_each_other_until_it_is_decided(
    screen: Screen, new_store: NewStore
) -> None:
    contest(screen.store, new_store("laptop"), "2-2-101")
    screen.go()
    screen.press("flats-contested")
    assert screen.names() == ["2-2-101"]
    assert screen.says("was given to two households")
    assert screen.says("甲示例 A-1")
    assert screen.says("乙示例 B-2")
    assert not screen.is_seen("flat-primary")
    screen.shell.resize(1093, 520)
    screen.settle()
    assert screen.find(QAbstractButton, "keeps-claim-2").visibleRegion().boundingRect().height() >= 40
    screen.press("keeps-claim-1")
    screen.type("was first", "reason")
    screen.press("with-reason")
    assert not flats.is_contested(screen.store, screen.flat("2-2-101"))
    assert screen.flat("2-2-101").held_by in (ONE.id, OTHER.id)
    assert not screen.says("was given to two households")


def test_neither_of_two_households_may_get_it(screen: Screen, new_store: NewStore) -> None:
    contest(screen.store, new_store("laptop"), "2-2-101")
    screen.go()
    screen.choose("2-2-101")
    screen.press("flat-to-nobody")
    screen.type("both chose another one", "reason")
    screen.press("with-reason")
    assert flats.hold_of(screen.flat("2-2-101")) is flats.Hold.FREE
    assert not flats.is_contested(screen.store, screen.flat("2-2-101"))


def test_a_list_is_taken_in_after_it_was_seen(screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "list.csv"), ""))
    screen.press("import-flats")
    assert screen.says("2 rows: 1 new, 1 changed")
    assert screen.store.records(Intake) == ()
    screen.press("take-flats-in")
    assert "9-1-101" in screen.names()
    assert screen.flat("2-2-101").area == Decimal("90.00")
    assert screen.says("2 flats were taken in.")


def test_with_a_refused_row_nothing_is_written_until_it_is_left_out(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list.csv").write_text(LIST + "9幢,1,102,1,6,一室,a lot,1.0\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "list.csv"), ""))
    screen.press("import-flats")
    assert not screen.find(QAbstractButton, "take-flats-in").isEnabled()
    screen.press("without-refused")
    screen.press("take-flats-in")
    assert "9-1-101" in screen.names()
    assert "9-1-102" not in screen.names()


def test_a_file_without_flats_says_what_is_missing(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list.csv").write_text("户主,电话\n甲示例,1\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "list.csv"), ""))
    screen.press("import-flats")
    assert screen.says("No list of flats was found")
    screen.key(Qt.Key.Key_Escape)
    assert screen.names() != []


def test_an_area_without_flats_says_where_they_come_from(qtbot: QtBot, new_store: NewStore) -> None:
    made = opened(qtbot, new_store("empty"))
    made.go()
    assert made.says("No flats are listed yet")
    assert made.is_seen("import-flats-first")
    made.shell.close()


def test_who_only_reads_sees_all_and_changes_nothing(qtbot: QtBot, new_store: NewStore) -> None:
    with filled(new_store("flats")) as store:
        folder = store.folder
    with stores.opened(folder, read_only=True) as store:
        made = opened(qtbot, store)
        made.go()
        assert len(made.names()) == 4
        for name in ("2-2-101", "2-2-201"):
            made.choose(name)
            assert not any(map(made.is_seen, ("flat-primary", "give-flat-back", "import-flats", "keep-flat")))
        made.shell.leave_page()
        jobs.stop_all(made.shell)
        made.shell.close()


def test_the_flats_are_one_press_from_the_plan(screen: Screen) -> None:
    screen.store.save(a_plan())
    screen.go(Place("policies"))
    screen.press("to-flats")
    assert isinstance(screen.shell.page, FlatsPage)


def test_a_change_from_elsewhere_is_shown_and_the_chosen_flat_stays(screen: Screen) -> None:
    screen.choose("2-2-102")
    screen.workspace.save(replace(screen.flat("2-2-101"), state="reserved", held_by=OTHER.id))
    screen.settle()
    assert "reserved" in screen.line("2-2-101")
    row = screen.page.table.current()
    assert flat_said(row.flat) == "2-2-102"
