"""Cards with a head, of which a page of lists is made."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.boxes import pictured

_ICON = 20


def card(head: QWidget, *parts: QWidget, foot: QWidget | None = None) -> QFrame:
    """A head, what is below it, and what stands at its foot; words instead of a list stand at the top."""
    card = QFrame()
    card.setProperty("part", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    column.addWidget(head)
    for part in parts:
        if isinstance(part, QLabel):
            part.setContentsMargins(16, 12, 16, 12)
            part.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(part, 1)
    if foot is not None:
        column.addWidget(foot)
    return card


def headed(first: QWidget, *parts: QWidget) -> QFrame:
    """The head of a card: what it is, and at the right what there is to do or to count."""
    head = QFrame()
    head.setProperty("part", "row")
    head.setMinimumHeight(theme.high(44))
    across = QHBoxLayout(head)
    across.setContentsMargins(16, 0, 16, 0)
    across.setSpacing(10)
    for part in (first, *parts[:-1]):
        across.addWidget(part)
    across.addStretch()
    for part in parts[-1:]:
        across.addWidget(part)
    return head


def with_ways(icon: str, title: str, about: QWidget, buttons: Sequence[QWidget], parts: Sequence[QWidget]) -> QFrame:
    """A card whose head holds what can be begun in it; its parts stand at the top, as high as they are."""
    head = headed(pictured(icon, "ink_2", _ICON), theme.label(title, "bold"), about, _side_by_side(buttons))
    made = QFrame()
    made.setProperty("part", "card")
    column = QVBoxLayout(made)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    column.addWidget(head)
    for part in parts:
        if part.property("look") == "second":
            part.setContentsMargins(16, 10, 16, 10)
        column.addWidget(part)
    column.addStretch()
    return made


def _side_by_side(buttons: Sequence[QWidget]) -> QWidget:
    across = QWidget()
    row = QHBoxLayout(across)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    return across


def titled(listed: QWidget) -> QLabel:
    """What a list is called, as a title."""
    return theme.label(listed.accessibleName(), "strong")
