"""All screens of an open area, walked by the keyboard alone and by touch alone (ui.md §4)."""

from pathlib import Path

import pytest
import stores
from builders import a_fixture, an_unregistered_part
from issued import a_plan
from PySide6.QtCore import QPoint, Qt, QThreadPool
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from seeing import NewArea, is_said

from desktop.domain.records import Fixture, House, Household, Record, Wish
from desktop.store.store import Store
from desktop.ui.ledger_line import LedgerLine
from desktop.ui.main_window import MainWindow

NUMBER = "DY-03-0127"
SMALLEST = 40  # pixels of what a finger meets
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SECTIONS = ("display", "backup", "photos", "people", "area", "lock", "about")
_MOST = 150  # steps of the Tab key round a page


class Walker:
    """Somebody before the window, who sees what is visible."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    @property
    def store(self) -> Store:
        assert self.window.shell is not None
        return self.window.shell._workspace.store

    @property
    def place(self) -> tuple[str, str]:
        shell = self.window.shell
        assert shell is not None
        assert shell.page is not None
        here = shell.page.place()
        return here.page, here.part

    def seen(self, kind: type[QWidget], name: str = "", told: str = "") -> QWidget:
        """What is visible of this kind, by its name or by what a screen reader says of it."""
        found = [
            each for each in self.window.findChildren(kind, name) if each.isVisible() and told in each.accessibleName()
        ]
        assert found, f"{name} {told} is not to be seen"
        return found[0]

    def is_seen(self, kind: type[QWidget], name: str) -> bool:
        return any(each.isVisible() for each in self.window.findChildren(kind, name))

    def settle(self) -> None:
        for _ in range(5):
            QThreadPool.globalInstance().waitForDone()
            QApplication.processEvents()


class Keyboard(Walker):
    """Only keys: they go to what has the keyboard."""

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.settle()

    def write(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)
        self.settle()

    def tab_to(self, kind: type[QWidget], name: str = "", told: str = "") -> None:
        """Tab, until it is there: everything is reached."""
        wanted = self.seen(kind, name, told)
        for _ in range(_MOST):
            if QApplication.focusWidget() is wanted:
                return
            self.key(Qt.Key.Key_Tab)
        pytest.fail(f"the keyboard never comes to {name} {told}")

    def press(self, name: str) -> None:
        self.tab_to(QAbstractButton, name)
        self.key(Qt.Key.Key_Space)

    def open_line(self, told: str) -> None:
        self.tab_to(LedgerLine, told=told)
        self.key(Qt.Key.Key_Return)


class Finger(Walker):
    """Only touches, and what the keyboard on the screen types into the field that was touched."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        super().__init__(qtbot, window)
        self.screen = QTest.createTouchDevice()
        QApplication.setDoubleClickInterval(0)  # two touches are never one

    def touch(self, kind: type[QWidget], name: str = "", told: str = "", at: QPoint | None = None) -> QWidget:
        touched = self.seen(kind, name, told)
        assert min(touched.width(), touched.height()) >= SMALLEST, f"{name} {told} is too small for a finger"
        _tap(self.window, self.screen, touched, at or touched.rect().center())
        self.settle()
        return touched

    def touch_line(self, name: str, row: int) -> None:
        table = self.seen(QTableView, name)
        assert isinstance(table, QTableView)
        line = table.visualRect(table.model().index(row, 0))
        assert line.height() >= SMALLEST
        _tap(self.window, self.screen, table.viewport(), line.center())
        self.settle()
        assert table.currentIndex().row() == row

    def write(self, name: str, text: str) -> None:
        field = self.touch(QLineEdit, name)
        assert isinstance(field, QLineEdit)
        field.selectAll()
        QTest.keyClicks(field, text)
        self.settle()


def _tap(window: QWidget, screen: QPointingDevice, touched: QWidget, at: QPoint) -> None:
    QTest.touchEvent(window, screen).press(0, at, touched).commit()
    QTest.touchEvent(window, screen).release(0, at, touched).commit()


