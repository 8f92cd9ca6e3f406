"""The page of the day: what is owed and who is awaited is seen, and the day is planned and kept from it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import stores
from builders import TODAY, a_household, a_person, a_service, at
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFrame, QLineEdit, QPushButton, QTableView, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from seeing import cells, is_said, part, press, typed
from test_walks import SMALLEST, Finger, Keyboard

from desktop.casework import people
from desktop.domain.fields import Role
from desktop.domain.records import Appointment, Assignment, Handover, Household, Promise, PromiseOutcome, Record, Staff
from desktop.store import opening, vault
from desktop.store.store import Store
from desktop.ui import read_anew
from desktop.ui.day_list import DayList
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.plan_bar import hour_of

ME = "何示例"
CONTROL = Qt.KeyboardModifier.ControlModifier
Opened = Callable[..., Store]


@pytest.fixture
def opened(new_store: stores.NewStore, window: MainWindow, qtbot: QtBot) -> Opened:
    """Fills an area, hands its households to a worker, and opens it as that worker at noon of the day."""

    def open_as(*records: Record, role: Role = Role.WORKER, read_only: bool = False) -> Store:
        with new_store("area") as store:
            people.admit(store, ME, role, stores.PASSPHRASE)
            (staff,) = store.records(Staff, name=ME)
            if records:
                store.save(*records)
            for home in store.records(Household):
                store.save(Assignment(household=home.id, staff=staff.id))
            folder: Path = store.folder
        mine = opening.open_store(
            folder, vault.unlock(folder, stores.PASSPHRASE, ME), clock=stores.noon, read_only=read_only
        )  # fmt: skip
        window.activateWindow()
        with qtbot.waitActive(window):
            window.show_store(mine)
        return mine

    return open_as


def a_street(*numbers: int) -> list[Household]:
    return [
        a_household(number=f"DY-{n:04}", lane="示例里 3 巷", door=str(n), address=f"示例里 3 巷 {n} 号")
        for n in numbers
    ]


def owners(homes: list[Household]) -> list[Record]:
    return [a_person(household=home.id, name=f"示例{home.door}", id_number=None) for home in homes]


def awaited(home: Household, hour: int, minute: int = 0, **changes: object) -> Appointment:
    usual = {
        "household": home.id,
        "planned_at": at(hour, minute),
        "manner": "home",
        "state": "agreed",
        "visitors": (ME,),
        "purpose": "送明白卡",
    }
    return Appointment.of(usual | changes)


def rows(window: MainWindow, name: str) -> list[str]:
    """What a screen reader says of each row."""
    listed = part(window, DayList, name)
    return [
        str(listed.lines.data(listed.lines.index(row), Qt.ItemDataRole.AccessibleTextRole))
        for row in range(listed.lines.rowCount())
    ]


def written(window: MainWindow, name: str, text: str) -> QLineEdit:
    """A field with a text as an input method commits it."""
    field = part(window, QLineEdit, name)
    field.setFocus()
    field.setText(text)
    return field


def place(window: MainWindow) -> tuple[str, bytes | None]:
    assert window.shell is not None
    assert window.shell.page is not None
    here = window.shell.page.place()
    return here.page, here.household


def test_a_worker_begins_with_the_day_and_the_office_with_its_households(opened: Opened, window: MainWindow) -> None:
    opened(*a_street(1))
    assert place(window)[0] == "today"
    (item,) = [each for each in window.findChildren(QToolButton, "to-today") if each.isVisible()]
    assert item.isChecked()


def test_the_next_household_stands_on_top_with_how_long_until_then(opened: Opened, window: MainWindow) -> None:
    homes = a_street(1, 2)
    opened(*homes, *owners(homes), awaited(homes[1], 12, 30), awaited(homes[0], 16))
    assert is_said(window, "12:30  示例2")
    assert [each.split(", ")[0] for each in rows(window, "awaited")] == ["12:30", "16:00"]
    pills = [each.accessibleName() for each in part(window, QFrame, "next-household").findChildren(QWidget)]
    assert "next household · in 30 minutes" in pills


def test_a_right_that_was_not_told_is_the_first_line(opened: Opened, window: MainWindow) -> None:
    homes = a_street(1)
    report = a_service(household=homes[0].id, document="appraisal_report", served_at=at(9, day=TODAY - timedelta(8)))
    opened(*homes, *owners(homes), report, awaited(homes[0], 14))
    assert is_said(window, "Tell first: Have the appraisal reviewed, 2 days left (latest 11-20 Fri)")
    assert rows(window, "rights") == [
        "示例1, Have the appraisal reviewed, latest 11-20 Fri · 2 days left, tell it today"
    ]


def test_choosing_a_row_shows_that_household_and_enter_opens_it(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    homes = a_street(1, 2)
    opened(*homes, *owners(homes), awaited(homes[0], 13), awaited(homes[1], 16))
    listed = part(window, DayList, "awaited")
    listed.setFocus()
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    assert is_said(window, "16:00  示例2")
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert place(window) == ("household", homes[1].id)


def test_f2_begins_the_visit(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    homes = a_street(1)
    opened(*homes, *owners(homes), awaited(homes[0], 13))
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert place(window) == ("visit", homes[0].id)


def test_a_promise_is_ticked_as_kept_and_that_can_be_undone(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    homes = a_street(1)
    late = Promise(household=homes[0].id, due_on=TODAY - timedelta(1), promised_by=ME, promise="来量煤棚")
    store = opened(*homes, *owners(homes), late)
    assert rows(window, "promises") == ["来量煤棚, 示例1 · DY-0001 · 何示例, 1 day late"]
    listed = part(window, DayList, "promises")
    listed.setFocus()
    qtbot.keyClick(listed, Qt.Key.Key_Space)
    assert not rows(window, "promises")
    assert [each.state for each in store.records(PromiseOutcome)] == ["kept"]
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert len(rows(window, "promises")) == 1


def test_a_touch_on_the_box_keeps_a_promise_and_one_on_the_words_opens_the_household(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    homes = a_street(1, 2)
    due = [Promise(household=home.id, due_on=TODAY, promised_by=ME, promise="送图来") for home in homes]
    store = opened(*homes, *owners(homes), *due)
    listed = part(window, DayList, "promises")
    box = listed.visualRect(listed.lines.index(0))
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(24, 20))
    assert len(store.records(PromiseOutcome)) == 1
    words = listed.visualRect(listed.lines.index(0)).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=words)
    assert place(window) == ("household", homes[1].id)


def otherwise(window: MainWindow, qtbot: QtBot, way: str) -> None:
    press(qtbot, window, "promise-otherwise")
    qtbot.waitUntil(lambda: bool(window.findChildren(QPushButton, f"promise-way-{way}")))
    press(qtbot, window, f"promise-way-{way}")


def test_a_promise_that_was_not_kept_is_said_with_why(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    homes = a_street(1)
    late = Promise(household=homes[0].id, due_on=TODAY - timedelta(1), promised_by=ME, promise="来量煤棚")
    store = opened(*homes, *owners(homes), late)
    otherwise(window, qtbot, "not_kept")
    press(qtbot, window, "promise-write")
    assert is_said(window, "Say it in a few words.")
    qtbot.keyClick(written(window, "promise-words", "尺子坏了"), Qt.Key.Key_Return)
    assert not rows(window, "promises")
    assert [(each.state, each.note) for each in store.records(PromiseOutcome)] == [("not_kept", "尺子坏了")]
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert len(rows(window, "promises")) == 1


def test_another_promise_takes_the_place_of_one_and_has_its_own_day(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    homes = a_street(1)
    late = Promise(household=homes[0].id, due_on=TODAY - timedelta(1), promised_by=ME, promise="来量煤棚")
    store = opened(*homes, *owners(homes), late)
    otherwise(window, qtbot, "replaced")
    qtbot.keyClick(written(window, "promise-words", "请测绘队来量"), Qt.Key.Key_Return)
    assert is_said(window, "Say by which day.")
    typed(qtbot, window, "promise-until", "11-18")
    press(qtbot, window, "promise-write")
    assert [each.state for each in store.records(PromiseOutcome)] == ["replaced"]
    assert rows(window, "promises") == ["请测绘队来量, 示例1 · DY-0001 · 何示例, today"]
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert rows(window, "promises") == ["来量煤棚, 示例1 · DY-0001 · 何示例, 1 day late"]


def test_the_end_of_a_row_and_the_menu_key_ask_what_became_of_it_and_esc_leaves_it(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    homes = a_street(1, 2)
    due = [Promise(household=home.id, due_on=TODAY, promised_by=ME, promise=f"送图来 {home.door}") for home in homes]
    store = opened(*homes, *owners(homes), *due)
    listed = part(window, DayList, "promises")
    end = listed.visualRect(listed.lines.index(1))
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(end.right() - 20, end.center().y()))
    assert is_said(window, "送图来 2")
    assert not part(window, QLineEdit, "promise-words").isVisible(), "nothing is chosen before"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not is_said(window, "送图来 2")
    qtbot.keyClick(listed, Qt.Key.Key_Menu)
    assert is_said(window, "送图来 2")
    assert store.records(PromiseOutcome) == ()


def test_who_is_awaited_already_is_said_so_and_can_be_put_off_instead(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    homes = a_street(1)
    store = opened(*homes, *owners(homes), awaited(homes[0], 13))
    press(qtbot, window, "add-to-day")
    field = typed(qtbot, window, "plan-household", "0001")
    qtbot.waitUntil(lambda: "示例1" in field.accessibleDescription())
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_said(window, "This household is planned for 11-18 Wed 13:00 already"))
    typed(qtbot, window, "plan-day", "2026-11-19")
    assert not is_said(window, "is planned for"), "on another day it is not"
    typed(qtbot, window, "plan-day", "2026-11-18")
    typed(qtbot, window, "plan-hour", "17:00")
    press(qtbot, window, "plan-move-instead")
    assert is_said(window, "Another time for 示例1")
    qtbot.keyClick(written(window, "plan-words", "去医院"), Qt.Key.Key_Return)
    first, second = store.records(Appointment)
    assert (second.replaces, second.planned_at) == (first.id, at(17))


def test_a_second_visit_on_one_day_can_be_planned_all_the_same(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    homes = a_street(1)
    store = opened(*homes, *owners(homes), awaited(homes[0], 13))
    press(qtbot, window, "add-to-day")
    field = typed(qtbot, window, "plan-household", "0001")
    qtbot.waitUntil(lambda: "示例1" in field.accessibleDescription())
    qtbot.keyClick(field, Qt.Key.Key_Return)
    typed(qtbot, window, "plan-hour", "17:00")
    press(qtbot, window, "plan-go")
    assert [each.planned_at for each in store.records(Appointment)] == [at(13), at(17)]


def test_esc_leads_back_to_the_day_from_a_household_and_to_the_list_from_there(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    homes = a_street(1, 2)
    opened(*homes, *owners(homes), awaited(homes[0], 13), awaited(homes[1], 16))
    listed = part(window, DayList, "awaited")
    listed.setFocus()
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert place(window) == ("household", homes[1].id)
    assert is_said(window, "Today")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert place(window) == ("today", homes[1].id)
    (item,) = [each for each in window.findChildren(QToolButton, "to-households") if each.isVisible()]
    qtbot.mouseClick(item, Qt.MouseButton.LeftButton)
    table = part(window, QTableView, "households")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert place(window)[0] == "household"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert place(window)[0] == "households"


def test_where_nobody_is_awaited_the_rights_that_run_out_are_the_way_on(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    homes = a_street(1, 2)
    served = at(9, day=TODAY - timedelta(8))
    reports = [a_service(household=home.id, document="appraisal_report", served_at=served) for home in homes]
    opened(*homes, *owners(homes), *reports)
    assert is_said(window, "The time of 2 households runs out within 7 days: they can be told first")
    assert part(window, QPushButton, "add-first").hasFocus(), "the keyboard is where something can be done"
    qtbot.keyClick(part(window, QPushButton, "add-first"), Qt.Key.Key_Return)
    assert part(window, DayList, "rights").hasFocus()
    press(qtbot, window, "add-first-other")
    assert part(window, QFrame, "plan").isVisible()


def test_the_grievances_are_reached_from_the_day_and_esc_comes_back(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    opened(*a_street(1))
    press(qtbot, window, "to-all-grievances")
    assert place(window)[0] == "grievances"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert place(window)[0] == "today"


def test_a_household_is_added_to_the_day_by_its_number(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    homes = a_street(1, 2)
    store = opened(*homes, *owners(homes))
    assert is_said(window, "Nobody is awaited today")
    press(qtbot, window, "add-first")
    field = typed(qtbot, window, "plan-household", "0002")
    qtbot.waitUntil(lambda: "示例2" in field.accessibleDescription())
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_said(window, "示例2 · DY-0002"))
    typed(qtbot, window, "plan-hour", "15:30")
    press(qtbot, window, "plan-agreed")
    written(window, "plan-words", "量煤棚")
    press(qtbot, window, "plan-go")
    (made,) = store.records(Appointment)
    assert (made.planned_at, made.state, made.purpose, made.visitors) == (at(15, 30), "agreed", "量煤棚", (ME,))
    assert rows(window, "awaited") == ["15:30, 示例2, DY-0002, 示例里 3 巷 2 号, 量煤棚, agreed"]
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert not rows(window, "awaited")


def test_another_time_needs_a_reason_and_leaves_the_first_one_standing(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    homes = a_street(1)
    store = opened(*homes, *owners(homes), awaited(homes[0], 13))
    press(qtbot, window, "move-appointment")
    typed(qtbot, window, "plan-hour", "17")
    press(qtbot, window, "plan-go")
    assert is_said(window, "Say why in a few words.")
    qtbot.keyClick(written(window, "plan-words", "去医院"), Qt.Key.Key_Return)
    first, second = store.records(Appointment)
    assert (second.replaces, second.reason, second.planned_at) == (first.id, "去医院", at(17))
    assert first.planned_at == at(13)
    assert [each.split(", ")[0] for each in rows(window, "awaited")] == ["17:00"]


def test_an_appointment_is_cancelled_with_a_reason(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    homes = a_street(1)
    store = opened(*homes, *owners(homes), awaited(homes[0], 13))
    press(qtbot, window, "cancel-appointment")
    qtbot.keyClick(written(window, "reason", "不在家"), Qt.Key.Key_Return)
    assert [each.state for each in store.records(Appointment)] == ["agreed", "cancelled"]
    assert is_said(window, "Nobody is awaited today")


@pytest.mark.parametrize(
    "wrong",
    [
        ("2020-01-01", "", "This day has passed."),
        ("soon", "", "Name the day"),
        ("", "", "Name the day"),
        ("2026-11-18", "9 o'clock", "This is no hour."),
    ],
)
def test_what_is_no_day_and_no_hour_is_said_at_the_field(
    opened: Opened, window: MainWindow, qtbot: QtBot, wrong: tuple[str, str, str]
) -> None:
    day, hour, said = wrong
    homes = a_street(1)
    store = opened(*homes, *owners(homes), awaited(homes[0], 13))
    press(qtbot, window, "move-appointment")
    written(window, "plan-words", "去医院")
    field = typed(qtbot, window, "plan-day", day)
    if not day:
        field.clear()
    typed(qtbot, window, "plan-hour", hour).setText(hour)
    press(qtbot, window, "plan-go")
    assert is_said(window, said)
    assert len(store.records(Appointment)) == 1
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not is_said(window, said)


def test_a_family_that_moved_unpaid_stands_above_everything(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    homes = a_street(1)
    opened(*homes, *owners(homes), Handover(household=homes[0].id, handed_over_on=TODAY))
    assert is_said(window, "1 family moved out and was not paid")
    press(qtbot, window, "see-unpaid")
    assert place(window) == ("household", homes[0].id)


def test_several_that_moved_unpaid_are_shown_in_the_list(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    homes = a_street(1, 2, 3)
    opened(*homes, *owners(homes), *(Handover(household=home.id, handed_over_on=TODAY) for home in homes[:2]))
    press(qtbot, window, "see-unpaid")
    assert place(window)[0] == "households"
    assert len(cells(part(window, QTableView, "households"))) == 2


def test_what_is_written_elsewhere_is_seen_at_once(opened: Opened, window: MainWindow) -> None:
    homes = a_street(1)
    opened(*homes, *owners(homes))
    assert window.shell is not None
    window.shell._workspace.save(awaited(homes[0], 18))
    assert [each.split(", ")[0] for each in rows(window, "awaited")] == ["18:00"]


def test_who_only_reads_sees_the_day_without_what_would_be_refused(opened: Opened, window: MainWindow) -> None:
    homes = a_street(1)
    due = Promise(household=homes[0].id, due_on=TODAY, promised_by=ME, promise="送图来")
    opened(*homes, *owners(homes), awaited(homes[0], 13), due, read_only=True)
    offered = {each.objectName() for each in window.findChildren(QPushButton) if each.isVisible()}
    assert offered.isdisjoint({"add-to-day", "move-appointment", "cancel-appointment"})
    listed = part(window, DayList, "promises")
    listed.setFocus()
    QTest.keyClick(listed, Qt.Key.Key_Space)
    assert len(rows(window, "promises")) == 1


def test_in_a_narrow_window_promises_and_rights_are_behind_a_button(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1093, 600)
    homes = a_street(1)
    opened(*homes, *owners(homes), awaited(homes[0], 13))
    listed = part(window, DayList, "promises")
    assert not part(window, DayList, "rights").isVisible()
    (drawer,) = [each for each in window.findChildren(QAbstractButton, "drawer") if each.isVisible()]
    qtbot.mouseClick(drawer, Qt.MouseButton.LeftButton)
    assert is_said(window, "What we promised")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not listed.isVisible()


def test_what_lies_here_alone_is_counted(opened: Opened, window: MainWindow) -> None:
    store = opened(*a_street(1))
    assert is_said(window, "This is the office's own store")
    stores.as_a_laptop_s(store.folder)
    store.save(*owners(a_street(2)))
    assert window.shell is not None
    window.shell.go(Place("households"))
    window.shell.go(Place("today"))
    assert is_said(window, f"{store.end.seq} entries have not reached the office")


@pytest.mark.parametrize(
    ("text", "hour"),
    [("9", "09:00"), ("9:30", "09:30"), ("0930", "09:30"), ("9点半", "09:30"), ("14：05", "14:05"), ("9点", "09:00")],
)
def test_an_hour_is_read_as_people_type_it(text: str, hour: str) -> None:
    assert f"{hour_of(text):%H:%M}" == hour


@pytest.mark.parametrize("text", ["", "24", "9:75", "later", "123456"])
def test_what_is_no_hour_is_none(text: str) -> None:
    assert hour_of(text) is None


def test_a_large_area_is_read_beside_the_window(
    opened: Opened, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_anew, "AT_ONCE", 0)
    homes = a_street(1)
    opened(*homes, *owners(homes), awaited(homes[0], 13))
    assert not is_said(window, "No promise is due.")
    qtbot.waitUntil(lambda: is_said(window, "13:00  示例1"))
    assert is_said(window, "No promise is due.")


def test_nobody_home_is_begun_with_f3(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    homes = a_street(1)
    opened(*homes, *owners(homes), awaited(homes[0], 13))
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert place(window) == ("visit", homes[0].id)


def test_one_filled_button_is_offered_at_a_time(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    homes = a_street(1)

    def filled() -> list[str]:
        return [
            each.objectName()
            for each in window.findChildren(QPushButton)
            if each.isVisible() and each.property("look") == "filled"
        ]

    opened(*homes, *owners(homes))
    assert filled() == ["add-first"]
    press(qtbot, window, "add-first")
    assert filled() == ["plan-go"]
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.shell is not None
    window.shell._workspace.save(awaited(homes[0], 18))
    assert filled() == ["start-visit"]


class TestAWholeDay:
    """Planned, put off, kept and begun, by one way of input alone."""

    def test_by_keys(self, opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
        homes = a_street(1, 2)
        due = Promise(household=homes[1].id, due_on=TODAY, promised_by=ME, promise="送图来")
        store = opened(*homes, *owners(homes), awaited(homes[0], 13), due)
        walker = Keyboard(qtbot, window)
        walker.press("add-to-day")
        walker.write("0002")
        qtbot.waitUntil(lambda: "示例2" in part(window, QLineEdit, "plan-household").accessibleDescription())
        walker.key(Qt.Key.Key_Return)
        walker.write("18")
        walker.press("plan-go")
        assert [each.split(", ")[0] for each in rows(window, "awaited")] == ["13:00", "18:00"]
        walker.press("move-appointment")
        walker.write("1900")
        walker.tab_to(QLineEdit, "plan-words")
        walker.write("later")
        walker.key(Qt.Key.Key_Return)
        assert [each.split(", ")[0] for each in rows(window, "awaited")] == ["13:00", "19:00"]
        walker.tab_to(DayList, "promises")
        walker.key(Qt.Key.Key_Space)
        assert len(store.records(PromiseOutcome)) == 1
        walker.press("start-visit")
        assert place(window) == ("visit", homes[1].id)

    def test_by_touch(self, opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
        homes = a_street(1, 2)
        opened(*homes, *owners(homes), awaited(homes[0], 13))
        walker = Finger(qtbot, window)
        walker.settle()  # the day has its place once it was painted
        walker.touch(QAbstractButton, "add-to-day")
        walker.write("plan-household", "0002")
        qtbot.waitUntil(lambda: walker.is_seen(QAbstractButton, "further"))
        qtbot.waitUntil(lambda: "示例2" in part(window, QLineEdit, "plan-household").accessibleDescription())
        qtbot.keyClick(part(window, QLineEdit, "plan-household"), Qt.Key.Key_Return)  # the go key on the screen
        walker.settle()
        walker.write("plan-hour", "18")
        walker.touch(QAbstractButton, "plan-go")
        assert [each.split(", ")[0] for each in rows(window, "awaited")] == ["13:00", "18:00"]
        listed = part(window, DayList, "awaited")
        first = listed.visualRect(listed.lines.index(0))
        assert first.height() >= SMALLEST
        listed.viewport().setObjectName("awaited-rows")
        walker.touch(QWidget, "awaited-rows", at=first.center())
        assert is_said(window, "13:00  示例1")
        walker.touch(QAbstractButton, "look-at-household")
        assert place(window) == ("household", homes[0].id)
