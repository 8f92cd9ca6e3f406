"""Below the page of a visit: nobody at home, what became of what was typed, leaving it, and the one filled button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.i18n import N_
from desktop.ui import theme
from desktop.ui.notices import Voice

_FINISH, _CORRECT = N_("Write it down, print a copy"), N_("Write the correction, print it")
_EDGE, _GAP = 16, 12
_ROOM = 1000


class VisitFoot(QFrame):
    """It tells what somebody wants."""

    nobody_wanted = Signal()
    later_wanted = Signal()
    finish_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        self._is_correcting = self._is_narrow = False
        word = self._word = voice.word
        self._nobody = theme.button(word("Nobody at home"), "large", "nobody", "door")
        self._news = theme.label("", "second")
        later = theme.button(word("Leave it for now"), "large", "later")
        self._finish = theme.button(word(_FINISH), "filled", "finish-visit", "check")
        self._finish.setToolTip("Ctrl+Enter")
        nobody_key, later_key, finish_key = (theme.label(key, "key") for key in ("F3", "Esc", "Ctrl Enter"))
        self._nobody_parts = (self._nobody, nobody_key)
        self._keys = (nobody_key, later_key, finish_key)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(_EDGE, 8, _EDGE, 8)
        self._lines.setSpacing(4)
        across = self._across = QHBoxLayout()
        across.setSpacing(_GAP)
        self._lines.addLayout(across)
        middle = Qt.AlignmentFlag.AlignVCenter
        for part in self._nobody_parts:
            across.addWidget(part, 0, middle)
        across.addWidget(self._news, 100)
        across.addStretch(1)  # where the news stands above
        for part in (later, later_key, self._finish, finish_key):
            across.addWidget(part, 0, middle)
        self._nobody.clicked.connect(self.nobody_wanted)
        later.clicked.connect(self.later_wanted)
        self._finish.clicked.connect(self.finish_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The keys are told where the words have their room."""
        super().resizeEvent(event)
        is_narrow = self.width() < theme.broad(_ROOM)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place_news()
        self._show_keys()

    def _show_keys(self) -> None:
        for key in self._keys:
            key.setHidden(self._is_narrow or (self._is_correcting and key is self._keys[0]))

    def _place_news(self) -> None:
        """Between the buttons, or above them: there is no room for a sentence between large ones."""
        for layout in (self._across, self._lines):
            layout.removeWidget(self._news)
        if self._is_narrow:
            self._lines.insertWidget(0, self._news)
        else:
            self._across.insertWidget(len(self._nobody_parts), self._news, 100)
        self._hide_empty()

    def _hide_empty(self) -> None:
        self._news.setHidden(self._is_narrow and not self._news.text())

    @property
    def may_finish(self) -> bool:
        return self._finish.isEnabled()

    def say(self, news: str, *, is_lacking: bool = False) -> None:
        """Shows what became of what was typed, or what is lacking before it can be written down."""
        theme.relook(self._news, look="wrong" if is_lacking else "second")
        self._news.setText(news)
        self._hide_empty()

    def show_correcting(self, *, is_correcting: bool) -> None:
        """A correction says so on its button; that nobody was met is said elsewhere then."""
        self._is_correcting = is_correcting
        self._nobody.setVisible(not is_correcting)
        self._show_keys()
        self._finish.setText(self._word(_CORRECT if is_correcting else _FINISH))

    def let_write(self, *, may: bool) -> None:
        """Where this person may not write there is nothing to finish."""
        self._finish.setEnabled(may)
        self._nobody.setEnabled(may)
