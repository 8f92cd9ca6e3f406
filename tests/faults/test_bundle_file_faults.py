"""Bundles that are written and taken in while the power, the stick or the disk fails."""

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import bundles
import msgspec
import pytest
from bundles import Office
from damage import refusal
from tracing import Call, Ended, Jobs, needs_strace, sample

from desktop.exchange import bundle, inbox, packing, verifying
from desktop.exchange.content import Entries, Sealed
from desktop.exchange.packing import Load, Segment

POINTS = [pytest.param(4, id="sample"), pytest.param(None, id="all", marks=pytest.mark.faults)]
WRITES = {"write", "fsync", "fdatasync", "ftruncate"}
CHANGES = WRITES | {"rename", "unlink", "mkdir", "openat"}
"""A kill at another call leaves what one at the next of these does."""
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def office() -> Office:
    return Office.founded()


@pytest.fixture(scope="module")
def keys(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "office"
    file.write_bytes(msgspec.msgpack.encode(office))
    return file


@pytest.fixture(scope="module")
def small(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (file,) = bundles.written(office, tmp_path_factory.mktemp("small") / "stick").files
    return file


def changes(calls: list[Call]) -> list[Call]:
    """Those that change files: what is only read is opened as often as it is read back."""
    return [call for call in calls if call.name in CHANGES and "O_RDONLY" not in call.arguments]


def require_whole_files(office: Office, stick: Path) -> int:
    """Whatever bears a real name is a whole part of a bundle; how many there are."""
    files = [*stick.glob("*.ruhu")] if stick.exists() else []
    parts = [office.read(file) for file in files]
    assert len({told.bundle for told, _ in parts}) <= 1
    assert {file.suffix for file in stick.glob("*")} <= {".ruhu", ".new"}
    return len(files)


def is_refused(ended: Ended, stick: Path) -> bool:
    """A job was refused in words, and left nothing; or went well, and left all."""
    assert ended.code == 0
    left = [*stick.iterdir()] if stick.exists() else []
    if not ended.said:
        assert len(left) == 2
        return False
    (said,) = ended.said
    assert said.startswith("Refused: ")
    assert re.search(r"\d+ MB|reads back differently", said)
    assert not left
    return True


@needs_strace
@pytest.mark.parametrize("points", POINTS)
def test_a_bundle_killed_at_any_change_leaves_no_half_file_under_its_name(
    points: int | None, jobs: Jobs, office: Office, keys: Path, *, tmp_path: Path
) -> None:
    calls = jobs.calls("write_bundle", keys, tmp_path / "traced", log=tmp_path / "log")
    assert require_whole_files(office, tmp_path / "traced") == 2
    for n, call in enumerate(sample(changes(calls), points)):
        stick = tmp_path / str(n)
        assert jobs.run_with_fault(call, "signal=KILL", "write_bundle", keys, stick, log=tmp_path / "log").was_killed
        require_whole_files(office, stick)
        again = bundles.written(office, stick, bundles.a_load(office, own=4, size=100_000), split=300_000)
        assert sum(len(each.entries) for each in read(office, again.files) if isinstance(each, Entries)) == 6


def read(office: Office, files: tuple[Path, ...]) -> Iterator[object]:
    for file in files:
        yield from office.read(file)[1]


@needs_strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("points", POINTS)
def test_a_bundle_that_the_stick_refuses_is_told_and_nothing_of_it_stays(
    fault: str, points: int | None, jobs: Jobs, office: Office, *, keys: Path, tmp_path: Path
) -> None:
    calls = jobs.calls("write_bundle", keys, tmp_path / "traced", log=tmp_path / "log")
    faulty = [call for call in changes(calls) if call.name != "unlink"]
    refusals = 0
    for n, call in enumerate(sample(faulty, points)):
        stick = tmp_path / str(n)
        ended = jobs.run_with_fault(call, f"error={fault}", "write_bundle", keys, stick, log=tmp_path / "log")
        refusals += is_refused(ended, stick)
        require_whole_files(office, stick)
    assert refusals


@needs_strace
def test_a_bundle_is_on_the_stick_before_it_is_named_and_the_name_too(jobs: Jobs, keys: Path, tmp_path: Path) -> None:
    calls = jobs.calls("write_bundle", keys, tmp_path / "stick", log=tmp_path / "log")
    names = [call.name for call in calls if call.name in ("write", "fsync", "rename")]
    assert re.fullmatch("(write )+fsync (write )+fsync rename rename fsync", " ".join(names))


@needs_strace
@pytest.mark.parametrize("points", POINTS)
def test_a_copy_into_the_inbox_killed_at_any_change_is_whole_or_not_there(
    points: int | None, jobs: Jobs, small: Path, tmp_path: Path
) -> None:
    calls = jobs.calls("take_bundle_in", tmp_path / "traced", small, log=tmp_path / "log")
    for n, call in enumerate(sample(changes(calls), points)):
        folder = tmp_path / str(n)
        ended = jobs.run_with_fault(call, "signal=KILL", "take_bundle_in", folder, small, log=tmp_path / "log")
        assert ended.was_killed
        assert all(file.read_bytes() == small.read_bytes() for file in inbox.sealed(folder))
        assert inbox.take_in(folder, small).read_bytes() == small.read_bytes()
        assert len(inbox.sealed(folder)) == 1


@needs_strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("points", POINTS)
def test_a_copy_into_the_inbox_that_the_disk_refuses_is_told(
    fault: str, points: int | None, jobs: Jobs, small: Path, tmp_path: Path
) -> None:
    calls = jobs.calls("take_bundle_in", tmp_path / "traced", small, log=tmp_path / "log")
    faulty = [call for call in changes(calls) if call.name != "unlink"]
    for n, call in enumerate(sample(faulty, points)):
        folder = tmp_path / str(n)
        ended = jobs.run_with_fault(call, f"error={fault}", "take_bundle_in", folder, small, log=tmp_path / "log")
        assert ended.code == 0
        assert all("MB" in said for said in ended.said)
        assert len(inbox.sealed(folder)) == (0 if ended.said and call.name != "fsync" else len(inbox.sealed(folder)))
        assert all(file.read_bytes() == small.read_bytes() for file in inbox.sealed(folder))


# Real sticks


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 4 MB."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    place = tmp_path / "stick"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(place)], check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False, stderr=subprocess.DEVNULL)  # noqa: S607


def large(size: int = 5 * MEGABYTE) -> Load:
    return Load(pieces=[bundles.a_piece(1, size)])


def test_a_stick_that_is_too_small_is_told_before_anything_is_written(office: Office, stick: Path) -> None:
    refused = refusal(lambda: bundles.written(office, stick, large()))
    assert "too little room" in refused.what
    assert refused.values["needed"] == 7
    assert not [*stick.iterdir()]


def test_a_stick_that_fills_meanwhile_is_told_and_nothing_stays(
    office: Office, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.store.folder.free_space", lambda _folder: 1 << 30)
    refused = refusal(lambda: bundles.written(office, stick, large()))
    assert "too little room" in refused.what
    assert not [*stick.iterdir()]
    assert bundles.written(office, stick, large(MEGABYTE)).pieces == 1


@pytest.mark.parametrize("after", [0.2, 0.9], ids=["while it is written", "while it is read back"])
def test_a_stick_that_is_pulled_out_is_told(after: float, office: Office, stick: Path) -> None:
    def pull(done: int, of: int) -> None:
        if done > after * of and os.path.ismount(stick):
            subprocess.run(["umount", "-l", str(stick)], check=True)  # noqa: S607

    refused = refusal(lambda: bundles.written(office, stick, large(2 * MEGABYTE), progress=pull))
    assert re.search("unplugged|reads back differently", str(refused))
    assert not [*stick.iterdir()]


def test_a_stick_that_is_write_protected_is_told(office: Office, stick: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)  # noqa: S607
    assert "write-protected" in str(refusal(lambda: bundles.written(office, stick)))


def test_a_folder_that_is_a_file_is_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "stick").write_bytes(b"")
    refused = refusal(
        lambda: packing.write(tmp_path / "stick", "", office.envelope, large(10), office.sealing, room=tmp_path)
    )
    assert "is a file" in refused.what


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that can't be read is at hand on Linux alone")
def test_a_file_that_the_stick_does_not_give_is_told(office: Office, tmp_path: Path) -> None:
    unread = Path("/proc/self/mem")  # its first page is never there: EIO
    for job in (lambda: office.read(unread), lambda: inbox.take_in(tmp_path / "area", unread)):
        assert refusal(job).values["name"] == errno.errorcode[errno.EIO]


def test_evidence_that_can_not_be_read_is_told_and_nothing_stays(office: Office, tmp_path: Path) -> None:
    def fail() -> bytes:
        raise OSError(errno.EIO, "the disk")

    load = Load(pieces=[bundles.a_piece(1), packing.Piece(bundles.HOUSEHOLD, bundles.DIGEST, fail)])
    assert "EIO" in str(refusal(lambda: bundles.written(office, tmp_path / "stick", load)))
    assert not (tmp_path / "stick").exists()


@pytest.mark.faults
def test_a_large_bundle_cut_at_the_edges_of_its_chunks_is_refused(office: Office, tmp_path: Path) -> None:
    load = bundles.a_load(office, own=60, size=200_000, pieces=3)
    (file,) = bundles.written(office, tmp_path / "stick", load).files
    inside = bundles.inside(file, office.keys.identity)
    told = office.read(file)[0]
    edges, at = list[int](), len(inside) - sum(chunk.stored for chunk in told.chunks)
    for chunk in told.chunks:
        edges += (at - 1, at, at + 1)
        at += chunk.stored
    for edge in edges:
        file.write_bytes(bundles.sealed(inside[:edge], office.sealing.recipients))
        refusal(lambda: office.read(file))
    for edge in range(0, file.stat().st_size, 64 << 10):  # age's own chunks
        shutil.copyfile(file, tmp_path / "cut")
        os.truncate(tmp_path / "cut", edge)
        refusal(lambda: office.read(tmp_path / "cut"))
    file.write_bytes(bundles.sealed(inside, office.sealing.recipients))
    assert sum(isinstance(each, Sealed) for each in office.read(file)[1]) == 3
    assert bundle.is_bundle(file)


@pytest.mark.faults
def test_many_entries_are_verified_under_a_memory_limit(office: Office, tmp_path: Path) -> None:
    number = 300_000
    load = Load([Segment(bundles.OWN, bundles.entries(bundles.OWN, number, size=60), office.attest)])
    (file,) = bundles.written(office, tmp_path / "stick", load, split=1 << 30).files
    summary = verifying.verified(file, [office.keys.identity], office.keys.root, memory=512 * MEGABYTE)
    assert summary.entries == number
