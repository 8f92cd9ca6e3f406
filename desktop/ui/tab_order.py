"""The order in which Tab comes to the parts of a page: as they stand in its layouts, also where rows are made later.

Hidden: what the keyboard comes to first in a part that is made of several. A focus proxy there would have Tab leave out
all that stands before it.
"""

from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def follow_layout(page: QWidget) -> None:
    """Sets the order anew: Qt itself puts what is made later at the end."""
    for one, other in pairwise(_parts(page)):
        QWidget.setTabOrder(one, other)


def lead_keyboard(whole: QWidget, first: QWidget) -> None:
    """Where the keyboard is given to the whole, it comes to this part."""
    whole.installEventFilter(_Way(whole, first))


class _Way(QObject):
    def __init__(self, whole: QWidget, first: QWidget) -> None:
        super().__init__(whole)
        self._first = first

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._first.setFocus()
        return super().eventFilter(watched, event)


def _parts(part: QWidget) -> Iterator[QWidget]:
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None:
        yield part
    if isinstance(part, QScrollArea) and (inner := part.widget()) is not None:
        yield from _parts(inner)
    elif (layout := part.layout()) is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """The parts in their order, without asking for the layout's items.

    Qt deletes the items of rows that go. PySide, once it was given one, crashes when something else lies in its place.
    """
    around = layout.parentWidget()
    widgets = around.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) if around else []
    nested = layout.findChildren(QLayout, options=Qt.FindChildOption.FindDirectChildrenOnly)
    placed = ((layout.indexOf(each), each) for each in (*widgets, *nested))
    for place, each in sorted(placed, key=itemgetter(0)):
        if place >= 0:
            yield from _parts(each) if isinstance(each, QWidget) else _laid_out(each)
