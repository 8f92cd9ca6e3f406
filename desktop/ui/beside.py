"""A page with something at its right or left: beside it where there is room, else behind a drawer button (ui.md §2)."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.ui import icons, theme
from desktop.ui.rail_item import paint_count

_ROOM = 1010  # of the page: 1180 of the window, less the rail and the margins
_EDGE, _GAP = 16, 12


class _Drawer(QToolButton):
    """The drawer's button, with how many things wait behind it."""

    number = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.number:
            paint_count(QPainter(self), self.rect(), self.number)


class Beside(QWidget):
    """Lays `content` out with `side` beside it. `name` is what the drawer button is called."""

    def __init__(self, content: QWidget, side: QWidget, width: int, name: str, *, is_left: bool = False) -> None:
        super().__init__()
        self._side, self._width, self._is_left, self._name = side, width, is_left, name
        self._button = _Drawer()
        self._button.setObjectName("drawer")
        self._button.setProperty("look", "flat")
        self._button.setCheckable(True)
        self._button.setIcon(icons.icon("drawer", theme.colour("brand")))
        self._button.setToolTip(name)
        self._button.setAccessibleName(name)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(_EDGE, _GAP, _EDGE, _GAP)
        self._across.setSpacing(_GAP)
        self._across.addWidget(content, 1)
        self._across.insertWidget(0 if is_left else 1, self._button, 0, Qt.AlignmentFlag.AlignTop)
        side.setParent(self)
        self._button.toggled.connect(self._slide)

    @property
    def is_narrow(self) -> bool:
        return self.width() < theme.broad(_ROOM)

    def mark(self, number: int, told: str) -> None:
        """Shows at the drawer's button how many things wait in it, which else nothing would tell."""
        self._button.number = number
        self._button.setToolTip(" · ".join(filter(None, (self._name, told))))
        self._button.setAccessibleName(", ".join(filter(None, (self._name, told))))
        self._button.update()

    def open_drawer(self) -> None:
        """Brings forth what is beside, where it is a drawer."""
        self._button.setChecked(self.is_narrow)

    def close_drawer(self) -> bool:
        """Whether the drawer was open; it is not any more."""
        was_open = self.is_narrow and self._button.isChecked()
        self._button.setChecked(False)
        return was_open

    def _slide(self) -> None:
        self._settle()
        takes = self._side.focusProxy() is not None or self._side.focusPolicy() != Qt.FocusPolicy.NoFocus
        if self._side.isVisible() and takes:
            self._side.setFocus(Qt.FocusReason.OtherFocusReason)  # the keyboard is not left below the drawer

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle()
        super().resizeEvent(event)

    def _settle(self) -> None:
        """The side stands over the content where it is a drawer, and beside it otherwise."""
        self._button.setVisible(self.is_narrow)
        edge = _EDGE if self.is_narrow else _EDGE + self._width + _GAP
        left, right = (edge, _EDGE) if self._is_left else (_EDGE, edge)
        self._across.setContentsMargins(left, _GAP, right, _GAP)
        inset = _EDGE + (self._button.sizeHint().width() + _GAP if self.is_narrow else 0)
        start = inset if self._is_left else self.width() - inset - self._width
        self._side.setGeometry(start, _GAP, self._width, self.height() - 2 * _GAP)
        self._side.setVisible(not self.is_narrow or self._button.isChecked())
        self._side.raise_()
