"""The buttons of the print page: the one that prints, the one that saves, and in their place how far the work is.

Promise: the filled button says exactly what will come out; work that goes on can be stopped, and says what is done.
"""

import re
import time

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.boxes import pictured
from desktop.ui.notices import Voice
from desktop.ui.print_ways import Sums

_COMMA = re.compile(r"([,，]) ?")
_HIGH = 62


class Actions(QWidget):
    """Below what is chosen, or side by side below the page where there is little room."""

    print_wanted = Signal()
    file_wanted = Signal()
    folder_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._began, self._verb, self._save_verb = 0.0, "", ""
        self._has_printer, self._is_working, self._are_many = True, False, False
        word = voice.word
        self.go = theme.button("", "filled", "print-now", "print")
        self.save = theme.button("", "large", "save-pdf", "document")
        self._in_pdf = theme.label("", "second")
        self._ways = QMenu(self.save)
        self._in_one = _action(self._ways, word("In one file"), "save-in-one", "document")
        self._in_folder = _action(
            self._ways, word("A file for each household, in a folder"), "save-in-folder", "folder"
        )
        self._in_pdf.setWordWrap(True)
        self._told, self._about = theme.label("", "strong"), theme.label("", "second")
        self._progress = QProgressBar()
        self._stop = theme.button(word("Stop"), "large", "stop-printing")
        self._work = QFrame()
        self._buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out()
        self._connect()
        self._settle()

    def turn(self, *, is_upright: bool) -> None:
        """The buttons stand above each other, or side by side."""
        directions = QBoxLayout.Direction
        self._buttons.setDirection(directions.TopToBottom if is_upright else directions.RightToLeft)

    def offer(self, sums: Sums, *, has_printer: bool, are_many: bool) -> None:
        """What the buttons do; where there is no printer the PDF is the filled one."""
        self._has_printer = has_printer
        self._verb, self._save_verb = sums.verb, sums.save_verb or self._voice.word("Save a PDF")
        self._in_pdf.setText(sums.in_pdf)
        self.save.setAccessibleName(self._save_verb)
        self.go.setEnabled(sums.is_ready)
        self.save.setEnabled(sums.is_ready)
        theme.relook(self.save, look="large" if has_printer else "filled")
        ink = theme.colour("ink" if has_printer else "on_dark")
        self.save.setIcon(icons.icon("document", ink, disabled=theme.colour("ink_3")))
        self._are_many = are_many
        self._settle()

    def begin(self) -> None:
        """Work begins; nothing else does until it ends."""
        self._began, self._is_working = time.monotonic(), True
        self._told.setText("")
        self._about.setText(self._voice.word("You can go on with something else meanwhile."))
        self._progress.setRange(0, 0)
        self._stop.setEnabled(True)
        had_keyboard = self.window().focusWidget() in (self.go, self.save)  # also while a chooser is still in front
        self._settle()
        if had_keyboard:  # else Qt gives it to whatever comes next
            self._stop.setFocus()

    def tell(self, words: str, done: int, of: int) -> None:
        """How far it is, and how long the rest will take."""
        self._told.setText(words)
        self._progress.setRange(0, max(of, 1))
        self._progress.setValue(done)
        if done:
            left = round((time.monotonic() - self._began) / done * (of - done))
            self._about.setText(self._voice.word("About {left} s left. You can go on with something else.", left=left))

    def end(self) -> bool:
        """Whether the keyboard was here, and is to be given elsewhere."""
        had_keyboard = self.window().focusWidget() is self._stop or not self._stop.isEnabled()
        self._is_working = False
        self._settle()
        return had_keyboard

    # Inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What the buttons say stands in two lines where there is no room for one; the one that saves gives way."""
        for button, verb in ((self.go, self._verb), (self.save, self._save_verb)):
            button.setText(verb)
            if button.sizeHint().width() > button.width():
                button.setText(_COMMA.sub(r"\1\n", verb, 1))
        is_beside = self._buttons.direction() is not QBoxLayout.Direction.TopToBottom
        if is_beside and not self.go.isHidden() and self._wanted_width() > self.width():
            self.save.setText(self._voice.word("Save a PDF"))
        for button in (self.go, self.save):  # side by side they are as high as each other
            are_two = "\n" in button.text() or (is_beside and "\n" in self.go.text() + self.save.text())
            button.setMinimumHeight(theme.high(_HIGH) if are_two else 0)

    def _wanted_width(self) -> int:
        return self.go.sizeHint().width() + self._buttons.spacing() + self.save.sizeHint().width()

    def _settle(self) -> None:
        self._work.setVisible(self._is_working)
        self.go.setVisible(self._has_printer and not self._is_working)
        self.save.setHidden(self._is_working)
        self._in_pdf.setHidden(self._is_working or not self._in_pdf.text())
        self._fit()

    def _stop_once(self) -> None:
        self._stop.setEnabled(False)
        self.stop_wanted.emit()

    def _save(self) -> None:
        """Asks in how many files, where it may be one or several."""
        if self._are_many:
            self._ways.popup(self.save.mapToGlobal(QPoint(0, -self._ways.sizeHint().height())))
            self._ways.setActiveAction(self._in_one)
        else:
            self.file_wanted.emit()

    def _lay_out(self) -> None:
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self._voice.word("Progress"))
        self._work.setProperty("part", "card")
        above = QHBoxLayout()
        above.setSpacing(12)
        above.addWidget(pictured("hourglass"))
        above.addWidget(self._told, 1)
        above.addWidget(self._stop)
        inside = QVBoxLayout(self._work)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addLayout(above)
        inside.addWidget(self._progress)
        inside.addWidget(self._about)
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self.go)
        self._buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._work)
        column.addLayout(self._buttons)
        column.addWidget(self._in_pdf)

    def _connect(self) -> None:
        self.go.clicked.connect(self.print_wanted)
        self.save.clicked.connect(self._save)
        self._in_one.triggered.connect(self.file_wanted)
        self._in_folder.triggered.connect(self.folder_wanted)
        self._stop.clicked.connect(self._stop_once)


def _action(menu: QMenu, words: str, name: str, icon: str) -> QAction:
    made = QAction(icons.icon(icon, theme.colour("ink")), words, menu)  # one that the menu made was lost now and then
    made.setObjectName(name)
    menu.addAction(made)
    return made
