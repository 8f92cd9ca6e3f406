"""Papers printed while the power or the disk fails: no paper lies there that the register doesn't know."""

import hashlib
import random
from pathlib import Path

import pytest
import stores
from stores import Template
from tracing import Jobs, needs_fork, needs_strace, sample

from desktop.domain.records import Printing
from desktop.store import checking

pytestmark = pytest.mark.usefixtures("cheap_vault")

POINTS = [pytest.param(4, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]
KILLS = [pytest.param(2, id="sample"), pytest.param(100, id="all", marks=pytest.mark.faults)]
WRITES = {"write", "pwrite64", "fsync", "fdatasync", "rename"}
FEW, MANY = 2, 300


def a_lane(room: Path, number: int) -> Template:
    with stores.cheaply(room / "home"):
        store = stores.made(room / "area")
        for n in range(number):
            store.save(*stores.a_family(f"DY-{n:03}"))
        return Template.of(store)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return a_lane(tmp_path_factory.mktemp("few"), FEW)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return a_lane(tmp_path_factory.mktemp("many"), MANY)


@needs_strace
@pytest.mark.parametrize("points", POINTS)
def test_a_batch_killed_at_any_system_call_left_no_paper_outside_the_register(
    points: int | None, jobs: Jobs, few: Template, tmp_path: Path
) -> None:
    area, pdfs = few.laid_out(tmp_path / "traced"), tmp_path / "traced pdfs"
    calls = jobs.calls("print_into", area, pdfs, log=tmp_path / "log")
    for call in sample(calls, points):
        folder, pdfs = few.laid_out(tmp_path / str(call)), tmp_path / f"{call} pdfs"
        ended = jobs.run_with_fault(call, "signal=KILL", "print_into", folder, pdfs, log=tmp_path / "log")
        assert ended.was_killed
        require_agreement(folder, pdfs)


@needs_strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("points", POINTS)
def test_a_paper_that_the_disk_refuses_is_told_and_not_there(
    fault: str, points: int | None, jobs: Jobs, few: Template, *, tmp_path: Path
) -> None:
    area, pdfs = few.laid_out(tmp_path / "traced"), tmp_path / "traced pdfs"
    calls = jobs.calls("print_into", area, pdfs, log=tmp_path / "log")
    refusals = 0
    for call in sample([call for call in calls if call.name in WRITES], points):
        folder, pdfs = few.laid_out(tmp_path / str(call)), tmp_path / f"{call} pdfs"
        ended = jobs.run_with_fault(call, f"error={fault}", "print_into", folder, pdfs, log=tmp_path / "log")
        assert ended.code == 0
        refusals += any(words.startswith("Refused: ") for words in ended.said)
        require_agreement(folder, pdfs)
        assert not [*pdfs.glob(".*")] if pdfs.exists() else True
    assert refusals


@needs_fork
@pytest.mark.parametrize("kills", KILLS)
def test_papers_printed_until_a_kill_stand_in_the_register(
    kills: int, jobs: Jobs, many: Template, tmp_path: Path
) -> None:
    chance = random.Random(7)  # noqa: S311  not for secrets
    for n in range(kills):
        folder, pdfs = many.laid_out(tmp_path / str(n)), tmp_path / f"{n} pdfs"
        ended = jobs.run_killed(chance.uniform(0.1, 0.8), "print_until_killed", folder, pdfs)
        assert ended.was_killed
        assert {*ended.said} <= {file.name for file in require_agreement(folder, pdfs)}


def require_agreement(folder: Path, pdfs: Path) -> list[Path]:
    """The files, each whole and in the register; at most one print is there without its file."""
    assert checking.check(folder, stores.unlocked(folder)).is_whole
    with stores.opened(folder) as store:
        known = {row.file_digest for row in store.records(Printing)}
    files = [*pdfs.glob("*.pdf")] if pdfs.exists() else []
    there = {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert there <= known
    assert len(known - there) <= 1
    return files
