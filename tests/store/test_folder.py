"""A store's folder: its card, its lock, what is written to it, and the note outside that tells a copy apart."""

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest
from damage import refusal
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.identity import new_id
from desktop.store import folder as place
from desktop.store.folder import Card, Home, Mirror

needs_modes = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    folder = tmp_path / "示例"
    place.lay_out(folder, Card(new_id(), "示例片区"))
    return folder


@given(area=st.text(st.characters(codec="utf-8")), kind=st.sampled_from(["office", "field"]))
def test_a_card_is_read_back_whatever_the_area_is_called(
    tmp_path_factory: pytest.TempPathFactory, area: str, kind: str
) -> None:
    folder = tmp_path_factory.mktemp("area")
    card = Card(new_id(), area, kind)
    place.lay_out(folder, card)
    assert place.card(folder) == card
    place.mark_invented(folder)
    place.rename(folder, "另一片区")
    assert place.card(folder) == Card(card.store, "另一片区", kind, is_invented=True)


def test_a_laid_out_folder_has_a_place_for_everything(tmp_path: Path) -> None:
    place.lay_out(tmp_path, Card(new_id(), "示例片区"))
    assert names_in(tmp_path) == ["backups", "evidence", "inbox", "outbox", "quarantine", "store.toml"]


@needs_modes
def test_a_laid_out_folder_is_for_its_owners_eyes(laid_out: Path) -> None:
    assert {mode_of(each) for each in laid_out.iterdir()} == {0o700, 0o600}


@pytest.mark.parametrize("found", ["a file", "a file/below", "长" * 100])
def test_where_no_folder_can_be_is_said(tmp_path: Path, found: str) -> None:
    (tmp_path / "a file").write_text("no folder")
    assert str(tmp_path / found) in str(refusal(lambda: place.require_safe_place(tmp_path / found)))
    place.require_possible(tmp_path / "deep" / "below")


def test_a_folder_that_is_filled_takes_its_place(tmp_path: Path) -> None:
    with place.built_beside(tmp_path / "deep" / "area") as unfinished:
        (unfinished / "file").write_text("whole")
        assert not (tmp_path / "deep" / "area").exists()
        place.take_place(unfinished, tmp_path / "deep" / "area")
    assert names_in(tmp_path / "deep") == ["area"]
    assert names_in(tmp_path / "deep" / "area") == ["file"]


def test_a_folder_that_can_not_be_filled_is_gone_again(tmp_path: Path) -> None:
    with pytest.raises(LookupError), place.built_beside(tmp_path / "area"):
        raise LookupError
    assert names_in(tmp_path) == []


def test_what_a_kill_left_is_cleared_a_day_later_and_nothing_of_anybody_else(tmp_path: Path) -> None:
    for name in ("ours", "theirs", "ours of today"):
        left = tmp_path / f".area.unfinished-{name}"
        left.mkdir()
        (left / "file").write_text("half")
        if name != "theirs":
            (left / "unfinished").touch()
    os.utime(tmp_path / ".area.unfinished-ours" / "unfinished", (0, 0))
    with place.built_beside(tmp_path / "area") as unfinished:
        place.take_place(unfinished, tmp_path / "area")
    assert names_in(tmp_path) == [".area.unfinished-ours of today", ".area.unfinished-theirs", "area"]


def test_a_lock_lets_one_in_at_a_time(tmp_path: Path) -> None:
    with place.held(tmp_path):
        assert str(tmp_path) in str(refusal(lambda: place.locked(tmp_path)))
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


@needs_modes
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_copy_is_for_the_same_eyes_as_the_file(tmp_path: Path, mode: int) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "file").chmod(mode)
    place.copy_durably(tmp_path / "file", tmp_path / "copy")
    assert mode_of(tmp_path / "copy") == mode


def test_size_counts_files_in_folders_and_nothing_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a").write_bytes(bytes(5))
    (tmp_path / "b").write_bytes(bytes(7))
    assert place.size_of(tmp_path) == 12
    assert place.size_of(tmp_path / "b", tmp_path / "below", tmp_path / "none") == 12


def test_the_room_for_a_folder_is_known_before_it_exists(tmp_path: Path) -> None:
    assert place.free_space(tmp_path / "none" / "below") > 0


def test_a_renamed_folder_is_the_same_and_a_copy_is_not(laid_out: Path) -> None:
    home, new = Home.of(laid_out), laid_out.with_name("new")
    laid_out.rename(new)
    assert Home.of(new).is_same(home)
    shutil.copytree(new, laid_out)
    assert not Home.of(laid_out).is_same(home)
    assert Home.of(laid_out).is_in_place_of(home)
    shutil.rmtree(laid_out)
    place.lay_out(laid_out, Card(new_id(), "another store"))
    assert not Home.of(laid_out).is_in_place_of(home)


def test_a_link_to_a_folder_is_that_folder(laid_out: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(laid_out, target_is_directory=True)
    for spelling in (tmp_path / "link", laid_out / ".." / laid_out.name):
        assert Home.of(spelling) == Home.of(laid_out)


def test_a_mirror_tells_the_end_that_was_written_last(laid_out: Path) -> None:
    mirror = Mirror(bytes(8))
    assert mirror.read() is None
    for seq in (100_000, 7):
        mirror.write(laid_out, seq, bytes(32))
    mirror.close()
    end = Mirror(bytes(8)).read()
    assert end is not None
    assert (end.home, end.seq, end.hash) == (Home.of(laid_out), 7, bytes(32))
    assert place.ends_seen(laid_out) == (end,)
    assert Mirror(b"other" * 2).read() is None


def test_ends_that_are_forgotten_leave_those_of_other_folders(laid_out: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(laid_out, other)
    place.note_end(laid_out, b"ours", 1, bytes(32))
    place.note_end(other, b"theirs", 2, bytes(32))
    place.forget_ends(laid_out)
    assert place.ends_seen(laid_out) == ()
    assert [end.origin for end in place.ends_seen(other)] == [b"theirs"]


@pytest.mark.parametrize(
    "note", [b"", b"{}", b"[]", b'{"origin": 1}', b"\xff\xfe", b'{"home": {"store"', b"[" * 99_999]
)
def test_a_note_that_cant_be_read_counts_as_none(laid_out: Path, ruhu_home: Path, note: bytes) -> None:
    place.note_end(laid_out, bytes(8), 1, bytes(32))
    (file,) = ruhu_home.glob("config/mirrors/*")
    file.write_bytes(note)
    assert Mirror(bytes(8)).read() is None
    assert place.ends_seen(laid_out) == ()


def test_a_note_that_cant_be_written_hinders_nothing(laid_out: Path, ruhu_home: Path) -> None:
    (ruhu_home / "config").mkdir(parents=True)
    (ruhu_home / "config" / "mirrors").write_text("no folder")
    place.note_end(laid_out, bytes(8), 1, bytes(32))
    place.forget_ends(laid_out)
    assert place.ends_seen(laid_out) == ()


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())
