"""A backup comes back whole, a store moves whole; what was there is set aside, and a failure changes nothing."""

import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import stores
from damage import contents, refusal
from stores import NewStore

from desktop.store import checking, vault
from desktop.store.backup import LAST_THREE, back_up, back_up_evidence
from desktop.store.drafts import drafts_of, keep_draft
from desktop.store.restoring import Tried, move, restore, try_out
from desktop.store.store import Store


def a_store_and_its_backup(store: Store) -> tuple[Path, Path]:
    """The folder of a closed store, with a save since its backup, and the backup's file."""
    with store:
        store.save(*stores.a_family("DY-01"))
        keep_draft(store, "household", {"number": "DY-02"})
        backup = back_up(store.engine, store.opened.key, store.folder, store.folder / "backups", keep=LAST_THREE)
        store.save(*stores.a_family("DY-03"))
    return store.folder, backup.file


def test_a_backup_comes_back_with_its_drafts_and_what_was_there_is_set_aside(new_store: NewStore) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    set_aside = restore(file, folder, stores.unlocked)
    assert set_aside is not None
    assert set_aside == folder.with_name("area.before-restore-1")
    with stores.opened(folder) as store:
        assert store.notices == ()
        assert stores.numbers(store) == ["DY-01"]
        assert [draft.fields for draft in drafts_of(store)] == [{"number": "DY-02"}]
    with stores.opened(set_aside) as before:
        assert stores.numbers(before) == ["DY-01", "DY-03"]
    again = restore(next((set_aside / "backups").iterdir()), folder, stores.unlocked)
    assert again == folder.with_name("area.before-restore-2")


def test_a_trial_tells_what_a_backup_holds_and_leaves_nothing(new_store: NewStore) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    with stores.opened(folder) as store:
        before, beside = contents(folder), sorted(folder.parent.iterdir())
        assert try_out(file, store) == Tried(entries=store.end.seq - 1, since=1, only_there=0)
        assert (contents(folder), sorted(folder.parent.iterdir())) == (before, beside)


def test_a_trial_tells_of_entries_that_only_the_backup_has(new_store: NewStore) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    with stores.opened(folder) as store:
        newer = back_up(store.engine, store.opened.key, folder, folder.parent, keep=LAST_THREE).file
    restore(file, folder, stores.unlocked)
    with stores.opened(folder, older_is_fine=True) as store:
        assert try_out(newer, store).only_there == 1


def test_a_trial_of_a_damaged_backup_is_refused_and_leaves_nothing(new_store: NewStore) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    file.write_bytes(file.read_bytes()[:-4000])
    with stores.opened(folder) as store:
        beside = sorted(folder.parent.iterdir())
        assert "not a whole backup" in str(refusal(lambda: try_out(file, store)))
        assert sorted(folder.parent.iterdir()) == beside


def test_a_trial_of_another_stores_backup_is_refused(new_store: NewStore) -> None:
    _, file = a_store_and_its_backup(new_store("area"))
    with new_store("other") as store:
        refusal(lambda: try_out(file, store))


@pytest.mark.parametrize("saves_since", [0, 1])
def test_what_comes_back_takes_a_new_origin_each_time(new_store: NewStore, saves_since: int) -> None:
    """Also where nothing was written since: what this computer noted may lag behind what was written and sent."""
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
        backup = back_up(store.engine, store.opened.key, store.folder, store.folder / "backups", keep=LAST_THREE)
        origins = [store.end.origin]
    file = backup.file.rename(store.folder.with_name(backup.file.name))
    for _ in range(3):
        restore(file, store.folder, stores.unlocked)
        with stores.opened(store.folder) as again:
            assert again.notices == ()
            assert again.end.seq == 0
            origins.append(again.end.origin)
            for number in range(saves_since):
                again.save(*stores.a_family(f"DY-1{number}"))
        assert checking.check(store.folder, stores.unlocked(store.folder)).is_whole
    assert len({*origins}) == 4


def test_a_backup_comes_back_where_nothing_is(new_store: NewStore, tmp_path: Path) -> None:
    _, file = a_store_and_its_backup(new_store("area"))
    assert restore(file, tmp_path / "new place" / "area", stores.unlocked) is None
    assert checking.check(tmp_path / "new place" / "area", stores.unlocked(tmp_path / "new place" / "area")).is_whole


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_what_comes_back_is_for_its_owners_eyes(new_store: NewStore, tmp_path: Path) -> None:
    _, file = a_store_and_its_backup(new_store("area"))
    restore(file, tmp_path / "again", stores.unlocked)
    move(tmp_path / "again", tmp_path / "moved")
    for name, mode in {"": 0o700, "backups": 0o700, "slots.json": 0o600}.items():
        assert stat.S_IMODE((tmp_path / "moved" / name).stat().st_mode) == mode


