"""Where a file that is carried is written, or looked for, first.

Promise: on the stick that is plugged in. Hidden: where there is none, among the user's documents.
"""

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from desktop import paths


def on_a_stick(name: str = "") -> str:
    """The place that a chooser of files proposes."""
    sticks = paths.sticks()
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str((sticks[0].folder if sticks else Path(usual)) / name)
