"""Ctrl+K finds any household from anywhere, says by what, and gives the keyboard back."""

from dataclasses import replace

import stores
from builders import a_household, a_person
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QListView, QPushButton
from pytestqt.qtbot import QtBot
from seeing import NewArea, part, press, typed, unlocked

from desktop.domain.records import Household, Person
from desktop.ui.main_window import MainWindow
from desktop.ui.search_popup import HIT

CTRL = Qt.KeyboardModifier.ControlModifier


def popup(window: MainWindow) -> QFrame:
    return part(window, QFrame, "found")


def is_open(window: MainWindow) -> bool:
    return any(each.isVisible() for each in window.findChildren(QFrame, "found"))


def found(window: MainWindow) -> list[str]:
    """What a screen reader says of each household that is found; nothing while the popup is closed."""
    if not is_open(window):
        return []
    model = part(window, QListView, "found-rows").model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    return [str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for index in rows]


def told(window: MainWindow) -> str:
    """The line above the households."""
    return popup(window).findChildren(QLabel)[0].text()


def search(qtbot: QtBot, window: MainWindow, text: str) -> QLineEdit:
    """The field after somebody has typed this into it, and what it finds is shown."""
    field = typed(qtbot, window, "search", text if text.isascii() else "")
    if not text.isascii():
        commit(field, text)
    qtbot.waitUntil(lambda: is_open(window))
    return field


def commit(field: QLineEdit, text: str) -> None:
    """What an input method does with what was composed."""
    committed = QInputMethodEvent()
    committed.setCommitString(text)
    QApplication.sendEvent(field, committed)


def two_families() -> tuple[object, ...]:
    home = a_household(number="DY-03-0009", address="示例里 3 巷 9 号")
    return *stores.a_family("DY-03-0127"), home, a_person(household=home.id, name="王样本")


def test_a_name_a_number_and_initials_find_a_household(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area(*two_families()))
    for text in ("王样", "wyb", "wangyang", "0009", "3巷9号"):
        field = search(qtbot, window, text)
        qtbot.waitUntil(lambda: len(found(window)) == 1)
        assert found(window) == ["王样本  DY-03-0009  示例里 3 巷 9 号  registered"]
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_what_was_typed_is_marked(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area(*two_families()))
    for text, name, number in (
        ("样本", ((1, 3),), ()),
        ("wy", ((0, 2),), ()),
        ("wangy", ((0, 2),), ()),
        ("0009", (), ((6, 10),)),
    ):
        field = search(qtbot, window, text)
        qtbot.waitUntil(lambda: len(found(window)) == 1)
        hit = part(window, QListView, "found-rows").model().index(0, 0).data(HIT)
        assert (hit.name.marked, hit.number.marked) == (name, number)
        assert hit.found_by == ""
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_the_search_begins_and_ends_by_keyboard(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*two_families()))
    qtbot.keyClick(table, Qt.Key.Key_K, CTRL)
    field = part(window, QLineEdit, "search")
    assert field.hasFocus()
    qtbot.keyClicks(field, "DY")
    qtbot.waitUntil(lambda: len(found(window)) == 2)
    assert field.hasFocus(), "the popup never takes the keyboard"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not is_open(window)
    assert field.text() == ""
    assert table.hasFocus()


def test_arrows_choose_and_enter_opens(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area(*two_families()))
    field = search(qtbot, window, "DY")
    qtbot.waitUntil(lambda: len(found(window)) == 2)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    second = found(window)[1]
    assert field.accessibleDescription() == second
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not is_open(window)
    assert field.text() == "", "nobody else's name stays in the window"
    assert window.shell is not None
    page = window.shell.page
    assert page is not None
    place = page.place()
    assert place.page == "household"
    number = page.workspace.store.records(Household, id=place.household)[0].number
    assert number is not None
    assert number in second


def test_enter_before_the_answer_opens_the_only_hit(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area(*two_families()))
    field = typed(qtbot, window, "search", "0009")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.shell is not None
    shell = window.shell
    qtbot.waitUntil(lambda: shell.page is not None and shell.page.place().page == "household")


