"""Who opens a store: the office lets people in and out, everybody changes their own passphrase, one sheet is valid."""

from pathlib import Path

import pytest
import stores
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from seeing import NewArea, words_on
from settling import Hands

from desktop.casework import enrolment, recovery
from desktop.domain import recovery_code
from desktop.domain.records import Staff
from desktop.store import opening, vault

NEW = "yi er san si wu liu qi ba"


def names(folder: Path, kind: vault.Kind = vault.Kind.PASSPHRASE) -> set[str]:
    return {slot.name for slot in vault.slots(folder) if slot.kind is kind}


def at_people(hands: Hands, folder: Path) -> None:
    hands.open(folder)
    hands.press("section-people")


def let_in(hands: Hands, name: str, first: str = NEW, again: str = NEW) -> None:
    hands.press("add-person")
    hands.type("person-name", name)
    hands.type("person-passphrase", first)
    hands.type("person-passphrase-again", again)
    hands.press("admit-person")


def test_a_person_is_let_in_with_a_passphrase_of_their_own(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    at_people(hands, folder)
    let_in(hands, "Zhao Example")
    hands.wait_for("Zhao Example opens this store now, as: worker")
    assert hands.says("2 people open it")
    assert not hands.is_seen("admit-person")
    hands.window.close()
    with opening.open_store(folder, vault.unlock(folder, NEW, "Zhao Example")) as store:
        assert {staff.name for staff in store.records(Staff)} == {stores.CLERK, "Zhao Example"}


def test_a_passphrase_that_was_typed_differently_lets_nobody_in(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    at_people(hands, folder)
    let_in(hands, "Zhao Example", again=f"{NEW} jiu")
    assert hands.says("The two were not the same. Nothing was changed.")
    assert names(folder) == {stores.CLERK}


def test_a_passphrase_that_is_easy_to_guess_is_refused_and_what_was_typed_stays(
    hands: Hands, new_area: NewArea
) -> None:
    folder = new_area()
    at_people(hands, folder)
    let_in(hands, "Zhao Example", first="123456", again="123456")
    hands.wait_for("This passphrase is too easy to guess. Nothing was changed.")
    hands.wait(lambda: hands.button("admit-person").isEnabled())
    assert names(folder) == {stores.CLERK}


def test_escape_closes_what_was_begun_and_keeps_no_passphrase(hands: Hands, qtbot: QtBot, new_area: NewArea) -> None:
    at_people(hands, new_area())
    hands.press("add-person")
    field = hands.type("person-passphrase", NEW)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not hands.is_seen("admit-person")
    assert hands.is_seen("add-person"), "the settings are still there"
    assert field.text() == ""


def test_a_person_is_taken_out_by_two_presses(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    at_people(hands, folder)
    let_in(hands, "Zhao Example")
    hands.press("remove-Zhao Example")
    assert "Zhao Example" in names(folder)
    hands.press("keep-Zhao Example", "remove-Zhao Example", "surely-remove-Zhao Example")
    hands.wait_for("Zhao Example no longer opens this store.")
    assert names(folder) == {stores.CLERK}
    assert not hands.is_seen("remove-Zhao Example")


def test_nobody_takes_themselves_out(hands: Hands, new_area: NewArea) -> None:
    at_people(hands, new_area())
    assert not hands.is_seen(f"remove-{stores.CLERK}")


def test_a_new_sheet_is_written_and_the_old_one_is_void(hands: Hands, new_area: NewArea, tmp_path: Path) -> None:
    folder = new_area()
    before = [slot.sealed for slot in vault.slots(folder) if slot.kind is vault.Kind.RECOVERY]
    at_people(hands, folder)
    hands.choose(tmp_path / "sheet")
    hands.press("make-sheet")
    hands.wait_for(f"The recovery sheet is in {tmp_path / 'sheet.pdf'}.")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert [slot.sealed for slot in vault.slots(folder) if slot.kind is vault.Kind.RECOVERY] != before
    assert hands.says("Older recovery sheets no longer open this store.")


def test_a_file_that_is_there_is_not_written_over_and_the_old_sheet_stays(
    hands: Hands, new_area: NewArea, tmp_path: Path
) -> None:
    folder = new_area()
    before = vault.slots(folder)
    (tmp_path / "sheet.pdf").write_text("something else")
    at_people(hands, folder)
    hands.choose(tmp_path / "sheet.pdf")
    hands.press("make-sheet")
    hands.wait_for("exists already. Nothing was changed.")
    assert vault.slots(folder) == before
    hands.wait(lambda: hands.button("make-sheet").isEnabled())


def test_a_code_whose_file_cannot_be_written_is_shown_this_once(
    hands: Hands, new_area: NewArea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "sheet.pdf"))

    monkeypatch.setattr(recovery, "print_sheet", full)
    folder = new_area()
    at_people(hands, folder)
    hands.choose(tmp_path / "sheet.pdf")
    hands.press("make-sheet")
    hands.wait_for("It is shown this once and kept nowhere.")
    code = max(words_on(hands.window), key=lambda text: text.count("\n"))
    rows = [line.split()[1] for line in code.splitlines()]
    assert len(rows) == recovery_code.ROWS
    assert vault.unlock_by_code(folder, "-".join(rows))


# One's own passphrase


def change(hands: Hands, present: str, new: str = NEW, again: str = NEW) -> None:
    hands.type("present-passphrase", present)
    hands.type("new-passphrase", new)
    hands.type("new-passphrase-again", again)
    hands.press("change-passphrase")


def test_a_passphrase_is_changed_by_who_knows_it(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    hands.open(folder)
    hands.press("section-lock")
    change(hands, "not this one")
    hands.wait_for("Wrong passphrase")
    assert stores.unlocked(folder).name == stores.CLERK
    hands.wait(lambda: hands.button("change-passphrase").isEnabled())
    change(hands, stores.PASSPHRASE)
    hands.wait_for("The passphrase is changed. Backups made before still open with the old one.")
    assert not hands.says("Wrong passphrase")
    assert vault.unlock(folder, NEW, stores.CLERK).name == stores.CLERK
    assert hands.type("new-passphrase", "").text() == ""


def test_a_new_passphrase_is_typed_twice(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    hands.open(folder)
    hands.press("section-lock")
    change(hands, stores.PASSPHRASE, again=f"{NEW} jiu")
    assert hands.says("The two were not the same. Nothing was changed.")
    assert stores.unlocked(folder).name == stores.CLERK


def test_by_which_number_somebody_is_reached_is_kept_when_the_field_is_left(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    at_people(hands, folder)
    field = hands.type(f"phone-{stores.CLERK}", "0000-1234567")
    hands.qtbot.keyClick(field, Qt.Key.Key_Return)
    hands.type(f"team-{stores.CLERK}", "Team one")
    hands.press("section-area")
    hands.window.close()
    with opening.open_store(folder, stores.unlocked(folder)) as store:
        (staff,) = store.records(Staff)
        assert (staff.team, staff.phone) == ("Team one", "0000-1234567")


def test_who_was_let_in_has_a_line_to_be_reached_by(hands: Hands, new_area: NewArea) -> None:
    at_people(hands, new_area())
    let_in(hands, "Zhao Example")
    hands.wait(lambda: bool(hands.window.findChildren(QLineEdit, "phone-Zhao Example")))


@pytest.mark.usefixtures("cheap_vault")
def test_on_a_laptop_a_colleague_comes_in_and_the_office_says_what_they_may(hands: Hands, tmp_path: Path) -> None:
    made = enrolment.make(tmp_path / "laptop", "RH-T-03", "Chen Example", stores.PASSPHRASE)
    hands.window.show_store(made.store)
    hands.press("to-settings", "section-people")
    assert not hands.is_seen("person-role")
    let_in(hands, "Zhao Example")
    hands.wait_for("Zhao Example opens this store now, and only reads until the office certifies it.")
    folder = made.store.folder
    assert names(folder) == {"Chen Example", "Zhao Example"}
    assert not hands.is_seen("remove-Zhao Example"), "who leaves is said by the office"
    hands.window.close()
    with opening.open_store(folder, vault.unlock(folder, NEW, "Zhao Example")) as store:
        assert store.records(Staff) == ()
