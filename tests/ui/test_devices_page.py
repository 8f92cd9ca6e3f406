"""The office's desk: the escrow sheet, laptops that ask and are certified, questions answered, people, lost laptops."""

from pathlib import Path

import pytest
import stores
from builders import a_household
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QTableView
from pytestqt.qtbot import QtBot
from seeing import cells, column, part
from settling import Hands

from desktop.casework import assignment, certifying, enrolment, finishing, fleet, office_keys
from desktop.casework.fleet import State
from desktop.domain.fields import Role
from desktop.domain.records import Device, Household, OfficeUnlock, Revocation
from desktop.exchange import six_words
from desktop.store import opening, vault
from desktop.store.store import Store
from desktop.ui.household_columns import NAME
from desktop.ui.line_table import LineTable
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

pytestmark = pytest.mark.usefixtures("cheap_vault")

NEW = "banma chahu denglong huafen"


class Desk:
    """A clerk of the office at the page of devices, with laptops beside it."""

    def __init__(self, hands: Hands, qtbot: QtBot, window: MainWindow, room: Path) -> None:
        self.hands, self.qtbot, self.window, self.room = hands, qtbot, window, room
        (room / "stick").mkdir()

    def open(self, store: Store) -> None:
        self.window.show_store(store)
        assert self.window.shell is not None
        self.window.shell.go(Place("devices"))

    def request(self, device: str, person: str) -> Path:
        """A laptop is made, and asks."""
        file = self.room / f"{device}.ruhu-request"
        with enrolment.make(self.room / device, device, person, stores.PASSPHRASE, team="one").store as laptop:
            file.write_bytes(enrolment.request(laptop))
        return file

    def words(self) -> str:
        (shown,) = [each for each in self.window.findChildren(QLabel, "six-words") if each.isVisible()]
        return shown.accessibleName()

    def open_file(self, file: Path) -> None:
        self.hands.choose(file)
        self.hands.press("open-request" if self.hands.is_seen("open-request") else "devices-blank")

    def certify(self, device: str, *, is_ticked: bool = False) -> str:
        """Ticks the words and certifies; the office's words."""
        if not is_ticked:
            self.hands.press("same-words")
        self.hands.choose(self.room / "stick")
        self.hands.press("certify")
        self.hands.wait_for(f"{device} is certified until")
        told = self.words()
        self.hands.press("certified-seen")
        return told

    def rows(self) -> list[list[str]]:
        return cells(part(self.window, LineTable, "devices"))


