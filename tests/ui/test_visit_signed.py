"""How a visit is signed on its page, and what of it is still true afterwards, over a real store."""

from collections.abc import Iterator
from pathlib import Path

import desk
import pictures
import pytest
import stores
from builders import a_household, a_person, at
from desk import Desk
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.casework.signing import State, standings
from desktop.domain.records import Evidence, Explanation, Promise, Signature, Visit
from desktop.domain.strokes import read
from desktop.store import drafts
from desktop.ui.page import Place
from desktop.ui.signature_pad import Pad
from desktop.ui.visit_page import VisitPage

HOME = a_household()
OWNER = a_person(household=HOME.id)
FINGER = QTest.createTouchDevice()
SIGNED = ((30, 30), (60, 60), (90, 30), (120, 60))


@pytest.fixture
def at_desk(qtbot: QtBot, new_store: stores.NewStore) -> Iterator[Desk]:
    store = new_store("area")
    store.save(HOME, OWNER)
    opened = desk.opened(qtbot, store)
    begin(opened)
    yield opened
    opened.close()


def begin(desk_: Desk, part: str = "", row: bytes | None = None) -> None:
    desk_.shell.go(Place("visit", HOME.id, part, row))
    desk_.settle()


def sign(desk_: Desk) -> None:
    """With a finger on the pad, brought into sight first."""
    page = desk_.shell.page
    assert isinstance(page, VisitPage)
    pad = page.findChildren(Pad)[0]
    page._page.ensureWidgetVisible(pad)
    desk_.settle()
    QTest.touchEvent(desk_.shell, FINGER).press(0, QPoint(*SIGNED[0]), pad).commit()
    for point in SIGNED[1:]:
        QTest.touchEvent(desk_.shell, FINGER).move(0, QPoint(*point), pad).commit()
    QTest.touchEvent(desk_.shell, FINGER).release(0, QPoint(*SIGNED[-1]), pad).commit()
    desk_.settle()


def say(desk_: Desk, text: str) -> None:
    words = desk_.shell.findChildren(QPlainTextEdit, "words")[0]
    words.setFocus()
    desk_.qtbot.keyClicks(words, text)


def the_visit(desk_: Desk) -> Visit:
    return desk_.store.records(Visit, household=HOME.id)[-1]


def states(desk_: Desk) -> list[State]:
    return [each.state for each in standings(desk_.store, the_visit(desk_))]


def test_a_visit_is_signed_with_a_finger_as_one_entry(at_desk: Desk) -> None:
    say(at_desk, "the shed stood there in 1989")
    sign(at_desk)
    before = at_desk.store.end.seq
    at_desk.press("finish-visit")
    assert at_desk.store.end.seq == before + 1
    (signature,) = at_desk.store.records(Signature)
    assert (signature.visit, signature.manner) == (the_visit(at_desk).id, "signed")
    assert [(point.x, point.y) for point in read(signature.strokes or "").strokes[0]] == [
        (10 * x, 10 * y) for x, y in SIGNED
    ]
    assert signature.signed_at == at(12)
    assert the_visit(at_desk).signature == "signed"
    assert states(at_desk) == [State.CURRENT]


def test_what_is_written_after_the_signature_takes_it_away_and_says_so(at_desk: Desk) -> None:
    say(at_desk, "the shed")
    sign(at_desk)
    say(at_desk, " and the yard")
    assert at_desk.says("The record was changed after it was signed.")
    at_desk.press("finish-visit")
    assert the_visit(at_desk).signature is None
    assert not at_desk.store.records(Signature)


def test_a_promise_made_after_the_signature_takes_it_away_too(at_desk: Desk) -> None:
    sign(at_desk)
    at_desk.press("add-promise")
    at_desk.qtbot.keyClicks(QApplication.focusWidget(), "bring the map")
    assert at_desk.says("The record was changed after it was signed.")


def test_not_wanting_to_sign_is_written_down_and_nothing_else_changes(at_desk: Desk) -> None:
    say(at_desk, "the shed")
    at_desk.press("signature-does_not_want")
    at_desk.press("finish-visit")
    (signature,) = at_desk.store.records(Signature)
    assert (signature.manner, signature.strokes, states(at_desk)) == ("does_not_want", None, [State.CURRENT])
    assert the_visit(at_desk).demands == "the shed"


def test_a_visit_that_nobody_signed_is_written_all_the_same(at_desk: Desk) -> None:
    say(at_desk, "the shed")
    at_desk.press("finish-visit")
    assert (the_visit(at_desk).signature, at_desk.store.records(Signature)) == (None, ())


def test_who_signs_for_them_is_asked_for(at_desk: Desk) -> None:
    at_desk.press("signature-proxy")
    at_desk.press("finish-visit")
    assert at_desk.says("Write down who signs, and for whom.")
    assert not at_desk.store.records(Visit)
    at_desk.write("signer", "son, with a letter of 11-10")
    at_desk.press("finish-visit")
    assert [(each.manner, each.signer) for each in at_desk.store.records(Signature)] == [
        ("proxy", "son, with a letter of 11-10")
    ]


def test_a_signature_is_kept_in_the_draft(at_desk: Desk, qtbot: QtBot) -> None:
    say(at_desk, "the shed")
    sign(at_desk)
    at_desk.close()
    again = desk.opened(qtbot, at_desk.store)
    begin(again)
    assert again.shell.findChildren(Pad)[0].strokes()
    again.press("finish-visit")
    assert not drafts.drafts_of(again.store)
    assert states(again) == [State.CURRENT]
    again.close()


