"""The pages before a store is open: a white pane on the left that asks, and on the right what the answer leads to.

Promise: whatever is chosen on the left is done on the right. Hidden: how both sides give way on a small screen and
under large text: they scroll, the buttons stay.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import icons, theme
from desktop.ui.boxes import pictured, scrolling, two_lines
from desktop.ui.pane import Pane

_PANE, _NARROW_PANE, _ROOMY = 500, 400, 1180
_TILE, _DOT = 52, 20
_BORDER = 2  # of a chosen one


class Choice(QPushButton):
    """A large button that stays chosen: an icon, what it leads to, and a line about it."""

    def __init__(self, title: str, about: str, name: str, icon: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.setProperty("look", "choice")
        self.setCheckable(True)
        self.setAutoDefault(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        across = self._across = QHBoxLayout(self)
        across.setContentsMargins(20, 8, 20 + _DOT + 16, 8)
        across.setSpacing(16)
        across.addWidget(pictured(icon))
        across.addLayout(two_lines(title, about), 1)
        for part in self.findChildren(QLabel):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return self._across.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._across.totalHeightForWidth(width - 2 * _BORDER), theme.high(72))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = QColor(theme.colour("brand" if self.isChecked() else "control"))
        painter.setPen(QPen(chosen, 2))
        middle = QPointF(self.width() - 20 - _DOT / 2, self.height() / 2)
        painter.drawEllipse(middle, _DOT / 2 - 1, _DOT / 2 - 1)
        if self.isChecked():
            painter.setBrush(chosen)
            painter.drawEllipse(middle, _DOT / 4 - 1, _DOT / 4 - 1)


class Doorway(QWidget):
    """Two panes, each a column of its own; on the left the sign with a headline and a line below it."""

    def __init__(self, icon: str = "") -> None:
        super().__init__()
        self.headline, self.subline = theme.label("", "hero"), theme.label("", "second")
        self.headline.setWordWrap(True)
        self.asked = QWidget()
        self.left = QVBoxLayout(self.asked)
        self.left.setContentsMargins(40, 40, 40, 28)
        self.left.setSpacing(12)
        self.left.addLayout(self._sign(icon))
        self.left.addSpacing(16)
        self._left_side = QFrame()
        self._left_side.setProperty("part", "pane")
        within = QVBoxLayout(self._left_side)
        within.setContentsMargins(0, 0, 0, 0)
        within.addWidget(scrolling(self.asked))
        self._right_side = QVBoxLayout()
        panes = QHBoxLayout(self)
        panes.setContentsMargins(0, 0, 0, 0)
        panes.setSpacing(0)
        panes.addWidget(self._left_side)
        panes.addLayout(self._right_side, 1)
        self._choices: list[Choice] = []
        self.pane: Pane | None = None

    def offer(self, choice: Choice, lead: Callable[[], None]) -> None:
        """Puts a choice on the left; chosen, it leads somewhere on the right."""
        self._choices.append(choice)
        self.left.addWidget(choice)
        choice.clicked.connect(lambda: self.choose(choice))
        choice.clicked.connect(lead)

    def choose(self, chosen: Choice | None) -> None:
        for choice in self._choices:
            choice.setChecked(choice is chosen)

    def show_pane(self, pane: Pane) -> None:
        """Shows this on the right, in place of what is there; nothing of that is kept."""
        if self.pane is not None:
            self._right_side.removeWidget(self.pane)
            self.pane.hide()  # without a parent it would be a window of its own
            self.pane.setParent(None)
            self.pane.deleteLater()
        self.pane = pane
        pane.began.connect(lambda: self.asked.setDisabled(True))
        pane.ended.connect(lambda: self.asked.setDisabled(pane.must_be_finished))
        self.asked.setDisabled(pane.must_be_finished)
        self._right_side.addWidget(pane)
        pane.show()  # at once, so that it can take the keyboard

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_roomy = self.width() >= _ROOMY
        self._left_side.setFixedWidth(_PANE if is_roomy else _NARROW_PANE)
        side = 40 if is_roomy else 24
        self.left.setContentsMargins(side, side, side, side)
        side = 50 if is_roomy else 22
        self._right_side.setContentsMargins(side, 32 if is_roomy else 20, side, 22)

    def _sign(self, icon: str) -> QLayout:
        tile = theme.label("" if icon else "户", "tile")
        if icon:
            tile.setPixmap(icons.pixmap(icon, theme.colour("on_dark"), 28, self.devicePixelRatio()))
        tile.setFixedSize(_TILE, _TILE)
        tile.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.headline)
        lines.addWidget(self.subline)
        sign = QHBoxLayout()
        sign.setSpacing(12)
        sign.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
        sign.addLayout(lines, 1)
        return sign
