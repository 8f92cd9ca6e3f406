"""What goes out is told before and after, and is never gone; what came is seen before it is taken in, and taken back.

The stores, files and merges are real; only the table of plugged-in drives and the choosers of files are the tests'.
"""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import bundles
import pytest
import stations
import stores
from bundles import Opened
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListView,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from seeing import is_said
from stations import OFFICE, WORKER, District, Founded

from desktop import paths
from desktop.casework import certifying, enrolment, office_keys
from desktop.cli.words import Voice
from desktop.domain.fields import Role
from desktop.domain.records import Evidence, Household
from desktop.exchange import header, station
from desktop.paths import Stick
from desktop.store import evidence
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


class Exchanger:
    """A person at the exchange page, with sticks that are plugged in and pulled out."""

    def __init__(self, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, room: Path) -> None:
        self.qtbot, self.window, self._monkeypatch = qtbot, window, monkeypatch
        self.stick = room / "KINGSTON"
        self.sticks: list[Stick] = []
        monkeypatch.setattr(paths, "sticks", lambda: list(self.sticks))

    def plug_in(self, folder: Path | None = None) -> None:
        self.stick = folder or self.stick
        self.stick.mkdir(exist_ok=True)
        self.sticks = [Stick(self.stick, "KINGSTON", "vfat")]

    def open(self, store: Store) -> None:
        self.window.show_store(store)
        self.come()

    def come(self) -> None:
        assert self.window.shell is not None
        self.window.shell.go(Place("exchange"))

    def button(self, name: str) -> QPushButton:
        (found,) = [each for each in self.window.findChildren(QPushButton, name) if each.isVisible()]
        return found

    def is_offered(self, name: str) -> bool:
        return any(each.isVisible() and each.isEnabled() for each in self.window.findChildren(QPushButton, name))

    def press(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: self.is_offered(name), timeout=20_000)
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def wait_for(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: is_said(self.window, text), timeout=20_000)

    def says(self, text: str) -> bool:
        return is_said(self.window, text)

    def rows(self, name: str) -> list[str]:
        """What is heard of the rows of a list."""
        (shown,) = self.window.findChildren(QListView, name)
        model = shown.model()
        return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]

    def choose_files(self, *files: Path) -> None:
        self._monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(each) for each in files], ""))
        self.press("choose-bundles")

    def choose_folder(self, folder: Path) -> None:
        self._monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
        box = self.window.findChildren(LineBox, "place")[0]
        box.setCurrentIndex(box.count() - 1)


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
    person.wait_for("A bundle for somebody else")
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


def test_a_bundle_is_previewed_taken_in_and_taken_back(person: Exchanger, district: District) -> None:
    district.household(OFFICE, "DY-0001")
    district.household(WORKER, "DY-0009")
    before = district.office.digest()
    person.plug_in()
    (file,) = district.up(WORKER)
    shutil.copy(file, person.stick)
    person.open(district.office)
    person.press("preview-bundle")
    person.wait_for("Nothing is written before.")
    assert any(row.startswith("DY-0009") for row in person.rows("preview-groups"))
    assert district.office.digest() == before
    person.press("merge-bundle")
    person.wait_for("Taken in: Bundle 0001")
    assert numbers(district.office) == ["DY-0001", "DY-0009"]
    person.press("undo-merge")
    person.wait_for("Taken back:")
    assert district.office.digest() == before
    person.press("preview-bundle")
    person.press("merge-bundle")
    person.wait_for("Taken in: Bundle 0001")
    person.press("leave-preview")
    person.wait_for("Nothing of it is missing here.")


def test_a_window_that_is_closed_meanwhile_takes_nothing_in(person: Exchanger, district: District) -> None:
    district.household(WORKER, "DY-0009")
    (file,) = district.up(WORKER)
    person.open(district.office)
    person.choose_files(file)
    person.press("preview-bundle")
    person.qtbot.waitUntil(lambda: person.is_offered("merge-bundle"), timeout=20_000)
    person.press("merge-bundle")
    person.window.close()
    with stores.opened(district.office.folder, older_is_fine=True) as store:
        assert numbers(store) in ([], ["DY-0009"]), "all of it or nothing"


def test_the_offices_answer_makes_what_was_sent_received(person: Exchanger, district: District) -> None:
    district.household(WORKER, "DY-0001")
    district.take(OFFICE, district.up(WORKER))
    answer = district.down(WORKER)
    person.open(district[WORKER])
    person.qtbot.waitUntil(lambda: any("waits for the receipt" in row for row in person.rows("sent")), timeout=20_000)
    person.choose_files(*answer)
    person.wait_for("Signature checked")
    person.press("preview-bundle")
    person.press("merge-bundle")
    person.wait_for("Taken in: Bundle")
    person.press("leave-preview")
    person.qtbot.waitUntil(lambda: any("received" in row for row in person.rows("sent")), timeout=20_000)


