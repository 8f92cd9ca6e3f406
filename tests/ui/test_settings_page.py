"""Settings hold at once, are kept at once, and each person sees what theirs may do."""

from pathlib import Path

import pytest
import stores
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from seeing import NewArea
from settling import Hands

from desktop import paths, settings
from desktop.casework import people
from desktop.domain.fields import Role
from desktop.domain.records import Area
from desktop.settings import Settings
from desktop.store import folder as place_of
from desktop.store import opening
from desktop.ui import theme
from desktop.ui.main_window import MainWindow
from desktop.ui.page import Place

SECTIONS = ("display", "backup", "photos", "people", "area", "lock", "about")


def kept() -> Settings:
    return settings.load(paths.config_folder(), {}).settings


def test_the_language_is_switched_at_once_at_the_same_section(hands: Hands, new_area: NewArea) -> None:
    hands.open(new_area())
    hands.press("section-display", "language-zh_CN")
    assert hands.says("界面语言")
    assert hands.window.shell is not None
    assert hands.window.shell.page is not None
    assert hands.window.shell.page.place() == Place("settings", part="display")
    assert kept().language == "zh_CN"
    assert any(text.startswith("设置已存") for text in hands.status())
    hands.press("language-en")
    assert hands.says("Language of the window")


def test_larger_text_is_put_on_at_once_and_the_keyboard_stays_on_its_button(hands: Hands, new_area: NewArea) -> None:
    hands.open(new_area())
    before = theme.font(theme.BODY).pixelSize()
    hands.press("text-size-extra_large")
    assert theme.font(theme.BODY).pixelSize() == before + theme.TEXT_SIZES["extra_large"]
    assert hands.button("text-size-extra_large").isChecked()
    assert hands.window.focusWidget().objectName() == "text-size-extra_large"
    assert kept().text_size == "extra_large"


def test_outdoor_mode_is_switched_by_the_space_bar(hands: Hands, qtbot: QtBot, new_area: NewArea) -> None:
    hands.open(new_area())
    switch = hands.button("outdoor")
    assert (switch.text(), switch.accessibleName()) == ("Off", "Outdoor mode")
    switch.setFocus()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert hands.button("outdoor").text() == "On"
    assert theme.colour("brand_soft") == theme.colour("surface")
    assert kept().is_outdoor


def test_a_choice_is_made_with_the_arrow_keys(hands: Hands, qtbot: QtBot, new_area: NewArea) -> None:
    hands.open(new_area())
    hands.press("section-lock")
    held = hands.button("lock-after-10")
    held.setFocus()
    qtbot.keyClick(held, Qt.Key.Key_Right)
    assert hands.button("lock-after-15").isChecked()
    assert kept().lock_after == 15
    assert hands.says("Locks after 15 min unused")
    hands.press("lock-after-0")
    assert kept().lock_after == 0
    assert hands.says("Never locks by itself")


def test_the_screen_is_locked_now(hands: Hands, new_area: NewArea) -> None:
    hands.open(new_area())
    hands.press("section-lock", "lock-now")
    assert hands.window.shell is None


def test_escape_goes_back_to_where_one_was(hands: Hands, qtbot: QtBot, new_area: NewArea) -> None:
    hands.open(new_area(*stores.a_family("DY-01")))
    shell = hands.window.shell
    assert shell is not None
    assert shell.page is not None
    qtbot.keyClick(shell.page, Qt.Key.Key_Escape)
    assert shell.page.place().page == "households"


def test_every_section_is_reached_by_keyboard_and_names_all_that_takes_the_keyboard(
    hands: Hands, qtbot: QtBot, new_area: NewArea
) -> None:
    hands.open(new_area())
    first = hands.button("section-display")
    for name in SECTIONS:
        hands.button(f"section-{name}").setFocus()
        qtbot.keyClick(hands.button(f"section-{name}"), Qt.Key.Key_Space)
        assert hands.button(f"section-{name}").isChecked()
        first.setFocus()
        for widget in walked(qtbot, hands.window):
            assert widget.objectName(), name
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget.objectName()


def walked(qtbot: QtBot, window: MainWindow) -> list[QWidget]:
    """What the Tab key comes to, once around."""
    first = window.focusWidget()
    found = [first]
    while len(found) < 100:
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        if window.focusWidget() is first:
            break
        found.append(window.focusWidget())
    return found


@pytest.mark.parametrize("part", SECTIONS)
def test_each_section_has_one_filled_button(hands: Hands, new_area: NewArea, part: str) -> None:
    hands.open(new_area())
    hands.press(f"section-{part}")
    buttons = [each for each in hands.window.findChildren(QPushButton) if each.isVisible()]
    assert [each.objectName() for each in buttons if each.property("look") == "filled"] == ["back-up"]