@pytest.mark.parametrize("name", ["area.restoring", "area.new", "to.new"])
def test_a_persons_folder_beside_a_store_is_left_alone(new_store: NewStore, tmp_path: Path, name: str) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    (tmp_path / name).mkdir()
    (tmp_path / name / "letter.txt").write_text("dear office")
    file = file.rename(tmp_path / file.name)
    restore(file, folder, stores.unlocked)
    refusal(lambda: restore(file, folder, lambda unpacked: vault.unlock(unpacked, "bu shi zhege kouling")))
    move(folder, tmp_path / "to")
    assert contents(tmp_path / name) == {"letter.txt": b"dear office"}


def test_a_backup_does_not_replace_another_store(new_store: NewStore) -> None:
    _, file = a_store_and_its_backup(new_store("area"))
    with new_store("other") as other:
        pass
    before = contents(other.folder.parent)
    assert "another store" in str(refusal(lambda: restore(file, other.folder, stores.unlocked)))
    assert contents(other.folder.parent) == before


def test_a_backup_does_not_replace_a_folder_that_is_no_store(new_store: NewStore, tmp_path: Path) -> None:
    _, file = a_store_and_its_backup(new_store("area"))
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("dear office")
    before = contents(tmp_path)
    assert "holds no store" in str(refusal(lambda: restore(file, tmp_path / "letters", stores.unlocked)))
    assert contents(tmp_path) == before


@pytest.mark.parametrize("left", [(), ("store.toml",), ("store.toml", "ledger.db")])
def test_a_backup_comes_back_where_little_is_left(new_store: NewStore, left: tuple[str, ...]) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    file = file.rename(folder.with_name(file.name))
    for each in folder.iterdir():
        if each.name not in left:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    set_aside = restore(file, folder, stores.unlocked)
    assert set_aside is not None
    assert {*left} <= {each.name for each in set_aside.iterdir()}
    with stores.opened(folder) as store:
        assert stores.numbers(store) == ["DY-01"]


def test_evidence_of_both_sides_is_there_after_a_restore(new_store: NewStore, tmp_path: Path) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    place = tmp_path / "stick"
    for where, name in ((folder, "copied"), (folder, "since")):
        (where / "evidence" / name).write_bytes(name.encode())
        if name == "copied":
            back_up_evidence(folder, place)
            (folder / "evidence" / name).unlink()
    restore(file.rename(place / file.name), folder, stores.unlocked)
    assert {piece.name: piece.read_bytes() for piece in (folder / "evidence").iterdir()} == {
        "copied": b"copied",
        "since": b"since",
    }


def test_a_wrong_passphrase_changes_nothing(new_store: NewStore) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    before = contents(folder.parent)
    refusal(lambda: restore(file, folder, lambda unpacked: vault.unlock(unpacked, "bu shi zhege kouling")))
    assert contents(folder.parent) == before


def test_an_open_store_is_not_replaced(new_store: NewStore) -> None:
    store = new_store("area")
    backup = back_up(store.engine, store.opened.key, store.folder, store.folder / "backups", keep=LAST_THREE)
    assert "open in another window" in str(refusal(lambda: restore(backup.file, store.folder, stores.unlocked)))
    assert not list(store.folder.parent.glob("*area.*"))
    store.save(*stores.a_family("DY-01"))


def test_what_was_there_comes_back_when_the_restored_folder_cant_take_its_place(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    before = contents(folder.parent)
    rename = Path.replace

    def held_by_another(place: Path, to: Path) -> Path:
        if place.name.startswith(".area.unfinished"):
            raise PermissionError(13, "another program has it")
        return rename(place, to)

    monkeypatch.setattr(Path, "replace", held_by_another)
    assert "EACCES" in str(refusal(lambda: restore(file, folder, stores.unlocked)))
    assert contents(folder.parent) == before


def a_piece_of_evidence(folder: Path) -> None:
    (folder / "evidence" / "late").write_bytes(b"sealed photo")


def another_entry(folder: Path) -> None:
    """By a program that got in between, as it can where the lock must be let go of before a folder is renamed."""
    with (folder / "ledger.db-wal").open("ab") as written:
        written.write(b"frames")


@pytest.mark.parametrize("write", [a_piece_of_evidence, another_entry])
@pytest.mark.parametrize("moment", ["while it is copied", "before it is renamed"])
def test_what_is_written_during_a_move_is_not_lost(
    new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None], moment: str
) -> None:
    folder, _ = a_store_and_its_backup(new_store("area"))
    before, after = contents(folder), dict[str, bytes]()
    rename = Path.replace

    def written_before(place: Path, to: Path) -> Path:
        is_now = place.name == "slots.json.part" if moment == "while it is copied" else place == folder
        if is_now and not after:
            write(folder)
            after.update(contents(folder))
        return rename(place, to)

    monkeypatch.setattr(Path, "replace", written_before)
    assert "stays where it is" in str(refusal(lambda: move(folder, tmp_path / "to")))
    assert contents(folder) == after
    assert after != before


