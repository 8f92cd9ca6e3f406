"""A coloured band on a page: an icon, what holds, a line about it, and the ways on.

Its texts can be selected and copied; it is hidden while it has nothing to say.
"""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop.ui import screen_reader, theme
from desktop.ui.boxes import pictured

_ICON = 20


class Lines(QFrame):
    """The band with any number of ways on; `tone` is info, warn or ok."""

    def __init__(self, tone: str, icon: str, ways: Iterable[QPushButton]) -> None:
        super().__init__()
        self.setProperty("band", tone)
        self._first, self._more = theme.label("", "bold"), theme.label("", "second")
        lines = QVBoxLayout()
        lines.setSpacing(2)
        for line in (self._first, self._more):
            line.setWordWrap(True)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(line)
        across = self._across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(pictured(icon, tone, _ICON), 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(lines, 1)
        for way in ways:
            across.addWidget(way, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def say(self, first: str, more: str = "") -> None:
        """Shows this; without words the band goes away."""
        self._first.setText(first)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self.setVisible(bool(first))


class Band(Lines):
    """The band with one way on, called `verb`, its button `name`; what it says is heard at once."""

    wanted = Signal()

    def __init__(self, tone: str, icon: str, verb: str, name: str, verb_icon: str = "") -> None:
        way = theme.button(verb, name=name, icon=verb_icon)
        super().__init__(tone, icon, [way])
        self._way = way
        self._way.clicked.connect(self.wanted)

    def add_way(self, verb: str, name: str, icon: str = "") -> QPushButton:
        """Another way on, before the first one."""
        made = theme.button(verb, "link", name, icon)
        self._across.insertWidget(2, made, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def say(self, first: str, more: str = "", *, has_way: bool = True) -> None:
        """Shows this, also to a screen reader; without words the band goes away."""
        self._way.setVisible(has_way)
        super().say(first, more)
        if first:
            screen_reader.tell(self)