def test_in_a_narrow_window_the_right_column_goes_away_and_its_button_stays(hands: Hands, new_area: NewArea) -> None:
    hands.open(new_area())
    assert hands.is_seen("language-en")
    hands.window.resize(1093, 600)
    assert not hands.is_seen("language-en")
    hands.wait(lambda: hands.is_seen("back-up"))
    hands.press("section-display", "language-en")
    hands.window.resize(1366, 720)
    hands.press("section-backup", "language-en")


# The area


def test_the_area_is_written_by_its_clerk_and_its_card_and_window_follow(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    hands.open(folder)
    hands.press("section-area")
    hands.type("name", "Invented Lane")
    hands.press("section-lock")
    assert hands.says("Invented Lane")
    assert place_of.card(folder).area == "Invented Lane"
    assert hands.window.windowTitle() == "Ruhu 入户 — Invented Lane"
    hands.press("undo")
    assert place_of.card(folder).area == stores.AREA
    hands.press("section-area")
    assert field(hands, "name").text() == stores.AREA


def test_a_wrong_date_is_told_beside_it_and_nothing_is_saved(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    hands.open(folder)
    hands.press("section-area")
    hands.type("notice_on", "2026-13-45")
    hands.press("section-area")
    assert field(hands, "notice_on").property("wrong")
    hands.window.close()
    with stores.opened(folder) as store:
        assert store.records(Area)[0].notice_on is None


def test_a_time_zone_that_does_not_exist_is_refused(hands: Hands, new_area: NewArea) -> None:
    hands.open(new_area())
    hands.press("section-area")
    hands.type("zone", "Asia/Nowhere")
    hands.press("section-area")
    hands.wait_for("There is no such time zone.")


def test_who_is_not_of_the_office_reads_and_is_told_why(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    as_worker(hands, folder)
    hands.press("section-area")
    assert hands.says("The office writes this; you can read and copy it.")
    assert field(hands, "name").isReadOnly()
    hands.press("section-people")
    assert hands.says("Who opens this store is said by the office; ask its clerk.")
    assert not hands.is_seen("add-person")
    assert not hands.is_seen("make-sheet")
    assert hands.says("worker · opens it by: passphrase")


def as_worker(hands: Hands, folder: Path) -> None:
    """The settings, opened by a worker."""
    with stores.opened(folder) as store:
        worker = people.admit(store, "何示例", Role.WORKER, stores.PASSPHRASE)
    hands.window.show_store(opening.open_store(folder, worker, clock=stores.noon))
    hands.press("to-settings")


# Photos


def test_how_photos_are_kept_is_chosen_and_holds_at_once(hands: Hands, qtbot: QtBot, new_area: NewArea) -> None:
    hands.open(new_area())
    hands.press("section-photos", "photo-side-3000", "photo-quality-92")
    assert (kept().photo_side, kept().photo_quality) == (3000, 92)
    assert hands.says("3000 px, quality 92")
    hands.press("photo-strips", "photo-reads")
    assert (kept().photo_keeps_exif, kept().photo_reads_exif) == (True, False)
    original = hands.button("photo-original")
    original.setFocus()
    qtbot.keyClick(original, Qt.Key.Key_Space)
    assert kept().photo_keeps_original
    assert hands.says("kept as they come")
    assert not hands.button("photo-strips").isEnabled(), "an original is what came"


def test_a_folder_to_watch_is_chosen_and_given_up(
    hands: Hands, new_area: NewArea, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.open(new_area())
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    hands.press("section-photos", "choose-watched")
    assert kept().watched_folder == tmp_path
    hands.press("watch-none")
    assert kept().watched_folder is None
    assert not hands.is_seen("watch-none")


# About


def test_about_names_the_data_folder_and_opens_it(
    hands: Hands, new_area: NewArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    folder = new_area()
    hands.open(folder)
    hands.press("section-about")
    assert hands.says(str(folder))
    assert hands.says("Stays when the program is uninstalled.")
    hands.press("open-data", "open-log")
    assert opened == [str(folder), str(paths.log_folder())]
    hands.press("to-health")
    assert hands.is_seen("check-store")


def test_read_only_says_why_there_is_no_backup(hands: Hands, new_area: NewArea) -> None:
    store = stores.opened(new_area(), read_only=True)
    hands.window.show_store(store)
    hands.press("to-settings")
    assert not hands.button("back-up").isEnabled()
    assert hands.says("The store is open for reading only: check and repair it first.")


def field(hands: Hands, name: str) -> QLineEdit:
    (found,) = [each for each in hands.window.findChildren(QLineEdit, name) if each.isVisible()]
    return found