def test_what_is_written_during_a_restore_is_not_lost(new_store: NewStore, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    rename = Path.replace

    def written_before(place: Path, to: Path) -> Path:
        if place == folder:
            a_piece_of_evidence(folder)
        return rename(place, to)

    monkeypatch.setattr(Path, "replace", written_before)
    assert "stays where it is" in str(refusal(lambda: restore(file, folder, stores.unlocked)))
    assert contents(folder)["evidence/late"] == b"sealed photo"
    assert [each.name for each in folder.parent.iterdir() if each.name != "home"] == ["area"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows renames no folder in which a file is open")
@pytest.mark.parametrize("job", ["move", "restore"])
def test_no_other_program_gets_in_before_the_folder_is_renamed(
    new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    file = file.rename(tmp_path / file.name)
    rename = Path.replace
    told: list[str] = []

    def tried_before(place: Path, to: Path) -> Path:
        if place == folder:
            told.append(str(refusal(lambda: stores.opened(folder))))
        return rename(place, to)

    monkeypatch.setattr(Path, "replace", tried_before)
    if job == "move":
        move(folder, tmp_path / "to")
    else:
        restore(file, folder, stores.unlocked)
    assert len(told) == 1
    assert "open in another window" in told[0]


def test_a_link_to_a_store_is_moved_with_what_it_means(new_store: NewStore, tmp_path: Path) -> None:
    folder, _ = a_store_and_its_backup(new_store("area"))
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    assert "lies in the store" in str(refusal(lambda: move(folder, tmp_path / "link" / "below")))
    move(tmp_path / "link", tmp_path / "to")
    assert not folder.exists()
    with stores.opened(tmp_path / "to") as store:
        assert stores.numbers(store) == ["DY-01", "DY-03"]


def test_a_store_moves_whole_and_is_gone_here(new_store: NewStore, tmp_path: Path) -> None:
    folder, _ = a_store_and_its_backup(new_store("area"))
    (folder / "slots.json.new").write_bytes(b"what a kill left")
    before = contents(folder)
    move(folder, tmp_path / "better" / "place")
    assert contents(tmp_path / "better" / "place") == before
    assert not list(tmp_path.glob("area*"))
    with stores.opened(tmp_path / "better" / "place") as store:
        assert stores.numbers(store) == ["DY-01", "DY-03"]


def test_a_store_does_not_move_onto_something_or_into_an_unsafe_place(new_store: NewStore, tmp_path: Path) -> None:
    folder, _ = a_store_and_its_backup(new_store("area"))
    before = contents(folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "a file").write_text("no folder")
    for to in (
        tmp_path / "full",
        tmp_path / "Dropbox" / "area",
        tmp_path / "a file" / "area",
        folder,
        folder / "below",
    ):
        assert str(to) in str(refusal(lambda to=to: move(folder, to)))
    assert contents(folder) == before
    assert not list(tmp_path.glob("**/.*"))


def test_an_open_store_does_not_move(new_store: NewStore, tmp_path: Path) -> None:
    store = new_store("area")
    assert "open in another window" in str(refusal(lambda: move(store.folder, tmp_path / "to")))
    store.save(*stores.a_family("DY-01"))


def test_a_move_that_the_disk_alters_leaves_the_store_where_it_was(
    new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = a_store_and_its_backup(new_store("area"))
    before = contents(folder)
    sync = os.fsync

    def altering(descriptor: int) -> None:
        if os.fstat(descriptor).st_size > 100_000:
            os.pwrite(descriptor, b"\xff", 5000)
        sync(descriptor)

    monkeypatch.setattr("desktop.store.folder.os.fsync", altering)
    assert "everything saved before is still there" in str(refusal(lambda: move(folder, tmp_path / "to")))
    assert not list(tmp_path.glob("*to*"))
    assert contents(folder) == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which file a descriptor is")
@pytest.mark.parametrize("job", ["move", "restore"])
def test_everything_is_on_the_disk_before_the_old_place_is_given_up(
    new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    (folder / "evidence" / "piece").write_bytes(b"sealed photo")
    synced: set[Path] = set()
    sync = os.fsync

    def noted(descriptor: int) -> None:
        synced.add(Path(f"/proc/self/fd/{descriptor}").readlink())
        sync(descriptor)

    monkeypatch.setattr("desktop.store.folder.os.fsync", noted)
    if job == "move":
        move(folder, tmp_path / "to")
    else:
        restore(file, folder, stores.unlocked)
    old = tmp_path / "to" if job == "move" else folder
    names = {each.name.removesuffix(".part").removesuffix(".new") for each in synced}
    assert {each.name for each in old.rglob("*") if each.is_file()} - {"lock"} <= names
    assert tmp_path in synced
