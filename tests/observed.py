"""The program itself, `python -m desktop`, that tells what is on its window: to each line with a name, one of JSON.

What is told is where the part of this name is seen on the screen, what it says, what has the keyboard, and on which
page that is. `list/words` is the first row of a list of that name in which these words are heard; `?words` is
whatever says these words. Whoever asks uses the real keyboard and the real mouse of a display; nothing is
pressed from in here.
"""

import desktop.__main__  # first, as the program itself does  # isort: skip
import json
import sys
import threading
import time
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTabBar, QTableView, QWidget

from desktop.ui.main_window import MainWindow

_SAID_BY = ("text", "currentText", "plainText")


class Observer(QObject):
    """Lives where the window does."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def _tell(self, asked: str) -> None:
        told: dict[str, Any] = {}
        try:
            told = self._told(asked)
        finally:  # whoever asked gets an answer, whatever is wrong in here
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()

    def _told(self, asked: str) -> dict[str, Any]:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        focus = app.focusWidget()
        active = app.activeWindow()
        name, _, row = asked.partition("/")
        seen = [each for each in app.allWidgets() if each.isVisible()]
        found = [
            each for each in seen if (asked[1:] in _said(each) if asked.startswith("?") else each.objectName() == name)
        ]
        return {
            "page": next((_page(each) for each in app.topLevelWidgets() if isinstance(each, MainWindow)), ""),
            "focus": focus.objectName() if focus else "",
            "typed": _said(focus) if focus else "",
            "window": active.metaObject().className() if active else "",
            "at": next((at for each in found if (at := _row(each, row) if row else _seen(each))), None),
            "is_there": bool(found),
            "is_enabled": any(each.isEnabled() for each in found),
            "text": next((_said(each) for each in found), ""),
            "rows": [heard for each in found for heard in _rows(each)],
        }


def _page(window: MainWindow) -> str:
    shell = window.shell
    return shell.page.place().page if shell is not None and shell.page is not None else ""


def _said(part: QWidget) -> str:
    """What stands in it, and what is heard of it."""
    texts: list[Any] = [part.property(each) for each in _SAID_BY]
    return "\n".join(filter(None, (*(text for text in texts if isinstance(text, str)), part.accessibleName())))


def _rows(part: QWidget) -> list[str]:
    """What is heard of the rows of a list, or stands on tabs."""
    if isinstance(part, QTabBar):
        return [part.tabText(place) for place in range(part.count())]
    model = part.model() if isinstance(part, QAbstractItemView) else None
    if model is None:
        return []
    columns = range(model.columnCount()) if isinstance(part, QTableView) else (0,)
    heard = ([_heard(model.index(row, column)) for column in columns] for row in range(model.rowCount()))
    return [" · ".join(filter(None, each)) for each in heard]


def _heard(index: QModelIndex) -> str:
    heard = index.data(Qt.ItemDataRole.AccessibleTextRole)
    return str(heard or index.data() or "")


def _row(part: QWidget, words: str) -> list[int] | None:
    """Where the first row with these words is on the screen; it is scrolled to, as a wheel does."""
    place = next((place for place, heard in enumerate(_rows(part)) if words in heard), None)
    if place is None:
        return None
    if isinstance(part, QTabBar):
        return _on_screen(part, part.tabRect(place).center())
    if isinstance(part, QAbstractItemView):
        model = part.model()
        assert model is not None
        index = model.index(place, 0)
        part.scrollTo(index)
        return _on_screen(part.viewport(), part.visualRect(index).center())
    return None


def _seen(part: QWidget) -> list[int] | None:
    """Where its middle is on the screen, if that can be seen and nothing stands over it."""
    middle = part.rect().center()
    if not part.visibleRegion().contains(middle):
        return None
    window = part.window()
    on_top = window.childAt(part.mapTo(window, middle))
    if on_top is not None and on_top is not part and not part.isAncestorOf(on_top):
        return None
    return _on_screen(part, middle)


def _on_screen(part: QWidget, place: QPoint) -> list[int]:
    at = QPointF(part.mapToGlobal(place)) * part.window().devicePixelRatioF()
    return [round(at.x()), round(at.y())]


def _listen() -> None:
    while (app := QApplication.instance()) is None:
        time.sleep(0.01)
    observer = Observer()
    observer.moveToThread(app.thread())
    for line in sys.stdin:
        observer.asked.emit(line.strip("\n"))


if __name__ == "__main__":
    threading.Thread(target=_listen, daemon=True).start()
    sys.exit(desktop.__main__.main(sys.argv[1:]))
