"""What is printed of no household: blank forms, each copy with its own number, and slips of who gave no household."""

from collections.abc import Iterator
from pathlib import Path

import desk
import pytest
import stores
from builders import TODAY, a_household, a_person
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.casework import writing_down
from desktop.domain.records import Grievance, Printing
from desktop.sheets import pictured
from desktop.store.store import Store
from desktop.ui.day_list import DayList
from desktop.ui.page import OF_NOBODY, Place

HOME = a_household()


@pytest.fixture
def store(new_store: stores.NewStore) -> Store:
    store = new_store("area")
    store.save(HOME, a_person(household=HOME.id))
    nameless = Grievance(raised_on=TODAY, manner="anonymous", words="路灯坏了三天")
    store.save(writing_down.completed(store, nameless))
    return store


@pytest.fixture
def at_desk(qtbot: QtBot, store: Store) -> Iterator[Desk]:
    opened = desk.opened(qtbot, store)
    yield opened
    opened.close()


def go(at_desk: Desk, row: bytes | None = None) -> None:
    at_desk.shell.go(Place("print", part=OF_NOBODY, row=row))
    at_desk.qtbot.waitUntil(lambda: listed(at_desk).model().rowCount() > 0, timeout=20_000)
    at_desk.settle()


def listed(at_desk: Desk) -> DayList:
    return next(each for each in at_desk.shell.findChildren(DayList) if each.isVisible())


def lines(at_desk: Desk) -> list[str]:
    model = listed(at_desk).model()
    rows = range(model.rowCount())
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in rows]


def saved(at_desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of what is saved as one PDF."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    at_desk.press("save-pdf")
    at_desk.qtbot.waitUntil(file.exists, timeout=20_000)
    at_desk.settle()
    content = file.read_bytes()
    return "".join(pictured.page_text(content, page) for page in range(pictured.page_count(content)))


def test_the_blank_forms_and_the_slips_of_nobody_are_listed(at_desk: Desk) -> None:
    go(at_desk)
    *blank, slip = lines(at_desk)
    assert [each.partition(",")[0] for each in blank] == [
        "Visit record",
        "House survey",
        "Not-met notice",
        "Data notice",
    ]
    assert "诉-" in slip


def test_each_copy_of_a_blank_form_has_a_number_of_its_own(
    at_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(at_desk)
    at_desk.press("copies-more")
    at_desk.press("copies-more")
    text = saved(at_desk, tmp_path / "forms.pdf", monkeypatch)
    prints = at_desk.store.records(Printing)
    assert [row.number and row.number[-4:] for row in prints] == ["0001", "0002", "0003"]
    assert all(row.number and row.number in text for row in prints)
    assert {(row.paper, row.household, row.copies) for row in prints} == {("visit", None, 1)}


def test_the_slip_of_nobody_is_looked_at_and_saved(
    at_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = at_desk.store.records(Grievance)
    go(at_desk, row.id)
    text = saved(at_desk, tmp_path / "slip.pdf", monkeypatch)
    assert (row.slip_number or "—") in text
    assert "路灯坏了三天" in text
    (printed,) = at_desk.store.records(Printing)
    assert (printed.paper, printed.of_row, printed.household) == ("grievance", row.id, None)
    go(at_desk)
    assert "PDF saved" in lines(at_desk)[-1]


def test_they_are_reached_from_the_queue_of_households_and_esc_leads_back(at_desk: Desk) -> None:
    at_desk.shell.go(Place("print"))
    at_desk.qtbot.waitUntil(lambda: at_desk.is_seen("to-forms"), timeout=20_000)
    at_desk.press("to-forms")
    at_desk.qtbot.waitUntil(lambda: "Visit record, blank" in " ".join(lines(at_desk)), timeout=20_000)
    assert not at_desk.is_seen("to-forms")
    at_desk.qtbot.keyClick(QApplication.focusWidget() or at_desk.shell, Qt.Key.Key_Escape)
    at_desk.qtbot.waitUntil(lambda: at_desk.is_seen("to-forms"), timeout=20_000)
    at_desk.qtbot.waitUntil(lambda: all("blank" not in each for each in lines(at_desk)), timeout=20_000)


def test_who_took_a_grievance_down_has_the_keyboard_at_its_slip(at_desk: Desk) -> None:
    at_desk.go(HOME, "grievance")
    at_desk.choose("manner", "spoken")
    field = next(each for each in at_desk.shell.findChildren(QPlainTextEdit, "words") if each.isVisible())
    field.setFocus()
    at_desk.qtbot.keyClicks(field, "No water")
    at_desk.press("finish")
    (row,) = at_desk.store.records(Grievance, household=HOME.id)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.objectName() == f"slip-{row.id.hex()}"
