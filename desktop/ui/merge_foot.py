"""Below a bundle: the one filled button and what it does, the ways beside it, and in their place how far the work is.

Promise: taking in is stopped as a whole bundle or not at all; what can't be taken back any more says why. Hidden: which
of the buttons is the filled one.
"""

import time
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from desktop.ui import icons, theme
from desktop.ui.notices import Voice

_PATIENCE = 400  # ms without a word
_NARROW = 660  # pixels, below which the words stand above the buttons


@dataclass(frozen=True, slots=True)
class Offer:
    """What the foot says and offers."""

    told: str
    all_verb: str = ""
    one_verb: str = ""
    receipt: str = ""
    can_undo: bool = False


class MergeFoot(QFrame):
    """The foot."""

    all_wanted = Signal()
    one_wanted = Signal()
    undo_wanted = Signal()
    receipt_wanted = Signal()
    stop_wanted = Signal()
    beside_wanted = Signal()  # the households that are perhaps one, side by side

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._voice = voice
        self._began, self._telling = 0.0, ""
        word = voice.word
        self.setProperty("part", "foot-of-card")
        self.told = theme.label("", "second")
        self._progress = QProgressBar()
        self.stop = theme.button(word("Stop"), "large", "stop-merge", "close")
        self.undo = theme.button(word("Take this back"), "large", "undo-merge", "undo")
        self.one = theme.button("", "large", "merge-one")
        self.receipt = theme.button("", "large", "write-receipt", "stick")
        self.beside = theme.button(word("Look at them side by side"), "filled", "to-duplicates", "people")
        self.all = theme.button("", "filled", "merge-bundles", "check")
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._seen: list[QPushButton] = []
        self._lay_out()
        self._connect()

    def offer(self, offered: Offer, *, shows_pairs: bool) -> None:
        """What can be done; an empty verb is no button. Pairs that are seen are looked at first."""
        self._patience.stop()
        self.told.setText(offered.told)
        all_verb, receipt = offered.all_verb, "" if shows_pairs else offered.receipt
        texts = ((self.all, all_verb), (self.one, offered.one_verb), (self.receipt, receipt))
        for button, text in texts:
            button.setText(f"{text}  Ctrl Enter" if button is self.all and text else text)
            button.setAccessibleName(text)
        self._seen = [button for button, text in texts if text] + [self.undo] * offered.can_undo
        self._seen += [self.beside] * shows_pairs
        theme.relook(self.receipt, look="large" if all_verb else "filled")
        ink = theme.colour("ink" if all_verb else "on_dark")
        self.receipt.setIcon(icons.icon("stick", ink, disabled=theme.colour("ink_3")))
        self._show(is_working=False)

    def begin(self, telling: str) -> None:
        """The work begins; it is told of only once it takes long."""
        self._began, self._telling = time.monotonic(), telling
        self.told.setText(telling)
        self._progress.setRange(0, 0)
        for button in (self.all, self.one, self.receipt, self.undo, self.beside):
            button.setEnabled(False)
        self._patience.start()

    def tell(self, done: int, of: int) -> None:
        self._progress.setRange(0, max(of, 1))
        self._progress.setValue(done)
        if done and of:
            left = round((time.monotonic() - self._began) / done * (of - done))
            self.told.setText(f"{self._telling} · {self._voice.word('about {left} s left', left=left)}")

    def end(self) -> None:
        """The work is over; what is offered then is said next."""
        self._patience.stop()
        self._show(is_working=False)

    def press(self) -> None:
        """Presses the filled button."""
        for button in (self.all, self.beside, self.receipt):
            if button.isVisible() and button.isEnabled() and button.property("look") == "filled":
                button.click()
                return

    def take_keyboard(self) -> bool:
        for button in (self.all, self.beside, self.receipt, self.one):
            if button.isVisible() and button.isEnabled():
                button.setFocus()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < theme.broad(_NARROW)
        self._across.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)

    def _show(self, *, is_working: bool) -> None:
        had = self.isAncestorOf(self.window().focusWidget())
        for part in (self._progress, self.stop):
            part.setVisible(is_working)
        for button in (self.all, self.one, self.receipt, self.undo, self.beside):
            button.setEnabled(True)
            button.setVisible(button in self._seen and not is_working)
        if had and is_working:
            self.stop.setFocus()

    def _lay_out(self) -> None:
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self._voice.word("Progress"))
        told = QVBoxLayout()
        told.setSpacing(4)
        told.addWidget(self.told)
        told.addWidget(self._progress)
        ways = QHBoxLayout()
        ways.setSpacing(12)
        ways.addStretch()
        for part in (self.stop, self.undo, self.one, self.receipt, self.beside, self.all):
            ways.addWidget(part)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(16, 8, 16, 8)
        self._across.setSpacing(8)
        self._across.addLayout(told, 1)
        self._across.addLayout(ways)
        self._show(is_working=False)

    def _connect(self) -> None:
        self._patience.timeout.connect(lambda: self._show(is_working=True))
        self.all.clicked.connect(self.all_wanted)
        self.one.clicked.connect(self.one_wanted)
        self.undo.clicked.connect(self.undo_wanted)
        self.receipt.clicked.connect(self.receipt_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.beside.clicked.connect(self.beside_wanted)