@pytest.fixture
def desk(hands: Hands, qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(six_words, "COST", {"memory": 128, "passes": 1, "lanes": 1})
    return Desk(hands, qtbot, window, tmp_path)


def laptop(desk: Desk, device: str, passphrase: str = stores.PASSPHRASE) -> Store:
    folder = desk.room / device
    return opening.open_store(folder, vault.unlock(folder, passphrase))


def test_the_first_laptop_is_certified_after_the_escrow_sheet_and_six_words(
    desk: Desk, new_store: stores.NewStore
) -> None:
    hands, office = desk.hands, new_store("office")
    desk.open(office)
    assert hands.says("Before the first laptop comes the escrow sheet")
    assert not hands.is_seen("open-request")
    hands.press("devices-blank")
    hands.choose(desk.room / "escrow.pdf")
    hands.press("make-escrow")
    hands.wait_for("The escrow sheet, number 1, is in")
    assert (desk.room / "escrow.pdf").stat().st_size
    part(desk.window, QCheckBox, "escrow-printed").click()
    assert "Delete the file" in hands.button("make-escrow").text()
    hands.press("make-escrow")
    assert not (desk.room / "escrow.pdf").exists()
    hands.wait_for("No laptop is enrolled yet.")

    (desk.room / "another.pdf").write_bytes(b"%PDF-1.7")
    desk.open_file(desk.room / "another.pdf")
    hands.wait_for("This file is no request of a laptop that wants to enrol.")
    desk.open_file(desk.request("RH-T-03", "Chen"))
    hands.wait_for("RH-T-03 asks for its first certificate")
    with laptop(desk, "RH-T-03") as field:
        assert desk.words() == enrolment.status(field).own.written("en")
    assert not hands.button("certify").isEnabled()
    hands.press("other-words")
    assert hands.says("Then this request comes from another computer. Nothing was changed.")
    role = part(desk.window, QComboBox, "role-Chen")
    desk.qtbot.keyClick(role, Qt.Key.Key_Down)
    assert role.currentData() == Role.LEAD
    told = desk.certify("RH-T-03")
    assert told == certifying.words(office).written("en")
    assert desk.rows() == [["RH-T-03 · one", "Chen", "none came yet", "—", desk.rows()[0][4], "nothing came yet"]]
    assert desk.window.shell is not None
    desk.window.resize(1093, 600)
    desk.window.shell.go(Place("households"))  # which lays its chips out anew: nothing of another page went with a deed
    (file,) = (desk.room / "stick").iterdir()
    with laptop(desk, "RH-T-03") as field:
        finishing.finish(field, [file], six_words.typed(told))
        assert (field.opened.role, enrolment.status(field).team) == (Role.LEAD, "one")


def test_who_is_whom_is_said_by_the_office_and_a_new_laptop_takes_a_lost_ones_place(
    desk: Desk, new_store: stores.NewStore
) -> None:
    hands, office = desk.hands, new_store("office")
    office_keys.make_escrow(office, desk.room / "escrow.pdf", "en")
    office.save(a_household(number="DY-0001"))
    desk.open(office)
    desk.open_file(desk.request("RH-T-03", "Chen"))
    desk.certify("RH-T-03")
    assert hands.says("Chen looks after none yet: its file brings none.")
    hands.press("to-assign")
    assert hands.is_seen("quick-nobodys")
    assert column(part(desk.window, QTableView, "households"), NAME) == ["DY-0001"]
    hands.press("to-devices")
    person = assignment.person_named(office, "Chen")
    homes = [home.id for home in office.records(Household)]
    assignment.hand_over(office, assignment.planned(office, homes, person))

    hands.press("to-revoke")
    assert hands.says("1 household was on it.")
    assert hands.says("No file of it ever came.")
    assert not hands.button("revoke").isEnabled()
    hands.press("why-lost")
    hands.type("because", "left in a bus")
    hands.press("revoke")
    hands.wait_for("RH-T-03 is revoked. What it writes from now on waits for a person.")
    (row,) = office.records(Revocation)
    assert (row.lost, row.reason) == (True, "left in a bus")
    assert fleet.laptops(office)[0].state is State.LOST
    assert not hands.is_seen("write-file")

    desk.open_file(desk.request("RH-T-04", "Chen"))
    hands.press("same-words")
    assert hands.says("Say whether this is the person of this name.")
    who, old = part(desk.window, QComboBox, "who-Chen"), part(desk.window, QComboBox, "replaces")
    assert old.currentData() is None
    who.setCurrentIndex(who.findData("Chen"))
    assert old.currentData() == "RH-T-03", "the computer that this person had"
    desk.certify("RH-T-04", is_ticked=True)
    assert [each.name for each in certifying.devices(office)] == ["RH-T-03", "RH-T-04"]
    assert [staff.name for staff in certifying.people.staff(office)].count("Chen") == 1


def test_a_question_is_answered_with_a_reason_and_people_change_on_all_their_laptops(
    desk: Desk, new_store: stores.NewStore
) -> None:
    hands, office = desk.hands, new_store("office")
    office_keys.make_escrow(office, desk.room / "escrow.pdf", "en")
    desk.open(office)
    desk.open_file(desk.request("RH-T-03", "Chen"))
    told = desk.certify("RH-T-03")
    (file,) = (desk.room / "stick").iterdir()
    with laptop(desk, "RH-T-03") as field:
        finishing.finish(field, [file], six_words.typed(told))
    content, words = office_keys.ask_office(desk.room / "RH-T-03", "Chen", NEW)
    question, answer = desk.room / "question", desk.room / "answer"
    question.write_bytes(content)
    desk.open_file(question)
    hands.wait_for("RH-T-03 asks to be opened")
    assert desk.words() == words.written("en")
    hands.press("same-words")
    assert hands.says("A reason is needed.")
    hands.type("because", "sheet lost")
    hands.choose(answer)
    hands.press("answer-question")
    hands.wait_for("The answer for Chen on RH-T-03 is in")
    assert [row.reason for row in office.records(OfficeUnlock)] == ["sheet lost"]
    office_keys.unlock_by_office(desk.room / "RH-T-03", answer.read_bytes(), NEW)

    hands.press("to-people")
    role = part(desk.window, QComboBox, "role-of-Chen")
    role.setFocus()
    role.setCurrentIndex(role.findData(Role.LEAD))
    role.activated.emit(role.currentIndex())
    hands.wait_for("Chen works as lead now. These laptops learn of it with their next file: RH-T-03.")
    (device,) = office.records(Device)
    assert device.number == 2
    hands.press("left-Chen")
    assert hands.button("stays-Chen").hasFocus()
    hands.press("surely-left-Chen")
    hands.wait_for("Chen is off the staff; what they wrote stays.")
    assert hands.says("Nobody works on a laptop yet.")
    hands.press("people-seen")
    hands.choose(desk.room / "stick")
    hands.press("write-file")
    hands.wait_for("The file for it:")
    assert len([*(desk.room / "stick").iterdir()]) == 2


def test_who_only_looks_is_offered_nothing(desk: Desk, new_store: stores.NewStore) -> None:
    with new_store("office") as store:
        office_keys.make_escrow(store, desk.room / "escrow.pdf", "en")
        with enrolment.make(desk.room / "a", "RH-T-03", "Chen", stores.PASSPHRASE).store as field:
            certifying.approve(store, enrolment.request(store=field), certifying.Terms(), enrolment.status(field).own)
    with stores.opened(store.folder, read_only=True) as looked_at:
        desk.open(looked_at)
        assert [row[0] for row in desk.rows()] == ["RH-T-03"]
        offered = ("open-request", "to-people", "to-escrow", "write-file", "to-revoke")
        assert not [name for name in offered if desk.hands.is_seen(name)]
        desk.window.show_start()
