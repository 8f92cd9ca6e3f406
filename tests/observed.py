"""The program itself, `python -m desktop`, that tells what is on its window: to each line with a name, one of JSON.

What is told is where the part of this name is seen on the screen, what has the keyboard, and on which page that is.
Whoever asks uses the real keyboard and the real mouse of a display; nothing is pressed from in here.
"""

import desktop.__main__  # first, as the program itself does  # isort: skip
import json
import sys
import threading
import time

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.main_window import MainWindow


class Observer(QObject):
    """Lives where the window does."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def _tell(self, name: str) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        focus = app.focusWidget()
        active = app.activeWindow()
        told = {
            "page": next((_page(each) for each in app.topLevelWidgets() if isinstance(each, MainWindow)), ""),
            "focus": focus.objectName() if focus else "",
            "window": active.metaObject().className() if active else "",
            "at": next((at for each in app.allWidgets() if each.objectName() == name and (at := _seen(each))), None),
            "is_there": any(each.objectName() == name and each.isVisible() for each in app.allWidgets()),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _page(window: MainWindow) -> str:
    shell = window.shell
    return shell.page.place().page if shell is not None and shell.page is not None else ""


def _seen(part: QWidget) -> list[int] | None:
    """Where its middle is on the screen, if that can be seen and nothing stands over it."""
    middle = part.rect().center()
    if not part.isVisible() or not part.visibleRegion().contains(middle):
        return None
    window = part.window()
    on_top = window.childAt(part.mapTo(window, middle))
    if on_top is not None and on_top is not part and not part.isAncestorOf(on_top):
        return None
    at = QPointF(part.mapToGlobal(middle)) * window.devicePixelRatioF()
    return [round(at.x()), round(at.y())]


def _listen() -> None:
    while (app := QApplication.instance()) is None:
        time.sleep(0.01)
    observer = Observer()
    observer.moveToThread(app.thread())
    for line in sys.stdin:
        observer.asked.emit(line.strip())


if __name__ == "__main__":
    threading.Thread(target=_listen, daemon=True).start()
    sys.exit(desktop.__main__.main(sys.argv[1:]))
