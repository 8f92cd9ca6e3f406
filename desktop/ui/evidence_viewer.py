"""One piece of evidence, looked at: large, turned and zoomed as the eye needs it, and what is known of it.

Promise: turning and zooming change what is seen and never what is kept.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QResizeEvent, QShortcut, QTransform
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QScroller, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.notices import Notice, Voice

_NEAREST, _STEP, _PICTURE = 6.0, 1.5, 120


class EvidenceViewer(QFrame):
    """Beside the list. Keys: R turns, + and − zoom, 0 shows all of it."""

    copy_wanted = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._voice = voice
        word = voice.word
        self._pixmap = QPixmap()
        self._turned, self._zoom = 0, 1.0
        self._title = theme.label("", "strong")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._turn = theme.button(word("Turn"), "link", "turn-picture", "refresh")
        self._out = theme.button("", "link", "zoom-out", "zoom-out")
        self._in = theme.button("", "link", "zoom-in", "zoom-in")
        self._copy = theme.button(word("Save a copy"), "link", "save-copy", "export")
        for button, name in (
            (self._turn, word("Turn the picture")),
            (self._out, word("Smaller")),
            (self._in, word("Larger")),
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea()
        self._area.setObjectName("picture")
        self._area.setAccessibleName(word("The picture"))
        self._area.setWidget(self._picture)
        self._area.setWidgetResizable(True)
        self._area.setMinimumHeight(theme.high(_PICTURE))
        QScroller.grabGesture(self._area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._wrong = Notice("risk")
        self._facts = QGridLayout()
        self._lay_out()
        self._connect()

    def show_facts(self, title: str, facts: Sequence[tuple[str, str, str]]) -> None:
        """Begins with another piece: its title, and lines of an icon, a label and a text."""
        self._title.setText(title)
        self._picture.setAccessibleName(title)
        self._turned, self._zoom = 0, 1.0
        self._wrong.say("")
        self._show_pixmap(QPixmap(), self._voice.word("Opening…"))
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
        self._show_pixmap(pixmap, self._voice.word("A PDF. Save a copy to read it."))

    def tell_wrong(self, text: str) -> None:
        """Says why it can't be shown."""
        self._show_pixmap(QPixmap(), "")
        self._wrong.say(text)

    def turn(self) -> None:
        self._turned = (self._turned + 90) % 360
        self._draw()

    def zoom(self, times: float) -> None:
        self._zoom = min(max(self._zoom * times, 1.0), _NEAREST)
        self._draw()

    def _show_all(self) -> None:
        self._zoom = 1.0
        self._draw()

    def _show_pixmap(self, pixmap: QPixmap, otherwise: str) -> None:
        self._pixmap = pixmap
        for button in (self._turn, self._out, self._in):
            button.setEnabled(not pixmap.isNull())
        if pixmap.isNull():
            self._picture.setPixmap(QPixmap())
            self._picture.setWordWrap(True)
            self._picture.setText(otherwise)
        self._draw()

    def _draw(self) -> None:
        if self._pixmap.isNull():
            return
        turned = self._pixmap.transformed(QTransform().rotate(self._turned))
        room = self._area.viewport().size()
        wanted = QSize(int(room.width() * self._zoom), int(room.height() * self._zoom))
        ratio = self.devicePixelRatioF()
        drawn = turned.scaled(
            wanted * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        drawn.setDevicePixelRatio(ratio)
        self._picture.setPixmap(drawn)
        self._out.setEnabled(self._zoom > 1)
        self._in.setEnabled(self._zoom < _NEAREST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for button in (self._turn, self._out, self._in):
            head.addWidget(button)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setColumnStretch(2, 1)
        self._facts.setHorizontalSpacing(8)
        below = QWidget()
        lines = QVBoxLayout(below)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(self._facts)
        lines.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addWidget(self._wrong)
        column.addWidget(self._area, 3)
        column.addWidget(scrolling(below), 2)
        column.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.setFocusProxy(self._area)
        self._copy.clicked.connect(self.copy_wanted)
        self._turn.clicked.connect(self.turn)
        self._in.clicked.connect(lambda: self.zoom(_STEP))
        self._out.clicked.connect(lambda: self.zoom(1 / _STEP))
        keys = (("R", self.turn), ("+", self._in.click), ("-", self._out.click), ("0", self._show_all))
        for key, does in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