def test_what_is_for_somebody_else_stays_where_it_lies(person: Exchanger, district: District) -> None:
    district.household(WORKER, "DY-0001")
    (answer,) = district.down(WORKER)
    person.plug_in()
    shutil.copy(answer, person.stick)
    person.open(district.office)
    person.wait_for("This store wrote this file itself.")
    assert not person.is_offered("preview-bundle")
    assert (person.stick / answer.name).exists()


def test_a_damaged_file_is_set_apart_with_the_reason_and_can_be_tried_again(
    person: Exchanger, district: District
) -> None:
    district.household(WORKER, "DY-0001")
    (file,) = district.up(WORKER)
    whole = file.read_bytes()
    person.plug_in()
    (person.stick / "from a chat.ruhu").write_bytes(whole[: len(whole) - 40])
    before = district.office.digest()
    person.open(district.office)
    person.wait_for("This file is damaged")
    assert district.office.digest() == before
    person.qtbot.waitUntil(lambda: len(person.rows("waiting")) == 1, timeout=20_000)
    assert not person.is_offered("preview-bundle")
    person.press("look-again")
    person.qtbot.waitUntil(lambda: len(person.rows("waiting")) == 1, timeout=20_000)
    assert district.office.digest() == before


def test_a_newer_programs_file_stays_sealed_in_the_inbox(person: Exchanger, district: District) -> None:
    district.household(WORKER, "DY-0001")
    (file,) = district.up(WORKER)
    with district.office.reading() as connection:
        us = station.station(connection)
    found = Opened.of(bundles.inside(file, us.identity))
    found.header |= {"min_reader": header.READER + 1, "program": "9.1"}
    file.write_bytes(bundles.sealed(found.plain(), [us.box]))
    person.open(district.office)
    person.choose_files(file)
    person.wait_for("This file was written by a newer version of Ruhu (9.1). It stays sealed")
    assert not person.is_offered("preview-bundle")
    assert [*(district.office.folder / "inbox").glob("*.ruhu")]


def test_a_part_that_is_missing_is_named_and_the_others_are_taken_in(person: Exchanger, district: District) -> None:
    home = district.household(WORKER, "DY-0001")
    photo = bytes(range(256)) * 300
    digest = evidence.keep(district[WORKER], home.id, photo)
    district[WORKER].save(
        Evidence(household=home.id, kind="photo", digest=digest, media_type="image/jpeg", size=len(photo))
    )
    first, second = district.up(WORKER, split=60_000)
    person.plug_in()
    shutil.copy(first, person.stick)
    person.open(district.office)
    person.wait_for("Part 2 of 2 is missing. What is here can be taken in.")
    person.press("preview-bundle")
    person.wait_for("part 2 of 2 is still missing")
    person.press("merge-bundle")
    person.wait_for("Taken in: Bundle")
    assert numbers(district.office) == ["DY-0001"], "records come first, photos after"
    person.press("leave-preview")
    shutil.copy(second, person.stick)
    person.press("preview-bundle")
    person.press("merge-bundle")
    person.wait_for("Taken in: Bundle")
    assert evidence.read(district.office, home.id, digest) == photo


def test_what_was_not_let_in_waits_with_its_reason_until_a_clerk_lets_it_in(
    person: Exchanger, district: District
) -> None:
    for name in (WORKER, OFFICE):  # its certificate has run out by then
        assert not district[name].read_only
        district.clocks[name].now += timedelta(days=400)
    district.household(WORKER, "DY-0009")
    (file,) = district.up(WORKER)
    person.open(district.office)
    person.choose_files(file)
    person.press("preview-bundle")
    person.wait_for("not let in")
    person.press("merge-bundle")
    person.wait_for("Taken in: Bundle")
    assert numbers(district.office) == []
    person.press("leave-preview")
    person.wait_for("The certificate had run out when it was written.")
    while number := len(person.rows("waiting")):
        person.press("release-waiting")
        (reason,) = [each for each in person.window.findChildren(QLineEdit, "reason") if each.isVisible()]
        person.qtbot.keyClicks(reason, "the renewal was on its way")
        person.qtbot.keyClick(reason, Qt.Key.Key_Return)
        person.qtbot.waitUntil(lambda number=number: len(person.rows("waiting")) < number, timeout=20_000)
    assert numbers(district.office) == ["DY-0009"]


def test_a_file_that_is_dropped_on_the_page_is_looked_at(person: Exchanger, district: District) -> None:
    district.household(WORKER, "DY-0001")
    (file,) = district.up(WORKER)
    person.open(district.office)
    assert person.window.shell is not None
    page = person.window.shell.page
    assert page is not None
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(20, 20), Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(drop)
    person.wait_for("Signature checked, of worker")


def test_who_only_reads_may_look_at_a_bundle_and_not_take_it_in(person: Exchanger, district: District) -> None:
    district.household(WORKER, "DY-0001")
    (file,) = district.up(WORKER)
    folder = district.office.folder
    district.office.close()
    person.open(stores.opened(folder, read_only=True, older_is_fine=True))
    person.choose_files(file)
    person.wait_for("it can be looked at, and not taken in")
    person.wait_for("what goes out can be seen, and not taken out")
    assert not person.is_offered("preview-bundle")
    assert not person.is_offered("export-bundle")
