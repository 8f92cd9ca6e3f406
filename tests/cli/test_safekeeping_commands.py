"""`ruhu check`, `backup`, `restore`, `move`: a way back from everything."""

import shutil
from pathlib import Path

import pytest
import stores
from terminal import NUMBER, Ruhu

from desktop import paths, settings
from desktop.domain.records import Household


@pytest.mark.usefixtures("stated")
def test_a_whole_store_is_in_order(ruhu: Ruhu) -> None:
    assert "All is in order" in ruhu("check").out
    assert ruhu("check", "--json").facts["whole"] is True


def altered(folder: Path) -> None:
    """Somebody writes past the program."""
    with stores.opened(folder) as store, store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("DROP TRIGGER guard_update_household")
        driver.execute("UPDATE household SET number = 'DY-99'")


def test_trouble_ends_with_1_and_is_repaired(ruhu: Ruhu, stated: Path) -> None:
    altered(stated)
    said = ruhu("check", ends=1)
    assert "guards of the ledger are missing" in said.out
    assert "ruhu check --repair" in said.out
    repaired = ruhu("check", "--repair", "--json").facts
    assert (repaired["before"]["whole"], repaired["after"]["whole"]) == (False, True)
    assert NUMBER in ruhu("household", "list").out


def test_a_backup_is_made_listed_and_brought_back(ruhu: Ruhu, stated: Path, tmp_path: Path) -> None:
    assert "no backup yet" in ruhu("backup", "--list").out
    made = ruhu("backup", "--to", tmp_path / "stick", "--json").facts
    assert Path(made["file"]).stat().st_size == made["bytes"]
    assert made["file"] in ruhu("backup", "--list", "--to", tmp_path / "stick").out
    with stores.opened(stated) as store:
        store.withdraw(store.records(Household)[0], because="试试")
    said = ruhu("restore", made["file"], "--json").facts
    assert Path(said["set_aside"]).is_dir()
    assert NUMBER in ruhu("household", "list").out
    ruhu("check")


@pytest.mark.usefixtures("stated")
def test_where_there_is_no_folder_no_backups_are_listed(ruhu: Ruhu, tmp_path: Path) -> None:
    for option in ("--store", "--to"):
        said = ruhu("backup", "--list", option, tmp_path / "nix", ends=1)
        assert f"There is no folder {tmp_path / 'nix'}." in said.err


@pytest.mark.usefixtures("stated")
def test_a_backup_makes_a_store_where_there_was_none(ruhu: Ruhu, tmp_path: Path) -> None:
    made = ruhu("backup", "--json").facts
    ruhu("restore", made["file"], "--store", tmp_path / "anew")
    assert NUMBER in ruhu("household", "list", "--store", tmp_path / "anew").out


@pytest.mark.usefixtures("stated")
def test_what_is_no_backup_is_refused_and_nothing_changed(ruhu: Ruhu, tmp_path: Path) -> None:
    file = tmp_path / "letter.ruhu-backup"
    file.write_text("no backup")
    assert "not a whole backup" in ruhu("restore", file, ends=1).err
    ruhu("check")


def test_a_store_that_is_older_than_seen_goes_on_as_it_is_only_when_told(
    ruhu: Ruhu, stated: Path, tmp_path: Path
) -> None:
    shutil.copytree(stated, tmp_path / "copy")
    with stores.opened(stated) as store:
        store.withdraw(store.records(Household)[0], because="试试")
    shutil.rmtree(stated)
    (tmp_path / "copy").rename(stated)
    assert "older than this computer saw it last" in ruhu("record", stated / "store.toml", ends=1).err
    ruhu("restore", "--as-it-is")
    assert "no JSON object" in ruhu("record", stated / "store.toml", ends=1).err


def test_a_store_is_moved_and_the_settings_follow(ruhu: Ruhu, stated: Path, tmp_path: Path) -> None:
    settings.change(paths.config_folder(), settings.Settings(), last_store=stated)
    ruhu("move", stated, tmp_path / "elsewhere")
    assert not stated.exists()
    assert settings.load(paths.config_folder()).settings.last_store == tmp_path / "elsewhere"
    assert NUMBER in ruhu("household", "list", "--store", tmp_path / "elsewhere").out


def test_a_store_is_not_moved_onto_something(ruhu: Ruhu, stated: Path, tmp_path: Path) -> None:
    assert "exists already" in ruhu("move", stated, tmp_path, ends=1).err
