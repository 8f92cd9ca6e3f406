"""A whole visit on its page, by keys alone and by touch alone, over a real store."""

from collections.abc import Iterator
from datetime import date

import desk
import pytest
import stores
from builders import TODAY, a_household, a_person, a_visit, at
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from seeing import NewArea, unlocked

from desktop.casework import visiting
from desktop.domain.records import Appointment, Household, Person, Promise, Service, Told, Visit, Wish
from desktop.i18n import Language
from desktop.store import drafts
from desktop.ui.household_view import HouseholdView
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place
from desktop.ui.print_queue import QueuePane
from desktop.ui.visit_page import VisitPage

HOME = a_household()
OWNER = a_person(household=HOME.id)
SON = Person(household=HOME.id, name="马样本", role="family", relation="儿子")
REPORT = Service(
    household=HOME.id,
    document="appraisal_report",
    document_number="1",
    manner="handed",
    served_at=at(9, day=date(2026, 11, 16)),
    servers=("陈示例", "何示例"),
)
FINGER = QTest.createTouchDevice()


@pytest.fixture
def at_desk(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    store.save(HOME, OWNER, SON, REPORT)
    opened = desk.opened(qtbot, store)
    between = QApplication.doubleClickInterval()
    QApplication.setDoubleClickInterval(0)  # two touches are never one
    yield opened
    QApplication.setDoubleClickInterval(between)
    opened.close()


def begin(desk_: Desk, part: str = "") -> VisitPage:
    desk_.shell.go(Place("visit", HOME.id, part))
    desk_.settle()
    return page(desk_)


def page(desk_: Desk) -> VisitPage:
    assert isinstance(desk_.shell.page, VisitPage)
    return desk_.shell.page


def key(desk_: Desk, pressed: Qt.Key, *, ctrl: bool = False) -> None:
    """A key, wherever the keyboard is."""
    modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(QApplication.focusWidget() or desk_.shell, pressed, modifier)
    desk_.settle()


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def type_on(text: str) -> None:
    QTest.keyClicks(focused(), text)


def go_to(desk_: Desk, name: str) -> None:
    """By the Tab key, to what bears this name."""
    for _ in range(80):
        if focused().objectName() == name:
            return
        key(desk_, Qt.Key.Key_Tab)
    pytest.fail(f"the Tab key never comes to {name}")


def touch(desk_: Desk, name: str) -> None:
    """A finger on what bears this name, brought into sight first as by scrolling."""
    target = next(each for each in desk_.shell.findChildren(QWidget, name) if each.isVisible())
    if isinstance(desk_.shell.page, VisitPage):
        page(desk_)._page.ensureWidgetVisible(target)
    desk_.settle()
    spot = target.rect().center()
    QTest.touchEvent(desk_.shell, FINGER).press(0, spot, target).commit()
    QTest.touchEvent(desk_.shell, FINGER).release(0, spot, target).commit()
    desk_.settle()


def words(desk_: Desk) -> QPlainTextEdit:
    return desk_.shell.findChildren(QPlainTextEdit, "words")[0]


def is_checked(desk_: Desk, name: str) -> bool:
    return desk_.shell.findChildren(QAbstractButton, name)[0].isChecked()


def the_visit(desk_: Desk) -> Visit:
    (visit,) = desk_.store.records(Visit, household=HOME.id)
    return visit


def test_f2_opens_the_visit_and_takes_the_first_key(at_desk: Desk) -> None:
    at_desk.go(HOME)
    key(at_desk, Qt.Key.Key_F2)
    type_on("m")
    assert words(at_desk).toPlainText() == "m"
    assert not at_desk.shell._search.isVisible(), "no other household can appear"


def test_what_is_known_stands_there_and_nothing_else_is_chosen(at_desk: Desk) -> None:
    begin(at_desk)
    assert at_desk.says("马示例")
    assert at_desk.says("陈示例"), "who works here"
    assert at_desk.says("11-18 Wed 12:00 · contact 1")
    buttons = page(at_desk).findChildren(QAbstractButton)
    chosen = [each.objectName() for each in buttons if each.isChecked() and each.isVisible()]
    assert chosen == ["manner-home"]


def test_a_whole_visit_is_written_by_keys_alone_as_one_entry(at_desk: Desk) -> None:
    at_desk.go(HOME)
    key(at_desk, Qt.Key.Key_F2)
    type_on("the shed stood there in 1989")
    go_to(at_desk, "wish-undecided")
    key(at_desk, Qt.Key.Key_Space)
    key(at_desk, Qt.Key.Key_D, ctrl=True)
    type_on("find the aerial photo")
    go_to(at_desk, "promise-due-0")
    type_on("11-25")
    go_to(at_desk, "contact-visit")
    key(at_desk, Qt.Key.Key_Space)
    go_to(at_desk, "next-day")
    type_on("11-21")
    key(at_desk, Qt.Key.Key_Tab)
    type_on("10:00")
    go_to(at_desk, "told-review-told")
    key(at_desk, Qt.Key.Key_Space)
    go_to(at_desk, "read-aloud")
    key(at_desk, Qt.Key.Key_Space)
    go_to(at_desk, "signature-does_not_want")
    key(at_desk, Qt.Key.Key_Space)
    before = at_desk.store.end.seq
    key(at_desk, Qt.Key.Key_Return, ctrl=True)
    assert at_desk.store.end.seq == before + 1, "one entry"
    visit = the_visit(at_desk)
    assert (visit.manner, visit.met_whom, visit.present) == ("home", "马示例", 1)
    assert (visit.visitors, visit.recorder) == (("陈示例",), "陈示例")
    assert (visit.demands, visit.read_aloud) == ("the shed stood there in 1989", True)
    assert visit.signature == "does_not_want"
    assert (visit.purpose_notice, visit.from_paper) == (None, None)
    (wish,) = at_desk.store.records(Wish, household=HOME.id)
    assert (wish.choice, wish.words, wish.said_by) == ("undecided", visit.demands, "马示例")
    (promise,) = at_desk.store.records(Promise, household=HOME.id)
    assert (promise.promise, promise.promised_by) == ("find the aerial photo", "陈示例")
    assert (promise.due_on, promise.visit) == (date(2026, 11, 25), visit.id)
    (told,) = at_desk.store.records(Told, household=HOME.id)
    assert (told.term, told.told_on, told.told_by, told.visit) == ("review", TODAY, "陈示例", visit.id)
    (coming,) = at_desk.store.records(Appointment, household=HOME.id)
    assert (coming.planned_at, coming.manner, coming.state) == (at(10, day=date(2026, 11, 21)), "home", "agreed")
    assert (at_desk.store.get(Household, HOME.id) or HOME).contact_wish == "visit"
    assert not drafts.drafts_of(at_desk.store)
    assert at_desk.shell.page is not None
    assert at_desk.shell.page.place() == Place("print", HOME.id)


def test_what_was_written_down_comes_up_to_be_printed_for_the_household(at_desk: Desk) -> None:
    for _ in range(2):
        begin(at_desk)
        at_desk.press("wish-cash")
        at_desk.press("finish-visit")
    newest = max(at_desk.store.records(Visit), key=lambda each: each.id)
    assert at_desk.says("Visit written down")
    (queue,) = at_desk.shell.findChildren(QueuePane)
    assert [(line.kind, line.row) for line in queue.ticked] == [("visit", newest.id)]
    key(at_desk, Qt.Key.Key_Escape)
    assert at_desk.shell.page is not None
    assert at_desk.shell.page.place().page == "household"


def test_where_nobody_was_met_there_is_no_copy_to_be_printed(at_desk: Desk) -> None:
    begin(at_desk)
    key(at_desk, Qt.Key.Key_F3)
    at_desk.press("finish-not-met")
    assert at_desk.shell.page is not None
    assert at_desk.shell.page.place().page == "household"


def test_a_whole_visit_is_written_by_touch_alone(at_desk: Desk) -> None:
    at_desk.go(HOME)
    touch(at_desk, "begin-visit")
    for name in ("manner-telephone", "topic-搭建认定", "wish-rather_not_say", "told-review-told", "told-review-form"):
        touch(at_desk, name)
    touch(at_desk, "add-person")
    touch(at_desk, "offer-0")
    touch(at_desk, "contact-do_not_come")
    touch(at_desk, "purpose-notice")
    touch(at_desk, "finish-visit")
    visit = the_visit(at_desk)
    assert (visit.manner, visit.topics) == ("telephone", ("搭建认定",))
    assert (visit.met_whom, visit.present) == ("马示例、马样本", 2)
    assert visit.purpose_notice
    assert [each.choice for each in at_desk.store.records(Wish, household=HOME.id)] == ["rather_not_say"]
    assert [each.form_left for each in at_desk.store.records(Told, household=HOME.id)] == [True]
    assert (at_desk.store.get(Household, HOME.id) or HOME).contact_wish == "do_not_come"


def test_a_wish_is_no_duty_and_is_taken_back_by_a_second_press(at_desk: Desk) -> None:
    begin(at_desk)
    for _ in range(2):
        at_desk.press("wish-cash")
    at_desk.press("finish-visit")
    assert the_visit(at_desk).manner == "home"
    assert not at_desk.store.records(Wish, household=HOME.id)


def test_how_it_was_is_always_one_of_the_ways(at_desk: Desk) -> None:
    begin(at_desk)
    at_desk.press("manner-home")
    assert is_checked(at_desk, "manner-home")


def test_nobody_at_home_takes_two_touches(at_desk: Desk) -> None:
    at_desk.go(HOME)
    key(at_desk, Qt.Key.Key_F3)
    key(at_desk, Qt.Key.Key_Return)
    visit = the_visit(at_desk)
    assert (visit.manner, visit.notice_left, visit.visitors) == ("not_met", True, ("陈示例",))
    assert (visit.met_whom, visit.present, visit.signature, visit.demands) == (None, None, None, None)
    assert not at_desk.store.records(Appointment, household=HOME.id)


def test_nobody_at_home_says_what_else_was_done_and_when_to_come_again(at_desk: Desk) -> None:
    begin(at_desk, "not_met")
    at_desk.press("notice-left")
    at_desk.press("reached-打过电话")
    at_desk.write("again-day", "11-20")
    at_desk.write("again-time", "19:00")
    at_desk.press("finish-not-met")
    visit = the_visit(at_desk)
    assert (visit.notice_left, visit.situation) == (None, "打过电话")
    assert [each.planned_at for each in at_desk.store.records(Appointment)] == [at(19, day=date(2026, 11, 20))]


def test_nobody_at_home_ends_no_visit_that_was_begun(at_desk: Desk) -> None:
    begin(at_desk)
    type_on("as they said")
    at_desk.go(HOME)
    key(at_desk, Qt.Key.Key_F3)
    key(at_desk, Qt.Key.Key_Return)
    begin(at_desk)
    assert words(at_desk).toPlainText() == "as they said"
    key(at_desk, Qt.Key.Key_F3)
    key(at_desk, Qt.Key.Key_Return)
    assert [each.manner for each in at_desk.store.records(Visit)] == ["not_met", "not_met"]
    begin(at_desk)
    assert words(at_desk).toPlainText() == "as they said"
    at_desk.press("finish-visit")
    assert [each.demands for each in at_desk.store.records(Visit)] == [None, None, "as they said"]
    assert not drafts.drafts_of(at_desk.store)


def test_what_is_lacking_is_brought_to_sight(at_desk: Desk) -> None:
    begin(at_desk)
    at_desk.press("add-promise")
    type_on("bring the map")
    at_desk.press("signature-does_not_want")
    page(at_desk)._page.ensureWidgetVisible(at_desk.shell.findChildren(QWidget, "signature-does_not_want")[0])
    key(at_desk, Qt.Key.Key_Return, ctrl=True)
    assert focused().objectName() == "promise-due-0"
    assert focused().visibleRegion().contains(focused().rect().center())


def test_f6_brings_each_block_to_sight(at_desk: Desk) -> None:
    begin(at_desk)
    for _ in range(20):
        key(at_desk, Qt.Key.Key_F6)
        assert focused().visibleRegion().contains(focused().rect().center()), focused().objectName()


def test_tab_comes_to_everything_once_and_round_again(at_desk: Desk) -> None:
    begin(at_desk)
    key(at_desk, Qt.Key.Key_D, ctrl=True)
    wanted = {
        each.objectName()
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit)
        for each in page(at_desk).findChildren(kind)
        if each.isVisible() and each.isEnabled()
    }
    first, seen = focused(), list[str]()
    for _ in range(len(wanted) + 20):
        seen.append(focused().objectName())
        key(at_desk, Qt.Key.Key_Tab)
        if focused() is first:
            break
    assert focused() is first
    assert len(seen) == len(set(seen))
    assert wanted <= {*seen}
    assert [name for name in seen if name.startswith("promise")] == ["promise-0", "promise-who-0", "promise-due-0"]


