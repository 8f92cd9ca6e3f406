"""What goes out is told before and after, and is never gone; what came is seen before it is taken in, and taken back.

The stores, files and merges are real; only the table of plugged-in drives and the choosers of files are the tests'.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import stations
import stores
from carrying import Exchanger
from damage import readers_die
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QListView,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from seeing import is_said
from stations import OFFICE, WORKER, District, Founded

from desktop.casework import certifying, enrolment, office_keys
from desktop.cli.words import Voice
from desktop.domain.fields import Role
from desktop.domain.records import Household
from desktop.store.store import Store
from desktop.ui import exchange_split
from desktop.ui.exchange_outgoing import AGAIN, PHOTOS, UNSENT
from desktop.ui.line_box import LineBox
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """An office and one worker's laptop."""
    return Founded.by(tmp_path_factory.mktemp("district"), (WORKER,))


@pytest.fixture
def district(founded: Founded, tmp_path: Path, cheap_vault: None) -> Iterator[District]:  # noqa: ARG001
    with founded.laid_out(tmp_path / "district") as laid_out:
        yield laid_out


@pytest.fixture
def person(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Exchanger:
    return Exchanger(qtbot, window, monkeypatch, tmp_path)


def numbers(store: Store) -> list[str | None]:
    return [each.number for each in store.records(Household)]


# Out


def test_what_is_exported_is_compared_stays_here_and_waits_for_its_receipt(
    person: Exchanger, district: District
) -> None:
    district.household(WORKER, "DY-0001")
    person.plug_in()
    person.open(district[WORKER])
    person.press("export-bundle")
    person.wait_for("is written, read back and compared")
    (file,) = person.stick.glob("*.ruhu")
    assert person.says(file.name)
    assert numbers(district[WORKER]) == ["DY-0001"], "an export takes nothing away"
    person.qtbot.waitUntil(lambda: "waits for the receipt" in " ".join(person.rows("sent")))
    district.take(OFFICE, [file])
    assert numbers(district.office) == ["DY-0001"]
    person.press("eject")
    person.wait_for("is still used by another program")
    person.sticks = []
    person.press("eject")
    person.wait_for("It can be pulled out now")


def test_ctrl_e_exports_and_the_rail_and_the_status_bar_tell_what_is_left(
    person: Exchanger, district: District
) -> None:
    district.household(WORKER, "DY-0001")
    person.plug_in()
    person.open(district[WORKER])
    (item,) = person.window.findChildren(QToolButton, "to-exchange")
    person.qtbot.waitUntil(lambda: "not exported" in item.accessibleName(), timeout=20_000)
    person.wait_for("not exported")
    person.qtbot.waitUntil(lambda: person.is_offered("export-bundle"), timeout=20_000)
    (what,) = person.window.findChildren(QComboBox, "what-to-take")
    what.setCurrentIndex(what.findData(AGAIN))
    person.qtbot.keyClick(person.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    person.wait_for("is written, read back and compared")
    person.qtbot.waitUntil(lambda: not item.accessibleName(), timeout=20_000)
    person.wait_for("0 entries not exported · last export")
    assert what.currentData() == UNSENT, "what one bundle brought once more the next does not"
    person.press("export-read")
    what.setCurrentIndex(what.findData(PHOTOS))
    person.wait_for("Each photo has arrived or is on its way.")


def test_without_a_stick_a_folder_does_and_a_stick_is_seen_when_it_comes(
    person: Exchanger, district: District, tmp_path: Path
) -> None:
    district.household(WORKER, "DY-0001")
    person.open(district[WORKER])
    (place,) = person.window.findChildren(LineBox, "place")
    assert place.itemText(0) == "No stick is plugged in"
    person.qtbot.waitUntil(lambda: person.window.findChildren(QListView, "sent") != [])
    assert not person.is_offered("export-bundle")
    person.plug_in()
    person.qtbot.waitUntil(lambda: person.is_offered("export-bundle"), timeout=20_000)
    assert place.itemText(0) == "Stick KINGSTON"
    (tmp_path / "at home").mkdir()
    person.choose_folder(tmp_path / "at home")
    person.press("export-bundle")
    person.wait_for("is written, read back and compared")
    assert [*(tmp_path / "at home").glob("*.ruhu")]
    assert not person.is_offered("eject"), "it is no stick"


def test_a_stick_that_was_pulled_out_is_told_and_another_one_is_taken(person: Exchanger, district: District) -> None:
    district.household(WORKER, "DY-0001")
    person.plug_in()
    person.open(district[WORKER])
    person.qtbot.waitUntil(lambda: person.is_offered("export-bundle"), timeout=20_000)
    shutil.rmtree(person.stick)
    person.stick.touch()  # nothing can be written there, also by whoever may write anywhere
    person.press("export-bundle")
    person.wait_for("Your records are all here, none is lost.")
    person.stick.unlink()
    person.plug_in(person.stick.with_name("SANDISK"))
    person.press("export-again")
    person.wait_for("is written, read back and compared")
    assert [*person.stick.glob("*.ruhu")]


@pytest.fixture
def small_stick(tmp_path: Path) -> Iterator[Path]:
    """A real drive with hardly any room."""
    folder = tmp_path / "small"
    folder.mkdir()
    try:
        mount = ["mount", "-t", "tmpfs", "-o", "size=32k", "none", str(folder)]
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount a drive here")
    yield folder
    subprocess.run(["umount", str(folder)], check=False, capture_output=True)  # noqa: S607


def test_a_full_stick_is_told_with_what_is_safe_first(person: Exchanger, district: District, small_stick: Path) -> None:
    district.household(WORKER, "DY-0001")
    person.plug_in(small_stick)
    person.open(district[WORKER])
    person.press("export-bundle")
    person.wait_for("Not written to Stick KINGSTON: it is full")
    assert person.says("Your records are all here, none is lost.")
    assert not [*small_stick.iterdir()], "what was begun is taken away"


def test_nothing_to_take_out_is_said_and_the_button_rests(person: Exchanger, district: District) -> None:
    district.household(WORKER, "DY-0001")
    district.exchange(WORKER)
    person.plug_in()
    person.open(district[WORKER])
    person.wait_for("Nothing new is to go out")
    assert not person.is_offered("export-bundle")
    person.qtbot.waitUntil(lambda: any("received" in row for row in person.rows("sent")), timeout=20_000)


def test_a_laptop_without_a_certificate_is_told_what_comes_first(
    person: Exchanger,
    tmp_path: Path,
    cheap_vault: None,  # noqa: ARG001
) -> None:
    person.open(enrolment.make(tmp_path / "new", "RH-T-09", "何新例", stores.PASSPHRASE, clock=stores.noon).store)
    person.wait_for("This laptop has no certificate of its office yet")
    assert not person.is_offered("export-bundle")


def test_an_office_without_keys_is_led_to_where_they_are_made_and_then_looks_at_the_stick(
    person: Exchanger, district: District, new_store: stores.NewStore, tmp_path: Path
) -> None:
    (file,) = district.up(WORKER)
    person.plug_in(file.parent)
    store = new_store("office")
    person.open(store)
    person.wait_for("The office has no keys yet")
    person.press("to-office-keys")
    assert person.window.shell is not None
    assert person.window.shell.page is not None
    assert person.window.shell.page.place().page == "devices"
    office_keys.make_escrow(store, tmp_path / "escrow.pdf", "en")
    person.come()
    person.wait_for("Take out: bundle 0001")
    (receiver,) = person.window.findChildren(LineBox, "receiver")
    assert receiver.currentText() == "Nobody yet"
    assert not person.is_offered("export-bundle")


def test_a_newer_certificate_that_comes_down_shows_the_window_anew(person: Exchanger, district: District) -> None:
    certifying.set_role(district.office, stations.PEOPLE[WORKER], Role.LEAD)
    answer = district.down(WORKER)
    person.open(district[WORKER])
    person.choose_files(*answer)
    person.press("preview-bundle")
    person.press("merge-bundle")
    person.wait_for("Taken in: Bundle")
    assert any(row.startswith("A new certificate") for row in person.rows("preview-groups"))
    person.press("leave-preview")
    person.qtbot.waitUntil(lambda: is_said(person.window, "Take out: bundle 0001"), timeout=20_000)
    (user,) = [each for each in person.window.findChildren(QToolButton, "user") if each.isVisible()]
    assert user.text().endswith("lead")


def test_what_is_large_is_split_as_chats_and_old_sticks_need_it() -> None:
    voice = Voice("en")

    def offered(megabytes: int, system: str) -> list[str]:
        return [f"{line.name}, {line.about}" for line in exchange_split.lines(voice, megabytes << 20, system)]

    assert offered(44, "vfat") == ["in one, 44.0 MB", "90 MB each, 1 part", "20 MB each, 3 parts"]
    assert exchange_split.usual(44 << 20) == 0
    assert exchange_split.usual(200 << 20) == 90
    assert not any(line.startswith("in one") for line in offered(5000, "vfat")), "no file there is that long"
    assert offered(5000, "exfat")[0] == "in one, 4.9 GB"


def test_tab_comes_to_all_that_can_be_chosen(person: Exchanger, district: District) -> None:
    district.household(WORKER, "DY-0001")
    (file,) = district.up(WORKER)
    person.plug_in()
    (person.stick / "damaged.ruhu").write_bytes(file.read_bytes()[:-40])
    person.open(district[WORKER])
    person.qtbot.waitUntil(lambda: person.is_offered("export-bundle"), timeout=20_000)
    assert person.window.shell is not None
    page = person.window.shell.page
    assert page is not None
    seen = set[QWidget]()
    for _ in range(60):
        now = QApplication.focusWidget()
        assert now is not None
        seen.add(now)
        person.qtbot.keyClick(now, Qt.Key.Key_Tab)
    asked = [each for each in page.findChildren(QWidget) if each.isVisible() and each.isEnabled()]
    asked = [each for each in asked if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None]
    assert [each.objectName() for each in asked if each not in seen] == []
    assert all(each.accessibleName() or isinstance(each, QPushButton) for each in asked)


# In


def test_the_offices_answer_is_previewed_field_by_field_and_makes_what_was_sent_received(
    person: Exchanger, district: District
) -> None:
    home = district.household(WORKER, "DY-0001", lane="旧巷")
    district.take(OFFICE, district.up(WORKER))
    district.edit(OFFICE, home, lane="新巷")
    answer = district.down(WORKER)
    before = district[WORKER].digest()
    person.open(district[WORKER])
    person.wait_for_row("sent", "waits for the receipt")
    person.choose_files(*answer)
    person.wait_for("Signature checked")
    drawers = [each.accessibleName() for each in person.window.findChildren(QToolButton, "drawer")]
    assert "What came, what was sent, 1 bundle is there" in drawers, "told also where the card has no room"
    person.press("preview-bundle")
    person.choose_row("preview-groups", "DY-0001")
    person.wait_for_row("preview-details", "lane, 旧巷 → 新巷")
    assert district[WORKER].digest() == before
    person.press("merge-bundle")
    person.wait_for("Taken in: Bundle")
    assert person.is_offered("undo-merge")
    district.household(WORKER, "DY-0002")
    person.come()
    person.wait_for("It can't be taken back any more: something was written")
    assert not person.is_offered("undo-merge"), "what would be refused is not offered"
    person.press("leave-preview")
    person.wait_for_row("sent", "received")


def test_a_damaged_file_is_set_apart_with_the_reason_and_can_be_tried_again(
    person: Exchanger, district: District
) -> None:
    (file,) = district.down(WORKER)
    whole = file.read_bytes()
    person.plug_in()
    (person.stick / "from a chat.ruhu").write_bytes(whole[: len(whole) - 40])
    before = district[WORKER].digest()
    person.open(district[WORKER])
    person.wait_for("This file is damaged")
    person.qtbot.waitUntil(lambda: len(person.rows("waiting")) == 1, timeout=20_000)
    assert not person.is_offered("preview-bundle")
    person.press("look-again")
    person.qtbot.waitUntil(lambda: len(person.rows("waiting")) == 1, timeout=20_000)
    assert district[WORKER].digest() == before


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_an_answer_whose_reader_died_is_tried_again_at_once(person: Exchanger, district: District) -> None:
    (file,) = district.down(WORKER)
    person.open(district[WORKER])
    with readers_die():
        person.choose_files(file)
        person.wait_for("That says nothing about the file")
    assert person.rows("waiting") == []
    person.press("read-again")
    person.qtbot.waitUntil(lambda: person.is_offered("preview-bundle"), timeout=20_000)


def test_the_office_has_the_way_out_alone_and_names_people_and_who_only_reads_takes_nothing_out(
    person: Exchanger, district: District
) -> None:
    home = district.household(OFFICE, "DY-0001")
    district.assign(WORKER, home)
    person.plug_in()
    person.open(district.office)
    (receiver,) = person.window.findChildren(LineBox, "receiver")
    whose = f"{stations.TEAMS[WORKER]} {stations.PEOPLE[WORKER]}"
    person.qtbot.waitUntil(lambda: receiver.currentText() == whose, timeout=20_000)
    for name in ("choose-bundles", "preview-bundle"):
        assert not person.is_offered(name), "what comes in has a page of its own"
    person.press("export-bundle")
    person.wait_for("is written, read back and compared")
    person.wait_for_row("sent", whose)
    assert person.window.shell is not None
    person.window.shell.go(Place("households"))
    person.come()
    assert not person.says("is written, read back and compared"), "it was read"
    folder = district.office.folder
    person.window.show_start()
    person.open(stores.opened(folder, read_only=True, older_is_fine=True))
    person.wait_for("what goes out can be seen, and not taken out")
    assert not person.is_offered("export-bundle")
