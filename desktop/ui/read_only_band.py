"""The blue band of a store that is open for reading only: why, and the way to writing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desktop.ui import theme
from desktop.ui.boxes import pictured
from desktop.ui.notices import Voice


class ReadOnlyBand(QFrame):
    """Stays while the store is open; its texts can be selected and copied."""

    writing_wanted = Signal()

    def __init__(self, voice: Voice, reason: str) -> None:
        super().__init__()
        self.setProperty("band", "info")
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(pictured("lock", "info", 20))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        first = QLabel(voice.word("Open for reading only: everything can be seen and copied, nothing can be changed."))
        first.setFont(theme.font(theme.SECONDARY, is_bold=True))
        for line in (first, QLabel(reason)) if reason else (first,):
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(line)
        across.addLayout(lines, 1)
        again = theme.button(voice.word("Open it for writing…"), name="open-to-write", icon="unlock")
        again.clicked.connect(self.writing_wanted)
        across.addWidget(again)