def test_the_screen_is_turned_round_in_the_middle_of_a_visit(at_desk: Desk) -> None:
    begin(at_desk)
    key(at_desk, Qt.Key.Key_F11)
    assert at_desk.shell.findChildren(HouseholdView)
    key(at_desk, Qt.Key.Key_Escape)
    assert not at_desk.shell.findChildren(HouseholdView)
    at_desk.shell.activateWindow()
    at_desk.settle()
    assert focused() is words(at_desk)


def test_a_draft_outlives_the_window_with_every_block(at_desk: Desk, qtbot: QtBot) -> None:
    begin(at_desk)
    words(at_desk).setFocus()
    type_on("as I said")
    at_desk.press("topic-搬迁费")
    at_desk.press("wish-mixed")
    key(at_desk, Qt.Key.Key_D, ctrl=True)
    type_on("bring the map")
    at_desk.press("told-review-told")
    at_desk.press("read-aloud")
    at_desk.write("next-day", "11-2")
    at_desk.close()
    again = desk.opened(qtbot, at_desk.store)
    again.go(HOME)
    again.open_line("Go on typing")
    assert words(again).toPlainText() == "as I said"
    assert all(is_checked(again, name) for name in ("topic-搬迁费", "wish-mixed", "told-review-told", "read-aloud"))
    assert again.field("promise-0").text() == "bring the map"
    assert again.field("next-day").text() == "11-2", "also what can't be read yet"
    assert again.says("Begun on 11-18 12:00")
    again.close()


