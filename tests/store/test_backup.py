"""Backups: each one whole file of one moment, kept by rules that never let the last good one go."""

import os
import shutil
import threading
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import stores
from damage import at_page, flip, leave_as_killed, leaves, refusal
from hypothesis import given
from hypothesis import strategies as st
from stores import NewStore

from desktop.domain.errors import Refused
from desktop.store import backup, checking, vault
from desktop.store.backup import (
    DAILY_WEEKLY_MONTHLY,
    LAST_THREE,
    Backup,
    Keep,
    Progress,
    back_up,
    back_up_evidence,
    backups_in,
    daily_weekly_monthly,
    last_three,
)
from desktop.store.restoring import restore
from desktop.store.store import Store

MOMENTS = st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001  local, as in file names
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC).astimezone()


def backed_up(
    store: Store, to: Path | None = None, *, keep: Keep = LAST_THREE, made: datetime | None = None, **more: Progress
) -> Backup:
    where = to or store.folder / "backups"
    return back_up(store.engine, store.opened.key, store.folder, where, keep=keep, made=made, **more)


def restored(made: Backup, to: Path) -> Store:
    """The store of a backup in a new place, checked and opened."""
    restore(made.file, to, stores.unlocked)
    assert checking.check(to, stores.unlocked(to)).is_whole
    return stores.opened(to)


def test_a_backup_is_one_file_that_gives_everything_back(new_store: NewStore, tmp_path: Path) -> None:
    store = new_store("area")
    store.save(*stores.one_of_each(lambda record, name: f"{record} {name}"), because="everything")
    made = backed_up(store)
    assert list((store.folder / "backups").iterdir()) == [made.file]
    assert made.size == made.file.stat().st_size
    with restored(made, tmp_path / "again") as again:
        assert again.digest() == store.digest()
        assert stores.everything(again) == stores.everything(store)


def test_a_backup_tells_no_value_to_who_has_only_the_file(new_store: NewStore) -> None:
    store = new_store("area")
    store.save(*stores.a_family("DY-01"))
    made = backed_up(store)
    with zipfile.ZipFile(made.file) as packed:
        assert sorted(packed.namelist()) == ["ledger.db", "slots.json", "store.toml"]
        assert not packed.read("ledger.db").startswith(b"SQLite")


def test_a_backup_made_while_others_save_is_of_one_moment(new_store: NewStore, tmp_path: Path) -> None:
    store = new_store("area")
    is_enough = threading.Event()

    def save_on() -> None:
        for n in range(1000):
            if is_enough.is_set():
                return
            store.save(*stores.a_family(f"DY-{n:04}"))

    saving = threading.Thread(target=save_on)
    saving.start()
    try:
        made = [backed_up(store) for _ in range(3)]
    finally:
        is_enough.set()
        saving.join()
    saved = stores.numbers(store)
    for n, each in enumerate(made):
        with restored(each, tmp_path / str(n)) as again:
            found = stores.numbers(again)
            assert found == saved[: len(found)]


