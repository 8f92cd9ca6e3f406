"""What is typed on a page is kept when the keyboard goes on, without a pause, and stays kept, over a real store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import desk
import pictures
import pytest
import stores
from builders import a_household, a_person
from desk import Desk
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.store import drafts
from desktop.ui.page import Place
from desktop.ui.signature_pad import Pad
from desktop.ui.visit_page import VisitPage

HOME = a_household()


@pytest.fixture
def at_desk(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    store.save(HOME, a_person(household=HOME.id))
    opened = desk.opened(qtbot, store)
    opened.shell.go(Place("visit", HOME.id))
    opened.settle()
    yield opened
    opened.close()


def kept(desk_: Desk) -> dict[str, Any]:
    """What the draft of the visit holds by now."""
    found = drafts.drafts_of(desk_.store)
    return dict(found[0].fields["blocks"]) if found else {}


def type_words(desk_: Desk) -> QPlainTextEdit:
    words = desk_.shell.findChildren(QPlainTextEdit, "words")[0]
    words.setFocus()
    QTest.keyClicks(words, "the shed")
    return words


def test_a_field_is_kept_as_the_keyboard_leaves_it(at_desk: Desk) -> None:
    words = type_words(at_desk)
    assert not kept(at_desk)
    QTest.keyClick(words, Qt.Key.Key_Tab)
    assert kept(at_desk)["words"]["words"] == "the shed"


def test_where_nothing_was_typed_nothing_is_kept(at_desk: Desk) -> None:
    at_desk.tab()
    at_desk.tab()
    assert not kept(at_desk)


def test_a_signature_is_kept_with_each_stroke(at_desk: Desk) -> None:
    page = at_desk.shell.page
    assert isinstance(page, VisitPage)
    pad = page.findChildren(Pad)[0]
    page._page.ensureWidgetVisible(pad)
    QApplication.processEvents()
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    QTest.mouseMove(pad, QPoint(60, 60))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(90, 30))
    assert kept(at_desk)["end"]["signature"]["strokes"] == pad.strokes() != ""


def test_a_draft_with_a_photo_on_its_way_stays_whole_while_it_is_taken_up(at_desk: Desk, tmp_path: Path) -> None:
    QTest.keyClick(type_words(at_desk), Qt.Key.Key_Tab)
    at_desk.go(HOME)
    file = tmp_path / "IMG_1.jpg"
    file.write_bytes(pictures.a_photo())
    (held,) = drafts.drafts_of(at_desk.store)
    fields = {**held.fields, "photos": {"records": [], "coming": [str(file)]}}  # as a kill leaves it
    drafts.keep_draft(at_desk.store, "visit", fields, household=HOME.id, draft=held.id)
    at_desk.shell.go(Place("visit", HOME.id))
    assert kept(at_desk)["words"]["words"] == "the shed"
    at_desk.settle()
    assert kept(at_desk)["words"]["words"] == "the shed"
    (again,) = drafts.drafts_of(at_desk.store)
    assert [each["file_name"] for each in again.fields["photos"]["records"]] == ["IMG_1.jpg"]
