"""A laptop comes to the field: from its first page to its day, over the office and two comparisons of six words."""

import shutil
from pathlib import Path
from random import Random

import pytest
import stores
from builders import a_household
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from seeing import is_said, part, typed
from settling import Hands
from test_entrance_new_area import the_sheet, wanted_row

from desktop import paths
from desktop.casework import assignment, certifying, enrolment, finishing, office_keys
from desktop.casework.enrolment import Step
from desktop.domain.fields import Role
from desktop.domain.records import Evidence, Household
from desktop.exchange import enrolment_request, export, six_words
from desktop.exchange.certificates import from_text
from desktop.exchange.downward import Recipient
from desktop.paths import Stick
from desktop.store import evidence, opening, vault
from desktop.store.store import Store
from desktop.ui.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("no_sticks")

WHO, DEVICE = "陈示例", "RH-T-03"


@pytest.fixture
def office(new_store: stores.NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(six_words, "COST", {"memory": 128, "passes": 1, "lanes": 1})
    store = new_store("office")
    office_keys.make_escrow(store, tmp_path / "escrow.pdf", "zh_CN")
    store.save(a_household(number="DY-0001"))
    return store


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


class Newcomer:
    """Somebody with a new laptop, and with a stick."""

    def __init__(self, hands: Hands, qtbot: QtBot, window: MainWindow) -> None:
        self.hands, self.qtbot, self.window = hands, qtbot, window
        self.folder = paths.data_folder() / DEVICE

    def make_the_store(self) -> None:
        self.hands.press("field")
        for name, text in (("device", DEVICE), ("team", "one"), ("person", "Chen")):
            self.hands.type(name, text)
        self.qtbot.keyClick(part(self.window, QLineEdit, "person"), Qt.Key.Key_Return)
        self.hands.type("new-passphrase", stores.PASSPHRASE)
        self.qtbot.keyClick(self.hands.type("again", stores.PASSPHRASE), Qt.Key.Key_Return)
        self.hands.wait_for("Print the recovery sheet")
        self.hands.type("row", wanted_row(self.window, the_sheet()))
        self.hands.press("is-printed", "begin")
        self.hands.wait_for("Take the request and this computer to the office")

    def write_the_request(self, stick: Path) -> Path:
        file = stick / "request"
        self.hands.choose(file)
        self.hands.press("write-request")
        self.hands.wait_for(f"The request of {DEVICE} is in")
        return file

    def come_back(self) -> None:
        """Closes the program and opens it again."""
        self.window.show_locked(self.folder)
        self.qtbot.keyClick(self.hands.type("passphrase", stores.PASSPHRASE), Qt.Key.Key_Return)

    def choose(self, file: Path) -> None:
        self.hands.choose(file)
        self.hands.press("choose-office-file")

    def words(self) -> str:
        (shown,) = [each for each in self.window.findChildren(QLabel, "six-words") if each.isVisible()]
        return shown.accessibleName()

    def is_offered(self, name: str) -> bool:
        return any(each.isVisible() and each.isEnabled() for each in self.window.findChildren(QPushButton, name))


@pytest.fixture
def newcomer(hands: Hands, qtbot: QtBot, window: MainWindow, cheap_vault: None) -> Newcomer:  # noqa: ARG001
    return Newcomer(hands, qtbot, window)


def photographed(office: Store) -> None:
    """Puts more evidence into the household than one part of a file holds."""
    (home,) = office.records(Household)
    for n in range(2):
        content = Random(n).randbytes(100_000)  # noqa: S311
        digest = evidence.keep(office, home.id, content)
        office.save(
            Evidence(household=home.id, kind="photo", digest=digest, media_type="image/jpeg", size=len(content))
        )


def approved(office: Store, request: Path, words: str, stick: Path, *, split: int = 0) -> tuple[Path, ...]:
    """What the office makes of a request, once the words on both screens were read."""
    certifying.approve(office, request.read_bytes(), certifying.Terms(), six_words.typed(words))
    person = assignment.person_named(office, "Chen")
    homes = [home.id for home in office.records(Household)]
    assignment.hand_over(office, assignment.planned(office, homes, person))
    known = certifying.device_named(office, DEVICE)
    if split:
        recipient = Recipient(known.certificate, from_text(known.row.certificate or ""))
        return export.export(office, stick, recipient, split=split).files
    return finishing.answer(office, known, stick)


def test_a_laptop_is_enrolled_from_its_first_page_to_its_day(
    newcomer: Newcomer, office: Store, stick: Path, window: MainWindow
) -> None:
    hands = newcomer.hands
    newcomer.make_the_store()
    own = newcomer.words()
    request = newcomer.write_the_request(stick)
    assert six_words.typed(own) == enrolment_request.read(request.read_bytes()).words
    (told,) = enrolment_request.read(request.read_bytes()).people
    assert told.name == "Chen"

    newcomer.come_back()
    hands.wait_for(f"Open the office's file for {DEVICE}")
    assert newcomer.words() == own, "the office compares them now"
    hands.press("to-request")
    assert newcomer.is_offered("request-again"), "it can be written again"
    hands.press("to-office-file")

    (file,) = approved(office, request, own, stick)
    newcomer.choose(request)
    hands.wait_for("This is no file of Ruhu for exchange. Nothing was taken in.")
    newcomer.choose(file)
    hands.wait_for("Hello, Chen · worker")
    assert hands.says("one · 1 household")
    assert hands.says(f"From {stores.AREA}")
    assert newcomer.words() == certifying.words(office).written("en")
    assert hands.says("Compare the six words first.")
    assert not hands.button("take-office-file").isEnabled()
    hands.press("other-words")
    assert hands.says("Then this file is not from your office. Nothing was taken in.")
    box = hands.button("same-words")
    box.setFocus()
    newcomer.qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not hands.says("not from your office")
    assert hands.button("take-office-file").text() == "Take in 1 household, begin"
    with newcomer.qtbot.waitSignal(window.opened, timeout=20_000):
        newcomer.qtbot.keyClick(hands.button("take-office-file"), Qt.Key.Key_Return)
    assert window.shell is not None
    assert window.shell.page is not None
    assert window.shell.page.place().page == "today"
    window.close()
    with opening.open_store(newcomer.folder, vault.unlock(newcomer.folder, stores.PASSPHRASE)) as store:
        assert store.opened.role is Role.WORKER
        assert enrolment.status(store).next is Step.NONE
        assert stores.numbers(store) == ["DY-0001"]


def test_a_file_on_the_stick_is_found_by_itself_with_all_its_parts(
    newcomer: Newcomer, office: Store, stick: Path, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = stick / "other"
    with enrolment.make(stick / "laptop", "RH-T-04", "Wang", stores.PASSPHRASE).store as store:
        certifying.approve(office, enrolment.request(store), certifying.Terms(), enrolment.status(store).own)
    other.mkdir()
    (others,) = finishing.answer(office, certifying.device_named(office, "RH-T-04"), other)
    newcomer.make_the_store()
    request = newcomer.write_the_request(stick)
    newcomer.hands.press("to-office-file")
    newcomer.choose(others)
    newcomer.hands.wait_for("This file is sealed for somebody else")
    photographed(office)
    files = approved(office, request, newcomer.words(), stick, split=150_000)
    assert len(files) > 1
    shutil.copy(others, stick / "a.ruhu")
    monkeypatch.setattr(paths, "sticks", lambda: [Stick(stick, "KINGSTON", "vfat")])
    newcomer.hands.press("to-request", "to-file")
    newcomer.hands.wait_for("Hello, Chen · worker")
    newcomer.hands.press("same-words")
    with newcomer.qtbot.waitSignal(window.opened, timeout=20_000):
        newcomer.hands.press("take-office-file")
    assert not is_said(window, "Still missing")
    window.close()
    with opening.open_store(newcomer.folder, vault.unlock(newcomer.folder, stores.PASSPHRASE)) as store:
        assert all(evidence.read(store, each.household or b"", each.digest or "") for each in store.records(Evidence))


def test_a_damaged_file_is_not_taken_in_and_a_damaged_part_leaves_the_rest(
    newcomer: Newcomer, office: Store, stick: Path, window: MainWindow
) -> None:
    newcomer.make_the_store()
    request = newcomer.write_the_request(stick)
    newcomer.hands.press("to-office-file")
    photographed(office)
    first, *_, last = approved(office, request, newcomer.words(), stick, split=150_000)
    whole = first.read_bytes()
    first.write_bytes(whole[:300])
    newcomer.choose(first)
    newcomer.hands.wait_for("Nothing was taken in.")
    assert newcomer.is_offered("choose-office-file")
    first.write_bytes(whole)
    newcomer.choose(first)
    newcomer.hands.wait_for("Hello, Chen")
    last.write_bytes(last.read_bytes()[:-100] + bytes(100))
    with newcomer.qtbot.waitSignal(window.opened, timeout=20_000):
        newcomer.hands.press("same-words", "take-office-file")
    assert is_said(window, "You are certified. The rest of the file is to be taken in on the page Exchange.")


def test_a_colleague_comes_in_before_the_certificate_and_stands_in_the_request(
    newcomer: Newcomer, stick: Path, qtbot: QtBot
) -> None:
    newcomer.make_the_store()
    own = newcomer.words()
    newcomer.write_the_request(stick)
    newcomer.hands.press("to-colleague")
    newcomer.hands.type("new-passphrase", "banma chahu denglong huafen")
    newcomer.hands.type("again", "banma chahu denglong huafen")
    assert newcomer.hands.says("The colleague's name is needed.")
    newcomer.hands.type("colleague", "Wang")
    newcomer.hands.press("keep-passphrase")
    qtbot.waitUntil(lambda: newcomer.is_offered("write-request"), timeout=20_000)
    assert newcomer.words() == own
    request = newcomer.write_the_request(stick)
    assert {each.name for each in enrolment_request.read(request.read_bytes()).people} == {"Chen", "Wang"}


def test_what_is_lacking_is_said_and_all_that_is_touched_is_large_enough(
    newcomer: Newcomer, qtbot: QtBot, window: MainWindow
) -> None:
    newcomer.hands.press("field")
    assert is_said(window, "The computer's name is needed.")
    typed(qtbot, window, "device", DEVICE)
    assert is_said(window, "Your name is needed.")
    assert not part(window, QPushButton, "to-passphrase").isEnabled()
    typed(qtbot, window, "person", "Chen")
    assert part(window, QPushButton, "to-passphrase").isEnabled(), "the team may be left to the office"
    newcomer.make_the_store()
    touched = (*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit))
    assert not [each.objectName() for each in touched if each.isVisible() and each.height() < 40]
