"""What a person sees of days and hours, in five zones, over a change of summer time, and with a clock that is wrong."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import stores
from builders import a_household, a_person, a_service, a_visit, at
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot
from seeing import cells, is_said, part

from desktop.cli.words import Voice
from desktop.domain.records import Appointment, Area, Record, Visit
from desktop.i18n import Language
from desktop.store import opening
from desktop.store.store import Store
from desktop.ui import visit_words
from desktop.ui.day_list import DayList
from desktop.ui.household_list import HouseholdList
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

HOME = a_household(number="DY-0001")
OWNER = a_person(household=HOME.id)
LAPTOPS = ("Asia/Shanghai", "Asia/Urumqi", "UTC", "America/Los_Angeles", "Pacific/Kiritimati")


class Wall:
    """The clock of the laptop, which somebody can put to another time."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


Opened = Callable[..., Store]


@pytest.fixture
def opened(new_store: stores.NewStore, window: MainWindow, qtbot: QtBot) -> Opened:
    """Shows a store in the window, by this clock, in an area of some zone."""

    def open_by(clock: Wall, zone: str = "Asia/Shanghai", *records: Record) -> Store:
        with new_store("area") as store:
            (area,) = store.records(Area)
            store.save(replace(area, zone=zone), because="片区所在地")
            folder = store.folder
        with opening.open_store(folder, stores.unlocked(folder), clock=clock) as store:
            store.save(HOME, OWNER, *records)
        mine = opening.open_store(folder, stores.unlocked(folder), clock=clock)
        window.activateWindow()
        with qtbot.waitActive(window):
            window.show_store(mine)
        return mine

    return open_by


@pytest.fixture(params=LAPTOPS)
def laptop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def go(window: MainWindow, page: str, part_: str = "") -> None:
    assert window.shell is not None
    window.shell.go(Place(page, HOME.id if page != "today" else None, part_))
    QApplication.processEvents()


def lines(window: MainWindow) -> list[str]:
    """What a screen reader says of who is awaited today."""
    listed = part(window, DayList, "awaited")
    rows = range(listed.lines.rowCount())
    return [str(listed.lines.data(listed.lines.index(row), Qt.ItemDataRole.AccessibleTextRole)) for row in rows]


def write_words(window: MainWindow, words: str) -> None:
    (field,) = [each for each in window.findChildren(QPlainTextEdit, "words") if each.isVisible()]
    field.setFocus()
    field.insertPlainText(words)


def finish(window: MainWindow, qtbot: QtBot) -> None:
    (button,) = [each for each in window.findChildren(QAbstractButton, "finish-visit") if each.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def test_the_day_the_hour_and_the_last_day_look_alike_on_every_laptop(
    laptop: str, opened: Opened, window: MainWindow
) -> None:
    half_past_midnight = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)
    report = a_service(
        household=HOME.id, document="appraisal_report", served_at=datetime(2026, 11, 8, 23, 30, tzinfo=UTC)
    )
    meeting = Appointment(
        household=HOME.id, planned_at=datetime(2026, 11, 19, 1, 30, tzinfo=UTC), manner="home", state="agreed"
    )
    seen = a_visit(household=HOME.id, began_at=datetime(2026, 11, 17, 16, 10, tzinfo=UTC), ended_at=None)
    opened(Wall(half_past_midnight), "Asia/Shanghai", report, meeting, seen)
    go(window, "today")
    assert window.shell is not None
    assert window.shell.page is not None
    assert window.shell.page.heading().about.startswith("11-19 Thu"), laptop
    assert lines(window)[0].startswith("09:30, ")
    go(window, "household", "rights")
    assert is_said(window, "11-19 Thu")
    assert is_said(window, "ends today")
    go(window, "households")
    assert any("11-18" in cell for row in cells(part(window, HouseholdList, "household-list").table) for cell in row), (
        "the last contact was ten past midnight of the eighteenth"
    )


def test_a_visit_over_the_change_of_the_clocks_shows_its_minutes(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    wall = Wall(datetime(2026, 11, 1, 8, 50, tzinfo=UTC))  # 01:50, the first time
    store = opened(wall, "America/Los_Angeles")
    go(window, "visit")
    write_words(window, "钟点走回去了")
    wall.now += timedelta(minutes=20)  # 01:10, the second time
    finish(window, qtbot)
    (visit,) = store.records(Visit)
    assert visit.began_at is not None
    assert visit.ended_at == visit.began_at + timedelta(minutes=20)
    assert visit_words.lasted(Voice(Language.ENGLISH), visit) == "home 20 min"


def test_a_visit_over_midnight_of_the_year_has_its_end(opened: Opened, window: MainWindow, qtbot: QtBot) -> None:
    wall = Wall(at(23, 50, day=date(2026, 12, 31)))
    store = opened(wall)
    go(window, "visit")
    write_words(window, "谈到了半夜")
    wall.now += timedelta(minutes=25)
    finish(window, qtbot)
    (visit,) = store.records(Visit)
    assert visit.ended_at == at(0, 15, day=date(2027, 1, 1))


@pytest.mark.parametrize("back_to", [at(9, 10), at(9, 10, day=date(2025, 11, 18))])
def test_a_clock_that_is_set_back_during_a_visit_spoils_nothing_and_is_told(
    opened: Opened, window: MainWindow, qtbot: QtBot, back_to: datetime
) -> None:
    wall = Wall(at(10))
    before = a_visit(household=HOME.id, began_at=at(9, 30), ended_at=at(9, 45), demands="先前说的")
    store = opened(wall, "Asia/Shanghai", before)
    assert not is_said(window, "The clock of this computer")
    go(window, "visit")
    write_words(window, "钟被拨回去了")
    wall.now = back_to
    finish(window, qtbot)
    visit = next(each for each in store.records(Visit) if each.demands == "钟被拨回去了")
    assert (visit.began_at, visit.ended_at) == (at(10), None), "no end is better than one before the beginning"
    assert is_said(window, f"The clock of this computer stands at {back_to:%Y-%m-%d %H:%M}, before 2026-11-18 10:00")
    go(window, "household", "visits")
    wall.now = at(10, 30)
    assert window.shell is not None
    window.shell._workspace.kept.emit()
    assert not is_said(window, "The clock of this computer"), "as soon as it is right again"


def test_a_clock_far_ahead_is_asked_about_and_a_person_may_believe_it(
    opened: Opened, window: MainWindow, qtbot: QtBot
) -> None:
    wall = Wall(at(10))
    store = opened(wall)
    folder = store.folder
    window.lock()
    wall.now = at(10, day=date(2031, 3, 1))
    window.show_store(opening.open_store(folder, stores.unlocked(folder), clock=wall))
    assert is_said(window, "The clock of this computer stands at 2031-03-01 10:00")
    (button,) = [each for each in window.findChildren(QAbstractButton, "clock-is-right") if each.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not is_said(window, "The clock of this computer")
