"""A whole visit in the program itself on a real display, by real keys and by real mouse clicks, with the time it took.

It needs Xvfb, openbox, xdotool and xclip; pictures of each step are left in the folder RUHU_PICTURES where that is set.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pictures
import pytest
from PIL import Image

from desktop.casework import demo, inventing, today
from desktop.domain.records import Appointment, Evidence, Explanation, Promise, Signature, Told, Visit
from desktop.store import opening, vault
from desktop.store.store import Store

TOOLS = ("Xvfb", "openbox", "xdotool", "xclip")
TESTS = Path(__file__).parents[1]
SIZE = "1366x768"
AT_MOST = 14  # presses of Tab
PATIENCE = 20  # s until something is seen

LACKING = ", ".join(tool for tool in TOOLS if shutil.which(tool) is None)

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(bool(LACKING), reason=f"there is no display to make: {LACKING} is not installed"),
]


@dataclass
class Screen:
    """A display with a window manager and the program on it, and somebody before it."""

    display: str
    program: subprocess.Popen[str]
    pictures: Path | None
    scale: str
    steps: int = 0
    pressed: list[str] = field(default_factory=list)

    def ask(self, name: str = "") -> dict[str, Any]:
        """What is seen now."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(f"{name}\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def wait(self, until: Callable[[], object], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < end, f"{what} is not seen; {self.ask()}"
            time.sleep(0.02)

    def wait_for(self, name: str) -> None:
        self.wait(lambda: self.ask(name)["is_there"], name)

    def x(self, *arguments: str) -> None:
        """What xdotool does with the keyboard and the mouse."""
        subprocess.run(["xdotool", *arguments], env=self._env(), check=True)  # noqa: S607

    def key(self, *keys: str) -> None:
        self.pressed += keys
        self.x("key", "--clearmodifiers", *keys)

    def write(self, text: str) -> None:
        self.x("type", "--delay", "12", text)

    def tab_to(self, name: str, key: str = "Tab") -> None:
        for _ in range(AT_MOST):
            if self.ask()["focus"] == name:
                return
            self.key(key)
        pytest.fail(f"{name} is more than {AT_MOST} keys away; {self.ask()}")

    def choose(self, name: str, key: str = "Tab") -> None:
        self.tab_to(name, key)
        self.key("space")

    def click(self, name: str) -> None:
        """Moves the mouse there, turning the wheel over the page where it is not in sight."""
        self.wait_for(name)
        for button in ("5",) * 30 + ("4",) * 60:
            at = self.ask(name)["at"]
            if at is not None:
                self.x("mousemove", *map(str, at), "click", "1")
                return
            self.x("mousemove", "660", "560", "click", button)
            time.sleep(0.03)
        pytest.fail(f"{name} is not brought to sight")

    def type_into(self, name: str, text: str) -> None:
        self.click(name)
        self.wait(lambda: self.ask()["focus"] == name, f"the keyboard in {name}")
        self.write(text)

    def sign(self) -> None:
        """A stroke with the mouse on the pad."""
        self.wait(lambda: self._brought("signature-pad"), "the pad")
        x, y = self.ask("signature-pad")["at"]
        self.x("mousemove", str(x - 60), str(y), "mousedown", "1")
        for right, down in ((-30, 30), (0, -20), (30, 25), (60, -10)):
            self.x("mousemove", str(x + right), str(y + down))
        self.x("mouseup", "1")

    def copy(self, picture: Path) -> None:
        """Into the clipboard, as another program does."""
        command = ["xclip", "-selection", "clipboard", "-t", "image/png", "-i", str(picture)]
        subprocess.run(command, env=self._env(), check=True, stdout=subprocess.DEVNULL)

    def picture(self, name: str) -> None:
        if self.pictures is not None and shutil.which("import"):
            time.sleep(0.2)  # until it is painted
            self.steps += 1
            file = self.pictures / f"{self.steps:02}-{name}.png"
            subprocess.run(["import", "-window", "root", str(file)], env=self._env(), check=True)  # noqa: S607

    def close(self) -> None:
        """As its user closes it."""
        self.x("key", "alt+F4")
        self.program.wait(PATIENCE)

    def _brought(self, name: str) -> bool:
        if self.ask(name)["at"] is not None:
            return True
        self.x("mousemove", "660", "560", "click", "5")
        return False

    def _env(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display}


class Area(NamedTuple):
    """Where it lies, and the household that stands on top of the worker's day."""

    folder: Path
    home: bytes


@pytest.fixture
def area(tmp_path: Path, cheap_vault: None) -> Area:
    """A demo area of sixty households, as of today."""
    del cheap_vault
    folder = tmp_path / "area"
    demo.build(folder, inventing.PASSPHRASE, today=datetime.now(ZoneInfo("Asia/Shanghai")).date(), households=60)
    with opened(folder) as store:
        first = today.today_of(store).next
    assert first is not None
    return Area(folder, first.household.id)


@pytest.fixture(params=["1", "1.25"])
def screen(request: pytest.FixtureRequest, area: Area) -> Iterator[Screen]:
    """The program on a display of its own, where the first worker sees the page of the day."""
    with ExitStack() as running:
        server = running.enter_context(
            subprocess.Popen(
                ["Xvfb", "-displayfd", "1", "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp"],  # noqa: S607
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )
        )  # fmt: skip
        running.callback(server.terminate)
        assert server.stdout is not None
        display = f":{server.stdout.readline().strip()}"
        env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "RUHU_PASSPHRASE": inventing.PASSPHRASE}
        env["QT_SCALE_FACTOR"] = request.param
        env.pop("WAYLAND_DISPLAY", None)
        manager = running.enter_context(subprocess.Popen(["openbox"], env=env, stderr=subprocess.DEVNULL))  # noqa: S607
        running.callback(manager.terminate)
        program = running.enter_context(
            subprocess.Popen(
                [sys.executable, str(TESTS / "observed.py"), str(area.folder), "--as", inventing.FIRST],
                env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TESTS.parent,
            )
        )  # fmt: skip
        running.callback(program.kill)
        into = os.environ.get("RUHU_PICTURES")
        seen = Screen(display, program, Path(into) if into else None, request.param)
        seen.wait(lambda: seen.ask()["page"] == "today" and seen.ask()["focus"] == "awaited", "the page of the day")
        yield seen


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "shed.jpg"
    file.write_bytes(pictures.a_photo(4000, 3000))
    return file


