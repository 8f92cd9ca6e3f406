"""A few words side by side, of which one or several are chosen: segments, or chips in as many lines as they need.

Promise: what is chosen has a tick, not a colour alone; what may stay open is opened again by pressing it once more.
"""

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.ui import icons, theme
from desktop.ui.flow import FlowLayout

_TICK = QSize(16, 16)
_GAP = 8


class Choices(QWidget):
    """`options` gives the words by key. Chosen by a person, it tells so."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        about: str,
        options: Mapping[str, str],
        look: str = "chip",
        *,
        are_many: bool = False,
        is_needed: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(about)
        self._look, self._are_many, self._is_needed = look, are_many, is_needed
        self._buttons: dict[str, QPushButton] = {}
        for key, words in options.items():
            button = self._buttons[key] = theme.button(words, look, f"{name}-{key}")
            button.setCheckable(True)
            button.setAccessibleName(f"{about}: {words}")
            button.setIconSize(_TICK)
            button.toggled.connect(partial(self._mark, button))
            button.clicked.connect(partial(self._press, key))

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(key for key, button in self._buttons.items() if button.isChecked())

    @property
    def only(self) -> str:
        """The one that is chosen; empty where none is."""
        return next(iter(self.chosen), "")

    def choose(self, keys: Iterable[str]) -> None:
        """Shows these as chosen; nobody pressed them."""
        wanted = {*keys}
        for key, button in self._buttons.items():
            button.setChecked(key in wanted)

    def button(self, key: str) -> QPushButton:
        return self._buttons[key]

    def _press(self, key: str) -> None:
        pressed = self._buttons[key]
        if self._is_needed:
            pressed.setChecked(True)
        if not self._are_many and pressed.isChecked():
            self.choose([key])
        self.changed.emit()

    def _mark(self, button: QPushButton, is_on: bool) -> None:  # noqa: FBT001  as Qt's signal gives it
        ink = "on_dark" if self._look == "segment" else "brand"
        button.setIcon(icons.icon("check", theme.colour(ink)) if is_on else QIcon())


class Chips(Choices):
    """In a flow; the largest decides where the line is full."""

    def __init__(
        self,
        name: str,
        about: str,
        options: Mapping[str, str],
        *,
        are_many: bool = False,
        is_needed: bool = False,
        last: QWidget | None = None,
    ) -> None:
        super().__init__(name, about, options, are_many=are_many, is_needed=is_needed)
        flow = FlowLayout(_GAP)
        self.setLayout(flow)
        for button in (*self._buttons.values(), *([last] if last else ())):
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class Segments(Choices):
    """Of one width, side by side; one below the other where there is too little room."""

    def __init__(
        self, name: str, about: str, options: Mapping[str, str], *, is_needed: bool = False, is_upright: bool = False
    ) -> None:
        super().__init__(name, about, options, "segment", is_needed=is_needed)
        self._is_upright = is_upright
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for button in self._buttons.values():
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._row.addWidget(button, 1)
        self._turn(is_upright=is_upright)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._widest(), self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        seen = sum(not button.isHidden() for button in self._buttons.values())
        self._turn(is_upright=self._is_upright or self.width() < self._widest() * seen)

    def _widest(self) -> int:
        """With room for the tick, and for bold words."""
        return max(button.sizeHint().width() for button in self._buttons.values()) + _TICK.width()

    def _turn(self, *, is_upright: bool) -> None:
        wanted = QBoxLayout.Direction.TopToBottom if is_upright else QBoxLayout.Direction.LeftToRight
        last = len(self._buttons) - 1
        for place, button in enumerate(self._buttons.values()):
            end = "" if 0 < place < last else "first" if place == 0 else "last"
            theme.relook(button, look="chip" if is_upright else "segment", end="" if is_upright else end)
        self._row.setSpacing(_GAP if is_upright else 0)
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
            self._look = "chip" if is_upright else "segment"
            for button in self._buttons.values():
                self._mark(button, button.isChecked())
            self.updateGeometry()
