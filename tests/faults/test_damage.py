"""Damaged, cut, missing and foreign files: never silently wrong, said in words, with a way back."""

import os
import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import stores
from builders import a_visit
from damage import (
    PAGE,
    at_page,
    contents,
    flip,
    leave_as_killed,
    leaves,
    overwrite,
    pages,
    past_the_gate,
    refusal,
)
from stores import NewStore
from tracing import sample

from desktop.domain.errors import Refused
from desktop.domain.records import House, Visit, Wish
from desktop.store import checking, vault
from desktop.store.backup import LAST_THREE, back_up, backups_in
from desktop.store.drafts import drop_draft, keep_draft
from desktop.store.opening import OLDER
from desktop.store.restoring import restore
from desktop.store.store import Store
from desktop.store.writing import Batch

pytestmark = pytest.mark.usefixtures("cheap_vault")

CLASSES = {"header", "table interior", "table leaf", "index interior", "index leaf", "overflow", "free list", "free"}
DAMAGES = [
    *(pytest.param("a flipped bit", kind, 1) for kind in sorted(CLASSES)),
    *(pytest.param("zeros", kind, 1) for kind in ("index leaf", "overflow")),
    *(
        pytest.param(damage, kind, None, marks=pytest.mark.faults)
        for damage in ("a flipped bit", "zeros")
        for kind in sorted(CLASSES)
    ),
]


@dataclass(frozen=True)
class Sound:
    """A closed store before it is damaged."""

    folder: Path
    digest: str
    entries: int


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """A store with pages of every class, and a backup of it."""
    room = tmp_path_factory.mktemp("sound")
    with stores.cheaply(room / "home"), stores.made(room / "area") as store:
        fill(store)
        return Sound(store.folder, store.digest(), store.end.seq)


def fill(store: Store) -> None:
    draft = keep_draft(store, "visit", {"situation": "长" * 20_000})
    families = [stores.a_family(f"DY-{n:04}", note=f"备注{n:04}" * 30) for n in range(40)]
    store.save_all(map(Batch, families))
    store.save(a_visit(household=families[0][0].id, situation="家" * 9_000))
    drop_draft(store, draft)
    keep_draft(store, "visit", {"situation": "还没写完"})
    back_up(store.engine, store.opened.key, store.folder, store.folder / "backups", keep=LAST_THREE)


def test_the_store_that_is_damaged_has_pages_of_every_class(sound: Sound) -> None:
    assert set(pages(sound.folder)) == CLASSES


@pytest.mark.parametrize(("damage", "kind", "number"), DAMAGES)
def test_a_damaged_page_is_said_and_there_is_a_way_back(
    sound: Sound, tmp_path: Path, damage: str, kind: str, number: int | None
) -> None:
    folder = tmp_path / "area"
    for page in sample(pages(sound.folder)[kind], number):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(sound.folder, folder)
        if damage == "zeros":
            overwrite(folder / "ledger.db", (page - 1) * PAGE, bytes(PAGE))
        else:
            flip(folder / "ledger.db", at_page(page))
        before = contents(folder)
        require_right_or_refused(folder, sound.digest)
        report = checking.check(folder, stores.unlocked(folder))
        assert not report.is_whole
        assert report.has_damaged_pages
        assert contents(folder) == before
        require_a_way_back(folder, sound.digest)


def require_right_or_refused(folder: Path, digest: str) -> None:
    """Read-only opening shows what is right, or says in words that it can't."""
    with said_in_words(), stores.opened(folder, read_only=True) as store:
        assert store.digest() == digest
        stores.everything(store)


def require_a_way_back(folder: Path, digest: str) -> None:
    """Repair gives back everything, or tells what is lost, or leaves the file alone; then the backup is there."""
    before = contents(folder)
    with said_in_words():
        repaired = checking.repair(folder, stores.unlocked(folder))
        assert repaired.set_aside is not None
        assert repaired.set_aside.read_bytes() == before["ledger.db"]
        with stores.opened(folder) as store:
            assert store.digest() == digest or repaired.after.troubles
            store.save(*stores.a_family("after"))
        before = contents(folder)
    assert contents(folder) == before
    restore(backups_in(folder / "backups")[0].file, folder, stores.unlocked)
    with stores.opened(folder, older_is_fine=True) as store:
        assert store.digest() == digest


@contextmanager
def said_in_words() -> Iterator[None]:
    """What is refused in here is refused with the way back."""
    try:
        yield
    except Refused as refused:
        if "ruhu restore" not in str(refused):
            raise


def test_what_is_sound_is_read_before_and_after_what_is_damaged(new_store: NewStore) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    flip(store.folder / "ledger.db", at_page(leaves(store.folder, "house")[0]))
    with stores.opened(store.folder, read_only=True) as reading:
        for _ in range(2):
            assert stores.numbers(reading) == ["DY-01"]
            assert "damaged" in str(refusal(lambda: reading.records(House)))
        assert "reading only" in str(refusal(lambda: reading.save(*stores.a_family("DY-02"))))
        assert "Nothing was" in str(refusal(lambda: keep_draft(reading, "household", {"number": "DY-02"})))


def test_a_long_text_whose_last_page_is_damaged_is_never_shown_shortened(new_store: NewStore) -> None:
    with new_store("area") as store:
        family = stores.a_family("DY-01")
        visit = a_visit(household=family[0].id, situation="a" * 9_990)
        store.save(*family, visit)
    refusals: list[Refused] = []
    for page in pages(store.folder)["overflow"]:
        flip(store.folder / "ledger.db", at_page(page))
        try:
            with stores.opened(store.folder, read_only=True) as reading:
                assert reading.records(Visit)[0].situation == "a" * 9_990
        except Refused as refused:
            refusals.append(refused)
        flip(store.folder / "ledger.db", at_page(page))
    assert len(refusals) > 2
    assert all("damaged" in str(refused) for refused in refusals)


