"""That what was explained is signed as received, and what of that still stands, in the real window."""

import shutil
from pathlib import Path

import pictures
import pytest
from issued import DEMO, a_plan
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from seeing import part
from test_explain_page import CLAUSE, HOME, NEXT, Shown, go, plan, press, rest, shown, told, words

from desktop.casework import signing
from desktop.domain.records import Evidence, IssuedPack, Signature
from desktop.store.drafts import drafts_of
from desktop.store.store import Store
from desktop.ui.explain_signing import Received
from desktop.ui.main_window import MainWindow
from desktop.ui.signature_pad import Pad

__all__ = ["plan", "shown"]
FINGER = QTest.createTouchDevice()
WAYS = ("signed", "thumb_print", "proxy", "does_not_want")


def store_of(window: MainWindow) -> Store:
    assert window.shell is not None
    return window.shell._workspace.store


def explain(qtbot: QtBot, window: MainWindow, *answers: str) -> None:
    """As many clauses, one after the other."""
    for answer in answers:
        press(qtbot, window, f"answer-{answer}")
        press(qtbot, window, "next-clause")


def sign(window: MainWindow) -> None:
    """With a finger."""
    pad = next(each for each in window.findChildren(Pad) if each.isVisible())
    QTest.touchEvent(window, FINGER).press(0, QPoint(30, 30), pad).commit()
    QTest.touchEvent(window, FINGER).move(0, QPoint(60, 60), pad).commit()
    QTest.touchEvent(window, FINGER).release(0, QPoint(90, 30), pad).commit()
    QApplication.processEvents()


def states(window: MainWindow) -> list[list[signing.State]]:
    store = store_of(window)
    return [[each.state for each in signing.standings(store, row)] for row in told(window)]


def test_all_that_was_explained_today_is_signed_at_once_as_one_entry(
    qtbot: QtBot, shown: Shown, plan: IssuedPack
) -> None:
    window = shown(plan)
    assert "Nothing of today waits for a signature." in words(window)
    assert not part(window, QPushButton, "explain_sign").isEnabled()
    explain(qtbot, window, "understood", "needs_another_visit")
    assert "2 clauses of today are not signed." in words(window)
    press(qtbot, window, "explain_sign")
    assert "Signing only says “I received this explanation”. It agrees to nothing." in words(window)
    before = store_of(window).end.seq
    sign(window)
    press(qtbot, window, "explain_sign_finish")
    assert store_of(window).end.seq == before + 1
    signatures = store_of(window).records(Signature)
    assert [each.explanation for each in signatures] == [row.id for row in told(window)]
    assert len({each.strokes for each in signatures}) == 1
    assert states(window) == [[signing.State.CURRENT]] * 2
    assert "Nothing of today waits for a signature." in words(window)
    assert not drafts_of(store_of(window))


