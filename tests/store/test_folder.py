"""A store's folder: its card, its lock, what is written to it, and the note outside that tells a copy apart."""

from pathlib import Path

import pytest
from damage import refusal
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.identity import new_id
from desktop.store import folder as place
from desktop.store.folder import Card, Mirror


@given(area=st.text(st.characters(codec="utf-8")), kind=st.sampled_from(["office", "field"]))
def test_a_card_is_read_back_whatever_the_area_is_called(
    tmp_path_factory: pytest.TempPathFactory, area: str, kind: str
) -> None:
    folder = tmp_path_factory.mktemp("area")
    card = Card(new_id(), area, kind)
    place.lay_out(folder, card)
    assert place.card(folder) == card


def test_a_laid_out_folder_has_a_place_for_everything(tmp_path: Path) -> None:
    place.lay_out(tmp_path, Card(new_id(), "示例片区"))
    assert names_in(tmp_path) == ["backups", "evidence", "inbox", "outbox", "quarantine", "store.toml"]


def test_a_lock_lets_one_in_at_a_time(tmp_path: Path) -> None:
    lock = place.locked(tmp_path)
    assert str(tmp_path) in str(refusal(lambda: place.locked(tmp_path)))
    lock.release()
    place.locked(tmp_path).release()


def test_a_file_is_replaced_whole_and_leaves_nothing_beside(tmp_path: Path) -> None:
    for content in (b"long " * 100, b"short"):
        place.write_durably(tmp_path / "file", content)
        assert (tmp_path / "file").read_bytes() == content
    assert names_in(tmp_path) == ["file"]


def test_a_file_is_copied_whole_and_leaves_nothing_beside(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"sealed photo" * 1000)
    place.copy_durably(tmp_path / "file", tmp_path / "deep" / "below" / "copy")
    assert (tmp_path / "deep" / "below" / "copy").read_bytes() == b"sealed photo" * 1000
    assert names_in(tmp_path / "deep" / "below") == ["copy"]


def test_size_counts_files_in_folders_and_nothing_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a").write_bytes(bytes(5))
    (tmp_path / "b").write_bytes(bytes(7))
    assert place.size_of(tmp_path) == 12
    assert place.size_of(tmp_path / "b", tmp_path / "below", tmp_path / "none") == 12


def test_the_room_for_a_folder_is_known_before_it_exists(tmp_path: Path) -> None:
    assert place.free_space(tmp_path / "none" / "below") > 0


def test_a_mirror_tells_the_end_that_was_written_last(tmp_path: Path) -> None:
    mirror = Mirror(bytes(8))
    assert mirror.read() is None
    for seq in (100_000, 7):
        mirror.write(tmp_path / "示例", seq, bytes(32))
    mirror.close()
    end = Mirror(bytes(8)).read()
    assert end is not None
    assert (end.folder, end.seq, end.hash) == (str(tmp_path / "示例"), 7, bytes(32).hex())
    assert Mirror(b"other" * 2).read() is None


@pytest.mark.parametrize("note", [b"", b"{}", b"[]", b'{"folder": 1}', b"\xff\xfe", b'{"folder": "a", "seq"'])
def test_a_note_that_cant_be_read_counts_as_none(ruhu_home: Path, note: bytes) -> None:
    Mirror(bytes(8)).write(ruhu_home, 1, bytes(32))
    (file,) = ruhu_home.glob("config/mirrors/*")
    file.write_bytes(note)
    assert Mirror(bytes(8)).read() is None


def test_a_note_that_cant_be_written_hinders_nothing(ruhu_home: Path) -> None:
    (ruhu_home / "config").mkdir(parents=True)
    (ruhu_home / "config" / "mirrors").write_text("no folder")
    mirror = Mirror(bytes(8))
    mirror.write(ruhu_home, 1, bytes(32))
    mirror.close()
    assert mirror.read() is None


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())