def test_several_drafts_are_open_at_once(at_desk: Desk) -> None:
    other = a_household(number="DY-03-0128")
    at_desk.store.save(other)
    begin(at_desk)
    type_on("first")
    at_desk.shell.go(Place("visit", other.id))
    type_on("second")
    at_desk.shell.go(Place("visit", HOME.id))
    assert words(at_desk).toPlainText() == "first"
    at_desk.press("begin-another")
    assert not words(at_desk).toPlainText()
    type_on("third")
    at_desk.shell.leave_page()
    assert len(drafts.drafts_of(at_desk.store)) == 3


def test_opened_and_left_nothing_is_kept(at_desk: Desk) -> None:
    begin(at_desk)
    key(at_desk, Qt.Key.Key_Escape)
    assert not drafts.drafts_of(at_desk.store)
    assert at_desk.shell.page is not None
    assert at_desk.shell.page.place().page == "household"


def test_a_promise_without_a_day_is_not_written_and_nothing_is_lost(at_desk: Desk) -> None:
    begin(at_desk)
    at_desk.press("add-promise")
    type_on("bring the map")
    at_desk.press("finish-visit")
    assert not at_desk.store.records(Visit)
    assert at_desk.says("A promise says what, who and by which day.")
    assert focused().objectName() == "promise-due-0"
    assert len(drafts.drafts_of(at_desk.store)) == 1
    type_on("11-30")
    at_desk.press("finish-visit")
    assert [each.due_on for each in at_desk.store.records(Promise)] == [date(2026, 11, 30)]


