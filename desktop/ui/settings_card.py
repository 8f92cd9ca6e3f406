"""What the sections of the settings are built of: cards of rows, a choice of a few side by side, a word on a state.

Promise: a state is told by icon, word and colour together. Hidden: how a row's text and controls share its width.
"""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.pill import Pill

_SIDE = 16


class Row(QFrame):
    """A line of a card: what it is about in two lines, and what can be done about it at the right."""

    def __init__(self, title: str, about: str = "", *controls: QWidget) -> None:
        super().__init__()
        self.title, self.about = theme.label(title, "plain"), theme.label(about, "second")
        self.state = Pill()
        self.title.setWordWrap(True)
        if not about:
            self.about.hide()
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.title)
        lines.addWidget(self.about)
        across = QHBoxLayout(self)
        across.setContentsMargins(_SIDE, 8, _SIDE, 8)
        across.setSpacing(8)
        across.addLayout(lines, 1)
        for control in (self.state, *controls):
            across.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def tell(self, text: str, look: str = "second") -> None:
        """Shows other words on how it stands."""
        self.about.setText(text)
        self.about.setVisible(bool(text))
        theme.relook(self.about, look=look)


class Card(QFrame):
    """A box with a heading, a state beside it, and rows below."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.state = Pill()
        self._head = QFrame()
        self._head.setProperty("part", "row")
        self._head.setMinimumHeight(theme.high(44))
        across = QHBoxLayout(self._head)
        across.setContentsMargins(_SIDE, 6, _SIDE, 6)
        across.addWidget(theme.label(heading, "strong"), 1)
        across.addWidget(self.state)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._head)
        self._last: QWidget = self._head

    def add(self, part: QWidget) -> None:
        """Adds a row below the others; only between rows is there a line."""
        theme.relook(self._last, part="row")
        theme.relook(part, part="last")
        self._last = part
        self._column.addWidget(part)

    def add_inset(self, *parts: QWidget) -> QFrame:
        """Adds parts below each other, with the card's margins; gives their frame, to be hidden and shown."""
        frame = QFrame()
        column = QVBoxLayout(frame)
        column.setContentsMargins(_SIDE, 8, _SIDE, 12)
        column.setSpacing(6)
        for part in parts:
            column.addWidget(part)
        self.add(frame)
        return frame


def beside(*parts: QWidget) -> QFrame:
    """Parts side by side from the left; a label takes what is left."""
    frame = QFrame()
    across = QHBoxLayout(frame)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(8)
    for part in parts:
        across.addWidget(part, int(isinstance(part, QLabel)))
    if not any(isinstance(part, QLabel) for part in parts):
        across.addStretch()
    return frame


class Segments(QWidget):
    """A few choices side by side, one of which holds."""

    chosen = Signal(str)

    def __init__(self, name: str, about: str, choices: Iterable[tuple[str, str]], held: str) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        for key, text in choices:
            self._add(key, theme.button(text, "segment", f"{name}-{key}"), f"{about}: {text}", is_held=key == held)
        self.buttons[0].setProperty("end", "first")
        self.buttons[-1].setProperty("end", "last")
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.property("key")))

    @property
    def buttons(self) -> list[QPushButton]:
        return self.findChildren(QPushButton)

    def _add(self, key: str, button: QPushButton, about: str, *, is_held: bool) -> None:
        tick = icons.icon("check", theme.colour("on_dark"))
        button.setProperty("key", key)
        button.setAccessibleName(about)
        button.setCheckable(True)
        button.toggled.connect(lambda on: button.setIcon(tick if on else QIcon()))
        button.setChecked(is_held)
        self._group.addButton(button)
        self._across.addWidget(button, 1)


class WayOn(QPushButton):
    """A row that leads to another section: what it is about, and an arrow."""

    def __init__(self, name: str, icon: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("look", "section")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title, self._about = theme.label("", "bold" if icon else "plain"), theme.label("", "second")
        across = self._across = QHBoxLayout(self)
        across.setContentsMargins(_SIDE, 7, _SIDE, 7)
        across.setSpacing(12)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for part in (self._title, self._about):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            lines.addWidget(part)
        sign = _Sign(icon or "forward")
        if icon:
            across.addWidget(sign)
        across.addLayout(lines, 1)
        if not icon:
            across.addWidget(sign)

    def say(self, title: str, about: str, *, is_warning: bool = False) -> None:
        """Shows where it leads to, and how that stands; a warning has its colour beside its words."""
        self._title.setText(title)
        self._about.setText(about)
        theme.relook(self._about, look="odd" if is_warning else "second")
        self.setAccessibleName(f"{title}, {about}")

    def sizeHint(self) -> QSize:
        return self._across.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._across.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._across.heightForWidth(width), theme.high(57))


class _Sign(QWidget):
    """An icon in the brand's colour."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(20, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self._icon, theme.colour("brand"), QRectF(self.rect()))
