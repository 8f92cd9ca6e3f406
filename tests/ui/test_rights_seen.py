"""Until when a household may object is seen in the list and beside its ledger, in words and painted; never a guess."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import desk
import pytest
import stores
from builders import TODAY, a_household, a_person, a_service, an_appraisal, at
from desk import Desk
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from seeing import NewArea, column, part, press, unlocked

from desktop.casework import area_rules
from desktop.domain import rights
from desktop.domain.records import Area, Record, Service
from desktop.domain.rights import TERMS, Start, State
from desktop.i18n import Language
from desktop.store import opening
from desktop.store.store import DEFAULT_ZONE, Store
from desktop.ui import theme
from desktop.ui.clock import ClockBar, paint_ring
from desktop.ui.household_columns import CONTACT, NAME, RIGHTS
from desktop.ui.household_list import HouseholdList
from desktop.ui.main_window import MainWindow
from desktop.ui.rights_panel import RightsRow

HOME = a_household()
OWNER = a_person(household=HOME.id)


def report(household: Record, day: date, document: str = "appraisal_report") -> Service:
    return a_service(
        household=household.id, document=document, document_number=f"示例 {document}", served_at=at(9, day=day)
    )


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(HOME, OWNER)
    return store


@pytest.fixture
def at_desk(qtbot: QtBot, store: Store) -> Iterator[Desk]:
    opened = desk.opened(qtbot, store)
    yield opened
    opened.close()


def rows(at_desk: Desk) -> list[str]:
    """What is read aloud of each clock that is seen."""
    return [row.accessibleName() for row in at_desk.shell.findChildren(RightsRow) if row.isVisible()]


def decided(store: Store, notice_on: date | None) -> None:
    (area,) = store.records(Area)
    store.save(replace(area, decision_number="示例征决 1 号", notice_on=notice_on))


# Beside the ledger


def test_a_served_report_tells_until_when_a_review_can_be_asked_for(at_desk: Desk) -> None:
    at_desk.store.save(an_appraisal(household=HOME.id), report(HOME, date(2026, 11, 10)))
    at_desk.go(HOME)
    assert at_desk.says("Have the appraisal reviewed")
    assert at_desk.says("2 days left")
    assert at_desk.says("11-10 report received, 10 days, until 11-20 Fri")
    (row,) = rows(at_desk)
    assert row == "Have the appraisal reviewed: 2 days left, 11-10 report received, 10 days, until 11-20 Fri"


def test_an_unknown_start_is_said_and_not_guessed(at_desk: Desk) -> None:
    at_desk.store.save(an_appraisal(household=HOME.id))
    at_desk.go(HOME)
    assert at_desk.says("from receipt")
    assert at_desk.says("report received: the day is not written down, 10 days")
    assert not at_desk.says("left")


def test_what_has_passed_stays_and_names_what_is_still_open(at_desk: Desk) -> None:
    decided(at_desk.store, date(2026, 10, 9))
    at_desk.store.save(report(HOME, date(2026, 11, 3)))
    at_desk.go(HOME)
    assert len(rows(at_desk)) == 3
    assert at_desk.says("passed")
    assert at_desk.says("11-03 report received, 10 days, was until 11-13 Fri")
    assert at_desk.says("Still open: Ask for reconsideration, until 12-08 Tue")
    assert at_desk.says("20 days left")


def test_where_nothing_is_open_what_may_still_come_is_named(at_desk: Desk) -> None:
    at_desk.store.save(report(HOME, date(2026, 11, 3)))
    at_desk.go(HOME)
    assert at_desk.says("A later compensation decision can be taken to reconsideration and to court.")


def test_a_year_without_holidays_is_said(at_desk: Desk) -> None:
    decided(at_desk.store, date(2026, 10, 9))
    at_desk.go(HOME)
    assert at_desk.says("10-09 decision published, 6 months, until 2027-04-09 Fri")
    assert at_desk.says("The holidays of 2027 are not known here: counted by weekends alone.")


def test_a_household_without_clocks_is_told_so(at_desk: Desk) -> None:
    at_desk.go(HOME)
    assert rows(at_desk) == []
    assert at_desk.says("no clock runs")


def test_a_clock_starts_as_soon_as_a_service_is_written_down(at_desk: Desk) -> None:
    at_desk.go(HOME)
    at_desk.workspace.save(report(HOME, TODAY))
    at_desk.settle()
    (row,) = rows(at_desk)
    assert "12 days left" in row, "the tenth is a Saturday"
    assert not at_desk.says("no clock runs")


def test_a_clock_that_the_area_set_is_counted_so(at_desk: Desk) -> None:
    area_rules.set_rules(at_desk.store, {"review": 15}, {}, because="片区议定")
    at_desk.store.save(report(HOME, date(2026, 11, 10)))
    at_desk.go(HOME)
    assert at_desk.says("11-10 report received, 15 days, until 11-25 Wed")


def test_on_the_last_day_it_is_said(at_desk: Desk) -> None:
    at_desk.store.save(report(HOME, date(2026, 11, 7)))  # the tenth day is a Tuesday
    at_desk.store.save(report(HOME, date(2026, 11, 8), "review_answer"))
    at_desk.go(HOME)
    assert at_desk.says("passed")
    assert at_desk.says("ends today")


def test_the_panel_is_reached_and_read_by_the_keyboard(at_desk: Desk) -> None:
    at_desk.store.save(report(HOME, date(2026, 11, 10)))
    at_desk.go(HOME)
    (seen,) = at_desk.shell.findChildren(QScrollArea, "rights-list")
    for _ in range(60):
        at_desk.tab()
        if QApplication.focusWidget() is seen:
            break
    assert QApplication.focusWidget() is seen
    assert seen.accessibleName() == "The household's rights"
    assert "until 11-20 Fri" in seen.accessibleDescription()


def test_it_speaks_chinese(qtbot: QtBot, store: Store) -> None:
    decided(store, date(2026, 10, 9))
    store.save(report(HOME, date(2026, 11, 10)))
    at_desk = desk.opened(qtbot, store, Language.CHINESE)
    at_desk.go(HOME)
    assert at_desk.says("还有 2 天")
    assert at_desk.says("11-10 收到报告，10 天，到 11-20 周五")
    assert at_desk.says("10-09 征收决定公告，6 个月，到 2027-04-09 周五")
    assert at_desk.says("还没有 2027 年的放假安排，只按周末算。")
    at_desk.close()


# In the list, which is opened by the clock of this computer


def days_ago(days: int) -> date:
    return datetime.now(ZoneInfo(DEFAULT_ZONE)).date() - timedelta(days=days)


def written_today(folder: Path, *records: Record) -> Path:
    """The same area after these records were written down."""
    with opening.open_store(folder, stores.unlocked(folder)) as store:
        store.save(*records)
    return folder


def left_of(document: str, served_on: date) -> str:
    """How long such a document leaves, by the country's calendar."""
    term = TERMS[{"appraisal_report": "review", "review_answer": "expert_review"}[document]]
    clock = rights.clock(Start(term, served_on), rights.rules(area_rules.country()))
    return f"{clock.days_left(days_ago(0))} days left"


