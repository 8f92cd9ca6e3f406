"""A box of choices.

Promise: scrolling the page never changes what is chosen. Hidden: Qt's own box takes the wheel for itself.
"""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class StillBox(QComboBox):
    """The box."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # what lies around it scrolls
