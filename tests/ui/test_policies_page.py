"""The page on policies, in the real window over issued plans in a real store."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import stores
from issued import DEMO, a_plan
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from seeing import NewArea, cells, column, is_said, part, press, typed, unlocked

from desktop.casework import people, policy
from desktop.domain.fields import Role
from desktop.domain.records import Record
from desktop.store import opening
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.pill import Pill

NUMBER, ITEM, CLAUSE, FORMULA, COUNTED = range(5)

Shown = Callable[..., MainWindow]


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> Shown:
    """The page over these plans, after everything was read and reckoned."""

    def show(*plans: Record, size: tuple[int, int] = (1366, 738), at: str = "") -> MainWindow:
        window.resize(*size)
        unlocked(qtbot, window, new_area(*plans))
        press_rail(qtbot, window)
        assert window.shell is not None
        if plans:
            settle(qtbot, window)
        if at:
            window.shell.go(Place("policies", part=at))
        return window

    return show


def press_rail(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(part(window, QToolButton, "to-policies"), Qt.MouseButton.LeftButton)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    ends = ("come out", "not come out", "damaged", "not reckoned")  # also behind the drawer
    texts = lambda: [label.text() for kind in (QLabel, Pill) for label in window.findChildren(kind)]  # noqa: E731
    qtbot.waitUntil(lambda: any(end in text for text in texts() for end in ends))


def words(window: MainWindow) -> list[str]:
    """What labels and badges say that are seen."""
    QApplication.processEvents()  # a layout shows what it was given once the window comes to it
    return [each.text() for kind in (QLabel, Pill) for each in window.findChildren(kind) if each.isVisible()]


def seen(window: MainWindow, name: str) -> QTableView:
    QApplication.processEvents()
    return next(each for each in window.findChildren(QTableView, name) if each.isVisible())


def labelled(window: MainWindow, label: str) -> str:
    """What stands beside a label in the panel below the list."""
    texts = words(window)
    return texts[texts.index(label) + 1]


def choose(table: QTableView, text: str, at: int = 0) -> None:
    """Chooses the first line that says this in one of its columns."""
    place = next(n for n, row in enumerate(column(table, at)) if text in row)
    table.setCurrentIndex(table.model().index(place, 0))
    table.selectRow(place)


def focused() -> str:
    now = QApplication.focusWidget()
    return now.objectName() if now else ""


# Which plans there are


def test_where_no_plan_was_issued_the_page_says_how_one_comes(qtbot: QtBot, shown: Shown) -> None:
    window = shown()
    assert is_said(window, "No plan was issued in this area yet")
    assert window.shell is not None
    press(qtbot, window, "copy-command")
    folder = window.shell._workspace.store.folder
    assert QApplication.clipboard().text() == f'ruhu policy issue PACK --store "{folder}"'
    assert is_said(window, "The command was copied.")


def test_who_confirmed_and_issued_a_plan_and_since_when_is_told(
    qtbot: QtBot, window: MainWindow, new_store: stores.NewStore, tmp_path: Path
) -> None:
    plan = tmp_path / "plan"
    shutil.copytree(DEMO, plan)
    cover = plan / "cover.csv"
    cover.write_text(cover.read_text("utf-8").replace("area,演示片区", f"area,{stores.AREA}"), "utf-8")
    draft = policy.read(plan)
    store = new_store("area")
    clerk, checker = store.opened, people.admit(store, "郑示例", Role.CHECKER, "qingjiao zixingche")
    store.close()
    for who, does in ((checker, policy.confirm), (clerk, policy.issue)):
        with opening.open_store(store.folder, who, clock=stores.noon) as opened:
            does(opened, draft)
    unlocked(qtbot, window, store.folder)
    press_rail(qtbot, window)
    settle(qtbot, window)
    assert labelled(window, "Confirmed") == "郑示例 2026-11-18"
    assert labelled(window, "Issued") == f"{stores.CLERK} 2026-11-18"
    assert labelled(window, "Valid until") == "2035-12-31"
    assert labelled(window, "Fingerprint").split() == [draft.sound().pack.id[n : n + 4] for n in range(0, 64, 4)]
    assert "All 63 examples come out" in words(window)
    assert "fingerprint fits" in words(window)


def test_each_version_has_its_state_and_the_one_in_use_is_shown_first(shown: Shown) -> None:
    old = a_plan(valid_to=date(2026, 1, 31), version="A")
    used = a_plan(version="B")
    ahead = a_plan(valid_from=date(2030, 1, 1), version="C")
    window = shown(old, used, ahead)
    assert column(seen(window, "versions"), 0) == [
        "Version no. C, not yet valid, from 2030-01-01",
        "Version no. B, in use, from 2020-01-01",
        "Version no. A, expired, until 2026-01-31",
    ]
    assert is_said(window, "3 versions · Version no. B in use")
    assert seen(window, "versions").currentIndex().row() == 1


def test_an_expired_plan_is_still_read_and_says_that_it_is_over(shown: Shown) -> None:
    window = shown(a_plan(valid_to=date(2026, 1, 31)))
    assert is_said(window, "Version no. 1 is no longer valid")
    assert is_said(window, "still explained by it")
    assert seen(window, "plan-items").model().rowCount() == 31


def test_of_a_damaged_plan_nothing_is_shown_and_the_others_stay(qtbot: QtBot, shown: Shown) -> None:
    window = shown(a_plan(version="1"), a_plan(version="2", content="AAAA", valid_from=date(2030, 1, 1)))
    versions = seen(window, "versions")
    versions.setFocus()
    qtbot.keyClick(versions, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: "damaged" in words(window))
    assert is_said(window, "is damaged. Nothing was calculated.")
    assert not [each for each in window.findChildren(QTableView, "plan-items") if each.isVisible()]
    assert is_said(window, "Version no. 2 shown")
    qtbot.keyClick(versions, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "All 63 examples come out" in words(window))
    assert seen(window, "plan-items").model().rowCount() == 31


def test_an_example_that_does_not_come_out_is_told_and_found(shown: Shown, tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    shutil.copytree(DEMO, plan)
    sheet = plan / "examples.csv"
    sheet.write_text(sheet.read_text("utf-8").replace(",390070.00", ",390070.01", 1), "utf-8")
    window = shown(a_plan(plan), at="examples")
    assert "1 example does not come out" in words(window)
    assert column(seen(window, "plan-examples"), 5)[:2] == ["1 difference", "comes out"]


def test_a_plan_that_is_issued_meanwhile_is_listed(qtbot: QtBot, shown: Shown) -> None:
    window = shown()
    assert window.shell is not None
    window.shell._workspace.save(a_plan())
    settle(qtbot, window)
    assert column(seen(window, "versions"), 0) == ["Version no. 1, in use, from 2020-01-01"]


@pytest.mark.parametrize(("role", "is_there"), [(Role.WORKER, True), (Role.LEAD, False), (Role.AUDITOR, True)])
def test_the_rail_leads_workers_and_the_office_to_the_policies(
    qtbot: QtBot, window: MainWindow, new_store: stores.NewStore, role: Role, *, is_there: bool
) -> None:
    store = new_store("area")
    store.save(a_plan())
    person = people.admit(store, "孙示例", role, "qingjiao zixingche")
    store.close()
    window.show_store(opening.open_store(store.folder, person, clock=stores.noon))
    assert bool(window.findChildren(QToolButton, "to-policies")) is is_there
    if is_there:
        press_rail(qtbot, window)
        settle(qtbot, window)
        assert seen(window, "plan-items").model().rowCount() == 31


# What a plan says


def test_an_item_is_listed_with_clause_formula_and_the_options_that_count_it(shown: Shown) -> None:
    lines = cells(seen(shown(a_plan()), "plan-items"))
    by_formula = {line[FORMULA]: line for line in lines}
    assert by_formula["补偿面积 × 搬迁费标准 × 1次"] == [
        "6",
        "搬迁费",
        "方案第十四条",
        "补偿面积 × 搬迁费标准 × 1次",
        "added: 货币补偿 · not counted: 产权调换, 组合",
    ]
    assert by_formula["组合面积 × 评估单价"][COUNTED] == "taken away: 组合 · not counted: 货币补偿, 产权调换"
    helper = by_formula["登记面积 + 计入认定面积"]
    assert (helper[NUMBER], helper[COUNTED]) == ("", "in no total: other items build on it")


def test_below_an_item_stands_all_that_its_sum_hangs_on(shown: Shown) -> None:
    window = shown(a_plan())
    choose(seen(window, "plan-items"), "补偿面积 × 搬迁费标准 × 1次", FORMULA)
    assert labelled(window, "Plain words") == "搬家的钱，按面积算，每次最少 800 元。"
    assert labelled(window, "Clause text").startswith("搬迁费按补偿面积每平方米每次 20 元计发")
    assert labelled(window, "Formula") == "搬迁费_货币 = 补偿面积 × 搬迁费标准 × 1次 (元)"
    assert labelled(window, "At least") == "搬迁费保底 × 1次"
    assert labelled(window, "Rounding") == "rounded half up to 2 decimals"
    assert labelled(window, "搬迁费保底") == "800 元/次 · 方案第十四条"
    assert labelled(window, "补偿面积") == "补偿面积 = 登记面积 + 计入认定面积"


def test_a_parameter_stands_with_each_of_its_values_and_when_it_holds(shown: Shown) -> None:
    window = shown(a_plan(), at="parameters")
    lines = [line for line in cells(seen(window, "plan-parameters")) if line[0] == "临时安置费标准"]
    assert [line[1:4] for line in lines] == [
        ["12 元/㎡·月", "until 2027-03-31", "腾房日"],
        ["13 元/㎡·月", "from 2027-04-01", "腾房日"],
    ]


def test_the_table_that_an_item_asks_is_one_press_away_and_esc_leads_back(qtbot: QtBot, shown: Shown) -> None:
    window = shown(a_plan())
    choose(seen(window, "plan-items"), "累进", FORMULA)
    press(qtbot, window, "to-tables")
    table = seen(window, "plan-table")
    model = table.model()
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert titles == ["From where to where (㎡)", "单价 (元/㎡)", "Holds"]
    assert cells(table) == [
        ["up to 10", "4,600", "until 2026-12-31"],
        ["above 10", "5,200", "until 2026-12-31"],
        ["up to 10", "4,800", "from 2027-01-01"],
        ["above 10", "5,400", "from 2027-01-01"],
    ]
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    items = seen(window, "plan-items")
    assert "累进" in cells(items)[items.currentIndex().row()][FORMULA]
    assert focused() == "plan-items"


def test_bounds_and_other_keys_of_tables_are_told_in_words(shown: Shown) -> None:
    window = shown(a_plan(), at="tables")
    tables = seen(window, "plan-tables")
    choose(tables, "签约奖励标准")
    assert column(seen(window, "plan-table"), 0) == [
        "until 2026-10-31",
        "from 2026-11-01, until 2026-12-08",
        "from 2026-12-09, until 2027-01-15",
    ]
    choose(tables, "困难补助标准")
    assert cells(seen(window, "plan-table"))[0] == ["低保", "every other", "3,000"]


def test_every_clause_is_read_and_tells_what_rests_on_it(shown: Shown) -> None:
    window = shown(a_plan(), at="clauses")
    clauses = seen(window, "plan-clauses")
    assert clauses.model().rowCount() == 24
    choose(clauses, "方案第十五条")
    assert labelled(window, "Clause text").startswith("临时安置费按每月每平方米 12 元计发")
    links = [each.text() for each in window.findChildren(QAbstractButton) if each.isVisible() and each.text()]
    assert {"临时安置费_换房", "过渡月数", "临时安置费标准", "货币补偿月数"} <= {*links}


def test_an_example_shows_what_it_was_given_and_what_must_come_of_it(shown: Shown) -> None:
    window = shown(a_plan(), at="examples")
    examples = seen(window, "plan-examples")
    assert cells(examples)[0] == [
        "例 1 三种选法",
        "方案附件例 1",
        "390,070.00",
        "住户添 10,486.80",
        "143,599.60",
        "comes out",
    ]
    lines = cells(seen(window, "plan-table"))
    assert ["total, expected", "货币补偿", "390,070.00"] in lines
    assert ["item, expected", "房屋价值 · 登记面积", "267,072.00"] in lines
    assert ["fact, given", "登记面积", "62.40"] in lines


def test_what_a_list_holds_is_found_by_its_words_and_esc_lists_all_again(qtbot: QtBot, shown: Shown) -> None:
    window = shown(a_plan(), at="clauses")
    field = typed(qtbot, window, "find-in-plan", "")
    field.setText("九成")
    assert column(seen(window, "plan-clauses"), 0) == ["方案第二十一条"]
    field.setText("没有这样的条款")
    assert is_said(window, "Nothing of that kind is in this list.")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert seen(window, "plan-clauses").model().rowCount() == 24


# Keys, and room


def test_chosen_lines_are_copied_with_their_headings(qtbot: QtBot, shown: Shown) -> None:
    window = shown(a_plan(), at="parameters")
    table = seen(window, "plan-parameters")
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == (
        "Parameter\tValue\tHolds\tBy\tClause\n最小安置面积\t30.00 ㎡\talways\t\t方案第八条"
    )


def test_the_keyboard_begins_in_the_list_and_enter_leads_to_what_is_said_of_the_line(
    qtbot: QtBot, shown: Shown
) -> None:
    window = shown(a_plan())
    assert focused() == "plan-items"
    qtbot.keyClick(seen(window, "plan-items"), Qt.Key.Key_Return)
    assert focused() == "plan-detail"


def test_f6_goes_round_the_parts_of_the_page(qtbot: QtBot, shown: Shown) -> None:
    shown(a_plan())
    been: list[str] = []
    for _ in range(8):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        been.append(focused())
    assert {"to-policies", "search", "versions", "plan-panel", "plan-parts", "find-in-plan", "plan-items"} < {*been}


def test_ctrl_and_a_digit_lead_to_a_view(qtbot: QtBot, shown: Shown) -> None:
    window = shown(a_plan())
    qtbot.keyClick(seen(window, "plan-items"), Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    tabs = part(window, QTabBar, "plan-parts")
    assert tabs.tabText(tabs.currentIndex()) == "Tables 9"
    assert seen(window, "plan-tables").model().rowCount() == 9


def test_with_little_room_the_versions_are_behind_a_button(qtbot: QtBot, shown: Shown) -> None:
    window = shown(a_plan(), a_plan(version="2", valid_from=date(2030, 1, 1)), size=(1093, 600))
    assert not part(window, QTableView, "versions").isVisible()
    drawer = next(each for each in window.findChildren(QToolButton, "drawer") if each.isVisible())
    qtbot.mouseClick(drawer, Qt.MouseButton.LeftButton)
    assert seen(window, "versions").model().rowCount() == 2
    qtbot.keyClick(seen(window, "plan-items"), Qt.Key.Key_Escape)
    assert not part(window, QTableView, "versions").isVisible()


def test_all_that_takes_the_keyboard_has_a_name_for_screen_readers(shown: Shown) -> None:
    window = shown(a_plan())
    page = window.shell and window.shell.page
    assert page is not None
    silent = [
        each.objectName() or repr(each)
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not each.accessibleName() and not (isinstance(each, QAbstractButton) and each.text())
    ]  # fmt: skip
    assert silent == []


def test_the_page_comes_back_where_it_was_after_another_was_seen(qtbot: QtBot, shown: Shown) -> None:
    window = shown(a_plan(), at="tables")
    choose(seen(window, "plan-tables"), "楼层系数")
    qtbot.mouseClick(part(window, QToolButton, "to-households"), Qt.MouseButton.LeftButton)
    press_rail(qtbot, window)
    tables = seen(window, "plan-tables")
    assert column(tables, 0)[tables.currentIndex().row()] == "楼层系数"
