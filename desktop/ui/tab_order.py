"""The order in which Tab comes to the parts of a page: as they stand in its layouts, also where rows are made later."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def follow_layout(page: QWidget) -> None:
    """Sets the order anew: Qt itself puts what is made later at the end."""
    for one, other in pairwise(_parts(page)):
        QWidget.setTabOrder(one, other)


def _parts(part: QWidget) -> Iterator[QWidget]:
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None:
        yield part
    if isinstance(part, QScrollArea) and (inner := part.widget()) is not None:
        yield from _parts(inner)
    elif (layout := part.layout()) is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    items = (layout.itemAt(place) for place in range(layout.count()))
    for item in items:
        if item is None:
            continue
        inner, within = item.widget(), item.layout()
        if inner is not None:
            yield from _parts(inner)
        elif within is not None:
            yield from _laid_out(within)
