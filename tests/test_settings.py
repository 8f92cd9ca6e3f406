"""Settings survive newer versions, other programs and damage."""

import json
from pathlib import Path

import pytest

from desktop import settings
from desktop.settings import Settings


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    loaded = settings.load(tmp_path / "none", {})
    assert loaded.settings == Settings(language="zh_CN", last_store=None, backup_place=None)
    assert loaded.moved_aside is None


def test_a_change_is_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "on demand"
    changed = settings.change(folder, Settings(), language="en", last_store=tmp_path / "东苑路片区")
    assert settings.load(folder, {}).settings == changed
    forgotten = settings.change(folder, changed, last_store=None)
    assert settings.load(folder, {}).settings == forgotten == Settings(language="en")


def test_every_setting_is_read_back(tmp_path: Path) -> None:
    chosen = Settings("en", tmp_path, tmp_path, "large", True, 0, False, 12, "王示例")  # noqa: FBT003  every one, in its order
    everything = {name: getattr(chosen, name) for name in Settings.__struct_fields__}
    assert settings.change(tmp_path, Settings(), **everything) == settings.load(tmp_path, {}).settings == chosen


def test_a_change_keeps_what_newer_versions_and_other_programs_wrote(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"map_layers": [1, 2], "last_store": "甲"}', "utf-8")
    here = settings.load(tmp_path, {}).settings
    settings.change(tmp_path, here, last_store=Path("乙"))
    settings.change(tmp_path, here, backup_place=Path("丙"))
    stored = json.loads((tmp_path / "settings.json").read_text("utf-8"))
    assert stored == {"map_layers": [1, 2], "last_store": "乙", "backup_place": "丙"}


def test_the_environment_goes_before_the_file_and_is_never_written(tmp_path: Path) -> None:
    settings.change(tmp_path, Settings(), language="zh_CN")
    spoken = settings.load(tmp_path, {"RUHU_LANGUAGE": "en"}).settings
    assert spoken.language == "en"
    settings.change(tmp_path, spoken, backup_place=tmp_path)
    assert settings.load(tmp_path, {}).settings == Settings(language="zh_CN", backup_place=tmp_path)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\0" * 40,
        b'{"language": "en"',
        b"[]",
        b'{"last_store": 7}',
        b'{"lock_after": true}',
        b"\xff\xfe{}",
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_moved_aside_and_told(tmp_path: Path, damaged: bytes) -> None:
    for n in (1, 2):
        (tmp_path / "settings.json").write_bytes(damaged)
        loaded = settings.load(tmp_path, {})
        assert loaded.settings == Settings()
        assert loaded.moved_aside == tmp_path / f"settings.json.damaged-{n}"
        assert (tmp_path / f"settings.json.damaged-{n}").read_bytes() == damaged
    assert settings.load(tmp_path, {}).moved_aside is None


def test_a_folder_in_place_of_the_file_is_moved_aside_too(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    assert settings.load(tmp_path, {}).moved_aside == tmp_path / "settings.json.damaged-1"
    assert settings.change(tmp_path, Settings(), language="en") == settings.load(tmp_path, {}).settings


def test_a_change_leaves_one_file(tmp_path: Path) -> None:
    settings.change(tmp_path, settings.change(tmp_path, Settings(), language="en"), language="zh_CN")
    assert [file.name for file in tmp_path.iterdir()] == ["settings.json"]


def test_what_stands_in_the_file_already_is_not_written_again(tmp_path: Path) -> None:
    held = settings.change(tmp_path, Settings(), last_store=tmp_path, last_person="王示例")
    written = (tmp_path / "settings.json").stat()
    assert settings.change(tmp_path, held, last_store=tmp_path, last_person="王示例") == held
    assert (tmp_path / "settings.json").stat().st_ino == written.st_ino


def test_an_unknown_setting_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        settings.change(tmp_path, Settings(), colour="red")
