"""What is said where the program made a mistake: what is safe, and the report, which can be found and handed on.

Hidden: it stays until a person has read it; a mistake that follows takes its place.
"""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.ui import outside, screen_reader, theme
from desktop.ui.boxes import pictured
from desktop.ui.notices import Voice, told


class BugBand(QFrame):
    """The band."""

    def __init__(self) -> None:
        super().__init__()
        self._voice: Voice | None = None
        self._report: Path | None = None
        self.setProperty("band", "warn")
        self._words = theme.label("", "bold")
        self._words.setObjectName("bug-told")
        self._words.setWordWrap(True)
        self._show = theme.button("", "", "bug-show-folder", "folder")
        self._copy = theme.button("", "", "bug-copy-path", "link")
        self._close = theme.button("", "link", "bug-read")
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 8, 16, 8)
        across.setSpacing(12)
        across.addWidget(pictured("warn", "warn", 20))
        across.addWidget(self._words, 1)
        for button in (self._show, self._copy, self._close):
            across.addWidget(button)
        self._show.clicked.connect(self._show_folder)
        self._copy.clicked.connect(self._copy_path)
        self._close.clicked.connect(self.hide)
        self.hide()

    def say(self, voice: Voice, text: str, report: Path | None) -> None:
        """Shows this, also to a screen reader, with the way to the report where there is one."""
        self._voice, self._report = voice, report
        self._words.setText(text)
        self._show.setText(voice.word("Show the folder"))
        self._copy.setText(voice.word("Copy the path"))
        self._close.setText(voice.word("I have read it"))
        for button in (self._show, self._copy):
            button.setVisible(report is not None)
        self.show()
        screen_reader.tell(self)

    def _show_folder(self) -> None:
        if self._report is not None and self._voice is not None and (no := outside.shown(self._report.parent)):
            self._words.setText(told(self._voice, no))

    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(str(self._report or ""))
        if self._voice is not None:
            self._copy.setText(self._voice.word("Copied"))
