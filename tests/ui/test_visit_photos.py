"""Photos on the page of a visit: taken in beside the window, asked about, found again whatever happens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import desk
import pictures
import pytest
import stores
from builders import a_household, a_person
from desk import Desk
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop import paths, settings
from desktop.casework import evidence
from desktop.domain.records import Evidence, Visit
from desktop.settings import Settings
from desktop.store import drafts
from desktop.store import evidence as shelf
from desktop.ui.page import Page, Place

HOME, OTHER = a_household(), a_household()
OWNER = a_person(household=HOME.id)


@pytest.fixture
def at_desk(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    store.save(HOME, OWNER)
    store.save(OTHER)
    opened = desk.opened(qtbot, store)
    begin(opened)
    yield opened
    opened.close()


def begin(at_desk: Desk, part: str = "", row: bytes | None = None) -> None:
    at_desk.shell.go(Place("visit", HOME.id, part, row))
    at_desk.settle()


def a_photo(folder: Path, name: str = "IMG_1.jpg", content: bytes = b"") -> Path:
    file = folder / name
    file.write_bytes(content or pictures.a_photo())
    return file


def drop(at_desk: Desk, *files: Path) -> None:
    """Somewhere on the page, and everything is taken in."""
    offer(at_desk, *files)
    at_desk.settle()


def offer(at_desk: Desk, *files: Path) -> None:
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    how = (dragged, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (
        QDragEnterEvent(QPoint(200, 200), Qt.DropAction.CopyAction, *how),
        QDropEvent(QPoint(200, 200), Qt.DropAction.CopyAction, *how),
    ):
        QApplication.sendEvent(page(at_desk), event)


def page(at_desk: Desk) -> Page:
    assert at_desk.shell.page is not None
    return at_desk.shell.page


def tiles(at_desk: Desk, name: str = "visit_photos") -> QListWidget:
    return at_desk.shell.findChildren(QListWidget, name)[0]


def say(at_desk: Desk, text: str) -> None:
    words = at_desk.shell.findChildren(QPlainTextEdit, "words")[0]
    words.setFocus()
    at_desk.qtbot.keyClicks(words, text)


def taken(at_desk: Desk) -> list[Evidence]:
    return [each for each in at_desk.store.records(Evidence) if not each.withdrawn]


def held(at_desk: Desk) -> list[Any]:
    """The photos in the newest draft."""
    return list(drafts.drafts_of(at_desk.store)[0].fields["photos"]["records"])


def the_visit(at_desk: Desk) -> Visit:
    (visit,) = at_desk.store.records(Visit)
    return visit


def test_a_photo_is_chosen_and_asked_about_and_the_visit_names_it(
    at_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = a_photo(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(file)], ""))
    at_desk.press("visit_photo_add")
    assert tiles(at_desk).count() == 1
    assert at_desk.says("1 to ask about")
    at_desk.write("visit_photo_caption", "the shed")
    at_desk.press("visit_photo_consent-given")
    assert at_desk.says("all asked")
    at_desk.press("finish-visit")
    (photo,) = taken(at_desk)
    assert (photo.visit, photo.caption, photo.consent) == (the_visit(at_desk).id, "the shed", "given")
    assert evidence.content(at_desk.store, photo)


def test_whether_they_agreed_is_never_chosen_before_and_is_asked_of_each(at_desk: Desk, tmp_path: Path) -> None:
    drop(at_desk, a_photo(tmp_path), a_photo(tmp_path, "IMG_2.jpg", pictures.a_photo(320, 240)))
    assert [each["consent"] for each in held(at_desk)] == [None, None]
    at_desk.press("visit_photo_consent-not_needed")
    at_desk.press("finish-visit")
    assert not at_desk.store.records(Visit)
    assert at_desk.says("Say of each photo whether they agreed")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "visit_photo_consent-given"
    at_desk.qtbot.keyClick(focused, Qt.Key.Key_Space)
    at_desk.press("finish-visit")
    assert sorted(each.consent or "" for each in taken(at_desk)) == ["given", "not_needed"]
    assert {each.visit for each in taken(at_desk)} == {the_visit(at_desk).id}


def test_a_photo_is_in_the_store_before_the_visit_is_and_is_found_again(
    at_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    file = a_photo(tmp_path)
    drop(at_desk, file)
    (photo,) = held(at_desk)
    assert shelf.read(at_desk.store, HOME.id, photo["digest"])[:2] == b"\xff\xd8"
    file.unlink()  # and here the power fails
    again = desk.opened(qtbot, at_desk.store)
    begin(again)
    assert tiles(again).count() == 1
    again.press("visit_photo_consent-given")
    again.press("finish-visit")
    assert [(each.id, each.visit) for each in taken(again)] == [(photo["id"], the_visit(again).id)]
    again.close()


def test_a_photo_that_was_chosen_and_not_read_yet_is_read_when_the_draft_is_opened_again(
    at_desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    say(at_desk, "the shed")
    page(at_desk).leave()
    (draft,) = drafts.drafts_of(at_desk.store)
    photos = {"records": [], "coming": [str(a_photo(tmp_path)), str(tmp_path / "on a stick that is gone.jpg")]}
    drafts.keep_draft(at_desk.store, "visit", {**draft.fields, "photos": photos}, household=HOME.id, draft=draft.id)
    again = desk.opened(qtbot, at_desk.store)
    begin(again)
    assert tiles(again).count() == 1
    again.close()


def test_the_photos_and_the_visit_are_one_entry(at_desk: Desk, tmp_path: Path) -> None:
    drop(at_desk, a_photo(tmp_path))
    at_desk.press("visit_photo_consent-given")
    before = at_desk.store.end.seq
    at_desk.press("finish-visit")
    assert at_desk.store.end.seq == before + 1
    assert not drafts.drafts_of(at_desk.store)


def test_a_draft_of_another_visit_keeps_its_photos_apart(at_desk: Desk, tmp_path: Path) -> None:
    drop(at_desk, a_photo(tmp_path))
    (first,) = held(at_desk)
    row = page(at_desk).place().row
    begin(at_desk)
    at_desk.press("begin-another")
    assert tiles(at_desk).count() == 0
    drop(at_desk, a_photo(tmp_path, "IMG_2.jpg", pictures.a_photo(320, 240)))
    assert tiles(at_desk).count() == 1
    begin(at_desk, row=row)
    assert tiles(at_desk).item(0).data(Qt.ItemDataRole.UserRole) == first["id"]


def test_a_photo_that_is_ready_after_its_page_was_left_goes_to_its_own_draft(at_desk: Desk, tmp_path: Path) -> None:
    row = page(at_desk).place().row
    offer(at_desk, a_photo(tmp_path))
    at_desk.shell.go(Place("visit", OTHER.id))
    at_desk.settle()
    assert tiles(at_desk).count() == 0
    begin(at_desk, row=row)
    assert tiles(at_desk).count() == 1


def test_a_photo_that_was_chosen_twice_is_there_once_also_after_its_page_was_left(
    at_desk: Desk, tmp_path: Path
) -> None:
    row = page(at_desk).place().row
    offer(at_desk, a_photo(tmp_path), a_photo(tmp_path, "copy.jpg"))
    at_desk.shell.go(Place("visit", OTHER.id))
    at_desk.settle()
    begin(at_desk, row=row)
    assert tiles(at_desk).count() == 1


def test_a_photo_that_was_chosen_twice_is_one_piece_where_its_draft_was_ended_meanwhile(
    at_desk: Desk, tmp_path: Path
) -> None:
    offer(at_desk, a_photo(tmp_path), a_photo(tmp_path, "copy.jpg"))
    at_desk.shell.go(Place("visit", OTHER.id))
    (draft,) = drafts.drafts_of(at_desk.store)
    drafts.drop_draft(at_desk.store, draft.id)
    at_desk.settle()
    assert len(taken(at_desk)) == 1


def test_typing_goes_on_where_it_was_while_a_photo_is_taken_in(at_desk: Desk, tmp_path: Path) -> None:
    say(at_desk, "the shed ")
    offer(at_desk, a_photo(tmp_path, "IMG_1.jpg", pictures.a_photo(2400, 1800)))
    focused = QApplication.focusWidget()
    assert focused is not None
    at_desk.qtbot.keyClicks(focused, "stood there in 1989")
    at_desk.settle()
    assert at_desk.shell.findChildren(QPlainTextEdit, "words")[0].toPlainText() == "the shed stood there in 1989"
    assert tiles(at_desk).count() == 1


def test_a_caption_that_is_half_typed_is_kept_with_the_draft(at_desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    drop(at_desk, a_photo(tmp_path))
    caption = at_desk.field("visit_photo_caption")
    caption.setFocus()
    at_desk.qtbot.keyClicks(caption, "the sh")
    at_desk.qtbot.waitUntil(lambda: held(at_desk)[0]["caption"] == "the sh")  # and here the power fails
    again = desk.opened(qtbot, at_desk.store)
    begin(again)
    assert again.field("visit_photo_caption").text() == "the sh"
    again.press("visit_photo_consent-given")
    again.press("finish-visit")
    assert [each.caption for each in taken(again)] == ["the sh"]
    again.close()


def test_a_photo_that_comes_while_a_caption_is_typed_takes_no_key(at_desk: Desk, tmp_path: Path) -> None:
    drop(at_desk, a_photo(tmp_path))
    caption = at_desk.field("visit_photo_caption")
    caption.setFocus()
    at_desk.qtbot.keyClicks(caption, "the ")
    drop(at_desk, a_photo(tmp_path, "IMG_2.jpg", pictures.a_photo(320, 240)))
    at_desk.qtbot.keyClicks(caption, "shed")
    page(at_desk).leave()
    assert [each["caption"] for each in held(at_desk)] == ["the shed", None]


def test_a_photo_is_taken_off_before_the_visit_ends_and_put_back(at_desk: Desk, tmp_path: Path) -> None:
    drop(at_desk, a_photo(tmp_path))
    at_desk.press("visit_photo_remove")
    assert (held(at_desk), tiles(at_desk).isVisible()) == ([], False)
    at_desk.press("visit_photo_back")
    assert (len(held(at_desk)), tiles(at_desk).count()) == (1, 1)
    at_desk.press("visit_photo_remove")
    at_desk.press("finish-visit")
    assert (taken(at_desk), the_visit(at_desk).manner) == ([], "home")


def test_what_is_no_photo_is_told_with_its_reason_and_the_rest_is_taken_in(at_desk: Desk, tmp_path: Path) -> None:
    drop(at_desk, a_photo(tmp_path, "a.jpg", b"<!doctype html>"), a_photo(tmp_path))
    assert at_desk.says("a.jpg is a web page")
    assert tiles(at_desk).count() == 1


def test_a_photo_that_is_there_already_is_not_written_twice(at_desk: Desk, tmp_path: Path) -> None:
    for _ in range(2):
        drop(at_desk, a_photo(tmp_path))
    assert len(held(at_desk)) == 1
    assert at_desk.says("1 was there already.")


def test_a_picture_is_pasted_where_the_clipboard_holds_one(at_desk: Desk) -> None:
    paste = at_desk.shell.findChildren(QPushButton, "visit_photo_paste")[0]
    QGuiApplication.clipboard().setText("words")
    assert not paste.isVisible()
    QGuiApplication.clipboard().setImage(QImage.fromData(pictures.a_photo(120, 90)))
    at_desk.press("visit_photo_paste")
    assert tiles(at_desk).count() == 1


def test_a_scan_shows_nobody_and_nobody_is_asked(at_desk: Desk, tmp_path: Path) -> None:
    drop(at_desk, a_photo(tmp_path, "letter.pdf", pictures.a_pdf()))
    at_desk.press("finish-visit")
    assert [(each.kind, each.visit) for each in taken(at_desk)] == [("scan", the_visit(at_desk).id)]


def test_nobody_at_home_takes_two_touches_and_a_photo_of_the_door_if_one_was_taken(
    at_desk: Desk, tmp_path: Path
) -> None:
    at_desk.press("nobody")
    drop(at_desk, a_photo(tmp_path))
    assert tiles(at_desk, "door_photos").count() == 1
    at_desk.press("finish-not-met")
    assert at_desk.says("Say of each photo")
    at_desk.press("door_photo_consent-not_needed")
    at_desk.press("finish-not-met")
    (photo,) = taken(at_desk)
    assert (photo.visit, the_visit(at_desk).manner) == (the_visit(at_desk).id, "not_met")
    assert photo.caption == "At the door: its plate, or the slip we left"


def test_a_correction_shows_the_photos_of_what_it_corrects_and_adds_its_own(at_desk: Desk, tmp_path: Path) -> None:
    drop(at_desk, a_photo(tmp_path))
    at_desk.press("visit_photo_consent-given")
    at_desk.press("finish-visit")
    first = the_visit(at_desk)
    begin(at_desk, "correct", first.id)
    assert tiles(at_desk).count() == 1
    assert not at_desk.shell.findChildren(QPushButton, "visit_photo_remove")[0].isVisible()
    drop(at_desk, a_photo(tmp_path, "IMG_2.jpg", pictures.a_photo(320, 240)))
    at_desk.press("visit_photo_consent-given")
    at_desk.write("correction-reason", "a photo was missing")
    at_desk.press("finish-visit")
    second = at_desk.store.records(Visit)[-1]
    assert [each.visit for each in taken(at_desk)] == [first.id, second.id]


def test_what_the_camera_saves_in_the_watched_folder_is_offered_and_taken_in(at_desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "camera"
    folder.mkdir()
    settings.change(paths.config_folder(), Settings(), watched_folder=folder)
    begin(at_desk)
    a_photo(folder)
    at_desk.qtbot.waitUntil(lambda: at_desk.says("1 new file in the watched folder."), timeout=20_000)
    at_desk.press("look-at-appeared")
    assert tiles(at_desk).count() == 1


def test_a_photo_of_a_draft_that_is_gone_stays_in_the_households_evidence(at_desk: Desk, tmp_path: Path) -> None:
    offer(at_desk, a_photo(tmp_path))
    at_desk.shell.go(Place("visit", OTHER.id))
    drafts.drop_draft(at_desk.store, drafts.drafts_of(at_desk.store)[0].id)
    at_desk.settle()
    assert [(each.household, each.visit) for each in taken(at_desk)] == [(HOME.id, None)]


def test_a_pasted_picture_is_there_when_its_page_was_left_and_opened_again_meanwhile(at_desk: Desk) -> None:
    row = page(at_desk).place().row
    QGuiApplication.clipboard().setImage(QImage.fromData(pictures.a_photo(120, 90)))
    at_desk.shell.findChildren(QPushButton, "visit_photo_paste")[0].click()
    at_desk.shell.go(Place("visit", OTHER.id))
    begin(at_desk, row=row)
    assert tiles(at_desk).count() == 1
    page(at_desk).leave()
    assert len(held(at_desk)) == 1


def test_what_is_lacking_is_brought_into_sight(at_desk: Desk, tmp_path: Path) -> None:
    at_desk.shell.resize(1093, 560)
    drop(at_desk, a_photo(tmp_path))
    at_desk.press("finish-visit")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "visit_photo_consent-given"
    assert not focused.visibleRegion().isEmpty()


def test_what_is_still_being_read_as_its_page_is_opened_again_is_read_once(at_desk: Desk, tmp_path: Path) -> None:
    row = page(at_desk).place().row
    offer(at_desk, a_photo(tmp_path))
    at_desk.shell.go(Place("visit", OTHER.id))
    begin(at_desk, row=row)
    assert tiles(at_desk).count() == 1
    assert not at_desk.says("was there already")
