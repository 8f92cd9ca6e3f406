"""A backup is made, tried and made anew by itself; whatever needs the store to itself gives it back afterwards."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import stores
from damage import at_page, flip, leaves, refusal
from PySide6.QtWidgets import QLabel
from seeing import NewArea
from settling import Hands

from desktop import paths, settings
from desktop.settings import Settings
from desktop.store import backup
from desktop.store.backup import LAST_THREE, back_up
from desktop.ui.backing_up import DailyBackup, is_due
from desktop.ui.pill import Pill


def kept() -> Settings:
    return settings.load(paths.config_folder(), {}).settings


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder for backups."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def aged(file: Path, days: int) -> Path:
    """A backup as if it had been made so many days before."""
    made = datetime.now().astimezone() - timedelta(days=days)
    return file.rename(file.with_name(f"{made:%Y%m%d-%H%M%S}{file.name[15:]}"))


def with_backup(folder: Path, place: Path | None = None) -> Path:
    with stores.opened(folder) as store:
        return back_up(store.engine, store.opened.key, folder, place or folder / "backups", keep=LAST_THREE).file


def test_without_a_backup_it_is_said_in_amber(hands: Hands, new_area: NewArea) -> None:
    hands.open(new_area())
    assert hands.says("No backup yet")
    assert not hands.button("try-restore").isEnabled()
    assert not hands.button("backup-daily").isEnabled(), "without a place of its own"


@pytest.mark.parametrize(("days", "look"), [(2, "second"), (4, "odd")])
def test_a_backup_of_more_than_three_days_is_amber(hands: Hands, new_area: NewArea, days: int, look: str) -> None:
    folder = new_area()
    aged(with_backup(folder), days)
    hands.open(folder)
    told = [each for each in hands.window.findChildren(QLabel) if each.text().startswith("Backed up 2")]
    assert [each.property("look") for each in told] == [look]


def test_the_chosen_place_is_kept_and_one_on_the_same_disk_is_said_plainly(
    hands: Hands, new_area: NewArea, stick: Path
) -> None:
    hands.open(new_area())
    hands.choose(stick)
    hands.press("backup-place")
    assert hands.button("back-up").text() == "Back up now, to stick"
    assert hands.says(f"{stick} is on the same disk as the data: if it breaks, both are gone")
    assert kept().backup_place == stick
    assert any(text.startswith("settings kept at") for text in hands.status())


def test_a_place_inside_the_store_is_no_place(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    hands.open(folder)
    hands.choose(folder / "backups")
    hands.press("backup-place")
    assert hands.says("is a part of the store itself")
    assert kept().backup_place is None


def test_a_backup_goes_to_the_chosen_place_and_says_where(hands: Hands, new_area: NewArea, stick: Path) -> None:
    hands.open(new_area(*stores.a_family("DY-01")))
    hands.choose(stick)
    hands.press("backup-place", "back-up")
    hands.wait_for("read back and compared.")
    (made,) = backup.backups_in(stick)
    assert hands.says(str(made.file))
    hands.wait_for("Backed up today")
    assert hands.says("1 there")


def test_the_keyboard_is_back_on_the_button_after_the_backup(hands: Hands, new_area: NewArea) -> None:
    hands.open(new_area())
    hands.button("back-up").setFocus()
    hands.press("back-up")
    hands.wait_for("read back and compared.")
    assert hands.button("back-up").hasFocus()


def test_without_a_place_it_goes_to_the_stores_own_folder(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    hands.open(folder)
    hands.press("back-up")
    hands.wait_for("read back and compared.")
    assert len(backup.backups_in(folder / "backups")) == 1


def test_a_place_that_is_not_there_is_told_and_not_made_up(hands: Hands, new_area: NewArea, stick: Path) -> None:
    hands.open(new_area())
    hands.choose(stick)
    hands.press("backup-place")
    stick.rmdir()
    hands.press("back-up")
    hands.wait_for(f"There is no folder {stick}.")
    assert hands.says("is not there: plug its disk in")
    assert not stick.exists()
    hands.wait(lambda: hands.button("back-up").isEnabled())


def test_a_trial_says_what_it_found_and_leaves_nothing(hands: Hands, new_area: NewArea) -> None:
    folder = new_area(*stores.a_family("DY-01"))
    with_backup(folder)
    hands.open(folder)
    before = sorted(folder.parent.iterdir())
    hands.press("try-restore")
    hands.wait_for("comes back whole")
    hands.wait(lambda: any("tried" in each.text() for each in hands.window.findChildren(Pill)))
    assert sorted(folder.parent.iterdir()) == before


def test_a_damaged_backup_is_told_by_a_trial(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    file = with_backup(folder)
    file.write_bytes(file.read_bytes()[:-4000])
    hands.open(folder)
    hands.press("try-restore")
    hands.wait_for("is not a whole backup of a store. Nothing was changed.")
    assert not hands.says("comes back whole")


def test_restoring_leads_to_the_lock(hands: Hands, new_area: NewArea) -> None:
    hands.open(new_area())
    hands.press("restore")
    assert hands.window.shell is None


# The daily one


@pytest.mark.parametrize(
    ("now", "newest", "due"),
    [
        ("2026-11-19 18:00", "2026-11-19 17:59", True),
        ("2026-11-19 18:00", "2026-11-19 18:00", False),
        ("2026-11-19 17:59", "2026-11-18 18:00", False),
        ("2026-11-19 08:00", "2026-11-18 17:00", True),
        ("2026-11-19 08:00", None, True),
    ],
)
def test_a_backup_is_due_when_its_hour_came_since_the_last(now: str, newest: str | None, due: bool) -> None:  # noqa: FBT001
    made = datetime.fromisoformat(newest) if newest else None
    assert is_due(datetime.fromisoformat(now), made, 18) is due


def test_a_missed_backup_is_made_when_the_store_is_opened(hands: Hands, new_area: NewArea, stick: Path) -> None:
    folder = new_area()
    old = aged(with_backup(folder, stick), 2)
    hands.open(folder)
    hands.choose(stick)
    hands.press("backup-place")
    assert [each.file for each in backup.backups_in(stick)] == [old]
    hands.window.lock()
    hands.open(folder)
    hands.wait(lambda: len(backup.backups_in(stick)) == 2)


def test_the_daily_backup_can_be_switched_off_and_its_hour_changed(
    hands: Hands, new_area: NewArea, stick: Path
) -> None:
    folder = new_area()
    hands.open(folder)
    hands.choose(stick)
    hands.press("backup-place")
    hands.press("backup-later", "backup-later", "backup-earlier")
    assert kept().backup_hour == 19
    assert hands.says("19:00")
    hands.press("backup-daily")
    assert not kept().backup_daily
    assert not hands.is_seen("backup-later")
    hands.window.lock()
    hands.open(folder)
    hands.wait_for("No backup yet")
    assert backup.backups_in(stick) == ()


def test_a_daily_backup_that_failed_is_not_tried_again_before_its_hour(
    hands: Hands, new_area: NewArea, stick: Path
) -> None:
    folder = new_area()
    hands.open(folder)
    hands.choose(stick)
    hands.press("backup-place")
    stick.rmdir()
    hands.window.lock()
    hands.open(folder)
    hands.wait_for(f"There is no folder {stick}.")
    assert hands.window.shell is not None
    hands.window.shell.notice.say("")
    for daily in hands.window.shell.findChildren(DailyBackup):
        daily.look()
    assert not hands.says(f"There is no folder {stick}.")


# What needs the store to itself


def test_a_check_closes_the_store_and_opens_it_again(hands: Hands, new_area: NewArea) -> None:
    folder = new_area(*stores.a_family("DY-01"))
    hands.open(folder)
    hands.press("check-store")
    hands.wait_for("All is in order")
    assert hands.window.shell is not None
    assert not hands.is_seen("repair-store")
    assert "open in another window" in str(refusal(lambda: stores.opened(folder))), "it is open for writing again"


def test_what_a_check_finds_is_listed_and_repaired(hands: Hands, new_area: NewArea) -> None:
    folder = new_area(*stores.a_family("DY-01"))
    with stores.opened(folder) as store, store.engine.connect() as connection:
        name = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalar()
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.commit()
    hands.open(folder)
    hands.press("check-store")
    hands.wait_for("1 guards of the ledger are missing")
    hands.press("repair-store")
    hands.wait_for("Repaired today")
    assert not hands.is_seen("repair-store")


def test_a_damaged_store_is_repaired_from_the_settings_of_one_that_is_only_read(
    hands: Hands, new_area: NewArea
) -> None:
    folder = new_area(*stores.a_family("DY-01"))
    flip(folder / "ledger.db", at_page(leaves(folder, "area")[0]))
    hands.window.show_store(stores.opened(folder, read_only=True), "damaged")
    hands.press("to-settings", "check-store")
    hands.wait_for("The file is damaged")
    assert not hands.button("back-up").isEnabled(), "it is still only read"
    hands.press("repair-store")
    hands.wait_for("The damaged file is set aside:")
    hands.wait(lambda: hands.button("back-up").isEnabled())
    assert not hands.is_seen("repair-store")


def test_the_store_is_moved_and_stays_open(hands: Hands, new_area: NewArea, stick: Path) -> None:
    folder = new_area(*stores.a_family("DY-01"))
    hands.open(folder)
    hands.choose(stick)
    hands.press("move-store")
    hands.wait_for(f"The store is in {stick / folder.name} now, compared file by file.")
    assert not folder.exists()
    assert kept().last_store == stick / folder.name
    hands.press("to-households")
    hands.wait_for("1 household")


def test_a_move_to_where_something_lies_is_refused_and_the_store_stays(
    hands: Hands, new_area: NewArea, stick: Path
) -> None:
    folder = new_area()
    (stick / folder.name).mkdir()
    hands.open(folder)
    hands.choose(stick)
    hands.press("move-store")
    hands.wait_for("Nothing was moved.")
    assert hands.window.shell is not None
    assert hands.says(str(folder))


def test_the_folder_is_named_with_what_it_holds(hands: Hands, new_area: NewArea) -> None:
    folder = new_area(*stores.a_family("DY-01"))
    hands.open(folder)
    hands.wait_for(f"{folder} · 1 household · ")
    assert hands.says("GB free on its disk")
    assert hands.says("Looked: it lies on this computer's own disk")


def test_a_store_in_a_synced_folder_is_told_with_the_way_out(hands: Hands, new_area: NewArea) -> None:
    folder = new_area()
    hands.open(folder)
    (folder.parent / ".dropbox").touch()
    hands.press("section-lock")
    hands.press("language-zh_CN", "language-en", "section-backup")
    assert hands.says("It lies on a cloud-synced folder (Dropbox), where records get lost.")