def test_what_was_on_paper_says_when_it_happened_and_that_it_was_entered_later(at_desk: Desk) -> None:
    begin(at_desk)
    at_desk.press("from-paper")
    at_desk.press("finish-visit")
    assert at_desk.says("Say when it began.")
    at_desk.write("began-day", "10-20")
    at_desk.write("began-time", "9:30")
    at_desk.press("wish-undecided")
    at_desk.press("finish-visit")
    visit = the_visit(at_desk)
    assert (visit.from_paper, visit.began_at, visit.ended_at) == (True, at(9, 30, date(2026, 10, 20)), None)
    assert [each.said_on for each in at_desk.store.records(Wish)] == [date(2026, 10, 20)]


def test_a_correction_is_a_record_of_its_own_with_a_reason(at_desk: Desk) -> None:
    old = a_visit(
        household=HOME.id,
        began_at=at(9, 12).replace(second=33),
        demands="5.60",
        topics=("搭建认定",),
        difficulties="老人卧床",
    )
    at_desk.store.save(old)
    at_desk.shell.go(Place("visit", HOME.id, "correct", old.id))
    assert words(at_desk).toPlainText() == "5.60"
    words(at_desk).selectAll()
    type_on("6.50")
    at_desk.press("finish-visit")
    assert at_desk.says("Say why it is corrected.")
    type_on("copied wrongly")
    at_desk.press("finish-visit")
    new = next(each for each in at_desk.store.records(Visit) if each.id != old.id)
    assert (new.corrects, new.correction_reason, new.demands) == (old.id, "copied wrongly", "6.50")
    assert (new.began_at, new.visitors, new.topics) == (old.began_at, old.visitors, old.topics)
    assert (new.ended_at, new.difficulties) == (old.ended_at, old.difficulties), "what is not shown stays as it was"
    assert (old.copy_handed, new.copy_handed) == (True, None), "what the household has is what stood there before"
    assert at_desk.store.get(Visit, old.id) == old, "what was written stays"


