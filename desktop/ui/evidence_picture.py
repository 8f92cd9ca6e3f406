"""A picture that is looked at: turned and zoomed as the eye needs it, in its frame or over the whole tab.

Promise: turning and zooming change what is seen and never what is kept. Keys: R turns, + and − zoom, 0 shows all of it.
"""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QPixmap, QResizeEvent, QShortcut, QTransform
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QScroller, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.notices import Voice

_NEAREST, _STEP, _TOUCH = 6.0, 1.5, 40


class PictureView(QScrollArea):
    """The picture in its frame; a finger moves it where it is larger."""

    changed = Signal()

    def __init__(self, voice: Voice, name: str) -> None:
        super().__init__()
        self._shown = QPixmap()
        self._turned, self._zoom = 0, 1.0
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setWordWrap(True)
        self.setObjectName(name)
        self.setAccessibleName(voice.word("The picture"))
        self.setWidget(self._picture)
        self.setWidgetResizable(True)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    @property
    def pixmap(self) -> QPixmap:
        return self._shown

    @property
    def may_grow(self) -> bool:
        return not self._shown.isNull() and self._zoom < _NEAREST

    @property
    def may_shrink(self) -> bool:
        return not self._shown.isNull() and self._zoom > 1

    def show_pixmap(self, pixmap: QPixmap, title: str, otherwise: str = "") -> None:
        """Shows another picture as a whole; words where there is none."""
        self._shown = pixmap
        self._turned, self._zoom = 0, 1.0
        self._picture.setAccessibleName(title)
        if pixmap.isNull():
            self._picture.setPixmap(QPixmap())
            self._picture.setText(otherwise)
        self._draw()

    def turn(self) -> None:
        self._turned = (self._turned + 90) % 360
        self._draw()

    def grow(self) -> None:
        self._zoom = min(self._zoom * _STEP, _NEAREST)
        self._draw()

    def shrink(self) -> None:
        self._zoom = max(self._zoom / _STEP, 1.0)
        self._draw()

    def show_all(self) -> None:
        self._zoom = 1.0
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._draw)  # Qt asks for no other size while it gives this one

    def _draw(self) -> None:
        self.changed.emit()
        if self._shown.isNull():
            return
        turned = self._shown.transformed(QTransform().rotate(self._turned))
        room = self.contentsRect().size()
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if self._zoom == 1 else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(bars)
        self.setVerticalScrollBarPolicy(bars)
        wanted = QSize(int(room.width() * self._zoom), int(room.height() * self._zoom))
        ratio = self.devicePixelRatioF()
        drawn = turned.scaled(
            wanted * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        drawn.setDevicePixelRatio(ratio)
        self._picture.setPixmap(drawn)


class PictureTools(QWidget):
    """What turns and zooms a picture; `page` is where its keys work."""

    def __init__(self, voice: Voice, view: PictureView, page: QWidget, prefix: str = "") -> None:
        super().__init__()
        self._view = view
        word = voice.word
        self._turn, self._out, self._in = (
            tool(name, f"{prefix}{key}", icon)
            for name, key, icon in (
                (word("Turn the picture"), "turn-picture", "refresh"),
                (word("Smaller"), "zoom-out", "zoom-out"),
                (word("Larger"), "zoom-in", "zoom-in"),
            )
        )
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        for button in (self._turn, self._out, self._in):
            across.addWidget(button)
        self._turn.clicked.connect(view.turn)
        self._in.clicked.connect(view.grow)
        self._out.clicked.connect(view.shrink)
        view.changed.connect(self._offer)
        keys = (("R", self._turn.click), ("+", self._in.click), ("-", self._out.click), ("0", view.show_all))
        for key, does in keys:
            shortcut = QShortcut(QKeySequence(key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    def _offer(self) -> None:
        self._turn.setEnabled(not self._view.pixmap.isNull())
        self._out.setEnabled(self._view.may_shrink)
        self._in.setEnabled(self._view.may_grow)


class LargePicture(QWidget):
    """A picture over the whole tab."""

    left = Signal()

    def __init__(self, voice: Voice) -> None:
        super().__init__()
        self._title = theme.label("", "strong")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._view = PictureView(voice, "large-picture")
        tools = PictureTools(voice, self._view, self, "large-")
        back = theme.button(voice.word("Back to the list"), "link", "leave-large", "back")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for part in (tools, back):
            head.addWidget(part)
        card = QFrame()
        card.setProperty("part", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 12)
        column.addLayout(head)
        column.addWidget(self._view, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 12, 16, 12)
        around.addWidget(card)
        back.clicked.connect(self.left)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._view.setFocus()

    def show_pixmap(self, pixmap: QPixmap, title: str) -> None:
        self._title.setText(title)
        self._view.show_pixmap(pixmap, title)


def tool(name: str, key: str, icon: str) -> QPushButton:
    """A button that is an icon alone."""
    made = theme.button("", "link", key, icon)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setMinimumWidth(_TOUCH)
    return made
