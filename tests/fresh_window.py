"""A process with one window, the least of Qt's or the program's own, which tells when it is painted and takes a key.

Run with `bare`, or with `ours`: then standard input brings, pickled, the folder of a store, its `Unlocked`, and whether
its lock is to be seen first. The process ends with its standard input.
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if sys.argv[1] == "ours":
    import desktop.__main__  # noqa: F401  first, as the program itself does

import json
import pickle
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget


def bare() -> None:
    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 720)
    window.show()
    paint(app, window)
    press_down(app, window)
    tell()
    sys.stdin.buffer.read()


def ours() -> None:
    from desktop import app as program
    from desktop.settings import Settings
    from desktop.ui.household_list import HouseholdList

    folder, unlocked, is_locked_first = pickle.load(sys.stdin.buffer)  # noqa: S301  our own parent's
    app, window = program._window(Settings(), folder, None if is_locked_first else unlocked)
    rest = program._begin(window)
    if is_locked_first:
        paint(app, window)
        tell()
    known = time.perf_counter()
    if is_locked_first:
        window._entrance.let_in(folder, unlocked)
    wait(app, lambda: window.shell is not None)
    page = window.shell.page  # pyright: ignore[reportOptionalMemberAccess]  just waited for
    assert isinstance(page, HouseholdList)
    paint(app, page.table.viewport())
    before = page.table.currentIndex().row()
    press_down(app, page.table)
    assert page.table.currentIndex().row() == before + 1
    tell(since_known=time.perf_counter() - known, modules=sorted(sys.modules))
    wait(app, lambda: not page._is_reading and not rest.isActive())
    tell(households=page.table.model().rowCount())
    sys.stdin.buffer.read()
    window.close()


def press_down(app: QApplication, pressed: QWidget) -> None:
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    app.sendEvent(pressed, key)


def paint(app: QApplication, shown: QWidget) -> None:
    app.processEvents()
    shown.repaint()


def wait(app: QApplication, until: Callable[[], bool]) -> None:
    """Rests in between, as the program itself does: a loop that spins would take turns with the jobs beside it."""
    while not until():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def tell(**more: object) -> None:
    """A line of JSON."""
    sys.stdout.write(json.dumps(more) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else ours()