def test_damage_in_a_value_tells_nothing_of_it(new_store: NewStore) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    with past_the_gate(store.folder) as connection:
        connection.exec_driver_sql("UPDATE wish SET words = CAST(x'e5aeb6ff' AS TEXT)")
    with stores.opened(store.folder) as reading:
        refused = refusal(lambda: reading.records(Wish))
    assert "家" not in "".join(traceback.format_exception(refused))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("entries", "Some entries could not be read from the damaged file."),
        ("household_keys", "Some households' keys could not be read from the damaged file."),
        ("drafts", "Some drafts could not be read from the damaged file."),
    ],
)
def test_repair_tells_what_could_not_be_read(sound: Sound, tmp_path: Path, table: str, said: str) -> None:
    folder = tmp_path / "area"
    shutil.copytree(sound.folder, folder)
    flip(folder / "ledger.db", at_page(leaves(folder, table)[-1]))
    after = checking.repair(folder, stores.unlocked(folder)).after
    assert after.troubles[0].message == said
    assert (after.entries == sound.entries) == (table != "entries")


def test_a_repair_that_was_never_finished_hides_nothing_written_since(new_store: NewStore) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    shutil.copy(store.folder / "ledger.db", store.folder / "ledger.db.repaired")  # killed before it took its place
    with stores.opened(store.folder) as again:
        again.save(*stores.a_family("DY-02"))
    assert checking.repair(store.folder, stores.unlocked(store.folder)).after.is_whole
    assert not (store.folder / "ledger.db.repaired").exists()
    with stores.opened(store.folder) as again:
        assert stores.numbers(again) == ["DY-01", "DY-02"]


@pytest.mark.parametrize("size", [0, 1, 100, PAGE - 1, PAGE, 7 * PAGE, -PAGE, -1])
def test_a_cut_ledger_is_said_and_a_backup_is_the_way_back(sound: Sound, tmp_path: Path, size: int) -> None:
    folder = tmp_path / "area"
    shutil.copytree(sound.folder, folder)
    ledger = folder / "ledger.db"
    os.truncate(ledger, size if size >= 0 else ledger.stat().st_size + size)
    before = contents(folder)
    if size != -1:  # a part of the last page alone is noticed when that is read
        assert "ruhu restore" in str(refusal(lambda: stores.opened(folder)))
    if size not in range(PAGE - 1):  # of less, nothing can be checked
        assert not checking.check(folder, stores.unlocked(folder)).is_whole
    assert contents(folder) == before
    require_a_way_back(folder, sound.digest)


def test_a_lost_wal_is_said_with_what_is_missing_and_can_be_put_back(new_store: NewStore, tmp_path: Path) -> None:
    folder = killed_with_two_saves(new_store("area"))
    wal, kept = folder / "ledger.db-wal", tmp_path / "kept"
    wal.rename(kept)
    before = contents(folder)
    refused = refusal(lambda: stores.opened(folder))
    assert refused.values["missing"] == 2
    assert "ledger.db-wal" in str(refused)
    assert contents(folder) == before
    kept.rename(wal)
    with stores.opened(folder) as store:
        assert stores.numbers(store) == ["DY-01", "DY-02"]
        assert store.notices == ()


def test_one_can_go_on_without_a_lost_wal(new_store: NewStore) -> None:
    folder = killed_with_two_saves(new_store("area"))
    (folder / "ledger.db-wal").unlink()
    with stores.opened(folder, older_is_fine=True) as store:
        assert store.notices == (OLDER,)
        store.save(*stores.a_family("DY-03"))
        assert stores.numbers(store) == ["DY-03"]
    assert checking.check(folder, stores.unlocked(folder)).is_whole


@pytest.mark.parametrize("part", [0.001, 0.3, 0.999])
@pytest.mark.parametrize("is_cut", [False, True])
def test_a_damaged_wal_is_said_and_kept(new_store: NewStore, part: float, *, is_cut: bool) -> None:
    folder = killed_with_two_saves(new_store("area"))
    wal = folder / "ledger.db-wal"
    at = int(part * wal.stat().st_size)
    if is_cut:
        os.truncate(wal, at)
    else:
        flip(wal, at)
    before = contents(folder)
    for _ in range(2):
        missing = refusal(lambda: stores.opened(folder)).values["missing"]
        assert missing in (1, 2)
        assert contents(folder) == before
    assert not checking.check(folder, stores.unlocked(folder)).is_whole
    with stores.opened(folder, older_is_fine=True) as store:
        assert stores.numbers(store) == (["DY-01"] if missing == 1 else [])
        store.save(*stores.a_family("DY-03"))
    assert checking.check(folder, stores.unlocked(folder)).is_whole


def test_what_a_kill_left_half_written_is_in_nobodys_way(new_store: NewStore) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
    for name in ("ledger.db.new", "slots.json.new", "store.toml.new", "check.db", "backups/x.ruhu-backup.new"):
        (store.folder / name).write_bytes(b"half")
    assert checking.check(store.folder, stores.unlocked(store.folder)).is_whole
    assert checking.repair(store.folder, stores.unlocked(store.folder)).after.is_whole
    with stores.opened(store.folder) as again:
        again.save(*stores.a_family("DY-02"))
        backup = back_up(again.engine, again.opened.key, again.folder, again.folder / "backups", keep=LAST_THREE)
        assert backup in backups_in(again.folder / "backups")
        vault.change(again.folder, again.opened, stores.PASSPHRASE)


def killed_with_two_saves(store: Store) -> Path:
    for number in ("DY-01", "DY-02"):
        store.save(*stores.a_family(number))
    leave_as_killed(store)
    return store.folder
