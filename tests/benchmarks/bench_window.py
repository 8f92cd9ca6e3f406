"""The program's start, and a household opened, against the least that Qt can do.

Each start is a process of its own, its start included, with its bytecode written before, as an installed program has
it; it ends when the window is painted and has taken a key. The key of the store is known from the process's first line
on; or, as when a person types the passphrase, once the lock is on the screen.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import IO, cast

import district
import figures
import laptop  # noqa: F401  before the first import of Qt
import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop import paths, settings
from desktop.cli.words import Voice
from desktop.i18n import Language
from desktop.settings import Settings
from desktop.store.store import Store
from desktop.ui import jobs, theme
from desktop.ui.household_list import HouseholdList
from desktop.ui.household_page import HouseholdPage
from desktop.ui.main_window import MainWindow
from desktop.ui.shell import Shell

STARTS, OPENINGS, LIMIT = 9, 20, 4
BARE = "a bare PySide6 window"
FRESH = Path(__file__).parents[1] / "fresh_window.py"


class Start(msgspec.Struct):
    """What a start took in seconds: until the window takes a key; until the lock is painted; from the key to the list.

    And how much memory it held once nothing more was to come.
    """

    usable: float
    locked: float = 0
    since_known: float = 0
    memory: int | None = None


def main() -> None:
    with district.district() as made:
        figures.heading(f"the window over {made.households:,} encrypted households", made.folder)
        told = {first: pickle.dumps((made.folder, made.unlocked(), first)) for first in (False, True)}
        with tempfile.TemporaryDirectory(prefix="ruhu-bytecode-") as bytecode:
            _starts(told, Path(bytecode))
        with made.open() as store:
            _household(store)


def _starts(told: dict[bool, bytes], bytecode: Path) -> None:
    ways: tuple[Callable[[], Start], ...] = (
        partial(_start, bytecode),
        partial(_start, bytecode, told[False]),
        partial(_start, bytecode, told[True], is_locked_first=True),
    )
    for way in ways:
        way()  # writes the bytecode
    bare, at_once, after_lock = zip(*([way() for way in ways] for _ in range(STARTS)), strict=True)
    least = [start.usable for start in bare]
    figures.times(BARE, least)
    for what, times, limit in (
        ("the list, the key known from the first line on", [start.usable for start in at_once], LIMIT),
        ("the lock, where the passphrase is typed", [start.locked for start in after_lock], None),
        ("then from the key to the list", [start.since_known for start in after_lock], LIMIT),
    ):
        figures.times(what, times, is_felt=True)
        figures.ratio("  that is", median(times) / median(least), BARE, limit)
    for what, begun in (BARE, bare), ("the list, all households counted", at_once):
        held = [start.memory for start in begun if start.memory is not None]
        figures.amount(f"memory of {what}", median(held) if held else None)


def _start(bytecode: Path, told: bytes = b"", *, is_locked_first: bool = False) -> Start:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, FRESH, "ours" if told else "bare"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment | {"PYTHONPYCACHEPREFIX": str(bytecode)},
    ) as child:
        into, out = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
        into.write(told)
        into.flush()
        if is_locked_first:
            out.readline()
        locked = time.perf_counter() - begun
        first = msgspec.json.decode(out.readline(), type=dict)
        usable = time.perf_counter() - begun
        if told:
            out.readline()  # all households are counted
        return Start(usable, locked, first.get("since_known", 0), figures.resident(child.pid))


def _household(store: Store) -> None:
    """From a key on a row of the list to the painted ledger, against painting that page again."""
    app = QApplication([])
    theme.dress(app)
    window = MainWindow(app, Settings(Language.CHINESE), Voice, partial(settings.change, paths.config_folder()))
    window.show_store(store)
    window.show()
    shell = cast("Shell", window.shell)
    homes = cast("HouseholdList", shell.page)
    while homes._is_reading:
        app.processEvents()
    opened: list[float] = []
    painted: list[float] = []
    for _ in range(OPENINGS):
        _press(app, homes.table, Qt.Key.Key_Down)
        opened.append(figures.seconds(_open, app, shell, homes.table))
        painted.append(figures.seconds(window.repaint))
        shell.step_back()
        app.processEvents()
    first, *others = opened
    print(f"  the first household opened, its page made: {figures.written(first)}, {figures.felt(first)}")
    figures.times("a key on a row, to the painted ledger", others, is_felt=True)
    figures.times("the same window painted again", painted)
    figures.ratio("that is", median(others) / median(painted), "painting it again")
    jobs.stop_all(window)
    window.close()


def _open(app: QApplication, shell: Shell, table: QWidget) -> None:
    _press(app, table, Qt.Key.Key_Return)
    app.processEvents()
    page = shell.page
    assert isinstance(page, HouseholdPage)
    page.repaint()


def _press(app: QApplication, pressed: QWidget, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        app.sendEvent(pressed, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


if __name__ == "__main__":
    main()
