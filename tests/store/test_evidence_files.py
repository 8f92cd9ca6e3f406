"""A piece of evidence lies in the store once, sealed, and comes out as it went in; or it is told that it does not."""

import os
import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import stores
from damage import contents, flip, refusal
from stores import NewStore

from desktop.domain.records import Evidence, Household
from desktop.store import checking, evidence, opening, restoring, vault
from desktop.store.backup import ALL, back_up, back_up_evidence
from desktop.store.store import Store

CONTENT = b"\xff\xd8\xff" + "鸟儿canary".encode() * 700


@pytest.fixture
def store(new_store: NewStore) -> Store:
    store = new_store("area")
    for number in ("DY-01", "DY-02"):
        store.save(*stores.a_family(number))
    return store


def home(store: Store, n: int = 0) -> bytes:
    return store.records(Household)[n].id


def recorded(store: Store, content: bytes = CONTENT) -> Evidence:
    """A piece that was kept, and its record."""
    household = home(store)
    digest = evidence.keep(store, household, content)
    record = Evidence(household=household, kind="photo", digest=digest, media_type="image/jpeg", size=len(content))
    store.save(record)
    return record


def files(store: Store) -> list[Path]:
    return [file for file in (store.folder / "evidence").rglob("*") if file.is_file()]


def test_it_comes_out_as_it_went_in(store: Store) -> None:
    for content in (b"", b"x", bytes(4096), os.urandom(4088), os.urandom(300_001)):
        assert evidence.read(store, home(store), evidence.keep(store, home(store), content)) == content


def test_the_same_content_is_stored_once(store: Store) -> None:
    assert evidence.keep(store, home(store), CONTENT) == evidence.keep(store, home(store), CONTENT)
    (file,) = files(store)
    before = file.stat().st_mtime_ns, file.read_bytes()
    evidence.keep(store, home(store), CONTENT)
    assert (file.stat().st_mtime_ns, file.read_bytes()) == before, "it is not written again"


def test_many_threads_may_keep_the_same_at_once(store: Store) -> None:
    threads = [threading.Thread(target=evidence.keep, args=(store, home(store), CONTENT)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(store)) == 1
    assert evidence.read(store, home(store), evidence.fingerprint(CONTENT)) == CONTENT


def test_a_thief_recognises_neither_the_name_nor_the_size_nor_what_two_households_share(store: Store) -> None:
    for n in (0, 1):
        evidence.keep(store, home(store, n), CONTENT)
    first, second = files(store)
    assert first.read_bytes() != second.read_bytes()
    for file in (first, second):
        assert evidence.fingerprint(CONTENT) not in str(file)
        assert re.fullmatch(r"[0-9a-f]{64}", file.name)
        assert file.stat().st_size % 4096 == 28, "the length tells steps of 4 KiB (with nonce and tag)"
        assert b"canary" not in file.read_bytes()
    assert first.name != second.name


def test_it_opens_only_where_it_belongs(store: Store) -> None:
    """A file in another's place, and another household's key, open nothing."""
    first, second = (evidence.keep(store, home(store), content) for content in (CONTENT, b"another"))
    key = store.opened.key
    one, other = (evidence.file_of(store.folder, key, home(store), digest) for digest in (first, second))
    shutil.copyfile(one, other)
    assert "damaged" in str(refusal(lambda: evidence.read(store, home(store), second)))
    elsewhere = evidence.file_of(store.folder, key, home(store, 1), first)
    elsewhere.parent.mkdir(exist_ok=True)
    shutil.copyfile(one, elsewhere)
    assert "damaged" in str(refusal(lambda: evidence.read(store, home(store, 1), first)))


def test_another_store_with_another_key_neither_finds_nor_opens_it(store: Store, new_store: NewStore) -> None:
    record = recorded(store)
    other = new_store("other")
    shutil.copytree(store.folder / "evidence", other.folder / "evidence", dirs_exist_ok=True)
    household = record.household or b""
    assert "missing" in str(refusal(lambda: evidence.read(other, household, record.digest or "")))
    assert evidence.file_of(other.folder, other.opened.key, household, record.digest or "") not in files(other)
    with other.reading() as connection:
        piece = evidence.Piece(record.id, household, record.digest or "")
        mine = evidence.file_of(store.folder, store.opened.key, household, piece.fingerprint)
        theirs = evidence.file_of(other.folder, other.opened.key, household, piece.fingerprint)
        theirs.parent.mkdir(exist_ok=True)
        shutil.copyfile(mine, theirs)
        found = list(evidence.states(connection, other.folder, other.opened.key, [piece]))
    assert found == [(piece, evidence.State.CLOSED)]


def test_a_household_without_a_key_here_keeps_nothing(store: Store) -> None:
    assert "key of this household" in str(refusal(lambda: evidence.keep(store, os.urandom(16), CONTENT)))
    assert not files(store)


def test_who_only_reads_keeps_nothing(store: Store) -> None:
    record = recorded(store)
    store.close()
    with opening.open_store(store.folder, store.opened, read_only=True) as reading:
        assert evidence.read(reading, record.household or b"", record.digest or "") == CONTENT
        assert "reading only" in str(refusal(lambda: evidence.keep(reading, record.household or b"", b"another")))


# Check


def test_check_reads_every_piece_and_tells_which_is_missing_or_another(store: Store) -> None:
    whole, missing, damaged = (recorded(store, content) for content in (b"one", b"two", b"three"))
    store.withdraw(store.records(Evidence)[2], because="拍错了")
    store.close()
    assert checked(store).is_whole
    assert (checked(store).pieces, checked(store).loose) == (3, 0)
    of_two, of_three = (
        evidence.file_of(store.folder, store.opened.key, each.household or b"", each.digest or "")
        for each in (missing, damaged)
    )
    of_two.unlink()
    flip(of_three, 100)
    told = {trouble.row: trouble.message for trouble in checked(store).troubles}
    assert "missing" in told[missing.id]
    assert "not what was taken in" in told[damaged.id], "withdrawn evidence is evidence"
    assert whole.id not in told


def checked(store: Store) -> checking.Report:
    return checking.check(store.folder, store.opened)


def test_a_file_that_no_record_names_is_counted_and_left_alone(store: Store) -> None:
    household = home(store)
    evidence.keep(store, household, CONTENT)
    store.close()
    before = contents(store.folder)
    assert checked(store).is_whole
    assert checked(store).loose == 1
    repaired = checking.repair(store.folder, store.opened)
    assert repaired.after.loose == 1
    assert contents(store.folder) == before


def test_a_repair_does_nothing_about_evidence_that_is_gone(store: Store) -> None:
    recorded(store)
    shutil.rmtree(files(store)[0].parent)
    store.close()
    before = contents(store.folder)
    assert not checking.repair(store.folder, store.opened).after.is_whole
    assert contents(store.folder) == before, "it makes no backup, and recomputes no row"


def test_what_is_damaged_or_gone_is_whole_again_when_it_is_taken_in_again(store: Store) -> None:
    record = recorded(store)
    flip(files(store)[0], 50)
    assert evidence.keep(store, home(store), CONTENT) == record.digest
    assert evidence.read(store, home(store), record.digest or "") == CONTENT
    shutil.rmtree(files(store)[0].parent)
    evidence.keep(store, home(store), CONTENT)
    store.close()
    assert checked(store).is_whole


def test_a_typed_digest_that_is_none_names_no_file(store: Store) -> None:
    store.save(Evidence(household=home(store), kind="scan", digest="原件在街道办", media_type="纸"))
    store.close()
    assert checked(store).is_whole


# The disk


def test_a_full_disk_leaves_what_was_there_and_says_how_much_is_needed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = recorded(store)
    before = contents(store.folder)
    monkeypatch.setattr("desktop.store.folder.free_space", lambda _folder: 4096)
    refused = refusal(lambda: evidence.keep(store, home(store), os.urandom(3 << 20)))
    assert refused.values["needed"] == 4
    assert contents(store.folder) == before
    assert evidence.read(store, home(store), record.digest or "") == CONTENT


def test_what_a_kill_left_half_written_goes_a_day_later(store: Store) -> None:
    digest = evidence.fingerprint(CONTENT)
    folder = evidence.file_of(store.folder, store.opened.key, home(store), digest).parent
    folder.mkdir()
    old, new = folder / "a.new", folder / "b.new"
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (0, 0))
    evidence.keep(store, home(store), CONTENT)
    assert not old.exists()
    assert new.exists(), "it may be another program's, right now"


