"""Says to a screen reader what appeared on a page without anybody having gone there."""

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget


def tell(shown: QWidget) -> None:
    """Has it read at once."""
    QAccessible.updateAccessibility(QAccessibleEvent(shown, QAccessible.Event.Alert))
