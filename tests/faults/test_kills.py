"""Killed at any moment: what was acknowledged is there, what was going on is there wholly or not at all."""

import os
import random
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import stores
from damage import at_page, flip, leaves, past_the_gate, refusal
from jobs import FIRST, SECOND
from stores import Template
from tracing import Call, Jobs, needs_fork, needs_strace, sample

from desktop.domain.records import Area, House, Household, Person, Staff, Wish
from desktop.store import checking
from desktop.store.backup import LAST_THREE, SUFFIX, back_up, backups_in
from desktop.store.drafts import drafts_of
from desktop.store.migrations import VERSION
from desktop.store.restoring import restore

pytestmark = pytest.mark.usefixtures("cheap_vault")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A store with a second family since its backup."""
    room = tmp_path_factory.mktemp("used")
    with stores.cheaply(room / "home"):
        store = stores.made(room / "area")
        store.save(*stores.a_family(FIRST))
        back_up(store.engine, store.opened.key, store.folder, store.folder / "backups", keep=LAST_THREE)
        store.save(*stores.a_family(SECOND))
        return Template.of(store)


POINTS = [pytest.param(6, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]
JOB_POINTS = [pytest.param(3, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]


@needs_strace
@pytest.mark.parametrize("job", ["save", "save_and_checkpoint"])
@pytest.mark.parametrize("points", POINTS)
def test_a_save_killed_at_any_system_call_is_there_wholly_or_not_at_all(
    job: str, points: int | None, jobs: Jobs, new: Template, tmp_path: Path
) -> None:
    calls = jobs.calls(job, new.laid_out(tmp_path / "traced"), log=tmp_path / "log")
    for call in sample(calls, points):
        folder = new.laid_out(tmp_path / str(call))
        assert jobs.run_with_fault(call, "signal=KILL", job, folder, log=tmp_path / "log").was_killed
        require_wholly_or_not_at_all(folder)


def require_wholly_or_not_at_all(folder: Path, is_there: Sequence[bool] = (True, False)) -> None:
    """The first save is there; the second, with its draft, is one or the other; and the store works on."""
    report = checking.check(folder, stores.unlocked(folder))
    assert report.is_whole
    with stores.opened(folder) as store:
        assert store.notices == ()
        has_second = stores.numbers(store) == [FIRST, SECOND]
        assert has_second or stores.numbers(store) == [FIRST]
        assert has_second in is_there
        assert {len(store.records(kind)) for kind in (Household, Person, House, Wish)} == {1 + has_second}
        assert report.entries == store.end.seq == 3 + has_second
        drafts = drafts_of(store)
        assert [draft.fields for draft in drafts] == [{"number": SECOND}] * (not has_second)
        for draft in drafts:
            store.save(*stores.a_family(SECOND), ends_draft=draft.id)
        store.save(*stores.a_family("DY-03"))
        assert stores.numbers(store) == [FIRST, SECOND, "DY-03"]
        assert drafts_of(store) == ()


@needs_fork
@pytest.mark.parametrize("kills", [20, pytest.param(200, marks=pytest.mark.faults)])
def test_every_acknowledged_save_is_there_after_a_kill(kills: int, jobs: Jobs, new: Template, tmp_path: Path) -> None:
    chance = random.Random(20261122)  # noqa: S311  moments, not keys
    end = time.monotonic() + 60 * float(os.environ.get("RUHU_FAULT_MINUTES", "inf"))
    for kill in range(kills):
        if time.monotonic() > end:
            break
        folder = new.laid_out(tmp_path / str(kill))
        ended = jobs.run_killed(chance.uniform(0, 0.3), "save_until_killed", folder)
        assert ended.was_killed
        assert checking.check(folder, stores.unlocked(folder)).is_whole
        with stores.opened(folder) as store:
            found = stores.numbers(store)
            saved = [line for line in ended.said if not line.startswith("draft")]
            assert found[: len(saved)] == saved
            assert len(found) <= len(saved) + 1
            drafts = [draft.fields["number"] for draft in drafts_of(store)]
            assert len(drafts) <= 1
            assert {line.removeprefix("draft ") for line in ended.said} <= {*found, *drafts}
            assert not {*found} & {*drafts}
            assert store.notices == ()


@needs_strace
@pytest.mark.parametrize("points", JOB_POINTS)
def test_a_creation_killed_at_any_point_leaves_a_whole_store_or_none(
    points: int | None, jobs: Jobs, new: Template, tmp_path: Path
) -> None:
    new.laid_out(tmp_path / "earlier")  # makes the folders of the mirrors
    calls = turns(jobs.calls("create", tmp_path / "traced", log=tmp_path / "log"))
    for n, call in enumerate(sample(calls, points)):
        folder = tmp_path / str(n)
        assert jobs.run_with_fault(call, "signal=KILL", "create", folder, log=tmp_path / "log").was_killed
        if not folder.exists():
            stores.made(folder).close()
        with stores.opened(folder) as store:
            assert [area.name for area in store.records(Area)] == [stores.AREA]
            assert [staff.name for staff in store.records(Staff)] == [stores.CLERK]
            store.save(*stores.a_family(FIRST))
        assert checking.check(folder, stores.unlocked(folder)).is_whole


@needs_strace
@pytest.mark.parametrize("points", JOB_POINTS)
def test_a_backup_killed_at_any_point_leaves_only_whole_backups(
    points: int | None, jobs: Jobs, used: Template, tmp_path: Path
) -> None:
    calls = turns(jobs.calls("back_up", used.laid_out(tmp_path / "traced"), log=tmp_path / "log"))
    for n, call in enumerate(sample(calls, points)):
        folder = used.laid_out(tmp_path / str(n))
        assert jobs.run_with_fault(call, "signal=KILL", "back_up", folder, log=tmp_path / "log").was_killed
        for number, backup in enumerate(backups_in(folder / "backups")):
            restored = tmp_path / f"{n} of {number}"
            restore(backup.file, restored, stores.unlocked)
            with stores.opened(restored) as store:
                assert FIRST in stores.numbers(store)
        for left in (folder / "backups").iterdir():
            os.utime(left, (0, 0))  # a day later
        with stores.opened(folder) as store:
            assert stores.numbers(store) == [FIRST, SECOND]
            back_up(store.engine, store.opened.key, folder, folder / "backups", keep=LAST_THREE)
        assert {file.suffix for file in (folder / "backups").iterdir()} == {SUFFIX}


@needs_strace
@pytest.mark.parametrize("points", JOB_POINTS)
def test_a_restore_killed_at_any_point_loses_neither_state(
    points: int | None, jobs: Jobs, used: Template, tmp_path: Path
) -> None:
    folder = used.laid_out(tmp_path / "traced" / "area")
    calls = turns(jobs.calls("restore", first_backup(folder), folder, log=tmp_path / "log"))
    for n, call in enumerate(sample(calls, points)):
        folder = used.laid_out(tmp_path / str(n) / "area")
        file = first_backup(folder)
        assert jobs.run_with_fault(call, "signal=KILL", "restore", file, folder, log=tmp_path / "log").was_killed
        set_aside = folder.with_name("area.before-restore-1")
        newest = set_aside if set_aside.exists() else folder
        with stores.opened(newest) as store:
            assert stores.numbers(store) == [FIRST, SECOND]
        restore(first_backup(newest), folder, stores.unlocked)
        with stores.opened(folder, older_is_fine=True) as store:
            assert stores.numbers(store) == [FIRST]


@needs_strace
@pytest.mark.parametrize("points", JOB_POINTS)
def test_a_move_killed_at_any_point_leaves_one_whole_store(
    points: int | None, jobs: Jobs, used: Template, tmp_path: Path
) -> None:
    calls = turns(jobs.calls("move", used.laid_out(tmp_path / "traced"), tmp_path / "traced to", log=tmp_path / "log"))
    for n, call in enumerate(sample(calls, points)):
        folder, to = used.laid_out(tmp_path / str(n)), tmp_path / f"{n} to"
        assert jobs.run_with_fault(call, "signal=KILL", "move", folder, to, log=tmp_path / "log").was_killed
        whole = to if to.exists() else folder
        assert checking.check(whole, stores.unlocked(whole)).is_whole
        with stores.opened(whole) as store:
            assert stores.numbers(store) == [FIRST, SECOND]
        assert backups_in(whole / "backups")


@needs_strace
@pytest.mark.parametrize("is_salvage", [False, True])
@pytest.mark.parametrize("points", JOB_POINTS)
def test_a_repair_killed_at_any_point_can_be_done_again(
    points: int | None, jobs: Jobs, used: Template, tmp_path: Path, *, is_salvage: bool
) -> None:
    def broken(folder: Path) -> None:
        used.laid_out(folder)
        with past_the_gate(folder) as connection:
            connection.exec_driver_sql("UPDATE household SET lane = 'forged'")
        if is_salvage:
            flip(folder / "ledger.db", at_page(leaves(folder, "house")[0]))

    broken(tmp_path / "traced")
    calls = turns(jobs.calls("repair", tmp_path / "traced", log=tmp_path / "log"))
    for n, call in enumerate(sample(calls, points)):
        folder = tmp_path / str(n)
        broken(folder)
        assert jobs.run_with_fault(call, "signal=KILL", "repair", folder, log=tmp_path / "log").was_killed
        assert checking.repair(folder, stores.unlocked(folder)).after.is_whole
        with stores.opened(folder) as store:
            assert stores.numbers(store) == [FIRST, SECOND]
            assert "forged" not in [household.lane for household in store.records(Household)]


@needs_strace
@pytest.mark.parametrize("points", JOB_POINTS)
def test_a_migration_killed_at_any_point_leaves_the_old_file_or_the_new(
    points: int | None, jobs: Jobs, used: Template, tmp_path: Path
) -> None:
    calls = turns(jobs.calls("migrate", used.laid_out(tmp_path / "traced"), log=tmp_path / "log"))
    for n, call in enumerate(sample(calls, points)):
        folder = used.laid_out(tmp_path / str(n))
        assert jobs.run_with_fault(call, "signal=KILL", "migrate", folder, log=tmp_path / "log").was_killed
        with past_the_gate(folder) as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        assert (version == VERSION + 1) == ("invented" in tables)
        assert version in (VERSION, VERSION + 1)
        assert len(backups_in(folder / "backups")) == 2 or version == VERSION


def first_backup(folder: Path) -> Path:
    return backups_in(folder / "backups")[0].file


def turns(calls: Sequence[Call]) -> list[Call]:
    """The calls at which a folder's content turns into something else."""
    names = {"rename", "unlink", "rmdir", "unlinkat", "mkdir", "fsync", "fdatasync", "ftruncate"}
    return [call for call in calls if call.name in names]


@needs_strace
def test_a_save_is_on_the_disk_before_it_is_acknowledged(jobs: Jobs, new: Template, tmp_path: Path) -> None:
    names = [call.name for call in jobs.calls("save", new.laid_out(tmp_path / "area"), log=tmp_path / "log")]
    written = len(names) - names[::-1].index("pwrite64")
    assert {"fsync", "fdatasync"} & set(names[written:])


@needs_fork
def test_another_program_is_told_and_may_read(jobs: Jobs, new: Template, tmp_path: Path) -> None:
    folder = new.laid_out(tmp_path / "area")
    process = jobs.start("save_until_killed", folder)
    try:
        assert jobs.heard().startswith("draft ")
        saved = jobs.heard()
        assert "open in another window" in str(refusal(lambda: stores.opened(folder)))
        assert "open in another window" in str(refusal(lambda: checking.check(folder, stores.unlocked(folder))))
        with stores.opened(folder, read_only=True) as reading:
            assert saved in stores.numbers(reading)
            back_up(reading.engine, reading.opened.key, folder, tmp_path / "stick", keep=LAST_THREE)
    finally:
        os.kill(process, signal.SIGKILL)
        ended = jobs.ended()
    assert ended.was_killed
    stores.opened(folder).close()