# Backup, restore, move


def test_a_backup_and_its_evidence_bring_the_store_back_on_another_computer(store: Store, tmp_path: Path) -> None:
    record = recorded(store)
    stick = tmp_path / "stick"
    made = back_up(store.engine, store.opened.key, store.folder, stick, keep=ALL)
    assert back_up_evidence(store.folder, stick) == 1
    assert b"canary" not in b"".join(file.read_bytes() for file in stick.rglob("*") if file.is_file())
    restoring.restore(made.file, tmp_path / "new", lambda folder: vault.unlock(folder, stores.PASSPHRASE))
    require_readable(tmp_path / "new", record)


def test_a_backup_inside_the_store_finds_the_evidence_around_it(store: Store, tmp_path: Path) -> None:
    record = recorded(store)
    made = back_up(store.engine, store.opened.key, store.folder, store.folder / "backups", keep=ALL)
    restoring.restore(made.file, tmp_path / "new", lambda folder: vault.unlock(folder, stores.PASSPHRASE))
    require_readable(tmp_path / "new", record)


def test_a_moved_store_has_its_evidence(store: Store, tmp_path: Path) -> None:
    record = recorded(store)
    store.close()
    restoring.move(store.folder, tmp_path / "moved")
    require_readable(tmp_path / "moved", record)


def require_readable(folder: Path, record: Evidence) -> None:
    opened = stores.unlocked(folder)
    assert checking.check(folder, opened).is_whole
    with opening.open_store(folder, opened, older_is_fine=True) as there:
        assert evidence.read(there, record.household or b"", record.digest or "") == CONTENT
        assert there.get(Evidence, record.id) == replace(record, seen=there.records(Evidence)[0].seen)


def test_evidence_that_does_not_fit_beside_the_backups_is_not_begun(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(store)
    monkeypatch.setattr("desktop.store.folder.free_space", lambda _folder: 4096)
    assert "too little room" in str(refusal(lambda: back_up_evidence(store.folder, tmp_path / "stick")))
    assert not (tmp_path / "stick").exists()


def test_what_is_half_written_is_not_backed_up(store: Store, tmp_path: Path) -> None:
    (store.folder / "evidence" / "3f").mkdir()
    (store.folder / "evidence" / "3f" / "x.new").write_bytes(b"half")
    assert back_up_evidence(store.folder, tmp_path / "stick") == 0


def test_what_another_program_put_in_its_place_is_seen_and_never_taken_for_it(store: Store) -> None:
    record = recorded(store)
    household, digest = record.household or b"", record.digest or ""
    stores.put_in_its_place(store, record, b"something else")
    held = evidence.looked_at(store, household, digest)
    assert (held.content, held.is_same) == (b"something else", False)
    assert "not what was taken in" in str(refusal(lambda: evidence.read(store, household, digest)))
    assert evidence.keep(store, household, CONTENT) == digest
    assert evidence.looked_at(store, household, digest).is_same, "taken in again it is whole"
