"""A stick is out only once the system does not show it any more."""

import subprocess
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import pytest

from desktop import paths
from desktop.paths import Stick
from desktop.ui.exchange_eject import commands, eject


@pytest.fixture
def stick() -> Iterator[Stick]:
    """A real drive below /media, where this user may mount one."""
    folder = Path("/media/ruhu-test-stick")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount a drive here")
    (found,) = [each for each in paths.sticks() if each.folder == folder]
    yield found
    subprocess.run(["umount", str(folder)], check=False, capture_output=True)  # noqa: S607
    folder.rmdir()


def test_a_stick_that_nobody_uses_is_let_go(stick: Stick) -> None:
    assert stick.name == "ruhu-test-stick"
    assert eject(stick)
    assert stick.folder not in [each.folder for each in paths.sticks()]
    assert eject(stick), "it is out already"


def test_a_stick_that_is_still_used_is_not_called_out(stick: Stick) -> None:
    with (stick.folder / "open").open("w"):
        assert not eject(stick)
    assert stick.folder in [each.folder for each in paths.sticks()]


def test_each_system_is_asked_in_its_own_way() -> None:
    assert commands(Path("/Volumes/STICK"), "darwin") == [("diskutil", "eject", "/Volumes/STICK")]
    assert commands(Path("/media/a"), "linux")[-1] == ("umount", "/media/a")
    ((program, *_, script),) = commands(PureWindowsPath("E:\\"), "win32")
    assert program == "powershell"
    assert "ParseName('E:')" in script
