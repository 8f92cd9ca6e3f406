"""A folder that stands for a stick, since the computer that draws the pictures has none.

Promise: what lies on it are real files, and it is there and gone for the whole program at once.
"""

from pathlib import Path

from desktop import paths
from desktop.paths import Stick


class FolderAsStick:
    """Is plugged in and pulled out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._real = paths.sticks

    def plug_in(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        paths.sticks = lambda: [Stick(self.folder, self.folder.name, "exfat")]

    def pull_out(self) -> None:
        paths.sticks = list[Stick]

    def clear(self) -> None:
        """Takes the files away that lie on it."""
        for file in self.folder.iterdir():
            file.unlink()

    def break_off(self) -> None:
        """It is still shown, and nothing can be written to it any more."""
        self.clear()
        self.folder.rmdir()
        self.folder.touch()

    def end(self) -> None:
        """The program looks for real ones again."""
        paths.sticks = self._real