def test_a_click_opens_a_household(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area(*two_families()))
    search(qtbot, window, "王样本")
    rows = part(window, QListView, "found-rows")
    place = rows.visualRect(rows.model().index(0, 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.shell is not None
    assert window.shell.page is not None
    assert window.shell.page.place().page == "household"


def test_former_and_withdrawn_ones_are_found_when_asked_for(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area(*two_families())
    with stores.opened(folder) as store:
        owner = store.records(Person, name="王样本")[0]
        store.save(replace(owner, name="汪样本"), because="The certificate says so.")
        store.withdraw(store.records(Household, number="DY-03-0127")[0], because="Written down twice.")
    unlocked(qtbot, window, folder)
    field = search(qtbot, window, "王样本")
    assert told(window) == "No household is found by “王样本”."
    qtbot.keyClick(field, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(found(window)) == 1)
    assert found(window)[0].endswith("formerly “王样本”  registered")
    field = search(qtbot, window, "0127")
    qtbot.waitUntil(lambda: told(window) == "No household is found by “0127”.")
    press(qtbot, window, "further")
    qtbot.waitUntil(lambda: len(found(window)) == 1)
    assert "withdrawn" in found(window)[0]
    assert not part(window, QPushButton, "further").isVisible()


def test_the_way_further_back_is_reached_by_arrows(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area(*two_families()))
    field = search(qtbot, window, "0009")
    qtbot.waitUntil(lambda: len(found(window)) == 1)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert part(window, QPushButton, "further").isChecked()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not part(window, QPushButton, "further").isVisible())


def test_chinese_from_an_input_method_is_searched_before_and_after_it_is_committed(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    unlocked(qtbot, window, new_area(*two_families()))
    field = part(window, QLineEdit, "search")
    field.setFocus()
    QApplication.sendEvent(field, QInputMethodEvent("w'y", []))
    qtbot.waitUntil(lambda: len(found(window)) == 1)
    assert found(window)[0].startswith("王样本")
    assert field.text() == ""
    commit(field, "马示")
    qtbot.waitUntil(lambda: bool(found(window)) and found(window)[0].startswith("马示例"))
    assert field.text() == "马示"


def test_what_is_shown_belongs_to_what_was_typed_last(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    unlocked(qtbot, window, new_area(*two_families()))
    field = typed(qtbot, window, "search", "DY-03-0009")
    qtbot.waitUntil(lambda: len(found(window)) == 1)
    for _ in range(4):
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: len(found(window)) == 2)
    field.clear()
    assert not is_open(window)


def test_a_name_of_the_family_tells_by_what_it_was_found(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    home, owner, *rest = stores.a_family("DY-1")
    child = a_person(household=home.id, name="胡虚构", role="family", id_number=None, phone=None)
    unlocked(qtbot, window, new_area(home, owner, *rest, child))
    search(qtbot, window, "胡虚构")
    qtbot.waitUntil(lambda: len(found(window)) == 1)
    assert "found by “胡虚构”" in found(window)[0]
    search(qtbot, window, "hxg")
    qtbot.waitUntil(lambda: len(found(window)) == 1)
    assert "found by “胡虚构”" in found(window)[0], "a name, and not how it is spelt"


def test_the_popup_follows_the_field_and_stays_within_the_window(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    homes = [a_household(number=f"DY-{n:02}") for n in range(30)]
    unlocked(qtbot, window, new_area(*homes))
    field = search(qtbot, window, "DY")
    qtbot.waitUntil(lambda: len(found(window)) == 30)
    for width, height in ((1366, 720), (1093, 600), (1024, 560)):
        window.resize(width, height)
        QTest.qWait(1)
        box, shell = popup(window).geometry(), window.shell
        assert shell is not None
        assert box.left() == field.mapTo(shell, field.rect().topLeft()).x()
        assert box.bottom() < shell.height()
        assert part(window, QPushButton, "further").isVisible()


def test_leaving_the_field_closes_the_popup(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, new_area(*two_families()))
    field = search(qtbot, window, "0009")
    table.setFocus()
    assert not is_open(window)
    field.setFocus()
    qtbot.waitUntil(lambda: len(found(window)) == 1)
