"""The tab with all contact, over a real store."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import desk
import pictures
import pytest
import stores
from builders import TODAY, a_household, a_person, a_visit, at
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QListView, QListWidget, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.casework import evidence, visiting
from desktop.domain.records import Printing, PrintingEvent, Promise, PromiseOutcome, Told, Visit
from desktop.store.store import Store
from desktop.ui.print_queue import QueuePane

HOME = a_household(contact_wish="telephone")
FIRST = a_visit(household=HOME.id, began_at=at(9, 0, date(2026, 11, 2)), ended_at=None, demands="5.60", from_paper=True)
MET = a_visit(
    household=HOME.id,
    began_at=at(9, 0, date(2026, 11, 10)),
    ended_at=at(9, 29, date(2026, 11, 10)),
    demands="得跟儿子商量。",
    read_aloud=True,
    signature="does_not_want",
    topics=("搭建认定", "水电"),
)
NOBODY = Visit(
    household=HOME.id, manner="not_met", began_at=at(8, day=date(2026, 11, 12)), notice_left=True, situation="打过电话"
)
PROMISE = Promise(
    household=HOME.id, visit=MET.id, promise="bring the map", promised_by="何示例", due_on=date(2026, 11, 25)
)
KEPT = Promise(household=HOME.id, visit=FIRST.id, promise="measure again", promised_by="陈示例", due_on=TODAY)
OUTCOME = PromiseOutcome(household=HOME.id, promise=KEPT.id, state="kept", stated_on=TODAY)
TOLD = Told(household=HOME.id, term="review", told_on=TODAY, told_by="陈示例", visit=MET.id)


def fill(store: Store) -> None:
    store.save(HOME, a_person(household=HOME.id))
    store.save(FIRST, MET, NOBODY, PROMISE, KEPT, OUTCOME, TOLD)


@pytest.fixture
def at_desk(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    fill(store)
    opened = desk.opened(qtbot, store)
    opened.go(HOME, "visits")
    yield opened
    opened.close()


def rows(desk_: Desk) -> list[str]:
    """What a screen reader says of each line."""
    model = view(desk_).model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def view(desk_: Desk) -> QListView:
    return next(each for each in desk_.shell.findChildren(QListView, "visits"))


def correct(desk_: Desk, visit: Visit, words: str, reason: str) -> Visit:
    corrected = a_visit(
        household=HOME.id, began_at=visit.began_at, ended_at=visit.ended_at, demands=words, recorder="何示例",
        corrects=visit.id, correction_reason=reason,
    )  # fmt: skip
    desk_.store.save(corrected)
    return corrected


def test_contacts_are_listed_newest_first_with_what_came_of_them(at_desk: Desk) -> None:
    nobody, met, first = rows(at_desk)
    assert "11-12 Thu" in nobody
    assert "Left our contact slip · telephoned" in nobody
    assert "29 min" in met
    assert "1 promise open" in met
    assert "promises settled" in first
    assert at_desk.says("3 contacts")
    assert at_desk.says("nobody met 1 time")


@pytest.mark.parametrize("is_by_key", [False, True])
def test_another_copy_of_the_chosen_one_leads_to_its_paper_and_of_nobody_met_to_its_slip(
    at_desk: Desk, *, is_by_key: bool
) -> None:
    for downs, paper in enumerate((("not_met", NOBODY.id), ("visit", MET.id))):
        at_desk.go(HOME, "visits")
        view(at_desk).setCurrentIndex(view(at_desk).model().index(downs, 0))
        if is_by_key:
            QTest.keyClick(at_desk.shell, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
            at_desk.settle()
        else:
            at_desk.press("print-visit")
        (queue,) = at_desk.shell.findChildren(QueuePane)
        assert [(line.kind, line.row) for line in queue.ticked] == [paper]


def test_a_copy_that_was_handed_over_after_it_was_printed_is_told(at_desk: Desk) -> None:
    without = Visit(household=HOME.id, manner="home", began_at=at(9, day=date(2026, 11, 13)), demands="later")
    printing = Printing(
        household=HOME.id,
        paper="visit",
        of_row=without.id,
        written_language="en",
        copies=2,
        printed_at=at(10),
        way="printer",
    )
    at_desk.store.save(without, printing)
    at_desk.go(HOME, "visits")
    assert not at_desk.says("a copy of this record")
    assert at_desk.says("2 of 3")
    at_desk.store.save(PrintingEvent(household=HOME.id, printing=printing.id, step="handed", stated_on=TODAY))
    at_desk.go(HOME, "ledger")
    at_desk.go(HOME, "visits")
    assert at_desk.says("a copy of this record")
    assert at_desk.says("3 of 3")


def test_the_chosen_one_is_read_beside_the_list_its_own_words_first(at_desk: Desk) -> None:
    QTest.keyClick(view(at_desk), Qt.Key.Key_Down)
    at_desk.settle()
    assert at_desk.says("得跟儿子商量。")
    assert at_desk.says("their own words · read aloud")
    assert at_desk.says("unregistered parts")
    assert at_desk.says("水电")
    assert at_desk.says("does not want"), "of the same weight as a signature"
    assert at_desk.says("Have the appraisal reviewed")


def test_promises_open_and_settled_stand_beside_with_how_to_be_in_contact(at_desk: Desk) -> None:
    assert at_desk.says("1 promise open")
    assert at_desk.says("何示例 · latest 11-25 Wed")
    assert at_desk.says("1 promise settled")
    assert at_desk.says("11-18 kept")
    assert at_desk.says("telephone")


def test_a_correction_stands_for_what_it_corrects_which_is_struck_out_beside_it(at_desk: Desk) -> None:
    correct(at_desk, FIRST, "6.50", "copied wrongly")
    at_desk.go(HOME, "visits")
    assert len(rows(at_desk)) == 3
    assert "corrected" in rows(at_desk)[-1]
    QTest.keyClick(view(at_desk), Qt.Key.Key_End)
    at_desk.settle()
    told = next(each.text() for each in at_desk.shell.findChildren(QLabel) if "<s>5.60</s>" in each.text())
    assert "<b>6.50</b>" in told
    assert "copied wrongly" in told
    assert at_desk.says("entered from paper"), "that it was, stays to be seen"


def test_a_chain_of_corrections_keeps_the_promises_of_the_first(at_desk: Desk) -> None:
    second = correct(at_desk, MET, "second", "a")
    third = correct(at_desk, second, "third", "b")
    found = next(each for each in visiting.contacts(at_desk.store, HOME.id) if each.visit.id == third.id)
    assert [each.id for each in found.before] == [second.id, MET.id]
    assert [each.promise.id for each in found.promises] == [PROMISE.id]
    assert [each.id for each in found.told] == [TOLD.id]


def test_it_is_corrected_on_the_page_of_a_visit(at_desk: Desk) -> None:
    at_desk.press("correct-visit")
    assert at_desk.shell.page is not None
    assert at_desk.shell.page.place().part == "correct"
    assert at_desk.shell.page.place().row == NOBODY.id


def test_the_words_of_the_chosen_one_are_no_markup(at_desk: Desk) -> None:
    correct(at_desk, FIRST, "<b>6.50</b>", "<i>")
    at_desk.go(HOME, "visits")
    QTest.keyClick(view(at_desk), Qt.Key.Key_End)
    at_desk.settle()
    assert any("&lt;b&gt;6.50" in each.text() for each in at_desk.shell.findChildren(QLabel))


def test_a_household_without_any_says_how_to_begin(at_desk: Desk) -> None:
    other = a_household(number="DY-03-0128")
    at_desk.store.save(other)
    at_desk.go(other, "visits")
    assert at_desk.says("Nobody has been in contact yet")
    assert not view(at_desk).isVisible()
    at_desk.press("begin-visit")
    assert at_desk.shell.findChildren(QPlainTextEdit, "words")[0].hasFocus()


def test_a_long_way_of_contact_names_every_row_for_a_finger(at_desk: Desk) -> None:
    assert view(at_desk).sizeHintForRow(0) >= 54
    button = next(each for each in at_desk.shell.findChildren(QAbstractButton, "correct-visit"))
    assert button.height() >= 40


def test_the_photos_of_a_visit_are_seen_at_it_and_open_in_the_viewer(at_desk: Desk, tmp_path: Path) -> None:
    for n, visit in enumerate((MET, NOBODY)):
        file = tmp_path / f"{n}.jpg"
        file.write_bytes(pictures.a_photo(200 + n, 90))
        evidence.take_in(at_desk.store, file, HOME, visit=visit.id, caption=f"photo {n}", consent="given")
    at_desk.go(HOME, "visits")
    view(at_desk).setCurrentIndex(view(at_desk).model().index(1, 0))
    at_desk.settle()
    tiles = at_desk.shell.findChildren(QListWidget, "photos-of-visit")[0]
    assert [tiles.item(n).text() for n in range(tiles.count())] == ["photo 0"]
    assert at_desk.says("1 photo or scan")
    tiles.setFocus()
    at_desk.qtbot.keyClick(tiles, Qt.Key.Key_Return)
    at_desk.settle()
    chosen = at_desk.shell.findChildren(QListWidget, "evidence")[0].currentItem()
    assert chosen.text() == "photo 0"