def opened(folder: Path) -> Store:
    return opening.open_store(folder, vault.unlock(folder, inventing.PASSPHRASE, inventing.FIRST))


def days(number: int) -> str:
    """A day some days ahead, as people type it."""
    return f"{datetime.now(ZoneInfo('Asia/Shanghai')) + timedelta(days=number):%m-%d}"


def assert_whole(area: Area, began: float) -> None:
    """All of the visit is written down, and belongs together."""
    with opened(area.folder) as store:
        visit = max(store.records(Visit, household=area.home), key=lambda each: each.id)
        assert visit.began_at is not None
        assert visit.began_at.timestamp() >= began - 1
        assert (visit.manner, visit.demands, visit.read_aloud) == ("home", "the shed stood there in 1989", True)
        assert visit.signature == "signed"
        for kind in (Promise, Told, Explanation, Evidence, Signature):
            assert [each for each in store.records(kind) if each.visit == visit.id], kind
        (photo,) = (each for each in store.records(Evidence) if each.visit == visit.id)
        assert photo.consent == "given"
        explained = [each for each in store.records(Explanation) if each.visit == visit.id]
        assert [each.understood for each in explained] == ["understood"]
        newest = max(store.records(Appointment, household=area.home), key=lambda each: each.id)
        assert newest.planned_at is not None
        assert newest.planned_at.astimezone(store.zone()).hour == 10