@pytest.fixture
def area(new_area: NewArea) -> Path:
    family = stores.a_family(NUMBER)
    home = family[0].id
    more: tuple[Record, ...] = (a_fixture(household=home), an_unregistered_part(household=home, name="shed"))
    return new_area(*family, *more, *stores.a_family("DY-03-0128"), a_plan())


def test_the_keyboard_alone_leads_through_all_screens(qtbot: QtBot, window: MainWindow, area: Path) -> None:
    walker = Keyboard(qtbot, window)
    window.show_locked(area)
    walker.write(stores.PASSPHRASE)
    with qtbot.waitSignal(window.opened):
        walker.key(Qt.Key.Key_Return)
    walker.settle()
    assert walker.place[0] == "households"
    walker.key(Qt.Key.Key_Return)
    for told, kind in (("structure", "house"), ("shed", "unregistered_part"), ("owner", "person")):
        walker.open_line(told)
        assert walker.place == ("household", kind)
        walker.key(Qt.Key.Key_Escape)
        assert walker.place == ("household", "ledger")
    _write_down_by_keys(walker)
    (tabs,) = (each for each in window.findChildren(QTabBar, "tabs") if each.isVisible())
    walker.key(Qt.Key(Qt.Key.Key_0 + tabs.count()), CONTROL)
    assert walker.place == ("household", "history")
    walker.key(Qt.Key.Key_Escape)
    walker.key(Qt.Key.Key_Escape)
    assert walker.place[0] == "households"
    _find_and_register_by_keys(walker)
    walker.key(Qt.Key.Key_F6)
    _read_the_plan_by_keys(walker)
    walker.press("to-settings")
    walker.tab_to(QAbstractButton, f"section-{walker.place[1]}")
    seen = {walker.place[1]}
    for arrow in [Qt.Key.Key_Up] * len(SECTIONS) + [Qt.Key.Key_Down] * len(SECTIONS):
        walker.key(arrow)
        seen.add(walker.place[1])
    assert seen == {*SECTIONS}
    walker.press("to-households")
    assert walker.place[0] == "households"
    walker.key(Qt.Key.Key_L, CONTROL | ALT)
    assert window.shell is None


def _write_down_by_keys(walker: Keyboard) -> None:
    walker.press("add-fixture")
    walker.write("vine")
    walker.key(Qt.Key.Key_Tab)
    walker.write("2")
    walker.key(Qt.Key.Key_Escape)
    assert [each.quantity for each in walker.store.records(Fixture) if each.name == "vine"] == [2]
    walker.press("add-wish")
    walker.tab_to(QComboBox, "choice")
    walker.key(Qt.Key.Key_Down)
    walker.tab_to(QPlainTextEdit, "words")
    walker.write("a ground floor")
    walker.press("finish")
    assert walker.store.records(Wish)[-1].words == "a ground floor"
    walker.key(Qt.Key.Key_Z, CONTROL)
    assert walker.store.records(Wish)[-1].withdrawn


def _find_and_register_by_keys(walker: Keyboard) -> None:
    walker.key(Qt.Key.Key_K, CONTROL)
    walker.write("0128")
    walker.key(Qt.Key.Key_Return)
    assert walker.place[0] == "household"
    assert is_said(walker.window, "DY-03-0128")
    walker.key(Qt.Key.Key_Escape)
    walker.press("register")
    assert walker.place == ("household", "new")
    walker.write("Ma Shili")
    walker.press("register")
    assert len(walker.store.records(Household)) == 3


