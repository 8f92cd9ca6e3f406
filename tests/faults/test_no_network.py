"""The program speaks to no network: whatever it does, it connects to sockets of this computer's own system alone.

Those are the display's, and what the system's libraries ask behind a call: who the user is, which printers there are.

Watched from outside, by the system calls of the real program: the window under a display of its own, walking through
all its screens, and the command line that builds the demo and goes on with it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pytest

from desktop.casework.inventing import PASSPHRASE

ROOT = Path(__file__).resolve().parents[2]
RUHU = (sys.executable, "-c", "from desktop.cli.main import main; main()")

_STRACE, _DISPLAY = shutil.which("strace"), shutil.which("Xvfb")
_CONNECT = re.compile(r"\b(connect|sendto|sendmsg|bind|listen)\(\d+[^,]*, \{sa_family=(\w+)(.*?)\}")
_SOCKET = re.compile(r"\bsocket\((\w+)")
_LOCAL = {"AF_UNIX", "AF_LOCAL"}
_OF_THE_SYSTEM = re.compile(r'sun_path=@?"/(var/)?run/(nscd/socket|cups/cups\.sock)"')
_DISPLAYS = re.compile(r'sun_path=@?"[^"]*/\.X11-unix/X\d+"')

needs_strace = pytest.mark.skipif(_STRACE is None, reason="strace watches the system calls (Linux)")
needs_display = pytest.mark.skipif(_DISPLAY is None, reason="Xvfb is the display")

pytestmark = [pytest.mark.faults, needs_strace]


class Watched:
    """A run of the program: what it said, which sockets it made, and to what it connected."""

    def __init__(self, trace: Path, said: bytes) -> None:
        self.said = said
        told = trace.read_text("utf-8", "replace")
        self.sockets = Counter(_SOCKET.findall(told))
        self.reached = Counter((family, rest) for _, family, rest in _CONNECT.findall(told))

    def require_local(self, *, with_display: bool) -> None:
        assert set(self.sockets) <= _LOCAL, self.sockets
        elsewhere = [
            (family, where)
            for family, where in self.reached
            if family not in _LOCAL or not (_OF_THE_SYSTEM.search(where) or (with_display and _DISPLAYS.search(where)))
        ]
        assert not elsewhere, elsewhere


def watched(room: Path, command: Sequence[str], **environment: str) -> Watched:
    trace = room / "trace"
    calls = "trace=socket,connect,bind,listen,sendto,sendmsg"
    ended = subprocess.run(
        [str(_STRACE), "-f", "-qq", "-s", "200", "-e", calls, "-o", str(trace), *command],
        cwd=ROOT,
        check=False,
        timeout=1800,
        capture_output=True,
        env={**own_environment(room), **environment},
    )
    assert ended.returncode == 0, ended.stderr.decode("utf-8", "replace")[-5000:]
    found = Watched(trace, ended.stdout)
    trace.unlink()
    return found


def own_environment(room: Path) -> dict[str, str]:
    """What a new user of this computer has: a home of their own, and nothing of ours."""
    known = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return known | {
        "HOME": str(room),
        "RUHU_HOME": str(room / "home"),
        "TMPDIR": str(room),
        "RUHU_PASSPHRASE": PASSPHRASE,
        "PYTHONFAULTHANDLER": "1",
    }


def test_the_command_line_connects_to_nothing(tmp_path: Path) -> None:
    """The whole job is among what it does: ledger, visits, sums, sheets, bundles, merges, receipts."""
    built = watched(tmp_path, [*RUHU, "demo", "--into", str(tmp_path / "demo"), "--households", "12", "--json"])
    built.require_local(with_display=False)
    office = json.loads(built.said)["people"][0]
    store = ["--store", office["store"], "--as", office["person"]]
    for words in (["today"], ["progress"], ["household", "list"], ["receipts"], ["check"], ["bugs"]):
        options = [] if words == ["bugs"] else store
        watched(tmp_path, [*RUHU, *words, *options]).require_local(with_display=False)


@needs_display
def test_the_window_connects_to_the_display_alone(tmp_path: Path) -> None:
    with Display(tmp_path) as display:
        shots = tmp_path / "shots"
        seen = watched(
            tmp_path,
            [sys.executable, "-m", "desktop", "--screenshots", str(shots)],
            DISPLAY=display.name,
            QT_QPA_PLATFORM="xcb",
        )
    assert len([*shots.iterdir()]) > 40, "it walked through its screens"
    assert not [*tmp_path.rglob("QtProject.conf")], "Qt itself remembers no folder in which papers were saved"
    assert any(_DISPLAYS.search(where) for _, where in seen.reached), "it was watched while it did"
    seen.require_local(with_display=True)


class Display:
    """A display that nobody looks at, which speaks to this computer alone."""

    def __init__(self, room: Path) -> None:
        self._room = room
        self.name = ""

    def __enter__(self) -> Self:
        read, write = os.pipe()
        self._running = subprocess.Popen(
            [str(_DISPLAY), "-displayfd", str(write), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"],
            pass_fds=[write],
            cwd=self._room,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            self.name = f":{told.readline().strip()}"
        return self

    def __exit__(self, *_error: object) -> None:
        self._running.terminate()
        self._running.wait()
