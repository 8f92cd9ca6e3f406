"""A backup comes back whole, a store moves whole; what was there is set aside, and a failure changes nothing."""

import os
import shutil
import sys
from pathlib import Path

import pytest
import stores
from damage import contents, refusal
from stores import NewStore

from desktop.store import checking, vault
from desktop.store.backup import LAST_THREE, back_up, back_up_evidence
from desktop.store.drafts import drafts_of, keep_draft
from desktop.store.restoring import move, restore
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
    with stores.opened(folder, older_is_fine=True) as store:
        assert stores.numbers(store) == ["DY-01"]
        assert [draft.fields for draft in drafts_of(store)] == [{"number": "DY-02"}]
    with stores.opened(set_aside) as before:
        assert stores.numbers(before) == ["DY-01", "DY-03"]
    again = restore(next((set_aside / "backups").iterdir()), folder, stores.unlocked)
    assert again == folder.with_name("area.before-restore-2")


def test_a_backup_comes_back_where_nothing_is(new_store: NewStore, tmp_path: Path) -> None:
    _, file = a_store_and_its_backup(new_store("area"))
    assert restore(file, tmp_path / "new place" / "area", stores.unlocked) is None
    assert checking.check(tmp_path / "new place" / "area", stores.unlocked(tmp_path / "new place" / "area")).is_whole


@pytest.mark.parametrize("left", [(), ("evidence",), ("store.toml", "ledger.db")])
def test_a_backup_comes_back_where_little_is_left(new_store: NewStore, left: tuple[str, ...]) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    file = file.rename(folder.with_name(file.name))
    for each in folder.iterdir():
        if each.name not in left:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    set_aside = restore(file, folder, stores.unlocked)
    assert set_aside is not None
    assert {*left} <= {each.name for each in set_aside.iterdir()}
    with stores.opened(folder, older_is_fine=True) as store:
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
    assert not list(store.folder.parent.glob("area.*"))
    store.save(*stores.a_family("DY-01"))


def test_what_was_there_comes_back_when_the_restored_folder_cant_take_its_place(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, file = a_store_and_its_backup(new_store("area"))
    before = contents(folder.parent)
    rename = Path.replace

    def held_by_another(place: Path, to: Path) -> Path:
        if place.name == "area.restoring":
            raise PermissionError(13, "another program has it")
        return rename(place, to)

    monkeypatch.setattr(Path, "replace", held_by_another)
    assert "EACCES" in str(refusal(lambda: restore(file, folder, stores.unlocked)))
    assert contents(folder.parent) == before


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
    assert not list(tmp_path.glob("**/*.new"))


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
    assert not list(tmp_path.glob("to*"))
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
        copied, old = tmp_path / "to.new", tmp_path / "to"
    else:
        restore(file, folder, stores.unlocked)
        copied, old = tmp_path / "area.restoring", folder
    names = {each.name.removesuffix(".part").removesuffix(".new") for each in synced}
    assert {each.name for each in old.rglob("*") if each.is_file()} - {"lock"} <= names
    assert copied.parent in synced
