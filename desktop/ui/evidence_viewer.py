"""One piece of evidence, looked at: large, turned and zoomed as the eye needs it, and what is known of it.

Promise: turning and zooming change what is seen and never what is kept. What is not what was taken in is shown all the
same, below a red band that says so.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QResizeEvent, QShortcut, QTransform
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QScroller, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.boxes import pictured, scrolling
from desktop.ui.evidence_facts import FactChips
from desktop.ui.notices import Notice, Voice

_NEAREST, _STEP, _TOUCH = 6.0, 1.5, 40
_PICTURE, _SHARE = 110, 0.34  # high at least, and of the whole


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
        self._title, self._place = theme.label("", "strong"), theme.label("", "caption")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._turn = theme.button("", "link", "turn-picture", "refresh")
        self._out = theme.button("", "link", "zoom-out", "zoom-out")
        self._in = theme.button("", "link", "zoom-in", "zoom-in")
        self._copy = theme.button("", "link", "save-copy", "export")
        for button, name in (
            (self._turn, word("Turn the picture")),
            (self._out, word("Smaller")),
            (self._in, word("Larger")),
            (self._copy, word("Save a copy")),
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setMinimumWidth(_TOUCH)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea()
        self._area.setObjectName("picture")
        self._area.setAccessibleName(word("The picture"))
        self._area.setWidget(self._picture)
        self._area.setWidgetResizable(True)
        QScroller.grabGesture(self._area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._wrong = Notice("risk")
        self._facts = QGridLayout()
        self.proves = FactChips(voice)
        self._lay_out()
        self._connect()

    def begin(self, title: str, place: int) -> None:
        """Begins with another piece, the so-maniest of the list."""
        self._title.setText(title)
        self._place.setText(self._voice.word("No. {n}", n=place))
        self._picture.setAccessibleName(title)
        self._turned, self._zoom = 0, 1.0
        self._wrong.say("")
        self._show_pixmap(QPixmap(), self._voice.word("Opening…"))

    def clear(self) -> None:
        """Shows no piece."""
        self.begin("", 0)
        self._place.setText("")
        self._show_pixmap(QPixmap(), "")
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
        self._show_pixmap(pixmap, self._voice.word("A PDF. Save a copy to read it."))

    def tell_wrong(self, text: str) -> None:
        """Says why it can't be shown."""
        self._show_pixmap(QPixmap(), "")
        self._wrong.say(text)

    def warn(self) -> None:
        """Says that what is seen is not what was taken in."""
        word = self._voice.word
        first = word("This is not what was taken in: its fingerprint is another. It proves nothing.")
        self._wrong.say(
            f"{first}\n{word('Bring the evidence back from a backup, or take the photo or paper in again.')}"
        )

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
        room = self._area.contentsRect().size()
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if self._zoom == 1 else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._area.setHorizontalScrollBarPolicy(bars)
        self._area.setVerticalScrollBarPolicy(bars)
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
        self._area.setFixedHeight(max(theme.high(_PICTURE), int(self.height() * _SHARE)))
        QTimer.singleShot(0, self, self._draw)  # once it has that height

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._place)
        for button in (self._turn, self._out, self._in, self._copy):
            head.addWidget(button)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setColumnStretch(2, 1)
        self._facts.setHorizontalSpacing(8)
        below = QWidget()
        lines = QVBoxLayout(below)
        lines.setContentsMargins(0, 0, 4, 0)
        lines.addWidget(self._wrong)
        lines.addWidget(self._area)
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
