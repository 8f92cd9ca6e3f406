"""What packaging/dev.py says and passes on; the set-up itself is proved by each run on a new machine."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import dev
import PySide6
import pytest


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project in which nothing is set up, with what the set-up reads."""
    (tmp_path / "packaging").mkdir()
    for name in ("pyproject.toml", "packaging/lock.txt", "packaging/dev.py"):
        shutil.copy(dev.ROOT / name, tmp_path / name)
    return tmp_path


def bench_without(clone: Path, module: str) -> subprocess.CompletedProcess[str]:
    """Run `dev.py bench`, which needs no system library, by a Python that lacks a module."""
    code = f"import runpy, sys; sys.modules[{module!r}] = None; runpy.run_path(sys.argv[0], run_name='__main__')"
    script = str(clone / "packaging" / "dev.py")
    start = f"import sys; sys.argv = [{script!r}, 'bench']; {code}"
    return subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=False)


def test_a_python_that_is_too_old_is_told_so(clone: Path) -> None:
    done = bench_without(clone, "tomllib")
    assert done.returncode == 1
    assert "needs Python 3.11" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_older_python_can_read_the_file_to_tell() -> None:
    ast.parse(Path(dev.__file__).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_python_without_pip_is_told_so_before_anything_is_made(clone: Path) -> None:
    done = bench_without(clone, "ensurepip")
    assert done.returncode == 1
    assert "lacks ensurepip" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (clone / ".venv").exists()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_told_so(clone: Path) -> None:
    clone.chmod(0o555)
    done = bench_without(clone, "nothing")
    clone.chmod(0o755)
    assert done.returncode == 1
    assert "is not yours to write" in done.stderr


def test_on_debian_the_command_to_type_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    words = dev.without_packages({"libEGL.so.1": "libegl1", "strace": "strace"})
    assert words.endswith("sudo apt-get install libegl1 strace")


def test_elsewhere_the_libraries_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    words = dev.without_packages({"libEGL.so.1": "libegl1", "strace": "strace"})
    assert "lacks libEGL.so.1, strace" in words
    assert "apt-get" not in words


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lacks system libraries")
def test_what_is_missing_is_found_out() -> None:
    wanted = ("libc.so.6", "libnosuchthing.so.1", "sh", "no-such-program")
    assert [name for name in wanted if dev.is_here(name)] == ["libc.so.6", "sh"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bring what Qt needs")
def test_qt_finds_every_library_that_it_links_to() -> None:
    pyside = Path(PySide6.__file__).parent
    plugins = [*pyside.glob("Qt/plugins/platforms/libq[xo]*.so"), *pyside.glob("Qt/plugins/printsupport/*.so")]
    said = subprocess.run(["ldd", *plugins], capture_output=True, text=True, check=True).stdout  # noqa: S607 a part of libc
    assert plugins
    assert not re.findall(r"\S+ => not found", said), "name its Debian package in QT_LIBRARIES"


def test_a_network_that_is_not_there_is_told_in_one_sentence() -> None:
    said = "WARNING: Retrying (Retry(total=4)) after connection broken by …\nERROR: No matching distribution found"
    words = dev.failed("the packages", said)
    assert words.startswith("the network was not reached to install the packages. Connect this machine")
    assert words.endswith("No matching distribution found")


def test_any_other_failure_shows_the_last_words() -> None:
    words = dev.failed(
        "the packages", "\n".join(f"line {number}" for number in range(9)) + "\nNo space left on device\n"
    )
    assert words.splitlines()[0] == "could not install the packages:"
    assert words.splitlines()[-1].strip() == "No space left on device"
    assert "line 0" not in words


def test_what_a_command_does_not_know_goes_on_to_the_program_that_it_starts() -> None:
    options, rest = dev.read(["test", "-k", "money or names", "--long", "tests/domain"])
    assert (options.command, options.long) == ("test", True)
    assert rest == ["-k", "money or names", "tests/domain"]


def test_a_command_that_passes_nothing_on_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        dev.read(["setup", "--quick"])
    assert "unknown: --quick" in capsys.readouterr().err


def test_the_lock_file_holds_what_pyproject_asks_for() -> None:
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {normal(each) for each in project["dependencies"] + project["optional-dependencies"]["dev"]}
    locked = {normal(line.split(" ")[0]) for line in dev.LOCK.read_text().splitlines() if re.match(r"\w", line)}
    assert not asked - locked, f"type: {dev.typed('lock')}"


def normal(requirement: str) -> str:
    """A pinned requirement in the lock file's spelling: `PySide6_X[extra]==1` → `pyside6-x==1`."""
    return re.sub(r"\[.*\]", "", requirement).replace("_", "-").lower()


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="Windows has no disk in memory")
def test_stores_of_tests_lie_in_memory_where_that_has_room_and_are_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "MEMORY", tmp_path)
    monkeypatch.setattr(dev, "ROOM", 1)
    with dev.quick_room() as told:
        (room,) = tmp_path.iterdir()
        assert told[0] == f"--basetemp={room}/tests"
    assert not room.exists()


@pytest.mark.parametrize("lacks", ["the folder", "room"])
def test_without_such_room_they_lie_where_pytest_puts_them(
    lacks: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "MEMORY", tmp_path / "none" if lacks == "the folder" else tmp_path)
    monkeypatch.setattr(dev, "ROOM", 1 << 70)
    with dev.quick_room() as told:
        assert told == []


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = "python3 packaging/dev.py test"
    last = (dev.ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    assert last == command
    assert command in (dev.ROOT / "README.md").read_text(encoding="utf-8").splitlines()