def test_a_save_between_two_pages_does_not_start_the_backup_anew(
    new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_PAGES_AT_ONCE", 16)
    store = new_store("area")
    store.save(*stores.a_family("before"))
    steps: list[int] = []

    def save_and_note(done: int, _total: int) -> None:
        store.save(*stores.a_family(f"DY-{len(steps)}"))
        steps.append(done)

    made = backed_up(store, progress=save_and_note)
    assert len(steps) > 3
    assert steps == sorted(set(steps))
    with restored(made, tmp_path / "again") as again:
        assert stores.numbers(again) == ["before"]


def test_a_store_that_another_program_has_open_can_be_backed_up(new_store: NewStore, tmp_path: Path) -> None:
    store = new_store("area")
    store.save(*stores.a_family("DY-01"))
    with stores.opened(store.folder, read_only=True) as reading:
        made = backed_up(reading)
    store.save(*stores.a_family("DY-02"))
    with restored(made, tmp_path / "again") as again:
        assert stores.numbers(again) == ["DY-01"]


def test_what_a_killed_program_had_saved_is_in_the_next_backup(new_store: NewStore, tmp_path: Path) -> None:
    store = new_store("area")
    store.save(*stores.a_family("DY-01"))
    leave_as_killed(store)
    with stores.opened(store.folder, read_only=True) as reading:
        made = backed_up(reading)
    with restored(made, tmp_path / "again") as again:
        assert stores.numbers(again) == ["DY-01"]


def test_an_old_backup_opens_with_the_passphrase_of_its_day(new_store: NewStore, tmp_path: Path) -> None:
    store = new_store("area")
    old = backed_up(store)
    vault.change(store.folder, store.opened, "banma chahu denglong huafen")
    new = backed_up(store)
    restore(old.file, tmp_path / "old", stores.unlocked)
    refusal(lambda: restore(new.file, tmp_path / "new", stores.unlocked))
    assert not (tmp_path / "new").exists()
    restore(new.file, tmp_path / "new", lambda folder: vault.unlock(folder, "banma chahu denglong huafen"))


def test_a_backups_label_tells_whose_it_is_before_it_is_opened(new_store: NewStore) -> None:
    store = new_store("area")
    card, slots = backup.label(backed_up(store).file)
    assert (card.area, card.store) == (stores.AREA, store.opened.store)
    assert slots == vault.slots(store.folder)


# How many stay


@given(MOMENTS)
def test_the_newest_backup_stays_whatever_the_rule(made: list[datetime]) -> None:
    for keep, most in ((last_three, 3), (daily_weekly_monthly, 17)):
        kept = keep(made)
        assert kept <= set(made)
        assert len(kept) <= most
        assert not made or max(made) in kept
        assert keep(kept) == kept


@given(MOMENTS)
def test_the_newest_of_each_of_the_last_seven_days_stays(made: list[datetime]) -> None:
    days = sorted({moment.date() for moment in made}, reverse=True)[:7]
    assert {max(moment for moment in made if moment.date() == day) for day in days} <= daily_weekly_monthly(made)


def test_after_a_year_of_two_backups_a_day_there_are_seven_days_four_weeks_and_six_months() -> None:
    kept: set[datetime] = set()
    for half_day in range(2 * 365):
        kept = daily_weekly_monthly(kept | {datetime(2026, 1, 1, 6, tzinfo=UTC) + timedelta(hours=12 * half_day)})
    days = sorted(moment.date() for moment in kept)
    assert days[-7:] == [date(2026, 12, day) for day in range(25, 32)]
    assert [day for day in days if day.isoweekday() == 7][-3:] == [date(2026, 12, day) for day in (13, 20, 27)]
    assert days[:5] == [date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30)]
    assert {moment.hour for moment in kept} == {18}
    assert len(kept) == 14


def test_three_stay_in_the_stores_own_folder(new_store: NewStore) -> None:
    store = new_store("area")
    made = [backed_up(store, made=NOON + timedelta(hours=n)) for n in range(5)]
    assert backups_in(store.folder / "backups") == tuple(made[2:])


def test_two_backups_of_one_second_are_two(new_store: NewStore) -> None:
    store = new_store("area")
    made = [backed_up(store, made=NOON) for _ in range(2)]
    assert backups_in(store.folder / "backups") == tuple(made)
    assert made[1].made - made[0].made == timedelta(seconds=1)


def test_the_backup_just_made_stays_when_the_clock_was_a_year_ahead(new_store: NewStore) -> None:
    store = new_store("area")
    for n in range(3):
        backed_up(store, made=NOON + timedelta(days=365 + n))
    made = backed_up(store, made=NOON)
    assert made in backups_in(store.folder / "backups")


@pytest.mark.parametrize("keep", [LAST_THREE, DAILY_WEEKLY_MONTHLY])
def test_two_stores_and_other_files_share_a_place(new_store: NewStore, tmp_path: Path, keep: Keep) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    strangers = {
        *("letter.txt", "20261122-120000.ruhu-backup", "照片.ruhu-backup", "99999999-999999-aaaaaaaa.ruhu-backup"),
        *("00010101-000000-aaaaaaaa.ruhu-backup", "20260230-120000-aaaaaaaa.ruhu-backup"),
    }
    for name in strangers:
        (place / name).write_text("not ours")
    stores_here = [new_store("east"), new_store("west")]
    made = [
        backed_up(store, place, keep=keep, made=NOON + timedelta(minutes=n)) for n in range(4) for store in stores_here
    ]
    kept = 3 if keep is LAST_THREE else 1
    assert {each.file for each in backups_in(place)} == {each.file for each in made[-2 * kept :]}
    assert {file.name for file in place.iterdir()} > strangers


# What the disk refuses


