"""A store that can't be opened for writing: the reason in words, and ways that help."""

import errno
import shutil
from pathlib import Path

import pytest
import stores
from builders import a_household
from damage import at_page, flip, leaves
from filelock import FileLock
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QListWidget, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from seeing import NewArea, is_said, part, press, typed, unlocked

from desktop import paths
from desktop.store import backup, vault
from desktop.store import folder as place
from desktop.ui.main_window import MainWindow


def test_a_store_that_another_program_has_can_be_read(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(*stores.a_family("DY-03-0127"))
    with stores.opened(folder):
        lead_to_trouble(qtbot, window, folder)
        assert is_said(window, f"{stores.AREA} was not opened")
        assert is_said(window, "is open in another window or program on this computer")
        assert offered(window) == ["read", "again"]
        with qtbot.waitSignal(window.opened):
            press(qtbot, window, "open-to-read")
        assert is_said(window, "Open for reading only: everything can be seen and copied")
        assert is_said(window, "is open in another window or program")
        assert is_said(window, "open for reading only")
    press(qtbot, window, "open-to-write")
    enter(qtbot, window)
    qtbot.waitUntil(lambda: window.shell is not None)
    assert not is_said(window, "Open for reading only")


def test_what_was_busy_opens_at_the_next_try(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area()
    with stores.opened(folder):
        lead_to_trouble(qtbot, window, folder)
    press(qtbot, window, "trouble-again")
    with qtbot.waitSignal(window.opened):
        qtbot.keyClick(part(window, QPushButton, "try-again"), Qt.Key.Key_Space)


def test_a_damaged_store_offers_reading_a_backup_an_export_and_a_repair(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = damaged(new_area(*(a_household(number=f"DY-{n}") for n in range(40))))
    lead_to_trouble(qtbot, window, folder)
    assert is_said(window, "can't be read everywhere")
    assert offered(window) == ["read", "backup", "export", "check"]
    press(qtbot, window, "trouble-check")
    press(qtbot, window, "check")
    report = part(window, QPlainTextEdit, "report")
    qtbot.waitUntil(lambda: "The file is damaged" in report.toPlainText())
    assert part(window, QPushButton, "check").text() == "Repair what can be repaired"
    press(qtbot, window, "check")
    qtbot.waitUntil(lambda: "The damaged file is set aside" in report.toPlainText())
    with qtbot.waitSignal(window.opened):
        press(qtbot, window, "check")


def test_damage_that_only_the_first_page_meets_is_told_like_any_other(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area(*(a_household(number=f"DY-{n}") for n in range(400)))
    for leaf in leaves(folder, "household"):
        flip(place.database(folder), at_page(leaf))
    lead_to_trouble(qtbot, window, folder)
    assert is_said(window, "can't be read everywhere")
    assert offered(window) == ["read", "backup", "export", "check"]


def test_a_backup_comes_back_into_its_place(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area(a_household(number="DY-1"))
    with stores.opened(folder) as store:
        backup.back_up(store.engine, store.opened.key, folder, folder / "backups", keep=backup.ALL)
    (folder / "ledger.db").unlink()
    lead_to_trouble(qtbot, window, folder)
    assert is_said(window, "The ledger itself (ledger.db) is missing")
    press(qtbot, window, "trouble-backup")
    assert part(window, QListWidget, "backups").count() == 1
    assert is_said(window, "The passphrase of that day is needed.")
    field = typed(qtbot, window, "backup-passphrase", stores.PASSPHRASE)
    with qtbot.waitSignal(window.opened):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert is_said(window, "What was there before is kept")
    assert folder.with_name("area.before-restore-1").is_dir()


def test_what_can_be_read_goes_out_to_a_file(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = damaged(new_area(*(a_household(number=f"DY-{n}") for n in range(40))))
    lead_to_trouble(qtbot, window, folder)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out"), ""))
    press(qtbot, window, "trouble-export")
    press(qtbot, window, "export-readable")
    qtbot.waitUntil(lambda: is_said(window, "out.xlsx") or is_said(window, "can't be read everywhere ("))


def test_key_slots_that_are_damaged_come_back_from_a_backup(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area(a_household(number="DY-1"))
    with stores.opened(folder) as store:
        backup.back_up(store.engine, store.opened.key, folder, folder / "backups", keep=backup.ALL)
    flip(folder / "slots.json", 100)
    window.show_locked(folder)
    assert is_said(window, "The key slots (slots.json) are damaged. The records are still there, locked.")
    assert offered(window) == ["backup", "again"]
    field = typed(qtbot, window, "backup-passphrase", stores.PASSPHRASE)
    with qtbot.waitSignal(window.opened):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_full_disk_says_how_much_room_is_needed(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_area()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(FileLock, "acquire", full)
    lead_to_trouble(qtbot, window, folder)
    assert is_said(window, "everything saved before is still there")
    assert is_said(window, "Free at least 16 MB on it, then try again.")


def test_an_older_state_is_gone_on_with_only_when_asked_for(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, tmp_path: Path
) -> None:
    folder = new_area(a_household(number="DY-1"))
    shutil.copy(folder / "ledger.db", tmp_path / "older.db")
    with stores.opened(folder) as store:
        store.save(a_household(number="DY-2"))
    shutil.copy(tmp_path / "older.db", folder / "ledger.db")
    lead_to_trouble(qtbot, window, folder)
    assert is_said(window, "1 entries are missing")
    assert offered(window) == ["read", "backup", "go-on"]
    press(qtbot, window, "trouble-go-on")
    with qtbot.waitSignal(window.opened):
        press(qtbot, window, "go-on")
    assert is_said(window, "This store was put back to an older state.")


def test_a_store_in_a_cloud_folder_is_moved_to_a_safe_place(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, tmp_path: Path
) -> None:
    folder = tmp_path / "OneDrive" / "area"
    folder.parent.mkdir()
    new_area(a_household(number="DY-1")).rename(folder)
    lead_to_trouble(qtbot, window, folder)
    assert is_said(window, "where records get lost")
    assert offered(window) == ["read", "move"]
    press(qtbot, window, "trouble-move")
    with qtbot.waitSignal(window.opened) as opened:
        press(qtbot, window, "move")
    assert opened.args == [paths.data_folder() / stores.AREA]
    assert not folder.exists()


def test_a_store_of_a_newer_program_is_refused_in_words(window: MainWindow, new_area: NewArea) -> None:
    folder = new_area()
    card = folder / "store.toml"
    card.write_text(card.read_text("utf-8").replace("format = 1", "format = 2"), "utf-8")
    window.show_locked(folder)
    assert is_said(window, "was written by a newer version of Ruhu. Nothing was changed.")


def test_a_folder_without_a_store_is_told_on_the_first_page(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    press(qtbot, window, "open")
    press(qtbot, window, "other-folder")
    assert is_said(window, f"There is no store in {tmp_path}.")
    assert part(window, QAbstractButton, "open").isVisible()


def test_the_areas_of_this_computer_are_listed_by_name(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = paths.data_folder() / "one"
    folder.parent.mkdir(parents=True)
    new_area().rename(folder)
    (folder.parent / "no store").mkdir()
    press(qtbot, window, "open")
    known = part(window, QListWidget, "stores")
    assert [known.item(row).text() for row in range(known.count())] == [f"{stores.AREA} · one"]
    qtbot.keyClick(known, Qt.Key.Key_Return)
    assert is_said(window, f"{stores.CLERK}, it is locked")


def test_a_backup_from_elsewhere_becomes_a_store_here(
    qtbot: QtBot, window: MainWindow, new_area: NewArea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = new_area(a_household(number="DY-1"))
    with stores.opened(folder) as store:
        made = backup.back_up(store.engine, store.opened.key, folder, tmp_path / "stick", keep=backup.ALL)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(made.file), ""))
    press(qtbot, window, "from-backup")
    press(qtbot, window, "choose-backup")
    number = vault.store_number(place.card(folder).store)
    assert is_said(window, f"{stores.AREA}, store {number}: {made.file.name}")
    typed(qtbot, window, "backup-passphrase", "not this one")
    press(qtbot, window, "bring-backup-back")
    qtbot.waitUntil(lambda: is_said(window, "Wrong passphrase, 1 in a row"))
    typed(qtbot, window, "backup-passphrase", stores.PASSPHRASE)
    with qtbot.waitSignal(window.opened) as opened:
        press(qtbot, window, "bring-backup-back")
    assert opened.args == [paths.data_folder() / stores.AREA]


def test_an_open_store_is_closed_to_bring_a_backup_of_it_back(
    qtbot: QtBot, window: MainWindow, new_area: NewArea
) -> None:
    folder = new_area(a_household(number="DY-1"))
    with stores.opened(folder) as store:
        backup.back_up(store.engine, store.opened.key, folder, folder / "backups", keep=backup.ALL)
        store.save(a_household(number="DY-2"))
    unlocked(qtbot, window, folder)
    window.ask_for_backup()
    assert window.shell is None
    field = typed(qtbot, window, "backup-passphrase", stores.PASSPHRASE)
    with qtbot.waitSignal(window.opened):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    window.close()
    with stores.opened(folder) as store:
        assert stores.numbers(store) == ["DY-1"]


def test_what_is_no_backup_is_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.ruhu-backup").write_bytes(b"x")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "x.ruhu-backup"), ""))
    press(qtbot, window, "from-backup")
    press(qtbot, window, "choose-backup")
    assert is_said(window, "is not a whole backup of a store. Nothing was changed.")
    assert not part(window, QLineEdit, "backup-passphrase").isVisible()


def test_the_language_changes_on_the_first_page(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "language")
    assert is_said(window, "您要怎么开始？")
    qtbot.waitUntil(lambda: len(window.findChildren(QPushButton, "language")) == 1)
    press(qtbot, window, "language")
    assert is_said(window, "How do you want to begin?")


def test_a_window_on_a_store_keeps_others_from_writing(qtbot: QtBot, window: MainWindow, new_area: NewArea) -> None:
    folder = new_area()
    unlocked(qtbot, window, folder)
    with pytest.raises(vault.Refused, match="open in another window"):
        stores.opened(folder)


def lead_to_trouble(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.show_locked(folder)
    enter(qtbot, window)
    qtbot.waitUntil(lambda: is_said(window, "was not opened"))


def enter(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(typed(qtbot, window, "passphrase", stores.PASSPHRASE), Qt.Key.Key_Return)


def offered(window: MainWindow) -> list[str]:
    found = [each for each in window.findChildren(QAbstractButton) if each.objectName().startswith("trouble-")]
    return [each.objectName()[8:] for each in found if each.isVisible() and each.objectName() != "trouble-leave"]


def damaged(folder: Path) -> Path:
    """A store in whose journal a page is damaged: the last, which is read when it is opened."""
    flip(place.database(folder), at_page(leaves(folder, "entries")[-1]))
    return folder
