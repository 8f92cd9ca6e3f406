"""A merge that is killed, or that the disk refuses: the store is as before or as after, and the same file goes in."""

from collections.abc import Iterator
from pathlib import Path

import pictures
import pytest
import stores
from stations import OFFICE, WORKER, District, Founded
from stores import Template
from test_disk import WRITES, is_refused
from tracing import Call, Jobs, needs_strace, sample

from desktop.casework import evidence, receiving
from desktop.domain.records import Evidence, Household
from desktop.store import checking

pytestmark = pytest.mark.usefixtures("cheap_vault")

POINTS = [pytest.param(3, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]
CHANGES = WRITES | {"rename", "unlink", "mkdir", "openat"}
"""A kill at another call leaves what one at the next of these does."""

HOMES = 3


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Template, str]]:
    """An office in whose inbox a bundle lies, of three households and a photo; and the name of its file."""
    room = tmp_path_factory.mktemp("waiting")
    founded = Founded.by(room, (WORKER,))
    with stores.cheaply(room / "home"), founded.laid_out(room / "laid out") as district:
        _write(district)
        (arrived,) = receiving.found(district.office, district.up(WORKER))
        yield Template.of(district.office), arrived.files[0].name


def _write(district: District) -> None:
    homes = [district.household(WORKER, f"DY-{n:02}") for n in range(HOMES)]
    photo = district.room / "photo.jpg"
    photo.write_bytes(pictures.a_photo())
    evidence.take_in(district[WORKER], photo, homes[0])


def changes(calls: list[Call]) -> list[Call]:
    return [call for call in calls if call.name in CHANGES and "O_RDONLY" not in call.arguments]


def require_as_before_or_as_after(folder: Path, name: str, *, is_after: bool | None = None) -> bool:
    """The store holds nothing of the bundle or all of it; then all of it, once. Whether it did."""
    report = checking.check(folder, stores.unlocked(folder))
    assert report.is_whole
    assert report.loose <= 1, "a picture may lie there whose record did not come"
    with stores.opened(folder) as store:
        assert store.notices == ()
        there = len(store.records(Household))
        assert there in (0, HOMES)
        assert len(store.records(Evidence)) == (1 if there else 0)
        assert is_after in (None, bool(there))
        before = store.digest()
        receiving.merge(store, [store.folder / "inbox" / name])
        assert (store.digest() == before) == bool(there)
        assert len(store.records(Household)) == HOMES
        (kept,) = store.records(Evidence)
        assert evidence.content(store, kept)
        store.rebuild()
    report = checking.check(folder, stores.unlocked(folder))
    assert (report.is_whole, report.loose) == (True, 0)
    return bool(there)


@needs_strace
@pytest.mark.parametrize("points", POINTS)
def test_a_merge_killed_at_any_change_of_a_file_is_there_wholly_or_not_at_all(
    points: int | None, jobs: Jobs, waiting: tuple[Template, str], tmp_path: Path
) -> None:
    template, name = waiting
    calls = changes(jobs.calls("merge", template.laid_out(tmp_path / "traced"), name, log=tmp_path / "log"))
    there: list[bool] = []
    for n, call in enumerate(sample(calls, points)):
        folder = template.laid_out(tmp_path / str(n))
        ended = jobs.run_with_fault(call, "signal=KILL", "merge", folder, name, log=tmp_path / "log")
        assert ended.was_killed
        there.append(require_as_before_or_as_after(folder, name))
    assert sorted(there) == there, "once it is there, later kills leave it there"


@needs_strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("points", POINTS)
def test_a_merge_that_the_disk_refuses_leaves_the_old_state_and_is_told(
    fault: str, points: int | None, jobs: Jobs, waiting: tuple[Template, str], *, tmp_path: Path
) -> None:
    template, name = waiting
    calls = jobs.calls("merge", template.laid_out(tmp_path / "traced"), name, log=tmp_path / "log")
    faulty = [call for call in changes(calls) if call.name != "unlink"]
    refusals = 0
    for n, call in enumerate(sample(faulty, points)):
        folder = template.laid_out(tmp_path / str(n))
        ended = jobs.run_with_fault(call, f"error={fault}", "merge", folder, name, log=tmp_path / "log")
        refusals += is_refused(ended)
        require_as_before_or_as_after(folder, name, is_after=not is_refused(ended))
    assert refusals


@needs_strace
def test_a_merge_is_on_the_disk_before_it_is_acknowledged(
    jobs: Jobs, waiting: tuple[Template, str], tmp_path: Path
) -> None:
    template, name = waiting
    names = [
        call.name for call in jobs.calls("merge", template.laid_out(tmp_path / OFFICE), name, log=tmp_path / "log")
    ]
    written = len(names) - names[::-1].index("pwrite64")
    assert {"fsync", "fdatasync"} & set(names[written:])
