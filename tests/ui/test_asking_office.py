"""Passphrase and sheet are lost: the office opens the laptop by a question, six words and an answer."""

from pathlib import Path

import pytest
import stores
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from settling import Hands
from test_entrance_new_area import code_on, the_sheet, wanted_row

from desktop.casework import certifying, enrolment, office_keys
from desktop.casework.inventing import AREA
from desktop.domain.errors import Refused
from desktop.domain.fields import Role
from desktop.domain.records import OfficeUnlock
from desktop.exchange import certificates, enrolment_request, six_words
from desktop.store import folder as place
from desktop.store import opening, vault
from desktop.store.store import Store
from desktop.ui.main_window import MainWindow

NEW = "banma chahu denglong huafen"
DEVICE, WHO = "RH-T-03", "陈立"


@pytest.fixture
def office(new_store: stores.NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(six_words, "COST", {"memory": 128, "passes": 1, "lanes": 1})
    store = new_store("office")
    office_keys.make_escrow(store, tmp_path / "escrow.pdf", "zh_CN")
    return store


@pytest.fixture
def laptop(office: Store, tmp_path: Path) -> Path:
    with enrolment.make(tmp_path / "laptop", DEVICE, WHO, stores.PASSPHRASE).store as store:
        certify(office, store)
    return store.folder


def certify(office: Store, store: Store) -> None:
    told = certifying.approve(office, enrolment.request(store), certifying.Terms(), enrolment.status(store).own)
    enrolment.adopt(store, certificates.from_text(told.device.certificate or ""), certifying.words(office))


def test_the_office_opens_a_laptop_and_certifies_its_person_again(
    hands: Hands, window: MainWindow, office: Store, laptop: Path, tmp_path: Path
) -> None:
    question, answer = tmp_path / "question", tmp_path / "answer"
    window.show_locked(laptop)
    hands.press("ask-office")
    hands.choose(question)
    hands.type("new-passphrase", NEW)
    hands.qtbot.keyClick(hands.type("again", NEW), Qt.Key.Key_Return)
    hands.wait_for("Take the question and this computer to the office")
    (shown,) = [each for each in window.findChildren(QLabel, "six-words") if each.isVisible()]
    told, asked = office_keys.answer_unlock(
        office, question.read_bytes(), six_words.typed(shown.accessibleName()), because="sheet and passphrase are lost"
    )
    assert (asked.person, asked.device_name) == (WHO, DEVICE)
    answer.write_bytes(told)
    stores.unlocked(laptop)  # nothing changed here so far

    window.show_locked(laptop)
    hands.press("ask-office")
    hands.wait_for(f"{WHO} asked the office")
    assert not hands.button("open-answer").isEnabled()
    hands.choose(question)
    hands.type("asked-passphrase", NEW)
    hands.press("open-answer")
    hands.wait_for("This file doesn't answer what this computer asked last")
    hands.choose(answer)
    hands.type("asked-passphrase", stores.PASSPHRASE)
    hands.press("open-answer")
    hands.wait_for("Wrong passphrase, 1 in a row so far.")
    hands.qtbot.keyClick(hands.type("asked-passphrase", NEW), Qt.Key.Key_Return)
    hands.wait_for("After that you only read, until the office certifies your new key.")
    code = code_on(the_sheet())
    hands.type("row", wanted_row(window, the_sheet()))
    with hands.qtbot.waitSignal(window.opened, timeout=20_000):
        hands.press("begin")
    with pytest.raises(Refused):
        stores.unlocked(laptop)
    assert vault.unlock_by_code(laptop, code)
    assert [row.reason for row in office.records(OfficeUnlock)] == ["sheet and passphrase are lost"]

    hands.wait_for("Somebody here is not certified and only reads.")
    hands.choose(tmp_path / "request")
    hands.press("request-anew")
    hands.wait_for(f"The request of {DEVICE} is in")
    assert enrolment_request.read((tmp_path / "request").read_bytes()).number == 1
    window.close()
    with opening.open_store(laptop, vault.unlock(laptop, NEW)) as store:
        assert store.opened.role is Role.AUDITOR
        certify(office, store)
        assert store.opened.role is Role.WORKER


def test_the_question_may_be_asked_anew_and_left(
    hands: Hands, qtbot: QtBot, window: MainWindow, laptop: Path, tmp_path: Path
) -> None:
    office_keys.ask_office(laptop, WHO, NEW)
    window.show_locked(laptop)
    hands.press("ask-office", "ask-anew")
    hands.choose(tmp_path / "question")
    hands.type("new-passphrase", NEW)
    qtbot.keyClick(hands.type("again", NEW), Qt.Key.Key_Return)
    hands.wait_for("Take the question and this computer to the office")
    hands.press("pane-back")
    assert hands.is_seen("unlock")
    qtbot.keyClick(hands.type("passphrase", stores.PASSPHRASE), Qt.Key.Key_Return)
    hands.wait(lambda: window.shell is not None)


def test_a_store_that_no_office_has_a_key_to_offers_no_such_way(
    hands: Hands, window: MainWindow, new_store: stores.NewStore
) -> None:
    with new_store("area") as store:
        pass
    window.show_locked(store.folder)
    assert not hands.is_seen("ask-office")


def test_a_laptop_of_the_demo_area_opens_with_a_passphrase_of_its_own(
    hands: Hands, window: MainWindow, laptop: Path
) -> None:
    card = laptop / "store.toml"
    named = place.card(laptop).area
    card.write_text(card.read_text("utf-8").replace(named, AREA), "utf-8")
    window.show_locked(laptop)
    hands.wait_for(AREA)
    (typed,) = [each for each in window.findChildren(QLineEdit, "passphrase") if each.isVisible()]
    assert not typed.text()
    assert not hands.says("Its passphrase is filled in.")
    hands.press("unlock")
    assert not typed.text()
    hands.qtbot.keyClick(hands.type("passphrase", NEW), Qt.Key.Key_Return)
    hands.wait_for("Wrong passphrase, 1 in a row so far.")  # what was not typed was no wrong one