def test_a_row_tells_what_of_its_own_ends_first(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    homes = [a_household(number=f"D-{n}", door=str(n)) for n in range(1, 6)]
    folder = written_today(
        new_area(*homes, *(a_person(household=home.id) for home in homes)),
        report(homes[0], days_ago(3)),
        report(homes[1], days_ago(40)),
        an_appraisal(household=homes[2].id),
        report(homes[3], days_ago(40)),
        report(homes[3], days_ago(2), "review_answer"),
    )
    told = column(unlocked(qtbot, window, folder), RIGHTS)
    assert told[0].startswith(f"Have the appraisal reviewed: {left_of('appraisal_report', days_ago(3))}, ")
    assert told[1].startswith("Have the appraisal reviewed: passed, ")
    assert told[2].startswith("Have the appraisal reviewed: from receipt, ")
    assert told[3].startswith(f"Ask the expert committee: {left_of('review_answer', days_ago(2))}, ")
    assert told[4] == "no clock runs"


def test_the_decision_that_runs_for_all_is_no_news_in_a_row(
    qtbot: QtBot, window: MainWindow, new_store: stores.NewStore
) -> None:
    with new_store("area") as store:
        store.save(HOME, OWNER)
        decided(store, date(2026, 10, 9))
    assert column(unlocked(qtbot, window, store.folder), RIGHTS) == ["no clock runs"]


def test_the_cell_shows_the_words_beside_its_ring(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    table = unlocked(qtbot, window, written_today(new_area(HOME, OWNER), report(HOME, days_ago(3))))
    shown = table.model().index(0, RIGHTS)
    qtbot.waitUntil(lambda: shown.data() == left_of("appraisal_report", days_ago(3)))  # once scrolling has come to rest
    picture = table.viewport().grab(table.visualRect(shown)).toImage()
    assert inked(picture, "rights") > 40


def test_rights_that_end_soon_are_one_press_away(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    homes = [a_household(number=f"D-{n}", door=str(n)) for n in range(1, 5)]
    folder = written_today(
        new_area(*homes),
        report(homes[0], days_ago(6)),
        report(homes[1], days_ago(0)),
        report(homes[2], days_ago(60)),
        an_appraisal(household=homes[3].id),
    )
    table = unlocked(qtbot, window, folder)
    chip = part(window, QPushButton, "quick-rights")
    assert chip.text() == "Rights, 7 days 1"
    press(qtbot, window, "quick-rights")
    assert [name.split()[-1] for name in column(table, NAME)] == ["D-1"]


def test_where_no_right_ends_soon_none_is_offered_until_one_does(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    unlocked(qtbot, window, new_area(HOME, OWNER))
    chip = part(window, QPushButton, "quick-rights")
    assert not chip.isVisible()
    part(window, HouseholdList, "household-list").workspace.save(report(HOME, days_ago(6)))
    assert chip.isVisible()
    assert chip.accessibleName() == "Rights, 7 days 1"


@pytest.mark.parametrize("width", [1366, 1093])
def test_where_there_is_little_room_the_last_contact_gives_way(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, width: int
) -> None:
    table = unlocked(qtbot, window, new_area(HOME, OWNER))
    window.resize(width, 700)
    qtbot.waitUntil(lambda: table.width() < width)
    assert table.isColumnHidden(CONTACT) is (width < 1180)
    assert not table.isColumnHidden(RIGHTS)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)


# Painted


def inked(picture: QImage, colour: str) -> int:
    """How many pixels have just this colour of the theme."""
    wanted = QColor(theme.colour(colour)).rgb()
    return sum(
        picture.pixelColor(x, y).rgb() == wanted for x in range(picture.width()) for y in range(picture.height())
    )


def ring(state: State, share: float) -> QImage:
    picture = QImage(60, 60, QImage.Format.Format_RGB32)
    picture.fill(QColor(theme.colour("surface")))
    painter = QPainter(picture)
    paint_ring(painter, QRectF(0, 0, 60, 60), state, share)
    painter.end()
    return picture


def bar(qtbot: QtBot, state: State, share: float) -> QImage:
    painted = ClockBar()
    qtbot.addWidget(painted)
    painted.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    painted.resize(QSize(200, 10))
    painted.show_left(state, share)
    return painted.grab().toImage()


@pytest.fixture(params=[False, True], ids=["inside", "outdoors"])
def dressed(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[None]:
    theme.dress(qapp, theme.theme("standard", is_outdoor=request.param))
    yield
    theme.dress(qapp)


@pytest.mark.usefixtures("dressed")
def test_the_more_is_left_the_more_is_filled(qtbot: QtBot) -> None:
    for picture in (lambda share: ring(State.RUNNING, share), lambda share: bar(qtbot, State.RUNNING, share)):
        filled = [inked(picture(share), "rights") for share in (0.1, 0.25, 0.5, 0.75, 1.0)]
        assert filled == sorted(filled)
        assert len({*filled}) == 5
        assert filled[2] == pytest.approx(filled[4] / 2, rel=0.15)


@pytest.mark.usefixtures("dressed")
def test_a_last_day_is_seen_to_run_and_the_others_have_no_filled_part(qtbot: QtBot) -> None:
    for picture in (ring, lambda state, share: bar(qtbot, state, share)):
        assert inked(picture(State.LAST_DAY, 0.0), "rights") > 0
        assert inked(picture(State.PASSED, 0.0), "rights") == 0
        pictures = [picture(state, 0.0) for state in State]
        assert len({bytes(each.constBits()) for each in pictures}) == len(pictures) - 1, "a last day runs"


def test_no_colour_but_that_of_rights_is_used_for_them(at_desk: Desk) -> None:
    at_desk.store.save(report(HOME, date(2026, 11, 10)))
    at_desk.go(HOME)
    (panel,) = at_desk.shell.findChildren(QWidget, "rights-panel")
    picture = panel.grab().toImage()
    assert inked(picture, "rights") > 200
    assert inked(picture, "risk") == 0