def test_where_nobody_was_met_nobody_was_told_a_right_nor_said_a_wish(at_desk: Desk) -> None:
    old = Visit(household=HOME.id, manner="not_met", began_at=at(9, 12), visitors=("陈示例",))
    at_desk.store.save(old)
    at_desk.shell.go(Place("visit", HOME.id, "correct", old.id))
    at_desk.settle()
    at_desk.shell.findChildren(QLineEdit, "correction-reason")[0].setFocus()
    type_on("telephoned too")
    at_desk.press("told-review-told")
    at_desk.press("finish-visit")
    assert at_desk.says("Nobody was met")
    assert not at_desk.store.records(Told)
    at_desk.press("told-review-told")
    at_desk.press("finish-visit")
    assert len(at_desk.store.records(Visit)) == 2


def test_do_not_come_cancels_what_was_agreed_at_home(at_desk: Desk) -> None:
    agreed = Appointment(household=HOME.id, planned_at=at(9, day=date(2026, 11, 30)), manner="home", state="agreed")
    at_desk.store.save(agreed)
    begin(at_desk)
    at_desk.press("contact-do_not_come")
    at_desk.press("finish-visit")
    last = next(each for each in at_desk.store.records(Appointment) if each.id != agreed.id)
    assert (last.state, last.replaces) == ("cancelled", agreed.id)


def test_another_time_replaces_what_was_agreed(at_desk: Desk) -> None:
    agreed = Appointment(household=HOME.id, planned_at=at(9, day=date(2026, 11, 30)), manner="home", state="agreed")
    at_desk.store.save(agreed)
    begin(at_desk)
    at_desk.write("next-day", "12-01")
    at_desk.write("next-time", "9:00")
    at_desk.press("finish-visit")
    last = next(each for each in at_desk.store.records(Appointment) if each.id != agreed.id)
    assert (last.state, last.replaces) == ("agreed", agreed.id)


def test_somebody_nobody_knew_of_is_added_by_name(at_desk: Desk) -> None:
    begin(at_desk)
    at_desk.press("remove-person-0")
    at_desk.press("add-person")
    at_desk.field("other-name").setFocus()
    type_on("a neighbour")
    key(at_desk, Qt.Key.Key_Return)
    at_desk.press("finish-visit")
    visit = the_visit(at_desk)
    assert (visit.met_whom, visit.present) == ("a neighbour", None)


def test_everything_on_the_page_has_a_name_and_is_large_enough_for_a_finger(at_desk: Desk) -> None:
    begin(at_desk)
    key(at_desk, Qt.Key.Key_D, ctrl=True)
    at_desk.press("add-person")
    inputs = [
        each
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit)
        for each in page(at_desk).findChildren(kind)
        if each.isVisible()
    ]
    assert all(each.objectName() for each in inputs)
    assert all(each.height() >= 40 for each in inputs), [each.objectName() for each in inputs if each.height() < 40]
    assert all(each.accessibleName() or getattr(each, "text", str)() for each in inputs)


