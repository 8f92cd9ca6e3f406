"""One piece of evidence beside the list: its picture, what is known of it, and which facts it proves.

Promise: what is not what was taken in is shown all the same, below a red band that says so.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.evidence_facts import FactChips
from desktop.ui.evidence_picture import PictureTools, PictureView, tool
from desktop.ui.notices import Notice, Voice

_PICTURE, _SHARE = 110, 0.34  # high at least, and of the whole


class EvidenceViewer(QFrame):
    """Its head stays in sight; what does not fit below it is scrolled to."""

    copy_wanted = Signal()
    large_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        word = voice.word
        self._title, self._place = theme.label("", "strong"), theme.label("", "caption")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._view = PictureView(voice, "picture")
        self._tools = PictureTools(voice, self._view, self)
        self._large = tool(word("Over the whole tab"), "show-large", "expand")
        self._copy = tool(word("Save a copy"), "save-copy", "export")
        self._wrong = Notice("risk")
        self._facts = QGridLayout()
        self.proves = FactChips(voice)
        self._lay_out()
        self._connect()

    @property
    def pixmap(self) -> QPixmap:
        return self._view.pixmap

    def begin(self, title: str, place: int) -> None:
        """Begins with another piece, the so-maniest of the list."""
        self._title.setText(title)
        self._place.setText(self._voice.word("No. {n}", n=place) if title else "")
        self._wrong.say("")
        self._view.show_pixmap(QPixmap(), title, self._voice.word("Opening…") if title else "")

    def clear(self) -> None:
        """Shows no piece."""
        self.begin("", 0)
        self.show_facts([])
        self.proves.show_facts([], is_other=True)

    def show_facts(self, facts: Sequence[tuple[str, str, str]]) -> None:
        """Shows what is known of the piece, in lines of an icon, a label and a text."""
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (icon, name, text) in enumerate(facts):
            value = theme.label(text)
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(pictured(icon, "ink_2", 18), row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(theme.label(name, "caption"), row, 1, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, row, 2)

    def show_picture(self, content: bytes) -> None:
        """Shows a picture; of a paper without one, that there is none to look at."""
        pixmap = QPixmap()
        pixmap.loadFromData(content)
        self._view.show_pixmap(pixmap, self._title.text(), self._voice.word("A PDF. Save a copy to read it."))

    def tell_wrong(self, text: str) -> None:
        """Says why it can't be shown."""
        self._view.show_pixmap(QPixmap(), self._title.text())
        self._wrong.say(text)

    def warn(self) -> None:
        """Says that what is seen is not what was taken in."""
        word = self._voice.word
        first = word("This is not what was taken in: its fingerprint is another. It proves nothing.")
        remedy = word("Bring the evidence back from a backup, or take the photo or paper in again.")
        self._wrong.say(f"{first}\n{remedy}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard comes to the picture. A proxy would do so too, and keep Tab from what stands before it."""
        super().focusInEvent(event)
        self._view.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view.setFixedHeight(max(theme.high(_PICTURE), int(self.height() * _SHARE)))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for part in (self._place, self._tools, self._large, self._copy):
            head.addWidget(part)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setColumnStretch(2, 1)
        self._facts.setHorizontalSpacing(8)
        below = QWidget()
        lines = QVBoxLayout(below)
        lines.setContentsMargins(0, 0, 4, 0)
        lines.addWidget(self._wrong)
        lines.addWidget(self._view)
        lines.addLayout(self._facts)
        line = QFrame()
        line.setProperty("part", "row")
        line.setFixedHeight(1)
        lines.addWidget(line)
        lines.addWidget(theme.label(self._voice.word("Which fact it proves"), "label"))
        lines.addWidget(self.proves)
        lines.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(scrolling(below), 1)

    def _connect(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._copy.clicked.connect(self.copy_wanted)
        self._large.clicked.connect(self.large_wanted)
        self._view.changed.connect(lambda: self._large.setEnabled(not self.pixmap.isNull()))