def test_no_way_of_signing_is_chosen_before_and_all_have_one_size(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    explain(qtbot, window, "understood")
    press(qtbot, window, "explain_sign")
    ways = [
        next(each for each in window.findChildren(QPushButton, f"received-{way}") if each.isVisible()) for way in WAYS
    ]
    assert not any(each.isChecked() for each in ways)
    assert len({(each.height(), each.property("look"), each.font().pixelSize()) for each in ways}) == 1
    assert not part(window, QPushButton, "explain_sign_finish").isEnabled()


def test_not_wanting_to_sign_is_written_down_and_changes_nothing(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    explain(qtbot, window, "understood")
    before = [vars(row) for row in told(window)]
    press(qtbot, window, "explain_sign")
    press(qtbot, window, "received-does_not_want")
    press(qtbot, window, "explain_sign_finish")
    (signature,) = store_of(window).records(Signature)
    assert (signature.manner, signature.strokes, signature.evidence) == ("does_not_want", None, None)
    unchanged = [{**vars(row), "seen": None} for row in told(window)]
    assert unchanged == [{**row, "seen": None} for row in before]
    go(qtbot, window, CLAUSE)
    assert "does not want: signed as it stands" not in words(window)
    assert "does not want" in words(window)


def test_a_clause_that_is_explained_later_is_not_signed_by_an_earlier_signature(
    qtbot: QtBot, shown: Shown, plan: IssuedPack
) -> None:
    window = shown(plan)
    explain(qtbot, window, "understood")
    press(qtbot, window, "explain_sign")
    sign(window)
    press(qtbot, window, "explain_sign_later")
    assert "Signed, and not written down yet." in words(window)
    explain(qtbot, window, "understood")
    press(qtbot, window, "explain_sign")
    assert "The record was changed after it was signed." in words(window)
    assert not part(window, QPushButton, "explain_sign_finish").isEnabled()
    assert not store_of(window).records(Signature)


def test_a_signature_that_was_not_written_down_is_found_again(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    explain(qtbot, window, "understood")
    press(qtbot, window, "explain_sign")
    sign(window)
    assert window.shell is not None
    window.shell.step_back()
    go(qtbot, window, CLAUSE)
    press(qtbot, window, "explain_sign")
    press(qtbot, window, "explain_sign_finish")
    assert states(window) == [[signing.State.CURRENT]]


def test_what_the_plan_changed_since_is_signed_in_an_earlier_version(
    qtbot: QtBot, shown: Shown, plan: IssuedPack, tmp_path: Path
) -> None:
    newer = tmp_path / "second"
    shutil.copytree(DEMO, newer)
    clauses = newer / "clauses.csv"
    clauses.write_text(clauses.read_text("utf-8").replace("前 10 平米按优惠价", "头 10 平米按优惠价"), "utf-8")
    window = shown(plan)
    explain(qtbot, window, "understood")
    press(qtbot, window, "explain_sign")
    sign(window)
    press(qtbot, window, "explain_sign_finish")
    go(qtbot, window, CLAUSE)
    assert "signed: signed as it stands" in words(window)
    store_of(window).save(a_plan(newer, version="2", supersedes=plan.pack))
    go(qtbot, window, CLAUSE)
    assert "signed: of an earlier version" in words(window)


def test_a_thumb_print_names_its_scan(
    qtbot: QtBot, shown: Shown, plan: IssuedPack, *, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = shown(plan)
    explain(qtbot, window, "understood", "understood")
    press(qtbot, window, "explain_sign")
    press(qtbot, window, "received-thumb_print")
    file = tmp_path / "print.jpg"
    file.write_bytes(pictures.a_photo())
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(file)], ""))
    press(qtbot, window, "received_photo_add")
    rest(qtbot, window)
    press(qtbot, window, "explain_sign_finish")
    (paper,) = store_of(window).records(Evidence)
    assert [each.evidence for each in store_of(window).records(Signature)] == [paper.id] * 2
    assert paper.kind == "thumb_print"


def test_who_signs_for_them_is_asked_for(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    explain(qtbot, window, "understood")
    press(qtbot, window, "explain_sign")
    press(qtbot, window, "received-proxy")
    press(qtbot, window, "explain_sign_finish")
    assert "Write down who signs, and for whom." in words(window)
    assert not store_of(window).records(Signature)
    signer = next(each for each in window.findChildren(QLineEdit, "received-signer") if each.isVisible())
    QTest.keyClicks(signer, "the son, letter of 11-10")
    press(qtbot, window, "explain_sign_finish")
    assert [each.signer for each in store_of(window).records(Signature)] == ["the son, letter of 11-10"]


def test_keys_alone_write_it_down(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    explain(qtbot, window, "understood")
    press(qtbot, window, "explain_sign")
    for _ in range(20):
        focused = QApplication.focusWidget()
        if focused is not None and focused.objectName() == "received-does_not_want":
            break
        QTest.keyClick(focused or window, Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Space)
    QTest.keyClick(part(window, Received, ""), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, window)
    assert [each.manner for each in store_of(window).records(Signature)] == ["does_not_want"]
    assert (told(window)[0].household, NEXT in words(window)) == (HOME.id, True)


def test_what_was_taken_back_meanwhile_is_not_signed(qtbot: QtBot, shown: Shown, plan: IssuedPack) -> None:
    window = shown(plan)
    explain(qtbot, window, "understood", "understood")
    press(qtbot, window, "explain_sign")
    sign(window)
    assert window.shell is not None
    window.shell._workspace.undo()
    rest(qtbot, window)
    assert "The record was changed after it was signed." in words(window)
    sign(window)
    press(qtbot, window, "explain_sign_finish")
    standing = [row for row in told(window) if not row.withdrawn]
    assert [each.explanation for each in store_of(window).records(Signature)] == [row.id for row in standing]
    assert len(standing) == 1
