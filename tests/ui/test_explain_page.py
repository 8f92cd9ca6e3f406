"""The page on which the policy is explained, in the real window over issued plans in a real store."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import stores
from builders import a_house, a_household, a_person, an_appraisal
from issued import DEMO, a_plan
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTableView, QToolButton
from pytestqt.qtbot import QtBot
from seeing import column, part, unlocked

from desktop.casework import area_rules, signing
from desktop.domain.records import AreaFact, Explanation, Household, IssuedPack, Record, Visit
from desktop.store.drafts import drafts_of
from desktop.store.writing import Batch
from desktop.ui.explain_page import ExplainPage
from desktop.ui.household_view import HouseholdView
from desktop.ui.jobs import Job
from desktop.ui.ledger_line import LedgerLine
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.pill import Pill

HOME, NEIGHBOUR = a_household(number="DY-03-0127"), a_household(number="DY-03-0128")
FAMILY = (
    HOME,
    a_person(household=HOME.id),
    a_house(household=HOME.id, tenure="private"),
    an_appraisal(household=HOME.id, report_number="PG-0127"),
)
CLAUSE, NEXT = "方案第十二条", "方案第十三条"

Shown = Callable[..., MainWindow]


@pytest.fixture
def plan() -> IssuedPack:
    return a_plan()


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow, new_store: stores.NewStore) -> Shown:
    """The page of a household over these records, at a clause, after its numbers came."""

    def show(*records: Record, clause: str = CLAUSE, size: tuple[int, int] = (1366, 738)) -> MainWindow:
        window.resize(*size)
        with new_store("area") as store:
            store.save(*FAMILY)
            store.save_all(Batch([each]) for each in (NEIGHBOUR, *records))
            rate = AreaFact(name="片区签约率", value="61.20", unit="%")
            area_rules.set_rules(store, {}, {}, [rate], notice_on=date(2026, 10, 9), because="公示")
        unlocked(qtbot, window, store.folder)
        go(qtbot, window, clause)
        return window

    return show


def go(qtbot: QtBot, window: MainWindow, clause: str) -> None:
    assert window.shell is not None
    window.shell.go(Place("explain", HOME.id, clause))
    rest(qtbot, window)


def rest(qtbot: QtBot, window: MainWindow) -> None:
    """Waits for the plan and the numbers, and for what a layout shows of them."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not window.findChildren(Job))
        QApplication.processEvents()


