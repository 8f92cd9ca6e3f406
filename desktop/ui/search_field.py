"""The search for a household, from anywhere in the window.

Promise: typing is never held up, and what is shown belongs to what was typed last. Hidden: a search is a job, since a
surname with a lane may take 100 ms; one at a time, and what was typed meanwhile is the next one.
"""

from functools import partial

import msgspec
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QInputMethodEvent, QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.ui import icons, search_popup, theme
from desktop.ui.jobs import Progress
from desktop.ui.workspace import Workspace

_WIDTH = 392
_PATIENCE = 400  # ms without a word
_PAGE = 7
_STEPS: dict[int, int] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Asked(msgspec.Struct, frozen=True):
    """What is looked for, and whether in former and withdrawn records too."""

    typed: str
    everything: bool = False


class SearchField(QLineEdit):
    """One line in the top bar; what it finds lies `over` the page below it."""

    chosen = Signal(bytes)  # the id of a household
    left = Signal()  # the search was closed, so the keyboard goes back to the page

    def __init__(self, workspace: Workspace, over: QWidget, key: str = "Ctrl K") -> None:
        """`key` is the shortcut that goes here, where one does."""
        super().__init__()
        self._workspace = workspace
        self._shortcut = key
        self._composed = ""  # what an input method has not committed yet is looked for already
        self._asked: Asked | None = None
        self._running: Asked | None = None
        self._is_entered = False
        self._over = over
        self._popup: search_popup.SearchPopup | None = None  # until something was found
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._key = theme.label("", "key")
        self._dress()
        self._connect()

    def begin(self) -> None:
        """Takes the keyboard, to type over what was searched for before."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def close_popup(self) -> None:
        """Takes away what was found; what was typed stays."""
        self._asked = None
        if self._popup is not None:
            self._popup.hide()
        self._show_key()

    # What Qt tells

    def event(self, event: QEvent) -> bool:
        is_before_shortcuts = event.type() == QEvent.Type.ShortcutOverride
        if is_before_shortcuts and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # the page's own Esc waits until the search is left
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, seen = event.key(), self._seen
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._look_further()
        elif key in _ENTER and self._running is not None:
            self._is_entered = True  # what is shown is of something typed before
        elif key in _ENTER and seen is not None:
            seen.enter()
        elif key in _STEPS and seen is not None:
            seen.step(_STEPS[key])
            self.setAccessibleDescription(seen.words())
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._composed = event.preeditString()
        self._look()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._look()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.close_popup()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close_popup()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)

    # Inside

    def _look(self) -> None:
        """Looks for what stands in the field, if somebody is at it."""
        at = self.cursorPosition()
        typed = (self.text()[:at] + self._composed + self.text()[at:]).strip()
        if not typed or not self.hasFocus():
            self.close_popup()
        elif self._asked is None or self._asked.typed != typed:
            self._ask(Asked(typed))

    def _look_further(self) -> None:
        if self._asked is not None:
            self._ask(Asked(self._asked.typed, everything=True))

    def _ask(self, asked: Asked) -> None:
        self._asked = asked
        self._is_entered = False
        if self._running is None:
            self._run(asked)

    def _run(self, asked: Asked) -> None:
        store, voice, look = self._workspace.store, self._workspace.voice, search_popup.look

        def work(_tell: Progress) -> tuple[search_popup.Hit, ...]:
            return look(store, voice, asked.typed, everything=asked.everything)

        self._running = asked
        self._patience.start()
        job = self._workspace.job(work, self)
        job.done.connect(partial(self._show, asked))
        job.refused.connect(self._give_up)
        job.start()

    def _show(self, asked: Asked, hits: "tuple[search_popup.Hit, ...]") -> None:
        self._end_run()
        if self._asked is None:
            return
        if self._asked != asked:
            self._run(self._asked)
            return
        if self._popup is None:
            self._popup = self._new_popup()
        popup = self._popup
        popup.fill(hits, asked.typed, everything=asked.everything)
        self.setAccessibleDescription(popup.words())
        popup.settle(self._place())
        popup.show()
        popup.raise_()
        self._show_key()
        if self._is_entered and len(hits) == 1:
            popup.enter()
        self._is_entered = False

    def _give_up(self, _refused: object) -> None:
        self._end_run()
        self.close_popup()

    def _end_run(self) -> None:
        self._running = None
        self._patience.stop()

    def _say_that_it_lasts(self) -> None:
        if (seen := self._seen) is not None:
            seen.tell(self._workspace.voice.word("Still looking …"))

    def _leave(self) -> None:
        self.clear()
        self.close_popup()
        self.left.emit()

    def _choose(self, household: bytes) -> None:
        self.clear()
        self.close_popup()
        self.chosen.emit(household)

    def _settle(self) -> None:
        if (seen := self._seen) is not None:
            seen.settle(self._place())

    def _place(self) -> QRect:
        return QRect(self.mapTo(self._over, QPoint(0, 0)), self.size())

    @property
    def _seen(self) -> "search_popup.SearchPopup | None":
        """What was found, while it is on the screen."""
        return self._popup if self._popup is not None and self._popup.isVisible() else None

    def _new_popup(self) -> "search_popup.SearchPopup":
        popup = search_popup.SearchPopup(self._workspace.store, self._workspace.voice, self._over)
        popup.chosen.connect(self._choose)
        popup.further_wanted.connect(self._look_further)
        self._over.installEventFilter(self)
        return popup

    def _show_key(self) -> None:
        word = self._workspace.voice.word
        self._key.setText(word("Esc closes") if self._seen is not None else self._shortcut)
        self._key.setVisible(bool(self._key.text()))
        self.setTextMargins(0, 0, self._key.sizeHint().width(), 0)

    def _dress(self) -> None:
        word = self._workspace.voice.word
        self.setObjectName("search")
        self.setProperty("look", "search")
        self.setFixedWidth(_WIDTH)
        self.setPlaceholderText(word("Name, pinyin initials, address, number"))
        self.setAccessibleName(word("Search for a household"))
        self.addAction(icons.icon("search", theme.colour("ink_3")), QLineEdit.ActionPosition.LeadingPosition)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 10, 0)
        beside.addWidget(self._key, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._show_key()

    def _connect(self) -> None:
        self.textChanged.connect(self._look)
        self._patience.timeout.connect(self._say_that_it_lasts)