def test_a_correction_begins_unsigned_and_the_first_is_of_an_earlier_version(at_desk: Desk) -> None:
    say(at_desk, "in 1991")
    sign(at_desk)
    at_desk.press("finish-visit")
    begin(at_desk, "correct", the_visit(at_desk).id)
    assert not at_desk.shell.findChildren(Pad)[0].strokes()
    say(at_desk, "in 1989")
    at_desk.write("correction-reason", "the year was written wrongly")
    at_desk.press("finish-visit")
    assert the_visit(at_desk).signature is None
    assert states(at_desk) == [State.EARLIER]


def test_what_was_explained_at_the_visit_is_signed_with_it(at_desk: Desk) -> None:
    say(at_desk, "the shed")
    page = at_desk.shell.page
    assert page is not None
    row = page.place().row
    at_desk.store.save(
        Explanation(household=HOME.id, visit=row, pack="p", clause="方案第五条", explained_on=at(12).date())
    )
    sign(at_desk)
    at_desk.press("finish-visit")
    assert states(at_desk) == [State.CURRENT]
    at_desk.store.save(Promise(household=HOME.id, visit=row, promise="x", promised_by="y", due_on=at(12).date()))
    assert states(at_desk) == [State.EARLIER]


def test_keys_alone_come_to_every_way_and_to_no_pad(at_desk: Desk) -> None:
    pad = at_desk.shell.findChildren(Pad)[0]
    seen: list[str] = []
    at_desk.shell.findChildren(QPlainTextEdit, "words")[0].setFocus()
    for _ in range(60):
        at_desk.tab()
        focused = QApplication.focusWidget()
        assert focused is not pad
        seen.append(focused.objectName() if focused else "")
    ways = ["signature-signed", "signature-thumb_print", "signature-proxy", "signature-does_not_want"]
    assert [name for name in seen if name in ways][:4] == ways
    at_desk.qtbot.keyClick(at_desk.shell, Qt.Key.Key_Escape)


def test_the_tab_of_visits_shows_what_was_signed_and_what_no_longer_stands(at_desk: Desk) -> None:
    say(at_desk, "in 1991")
    sign(at_desk)
    at_desk.press("finish-visit")
    at_desk.go(HOME, "visits")
    shown = next(each for each in at_desk.shell.findChildren(Pad) if each.isVisible())
    assert shown.strokes() == at_desk.store.records(Signature)[0].strokes
    assert at_desk.says("11-18 12:00 · signed as it stands")
    begin(at_desk, "correct", the_visit(at_desk).id)
    at_desk.write("correction-reason", "the year was written wrongly")
    say(at_desk, "in 1989")
    at_desk.press("finish-visit")
    at_desk.go(HOME, "visits")
    assert at_desk.says("signed, of an earlier version")


def scan(desk_: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scan of a paper is chosen where the signature is."""
    file = folder / "scan.jpg"
    file.write_bytes(pictures.a_photo())
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(file)], ""))
    desk_.press("signature_photo_add")


@pytest.mark.parametrize("manner", ["thumb_print", "proxy"])
def test_a_thumb_print_and_a_proxy_name_the_scan_of_their_paper(
    at_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manner: str
) -> None:
    say(at_desk, "the shed")
    at_desk.press(f"signature-{manner}")
    scan(at_desk, tmp_path, monkeypatch)
    if manner == "proxy":
        at_desk.write("signer", "son, with a letter of 11-10")
    at_desk.press("finish-visit")
    (signature,), (paper,) = at_desk.store.records(Signature), at_desk.store.records(Evidence)
    assert (signature.manner, signature.evidence, paper.kind, paper.visit) == (
        manner,
        paper.id,
        manner,
        the_visit(at_desk).id,
    )
    assert states(at_desk) == [State.CURRENT]


def test_a_scan_of_what_was_changed_since_is_taken_away_with_the_signature(
    at_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(at_desk, "the shed")
    at_desk.press("signature-thumb_print")
    scan(at_desk, tmp_path, monkeypatch)
    say(at_desk, " and the yard")
    assert at_desk.says("The record was changed after it was signed.")
    at_desk.press("signature-thumb_print")
    assert not at_desk.shell.findChildren(QListWidget, "signature_photos")[0].count()
    at_desk.press("finish-visit")
    assert [each.evidence for each in at_desk.store.records(Signature)] == [None]
    assert not at_desk.store.records(Evidence)


def test_a_scan_is_found_again_in_the_draft(
    at_desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(at_desk, "the shed")
    at_desk.press("signature-thumb_print")
    scan(at_desk, tmp_path, monkeypatch)
    again = desk.opened(qtbot, at_desk.store)  # as after a power cut
    begin(again)
    assert again.shell.findChildren(QListWidget, "signature_photos")[0].count() == 1
    again.press("finish-visit")
    assert again.store.records(Signature)[0].evidence == again.store.records(Evidence)[0].id
    again.close()


def test_who_does_not_want_to_sign_after_all_leaves_no_scan(
    at_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(at_desk, "the shed")
    at_desk.press("signature-thumb_print")
    scan(at_desk, tmp_path, monkeypatch)
    at_desk.press("signature-does_not_want")
    at_desk.press("finish-visit")
    assert [(each.manner, each.evidence) for each in at_desk.store.records(Signature)] == [("does_not_want", None)]
    assert not at_desk.store.records(Evidence)
    assert the_visit(at_desk).demands == "the shed"
