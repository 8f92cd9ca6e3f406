"""A real display with a window manager and the program on it, and somebody with a keyboard and a mouse before it.

It needs Xvfb, openbox, xdotool and xclip; pictures of each step are left in the folder RUHU_PICTURES where that is set.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

TOOLS = ("Xvfb", "openbox", "xdotool", "xclip")
LACKING = ", ".join(tool for tool in TOOLS if shutil.which(tool) is None)
SIZE = "1366x768"
AT_MOST = 14  # presses of Tab
PATIENCE = 20  # s until something is seen

_TESTS = Path(__file__).parent
_CHOOSER = "QFileDialog"

on_a_display = pytest.mark.skipif(bool(LACKING), reason=f"there is no display to make: {LACKING} is not installed")


@contextmanager
def display() -> Iterator[str]:
    """A display of its own, with a window manager, by its name."""
    with ExitStack() as running:
        server = running.enter_context(
            subprocess.Popen(
                ["Xvfb", "-displayfd", "1", "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp"],  # noqa: S607
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )
        )  # fmt: skip
        running.callback(server.terminate)
        assert server.stdout is not None
        name = f":{server.stdout.readline().strip()}"
        env = {**os.environ, "DISPLAY": name}
        manager = running.enter_context(subprocess.Popen(["openbox"], env=env, stderr=subprocess.DEVNULL))  # noqa: S607
        running.callback(manager.terminate)
        yield name


@contextmanager
def program(
    on: str,
    *arguments: str,
    named: str = "",
    scale: str = "1",
    patience: float = PATIENCE,
    before: Sequence[str] = (),
    **environment: str,
) -> Iterator["Screen"]:
    """The program on this display; `before` is the command that starts it, where it is not started as it is."""
    env = {**os.environ, "DISPLAY": on, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": scale, **environment}
    env.pop("WAYLAND_DISPLAY", None)
    into = os.environ.get("RUHU_PICTURES")
    with subprocess.Popen(
        [*before, sys.executable, str(_TESTS / "observed.py"), *arguments],
        env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_TESTS.parent,
    ) as running:  # fmt: skip
        try:
            seen = Screen(on, running, Path(into) if into else None, scale, env, patience, named)
            seen.wait(lambda: seen.ask()["window"], "the window")
            yield seen
        finally:
            running.kill()


@dataclass
class Screen:
    """The program on a display, and somebody before it."""

    display: str
    program: subprocess.Popen[str]
    pictures: Path | None
    scale: str
    env: Mapping[str, str]
    patience: float = PATIENCE
    named: str = ""
    pressed: list[str] = field(default_factory=list)

    # What is seen

    def ask(self, name: str = "") -> dict[str, Any]:
        """What is seen now."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(f"{name}\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def wait(self, until: Callable[[], object], what: str) -> None:
        end = time.monotonic() + self.patience
        while not until():
            if time.monotonic() > end:
                self.picture("not seen")
                pytest.fail(f"{what} is not seen; {self.ask()}")
            time.sleep(0.02)

    def wait_for(self, name: str) -> None:
        self.wait(lambda: self.ask(name)["is_there"], name)

    def wait_until_gone(self, name: str) -> None:
        self.wait(lambda: not self.ask(name)["is_there"], f"a page without {name}")

    def wait_to_press(self, name: str) -> None:
        """Until it is there and can be pressed."""
        self.wait(lambda: self.ask(name)["is_enabled"], f"{name}, to be pressed")

    def wait_for_focus(self, name: str) -> None:
        self.wait(lambda: self.ask()["focus"] == name, f"the keyboard in {name}")

    def wait_for_page(self, page: str) -> None:
        self.wait(lambda: self.ask()["page"] == page, f"the page {page}")

    def wait_for_words(self, words: str) -> None:
        self.wait(lambda: self.says(words), f"“{words}”")

    def wait_for_row(self, name: str, words: str) -> None:
        self.wait(lambda: any(words in row for row in self.rows(name)), f"“{words}” in {name}")

    def says(self, words: str) -> bool:
        return self.ask(f"?{words}")["is_there"]

    def text(self, name: str) -> str:
        """What a part says, and what is heard of it."""
        self.wait_for(name)
        return self.ask(name)["text"]

    def rows(self, name: str) -> list[str]:
        return self.ask(name)["rows"]

    # What is done

    def x(self, *arguments: str) -> None:
        """What xdotool does with the keyboard and the mouse."""
        subprocess.run(["xdotool", *arguments], env=self.env, check=True)  # noqa: S607

    def key(self, *keys: str) -> None:
        self.pressed += keys
        self.x("key", "--clearmodifiers", *keys)

    def write(self, text: str) -> None:
        """Types it; what is not on the keyboard comes out of the clipboard."""
        if text.isascii():
            self.x("type", "--delay", "12", text)
        else:
            command = ["xclip", "-selection", "clipboard"]
            subprocess.run([*command, "-i"], env=self.env, check=True, input=text, text=True, stdout=subprocess.DEVNULL)
            self.wait(lambda: self._copied() == text, "the clipboard")
            self.x("key", "--clearmodifiers", "ctrl+v")
            self.wait(lambda: text in self.ask()["typed"], f"“{text}” where it was typed")

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

    def press(self, name: str) -> None:
        """Clicks it once it can be pressed."""
        self.wait_to_press(name)
        self.click(name)

    def click_row(self, name: str, words: str) -> None:
        """Clicks the first row of a list, or the tab, on which these words stand."""
        self.wait_for_row(name, words)
        self.click(f"{name}/{words}")

    def type_into(self, name: str, text: str) -> None:
        self.click(name)
        self.wait_for_focus(name)
        self.write(text)

    def type_over(self, name: str, text: str) -> None:
        """Types it in place of what stands there."""
        self.click(name)
        self.wait_for_focus(name)
        self.key("ctrl+a")
        self.write(text)

    def choose_file(self, file: Path) -> None:
        """Types a file's or a folder's name into the chooser that has come up."""
        self.wait(lambda: self.ask()["window"] == _CHOOSER, "the chooser of files")
        self.key("ctrl+a")
        self.write(str(file))
        self.key("Return")
        self.wait(lambda: self.ask()["window"] != _CHOOSER, "the end of the chooser")

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
        subprocess.run(command, env=self.env, check=True, stdout=subprocess.DEVNULL)

    def picture(self, name: str) -> None:
        if self.pictures is not None and shutil.which("import"):
            time.sleep(0.5)  # until it is painted
            step = len([*self.pictures.glob(f"{self.named}*")]) + 1
            file = self.pictures / f"{self.named}{step:02}-{name}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["import", "-window", "root", str(file)], env=self.env, check=True)  # noqa: S607

    def close(self) -> None:
        """As its user closes it."""
        self.x("key", "alt+F4")
        self.program.wait(self.patience)

    def _copied(self) -> str:
        command = ["xclip", "-selection", "clipboard", "-o"]
        return subprocess.run(command, env=self.env, check=False, capture_output=True, text=True).stdout

    def _brought(self, name: str) -> bool:
        if self.ask(name)["at"] is not None:
            return True
        self.x("mousemove", "660", "560", "click", "5")
        return False
