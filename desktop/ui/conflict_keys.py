"""Keys that work on a whole page as long as one part of it is seen."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class Keys(QObject):
    """Does what each key says while `seen` is seen and the keyboard is anywhere on `page`."""

    def __init__(self, seen: QWidget, page: QWidget, keys: Iterable[tuple[str, Callable[[], object]]]) -> None:
        super().__init__(seen)
        self._shortcuts: list[QShortcut] = []
        for key, does in keys:
            shortcut = QShortcut(QKeySequence(key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setEnabled(seen.isVisible())
            shortcut.activated.connect(does)
            self._shortcuts.append(shortcut)
        seen.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            for shortcut in self._shortcuts:
                shortcut.setEnabled(event.type() == QEvent.Type.Show)
        return False