def test_too_little_room_is_told_before_anything_is_written(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = new_store("area")
    first = backed_up(store)
    monkeypatch.setattr("desktop.store.folder.free_space", lambda _folder: 1 << 20)
    refused = refusal(lambda: backed_up(store))
    needed = refused.values["needed"]
    assert isinstance(needed, int)
    assert needed > 1
    assert list((store.folder / "backups").iterdir()) == [first.file]


@pytest.mark.parametrize("place", ["a file", "a file/below", "长" * 100])
def test_a_place_that_is_none_is_refused_in_words(new_store: NewStore, tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("no folder")
    refused = refusal(lambda: backed_up(new_store("area"), tmp_path / place))
    assert str(tmp_path / place) in str(refused)
    assert "disk" not in str(refused)


def test_a_damaged_store_is_not_backed_up_over_its_good_backups(new_store: NewStore) -> None:
    with new_store("area") as store:
        store.save(*stores.a_family("DY-01"))
        good = backed_up(store)
    flip(store.folder / "ledger.db", at_page(leaves(store.folder, "house")[0]))
    with stores.opened(store.folder, read_only=True) as reading:
        assert "ruhu check" in str(refusal(lambda: backed_up(reading)))
    assert list((store.folder / "backups").iterdir()) == [good.file]


def test_a_backup_that_the_disk_alters_is_thrown_away(new_store: NewStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store = new_store("area")
    sync = os.fsync

    def altering(descriptor: int) -> None:
        with suppress(OSError):  # a folder's descriptor, or one to read by, takes none
            os.pwrite(descriptor, b"\xff", 5000)
        sync(descriptor)

    monkeypatch.setattr("desktop.store.backup.os.fsync", altering)
    assert "reads back differently" in str(refusal(lambda: backed_up(store)))
    assert not list((store.folder / "backups").iterdir())


# Files that are no whole backup


def a_letter(file: Path) -> None:
    file.write_text("dear office")


def empty(file: Path) -> None:
    file.write_bytes(b"")


def another_zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("../slots.json", "{}")


def cut_in_the_middle(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def with_a_flipped_bit(file: Path) -> None:
    flip(file, 9_000)


def missing(file: Path) -> None:
    file.unlink()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def with_a_directory_before_its_beginning(file: Path) -> None:
    """As a flipped bit leaves it: the place of the zip's list of contents is wrong."""
    content = file.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    file.write_bytes(content[: end + 16] + b"\xff\xff\xff\x7f" + content[end + 20 :])


SPOILT = [a_letter, empty, another_zip, cut_in_the_middle, with_a_flipped_bit, with_a_directory_before_its_beginning]


@pytest.mark.parametrize("spoil", [*SPOILT, missing, a_folder])
def test_what_is_no_whole_backup_is_refused_and_nothing_is_left(
    new_store: NewStore, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    made = backed_up(new_store("area"))
    spoil(made.file)
    refused = refusal(lambda: restore(made.file, tmp_path / "again", stores.unlocked))
    assert str(made.file) in str(refused)
    assert ("There is no file" if spoil in {missing, a_folder} else "not a whole backup") in str(refused)
    assert not list(tmp_path.glob("*again*"))


@pytest.mark.parametrize("every", [499, pytest.param(20, marks=pytest.mark.faults)])
def test_a_flipped_bit_anywhere_in_a_backup_is_refused_or_harmless(
    new_store: NewStore, tmp_path: Path, every: int
) -> None:
    store = new_store("area")
    made = backed_up(store)
    headers = zip_headers(made.file)
    for at in (*headers[:: 1 + every // 40], *range(0, made.size, every * 100)):
        flip(made.file, at)
        to = tmp_path / "again"
        try:
            restore(made.file, to, stores.unlocked)
        except Refused:
            assert not list(tmp_path.glob("*again*"))
        else:
            with stores.opened(to) as again:
                assert again.digest() == store.digest()
            shutil.rmtree(to)
        flip(made.file, at)


def zip_headers(file: Path) -> list[int]:
    """The places of a zip's own bytes: before each part, and after the last."""
    with zipfile.ZipFile(file) as packed:
        starts = [part.header_offset for part in packed.infolist()]
        end = packed.start_dir
    return [at for start in starts for at in range(start, start + 40)] + list(range(end, file.stat().st_size))


# Evidence


def test_evidence_is_copied_once_beside_the_backups(tmp_path: Path) -> None:
    folder, place = tmp_path / "area", tmp_path / "stick"
    (folder / "evidence" / "3f").mkdir(parents=True)
    (folder / "evidence" / "3f" / "piece").write_bytes(b"sealed photo")
    assert back_up_evidence(folder, place) == 1
    assert (place / "evidence" / "3f" / "piece").read_bytes() == b"sealed photo"
    assert back_up_evidence(folder, place) == 0
    assert back_up_evidence(tmp_path / "without", place) == 0
