"""Files and folders that the system's own programs show."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop.domain.errors import Refused


def shown(file: Path) -> Refused | None:
    """Shows a file or a folder; what is to be said where no program does."""
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
        return None
    return Refused("No program of this computer shows {file}.", "It is there: open it where you can.", file=file)
