"""A disk that is full or fails: what was saved stays, what was refused is told, and the store goes on afterwards."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import stores
from builders import a_wish
from damage import refusal
from jobs import FIRST
from test_kills import POINTS, require_wholly_or_not_at_all
from tracing import Ended, Jobs, needs_fork, needs_strace, sample

from desktop.domain.records import Household
from desktop.store import checking
from desktop.store.backup import LAST_THREE, back_up

pytestmark = pytest.mark.usefixtures("cheap_vault")

WRITES = {"write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fallocate"}
MEGABYTE = 1 << 20


@needs_strace
@pytest.mark.parametrize("job", ["save", "save_and_checkpoint"])
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("points", POINTS)
def test_a_save_that_the_disk_refuses_leaves_the_old_state(
    job: str, fault: str, points: int | None, jobs: Jobs, *, new: stores.Template, tmp_path: Path
) -> None:
    calls = jobs.calls(job, new.laid_out(tmp_path / "traced"), log=tmp_path / "log")
    faulty = [call for call in calls if call.name in WRITES | ({"pread64"} if fault == "EIO" else set())]
    refusals = 0
    for n, call in enumerate(sample(faulty, points and points // 2)):
        folder = new.laid_out(tmp_path / str(n))
        ended = jobs.run_with_fault(call, f"error={fault}", job, folder, log=tmp_path / "log")
        refusals += is_refused(ended)
        require_wholly_or_not_at_all(folder, is_there=[not is_refused(ended)])
    assert refusals


@needs_strace
@pytest.mark.parametrize("points", POINTS)
def test_a_failed_read_is_told_and_harms_nothing(points: int | None, jobs: Jobs, tmp_path: Path) -> None:
    folder = tmp_path / "area"
    with stores.made(folder) as store:
        store.save(*stores.a_family(FIRST))
        before = store.digest()
    calls = [call for call in jobs.calls("read", folder, log=tmp_path / "log") if call.name == "pread64"]
    assert calls
    for call in sample(calls, points):
        is_refused(jobs.run_with_fault(call, "error=EIO", "read", folder, log=tmp_path / "log"))
        with stores.opened(folder) as store:
            assert store.digest() == before
            assert store.notices == ()


def is_refused(ended: Ended) -> bool:
    """A job was refused in words, or went well; no other end is right."""
    assert ended.code == 0
    if not ended.said:
        return False
    (said,) = ended.said
    assert said.startswith("Refused: ")
    assert ("everything saved before is still there" in said and re.search(r"\d+ MB", said)) or "ruhu restore" in said
    return True


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 4 MB."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(disk)], check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)  # noqa: S607


@needs_fork
def test_a_full_disk_refuses_saves_until_it_has_room_again(jobs: Jobs, small_disk: Path) -> None:
    folder, ballast = small_disk / "area", small_disk / "ballast"
    stores.made(folder).close()
    ballast.write_bytes(bytes(2 * MEGABYTE))
    jobs.start("save_until_full", folder)
    saved: list[str] = []
    while not (line := jobs.heard()).startswith("Refused: "):
        saved += [] if line.startswith("draft") else [line]
    assert "too little room" in line
    assert re.search(r"at least \d+ MB", line)
    assert "too little room" in str(refusal(lambda: back_up_of(folder)))
    ballast.unlink()
    jobs.tell("")
    assert jobs.ended() == Ended((), 0)
    assert checking.check(folder, stores.unlocked(folder)).is_whole
    with stores.opened(folder) as store:
        assert stores.numbers(store) == [*saved, "after"]


def test_a_store_on_a_full_disk_is_opened_or_refused_in_words(small_disk: Path) -> None:
    folder, ballast = small_disk / "area", small_disk / "ballast"
    with stores.made(folder) as store:
        store.save(*stores.a_family(FIRST))
    fill(ballast)
    for read_only in (True, False):
        assert "too little room" in str(refusal(lambda read_only=read_only: stores.opened(folder, read_only=read_only)))
    assert "too little room" in str(refusal(lambda: checking.check(folder, stores.unlocked(folder))))
    assert "too little room" in str(refusal(lambda: stores.made(small_disk / "other")))
    ballast.unlink()
    assert not (small_disk / "other").exists()
    with stores.opened(folder) as store:
        store.save(a_wish(household=store.records(Household)[0].id))


def test_a_disk_that_fills_during_a_backup_is_told_and_nothing_is_left(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_disk / "area"
    with stores.made(folder) as store:
        store.save(*stores.a_family(FIRST))
    fill(small_disk / "ballast", but=MEGABYTE // 2)
    monkeypatch.setattr("desktop.store.folder.free_space", lambda _folder: 1 << 30)
    with stores.opened(folder, read_only=True) as store:
        refused = refusal(lambda: back_up(store.engine, store.opened.key, folder, folder / "backups", keep=LAST_THREE))
    assert "too little room" in str(refused)
    assert not list((folder / "backups").iterdir())


def back_up_of(folder: Path) -> None:
    with stores.opened(folder, read_only=True) as store:
        back_up(store.engine, store.opened.key, folder, folder / "backups", keep=LAST_THREE)


def fill(ballast: Path, but: int = 0) -> None:
    """Fills a disk but for some bytes."""
    free = os.statvfs(ballast.parent)
    with ballast.open("wb") as written:
        written.write(bytes(free.f_bavail * free.f_frsize - but))
