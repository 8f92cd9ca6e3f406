"""A folder becomes a store whole or not at all, one program at a time opens it, and it never passes for another."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import stores
from damage import contents, refusal
from stores import NewStore

from desktop.domain.records import Area, Household, Staff
from desktop.store import checking, connection, opening, vault
from desktop.store import folder as place
from desktop.store.opening import COPIED, OLDER
from desktop.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_vault")


def test_a_new_store_has_its_area_its_first_person_and_a_recovery_code(tmp_path: Path) -> None:
    made = opening.create(tmp_path / "area", stores.AREA, stores.CLERK, stores.PASSPHRASE)
    with made.store as store:
        assert [area.name for area in store.records(Area)] == [stores.AREA]
        (staff,) = store.records(Staff)
        assert staff.public_key == store.opened.signing.public.hex()
    assert vault.unlock_by_code(tmp_path / "area", made.code) == store.opened.key
    assert made.code not in repr(made)


def test_a_store_is_not_made_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear office")
    refused = refusal(lambda: stores.made(tmp_path))
    assert str(tmp_path) in str(refused)
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


def test_a_refused_passphrase_leaves_no_store_behind(tmp_path: Path) -> None:
    refusal(lambda: opening.create(tmp_path / "area", stores.AREA, stores.CLERK, "1234"))
    assert not [each for each in tmp_path.iterdir() if each.name != "home"]


def test_a_persons_folder_beside_a_new_store_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "area.new").mkdir()
    (tmp_path / "area.new" / "letter.txt").write_text("dear office")
    stores.made(tmp_path / "area").close()
    refusal(lambda: opening.create(tmp_path / "other", stores.AREA, stores.CLERK, "1234"))
    assert contents(tmp_path / "area.new") == {"letter.txt": b"dear office"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_new_store_is_for_its_owners_eyes(tmp_path: Path) -> None:
    stores.made(tmp_path / "area").close()
    modes = {name: stat.S_IMODE((tmp_path / "area" / name).stat().st_mode) for name in ("", "slots.json", "evidence")}
    assert modes == {"": 0o700, "slots.json": 0o600, "evidence": 0o700}


def test_what_was_saved_is_there_when_it_is_opened_again(new_store: NewStore) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
        before = store.digest()
    with stores.opened(store.folder) as again:
        assert again.digest() == before
        assert again.notices == ()
        assert again.end == store.end


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists the open files so")
def test_opening_and_closing_leaves_no_file_open(new_store: NewStore) -> None:
    with new_store("area") as store:
        pass

    def opened_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    stores.opened(store.folder).close()
    before = opened_files()
    for _ in range(3):
        stores.opened(store.folder).close()
    assert opened_files() == before


def test_a_second_program_is_told(new_store: NewStore) -> None:
    store = new_store("area")
    assert "open in another window" in str(refusal(lambda: stores.opened(store.folder)))
    assert "open in another window" in str(refusal(lambda: checking.check(store.folder, store.opened)))
    with stores.opened(store.folder, read_only=True) as reading:
        assert stores.everything(reading)
    store.save(*stores.a_family("DY-01"))


def test_a_copied_folder_takes_a_new_origin_and_both_go_on(new_store: NewStore, tmp_path: Path) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    shutil.copytree(store.folder, tmp_path / "copy")
    with stores.opened(tmp_path / "copy") as copy:
        assert copy.notices == (COPIED,)
        assert copy.end.origin != store.end.origin
        copy.save(*stores.a_family("DY-02"))
    with stores.opened(store.folder) as original:
        assert original.notices == ()
        assert original.end == store.end
        original.save(*stores.a_family("DY-03"))
    with stores.opened(tmp_path / "copy") as copy:
        assert copy.notices == ()
        assert stores.numbers(copy) == ["DY-01", "DY-02"]


def test_a_folder_copied_to_another_computer_takes_a_new_origin(
    new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    monkeypatch.setenv("RUHU_HOME", str(tmp_path / "other home"))
    with stores.opened(store.folder) as there:
        assert there.notices == (COPIED,)
        assert there.end.origin != store.end.origin
        there.save(*stores.a_family("DY-02"))
        assert stores.numbers(there) == ["DY-01", "DY-02"]


def test_a_renamed_folder_is_no_copy_and_a_link_neither(new_store: NewStore, tmp_path: Path) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    store.folder.rename(tmp_path / "new name")
    (tmp_path / "link").symlink_to(tmp_path / "new name", target_is_directory=True)
    for spelling in (tmp_path / "link", tmp_path / "new name" / ".." / "new name", tmp_path / "new name"):
        with stores.opened(spelling) as again:
            assert again.notices == ()
            assert again.end == store.end


def test_a_copy_in_the_place_of_the_original_takes_a_new_origin(new_store: NewStore, tmp_path: Path) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    shutil.copytree(store.folder, tmp_path / "copy")
    store.folder.rename(tmp_path / "original")
    (tmp_path / "copy").rename(store.folder)
    with stores.opened(store.folder) as copy:
        assert copy.notices == (COPIED,)
        copy.save(*stores.a_family("DY-02"))
    with stores.opened(tmp_path / "original") as original:
        assert original.notices == ()
        assert original.end == store.end


def test_two_users_of_one_computer_each_go_on_as_an_origin_of_their_own(
    new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    homes = [os.environ["RUHU_HOME"], str(tmp_path / "other home")]
    found: dict[str, list[bytes]] = {home: [] for home in homes}
    told: list[tuple[str, ...]] = []
    for n in range(2, 8):
        monkeypatch.setenv("RUHU_HOME", homes[n % 2])
        with stores.opened(store.folder) as theirs:
            told.append(theirs.notices)
            found[homes[n % 2]].append(theirs.end.origin)
            theirs.save(*stores.a_family(f"DY-0{n}"))
    assert told == [(), (COPIED,), (), (), (), ()]
    assert [len({*origins}) for origins in found.values()] == [1, 1]
    assert len({*found[homes[0]], *found[homes[1]]}) == 2
    assert checking.check(store.folder, stores.unlocked(store.folder)).is_whole


def test_a_store_that_was_put_back_is_told_and_takes_a_new_origin_when_that_is_wanted(new_store: NewStore) -> None:
    folder = put_back_to_an_older_state(new_store("area"))
    refused = refusal(lambda: stores.opened(folder))
    assert "1 entries are missing" in str(refused)
    with stores.opened(folder, older_is_fine=True) as store:
        assert store.notices == (OLDER,)
        store.save(*stores.a_family("DY-03"))
        assert stores.numbers(store) == ["DY-01", "DY-03"]
    with stores.opened(folder) as store:
        assert store.notices == ()
    assert checking.check(folder, stores.unlocked(folder)).is_whole


def test_a_store_that_is_put_back_again_and_again_never_goes_on_as_an_earlier_origin(new_store: NewStore) -> None:
    store = new_store("area")
    folder, kept, origins = store.folder, store.folder.with_name("kept"), [store.end.origin]
    store.close()
    shutil.copytree(folder, kept)
    for number in ("DY-01", "DY-02", "DY-03"):
        with stores.opened(folder) if number == "DY-01" else stores.opened(folder, older_is_fine=True) as again:
            origins.append(again.end.origin)
            assert (number == "DY-01") == (again.notices == ())
            again.save(*stores.a_family(number))
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        assert "1 entries are missing" in str(refusal(lambda: stores.opened(folder)))
    assert len({*origins}) == 3


def test_a_check_says_that_the_newest_entries_are_missing(new_store: NewStore) -> None:
    folder = put_back_to_an_older_state(new_store("area"))
    (trouble,) = checking.check(folder, stores.unlocked(folder)).troubles
    assert trouble.values["missing"] == 1


def put_back_to_an_older_state(store: Store) -> Path:
    """What who copies folders by hand makes of it: the copy of before the last save lies where the store lay."""
    with store:
        store.save(*stores.a_family("DY-01"))
    copy = store.folder.with_name("copy")
    shutil.copytree(store.folder, copy)
    with stores.opened(store.folder) as again:
        again.save(*stores.a_family("DY-02"))
    shutil.rmtree(store.folder)
    return copy.rename(store.folder)


def test_a_note_that_cant_be_read_counts_as_none(new_store: NewStore, ruhu_home: Path) -> None:
    new_store("area").close()
    (note,) = ruhu_home.glob("config/mirrors/*.json")
    note.write_text("{}")
    with stores.opened(ruhu_home.parent / "area") as store:
        assert store.notices == (COPIED,)


def test_a_note_that_cant_be_written_hinders_no_save(new_store: NewStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store = new_store("area")

    def full(_descriptor: int, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desktop.store.folder.os.write", full)
    store.save(*stores.a_family("DY-01"))
    monkeypatch.undo()
    assert stores.numbers(store) == ["DY-01"]


def test_a_missing_folder_ledger_or_slots_is_named(new_store: NewStore, tmp_path: Path) -> None:
    assert "no store in" in str(refusal(lambda: place.card(tmp_path / "none")))
    new_store("area").close()
    folder = tmp_path / "area"
    opened = stores.unlocked(folder)
    for name in ("ledger.db", "store.toml"):
        (folder / name).rename(tmp_path / name)
        for job in (lambda: opening.open_store(folder, opened), lambda: checking.check(folder, opened)):
            assert name in str(refusal(job)) or "no store in" in str(refusal(job))
        (tmp_path / name).rename(folder / name)
    (folder / "slots.json").unlink()
    assert "slots.json" in str(refusal(lambda: stores.unlocked(folder)))
    assert "slots.json" in checking.check(folder, opened).troubles[0].message


@pytest.mark.parametrize(
    "card", ["", "store = 3", 'store = "xyz"\narea = ""\nkind = ""\nformat = 1', "\x00", "[[[", "a = " + "[" * 99_999]
)
def test_a_damaged_card_is_named(new_store: NewStore, card: str) -> None:
    with new_store("area") as store:
        (store.folder / "store.toml").write_text(card)
    assert "store.toml" in str(refusal(lambda: opening.open_store(store.folder, store.opened)))


@pytest.mark.parametrize("wrong", ['format = "1"', "format = true", "area = 7", "kind = []"])
def test_a_card_whose_values_are_of_another_kind_is_damaged(new_store: NewStore, wrong: str) -> None:
    with new_store("area") as store:
        pass
    card = store.folder / "store.toml"
    lines = card.read_text("utf-8").split("\n")
    card.write_text("\n".join(wrong if line[:4] == wrong[:4] else line for line in lines))
    assert "store.toml" in str(refusal(lambda: opening.open_store(store.folder, store.opened)))


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear office")
    assert "no store in" in str(refusal(lambda: place.card(tmp_path / "letter.txt")))


def test_a_folder_of_a_newer_program_is_refused_untouched(new_store: NewStore) -> None:
    with new_store("area") as store:
        card = (store.folder / "store.toml").read_text("utf-8")
    (store.folder / "store.toml").write_text(card.replace("format = 1", "format = 2"), "utf-8")
    before = contents(store.folder)
    assert "newer version" in str(refusal(lambda: opening.open_store(store.folder, store.opened)))
    assert contents(store.folder) == before


def test_the_slots_of_another_store_are_named(new_store: NewStore) -> None:
    with new_store("area") as store, new_store("other") as other:
        pass
    shutil.copy(other.folder / "slots.json", store.folder)
    before = contents(store.folder)
    for job in (stores.opened, lambda folder: checking.repair(folder, stores.unlocked(folder))):
        refused = refusal(lambda job=job: job(store.folder))
        assert "slots.json" in str(refused)
    assert contents(store.folder) == before


def test_an_unsafe_place_is_refused_with_a_better_one(new_store: NewStore, tmp_path: Path) -> None:
    new_store("area").close()
    synced = tmp_path / "Dropbox" / "area"
    shutil.copytree(tmp_path / "area", synced)
    for job in (lambda: stores.opened(synced), lambda: stores.made(tmp_path / "Dropbox" / "new")):
        refused = refusal(job)
        assert "Dropbox" in str(refused)
        assert str(refused.values["better"]).startswith(str(tmp_path / "home"))
    with stores.opened(synced, read_only=True) as store:
        assert stores.everything(store)


def test_read_only_opening_changes_nothing(new_store: NewStore) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    before = contents(store.folder)
    with stores.opened(store.folder, read_only=True) as reading:
        assert stores.numbers(reading) == ["DY-01"]
        assert "reading only" in str(refusal(lambda: reading.save(*stores.a_family("DY-02"))))
        assert reading.digest() == store.digest()
    assert contents(store.folder) == before


def test_a_store_on_a_read_only_medium_can_be_read(new_store: NewStore, tmp_path: Path) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    with read_only_medium(store.folder, tmp_path / "disc") as disc:
        with stores.opened(disc, read_only=True) as reading:
            assert stores.numbers(reading) == ["DY-01"]
        assert "refused" in str(refusal(lambda: stores.opened(disc)))


@contextmanager
def read_only_medium(folder: Path, to: Path) -> Iterator[Path]:
    """The folder, as it is on a disc that can't be written."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    to.mkdir()
    for options in ("bind", "remount,bind,ro"):
        if subprocess.run(["mount", "-o", options, str(folder), str(to)], check=False).returncode:  # noqa: S607
            pytest.skip("this machine lets nobody mount a disk")
    try:
        yield to
    finally:
        subprocess.run(["umount", str(to)], check=True)  # noqa: S607


def test_what_was_compiled_for_one_store_is_not_compiled_again_for_the_next(tmp_path: Path) -> None:
    _, compiled = connection._sqlite()
    compiled.clear()
    stores.made(tmp_path / "one").close()
    known = {*compiled}
    stores.made(tmp_path / "other").close()
    assert known
    assert {*compiled} == known


def test_a_store_that_only_took_in_and_is_put_back_by_hand_is_noticed(new_store: NewStore, tmp_path: Path) -> None:
    store, other = new_store("here"), new_store("there")
    other.save(Household(number="1"))
    store.close()
    copy = tmp_path / "as-it-was"
    shutil.copytree(store.folder, copy)
    with stores.opened(store.folder) as again:
        origin = again.end.origin
        stores.accept(again, other.entries_since({}), other.keys())
    shutil.rmtree(store.folder)
    shutil.copytree(copy, store.folder)
    assert "older than this computer saw it last" in refusal(lambda: stores.opened(store.folder)).what
    with stores.opened(store.folder, older_is_fine=True) as put_back:
        assert put_back.end.origin != origin
