"""A few words side by side, of which one or several are chosen: segments, or chips in as many lines as they need.

Promise: what is chosen has a tick, not a colour alone; what may stay open is opened again by pressing it once more.
"""

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from desktop.ui import icons, theme
from desktop.ui.flow import FlowLayout

_TICK = QSize(16, 16)
_GAP, _SLIM, _CHIP = 8, 6, 17  # within a button, at either side


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
        _tick(button, self._look, is_on=is_on)


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
    """Of one width, side by side; in several lines where there is too little room for one."""

    def __init__(self, name: str, about: str, options: Mapping[str, str], *, is_needed: bool = False) -> None:
        super().__init__(name, about, options, "segment", is_needed=is_needed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._across = 0
        self._unseen: frozenset[str] = frozenset()
        for button in self._buttons.values():
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setProperty("slim", True)  # noqa: FBT003  as Qt has it
        self._spread(len(self._buttons))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._widest(), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def say(self, key: str, words: str) -> None:
        """Has other words for one of them."""
        self._buttons[key].setText(words)
        self._buttons[key].setAccessibleName(f"{self.accessibleName()}: {words}")
        self._fit()

    def show_option(self, key: str, *, is_seen: bool) -> None:
        """Offers one of them, or not."""
        self._unseen = self._unseen - {key} if is_seen else self._unseen | {key}
        self._buttons[key].setHidden(not is_seen)
        self._across = 0
        self._spread(len(self._seen()))

    def _seen(self) -> list[QPushButton]:
        return [button for key, button in self._buttons.items() if key not in self._unseen]

    def _fit(self) -> None:
        seen = len(self._seen())
        self._spread(seen if self.width() >= self._widest() * seen else self.width() // (self._widest() + _GAP))

    def _widest(self) -> int:
        """Chosen, with its tick and in bold."""
        return max(map(_wanted, self._seen())) + 2 * _SLIM

    def _spread(self, across: int) -> None:
        """So many in a line: joined where all are in one."""
        seen = self._seen()
        across = max(min(across, len(seen)), 1)
        if across == self._across:
            return
        self._across = across
        is_joined = across == len(seen)
        self._look = "segment" if is_joined else "chip"
        self._grid.setSpacing(0 if is_joined else _GAP)
        for place, button in enumerate(seen):
            end = "first" if place == 0 else "last" if place == len(seen) - 1 else ""
            theme.relook(button, look=self._look, end=end if is_joined else "")
            self._mark(button, button.isChecked())
            self._grid.addWidget(button, place // across, place % across)
        for place in range(len(self._buttons)):
            self._grid.setColumnStretch(place, 1 if place < across else 0)
        self.updateGeometry()


def _wanted(button: QPushButton) -> int:
    """How wide its words are in bold, with a tick."""
    words = QFontMetrics(theme.font(theme.BODY, is_bold=True))
    return words.horizontalAdvance(button.text()) + _TICK.width() + _TICK.width() // 4


def _tick(button: QPushButton, look: str, *, is_on: bool) -> None:
    """Ticks it, or not."""
    ink = "on_dark" if look == "segment" else "brand"
    button.setIcon(icons.icon("check", theme.colour(ink)) if is_on else QIcon())
    is_wider = is_on and look == "chip"  # Qt reckons with plain words
    button.setMinimumWidth(_wanted(button) + 2 * _CHIP if is_wider else 0)


def chip(words: str, name: str) -> QPushButton:
    """One alone, which is chosen or not."""
    made = theme.button(words, "chip", name)
    made.setCheckable(True)
    made.setIconSize(_TICK)
    made.toggled.connect(lambda is_on: _tick(made, "chip", is_on=is_on))
    return made
