"""Below what goes out: the one button, and in its place how far the work is, what came of it, or what went wrong.

Promise: what is written was read back and compared before "written" is said; what went wrong says first what is safe.
"""

import time
from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop.ui import icons, screen_reader, theme
from desktop.ui.exchange_words import Trouble
from desktop.ui.notices import Voice

_PATIENCE = 400  # ms without a word
_HIGH = 62
_ICON = 24


class ExchangeFoot(QFrame):
    """The foot."""

    stop_wanted = Signal()
    eject_wanted = Signal()
    folder_wanted = Signal()  # to be shown
    again_wanted = Signal()
    less_wanted = Signal()  # records only
    ended = Signal()  # what came of it was read

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._began = 0.0
        word = voice.word
        self.go = theme.button("", "filled", "export-bundle", "stick")
        self._about = theme.label("", "second")
        self._work, self._result = QWidget(), QWidget()
        self._told, self._left = theme.label("", "strong"), theme.label("", "second")
        self._progress = QProgressBar()
        self.stop = theme.button(word("Stop"), "large", "stop-export", "close")
        self._sign = QLabel()
        self._said, self._more, self._code = (theme.label("", look) for look in ("strong", "second", "caption"))
        self.eject = theme.button("", "filled", "eject", "stick")
        self.shown = theme.button(word("Show the folder"), "large", "show-export", "folder")
        self.again = theme.button(word("Take another stick, export again"), "filled", "export-again", "stick")
        self.less = theme.button("", "large", "export-records", "document")
        self.done = theme.button(word("Back to what goes out"), "large", "export-read", "check")
        self._offer = QWidget()
        self._seen = self._offer
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._connect()

    @property
    def is_working(self) -> bool:
        return self._seen is self._work

    # What is shown

    def offer(self, verb: str, about: str, *, is_ready: bool) -> None:
        """What the button does, and what that means."""
        self.go.setText(f"{verb}  Ctrl E")
        self.go.setAccessibleName(verb)
        self.go.setEnabled(is_ready)
        self._about.setText(about)

    def begin(self, telling: str) -> None:
        """The work begins; it is told of only once it takes long."""
        self._began = time.monotonic()
        self._told.setText(telling)
        self._left.setText(self._voice.word("You can go on with something else meanwhile."))
        self._progress.setRange(0, 0)
        self.go.setEnabled(False)
        self._patience.start()

    def tell(self, done: int, of: int) -> None:
        """How far it is, and how long the rest will take."""
        self._progress.setRange(0, max(of, 1))
        self._progress.setValue(done)
        if done and of:
            left = round((time.monotonic() - self._began) / done * (of - done))
            self._left.setText(self._voice.word("About {left} s left. You can go on with something else.", left=left))

    def end(self) -> None:
        """The work is over: back to the button."""
        self._patience.stop()
        self._show(self._offer, is_given=self.stop.hasFocus())

    def show_written(self, said: str, more: str, *, eject: str, is_folder: bool) -> None:
        """It is written, read back and compared. `eject` is what takes the stick out, empty where it is none."""
        self._say("ok", "ok", said, more)
        self._offer_ways([self.eject] * bool(eject) + [self.shown] * is_folder + [self.done])
        self.eject.setText(eject)
        self.eject.setEnabled(True)
        theme.relook(self.shown, look="large" if eject else "filled")
        ink = theme.colour("ink" if eject else "on_dark")
        self.shown.setIcon(icons.icon("folder", ink, disabled=theme.colour("ink_3")))
        self._show(self._result, is_given=True)

    def show_ejected(self, said: str, more: str) -> None:
        """The stick can be pulled out."""
        self._say("ok", "ok", said, more)
        self._offer_ways([self.done])
        self._show(self._result, is_given=True)

    def show_stuck(self, said: str, more: str) -> None:
        """It is written, but the system does not let the stick go."""
        self._say("warn", "warn", said, more)
        self.eject.setEnabled(True)
        self._show(self._result, is_given=True)

    def show_trouble(self, trouble: Trouble, less: str) -> None:
        """Nothing was written. `less` is what could be written instead, empty where nothing could."""
        self._say("risk", "risk", trouble.what, trouble.more, trouble.code)
        self.less.setText(less)
        self._offer_ways([self.again] + [self.less] * bool(less) + [self.done])
        self._show(self._result, is_given=True)

    def press(self) -> None:
        """Presses the filled button that is seen."""
        for button in (self.go, self.eject, self.again, self.shown):
            if button.isVisible() and button.isEnabled() and button.property("look") == "filled":
                button.click()
                return

    def take_keyboard(self) -> bool:
        """Gives it to the button, where it can be pressed."""
        if self.is_working:
            self.stop.setFocus()
            return True
        for button in (self.go, self.eject, self.again, self.shown, self.done):
            if not button.isHidden() and button.isEnabled() and button.isVisible():
                button.setFocus()
                return True
        return False

    # Inside

    def _say(self, icon: str, tone: str, said: str, more: str, code: str = "") -> None:
        self._patience.stop()
        self._sign.setPixmap(icons.pixmap(icon, theme.colour(tone), _ICON, self.devicePixelRatioF()))
        self._said.setText(said)
        self._more.setText(more)
        self._code.setText(code)
        self._code.setVisible(bool(code))
        screen_reader.tell(self._said)

    def _offer_ways(self, ways: Sequence[QWidget]) -> None:
        for each in (self.eject, self.again, self.less, self.shown, self.done):
            each.setVisible(each in ways)

    def _show(self, part: QWidget, *, is_given: bool) -> None:
        had = self.isAncestorOf(self.window().focusWidget()) or not self.go.isEnabled()
        self._seen = part
        for each in (self._offer, self._work, self._result):
            each.setHidden(each is not part)
        if is_given and had and self.isVisible():
            self.take_keyboard()

    def _show_work(self) -> None:
        self._show(self._work, is_given=True)

    def _lay_out(self) -> None:
        word = self._voice.word
        self.setProperty("part", "foot-of-card")
        self.go.setMinimumHeight(theme.high(_HIGH))
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(word("Progress"))
        offer = QHBoxLayout(self._offer)
        offer.setContentsMargins(0, 0, 0, 0)
        offer.setSpacing(16)
        offer.addWidget(self._about, 1)
        offer.addWidget(self.go)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self._told)
        texts.addWidget(self._left)
        texts.addWidget(self._progress)
        work = QHBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(16)
        work.addLayout(texts, 1)
        work.addWidget(self.stop)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        for line in (self._said, self._more):
            line.setWordWrap(True)
            lines.addWidget(line)
        said = QHBoxLayout()
        said.setSpacing(12)
        said.addWidget(self._sign)
        said.addLayout(lines, 1)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        for each in (self.eject, self.again, self.less, self.shown, self.done):
            ways.addWidget(each)
        ways.addStretch()
        result = QVBoxLayout(self._result)
        result.setContentsMargins(0, 0, 0, 0)
        result.setSpacing(8)
        result.addLayout(said)
        result.addLayout(ways)
        result.addWidget(self._code)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 10, 10)
        for part in (self._offer, self._work, self._result):
            column.addWidget(part)
            part.setHidden(part is not self._offer)

    def _connect(self) -> None:
        self._patience.timeout.connect(self._show_work)
        self.stop.clicked.connect(self.stop_wanted)
        self.eject.clicked.connect(self.eject_wanted)
        self.shown.clicked.connect(self.folder_wanted)
        self.again.clicked.connect(self.again_wanted)
        self.less.clicked.connect(self.less_wanted)
        self.done.clicked.connect(self.ended)
