"""What appears in the watched folder is offered for the household that is open; the camera's program is started."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import desk
import pictures
import pytest
import stores
from builders import a_household
from desk import Desk
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop import paths, settings
from desktop.domain.records import Evidence
from desktop.settings import Settings
from desktop.ui import camera, watched_folder
from desktop.ui.watched_folder import Offer, WatchedFolder

HOME = a_household()
OTHER = a_household(number="DY-03-0128")
PHOTO = pictures.a_photo(300, 200)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Webcam"
    folder.mkdir()
    (folder / "before.jpg").write_bytes(PHOTO)
    settings.change(paths.config_folder(), Settings(), watched_folder=folder)
    return folder


@pytest.fixture
def at(qtbot: QtBot, new_store: stores.NewStore, folder: Path) -> Iterator[Desk]:
    assert folder.exists()
    store = new_store("area")
    store.save(HOME, OTHER)
    opened = desk.opened(qtbot, store)
    opened.go(HOME)
    yield opened
    opened.close()


def offer(at: Desk) -> Offer:
    return at.shell.findChildren(Offer)[0]


def wait_for_offer(at: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(offer(at).isVisible, timeout=20_000)


def test_what_appears_is_offered_and_taken_in_when_somebody_says_so(at: Desk, qtbot: QtBot, folder: Path) -> None:
    (folder / "2026-11-18.jpg").write_bytes(PHOTO)
    wait_for_offer(at, qtbot)
    assert at.says("1 new file in the watched folder.")
    assert not at.store.records(Evidence), "nothing is taken by itself"
    at.press("look-at-appeared")
    assert not offer(at).isVisible()
    assert at.says("1 file")
    qtbot.keyClicks(at.shell.findChildren(QLineEdit, "caption")[0], "shed")
    at.press("take-in")
    for _ in range(6):
        at.settle()
    (record,) = at.store.records(Evidence)
    assert (record.caption, record.file_name, record.household) == ("shed", "2026-11-18.jpg", HOME.id)


def test_what_is_not_theirs_is_not_offered_again(at: Desk, qtbot: QtBot, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(PHOTO)
    wait_for_offer(at, qtbot)
    at.press("not-theirs")
    (folder / "b.jpg").write_bytes(PHOTO)
    wait_for_offer(at, qtbot)
    assert [file.name for file in offer(at).folder.found] == ["b.jpg"]
    assert (folder / "a.jpg").exists(), "the file is left alone"


def test_for_another_household_only_what_comes_then_is_offered(at: Desk, qtbot: QtBot, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(PHOTO)
    wait_for_offer(at, qtbot)
    at.go(OTHER)
    assert not offer(at).isVisible()
    (folder / "b.jpg").write_bytes(PHOTO)
    wait_for_offer(at, qtbot)
    assert [file.name for file in offer(at).folder.found] == ["b.jpg"]
    assert at.says("Is that for DY-03-0128")


def test_a_file_is_waited_for_until_it_is_whole(qtbot: QtBot, folder: Path) -> None:
    owner = QPushButton()
    qtbot.addWidget(owner)
    watched = WatchedFolder(owner)
    watched.begin(folder)
    half = folder / "half.jpg"
    half.touch()
    with half.open("ab") as growing:
        for n in range(12):
            growing.write(PHOTO[n * 100 : n * 100 + 100])
            growing.flush()
            qtbot.wait(200)
            assert watched.found == ()
        growing.write(PHOTO[1200:])
    with qtbot.waitSignal(watched.appeared, timeout=20_000):
        pass
    assert watched.found == (half,)
    assert half.read_bytes() == PHOTO


def test_what_is_no_photo_or_is_hidden_is_left_alone_and_so_is_what_lay_there(qtbot: QtBot, folder: Path) -> None:
    owner = QPushButton()
    qtbot.addWidget(owner)
    watched = WatchedFolder(owner)
    watched.begin(folder)
    for name in ("notes.txt", ".hidden.jpg", "IMG_1.jpg.part", "IMG_2.jpg"):
        (folder / name).write_bytes(PHOTO)
    with qtbot.waitSignal(watched.appeared, timeout=20_000):
        pass
    assert [file.name for file in watched.found] == ["IMG_2.jpg"]


def test_a_folder_that_comes_later_is_watched_from_then_on(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched_folder, "_SLOWLY", 1000)
    owner = QPushButton()
    qtbot.addWidget(owner)
    watched = WatchedFolder(owner)
    stick = tmp_path / "stick"
    watched.begin(stick)
    stick.mkdir()
    (stick / "old.jpg").write_bytes(PHOTO)
    watched._look()
    (stick / "new.jpg").write_bytes(PHOTO)
    qtbot.waitUntil(lambda: watched.found == (stick / "new.jpg",), timeout=20_000)


# The camera


@pytest.mark.skipif(sys.platform != "linux", reason="the program stands on the path")
def test_the_cameras_program_is_started_and_what_it_saves_is_offered(
    at: Desk, qtbot: QtBot, folder: Path, *, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = tmp_path / "taken"
    photo.write_bytes(PHOTO)
    program = tmp_path / "bin" / "cheese"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n/bin/cp {photo} {folder}/cheese.jpg\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent))
    assert camera.command() == (str(program),)
    at.go(HOME, "evidence")
    said: list[str] = []
    at.workspace.said.connect(said.append)
    at.press("open-camera")
    assert "is offered here" in said[0]
    wait_for_offer(at, qtbot)
    assert not at.store.records(Evidence)


def test_without_such_a_program_there_is_no_button(at: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert camera.command() == ()
    assert not camera.start()
    at.go(HOME, "evidence")
    assert not at.shell.findChildren(QPushButton, "open-camera")[0].isVisible()
    assert at.shell.findChildren(QPushButton, "draw-sketch")[0].isVisible()
