"""What is turned round to the household, opened from its page over a real store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import desk
import pytest
import stores
from builders import TODAY, a_house, a_household, a_person, a_service, an_appraisal, at
from desk import Desk
from issued import a_plan
from plans import locked
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from seeing import NewArea, unlocked

from desktop.casework import calculation, household_facts
from desktop.casework.policy import Draft
from desktop.domain.records import Area, AreaFact, House
from desktop.i18n import Language
from desktop.store.store import Store
from desktop.ui.household_cards import SideBySide, WayBox
from desktop.ui.household_file import file_of
from desktop.ui.household_view import ALONE, HouseholdView
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

pytestmark = pytest.mark.usefixtures("cheap_vault")

HOME = a_household()
OWNER = a_person(household=HOME.id, name="马示例")
OTHER = a_household(number="DY-03-0128", lane="示例里 4 巷")
NEIGHBOUR = a_person(household=OTHER.id, name="邻示例")
SAID = (
    "装修评估值=24950.00",
    "唯一住房=否",
    "签约日=2026-11-25",
    "腾房日=2026-12-01",
    "换房面积=88.60",
    "换房楼层=1",
    "换房楼总层数=6",
    "组合面积=45.20",
    "组合楼层=1",
    "组合楼总层数=6",
)


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    """A household that can be reckoned, with a right that runs, and another one."""
    store = new_store("area")
    area = store.records(Area)[0]
    store.save(
        a_plan(),
        Area.of({**vars(area), "notice_on": date(2026, 10, 9)}),
        AreaFact(name="片区签约率", value="61.20", unit="%", since=date(2026, 10, 9), reason="公示"),
        HOME,
        OWNER,
        a_house(household=HOME.id, registered_gross=Decimal("62.40"), recognised_area=None, tenure="private"),
        an_appraisal(household=HOME.id, unit_price=428_000),
        a_service(household=HOME.id, document="appraisal_report", served_at=at(9, day=TODAY - timedelta(days=3))),
        OTHER,
        NEIGHBOUR,
    )
    return store


def given(draft: Draft) -> Mapping[str, object]:
    return household_facts.said(draft.sound().pack, SAID)


@dataclass
class Screen:
    """The view, and its clock."""

    desk: Desk
    clock: list[float]
    wall: list[float] = field(default_factory=lambda: [0.0])

    @property
    def view(self) -> HouseholdView:
        return next(each for each in self.desk.shell.findChildren(HouseholdView) if each.isVisible())

    @property
    def is_open(self) -> bool:
        return any(each.isVisible() for each in self.desk.shell.findChildren(HouseholdView))

    def show(self, **how: object) -> None:
        file = file_of(self.desk.store, HOME.id)
        assert file is not None
        page = self.desk.shell.page
        assert page is not None
        view = HouseholdView(self.desk.workspace, file, page, clocks=lambda: (self.clock[0], self.wall[0]), **how)  # pyright: ignore[reportArgumentType]
        view.resize(1366, 768)
        view.show()
        self.desk.qtbot.waitExposed(view)
        self.desk.settle()

    def words(self) -> list[str]:
        self.desk.settle()
        kinds = (QLabel, QAbstractButton)
        return [each.text() for kind in kinds for each in self.view.findChildren(kind) if each.isVisible()]

    def says(self, text: str) -> bool:
        return any(text in words for words in self.words())

    def press(self, name: str) -> None:
        button = next(each for each in self.view.findChildren(QPushButton, name) if each.isVisible())
        self.desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.desk.settle()

    def key(self, key: Qt.Key) -> None:
        self.desk.qtbot.keyClick(QApplication.focusWidget() or self.view, key)
        self.desk.settle()

    def open_with(self, passphrase: str) -> None:
        field = self.view.findChildren(QLineEdit, "view-passphrase")[0]
        field.setFocus()
        self.desk.qtbot.keyClicks(field, passphrase)
        self.desk.qtbot.keyClick(field, Qt.Key.Key_Return)
        self.desk.settle()


@pytest.fixture
def screen(qtbot: QtBot, store: Store) -> Iterator[Screen]:
    opened = desk.opened(qtbot, store)
    opened.go(HOME)
    yield Screen(opened, [0.0])
    opened.close()


def test_f11_on_the_household_shows_it_and_esc_comes_back(screen: Screen) -> None:
    screen.desk.qtbot.keyClick(screen.desk.shell.page, Qt.Key.Key_F11)
    screen.desk.settle()
    assert screen.view.isFullScreen()
    assert screen.says("马示例")
    screen.key(Qt.Key.Key_Escape)
    assert not screen.is_open


def test_it_is_reached_by_touch_too(screen: Screen) -> None:
    screen.desk.press("show-household")
    assert screen.is_open
    screen.press("leave-view")
    assert not screen.is_open


def test_the_ways_stand_side_by_side_and_none_is_preferred(screen: Screen) -> None:
    screen.show(given=given)
    boxes = [each for each in screen.view.findChildren(WayBox) if each.isVisible()]
    assert [box.objectName() for box in boxes] == ["way-货币补偿", "way-产权调换", "way-组合"]
    assert len({(box.width(), box.height(), box.y()) for box in boxes}) == 1
    totals = [box.findChildren(QLabel, "total")[0] for box in boxes]
    assert len({total.font().pixelSize() for total in totals}) == 1
    assert totals[0].font().pixelSize() == 46
    assert screen.says("Your 3 choices")


def test_the_amounts_are_those_of_the_calculation(screen: Screen) -> None:
    screen.show(given=given)
    done = calculation.reckon(screen.desk.store, HOME, given).calculation
    for box in (each for each in screen.view.findChildren(WayBox) if each.isVisible()):
        total = done.outcome.totals[box.objectName().removeprefix("way-")]
        shown = box.findChildren(QLabel, "total")[0].text()
        assert Decimal(shown.replace(",", "")) == abs(Decimal(int(total * 100)) / 100)
        direction = "You add" if total < 0 else "You receive"
        assert direction in [each.text() for each in box.findChildren(QLabel)]
        assert "−" not in shown, "a sign is never the only cue"


def test_what_is_not_known_is_still_being_looked_into_and_never_0(screen: Screen) -> None:
    screen.show()
    assert screen.says("Still being looked into: ")
    assert screen.says("签约日")
    assert not screen.says("0.00")
    assert len([each for each in screen.view.findChildren(WayBox) if each.isVisible()]) == 3
    screen.press("card-after")
    assert screen.says("签得早"), "each line has its plain words all the same"


def test_each_way_is_told_line_by_line_in_plain_words(screen: Screen) -> None:
    screen.show(given=given)
    screen.press("explain-产权调换")
    assert screen.says("How 产权调换 is reckoned")
    assert screen.says("有证的面积乘评估单价")
    assert screen.says("does not apply: ")


def test_what_was_kept_last_is_what_is_shown(screen: Screen) -> None:
    store = screen.desk.store
    locked(store, calculation.reckon(store, HOME, given))
    screen.show()
    assert screen.says("Version 1 of your sums.")
    assert any(each.isVisible() for each in screen.view.findChildren(QLabel, "total"))
    assert not screen.says("changed since then")
    screen.view.close()
    (house,) = store.records(House)
    store.save(replace(house, registered_gross=Decimal(70)))
    screen.show()
    assert screen.says("Version 1 of your sums. This changed since then: 登记面积. It is reckoned anew")


def test_its_rights_are_there_with_their_last_days(screen: Screen) -> None:
    screen.show()
    assert screen.says("Have the appraisal reviewed: latest 11-25 Wed, 7 days left")
    screen.press("to-rights")
    assert screen.says("Your rights, and until when")
    assert screen.says("latest 11-25 Wed, 7 days left")
    assert not screen.says("Lift the freeze"), "what the office must do is no right of theirs"


def test_a_clause_comes_first_where_it_was_asked_for(screen: Screen) -> None:
    screen.show(clause="方案第十二条")
    assert screen.says("新房比老房大出来的部分，要自己添钱")
    assert screen.says("产权调换房屋建筑面积超出的部分")
    screen.press("card-after")
    assert screen.says("Your 3 choices")


def test_nobody_elses_name_is_anywhere(screen: Screen) -> None:
    screen.show(given=given)
    everything = [each.text() for kind in (QLabel, QAbstractButton) for each in screen.view.findChildren(kind)]
    everything += [each.accessibleName() for each in screen.view.findChildren(QWidget)]
    for strange in ("邻示例", "DY-03-0128", "4 巷", stores.CLERK):
        assert not any(strange in text for text in everything)


def test_the_keys_of_the_program_are_not_heard(screen: Screen) -> None:
    screen.show()
    before = screen.desk.shell.page
    for key, with_ in (
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
    ):
        screen.desk.qtbot.keyClick(screen.view, key, with_)
        screen.desk.settle()
    assert screen.is_open
    assert screen.desk.shell.page is before
    assert screen.view.windowModality() == Qt.WindowModality.ApplicationModal


def test_after_a_minute_alone_it_is_left_with_the_passphrase_alone(screen: Screen) -> None:
    screen.show()
    screen.clock[0] += ALONE
    screen.key(Qt.Key.Key_Escape)
    assert screen.is_open
    assert screen.says("Please give the computer back to us")
    screen.open_with("not this one")
    assert screen.is_open
    screen.open_with(stores.PASSPHRASE)
    assert not screen.is_open


def test_who_comes_back_after_a_minute_does_not_open_it_by_touching_it(screen: Screen) -> None:
    screen.show()
    screen.clock[0] += ALONE
    screen.press("card-after")
    screen.clock[0] += 1
    screen.view.close()
    assert screen.is_open, "however somebody would close it"
    assert screen.says("Please give the computer back to us")
    screen.press("stay-in-view")
    assert screen.says("Card 2 of")


def test_a_computer_that_slept_was_alone_too(screen: Screen) -> None:
    screen.show()
    screen.wall[0] += ALONE
    screen.key(Qt.Key.Key_Escape)
    assert screen.says("Please give the computer back to us")


def test_who_stays_is_not_asked(screen: Screen) -> None:
    screen.show()
    for _ in range(3):
        screen.clock[0] += ALONE - 1
        screen.press("card-after")
    screen.view.close()
    assert not screen.is_open


def test_the_cards_are_turned_by_keys(screen: Screen) -> None:
    screen.show()
    assert screen.says("Card 1 of")
    screen.key(Qt.Key.Key_Return)
    assert screen.says("Card 2 of")
    assert screen.view.focusWidget().objectName() == "card-after"


@pytest.mark.parametrize("size", [(1366, 768), (1093, 600)])
def test_nothing_is_cut_off(qtbot: QtBot, store: Store, size: tuple[int, int]) -> None:
    opened = desk.opened(qtbot, store, Language.CHINESE)
    opened.go(HOME)
    screen = Screen(opened, [0.0])
    screen.show(given=given)
    screen.view.resize(*size)
    opened.settle()
    side = next(each for each in screen.view.findChildren(SideBySide) if each.isVisible())
    assert side.width() <= size[0]
    for total in (each for each in side.findChildren(QLabel, "total") if each.isVisible()):
        assert total.width() >= total.fontMetrics().horizontalAdvance(total.text())
    assert screen.says("您得")
    screen.view.close()
    opened.close()


def test_a_household_without_a_plan_still_has_its_rights(qtbot: QtBot, new_store: stores.NewStore) -> None:
    bare = new_store("bare")
    bare.save(HOME, OWNER)
    opened = desk.opened(qtbot, bare)
    opened.go(HOME)
    screen = Screen(opened, [0.0])
    screen.show()
    assert screen.says("No compensation plan is in use yet.")
    assert screen.says("Whatever you decide, you keep all your rights.")
    screen.press("to-rights")
    assert screen.says("Your rights, and until when")
    screen.view.close()
    opened.close()


def test_the_lock_takes_it_away_with_everything_else(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area(HOME, OWNER))
    assert window.shell is not None
    window.shell.go(Place("household", HOME.id))
    qtbot.keyClick(window.shell.page, Qt.Key.Key_F11)
    assert [each.isVisible() for each in window.findChildren(HouseholdView)] == [True]
    window.lock(is_by_itself=True)
    qtbot.waitUntil(lambda: not any(isinstance(each, HouseholdView) for each in QApplication.topLevelWidgets()))
