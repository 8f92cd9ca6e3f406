"""What is done with a mistake of the program while its window is open: what is typed is kept, and the rest is said.

Promise: nothing that is typed is lost by a mistake elsewhere, and whatever fails in here fails silently. Hidden: what
is typed is kept a moment later, since who made the mistake may be in the middle of painting; mistakes of other threads
are told in the window's.
"""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Signal, qInstallMessageHandler

from desktop.casework import bug_log
from desktop.casework.bug_log import Book
from desktop.domain.errors import Refused
from desktop.ui.main_window import MainWindow
from desktop.ui.notices import Voice, told

_LEVELS = {
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


class Unforeseen(QObject):
    """Takes the place of Python's own hooks, and of Qt's, until it is put away."""

    _from_elsewhere = Signal(object)  # the error of another thread

    def __init__(self, book: Book, window: MainWindow, voices: Callable[[], Voice]) -> None:
        super().__init__(window)
        self._book, self._window, self._voices = book, window, voices
        self._waiting: BaseException | None = None
        self._report: Path | None = None  # where the last mistake is written down, if it could be
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        self._qts_before: Any = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell)
        self._from_elsewhere.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def stand_in(self) -> None:
        sys.excepthook = self
        threading.excepthook = lambda failed: self._of_thread(failed.exc_value)
        sys.unraisablehook = lambda failed: self._write(failed.exc_value)
        self._qts_before = qInstallMessageHandler(self._hear_qt)

    def put_away(self) -> None:
        """Gives the hooks back to whom they were of."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(self._qts_before)

    def __call__(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if threading.current_thread() is threading.main_thread():
            self._take(error)
        else:
            self._of_thread(error)

    def _of_thread(self, error: BaseException | None) -> None:
        if error is not None and not isinstance(error, SystemExit):
            self._from_elsewhere.emit(error)

    def _take(self, error: BaseException) -> None:
        if not isinstance(error, Refused | OSError):
            self._write(error)
        if self._waiting is None:
            self._waiting = error
            self._soon.start()

    def _tell(self) -> None:
        """Keeps what is typed, and says what happened."""
        error, self._waiting = self._waiting, None
        if error is None:
            return
        voice = self._voices()
        if isinstance(error, Refused | OSError):
            self._window.say(told(voice, error))
            return
        is_kept = self._keep_typed()
        kept = (
            voice.word("What you were typing is kept.")
            if is_kept
            else voice.word("What you were typing could not be kept: copy it before you go on.")
        )
        said = bug_log.sentence(error, self._report, voice.language)
        self._window.bug.say(voice, f"{said}\n{kept}", self._report)

    def _keep_typed(self) -> bool:
        """Writes down what is being typed on the page that is seen, where that page still can."""
        try:
            self._window.keep_typed()
        except Exception as second:  # noqa: BLE001  the page itself may be what is broken
            self._write(second)
            return False
        return True

    def _write(self, error: BaseException | None) -> None:
        try:
            if error is not None:
                self._report = self._book.keep(error) or bug_log.log_file()
        except OSError:
            self._report = None

    def _hear_qt(self, level: QtMsgType, context: QMessageLogContext, text: str) -> None:
        """A warning of Qt goes to the log by its own name alone, and nowhere else: it may quote what is shown."""
        with suppress(OSError):
            if level in _LEVELS:
                self._book.keep_qts(_LEVELS[level], context.category or "", text)