def words(window: MainWindow) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for kind in (QLabel, Pill) for each in window.findChildren(kind) if each.isVisible())


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    (button,) = [each for each in window.findChildren(QPushButton, name) if each.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    rest(qtbot, window)


def told(window: MainWindow) -> tuple[Explanation, ...]:
    assert window.shell is not None
    return window.shell._workspace.store.records(Explanation)


def chosen(window: MainWindow) -> str:
    assert window.shell is not None
    assert window.shell.page is not None
    return window.shell.page.place().part


# What is seen


def test_the_clauses_stand_in_the_order_of_the_plan_with_how_far_each_is(shown: Shown, plan: IssuedPack) -> None:
    row = Explanation(
        household=HOME.id, pack=plan.pack, clause=CLAUSE, explained_on=date(2026, 11, 2), understood="understood"
    )
    lines = column(part(shown(plan, row), QTableView, "clauses"), 0)
    assert len(lines) == 24
    assert lines[0].endswith("条例第十九条, not explained yet")
    assert [line for line in lines if line.endswith("clear to the household")] == [
        "新房比老房大出来的部分，要自己添钱, 方案第十二条, clear to the household"
    ]


def test_plain_words_are_seen_and_the_original_text_is_one_key_away(shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    assert "新房比老房大出来的部分，要自己添钱。前 10 平米按优惠价" in words(window)
    assert "产权调换房屋建筑面积超出的部分" not in words(window)
    QTest.keyClick(part(window, ExplainPage, ""), Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert "产权调换房屋建筑面积超出的部分" in words(window)


def test_own_numbers_stand_one_operation_a_line_where_the_ledger_has_them(shown: Shown, plan: IssuedPack) -> None:
    said = words(shown(plan, clause="条例第十九条"))
    assert "With your own numbers" in said
    assert "62.40 ㎡ × 5,200.00 元/㎡ = 324,480.00 元" in said


def test_where_facts_are_missing_the_plans_example_is_called_one(shown: Shown, plan: IssuedPack) -> None:
    said = words(shown(plan))
    assert "An example out of the plan, not of this household" in said
    assert "With your own numbers once these are known: 只有这一处住房, 签约日, 换房：安置房面积" in said
    assert "10.00 ㎡ × 4,600 元/㎡ = 46,000.00 元" in said


def test_a_birth_date_is_not_shown_by_what_rests_on_it(shown: Shown, plan: IssuedPack) -> None:
    said = words(shown(plan, clause="方案第二十三条"))
    assert "1956" not in said


def test_a_changed_clause_says_what_changed_and_since_which_version(
    shown: Shown, plan: IssuedPack, tmp_path: Path
) -> None:
    newer = tmp_path / "second"
    shutil.copytree(DEMO, newer)
    clauses = newer / "clauses.csv"
    clauses.write_text(clauses.read_text("utf-8").replace("前 10 平米按优惠价", "头 10 平米按优惠价"), "utf-8")
    second = a_plan(newer, version="2", supersedes=plan.pack)
    row = Explanation(
        household=HOME.id, pack=plan.pack, clause=CLAUSE, explained_on=date(2026, 11, 2), understood="understood"
    )
    window = shown(plan, second, row)
    assert "It was explained on 2026-11-02 in version 1. Changed since: the plain words. Tell it again." in words(
        window
    )
    assert any(line.endswith("tell again: changed") for line in column(part(window, QTableView, "clauses"), 0))


def test_without_a_plan_the_page_says_so(shown: Shown) -> None:
    assert "No plan is in use in this area" in words(shown())


# Writing down


def test_nothing_is_chosen_before_the_household_answers(shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    answers = [each for each in window.findChildren(QPushButton) if each.objectName().startswith("answer-")]
    assert len(answers) == 3
    assert not any(each.isChecked() for each in answers)
    assert part(window, QPushButton, "next-clause").text().startswith("Next: ")


def test_what_the_household_said_is_written_down_with_the_version_that_was_seen(
    qtbot: QtBot, shown: Shown, plan: IssuedPack
) -> None:
    window = shown(plan)
    question = part(window, QPlainTextEdit, "questions")
    question.setFocus()
    qtbot.keyClicks(question, "Can it be smaller?")
    part(window, QPlainTextEdit, "answers").setPlainText("能。")
    part(window, QLineEdit, "interpreter").setFocus()
    qtbot.keyClicks(part(window, QLineEdit, "interpreter"), "Ali")
    press(qtbot, window, "answer-needs_another_visit")
    assert part(window, QPushButton, "next-clause").text().startswith("Write down, then: ")
    press(qtbot, window, "next-clause")
    (row,) = told(window)
    assert (row.household, row.pack, row.clause) == (HOME.id, plan.pack, CLAUSE)
    assert (row.understood, row.questions, row.answers) == ("needs_another_visit", "Can it be smaller?", "能。")
    assert (row.explained_to, row.interpreter) == ("马示例", "Ali")
    assert chosen(window) == NEXT
    assert part(window, QLineEdit, "interpreter").text() == "Ali"  # is not asked again
    assert not part(window, QPlainTextEdit, "questions").toPlainText()


def test_silence_is_an_answer_and_is_written_down_as_none(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    press(qtbot, window, "answer-silent")
    press(qtbot, window, "next-clause")
    (row,) = told(window)
    assert row.understood is None


def test_going_on_without_an_answer_writes_nothing(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    press(qtbot, window, "next-clause")
    assert not told(window)
    assert chosen(window) == NEXT


def test_what_was_written_down_can_be_taken_back(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    press(qtbot, window, "answer-understood")
    press(qtbot, window, "next-clause")
    assert window.shell is not None
    window.shell._workspace.undo()
    rest(qtbot, window)
    assert all(row.withdrawn for row in told(window))
    assert all(line.endswith("not explained yet") for line in column(part(window, QTableView, "clauses"), 0))


def test_the_whole_page_goes_by_keys_alone(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "answer-understood"
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, window)
    assert [row.understood for row in told(window)] == ["understood"]
    assert chosen(window) == NEXT
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, window)
    assert chosen(window) == CLAUSE


def test_those_who_were_there_too_are_written_down_without_the_words_of_this_household(
    qtbot: QtBot, shown: Shown, plan: IssuedPack
) -> None:
    window = shown(plan)
    part(window, QPlainTextEdit, "questions").setPlainText("能不能小一点？")
    others = part(window, QLineEdit, "others")
    others.setFocus()
    qtbot.keyClicks(others, "DY-03-0128 DY-03-0199")
    press(qtbot, window, "answer-understood")
    press(qtbot, window, "next-clause")
    assert "No household has the number DY-03-0199." in words(window)
    assert not told(window)
    others.setText("DY-03-0128")
    press(qtbot, window, "next-clause")
    own, other = sorted(told(window), key=lambda row: row.household != HOME.id)
    assert (own.questions, own.understood) == ("能不能小一点？", "understood")
    assert (other.household, other.clause, other.pack) == (NEIGHBOUR.id, CLAUSE, plan.pack)
    assert (other.questions, other.understood, other.explained_to) == (None, None, None)


# Drafts, and who may not write


def test_what_was_typed_and_not_written_down_is_found_again(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    question = part(window, QPlainTextEdit, "questions")
    question.setFocus()
    qtbot.keyClicks(question, "When?")
    press(qtbot, window, "answer-understood")
    assert window.shell is not None
    window.shell.go(Place("household", HOME.id))
    (draft,) = drafts_of(window.shell._workspace.store)
    assert (draft.record, draft.household, draft.fields["clause"]) == ("explanation", HOME.id, CLAUSE)
    window.shell.go(Place("explain", HOME.id))
    rest(qtbot, window)
    assert chosen(window) == CLAUSE
    assert part(window, QPlainTextEdit, "questions").toPlainText() == "When?"
    assert part(window, QPushButton, "answer-understood").isChecked()
    assert any(line.endswith("not written down") for line in column(part(window, QTableView, "clauses"), 0))
    press(qtbot, window, "next-clause")
    assert len(told(window)) == 1
    assert not drafts_of(window.shell._workspace.store)


def test_of_a_withdrawn_household_everything_is_read_and_nothing_written(
    qtbot: QtBot, window: MainWindow, new_store: stores.NewStore, plan: IssuedPack
) -> None:
    with new_store("area") as store:
        store.save(*FAMILY)
        store.save(plan)
        home = store.get(Household, HOME.id)
        assert home is not None
        store.withdraw(home, because="登记重了")
    unlocked(qtbot, window, store.folder)
    go(qtbot, window, CLAUSE)
    assert "This household is withdrawn: it is only read." in words(window)
    assert not part(window, QPushButton, "answer-understood").isEnabled()
    assert part(window, QPlainTextEdit, "questions").isReadOnly()
    press(qtbot, window, "next-clause")
    assert chosen(window) == NEXT


def test_a_store_that_is_open_for_reading_alone_is_read(
    qtbot: QtBot, window: MainWindow, new_store: stores.NewStore, plan: IssuedPack
) -> None:
    with new_store("area") as store:
        store.save(*FAMILY)
        store.save(plan)
    window.show_store(stores.opened(store.folder, read_only=True))
    go(qtbot, window, CLAUSE)
    assert "Open for reading only" in words(window)
    assert not part(window, QPushButton, "answer-understood").isEnabled()
    assert "新房比老房大出来的部分" in words(window)


def test_what_was_begun_is_gone_on_with_from_the_households_next_steps(
    qtbot: QtBot, shown: Shown, plan: IssuedPack
) -> None:
    window = shown(plan)
    press(qtbot, window, "answer-needs_another_visit")
    assert window.shell is not None
    window.shell.go(Place("household", HOME.id))
    rest(qtbot, window)
    line = next(
        each for each in window.findChildren(LedgerLine) if "Go on typing" in each.line.told and each.isVisible()
    )
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    rest(qtbot, window)
    assert chosen(window) == CLAUSE
    assert part(window, QPushButton, "answer-needs_another_visit").isChecked()


def test_the_page_opens_from_the_household_by_its_button_and_by_key(
    qtbot: QtBot, shown: Shown, plan: IssuedPack
) -> None:
    window = shown(plan)
    assert window.shell is not None
    window.shell.step_back()
    assert window.shell.page is not None
    assert window.shell.page.place().page == "household"
    press(qtbot, window, "explain")
    assert window.shell.page.place().page == "explain"
    window.shell.step_back()
    QTest.keyClick(window.shell.page, Qt.Key.Key_F4)
    rest(qtbot, window)
    assert window.shell.page.place().page == "explain"
    assert not part(window, QLineEdit, "search").isVisible()  # no other household appears before this one


def test_what_was_explained_at_a_visit_that_is_entered_later_was_explained_on_its_day(
    qtbot: QtBot, shown: Shown, plan: IssuedPack
) -> None:
    window = shown(plan)
    assert window.shell is not None
    window.shell.go(Place("visit", HOME.id))
    rest(qtbot, window)
    press(qtbot, window, "from-paper")
    for name, text in (("began-day", "11-17"), ("began-time", "9:30")):
        field = part(window, QLineEdit, name)
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
    press(qtbot, window, "explain-at-visit")
    press(qtbot, window, "answer-understood")
    press(qtbot, window, "next-clause")
    assert [row.explained_on for row in told(window)] == [date(2026, 11, 17)]
    assert "1 clause of today is not signed." not in words(window)
    assert "1 clause of that day is not signed." in words(window)


def test_what_is_explained_at_a_visit_names_it_and_the_visit_is_gone_on_with(
    qtbot: QtBot, shown: Shown, plan: IssuedPack
) -> None:
    window = shown(plan)
    shell = window.shell
    assert shell is not None
    shell.go(Place("visit", HOME.id))
    assert shell.page is not None
    QTest.keyClick(shell.page, Qt.Key.Key_F4)
    rest(qtbot, window)
    press(qtbot, window, "answer-understood")
    press(qtbot, window, "next-clause")
    shell.step_back()
    assert shell.page is not None
    assert shell.page.place().page == "visit"
    part(window, QPushButton, "signature-does_not_want").click()
    press(qtbot, window, "finish-visit")
    store = shell._workspace.store
    (visit,) = store.records(Visit)
    assert [row.visit for row in told(window)] == [visit.id]
    assert [each.state for each in signing.standings(store, visit)] == [signing.State.CURRENT]


def test_the_clause_is_shown_to_the_household_in_big_letters(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    press(qtbot, window, "show-household")
    view = part(window, HouseholdView, "household-view")
    said = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert any("新房比老房大出来的部分，要自己添钱。" in text for text in said)
    view.close()


def test_at_125_per_cent_everything_is_in_reach(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan, size=(1093, 600))
    assert not part(window, QPlainTextEdit, "questions").isVisible()
    qtbot.mouseClick(part(window, QToolButton, "drawer"), Qt.MouseButton.LeftButton)
    assert part(window, QPlainTextEdit, "questions").isVisible()
    next_ = part(window, QPushButton, "next-clause")
    assert window.rect().contains(next_.mapTo(window, next_.rect().bottomRight()))


def test_a_line_of_the_list_is_chosen_by_touching_it(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    clauses = part(window, QTableView, "clauses")
    clauses.scrollToTop()
    qtbot.mouseClick(
        clauses.viewport(), Qt.MouseButton.LeftButton, pos=clauses.visualRect(clauses.model().index(1, 0)).center()
    )
    rest(qtbot, window)
    assert chosen(window) == "条例第二十一条"
    assert "拿补偿款还是换房，由您自己选。" in words(window)
