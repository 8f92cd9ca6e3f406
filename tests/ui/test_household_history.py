"""The history of a household, over a real store and its real journal."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import stores
from builders import a_fixture, a_house, a_household, a_person, a_visit
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot
from seeing import cells, column, part

from desktop.cli.words import Voice
from desktop.domain.records import House, Household, Person, Record
from desktop.i18n import Language
from desktop.store import history
from desktop.store.journal import NO_HASH, Body, WrittenOp, sealed_entry
from desktop.store.store import Store
from desktop.ui import jobs, theme
from desktop.ui.history_table import AFTER, BEFORE, MARKS, TITLE, WHO, WHY
from desktop.ui.household_history import HouseholdHistory
from desktop.ui.workspace import Workspace

HOME = a_household(number="DY-03-0127", lane="一巷")
OWNER = a_person(household=HOME.id, name="马示例", phone="13800006021")
HOUSE = a_house(household=HOME.id, recognised_area=None)

Shown = Callable[[Store], HouseholdHistory]


@pytest.fixture
def store(new_store: stores.NewStore) -> Iterator[Store]:
    with new_store("area") as store:
        store.save(HOME, OWNER, HOUSE, because="登记表")
        yield store


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot, qtlog: Any) -> Iterator[Shown]:
    """Shows the history of the household, wide enough for the panel beside it, after its jobs are done."""
    theme.dress(qapp)
    pages: list[QWidget] = []

    def show(store: Store, width: int = 1250) -> HouseholdHistory:
        page = HouseholdHistory(Workspace(store, Voice(Language.ENGLISH)))
        pages.append(page)
        qtbot.addWidget(page)
        page.resize(width, 600)
        with qtlog.disabled():
            page.show()
        page.show_household(HOME.id)
        qtbot.waitUntil(lambda: "checked at" in words_of(page))
        return page

    yield show
    for page in pages:
        jobs.stop_all(page)


def words_of(page: QWidget) -> str:
    QApplication.processEvents()  # a layout shows what it was given once the window comes to it
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def table_of(page: QWidget) -> QTableView:
    return part(page, QTableView, "history")


def click(qtbot: QtBot, page: QWidget, name: str) -> None:
    qtbot.mouseClick(part(page, QPushButton, name), Qt.MouseButton.LeftButton)


def count_on(page: QWidget, name: str) -> str:
    return part(page, QPushButton, name).text().split("  ")[-1]


def edited(store: Store, record: Record, because: str = "", **changes: object) -> None:
    read = store.get(type(record), record.id)
    assert read is not None
    store.save(replace(read, **changes), because=because)


def choose(page: QWidget, row: int) -> None:
    table = table_of(page)
    table.setCurrentIndex(table.model().index(row, 0))


def test_a_new_record_is_one_line_and_an_edit_one_line_of_its_group(store: Store, shown: Shown) -> None:
    edited(store, HOUSE, "认定书 061", recognised_area=Decimal(12), recognised_area_source="认定书")
    page = shown(store)
    assert column(table_of(page), TITLE) == ["house recognised area", "household", "马示例", "house"]
    first = cells(table_of(page))[0]
    assert (first[WHO], first[BEFORE], first[AFTER], first[WHY]) == (stores.CLERK, "(empty)", "12.00 ㎡", "认定书 061")


def test_the_panel_tells_every_field_and_the_source_of_the_chosen_change(store: Store, shown: Shown) -> None:
    edited(store, HOUSE, recognised_area=Decimal(12), recognised_area_source="认定书 061")
    page = shown(store)
    told = words_of(page)
    assert "认定书 061" in told
    assert "still stands" in told
    choose(page, 2)
    assert "owner" in words_of(page)
    assert "138****6021" in words_of(page)
    assert "13800006021" not in words_of(page)


def test_what_moves_money_is_marked_and_filtered(qtbot: QtBot, store: Store, shown: Shown) -> None:
    edited(store, HOME, "抄错", lane="二巷")
    edited(store, HOUSE, recognised_area=Decimal(12))
    page = shown(store)
    assert [row.startswith("affects amount") for row in column(table_of(page), MARKS)] == [
        True,
        False,
        False,
        True,
        True,
    ]
    assert (count_on(page, "only-all"), count_on(page, "only-amount"), count_on(page, "only-corrections")) == (
        "5",
        "3",
        "1",
    )
    click(qtbot, page, "only-amount")
    assert "household lane" not in column(table_of(page), TITLE)
    click(qtbot, page, "only-corrections")
    assert column(table_of(page), TITLE) == ["lane"]
    assert column(table_of(page), MARKS) == ["correction"]


def test_filling_in_what_was_not_known_is_no_correction(store: Store, shown: Shown) -> None:
    edited(store, HOME, unit="2 单元")
    assert count_on(shown(store), "only-corrections") == "0"


def test_a_record_that_corrects_another_is_a_correction(store: Store, shown: Shown) -> None:
    visit = a_visit(household=HOME.id)
    store.save(visit)
    store.save(a_visit(household=HOME.id, corrects=visit.id, correction_reason="见到的人记错了。"))
    page = shown(store)
    assert count_on(page, "only-corrections") == "1"


def test_both_sides_of_a_conflict_and_its_decision_are_marked(qtbot: QtBot, store: Store, shown: Shown) -> None:
    house = store.records(House)[0]
    for area in (12, 13):  # both from one page, as two teams would
        store.save(replace(house, recognised_area=Decimal(area)))
    page = shown(store)
    assert "another value stands beside it" in words_of(page)
    store.decide(replace(store.records(House)[0], recognised_area=Decimal(13)), "recognised_area", because="照量测图")
    page = shown(store)
    click(qtbot, page, "only-conflict")
    marks = column(table_of(page), MARKS)
    assert ["settled a conflict" in row for row in marks] == [True, False, False]
    assert ["had a conflict" in row for row in marks] == [False, True, True]
    assert column(table_of(page), WHY)[0] == "照量测图"
    choose(page, 1)
    assert "照量测图" in words_of(page), "who decided, and why, stands with what was decided about"


def test_a_withdrawn_record_and_its_return_are_lines(store: Store, shown: Shown) -> None:
    store.withdraw(store.records(Person)[0], because="搬走了")
    store.revive(store.records(Person)[0], because="又搬回来")
    page = shown(store)
    assert column(table_of(page), AFTER)[:2] == ["brought back", "withdrawn"]
    assert column(table_of(page), WHY)[:2] == ["又搬回来", "搬走了"]


def test_one_field_is_shown_alone_and_escape_brings_the_others_back(store: Store, shown: Shown) -> None:
    fixture = a_fixture(household=HOME.id, name="葡萄架")
    store.save(fixture)
    edited(store, fixture, amount=130000)
    edited(store, HOUSE, recognised_area=Decimal(12))
    page = shown(store)
    page.focus_field(fixture.id, "item")
    assert column(table_of(page), TITLE)[1] == "葡萄架"
    assert table_of(page).model().rowCount() == 2
    assert part(page, QComboBox, "one-field").currentText().startswith("葡萄架 · ")
    assert page.step_back()
    assert table_of(page).model().rowCount() == 6
    assert not page.step_back()


def test_the_field_of_the_chosen_change_alone_is_one_press_away(qtbot: QtBot, store: Store, shown: Shown) -> None:
    edited(store, HOME, lane="二巷")
    page = shown(store)
    click(qtbot, page, "only-field")
    assert column(table_of(page), TITLE) == ["lane", "household"]


def test_a_filter_without_a_hit_says_so_and_offers_all(qtbot: QtBot, store: Store, shown: Shown) -> None:
    page = shown(store)
    click(qtbot, page, "only-conflict")
    assert "No change of this kind" in words_of(page)
    click(qtbot, page, "show-all")
    assert table_of(page).isVisible()
    assert table_of(page).model().rowCount() == 3


def test_an_own_edit_that_still_stands_is_taken_back_from_here(qtbot: QtBot, store: Store, shown: Shown) -> None:
    edited(store, HOME, lane="二巷")
    edited(store, HOME, lane="三巷")
    page = shown(store)
    choose(page, 1)
    assert not part(page, QPushButton, "undo-entry").isVisible(), "something was written on top of it"
    choose(page, 0)
    click(qtbot, page, "undo-entry")
    home = store.get(Household, HOME.id)
    assert home is not None
    assert home.lane == "二巷"
    assert column(table_of(page), AFTER)[:3] == ["二巷", "三巷", "二巷"]
    assert "undone" in column(table_of(page), MARKS)[1]


def test_what_was_looked_at_is_listed_with_who_and_why(qtbot: QtBot, store: Store, shown: Shown) -> None:
    page = shown(store)
    assert "nobody looked yet" in part(page, QPushButton, "who-looked").text()
    store.reveal(store.records(Person)[0], "phone", because="约时间")
    click(qtbot, page, "who-looked")
    looks = part(page, QTableView, "looks")
    ((_, who, what, why),) = cells(looks)
    assert (who, what, why) == (stores.CLERK, "马示例 phone", "约时间")
    assert page.step_back()
    assert table_of(page).isVisible()
    assert "look" not in column(table_of(page), TITLE)


def test_lines_are_copied_with_their_headings(qtbot: QtBot, store: Store, shown: Shown) -> None:
    edited(store, HOME, "抄错", lane="二巷")
    table = table_of(shown(store))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    heading, line = QApplication.clipboard().text().split("\n")
    assert heading.split("\t")[:3] == ["When", "Author", "Which field"]
    assert line.split("\t")[1:6] == [stores.CLERK, "lane", "一巷", "二巷", "抄错"]


def test_in_a_narrow_window_enter_opens_the_panel_and_left_leaves_it(
    qtbot: QtBot, store: Store, shown: Callable[..., HouseholdHistory]
) -> None:
    page = shown(store, width=960)
    only = part(page, QPushButton, "only-field")
    assert not only.isVisible()
    table_of(page).setFocus()
    qtbot.keyClick(table_of(page), Qt.Key.Key_Return)
    assert only.isVisible()
    qtbot.keyClick(part(page, QWidget, "entry"), Qt.Key.Key_Left)
    assert not only.isVisible()
    assert table_of(page).hasFocus()


def test_a_broken_chain_names_its_first_entry_and_what_is_sure(store: Store, shown: Shown) -> None:
    edited(store, HOME, lane="二巷")
    seq = store.end.seq
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_update_entries")
        connection.exec_driver_sql("UPDATE entries SET hash = zeroblob(32) WHERE seq = ?", (seq,))
    page = shown(store)
    assert f"broken from entry No. {seq}" in words_of(page)
    assert "this entry is not sure" in words_of(page)
    choose(page, 1)
    assert "Linked to the one before and the one after." in words_of(page)


def test_what_is_written_meanwhile_is_listed_and_checked(qtbot: QtBot, store: Store, shown: Shown) -> None:
    page = shown(store)
    edited(store, HOME, lane="二巷")
    page.show_household(HOME.id)
    assert column(table_of(page), AFTER)[0] == "二巷"
    qtbot.waitUntil(lambda: "the chain holds" in [each.accessibleName() for each in page.findChildren(QWidget)])


def test_values_whose_key_is_not_here_say_so(store: Store, new_store: stores.NewStore, shown: Shown) -> None:
    with new_store("other") as other:
        stores.accept(other, store.entries_since({}), {})
        page = shown(other)
        choose(page, 1)
        assert "sealed, its key is not here" in words_of(page)
        assert "received, origin" in words_of(page)


def test_what_a_newer_program_wrote_is_shown_raw_with_that_word(store: Store, shown: Shown) -> None:
    op = WrittenOp("household", HOME.id, "roof", HOME.id, {"roof": "tiles"}, {})
    wall = int(stores.noon().timestamp() * 1000)
    body = Body(bytes(16), 1, (wall + 1) << 16, wall, 480, store.opened.person, "", 99, [op])
    stores.accept(store, [sealed_entry(body, NO_HASH)], {})
    line = cells(table_of(shown(store)))[0]
    assert (line[TITLE], line[AFTER], line[MARKS]) == ("roof", "roof=tiles", "by a newer program")


def test_a_store_that_is_open_for_reading_shows_everything_and_offers_no_undo(store: Store, shown: Shown) -> None:
    edited(store, HOME, lane="二巷")
    store.close()
    with stores.opened(store.folder, read_only=True) as reading:
        page = shown(reading)
        assert table_of(page).model().rowCount() == 4
        assert not part(page, QPushButton, "undo-entry").isVisible()


def test_long_histories_are_read_as_they_come_near(qtbot: QtBot, store: Store, shown: Shown) -> None:
    for n in range(history.PAGE + 1):
        edited(store, HOME, lane=f"{n} 巷")
    page = shown(store)
    table = table_of(page)
    assert table.model().rowCount() == history.PAGE
    qtbot.waitUntil(lambda: count_on(page, "only-corrections") == str(history.PAGE + 1))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: table.model().rowCount() == history.PAGE + 4)