def _read_the_plan_by_keys(walker: Keyboard) -> None:
    walker.press("to-policies")
    assert walker.place == ("policies", "items")
    walker.tab_to(QTableView, "plan-items")
    walker.key(Qt.Key.Key_Down)
    walker.key(Qt.Key.Key_Return)
    assert is_said(walker.window, "房屋价值 · 认定面积")
    walker.press("to-clauses")
    assert walker.place == ("policies", "clauses")
    walker.key(Qt.Key.Key_Escape)
    assert walker.place == ("policies", "items")
    walker.tab_to(QTabBar, "plan-parts")
    for part in ("clauses", "tables", "parameters", "examples", "notices"):
        walker.key(Qt.Key.Key_Right)
        assert walker.place == ("policies", part)
    walker.tab_to(QLineEdit, "find-in-plan")
    walker.tab_to(QTableView, f"plan-{walker.place[1]}")
    walker.tab_to(QTableView, "versions")


def test_touch_alone_leads_through_all_screens(
    qtbot: QtBot, window: MainWindow, area: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = Finger(qtbot, window)
    window.show_locked(area)
    walker.write("passphrase", stores.PASSPHRASE)
    with qtbot.waitSignal(window.opened):
        walker.touch(QAbstractButton, "unlock")
    walker.settle()
    _look_and_write_by_touch(walker)
    _register_by_touch(walker)
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("户编号,户主,地址\nR-1,马示例,示例里1巷1号\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(ledger), ""))
    _import_by_touch(walker)
    walker.write("search", "0128")
    _read_the_plan_by_touch(walker)
    walker.touch(QAbstractButton, "to-settings")
    for section in SECTIONS:
        walker.touch(QAbstractButton, f"section-{section}")
        assert walker.place == ("settings", section)
    walker.touch(QAbstractButton, "to-households")
    assert walker.place[0] == "households"


def _look_and_write_by_touch(walker: Finger) -> None:
    table = walker.seen(QTableView, "households")
    assert isinstance(table, QTableView)
    _tap(walker.window, walker.screen, table.viewport(), table.visualRect(table.model().index(0, 2)).center())
    walker.settle()
    assert walker.place == ("household", "ledger")
    walker.touch(LedgerLine, told="structure")
    walker.write("structure", "brick")
    walker.write("year_built", "1986")
    walker.touch(QAbstractButton, "finish")
    assert walker.store.records(House)[0].structure == "brick"
    tabs = walker.seen(QTabBar, "tabs")
    assert isinstance(tabs, QTabBar)
    _tap(walker.window, walker.screen, tabs, tabs.tabRect(tabs.count() - 1).center())
    walker.settle()
    assert walker.place == ("household", "history")
    walker.touch(QAbstractButton, "back")
    walker.touch(QAbstractButton, "back")
    assert walker.place[0] == "households"


def _read_the_plan_by_touch(walker: Finger) -> None:
    walker.touch(QAbstractButton, "to-policies")
    walker.touch_line("versions", 0)
    walker.touch_line("plan-items", 1)
    walker.touch(QAbstractButton, "to-clauses")
    assert walker.place == ("policies", "clauses")
    walker.write("find-in-plan", "1")
    tabs = walker.seen(QTabBar, "plan-parts")
    assert isinstance(tabs, QTabBar)
    for place, part in enumerate(("items", "clauses", "tables", "parameters", "examples", "notices")):
        assert tabs.tabRect(place).height() >= SMALLEST
        _tap(walker.window, walker.screen, tabs, tabs.tabRect(place).center())
        walker.settle()
        assert walker.place == ("policies", part)


def _register_by_touch(walker: Finger) -> None:
    walker.touch(QAbstractButton, "register")
    walker.write("name", "Ma Shili")
    walker.touch(QAbstractButton, "register")
    assert len(walker.store.records(Household)) == 3
    walker.touch(QAbstractButton, "back")


def _import_by_touch(walker: Finger) -> None:
    walker.touch(QAbstractButton, "import")
    walker.touch(QAbstractButton, "choose-file")
    walker.qtbot.waitUntil(lambda: walker.is_seen(QAbstractButton, "take-in"))
    walker.touch(QAbstractButton, "take-in")
    walker.qtbot.waitUntil(lambda: walker.is_seen(QAbstractButton, "show-households"))
    walker.touch(QAbstractButton, "show-households")
    assert "R-1" in [home.number for home in walker.store.records(Household)]