def test_who_may_not_write_a_visit_is_offered_none(at_desk: Desk) -> None:
    at_desk.store.withdraw(at_desk.store.get(Household, HOME.id) or HOME, because="twice")
    at_desk.go(HOME)
    assert not any(each.isVisible() for each in at_desk.shell.findChildren(QAbstractButton, "begin-visit"))
    key(at_desk, Qt.Key.Key_F2)
    assert at_desk.shell.page is not None
    assert at_desk.shell.page.place().page == "household"


def test_the_page_speaks_chinese(qtbot: QtBot, new_store: stores.NewStore) -> None:
    store = new_store("area")
    store.save(HOME, OWNER, SON, REPORT)
    at_desk = desk.opened(qtbot, store, Language.CHINESE)
    begin(at_desk)
    latin = [text for text in at_desk.words() if any("a" <= letter <= "z" for letter in text.replace("Ctrl", ""))]
    assert [text for text in latin if text not in ("Esc", "Ctrl Enter", "Ctrl+D")] == []
    at_desk.close()


def test_f2_on_the_list_begins_and_the_lock_keeps_what_was_typed(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area(HOME, OWNER)
    table = unlocked(qtbot, window, folder)
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    table.setCurrentIndex(table.model().index(0, 2))
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: bool(window.findChildren(QPlainTextEdit, "words")))
    type_on("as they said")
    window.lock()
    window.show_locked(folder)
    field = window.findChildren(QLineEdit, "passphrase")[0]
    field.setFocus()
    QTest.keyClicks(field, stores.PASSPHRASE)
    with qtbot.waitSignal(window.opened):
        QTest.keyClick(field, Qt.Key.Key_Return)
    shown = next(each for each in window.findChildren(QPlainTextEdit, "words") if each.isVisible())
    assert shown.toPlainText() == "as they said"


def test_a_clock_set_back_during_a_visit_ends_it_when_it_began(new_store: stores.NewStore) -> None:
    store = new_store("area")
    store.save(HOME, OWNER)
    before = visiting.known(store, HOME.id)
    assert before is not None
    visit = Visit(household=HOME.id, manner="home", began_at=at(12), ended_at=at(11))
    (written,) = visiting.records(visiting.Noted(visit=visit), before)
    store.save(written)
    assert store.get(Visit, visit.id) is not None


@pytest.mark.parametrize(
    ("typed", "ahead", "behind"),
    [
        ("11-21", date(2026, 11, 21), None),
        ("1月5日", date(2027, 1, 5), None),
        ("11/2", None, date(2026, 11, 2)),
        ("2026-12-31", date(2026, 12, 31), date(2026, 12, 31)),
        ("2-29", None, None),
        ("tomorrow", None, None),
        ("13-01", None, None),
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, ahead: date | None, behind: date | None) -> None:
    assert visiting.day_of(typed, TODAY, is_ahead=True) == ahead
    assert visiting.day_of(typed, TODAY, is_ahead=False) == behind


@pytest.mark.parametrize(
    ("typed", "read"), [("9:30", (9, 30)), ("14点", (14, 0)), ("9点05分", (9, 5)), ("25:00", None), ("9", None)]
)
def test_a_time_is_read_as_people_type_it(typed: str, read: tuple[int, int] | None) -> None:
    found = visiting.time_of(typed)
    assert (found and (found.hour, found.minute)) == read


def test_what_was_begun_on_an_earlier_day_has_no_known_end(at_desk: Desk) -> None:
    begin(at_desk)
    type_on("as they said")
    at_desk.go(HOME)
    (kept,) = drafts.drafts_of(at_desk.store)
    earlier = {**kept.fields, "began_at": at(9, day=date(2026, 11, 16)).isoformat()}
    drafts.keep_draft(at_desk.store, "visit", earlier, household=HOME.id, draft=kept.id)
    begin(at_desk)
    assert at_desk.says("Begun on 11-16 09:00")
    at_desk.press("finish-visit")
    assert (the_visit(at_desk).began_at, the_visit(at_desk).ended_at) == (at(9, day=date(2026, 11, 16)), None)
