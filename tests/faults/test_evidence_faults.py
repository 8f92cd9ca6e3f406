"""Evidence taken in while the power or the disk fails: no record lacks its file, what was acknowledged stays."""

import random
from collections.abc import Sequence
from pathlib import Path

import pictures
import pytest
import stores
from jobs import FIRST
from stores import Template
from test_disk import is_refused
from tracing import Jobs, needs_fork, needs_strace, sample

from desktop.casework import evidence
from desktop.domain.records import Evidence, Household
from desktop.store import checking

pytestmark = pytest.mark.usefixtures("cheap_vault")

POINTS = [pytest.param(8, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]
KILLS = [pytest.param(5, id="sample"), pytest.param(200, id="all", marks=pytest.mark.faults)]
MEMORY = r'"\377\330\377'  # a JPEG that is not sealed yet goes through a pipe, which no disk refuses
WRITES = {"write", "pwrite64", "fsync", "fdatasync", "rename", "mkdir", "openat", "ftruncate"}


@pytest.fixture(scope="module")
def homely(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A store with one household."""
    room = tmp_path_factory.mktemp("homely")
    with stores.cheaply(room / "home"):
        store = stores.made(room / "area")
        store.save(*stores.a_family(FIRST))
        return Template.of(store)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("photos") / "IMG_1.jpg"
    file.write_bytes(pictures.a_photo())
    return file


@needs_strace
@pytest.mark.parametrize("points", POINTS)
def test_a_photo_whose_taking_in_is_killed_is_there_with_its_record_or_without_one(
    points: int | None, jobs: Jobs, homely: Template, photo: Path, *, tmp_path: Path
) -> None:
    calls = jobs.calls("take_photo_in", homely.laid_out(tmp_path / "traced"), photo, log=tmp_path / "log")
    there: list[bool] = []
    for call in sample(calls, points):
        folder = homely.laid_out(tmp_path / str(call))
        ended = jobs.run_with_fault(call, "signal=KILL", "take_photo_in", folder, photo, log=tmp_path / "log")
        assert ended.was_killed
        there.append(bool(require_agreement(folder)))
        take_in_again(folder, photo)
    assert sorted(there) == there, "once it is there, later kills leave it there"


@needs_strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("points", POINTS)
def test_a_photo_that_the_disk_refuses_leaves_the_old_state_and_is_told(
    fault: str, points: int | None, jobs: Jobs, homely: Template, *, photo: Path, tmp_path: Path
) -> None:
    calls = jobs.calls("take_photo_in", homely.laid_out(tmp_path / "traced"), photo, log=tmp_path / "log")
    faulty = [
        call
        for call in calls
        if ((call.name in WRITES and "evidence" in call.arguments) or call.name in WRITES - {"openat"})
        and MEMORY not in call.arguments
    ]
    refusals = 0
    for call in sample(faulty, points):
        folder = homely.laid_out(tmp_path / str(call))
        ended = jobs.run_with_fault(call, f"error={fault}", "take_photo_in", folder, photo, log=tmp_path / "log")
        was_refused = is_refused(ended)
        refusals += was_refused
        assert len(require_agreement(folder)) == (0 if was_refused else 1), call
        assert not list((folder / "evidence").rglob("*.new"))
        take_in_again(folder, photo)
    assert refusals


@needs_fork
@pytest.mark.parametrize("kills", KILLS)
def test_photos_taken_in_until_a_kill_are_there_as_acknowledged(
    kills: int, jobs: Jobs, homely: Template, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for n in range(1200):  # more than any machine takes in before it is killed
        (photos / f"{n:04}.jpg").write_bytes(pictures.a_photo(200 + n % 400, 150 + n // 400))
    chance = random.Random(6)  # noqa: S311  not for secrets
    for n in range(kills):
        folder = homely.laid_out(tmp_path / str(n))
        ended = jobs.run_killed(chance.uniform(0.05, 0.6), "take_photos_in_until_killed", folder, photos)
        assert ended.was_killed
        captions = [record.caption for record in require_agreement(folder)]
        assert captions[: len(ended.said)] == [*ended.said]
        assert len(captions) <= len(ended.said) + 1


def require_agreement(folder: Path) -> Sequence[Evidence]:
    """The records of the store, each with its file, whole."""
    report = checking.check(folder, stores.unlocked(folder))
    assert report.is_whole
    assert report.loose <= 1
    with stores.opened(folder) as store:
        records = store.records(Evidence)
        assert all(evidence.content(store, record) for record in records)
        return records


def take_in_again(folder: Path, photo: Path) -> None:
    with stores.opened(folder) as store:
        evidence.take_in(store, photo, store.records(Household)[0])
        assert len(store.records(Evidence)) == 1
    report = checking.check(folder, stores.unlocked(folder))
    assert (report.is_whole, report.pieces, report.loose) == (True, 1, 0)