def test_a_whole_visit_by_real_keys(
    area: Area, screen: Screen, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.time()
    screen.picture("today")
    screen.key("F2")
    screen.wait(lambda: screen.ask()["focus"] == "words", "the visit")
    screen.write("the shed ")
    screen.key("shift+F6", "shift+F6")
    screen.choose("topic-搭建认定")
    screen.key("F6")
    assert screen.ask()["focus"].startswith("told-")
    screen.key("space")
    screen.picture("begun")
    screen.key("F4")
    screen.wait(lambda: screen.ask()["focus"] == "answer-understood", "the clauses")
    screen.picture("explain")
    screen.key("space", "ctrl+Down")
    screen.picture("explained")
    screen.key("Escape")
    screen.wait(lambda: screen.ask()["focus"] == "words", "the visit again")
    screen.write("stood there in 1989")
    screen.choose("wish-rather_not_say")
    screen.key("ctrl+d")
    screen.wait(lambda: screen.ask()["focus"] == "promise-0", "the promise")
    screen.write("find the aerial photo")
    screen.tab_to("promise-due-0")
    screen.write(days(3))
    screen.picture("promised")
    screen.choose("contact-visit")
    screen.tab_to("next-day")
    screen.write(days(4))
    screen.tab_to("next-time")
    screen.write("10:00")
    screen.choose("visit_photo_add")
    screen.wait(lambda: screen.ask()["window"] == "QFileDialog", "the chooser of files")
    screen.write(str(photo))
    screen.picture("chooser")
    screen.key("Return")
    screen.wait_for("visit_photo_consent-given")
    screen.choose("visit_photo_consent-given", "shift+Tab")
    screen.picture("photo")
    screen.choose("read-aloud")
    screen.choose("signature-signed")
    screen.picture("signed")
    screen.key("ctrl+Return")
    screen.wait(lambda: screen.ask()["page"] == "print", "the paper")
    end(screen, area, began, "by real keys", capsys)


def test_a_whole_visit_by_real_clicks(
    area: Area, screen: Screen, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = photo.with_suffix(".png")
    Image.open(photo).save(scan)
    began = time.time()
    screen.click("start-visit")
    screen.wait(lambda: screen.ask()["focus"] == "words", "the visit")
    screen.type_into("words", "the shed stood there in 1989")
    screen.click("topic-搭建认定")
    screen.click("explain-at-visit")
    screen.wait(lambda: screen.ask()["focus"] == "answer-understood", "the clauses")
    screen.click("answer-understood")
    screen.click("next-clause")
    screen.picture("explained")
    screen.click("back")
    screen.wait(lambda: screen.ask()["page"] == "visit", "the visit again")
    screen.picture("back")
    screen.click("wish-rather_not_say")
    screen.click("add-promise")
    screen.type_into("promise-0", "find the aerial photo")
    screen.type_into("promise-due-0", days(3))
    screen.click("contact-visit")
    screen.type_into("next-day", days(4))
    screen.type_into("next-time", "10:00")
    screen.picture("promised")
    screen.click("told-review-told")
    screen.copy(scan)
    screen.click("visit_photo_paste")
    screen.click("visit_photo_consent-given")
    screen.picture("photo")
    screen.click("read-aloud")
    screen.sign()
    screen.picture("signed")
    screen.click("finish-visit")
    screen.wait(lambda: screen.ask()["page"] == "print", "the paper")
    end(screen, area, began, "by real clicks", capsys)


def end(screen: Screen, area: Area, began: float, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Tells how long it took, and looks at what was written once the program is closed."""
    seconds = time.time() - began
    screen.picture("written")
    with capsys.disabled():
        load = os.getloadavg()[0]
        print(f"\n  a whole visit {how}, enlarged {screen.scale} times: {seconds:.1f} s (90 s), load {load:.1f}")  # noqa: T201
    screen.close()
    assert_whole(area, began)
