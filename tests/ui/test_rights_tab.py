"""What a household can do, whether it was told, what it was served, what it complains of: one tab, and nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import desk
import pytest
import stores
from builders import TODAY, a_household, a_person, a_service, an_appraisal, at
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFrame, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.records import (
    Area,
    Grievance,
    GrievanceEvent,
    Household,
    PrivacyRequest,
    PrivacyRequestEvent,
    Promise,
    Service,
    Told,
)
from desktop.i18n import Language
from desktop.sheets import remedy_forms
from desktop.store import opening
from desktop.store.store import Store
from desktop.ui.ledger_line import LedgerLine
from desktop.ui.next_steps import RIGHTS
from desktop.ui.print_page import PrintPage
from desktop.ui.promised_to import PromisedTo

HOME = a_household()
OWNER = a_person(household=HOME.id)
NOTICE = date(2026, 10, 9)


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


def go(at_desk: Desk) -> None:
    at_desk.go(HOME, RIGHTS)


def remedies(at_desk: Desk) -> dict[str, str]:
    """What is read aloud of each remedy, by its term."""
    found = at_desk.shell.findChildren(QFrame)
    named = {each.objectName().removeprefix("remedy-"): each for each in found if each.objectName()[:7] == "remedy-"}
    return {name: each.accessibleName() for name, each in named.items() if each.isVisible()}


def offered(at_desk: Desk) -> set[str]:
    """The buttons that are seen."""
    return {each.objectName() for each in at_desk.shell.findChildren(QPushButton) if each.isVisible()}


def decided(store: Store) -> None:
    (area,) = store.records(Area)
    store.save(replace(area, decision_number="示例征决 1 号", notice_on=NOTICE))


def write_long(at_desk: Desk, name: str, text: str) -> None:
    field = next(each for each in at_desk.shell.findChildren(QPlainTextEdit, name) if each.isVisible())
    field.setFocus()
    field.insertPlainText(text)
    at_desk.settle()


def chosen(at_desk: Desk, name: str) -> str:
    return next(each for each in at_desk.shell.findChildren(QComboBox, name) if each.isVisible()).currentText()


def grievance(**changes: object) -> Grievance:
    known = {"household": HOME.id, "raised_on": TODAY, "manner": "spoken", "words": "厢房没有算进去。"}
    return Grievance.of({**known, "slip_number": "诉-7K3Q-0001", "due_on": date(2026, 11, 27)} | changes)


def step(of: Grievance, what: str, **changes: object) -> GrievanceEvent:
    known = {"household": HOME.id, "grievance": of.id, "step": what, "stated_on": TODAY, "words": "去看过了。"}
    return GrievanceEvent.of({**known} | changes)


# Remedies


def test_every_remedy_is_there_before_anything_began_and_no_day_is_guessed(at_desk: Desk) -> None:
    go(at_desk)
    found = remedies(at_desk)
    assert list(found) == ["review", "expert_review", "decision_reconsideration", "decision_litigation"]
    assert found["review"] == (
        "Have the appraisal reviewed: the day of: report received, 10 days, from receipt, not begun, not yet told, "
    ).rstrip(", ")
    assert not at_desk.says("left")


def test_a_remedy_says_since_when_until_when_and_by_which_article(at_desk: Desk) -> None:
    decided(at_desk.store)
    at_desk.store.save(
        a_service(household=HOME.id, document="appraisal_report", served_at=at(9, day=date(2026, 11, 10)))
    )
    go(at_desk)
    assert "11-10 report received, 10 days, 11-20 Fri, 2 days left" in remedies(at_desk)["review"]
    assert "10-09 decision published, 60 days, 12-08 Tue, 20 days left" in remedies(at_desk)["decision_reconsideration"]
    assert at_desk.says("国务院令第 590 号 第十九条")
    assert at_desk.says("11-20 Fri")
    assert at_desk.says("The holidays of 2027 are not known here")


def test_one_press_writes_down_that_the_household_was_told_today_and_it_can_be_taken_back(at_desk: Desk) -> None:
    decided(at_desk.store)
    go(at_desk)
    assert at_desk.says("not yet told")
    at_desk.press("tell-decision_reconsideration")
    (told,) = at_desk.store.records(Told)
    assert (told.household, told.term, told.told_on, told.told_by) == (
        HOME.id, "decision_reconsideration", TODAY, stores.CLERK,
    )  # fmt: skip
    assert remedies(at_desk)["decision_reconsideration"].endswith(f"11-18, by {stores.CLERK}")
    assert "tell-decision_reconsideration" not in offered(at_desk)
    at_desk.workspace.undo()
    at_desk.settle()
    assert "tell-decision_reconsideration" in offered(at_desk)
    assert remedies(at_desk)["decision_reconsideration"].endswith("not yet told")


def test_that_a_form_was_left_is_seen(at_desk: Desk) -> None:
    at_desk.store.save(Told(household=HOME.id, term="review", told_on=TODAY, told_by="何示例", form_left=True))
    go(at_desk)
    assert at_desk.says("by 何示例, form left")


def test_what_passed_untold_is_said_of_us_and_names_what_is_still_open(at_desk: Desk) -> None:
    decided(at_desk.store)
    at_desk.store.save(
        a_service(household=HOME.id, document="appraisal_report", served_at=at(9, day=date(2026, 11, 3)))
    )
    go(at_desk)
    assert at_desk.says("was never told")
    assert at_desk.says("passed")
    assert at_desk.says("Still open: Ask for reconsideration, until 12-08 Tue")
    assert "tell-review" not in offered(at_desk)


def test_an_appraisal_that_nobody_served_counts_from_receipt(at_desk: Desk) -> None:
    at_desk.store.save(an_appraisal(household=HOME.id))
    go(at_desk)
    assert at_desk.says("report received: the day is not written down")
    assert at_desk.says("the day of receipt is not written down")


def test_who_only_reads_is_offered_nothing_to_write(qtbot: QtBot, store: Store) -> None:
    decided(store)
    store.save(grievance())
    store.close()
    with opening.open_store(store.folder, stores.unlocked(store.folder), read_only=True, clock=stores.noon) as read:
        reading = desk.opened(qtbot, read)
        go(reading)
        assert len(remedies(reading)) == 4
        assert not {name for name in offered(reading) if name.startswith(("tell-", "add-", "step-"))}
        reading.close()


# Services


def test_a_service_starts_its_clock_at_once(at_desk: Desk) -> None:
    go(at_desk)
    assert at_desk.says("Nothing was served yet.")
    at_desk.press("add-service")
    assert at_desk.field("served_at").text() == "2026-11-18 12:00"
    assert at_desk.field("place").text() == "示例里 3 巷 17"
    at_desk.choose("document", "appraisal_report")
    at_desk.write("document_number", "PG-0127")
    at_desk.write("served_at", "2026-11-10 15:20")
    at_desk.write("servers", f"{stores.CLERK}、何示例")
    at_desk.write("receiver", "马示例")
    at_desk.press("finish")
    (row,) = at_desk.store.records(Service)
    assert row.served_at == at(15, 20, date(2026, 11, 10))
    assert (row.manner, row.servers, row.place) == ("handed", (stores.CLERK, "何示例"), "示例里 3 巷 17")
    assert "11-10 report received, 10 days, 11-20 Fri, 2 days left" in remedies(at_desk)["review"]
    (line,) = at_desk.lines()
    assert line == f"11-10 15:20 appraisal report PG-0127 {stores.CLERK}, 何示例, a clock runs from it household signed"


def test_a_time_that_is_none_is_said_and_nothing_is_written(at_desk: Desk) -> None:
    go(at_desk)
    at_desk.press("add-service")
    at_desk.choose("document", "other")
    at_desk.write("served_at", "yesterday")
    at_desk.press("finish")
    assert "Write the day and the time" in at_desk.finding("served_at")
    assert not at_desk.store.records(Service)


def test_refusing_is_an_outcome_with_a_witness_and_one_without_is_told(at_desk: Desk) -> None:
    for number, witness in (("1", "示例社区王示例"), ("2", None)):
        refused = {"refused": True, "refusal_reason": "面积还没谈好。", "receiver": None, "witness": witness}
        at_desk.store.save(a_service(household=HOME.id, document="other", document_number=number, **refused))
    go(at_desk)
    assert any("refused, witness 示例社区王示例" in line for line in at_desk.lines())
    assert any("refused, no witness" in line for line in at_desk.lines())


def test_a_later_sheet_replaces_the_earlier_one(at_desk: Desk) -> None:
    for number, day in (("1", 3), ("2", 12)):
        at_desk.store.save(
            a_service(
                household=HOME.id, document="sheet", document_number=number, served_at=at(9, day=date(2026, 11, day))
            )
        )
    go(at_desk)
    later, earlier = at_desk.lines()
    assert "sheet 2" in later
    assert later.endswith("household signed")
    assert "sheet 1" in earlier
    assert earlier.endswith("replaced")


def test_who_signed_for_the_household_is_named(at_desk: Desk) -> None:
    at_desk.store.save(a_service(household=HOME.id, document="other", receiver="马样本", receiver_relation="儿子"))
    go(at_desk)
    (line,) = at_desk.lines()
    assert line.endswith("signed for by 儿子 马样本")


# Grievances


def test_a_grievance_gets_its_slip_and_its_day_at_once(at_desk: Desk) -> None:
    go(at_desk)
    at_desk.press("add-grievance")
    slip = at_desk.field("slip_number").text()
    assert slip.startswith("诉-")
    assert slip.endswith("-0001")
    assert at_desk.field("slip_number").isReadOnly()
    write_long(at_desk, "words", "煤棚那块 89 年就盖了。")
    at_desk.choose("manner", "anonymous")
    at_desk.write("raised_on", "2026-11-16")
    at_desk.tab()
    assert at_desk.field("due_on").text() == "2027-01-15"
    at_desk.press("finish")
    (row,) = at_desk.store.records(Grievance)
    assert (row.household, row.slip_number, row.manner, row.raised_by) == (HOME.id, slip, "anonymous", None)
    assert (row.due_on, row.taken_by) == (date(2027, 1, 15), stores.CLERK)
    assert at_desk.says("“煤棚那块 89 年就盖了。”")
    assert at_desk.says(slip)
    assert at_desk.says("answer by 2027-01-15 Fri, 58 days left")
    at_desk.press("add-grievance")
    assert at_desk.field("slip_number").text().endswith("-0002")


def test_a_note_never_moves_the_day_and_only_the_household_closes(at_desk: Desk) -> None:
    raised = grievance()
    at_desk.store.save(raised)
    go(at_desk)
    for what, said in (
        ("note", "answer by 11-27 Fri, 9 days left"),
        ("answer", "answered, the household's word is open"),
        ("not_accepted", "answer by 11-27 Fri, 9 days left"),
        ("accepted", "the household accepts it"),
    ):
        at_desk.press(f"step-{raised.id.hex()}")
        assert chosen(at_desk, "grievance").startswith("诉-7K3Q-0001")
        at_desk.choose("step", what)
        write_long(at_desk, "words", f"{what} 示例")
        at_desk.press("finish")
        assert at_desk.says(said)
    assert [each.step for each in at_desk.store.records(GrievanceEvent)] == [
        "note",
        "answer",
        "not_accepted",
        "accepted",
    ]
    assert f"step-{raised.id.hex()}" not in offered(at_desk)
    assert at_desk.says("11-18 not accepted: not_accepted 示例")


def test_late_is_said_of_us(at_desk: Desk) -> None:
    at_desk.store.save(grievance(raised_on=date(2026, 11, 1), due_on=TODAY - timedelta(days=2)))
    go(at_desk)
    assert at_desk.says("we are 2 days late")
    assert at_desk.says("1 matter, 1 waits for our answer")


def test_what_waits_for_us_stands_above_what_is_settled(at_desk: Desk) -> None:
    settled, open_one = grievance(slip_number="诉-A"), grievance(slip_number="诉-B", raised_on=date(2026, 11, 2))
    at_desk.store.save(settled, open_one)
    at_desk.store.save(step(settled, "accepted"))
    go(at_desk)
    said = [words for words in at_desk.words() if words in ("诉-A", "诉-B")]
    assert said == ["诉-B", "诉-A"]


def test_what_was_typed_of_a_grievance_is_there_again(at_desk: Desk) -> None:
    go(at_desk)
    at_desk.press("add-grievance")
    write_long(at_desk, "words", "通知贴得太晚。")
    at_desk.go(HOME)
    at_desk.open_line("Go on typing: grievance")
    field = next(each for each in at_desk.shell.findChildren(QPlainTextEdit, "words") if each.isVisible())
    assert field.toPlainText() == "通知贴得太晚。"


def test_a_grievance_is_read_again_and_never_changed(at_desk: Desk) -> None:
    raised = grievance()
    at_desk.store.save(raised)
    go(at_desk)
    at_desk.press(f"see-{raised.id.hex()}")
    assert at_desk.field("slip_number").text() == "诉-7K3Q-0001"
    assert at_desk.field("raised_on").isReadOnly()
    at_desk.press("finish")
    assert remedies(at_desk)


# Requests about personal data


def test_a_request_about_personal_data_has_a_clock_and_is_closed_by_our_answer(at_desk: Desk) -> None:
    go(at_desk)
    at_desk.press("add-data_request")
    at_desk.choose("wants", "see")
    write_long(at_desk, "words", "你们记了我家什么？")
    at_desk.press("finish")
    (row,) = at_desk.store.records(PrivacyRequest)
    assert (row.wants, row.due_on) == ("see", TODAY + timedelta(days=30))
    assert at_desk.says("answer by 12-18 Fri, 30 days left")
    at_desk.press(f"step-{row.id.hex()}")
    at_desk.choose("step", "done")
    at_desk.press("finish")
    (event,) = at_desk.store.records(PrivacyRequestEvent)
    assert event.data_request == row.id
    assert at_desk.says("answered")
    assert f"step-{row.id.hex()}" not in offered(at_desk)


# By keys, by touch, in Chinese


def test_the_keyboard_alone_tells_a_remedy_and_stays_in_the_tab(at_desk: Desk) -> None:
    decided(at_desk.store)
    go(at_desk)
    for _ in range(40):
        if at_desk.shell.focusWidget().objectName() == "tell-decision_reconsideration":
            break
        at_desk.tab()
    QTest.keyClick(at_desk.shell.focusWidget(), Qt.Key.Key_Space)
    at_desk.settle()
    assert [each.term for each in at_desk.store.records(Told)] == ["decision_reconsideration"]


def test_a_finger_alone_tells_a_remedy_and_begins_a_service(at_desk: Desk) -> None:
    decided(at_desk.store)
    go(at_desk)
    device = QTest.createTouchDevice()
    for name in ("tell-decision_litigation", "add-service"):
        button = next(each for each in at_desk.shell.findChildren(QPushButton, name) if each.isVisible())
        assert button.height() >= 40
        spot = button.rect().center()
        QTest.touchEvent(at_desk.shell, device).press(0, spot, button).commit()
        QTest.touchEvent(at_desk.shell, device).release(0, spot, button).commit()
        at_desk.settle()
    assert [each.term for each in at_desk.store.records(Told)] == ["decision_litigation"]
    assert at_desk.field("served_at").text()


def test_everything_that_takes_the_keyboard_has_a_name(at_desk: Desk) -> None:
    decided(at_desk.store)
    at_desk.store.save(grievance(), a_service(household=HOME.id))
    go(at_desk)
    tab = next(each for each in at_desk.shell.findChildren(QWidget, "remedies")).window()
    nameless = [
        each.objectName()
        for each in tab.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and isinstance(each, QPushButton | QFrame)
        if not (each.accessibleName() or (isinstance(each, QPushButton) and each.text()))
        if each.objectName().startswith(("remedy-", "tell-", "step-", "see-", "add-"))
    ]
    assert nameless == []


def test_in_chinese_the_words_are_those_of_the_design(qtbot: QtBot, store: Store) -> None:
    decided(store)
    store.save(grievance())
    seen = desk.opened(qtbot, store, Language.CHINESE)
    go(seen)
    for words in (
        "不同意，可以这样做",
        "提不提，都不影响该得的补偿",
        "以收到日为准",
        "还没告诉",
        "最晚 11-27 周五，还有 9 天",
    ):
        assert seen.says(words), words
    seen.close()


def test_what_was_not_told_comes_first_of_what_comes_next_then_what_was_promised(at_desk: Desk) -> None:
    decided(at_desk.store)
    at_desk.store.save(Told(household=HOME.id, term="decision_litigation", told_on=TODAY, told_by="何示例"))
    owed = Promise(
        household=HOME.id, promise="bring the report", promised_by="何示例", due_on=TODAY - timedelta(days=2)
    )
    at_desk.store.save(owed)
    at_desk.go(HOME)
    steps = next(each for each in at_desk.shell.findChildren(QFrame, "next-steps")).findChildren(LedgerLine)
    assert steps[0].line.told == "1 Tell them: Ask for reconsideration, latest 12-08 Tue, 20 days left"
    assert steps[1].line.told == "2 We promised: bring the report, 2 days late"
    at_desk.open_line("We promised")
    assert at_desk.shell.findChildren(PromisedTo)[0].isVisible()
    at_desk.go(HOME)
    at_desk.open_line("Tell them")
    assert "tell-decision_reconsideration" in offered(at_desk)


def test_a_time_is_that_of_the_area_whatever_the_laptop_says(at_desk: Desk) -> None:
    (area,) = at_desk.store.records(Area)
    at_desk.store.save(replace(area, zone="Asia/Urumqi"))
    go(at_desk)
    at_desk.press("add-service")
    at_desk.choose("document", "other")
    at_desk.write("served_at", "2026/11/10 15:20")
    at_desk.press("finish")
    (row,) = at_desk.store.records(Service)
    assert row.served_at is not None
    assert row.served_at.isoformat() == "2026-11-10T15:20:00+06:00"


def test_of_a_withdrawn_household_the_rights_are_only_read(at_desk: Desk) -> None:
    decided(at_desk.store)
    at_desk.store.withdraw(at_desk.store.records(Household)[0], because="重复登记")
    go(at_desk)
    assert len(remedies(at_desk)) == 4
    assert not {name for name in offered(at_desk) if name.startswith(("tell-", "add-", "step-"))}


# Papers


def looked_at(at_desk: Desk, title: str) -> None:
    """Waits until a paper is looked at, before it is printed."""
    at_desk.qtbot.waitUntil(lambda: at_desk.says(title), timeout=20_000)
    assert isinstance(at_desk.shell.page, PrintPage)


@pytest.mark.parametrize("term", ["review", "expert_review", "decision_reconsideration", "decision_litigation"])
def test_each_remedy_has_a_blank_form_that_is_looked_at_before_it_is_printed(at_desk: Desk, term: str) -> None:
    decided(at_desk.store)
    go(at_desk)
    at_desk.press(f"form-{term}")
    looked_at(at_desk, remedy_forms.title(term, Language.ENGLISH))


def test_the_form_of_what_has_passed_is_there_too(at_desk: Desk) -> None:
    old = a_service(household=HOME.id, document="appraisal_report", served_at=at(9, day=date(2026, 10, 9)))
    at_desk.store.save(old)
    go(at_desk)
    at_desk.press("form-review")
    looked_at(at_desk, "Application to review the appraisal")


def test_a_grievance_has_its_slip(at_desk: Desk) -> None:
    first, second = grievance(), grievance(slip_number="诉-7K3Q-0002", words="单价低。")
    at_desk.store.save(first, second)
    go(at_desk)
    at_desk.press(f"slip-{first.id.hex()}")
    looked_at(at_desk, "Grievance slip")


def test_receipts_are_printed_once_something_was_served(at_desk: Desk) -> None:
    go(at_desk)
    assert not at_desk.is_seen("print-service")
    at_desk.store.save(a_service(household=HOME.id))
    go(at_desk)
    at_desk.press("print-service")
    looked_at(at_desk, "Service receipt")


def test_a_request_about_data_has_no_slip(at_desk: Desk) -> None:
    at_desk.store.save(PrivacyRequest(household=HOME.id, wants="see", raised_on=TODAY, words="我想看看。"))
    go(at_desk)
    assert not any(name.startswith("slip-") for name in offered(at_desk))
